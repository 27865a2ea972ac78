//! Writes blocks down as pieces, word by word.
//!
//! In: each page's blocks with their roles. Out: pieces, each word's bytes in them, links and notes on their words.
//! Must not know: how blocks were found.
//! Holds: what is written needs no tidying, so bytes stay where they are put.

use std::collections::{BTreeMap, HashMap};

use crate::import::noted::{only_address, words_before};
use crate::import::pdf::flow::{Flow, PageBlocks, PageText, Placed};
use crate::import::pdf::hyphens::{self, Join, Vocabulary};
use crate::import::pdf::lines;
use crate::import::pdf::looks;
use crate::import::pdf::paragraphs::{self, Block, Shape};
use crate::import::pdf::words::Word;
use crate::import::pieces::Piece;
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;
use crate::text::span::ByteSpan;

/// A piece being written.
struct Open {
    piece: usize,
    size: f64,
    is_bold: bool,
    is_full: bool,
    n_rows: usize,
}

struct Writer<'p> {
    pages: &'p [PageText],
    vocabulary: &'p Vocabulary,
    pieces: Vec<Piece>,
    placed: Vec<Placed>,
    /// Where a note's mark stood in the text: page, mark, piece, byte.
    marks: Vec<(usize, String, usize, usize)>,
}

/// The pieces of all pages.
pub(super) fn pieces(pages: &[PageText], all: Vec<PageBlocks>, vocabulary: &Vocabulary) -> Flow {
    let mut writer = Writer { pages, vocabulary, pieces: Vec::new(), placed: Vec::new(), marks: Vec::new() };
    let mut notes: Vec<(usize, Block)> = Vec::new();
    let mut open: Option<Open> = None;
    for page in all {
        for (block, role) in page.blocks {
            if role == Some(Role::Footnote) {
                notes.push((page.page, block));
                continue;
            }
            let is_text = role.is_none() && block.shape == Shape::Text;
            let goes_on = is_text && open.as_ref().is_some_and(|open| writer.goes_on(open, &block, page.page));
            let piece = match &open {
                Some(open) if goes_on => open.piece,
                _ => {
                    let role = role.or(match block.shape {
                        Shape::Text | Shape::Note => None,
                        Shape::Item => Some(Role::ListItem),
                        Shape::TableRow => Some(Role::TableRow),
                    });
                    writer.pieces.push(Piece { role, ..Piece::open(String::new()) });
                    writer.pieces.len() - 1
                }
            };
            let n_rows = block.rows.len() + open.as_ref().filter(|_| goes_on).map_or(0, |open| open.n_rows);
            writer.block(&block, page.page, piece, &page.marks);
            let holds_open = is_text || (role.is_none() && block.shape == Shape::Item);
            if holds_open {
                open = Some(Open { piece, size: block.size, is_bold: block.is_bold, is_full: block.is_full(), n_rows });
            } else if !matches!(role, Some(Role::Furniture | Role::Caption)) && block.shape != Shape::TableRow {
                // A heading ends what was open; what only stands between does not.
                open = None;
            }
        }
    }
    let mut heads: HashMap<(usize, String), usize> = HashMap::new();
    for (page, block) in notes {
        let mark = block.rows.first().and_then(|row| paragraphs::note_mark(row, &writer.pages.get(page)?.words));
        let mark = mark.map(|mark| mark.text);
        let goes_on = mark.is_none() || block.shape != Shape::Note;
        if !goes_on || writer.pieces.last().is_none_or(|piece| piece.role != Some(Role::Footnote)) {
            writer.pieces.push(Piece::known(String::new(), Role::Footnote));
        }
        let piece = writer.pieces.len() - 1;
        if let Some(mark) = mark {
            heads.entry((page, mark)).or_insert(piece);
        }
        writer.block(&block, page, piece, &std::collections::BTreeSet::new());
    }
    writer.hang_notes(&heads);
    writer.hang();
    writer.finish()
}

impl Writer<'_> {
    /// Whether a block goes on with the piece that is open.
    fn goes_on(&self, open: &Open, block: &Block, page: usize) -> bool {
        let Some(piece) = self.pieces.get(open.piece) else { return false };
        let words = self.pages.get(page).map_or(&[][..], |page| &page.words);
        let first = block.rows.first().and_then(|row| row.words().next()).and_then(|at| words.get(at));
        let Some(first) = first else { return false };
        let was_here = self.placed.last().is_some_and(|last| last.page == page && last.piece == open.piece);
        if was_here && block.starts_anew {
            // Parted from what is above it on the same stretch of the page.
            return false;
        }
        if !paragraphs::is_same_size(open.size, block.size) || open.is_bold != block.is_bold {
            return false;
        }
        let end = piece.text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
        if end.ends_with(['.', '!', '?', ':', '…', ';']) {
            return false;
        }
        let bare = first.text.trim_start_matches(['"', '“', '‘', '\'', '(', '«', '„']);
        let is_lower = bare.starts_with(char::is_lowercase);
        if end.ends_with('-') {
            return is_lower;
        }
        is_lower && (open.is_full || end.ends_with(','))
            || open.is_full && open.n_rows > 2 && block.starts_flush() && block.rows.len() > 1
    }

    /// Writes a block's words into a piece.
    fn block(&mut self, block: &Block, page: usize, number: usize, marks: &std::collections::BTreeSet<String>) {
        let Some(text_of_page) = self.pages.get(page) else { return };
        let words = &text_of_page.words;
        let Some(piece) = self.pieces.get_mut(number) else { return };
        let mut is_placed = false;
        let is_note = piece.role == Some(Role::Footnote);
        for row in &block.rows {
            for (at, segment) in row.segments.iter().enumerate() {
                for (nth, word_number) in segment.words.iter().enumerate() {
                    let Some(word) = words.get(*word_number) else { continue };
                    let is_raised = paragraphs::is_raised(word, row);
                    if is_raised && !is_note && marks.contains(&word.text) {
                        let at = piece.text.len();
                        self.marks.push((page, word.text.clone(), number, at));
                        self.placed.push(Placed { page, word: *word_number, piece: number, start: at, end: at });
                        continue;
                    }
                    let join = if piece.text.is_empty() {
                        Join::Nothing
                    } else if nth > 0 {
                        let before = nth.checked_sub(1).and_then(|nth| segment.words.get(nth));
                        let is_apart =
                            before.and_then(|at| words.get(*at)).is_none_or(|before| lines::parts(before, word));
                        if is_apart { Join::Space } else { Join::Nothing }
                    } else if at > 0 {
                        Join::Space
                    } else {
                        over_line(piece, word, self.vocabulary)
                    };
                    match join {
                        Join::Space if at > 0 && nth == 0 && block.shape == Shape::TableRow => {
                            piece.text.push_str(" | ");
                        }
                        Join::Space => piece.text.push(' '),
                        Join::Nothing => {}
                        Join::DropHyphen => {
                            piece.text.pop();
                            let end = piece.text.len();
                            for last in self.placed.iter_mut().rev().take_while(|last| last.end > end) {
                                last.end = end;
                            }
                        }
                    }
                    let start = piece.text.len();
                    if let Some((stem, mark)) = paragraphs::without_mark(&word.text, marks)
                        && !is_note
                    {
                        piece.text.push_str(stem);
                        self.marks.push((page, mark.to_owned(), number, piece.text.len()));
                    } else if is_raised && !is_note {
                        push_raised(&mut piece.text, &word.text);
                    } else {
                        piece.text.push_str(&word.text);
                    }
                    if !is_placed {
                        is_placed = true;
                        piece.places.push((start, format!("p. {}", text_of_page.label)));
                    }
                    let end = piece.text.len();
                    self.placed.push(Placed { page, word: *word_number, piece: number, start, end });
                }
            }
        }
    }

    /// Hangs each note on the words before its mark.
    fn hang_notes(&mut self, heads: &HashMap<(usize, String), usize>) {
        for (page, mark, piece, at) in std::mem::take(&mut self.marks) {
            let Some(note) = heads.get(&(page, mark.clone())).and_then(|note| self.pieces.get(*note)) else { continue };
            let words = note.text.strip_prefix(mark.as_str()).unwrap_or(&note.text);
            let words = words.trim_start_matches(['.', ')', ' ']).to_owned();
            let url = only_address(&words).unwrap_or_default().to_owned();
            let Some(piece) = self.pieces.get_mut(piece) else { continue };
            let before = piece.text.get(..at).unwrap_or_default();
            let span = words_before(before, piece.annotations.last().map_or(0, |(last, _)| last.end()));
            let annotation = Annotation { url, ..Annotation::new(AnnotationKind::Footnote, words) };
            piece.annotations.push((span, annotation));
        }
    }

    /// Hangs links and comments on the words they lie on.
    fn hang(&mut self) {
        let mut by_page: BTreeMap<usize, Vec<Placed>> = BTreeMap::new();
        for placed in &self.placed {
            by_page.entry(placed.page).or_default().push(placed.clone());
        }
        for (at, page) in self.pages.iter().enumerate() {
            let placed = by_page.get(&at).map_or(&[][..], |placed| placed.as_slice());
            for hung in &page.hung {
                let mut spans: Vec<(usize, ByteSpan)> = Vec::new();
                let lies_on = |word: &Word| {
                    let [left, top, right, bottom] = hung.bounds;
                    let (x, y) =
                        (f64::midpoint(word.bounds[0], word.bounds[2]), f64::midpoint(word.bounds[1], word.bounds[3]));
                    x >= left - 0.5 && x <= right + 0.5 && y >= top - 1.0 && y <= bottom + 1.0
                };
                for one in placed.iter().filter(|one| page.words.get(one.word).is_some_and(lies_on)) {
                    match spans.last_mut() {
                        Some((piece, span)) if *piece == one.piece && one.start <= span.end() + 3 => {
                            *span = span.union(ByteSpan::new(one.start, one.end));
                        }
                        _ => spans.push((one.piece, ByteSpan::new(one.start, one.end))),
                    }
                }
                if spans.is_empty() && hung.annotation.kind == AnnotationKind::Comment {
                    spans.extend(nearest(page, placed, hung.bounds));
                }
                // A comment is one, however many pieces it lies on.
                let n_spans = if hung.annotation.kind == AnnotationKind::Comment { 1 } else { spans.len() };
                for (piece, span) in spans.into_iter().take(n_spans) {
                    if let Some(piece) = self.pieces.get_mut(piece) {
                        put_annotation(piece, span, &hung.annotation);
                    }
                }
            }
        }
    }

    fn finish(mut self) -> Flow {
        for piece in &mut self.pieces {
            piece.annotations.sort_by_key(|(span, _)| *span);
        }
        // A piece whose only word was a mark would have no text.
        let numbers: Vec<Option<usize>> = {
            let mut next = 0;
            let mut number = |piece: &Piece| {
                let is_kept = !piece.text.is_empty();
                next += usize::from(is_kept);
                is_kept.then(|| next - 1)
            };
            self.pieces.iter().map(&mut number).collect()
        };
        self.pieces.retain(|piece| !piece.text.is_empty());
        let placed = self.placed.into_iter().filter_map(|placed| {
            let piece = numbers.get(placed.piece).copied().flatten()?;
            Some(Placed { piece, ..placed })
        });
        Flow { placed: placed.collect(), headings: looks::headings(&self.pieces), pieces: self.pieces }
    }
}

/// Adds an annotation; a link over two lines is often two annotations, and one link.
fn put_annotation(piece: &mut Piece, span: ByteSpan, annotation: &Annotation) {
    if annotation.kind == AnnotationKind::Link
        && let Some((before, last)) = piece.annotations.last_mut()
        && last == annotation
        && span.start() <= before.end() + 1
        && before.start() <= span.end() + 1
    {
        *before = before.union(span);
        return;
    }
    piece.annotations.push((span, annotation.clone()));
}

/// How a word joins the end of a piece over a line's end.
fn over_line(piece: &Piece, word: &Word, vocabulary: &Vocabulary) -> Join {
    let mut back = piece.text.rsplit(' ');
    let last = back.next().unwrap_or_default();
    hyphens::join(back.next().unwrap_or_default(), last, &word.text, vocabulary)
}

/// Raised numbers stay told from the ones they stand at: "10³" is not "103".
fn push_raised(text: &mut String, word: &str) {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    for c in word.chars() {
        let digit = c.to_digit(10).filter(|_| c.is_ascii_digit()).and_then(|digit| usize::try_from(digit).ok());
        text.push(digit.and_then(|digit| RAISED.get(digit).copied()).unwrap_or(c));
    }
}

/// The word nearest to a note's sign.
fn nearest(page: &PageText, placed: &[Placed], bounds: [f64; 4]) -> Option<(usize, ByteSpan)> {
    let (x, y) = (f64::midpoint(bounds[0], bounds[2]), f64::midpoint(bounds[1], bounds[3]));
    let distance = |one: &Placed| {
        page.words.get(one.word).map_or(f64::INFINITY, |word| {
            let [left, top, right, bottom] = word.bounds;
            let (dx, dy) = ((left - x).max(x - right).max(0.0), (top - y).max(y - bottom).max(0.0));
            // Sooner along the line than across lines.
            dx.hypot(3.0 * dy)
        })
    };
    let found = placed.iter().min_by(|one, other| distance(one).total_cmp(&distance(other)))?;
    Some((found.piece, ByteSpan::new(found.start, found.end)))
}
