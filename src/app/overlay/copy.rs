//! Asks for the new folder of a copy: of the project as it is in the window, or of one of its backups.
//!
//! Must not know: how a copy is made.

use std::path::{Path, PathBuf};

use egui::Ui;

use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::Answer;
use crate::app::overlay::path_field::{Offers, PathField, Standing};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, warning_ui};
use crate::session::Session;
use crate::session::command::Command;

/// What is copied.
#[derive(Clone, Debug)]
enum Copied {
    Project,
    Backup(PathBuf),
}

/// The form.
#[derive(Debug)]
pub struct CopyForm {
    pub(super) sheet: Sheet,
    what: Copied,
    about: String,
    name: String,
    begun: String,
    field: PathField,
}

impl CopyForm {
    /// For the project as it is in the window.
    pub(super) fn of_project(session: &Session) -> Option<Self> {
        let about = "The copy has everything that is in the window, saved or not".to_owned();
        Self::new(session, "Save as a copy", Copied::Project, about, "copy")
    }

    /// For a backup, told in words.
    pub(super) fn of_backup(session: &Session, file: PathBuf, about: String) -> Option<Self> {
        Self::new(session, "Restore as a new folder", Copied::Backup(file), about, "restored")
    }

    fn new(session: &Session, title: &'static str, what: Copied, about: String, ending: &str) -> Option<Self> {
        let folder = session.folder()?;
        let name = format!("{}-{ending}", folder.file_name()?.to_string_lossy());
        let begun = folder.with_file_name(&name).display().to_string();
        let field = PathField::new(begun.clone(), Offers::Folders, std::env::home_dir());
        Some(Self { sheet: Sheet::new(title), what, about, name, begun, field })
    }

    pub(super) fn is_typed(&self) -> bool {
        self.field.text != self.begun
    }

    /// A folder that was picked holds the new one.
    pub(super) fn take_folder(&mut self, folder: &Path) {
        self.field.text = folder.join(&self.name).display().to_string();
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(ui, &self.about);
        let folder = Entry::line("Folder", "~/projects/copy", "A folder that is not there yet; Tab completes");
        self.field.ui(ui, &mut self.sheet, &folder, 124.0);
        let mut answer = Answer::default();
        if dialogs::available() && ui.button("Browse…").on_hover_text("Choose where the new folder goes").clicked() {
            answer.dialog = Some(DialogWish::Folder);
        }
        let why_not = match self.field.standing() {
            _ if self.field.path().is_none() => Some("Type a whole path, beginning at the root or at ~"),
            Standing::Project | Standing::Folder | Standing::File => Some("There is something of this name already"),
            Standing::Unknown | Standing::Missing(_) => None,
        };
        match why_not {
            Some(words) => warning_ui(ui, words),
            None => remark_ui(ui, "The folder is made; nothing is written over"),
        }
        let confirm = match self.what {
            Copied::Project => "Save copy",
            Copied::Backup(_) => "Restore",
        };
        if self.sheet.foot_ui(ui, confirm, ConfirmKey::Enter, why_not)
            && let Some(to) = self.field.path()
        {
            let command = match self.what.clone() {
                Copied::Project => Command::SaveCopy(to),
                Copied::Backup(backup) => Command::RestoreBackup { backup, to },
            };
            return Answer::confirmed(vec![command]);
        }
        answer
    }
}
