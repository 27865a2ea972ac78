//! Readers: bytes in, an article's text with its blocks and what is known of it out.
//!
//! `decode` makes text of the bytes, one reader (`plain`, `markdown`, `html`) makes pieces of the text, `roles`
//! guesses what the format left open, `meta` takes headline, byline, place and date from the pieces.
//! Must not know: disk, clock, network (nothing is ever fetched), where the article goes.
//! Holds: no word is changed and none is thrown away; what belongs to the page comes out as furniture.
//! To add a format: one file that answers a `Reading`, one row in `Format` and in `read_article`.

mod dates;
mod decode;
mod html;
mod markdown;
mod meta;
mod phrases;
mod pieces;
mod plain;
mod roles;

use crate::import::pieces::{Headings, Piece};
use crate::model::article::{Meta, Role};
use crate::model::problem::{Place, Problem};

/// Largest file taken, in bytes.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// An article as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The draft's text: LF, one blank line between blocks.
    pub text: String,
    /// Each block's role, in order; as many as the draft has blocks.
    pub roles: Vec<Role>,
    /// What the file says of itself.
    pub meta: Meta,
    /// The encoding it was read in, by its WHATWG name.
    pub encoding: String,
    /// What was not quite right; the text is usable all the same.
    pub problems: Vec<Problem>,
}

/// What one reader makes of a text.
#[derive(Debug)]
struct Reading {
    pieces: Vec<Piece>,
    headings: Headings,
    meta: Meta,
    problems: Vec<Problem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Plain,
    Markdown,
    Html,
}

/// The article in the file called `name`, by what the bytes are and, where they do not tell, by the name.
///
/// Problems: `too-large`, `file-empty`, `not-text`.
pub fn read_article(name: &str, bytes: &[u8]) -> Result<Imported, Problem> {
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
    let format_by_name = format_by_name(name);
    let decoded = decode::decode(name, bytes, format_by_name == Format::Html)?;
    let format = if html::looks_like_html(&decoded.text) { Format::Html } else { format_by_name };
    let reading = match format {
        Format::Plain => plain::read(&decoded.text),
        Format::Markdown => markdown::read(&decoded.text),
        Format::Html => html::read(name, &decoded.text),
    };
    let Reading { pieces, headings, mut meta, mut problems } = reading;
    let mut pieces = pieces::tidied(pieces);
    if pieces.is_empty() {
        return Err(empty());
    }
    roles::guess(&mut pieces, headings);
    meta::complete(&mut meta, &pieces);
    let (text, roles) = pieces::joined(pieces);
    problems.splice(0..0, decoded.problems);
    Ok(Imported { text, roles, meta, encoding: decoded.encoding, problems })
}

fn format_by_name(name: &str) -> Format {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("html" | "htm" | "xhtml") => Format::Html,
        Some("md" | "markdown") => Format::Markdown,
        _ => Format::Plain,
    }
}

#[cfg(test)]
mod tests;
