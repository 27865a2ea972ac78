//! Asks what is known of a source, new or in the library, as far as a citation needs it.
//!
//! Must not know: how a source is stored. Limits: dates that are no ISO dates are kept, with a warning.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::date::is_date_so_far;
use crate::app::overlay::level::{Turn, source_level_ui};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, segments_ui, warning_ui};
use crate::app::overlay::source_list::{Offer, begun};
use crate::model::ids::SourceId;
use crate::model::source::{Rank, Source, SourceKind};
use crate::session::Session;
use crate::session::command::Command;

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
        Self { sheet: Sheet::new("New source"), before: source.clone(), source, is_new: true, turn: Turn::default() }
    }

    /// A form for a source of the library.
    pub(super) fn changed(session: &Session, source: SourceId) -> Option<Self> {
        let source = session.project()?.sources.get(&source)?.as_ref().clone();
        Some(Self { sheet: Sheet::new("Source"), before: source.clone(), source, is_new: false, turn: Turn::default() })
    }

    pub(super) fn is_typed(&self) -> bool {
        self.source != self.before
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        source_ui(ui, &mut self.sheet, &mut self.source, Extent::Whole, &session.offered_cover());
        if !self.is_new {
            self.turn.ui(session, &self.before, &self.source, ui);
        }
        let confirm = if self.is_new { "Add source" } else { "Keep changes" };
        let why_not = why_not(&self.source, self.is_new)
            .or_else(|| if self.is_new { None } else { self.turn.why_not(&self.before, &self.source) });
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
    sheet.text_ui(ui, &mut source.title, &Entry::line(TITLE, "Annual report 2025", "What the source is called"));
    segments_ui(ui, "Kind", &mut source.kind, &KINDS);
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
    source_level_ui(ui, sheet, source, cover);
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
    fn a_source_has_a_title_or_is_new_with_an_address() {
        let mut source = begun(&Offer::New("  ".into()));
        assert!(why_not(&source, true).is_some());
        source.url = "https://example.org".into();
        assert!(why_not(&source, true).is_none());
        assert!(why_not(&source, false).is_some());
    }
}
