//! Packs named files to a zip, and reads one that anybody may have made.
//!
//! In: names inside a project with bytes, or a zip's bytes. Out: a zip's bytes, or names with bytes.
//! Must not know: which files a project has, where they go on disk.
//! Holds: a name it gives out is a plain relative path (no `..`, no link, nothing absolute), and no two of them would
//! be one file on any system; nothing is unpacked beyond the limits, whatever the zip says of its sizes; the same
//! files give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::model::problem::{Problem, quoted};
use crate::store::folder;

/// Files by their path inside a project, with `/` between its parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How much is unpacked at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries, folders included.
    pub entries: usize,
    /// Bytes of one file.
    pub each: u64,
    /// Bytes of all files.
    pub total: u64,
}

/// What a whole project may have, evidence included.
pub const PROJECT: Limits = Limits { entries: 20_000, each: 256 << 20, total: 1 << 30 };

/// The longest name, in bytes.
const LONGEST_NAME: usize = 1024;

/// A zip of `files`; what [`unpack`] would refuse with the limits of a whole project is refused here too.
pub fn pack(files: &Files) -> Result<Vec<u8>, Problem> {
    let size = |bytes: &Vec<u8>| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let total = files.values().map(size).fold(0, u64::saturating_add);
    if files.len() > PROJECT.entries || total > PROJECT.total || files.values().any(|bytes| size(bytes) > PROJECT.each)
    {
        const MB: u64 = 1 << 20;
        return Err(Problem::error("zip-too-large", "No zip file was made: there is too much for one")
            .why(format!("{} files with {} MB could not be read back", files.len(), total.div_ceil(MB)))
            .now("nothing was changed")
            .help("Copy the project’s folder itself"));
    }
    let failed = |error: &ZipError| {
        Problem::error("not-packed", "The files were not packed: this is a fault of the program")
            .why(error.to_string())
            .now("nothing was changed")
            .help("Copy these details into a report of the fault")
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut names = Names::default();
    for (name, bytes) in files {
        names.take(name)?;
        let is_large = u64::try_from(bytes.len()).unwrap_or(u64::MAX) >= u64::from(u32::MAX);
        writer.start_file(name.as_str(), options.large_file(is_large)).map_err(|error| failed(&error))?;
        writer.write_all(bytes).map_err(|error| failed(&error.into()))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| failed(&error))
}

/// The files of a zip; folders are left out. One bad entry, and the whole zip is refused.
pub fn unpack(bytes: &[u8], limits: Limits) -> Result<Files, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > limits.entries {
        return Err(too_much(format!("it has {} entries, and at most {} are read", archive.len(), limits.entries)));
    }
    if archive.has_duplicate_names() {
        return Err(refused("two of its entries have one name"));
    }
    let (mut files, mut names, mut left) = (Files::new(), Names::default(), limits.total);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = entry.name().map_err(|error| damaged(&error))?.into_owned();
        if entry.is_symlink() {
            return Err(refused(&format!("{} is a link", quoted(&name, 80))));
        }
        if entry.is_dir() {
            continue; // a folder is there when a file in it is
        }
        names.take(&name)?;
        let most = limits.each.min(left);
        let mut content = Vec::new();
        // What the zip says of the size is not believed: reading itself stops.
        let read = entry.by_ref().take(most.saturating_add(1)).read_to_end(&mut content);
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        if size > most {
            const MB: u64 = 1 << 20;
            let why = if most == limits.each {
                format!("{} has more than {} MB when unpacked", quoted(&name, 80), limits.each / MB)
            } else {
                format!("it has more than {} MB when unpacked", limits.total / MB)
            };
            return Err(too_much(why));
        }
        read.map_err(|error| damaged(&ZipError::Io(error)))?;
        left -= size;
        files.insert(name, content);
    }
    Ok(files)
}

/// Names met so far.
#[derive(Default)]
pub(super) struct Names {
    /// In lower case, as some systems see them.
    seen: BTreeSet<String>,
}

impl Names {
    /// Takes a name that any system can have beside those before it.
    pub(super) fn take(&mut self, name: &str) -> Result<(), Problem> {
        if let Some(why) = not_plain(name) {
            return Err(refused(&format!("the name {} {why}", quoted(name, 80))));
        }
        if self.seen.insert(name.to_lowercase()) {
            Ok(())
        } else {
            Err(refused(&format!("two of its entries are the file {} on some systems", quoted(name, 80))))
        }
    }
}

/// What keeps `name` from being a path inside a project on every system.
fn not_plain(name: &str) -> Option<&'static str> {
    const DEVICES: [&str; 22] = [
        "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
        "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ];
    if name.len() > LONGEST_NAME {
        return Some("is too long");
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '<' | '>' | '"' | '|' | '?' | '*')) {
        return Some("has characters that no file name should have");
    }
    for part in name.split('/') {
        if !folder::is_plain_name(part) {
            return Some("leads out of the folder");
        }
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        if part.ends_with(['.', ' ']) || DEVICES.contains(&stem.as_str()) {
            return Some("means something else on Windows");
        }
    }
    None
}

fn refused(why: &str) -> Problem {
    Problem::error("zip-refused", "The zip file was not read: it is not one that Tickmark made")
        .why(why)
        .now("nothing of it was unpacked, and nothing was changed")
        .help("Unpack it yourself, look at what is in it, and give Tickmark the folder")
}

fn too_much(why: String) -> Problem {
    Problem::error("zip-too-large", "The zip file was not read: there is too much in it")
        .why(why)
        .now("nothing of it was unpacked, and nothing was changed")
        .help("Unpack it yourself, look at what is in it, and give Tickmark the folder")
}

/// What the library says, in words for people.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's own words do for the rare rest")]
fn damaged(error: &ZipError) -> Problem {
    let why = match error {
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => "it is cut off".to_owned(),
        ZipError::Io(error) => format!("what is packed in it cannot be unpacked: {error}"),
        ZipError::CompressionMethodNotSupported(_) => "it is packed in a way that Tickmark does not know".to_owned(),
        other => other.to_string(),
    };
    Problem::error("zip-damaged", "The zip file was not read: it is damaged, or none")
        .why(why)
        .now("nothing of it was unpacked, and nothing was changed")
        .help("Get the file again from where it came, or take another one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn files(list: &[(&str, &[u8])]) -> Files {
        list.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
    }

    /// A zip with these entries, whatever their names.
    fn raw(list: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in list {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut out = bytes.to_vec();
        let mut at = 0;
        while at + from.len() <= out.len() {
            if out[at..].starts_with(from) {
                out[at..at + from.len()].copy_from_slice(to);
            }
            at += 1;
        }
        out
    }

    #[test]
    fn what_is_packed_comes_back_the_same_in_the_same_bytes() {
        let whole = files(&[
            ("articles/fire/draft-01.txt", "Flammen über München".as_bytes()),
            ("evidence/ab.pdf", &[0, 159, 146, 150]),
            ("project.ron", b"(\n    schema: 1,\n)\n"),
            ("private/ü.txt", b""),
        ]);
        let packed = pack(&whole).unwrap();
        assert_eq!(packed, pack(&whole).unwrap());
        assert_eq!(unpack(&packed, PROJECT).unwrap(), whole);
        assert_eq!(unpack(&pack(&Files::new()).unwrap(), PROJECT).unwrap(), Files::new());
    }

    #[test]
    fn names_that_lead_out_or_clash_are_refused() {
        for bad in ["../a", "/a", "a/../b", "a\\b", "C:a", "a//b", "./a", "a/.", "a\nb", "nul.txt", "a./b", "", "a?"] {
            assert_eq!(
                unpack(&raw(&[(bad, b"x")]), PROJECT).map_err(|problem| problem.id),
                Err("zip-refused"),
                "{bad:?}"
            );
            assert_eq!(pack(&files(&[(bad, b"x")])).map_err(|problem| problem.id), Err("zip-refused"), "{bad:?}");
        }
        let clash = raw(&[("a/B.ron", b"1"), ("a/b.ron", b"2")]);
        assert_eq!(unpack(&clash, PROJECT).unwrap_err().id, "zip-refused");
        let twice = replaced(&raw(&[("one", b"1"), ("two", b"2")]), b"two", b"one");
        assert_eq!(unpack(&twice, PROJECT).unwrap_err().id, "zip-refused");
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("link", "/etc", SimpleFileOptions::default()).unwrap();
        let link = writer.finish().unwrap().into_inner();
        assert_eq!(unpack(&link, PROJECT).unwrap_err().id, "zip-refused");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let limits = Limits { entries: 3, each: 1000, total: 1500 };
        let zeros = vec![0; 900];
        let bomb = vec![0; 1001];
        let check = |list: &[(&str, &[u8])], expected: Result<usize, &str>| {
            let found = unpack(&raw(list), limits).map(|files| files.len()).map_err(|problem| problem.id);
            assert_eq!(found, expected);
        };
        check(&[("a", &zeros), ("b", &zeros[..600])], Ok(2));
        check(&[("a", &zeros), ("b", &zeros[..601])], Err("zip-too-large"));
        check(&[("a", &bomb)], Err("zip-too-large"));
        check(&[("a", b""), ("b", b""), ("c", b""), ("d", b"")], Err("zip-too-large"));
        // One that says it is small, and is not.
        let size = u32::try_from(bomb.len()).unwrap().to_le_bytes();
        let liar = replaced(&raw(&[("a", &bomb)]), &size, &9_u32.to_le_bytes());
        assert!(unpack(&liar, limits).is_err());
    }

    proptest! {
        #[test]
        fn a_damaged_zip_is_told_and_never_half_read(at: usize, byte: u8, cut: bool) {
            let whole = files(&[("a.ron", b"(schema: 1)"), ("b/c.txt", &b"words ".repeat(50))]);
            let mut packed = pack(&whole).unwrap();
            let at = at % packed.len();
            if cut { packed.truncate(at) } else { packed[at] ^= byte }
            if let Ok(read) = unpack(&packed, PROJECT) {
                // Names are guarded by no checksum; what a file holds is.
                for (name, content) in read {
                    prop_assert!(whole.get(&name).is_none_or(|was| *was == content) || content.is_empty(), "{name}");
                }
            }
        }
    }
}
