//! Reads PDF documents: text in reading order with pages as places, and pages to look at.
//!
//! In: bytes. Out: pieces and metadata; of an opened [`PdfFile`] also its pages' sizes and numbers, each word's box with
//! its bytes in the imported text, and pages as pictures.
//! Must not know: disk, clock; nothing in a file is run, opened or fetched.
//! Holds: bounded by counted bytes, steps and depth (`guard`, `content`); a panic of the library is an error here.
//! The way: `content` follows a page's instructions to glyphs, `words` makes words of them, `lines` lines, `columns` puts
//! them in reading order, `paragraphs` makes blocks, `furniture`, `looks` tell what they are, `flow` writes pieces.
//! Chosen over pdf-extract 0.12 and `pdf_oxide` 0.3: on 41 files (mean word F1 against pdftotext's words) these came to .853
//! and .821 and failed whole files, and this, on hayro-syntax and hayro-font, to .982 on 44; where it differs most since,
//! it joins letters and words that pdftotext leaves in pieces ("H e r e i s").
//! Policy: hidden layers are not text; invisible text is (the layer under a scan), unless the same is seen in that place;
//! what is typed into forms is; readers' notes are comments. Hyphens of the old kind (U+2010) and ligatures are written
//! plainly. A scan without text is an error that says so. Files with an empty password are read.

mod about;
mod annots;
mod columns;
mod content;
mod flow;
mod fonts;
mod furniture;
mod guard;
mod hyphens;
mod labels;
mod lines;
mod looks;
mod optional;
mod paragraphs;
mod picture;
mod strings;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

pub use crate::import::pdf::picture::{MAX_PIXELS, Picture};

use hayro_syntax::object::Dict;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::import::Reading;
use crate::import::pdf::content::Reader;
use crate::import::pdf::flow::{Flow, PageText};
use crate::import::pdf::words::Gatherer;
use crate::model::article::Meta;
use crate::model::problem::{Place, Problem};
use crate::text::span::ByteSpan;

/// Pages that are read.
const MAX_PAGES: usize = 20_000;

/// How a page is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its width in points (1/72 inch), as it is shown: cropped and turned.
    pub width: f64,
    /// Its height in points, likewise.
    pub height: f64,
    /// The number that it bears, "iv" or "12"; its locator is "p. " and this.
    pub label: String,
}

/// A word on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageWord {
    /// Left, top, right and bottom of its box, in points from the page's top left.
    pub bounds: [f64; 4],
    /// Its bytes in the imported text, end exclusive; empty for a note's raised mark, which is not in the text.
    pub span: ByteSpan,
}

/// A PDF document that is open: parsed once, its text laid out when it is first asked for.
pub struct PdfFile {
    name: String,
    pdf: Pdf,
    pages: Vec<Page>,
    text: OnceLock<Text>,
}

/// What the pages say.
struct Text {
    flow: Flow,
    /// The words of each page with their bytes in the imported text, in reading order.
    words: Vec<Vec<PageWord>>,
    /// Why there is nothing to read, or not all.
    lacks: Lacks,
}

/// What a document's text lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lacks {
    /// Pages (from 0) that have no words but pictures, drawings or glyphs without characters.
    silent: Vec<usize>,
    /// Whether glyphs without characters are what is there.
    is_garbled: bool,
    /// Whether there was more than is read.
    is_cut: bool,
    is_failed: bool,
}

impl std::fmt::Debug for PdfFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PdfFile").field("name", &self.name).field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// A reading of the text, for `import::read`.
///
/// Problems: those of [`PdfFile::open`]; `no-text-layer`, `pdf-not-text`, `pdf-too-much`, `pdf-no-pages`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Reading, Problem> {
    PdfFile::open(name, bytes.to_vec())?.into_reading()
}

impl PdfFile {
    /// Opens the file called `name`.
    ///
    /// Problems: `pdf-damaged`, `pdf-password`, `pdf-encrypted`, `pdf-too-much`.
    pub fn open(name: &str, bytes: Vec<u8>) -> Result<Self, Problem> {
        if !guard::opening_fits(&bytes) {
            return Err(too_much(name));
        }
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let pdf = Pdf::new(Arc::new(bytes))?;
            let pages = {
                let catalogue = catalogue(&pdf);
                let n_pages = pdf.pages().len().min(MAX_PAGES);
                let labels = labels::of(&catalogue, n_pages);
                let page = |(page, label): (&hayro_syntax::page::Page<'_>, String)| {
                    let (width, height) = page.render_dimensions();
                    Page { width: f64::from(width), height: f64::from(height), label }
                };
                pdf.pages().iter().zip(labels).map(page).collect::<Vec<_>>()
            };
            Ok((pdf, pages))
        }));
        match opened {
            Ok(Ok((pdf, pages))) => Ok(Self { name: name.to_owned(), pdf, pages, text: OnceLock::new() }),
            Ok(Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))) => Err(password(name)),
            Ok(Err(LoadPdfError::Decryption(_))) => Err(encrypted(name)),
            Ok(Err(LoadPdfError::Invalid)) | Err(_) => Err(damaged(name)),
        }
    }

    /// Its pages in order.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The words of page `page` (from 0) in reading order: a selection on the page is the union of their spans, and the
    /// other way round. Empty where there is no such page, or no text on it.
    pub fn words(&self, page: usize) -> &[PageWord] {
        self.text().words.get(page).map_or(&[], |words| words)
    }

    /// The length in bytes of the imported text, of which the words' spans are; 0 without text.
    pub fn text_len(&self) -> usize {
        let pieces = &self.text().flow.pieces;
        pieces.iter().map(|piece| piece.text.len() + 2).sum::<usize>().saturating_sub(2)
    }

    /// Page `page` (from 0) drawn on white, `scale` pixels a point, less where that is more than [`MAX_PIXELS`].
    ///
    /// Problems: `no-page`, `page-not-drawn`.
    pub fn picture(&self, page: usize, scale: f64) -> Result<Picture, Problem> {
        let (Some(drawn), Some(shown)) = (self.pdf.pages().get(page), self.pages.get(page)) else {
            return Err(Problem::error("no-page", format!("“{}” has no page {}", self.name, page + 1))
                .at(Place::File(self.name.clone()))
                .why(format!("it has {}", n_pages(self.pages.len())))
                .now("nothing was changed")
                .help("Choose one of its pages"));
        };
        let catalogue = catalogue(&self.pdf);
        let picture = catch_unwind(AssertUnwindSafe(|| picture::draw(drawn, &catalogue, scale)));
        let why = match picture {
            Ok(Ok(picture)) => return Ok(picture),
            Ok(Err(picture::NotDrawn::TooMuch)) => "it draws more than a page can sensibly have",
            Ok(Err(picture::NotDrawn::Failed)) | Err(_) => "its instructions could not be followed",
        };
        Err(Problem::error("page-not-drawn", format!("Page {} of “{}” cannot be shown", shown.label, self.name))
            .at(Place::File(self.name.clone()))
            .why(why)
            .now("its text can be read all the same; the file was not touched")
            .help("Work with the text, or open the file in another program"))
    }

    fn text(&self) -> &Text {
        self.text.get_or_init(|| {
            catch_unwind(AssertUnwindSafe(|| self.laid_out())).unwrap_or_else(|_| Text {
                flow: Flow::default(),
                words: Vec::new(),
                lacks: Lacks { is_failed: true, ..Lacks::default() },
            })
        })
    }

    fn laid_out(&self) -> Text {
        let catalogue = catalogue(&self.pdf);
        let mut reader = Reader::new(&catalogue);
        let mut lacks = Lacks::default();
        let mut texts: Vec<PageText> = Vec::with_capacity(self.pages.len());
        for (at, (page, shown)) in self.pdf.pages().iter().zip(&self.pages).enumerate() {
            let mut out = Gatherer::default();
            reader.read(page, &mut out);
            let (n_unknown, n_pictures) = (out.n_unknown, out.n_pictures);
            let words = out.finish(shown.width, shown.height);
            let n_chars: usize = words.iter().map(|word| word.text.chars().count()).sum();
            if words.is_empty() && (n_unknown > 0 || n_pictures > 0) {
                lacks.silent.push(at);
            }
            lacks.is_garbled |= n_unknown > 20 && n_unknown > n_chars;
            texts.push(PageText {
                words,
                hung: annots::of(page),
                width: shown.width,
                height: shown.height,
                label: shown.label.clone(),
            });
        }
        lacks.is_cut = reader.is_spent();
        let flow = flow::of(&mut texts);
        // As `pieces::joined` lays them out: an empty line between two.
        let mut next = 0;
        let starts: Vec<usize> = flow
            .pieces
            .iter()
            .map(|piece| {
                let start = next;
                next += piece.text.len() + 2;
                start
            })
            .collect();
        let mut words: Vec<Vec<PageWord>> = vec![Vec::new(); texts.len()];
        for placed in &flow.placed {
            let word = texts.get(placed.page).and_then(|page| page.words.get(placed.word));
            if let (Some(word), Some(start), Some(page)) = (word, starts.get(placed.piece), words.get_mut(placed.page))
            {
                let span = ByteSpan::new(start + placed.start, start + placed.end);
                page.push(PageWord { bounds: word.bounds, span });
            }
        }
        Text { flow, words, lacks }
    }

    fn into_reading(self) -> Result<Reading, Problem> {
        self.text();
        let meta = catch_unwind(AssertUnwindSafe(|| about::of(&self.pdf, &catalogue(&self.pdf))));
        let meta = meta.unwrap_or_else(|_| Meta::default());
        let Some(Text { flow, lacks, .. }) = self.text.into_inner() else { return Err(damaged(&self.name)) };
        let n_all = self.pages.len();
        if flow.pieces.is_empty() {
            return Err(match lacks {
                Lacks { is_failed: true, .. } => damaged(&self.name),
                Lacks { is_cut: true, .. } => too_much(&self.name),
                Lacks { is_garbled: true, .. } => garbled(&self.name),
                _ if n_all == 0 => no_pages(&self.name),
                Lacks { silent, .. } if silent.is_empty() => blank(&self.name),
                _ => no_text(&self.name, n_all),
            });
        }
        let mut problems = Vec::new();
        if lacks.is_cut {
            let what = format!("“{}” was read in part", self.name);
            problems.push(
                Problem::warning("pdf-read-in-part", what)
                    .at(Place::File(self.name.clone()))
                    .why("it unpacks to more than is read of one file, or to more than one page can sensibly have")
                    .now("what was read can be used; the file was not touched")
                    .help("Split it into smaller files, and open those"),
            );
        }
        if lacks.is_garbled {
            problems.push(garbled(&self.name));
        } else if !lacks.silent.is_empty() {
            let labels = lacks.silent.iter().filter_map(|at| self.pages.get(*at)).map(|page| page.label.as_str());
            let shown: Vec<&str> = labels.clone().take(8).collect();
            let more = labels.count().saturating_sub(shown.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            problems.push(
                Problem::warning(
                    "pages-without-text",
                    format!("{} of {} have no text", lacks.silent.len(), n_pages(n_all)),
                )
                .at(Place::File(self.name.clone()))
                .why(format!("pages {}{more} are pictures; Tickmark does not read text in pictures", shown.join(", ")))
                .now("the other pages can be read")
                .help("Look at those pages, or add a version that has text"),
            );
        }
        Ok(Reading { pieces: flow.pieces, headings: flow.headings, meta, encoding: String::new(), problems })
    }
}

fn catalogue(pdf: &Pdf) -> Dict<'_> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()).unwrap_or_default()
}

fn n_pages(n: usize) -> String {
    if n == 1 { "1 page".to_owned() } else { format!("{n} pages") }
}

fn not_read(id: &'static str, name: &str, what: &str, why: impl Into<String>, help: &str) -> Problem {
    Problem::error(id, format!("“{name}” was not read: {what}"))
        .at(Place::File(name.to_owned()))
        .why(why)
        .now("nothing was added; the file was not touched")
        .help(help)
}

fn damaged(name: &str) -> Problem {
    let help = "Open it in another program and save it again, or get it anew";
    not_read("pdf-damaged", name, "it is damaged", "it starts like a PDF document, and its pages cannot be found", help)
}

fn password(name: &str) -> Problem {
    let help = "Open it in another program with its password, save it without, and open that";
    not_read("pdf-password", name, "it is locked with a password", "its text is encrypted", help)
}

fn encrypted(name: &str) -> Problem {
    let help = "Open it in another program, save it without encryption, and open that";
    not_read("pdf-encrypted", name, "it is encrypted", "in a way that Tickmark does not know", help)
}

fn too_much(name: &str) -> Problem {
    let help = "Open it in another program, save its text or the pages you need, and open that";
    not_read("pdf-too-much", name, "it is too large when unpacked", "a small file can hold a very large one", help)
}

fn no_pages(name: &str) -> Problem {
    not_read("pdf-no-pages", name, "it has no pages", "nothing in it is a page", "Check that it is the right file")
}

fn garbled(name: &str) -> Problem {
    let why = "its fonts do not say which characters they draw";
    let help = "Look at its pages, or add a version whose text can be selected and copied";
    not_read("pdf-not-text", name, "its text has no characters", why, help)
}

fn blank(name: &str) -> Problem {
    let help = "Check that it is the right file and whole, or get it anew";
    not_read("no-text-layer", name, "it has no text", "nothing is drawn on its pages, or the file ends before it", help)
}

fn no_text(name: &str, n: usize) -> Problem {
    let why = format!("its {} are pictures; Tickmark does not read text in pictures", n_pages(n));
    let why = if n == 1 { "its page is a picture; Tickmark does not read text in pictures".to_owned() } else { why };
    let help = "Add a version that has text (run it through text recognition), or work with its pages as pictures";
    not_read("no-text-layer", name, "it has no text", why, help)
}

#[cfg(test)]
mod tests;
