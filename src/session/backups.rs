//! Backups of the open project: made by themselves after saves when due, listed, restored as a new folder.
//!
//! Must not know: what a backup holds, how it is kept (`store/backups.rs`). Holds: all of it on worker threads.

use std::path::{Path, PathBuf};

use crate::model::problem::{Place, Problem, Severity};
use crate::session::Session;
use crate::session::outcome::{Done, Outcome};
use crate::store::backups;

pub use crate::store::backups::Backup;

/// The name of the job that makes one.
pub(super) const BACKING_UP: &str = "Backing up";

/// What a job about backups brought back.
pub(crate) enum Backed {
    /// One was made: what it is without, and that it is in another place than usual, is told.
    Made(Box<Backup>, Vec<Problem>),
    /// None was due.
    NotDue,
    /// They were listed.
    Listed(Vec<Backup>),
    /// One was laid out in this folder.
    Restored(PathBuf),
}

/// Whether a backup is made only when the last one is old enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    /// After a save.
    Saved,
    /// The user wants one.
    Wished,
}

impl Session {
    /// Where the backups of the open project are kept: in the user's data folder.
    pub fn backup_place(&self) -> Option<PathBuf> {
        let open = self.open.as_ref()?;
        Some(backups::place_for(&open.folder, self.surroundings.data.as_deref()))
    }

    /// The backups as they were listed last, newest first; `None` when they have not been.
    pub fn backups(&self) -> Option<&[Backup]> {
        self.open.as_ref()?.backups.as_deref()
    }

    /// Starts making a backup of what is saved.
    pub(super) fn back_up(&mut self, occasion: Occasion) -> Result<Done, Problem> {
        let open = self.opened()?;
        let (folder, data) = (open.folder.clone(), self.surroundings.data.clone());
        if occasion == Occasion::Saved && data.is_none() {
            return Ok(Done::Nothing); // an account without a home: only when it is wished for
        }
        let now = self.surroundings.clock.now();
        let job = self.jobs.start(BACKING_UP.to_owned(), move |_| {
            let place = backups::place_for(&folder, data.as_deref());
            let result = if occasion == Occasion::Saved && !backups::is_due(&place, now) {
                Ok(Backed::NotDue)
            } else {
                made(&folder, &place, now).map_err(|problem| match occasion {
                    Occasion::Wished => problem,
                    // The save itself went well.
                    Occasion::Saved => Problem { severity: Severity::Warning, ..problem },
                })
            };
            Outcome::Backed { folder, result }
        });
        Ok(Done::Started(job))
    }

    /// Starts listing the backups.
    pub(super) fn list_backups(&mut self) -> Result<Done, Problem> {
        let folder = self.opened()?.folder.clone();
        let data = self.surroundings.data.clone();
        let job = self.jobs.start("Listing backups".to_owned(), move |_| {
            let mut found = backups::list(&backups::place_for(&folder, data.as_deref()));
            if data.is_some() {
                found.extend(backups::list(&backups::place_for(&folder, None)));
                found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
            }
            Outcome::Backed { folder, result: Ok(Backed::Listed(found)) }
        });
        Ok(Done::Started(job))
    }

    /// Starts laying out a backup as a new folder.
    pub(super) fn restore_backup(&mut self, backup: PathBuf, to: PathBuf) -> Result<Done, Problem> {
        let folder = self.opened()?.folder.clone();
        let job = self.jobs.start("Restoring a backup".to_owned(), move |_| {
            let result = backups::restore(&backup, Some(&folder), &to).map(|()| Backed::Restored(to));
            Outcome::Backed { folder, result }
        });
        Ok(Done::Started(job))
    }

    /// Takes in what a job about backups brought back.
    pub(super) fn take_in_backup(&mut self, folder: &Path, result: Result<Backed, Problem>) {
        match result {
            Err(problem) => self.report(problem),
            Ok(Backed::NotDue) => {}
            Ok(Backed::Made(backup, told)) => {
                for problem in told {
                    self.report(problem);
                }
                if let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) {
                    open.backups.get_or_insert_default().insert(0, *backup);
                }
            }
            Ok(Backed::Listed(found)) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) {
                    open.backups = Some(found);
                }
            }
            Ok(Backed::Restored(to)) => self.tell(format!("Restored as {}", to.display())),
        }
    }
}

/// Every backup of every project in the user's data folder, newest first.
pub fn every_backup(data: &Path) -> Vec<Backup> {
    backups::list_all(data)
}

/// Lays out the backup `file` as the new folder `to`, with the evidence that the project's folder still has.
pub fn restore_file(file: &Path, project: Option<&Path>, to: &Path) -> Result<(), Problem> {
    backups::restore(file, project, to)
}

/// A backup in `place`, or beside the project when it cannot be made there.
fn made(folder: &Path, place: &Path, now: jiff::Timestamp) -> Result<Backed, Problem> {
    let failed = match backups::make(folder, place, now) {
        Ok((backup, without)) => return Ok(Backed::Made(Box::new(backup), without.into_iter().collect())),
        Err(problem) => problem,
    };
    let beside = backups::place_for(folder, None);
    // When neither can be had, the reason of the usual place is the one that helps.
    let Ok((backup, without)) = backups::make(folder, &beside, now) else { return Err(failed) };
    let elsewhere =
        Problem::warning("backup-elsewhere", "Backups are kept beside the project, and go when its disk does")
            .at(Place::File(beside.display().to_string()))
            .why(format!("the usual folder could not be used: {}", failed.why))
            .now("the backup was made")
            .help(format!("Make room for them in {}", place.display()));
    Ok(Backed::Made(Box::new(backup), std::iter::once(elsewhere).chain(without).collect()))
}
