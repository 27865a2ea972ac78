//! Lists the backups of the project; choosing one asks where to restore it.
//!
//! Must not know: when backups are made, what is in one.

use egui::Ui;

use crate::app::offer::Offer;
use crate::app::overlay::copy::CopyForm;
use crate::app::overlay::list::{Choice, Row};
use crate::app::overlay::sheet::{ConfirmKey, Sheet, remark_ui};
use crate::app::overlay::{Answer, Overlay};
use crate::app::theme::widgets::soft;
use crate::app::theme::{fonts, icon, tokens};
use crate::app::when::moment;
use crate::session::Session;
use crate::session::backups::Backup;
use crate::session::command::Command;

/// The list.
#[derive(Debug)]
pub struct BackupList {
    pub(super) sheet: Sheet,
    choice: Choice,
    is_asked: bool,
}

impl Default for BackupList {
    fn default() -> Self {
        Self { sheet: Sheet::new("Backups"), choice: Choice::default(), is_asked: false }
    }
}

impl BackupList {
    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let mut answer = Answer::default();
        if !std::mem::replace(&mut self.is_asked, true) {
            answer.commands.push(Command::ListBackups);
        }
        if let Some(place) = session.backup_place() {
            remark_ui(
                ui,
                "Made by themselves after changes; the last 24 hourly, 7 daily and 4 weekly ones are kept here",
            );
            let path = place.display().to_string();
            ui.add(egui::Label::new(soft(&path, tokens(ui.ctx())).font(fonts::ui(12.0))).truncate())
                .on_hover_text(&path);
        }
        let found = session.backups().unwrap_or_default();
        let rows: Vec<Row> = found.iter().map(|backup| row(session, backup)).collect();
        match (session.backups(), rows.is_empty()) {
            (None, _) => remark_ui(ui, "Looking for them…"),
            (Some(_), true) => remark_ui(ui, "None was made yet; the first one is made after the next save"),
            (Some(_), false) => {}
        }
        if let Some(offer) = Offer::of(session, "back-up") {
            let button = ui.add_enabled(offer.wish.is_ok(), egui::Button::new(offer.spec.text));
            if button.on_hover_text(offer.hint()).clicked() {
                answer.commands.extend(offer.wish.ok());
            }
        }
        self.choice.take_arrows(ui, rows.len());
        let pressed = self.choice.rows_ui(ui, &rows, 320.0);
        let chosen = found.get(self.choice.at);
        let why_not = match chosen {
            None => Some("There is no backup to restore"),
            Some(backup) if backup.claims.is_none() => Some("This backup is damaged and cannot be read"),
            Some(_) => None,
        };
        let is_confirmed = self.sheet.foot_ui(ui, "Restore as a new folder…", ConfirmKey::Enter, why_not);
        if why_not.is_none() && (is_confirmed || pressed.is_some()) {
            let about = chosen.map(|backup| format!("The backup of {}", words(session, backup))).unwrap_or_default();
            let form = chosen.and_then(|backup| CopyForm::of_backup(session, backup.file.clone(), about));
            answer.close = true;
            answer.next = form.map(|form| Overlay::Copy(Box::new(form)));
        }
        answer
    }
}

fn words(session: &Session, backup: &Backup) -> String {
    moment(backup.at, session.now(), session.zone())
}

fn row(session: &Session, backup: &Backup) -> Row {
    let size = if backup.size < 1 << 20 {
        format!("{} KB", backup.size.div_ceil(1 << 10))
    } else {
        format!("{} MB", backup.size.div_ceil(1 << 20))
    };
    let claims = match backup.claims {
        None => "damaged".to_owned(),
        Some(1) => "1 claim".to_owned(),
        Some(n) => format!("{n} claims"),
    };
    Row {
        icon: if backup.claims.is_some() { icon::CHECK } else { icon::WARNING },
        text: format!("{} · {claims}", words(session, backup)),
        note: size,
        help: backup.file.display().to_string(),
        why_not: backup.claims.is_none().then_some("This backup is damaged and cannot be read"),
    }
}
