//! Writes what changed: each file that differs, whole, and each edit behind its history.
//!
//! In: the project as the disk holds it and as it is now, the edits between them. Out: what was written, what was not.
//! Must not know: how a file looks, how it is written, who wants it saved.
//! Holds: a guarded file is never written; one file that cannot be written keeps no other from being saved; an edit is
//! recorded only when every file it changed was written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::{Edit, Part};
use crate::model::ids::{EditId, Slug};
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder, PROJECT, SOURCES};
use crate::store::{Guarded, SaveReport, aside, disk, history};

struct Saver<'a> {
    folder: &'a Folder,
    guarded: &'a Guarded,
    written: Vec<String>,
    failed: BTreeSet<String>,
    problems: Vec<Problem>,
}

/// Saves `now` over `saved`; see the parent's [`save`](super::save).
pub(super) fn save(folder: &Path, saved: &Project, now: &Project, edits: &[Edit], guarded: &Guarded) -> SaveReport {
    let mut on_disk = saved.clone();
    let opened = match Folder::open(folder) {
        Ok(opened) => opened,
        Err(problem) => {
            let unrecorded = edits.iter().map(|edit| edit.id).collect();
            return SaveReport { saved: on_disk, written: Vec::new(), unrecorded, problems: vec![problem] };
        }
    };
    let mut saver =
        Saver { folder: &opened, guarded, written: Vec::new(), failed: BTreeSet::new(), problems: Vec::new() };

    let Project { title, scale, people, sources, articles, conflicts: _ } = now;
    let same_project = (title, scale, people) == (&saved.title, &saved.scale, &saved.people);
    let conflicts_are_same = |part| now.conflicts_of(part).eq(saved.conflicts_of(part));
    if !(same_project && conflicts_are_same(Part::Project)) && saver.write(PROJECT, disk::project_text(now)) {
        on_disk.title.clone_from(title);
        on_disk.scale.clone_from(scale);
        on_disk.people.clone_from(people);
        on_disk.take_conflicts(now, Part::Project);
    }
    let same_sources = *sources == saved.sources && conflicts_are_same(Part::Sources);
    if !same_sources && saver.write(SOURCES, disk::sources_text(now)) {
        on_disk.sources.clone_from(sources);
        on_disk.take_conflicts(now, Part::Sources);
    }
    for (slug, article) in articles {
        let before = saved.articles.get(slug);
        if before.is_some_and(|before| Arc::ptr_eq(before, article)) {
            continue;
        }
        if let Some(held) = saver.save_article(slug, before, article) {
            on_disk.articles.insert(slug.clone(), held);
        }
    }
    let unrecorded = saver.record(edits);
    let Saver { folder: _, guarded: _, written, failed: _, problems } = saver;
    SaveReport { saved: on_disk, written, unrecorded, problems }
}

/// Writes these files from `project`; see the parent's [`rewrite`](super::rewrite).
pub(super) fn rewrite(folder: &Path, project: &Project, files: &[String]) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    let write = |file: &str, text: &dyn Fn() -> Result<String, Problem>| {
        if files.iter().any(|wanted| wanted == file) {
            replace(&opened, file, &text()?)?;
        }
        Ok(())
    };
    write(PROJECT, &|| disk::project_text(project))?;
    write(SOURCES, &|| disk::sources_text(project))?;
    for (slug, article) in &project.articles {
        write(&folder::article_file(slug), &|| disk::article_text(article))?;
        write(&folder::review_file(slug), &|| disk::review_text(article))?;
    }
    Ok(())
}

/// Puts `text` in the place of a file; one of an older schema version is kept aside first.
fn replace(folder: &Folder, file: &str, text: &str) -> Result<(), Problem> {
    aside::keep_older(folder, file)?;
    files::write_atomically(&folder.at(file)?, text.as_bytes(), Existing::Replace)
}

impl Saver<'_> {
    /// Writes one file; whether it was written.
    fn write(&mut self, file: &str, text: Result<String, Problem>) -> bool {
        let answer = if self.guarded.contains(file) {
            Err(Problem::error(
                "guarded",
                "A change was not saved: its file was not wholly understood when it was opened",
            )
            .at(Place::File(file.to_owned()))
            .why("saving would throw away what Tickmark could not read in it")
            .now("the change is kept as long as the window is open; the file was not touched")
            .help("Choose “Keep a copy and go on” (`tickmark check-project --keep-copy`), then save again"))
        } else {
            text.and_then(|text| replace(self.folder, file, &text))
        };
        match answer {
            Ok(()) => self.written.push(file.to_owned()),
            Err(problem) => {
                self.failed.insert(file.to_owned());
                self.problems.push(problem);
                return false;
            }
        }
        true
    }

    /// Writes the files of an article that differ, and answers the article as the disk holds it then.
    fn save_article(&mut self, slug: &Slug, before: Option<&Arc<Article>>, now: &Arc<Article>) -> Option<Arc<Article>> {
        let same_article = before.is_some_and(|before| disk::same_article(before, now));
        let same_review = before.is_some_and(|before| before.review == now.review && before.drafts == now.drafts);
        let has_article = same_article || self.write(&folder::article_file(slug), disk::article_text(now));
        let has_review = same_review || self.write(&folder::review_file(slug), disk::review_text(now));
        match (has_article, has_review, before) {
            (true, true, _) => Some(Arc::clone(now)),
            (true, false, Some(before)) => {
                Some(Arc::new(Article { review: before.review.clone(), ..Article::clone(now) }))
            }
            (false, true, Some(before)) => {
                Some(Arc::new(Article { review: now.review.clone(), ..Article::clone(before) }))
            }
            (_, _, before) => before.cloned(),
        }
    }

    /// Records the edits whose files were written, each in its history; answers the others.
    fn record(&mut self, edits: &[Edit]) -> Vec<EditId> {
        let mut unrecorded = Vec::new();
        let mut histories: BTreeMap<Option<&Slug>, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            if files_of(edit).iter().any(|file| self.failed.contains(file)) {
                unrecorded.push(edit.id);
            } else {
                histories.entry(edit.article.as_ref()).or_default().push(edit);
            }
        }
        for (article, edits) in histories {
            if let Err(problem) = history::append(self.folder, article, &edits) {
                self.problems.push(problem);
                unrecorded.extend(edits.iter().map(|edit| edit.id));
            }
        }
        unrecorded
    }
}

/// The files that an edit changes.
fn files_of(edit: &Edit) -> BTreeSet<String> {
    edit.changes.iter().filter_map(|change| folder::part_file(change.part(), edit.article.as_ref())).collect()
}
