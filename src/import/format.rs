//! Which format bytes are in: by what they are, and only where they do not tell, by the file's name.
//!
//! In: a file's name and bytes. Out: the format, or what the file is instead.
//! Must not know: how a format is read.
//! Holds: a name never overrules bytes that tell; a zip is known by its members' names near its start and end.

use serde::{Deserialize, Serialize};

use crate::import::mail::{self, Likeness};
use crate::model::problem::{Place, Problem};

/// The formats that articles and evidence are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Plain text.
    Plain,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// A web page saved with its pictures in one file (MHTML).
    SavedPage,
    /// A Word document (DOCX).
    Word,
    /// An `OpenDocument` text (ODT).
    OpenDocument,
    /// Rich text (RTF).
    RichText,
    /// A book (EPUB).
    Book,
    /// A mail, or a mailbox of several.
    Mail,
    /// A PDF document.
    Pdf,
}

impl Format {
    /// Every format, in the order they are told.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Markdown,
        Self::Html,
        Self::SavedPage,
        Self::Word,
        Self::OpenDocument,
        Self::RichText,
        Self::Book,
        Self::Mail,
        Self::Pdf,
    ];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plain => "text",
            Self::Markdown => "Markdown",
            Self::Html => "web page",
            Self::SavedPage => "saved web page",
            Self::Word => "Word document",
            Self::OpenDocument => "OpenDocument text",
            Self::RichText => "rich text",
            Self::Book => "EPUB book",
            Self::Mail => "mail",
            Self::Pdf => "PDF document",
        }
    }

    /// The endings that its files have, without the dot, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &["txt", "text"],
            Self::Markdown => &["md", "markdown"],
            Self::Html => &["html", "htm", "xhtml"],
            Self::SavedPage => &["mhtml", "mht"],
            Self::Word => &["docx", "docm", "dotx"],
            Self::OpenDocument => &["odt", "ott"],
            Self::RichText => &["rtf"],
            Self::Book => &["epub"],
            Self::Mail => &["eml", "mbox"],
            Self::Pdf => &["pdf"],
        }
    }

    /// The format whose files end like `name`.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.endings().contains(&ending.as_str()))
    }
}

/// What bytes tell of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// A format that can be read.
    Known(Format),
    /// Something else, by its name for people.
    Other(&'static str),
    /// A document that is locked with a password.
    Locked,
    /// They do not tell: text of some sort.
    Open,
}

/// How files of each format begin. The first match tells.
const BEGINNINGS: &[(&[u8], Sniffed)] = &[
    (b"%PDF-", Sniffed::Known(Format::Pdf)),
    (b"{\\rtf", Sniffed::Known(Format::RichText)),
    (b"\x89PNG\r\n\x1a\n", Sniffed::Other("picture (PNG)")),
    (b"\xff\xd8\xff", Sniffed::Other("picture (JPEG)")),
    (b"GIF87a", Sniffed::Other("picture (GIF)")),
    (b"GIF89a", Sniffed::Other("picture (GIF)")),
    (b"II*\0", Sniffed::Other("picture (TIFF)")),
    (b"MM\0*", Sniffed::Other("picture (TIFF)")),
    (OLD_OFFICE, Sniffed::Other("document of an old Office program (DOC, XLS or PPT)")),
    (b"\x7fELF", Sniffed::Other("program (ELF)")),
    (b"MZ\x90", Sniffed::Other("program (Windows)")),
    (b"\x1f\x8b", Sniffed::Other("compressed file (GZIP)")),
    (b"7z\xbc\xaf\x27\x1c", Sniffed::Other("archive (7z)")),
    (b"SQLite format 3\0", Sniffed::Other("database (SQLite)")),
    (b"OggS", Sniffed::Other("recording (Ogg)")),
    (b"ID3", Sniffed::Other("recording (MP3)")),
    (b"fLaC", Sniffed::Other("recording (FLAC)")),
];

/// What a zip holds, by names of members. The first match tells.
const ZIPPED: &[(&[u8], Sniffed)] = &[
    (b"application/epub+zip", Sniffed::Known(Format::Book)),
    (b"application/vnd.oasis.opendocument.text", Sniffed::Known(Format::OpenDocument)),
    (b"application/vnd.oasis.opendocument", Sniffed::Other("OpenDocument file that is no text")),
    (b"word/", Sniffed::Known(Format::Word)),
    (b"xl/", Sniffed::Other("spreadsheet (XLSX)")),
    (b"ppt/", Sniffed::Other("presentation (PPTX)")),
    (b"[Content_Types].xml", Sniffed::Known(Format::Word)),
    (b"META-INF/container.xml", Sniffed::Known(Format::Book)),
    // Where the type is packed like the rest, the names of the parts tell.
    (b"content.xml", Sniffed::Known(Format::OpenDocument)),
];

/// How a document of Office begins that is locked with a password, and the part that then holds all of it.
const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const LOCKED_PART: &str = "EncryptedPackage";

/// Bytes at either end of a zip in which its members' names are looked for.
const ZIP_ENDS: usize = 16 * 1024;
/// Bytes at the start within which a PDF's mark may stand (ISO 32000-1, annex H, implementation note 13).
const PDF_START: usize = 1024;

/// What the bytes say that they are.
pub(super) fn sniff(bytes: &[u8]) -> Sniffed {
    if bytes.starts_with(b"PK\x03\x04") {
        let first = bytes.get(..bytes.len().min(ZIP_ENDS)).unwrap_or(bytes);
        let last = bytes.get(bytes.len().saturating_sub(ZIP_ENDS)..).unwrap_or(bytes);
        let holds = |wanted: &[u8]| [first, last].iter().any(|part| has(part, wanted));
        return ZIPPED
            .iter()
            .find(|(mark, _)| holds(mark))
            .map_or(Sniffed::Other("archive (ZIP)"), |(_, found)| *found);
    }
    if bytes.starts_with(b"RIFF") {
        match bytes.get(8..12) {
            Some(b"WEBP") => return Sniffed::Other("picture (WebP)"),
            Some(b"WAVE") => return Sniffed::Other("recording (WAV)"),
            _ => {}
        }
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Sniffed::Other("film or recording (MP4)");
    }
    if bytes.starts_with(OLD_OFFICE) {
        let wide: Vec<u8> = LOCKED_PART.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if has(bytes, &wide) {
            return Sniffed::Locked;
        }
    }
    if let Some((_, found)) = BEGINNINGS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return *found;
    }
    if has(bytes.get(..bytes.len().min(PDF_START)).unwrap_or(bytes), b"%PDF-1") {
        return Sniffed::Known(Format::Pdf);
    }
    match mail::likeness(bytes) {
        Some(Likeness::Mail) => Sniffed::Known(Format::Mail),
        Some(Likeness::SavedPage) => Sniffed::Known(Format::SavedPage),
        None => Sniffed::Open,
    }
}

fn has(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The problem of a file that is a `kind` and so is not read as text.
pub(super) fn not_read(name: &str, kind: &str) -> Problem {
    let help = if kind.contains("ocument") || kind.contains("book") {
        "Open it in its own program, save the text as PDF, DOCX or HTML, and open that"
    } else {
        "Choose the text itself: a text, web page, Word, PDF or mail file"
    };
    Problem::error("not-text", format!("“{name}” was not opened: it is {} {kind}", article_of(kind)))
        .at(Place::File(name.to_owned()))
        .why("it holds no text that Tickmark can read")
        .now("nothing was added; the file was not touched")
        .help(help)
}

/// The problem of a file that is called a `format` and is text, though that format never is.
pub(super) fn not_as_named(name: &str, format: Format) -> Problem {
    let word = format.word();
    Problem::error("not-as-named", format!("“{name}” was not opened: it is no {word}"))
        .at(Place::File(name.to_owned()))
        .why(format!("its name says that it is {} {word}, and there is only plain text in it", article_of(word)))
        .now("nothing was added; the file was not touched")
        .help("Get the file again from where it came, or let its name end in .txt if it is text")
}

fn article_of(kind: &str) -> &'static str {
    if kind.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bytes_are_is_told_by_the_bytes() {
        let cases: &[(&[u8], Sniffed)] = &[
            (b"%PDF-1.7 ...", Sniffed::Known(Format::Pdf)),
            (b"junk before\n%PDF-1.4 ...", Sniffed::Known(Format::Pdf)),
            (b"{\\rtf1 Text}", Sniffed::Known(Format::RichText)),
            (b"PK\x03\x04......word/document.xml", Sniffed::Known(Format::Word)),
            (b"PK\x03\x04......mimetypeapplication/epub+zip", Sniffed::Known(Format::Book)),
            (b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.text", Sniffed::Known(Format::OpenDocument)),
            (b"PK\x03\x04......content.xml", Sniffed::Known(Format::OpenDocument)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", Sniffed::Locked),
            (b"Message-ID: <1>\nSubject: x\n\nText", Sniffed::Known(Format::Mail)),
            (b"plain words", Sniffed::Open),
            (b"", Sniffed::Open),
        ];
        for (bytes, found) in cases {
            assert_eq!(sniff(bytes), *found, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_holds_no_text_is_named() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x89PNG\r\n\x1a\n....", "a picture (PNG)"),
            (b"\xff\xd8\xff\xe0....", "a picture (JPEG)"),
            (b"GIF89a..", "a picture (GIF)"),
            (b"\x7fELF\x02\x01", "a program (ELF)"),
            (b"PK\x03\x04......notes.txt", "an archive (ZIP)"),
            (
                b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                "an OpenDocument file that is no text",
            ),
        ];
        for (bytes, kind) in cases {
            let Sniffed::Other(found) = sniff(bytes) else { panic!("{kind} is not known") };
            let problem = not_read("x", found);
            assert_eq!(problem.id, "not-text");
            assert!(problem.what.ends_with(&format!("it is {kind}")), "{kind}: {}", problem.what);
            assert!(!problem.help.is_empty(), "{kind}: no help");
        }
    }

    #[test]
    fn endings_name_one_format_each() {
        for format in Format::ALL {
            for ending in format.endings() {
                assert_eq!(Format::by_name(&format!("a.{}", ending.to_ascii_uppercase())), Some(format));
            }
        }
        assert_eq!(Format::by_name("pdf"), None, "a name without an ending");
    }
}
