//! Finds where words stand that are confidential now: in files that are never written anew.
//!
//! In: words, or the things that are confidential. Out: files with how many lines hold such words, and the files that
//! could not be looked through, which may hold some too. Must not know: who asks, what becomes of the files.
//! Holds: what cannot be read is never taken for empty.
//! Limits: words shorter than four characters are not looked for; the project's other files are not either, since
//! saving takes hidden words out of them, and an article may well say what a source says.

use std::collections::BTreeSet;

use crate::model::hidden_now::HiddenNow;
use crate::store::folder::{Folder, HISTORY};
use crate::store::{MOST, files, history, records, ron_text};

/// Words shorter than this are in so many places that finding them tells nothing.
const LEAST_SCALARS: usize = 4;

/// Where confidential words stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// The files that hold some, with how many lines do.
    pub found: Vec<(String, usize)>,
    /// The files that could not be looked through, or not wholly.
    pub unread: BTreeSet<String>,
}

/// Of `files` those that are never written anew (histories, the records of closings) or are the program's own, and hold
/// one of `words`, or words that `hidden` had earlier.
pub(super) fn traces(folder: &Folder, files: &[String], words: &[String], hidden: &HiddenNow) -> Traces {
    let mut traces = Traces::default();
    let mut words: BTreeSet<String> = words.iter().cloned().collect();
    for file in files.iter().filter(|file| name_of(file) == HISTORY) {
        let (edits, unread) = history::read_public(folder, file);
        words.extend(hidden.words_in(&edits));
        if !unread.is_empty() {
            traces.unread.insert(file.clone());
        }
    }
    let escaped: Vec<String> = words
        .iter()
        .filter(|words| words.chars().count() >= LEAST_SCALARS)
        .filter_map(|words| ron_text::line(words).ok())
        .filter_map(|line| Some(line.strip_prefix('"')?.strip_suffix('"')?.to_owned()))
        .collect();
    for file in files.iter().filter(|file| is_never_rewritten(file) || file.starts_with(".tickmark/")) {
        let Ok(bytes) = folder.at(file).and_then(|path| files::read_limited(&path, MOST)) else {
            traces.unread.insert(file.clone());
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        let n_lines = text.lines().filter(|line| escaped.iter().any(|words| line.contains(words.as_str()))).count();
        if n_lines > 0 {
            traces.found.push((file.clone(), n_lines));
        }
    }
    traces
}

fn is_never_rewritten(file: &str) -> bool {
    let name = name_of(file);
    name == HISTORY || records::is_record(name)
}

fn name_of(file: &str) -> &str {
    file.rsplit_once('/').map_or(file, |(_, name)| name)
}
