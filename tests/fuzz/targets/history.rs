//! Opens a project with any bytes as its history: each line is an edit that is read, or told; a broken one spoils no other.
#![no_main]

use std::collections::BTreeSet;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tickmark::model::ids::{EditId, Slug};
use tickmark::model::problem::{Place, Problem};
use tickmark::store;

#[path = "../desk.rs"]
mod desk;

const FILE: &str = "articles/a/history.ronl";
/// Broken lines that are told one by one.
const TOLD: usize = 5;
/// More lines than these are not read one by one as well.
const MOST: usize = 40;

fuzz_target!(|data: &[u8]| {
    let lines: Vec<&[u8]> = data.split(|&byte| byte == b'\n').collect();
    let (edits, problems) = read(data);
    // The marks of a merge that git left are told as one.
    if lines.len() > MOST || problems.iter().any(|problem| problem.id == "git-conflict") {
        return;
    }
    let (mut alone, mut broken) = (Vec::new(), BTreeSet::new());
    for (number, line) in (1..).zip(&lines) {
        let (edits, problems) = read(line);
        let is_blank = std::str::from_utf8(line).is_ok_and(|line| line.trim().trim_start_matches('\u{feff}').is_empty());
        assert_eq!(edits.len() + problems.len(), usize::from(!is_blank), "line {number} is an edit or told: {problems:?}");
        alone.extend(edits);
        broken.extend(problems.iter().map(|_| number));
    }
    let mut seen = BTreeSet::new();
    alone.retain(|id| seen.insert(*id));
    assert_eq!(edits, alone, "a line is read as it is read alone");
    let told: Vec<usize> = problems.iter().map(line_of).collect();
    assert_eq!(told, broken.into_iter().take(TOLD).collect::<Vec<_>>());
});

/// The edits of a history of these bytes, and what is told of it.
fn read(bytes: &[u8]) -> (Vec<EditId>, Vec<Problem>) {
    let mut answer = (Vec::new(), Vec::new());
    desk::with(&[(FILE, bytes)], |folder: &Path| {
        let slug = Slug::new("a").expect("a name");
        let (edits, problems) = store::read_history(folder, Some(&slug));
        answer = (edits.into_iter().map(|edit| edit.id).collect(), problems);
    });
    answer
}

fn line_of(problem: &Problem) -> usize {
    let Place::Line { file, line, .. } = &problem.place else { panic!("{problem:?}") };
    assert_eq!(file, FILE);
    *line
}
