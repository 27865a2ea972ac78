//! What is confidential now, and what older edits tell of it: they were made when it was not.
//!
//! In: a project, or one thing of it; edits as public histories keep them. Out: the words of such things in them.
//! Must not know: where histories are kept, who asks. Near-twins: `covered` hides what is confidential when an edit is
//! made; this finds what was told before.
//! Limits: of things that are gone nothing is known.

use std::collections::BTreeSet;

use crate::model::change::{Change, ClaimField, Edit};
use crate::model::claim::{Claim, Tie};
use crate::model::ids::{ClaimId, QueryId, SourceId, TieId};
use crate::model::project::Project;
use crate::model::query::Query;
use crate::model::source::Source;
use crate::model::visibility::Visibility;

/// The things whose words only the desk may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HiddenNow {
    /// The sources.
    pub sources: BTreeSet<SourceId>,
    /// The claims whose note it is.
    pub notes: BTreeSet<ClaimId>,
    /// The ties.
    pub ties: BTreeSet<TieId>,
    /// The queries.
    pub queries: BTreeSet<QueryId>,
}

impl HiddenNow {
    /// All that is confidential in a project.
    pub fn of(project: &Project) -> Self {
        let reviews = || project.articles.values().map(|article| &article.review);
        let claims = || reviews().flat_map(|review| review.claims.values());
        let hides_note = |claim: &&std::sync::Arc<Claim>| claim.note_visibility == Visibility::Confidential;
        let queries = reviews().flat_map(|review| review.queries.values());
        Self {
            sources: project.sources.values().filter(|it| it.is_confidential()).map(|it| it.id).collect(),
            notes: claims().filter(hides_note).map(|claim| claim.id).collect(),
            ties: claims().flat_map(|claim| &claim.ties).filter(|it| it.is_confidential()).map(|it| it.id).collect(),
            queries: queries.filter(|it| it.is_confidential()).map(|it| it.id).collect(),
        }
    }

    /// What of it is not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self {
            sources: self.sources.difference(&other.sources).copied().collect(),
            notes: self.notes.difference(&other.notes).copied().collect(),
            ties: self.ties.difference(&other.ties).copied().collect(),
            queries: self.queries.difference(&other.queries).copied().collect(),
        }
    }

    /// The words of these things that `edits` tell; cover names are none.
    pub fn words_in(&self, edits: &[Edit]) -> BTreeSet<String> {
        let (mut words, mut covers) = (BTreeSet::new(), BTreeSet::new());
        for change in edits.iter().flat_map(|edit| &edit.changes) {
            self.take_words(change, &mut words, &mut covers);
        }
        words.retain(|words| !words.trim().is_empty() && !covers.contains(words));
        words
    }

    fn take_words(&self, change: &Change, words: &mut BTreeSet<String>, covers: &mut BTreeSet<String>) {
        match change {
            Change::Source { source, before, after } => {
                for it in [before, after].into_iter().flatten().map(|it| &**it) {
                    let Source { cover, .. } = it;
                    covers.insert(cover.clone());
                    words.extend(self.sources.contains(source).then(|| it.telling_words()).into_iter().flatten());
                }
            }
            Change::Claim { claim: _, before, after } => {
                for claim in [before, after].into_iter().flatten() {
                    words.extend(self.notes.contains(&claim.id).then(|| claim.note.clone()));
                    claim.ties.iter().for_each(|tie| self.take_tie(tie, words));
                }
            }
            Change::ClaimField { claim, before, after } => {
                for field in [before, after] {
                    if let ClaimField::Note(note) | ClaimField::ConfidentialNote(note) = field {
                        words.extend(self.notes.contains(claim).then(|| note.clone()));
                    }
                }
            }
            Change::Tie { claim: _, tie: _, index: _, before, after } => {
                [before, after].into_iter().flatten().for_each(|tie| self.take_tie(tie, words));
            }
            Change::Query { query, before, after } => {
                for Query { words: asked, answer, .. } in [before, after].into_iter().flatten().map(|it| &**it) {
                    words.extend(
                        self.queries.contains(query).then(|| [asked.clone(), answer.clone()]).into_iter().flatten(),
                    );
                }
            }
            Change::Conflict { conflict: _, before, after } => {
                let sides = [before, after].into_iter().flatten().flat_map(|conflict| &conflict.sides);
                for change in sides.flat_map(|side| &side.changes) {
                    self.take_words(change, words, covers);
                }
            }
            Change::Project { .. }
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

    fn take_tie(&self, tie: &Tie, words: &mut BTreeSet<String>) {
        if self.ties.contains(&tie.id) {
            words.extend([tie.excerpt.clone(), tie.locator.clone()]);
            words.extend(tie.translation.iter().map(|translation| translation.words.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::SourceKind;

    #[test]
    fn earlier_words_of_what_is_hidden_now_are_found_and_no_others() {
        let note = |claim, words: &str| Change::ClaimField {
            claim: ClaimId::from_u128(claim),
            before: ClaimField::Note(String::new()),
            after: ClaimField::Note(words.to_owned()),
        };
        let named = |title: &str, cover: &str| {
            let mut source = Source::new(SourceId::from_u128(7), title, SourceKind::Person);
            cover.clone_into(&mut source.cover);
            Some(Box::new(source))
        };
        let renamed = |before, after| Change::Source { source: SourceId::from_u128(7), before, after };
        let edits = [
            Edit::trial(1, vec![note(1, "Riis leaked it"), note(2, "ask the port")]),
            Edit::trial(
                2,
                vec![renamed(None, named("Riis", "")), renamed(named("Source A", ""), named("Source A", "Source A"))],
            ),
        ];
        let mut hidden = HiddenNow { notes: [ClaimId::from_u128(1)].into(), ..HiddenNow::default() };
        assert_eq!(hidden.words_in(&edits).into_iter().collect::<Vec<_>>(), ["Riis leaked it"]);
        hidden.sources.insert(SourceId::from_u128(7));
        assert_eq!(hidden.words_in(&edits).into_iter().collect::<Vec<_>>(), ["Riis", "Riis leaked it"]);
        assert_eq!(hidden.without(&hidden.clone()), HiddenNow::default());
    }
}
