//! Makes edits: the one way in which a session changes its project.
//!
//! Must not know: which command asked. An edit here is stamped, applied, indexed, put on the undo stack and the
//! history, and left for saving.

use std::sync::Arc;

use crate::model::apply::{Refused, apply};
use crate::model::article::Article;
use crate::model::change::{ArticleField, Change, Edit, ProjectField};
use crate::model::covered;
use crate::model::ids::{EditId, PersonKey, Slug};
use crate::model::problem::{Place, Problem, Severity, quoted, shortened};
use crate::model::project::Project;
use crate::model::stage::{Stage, is_open_to};
use crate::session::index::ArticleIndex;
use crate::session::merging::MEND_FIRST;
use crate::session::outcome::Done;
use crate::session::undo::{Side, makes_known, only_tells, plain_label, taken_back};
use crate::session::view::Selection;
use crate::session::{Open, Session};
use crate::store;
use crate::store::known::Known;

/// What is told of an edit that can never be taken back any more.
const UNDO_DROPPED: &str = "undo-dropped";

/// What came of taking back edits that are one.
struct TakenBack {
    outcome: Result<Done, Problem>,
    /// How many of them, from the end, stand as they did for a reason that may pass.
    n_standing: usize,
}

/// How an edit came about, for the undo stack.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// By a wish of the user.
    Wish,
    /// By undoing the edit with this id.
    Undo(EditId),
    /// By redoing: taking back the undo edit with this id.
    Redo(EditId),
    /// By taking the past edit with this id back out of its turn.
    Past(EditId),
    /// By merging a copy whose edits these are.
    Merge(&'a [EditId]),
    /// By noting what stands in the files already, which no undo takes back.
    Note,
}

impl Session {
    /// Makes one edit of `changes`; no changes make no edit.
    pub(super) fn edit(
        &mut self,
        article: Option<&Slug>,
        label: impl Into<String>,
        changes: Vec<Change>,
    ) -> Result<Option<EditId>, Problem> {
        self.edit_from(Origin::Wish, None, article.cloned(), label.into(), changes)
    }

    /// The same with how it came about; `part_of` is the first of the edits that it is one with.
    pub(super) fn edit_from(
        &mut self,
        origin: Origin<'_>,
        part_of: Option<EditId>,
        article: Option<Slug>,
        label: String,
        mut changes: Vec<Change>,
    ) -> Result<Option<EditId>, Problem> {
        let takes = if let Origin::Merge(takes) = origin { takes.to_vec() } else { Vec::new() };
        if changes.is_empty() && takes.is_empty() {
            return Ok(None);
        }
        self.refuse_read_only()?;
        let (by, newcomer) = self.desk_person(&changes)?;
        if let Some(newcomer) = newcomer {
            changes.insert(0, newcomer);
        }
        let shown = article.as_ref().and_then(|slug| self.article(slug)).cloned();
        covered::tell_notes(shown.as_deref(), &mut changes);
        self.refuse_guarded(article.as_ref(), &changes)?;
        self.refuse_frozen(article.as_ref(), &changes)?;
        let undoes = match origin {
            Origin::Wish | Origin::Merge(_) | Origin::Note => None,
            Origin::Undo(id) | Origin::Redo(id) | Origin::Past(id) => Some(id),
        };
        let id = self.surroundings.ids.edit();
        let at = self.surroundings.clock.stamp();
        let edit = Edit { id, at, by, label, article, undoes, takes, part_of, changes };
        let now = self.surroundings.clock.now();
        let open = self.opened_mut()?;
        apply(&mut open.project, &edit).map_err(|refused| refusal(&edit, &refused))?;
        open.take_in(&edit);
        match origin {
            Origin::Wish | Origin::Merge(_) => open.undo.push(edit.clone()),
            Origin::Undo(_) => open.undo.push_undone(edit.clone()),
            Origin::Redo(_) => open.undo.push_redone(edit.clone()),
            Origin::Past(past) => {
                open.undo.forget(past);
                open.undo.push(edit.clone());
            }
            Origin::Note => {}
        }
        let redrafted = edit.changes.iter().any(|change| matches!(change, Change::Draft { .. }));
        let redrafted = redrafted.then(|| edit.article.clone()).flatten();
        open.saving.add(edit, now);
        self.journal();
        self.revision += 1;
        if redrafted.is_some() && redrafted == self.view.article {
            self.forget_selection();
        }
        self.forget_what_is_gone();
        Ok(Some(id))
    }

    /// The key by which the project knows who works, and the change that makes them known if it does not.
    ///
    /// `changes` may make people known themselves, as a merge does: then they need not be, or their key is taken.
    fn desk_person(&self, changes: &[Change]) -> Result<(PersonKey, Option<Change>), Problem> {
        let person = self.person();
        let mut known = Project { people: self.opened()?.project.people.clone(), ..Project::default() };
        for change in changes {
            if let Change::Project { after: ProjectField::Person(key, Some(name)), .. } = change {
                known.people.insert(key.clone(), name.clone());
            }
        }
        if let Some(key) = known.people.iter().find(|(_, name)| **name == person.name).map(|(key, _)| key.clone()) {
            return Ok((key, None));
        }
        let key = known.free_key(&person.initials, None);
        let before = ProjectField::Person(key.clone(), None);
        let after = ProjectField::Person(key.clone(), Some(person.name));
        Ok((key, Some(Change::Project { before, after })))
    }

    /// The key by which the project knows who works; the edit under way makes them known if need be.
    pub(super) fn person_key(&self) -> Result<PersonKey, Problem> {
        self.desk_person(&[]).map(|(key, _)| key)
    }

    /// Refuses what could not be saved, before it is made.
    fn refuse_guarded(&self, article: Option<&Slug>, changes: &[Change]) -> Result<(), Problem> {
        let guarded = &self.opened()?.guarded;
        if guarded.is_empty() {
            return Ok(());
        }
        let mut files = changes.iter().filter_map(|change| store::part_file(change.part(), article));
        match files.find(|file| guarded.contains(file)) {
            None => Ok(()),
            Some(file) => {
                let what = if Known::is_gone(&self.opened()?.folder, &file) {
                    "Nothing was changed: this file is not there, and a new one would hide what it held"
                } else {
                    "Nothing was changed: part of this file was not understood"
                };
                Err(Problem::error("read-only", what)
                    .at(Place::File(file))
                    .now("the file is as it was found, and nothing is lost")
                    .help(MEND_FIRST))
            }
        }
    }

    /// Refuses what the record of a closed article must not lose sight of. Reopening goes first, and in the same edit if
    /// need be.
    pub(super) fn refuse_frozen(&self, slug: Option<&Slug>, changes: &[Change]) -> Result<(), Problem> {
        let Some(article) = slug.and_then(|slug| self.article(slug)) else { return Ok(()) };
        let mut stage = article.stage;
        for change in changes {
            if let Change::Article { after: ArticleField::Stage(next), .. } = change {
                stage = *next;
            } else if stage.is_frozen() && !is_open_to(change) {
                return Err(frozen(article, stage));
            }
        }
        Ok(())
    }

    pub(super) fn undo(&mut self) -> Result<Done, Problem> {
        let edits = self.opened_mut()?.undo.take_undo();
        let done = self.take_back_whole(Origin::Undo, &edits, &undo_label);
        self.keep_what_stands(Side::Undo, edits, done)
    }

    pub(super) fn redo(&mut self) -> Result<Done, Problem> {
        let edits = self.opened_mut()?.undo.take_redo();
        let done = self.take_back_whole(Origin::Redo, &edits, &redo_label);
        self.keep_what_stands(Side::Redo, edits, done)
    }

    /// Takes back edits that are one and that this session did not make, newest first: those of the history that come
    /// first, for the command line.
    pub fn undo_from_history(&mut self, edits: &[&Edit]) -> Result<Done, Problem> {
        let edits: Vec<Edit> = edits.iter().map(|edit| self.with_places(edit)).collect();
        self.take_back_whole(Origin::Undo, &edits, &undo_label).outcome
    }

    /// Makes again what these undos of the history, newest first, took back, for the command line.
    pub fn redo_from_history(&mut self, undos: &[&Edit]) -> Result<Done, Problem> {
        let undos: Vec<Edit> = undos.iter().map(|edit| self.with_places(edit)).collect();
        self.take_back_whole(Origin::Redo, &undos, &redo_label).outcome
    }

    /// Puts the edits that were not taken back for a reason that may pass where they were: the last of `edits`.
    fn keep_what_stands(&mut self, side: Side, mut edits: Vec<Edit>, taken: TakenBack) -> Result<Done, Problem> {
        let standing = edits.split_off(edits.len().saturating_sub(taken.n_standing));
        self.opened_mut()?.undo.put_back(side, standing);
        taken.outcome
    }

    /// Takes back edits that are one. When one of them cannot be taken back, those before it stay too, since they may
    /// rest on it: a tie on its source.
    fn take_back_whole(
        &mut self,
        origin: fn(EditId) -> Origin<'static>,
        edits: &[Edit],
        label: &dyn Fn(&str) -> String,
    ) -> TakenBack {
        let (mut done, mut first, mut n_standing) = (Done::Nothing, None, 0);
        for (number, edit) in edits.iter().enumerate() {
            let told = label(&edit.label);
            match self.take_back(origin(edit.id), first, edit, told.clone()) {
                Ok(Done::Edited(id)) => {
                    first.get_or_insert(id);
                    done = Done::Edited(id);
                }
                Ok(_) => {}
                Err(problem) if first.is_none() => {
                    let n_standing = if problem.id == UNDO_DROPPED { 0 } else { edits.len() - number };
                    return TakenBack { outcome: Err(problem), n_standing };
                }
                Err(problem) => {
                    n_standing = if problem.id == UNDO_DROPPED { 0 } else { edits.len() - number };
                    let left = edits.iter().skip(number).map(|edit| match &edit.article {
                        Some(slug) => {
                            self.article(slug).map_or_else(|| slug.to_string(), |article| article.title().to_owned())
                        }
                        None => "the sources and what else is the project’s own".to_owned(),
                    });
                    let left = left.map(|part| shortened(&part, 60)).collect::<Vec<_>>().join(", ");
                    self.report(Problem {
                        what: format!("{} was taken back in part", quoted(plain_label(&edit.label), 60)),
                        severity: Severity::Warning,
                        now: format!("it still stands for: {left}"),
                        ..problem
                    });
                    break;
                }
            }
            if number + 1 == edits.len() {
                self.tell(told);
            }
        }
        TakenBack { outcome: Ok(done), n_standing }
    }

    /// Takes one past edit of the article shown back. A stage is no such edit: going back to it would skip its checks.
    pub(super) fn undo_edit(&mut self, id: EditId) -> Result<Done, Problem> {
        let history = self.article_history().unwrap_or_default();
        let Some(edit) = history.iter().find(|edit| edit.id == id).cloned() else {
            return Err(Problem::error("no-edit", "There is no such change in the history of this article")
                .now("nothing was changed")
                .help("Open the history again"));
        };
        if taken_back(history.iter().map(Arc::as_ref)).contains(&id) {
            self.tell("It was taken back already");
            return Ok(Done::Nothing);
        }
        let is_stage = |change: &Change| matches!(change, Change::Article { after: ArticleField::Stage(_), .. });
        if edit.changes.iter().any(is_stage) {
            return Err(Problem::error("undo-stage", format!("“{}” cannot be taken back from here", edit.label))
                .why("it moved the article to another stage, and going back skips what that stage checks")
                .now("nothing was changed")
                .help("Choose the stage in the inspector, or press Ctrl+Z as long as it is the newest change"));
        }
        if edit.takes.is_empty() && edit.changes.iter().all(only_tells) {
            return Err(Problem::error("undo-question", format!("“{}” cannot be taken back", edit.label))
                .why("it only tells of what the files ask, and taking it back would choose a side unseen")
                .now("nothing was changed")
                .help("Settle the question: “Open questions from merging” with Ctrl+K, or `tickmark conflicts`"));
        }
        let label = undo_label(&edit.label);
        let done = self.take_back(Origin::Past(id), None, &self.with_places(&edit), label.clone())?;
        self.tell(label);
        Ok(done)
    }

    fn take_back(
        &mut self,
        origin: Origin<'_>,
        part_of: Option<EditId>,
        edit: &Edit,
        label: String,
    ) -> Result<Done, Problem> {
        // The desk may have changed hands: a person whom the edit made known stays known.
        let mut changes = edit.inverse_changes();
        changes.retain(|change| !makes_known(change));
        self.know_texts_of(edit);
        let made = self.edit_from(origin, part_of, edit.article.clone(), label, changes).map_err(|problem| {
            match problem.id {
                // What it changed is another now: that does not pass.
                "edit-refused" => Problem {
                    id: UNDO_DROPPED,
                    what: format!("“{}” can no longer be taken back", edit.label),
                    ..problem
                },
                _ => Problem { what: format!("“{}” was not taken back", edit.label), ..problem },
            }
        })?;
        self.show_edit(edit);
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Brings what an edit touched into sight.
    fn show_edit(&mut self, edit: &Edit) {
        if let Some(slug) = &edit.article
            && self.view.article.as_ref() != Some(slug)
            && self.article(slug).is_some_and(|article| article.listed)
        {
            let article = self.article(slug).cloned();
            self.view.show(article.as_deref());
        }
        let claim = edit.changes.iter().find_map(Change::claim);
        if let Some(claim) = claim
            && self.current_article().is_some_and(|article| article.review.claims.contains_key(&claim))
        {
            self.view.set_claim(Some(claim));
            self.view.reveal += 1;
        }
    }

    /// Words selected in one draft are no words of another: the caret goes to the current claim, or to the start.
    fn forget_selection(&mut self) {
        let start = self.current_article().and_then(|article| {
            let claim = self.view.claim.and_then(|claim| article.review.claims.get(&claim)?.start());
            claim.or_else(|| article.draft.blocks().first().map(|block| block.span.start()))
        });
        self.view.selection = Selection::caret(start.unwrap_or_default());
    }

    /// Drops from the view what an edit took out of the project.
    pub(super) fn forget_what_is_gone(&mut self) {
        let Some(open) = &self.open else { return };
        let listed = |slug: &Slug| open.project.articles.get(slug).filter(|article| article.listed);
        self.view.pinned = self.view.pinned.filter(|source| open.project.sources.contains_key(source));
        if let Some(article) = self.view.article.as_ref().and_then(listed) {
            let claims = &article.review.claims;
            self.view.set_claim(self.view.claim.filter(|claim| claims.contains_key(claim)));
            self.view.picked.retain(|claim| claims.contains_key(claim));
            return;
        }
        let next = open.project.listed().first().map(|article| Arc::clone(article));
        self.view.show(next.as_deref());
        if let Some(next) = next {
            self.want_history(&next.slug);
        }
    }
}

fn undo_label(label: &str) -> String {
    format!("Undo: {}", plain_label(label))
}

fn redo_label(label: &str) -> String {
    plain_label(label).to_owned()
}

/// What is said when something of a closed article was to be changed.
pub(super) fn frozen(article: &Article, stage: Stage) -> Problem {
    let title = quoted(article.title(), 40);
    Problem::error("article-closed", format!("Nothing was changed: {title} is {}", stage.word()))
        .why("its record is frozen: claims, decisions, ties, words, fixes and sign-offs stay as they were closed, and nothing new is asked")
        .now("queries can be answered, corrections entered, the stage and who may see a note changed")
        .help(format!(
            "Reopen it first: “Reopen” under Stage in the inspector, or `tickmark stage {} in-check`",
            article.slug
        ))
}

impl Open {
    /// Brings indexes, histories and counts up to date with an edit just applied.
    fn take_in(&mut self, edit: &Edit) {
        let mut counts_uses = false;
        for change in &edit.changes {
            counts_uses |= matches!(
                change,
                Change::Tie { .. } | Change::Claim { .. } | Change::Source { .. } | Change::Article { .. }
            );
        }
        if let Some(slug) = &edit.article {
            if let Some(article) = self.project.articles.get(slug) {
                let index = self.indexes.entry(slug.clone()).or_insert_with(|| ArticleIndex::new(article));
                index.update(article, &edit.changes);
            }
            self.histories.entry(slug.clone()).or_default().push(Arc::new(edit.clone()));
        }
        if counts_uses {
            self.count_uses(&edit.changes);
        }
    }

    /// Counts ties by what changed; an article that appears or goes is counted anew.
    fn count_uses(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Tie { before, after, .. } => {
                    if let Some(tie) = before {
                        *self.source_uses.entry(tie.source).or_insert(1) -= 1;
                    }
                    if let Some(tie) = after {
                        *self.source_uses.entry(tie.source).or_default() += 1;
                    }
                }
                Change::Claim { before, after, .. } => {
                    for tie in before.iter().flat_map(|claim| &claim.ties) {
                        *self.source_uses.entry(tie.source).or_insert(1) -= 1;
                    }
                    for tie in after.iter().flat_map(|claim| &claim.ties) {
                        *self.source_uses.entry(tie.source).or_default() += 1;
                    }
                }
                Change::Article { .. } | Change::Source { .. } => {
                    self.source_uses = self.project.source_uses();
                    return;
                }
                Change::Project { .. }
                | Change::ClaimField { .. }
                | Change::Query { .. }
                | Change::Read { .. }
                | Change::Draft { .. }
                | Change::Assignment { .. }
                | Change::SignOff { .. }
                | Change::Closing { .. }
                | Change::Correction { .. }
                | Change::Proposal { .. }
                | Change::Conflict { .. } => {}
            }
        }
    }

    /// The article of this name, or a problem that names it.
    pub(super) fn article_named(&self, slug: &Slug) -> Result<&Arc<Article>, Problem> {
        self.project.articles.get(slug).ok_or_else(|| {
            Problem::error("no-article", format!("There is no article “{slug}”"))
                .now("nothing was changed")
                .help("`tickmark list articles` shows their names")
        })
    }
}

fn refusal(edit: &Edit, refused: &Refused) -> Problem {
    Problem::error("edit-refused", format!("“{}” was not done", edit.label))
        .why(refused.to_string())
        .now("everything is as it was before")
        .help("Look at the claim again and repeat what you meant")
}
