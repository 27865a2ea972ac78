//! What every format tells of stage, sign-offs, closings, corrections, legal flags and history.
//!
//! In: the whole report and the one cut to its audience. Out: facts in the order they are shown, names looked up.
//! Must not know: any format. How a sign-off goes stale and how a change is told is the model's.
//! Holds: legal flags, reservations, causes and the history are for the newsroom; a change that is narrower than the
//! audience keeps its time and person and loses its words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::export::Report;
use crate::model::change::Edit;
use crate::model::ids::{ClaimId, EditId};
use crate::model::sign_off::{SignOff, SignOffStale, review_hash};
use crate::model::stage::{Closing, Correction};
use crate::model::told::{FromTo, from_to, label_level};
use crate::model::visibility::Visibility;

/// What stands for the label of a change that is narrower than the audience.
const WITHHELD: &str = "a change that is held back";
/// Most changes of one person on one day that a report to read tells one by one.
const TOLD: usize = 12;

/// A sign-off and whether it stands.
pub(super) struct SignOffFact<'a> {
    /// It.
    pub(super) sign_off: &'a SignOff,
    /// The full name of who signed.
    pub(super) by: &'a str,
    /// Why it no longer stands as given.
    pub(super) stale: Option<SignOffStale>,
}

/// A correction with its claims looked up.
pub(super) struct CorrectionFact<'a> {
    /// It.
    pub(super) correction: &'a Correction,
    /// The numbers of its claims, rising; claims since removed are left out.
    pub(super) claims: Vec<usize>,
    /// The full name of who entered it.
    pub(super) by: &'a str,
}

/// An edit as the audience may read it.
pub(super) struct EditFact {
    /// Its id.
    pub(super) id: EditId,
    /// When.
    pub(super) at: Timestamp,
    /// The full name of who made it.
    pub(super) by: String,
    /// What it did.
    pub(super) label: String,
    /// The edit that it takes back.
    pub(super) undoes: Option<EditId>,
    /// From what to what, as far as the audience may know.
    pub(super) changes: Vec<FromTo>,
}

/// All of it.
pub(super) struct Vouched<'a> {
    /// The sign-offs, by role and time.
    pub(super) sign_offs: Vec<SignOffFact<'a>>,
    /// When it was closed, oldest first, with the full name of who closed it.
    pub(super) closings: Vec<(&'a Closing, &'a str)>,
    /// The corrections by date.
    pub(super) corrections: Vec<CorrectionFact<'a>>,
    /// The edits, oldest first; none for an audience outside the newsroom.
    pub(super) history: Vec<EditFact>,
}

impl<'a> Vouched<'a> {
    /// The facts of `report`, cut to its audience; what went stale is read off the `whole` one.
    pub(super) fn gather(whole: &Report<'_>, report: &Report<'a>, numbers: &BTreeMap<ClaimId, usize>) -> Self {
        let (review, project) = (&report.article.review, report.project);
        let hash = if review.sign_offs.is_empty() { String::new() } else { review_hash(whole.article) };
        let mut sign_offs: Vec<_> = review.sign_offs.values().collect();
        sign_offs.sort_by_key(|it| (it.role, it.at, it.id));
        let sign_offs = sign_offs.into_iter().map(|it| SignOffFact {
            sign_off: it,
            by: project.person_name(&it.by),
            stale: it.stale_against(whole.article, &hash),
        });
        let mut closings: Vec<_> = review.closings.values().map(|it| (it, project.person_name(&it.by))).collect();
        closings.sort_by_key(|(it, _)| (it.at, it.id));
        let mut corrections: Vec<_> = review.corrections.values().collect();
        corrections.sort_by_key(|it| (it.date, it.id));
        let corrections = corrections.into_iter().map(|it| {
            let mut claims: Vec<usize> = it.claims.iter().filter_map(|claim| numbers.get(claim).copied()).collect();
            claims.sort_unstable();
            CorrectionFact { correction: it, claims, by: project.person_name(&it.by) }
        });
        let history = if report.audience.sees(Visibility::Newsroom) { report.history } else { &[] };
        Self {
            sign_offs: sign_offs.collect(),
            closings,
            corrections: corrections.collect(),
            history: history.iter().map(|edit| edit_fact(whole, report, edit)).collect(),
        }
    }

    /// The history for reading: each person's changes of a day in a row, what they did and how many more.
    pub(super) fn days(&self, report: &Report<'_>) -> Vec<(Date, &str, Vec<&str>, usize)> {
        let mut days: Vec<(Date, &str, Vec<&str>, usize)> = Vec::new();
        for edit in &self.history {
            let date = edit.at.to_zoned_datetime(report.zone.clone()).date();
            let is_new = days.last().is_none_or(|(day, by, ..)| (*day, *by) != (date, edit.by.as_str()));
            if is_new {
                days.push((date, &edit.by, Vec::new(), 0));
            }
            match days.last_mut() {
                Some((_, _, told, _)) if told.len() < TOLD => told.push(&edit.label),
                Some((_, _, _, more)) => *more += 1,
                None => {}
            }
        }
        days
    }
}

fn edit_fact(whole: &Report<'_>, report: &Report<'_>, edit: &Edit) -> EditFact {
    // Levels are those of now, read off the whole project: what was made confidential since is held back too.
    let may = |level| report.audience.sees(level);
    let label = if may(label_level(whole.project, edit)) { edit.label.clone() } else { WITHHELD.to_owned() };
    let mut changes = from_to(whole.project, edit, None);
    changes.retain(|change| may(change.level));
    EditFact {
        id: edit.id,
        at: edit.at,
        by: report.project.person_name(&edit.by).to_owned(),
        label,
        undoes: edit.undoes,
        changes,
    }
}
