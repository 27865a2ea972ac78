//! The contact log of a source: who was asked when, what was read back, what the answer was.
//!
//! Must not know: how a log is shown. Contact means and terms are fields of the source and come with it.
//! Holds: entries lie in the order of their time.

use std::sync::Arc;

use crate::model::contact::ContactEntry;
use crate::model::ids::{ContactId, SourceId};
use crate::model::problem::{Problem, shortened};
use crate::model::source::Source;
use crate::session::Session;
use crate::session::claims::no_source;
use crate::session::outcome::Done;
use crate::session::wishes::ContactWords;

impl Session {
    pub(super) fn log_contact(&mut self, id: SourceId, words: &ContactWords) -> Result<Done, Problem> {
        let before = Arc::clone(self.opened()?.project.sources.get(&id).ok_or_else(no_source)?);
        let entry = self.surroundings.ids.contact();
        let by = self.person_key()?;
        let at = words.at.unwrap_or_else(|| self.surroundings.clock.now());
        let none = String::new;
        let new = ContactEntry { id: entry, at, how: words.how, by, read_back: none(), answer: none() };
        let mut after = Source::clone(&before);
        after.log.push(worded(new, words));
        after.log.sort_by_key(|entry| (entry.at, entry.id));
        self.replace_source(&before, after, format!("log a contact with {}", shortened(before.name(), 40)))?;
        Ok(Done::Contact(entry))
    }

    pub(super) fn set_contact(
        &mut self,
        id: SourceId,
        entry: ContactId,
        words: &ContactWords,
    ) -> Result<Done, Problem> {
        let before = Arc::clone(self.opened()?.project.sources.get(&id).ok_or_else(no_source)?);
        let mut after = Source::clone(&before);
        let Some(known) = after.log.iter_mut().find(|known| known.id == entry) else { return Err(no_contact()) };
        *known = worded(known.clone(), words);
        after.log.sort_by_key(|entry| (entry.at, entry.id));
        self.replace_source(&before, after, format!("change a contact with {}", shortened(before.name(), 40)))
    }

    pub(super) fn remove_contact(&mut self, id: SourceId, entry: ContactId) -> Result<Done, Problem> {
        let before = Arc::clone(self.opened()?.project.sources.get(&id).ok_or_else(no_source)?);
        let mut after = Source::clone(&before);
        after.log.retain(|known| known.id != entry);
        if after.log.len() == before.log.len() {
            return Err(no_contact());
        }
        self.replace_source(&before, after, format!("remove a contact with {}", shortened(before.name(), 40)))
    }
}

fn worded(entry: ContactEntry, words: &ContactWords) -> ContactEntry {
    let text = |text: &str| text.trim().to_owned();
    let at = words.at.unwrap_or(entry.at);
    ContactEntry { at, how: words.how, read_back: text(&words.read_back), answer: text(&words.answer), ..entry }
}

fn no_contact() -> Problem {
    Problem::error("no-contact", "The contact is not in the log of this source")
        .now("nothing was changed")
        .help("`tickmark contact list SOURCE` lists its log")
}
