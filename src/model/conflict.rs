//! Conflicts as values: two people changed one thing in two ways, and nobody has chosen yet.
//!
//! A merge leaves the last common value in place and keeps both sides here, as the changes that lead to each.
//! Must not know: how two histories are merged (`merge`), how a conflict is shown.
//! Holds: a conflict has the same id and the same order of sides whichever copy was merged into which.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::change::{Change, Edit, Part};
use crate::model::ids::{ConflictId, PersonKey};

/// What one copy has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Who made it so, where the history or the value itself tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonKey>,
    /// When, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What leads from the common value to this side's; what is before is the value left in place.
    pub changes: Vec<Change>,
}

/// One thing that two copies have otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Its id: made from both sides, so that every copy makes the same.
    pub id: ConflictId,
    /// The two sides, in an order of their own.
    pub sides: Vec<Side>,
}

/// The conflicts that no edit of `history` asked: git's.
///
/// Git merges files one by one, a review and its history apart, so that the one cannot tell what is left open in the
/// other.
pub fn unrecorded<'a, 'b>(
    conflicts: &'a BTreeMap<ConflictId, Conflict>,
    history: impl Iterator<Item = &'b Edit>,
) -> Vec<&'a Conflict> {
    let mut open: BTreeMap<ConflictId, &Conflict> = conflicts.iter().map(|(id, conflict)| (*id, conflict)).collect();
    for change in history.flat_map(|edit| &edit.changes) {
        if let Change::Conflict { conflict, after: Some(_), .. } = change {
            open.remove(conflict);
        }
    }
    open.into_values().collect()
}

impl Conflict {
    /// The part of the project in whose file it is kept: that of the first change of its sides.
    pub fn part(&self) -> Part {
        self.sides.iter().flat_map(|side| &side.changes).next().map_or(Part::Review, Change::part)
    }
}
