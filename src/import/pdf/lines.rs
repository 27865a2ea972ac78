//! Makes lines of a page's words.
//!
//! In: words of one direction. Out: segments (words on one baseline without a wide gap), and rows of segments.
//! Must not know: columns, paragraphs, other pages.
//! Holds: every word is in exactly one segment; a raised or lowered word stays with the line that it touches.

use crate::import::pdf::words::{Word, is_mostly_right_to_left};

/// A gap of so many sizes ends a segment.
const WIDE: f64 = 1.05;
/// Baselines of one line may differ by so many sizes of the larger word.
const LEVEL: f64 = 0.28;

/// Words on one baseline without a wide gap between them.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// The words' numbers on the page, in the order they are read.
    pub(super) words: Vec<usize>,
    pub(super) left: f64,
    pub(super) right: f64,
    /// The baseline of its largest words.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) n_chars: usize,
    /// Characters in bold.
    pub(super) n_bold: usize,
    pub(super) is_page_furniture: bool,
}

impl Segment {
    fn of(at: usize, word: &Word) -> Self {
        let n_chars = word.text.chars().count();
        Self {
            words: vec![at],
            left: word.left,
            right: word.right,
            base: word.base,
            size: word.size,
            n_chars,
            n_bold: if word.is_bold { n_chars } else { 0 },
            is_page_furniture: word.is_page_furniture,
        }
    }

    fn take(&mut self, other: Self) {
        // A first letter set large must not carry the line with it, nor a raised mark.
        if other.n_chars > self.n_chars {
            self.base = other.base;
            self.size = other.size;
        }
        self.words.extend(other.words);
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.n_chars += other.n_chars;
        self.n_bold += other.n_bold;
        self.is_page_furniture &= other.is_page_furniture;
    }

    pub(super) fn top(&self) -> f64 {
        self.base - crate::import::pdf::words::ASCENT * self.size
    }

    pub(super) fn bottom(&self) -> f64 {
        self.base + crate::import::pdf::words::DESCENT * self.size
    }

    pub(super) fn is_bold(&self) -> bool {
        4 * self.n_bold >= 3 * self.n_chars
    }

    /// Its words, single spaces between those that stand apart.
    pub(super) fn text(&self, words: &[Word]) -> String {
        let mut out = String::new();
        let mut before: Option<&Word> = None;
        for word in self.words.iter().filter_map(|at| words.get(*at)) {
            if before.is_some_and(|before| parts(before, word)) {
                out.push(' ');
            }
            out.push_str(&word.text);
            before = Some(word);
        }
        out
    }
}

/// Whether a space stands between two words that follow each other on a line.
pub(super) fn parts(before: &Word, word: &Word) -> bool {
    let gap = if word.left >= before.left { word.left - before.right } else { before.left - word.right };
    let size = before.size.max(word.size);
    gap > 0.1 * size || gap < -0.5 * size || (word.follows_space && gap > 0.03 * size)
}

/// Puts letters that are set apart ("A P L") together again: where most words of a line are single letters, the gaps
/// that stand out part words, and where none does, there is one word.
pub(super) fn join_spaced(words: &mut [Word], segments: &mut [Segment]) {
    for segment in segments {
        let is_single = |at: &&usize| words.get(**at).is_some_and(|word| word.text.chars().count() == 1);
        let n_words = segment.words.len();
        if n_words < 4 || 10 * segment.words.iter().filter(is_single).count() < 7 * n_words {
            continue;
        }
        // Letters that are written with spaces between stay so.
        let is_written_apart = |at: &usize| words.get(*at).is_some_and(|word| word.follows_space);
        if segment.words.iter().skip(1).all(is_written_apart) {
            continue;
        }
        let gap = |two: &[usize]| match two {
            [one, other] => match (words.get(*one), words.get(*other)) {
                (Some(one), Some(other)) => other.left - one.right,
                _ => 0.0,
            },
            _ => 0.0,
        };
        let gaps: Vec<f64> = segment.words.windows(2).map(gap).collect();
        let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
        let most = gaps.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // As poppler has it: gaps that hardly differ part nothing.
        let limit = if most - least < 0.07 * segment.size { most + 1.0 } else { f64::midpoint(least, most) };
        let mut kept: Vec<usize> = Vec::with_capacity(n_words);
        for (nth, at) in segment.words.iter().enumerate() {
            let goes_on = nth.checked_sub(1).and_then(|before| gaps.get(before)).is_some_and(|gap| *gap < limit);
            match kept.last().copied() {
                Some(first) if goes_on => {
                    let Some(next) = words.get(*at).cloned() else { continue };
                    if let Some(word) = words.get_mut(first) {
                        word.text.push_str(&next.text);
                        word.right = word.right.max(next.right);
                        crate::import::pdf::words::grow(&mut word.bounds, next.bounds);
                    }
                }
                _ => kept.push(*at),
            }
        }
        segment.words = kept;
    }
}

/// The segments of the words numbered `chosen`, from top to bottom.
pub(super) fn segments(words: &[Word], chosen: &[usize]) -> Vec<Segment> {
    // As drawn first: programs draw a line's words in order, with raised marks where they belong.
    let mut runs: Vec<Segment> = Vec::new();
    for at in chosen {
        let Some(word) = words.get(*at) else { continue };
        let next = Segment::of(*at, word);
        match runs.last_mut() {
            Some(run) if follows(run, &next) => run.take(next),
            _ => runs.push(next),
        }
    }
    // Then by place: lines drawn in pieces, or word by word in any order.
    runs.sort_by(|one, other| one.base.total_cmp(&other.base).then(one.left.total_cmp(&other.left)));
    let mut out: Vec<Segment> = Vec::new();
    // Segments above this one are too far up to be joined to.
    let mut first = 0;
    for run in runs {
        while out.get(first).is_some_and(|above| run.base - above.base > 2.0 * above.size.max(run.size) + 40.0) {
            first += 1;
        }
        let near = out.get_mut(first..).unwrap_or_default().iter_mut().rev().take(64);
        let joined = near.filter(|above| touches(above, &run)).min_by(|one, other| {
            let gap = |above: &Segment| (run.left - above.right).abs().min((above.left - run.right).abs());
            gap(one).total_cmp(&gap(other))
        });
        match joined {
            Some(above) => above.take(run),
            None => out.push(run),
        }
    }
    for segment in &mut out {
        let place = |at: &usize| words.get(*at).map_or(0.0, |word| word.left);
        segment.words.sort_by(|one, other| place(one).total_cmp(&place(other)));
        put_right_to_left(segment, words);
    }
    out
}

/// Whether `next` follows on the same line in drawing order.
fn follows(run: &Segment, next: &Segment) -> bool {
    let size = run.size.max(next.size);
    let gap = next.left - run.right;
    let raised = (next.base - run.base).abs();
    let is_level = raised <= LEVEL * size || (raised <= 0.6 * size && next.size < 0.85 * run.size);
    is_level && gap < WIDE * run.size.min(next.size).max(0.6 * size) && gap > -0.4 * size
}

/// Whether a run belongs to a segment on the same line, at either end.
fn touches(above: &Segment, run: &Segment) -> bool {
    let size = above.size.max(run.size);
    let least = above.size.min(run.size);
    let differs = (run.base - above.base).abs();
    let is_small = least < 0.85 * size && run.n_chars.min(above.n_chars) <= 4;
    let is_level = differs <= LEVEL * least || (is_small && differs <= 0.6 * size);
    let gap = (run.left - above.right).max(above.left - run.right);
    is_level && gap < WIDE * least.max(0.6 * size) && gap > -0.4 * size
}

/// Puts the words of a line that runs to the left in the order they are read; numbers and Latin words inside keep theirs.
fn put_right_to_left(segment: &mut Segment, words: &[Word]) {
    let is_right = |at: &usize| words.get(*at).is_some_and(|word| is_mostly_right_to_left(&word.text));
    let n_right = segment.words.iter().filter(|at| is_right(at)).count();
    if 2 * n_right < segment.words.len() || n_right == 0 {
        return;
    }
    segment.words.reverse();
    let is_left =
        |at: &usize| words.get(*at).is_some_and(|word| word.text.chars().any(char::is_alphabetic)) && !is_right(at);
    let mut from = 0;
    while from < segment.words.len() {
        let length = segment.words.get(from..).unwrap_or_default().iter().take_while(|at| is_left(at)).count();
        if let Some(run) = segment.words.get_mut(from..from + length) {
            run.reverse();
        }
        from += length.max(1);
    }
}

/// Segments on one baseline, from left to right: one printed line of a column, or one row of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) segments: Vec<Segment>,
}

impl Row {
    pub(super) fn left(&self) -> f64 {
        self.segments.iter().map(|segment| segment.left).fold(f64::INFINITY, f64::min)
    }

    pub(super) fn right(&self) -> f64 {
        self.segments.iter().map(|segment| segment.right).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The segment with the most characters: what the row looks like.
    fn main(&self) -> Option<&Segment> {
        self.segments.iter().max_by_key(|segment| segment.n_chars)
    }

    pub(super) fn base(&self) -> f64 {
        self.main().map_or(0.0, |segment| segment.base)
    }

    pub(super) fn size(&self) -> f64 {
        self.main().map_or(1.0, |segment| segment.size)
    }

    pub(super) fn top(&self) -> f64 {
        self.segments.iter().map(Segment::top).fold(f64::INFINITY, f64::min)
    }

    pub(super) fn bottom(&self) -> f64 {
        self.segments.iter().map(Segment::bottom).fold(f64::NEG_INFINITY, f64::max)
    }

    pub(super) fn n_chars(&self) -> usize {
        self.segments.iter().map(|segment| segment.n_chars).sum()
    }

    pub(super) fn is_bold(&self) -> bool {
        self.segments.iter().all(Segment::is_bold)
    }

    /// The words' numbers in the order they are read.
    pub(super) fn words(&self) -> impl Iterator<Item = usize> + '_ {
        self.segments.iter().flat_map(|segment| segment.words.iter().copied())
    }

    /// Its words, single spaces between.
    pub(super) fn text(&self, words: &[Word]) -> String {
        let parts: Vec<_> = self.segments.iter().map(|segment| segment.text(words)).collect();
        parts.join(" ")
    }
}

/// The rows that segments make, from top to bottom.
pub(super) fn rows(mut segments: Vec<Segment>) -> Vec<Row> {
    segments.sort_by(|one, other| one.base.total_cmp(&other.base).then(one.left.total_cmp(&other.left)));
    let mut rows: Vec<Row> = Vec::new();
    for segment in segments {
        let fits = rows.last().is_some_and(|row| {
            row.segments.iter().rev().take(32).all(|other| {
                let least = other.size.min(segment.size);
                let is_beside = segment.left >= other.right - 0.3 * least || segment.right <= other.left + 0.3 * least;
                is_beside && (segment.base - other.base).abs() <= 0.4 * least
            })
        });
        match rows.last_mut() {
            Some(row) if fits => row.segments.push(segment),
            _ => rows.push(Row { segments: vec![segment] }),
        }
    }
    for row in &mut rows {
        row.segments.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}
