//! Notices that files of a project change on disk, whoever changes them.
//!
//! In: a folder, and what to call when something happened. Out: whether something happened since the last question.
//! Must not know: what changed, and whether it was the program itself.
//! Holds: nothing runs while nothing changes where the system can tell; elsewhere the folder is looked through every
//! few seconds. Limits: some network folders tell nothing of what other machines do; then looking is a wish away.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use notify::event::{Event, EventKind};
use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// How often a folder is looked through that the system does not tell of.
const EVERY: Duration = Duration::from_secs(5);

/// A folder that is watched until this is dropped.
pub struct Watch {
    has_changed: Arc<AtomicBool>,
    _watcher: Box<dyn Watcher + Send + Sync>,
}

impl Watch {
    /// Watches `folder`; `None` when that cannot be done at all.
    pub fn new(folder: &Path, wake: &Arc<dyn Fn() + Send + Sync>) -> Option<Self> {
        let has_changed = Arc::new(AtomicBool::new(false));
        let taker = || {
            let (flag, wake, folder) = (Arc::clone(&has_changed), Arc::clone(wake), folder.to_path_buf());
            move |event: notify::Result<Event>| {
                if event.is_ok_and(|event| counts(&folder, &event)) && !flag.swap(true, Ordering::Relaxed) {
                    wake();
                }
            }
        };
        let told = RecommendedWatcher::new(taker(), Config::default()).and_then(|mut watcher| {
            watcher.watch(folder, RecursiveMode::Recursive)?;
            Ok(Box::new(watcher) as Box<dyn Watcher + Send + Sync>)
        });
        let watcher = told.or_else(|_| {
            let mut watcher = PollWatcher::new(taker(), Config::default().with_poll_interval(EVERY))?;
            watcher.watch(folder, RecursiveMode::Recursive)?;
            Ok::<_, notify::Error>(Box::new(watcher) as Box<dyn Watcher + Send + Sync>)
        });
        watcher.ok().map(|watcher| Self { has_changed, _watcher: watcher })
    }

    /// Whether something changed since this was asked last.
    pub fn take(&self) -> bool {
        self.has_changed.swap(false, Ordering::Relaxed)
    }
}

/// Whether an event may be a change of a project's files: reading is none, nor is what the program keeps for itself.
fn counts(folder: &Path, event: &Event) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    let is_own = |path: &PathBuf| {
        path.strip_prefix(folder).is_ok_and(|inside| {
            let is_hidden = |part: &std::ffi::OsStr| part.to_string_lossy().starts_with('.');
            inside.iter().any(is_hidden)
        })
    };
    event.need_rescan() || event.paths.is_empty() || !event.paths.iter().all(is_own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind};

    #[test]
    fn reading_and_hidden_files_do_not_count() {
        let folder = Path::new("/p/.hidden/project");
        let event = |kind, path: &str| Event::new(kind).add_path(folder.join(path));
        let made = EventKind::Create(CreateKind::File);
        assert!(counts(folder, &event(made, "articles/fire/review.ron")));
        assert!(!counts(folder, &event(EventKind::Access(AccessKind::Any), "project.ron")));
        assert!(!counts(folder, &event(made, ".tickmark/journal")));
        assert!(!counts(folder, &event(made, "articles/fire/.tickmark-x.tmp")));
        assert!(counts(folder, &Event::new(EventKind::Any)));
    }
}
