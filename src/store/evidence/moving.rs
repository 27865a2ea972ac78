//! Moves stored files between the public folder and the private one, as their sources are told or confidential.
//!
//! In: the folder and the project. Out: files where they belong, and what could not be moved.
//! Must not know: when a source becomes confidential, who is told.
//! Holds: nothing is put over anything; a file goes only when a whole one of its name stays; what stays in the wrong
//! folder is told, and tried again at the next opening.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::evidence::EvidenceHash;
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::evidence::{Kept, TEXT, hash_in, made_folder, names, read_text_file, wanted_places};
use crate::store::files::{self, Moved};
use crate::store::folder::{Folder, PRIVATE_SOURCES, SOURCES};
use crate::store::reader::FileReader;
use crate::store::{Loaded, MOST};

/// Moves files to where they belong: apart what only confidential sources have, with the others what any other has.
/// Answers what could not be moved; that is tried again at the next opening.
pub(in crate::store) fn settle(folder: &Folder, project: &Project) -> Vec<Problem> {
    let wanted = wanted_places(project);
    let (mut problems, mut misplaced) = (Vec::new(), BTreeMap::new());
    for from in [Kept::Open, Kept::Private] {
        let names = names(folder, from).map_err(|problem| problems.push(problem)).unwrap_or_default();
        for name in names {
            let Some(sha256) = hash_in(&name) else { continue };
            if wanted.get(&sha256).is_some_and(|&to| to != from)
                && let Err(problem) = move_to(folder, &name, &sha256, from)
            {
                misplaced.entry(from).or_insert_with(Vec::new).push((name, problem));
            }
        }
    }
    problems.extend(misplaced.iter().filter_map(|(&from, files)| stays_in(from, files)));
    problems
}

/// The same for a project just opened; nothing when it is not known of every file whose it is.
pub fn settle_opened(folder: &Path, loaded: &Loaded) -> Vec<Problem> {
    if [SOURCES, PRIVATE_SOURCES].iter().any(|file| loaded.guarded.contains(file)) {
        return Vec::new();
    }
    Folder::open(folder).map_or_else(|problem| vec![problem], |opened| settle(&opened, &loaded.project))
}

/// Moves a file from the one folder of stored files to the other.
fn move_to(folder: &Folder, name: &str, sha256: &EvidenceHash, from: Kept) -> Result<(), Problem> {
    let source = folder.at(&format!("{}/{name}", from.folder()))?;
    let place = made_folder(folder, from.other())?;
    let target = place.join(name);
    if files::move_file(&source, &target)? == Moved::Done {
        return Ok(());
    }
    // There is one already: of the two a whole one stays.
    if is_whole(&target, name, sha256)? {
        return files::remove(&source);
    }
    if !is_whole(&source, name, sha256)? {
        return Err(Problem::warning(
            "evidence-altered",
            "A stored file is there twice, and was changed in both places",
        )
        .at(files::place(&source))
        .why("neither of the two files holds what their name says")
        .now("both stay as they are")
        .help("Put the true file in place of one of them, and take the other away"));
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    for number in 1.. {
        if files::move_file(&target, &place.join(format!("{stem}.damaged-{number}.{ending}")))? == Moved::Done {
            break;
        }
    }
    match files::move_file(&source, &target)? {
        Moved::Done => Ok(()),
        Moved::Blocked => move_to(folder, name, sha256, from), // somebody put another one there in between
    }
}

/// Whether a stored file holds what its name says: the bytes of its hash, or a text that can be read.
fn is_whole(path: &Path, name: &str, sha256: &EvidenceHash) -> Result<bool, Problem> {
    if !name.ends_with(TEXT) {
        return Ok(files::hash_file(path)?.0 == sha256.as_str());
    }
    let bytes = files::read_limited(path, MOST)?;
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(false) };
    let mut reader = FileReader::new(name, "Text of evidence", text);
    reader.value::<String>("offsets");
    read_text_file(&mut reader);
    Ok(reader.finish().1)
}

/// Says that files lie in the wrong folder still.
fn stays_in(from: Kept, files: &[(String, Problem)]) -> Option<Problem> {
    let (name, problem) = files.first()?;
    let n =
        |one: &str, many: &str| if files.len() == 1 { format!("1 {one}") } else { format!("{} {many}", files.len()) };
    let told = match from {
        Kept::Open => Problem::error(
            "evidence-exposed",
            format!("{} with the public ones still", n("file of a confidential source lies", "files of confidential sources lie")),
        )
        .now("no file was lost; shared copies leave them out, but git and whoever has the folder do not")
        .help("Mend what keeps them from being moved and open the project again; until then do not commit or hand on the folder"),
        Kept::Private => Problem::warning(
            "evidence-apart",
            format!("{} with the confidential ones still", n("file of a public source lies", "files of public sources lie")),
        )
        .now("no file was lost, and they can be opened here; shared copies leave them out")
        .help("Mend what keeps them from being moved, and open the project again"),
    };
    Some(told.at(Place::File(format!("{}/{name}", from.folder()))).why(problem.why.clone()))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out and damage files")]
mod tests {
    use super::*;
    use crate::model::visibility::Visibility::Confidential;
    use crate::store::evidence::tests::{project, record};
    use crate::store::evidence::{EVIDENCE, PRIVATE_EVIDENCE, add_bytes};
    use crate::store::folder::PRIVATE;
    use std::fs;
    use std::path::PathBuf;

    /// The whole files of `hash` in both folders.
    fn whole_ones(folder: &Path, hash: &EvidenceHash) -> Vec<PathBuf> {
        let opened = Folder::open(folder).unwrap();
        let both = [Kept::Open, Kept::Private].into_iter();
        let files =
            both.flat_map(|kept| names(&opened, kept).unwrap_or_default().into_iter().map(move |name| (kept, name)));
        let paths = files.map(|(kept, name)| folder.join(kept.folder()).join(name));
        paths.filter(|path| files::hash_file(path).unwrap().0 == hash.as_str()).collect()
    }

    #[test]
    fn a_file_that_cannot_be_moved_stays_and_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let stored = add_bytes(dir.path(), "a.txt", b"words", Kept::Open).unwrap();
        let opened = Folder::open(dir.path()).unwrap();
        let hidden = project(&record(&stored), Confidential);
        // A file where the folder should be: nothing can be there, and nothing can be put there.
        fs::create_dir_all(dir.path().join(PRIVATE)).unwrap();
        fs::write(dir.path().join(PRIVATE_EVIDENCE), "in the way").unwrap();
        let told = settle(&opened, &hidden);
        assert_eq!(told.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["not-read", "evidence-exposed"]);
        assert_eq!(whole_ones(dir.path(), &stored.sha256), [dir.path().join(EVIDENCE).join(record(&stored).file())]);
        // It is tried again when the project is opened.
        fs::remove_file(dir.path().join(PRIVATE_EVIDENCE)).unwrap();
        assert_eq!(settle(&opened, &hidden), []);
        assert_eq!(
            whole_ones(dir.path(), &stored.sha256),
            [dir.path().join(PRIVATE_EVIDENCE).join(record(&stored).file())]
        );
    }

    #[test]
    fn of_two_files_the_whole_one_stays_and_a_damaged_one_is_kept_aside() {
        let names_after = |open: &[u8], private: &[u8]| {
            let dir = tempfile::tempdir().unwrap();
            let stored = add_bytes(dir.path(), "a.txt", b"words", Kept::Open).unwrap();
            let name = record(&stored).file();
            fs::create_dir_all(dir.path().join(PRIVATE_EVIDENCE)).unwrap();
            fs::write(dir.path().join(EVIDENCE).join(&name), open).unwrap();
            fs::write(dir.path().join(PRIVATE_EVIDENCE).join(&name), private).unwrap();
            let told = settle(&Folder::open(dir.path()).unwrap(), &project(&record(&stored), Confidential));
            let list = |kept: Kept| {
                let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(dir.path().join(kept.folder()))
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .map(|path| {
                        (path.to_string_lossy().rsplit('.').nth(1).unwrap().to_owned(), fs::read(path).unwrap())
                    })
                    .map(|(stem, bytes)| {
                        (stem.rsplit('/').next().unwrap().replace(stored.sha256.as_str(), "file"), bytes)
                    })
                    .collect();
                files.sort();
                files
            };
            (told.iter().map(|problem| problem.id).collect::<Vec<_>>(), list(Kept::Open), list(Kept::Private))
        };
        let file = |stem: &str, bytes: &[u8]| (stem.to_owned(), bytes.to_vec());
        assert_eq!(names_after(b"words", b"words"), (vec![], vec![], vec![file("file", b"words")]));
        assert_eq!(names_after(b"w", b"words"), (vec![], vec![], vec![file("file", b"words")]));
        assert_eq!(
            names_after(b"words", b"w"),
            (vec![], vec![], vec![file("damaged-1", b"w"), file("file", b"words")]),
            "the damaged twin does not take the whole file's place, and is kept"
        );
        assert_eq!(
            names_after(b"w", b"x"),
            (vec!["evidence-exposed"], vec![file("file", b"w")], vec![file("file", b"x")]),
            "of two damaged ones neither goes"
        );
    }

    #[test]
    fn whatever_fails_while_files_move_a_whole_one_is_there_and_the_next_time_it_is_in_its_place() {
        use crate::store::faults::{self, Fault};
        use std::io::ErrorKind;

        for twin in [None, Some(b"w".as_slice()), Some(b"words")] {
            for fault in [
                Fault::Once(ErrorKind::Other),
                Fault::Lasting(ErrorKind::PermissionDenied),
                Fault::HalfWritten,
                Fault::PowerCut,
            ] {
                for step in 0.. {
                    let dir = tempfile::tempdir().unwrap();
                    let folder = dir.path().canonicalize().unwrap().join("project");
                    fs::create_dir(&folder).unwrap();
                    let stored = add_bytes(&folder, "a.txt", b"words", Kept::Open).unwrap();
                    let (hidden, name) = (project(&record(&stored), Confidential), record(&stored).file());
                    if let Some(twin) = twin {
                        fs::create_dir_all(folder.join(PRIVATE_EVIDENCE)).unwrap();
                        fs::write(folder.join(PRIVATE_EVIDENCE).join(&name), twin).unwrap();
                    }
                    faults::begin(&folder, Some((step, fault)));
                    let told = settle(&Folder::open(&folder).unwrap(), &hidden);
                    let trial = faults::end(&folder);
                    if trial.n_steps <= step {
                        break; // the step never came
                    }
                    let left = trial.left.unwrap_or_else(|| folder.clone());
                    let there = whole_ones(&left, &stored.sha256);
                    assert!(!there.is_empty(), "{fault:?} at {step}: the file is gone");
                    let is_settled = there == [left.join(PRIVATE_EVIDENCE).join(&name)];
                    assert!(is_settled || !told.is_empty(), "{fault:?} at {step}: {there:?}, and nothing was told");
                    assert_eq!(settle(&Folder::open(&left).unwrap(), &hidden), [], "{fault:?} at {step}");
                    assert_eq!(whole_ones(&left, &stored.sha256), [left.join(PRIVATE_EVIDENCE).join(&name)]);
                }
            }
        }
    }
}
