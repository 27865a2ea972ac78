//! Writes a whole project to a new folder.
//!
//! In: the folder of a project, or its files; the project as it is to be. Out: a folder that was not there before.
//! Must not know: why a copy is wanted.
//! Holds: nothing is ever put over anything; the copy appears whole or not at all; links are left out.

use std::fs;
use std::path::Path;

use crate::model::change::Edit;
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::evidence::{EVIDENCE, MOST_BYTES, PRIVATE_EVIDENCE};
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder, OWN, PRIVATE_SOURCES, PROJECT, SOURCES};
use crate::store::private::Hidden;
use crate::store::zipped::{Files, PROJECT as LIMITS};
use crate::store::{history, save};

/// Copies the project of `from` to `to`, with the project as it is in memory and `edits` in the histories.
pub(super) fn save_copy(from: &Path, to: &Path, project: &Project, edits: &[Edit]) -> Result<(), Problem> {
    let opened = Folder::open(from)?;
    let mut names = Vec::new();
    names_below(&opened, "", &mut names)?;
    build(to, |copy| {
        for name in &names {
            if is_evidence(name) {
                bring(&opened.at(name)?, copy, name)?;
            } else {
                let bytes = files::read_limited(&opened.at(name)?, LIMITS.each)?;
                put(copy, name, &bytes)?;
            }
        }
        let opened = Folder::open(copy)?;
        let mut anew = vec![PROJECT.to_owned(), SOURCES.to_owned()];
        if !Hidden::of_library(project).is_empty() {
            anew.push(PRIVATE_SOURCES.to_owned());
        }
        for (slug, article) in &project.articles {
            anew.extend([folder::article_file(slug), folder::review_file(slug)]);
            if !Hidden::of_article(article).is_empty() {
                anew.push(folder::private_review(slug));
            }
        }
        save::rewrite(copy, project, &anew)?;
        for edit in edits {
            history::append(&opened, edit.article.as_ref(), &[edit])?;
        }
        Ok(())
    })
}

/// Writes these files to the new folder `to`, and those of the project `from` that have these names.
pub(super) fn lay_out(to: &Path, files: &Files, from: Option<(&Folder, &[String])>) -> Result<(), Problem> {
    build(to, |copy| {
        files.iter().try_for_each(|(name, bytes)| put(copy, name, bytes))?;
        let Some((from, names)) = from else { return Ok(()) };
        names.iter().try_for_each(|name| bring(&from.at(name)?, copy, name))
    })
}

/// Whether a file of this path inside a project is a stored file of a source: it may be large.
pub(super) fn is_evidence(name: &str) -> bool {
    [EVIDENCE, PRIVATE_EVIDENCE]
        .iter()
        .any(|folder| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// Copies a file piece by piece.
fn bring(from: &Path, copy: &Path, name: &str) -> Result<(), Problem> {
    let path = copy.join(name);
    let folder = path.parent().unwrap_or(copy);
    if !folder.is_dir() {
        files::make_folder(folder)?;
    }
    let copied = files::copy_beside(from, folder, MOST_BYTES, &|| false)?;
    files::settle_copy(copied, &path)
}

/// The files below `inside` by their paths in the project, in order; what git and the program keep for themselves, and
/// links, are left out.
pub(super) fn names_below(folder: &Folder, inside: &str, names: &mut Vec<String>) -> Result<(), Problem> {
    let path = if inside.is_empty() { folder.root().to_owned() } else { folder.at(inside)? };
    let failed = |error: std::io::Error| {
        Problem::error("not-read", "A folder of the project was not read")
            .at(Place::File(inside.to_owned()))
            .why(error.to_string())
            .now("nothing was changed")
            .help("Check that you may read it, then try again")
    };
    let mut entries: Vec<fs::DirEntry> = path.read_dir().and_then(Iterator::collect).map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let kind = entry.file_type().map_err(failed)?;
        let is_own = inside.is_empty() && [OWN, ".git"].contains(&name.as_str());
        let is_unfinished = name.strip_suffix(".tmp").is_some() || name.starts_with(".new-");
        if is_own || kind.is_symlink() || is_unfinished {
            continue;
        }
        let inside = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if kind.is_dir() {
            names_below(folder, &inside, names)?;
        } else {
            names.push(inside);
        }
    }
    Ok(())
}

/// Makes the folder `to` of what `fill` puts into one beside it.
fn build(to: &Path, fill: impl FnOnce(&Path) -> Result<(), Problem>) -> Result<(), Problem> {
    if !files::is_missing(to) {
        return Err(Problem::error("folder-exists", "Nothing was copied: there is something of this name already")
            .at(files::place(to))
            .now("what is there was not touched")
            .help("Choose a folder that is not there yet"));
    }
    let above = to.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if !above.is_dir() {
        files::make_folder(above)?;
    }
    let beside = files::folder_beside(above)?;
    fill(beside.path())?;
    files::settle_folder(beside, to)
}

fn put(copy: &Path, name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let path = copy.join(name);
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        files::make_folder(folder)?;
    }
    files::write_atomically(&path, bytes, Existing::Replace)
}
