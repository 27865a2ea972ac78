//! Merges the drafts of an article, and says of each side's anchors and numbers to which draft they belong now.
//!
//! Must not know: how words are found again in another draft.
//! Limits: a role that one side gave a block of the older draft comes along where the newer draft has that very block
//! once; where texts are not at hand (the git driver sees one file only) it does not.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft, DraftRecord, Role};
use crate::model::change::ArticleField;
use crate::model::fields::map_conflict_anchors;
use crate::model::merge::cell::{Merger, Three};
use crate::model::review::Review;

/// One side's article, seen from the merged drafts.
pub(super) struct SideDrafts<'a> {
    article: &'a Article,
    /// The merged drafts.
    drafts: &'a [DraftRecord],
}

impl<'a> SideDrafts<'a> {
    pub(super) fn new(article: &'a Article, drafts: &'a [DraftRecord]) -> Self {
        Self { article, drafts }
    }

    /// Whether its current draft is the merged one.
    pub(super) fn is_current(&self) -> bool {
        let sha256 = |drafts: &[DraftRecord]| drafts.last().map(|draft| draft.sha256.clone());
        sha256(&self.article.drafts) == sha256(self.drafts)
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
        review
    }

    /// The roles of the merged draft's blocks as this side has them: of another draft those of the very same words, as
    /// far as no two blocks have them.
    fn roles(&self, draft: &Draft) -> Vec<Option<Role>> {
        if self.is_current() {
            return self.article.draft.roles().map(Some).collect();
        }
        let (here, there) = (by_words(draft), by_words(&self.article.draft));
        let mut roles = vec![None; draft.blocks().len()];
        for (words, block) in here {
            let Some(slot) = block.and_then(|block| roles.get_mut(block)) else { continue };
            let same = there.get(words).copied().flatten();
            *slot = same.and_then(|same| self.article.draft.blocks().get(same)).map(|block| block.role);
        }
        roles
    }
}

/// The blocks by their words; `None` for words that two blocks have.
fn by_words(draft: &Draft) -> BTreeMap<&str, Option<usize>> {
    let mut map = BTreeMap::new();
    for (number, block) in draft.blocks().iter().enumerate() {
        let words = block.span.of(draft.text()).unwrap_or_default();
        map.entry(words).and_modify(|known| *known = None).or_insert(Some(number));
    }
    map
}

/// The drafts of both sides. One that both have is one; where the sides went different ways, what is new comes by the
/// time it was taken, under new numbers.
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
    let mut new: Vec<DraftRecord> = ours.iter().skip(n_common).chain(theirs.iter().skip(n_common)).cloned().collect();
    new.sort_by(|a, b| (&a.sha256, a.taken).cmp(&(&b.sha256, b.taken)));
    new.dedup_by(|a, b| a.sha256 == b.sha256);
    new.sort_by(|a, b| (a.taken, &a.sha256).cmp(&(b.taken, &b.sha256)));
    let numbers = ours.iter().chain(theirs).map(|draft| draft.number).max().unwrap_or(0) + 1..;
    merged.extend(numbers.zip(new).map(|(number, draft)| DraftRecord { number, ..draft }));
    merged
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
    use jiff::Timestamp;

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
}
