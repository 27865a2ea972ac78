//! Decisions and ticks: a person's word about a scope of a claim.
//!
//! Must not know: keys, panels. Nothing here decides by itself: each function carries out a person's wish.

use std::sync::Arc;

use crate::model::change::{Change, ClaimField};
use crate::model::claim::{Claim, Stance, Tie};
use crate::model::decision::{Basis, Decision, Fingerprint, Scope, Status};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::problem::Problem;
use crate::model::source::SourceKind;
use crate::session::Session;
use crate::session::claims::{named, no_source, nothing_selected, same_words};
use crate::session::outcome::Done;
use crate::session::wishes::{Ruling, TieWords};

impl Session {
    pub(super) fn decide(&mut self, ids: &[ClaimId], ruling: &Ruling) -> Result<Done, Problem> {
        refuse_without_reason(ruling)?;
        let found = self.found_in_one_article(ids)?;
        let Some((article, first)) = found.first() else { return Ok(Done::Nothing) };
        let mut changes = Vec::new();
        for (_, claim) in &found {
            changes.extend(self.decision_change(claim, ruling)?);
        }
        let label = match found.len() {
            1 => format!("set {} to {}", named(first), ruling.status.word()),
            n => format!("set status of {n} claims"),
        };
        let made = self.edit(Some(&article.slug.clone()), label, changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The change that gives `claim` the decision wished for; `None` when it stands so already.
    fn decision_change(&self, claim: &Claim, ruling: &Ruling) -> Result<Option<Change>, Problem> {
        let scope = match ruling.scope {
            Some(scope) if claim.scopes().contains(&scope) => scope,
            Some(_) => return Err(no_said(claim)),
            None => self.view.scope_for(claim),
        };
        let old = claim.decision(scope).cloned();
        // Ticked once more, a decision keeps what it rested on.
        let kept = old.as_ref().filter(|old| old.status == ruling.status);
        let basis = ruling.basis.or_else(|| kept?.basis).or_else(|| self.basis_of(claim, ruling.status));
        let reason = match ruling.reason.trim() {
            "" => kept.map_or_else(String::new, |old| old.reason.clone()),
            reason => reason.to_owned(),
        };
        let new = (ruling.status != Status::Unchecked)
            .then(|| -> Result<Decision, Problem> {
                Ok(Decision {
                    status: ruling.status,
                    basis,
                    reason,
                    by: self.person_key()?,
                    at: self.surroundings.clock.now(),
                    on: Fingerprint::of(claim, scope),
                })
            })
            .transpose()?;
        let same = match (&old, &new) {
            (None, None) => true,
            (Some(old), Some(new)) => {
                (old.status, old.basis, &old.reason, &old.by, &old.on)
                    == (new.status, new.basis, &new.reason, &new.by, &new.on)
            }
            _ => false,
        };
        if same {
            return Ok(None);
        }
        let (before, after) = match scope {
            Scope::Said => (ClaimField::Said(old), ClaimField::Said(new)),
            Scope::So => (ClaimField::So(old), ClaimField::So(new)),
        };
        Ok(Some(Change::ClaimField { claim: claim.id, before, after }))
    }

    /// What a decision rests on as far as the ties tell: the first tie that speaks for or against the claim.
    fn basis_of(&self, claim: &Claim, status: Status) -> Option<Basis> {
        if matches!(status, Status::Unchecked | Status::InProgress | Status::Waived) {
            return None;
        }
        let speaks = |tie: &&Tie| match status {
            Status::Confirmed => tie.stance == Stance::Supports,
            _ => tie.stance != Stance::Context,
        };
        self.basis_of_source(claim.ties.iter().find(speaks)?.source)
    }

    fn basis_of_source(&self, source: SourceId) -> Option<Basis> {
        Some(match self.open.as_ref()?.project.sources.get(&source)?.kind {
            SourceKind::Document | SourceKind::Page | SourceKind::Dataset | SourceKind::Notes => Basis::Document,
            SourceKind::Person => Basis::Person,
            SourceKind::Recording => Basis::Recording,
        })
    }

    /// The selected words, or else the claim in the inspector, are right: claim, tie to the pinned source, confirm.
    pub(super) fn tick(&mut self) -> Result<Done, Problem> {
        let article = self.current_article().cloned().ok_or_else(|| nothing_selected("tick"))?;
        let spans = self.view.selection.spans(&article.draft);
        let known = if spans.is_empty() { self.view.claim } else { same_words(&article, &spans) };
        let (mut claim, mut changes) = match known.and_then(|id| article.review.claims.get(&id)) {
            Some(claim) => ((**claim).clone(), Vec::new()),
            None if spans.is_empty() => return Err(nothing_selected("tick")),
            None => {
                let claim = self.new_claim(&article, &spans, None, None)?;
                let added = Change::Claim { claim: claim.id, before: None, after: Some(Box::new(claim.clone())) };
                (claim, vec![added])
            }
        };
        if let Some(pinned) = self.view.pinned
            && claim.ties.iter().all(|tie| tie.source != pinned)
        {
            let source = self.opened()?.project.sources.get(&pinned).map(Arc::clone).ok_or_else(no_source)?;
            let (_, change) = self.tie_change(&claim, &source, TieWords::default());
            if let Change::Tie { after: Some(tie), .. } = &change {
                claim.ties.push(tie.clone());
            }
            changes.push(change);
        }
        let confirmed = Ruling { scope: None, status: Status::Confirmed, basis: None, reason: String::new() };
        changes.extend(self.decision_change(&claim, &confirmed)?);
        let id = claim.id;
        self.edit(Some(&article.slug.clone()), format!("tick {}", named(&claim)), changes)?;
        self.view.set_claim(Some(id));
        Ok(Done::Claim(id))
    }

    /// The claim that a query about the selection is on, and the change that makes it if need be.
    pub(super) fn claim_for_selection(
        &mut self,
    ) -> Result<(Arc<crate::model::article::Article>, ClaimId, Option<Change>), Problem> {
        let article = self.current_article().cloned().ok_or_else(|| nothing_selected("ask about"))?;
        let spans = self.view.selection.spans(&article.draft);
        let known = if spans.is_empty() { self.view.claim } else { same_words(&article, &spans) };
        if let Some(id) = known {
            return Ok((article, id, None));
        }
        if spans.is_empty() {
            return Err(nothing_selected("ask about"));
        }
        let claim = self.new_claim(&article, &spans, None, None)?;
        let id = claim.id;
        Ok((article, id, Some(Change::Claim { claim: id, before: None, after: Some(Box::new(claim)) })))
    }
}

fn refuse_without_reason(ruling: &Ruling) -> Result<(), Problem> {
    let owed = ruling.status == Status::Waived || ruling.basis == Some(Basis::CommonKnowledge);
    if owed && ruling.reason.trim().is_empty() {
        return Err(Problem::error("reason-owed", "This decision wants a reason")
            .why("waiving a claim and common knowledge both hang on the reason given")
            .now("nothing was changed")
            .help("Type the reason, or give it with --reason"));
    }
    Ok(())
}

fn no_said(claim: &Claim) -> Problem {
    Problem::error("no-claimant", format!("{} has no claimant, so there is nobody who said it", named(claim)))
        .now("nothing was changed")
        .help("Name the claimant first, or decide whether it is so")
}
