//! Several claims picked in the list: what can be done to all of them at once.
//!
//! Must not know: the list they were picked in.

use egui::{RichText, Ui};

use crate::app::inspector::Desk;
use crate::app::inspector::{controls, decisions};
use crate::app::theme::{STEP, fonts, tokens, widgets};
use crate::model::claim::ClaimKind;
use crate::model::decision::Status;
use crate::model::problem::counted;
use crate::session::command::Command;

pub(super) fn picked_ui(desk: &mut Desk<'_>, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let picked: Vec<_> = desk.session.view().picked.iter().copied().collect();
    let told = format!("{} picked", counted(picked.len(), "claim", "claims"));
    ui.label(RichText::new(told).font(fonts::ui_strong(16.0)).color(t.ink));
    controls::soft_ui(ui, "Decisions go to all of them, in the scope each would take first");
    ui.add_space(STEP);
    decisions::keys_ui(desk, None, Status::Unchecked, ui);
    ui.add_space(STEP);
    ui.horizontal(|ui| {
        let chip = controls::menu_chip_ui(ui, "Set kind", "Set kind");
        let chip = chip.on_hover_text("Say what sort of statement all of them are");
        if let Some(kind) = controls::choice_menu_ui(&chip, &ClaimKind::ALL, None, ClaimKind::word) {
            desk.out.push(Command::SetKind { claims: picked, kind });
        }
        controls::command_link_ui(desk, ui, "remove", "Remove claims");
    });
    ui.add_space(STEP);
    if widgets::link_ui(ui, "Clear picking").on_hover_text("Pick no claim; nothing is changed").clicked() {
        desk.out.push(Command::Pick(Vec::new()));
    }
}
