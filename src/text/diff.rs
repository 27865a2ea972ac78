//! Word diffs: what a proposed fix takes out and puts in.
//!
//! Must not know: fixes, drafts.
//! Source of the algorithm: Myers (1986), by the `similar` crate over Unicode words.

use similar::{ChangeTag, TextDiff};

/// One run of a word diff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words in both.
    Same(String),
    /// Words only in the old text.
    Out(String),
    /// Words only in the new text.
    In(String),
}

/// The runs that turn `old` into `new`: neighbours of one kind joined, and changed words with nothing but white space
/// between them told as one change, what goes out first.
pub fn word_diff(old: &str, new: &str) -> Vec<Piece> {
    joined(changes(old, new))
}

/// Joins changes that only white space parts.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let mut rest = pieces.into_iter().peekable();
    while let Some(piece) = rest.next() {
        match piece {
            Piece::Out(words) => gone.push_str(&words),
            Piece::In(words) => come.push_str(&words),
            Piece::Same(space)
                if space.trim().is_empty() && !gone.is_empty() && !come.is_empty() && rest.peek().is_some() =>
            {
                gone.push_str(&space);
                come.push_str(&space);
            }
            Piece::Same(words) => {
                push_change(&mut out, &mut gone, &mut come);
                out.push(Piece::Same(words));
            }
        }
    }
    push_change(&mut out, &mut gone, &mut come);
    out
}

fn push_change(out: &mut Vec<Piece>, gone: &mut String, come: &mut String) {
    for (words, piece) in [(gone, Piece::Out as fn(String) -> Piece), (come, Piece::In)] {
        if !words.is_empty() {
            out.push(piece(std::mem::take(words)));
        }
    }
}

fn changes(old: &str, new: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for change in TextDiff::from_unicode_words(old, new).iter_all_changes() {
        let words = change.value();
        match (change.tag(), pieces.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(run)))
            | (ChangeTag::Delete, Some(Piece::Out(run)))
            | (ChangeTag::Insert, Some(Piece::In(run))) => run.push_str(words),
            (ChangeTag::Equal, _) => pieces.push(Piece::Same(words.to_owned())),
            (ChangeTag::Delete, _) => pieces.push(Piece::Out(words.to_owned())),
            (ChangeTag::Insert, _) => pieces.push(Piece::In(words.to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_changed_word_is_shown() {
        let diff = word_diff("more than 100,000 troops", "more than 90,000 troops");
        assert_eq!(
            diff,
            [
                Piece::Same("more than ".into()),
                Piece::Out("100,000".into()),
                Piece::In("90,000".into()),
                Piece::Same(" troops".into())
            ]
        );
    }

    #[test]
    fn words_changed_in_a_row_are_one_change() {
        let diff = word_diff("more than 100,000 troops", "an estimated 130,000 troops");
        let expected = [
            Piece::Out("more than 100,000".into()),
            Piece::In("an estimated 130,000".into()),
            Piece::Same(" troops".into()),
        ];
        assert_eq!(diff, expected);
    }

    #[test]
    fn both_sides_can_be_read_back() {
        let (old, new) = ("Feb. 10-21 drills", "the Feb. 10-20 exercises");
        let (mut a, mut b) = (String::new(), String::new());
        for piece in word_diff(old, new) {
            match piece {
                Piece::Same(words) => {
                    a.push_str(&words);
                    b.push_str(&words);
                }
                Piece::Out(words) => a.push_str(&words),
                Piece::In(words) => b.push_str(&words),
            }
        }
        assert_eq!((a.as_str(), b.as_str()), (old, new));
    }
}
