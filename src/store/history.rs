//! The audit trail: every edit on one line of a file that only grows.
//!
//! In: edits, or the files. Out: the files, or edits and what could not be read.
//! Must not know: whether an edit still fits the project.
//! Holds: nothing written is ever changed; an edit that is among the last ones already is not written twice, so that
//! a save can be repeated; a line cut off by a crash spoils no other line; what fails takes no line of another thread's
//! with it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::model::change::Edit;
use crate::model::covered;
use crate::model::ids::{EditId, Slug};
use crate::model::problem::{Place, Problem};
use crate::store::edit_line::{self, BrokenLine, NoEdit, edit_from_line};
use crate::store::folder::{self, Folder, PRIVATE_HISTORY};
use crate::store::{IGNORED, MOST, files, private, reader};

/// Bytes of a history's end that are always read to find what an earlier try wrote.
const TAIL: u64 = 1 << 16;

/// Broken lines of one history that are told one by one.
const TOLD: usize = 5;

/// How the lines begin that git puts around the sides of a merge.
const GIT_MARKS: [&str; 4] = ["<<<<<<< ", "||||||| ", "=======", ">>>>>>> "];

/// One at a time in this program: what an append cuts off again when it fails must be its own.
static ORDER: Mutex<()> = Mutex::new(());

/// Writes the edits behind the history of the article (or the project's own), those left out that end it already.
///
/// What is confidential in them goes to the private history alone.
pub(super) fn append(folder: &Folder, article: Option<&Slug>, edits: &[&Edit]) -> Result<(), Problem> {
    let _order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
    let covered: Vec<_> = edits.iter().map(|&edit| covered::edit(edit)).collect();
    let both = edits.iter().zip(&covered);
    let whole: Vec<&Edit> =
        both.filter(|(_, covered)| matches!(covered, Cow::Owned(_))).map(|(&edit, _)| edit).collect();
    if !whole.is_empty() {
        private::make_folder(folder, IGNORED)?;
        append_lines(folder, PRIVATE_HISTORY, &whole)?;
    }
    append_lines(folder, &folder::history_file(article), &covered.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

fn append_lines(folder: &Folder, file: &str, edits: &[&Edit]) -> Result<(), Problem> {
    let path = folder.at(file)?;
    let mut lines = Vec::new();
    for edit in edits {
        lines.push((edit.id, edit_line::line_from_edit(edit)?));
    }
    let size: usize = lines.iter().map(|(_, line)| line.len() + 1).sum();
    // What an earlier try wrote of these edits is at the end and no longer than they are, but for a cut line.
    let most = TAIL.saturating_add(u64::try_from(size).unwrap_or(u64::MAX).saturating_mul(2));
    let tail = files::read_tail(&path, most)?;
    let there: BTreeSet<EditId> = tail.split(|&byte| byte == b'\n').filter_map(edit_of).map(|edit| edit.id).collect();
    let mut bytes = Vec::new();
    if tail.last().is_some_and(|&byte| byte != b'\n') {
        bytes.push(b'\n');
    }
    for (id, line) in &lines {
        if !there.contains(id) {
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
        }
    }
    if bytes.iter().all(|&byte| byte == b'\n') { Ok(()) } else { files::append(&path, &bytes) }
}

/// Every edit of a history in order, and the lines that could not be read. No file is an empty history.
///
/// An edit that the private history has whole is given whole.
pub(super) fn read(folder: &Folder, article: Option<&Slug>) -> (Vec<Edit>, Vec<Problem>) {
    let (mut edits, mut problems) = read_lines(folder, &folder::history_file(article));
    let (whole, unread) = read_lines(folder, PRIVATE_HISTORY);
    let mut whole: BTreeMap<EditId, Edit> = whole.into_iter().map(|edit| (edit.id, edit)).collect();
    for edit in &mut edits {
        join(edit, whole.remove(&edit.id));
    }
    problems.extend(unread.into_iter().map(private::discreet));
    (edits, problems)
}

/// The edits of a public history as it tells them, and the lines that could not be read.
pub(super) fn read_public(folder: &Folder, file: &str) -> (Vec<Edit>, Vec<Problem>) {
    read_lines(folder, file)
}

/// Puts the whole edit in place of its covered form.
pub(super) fn join(edit: &mut Edit, whole: Option<Edit>) {
    if let Some(whole) = whole.filter(|whole| *covered::edit(whole) == *edit) {
        *edit = whole;
    }
}

fn read_lines(folder: &Folder, file: &str) -> (Vec<Edit>, Vec<Problem>) {
    let bytes = folder
        .at(file)
        .and_then(|path| if files::is_missing(&path)? { Ok(Vec::new()) } else { files::read_limited(&path, MOST) });
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(problem) => return (Vec::new(), vec![problem.at(Place::File(file.to_owned()))]),
    };
    read_bytes(file, &bytes)
}

/// The same of the bytes of a history.
pub(super) fn read_bytes(file: &str, bytes: &[u8]) -> (Vec<Edit>, Vec<Problem>) {
    let text = String::from_utf8_lossy(bytes);
    let marks = reader::git_conflict(&text).map(|at| {
        let line = text.get(..at).map_or(1, |before| before.split('\n').count());
        reader::of_git_conflict(file, line, "Git left both sides of a merge in a history")
    });
    let is_mark = |line: &[u8]| GIT_MARKS.iter().any(|mark| line.starts_with(mark.as_bytes()));
    let lines = || (1..).zip(bytes.split(|&byte| byte == b'\n'));
    let n_lines = lines().count();
    let (edits, broken) =
        edit_line::edits_of_lines(
            lines(),
            |line| {
                if marks.is_some() && is_mark(line) { None } else { edit_from_line(line) }
            },
        );
    let told = broken.into_iter().take(TOLD).map(|BrokenLine { number, bytes: _, no_edit: NoEdit { column, why } }| {
        // What stands behind the last newline was never finished.
        let (id, what) = if number == n_lines {
            ("history-cut-off", "The last edit of a history is cut off")
        } else {
            ("history-line", "One edit of a history cannot be read")
        };
        Problem::warning(id, what)
            .at(Place::Line { file: file.to_owned(), line: number, column })
            .why(why)
            .now("the review itself does not depend on it; the other edits are shown")
            .help(reader::repair_or(&format!("mend line {number} in a text editor, or leave it as it is")))
    });
    let told = told.collect::<Vec<_>>();
    (edits, marks.into_iter().chain(told).collect())
}

/// The lines of a history that can be read, as they are, how many these are, and how many others there are.
pub(super) fn readable(bytes: &[u8]) -> (Vec<u8>, usize, usize) {
    let (mut lines, mut n_kept, mut n_out) = (Vec::new(), 0, 0);
    for line in bytes.split(|&byte| byte == b'\n') {
        match edit_from_line(line) {
            Some(Ok(_)) => {
                lines.extend_from_slice(line);
                lines.push(b'\n');
                n_kept += 1;
            }
            Some(Err(_)) => n_out += 1,
            None => {}
        }
    }
    (lines, n_kept, n_out)
}

/// The edit of one line, if it is one.
pub(super) fn edit_of(line: &[u8]) -> Option<Edit> {
    edit_from_line(line)?.ok()
}

/// Which of the edits `wanted` a history has, every line of it looked at.
pub(super) fn recorded(folder: &Folder, article: Option<&Slug>, wanted: &BTreeSet<EditId>) -> BTreeSet<EditId> {
    let path = folder.at(&folder::history_file(article)).ok().filter(|path| files::is_missing(path) != Ok(true));
    // One that cannot be read has none of them for sure: an edit is rather recorded twice than in no history.
    let bytes = path.and_then(|path| files::read_limited(&path, MOST).ok()).unwrap_or_default();
    let names: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let may_be_wanted = |line: &&[u8]| {
        let start = line.get(..48).unwrap_or(line);
        names.iter().any(|name| start.windows(name.len()).any(|part| part == name.as_bytes()))
    };
    let lines = bytes.split(|&byte| byte == b'\n').filter(may_be_wanted);
    lines.filter_map(edit_of).map(|edit| edit.id).filter(|id| wanted.contains(id)).collect()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests cut histories short")]
mod tests {
    use super::*;
    use crate::model::change::{Change, ProjectField};
    use std::fs;

    fn edit(number: u128) -> Edit {
        let title = |text: &str| ProjectField::Title(text.to_owned());
        let changes = vec![Change::Project { before: title("a"), after: title("b") }];
        Edit { label: format!("set \"title\"\nto {number}"), ..Edit::trial(number, changes) }
    }

    fn ids(edits: &[Edit]) -> Vec<u128> {
        edits.iter().map(|edit| edit.id.as_u128()).collect()
    }

    #[test]
    fn an_edit_is_one_line_and_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        append(&folder, None, &[&edit(1), &edit(2)]).unwrap();
        append(&folder, None, &[&edit(2), &edit(3)]).unwrap();
        append(&folder, None, &[&edit(3)]).unwrap();
        let text = fs::read_to_string(dir.path().join("history.ronl")).unwrap();
        assert_eq!(
            text.lines().next(),
            Some(
                "(id:\"00000000000000000000000001\",at:\"1970-01-01T00:00:01Z\",by:\"AB\",\
                 label:\"set \\\"title\\\"\\nto 1\",changes:[Project(before:Title(\"a\"),after:Title(\"b\"))])"
            )
        );
        assert_eq!(text.lines().count(), 3);
        assert_eq!(read(&folder, None), (vec![edit(1), edit(2), edit(3)], Vec::new()));
    }

    #[test]
    fn a_line_cut_at_any_byte_spoils_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("history.ronl");
        let folder = Folder::open(dir.path()).unwrap();
        append(&folder, None, &[&edit(1), &edit(2)]).unwrap();
        let whole = fs::read(&path).unwrap();
        let first = whole.iter().position(|&byte| byte == b'\n').unwrap() + 1;
        for cut in first + 1..whole.len() - 1 {
            fs::write(&path, &whole[..cut]).unwrap();
            let (edits, problems) = read(&folder, None);
            assert_eq!(ids(&edits), [1]);
            assert_eq!(problems[0].id, "history-cut-off");
            append(&folder, None, &[&edit(2), &edit(3)]).unwrap();
            let (edits, problems) = read(&folder, None);
            assert_eq!(ids(&edits), [1, 2, 3], "cut at {cut}");
            assert_eq!(problems[0].id, "history-line");
            assert!(fs::read(&path).unwrap().starts_with(&whole[..cut]), "nothing is taken away");
        }
        // Only the newline is missing: the edit is whole.
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        append(&folder, None, &[&edit(2)]).unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole[..whole.len() - 1], "it is there already");
        append(&folder, None, &[&edit(3)]).unwrap();
        assert_eq!(read(&folder, None), (vec![edit(1), edit(2), edit(3)], Vec::new()));
    }

    #[test]
    fn an_append_that_fails_takes_nothing_of_another_with_it() {
        use crate::store::faults::{self, Fault};

        // On a disk in memory where there is one, since an fsync there costs nothing.
        let memory = std::path::Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let path = dir.path().canonicalize().unwrap().join("project");
        fs::create_dir(&path).unwrap();
        for step in (0..36).step_by(3) {
            // A fault at one of the steps that two threads take: whose it is, is chance, and must not matter.
            faults::begin(&path, Some((step, Fault::HalfWritten)));
            let base = 1000 * (u128::try_from(step).unwrap() + 1);
            let write = |from: u128| {
                let path = path.clone();
                move || {
                    let folder = Folder::open(&path).unwrap();
                    let edits = (from..from + 10).map(edit);
                    edits.filter(|edit| append(&folder, None, &[edit]).is_ok()).map(|edit| edit.id).collect::<Vec<_>>()
                }
            };
            let one = std::thread::Builder::new().name("one".into()).spawn(write(base)).unwrap();
            let other = std::thread::Builder::new().name("other".into()).spawn(write(base + 100)).unwrap();
            let written: Vec<EditId> = one.join().unwrap().into_iter().chain(other.join().unwrap()).collect();
            faults::end(&path);
            let there = ids(&read(&Folder::open(&path).unwrap(), None).0);
            assert!(
                written.iter().all(|id| there.contains(&id.as_u128())),
                "fault at {step}: {written:?} of {there:?}"
            );
        }
    }

    #[test]
    fn lines_that_are_no_edits_are_told_one_by_one() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let mut long = edit(2);
        long.label = "x".repeat(200_000);
        append(&folder, None, &[&edit(1), &long]).unwrap();
        append(&folder, None, &[&long]).unwrap();
        assert_eq!(
            read(&folder, None),
            (vec![edit(1), long], Vec::new()),
            "an earlier try is found behind a long line"
        );
        fs::write(dir.path().join("history.ronl"), [b"\xff\n(((\n".as_slice(), "(".repeat(99).as_bytes()].concat())
            .unwrap();
        assert_eq!(read(&folder, None).1.len(), 3);
    }
}
