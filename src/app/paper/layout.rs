//! Where every piece of a text stands: galleys for what is seen, estimates for the rest.
//!
//! In: a draft, the marks of its blocks, a width and a text size. Out: pieces with heights, and galleys on demand.
//! Must not know: scrolling, colours, the session. Offsets in and out are bytes of the draft's text.
//! Holds: a piece is laid out again only when its text's marks, the width, the size or the scale changed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use egui::text::{CCursor, LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Pos2, Rect, Ui, Vec2, pos2};

use crate::app::theme::fonts;
use crate::model::article::{Draft, Role};
use crate::session::index::{BlockIndex, Mark};
use crate::text::span::{ByteSpan, boundary_before};

/// A block longer than this (in bytes) is cut into several pieces, so that no piece is slow to lay out.
const MOST_BYTES: usize = 4000;
/// Height of the line of metadata under headline and deck, in points.
pub(in crate::app) const META_HEIGHT: f32 = 26.0;
/// Room of a claim's number behind its words: for each digit, and for the sign of its standing.
const DIGIT_WIDTH: f32 = 6.4;

/// What stands under headline and deck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Head {
    /// Nothing.
    Bare,
    /// A line of metadata.
    Meta,
}

/// What decides how the whole article is laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::app) struct Measure {
    /// Width of the column, in points.
    pub(in crate::app) width: f32,
    /// Size of body text, in points.
    pub(in crate::app) points: f32,
    /// Pixels in a point.
    pub(in crate::app) scale: f32,
    /// Counts up when egui forgets its glyphs: what was laid out before that points at nothing.
    pub(in crate::app) glyphs: u32,
}

/// A block, or a part of a very long one.
pub(in crate::app) struct Piece {
    /// Which block it is of.
    pub(in crate::app) block: usize,
    /// Which bytes of the draft it shows.
    pub(in crate::app) span: ByteSpan,
    /// What its block is.
    pub(in crate::app) role: Role,
    /// Whether the block begins with it.
    pub(in crate::app) is_first: bool,
    /// Space above it, in points.
    gap: f32,
    /// Height of its text, in points: laid out, or estimated.
    height: f32,
    laid: Option<Laid>,
}

/// The number of a claim, to be painted behind its last word.
pub(in crate::app) struct Number {
    /// Whose.
    pub(in crate::app) claim: crate::model::ids::ClaimId,
    /// Where it begins: x, and top of its row, relative to the galley.
    pub(in crate::app) pos: Pos2,
}

/// A piece laid out.
pub(in crate::app) struct Laid {
    key: u64,
    pub(in crate::app) galley: Arc<Galley>,
    /// Char index at which each row begins.
    row_starts: Vec<usize>,
    /// Where the text starts relative to the column.
    pub(in crate::app) indent: f32,
    /// For each mark of the piece its rectangles, one a row, relative to the galley.
    pub(in crate::app) marks: Vec<(Mark, Vec<Rect>)>,
    pub(in crate::app) numbers: Vec<Number>,
    /// The rectangles of bare runs.
    pub(in crate::app) bare: Vec<Rect>,
}

/// The pieces of a draft from top to bottom.
pub(in crate::app) struct Layout {
    measure: Measure,
    pieces: Vec<Piece>,
    /// Top of each piece's text, and one past the last: the height of the whole.
    tops: Vec<f32>,
    /// The piece after which the line of metadata stands.
    meta_after: Option<usize>,
}

/// Face, size and colourless format of a role.
fn format(role: Role, points: f32) -> (FontId, f32) {
    let (font, line) = match role {
        Role::Headline => (fonts::serif_strong(points * 1.72), 1.28),
        Role::Deck => (fonts::serif_italic(points * 1.06), 1.5),
        Role::Subhead => (fonts::serif_strong(points * 1.11), 1.5),
        Role::Body | Role::ListItem => (fonts::serif(points), 1.62),
        Role::PullQuote => (fonts::serif_italic(points * 1.16), 1.5),
        Role::Footnote => (fonts::serif(points * 0.86), 1.55),
        Role::Byline | Role::Dateline | Role::Caption | Role::TableRow => (fonts::ui(points * 0.8), 1.6),
        Role::Credit | Role::Furniture => (fonts::ui(points * 0.78), 1.55),
    };
    let height = (font.size * line).round();
    (font, height)
}

/// How far a role is set in from the column's left edge, in points.
fn indent(role: Role) -> f32 {
    match role {
        Role::Furniture => 12.0,
        Role::PullQuote => 20.0,
        Role::ListItem => 18.0,
        Role::Headline
        | Role::Deck
        | Role::Subhead
        | Role::Byline
        | Role::Dateline
        | Role::Body
        | Role::Caption
        | Role::Credit
        | Role::TableRow
        | Role::Footnote => 0.0,
    }
}

/// Space between two blocks, in points.
fn gap(before: Option<Role>, role: Role, points: f32) -> f32 {
    let unit = points / 18.0;
    let wanted = match (before, role) {
        (None, _) => 0.0,
        (_, Role::Headline) => 24.0,
        (Some(Role::Headline), _) => 10.0,
        (Some(Role::Deck), Role::Byline | Role::Dateline) => 2.0,
        (_, Role::Subhead) => 26.0,
        (Some(Role::Furniture), Role::Furniture)
        | (Some(Role::Subhead), _)
        | (Some(Role::ListItem), Role::ListItem)
        | (Some(Role::TableRow), Role::TableRow) => 8.0,
        (Some(Role::Byline), Role::Byline | Role::Dateline)
        | (Some(Role::Caption), Role::Credit)
        | (Some(Role::Credit), Role::Caption) => 4.0,
        _ => 15.0,
    };
    (wanted * unit).round()
}

impl Layout {
    /// The pieces of `draft`, none laid out yet.
    pub(in crate::app) fn new(draft: &Draft, measure: Measure, head: Head) -> Self {
        let mut pieces = Vec::new();
        let mut before = None;
        for (block, found) in draft.blocks().iter().enumerate() {
            for (part, span) in parts(draft.text(), found.span).into_iter().enumerate() {
                let gap = if part == 0 { gap(before, found.role, measure.points) } else { 0.0 };
                let height = estimate(span.len(), found.role, measure);
                let is_first = part == 0;
                pieces.push(Piece { block, span, role: found.role, is_first, gap, height, laid: None });
            }
            before = Some(found.role);
        }
        let meta_after = pieces
            .iter()
            .enumerate()
            .skip_while(|(_, piece)| !matches!(piece.role, Role::Headline))
            .take_while(|(_, piece)| matches!(piece.role, Role::Headline | Role::Deck))
            .map(|(at, _)| at)
            .last()
            .filter(|_| head == Head::Meta);
        let mut layout = Self { measure, pieces, tops: Vec::new(), meta_after };
        layout.sum_up(0);
        layout
    }

    pub(in crate::app) fn measure(&self) -> Measure {
        self.measure
    }

    pub(in crate::app) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Height of the whole, in points.
    pub(in crate::app) fn height(&self) -> f32 {
        self.tops.last().copied().unwrap_or_default()
    }

    /// Top of a piece's text.
    pub(in crate::app) fn top(&self, piece: usize) -> f32 {
        self.tops.get(piece).copied().unwrap_or_default()
    }

    /// Top and bottom of a piece's text.
    pub(in crate::app) fn extent(&self, piece: usize) -> (f32, f32) {
        let top = self.top(piece);
        (top, top + self.pieces.get(piece).map_or(0.0, |piece| piece.height))
    }

    /// Where the line of metadata stands, when it has a place.
    pub(in crate::app) fn meta_top(&self) -> Option<f32> {
        self.meta_after.map(|piece| self.extent(piece).1 + 4.0)
    }

    /// The piece at height `y`, or the nearest one.
    pub(in crate::app) fn piece_at(&self, y: f32) -> usize {
        self.tops.partition_point(|&top| top <= y).saturating_sub(1).min(self.pieces.len().saturating_sub(1))
    }

    /// The piece that shows byte `at`.
    pub(in crate::app) fn piece_of(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.span.start() <= at).saturating_sub(1)
    }

    /// A piece laid out before.
    pub(in crate::app) fn laid(&self, piece: usize) -> Option<&Laid> {
        self.pieces.get(piece)?.laid.as_ref()
    }

    /// Lays a piece out unless it is; answers by how much everything below it moved.
    pub(in crate::app) fn lay(
        &mut self,
        ui: &Ui,
        text: &str,
        number: usize,
        index: Option<&BlockIndex>,
        label: &dyn Fn(&Mark) -> (usize, bool),
    ) -> f32 {
        let measure = self.measure;
        let Some(piece) = self.pieces.get_mut(number) else { return 0.0 };
        let marks: Vec<Mark> = index
            .map(|index| index.marks.iter().copied().filter(|mark| mark.span.overlaps(piece.span)).collect())
            .unwrap_or_default();
        let bare = index.map(|index| index.bare.as_slice()).unwrap_or_default();
        let ends = ends(piece.span, &marks, label);
        let key = key_of(&marks, &ends, bare);
        if piece.laid.as_ref().is_some_and(|laid| laid.key == key) {
            return 0.0;
        }
        let words = piece.span.of(text).unwrap_or_default();
        let indent = indent(piece.role);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job(words, piece, &ends, measure, indent)));
        let mut laid = Laid {
            key,
            row_starts: row_starts(&galley),
            galley,
            indent,
            marks: Vec::new(),
            numbers: Vec::new(),
            bare: Vec::new(),
        };
        let to_chars = CharMap::new(words);
        for mark in marks {
            let inside = mark.span.intersection(piece.span).unwrap_or(mark.span);
            let mut rects = laid.rects(&to_chars, piece.span.start(), inside);
            if let Some(end) = ends.iter().find(|end| mark.is_end && end.at == mark.span.end())
                && let Some(last) = rects.last_mut()
                && let Some(room) = end.room_of(mark.claim)
            {
                laid.numbers.push(Number { claim: mark.claim, pos: pos2(last.right() + room.0 + 1.0, last.top()) });
                *last.right_mut() += room.1;
            }
            laid.marks.push((mark, rects));
        }
        for run in bare.iter().filter_map(|run| run.intersection(piece.span)) {
            let rects = laid.rects(&to_chars, piece.span.start(), run);
            laid.bare.extend(rects);
        }
        let height = laid.galley.size().y;
        let moved = height - piece.height;
        piece.height = height;
        piece.laid = Some(laid);
        if moved != 0.0 {
            self.sum_up(number);
        }
        moved
    }

    /// The byte nearest to a place of a laid-out piece, relative to its galley.
    pub(in crate::app) fn byte_at(&self, text: &str, piece: usize, pos: Vec2) -> Option<usize> {
        let piece = self.pieces.get(piece)?;
        let laid = piece.laid.as_ref()?;
        let chars = laid.galley.cursor_from_pos(pos).index.0;
        let words = piece.span.of(text)?;
        let byte = words.char_indices().nth(chars).map_or(words.len(), |(at, _)| at);
        Some(boundary_before(text, piece.span.start() + byte))
    }

    /// Where the caret stands at byte `at` of a laid-out piece, relative to its galley.
    pub(in crate::app) fn caret(&self, text: &str, piece: usize, at: usize) -> Option<Rect> {
        let piece = self.pieces.get(piece)?;
        let laid = piece.laid.as_ref()?;
        let words = piece.span.of(text)?;
        let inside = at.clamp(piece.span.start(), piece.span.end()) - piece.span.start();
        let chars = words.get(..inside).unwrap_or(words).chars().count();
        Some(laid.galley.pos_from_cursor(CCursor { index: chars.into(), prefer_next_row: true }))
    }

    /// The rectangles of a span in a laid-out piece, one a row, relative to its galley.
    pub(in crate::app) fn rects(&self, text: &str, piece: usize, span: ByteSpan) -> Vec<Rect> {
        let Some(piece) = self.pieces.get(piece) else { return Vec::new() };
        let (Some(laid), Some(inside)) = (&piece.laid, span.intersection(piece.span)) else { return Vec::new() };
        let words = piece.span.of(text).unwrap_or_default();
        laid.rects(&CharMap::new(words), piece.span.start(), inside)
    }

    fn sum_up(&mut self, from: usize) {
        self.tops.resize(self.pieces.len() + 1, 0.0);
        let mut y = match from.checked_sub(1).and_then(|before| self.pieces.get(before)) {
            Some(before) => self.top(from - 1) + before.height + self.meta_room(from - 1),
            None => 0.0,
        };
        for number in from..self.pieces.len() {
            let Some(piece) = self.pieces.get(number) else { break };
            y += piece.gap;
            let height = piece.height;
            if let Some(top) = self.tops.get_mut(number) {
                *top = y;
            }
            y += height + self.meta_room(number);
        }
        if let Some(last) = self.tops.last_mut() {
            *last = y;
        }
    }

    fn meta_room(&self, piece: usize) -> f32 {
        if self.meta_after == Some(piece) { META_HEIGHT } else { 0.0 }
    }
}

impl Laid {
    fn rects(&self, chars: &CharMap, origin: usize, span: ByteSpan) -> Vec<Rect> {
        let (from, to) = (chars.at(span.start() - origin), chars.at(span.end() - origin));
        let first = self.row_starts.partition_point(|&start| start <= from).saturating_sub(1);
        let mut rects = Vec::new();
        for (number, row) in self.galley.rows.iter().enumerate().skip(first) {
            let start = self.row_starts.get(number).copied().unwrap_or_default();
            if start >= to {
                break;
            }
            let left = row.glyphs.get(from.saturating_sub(start));
            // White space at a row's end is not part of what is marked there.
            let shown = row.glyphs.iter().rposition(|glyph| !glyph.chr.is_whitespace()).map_or(0, |last| last + 1);
            let right = (to - start).min(shown).checked_sub(1).and_then(|last| row.glyphs.get(last));
            let (Some(left), Some(right)) = (left, right) else { continue };
            let (left, right) = (row.pos.x + left.pos.x, row.pos.x + right.max_x());
            rects.push(Rect::from_min_max(pos2(left, row.pos.y), pos2(right, row.pos.y + row.size.y)));
        }
        rects
    }
}

/// Char offsets of byte offsets in one piece of text.
struct CharMap {
    /// Chars before each byte; `None` when every char is one byte.
    before: Option<Vec<u32>>,
}

impl CharMap {
    fn new(words: &str) -> Self {
        if words.is_ascii() {
            return Self { before: None };
        }
        let mut before = Vec::with_capacity(words.len() + 1);
        let mut count = 0;
        for (at, c) in words.char_indices() {
            before.resize(at + 1, count);
            count += 1;
            before.resize(at + c.len_utf8(), count);
        }
        before.push(count);
        Self { before: Some(before) }
    }

    fn at(&self, byte: usize) -> usize {
        match &self.before {
            None => byte,
            Some(before) => before.get(byte).or_else(|| before.last()).map_or(0, |&chars| chars as usize),
        }
    }
}

/// A place where claims end: room is made there for their numbers.
struct End {
    at: usize,
    /// Each claim with the room before and with its number.
    claims: Vec<(crate::model::ids::ClaimId, f32, f32)>,
}

impl End {
    fn room(&self) -> f32 {
        self.claims.last().map_or(0.0, |&(_, _, with)| with)
    }

    fn room_of(&self, claim: crate::model::ids::ClaimId) -> Option<(f32, f32)> {
        self.claims.iter().find(|(one, _, _)| *one == claim).map(|&(_, before, with)| (before, with))
    }
}

/// The ends of claims inside a piece, in text order, the innermost claim of each first.
fn ends(piece: ByteSpan, marks: &[Mark], label: &dyn Fn(&Mark) -> (usize, bool)) -> Vec<End> {
    let mut closing: Vec<&Mark> = marks.iter().filter(|mark| mark.is_end && mark.span.end() <= piece.end()).collect();
    closing.sort_by_key(|mark| (mark.span.end(), mark.span.len()));
    let mut ends: Vec<End> = Vec::new();
    for mark in closing {
        let (number, has_sign) = label(mark);
        let digits = number.checked_ilog10().unwrap_or_default() + 1;
        let room = DIGIT_WIDTH * digits as f32 + if has_sign { 10.0 } else { 0.0 } + 3.0;
        match ends.last_mut().filter(|end| end.at == mark.span.end()) {
            Some(end) => {
                let before = end.room();
                end.claims.push((mark.claim, before, before + room));
            }
            None => ends.push(End { at: mark.span.end(), claims: vec![(mark.claim, 0.0, room)] }),
        }
    }
    ends
}

fn job(words: &str, piece: &Piece, ends: &[End], measure: Measure, indent: f32) -> LayoutJob {
    let (font_id, height) = format(piece.role, measure.points);
    let form = TextFormat { font_id, color: Color32::PLACEHOLDER, line_height: Some(height), ..TextFormat::default() };
    let mut job = LayoutJob::default();
    job.wrap.max_width = measure.width - indent;
    job.break_on_newline = true;
    let (mut at, mut room) = (0, 0.0);
    for end in ends {
        let to = end.at - piece.span.start();
        if let Some(part) = words.get(at..to).filter(|part| !part.is_empty()) {
            job.append(part, room, form.clone());
            (at, room) = (to, 0.0);
        }
        room += end.room();
    }
    job.append(words.get(at..).unwrap_or_default(), room, form);
    job
}

fn row_starts(galley: &Galley) -> Vec<usize> {
    let mut starts = Vec::with_capacity(galley.rows.len());
    let mut at = 0;
    for row in &galley.rows {
        starts.push(at);
        at += row.glyphs.len() + usize::from(row.ends_with_newline);
    }
    starts
}

fn key_of(marks: &[Mark], ends: &[End], bare: &[ByteSpan]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for mark in marks {
        (mark.span, mark.claim, mark.is_end).hash(&mut hasher);
    }
    for end in ends {
        (end.at, end.room().to_bits()).hash(&mut hasher);
    }
    bare.hash(&mut hasher);
    hasher.finish()
}

/// `span` cut at white space into parts that are quick to lay out.
fn parts(text: &str, span: ByteSpan) -> Vec<ByteSpan> {
    let mut parts = Vec::new();
    let mut start = span.start();
    while span.end() - start > MOST_BYTES {
        let limit = boundary_before(text, start + MOST_BYTES);
        let window = text.get(start..limit).unwrap_or_default();
        let cut = window.rfind(char::is_whitespace).map_or(limit, |at| start + at + 1);
        let cut = boundary_before(text, cut).max(start + 1);
        let cut = crate::text::span::boundary_after(text, cut);
        parts.push(ByteSpan::new(start, cut));
        start = cut;
    }
    parts.push(ByteSpan::new(start, span.end()));
    parts
}

/// A guess at the height of text that was not laid out: its bytes at the average width of a letter.
fn estimate(bytes: usize, role: Role, measure: Measure) -> f32 {
    let (font, height) = format(role, measure.points);
    let letters_a_line = ((measure.width - indent(role)) / (font.size * 0.47)).max(8.0);
    let rows = (bytes as f32 / letters_a_line).ceil().max(1.0);
    rows * height
}

/// Width of a column of `letters` letters at `points`, measured on an English sentence.
pub(in crate::app) fn column_width(ui: &Ui, letters: usize, points: f32) -> f32 {
    const SAMPLE: &str = "A checker reads every line and ticks each name, date and figure against a source.";
    let galley =
        ui.fonts_mut(|fonts| fonts.layout_no_wrap(SAMPLE.to_owned(), fonts::serif(points), Color32::PLACEHOLDER));
    galley.size().x / SAMPLE.chars().count() as f32 * letters as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_blocks_are_cut_at_spaces_and_lose_nothing() {
        let text = "word ".repeat(3000);
        let cut = parts(&text, ByteSpan::new(0, text.len()));
        assert!(cut.len() > 3);
        assert!(cut.windows(2).all(|pair| pair[0].end() == pair[1].start()));
        assert!(cut.iter().all(|part| part.len() <= MOST_BYTES && part.of(&text).is_some()));
        let unbroken = "ж".repeat(9000);
        assert!(parts(&unbroken, ByteSpan::new(0, unbroken.len())).iter().all(|part| part.of(&unbroken).is_some()));
    }

    #[test]
    fn chars_are_counted_in_any_script() {
        let words = "naïve 👩‍👩‍👧 test";
        let map = CharMap::new(words);
        for (chars, (byte, _)) in words.char_indices().enumerate() {
            assert_eq!(map.at(byte), chars);
        }
        assert_eq!(map.at(words.len()), words.chars().count());
    }
}
