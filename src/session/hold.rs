//! Whether this session may write: who has the project, taking it over, and losing it.
//!
//! In: the lock that opening brought. Out: who has the project, and the reason why nothing can be changed.
//! Must not know: how a lock is kept (`store/lock.rs`), what is written.
//! Holds: without the lock no edit is made and nothing is saved; it is taken from another only when the user asks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::problem::{Place, Problem};
use crate::session::Session;
use crate::session::outcome::{Done, Outcome};
use crate::store::lock::{self, Asked, Holder, Life, Lock, Wish};

/// How often the lock says that its holder is still there.
const BEAT: SignedDuration = SignedDuration::from_secs(60);

/// The name of the job that says so.
pub(super) const KEEPING: &str = "Keeping the project's lock";

/// What a session wants of the projects it opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// To work on them: the lock is taken when nobody has it.
    #[default]
    Work,
    /// Only to look: nothing is written, and no lock is taken.
    Read,
    /// To work on them whoever has them: the user was asked.
    TakeOver,
}

/// Who has the open project.
#[derive(Clone, Debug)]
pub enum Hold {
    /// This session.
    Ours(Arc<Lock>),
    /// Nobody is asked: this session only looks.
    Unasked,
    /// Somebody else had it when it was opened.
    Theirs(Holder, Life),
    /// Somebody took it over while it was open here.
    Lost(Holder),
    /// Its folder cannot be written to.
    Unwritable(Box<Problem>),
}

impl Hold {
    /// Asks for the project in `folder`; `kept` is the lock of the project that is open, which may be the same.
    pub(super) fn ask(
        folder: &Path,
        access: Access,
        me: &Holder,
        kept: Option<&(PathBuf, Arc<Lock>)>,
    ) -> (Self, Vec<Problem>) {
        let wish = match access {
            Access::Read => {
                let hold = lock::look(folder).map_or(Self::Unasked, |(holder, life)| Self::Theirs(holder, life));
                return (hold, Vec::new());
            }
            Access::Work => Wish::IfFree,
            Access::TakeOver => Wish::TakeOver,
        };
        if let Some((_, lock)) = kept.filter(|(kept, lock)| kept == folder && lock.check().is_ok()) {
            return (Self::Ours(Arc::clone(lock)), Vec::new());
        }
        match lock::ask(folder, me, wish) {
            Asked::Ours { lock, told } => (Self::Ours(Arc::new(lock)), told),
            Asked::Theirs(holder, life) => (Self::Theirs(holder, life), Vec::new()),
            Asked::Unwritable(problem) => (Self::Unwritable(Box::new(problem)), Vec::new()),
        }
    }

    /// Whether a program that runs, as far as can be told, works on the project: its journal is then its own business.
    pub(super) fn is_at_work_elsewhere(&self) -> bool {
        matches!(self, Self::Theirs(_, Life::Running | Life::Unknown))
    }

    /// The lock, if it is ours.
    pub(super) fn lock(&self) -> Option<&Arc<Lock>> {
        match self {
            Self::Ours(lock) => Some(lock),
            Self::Unasked | Self::Theirs(..) | Self::Lost(_) | Self::Unwritable(_) => None,
        }
    }
}

impl Session {
    /// Whether the open project was left by a program that ended without closing it: nobody works on it.
    pub fn is_left(&self) -> bool {
        self.open.as_ref().is_some_and(|open| matches!(open.hold, Hold::Theirs(_, Life::Gone)))
    }

    /// Says what this session wants of the projects it opens from now on.
    pub fn set_access(&mut self, access: Access) {
        self.access = access;
    }

    /// Who has the open project.
    pub fn hold(&self) -> Option<&Hold> {
        self.open.as_ref().map(|open| &open.hold)
    }

    /// Why nothing can be changed in the open project; `None` when it can.
    pub fn read_only(&self) -> Option<Problem> {
        let open = self.open.as_ref()?;
        let place = Place::File(open.folder.display().to_string());
        let problem = match &open.hold {
            Hold::Ours(_) => return None,
            Hold::Unasked => Problem::error("project-only-read", "Nothing was changed: the project is only looked at")
                .now("everything is as it was before")
                .help("Open it to work on it"),
            Hold::Theirs(holder, Life::Gone) => {
                let whose = if holder.owner == self.person().name {
                    "your Tickmark".to_owned()
                } else {
                    format!("{}’s Tickmark", holder.owner)
                };
                let seen = self.time_words(holder.seen);
                let what = format!("{whose} ended without closing the project, after {seen}");
                let now = match open.saving.n_unsaved() {
                    0 => "everything that was done there is in the project's files".to_owned(),
                    1 => "its last edit is in the journal, and comes along".to_owned(),
                    n => format!("its last {n} edits are in the journal, and come along"),
                };
                Problem::error("project-left", format!("Nothing was changed: {what}"))
                    .why(format!("its process, on {}, does not run any more", holder.host))
                    .now(now)
                    .help("Choose “Go on here”, or repeat the command with `--take-over`: nobody works on the project now")
            }
            Hold::Theirs(holder, life) => {
                let (what, why) = self.words_of(holder, *life);
                Problem::error("project-locked", format!("Nothing was changed: {what}"))
                    .why(why)
                    .now("the project can be read here; what is done there is safe")
                    .help("Ask them to close it, then open it again; or choose “Take over” (`--take-over`)")
            }
            Hold::Lost(holder) => {
                let at = self.time_words(holder.started);
                let n = open.saving.n_unsaved();
                let help = match n {
                    0 => "Open the project again to see what is done there now, or take it over",
                    _ => "Choose “Save as a copy…”; then open the project again, or take it over",
                };
                let now = match n {
                    0 => "everything done here before that is saved".to_owned(),
                    1 => "the last edit made here is in this window and not in the project".to_owned(),
                    n => format!("the last {n} edits made here are in this window and not in the project"),
                };
                Problem::error(
                    "lock-lost",
                    format!("Nothing is saved any more: {} took the project over", holder.owner),
                )
                .why(if holder.host.is_empty() {
                    "its lock is gone: whoever had it gave it back, or cleared it away".to_owned()
                } else {
                    format!("that was at {at}, on {}", holder.host)
                })
                .now(now)
                .help(help)
            }
            Hold::Unwritable(problem) => {
                Problem::error("project-unwritable", "Nothing was changed: the project's folder cannot be written to")
                    .why(problem.why.clone())
                    .now("the project can be read here")
                    .help("Give yourself the right to write there, or copy the folder, and open it again")
            }
        };
        Some(problem.at(place))
    }

    /// Who has the project and since when, and what tells so.
    fn words_of(&self, holder: &Holder, life: Life) -> (String, String) {
        let Holder { owner, host, started, seen, .. } = holder;
        if host.is_empty() {
            return ("another program has the project".to_owned(), "its lock cannot be read".to_owned());
        }
        let (since, seen) = (self.time_words(*started), self.time_words(*seen));
        let what = format!("{owner} has had the project open since {since}");
        match life {
            Life::Running => (what, format!("another Tickmark holds it, on {host}")),
            Life::Gone | Life::Unknown => {
                (what, format!("a Tickmark on {host} holds it; its last sign of life is of {seen}"))
            }
        }
    }

    pub(super) fn time_words(&self, at: Timestamp) -> String {
        let zone = &self.surroundings.zone;
        let (then, now) =
            (at.to_zoned_datetime(zone.clone()), self.surroundings.clock.now().to_zoned_datetime(zone.clone()));
        let shape = if then.date() == now.date() { "%H:%M" } else { "%H:%M on %-d %B %Y" };
        then.strftime(shape).to_string()
    }

    /// Refuses what would write, when this session may not.
    pub(super) fn refuse_read_only(&self) -> Result<(), Problem> {
        self.read_only().map_or(Ok(()), Err)
    }

    /// Opens the project anew and takes it from whoever has it.
    pub(super) fn take_over(&mut self) -> Result<Done, Problem> {
        let folder = self.opened()?.folder.clone();
        let access = std::mem::replace(&mut self.access, Access::TakeOver);
        let done = self.open_project(folder, Vec::new());
        self.access = access;
        done
    }

    /// Has the lock say at once who works here now.
    pub(super) fn rename_lock(&mut self) {
        let Some(open) = &mut self.open else { return };
        let Some(lock) = open.hold.lock().map(Arc::clone) else { return };
        lock.rename(self.person().name);
        self.give_sign_of_life(lock);
    }

    fn give_sign_of_life(&mut self, lock: Arc<Lock>) {
        let now = self.surroundings.clock.now();
        let Some(open) = &mut self.open else { return };
        open.last_beat = now;
        let folder = open.folder.clone();
        self.jobs.start(KEEPING.to_owned(), move |_| match lock.sign_of_life(now) {
            Ok(()) => Outcome::LockKept,
            Err(holder) => Outcome::LockLost { folder, holder },
        });
    }

    /// Starts a sign of life when one is due. Answers how long until the next one is.
    pub(super) fn keep_lock(&mut self) -> Option<SignedDuration> {
        let now = self.surroundings.clock.now();
        let open = self.open.as_ref()?;
        let lock = Arc::clone(open.hold.lock()?);
        let waited = now.duration_since(open.last_beat);
        if (SignedDuration::ZERO..BEAT).contains(&waited) {
            return Some(BEAT - waited);
        }
        self.give_sign_of_life(lock);
        Some(BEAT)
    }

    /// Takes in that somebody took the project over.
    pub(super) fn take_in_loss(&mut self, folder: &Path, holder: Holder) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        if open.hold.lock().is_none() {
            return; // told already
        }
        open.hold = Hold::Lost(holder);
        if let Some(problem) = self.read_only() {
            if let Some(open) = &mut self.open {
                open.saving.give_up(&problem);
            }
            self.report(problem);
        }
    }
}
