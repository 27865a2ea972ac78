//! The open questions from merging: what they are about, what each side says, and settling them.
//!
//! Must not know: how two copies are merged, how a question is shown.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::change::{ArticleField, Change, ClaimField, Edit, ProjectField};
use crate::model::conflict::{Conflict, Side};
use crate::model::covered;
use crate::model::decision::Decision;
use crate::model::fields::map_anchors;
use crate::model::ids::{ClaimId, ConflictId, PersonKey, Slug};
use crate::model::merge::Cell;
use crate::model::merge::settle::{Choice, can_keep_both, settle};
use crate::model::problem::{Problem, quoted};
use crate::model::project::Project;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::outcome::Done;

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
    /// What.
    pub words: String,
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
        let known = |slug: Option<&Slug>| slug.and_then(|slug| open.histories.get(slug)).map(|it| it.edits.as_slice());
        let all = own.chain(of_articles);
        all.map(|(slug, conflict)| question(&open.project, slug, conflict, (known(slug).unwrap_or_default(), audience)))
            .collect()
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
    let sides = conflict.sides.iter().zip(&shown.sides);
    let answers = sides.map(|(side, shown)| Answer { words: told(project, shown), ..answer(side, history) }).collect();
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
    Answer { by, at: side.at.or_else(|| told.map(|edit| edit.at)), words: String::new() }
}

/// Whether two changes leave the same value in the same place.
fn leads_to_same(a: &Change, b: &Change) -> bool {
    match (a, b) {
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
