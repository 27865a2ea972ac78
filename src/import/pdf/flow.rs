//! Makes a document's pieces of its pages' words.
//!
//! In: every page's words and what hangs on them. Out: pieces in reading order, and where on a page each word of them
//! stands.
//! Must not know: instructions, fonts, files.
//! Holds: every word is in one piece, in its own place, but for a note's raised mark in the text, which the annotation
//! stands for; a paragraph that runs over a column's or a page's end is one piece, with a place inside; notes come last.
//! Text set askew (watermarks) is furniture, text set on its side beside the page's own is a caption.

mod write;

use std::collections::{BTreeMap, BTreeSet};

use crate::import::pdf::annots::Hung;
use crate::import::pdf::furniture::{self, PageLines};
use crate::import::pdf::hyphens::Vocabulary;
use crate::import::pdf::lines::{self, Segment};
use crate::import::pdf::paragraphs::{self, Block, Shape};
use crate::import::pdf::words::Word;
use crate::import::pdf::{columns, looks};
use crate::import::pieces::{Headings, Piece};
use crate::model::article::Role;

/// What was read of one page.
#[derive(Debug, Default)]
pub(super) struct PageText {
    pub(super) words: Vec<Word>,
    pub(super) hung: Vec<Hung>,
    /// In points, as it is shown.
    pub(super) width: f64,
    pub(super) height: f64,
    /// The number that it bears.
    pub(super) label: String,
}

/// Where a word of the pieces stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) page: usize,
    /// Its number on the page.
    pub(super) word: usize,
    pub(super) piece: usize,
    /// Its bytes in the piece's text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A document's text.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) pieces: Vec<Piece>,
    pub(super) headings: Headings,
    /// In reading order.
    pub(super) placed: Vec<Placed>,
}

impl Default for Flow {
    fn default() -> Self {
        Self { pieces: Vec::new(), headings: Headings::Marked, placed: Vec::new() }
    }
}

/// One page cut into blocks.
pub(super) struct PageBlocks {
    pub(super) page: usize,
    /// In reading order, with the role where it is told by more than shape.
    pub(super) blocks: Vec<(Block, Option<Role>)>,
    /// The marks of the notes at its foot.
    pub(super) marks: BTreeSet<String>,
}

/// The pieces of a document.
pub(super) fn of(pages: &mut [PageText]) -> Flow {
    let cut: Vec<(Vec<Segment>, Vec<Segment>)> = pages.iter_mut().map(|page| by_direction(&mut page.words)).collect();
    let pages = &*pages;
    let mut vocabulary = Vocabulary::default();
    pages.iter().flat_map(|page| &page.words).for_each(|word| vocabulary.add(word));
    let looks = looks::Looks::of(cut.iter().flat_map(|(main, _)| main));
    let lines: Vec<PageLines<'_>> = pages
        .iter()
        .zip(&cut)
        .map(|(page, (main, _))| {
            let (top, height) = upright(page, main);
            PageLines { words: &page.words, segments: main, top, height }
        })
        .collect();
    let furniture = furniture::of(&lines);
    drop(lines);
    let mut blocks: Vec<PageBlocks> = Vec::with_capacity(pages.len());
    for (at, ((page, (main, others)), furniture)) in pages.iter().zip(cut).zip(furniture).enumerate() {
        blocks.push(page_blocks(at, page, main, others, &furniture, looks.body_size));
    }
    looks.give_roles(&mut blocks, pages);
    write::pieces(pages, blocks, &vocabulary)
}

/// Where the page's top lies across its main direction, and how high it is.
fn upright(page: &PageText, main: &[Segment]) -> (f64, f64) {
    let first = main.first().and_then(|segment| segment.words.first()).and_then(|at| page.words.get(*at));
    match first.map(|word| word.angle) {
        Some(90) => (-page.width, page.width),
        Some(180) => (-page.height, page.height),
        Some(270) => (0.0, page.width),
        _ => (0.0, page.height),
    }
}

/// A page's segments in its main direction, and the others'.
fn by_direction(words: &mut [Word]) -> (Vec<Segment>, Vec<Segment>) {
    let mut by_angle: BTreeMap<i16, (usize, Vec<usize>)> = BTreeMap::new();
    for (at, word) in words.iter().enumerate() {
        let group = by_angle.entry(word.angle).or_default();
        group.0 += word.text.len();
        group.1.push(at);
    }
    // Upright wins where as much stands upright.
    let main = by_angle.iter().max_by_key(|(angle, (n, _))| (*n, **angle == 0)).map(|(angle, _)| *angle);
    let mut others = Vec::new();
    let mut first = Vec::new();
    for (angle, (_, chosen)) in by_angle {
        let mut segments = lines::segments(words, &chosen);
        lines::join_spaced(words, &mut segments);
        if Some(angle) == main {
            first = segments;
        } else {
            others.extend(segments);
        }
    }
    (first, others)
}

fn page_blocks(
    at: usize,
    page: &PageText,
    main: Vec<Segment>,
    others: Vec<Segment>,
    furniture: &BTreeSet<usize>,
    body_size: f64,
) -> PageBlocks {
    let (top, height) = upright(page, &main);
    let middle = top + height / 2.0;
    let mut above = Vec::new();
    let mut below = Vec::new();
    let mut text = Vec::new();
    for (number, segment) in main.into_iter().enumerate() {
        if !furniture.contains(&number) {
            text.push(segment);
        } else if segment.base < middle {
            above.push(segment);
        } else {
            below.push(segment);
        }
    }
    let lone = |segments: Vec<Segment>, role: Role| {
        let rows = lines::rows(segments);
        rows.into_iter().map(move |row| (Block::alone(row), Some(role))).collect::<Vec<_>>()
    };
    let mut blocks = lone(above, Role::Furniture);
    let mut notes = Vec::new();
    let mut marks = BTreeSet::new();
    for group in columns::in_order(text) {
        for block in paragraphs::of(group, &page.words, body_size) {
            if block.shape == Shape::Note {
                let mark = block.rows.first().and_then(|row| paragraphs::note_mark(row, &page.words));
                marks.extend(mark.map(|mark| mark.text));
                notes.push((block, Some(Role::Footnote)));
            } else {
                blocks.push((block, None));
            }
        }
    }
    blocks.extend(notes);
    blocks.extend(lone(below, Role::Furniture));
    for segment in others {
        let angle = segment.words.first().and_then(|at| page.words.get(*at)).map_or(0, |word| word.angle);
        let role = if angle % 90 == 0 { Role::Caption } else { Role::Furniture };
        blocks.extend(lone(vec![segment], role));
    }
    PageBlocks { page: at, blocks, marks }
}
