//! Saving: by itself a second after the last edit, or at once when wished for, always on a worker thread.
//!
//! Must not know: file shapes. Holds: an edit leaves the unsaved list only when the disk has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::ids::EditId;
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::session::Session;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::store;
use crate::store::known::Known;

/// The name of the job that saves.
pub(super) const SAVING: &str = "Saving";
/// How long the desk must be still before work is saved by itself.
const STILL: SignedDuration = SignedDuration::from_secs(1);

/// How saving stands, for the word in the window's corner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is on disk since this time; `None` when nothing was to be saved yet.
    Saved(Option<Timestamp>),
    /// There is work that is not on disk yet.
    Waiting,
    /// It is being written.
    Saving,
    /// It could not be written.
    Failed(Problem),
}

/// What the disk holds, and what it lacks.
pub(super) struct Saving {
    /// The project as the disk holds it.
    saved: Project,
    /// The edits that the disk lacks, oldest first.
    unsaved: Vec<Edit>,
    last_edit: Option<Timestamp>,
    last_saved: Option<Timestamp>,
    under_way: bool,
    failed: Option<Problem>,
}

impl Saving {
    pub(super) fn new(saved: Project) -> Self {
        Self { saved, unsaved: Vec::new(), last_edit: None, last_saved: None, under_way: false, failed: None }
    }

    pub(super) fn add(&mut self, edit: Edit, now: Timestamp) {
        self.unsaved.push(edit);
        self.last_edit = Some(now);
        self.failed = None;
    }

    /// A job broke down; if it was the save, it is tried again only when wished for.
    pub(super) fn give_up(&mut self, problem: &Problem) {
        if std::mem::take(&mut self.under_way) {
            self.failed = Some(problem.clone());
        }
    }

    /// The project as the disk holds it.
    pub(super) fn saved(&self) -> &Project {
        &self.saved
    }

    /// Whether it is being written.
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way
    }

    /// The save failed for this reason; it is tried again only when wished for.
    pub(super) fn fail(&mut self, problem: Problem) {
        if !self.unsaved.is_empty() {
            self.failed = Some(problem);
        }
    }

    /// Says what the disk holds now.
    pub(super) fn know(&mut self, on_disk: Project) {
        self.saved = on_disk;
    }

    /// Says that the disk has this article already.
    pub(super) fn know_article(&mut self, article: &Article) {
        self.saved.articles.insert(article.slug.clone(), Arc::new(article.clone()));
    }
}

impl Session {
    /// How saving stands.
    pub fn save_state(&self) -> SaveState {
        let Some(saving) = self.open.as_ref().map(|open| &open.saving) else { return SaveState::Saved(None) };
        let looks_first =
            self.open.as_ref().is_some_and(|open| open.outside.is_looking()) && !saving.unsaved.is_empty();
        if saving.under_way || looks_first {
            SaveState::Saving
        } else if let Some(problem) = &saving.failed {
            SaveState::Failed(problem.clone())
        } else if saving.unsaved.is_empty() {
            SaveState::Saved(saving.last_saved)
        } else {
            SaveState::Waiting
        }
    }

    /// Whether every edit is on disk.
    pub fn is_saved(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.saving.unsaved.is_empty() && !open.saving.under_way)
    }

    /// Whether the last save failed and work waits for the user.
    pub fn is_save_failed(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.saving.failed.is_some())
    }

    /// Starts a save if the desk has been still long enough. Answers how long until the next one is due.
    pub(super) fn save_when_still(&mut self) -> Option<SignedDuration> {
        let now = self.surroundings.clock.now();
        let saving = &self.open.as_ref()?.saving;
        let is_looking = self.open.as_ref().is_some_and(|open| open.outside.is_looking());
        if saving.unsaved.is_empty() || saving.under_way || saving.failed.is_some() || is_looking {
            return None;
        }
        let waited = saving.last_edit.map_or(STILL, |edit| now.duration_since(edit));
        // A clock that was set back must not put the save off.
        if (SignedDuration::ZERO..STILL).contains(&waited) {
            return Some(STILL - waited);
        }
        self.save();
        None
    }

    /// Starts a save of what the disk lacks.
    pub(super) fn save(&mut self) -> Done {
        let Some(open) = &mut self.open else { return Done::Nothing };
        if open.saving.under_way || open.saving.unsaved.is_empty() || open.outside.is_looking() {
            return Done::Nothing;
        }
        open.saving.under_way = true;
        open.saving.failed = None;
        let folder = open.folder.clone();
        let (saved, now) = (open.saving.saved.clone(), open.project.clone());
        let (edits, guarded) = (open.saving.unsaved.clone(), open.guarded.clone());
        let mut known = open.outside.known.clone();
        self.revision += 1;
        let job = self.jobs.start(SAVING.to_owned(), move |_| {
            let report = store::save_over_known(&folder, &saved, &now, &edits, &guarded, &mut known);
            let edits = edits.iter().map(|edit| edit.id).collect();
            Outcome::Saved { folder, edits, report: Box::new(report), known }
        });
        Done::Started(job)
    }

    /// Takes in that a save ended.
    pub(super) fn take_in_save(
        &mut self,
        folder: &std::path::Path,
        edits: &BTreeSet<EditId>,
        report: store::SaveReport,
        known: Known,
    ) {
        let now = self.surroundings.clock.now();
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let store::SaveReport { saved, written: _, unrecorded, problems } = report;
        open.outside.take_in_saved(known);
        let saving = &mut open.saving;
        saving.under_way = false;
        // Articles that came in while the save ran are on disk too.
        for (slug, article) in std::mem::replace(&mut saving.saved, saved).articles {
            saving.saved.articles.entry(slug).or_insert(article);
        }
        saving.unsaved.retain(|edit| !edits.contains(&edit.id) || unrecorded.contains(&edit.id));
        // What somebody else wrote is merged first; then the rest is saved by itself.
        let (outside, problems): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|problem| problem.id == "changed-outside");
        match problems.first() {
            Some(first) => saving.failed = Some(first.clone()),
            None if outside.is_empty() => saving.last_saved = Some(now),
            None => {}
        }
        self.notices.extend(problems.into_iter().map(Notice::Problem));
        if !outside.is_empty() {
            drop(self.look_outside());
        }
    }
}
