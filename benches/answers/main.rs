//! Answers the evaluation sets with the product's own functions, in the shapes that the sets' README gives.
//!
//! `cargo bench --bench answers -- SETS_DIR OUT_DIR` reads every set of `SETS_DIR` that it knows by the first part of its
//! file name and writes `OUT_DIR/FILE_NAME`, one line a case; what it does not know is passed over with a word.
//! `score.py OUT_DIR SETS_DIR`, which lies beside the sets, scores them.
//! Must not know: the right answers. It has no switch: what it measures is what the user gets.
//! To add a kind of set: a file here with a function from a set's text to its answers, and a row in [`KINDS`].

#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a bench prints its figures, and stops where it cannot measure"
)]

mod anchors;
mod texts;

use std::path::Path;
use std::time::Instant;

use tickmark::store::files::{Existing, write_atomically};

/// A kind of set: how the names of its files begin, and what answers it.
struct Kind {
    begins: &'static str,
    /// The answers to a set's text, one JSON object a line; the folder is where the set's own files lie.
    answer: fn(text: &str, folder: &Path) -> String,
}

/// Every kind that is answered.
const KINDS: [Kind; 4] = [
    Kind { begins: "anchor_", answer: anchors::answer },
    Kind { begins: "html_", answer: texts::pages },
    Kind { begins: "docs_", answer: texts::documents },
    Kind { begins: "encodings", answer: texts::encodings },
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [sets, out] = arguments.as_slice() else {
        eprintln!("answers: nothing to do; give two folders: cargo bench --bench answers -- SETS_DIR OUT_DIR");
        return;
    };
    let (sets, out) = (Path::new(sets), Path::new(out));
    std::fs::create_dir_all(out).expect("the folder for the answers can be made");
    let mut names: Vec<String> = std::fs::read_dir(sets)
        .expect("the folder of the sets can be read")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    names.sort();
    for name in names {
        let Some(kind) = KINDS.iter().find(|kind| name.starts_with(kind.begins)) else {
            eprintln!("{name}: passed over, no such kind of set is known");
            continue;
        };
        let text = std::fs::read_to_string(sets.join(&name)).expect("a set can be read");
        let begun = Instant::now();
        let answers = (kind.answer)(&text, sets);
        println!("{name}: {} answers in {} ms", answers.lines().count(), begun.elapsed().as_millis());
        write_atomically(&out.join(&name), answers.as_bytes(), Existing::Replace).expect("answers can be written");
    }
}
