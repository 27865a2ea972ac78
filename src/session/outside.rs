//! Goes on with a project that came from outside of the session: repaired, or changed on disk by somebody else.
//!
//! Must not know: how a disk is watched, how two states are merged.
//! Holds: nothing that others wrote is overwritten, and nothing that is only in the window goes: files are compared
//! with what is known of them before each save, and merged when they differ; what both changed otherwise is asked by an edit of its own. What is damaged or gone on disk changes
//! nothing in the window; it is told. What the checker looks at stays as far as it is there; edits that can no longer
//! be taken back or made again are dropped, and named.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::model::apply::apply_changes;
use crate::model::article::Article;
use crate::model::change::{Change, Part};
use crate::model::ids::{ConflictId, Slug};
use crate::model::merge::asked::asked;
use crate::model::merge::merge;
use crate::model::problem::{Place, Problem, quoted};
use crate::model::project::Project;
use crate::session::editing::Origin;
use crate::session::index::ArticleIndex;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::session::view::Selection;
use crate::session::{Open, Session};
use crate::store::known::Known;
use crate::store::watch::Watch;
use crate::store::{self, Guarded, Loaded};

/// The name of the job that looks.
pub(super) const LOOKING: &str = "Looking for changes on disk";
/// Dropped edits that are named one by one.
const NAMED: usize = 5;
/// How long the disk must be still before it is looked at: git and sync tools write many files.
const STILL: SignedDuration = SignedDuration::from_millis(400);

/// What is known of the files on disk, and how looking at them stands.
pub(super) struct Outside {
    pub(super) known: Known,
    /// The files that were damaged on disk since they were read: what they held is here, whole.
    pub(super) held: BTreeSet<String>,
    /// The files that were taken away on disk since they were read and not written anew: what they held is here alone.
    pub(super) gone: BTreeSet<String>,
    watch: Option<Watch>,
    /// When something changed on disk last that was not looked at.
    changed: Option<Timestamp>,
    is_looking: bool,
    /// Counts the states that files can be compared with.
    generation: u64,
}

impl Outside {
    pub(super) fn new(known: Known, watch: Option<Watch>) -> Self {
        Self {
            known,
            held: BTreeSet::new(),
            gone: BTreeSet::new(),
            watch,
            changed: None,
            is_looking: false,
            generation: 0,
        }
    }

    pub(super) fn is_looking(&self) -> bool {
        self.is_looking
    }

    pub(super) fn take_in_saved(&mut self, known: Known) {
        self.known = known;
        self.generation += 1;
    }

    /// The job ended.
    pub(super) fn end(&mut self) {
        self.is_looking = false;
    }
}

/// The label of an edit that asks what the disk and the window have otherwise.
pub(super) const MERGING_DISK: &str = "merge what was changed on disk";

impl Session {
    /// From now on projects are watched for changes on disk. The command line looks before it writes, and that is all.
    pub fn watch_outside(&mut self) {
        self.watches = true;
    }

    /// Looks at the disk once it has been still after a change. Answers how long until then.
    pub(super) fn look_when_changed(&mut self) -> Option<SignedDuration> {
        let now = self.surroundings.clock.now();
        let outside = &mut self.open.as_mut()?.outside;
        if outside.watch.as_ref().is_some_and(Watch::take) {
            outside.changed = Some(now);
        }
        let waited = now.duration_since(outside.changed?);
        if (SignedDuration::ZERO..STILL).contains(&waited) {
            return Some(STILL - waited);
        }
        // A save or another look under way is waited for: its end is polled, too.
        drop(self.look_outside());
        None
    }

    /// Starts to compare the files with what is known of them.
    pub(super) fn look_outside(&mut self) -> Result<Done, Problem> {
        let open = self.opened_mut()?;
        if open.outside.is_looking || open.saving.is_under_way() {
            return Ok(Done::Nothing);
        }
        let outside = &mut open.outside;
        outside.is_looking = true;
        outside.changed = None;
        let (folder, known, generation) = (open.folder.clone(), outside.known.clone(), outside.generation);
        let job = self.jobs.start(LOOKING.to_owned(), move |_| {
            let differing = known.differing(&folder);
            let loaded = (!differing.is_empty()).then(|| store::load_beside(&folder).map(Box::new));
            Outcome::LookedOutside { folder, generation, differing, loaded }
        });
        Ok(Done::Started(job))
    }

    /// Takes in what the disk holds.
    pub(super) fn take_in_outside(
        &mut self,
        folder: &Path,
        generation: u64,
        differing: &BTreeSet<String>,
        loaded: Option<Result<Box<Loaded>, Problem>>,
    ) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        open.outside.end();
        let loaded = match loaded {
            None => {
                if let Some(problem) = open.saving.fail_held_back() {
                    self.report(problem);
                }
                return self.read_histories_again();
            }
            Some(Ok(loaded)) => *loaded,
            Some(Err(problem)) => {
                open.saving.fail(problem.clone());
                return self.report(problem);
            }
        };
        if generation != open.outside.generation {
            drop(self.look_outside()); // something was saved in between: what was read is outdated
            return;
        }
        let base = open.saving.saved().clone();
        let Loaded { project, problems, mut guarded, mut known, recovery: _ } = loaded;
        let gone: Vec<String> = differing.iter().filter(|file| Known::is_gone(folder, file)).cloned().collect();
        // What was guarded and did not change on disk is so still.
        let theirs = trusted(&base, project, &gone, &guarded, &problems);
        let mut merged = merge(&base, &open.project, &theirs).placed();
        let mut on_disk = theirs;
        let removed = removed_articles(&base, &open.project, folder, &gone);
        for slug in &removed {
            merged.articles.remove(slug);
            on_disk.articles.remove(slug);
        }
        for file in gone.iter().filter(|file| !open.guarded.contains(file)) {
            guarded.lift(file); // what it held is here, and is written anew
        }
        for file in open.guarded.iter().filter(|file| !differing.contains(*file)) {
            guarded.guard(file);
        }
        let held = guarded.iter().filter(|&file| !open.guarded.contains(file) || open.outside.held.contains(file));
        open.outside.held = held.map(str::to_owned).collect();
        let is_of_removed = |file: &str| removed.iter().any(|slug| file.starts_with(&format!("articles/{slug}/")));
        open.outside.gone.retain(|file| Known::is_gone(folder, file));
        open.outside.gone.extend(gone.iter().filter(|file| !open.guarded.contains(file)).cloned());
        open.outside.gone.retain(|file| !is_of_removed(file));
        known.forget(&gone);
        let news = News::of(&open.project, &merged, &on_disk, &removed);
        let asked = asked(&open.project, &on_disk, &merged);
        let before = open.project.clone();
        let held = open.outside.held.clone();
        let told = problems.into_iter().filter(|problem| is_about(problem, differing));
        let told = told.map(|problem| if is_in(&problem, &held) { of_held(problem) } else { problem });
        self.notices.extend(told.map(Notice::Problem));
        self.tell_gone(&gone, &removed);
        self.adopt(asked.project, on_disk, guarded, known);
        self.ask_about_disk(asked.changes);
        if news.n_theirs > 0 {
            self.note_unasked();
        }
        self.tell_news(&news);
        if let Some(after) = self.project().cloned() {
            self.tell_twins(&before, &after);
        }
    }

    /// Makes an edit an article of what the merge asks, so that the history tells of it.
    fn ask_about_disk(&mut self, parts: Vec<(Option<Slug>, Vec<Change>)>) {
        for (slug, changes) in parts {
            let label = MERGING_DISK.to_owned();
            if self.edit_from(Origin::Merge(&[]), None, slug.clone(), label, changes.clone()).is_ok() {
                continue;
            }
            // Nothing may be edited here (a closed article, a project taken over): the question stands all the same.
            let Some(open) = &mut self.open else { return };
            if apply_changes(&mut open.project, slug.as_ref(), &changes).is_ok()
                && let Some(slug) = slug
                && let Some(article) = open.project.articles.get(&slug)
            {
                open.indexes.insert(slug, ArticleIndex::new(article));
            }
            open.source_uses = open.project.source_uses();
        }
    }

    /// What others wrote may be nothing but lines of a history.
    fn read_histories_again(&mut self) {
        let Some(slug) = self.view.article.clone() else { return };
        let Some(open) = &mut self.open else { return };
        if let Some(history) = open.histories.get_mut(&slug) {
            history.is_wanted = false;
        }
        self.want_history(&slug);
    }

    /// Files that are gone are told; what they held is in the window still.
    fn tell_gone(&mut self, gone: &[String], removed: &[Slug]) {
        let is_removed = |file: &str| removed.iter().any(|slug| file.starts_with(&format!("articles/{slug}/")));
        for file in gone.iter().filter(|file| !is_removed(file)) {
            self.report(
                Problem::warning("gone-outside", "A file of this project was deleted on disk")
                    .at(Place::File(file.clone()))
                    .why("another program, or a person, took it away")
                    .now("what it held is still in the window")
                    .help("Press Ctrl+S to have it written anew (closing the window does that, too), or put it back from a copy"),
            );
        }
    }

    fn tell_news(&mut self, news: &News) {
        let News { n_changed, n_conflicts, n_theirs, added, removed } = news;
        let names = |slugs: &[Slug]| slugs.iter().map(|slug| quoted(slug.as_str(), 60)).collect::<Vec<_>>().join(", ");
        let mut parts = Vec::new();
        if *n_changed > 0 {
            parts.push("others changed this project on disk: their work is merged".to_owned());
        }
        if !added.is_empty() {
            parts.push(format!("new on disk: {}", names(added)));
        }
        match n_theirs {
            0 => {}
            1 => parts.push("one question from merging came with it".to_owned()),
            n => parts.push(format!("{n} questions from merging came with it")),
        }
        if !removed.is_empty() {
            parts.push(format!("gone from the disk: {}", names(removed)));
        }
        if !parts.is_empty() {
            let mut words = parts.join("; ");
            if let Some(first) = words.get(..1) {
                let first = first.to_uppercase();
                words.replace_range(..1, &first);
            }
            self.tell(words);
        }
        if *n_conflicts > 0 {
            let what = match n_conflicts {
                1 => "One thing was changed on disk and in the window".to_owned(),
                n => format!("{n} things were changed on disk and in the window"),
            };
            self.report(
                Problem::warning("conflicts-outside", what)
                    .why("both sides changed the same field in two ways")
                    .now("both are kept as open questions, and what was there before stands until they are settled")
                    .help("Settle them in “Open questions from merging” (`tickmark conflicts` lists them)"),
            );
        }
    }

    /// Goes on with what the window has and what the disk holds now, merged: work that could not be saved stays, and is
    /// still to be saved.
    pub(super) fn adopt_beside(&mut self, on_disk: Project, guarded: Guarded, known: Known) {
        let Some(open) = &self.open else { return };
        let merged = merge(open.saving.saved(), &open.project, &on_disk).placed();
        let asked = asked(&open.project, &on_disk, &merged);
        self.adopt(asked.project, on_disk, guarded, known);
        self.ask_about_disk(asked.changes);
    }

    /// Goes on with `project`, while the disk holds `on_disk`.
    pub(super) fn adopt(&mut self, project: Project, on_disk: Project, guarded: Guarded, known: Known) {
        let Some(open) = &mut self.open else { return };
        let before = std::mem::replace(&mut open.project, project);
        open.guarded = guarded;
        open.repair = None;
        open.saving.know(on_disk);
        open.outside.take_in_saved(known);
        let is_same = |slug, article| before.articles.get(slug).is_some_and(|was| Arc::ptr_eq(was, article));
        open.indexes.retain(|slug, _| open.project.articles.contains_key(slug));
        for (slug, article) in open.project.articles.iter().filter(|&(slug, article)| !is_same(slug, article)) {
            open.indexes.insert(slug.clone(), ArticleIndex::new(article));
        }
        open.source_uses = open.project.source_uses();
        // Read again from disk when wanted next; what this session adds until then is put behind it.
        for history in open.histories.values_mut() {
            history.is_wanted = false;
        }
        let dropped = open.drop_stale_undo();
        self.keep_view(&before);
        self.forget_what_is_gone();
        if let Some(slug) = self.view.article.clone() {
            self.want_history(&slug);
        }
        self.revision += 1;
        self.name_dropped(&dropped);
    }

    /// Keeps the selection where the text is the same.
    fn keep_view(&mut self, before: &Project) {
        let Some(slug) = self.view.article.clone() else { return };
        let text = |article: &Article| article.draft.shared_text();
        let was = before.articles.get(&slug).map(|article| text(article));
        let is = self.article(&slug).map(|article| text(article));
        if was != is {
            self.view.selection = Selection::caret(0);
        }
    }

    fn name_dropped(&mut self, dropped: &[String]) {
        if dropped.is_empty() {
            return;
        }
        let mut names: Vec<String> = dropped.iter().take(NAMED).map(|label| quoted(label, 60)).collect();
        if dropped.len() > NAMED {
            names.push(format!("{} more", dropped.len() - NAMED));
        }
        let what = match dropped.len() {
            1 => "One change can no longer be taken back or made again".to_owned(),
            n => format!("{n} changes can no longer be taken back or made again"),
        };
        self.report(
            Problem::note("undo-dropped", what)
                .why(format!("what they changed was changed on disk in between: {}", names.join(", ")))
                .now("they stand as they are; the history still lists them")
                .help("Change the same thing by hand where that is needed"),
        );
    }
}

impl Open {
    /// Drops the edits of the undo stack that the project has outgrown; answers their labels, newest first.
    fn drop_stale_undo(&mut self) -> Vec<String> {
        use crate::session::undo::Side;
        let (mut back, mut forth) = (self.project.clone(), self.project.clone());
        let dropped = self.undo.drop_stale(|edit, side| {
            let project = match side {
                Side::Undo => &mut back,
                Side::Redo => &mut forth,
            };
            apply_changes(project, edit.article.as_ref(), &edit.inverse_changes()).is_ok()
        });
        dropped.into_iter().map(|edit| edit.label).collect()
    }
}

/// What came from outside, in numbers.
struct News {
    n_changed: usize,
    /// Questions between the disk and the window.
    n_conflicts: usize,
    /// Questions that others were asked and left open.
    n_theirs: usize,
    added: Vec<Slug>,
    removed: Vec<Slug>,
}

impl News {
    fn of(ours: &Project, merged: &Project, theirs: &Project, removed: &[Slug]) -> Self {
        let added = merged.articles.keys().filter(|slug| !ours.articles.contains_key(*slug)).cloned().collect();
        let changed = |(slug, article): (&Slug, &Arc<Article>)| {
            ours.articles.get(slug).is_some_and(|was| !Arc::ptr_eq(was, article) && was != article)
        };
        let own = |project: &Project| (project.title.clone(), project.scale.clone(), project.people.clone());
        let n_changed = merged.articles.iter().filter(|&entry| changed(entry)).count()
            + usize::from(merged.sources != ours.sources)
            + usize::from(own(merged) != own(ours));
        let (known, told) = (conflicts(ours), conflicts(theirs));
        let new: BTreeSet<ConflictId> = conflicts(merged).difference(&known).copied().collect();
        let n_conflicts = new.difference(&told).count();
        Self { n_changed, n_conflicts, n_theirs: new.len() - n_conflicts, added, removed: removed.to_vec() }
    }
}

fn conflicts(project: &Project) -> BTreeSet<ConflictId> {
    let articles = project.articles.values().flat_map(|article| article.review.conflicts.keys());
    project.conflicts.keys().chain(articles).copied().collect()
}

/// The state on disk as far as it can be trusted: parts whose file is gone, damaged, or of a draft that was changed
/// are as they were known before.
fn trusted(base: &Project, mut theirs: Project, gone: &[String], guarded: &Guarded, problems: &[Problem]) -> Project {
    let is_lost = |part, slug: Option<&Slug>| {
        store::part_file(part, slug).is_some_and(|file| guarded.contains(&file) || gone.contains(&file))
    };
    if is_lost(Part::Project, None) {
        theirs.title.clone_from(&base.title);
        theirs.scale.clone_from(&base.scale);
        theirs.people.clone_from(&base.people);
        theirs.take_conflicts(base, Part::Project);
    }
    if is_lost(Part::Sources, None) {
        theirs.sources.clone_from(&base.sources);
        theirs.take_conflicts(base, Part::Sources);
    }
    for (slug, known) in &base.articles {
        let Some(article) = theirs.articles.get_mut(slug) else {
            theirs.articles.insert(slug.clone(), Arc::clone(known));
            continue;
        };
        let (loses_article, loses_review) = (is_lost(Part::Article, Some(slug)), is_lost(Part::Review, Some(slug)));
        let has_other_text = article.drafts == known.drafts && article.draft.text() != known.draft.text();
        let is_changed = has_other_text && problems.iter().any(|problem| problem.id == "draft-changed");
        if !(loses_article || loses_review || is_changed) {
            continue;
        }
        let article = Arc::make_mut(article);
        let review = if loses_review { known.review.clone() } else { std::mem::take(&mut article.review) };
        if loses_article {
            *article = Article::clone(known);
        } else if is_changed {
            article.draft = Arc::clone(&known.draft);
            article.texts.clone_from(&known.texts);
        }
        article.review = review;
    }
    theirs.placed()
}

/// The articles whose folder somebody took away, and in which nothing was done since.
fn removed_articles(base: &Project, ours: &Project, folder: &Path, gone: &[String]) -> Vec<Slug> {
    let is_gone = |slug: &&Slug| {
        let file = store::part_file(Part::Article, Some(slug)).unwrap_or_default();
        gone.contains(&file) && !folder.join("articles").join(slug.as_str()).exists()
    };
    let is_untouched = |slug: &&Slug| base.articles.get(*slug) == ours.articles.get(*slug);
    base.articles.keys().filter(is_gone).filter(is_untouched).cloned().collect()
}

fn is_in(problem: &Problem, files: &BTreeSet<String>) -> bool {
    matches!(&problem.place, Place::File(file) | Place::Line { file, .. } if files.contains(file))
}

/// What is told of damage to a file whose content is here: nothing of it is lost.
fn of_held(problem: Problem) -> Problem {
    if problem.id == "git-conflict" || problem.id == "schema-newer" {
        return problem.now("what was open here stays as it was; the file on disk was not touched");
    }
    problem
        .now("all that was open here stays, and is shown; the file on disk was not touched")
        .help("Choose “Repair…” with Ctrl+K: the file is written as it is open here, and the damaged one is kept")
}

fn is_about(problem: &Problem, differing: &BTreeSet<String>) -> bool {
    match &problem.place {
        Place::File(file) | Place::Line { file, .. } => differing.contains(file) && problem.id != "file-missing",
        // What stands where in a text is told of the text in the window.
        Place::Claim { .. } | Place::Block { .. } | Place::Nowhere => false,
    }
}
