//! How a whole claim stands: its one or two decisions told as one mark.
//!
//! Must not know: colours and shapes. The order in which one scope outweighs the other is here and nowhere else.

use crate::model::claim::Claim;
use crate::model::decision::{Basis, Scope, Stale, Status};

/// What the mark of a claim shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing decided.
    Unchecked,
    /// Somebody is at it.
    InProgress,
    /// All its scopes are confirmed.
    Confirmed,
    /// *Said* is confirmed, *so* is not decided.
    SaidOnly,
    /// The words must change.
    NeedsFix,
    /// Wrong.
    Wrong,
    /// No source settles it.
    CannotVerify,
    /// Not to be checked.
    Waived,
}

impl Standing {
    /// Every standing, in the order counts are shown.
    pub const ALL: [Self; 8] = [
        Self::Confirmed,
        Self::SaidOnly,
        Self::NeedsFix,
        Self::Wrong,
        Self::CannotVerify,
        Self::Waived,
        Self::InProgress,
        Self::Unchecked,
    ];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::InProgress => "in progress",
            Self::Confirmed => "confirmed",
            Self::SaidOnly => "said only",
            Self::NeedsFix => "needs fix",
            Self::Wrong => "wrong",
            Self::CannotVerify => "cannot verify",
            Self::Waived => "waived",
        }
    }

    /// Whether a person decided about the claim.
    pub fn is_decided(self) -> bool {
        !matches!(self, Self::Unchecked | Self::InProgress)
    }
}

/// How `claim` stands. With two scopes the graver one shows; a claim said and not yet decided as so is *said only*.
pub fn standing(claim: &Claim) -> Standing {
    let status = |scope| claim.decision(scope).map_or(Status::Unchecked, |decision| decision.status);
    let so = status(Scope::So);
    if claim.claimant.is_none() {
        return alone(so);
    }
    let said = status(Scope::Said);
    for grave in [Status::Wrong, Status::NeedsFix, Status::CannotVerify] {
        if said == grave || so == grave {
            return alone(grave);
        }
    }
    match (said, so) {
        (Status::Confirmed | Status::Waived, Status::Confirmed) => Standing::Confirmed,
        (Status::Confirmed, _) => Standing::SaidOnly,
        (Status::Waived, Status::Waived) => Standing::Waived,
        (Status::Unchecked, Status::Unchecked) => Standing::Unchecked,
        _ => Standing::InProgress,
    }
}

fn alone(status: Status) -> Standing {
    match status {
        Status::Unchecked => Standing::Unchecked,
        Status::InProgress => Standing::InProgress,
        Status::Confirmed => Standing::Confirmed,
        Status::NeedsFix => Standing::NeedsFix,
        Status::Wrong => Standing::Wrong,
        Status::CannotVerify => Standing::CannotVerify,
        Status::Waived => Standing::Waived,
    }
}

/// Why the claim's decisions no longer stand as given: the first stale one of the scopes it has.
pub fn staleness(claim: &Claim) -> Option<Stale> {
    claim.scopes().iter().find_map(|&scope| {
        let decision = claim.decision(scope)?;
        decision.stale(claim, scope)
    })
}

/// Whether a confirmed scope of the claim rests on the author's word alone.
pub fn is_on_author(claim: &Claim) -> bool {
    claim
        .scopes()
        .iter()
        .filter_map(|&scope| claim.decision(scope))
        .any(|decision| decision.basis == Some(Basis::OnAuthor) && decision.status == Status::Confirmed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::article::Draft;
    use crate::model::claim::{ClaimKind, Tie};
    use crate::model::decision::{Decision, Fingerprint};
    use crate::model::ids::{ClaimId, PersonKey, SourceId, TieId};
    use crate::text::span::ByteSpan;

    fn claim(claimant: Option<&str>) -> Claim {
        let draft = Draft::new("more than 100,000 troops", &[]);
        Claim {
            claimant: claimant.map(str::to_owned),
            ..Claim::new(
                ClaimId::from_u128(1),
                vec![Anchor::new(&draft, ByteSpan::new(10, 24))],
                ClaimKind::Number,
                PersonKey("AB".into()),
                jiff::Timestamp::UNIX_EPOCH,
            )
        }
    }

    fn decided(claim: &Claim, scope: Scope, status: Status) -> Decision {
        Decision {
            status,
            basis: Some(Basis::Document),
            reason: String::new(),
            by: PersonKey("AB".into()),
            at: jiff::Timestamp::UNIX_EPOCH,
            on: Fingerprint::of(claim, scope),
        }
    }

    #[test]
    fn an_attributed_claim_is_never_barely_confirmed() {
        let mut claim = claim(Some("Washington"));
        assert_eq!(standing(&claim), Standing::Unchecked);
        claim.said = Some(decided(&claim, Scope::Said, Status::Confirmed));
        assert_eq!(standing(&claim), Standing::SaidOnly);
        claim.so = Some(decided(&claim, Scope::So, Status::CannotVerify));
        assert_eq!(standing(&claim), Standing::CannotVerify);
        claim.so = Some(decided(&claim, Scope::So, Status::Confirmed));
        assert_eq!(standing(&claim), Standing::Confirmed);
        claim.so = Some(decided(&claim, Scope::So, Status::Waived));
        assert_eq!(standing(&claim), Standing::SaidOnly, "nobody vouched that it is so");
        claim.said = Some(decided(&claim, Scope::Said, Status::Waived));
        claim.so = None;
        assert_eq!(standing(&claim), Standing::InProgress, "waiving one scope decides nothing about the other");
    }

    #[test]
    fn a_tick_is_void_once_words_claimant_or_excerpt_change() {
        let mut claim = claim(Some("Washington"));
        let tie = Tie { excerpt: "130,000".into(), ..Tie::new(TieId::from_u128(1), SourceId::from_u128(1)) };
        claim.ties.push(tie);
        claim.said = Some(decided(&claim, Scope::Said, Status::Confirmed));
        claim.so = Some(decided(&claim, Scope::So, Status::Confirmed));
        assert_eq!(staleness(&claim), None);

        let mut other = claim.clone();
        other.claimant = Some("Moscow".into());
        assert_eq!(other.said.as_ref().and_then(|d| d.stale(&other, Scope::Said)), Some(Stale::WordsChanged));
        assert_eq!(
            other.so.as_ref().and_then(|d| d.stale(&other, Scope::So)),
            None,
            "who said it does not change what is so"
        );

        let mut other = claim.clone();
        other.ties[0].excerpt.push('0');
        assert_eq!(staleness(&other), Some(Stale::ExcerptChanged));

        let mut other = claim.clone();
        other.ties[0].locator = "p. 3".into();
        assert_eq!(staleness(&other), None, "a locator is not an excerpt");
        other.ties.push(Tie { id: TieId::from_u128(2), ..other.ties[0].clone() });
        assert_eq!(staleness(&other), None, "a tie added later takes nothing away");
    }
}
