//! The bundled sample project: carried inside the program, opened as a private copy.
//!
//! Must not know: what is in it.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::model::problem::Problem;
use crate::store;
use crate::store::files::{Existing, make_folder, write_atomically};

/// The name of the sample's folder.
pub const FOLDER: &str = "winter-crisis";

/// How the name of the half-checked article begins.
const HALF_CHECKED: &str = "ministers";

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/projects/winter-crisis");

/// Copies the sample to `folder` unless a project is there already.
pub fn copy_to(folder: &Path) -> Result<(), Problem> {
    if store::is_project(folder) {
        return Ok(());
    }
    copy(&SAMPLE, folder)
}

/// Writes the article that the sample has half checked to `folder`, as it first came, and answers the file.
pub fn lay_out_original(folder: &Path) -> Result<PathBuf, Problem> {
    let articles = SAMPLE.get_dir("articles").into_iter().flat_map(Dir::dirs);
    let mut originals = articles.filter_map(|article| {
        let name = article.path().file_name()?.to_string_lossy().into_owned();
        let file = article.files().find(|file| is_original(file.path()))?;
        Some((name, file))
    });
    let Some((name, file)) = originals.find(|(name, _)| name.starts_with(HALF_CHECKED)) else {
        return Err(Problem::internal(
            "The sample could not be laid out",
            "the bundled sample has no article to check",
        ));
    };
    let extension = file.path().extension().unwrap_or_default();
    let to = folder.join(name).with_extension(extension);
    write_atomically(&to, file.contents(), Existing::Refuse)?;
    Ok(to)
}

fn is_original(file: &Path) -> bool {
    file.file_stem().is_some_and(|stem| stem == "original")
}

fn copy(dir: &Dir<'_>, to: &Path) -> Result<(), Problem> {
    make_folder(to).map_err(|problem| {
        Problem::error("sample-not-copied", "The sample could not be copied")
            .at(problem.place)
            .why(problem.why)
            .now("nothing else was changed")
            .help("Free some space or give yourself the right to write there, then open the sample again")
    })?;
    // `project.ron` last: a copy that was cut short is then no project, and is made anew.
    let (mut late, mut files) = (Vec::new(), Vec::new());
    for file in dir.files() {
        if file.path().ends_with("project.ron") { late.push(file) } else { files.push(file) }
    }
    for sub in dir.dirs() {
        copy(sub, &to.join(sub.path().file_name().unwrap_or_default()))?;
    }
    for file in files.into_iter().chain(late) {
        let name = file.path().file_name().unwrap_or_default();
        // What a copy that was cut short left is right as it is, and what somebody changed since is theirs.
        match write_atomically(&to.join(name), file.contents(), Existing::Refuse) {
            Err(problem) if problem.id != "file-exists" => return Err(problem),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;
    use crate::store::faults::{self, Fault};

    #[test]
    fn a_copy_that_stopped_at_any_step_is_finished_by_the_next() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        for step in (0..).step_by(9) {
            let folder = home.join(step.to_string()).join(FOLDER);
            faults::begin(&folder, Some((step, Fault::Lasting(ErrorKind::StorageFull))));
            let first = copy_to(&folder);
            if faults::end(&folder).n_steps <= step {
                assert_eq!(first, Ok(()));
                assert!(step > 30, "every file is some steps on disk");
                break;
            }
            let problem = first.unwrap_err();
            assert!(problem.why.contains("full"), "step {step}: {problem}");
            copy_to(&folder).unwrap();
            let loaded = store::load(&folder).unwrap();
            assert_eq!((loaded.problems, loaded.project.articles.is_empty()), (Vec::new(), false), "step {step}");
        }
    }
}
