//! Carries out an edit on a project: all of it, or none of it.
//!
//! Must not know: undo stacks, files, clock.
//! Holds: an edit is refused when what it says was there before is not there now; then the project is unchanged.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use crate::model::article::{Article, Draft, DraftList};
use crate::model::change::{ArticleField, Change, ClaimField, Edit, ProjectField};
use crate::model::claim::{Claim, Tie};
use crate::model::ids::Slug;
use crate::model::project::Project;

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The edit's article is not in the project.
    #[error("the article is not in the project")]
    NoArticle,
    /// The claim, tie, block or other thing to be changed is not there.
    #[error("the {0} to be changed is not there")]
    Gone(&'static str),
    /// Something else was changed in between.
    #[error("the {0} was changed in between")]
    Changed(&'static str),
    /// Before and after are not values of one field.
    #[error("the edit does not say one thing of the {0}")]
    Mixed(&'static str),
}

/// Carries out `edit` on `project`, or refuses and leaves `project` as it was.
pub fn apply(project: &mut Project, edit: &Edit) -> Result<(), Refused> {
    apply_changes(project, edit.article.as_ref(), &edit.changes)
}

/// Carries out `changes` in order on `project` and the article `slug`, or refuses and leaves `project` as it was.
pub fn apply_changes(project: &mut Project, slug: Option<&Slug>, changes: &[Change]) -> Result<(), Refused> {
    for (done, change) in changes.iter().enumerate() {
        if let Err(refused) = one(project, slug, change) {
            for made in changes.iter().take(done).rev() {
                // The state just before is there, so the inverse holds.
                let undone = one(project, slug, &made.clone().inverse());
                debug_assert!(undone.is_ok(), "the inverse of a change just made is refused: {undone:?}");
            }
            return Err(refused);
        }
    }
    Ok(())
}

fn one(project: &mut Project, slug: Option<&Slug>, change: &Change) -> Result<(), Refused> {
    match change {
        Change::Project { before, after } => project_field(project, before, after),
        Change::Source { source, before, after } => {
            let before = before.as_ref().map(|source| Arc::new((**source).clone()));
            let after = after.as_ref().map(|source| Arc::new((**source).clone()));
            entry(&mut project.sources, *source, before.as_ref(), after, "source")
        }
        Change::Article { before, after } => article_field(article(project, slug)?, before, after),
        Change::Claim { claim, before, after } => {
            let before = before.as_ref().map(|claim| Arc::new((**claim).clone()));
            let after = after.as_ref().map(|claim| Arc::new((**claim).clone()));
            entry(&mut article(project, slug)?.review.claims, *claim, before.as_ref(), after, "claim")
        }
        Change::ClaimField { claim, before, after } => {
            let claims = &mut article(project, slug)?.review.claims;
            claim_field(Arc::make_mut(claims.get_mut(claim).ok_or(Refused::Gone("claim"))?), before, after)
        }
        Change::Tie { claim, tie: _, index, before, after } => {
            let claims = &mut article(project, slug)?.review.claims;
            let claim = Arc::make_mut(claims.get_mut(claim).ok_or(Refused::Gone("claim"))?);
            tie(&mut claim.ties, *index, before.as_ref(), after.as_ref())
        }
        Change::Query { query, before, after } => {
            let queries = &mut article(project, slug)?.review.queries;
            entry(queries, *query, before.as_deref(), after.as_deref().cloned(), "query")
        }
        Change::Read { read, before, after } => {
            let reads = &mut article(project, slug)?.review.reads;
            entry(reads, *read, before.as_deref(), after.as_deref().cloned(), "read words")
        }
        Change::Draft { before, after } => draft_list(article(project, slug)?, before, after),
        Change::Assignment { assignment, before, after } => {
            let assignments = &mut article(project, slug)?.review.assignments;
            entry(assignments, *assignment, before.as_deref(), after.as_deref().cloned(), "assignment")
        }
        Change::SignOff { sign_off, before, after } => {
            let sign_offs = &mut article(project, slug)?.review.sign_offs;
            entry(sign_offs, *sign_off, before.as_deref(), after.as_deref().cloned(), "sign-off")
        }
        Change::Closing { closing, before, after } => {
            let closings = &mut article(project, slug)?.review.closings;
            entry(closings, *closing, before.as_deref(), after.as_deref().cloned(), "closing")
        }
        Change::Correction { correction, before, after } => {
            let corrections = &mut article(project, slug)?.review.corrections;
            entry(corrections, *correction, before.as_deref(), after.as_deref().cloned(), "correction")
        }
        Change::Proposal { proposal, before, after } => {
            let proposals = &mut article(project, slug)?.review.proposals;
            entry(proposals, *proposal, before.as_deref(), after.as_deref().cloned(), "proposed tie")
        }
        Change::Conflict { conflict, before, after } => {
            let conflicts = match slug {
                Some(_) => &mut article(project, slug)?.review.conflicts,
                None => &mut project.conflicts,
            };
            entry(conflicts, *conflict, before.as_deref(), after.as_deref().cloned(), "conflict")
        }
    }
}

fn article<'a>(project: &'a mut Project, slug: Option<&Slug>) -> Result<&'a mut Article, Refused> {
    let article = slug.and_then(|slug| project.articles.get_mut(slug)).ok_or(Refused::NoArticle)?;
    Ok(Arc::make_mut(article))
}

/// Puts `after` where `before` is in a map.
fn entry<K: Ord, V: PartialEq>(
    map: &mut BTreeMap<K, V>,
    key: K,
    before: Option<&V>,
    after: Option<V>,
    what: &'static str,
) -> Result<(), Refused> {
    match (map.get(&key), before) {
        (None, Some(_)) => return Err(Refused::Gone(what)),
        (now, before) if now != before => return Err(Refused::Changed(what)),
        _ => {}
    }
    match after {
        Some(after) => drop(map.insert(key, after)),
        None => drop(map.remove(&key)),
    }
    Ok(())
}

/// Puts a value where `before` is in a field.
fn swap<T: PartialEq + Clone>(field: &mut T, before: &T, after: &T, what: &'static str) -> Result<(), Refused> {
    if field != before {
        return Err(Refused::Changed(what));
    }
    field.clone_from(after);
    Ok(())
}

fn tie(ties: &mut Vec<Tie>, index: usize, before: Option<&Tie>, after: Option<&Tie>) -> Result<(), Refused> {
    match (before, after) {
        (None, Some(after)) => {
            if index > ties.len() {
                return Err(Refused::Gone("tie"));
            }
            ties.insert(index, after.clone());
        }
        (Some(before), after) => {
            let now = ties.get_mut(index).ok_or(Refused::Gone("tie"))?;
            match after {
                Some(after) => swap(now, before, after, "tie")?,
                None if now == before => drop(ties.remove(index)),
                None => return Err(Refused::Changed("tie")),
            }
        }
        (None, None) => return Err(Refused::Mixed("tie")),
    }
    Ok(())
}

fn claim_field(claim: &mut Claim, before: &ClaimField, after: &ClaimField) -> Result<(), Refused> {
    use ClaimField as F;
    let what = before.name();
    match (before, after) {
        (F::Spans(before), F::Spans(after)) => swap(&mut claim.spans, before, after, what),
        (F::Kind(before), F::Kind(after)) => swap(&mut claim.kind, before, after, what),
        (F::Claimant(before), F::Claimant(after)) => swap(&mut claim.claimant, before, after, what),
        (F::Said(before), F::Said(after)) => swap(&mut claim.said, before, after, what),
        (F::So(before), F::So(after)) => swap(&mut claim.so, before, after, what),
        (F::Verdict(before), F::Verdict(after)) => swap(&mut claim.verdict, before, after, what),
        (F::Note(before), F::Note(after)) | (F::ConfidentialNote(before), F::ConfidentialNote(after)) => {
            swap(&mut claim.note, before, after, what)
        }
        (F::NoteVisibility(before), F::NoteVisibility(after)) => swap(&mut claim.note_visibility, before, after, what),
        (F::Fix(before), F::Fix(after)) => swap(&mut claim.fix, before, after, what),
        (F::Legal(before), F::Legal(after)) => swap(&mut claim.legal, before, after, what),
        (F::Assignee(before), F::Assignee(after)) => swap(&mut claim.assignee, before, after, what),
        (F::Reanchor(before), F::Reanchor(after)) => swap(&mut claim.reanchor, before, after, what),
        _ => Err(Refused::Mixed(what)),
    }
}

fn article_field(article: &mut Article, before: &ArticleField, after: &ArticleField) -> Result<(), Refused> {
    use ArticleField as F;
    let what = before.name();
    let meta = &mut article.meta;
    match (before, after) {
        (F::Headline(before), F::Headline(after)) => swap(&mut meta.headline, before, after, what),
        (F::Byline(before), F::Byline(after)) => swap(&mut meta.byline, before, after, what),
        (F::Publication(before), F::Publication(after)) => swap(&mut meta.publication, before, after, what),
        (F::Dateline(before), F::Dateline(after)) => swap(&mut meta.dateline, before, after, what),
        (F::Published(before, before_from), F::Published(after, after_from)) => {
            if &meta.published_from != before_from {
                return Err(Refused::Changed(what));
            }
            swap(&mut meta.published, before, after, what)?;
            meta.published_from.clone_from(after_from);
            Ok(())
        }
        (F::Url(before), F::Url(after)) => swap(&mut meta.url, before, after, what),
        (F::Language(before), F::Language(after)) => swap(&mut meta.language, before, after, what),
        (F::Found(field, before), F::Found(same, after)) if field == same => {
            swap(meta.found.of_mut(*field), before, after, what)
        }
        (F::Deadline(before), F::Deadline(after)) => swap(&mut meta.deadline, before, after, what),
        (F::Listed(before), F::Listed(after)) => swap(&mut article.listed, before, after, what),
        (F::Stage(before), F::Stage(after)) => swap(&mut article.stage, before, after, what),
        (F::Role(block, before), F::Role(same, after)) if block == same => {
            let now = article.draft.blocks().get(*block).ok_or(Refused::Gone("block"))?.role;
            if now != *before {
                return Err(Refused::Changed(what));
            }
            Arc::make_mut(&mut article.draft).set_role(*block, *after).map(|_| ()).ok_or(Refused::Gone("block"))
        }
        _ => Err(Refused::Mixed(what)),
    }
}

/// Makes another draft current. Spans still hold places of the one before: changes that follow in the edit mend them.
fn draft_list(article: &mut Article, before: &DraftList, after: &DraftList) -> Result<(), Refused> {
    if article.drafts != before.drafts || !article.draft.roles().eq(before.roles.iter().copied()) {
        return Err(Refused::Changed("draft"));
    }
    let current = after.drafts.last().ok_or(Refused::Gone("draft"))?;
    let text = article.texts.get(&current.sha256).ok_or(Refused::Gone("draft's text"))?;
    article.draft = Arc::new(Draft::new(text, &after.roles));
    article.drafts.clone_from(&after.drafts);
    Ok(())
}

fn project_field(project: &mut Project, before: &ProjectField, after: &ProjectField) -> Result<(), Refused> {
    use ProjectField as F;
    match (before, after) {
        (F::Title(before), F::Title(after)) => swap(&mut project.title, before, after, "title"),
        (F::Scale(before), F::Scale(after)) => swap(&mut project.scale, before, after, "verdict scale"),
        (F::Person(key, before), F::Person(same, after)) if key == same => {
            entry(&mut project.people, key.clone(), before.as_ref(), after.clone(), "person")
        }
        _ => Err(Refused::Mixed("project")),
    }
}
