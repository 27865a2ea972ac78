//! Words found again in edited texts: never surely in the wrong place, whatever the edit.
//!
//! 40 edits of each text in a normal run; `TICKMARK_LONG=1` tries 1,000. The texts of `../shared/corpus` are edited too
//! when that folder is there. Must not know: how words are found.

use std::path::Path;

use tickmark::text::anchor::context;
use tickmark::text::reanchor::{Outcome, Quote, Realignment};
use tickmark::text::span::ByteSpan;

/// Numbers that look random and are the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits are a size") % limit.max(1)
    }
}

/// A sentence of a text, and what became of it.
#[derive(Clone, Debug)]
struct Sentence {
    old: ByteSpan,
    /// `None` when it was cut.
    new: Option<ByteSpan>,
    was_changed: bool,
    has_other_digits: bool,
}

/// A text, an edited version of it, and the truth about each sentence.
struct Edited {
    old: String,
    new: String,
    sentences: Vec<Sentence>,
}

const FILLERS: [&str; 6] = [
    "Officials gave no further details.",
    "The line was closed for hours.",
    "Nobody was available on Sunday.",
    "A second report is due in May.",
    "Traders had expected more.",
    "It was the third such case.",
];
const WORDS: [&str; 8] = ["harbour", "winter", "ministry", "slowly", "green", "reported", "northern", "carried"];

/// Cuts each paragraph at full stops; a piece keeps its own words only.
fn pieces(text: &str) -> Vec<Vec<&str>> {
    text.split("\n\n")
        .map(|block| block.split_inclusive(". ").map(str::trim).filter(|piece| piece.len() > 30).collect())
        .filter(|block: &Vec<&str>| !block.is_empty())
        .collect()
}

/// Edits `text`: of 100 sentences about `percent` get words changed, some are cut, some put in, paragraphs change about.
fn edited(text: &str, percent: usize, chance: &mut Chance) -> Edited {
    let blocks = pieces(text);
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    if order.len() > 2 && chance.below(2) == 0 {
        let block = order.remove(chance.below(order.len()));
        order.insert(chance.below(order.len() + 1), block);
    }
    let mut old = String::new();
    let mut sentences: Vec<Vec<Sentence>> = Vec::new();
    for block in &blocks {
        if !old.is_empty() {
            old.push_str("\n\n");
        }
        let mut row = Vec::new();
        for (at, piece) in block.iter().enumerate() {
            if at > 0 {
                old.push(' ');
            }
            let start = old.len();
            old.push_str(piece);
            let old = ByteSpan::new(start, old.len());
            row.push(Sentence { old, new: None, was_changed: false, has_other_digits: false });
        }
        sentences.push(row);
    }
    let mut new = String::new();
    for block in order {
        if !new.is_empty() {
            new.push_str("\n\n");
        }
        for (at, piece) in blocks[block].iter().enumerate() {
            if chance.below(12) == 0 {
                new.push_str(FILLERS[chance.below(FILLERS.len())]);
                new.push(' ');
            }
            if chance.below(12) == 0 {
                continue; // cut
            }
            let start = new.len();
            let sentence = &mut sentences[block][at];
            new.push_str(&changed(piece, percent, chance, sentence));
            sentence.new = Some(ByteSpan::new(start, new.len()));
            new.push(' ');
        }
        new.truncate(new.trim_end().len());
    }
    Edited { old, new, sentences: sentences.into_iter().flatten().collect() }
}

fn changed(piece: &str, percent: usize, chance: &mut Chance, sentence: &mut Sentence) -> String {
    let mut words: Vec<String> = piece.split(' ').map(str::to_owned).collect();
    let last = words.len() - 1;
    for (at, word) in words.iter_mut().enumerate() {
        if at == 0 || at == last || chance.below(100) >= percent {
            continue;
        }
        sentence.was_changed = true;
        if let Some(digit) = word.find(|c: char| c.is_ascii_digit()) {
            let other = if word[digit..].starts_with('7') { "8" } else { "7" };
            word.replace_range(digit..=digit, other);
            sentence.has_other_digits = true;
        } else if word.len() > 5 && word.is_ascii() && chance.below(2) == 0 {
            word.remove(2);
        } else {
            sentence.has_other_digits |= word.contains(|c: char| c.is_numeric());
            WORDS[chance.below(WORDS.len())].clone_into(word);
        }
    }
    words.join(" ")
}

/// Whether two places are the same for the most part.
fn agree(a: ByteSpan, b: ByteSpan) -> bool {
    let shared = a.intersection(b).map_or(0, ByteSpan::len);
    shared * 2 >= a.union(b).len()
}

/// What came of one text with many edits.
#[derive(Debug, Default)]
struct Score {
    there: usize,
    found: usize,
    gone: usize,
    lost: usize,
}

fn try_edits(name: &str, text: &str, n_edits: usize, score: &mut Score) {
    for round in 0..n_edits {
        let mut chance = Chance(u64::try_from(round).expect("a small number") * 7919 + 17);
        let percent = [0, 1, 5, 10, 20][round % 5];
        let Edited { old, new, sentences } = edited(text, percent, &mut chance);
        let realignment = Realignment::new(&old, &new);
        for sentence in &sentences {
            let exact = sentence.old.of(&old).expect("a sentence lies in its text");
            let stands_once = old.matches(exact).count() == 1;
            let (prefix, suffix) = context(&old, sentence.old);
            let answer = realignment.find(&Quote { exact, prefix, suffix, place: Some(sentence.old) });
            let told = format!("{name}, edit {round} ({percent} %): {exact:?} → {answer:?}");
            match (sentence.new, answer.place) {
                (Some(truth), Some(place)) => {
                    let is_right = agree(truth, place);
                    assert!(is_right || !answer.outcome.is_sure() || !stands_once, "surely in the wrong place: {told}");
                    score.found += usize::from(is_right);
                    score.there += 1;
                }
                (Some(_), None) => score.there += 1,
                (None, place) => {
                    assert!(!answer.outcome.is_sure() || !stands_once, "surely there, though it was cut: {told}");
                    score.gone += 1;
                    score.lost += usize::from(place.is_none());
                }
            }
            let is_changed = sentence.was_changed && sentence.new.is_some();
            assert!(!(is_changed && answer.outcome.is_sure()), "changed words are never surely the same: {told}");
            if sentence.has_other_digits && sentence.new.is_some() {
                assert!(matches!(answer.outcome, Outcome::Recheck | Outcome::Lost), "changed digits: {told}");
            }
        }
        // Nothing changed: everything is kept where it is.
        let same = Realignment::new(&old, &old);
        for sentence in &sentences {
            let (prefix, suffix) = context(&old, sentence.old);
            let exact = sentence.old.of(&old).expect("a sentence lies in its text");
            let answer = same.find(&Quote { exact, prefix, suffix, place: Some(sentence.old) });
            assert_eq!((answer.outcome, answer.place), (Outcome::Kept, Some(sentence.old)));
        }
    }
}

fn n_edits() -> usize {
    if std::env::var_os("TICKMARK_LONG").is_some() { 1_000 } else { 40 }
}

#[test]
fn edits_of_our_own_articles_never_mislead() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/winter-crisis/articles");
    let mut score = Score::default();
    let mut folders: Vec<_> = std::fs::read_dir(&root).expect("the sample").filter_map(Result::ok).collect();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for folder in folders {
        let text = std::fs::read_to_string(folder.path().join("draft-01.txt")).expect("a draft");
        try_edits(&folder.file_name().to_string_lossy(), &text, n_edits(), &mut score);
    }
    println!("{score:?}");
    assert!(score.found * 100 >= score.there * 97, "{score:?}");
    assert!(score.lost * 100 >= score.gone * 95, "{score:?}");
}

#[test]
fn edits_of_real_news_never_mislead() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&corpus) else {
        println!("skipped: there is no ../shared/corpus");
        return;
    };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut score = Score::default();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        try_edits(&file.display().to_string(), &text, n_edits() / 4, &mut score);
    }
    println!("{score:?}");
    assert!(score.found * 100 >= score.there * 97, "{score:?}");
    assert!(score.lost * 100 >= score.gone * 95, "{score:?}");
}
