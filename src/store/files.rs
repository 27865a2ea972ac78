//! Reads and writes single files: all of one or nothing, and the only place in the program that writes to disk.
//!
//! In: paths and bytes. Out: bytes, or a problem that names the path and the reason.
//! Must not know: what the bytes mean, which folder is a project.
//! Holds: a file that is replaced is at every moment either wholly the old or wholly the new one; what fails leaves
//! nothing lying about, and what a crash leaves has a name by which it is known (`leftovers.rs`). Write beside, fsync,
//! rename, fsync the folder. Every step on disk goes through [`before`], where tests make it fail (`faults.rs`).

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use tempfile::{Builder, NamedTempFile, TempDir, TempPath};

use crate::model::problem::{Place, Problem};
use crate::store::layout::{UNFINISHED, UNFINISHED_FOLDER};
use crate::store::system;

/// How much of a large file is in memory at once, in bytes.
const PIECE: usize = 1 << 20;

/// What to do when there is a file already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and say so.
    Refuse,
    /// Put the new one in its place.
    Replace,
}

/// What a file or folder is called, without the folders around it.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Writes `bytes` to `path` as a whole or not at all.
pub fn write_atomically(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Problem> {
    let failed = |error: &io::Error| not_written(path, error);
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    system::set_file_permissions(&mut builder, path);
    let folder = folder_of(path);
    let beside = before(Step::Create, folder).and_then(|()| builder.tempfile_in(folder));
    let mut beside = beside.map_err(|error| failed(&error))?;
    let at = beside.path().to_owned();
    let written = write_all(beside.as_file_mut(), &at, bytes).and_then(|()| sync(beside.as_file(), &at));
    written.map_err(|error| failed(&error))?;
    let renamed = before(Step::Rename, path).and_then(|()| {
        let renamed = match existing {
            Existing::Refuse => beside.persist_noclobber(path),
            Existing::Replace => beside.persist(path),
        };
        renamed.map(drop).map_err(|refused| refused.error)
    });
    if let Err(error) = renamed {
        return Err(if existing == Existing::Refuse && error.kind() == ErrorKind::AlreadyExists {
            Problem::error("file-exists", "Nothing was written: there is a file of this name already")
                .at(place(path))
                .now("the file that is there was not touched")
                .help("Choose another name, or move the file away first")
        } else {
            failed(&error)
        });
    }
    sync_folder(folder).map_err(|error| failed(&error))
}

/// The whole file, if it is a plain file of at most `most` bytes.
pub fn read_limited(path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
    let failed = |error: io::Error| not_read(path, &error);
    let size = plain_file_size(path)?;
    if size > most {
        return Err(too_large(path, size, most));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // It may have grown in between: never more than was asked for.
    File::open(path).map_err(failed)?.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if read > most { Err(too_large(path, read, most)) } else { Ok(bytes) }
}

/// The SHA-256 of `bytes` in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The SHA-256 and the size of a plain file, read piece by piece however large it is.
pub(super) fn hash_file(path: &Path) -> Result<(String, u64), Problem> {
    plain_file_size(path)?;
    let failed = |error: io::Error| not_read(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let n = file.read(&mut piece).map_err(failed)?;
        let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else {
            return Ok((hex(&hash.finalize()), bytes));
        };
        hash.update(read);
        bytes += u64::try_from(n).unwrap_or_default();
    }
}

/// A plain file opened for reading, and its first `most` bytes; reading goes on behind them.
pub(super) fn open_with_head(path: &Path, most: usize) -> Result<(Vec<u8>, File), Problem> {
    plain_file_size(path)?;
    let failed = |error: io::Error| not_read(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let mut head = Vec::new();
    io::Read::by_ref(&mut file).take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut head).map_err(failed)?;
    Ok((head, file))
}

/// Gives `take` each line of a plain file with its end, one at a time however large the file is.
pub(super) fn each_line(path: &Path, mut take: impl FnMut(&[u8])) -> Result<(), Problem> {
    plain_file_size(path)?;
    let failed = |error: io::Error| not_read(path, &error);
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let mut line = Vec::new();
    while file.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        take(&line);
        line.clear();
    }
    Ok(())
}

/// A copy of a file that is not in its place yet; gone when dropped.
pub(super) struct Copied {
    beside: NamedTempFile,
    /// The SHA-256 of what was copied, in lower-case hexadecimal.
    pub(super) sha256: String,
    /// Its size.
    pub(super) bytes: u64,
}

/// Copies a plain file of at most `most` bytes into `folder`, piece by piece, until `stops` says so.
pub(super) fn copy_beside(from: &Path, folder: &Path, most: u64, stops: &dyn Fn() -> bool) -> Result<Copied, Problem> {
    let size = plain_file_size(from)?;
    if size > most {
        return Err(too_large(from, size, most));
    }
    let mut source = File::open(from).map_err(|error| not_read(from, &error))?;
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    system::set_file_permissions(&mut builder, &folder.join("a new file"));
    let failed = |error: &io::Error| not_written(folder, error);
    let beside = before(Step::Create, folder).and_then(|()| builder.tempfile_in(folder));
    let mut beside = beside.map_err(|error| failed(&error))?;
    let at = beside.path().to_owned();
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; PIECE];
    loop {
        if stops() {
            return Err(Problem::note("cancelled", "The file was not copied: cancelled")
                .now("nothing was changed")
                .help("Add it again"));
        }
        let n = source.read(&mut piece).map_err(|error| not_read(from, &error))?;
        let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else { break };
        // It may have grown in between: never more than was asked for.
        bytes = bytes.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
        if bytes > most {
            return Err(too_large(from, bytes, most));
        }
        hash.update(read);
        write_all(beside.as_file_mut(), &at, read).map_err(|error| failed(&error))?;
    }
    sync(beside.as_file(), &at).map_err(|error| failed(&error))?;
    Ok(Copied { beside, sha256: hex(&hash.finalize()), bytes })
}

/// Puts a copy in its place; one that is there already stays, whatever it holds.
pub(super) fn settle_copy(copied: Copied, path: &Path) -> Result<(), Problem> {
    let renamed = before(Step::Rename, path).and_then(|()| match copied.beside.persist_noclobber(path) {
        Err(refused) if refused.error.kind() != ErrorKind::AlreadyExists => Err(refused.error),
        Ok(_) | Err(_) => Ok(()),
    });
    renamed.and_then(|()| sync_folder(folder_of(path))).map_err(|error| not_written(path, &error))
}

/// What became of a file that was to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// It is in its new place.
    Done,
    /// Something has that place already; both are as they were.
    Blocked,
}

/// Moves a file to another place on the same disk, where nothing is put over anything.
pub(super) fn move_file(from: &Path, to: &Path) -> Result<Moved, Problem> {
    let failed = |error: &io::Error| not_written(to, error);
    let mut moving = TempPath::try_from_path(from).map_err(|error| failed(&error))?;
    moving.disable_cleanup(true); // only its way of moving is wanted: it is no temporary file
    let moved = before(Step::Rename, to).and_then(|()| moving.persist_noclobber(to).map_err(|refused| refused.error));
    match moved {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(Moved::Blocked),
        answer => answer.map_err(|error| failed(&error))?,
    }
    // Where a file can only get a second name, the first one may have stayed.
    if !is_missing(from)? {
        remove(from)?;
    }
    let synced = sync_folder(folder_of(to)).and_then(|()| sync_folder(folder_of(from)));
    synced.map(|()| Moved::Done).map_err(|error| failed(&error))
}

/// The last `most` bytes of a plain file, or all it has; nothing when there is no such file.
pub(super) fn read_tail(path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
    if is_missing(path)? {
        return Ok(Vec::new());
    }
    let failed = |error: io::Error| not_read(path, &error);
    let size = plain_file_size(path)?;
    let mut file = File::open(path).map_err(failed)?;
    file.seek(SeekFrom::Start(size.saturating_sub(most))).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Writes `bytes` behind what the file holds, making the file when it is not there; what fails is cut off again.
pub(super) fn append(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let failed = |error: io::Error| not_written(path, &error);
    let is_new = is_missing(path)?;
    if is_new {
        before(Step::Create, path).map_err(failed)?;
    }
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if let Err(error) = write_all(&mut file, path, bytes).and_then(|()| sync(&file, path)) {
        // Cutting may fail for the same reason; then the reader reports and skips the cut line.
        drop(before(Step::Cut, path).and_then(|()| file.set_len(length)));
        return Err(failed(error));
    }
    if is_new { sync_folder(folder_of(path)).map_err(failed) } else { Ok(()) }
}

/// Makes a file's name last, when a write before could not; one that is not there has none.
pub(super) fn settle(path: &Path) -> Result<(), Problem> {
    if is_missing(path)? {
        return Ok(());
    }
    sync_folder(folder_of(path)).map_err(|error| not_written(path, &error))
}

/// Takes away all that a file holds; one that is not there stays so.
pub(super) fn empty(path: &Path) -> Result<(), Problem> {
    if is_missing(path)? {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).open(path);
    let emptied = file.and_then(|file| {
        before(Step::Cut, path)?;
        file.set_len(0)?;
        sync(&file, path)
    });
    emptied.map_err(|error| not_written(path, &error))
}

/// Takes a file away, unless it is not there.
pub(super) fn remove(path: &Path) -> Result<(), Problem> {
    match before(Step::Remove, path).and_then(|()| fs::remove_file(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(not_written(path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Makes a folder and those above it, unless it is there.
pub fn make_folder(path: &Path) -> Result<(), Problem> {
    let made = before(Step::MakeFolder, path).and_then(|()| fs::create_dir_all(path));
    made.and_then(|()| sync_folder(folder_of(path))).map_err(|error| not_written(path, &error))
}

/// A folder with a name of its own inside `folder`, gone when dropped unless [`settle_folder`] puts it in its place.
pub(super) fn folder_beside(folder: &Path) -> Result<TempDir, Problem> {
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED_FOLDER);
    system::set_folder_permissions(&mut builder);
    let made = before(Step::MakeFolder, folder).and_then(|()| builder.tempdir_in(folder));
    made.map_err(|error| not_written(folder, &error))
}

/// Puts a finished folder in its place, where no file or folder may be.
pub(super) fn settle_folder(mut finished: TempDir, target: &Path) -> Result<(), Problem> {
    let failed = |error: io::Error| not_written(target, &error);
    if !is_missing(target)? {
        return Err(failed(ErrorKind::AlreadyExists.into()));
    }
    before(Step::Rename, target).and_then(|()| fs::rename(finished.path(), target)).map_err(failed)?;
    finished.disable_cleanup(true); // it has moved: there is nothing to clear away at the old name
    sync_folder(folder_of(target)).map_err(failed)
}

/// Takes a folder away with all that is in it; no link is followed.
pub(super) fn remove_folder(path: &Path) -> Result<(), Problem> {
    before(Step::Remove, path).and_then(|()| fs::remove_dir_all(path)).map_err(|error| not_written(path, &error))
}

/// Whether nothing at all, not even a link, is at `path`; a problem when that cannot be told.
pub(super) fn is_missing(path: &Path) -> Result<bool, Problem> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(not_read(path, &error)),
    }
}

/// A problem's place: this path.
pub(super) fn place(path: &Path) -> Place {
    Place::File(path.display().to_string())
}

/// One step on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A file is made: at this path, or under a name of its own in this folder.
    Create,
    /// Bytes are written behind what the file holds.
    Write,
    /// The file's bytes are made to last.
    Sync,
    /// A file or folder comes to this path.
    Rename,
    /// The names in this folder are made to last.
    SyncFolder,
    /// The file is made shorter.
    Cut,
    /// A folder is made, or one with a name of its own in it.
    MakeFolder,
    /// The file goes.
    Remove,
    /// The system is asked for a lock.
    Lock,
}

#[cfg(test)]
use crate::store::faults::before;

/// Comes before every step on disk; nothing in the product, where tests make the step fail.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, clippy::inline_always, reason = "the same shape as the one of the tests")]
#[inline(always)]
fn before(_step: Step, _path: &Path) -> io::Result<()> {
    Ok(())
}

fn write_all(file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    #[cfg(test)]
    if let Some(part) = crate::store::faults::part_of(path, bytes) {
        file.write_all(part)?;
        return Err(ErrorKind::StorageFull.into());
    }
    before(Step::Write, path)?;
    file.write_all(bytes)
}

fn sync(file: &File, path: &Path) -> io::Result<()> {
    as_far_as_known(before(Step::Sync, path).and_then(|()| file.sync_all()))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    as_far_as_known(before(Step::SyncFolder, folder).and_then(|()| system::sync_folder(folder)))
}

/// A file system that knows no fsync is told of when the project is opened, and is no reason not to save.
fn as_far_as_known(synced: io::Result<()>) -> io::Result<()> {
    match synced {
        Err(error) if system::is_unknown(&error) => Ok(()),
        answer => answer,
    }
}

/// What asking the system for a lock brought.
#[derive(Debug)]
pub(super) enum OsLock {
    /// It is ours for as long as the file is open.
    Ours(File),
    /// Another program has it.
    Others,
    /// The file system knows no locks.
    Unknown,
}

/// Asks the system for the lock of the file at `path`, which is made when it is not there.
pub(super) fn os_lock(path: &Path) -> Result<OsLock, Problem> {
    let failed = |error: io::Error| not_written(path, &error);
    if is_missing(path)? {
        before(Step::Create, path).map_err(failed)?;
    }
    let open = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = open().map_err(failed)?;
    // Open only to read it keeps no disk from being let go; some network file systems lock only what can be written.
    if let Ok(read_only) = File::open(path) {
        file = read_only;
    }
    for attempt in [Some(()), None] {
        let locked = before(Step::Lock, path).map_err(TryLockError::Error).and_then(|()| file.try_lock());
        match (locked, attempt) {
            (Ok(()), _) => return Ok(OsLock::Ours(file)),
            (Err(TryLockError::WouldBlock), _) => return Ok(OsLock::Others),
            (Err(TryLockError::Error(_)), Some(())) => file = open().map_err(failed)?,
            // Whatever it is that keeps the system from locking: it does not lock.
            (Err(TryLockError::Error(_)), None) => {}
        }
    }
    Ok(OsLock::Unknown)
}

/// Whether another program has the system's lock of the file at `path`; `None` when that cannot be told.
pub(super) fn is_os_locked(path: &Path) -> Option<bool> {
    let file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Ok(()) => Some(false),
        Err(TryLockError::WouldBlock) => Some(true),
        Err(TryLockError::Error(_)) => None,
    }
}

/// Whether the file system at `path`, a file, can be told to make things last.
pub(super) fn can_sync(path: &Path) -> bool {
    let synced = before(Step::Sync, path).and_then(|()| File::open(path)?.sync_all());
    !synced.is_err_and(|error| system::is_unknown(&error))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// The size in bytes; a problem when it is no plain file (reading a pipe would wait for ever).
fn plain_file_size(path: &Path) -> Result<u64, Problem> {
    let metadata = fs::metadata(path).map_err(|error| not_read(path, &error))?;
    if metadata.is_file() {
        return Ok(metadata.len());
    }
    let what = if metadata.is_dir() { "a folder" } else { "no plain file" };
    Err(Problem::error("not-a-file", format!("The file was not read: it is {what}"))
        .at(place(path))
        .now("nothing was changed")
        .help("Choose a file, or move what is there away"))
}

fn too_large(path: &Path, size: u64, most: u64) -> Problem {
    const MB: u64 = 1 << 20;
    let name = name_of(path);
    Problem::error("too-large", format!("“{name}” was not read: it is too large"))
        .at(place(path))
        .why(format!("it has {} MB, and at most {} MB are read", size.div_ceil(MB), most / MB))
        .now("the file was not touched")
        .help("Split it, or take out what does not belong in it")
}

fn not_read(path: &Path, error: &io::Error) -> Problem {
    Problem::error("not-read", "The file was not read")
        .at(place(path))
        .why(reason(error))
        .now("nothing was changed")
        .help("Check that the file is there and that you may read it, then try again")
}

/// The problem of a write that failed.
fn not_written(path: &Path, error: &io::Error) -> Problem {
    let help = if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        "Make room on the disk, then save again"
    } else if error.kind() == ErrorKind::AlreadyExists {
        "Choose another name, or move away what is there"
    } else {
        "Check that the folder is there and that you may write to it, then save again"
    };
    Problem::error("not-written", "The file was not written")
        .at(place(path))
        .why(reason(error))
        .now("what was there before is as it was")
        .help(help)
}

/// What an I/O error means, in words.
#[expect(clippy::wildcard_enum_match_arm, reason = "the system's own words do for the other forty kinds")]
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "it, or a folder on the way to it, is not there".to_owned(),
        ErrorKind::PermissionDenied => "you have no permission for it".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        ErrorKind::AlreadyExists => "something of this name is there already".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make damaged files")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_leaves_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("review.ron");
        write_atomically(&path, b"old", Existing::Refuse).unwrap();
        write_atomically(&path, b"new", Existing::Replace).unwrap();
        assert_eq!(read_limited(&path, 3).unwrap(), b"new");
        let refused = write_atomically(&path, b"other", Existing::Refuse).unwrap_err();
        assert_eq!(refused.id, "file-exists");
        assert_eq!(read_limited(&path, 3).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["review.ron"]);
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        // A folder in the way: the new file is written beside, and the rename fails.
        let path = folder.path().join("review.ron");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("kept"), "kept").unwrap();
        let problem = write_atomically(&path, b"new", Existing::Replace).unwrap_err();
        assert_eq!(problem.id, "not-written");
        assert!(problem.place.to_string().ends_with("review.ron"));
        assert_eq!(names(folder.path()), ["review.ron"], "nothing was left beside");
        assert_eq!(fs::read(path.join("kept")).unwrap(), b"kept");
        let gone = write_atomically(&folder.path().join("gone/review.ron"), b"new", Existing::Replace).unwrap_err();
        assert_eq!(gone.id, "not-written");
        assert!(gone.why.contains("not there"), "{gone}");
    }

    #[test]
    fn a_folder_that_may_not_be_written_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("review.ron");
        write_atomically(&path, b"old", Existing::Refuse).unwrap();
        let free = fs::metadata(folder.path()).unwrap().permissions();
        let mut closed = free.clone();
        closed.set_readonly(true);
        fs::set_permissions(folder.path(), closed).unwrap();
        let answer = write_atomically(&path, b"new", Existing::Replace);
        fs::set_permissions(folder.path(), free).unwrap();
        match answer {
            Ok(()) => println!("this user writes where writing is forbidden: not tested"),
            Err(problem) => {
                assert_eq!(problem.id, "not-written");
                assert_eq!(fs::read(&path).unwrap(), b"old");
            }
        }
    }

    #[test]
    fn too_much_and_no_file_are_refused_before_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "1234").unwrap();
        assert_eq!(read_limited(&path, 3).unwrap_err().id, "too-large");
        assert_eq!(read_limited(folder.path(), 3).unwrap_err().id, "not-a-file");
        assert_eq!(read_limited(&folder.path().join("b"), 3).unwrap_err().id, "not-read");
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write_atomically(&path, b"new", Existing::Replace).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn tails_and_hashes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.ronl");
        assert_eq!(read_tail(&path, 4).unwrap(), b"");
        append(&path, b"one\n").unwrap();
        append(&path, b"two\n").unwrap();
        assert_eq!(read_tail(&path, 4).unwrap(), b"two\n");
        assert_eq!(read_tail(&path, 9).unwrap(), b"one\ntwo\n");
        assert_eq!(sha256_hex(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
