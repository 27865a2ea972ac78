//! Catches a review up with the current draft: places there what it still says of older ones, as after a merge.
//!
//! In: an article whose anchors may be of older drafts, the texts of those. Out: the changes of one edit.
//! Must not know: disk, clock, who wants it, how two sides were merged.
//! Holds: what `redraft` holds of a new draft.
//! Limits: a query about a block does not say of which draft it is: who merges or loads it looks its block up at once
//! ([`continued`]).

use std::collections::BTreeMap;

use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft};
use crate::model::change::Change;
use crate::model::query::{Query, Subject};
use crate::model::reanchor::ReanchorOutcome;
use crate::model::redraft::{Fresh, again, continuations, moved_assignment, moved_proposal, moved_run, read_changes};
use crate::text::reanchor::Realignment;
use crate::text::span::ByteSpan;

/// An older draft, seen from the current one.
struct Older<'a> {
    draft: Draft,
    realignment: Realignment<'a>,
    /// For each of its blocks the current one that continues it.
    blocks: Vec<Option<usize>>,
}

/// The changes that place in the current draft what a review still says of an older one.
pub fn caught_up(article: &Article, new_id: &mut dyn FnMut() -> u128) -> Vec<Change> {
    let mut changes = Vec::new();
    let now = &article.draft;
    let older = |number: usize| {
        // A draft whose text is gone leaves the words and their surroundings to go by.
        let text = article.draft_text(number).map_or("", |text| &**text);
        let (draft, realignment) = (Draft::new(text, &[]), Realignment::new(text, now.text()));
        let blocks = continuations(&realignment, &draft, now);
        (number, Older { draft, realignment, blocks })
    };
    let drafts: BTreeMap<usize, Older<'_>> = older_drafts(article).into_iter().map(older).collect();
    let of = |anchor: &Anchor| drafts.get(&anchor.draft()?);
    for claim in article.review.claims.values() {
        let Some(from) = claim.spans.iter().find_map(Anchor::draft) else { continue };
        let found = |span: &Anchor| match of(span) {
            None => (span.clone(), ReanchorOutcome::Kept),
            Some(older) => again(span, old_place(span, article), &older.realignment, now),
        };
        changes.extend(Fresh::of(claim, claim.spans.iter().map(found).collect(), from).changes(claim));
    }
    for read in article.review.reads.values() {
        let Some(older) = of(&read.span) else { continue };
        let place = old_place(&read.span, article);
        let runs = place.map(|place| older.realignment.unchanged(place)).unwrap_or_default();
        read_changes(read, &runs, now, new_id, &mut changes);
    }
    for assignment in article.review.assignments.values() {
        let Some(older) = of(&assignment.span) else { continue };
        let span = &assignment.span;
        let moved = moved_run(span, old_place(span, article), &older.draft, &older.blocks, now);
        changes.extend(moved_assignment(assignment, moved));
    }
    for proposal in article.review.proposals.values() {
        let Some(older) = of(&proposal.span) else { continue };
        let (span, _) = again(&proposal.span, old_place(&proposal.span, article), &older.realignment, now);
        changes.push(moved_proposal(proposal, span));
    }
    changes
}

/// The numbers of older drafts of which the review still says something.
pub fn older_drafts(article: &Article) -> Vec<usize> {
    let review = &article.review;
    let spans = review.claims.values().flat_map(|claim| &claim.spans);
    let spans = spans.chain(review.reads.values().map(|read| &read.span));
    let spans = spans.chain(review.assignments.values().map(|assignment| &assignment.span));
    let spans = spans.chain(review.proposals.values().map(|proposal| &proposal.span));
    let mut numbers: Vec<usize> = spans.filter_map(Anchor::draft).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Where an anchor of an older draft stood in that draft.
fn old_place(span: &Anchor, article: &Article) -> Option<ByteSpan> {
    let text = article.draft_text(span.draft()?)?;
    let index = crate::text::span::ScalarIndex::new(text);
    let hint = index.bytes_from_scalars(text, span.scalars());
    let (prefix, suffix) = span.context();
    crate::text::anchor::resolve(text, span.exact(), prefix, suffix, hint)
}

/// Moves the queries about blocks of `old` to the blocks of `new` with the very same words, as far as no two blocks have
/// them. A query outlives its block: it is about the article then, so that no question is lost, and none points to
/// another paragraph.
pub(crate) fn continued<'q>(queries: impl Iterator<Item = &'q mut Query>, old: &Draft, new: &Draft) {
    let mut blocks = None;
    for query in queries {
        let Subject::Block(block) = query.on else { continue };
        let (there, here) = blocks.get_or_insert_with(|| (old.blocks_by_words(), new.blocks_by_words()));
        let words = there.iter().find(|(_, number)| **number == Some(block)).map(|(words, _)| *words);
        let next = words.and_then(|words| here.get(words).copied().flatten());
        query.on = next.map_or(Subject::Article, Subject::Block);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::apply::apply_changes;
    use crate::model::project::Project;
    use crate::model::redraft::tests::{OLD, article, claims, record};

    #[test]
    fn what_is_said_of_an_older_draft_is_caught_up() {
        let mut old = article(&["30,000 soldiers", "Snow fell in the hills"], &["officials said"]);
        let text = OLD.replace("30,000", "40,000");
        let draft = Draft::new(&text, &[]);
        for claim in old.review.claims.values_mut() {
            let claim = Arc::make_mut(claim);
            claim.spans = claim.spans.drain(..).map(|span| span.of_draft(1)).collect();
        }
        for read in old.review.reads.values_mut() {
            read.span = read.span.clone().of_draft(1);
        }
        old.texts.insert(record(2).sha256, draft.shared_text());
        old.drafts.push(record(2));
        old.draft = Arc::new(draft);
        assert_eq!(older_drafts(&old), [1]);
        let slug = old.slug.clone();
        let changes = caught_up(&old, &mut || 9);
        let mut project = Project::default();
        project.articles.insert(slug.clone(), Arc::new(old));
        apply_changes(&mut project, Some(&slug), &changes).expect("the changes hold");
        let new = &project.articles[&slug];
        assert_eq!(
            claims(new),
            [("40,000 soldiers".into(), Some(ReanchorOutcome::Recheck)), ("Snow fell in the hills".into(), None)]
        );
        assert_eq!(new.review.reads.values().filter_map(|read| read.span.place()).count(), 1);
        assert!(older_drafts(new).is_empty());
    }
}
