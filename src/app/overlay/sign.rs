//! Asks in which role the user vouches for the article, and with what reservation.
//!
//! Must not know: when a sign-off goes stale.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, segments_ui};
use crate::model::ids::Slug;
use crate::model::problem::quoted;
use crate::model::sign_off::SignRole;
use crate::session::Session;
use crate::session::command::Command;

const ROLES: [(SignRole, &str, &str); 4] = [
    (SignRole::Checker, "checker", "You checked it"),
    (SignRole::SecondReader, "second reader", "You read the check again"),
    (SignRole::Editor, "editor", "You edit it"),
    (SignRole::Legal, "legal", "You looked at it as a lawyer"),
];

/// The form.
#[derive(Debug)]
pub struct SignForm {
    pub(super) sheet: Sheet,
    article: Slug,
    about: String,
    role: SignRole,
    note: String,
}

impl SignForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let article = session.current_article()?;
        let about = format!("{}, draft {}", quoted(article.title(), 120), article.draft_number());
        let role = SignRole::default();
        Some(Self { sheet: Sheet::new("Sign off"), article: article.slug.clone(), about, role, note: String::new() })
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.note.trim().is_empty()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(ui, &self.about);
        segments_ui(ui, "As", &mut self.role, &ROLES);
        let note = Entry::line("Reservation", "but for the ages in paragraph 4", "May stay empty");
        self.sheet.text_ui(ui, &mut self.note, &note);
        remark_ui(ui, "It goes stale when the draft, claims, decisions or excerpts change");
        if self.sheet.foot_ui(ui, "Sign", ConfirmKey::Enter, None) {
            let note = self.note.trim().to_owned();
            return Answer::confirmed(vec![Command::Sign { article: self.article.clone(), role: self.role, note }]);
        }
        Answer::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_can_be_chosen() {
        assert_eq!(ROLES.map(|(role, ..)| role), SignRole::ALL);
        for (role, word, _) in ROLES {
            assert_eq!(role.word(), word);
        }
    }
}
