//! What a document's Dublin Core metadata says: title, writers, language, days.
//!
//! In: a metadata part's XML; the pieces that were read. Out: what it says; the article's metadata, where the text itself
//! does not say.
//! Must not know: formats.
//! Holds: the day a file was made or saved is never the day an article was published; a title or writer that programs
//! fill in by themselves is none.

use crate::import::phrases;
use crate::import::pieces::Piece;
use crate::import::xml::{Space, Step, Xml};
use crate::model::article::{Meta, Role};
use crate::model::found::FILE_PROPERTIES;

/// Pieces at the start in which the text's own byline and title are looked for.
const HEAD_PIECES: usize = 20;

/// What was said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dublin {
    pub(super) title: String,
    pub(super) writers: Vec<String>,
    pub(super) publisher: String,
    pub(super) language: String,
    /// Days as they are written, each with the event that it is said of, if any.
    pub(super) dates: Vec<(String, String)>,
}

/// What the XML says; entities and the like end it without a word, for nothing hangs on it.
pub(super) fn read(text: &str) -> Dublin {
    let mut xml = Xml::new(text);
    let mut all = Dublin::default();
    while let Some(step) = xml.next() {
        let Step::Start(element) = step else { continue };
        if element.space != Space::DublinCore {
            continue;
        }
        let event = element.attribute("event").unwrap_or_default();
        let name = element.name().to_vec();
        let words = xml.words();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continue;
        }
        match name.as_slice() {
            b"title" if all.title.is_empty() => all.title = words,
            b"creator" => all.writers.push(words),
            b"publisher" if all.publisher.is_empty() => all.publisher = words,
            b"language" if all.language.is_empty() && is_language(&words) => all.language = words,
            b"date" => all.dates.push((event, words)),
            _ => {}
        }
    }
    all
}

/// Whether a tag begins as those of languages do: programs also write "C", for none.
fn is_language(tag: &str) -> bool {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl Dublin {
    /// The article's metadata, as far as a text document's file can be believed, and the headline's piece marked.
    pub(super) fn of_document(self, pieces: &mut [Piece]) -> Meta {
        let mut meta = Meta { language: self.language, ..Meta::default() };
        if !meta.language.is_empty() {
            FILE_PROPERTIES.clone_into(&mut meta.found.language);
        }
        let title = self.title.trim();
        if !is_default_title(title) {
            title.clone_into(&mut meta.headline);
            FILE_PROPERTIES.clone_into(&mut meta.found.headline);
            let has_headline = pieces.iter().any(|piece| piece.role == Some(Role::Headline));
            let same = |piece: &&mut Piece| piece.text.split_whitespace().eq(title.split_whitespace());
            if !has_headline
                && let Some(piece) = pieces.iter_mut().take(HEAD_PIECES).find(same)
                && matches!(piece.role, None | Some(Role::Subhead))
            {
                piece.role = Some(Role::Headline);
            }
        }
        let is_byline = |piece: &Piece| {
            piece.role == Some(Role::Byline) || (piece.role.is_none() && phrases::byline_name(&piece.text).is_some())
        };
        if !pieces.iter().take(HEAD_PIECES).any(is_byline) {
            let writers: Vec<_> = self.writers.into_iter().filter(|name| !is_default_writer(name)).collect();
            meta.byline = writers.join(", ");
            if !meta.byline.is_empty() {
                FILE_PROPERTIES.clone_into(&mut meta.found.byline);
            }
        }
        meta
    }
}

/// Titles that programs give by themselves.
fn is_default_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let starts = ["microsoft word", "document", "untitled", "dokument", "powerpoint presentation", "word document"];
    let ends = [".doc", ".docx", ".odt", ".rtf", ".dotx", ".dot"];
    lower.is_empty()
        || starts.iter().any(|start| {
            lower
                .strip_prefix(start)
                .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == ' ') || rest.starts_with(" - "))
        })
        || ends.iter().any(|end| lower.ends_with(end))
}

/// Writers that programs and shared computers give by themselves.
fn is_default_writer(name: &str) -> bool {
    let lower = name.to_lowercase();
    let names = [
        "admin",
        "administrator",
        "author",
        "guest",
        "microsoft office user",
        "owner",
        "pc",
        "python-docx",
        "root",
        "unknown",
        "unknown author",
        "user",
        "un-named",
    ];
    names.contains(&lower.as_str()) || lower.contains('@') || !lower.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_fill_in_is_not_believed() {
        let source = "<m xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title> Storm\n closes port </dc:title>\
            <dc:creator>Ana Brandt</dc:creator><dc:creator>Administrator</dc:creator><dc:language>en</dc:language>\
            <dc:date event='publication'>2022-02-01</dc:date><x/></m>";
        let read = read(source);
        assert_eq!(read.dates, [("publication".to_owned(), "2022-02-01".to_owned())]);
        let mut pieces = vec![Piece::open("Storm closes port"), Piece::open("It rained.")];
        let meta = read.of_document(&mut pieces);
        assert_eq!(pieces[0].role, Some(Role::Headline));
        assert_eq!(
            (meta.headline.as_str(), meta.byline.as_str(), meta.language.as_str()),
            ("Storm closes port", "Ana Brandt", "en")
        );
        assert_eq!(meta.published, None);
        assert_eq!((meta.found.byline.as_str(), meta.found.language.as_str()), (FILE_PROPERTIES, FILE_PROPERTIES));

        let junk = || Dublin { title: "Document1".into(), writers: vec!["python-docx".into()], ..Dublin::default() };
        assert_eq!(junk().of_document(&mut []), Meta::default());
        let own = Dublin { writers: vec!["Jo Lind".into()], ..Dublin::default() };
        assert_eq!(own.of_document(&mut [Piece::open("By Ana Brandt")]).byline, "", "the text's own byline counts");
    }
}
