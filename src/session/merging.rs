//! Brings a colleague's copy of the project in: finds what both had last, merges, and makes edits of the difference.
//!
//! Must not know: how a copy is read or two projects are merged. The copy is only read.
//! Holds: what comes in is an edit an article, which undo takes back; the copy's history lines are taken over only after
//! the edits are on disk, so that a merge cut short can be repeated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::difference::{changes_between, prepared};
use crate::model::ids::{EditId, Slug};
use crate::model::merge::common::{Side, common};
use crate::model::merge::merge_from;
use crate::model::problem::{Place, Problem, Severity};
use crate::model::project::Project;
use crate::model::query::Query;
use crate::session::Session;
use crate::session::editing::Origin;
use crate::session::index::ArticleIndex;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::session::whole_history::woven;
use crate::store;
use crate::store::colleague::{self, Histories};

/// A copy merged with the project, not yet made edits.
pub(crate) struct MergedCopy {
    /// The project folder it was merged with.
    folder: PathBuf,
    /// What the copy is called.
    name: String,
    /// Both, as one.
    merged: Project,
    /// The copy's edits that the project lacks.
    news: Vec<Edit>,
    /// All of the copy's edits.
    histories: Histories,
    /// The articles of which the last common state is not known.
    unknown: Vec<Slug>,
}

/// What to do about a file that is not wholly understood: first what loses nothing.
pub(super) const MEND_FIRST: &str =
    "Choose “Repair…” with Ctrl+K (`tickmark check-project --repair`), or mend the file and open the project again";

impl Session {
    /// Starts a job that merges the copy at `path`, a folder or a zip.
    pub(super) fn merge_copy(&mut self, path: PathBuf) -> Result<Done, Problem> {
        self.refuse_read_only()?;
        let open = self.opened()?;
        if let Some(file) = open.guarded.iter().next() {
            return Err(Problem::error(
                "read-only",
                "The copy was not merged: part of this project was not understood",
            )
            .at(Place::File(file.to_owned()))
            .now("nothing was changed")
            .help(MEND_FIRST));
        }
        let folder = open.folder.clone();
        if path.canonicalize().is_ok_and(|path| path == folder) {
            return Err(Problem::error("same-folder", "There is nothing to merge: this is the project itself")
                .now("nothing was changed")
                .help("Choose the folder or the zip of a colleague’s copy"));
        }
        self.settle_save();
        if !self.is_saved() {
            return Err(Problem::error(
                "unsaved",
                "The copy was not merged: there is work here that could not be saved",
            )
            .now("the work is still in the window")
            .help("Mend what keeps it from being saved, press Ctrl+S, then merge again"));
        }
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let job = self.jobs.start(format!("Merging {name}"), move |_| {
            Outcome::CopyMerged(merged_copy(&folder, &path, name).map(Box::new))
        });
        Ok(Done::Started(job))
    }

    /// Makes edits of what a copy brought, and saves them.
    pub(super) fn take_in_copy(&mut self, copy: Result<Box<MergedCopy>, Problem>) {
        let made = copy.and_then(|copy| self.make_merge(*copy));
        if let Err(problem) = made {
            self.report(problem);
        }
    }

    fn make_merge(&mut self, copy: MergedCopy) -> Result<(), Problem> {
        let MergedCopy { folder, name, merged, news, mut histories, unknown } = copy;
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return Ok(()) };
        let before = open.project.clone();
        open.take_along(prepared(&before, &merged));
        let mut changes: BTreeMap<Option<Slug>, _> = changes_between(&open.project, &merged).into_iter().collect();
        let mut takes: BTreeMap<Option<Slug>, Vec<EditId>> = BTreeMap::new();
        for edit in &news {
            let is_whole = edit.article.as_ref().is_some_and(|slug| !before.articles.contains_key(slug));
            if !is_whole {
                takes.entry(edit.article.clone()).or_default().push(edit.id);
            }
        }
        let mut left_out: BTreeSet<Option<Slug>> = BTreeSet::new();
        let parts: BTreeSet<Option<Slug>> = changes.keys().chain(takes.keys()).cloned().collect();
        for part in parts {
            let taken = takes.remove(&part).unwrap_or_default();
            let changes = changes.remove(&part).unwrap_or_default();
            let made = self.edit_from(&Origin::Merge(taken), part.clone(), format!("merge copy of {name}"), changes);
            match made {
                Ok(_) => {}
                // The record of a closed article stays as it was closed; the rest of the copy comes in.
                Err(problem) if problem.id == "article-closed" => {
                    left_out.insert(part);
                    self.report(Problem {
                        what: "What the copy has otherwise of a closed article was left out".to_owned(),
                        severity: Severity::Warning,
                        now: "the article is as it was closed, and the copy was not touched".to_owned(),
                        help: format!("{}, then merge the copy again", problem.help),
                        ..problem
                    });
                }
                Err(problem) => return Err(problem),
            }
        }
        self.settle_save();
        if self.is_saved() {
            // All of them: what a merge cut short left out of a history is there afterwards.
            histories.retain(|article, _| !left_out.contains(article));
            self.jobs.start("Taking over history".to_owned(), move |_| Outcome::HistoryTaken {
                taken: colleague::take_over(&folder, &histories),
                folder,
            });
        }
        let after = self.opened()?.project.clone();
        self.tell(account(&name, &before, &after));
        if !unknown.is_empty() {
            let names = unknown.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ");
            self.notices.push_back(Notice::Problem(
                Problem::note("no-common-state", "The histories do not tell what both copies had last")
                    .why(format!("this is so for {names}: what differs there could not be told from what was changed"))
                    .now("nothing is lost: what only one copy has was kept, and what differs is an open question")
                    .help("Settle the open questions from merging (`tickmark conflicts`)"),
            ));
        }
        Ok(())
    }

    /// Takes in that the copy's history lines are in ours: histories shown are read anew.
    pub(super) fn take_in_taken_history(&mut self, folder: &Path, taken: Result<(), Problem>) {
        if let Err(problem) = taken {
            self.report(problem);
        }
        if let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) {
            open.histories.clear();
            if let Some(slug) = self.view.article.clone() {
                self.want_history(&slug);
            }
        }
    }
}

impl super::Open {
    /// Takes in what no edit says: articles and texts that a copy brought along. The disk has them already.
    fn take_along(&mut self, with: Project) {
        for (slug, article) in &with.articles {
            if !self.project.articles.contains_key(slug) {
                self.saving.know_article(article);
                self.outside.known.take_article(&self.folder, slug);
                self.indexes.insert(slug.clone(), ArticleIndex::new(article));
            }
        }
        self.project = with;
        self.source_uses = self.project.source_uses();
    }
}

/// Reads the copy, merges it with the project as it is on disk, and puts the copy's files beside ours.
fn merged_copy(folder: &Path, path: &Path, name: String) -> Result<MergedCopy, Problem> {
    let mut copy = colleague::read(path)?;
    let ours = store::load_beside(folder)?.project;
    colleague::uncover(&ours, &mut copy.project);
    let our_histories = colleague::histories(folder, &ours);
    let weave = |histories: &Histories| woven(histories.values().map(|edits| edits.clone().into()).collect());
    let (our_edits, their_edits) = (weave(&our_histories), weave(&copy.histories));
    let (bare, theirs) = (ours.clone().unplaced(), copy.project.clone().unplaced());
    let found = common(Side { project: &bare, edits: &our_edits }, Side { project: &theirs, edits: &their_edits });
    let merged = merge_from(found.base(), &bare, &theirs).placed();
    copy.bring_along(folder, &ours, &merged)?;
    Ok(MergedCopy {
        folder: folder.to_owned(),
        name,
        merged,
        news: found.news,
        histories: copy.histories,
        unknown: found.unknown,
    })
}

/// What came in, in one line.
fn account(name: &str, before: &Project, after: &Project) -> String {
    let mut counts = Counts::default();
    for (slug, article) in &after.articles {
        match before.articles.get(slug) {
            Some(old) if Arc::ptr_eq(old, article) => {}
            Some(old) => counts.add(old, article),
            None => counts.articles += 1,
        }
    }
    counts.sources = after.sources.keys().filter(|id| !before.sources.contains_key(id)).count();
    counts.questions += after.conflicts.keys().filter(|id| !before.conflicts.contains_key(id)).count();
    counts.told(name)
}

#[derive(Default)]
struct Counts {
    articles: usize,
    drafts: usize,
    claims: usize,
    decisions: usize,
    notes: usize,
    ties: usize,
    queries: usize,
    sources: usize,
    questions: usize,
}

impl Counts {
    fn add(&mut self, before: &Article, after: &Article) {
        self.drafts += usize::from(before.drafts != after.drafts);
        for (id, claim) in &after.review.claims {
            let Some(old) = before.review.claims.get(id) else {
                self.claims += 1;
                continue;
            };
            let is_new = |now: &Option<_>, old: &Option<_>| usize::from(now.is_some() && now != old);
            self.decisions += is_new(&claim.said, &old.said) + is_new(&claim.so, &old.so);
            self.notes += usize::from(claim.note != old.note && !claim.note.is_empty());
            self.ties += claim.ties.iter().filter(|tie| old.tie(tie.id) != Some(*tie)).count();
        }
        let is_new = |query: &&Query| before.review.queries.get(&query.id) != Some(*query);
        self.queries += after.review.queries.values().filter(|query| is_new(query)).count();
        let known = &before.review.conflicts;
        self.questions += after.review.conflicts.keys().filter(|id| !known.contains_key(id)).count();
    }

    fn told(&self, name: &str) -> String {
        let Self { articles, drafts, claims, decisions, notes, ties, queries, sources, questions } = self;
        let counts = [
            (articles, "article", "articles"),
            (drafts, "new draft", "new drafts"),
            (claims, "claim", "claims"),
            (decisions, "decision", "decisions"),
            (notes, "note", "notes"),
            (ties, "tie", "ties"),
            (queries, "query", "queries"),
            (sources, "source", "sources"),
            (questions, "open question", "open questions"),
        ];
        let told: Vec<String> = counts
            .into_iter()
            .filter(|(n, ..)| **n > 0)
            .map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }))
            .collect();
        if told.is_empty() {
            format!("Merged {name}: nothing new came in")
        } else {
            format!("Merged {name}: {}", told.join(", "))
        }
    }
}

/// Merges three versions of the file called `name` as git asks for it, writing `ours`. Answers how many questions are
/// open in it.
pub fn merge_files(base: &Path, ours: &Path, theirs: &Path, name: Option<&str>) -> Result<usize, Problem> {
    let read = |path: &Path| store::files::read_limited(path, store::MOST);
    let (base, our_bytes, their_bytes) = (read(base)?, read(ours)?, read(theirs)?);
    let versions = store::merging::Versions { base: &base, ours: &our_bytes, theirs: &their_bytes };
    let shown = ours.display().to_string();
    let merged = store::merging::merge_file(name.unwrap_or(&shown), versions)?;
    if merged.bytes != our_bytes {
        store::files::write_atomically(ours, &merged.bytes, store::files::Existing::Replace)?;
    }
    Ok(merged.n_open)
}

/// A file of a project as `git diff` shows it.
pub fn readable_file(path: &Path) -> Result<String, Problem> {
    let bytes = store::files::read_limited(path, store::MOST)?;
    Ok(store::readable::readable(&path.display().to_string(), &bytes))
}

/// Teaches git about the project in `folder`; what was done, a line each.
pub fn set_up_git(folder: &Path) -> Result<Vec<String>, Problem> {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("tickmark"));
    store::git::set_up(folder, &program)
}
