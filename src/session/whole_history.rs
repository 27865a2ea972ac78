//! Every edit of a project in one row: the histories of all articles and the project's own, woven together.
//!
//! Must not know: who asks. The command line takes its undo and redo from here, since each of its runs is a new session.

use std::collections::VecDeque;

use crate::model::article::{Article, Draft, DraftList};
use crate::model::change::{Change, Edit};
use crate::model::fields::place_change;
use crate::model::problem::Problem;
use crate::model::weave::woven;
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
