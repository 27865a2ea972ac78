//! The contact log of a source: who was asked when, what was read back and answered, entered, changed and removed.
//!
//! Out: a command a wish. Must not know: how a log is kept.
//! Holds: what was typed goes only when it was logged or thrown away.

use egui::{Align, Button, Label, Layout, RichText, Ui};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{Entry, Sheet, remark_ui, segments_ui, warning_ui};
use crate::app::theme::widgets::{card, link_ui, soft};
use crate::app::theme::{STEP, fonts, tokens};
use crate::model::contact::{ContactEntry, Means};
use crate::model::ids::ContactId;
use crate::model::source::Source;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::ContactWords;

const HOW: [(Means, &str, &str); 6] = [
    (Means::Phone, "phone", "By telephone"),
    (Means::Mail, "mail", "By e-mail"),
    (Means::Message, "message", "By a message service"),
    (Means::Address, "address", "By letter, or at the door"),
    (Means::Meeting, "meeting", "Face to face"),
    (Means::Other, "other", "In any other way"),
];

/// How a time is typed.
const SHAPE: &str = "%Y-%m-%d %H:%M";

/// What is typed into the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LogForm {
    /// The entry that is changed, as it was; none while a new one is typed.
    changed: Option<Box<(ContactEntry, String)>>,
    at: String,
    how: Means,
    read_back: String,
    answer: String,
}

impl LogForm {
    fn of(entry: &ContactEntry, zone: &TimeZone) -> Self {
        let at = entry.at.to_zoned_datetime(zone.clone()).strftime(SHAPE).to_string();
        let ContactEntry { id: _, at: _, how, by: _, read_back, answer } = entry;
        Self {
            changed: Some(Box::new((entry.clone(), at.clone()))),
            at,
            how: *how,
            read_back: read_back.clone(),
            answer: answer.clone(),
        }
    }

    pub(super) fn is_typed(&self) -> bool {
        match self.changed.as_deref() {
            None => !(self.read_back.trim().is_empty() && self.answer.trim().is_empty()),
            Some((entry, at)) => {
                (self.how, &self.read_back, &self.answer, &self.at) != (entry.how, &entry.read_back, &entry.answer, at)
            }
        }
    }

    /// The log, and the fields of a new entry or of the one that is changed.
    pub(super) fn ui(
        &mut self,
        (session, source): (&Session, &Source),
        sheet: &mut Sheet,
        ui: &mut Ui,
        answer: &mut Answer,
    ) {
        let t = tokens(ui.ctx());
        ui.label(RichText::new("Contact log").font(fonts::ui_strong(13.0)));
        if source.log.is_empty() {
            remark_ui(ui, "Nobody was asked yet. Write down who was reached, what was read back and what they said");
        }
        for means in &source.contacts {
            ui.add(Label::new(soft(format!("{}: {}", means.kind.word(), means.value), t)).wrap());
        }
        for entry in source.log.iter().rev() {
            ui.push_id(entry.id, |ui| {
                card(t).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    self.entry_ui((session, source), entry, sheet, ui, answer);
                });
            });
        }
        ui.add_space(STEP);
        let is_changed = self.changed.is_some();
        ui.label(soft(if is_changed { "Change this entry" } else { "New entry" }, t).font(fonts::ui_strong(12.0)));
        segments_ui(ui, "Asked by", &mut self.how, &HOW);
        let help = "Day and time, or a day; empty is the present moment";
        sheet.text_ui(ui, &mut self.at, &Entry::line("When", "now, or 2026-03-31 14:30", help));
        let at = time_typed(&self.at, session.zone());
        if let Err(wrong) = at {
            warning_ui(ui, wrong);
        }
        let read_back = Entry::lines("Read back", "The words that are to be printed", "What you read back to them", 2);
        sheet.text_ui(ui, &mut self.read_back, &read_back);
        let said = Entry::lines("Answer", "What they said", "What they answered", 2);
        sheet.text_ui(ui, &mut self.answer, &said);
        self.act_ui((session, source), at, ui, answer);
    }

    fn act_ui(
        &mut self,
        (session, source): (&Session, &Source),
        at: Result<Option<Timestamp>, &'static str>,
        ui: &mut Ui,
        answer: &mut Answer,
    ) {
        let is_said = !(self.read_back.trim().is_empty() && self.answer.trim().is_empty());
        let why_not = match &self.changed {
            _ if session.read_only().is_some() => Some("This project is open to read only"),
            _ if at.is_err() => Some("Write the time as 2026-03-31 14:30"),
            Some(_) if !self.is_typed() => Some("Nothing of it was changed"),
            None if !is_said => Some("Type what was read back or answered"),
            Some(_) | None => None,
        };
        let (verb, help) = match &self.changed {
            Some(_) => ("Keep the entry", "Write the entry down as it is typed now"),
            None => ("Log contact", "Write it down with your name"),
        };
        ui.horizontal(|ui| {
            let log = ui.add_enabled(why_not.is_none(), Button::new(verb)).on_hover_text(help);
            if log.on_disabled_hover_text(why_not.unwrap_or_default()).clicked() {
                let typed = std::mem::take(self);
                let words = ContactWords {
                    // A time that was not touched keeps its seconds.
                    at: at.ok().flatten().filter(|_| typed.changed.as_deref().is_none_or(|(_, at)| *at != typed.at)),
                    how: typed.how,
                    read_back: typed.read_back,
                    answer: typed.answer,
                };
                answer.commands.push(match typed.changed {
                    Some(changed) => Command::SetContact { source: source.id, contact: changed.0.id, words },
                    None => Command::LogContact { source: source.id, words },
                });
            }
            if self.changed.is_some() && ui.button("Leave the entry").on_hover_text("Change nothing of it").clicked() {
                *self = Self::default();
            }
        });
    }

    fn entry_ui(
        &mut self,
        (session, source): (&Session, &Source),
        entry: &ContactEntry,
        sheet: &mut Sheet,
        ui: &mut Ui,
        answer: &mut Answer,
    ) {
        let t = tokens(ui.ctx());
        ui.horizontal(|ui| {
            let by = session.project().map_or(entry.by.0.as_str(), |project| project.person_name(&entry.by));
            let at = entry.at.to_zoned_datetime(session.zone().clone()).strftime("%-d %b %Y, %H:%M").to_string();
            ui.label(soft(format!("{at}, {} by {by}", entry.how.word()), t));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if session.read_only().is_some() {
                    return;
                }
                if link_ui(ui, "Remove").on_hover_text("Undo brings it back").clicked() {
                    self.forget(entry.id);
                    answer.commands.push(Command::RemoveContact { source: source.id, contact: entry.id });
                }
                // What is typed is not thrown away by a press beside it.
                let can = !self.is_typed();
                let edit = ui.add_enabled_ui(can, |ui| link_ui(ui, "Edit")).inner;
                let edit = edit.on_hover_text("Change this entry in the fields below");
                if edit.on_disabled_hover_text("Log or empty what you typed below first").clicked() {
                    *self = Self::of(entry, session.zone());
                    sheet.focus_on("Read back");
                }
            });
        });
        for (name, words) in [("Read back", &entry.read_back), ("Answer", &entry.answer)] {
            if !words.is_empty() {
                ui.add(Label::new(format!("{name}: {words}")).wrap());
            }
        }
    }

    /// Leaves an entry that is no more.
    fn forget(&mut self, entry: ContactId) {
        if self.changed.as_deref().is_some_and(|(changed, _)| changed.id == entry) {
            *self = Self::default();
        }
    }
}

/// The moment that is typed, in the desk's zone; a day is its noon, nothing is none.
fn time_typed(typed: &str, zone: &TimeZone) -> Result<Option<Timestamp>, &'static str> {
    const WRONG: &str = "Write the time as 2026-03-31 14:30, or the day alone";
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = typed.parse::<Date>().ok().filter(|_| typed.len() == 10).map(|day| day.at(12, 0, 0, 0));
    let time = day.or_else(|| typed.parse::<DateTime>().ok()).ok_or(WRONG)?;
    zone.to_timestamp(time).ok().ok_or(WRONG).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_asking_can_be_chosen() {
        assert_eq!(HOW.map(|(means, ..)| means), Means::ALL);
        for (means, word, _) in HOW {
            assert_eq!(means.word(), word);
        }
    }

    #[test]
    fn times_are_typed_as_day_and_hour() {
        let read = |typed: &str| time_typed(typed, &TimeZone::UTC).map(|at| at.map(|at| at.to_string()));
        assert_eq!(read(" "), Ok(None));
        assert_eq!(read("2022-02-01 14:30"), Ok(Some("2022-02-01T14:30:00Z".into())));
        assert_eq!(read("2022-02-01T14:30"), Ok(Some("2022-02-01T14:30:00Z".into())));
        assert_eq!(read("2022-02-01"), Ok(Some("2022-02-01T12:00:00Z".into())));
        for wrong in ["yesterday", "14:30", "2022-02-31 10:00"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
