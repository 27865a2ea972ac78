//! Clears away what a killed save, copy or import left unfinished in a project's folder.
//!
//! In: the folder, when its lock has just been taken. Out: what was cleared away, to be told.
//! Must not know: what would have become of it.
//! Holds: only what has a name that the program gives to unfinished things goes, only where a project has files, and
//! only when it has been still for an hour by the file system's own clock: another program may be at work on its own.

use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::model::evidence::size_told;
use crate::model::problem::Problem;
use crate::store::folder::{ARTICLES, Folder};
use crate::store::{files, layout, load};

/// How long a thing must have been still.
const STILL: Duration = Duration::from_hours(1);

/// Clears away what is older than `written`, a file written just now, by an hour; what was, if anything.
pub(super) fn clear(folder: &Folder, written: &Path) -> Option<Problem> {
    let now = std::fs::metadata(written).and_then(|metadata| metadata.modified()).ok()?;
    let slugs = load::slugs(folder).map(|(slugs, _)| slugs).unwrap_or_default();
    let (mut n_files, mut bytes) = (0_usize, 0_u64);
    for inside in layout::folders(&slugs).into_iter().chain([ARTICLES.to_owned()]) {
        let path = if inside.is_empty() { Ok(folder.root().to_owned()) } else { folder.at(&inside) };
        for entry in path.ok().and_then(|path| path.read_dir().ok()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_file = layout::is_unfinished_file(&name);
            if !(is_file || inside == ARTICLES && layout::is_unfinished_folder(&name)) {
                continue;
            }
            let Ok(metadata) = entry.path().symlink_metadata() else { continue };
            if metadata.modified().is_ok_and(|at| is_still(at, now)) {
                let (size, gone) = match (is_file && metadata.is_file(), !is_file && metadata.is_dir()) {
                    (true, _) => (metadata.len(), files::remove(&entry.path())),
                    (false, true) => (size_below(&entry.path()), files::remove_folder(&entry.path())),
                    (false, false) => continue,
                };
                // What cannot be taken away is tried again the next time.
                if gone.is_ok() {
                    n_files += 1;
                    bytes = bytes.saturating_add(size);
                }
            }
        }
    }
    let what = match n_files {
        0 => return None,
        1 => "An unfinished file was cleared away that an earlier run left".to_owned(),
        n => format!("{n} unfinished files were cleared away that earlier runs left"),
    };
    Some(
        Problem::note("leftovers-cleared", what)
            .at(files::place(folder.root()))
            .why("Tickmark or the computer ended while they were being written")
            .now(format!("none was part of the project yet; they took {}", size_told(bytes)))
            .help("Add a file or an article again that you miss since then"),
    )
}

fn is_still(at: SystemTime, now: SystemTime) -> bool {
    now.duration_since(at).is_ok_and(|age| age >= STILL)
}

/// The bytes of the files in a folder of an article.
fn size_below(folder: &Path) -> u64 {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out files")]
mod tests {
    use super::*;
    use std::fs::{self, File};

    #[test]
    fn what_earlier_runs_left_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let in_project = |file: &str| dir.path().join(file);
        let lay = |file: &str, age: Duration| {
            fs::create_dir_all(in_project(file).parent().unwrap()).unwrap();
            fs::write(in_project(file), "1234").unwrap();
            let opened = File::options().write(true).open(in_project(file)).unwrap();
            opened.set_modified(SystemTime::now() - age).unwrap();
        };
        let (old, fresh) = (Duration::from_hours(2), Duration::from_mins(1));
        let gone = [
            ".tickmark-a1B2c3.tmp",
            "articles/fire/.tickmark-a1B2c3.tmp",
            "evidence/.tickmark-a1B2c3.tmp",
            "private/evidence/.tickmark-a1B2c3.tmp",
            "articles/.new-a1B2c3/review.ron",
        ];
        let stays = [
            ".tickmark-notes.tmp",
            ".new-a1B2c3/mine.txt",
            "articles/fire/review.ron",
            "articles/fire/deeper/.tickmark-a1B2c3.tmp",
            "my-own/.tickmark-a1B2c3.tmp",
        ];
        for file in gone.iter().chain(&stays) {
            lay(file, old);
        }
        lay("evidence/.tickmark-fresh1.tmp", fresh);
        File::open(in_project("articles/.new-a1B2c3")).unwrap().set_modified(SystemTime::now() - old).unwrap();
        lay("lock", Duration::ZERO);
        let told = clear(&folder, &in_project("lock")).unwrap();
        assert_eq!((told.id, told.what.split(' ').next()), ("leftovers-cleared", Some("5")));
        assert!(gone.iter().all(|file| !in_project(file).exists()));
        assert!(!in_project("articles/.new-a1B2c3").exists());
        assert!(stays.iter().all(|file| in_project(file).exists()));
        assert!(in_project("evidence/.tickmark-fresh1.tmp").exists(), "another program may be at work on it");
        assert_eq!(clear(&folder, &in_project("lock")), None);
    }
}
