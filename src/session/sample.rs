//! The bundled sample project: carried inside the program, opened as a private copy.
//!
//! Must not know: what is in it.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::model::problem::{Place, Problem};
use crate::store;
use crate::store::files::{Existing, write_atomically};

/// The name of the sample's folder.
pub const FOLDER: &str = "winter-crisis";

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/projects/winter-crisis");

/// Copies the sample to `folder` unless a project is there already.
pub fn copy_to(folder: &Path) -> Result<(), Problem> {
    if store::is_project(folder) {
        return Ok(());
    }
    copy(&SAMPLE, folder)
}

/// The sample's article files as they came, by the name each had.
pub fn originals() -> Vec<(String, &'static [u8])> {
    let Some(articles) = SAMPLE.get_dir("articles") else { return Vec::new() };
    let mut out = Vec::new();
    for article in articles.dirs() {
        for file in article.files() {
            let name = file.path().file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("original.") {
                let slug = article.path().file_name().unwrap_or_default().to_string_lossy();
                out.push((name.replacen("original", &slug, 1), file.contents()));
            }
        }
    }
    out
}

fn copy(dir: &Dir<'_>, to: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(to).map_err(|error| {
        Problem::error("sample-not-copied", "The sample could not be copied")
            .at(Place::File(to.display().to_string()))
            .why(error.to_string())
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
        write_atomically(&to.join(name), file.contents(), Existing::Replace)?;
    }
    Ok(())
}
