//! What can be told about an article mechanically. Never a verdict.
//!
//! Must not know: disk, session, other layers beside it.

pub mod chunk;
pub mod coverage;
pub mod kind;
