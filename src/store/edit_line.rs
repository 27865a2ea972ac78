//! An edit as one line of text: what the journal and the histories hold.
//!
//! In: an edit, or a line. Out: the line, or the edit or why it is none.
//! Must not know: which file the line is for.
//! Holds: the only way in which an edit goes to disk and comes back.

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
