//! Old edits as they may be told today: what became confidential since they were made is covered in them too.
//!
//! In: the project as it is and its whole history. Out: edits without what is confidential now.
//! Must not know: where histories are kept; they are never rewritten.
//! Holds: of what is gone, whatever was confidential at any time stays so.
//! A near-twin of `covered`, which covers what was confidential when the edit was made, for files; and of `told`, whose
//! levels leave whole changes out of reports.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::change::{Change, ClaimField, Edit};
use crate::model::claim::Claim;
use crate::model::covered;
use crate::model::ids::{ClaimId, QueryId, SourceId, TieId};
use crate::model::problem::shortened;
use crate::model::project::Project;
use crate::model::query::Query;
use crate::model::review::Review;
use crate::model::source::Source;
use crate::model::visibility::Visibility;

/// How much of a name or of words is in the label of an edit, in characters.
const IN_LABEL_SCALARS: usize = 40;
/// What stands for a label that names something confidential.
const WITHHELD: &str = "a change of what is confidential now";

/// What is confidential now.
#[derive(Clone, Debug, Default)]
pub struct Confidential {
    sources: BTreeSet<SourceId>,
    /// The claims whose note is.
    notes: BTreeSet<ClaimId>,
    ties: BTreeSet<TieId>,
    queries: BTreeSet<QueryId>,
    /// Names and words of these that labels may have.
    words: BTreeSet<String>,
}

impl Confidential {
    /// What of `project` is confidential, and of what it has no more whatever ever was, by its history.
    pub fn of(project: &Project, history: &[Edit]) -> Self {
        let mut all = Self::default();
        for source in project.sources.values().filter(|source| source.is_confidential()) {
            all.sources.insert(source.id);
        }
        for review in project.articles.values().map(|article| &article.review) {
            for claim in review.claims.values() {
                all.add_claim(claim);
            }
            all.queries.extend(review.queries.values().filter(|query| query.is_confidential()).map(|query| query.id));
        }
        for edit in history {
            let review =
                edit.article.as_ref().and_then(|slug| project.articles.get(slug)).map(|article| &article.review);
            for change in &edit.changes {
                all.add_gone(project, review, change);
            }
        }
        all.take_words(project, history);
        all
    }

    /// Takes in what a change tells to have been confidential, when the project has it no more.
    fn add_gone(&mut self, project: &Project, review: Option<&Review>, change: &Change) {
        if let Change::Source { source, before, after } = change
            && !project.sources.contains_key(source)
        {
            let was = [before, after].into_iter().flatten().any(|source| source.is_confidential());
            self.sources.extend(was.then_some(*source));
        } else if let Change::Query { query, before, after } = change
            && review.is_none_or(|review| !review.queries.contains_key(query))
        {
            let was = [before, after].into_iter().flatten().any(|query| query.is_confidential());
            self.queries.extend(was.then_some(*query));
        } else if let Change::Claim { claim, before, after } = change
            && review.is_none_or(|review| !review.claims.contains_key(claim))
        {
            for claim in [before, after].into_iter().flatten() {
                self.add_claim(claim);
            }
        }
    }

    fn add_claim(&mut self, claim: &Claim) {
        if claim.note_visibility == Visibility::Confidential {
            self.notes.insert(claim.id);
        }
        self.ties.extend(claim.ties.iter().filter(|tie| tie.is_confidential()).map(|tie| tie.id));
    }

    fn take_words(&mut self, project: &Project, history: &[Edit]) {
        let short = |words: &str| shortened(words, IN_LABEL_SCALARS);
        let mut words: Vec<String> = Vec::new();
        for source in project.sources.values().filter(|source| self.sources.contains(&source.id)) {
            words.push(short(&source.title));
        }
        for change in history.iter().flat_map(|edit| &edit.changes) {
            if let Change::Source { source, before, after } = change
                && self.sources.contains(source)
            {
                words.extend([before, after].into_iter().flatten().map(|source| short(&source.title)));
            } else if let Change::Query { query, before, after } = change
                && self.queries.contains(query)
            {
                words.extend([before, after].into_iter().flatten().map(|query| short(&query.words)));
            }
        }
        // A covered source has its cover name for a title, which may be told.
        let covers: BTreeSet<&str> = project.sources.values().map(|source| source.cover.as_str()).collect();
        self.words = words.into_iter().filter(|words| !words.is_empty() && !covers.contains(words.as_str())).collect();
    }

    /// `edit` as it may be told: without what was confidential then, and what is now.
    pub fn cover<'a>(&self, project: &Project, edit: &'a Edit) -> Cow<'a, Edit> {
        let then = covered::edit(edit);
        let mut told = then.into_owned();
        for change in &mut told.changes {
            self.cover_change(project, change);
        }
        if self.words.iter().any(|words| told.label.contains(words)) {
            WITHHELD.clone_into(&mut told.label);
        }
        if told == *edit { Cow::Borrowed(edit) } else { Cow::Owned(told) }
    }

    fn cover_change(&self, project: &Project, change: &mut Change) {
        match change {
            Change::Source { source, before, after } if self.sources.contains(source) => {
                let cover = project.sources.get(source).map(|now| now.cover.clone()).unwrap_or_default();
                for source in [before, after].into_iter().flatten() {
                    let cover = if source.cover.is_empty() { cover.clone() } else { source.cover.clone() };
                    let bare = Source::new(source.id, &cover, source.kind);
                    **source = Source { visibility: source.visibility, cover, ..bare };
                }
            }
            Change::Claim { before, after, .. } => {
                for claim in [before, after].into_iter().flatten() {
                    if self.notes.contains(&claim.id) {
                        claim.note.clear();
                    }
                    for tie in claim.ties.iter_mut().filter(|tie| self.ties.contains(&tie.id)) {
                        *tie = tie.bare();
                    }
                }
            }
            Change::ClaimField { claim, before, after } if self.notes.contains(claim) => {
                for field in [before, after] {
                    if matches!(field, ClaimField::Note(_) | ClaimField::ConfidentialNote(_)) {
                        *field = ClaimField::ConfidentialNote(String::new());
                    }
                }
            }
            Change::Tie { tie: id, before, after, .. } if self.ties.contains(id) => {
                for tie in [before, after].into_iter().flatten() {
                    *tie = tie.bare();
                }
            }
            Change::Query { query, before, after } if self.queries.contains(query) => {
                for query in [before, after].into_iter().flatten() {
                    **query = Query { words: String::new(), answer: String::new(), ..Query::clone(query) };
                }
            }
            Change::Conflict { before, after, conflict: _ } => {
                let sides = [before, after].into_iter().flatten().flat_map(|conflict| &mut conflict.sides);
                for change in sides.flat_map(|side| &mut side.changes) {
                    self.cover_change(project, change);
                }
            }
            Change::Source { .. }
            | Change::ClaimField { .. }
            | Change::Tie { .. }
            | Change::Query { .. }
            | Change::Project { .. }
            | Change::Article { .. }
            | Change::Read { .. }
            | Change::Draft { .. }
            | Change::Assignment { .. }
            | Change::SignOff { .. }
            | Change::Closing { .. }
            | Change::Correction { .. }
            | Change::Proposal { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::source::SourceKind;

    fn added(source: &Source) -> Edit {
        let change = Change::Source { source: source.id, before: None, after: Some(Box::new(source.clone())) };
        Edit { label: format!("add source {}", source.name()), ..Edit::trial(1, vec![change]) }
    }

    #[test]
    fn a_source_made_confidential_later_is_named_by_its_cover_in_old_edits() {
        let open = Source::new(SourceId::from_u128(7), "Jana Hidden", SourceKind::Person);
        let edit = added(&open);
        let mut project = Project::default();
        let told = |project: &Project| {
            let all = Confidential::of(project, std::slice::from_ref(&edit));
            format!("{:?}", all.cover(project, &edit))
        };
        project.sources.insert(open.id, Arc::new(open.clone()));
        assert!(told(&project).contains("Jana"), "it is no secret yet");
        let hidden = Source { visibility: Visibility::Confidential, cover: "Source A".into(), ..open.clone() };
        project.sources.insert(open.id, Arc::new(hidden));
        let covered = told(&project);
        assert!(!covered.contains("Jana") && covered.contains("Source A"), "{covered}");
        assert!(covered.contains(WITHHELD), "the label names it");
        project.sources.clear();
        assert!(told(&project).contains("Jana"), "it was never confidential as far as the history tells");
    }

    #[test]
    fn what_is_gone_stays_as_confidential_as_it_ever_was() {
        let open = Source::new(SourceId::from_u128(7), "Jana Hidden", SourceKind::Person);
        let covered = Source {
            visibility: Visibility::Confidential,
            cover: "Source A".into(),
            ..Source::new(open.id, "Source A", SourceKind::Person)
        };
        let removed = Change::Source { source: open.id, before: Some(Box::new(covered)), after: None };
        let history = [added(&open), Edit::trial(2, vec![removed])];
        let project = Project::default();
        let all = Confidential::of(&project, &history);
        let told = format!("{:?}", all.cover(&project, &history[0]));
        assert!(!told.contains("Jana"), "{told}");
    }

    #[test]
    fn notes_of_other_claims_are_told() {
        let note = |claim| Change::ClaimField {
            claim: ClaimId::from_u128(claim),
            before: ClaimField::Note(String::new()),
            after: ClaimField::Note(format!("word {claim}")),
        };
        let all = Confidential { notes: [ClaimId::from_u128(1)].into(), ..Confidential::default() };
        let edit = Edit::trial(1, vec![note(1), note(2)]);
        let told = format!("{:?}", all.cover(&Project::default(), &edit));
        assert!(!told.contains("word 1") && told.contains("word 2"), "{told}");
    }
}
