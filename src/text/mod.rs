//! Pure work on strings: spans, words, anchors, finding and comparing.
//!
//! Must not know: the model (claims, sources), disk, clock, egui. Every function here answers the same for the
//! same text, and none can fail on odd input: it returns less.

pub mod anchor;
pub mod calendar;
pub mod diff;
pub mod find;
pub mod span;
pub mod words;
