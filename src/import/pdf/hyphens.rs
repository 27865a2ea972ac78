//! Joins what a line's end parted: hyphenated words, numbers, addresses.
//!
//! In: the words at a line's end and at the next one's start, and all words of the document. Out: how they join.
//! Must not know: places, pages.
//! Holds: a hyphen goes only where the word is right without it: "well-" and "known" stay "well-known" where the
//! document writes it so elsewhere, where a digit or an unseen capital follows, and after words like "self"; a comma between
//! digits joins "100," and "000" but not "May 12," and "200 people".

use std::collections::HashSet;

use crate::import::pdf::words::Word;

/// What stands between two words over a line's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// A space.
    Space,
    /// Nothing.
    Nothing,
    /// Nothing, and the hyphen before goes too.
    DropHyphen,
}

/// First parts that keep their hyphen.
const KEEPING: [&str; 10] = ["self", "well", "half", "cross", "quasi", "vice", "two", "three", "four", "five"];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The words of a document as they stand inside lines, in lower case.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
}

impl Vocabulary {
    pub(super) fn add(&mut self, word: &Word) {
        let bare = word.text.trim_matches(|c: char| !c.is_alphanumeric());
        // A word that ends in a hyphen may be half a word; so may the one that follows it, which is put up with.
        if bare.len() > 2 && !word.text.ends_with('-') {
            if bare.chars().all(|c| c.is_ascii_lowercase()) {
                if !self.words.contains(bare) {
                    self.words.insert(bare.to_owned());
                }
            } else if bare.chars().any(char::is_alphabetic) {
                self.words.insert(bare.to_lowercase());
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }
}

/// How `next` joins what ends in `last`, the word `before` that one.
pub(super) fn join(before: &str, last: &str, next: &str, known: &Vocabulary) -> Join {
    let (Some(end), Some(start)) = (last.chars().next_back(), next.chars().next()) else { return Join::Space };
    if is_ideograph(end) && is_ideograph(start) {
        return Join::Nothing;
    }
    if end == '-' {
        return hyphen(last, next, start, known);
    }
    // An en dash or a slash that is set close to its word.
    if matches!(end, '–' | '—' | '/') && last.chars().count() > 1 && start.is_alphanumeric() {
        return Join::Nothing;
    }
    if last.contains("://") && matches!(end, '.' | '_' | '=' | '&' | '?' | '%' | '#') && start.is_alphanumeric() {
        return Join::Nothing;
    }
    if end == ',' && goes_on(before, last, next) {
        return Join::Nothing;
    }
    Join::Space
}

fn hyphen(last: &str, next: &str, start: char, known: &Vocabulary) -> Join {
    let stem = last.trim_end_matches('-');
    let Some(letter) = stem.chars().next_back() else { return Join::Space };
    if !letter.is_alphanumeric() {
        return Join::Space;
    }
    if is_suspended(next) || !start.is_alphanumeric() {
        return Join::Space;
    }
    if !letter.is_alphabetic() || !start.is_alphabetic() {
        // "2019-2020", "F-16", "20-year".
        return Join::Nothing;
    }
    let bare_stem = stem.trim_start_matches(|c: char| !c.is_alphanumeric());
    let bare_next = next.trim_end_matches(|c: char| !c.is_alphanumeric());
    let joined = format!("{bare_stem}{bare_next}");
    let hyphened = format!("{bare_stem}-{bare_next}");
    if start.is_uppercase() && !known.has(&joined) {
        // "Anglo-Saxon"; "CO-" and "BRA" only where "COBRA" is seen.
        return Join::Nothing;
    }
    match (known.has(&joined), known.has(&hyphened)) {
        (true, false) => Join::DropHyphen,
        (false, true) => Join::Nothing,
        (true, true) | (false, false) => {
            let keeps = bare_stem.contains('-') || KEEPING.contains(&bare_stem.to_lowercase().as_str());
            if keeps && !known.has(&joined) { Join::Nothing } else { Join::DropHyphen }
        }
    }
}

/// Whether a word can only follow a hanging hyphen: "short- and long-term".
fn is_suspended(next: &str) -> bool {
    matches!(next.to_lowercase().as_str(), "and" | "or" | "to" | "und" | "oder" | "bis" | "et" | "ou" | "y" | "o")
}

/// Whether the digits after a comma belong to the number before it.
fn goes_on(before: &str, last: &str, next: &str) -> bool {
    let head = last.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(',');
    let mut groups = head.split(',');
    let first = groups.next().unwrap_or_default();
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let is_head = (1..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_digit())
        && groups.all(is_group)
        && !last.chars().any(char::is_alphabetic);
    let tail: String = next.chars().take_while(|c| c.is_ascii_digit()).collect();
    let month = before.to_lowercase();
    let is_day = MONTHS.iter().any(|name| month.starts_with(name));
    is_head && tail.len() == 3 && !is_day
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, last: &str, next: &str, seen: &[&str], expected: Join) {
        let known = Vocabulary { words: seen.iter().map(|word| (*word).to_owned()).collect() };
        assert_eq!(join(before, last, next, &known), expected, "{before} {last}|{next}");
    }

    #[test]
    fn words_join_where_they_are_right() {
        check("The", "govern-", "ment", &[], Join::DropHyphen);
        check("a", "well-", "known", &["well-known"], Join::Nothing);
        check("a", "well-", "known", &[], Join::Nothing);
        check("a", "hard-", "line", &["hard-line"], Join::Nothing);
        check("a", "hard-", "line", &["hardline"], Join::DropHyphen);
        check("the", "Anglo-", "Saxon", &[], Join::Nothing);
        check("the", "CO-", "BRA", &["cobra"], Join::DropHyphen);
        check("a", "two-year-", "old", &[], Join::Nothing);
        check("the", "short-", "and", &[], Join::Space);
        check("from", "2019-", "2020", &[], Join::Nothing);
        check("he", "-", "left", &[], Join::Space);
        check("no", "hyphen", "here", &[], Join::Space);
    }

    #[test]
    fn numbers_join_where_they_go_on() {
        check("said", "100,", "000", &[], Join::Nothing);
        check("said", "$1,200,", "000.", &[], Join::Nothing);
        check("May", "12,", "200", &[], Join::Space);
        check("In", "2019,", "300", &[], Join::Space);
        check("said", "12,", "20", &[], Join::Space);
        check("a", "https://example.org/a?", "b=1", &[], Join::Nothing);
        check("漢", "漢", "字", &[], Join::Nothing);
    }
}
