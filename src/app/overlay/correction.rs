//! Asks for a correction: what stood there, what stands there now, why, and what readers are told.
//!
//! Must not know: what a correction does to the stage.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::date::whole_date;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, warning_ui};
use crate::model::ids::{CorrectionId, Slug};
use crate::model::problem::quoted;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::CorrectionWords;

/// The form.
#[derive(Debug)]
pub struct CorrectionForm {
    pub(super) sheet: Sheet,
    article: Slug,
    known: Option<CorrectionId>,
    about: String,
    /// What the form held at first, for the question whether something was typed.
    first: CorrectionWords,
    words: CorrectionWords,
    date: String,
    first_date: String,
}

impl CorrectionForm {
    /// A form for a new correction: of the current claim, if there is one.
    pub(super) fn new(session: &Session) -> Option<Self> {
        let article = session.current_article()?;
        let claim = session.current_claim();
        let fix = claim.and_then(|claim| claim.fix.as_ref()).map(|fix| fix.words.clone());
        let words = CorrectionWords {
            was: claim.map(|claim| claim.words()).unwrap_or_default(),
            now: fix.unwrap_or_default(),
            claims: claim.map(|claim| claim.id).into_iter().collect(),
            ..CorrectionWords::default()
        };
        let today = session.now().to_zoned_datetime(session.zone().clone()).date();
        Some(Self::of("Correction", article.slug.clone(), None, session, (words, today.to_string())))
    }

    /// A form that changes a correction.
    pub(super) fn changed(session: &Session, id: CorrectionId) -> Option<Self> {
        let article = session.current_article()?;
        let it = article.review.corrections.get(&id)?.clone();
        let words =
            CorrectionWords { date: None, was: it.was, now: it.now, cause: it.cause, claims: it.claims, note: it.note };
        Some(Self::of("Change correction", article.slug.clone(), Some(id), session, (words, it.date.to_string())))
    }

    fn of(
        title: &'static str,
        article: Slug,
        known: Option<CorrectionId>,
        session: &Session,
        (words, date): (CorrectionWords, String),
    ) -> Self {
        let claims = session.article(&article).map(|shown| {
            let names = words.claims.iter().map(|claim| session.claim_name(shown, Some(*claim)));
            names.collect::<Vec<_>>().join(", ")
        });
        let about = match claims {
            Some(claims) if !claims.is_empty() => format!("About {claims}"),
            _ => {
                let title = session.article(&article).map_or(article.as_str(), |shown| shown.title());
                format!("About {}", quoted(title, 120))
            }
        };
        let sheet = Sheet::new(title);
        Self { sheet, article, known, about, first: words.clone(), words, first_date: date.clone(), date }
    }

    pub(super) fn is_typed(&self) -> bool {
        self.words != self.first || self.date != self.first_date
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        remark_ui(ui, &self.about);
        let Self { sheet, words, date, .. } = self;
        sheet.text_ui(ui, &mut words.was, &Entry::lines("Was", "The words as they were", "What stood there", 2));
        sheet.text_ui(ui, &mut words.now, &Entry::lines("Now", "The words as they are now", "What stands there", 2));
        let cause = Entry::line("Cause", "a slip, a source that erred, something not checked", "Kept in the newsroom");
        sheet.text_ui(ui, &mut words.cause, &cause);
        let note = Entry::lines("Note to readers", "An earlier version gave…", "Reports show it; may stay empty", 2);
        sheet.text_ui(ui, &mut words.note, &note);
        sheet.text_ui(ui, date, &Entry::line("Date", "2026-03-31", "Year-month-day"));
        let whole = whole_date(date);
        if let Err(wrong) = whole {
            warning_ui(ui, wrong);
        }
        let lack = |text: &str, why: &'static str| text.trim().is_empty().then_some(why);
        let why_not = lack(&words.was, "Type the words as they were")
            .or_else(|| lack(&words.now, "Type the words as they are now"))
            .or_else(|| (words.was.trim() == words.now.trim()).then_some("The words are the same before and after"))
            .or_else(|| lack(&words.cause, "Type what went wrong"))
            .or_else(|| whole.err());
        let confirm = if self.known.is_some() { "Change" } else { "Enter correction" };
        if sheet.foot_ui(ui, confirm, ConfirmKey::Enter, why_not)
            && let Ok(day) = whole
        {
            let words = CorrectionWords { date: day, ..words.clone() };
            let article = self.article.clone();
            return Answer::confirmed(vec![match self.known {
                Some(correction) => Command::SetCorrection { article, correction, words },
                None => Command::Correct { article, words },
            }]);
        }
        Answer::default()
    }
}
