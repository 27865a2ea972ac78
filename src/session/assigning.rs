//! Says whose a claim or a run of blocks is to check, and which claims are whose.
//!
//! Must not know: how that is shown. Holds: a block belongs to one person at most; giving it to another, or to nobody,
//! takes it out of the run it was in.

use std::ops::Range;
use std::sync::Arc;

use crate::model::anchor::Anchor;
use crate::model::article::Article;
use crate::model::assignment::{Assignment, owner};
use crate::model::change::{Change, ClaimField, ProjectField};
use crate::model::claim::Claim;
use crate::model::ids::{ClaimId, PersonKey, Slug};
use crate::model::problem::{Problem, shortened};
use crate::session::Session;
use crate::session::claims::named;
use crate::session::outcome::Done;
use crate::session::settings::Person;
use crate::session::wishes::Assignee;
use crate::text::span::ByteSpan;

impl Session {
    /// The key by which the project knows who sits at the desk, if it knows them.
    pub fn me(&self) -> Option<&PersonKey> {
        let name = self.person().name;
        self.project()?.people.iter().find(|(_, known)| **known == name).map(|(key, _)| key)
    }

    /// Whether a claim is for the one at the desk to check: it names them, or it names nobody and is in their blocks.
    pub fn is_mine(&self, article: &Article, claim: &Claim) -> bool {
        self.me().is_some_and(|me| owner(article, claim) == Some(me))
    }

    pub(super) fn assign_claims(&mut self, ids: &[ClaimId], to: Option<Assignee>) -> Result<Done, Problem> {
        let found = self.found_in_one_article(ids)?;
        let Some((article, first)) = found.first() else { return Ok(Done::Nothing) };
        let (key, mut changes) = self.assignee(to)?;
        let label = match (found.len(), &key) {
            (1, Some(key)) => format!("assign {} to {key}", named(first)),
            (1, None) => format!("assign {} to nobody", named(first)),
            (n, Some(key)) => format!("assign {n} claims to {key}"),
            (n, None) => format!("assign {n} claims to nobody"),
        };
        let n_before = changes.len();
        for (_, claim) in found.iter().filter(|(_, claim)| claim.assignee != key) {
            changes.push(Change::ClaimField {
                claim: claim.id,
                before: ClaimField::Assignee(claim.assignee.clone()),
                after: ClaimField::Assignee(key.clone()),
            });
        }
        if changes.len() == n_before {
            return Ok(Done::Nothing);
        }
        let slug = article.slug.clone();
        let made = self.edit(Some(&slug), label, changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn assign_blocks(
        &mut self,
        slug: &Slug,
        blocks: Range<usize>,
        to: Option<Assignee>,
    ) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let n_blocks = article.draft.blocks().len();
        if blocks.is_empty() || blocks.end > n_blocks {
            return Err(Problem::error("no-block", format!("“{slug}” has no such paragraphs"))
                .why(format!("it has {n_blocks}"))
                .now("nothing was changed")
                .help("Count paragraphs from 1, as `tickmark article` shows them"));
        }
        let (key, mut changes) = self.assignee(to)?;
        let n_before = changes.len();
        let (by, at) = (self.person_key()?, self.surroundings.clock.now());
        for assignment in article.review.assignments.values() {
            let Some(place) = assignment.span.place() else { continue };
            let has = article.draft.blocks_in(place);
            if has.end <= blocks.start || blocks.end <= has.start {
                continue;
            }
            let whole = key.as_ref() == Some(&assignment.to) && has.start <= blocks.start && blocks.end <= has.end;
            if whole {
                return Ok(Done::Nothing);
            }
            let rest = [has.start..blocks.start, blocks.end..has.end].into_iter().filter(|run| !run.is_empty());
            let mut rest = rest.filter_map(|run| span_of(&article, run));
            let kept = rest.next().map(|span| Box::new(Assignment { span, ..assignment.clone() }));
            let before = Some(Box::new(assignment.clone()));
            changes.push(Change::Assignment { assignment: assignment.id, before, after: kept });
            for span in rest {
                let id = self.surroundings.ids.assignment();
                let split = Assignment { id, span, ..assignment.clone() };
                changes.push(Change::Assignment { assignment: id, before: None, after: Some(Box::new(split)) });
            }
        }
        if let (Some(to), Some(span)) = (key.clone(), span_of(&article, blocks.clone())) {
            let id = self.surroundings.ids.assignment();
            let after = Some(Box::new(Assignment { id, span, to, by, at }));
            changes.push(Change::Assignment { assignment: id, before: None, after });
        }
        if changes.len() == n_before {
            return Ok(Done::Nothing);
        }
        let run = if blocks.len() == 1 {
            format!("paragraph {}", blocks.start + 1)
        } else {
            format!("paragraphs {}–{}", blocks.start + 1, blocks.end)
        };
        let whom = key.map_or_else(|| "nobody".to_owned(), |key| key.to_string());
        let made = self.edit(Some(slug), format!("assign {run} to {whom}"), changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The key of a person, and the change that makes them known if the project does not know them.
    fn assignee(&self, to: Option<Assignee>) -> Result<(Option<PersonKey>, Vec<Change>), Problem> {
        let name = match to {
            None => return Ok((None, Vec::new())),
            // The edit itself makes who sits at the desk known.
            Some(Assignee::Me) => return Ok((Some(self.person_key()?), Vec::new())),
            Some(Assignee::Named(name)) => name.trim().to_owned(),
        };
        let people = &self.opened()?.project.people;
        let is_it = |(key, known): &(&PersonKey, &String)| {
            key.0.eq_ignore_ascii_case(&name) || known.to_lowercase() == name.to_lowercase()
        };
        if let Some((key, _)) = people.iter().find(is_it) {
            return Ok((Some(key.clone()), Vec::new()));
        }
        if name.to_lowercase() == "me" || self.person().name.to_lowercase() == name.to_lowercase() {
            return Ok((Some(self.person_key()?), Vec::new()));
        }
        if !name.contains(char::is_whitespace) {
            let known: Vec<String> = people.iter().map(|(key, name)| format!("{key} ({name})")).collect();
            return Err(Problem::error("no-person", format!("The project knows no person “{}”", shortened(&name, 60)))
                .why(if known.is_empty() {
                    "it knows nobody yet".to_owned()
                } else {
                    format!("it knows {}", known.join(", "))
                })
                .now("nothing was changed")
                .help("Give initials of one of these, or the full name of somebody new"));
        }
        let person = Person::named(&name);
        let mine = self.person_key()?;
        let key = self.opened()?.project.free_key(&person.initials, Some(&mine));
        let before = ProjectField::Person(key.clone(), None);
        let after = ProjectField::Person(key.clone(), Some(person.name));
        Ok((Some(key), vec![Change::Project { before, after }]))
    }
}

/// The anchor of a run of blocks: from the first word of its first to the last word of its last.
fn span_of(article: &Article, blocks: Range<usize>) -> Option<Anchor> {
    let all = article.draft.blocks();
    let (first, last) = (all.get(blocks.start)?, all.get(blocks.end.checked_sub(1)?)?);
    Some(Anchor::new(&article.draft, ByteSpan::new(first.span.start(), last.span.end())))
}
