//! Goes on with a project that came from outside of the session: repaired, or changed on disk by somebody else.
//!
//! Must not know: how the disk is watched, how two states are merged.
//! Holds: what the checker looks at stays as far as it is there; edits that can no longer be taken back or made again
//! are dropped, and named.

use std::sync::Arc;

use crate::model::apply::apply_changes;
use crate::model::problem::{Problem, quoted};
use crate::model::project::Project;
use crate::session::index::ArticleIndex;
use crate::session::view::Selection;
use crate::session::{Open, Session};
use crate::store::Guarded;

/// Dropped edits that are named one by one.
const NAMED: usize = 5;

impl Session {
    /// Goes on with `project`, while the disk holds `on_disk`.
    pub(super) fn adopt(&mut self, project: Project, on_disk: Project, guarded: Guarded) {
        let Some(open) = &mut self.open else { return };
        let before = std::mem::replace(&mut open.project, project);
        open.guarded = guarded;
        open.repair = None;
        open.saving.know(on_disk);
        let is_same = |slug, article| before.articles.get(slug).is_some_and(|was| Arc::ptr_eq(was, article));
        open.indexes.retain(|slug, _| open.project.articles.contains_key(slug));
        for (slug, article) in open.project.articles.iter().filter(|&(slug, article)| !is_same(slug, article)) {
            open.indexes.insert(slug.clone(), ArticleIndex::new(article));
        }
        open.source_uses = open.project.source_uses();
        // Read again from disk when wanted next; what this session adds until then is put behind it.
        open.histories.clear();
        let dropped = open.drop_stale_undo();
        self.keep_view(&before);
        self.forget_what_is_gone();
        if let Some(slug) = self.view.article.clone() {
            self.want_history(&slug);
        }
        self.revision += 1;
        self.name_dropped(&dropped);
    }

    /// Keeps the selection where the text is the same.
    fn keep_view(&mut self, before: &Project) {
        let Some(slug) = self.view.article.clone() else { return };
        let text = |article: &crate::model::article::Article| article.draft.shared_text();
        let was = before.articles.get(&slug).map(|article| text(article));
        let is = self.article(&slug).map(|article| text(article));
        if was != is {
            self.view.selection = Selection::caret(0);
        }
    }

    fn name_dropped(&mut self, dropped: &[String]) {
        if dropped.is_empty() {
            return;
        }
        let mut names: Vec<String> = dropped.iter().take(NAMED).map(|label| quoted(label, 60)).collect();
        if dropped.len() > NAMED {
            names.push(format!("{} more", dropped.len() - NAMED));
        }
        let what = match dropped.len() {
            1 => "One change can no longer be taken back or made again".to_owned(),
            n => format!("{n} changes can no longer be taken back or made again"),
        };
        self.report(
            Problem::note("undo-dropped", what)
                .why(format!("what they changed was changed on disk in between: {}", names.join(", ")))
                .now("they stand as they are; the history still lists them")
                .help("Change the same thing by hand where that is needed"),
        );
    }
}

impl Open {
    /// Drops the edits of the undo stack that the project has outgrown; answers their labels, newest first.
    fn drop_stale_undo(&mut self) -> Vec<String> {
        use crate::session::undo::Side;
        let (mut back, mut forth) = (self.project.clone(), self.project.clone());
        let dropped = self.undo.drop_stale(|edit, side| {
            let project = match side {
                Side::Undo => &mut back,
                Side::Redo => &mut forth,
            };
            apply_changes(project, edit.article.as_ref(), &edit.inverse_changes()).is_ok()
        });
        dropped.into_iter().map(|edit| edit.label).collect()
    }
}
