//! A lawyer's eye on a claim: why it is wanted, who must clear it, when it was cleared.
//!
//! Must not know: what a flag blocks (`standing` of the article and the session say that).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::ids::PersonKey;

/// That somebody cleared a flagged claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clearance {
    /// Who.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// On what condition, or in what words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A legal flag on a claim. As long as it is not cleared, the article cannot be closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalFlag {
    /// Why.
    pub reason: String,
    /// Who must clear it: a person or a desk, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub clearer: String,
    /// Who raised it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// That it was cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared: Option<Clearance>,
}
