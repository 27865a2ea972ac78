//! Saving: an edit is in the journal at once, and in the files by itself a second after the last one or when wished for;
//! always on a worker thread.
//!
//! Must not know: file shapes. Holds: an edit leaves the unsaved list only when the disk has it; it goes to the journal
//! at once, also while a save is under way; nothing is written once another program has taken the project over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::ids::EditId;
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::session::Session;
use crate::session::backups::Occasion;
use crate::session::hold::Hold;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::store;
use crate::store::known::Known;

/// The name of the job that saves.
pub(super) const SAVING: &str = "Saving";
/// The name of the job that writes the journal.
pub(super) const JOURNALING: &str = "Writing the journal";
/// The name of the job that writes a copy.
pub(super) const COPYING: &str = "Saving a copy";
/// How long the desk must be still before work is saved by itself.
const STILL: SignedDuration = SignedDuration::from_secs(1);

/// How saving stands, for the word in the window's corner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Everything is on disk since this time; `None` when nothing was to be saved yet.
    Saved(Option<Timestamp>),
    /// Every edit is safe in the journal, and is written to the files in a moment.
    Journaled,
    /// There is work that is not on disk yet.
    Waiting,
    /// A file was deleted on disk, and what it held is in the window alone: a save that is wished for writes it anew.
    Gone,
    /// It is being written.
    Saving,
    /// It could not be written.
    Failed(Problem),
}

/// What the disk holds, and what it lacks.
pub(super) struct Saving {
    /// The project as the disk holds it.
    saved: Project,
    /// The edits that the files lack, oldest first.
    unsaved: Vec<Edit>,
    /// Those of them that the journal has.
    journaled: BTreeSet<EditId>,
    last_edit: Option<Timestamp>,
    last_saved: Option<Timestamp>,
    /// The edits that a save under way has; the journal has them, or could not take them.
    under_way: Option<BTreeSet<EditId>>,
    is_journaling: bool,
    /// A save was wished for while the journal was being written.
    is_wished: bool,
    failed: Option<Problem>,
    /// A file was not written because it seems to have been changed on disk; the disk is looked at before the next try.
    held_back: Option<Problem>,
}

impl Saving {
    /// What is to be saved of a project just opened: the edits that its journal brought back.
    pub(super) fn new(saved: Project, unsaved: Vec<Edit>) -> Self {
        Self {
            saved,
            journaled: unsaved.iter().map(|edit| edit.id).collect(),
            unsaved,
            last_edit: None,
            last_saved: None,
            under_way: None,
            is_journaling: false,
            is_wished: false,
            failed: None,
            held_back: None,
        }
    }

    pub(super) fn add(&mut self, edit: Edit, now: Timestamp) {
        self.unsaved.push(edit);
        self.last_edit = Some(now);
        self.failed = None;
    }

    /// A job broke down; if it was the save, it is tried again only when wished for.
    pub(super) fn give_up(&mut self, problem: &Problem) {
        (self.under_way, self.is_journaling, self.is_wished) = (None, false, false);
        if !self.unsaved.is_empty() {
            self.failed = Some(problem.clone());
        }
    }

    /// The project as the disk holds it.
    pub(super) fn saved(&self) -> &Project {
        &self.saved
    }

    /// Whether it is being written.
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// The save failed for this reason; it is tried again only when wished for.
    pub(super) fn fail(&mut self, problem: Problem) {
        if !self.unsaved.is_empty() {
            self.failed = Some(problem);
        }
    }

    /// The disk holds what was known of it: what was held back for another reason would be so for ever.
    pub(super) fn fail_held_back(&mut self) -> Option<Problem> {
        let problem = self.held_back.take()?;
        self.fail(problem.clone());
        Some(problem)
    }

    /// Says what the disk holds now.
    pub(super) fn know(&mut self, on_disk: Project) {
        self.saved = on_disk;
        self.held_back = None;
    }

    /// Says that the disk has this article already.
    pub(super) fn know_article(&mut self, article: &Article) {
        self.saved.articles.insert(article.slug.clone(), Arc::new(article.clone()));
    }

    /// How many edits the files lack.
    pub(super) fn n_unsaved(&self) -> usize {
        self.unsaved.len()
    }

    /// The edits that the files lack, oldest first.
    pub(super) fn unsaved(&self) -> &[Edit] {
        &self.unsaved
    }

    /// Lets the unsaved edits go: they are in a copy of the project.
    pub(super) fn let_go(&mut self) {
        self.unsaved.clear();
        self.failed = None;
    }

    fn is_busy(&self) -> bool {
        self.is_under_way() || self.is_journaling
    }
}

impl Session {
    /// How saving stands.
    pub fn save_state(&self) -> SaveState {
        let Some(saving) = self.open.as_ref().map(|open| &open.saving) else { return SaveState::Saved(None) };
        let looks_first =
            self.open.as_ref().is_some_and(|open| open.outside.is_looking()) && !saving.unsaved.is_empty();
        if saving.is_under_way() || saving.is_wished || looks_first {
            SaveState::Saving
        } else if let Some(problem) = &saving.failed {
            SaveState::Failed(problem.clone())
        } else if saving.unsaved.is_empty() {
            if self.is_saved() { SaveState::Saved(saving.last_saved) } else { SaveState::Gone }
        } else if saving.unsaved.iter().all(|edit| saving.journaled.contains(&edit.id)) {
            SaveState::Journaled
        } else {
            SaveState::Waiting
        }
    }

    /// Whether the disk is being written to, or is about to be when the journal is.
    pub(super) fn is_writing(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.saving.is_busy())
    }

    /// Starts putting the edits into the journal that it lacks, unless that is under way. A save under way holds none of
    /// them up: it can take long.
    pub(super) fn journal(&mut self) {
        let Some(open) = &mut self.open else { return };
        let Some(lock) = open.hold.lock().map(Arc::clone) else { return };
        let saving = &mut open.saving;
        if saving.is_journaling {
            return;
        }
        let is_there = |id: &EditId| {
            saving.journaled.contains(id) || saving.under_way.as_ref().is_some_and(|edits| edits.contains(id))
        };
        let missing = saving.unsaved.iter().filter(|edit| !is_there(&edit.id));
        let edits: Vec<Edit> = missing.cloned().collect();
        if edits.is_empty() {
            return;
        }
        saving.is_journaling = true;
        let folder = open.folder.clone();
        self.jobs.start(JOURNALING.to_owned(), move |_| {
            if let Err(holder) = lock.check() {
                return Outcome::LockLost { folder, holder };
            }
            let result = store::journal(&folder, &edits);
            let edits = edits.iter().map(|edit| edit.id).collect();
            Outcome::Journaled { folder, edits, result }
        });
    }

    /// Takes in that the journal was written.
    pub(super) fn take_in_journal(&mut self, folder: &Path, edits: BTreeSet<EditId>, result: &Result<(), Problem>) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let saving = &mut open.saving;
        saving.is_journaling = false;
        match result {
            Ok(()) => saving.journaled.extend(edits),
            // A save tries it again and tells what keeps it from being written; when it did already, the user knows.
            Err(_) if saving.failed.is_some() => return,
            // The save under way may end well, and asks for the journal again when it ends.
            Err(_) if saving.is_under_way() => return,
            Err(_) => saving.is_wished = true,
        }
        if std::mem::take(&mut saving.is_wished) {
            // What the journal cannot take, the save tries again, and tells why.
            if result.is_ok() {
                self.save()
            } else {
                self.save_now()
            };
        } else {
            self.journal();
        }
    }

    /// Whether every edit made here is on disk.
    pub fn is_saved(&self) -> bool {
        self.open.as_ref().is_none_or(|open| {
            let is_done_here = match open.hold {
                Hold::Ours(_) | Hold::Lost(_) => true,
                // What another program's journal brought back is shown, and is in that journal.
                Hold::Theirs(..) | Hold::Unasked | Hold::Unwritable(_) => false,
            };
            let is_all_there = open.saving.unsaved.is_empty() && open.outside.gone.is_empty();
            !open.saving.is_under_way() && (is_all_there || !is_done_here)
        })
    }

    /// Whether the last save failed and work waits for the user.
    pub fn is_save_failed(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.saving.failed.is_some())
    }

    /// Starts a save if the desk has been still long enough. Answers how long until the next one is due.
    pub(super) fn save_when_still(&mut self) -> Option<SignedDuration> {
        let now = self.surroundings.clock.now();
        let open = self.open.as_ref()?;
        let saving = &open.saving;
        let must_wait = saving.is_busy() || open.outside.is_looking() || open.hold.lock().is_none();
        if saving.unsaved.is_empty() || saving.failed.is_some() || must_wait {
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

    /// Starts a save of what the disk lacks, once the journal has all of it: edits stand there in the order they were made
    /// in, so none may be left for the save to put there beside those that are made while it runs.
    pub(super) fn save(&mut self) -> Done {
        let Some(saving) = self.open.as_mut().map(|open| &mut open.saving) else { return Done::Nothing };
        let has_missing = saving.unsaved.iter().any(|edit| !saving.journaled.contains(&edit.id));
        if has_missing && !saving.is_busy() {
            self.journal();
        }
        self.save_now()
    }

    /// Starts a save of what the disk lacks; while the journal is being written, right after that.
    fn save_now(&mut self) -> Done {
        if self.is_saved() {
            return Done::Nothing;
        }
        let Some(open) = &mut self.open else { return Done::Nothing };
        if open.saving.is_under_way() || open.saving.unsaved.is_empty() || open.outside.is_looking() {
            return Done::Nothing;
        }
        let Some(lock) = open.hold.lock().map(Arc::clone) else {
            if let Some(problem) = self.read_only() {
                self.report(problem);
            }
            return Done::Nothing;
        };
        open.saving.failed = None;
        if open.saving.is_journaling {
            open.saving.is_wished = true;
            return Done::Nothing;
        }
        open.saving.under_way = Some(open.saving.unsaved.iter().map(|edit| edit.id).collect());
        let folder = open.folder.clone();
        let (saved, now) = (open.saving.saved.clone(), open.project.clone());
        let (edits, guarded) = (open.saving.unsaved.clone(), open.guarded.clone());
        let mut known = open.outside.known.clone();
        self.revision += 1;
        let job = self.jobs.start(SAVING.to_owned(), move |_| {
            if let Err(holder) = lock.check() {
                return Outcome::LockLost { folder, holder };
            }
            let report = store::save_over_known(&folder, &saved, &now, &edits, &guarded, &mut known);
            let edits = edits.iter().map(|edit| edit.id).collect();
            Outcome::Saved { folder, edits, report: Box::new(report), known }
        });
        Done::Started(job)
    }

    /// Takes in that a save ended.
    pub(super) fn take_in_save(
        &mut self,
        folder: &Path,
        edits: &BTreeSet<EditId>,
        report: store::SaveReport,
        known: Known,
    ) {
        let now = self.surroundings.clock.now();
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let store::SaveReport { saved, written: _, unrecorded, problems } = report;
        open.outside.take_in_saved(known);
        let saving = &mut open.saving;
        saving.under_way = None;
        // Articles that came in while the save ran are on disk too.
        for (slug, article) in std::mem::replace(&mut saving.saved, saved).articles {
            saving.saved.articles.entry(slug).or_insert(article);
        }
        saving.unsaved.retain(|edit| !edits.contains(&edit.id) || unrecorded.contains(&edit.id));
        saving.journaled.retain(|id| !edits.contains(id) || unrecorded.contains(id));
        // What somebody else wrote is merged first; then the rest is saved by itself.
        let (outside, problems): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|problem| problem.id == "changed-outside");
        match problems.first() {
            Some(first) if !unrecorded.is_empty() => saving.failed = Some(first.clone()),
            Some(_) | None if outside.is_empty() => saving.last_saved = Some(now),
            Some(_) | None => {}
        }
        saving.held_back = outside.first().cloned();
        let is_saved = saving.unsaved.is_empty();
        self.notices.extend(problems.into_iter().map(Notice::Problem));
        if !outside.is_empty() {
            drop(self.look_outside());
        }
        if is_saved {
            // Only a project that is open can have been saved.
            drop(self.back_up(Occasion::Saved));
        }
        self.journal();
    }

    /// Writes anew the files that somebody took away on disk and that only the window has: what is done for good, a save
    /// that was wished for or leaving, leaves nothing to be lost.
    pub(super) fn put_back_gone(&mut self) {
        let Some(open) = &mut self.open else { return };
        let folder = open.folder.clone();
        open.outside.gone.retain(|file| Known::is_gone(&folder, file));
        if open.outside.gone.is_empty() || open.saving.is_under_way() {
            return;
        }
        let Some(lock) = open.hold.lock().map(Arc::clone) else { return };
        if let Err(holder) = lock.check() {
            return self.take_in_loss(&folder, holder);
        }
        let files: Vec<String> = open.outside.gone.iter().cloned().collect();
        match store::put_back(&folder, &open.saving.saved, &files) {
            Ok(()) => {
                open.outside.gone.clear();
                let mut known = open.outside.known.clone();
                known.refresh(&folder, &files);
                open.outside.take_in_saved(known);
                if open.saving.unsaved.is_empty() {
                    open.saving.failed = None;
                }
                self.tell(match files.as_slice() {
                    [file] => format!("Written anew, since it was deleted on disk: {file}"),
                    files => format!("{} files were written anew, since they were deleted on disk", files.len()),
                });
            }
            Err(problem) => {
                open.saving.failed = Some(problem.clone());
                self.report(problem);
            }
        }
    }

    /// Starts writing the project as it is in the window, its unsaved edits with it, to a new folder.
    pub(super) fn save_copy(&mut self, to: PathBuf) -> Result<Done, Problem> {
        let open = self.opened()?;
        let (from, project, edits) = (open.folder.clone(), open.project.clone(), open.saving.unsaved().to_vec());
        let job = self.jobs.start(COPYING.to_owned(), move |_| {
            let result = store::save_copy(&from, &to, &project, &edits);
            let edits = edits.iter().map(|edit| edit.id).collect();
            Outcome::Copied { folder: from, to, edits, result }
        });
        Ok(Done::Started(job))
    }

    /// Takes in that a copy was written. Once the project is another's, edits that are in a copy are kept no longer.
    pub(super) fn take_in_saved_copy(
        &mut self,
        folder: &Path,
        to: &Path,
        edits: &BTreeSet<EditId>,
        result: Result<Option<Problem>, Problem>,
    ) {
        let lacks = match result {
            Ok(lacks) => lacks,
            Err(problem) => return self.report(problem),
        };
        self.tell(format!("Saved a copy as {}", to.display()));
        self.notices.extend(lacks.map(Notice::Problem));
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        if open.hold.lock().is_none() && open.saving.unsaved.iter().all(|edit| edits.contains(&edit.id)) {
            open.saving.let_go();
            open.outside.gone.clear();
        }
    }
}

#[cfg(test)]
mod tests;
