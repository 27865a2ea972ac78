//! Makes the steps on disk of one folder fail, for tests: the n-th one, or all from then on, or the power is cut.
//!
//! In: a folder and what is to happen in it. Out: how many steps there were, and what a power cut left.
//! Must not know: what the steps are for. For tests only: the product has no such thing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::store::files::Step;

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It fails, this once.
    Once(ErrorKind),
    /// It fails, and so does every later one.
    Lasting(ErrorKind),
    /// If it writes, only half of the bytes get to disk, then there is no room; otherwise there is no room at once.
    HalfWritten,
    /// Every step on this file fails; those on all others are carried out.
    Of(&'static str),
    /// Every step on this file waits for [`go_on`], and is carried out then.
    HeldAt(&'static str),
    /// The file system knows neither fsync nor locks.
    Unknown,
    /// Nothing happens any more; everything that came before is on disk.
    PowerCut,
    /// Nothing happens any more, and what was not made to last by fsync is gone.
    PowerCutUnsynced,
}

/// What a folder's trial brought.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    /// The steps on disk that were asked for.
    pub(crate) n_steps: usize,
    /// The folder as the power cut left it, beside the folder itself.
    pub(crate) left: Option<PathBuf>,
    /// Whether a step waits.
    is_held: bool,
}

/// What a step not made to last would come back as.
enum Undo {
    /// The file has this length again.
    Length(PathBuf, u64),
    /// The file is as it was.
    Content(PathBuf, Option<Vec<u8>>),
    /// The folder is not there.
    NoFolder(PathBuf),
}

#[derive(Default)]
struct World {
    plan: Option<(usize, Fault)>,
    trial: Trial,
    undo: Vec<(Step, Undo)>,
}

static WORLDS: Mutex<BTreeMap<PathBuf, World>> = Mutex::new(BTreeMap::new());
/// A world that holds a step changed.
static CHANGED: Condvar = Condvar::new();

/// Begins a trial of `folder` (its real path): the step with the number `plan` names, from 0, meets its fault.
pub(crate) fn begin(folder: &Path, plan: Option<(usize, Fault)>) {
    worlds().insert(folder.to_owned(), World { plan, ..World::default() });
}

/// Ends the trial of `folder`.
pub(crate) fn end(folder: &Path) -> Trial {
    worlds().remove(folder).map(|world| world.trial).unwrap_or_default()
}

/// Waits until a step is held.
pub(crate) fn wait_until_held(folder: &Path) {
    let is_coming =
        |worlds: &mut BTreeMap<PathBuf, World>| worlds.get(folder).is_some_and(|world| !world.trial.is_held);
    drop(CHANGED.wait_while(worlds(), is_coming).unwrap_or_else(PoisonError::into_inner));
}

/// Lets a step that is held go on.
pub(crate) fn go_on(folder: &Path) {
    if let Some(world) = worlds().get_mut(folder) {
        world.plan = None;
    }
    CHANGED.notify_all();
}

/// Whether the trial's power was cut: what is asked for from now on does not happen.
pub(crate) fn is_cut(folder: &Path) -> bool {
    worlds().get(folder).is_some_and(|world| world.trial.left.is_some())
}

/// Comes before every step on disk.
pub(super) fn before(step: Step, path: &Path) -> io::Result<()> {
    let mut worlds = worlds();
    let Some((folder, world)) = worlds.iter_mut().find(|(folder, _)| path.starts_with(folder)) else { return Ok(()) };
    let folder = folder.clone();
    world.take(&folder, step, path)?;
    let is_held = |worlds: &mut BTreeMap<PathBuf, World>| {
        worlds.get_mut(&folder).is_some_and(|world| {
            world.trial.is_held = matches!(world.plan, Some((_, Fault::HeldAt(file))) if path.ends_with(file));
            world.trial.is_held
        })
    };
    if is_held(&mut worlds) {
        CHANGED.notify_all();
        drop(CHANGED.wait_while(worlds, is_held).unwrap_or_else(PoisonError::into_inner));
    }
    Ok(())
}

/// The part of `bytes` that gets to disk, when this write is to stop half way.
pub(super) fn part_of<'a>(path: &Path, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let mut worlds = worlds();
    let (_, world) = worlds.iter_mut().find(|(folder, _)| path.starts_with(folder))?;
    if world.plan != Some((world.trial.n_steps, Fault::HalfWritten)) {
        return None;
    }
    world.trial.n_steps += 1;
    Some(&bytes[..bytes.len() / 2])
}

fn worlds() -> MutexGuard<'static, BTreeMap<PathBuf, World>> {
    WORLDS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    fn take(&mut self, folder: &Path, step: Step, path: &Path) -> io::Result<()> {
        if self.trial.left.is_some() {
            return Err(io::Error::other("the power is cut"));
        }
        let number = self.trial.n_steps;
        self.trial.n_steps += 1;
        match self.plan {
            Some((at, Fault::Once(kind))) if number == at => return Err(kind.into()),
            Some((at, Fault::Lasting(kind))) if number >= at => return Err(kind.into()),
            Some((at, Fault::HalfWritten)) if number == at => return Err(ErrorKind::StorageFull.into()),
            Some((at, Fault::PowerCut | Fault::PowerCutUnsynced)) if number == at => {
                let left = folder.with_extension("left");
                copy(folder, &left);
                if let Some((_, Fault::PowerCutUnsynced)) = self.plan {
                    self.lose(folder, &left);
                }
                self.trial.left = Some(left);
                return Err(io::Error::other("the power is cut"));
            }
            Some((_, Fault::Of(file))) if path.ends_with(file) => return Err(ErrorKind::PermissionDenied.into()),
            Some((_, Fault::Unknown)) if matches!(step, Step::Lock | Step::Sync | Step::SyncFolder) => {
                return Err(ErrorKind::Unsupported.into());
            }
            Some(_) | None => {}
        }
        self.remember(step, path);
        Ok(())
    }

    fn remember(&mut self, step: Step, path: &Path) {
        let length = || fs::metadata(path).map_or(0, |metadata| metadata.len());
        let content = || Undo::Content(path.to_owned(), fs::read(path).ok());
        match step {
            Step::Write => self.undo.push((step, Undo::Length(path.to_owned(), length()))),
            Step::Cut | Step::Rename | Step::Remove => self.undo.push((step, content())),
            Step::Create if !path.is_dir() => self.undo.push((step, content())),
            Step::MakeFolder if !path.is_dir() => self.undo.push((step, Undo::NoFolder(path.to_owned()))),
            Step::Sync => self.undo.retain(|(step, undo)| match (step, undo) {
                (Step::Write | Step::Cut, Undo::Length(file, _) | Undo::Content(file, _)) => file != path,
                _ => true,
            }),
            Step::SyncFolder => self.undo.retain(|(step, undo)| match (step, undo) {
                (Step::Write | Step::Cut, _) => true,
                (_, Undo::Content(file, _) | Undo::Length(file, _) | Undo::NoFolder(file)) => {
                    file.parent() != Some(path)
                }
            }),
            Step::Create | Step::MakeFolder | Step::Lock => {}
        }
    }

    /// Takes back in `left` what was not made to last in `folder`.
    #[expect(clippy::disallowed_methods, reason = "tests lay out files")]
    fn lose(&self, folder: &Path, left: &Path) {
        let in_left = |path: &Path| left.join(path.strip_prefix(folder).expect("the step was in the folder"));
        for (_, undo) in self.undo.iter().rev() {
            match undo {
                Undo::Length(file, length) => {
                    let opened = fs::OpenOptions::new().write(true).open(in_left(file));
                    drop(opened.and_then(|file| file.set_len(*length)));
                }
                Undo::Content(file, Some(bytes)) => drop(fs::write(in_left(file), bytes)),
                Undo::Content(file, None) => {
                    let file = in_left(file);
                    drop(if file.is_dir() { fs::remove_dir_all(file) } else { fs::remove_file(file) });
                }
                Undo::NoFolder(folder) => drop(fs::remove_dir_all(in_left(folder))),
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of the test");
    for entry in fs::read_dir(from).expect("the folder is there").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            // A file of another thread's may go in between, as it may in a real power cut.
            drop(fs::copy(&path, &target));
        }
    }
}
