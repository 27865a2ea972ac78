//! A file that is not shown here: what is known of it, and the way to its own program.
//!
//! Must not know: formats.

use egui::{Label, Ui};

use crate::app::theme::widgets::soft;
use crate::app::theme::{STEP, icon, tokens};
use crate::app::viewer::{Shown, blank_ui};
use crate::model::evidence::MediaKind;
use crate::session::command::Command;

pub(super) fn other_ui(shown: &Shown<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let evidence = shown.evidence;
    let (glyph, what) = match evidence.kind {
        MediaKind::Text | MediaKind::Other => (icon::FILE_TEXT, "This file has no text that Tickmark can read"),
        MediaKind::Picture => (icon::EYE, "This file is a picture"),
        MediaKind::Audio => (icon::MICROPHONE, "This file is a sound recording"),
        MediaKind::Video => (icon::MICROPHONE, "This file is a recording"),
    };
    let told = if shown.source.is_confidential() { String::new() } else { evidence.told() };
    blank_ui(ui, glyph, what, &told);
    ui.vertical_centered(|ui| {
        ui.set_max_width((ui.available_width() - 48.0).min(460.0));
        for problem in evidence.read.iter().flat_map(|read| &read.problems) {
            ui.add(Label::new(soft(problem, t)).wrap());
            ui.add_space(2.0 * STEP);
        }
        let open = ui.button("Open in its own program");
        if open.on_hover_text("Open it in the program that the system has for such files").clicked() {
            out.push(Command::OpenEvidence { source: shown.source.id, evidence: evidence.sha256.clone() });
        }
        ui.add_space(2.0 * STEP);
        ui.add(Label::new(soft(format!("SHA-256 {}", evidence.sha256), t)).wrap());
    });
}
