//! Keeps what a file holds before it is written anew: damaged files beside themselves, older versions apart.
//!
//! In: a file of a project. Out: where its copy is. Must not know: why it is written anew.
//! Holds: a copy never takes the place of another file; the same bytes are kept once.

use crate::model::problem::Problem;
use crate::store::files::{self, Existing};
use crate::store::folder::{Folder, OWN, PRIVATE};
use crate::store::{MOST, migrate};

/// Copies of one damaged file that a name is looked for among.
const MOST_COPIES: usize = 10_000;

/// Keeps the bytes of `file` beside it, as `review.damaged-1.ron`; answers the copy.
pub(super) fn keep_damaged(folder: &Folder, file: &str, bytes: &[u8]) -> Result<String, Problem> {
    keep(folder, bytes, |number| beside(file, number))
}

/// The name that [`keep_damaged`] would give the copy.
pub(super) fn damaged_name(folder: &Folder, file: &str, bytes: &[u8]) -> String {
    let is_free = |copy: &String| {
        folder.at(copy).is_ok_and(|path| {
            files::is_missing(&path) == Ok(true)
                || files::read_limited(&path, u64::MAX).is_ok_and(|there| there == bytes)
        })
    };
    (1..)
        .map(|number| beside(file, number))
        .take(MOST_COPIES)
        .find(is_free)
        .unwrap_or_else(|| beside(file, MOST_COPIES))
}

fn beside(file: &str, number: usize) -> String {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "ron"));
    format!("{stem}.damaged-{number}.{ending}")
}

/// Keeps a file of an older schema version that is about to be written anew, as `.tickmark/schema-1/…`; answers the
/// copy, or `None` when the file is not there or of no older version.
pub(super) fn keep_older(folder: &Folder, file: &str) -> Result<Option<String>, Problem> {
    let path = folder.at(file)?;
    if files::is_missing(&path)? {
        return Ok(None);
    }
    let bytes = files::read_limited(&path, MOST)?;
    let Some(version) = migrate::version_of(&bytes).filter(|&version| migrate::is_older(version)) else {
        return Ok(None);
    };
    // What is confidential stays where git and shared copies never look.
    let kept = match file.strip_prefix(PRIVATE).and_then(|rest| rest.strip_prefix('/')) {
        Some(inside) => format!("{PRIVATE}/schema-{version}/{inside}"),
        None => format!("{OWN}/schema-{version}/{file}"),
    };
    if let Some((above, _)) = kept.rsplit_once('/') {
        files::make_folder(&folder.at(above)?)?;
    }
    let (stem, ending) = kept.rsplit_once('.').unwrap_or((&kept, "ron"));
    let name = |number| if number == 1 { kept.clone() } else { format!("{stem}-{number}.{ending}") };
    keep(folder, &bytes, name).map(Some)
}

/// Writes `bytes` under the first name that is free or holds them already.
fn keep(folder: &Folder, bytes: &[u8], name: impl Fn(usize) -> String) -> Result<String, Problem> {
    let mut number = 1_usize;
    loop {
        let copy = name(number);
        let path = folder.at(&copy)?;
        match files::write_atomically(&path, bytes, Existing::Refuse) {
            Ok(()) => return Ok(copy),
            Err(problem) if problem.id == "file-exists" => {
                if files::read_limited(&path, u64::MAX).is_ok_and(|there| there == bytes) {
                    return Ok(copy);
                }
                number += 1;
            }
            Err(problem) => return Err(problem),
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out files")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn copies_never_take_each_others_place_and_the_same_bytes_are_kept_once() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let kept = |bytes: &[u8]| keep_damaged(&folder, "review.ron", bytes).unwrap();
        assert_eq!(kept(b"a"), "review.damaged-1.ron");
        assert_eq!(kept(b"b"), "review.damaged-2.ron");
        assert_eq!(kept(b"a"), "review.damaged-1.ron");
        assert_eq!(fs::read(dir.path().join("review.damaged-1.ron")).unwrap(), b"a");
    }

    #[test]
    fn only_older_versions_are_kept_apart() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        fs::create_dir_all(dir.path().join("articles/fire")).unwrap();
        let file = "articles/fire/review.ron";
        assert_eq!(keep_older(&folder, file), Ok(None), "it is not there");
        for (text, kept) in [
            ("(schema: 99)", None),
            ("", None),
            ("(schema: 1)", Some(".tickmark/schema-1/articles/fire/review.ron")),
            ("(schema: 1, )", Some(".tickmark/schema-1/articles/fire/review-2.ron")),
        ] {
            fs::write(dir.path().join(file), text).unwrap();
            assert_eq!(keep_older(&folder, file).unwrap().as_deref(), kept, "{text}");
            if let Some(kept) = kept {
                assert_eq!(fs::read_to_string(dir.path().join(kept)).unwrap(), text);
            }
        }
    }
}
