//! Queries: what no source settles, asked of somebody.
//!
//! Must not know: how it is sent.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::ids::{ClaimId, PersonKey, QueryId};
use crate::model::visibility::Visibility;

/// Who is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Addressee {
    /// Who wrote the article.
    #[default]
    Author,
    /// Who edits it.
    Editor,
    /// Somebody the article or the checker quotes.
    Source,
    /// The lawyers.
    Legal,
}

impl Addressee {
    /// Every addressee, in the order lists show them.
    pub const ALL: [Self; 4] = [Self::Author, Self::Editor, Self::Source, Self::Legal];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Source => "source",
            Self::Legal => "legal",
        }
    }
}

/// What a query is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// The article as a whole.
    Article,
    /// One block, by its number from 0.
    Block(usize),
    /// One claim.
    Claim(ClaimId),
}

/// How a query stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum QueryState {
    /// Waiting for an answer.
    #[default]
    Open,
    /// Answered.
    Answered,
    /// No longer asked.
    Withdrawn,
}

impl QueryState {
    /// Every state, in the order lists show them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Withdrawn];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A question to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Its id.
    pub id: QueryId,
    /// What it is about.
    pub on: Subject,
    /// Who is asked.
    #[serde(default, skip_serializing_if = "crate::model::claim::is_default")]
    pub to: Addressee,
    /// The question.
    pub words: String,
    /// How it stands.
    #[serde(default, skip_serializing_if = "crate::model::claim::is_default")]
    pub state: QueryState,
    /// The answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// The day by which an answer is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Who may see it.
    #[serde(default = "Visibility::newsroom", skip_serializing_if = "Visibility::is_newsroom")]
    pub visibility: Visibility,
    /// Who asked.
    pub by: PersonKey,
    /// When it was asked.
    pub asked: Timestamp,
    /// When it was answered or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Timestamp>,
}

impl Query {
    /// Whether only the desk that keeps it may see its words.
    pub fn is_confidential(&self) -> bool {
        self.visibility == Visibility::Confidential
    }

    /// What it may be called everywhere: its words, or that it is confidential.
    pub fn name(&self) -> &str {
        if self.is_confidential() { "a confidential query" } else { &self.words }
    }
}
