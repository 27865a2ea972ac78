//! Shares a copy of a project as a zip: tells first what would go out, file by file, and what stays.
//!
//! In: a project's folder. Out: the list, or the zip with exactly the files of the list.
//! Must not know: who gets it, where a window shows the list, which files a project has (`layout.rs`).
//! Holds: what is confidential goes out only when it is asked for by name; nothing but files that a project has goes
//! out, whatever else lies in the folder, and nothing that is about this very folder (its journal, its lock, what was
//! set aside or kept of damaged files); no link is followed out.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::hidden_now::HiddenNow;
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::evidence::{self, OfSources};
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder};
use crate::store::layout::{self, Listed, Shared};
use crate::store::private::Hidden;
use crate::store::traces::{self, Traces};
use crate::store::zipped::{self, PROJECT};

/// What of a project is to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What everybody who gets the copy may know: what is confidential stays.
    Public,
    /// Everything, what is confidential too.
    WithConfidential,
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
    /// Histories and records that go and still hold words that are confidential now.
    pub traces: Traces,
}

impl Sharing {
    /// The bytes of all that goes.
    pub fn bytes(&self) -> u64 {
        self.goes.iter().map(|file| file.bytes).sum()
    }

    /// Whether every file of `now` was listed here; a problem when one was not.
    pub fn covers(&self, now: &Self) -> Result<(), Problem> {
        let shown: BTreeSet<&str> = self.goes.iter().map(|listed| listed.file.as_str()).collect();
        let new: Vec<&str> =
            now.goes.iter().map(|listed| listed.file.as_str()).filter(|file| !shown.contains(file)).collect();
        let Some(first) = new.first() else { return Ok(()) };
        let files = if new.len() == 1 { "1 file".to_owned() } else { format!("{} files", new.len()) };
        Err(Problem::error("share-changed", format!("No copy was shared: {files} came to the project meanwhile"))
            .at(Place::File((*first).to_owned()))
            .why("nothing goes out that was not listed before")
            .now("nothing was written")
            .help("Look through the list again (`tickmark share --dry-run`), then share"))
    }
}

/// What would go out and what would stay, by what the disk holds; `project` tells what is confidential.
pub fn plan(folder: &Path, project: &Project, extent: Extent) -> Result<Sharing, Problem> {
    let opened = Folder::open(folder)?;
    let (files, n_others) = layout::own_files(&opened)?;
    let mut sharing = Sharing { n_others, ..Sharing::default() };
    let of_sources = evidence::shared(project);
    let mut stored = Vec::new();
    for listed in files {
        let Some(sort) = listed.sort() else { continue };
        let is_private = folder::is_private(&listed.file);
        match (sort.shared, extent) {
            (Shared::Never, _) => {}
            (Shared::Goes, _) | (Shared::WhenAsked, Extent::WithConfidential) => sharing.goes.push(listed),
            (Shared::WhenAsked, Extent::Public) => sharing.stays.push(listed),
            (Shared::AsItsSources, _) => match (of_sources(&listed), extent) {
                // A file that no source has may be one that is nobody's business any more.
                (OfSources::None, _) => sharing.n_others += 1,
                (OfSources::Confidential, Extent::Public) => sharing.stays.push(listed),
                (OfSources::Open, Extent::Public) if is_private => sharing.stays.push(listed),
                (OfSources::Open | OfSources::Confidential, _) => stored.push(listed),
            },
        }
    }
    // A zip that cannot be read back is no copy.
    let (mut n_files, mut bytes) = (sharing.goes.len(), sharing.bytes());
    for listed in stored {
        let total = bytes.saturating_add(listed.bytes);
        if listed.bytes > PROJECT.each || total > PROJECT.total || n_files >= PROJECT.entries {
            sharing.too_large.push(listed);
        } else {
            (n_files, bytes) = (n_files + 1, total);
            sharing.goes.push(listed);
        }
    }
    sharing.goes.sort_by(|a, b| a.file.cmp(&b.file));
    if extent == Extent::Public {
        let names: Vec<String> = sharing.goes.iter().map(|listed| listed.file.clone()).collect();
        sharing.traces = traces::traces(&opened, &names, &hidden_words(project), &HiddenNow::of(project));
    }
    Ok(sharing)
}

/// Writes the files of `sharing` to a zip at `target`.
pub fn write(folder: &Path, sharing: &Sharing, target: &Path, existing: Existing) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    let mut packed = zipped::Files::new();
    for Listed { file, .. } in &sharing.goes {
        let bytes = files::read_limited(&opened.at(file)?, PROJECT.each)
            .map_err(|problem| problem.at(Place::File(file.clone())))?;
        packed.insert(file.clone(), bytes);
    }
    files::write_atomically(target, &zipped::pack(&packed)?, existing)
}

/// Every word that only the desk may see.
fn hidden_words(project: &Project) -> Vec<String> {
    let mut words = Hidden::of_library(project).words();
    for article in project.articles.values() {
        words.extend(Hidden::of_article(article).words());
    }
    words
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out files")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn nothing_goes_but_files_of_the_project_and_nothing_that_was_not_listed() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("project");
        crate::store::create(&folder, "Winter").unwrap();
        for file in [
            "articles/fire/original.txt",
            "articles/fire/my-source-list.docx",
            "articles/fire/review.damaged-1.ron",
            "private/set-aside-1.txt",
            "private/names.txt",
            ".tickmark/journal.ronl",
        ] {
            fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            fs::write(folder.join(file), "words").unwrap();
        }
        let project = crate::store::load_beside(&folder).unwrap().project;
        let names = |sharing: &Sharing| sharing.goes.iter().map(|it| it.file.clone()).collect::<Vec<_>>();
        let shown = plan(&folder, &project, Extent::WithConfidential).unwrap();
        assert_eq!(names(&shown), [".gitignore", "articles/fire/original.txt", "project.ron"]);
        assert_eq!(shown.n_others, 2, "the list of sources and the names are no project's");

        fs::write(folder.join("sources.ron"), "(schema: 2)").unwrap();
        let now = plan(&folder, &project, Extent::WithConfidential).unwrap();
        assert_eq!(shown.covers(&now).unwrap_err().id, "share-changed");
        assert_eq!((now.covers(&now), now.covers(&shown)), (Ok(()), Ok(())));
    }
}
