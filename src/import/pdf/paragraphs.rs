//! Makes paragraphs, headings, list items and table rows of one column's lines.
//!
//! In: the segments of one column's stretch, the size of the document's running text. Out: blocks in order.
//! Must not know: other columns and pages, words' meaning beyond how a line starts and ends.
//! Holds: every row is in exactly one block, in order; a table's rows are blocks of their own.

use std::collections::BTreeSet;

use crate::import::pdf::lines::{self, Row, Segment};
use crate::import::pdf::words::Word;

/// Sizes that differ by less are one.
const SAME_SIZE: f64 = 0.09;
/// A step down of so many usual ones parts paragraphs.
const PARTING: f64 = 1.32;

/// What a block's shape says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Lines of running text or of a heading.
    Text,
    /// One item of a list.
    Item,
    /// One row of a table.
    TableRow,
    /// A note at the foot of its column.
    Note,
}

/// Rows that belong together.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) rows: Vec<Row>,
    pub(super) shape: Shape,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    /// The edges of the column that it stands in.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Whether another block stands above it in its column's stretch.
    pub(super) starts_anew: bool,
}

impl Block {
    /// A row that stands for itself.
    pub(super) fn alone(row: Row) -> Self {
        let column = (row.left(), row.right());
        Self::of(vec![row], Shape::Text, column)
    }

    fn of(rows: Vec<Row>, shape: Shape, column: (f64, f64)) -> Self {
        let n_chars: usize = rows.iter().map(Row::n_chars).sum();
        let size = rows.iter().map(|row| row.size() * row.n_chars() as f64).sum::<f64>() / n_chars.max(1) as f64;
        let is_bold = rows.iter().all(Row::is_bold);
        Self { rows, shape, size, is_bold, left: column.0, right: column.1, starts_anew: false }
    }

    /// Whether its last line reaches the column's end: the paragraph may go on elsewhere.
    pub(super) fn is_full(&self) -> bool {
        self.rows.last().is_some_and(|row| row.right() > self.right - 0.2 * (self.right - self.left))
    }

    /// Whether its first line starts where its column does.
    pub(super) fn starts_flush(&self) -> bool {
        self.rows.first().is_some_and(|row| row.left() < self.left + 0.5 * self.size)
    }
}

/// The blocks of one column's stretch.
pub(super) fn of(segments: Vec<Segment>, words: &[Word], body_size: f64) -> Vec<Block> {
    let (icons, segments) = icons(segments);
    let rows = lines::rows(segments);
    let column = column(&rows);
    let in_table = table_rows(&rows, words, column);
    let steps = Steps::of(&rows);
    let mut out: Vec<Block> = icons.into_iter().map(|icon| Block::alone(Row { segments: vec![icon] })).collect();
    let mut open: Vec<Row> = Vec::new();
    let mut shape = Shape::Text;
    for (at, row) in rows.iter().enumerate() {
        if in_table.get(at) == Some(&true) {
            if !open.is_empty() {
                out.push(Block::of(std::mem::take(&mut open), shape, column));
            }
            shape = Shape::Text;
            out.push(Block::of(vec![row.clone()], Shape::TableRow, column));
            continue;
        }
        let starts = start(row, words, body_size);
        if !open.is_empty() && breaks(&open, row, rows.get(at + 1), starts, column, &steps, words) {
            out.push(Block::of(std::mem::take(&mut open), shape, column));
        }
        if open.is_empty() {
            shape = starts;
        }
        open.push(row.clone());
    }
    if !open.is_empty() {
        out.push(Block::of(open, shape, column));
    }
    mark_notes(&mut out, words, body_size);
    out.iter_mut().skip(1).for_each(|block| block.starts_anew = true);
    out
}

/// A sign or two set larger than the lines beside it, as in a box that warns: it must not come between their words.
fn icons(segments: Vec<Segment>) -> (Vec<Segment>, Vec<Segment>) {
    let mut sizes: Vec<f64> = segments.iter().map(|segment| segment.size).collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let lines = segments.iter().filter(|segment| segment.n_chars > 8).take(4000);
    let lines: Vec<(f64, f64)> = lines.map(|segment| (segment.top(), segment.bottom())).collect();
    segments.into_iter().partition(|segment| {
        let is_beside = |(top, bottom): &&(f64, f64)| segment.top() < *bottom && segment.bottom() > *top;
        segment.n_chars <= 2 && segment.size > 1.3 * usual && lines.iter().filter(is_beside).count() > 1
    })
}

/// Where the column begins and ends: its leftmost line that is not alone, its rightmost end.
fn column(rows: &[Row]) -> (f64, f64) {
    let mut lefts: Vec<f64> = rows.iter().map(Row::left).collect();
    lefts.sort_by(f64::total_cmp);
    let left = lefts.get(lefts.len() / 20).copied().unwrap_or(0.0);
    let right = rows.iter().map(Row::right).fold(f64::NEG_INFINITY, f64::max);
    (left, right)
}

/// Fewer steps than this tell nothing of what is usual among them.
const FEW_STEPS: usize = 6;

/// The usual step from line to line, by size.
struct Steps {
    usual: f64,
    by_size: Vec<(f64, f64)>,
}

impl Steps {
    fn of(rows: &[Row]) -> Self {
        let mut all: Vec<(f64, f64)> = Vec::new();
        for two in rows.windows(2) {
            let [one, other] = two else { continue };
            let step = other.base() - one.base();
            if is_same_size(one.size(), other.size()) && step > 0.5 * one.size() && step < 3.0 * one.size() {
                all.push((one.size(), step));
            }
        }
        let middle = |mut steps: Vec<f64>| {
            steps.sort_by(f64::total_cmp);
            // Nearer to the small ones: a column of short paragraphs has as many gaps as lines. Of a few, the smallest.
            let at = if steps.len() < FEW_STEPS { 0 } else { (steps.len() - 1) * 2 / 5 };
            steps.get(at).copied()
        };
        let usual = middle(all.iter().map(|(size, step)| step / size).collect()).unwrap_or(1.2);
        let mut by_size: Vec<(f64, f64)> = Vec::new();
        for (size, _) in &all {
            if !by_size.iter().any(|(known, _)| is_same_size(*known, *size)) && by_size.len() < 32 {
                let same = all.iter().filter(|(other, _)| is_same_size(*other, *size)).map(|(_, step)| *step);
                if let Some(step) = middle(same.collect()) {
                    by_size.push((*size, step));
                }
            }
        }
        Self { usual, by_size }
    }

    fn at(&self, size: f64) -> f64 {
        let known = self.by_size.iter().find(|(known, _)| is_same_size(*known, size));
        // Lines further apart than twice their size are not one paragraph, however many there are.
        known.map_or(self.usual * size, |(_, step)| *step).clamp(0.9 * size, 2.1 * size)
    }
}

pub(super) fn is_same_size(one: f64, other: f64) -> bool {
    (one - other).abs() <= SAME_SIZE * one.max(other)
}

/// Whether `row` begins a new block after the rows in `open`.
fn breaks(
    open: &[Row],
    row: &Row,
    next: Option<&Row>,
    starts: Shape,
    column: (f64, f64),
    steps: &Steps,
    words: &[Word],
) -> bool {
    let Some(last) = open.last() else { return true };
    let size = last.size().max(row.size());
    let step = row.base() - last.base();
    let em = row.size();
    if step < 0.3 * size || !is_same_size(last.size(), row.size()) {
        return true;
    }
    if step > PARTING * steps.at(row.size()) && step > steps.at(row.size()) + 1.0 {
        return true;
    }
    let end = last_word(last, words);
    let room = column.1 - last.right();
    let first_shape = open.first().map(|row| start(row, words, 0.0));
    if starts != Shape::Text {
        // "on Friday, Feb." and "4. The first" is one sentence: a number begins an item where the line before is at
        // its end, or where items stand.
        let ends = end.ends_with(['.', ':', ';', '!', '?', '”', ')']) || first_shape == Some(Shape::Item);
        let is_label = first_word(row, words).starts_with(|c: char| c.is_alphanumeric() || c == '(');
        if !is_label || starts == Shape::Note || room > 3.0 * em || (ends && !is_shortened(end)) {
            return true;
        }
    } else if open.len() == 1 && first_shape == Some(Shape::Item) {
        // The second line of an item hangs under its words.
        let hangs = row.left() > last.left() + 0.3 * em && row.left() < last.left() + 4.0 * em;
        if hangs && room < (0.35 * (last.right() - last.left())).max(6.0 * em) {
            return false;
        }
    }
    if end.ends_with('-') {
        return false;
    }
    let goes_on_bold = row.words().next().and_then(|at| words.get(at)).is_some_and(|word| word.is_bold);
    if last.is_bold() != row.is_bold() && !goes_on_bold && last.n_chars().min(row.n_chars()) > 2 {
        // A heading above its text; a bold lead-in ends within a line.
        return open.iter().all(Row::is_bold) || row.is_bold() && next.is_none_or(|next| !next.is_bold());
    }
    let is_centred = |row: &Row| {
        let (left, right) = (row.left() - column.0, column.1 - row.right());
        left > 2.0 * em && (left - right).abs() < 0.1 * (column.1 - column.0)
    };
    let middle = |row: &Row| f64::midpoint(row.left(), row.right());
    let same_middle = (middle(last) - middle(row)).abs() < 0.4 * em && (row.left() - last.left()).abs() > 0.6 * em;
    if is_centred(last) && is_centred(row) || same_middle {
        return false;
    }
    let ends_sentence = end.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', ':', '…']);
    let first = first_word(row, words);
    let starts_sentence = first.trim_start_matches(['"', '“', '‘', '\'', '(', '«', '„']).starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || !c.is_alphabetic() || !(c.is_uppercase() || c.is_lowercase())
    });
    let (indent, before) = (row.left() - column.0, last.left() - column.0);
    let moved = row.left() - last.left();
    // A first line's indent.
    if moved > 0.6 * em && indent < 8.0 * em && before < 0.5 * em {
        let comes_back = next.is_none_or(|next| next.left() < row.left() - 0.5 * em);
        let is_hanging = open.len() == 1 && !comes_back;
        if !is_hanging && (open.len() > 1 || ends_sentence || comes_back) {
            return true;
        }
    }
    // Back from a hanging indent: the next item of references.
    if moved < -0.6 * em && open.len() > 1 && before > 0.6 * em {
        return true;
    }
    // The line before ended early: the next word had room on it.
    let first_width = row.segments.first().and_then(|segment| segment.words.first()).and_then(|at| words.get(*at));
    let needed = first_width.map_or(em, |word| word.right - word.left) + 0.35 * em;
    let width = (column.1 - column.0).max(1.0);
    if room > needed && ends_sentence && starts_sentence {
        return true;
    }
    room > 0.4 * width && room > needed && starts_sentence && !end.ends_with(',')
}

/// "Feb.", "No.": a full stop that ends no sentence where a number follows.
fn is_shortened(word: &str) -> bool {
    const SHORTENED: [&str; 21] = [
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "p", "pp",
        "art", "sec", "fig", "vol", "nr",
    ];
    word.strip_suffix('.').is_some_and(|bare| SHORTENED.contains(&bare.to_lowercase().as_str()))
}

fn last_word<'w>(row: &Row, words: &'w [Word]) -> &'w str {
    let at = row.segments.last().and_then(|segment| segment.words.last());
    at.and_then(|at| words.get(*at)).map_or("", |word| word.text.as_str())
}

fn first_word<'w>(row: &Row, words: &'w [Word]) -> &'w str {
    let at = row.segments.first().and_then(|segment| segment.words.first());
    at.and_then(|at| words.get(*at)).map_or("", |word| word.text.as_str())
}

/// What a row's start says.
fn start(row: &Row, words: &[Word], body_size: f64) -> Shape {
    let first = first_word(row, words);
    if row.words().count() < 2 && row.segments.len() < 2 {
        return Shape::Text;
    }
    if let Some(mark) = note_mark(row, words)
        && row.size() < if mark.is_raised { 0.98 } else { 0.93 } * body_size
    {
        return Shape::Note;
    }
    let is_bullet =
        matches!(first, "•" | "●" | "○" | "▪" | "■" | "◦" | "‣" | "–" | "·" | "*" | "►" | "➢" | "✓" | "□" | "-");
    let body = first.trim_start_matches('(');
    let label = body.trim_end_matches(['.', ')']);
    let is_label = label.len() < body.len()
        && (1..=3).contains(&label.len())
        && (label.bytes().all(|byte| byte.is_ascii_digit())
            || (label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_lowercase())));
    if is_bullet || is_label { Shape::Item } else { Shape::Text }
}

/// The mark that a note starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) text: String,
    /// Whether it stands above the line, so that nothing else can be meant.
    pub(super) is_raised: bool,
}

/// The mark at a row's start, if the row starts like a note: "¹ See", "*See", "1 See", "1See".
pub(super) fn note_mark(row: &Row, words: &[Word]) -> Option<Mark> {
    let first = words.get(row.words().next()?)?;
    let is_raised = is_raised(first, row);
    let digits: String = first.text.chars().take_while(char::is_ascii_digit).collect();
    let signs: String = first.text.chars().take_while(|c| is_sign(*c)).collect();
    let text = if digits.is_empty() { signs } else { digits };
    let rest = first.text.strip_prefix(text.as_str()).unwrap_or_default();
    let is_short = (1..=3).contains(&text.chars().count());
    let ends_well = rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"'));
    (is_short && ends_well).then_some(Mark { text, is_raised })
}

fn is_sign(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§' | '¶')
}

/// A word and the note's mark at its end, where one of `marks` stands there: "port.1" is "port." and 1.
pub(super) fn without_mark<'w>(word: &'w str, marks: &BTreeSet<String>) -> Option<(&'w str, &'w str)> {
    if marks.is_empty() {
        return None;
    }
    let stem = word.trim_end_matches(|c: char| c.is_ascii_digit() || is_sign(c));
    let mark = word.get(stem.len()..)?;
    let before = stem.trim_end_matches(['.', ',', ';', ':', '!', '?', '”', '’', '"', ')']);
    // "3.1" and "No.1" may be numbers; "port.1" is not.
    let n_letters = before.chars().rev().take_while(|c| c.is_alphabetic()).count();
    (marks.contains(mark) && n_letters > 2).then_some((stem, mark))
}

/// Whether a word stands above its line as a mark does.
pub(super) fn is_raised(word: &Word, row: &Row) -> bool {
    word.size < 0.85 * row.size() && row.base() - word.base > 0.15 * row.size()
}

/// Makes notes of blocks at the foot that only look like them if nothing but notes follows; else they are text again.
fn mark_notes(blocks: &mut [Block], words: &[Word], body_size: f64) {
    let mut only_notes = true;
    for at in (0..blocks.len()).rev() {
        let Some(block) = blocks.get_mut(at) else { continue };
        let is_small = block.size < 0.98 * body_size;
        if block.shape == Shape::Note && !only_notes {
            block.shape = if block.rows.first().is_some_and(|row| start(row, words, 0.0) == Shape::Item) {
                Shape::Item
            } else {
                Shape::Text
            };
        }
        only_notes &= is_small;
    }
    // What follows a note in its size goes on with it.
    let mut in_notes = false;
    for block in blocks {
        in_notes = block.shape == Shape::Note || (in_notes && block.size < 0.98 * body_size);
        if in_notes {
            block.shape = Shape::Note;
        }
    }
}

/// Which rows are rows of a table: at least two of them in a row have cells whose edges stand under each other.
fn table_rows(rows: &[Row], words: &[Word], column: (f64, f64)) -> Vec<bool> {
    let mut out = vec![false; rows.len()];
    let near = |one: f64, other: f64, size: f64| (one - other).abs() < (0.4 * size).max(2.5);
    for (at, two) in rows.windows(2).enumerate() {
        let [one, other] = two else { continue };
        if one.segments.len() < 2 || other.segments.len() < 2 || one.segments.len() > 64 || other.segments.len() > 64 {
            continue;
        }
        let size = one.size().max(other.size());
        let is_text = |row: &Row| is_running(row, column) || is_justified(row, words, column);
        if other.base() - one.base() > 4.0 * size || is_text(one) || is_text(other) {
            continue;
        }
        let aligned = one.segments.iter().skip(1).filter(|cell| {
            other.segments.iter().skip(1).any(|under| {
                near(cell.left, under.left, size)
                    || near(cell.right, under.right, size)
                    || near(f64::midpoint(cell.left, cell.right), f64::midpoint(under.left, under.right), size)
            })
        });
        let n_aligned = aligned.count();
        let n_cells = one.segments.len().min(other.segments.len()) - 1;
        if n_aligned > 0 && 2 * n_aligned >= n_cells {
            for row in [at, at + 1] {
                if let Some(row) = out.get_mut(row) {
                    *row = true;
                }
            }
        }
    }
    out
}

/// Whether a row of two is a label, or a sign, beside a line of running text.
fn is_running(row: &Row, column: (f64, f64)) -> bool {
    row.segments.len() == 2
        && row.segments.last().is_some_and(|last| {
            last.words.len() > 6 && last.right > column.1 - 0.04 * (column.1 - column.0) && last.n_chars > 30
        })
}

/// Whether a row is a line of text drawn out to its column's width: its gaps are all about as wide.
fn is_justified(row: &Row, words: &[Word], column: (f64, f64)) -> bool {
    let size = row.size();
    if row.left() > column.0 + 3.0 * size || row.right() < column.1 - size {
        return false;
    }
    let all: Vec<&Word> = row.words().filter_map(|at| words.get(at)).collect();
    let gaps = all.windows(2).filter_map(|two| match two {
        [one, other] => Some(other.left - one.right),
        _ => None,
    });
    let (least, most) = gaps.fold((f64::INFINITY, 0.0_f64), |(least, most), gap| (least.min(gap), most.max(gap)));
    most < 4.0 * size && least > 0.55 * most
}
