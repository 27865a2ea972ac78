//! Compares an article's newest draft with the one before it, once, on a worker thread.
//!
//! Must not know: how it is shown.

use std::sync::Arc;

use crate::model::ids::Slug;
use crate::session::Session;
use crate::session::drafts::previous_draft;
use crate::session::outcome::{Done, Outcome};
use crate::text::passages::Passage;
use crate::text::reanchor::Realignment;

/// Two drafts of an article, passage by passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The number of the older draft.
    pub from: usize,
    /// The number of the newest.
    pub to: usize,
    /// The passages, in the order of the newest.
    pub passages: Vec<Passage>,
}

/// A comparison under way or done.
pub(super) enum Comparing {
    /// A job is at it.
    UnderWay {
        /// The newest draft's number.
        to: usize,
    },
    /// It is here.
    Done(Arc<Comparison>),
}

impl Session {
    /// What the newest draft of an article changed; `None` until [`crate::session::command::Command::CompareDrafts`] was
    /// carried out, and for an article of one draft.
    pub fn comparison(&self, slug: &Slug) -> Option<&Arc<Comparison>> {
        let number = self.article(slug)?.draft_number();
        match self.open.as_ref()?.comparisons.get(slug)? {
            Comparing::Done(comparison) if comparison.to == number => Some(comparison),
            Comparing::Done(_) | Comparing::UnderWay { .. } => None,
        }
    }

    /// Starts comparing unless that was done, or is under way.
    pub(super) fn compare_drafts(&mut self, slug: &Slug) -> Done {
        let Some(article) = self.article(slug).cloned() else { return Done::Nothing };
        let Some((from, old)) = previous_draft(&article) else { return Done::Nothing };
        let to = article.draft_number();
        let Some(open) = &mut self.open else { return Done::Nothing };
        let is_known = match open.comparisons.get(slug) {
            Some(Comparing::UnderWay { to: known }) => *known == to,
            Some(Comparing::Done(known)) => known.to == to && known.from == from,
            None => false,
        };
        if is_known {
            return Done::Nothing;
        }
        open.comparisons.insert(slug.clone(), Comparing::UnderWay { to });
        let (folder, slug) = (open.folder.clone(), slug.clone());
        Done::Started(self.jobs.start("Comparing drafts".to_owned(), move |_| {
            let passages = Realignment::new(&old, article.draft.text()).passages();
            Outcome::Compared { folder, article: slug, comparison: Arc::new(Comparison { from, to, passages }) }
        }))
    }

    pub(super) fn take_in_comparison(&mut self, folder: &std::path::Path, article: Slug, comparison: Arc<Comparison>) {
        if let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) {
            open.comparisons.insert(article, Comparing::Done(comparison));
        }
    }
}
