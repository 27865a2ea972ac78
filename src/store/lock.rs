//! Who works on a project: one program at a time writes, and every other one can say who that is and since when.
//!
//! In: a folder and who asks. Out: the lock, or its holder.
//! Must not know: what is done under it, the clock, who the user is.
//! Holds: a lock is never taken from another without being asked to, however dead that one seems; who lost it finds
//! out by [`Lock::check`] before writing; one that cannot be read for a moment is not lost; nothing is written to find
//! out who has it.
//!
//! `.tickmark/lock` says who, and reaches as far as the folder does (a shared disk, a synchronised folder). The
//! system's lock on `.tickmark/held` tells the living from the dead on one machine, where the file system can.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::problem::{Place, Problem};
use crate::store::files::{self, Existing, OsLock};
use crate::store::folder::{Folder, HELD, LOCK};
use crate::store::system::Process;
use crate::store::{journal, leftovers, ron_text, system};

/// The most that is read of a lock, in bytes.
const MOST: u64 = 1 << 14;

/// Tries to meet the moment between two steps of another program that comes or goes.
const TRIES: usize = 20;

/// Who has a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The person, by full name.
    pub owner: String,
    /// Their machine.
    pub host: String,
    /// The process on it.
    pub pid: u32,
    /// Since when.
    pub started: Timestamp,
    /// When it was last heard of.
    pub seen: Timestamp,
    /// The folder it was made in, so that one that came along with a copy of the folder is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    folder: String,
    /// The run of the machine it was made in: none of its processes outlives that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    boot: String,
    /// When the process began, as the system counts: another one may have got its id since.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    process_start: String,
    /// Tells two runs apart.
    token: String,
}

/// Whether the program that holds a lock still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It does.
    Running,
    /// It does not, and that is sure: it was at this machine, and ended without giving the lock back.
    Gone,
    /// It is on another machine, or this one cannot tell.
    Unknown,
}

/// Whether a lock may be taken from its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Only when nobody has it.
    IfFree,
    /// From whoever has it: the user was asked.
    TakeOver,
}

/// What asking for a lock brought.
#[derive(Debug)]
pub enum Asked {
    /// It is ours.
    Ours {
        /// It.
        lock: Lock,
        /// What this file system cannot do, and what a crash left, to be told once.
        told: Vec<Problem>,
    },
    /// Somebody else's.
    Theirs(Holder, Life),
    /// Nothing can be written there.
    Unwritable(Problem),
}

/// A lock that is ours; given back when dropped.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    me: Holder,
    /// Who has it: the name is given after the project was opened, at the first start.
    owner: Mutex<String>,
    /// The open file that the system's lock hangs on.
    os: Mutex<Option<File>>,
}

impl Holder {
    /// The person `owner` at this machine, in this process, from `now` on.
    pub fn here(owner: String, now: Timestamp) -> Self {
        let token = format!("{:016x}", system::random());
        let pid = std::process::id();
        let process_start = match system::process(pid) {
            Process::Runs(start) => start,
            Process::Gone | Process::Untold => String::new(),
        };
        Self {
            owner,
            host: system::host(),
            pid,
            started: now,
            seen: now,
            folder: String::new(),
            boot: system::boot(),
            process_start,
            token,
        }
    }

    /// Somebody of whom nothing is known: the lock cannot be read.
    fn unknown() -> Self {
        let (none, time) = (String::new(), Timestamp::UNIX_EPOCH);
        Self {
            owner: "somebody".to_owned(),
            host: none.clone(),
            pid: 0,
            started: time,
            seen: time,
            folder: none.clone(),
            boot: none.clone(),
            process_start: none.clone(),
            token: none,
        }
    }
}

/// Asks for the lock of the project in `folder`.
pub fn ask(folder: &Path, me: &Holder, wish: Wish) -> Asked {
    let mut asked = try_once(folder, me, wish);
    for _ in 1..TRIES {
        if let Ok(Some(asked)) = asked {
            return asked;
        }
        if asked.is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
        asked = try_once(folder, me, wish);
    }
    match asked {
        Ok(Some(asked)) => asked,
        Ok(None) => Asked::Theirs(Holder::unknown(), Life::Running),
        Err(problem) => Asked::Unwritable(problem),
    }
}

/// Who has the project in `folder`, if anybody has; nothing is written.
pub fn look(folder: &Path) -> Option<(Holder, Life)> {
    let opened = Folder::open(folder).ok()?;
    let holder = read(&opened).holder()?;
    let is_locked = opened.at(HELD).ok().and_then(|path| files::is_os_locked(&path));
    let life = life(&holder, is_locked);
    Some((holder, life))
}

/// `None` when another program is between two steps.
fn try_once(folder: &Path, me: &Holder, wish: Wish) -> Result<Option<Asked>, Problem> {
    let opened = Folder::open(folder)?;
    journal::make_own_folder(&opened)?;
    let held = opened.at(HELD)?;
    let os = files::os_lock(&held)?;
    let folder_now = folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).to_string_lossy().into_owned();
    let me = &Holder { folder: folder_now, ..me.clone() };
    let existing = match (read(&opened).holder(), wish) {
        // It came along when the folder was copied: what it says is about the other one.
        (Some(holder), Wish::IfFree) if came_along(&holder, me) && matches!(os, OsLock::Ours(_)) => Existing::Replace,
        (Some(holder), Wish::IfFree) => {
            let is_locked = match os {
                OsLock::Ours(_) => Some(false),
                OsLock::Others => Some(true),
                OsLock::Unknown => None,
            };
            let life = life(&holder, is_locked);
            return Ok(Some(Asked::Theirs(holder, life)));
        }
        (None, Wish::IfFree) if matches!(os, OsLock::Others) => return Ok(None),
        (None, Wish::IfFree) => Existing::Refuse,
        (_, Wish::TakeOver) => Existing::Replace,
    };
    match write(&opened, me, existing) {
        Err(problem) if problem.id == "file-exists" => return Ok(None),
        answer => answer?,
    }
    let mut told = Vec::new();
    if matches!(os, OsLock::Unknown) {
        told.push(weak(
            folder,
            "disk-no-locks",
            "cannot tell at once when somebody else opens it",
            "its file system knows no locks",
        ));
    }
    if !files::can_sync(&held) {
        told.push(weak(
            folder,
            "disk-no-fsync",
            "may lose the last seconds in a power cut",
            "its file system knows no fsync",
        ));
    }
    told.extend(leftovers::clear(&opened, &opened.at(LOCK)?));
    let os = match os {
        OsLock::Ours(file) => Some(file),
        OsLock::Others | OsLock::Unknown => None,
    };
    let owner = Mutex::new(me.owner.clone());
    let lock = Lock { folder: folder.to_owned(), me: me.clone(), owner, os: Mutex::new(os) };
    Ok(Some(Asked::Ours { lock, told }))
}

impl Lock {
    /// Who has it now, if that is somebody else.
    pub fn check(&self) -> Result<(), Holder> {
        self.is_sure().map(drop)
    }

    /// Whether it is ours for sure: what cannot be read at this moment tells neither.
    fn is_sure(&self) -> Result<bool, Holder> {
        // A folder that is not there cannot be written to either, and may come back.
        let Ok(opened) = Folder::open(&self.folder) else { return Ok(false) };
        let taken_by = match read(&opened) {
            Found::Holder(holder) if holder.token == self.me.token => return Ok(true),
            Found::Unreadable => return Ok(false),
            Found::Holder(holder) => holder,
            // One that is gone was taken over and given back: the project is not what it was.
            Found::Nobody => Holder::unknown(),
        };
        drop(self.os.lock().unwrap_or_else(PoisonError::into_inner).take());
        Err(taken_by)
    }

    /// Says who has it from the next sign of life on.
    pub fn rename(&self, owner: String) {
        *self.owner.lock().unwrap_or_else(PoisonError::into_inner) = owner;
    }

    /// Says that we are still there; the holder when somebody else has the lock.
    pub fn sign_of_life(&self, now: Timestamp) -> Result<(), Holder> {
        if self.is_sure()?
            && let Ok(opened) = Folder::open(&self.folder)
        {
            let mut os = self.os.lock().unwrap_or_else(PoisonError::into_inner);
            // One taken over from a program that still ran: it has let go by now, or has not noticed yet.
            if let (None, Ok(OsLock::Ours(file))) =
                (os.as_ref(), opened.at(HELD).and_then(|path| files::os_lock(&path)))
            {
                *os = Some(file);
            }
            // What keeps it from being written keeps the project from being saved too, and is told then.
            let owner = self.owner.lock().unwrap_or_else(PoisonError::into_inner).clone();
            drop(write(&opened, &Holder { seen: now, owner, ..self.me.clone() }, Existing::Replace));
        }
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.is_sure() == Ok(true)
            && let Ok(opened) = Folder::open(&self.folder)
            && let Ok(path) = opened.at(LOCK)
        {
            // What stays lying there is offered for being taken over.
            drop(files::remove(&path));
        }
    }
}

/// The lock's file: schema first, as in every file.
#[derive(Serialize)]
struct LockFile<'a> {
    schema: u32,
    holder: &'a Holder,
}

#[derive(Deserialize)]
struct ReadLock {
    #[serde(rename = "schema")]
    _schema: u32,
    holder: Holder,
}

fn write(folder: &Folder, holder: &Holder, existing: Existing) -> Result<(), Problem> {
    let text = ron_text::pretty(&LockFile { schema: crate::store::reader::SCHEMA, holder })?;
    files::write_atomically(&folder.at(LOCK)?, text.as_bytes(), existing)
}

/// What the lock's file says.
enum Found {
    /// This one has the project.
    Holder(Holder),
    /// There is no lock.
    Nobody,
    /// It cannot be read: a network that stumbles, or a file that was damaged.
    Unreadable,
}

impl Found {
    /// Who is to be asked; somebody, when that cannot be read.
    fn holder(self) -> Option<Holder> {
        match self {
            Self::Holder(holder) => Some(holder),
            Self::Nobody => None,
            Self::Unreadable => Some(Holder::unknown()),
        }
    }
}

fn read(folder: &Folder) -> Found {
    let Ok(path) = folder.at(LOCK) else { return Found::Nobody };
    match files::is_missing(&path) {
        Ok(true) => return Found::Nobody,
        Ok(false) => {}
        Err(_) => return Found::Unreadable,
    }
    let text = files::read_limited(&path, MOST).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let lock = text.and_then(|text| ron::from_str::<ReadLock>(&text).ok());
    lock.map_or(Found::Unreadable, |lock| Found::Holder(lock.holder))
}

/// Whether a lock was made at this machine in another folder than ours.
fn came_along(holder: &Holder, me: &Holder) -> bool {
    holder.host == me.host && !holder.folder.is_empty() && holder.folder != me.folder
}

fn life(holder: &Holder, is_locked: Option<bool>) -> Life {
    if is_locked == Some(true) {
        return Life::Running;
    }
    if holder.host != system::host() {
        return Life::Unknown;
    }
    let boot = system::boot();
    if !boot.is_empty() && !holder.boot.is_empty() && holder.boot != boot {
        return Life::Gone;
    }
    match (system::process(holder.pid), is_locked) {
        (Process::Runs(start), _) if !holder.process_start.is_empty() && holder.process_start != start => Life::Gone,
        // It took the project from one that had not let go yet, or could not take its lock away at the end.
        (Process::Runs(_), Some(_)) if !holder.process_start.is_empty() => Life::Unknown,
        (Process::Gone, _) | (Process::Runs(_) | Process::Untold, Some(_)) => Life::Gone,
        (Process::Runs(_), None) => Life::Running,
        (Process::Untold, None) => Life::Unknown,
    }
}

fn weak(folder: &Path, id: &'static str, loss: &str, why: &str) -> Problem {
    Problem::warning(id, format!("Work in this folder {loss}"))
        .at(Place::File(folder.display().to_string()))
        .why(format!("{why}, as some network and cloud folders"))
        .now("the project is open and is saved as it can be")
        .help("Keep the project on a disk of this computer, and share copies")
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out locks")]
mod tests {
    use super::*;
    use crate::store::faults::{self, Fault};
    use std::io::ErrorKind;

    fn person(name: &str) -> Holder {
        Holder::here(name.to_owned(), Timestamp::UNIX_EPOCH)
    }

    fn ours(asked: Asked) -> Lock {
        match asked {
            Asked::Ours { lock, told } if told.is_empty() => lock,
            other @ (Asked::Ours { .. } | Asked::Theirs(..) | Asked::Unwritable(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_has_it_and_the_other_is_told_who() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(look(dir.path()), None);
        let anna = person("Anna Berg");
        let lock = ours(ask(dir.path(), &anna, Wish::IfFree));
        assert!(matches!(
            ask(dir.path(), &person("Bo"), Wish::IfFree),
            Asked::Theirs(holder, Life::Running) if holder.token == anna.token
        ));
        let found = look(dir.path()).map(|(holder, life)| (holder.owner, holder.token, life));
        assert_eq!(found, Some((anna.owner, anna.token, Life::Running)));
        assert_eq!(lock.check(), Ok(()));
        drop(lock);
        assert_eq!(look(dir.path()), None);
        ours(ask(dir.path(), &person("Bo"), Wish::IfFree));
    }

    #[test]
    fn who_loses_it_finds_out_and_does_not_give_it_back() {
        let dir = tempfile::tempdir().unwrap();
        let first = ours(ask(dir.path(), &person("Anna Berg"), Wish::IfFree));
        let bo = person("Bo");
        let second = ours(ask(dir.path(), &bo, Wish::TakeOver));
        let token = |lost: Result<(), Holder>| lost.map_err(|holder| holder.token);
        assert_eq!(token(first.check()), Err(bo.token.clone()));
        assert_eq!(token(first.sign_of_life(Timestamp::MAX)), Err(bo.token.clone()));
        drop(first);
        assert_eq!(second.check(), Ok(()));
        let later = Timestamp::from_second(9).unwrap();
        assert_eq!(second.sign_of_life(later), Ok(()));
        let (holder, life) = look(dir.path()).unwrap();
        assert_eq!((holder.token, holder.seen, life), (bo.token, later, Life::Running));
    }

    #[test]
    fn a_lock_that_cannot_be_read_for_a_moment_is_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        let lock = ours(ask(dir.path(), &person("Anna Berg"), Wish::IfFree));
        let path = dir.path().join(LOCK);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap(); // no file system gives its bytes now
        assert_eq!((lock.check(), lock.sign_of_life(Timestamp::MAX)), (Ok(()), Ok(())));
        assert!(matches!(ask(dir.path(), &person("Bo"), Wish::IfFree), Asked::Theirs(..)), "nor is it free");
        std::fs::remove_dir(&path).unwrap();
        for unreadable in ["", "(((", text.get(..text.len() / 2).unwrap()] {
            std::fs::write(&path, unreadable).unwrap();
            assert_eq!(lock.check(), Ok(()), "{unreadable:?}");
        }
        std::fs::write(&path, &text).unwrap();
        assert_eq!(lock.check(), Ok(()));
        // Who is there by name has it.
        let bo = person("Bo");
        let second = ours(ask(dir.path(), &bo, Wish::TakeOver));
        assert_eq!(lock.check().map_err(|holder| holder.token), Err(bo.token));
        drop(second);
        assert!(lock.check().is_err(), "nor does it come back when the other one is done");
    }

    #[test]
    fn what_a_dead_program_left_is_never_taken_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let lock = ours(ask(dir.path(), &person("Anna Berg"), Wish::IfFree));
        let text = std::fs::read_to_string(dir.path().join(LOCK)).unwrap();
        drop(lock);
        let lay = |text: &str| std::fs::write(dir.path().join(LOCK), text).unwrap();
        let me = person("Anna Berg");
        let dead = text.replace(&format!("pid: {}", me.pid), &format!("pid: {}", u32::MAX));
        let in_another_boot = text.replace(&me.boot, "another");
        let id_given_anew = text.replace(&format!("\"{}\"", me.process_start), "\"1\"");
        for gone in [&dead, &in_another_boot, &id_given_anew] {
            lay(gone);
            assert!(matches!(ask(dir.path(), &person("Bo"), Wish::IfFree), Asked::Theirs(_, Life::Gone)), "{gone}");
        }
        lay(&text);
        assert!(
            matches!(ask(dir.path(), &person("Bo"), Wish::IfFree), Asked::Theirs(_, Life::Unknown)),
            "the very process still runs"
        );
        lay(&dead.replace(&system::host(), "elsewhere"));
        assert!(matches!(ask(dir.path(), &person("Bo"), Wish::IfFree), Asked::Theirs(_, Life::Unknown)));
        lay("(((");
        assert!(
            matches!(ask(dir.path(), &person("Bo"), Wish::IfFree), Asked::Theirs(_, _)),
            "one that cannot be read too"
        );
        ours(ask(dir.path(), &person("Bo"), Wish::TakeOver));
    }

    #[test]
    fn a_name_given_later_is_the_one_that_others_read() {
        let dir = tempfile::tempdir().unwrap();
        let lock = ours(ask(dir.path(), &person("Unknown"), Wish::IfFree));
        lock.rename("Alma Brekke".to_owned());
        assert_eq!(lock.sign_of_life(Timestamp::UNIX_EPOCH), Ok(()));
        assert_eq!(look(dir.path()).map(|(holder, _)| holder.owner).as_deref(), Some("Alma Brekke"));
    }

    #[test]
    fn a_file_system_without_locks_or_fsync_is_told_of() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().canonicalize().unwrap().join("project");
        std::fs::create_dir(&folder).unwrap();
        faults::begin(&folder, Some((0, Fault::Unknown)));
        let asked = ask(&folder, &person("Anna Berg"), Wish::IfFree);
        faults::end(&folder);
        let Asked::Ours { lock, told } = asked else { panic!("{asked:?}") };
        assert_eq!(told.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["disk-no-locks", "disk-no-fsync"]);
        assert_eq!(lock.check(), Ok(()));
        drop(lock);
        faults::begin(&folder, Some((0, Fault::Lasting(ErrorKind::PermissionDenied))));
        let asked = ask(&folder, &person("Anna Berg"), Wish::IfFree);
        faults::end(&folder);
        assert!(matches!(asked, Asked::Unwritable(_)), "{asked:?}");
    }
}
