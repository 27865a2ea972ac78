//! Which claims the list shows, and in which order.
//!
//! In: the session, the filter. Out: claim ids. Must not know: egui.
//! Holds: [`Rows::refresh`] walks the claims only when the session's revision or the filter changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::article::Article;
use crate::model::claim::{Claim, ClaimKind};
use crate::model::ids::{ClaimId, Slug, SourceId};
use crate::model::merge::Cell;
use crate::model::query::{QueryState, Subject};
use crate::model::standing::Standing;
use crate::session::Session;
use crate::session::index::{ArticleIndex, ClaimEntry};

/// How a claim must stand to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// So.
    As(Standing),
    /// With a decision that is stale.
    Stale,
    /// Confirmed on the author's word alone.
    OnAuthor,
    /// Waiting for a lawyer.
    Legal,
    /// With an open question from merging.
    Asked,
    /// To be checked by who sits at the desk.
    Mine,
    /// With words that a new draft changed or moved, and nobody settled.
    Unsettled,
    /// With words that are not in the draft.
    Lost,
}

/// What a claim must be tied to to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tied {
    /// This source.
    To(SourceId),
    /// No source.
    ToNone,
}

/// In which order claims are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// As in the article.
    #[default]
    Reading,
    /// By how they stand, in the order counts are shown.
    Status,
    /// By kind.
    Kind,
    /// Made last first.
    Newest,
}

impl Order {
    /// Every order, as the menu shows them.
    pub(super) const ALL: [Self; 4] = [Self::Reading, Self::Status, Self::Kind, Self::Newest];

    /// Its name for people.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading order",
            Self::Status => "status",
            Self::Kind => "kind",
            Self::Newest => "newest first",
        }
    }
}

/// Which claims are shown, and in which order. `None` and empty words let all through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) words: String,
    pub(super) stands: Option<Stands>,
    pub(super) kind: Option<ClaimKind>,
    pub(super) tied: Option<Tied>,
    pub(super) order: Order,
}

impl Filter {
    /// Lets all claims through; the order stays.
    pub(super) fn clear(&mut self) {
        *self = Self { order: self.order, ..Self::default() };
    }

    /// Whether all claims go through.
    pub(super) fn is_open(&self) -> bool {
        *self == Self { order: self.order, ..Self::default() }
    }

    /// Whether a claim is shown; `words` are the filter's own, in lower case.
    fn lets_through(&self, claim: &Claim, entry: &ClaimEntry, words: &str) -> bool {
        let stands = match self.stands {
            // The last two are told by what is not the claim's own.
            None | Some(Stands::Asked | Stands::Mine) => true,
            Some(Stands::As(standing)) => entry.standing == standing,
            Some(Stands::Stale) => entry.stale.is_some(),
            Some(Stands::OnAuthor) => entry.on_author,
            Some(Stands::Legal) => entry.awaits_legal,
            Some(Stands::Unsettled) => claim.reanchor.is_some(),
            Some(Stands::Lost) => claim.spans.iter().any(|span| span.place().is_none()),
        };
        let tied = match self.tied {
            None => true,
            Some(Tied::To(source)) => claim.ties.iter().any(|tie| tie.source == source),
            Some(Tied::ToNone) => claim.ties.is_empty(),
        };
        let says = |text: &str| text.to_lowercase().contains(words);
        stands
            && tied
            && self.kind.is_none_or(|kind| claim.kind == kind)
            && (words.is_empty()
                || says(&claim.words())
                || says(&claim.note)
                || claim.claimant.as_deref().is_some_and(says))
    }
}

/// The claims shown, as of one revision of the session and one filter.
#[derive(Default)]
pub(super) struct Rows {
    key: Option<(u64, Slug, Filter)>,
    /// The claims, in order.
    pub(super) shown: Vec<ClaimId>,
    /// How many claims the article has.
    pub(super) n_all: usize,
    /// How many picked claims are not shown.
    pub(super) n_picked_unseen: usize,
    queries: BTreeMap<ClaimId, usize>,
}

impl Rows {
    /// Filters and sorts anew if anything may have changed.
    pub(super) fn refresh(&mut self, session: &Session, filter: &Filter) {
        let (Some(article), Some(index)) = (session.current_article(), session.current_index()) else {
            *self = Self::default();
            return;
        };
        let is_fresh = self.key.as_ref().is_some_and(|(revision, slug, known)| {
            *revision == session.revision() && *slug == article.slug && known == filter
        });
        if is_fresh {
            return;
        }
        let mut queries = BTreeMap::new();
        for query in article.review.queries.values().filter(|query| query.state == QueryState::Open) {
            if let Subject::Claim(claim) = query.on {
                *queries.entry(claim).or_default() += 1;
            }
        }
        let mut shown = matching(article, index, filter);
        match filter.stands {
            Some(Stands::Mine) => {
                shown.retain(|id| article.review.claims.get(id).is_some_and(|claim| session.is_mine(article, claim)));
            }
            Some(Stands::Asked) => {
                let about = article.review.conflicts.values().filter_map(Cell::of_conflict);
                let asked: BTreeSet<ClaimId> = about.filter_map(|cell| cell.claim()).collect();
                shown.retain(|id| asked.contains(id));
            }
            Some(
                Stands::As(_) | Stands::Stale | Stands::OnAuthor | Stands::Legal | Stands::Unsettled | Stands::Lost,
            )
            | None => {}
        }
        sort(&mut shown, article, index, filter.order);
        let picked = &session.view().picked;
        let n_picked_unseen = if picked.is_empty() {
            0
        } else {
            picked.len() - shown.iter().filter(|claim| picked.contains(claim)).count()
        };
        let key = Some((session.revision(), article.slug.clone(), filter.clone()));
        *self = Self { key, shown, n_all: index.n_claims(), n_picked_unseen, queries };
    }

    /// Where a claim stands among those shown, from 0.
    pub(super) fn place(&self, claim: ClaimId) -> Option<usize> {
        self.shown.iter().position(|&shown| shown == claim)
    }

    /// How many queries about a claim are open.
    pub(super) fn open_queries(&self, claim: ClaimId) -> usize {
        self.queries.get(&claim).copied().unwrap_or_default()
    }
}

fn matching(article: &Article, index: &ArticleIndex, filter: &Filter) -> Vec<ClaimId> {
    if filter.is_open() {
        return index.order().collect();
    }
    let words = filter.words.trim().to_lowercase();
    let passes = |id: &ClaimId| {
        let found = article.review.claims.get(id).zip(index.entry(*id));
        found.is_some_and(|(claim, entry)| filter.lets_through(claim, entry, &words))
    };
    index.order().filter(passes).collect()
}

/// Sorts claims that are in reading order; equal ones stay in it.
fn sort(shown: &mut [ClaimId], article: &Article, index: &ArticleIndex, order: Order) {
    let rank = |standing| Standing::ALL.iter().position(|&one| one == standing);
    match order {
        Order::Reading => {}
        Order::Status => shown.sort_by_cached_key(|id| index.entry(*id).map(|entry| rank(entry.standing))),
        Order::Kind => shown.sort_by_cached_key(|id| article.review.claims.get(id).map(|claim| claim.kind)),
        Order::Newest => {
            shown.sort_by_cached_key(|id| {
                std::cmp::Reverse(article.review.claims.get(id).map(|claim| (claim.at, claim.id)))
            });
        }
    }
}
