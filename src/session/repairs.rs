//! Repairing the open project: what would be done first, then the doing.
//!
//! Must not know: how files are damaged, how a plan is shown. Holds: work that can be saved is saved before a plan is
//! made; work that cannot be saved stays in the window, and unsaved; a repair does only what was planned.

use std::path::Path;

use crate::model::problem::Problem;
use crate::model::repair::FileRepair;
use crate::session::Session;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::store;
use crate::store::known::Known;
use crate::store::repair::{Held, Repair};

impl Session {
    /// What a repair would do, file by file; `None` until that was asked for and found out.
    pub fn repair_planned(&self) -> Option<impl Iterator<Item = &FileRepair>> {
        self.open.as_ref()?.repair.as_ref().map(Repair::files)
    }

    /// Starts a job that finds out what a repair would do.
    pub(super) fn plan_repair(&mut self) -> Result<Done, Problem> {
        self.settle_save();
        let open = self.opened_mut()?;
        open.repair = None;
        let folder = open.folder.clone();
        // What others changed, and was merged, is in no history: it is taken from here.
        let files = open.outside.held.union(&open.outside.gone).cloned().collect();
        let held = Held { project: open.project.clone(), files };
        let job = self.jobs.start("Planning a repair".to_owned(), move |_| {
            let plan = store::plan_repair(&folder, &held).map(Box::new);
            Outcome::RepairPlanned { folder, plan }
        });
        Ok(Done::Started(job))
    }

    pub(super) fn take_in_repair_plan(&mut self, folder: &Path, plan: Result<Box<Repair>, Problem>) {
        match plan {
            Ok(plan) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) {
                    open.repair = Some(*plan);
                }
            }
            Err(problem) => self.report(problem),
        }
    }

    /// Does what was planned, and goes on with the project as it is then.
    pub(super) fn repair(&mut self) -> Result<Done, Problem> {
        self.refuse_read_only()?;
        self.settle_save();
        let open = self.opened_mut()?;
        let plan = open.repair.take().ok_or_else(|| {
            Problem::error("repair-unplanned", "Nothing was repaired: nobody looked at what would be done")
                .now("no file was touched")
                .help("Choose “Repair…” (`tickmark check-project --repair`) and read what would be done")
        })?;
        let folder = open.folder.clone();
        let written: Vec<String> =
            plan.files().filter(|file| file.is_written()).map(|file| file.file.clone()).collect();
        let n_files = written.len();
        let copies = store::write_repair(&folder, &plan)?;
        // What waits in the journal for a mended file comes back at the next opening.
        let loaded = store::load_beside(&folder)?;
        let store::Loaded { project, problems: _, guarded, known, recovery: _ } = loaded;
        self.adopt_beside(project, guarded, known);
        if let Some(open) = &mut self.open {
            open.outside.held.retain(|file| open.guarded.contains(file));
            open.outside.gone.retain(|file| Known::is_gone(&folder, file));
        }
        self.notices.push_back(Notice::Mended(written));
        let files = if n_files == 1 { "1 file".to_owned() } else { format!("{n_files} files") };
        self.tell(match copies.first() {
            Some(first) => format!("Repaired {files}; the damaged originals are kept, the first as {first}"),
            None => format!("Repaired {files}"),
        });
        Ok(Done::KeptCopies(copies))
    }
}
