//! An edit as one line of text: what the journal and the histories hold.
//!
//! In: an edit, or lines. Out: the line, or the edits, each once, and the lines that are none and why.
//! Must not know: which file the lines are of, what stands in front of an edit there.
//! Holds: the only way in which an edit goes to disk and comes back; a broken line spoils no other.

use std::collections::BTreeSet;

use crate::model::change::Edit;
use crate::model::problem::{Problem, shortened};
use crate::store::{ron_text, split};

/// Why a line is no edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoEdit {
    /// Column in scalar values, from 1.
    pub(super) column: usize,
    /// What is wrong there.
    pub(super) why: String,
}

/// A line that is no edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BrokenLine<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// What stands in it.
    pub(super) bytes: &'a [u8],
    /// Why it is none.
    pub(super) no_edit: NoEdit,
}

/// The edits of numbered lines in order, each once, and the lines that are none; `decode` reads one line.
pub(super) fn edits_of_lines<'a>(
    lines: impl Iterator<Item = (usize, &'a [u8])>,
    decode: impl Fn(&'a [u8]) -> Option<Result<Edit, NoEdit>>,
) -> (Vec<Edit>, Vec<BrokenLine<'a>>) {
    let (mut edits, mut broken, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (number, bytes) in lines {
        match decode(bytes) {
            Some(Ok(edit)) if seen.insert(edit.id) => edits.push(edit),
            Some(Err(no_edit)) => broken.push(BrokenLine { number, bytes, no_edit }),
            Some(Ok(_)) | None => {}
        }
    }
    (edits, broken)
}

/// The line of `edit`, without a newline.
pub(super) fn line_from_edit(edit: &Edit) -> Result<String, Problem> {
    ron_text::line(edit)
}

/// The edit of a line; `None` for an empty one.
pub(super) fn edit_from_line(line: &[u8]) -> Option<Result<Edit, NoEdit>> {
    let line = match std::str::from_utf8(line) {
        Ok(line) => line.trim().trim_start_matches('\u{feff}'),
        Err(error) => return Some(Err(NoEdit { column: 1, why: format!("it is not UTF-8: {error}") })),
    };
    if line.is_empty() {
        return None;
    }
    if split::too_deep(line).is_some() {
        return Some(Err(NoEdit { column: 1, why: "brackets are nested too deep".to_owned() }));
    }
    let broken = |error: ron::error::SpannedError| NoEdit {
        column: error.span.start.col,
        why: shortened(&error.code.to_string(), 300),
    };
    Some(ron::from_str(line).map_err(broken))
}
