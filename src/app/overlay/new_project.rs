//! Asks for the title and the folder of a new project.
//!
//! Must not know: what a project folder holds.

use std::path::{Path, PathBuf};

use egui::Ui;

use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::Answer;
use crate::app::overlay::path_field::{Offers, PathField, Standing};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, warning_ui};
use crate::model::ids::Slug;
use crate::session::Session;
use crate::session::command::Command;

/// The form.
#[derive(Debug)]
pub struct NewProjectForm {
    pub(super) sheet: Sheet,
    title: String,
    parent: PathBuf,
    field: PathField,
    has_own_folder: bool,
}

impl NewProjectForm {
    pub(super) fn new(session: &Session, home: Option<PathBuf>) -> Self {
        let parent = session.data_folder().map(|data| data.join("projects")).or_else(|| home.clone());
        let field = PathField::new(String::new(), Offers::Folders, home);
        let parent = parent.unwrap_or_default();
        let mut form =
            Self { sheet: Sheet::new("New project"), title: String::new(), parent, field, has_own_folder: false };
        form.follow_title();
        form
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.title.is_empty() || self.has_own_folder
    }

    /// A folder that was picked holds the new one, so that nobody's own files get mixed with a project's.
    pub(super) fn take_folder(&mut self, folder: &Path) {
        self.parent = folder.to_path_buf();
        self.has_own_folder = false;
        self.follow_title();
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        let title = Entry::line("Title", "Autumn issue", "What the project is called; it can be changed");
        if self.sheet.text_ui(ui, &mut self.title, &title).changed() && !self.has_own_folder {
            self.follow_title();
        }
        let folder = Entry::line("Folder", "~/projects/autumn-issue", "A new or empty folder; Tab completes");
        if self.field.ui(ui, &mut self.sheet, &folder, 124.0).changed() {
            self.has_own_folder = true;
        }
        let mut answer = Answer::default();
        if dialogs::available() && ui.button("Browse…").on_hover_text("Choose where the new folder goes").clicked() {
            answer.dialog = Some(DialogWish::Folder);
        }
        let standing = self.field.standing();
        match standing {
            Standing::Project => {
                warning_ui(ui, "A project lies there already; open it instead, or name another folder");
            }
            Standing::Folder | Standing::File | Standing::Unknown | Standing::Missing(_) => {
                remark_ui(ui, "The folder is made if it is not there");
            }
        }
        let why_not = self.why_not(&standing);
        if self.sheet.foot_ui(ui, "Make project", ConfirmKey::Enter, why_not)
            && let Some(folder) = self.field.path()
        {
            let title = self.title.trim().to_owned();
            return Answer::confirmed(vec![Command::NewProject { folder, title }]);
        }
        answer
    }

    fn follow_title(&mut self) {
        let name = match self.title.trim() {
            "" => "project".to_owned(),
            title => Slug::from_title(title).to_string(),
        };
        self.field.text = self.parent.join(name).display().to_string();
    }

    fn why_not(&self, standing: &Standing) -> Option<&'static str> {
        if self.title.trim().is_empty() {
            return Some("Type what the project is called");
        }
        match standing {
            _ if self.field.path().is_none() => Some("Type a whole path, beginning at the root or at ~"),
            Standing::Project => Some("A project lies in this folder already"),
            Standing::File => Some("There is a file of this name"),
            Standing::Folder | Standing::Unknown | Standing::Missing(_) => None,
        }
    }
}
