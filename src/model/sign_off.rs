//! Sign-offs: who vouched for which draft, in which role, and whether that still holds.
//!
//! Must not know: who may sign, what is shown. Like a decision, a sign-off goes stale and is never changed for it:
//! staleness is computed from a fingerprint of what was signed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::article::Article;
use crate::model::claim::Claim;
use crate::model::decision::{Fingerprint, Scope, long_hash};
use crate::model::ids::{PersonKey, SignOffId};

/// In which role somebody signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignRole {
    /// Who checked it.
    #[default]
    Checker,
    /// Who read the check again.
    SecondReader,
    /// Who edits it.
    Editor,
    /// The lawyers.
    Legal,
}

impl SignRole {
    /// Every role, in the order they sign.
    pub const ALL: [Self; 4] = [Self::Checker, Self::SecondReader, Self::Editor, Self::Legal];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Checker => "checker",
            Self::SecondReader => "second reader",
            Self::Editor => "editor",
            Self::Legal => "legal",
        }
    }
}

/// Why a sign-off no longer stands as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOffStale {
    /// There is another draft now.
    DraftChanged,
    /// Claims, decisions or excerpts are other ones now.
    ReviewChanged,
}

impl SignOffStale {
    /// The reason for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::DraftChanged => "draft changed",
            Self::ReviewChanged => "claims or decisions changed",
        }
    }
}

/// That a person vouched for a draft and its review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// Its id.
    pub id: SignOffId,
    /// In which role.
    pub role: SignRole,
    /// The number of the draft.
    pub draft: usize,
    /// The SHA-256 of that draft's text, lower-case hexadecimal.
    pub draft_sha256: String,
    /// What was signed: a hash of every claim's words, decisions and excerpts (see [`review_hash`]).
    pub on: String,
    /// With what reservation, if any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

impl SignOff {
    /// Why it no longer stands as it was given, if so.
    pub fn stale(&self, article: &Article) -> Option<SignOffStale> {
        self.stale_against(article, &review_hash(article))
    }

    /// The same, with the hash of the article's review at hand: what is asked at every frame must not hash every claim.
    pub fn stale_against(&self, article: &Article, hash: &str) -> Option<SignOffStale> {
        let current = article.drafts.last();
        if current.is_some_and(|draft| draft.sha256 != self.draft_sha256) {
            Some(SignOffStale::DraftChanged)
        } else if hash != self.on {
            Some(SignOffStale::ReviewChanged)
        } else {
            None
        }
    }
}

/// A short hash of what a sign-off vouches for: every claim's words, claimant, decisions and excerpts.
///
/// Notes, verdicts and queries are not in it: they say nothing of what was found.
pub fn review_hash(article: &Article) -> String {
    let claims = article.review.claims.values();
    written(claims.fold(0, |sum, claim| sum.wrapping_add(claim_digest(claim))))
}

/// What one claim adds to the hash of its review. The hash is the sum of these, so that one changed claim costs one.
pub fn claim_digest(claim: &Claim) -> u64 {
    let id = claim.id.to_string();
    let scopes: Vec<String> = claim.scopes().iter().map(|&scope| scope_words(claim, scope)).collect();
    let parts: Vec<&str> = std::iter::once(id.as_str()).chain(scopes.iter().map(String::as_str)).collect();
    long_hash(&parts)
}

/// The sum of the digests as a sign-off keeps it.
pub fn written(sum: u64) -> String {
    format!("{sum:016x}")
}

fn scope_words(claim: &Claim, scope: Scope) -> String {
    let decided = claim.decision(scope).map_or("", |decision| decision.status.word());
    let by = claim.decision(scope).map_or("", |decision| decision.by.0.as_str());
    format!("{} {decided} {by} {}", scope.word(), Fingerprint::of(claim, scope).digest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::article::{Draft, DraftRecord, Meta};
    use crate::model::claim::ClaimKind;
    use crate::model::decision::{Decision, Status};
    use crate::model::ids::{ClaimId, Slug};
    use crate::model::review::Review;
    use crate::text::span::ByteSpan;
    use std::sync::Arc;

    fn article() -> Article {
        let draft = Draft::new("more than 100,000 troops", &[]);
        let by = PersonKey("AB".into());
        let at = Timestamp::UNIX_EPOCH;
        let spans = vec![Anchor::new(&draft, ByteSpan::new(10, 24))];
        let claim = Claim::new(ClaimId::from_u128(1), spans, ClaimKind::Number, by, at);
        Article {
            slug: Slug::from_title("troops"),
            meta: Meta::default(),
            listed: true,
            stage: crate::model::stage::Stage::InCheck,
            added: at,
            original: None,
            drafts: vec![DraftRecord { number: 1, sha256: "a".into(), taken: at }],
            draft: Arc::new(draft),
            texts: std::collections::BTreeMap::new(),
            review: Review { claims: [(claim.id, Arc::new(claim))].into(), ..Review::default() },
        }
    }

    #[test]
    fn a_sign_off_goes_stale_with_the_draft_and_the_decisions() {
        let mut article = article();
        let sign_off = SignOff {
            id: SignOffId::from_u128(1),
            role: SignRole::Editor,
            draft: 1,
            draft_sha256: "a".into(),
            on: review_hash(&article),
            note: String::new(),
            by: PersonKey("EC".into()),
            at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(sign_off.stale(&article), None);
        let claim = article.review.claims.values_mut().next().map(Arc::make_mut).unwrap();
        claim.note = "a note vouches for nothing".into();
        assert_eq!(sign_off.stale(&article), None);
        let claim = article.review.claims.values_mut().next().map(Arc::make_mut).unwrap();
        claim.so = Some(Decision {
            status: Status::Wrong,
            basis: None,
            reason: String::new(),
            by: PersonKey("AB".into()),
            at: Timestamp::UNIX_EPOCH,
            on: Fingerprint::of(claim, Scope::So),
        });
        assert_eq!(sign_off.stale(&article), Some(SignOffStale::ReviewChanged));
        article.drafts.push(DraftRecord { number: 2, sha256: "b".into(), taken: Timestamp::UNIX_EPOCH });
        assert_eq!(sign_off.stale(&article), Some(SignOffStale::DraftChanged));
    }
}
