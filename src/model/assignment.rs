//! Who is to check which run of blocks. A claim may also name its own person; that one counts first.
//!
//! Must not know: who is at the desk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::article::Article;
use crate::model::claim::Claim;
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

/// Whose a claim is to check: the person it names itself, or the one whose blocks it begins in.
pub fn owner<'a>(article: &'a Article, claim: &'a Claim) -> Option<&'a PersonKey> {
    claim.assignee.as_ref().or_else(|| owner_at(article, claim.start()?))
}

/// Whose the words at this byte of the current draft are to check.
pub fn owner_at(article: &Article, at: usize) -> Option<&PersonKey> {
    let covers =
        |assignment: &&Assignment| assignment.span.place().is_some_and(|place| place.start() <= at && at < place.end());
    // Blocks belong to one person; should a merge have given them to two, the one told last counts.
    let found = article.review.assignments.values().filter(covers).max_by_key(|it| (it.at, it.id));
    found.map(|assignment| &assignment.to)
}
