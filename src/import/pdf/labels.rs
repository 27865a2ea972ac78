//! The numbers that pages bear: "iv", "12", "A-3".
//!
//! In: the catalogue. Out: a label a page, as a locator says it after "p.".
//! Holds: a page without a label has its number from 1; the tree of labels is followed within bounds.
//! Source: ISO 32000-1, 12.4.2 (page labels), 7.9.7 (number trees).

use std::collections::BTreeMap;

use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

use crate::import::pdf::strings;

/// Nodes of the tree that are followed.
const MAX_NODES: usize = 2000;
/// The longest label.
const MAX_CHARS: usize = 24;

struct Range {
    style: Option<u8>,
    prefix: String,
    first: i64,
}

/// The labels of `n_pages` pages.
pub(super) fn of(catalogue: &Dict<'_>, n_pages: usize) -> Vec<String> {
    let mut ranges: BTreeMap<usize, Range> = BTreeMap::new();
    let mut open: Vec<Dict<'_>> = catalogue.get::<Dict<'_>>(b"PageLabels").into_iter().collect();
    let mut n_nodes = 0;
    while let Some(node) = open.pop() {
        n_nodes += 1;
        if n_nodes > MAX_NODES {
            break;
        }
        if let Some(kids) = node.get::<Array<'_>>(b"Kids") {
            open.extend(kids.iter::<Dict<'_>>().take(MAX_NODES - open.len().min(MAX_NODES)));
        }
        if let Some(numbers) = node.get::<Array<'_>>(b"Nums") {
            let mut items = numbers.iter::<Object<'_>>();
            while let (Some(Object::Number(at)), Some(label)) = (items.next(), items.next()) {
                let (Ok(at), Object::Dict(label)) = (usize::try_from(at.as_i64()), label) else { continue };
                if at >= n_pages {
                    continue;
                }
                let style = label.get::<Name<'_>>(b"S").and_then(|style| style.as_ref().first().copied());
                let prefix = label.get::<PdfString<'_>>(b"P");
                let prefix = prefix.map(|text| strings::clean(&strings::text(text.as_bytes()))).unwrap_or_default();
                let first = label.get::<i32>(b"St").map_or(1, i64::from).max(1);
                ranges.insert(at, Range { style, prefix, first });
            }
        }
    }
    (0..n_pages)
        .map(|page| {
            let plain = (page + 1).to_string();
            let Some((from, range)) = ranges.range(..=page).next_back() else { return plain };
            let number = range.first.saturating_add(i64::try_from(page - from).unwrap_or(0));
            let text = format!("{}{}", range.prefix, numeral(range.style, number));
            let text = text.trim();
            if text.is_empty() || text.chars().count() > MAX_CHARS { plain } else { text.to_owned() }
        })
        .collect()
}

fn numeral(style: Option<u8>, number: i64) -> String {
    match style {
        Some(b'D') => number.to_string(),
        Some(b'r') => roman(number),
        Some(b'R') => roman(number).to_uppercase(),
        Some(b'a') => letters(number),
        Some(b'A') => letters(number).to_uppercase(),
        _ => String::new(),
    }
}

fn roman(number: i64) -> String {
    const PARTS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number.clamp(1, 4999);
    let mut out = String::new();
    for (value, word) in PARTS {
        while rest >= value {
            out.push_str(word);
            rest -= value;
        }
    }
    out
}

/// a, b … z, aa, bb … zz, aaa.
fn letters(number: i64) -> String {
    let at = number.clamp(1, 26 * 8) - 1;
    let letter = u8::try_from(at % 26).map_or('a', |letter| char::from(b'a' + letter));
    (0..=at / 26).map(|_| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_written_as_the_standard_says() {
        assert_eq!(
            (roman(4), roman(1994), letters(3), letters(28)),
            ("iv".into(), "mcmxciv".into(), "c".into(), "bb".into())
        );
    }
}
