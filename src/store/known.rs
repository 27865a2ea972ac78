//! What the files of a project held when they were last read or written here, so that nobody else's work is overwritten.
//!
//! In: bytes that were read or written. Out: which files are others now. Must not know: what the bytes mean, who
//! changed them.
//! Holds: one SHA-256 a file; a file that is not there is known as such.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::store::folder::{self, ARTICLES, Folder};
use crate::store::layout::{self, Opening};
use crate::store::{MOST, files, load};

/// The SHA-256 of each file that was read or written, by its path inside the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(BTreeMap<String, String>);

impl Known {
    /// Notes what a file holds.
    pub(super) fn note(&mut self, file: &str, bytes: &[u8]) {
        self.0.insert(file.to_owned(), files::sha256_hex(bytes));
    }

    /// Notes what these files hold now, whoever wrote it.
    pub fn refresh(&mut self, project: &Path, files: &[String]) {
        let Ok(folder) = Folder::open(project) else { return };
        for file in files {
            match now(&folder, file) {
                Some(sha256) => drop(self.0.insert(file.clone(), sha256)),
                None => drop(self.0.remove(file)),
            }
        }
    }

    /// Forgets files that somebody took away.
    pub fn forget(&mut self, files: &[String]) {
        self.0.retain(|file, _| !files.contains(file));
    }

    /// Notes what the files of an article hold that was just added, its private one with them.
    pub fn take_article(&mut self, project: &Path, slug: &crate::model::ids::Slug) {
        let Ok(folder) = Folder::open(project) else { return };
        let names = folder.at(&format!("{ARTICLES}/{slug}")).ok().and_then(|path| path.read_dir().ok());
        let names = names.into_iter().flatten().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut files: Vec<String> =
            names.map(|name| folder::in_article(slug, &name)).filter(|file| is_read(file)).collect();
        files.push(folder::private_review(slug));
        self.refresh(project, &files);
    }

    /// Whether a file holds what is known of it.
    pub(super) fn holds(&self, folder: &Folder, file: &str) -> bool {
        now(folder, file).as_deref() == self.0.get(file).map(String::as_str)
    }

    /// The files that hold something else than is known, are gone, or are new; all of them, in order.
    pub fn differing(&self, project: &Path) -> BTreeSet<String> {
        let Ok(folder) = Folder::open(project) else { return BTreeSet::new() };
        let mut looked: BTreeSet<String> = self.0.keys().cloned().collect();
        let slugs = load::slugs(&folder).map(|(slugs, _)| slugs).unwrap_or_default();
        looked.extend(layout::read_at_opening(&slugs));
        looked.into_iter().filter(|file| !self.holds(&folder, file)).collect()
    }

    /// Whether a file is not there.
    pub fn is_gone(project: &Path, file: &str) -> bool {
        Folder::open(project).and_then(|folder| folder.at(file)).is_ok_and(|path| files::is_missing(&path) == Ok(true))
    }
}

/// Whether opening a project reads this file.
fn is_read(file: &str) -> bool {
    layout::sort_of(file).is_some_and(|sort| sort.opening != Opening::Leaves)
}

/// The SHA-256 of what a file holds; `None` when it is not there or cannot be read.
fn now(folder: &Folder, file: &str) -> Option<String> {
    let path = folder.at(file).ok()?;
    if files::is_missing(&path) != Ok(false) {
        return None;
    }
    files::read_limited(&path, MOST).ok().map(|bytes| files::sha256_hex(&bytes))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests change files behind the program's back")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_others_change_add_and_take_away_differs() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        fs::write(dir.path().join("project.ron"), "a").unwrap();
        fs::create_dir_all(dir.path().join("articles/fire")).unwrap();
        fs::write(dir.path().join("articles/fire/draft-01.txt"), "a").unwrap();
        let mut known = Known::default();
        known.note("project.ron", b"a");
        known.take_article(dir.path(), &crate::model::ids::Slug::new("fire").unwrap());
        assert!(known.holds(&folder, "project.ron") && known.holds(&folder, "sources.ron"));
        assert!(known.differing(dir.path()).is_empty());
        fs::write(dir.path().join("project.ron"), "b").unwrap();
        fs::write(dir.path().join("sources.ron"), "").unwrap();
        fs::remove_file(dir.path().join("articles/fire/draft-01.txt")).unwrap();
        fs::create_dir_all(dir.path().join("articles/new")).unwrap();
        fs::write(dir.path().join("articles/new/review.ron"), "").unwrap();
        let differing: Vec<_> = known.differing(dir.path()).into_iter().collect();
        assert_eq!(differing, ["articles/fire/draft-01.txt", "articles/new/review.ron", "project.ron", "sources.ron"]);
        known.refresh(dir.path(), &differing);
        assert!(known.differing(dir.path()).is_empty());
        // What is confidential comes by a sync tool after the public files.
        fs::create_dir_all(dir.path().join("private/articles")).unwrap();
        fs::write(dir.path().join("private/sources.ron"), "").unwrap();
        fs::write(dir.path().join("private/articles/new.ron"), "").unwrap();
        fs::write(dir.path().join("private/articles/nobody.ron"), "").unwrap();
        let differing: Vec<_> = known.differing(dir.path()).into_iter().collect();
        assert_eq!(differing, ["private/articles/new.ron", "private/sources.ron"], "of articles that are there");
        known.refresh(dir.path(), &["private/sources.ron".to_owned()]);
        known.take_article(dir.path(), &crate::model::ids::Slug::new("new").unwrap());
        assert!(known.differing(dir.path()).is_empty());
        assert!(Known::is_gone(dir.path(), "articles/fire/draft-01.txt"));
    }
}
