//! Makes anew from the histories what damaged files have lost: the last that the edits say of each thing.
//!
//! In: edits. Out: claims, queries, sources, people and fields as the newest edit left them.
//! Must not know: what the files still hold, disk.
//! Holds: an edit counts whatever was there before it, so that a lost line of a history spoils only what it said.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::article::{DraftList, Role};
use crate::model::change::{ArticleField, Change, Edit, ProjectField};
use crate::model::claim::Tie;
use crate::model::conflict::Conflict;
use crate::model::fields::set_claim_field;
use crate::model::ids::{ConflictId, PersonKey, Slug, SourceId, TieId};
use crate::model::project::Scale;
use crate::model::review::Review;
use crate::model::source::Source;

/// What the edits say of a project.
#[derive(Default)]
pub(super) struct Remembered {
    pub(super) title: Option<String>,
    pub(super) scale: Option<Scale>,
    pub(super) people: BTreeMap<PersonKey, String>,
    pub(super) sources: BTreeMap<SourceId, Source>,
    pub(super) conflicts: BTreeMap<ConflictId, Conflict>,
    pub(super) articles: BTreeMap<Slug, RememberedArticle>,
}

/// What the edits say of an article.
#[derive(Default)]
pub(super) struct RememberedArticle {
    /// The newest value of each field that was ever changed, roles aside.
    pub(super) fields: BTreeMap<&'static str, ArticleField>,
    pub(super) roles: BTreeMap<usize, Role>,
    pub(super) drafts: Option<DraftList>,
    pub(super) review: Review,
}

/// What `edits`, oldest first, say.
pub(super) fn remembered<'a>(edits: impl IntoIterator<Item = &'a Edit>) -> Remembered {
    let mut out = Remembered::default();
    for edit in edits {
        for change in &edit.changes {
            match (change, &edit.article) {
                (Change::Project { before: _, after }, _) => out.project_field(after),
                (Change::Source { source, before: _, after }, _) => {
                    put(&mut out.sources, *source, after.as_deref().cloned());
                }
                (Change::Conflict { conflict, before: _, after }, None) => {
                    put(&mut out.conflicts, *conflict, after.as_deref().cloned());
                }
                (change, Some(slug)) => out.articles.entry(slug.clone()).or_default().take_in(change),
                (_, None) => {}
            }
        }
    }
    out
}

impl Remembered {
    fn project_field(&mut self, field: &ProjectField) {
        match field {
            ProjectField::Title(title) => self.title = Some(title.clone()),
            ProjectField::Scale(scale) => self.scale.clone_from(scale),
            ProjectField::Person(key, name) => put(&mut self.people, key.clone(), name.clone()),
        }
    }
}

impl RememberedArticle {
    fn take_in(&mut self, change: &Change) {
        let review = &mut self.review;
        match change {
            Change::Article { before: _, after: ArticleField::Role(block, role) } => {
                self.roles.insert(*block, *role);
            }
            Change::Article { before: _, after } => {
                self.fields.insert(after.name(), after.clone());
            }
            Change::Draft { before: _, after } => {
                self.roles = (0..).zip(after.roles.iter().copied()).collect();
                self.drafts = Some(after.clone());
            }
            Change::Claim { claim, before: _, after } => {
                put(&mut review.claims, *claim, after.as_deref().cloned().map(Arc::new));
            }
            Change::ClaimField { claim, before: _, after } => {
                if let Some(claim) = review.claims.get_mut(claim) {
                    set_claim_field(Arc::make_mut(claim), after.clone());
                }
            }
            Change::Tie { claim, tie, index, before: _, after } => {
                if let Some(claim) = review.claims.get_mut(claim) {
                    set_tie(&mut Arc::make_mut(claim).ties, *tie, *index, after.as_ref());
                }
            }
            Change::Query { query, before: _, after } => put(&mut review.queries, *query, after.as_deref().cloned()),
            Change::Read { read, before: _, after } => put(&mut review.reads, *read, after.as_deref().cloned()),
            Change::Assignment { assignment, before: _, after } => {
                put(&mut review.assignments, *assignment, after.as_deref().cloned());
            }
            Change::SignOff { sign_off, before: _, after } => {
                put(&mut review.sign_offs, *sign_off, after.as_deref().cloned());
            }
            Change::Closing { closing, before: _, after } => {
                put(&mut review.closings, *closing, after.as_deref().cloned());
            }
            Change::Correction { correction, before: _, after } => {
                put(&mut review.corrections, *correction, after.as_deref().cloned());
            }
            Change::Proposal { proposal, before: _, after } => {
                put(&mut review.proposals, *proposal, after.as_deref().cloned());
            }
            Change::Conflict { conflict, before: _, after } => {
                put(&mut review.conflicts, *conflict, after.as_deref().cloned());
            }
            Change::Project { .. } | Change::Source { .. } => {}
        }
    }
}

fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => drop(map.insert(key, value)),
        None => drop(map.remove(&key)),
    }
}

fn set_tie(ties: &mut Vec<Tie>, id: TieId, index: usize, after: Option<&Tie>) {
    let place = ties.iter().position(|tie| tie.id == id);
    match (place, after) {
        (Some(place), Some(after)) => {
            if let Some(tie) = ties.get_mut(place) {
                tie.clone_from(after);
            }
        }
        (Some(place), None) => drop(ties.remove(place)),
        (None, Some(after)) => ties.insert(index.min(ties.len()), after.clone()),
        (None, None) => {}
    }
}
