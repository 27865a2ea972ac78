//! The open questions from merging: what they are about, what each side says, and settling them.
//!
//! Must not know: how two copies are merged, how a question is shown.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::apply::apply_changes;
use crate::model::change::{ArticleField, Change, ClaimField, Edit, ProjectField};
use crate::model::conflict::{Conflict, Side, unrecorded};
use crate::model::covered;
use crate::model::decision::Decision;
use crate::model::fields::map_anchors;
use crate::model::ids::{ClaimId, ConflictId, PersonKey, Slug};
use crate::model::merge::Cell;
use crate::model::merge::settle::{Choice, can_keep_both, settle};
use crate::model::problem::{Problem, quoted};
use crate::model::project::Project;
use crate::model::visibility::Visibility;
use crate::session::editing::Origin;
use crate::session::merging::MERGING_COPY;
use crate::session::outcome::Done;
use crate::session::outside::MERGING_DISK;
use crate::session::{Open, Session};
use crate::store;

/// An open question from merging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The article it is of; `None` when it is the project's own.
    pub article: Option<Slug>,
    /// Its id.
    pub id: ConflictId,
    /// The claim it is about.
    pub claim: Option<ClaimId>,
    /// What it is about, as "note of “100,000 troops”".
    pub about: String,
    /// What each side says.
    pub answers: Vec<Answer>,
    /// Whether both answers can be kept.
    pub can_keep_both: bool,
}

/// What one side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who said so last, where that is known.
    pub by: Option<PersonKey>,
    /// When.
    pub at: Option<Timestamp>,
    /// Which of the copies had it, where the history tells.
    pub whose: Option<Whose>,
    /// What.
    pub words: String,
}

/// Which of the copies that were merged had a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The copy in which this person merged the other.
    Merging(PersonKey),
    /// The copy of this name, which was merged into it.
    Merged(String),
    /// The files, while this person had the project open.
    Disk,
}

impl Whose {
    /// It in words, to whoever the project knows by `me`.
    pub fn words(&self, project: &Project, me: Option<&PersonKey>) -> String {
        match self {
            Self::Merging(by) if me == Some(by) => "this copy".to_owned(),
            Self::Merging(by) => format!("the copy of {}", project.person_name(by)),
            Self::Merged(name) => format!("copy {}", quoted(name, 40)),
            Self::Disk => "what was on disk".to_owned(),
        }
    }
}

impl Session {
    /// Every open question of the project: its own first, then those of the articles by name.
    ///
    /// For an audience that must not see it, what is confidential in them is not told.
    pub fn questions(&self, audience: Visibility) -> Vec<Question> {
        let Some(open) = &self.open else { return Vec::new() };
        let own = open.project.conflicts.values().map(|conflict| (None, conflict));
        let of_articles =
            open.project.articles.values().flat_map(|article| {
                article.review.conflicts.values().map(move |conflict| (Some(&article.slug), conflict))
            });
        let own_history = if open.project.conflicts.is_empty() { Vec::new() } else { open.history_so_far(None) };
        let known = |slug: Option<&Slug>| match slug {
            Some(slug) => open.histories.get(slug).map(|it| it.edits.as_slice()).unwrap_or_default(),
            None => own_history.as_slice(),
        };
        let all = own.chain(of_articles);
        all.map(|(slug, conflict)| question(&open.project, slug, conflict, (known(slug), audience))).collect()
    }

    /// The key by which the project knows who works, if it knows them.
    pub fn own_key(&self) -> Option<&PersonKey> {
        let name = self.person().name;
        self.project()?.people.iter().find(|(_, known)| **known == name).map(|(key, _)| key)
    }

    /// How many questions are open in the project.
    pub fn n_questions(&self) -> usize {
        let Some(project) = self.project() else { return 0 };
        let of_articles = project.articles.values().map(|article| article.review.conflicts.len());
        project.conflicts.len() + of_articles.sum::<usize>()
    }

    /// Reads the histories that tell who said what in the open questions.
    pub fn want_questions_told(&mut self) {
        let Some(project) = self.project() else { return };
        let asked = project.articles.values().filter(|article| !article.review.conflicts.is_empty());
        let asked: Vec<Slug> = asked.map(|article| article.slug.clone()).collect();
        for slug in &asked {
            self.want_history(slug);
        }
    }

    /// Notes in the histories the questions that no edit of theirs asked: git merges files one by one, and a review that
    /// it merged cannot tell of that in the history beside it.
    pub(super) fn note_unasked(&mut self) {
        let Some(open) = self.open.as_ref().filter(|_| self.read_only().is_none()) else { return };
        let project = &open.project;
        let of_articles = project.articles.iter().map(|(slug, article)| (Some(slug), &article.review.conflicts));
        let parts = std::iter::once((None, &project.conflicts)).chain(of_articles);
        let mut unasked: Vec<(Option<Slug>, Vec<Change>)> = Vec::new();
        for (slug, conflicts) in parts.filter(|(_, conflicts)| !conflicts.is_empty()) {
            let history = open.history_so_far(slug);
            let asks =
                |it: &Conflict| Change::Conflict { conflict: it.id, before: None, after: Some(it.clone().into()) };
            let changes: Vec<_> =
                unrecorded(conflicts, history.iter().map(Arc::as_ref)).into_iter().map(asks).collect();
            if !changes.is_empty() {
                unasked.push((slug.cloned(), changes));
            }
        }
        for (slug, changes) in unasked {
            let Some(open) = &mut self.open else { return };
            // They are there: an edit that asks them must find the project without.
            let back: Vec<Change> = changes.iter().rev().cloned().map(Change::inverse).collect();
            if apply_changes(&mut open.project, slug.as_ref(), &back).is_err() {
                continue;
            }
            let label = match changes.len() {
                1 => "note a question that a merge outside Tickmark left open".to_owned(),
                n => format!("note {n} questions that a merge outside Tickmark left open"),
            };
            let noted = self.edit_from(Origin::Note, None, slug.clone(), label, changes.clone());
            if noted.is_err()
                && let Some(open) = &mut self.open
            {
                drop(apply_changes(&mut open.project, slug.as_ref(), &changes));
            }
        }
    }

    pub(super) fn settle_question(
        &mut self,
        article: Option<&Slug>,
        id: ConflictId,
        choice: Choice,
    ) -> Result<Done, Problem> {
        let open = self.opened()?;
        let conflicts = match article {
            Some(slug) => &open.article_named(slug)?.review.conflicts,
            None => &open.project.conflicts,
        };
        let conflict = conflicts.get(&id).ok_or_else(|| {
            Problem::error("no-question", "There is no such open question")
                .now("nothing was changed")
                .help("`tickmark conflicts` lists them")
        })?;
        let about = question(&open.project, article, conflict, (&[], Visibility::Public)).about;
        let settled = settle(&open.project, article, conflict, choice);
        let mut changes = settled.ok_or_else(|| {
            Problem::error("no-such-side", "The question was not settled: it has no such answer")
                .why(match choice {
                    Choice::Side(_) => format!("it has {}", conflict.sides.len()),
                    Choice::Both => "only two notes can both be kept".to_owned(),
                })
                .now("nothing was changed")
                .help("Choose one of its sides by number")
        })?;
        if let Some(article) = article.and_then(|slug| open.project.articles.get(slug)) {
            let draft = Arc::clone(&article.draft);
            for change in &mut changes {
                if !matches!(change, Change::Conflict { .. }) {
                    map_anchors(change, &|anchor| anchor.placed(&draft));
                }
            }
        }
        let which = match choice {
            Choice::Side(side) => format!("side {}", side + 1),
            Choice::Both => "both".to_owned(),
        };
        let made = self.edit(article, format!("settle {about}: {which}"), changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }
}

impl Open {
    /// What a history has on disk, and what it is about to have.
    fn history_so_far(&self, article: Option<&Slug>) -> Vec<Arc<Edit>> {
        let mut edits: Vec<Arc<Edit>> =
            store::read_history(&self.folder, article).0.into_iter().map(Arc::new).collect();
        let unsaved = self.saving.unsaved().iter().filter(|edit| edit.article.as_ref() == article);
        edits.extend(unsaved.cloned().map(Arc::new));
        edits
    }
}

fn question(
    project: &Project,
    slug: Option<&Slug>,
    conflict: &Conflict,
    (history, audience): (&[Arc<Edit>], Visibility),
) -> Question {
    // Told by the covered form, to whoever must not see the rest; who said so is told all the same.
    let shown =
        if audience.sees(Visibility::Confidential) { Cow::Borrowed(conflict) } else { covered::conflict(conflict) };
    let article = slug.and_then(|slug| project.articles.get(slug));
    let cell = Cell::of_conflict(conflict);
    let claim = cell.as_ref().and_then(Cell::claim);
    let claim_words = claim.and_then(|claim| {
        let there = article.and_then(|article| article.review.claims.get(&claim)).map(|claim| claim.words());
        there.or_else(|| words_in(conflict))
    });
    let what = cell.as_ref().map_or("several things", Cell::word);
    let about = match (&cell, claim_words) {
        (Some(Cell::Claim(_)), Some(words)) => format!("whether {} stays", quoted(&words, 40)),
        (_, Some(words)) => format!("{what} of {}", quoted(&words, 40)),
        (_, None) => what.to_owned(),
    };
    let whose = whose(conflict, cell.as_ref(), history);
    let sides = conflict.sides.iter().zip(&shown.sides).zip(whose);
    let answers =
        sides.map(|((side, shown), whose)| Answer { words: told(project, shown), whose, ..answer(side, history) });
    let answers = answers.collect();
    let slug = slug.cloned();
    Question { article: slug, id: conflict.id, claim, about, answers, can_keep_both: can_keep_both(conflict) }
}

/// The words of a claim that is gone, as far as the question itself tells them.
fn words_in(conflict: &Conflict) -> Option<String> {
    conflict.sides.iter().flat_map(|side| &side.changes).find_map(|change| match change {
        Change::Claim { before, after, .. } => after.as_ref().or(before.as_ref()).map(|claim| claim.words()),
        _ => None,
    })
}

fn told(project: &Project, side: &Side) -> String {
    side.changes.iter().map(|change| words(project, change)).collect::<Vec<_>>().join("; ")
}

/// Who gave an answer and when, its words not told yet.
fn answer(side: &Side, history: &[Arc<Edit>]) -> Answer {
    let told = history.iter().rev().find(|edit| {
        edit.takes.is_empty()
            && edit.changes.iter().any(|change| side.changes.iter().any(|it| leads_to_same(change, it)))
    });
    let by = side.by.clone().or_else(|| told.map(|edit| edit.by.clone()));
    Answer { by, at: side.at.or_else(|| told.map(|edit| edit.at)), whose: None, words: String::new() }
}

/// Which copy each side comes from, by the edit that asks: what it set back to the common value was that copy's own.
///
/// The conflict itself tells nothing of that: it is the same whichever copy was merged into which.
fn whose(conflict: &Conflict, cell: Option<&Cell>, history: &[Arc<Edit>]) -> Vec<Option<Whose>> {
    let unknown = vec![None; conflict.sides.len()];
    let asks =
        |change: &Change| matches!(change, Change::Conflict { conflict: id, after: Some(_), .. } if *id == conflict.id);
    let Some(edit) = history.iter().find(|edit| edit.changes.iter().any(asks)) else { return unknown };
    let other = match edit.label.strip_prefix(MERGING_COPY) {
        Some(name) => Whose::Merged(name.to_owned()),
        None if edit.label == MERGING_DISK => Whose::Disk,
        None => return unknown,
    };
    let set_back = edit.changes.iter().find(|change| cell.is_some() && Cell::of(change).as_ref() == cell);
    let was_own = |side: &Change| match set_back {
        Some(change) => leads_to_same(&change.clone().inverse(), side),
        None => leads_to_same(&side.clone().inverse(), side),
    };
    let own: Vec<bool> = conflict.sides.iter().map(|side| side.changes.iter().all(was_own)).collect();
    if own.iter().filter(|own| **own).count() != 1 {
        return unknown;
    }
    let is_pair = own.len() == 2;
    let whose = own
        .into_iter()
        .map(|own| if own { Some(Whose::Merging(edit.by.clone())) } else { Some(other.clone()).filter(|_| is_pair) });
    whose.collect()
}

/// Whether two changes leave the same value in the same place. Where words stand in the draft plays no part.
fn leads_to_same(a: &Change, b: &Change) -> bool {
    let bare = |change: &Change| {
        let mut change = change.clone();
        map_anchors(&mut change, &|anchor| anchor.unplaced());
        change
    };
    match (&bare(a), &bare(b)) {
        (Change::Project { after, .. }, Change::Project { after: same, .. }) => after == same,
        (Change::ClaimField { claim, after, .. }, Change::ClaimField { claim: other, after: same, .. }) => {
            claim == other && after == same
        }
        (Change::Tie { tie, after, .. }, Change::Tie { tie: other, after: same, .. }) => tie == other && after == same,
        (Change::Claim { claim, after, .. }, Change::Claim { claim: other, after: same, .. }) => {
            claim == other && after.is_none() && same.is_none()
        }
        (Change::Query { query, after, .. }, Change::Query { query: other, after: same, .. }) => {
            query == other && after == same
        }
        (Change::Article { after, .. }, Change::Article { after: same, .. }) => after == same,
        (Change::Source { source, after, .. }, Change::Source { source: other, after: same, .. }) => {
            source == other && after == same
        }
        _ => false,
    }
}

/// What a side says, in words.
fn words(project: &Project, change: &Change) -> String {
    let said = |text: &str| if text.trim().is_empty() { "nothing".to_owned() } else { text.to_owned() };
    match change {
        Change::Project { after, .. } => match after {
            ProjectField::Title(title) => said(title),
            ProjectField::Scale(scale) => {
                scale.as_ref().map_or_else(|| "no scale".to_owned(), |scale| scale.name.clone())
            }
            ProjectField::Person(key, name) => format!("{key}: {}", said(name.as_deref().unwrap_or_default())),
        },
        Change::Source { after, .. } => after.as_ref().map_or_else(removed, |source| match &source.note {
            note if note.is_empty() || source.is_confidential() => source.name().to_owned(),
            note => format!("{} (note: {note})", source.name()),
        }),
        Change::Article { after, .. } => match after {
            ArticleField::Headline(text)
            | ArticleField::Byline(text)
            | ArticleField::Publication(text)
            | ArticleField::Dateline(text)
            | ArticleField::Url(text)
            | ArticleField::Language(text)
            | ArticleField::Found(_, text) => said(text),
            ArticleField::Published(day, _) | ArticleField::Deadline(day) => {
                day.map_or_else(|| "no day".to_owned(), |day| day.to_string())
            }
            ArticleField::Listed(true) => "on the list".to_owned(),
            ArticleField::Listed(false) => "off the list".to_owned(),
            ArticleField::Stage(stage) => stage.word().to_owned(),
            ArticleField::Role(block, role) => format!("paragraph {}: {}", block + 1, role.word()),
        },
        Change::Claim { before, after, .. } => match after {
            None => removed(),
            Some(_) if before == after => "keep it".to_owned(),
            Some(claim) => quoted(&claim.words(), usize::MAX),
        },
        Change::ClaimField { after, .. } => field_words(after, &said),
        Change::Tie { after, .. } => after.as_ref().map_or_else(removed, |tie| {
            let source = project.sources.get(&tie.source).map_or("a source", |source| source.name());
            let excerpt = if tie.excerpt.is_empty() { String::new() } else { quoted(&tie.excerpt, usize::MAX) };
            format!("{} {source} {excerpt} {}", tie.stance.word(), tie.locator).trim_end().to_owned()
        }),
        Change::Query { after, .. } => after.as_ref().map_or_else(removed, |query| {
            let answer = if query.answer.is_empty() || query.is_confidential() { "" } else { &query.answer };
            format!("{} ({}) {answer}", query.name(), query.state.word()).trim_end().to_owned()
        }),
        Change::Read { after, .. } => after.as_ref().map_or_else(removed, |read| quoted(read.span.exact(), usize::MAX)),
        Change::Draft { after, .. } => {
            format!("draft {}", after.drafts.last().map_or(1, |draft| draft.number))
        }
        Change::Assignment { after, .. } => {
            after.as_ref().map_or_else(removed, |it| project.person_name(&it.to).to_owned())
        }
        Change::SignOff { after, .. } => {
            after.as_ref().map_or_else(removed, |it| format!("signed as {}", it.role.word()))
        }
        Change::Closing { after, .. } => after.as_ref().map_or_else(removed, |it| format!("closed draft {}", it.draft)),
        Change::Proposal { after, .. } => {
            after.as_ref().map_or_else(removed, |it| format!("{}: {}", it.state.word(), it.told()))
        }
        Change::Correction { after, .. } => after.as_ref().map_or_else(removed, |it| said(&it.now)),
        Change::Conflict { .. } => "another question".to_owned(),
    }
}

fn removed() -> String {
    "remove it".to_owned()
}

fn field_words(field: &ClaimField, said: &impl Fn(&str) -> String) -> String {
    let decided = |decision: &Option<Decision>| match decision {
        None => "unchecked".to_owned(),
        Some(Decision { status, basis, reason, .. }) => {
            let basis = basis.map(|basis| format!(" on {}", basis.word())).unwrap_or_default();
            let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            format!("{}{basis}{reason}", status.word())
        }
    };
    match field {
        ClaimField::Spans(spans) => {
            quoted(&spans.iter().map(|it| it.exact()).collect::<Vec<_>>().join(" … "), usize::MAX)
        }
        ClaimField::Kind(kind) => kind.word().to_owned(),
        ClaimField::Claimant(name) => name.clone().unwrap_or_else(|| "nobody".to_owned()),
        ClaimField::Said(decision) | ClaimField::So(decision) => decided(decision),
        ClaimField::Verdict(verdict) => verdict.clone().unwrap_or_else(|| "no verdict".to_owned()),
        ClaimField::ConfidentialNote(note) if note.is_empty() => "a confidential note, or none".to_owned(),
        ClaimField::Note(note) | ClaimField::ConfidentialNote(note) => said(note),
        ClaimField::NoteVisibility(level) => level.word().to_owned(),
        ClaimField::Fix(fix) => fix.as_ref().map_or_else(
            || "no fix".to_owned(),
            |fix| format!("{} ({})", quoted(&fix.words, usize::MAX), fix.state.word()),
        ),
        ClaimField::Legal(flag) => flag.as_ref().map_or_else(|| "no flag".to_owned(), |flag| flag.reason.clone()),
        ClaimField::Assignee(person) => person.as_ref().map_or_else(|| "nobody".to_owned(), ToString::to_string),
        ClaimField::Reanchor(it) => it.as_ref().map_or_else(|| "settled".to_owned(), |it| it.outcome.word().to_owned()),
    }
}
