//! Project folders on disk: opening them however damaged, and saving them without ever losing what was there.
//!
//! In: a folder, projects, edits. Out: a project with the problems met on the way, or files.
//! Must not know: imports, reports, checks, the session, undo, the clock, who is at the desk.
//! Holds: a save writes each file whole or not at all; a file that was not wholly understood is guarded and never
//! overwritten until the user has it set aside; nothing in a project reaches outside its folder.
//! Limits: one program at a time writes (`lock.rs`); files up to 64 MB.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

mod aside;
pub mod backups;
pub mod colleague;
mod copy;
mod disk;
mod edit_line;
pub mod evidence;
#[cfg(test)]
pub(crate) mod faults;
pub mod files;
mod folder;
pub mod git;
mod history;
mod journal;
pub mod known;
pub mod layout;
mod leftovers;
mod load;
pub mod lock;
pub mod merging;
mod migrate;
mod private;
pub mod readable;
mod reader;
mod rebuild;
mod records;
mod recover;
pub mod repair;
mod ron_text;
mod save;
pub mod share;
mod split;
pub mod system;
mod tokens;
pub mod traces;
pub mod watch;
pub mod zipped;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::model::article::{Article, DraftRecord};
use crate::model::change::{Edit, Part};
use crate::model::hidden_now::HiddenNow;
use crate::model::ids::{EditId, Slug};
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::store::files::Existing;
use crate::store::folder::{ARTICLES, Folder, PROJECT};
use crate::store::known::Known;
use crate::store::layout::IGNORED;
use crate::store::repair::{Held, Repair};
use crate::store::traces::Traces;

pub(crate) use crate::store::folder::JOURNAL;
pub use crate::store::journal::DamagedLine;
pub use crate::store::recover::Recovery;

/// The largest file of a project that is read, in bytes.
pub(crate) const MOST: u64 = 64 << 20;

/// What opening does with a journal that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Journaled {
    /// Applies what the files lack.
    Recover,
    /// Leaves it alone.
    Leave,
}

/// A project that was opened.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All that could be read.
    pub project: Project,
    /// What could not, and what is worth knowing.
    pub problems: Vec<Problem>,
    /// The files that must not be overwritten.
    pub guarded: Guarded,
    /// What each file held that was read.
    pub known: Known,
    /// What the journal brought back; `None` when there was nothing in it.
    pub recovery: Option<Box<Recovery>>,
}

/// Files that were not wholly understood and are therefore never overwritten, as paths inside the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guarded(BTreeSet<String>);

impl Guarded {
    /// Whether `file` (a path inside the project) is guarded.
    pub fn contains(&self, file: &str) -> bool {
        self.0.contains(file)
    }

    /// Guards this file, too.
    pub(crate) fn guard(&mut self, file: &str) {
        self.0.insert(file.to_owned());
    }

    /// Guards this file no more.
    pub(crate) fn lift(&mut self, file: &str) {
        self.0.remove(file);
    }

    /// Whether no file is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The guarded files, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// An article that is to be added to a project, with the bytes of the file it came from.
#[derive(Clone, Copy, Debug)]
pub struct NewArticle<'a> {
    /// The article with one draft or more; the last draft's text is in it.
    pub article: &'a Article,
    /// The file as it came.
    pub original: &'a [u8],
}

/// What a save did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveReport {
    /// The project as the disk holds it now: hand it in as `saved` the next time.
    pub saved: Project,
    /// The files that were written, as paths inside the project.
    pub written: Vec<String>,
    /// The edits that are in no history yet: hand them in again the next time.
    pub unrecorded: Vec<EditId>,
    /// What could not be written, and why.
    pub problems: Vec<Problem>,
}

impl SaveReport {
    /// Whether all of it is on disk.
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Whether `folder` holds a project.
pub fn is_project(folder: &Path) -> bool {
    folder.join(PROJECT).is_file()
}

/// Whether `folder` holds a project, or what is left of one.
pub fn has_something(folder: &Path) -> bool {
    files::is_missing(&folder.join(PROJECT)) != Ok(true) || folder.join(ARTICLES).is_dir()
}

/// Makes a project in `folder`, which must be new or empty (hidden files aside).
pub fn create(folder: &Path, title: &str) -> Result<(), Problem> {
    let refused = |id, what: &str, help: &str| {
        Err(Problem::error(id, what).at(files::place(folder)).now("nothing was changed").help(help))
    };
    if !files::is_missing(&folder.join(PROJECT))? {
        return refused("project-exists", "No project was made: the folder holds one already", "Open it instead");
    }
    let is_visible = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with('.');
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| is_visible(&entry.file_name()))))
    {
        return refused(
            "folder-not-empty",
            "No project was made: the folder holds other files",
            "Choose a new or empty folder",
        );
    }
    files::make_folder(folder)?;
    let ignored = folder.join(".gitignore");
    if files::is_missing(&ignored)? {
        files::write_atomically(&ignored, IGNORED.as_bytes(), Existing::Refuse)?;
    }
    let project = Project { title: title.to_owned(), ..Project::default() };
    files::write_atomically(&folder.join(PROJECT), disk::project_text(&project)?.as_bytes(), Existing::Refuse)
}

/// Opens the project in `folder` as far as it can be understood, with what its journal brings back; nothing is written.
///
/// A problem alone only when nothing is usable: no `project.ron` and no folder of articles.
pub fn load(folder: &Path) -> Result<Loaded, Problem> {
    load::load(folder, Journaled::Recover)
}

/// The same as the files hold it, while another program works on the project: what is in the journal is its business.
pub fn load_beside(folder: &Path) -> Result<Loaded, Problem> {
    load::load(folder, Journaled::Leave)
}

/// Puts edits on disk for good before the files are saved. The cost does not depend on the project.
pub fn journal(folder: &Path, edits: &[Edit]) -> Result<(), Problem> {
    journal::append(&Folder::open(folder)?, &edits.iter().collect::<Vec<_>>())
}

/// After opening: takes out of the journal what need not be saved, and sets aside what could not be brought back.
///
/// Answers the file (inside the project) that holds it.
pub fn settle_recovery(folder: &Path, recovery: &Recovery) -> Result<Option<String>, Problem> {
    let opened = Folder::open(folder)?;
    let whole: BTreeSet<EditId> = recovery.edits.iter().map(|edit| edit.id).collect();
    // An edit that came back in part stays until that part is saved.
    let gone = recovery.refused.iter().map(|(edit, _)| edit.id).filter(|id| !whole.contains(id)).collect();
    let aside = recovery
        .aside_words()
        .map(|words| journal::set_aside(&opened, &gone, &words, recovery.aside_visibility()))
        .transpose()?;
    journal::forget(&opened, &recovery.recorded)?;
    Ok(aside)
}

/// Writes a new article's folder, which appears whole or not at all; one that is there already is never overwritten.
pub fn add_article(folder: &Path, new: &NewArticle<'_>) -> Result<(), Problem> {
    let NewArticle { article, original } = *new;
    let opened = Folder::open(folder)?;
    let target = opened.at(&format!("{ARTICLES}/{}", article.slug))?;
    if !files::is_missing(&target)? {
        return Err(Problem::error("article-exists", "The article was not added: the project has one of this name")
            .at(Place::File(format!("{ARTICLES}/{}", article.slug)))
            .now("nothing was changed")
            .help("Choose another name for it"));
    }
    let text = article.draft.text().as_bytes();
    let record = article.drafts.last().filter(|record| record.sha256 == files::sha256_hex(text));
    let has_way_out = article.original.as_ref().is_some_and(|original| !folder::is_plain_name(&original.file));
    let (Some(record), false) = (record, has_way_out) else {
        return Err(Problem::error("article-unfinished", "The article was not added: this is a fault of the program")
            .why("its draft's record does not fit its text, or its original's name is no plain file name")
            .now("nothing was changed")
            .help("Copy these details into a report of the fault"));
    };
    let articles = opened.at(ARTICLES)?;
    files::make_folder(&articles)?;
    let beside = files::folder_beside(&articles)?;
    let write = |name: &str, bytes: &[u8]| files::write_atomically(&beside.path().join(name), bytes, Existing::Refuse);
    if let Some(record) = &article.original {
        write(&record.file, original)?;
    }
    write(&record.file(), text)?;
    write("article.ron", disk::article_text(article)?.as_bytes())?;
    write("review.ron", disk::review_text(article)?.as_bytes())?;
    save::add_hidden(&opened, article)?;
    files::settle_folder(beside, &target)
}

/// Writes the text of a new draft into an article's folder, and answers the draft's number.
///
/// It is the first after `last` whose file is free, or holds this very text already; no file is ever rewritten.
pub fn add_draft(folder: &Path, article: &Slug, last: usize, text: &str) -> Result<usize, Problem> {
    let opened = Folder::open(folder)?;
    let mut number = last + 1;
    loop {
        let file = opened.at(&folder::draft_file(article, number))?;
        if files::is_missing(&file)? {
            match files::write_atomically(&file, text.as_bytes(), Existing::Refuse) {
                Ok(()) => return Ok(number),
                Err(problem) if problem.id != "file-exists" => return Err(problem),
                Err(_) => {}
            }
        }
        if files::read_limited(&file, MOST).is_ok_and(|bytes| bytes == text.as_bytes()) {
            return Ok(number);
        }
        number += 1;
    }
}

/// The text of a draft of an article, when its file is there and holds what the record says.
pub fn read_draft(folder: &Path, article: &Slug, record: &DraftRecord) -> Option<String> {
    let file = Folder::open(folder).ok()?.at(&folder::draft_file(article, record.number)).ok()?;
    let bytes = files::read_limited(&file, MOST).ok()?;
    let text = String::from_utf8(bytes).ok()?.replace("\r\n", "\n");
    (files::sha256_hex(text.as_bytes()) == record.sha256).then_some(text)
}

/// Writes the files in which `now` differs from `saved` (what the disk holds), then records `edits` in the histories.
///
/// The journal has the edits first and until they are recorded, so that one of several files comes back whole after a
/// crash. Safe to repeat with the same edits after a failure: none is recorded twice.
pub fn save(folder: &Path, saved: &Project, now: &Project, edits: &[Edit], guarded: &Guarded) -> SaveReport {
    save::save(folder, saved, now, edits, guarded, None)
}

/// The same, but that a file which holds something else than is known is not written: its problem has the id
/// `changed-outside`. What is written becomes known.
pub fn save_over_known(
    folder: &Path,
    saved: &Project,
    now: &Project,
    edits: &[Edit],
    guarded: &Guarded,
    known: &mut Known,
) -> SaveReport {
    save::save(folder, saved, now, edits, guarded, Some(known))
}

/// Writes `files` (paths inside the project) anew from what `project` holds; those it does not hold are left alone. A
/// copy was kept of those of them that were not wholly understood.
pub fn rewrite(folder: &Path, project: &Project, files: &[String]) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    let kept = files.iter().cloned().collect();
    save::put(&opened, &save::rewritten(&opened, project, files, &kept)?)
}

/// Writes `files` (paths inside the project) that are not there any more from what `project` holds, texts of drafts too.
pub fn put_back(folder: &Path, project: &Project, files: &[String]) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    for (slug, article) in &project.articles {
        for draft in &article.drafts {
            let file = folder::in_article(slug, &draft.file());
            if let Some(text) = article.texts.get(&draft.sha256).filter(|_| files.contains(&file)) {
                let path = opened.at(&file)?;
                if let Some(folder) = path.parent() {
                    files::make_folder(folder)?;
                }
                files::write_atomically(&path, text.as_bytes(), Existing::Refuse)?;
            }
        }
    }
    rewrite(folder, project, files)
}

/// Every RON file of `project` with its text as a save writes it, by its path inside the project.
pub fn texts(project: &Project) -> Result<BTreeMap<String, String>, Problem> {
    let mut texts = BTreeMap::from([
        (PROJECT.to_owned(), disk::project_text(project)?),
        (folder::SOURCES.to_owned(), disk::sources_text(project)?),
    ]);
    for (slug, article) in &project.articles {
        texts.insert(folder::article_file(slug), disk::article_text(article)?);
        texts.insert(folder::review_file(slug), disk::review_text(article)?);
    }
    Ok(texts)
}

/// What is wrong with the bytes of one file of a project (a path inside it), and whether they were wholly understood.
/// Files that are neither RON nor a history nor a journal are.
pub fn problems_in(file: &str, bytes: &[u8]) -> (Vec<Problem>, bool) {
    load::problems_in(file, bytes)
}

/// Says what a repair of the project in `folder` would do, file by file; nothing is written. What the one who asks has
/// whole of damaged files is written as they have it.
pub fn plan_repair(folder: &Path, held: &Held) -> Result<Repair, Problem> {
    repair::plan(folder, held)
}

/// Does what was planned and answers the copies that were kept; refused when a file changed in between.
pub fn write_repair(folder: &Path, repair: &Repair) -> Result<Vec<String>, Problem> {
    repair::write(folder, repair)
}

/// Copies the project of `from` to the new folder `to`, as `project` is in memory and with `edits` in its histories.
/// Answers what the copy is without.
pub fn save_copy(from: &Path, to: &Path, project: &Project, edits: &[Edit]) -> Result<Option<Problem>, Problem> {
    copy::save_copy(from, to, project, edits)
}

/// The file inside the project that holds this part of it; `None` when the part is an article's and none is named.
pub fn part_file(part: Part, article: Option<&Slug>) -> Option<String> {
    folder::part_file(part, article)
}

/// The public histories and other files of the program's own that hold one of these words, or words that `hidden` had
/// earlier, and how many lines do.
pub fn traces(folder: &Path, words: &[String], hidden: &HiddenNow) -> Result<Traces, Problem> {
    let opened = Folder::open(folder)?;
    let (files, _) = layout::own_files(&opened)?;
    let files: Vec<String> =
        files.into_iter().map(|listed| listed.file).filter(|file| !folder::is_private(file)).collect();
    Ok(traces::traces(&opened, &files, words, hidden))
}

/// Every edit of an article's history, or with `None` of the project's own (edits without an article), in order.
pub fn read_history(folder: &Path, article: Option<&Slug>) -> (Vec<Edit>, Vec<Problem>) {
    match Folder::open(folder) {
        Ok(opened) => history::read(&opened, article),
        Err(problem) => (Vec::new(), vec![problem]),
    }
}

/// Copies each guarded file to a name of its own beside it (`review.damaged-1.ron`) and lifts its guard.
///
/// Answers the copies. The file itself stays as it is until something of it is saved. On a problem the guards of the
/// files copied so far are lifted, the others stay.
pub fn set_guarded_aside(folder: &Path, guarded: &mut Guarded) -> Result<Vec<String>, Problem> {
    let opened = Folder::open(folder)?;
    let (mut copies, mut first_problem) = (Vec::new(), None);
    for file in guarded.0.clone() {
        // A file that cannot even be read stays guarded; it must not keep the others from being set aside.
        let bytes =
            opened.at(&file).and_then(|path| {
                if files::is_missing(&path)? {
                    Err(Problem::error("file-missing", "There is no copy to keep of a file: it is not there")
                .at(Place::File(file.clone()))
                .now("nothing was written in its place")
                .help("Choose “Repair…” with Ctrl+K (`tickmark check-project --repair`) to see what can be put back"))
                } else {
                    files::read_limited(&path, u64::MAX)
                }
            });
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(problem) => {
                first_problem.get_or_insert(problem);
                continue;
            }
        };
        let copy = aside::keep_damaged(&opened, &file, &bytes)?;
        copies.push(copy);
        guarded.0.remove(&file);
    }
    match first_problem {
        Some(problem) if copies.is_empty() => Err(problem),
        _ => Ok(copies),
    }
}

#[cfg(test)]
mod tests;
