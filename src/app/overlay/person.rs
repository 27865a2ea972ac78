//! Asks who sits at the desk: the name and initials that decisions carry.
//!
//! Must not know: where settings are kept. Holds: nobody is named until they say so: the field is empty until then.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::settings::Person;

/// The form.
#[derive(Debug)]
pub struct PersonForm {
    pub(super) sheet: Sheet,
    person: Person,
    before: Person,
    has_own_initials: bool,
}

impl PersonForm {
    pub(super) fn new(session: &Session) -> Self {
        // The name of the account is no name to be known by: it would stand before what is typed.
        let nobody = Person { name: String::new(), initials: String::new() };
        let person = session.settings().person.clone().unwrap_or(nobody);
        let has_own_initials = !person.name.is_empty() && person.initials != Person::named(&person.name).initials;
        Self { sheet: Sheet::new("Your name"), before: person.clone(), person, has_own_initials }
    }

    pub(super) fn is_typed(&self) -> bool {
        self.person != self.before
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(ui, "Your decisions carry it, so that others know who vouches for a claim");
        let name = Entry::line("Full name", "First and last name", "As it should stand in reports");
        if self.sheet.text_ui(ui, &mut self.person.name, &name).changed() && !self.has_own_initials {
            let is_named = !self.person.name.trim().is_empty();
            self.person.initials = if is_named { Person::named(&self.person.name).initials } else { String::new() };
        }
        let initials = Entry::line("Initials", "AB", "One to four letters, as decisions show them");
        if self.sheet.text_ui(ui, &mut self.person.initials, &initials).changed() {
            self.has_own_initials = true;
        }
        remark_ui(ui, "Your name is kept with your settings on this computer, and in projects beside what you decide");
        if self.sheet.foot_ui(ui, "Keep name", ConfirmKey::Enter, self.why_not()) {
            let name = Person::named(&self.person.name).name;
            let initials = self.person.initials.trim().to_owned();
            return Answer::confirmed(vec![Command::SetPerson(Person { name, initials })]);
        }
        Answer::default()
    }

    fn why_not(&self) -> Option<&'static str> {
        let initials = self.person.initials.trim();
        if self.person.name.trim().is_empty() {
            return Some("Type your name");
        }
        let fits = (1..=4).contains(&initials.chars().count()) && initials.chars().all(char::is_alphabetic);
        (!fits).then_some("Initials are one to four letters")
    }
}
