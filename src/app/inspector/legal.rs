//! The lawyers' flag on a claim: why, who must clear it, and whether somebody did.
//!
//! Must not know: what a flag blocks. Nothing is shown of a claim without one: the claim's menu and L raise it.

use egui::{RichText, Ui};

use crate::app::inspector::Desk;
use crate::app::inspector::controls;
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::app::when::moment;
use crate::model::claim::Claim;
use crate::model::legal::LegalFlag;
use crate::session::command::Command;

/// The flag of `claim`, if it has one.
pub(super) fn legal_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let Some(flag) = &claim.legal else { return };
    let t = tokens(ui.ctx());
    ui.add_space(3.0 * STEP);
    let is_cleared = flag.cleared.is_some();
    ui.horizontal(|ui| {
        controls::head_words_ui(ui, "Legal");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if controls::small_icon_button_ui(ui, icon::TRASH, "Take the legal flag off").clicked() {
                desk.out.push(Command::RemoveLegal(claim.id));
            }
            controls::command_link_ui(desk, ui, "legal", if is_cleared { "Flag again" } else { "Change" });
            if !is_cleared {
                controls::command_link_ui(desk, ui, "clear-legal", "Clear");
            }
        });
    });
    ui.horizontal_top(|ui| {
        let ink = if is_cleared { t.confirmed.ink } else { t.needs_fix.ink };
        widgets::icon_ui(ui, icon::SCALES, 15.0, ink);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = STEP / 2.0;
            ui.add(egui::Label::new(RichText::new(&flag.reason).color(t.ink)).wrap());
            let small = |words: String| widgets::soft(words, t).font(fonts::ui(12.0));
            ui.add(egui::Label::new(small(raised_words(desk, flag))).wrap());
            if let Some(words) = cleared_words(desk, flag) {
                ui.add(egui::Label::new(small(words)).wrap());
            }
        });
    });
}

/// "For Dana Lund · raised by Alma Brekke, 3 Feb".
fn raised_words(desk: &Desk<'_>, flag: &LegalFlag) -> String {
    let by = desk.session.project().map_or("", |project| project.person_name(&flag.by));
    let at = moment(flag.at, desk.session.now(), desk.session.zone());
    let raised = format!("raised by {by}, {at}");
    if flag.clearer.is_empty() { controls::capital(&raised) } else { format!("For {} · {raised}", flag.clearer) }
}

/// "Cleared by Dana Lund, 3 Feb: as long as it is quoted".
fn cleared_words(desk: &Desk<'_>, flag: &LegalFlag) -> Option<String> {
    let cleared = flag.cleared.as_ref()?;
    let by = desk.session.project().map_or("", |project| project.person_name(&cleared.by));
    let at = moment(cleared.at, desk.session.now(), desk.session.zone());
    let note = if cleared.note.is_empty() { String::new() } else { format!(": {}", cleared.note) };
    Some(format!("Cleared by {by}, {at}{note}"))
}
