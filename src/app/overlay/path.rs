//! Asks for an article file or a project folder by its path, where no dialog exists or none is wanted.
//!
//! Must not know: readers of files, how a project is opened.

use std::path::PathBuf;

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::path_field::{Offers, PathField, Standing};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui};
use crate::app::theme::widgets::link_ui;
use crate::session::command::Command;

const FIELD: &str = "Path";

/// What is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// An article file.
    Article,
    /// A project folder.
    Project,
    /// An article file or a project folder.
    Either,
    /// A colleague's copy of the project: a folder or a zip.
    Copy,
}

/// The prompt.
#[derive(Debug)]
pub struct PathPrompt {
    pub(super) sheet: Sheet,
    sought: Sought,
    field: PathField,
    waits: bool,
}

impl PathPrompt {
    pub(super) fn new(sought: Sought, home: Option<PathBuf>) -> Self {
        let (title, offers) = match sought {
            Sought::Article => ("Open article", Offers::Everything),
            Sought::Project => ("Open project", Offers::Folders),
            Sought::Either => ("Open by path", Offers::Everything),
            Sought::Copy => ("Merge a copy", Offers::Everything),
        };
        let start = if home.is_some() { format!("~{}", std::path::MAIN_SEPARATOR) } else { String::new() };
        Self { sheet: Sheet::new(title), sought, field: PathField::new(start, offers, home), waits: false }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        let id = self.sheet.id(FIELD);
        let entry = Entry::line(FIELD, "~/articles/draft.txt", "Tab completes, arrows choose, Enter opens");
        if self.field.ui(ui, &mut self.sheet, &entry, 320.0).changed() {
            self.waits = false;
        }
        let standing = self.field.standing();
        let opens_all = ui.horizontal(|ui| {
            remark_ui(ui, &self.remark(&standing));
            let is_wanted = matches!(self.sought, Sought::Article | Sought::Either) && standing == Standing::Folder;
            let help = "Open all texts in this folder and its folders as articles";
            is_wanted && link_ui(ui, "Open every file in it").on_hover_text(help).clicked()
        });
        if let (true, Some(folder)) = (opens_all.inner, self.field.path()) {
            return Answer::confirmed(vec![Command::OpenArticles(vec![folder])]);
        }
        let confirm = if self.sought == Sought::Copy { "Merge" } else { "Open" };
        if self.sheet.foot_ui(ui, confirm, ConfirmKey::Enter, None) {
            self.field.take_choice(ui, id);
            self.waits = true;
        }
        if self.waits && standing != Standing::Unknown {
            self.waits = false;
            return self.open(ui, id);
        }
        Answer::default()
    }

    fn open(&mut self, ui: &Ui, id: egui::Id) -> Answer {
        let Some(path) = self.field.path() else {
            self.sheet.complain("Type a whole path");
            return Answer::default();
        };
        match (self.field.standing(), self.sought) {
            (Standing::Unknown, _) => self.waits = true,
            (Standing::Missing(words), _) => self.sheet.complain(words),
            (Standing::File, Sought::Article | Sought::Either) => {
                return Answer::confirmed(vec![Command::OpenArticles(vec![path])]);
            }
            (Standing::File | Standing::Project, Sought::Copy) => {
                return Answer::confirmed(vec![Command::MergeCopy(path)]);
            }
            (Standing::File, Sought::Project) => self.sheet.complain("This is a file; a project is a folder"),
            (Standing::Project, Sought::Project | Sought::Either) => {
                return Answer::confirmed(vec![Command::OpenProject(path)]);
            }
            (Standing::Folder, Sought::Project) if self.field.text.ends_with(std::path::is_separator) => {
                self.sheet.complain("No project lies in this folder");
            }
            (Standing::Folder, _) | (Standing::Project, Sought::Article) => self.field.step_in(ui, id),
        }
        Answer::default()
    }

    fn remark(&self, standing: &Standing) -> String {
        let words = match standing {
            Standing::Unknown => "Reading the folder…",
            Standing::Missing(words) => words,
            Standing::File if self.sought == Sought::Project => "A file; a project is a folder",
            Standing::File | Standing::Project if self.sought == Sought::Copy => {
                "Enter merges this copy; it is only read"
            }
            Standing::File => "Enter opens this file as an article",
            Standing::Project if self.sought != Sought::Article => "Enter opens this project",
            Standing::Folder | Standing::Project => "Tab completes, arrows choose, Enter goes into a folder",
        };
        words.to_owned()
    }
}
