//! Asks for the text of a new draft: a file, or words that are pasted.
//!
//! Must not know: how a draft is read, what becomes of the claims.

use std::path::{Path, PathBuf};

use egui::Ui;

use crate::app::clipboard::Copied;
use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::Answer;
use crate::app::overlay::path_field::{Offers, PathField, Standing};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, warning_ui};
use crate::model::ids::Slug;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::DraftFrom;

/// The form.
#[derive(Debug)]
pub struct NewDraftForm {
    pub(super) sheet: Sheet,
    article: Slug,
    number: usize,
    text: String,
    /// Words with their formatting, from the clipboard.
    copied: Option<Copied>,
    field: PathField,
}

impl NewDraftForm {
    pub(super) fn new(session: &Session, home: Option<PathBuf>) -> Option<Self> {
        let article = session.current_article()?;
        Some(Self {
            sheet: Sheet::new("New draft"),
            article: article.slug.clone(),
            number: article.draft_number() + 1,
            text: String::new(),
            copied: None,
            field: PathField::new(String::new(), Offers::Everything, home),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.text.trim().is_empty() || !self.field.text.trim().is_empty() || self.copied.is_some()
    }

    /// What is on the clipboard: plain words go into the field, where they can be seen.
    pub(super) fn take_copied(&mut self, copied: Copied) {
        match copied {
            Copied::Plain(text) => self.text = text,
            formatted @ Copied::Formatted(_) => self.copied = Some(formatted),
        }
    }

    /// The file that was picked.
    pub(super) fn take_file(&mut self, file: &Path) {
        self.field.text = file.display().to_string();
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(
            ui,
            "Claims, decisions and words marked as read are carried over; what changed is listed for you to settle",
        );
        let text = Entry::lines("Text", "Paste the new version here", "The whole text of the new draft", 8);
        self.sheet.text_ui(ui, &mut self.text, &text);
        let mut answer = Answer::default();
        ui.horizontal(|ui| {
            if self.copied.is_some() {
                ui.label("Formatted words from the clipboard");
                if ui.button("Leave them out").on_hover_text("Take the text or the file instead").clicked() {
                    self.copied = None;
                }
            } else {
                let help = "Take what was copied with its headings, notes and links, as from a browser or Word";
                answer.reads_clipboard = ui.button("From clipboard, with formatting").on_hover_text(help).clicked();
            }
        });
        let file = Entry::line("Or a file", "~/drafts/second.docx", "Text, web page, Word, PDF or mail; Tab completes");
        self.field.ui(ui, &mut self.sheet, &file, 124.0);
        if dialogs::available() && ui.button("Browse…").on_hover_text("Choose the file of the new draft").clicked() {
            answer.dialog = Some(DialogWish::File);
        }
        let why_not = self.why_not();
        if let Some(why) = why_not.filter(|_| self.is_typed()) {
            warning_ui(ui, why);
        }
        let confirm = format!("Make draft {}", self.number);
        if self.sheet.foot_ui(ui, &confirm, ConfirmKey::Enter, why_not) {
            let from = match (self.copied.take(), self.field.path()) {
                (Some(copied), _) => {
                    let (name, bytes) = copied.into_file();
                    DraftFrom::Pasted { name, bytes }
                }
                (None, Some(path)) => DraftFrom::File(path),
                (None, None) => DraftFrom::Text(std::mem::take(&mut self.text)),
            };
            return Answer::confirmed(vec![Command::NewDraft { article: self.article.clone(), from }]);
        }
        answer
    }

    fn why_not(&self) -> Option<&'static str> {
        let has_text = !self.text.trim().is_empty() || self.copied.is_some();
        let has_file = !self.field.text.trim().is_empty();
        match (has_text, has_file) {
            (false, false) => Some("Paste the new text, or name a file"),
            (true, true) => Some("Give the text or a file, not both"),
            (true, false) => None,
            (false, true) if self.field.path().is_none() => Some("Type a whole path, beginning at the root or at ~"),
            (false, true) => match self.field.standing() {
                Standing::File | Standing::Unknown => None,
                Standing::Folder | Standing::Project => Some("This is a folder"),
                Standing::Missing(_) => Some("There is no such file"),
            },
        }
    }
}
