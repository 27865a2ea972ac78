//! Where words stand in a text: byte spans in memory, scalar spans in files, and the way between them.
//!
//! Must not know: what the span is for.
//! Holds: `start <= end`, end exclusive, always. A `ByteSpan` made by [`snap`] lies on grapheme boundaries.
//! Source of the boundaries: Unicode Standard Annex 29, extended grapheme clusters.

use unicode_segmentation::GraphemeCursor;

/// A range of a text in UTF-8 bytes, end exclusive.
///
/// Its near-twin [`ScalarSpan`] counts Unicode scalar values and is what files and exports hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSpan {
    start: usize,
    end: usize,
}

impl ByteSpan {
    /// The span from `start` to `end` (bytes, end exclusive); ends given the wrong way round are turned.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start.min(end), end: start.max(end) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether no byte is in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The words of `text` that stand here, or `None` when the span leaves the text or cuts a character.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// Whether byte `at` lies inside.
    pub fn contains(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether every byte of `other` lies inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes that both have, or `None` when they share none.
    pub fn intersection(self, other: Self) -> Option<Self> {
        self.overlaps(other).then(|| Self { start: self.start.max(other.start), end: self.end.min(other.end) })
    }

    /// The smallest span that covers both.
    pub fn union(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same length, moved `by` bytes to the right.
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

/// A range of a text in Unicode scalar values (what Rust calls `char`), end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScalarSpan {
    /// First scalar value.
    pub start: usize,
    /// One past the last scalar value.
    pub end: usize,
}

/// Bytes between two remembered places of a [`ScalarIndex`].
const STRIDE: usize = 1024;

/// Turns byte offsets of one text into scalar offsets and back without counting from its start each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalarIndex {
    /// For every stride the pair (byte offset of a character start, scalars before it), in order.
    places: Vec<(usize, usize)>,
}

impl ScalarIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> Self {
        let mut places = vec![(0, 0)];
        let mut next = STRIDE;
        for (scalars, (byte, _)) in text.char_indices().enumerate() {
            if byte >= next {
                places.push((byte, scalars));
                next = byte + STRIDE;
            }
        }
        Self { places }
    }

    /// Scalar values before byte `at`; a place inside a character or past the end counts the characters begun before it.
    pub fn scalars_at(&self, text: &str, at: usize) -> usize {
        let found = self.places.partition_point(|&(byte, _)| byte <= at).saturating_sub(1);
        let (byte, scalars) = self.places.get(found).copied().unwrap_or_default();
        let rest = text.get(byte..).unwrap_or_default();
        scalars + rest.char_indices().take_while(|&(offset, _)| byte + offset < at).count()
    }

    /// The byte at which scalar value `at` begins, or `None` past the end (the end itself is a place).
    pub fn byte_at(&self, text: &str, at: usize) -> Option<usize> {
        let found = self.places.partition_point(|&(_, scalars)| scalars <= at).saturating_sub(1);
        let (byte, scalars) = self.places.get(found).copied().unwrap_or_default();
        let rest = text.get(byte..)?;
        let wanted = at - scalars;
        match rest.char_indices().nth(wanted) {
            Some((offset, _)) => Some(byte + offset),
            None => (rest.chars().count() == wanted).then_some(text.len()),
        }
    }

    /// The scalar span of a byte span of the same text.
    pub fn scalars_from_bytes(&self, text: &str, span: ByteSpan) -> ScalarSpan {
        ScalarSpan { start: self.scalars_at(text, span.start), end: self.scalars_at(text, span.end) }
    }

    /// The byte span of a scalar span, or `None` when it leaves the text or is turned round.
    pub fn bytes_from_scalars(&self, text: &str, span: ScalarSpan) -> Option<ByteSpan> {
        let (start, end) = (self.byte_at(text, span.start)?, self.byte_at(text, span.end)?);
        (start <= end).then_some(ByteSpan { start, end })
    }
}

/// Whether byte `at` is a grapheme boundary of `text` (its two ends are).
pub fn is_boundary(text: &str, at: usize) -> bool {
    if at > text.len() || !text.is_char_boundary(at) {
        return false;
    }
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(false)
}

/// The grapheme boundary at or before byte `at`.
pub fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !is_boundary(text, at) {
        at -= 1; // 0 is a boundary of every text, so this ends
    }
    at
}

/// The grapheme boundary at or after byte `at`.
pub fn boundary_after(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !is_boundary(text, at) {
        at += 1; // the length is a boundary of every text, so this ends
    }
    at
}

/// The next grapheme boundary after byte `at`, or the text's end.
pub fn next_grapheme(text: &str, at: usize) -> usize {
    if at >= text.len() { text.len() } else { boundary_after(text, at + 1) }
}

/// The last grapheme boundary before byte `at`, or 0.
pub fn previous_grapheme(text: &str, at: usize) -> usize {
    if at == 0 { 0 } else { boundary_before(text, at.min(text.len()).saturating_sub(1)) }
}

/// `span` widened to grapheme boundaries and held inside the text.
pub fn snap(text: &str, span: ByteSpan) -> ByteSpan {
    ByteSpan { start: boundary_before(text, span.start), end: boundary_after(text, span.end) }
}

/// `span` without the white space at its two ends; empty spans collapse to their start.
pub fn trimmed(text: &str, span: ByteSpan) -> ByteSpan {
    let Some(words) = span.of(text) else { return ByteSpan::new(span.start, span.start) };
    let left = words.len() - words.trim_start().len();
    let kept = words.trim().len();
    ByteSpan { start: span.start + left, end: span.start + left + kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_answer_about_each_other() {
        let (outer, inner, apart) = (ByteSpan::new(2, 9), ByteSpan::new(3, 5), ByteSpan::new(9, 12));
        assert!(outer.covers(inner) && outer.overlaps(inner) && !inner.covers(outer));
        assert!(!outer.overlaps(apart), "ends are exclusive");
        assert_eq!(outer.intersection(inner), Some(inner));
        assert_eq!(ByteSpan::new(9, 2), outer, "ends the wrong way round are turned");
    }

    #[test]
    fn scalars_and_bytes_agree_in_long_mixed_text() {
        let text = "naïve 👩‍👩‍👧 עברית e\u{301} ".repeat(400);
        let index = ScalarIndex::new(&text);
        for (scalars, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.scalars_at(&text, byte), scalars);
            assert_eq!(index.byte_at(&text, scalars), Some(byte));
        }
        let all = text.chars().count();
        assert_eq!(index.byte_at(&text, all), Some(text.len()));
        assert_eq!(index.byte_at(&text, all + 1), None);
    }

    #[test]
    fn snapping_never_cuts_a_grapheme() {
        let text = "a👩‍👩‍👧e\u{301}z";
        let family = "👩‍👩‍👧".len();
        assert_eq!(snap(text, ByteSpan::new(2, 3)), ByteSpan::new(1, 1 + family));
        assert_eq!(snap(text, ByteSpan::new(2 + family, 999)), ByteSpan::new(1 + family, text.len()));
        assert_eq!(next_grapheme(text, 1), 1 + family);
        assert_eq!(previous_grapheme(text, 1 + family), 1);
    }

    #[test]
    fn trimming_leaves_words_only() {
        assert_eq!(trimmed("  two words \n", ByteSpan::new(0, 13)), ByteSpan::new(2, 11));
        assert_eq!(trimmed("   ", ByteSpan::new(1, 3)), ByteSpan::new(3, 3));
    }
}
