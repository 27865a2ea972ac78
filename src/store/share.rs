//! Shares a copy of a project as a zip: tells first what would go out, file by file, and what stays.
//!
//! In: a project's folder. Out: the list, or the zip with exactly the files of the list.
//! Must not know: who gets it, where a window shows the list.
//! Holds: `.tickmark/` never goes out, `private/` only when it is asked for by name; nothing but files that a project
//! has goes out, whatever else lies in the folder; no link is followed out.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::evidence::{self, EVIDENCE, Shared};
use crate::store::files::{self, Existing};
use crate::store::folder::{self, ARTICLES, Folder, HISTORY, PROJECT, SOURCES};
use crate::store::private::{self, Hidden};
use crate::store::zipped;

/// How deep a project's folders lie in one another.
const DEEPEST: usize = 4;

/// What of a project is to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What everybody who gets the copy may know: what is confidential stays.
    Public,
    /// Everything, what is confidential too.
    WithConfidential,
}

/// A file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path inside the project.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What a shared copy would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// The files that leave the machine.
    pub goes: Vec<Listed>,
    /// The private files that stay.
    pub stays: Vec<Listed>,
    /// Stored files that are too large for a zip; they stay too.
    pub too_large: Vec<Listed>,
    /// How many other files lie in the folder that no project has; they stay too.
    pub n_others: usize,
    /// Histories that go and still hold words that are confidential now, with how many lines do.
    pub traces: Vec<(String, usize)>,
}

impl Sharing {
    /// The bytes of all that goes.
    pub fn bytes(&self) -> u64 {
        self.goes.iter().map(|file| file.bytes).sum()
    }
}

/// What would go out and what would stay, by what the disk holds; `project` tells what is confidential.
pub fn plan(folder: &Path, project: &Project, extent: Extent) -> Result<Sharing, Problem> {
    let opened = Folder::open(folder)?;
    let (files, n_others) = own_files(&opened)?;
    let mut sharing = Sharing { n_others, ..Sharing::default() };
    let shared = evidence::shared(project);
    for listed in files {
        if listed.file.starts_with(".tickmark/") {
            continue;
        }
        if let Some(name) = evidence_name(&listed.file) {
            match (shared(name), extent) {
                // A file that no source has may be one that is nobody's business any more.
                (Shared::Stranger, _) => sharing.n_others += 1,
                (Shared::Stays, Extent::Public) => sharing.stays.push(listed),
                (_, Extent::Public) if folder::is_private(&listed.file) => sharing.stays.push(listed),
                _ if listed.bytes > zipped::PROJECT.each => sharing.too_large.push(listed),
                (Shared::Goes | Shared::Stays, _) => sharing.goes.push(listed),
            }
            continue;
        }
        let is_private = folder::is_private(&listed.file);
        if is_private && extent == Extent::Public { sharing.stays.push(listed) } else { sharing.goes.push(listed) }
    }
    if extent == Extent::Public {
        let names: Vec<String> = sharing.goes.iter().map(|listed| listed.file.clone()).collect();
        sharing.traces = private::traces_in(&opened, &names, &hidden_words(project));
    }
    Ok(sharing)
}

/// Writes the files of `sharing` to a zip at `target`.
pub fn write(folder: &Path, sharing: &Sharing, target: &Path, existing: Existing) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    let mut packed = zipped::Files::new();
    for Listed { file, .. } in &sharing.goes {
        let bytes = files::read_limited(&opened.at(file)?, zipped::PROJECT.each)
            .map_err(|problem| problem.at(Place::File(file.clone())))?;
        packed.insert(file.clone(), bytes);
    }
    files::write_atomically(target, &zipped::pack(&packed)?, existing)
}

/// The name of a file in one of the folders of stored files.
fn evidence_name(file: &str) -> Option<&str> {
    let rest = file.strip_prefix("private/").unwrap_or(file);
    rest.strip_prefix(EVIDENCE)?.strip_prefix('/')
}

/// Every word that only the desk may see.
fn hidden_words(project: &Project) -> Vec<String> {
    let mut words = Hidden::of_library(project).words();
    for article in project.articles.values() {
        words.extend(Hidden::of_article(article).words());
    }
    words
}

/// The files of the folder that a project has, in order, and how many others lie there; git's own are not counted.
pub(super) fn own_files(folder: &Folder) -> Result<(Vec<Listed>, usize), Problem> {
    let (mut found, mut n_others) = (Vec::new(), 0);
    walk(folder, "", 0, &mut found)?;
    let mut own = Vec::new();
    for listed in found {
        if is_own(&listed.file) { own.push(listed) } else { n_others += 1 }
    }
    own.sort_by(|a, b| a.file.cmp(&b.file));
    Ok((own, n_others))
}

fn walk(folder: &Folder, inside: &str, depth: usize, found: &mut Vec<Listed>) -> Result<(), Problem> {
    let path = if inside.is_empty() { folder.root().to_path_buf() } else { folder.at(inside)? };
    let entries = path.read_dir().map_err(|error| {
        Problem::error("not-read", "The project's files cannot be listed")
            .at(files::place(&path))
            .why(error.to_string())
            .now("nothing was written")
            .help("Check that you may read the folder, then try again")
    })?;
    let names: BTreeSet<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    for name in names {
        if inside.is_empty() && name == ".git" {
            continue;
        }
        let file = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        // What leads out of the project is no file of it.
        let Ok(path) = folder.at(&file) else { continue };
        match std::fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() && depth < DEEPEST => walk(folder, &file, depth + 1, found)?,
            Ok(metadata) if metadata.is_file() => found.push(Listed { file, bytes: metadata.len() }),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whether a project has a file of this name.
fn is_own(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    let is_unfinished = name.starts_with(".tickmark-") || file.split('/').any(|part| part.starts_with(".new-"));
    let top = [PROJECT, SOURCES, HISTORY, ".gitignore", ".gitattributes"].contains(&file);
    let below = [ARTICLES, EVIDENCE, folder::PRIVATE, ".tickmark"]
        .iter()
        .any(|there| file.strip_prefix(there).is_some_and(|rest| rest.starts_with('/')));
    // A damaged file kept aside is nobody else's business, and may hold what the file no longer has.
    !is_unfinished && !name.contains(".damaged-") && (top || below)
}
