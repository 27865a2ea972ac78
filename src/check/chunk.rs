//! Cuts bare words into pieces of about one fact each: what "next bare words" selects.
//!
//! In: a block's text and its bare runs. Out: one span. Must not know: claims, caret.
//! Rule: a piece ends at punctuation that parts clauses, before a word that opens a new clause once it has three
//! words, and at nine words. It does not begin with a word that only joins ("and", "which"), and is never made of
//! little words alone: those are left for [`little_runs`]. Quotation marks, currency signs and "%" belong to it.
//! Limits: English clause words; elsewhere only punctuation and length cut.

use crate::model::article::Block;
use crate::text::span::ByteSpan;
use crate::text::words::period_shortens;

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
/// Words that only join; a piece begins after them.
const JOINERS: [&str; 12] =
    ["and", "as", "but", "if", "or", "that", "though", "when", "where", "which", "while", "who"];
/// Words that tell nothing by themselves. Negations and "only" are none of them.
const LITTLE: [&str; 34] = [
    "a", "an", "are", "be", "been", "being", "did", "do", "does", "had", "has", "have", "he", "her", "him", "his",
    "is", "it", "its", "itself", "she", "so", "than", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "was", "were",
];
/// A piece shorter than this does not end at an opener.
const FEW_WORDS: usize = 3;
/// A piece never has more words than this.
const MOST_WORDS: usize = 9;

/// The first piece of bare words in `block` that begins at or after byte `from`.
///
/// `bare` are the block's bare runs in text order; `text` is the draft's whole text.
pub fn next_bare(text: &str, block: &Block, bare: &[ByteSpan], from: usize) -> Option<ByteSpan> {
    let runs = bare.iter().filter(|run| run.end() > from);
    runs.into_iter().find_map(|run| {
        let words = block.words.iter().copied().filter(|word| run.covers(*word) && word.start() >= from);
        let mut words: Vec<ByteSpan> = words.collect();
        while let Some(piece) = first_piece(text, &words) {
            if !is_little(text, block, piece) {
                return Some(with_signs(text, block.span, piece));
            }
            words.retain(|word| word.start() >= piece.end());
        }
        None
    })
}

/// The bare runs of `block` that are made of little words alone: what is left when every piece was dealt with.
pub fn little_runs(text: &str, block: &Block, bare: &[ByteSpan]) -> Vec<ByteSpan> {
    bare.iter().copied().filter(|run| is_little(text, block, *run)).collect()
}

/// Whether `span` holds no word that tells anything by itself.
fn is_little(text: &str, block: &Block, span: ByteSpan) -> bool {
    let little = |word: &ByteSpan| word.of(text).is_some_and(|word| is_one_of(word, &[&LITTLE, &JOINERS, &OPENERS]));
    block.words.iter().filter(|word| span.covers(**word)).all(little)
}

fn is_one_of(word: &str, lists: &[&[&str]]) -> bool {
    let word = word.to_lowercase();
    lists.iter().any(|list| list.contains(&word.as_str()))
}

/// The first piece of neighbouring bare words, without its signs.
fn first_piece(text: &str, words: &[ByteSpan]) -> Option<ByteSpan> {
    let joins = |word: &&ByteSpan| word.of(text).is_some_and(|word| is_one_of(word, &[&JOINERS]));
    let skipped = words.iter().take_while(joins).count();
    let (&first, rest) = words.get(skipped..).and_then(<[_]>::split_first).or_else(|| words.split_first())?;
    if let Some(quote) = quotation(text, first, rest) {
        return Some(quote);
    }
    let (mut piece, mut last) = (first, first);
    for (at, &word) in rest.iter().enumerate() {
        let count = at + 1;
        // An opener needs words of its own: "drawn in, she said" does not part before "in".
        let leads_on = rest.get(at + 1).is_some_and(|&next| !parts_clauses(text, word, next));
        let opener = leads_on && word.of(text).is_some_and(|word| is_one_of(word, &[&OPENERS]));
        if count >= MOST_WORDS || parts_clauses(text, last, word) || (count >= FEW_WORDS && opener) {
            break;
        }
        piece = piece.union(word);
        last = word;
    }
    Some(piece)
}

/// The words from `first` to the closing mark, when an opening quotation mark stands before `first` and the closing
/// one stands after no more than a sentence or two of `rest`.
fn quotation(text: &str, first: ByteSpan, rest: &[ByteSpan]) -> Option<ByteSpan> {
    const MOST_QUOTED: usize = 40;
    let before = text.get(..first.start())?;
    let close = match before.chars().next_back()? {
        '“' => '”',
        '"' => '"',
        '«' => '»',
        _ => return None,
    };
    let words = std::iter::once(&first).chain(rest).take(MOST_QUOTED);
    let ends = words.clone().skip(1).map(|word| word.start()).chain([text.len()]);
    for (word, next) in words.zip(ends) {
        let after = text.get(word.end()..next)?;
        if after.chars().take_while(|c| !c.is_whitespace()).any(|c| c == close) {
            return Some(first.union(*word));
        }
    }
    None
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

/// Whether the signs between two neighbouring words part them: more than a space, a hyphen, an apostrophe or a currency
/// sign. The period of an abbreviation does not.
fn parts_clauses(text: &str, before: ByteSpan, after: ByteSpan) -> bool {
    let gap = ByteSpan::new(before.end(), after.start()).of(text).unwrap_or_default();
    if gap == ". " {
        let next = after.of(text).unwrap_or_default();
        let up_to = ByteSpan::new(0, before.end() + 1).of(text).unwrap_or_default();
        return !next.starts_with(char::is_lowercase) && !period_shortens(up_to, next);
    }
    let inside_number = [".", ",", "/"].contains(&gap);
    let parting = [',', ';', ':', '!', '?', '—', '–', '(', ')', '"', '“', '”', '«', '»', '\n'];
    gap.contains(". ") || (!inside_number && gap.contains(parting))
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
                "a senior officer put the figure",
                "at $1.2 billion"
            ]
        );
    }

    #[test]
    fn the_period_of_an_abbreviation_parts_nothing() {
        assert_eq!(
            pieces("Drills of Feb. 10-20 end. The U.S. reply came."),
            ["Drills of Feb. 10-20 end", "The U.S. reply came"]
        );
    }

    #[test]
    fn quotation_marks_stay_with_their_words() {
        assert_eq!(
            pieces("“We will not be drawn in,” she said. “Never.”"),
            ["“We will not be drawn in,”", "she said", "“Never.”"]
        );
        assert_eq!(
            pieces("\"A letter on the terms of a new treaty has been drafted for the talks,\" he said of it."),
            ["\"A letter on the terms of a new treaty has been drafted for the talks,\"", "he said of it"],
            "a quotation is one piece however long"
        );
    }

    #[test]
    fn every_word_that_tells_something_comes_up_once() {
        let text = "The U.S.-led talks in Feb. 10-20 (two of them) cost 4.5% more; nobody, he said, paid.";
        let joined = pieces(text).join(" ");
        assert_eq!(crate::text::words::count_words(&joined), crate::text::words::count_words(text), "{joined}");
    }

    #[test]
    fn little_words_are_left_for_the_end() {
        let text = "Six hours and it ended; not so, and was.";
        assert_eq!(pieces(text), ["Six hours and it ended", "not so"], "a negation tells something");
        let draft = Draft::new(text, &[]);
        let block = &draft.blocks()[0];
        let runs = [ByteSpan::new(10, 13), ByteSpan::new(14, 22), ByteSpan::new(32, 39)];
        let little: Vec<_> = little_runs(text, block, &runs).into_iter().filter_map(|run| run.of(text)).collect();
        assert_eq!(little, ["and", "and was"]);
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
