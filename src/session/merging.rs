//! Brings a colleague's copy of the project in: finds what both had last, merges, and makes edits of the difference.
//!
//! Must not know: how a copy is read or two projects are merged. The copy is only read.
//! Holds: what is done in the window while a copy is merged stays; what comes in is an edit an article, which one undo
//! takes back together; the copy's history lines are taken over only after
//! the edits are on disk, so that a merge cut short can be repeated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::claim::Claim;
use crate::model::difference::{changes_between, prepared};
use crate::model::ids::{ClaimId, EditId, Slug};
use crate::model::merge::common::{Side, common};
use crate::model::merge::names::names_among;
use crate::model::merge::{merge, merge_from};
use crate::model::problem::{Place, Problem, Severity, quoted};
use crate::model::project::Project;
use crate::model::query::Query;
use crate::model::weave::woven;
use crate::session::Session;
use crate::session::editing::Origin;
use crate::session::index::ArticleIndex;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::store;
use crate::store::colleague::{self, Histories};

/// A copy merged with the project, not yet made edits.
pub(crate) struct MergedCopy {
    /// The project folder it was merged with.
    folder: PathBuf,
    /// Where the copy is.
    path: PathBuf,
    /// What the copy is called.
    name: String,
    /// The project when the merge began.
    from: Project,
    /// What articles of the copy are called here, where ours have their names.
    names: BTreeMap<Slug, Slug>,
    /// Both, as one.
    merged: Project,
    /// The copy's edits that the project lacks.
    news: Vec<Edit>,
    /// All of the copy's edits.
    histories: Histories,
    /// The articles of which the last common state is not known.
    unknown: Vec<Slug>,
    /// The lines of both histories that could not be read.
    unread: Vec<Problem>,
}

/// How the label of an edit begins that merges a copy; the copy's name follows.
pub(super) const MERGING_COPY: &str = "merge copy of ";

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
        let from = self.opened()?.project.clone();
        let job = self.jobs.start(format!("Merging {name}"), move |_| {
            Outcome::CopyMerged(merged_copy(folder, path, name, from).map(Box::new))
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
        let MergedCopy { folder, path, name, from, names, merged, news, mut histories, unknown, unread } = copy;
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return Ok(()) };
        let before = open.project.clone();
        if has_other_drafts(&from, &before) {
            // Drafts and articles that came in meanwhile have files: the numbers and names given here may be taken.
            return self.merge_copy(path).map(drop);
        }
        // What was done here while the copy was merged stays.
        let merged = merge(&from, &before, &merged).placed();
        open.take_along(prepared(&before, &merged));
        let mut changes: BTreeMap<Option<Slug>, _> = changes_between(&open.project, &merged).into_iter().collect();
        let mut takes: BTreeMap<Option<Slug>, Vec<EditId>> = BTreeMap::new();
        for edit in &news {
            takes.entry(edit.article.clone()).or_default().push(edit.id);
        }
        let mut first = None;
        let mut left_out: BTreeSet<Option<Slug>> = BTreeSet::new();
        let parts: BTreeSet<Option<Slug>> = changes.keys().chain(takes.keys()).cloned().collect();
        for part in parts {
            let taken = takes.remove(&part).unwrap_or_default();
            let changes = changes.remove(&part).unwrap_or_default();
            let label = format!("{MERGING_COPY}{name}");
            match self.edit_from(Origin::Merge(&taken), first, part.clone(), label, changes) {
                Ok(made) => first = first.or(made),
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
        let lock = self.opened()?.hold.lock().map(Arc::clone);
        if self.is_saved()
            && let Some(lock) = lock
        {
            // All of them: what a merge cut short left out of a history is there afterwards.
            histories.retain(|article, _| !left_out.contains(article));
            self.jobs.start("Taking over history".to_owned(), move |_| {
                if let Err(holder) = lock.check() {
                    return Outcome::LockLost { folder, holder };
                }
                Outcome::HistoryTaken { taken: colleague::take_over(&folder, &histories), folder }
            });
        }
        let after = self.opened()?.project.clone();
        self.tell(account(&name, &before, &after));
        self.tell_twins(&before, &after);
        if let Some(first) = unread.first() {
            let lines = if unread.len() == 1 { "a line".to_owned() } else { format!("{} lines", unread.len()) };
            self.notices.push_back(Notice::Problem(
                Problem::warning("merge-histories-damaged", format!("The merge did without {lines} of the histories"))
                    .at(first.place.clone())
                    .why(format!("{}: {}", first.what, first.why))
                    .now("nothing is lost: what differs in an article whose history has gaps is an open question")
                    .help("Have the history mended (`tickmark check-project --repair`), here or in the copy"),
            ));
        }
        let names = names.iter().filter(|(_, here)| !before.articles.contains_key(*here));
        self.tell_names(names);
        if !unknown.is_empty() {
            let names = unknown.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ");
            self.notices.push_back(Notice::Problem(
                Problem::note("no-common-state", "The histories do not tell what both copies had last")
                    .why(format!("this is so for {names}: what differs there could not be told from what was changed"))
                    .now("nothing is lost: what only one copy has was kept, both drafts too; what else differs is an open question")
                    .help("Settle the open questions from merging (`tickmark conflicts`)"),
            ));
        }
        Ok(())
    }

    /// Says which claims that came in stand on the very words of one that was there.
    pub(super) fn tell_twins(&mut self, before: &Project, after: &Project) {
        let twins = twins(before, after);
        let named = |(slug, there, new): &(Slug, ClaimId, ClaimId)| {
            let article = self.article(slug)?;
            let number = |claim| self.index(slug).and_then(|index| index.number(claim)).unwrap_or_default();
            let words = article.review.claims.get(new).map(|claim| quoted(&claim.words(), 40)).unwrap_or_default();
            Some(format!("claims {} and {} {words} in {}", number(*there), number(*new), quoted(article.title(), 40)))
        };
        let names: Vec<String> = twins.iter().filter_map(named).take(NAMED_TWINS).collect();
        let what = match twins.len() {
            0 => return,
            1 => "The same words were claimed in both copies".to_owned(),
            n => format!("The same words were claimed in both copies, {n} times"),
        };
        let more = twins.len() - names.len();
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        self.notices.push_back(Notice::Problem(
            Problem::note("claimed-twice", what)
                .why(format!("{}{more}", names.join("; ")))
                .now("both claims of each pair are kept, with the decisions, ties and notes of whoever made them")
                .help("Compare them, take over what is missing, and remove the one that is not needed"),
        ));
    }

    /// Says which articles of the copy are other ones than ours of the same name.
    fn tell_names<'n>(&mut self, names: impl Iterator<Item = (&'n Slug, &'n Slug)>) {
        for (there, here) in names {
            let Some(article) = self.article(here) else { continue };
            let title = quoted(article.title(), 40);
            self.report(
                Problem::note("two-of-one-name", format!("{title} is another article than ours of that name"))
                    .why(format!("both copies call an article “{there}”, and the two have no draft in common"))
                    .now(format!("both are kept; the copy’s is called “{here}” here, with its claims, drafts and history"))
                    .help(format!("If they are one after all, take the newer text into “{there}” as a new draft, and remove the other")),
            );
        }
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
            self.want_questions_told();
        }
    }
}

impl super::Open {
    /// Takes in what no edit says: articles and texts that a copy brought along. The disk has them already. An article
    /// is not on the list yet: the edit that puts it there can be taken back.
    fn take_along(&mut self, mut with: Project) {
        for (slug, article) in &mut with.articles {
            if !self.project.articles.contains_key(slug) {
                self.saving.know_article(article);
                self.outside.known.take_article(&self.folder, slug);
                Arc::make_mut(article).listed = false;
                self.indexes.insert(slug.clone(), ArticleIndex::new(article));
            }
        }
        self.project = with;
        self.source_uses = self.project.source_uses();
    }
}

/// Reads the copy, merges it with the project as it is on disk, and puts the copy's files beside ours.
fn merged_copy(folder: PathBuf, path: PathBuf, name: String, from: Project) -> Result<MergedCopy, Problem> {
    let mut copy = colleague::read(&path)?;
    let ours = store::load_beside(&folder)?.project;
    let names = names_among(&ours, &copy.project);
    copy.rename(&names);
    colleague::uncover(&ours, &mut copy.project);
    let our_histories = colleague::histories(&folder, &ours);
    let weave = |histories: &Histories| woven(histories.values().map(|edits| edits.clone().into()).collect());
    let (our_edits, their_edits) = (weave(&our_histories.edits), weave(&copy.histories.edits));
    let (bare, theirs) = (ours.clone().unplaced(), copy.project.clone().unplaced());
    let mut found = common(Side { project: &bare, edits: &our_edits }, Side { project: &theirs, edits: &their_edits });
    found.doubt(&our_histories.doubtful);
    found.doubt(&copy.histories.doubtful);
    let merged = merge_from(found.base(), &bare, &theirs).placed();
    copy.bring_along(&folder, &ours, &merged)?;
    Ok(MergedCopy {
        folder,
        path,
        name,
        from,
        names,
        merged,
        news: found.news,
        histories: copy.histories.edits.clone(),
        unknown: found.unknown,
        unread: our_histories.unread.into_iter().chain(copy.histories.unread.iter().cloned()).collect(),
    })
}

/// How many pairs of claims on the same words are named.
const NAMED_TWINS: usize = 6;

/// Each claim that is new in `after` and stands on the very words of one that was in `before`: that one, and the new one.
fn twins(before: &Project, after: &Project) -> Vec<(Slug, ClaimId, ClaimId)> {
    let mut twins = Vec::new();
    for (slug, article) in &after.articles {
        let Some(was) = before.articles.get(slug).filter(|was| !Arc::ptr_eq(was, article)) else { continue };
        let (there, new): (Vec<&Arc<Claim>>, Vec<_>) =
            article.review.claims.values().partition(|claim| was.review.claims.contains_key(&claim.id));
        let places = |claim: &Claim| claim.places().map(|span| (span.start(), span.end())).collect::<Vec<_>>();
        let by_places: BTreeMap<_, ClaimId> = there.iter().map(|claim| (places(claim), claim.id)).collect();
        let of_new = new.iter().map(|claim| (places(claim), claim.id)).filter(|(places, _)| !places.is_empty());
        twins.extend(of_new.filter_map(|(places, new)| Some((slug.clone(), *by_places.get(&places)?, new))));
    }
    twins
}

/// Whether an article has other drafts than it had, or was not there.
fn has_other_drafts(was: &Project, is: &Project) -> bool {
    let drafts = |article: &Arc<Article>| article.drafts.clone();
    is.articles.iter().any(|(slug, article)| was.articles.get(slug).map(drafts) != Some(drafts(article)))
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
