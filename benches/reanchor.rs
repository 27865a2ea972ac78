//! Measures how long it takes to find the claims of a long draft again.
//!
//! `cargo bench --bench reanchor` prints a table and fails when a limit is passed. Figures in README come from it.
//! The text is made up word by word, the same at every run; each row changes another part of it.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures, and stops where it cannot measure"
)]

use std::time::{Duration, Instant};

use tickmark::text::anchor::context;
use tickmark::text::reanchor::{Quote, Realignment};
use tickmark::text::span::{ByteSpan, snap};

/// Claims that are found again.
const CLAIMS: usize = 10_000;
/// Seconds that one draft may take.
const LIMIT: f64 = 2.0;

/// Numbers that look random and are the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit).unwrap_or_default()
    }
}

fn main() {
    let old = article();
    let mut passed = true;
    println!("{:<55} {:>10} {:>10}", "10,000 claims in a draft of 1 MB", "measured", "limit");
    let half = |text: &str| {
        let cut = text
            .char_indices()
            .map(|(at, _)| at)
            .filter(|&at| text.get(at..).is_some_and(|rest| rest.starts_with("\n\n")));
        let cut = cut.min_by_key(|at| at.abs_diff(text.len() / 2)).unwrap_or_default();
        let (first, second) = text.split_at(cut);
        format!("{}\n\n{}", second.trim_start(), first)
    };
    for (name, new) in [
        ("no word changed, lines broken anew", old.replace(' ', "\n")),
        ("one word in a hundred changed", changed(&old, 1)),
        ("one word in five changed", changed(&old, 20)),
        ("every other word changed", changed(&old, 50)),
        ("halves changed about, one word in twenty changed", half(&changed(&old, 5))),
        ("another text", article().split(' ').rev().collect::<Vec<_>>().join(" ")),
    ] {
        let took = measure(&old, &new).as_secs_f64();
        passed &= took <= LIMIT;
        println!("{name:<55} {took:>8.2} s {LIMIT:>8.2} s");
    }
    assert!(passed, "a limit was passed");
}

/// How long it takes to find every claim of `old` again in `new`.
fn measure(old: &str, new: &str) -> Duration {
    let step = old.len() / CLAIMS;
    let quotes: Vec<(ByteSpan, &str, &str)> = (0..CLAIMS)
        .map(|at| {
            let span = snap(old, ByteSpan::new(at * step, (at * step + 20 + at * 37 % 150).min(old.len())));
            let (prefix, suffix) = context(old, span);
            (span, prefix, suffix)
        })
        .collect();
    let begun = Instant::now();
    let realignment = Realignment::new(old, new);
    for (span, prefix, suffix) in quotes {
        let exact = span.of(old).expect("the span lies in the text");
        std::hint::black_box(realignment.find(&Quote { exact, prefix, suffix, place: Some(span) }));
    }
    begun.elapsed()
}

/// About a megabyte of sentences; a few hundred words are frequent, thousands are rare, as in any text.
fn article() -> String {
    let mut chance = Chance(7);
    let mut text = String::new();
    while text.len() < 1_000_000 {
        for _ in 0..4 {
            for at in 0..8 + chance.below(18) {
                let word = word(&mut chance);
                if at > 0 {
                    text.push(' ');
                }
                text.push_str(&word);
            }
            text.push_str(". ");
        }
        text = text.trim_end().to_owned();
        text.push_str("\n\n");
    }
    text
}

fn word(chance: &mut Chance) -> String {
    const PARTS: [&str; 12] = ["ka", "lo", "mi", "ter", "no", "sa", "ri", "ven", "du", "pe", "gor", "tu"];
    if chance.below(30) == 0 {
        return chance.below(100_000).to_string();
    }
    let n = if chance.below(2) == 0 { 1 } else { 2 + chance.below(3) };
    (0..n).filter_map(|_| PARTS.get(chance.below(12))).copied().collect()
}

/// The text with about `percent` of its words changed.
fn changed(text: &str, percent: usize) -> String {
    let mut chance = Chance(11);
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive([' ', '\n']) {
        if chance.below(100) < percent && part.trim_end().len() > 1 {
            out.push_str(&word(&mut chance));
            out.push_str(part.get(part.trim_end().len()..).unwrap_or_default());
        } else {
            out.push_str(part);
        }
    }
    out
}
