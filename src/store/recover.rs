//! Brings back what the journal has and the saved files lack.
//!
//! In: the journal, the project as its files hold it, the histories. Out: the project with what came back, the edits
//! to be saved, and what did not fit.
//! Must not know: how a journal is written, who is told.
//! Holds: nothing is written here; a change whose *after* is there already is taken as done; one whose *before* does
//! not hold is answered with its reason and never dropped; an edit of a guarded file waits in the journal.
//!
//! Each file was written whole, after some of the journal's edits and before the others. So the changes of one thing
//! (a claim, a source, a field) are taken back from where they may have come to, and all made again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::model::apply;
use crate::model::article::Article;
use crate::model::change::{ArticleField, Change, Edit, Part, ProjectField};
use crate::model::covered;
use crate::model::fields::place_change;
use crate::model::ids::{EditId, Slug};
use crate::model::problem::{Place, Problem, quoted, shortened};
use crate::model::project::Project;
use crate::model::visibility::Visibility;
use crate::store::folder::{self, Folder, JOURNAL};
use crate::store::journal::{DamagedLine, Journal};
use crate::store::{MOST, files, history};

/// Edits that did not fit which are told one by one.
const TOLD: usize = 5;

/// What the journal of a program that did not end properly brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The project as its files hold it, without what came back.
    pub saved: Project,
    /// What is to be saved, oldest first: edits that came back, and those that the files have but no history.
    pub edits: Vec<Edit>,
    /// The edits of which something came back.
    pub back: Vec<EditId>,
    /// Edits with those of their changes that did not fit, and why.
    pub refused: Vec<(Edit, String)>,
    /// Lines of the journal that are no edit any more.
    pub damaged: Vec<DamagedLine>,
    /// The edits that are saved already and only have to leave the journal.
    pub recorded: BTreeSet<EditId>,
}

/// Whether the words of claims are to be looked for when an article is opened, or after the journal was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placing {
    /// At once.
    Now,
    /// After the journal: it makes another draft current, and edits before and after speak of different texts.
    After,
}

impl Placing {
    /// What this journal asks for.
    pub(super) fn of(journal: &Journal) -> Self {
        let has_draft = |edit: &Edit| edit.changes.iter().any(|change| matches!(change, Change::Draft { .. }));
        if journal.edits.iter().any(has_draft) { Self::After } else { Self::Now }
    }
}

/// What has become of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    Applied,
    Done,
    Refused(String),
}

/// Applies `journal` to `project`, and tells what cannot be had; `guarded` files are left alone.
pub(super) fn recover(
    folder: &Folder,
    journal: Journal,
    project: &mut Project,
    guarded: &BTreeSet<String>,
    placing: Placing,
) -> (Recovery, Vec<Problem>) {
    let saved = project.clone();
    let Journal { mut edits, damaged } = journal;
    let mut by_article: BTreeMap<Option<Slug>, BTreeSet<EditId>> = BTreeMap::new();
    for edit in &edits {
        by_article.entry(edit.article.clone()).or_default().insert(edit.id);
    }
    let recorded: BTreeSet<EditId> =
        by_article.iter().flat_map(|(slug, ids)| history::recorded(folder, slug.as_ref(), ids)).collect();
    edits.retain(|edit| !recorded.contains(&edit.id));
    let n_all = edits.len();
    edits.retain(|edit| {
        let mut files =
            edit.changes.iter().filter_map(|change| folder::part_file(change.part(), edit.article.as_ref()));
        !files.any(|file| guarded.contains(&file))
    });
    let n_waiting = n_all - edits.len();
    for edit in &mut edits {
        let Some(article) = edit.article.as_ref().and_then(|slug| project.articles.get_mut(slug)) else { continue };
        take_in_texts(folder, article, &edit.changes);
        if placing == Placing::Now {
            for change in &mut edit.changes {
                place_change(change, &article.draft, &article.draft);
            }
        }
    }
    let fates = apply_all(project, &edits);
    let mut recovery = Recovery { saved, edits: Vec::new(), back: Vec::new(), refused: Vec::new(), damaged, recorded };
    for (edit, fates) in edits.into_iter().zip(fates) {
        let (mut kept, mut refused, mut reasons) = (Vec::new(), Vec::new(), BTreeSet::new());
        if fates.contains(&Fate::Applied) {
            recovery.back.push(edit.id);
        }
        for (change, fate) in edit.changes.iter().zip(fates) {
            match fate {
                Fate::Applied | Fate::Done => kept.push(change.clone()),
                Fate::Refused(why) => {
                    refused.push(change.clone());
                    reasons.insert(why);
                }
            }
        }
        if !refused.is_empty() {
            let why = reasons.into_iter().collect::<Vec<_>>().join("; ");
            recovery.refused.push((Edit { changes: refused, ..edit.clone() }, why));
        }
        if !kept.is_empty() {
            recovery.edits.push(Edit { changes: kept, ..edit });
        }
    }
    let problems = problems(&recovery, n_waiting);
    (recovery, problems)
}

impl Recovery {
    /// What is to be set aside, in words that people can read and lines that the program can.
    pub(super) fn aside_words(&self) -> Option<String> {
        if self.refused.is_empty() && self.damaged.is_empty() {
            return None;
        }
        let mut words =
            "Edits of Tickmark's journal that could not be brought back, each with the reason.\n".to_owned();
        for (edit, why) in &self.refused {
            let article = edit.article.as_ref().map(|slug| format!(", in {slug}")).unwrap_or_default();
            let line = crate::store::edit_line::line_from_edit(edit).unwrap_or_default();
            let label = shortened(&edit.label, 200);
            _ = write!(words, "\n{label} ({}, {}{article}): {why}\n{line}\n", edit.by.0, edit.at);
        }
        for DamagedLine { file: _, line, why, text } in &self.damaged {
            _ = write!(words, "\nLine {line} of the journal: {why}\n{text}\n");
        }
        Some(words)
    }
}

impl Recovery {
    /// Who may see what is set aside.
    pub(super) fn aside_visibility(&self) -> Visibility {
        let is_private = |line: &DamagedLine| folder::is_private(line.file);
        let hides = |(edit, _): &(Edit, String)| matches!(covered::edit(edit), Cow::Owned(_));
        if self.damaged.iter().any(is_private) || self.refused.iter().any(hides) {
            Visibility::Confidential
        } else {
            Visibility::Newsroom
        }
    }
}

/// Reads the texts of drafts that the changes make current and the article does not hold.
fn take_in_texts(folder: &Folder, article: &mut Arc<Article>, changes: &[Change]) {
    for change in changes {
        let Change::Draft { before: _, after } = change else { continue };
        for record in &after.drafts {
            if article.texts.contains_key(&record.sha256) {
                continue;
            }
            let path = folder.at(&folder::in_article(&article.slug, &record.file())).ok();
            let bytes = path.and_then(|path| files::read_limited(&path, MOST).ok());
            let text = bytes.filter(|bytes| files::sha256_hex(bytes) == record.sha256);
            if let Some(text) = text.and_then(|bytes| String::from_utf8(bytes).ok()) {
                Arc::make_mut(article).texts.insert(record.sha256.clone(), text.into());
            }
        }
    }
}

/// The changes of one thing, in order: the number of the edit and of the change in it.
type Chain = Vec<(usize, usize)>;

/// Applies every change that is not done already; answers what became of each, by edit.
fn apply_all(project: &mut Project, edits: &[Edit]) -> Vec<Vec<Fate>> {
    let mut fates: Vec<Vec<Fate>> = edits.iter().map(|edit| vec![Fate::Done; edit.changes.len()]).collect();
    let mut chains: BTreeMap<(Option<&Slug>, Thing), Chain> = BTreeMap::new();
    // A new draft comes before what speaks of it, whatever the order of things.
    for (number, edit) in edits.iter().enumerate() {
        for (index, change) in edit.changes.iter().enumerate() {
            // A source is one thing, whether it came with a tie of an article or by itself.
            let article = match change.part() {
                Part::Article | Part::Review => edit.article.as_ref(),
                Part::Project | Part::Sources => None,
            };
            chains.entry((article, thing(change))).or_default().push((number, index));
        }
    }
    for ((slug, _), chain) in chains {
        let changes: Vec<Change> = chain
            .iter()
            .filter_map(|&(number, index)| edits.get(number).and_then(|edit| edit.changes.get(index)).cloned())
            .collect();
        for ((number, index), fate) in chain.into_iter().zip(apply_chain(project, slug, &changes)) {
            if let Some(place) = fates.get_mut(number).and_then(|fates| fates.get_mut(index)) {
                *place = fate;
            }
        }
    }
    fates
}

fn apply_chain(project: &mut Project, slug: Option<&Slug>, changes: &[Change]) -> Vec<Fate> {
    for n_done in (0..=changes.len()).rev() {
        let (done, missing) = changes.split_at(n_done);
        let back: Vec<Change> = done.iter().rev().cloned().map(Change::inverse).collect();
        if apply_changes(project, slug, &back).is_err() {
            continue;
        }
        if apply_changes(project, slug, changes).is_ok() {
            return done.iter().map(|_| Fate::Done).chain(missing.iter().map(|_| Fate::Applied)).collect();
        }
        let again = apply_changes(project, slug, done);
        debug_assert!(again.is_ok(), "what was just taken back is refused: {again:?}");
    }
    changes.iter().map(|change| apply_one(project, slug, change)).collect()
}

fn apply_one(project: &mut Project, slug: Option<&Slug>, change: &Change) -> Fate {
    let change = std::slice::from_ref(change);
    let refused = match apply_changes(project, slug, change) {
        Ok(()) => return Fate::Applied,
        Err(refused) => refused,
    };
    let back: Vec<Change> = change.iter().cloned().map(Change::inverse).collect();
    if apply_changes(project, slug, &back).is_err() {
        return Fate::Refused(refused);
    }
    let again = apply_changes(project, slug, change);
    debug_assert!(again.is_ok(), "what was just taken back is refused: {again:?}");
    Fate::Done
}

/// Carries out the changes in order, or none of them.
fn apply_changes(project: &mut Project, slug: Option<&Slug>, changes: &[Change]) -> Result<(), String> {
    for (n_made, change) in changes.iter().enumerate() {
        let made = if doubles(project, slug, change) {
            Err("the tie is there already".to_owned())
        } else {
            apply::apply_changes(project, slug, std::slice::from_ref(change)).map_err(|refused| refused.to_string())
        };
        if let Err(refused) = made {
            for made in changes.iter().take(n_made).rev() {
                let back = apply::apply_changes(project, slug, &[made.clone().inverse()]);
                debug_assert!(back.is_ok(), "what was just made cannot be taken back: {back:?}");
            }
            return Err(refused);
        }
    }
    Ok(())
}

/// Whether a change would put a tie into a claim that has it: ties stand in a list, which takes two of one id.
fn doubles(project: &Project, slug: Option<&Slug>, change: &Change) -> bool {
    let Change::Tie { claim, tie, index: _, before: None, after: Some(_) } = change else { return false };
    let article = slug.and_then(|slug| project.articles.get(slug));
    let claim = article.and_then(|article| article.review.claims.get(claim));
    claim.is_some_and(|claim| claim.ties.iter().any(|there| there.id == *tie))
}

/// What a change is about, as far as the order of changes matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Draft,
    Field(&'static str),
    Person(String),
    One(&'static str, u128),
}

fn thing(change: &Change) -> Thing {
    match change {
        Change::Project { before, after: _ } => match before {
            ProjectField::Title(_) => Thing::Field("title"),
            ProjectField::Scale(_) => Thing::Field("scale"),
            ProjectField::Person(key, _) => Thing::Person(key.0.clone()),
        },
        Change::Article { before: ArticleField::Role(..), after: _ } | Change::Draft { .. } => Thing::Draft,
        Change::Article { before, after: _ } => Thing::Field(before.name()),
        Change::Source { source, .. } => Thing::One("source", source.as_u128()),
        Change::Claim { claim, .. } | Change::ClaimField { claim, .. } | Change::Tie { claim, .. } => {
            Thing::One("claim", claim.as_u128())
        }
        Change::Query { query, .. } => Thing::One("query", query.as_u128()),
        Change::Read { read, .. } => Thing::One("read", read.as_u128()),
        Change::Assignment { assignment, .. } => Thing::One("assignment", assignment.as_u128()),
        Change::SignOff { sign_off, .. } => Thing::One("sign-off", sign_off.as_u128()),
        Change::Closing { closing, .. } => Thing::One("closing", closing.as_u128()),
        Change::Correction { correction, .. } => Thing::One("correction", correction.as_u128()),
        Change::Proposal { proposal, .. } => Thing::One("proposal", proposal.as_u128()),
        Change::Conflict { conflict, .. } => Thing::One("conflict", conflict.as_u128()),
    }
}

fn problems(recovery: &Recovery, n_waiting: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let kept = folder::aside_folder(recovery.aside_visibility());
    for (edit, why) in recovery.refused.iter().take(TOLD) {
        let what = format!("An edit that was not saved does not fit any more: {}", quoted(&edit.label, 80));
        let place = edit.article.as_ref().map_or_else(|| JOURNAL.to_owned(), folder::review_file);
        problems.push(
            Problem::warning("journal-refused", what)
                .at(Place::File(place))
                .why(format!("{why} (the edit is of {}, by {})", edit.at, edit.by.0))
                .now(format!("everything else came back; the edit is kept in the folder {kept} and in no other file"))
                .help(format!(
                    "Look at what it says in the newest {kept}/set-aside-….txt, and make it again if it is still meant"
                )),
        );
    }
    if let Some(more) = recovery.refused.len().checked_sub(TOLD).filter(|&more| more > 0) {
        problems.push(
            Problem::warning("journal-refused", format!("{more} more edits that were not saved do not fit any more"))
                .at(Place::File(JOURNAL.to_owned()))
                .now(format!("they are kept in the folder {kept}, each with its reason"))
                .help(format!("Look at them in the newest {kept}/set-aside-….txt")),
        );
    }
    problems.extend(line_problems(&recovery.damaged, kept));
    if n_waiting > 0 {
        let (edits, wait) = if n_waiting == 1 { ("edit", "waits") } else { ("edits", "wait") };
        problems.push(
            Problem::warning("journal-waits", format!("{n_waiting} {edits} that came back {wait} for a damaged file"))
                .at(Place::File(JOURNAL.to_owned()))
                .why("what they change was not wholly understood")
                .now("they stay in the journal, and nothing was overwritten")
                .help("Mend the file and open the project again"),
        );
    }
    problems
}

/// What is told of lines of a journal that are no edits any more and are set aside in the folder `kept`.
pub(super) fn line_problems(damaged: &[DamagedLine], kept: &str) -> Vec<Problem> {
    let what = match damaged.len() {
        1 => "An edit is missing unless it was saved: a line of the journal cannot be read any more".to_owned(),
        n => format!("Edits are missing unless they were saved: {n} lines of the journal cannot be read any more"),
    };
    let told = |line: &DamagedLine, why: String| {
        Problem::warning("journal-line", what.clone())
            .at(Place::Line { file: line.file.to_owned(), line: line.line, column: 1 })
            .why(why)
            .now(format!("what every other line says is there; what is left of this one is kept in the folder {kept}"))
            .help("Look through what was done last, and make again what is missing")
    };
    let mut problems: Vec<Problem> = damaged.iter().take(TOLD).map(|line| told(line, why(line))).collect();
    if let Some(line) = damaged.get(TOLD) {
        let more = damaged.len() - TOLD;
        problems.push(told(line, format!("{more} more of these lines are here and further down")));
    }
    problems
}

/// Why a line is no edit any more, and what is still legible of it; nothing of a confidential one.
fn why(line: &DamagedLine) -> String {
    let field = |name: &str| {
        let (_, rest) = line.text.split_once(&format!("{name}:\""))?;
        Some(rest.split_once("\",")?.0)
    };
    match field("label").filter(|_| !folder::is_private(line.file)) {
        Some(label) => {
            let (by, at) = (field("by").unwrap_or("somebody"), field("at").unwrap_or("an unknown time"));
            let (label, by, at) = (quoted(label, 80), shortened(by, 20), shortened(at, 30));
            format!("{}; what can be read of it is {label}, by {by}, of {at}", line.why)
        }
        None => line.why.clone(),
    }
}

#[cfg(test)]
mod tests;
