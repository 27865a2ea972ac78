//! What a merge asks, as changes: so that questions from files merged on disk stand in the history as edits do.
//!
//! In: both sides, and what became of them. Out: the merged project without its new questions, with our value where
//! both differ, and the changes that lead from there to the merged one. Must not know: who makes an edit of them.
//! Holds: those changes, applied to that project, give the merged one; a question that their side has already is in
//! both, since it is in their history.

use crate::model::apply::apply_changes;
use crate::model::change::Change;
use crate::model::conflict::Conflict;
use crate::model::difference::changes_between;
use crate::model::ids::Slug;
use crate::model::merge::Cell;
use crate::model::project::Project;

/// What a merge asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was merged without a question.
    pub project: Project,
    /// What asks the rest, by article.
    pub changes: Vec<(Option<Slug>, Vec<Change>)>,
}

/// What the merge of `ours` and `theirs` to `merged` asks.
pub fn asked(ours: &Project, theirs: &Project, merged: &Project) -> Asked {
    let mut asked = Asked { project: merged.clone(), changes: Vec::new() };
    for (slug, mut changes) in changes_between(ours, merged) {
        let is_new = |change: &Change| new_question(theirs, slug.as_ref(), change).is_some();
        let questions = changes.iter().filter_map(|change| new_question(theirs, slug.as_ref(), change));
        let cells: Vec<Cell> = questions.filter_map(Cell::of_conflict).collect();
        let is_asked = |change: &Change| Cell::of(change).is_some_and(|cell| cells.contains(&cell));
        changes.retain(|change| is_new(change) || is_asked(change));
        if !changes.iter().any(is_new) {
            continue;
        }
        let back = |changes: &[Change]| changes.iter().rev().cloned().map(Change::inverse).collect::<Vec<_>>();
        if apply_changes(&mut asked.project, slug.as_ref(), &back(&changes)).is_err() {
            // What stands there now follows from more than this: the question alone is told.
            changes.retain(is_new);
            if apply_changes(&mut asked.project, slug.as_ref(), &back(&changes)).is_err() {
                continue;
            }
        }
        asked.changes.push((slug, changes));
    }
    asked
}

/// The conflict that a change asks about, unless their side has it.
fn new_question<'a>(theirs: &Project, slug: Option<&Slug>, change: &'a Change) -> Option<&'a Conflict> {
    let Change::Conflict { conflict, before: None, after: Some(asked) } = change else { return None };
    let known = match slug {
        None => Some(&theirs.conflicts),
        Some(slug) => theirs.articles.get(slug).map(|article| &article.review.conflicts),
    };
    (!known.is_some_and(|known| known.contains_key(conflict))).then_some(asked.as_ref())
}
