//! Tells what belongs to the page: running headers and footers, page numbers.
//!
//! In: every page's segments. Out: for each page, which segments are furniture.
//! Must not know: words' meaning, columns.
//! Holds: only lines at the top and foot of a page are looked at; what repeats at the same height on three pages (on
//! both of two) is furniture, digits aside, and so is a lone number at the very edge that counts with the pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::pdf::lines::{self, Row, Segment};
use crate::import::pdf::paragraphs;
use crate::import::pdf::words::Word;

/// Lines at the top and at the foot of a page that are looked at.
const EDGE_ROWS: usize = 3;
/// The part of a page's height at each end within which furniture stands.
const EDGE: f64 = 0.17;
/// Heights that differ by less are one, in points.
const SAME_HEIGHT: f64 = 3.0;
/// Segments near an edge that are looked at.
const MAX_SEGMENTS: usize = 2000;
/// Longer lines are running text.
const MAX_CHARS: usize = 160;

/// One line near a page's edge.
struct Edge {
    page: usize,
    /// The numbers of its segments.
    segments: Vec<usize>,
    base: f64,
    key: String,
    number: Option<i64>,
    is_outermost: bool,
    is_apart: bool,
}

/// A page as far as furniture is concerned.
pub(super) struct PageLines<'p> {
    pub(super) words: &'p [Word],
    pub(super) segments: &'p [Segment],
    /// Where its top lies, across its lines' direction, and how high it is.
    pub(super) top: f64,
    pub(super) height: f64,
}

/// The numbers of each page's segments that are furniture.
pub(super) fn of(pages: &[PageLines<'_>]) -> Vec<BTreeSet<usize>> {
    let edges: Vec<Edge> = pages.iter().enumerate().flat_map(|(at, page)| edges(at, page)).collect();
    let mut out = vec![BTreeSet::new(); pages.len()];
    let mut mark = |edge: &Edge| {
        if let Some(page) = out.get_mut(edge.page) {
            page.extend(edge.segments.iter().copied());
        }
    };
    let mut by_key: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| !edge.key.is_empty()) {
        by_key.entry(&edge.key).or_default().push(edge);
    }
    let least = if pages.len() <= 3 { 2 } else { 3 };
    for same in by_key.values_mut() {
        same.sort_by(|one, other| one.base.total_cmp(&other.base));
        let mut from = 0;
        while from < same.len() {
            let start = same.get(from).map_or(0.0, |edge| edge.base);
            let group: Vec<_> =
                same.iter().skip(from).take_while(|edge| edge.base - start <= SAME_HEIGHT).copied().collect();
            let on: BTreeSet<usize> = group.iter().map(|edge| edge.page).collect();
            if on.len() >= least {
                for edge in &group {
                    mark(edge);
                }
            }
            from += group.len().max(1);
        }
    }
    // Numbers alone: they count with the pages, or stand apart from the text of a single page.
    for edge in edges.iter().filter(|edge| edge.is_outermost) {
        let Some(number) = edge.number else { continue };
        let page = i64::try_from(edge.page).unwrap_or(i64::MAX);
        let counts = edges.iter().filter(|other| other.is_outermost && other.page != edge.page).any(|other| {
            let there = i64::try_from(other.page).unwrap_or(i64::MAX);
            other.number.is_some_and(|other| other - number == there - page)
        });
        if counts || (edge.is_apart && (pages.len() == 1 || number == page + 1)) {
            mark(edge);
        }
    }
    // What the file itself calls the page's.
    for (page, lines) in out.iter_mut().zip(pages) {
        let told = lines.segments.iter().enumerate().filter(|(_, segment)| segment.is_page_furniture);
        page.extend(told.map(|(at, _)| at));
    }
    out
}

fn edges(at: usize, page: &PageLines<'_>) -> Vec<Edge> {
    let (top, foot) = (page.top + EDGE * page.height, page.top + (1.0 - EDGE) * page.height);
    let near = |is_near: &dyn Fn(&Segment) -> bool| -> Vec<Row> {
        let mut segments: Vec<_> = page.segments.iter().filter(|segment| is_near(segment)).cloned().collect();
        segments.truncate(MAX_SEGMENTS);
        lines::rows(segments)
    };
    let above = near(&|segment| segment.base < top);
    let mut below = near(&|segment| segment.base > foot);
    below.reverse();
    let number_of = |segment: &Segment| {
        page.segments.iter().position(|other| other.words.first() == segment.words.first()).unwrap_or(usize::MAX)
    };
    let mut out = Vec::new();
    for rows in [above, below] {
        for (from_edge, row) in rows.iter().take(EDGE_ROWS).enumerate() {
            // Notes of the same wording stand at the foot of many pages.
            let first = row.words().next().and_then(|at| page.words.get(at));
            if row.n_chars() > MAX_CHARS || first.is_some_and(|word| paragraphs::is_raised(word, row)) {
                continue;
            }
            let text = row.text(page.words);
            let inner = rows.get(from_edge + 1);
            let gap = inner.map_or(f64::INFINITY, |inner| (row.top() - inner.bottom()).max(inner.top() - row.bottom()));
            out.push(Edge {
                page: at,
                segments: row.segments.iter().map(number_of).collect(),
                base: row.base(),
                key: key(&text),
                number: page_number(&text),
                is_outermost: from_edge == 0,
                is_apart: gap > 0.6 * row.size(),
            });
        }
    }
    out
}

/// A line's text with numbers taken out.
fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || bare.chars().all(|c| c.is_ascii_digit()) || is_roman(bare) {
            out.push('#');
        } else {
            out.extend(word.chars().map(|c| if c.is_ascii_digit() { '#' } else { c.to_ascii_lowercase() }));
        }
        out.push(' ');
    }
    // Numbers alone are told by how they count.
    if out.chars().all(|c| matches!(c, '#' | ' ')) { String::new() } else { out }
}

fn is_roman(word: &str) -> bool {
    word.len() <= 6 && word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'l' | b'c'))
}

/// The number of "12", "– 12 –", "Page 12", "Page 12 of 30", "12 / 30", "xii".
fn page_number(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = ["page ", "seite ", "p. "].iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    let mut parts = bare.split(|c: char| c.is_whitespace() || c == '/').filter(|part| !part.is_empty());
    let first = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let is_total = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    match rest.as_slice() {
        [] => {}
        [total] if is_total(total) => {}
        ["of" | "von" | "de" | "sur", total] if is_total(total) => {}
        _ => return None,
    }
    if first.len() <= 5
        && let Ok(number) = first.parse()
    {
        return Some(number);
    }
    if !is_roman(first) {
        return None;
    }
    let value = |byte: u8| match byte {
        b'i' => 1,
        b'v' => 5,
        b'x' => 10,
        b'l' => 50,
        _ => 100,
    };
    let values: Vec<i64> = first.bytes().map(value).collect();
    let total = values
        .iter()
        .enumerate()
        .map(|(at, value)| if values.get(at + 1).is_some_and(|next| next > value) { -value } else { *value });
    Some(total.sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_in_their_usual_forms() {
        let cases = [
            ("12", Some(12)),
            ("– 12 –", Some(12)),
            ("Page 3 of 10", Some(3)),
            ("3/10", Some(3)),
            ("xiv", Some(14)),
            ("12 people", None),
            ("2024 budget", None),
        ];
        for (text, number) in cases {
            assert_eq!(page_number(text), number, "{text}");
        }
        assert_eq!(key("Annual report 2024 | 17"), "annual report # # # ");
        assert_eq!(key("17"), "", "a number alone");
    }
}
