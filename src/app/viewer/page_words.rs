//! Words on a page and spans of the text: which word is at a place, which words two places mean, where a span stands.
//!
//! Must not know: egui's input, painting. Places are in points of the page from its top left, spans in bytes of the text.
//! Holds: what is lit up on a page is what a span has: the words between two in reading order may stand elsewhere.

use crate::session::reading::pages::SheetWord;
use crate::text::span::ByteSpan;

/// How much nearer than a line above or below a word on the same line counts.
const ACROSS: f64 = 3.0;

/// The word nearest to a place; words that are not in the text are none.
pub(super) fn word_at(words: &[SheetWord], [x, y]: [f64; 2]) -> Option<&SheetWord> {
    let distance = |word: &SheetWord| {
        let [left, top, right, bottom] = word.bounds;
        let beside = (left - x).max(0.0) + (x - right).max(0.0);
        let beyond = (top - y).max(0.0) + (y - bottom).max(0.0);
        beside + ACROSS * beyond
    };
    let in_text = words.iter().filter(|word| !word.span.is_empty());
    in_text.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The span from one word to another, whichever comes first in the text.
pub(super) fn between(a: ByteSpan, b: ByteSpan) -> ByteSpan {
    ByteSpan::new(a.start().min(b.start()), a.end().max(b.end()))
}

/// Where the words of `run` stand, one box a line as far as they follow each other: left, top, right, bottom.
pub(super) fn boxes_of(words: &[SheetWord], run: ByteSpan) -> Vec<[f64; 4]> {
    let mut boxes: Vec<[f64; 4]> = Vec::new();
    for word in words.iter().filter(|word| !word.span.is_empty() && word.span.overlaps(run)) {
        match boxes.last_mut().filter(|last| is_next(last, &word.bounds)) {
            Some(last) => {
                let [left, top, right, bottom] = word.bounds;
                let [l, t, r, b] = *last;
                *last = [l.min(left), t.min(top), r.max(right), b.max(bottom)];
            }
            None => boxes.push(word.bounds),
        }
    }
    boxes
}

/// Whether a word goes on where a box ends: on its line, and not far away.
fn is_next([_, t, r, b]: &[f64; 4], [left, top, _, bottom]: &[f64; 4]) -> bool {
    let height = (b - t).max(bottom - top);
    let shared = b.min(*bottom) - t.max(*top);
    shared > height * 0.5 && (left - r).abs() < height * 1.5
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "The staff counts" on one line, "soldiers" on the next, a raised mark that is not in the text.
    fn words() -> Vec<SheetWord> {
        let word = |x: f64, y: f64, start: usize, end: usize| SheetWord {
            bounds: [x, y, x + 30.0, y + 10.0],
            span: ByteSpan::new(start, end),
        };
        vec![
            word(10.0, 10.0, 0, 3),
            word(43.0, 10.0, 4, 9),
            word(76.0, 10.0, 10, 16),
            word(106.0, 8.0, 16, 16),
            word(10.0, 24.0, 17, 25),
        ]
    }

    #[test]
    fn a_place_means_the_nearest_word_on_its_line() {
        let words = words();
        let at = |x, y| word_at(&words, [x, y]).map(|word| word.span.start());
        assert_eq!((at(50.0, 15.0), at(200.0, 15.0), at(0.0, 12.0)), (Some(4), Some(10), Some(0)));
        assert_eq!(at(60.0, 28.0), Some(17), "beside the last line's end, not the word above");
        assert_eq!(at(110.0, 12.0), Some(10), "a raised mark is no word of the text");
        assert_eq!(word_at(&[], [1.0, 1.0]), None);
    }

    #[test]
    fn a_run_is_boxed_line_by_line() {
        let words = words();
        let run = between(words[4].span, words[1].span);
        assert_eq!(run, ByteSpan::new(4, 25), "backwards as forwards");
        assert_eq!(boxes_of(&words, run), [[43.0, 10.0, 106.0, 20.0], [10.0, 24.0, 40.0, 34.0]]);
        assert!(boxes_of(&words, ByteSpan::new(30, 40)).is_empty());
    }
}
