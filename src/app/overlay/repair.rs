//! Shows what a repair would do, file by file, and asks whether to do it.
//!
//! Must not know: how it is found out. Holds: nothing is written before the button is pressed.

use egui::{RichText, ScrollArea, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Sheet, remark_ui};
use crate::app::theme::widgets::strong;
use crate::app::theme::{STEP, fonts, tokens};
use crate::model::repair::{FileRepair, StepKind};
use crate::session::Session;
use crate::session::command::Command;

/// The sheet.
#[derive(Debug)]
pub struct RepairSheet {
    pub(super) sheet: Sheet,
    asked: bool,
}

impl RepairSheet {
    pub(super) fn new() -> Self {
        Self { sheet: Sheet::new("Repair"), asked: false }
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        if !std::mem::replace(&mut self.asked, true) {
            return Answer { commands: vec![Command::PlanRepair], ..Answer::default() };
        }
        let Some(files) = session.repair_planned() else {
            remark_ui(ui, "Reading the files and their histories…");
            return Answer::default();
        };
        let files: Vec<&FileRepair> = files.collect();
        let n_written = files.iter().filter(|file| file.is_written()).count();
        let about = if files.is_empty() {
            "Nothing is damaged"
        } else if n_written == 0 {
            "Nothing here can be repaired; what is told below stays as it is"
        } else {
            "Nothing is written yet; each damaged original is kept beside its file"
        };
        remark_ui(ui, about);
        let height = ui.ctx().content_rect().height() - 300.0;
        ScrollArea::vertical().id_salt("repair").max_height(height.max(120.0)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            for file in &files {
                file_ui(ui, file);
            }
            ui.add_space(STEP);
        });
        let confirm = match n_written {
            0 => "Repair".to_owned(),
            1 => "Repair 1 file".to_owned(),
            n => format!("Repair {n} files"),
        };
        let why_not = (n_written == 0).then_some("There is nothing to repair");
        if self.sheet.foot_ui(ui, &confirm, ConfirmKey::CtrlEnter, why_not) {
            return Answer::confirmed(vec![Command::Repair]);
        }
        Answer::default()
    }
}

fn file_ui(ui: &mut Ui, file: &FileRepair) {
    let t = tokens(ui.ctx());
    ui.add_space(2.0 * STEP);
    ui.label(strong(if file.file.is_empty() { "The project" } else { &file.file }));
    for step in &file.steps {
        let color = match step.kind {
            StepKind::LeaveOut => t.wrong.ink,
            StepKind::PutBack => t.confirmed.ink,
            StepKind::AsItIs => t.needs_fix.ink,
            StepKind::Keep | StepKind::Write => t.soft,
        };
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0 * STEP;
            let word = RichText::new(step.kind.word()).font(fonts::ui_strong(12.0)).color(color);
            ui.allocate_ui(egui::vec2(16.0 * STEP, 16.0), |ui| {
                ui.set_width(16.0 * STEP);
                ui.label(word);
            });
            ui.add(egui::Label::new(RichText::new(step.line()).font(fonts::ui(12.0)).color(t.ink)).wrap());
        });
    }
}
