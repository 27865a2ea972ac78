//! Reads a colleague's copy of a project, a folder or a zip, and brings its files along. The copy is never written to.
//!
//! In: the path of a copy. Out: its project, its histories; and the drafts, originals, closed records and articles that
//! only it has, put into ours. Must not know: how two projects are merged.
//! Holds: a copy that is not wholly understood is not taken; lines of its histories that cannot be read are told, with
//! the articles that they may be of; a file of ours that is there is never written over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, Severity};
use crate::model::project::Project;
use crate::store::files::{self, Existing};
use crate::store::folder::{self, ARTICLES, Folder, PROJECT};
use crate::store::layout::{self, Merged};
use crate::store::private::Hidden;
use crate::store::zipped::{self, Files};
use crate::store::{MOST, disk, evidence, history, load, save};

/// The edits of a project, by article; `None` has those of the project's own.
pub type Histories = BTreeMap<Option<Slug>, Vec<Edit>>;

/// The histories of a project as far as they can be read.
#[derive(Clone, Debug, Default)]
pub struct ReadHistories {
    /// Their edits.
    pub edits: Histories,
    /// What could not be read, each once.
    pub unread: Vec<Problem>,
    /// The articles of which edits may be missing; `None` stands for the project's own part.
    pub doubtful: BTreeSet<Option<Slug>>,
}

/// A colleague's copy, read.
pub struct Copy {
    /// Its project.
    pub project: Project,
    /// Its histories.
    pub histories: ReadHistories,
    /// What its articles are called there that have another name here.
    names: BTreeMap<Slug, Slug>,
    /// Where its files are; an unpacked zip is taken away when the copy is dropped.
    root: PathBuf,
    _unpacked: Option<tempfile::TempDir>,
}

/// Reads the copy at `path`.
pub fn read(path: &Path) -> Result<Copy, Problem> {
    let (root, unpacked) = if path.is_dir() {
        (path.to_owned(), None)
    } else {
        let (root, unpacked) = unpack(path)?;
        (root, Some(unpacked))
    };
    let loaded = load::load(&root, super::Journaled::Leave)?;
    if !loaded.guarded.is_empty() {
        let worst = loaded.problems.into_iter().find(|problem| problem.severity != Severity::Note);
        let (place, why) =
            worst.map(|problem| (problem.place.clone(), format!("{}: {}", problem.what, problem.why))).unzip();
        return Err(Problem::error("copy-damaged", "The copy was not merged: part of it is not understood")
            .at(place.unwrap_or_else(|| files::place(path)))
            .why(why.unwrap_or_default())
            .now("nothing was changed, here or there")
            .help("Have the copy mended (`tickmark check-project`) or sent again, then merge it"));
    }
    let histories = histories(&root, &loaded.project);
    Ok(Copy { project: loaded.project, histories, names: BTreeMap::new(), root, _unpacked: unpacked })
}

/// All histories of the project in `folder`.
pub fn histories(folder: &Path, project: &Project) -> ReadHistories {
    let mut read = ReadHistories::default();
    for article in std::iter::once(None).chain(project.articles.keys().cloned().map(Some)) {
        let (edits, unread) = crate::store::read_history(folder, article.as_ref());
        // Lines of the private history may be of any article, and are told with each.
        if !unread.is_empty() {
            read.doubtful.insert(article.clone());
        }
        for problem in unread {
            if !read.unread.contains(&problem) {
                read.unread.push(problem);
            }
        }
        read.edits.insert(article, edits);
    }
    read
}

/// Unpacks a zip into a folder of its own; the project may lie in one folder inside.
fn unpack(path: &Path) -> Result<(PathBuf, tempfile::TempDir), Problem> {
    let refused = |why: &str| {
        Problem::error("no-copy", "The copy was not merged: there is no project in it")
            .at(files::place(path))
            .why(why.to_owned())
            .now("nothing was changed")
            .help("Choose a folder with project.ron in it, or a zip of one")
    };
    let bytes = files::read_limited(path, zipped::PROJECT.total)?;
    let unpacked: Files = zipped::unpack(&bytes, zipped::PROJECT).map_err(|problem| problem.at(files::place(path)))?;
    let inside = unpacked.keys().filter(|name| name.rsplit('/').next() == Some(PROJECT)).min_by_key(|name| name.len());
    let inside = inside.ok_or_else(|| refused("no file in the zip is called project.ron"))?;
    let inside = inside.strip_suffix(PROJECT).unwrap_or_default().to_owned();
    let dir = tempfile::tempdir().map_err(|error| refused(&format!("it cannot be unpacked: {error}")))?;
    for (name, bytes) in &unpacked {
        let Some(name) = name.strip_prefix(&inside) else { continue };
        let target = name.split('/').fold(dir.path().to_owned(), |path, part| path.join(part));
        if let Some(parent) = target.parent() {
            files::make_folder(parent)?;
        }
        files::write_atomically(&target, bytes, Existing::Replace)?;
    }
    Ok((dir.path().to_owned(), dir))
}

impl Copy {
    /// Gives its articles other names: `names` has for each what it is called from now on.
    pub fn rename(&mut self, names: &BTreeMap<Slug, Slug>) {
        if names.is_empty() {
            return;
        }
        let named = |slug: Slug| names.get(&slug).cloned().unwrap_or(slug);
        self.names = names.iter().map(|(there, here)| (here.clone(), there.clone())).collect();
        let articles = std::mem::take(&mut self.project.articles);
        self.project.articles = articles
            .into_values()
            .map(|mut article| {
                let slug = named(article.slug.clone());
                if article.slug != slug {
                    Arc::make_mut(&mut article).slug = slug.clone();
                }
                (slug, article)
            })
            .collect();
        let doubtful = std::mem::take(&mut self.histories.doubtful).into_iter();
        self.histories.doubtful = doubtful.map(|article| article.map(named)).collect();
        let histories = std::mem::take(&mut self.histories.edits).into_iter();
        self.histories.edits = histories
            .map(|(article, mut edits)| {
                let article = article.map(named);
                for edit in &mut edits {
                    edit.article = edit.article.take().map(named);
                }
                (article, edits)
            })
            .collect();
    }

    /// What an article of ours is called in the copy.
    fn name_there<'s>(&'s self, slug: &'s Slug) -> &'s Slug {
        self.names.get(slug).unwrap_or(slug)
    }

    /// Puts into `folder` what the merged project needs and only the copy has: whole articles, drafts, originals and
    /// closed records, and stored files of sources. What is there already stays.
    pub fn bring_along(&self, folder: &Path, ours: &Project, merged: &Project) -> Result<(), Problem> {
        let (opened, copy) = (Folder::open(folder)?, Folder::open(&self.root)?);
        evidence::bring_along(&copy, &opened, merged)?;
        for (slug, article) in &merged.articles {
            let is_new = !ours.articles.contains_key(slug) && files::is_missing(&opened.at(&article_folder(slug))?)?;
            if is_new {
                self.bring_article(&opened, &copy, article)?;
                continue;
            }
            for draft in &article.drafts {
                let path = opened.at(&folder::in_article(slug, &draft.file()))?;
                if let Some(text) = article.texts.get(&draft.sha256)
                    && files::is_missing(&path)?
                {
                    files::write_atomically(&path, text.as_bytes(), Existing::Refuse)?;
                }
            }
            for file in self.files_beside(&copy, slug)? {
                let from = copy.at(&folder::in_article(self.name_there(slug), &file))?;
                let to = opened.at(&folder::in_article(slug, &file))?;
                if files::is_missing(&to)? {
                    files::write_atomically(&to, &files::read_limited(&from, MOST)?, Existing::Refuse)?;
                }
            }
        }
        Ok(())
    }

    /// The originals and closed records of an article of the copy.
    fn files_beside(&self, copy: &Folder, slug: &Slug) -> Result<Vec<String>, Problem> {
        if !self.project.articles.contains_key(slug) {
            return Ok(Vec::new());
        }
        let names = copy.at(&article_folder(self.name_there(slug)))?.read_dir().into_iter().flatten().flatten();
        let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let is_brought = |name: &String| {
            layout::sort_of(&folder::in_article(slug, name)).is_some_and(|sort| sort.merged == Merged::Brought)
        };
        let mut names: Vec<String> = names.filter(is_brought).collect();
        names.sort();
        Ok(names)
    }

    /// Puts a whole article of the copy into the project; its folder appears whole or not at all.
    fn bring_article(&self, opened: &Folder, copy: &Folder, article: &Article) -> Result<(), Problem> {
        let slug = &article.slug;
        let articles = opened.at(ARTICLES)?;
        files::make_folder(&articles)?;
        let beside = files::folder_beside(&articles)?;
        let write =
            |name: &str, bytes: &[u8]| files::write_atomically(&beside.path().join(name), bytes, Existing::Refuse);
        for draft in &article.drafts {
            if let Some(text) = article.texts.get(&draft.sha256) {
                write(&draft.file(), text.as_bytes())?;
            }
        }
        for file in self.files_beside(copy, slug)? {
            let from = copy.at(&folder::in_article(self.name_there(slug), &file))?;
            write(&file, &files::read_limited(&from, MOST)?)?;
        }
        write("article.ron", disk::article_text(article)?.as_bytes())?;
        write("review.ron", disk::review_text(article)?.as_bytes())?;
        save::add_hidden(opened, article)?;
        files::settle_folder(beside, &opened.at(&article_folder(slug))?)
    }
}

fn article_folder(slug: &Slug) -> String {
    format!("{ARTICLES}/{slug}")
}

/// Lays what our project hides over what a copy without its private files has of it: a copy that was shared covered
/// says nothing about it.
pub fn uncover(ours: &Project, theirs: &mut Project) {
    Hidden::of_library(ours).lay_over_library(theirs);
    for (slug, article) in &mut theirs.articles {
        if let Some(known) = ours.articles.get(slug) {
            let hidden = Hidden::of_article(known);
            if !hidden.is_empty() {
                hidden.lay_over_article(Arc::make_mut(article));
            }
        }
    }
}

/// Writes the edits of another copy behind our histories.
pub fn take_over(folder: &Path, edits: &Histories) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    for (article, edits) in edits.iter().filter(|(_, edits)| !edits.is_empty()) {
        let (known, unread) = crate::store::read_history(folder, article.as_ref());
        // What a whole history holds that cannot be read would be written twice; a broken line alone does no harm.
        if let Some(problem) = unread.into_iter().find(|problem| matches!(problem.place, Place::File(_))) {
            return Err(problem);
        }
        let known: BTreeSet<_> = known.into_iter().map(|edit| edit.id).collect();
        let new: Vec<&Edit> = edits.iter().filter(|edit| !known.contains(&edit.id)).collect();
        history::append(&opened, article.as_ref(), &new)?;
    }
    Ok(())
}
