//! Words of a text, as a checker counts them.
//!
//! Must not know: which words are checked.
//! Source: Unicode Standard Annex 29, word boundaries; a segment with at least one letter or digit is a word.
//! Limits: scripts without spaces are cut as the annex does, character by character or by run.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::calendar;
use crate::text::span::ByteSpan;

/// The words of `text` in order, each as a byte span shifted right by `offset` bytes.
pub fn word_spans(text: &str, offset: usize) -> Vec<ByteSpan> {
    text.unicode_word_indices()
        .map(|(start, word)| ByteSpan::new(offset + start, offset + start + word.len()))
        .collect()
}

/// How many words `text` has.
pub fn count_words(text: &str) -> usize {
    text.unicode_words().count()
}

/// The word, or else the run of one kind of characters, that stands at byte `at` of `text`.
pub fn segment_at(text: &str, at: usize) -> ByteSpan {
    let mut last = ByteSpan::new(0, 0);
    for (start, segment) in text.split_word_bound_indices() {
        last = ByteSpan::new(start, start + segment.len());
        if last.contains(at) {
            return last;
        }
    }
    last
}

/// The start of the word after byte `at`, or the text's end: where Ctrl+Right goes.
pub fn next_word_end(text: &str, at: usize) -> usize {
    word_spans(text, 0).into_iter().map(ByteSpan::end).find(|&end| end > at).unwrap_or(text.len())
}

/// The start of the word before byte `at`, or 0: where Ctrl+Left goes.
pub fn previous_word_start(text: &str, at: usize) -> usize {
    word_spans(text, 0).into_iter().map(ByteSpan::start).take_while(|&start| start < at).last().unwrap_or(0)
}

/// The sentence of `text` around byte `at`, without white space at its ends.
///
/// Source: Unicode Standard Annex 29, sentence boundaries, but that the period of an abbreviation ends nothing.
pub fn sentence_at(text: &str, at: usize) -> ByteSpan {
    let mut whole = ByteSpan::new(0, 0);
    let mut goes_on = false;
    for (start, sentence) in text.split_sentence_bound_indices() {
        let end = start + sentence.len();
        whole = ByteSpan::new(if goes_on { whole.start() } else { start }, end);
        goes_on = period_shortens(sentence.trim_end(), text.get(end..).unwrap_or_default());
        if whole.contains(at) && !goes_on {
            break;
        }
    }
    crate::text::span::trimmed(text, whole)
}

/// Whether the period at the end of `before` shortens the word it stands at, rather than end a sentence.
///
/// It does so at a title, at letters with periods between them, and before a figure at a month or "No."; `after` is what
/// follows.
pub fn period_shortens(before: &str, after: &str) -> bool {
    const TITLES: [&str; 15] =
        ["capt", "col", "dr", "gen", "gov", "lt", "maj", "mr", "mrs", "ms", "prof", "rep", "sen", "sgt", "st"];
    let Some(word) = before.strip_suffix('.').and_then(|bare| bare.split_whitespace().next_back()) else {
        return false;
    };
    if after.trim().is_empty() {
        return false;
    }
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_letters = word.contains('.') || (word.chars().count() == 1 && word.chars().all(char::is_alphabetic));
    let is_before_figure = after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let is_counted = word == "no" || (word.len() <= 4 && calendar::is_month(&word));
    is_letters || TITLES.contains(&word.as_str()) || (is_before_figure && is_counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> Vec<&str> {
        word_spans(text, 0).into_iter().filter_map(|span| span.of(text)).collect()
    }

    #[test]
    fn words_are_counted_as_a_reader_counts() {
        assert_eq!(words_of("more than 100,000 troops"), ["more", "than", "100,000", "troops"]);
        assert_eq!(words_of("‘copters — won’t"), ["copters", "won’t"]);
        assert_eq!(words_of("$1.2bn, 4.5%"), ["1.2bn", "4.5"]);
        assert_eq!(count_words(" … – "), 0);
    }

    #[test]
    fn the_place_names_its_segment() {
        let text = "in 2014, when";
        assert_eq!(segment_at(text, 4).of(text), Some("2014"));
        assert_eq!(segment_at(text, 7).of(text), Some(","));
        assert_eq!(next_word_end(text, 2), 7);
        assert_eq!(previous_word_start(text, 7), 3);
    }

    #[test]
    fn a_sentence_is_found_around_a_place() {
        let text = "First one. Second one! Third.";
        assert_eq!(sentence_at(text, 12).of(text), Some("Second one!"));
        let text = "It began on Feb. 10, said Gen. A. Riis. He left.";
        for at in [0, 15, 20, 30] {
            assert_eq!(sentence_at(text, at).of(text), Some("It began on Feb. 10, said Gen. A. Riis."), "at byte {at}");
        }
        assert_eq!(sentence_at(text, text.len() - 2).of(text), Some("He left."));
        for (text, last) in [
            ("They met in May. He left.", "He left."),
            ("He said no. They left.", "They left."),
            ("See No. 4. It is short.", "It is short."),
            ("They flew home with Mr.", "They flew home with Mr."),
        ] {
            assert_eq!(sentence_at(text, text.len() - 2).of(text), Some(last), "{text}");
        }
    }
}
