//! The list of proposed ties: what the writer's links, notes and remarks hang on words, to be accepted or dismissed.
//!
//! In: the session. Out: commands. Must not know: how a proposal becomes a tie, how words are laid out.
//! Holds: the arrow keys go from row to row, Enter accepts, Delete dismisses; rows out of sight lay out nothing.

use egui::{Align, Key, Label, Layout, Modifiers, OpenUrl, Rect, RichText, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::theme::widgets::{card, check_ui, link_ui, soft, strong};
use crate::app::theme::{STEP, fonts, tokens};
use crate::model::annotation::AnnotationKind;
use crate::model::article::Article;
use crate::model::ids::{ProposalId, Slug};
use crate::model::problem::{quoted, shortened};
use crate::model::proposal::{Proposal, ProposalState};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::view::Selection;

/// Height a row is taken to have where it was not laid out yet, in points.
const ROW_HEIGHT: f32 = 62.0;
/// Characters of the article's words in a row.
const WORDS_SCALARS: usize = 90;

/// What the list remembers between frames.
#[derive(Default)]
pub struct ProposalsList {
    shows_settled: bool,
    shown: Option<(u64, Slug, bool, Vec<ProposalId>)>,
    /// The row that gets the focus in this frame.
    focus: Option<ProposalId>,
}

impl ProposalsList {
    /// Whether one of its rows has the keyboard.
    pub fn has_focus(&self, ctx: &egui::Context) -> bool {
        let rows = self.shown.iter().flat_map(|(.., rows)| rows);
        let focused = ctx.memory(egui::Memory::focused);
        focused.is_some_and(|focused| rows.into_iter().any(|&row| row_id(row) == focused))
    }

    fn refresh(&mut self, session: &Session, article: &Article) -> Vec<ProposalId> {
        let key = (session.revision(), &article.slug, self.shows_settled);
        if let Some((revision, slug, settled, rows)) = &self.shown
            && (*revision, slug, *settled) == key
        {
            return rows.clone();
        }
        let mut rows: Vec<ProposalId> = session.open_proposals(&article.slug).iter().map(|it| it.id).collect();
        if self.shows_settled {
            let settled = article.review.proposals.values().filter(|proposal| !proposal.is_open());
            rows.extend(settled.map(|proposal| proposal.id));
        }
        self.shown = Some((session.revision(), article.slug.clone(), self.shows_settled, rows.clone()));
        rows
    }
}

fn row_id(proposal: ProposalId) -> egui::Id {
    egui::Id::unique(("proposal", proposal))
}

/// Shows the list over the whole of `ui`.
pub fn proposals_ui(session: &Session, list: &mut ProposalsList, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let Some(article) = session.current_article() else {
        quiet_ui(ui, "No article is shown");
        return out;
    };
    toolbar_ui(session, article, list, ui, &mut out);
    let rows = list.refresh(session, article);
    if rows.is_empty() {
        quiet_ui(
            ui,
            if article.review.proposals.is_empty() {
                "The article’s file has no links, notes or remarks to make ties of"
            } else {
                "Every proposed tie is settled"
            },
        );
        return out;
    }
    ScrollArea::vertical().id_salt("proposals").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = STEP;
            for (at, id) in rows.iter().enumerate() {
                let Some(proposal) = article.review.proposals.get(id) else { continue };
                row_ui(session, (article, proposal), (list, &rows, at), ui, &mut out);
            }
        });
    });
    out
}

fn quiet_ui(ui: &mut Ui, words: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(8.0 * STEP);
        ui.label(soft(words, tokens(ui.ctx())));
    });
}

fn toolbar_ui(session: &Session, article: &Article, list: &mut ProposalsList, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let open = session.open_proposals(&article.slug);
    let n_settled = article.review.proposals.len() - open.len();
    let links: Vec<ProposalId> = open
        .iter()
        .filter(|it| it.annotation.kind == AnnotationKind::Link && it.is_tie() && it.span.place().is_some())
        .map(|it| it.id)
        .collect();
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(strong(format!("{} proposed", open.len())));
            if n_settled > 0 {
                let text = RichText::new(format!("Show {n_settled} settled")).color(t.soft);
                check_ui(ui, &mut list.shows_settled, text).on_hover_text("Show accepted and dismissed ones too");
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let why_not = session.read_only().is_some().then_some("This project is open to read only");
                let can = why_not.is_none() && !links.is_empty();
                let text = match links.len() {
                    0 | 1 => "Accept all links".to_owned(),
                    n => format!("Accept all {n} links"),
                };
                let response = ui.add_enabled(can, egui::Button::new(text));
                let help = "Make a claim of each linked part of a sentence, and tie it to the page";
                let response =
                    response.on_hover_text(help).on_disabled_hover_text(why_not.unwrap_or("No link is proposed"));
                if response.clicked() {
                    out.push(Command::AcceptProposals { article: article.slug.clone(), proposals: links });
                }
            });
        });
    });
}

fn row_ui(
    session: &Session,
    (article, proposal): (&Article, &Proposal),
    (list, rows, at): (&mut ProposalsList, &[ProposalId], usize),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let id = row_id(proposal.id);
    let room = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), ROW_HEIGHT));
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let wants_focus = list.focus == Some(proposal.id);
    if !ui.is_rect_visible(room.expand(ROW_HEIGHT)) && !has_focus && !wants_focus {
        ui.allocate_space(room.size());
        return;
    }
    let t = tokens(ui.ctx());
    let inner = ui.push_id(proposal.id, |ui| {
        card(t).show(ui, |ui| {
            ui.set_width(ui.available_width());
            words_ui(session, (article, proposal), ui, out);
        })
    });
    let rect = inner.response.rect;
    // Only for the keyboard: presses go to what lies in the row.
    let row = ui.interact(rect, id, Sense::focusable_noninteractive());
    let told = format!("{}: {}", proposal.annotation.kind.word(), proposal.told());
    row.widget_info(|| WidgetInfo::labeled(egui::Role::ListItem, true, told.clone()));
    if wants_focus {
        list.focus = None;
        row.request_focus();
        row.scroll_to_me(None);
        show(proposal, out);
    }
    if row.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, egui::Stroke::new(2.0, t.accent), egui::StrokeKind::Inside);
        keys_ui((article, proposal), (list, rows, at), ui, out);
    }
}

fn keys_ui(
    (article, proposal): (&Article, &Proposal),
    (list, rows, at): (&mut ProposalsList, &[ProposalId], usize),
    ui: &Ui,
    out: &mut Vec<Command>,
) {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (next, before) = (rows.get(at + 1), at.checked_sub(1).and_then(|at| rows.get(at)));
    if pressed(Key::ArrowDown) {
        list.focus = next.copied();
    } else if pressed(Key::ArrowUp) {
        list.focus = before.copied();
    } else if pressed(Key::Enter) && proposal.is_open() && proposal.is_tie() {
        list.focus = next.or(before).copied();
        out.push(accept(article, proposal));
    } else if (pressed(Key::Delete) || pressed(Key::Backspace)) && proposal.is_open() {
        list.focus = next.or(before).copied();
        out.push(dismiss(article, proposal));
    }
}

fn accept(article: &Article, proposal: &Proposal) -> Command {
    Command::AcceptProposals { article: article.slug.clone(), proposals: vec![proposal.id] }
}

fn dismiss(article: &Article, proposal: &Proposal) -> Command {
    Command::DismissProposals { article: article.slug.clone(), proposals: vec![proposal.id] }
}

/// Brings the words into sight.
fn show(proposal: &Proposal, out: &mut Vec<Command>) {
    out.extend(proposal.span.place().map(|place| Command::Select(Selection::run(place))));
}

fn words_ui(session: &Session, (article, proposal): (&Article, &Proposal), ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let annotation = &proposal.annotation;
    let is_read_only = session.read_only().is_some();
    ui.horizontal(|ui| {
        ui.label(RichText::new(capital(annotation.kind.word())).font(fonts::ui_strong(12.0)).color(t.soft));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_enabled_ui(!is_read_only, |ui| acts_ui((article, proposal), ui, out));
            // The words have what room the acts leave.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| place_ui((article, proposal), ui, out));
        });
    });
    let told = shortened(&proposal.told(), 400);
    ui.horizontal_wrapped(|ui| {
        let is_web = annotation.url.starts_with("http://") || annotation.url.starts_with("https://");
        ui.add(Label::new(RichText::new(told).color(t.ink)).wrap());
        if is_web && link_ui(ui, "Open page").on_hover_text(&annotation.url).clicked() {
            ui.ctx().open_url(OpenUrl::new_tab(&annotation.url));
        }
        let by = [annotation.author.as_str(), annotation.made.get(..10).unwrap_or(&annotation.made)];
        let by = by.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        if !by.is_empty() {
            ui.label(soft(by, t).font(fonts::ui(12.0)));
        }
    });
}

/// The words that it hangs on, cut where they do not fit.
fn place_ui((article, proposal): (&Article, &Proposal), ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let place = proposal.span.place().and_then(|place| article.draft.paragraph_at(place.start()));
    let words = quoted(proposal.span.exact(), WORDS_SCALARS);
    let Some(paragraph) = place else {
        ui.add(Label::new(soft(format!("{words} (not in this draft)"), t)).truncate());
        return;
    };
    let text = RichText::new(format!("Paragraph {paragraph}, {words}")).font(fonts::ui(12.0)).color(t.soft);
    let chip = egui::Button::new(text).corner_radius(12).stroke(egui::Stroke::new(1.0, t.line)).truncate();
    if ui.add(chip.min_size(vec2(0.0, 22.0))).on_hover_text(format!("{words}\nShow these words")).clicked() {
        show(proposal, out);
    }
}

fn acts_ui((article, proposal): (&Article, &Proposal), ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    match &proposal.state {
        ProposalState::Open => {
            if link_ui(ui, "Dismiss").on_hover_text("It is of no use (Delete)").clicked() {
                out.push(dismiss(article, proposal));
            }
            if !proposal.is_tie() {
                ui.label(soft("Writer’s note", t))
                    .on_hover_text("It names no source, so that no tie can be made of it");
            } else if proposal.span.place().is_some() {
                let help = "Make a claim of these words unless one covers them, and tie it to this source (Enter)";
                if link_ui(ui, "Accept").on_hover_text(help).clicked() {
                    out.push(accept(article, proposal));
                }
            }
        }
        ProposalState::Dismissed => {
            if link_ui(ui, "Reopen").on_hover_text("Propose it again").clicked() {
                let proposals = vec![proposal.id];
                out.push(Command::ReopenProposals { article: article.slug.clone(), proposals });
            }
            ui.label(soft("dismissed", t));
        }
        ProposalState::Accepted { claim, tie: _ } => {
            let is_there = article.review.claims.contains_key(claim);
            if is_there && link_ui(ui, "Show claim").clicked() {
                out.push(Command::ShowClaim(Some(*claim)));
            }
            ui.label(soft("accepted", t));
        }
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
