//! Opens a project with any bytes as its journal: each line is an edit that comes back, waits or is refused, or is told
//! with its place; none of it is lost when it is settled.
//!
//! The first byte chooses: the bytes as they are, or each line behind a checksum that fits it, so that the edits
//! themselves are tried; in the public journal or in the private one.
#![no_main]

use std::collections::BTreeSet;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tickmark::model::ids::{EditId, Slug};
use tickmark::model::problem::Place;
use tickmark::store;

#[path = "../desk.rs"]
mod desk;

/// Broken lines of a history that are told one by one.
const TOLD: usize = 5;
const FILES: [&str; 2] = [".tickmark/journal.ronl", "private/journal.ronl"];

fuzz_target!(|data: &[u8]| {
    let Some((&how, bytes)) = data.split_first() else { return };
    let file = FILES[usize::from(how & 2 != 0)];
    let bytes = if how & 1 == 0 { bytes.to_vec() } else { checked(bytes) };
    let expected = Expected::of(if how & 1 == 1 { data.split_first().map_or(&[], |(_, lines)| lines) } else { &[] });
    let (told, _) = store::problems_in(file, &bytes);
    let n_lines = bytes.iter().filter(|&&byte| byte == b'\n').count() + 1;
    for problem in &told {
        let Place::Line { file: named, line, column: 1 } = &problem.place else { panic!("{problem:?}") };
        assert!(named == file && (1..=n_lines).contains(line), "{problem:?}");
    }
    desk::with(&[(file, &bytes)], |folder: &Path| {
        let loaded = store::load(folder).expect("the project itself is whole");
        assert_eq!(loaded.problems.iter().filter(|problem| problem.id == "journal-line").count(), told.len());
        let Some(recovery) = &loaded.recovery else { return assert!(told.is_empty() && expected.edits.is_empty()) };
        if how & 1 == 1 && !expected.has_marks {
            let edits = recovery.edits.iter().chain(recovery.refused.iter().map(|(edit, _)| edit)).map(|edit| edit.id);
            let read: BTreeSet<EditId> = edits.chain(recovery.recorded.iter().copied()).collect();
            assert_eq!(read, expected.edits, "every edit comes back, is refused or is saved already");
            assert_eq!(recovery.damaged.len().min(TOLD), expected.n_broken, "every other line is told");
        }
        let aside = store::settle_recovery(folder, recovery).expect("there is room");
        assert_eq!(aside.is_some(), !recovery.damaged.is_empty() || !recovery.refused.is_empty());
        let again = store::load(folder).expect("the project itself is whole");
        assert!(again.recovery.as_ref().is_none_or(|again| again.damaged.is_empty()), "what is set aside is told once");
        assert_eq!(again.project, loaded.project, "what came back stays until it is saved");
    });
});

/// What a history of these lines has: the same edits.
#[derive(Default)]
struct Expected {
    /// The edits that change something.
    edits: BTreeSet<EditId>,
    /// The lines that are none, up to those that a history tells.
    n_broken: usize,
    /// Whether a history would take some of the lines for what git left of a merge.
    has_marks: bool,
}

impl Expected {
    fn of(lines: &[u8]) -> Self {
        let mut expected = Self::default();
        desk::with(&[("articles/a/history.ronl", lines)], |folder: &Path| {
            let slug = Slug::new("a").expect("a name");
            let (edits, problems) = store::read_history(folder, Some(&slug));
            expected.edits = edits.iter().filter(|edit| !edit.changes.is_empty()).map(|edit| edit.id).collect();
            expected.has_marks = problems.iter().any(|problem| problem.id == "git-conflict");
            expected.n_broken = problems.len();
        });
        expected
    }
}

/// Each line behind a checksum that fits.
fn checked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in bytes.split(|&byte| byte == b'\n') {
        out.extend_from_slice(&store::files::sha256_hex(line).as_bytes()[..16]);
        out.push(b' ');
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out
}
