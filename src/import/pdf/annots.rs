//! What hangs on a page: links, and people's notes.
//!
//! In: a page's annotations. Out: links with their addresses, notes with their writers, each with its rectangle.
//! Must not know: words.
//! Holds: only addresses that a browser or a mail program opens are links; scripts, files and jumps inside are not.
//! Policy: what is typed into form fields and text boxes is seen on the page, so it is text (`content` reads it). What is
//! written into a note, or into the note of a highlight, is the remark of a reader, so it is a comment on the words it
//! lies on. Pop-ups, sounds, films and attachments are passed over.
//! Source: ISO 32000-1, 12.5 (annotations), 12.6.4.7 (URI actions).

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, String as PdfString};
use hayro_syntax::page::Page;

use crate::import::pdf::strings;
use crate::model::annotation::{Annotation, AnnotationKind};

/// Annotations of a page that are read.
const MAX_ANNOTATIONS: usize = 5000;
/// Bytes of an address or a note that are kept.
const MAX_BYTES: usize = 20_000;

/// One thing that hangs on a page.
#[derive(Clone, Debug)]
pub(super) struct Hung {
    /// Left, top, right, bottom in points from the page's top left.
    pub(super) bounds: [f64; 4],
    pub(super) annotation: Annotation,
}

/// What hangs on a page, in the file's order.
pub(super) fn of(page: &Page<'_>) -> Vec<Hung> {
    let Some(all) = page.raw().get::<Array<'_>>(b"Annots") else { return Vec::new() };
    let turn = Affine::new(page.initial_transform(true).as_coeffs());
    all.iter::<Dict<'_>>().take(MAX_ANNOTATIONS).filter_map(|dict| hung(&dict, turn)).collect()
}

fn hung(dict: &Dict<'_>, turn: Affine) -> Option<Hung> {
    let rect = dict.get::<Rect>(b"Rect")?;
    let (one, other) = (turn * Point::new(rect.x0, rect.y0), turn * Point::new(rect.x1, rect.y1));
    let bounds = [one.x.min(other.x), one.y.min(other.y), one.x.max(other.x), one.y.max(other.y)];
    if !bounds.iter().all(|side| side.is_finite()) {
        return None;
    }
    let kind = dict.get::<Name<'_>>(b"Subtype")?;
    let annotation = match kind.as_ref() {
        b"Link" => {
            let action = dict.get::<Dict<'_>>(b"A")?;
            let address = action.get::<PdfString<'_>>(b"URI")?;
            let url = strings::clean(&strings::text(address.as_bytes())).trim().to_owned();
            is_address(&url).then(|| Annotation::link(url))?
        }
        b"Text" | b"Highlight" | b"Underline" | b"Squiggly" | b"StrikeOut" | b"Caret" => {
            let words = said(dict, b"Contents");
            if words.is_empty() {
                return None;
            }
            let author = said(dict, b"T");
            let made = said(dict, b"M");
            Annotation { author, made: iso(&made), ..Annotation::new(AnnotationKind::Comment, words) }
        }
        _ => return None,
    };
    Some(Hung { bounds, annotation })
}

fn said(dict: &Dict<'_>, key: &[u8]) -> String {
    let Some(Object::String(raw)) = dict.get::<Object<'_>>(key) else { return String::new() };
    let raw = raw.as_bytes();
    let text = strings::text(raw.get(..raw.len().min(MAX_BYTES)).unwrap_or_default());
    let lines = text.split(['\r', '\n']).map(|line| strings::clean(line).trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn is_address(url: &str) -> bool {
    let lower = url.get(..url.len().min(8)).unwrap_or(url).to_ascii_lowercase();
    url.len() <= MAX_BYTES && ["http://", "https://", "mailto:"].iter().any(|start| lower.starts_with(start))
}

/// "D:20240203141500+01'00'" as "2024-02-03T14:15:00+01:00", as far as it goes.
pub(super) fn iso(date: &str) -> String {
    let digits: String = date.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to);
    let (Some(year), month, day) = (part(0, 4), part(4, 6), part(6, 8)) else { return String::new() };
    let (Some(month), Some(day)) = (month, day) else { return year.to_owned() };
    let day = format!("{year}-{month}-{day}");
    let (Some(hour), Some(minute)) = (part(8, 10), part(10, 12)) else { return day };
    let second = part(12, 14).unwrap_or("00");
    let zone: String = date.trim_start_matches("D:").chars().skip(digits.len()).collect();
    let numbers: Vec<&str> = zone.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let zone = match (zone.chars().next(), numbers.as_slice()) {
        (Some('Z'), _) => "Z".to_owned(),
        (Some(sign @ ('+' | '-')), [hours, rest @ ..]) if hours.len() == 2 => {
            format!("{sign}{hours}:{}", rest.first().filter(|part| part.len() == 2).unwrap_or(&"00"))
        }
        _ => String::new(),
    };
    format!("{day}T{hour}:{minute}:{second}{zone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_as_far_as_they_go() {
        assert_eq!(iso("D:20240203141500+01'00'"), "2024-02-03T14:15:00+01:00");
        assert_eq!(iso("D:20240203141500Z"), "2024-02-03T14:15:00Z");
        assert_eq!(iso("D:20240203"), "2024-02-03");
        assert_eq!(iso("2024"), "2024");
        assert_eq!(iso("yesterday"), "");
    }

    #[test]
    fn only_what_a_browser_or_mail_opens_is_an_address() {
        assert!(is_address("https://example.org/a") && is_address("MAILTO:a@example.org"));
        assert!(!is_address("javascript:alert(1)") && !is_address("file:///etc/passwd") && !is_address("ä"));
    }
}
