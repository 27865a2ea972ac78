//! Cuts two texts into tokens that are equal where a reader sees the same words: what drafts are compared by.
//!
//! White space, line breaks, hyphens put in at a line's end, soft hyphens, ligatures and the shape of quotation marks
//! and dashes are the printer's, not the writer's: they make no difference here.
//! Must not know: which text came first, what is looked for.
//! Holds: tokens are in order, apart, never white space, on grapheme boundaries; equal ids mean equal words.
//! Source of the cuts: Unicode Standard Annex 29, word boundaries.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::span::ByteSpan;

/// The id of a token that stands in neither text.
pub(crate) const UNKNOWN: usize = usize::MAX;

/// One word or mark of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it stands.
    pub(crate) span: ByteSpan,
    /// What it is: the same number for what reads the same, in both texts.
    pub(crate) id: usize,
    /// Whether it lies between quotation marks of its paragraph.
    pub(crate) quoted: bool,
    /// Whether a sentence or paragraph begins with it.
    pub(crate) opens: bool,
    /// Whether a blank line stands before it.
    pub(crate) new_block: bool,
}

/// What a token reads as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Its characters, folded.
    pub(crate) text: String,
    /// Whether it has a letter or digit; else it is a mark.
    pub(crate) is_word: bool,
}

/// Everything that either text can read, numbered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    readings: Vec<Reading>,
    ids: HashMap<String, usize>,
}

impl Vocabulary {
    /// What `id` reads as.
    pub(crate) fn reading(&self, id: usize) -> Option<&Reading> {
        self.readings.get(id)
    }

    /// Its characters, folded; nothing for what is not known.
    pub(crate) fn text(&self, id: usize) -> &str {
        self.reading(id).map_or("", |reading| reading.text.as_str())
    }

    /// Whether `id` is a word and not a mark.
    pub(crate) fn is_word(&self, id: usize) -> bool {
        self.reading(id).is_some_and(|reading| reading.is_word)
    }

    /// The number of what reads as `text`, if either text has it.
    pub(crate) fn id(&self, text: &str) -> Option<usize> {
        self.ids.get(text).copied()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.readings.len()
    }

    fn take_in(&mut self, text: &str) -> usize {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = self.readings.len();
        self.ids.insert(text.to_owned(), id);
        self.readings.push(Reading { text: text.to_owned(), is_word: text.chars().any(char::is_alphanumeric) });
        id
    }
}

/// The tokens of two texts, with one numbering for both.
pub(crate) fn both(old: &str, new: &str) -> (Vec<Token>, Vec<Token>, Vocabulary) {
    let (old_seen, new_seen) = (Hyphens::of(old), Hyphens::of(new));
    let mut vocabulary = Vocabulary::default();
    let mut cut = |text: &str, own: &Hyphens, other: &Hyphens| {
        tokens(text, &|left, right| own.joins(other, left, right), &mut |reading| vocabulary.take_in(reading))
    };
    let old = cut(old, &old_seen, &new_seen);
    let new = cut(new, &new_seen, &old_seen);
    (old, new, vocabulary)
}

/// The tokens of a third text by the numbering of two; what neither has reads as [`UNKNOWN`], and a hyphen at a line's
/// end is taken for the printer's.
pub(crate) fn third(text: &str, vocabulary: &Vocabulary) -> Vec<Token> {
    tokens(text, &|left, right| vocabulary.id(&[left, right].concat()).is_some(), &mut |reading| {
        vocabulary.id(reading).unwrap_or(UNKNOWN)
    })
}

/// A text as it reads, whatever the printer made of it: tokens apart by one space, and no hyphen between letters, since
/// one at a line's end may be either's.
pub(crate) fn reading(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_hyphen = false;
    let mut readings: Vec<String> = Vec::new();
    let all = tokens(text, &|_, _| true, &mut |reading| {
        readings.push(reading.to_owned());
        readings.len() - 1
    });
    for (at, token) in all.iter().enumerate() {
        let word = readings.get(token.id).map_or("", String::as_str);
        let touches = |other: Option<&Token>| other.is_some_and(|other| other.span.end() == token.span.start());
        let next = all.get(at + 1).filter(|next| next.span.start() == token.span.end());
        let before = at.checked_sub(1).and_then(|before| all.get(before));
        let is_letters = |token: Option<&Token>| {
            token.and_then(|token| readings.get(token.id)).is_some_and(|word| word.starts_with(char::is_alphabetic))
        };
        if is_dash(word) && touches(before) && is_letters(before) && is_letters(next) {
            after_hyphen = true;
            continue;
        }
        if !out.is_empty() && !std::mem::take(&mut after_hyphen) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The characters of `segment` as they are compared.
fn folded(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for c in segment.chars() {
        match c {
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}' => {}
            '“' | '”' | '„' | '‟' | '«' | '»' => out.push('"'),
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' => out.push('\''),
            '–' | '—' | '―' | '‑' | '‐' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            c => out.push(c),
        }
    }
    out
}

/// Whether the folded `text` is a hyphen or dash of any kind.
pub(crate) fn is_dash(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '-')
}

/// The words of a text that tell whether a hyphen at a line's end belongs to the word.
struct Hyphens {
    /// Words in one piece, with those that a line's end may have cut put together.
    whole: HashSet<String>,
    /// Words with a hyphen in mid-line.
    hyphened: HashSet<String>,
    /// Whether any line ends in a hyphen.
    any: bool,
}

impl Hyphens {
    fn of(text: &str) -> Self {
        let mut seen = Self { whole: HashSet::new(), hyphened: HashSet::new(), any: false };
        let segments: Vec<&str> = text.split_word_bounds().collect();
        seen.any = (0..segments.len()).any(|at| cut_word(&segments, at).is_some());
        for (at, segment) in segments.iter().enumerate() {
            if !segment.contains(char::is_alphabetic) {
                continue;
            }
            let word = folded(segment);
            if let Some((right, _)) = cut_word(&segments, at) {
                seen.whole.insert([word.as_str(), &folded(right)].concat());
            } else if let (Some(dash), Some(right)) = (segments.get(at + 1), segments.get(at + 2))
                && is_dash(&folded(dash))
                && right.contains(char::is_alphabetic)
            {
                seen.hyphened.insert([word.as_str(), "-", &folded(right)].concat());
            }
            seen.whole.insert(word);
        }
        seen
    }

    /// Whether `left` and `right`, parted by a hyphen at a line's end, are one word: the other text tells, then this one.
    fn joins(&self, other: &Self, left: &str, right: &str) -> bool {
        let (whole, hyphened) = ([left, right].concat(), [left, "-", right].concat());
        if other.hyphened.contains(&hyphened) {
            return false;
        }
        other.whole.contains(&whole) || self.whole.contains(&whole) || !self.hyphened.contains(&hyphened)
    }
}

/// When the word at `at` ends in a hyphen at a line's end: the word that goes on, and how many segments lie between.
fn cut_word<'a>(segments: &[&'a str], at: usize) -> Option<(&'a str, usize)> {
    let left = segments.get(at)?;
    let soft = left.ends_with('\u{ad}');
    let mut next = at + 1;
    if !soft {
        let dash = segments.get(next)?;
        if !matches!(*dash, "-" | "\u{2010}" | "\u{ad}" | "-\u{ad}") || !left.ends_with(char::is_alphabetic) {
            return None;
        }
        next += 1;
    }
    let mut lines = 0;
    while let Some(space) = segments.get(next).filter(|segment| segment.trim().is_empty()) {
        lines += space.matches('\n').count();
        next += 1;
    }
    let right = segments.get(next)?;
    (lines == 1 && right.starts_with(char::is_lowercase)).then_some((*right, next - at - 1))
}

/// Cuts a text: `joins` says whether two parts of a cut word are one, `number` gives what reads so its id.
fn tokens(text: &str, joins: &dyn Fn(&str, &str) -> bool, number: &mut dyn FnMut(&str) -> usize) -> Vec<Token> {
    let places: Vec<(usize, &str)> = text.split_word_bound_indices().collect();
    let segments: Vec<&str> = places.iter().map(|&(_, segment)| segment).collect();
    let mut out: Vec<Token> = Vec::with_capacity(places.len() / 2 + 1);
    let mut reader = Reader::default();
    let mut at = 0;
    while let Some(&(start, segment)) = places.get(at) {
        at += 1;
        if segment.trim().is_empty() {
            reader.space(segment);
            continue;
        }
        let mut reading = folded(segment);
        if reading.is_empty() {
            continue;
        }
        let mut end = start + segment.len();
        if segment.contains(char::is_alphabetic)
            && let Some((right, between)) = cut_word(&segments, at - 1)
            && joins(&reading, &folded(right))
        {
            reading.push_str(&folded(right));
            at += between + 1;
            end = places.get(at - 1).map_or(end, |&(start, right)| start + right.len());
        }
        if let Some(last) = out.last_mut().filter(|last| last.span.end() == start)
            && let Some(run) = reader.run_of_marks(&reading)
        {
            last.span = ByteSpan::new(last.span.start(), end);
            last.id = number(&run);
            reader.last = run;
            continue;
        }
        let next = segments.get(at).copied().unwrap_or_default();
        let (quoted, opens) = reader.read(segment, &reading, next);
        let id = number(&reading);
        out.push(Token { span: ByteSpan::new(start, end), id, quoted, opens, new_block: reader.new_block });
        reader.done(reading);
    }
    out
}

/// What is remembered from one token to the next.
struct Reader {
    last: String,
    spaced: bool,
    lines: usize,
    new_block: bool,
    opening: bool,
    double: bool,
    single: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            last: String::new(),
            spaced: true,
            lines: 0,
            new_block: true,
            opening: true,
            double: false,
            single: false,
        }
    }
}

impl Reader {
    fn space(&mut self, segment: &str) {
        self.spaced = true;
        self.lines += segment.matches('\n').count();
        if self.lines >= 2 {
            self.new_block = true;
            self.opening = true;
            (self.double, self.single) = (false, false);
        }
    }

    /// What marks run together read as: `--` is a dash, `...` an ellipsis, two apostrophes a quotation mark.
    fn run_of_marks(&self, reading: &str) -> Option<String> {
        match (self.last.as_str(), reading) {
            ("-", "-") => Some("-".to_owned()),
            ("'", "'") => Some("\"".to_owned()),
            (last, ".") if !last.is_empty() && last.len() < 3 && last.chars().all(|c| c == '.') => {
                Some([last, "."].concat())
            }
            _ => None,
        }
    }

    /// Whether the token is quoted, and whether it opens a sentence; keeps track of quotation marks.
    fn read(&mut self, segment: &str, reading: &str, next: &str) -> (bool, bool) {
        let inside = self.double || self.single;
        let before_word = next.starts_with(char::is_alphanumeric);
        match reading {
            "\"" => self.double = if segment == "“" || segment == "„" { true } else { !self.double },
            "'" if segment == "‘" || (self.spaced && before_word) => self.single = true,
            "'" => self.single = false,
            _ => {}
        }
        (inside || self.double || self.single, self.opening)
    }

    fn done(&mut self, reading: String) {
        let is_word = reading.chars().any(char::is_alphanumeric);
        if is_word {
            self.opening = false;
        } else if matches!(reading.as_str(), "." | "!" | "?" | ":" | "..." | "*" | "-" | "|") {
            self.opening = true;
        }
        self.last = reading;
        (self.spaced, self.lines, self.new_block) = (false, 0, false);
    }
}

/// The tokens that `span` touches, as a range of their indices.
pub(crate) fn tokens_in(tokens: &[Token], span: ByteSpan) -> Range<usize> {
    let first = tokens.partition_point(|token| token.span.end() <= span.start());
    let last = tokens.partition_point(|token| token.span.start() < span.end());
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the two texts read the same.
    fn same(old: &str, new: &str) -> bool {
        let (old, new, _) = both(old, new);
        let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id).collect::<Vec<_>>();
        ids(&old) == ids(&new)
    }

    #[test]
    fn the_printers_changes_are_none() {
        for (old, new) in [
            ("more than 100,000 troops", "more  than\n100,000\u{a0}troops"),
            ("“no,” he said", "\"no,\" he said"),
            ("the Navy’s ships", "the Navy's ships"),
            ("a well-known agency", "a well-\nknown agency"),
            ("the information ministry", "the infor-\nmation ministry"),
            ("the information ministry", "the infor\u{ad}\nmation min\u{ad}istry"),
            ("the information ministry", "the infor-\n  mation min-\nistry"),
            ("one information", "one in-\nformation"),
            ("the infor-\nmation", "the in-\nformation"),
            ("first office", "ﬁrst oﬃce"),
            ("wait — what…", "wait -- what..."),
        ] {
            assert!(same(old, new), "{old:?} and {new:?} read the same");
        }
    }

    #[test]
    fn the_writers_changes_are_changes() {
        for (old, new) in [
            ("100,000", "100,001"),
            ("He re-signed and was re-signed", "He re-\nsigned and was resigned"),
            ("a, b", "a b"),
            ("may", "May"),
            ("1990-1995", "1990-\n1996"),
        ] {
            assert!(!same(old, new), "{old:?} and {new:?} read differently");
        }
    }

    #[test]
    fn a_reading_is_what_a_reader_sees() {
        assert_eq!(reading("“More  than\n100,000 well-known troops”"), "\" More than 100,000 wellknown troops \"");
        assert_eq!(reading("a well-\nknown in-\nformation"), reading("a well-known information"));
        assert_ne!(reading("10-20 days"), reading("1020 days"));
        assert_ne!(reading("it is, so"), reading("it is so"));
    }

    #[test]
    fn words_between_quotation_marks_are_known() {
        let text = "He said “no way” and 'never ever', then it's the troops' turn.\n\n\"Open words.\n\nPlain words.";
        let (tokens, _, _) = both(text, "");
        let quoted: Vec<&str> = tokens
            .iter()
            .filter(|token| token.quoted)
            .filter_map(|token| token.span.of(text))
            .filter(|word| word.contains(char::is_alphabetic))
            .collect();
        assert_eq!(quoted, ["no", "way", "never", "ever", "Open", "words"]);
    }

    #[test]
    fn tokens_lie_on_grapheme_boundaries() {
        let text = "👩‍👩‍👧e\u{301}té עברית\r\nना 30 %";
        let (tokens, _, _) = both(text, text);
        for token in tokens {
            assert_eq!(crate::text::span::snap(text, token.span), token.span);
        }
    }
}
