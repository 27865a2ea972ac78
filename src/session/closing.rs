//! Stages: moving an article on, what keeps it from being closed, and opening it again.
//!
//! Closing is refused as long as a lawyer must clear a claim, the words of a claim are lost or must be checked again, or
//! two copies have something otherwise. What else is left (bare words above all) is told, and asked about once.
//! A closed article is frozen: `model::stage::is_open_to` says which changes it still takes, `editing.rs` refuses the
//! others. Reopening is an edit of its own.
//! Must not know: panels, files. The frozen record is written by `store/` when the edit is saved.

use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::{ArticleField, Change};
use crate::model::ids::{ClaimId, Slug};
use crate::model::problem::{Problem, counted, quoted, shortened};
use crate::model::query::QueryState;
use crate::model::reanchor::ReanchorOutcome;
use crate::model::sign_off::{SignOffStale, SignRole};
use crate::model::stage::{Closing, Stage};
use crate::session::Session;
use crate::session::index::ArticleIndex;
use crate::session::outcome::Done;
use crate::session::wishes::Concerns;

/// Most things that one problem names one by one.
const TOLD: usize = 6;

/// What must be settled before an article can be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// A lawyer must clear this claim.
    Legal(ClaimId),
    /// The words of this claim are not in the draft any more.
    Lost(ClaimId),
    /// The words of this claim changed where it counts.
    Recheck(ClaimId),
    /// So many things differ between two copies, and nobody chose.
    Conflicts(usize),
}

/// What is left to be wished for when an article is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// So many words nobody looked at.
    Bare(usize),
    /// Claims about which nobody decided.
    Undecided(Vec<ClaimId>),
    /// Claims with a decision that no longer stands as given.
    Stale(Vec<ClaimId>),
    /// So many queries wait for an answer.
    Queries(usize),
    /// Nobody vouches for it.
    Unsigned,
    /// A sign-off no longer stands as it was given.
    StaleSignOff(SignRole, String, SignOffStale),
}

/// What stands between an article and being closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosingCheck {
    /// What keeps it from being closed.
    pub blockers: Vec<Blocker>,
    /// What is told, and may be accepted.
    pub concerns: Vec<Concern>,
}

impl Blocker {
    /// The claim to look at.
    pub fn claim(&self) -> Option<ClaimId> {
        match self {
            Self::Legal(claim) | Self::Lost(claim) | Self::Recheck(claim) => Some(*claim),
            Self::Conflicts(_) => None,
        }
    }

    /// It in a line, for people; `name` is how the claim is called.
    pub fn words(&self, name: &str) -> String {
        match self {
            Self::Legal(_) => format!("{name}: legal must clear it"),
            Self::Lost(_) => format!("{name}: its words are lost"),
            Self::Recheck(_) => format!("{name}: its words changed and must be checked again"),
            Self::Conflicts(1) => "1 conflict of two copies is open".to_owned(),
            Self::Conflicts(n) => format!("{n} conflicts of two copies are open"),
        }
    }
}

impl Concern {
    /// The claim to look at first.
    pub fn claim(&self) -> Option<ClaimId> {
        match self {
            Self::Undecided(claims) | Self::Stale(claims) => claims.first().copied(),
            Self::Bare(_) | Self::Queries(_) | Self::Unsigned | Self::StaleSignOff(..) => None,
        }
    }

    /// It in a line, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Bare(n) => format!(
                "{}: an article is not finished while words are bare",
                counted(*n, "word is bare", "words are bare")
            ),
            Self::Undecided(claims) => format!("{} undecided", counted(claims.len(), "claim is", "claims are")),
            Self::Stale(claims) => counted(claims.len(), "claim has a stale decision", "claims have a stale decision"),
            Self::Queries(n) => counted(*n, "query is open", "queries are open"),
            Self::Unsigned => "nobody has signed it".to_owned(),
            Self::StaleSignOff(role, by, why) => format!("{by}’s sign-off as {} is stale: {}", role.word(), why.word()),
        }
    }
}

impl Session {
    /// What stands between an article and being closed.
    pub fn closing_check(&self, slug: &Slug) -> ClosingCheck {
        match (self.article(slug), self.index(slug)) {
            (Some(article), Some(index)) => check(article, index),
            _ => ClosingCheck::default(),
        }
    }

    pub(super) fn set_stage(&mut self, slug: &Slug, next: Stage, concerns: Concerns) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        if article.stage == next {
            return Ok(Done::Nothing);
        }
        let steps = article.stage.next(&article.review);
        let title = quoted(article.title(), 40);
        if !steps.contains(&next) {
            return Err(refused_step(&article, next, &steps));
        }
        let label = match next {
            Stage::InCheck if article.stage.is_frozen() => format!("reopen {title}"),
            Stage::Closed => format!("close {title}"),
            Stage::InCheck | Stage::WithAuthor | Stage::Published | Stage::Corrected => {
                format!("set stage of {title} to {}", next.word())
            }
        };
        let mut changes =
            vec![Change::Article { before: ArticleField::Stage(article.stage), after: ArticleField::Stage(next) }];
        if next == Stage::Closed {
            self.refuse_unfinished(&article, concerns)?;
            let id = self.surroundings.ids.closing();
            let highest = article.review.closings.values().map(|closing| closing.number).max();
            let closing = Closing {
                id,
                number: highest.unwrap_or_default() + 1,
                draft: article.draft_number(),
                draft_sha256: article.drafts.last().map(|draft| draft.sha256.clone()).unwrap_or_default(),
                by: self.person_key()?,
                at: self.surroundings.clock.now(),
            };
            changes.insert(0, Change::Closing { closing: id, before: None, after: Some(Box::new(closing)) });
        }
        let made = self.edit(Some(slug), label, changes)?;
        self.tell(match next {
            Stage::InCheck if article.stage.is_frozen() => format!("Reopened {title}"),
            Stage::Closed => format!("Closed {title}"),
            Stage::InCheck | Stage::WithAuthor | Stage::Published | Stage::Corrected => {
                format!("{title} is now {}", next.word())
            }
        });
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    fn refuse_unfinished(&self, article: &Article, concerns: Concerns) -> Result<(), Problem> {
        let check = self.closing_check(&article.slug);
        let title = quoted(article.title(), 40);
        if !check.blockers.is_empty() {
            let told = check.blockers.iter().map(|blocker| blocker.words(&self.claim_name(article, blocker.claim())));
            return Err(Problem::error("closing-blocked", format!("{title} was not closed"))
                .why(listed(told))
                .now("its stage is as it was")
                .help("Settle these: `tickmark legal CLAIM --clear` clears a flag; claims whose words are lost or changed are settled with `tickmark draft ARTICLE --settle CLAIM` (and `--lost` or `--quote`), conflicts with `tickmark settle`"));
        }
        if concerns == Concerns::Ask && !check.concerns.is_empty() {
            return Err(Problem::error("closing-unfinished", format!("{title} was not closed: it is not finished"))
                .why(listed(check.concerns.iter().map(Concern::words)))
                .now("its stage is as it was")
                .help(format!(
                    "Settle these, or close it all the same with `tickmark stage {} closed --anyway`",
                    article.slug
                )));
        }
        Ok(())
    }

    /// How a claim is called in a list: its number and its words.
    pub fn claim_name(&self, article: &Article, claim: Option<ClaimId>) -> String {
        let Some(claim) = claim else { return String::new() };
        let words = article.review.claims.get(&claim).map(|claim| quoted(&claim.words(), 40)).unwrap_or_default();
        match self.index(&article.slug).and_then(|index| index.number(claim)) {
            Some(number) => format!("Claim {number} {words}"),
            None => words,
        }
    }
}

fn check(article: &Article, index: &ArticleIndex) -> ClosingCheck {
    let review = &article.review;
    let (mut blockers, mut undecided, mut stale) = (Vec::new(), Vec::new(), Vec::new());
    for id in index.order() {
        let (Some(claim), Some(entry)) = (review.claims.get(&id), index.entry(id)) else { continue };
        if entry.awaits_legal {
            blockers.push(Blocker::Legal(id));
        }
        let outcome = claim.reanchor.as_ref().map(|reanchor| reanchor.outcome);
        if outcome == Some(ReanchorOutcome::Recheck) {
            blockers.push(Blocker::Recheck(id));
        } else if outcome == Some(ReanchorOutcome::Lost) {
            blockers.push(Blocker::Lost(id));
        }
        if !entry.standing.is_decided() {
            undecided.push(id);
        }
        if entry.stale.is_some() {
            stale.push(id);
        }
    }
    if !review.conflicts.is_empty() {
        blockers.push(Blocker::Conflicts(review.conflicts.len()));
    }
    let mut concerns = Vec::new();
    let bare = index.coverage().bare;
    if bare > 0 {
        concerns.push(Concern::Bare(bare));
    }
    if !undecided.is_empty() {
        concerns.push(Concern::Undecided(undecided));
    }
    if !stale.is_empty() {
        concerns.push(Concern::Stale(stale));
    }
    let open = review.queries.values().filter(|query| query.state == QueryState::Open).count();
    if open > 0 {
        concerns.push(Concern::Queries(open));
    }
    if review.sign_offs.is_empty() {
        concerns.push(Concern::Unsigned);
    }
    for sign_off in review.sign_offs.values() {
        if let Some(why) = index.sign_off_stale(sign_off.id) {
            concerns.push(Concern::StaleSignOff(sign_off.role, sign_off.by.to_string(), why));
        }
    }
    ClosingCheck { blockers, concerns }
}

/// The first few, with how many more there are.
fn listed(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    let mut told = lines.iter().take(TOLD).map(|line| shortened(line, 100)).collect::<Vec<_>>().join("; ");
    if lines.len() > TOLD {
        told = format!("{told}; and {} more", lines.len() - TOLD);
    }
    told
}

fn refused_step(article: &Article, next: Stage, steps: &[Stage]) -> Problem {
    let (title, now) = (quoted(article.title(), 40), article.stage.word());
    let why = match next {
        Stage::Published if !article.review.corrections.is_empty() => {
            "it has corrections, so that it is published as corrected".to_owned()
        }
        Stage::Published => "only what was closed can be published".to_owned(),
        Stage::Corrected => "an article is corrected by entering a correction of it".to_owned(),
        Stage::InCheck | Stage::WithAuthor | Stage::Closed => format!("it is {now}"),
    };
    let steps: Vec<&str> = steps.iter().map(|step| step.word()).collect();
    Problem::error("stage-step", format!("{title} cannot go from {now} to {}", next.word()))
        .why(why)
        .now("its stage is as it was")
        .help(format!("From here it can go to: {}", steps.join(", ")))
}
