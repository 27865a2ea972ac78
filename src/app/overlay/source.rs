//! Asks what is known of a source, new or in the library, as far as a citation needs it.
//!
//! Must not know: how a source is stored. Limits: dates that are no ISO dates are kept, with a warning.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::date::is_date_so_far;
use crate::app::overlay::level::{Turn, source_level_ui};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, capital, fields_ui, remark_ui, segments_ui, warning_ui};
use crate::app::overlay::source_list::{Offer, begun};
use crate::model::contact::{ContactMeans, Means, Terms};
use crate::model::ids::SourceId;
use crate::model::source::{Grade, Rank, Source, SourceKind};
use crate::session::Session;
use crate::session::command::Command;

/// Height of the window that is not the fields', in points: margins, head and foot.
const BESIDE: f32 = 192.0;

/// Height of what is asked when a source is made confidential or is so no more, in points.
const TURN_HEIGHT: f32 = 96.0;

/// The label of the field that comes first.
pub(super) const TITLE: &str = "Title";

const KINDS: [(SourceKind, &str, &str); 6] = [
    (SourceKind::Document, "document", "A report, a law, a letter, a book"),
    (SourceKind::Page, "page", "A page on the web"),
    (SourceKind::Dataset, "dataset", "Tables of figures"),
    (SourceKind::Person, "person", "Somebody who was asked"),
    (SourceKind::Recording, "recording", "Sound or pictures"),
    (SourceKind::Notes, "notes", "A reporter's notes or transcript"),
];

const RANKS: [(Option<Rank>, &str, &str); 3] = [
    (None, "not judged", "Nobody judged how near it is"),
    (Some(Rank::Primary), "primary", "It was there, or made the thing itself"),
    (Some(Rank::Secondary), "secondary", "It tells what others told"),
];

const TERMS: [(Option<Terms>, &str, &str); 4] = [
    (None, "not agreed", "Nothing was agreed"),
    (Some(Terms::OnRecord), "on record", "Words and name may be printed"),
    (Some(Terms::Background), "background", "Words may be printed, the name may not"),
    (Some(Terms::OffRecord), "off record", "Neither words nor name may be printed"),
];

/// How much of a source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// What a tie in passing needs.
    Short,
    /// Every field.
    Whole,
}

/// The form.
#[derive(Debug)]
pub struct SourceForm {
    pub(super) sheet: Sheet,
    source: Source,
    before: Source,
    grade: String,
    contacts: String,
    is_new: bool,
    turn: Turn,
}

impl SourceForm {
    /// A form for a source that the library lacks.
    pub(super) fn added() -> Self {
        Self::begun_as(begun(&Offer::New(String::new())))
    }

    /// A form for a new source of which some is known.
    pub(super) fn begun_as(source: Source) -> Self {
        Self { sheet: Sheet::new("New source"), is_new: true, ..Self::of(source) }
    }

    /// A form for a source of the library.
    pub(super) fn changed(session: &Session, source: SourceId) -> Option<Self> {
        let source = session.project()?.sources.get(&source)?.as_ref().clone();
        Some(Self::of(source))
    }

    fn of(source: Source) -> Self {
        Self {
            sheet: Sheet::new("Source"),
            before: source.clone(),
            grade: source.grade.map(|grade| grade.to_string()).unwrap_or_default(),
            contacts: contacts_told(&source.contacts),
            source,
            is_new: false,
            turn: Turn::default(),
        }
    }

    pub(super) fn is_typed(&self) -> bool {
        self.source != self.before
            || self.grade != self.before.grade.map(|grade| grade.to_string()).unwrap_or_default()
            || self.contacts != contacts_told(&self.before.contacts)
    }

    /// How people are reached, and on what terms they speak.
    fn people_ui(&mut self, ui: &mut Ui) {
        let is_person = self.is_person();
        if is_person || self.source.terms.is_some() {
            segments_ui(ui, "Terms", &mut self.source.terms, &TERMS);
            if let Some(caution) = self.source.terms.and_then(Terms::caution) {
                remark_ui(ui, caution);
            }
        }
        if is_person || !self.source.contacts.is_empty() {
            let help = "One a line: phone, mail, message, address, meeting or other, then the number or name";
            let contacts = Entry::lines("Contact", "phone +47 22 00 00 00", help, 2);
            self.sheet.text_ui(ui, &mut self.contacts, &contacts);
            self.source.contacts = contacts_read(&self.contacts);
        }
    }

    /// Whether it is somebody who speaks, or what they said.
    fn is_person(&self) -> bool {
        matches!(self.source.kind, SourceKind::Person | SourceKind::Recording | SourceKind::Notes)
    }

    /// What a desk makes of the source.
    fn grade_ui(&mut self, ui: &mut Ui) {
        let help = "A to F for the source (A completely reliable, F cannot be judged), 1 to 6 for what it says (1 confirmed \
                    by others, 6 cannot be judged)";
        self.sheet.text_ui(ui, &mut self.grade, &Entry::line("Grade", "B2", help));
        match self.grade.trim() {
            "" => self.source.grade = None,
            text => match text.parse::<Grade>() {
                Ok(grade) => {
                    self.source.grade = Some(grade);
                    remark_ui(ui, &capital(&grade.meaning()));
                }
                Err(wrong) => warning_ui(ui, &capital(wrong)),
            },
        }
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        // What a turn does is asked in plain sight, whatever part of the form is.
        let turns = !self.is_new && self.before.is_confidential() != self.source.is_confidential();
        fields_ui(ui, if turns { BESIDE + TURN_HEIGHT } else { BESIDE }, |ui| {
            head_ui(ui, &mut self.sheet, &mut self.source);
            // What matters most of somebody who speaks comes before what a library wants to know.
            let is_person = self.is_person();
            if is_person {
                self.people_ui(ui);
                source_level_ui(ui, &mut self.sheet, &mut self.source, &session.offered_cover());
            }
            rest_ui(ui, &mut self.sheet, &mut self.source, Extent::Whole);
            if !is_person {
                source_level_ui(ui, &mut self.sheet, &mut self.source, &session.offered_cover());
                self.people_ui(ui);
            }
            self.grade_ui(ui);
        });
        if turns {
            self.turn.ui(session, &self.before, &self.source, ui);
        }
        let confirm = if self.is_new { "Add source" } else { "Keep changes" };
        let why_not = why_not(&self.source, self.is_new)
            .or_else(|| if self.is_new { None } else { self.turn.why_not(&self.before, &self.source) })
            .or_else(|| {
                let is_grade = self.grade.trim().is_empty() || self.grade.parse::<Grade>().is_ok();
                (!is_grade).then_some("Write the grade as B2, or leave it out")
            });
        if self.sheet.foot_ui(ui, confirm, ConfirmKey::Enter, why_not) {
            let source = Box::new(trimmed(&self.source));
            let ties = self.turn.ties(&source);
            let command = if self.is_new { Command::AddSource(source) } else { Command::SetSource { source, ties } };
            return Answer::confirmed(vec![command]);
        }
        Answer::default()
    }
}

/// Why a source cannot be taken as it is; a new one without a title is called by its address.
pub(super) fn why_not(source: &Source, is_new: bool) -> Option<&'static str> {
    let is_named = !source.title.trim().is_empty() || (is_new && !source.url.trim().is_empty());
    (!is_named).then_some("Type what the source is called")
}

/// The source without blanks around its fields.
pub(super) fn trimmed(source: &Source) -> Source {
    let mut source = source.clone();
    let Source { id: _, title, kind: _, author, container, publisher, issued, accessed, url, number, .. } = &mut source;
    for field in [title, author, container, publisher, issued, accessed, url, number] {
        *field = field.trim().to_owned();
    }
    for field in [&mut source.origin, &mut source.note, &mut source.cover] {
        *field = field.trim().to_owned();
    }
    source
}

/// The fields of a source; `cover` is the cover name offered for it.
pub(super) fn source_ui(ui: &mut Ui, sheet: &mut Sheet, source: &mut Source, extent: Extent, cover: &str) {
    head_ui(ui, sheet, source);
    rest_ui(ui, sheet, source, extent);
    source_level_ui(ui, sheet, source, cover);
}

fn head_ui(ui: &mut Ui, sheet: &mut Sheet, source: &mut Source) {
    sheet.text_ui(ui, &mut source.title, &Entry::line(TITLE, "Annual report 2025", "What the source is called"));
    segments_ui(ui, "Kind", &mut source.kind, &KINDS);
}

fn rest_ui(ui: &mut Ui, sheet: &mut Sheet, source: &mut Source, extent: Extent) {
    sheet.text_ui(ui, &mut source.url, &Entry::line("Address", "https://…", "Where it is on the web"));
    ui.columns_const(|[left, right]| {
        let author = Entry::line("Author", "Who made it", "Who made it, or the person's name");
        sheet.text_ui(left, &mut source.author, &author);
        let publisher = Entry::line("Publisher", "Who published it", "The house, office or body behind it");
        sheet.text_ui(right, &mut source.publisher, &publisher);
    });
    if extent == Extent::Whole {
        ui.columns_const(|[left, right]| {
            let container = Entry::line("Appeared in", "Newspaper or series", "What it appeared in");
            sheet.text_ui(left, &mut source.container, &container);
            let number = Entry::line("Number", "No. 12", "Its number in a series");
            sheet.text_ui(right, &mut source.number, &number);
        });
    }
    ui.columns_const(|[left, right]| {
        date_ui(left, sheet, &mut source.issued, &Entry::line("Issued", "2025-03", "Year, month or day it came out"));
        if extent == Extent::Whole {
            let accessed = Entry::line("Accessed", "2026-03-31", "The day somebody looked at it");
            date_ui(right, sheet, &mut source.accessed, &accessed);
        } else {
            segments_ui(right, "Rank", &mut source.rank, &RANKS);
        }
    });
    if extent == Extent::Whole {
        segments_ui(ui, "Rank", &mut source.rank, &RANKS);
        let help = "Two stories from one wire have one origin and count once";
        sheet.text_ui(ui, &mut source.origin, &Entry::line("Origin", "Where its story comes from", help));
        let note = Entry::lines("Note", "What to know about it", "For the checkers of this project", 2);
        sheet.text_ui(ui, &mut source.note, &note);
    }
}

/// The ways of contact as they are typed: one a line.
fn contacts_told(contacts: &[ContactMeans]) -> String {
    contacts.iter().map(|means| format!("{} {}", means.kind.word(), means.value)).collect::<Vec<_>>().join("\n")
}

/// The ways of contact in what was typed; a line that begins with no known way is another one.
fn contacts_read(text: &str) -> Vec<ContactMeans> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (first, rest) = line.split_once([' ', ':']).unwrap_or((line, ""));
            let kind =
                Means::ALL.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(first.trim_end_matches(':')));
            match kind {
                Some(kind) if !rest.trim().is_empty() => ContactMeans { kind, value: rest.trim().to_owned() },
                Some(_) | None => ContactMeans { kind: Means::Other, value: line.to_owned() },
            }
        })
        .collect()
}

fn date_ui(ui: &mut Ui, sheet: &mut Sheet, text: &mut String, entry: &Entry<'_>) {
    sheet.text_ui(ui, text, entry);
    if !is_date_so_far(text) {
        warning_ui(ui, "Not an ISO date, like 2025, 2025-03 or 2025-03-31; kept as typed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_rank_can_be_chosen() {
        assert_eq!(KINDS.map(|(kind, ..)| kind), SourceKind::ALL);
        for (kind, word, _) in KINDS {
            assert_eq!(kind.word(), word);
        }
        let ranks: Vec<Rank> = RANKS.iter().filter_map(|(rank, ..)| *rank).collect();
        assert_eq!(ranks, Rank::ALL);
    }

    #[test]
    fn ways_of_contact_are_typed_one_a_line() {
        let means = |kind, value: &str| ContactMeans { kind, value: value.into() };
        let read = contacts_read("phone +47 22 00\n\n Mail: a@b.example\nvia the lawyer");
        let expected = vec![
            means(Means::Phone, "+47 22 00"),
            means(Means::Mail, "a@b.example"),
            means(Means::Other, "via the lawyer"),
        ];
        assert_eq!(read, expected);
        assert_eq!(contacts_read(&contacts_told(&expected)), expected);
        let terms: Vec<Terms> = TERMS.iter().filter_map(|(terms, ..)| *terms).collect();
        assert_eq!(terms, Terms::ALL);
    }

    #[test]
    fn a_source_has_a_title_or_is_new_with_an_address() {
        let mut source = begun(&Offer::New("  ".into()));
        assert!(why_not(&source, true).is_some());
        source.url = "https://example.org".into();
        assert!(why_not(&source, true).is_none());
        assert!(why_not(&source, false).is_some());
    }
}
