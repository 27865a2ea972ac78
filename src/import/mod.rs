//! Readers: bytes in, clean text with its blocks, what hangs on its words and what is known of it out.
//!
//! `format` tells what the bytes are, one reader a format makes pieces of them (`decode` makes text of bytes first where a
//! format is text), `roles` guesses what the format left open, `meta` takes headline, byline, place and date from the
//! pieces. Articles and evidence come through this one door.
//! Must not know: disk, clock, network (nothing is ever fetched), where the text goes.
//! Holds: no word is changed and none is thrown away; what belongs to the page comes out as furniture; hidden and
//! deleted passages are never text.
//! To add a format: one file that answers a `Reading`, one row in `Format` and in `read`.

mod book;
mod dates;
mod decode;
mod dos;
mod dublin;
mod format;
mod html;
mod kinds;
mod language;
mod mail;
mod markdown;
pub mod media;
mod meta;
mod noted;
mod opendocument;
mod package;
mod partial;
pub mod pdf;
mod phrases;
pub mod picture;
mod pieces;
mod plain;
mod plausible;
mod roles;
mod rtf;
mod stories;
mod symbols;
mod word;
mod xml;

pub use crate::import::format::Format;
pub use crate::import::pieces::PlaceStart;

use crate::import::format::Sniffed;
use crate::import::pieces::{Headings, Joined, Piece};
use crate::model::annotation::Annotation;
use crate::model::article::{Meta, Role};
use crate::model::problem::{Place, Problem};
use crate::text::span::ByteSpan;

/// Largest file taken, in bytes.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// A text as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The format it was read from.
    pub format: Format,
    /// The draft's text: LF, one blank line between blocks.
    pub text: String,
    /// Each block's role, in order; as many as the draft has blocks.
    pub roles: Vec<Role>,
    /// What hangs on words (bytes of the text, end exclusive; empty between two characters), in order of the text.
    pub annotations: Vec<(ByteSpan, Annotation)>,
    /// Where in the file stretches of the text stand, in order; none where the format has no places.
    pub places: Vec<PlaceStart>,
    /// What the file says of itself.
    pub meta: Meta,
    /// The encoding it was read in, by its WHATWG name.
    pub encoding: String,
    /// What was not quite right; the text is usable all the same.
    pub problems: Vec<Problem>,
}

/// What one reader makes of a file.
#[derive(Debug)]
struct Reading {
    pieces: Vec<Piece>,
    headings: Headings,
    meta: Meta,
    encoding: String,
    problems: Vec<Problem>,
}

/// The text of the file called `name`, by what the bytes are and, where they do not tell, by the name.
///
/// Problems: `too-large`, `file-empty`, `not-text`, `not-as-named`, and those of each reader.
pub fn read(name: &str, bytes: &[u8]) -> Result<Imported, Problem> {
    let here = || Place::File(name.to_owned());
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        // In the words of `store::files`, whose check people meet first when the file comes from a disk.
        let (has, most) = (bytes.len().div_ceil(1 << 20), MAX_BYTES >> 20);
        return Err(Problem::error("too-large", format!("“{name}” was not read: it is too large"))
            .at(here())
            .why(format!("it has {has} MB, and at most {most} MB are read"))
            .now("the file was not touched")
            .help("Split it, or take out what does not belong in it"));
    }
    let empty = || {
        Problem::error("file-empty", format!("“{name}” has no text"))
            .at(here())
            .why(if bytes.is_empty() { "the file has 0 bytes" } else { "there is nothing in it that can be read" })
            .now("nothing was added; the file was not touched")
            .help("Check that it is the right file, or paste the text into a new file and open that")
    };
    if bytes.is_empty() {
        return Err(empty());
    }
    let (format, reading) = match format::sniff(bytes) {
        Sniffed::Other(kind) => return Err(format::not_read(name, kind)),
        Sniffed::Locked => return Err(package::locked(name)),
        Sniffed::Known(format) => (format, read_as(format, name, bytes)?),
        Sniffed::Open => read_text(name, bytes)?,
    };
    let Reading { pieces, headings, mut meta, encoding, problems } = reading;
    let mut pieces = pieces::tidied(pieces);
    if pieces.is_empty() {
        return Err(empty());
    }
    roles::guess(&mut pieces, headings);
    if pieces.iter().all(|piece| piece.role() == Role::Furniture) {
        // A file that is a running header and nothing else says just that.
        for piece in &mut pieces {
            piece.role = Some(Role::Body);
        }
    }
    meta::complete(&mut meta, &pieces);
    let Joined { text, roles, annotations, places } = pieces::joined(pieces);
    Ok(Imported { format, text, roles, annotations, places, meta, encoding, problems })
}

/// The reading of bytes that are in a format that tells itself.
fn read_as(format: Format, name: &str, bytes: &[u8]) -> Result<Reading, Problem> {
    match format {
        Format::Plain | Format::Markdown | Format::Html => read_text(name, bytes).map(|(_, reading)| reading),
        Format::Word => word::read(name, bytes),
        Format::OpenDocument => opendocument::read(name, bytes),
        Format::RichText => Ok(rtf::read(name, bytes)),
        Format::Book => book::read(name, bytes),
        Format::Mail => Ok(mail::read(name, bytes)),
        Format::SavedPage => Ok(mail::read_saved_page(name, bytes)),
        Format::Pdf => pdf::read(name, bytes),
    }
}

/// The reading of bytes that are text of some sort, and of which.
fn read_text(name: &str, bytes: &[u8]) -> Result<(Format, Reading), Problem> {
    let by_name = Format::by_name(name).unwrap_or(Format::Plain);
    if matches!(by_name, Format::Mail | Format::SavedPage) && mail::has_header_form(bytes) {
        return read_as(by_name, name, bytes).map(|reading| (by_name, reading));
    }
    let decoded = decode::decode(name, bytes, by_name == Format::Html)?;
    let format = if html::looks_like_html(&decoded.text) {
        Format::Html
    } else if by_name == Format::Plain && markdown::looks_like_markdown(&decoded.text) {
        Format::Markdown
    } else {
        by_name
    };
    if matches!(format, Format::Word | Format::OpenDocument | Format::Book | Format::Pdf) {
        return Err(format::not_as_named(name, format));
    }
    let (format, mut reading) = match format {
        Format::Html => (Format::Html, html::read(name, &decoded.text)),
        Format::Markdown => (Format::Markdown, markdown::read(&decoded.text)),
        Format::Plain
        | Format::SavedPage
        | Format::Word
        | Format::OpenDocument
        | Format::RichText
        | Format::Book
        | Format::Mail
        | Format::Pdf => (Format::Plain, plain::read(&decoded.text)),
    };
    reading.encoding = decoded.encoding;
    reading.problems.splice(0..0, decoded.problems);
    Ok((format, reading))
}

#[cfg(test)]
mod shown;
#[cfg(test)]
mod tests;
