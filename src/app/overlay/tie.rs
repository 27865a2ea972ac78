//! Asks for a source, new or known, and for its words on the claim; or for other words of a tie that is there.
//!
//! Must not know: decisions. Holds: the claim is the one that was current when the form was opened; of a tie that is
//! there only what was changed is wished for.

use egui::{RichText, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::level::LEVELS;
use crate::app::overlay::list::{Choice, Row, entered};
use crate::app::overlay::parts::Parts;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, fields_ui, remark_ui, segments_ui};
use crate::app::overlay::source::{Extent, TITLE, source_ui, trimmed, why_not};
use crate::app::overlay::source_list::{Offer, begun, offers};
use crate::app::theme::widgets::{card, icon_ui, link_ui, soft};
use crate::app::theme::{fonts, icon, tokens};
use crate::model::claim::{Stance, Tie};
use crate::model::ids::{ClaimId, SourceId, TieId};
use crate::model::problem::shortened;
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::{TieWish, TieWords};

/// Height of the window that is not the fields', in points: what is above the form, margins, head and foot.
const BESIDE: f32 = 300.0;
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
    parts: Parts,
    /// The tie that is changed, as it was; none for a new one.
    before: Option<Box<Tie>>,
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
            parts: Parts::default(),
            before: None,
        })
    }

    /// A form for a tie that is there.
    pub(super) fn changed(session: &Session, claim: ClaimId, tie: TieId) -> Option<Self> {
        let claim = session.current_article()?.review.claims.get(&claim)?;
        let tie = claim.ties.iter().find(|known| known.id == tie)?;
        let words = TieWords {
            stance: tie.stance,
            excerpt: tie.excerpt.clone(),
            locator: tie.locator.clone(),
            visibility: Some(tie.visibility),
            ..TieWords::default()
        };
        Some(Self {
            sheet: Sheet::new("Tie"),
            claim: claim.id,
            about: shortened(&claim.words(), 160),
            typed: String::new(),
            choice: Choice::default(),
            chosen: Chosen::Known(tie.source),
            words,
            parts: Parts::of(tie),
            before: Some(Box::new(tie.clone())),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        let Some(before) = &self.before else {
            let is_new = matches!(&self.chosen, Chosen::New(_));
            let is_worded = !self.words.excerpt.trim().is_empty() || !self.words.locator.trim().is_empty();
            return is_new || is_worded || self.parts.is_typed(&Parts::default());
        };
        let TieWords { stance, excerpt, locator, visibility, .. } = &self.words;
        (*stance, excerpt, locator, *visibility)
            != (before.stance, &before.excerpt, &before.locator, Some(before.visibility))
            || self.parts.is_typed(&Parts::of(before))
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        remark_ui(ui, &format!("“{}”", self.about));
        fields_ui(ui, BESIDE, |ui| self.fields_ui(session, ui));
        let why_not = match &self.chosen {
            Chosen::None => Some("Choose a source first"),
            Chosen::Known(_) => None,
            Chosen::New(source) => why_not(source, true),
        };
        let why_not = why_not.or_else(|| self.parts.why_not());
        let verb = if self.before.is_some() { "Keep changes" } else { "Tie" };
        if self.sheet.foot_ui(ui, verb, ConfirmKey::CtrlEnter, why_not) {
            let words = TieWords {
                stance: self.words.stance,
                excerpt: self.words.excerpt.trim().to_owned(),
                locator: self.words.locator.trim().to_owned(),
                evidence: self.parts.file(),
                taken: None,
                region: self.parts.region().ok().flatten(),
                time: self.parts.time().ok().flatten(),
                translation: self.parts.translation(),
                visibility: self.words.visibility,
            };
            if let Some(before) = &self.before {
                let (claim, tie) = (self.claim, before.id);
                let wish = changes(before, words);
                return Answer::confirmed(vec![Command::SetTie { claim, tie, wish }]);
            }
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

    fn fields_ui(&mut self, session: &Session, ui: &mut Ui) {
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
            let source = match &self.chosen {
                Chosen::Known(source) => session.project().and_then(|project| project.sources.get(source)),
                Chosen::None | Chosen::New(_) => None,
            };
            self.parts.ui(ui, &mut self.sheet, source.map(AsRef::as_ref));
            self.level_ui(session, ui);
        }
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
            if self.before.is_none() {
                self.seek_again();
            }
            return;
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
                    let is_open = self.before.is_none();
                    is_open && link_ui(ui, "Change").on_hover_text("Choose another source").clicked()
                })
                .inner
            })
            .inner;
        if again {
            self.seek_again();
        }
    }

    fn seek_again(&mut self) {
        self.parts.forget_file();
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

/// What of a tie is to be other than it was.
fn changes(before: &Tie, words: TieWords) -> TieWish {
    fn other<T: PartialEq>(now: T, before: &T) -> Option<T> {
        (now != *before).then_some(now)
    }
    let TieWords { stance, excerpt, locator, evidence, taken: _, region, time, translation, visibility } = words;
    TieWish {
        stance: other(stance, &before.stance),
        excerpt: other(excerpt, &before.excerpt),
        locator: other(locator, &before.locator),
        evidence: other(evidence, &before.evidence),
        taken: None,
        region: other(region, &before.region),
        time: other(time, &before.time),
        translation: other(translation, &before.translation.as_deref().cloned()),
        visibility: visibility.filter(|&level| level != before.visibility),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_changed_is_wished_for() {
        let before = Tie { excerpt: "a".into(), ..Tie::new(TieId::from_u128(1), SourceId::from_u128(2)) };
        let same = TieWords { excerpt: "a".into(), visibility: Some(before.visibility), ..TieWords::default() };
        assert_eq!(changes(&before, same.clone()), TieWish::default());
        let time = "75".parse().ok();
        assert_eq!(changes(&before, TieWords { time, ..same }), TieWish { time: Some(time), ..TieWish::default() });
    }

    #[test]
    fn stances_are_called_by_their_words() {
        for (stance, word, _) in STANCES {
            assert_eq!(stance.word(), word);
        }
    }
}
