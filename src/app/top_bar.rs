//! The bar at the top: where one is, the way to every command, whether work is saved, undo, the report.
//!
//! In: the session. Out: commands. Must not know: what is under it.
//! Holds: where room is short, the breadcrumb is cut first, then the words of the search button.

use egui::{
    Align, Button, Color32, FontId, Layout, Pos2, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::app::offer::Offer;
use crate::app::row::{icon_and_words, words_ui};
use crate::app::theme::widgets::{icon_button_ui, key_cap_ui, one_line};
use crate::app::theme::{STEP, UI_POINTS, fonts, icon, tokens};
use crate::model::problem::shortened;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;
use crate::session::{SaveState, Session};

/// Height of the bar, in points.
pub const HEIGHT: f32 = 42.0;
/// Width of the search button where there is room, in points.
const SEARCH_WIDTH: f32 = 330.0;
/// The least width the search button is cut to, in points.
const SEARCH_LEAST: f32 = 104.0;
/// The room kept for the breadcrumb before the search button is cut, in points.
const CRUMB_LEAST: f32 = 72.0;

/// Shows the bar.
pub fn top_bar_ui(session: &Session, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let t = tokens(ui.ctx());
    let (_, bar) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    ui.painter().rect_filled(bar, 0.0, t.chrome);
    ui.painter().hline(bar.x_range(), bar.bottom() - 0.5, Stroke::new(1.0, t.line));
    let inner = bar.shrink2(vec2(4.0 * STEP, 0.0));

    let mark_end = mark_ui(ui, inner.left_center());
    let builder = UiBuilder::new().id_salt("right").max_rect(inner.with_min_x(mark_end));
    let mut right = ui.new_child(builder.layout(Layout::right_to_left(Align::Center)));
    right_ui(session, &mut right, &mut out);
    let right_start = right.min_rect().left();

    let search = search_rect(inner, mark_end, right_start);
    let crumb = Rect::from_min_max(
        pos2(mark_end + 4.0 * STEP, bar.top()),
        pos2((search.left() - 4.0 * STEP).max(mark_end + 4.0 * STEP), bar.bottom()),
    );
    breadcrumb_ui(session, ui, crumb, &mut out);
    search_ui(session, ui, search, &mut out);
    out
}

/// Where the search button stands: in the middle of the bar, moved and narrowed as its neighbours need.
fn search_rect(bar: Rect, mark_end: f32, right_start: f32) -> Rect {
    let right_most = right_start - 4.0 * STEP;
    let left_most = mark_end + 8.0 * STEP + CRUMB_LEAST;
    let width = SEARCH_WIDTH.min(right_most - left_most).max(SEARCH_LEAST);
    let left = (bar.center().x - width / 2.0).min(right_most - width);
    Rect::from_min_size(pos2(left, bar.center().y - 14.0), vec2(width, 28.0))
}

fn mark_ui(ui: &Ui, at: Pos2) -> f32 {
    let t = tokens(ui.ctx());
    let painter = ui.painter();
    painter.text(at, egui::Align2::LEFT_CENTER, icon::CHECK_SQUARE, fonts::icons(16.0), t.ink);
    let at = at + vec2(7.0 * STEP, 0.0);
    painter.text(at, egui::Align2::LEFT_CENTER, "Tickmark", fonts::ui_strong(UI_POINTS), t.ink).right()
}

fn breadcrumb_ui(session: &Session, ui: &Ui, room: Rect, out: &mut Vec<Command>) {
    let Some(project) = session.project() else { return };
    let t = tokens(ui.ctx());
    let article = session.current_article();
    let full = text_width(ui, &project.title, fonts::ui(UI_POINTS));
    let share = if article.is_some() { 0.42 } else { 1.0 };
    let title_room = full.min((room.width() * share).max(room.width() - 240.0)).max(0.0);
    let (first, rest) = (room.with_max_x(room.left() + title_room), room.left() + title_room);
    let hint = format!("{}\nProject settings…", project.title);
    if crumb_ui(ui, first, "project", &project.title, (&hint, t.soft)).clicked() {
        out.push(Command::Window(WindowCommand::EditProject));
    }
    let Some(article) = article.filter(|_| room.right() - rest > 8.0 * STEP) else { return };
    let at = pos2(rest + STEP * 1.5, room.center().y);
    let arrow = ui.painter().text(at, egui::Align2::LEFT_CENTER, "›", fonts::ui(UI_POINTS), t.faint);
    let second = room.with_min_x(arrow.right() + STEP * 1.5);
    let hint = format!("{}\nArticle details…", article.title());
    if crumb_ui(ui, second, "article", article.title(), (&hint, t.ink)).clicked() {
        out.push(Command::Window(WindowCommand::EditArticle));
    }
}

/// One part of the breadcrumb, cut to its room.
fn crumb_ui(ui: &Ui, room: Rect, part: &str, text: &str, (hint, color): (&str, Color32)) -> Response {
    let galley = ui.painter().layout_job(one_line(text, fonts::ui(UI_POINTS), color, room.width()));
    let rect = Rect::from_min_size(pos2(room.left(), room.center().y - 13.0), vec2(galley.size().x, 26.0));
    let response = ui.interact(rect, ui.scope_id().with(("crumb", part)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{part} {text}")));
    let top = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    let under = galley.size();
    ui.painter().galley(top, galley, color);
    if response.hovered() || response.has_focus() {
        let t = tokens(ui.ctx());
        ui.painter().hline(rect.x_range(), top.y + under.y + 1.0, Stroke::new(1.5, t.accent));
    }
    response.on_hover_text(hint)
}

fn search_ui(session: &Session, ui: &mut Ui, rect: Rect, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some(offer) = Offer::of(session, "palette") else { return };
    let response = ui.interact(rect, ui.scope_id().with("search"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, offer.spec.text));
    let is_lit = response.hovered() || response.has_focus();
    let stroke = Stroke::new(1.0, if is_lit { t.accent } else { t.line });
    ui.painter().rect(rect, 6.0, t.paper, stroke, StrokeKind::Inside);
    let glass = rect.left_center() + vec2(2.5 * STEP, 0.0);
    let painter = ui.painter();
    painter.text(glass, egui::Align2::LEFT_CENTER, icon::MAGNIFYING_GLASS, fonts::icons(15.0), t.soft);
    let key = offer.key();
    let cap = text_width(ui, &key, fonts::ui(11.0)) + 2.5 * STEP;
    let place = Rect::from_min_max(
        pos2(rect.right() - cap - 2.0 * STEP, rect.center().y - 9.0),
        pos2(rect.right() - 2.0 * STEP, rect.center().y + 9.0),
    );
    key_cap_ui(&mut ui.new_child(UiBuilder::new().id_salt("key").max_rect(place)), &key);
    let words = glass + vec2(6.0 * STEP, 0.0);
    words_ui(ui, words, offer.spec.text, (fonts::ui(UI_POINTS), t.soft), place.left() - words.x - STEP);
    if response.on_hover_text(offer.hint()).clicked() {
        out.extend(offer.wish.ok());
    }
}

fn right_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 2.5 * STEP;
    export_ui(session, ui, out);
    for (id, glyph, verb) in [("redo", icon::ARROW_U_UP_RIGHT, "Redo"), ("undo", icon::ARROW_U_UP_LEFT, "Undo")] {
        let Some(offer) = Offer::of(session, id) else { continue };
        let label = step_label(session, id, verb);
        let button = ui.add_enabled_ui(offer.wish.is_ok(), |ui| icon_button_ui(ui, glyph, &offer.hint_for(&label)));
        if button.inner.clicked() {
            out.extend(offer.wish.ok());
        }
    }
    save_state_ui(session, ui, out);
    jobs_ui(session, ui, out);
}

/// "Undo: set status of 12 claims", or the bare verb when there is nothing to undo.
fn step_label(session: &Session, id: &str, verb: &str) -> String {
    let stack = session.undo_stack();
    let words = stack.and_then(|stack| if id == "undo" { stack.undo_words() } else { stack.redo_words() });
    words.map_or_else(|| verb.to_owned(), |words| format!("{verb}: {words}"))
}

fn export_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some(offer) = Offer::of(session, "export") else { return };
    let look = (fonts::ui_strong(UI_POINTS), t.on_accent);
    let button = Button::new(icon_and_words(icon::EXPORT, "Export report", look))
        .fill(t.accent)
        .stroke(Stroke::new(1.0, t.accent))
        .min_size(vec2(0.0, 28.0));
    let response = ui.add_enabled(offer.wish.is_ok(), button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, response.enabled(), offer.spec.text));
    let hint = offer.hint();
    if response.on_hover_text(&hint).on_disabled_hover_text(&hint).clicked() {
        out.extend(offer.wish.ok());
    }
}

fn save_state_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    if session.project().is_none() {
        return;
    }
    let (words, hint) = save_words(session);
    if let SaveState::Failed(problem) = session.save_state() {
        let words = shortened(&words, 34);
        let look = (fonts::ui(UI_POINTS), t.wrong.ink);
        let button = Button::new(icon_and_words(icon::WARNING, &words, look)).frame(false);
        let response = ui.add(button);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Cannot save: {}", problem.what)));
        if response.on_hover_text(hint).clicked() {
            out.push(Command::Save);
        }
        return;
    }
    let is_saved = matches!(session.save_state(), SaveState::Saved(_));
    let response = if is_saved {
        ui.label(icon_and_words(icon::CHECK, &words, (fonts::ui(UI_POINTS), t.soft)))
    } else {
        ui.label(RichText::new(&words).color(t.soft))
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(hint);
}

/// How saving stands, in words, and what the tooltip says.
fn save_words(session: &Session) -> (String, String) {
    match session.save_state() {
        SaveState::Saved(Some(at)) => {
            let at = at.to_zoned_datetime(session.zone().clone());
            let words = format!("Saved {}", at.strftime("%H:%M"));
            (words, format!("Everything is on disk since {}", at.strftime("%H:%M:%S")))
        }
        SaveState::Saved(None) => ("Saved".to_owned(), "Everything is on disk".to_owned()),
        SaveState::Journaled => {
            ("Safe".to_owned(), "In the journal on disk; the files are written in a second".to_owned())
        }
        SaveState::Waiting => ("Not saved yet".to_owned(), "Saved by itself in a second".to_owned()),
        SaveState::Gone => {
            let why = "A file was deleted on disk: Ctrl+S or closing the window writes it anew".to_owned();
            ("Not saved".to_owned(), why)
        }
        SaveState::Saving => ("Saving…".to_owned(), "Being written to disk".to_owned()),
        SaveState::Failed(problem) => {
            (format!("Cannot save: {}", problem.what), format!("{problem}\n\nPress to try again"))
        }
    }
}

/// The jobs under way that a person waits for; saving is told by the save state, settings and history are quick.
fn jobs_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    for (id, job) in session.jobs().running() {
        let is_opening = ["Opening", "Storing"].iter().any(|start| job.name.starts_with(start));
        if !is_opening && job.name != "Exporting" {
            continue;
        }
        // Only the reading of files asks between two steps whether it should stop.
        if is_opening && session.project().is_some() {
            let label = format!("Cancel: {}", job.name);
            let cross = RichText::new(icon::CROSS).font(fonts::icons(12.0)).color(t.soft);
            let response = ui.add(Button::new(cross).frame(false).min_size(vec2(20.0, 24.0)));
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
            if response.on_hover_text(&label).clicked() {
                session.jobs().cancel(id);
            }
        }
        let words = RichText::new(format!("{}…", shortened(&job.at(), 48))).color(t.soft);
        if is_opening && session.has_account() {
            let look = ui.add(Button::new(words).frame(false)).on_hover_text("Show what became of each file");
            if look.clicked() {
                out.push(Command::Window(WindowCommand::Account));
            }
        } else {
            ui.label(words);
        }
    }
}

fn text_width(ui: &Ui, text: &str, font: FontId) -> f32 {
    ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::trial::{self, Shown};

    fn shown(desk: trial::Desk, width: f32) -> Shown<'static, ()> {
        trial::show(desk, (width, 60.0), (), |session, (), ui| top_bar_ui(session, ui))
    }

    #[test]
    fn undo_names_the_edit() {
        let mut desk = trial::ministers();
        let claims = desk.claims();
        desk.run(trial::decide(&claims, crate::model::decision::Status::Confirmed));
        let label = desk.session.undo_stack().and_then(|stack| stack.next_undo()).map(|edit| edit.label.clone());
        let label = label.expect("an edit was made");
        let mut bar = shown(desk, 1440.0);
        bar.get_by_label_contains(&format!("Undo: {label}")).click();
        bar.run();
        assert_eq!(bar.said(), [Command::Undo]);
    }

    #[test]
    fn nothing_to_undo_is_greyed_with_the_reason() {
        let mut bar = shown(trial::ministers(), 1440.0);
        bar.get_by_label_contains("There is nothing to take back").click();
        bar.run();
        assert_eq!(bar.said(), []);
    }

    #[test]
    fn every_part_says_its_wish() {
        for (label, wish) in [
            ("project Winter crisis", WindowCommand::EditProject),
            ("article Ministers meet as troop count rises", WindowCommand::EditArticle),
            ("Search or run a command", WindowCommand::Palette),
            ("Export report…", WindowCommand::Export),
        ] {
            let mut bar = shown(trial::ministers(), 1440.0);
            bar.get_by_label(label).click();
            bar.run();
            assert_eq!(bar.said(), [Command::Window(wish)], "{label}");
        }
    }

    #[test]
    fn nothing_overlaps_where_room_is_short() {
        for width in [760.0, 1000.0, 1440.0] {
            let bar = shown(trial::ministers(), width);
            let rect = |label: &str| bar.get_by_label(label).rect();
            let article = bar.query_by_label("article Ministers meet as troop count rises").map(|node| node.rect());
            let search = rect("Search or run a command");
            if let Some(article) = article {
                assert!(article.right() <= search.left(), "{width}: {article:?} {search:?}");
            }
            assert!(search.right() <= rect("Saved").left(), "{width}");
            assert!(rect("Export report…").right() <= width, "{width}");
        }
    }

    #[test]
    fn the_save_state_is_told() {
        let mut desk = trial::ministers();
        assert_eq!(save_words(&desk.session).0, "Saved");
        let claims = desk.claims();
        desk.run(trial::decide(&claims, crate::model::decision::Status::Wrong));
        assert_eq!(save_words(&desk.session).0, "Not saved yet");
        desk.run(Command::Save);
        assert_eq!(save_words(&desk.session).0, "Saving…");
        desk.session.finish_jobs();
        assert!(save_words(&desk.session).0.starts_with("Saved 1"), "{}", save_words(&desk.session).0);
    }

    #[test]
    fn with_nothing_open_there_is_no_breadcrumb() {
        let bar = shown(trial::empty(), 1440.0);
        assert!(bar.query_by_label_contains("article ").is_none());
        assert!(bar.query_by_label_contains("Open an article first").is_none(), "the reason is in the tooltip");
        assert!(bar.query_by_label("Search or run a command").is_some());
    }
}
