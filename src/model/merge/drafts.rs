//! Merges the drafts of an article, and says of each side's anchors and numbers to which draft they belong now.
//!
//! Must not know: how words are found again in another draft.
//! Holds: the merged draft is the newest of one of the sides; each side's drafts keep their order, whatever its clock
//! said; a query about a block of another draft is about the block of the same words, or about the article.
//! Limits: a role that one side gave a block of the older draft comes along where the newer draft has that very block
//! once; where texts are not at hand (the git driver sees one file only) it does not.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft, DraftRecord, Role};
use crate::model::catch_up;
use crate::model::change::{ArticleField, Change};
use crate::model::fields::map_conflict_anchors;
use crate::model::merge::cell::{Merger, Three};
use crate::model::query::Query;
use crate::model::review::Review;

/// One side's article, seen from the merged drafts.
pub(super) struct SideDrafts<'a> {
    article: &'a Article,
    /// The merged drafts.
    drafts: &'a [DraftRecord],
    /// The last of them.
    draft: &'a Draft,
}

impl<'a> SideDrafts<'a> {
    pub(super) fn new(article: &'a Article, drafts: &'a [DraftRecord], draft: &'a Draft) -> Self {
        Self { article, drafts, draft }
    }

    /// Whether its current draft is the merged one.
    pub(super) fn is_current(&self) -> bool {
        is_last_of(self.article, self.drafts)
    }

    /// The number that its draft `number` has now.
    fn number(&self, number: usize) -> usize {
        let Some(record) = self.article.drafts.iter().find(|draft| draft.number == number) else { return number };
        let is_it = |draft: &&DraftRecord| draft.number == number && draft.sha256 == record.sha256;
        let same = self.drafts.iter().find(is_it);
        same.or_else(|| self.drafts.iter().rfind(|draft| draft.sha256 == record.sha256)).map_or(number, |it| it.number)
    }

    fn anchor(&self, anchor: Anchor) -> Anchor {
        match anchor.draft() {
            Some(number) => match self.number(number) {
                now if now == number => anchor,
                now => anchor.of_draft(now),
            },
            None if self.is_current() => anchor,
            None => anchor.of_draft(self.number(self.article.draft_number())),
        }
    }

    /// Its review as the merged drafts have it: anchors of another draft say so, and numbers are the merged ones.
    pub(super) fn review(&self) -> Review {
        let renumbers = self.article.drafts.iter().any(|draft| self.number(draft.number) != draft.number);
        let review = &self.article.review;
        if self.is_current() && !renumbers {
            return review.clone();
        }
        let mut review = review.clone().map_anchors(|anchor| self.anchor(anchor));
        for claim in review.claims.values_mut() {
            if claim.fix.is_none() && claim.reanchor.is_none() {
                continue;
            }
            let claim = Arc::make_mut(claim);
            if let Some(draft) = claim.fix.as_mut().and_then(|fix| fix.draft.as_mut()) {
                *draft = self.number(*draft);
            }
            if let Some(reanchor) = &mut claim.reanchor {
                reanchor.from = self.number(reanchor.from);
            }
        }
        for sign_off in review.sign_offs.values_mut() {
            sign_off.draft = self.number(sign_off.draft);
        }
        for closing in review.closings.values_mut() {
            closing.draft = self.number(closing.draft);
        }
        for conflict in review.conflicts.values_mut() {
            map_conflict_anchors(conflict, &|anchor| self.anchor(anchor));
        }
        if !self.is_current() {
            catch_up::continued(queries_of(&mut review), &self.article.draft, self.draft);
        }
        review
    }

    /// The roles of the merged draft's blocks as this side has them: of another draft those of the very same words, as
    /// far as no two blocks have them.
    fn roles(&self, draft: &Draft) -> Vec<Option<Role>> {
        if self.is_current() {
            return self.article.draft.roles().map(Some).collect();
        }
        let (here, there) = (draft.blocks_by_words(), self.article.draft.blocks_by_words());
        let mut roles = vec![None; draft.blocks().len()];
        for (words, block) in here {
            let Some(slot) = block.and_then(|block| roles.get_mut(block)) else { continue };
            let same = there.get(words).copied().flatten();
            *slot = same.and_then(|same| self.article.draft.blocks().get(same)).map(|block| block.role);
        }
        roles
    }
}

/// Every query of a review, those that open conflicts keep among them.
fn queries_of(review: &mut Review) -> impl Iterator<Item = &mut Query> {
    let sides = review.conflicts.values_mut().flat_map(|conflict| &mut conflict.sides);
    let changes = sides.flat_map(|side| &mut side.changes);
    let asked = changes.flat_map(|change| match change {
        Change::Query { query: _, before, after } => [before.as_deref_mut(), after.as_deref_mut()],
        _ => [None, None],
    });
    review.queries.values_mut().chain(asked.flatten())
}

/// Whether the current draft of an article is the last of the merged ones.
pub(super) fn is_last_of(article: &Article, drafts: &[DraftRecord]) -> bool {
    let sha256 = |drafts: &[DraftRecord]| drafts.last().map(|draft| draft.sha256.clone());
    sha256(&article.drafts) == sha256(drafts)
}

/// The drafts of both sides. One that both have is one; where the sides went different ways, what is new comes in each
/// side's own order and else by the time it was taken, under new numbers.
pub(super) fn merged_drafts(
    base: Option<&[DraftRecord]>,
    ours: &[DraftRecord],
    theirs: &[DraftRecord],
) -> Vec<DraftRecord> {
    if ours == theirs || base == Some(theirs) || ours.starts_with(theirs) {
        return ours.to_vec();
    }
    if base == Some(ours) || theirs.starts_with(ours) {
        return theirs.to_vec();
    }
    let lacks = |drafts: &[DraftRecord], other: &[DraftRecord]| {
        drafts.iter().any(|draft| !other.iter().any(|known| known.sha256 == draft.sha256))
    };
    match (lacks(ours, theirs), lacks(theirs, ours)) {
        (true, false) => return ours.to_vec(),
        (false, true) => return theirs.to_vec(),
        (false, false) => {
            let order = |drafts: &[DraftRecord]| -> Vec<_> {
                drafts.iter().map(|draft| (draft.number, draft.taken, draft.sha256.clone())).collect()
            };
            return if order(ours) <= order(theirs) { ours.to_vec() } else { theirs.to_vec() };
        }
        (true, true) => {}
    }
    let is_one = |a: &DraftRecord, b: &DraftRecord| a.number == b.number && a.sha256 == b.sha256;
    let n_common = ours.iter().zip(theirs).take_while(|(a, b)| is_one(a, b)).count();
    let mut merged: Vec<DraftRecord> = ours.iter().take(n_common).cloned().collect();
    for (draft, other) in merged.iter_mut().zip(theirs) {
        draft.taken = draft.taken.min(other.taken);
    }
    let rest = |drafts: &[DraftRecord]| drafts.iter().skip(n_common).cloned().collect();
    let new = woven(rest(ours), rest(theirs));
    let numbers = ours.iter().chain(theirs).map(|draft| draft.number).max().unwrap_or(0) + 1..;
    merged.extend(numbers.zip(new).map(|(number, draft)| DraftRecord { number, ..draft }));
    merged
}

/// The drafts of both sides, each text once, when it was taken first. Clocks differ and are set back: by time comes only
/// what the sides' own orders leave open, and the last one is the last of a side.
fn woven(mut ours: VecDeque<DraftRecord>, mut theirs: VecDeque<DraftRecord>) -> Vec<DraftRecord> {
    let mut first: BTreeMap<String, Timestamp> = BTreeMap::new();
    for draft in ours.iter().chain(&theirs) {
        let taken = first.entry(draft.sha256.clone()).or_insert(draft.taken);
        *taken = draft.taken.min(*taken);
    }
    for draft in ours.iter_mut().chain(&mut theirs) {
        draft.taken = first.get(&draft.sha256).copied().unwrap_or(draft.taken);
    }
    let key = |draft: &DraftRecord| (draft.taken, draft.sha256.clone());
    let last = ours.back().into_iter().chain(theirs.back()).max_by_key(|draft| key(draft)).cloned();
    let mut new = Vec::new();
    let take = |ours: &mut VecDeque<DraftRecord>, theirs: &mut VecDeque<DraftRecord>, draft: &DraftRecord| {
        let is_other = |other: &DraftRecord| other.sha256 != draft.sha256;
        ours.retain(is_other);
        theirs.retain(is_other);
    };
    if let Some(last) = &last {
        take(&mut ours, &mut theirs, last);
    }
    let has = |drafts: &VecDeque<DraftRecord>, draft: &DraftRecord| drafts.iter().any(|it| it.sha256 == draft.sha256);
    loop {
        // A draft that the other side has further on waits until that is reached.
        let next = match (ours.front(), theirs.front()) {
            (Some(a), Some(b)) => {
                let (a_waits, b_waits) = (has(&theirs, a), has(&ours, b));
                let is_a_first = if a_waits == b_waits { key(a) <= key(b) } else { b_waits };
                if is_a_first { a } else { b }
            }
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => break,
        };
        let next = next.clone();
        take(&mut ours, &mut theirs, &next);
        new.push(next);
    }
    new.extend(last);
    new
}

/// Gives the merged article's blocks their roles.
pub(super) fn merge_roles(merger: &mut Merger<'_>, sides: Three<&SideDrafts<'_>>, merged: &mut Article) {
    let are_current = sides.ours.is_current() && sides.theirs.is_current();
    let by_side = sides.map(|side| side.roles(&merged.draft));
    let mut roles = Vec::new();
    for block in 0..merged.draft.blocks().len() {
        let of = |roles: &Vec<Option<Role>>| roles.get(block).copied().flatten();
        let field = |role| ArticleField::Role(block, role);
        let base = by_side.base.as_ref().and_then(of);
        match (of(&by_side.ours), of(&by_side.theirs)) {
            (Some(ours), Some(theirs)) if base.is_some() || are_current => {
                let values = Three { base: base.map(field), ours: field(ours), theirs: field(theirs) };
                if let ArticleField::Role(_, role) = merger.article(&values) {
                    roles.push((block, role));
                }
            }
            _ => {} // as the side with this draft has it
        }
    }
    let draft = Arc::make_mut(&mut merged.draft);
    for (block, role) in roles {
        draft.set_role(block, role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Drafts as "number, text, second taken".
    fn drafts(list: &[(usize, &str, i64)]) -> Vec<DraftRecord> {
        let record = |&(number, sha256, second): &(usize, &str, i64)| DraftRecord {
            number,
            sha256: sha256.to_owned(),
            taken: Timestamp::from_second(second).expect("a small number is a time"),
        };
        list.iter().map(record).collect()
    }

    #[test]
    fn newer_drafts_win_and_two_of_one_number_are_both_kept() {
        let base = drafts(&[(1, "a", 1)]);
        let (two, other) = (drafts(&[(1, "a", 1), (2, "b", 20)]), drafts(&[(1, "a", 1), (2, "c", 10)]));
        let merged = |ours: &[DraftRecord], theirs: &[DraftRecord]| merged_drafts(Some(&base), ours, theirs);
        assert_eq!(merged(&two, &base), two);
        assert_eq!(merged(&base, &two), two);
        let both = drafts(&[(1, "a", 1), (3, "c", 10), (4, "b", 20)]);
        assert_eq!(merged(&two, &other), both, "the one taken first comes first, under new numbers");
        assert_eq!(merged(&other, &two), both);
        assert_eq!(merged(&both, &two), both, "merged again");
        assert_eq!(merged_drafts(Some(&two), &base, &two), base, "a draft that was taken back stays taken back");
        let same = drafts(&[(1, "a", 1), (2, "b", 30)]);
        assert_eq!(merged(&two, &same), merged(&same, &two), "the very same draft taken in twice is one");
        assert_eq!(merged(&two, &same).len(), 2);
    }

    #[test]
    fn a_clock_that_was_set_back_changes_no_side_s_order() {
        let base = drafts(&[(1, "a", 1)]);
        let ours = drafts(&[(1, "a", 1), (2, "b", 30), (3, "c", 10)]);
        let theirs = drafts(&[(1, "a", 1), (2, "d", 20)]);
        let texts = |drafts: &[DraftRecord]| drafts.iter().map(|it| it.sha256.clone()).collect::<Vec<_>>().concat();
        let merged = |ours: &[DraftRecord], theirs: &[DraftRecord]| merged_drafts(Some(&base), ours, theirs);
        assert_eq!(texts(&merged(&ours, &theirs)), "abcd", "d is the last of its side, and b comes before c");
        assert_eq!(merged(&ours, &theirs), merged(&theirs, &ours));
        // The same texts in two orders, and more: still the last one is the last of a side.
        let crossed = drafts(&[(1, "a", 1), (2, "e", 25), (3, "c", 5), (4, "b", 7), (5, "f", 2)]);
        assert_eq!(merged(&ours, &crossed), merged(&crossed, &ours));
        let last = texts(&merged(&ours, &crossed)).pop();
        assert!(last == Some('c') || last == Some('f'), "{last:?}");
        assert_eq!(merged(&merged(&ours, &theirs), &ours), merged(&ours, &theirs), "merged again");
    }
}
