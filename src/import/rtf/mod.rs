//! Reads rich text (RTF): the text as it stands when all changes are accepted, and what hangs on its words.
//!
//! In: a file's name and bytes. Out: pieces, notes last, headers and footers as furniture; title and writer.
//! Must not know: disk, network (a link is never followed).
//! Holds: hidden and deleted words, field instructions, pictures and embedded objects are never text; unbalanced braces
//! and lying lengths end nothing early; linear time, no recursion.
//! Written by hand: code pages by font, notes, comments and changes hang on the state of groups. All words of seven of
//! Pandoc's own eight test documents; the eighth is a picture, for which Pandoc says "image".
//! Limits: numbers that the program counts by itself are not text; pages are told only when the breaks in the text make
//! up the number of pages that the file gives.
//! Source: Microsoft, Rich Text Format (RTF) Specification 1.9.1.

mod code_pages;
mod destinations;
mod state;
mod tables;
mod tokens;
mod walk;

use crate::import::rtf::walk::Found;
use crate::import::{Reading, dublin, partial};
use crate::model::problem::Problem;

/// The pieces of the rich text called `name`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Reading {
    let Found { mut pieces, furniture, headings, title, writer, n_pages, n_pages_told, n_hidden, n_open, encoding } =
        walk::walk(bytes);
    let mut problems: Vec<Problem> = partial::hidden(name, n_hidden).into_iter().collect();
    if n_open > 0 {
        problems.push(partial::cut_off(name, "its last groups are not closed: it may be cut off"));
    }
    if n_pages < 2 || n_pages_told != Some(n_pages) {
        for piece in &mut pieces {
            piece.places.clear();
        }
    }
    let about = dublin::Dublin { title, writers: Vec::from_iter(writer), ..dublin::Dublin::default() };
    let meta = about.of_document(&mut pieces);
    pieces.extend(furniture);
    Reading { pieces, headings, meta, encoding: encoding.to_owned(), problems }
}

#[cfg(test)]
mod tests;
