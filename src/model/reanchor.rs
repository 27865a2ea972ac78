//! What a new draft did to a claim's words, until a person settles it.
//!
//! Must not know: how words are found again (`text/` does that), who settles it and how.

use serde::{Deserialize, Serialize};

/// What became of words when the draft changed. Later ones ask more of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReanchorOutcome {
    /// The exact words stand where the change of the draft leads.
    Kept,
    /// The exact words stand elsewhere, in the one place whose context agrees.
    Moved,
    /// Similar words stand there: is it still this claim?
    Confirm,
    /// A digit, a negation, a name or a quoted word changed: check it again.
    Recheck,
    /// Nothing good enough was found.
    Lost,
}

impl ReanchorOutcome {
    /// Every outcome, the gravest first: the order in which they are settled.
    pub const ALL: [Self; 5] = [Self::Lost, Self::Recheck, Self::Confirm, Self::Moved, Self::Kept];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Moved => "moved",
            Self::Confirm => "confirm",
            Self::Recheck => "recheck",
            Self::Lost => "lost",
        }
    }

    /// Whether the very same words were found.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Kept | Self::Moved)
    }
}

/// A claim's words after a new draft, as long as nobody settled whether they are the right ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reanchor {
    /// What became of them; of several spans the gravest.
    pub outcome: ReanchorOutcome,
    /// The words as the older draft had them, spans apart by an ellipsis.
    pub was: String,
    /// The number of that draft.
    pub from: usize,
}
