//! Pure work on strings: spans, words, anchors, finding and comparing, and what a new draft did to old words.
//!
//! Must not know: the model (claims, sources), disk, clock, egui. Every function here answers the same for the
//! same text, and none can fail on odd input: it returns less.

mod align;
pub mod anchor;
pub mod calendar;
mod compared;
pub mod diff;
pub mod find;
mod fit;
mod indexed;
mod meaning;
pub mod passages;
pub mod reanchor;
mod seek;
pub mod span;
pub mod words;
