//! A review: all claims, queries, read words, sign-offs, corrections and open conflicts of one article.
//!
//! Must not know: the order in which they are shown, the file they are kept in.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::assignment::Assignment;
use crate::model::claim::Claim;
use crate::model::conflict::Conflict;
use crate::model::ids::{
    AssignmentId, ClaimId, ClosingId, ConflictId, CorrectionId, PersonKey, ProposalId, QueryId, ReadId, SignOffId,
};
use crate::model::proposal::Proposal;
use crate::model::query::Query;
use crate::model::sign_off::SignOff;
use crate::model::stage::{Closing, Correction};

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

/// All that was said about one article, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The claims.
    pub claims: BTreeMap<ClaimId, Arc<Claim>>,
    /// The queries.
    pub queries: BTreeMap<QueryId, Query>,
    /// The words marked as read.
    pub reads: BTreeMap<ReadId, ReadWords>,
    /// Which blocks are whose to check.
    pub assignments: BTreeMap<AssignmentId, Assignment>,
    /// Who vouched for which draft.
    pub sign_offs: BTreeMap<SignOffId, SignOff>,
    /// When it was closed.
    pub closings: BTreeMap<ClosingId, Closing>,
    /// What was put right after that.
    pub corrections: BTreeMap<CorrectionId, Correction>,
    /// What the writer's file proposes to tie claims to.
    pub proposals: BTreeMap<ProposalId, Proposal>,
    /// What two copies have otherwise, in this review or in the article's own fields.
    pub conflicts: BTreeMap<ConflictId, Conflict>,
}

impl Review {
    /// The same with every anchor of a claim, read words, an assignment or a proposal made another one.
    #[must_use]
    pub(crate) fn map_anchors(mut self, map: impl Fn(Anchor) -> Anchor) -> Self {
        for claim in self.claims.values_mut() {
            let claim = Arc::make_mut(claim);
            claim.spans = std::mem::take(&mut claim.spans).into_iter().map(&map).collect();
        }
        for read in self.reads.values_mut() {
            read.span = map(read.span.clone());
        }
        for assignment in self.assignments.values_mut() {
            assignment.span = map(assignment.span.clone());
        }
        for proposal in self.proposals.values_mut() {
            proposal.span = map(proposal.span.clone());
        }
        self
    }
}
