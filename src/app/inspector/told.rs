//! Puts the changes of a claim into words: one verb each, and what was there before and after.
//!
//! In: changes as the history keeps them. Out: plain words. Must not know: how they are drawn.

use crate::model::change::{Change, ClaimField, Edit};
use crate::model::claim::{Claim, Fix, FixState, Tie};
use crate::model::decision::{Decision, Scope};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::legal::LegalFlag;
use crate::model::problem::shortened;
use crate::model::project::Project;

/// Most characters of a value.
const VALUE_SCALARS: usize = 240;
/// Most characters of a source's title in a verb.
const TITLE_SCALARS: usize = 40;

/// What was done to a claim, and to which scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deed {
    /// "confirmed", "tied to Joint staff briefing".
    pub(super) words: String,
    /// The scope that was decided about.
    pub(super) scope: Option<Scope>,
}

/// A field with its values in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FromTo {
    /// The field's name.
    pub(super) field: String,
    /// What was there; empty when nothing was.
    pub(super) before: String,
    /// What is there since; empty when nothing is.
    pub(super) after: String,
}

/// What `edit` did to `claim`; an edit that takes another back is told by its label.
pub(super) fn deeds(project: &Project, edit: &Edit, claim: ClaimId) -> Vec<Deed> {
    if edit.undoes.is_some() {
        return vec![Deed { words: edit.label.clone(), scope: None }];
    }
    let own = edit.changes.iter().filter(|change| change.claim() == Some(claim));
    own.filter_map(|change| deed(project, change)).collect()
}

fn deed(project: &Project, change: &Change) -> Option<Deed> {
    let plain = |words: String| Some(Deed { words, scope: None });
    match change {
        Change::Claim { before: None, .. } => plain("made the claim".to_owned()),
        Change::Claim { after: None, .. } => plain("removed the claim".to_owned()),
        Change::Claim { .. } => plain("replaced the claim".to_owned()),
        Change::Tie { before, after, .. } => {
            let tie = after.as_ref().or(before.as_ref())?;
            let title = shortened(&source_title(project, tie.source), TITLE_SCALARS);
            plain(match (before, after) {
                (None, _) => format!("tied to {title}"),
                (Some(_), None) => format!("removed the tie to {title}"),
                (Some(_), Some(_)) => format!("changed the tie to {title}"),
            })
        }
        Change::ClaimField { before, after, .. } => Some(field_deed(before, after)),
        Change::Project { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Query { .. }
        | Change::Read { .. }
        | Change::Draft { .. }
        | Change::Assignment { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Conflict { .. } => None,
    }
}

fn field_deed(before: &ClaimField, after: &ClaimField) -> Deed {
    let decided = |decision: &Option<Decision>, scope| Deed {
        words: decision.as_ref().map_or("unchecked", |decision| decision.status.word()).to_owned(),
        scope: Some(scope),
    };
    let words = match after {
        ClaimField::Said(decision) => return decided(decision, Scope::Said),
        ClaimField::So(decision) => return decided(decision, Scope::So),
        ClaimField::Spans(_) => "changed the words".to_owned(),
        ClaimField::Kind(kind) => format!("called it {}", kind.word()),
        ClaimField::Claimant(Some(name)) => format!("named the claimant {}", shortened(name, TITLE_SCALARS)),
        ClaimField::Claimant(None) => "took the claimant away".to_owned(),
        ClaimField::Verdict(Some(verdict)) => format!("rated it {verdict}"),
        ClaimField::Verdict(None) => "took the verdict back".to_owned(),
        ClaimField::Note(_) | ClaimField::ConfidentialNote(_) => "changed the note".to_owned(),
        ClaimField::NoteVisibility(level) => format!("made the note {}", level.word()),
        ClaimField::Fix(fix) => fix_deed(before, fix.as_ref()).to_owned(),
        ClaimField::Legal(None) => "took the legal flag away".to_owned(),
        ClaimField::Legal(Some(flag)) if flag.cleared.is_some() => "cleared it for legal".to_owned(),
        ClaimField::Legal(Some(_)) => "flagged it for legal".to_owned(),
        ClaimField::Assignee(Some(person)) => format!("gave it to {person}"),
        ClaimField::Assignee(None) => "gave it to nobody".to_owned(),
        ClaimField::Reanchor(Some(reanchor)) => format!("found in a new draft: {}", reanchor.outcome.word()),
        ClaimField::Reanchor(None) => "settled its words in the draft".to_owned(),
    };
    Deed { words, scope: None }
}

fn fix_deed(before: &ClaimField, after: Option<&Fix>) -> &'static str {
    let old = match before {
        ClaimField::Fix(old) => old.as_ref(),
        _ => None,
    };
    match (old, after) {
        (_, None) => "withdrew the fix",
        (_, Some(Fix { state: FixState::Accepted, .. })) => "accepted the fix",
        (_, Some(Fix { state: FixState::Stet, .. })) => "let the words stand",
        (None, Some(_)) => "proposed a fix",
        (Some(_), Some(_)) => "proposed another fix",
    }
}

/// What was there before and after each change that `edit` made to `claim`.
pub(super) fn from_to(project: &Project, edit: &Edit, claim: ClaimId) -> Vec<FromTo> {
    let own = edit.changes.iter().filter(|change| change.claim() == Some(claim));
    own.filter_map(|change| match change {
        Change::Claim { before, after, .. } => {
            let words = |claim: &Option<Box<Claim>>| claim.as_ref().map(|claim| claim.words()).unwrap_or_default();
            Some(FromTo { field: "claim".to_owned(), before: short(&words(before)), after: short(&words(after)) })
        }
        Change::ClaimField { before, after, .. } => {
            let field = before.name().to_owned();
            Some(FromTo { field, before: short(&value(before)), after: short(&value(after)) })
        }
        Change::Tie { before, after, .. } => {
            let tie = after.as_ref().or(before.as_ref())?;
            let field = format!("tie to {}", shortened(&source_title(project, tie.source), TITLE_SCALARS));
            let words = |tie: &Option<Tie>| tie.as_ref().map(tie_value).unwrap_or_default();
            Some(FromTo { field, before: short(&words(before)), after: short(&words(after)) })
        }
        Change::Project { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Query { .. }
        | Change::Read { .. }
        | Change::Draft { .. }
        | Change::Assignment { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Conflict { .. } => None,
    })
    .collect()
}

fn short(words: &str) -> String {
    shortened(words, VALUE_SCALARS)
}

fn value(field: &ClaimField) -> String {
    match field {
        ClaimField::Spans(spans) => spans.iter().map(|span| span.exact()).collect::<Vec<_>>().join(" … "),
        ClaimField::Kind(kind) => kind.word().to_owned(),
        ClaimField::Claimant(text) | ClaimField::Verdict(text) => text.clone().unwrap_or_default(),
        ClaimField::Said(decision) | ClaimField::So(decision) => decision_value(decision.as_ref()),
        ClaimField::Note(note) | ClaimField::ConfidentialNote(note) => note.clone(),
        ClaimField::Fix(None) => String::new(),
        ClaimField::Fix(Some(fix)) => format!("“{}” ({})", fix.words, fix.state.word()),
        ClaimField::NoteVisibility(level) => level.word().to_owned(),
        ClaimField::Legal(flag) => flag.as_ref().map(legal_value).unwrap_or_default(),
        ClaimField::Assignee(person) => person.as_ref().map(ToString::to_string).unwrap_or_default(),
        ClaimField::Reanchor(reanchor) => reanchor
            .as_ref()
            .map(|reanchor| format!("{}, was “{}”", reanchor.outcome.word(), reanchor.was))
            .unwrap_or_default(),
    }
}

fn legal_value(flag: &LegalFlag) -> String {
    match &flag.cleared {
        Some(cleared) => format!("{}, cleared by {}", flag.reason, cleared.by),
        None => flag.reason.clone(),
    }
}

fn decision_value(decision: Option<&Decision>) -> String {
    let Some(decision) = decision else { return "not checked".to_owned() };
    let mut words = decision.status.word().to_owned();
    for part in [decision.basis.map_or("", |basis| basis.word()), decision.reason.as_str()] {
        if !part.is_empty() {
            words = format!("{words}, {part}");
        }
    }
    words
}

fn tie_value(tie: &Tie) -> String {
    let mut words = tie.stance.word().to_owned();
    if !tie.locator.is_empty() {
        words = format!("{words}, {}", tie.locator);
    }
    if !tie.excerpt.is_empty() {
        words = format!("{words}, “{}”", tie.excerpt);
    }
    words
}

fn source_title(project: &Project, source: SourceId) -> String {
    project.sources.get(&source).map_or_else(|| "a source since removed".to_owned(), |source| source.name().to_owned())
}
