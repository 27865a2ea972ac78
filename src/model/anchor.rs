//! A claim's hold on a draft: a span that remembers its words and their surroundings.
//!
//! Must not know: other drafts, disk. What a file holds of it are the exact words, context and scalar offsets.
//! Holds: `place` is on grapheme boundaries of the draft it was made for, or `None` when the words are lost.

use serde::{Deserialize, Serialize};

use crate::model::article::Draft;
use crate::text::anchor as quote;
use crate::text::span::{ByteSpan, ScalarSpan, snap};

/// A span of a draft's text, kept as files keep it and, once placed, as memory needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// First scalar value.
    start: usize,
    /// One past the last scalar value.
    end: usize,
    /// The words themselves.
    exact: String,
    /// Up to 32 scalar values before them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    prefix: String,
    /// Up to 32 scalar values after them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    suffix: String,
    /// Whether a new draft took the words away: they are not looked for again unless a person says where they are.
    #[serde(default, skip_serializing_if = "crate::model::claim::is_default")]
    lost: bool,
    /// The number of the draft that all this is about, when it is another than the review's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<usize>,
    /// Where they stand in the current draft; computed by [`Anchor::placed`], in no file.
    #[serde(skip)]
    place: Option<ByteSpan>,
}

impl Anchor {
    /// The anchor of `span` in `draft`, widened to whole graphemes.
    pub fn new(draft: &Draft, span: ByteSpan) -> Self {
        let text = draft.text();
        let place = snap(text, span);
        let ScalarSpan { start, end } = draft.scalars().scalars_from_bytes(text, place);
        let (prefix, suffix) = quote::context(text, place);
        let exact = place.of(text).unwrap_or_default();
        let own = str::to_owned;
        Self {
            start,
            end,
            exact: own(exact),
            prefix: own(prefix),
            suffix: own(suffix),
            lost: false,
            draft: None,
            place: Some(place),
        }
    }

    /// The anchor with its place in `draft` looked up: `place` is `None` when the words cannot be found for sure.
    ///
    /// One that a new draft took away stays lost, and one of another draft waits for being re-anchored.
    #[must_use]
    pub fn placed(mut self, draft: &Draft) -> Self {
        if self.lost || self.draft.is_some() {
            self.place = None;
            return self;
        }
        let text = draft.text();
        let hint = draft.scalars().bytes_from_scalars(text, ScalarSpan { start: self.start, end: self.end });
        self.place = quote::resolve(text, &self.exact, &self.prefix, &self.suffix, hint);
        if let Some(place) = self.place.filter(|&place| Some(place) != hint) {
            self = Self::new(draft, place);
        }
        self
    }

    /// Where the words stand in the current draft, in bytes; `None` when they are lost.
    pub fn place(&self) -> Option<ByteSpan> {
        self.place
    }

    /// The same words, known to stand nowhere in the current draft.
    #[must_use]
    pub fn lost(self) -> Self {
        Self { lost: true, draft: None, place: None, ..self }
    }

    /// Lost, with the words that it had before a new draft proposed others.
    #[must_use]
    pub fn lost_with(self, exact: &str) -> Self {
        if self.exact == exact {
            return self.lost();
        }
        let (end, exact) = (self.start + exact.chars().count(), exact.to_owned());
        Self { end, exact, prefix: String::new(), suffix: String::new(), ..self.lost() }
    }

    /// The same, said of the draft with this number while the review is about another one.
    #[must_use]
    pub fn of_draft(self, number: usize) -> Self {
        Self { draft: Some(number), place: None, ..self }
    }

    /// The same as files hold it: where the words stand is not looked up.
    #[must_use]
    pub fn unplaced(self) -> Self {
        Self { place: None, ..self }
    }

    /// Whether a new draft took the words away.
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// The number of the draft it is about, when that is another than the review's.
    pub fn draft(&self) -> Option<usize> {
        self.draft
    }

    /// The words.
    pub fn exact(&self) -> &str {
        &self.exact
    }

    /// Where the words stand, in scalar values.
    pub fn scalars(&self) -> ScalarSpan {
        ScalarSpan { start: self.start, end: self.end }
    }

    /// The words just before and just after.
    pub fn context(&self) -> (&str, &str) {
        (&self.prefix, &self.suffix)
    }
}
