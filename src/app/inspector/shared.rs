//! Whose a claim is to check, and what merging left open about it.
//!
//! Must not know: how copies are merged, how a question is settled.

use egui::{Button, Ui};

use crate::app::inspector::Desk;
use crate::app::inspector::controls;
use crate::app::theme::widgets::{chip_ui, icon_ui};
use crate::app::theme::{STEP, icon, tokens};
use crate::model::assignment::owner;
use crate::model::claim::Claim;
use crate::model::merge::Cell;
use crate::session::command::Command;
use crate::session::table::spec;
use crate::session::window_command::WindowCommand;

pub(super) fn shared_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let Some(article) = desk.session.current_article() else { return };
    let t = tokens(ui.ctx());
    let about = article.review.conflicts.values().filter_map(Cell::of_conflict);
    let open: Vec<&str> = about.filter(|cell| cell.claim() == Some(claim.id)).map(|cell| cell.word()).collect();
    if !open.is_empty() {
        ui.horizontal(|ui| {
            icon_ui(ui, icon::WARNING, 15.0, t.needs_fix.ink);
            let words = format!("Open from merging: {}", open.join(", "));
            let button = ui.add(Button::new(words).wrap());
            let help = spec("questions").map(|spec| controls::help(ui, spec)).unwrap_or_default();
            if button.on_hover_text(help).clicked() {
                desk.out.push(Command::Window(WindowCommand::Questions));
            }
        });
        ui.add_space(STEP);
    }
    let person = owner(article, claim);
    let words = match (&claim.assignee, person) {
        (Some(person), _) => format!("belongs to {person}"),
        (None, Some(person)) => format!("in paragraphs of {person}"),
        (None, None) => "Assign".to_owned(),
    };
    let help = spec("assign").map(|spec| controls::help(ui, spec)).unwrap_or_default();
    if chip_ui(ui, &words, false).on_hover_text(help).clicked() {
        desk.out.push(Command::Window(WindowCommand::Assign));
    }
    ui.add_space(STEP);
}
