//! Every edit of a project in one row: the histories of all articles and the project's own, woven together.
//!
//! Must not know: who asks. The command line takes its undo and redo from here, since each of its runs is a new session.

use std::collections::VecDeque;

use crate::model::article::{Article, Draft, DraftList};
use crate::model::change::{Change, Edit};
use crate::model::placing::place_change;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::store;

impl Session {
    /// All edits on disk, oldest first, and the lines of the histories that could not be read.
    pub fn whole_history(&self) -> Result<(Vec<Edit>, Vec<Problem>), Problem> {
        let open = self.opened()?;
        let (mut histories, mut problems) = (Vec::new(), Vec::new());
        for article in std::iter::once(None).chain(open.project.articles.keys().map(Some)) {
            let (edits, unread) = store::read_history(&open.folder, article);
            histories.push(VecDeque::from(edits));
            problems.extend(unread);
        }
        Ok((woven(histories), problems))
    }

    /// An edit of the history with its words placed in the article as it is, as those of the project are: files hold
    /// no places, and without them its claims would seem other ones than the project's, or lost.
    pub(super) fn with_places(&self, edit: &Edit) -> Edit {
        let mut edit = edit.clone();
        if let Some(article) = edit.article.as_ref().and_then(|slug| self.article(slug)) {
            let current = article.draft.as_ref();
            // An edit that brought another draft has words of both.
            let drafts = edit.changes.iter().find_map(|change| match change {
                Change::Draft { before, after } => {
                    Some((self.draft_of(article, before), self.draft_of(article, after)))
                }
                _ => None,
            });
            let (old, new) = drafts.unwrap_or_default();
            let (old, new) = (old.as_ref().unwrap_or(current), new.as_ref().unwrap_or(current));
            for change in &mut edit.changes {
                place_change(change, old, new);
            }
        }
        edit
    }

    /// The newest draft of a list, its text read from its file if need be.
    fn draft_of(&self, article: &Article, list: &DraftList) -> Option<Draft> {
        let record = list.drafts.last()?;
        match article.texts.get(&record.sha256) {
            Some(text) => Some(Draft::new(text, &list.roles)),
            None => Some(Draft::new(&store::read_draft(self.folder()?, &article.slug, record)?, &list.roles)),
        }
    }
}

/// The edits of all histories by time; each history keeps its own order, and ids settle what one second leaves open.
pub(super) fn woven(mut histories: Vec<VecDeque<Edit>>) -> Vec<Edit> {
    let mut whole = Vec::new();
    loop {
        let heads = histories.iter_mut().filter(|history| !history.is_empty());
        let oldest = heads.min_by_key(|history| history.front().map(|edit| (edit.at, edit.id)));
        match oldest.and_then(VecDeque::pop_front) {
            Some(edit) => whole.push(edit),
            None => return whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(list: &[(u128, i64)]) -> VecDeque<Edit> {
        let edit = |&(id, second)| Edit {
            at: jiff::Timestamp::from_second(second).expect("a small number is a time"),
            ..Edit::trial(id, Vec::new())
        };
        list.iter().map(edit).collect()
    }

    fn ids(histories: &[&[(u128, i64)]]) -> Vec<u128> {
        woven(histories.iter().map(|list| edits(list)).collect()).iter().map(|edit| edit.id.as_u128()).collect()
    }

    #[test]
    fn histories_are_woven_by_time() {
        assert_eq!(ids(&[]), [0_u128; 0]);
        assert_eq!(ids(&[&[(1, 10), (4, 40)], &[(2, 20), (3, 30)], &[]]), [1, 2, 3, 4]);
    }

    #[test]
    fn within_one_second_ids_tell_and_a_history_keeps_its_order() {
        assert_eq!(ids(&[&[(1, 10), (3, 10)], &[(2, 10)]]), [1, 2, 3]);
        assert_eq!(ids(&[&[(9, 10), (1, 10)], &[(5, 10)]]), [5, 9, 1], "9 was written before 1");
    }
}
