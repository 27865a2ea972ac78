//! What a new draft did to the claim's words, until somebody settles it.
//!
//! Must not know: how words are found again.

use egui::{RichText, Ui};

use crate::app::draft::{asks, pair, words_ui};
use crate::app::inspector::Desk;
use crate::app::inspector::controls::{self, capital};
use crate::app::theme::widgets::card;
use crate::app::theme::{STEP, fonts, tokens};
use crate::model::claim::Claim;

pub(super) fn reanchor_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let Some(reanchor) = &claim.reanchor else { return };
    let t = tokens(ui.ctx());
    let colors = pair(reanchor.outcome, t);
    ui.add_space(2.0 * STEP);
    card(t).fill(colors.tint).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let head = format!("{} since draft {}", capital(reanchor.outcome.word()), reanchor.from);
        ui.label(RichText::new(head).font(fonts::ui_strong(12.0)).color(colors.ink));
        ui.add(egui::Label::new(RichText::new(capital(asks(reanchor.outcome))).color(t.ink)).wrap());
        words_ui(claim, ui);
        ui.horizontal(|ui| {
            for (id, text) in [("accept-words", "Accept the words"), ("leave-lost", "Leave lost")] {
                controls::command_link_ui(desk, ui, id, text);
                ui.add_space(STEP);
            }
        });
    });
    ui.add_space(2.0 * STEP);
}
