//! Shows what became of the files that came in together: those that are done, what is under way, and why some failed.
//!
//! Must not know: how files are opened or stored.

use egui::{Align, Layout, ProgressBar, RichText, ScrollArea, Ui, WidgetInfo, vec2};

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{Sheet, remark_ui};
use crate::app::theme::widgets::{check_ui, hairline_ui, icon_ui, link_ui, soft};
use crate::app::theme::{STEP, UI_POINTS, fonts, icon, tokens};
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::account::{Account, AccountRow, Became, Purpose};
use crate::session::command::Command;

/// The sheet.
#[derive(Debug)]
pub struct AccountSheet {
    pub(super) sheet: Sheet,
    only_failed: bool,
}

impl Default for AccountSheet {
    fn default() -> Self {
        Self { sheet: Sheet::new("What became of the files"), only_failed: false }
    }
}

impl AccountSheet {
    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let mut answer = Answer::default();
        let Some(account) = session.account_of_many() else {
            remark_ui(ui, "No files came in together yet");
            return answer;
        };
        let tally = account.tally();
        head_ui(ui, &account, &mut answer);
        if tally.failed > 0 {
            check_ui(ui, &mut self.only_failed, format!("Only those that failed ({})", tally.failed));
        }
        hairline_ui(ui);
        let height = ui.ctx().content_rect().height() - 300.0;
        ScrollArea::vertical().id_salt("account").max_height(height.max(120.0)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = STEP;
            let is_shown = |row: &&AccountRow| !self.only_failed || matches!(row.became, Became::Failed(_));
            for (number, row) in account.rows.iter().enumerate().filter(|(_, row)| is_shown(row)) {
                ui.push_id(number, |ui| row_ui(session, ui, row, &mut answer));
            }
        });
        answer
    }
}

fn head_ui(ui: &mut Ui, account: &Account, answer: &mut Answer) {
    let words = account.tally().in_words();
    if account.is_done {
        ui.label(RichText::new(words).font(fonts::ui(UI_POINTS)));
        return;
    }
    ui.horizontal(|ui| {
        let done = account.rows.len();
        let share = if account.total == 0 { 0.0 } else { done as f32 / account.total as f32 };
        let told = format!("{done} of {} · {words}", account.total);
        ui.label(told);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (told, help) = match account.purpose {
                Purpose::Articles => ("Opening files", "Leave out what is not opened yet; the others stay"),
                Purpose::Evidence => ("Storing files", "Leave out what is not stored yet; the others stay"),
            };
            if ui.button("Stop").on_hover_text(help).clicked() {
                answer.commands.push(Command::CancelImport);
            }
            let bar = ProgressBar::new(share).desired_width(160.0).desired_height(8.0);
            let response = ui.add(bar);
            response.widget_info(|| WidgetInfo::labeled(egui::Role::ProgressIndicator, true, told));
        });
    });
}

fn row_ui(session: &Session, ui: &mut Ui, row: &AccountRow, answer: &mut Answer) {
    let t = tokens(ui.ctx());
    let (glyph, color, word) = match &row.became {
        Became::Opened(_) if row.noticed.is_empty() => (icon::CHECK, t.confirmed.ink, "Opened"),
        Became::Opened(_) => (icon::WARNING, t.needs_fix.ink, "Opened, with a remark"),
        Became::Stored if row.noticed.is_empty() => (icon::CHECK, t.confirmed.ink, "Stored"),
        Became::Stored => (icon::WARNING, t.needs_fix.ink, "Stored, with a remark"),
        Became::Known(_) | Became::Had => (icon::INFO, t.soft, "Here already"),
        Became::Failed(_) => (icon::X_CIRCLE, t.wrong.ink, "Failed"),
        Became::Cancelled => (icon::CIRCLE, t.faint, "Not reached"),
    };
    ui.horizontal(|ui| {
        icon_ui(ui, glyph, 14.0, color);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Became::Opened(slug) | Became::Known(slug) = &row.became
                && session.article(slug).is_some_and(|article| article.listed)
            {
                let show = link_ui(ui, "Show");
                show.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Show {}", row.name)));
                if show.on_hover_text("Show this article").clicked() {
                    answer.commands.push(Command::ShowArticle(slug.clone()));
                    answer.close = true;
                }
            }
            ui.label(soft(word, t).font(fonts::ui(12.0)));
            let room = vec2(ui.available_width(), 18.0);
            ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(RichText::new(&row.name).color(t.ink)).truncate()).on_hover_text(&row.name);
            });
        });
    });
    match &row.became {
        Became::Failed(problem) => problem_ui(ui, problem),
        Became::Opened(_) | Became::Stored => row.noticed.iter().for_each(|problem| problem_ui(ui, problem)),
        Became::Known(_) | Became::Had | Became::Cancelled => {}
    }
}

fn problem_ui(ui: &mut Ui, problem: &Problem) {
    let t = tokens(ui.ctx());
    ui.horizontal_top(|ui| {
        ui.add_space(6.0 * STEP);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (words, color) in [(&problem.what, t.ink), (&problem.why, t.soft), (&problem.help, t.soft)] {
                if !words.is_empty() {
                    let words = RichText::new(super::sheet::capital(words)).font(fonts::ui(12.0)).color(color);
                    ui.add(egui::Label::new(words).wrap());
                }
            }
        });
    });
}
