//! Writes what changed: each file that differs, whole, and each edit behind its history.
//!
//! In: the project as the disk holds it and as it is now, the edits between them. Out: what was written, what was not.
//! Must not know: how a file looks, how it is written, who wants it saved.
//! Holds: what is confidential is written to its private file before the public file goes without it; a guarded file is
//! never written; one file that cannot be written keeps no other from being saved; an edit is recorded only when every
//! file it changed was written, and is in the journal from before the first file is written until it is recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::{Edit, Part};
use crate::model::ids::{EditId, Slug};
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder, PRIVATE_SOURCES, PROJECT, SOURCES};
use crate::store::known::Known;
use crate::store::private::{self, Hidden};
use crate::store::reader::FileReader;
use crate::store::{Guarded, IGNORED, MOST, SaveReport, aside, disk, evidence, history, journal, records};

struct Saver<'a> {
    folder: &'a Folder,
    guarded: &'a Guarded,
    /// What the files hold as far as is known; `None` when nobody else can have written them.
    known: Option<&'a mut Known>,
    written: Vec<String>,
    failed: BTreeSet<String>,
    problems: Vec<Problem>,
}

/// Saves `now` over `saved`; see the parent's [`save`](super::save).
pub(super) fn save(
    folder: &Path,
    saved: &Project,
    now: &Project,
    edits: &[Edit],
    guarded: &Guarded,
    known: Option<&mut Known>,
) -> SaveReport {
    let mut on_disk = saved.clone();
    let opened = match Folder::open(folder) {
        Ok(opened) => opened,
        Err(problem) => {
            let unrecorded = edits.iter().map(|edit| edit.id).collect();
            return SaveReport { saved: on_disk, written: Vec::new(), unrecorded, problems: vec![problem] };
        }
    };
    // Without its journal a project is still saved, file by file; what kept it from being written is told.
    let unjournaled = journal::append_missing(&opened, edits).err();
    let mut saver =
        Saver { folder: &opened, guarded, known, written: Vec::new(), failed: BTreeSet::new(), problems: Vec::new() };

    let Project { title, scale, people, sources, articles, conflicts: _ } = now;
    let same_project = (title, scale, people) == (&saved.title, &saved.scale, &saved.people);
    let conflicts_are_same = |part| now.conflicts_of(part).eq(saved.conflicts_of(part));
    let same_project = same_project && conflicts_are_same(Part::Project);
    let same_sources = *sources == saved.sources && conflicts_are_same(Part::Sources);
    // What is hidden is on disk before a public file lets go of it.
    let hides = (same_project && same_sources)
        || saver.write_hidden(PRIVATE_SOURCES, &[SOURCES], &Hidden::of_library(saved), Hidden::of_library(now));
    if !same_project && saver.write(PROJECT, disk::project_text(now)) {
        on_disk.title.clone_from(title);
        on_disk.scale.clone_from(scale);
        on_disk.people.clone_from(people);
        on_disk.take_conflicts(now, Part::Project);
    }
    if !same_sources && hides && saver.write(SOURCES, disk::sources_text(now)) {
        on_disk.sources.clone_from(sources);
        on_disk.take_conflicts(now, Part::Sources);
    }
    for (slug, article) in articles {
        let before = saved.articles.get(slug);
        if before.is_some_and(|before| Arc::ptr_eq(before, article)) {
            continue;
        }
        if !saver.freeze(slug, before, article, edits) {
            continue; // a review must not name a record that is not there
        }
        if let Some(held) = saver.save_article(slug, before, article) {
            on_disk.articles.insert(slug.clone(), held);
        }
    }
    if !same_sources {
        saver.problems.extend(evidence::moving::settle(&opened, now));
    }
    let unrecorded = saver.record(edits);
    let recorded = edits.iter().map(|edit| edit.id).filter(|id| !unrecorded.contains(id)).collect();
    // What stays in the journal is found in the history at the next opening: no harm but the time it takes.
    drop(journal::forget(&opened, &recorded));
    let Saver { folder: _, guarded: _, known: _, written, failed: _, mut problems } = saver;
    if problems.is_empty() {
        problems.extend(unjournaled); // else what keeps the files from being written is told
    }
    SaveReport { saved: on_disk, written, unrecorded, problems }
}

/// The texts of these files as `project` has them, in the order in which they are to be written.
///
/// What a public file lets go of is kept first, whether or not its private file was named. A private file that is not
/// wholly understood is refused, unless a copy of it is in `kept`.
pub(super) fn rewritten(
    folder: &Folder,
    project: &Project,
    files: &[String],
    kept: &BTreeSet<String>,
) -> Result<Vec<(String, String)>, Problem> {
    let is_wanted = |file: &str| files.iter().any(|wanted| wanted == file);
    let mut texts = Vec::new();
    let mut keep = |file: String, public: &str, hidden: Hidden| {
        if !is_wanted(&file) && (!is_wanted(public) || hidden.is_empty()) {
            return Ok(());
        }
        let (there, is_understood) = read_hidden(folder, &file)?;
        let all = hidden.over(there.clone());
        if !is_wanted(&file) && all == there {
            return Ok(());
        }
        if !is_understood && !kept.contains(&file) {
            return Err(private_damaged(&file));
        }
        texts.push((file, all.text()?));
        Ok(())
    };
    keep(PRIVATE_SOURCES.to_owned(), SOURCES, Hidden::of_library(project))?;
    for (slug, article) in &project.articles {
        keep(folder::private_review(slug), &folder::review_file(slug), Hidden::of_article(article))?;
    }
    let mut add = |file: String, text: &dyn Fn() -> Result<String, Problem>| {
        if is_wanted(&file) {
            texts.push((file, text()?));
        }
        Ok::<(), Problem>(())
    };
    add(PROJECT.to_owned(), &|| disk::project_text(project))?;
    add(SOURCES.to_owned(), &|| disk::sources_text(project))?;
    for (slug, article) in &project.articles {
        add(folder::article_file(slug), &|| disk::article_text(article))?;
        add(folder::review_file(slug), &|| disk::review_text(article))?;
    }
    Ok(texts)
}

/// Writes these texts in this order.
pub(super) fn put(folder: &Folder, texts: &[(String, String)]) -> Result<(), Problem> {
    for (file, text) in texts {
        if folder::is_private(file) {
            private::make_folder(folder, IGNORED)?;
        }
        replace(folder, file, text)?;
    }
    Ok(())
}

/// Keeps a copy of each of these private files that is not wholly understood; answers which these are.
pub(super) fn keep_private(folder: &Folder, files: &[String]) -> Result<BTreeSet<String>, Problem> {
    let mut kept = BTreeSet::new();
    for file in files.iter().filter(|file| folder::is_private(file)) {
        if !read_hidden(folder, file)?.1 {
            aside::keep_damaged(folder, file, &files::read_limited(&folder.at(file)?, MOST)?)?;
            kept.insert(file.clone());
        }
    }
    Ok(kept)
}

/// Puts `text` in the place of a file; one of an older schema version is kept aside first.
fn replace(folder: &Folder, file: &str, text: &str) -> Result<(), Problem> {
    aside::keep_older(folder, file)?;
    files::write_atomically(&folder.at(file)?, text.as_bytes(), Existing::Replace)
}

/// Writes what is hidden of an article that is new to the project.
pub(super) fn add_hidden(folder: &Folder, article: &Article) -> Result<(), Problem> {
    let hidden = Hidden::of_article(article);
    if hidden.is_empty() {
        return Ok(());
    }
    let file = folder::private_review(&article.slug);
    let (kept, is_understood) = read_hidden(folder, &file)?;
    if !is_understood {
        return Err(private_damaged(&file));
    }
    private::make_folder(folder, IGNORED)?;
    files::write_atomically(&folder.at(&file)?, hidden.over(kept).text()?.as_bytes(), Existing::Replace)
}

fn private_damaged(file: &str) -> Problem {
    Problem::error("private-damaged", "A change was not saved: confidential words could not be kept")
        .at(Place::File(file.to_owned()))
        .why("the file that holds them is damaged")
        .now("the change is kept as long as the window is open; the file was not touched")
        .help("Put the file back from a copy, or move it away, then save again")
}

/// What a private file holds as far as it can be read, and whether that is all of it. No file holds nothing.
fn read_hidden(folder: &Folder, file: &str) -> Result<(Hidden, bool), Problem> {
    let path = folder.at(file)?;
    if files::is_missing(&path)? {
        return Ok((Hidden::default(), true));
    }
    let bytes = files::read_limited(&path, MOST)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut reader = FileReader::new(file, "Confidential file", &text);
    let hidden = Hidden::read(&mut reader);
    let (_, is_understood) = reader.finish();
    Ok((hidden, is_understood && matches!(text, std::borrow::Cow::Borrowed(_))))
}

impl Saver<'_> {
    /// Writes what is hidden of public files when it changed; whether these may be written then.
    fn write_hidden(&mut self, file: &str, public: &[&str], before: &Hidden, now: Hidden) -> bool {
        if *before == now || now.is_empty() {
            return true;
        }
        let text = read_hidden(self.folder, file).and_then(|(kept, is_understood)| {
            if !is_understood && !self.guarded.contains(file) {
                return Err(private_damaged(file));
            }
            let all = now.over(kept.clone());
            if all == kept { Ok(None) } else { all.text().map(Some) }
        });
        let written = match text {
            Ok(None) => return true,
            Ok(Some(text)) => match private::make_folder(self.folder, IGNORED) {
                Ok(()) => self.write(file, Ok(text)),
                Err(problem) => self.write(file, Err(problem)),
            },
            Err(problem) => self.write(file, Err(problem)),
        };
        if !written {
            self.failed.extend(public.iter().map(|&public| public.to_owned()));
        }
        written
    }

    /// Puts `text` in the place of a file, unless somebody else wrote it since it was read.
    fn replace(&mut self, file: &str, text: &str) -> Result<(), Problem> {
        if self.known.as_ref().is_some_and(|known| !known.holds(self.folder, file)) {
            return Err(Problem::error("changed-outside", "A change was not saved yet: its file was changed on disk")
                .at(Place::File(file.to_owned()))
                .why("saving would throw away what somebody else wrote")
                .now("the change is kept in the window; the file was not touched")
                .help("Choose “Look for changes on disk”, then save again"));
        }
        replace(self.folder, file, text)?;
        if let Some(known) = &mut self.known {
            known.note(file, text.as_bytes());
        }
        Ok(())
    }

    /// Writes one file; whether it was written.
    fn write(&mut self, file: &str, text: Result<String, Problem>) -> bool {
        let text = if self.guarded.contains(file) {
            Err(Problem::error(
                "guarded",
                "A change was not saved: its file was not wholly understood when it was opened",
            )
            .at(Place::File(file.to_owned()))
            .why("saving would throw away what Tickmark could not read in it")
            .now("the change is kept as long as the window is open; the file was not touched")
            .help("Choose “Repair…” with Ctrl+K (`tickmark check-project --repair`) to see what can be put back, then save again"))
        } else {
            text
        };
        let answer = text.and_then(|text| match self.replace(file, &text) {
            Ok(()) => Ok(()),
            // It came to its place, and only then something failed: it has to be known, or a change that is taken back
            // before the next save would stay in it.
            Err(problem) if self.holds(file, &text) => {
                self.fail(file, problem);
                Ok(())
            }
            Err(problem) => Err(problem),
        });
        match answer {
            Ok(()) if self.failed.contains(file) => {}
            Ok(()) => self.written.push(file.to_owned()),
            Err(problem) => {
                self.fail(file, problem);
                return false;
            }
        }
        true
    }

    fn fail(&mut self, file: &str, problem: Problem) {
        self.failed.insert(file.to_owned());
        self.problems.push(problem);
    }

    /// Whether a file holds `text` now; then that is known.
    fn holds(&mut self, file: &str, text: &str) -> bool {
        let path = self.folder.at(file).ok();
        let is_there =
            path.and_then(|path| files::read_limited(&path, MOST).ok()).is_some_and(|bytes| bytes == text.as_bytes());
        if let (true, Some(known)) = (is_there, self.known.as_deref_mut()) {
            known.note(file, text.as_bytes());
        }
        is_there
    }

    /// Makes the files last that an earlier save may have left without.
    fn settle_files(&mut self, files: &BTreeSet<String>) {
        for file in files {
            if self.written.contains(file) || self.failed.contains(file) {
                continue;
            }
            let settled = self.folder.at(file).and_then(|path| files::settle(&path));
            if let Err(problem) = settled {
                self.fail(file, problem);
            }
        }
    }

    /// Writes the records of the closings that the disk lacks; whether all of them are there.
    fn freeze(&mut self, slug: &Slug, before: Option<&Arc<Article>>, now: &Article, edits: &[Edit]) -> bool {
        let known = |id| before.is_some_and(|before| before.review.closings.contains_key(id));
        for closing in now.review.closings.values().filter(|closing| !known(&closing.id)) {
            match records::freeze(self.folder, slug, now, closing, edits) {
                Ok(file) => self.written.extend(file),
                Err(problem) => {
                    self.failed.extend([folder::article_file(slug), folder::review_file(slug)]);
                    self.problems.push(problem);
                    return false;
                }
            }
        }
        true
    }

    /// Writes the files of an article that differ, and answers the article as the disk holds it then.
    fn save_article(&mut self, slug: &Slug, before: Option<&Arc<Article>>, now: &Arc<Article>) -> Option<Arc<Article>> {
        let same_article = before.is_some_and(|before| disk::same_article(before, now));
        let same_review = before.is_some_and(|before| before.review == now.review && before.drafts == now.drafts);
        let review_file = folder::review_file(slug);
        let hidden = |article: &Article| Hidden::of_article(article);
        let hides = same_review
            || self.write_hidden(
                &folder::private_review(slug),
                &[&review_file],
                &before.map(|before| hidden(before)).unwrap_or_default(),
                hidden(now),
            );
        let has_article = same_article || self.write(&folder::article_file(slug), disk::article_text(now));
        let has_review = same_review || (hides && self.write(&review_file, disk::review_text(now)));
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
        self.settle_files(&edits.iter().flat_map(files_of).collect());
        // What changes the same file as an edit that waits, waits with it: recovery needs the row of them whole.
        let mut waiting = self.failed.clone();
        for edit in edits {
            let files = files_of(edit);
            if files.is_disjoint(&waiting) {
                histories.entry(edit.article.as_ref()).or_default().push(edit);
            } else {
                unrecorded.push(edit.id);
                waiting.extend(files);
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
