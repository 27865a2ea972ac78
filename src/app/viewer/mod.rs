//! The stored file beside the article: its text or pages, what is excerpted from it, a search, and the key that takes
//! selected words into a tie.
//!
//! In: the session and the input of this frame. Out: commands. One file a pane, by what a file is: [`Pane`] lists them;
//! to add one, a variant there with its row in `panes_of` and in `pane_ui`.
//! Must not know: disk, formats, how a command is carried out.
//! Holds: nothing is read or drawn from a file here: what a pane shows is asked for and comes in from a job.

mod find;
mod header;
mod marks;
mod number;
mod other;
mod page;
mod page_words;
mod picture;
mod recording;
mod text;

use egui::{Align, Context, Event, Id, Key, Layout, Pos2, Rect, Ui, vec2};

use crate::app::theme::widgets::{hairline_ui, link_ui, soft};
use crate::app::theme::{STEP, icon, tokens};
use crate::app::viewer::find::Find;
use crate::app::viewer::marks::Marks;
use crate::app::viewer::page::PagePane;
use crate::app::viewer::picture::PicturePane;
use crate::app::viewer::recording::RecordingPane;
use crate::app::viewer::text::TextPane;
use crate::model::evidence::{Evidence, MediaKind};
use crate::model::problem::Problem;
use crate::model::source::Source;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::evidence::TextState;
use crate::session::exhibit::Exhibit;
use crate::session::pages::has_pages;
use crate::session::window_command::WindowCommand;

/// The least width of the viewer and of the article beside it, in points.
pub const LEAST_WIDTH: f32 = 340.0;

/// The ways to look at a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pane {
    /// The text that was read out of it.
    Text,
    /// Its pages as pictures.
    Pages,
    /// The picture that it is.
    Picture,
    /// What is known of a sound or film, and the stretch to be taken.
    Recording,
    /// What is known of a file that can only be opened in a program of its own.
    Other,
}

/// The panes that can show a file, the usual one first.
fn panes_of(evidence: &Evidence) -> Vec<Pane> {
    let mut panes = Vec::new();
    if evidence.has_text() {
        panes.push(Pane::Text);
    }
    if has_pages(evidence) {
        panes.push(Pane::Pages);
    }
    match evidence.kind {
        MediaKind::Picture => panes.push(Pane::Picture),
        MediaKind::Audio | MediaKind::Video => panes.push(Pane::Recording),
        MediaKind::Text | MediaKind::Other => {}
    }
    if panes.is_empty() {
        panes.push(Pane::Other);
    }
    panes
}

/// What the viewer remembers between frames.
#[derive(Default)]
pub struct Viewer {
    /// The pane that was chosen last; it is shown where a file has it.
    chosen: Option<Pane>,
    find: Find,
    marks: Marks,
    text: TextPane,
    pages: PagePane,
    picture: PicturePane,
    recording: RecordingPane,
    /// Where it stood in the last frame.
    area: Option<Rect>,
    had_focus: bool,
}

/// What every pane works with.
struct Shown<'a> {
    session: &'a Session,
    exhibit: &'a Exhibit,
    source: &'a Source,
    evidence: &'a Evidence,
}

impl Viewer {
    /// The id of what shows the file: the keys of the tick run act while it has the focus, too.
    pub fn focus_id() -> Id {
        Id::unique("evidence")
    }

    /// Whether the file, not the article, has the focus.
    pub fn has_focus(ctx: &Context) -> bool {
        ctx.memory(|memory| memory.has_focus(Self::focus_id()))
    }

    /// Whether it had it in the last frame: egui takes the focus away before anybody sees an Escape.
    pub fn had_focus(&self) -> bool {
        self.had_focus
    }

    /// Whether a place of the window lies in it.
    pub fn contains(&self, at: Pos2) -> bool {
        self.area.is_some_and(|area| area.contains(at))
    }

    /// Puts the cursor into the search.
    pub fn begin_find(&mut self) {
        self.find.begin();
    }
}

/// Shows the file that is beside the article.
pub fn viewer_ui(session: &Session, viewer: &mut Viewer, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let t = tokens(ui.ctx());
    let area = ui.available_rect_before_wrap();
    viewer.area = Some(area);
    ui.painter().rect_filled(area, 0.0, t.panel);
    ui.spacing_mut().item_spacing.y = 0.0;
    let Some((exhibit, source, evidence)) = session.exhibit() else {
        let gone = "This source is not in the library any more";
        blank_ui(ui, icon::WARNING, gone, "Close this view, or choose another source at the left");
        out.extend(link_ui(ui, "Close").clicked().then_some(Command::HideEvidence));
        return out;
    };
    header::header_ui(session, exhibit, source, evidence, ui, &mut out);
    hairline_ui(ui);
    let Some(evidence) = evidence else {
        no_file_ui(session, source, ui, &mut out);
        return out;
    };
    let shown = Shown { session, exhibit, source, evidence };
    let panes = panes_of(evidence);
    let pane = viewer.chosen.filter(|pane| panes.contains(pane)).or_else(|| panes.first().copied());
    let pane = pane.unwrap_or(Pane::Other);
    viewer.marks.refresh(&shown);
    let foot = ui.available_rect_before_wrap();
    let (above, foot) = foot.split_top_bottom_at_y(foot.bottom() - header::FOOT_HEIGHT);
    ui.scope_builder(egui::UiBuilder::new().max_rect(above), |ui| pane_ui(&shown, viewer, pane, ui, &mut out));
    ui.scope_builder(egui::UiBuilder::new().max_rect(foot), |ui| header::foot_ui(&shown, ui, &mut out));
    ui.advance_cursor_after_rect(area);
    viewer.had_focus = Viewer::has_focus(ui.ctx());
    out
}

fn pane_ui(shown: &Shown<'_>, viewer: &mut Viewer, pane: Pane, ui: &mut Ui, out: &mut Vec<Command>) {
    match pane {
        Pane::Text | Pane::Pages => read_ui(shown, viewer, pane, ui, out),
        Pane::Picture => picture::picture_ui(shown, &mut viewer.picture, ui, out),
        Pane::Recording => recording::recording_ui(shown, &mut viewer.recording, ui, out),
        Pane::Other => other::other_ui(shown, ui, out),
    }
}

/// A file that was read: its tools, then its text or its pages.
fn read_ui(shown: &Shown<'_>, viewer: &mut Viewer, pane: Pane, ui: &mut Ui, out: &mut Vec<Command>) {
    let has_text = shown.evidence.has_text();
    let evidence = shown.evidence.sha256.clone();
    let state = shown.session.evidence_text(shown.source.id, &evidence);
    let text = match state {
        Some(TextState::Here(text)) => Some(text),
        Some(TextState::Reading | TextState::Missing(_)) | None => None,
    };
    if has_text && state.is_none() {
        out.push(Command::WantEvidence { source: shown.source.id, evidence });
    }
    let panes = panes_of(shown.evidence);
    if text.is_some() || panes.len() > 1 || pane == Pane::Pages {
        ui.horizontal(|ui| {
            ui.set_height(header::TOOLS_HEIGHT);
            ui.add_space(2.0 * STEP);
            ui.spacing_mut().item_spacing.x = STEP;
            if panes.len() > 1 {
                viewer.chosen = Some(switch_ui(&panes, pane, ui));
            }
            if pane == Pane::Pages {
                viewer.pages.zoom_ui(ui);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(2.0 * STEP);
                if let Some(text) = text {
                    viewer.find.find_ui(text, shown.exhibit, ui, out);
                }
            });
        });
        hairline_ui(ui);
    }
    match (pane, state) {
        (Pane::Pages, _) => page::pages_ui(shown, text, (&viewer.find, &viewer.marks), &mut viewer.pages, ui, out),
        (_, Some(TextState::Here(text))) => {
            text::text_ui(shown, text, (&viewer.find, &viewer.marks), &mut viewer.text, ui, out);
        }
        (_, Some(TextState::Missing(problem))) => missing_ui(shown, problem, ui, out),
        (_, Some(TextState::Reading) | None) => {
            blank_ui(ui, icon::HOURGLASS_MEDIUM, "Reading the text of this file…", "");
        }
    }
}

/// The text is lost or damaged: why, and the way to have it again.
fn missing_ui(shown: &Shown<'_>, problem: &Problem, ui: &mut Ui, out: &mut Vec<Command>) {
    blank_ui(ui, icon::WARNING, &problem.what, &format!("{} {}", problem.why, problem.help));
    ui.vertical_centered(|ui| {
        let again = ui.add_enabled(shown.session.read_only().is_none(), egui::Button::new("Read the file again"));
        let again = again.on_disabled_hover_text("This project is open to read only");
        if again.on_hover_text("Read its text anew from the stored file").clicked() {
            let evidence = shown.evidence.sha256.clone();
            out.push(Command::ReadEvidence { source: shown.source.id, evidence });
        }
    });
}

/// The switch between the ways to look at a file.
fn switch_ui(panes: &[Pane], shown: Pane, ui: &mut Ui) -> Pane {
    let t = tokens(ui.ctx());
    let mut chosen = shown;
    for &pane in panes {
        let (word, help) = match pane {
            Pane::Text => ("Text", "The text that was read out of the file"),
            Pane::Pages => ("Pages", "The pages of the file as they look"),
            Pane::Picture => ("Picture", "The file as it looks"),
            Pane::Recording => ("Recording", "What is known of the recording, and when it is said"),
            Pane::Other => ("File", "What is known of the file"),
        };
        let is_shown = pane == shown;
        let ink = if is_shown { t.accent } else { t.ink };
        let button = egui::Button::selectable(is_shown, egui::RichText::new(word).color(ink))
            .stroke(egui::Stroke::new(1.0, if is_shown { t.accent } else { t.line }))
            .min_size(vec2(0.0, 26.0));
        if ui.add(button).on_hover_text(help).clicked() {
            chosen = pane;
        }
    }
    chosen
}

fn no_file_ui(session: &Session, source: &Source, ui: &mut Ui, out: &mut Vec<Command>) {
    blank_ui(
        ui,
        icon::FILE_TEXT,
        "No file is stored for this source yet",
        "A stored file is kept byte for byte; its words can then be searched and taken as excerpts here",
    );
    ui.vertical_centered(|ui| {
        let add = ui.add_enabled(session.read_only().is_none(), egui::Button::new("Add a file…"));
        let add = add.on_disabled_hover_text("This project is open to read only");
        if add.on_hover_text("Store a file of this source in the project").clicked() {
            out.push(Command::Window(WindowCommand::SourceRecord(source.id)));
        }
    });
}

/// Words in the middle of an empty pane: what is the case, and what can be done about it.
fn blank_ui(ui: &mut Ui, glyph: &str, what: &str, help: &str) {
    let t = tokens(ui.ctx());
    ui.add_space((ui.available_height() * 0.28).max(12.0));
    ui.vertical_centered(|ui| {
        ui.set_max_width((ui.available_width() - 48.0).min(420.0));
        crate::app::theme::widgets::icon_ui(ui, glyph, 26.0, t.faint);
        ui.add_space(2.0 * STEP);
        ui.add(egui::Label::new(egui::RichText::new(what).color(t.ink)).wrap());
        if !help.trim().is_empty() {
            ui.add_space(STEP);
            ui.add(egui::Label::new(soft(help.trim(), t)).wrap());
        }
        ui.add_space(3.0 * STEP);
    });
}

/// The head of a part of a pane.
fn own_title(ui: &mut Ui, words: &str) {
    let t = tokens(ui.ctx());
    ui.label(egui::RichText::new(words).font(crate::app::theme::fonts::ui_strong(13.0)).color(t.ink));
}

/// Takes the keys that are the viewer's own while it has the focus: copying, selecting all.
fn own_keys(ui: &Ui, has_focus: bool) -> (bool, bool) {
    if !has_focus {
        return (false, false);
    }
    ui.input(|input| {
        let copies = input.events.iter().any(|event| matches!(event, Event::Copy));
        (copies, input.modifiers.command && input.key_pressed(Key::A))
    })
}

/// A square button with a small icon and no frame until it is hovered.
fn tool_ui(ui: &mut Ui, glyph: &str, label: &str) -> egui::Response {
    let t = tokens(ui.ctx());
    let text = egui::RichText::new(glyph).font(crate::app::theme::fonts::icons(15.0)).color(t.soft);
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(STEP, STEP / 2.0));
    let response = ui.add(egui::Button::new(text).frame_when_inactive(false).min_size(vec2(26.0, 26.0)));
    ui.spacing_mut().button_padding = padding;
    crate::app::theme::widgets::named(ui, &response, label);
    response.on_hover_text(label).on_disabled_hover_text(label)
}

#[cfg(test)]
mod tests;
