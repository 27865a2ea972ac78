//! The proposed fix: what it takes out and puts in, its answer, and the field it is typed into.
//!
//! Must not know: the draft beyond the claim's own words.

use egui::{Ui, WidgetInfo};

use crate::app::buffers::{Field, Look, Panel};
use crate::app::diff::diff_job;
use crate::app::inspector::Desk;
use crate::app::inspector::controls::{self, capital};
use crate::app::theme::{fonts, tokens};
use crate::app::when::moment;
use crate::model::claim::{Claim, Fix, FixState};
use crate::session::command::Command;
use crate::session::table::spec;
use crate::text::diff::word_diff;

/// Size of the words of a fix, in points.
const FIX_POINTS: f32 = 17.0;

pub(super) fn fix_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let text = if claim.fix.is_some() { "Edit" } else { "Propose" };
    head_ui(desk, claim, text, ui);
    if let Some(fix) = &claim.fix {
        diff_ui(claim, fix, ui);
        let at = moment(fix.at, desk.session.now(), desk.session.zone());
        controls::soft_ui(ui, format!("{} · {} {at}", capital(fix.state.word()), fix.by));
    }
    let field = Field::Fix(claim.id);
    if desk.is_open(&field) {
        let saved = claim.fix.as_ref().map_or_else(|| claim.words(), |fix| fix.words.clone());
        let font = Some(fonts::serif(FIX_POINTS));
        let look = Look {
            panel: Panel::Inspector,
            label: "Proposed fix",
            hint: "Leave empty to propose a cut",
            rows: 2,
            font,
        };
        let response = desk.field_ui(ui, &field, &saved, &look);
        controls::explained(ui, response, "fix");
    } else if claim.fix.is_none() {
        controls::soft_ui(ui, "No other words are proposed");
    }
    if let Some(fix) = &claim.fix {
        answers_ui(desk, claim, fix, ui);
    }
}

fn head_ui(desk: &mut Desk<'_>, claim: &Claim, text: &str, ui: &mut Ui) {
    // The row of the table asks the window to come here; here it is opened at once.
    let before = desk.out.len();
    controls::head_with_command_ui(desk, ui, "Proposed fix", "fix", text);
    if desk.out.len() > before {
        desk.out.truncate(before);
        desk.open(Field::Fix(claim.id));
    }
}

fn answers_ui(desk: &mut Desk<'_>, claim: &Claim, fix: &Fix, ui: &mut Ui) {
    ui.horizontal(|ui| {
        for (id, text, state) in [("accept-fix", "Accept", FixState::Accepted), ("stet", "Stet", FixState::Stet)] {
            let Some(spec) = spec(id) else { continue };
            let button = ui.add_enabled(fix.state != state, egui::Button::new(text));
            let button = button.on_hover_text(controls::help(ui, spec));
            if button.on_disabled_hover_text(format!("It is {} already", state.word())).clicked() {
                desk.out.push(Command::AnswerFix { claim: claim.id, state });
            }
        }
        if ui.button("Withdraw").on_hover_text("No longer propose other words").clicked() {
            desk.out.push(Command::ProposeFix { claim: claim.id, words: None });
        }
    });
}

fn diff_ui(claim: &Claim, fix: &Fix, ui: &mut Ui) {
    let own = claim.words();
    let job = diff_job(&word_diff(&own, &fix.words), FIX_POINTS, tokens(ui.ctx()));
    let response = ui.add(egui::Label::new(job).wrap());
    let told = if fix.words.is_empty() {
        format!("Cut “{own}”")
    } else {
        format!("“{}” in place of “{own}”", fix.words)
    };
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
    response.on_hover_text(told);
}
