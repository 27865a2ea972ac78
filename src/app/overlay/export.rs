//! Asks which reports to write and where, and never over a file unless told so.
//!
//! Must not know: what a report looks like, how a file is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use egui::{Id, Ui};

use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::Answer;
use crate::app::overlay::listing::{Listing, Read};
use crate::app::overlay::path_field::{Offers, PathField};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, segments_ui, warning_ui};
use crate::app::theme::tokens;
use crate::app::theme::widgets::{check_ui, soft};
use crate::export::Format;
use crate::model::ids::Slug;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::reports::offered_file;
use crate::session::wishes::Overwrite;

const AUDIENCES: [(Visibility, &str, &str); 3] = [
    (Visibility::Public, "public", "Everybody: without notes, queries and what else is the newsroom's"),
    (Visibility::Newsroom, "newsroom", "Editors and colleagues: without what is confidential"),
    (Visibility::Confidential, "confidential", "This desk alone: everything"),
];

/// The form.
#[derive(Debug)]
pub struct ExportForm {
    pub(super) sheet: Sheet,
    article: Slug,
    chosen: [(Format, bool); 4],
    field: PathField,
    target: Listing,
    is_fresh: bool,
    replaces: bool,
    audience: Visibility,
    /// Whether a confidential report was asked for a second time.
    is_meant: bool,
    /// Whether it was confirmed before the folder had been read.
    waits: bool,
}

impl ExportForm {
    pub(super) fn new(session: &Session, home: Option<PathBuf>) -> Option<Self> {
        let article = session.current_article()?.slug.clone();
        let documents = home.as_ref().map(|home| home.join("Documents")).filter(|folder| folder.is_dir());
        let folder = documents.or_else(|| home.clone()).unwrap_or_default();
        Some(Self {
            sheet: Sheet::new("Export report"),
            article,
            chosen: Format::ALL.map(|format| (format, format == Format::Html)),
            field: PathField::new(PathField::text_of_folder(&folder), Offers::Folders, home),
            target: Listing::default(),
            is_fresh: true,
            replaces: false,
            audience: Visibility::Newsroom,
            is_meant: false,
            waits: false,
        })
    }

    #[expect(clippy::unused_self, reason = "asked as every form is")]
    pub(super) fn is_typed(&self) -> bool {
        false // choices and a path, made again in a moment
    }

    pub(super) fn take_folder(&mut self, folder: &Path) {
        self.field.text = PathField::text_of_folder(folder);
        self.is_fresh = false;
        self.replaces = false;
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let t = tokens(ui.ctx());
        if std::mem::take(&mut self.is_fresh)
            && let Some(folder) = ui.ctx().data(|data| data.get_temp::<PathBuf>(last_folder_id()))
        {
            self.field.text = PathField::text_of_folder(&folder);
        }
        ui.label(soft("Formats", t));
        for (format, is_chosen) in &mut self.chosen {
            let help = format!("Write {}", offered_file(Path::new(""), &self.article, *format).display());
            check_ui(ui, is_chosen, format.label()).on_hover_text(help);
        }
        self.audience_ui(session, ui);
        let folder = Entry::line("Folder", "~/reports", "Where the files go; Tab completes");
        let before = self.field.text.clone();
        self.field.ui(ui, &mut self.sheet, &folder, 124.0);
        // Leave to replace was given for the files of one folder, however another one comes into the field.
        if self.field.text != before {
            self.replaces = false;
            self.waits = false;
        }
        let mut answer = Answer::default();
        if dialogs::available() && ui.button("Browse…").on_hover_text("Choose where the files go").clicked() {
            answer.dialog = Some(DialogWish::Folder);
        }
        if let Some(path) = self.field.path() {
            let ctx = ui.ctx().clone();
            self.target.want(&path, move || ctx.request_repaint());
        }
        let files = self.files();
        self.files_ui(ui, &files);
        let why_not = self.why_not();
        self.waits |= self.sheet.foot_ui(ui, "Export", ConfirmKey::Enter, why_not.as_deref());
        if self.waits && self.target.known().is_some() {
            self.waits = false;
            if let Some(words) = why_not {
                self.sheet.complain(words);
            } else if let Some(folder) = self.field.path() {
                ui.ctx().data_mut(|data| data.insert_temp(last_folder_id(), folder));
                let overwrite = if self.replaces { Overwrite::Allowed } else { Overwrite::Never };
                let files = files.into_iter().map(|file| (file.format, file.path)).collect();
                return Answer::confirmed(vec![Command::Export {
                    article: self.article.clone(),
                    files,
                    audience: self.audience,
                    overwrite,
                }]);
            }
        }
        answer
    }

    /// Who is to read it, and what it lacks for them.
    fn audience_ui(&mut self, session: &Session, ui: &mut Ui) {
        let before = self.audience;
        segments_ui(ui, "For", &mut self.audience, &AUDIENCES);
        if self.audience != before {
            self.is_meant = false;
        }
        let left_out = session.left_out(&self.article, self.audience);
        match self.audience {
            Visibility::Confidential => {
                warning_ui(ui, "It holds every confidential name and word, and must not be passed on");
                check_ui(ui, &mut self.is_meant, "Write everything that is confidential")
                    .on_hover_text("Nothing is written without this");
            }
            Visibility::Public | Visibility::Newsroom => {
                remark_ui(ui, &format!("Left out: {}", left_out.words()));
            }
        }
    }

    /// The files that would be written.
    fn files(&mut self) -> Vec<Target> {
        let Some(folder) = self.field.path() else { return Vec::new() };
        let Some(Ok(entries)) = self.target.poll() else { return Vec::new() };
        let known: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        let chosen = self.chosen.iter().filter(|(_, is_chosen)| *is_chosen);
        chosen
            .map(|&(format, _)| {
                let offered = offered_file(&folder, &self.article, format);
                let taken = Some(name_of(&offered)).filter(|name| known.contains(name.as_str()));
                let path = if taken.is_some() && !self.replaces { numbered(&offered, &known) } else { offered };
                Target { format, path, taken }
            })
            .collect()
    }

    fn files_ui(&mut self, ui: &mut Ui, files: &[Target]) {
        if let Some(Err(words)) = self.target.known() {
            warning_ui(ui, words);
        }
        for file in files {
            let name = name_of(&file.path);
            match &file.taken {
                None => remark_ui(ui, &format!("Writes {name}")),
                Some(taken) if self.replaces => warning_ui(ui, &format!("{taken} exists: will be replaced")),
                Some(taken) => warning_ui(ui, &format!("{taken} exists: writes {name} instead")),
            }
        }
        if files.iter().any(|file| file.taken.is_some()) {
            let help = "What these files hold now is lost";
            check_ui(ui, &mut self.replaces, "Replace files that exist").on_hover_text(help);
        }
    }

    fn why_not(&self) -> Option<String> {
        if self.chosen.iter().all(|(_, is_chosen)| !is_chosen) {
            return Some("Choose a format".to_owned());
        }
        if self.audience == Visibility::Confidential && !self.is_meant {
            return Some("Say that you want everything confidential in it, or choose another audience".to_owned());
        }
        if self.field.path().is_none() {
            return Some("Type a whole path, beginning at the root or at ~".to_owned());
        }
        let read: Option<&Read> = self.target.known();
        match read {
            Some(Err(words)) => Some(words.clone()),
            None | Some(Ok(_)) => None, // what is confirmed while the folder is being read waits for it
        }
    }
}

/// A file that would be written.
#[derive(Debug)]
struct Target {
    format: Format,
    path: PathBuf,
    /// The name that was offered, when a file has it.
    taken: Option<String>,
}

fn last_folder_id() -> Id {
    Id::unique("folder exported to last")
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name with the first number, from 2, that no file has.
fn numbered(file: &Path, known: &BTreeSet<&str>) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    let names = (2_u32..).map(|number| format!("{stem}-{number}.{ending}"));
    let free = names.into_iter().find(|name| !known.contains(name.as_str()));
    free.map_or_else(|| file.to_path_buf(), |name| file.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_the_first_free_number() {
        let file = Path::new("/r/fire-review.html");
        assert_eq!(numbered(file, &BTreeSet::new()), Path::new("/r/fire-review-2.html"));
        let known = BTreeSet::from(["fire-review.html", "fire-review-2.html", "fire-review-4.html"]);
        assert_eq!(numbered(file, &known), Path::new("/r/fire-review-3.html"));
    }
}
