//! Pairs the tokens of two drafts: what stands where it stood, and what was moved.
//!
//! In: token ids of both. Out: for each old token the new one that is its continuation, if there is one.
//! A diff gives the spine, chance likenesses are taken out of it, and runs that are left on both sides are moves.
//! Must not know: text, quotes, claims.
//! Holds: no token is paired twice; paired tokens have equal ids; all steps are about linear in the texts' length.
//! Source: the histogram diff of the `similar` crate; the clean-up after Fraser, "Diff Strategies" (2006), semantic cleanup.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Tokens in the shortest run that counts as moved.
const MOVED_TOKENS: usize = 5;
/// Places remembered of one run of [`MOVED_TOKENS`] ids: what is more frequent says nothing about where it came from.
const PLACES: usize = 16;
/// Tokens between two neighbouring pairs that are still compared one by one.
const GAP: usize = 400;

/// Which old token became which new one.
#[derive(Clone, Debug)]
pub(crate) struct Alignment {
    forward: Vec<Option<usize>>,
    backward: Vec<Option<usize>>,
    /// The pairs of the spine in order: both sides rise.
    spine: Vec<(usize, usize)>,
}

/// Equal tokens in a row on both sides.
#[derive(Clone, Copy, Debug)]
struct Run {
    old: usize,
    new: usize,
    len: usize,
}

impl Alignment {
    /// Pairs `old` and `new`; `is_word` tells words from marks.
    pub(crate) fn new(old: &[usize], new: &[usize], is_word: &dyn Fn(usize) -> bool) -> Self {
        let mut spine = runs(old, new);
        marks_stay(&mut spine, old, new, is_word);
        without_chance(&mut spine, old.len(), new.len());
        let mut out = Self { forward: vec![None; old.len()], backward: vec![None; new.len()], spine: Vec::new() };
        for run in &spine {
            out.pair(*run);
        }
        out.pair_moves(old, new);
        out.pair_gaps(old, new);
        out.spine = Self::rising(&spine);
        out
    }

    /// The new token that old token `at` became.
    pub(crate) fn forward(&self, at: usize) -> Option<usize> {
        self.forward.get(at).copied().flatten()
    }

    /// The old token that became new token `at`.
    pub(crate) fn backward(&self, at: usize) -> Option<usize> {
        self.backward.get(at).copied().flatten()
    }

    /// Whether the pair keeps the order that most of the text keeps.
    pub(crate) fn in_order(&self, old: usize, new: usize) -> bool {
        let next = self.spine.partition_point(|&(at, _)| at < old);
        let before = next.checked_sub(1).and_then(|at| self.spine.get(at)).is_none_or(|&(_, at)| at < new);
        let after = self.spine.get(next).is_none_or(|&(at, to)| if at == old { to == new } else { new < to });
        before && after
    }

    fn pair(&mut self, run: Run) {
        for step in 0..run.len {
            if let (Some(to), Some(from)) =
                (self.forward.get_mut(run.old + step), self.backward.get_mut(run.new + step))
            {
                *to = Some(run.new + step);
                *from = Some(run.old + step);
            }
        }
    }

    /// The pairs of the spine.
    fn rising(spine: &[Run]) -> Vec<(usize, usize)> {
        spine.iter().flat_map(|run| (0..run.len).map(|step| (run.old + step, run.new + step))).collect()
    }

    fn is_free(&self, old: usize, new: usize) -> bool {
        self.forward.get(old).is_some_and(Option::is_none) && self.backward.get(new).is_some_and(Option::is_none)
    }

    /// Pairs the runs of free tokens that both sides have, the longest first.
    fn pair_moves(&mut self, old: &[usize], new: &[usize]) {
        let mut places: HashMap<&[usize], Vec<usize>> = HashMap::new();
        for (at, gram) in new.windows(MOVED_TOKENS).enumerate() {
            if (at..at + MOVED_TOKENS).all(|at| self.backward(at).is_none()) {
                let known = places.entry(gram).or_default();
                if known.len() <= PLACES {
                    known.push(at);
                }
            }
        }
        let mut found: Vec<Run> = Vec::new();
        let mut seen_to: HashMap<usize, usize> = HashMap::new(); // by diagonal, the old token up to which it was followed
        for (at, gram) in old.windows(MOVED_TOKENS).enumerate() {
            let Some(known) = places.get(gram).filter(|known| known.len() <= PLACES) else { continue };
            if (at..at + MOVED_TOKENS).any(|at| self.forward(at).is_some()) {
                continue;
            }
            for &to in known {
                let diagonal = to + old.len() - at;
                if seen_to.get(&diagonal).is_some_and(|&end| at < end) {
                    continue;
                }
                let run = self.longest(old, new, at, to);
                seen_to.insert(diagonal, run.old + run.len);
                found.push(run);
            }
        }
        found.sort_by_key(|run| (usize::MAX - run.len, run.old, run.new));
        for run in found {
            let free: Vec<bool> = (0..run.len).map(|step| self.is_free(run.old + step, run.new + step)).collect();
            let mut from = 0;
            while from < run.len {
                let len = free.iter().skip(from).take_while(|&&free| free).count();
                if len >= MOVED_TOKENS {
                    self.pair(Run { old: run.old + from, new: run.new + from, len });
                }
                from += len + 1;
            }
        }
    }

    /// The longest run of free, equal tokens through the given pair.
    fn longest(&self, old: &[usize], new: &[usize], at: usize, to: usize) -> Run {
        let equal = |at: usize, to: usize| old.get(at) == new.get(to) && old.get(at).is_some() && self.is_free(at, to);
        let mut back = 0;
        while back < at.min(to) && equal(at - back - 1, to - back - 1) {
            back += 1;
        }
        let mut on = 0;
        while equal(at + on, to + on) {
            on += 1;
        }
        Run { old: at - back, new: to - back, len: back + on }
    }

    /// Compares what lies between two neighbouring pairs, and pairs what is equal there.
    fn pair_gaps(&mut self, old: &[usize], new: &[usize]) {
        let pairs: Vec<(usize, usize)> =
            self.forward.iter().enumerate().filter_map(|(at, to)| to.map(|to| (at, to))).collect();
        let firsts = pairs.first().copied().map(|(at, to)| (0..at, 0..to));
        let lasts = pairs.last().copied().map(|(at, to)| (at + 1..old.len(), to + 1..new.len()));
        let between = pairs.windows(2).filter_map(|pair| match pair {
            &[(at, to), (next_at, next_to)] if to < next_to => Some((at + 1..next_at, to + 1..next_to)),
            _ => None,
        });
        let gaps: Vec<(Range<usize>, Range<usize>)> = firsts.into_iter().chain(between).chain(lasts).collect();
        for (from, to) in gaps {
            if from.is_empty() || to.is_empty() || from.len() > GAP || to.len() > GAP {
                continue;
            }
            if to.clone().any(|to| self.backward(to).is_some()) {
                continue; // moved words lie in between
            }
            let (Some(a), Some(b)) = (old.get(from.clone()), new.get(to.clone())) else { continue };
            let mut equal = runs(a, b);
            without_chance(&mut equal, a.len(), b.len());
            for run in equal {
                self.pair(Run { old: from.start + run.old, new: to.start + run.new, len: run.len });
            }
        }
    }
}

/// The equal runs of a diff, in order.
fn runs(old: &[usize], new: &[usize]) -> Vec<Run> {
    capture_diff_slices(Algorithm::Histogram, old, new)
        .into_iter()
        .filter_map(|op| match op {
            DiffOp::Equal { old_index, new_index, len } => Some(Run { old: old_index, new: new_index, len }),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => None,
        })
        .collect()
}

/// Where words were only cut, or only put in, a mark that stands on both ends of them stays with the words before it: a
/// sentence keeps its own full stop when the next one goes.
fn marks_stay(runs: &mut Vec<Run>, old: &[usize], new: &[usize], is_word: &dyn Fn(usize) -> bool) {
    for at in 1..runs.len() {
        let (Some(mut before), Some(mut after)) = (runs.get(at - 1).copied(), runs.get(at).copied()) else { continue };
        let is_one_sided =
            (before.old + before.len == after.old) != (before.new + before.len == after.new) && before.len > 0;
        while is_one_sided && after.len > 0 {
            let (from, to) = (before.old + before.len, before.new + before.len);
            match (old.get(from), new.get(to)) {
                (Some(a), Some(b)) if a == b && !is_word(*a) && old.get(after.old) == Some(a) => {}
                _ => break,
            }
            before.len += 1;
            after = Run { old: after.old + 1, new: after.new + 1, len: after.len - 1 };
        }
        for (place, run) in [(at - 1, before), (at, after)] {
            if let Some(slot) = runs.get_mut(place) {
                *slot = run;
            }
        }
    }
    runs.retain(|run| run.len > 0);
}

/// Takes out runs that are no longer than the changes on both their sides: words that two texts share by chance.
fn without_chance(runs: &mut Vec<Run>, n_old: usize, n_new: usize) {
    let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
    let ends = Run { old: n_old, new: n_new, len: 0 };
    let change = |before: Option<&Run>, after: &Run| {
        let (old, new) = before.map_or((0, 0), |run| (run.old + run.len, run.new + run.len));
        after.old.saturating_sub(old).max(after.new.saturating_sub(new))
    };
    let mut coming = runs.iter().copied().peekable();
    while let Some(run) = coming.next() {
        kept.push(run);
        let next = coming.peek().copied().unwrap_or(ends);
        // Taking one out widens the change after the run before it, which may then be chance too.
        while let Some(last) = kept.last().copied() {
            let before = change(kept.len().checked_sub(2).and_then(|at| kept.get(at)), &last);
            if last.len > before || last.len > change(Some(&last), &next) {
                break;
            }
            kept.pop();
        }
    }
    *runs = kept;
}
