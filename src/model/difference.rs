//! What leads from one project to another: the changes that an edit would make of the first to have the second.
//!
//! In: two projects. Out: changes, by article. Must not know: who made them, in how many steps.
//! Holds: applied to the first in order they give the second exactly, once [`prepared`] has brought what no change
//! says: whole new articles, texts of drafts, the original file's record.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::{ArticleField, Change, ProjectField};
use crate::model::claim::{Claim, Tie};
use crate::model::conflict::Conflict;
use crate::model::fields::{article_fields, claim_fields, discreet};
use crate::model::ids::{ClaimId, ConflictId, Slug};
use crate::model::project::Project;
use crate::model::review::Review;
use crate::model::visibility::Visibility;

/// The changes that lead from `before` to `after`: the project's own first, then each article's.
///
/// Articles that only one of them has are left out, as is all else that no change says; see [`prepared`].
pub fn changes_between(before: &Project, after: &Project) -> Vec<(Option<Slug>, Vec<Change>)> {
    let mut out = Vec::new();
    let own = own_changes(before, after);
    if !own.is_empty() {
        out.push((None, own));
    }
    for (slug, after) in &after.articles {
        let Some(before) = before.articles.get(slug) else { continue };
        let changes = if Arc::ptr_eq(before, after) { Vec::new() } else { article_changes(before, after) };
        if !changes.is_empty() {
            out.push((Some(slug.clone()), changes));
        }
    }
    out
}

/// `before` with all that `after` has and no change can say: articles that only `after` has, texts of drafts, when an
/// article was added and the file it came from.
#[must_use]
pub fn prepared(before: &Project, after: &Project) -> Project {
    let mut project = before.clone();
    for (slug, after) in &after.articles {
        let Some(article) = project.articles.get_mut(slug) else {
            project.articles.insert(slug.clone(), Arc::clone(after));
            continue;
        };
        let is_missing = |(sha256, text): &(&String, &Arc<str>)| article.texts.get(*sha256) != Some(*text);
        let has_all = !after.texts.iter().any(|entry| is_missing(&entry));
        if has_all && article.added == after.added && article.original == after.original {
            continue;
        }
        let article = Arc::make_mut(article);
        article.texts.extend(after.texts.iter().map(|(sha256, text)| (sha256.clone(), Arc::clone(text))));
        article.added = after.added;
        article.original.clone_from(&after.original);
    }
    project
}

fn own_changes(before: &Project, after: &Project) -> Vec<Change> {
    let Project { title, scale, people, sources, articles: _, conflicts } = after;
    let mut out = Vec::new();
    let mut field = |before: ProjectField, after: ProjectField| {
        if before != after {
            out.push(Change::Project { before, after });
        }
    };
    field(ProjectField::Title(before.title.clone()), ProjectField::Title(title.clone()));
    field(ProjectField::Scale(before.scale.clone()), ProjectField::Scale(scale.clone()));
    for key in keys(&before.people, people) {
        let name = |people: &BTreeMap<_, String>| ProjectField::Person(key.clone(), people.get(&key).cloned());
        field(name(&before.people), name(people));
    }
    entries(&before.sources, sources, &mut out, |source, before, after| {
        let boxed = |source: Option<&Arc<_>>| source.map(|source| Box::new(Arc::unwrap_or_clone(Arc::clone(source))));
        Change::Source { source, before: boxed(before), after: boxed(after) }
    });
    conflict_changes(&before.conflicts, conflicts, &mut out);
    out
}

fn article_changes(before: &Article, after: &Article) -> Vec<Change> {
    let mut out = Vec::new();
    if before.drafts == after.drafts {
        for (block, (old, new)) in before.draft.roles().zip(after.draft.roles()).enumerate() {
            if old != new {
                let (before, after) = (ArticleField::Role(block, old), ArticleField::Role(block, new));
                out.push(Change::Article { before, after });
            }
        }
    } else {
        out.push(Change::Draft { before: before.draft_list(), after: after.draft_list() });
    }
    // A closed article is opened before anything else of it changes, and closed after it.
    let is_opened = before.stage.is_frozen();
    let mut last = None;
    let mut fields = Vec::new();
    for (before, after) in article_fields(before).into_iter().zip(article_fields(after)) {
        if before == after {
            continue;
        }
        let is_stage = matches!(after, ArticleField::Stage(_));
        let change = Change::Article { before, after };
        match (is_stage, is_opened) {
            (true, true) => out.insert(0, change),
            (true, false) => last = Some(change),
            (false, _) => fields.push(change),
        }
    }
    out.extend(fields);
    review_changes(&before.review, &after.review, &mut out);
    out.extend(last);
    out
}

fn review_changes(before: &Review, after: &Review, out: &mut Vec<Change>) {
    let Review { claims, queries, reads, assignments, sign_offs, closings, corrections, proposals, conflicts } = after;
    for id in keys(&before.claims, claims) {
        match (before.claims.get(&id), claims.get(&id)) {
            (Some(before), Some(after)) if before != after => claim_changes(before, after, out),
            (Some(_), Some(_)) | (None, None) => {}
            (before, after) => out.push(whole_claim(id, before, after)),
        }
    }
    let b = before;
    entries(&b.queries, queries, out, |query, before, after| Change::Query {
        query,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    entries(&b.reads, reads, out, |read, before, after| Change::Read {
        read,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    entries(&b.assignments, assignments, out, |assignment, before, after| Change::Assignment {
        assignment,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    entries(&b.sign_offs, sign_offs, out, |sign_off, before, after| Change::SignOff {
        sign_off,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    entries(&b.closings, closings, out, |closing, before, after| Change::Closing {
        closing,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    entries(&b.corrections, corrections, out, |correction, before, after| Change::Correction {
        correction,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    entries(&b.proposals, proposals, out, |proposal, before, after| Change::Proposal {
        proposal,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
    conflict_changes(&b.conflicts, conflicts, out);
}

fn conflict_changes(
    before: &BTreeMap<ConflictId, Conflict>,
    after: &BTreeMap<ConflictId, Conflict>,
    out: &mut Vec<Change>,
) {
    entries(before, after, out, |conflict, before, after| Change::Conflict {
        conflict,
        before: before.cloned().map(Box::new),
        after: after.cloned().map(Box::new),
    });
}

fn whole_claim(claim: ClaimId, before: Option<&Arc<Claim>>, after: Option<&Arc<Claim>>) -> Change {
    let boxed = |claim: Option<&Arc<Claim>>| claim.map(|claim| Box::new(Claim::clone(claim)));
    Change::Claim { claim, before: boxed(before), after: boxed(after) }
}

fn claim_changes(before: &Arc<Claim>, after: &Arc<Claim>, out: &mut Vec<Change>) {
    let claim = after.id;
    if (&before.by, before.at) != (&after.by, after.at) || has_twins(&before.ties) || has_twins(&after.ties) {
        out.push(whole_claim(claim, Some(before), Some(after)));
        return;
    }
    let is_hidden = [before, after].iter().any(|claim| claim.note_visibility == Visibility::Confidential);
    for (before, after) in claim_fields(before).into_iter().zip(claim_fields(after)) {
        if before != after {
            let (before, after) = (discreet(before, is_hidden), discreet(after, is_hidden));
            out.push(Change::ClaimField { claim, before, after });
        }
    }
    tie_changes(claim, &before.ties, &after.ties, out);
}

/// Whether two ties have one id: then their places tell nothing, and the claim is changed as a whole.
fn has_twins(ties: &[Tie]) -> bool {
    ties.iter().enumerate().any(|(at, tie)| ties.iter().skip(at + 1).any(|other| other.id == tie.id))
}

/// Takes away what is gone, from the end; then goes through the new order and mends, moves up or inserts.
fn tie_changes(claim: ClaimId, before: &[Tie], after: &[Tie], out: &mut Vec<Change>) {
    let mut now: Vec<&Tie> = before.iter().collect();
    let mut push = |tie, index, before, after| out.push(Change::Tie { claim, tie, index, before, after });
    for index in (0..now.len()).rev() {
        let Some(tie) = now.get(index).copied() else { continue };
        if !after.iter().any(|other| other.id == tie.id) {
            push(tie.id, index, Some(tie.clone()), None);
            now.remove(index);
        }
    }
    for (index, tie) in after.iter().enumerate() {
        match now.iter().position(|other| other.id == tie.id) {
            Some(at) => {
                let old = now.remove(at);
                if at != index {
                    push(old.id, at, Some(old.clone()), None);
                    push(tie.id, index, None, Some(tie.clone()));
                } else if old != tie {
                    push(tie.id, index, Some(old.clone()), Some(tie.clone()));
                }
            }
            None => push(tie.id, index, None, Some(tie.clone())),
        }
        now.insert(index, tie);
    }
}

/// The keys of both maps, each once, in order.
pub(crate) fn keys<K: Ord + Clone, V, W>(a: &BTreeMap<K, V>, b: &BTreeMap<K, W>) -> Vec<K> {
    let mut keys: Vec<K> = a.keys().chain(b.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys
}

fn entries<K: Ord + Clone, V: PartialEq>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
    out: &mut Vec<Change>,
    change: impl Fn(K, Option<&V>, Option<&V>) -> Change,
) {
    for key in keys(before, after) {
        let (old, new) = (before.get(&key), after.get(&key));
        if old != new {
            out.push(change(key, old, new));
        }
    }
}
