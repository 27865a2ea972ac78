//! Settles a conflict: from what a person chose to the changes that carry it out on the project as it is.
//!
//! In: the project, the conflict, the choice. Out: changes; they drop the conflict. Must not know: who chose.
//! Holds: what is before in them is what the project has now, whatever was changed since the merge; what is gone by
//! then is left alone.

use crate::model::article::Article;
use crate::model::change::{ArticleField, Change, ClaimField, ProjectField};
use crate::model::conflict::Conflict;
use crate::model::fields::{article_fields, claim_fields, discreet};
use crate::model::ids::{ClaimId, Slug};
use crate::model::merge::Cell;
use crate::model::project::Project;
use crate::model::query::Subject;

/// What a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What the side with this number has, from 0.
    Side(usize),
    /// All of it: the texts of a note behind each other.
    Both,
}

/// The changes that settle `conflict` of the article (or, with `None`, of the project); `None` when it has no such
/// side, or is about something of which there cannot be both.
pub fn settle(project: &Project, article: Option<&Slug>, conflict: &Conflict, choice: Choice) -> Option<Vec<Change>> {
    let wished = match choice {
        Choice::Side(side) => conflict.sides.get(side)?.changes.clone(),
        Choice::Both => vec![joined(conflict)?],
    };
    let mut changes = Vec::new();
    for wish in &wished {
        changes.extend(carried_out(project, article, wish));
    }
    let drop = |conflict: &Conflict| Change::Conflict {
        conflict: conflict.id,
        before: Some(Box::new(conflict.clone())),
        after: None,
    };
    changes.push(drop(conflict));
    // What is asked about a claim that goes is asked no more.
    let removed = wished.iter().find_map(|wish| match wish {
        Change::Claim { claim, after: None, .. } => Some(*claim),
        _ => None,
    });
    if let (Some(claim), Some(article)) = (removed, article.and_then(|slug| project.articles.get(slug))) {
        let about = article.review.conflicts.values().filter(|other| other.id != conflict.id);
        changes
            .extend(about.filter(|other| Cell::of_conflict(other).is_some_and(|c| c.claim() == Some(claim))).map(drop));
    }
    Some(changes)
}

/// Whether a conflict can be settled by keeping both sides.
pub fn can_keep_both(conflict: &Conflict) -> bool {
    joined(conflict).is_some()
}

/// The change to a note that has the texts of all sides.
fn joined(conflict: &Conflict) -> Option<Change> {
    let mut texts: Vec<&str> = Vec::new();
    let mut first = None;
    for side in &conflict.sides {
        let [Change::ClaimField { claim, before, after }] = side.changes.as_slice() else { return None };
        let (ClaimField::Note(note) | ClaimField::ConfidentialNote(note)) = after else { return None };
        let is_hidden = matches!(after, ClaimField::ConfidentialNote(_));
        first.get_or_insert_with(|| (*claim, before.clone(), is_hidden));
        if !note.trim().is_empty() && !texts.contains(&note.as_str()) {
            texts.push(note);
        }
    }
    let (claim, before, is_hidden) = first?;
    let after = discreet(ClaimField::Note(texts.join("\n\n")), is_hidden);
    Some(Change::ClaimField { claim, before, after })
}

/// What is to be changed so that the project has what `wish` leads to.
fn carried_out(project: &Project, slug: Option<&Slug>, wish: &Change) -> Vec<Change> {
    let article = slug.and_then(|slug| project.articles.get(slug)).map(AsRef::as_ref);
    one(project, article, wish).into_iter().filter(|change| !is_idle(change)).collect()
}

fn one(project: &Project, article: Option<&Article>, wish: &Change) -> Vec<Change> {
    let review = article.map(|article| &article.review);
    let is_kept = is_idle(wish); // "leave it there", in whatever form it is now
    let change = match wish.clone() {
        Change::Project { before: _, after } => {
            let before = match &after {
                ProjectField::Title(_) => ProjectField::Title(project.title.clone()),
                ProjectField::Scale(_) => ProjectField::Scale(project.scale.clone()),
                ProjectField::Person(key, _) => ProjectField::Person(key.clone(), project.people.get(key).cloned()),
            };
            Some(Change::Project { before, after })
        }
        Change::Article { before: _, after } => article.and_then(|article| {
            let before = match after {
                ArticleField::Role(block, _) => {
                    ArticleField::Role(block, article.draft.blocks().get(block).map(|block| block.role)?)
                }
                // By name: where the byline and where the headline was found are two fields of one kind.
                _ => article_fields(article).into_iter().find(|field| field.name() == after.name())?,
            };
            Some(Change::Article { before, after })
        }),
        Change::Draft { before: _, after } => {
            article.map(|article| Change::Draft { before: article.draft_list(), after })
        }
        Change::Claim { claim, before: _, after } if !is_kept => {
            let now = review.and_then(|review| review.claims.get(&claim));
            if after.is_none() && now.is_some() {
                return removal(article, claim);
            }
            let before = now.map(|now| Box::new(crate::model::claim::Claim::clone(now)));
            article.map(|_| Change::Claim { claim, before, after })
        }
        Change::ClaimField { claim, before: _, after } => {
            let now = review.and_then(|review| review.claims.get(&claim));
            let is_hidden = matches!(after, ClaimField::ConfidentialNote(_));
            let fields = now.map(|now| claim_fields(now).map(|field| discreet(field, is_hidden)));
            let before = fields.and_then(|fields| same_kind(fields, &after));
            before.map(|before| Change::ClaimField { claim, before, after })
        }
        Change::Tie { claim, tie, index: _, before: _, after } => {
            review.and_then(|review| review.claims.get(&claim)).map(|now| {
                let at = now.ties.iter().position(|other| other.id == tie);
                let before = at.and_then(|at| now.ties.get(at)).cloned();
                Change::Tie { claim, tie, index: at.unwrap_or(now.ties.len()), before, after }
            })
        }
        Change::Source { source, before: _, after } if !is_kept => {
            let before = project.sources.get(&source);
            let before = before.map(|now| Box::new(crate::model::source::Source::clone(now)));
            Some(Change::Source { source, before, after })
        }
        Change::Query { query, before: _, after } if !is_kept => review.map(|review| {
            let before = review.queries.get(&query).cloned().map(Box::new);
            Change::Query { query, before, after }
        }),
        Change::Read { read, before: _, after } if !is_kept => review.map(|review| {
            let before = review.reads.get(&read).cloned().map(Box::new);
            Change::Read { read, before, after }
        }),
        Change::Assignment { assignment, before: _, after } if !is_kept => review.map(|review| {
            let before = review.assignments.get(&assignment).cloned().map(Box::new);
            Change::Assignment { assignment, before, after }
        }),
        Change::SignOff { sign_off, before: _, after } if !is_kept => review.map(|review| {
            let before = review.sign_offs.get(&sign_off).cloned().map(Box::new);
            Change::SignOff { sign_off, before, after }
        }),
        Change::Closing { closing, before: _, after } if !is_kept => review.map(|review| {
            let before = review.closings.get(&closing).cloned().map(Box::new);
            Change::Closing { closing, before, after }
        }),
        Change::Correction { correction, before: _, after } if !is_kept => review.map(|review| {
            let before = review.corrections.get(&correction).cloned().map(Box::new);
            Change::Correction { correction, before, after }
        }),
        Change::Proposal { proposal, before: _, after } if !is_kept => review.map(|review| {
            let before = review.proposals.get(&proposal).cloned().map(Box::new);
            Change::Proposal { proposal, before, after }
        }),
        Change::Claim { .. }
        | Change::Source { .. }
        | Change::Query { .. }
        | Change::Read { .. }
        | Change::Assignment { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Proposal { .. }
        | Change::Conflict { .. } => None,
    };
    change.into_iter().collect()
}

/// The removal of a claim; its queries outlive it and are about the article then.
fn removal(article: Option<&Article>, claim: ClaimId) -> Vec<Change> {
    let Some((article, now)) = article.and_then(|article| Some((article, article.review.claims.get(&claim)?))) else {
        return Vec::new();
    };
    let about = article.review.queries.values().filter(|query| query.on == Subject::Claim(claim));
    let mut out: Vec<Change> = about
        .map(|query| {
            let mut moved = query.clone();
            moved.on = Subject::Article;
            let (before, after) = (Some(Box::new(query.clone())), Some(Box::new(moved)));
            Change::Query { query: query.id, before, after }
        })
        .collect();
    let before = Some(Box::new(crate::model::claim::Claim::clone(now)));
    out.push(Change::Claim { claim, before, after: None });
    out
}

/// Of these fields the one that `like` is a value of.
fn same_kind<F>(fields: impl IntoIterator<Item = F>, like: &F) -> Option<F> {
    fields.into_iter().find(|field| std::mem::discriminant(field) == std::mem::discriminant(like))
}

/// Whether nothing is other after a change than it was before.
fn is_idle(change: &Change) -> bool {
    change.clone().inverse() == *change
}
