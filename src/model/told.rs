//! Puts changes into words: one verb each, and what was there before and after.
//!
//! In: changes as the history keeps them. Out: plain words, each with how far it may go.
//! Must not know: how they are drawn. Window, command line and reports tell the same change in the same words.
//! To add a field or a kind of change: one arm in each match; the compiler finds them.

use crate::model::article::{DraftList, Role};
use crate::model::change::{ArticleField, Change, ClaimField, Edit, ProjectField};
use crate::model::claim::{Claim, Fix, FixState, Tie};
use crate::model::decision::{Decision, Scope};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::legal::LegalFlag;
use crate::model::problem::shortened;
use crate::model::project::Project;
use crate::model::proposal::Proposal;
use crate::model::query::{Query, QueryState};
use crate::model::source::Source;
use crate::model::stage::{Correction, Stage};
use crate::model::visibility::Visibility;

/// Most characters of a title or of words in a verb.
const TITLE_SCALARS: usize = 40;

/// What was done, and to which scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// "confirmed", "tied to Joint staff briefing".
    pub words: String,
    /// The scope that was decided about.
    pub scope: Option<Scope>,
}

/// A field with its values in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FromTo {
    /// The claim it belongs to, if it is a claim's.
    pub claim: Option<ClaimId>,
    /// The field's name.
    pub field: String,
    /// What was there; empty when nothing was.
    pub before: String,
    /// What is there since; empty when nothing is.
    pub after: String,
    /// Who may see the values.
    pub level: Visibility,
}

/// What sort of thing a change is about: what a history can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Claims made, removed, reworded; their kind, claimant, owner.
    Claims,
    /// Decisions and verdicts.
    Decisions,
    /// Ties and sources.
    Sources,
    /// Notes.
    Notes,
    /// Proposed fixes.
    Fixes,
    /// Queries.
    Queries,
    /// Words marked as read, and whose blocks are.
    Words,
    /// Stage, sign-offs, legal flags, closings, corrections.
    SignOff,
    /// The article's own fields, drafts, roles, the project.
    Article,
}

impl Topic {
    /// Every topic, in the order menus show them.
    pub const ALL: [Self; 9] = [
        Self::Claims,
        Self::Decisions,
        Self::Sources,
        Self::Notes,
        Self::Fixes,
        Self::Queries,
        Self::Words,
        Self::SignOff,
        Self::Article,
    ];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Decisions => "decisions",
            Self::Sources => "sources",
            Self::Notes => "notes",
            Self::Fixes => "fixes",
            Self::Queries => "queries",
            Self::Words => "words",
            Self::SignOff => "sign-off",
            Self::Article => "article",
        }
    }
}

/// What sort of thing `change` is about.
pub fn topic(change: &Change) -> Topic {
    match change {
        Change::Claim { .. } => Topic::Claims,
        Change::ClaimField { after, .. } => match after {
            ClaimField::Spans(_)
            | ClaimField::Kind(_)
            | ClaimField::Claimant(_)
            | ClaimField::Assignee(_)
            | ClaimField::Reanchor(_) => Topic::Claims,
            ClaimField::Said(_) | ClaimField::So(_) | ClaimField::Verdict(_) => Topic::Decisions,
            ClaimField::Note(_) | ClaimField::ConfidentialNote(_) | ClaimField::NoteVisibility(_) => Topic::Notes,
            ClaimField::Fix(_) => Topic::Fixes,
            ClaimField::Legal(_) => Topic::SignOff,
        },
        Change::Source { .. } | Change::Tie { .. } | Change::Proposal { .. } => Topic::Sources,
        Change::Query { .. } => Topic::Queries,
        Change::Read { .. } | Change::Assignment { .. } => Topic::Words,
        Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Article { after: ArticleField::Stage(_), .. } => Topic::SignOff,
        Change::Project { .. } | Change::Article { .. } | Change::Draft { .. } | Change::Conflict { .. } => {
            Topic::Article
        }
    }
}

/// What `edit` did to `claim`; an edit that takes another back is told by its label.
pub fn deeds(project: &Project, edit: &Edit, claim: ClaimId) -> Vec<Deed> {
    if edit.undoes.is_some() {
        return vec![Deed { words: edit.label.clone(), scope: None }];
    }
    let own = edit.changes.iter().filter(|change| change.claim() == Some(claim));
    own.filter_map(|change| claim_deed(project, change)).collect()
}

fn claim_deed(project: &Project, change: &Change) -> Option<Deed> {
    let plain = |words: String| Some(Deed { words, scope: None });
    match change {
        Change::Claim { before: None, .. } => plain("made the claim".to_owned()),
        Change::Claim { after: None, .. } => plain("removed the claim".to_owned()),
        Change::Claim { .. } => plain("replaced the claim".to_owned()),
        Change::Tie { before, after, .. } => {
            let tie = after.as_ref().or(before.as_ref())?;
            let title = shortened(&source_name(project, tie.source), TITLE_SCALARS);
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
        | Change::Proposal { .. }
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

/// What was there before and after each change of `edit`: all of them, or those of one claim.
pub fn from_to(project: &Project, edit: &Edit, claim: Option<ClaimId>) -> Vec<FromTo> {
    // Where a field was found goes with the field, and is no news of its own.
    let is_told = |change: &&Change| !matches!(change, Change::Article { after: ArticleField::Found(..), .. });
    let own = edit.changes.iter().filter(is_told).filter(|change| claim.is_none() || change.claim() == claim);
    own.map(|change| {
        let (field, before, after) = values(project, change);
        let level = level(project, edit, change);
        FromTo { claim: change.claim(), field, before, after, level }
    })
    .collect()
}

/// The narrowest level of what `edit` changed: who may see its label.
pub fn label_level(project: &Project, edit: &Edit) -> Visibility {
    edit.changes.iter().map(|change| level(project, edit, change)).max().unwrap_or(Visibility::Newsroom)
}

/// Who may see the values of a change: what the desk writes is the newsroom's; what is kept narrower, then or now, stays
/// so; and of what is gone nobody knows any more how far it may go.
fn level(project: &Project, edit: &Edit, change: &Change) -> Visibility {
    let review = edit.article.as_ref().and_then(|slug| project.articles.get(slug)).map(|article| &article.review);
    let own = match change {
        Change::Source { source, before, after } => {
            let then = [before, after].into_iter().flatten().map(|source| source.visibility).max();
            source_level(project, *source).max(then.unwrap_or(Visibility::Newsroom))
        }
        Change::Tie { claim, tie, before, after, .. } => {
            let now = review.and_then(|review| review.claims.get(claim)?.tie(*tie)).map(|tie| tie.visibility);
            let ties = || [before, after].into_iter().flatten();
            let sources = ties().map(|tie| source_level(project, tie.source));
            ties().map(|tie| tie.visibility).chain(now).chain(sources).max().unwrap_or(Visibility::Newsroom)
        }
        Change::Query { query, before, after } => {
            let now = review.and_then(|review| review.queries.get(query)).map(|query| query.visibility);
            let then = [before, after].into_iter().flatten().map(|query| query.visibility);
            then.chain(now).max().unwrap_or(Visibility::Newsroom)
        }
        Change::ClaimField { claim, after: ClaimField::Note(_), .. } => {
            let claim = review.and_then(|review| review.claims.get(claim));
            claim.map_or(Visibility::Confidential, |claim| claim.note_visibility)
        }
        // A conflict may hold anything.
        Change::Conflict { .. } | Change::ClaimField { after: ClaimField::ConfidentialNote(_), .. } => {
            Visibility::Confidential
        }
        Change::Project { .. }
        | Change::Article { .. }
        | Change::Claim { .. }
        | Change::ClaimField { .. }
        | Change::Read { .. }
        | Change::Draft { .. }
        | Change::Assignment { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Proposal { .. } => Visibility::Newsroom,
    };
    own.max(Visibility::Newsroom)
}

fn source_level(project: &Project, source: SourceId) -> Visibility {
    project.sources.get(&source).map_or(Visibility::Confidential, |source| source.visibility)
}

/// The name of what a change is about, and its values before and after in words.
fn values(project: &Project, change: &Change) -> (String, String, String) {
    match change {
        Change::Project { before, after } => {
            let name = match before {
                ProjectField::Title(_) => "project title".to_owned(),
                ProjectField::Scale(_) => "verdict scale".to_owned(),
                ProjectField::Person(key, _) => format!("person {key}"),
            };
            (name, project_value(before), project_value(after))
        }
        Change::Source { before, after, .. } => {
            let source = after.as_ref().or(before.as_ref());
            let name = source.map_or("", |source| source.name());
            let words = |source: &Option<Box<Source>>| {
                let source = source.as_ref()?;
                Some(if source.is_confidential() { source.cover.clone() } else { source_value(source) })
            };
            let (before, after) = (words(before).unwrap_or_default(), words(after).unwrap_or_default());
            (format!("source {}", shortened(name, TITLE_SCALARS)), before, after)
        }
        Change::Article { before, after } => {
            let name = match after {
                ArticleField::Role(block, _) => format!("role of paragraph {}", block + 1),
                _ => after.name().to_owned(),
            };
            (name, article_value(before), article_value(after))
        }
        Change::Claim { before, after, .. } => {
            let words = |claim: &Option<Box<Claim>>| claim.as_ref().map(|claim| claim.words()).unwrap_or_default();
            ("claim".to_owned(), words(before), words(after))
        }
        Change::ClaimField { before, after, .. } => (before.name().to_owned(), value(before), value(after)),
        Change::Tie { before, after, .. } => {
            let title = after.as_ref().or(before.as_ref()).map(|tie| source_name(project, tie.source));
            let words = |tie: &Option<Tie>| tie.as_ref().map(tie_value).unwrap_or_default();
            (format!("tie to {}", shortened(&title.unwrap_or_default(), TITLE_SCALARS)), words(before), words(after))
        }
        Change::Query { before, after, .. } => {
            let words = |query: &Option<Box<Query>>| query.as_ref().map(|query| query_value(query)).unwrap_or_default();
            ("query".to_owned(), words(before), words(after))
        }
        Change::Read { before, after, .. } => (
            "read words".to_owned(),
            before.as_ref().map(|read| read.span.exact().to_owned()).unwrap_or_default(),
            after.as_ref().map(|read| read.span.exact().to_owned()).unwrap_or_default(),
        ),
        Change::Draft { before, after } => ("draft".to_owned(), draft_value(before), draft_value(after)),
        Change::Assignment { before, after, .. } => {
            let words = |assignment: Option<&crate::model::assignment::Assignment>| {
                assignment.map(|it| format!("{}: {}", it.to, it.span.exact())).unwrap_or_default()
            };
            ("assignment".to_owned(), words(before.as_deref()), words(after.as_deref()))
        }
        Change::SignOff { before, after, .. } => {
            let words = |it: Option<&crate::model::sign_off::SignOff>| {
                it.map(|it| joined(&[it.role.word(), it.by.0.as_str(), it.note.as_str()])).unwrap_or_default()
            };
            ("sign-off".to_owned(), words(before.as_deref()), words(after.as_deref()))
        }
        Change::Closing { before, after, .. } => {
            let words = |it: Option<&crate::model::stage::Closing>| {
                it.map(|it| format!("number {}, draft {}, by {}", it.number, it.draft, it.by)).unwrap_or_default()
            };
            ("closing".to_owned(), words(before.as_deref()), words(after.as_deref()))
        }
        Change::Proposal { before, after, .. } => {
            let words = |it: Option<&Proposal>| {
                it.map(|it| {
                    format!(
                        "{} “{}”, {}",
                        it.annotation.kind.word(),
                        shortened(&it.told(), TITLE_SCALARS),
                        it.state.word()
                    )
                })
            };
            let (before, after) = (words(before.as_deref()), words(after.as_deref()));
            ("proposed tie".to_owned(), before.unwrap_or_default(), after.unwrap_or_default())
        }
        Change::Correction { before, after, .. } => {
            let words = |it: Option<&Correction>| it.map(correction_value).unwrap_or_default();
            ("correction".to_owned(), words(before.as_deref()), words(after.as_deref()))
        }
        Change::Conflict { before, after, .. } => {
            let words = |is_there: bool| if is_there { "open".to_owned() } else { String::new() };
            ("conflict of two copies".to_owned(), words(before.is_some()), words(after.is_some()))
        }
    }
}

fn project_value(field: &ProjectField) -> String {
    match field {
        ProjectField::Title(title) => title.clone(),
        ProjectField::Scale(scale) => scale.as_ref().map(|scale| scale.name.clone()).unwrap_or_default(),
        ProjectField::Person(_, name) => name.clone().unwrap_or_default(),
    }
}

fn article_value(field: &ArticleField) -> String {
    match field {
        ArticleField::Headline(text)
        | ArticleField::Byline(text)
        | ArticleField::Publication(text)
        | ArticleField::Dateline(text)
        | ArticleField::Url(text)
        | ArticleField::Language(text)
        | ArticleField::Found(_, text) => text.clone(),
        ArticleField::Published(day, _) | ArticleField::Deadline(day) => {
            day.map(|day| day.to_string()).unwrap_or_default()
        }
        ArticleField::Listed(true) => "in the list".to_owned(),
        ArticleField::Listed(false) => "removed".to_owned(),
        ArticleField::Stage(stage) => Stage::word(*stage).to_owned(),
        ArticleField::Role(_, role) => Role::word(*role).to_owned(),
    }
}

fn draft_value(list: &DraftList) -> String {
    list.drafts.last().map(|draft| format!("draft {}", draft.number)).unwrap_or_default()
}

fn query_value(query: &Query) -> String {
    let state = match query.state {
        QueryState::Open => String::new(),
        QueryState::Answered => format!("answered: {}", query.answer),
        QueryState::Withdrawn => "withdrawn".to_owned(),
    };
    joined(&[&format!("to {}: {}", query.to.word(), query.words), &state])
}

fn correction_value(correction: &Correction) -> String {
    format!("{}: “{}” → “{}” ({})", correction.date, correction.was, correction.now, correction.cause)
}

/// The parts that are not empty, with commas.
fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(", ")
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
    let clearer = if flag.clearer.is_empty() { String::new() } else { format!("for {}", flag.clearer) };
    match &flag.cleared {
        Some(cleared) => joined(&[&flag.reason, &clearer, &format!("cleared by {}", cleared.by), &cleared.note]),
        None => joined(&[&flag.reason, &clearer]),
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
    let parts = [
        tie.region.map(|region| region.to_string()),
        tie.time.map(|time| time.to_string()),
        tie.translation.as_deref().map(|it| format!("“{}” ({})", it.words, it.credit())),
    ];
    for part in parts.into_iter().flatten() {
        words = format!("{words}, {part}");
    }
    words
}

/// A source by its citation, with what it has beside that; how a person is reached is nobody else's business.
fn source_value(source: &Source) -> String {
    let mut parts = vec![source.citation()];
    parts.extend(source.grade.map(|grade| format!("grade {grade}")));
    parts.extend(source.terms.map(|terms| terms.word().to_owned()));
    let counted = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    parts.extend(counted(source.contacts.len(), "way of contact", "ways of contact"));
    parts.extend(counted(source.log.len(), "contact in the log", "contacts in the log"));
    if !source.evidence.is_empty() {
        let names: Vec<&str> = source.evidence.iter().map(|file| file.name.as_str()).collect();
        parts.push(format!("files: {}", names.join(", ")));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn source_name(project: &Project, source: SourceId) -> String {
    project.sources.get(&source).map_or_else(|| "a source since removed".to_owned(), |source| source.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{PersonKey, QueryId, TieId};
    use crate::model::query::{Addressee, Subject};
    use crate::model::source::SourceKind;
    use std::sync::Arc;

    fn edit(changes: Vec<Change>) -> Edit {
        Edit { label: "x".into(), ..Edit::trial(1, changes) }
    }

    fn told(project: &Project, change: Change) -> String {
        let edit = edit(vec![change]);
        let rows = from_to(project, &edit, None);
        let lines =
            rows.iter().map(|row| format!("{}: {} → {} [{}]", row.field, row.before, row.after, row.level.word()));
        lines.collect::<Vec<_>>().concat()
    }

    fn tie(source: SourceId) -> Change {
        let tie = Tie { excerpt: "130,000".into(), locator: "p. 3".into(), ..Tie::new(TieId::from_u128(1), source) };
        Change::Tie { claim: ClaimId::from_u128(1), tie: tie.id, index: 0, before: None, after: Some(tie) }
    }

    #[test]
    fn changes_are_told_with_before_and_after() {
        let mut project = Project::default();
        let mut source = Source::new(SourceId::from_u128(1), "Joint staff briefing", SourceKind::Document);
        project.sources.insert(source.id, Arc::new(source.clone()));
        let stage = |stage| ArticleField::Stage(stage);
        let moved = Change::Article { before: stage(Stage::InCheck), after: stage(Stage::Closed) };
        assert_eq!(told(&project, moved), "stage: in check → closed [newsroom]");
        assert_eq!(
            told(&project, tie(source.id)),
            "tie to Joint staff briefing:  → supports, p. 3, “130,000” [newsroom]"
        );
        source.visibility = Visibility::Confidential;
        source.cover = "Source A".into();
        project.sources.insert(source.id, Arc::new(source.clone()));
        assert_eq!(told(&project, tie(source.id)), "tie to Source A:  → supports, p. 3, “130,000” [confidential]");
    }

    #[test]
    fn what_was_kept_narrow_narrows_the_label() {
        let project = Project::default();
        let query = Query {
            id: QueryId::from_u128(1),
            on: Subject::Article,
            to: Addressee::Source,
            words: "Who counted?".into(),
            state: QueryState::Open,
            answer: String::new(),
            due: None,
            visibility: Visibility::Confidential,
            by: PersonKey("AB".into()),
            asked: jiff::Timestamp::UNIX_EPOCH,
            settled: None,
        };
        let asked = Change::Query { query: query.id, before: None, after: Some(Box::new(query)) };
        let stage = |stage| ArticleField::Stage(stage);
        let moved = Change::Article { before: stage(Stage::InCheck), after: stage(Stage::WithAuthor) };
        assert_eq!(label_level(&project, &edit(vec![moved.clone()])), Visibility::Newsroom);
        assert_eq!(label_level(&project, &edit(vec![moved, asked])), Visibility::Confidential);
    }
}
