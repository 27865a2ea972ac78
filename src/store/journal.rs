//! What the saved files lack yet: every edit on a line of its own with a checksum, on disk before the files are.
//!
//! In: edits. Out: the file, or edits and the lines that are none any more.
//! Must not know: whether an edit still fits the project (`recover.rs`), when to write.
//! Holds: what was appended is on disk for good when the call returns; an edit leaves only when it is forgotten by its
//! id; what is confidential is in the private journal alone; a damaged line spoils no other and is never dropped, only
//! set aside; the cost of an append does not depend on the project. It is also the commit point of an edit that changes
//! several files: journal, files, history, forget.
//! Limits: a line is known by its checksum alone, so that lines taken out whole leave nothing that could be told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::model::change::Edit;
use crate::model::covered;
use crate::model::ids::EditId;
use crate::model::problem::{Place, Problem};
use crate::model::visibility::Visibility;
use crate::store::edit_line::{BrokenLine, NoEdit, edit_from_line, edits_of_lines, line_from_edit};
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder, OWN, PRIVATE, PRIVATE_JOURNAL};
use crate::store::{IGNORED, history, private};

/// Hexadecimal digits of a line's checksum: the start of the SHA-256 of the rest of the line.
const CHECK: usize = 16;

/// How the rest of a line begins.
const BEGINS: &[u8] = b" (id:\"";

/// What some editors put at the start of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One at a time in this program: an append must not meet the clearing away of what is saved.
static ORDER: Mutex<()> = Mutex::new(());

/// A line that is no edit any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedLine {
    /// The file it stands in, inside the project.
    pub file: &'static str,
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
    /// What stands in it.
    pub text: String,
}

/// What a journal holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// The edits, oldest first, each once.
    pub(super) edits: Vec<Edit>,
    /// The lines that are none.
    pub(super) damaged: Vec<DamagedLine>,
}

/// Writes the edits behind the journal; they are on disk for good when this returns.
pub(super) fn append(folder: &Folder, edits: &[&Edit]) -> Result<(), Problem> {
    let _order = in_order();
    append_lines(folder, edits)
}

/// The same for those of the edits that the journal does not hold yet.
pub(super) fn append_missing(folder: &Folder, edits: &[Edit]) -> Result<(), Problem> {
    let _order = in_order();
    let there: BTreeSet<EditId> = read_all(folder)?.edits.iter().map(|edit| edit.id).collect();
    let missing: Vec<&Edit> = edits.iter().filter(|edit| !there.contains(&edit.id)).collect();
    append_lines(folder, &missing)
}

/// What the journal holds. No file is an empty journal.
pub(super) fn read(folder: &Folder) -> Result<Journal, Problem> {
    let _order = in_order();
    read_all(folder)
}

/// Takes these edits out of the journal: the files and a history have them.
pub(super) fn forget(folder: &Folder, saved: &BTreeSet<EditId>) -> Result<(), Problem> {
    let _order = in_order();
    // The covered edits last: as long as one is there, its whole one is too.
    for file in [folder::JOURNAL, PRIVATE_JOURNAL] {
        keep(folder, file, |line| match decoded(line) {
            Some(Ok(edit)) => !saved.contains(&edit.id),
            Some(Err(_)) => true,
            None => false,
        })?;
    }
    Ok(())
}

/// Puts `words` into a file of its own in `.tickmark/`, or in `private/` when they are confidential, then takes these
/// edits and every damaged line out of the journal. Answers the file's path inside the project.
pub(super) fn set_aside(
    folder: &Folder,
    edits: &BTreeSet<EditId>,
    words: &str,
    visibility: Visibility,
) -> Result<String, Problem> {
    let _order = in_order();
    let into = folder::aside_folder(visibility);
    if into == PRIVATE {
        private::make_folder(folder, IGNORED)?;
    } else {
        make_own_folder(folder)?;
    }
    let mut number = 1_usize;
    let file = loop {
        let file = format!("{into}/set-aside-{number}.txt");
        match files::write_atomically(&folder.at(&file)?, words.as_bytes(), Existing::Refuse) {
            Ok(()) => break file,
            Err(problem) if problem.id == "file-exists" => number += 1,
            Err(problem) => return Err(problem),
        }
    };
    for journal in [folder::JOURNAL, PRIVATE_JOURNAL] {
        keep(folder, journal, |line| match decoded(line) {
            Some(Ok(edit)) => !edits.contains(&edit.id),
            Some(Err(_)) | None => false,
        })?;
    }
    Ok(file)
}

/// Makes the folder for what the program keeps beside the project's own files.
pub(super) fn make_own_folder(folder: &Folder) -> Result<(), Problem> {
    let path = folder.at(OWN)?;
    if path.is_dir() { Ok(()) } else { files::make_folder(&path) }
}

fn in_order() -> MutexGuard<'static, ()> {
    ORDER.lock().unwrap_or_else(PoisonError::into_inner)
}

fn append_lines(folder: &Folder, edits: &[&Edit]) -> Result<(), Problem> {
    if edits.is_empty() {
        return Ok(());
    }
    make_own_folder(folder)?;
    let covered: Vec<Cow<'_, Edit>> = edits.iter().map(|&edit| covered::edit(edit)).collect();
    let both = edits.iter().zip(&covered);
    let whole: Vec<&Edit> =
        both.filter(|(_, covered)| matches!(covered, Cow::Owned(_))).map(|(&edit, _)| edit).collect();
    if !whole.is_empty() {
        private::make_folder(folder, IGNORED)?;
        append_to(folder, PRIVATE_JOURNAL, &whole)?;
    }
    append_to(folder, folder::JOURNAL, &covered.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

fn append_to(folder: &Folder, file: &str, edits: &[&Edit]) -> Result<(), Problem> {
    let path = folder.at(file)?;
    let mut bytes = Vec::new();
    // A line cut off by a crash ends here, so that it does not swallow the next.
    let last = files::read_tail(&path, 1)?;
    if last.last().is_some_and(|&byte| byte != b'\n') {
        bytes.push(b'\n');
    }
    for edit in edits {
        let line = line_from_edit(edit)?;
        bytes.extend_from_slice(checksum(line.as_bytes()).as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    files::append(&path, &bytes)
}

/// Writes the journal `file` anew with the lines that `stays` keeps.
fn keep(folder: &Folder, file: &str, stays: impl Fn(&[u8]) -> bool) -> Result<(), Problem> {
    let path = folder.at(file)?;
    if files::is_missing(&path)? {
        return Ok(());
    }
    let (mut rest, mut is_same) = (Vec::new(), true);
    files::each_line(&path, |whole| {
        let start = rest.len();
        for line in lines_in(whole.strip_suffix(b"\n").unwrap_or(whole)).into_iter().filter(|line| stays(line)) {
            rest.extend_from_slice(line);
            rest.push(b'\n');
        }
        is_same &= rest.get(start..) == Some(whole);
    })?;
    if rest.is_empty() {
        files::empty(&path)
    } else if is_same {
        Ok(())
    } else {
        files::write_atomically(&path, &rest, Existing::Replace)
    }
}

/// The edits of the journal, each whole where the private one has it so, and the damaged lines of both.
fn read_all(folder: &Folder) -> Result<Journal, Problem> {
    let mut journal = read_file(folder, folder::JOURNAL)?;
    let private = read_file(folder, PRIVATE_JOURNAL)?;
    let mut whole: BTreeMap<EditId, Edit> = private.edits.into_iter().map(|edit| (edit.id, edit)).collect();
    for edit in &mut journal.edits {
        history::join(edit, whole.remove(&edit.id));
    }
    // The whole one is written first: the program ended between the two.
    journal.edits.extend(whole.into_values());
    journal.damaged.extend(private.damaged);
    Ok(journal)
}

fn read_file(folder: &Folder, file: &'static str) -> Result<Journal, Problem> {
    let path = folder.at(file)?;
    let mut reading = Reading::of(file);
    if !files::is_missing(&path)? {
        let read = files::each_line(&path, |line| reading.take(line));
        read.map_err(|problem| problem.at(Place::File(file.to_owned())))?;
    }
    Ok(reading.journal)
}

/// The edits and the damaged lines of a journal's bytes.
pub(super) fn journal_of(file: &'static str, bytes: &[u8]) -> Journal {
    let mut reading = Reading::of(file);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        reading.take(line);
    }
    reading.journal
}

/// A journal that is being read, line by line: it may be larger than all that it is about.
struct Reading {
    file: &'static str,
    number: usize,
    seen: BTreeSet<EditId>,
    journal: Journal,
}

impl Reading {
    fn of(file: &'static str) -> Self {
        Self { file, number: 0, seen: BTreeSet::new(), journal: Journal::default() }
    }

    /// Takes in the next line of the file with its end; what stands behind the last end was never finished.
    fn take(&mut self, whole: &[u8]) {
        self.number += 1;
        let (whole, is_cut) = whole.strip_suffix(b"\n").map_or((whole, true), |whole| (whole, false));
        let lines = lines_in(whole);
        let last = lines.len();
        let (edits, broken) = edits_of_lines((1..).zip(lines), decoded);
        self.journal.edits.extend(edits.into_iter().filter(|edit| self.seen.insert(edit.id)));
        let file = self.file;
        self.journal.damaged.extend(broken.into_iter().map(|BrokenLine { number, bytes, no_edit }| {
            let why = if folder::is_private(file) {
                "it was damaged, or cut off while it was written".to_owned() // what stands in it is not to be quoted
            } else if is_cut && number == last && checked(bytes).is_err() {
                "it was cut off while it was written".to_owned()
            } else {
                no_edit.why
            };
            DamagedLine { file, line: self.number, why, text: String::from_utf8_lossy(bytes).into_owned() }
        }));
    }
}

/// The lines of a journal that stand in one line of its file; none is empty.
///
/// A line that lost its end (a flipped newline, other line ends) or has something before it is found by how it begins
/// and known by its checksum, so that what stands beside it in the file does not spoil it.
fn lines_in(whole: &[u8]) -> Vec<&[u8]> {
    if checked(whole).is_ok() {
        return vec![whole];
    }
    let (mut lines, mut rest) = (Vec::new(), whole);
    while !rest.is_empty() {
        let next = rest.get(1..).and_then(next_line).map_or(rest.len(), |at| at + 1);
        let (line, behind) = rest.split_at_checked(next).unwrap_or((rest, &[]));
        let without_end = line.split_last().map(|(_, line)| line).filter(|line| checked(line).is_ok());
        let is_blank = line.trim_ascii().is_empty() || line == BYTE_ORDER_MARK;
        lines.extend((!is_blank).then_some(without_end.unwrap_or(line)));
        rest = behind;
    }
    lines
}

/// Where in `bytes` the first line seems to begin: a checksum, and then an edit.
fn next_line(bytes: &[u8]) -> Option<usize> {
    bytes.windows(CHECK + BEGINS.len()).position(|window| {
        let (check, begins) = window.split_at_checked(CHECK).unwrap_or_default();
        begins == BEGINS && check.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// The edit of a line, checksum and all; `None` for one without anything behind the checksum.
fn decoded(line: &[u8]) -> Option<Result<Edit, NoEdit>> {
    match checked(line) {
        Ok(line) => edit_from_line(line),
        Err(why) => Some(Err(NoEdit { column: 1, why: why.to_owned() })),
    }
}

/// The line behind its checksum, if that fits.
fn checked(line: &[u8]) -> Result<&[u8], &'static str> {
    let Range { start, end } = CHECK..CHECK + 1;
    let (Some(check), Some(b" "), Some(rest)) = (line.get(..start), line.get(start..end), line.get(end..)) else {
        return Err("it does not begin with a checksum");
    };
    if checksum(rest).as_bytes() == check { Ok(rest) } else { Err("its checksum does not fit: it was damaged") }
}

fn checksum(line: &[u8]) -> String {
    let mut whole = files::sha256_hex(line);
    whole.truncate(CHECK);
    whole
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests damage journals")]
mod tests {
    use super::*;
    use crate::model::change::{Change, ProjectField};
    use proptest::prelude::*;
    use std::fs;

    fn edit(number: u128) -> Edit {
        let title = |text: &str| ProjectField::Title(text.to_owned());
        let changes = vec![Change::Project { before: title("a"), after: title("ü b") }];
        Edit { label: format!("set “title”\nto {number}"), ..Edit::trial(number, changes) }
    }

    fn ids(journal: &Journal) -> Vec<u128> {
        journal.edits.iter().map(|edit| edit.id.as_u128()).collect()
    }

    fn journal_in(dir: &std::path::Path) -> std::path::PathBuf {
        dir.join(folder::JOURNAL)
    }

    #[test]
    fn an_edit_stays_until_it_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert_eq!(read(&folder).unwrap(), Journal::default());
        append(&folder, &[&edit(1)]).unwrap();
        append_missing(&folder, &[edit(1), edit(2), edit(3)]).unwrap();
        assert_eq!(read(&folder).unwrap(), Journal { edits: vec![edit(1), edit(2), edit(3)], damaged: Vec::new() });
        forget(&folder, &[EditId::from_u128(1), EditId::from_u128(3)].into()).unwrap();
        assert_eq!(ids(&read(&folder).unwrap()), [2]);
        forget(&folder, &[EditId::from_u128(2)].into()).unwrap();
        assert_eq!(fs::read(journal_in(dir.path())).unwrap(), b"");
        append(&folder, &[&edit(4)]).unwrap();
        assert_eq!(ids(&read(&folder).unwrap()), [4]);
    }

    #[test]
    fn what_is_set_aside_is_in_a_file_before_it_leaves_the_journal() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        append(&folder, &[&edit(1), &edit(2)]).unwrap();
        let whole = fs::read(journal_in(dir.path())).unwrap();
        fs::write(journal_in(dir.path()), &whole[..whole.len() - 3]).unwrap();
        append(&folder, &[&edit(3)]).unwrap();
        let journal = read(&folder).unwrap();
        assert_eq!((ids(&journal), journal.damaged.len(), journal.damaged[0].line), (vec![1, 3], 1, 2));
        let file = set_aside(&folder, &[EditId::from_u128(1)].into(), "why\n", Visibility::Newsroom).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join(&file)).unwrap(), "why\n");
        assert_eq!(read(&folder).unwrap(), Journal { edits: vec![edit(3)], damaged: Vec::new() });
        assert_ne!(set_aside(&folder, &BTreeSet::new(), "more", Visibility::Newsroom).unwrap(), file);
    }

    #[test]
    fn lines_are_known_whatever_ends_them_and_stands_before_them() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        append(&folder, &[&edit(1), &edit(2), &edit(3)]).unwrap();
        let whole = fs::read_to_string(journal_in(dir.path())).unwrap();
        let second = whole.lines().nth(1).unwrap();
        let head = format!("{} ", second.get(..20).unwrap());
        let damaged = |whole: &str| {
            fs::write(journal_in(dir.path()), whole).unwrap();
            let journal = read(&folder).unwrap();
            (ids(&journal), journal.damaged.iter().map(|line| (line.line, line.text.clone())).collect::<Vec<_>>())
        };
        for (changed, left) in [
            (whole.replace('\n', "\r\n"), vec![]),
            (whole.replace('\n', "\r"), vec![]),
            (whole.replacen('\n', "\u{8}", 1), vec![]),
            (whole.replace('\n', ""), vec![]),
            (format!("\u{feff}{whole}"), vec![]),
            (whole.replace(second, &format!("{head}{second}")), vec![(2, head.clone())]),
        ] {
            assert_eq!(damaged(&changed), (vec![1, 2, 3], left), "{changed:?}");
            forget(&folder, &[EditId::from_u128(1), EditId::from_u128(3)].into()).unwrap();
            assert_eq!(ids(&read(&folder).unwrap()), [2]);
            set_aside(&folder, &BTreeSet::new(), "what is left", Visibility::Newsroom).unwrap();
            assert_eq!(read(&folder).unwrap(), Journal { edits: vec![edit(2)], damaged: vec![] });
            forget(&folder, &[EditId::from_u128(2)].into()).unwrap();
            assert_eq!(fs::read(journal_in(dir.path())).unwrap(), b"");
        }
        // A flipped bit in a line that has lost its end spoils that line alone.
        let changed = whole.replace('\n', "").replacen("to 2", "to 3", 1);
        assert_eq!(damaged(&changed).0, [1, 3]);
        assert_eq!(damaged(&changed).1.len(), 1);
    }

    #[test]
    fn cut_at_any_byte_only_the_cut_line_is_lost_and_told() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        append(&folder, &[&edit(1), &edit(2), &edit(3)]).unwrap();
        let whole = fs::read(journal_in(dir.path())).unwrap();
        let ends: Vec<usize> = whole.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(at, _)| at).collect();
        for cut in 0..=whole.len() {
            let journal = journal_of(folder::JOURNAL, &whole[..cut]);
            let n_whole = ends.iter().filter(|&&end| end <= cut).count();
            let starts_at = ends.iter().filter(|&&end| end < cut).max().map_or(0, |end| end + 1);
            let is_torn = starts_at < cut && !ends.contains(&cut);
            assert_eq!(journal.edits.len(), n_whole, "cut at {cut}");
            assert_eq!(journal.damaged.len(), usize::from(is_torn), "cut at {cut}");
            assert!(journal.damaged.iter().all(|line| line.why.contains("cut off")), "cut at {cut}");
        }
    }

    #[test]
    fn a_journal_that_is_larger_than_any_file_of_a_project_is_read_and_cleared_all_the_same() {
        use std::io::Write as _;

        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        append(&folder, &[&edit(1)]).unwrap();
        // Much that is no edit, and soon read.
        let blank = vec![b'\t'; 1 << 20];
        let mut file = fs::OpenOptions::new().append(true).open(journal_in(dir.path())).unwrap();
        for _ in 0..=crate::store::MOST >> 20 {
            file.write_all(&blank).unwrap();
        }
        file.write_all(b"\n").unwrap();
        append_missing(&folder, &[edit(1), edit(2)]).unwrap();
        assert_eq!(read(&folder).unwrap(), Journal { edits: vec![edit(1), edit(2)], damaged: Vec::new() });
        forget(&folder, &[EditId::from_u128(1)].into()).unwrap();
        assert_eq!(ids(&read(&folder).unwrap()), [2]);
        assert!(fs::metadata(journal_in(dir.path())).unwrap().len() < 1000, "what is saved is cleared away");
    }

    proptest! {
        #[test]
        fn a_flipped_bit_loses_at_most_the_lines_it_is_in_and_they_are_told(at: usize, bit in 0_u8..8) {
            let lines: Vec<String> = (1..=4)
                .map(|number| line_from_edit(&edit(number)).unwrap())
                .map(|line| format!("{} {line}\n", checksum(line.as_bytes())))
                .collect();
            let mut bytes = lines.concat().into_bytes();
            let at = at % bytes.len();
            let was_newline = bytes[at] == b'\n';
            bytes[at] ^= 1 << bit;
            let journal = journal_of(folder::JOURNAL, &bytes);
            let lost = 4 - journal.edits.len();
            prop_assert!(lost <= 1 + usize::from(was_newline), "{lost} lost");
            prop_assert!(lost == 0 || !journal.damaged.is_empty(), "a loss is told");
            for found in &journal.edits {
                prop_assert_eq!(found, &edit(found.id.as_u128()));
            }
        }
    }
}
