//! A project's folder: what is called how in it, and that nothing in it leads out.
//!
//! In: the folder and paths inside it, as problems and [`Guarded`](super::Guarded) name them. Out: paths on disk.
//! Must not know: what the files hold.
//! Holds: a path it gives out lies inside the folder, links followed.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::model::article::DraftRecord;
use crate::model::change::Part;
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem};
use crate::model::visibility::Visibility;
use crate::store::files;

/// Title, scale, people.
pub(super) const PROJECT: &str = "project.ron";
/// The source library.
pub(super) const SOURCES: &str = "sources.ron";
/// The folder of the articles.
pub(super) const ARTICLES: &str = "articles";
/// Edits, in an article's folder or the project's.
pub(super) const HISTORY: &str = "history.ronl";
/// What is confidential: git, shared copies and reports leave it out.
pub(super) const PRIVATE: &str = "private";
/// Confidential sources.
pub(super) const PRIVATE_SOURCES: &str = "private/sources.ron";
/// Edits with something confidential in them.
pub(super) const PRIVATE_HISTORY: &str = "private/history.ronl";
/// What the program keeps beside the project's own files; git leaves it alone.
pub(super) const OWN: &str = ".tickmark";
/// The edits that the saved files lack yet.
pub(crate) const JOURNAL: &str = ".tickmark/journal.ronl";
/// Those of them with something confidential in them, whole.
pub(super) const PRIVATE_JOURNAL: &str = "private/journal.ronl";
/// Who works on the project.
pub(super) const LOCK: &str = ".tickmark/lock";
/// The file that the system's own lock is on. Not the one above: on Windows nobody could read that.
pub(super) const HELD: &str = ".tickmark/held";

/// `articles/<slug>/<file>`.
pub(super) fn in_article(slug: &Slug, file: &str) -> String {
    format!("{ARTICLES}/{slug}/{file}")
}

/// The text of an article's draft with this number.
pub(super) fn draft_file(slug: &Slug, number: usize) -> String {
    in_article(slug, &DraftRecord::file_of(number))
}

/// An article's `article.ron`.
pub(super) fn article_file(slug: &Slug) -> String {
    in_article(slug, "article.ron")
}

/// An article's `review.ron`.
pub(super) fn review_file(slug: &Slug) -> String {
    in_article(slug, "review.ron")
}

/// The file that holds this part of a project, of this article where it is an article's; `None` when that is missing.
pub(super) fn part_file(part: Part, slug: Option<&Slug>) -> Option<String> {
    match part {
        Part::Project => Some(PROJECT.to_owned()),
        Part::Sources => Some(SOURCES.to_owned()),
        Part::Article => slug.map(article_file),
        Part::Review => slug.map(review_file),
    }
}

/// What is confidential in an article's review.
pub(super) fn private_review(slug: &Slug) -> String {
    format!("{PRIVATE}/articles/{slug}.ron")
}

/// The file that holds what is confidential of this one; `None` when it has no such file.
pub(super) fn private_of(file: &str) -> Option<String> {
    if file == SOURCES {
        return Some(PRIVATE_SOURCES.to_owned());
    }
    let slug = file.strip_prefix(ARTICLES)?.strip_prefix('/')?.strip_suffix("/review.ron")?;
    Slug::new(slug).map(|slug| private_review(&slug))
}

/// Whether this path inside a project is of something confidential.
pub(super) fn is_private(file: &str) -> bool {
    file.strip_prefix(PRIVATE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder in which what these may see is set aside.
pub(super) fn aside_folder(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Confidential => PRIVATE,
        Visibility::Newsroom | Visibility::Public => OWN,
    }
}

/// The history of an article, or the project's own.
pub(super) fn history_file(slug: Option<&Slug>) -> String {
    slug.map_or_else(|| HISTORY.to_owned(), |slug| in_article(slug, HISTORY))
}

/// Whether `name` is a plain file name and no way to another folder.
pub(super) fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) && !name.contains(['/', '\\', ':', '\0'])
}

/// A project's folder.
pub(super) struct Folder {
    path: PathBuf,
    /// The same, links followed.
    real: PathBuf,
}

impl Folder {
    /// The folder at `path`, which must be there.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        match path.canonicalize() {
            Ok(real) if real.is_dir() => Ok(Self { path: path.to_owned(), real }),
            Ok(_) | Err(_) => Err(Problem::error("no-folder", "The project was not opened: there is no such folder")
                .at(files::place(path))
                .now("nothing was changed")
                .help("Choose the folder that holds project.ron")),
        }
    }

    /// The folder itself.
    pub(super) fn root(&self) -> &Path {
        &self.path
    }

    /// The path on disk of `inside`; a problem when a link on the way leads out of the project.
    pub(super) fn at(&self, inside: &str) -> Result<PathBuf, Problem> {
        let mut path = self.path.clone();
        for part in inside.split('/') {
            let next = path.join(part);
            let is_link = fs::symlink_metadata(&next).is_ok_and(|metadata| metadata.is_symlink());
            let stays = || next.canonicalize().is_ok_and(|real| real.starts_with(&self.real));
            let goes_up = part == "..";
            if !is_plain_name(part) && !goes_up {
                return Err(Problem::warning("name-not-plain", "A file was left out: its name is not a plain one")
                    .at(Place::File(inside.to_owned()))
                    .why("a name that is empty or a dot, or has a colon or a backslash in it, means another place on some systems")
                    .now("nothing outside the project was read or changed; the rest is shown")
                    .help("Give the file a plain name, and open the project again"));
            }
            if goes_up || (is_link && !stays()) {
                return Err(Problem::warning("leads-out", "A file was left out: it leads out of the project")
                    .at(Place::File(inside.to_owned()))
                    .why(if is_link {
                        "it is, or lies behind, a link to another place"
                    } else {
                        "its path goes up out of its folder"
                    })
                    .now("nothing outside the project was read or changed; the rest is shown")
                    .help("Put the file itself where the link is, and open the project again"));
            }
            path = next;
        }
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_taken() {
        for good in ["original.html", "draft-01.txt", "..a"] {
            assert!(is_plain_name(good), "{good}");
        }
        for bad in ["", ".", "..", "../a", "a/b", "/etc", "a\\b", "C:x", "a/", "a\0"] {
            assert!(!is_plain_name(bad), "{bad}");
        }
    }

    #[test]
    fn paths_stay_inside() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("project");
        files::make_folder(&path).unwrap();
        let folder = Folder::open(&path).unwrap();
        assert_eq!(folder.at("articles/fire/review.ron").unwrap(), path.join("articles/fire/review.ron"));
        assert_eq!(folder.at("articles/../../x").unwrap_err().id, "leads-out");
        assert_eq!(folder.at("articles/C:x/review.ron").unwrap_err().id, "name-not-plain");
        assert_eq!(Folder::open(&path.join("none")).err().map(|problem| problem.id), Some("no-folder"));
    }
}
