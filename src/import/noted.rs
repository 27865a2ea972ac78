//! The words that a note's mark hangs on, and the address that a note names.
//!
//! In: a text up to a mark; a note's words. Out: a span of bytes; an address.
//! Must not know: formats, how a mark looks.
//! Holds: the words are the mark's own sentence, or its part since the mark before; never more than [`LOOKED_AT`] bytes.
//! Limits: abbreviations are those of English (`text::words`).

use crate::import::phrases;
use crate::text::span::ByteSpan;
use crate::text::words::period_shortens;

/// Bytes before a mark that are looked at.
const LOOKED_AT: usize = 2000;

/// The part of a sentence that a note's mark at the end of `text` hangs on: back to the sentence's start, or to `from`,
/// where the mark before it ended.
pub(super) fn words_before(text: &str, from: usize) -> ByteSpan {
    let end = text.trim_end().len();
    let from = text.ceil_char_boundary(from.max(end.saturating_sub(LOOKED_AT)).min(end));
    let window = text.get(from..end).unwrap_or_default();
    // The sentence's own closing marks are no end of the one before.
    let core = window.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut start = 0;
    for (at, c) in core.char_indices() {
        let next = at + c.len_utf8();
        let (before, rest) = (core.get(..next).unwrap_or_default(), core.get(next..).unwrap_or_default());
        let is_end = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' | '!' | '?' | '…' => {
                let after = rest.trim_start_matches(['"', '”', '’', '\'', '»', ')', ']', '“']);
                after.starts_with(char::is_whitespace)
                    && after.trim_start().starts_with(|c: char| !c.is_lowercase())
                    && phrases::ends_sentence(before)
                    && !period_shortens(before, rest)
            }
            _ => false,
        };
        if is_end {
            start = next;
        }
    }
    let rest = window.get(start..).unwrap_or_default();
    let joins =
        |c: char| c.is_whitespace() || matches!(c, '”' | '’' | '»' | ')' | ']' | ',' | ';' | ':' | '.' | '–' | '—');
    let start = from + start + (rest.len() - rest.trim_start_matches(joins).len());
    ByteSpan::new(start.min(end), end)
}

/// The one web address that words name.
pub(super) fn only_address(words: &str) -> Option<&str> {
    let mut found = words
        .match_indices("http")
        .filter_map(|(at, _)| words.get(at..))
        .filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"));
    let rest = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let address = rest.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”' | '»')).next()?;
    Some(address.trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_hangs_on_its_part_of_the_sentence() {
        for (text, from, words) in [
            ("He came. Some 1,400 stayed", 0, "Some 1,400 stayed"),
            ("NORDHAVN, Nov. 20 — Some stayed", 0, "NORDHAVN, Nov. 20 — Some stayed"),
            ("He met Gen. Riis.", 0, "He met Gen. Riis."),
            ("He met J. Riis of the U.S. Navy.", 0, "He met J. Riis of the U.S. Navy."),
            ("It rained in May. “It poured.”", 0, "“It poured.”"),
            ("It rose. by a third", 0, "It rose. by a third"),
            ("One, and two", 3, "and two"),
            ("Done. ", 0, "Done."),
            ("", 0, ""),
        ] {
            assert_eq!(words_before(text, from).of(text), Some(words), "{text}");
        }
        let long = "é".repeat(3000);
        assert!((1999..=2001).contains(&words_before(&long, 0).len()), "not more than is looked at");
    }

    #[test]
    fn one_address_is_told_and_two_are_not() {
        for (words, address) in [
            ("See (https://a.example/b), p. 2.", Some("https://a.example/b")),
            ("http://a.example", Some("http://a.example")),
            ("https://a.example https://b.example", None),
            ("httpd", None),
        ] {
            assert_eq!(only_address(words), address, "{words}");
        }
    }
}
