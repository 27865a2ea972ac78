//! Which edits the history shows, and the lines of those unfolded.
//!
//! In: the session, the filter. Out: lines. Must not know: egui.
//! Holds: [`Rows::refresh`] walks the edits only when the session's revision, the filter or what is unfolded changed;
//! values are put into words only of edits that are searched or unfolded.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::change::{Change, Edit};
use crate::model::conflict::{Conflict, unrecorded};
use crate::model::ids::{ClaimId, EditId, PersonKey, Slug};
use crate::model::merge::Cell;
use crate::model::project::Project;
use crate::model::told::{FromTo, Topic, from_to, topic};
use crate::session::Session;
use crate::session::undo::taken_back;

/// Which edits are shown. `None` and empty words let all through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) words: String,
    pub(super) by: Option<PersonKey>,
    pub(super) topic: Option<Topic>,
    pub(super) claim: Option<ClaimId>,
}

impl Filter {
    /// Whether all edits go through.
    pub(super) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    fn lets_through(&self, project: &Project, edit: &Edit, words: &str) -> bool {
        let fits = |change: &Change| {
            self.topic.is_none_or(|wanted| topic(change) == wanted)
                && self.claim.is_none_or(|claim| change.claim() == Some(claim))
        };
        let says = |text: &str| text.to_lowercase().contains(words);
        self.by.as_ref().is_none_or(|by| *by == edit.by)
            && (self.topic.is_none() && self.claim.is_none() || edit.changes.iter().any(fits))
            && (words.is_empty()
                || says(&edit.label)
                || says(project.person_name(&edit.by))
                || from_to(project, edit, None).iter().any(|it| says(&it.before) || says(&it.after)))
    }
}

/// One line of the list.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// An edit.
    Edit {
        /// It.
        edit: Arc<Edit>,
        /// Whether it was taken back, so that there is nothing to take back any more.
        is_taken_back: bool,
    },
    /// What one change of the edit above was from and to.
    Change(FromTo),
    /// A question that no edit asked, in words: it came with files that git merged.
    Question(String),
}

/// The lines, as of one revision of the session, one filter and one set of unfolded edits.
#[derive(Default)]
pub(super) struct Rows {
    key: Option<(u64, Slug, Filter, BTreeSet<EditId>)>,
    /// The lines, newest edit first.
    pub(super) lines: Vec<Line>,
    /// How many edits are shown, of how many.
    pub(super) counts: (usize, usize),
    /// Who edited the article, in the order of their keys.
    pub(super) people: Vec<PersonKey>,
}

impl Rows {
    /// Filters anew if anything may have changed; false while the history is being read.
    pub(super) fn refresh(&mut self, session: &Session, filter: &Filter, unfolded: &BTreeSet<EditId>) -> bool {
        let (Some(article), Some(project)) = (session.current_article(), session.project()) else { return false };
        let Some(history) = session.article_history() else { return false };
        let is_fresh = self.key.as_ref().is_some_and(|(revision, slug, known, open)| {
            *revision == session.revision() && *slug == article.slug && known == filter && open == unfolded
        });
        if is_fresh {
            return true;
        }
        let void = taken_back(history.iter().map(Arc::as_ref));
        let words = filter.words.trim().to_lowercase();
        let (mut lines, mut n_shown) = (Vec::new(), 0);
        if filter.is_open() {
            let asked = unrecorded(&article.review.conflicts, history.iter().map(Arc::as_ref));
            lines.extend(asked.into_iter().map(|conflict| Line::Question(question_words(conflict))));
        }
        let shown = history.iter().rev().filter(|edit| filter.lets_through(project, edit, &words));
        for edit in shown {
            n_shown += 1;
            lines.push(Line::Edit { edit: Arc::clone(edit), is_taken_back: void.contains(&edit.id) });
            if unfolded.contains(&edit.id) {
                lines.extend(from_to(project, edit, None).into_iter().map(Line::Change));
            }
        }
        let people: BTreeSet<PersonKey> = history.iter().map(|edit| edit.by.clone()).collect();
        let key = Some((session.revision(), article.slug.clone(), filter.clone(), unfolded.clone()));
        let counts = (n_shown, history.len());
        *self = Self { key, lines, counts, people: people.into_iter().collect() };
        true
    }
}

fn question_words(conflict: &Conflict) -> String {
    let about = Cell::of_conflict(conflict).map_or("several things", |cell| cell.word());
    format!("Open question about {about}, from files merged outside Tickmark")
}
