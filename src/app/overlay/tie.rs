//! Asks for a source, new or known, and for its words on the claim.
//!
//! Must not know: decisions. Holds: the claim is the one that was current when the form was opened.

use egui::{RichText, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::level::LEVELS;
use crate::app::overlay::list::{Choice, Row, entered};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, segments_ui};
use crate::app::overlay::source::{Extent, TITLE, source_ui, trimmed, why_not};
use crate::app::overlay::source_list::{Offer, begun, offers};
use crate::app::theme::widgets::{card, icon_ui, link_ui, soft};
use crate::app::theme::{fonts, icon, tokens};
use crate::model::claim::Stance;
use crate::model::ids::{ClaimId, SourceId};
use crate::model::problem::shortened;
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::TieWords;

const FIELD: &str = "Source";
const EXCERPT: &str = "Excerpt";

const STANCES: [(Stance, &str, &str); 3] = [
    (Stance::Supports, "supports", "The source bears the claim out"),
    (Stance::Refutes, "refutes", "The source speaks against the claim"),
    (Stance::Context, "context", "The source helps to understand the claim"),
];

/// Which source the tie is to.
#[derive(Debug)]
enum Chosen {
    /// It is being sought.
    None,
    /// One of the library.
    Known(SourceId),
    /// One that comes into the library with the tie.
    New(Box<Source>),
}

/// The form.
#[derive(Debug)]
pub struct TieForm {
    pub(super) sheet: Sheet,
    claim: ClaimId,
    about: String,
    typed: String,
    choice: Choice,
    chosen: Chosen,
    words: TieWords,
}

impl TieForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let claim = session.current_claim()?;
        Some(Self {
            sheet: Sheet::new("Add tie"),
            claim: claim.id,
            about: shortened(&claim.words(), 160),
            typed: String::new(),
            choice: Choice::default(),
            chosen: Chosen::None,
            words: TieWords::default(),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        let is_new = matches!(&self.chosen, Chosen::New(_));
        is_new || !self.words.excerpt.trim().is_empty() || !self.words.locator.trim().is_empty()
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        remark_ui(ui, &format!("“{}”", self.about));
        match &mut self.chosen {
            Chosen::None => self.seek_ui(session, ui),
            Chosen::Known(source) => {
                let source = *source;
                self.known_ui(session, ui, source);
            }
            Chosen::New(source) => {
                source_ui(ui, &mut self.sheet, source, Extent::Short, &session.offered_cover());
                if link_ui(ui, "Choose another source").on_hover_text("Look in the library").clicked() {
                    self.seek_again();
                }
            }
        }
        if !matches!(self.chosen, Chosen::None) {
            self.words_ui(ui);
            self.level_ui(session, ui);
        }
        let why_not = match &self.chosen {
            Chosen::None => Some("Choose a source first"),
            Chosen::Known(_) => None,
            Chosen::New(source) => why_not(source, true),
        };
        if self.sheet.foot_ui(ui, "Tie", ConfirmKey::CtrlEnter, why_not) {
            let words = TieWords {
                stance: self.words.stance,
                excerpt: self.words.excerpt.trim().to_owned(),
                locator: self.words.locator.trim().to_owned(),
                visibility: self.words.visibility,
                ..TieWords::default()
            };
            let command = match &self.chosen {
                Chosen::None => return Answer::default(),
                Chosen::Known(source) => Command::AddTie { claim: self.claim, source: *source, words },
                Chosen::New(source) => {
                    Command::AddTieToNew { claim: self.claim, source: Box::new(trimmed(source)), words }
                }
            };
            return Answer::confirmed(vec![command]);
        }
        Answer::default()
    }

    fn seek_ui(&mut self, session: &Session, ui: &mut Ui) {
        let mut found = offers(session, &self.typed);
        self.choice.take_arrows(ui, found.len());
        let is_entered = entered(ui, self.sheet.id(FIELD));
        let help = "Type to find a source, or paste an address; Enter takes the chosen one";
        if self.sheet.text_ui(ui, &mut self.typed, &Entry::line(FIELD, "Title, author or address", help)).changed() {
            self.choice = Choice::default();
            found = offers(session, &self.typed); // Enter may come in the frame of the last letters
        }
        let (offers, rows): (Vec<Offer>, Vec<Row>) = found.into_iter().unzip();
        let pressed = self.choice.rows_ui(ui, &rows, 240.0);
        let taken = pressed.or_else(|| is_entered.then_some(self.choice.at));
        match taken.and_then(|at| offers.get(at)) {
            None | Some(Offer::Unpin) => {}
            Some(Offer::Known(source)) => {
                self.chosen = Chosen::Known(*source);
                self.sheet.focus_on(EXCERPT);
            }
            Some(offer @ (Offer::Address(_) | Offer::New(_))) => {
                let source = begun(offer);
                // A source that was named while it was sought lacks only its words.
                self.sheet.focus_on(if source.title.is_empty() { TITLE } else { EXCERPT });
                self.chosen = Chosen::New(Box::new(source));
            }
        }
    }

    fn known_ui(&mut self, session: &Session, ui: &mut Ui, source: SourceId) {
        let t = tokens(ui.ctx());
        let Some(source) = session.project().and_then(|project| project.sources.get(&source)) else {
            return self.seek_again();
        };
        let again = card(t)
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    icon_ui(ui, icon::of_source(source), 16.0, t.soft);
                    ui.vertical(|ui| {
                        ui.set_width(ui.available_width() - 80.0);
                        ui.add(egui::Label::new(RichText::new(source.name())).truncate());
                        let about = if source.is_confidential() {
                            format!("{}, confidential: its name stands in its own form", source.kind.word())
                        } else {
                            source.citation()
                        };
                        ui.add(egui::Label::new(soft(about, t)).truncate());
                    });
                    link_ui(ui, "Change").on_hover_text("Choose another source").clicked()
                })
                .inner
            })
            .inner;
        if again {
            self.seek_again();
        }
    }

    fn seek_again(&mut self) {
        self.chosen = Chosen::None;
        self.sheet.focus_on(FIELD);
    }

    fn words_ui(&mut self, ui: &mut Ui) {
        segments_ui(ui, "Stance", &mut self.words.stance, &STANCES);
        let help = "The exact words of the source that bear on the claim";
        let excerpt =
            Entry { font: Some(fonts::serif(15.0)), ..Entry::lines(EXCERPT, "The source's exact words", help, 4) };
        self.sheet.text_ui(ui, &mut self.words.excerpt, &excerpt);
        let locator = Entry::line("Locator", "p. 12, section 3, 00:14:05", "Where in the source the words stand");
        self.sheet.text_ui(ui, &mut self.words.locator, &locator);
    }
}

impl TieForm {
    /// The level of the tie: that of a confidential source unless another one is chosen.
    fn level_ui(&mut self, session: &Session, ui: &mut Ui) {
        let is_confidential = match &self.chosen {
            Chosen::None => false,
            Chosen::Known(source) => {
                session.project().and_then(|project| project.sources.get(source)).is_some_and(|it| it.is_confidential())
            }
            Chosen::New(source) => source.is_confidential(),
        };
        let usual = if is_confidential { Visibility::Confidential } else { Visibility::Public };
        let before = self.words.visibility.unwrap_or(usual);
        let mut level = before;
        segments_ui(ui, "Who may see its words", &mut level, &LEVELS);
        if level != before {
            self.words.visibility = Some(level);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stances_are_called_by_their_words() {
        for (stance, word, _) in STANCES {
            assert_eq!(stance.word(), word);
        }
    }
}
