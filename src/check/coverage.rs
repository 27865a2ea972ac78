//! Counts the words of a block that are under a claim, read, or bare.
//!
//! In: a block, the spans of claims and of read words. Out: counts, and the bare runs.
//! Must not know: whose claims they are. Furniture has no words that count.

use crate::model::article::Block;
use crate::model::coverage::Coverage;
use crate::text::span::ByteSpan;

/// What was done about one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// It is under a claim.
    Claimed,
    /// It was read.
    Read,
    /// Nobody looked at it.
    Bare,
}

/// Each word of `block` with its cover, in order. A word counts as covered when any part of it is.
///
/// `claims` and `reads` may be in any order and overlap. Empty for furniture.
pub fn word_covers(block: &Block, claims: &[ByteSpan], reads: &[ByteSpan]) -> Vec<(ByteSpan, Cover)> {
    if !block.role.counts() {
        return Vec::new();
    }
    let (claims, reads) = (merged(claims), merged(reads));
    let (mut claim, mut read) = (Walk::new(&claims), Walk::new(&reads));
    block
        .words
        .iter()
        .map(|&word| {
            let (claimed, read) = (claim.touches(word), read.touches(word));
            (
                word,
                if claimed {
                    Cover::Claimed
                } else if read {
                    Cover::Read
                } else {
                    Cover::Bare
                },
            )
        })
        .collect()
}

/// The counts of [`word_covers`].
pub fn count(block: &Block, claims: &[ByteSpan], reads: &[ByteSpan]) -> Coverage {
    let mut sum = Coverage::default();
    for (_, cover) in word_covers(block, claims, reads) {
        match cover {
            Cover::Claimed => sum.claimed += 1,
            Cover::Read => sum.read += 1,
            Cover::Bare => sum.bare += 1,
        }
    }
    sum
}

/// The runs of neighbouring bare words of `block`, from the first word's start to the last word's end.
pub fn bare_runs(block: &Block, claims: &[ByteSpan], reads: &[ByteSpan]) -> Vec<ByteSpan> {
    let mut runs: Vec<ByteSpan> = Vec::new();
    let mut open = false;
    for (word, cover) in word_covers(block, claims, reads) {
        match (cover, runs.last_mut()) {
            (Cover::Bare, Some(run)) if open => *run = run.union(word),
            (Cover::Bare, _) => runs.push(word),
            (Cover::Claimed | Cover::Read, _) => {}
        }
        open = cover == Cover::Bare;
    }
    runs
}

/// `spans` in order, without overlaps.
fn merged(spans: &[ByteSpan]) -> Vec<ByteSpan> {
    let mut sorted: Vec<ByteSpan> = spans.iter().copied().filter(|span| !span.is_empty()).collect();
    sorted.sort_unstable();
    let mut out: Vec<ByteSpan> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match out.last_mut() {
            Some(last) if span.start() <= last.end() => *last = last.union(span),
            _ => out.push(span),
        }
    }
    out
}

/// Asks merged spans about words in rising order, in one pass.
struct Walk<'a> {
    spans: &'a [ByteSpan],
    next: usize,
}

impl<'a> Walk<'a> {
    fn new(spans: &'a [ByteSpan]) -> Self {
        Self { spans, next: 0 }
    }

    fn touches(&mut self, word: ByteSpan) -> bool {
        while self.spans.get(self.next).is_some_and(|span| span.end() <= word.start()) {
            self.next += 1;
        }
        self.spans.get(self.next).is_some_and(|span| span.overlaps(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::{Draft, Role};

    #[test]
    fn words_are_claimed_read_or_bare() {
        let draft = Draft::new("About 30,000 troops came on Wednesday.", &[]);
        let block = &draft.blocks()[0];
        let (claims, reads) = ([ByteSpan::new(6, 19), ByteSpan::new(6, 12)], [ByteSpan::new(20, 24)]);
        assert_eq!(count(block, &claims, &reads), Coverage { claimed: 2, read: 1, bare: 3 });
        let runs: Vec<_> =
            bare_runs(block, &claims, &reads).into_iter().filter_map(|run| run.of(draft.text())).collect();
        assert_eq!(runs, ["About", "on Wednesday"]);
    }

    #[test]
    fn a_claim_outweighs_reading_and_part_of_a_word_covers_it() {
        let draft = Draft::new("separatists", &[]);
        let block = &draft.blocks()[0];
        assert_eq!(count(block, &[ByteSpan::new(0, 3)], &[ByteSpan::new(0, 11)]).claimed, 1);
    }

    #[test]
    fn furniture_has_no_words_that_count() {
        let draft = Draft::new("Support us today", &[Role::Furniture]);
        assert_eq!(count(&draft.blocks()[0], &[], &[]).words(), 0);
    }
}
