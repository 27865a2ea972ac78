//! Looks for the places in the new draft where a quote may be now.
//!
//! In: two aligned drafts and what is wanted. Out: candidates with how like the words and the surroundings are.
//! Must not know: which candidate is taken, and how sure that is (`reanchor.rs`).
//! Holds: a place that other old words became is no candidate.

use std::ops::Range;

use crate::text::compared::{Token, UNKNOWN, third, tokens_in};
use crate::text::fit::{alike, fit, likeness, line};
use crate::text::indexed::Side;
use crate::text::reanchor::{Quote, Realignment};
use crate::text::span::ByteSpan;

/// Tokens of context that are compared on each side.
const CONTEXT: usize = 12;
/// The least likeness of changed words at the place where they are expected.
const LIKE_IN_PLACE: f64 = 0.58;
/// The least likeness of few words of which both neighbours stand as they stood.
const LIKE_BETWEEN: f64 = 0.4;
/// How many tokens are few.
const FEW: usize = 6;
/// The least likeness of changed words anywhere else.
const LIKE_ELSEWHERE: f64 = 0.72;
/// How much better than every rival a place must be.
pub(super) const LEAD: f64 = 0.15;
/// How much more one side may speak for a rival.
const SIDE: f64 = 0.1;
/// What each side of words that stand twice must show of what stood there.
const OWN_SIDE: f64 = 0.35;

/// A quote as it is searched: tokens, where they stood, what stood around.
pub(super) struct Wanted {
    pub(super) tokens: Vec<Token>,
    pub(super) ids: Vec<usize>,
    /// The tokens of the old text that it is.
    pub(super) at: Option<Range<usize>>,
    /// What stood before, the nearest first.
    pub(super) before: Vec<usize>,
    /// What stood after, the nearest first.
    pub(super) after: Vec<usize>,
    /// Whether a block ended just before and just after.
    pub(super) parted: (bool, bool),
    pub(super) n_words: usize,
}

/// A place that may be the one.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) window: Range<usize>,
    pub(super) likeness: f64,
    /// The likeness of the words as wholes.
    pub(super) words: f64,
    /// How much of what stood before and after stands there still: 0 to 1.
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) is_mapped: bool,
    /// Whether it is all that stands between what stood next to the words on both sides.
    pub(super) is_between: bool,
    /// Whether it was put after a label, as "Pull quote:", and so is a copy.
    pub(super) is_labelled: bool,
}

/// Pairs of an old range that rise together in the new draft.
#[derive(Clone, Copy, Debug)]
struct Chain {
    /// How much the tokens in it tell.
    worth: usize,
    /// The first pair, old and new.
    first: (usize, usize),
    /// The last one.
    last: (usize, usize),
}

impl Candidate {
    pub(super) fn context(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    /// Whether this is the place and `rival` is not: the same words twice are told apart only by both their sides.
    pub(super) fn outdoes(&self, rival: &Self) -> bool {
        let sides = self.left + SIDE >= rival.left && self.right + SIDE >= rival.right;
        let own = !rival.is_exact() || self.left.min(self.right) >= OWN_SIDE;
        self.score() - rival.score() >= LEAD && sides && own
    }

    pub(super) fn is_exact(&self) -> bool {
        self.likeness >= 1.0
    }

    pub(super) fn score(&self) -> f64 {
        let mapped = if self.is_mapped { 0.1 } else { 0.0 };
        let labelled = if self.is_labelled { 0.3 } else { 0.0 };
        self.likeness + 0.5 * self.context() + mapped - labelled
    }
}

impl Realignment<'_> {
    pub(super) fn wanted(&self, quote: &Quote<'_>, place: Option<ByteSpan>) -> Wanted {
        let at = place.map(|place| tokens_in(&self.old.tokens, place)).filter(|at| !at.is_empty());
        let words = |tokens: &[Token]| tokens.iter().filter(|token| self.vocabulary.is_word(token.id)).count();
        if let Some(at) = at {
            let tokens = self.old.tokens.get(at.clone()).unwrap_or_default().to_vec();
            let ids = &self.old.ids;
            let before = ids.get(..at.start).unwrap_or_default().iter().rev().take(CONTEXT).copied().collect();
            let after = ids.get(at.end..).unwrap_or_default().iter().take(CONTEXT).copied().collect();
            return Wanted {
                ids: tokens.iter().map(|token| token.id).collect(),
                n_words: words(&tokens),
                parted: (self.old.is_parted(at.start), self.old.is_parted(at.end)),
                tokens,
                at: Some(at),
                before,
                after,
            };
        }
        let tokens = third(quote.exact, &self.vocabulary);
        let ids = |text: &str| third(text, &self.vocabulary).iter().map(|token| token.id).collect::<Vec<_>>();
        let (mut before, mut after) = (ids(quote.prefix), ids(quote.suffix));
        before.reverse();
        // The outermost word may be cut.
        if before.len() > 1 {
            before.pop();
        }
        if after.len() > 1 {
            after.pop();
        }
        let blank = |space: &str| space.matches('\n').count() >= 2;
        let before_gap = quote.prefix.len() - quote.prefix.trim_end().len();
        let after_gap = quote.suffix.len() - quote.suffix.trim_start().len();
        let parted = (
            blank(quote.prefix.get(quote.prefix.len() - before_gap..).unwrap_or_default()),
            blank(quote.suffix.get(..after_gap).unwrap_or_default()),
        );
        Wanted {
            ids: tokens.iter().map(|token| token.id).collect(),
            n_words: words(&tokens),
            tokens,
            at: None,
            before,
            after,
            parted,
        }
    }

    /// The same words at another place of the old text.
    pub(super) fn other(&self, start: usize, wanted: &Wanted) -> Wanted {
        let at = start..start + wanted.ids.len();
        let ids = &self.old.ids;
        Wanted {
            tokens: Vec::new(),
            ids: Vec::new(),
            before: ids.get(..at.start).unwrap_or_default().iter().rev().take(CONTEXT).copied().collect(),
            after: ids.get(at.end..).unwrap_or_default().iter().take(CONTEXT).copied().collect(),
            parted: (self.old.is_parted(at.start), self.old.is_parted(at.end)),
            n_words: wanted.n_words,
            at: Some(at),
        }
    }

    /// The place that the alignment gives, with its likeness.
    pub(super) fn mapped(&self, wanted: &Wanted) -> Option<Candidate> {
        let at = wanted.at.clone()?;
        let n = at.len();
        let zone = if let Some(chain) = self.longest_chain(&at) {
            let window = chain.first.1..chain.last.1 + 1;
            if chain.last.0 - chain.first.0 + 1 == n && self.new.ids.get(window.clone()) == Some(&wanted.ids) {
                return Some(self.candidate(wanted, window, true));
            }
            self.zone_around(&at, &chain)
        } else {
            self.zone_between(&at)?
        };
        let stretch = self.new.ids.get(zone.clone())?;
        let is_left = at.start.checked_sub(1).map_or(zone.start == 0, |before| {
            zone.start.checked_sub(1).is_some_and(|to| self.alignment.forward(before) == Some(to))
        });
        let is_right = if at.end == self.old.ids.len() {
            zone.end == self.new.ids.len()
        } else {
            self.alignment.forward(at.end) == Some(zone.end)
        };
        let fitted = fit(&wanted.ids, stretch, &self.vocabulary);
        let mut window = match fitted {
            Some(found) => zone.start + found.start..zone.start + found.end,
            None if is_left && is_right && zone.len() <= n + 2 && !zone.is_empty() => zone.clone(),
            None => return None,
        };
        // Changed words at the edges belong to the place when what stood next to them still does.
        let (lead, trail) = self.missing_at_edges(wanted, &window);
        if is_left && lead > 0 && window.start - zone.start <= lead * 2 + 1 {
            window.start = zone.start;
        }
        if is_right && trail > 0 && zone.end - window.end <= trail * 2 + 1 {
            window.end = zone.end;
        }
        self.widen(wanted, &mut window);
        let is_between = is_left && is_right && window == zone && zone.len() <= n + 2;
        Some(Candidate { is_between, ..self.candidate(wanted, window, true) })
    }

    /// Widens a window to the edges of its sentence where the words reached those of theirs and some of them are missing:
    /// what stands there now is what they became.
    pub(super) fn widen(&self, wanted: &Wanted, window: &mut Range<usize>) {
        let Some(at) = &wanted.at else { return };
        let (lead, trail) = self.missing_at_edges(wanted, window);
        let room = |missing: usize| missing * 2 + 4;
        let opens = |side: &Side<'_>, at: usize| side.tokens.get(at).is_none_or(|token| token.opens);
        let is_other = |new: usize| self.alignment.backward(new).is_some_and(|old| !at.contains(&old));
        if lead > 0 && opens(&self.old, at.start) {
            let mut start = window.start;
            while start > 0 && !opens(&self.new, start) && !is_other(start - 1) && window.start - start < room(lead) {
                start -= 1;
            }
            if opens(&self.new, start) || start.checked_sub(1).is_some_and(is_other) {
                window.start = start;
            }
        }
        if trail > 0 && opens(&self.old, at.end) {
            let mut end = window.end;
            while !opens(&self.new, end) && !is_other(end) && end - window.end < room(trail) {
                end += 1;
            }
            if opens(&self.new, end) || is_other(end) {
                window.end = end;
            }
        }
    }

    /// Where the words of `at` may be when `chain` is part of them, held by the neighbours that are still neighbours.
    fn zone_around(&self, at: &Range<usize>, chain: &Chain) -> Range<usize> {
        let (lead, trail) = (chain.first.0 - at.start, at.end - 1 - chain.last.0);
        let left = self.neighbour_before(at.start).filter(|&(_, to)| to < chain.first.1);
        let right = self.neighbour_after(at.end).filter(|&(_, to)| to > chain.last.1);
        let room = |missing: usize| missing * 2 + 6;
        let low = chain.first.1.saturating_sub(room(lead));
        let high = (chain.last.1 + 1 + room(trail)).min(self.new.ids.len());
        left.map_or(low, |(_, to)| low.max(to + 1))..right.map_or(high, |(_, to)| high.min(to))
    }

    /// Where the words of `at` may be when none of them is paired: between their neighbours, or next to one.
    fn zone_between(&self, at: &Range<usize>) -> Option<Range<usize>> {
        let room = at.len() * 2 + 12;
        Some(match (self.neighbour_before(at.start), self.neighbour_after(at.end)) {
            (Some((_, left)), Some((_, right))) if left < right && right - left <= room * 2 => left + 1..right,
            (Some((_, left)), _) => left + 1..(left + 1 + room).min(self.new.ids.len()),
            (None, Some((_, right))) => right.saturating_sub(room)..right,
            (None, None) => return None,
        })
    }

    /// The pairs in which the longest rising chain of the old range begins and ends.
    fn longest_chain(&self, at: &Range<usize>) -> Option<Chain> {
        let slack = at.len() + 12;
        let (mut best, mut open): (Option<Chain>, Option<Chain>) = (None, None);
        for old in at.clone() {
            let Some(new) = self.alignment.forward(old) else { continue };
            let is_word = self.old.ids.get(old).is_some_and(|&id| self.vocabulary.is_word(id));
            let worth = if is_word { 3 } else { 1 };
            let next = match open {
                Some(chain) if new > chain.last.1 && new - chain.last.1 <= slack => {
                    Chain { worth: chain.worth + worth, last: (old, new), ..chain }
                }
                Some(_) | None => Chain { worth, first: (old, new), last: (old, new) },
            };
            open = Some(next);
            if best.is_none_or(|best| next.worth > best.worth) {
                best = open;
            }
        }
        best
    }

    /// The nearest paired token before old token `at`, with its partner.
    pub(super) fn neighbour_before(&self, at: usize) -> Option<(usize, usize)> {
        (at.saturating_sub(CONTEXT)..at).rev().find_map(|old| Some((old, self.alignment.forward(old)?)))
    }

    /// The nearest paired token from old token `at` on, with its partner.
    pub(super) fn neighbour_after(&self, at: usize) -> Option<(usize, usize)> {
        (at..at + CONTEXT).find_map(|old| Some((old, self.alignment.forward(old)?)))
    }

    /// How many of the wanted tokens have no equal in the window before its first and after its last equal.
    pub(super) fn missing_at_edges(&self, wanted: &Wanted, window: &Range<usize>) -> (usize, usize) {
        let Some(ids) = self.new.ids.get(window.clone()) else { return (0, 0) };
        let lead = wanted.ids.iter().take_while(|&id| ids.first() != Some(id)).count();
        let trail = wanted.ids.iter().rev().take_while(|&id| ids.last() != Some(id)).count();
        if lead == wanted.ids.len() || trail == wanted.ids.len() {
            (wanted.ids.len(), wanted.ids.len())
        } else {
            (lead, trail)
        }
    }

    pub(super) fn candidate(&self, wanted: &Wanted, window: Range<usize>, is_mapped: bool) -> Candidate {
        let ids = self.new.ids.get(window.clone()).unwrap_or_default();
        let likeness = if ids == wanted.ids.as_slice() {
            1.0
        } else {
            let mut pair = (line(&wanted.ids, &self.vocabulary), line(ids, &self.vocabulary));
            if wanted.ids.contains(&UNKNOWN) {
                pair.0 = wanted.tokens.iter().map(|token| self.vocabulary.text(token.id)).collect::<Vec<_>>().join(" ");
            }
            if is_mapped {
                let masked =
                    |text: &str| text.chars().map(|c| if c.is_numeric() { '0' } else { c }).collect::<String>();
                pair = (masked(&pair.0), masked(&pair.1));
            }
            likeness(&pair.0, &pair.1).min(0.999)
        };
        let only_words =
            |ids: &[usize]| -> Vec<usize> { ids.iter().copied().filter(|&id| self.vocabulary.is_word(id)).collect() };
        let words = if likeness >= 1.0 { 1.0 } else { alike(&only_words(&wanted.ids), &only_words(ids)) };
        let (left, right) = self.context(wanted, &window);
        let is_labelled = self.vocabulary.id(":").is_some_and(|colon| {
            let before = window.start.checked_sub(1).and_then(|at| self.new.ids.get(at));
            before == Some(&colon) && wanted.before.first() != Some(&colon)
        });
        Candidate { window, likeness, words, left, right, is_mapped, is_between: false, is_labelled }
    }

    /// How much of what stood before and after the words stands before and after the window: 0 to 1 each.
    pub(super) fn context(&self, wanted: &Wanted, window: &Range<usize>) -> (f64, f64) {
        let ids = &self.new.ids;
        let before: Vec<usize> =
            ids.get(..window.start).unwrap_or_default().iter().rev().take(CONTEXT + 4).copied().collect();
        let after: Vec<usize> = ids.get(window.end..).unwrap_or_default().iter().take(CONTEXT + 4).copied().collect();
        let side = |was: &[usize], now: &[usize], was_parted: bool, is_parted: bool| {
            let touches = was.first() == now.first();
            let shared = if was.is_empty() { if now.is_empty() { 1.0 } else { 0.0 } } else { self.shared(was, now) };
            0.6 * shared
                + match (touches, was_parted == is_parted) {
                    (true, true) => 0.4,
                    (true, false) => 0.2,
                    (false, _) => 0.0,
                }
        };
        let left = side(&wanted.before, &before, wanted.parted.0, self.new.is_parted(window.start));
        let right = side(&wanted.after, &after, wanted.parted.1, self.new.is_parted(window.end));
        (left, right)
    }

    /// The part of the words of `was` that `now` has in the same order.
    pub(super) fn shared(&self, was: &[usize], now: &[usize]) -> f64 {
        let worth = |id: usize| if self.vocabulary.is_word(id) { 1.0 } else { 0.25 };
        let all: f64 = was.iter().map(|&id| worth(id)).sum();
        let mut row = vec![0.0_f64; now.len() + 1];
        for &old in was {
            let mut diagonal = 0.0;
            let mut left = 0.0_f64;
            for (cell, &new) in row.iter_mut().skip(1).zip(now) {
                let up = *cell;
                let here = if old == new { diagonal + worth(old) } else { up.max(left) };
                diagonal = up;
                left = here;
                *cell = here;
            }
        }
        if all > 0.0 { row.last().copied().unwrap_or_default() / all } else { 0.0 }
    }

    /// Whether most of the window is the continuation of other words of the old draft.
    pub(super) fn is_taken(&self, wanted: &Wanted, window: &Range<usize>) -> bool {
        let Some(at) = &wanted.at else { return false };
        let others =
            window.clone().filter(|&new| self.alignment.backward(new).is_some_and(|old| !at.contains(&old))).count();
        others * 2 > window.len()
    }

    /// Like words elsewhere, found by the rare ones among them.
    pub(super) fn sought(&self, wanted: &Wanted) -> Option<Candidate> {
        let n = wanted.ids.len();
        let mut votes: Vec<(usize, f64)> = Vec::new(); // where the words would begin (shifted by n), and how telling it is
        for (at, &id) in wanted.ids.iter().enumerate() {
            let places = self.new.places(id);
            if places.is_empty() || places.len() > 48 || !self.vocabulary.is_word(id) {
                continue;
            }
            let worth = 1.0 / (places.len() as f64).sqrt();
            votes.extend(
                places.iter().filter(|&&to| !self.is_taken(wanted, &(to..to + 1))).map(|&to| (to + n - at, worth)),
            );
        }
        votes.sort_by_key(|&(begin, _)| begin);
        let reach = n / 3 + 3;
        let mut sums: Vec<(f64, usize, usize)> = Vec::new();
        let mut from = 0;
        let mut sum = 0.0;
        for &(begin, worth) in &votes {
            sum += worth;
            while let Some(&(_, worth)) = votes.get(from).filter(|&&(first, _)| first + reach < begin) {
                sum -= worth;
                from += 1;
            }
            sums.push((sum, votes.get(from).map_or(begin, |&(first, _)| first), begin));
        }
        sums.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut tried: Vec<Range<usize>> = Vec::new();
        let mut best: Option<Candidate> = None;
        for (_, first, last) in sums {
            if tried.len() >= 4 {
                break;
            }
            let zone = (first.saturating_sub(n + 4))..(last + 4 + n / 2).min(self.new.ids.len());
            if tried.iter().any(|other| overlap(other, &zone)) {
                continue;
            }
            let found = self.new.ids.get(zone.clone()).and_then(|stretch| fit(&wanted.ids, stretch, &self.vocabulary));
            if let Some(found) = found {
                let mut window = zone.start + found.start..zone.start + found.end;
                self.widen(wanted, &mut window);
                let one = self.candidate(wanted, window, false);
                if is_like(&one)
                    && !self.is_taken(wanted, &one.window)
                    && best.as_ref().is_none_or(|best| one.score() > best.score())
                {
                    best = Some(one);
                }
            }
            tried.push(zone);
        }
        best
    }
}

/// Whether a candidate is like enough to be shown: less is asked where the surroundings speak for it.
pub(super) fn is_like(one: &Candidate) -> bool {
    if one.is_between && one.window.len() <= FEW && f64::midpoint(one.likeness, one.words) >= LIKE_BETWEEN {
        return true;
    }
    let (both, letters) =
        if one.is_mapped || one.context() >= 0.5 { (LIKE_IN_PLACE, 0.8) } else { (LIKE_ELSEWHERE, 0.85) };
    f64::midpoint(one.likeness, one.words) >= both || one.likeness >= letters
}

pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
