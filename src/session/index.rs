//! What the window asks of an article at every frame, kept up to date edit by edit.
//!
//! In: an article, and which claims and blocks an edit touched. Out: numbers in reading order, marks and coverage per
//! block, tallies. Must not know: selection, undo, egui.
//! Holds: after [`ArticleIndex::update`] it equals an index built anew (a property test says so).

use std::collections::{BTreeMap, BTreeSet};

use crate::check::coverage;
use crate::model::article::Article;
use crate::model::change::{ArticleField, Change};
use crate::model::coverage::{Coverage, Tally};
use crate::model::decision::Stale;
use crate::model::ids::{ClaimId, SignOffId};
use crate::model::query::QueryState;
use crate::model::sign_off::{SignOffStale, claim_digest, written};
use crate::model::standing::{Standing, is_on_author, staleness, standing};
use crate::text::span::ByteSpan;

/// One span of a claim in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Where, in bytes of the draft's text; the part of the claim's span that lies in this block.
    pub span: ByteSpan,
    /// Whose.
    pub claim: ClaimId,
    /// Whether the claim's last span ends here: where its number stands.
    pub is_end: bool,
}

/// What is known of one block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockIndex {
    /// The marks that begin, end or lie in it, in text order, an outer one before those inside it.
    pub marks: Vec<Mark>,
    /// The words marked as read, clipped to it.
    pub reads: Vec<ByteSpan>,
    /// Its words counted.
    pub coverage: Coverage,
    /// The runs of bare words in it.
    pub bare: Vec<ByteSpan>,
}

/// What is known of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimEntry {
    /// Where its spans stand.
    pub places: Vec<ByteSpan>,
    /// How it stands.
    pub standing: Standing,
    /// Why a decision of it is stale, if one is.
    pub stale: Option<Stale>,
    /// Whether a confirmed scope rests on the author's word alone.
    pub on_author: bool,
    /// Whether the lawyers must still clear it.
    pub awaits_legal: bool,
}

/// Place in reading order: earlier start first, then the longer one, then the older one.
type OrderKey = (usize, std::cmp::Reverse<usize>, ClaimId);

/// An article's claims in reading order, its blocks' marks and coverage, and the counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleIndex {
    entries: BTreeMap<ClaimId, ClaimEntry>,
    order: Vec<OrderKey>,
    lost: BTreeSet<ClaimId>,
    blocks: Vec<BlockIndex>,
    coverage: Coverage,
    tally: Tally,
    open_queries: usize,
    awaiting_legal: usize,
    signed: Signed,
}

/// What was signed, kept so that nothing hashes every claim at every edit or frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Signed {
    /// Each claim's share of the review's hash; empty as long as nobody signed.
    digests: BTreeMap<ClaimId, u64>,
    /// Their sum.
    sum: u64,
    /// Each sign-off, and why it no longer stands.
    stale: BTreeMap<SignOffId, Option<SignOffStale>>,
}

impl Signed {
    /// What was signed of `article`, all claims hashed.
    fn new(article: &Article) -> Self {
        let mut signed = Self::default();
        if !article.review.sign_offs.is_empty() {
            signed.hash(article, article.review.claims.keys().copied());
            signed.judge(article);
        }
        signed
    }

    /// Takes in that `claims` are other ones now.
    fn update(&mut self, article: &Article, claims: &BTreeSet<ClaimId>) {
        if article.review.sign_offs.is_empty() || self.stale.is_empty() {
            *self = Self::new(article);
            return;
        }
        self.hash(article, claims.iter().copied());
        self.judge(article);
    }

    fn hash(&mut self, article: &Article, claims: impl Iterator<Item = ClaimId>) {
        for id in claims {
            self.sum = self.sum.wrapping_sub(self.digests.remove(&id).unwrap_or_default());
            if let Some(claim) = article.review.claims.get(&id) {
                let digest = claim_digest(claim);
                self.digests.insert(id, digest);
                self.sum = self.sum.wrapping_add(digest);
            }
        }
    }

    fn judge(&mut self, article: &Article) {
        let hash = written(self.sum);
        let sign_offs = article.review.sign_offs.values();
        self.stale = sign_offs.map(|sign_off| (sign_off.id, sign_off.stale_against(article, &hash))).collect();
    }
}

impl ArticleIndex {
    /// The index of `article` as it is.
    pub fn new(article: &Article) -> Self {
        let mut index = Self { blocks: vec![BlockIndex::default(); article.draft.blocks().len()], ..Self::default() };
        for &claim in article.review.claims.keys() {
            index.insert(article, claim);
        }
        index.order.sort_unstable();
        let mut spans: Vec<Vec<Mark>> = vec![Vec::new(); index.blocks.len()];
        for (&claim, entry) in &index.entries {
            for mark in marks_of(claim, entry) {
                for block in article.draft.blocks_in(mark.span) {
                    if let Some(list) = spans.get_mut(block) {
                        list.push(mark);
                    }
                }
            }
        }
        let reads = reads_by_block(article);
        for (number, (marks, reads)) in spans.into_iter().zip(reads).enumerate() {
            index.set_block(article, number, marks, reads);
        }
        index.count_queries(article);
        index.signed = Signed::new(article);
        index
    }

    /// Takes in what `changes`, already made to `article`, touched.
    pub fn update(&mut self, article: &Article, changes: &[Change]) {
        if changes.iter().any(|change| matches!(change, Change::Draft { .. })) {
            *self = Self::new(article); // every block is another one
            return;
        }
        let mut claims = BTreeSet::new();
        let mut blocks = BTreeSet::new();
        let (mut reads, mut queries) = (false, false);
        for change in changes {
            claims.extend(change.claim());
            match change {
                Change::Article { after: ArticleField::Role(block, _), .. } => {
                    blocks.insert(*block);
                }
                Change::Read { before, after, .. } => {
                    reads = true;
                    for place in [before, after].into_iter().flatten().filter_map(|read| read.span.place()) {
                        blocks.extend(article.draft.blocks_in(place));
                    }
                }
                Change::Query { .. } => queries = true,
                Change::Project { .. }
                | Change::Source { .. }
                | Change::Article { .. }
                | Change::Claim { .. }
                | Change::ClaimField { .. }
                | Change::Tie { .. }
                | Change::Draft { .. }
                | Change::Assignment { .. }
                | Change::SignOff { .. }
                | Change::Closing { .. }
                | Change::Correction { .. }
                | Change::Proposal { .. }
                | Change::Conflict { .. } => {}
            }
        }
        let mut moved = BTreeSet::new();
        for &claim in &claims {
            let before = self.remove(claim);
            self.insert_sorted(article, claim);
            let after = self.entries.get(&claim).map(|entry| entry.places.as_slice()).unwrap_or_default();
            if before.as_deref().unwrap_or_default() != after {
                moved.insert(claim);
                for place in before.iter().flatten().chain(after) {
                    blocks.extend(article.draft.blocks_in(*place));
                }
            }
        }
        for block in blocks {
            let Some(span) = article.draft.blocks().get(block).map(|block| block.span) else { continue };
            let old = self.blocks.get(block).cloned().unwrap_or_default();
            let mut marks = old.marks;
            marks.retain(|mark| !moved.contains(&mark.claim));
            for &claim in &moved {
                if let Some(entry) = self.entries.get(&claim) {
                    marks.extend(marks_of(claim, entry).filter(|mark| mark.span.overlaps(span)));
                }
            }
            let read = if reads {
                let places = article.review.reads.values().filter_map(|read| read.span.place());
                places.filter_map(|place| place.intersection(span)).collect()
            } else {
                old.reads
            };
            self.set_block(article, block, marks, read);
        }
        if queries {
            self.count_queries(article);
        }
        self.signed.update(article, &claims);
    }

    /// The claims in reading order, lost ones last.
    pub fn order(&self) -> impl DoubleEndedIterator<Item = ClaimId> + '_ {
        self.order.iter().map(|&(_, _, claim)| claim).chain(self.lost.iter().copied())
    }

    /// How many claims there are.
    pub fn n_claims(&self) -> usize {
        self.order.len() + self.lost.len()
    }

    /// The claim's number in reading order, from 1; lost claims come last.
    pub fn number(&self, claim: ClaimId) -> Option<usize> {
        let entry = self.entries.get(&claim)?;
        let place = match order_key(claim, entry) {
            Some(key) => self.order.binary_search(&key).ok()?,
            None => self.order.len() + self.lost.range(..claim).count(),
        };
        Some(place + 1)
    }

    /// The claim with this number, from 1.
    pub fn claim_numbered(&self, number: usize) -> Option<ClaimId> {
        let at = number.checked_sub(1)?;
        match self.order.get(at) {
            Some(&(_, _, claim)) => Some(claim),
            None => self.lost.iter().nth(at - self.order.len()).copied(),
        }
    }

    /// What is known of a claim.
    pub fn entry(&self, claim: ClaimId) -> Option<&ClaimEntry> {
        self.entries.get(&claim)
    }

    /// What is known of a block.
    pub fn block(&self, block: usize) -> Option<&BlockIndex> {
        self.blocks.get(block)
    }

    /// What is known of every block, in order.
    pub fn blocks(&self) -> &[BlockIndex] {
        &self.blocks
    }

    /// The article's words counted.
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// The article's claims counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many queries are open.
    pub fn open_queries(&self) -> usize {
        self.open_queries
    }

    /// How many claims the lawyers must still clear.
    pub fn awaiting_legal(&self) -> usize {
        self.awaiting_legal
    }

    /// Why a sign-off no longer stands as it was given, if so.
    pub fn sign_off_stale(&self, sign_off: SignOffId) -> Option<SignOffStale> {
        self.signed.stale.get(&sign_off).copied().flatten()
    }

    /// How many sign-offs no longer stand as they were given.
    pub fn stale_sign_offs(&self) -> usize {
        self.signed.stale.values().flatten().count()
    }

    /// The claims over byte `at`, innermost (shortest span) first.
    pub fn claims_at(&self, article: &Article, at: usize) -> Vec<ClaimId> {
        let Some(block) = article.draft.block_at(at).and_then(|block| self.blocks.get(block)) else {
            return Vec::new();
        };
        let mut hits: Vec<&Mark> = block.marks.iter().filter(|mark| mark.span.contains(at)).collect();
        hits.sort_by_key(|mark| mark.span.len());
        hits.into_iter().map(|mark| mark.claim).collect()
    }

    /// The first claim in reading order that begins after byte `at`.
    pub fn claim_after(&self, at: usize) -> Option<ClaimId> {
        let next = self.order.partition_point(|&(start, _, _)| start <= at);
        self.order.get(next).map(|&(_, _, claim)| claim)
    }

    /// The last claim in reading order that begins before byte `at`.
    pub fn claim_before(&self, at: usize) -> Option<ClaimId> {
        let next = self.order.partition_point(|&(start, _, _)| start < at);
        self.order.get(next.checked_sub(1)?).map(|&(_, _, claim)| claim)
    }

    fn insert(&mut self, article: &Article, claim: ClaimId) -> Option<OrderKey> {
        let found = article.review.claims.get(&claim)?;
        let entry = ClaimEntry {
            places: found.places().collect(),
            standing: standing(found),
            stale: staleness(found),
            on_author: is_on_author(found),
            awaits_legal: found.legal.as_ref().is_some_and(|flag| flag.cleared.is_none()),
        };
        self.awaiting_legal += usize::from(entry.awaits_legal);
        *self.tally.standing.entry(entry.standing).or_default() += 1;
        self.tally.stale += usize::from(entry.stale.is_some());
        self.tally.on_author += usize::from(entry.on_author);
        let key = order_key(claim, &entry);
        if let Some(key) = key {
            self.order.push(key);
        } else {
            self.tally.lost += 1;
            self.lost.insert(claim);
        }
        self.entries.insert(claim, entry);
        key
    }

    fn insert_sorted(&mut self, article: &Article, claim: ClaimId) {
        if let Some(key) = self.insert(article, claim) {
            self.order.pop();
            let at = self.order.partition_point(|other| *other < key);
            self.order.insert(at, key);
        }
    }

    /// Forgets a claim and answers where it stood.
    fn remove(&mut self, claim: ClaimId) -> Option<Vec<ByteSpan>> {
        let entry = self.entries.remove(&claim)?;
        if let Some(count) = self.tally.standing.get_mut(&entry.standing) {
            *count -= 1;
            if *count == 0 {
                self.tally.standing.remove(&entry.standing);
            }
        }
        self.tally.stale -= usize::from(entry.stale.is_some());
        self.tally.on_author -= usize::from(entry.on_author);
        self.awaiting_legal -= usize::from(entry.awaits_legal);
        if let Some(key) = order_key(claim, &entry) {
            if let Ok(at) = self.order.binary_search(&key) {
                self.order.remove(at);
            }
        } else {
            self.tally.lost -= 1;
            self.lost.remove(&claim);
        }
        Some(entry.places)
    }

    fn set_block(&mut self, article: &Article, number: usize, mut marks: Vec<Mark>, reads: Vec<ByteSpan>) {
        let (Some(block), Some(slot)) = (article.draft.blocks().get(number), self.blocks.get_mut(number)) else {
            return;
        };
        for mark in &mut marks {
            if let Some(inside) = mark.span.intersection(block.span) {
                mark.is_end &= inside.end() == mark.span.end();
                mark.span = inside;
            }
        }
        marks.sort_unstable_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end()), mark.claim));
        let claims: Vec<ByteSpan> = marks.iter().map(|mark| mark.span).collect();
        let covers = coverage::count(block, &claims, &reads);
        self.coverage -= slot.coverage;
        self.coverage += covers;
        let bare = coverage::bare_runs(block, &claims, &reads);
        *slot = BlockIndex { marks, reads, coverage: covers, bare };
    }

    fn count_queries(&mut self, article: &Article) {
        self.open_queries = article.review.queries.values().filter(|query| query.state == QueryState::Open).count();
    }
}

fn order_key(claim: ClaimId, entry: &ClaimEntry) -> Option<OrderKey> {
    let first = entry.places.iter().min()?;
    let end = entry.places.iter().map(|place| place.end()).max()?;
    Some((first.start(), std::cmp::Reverse(end), claim))
}

fn marks_of(claim: ClaimId, entry: &ClaimEntry) -> impl Iterator<Item = Mark> + '_ {
    let end = entry.places.iter().map(|place| place.end()).max().unwrap_or_default();
    entry.places.iter().map(move |&span| Mark { span, claim, is_end: span.end() == end })
}

fn reads_by_block(article: &Article) -> Vec<Vec<ByteSpan>> {
    let blocks = article.draft.blocks();
    let mut reads = vec![Vec::new(); blocks.len()];
    for place in article.review.reads.values().filter_map(|read| read.span.place()) {
        for number in article.draft.blocks_in(place) {
            if let (Some(block), Some(list)) = (blocks.get(number), reads.get_mut(number)) {
                list.extend(place.intersection(block.span));
            }
        }
    }
    reads
}
