//! Finds quotes of one text in another: the place is inside of it, and "kept" means the very words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::text::reanchor::{Outcome, Quote, Realignment};
use tickmark::text::span::{ByteSpan, is_boundary};

fuzz_target!(|data: &[u8]| {
    let Some((&[from, length], bytes)) = data.split_first_chunk::<2>() else { return };
    let text = String::from_utf8_lossy(bytes);
    let (old, new) = text.split_once('\u{1e}').unwrap_or((&text, &text));
    let realignment = Realignment::new(old, new);
    let boundaries: Vec<usize> = (0..=old.len()).filter(|&at| is_boundary(old, at)).collect();
    let at = |index: usize| boundaries.get(index % boundaries.len().max(1)).copied().unwrap_or_default();
    let (a, b) = (at(usize::from(from) * 7), at(usize::from(from) * 7 + usize::from(length)));
    let span = ByteSpan::new(a.min(b), a.max(b));
    let Some(exact) = span.of(old) else { return };
    for place in [Some(span), None] {
        let answer = realignment.find(&Quote { exact, prefix: "", suffix: "", place });
        let found = answer.place.map(|place| place.of(new).expect("the place is inside of the text"));
        assert_eq!(found.is_none(), answer.outcome == Outcome::Lost);
    }
});
