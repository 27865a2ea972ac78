//! The public rating of a claim, where the project has a scale.
//!
//! Must not know: which scale that is.

use egui::Ui;

use crate::app::inspector::{Desk, section_gap};
use crate::app::theme::{tokens, widgets};
use crate::model::claim::Claim;
use crate::model::problem::shortened;
use crate::session::command::Command;

/// Most characters of a rating on its button.
const RATING_SCALARS: usize = 24;

pub(super) fn verdict_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let Some(scale) = desk.session.project().and_then(|project| project.scale.as_ref()) else { return };
    section_gap(ui);
    widgets::head_ui(ui, "Verdict", None);
    ui.horizontal_wrapped(|ui| {
        for rating in &scale.ratings {
            let is_chosen = claim.verdict.as_ref() == Some(rating);
            let t = tokens(ui.ctx());
            let mut button = egui::Button::new(shortened(rating, RATING_SCALARS)).selected(is_chosen);
            if is_chosen {
                button = button.stroke(egui::Stroke::new(1.5, t.accent));
            }
            let response = ui.add(button);
            if response.on_hover_text(format!("{rating}\nRate it on the scale “{}”", scale.name)).clicked()
                && !is_chosen
            {
                desk.out.push(Command::SetVerdict { claim: claim.id, verdict: Some(rating.clone()) });
            }
        }
        if claim.verdict.is_some() && widgets::link_ui(ui, "Take back").on_hover_text("Give no public rating").clicked()
        {
            desk.out.push(Command::SetVerdict { claim: claim.id, verdict: None });
        }
    });
    if let Some(verdict) = claim.verdict.as_ref().filter(|verdict| !scale.ratings.contains(verdict)) {
        let told = format!("“{verdict}” is not on this project’s scale any more");
        super::controls::soft_ui(ui, told);
    }
}
