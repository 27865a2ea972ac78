//! Writes a whole project to a new folder.
//!
//! In: the folder of a project, or its files; the project as it is to be. Out: a folder that was not there before, and
//! what it lacks.
//! Must not know: why a copy is wanted, which files a project has (`layout.rs`).
//! Holds: nothing is ever put over anything; the copy appears whole or not at all; links, files that no project has and
//! what is about the old folder (journal, lock, what was set aside) are left out; what cannot be read is told.

use std::path::Path;

use crate::model::change::Edit;
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::evidence::MOST_BYTES;
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder, PRIVATE_SOURCES, PROJECT, SOURCES};
use crate::store::layout::{self, Kept, Listed};
use crate::store::private::Hidden;
use crate::store::zipped::Files;
use crate::store::{history, save};

/// Copies the project of `from` to `to`, with the project as it is in memory and `edits` in the histories. Answers what
/// the copy lacks, when it lacks something.
pub(super) fn save_copy(from: &Path, to: &Path, project: &Project, edits: &[Edit]) -> Result<Option<Problem>, Problem> {
    let opened = Folder::open(from)?;
    let (listed, n_others) = layout::own_files(&opened)?;
    let mut unread = Vec::new();
    build(to, |copy| {
        for Listed { file, .. } in listed.iter().filter(|it| it.sort().is_some_and(|sort| sort.kept != Kept::Never)) {
            // What cannot be read here, or was taken away meanwhile, keeps no other file from being saved.
            match opened.at(file).and_then(|path| bring(&path, copy, file)) {
                Ok(()) => {}
                Err(problem) if problem.id == "not-written" => return Err(problem),
                Err(problem) => unread.push((file.clone(), problem)),
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
        unread.retain(|(file, _)| !anew.contains(file));
        let kept = save::keep_private(&opened, &anew)?;
        save::put(&opened, &save::rewritten(&opened, project, &anew, &kept)?)?;
        for edit in edits {
            history::append(&opened, edit.article.as_ref(), &[edit])?;
        }
        Ok(())
    })?;
    Ok(lacks(&unread, n_others))
}

/// Says what a copy is without.
fn lacks(unread: &[(String, Problem)], n_others: usize) -> Option<Problem> {
    let files = |n: usize| if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
    let others = "files that no project has are left in the folder they are in";
    match (unread.first(), n_others) {
        (None, 0) => None,
        (None, n) => Some(
            Problem::note("copy-without-others", format!("The copy is without {} of the folder", files(n)))
                .why(others)
                .now("the copy has the whole project")
                .help("Copy them yourself if you need them there"),
        ),
        (Some((file, problem)), _) => Some(
            Problem::warning("copy-lacks", format!("The copy is without {} of the project", files(unread.len())))
                .at(Place::File(file.clone()))
                .why(problem.why.clone())
                .now("the copy has all else of the project, and all that is open here")
                .help("Put them into the copy by hand, or save another one when they can be read"),
        ),
    }
}

/// Writes these files to the new folder `to`, and those of the project `from` that have these names.
pub(super) fn lay_out(to: &Path, files: &Files, from: Option<(&Folder, &[String])>) -> Result<(), Problem> {
    build(to, |copy| {
        files.iter().try_for_each(|(name, bytes)| put(copy, name, bytes))?;
        let Some((from, names)) = from else { return Ok(()) };
        names.iter().try_for_each(|name| bring(&from.at(name)?, copy, name))
    })
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

/// Makes the folder `to` of what `fill` puts into one beside it.
fn build(to: &Path, fill: impl FnOnce(&Path) -> Result<(), Problem>) -> Result<(), Problem> {
    if !files::is_missing(to)? {
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

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out files")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_copy_has_the_whole_project_and_nothing_that_is_about_the_old_folder() {
        let home = tempfile::tempdir().unwrap();
        let (from, to) = (home.path().join("project"), home.path().join("copy"));
        crate::store::create(&from, "Winter").unwrap();
        let kept =
            ["articles/fire/original.txt", "articles/fire/closed-01.ron", "evidence/ab.pdf", "sources.damaged-1.ron"];
        let about_the_folder =
            ["private/journal.ronl", "private/set-aside-1.txt", ".tickmark/journal.ronl", ".tickmark/lock"];
        let of_others = ["Re: budget.eml", "articles/fire/my-source-list.docx", "why?.txt"];
        for file in kept.iter().chain(&about_the_folder).chain(&of_others) {
            fs::create_dir_all(from.join(file).parent().unwrap()).unwrap();
            fs::write(from.join(file), "words").unwrap();
        }
        let project = crate::store::load_beside(&from).unwrap().project;
        let lacks = save_copy(&from, &to, &project, &[]).unwrap().unwrap();
        assert_eq!(
            (lacks.id, lacks.what.as_str()),
            ("copy-without-others", "The copy is without 3 files of the folder")
        );
        let (listed, n_others) = layout::own_files(&Folder::open(&to).unwrap()).unwrap();
        let files: Vec<&str> = listed.iter().map(|listed| listed.file.as_str()).collect();
        let made = [".gitignore", "project.ron", "sources.ron"];
        let mut expected: Vec<&str> = kept.iter().chain(&made).copied().collect();
        expected.sort_unstable();
        assert_eq!((files, n_others), (expected, 0));
    }
}
