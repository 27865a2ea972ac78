//! Asks why a lawyer must see a claim and who, or on what condition it is cleared.
//!
//! Must not know: what a flag blocks.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui};
use crate::model::ids::ClaimId;
use crate::model::problem::quoted;
use crate::session::Session;
use crate::session::command::Command;

/// What the form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Flag,
    Clear,
}

/// The form.
#[derive(Debug)]
pub struct LegalForm {
    pub(super) sheet: Sheet,
    purpose: Purpose,
    claim: ClaimId,
    about: String,
    first: (String, String),
    reason: String,
    clearer: String,
    note: String,
}

impl LegalForm {
    /// A form that raises a flag, or changes the one that is there.
    pub(super) fn flag(session: &Session) -> Option<Self> {
        let claim = session.current_claim()?;
        let standing = claim.legal.as_ref().filter(|flag| flag.cleared.is_none());
        let (reason, clearer) = standing.map(|flag| (flag.reason.clone(), flag.clearer.clone())).unwrap_or_default();
        let first = (reason.clone(), clearer.clone());
        let (sheet, about) = (Sheet::new("Legal flag"), quoted(&claim.words(), 160));
        Some(Self {
            sheet,
            purpose: Purpose::Flag,
            claim: claim.id,
            about,
            first,
            reason,
            clearer,
            note: String::new(),
        })
    }

    /// A form that clears the flag that is there.
    pub(super) fn clear(session: &Session) -> Option<Self> {
        let claim = session.current_claim()?;
        let reason = claim.legal.as_ref()?.reason.clone();
        let (sheet, none) = (Sheet::new("Clear for legal"), String::new);
        let about = format!("{}\n{reason}", quoted(&claim.words(), 160));
        let first = (none(), none());
        Some(Self {
            sheet,
            purpose: Purpose::Clear,
            claim: claim.id,
            about,
            first,
            reason: none(),
            clearer: none(),
            note: none(),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        (&self.reason, &self.clearer) != (&self.first.0, &self.first.1) || !self.note.trim().is_empty()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(ui, &self.about);
        match self.purpose {
            Purpose::Flag => self.flag_ui(ui),
            Purpose::Clear => self.clear_ui(ui),
        }
    }

    fn flag_ui(&mut self, ui: &mut Ui) -> Answer {
        let reason = Entry::lines("Reason", "What a lawyer should look at", "Kept in the newsroom", 2);
        self.sheet.text_ui(ui, &mut self.reason, &reason);
        let clearer = Entry::line("Who must clear it", "A person or a desk", "May stay empty");
        self.sheet.text_ui(ui, &mut self.clearer, &clearer);
        remark_ui(ui, "The article cannot be closed until it is cleared");
        let why_not = self.reason.trim().is_empty().then_some("Type the reason");
        if self.sheet.foot_ui(ui, "Flag", ConfirmKey::Enter, why_not) {
            let (reason, clearer) = (self.reason.trim().to_owned(), self.clearer.trim().to_owned());
            return Answer::confirmed(vec![Command::FlagLegal { claim: self.claim, reason, clearer }]);
        }
        Answer::default()
    }

    fn clear_ui(&mut self, ui: &mut Ui) -> Answer {
        let note = Entry::line("Condition", "as long as it is quoted", "May stay empty");
        self.sheet.text_ui(ui, &mut self.note, &note);
        if self.sheet.foot_ui(ui, "Clear", ConfirmKey::Enter, None) {
            let note = self.note.trim().to_owned();
            return Answer::confirmed(vec![Command::ClearLegal { claim: self.claim, note }]);
        }
        Answer::default()
    }
}
