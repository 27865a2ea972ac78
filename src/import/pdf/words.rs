//! Makes words of glyphs by the gaps between them.
//!
//! In: glyphs in the order they are drawn, in points from the page's top left. Out: words with their boxes.
//! Must not know: instructions, lines, columns.
//! Holds: a word is on one baseline, in one direction; glyphs drawn twice in one place (bold by overprinting, shadows)
//! are one; an invisible word that says what a visible one there says is left out, and else is text: that is the layer
//! under a scan.
//! Source of the gaps: poppler's `TextOutputDev` (a gap of a tenth of the size parts words).

use std::collections::HashMap;

/// A gap of so many sizes parts two words, and so much of an overlap.
const WORD_GAP: f64 = 0.1;
const OVERLAP: f64 = 0.35;
/// Baselines may differ by so many sizes within a word.
const SHIFT: f64 = 0.08;
/// How much of a size of height a word's box has above and below its baseline.
pub(super) const ASCENT: f64 = 0.75;
pub(super) const DESCENT: f64 = 0.22;
/// Words of the same text that a word is compared with, the nearest before it.
const MAX_TWINS: usize = 200;
/// Words that a page may have.
const MAX_WORDS: usize = 400_000;

/// One glyph where it is drawn: points from the page's top left, y down.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// The pen before and after it, on the baseline.
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    /// The direction of its line in degrees, clockwise; 0 runs to the right.
    pub(super) angle: f64,
    /// Its size in points.
    pub(super) size: f64,
    /// Which of the page's fonts it is of.
    pub(super) font: u16,
    pub(super) is_invisible: bool,
    /// The file says that it belongs to the page (header, footer, page number).
    pub(super) is_page_furniture: bool,
    pub(super) is_vertical: bool,
}

/// One word where it stands.
///
/// `left`, `right` and `base` are measured along and across its own direction, so that a page on its side reads as one
/// that stands; `bounds` are the page's own.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    /// The direction of its line in whole degrees, clockwise.
    pub(super) angle: i16,
    pub(super) is_bold: bool,
    pub(super) is_invisible: bool,
    pub(super) is_page_furniture: bool,
    /// Whether a space was drawn before it.
    pub(super) follows_space: bool,
    /// Whether the glyphs were drawn from right to left, in the order they are read.
    is_leftward: bool,
    /// Left, top, right, bottom in points from the page's top left.
    pub(super) bounds: [f64; 4],
}

/// Where a glyph stands, along and across its own direction.
#[derive(Clone, Copy)]
struct Spot {
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    /// In whole degrees.
    angle: i16,
}

/// Takes in a page's glyphs.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    words: Vec<Word>,
    open: Option<Word>,
    /// Each font's address with its number, and whether it is bold.
    fonts: HashMap<usize, u16>,
    bold: Vec<bool>,
    is_after_space: bool,
    /// The text of the glyph before, and where it stands.
    last: (String, f64, f64),
    /// Pictures drawn.
    pub(super) n_pictures: usize,
    /// Glyphs that the font gives no text for.
    pub(super) n_unknown: usize,
}

impl Gatherer {
    /// The number of the font at `address`.
    pub(super) fn font_number(&mut self, address: usize, is_bold: bool) -> u16 {
        let next = u16::try_from(self.bold.len()).unwrap_or(u16::MAX);
        let number = *self.fonts.entry(address).or_insert(next);
        if number == next && next < u16::MAX {
            self.bold.push(is_bold);
        }
        number
    }

    /// Takes in a glyph that says `text`.
    pub(super) fn put(&mut self, glyph: &Glyph, text: &str) {
        if text.trim().is_empty() {
            if !text.is_empty() {
                self.end_word();
                self.is_after_space = true;
            }
            return;
        }
        let angle = whole_degrees(glyph.angle);
        let (cos, sin) = turn(angle);
        let along = |at: (f64, f64)| at.0 * cos + at.1 * sin;
        let (mut left, mut right) = (along(glyph.start), along(glyph.end));
        if left > right {
            std::mem::swap(&mut left, &mut right);
        }
        let mut base = glyph.start.1 * cos - glyph.start.0 * sin;
        if glyph.is_vertical {
            // The pen of a line that runs down stands in the middle of the glyphs.
            base += glyph.size * 0.4;
        }
        let size = glyph.size.max(0.1);
        let (last, at, on) = &self.last;
        if last == text && (at - left).abs() < 0.1 * size && (on - base).abs() < 0.2 * size {
            return;
        }
        self.last.0.clear();
        self.last.0.push_str(text);
        (self.last.1, self.last.2) = (left, base);
        let spot = Spot { left, right, base, size, angle };
        let mut parts = text.split(' ');
        self.part(glyph, parts.next().unwrap_or_default(), spot);
        for part in parts {
            self.end_word();
            self.is_after_space = true;
            self.part(glyph, part, spot);
        }
    }

    /// Takes in a part of a glyph's text that has no spaces.
    fn part(&mut self, glyph: &Glyph, part: &str, spot: Spot) {
        if part.is_empty() {
            return;
        }
        let Spot { left, right, base, size, angle } = spot;
        let bounds = corners(spot);
        if let Some(open) = self.open.as_mut()
            && !self.is_after_space
        {
            let far = size.max(open.size);
            let gap = left - open.right;
            let is_level = open.angle == angle
                && (base - open.base).abs() <= SHIFT * far
                && (size - open.size).abs() <= 0.2 * far
                && open.is_invisible == glyph.is_invisible
                && open.is_page_furniture == glyph.is_page_furniture;
            // A mark that stands on the letter before moves nothing.
            let is_mark = right - left < 0.01 * size && gap > -0.9 * far && gap < WORD_GAP * far;
            let follows = gap < WORD_GAP * far && gap > -OVERLAP * far;
            if is_level && (follows || is_mark) {
                open.text.push_str(part);
                open.right = open.right.max(right);
                grow(&mut open.bounds, bounds);
                return;
            }
            let precedes = (open.left - right).abs() < WORD_GAP * far
                && (open.is_leftward || open.text.chars().count() == 1)
                && part.chars().any(is_right_to_left);
            if is_level && precedes {
                open.text.push_str(part);
                open.left = left;
                open.is_leftward = true;
                grow(&mut open.bounds, bounds);
                return;
            }
        }
        self.end_word();
        self.open = Some(Word {
            follows_space: std::mem::take(&mut self.is_after_space),
            text: part.to_owned(),
            left,
            right,
            base,
            size,
            angle,
            is_bold: self.bold.get(usize::from(glyph.font)).copied().unwrap_or_default(),
            is_invisible: glyph.is_invisible,
            is_page_furniture: glyph.is_page_furniture,
            is_leftward: false,
            bounds,
        });
    }

    fn end_word(&mut self) {
        if let Some(mut word) = self.open.take()
            && self.words.len() < MAX_WORDS
        {
            if !word.is_leftward && is_mostly_right_to_left(&word.text) {
                word.text = reversed(&word.text);
            }
            self.words.push(word);
        }
    }

    /// The page's words in the order they are drawn.
    pub(super) fn finish(mut self, width: f64, height: f64) -> Vec<Word> {
        self.end_word();
        // What lies outside the page is not seen by anyone.
        let on_page = |word: &Word| {
            let [left, top, right, bottom] = word.bounds;
            right > 0.0 && bottom > 0.0 && left < width && top < height
        };
        self.words.retain(on_page);
        once(self.words)
    }
}

/// The words without those that are drawn a second time in the same place.
fn once(words: Vec<Word>) -> Vec<Word> {
    let mut gone = vec![false; words.len()];
    let mut seen: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        let before = seen.entry(word.text.as_str()).or_default();
        let twin = before
            .iter()
            .rev()
            .take(MAX_TWINS)
            .copied()
            .find(|other| words.get(*other).is_some_and(|other| is_same_place(word, other)));
        let gives_way = match twin {
            Some(other) if words.get(other).is_some_and(|other| other.is_invisible && !word.is_invisible) => other,
            Some(_) => at,
            None => {
                before.push(at);
                continue;
            }
        };
        before.retain(|other| *other != gives_way);
        if gives_way != at {
            before.push(at);
        }
        if let Some(gone) = gone.get_mut(gives_way) {
            *gone = true;
        }
    }
    let mut gone = gone.into_iter();
    words.into_iter().filter(|_| gone.next() != Some(true)).collect()
}

fn is_same_place(one: &Word, other: &Word) -> bool {
    // The layer under a scan lies less exactly than a shadow.
    let near = if one.is_invisible == other.is_invisible { 0.2 } else { 0.7 } * one.size.max(other.size);
    one.angle == other.angle
        && (one.left - other.left).abs() < near
        && (one.base - other.base).abs() < near
        && (one.right - other.right).abs() < near.max(0.2 * (one.right - one.left))
}

#[expect(clippy::cast_possible_truncation, reason = "at most 360")]
fn whole_degrees(angle: f64) -> i16 {
    let near = (angle / 90.0).round() * 90.0;
    let angle = if (angle - near).abs() < 3.0 { near } else { angle.round() };
    angle.rem_euclid(360.0) as i16
}

/// Cosine and sine of whole degrees, exact for quarter turns.
fn turn(angle: i16) -> (f64, f64) {
    match angle {
        0 => (1.0, 0.0),
        90 => (0.0, 1.0),
        180 => (-1.0, 0.0),
        270 => (0.0, -1.0),
        other => {
            let (sin, cos) = f64::from(other).to_radians().sin_cos();
            (cos, sin)
        }
    }
}

/// The upright box around a stretch of a line.
fn corners(spot: Spot) -> [f64; 4] {
    let Spot { left, right, base, size, angle } = spot;
    let (cos, sin) = turn(angle);
    let (top, bottom) = (base - ASCENT * size, base + DESCENT * size);
    let mut out = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for (along, across) in [(left, top), (right, top), (left, bottom), (right, bottom)] {
        let (x, y) = (along * cos - across * sin, along * sin + across * cos);
        grow(&mut out, [x, y, x, y]);
    }
    out
}

/// Widens a box so that it holds another.
pub(super) fn grow(bounds: &mut [f64; 4], other: [f64; 4]) {
    let [left, top, right, bottom] = bounds;
    *left = left.min(other[0]);
    *top = top.min(other[1]);
    *right = right.max(other[2]);
    *bottom = bottom.max(other[3]);
}

/// Hebrew, Arabic and the scripts beside them.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

pub(super) fn is_mostly_right_to_left(text: &str) -> bool {
    let n_right = text.chars().filter(|c| is_right_to_left(*c)).count();
    n_right > 0 && 2 * n_right >= text.chars().filter(|c| c.is_alphabetic()).count()
}

/// A word drawn as it looks, in the order it is read: marks stay behind their letters, numbers keep their order.
fn reversed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().rev() {
        if c.is_ascii_digit() || (!digits.is_empty() && matches!(c, '.' | ',')) {
            digits.insert(0, c);
            continue;
        }
        out.push_str(&std::mem::take(&mut digits));
        out.push(match c {
            '(' => ')',
            ')' => '(',
            '[' => ']',
            ']' => '[',
            c => c,
        });
    }
    out.push_str(&digits);
    out
}
