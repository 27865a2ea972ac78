//! Shows two drafts side by side, paragraph by paragraph, with only the words that really changed marked.
//!
//! In: two aligned drafts. Out: passages in the order of the new draft, vanished ones where they stood.
//! Must not know: claims, roles, how it is drawn.
//! Holds: every token of either draft is in exactly one piece; line breaks, spaces and the shape of quotation marks are
//! no change.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::compared::{Token, both, tokens_in};
use crate::text::diff::Piece;
use crate::text::reanchor::Realignment;
use crate::text::span::ByteSpan;

/// What became of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Its words are the same, where they were.
    Same,
    /// Its words are the same, elsewhere.
    Moved,
    /// Some of its words changed.
    Changed,
    /// The new draft has it, the old one had not.
    Added,
    /// The old draft had it, the new one has not.
    Removed,
}

/// A paragraph of either draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What became of it.
    pub fate: Fate,
    /// Where it stood in the old draft, in bytes.
    pub old: Option<ByteSpan>,
    /// Where it stands in the new draft, in bytes.
    pub new: Option<ByteSpan>,
    /// Its words, white space made single spaces.
    pub pieces: Vec<Piece>,
}

impl Realignment<'_> {
    /// Both drafts, passage by passage.
    pub fn passages(&self) -> Vec<Passage> {
        let (old_blocks, new_blocks) = (blocks(self.old.text), blocks(self.new.text));
        let old_tokens: Vec<_> = old_blocks.iter().map(|&block| tokens_in(&self.old.tokens, block)).collect();
        let mut out = Vec::new();
        let mut told = vec![false; self.old.tokens.len()];
        let mut shown = vec![false; old_blocks.len()];
        let mut next_old = 0;
        let has_partner = |range: &Range<usize>| range.clone().any(|old| self.alignment.forward(old).is_some());
        for &new in &new_blocks {
            let tokens = tokens_in(&self.new.tokens, new);
            let partner = self.partner(&tokens, &old_tokens);
            // What vanished stands where its neighbours now stand.
            if let Some(partner) = partner.filter(|&partner| partner >= next_old) {
                for at in next_old..partner {
                    self.vanished(at, &old_blocks, &old_tokens, &mut shown, &has_partner, &mut out);
                }
                next_old = partner + 1;
            }
            let mut line = Line::default();
            let mut is_moved = 0_usize;
            for new in tokens.clone() {
                let Some(token) = self.new.tokens.get(new) else { continue };
                match self.alignment.backward(new) {
                    Some(old) => {
                        is_moved += usize::from(!self.alignment.in_order(old, new));
                        let block = old_tokens.partition_point(|block| block.end <= old);
                        let block = old_tokens.get(block).or_else(|| old_tokens.last());
                        for gone in self.unpaired_before(old, block) {
                            self.take_out(gone, &mut told, &mut line);
                        }
                        line.same(self.new.text, token);
                        for gone in self.unpaired_after(old, block) {
                            self.take_out(gone, &mut told, &mut line);
                        }
                    }
                    None => line.come(self.new.text, token),
                }
            }
            let pieces = line.done();
            let fate = match (partner, pieces.as_slice()) {
                (None, _) => Fate::Added,
                (Some(_), [Piece::Same(_)] | []) if is_moved * 2 > tokens.len() => Fate::Moved,
                (Some(_), [Piece::Same(_)] | []) => Fate::Same,
                (Some(_), _) => Fate::Changed,
            };
            let old = partner.and_then(|partner| old_blocks.get(partner).copied());
            out.push(Passage { fate, old, new: Some(new), pieces });
        }
        for at in 0..old_blocks.len() {
            self.vanished(at, &old_blocks, &old_tokens, &mut shown, &has_partner, &mut out);
        }
        out
    }

    /// The old block that most of a new block's tokens come from.
    fn partner(&self, tokens: &Range<usize>, old: &[Range<usize>]) -> Option<usize> {
        let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
        for new in tokens.clone() {
            if let Some(from) = self.alignment.backward(new) {
                *counts.entry(old.partition_point(|block| block.end <= from)).or_default() += 1;
            }
        }
        counts.into_iter().max_by_key(|&(block, count)| (count, usize::MAX - block)).map(|(block, _)| block)
    }

    /// Tells of an old block of which nothing is left.
    fn vanished(
        &self,
        at: usize,
        blocks: &[ByteSpan],
        tokens: &[Range<usize>],
        shown: &mut [bool],
        has_partner: &dyn Fn(&Range<usize>) -> bool,
        out: &mut Vec<Passage>,
    ) {
        let (Some(&old), Some(range), Some(shown)) = (blocks.get(at), tokens.get(at), shown.get_mut(at)) else {
            return;
        };
        if std::mem::replace(shown, true) || has_partner(range) {
            return;
        }
        let mut line = Line::default();
        for token in self.old.tokens.get(range.clone()).unwrap_or_default() {
            line.gone(self.old.text, token);
        }
        out.push(Passage { fate: Fate::Removed, old: Some(old), new: None, pieces: line.done() });
    }

    fn take_out(&self, gone: usize, told: &mut [bool], line: &mut Line) {
        let (Some(told), Some(token)) = (told.get_mut(gone), self.old.tokens.get(gone)) else { return };
        if !std::mem::replace(told, true) {
            line.gone(self.old.text, token);
        }
    }

    /// The unpaired old tokens that stand before `old` at the beginning of its `block`.
    fn unpaired_before(&self, old: usize, block: Option<&Range<usize>>) -> Range<usize> {
        let start = block.map_or(old, |block| block.start);
        if (start..old).all(|at| self.alignment.forward(at).is_none()) { start..old } else { old..old }
    }

    /// The unpaired old tokens that follow `old` in its `block`.
    fn unpaired_after(&self, old: usize, block: Option<&Range<usize>>) -> Range<usize> {
        let end = block.map_or(old + 1, |block| block.end);
        let stop = (old + 1..end).find(|&at| self.alignment.forward(at).is_some()).unwrap_or(end);
        old + 1..stop
    }
}

/// The diff of two short texts in which only changed words are changes: line breaks and the shape of quotation marks
/// are none.
pub fn real_word_diff(old: &str, new: &str) -> Vec<Piece> {
    let (old_tokens, new_tokens, _) = both(old, new);
    let ids = |tokens: &[Token]| tokens.iter().map(|token| token.id).collect::<Vec<_>>();
    let mut line = Line::default();
    for op in capture_diff_slices(Algorithm::Myers, &ids(&old_tokens), &ids(&new_tokens)) {
        let gone = old_tokens.get(op.old_range()).unwrap_or_default();
        let come = new_tokens.get(op.new_range()).unwrap_or_default();
        if matches!(op, DiffOp::Equal { .. }) {
            for token in come {
                line.same(new, token);
            }
        } else {
            for token in gone {
                line.gone(old, token);
            }
            for token in come {
                line.come(new, token);
            }
        }
    }
    line.done()
}

/// Pieces as they are gathered: what is gone and what has come between two unchanged words are one change.
#[derive(Default)]
struct Line {
    pieces: Vec<Piece>,
    gone: String,
    come: String,
}

impl Line {
    fn same(&mut self, text: &str, token: &Token) {
        self.change();
        if let Some(Piece::Same(run)) = self.pieces.last_mut() {
            push(run, text, token);
            return;
        }
        let mut run = String::new();
        push(&mut run, text, token);
        self.pieces.push(Piece::Same(run));
    }

    fn gone(&mut self, text: &str, token: &Token) {
        push(&mut self.gone, text, token);
    }

    fn come(&mut self, text: &str, token: &Token) {
        push(&mut self.come, text, token);
    }

    fn change(&mut self) {
        for (words, piece) in [(&mut self.gone, Piece::Out as fn(String) -> Piece), (&mut self.come, Piece::In)] {
            if !words.is_empty() {
                self.pieces.push(piece(std::mem::take(words)));
            }
        }
    }

    fn done(mut self) -> Vec<Piece> {
        self.change();
        for piece in self.pieces.iter_mut().rev() {
            let (Piece::Same(run) | Piece::Out(run) | Piece::In(run)) = &mut *piece;
            run.truncate(run.trim_end().len());
            if !matches!(piece, Piece::In(_)) {
                break;
            }
        }
        self.pieces
    }
}

/// Adds a token with the white space that follows it, as one space.
fn push(run: &mut String, text: &str, token: &Token) {
    let words = token.span.of(text).unwrap_or_default();
    if words.contains('\n') {
        // A word that a line's end cut reads as one.
        run.extend(words.split(char::is_whitespace).map(|part| part.trim_end_matches(['-', '\u{ad}', '\u{2010}'])));
    } else {
        run.push_str(words);
    }
    if text.get(token.span.end()..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
        run.push(' ');
    }
}

/// The pieces between blank lines that hold anything.
fn blocks(text: &str) -> Vec<ByteSpan> {
    let mut at = 0;
    let mut out = Vec::new();
    for piece in text.split("\n\n") {
        if !piece.trim().is_empty() {
            out.push(ByteSpan::new(at, at + piece.len()));
        }
        at += piece.len() + 2;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(old: &str, new: &str) -> Vec<Fate> {
        Realignment::new(old, new).passages().into_iter().map(|passage| passage.fate).collect()
    }

    const FIRST: &str = "The ministers met in the capital on Tuesday to speak about grain.";
    const SECOND: &str = "About 30,000 soldiers have come to the border since the drills began.";
    const THIRD: &str = "Nobody expects an agreement before the winter is over, officials said.";

    #[test]
    fn passages_tell_what_became_of_each_paragraph() {
        let old = [FIRST, SECOND, THIRD].join("\n\n");
        let changed = SECOND.replace("30,000", "40,000");
        assert_eq!(fates(&old, &old), [Fate::Same; 3]);
        assert_eq!(
            fates(&old, &[FIRST, &changed, "Something quite new.", THIRD].join("\n\n")),
            [Fate::Same, Fate::Changed, Fate::Added, Fate::Same]
        );
        assert_eq!(fates(&old, &[FIRST, THIRD].join("\n\n")), [Fate::Same, Fate::Removed, Fate::Same]);
        assert_eq!(fates(&old, &[SECOND, THIRD, FIRST].join("\n\n")), [Fate::Same, Fate::Same, Fate::Moved]);
    }

    #[test]
    fn a_layout_proof_shows_only_real_changes() {
        let old = [FIRST, SECOND].join("\n\n");
        let proof = "The ministers met in the capi-\ntal on Tuesday to\nspeak about  grain.\n\nAbout 40,000 soldiers have come to the\n\
                     border since the drills be-\ngan.";
        let passages = Realignment::new(&old, proof).passages();
        assert_eq!(passages[0].pieces, [Piece::Same(FIRST.into())]);
        let expected = [
            Piece::Same("About ".into()),
            Piece::Out("30,000 ".into()),
            Piece::In("40,000 ".into()),
            Piece::Same("soldiers have come to the border since the drills began.".into()),
        ];
        assert_eq!(passages[1].pieces, expected);
    }

    #[test]
    fn words_are_compared_and_not_their_print() {
        assert_eq!(real_word_diff("“no\nway”", "\"no way\""), [Piece::Same("\"no way\"".into())]);
        let expected = [Piece::Same("more than ".into()), Piece::Out("100,000".into()), Piece::In("90,000".into())];
        assert_eq!(real_word_diff("more than 100,000", "more than 90,000"), expected);
    }
}
