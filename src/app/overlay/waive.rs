//! Asks why claims are not to be checked.
//!
//! Must not know: how a decision is kept. Holds: the claims are those that were picked when the form was opened.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui};
use crate::model::decision::Status;
use crate::model::ids::ClaimId;
use crate::model::problem::quoted;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::table::targets;
use crate::session::wishes::Ruling;

/// The form.
#[derive(Debug)]
pub struct ReasonForm {
    pub(super) sheet: Sheet,
    claims: Vec<ClaimId>,
    about: String,
    reason: String,
}

impl ReasonForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let claims = targets(session).ok()?;
        let about = match claims.as_slice() {
            [one] => quoted(&session.current_article()?.review.claims.get(one)?.words(), 160),
            many => format!("{} claims", many.len()),
        };
        Some(Self { sheet: Sheet::new("Waive"), claims, about, reason: String::new() })
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.reason.trim().is_empty()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(ui, &self.about);
        let reason = Entry::line("Reason", "Why this need not be checked", "Reports show the reason");
        self.sheet.text_ui(ui, &mut self.reason, &reason);
        let why_not = self.reason.trim().is_empty().then_some("Type the reason");
        if self.sheet.foot_ui(ui, "Waive", ConfirmKey::Enter, why_not) {
            let reason = self.reason.trim().to_owned();
            let ruling = Ruling { scope: None, status: Status::Waived, basis: None, reason };
            return Answer::confirmed(vec![Command::Decide { claims: self.claims.clone(), ruling }]);
        }
        Answer::default()
    }
}
