//! Takes single members out of a zipped document (DOCX, ODT, EPUB), within bounds.
//!
//! In: a file's name and bytes. Out: members' bytes, or a problem that says what is wrong with the file.
//! Must not know: what members mean; where files go on disk (nothing is written, so no name can lead anywhere).
//! Holds: nothing is unpacked but what is asked for, and never beyond the limits, whatever the zip says of its sizes; a
//! damaged member is refused whole, because a flipped bit can be a wrong figure; of two members with one name the last
//! counts, as in the zip's own list.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::problem::{Place, Problem};

/// Bytes of one member, unpacked, at most. The text of a book of a thousand pages has about 20 MB as Word writes it.
const MEMBER_BYTES: u64 = 64 << 20;
/// Bytes of all members that are asked for, unpacked, at most.
const TOTAL_BYTES: u64 = 160 << 20;

/// A zipped document whose members are taken one by one.
pub(super) struct Package<'a> {
    name: &'a str,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names as the zip has them, by the same in lower case with `/`; made when a name is not found as it stands.
    names: Option<BTreeMap<String, String>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// The document in the file called `name`. Problem: `document-damaged`.
    pub(super) fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self, Problem> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, &why(&error)))?;
        Ok(Self { name, archive, names: None, left: TOTAL_BYTES })
    }

    /// The name of the file that it is.
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// The bytes of the member at `path`, `None` when there is none. Problems: `document-damaged`, `document-too-large`,
    /// `document-locked`.
    pub(super) fn member(&mut self, path: &str) -> Result<Option<Vec<u8>>, Problem> {
        let Some(index) = self.index_of(path) else { return Ok(None) };
        let mut entry = self.archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => locked(self.name),
            _ => damaged(self.name, &why(&error)),
        })?;
        let most = MEMBER_BYTES.min(self.left);
        let mut bytes = Vec::new();
        // What the zip says of the size is not believed: reading itself stops.
        let read = entry.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > most {
            return Err(too_large(self.name, path));
        }
        read.map_err(|error| damaged(self.name, &why(&ZipError::Io(error))))?;
        self.left -= size;
        Ok(Some(bytes))
    }

    fn index_of(&mut self, path: &str) -> Option<usize> {
        if let Some(index) = self.archive.index_for_name(path) {
            return Some(index);
        }
        let archive = &self.archive;
        let names = self.names.get_or_insert_with(|| {
            archive.file_names().filter_map(Result::ok).map(|name| (plain(&name), name.into_owned())).collect()
        });
        archive.index_for_name(names.get(&plain(path))?)
    }
}

/// A name as some programs write it (`Word\Document.xml`), made comparable.
fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// The path that `target` names when it stands in the member `from`: `../media/a.png` in `word/document.xml`.
pub(super) fn resolved(from: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let folder = if target.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The problem of a document that cannot be read through, for the reason `why`.
pub(super) fn damaged(name: &str, why: &str) -> Problem {
    Problem::error("document-damaged", format!("“{name}” was not opened: it is damaged"))
        .at(Place::File(name.to_owned()))
        .why(why)
        .now("nothing was added; the file was not touched")
        .help("Get the file again from where it came, or open it in its own program and save it anew")
}

/// The problem of a document that needs a password.
pub(super) fn locked(name: &str) -> Problem {
    Problem::error("document-locked", format!("“{name}” was not opened: it is locked with a password"))
        .at(Place::File(name.to_owned()))
        .why("what is in it is encrypted")
        .now("nothing was added; the file was not touched")
        .help("Open it in its own program with the password, save a copy without one, and open that")
}

fn too_large(name: &str, path: &str) -> Problem {
    Problem::error("document-too-large", format!("“{name}” was not opened: there is too much in it"))
        .at(Place::File(name.to_owned()))
        .why(format!(
            "{path} in it has more than {} MB when unpacked, or all parts together more than {} MB",
            MEMBER_BYTES >> 20,
            TOTAL_BYTES >> 20
        ))
        .now("nothing was added; the file was not touched")
        .help("Check where the file comes from: no text has so much. Save the text alone and open that")
}

/// What the library says, in words for people.
fn why(error: &ZipError) -> Cow<'static, str> {
    match error {
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => "it is cut off".into(),
        ZipError::Io(error) => format!("what is packed in it cannot be unpacked: {error}").into(),
        ZipError::CompressionMethodNotSupported(_) => "it is packed in a way that Tickmark does not know".into(),
        ZipError::InvalidArchive(_) => "it is cut off, or its list of parts is broken".into(),
        ZipError::UnsupportedArchive(_)
        | ZipError::FileNotFound
        | ZipError::InvalidPassword
        | ZipError::DecompressedSizeLimitExceeded { .. }
        | ZipError::DecompressedSizeUnknown
        | _ => error.to_string().into(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    /// A zip with these members, for the tests of the readers.
    pub(in crate::import) fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            // As in real files, the type that stands first is not packed.
            let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn members_are_found_however_their_names_are_written() {
        let bytes = zipped(&[("word\\Document.xml", "a"), ("/b.xml", "b"), ("../../c", "c")]);
        let mut package = Package::open("a.docx", &bytes).unwrap();
        let mut text = |path: &str| package.member(path).unwrap().map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(text("word/document.xml").as_deref(), Some("a"));
        assert_eq!(text("b.xml").as_deref(), Some("b"));
        assert_eq!(text("c"), None, "a name that leads out of the zip is no other name");
        assert_eq!(text("d"), None);
    }

    #[test]
    fn paths_are_resolved_inside_the_zip() {
        let cases = [
            ("word/document.xml", "media/a.png", "word/media/a.png"),
            ("word/document.xml", "../a.xml#x", "a.xml"),
            ("word/document.xml", "/b/./c.xml", "b/c.xml"),
            ("a.xml", "../../../etc/passwd", "etc/passwd"),
        ];
        for (from, target, path) in cases {
            assert_eq!(resolved(from, target), path, "{from} {target}");
        }
    }

    #[test]
    fn bombs_and_damage_are_refused_with_the_reason() {
        let zeros = "0".repeat(usize::try_from(MEMBER_BYTES).unwrap() + 1);
        let bytes = zipped(&[("a", &zeros), ("b", "fine")]);
        let mut package = Package::open("a.docx", &bytes).unwrap();
        assert_eq!(package.member("a").unwrap_err().id, "document-too-large");
        assert_eq!(package.member("b").unwrap(), Some(b"fine".to_vec()));

        let mut bytes = zipped(&[("a", &"words and words ".repeat(50))]);
        bytes[40] ^= 0xff;
        let damaged = Package::open("a.docx", &bytes).unwrap().member("a").unwrap_err();
        assert_eq!(damaged.id, "document-damaged");
        let cut = Package::open("a.docx", &bytes[..bytes.len() / 2]).err().unwrap();
        assert_eq!((cut.id, cut.why.as_str()), ("document-damaged", "it is cut off, or its list of parts is broken"));
    }
}
