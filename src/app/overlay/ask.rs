//! Asks for the words of a query, whom it goes to and by when it wants an answer.
//!
//! Must not know: how a query is sent. Holds: it is about the selected words, else the claim, else the article.

use egui::{Key, Modifiers, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::date::whole_date;
use crate::app::overlay::level::level_ui;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, segments_ui, warning_ui};
use crate::model::ids::Slug;
use crate::model::problem::{quoted, shortened};
use crate::model::query::{Addressee, Subject};
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::command::Command;

const ADDRESSEES: [(Addressee, &str, &str); 4] = [
    (Addressee::Author, "author", "Who wrote the article (Alt+1)"),
    (Addressee::Editor, "editor", "Who edits it (Alt+2)"),
    (Addressee::Source, "source", "Somebody quoted or asked (Alt+3)"),
    (Addressee::Legal, "legal", "The lawyers (Alt+4)"),
];
const KEYS: [Key; 4] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];

/// What the query is about.
#[derive(Clone, Copy, Debug)]
enum About {
    /// The words that are selected.
    Selection,
    /// A claim, or the article.
    Subject(Subject),
}

/// The form.
#[derive(Debug)]
pub struct AskForm {
    pub(super) sheet: Sheet,
    article: Slug,
    about: About,
    about_words: String,
    to: Addressee,
    words: String,
    due: String,
    level: Visibility,
}

impl AskForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let article = session.current_article()?;
        let spans = session.view().selection.spans(&article.draft);
        let selected: Vec<&str> = spans.iter().filter_map(|span| span.of(article.draft.text())).collect();
        let (about, about_words) = match session.current_claim() {
            _ if !selected.is_empty() => (About::Selection, quoted(&selected.join(" … "), 160)),
            Some(claim) => (About::Subject(Subject::Claim(claim.id)), quoted(&claim.words(), 160)),
            None => (About::Subject(Subject::Article), format!("The article “{}”", shortened(article.title(), 120))),
        };
        Some(Self {
            sheet: Sheet::new("Query"),
            article: article.slug.clone(),
            about,
            about_words,
            to: Addressee::default(),
            words: String::new(),
            due: String::new(),
            level: Visibility::Newsroom,
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.words.trim().is_empty() || !self.due.trim().is_empty()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        for (key, (addressee, ..)) in KEYS.into_iter().zip(ADDRESSEES) {
            if ui.input_mut(|input| input.consume_key(Modifiers::ALT, key)) {
                self.to = addressee;
            }
        }
        remark_ui(ui, &self.about_words);
        segments_ui(ui, "To", &mut self.to, &ADDRESSEES);
        let words = Entry::lines("Question", "What you want to know", "Goes into the memo", 3);
        self.sheet.text_ui(ui, &mut self.words, &words);
        let due = Entry::line("Answer wanted by", "2026-03-31", "Year-month-day; may stay empty");
        self.sheet.text_ui(ui, &mut self.due, &due);
        level_ui(ui, &mut self.level);
        let date = whole_date(&self.due);
        if let Err(wrong) = date {
            warning_ui(ui, wrong);
        }
        let why_not = if self.words.trim().is_empty() { Some("Type what you want to know") } else { date.err() };
        if self.sheet.foot_ui(ui, "Ask", ConfirmKey::Enter, why_not)
            && let Ok(due) = date
        {
            let (to, words) = (self.to, self.words.trim().to_owned());
            let command = match self.about {
                About::Selection => Command::AskAboutSelection { to, words, due, visibility: self.level },
                About::Subject(on) => {
                    Command::Ask { article: self.article.clone(), on, to, words, due, visibility: self.level }
                }
            };
            return Answer::confirmed(vec![command]);
        }
        Answer::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_addressee_can_be_chosen() {
        assert_eq!(ADDRESSEES.map(|(addressee, ..)| addressee), Addressee::ALL);
        for (addressee, word, _) in ADDRESSEES {
            assert_eq!(addressee.word(), word);
        }
    }
}
