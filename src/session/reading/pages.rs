//! The pages of a PDF document: their sizes, where the words of the text stand on them, and how they look.
//!
//! In: a document's bytes. Out: sheets, pictures. Runs in a process of its own, as all reading of files does.
//! Must not know: who looks at them.

use crate::import::pdf::{PdfFile, Picture};
use crate::model::problem::{Place, Problem};
use crate::text::span::ByteSpan;

/// The pages of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheets {
    /// The length in bytes of the text that the words' spans are of.
    pub text_len: usize,
    /// The pages in order.
    pub sheets: Vec<Sheet>,
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its width in points (1/72 inch), as it is shown.
    pub width: f64,
    /// Its height in points, likewise.
    pub height: f64,
    /// The number that it bears, "iv" or "12".
    pub label: String,
    /// Its words in reading order.
    pub words: Vec<SheetWord>,
}

/// A word on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetWord {
    /// Left, top, right and bottom of its box, in points from the page's top left.
    pub bounds: [f64; 4],
    /// Its bytes in the text, end exclusive; empty for a raised mark that is not in the text.
    pub span: ByteSpan,
}

/// The pages of the document called `name`.
pub(super) fn sheets(name: &str, bytes: Vec<u8>) -> Result<Sheets, Problem> {
    let file = PdfFile::open(name, bytes)?;
    let sheet = |(at, page): (usize, &crate::import::pdf::Page)| Sheet {
        width: page.width.max(1.0),
        height: page.height.max(1.0),
        label: page.label.clone(),
        words: file.words(at).iter().map(|word| SheetWord { bounds: word.bounds, span: word.span }).collect(),
    };
    let sheets = file.pages().iter().enumerate().map(sheet).collect();
    Ok(Sheets { text_len: file.text_len(), sheets })
}

/// A page (from 0) of the document called `name` at `scale` thousandths of a pixel to a point.
pub(super) fn picture(name: &str, bytes: Vec<u8>, page: usize, scale: u32) -> Result<Picture, Problem> {
    PdfFile::open(name, bytes)?.picture(page, f64::from(scale) / 1000.0)
}

/// What is told of a page whose process did not end well: the page is lost, not the file.
pub(super) fn not_drawn(name: &str, page: usize, problem: Problem) -> Problem {
    if !problem.id.starts_with("reading-") {
        return problem;
    }
    Problem::error("page-not-drawn", format!("Page {} of “{name}” cannot be shown", page + 1))
        .at(Place::File(name.to_owned()))
        .why(problem.why)
        .now("its text can be read all the same; the file was not touched")
        .help("Work with the text, or open the file in another program")
}
