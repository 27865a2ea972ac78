//! How far an article has come, the record that closing it freezes, and corrections after that.
//!
//! Must not know: who may move an article on, and what keeps it from being closed (`session/` asks that).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::ids::{ClaimId, ClosingId, CorrectionId, PersonKey};

/// How far an article has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Checkers are at it.
    #[default]
    InCheck,
    /// Queries and fixes wait for the author.
    WithAuthor,
    /// The check is done, its record frozen.
    Closed,
    /// It was published as closed.
    Published,
    /// A correction followed.
    Corrected,
}

impl Stage {
    /// Every stage, in the order an article goes through them.
    pub const ALL: [Self; 5] = [Self::InCheck, Self::WithAuthor, Self::Closed, Self::Published, Self::Corrected];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::InCheck => "in check",
            Self::WithAuthor => "with author",
            Self::Closed => "closed",
            Self::Published => "published",
            Self::Corrected => "corrected",
        }
    }

    /// Whether claims, words and drafts may not change any more.
    pub fn is_frozen(self) -> bool {
        matches!(self, Self::Closed | Self::Published | Self::Corrected)
    }
}

/// That an article was closed: what its record was at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Its id.
    pub id: ClosingId,
    /// Its number among the article's closings, from 1; the frozen record is `closed-01.ron`.
    pub number: usize,
    /// The number of the draft that was closed.
    pub draft: usize,
    /// The SHA-256 of that draft's text, lower-case hexadecimal.
    pub draft_sha256: String,
    /// Who closed it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

impl Closing {
    /// The name of its frozen record.
    pub fn file(&self) -> String {
        format!("closed-{:02}.ron", self.number)
    }
}

/// What was put right after an article was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// The day it is dated.
    pub date: Date,
    /// The words as they were.
    pub was: String,
    /// The words as they are now.
    pub now: String,
    /// What went wrong: a slip, a source that erred, something not checked.
    pub cause: String,
    /// The claims it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimId>,
    /// What readers are told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who entered it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}
