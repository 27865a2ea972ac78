//! Fits a few words into a stretch of text that may hold them changed: where they begin and end, and how alike it is.
//!
//! Must not know: drafts, claims, what a change means.
//! Source: Sellers (1980), approximate matching by dynamic programming, over words; likeness of characters is the indel
//! similarity of the `rapidfuzz` crate.

use std::ops::Range;

use crate::text::compared::Vocabulary;

/// Pairs of tokens that [`fit`] compares at most: beyond that the words are taken to fill the stretch.
const MOST_PAIRS: usize = 4_000_000;

/// How alike two texts are: 1 when equal, 0 when they share nothing.
pub(crate) fn likeness(a: &str, b: &str) -> f64 {
    rapidfuzz::distance::indel::normalized_similarity(a.chars(), b.chars())
}

/// How alike two rows of words are, each word taken as a whole.
pub(crate) fn alike(a: &[usize], b: &[usize]) -> f64 {
    rapidfuzz::distance::indel::normalized_similarity(a.iter().map(|&id| id as u64), b.iter().map(|&id| id as u64))
}

/// The tokens as one line of text.
pub(crate) fn line(ids: &[usize], vocabulary: &Vocabulary) -> String {
    let mut out = String::new();
    for &id in ids {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(vocabulary.text(id));
    }
    out
}

/// Where in `stretch` the `words` fit best, if one of them does.
///
/// All of `words` is accounted for; what lies before and after the place costs nothing.
pub(crate) fn fit(words: &[usize], stretch: &[usize], vocabulary: &Vocabulary) -> Option<Range<usize>> {
    if words.is_empty() || stretch.is_empty() {
        return None;
    }
    if words.len().saturating_mul(stretch.len()) > MOST_PAIRS {
        return Some(0..stretch.len());
    }
    let worth = |id: usize| if vocabulary.is_word(id) { 4 } else { 1 };
    // One row a word: the best score of a path that ends at each token, and where that path began.
    let mut row: Vec<(i32, usize)> = (0..=stretch.len()).map(|at| (0, at)).collect();
    for &word in words {
        let cost = i32::from(vocabulary.is_word(word));
        let mut next: Vec<(i32, usize)> = Vec::with_capacity(row.len());
        next.push(row.first().map_or((0, 0), |&(score, start)| (score - cost, start)));
        for (at, &token) in stretch.iter().enumerate() {
            let (Some(&(diagonal, from)), Some(&(up, up_from)), Some(&(left, left_from))) =
                (row.get(at), row.get(at + 1), next.get(at))
            else {
                break;
            };
            let equal = if word == token {
                worth(word)
            } else if is_misspelt(word, token, vocabulary) {
                2
            } else {
                -2
            };
            let skip = i32::from(vocabulary.is_word(token));
            let mut best = (diagonal + equal, if from == at && diagonal <= 0 { at } else { from });
            if up - cost > best.0 {
                best = (up - cost, up_from);
            }
            if left - skip > best.0 {
                best = (left - skip, left_from);
            }
            next.push(best);
        }
        row = next;
    }
    let (end, &(score, start)) =
        row.iter().enumerate().max_by_key(|&(end, &(score, start))| (score, usize::MAX - (end - start.min(end))))?;
    (score > 0 && start < end).then_some(start..end)
}

/// Whether two words are one with a slip of the pen.
fn is_misspelt(a: usize, b: usize, vocabulary: &Vocabulary) -> bool {
    let (a, b) = (vocabulary.text(a), vocabulary.text(b));
    if a.len() < 4 || b.len() < 4 || a.len().abs_diff(b.len()) > 3 {
        return a.len() == b.len() && a.eq_ignore_ascii_case(b);
    }
    (a.chars().next() == b.chars().next() || a.chars().next_back() == b.chars().next_back()) && likeness(a, b) >= 0.75
}
