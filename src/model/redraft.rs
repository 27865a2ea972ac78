//! Carries a review over to another draft: where every claim, every read word, every assignment and query is then.
//!
//! In: an article, another text for it with roles. Out: the changes of one edit, and what became of the claims.
//! Must not know: disk, clock, who wants it, how words are found again (`text/reanchor.rs` does that).
//! Holds: no claim, query or assignment is dropped; words marked as read stay so only where they are unchanged; what is
//! not found for sure is never said to be.

use std::collections::BTreeMap;

use crate::model::anchor::Anchor;
use crate::model::annotation::Annotation;
use crate::model::article::{Article, Draft, DraftList, DraftRecord, Role};
use crate::model::assignment::Assignment;
use crate::model::change::{Change, ClaimField};
use crate::model::claim::Claim;
use crate::model::ids::{ClaimId, ProposalId, ReadId};
use crate::model::proposal::{Proposal, ProposalState, told_apart};
use crate::model::query::Subject;
use crate::model::reanchor::{Reanchor, ReanchorOutcome};
use crate::model::review::ReadWords;
use crate::text::passages::Fate;
use crate::text::reanchor::{Outcome, Quote, Realignment};
use crate::text::span::ByteSpan;

/// A text that is to be an article's newest draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// The text: LF, a blank line between blocks.
    pub text: String,
    /// The role of each block as far as the reader tells; what the old draft tells of the same block comes first.
    pub roles: Vec<Role>,
    /// Claims whose places nobody has to look for, since they are known; none when the words were cut.
    pub put: BTreeMap<ClaimId, Vec<ByteSpan>>,
    /// What hangs on its words, in bytes of the text; nothing when the draft was made of the one before it.
    pub annotations: Vec<(ByteSpan, Annotation)>,
}

/// What becomes of an article with another draft: worked out once, made into changes when it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    draft: Draft,
    claims: BTreeMap<ClaimId, Fresh>,
    /// For each mark of read words the runs of them that are unchanged.
    reads: BTreeMap<ReadId, Vec<ByteSpan>>,
    /// The words that each proposed tie hangs on.
    proposals: BTreeMap<ProposalId, Anchor>,
    /// What the new draft proposes that was not proposed before.
    proposed: Vec<(Anchor, Annotation)>,
    /// For each old block the new block that continues it.
    blocks: Vec<Option<usize>>,
}

/// A claim's words in the new draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fresh {
    spans: Vec<Anchor>,
    reanchor: Option<Reanchor>,
    outcome: ReanchorOutcome,
}

/// How many claims became what.
pub type Counts = BTreeMap<ReanchorOutcome, usize>;

impl Plan {
    /// Works out what becomes of `article` when `new` is its draft.
    pub fn new(article: &Article, new: &NewDraft) -> Self {
        let old = &article.draft;
        let realignment = Realignment::new(old.text(), &new.text);
        let plain = Draft::new(&new.text, &new.roles);
        let blocks = continuations(&realignment, old, &plain);
        let draft = Draft::new(&new.text, &roles(old, &plain, &blocks));
        let from = article.draft_number();
        let claim = |claim: &Claim| match new.put.get(&claim.id) {
            Some(put) => put_claim(claim, put, &draft, from),
            None => reanchored(claim, &realignment, &draft, from),
        };
        let claims = article.review.claims.values().map(|found| (found.id, claim(found))).collect();
        let runs = |read: &ReadWords| read.span.place().map(|place| realignment.unchanged(place)).unwrap_or_default();
        let reads = article.review.reads.values().map(|read| (read.id, runs(read))).collect();
        let (known, proposed) = told_apart(&article.review.proposals, &draft, &new.annotations);
        let moved = |it: &Proposal| match known.get(&it.id) {
            Some(anchor) => anchor.clone(),
            None => again(&it.span, it.span.place(), &realignment, &draft).0,
        };
        let proposals = article.review.proposals.values().map(|it| (it.id, moved(it))).collect();
        Self { draft, claims, reads, proposals, proposed, blocks }
    }

    /// How many claims became what.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::new();
        for fresh in self.claims.values() {
            *counts.entry(fresh.outcome).or_default() += 1;
        }
        counts
    }

    /// The changes that make `record` the current draft of `article`; `new_id` gives ids for read words that a change in
    /// their midst parts, and for what the draft proposes.
    pub fn changes(&self, article: &Article, record: DraftRecord, new_id: &mut dyn FnMut() -> u128) -> Vec<Change> {
        let before = article.draft_list();
        let mut drafts = before.drafts.clone();
        drafts.push(record);
        let after = DraftList { drafts, roles: self.draft.roles().collect() };
        let mut changes = vec![Change::Draft { before, after }];
        for claim in article.review.claims.values() {
            if let Some(fresh) = self.claims.get(&claim.id) {
                changes.extend(fresh.changes(claim));
            }
        }
        for read in article.review.reads.values() {
            let runs = self.reads.get(&read.id).map(Vec::as_slice).unwrap_or_default();
            read_changes(read, runs, &self.draft, new_id, &mut changes);
        }
        for assignment in article.review.assignments.values() {
            let span = &assignment.span;
            let moved = moved_run(span, span.place(), &article.draft, &self.blocks, &self.draft);
            changes.extend(moved_assignment(assignment, moved));
        }
        for proposal in article.review.proposals.values() {
            let Some(span) = self.proposals.get(&proposal.id).filter(|span| **span != proposal.span) else { continue };
            changes.push(moved_proposal(proposal, span.clone()));
        }
        for (span, annotation) in &self.proposed {
            let id = ProposalId::from_u128(new_id());
            let (span, annotation) = (span.clone(), annotation.clone());
            let new = Proposal { id, span, annotation, state: ProposalState::Open, by: None, at: None };
            changes.push(Change::Proposal { proposal: id, before: None, after: Some(Box::new(new)) });
        }
        for query in article.review.queries.values() {
            let Subject::Block(block) = query.on else { continue };
            let mut moved = query.clone();
            // A query outlives its block: it is about the article then, so that no question is lost.
            moved.on = self.blocks.get(block).copied().flatten().map_or(Subject::Article, Subject::Block);
            if moved != *query {
                let (before, after) = (Some(Box::new(query.clone())), Some(Box::new(moved)));
                changes.push(Change::Query { query: query.id, before, after });
            }
        }
        changes
    }
}

/// The changes that leave of read words the runs that are unchanged, the first under their own id.
pub(super) fn read_changes(
    read: &ReadWords,
    runs: &[ByteSpan],
    draft: &Draft,
    new_id: &mut dyn FnMut() -> u128,
    changes: &mut Vec<Change>,
) {
    let at = |id: ReadId, run: ByteSpan| ReadWords { id, span: Anchor::new(draft, run), ..read.clone() };
    let first = runs.first().map(|&run| Box::new(at(read.id, run)));
    if first.as_deref() != Some(read) {
        changes.push(Change::Read { read: read.id, before: Some(Box::new(read.clone())), after: first });
    }
    for &run in runs.iter().skip(1) {
        let id = ReadId::from_u128(new_id());
        changes.push(Change::Read { read: id, before: None, after: Some(Box::new(at(id, run))) });
    }
}

/// A run of blocks of `old` where its blocks are in `new`: from the first of them to the last.
pub(super) fn moved_run(
    span: &Anchor,
    place: Option<ByteSpan>,
    old: &Draft,
    blocks: &[Option<usize>],
    new: &Draft,
) -> Anchor {
    let Some(place) = place else { return span.clone().lost() };
    let next = |block: usize| new.blocks().get(blocks.get(block).copied().flatten()?);
    let run = old.blocks_in(place).filter_map(next).map(|block| block.span).reduce(ByteSpan::union);
    run.map_or_else(|| span.clone().lost(), |run| Anchor::new(new, run))
}

/// The change that says where the blocks of an assignment are now; `None` when they are where they were.
pub(super) fn moved_assignment(assignment: &Assignment, span: Anchor) -> Option<Change> {
    let moved = Assignment { span, ..assignment.clone() };
    let (before, after) = (Some(Box::new(assignment.clone())), Some(Box::new(moved)));
    (before != after).then_some(Change::Assignment { assignment: assignment.id, before, after })
}

/// The change that says where the words of a proposed tie stand now.
pub(super) fn moved_proposal(proposal: &Proposal, span: Anchor) -> Change {
    let moved = Proposal { span, ..proposal.clone() };
    let (before, after) = (Some(Box::new(proposal.clone())), Some(Box::new(moved)));
    Change::Proposal { proposal: proposal.id, before, after }
}

impl Fresh {
    /// A claim with what was found of each of its spans.
    pub(super) fn of(claim: &Claim, found: Vec<(Anchor, ReanchorOutcome)>, from: usize) -> Self {
        let outcome = found.iter().map(|&(_, outcome)| outcome).max().unwrap_or(ReanchorOutcome::Lost);
        // What nobody settled yet is not settled by another draft.
        let (was, from, gravest) = match &claim.reanchor {
            Some(open) => (open.was.clone(), open.from, outcome.max(open.outcome)),
            None => (claim.words(), from, outcome),
        };
        let is_open = claim.reanchor.is_some() || gravest != ReanchorOutcome::Kept;
        let reanchor = is_open.then_some(Reanchor { outcome: gravest, was, from });
        Self { spans: found.into_iter().map(|(span, _)| span).collect(), reanchor, outcome }
    }

    pub(super) fn changes(&self, claim: &Claim) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut field = |before: ClaimField, after: ClaimField| {
            if before != after {
                changes.push(Change::ClaimField { claim: claim.id, before, after });
            }
        };
        field(ClaimField::Spans(claim.spans.clone()), ClaimField::Spans(self.spans.clone()));
        field(ClaimField::Reanchor(claim.reanchor.clone()), ClaimField::Reanchor(self.reanchor.clone()));
        changes
    }
}

/// A claim whose places are known, or which was cut.
fn put_claim(claim: &Claim, put: &[ByteSpan], draft: &Draft, from: usize) -> Fresh {
    let found = if put.is_empty() {
        claim.spans.iter().map(|span| (span.clone().lost(), ReanchorOutcome::Lost)).collect()
    } else {
        put.iter().map(|&place| (Anchor::new(draft, place), ReanchorOutcome::Kept)).collect()
    };
    Fresh::of(claim, found, from)
}

fn reanchored(claim: &Claim, realignment: &Realignment<'_>, draft: &Draft, from: usize) -> Fresh {
    // That these words are gone was settled: it is not asked again.
    let is_settled = |span: &Anchor| span.is_lost() && claim.reanchor.is_none();
    let found = claim.spans.iter().map(|span| {
        if is_settled(span) {
            return (span.clone(), ReanchorOutcome::Kept);
        }
        again(span, span.place(), realignment, draft)
    });
    Fresh::of(claim, found.collect(), from)
}

/// One span in another draft.
pub(super) fn again(
    span: &Anchor,
    place: Option<ByteSpan>,
    realignment: &Realignment<'_>,
    draft: &Draft,
) -> (Anchor, ReanchorOutcome) {
    // What was lost before is not looked for again: a person says where it is.
    if span.is_lost() {
        return (span.clone().lost(), ReanchorOutcome::Lost);
    }
    let (prefix, suffix) = span.context();
    let answer = realignment.find(&Quote { exact: span.exact(), prefix, suffix, place });
    match answer.place {
        Some(place) => (Anchor::new(draft, place), outcome_of(answer.outcome)),
        None => (span.clone().lost(), ReanchorOutcome::Lost),
    }
}

/// What the text layer's word is in the model.
pub fn outcome_of(outcome: Outcome) -> ReanchorOutcome {
    match outcome {
        Outcome::Kept => ReanchorOutcome::Kept,
        Outcome::Moved => ReanchorOutcome::Moved,
        Outcome::Confirm => ReanchorOutcome::Confirm,
        Outcome::Recheck => ReanchorOutcome::Recheck,
        Outcome::Lost => ReanchorOutcome::Lost,
    }
}

/// For each old block the new block that continues it.
pub(super) fn continuations(realignment: &Realignment<'_>, old: &Draft, new: &Draft) -> Vec<Option<usize>> {
    let mut out = vec![None; old.blocks().len()];
    for passage in realignment.passages() {
        let (Some(was), Some(is)) = (passage.old, passage.new) else { continue };
        if passage.fate == Fate::Added || passage.fate == Fate::Removed {
            continue;
        }
        let number = |draft: &Draft, span: ByteSpan| draft.blocks_in(span).next();
        if let (Some(was), Some(is)) = (number(old, was), number(new, is))
            && let Some(slot @ None) = out.get_mut(was)
        {
            *slot = Some(is);
        }
    }
    out
}

/// The roles of the new draft's blocks: those of the blocks they continue, else what the reader says.
fn roles(old: &Draft, new: &Draft, continuations: &[Option<usize>]) -> Vec<Role> {
    let mut roles: Vec<Role> = new.roles().collect();
    for (block, next) in old.blocks().iter().zip(continuations) {
        if let Some(role) = next.and_then(|next| roles.get_mut(next)) {
            *role = block.role;
        }
    }
    roles
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::model::apply::apply_changes;
    use crate::model::claim::ClaimKind;
    use crate::model::ids::{PersonKey, QueryId, Slug};
    use crate::model::project::Project;
    use crate::model::query::{Addressee, Query, QueryState};
    use crate::model::review::Review;
    use crate::model::stage::Stage;
    use crate::model::visibility::Visibility;

    pub(in crate::model) const OLD: &str = "Troops mass\n\nMore than 30,000 soldiers have come to the border. Nobody expects an agreement soon.\n\n\
        The harbour was quiet on Tuesday, officials said. Snow fell in the hills.";

    pub(in crate::model) fn article(claims: &[&str], reads: &[&str]) -> Article {
        let draft = Draft::new(OLD, &[Role::Headline, Role::Body, Role::Caption]);
        let at = Timestamp::UNIX_EPOCH;
        let by = PersonKey("AB".into());
        let span = |words: &str| {
            let start = OLD.find(words).expect("the words are in the text");
            Anchor::new(&draft, ByteSpan::new(start, start + words.len()))
        };
        let mut review = Review::default();
        for (number, words) in (1..).zip(claims) {
            let id = ClaimId::from_u128(number);
            let spans = words.split('|').map(span).collect();
            review.claims.insert(id, Arc::new(Claim::new(id, spans, ClaimKind::Other, by.clone(), at)));
        }
        for (number, words) in (1..).zip(reads) {
            let id = ReadId::from_u128(number);
            review.reads.insert(id, ReadWords { id, span: span(words), by: by.clone(), at });
        }
        Article {
            slug: Slug::from_title("troops"),
            meta: Default::default(),
            listed: true,
            stage: Stage::InCheck,
            added: at,
            original: None,
            drafts: vec![DraftRecord { number: 1, sha256: "one".into(), taken: at }],
            texts: [("one".to_owned(), draft.shared_text())].into(),
            draft: Arc::new(draft),
            review,
        }
    }

    pub(in crate::model) fn record(number: usize) -> DraftRecord {
        DraftRecord { number, sha256: format!("text {number}"), taken: Timestamp::UNIX_EPOCH }
    }

    /// The article with `text` as its newest draft; taking it back must give the article as it was.
    fn redrafted(article: &Article, text: &str) -> Article {
        let (roles, put, annotations) = (Vec::new(), BTreeMap::new(), Vec::new());
        let new = NewDraft { text: text.to_owned(), roles, put, annotations };
        let record = record(article.draft_number() + 1);
        let mut next = 100;
        let mut ids = || {
            next += 1;
            next
        };
        let changes = Plan::new(article, &new).changes(article, record.clone(), &mut ids);
        let mut project = Project::default();
        let mut first = article.clone();
        first.texts.insert(record.sha256, text.into());
        project.articles.insert(article.slug.clone(), Arc::new(first.clone()));
        apply_changes(&mut project, Some(&article.slug), &changes).expect("the changes hold");
        let out = Article::clone(&project.articles[&article.slug]);
        let back: Vec<Change> = changes.into_iter().rev().map(Change::inverse).collect();
        apply_changes(&mut project, Some(&article.slug), &back).expect("the inverse holds");
        assert_eq!(*project.articles[&article.slug], first, "taking it back restores everything");
        out
    }

    pub(in crate::model) fn claims(article: &Article) -> Vec<(String, Option<ReanchorOutcome>)> {
        let told = |claim: &Arc<Claim>| (claim.words(), claim.reanchor.as_ref().map(|open| open.outcome));
        article.review.claims.values().map(told).collect()
    }

    #[test]
    fn every_claim_is_accounted_for() {
        let old = article(
            &[
                "30,000 soldiers",
                "The harbour was quiet on Tuesday",
                "Snow fell in the hills",
                "Troops mass|an agreement",
            ],
            &[],
        );
        let text = "Troops mass\n\nMore than 40,000 soldiers have come to the border. Nobody expects an agreement soon.\n\n\
            The harbour was calm on Tuesday, officials said.";
        let new = redrafted(&old, text);
        assert_eq!(
            claims(&new),
            [
                ("40,000 soldiers".into(), Some(ReanchorOutcome::Recheck)),
                ("The harbour was calm on Tuesday".into(), Some(ReanchorOutcome::Confirm)),
                ("Snow fell in the hills".into(), Some(ReanchorOutcome::Lost)),
                ("Troops mass … an agreement".into(), None),
            ]
        );
        assert_eq!(new.draft_number(), 2);
        assert_eq!(new.draft.roles().collect::<Vec<_>>(), [Role::Headline, Role::Body, Role::Caption]);
    }

    #[test]
    fn of_several_spans_the_gravest_counts_and_what_is_open_stays_open() {
        let old = article(&["More than 30,000|Snow fell in the hills"], &[]);
        let second = OLD.replace(" Snow fell in the hills.", "");
        let new = redrafted(&old, &second);
        assert_eq!(claims(&new), [("More than 30,000 … Snow fell in the hills".into(), Some(ReanchorOutcome::Lost))]);
        let third = redrafted(&new, OLD);
        let open = third.review.claims.values().next().and_then(|claim| claim.reanchor.clone());
        assert_eq!(open.map(|open| (open.outcome, open.from)), Some((ReanchorOutcome::Lost, 1)));
    }

    #[test]
    fn only_unchanged_words_stay_read() {
        let old = article(&[], &["The harbour was quiet on Tuesday, officials said.", "Snow fell in the hills."]);
        let text = OLD.replace("quiet on Tuesday", "calm on Tuesday").replace(" Snow fell in the hills.", "");
        let new = redrafted(&old, &text);
        let mut words: Vec<&str> = new.review.reads.values().map(|read| read.span.exact()).collect();
        words.sort_unstable();
        assert_eq!(words, ["The harbour was", "on Tuesday, officials said."]);
    }

    #[test]
    fn block_queries_move_along() {
        let mut old = article(&[], &[]);
        for (number, block) in [(1, 1), (2, 2)] {
            let query = Query {
                id: QueryId::from_u128(number),
                on: Subject::Block(block),
                to: Addressee::Author,
                words: "Who says so?".into(),
                state: QueryState::Open,
                answer: String::new(),
                due: None,
                visibility: Visibility::Newsroom,
                by: PersonKey("AB".into()),
                asked: Timestamp::UNIX_EPOCH,
                settled: None,
            };
            old.review.queries.insert(query.id, query);
        }
        let blocks: Vec<&str> = OLD.split("\n\n").collect();
        let text = [blocks[0], "A quite new paragraph stands here.", blocks[1]].join("\n\n");
        let new = redrafted(&old, &text);
        let on: Vec<Subject> = new.review.queries.values().map(|query| query.on).collect();
        assert_eq!(on, [Subject::Block(2), Subject::Article]);
    }
}
