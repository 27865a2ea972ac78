//! Who is to check which run of blocks. A claim may also name its own person; that one counts first.
//!
//! Must not know: who is at the desk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::ids::{AssignmentId, PersonKey};

/// A run of blocks that belongs to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// From the first word of its first block to the last word of its last.
    pub span: Anchor,
    /// Whose it is.
    pub to: PersonKey,
    /// Who said so.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}
