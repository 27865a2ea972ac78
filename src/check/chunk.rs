//! Cuts bare words into pieces of about one fact each: what "next bare words" selects.
//!
//! In: a block's text and its bare runs. Out: one span. Must not know: claims, caret.
//! Rule: a piece ends at punctuation that parts clauses, before a word that opens a new clause once it has three
//! words, and at nine words. Quotation marks, currency signs and "%" at its ends belong to it.
//! Limits: English clause words; elsewhere only punctuation and length cut.

use crate::model::article::Block;
use crate::text::span::ByteSpan;

/// Words that open a clause or phrase of its own.
const OPENERS: [&str; 40] = [
    "after",
    "against",
    "ahead",
    "although",
    "amid",
    "among",
    "and",
    "as",
    "at",
    "because",
    "before",
    "between",
    "but",
    "by",
    "during",
    "for",
    "from",
    "if",
    "in",
    "including",
    "into",
    "of",
    "on",
    "or",
    "over",
    "since",
    "that",
    "though",
    "through",
    "to",
    "under",
    "until",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whose",
    "with",
    "without",
];
/// A piece shorter than this does not end at an opener.
const FEW_WORDS: usize = 3;
/// A piece never has more words than this.
const MOST_WORDS: usize = 9;

/// The first piece of bare words in `block` that begins at or after byte `from`.
///
/// `bare` are the block's bare runs in text order; `text` is the draft's whole text.
pub fn next_bare(text: &str, block: &Block, bare: &[ByteSpan], from: usize) -> Option<ByteSpan> {
    let run = bare.iter().find(|run| run.end() > from)?;
    let words: Vec<ByteSpan> =
        block.words.iter().copied().filter(|word| run.covers(*word) && word.start() >= from).collect();
    let (&first, rest) = words.split_first()?;
    let mut piece = first;
    let gap_between = |a: ByteSpan, b: ByteSpan| ByteSpan::new(a.end(), b.start()).of(text).unwrap_or_default();
    for (at, &word) in rest.iter().enumerate() {
        let count = at + 1;
        // An opener needs words of its own: "drawn in, she said" does not part before "in".
        let leads_on = rest.get(at + 1).is_some_and(|&next| !parts_clauses(gap_between(word, next)));
        let opener = leads_on && word.of(text).is_some_and(|word| OPENERS.contains(&word.to_lowercase().as_str()));
        if count >= MOST_WORDS || parts_clauses(gap_between(piece, word)) || (count >= FEW_WORDS && opener) {
            break;
        }
        piece = piece.union(word);
    }
    Some(with_signs(text, block.span, piece))
}

/// The last piece of bare words in `block` that ends at or before byte `to`.
pub fn previous_bare(text: &str, block: &Block, bare: &[ByteSpan], to: usize) -> Option<ByteSpan> {
    let mut from = block.span.start();
    let mut last = None;
    while let Some(piece) = next_bare(text, block, bare, from) {
        if piece.end() > to {
            break;
        }
        last = Some(piece);
        from = piece.end();
    }
    last
}

/// Whether the signs between two words part them: more than a space, a hyphen, an apostrophe or a currency sign.
fn parts_clauses(gap: &str) -> bool {
    let inside_number = gap == "." || gap == "," || gap == "/";
    !inside_number && gap.contains([',', ';', ':', '!', '?', '—', '–', '(', ')', '"', '“', '”', '«', '»', '\n'])
        || gap.starts_with(". ") && !gap.trim_start_matches(". ").is_empty()
        || gap.contains(". ")
}

fn with_signs(text: &str, block: ByteSpan, piece: ByteSpan) -> ByteSpan {
    let before = ByteSpan::new(block.start(), piece.start()).of(text).unwrap_or_default();
    let after = ByteSpan::new(piece.end(), block.end()).of(text).unwrap_or_default();
    let opening = ['"', '“', '‘', '„', '«', '$', '€', '£'];
    let left: usize = before.chars().rev().take_while(|c| opening.contains(c)).map(char::len_utf8).sum();
    // A closing mark belongs to the piece only with the sign before it: `war,”` and `war.”`.
    let signs: String =
        after.chars().take_while(|c| ['%', '+', ',', '.', '!', '?', '"', '”', '»'].contains(c)).collect();
    let right = signs
        .rfind(['%', '+', '"', '”', '»'])
        .map_or(0, |at| at + signs.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
    ByteSpan::new(piece.start() - left, piece.end() + right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Draft;

    fn pieces(text: &str) -> Vec<String> {
        let draft = Draft::new(text, &[]);
        let block = &draft.blocks()[0];
        let bare = crate::check::coverage::bare_runs(block, &[], &[]);
        let (mut at, mut out) = (0, Vec::new());
        while let Some(piece) = next_bare(text, block, &bare, at) {
            out.push(piece.of(text).unwrap_or_default().to_owned());
            at = piece.end();
        }
        out
    }

    #[test]
    fn pieces_are_about_one_fact_each() {
        assert_eq!(
            pieces(
                "Western governments say more than 100,000 troops now stand along the frontier, and a senior officer put the figure at $1.2 billion."
            ),
            [
                "Western governments say more than 100,000 troops now stand",
                "along the frontier",
                "and a senior officer put the figure",
                "at $1.2 billion"
            ]
        );
    }

    #[test]
    fn quotation_marks_stay_with_their_words() {
        assert_eq!(
            pieces("“We will not be drawn in,” she said. “Never.”"),
            ["“We will not be drawn in,”", "she said", "“Never.”"]
        );
    }

    #[test]
    fn every_word_comes_up_once() {
        let text = "The U.S.-led talks in Feb. 10-20 (two of them) cost 4.5% more; nobody, he said, paid.";
        let joined = pieces(text).join(" ");
        assert_eq!(crate::text::words::count_words(&joined), crate::text::words::count_words(text), "{joined}");
    }

    #[test]
    fn going_back_finds_the_piece_before() {
        let text = "One fact here, another fact there.";
        let draft = Draft::new(text, &[]);
        let block = &draft.blocks()[0];
        let bare = crate::check::coverage::bare_runs(block, &[], &[]);
        let second = next_bare(text, block, &bare, 14).expect("a second piece");
        assert_eq!(second.of(text), Some("another fact there"));
        assert_eq!(previous_bare(text, block, &bare, second.start()).and_then(|p| p.of(text)), Some("One fact here"));
        assert_eq!(previous_bare(text, block, &bare, 0), None);
    }
}
