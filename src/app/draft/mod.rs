//! What the newest draft did: the claims whose words somebody must settle, and the text with its changed words marked.
//!
//! In: the session. Out: commands. Must not know: how words are found again, how drafts are compared.
//! Holds: what is out of sight lays out nothing.

mod claims;
mod text;

use std::collections::BTreeMap;

use egui::{Align, Button, Layout, Rect, ScrollArea, Ui, vec2};

use crate::app::offer::Offer;
use crate::app::theme::widgets::{soft, strong};
use crate::app::theme::{STEP, tokens};
use crate::model::article::Article;
use crate::model::ids::Slug;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::drafts::{previous_draft, unsettled};

pub(in crate::app) use claims::{asks, pair, words_ui};

/// Height that a row is taken to have until it was laid out once, in points.
const GUESSED_HEIGHT: f32 = 76.0;

/// What is shown of the draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Tab {
    /// The claims to be settled.
    #[default]
    Claims,
    /// The changed paragraphs.
    Text,
}

/// What the panel remembers between frames.
#[derive(Default)]
pub struct DraftPanel {
    tab: Tab,
    /// The heights of rows by tab and place, and what they were measured for.
    heights: BTreeMap<(Tab, usize), f32>,
    measured: Option<(Slug, usize, u64, i64)>,
}

/// Shows the panel over the whole of `ui`.
pub fn draft_ui(session: &Session, panel: &mut DraftPanel, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let Some(article) = session.current_article() else {
        quiet_ui(ui, "No article is shown");
        return out;
    };
    if previous_draft(article).is_some() && session.comparison(&article.slug).is_none() {
        out.push(Command::CompareDrafts(article.slug.clone()));
    }
    panel.forget_heights(session, article, ui.available_width());
    toolbar_ui(session, article, panel, ui, &mut out);
    match panel.tab {
        Tab::Claims => claims::claims_ui(session, article, panel, ui, &mut out),
        Tab::Text => text::text_ui(session, article, panel, ui),
    }
    out
}

impl DraftPanel {
    /// Heights hold for one article, draft, revision and width.
    fn forget_heights(&mut self, session: &Session, article: &Article, width: f32) {
        #[expect(clippy::cast_possible_truncation, reason = "a width in points is small")]
        let key = (article.slug.clone(), article.draft_number(), session.revision(), width.round() as i64);
        if self.measured.as_ref() != Some(&key) {
            self.measured = Some(key);
            self.heights.clear();
        }
    }
}

fn quiet_ui(ui: &mut Ui, words: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(8.0 * STEP);
        ui.label(soft(words, tokens(ui.ctx())));
    });
}

fn toolbar_ui(session: &Session, article: &Article, panel: &mut DraftPanel, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(strong(format!("Draft {}", article.draft_number())));
            if let Some((number, _)) = previous_draft(article) {
                ui.label(soft(format!("after draft {number}"), t));
            }
            ui.add_space(2.0 * STEP);
            let n_changed = session.comparison(&article.slug).map(|comparison| text::n_changed(comparison));
            let changed = n_changed.map_or_else(|| "Text".to_owned(), |n| format!("Text · {n} changed"));
            let waiting = format!("Claims · {} to settle", unsettled(article).len());
            for (tab, words, help) in [
                (Tab::Claims, waiting, "The claims whose words changed, moved or are gone"),
                (Tab::Text, changed, "The paragraphs whose words changed"),
            ] {
                if ui.add(Button::selectable(panel.tab == tab, words)).on_hover_text(help).clicked() {
                    panel.tab = tab;
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                // The tabs come first: what does not fit beside them is in the menus all the same.
                for (id, room) in [("accept-exact", 0.0), ("new-draft", 110.0), ("draft-from-fixes", 190.0)] {
                    let Some(offer) = Offer::of(session, id).filter(|_| ui.available_width() >= room) else { continue };
                    let hint = offer.hint();
                    let button = ui.add_enabled(offer.wish.is_ok(), Button::new(offer.spec.text));
                    if button.on_hover_text(&hint).on_disabled_hover_text(&hint).clicked() {
                        out.extend(offer.wish.ok());
                    }
                }
            });
        });
    });
}

/// A list of rows of unlike heights; only those in sight are laid out.
fn rows_ui(panel: &mut DraftPanel, n_rows: usize, ui: &mut Ui, mut row_ui: impl FnMut(&mut Ui, usize)) {
    let tab = panel.tab;
    ScrollArea::vertical().id_salt(("draft", tab == Tab::Claims)).auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4)).show(ui, |ui| {
            for row in 0..n_rows {
                let known = panel.heights.get(&(tab, row)).copied();
                let height = known.unwrap_or(GUESSED_HEIGHT);
                let room = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
                if !ui.is_rect_visible(room) {
                    ui.allocate_space(room.size());
                    continue;
                }
                let shown = ui.push_id(row, |ui| {
                    ui.set_width(ui.available_width());
                    row_ui(ui, row);
                });
                let height = shown.response.rect.height();
                if known.is_none_or(|known| (known - height).abs() > 0.5) {
                    panel.heights.insert((tab, row), height);
                    ui.ctx().request_repaint();
                }
            }
        });
    });
}

#[cfg(test)]
mod tests;
