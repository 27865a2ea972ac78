//! A review: all claims, queries and read words of one article.
//!
//! Must not know: the order in which they are shown, the file they are kept in.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::claim::Claim;
use crate::model::ids::{ClaimId, PersonKey, QueryId, ReadId};
use crate::model::query::Query;

/// Words looked at, with nothing in them to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadWords {
    /// Its id.
    pub id: ReadId,
    /// The words.
    pub span: Anchor,
    /// Who read them.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

/// All claims, queries and read words of one article, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The claims.
    pub claims: BTreeMap<ClaimId, Arc<Claim>>,
    /// The queries.
    pub queries: BTreeMap<QueryId, Query>,
    /// The words marked as read.
    pub reads: BTreeMap<ReadId, ReadWords>,
}
