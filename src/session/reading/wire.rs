//! What the process that reads a file answers, as JSON; pixels as they are.
//!
//! In: a text or a problem. Out: bytes, and the same again.
//! Must not know: processes.
//! Holds: an answer is not trusted: one whose roles, spans or places do not fit its text is refused as a whole. Both
//! sides are the same program, so the shape is no contract with anybody else.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Mutex;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::import::pdf::{MAX_PIXELS, Picture};
use crate::import::{Format, Imported, PlaceStart};
use crate::model::annotation::Annotation;
use crate::model::article::{Draft, Meta, Role};
use crate::model::found::Found;
use crate::model::problem::{Place, Problem, Severity};
use crate::session::reading::Measured;
use crate::session::reading::pages::{Sheet, SheetWord, Sheets};
use crate::text::span::ByteSpan;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    outcome: Result<Whole, Told>,
    peak_bytes: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    format: Format,
    text: String,
    roles: Vec<Role>,
    annotations: Vec<(usize, usize, Annotation)>,
    places: Vec<PlaceStart>,
    meta: About,
    encoding: String,
    problems: Vec<Told>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    headline: String,
    byline: String,
    publication: String,
    dateline: String,
    published: Option<Date>,
    published_from: String,
    url: String,
    language: String,
    found: Found,
    deadline: Option<Date>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    id: String,
    severity: Grade,
    what: String,
    place: Where,
    why: String,
    now: String,
    help: String,
}

#[derive(Serialize, Deserialize)]
enum Grade {
    Note,
    Warning,
    Error,
}

#[derive(Serialize, Deserialize)]
enum Where {
    Nowhere,
    File(String),
    Line(String, usize, usize),
    Block(String, usize),
    Claim(String, String),
}

/// Writes an answer.
pub(super) fn write(measured: Measured, to: &mut impl Write) -> io::Result<()> {
    let Measured { outcome, peak_bytes } = measured;
    let outcome = outcome.map(Whole::from).map_err(Told::from);
    serde_json::to_writer(to, &Answer { outcome, peak_bytes }).map_err(io::Error::from)
}

/// The answer that `bytes` are, or what is wrong with it.
pub(super) fn taken(bytes: &[u8]) -> Result<Measured, String> {
    let Answer { outcome, peak_bytes } = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let outcome = match outcome {
        Ok(text) => Ok(text.checked()?),
        Err(told) => Err(told.problem()),
    };
    Ok(Measured { outcome, peak_bytes })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pages {
    text_len: usize,
    sheets: Vec<Page>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    width: f64,
    height: f64,
    label: String,
    /// Left, top, right, bottom in hundredths of a point; first byte, one past the last.
    words: Vec<(i32, i32, i32, i32, usize, usize)>,
}

/// Writes the pages of a document, or why there are none.
pub(super) fn write_sheets(sheets: Result<Sheets, Problem>, to: &mut impl Write) -> io::Result<()> {
    let page = |sheet: Sheet| {
        let Sheet { width, height, label, words } = sheet;
        let word = |SheetWord { bounds, span }: SheetWord| {
            let [left, top, right, bottom] = bounds.map(hundredths);
            (left, top, right, bottom, span.start(), span.end())
        };
        Page { width, height, label, words: words.into_iter().map(word).collect() }
    };
    let sheets =
        sheets.map(|Sheets { text_len, sheets }| Pages { text_len, sheets: sheets.into_iter().map(page).collect() });
    serde_json::to_writer(to, &sheets.map_err(Told::from)).map_err(io::Error::from)
}

#[expect(clippy::cast_possible_truncation, reason = "pages are at most a few thousand points wide; more is cut")]
fn hundredths(points: f64) -> i32 {
    (points * 100.0).round().clamp(-1e9, 1e9) as i32
}

/// The pages that `bytes` are, or what is wrong with the answer.
pub(super) fn taken_sheets(bytes: &[u8]) -> Result<Result<Sheets, Problem>, String> {
    let answer: Result<Pages, Told> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let Pages { text_len, sheets } = match answer {
        Ok(pages) => pages,
        Err(told) => return Ok(Err(told.problem())),
    };
    let sheet = |page: Page| {
        let Page { width, height, label, words } = page;
        if !(1.0..=1e6).contains(&width) || !(1.0..=1e6).contains(&height) {
            return Err(format!("a page has the size {width} × {height}"));
        }
        let word = |(left, top, right, bottom, start, end): (i32, i32, i32, i32, usize, usize)| {
            let bounds = [left, top, right, bottom].map(|side| f64::from(side) / 100.0);
            if start > end || end > text_len {
                return Err("a word does not stand in the text".to_owned());
            }
            Ok(SheetWord { bounds, span: ByteSpan::new(start, end) })
        };
        let words = words.into_iter().map(word).collect::<Result<_, _>>()?;
        Ok(Sheet { width, height, label, words })
    };
    let sheets = sheets.into_iter().map(sheet).collect::<Result<_, _>>()?;
    Ok(Ok(Sheets { text_len, sheets }))
}

/// Writes a picture: its size as a line of JSON, then its pixels.
pub(super) fn write_picture(picture: Result<Picture, Problem>, to: &mut impl Write) -> io::Result<()> {
    let (size, pixels) = match picture {
        Ok(Picture { width, height, rgba }) => (Ok((width, height)), rgba),
        Err(problem) => (Err(Told::from(problem)), Vec::new()),
    };
    serde_json::to_writer(&mut *to, &size).map_err(io::Error::from)?;
    to.write_all(b"\n")?;
    to.write_all(&pixels)
}

/// The picture that `bytes` are, or what is wrong with the answer.
pub(super) fn taken_picture(bytes: &[u8]) -> Result<Result<Picture, Problem>, String> {
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or("it ends within its first line")?;
    let (head, pixels) = (bytes.get(..end).unwrap_or_default(), bytes.get(end + 1..).unwrap_or_default());
    let size: Result<(usize, usize), Told> = serde_json::from_slice(head).map_err(|error| error.to_string())?;
    let (width, height) = match size {
        Ok(size) => size,
        Err(told) => return Ok(Err(told.problem())),
    };
    let wanted = width.checked_mul(height).filter(|n| (1..=MAX_PIXELS).contains(n)).map(|n| n * 4);
    if wanted != Some(pixels.len()) {
        return Err(format!("{} bytes are no picture of {width} × {height}", pixels.len()));
    }
    Ok(Ok(Picture { width, height, rgba: pixels.to_vec() }))
}

impl From<Imported> for Whole {
    fn from(read: Imported) -> Self {
        let Imported { format, text, roles, annotations, places, meta, encoding, problems } = read;
        let annotations = annotations.into_iter().map(|(span, note)| (span.start(), span.end(), note)).collect();
        let problems = problems.into_iter().map(Told::from).collect();
        Self { format, text, roles, annotations, places, meta: meta.into(), encoding, problems }
    }
}

impl Whole {
    fn checked(self) -> Result<Imported, String> {
        let Self { format, text, roles, annotations, places, meta, encoding, problems } = self;
        let n_blocks = Draft::new(&text, &[]).blocks().len();
        if n_blocks == 0 || n_blocks != roles.len() {
            return Err(format!("{n_blocks} blocks have {} roles", roles.len()));
        }
        let annotations: Option<Vec<(ByteSpan, Annotation)>> = annotations
            .into_iter()
            .map(|(start, end, note)| Some((ByteSpan::new(start, end), text.get(start..end).map(|_| note)?)))
            .collect();
        let annotations = annotations.ok_or("an annotation does not lie in the text")?;
        if let Some(place) = places.iter().find(|place| !text.is_char_boundary(place.at)) {
            return Err(format!("there is no place at byte {}", place.at));
        }
        let problems = problems.into_iter().map(Told::problem).collect();
        Ok(Imported { format, text, roles, annotations, places, meta: meta.into(), encoding, problems })
    }
}

impl From<Meta> for About {
    fn from(meta: Meta) -> Self {
        let Meta { headline, byline, publication, dateline, published, published_from, url, language, found, deadline } =
            meta;
        Self { headline, byline, publication, dateline, published, published_from, url, language, found, deadline }
    }
}

impl From<About> for Meta {
    fn from(about: About) -> Self {
        let About {
            headline,
            byline,
            publication,
            dateline,
            published,
            published_from,
            url,
            language,
            found,
            deadline,
        } = about;
        Self { headline, byline, publication, dateline, published, published_from, url, language, found, deadline }
    }
}

impl From<Problem> for Told {
    fn from(problem: Problem) -> Self {
        let Problem { id, severity, what, place, why, now, help } = problem;
        let severity = match severity {
            Severity::Note => Grade::Note,
            Severity::Warning => Grade::Warning,
            Severity::Error => Grade::Error,
        };
        let place = match place {
            Place::Nowhere => Where::Nowhere,
            Place::File(file) => Where::File(file),
            Place::Line { file, line, column } => Where::Line(file, line, column),
            Place::Block { article, block } => Where::Block(article, block),
            Place::Claim { article, claim } => Where::Claim(article, claim),
        };
        Self { id: id.to_owned(), severity, what, place, why, now, help }
    }
}

impl Told {
    /// The problem again. No `From`: a second one would leave `?` without a type in many a place.
    fn problem(self) -> Problem {
        let Self { id, severity, what, place, why, now, help } = self;
        let severity = match severity {
            Grade::Note => Severity::Note,
            Grade::Warning => Severity::Warning,
            Grade::Error => Severity::Error,
        };
        let place = match place {
            Where::Nowhere => Place::Nowhere,
            Where::File(file) => Place::File(file),
            Where::Line(file, line, column) => Place::Line { file, line, column },
            Where::Block(article, block) => Place::Block { article, block },
            Where::Claim(article, claim) => Place::Claim { article, claim },
        };
        Problem { id: kept(&id), severity, what, place, why, now, help }
    }
}

/// The most ids that are kept; the readers have a few dozen.
const MOST_IDS: usize = 200;
/// The ids that came in answers, kept for as long as the program runs, since a problem's id is.
static IDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

fn kept(id: &str) -> &'static str {
    let mut ids = IDS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(id) = ids.get(id) {
        return id;
    }
    let is_id = id.len() <= 60 && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_id || ids.len() >= MOST_IDS {
        return "reading-problem";
    }
    let id: &'static str = Box::leak(id.to_owned().into_boxed_str());
    ids.insert(id);
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;

    fn bytes(measured: Measured) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(measured, &mut bytes).expect("memory takes bytes");
        bytes
    }

    #[test]
    fn what_was_read_comes_through_unchanged() {
        let page = "<html lang=en><title>Grain — €</title><h1>Grain</h1><p>Two <a href='http://a.example/?a=1&amp;b'>ships</a> left.</p>";
        let mut read = import::read("grain.html", page.as_bytes()).expect("a page");
        read.annotations.push((ByteSpan::new(0, 5), Annotation::link("http://b.example")));
        read.places.push(PlaceStart { at: 7, locator: "p. 2".into() });
        read.problems = vec![
            Problem::warning("odd-thing", "Odd").at(Place::Line { file: "grain.html".into(), line: 2, column: 3 }),
            Problem::note("other-thing", "Other").why("a").now("b").help("c"),
        ];
        let came = taken(&bytes(Measured { outcome: Ok(read.clone()), peak_bytes: Some(7) })).expect("an answer");
        assert_eq!((came.outcome, came.peak_bytes), (Ok(read), Some(7)));
        let problem = import::read("x.txt", b"").expect_err("empty");
        let came = taken(&bytes(Measured { outcome: Err(problem.clone()), peak_bytes: None })).expect("an answer");
        assert_eq!(came.outcome, Err(problem));
    }

    #[test]
    fn an_answer_that_does_not_fit_itself_is_refused() {
        let mut read = import::read("a.txt", "Éa\n\nb".as_bytes()).expect("a text");
        read.annotations = vec![(ByteSpan::new(0, 2), Annotation::link("u"))];
        let good = String::from_utf8(bytes(Measured { outcome: Ok(read), peak_bytes: None })).expect("JSON is text");
        assert!(taken(good.as_bytes()).is_ok());
        for (from, to) in [
            ("[[0,2,", "[[0,1,"),
            ("[[0,2,", "[[0,99,"),
            ("[[0,2,", "[[2,0,"),
            (r#""places":[]"#, r#""places":[{"at":1,"locator":"p. 1"}]"#),
            (r"\n\n", r"\n"),
            (r#""format""#, r#""surprise":1,"format""#),
            ("{", ""),
        ] {
            let bad = good.replacen(from, to, 1);
            assert_ne!(bad, good, "{from}");
            assert!(taken(bad.as_bytes()).is_err(), "{from} → {to}");
        }
    }

    #[test]
    fn pages_come_through_and_what_is_no_page_is_refused() {
        let word = SheetWord { bounds: [72.25, 100.0, 90.5, 112.0], span: ByteSpan::new(3, 8) };
        let sheet = Sheet { width: 612.0, height: 792.0, label: "iv".into(), words: vec![word] };
        let sheets = Sheets { text_len: 8, sheets: vec![sheet] };
        let mut bytes = Vec::new();
        write_sheets(Ok(sheets.clone()), &mut bytes).expect("memory takes bytes");
        assert_eq!(taken_sheets(&bytes), Ok(Ok(sheets)));
        let good = String::from_utf8(bytes).expect("JSON is text");
        for (from, to) in [("612.0", "0.0"), (",3,8]", ",3,9]"), (",3,8]", ",8,3]"), ("text_len", "text")] {
            assert!(taken_sheets(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} → {to}");
        }
        let picture = Picture { width: 2, height: 1, rgba: b"abc\ndefg".to_vec() };
        let mut bytes = Vec::new();
        write_picture(Ok(picture.clone()), &mut bytes).expect("memory takes bytes");
        assert_eq!(taken_picture(&bytes), Ok(Ok(picture)));
        assert!(taken_picture(bytes.get(..bytes.len() - 1).expect("it has more")).is_err(), "a pixel is missing");
        assert!(taken_picture(b"{\"Ok\":[0,0]}\n").is_err() && taken_picture(b"").is_err());
    }

    #[test]
    fn ids_that_are_none_are_not_kept() {
        assert_eq!(kept("file-empty"), "file-empty");
        assert_eq!(kept("file-empty").as_ptr(), kept("file-empty").as_ptr());
        assert_eq!(kept("Not an id\u{1b}"), "reading-problem");
    }
}
