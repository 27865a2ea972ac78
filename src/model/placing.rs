//! Where the words of an edit stand in a draft: files hold no places, and without them its claims would seem other
//! ones than the project's.
//!
//! Must not know: files, where the edit came from.

use crate::model::anchor::Anchor;
use crate::model::article::Draft;
use crate::model::change::{Change, ClaimField};

/// Places the words before an edit in `old`, and those after it in `new`.
pub fn place_change(change: &mut Change, old: &Draft, new: &Draft) {
    match change {
        Change::Claim { before, after, claim: _ } => {
            for (claim, draft) in [(before, old), (after, new)] {
                if let Some(claim) = claim {
                    place_all(&mut claim.spans, draft);
                }
            }
        }
        Change::ClaimField { before, after, claim: _ } => {
            for (field, draft) in [(before, old), (after, new)] {
                if let ClaimField::Spans(spans) = field {
                    place_all(spans, draft);
                }
            }
        }
        Change::Read { before, after, read: _ } => {
            for (read, draft) in [(before, old), (after, new)] {
                if let Some(read) = read {
                    read.span = read.span.clone().placed(draft);
                }
            }
        }
        Change::Assignment { before, after, assignment: _ } => {
            for (assignment, draft) in [(before, old), (after, new)] {
                if let Some(assignment) = assignment {
                    assignment.span = assignment.span.clone().placed(draft);
                }
            }
        }
        Change::Proposal { before, after, proposal: _ } => {
            for (proposal, draft) in [(before, old), (after, new)] {
                if let Some(proposal) = proposal {
                    proposal.span = proposal.span.clone().placed(draft);
                }
            }
        }
        Change::Project { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Tie { .. }
        | Change::Query { .. }
        | Change::Draft { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Conflict { .. } => {}
    }
}

fn place_all(spans: &mut [Anchor], draft: &Draft) {
    for span in spans {
        *span = span.clone().placed(draft);
    }
}
