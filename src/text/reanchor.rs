//! Finds the words of an old draft again in a new one, and says how sure that is.
//!
//! In: both texts, once; then any number of quotes. Out: for each an outcome and a place in the new text.
//! The place is looked for where the drafts' alignment puts it; only what is not there is searched elsewhere.
//! Must not know: claims, reviews, what follows from an outcome.
//! Holds: *kept* and *moved* mean the same words, at a place that nothing else rivals; a place is on grapheme boundaries;
//! words that stood twice and stand once are not both found there; the same input gets the same answer.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::align::Alignment;
use crate::text::compared::{self, Token, Vocabulary, both, tokens_in};
use crate::text::indexed::Side;
use crate::text::meaning::matters;
use crate::text::seek::{Candidate, LEAD, Wanted, is_like, overlap};
use crate::text::span::{ByteSpan, snap};

/// Words that are enough to be known by themselves; fewer need their surroundings.
const TELLING: usize = 5;

/// What became of words in a new draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The same words, where they stood.
    Kept,
    /// The same words, elsewhere.
    Moved,
    /// Like words, or a place that is not sure: a person must look.
    Confirm,
    /// A digit, a negation, a name or quoted words changed: the claim must be checked again.
    Recheck,
    /// Not there.
    Lost,
}

impl Outcome {
    /// Every outcome, the surest first.
    pub const ALL: [Self; 5] = [Self::Kept, Self::Moved, Self::Confirm, Self::Recheck, Self::Lost];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Confirm => "confirm",
            Self::Recheck => "recheck",
            Self::Lost => "lost",
        }
    }

    /// Whether nobody has to look.
    pub fn is_sure(self) -> bool {
        matches!(self, Self::Kept | Self::Moved)
    }
}

/// Words to be found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote<'a> {
    /// The words themselves.
    pub exact: &'a str,
    /// What stood just before them.
    pub prefix: &'a str,
    /// What stood just after them.
    pub suffix: &'a str,
    /// Where they stood in the old text, in bytes, if that is known.
    pub place: Option<ByteSpan>,
}

/// What became of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How sure it is.
    pub outcome: Outcome,
    /// Where it is in the new text, in bytes; `None` only when lost.
    pub place: Option<ByteSpan>,
}

/// A text as it reads: line breaks, hyphens at their ends and the shape of quotation marks make no difference.
pub fn reading(text: &str) -> String {
    compared::reading(text)
}

const LOST: Answer = Answer { outcome: Outcome::Lost, place: None };

/// Two drafts, aligned.
#[derive(Clone, Debug)]
pub struct Realignment<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    pub(super) vocabulary: Vocabulary,
    pub(super) alignment: Alignment,
}

impl<'a> Realignment<'a> {
    /// Aligns two drafts; asking about quotes is cheap afterwards.
    pub fn new(old: &'a str, new: &'a str) -> Self {
        let (old_tokens, new_tokens, vocabulary) = both(old, new);
        let (old, new) = (Side::new(old, old_tokens, &vocabulary), Side::new(new, new_tokens, &vocabulary));
        let alignment = Alignment::new(&old.ids, &new.ids, &|id| vocabulary.is_word(id));
        Self { old, new, vocabulary, alignment }
    }

    /// What became of `quote`.
    pub fn find(&self, quote: &Quote<'_>) -> Answer {
        let place = self.old_place(quote);
        if let Some(place) = place.filter(|_| self.old.text == self.new.text) {
            return Answer { outcome: Outcome::Kept, place: Some(snap(self.new.text, place)) };
        }
        let wanted = self.wanted(quote, place);
        if wanted.ids.is_empty() {
            return LOST;
        }
        let exact = self.new.places_of(&wanted.ids).into_iter().map(|start| start..start + wanted.ids.len());
        let mut candidates: Vec<Candidate> = exact
            .filter(|window| !self.is_taken(&wanted, window))
            .map(|window| self.candidate(&wanted, window, false))
            .collect();
        if let Some(mapped) = self.mapped(&wanted) {
            // The same words beat like words in nearly the same place.
            match candidates.iter_mut().find(|exact| overlap(&exact.window, &mapped.window)) {
                Some(exact) => exact.is_mapped = true,
                None => candidates.push(mapped),
            }
        }
        candidates.retain(|one| !self.is_taken(&wanted, &one.window) && is_like(one));
        if candidates.is_empty() {
            candidates.extend(self.sought(&wanted));
        }
        candidates.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.window.start.cmp(&b.window.start)));
        let Some(best) = candidates.first() else { return LOST };
        let mut rivals = candidates.iter().skip(1).filter(|other| !overlap(&other.window, &best.window));
        let leads = rivals.all(|rival| best.outdoes(rival));
        let outcome = if best.is_exact() {
            if leads && self.is_sure(&wanted, best) { self.sure_outcome(&wanted, best) } else { Outcome::Confirm }
        } else if self.must_recheck(&wanted, &best.window) {
            Outcome::Recheck
        } else {
            Outcome::Confirm
        };
        Answer { outcome, place: self.span(quote, place, &wanted, best) }
    }

    /// The runs of the new text that are unchanged words of `span`, in the order of the old text.
    ///
    /// What the two drafts share by chance in the midst of changed words is not among them.
    pub fn unchanged(&self, span: ByteSpan) -> Vec<ByteSpan> {
        let mut runs: Vec<(usize, usize, bool)> = Vec::new(); // first and last new token, and whether a word is in it
        for old in tokens_in(&self.old.tokens, span) {
            let Some(new) = self.alignment.forward(old) else { continue };
            let is_word = self.new.ids.get(new).is_some_and(|&id| self.vocabulary.is_word(id));
            match runs.last_mut() {
                Some((_, last, has_word)) if *last + 1 == new => {
                    *last = new;
                    *has_word |= is_word;
                }
                _ => runs.push((new, new, is_word)),
            }
        }
        let bytes =
            |first: usize, last: usize| Some(self.new.tokens.get(first)?.span.union(self.new.tokens.get(last)?.span));
        runs.into_iter().filter(|run| run.2).filter_map(|(first, last, _)| bytes(first, last)).collect()
    }

    /// Where the quote stood in the old text: at its place if its words are there, else where they are for sure.
    fn old_place(&self, quote: &Quote<'_>) -> Option<ByteSpan> {
        let text = self.old.text;
        crate::text::anchor::resolve(text, quote.exact, quote.prefix, quote.suffix, quote.place)
    }

    /// Whether there is enough evidence for an exact place.
    fn is_sure(&self, wanted: &Wanted, best: &Candidate) -> bool {
        if let Some(at) = &wanted.at {
            // Words that stood twice: the other one must not fit here as well.
            let rivals = self.old.places_of(&wanted.ids);
            let own = best.context();
            for start in rivals.into_iter().filter(|start| *start != at.start) {
                let is_elsewhere = self.alignment.forward(start).is_some_and(|to| !best.window.contains(&to));
                let (left, right) = self.context(&self.other(start, wanted), &best.window);
                if !is_elsewhere && f64::midpoint(left, right) + LEAD > own {
                    return false;
                }
            }
        }
        if wanted.n_words >= TELLING {
            best.is_mapped || best.context() >= 0.1 || wanted.n_words >= 8
        } else {
            best.context() >= 0.45
        }
    }

    fn sure_outcome(&self, wanted: &Wanted, best: &Candidate) -> Outcome {
        let in_order = wanted.at.as_ref().is_none_or(|at| {
            let paired = at.clone().find_map(|old| {
                self.alignment.forward(old).filter(|new| best.window.contains(new)).map(|new| (old, new))
            });
            let (old, new) = paired.unwrap_or((at.start, best.window.start));
            self.alignment.in_order(old, new)
        });
        if in_order { Outcome::Kept } else { Outcome::Moved }
    }

    /// Whether a changed digit, negation, name or quoted word is among the changes.
    fn must_recheck(&self, wanted: &Wanted, window: &Range<usize>) -> bool {
        let (Some(ids), Some(tokens)) = (self.new.ids.get(window.clone()), self.new.tokens.get(window.clone())) else {
            return true;
        };
        capture_diff_slices(Algorithm::Myers, &wanted.ids, ids).into_iter().any(|op| {
            if matches!(op, DiffOp::Equal { .. }) {
                return false;
            }
            let gone = wanted.tokens.get(op.old_range()).unwrap_or_default();
            let come = tokens.get(op.new_range()).unwrap_or_default();
            matters(gone, come, &self.vocabulary)
        })
    }

    /// The bytes of a window, with the quote's own edges where they are the same.
    fn span(&self, quote: &Quote<'_>, place: Option<ByteSpan>, wanted: &Wanted, best: &Candidate) -> Option<ByteSpan> {
        let tokens = self.new.tokens.get(best.window.clone())?;
        let (first, last) = (tokens.first()?, tokens.last()?);
        let mut span = first.span.union(last.span);
        if let (Some(place), Some(old_first), Some(old_last)) = (place, wanted.tokens.first(), wanted.tokens.last()) {
            let text = self.new.text;
            let same = |old: &Token, new: &Token| old.span.of(self.old.text) == new.span.of(text);
            let mut start = span.start();
            if place.start() > old_first.span.start() && same(old_first, first) {
                start += place.start() - old_first.span.start();
            } else if let Some(lead) =
                old_first.span.start().checked_sub(place.start()).and_then(|n| quote.exact.get(..n))
                && text.get(..start).is_some_and(|before| before.ends_with(lead))
            {
                start -= lead.len();
            }
            let mut end = span.end();
            if place.end() < old_last.span.end() && same(old_last, last) {
                end -= old_last.span.end() - place.end();
            } else if let Some(trail) =
                place.end().checked_sub(old_last.span.end()).and_then(|n| quote.exact.get(quote.exact.len() - n..))
                && text.get(end..).is_some_and(|after| after.starts_with(trail))
            {
                end += trail.len();
            }
            span = ByteSpan::new(start, end);
        }
        Some(snap(self.new.text, span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::anchor::context;

    /// What became of the words between ⟦ and ⟧, and the words at the place that was found.
    fn became(marked: &str, new: &str) -> (Outcome, String) {
        let (before, rest) = marked.split_once('⟦').expect("the words are marked");
        let (words, after) = rest.split_once('⟧').expect("the words are marked");
        let old = [before, words, after].concat();
        let span = ByteSpan::new(before.len(), before.len() + words.len());
        let (prefix, suffix) = context(&old, span);
        let realignment = Realignment::new(&old, new);
        let known = realignment.find(&Quote { exact: words, prefix, suffix, place: Some(span) });
        let unknown = realignment.find(&Quote { exact: words, prefix, suffix, place: None });
        assert_eq!(known, unknown, "the old place is found by words and context");
        let place = known.place.map(|place| place.of(new).expect("a place lies in the text").to_owned());
        assert_eq!(place.is_none(), known.outcome == Outcome::Lost, "only the lost have no place");
        (known.outcome, place.unwrap_or_default())
    }

    fn check(marked: &str, new: &str, outcome: Outcome, words: &str) {
        assert_eq!(became(marked, new), (outcome, words.to_owned()), "{marked:?} in {new:?}");
    }

    const OLD: &str = "The ministers met in the capital on Tuesday.\n\nMore than ⟦30,000 soldiers⟧ have come to the border \
        since the drills began.\n\nNobody expects an agreement before the winter is over.";

    #[test]
    fn the_same_words_in_their_place_are_kept() {
        let new = "In short.\n\nThe ministers met in the capital on Tuesday.\n\nMore than 30,000 soldiers have come to the \
            border since the drills began.\n\nNobody expects an agreement before the winter is over.";
        check(OLD, new, Outcome::Kept, "30,000 soldiers");
        let proof = "The ministers met in the capi-\ntal on Tuesday.\n\nMore than 30,000 sol-\ndiers have  come to\nthe border \
            since the drills began.";
        check(OLD, proof, Outcome::Kept, "30,000 sol-\ndiers");
        check(
            "He said ⟦“it won’t do”⟧ and left the room.",
            "He said \"it won't do\" and left the room.",
            Outcome::Kept,
            "\"it won't do\"",
        );
    }

    #[test]
    fn a_moved_paragraph_is_moved() {
        let old = "The ministers met in the capital on Tuesday to speak about grain and the harbours of the south.\n\n\
            More than ⟦30,000 soldiers have come to the border⟧ since the drills began.\n\nNobody expects an agreement.";
        let new = "More than 30,000 soldiers have come to the border since the drills began.\n\nThe ministers met in the \
            capital on Tuesday to speak about grain and the harbours of the south.\n\nNobody expects an agreement.";
        check(old, new, Outcome::Moved, "30,000 soldiers have come to the border");
    }

    #[test]
    fn like_words_are_asked_about() {
        let new = "More than 30,000 troops have come to the border since the drills began.";
        check(
            OLD,
            &["The ministers met in the capital on Tuesday.", new].join("\n\n"),
            Outcome::Confirm,
            "30,000 troops",
        );
    }

    #[test]
    fn what_changes_the_meaning_is_checked_again() {
        let around = |words: &str| format!("The ministers met on Tuesday. {words} They will meet again in spring.");
        let marked = |words: &str| around(&format!("⟦{words}⟧"));
        for (old, new) in [
            ("About 100 ships passed the strait.", "About 250 ships passed the strait."),
            ("Two of the ships have sunk.", "Three of the ships have sunk."),
            ("The ministry will pay for it.", "The ministry will not pay for it."),
            ("It is likely to pass the house.", "It is unlikely to pass the house."),
            ("They spoke with Ana Brekke about it.", "They spoke with Ana Bakke about it."),
            ("He called it “a great day” for all.", "He called it “a good day” for all."),
            ("He called it a great day for all.", "He called it “a great day” for all."),
            ("It cost $30 per head that day.", "It cost €30 per head that day."),
        ] {
            check(&marked(old), &around(new), Outcome::Recheck, new);
        }
        check("It was ⟦100⟧ in all that year.", "It was 250 in all that year.", Outcome::Recheck, "250");
    }

    #[test]
    fn words_that_are_gone_are_lost() {
        let new =
            "The ministers met in the capital on Tuesday.\n\nNobody expects an agreement before the winter is over.";
        check(OLD, new, Outcome::Lost, "");
        let other = "The ministers met in the capital on Tuesday.\n\nA spokesman had no comment.\n\nNobody expects an \
            agreement before the winter is over. Elsewhere, some 30,000 soldiers were sent home.";
        assert!(!became(OLD, other).0.is_sure(), "the same words of another sentence are not these");
    }

    #[test]
    fn a_twin_is_not_taken_for_what_is_gone() {
        let old = "First, the minister said that grain would be sold. It was a long day.\n\n⟦The minister said that grain would \
            be sold.⟧ Few believed it then.\n\nThe minister said that grain would be sold. The harbour was quiet.";
        let new = "First, the minister said that grain would be sold. It was a long day.\n\nFew believed it then.\n\nThe \
            minister said that grain would be sold. The harbour was quiet.";
        check(old, new, Outcome::Lost, "");
    }

    #[test]
    fn a_copy_does_not_draw_the_words_away() {
        let old = "The day was long. ⟦Nobody expects an agreement before the winter is over.⟧ Snow fell in the hills.";
        let copy = "Nobody expects an agreement before the winter is over.";
        let new = format!("{copy}\n\nThe day was long. {copy} Snow fell in the hills.");
        let (outcome, _) = became(old, &new);
        assert_eq!(outcome, Outcome::Kept);
        let near = format!("The day was long. {copy}\n\nPull quote: {copy}\n\nSnow fell in the hills.");
        assert_eq!(became(old, &near).0, Outcome::Confirm, "each has one side of what stood around it");
    }

    #[test]
    fn edges_inside_words_and_odd_text_are_kept_exact() {
        check(
            "He came with a ⟦great⟧est friend of all.",
            "Then he came with a greatest friend of all.",
            Outcome::Kept,
            "great",
        );
        check(
            "The flag 👩‍👩‍👧 was ⟦e\u{301}te\u{301} עברית⟧ there.",
            "So: the flag 👩‍👩‍👧 was e\u{301}te\u{301} עברית there.",
            Outcome::Kept,
            "e\u{301}te\u{301} עברית",
        );
        let empty = Realignment::new("", "");
        let quote = Quote { exact: "", prefix: "", suffix: "", place: None };
        assert_eq!(empty.find(&quote).outcome, Outcome::Lost);
        assert_eq!(Realignment::new("a b", "").find(&Quote { exact: "a", ..quote }).outcome, Outcome::Lost);
    }

    #[test]
    fn only_unchanged_words_stay() {
        let old = "More than 30,000 soldiers have come to the border since the drills began.";
        let new = "Some say more than 40,000 soldiers have come to the border since the drills began.";
        let realignment = Realignment::new(old, new);
        let runs = realignment.unchanged(ByteSpan::new(0, old.len()));
        let words: Vec<_> = runs.into_iter().filter_map(|run| run.of(new)).collect();
        assert_eq!(words, ["soldiers have come to the border since the drills began."]);
    }
}
