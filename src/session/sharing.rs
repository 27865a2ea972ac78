//! Shares a copy of the project as a zip: first what would leave the machine, then the file.
//!
//! Must not know: which files a project has (`store/share.rs`).
//! Holds: nothing is shared that is not on disk yet, and no file that was not shown; what is confidential goes only when
//! it is asked for by name.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::hold::Hold;
use crate::session::outcome::{Done, Outcome, SharedCopy};
use crate::session::wishes::Overwrite;
use crate::store::files::Existing;
use crate::store::share;

pub use crate::store::layout::Listed;
pub use crate::store::share::{Extent, Sharing};

/// What to do about a file that is there already, in the window and on the command line.
const REPLACING: &str = "Choose another name, or tick “Replace the file” (`--force`)";

impl Session {
    /// What a shared copy would hold, by what is on disk.
    pub fn sharing(&self, extent: Extent) -> Result<Sharing, Problem> {
        let open = self.opened()?;
        share::plan(&open.folder, &open.project, extent)
    }

    /// The same from a worker thread, which calls `wake` when it is there; `None` when nothing is open.
    pub fn sharing_later(
        &self,
        extent: Extent,
        wake: impl FnOnce() + Send + 'static,
    ) -> Option<Receiver<Result<Sharing, Problem>>> {
        let open = self.open.as_ref()?;
        let (folder, project) = (open.folder.clone(), open.project.clone());
        let (sender, receiver) = channel();
        let body = move || {
            // Another list may be wanted by now: then nobody waits for this one.
            drop(sender.send(share::plan(&folder, &project, extent)));
            wake();
        };
        std::thread::Builder::new().name("Listing files to share".to_owned()).spawn(body).ok()?;
        Some(receiver)
    }

    /// Starts writing a shared copy; what is not saved yet is saved first.
    ///
    /// What was shown is all that goes: a project of which more would go now is not shared.
    pub(super) fn share(
        &mut self,
        file: PathBuf,
        extent: Extent,
        shown: Sharing,
        overwrite: Overwrite,
    ) -> Result<Done, Problem> {
        self.settle_save();
        // What another program's crash left in the journal counts as saved, but no file has it.
        let is_in_files = self.opened()?.saving.n_unsaved() == 0;
        if !self.is_saved() || !is_in_files {
            let (why, now, help) = match self.hold() {
                // What a crash left in the journal is saved by whoever opens the project to work on it.
                Some(Hold::Unasked | Hold::Theirs(..)) => (
                    "it is in the journal only, where a crash left it",
                    "the work is in the journal still",
                    "Open the project in the window, which saves it, then share again",
                ),
                Some(Hold::Ours(_) | Hold::Lost(_) | Hold::Unwritable(_)) | None => (
                    "a copy of what is on disk would lack it",
                    "the work is still in the window",
                    "Mend what keeps it from being saved, press Ctrl+S, then share again",
                ),
            };
            return Err(Problem::error("unsaved", "No copy was shared: the project has work that could not be saved")
                .why(why)
                .now(now)
                .help(help));
        }
        let open = self.opened()?;
        let (folder, project) = (open.folder.clone(), open.project.clone());
        let existing = match overwrite {
            Overwrite::Never => Existing::Refuse,
            Overwrite::Allowed => Existing::Replace,
        };
        let job = self.jobs.start("Sharing a copy".to_owned(), move |_| {
            let written = share::plan(&folder, &project, extent).and_then(|sharing| {
                shown.covers(&sharing)?;
                share::write(&folder, &sharing, &file, existing)?;
                Ok(SharedCopy { file, project: project.title.clone(), n_files: sharing.goes.len(), extent })
            });
            Outcome::Shared(
                written.map_err(|problem| if problem.id == "file-exists" { problem.help(REPLACING) } else { problem }),
            )
        });
        Ok(Done::Started(job))
    }
}
