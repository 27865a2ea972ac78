//! How far an article has come, the record that closing it freezes, and corrections after that.
//!
//! Must not know: who may move an article on, and what keeps it from being closed (`session/` asks that).
//! Holds: a stage is reached only from those that lead to it; *corrected* is what a correction makes of *published*.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::change::{ArticleField, Change, ClaimField};
use crate::model::claim::Tie;
use crate::model::decision::Decision;
use crate::model::ids::{ClaimId, ClosingId, CorrectionId, PersonKey};
use crate::model::review::Review;
use crate::model::sign_off::SignOff;

/// How far an article has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Checkers are at it.
    #[default]
    InCheck,
    /// Queries and fixes wait for the author.
    WithAuthor,
    /// The check is done, its record frozen.
    Closed,
    /// It was published as closed.
    Published,
    /// A correction followed.
    Corrected,
}

impl Stage {
    /// Every stage, in the order an article goes through them.
    pub const ALL: [Self; 5] = [Self::InCheck, Self::WithAuthor, Self::Closed, Self::Published, Self::Corrected];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::InCheck => "in check",
            Self::WithAuthor => "with author",
            Self::Closed => "closed",
            Self::Published => "published",
            Self::Corrected => "corrected",
        }
    }

    /// Whether claims, words and drafts may not change any more.
    pub fn is_frozen(self) -> bool {
        matches!(self, Self::Closed | Self::Published | Self::Corrected)
    }

    /// The stages that may follow this one of an article with this review, in the order menus show them. From a frozen
    /// stage *in check* opens the article again.
    pub fn next(self, review: &Review) -> Vec<Self> {
        let out = if review.corrections.is_empty() { Self::Published } else { Self::Corrected };
        match self {
            Self::InCheck => vec![Self::WithAuthor, Self::Closed],
            Self::WithAuthor => vec![Self::InCheck, Self::Closed],
            Self::Closed => vec![out, Self::InCheck],
            Self::Published | Self::Corrected => vec![Self::InCheck],
        }
    }

    /// The step from here to `next` for people, as a verb.
    pub fn step_word(self, next: Self) -> &'static str {
        match next {
            Self::InCheck if self.is_frozen() => "reopen",
            Self::InCheck => "take back into check",
            Self::WithAuthor => "send to the author",
            Self::Closed => "close",
            Self::Published => "mark as published",
            Self::Corrected => "mark as corrected",
        }
    }
}

/// Whether `change` may be made to an article that is closed.
///
/// That is what is known of it, its stage, its place in the list, its queries, closings, corrections and conflicts, and
/// who may see a note or a tie; not what the record vouches for.
pub fn is_open_to(change: &Change) -> bool {
    match change {
        Change::Project { .. }
        | Change::Source { .. }
        | Change::Query { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Conflict { .. } => true,
        Change::Article { after, .. } => match after {
            ArticleField::Role(..) => false,
            ArticleField::Headline(_)
            | ArticleField::Byline(_)
            | ArticleField::Publication(_)
            | ArticleField::Dateline(_)
            | ArticleField::Published(..)
            | ArticleField::Url(_)
            | ArticleField::Language(_)
            | ArticleField::Found(..)
            | ArticleField::Deadline(_)
            | ArticleField::Listed(_)
            | ArticleField::Stage(_) => true,
        },
        Change::ClaimField { before, after, .. } => match after {
            ClaimField::NoteVisibility(_) => true,
            // What a decision was made on is told anew where only its secrecy changed.
            ClaimField::Said(now) => {
                matches!(before, ClaimField::Said(was) if is_same_decision(was.as_ref(), now.as_ref()))
            }
            ClaimField::So(now) => {
                matches!(before, ClaimField::So(was) if is_same_decision(was.as_ref(), now.as_ref()))
            }
            ClaimField::Spans(_)
            | ClaimField::Kind(_)
            | ClaimField::Claimant(_)
            | ClaimField::Verdict(_)
            | ClaimField::Note(_)
            | ClaimField::ConfidentialNote(_)
            | ClaimField::Fix(_)
            | ClaimField::Legal(_)
            | ClaimField::Assignee(_)
            | ClaimField::Reanchor(_) => false,
        },
        Change::Tie { before: Some(before), after: Some(after), .. } => {
            Tie { visibility: after.visibility, wording: after.wording, ..before.clone() } == *after
        }
        Change::SignOff { before: Some(before), after: Some(after), .. } => {
            SignOff { on: after.on.clone(), ..SignOff::clone(before) } == **after
        }
        Change::Tie { .. }
        | Change::Claim { .. }
        | Change::Read { .. }
        | Change::Draft { .. }
        | Change::Assignment { .. }
        | Change::Proposal { .. }
        | Change::SignOff { .. } => false,
    }
}

/// Whether two decisions are one, made on what may be told in two ways.
fn is_same_decision(was: Option<&Decision>, now: Option<&Decision>) -> bool {
    match (was, now) {
        (Some(was), Some(now)) => Decision { on: now.on.clone(), ..was.clone() } == *now,
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// That an article was closed: what its record was at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Its id.
    pub id: ClosingId,
    /// Its number among the article's closings, from 1.
    pub number: usize,
    /// The number of the draft that was closed.
    pub draft: usize,
    /// The SHA-256 of that draft's text, lower-case hexadecimal.
    pub draft_sha256: String,
    /// Who closed it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

impl Closing {
    /// The name of its frozen record: `closed-01-7k2m9x.ron`. The end of its id is in it, so that two copies of a project
    /// that were both closed, or a closing that was taken back and another one, never want one name.
    pub fn file(&self) -> String {
        format!("closed-{:02}-{}.ron", self.number, self.id.short())
    }
}

/// What was put right after an article was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// The day it is dated.
    pub date: Date,
    /// The words as they were.
    pub was: String,
    /// The words as they are now.
    pub now: String,
    /// What went wrong: a slip, a source that erred, something not checked.
    pub cause: String,
    /// The claims it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimId>,
    /// What readers are told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who entered it.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_leads_on_and_none_to_itself() {
        let mut review = Review::default();
        let reached =
            |review: &Review| -> Vec<Stage> { Stage::ALL.into_iter().flat_map(|stage| stage.next(review)).collect() };
        for stage in Stage::ALL {
            assert!(!stage.next(&review).is_empty() && !stage.next(&review).contains(&stage), "{stage:?}");
        }
        assert!(!reached(&review).contains(&Stage::Corrected), "nothing was corrected");
        let correction = Correction {
            id: CorrectionId::from_u128(1),
            date: jiff::civil::date(2022, 2, 3),
            was: "100,000".into(),
            now: "130,000".into(),
            cause: "a slip".into(),
            claims: Vec::new(),
            note: String::new(),
            by: PersonKey("AB".into()),
            at: Timestamp::UNIX_EPOCH,
        };
        review.corrections.insert(correction.id, correction);
        assert!(!reached(&review).contains(&Stage::Published), "a corrected article stays one");
    }

    #[test]
    fn two_closings_of_one_number_have_two_records() {
        let closing = |id| Closing {
            id: ClosingId::from_u128(id),
            number: 1,
            draft: 1,
            draft_sha256: String::new(),
            by: PersonKey("AB".into()),
            at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(closing(0xff).file(), "closed-01-00007z.ron");
        assert_ne!(closing(1).file(), closing(2).file());
    }
}
