//! What a PDF says of itself: title, writer, language.
//!
//! In: the file's own entries. Out: article metadata.
//! Must not know: the text. A headline that is seen on the page is better than a title, and wins later.
//! Holds: a title that is a file's name or a program's default is none, nor is a login name a writer; the day the file
//! was made is not the day of publication, so no date is taken.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, String as PdfString};

use crate::import::pdf::strings;
use crate::model::article::Meta;

const MAX_CHARS: usize = 300;
const ENDINGS: [&str; 14] =
    ["doc", "docx", "dot", "pdf", "indd", "qxd", "qxp", "odt", "rtf", "tex", "dvi", "ps", "html", "pptx"];
const NO_TITLES: [&str; 8] = [
    "untitled",
    "document",
    "title",
    "microsoft word",
    "slide 1",
    "presentation",
    "powerpoint presentation",
    "layout 1",
];
const NO_WRITERS: [&str; 9] =
    ["user", "admin", "administrator", "owner", "author", "unknown", "anonymous", "root", "microsoft office user"];

/// What the file says of itself.
pub(super) fn of(pdf: &Pdf, catalogue: &Dict<'_>) -> Meta {
    let entry = |raw: &Option<Box<[u8]>>| {
        let text = raw.as_deref().map(strings::text).unwrap_or_default();
        strings::clean(&text).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let language = catalogue.get::<PdfString<'_>>(b"Lang").map(|text| strings::text(text.as_bytes()));
    Meta {
        headline: title(&entry(&pdf.metadata().title)),
        byline: writer(&entry(&pdf.metadata().author)),
        language: language.filter(|tag| is_language(tag)).unwrap_or_default(),
        ..Meta::default()
    }
}

fn title(text: &str) -> String {
    let text = text.strip_prefix("Microsoft Word - ").unwrap_or(text);
    let text = text.strip_prefix("Microsoft PowerPoint - ").unwrap_or(text).trim();
    let lower = text.to_lowercase();
    let is_file = lower.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    let is_name = !text.contains(' ') && (text.contains(['_', '\\', '/']) || text.chars().any(|c| c.is_ascii_digit()));
    let n_letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_default = NO_TITLES.contains(&lower.as_str()) || lower.starts_with("untitled");
    if is_file || is_name || is_default || n_letters < 3 || text.chars().count() > MAX_CHARS {
        return String::new();
    }
    text.to_owned()
}

fn writer(text: &str) -> String {
    let text = text.trim();
    let starts_like_name = text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase);
    let is_login = (!text.contains(' ') && !starts_like_name) || text.contains(['@', ':', '\\', '_']);
    let is_default = NO_WRITERS.contains(&text.to_lowercase().as_str());
    if is_login || is_default || text.chars().count() > MAX_CHARS {
        return String::new();
    }
    text.to_owned()
}

fn is_language(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric()))
        && tag.bytes().take(2).all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_writers_that_programs_make_up_are_none() {
        for none in ["Microsoft Word - report_v2.docx", "untitled", "Untitled-3", "scan_0001", "C:\\a\\b", "12", ""] {
            assert_eq!(title(none), "", "{none}");
        }
        assert_eq!(title("Microsoft Word - The harbour fire"), "The harbour fire");
        assert_eq!(title("Budget 2026"), "Budget 2026");
        assert_eq!(
            (writer("jdoe"), writer("Admin"), writer("Jo Doe")),
            (String::new(), String::new(), "Jo Doe".into())
        );
        assert!(is_language("en-GB") && !is_language("") && !is_language("x y"));
    }
}
