//! Asks whose claims, or the selected paragraphs, are to check.
//!
//! Must not know: how that is kept. Holds: the claims or paragraphs are those of the moment the form was opened.

use std::ops::Range;

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, segments_ui};
use crate::model::ids::{ClaimId, Slug};
use crate::model::problem::quoted;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::table::targets;
use crate::session::wishes::Assignee;

/// What is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    Claims,
    Paragraphs,
}

/// The form.
#[derive(Debug)]
pub struct AssignForm {
    pub(super) sheet: Sheet,
    article: Slug,
    claims: Vec<ClaimId>,
    blocks: Range<usize>,
    given: Given,
    about: String,
    known: String,
    person: String,
}

impl AssignForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let article = session.current_article()?;
        let claims = targets(session).unwrap_or_default();
        let spans = session.view().selection.spans(&article.draft);
        let places = spans.iter().copied().chain(session.current_claim().into_iter().flat_map(|claim| claim.places()));
        let runs: Vec<Range<usize>> = places.map(|place| article.draft.blocks_in(place)).collect();
        let first = runs.iter().map(|run| run.start).min().unwrap_or(0);
        let blocks = first..runs.iter().map(|run| run.end).max().unwrap_or(first);
        if claims.is_empty() && blocks.is_empty() {
            return None;
        }
        let about = match claims.as_slice() {
            [] => String::new(),
            [one] => quoted(&article.review.claims.get(one)?.words(), 120),
            many => format!("{} claims", many.len()),
        };
        let people = session.project().into_iter().flat_map(|project| project.people.iter());
        let known = people.map(|(key, name)| format!("{name} ({key})")).collect::<Vec<_>>().join(", ");
        let given = if claims.is_empty() { Given::Paragraphs } else { Given::Claims };
        let slug = article.slug.clone();
        let person = String::new();
        Some(Self { sheet: Sheet::new("Assign"), article: slug, claims, blocks, given, about, known, person })
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.person.trim().is_empty()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        let blocks = match self.blocks.len() {
            1 => format!("Paragraph {}", self.blocks.start + 1),
            _ => format!("Paragraphs {}–{}", self.blocks.start + 1, self.blocks.end),
        };
        if !self.claims.is_empty() && !self.blocks.is_empty() {
            let claims = if self.claims.len() == 1 { "This claim" } else { "These claims" };
            let options = [
                (Given::Claims, claims, "Only what is claimed here"),
                (Given::Paragraphs, blocks.as_str(), "All claims in it that name nobody else, and its bare words"),
            ];
            segments_ui(ui, "What", &mut self.given, &options);
        }
        remark_ui(ui, if self.given == Given::Claims { &self.about } else { &blocks });
        let hint = "Initials or a full name; empty for nobody";
        let entry = Entry::line("Person", "me, AB, or a full name", hint);
        self.sheet.text_ui(ui, &mut self.person, &entry);
        if !self.known.is_empty() {
            remark_ui(ui, &self.known);
        }
        if self.sheet.foot_ui(ui, "Assign", ConfirmKey::Enter, None) {
            let person = self.person.trim();
            let to = match person {
                "" => None,
                _ if person.eq_ignore_ascii_case("me") => Some(Assignee::Me),
                _ => Some(Assignee::Named(person.to_owned())),
            };
            return Answer::confirmed(vec![match self.given {
                Given::Claims => Command::Assign { claims: self.claims.clone(), to },
                Given::Paragraphs => {
                    Command::AssignBlocks { article: self.article.clone(), blocks: self.blocks.clone(), to }
                }
            }]);
        }
        Answer::default()
    }
}
