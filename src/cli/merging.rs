//! The subcommands about colleagues: merging copies, merging for git, open questions, who checks what.
//!
//! Must not know: how two copies are merged.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::cli::args::ArticleArg;
use crate::cli::claims;
use crate::cli::desk::{Desk, Style};
use crate::cli::names;
use crate::cli::out;
use crate::model::merge::settle::Choice;
use crate::model::problem::{Problem, counted, shortened};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::merging;
use crate::session::questions::{Answer, Question};
use crate::session::wishes::Assignee;

/// `tickmark merge-copy`
pub(super) fn merge_copy(desk: &mut Desk, path: PathBuf) -> Result<(), Problem> {
    desk.wish(Command::MergeCopy(path))?;
    let told = std::mem::take(&mut desk.told);
    for line in told {
        desk.say(&line)?;
    }
    Ok(())
}

/// `tickmark merge`: what git runs.
pub(super) fn merge(base: &Path, ours: &Path, theirs: &Path, name: Option<&str>) -> Result<(), Problem> {
    let n_open = merging::merge_files(base, ours, theirs, name)?;
    if n_open > 0 {
        let shown = name.map_or_else(|| ours.display().to_string(), str::to_owned);
        let questions = counted(n_open, "open question", "open questions");
        out::tell(&format!("note: {shown}: {questions} from merging; see `tickmark conflicts`"));
    }
    Ok(())
}

/// `tickmark show-file`: what `git diff` runs.
pub(super) fn show_file(desk: &mut Desk, file: &Path) -> Result<(), Problem> {
    let text = merging::readable_file(file)?;
    desk.out.whole(&text);
    Ok(())
}

/// `tickmark git-setup`
pub(super) fn git_setup(desk: &mut Desk) -> Result<(), Problem> {
    let folder = desk.session.folder().map(Path::to_path_buf).unwrap_or_default();
    let done = merging::set_up_git(&folder)?;
    if desk.style == Style::Json {
        return desk.out.json(&done);
    }
    for line in done {
        desk.out.line(&line);
    }
    Ok(())
}

/// `tickmark conflicts`
pub(super) fn conflicts(desk: &mut Desk) -> Result<(), Problem> {
    let questions = told(desk);
    if desk.style == Style::Json {
        let shapes: Vec<_> = questions.iter().map(|question| shape(&desk.session, question)).collect();
        return desk.out.json(&shapes);
    }
    if questions.is_empty() {
        out::tell("note: no question from merging is open");
    }
    let zone = Some(desk.session.zone()).filter(|zone| !zone.is_unknown()).cloned().unwrap_or(TimeZone::UTC);
    for question in &questions {
        let article = question.article.as_ref().map(|slug| format!("{slug}: ")).unwrap_or_default();
        desk.out.line(&format!("{} {article}{}", question.id.short(), question.about));
        for (number, answer) in (1..).zip(&question.answers) {
            let who = who(&desk.session, &zone, answer);
            desk.out.line(&format!("  {number}  {}{who}", shortened(&answer.words, 300)));
        }
    }
    Ok(())
}

fn told(desk: &mut Desk) -> Vec<Question> {
    desk.session.want_questions_told();
    desk.session.finish_jobs();
    desk.session.questions(desk.audience)
}

/// " (this copy, AB, 2022-02-01 10:00)", as far as it is known.
fn who(session: &Session, zone: &TimeZone, answer: &Answer) -> String {
    let at = answer.at.map(|at| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string());
    let whose = whose(session, answer);
    let parts: Vec<String> = whose.into_iter().chain(answer.by.iter().map(ToString::to_string)).chain(at).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn whose(session: &Session, answer: &Answer) -> Option<String> {
    Some(answer.whose.as_ref()?.words(session.project()?, session.own_key()))
}

fn shape(session: &Session, question: &Question) -> serde_json::Value {
    let answers: Vec<_> = question
        .answers
        .iter()
        .map(|answer| {
            serde_json::json!({
                "copy": whose(session, answer),
                "by": answer.by.as_ref().map(ToString::to_string),
                "at": answer.at.map(|at| at.to_string()),
                "words": answer.words,
            })
        })
        .collect();
    serde_json::json!({
        "id": question.id.to_string(),
        "article": question.article.as_ref().map(ToString::to_string),
        "claim": question.claim.map(|claim| claim.to_string()),
        "about": question.about,
        "sides": answers,
        "can_keep_both": question.can_keep_both,
    })
}

/// `tickmark settle`
pub(super) fn settle(desk: &mut Desk, question: &str, choice: Choice) -> Result<(), Problem> {
    let found = names::question(&desk.session, question)?;
    desk.edit(Command::Settle { article: found.0, question: found.1, choice })
}

/// What `tickmark assign` is about.
pub(super) struct Assigned<'a> {
    /// Claims, and the person behind them unless it is nobody.
    pub(super) words: &'a [String],
    /// A run of paragraphs, from 1, both ends inclusive.
    pub(super) paragraphs: Option<(usize, usize)>,
    /// Whether nobody is to have them.
    pub(super) nobody: bool,
    /// In which article.
    pub(super) article: &'a ArticleArg,
}

/// `tickmark assign`
pub(super) fn assign(desk: &mut Desk, wanted: &Assigned<'_>) -> Result<(), Problem> {
    let misused = |why: &str| {
        Problem::error("assign-whom", "Nothing was assigned").why(why.to_owned()).now("nothing was changed").help(
            "`tickmark assign CLAIM PERSON`, `tickmark assign --paragraphs 3-7 PERSON`, or --nobody for the person",
        )
    };
    let Assigned { words, paragraphs, nobody, article } = *wanted;
    let (claims, to) = if nobody {
        (words, None)
    } else {
        let (person, claims) = words.split_last().ok_or_else(|| misused("no person is named"))?;
        let is_me = person.eq_ignore_ascii_case("me");
        (claims, Some(if is_me { Assignee::Me } else { Assignee::Named(person.clone()) }))
    };
    match paragraphs {
        Some(_) if !claims.is_empty() => Err(misused("claims and paragraphs are assigned one after the other")),
        Some((first, last)) => {
            let article = desk.article(article.article.as_deref())?.slug.clone();
            desk.edit(Command::AssignBlocks { article, blocks: first.saturating_sub(1)..last, to })
        }
        None if claims.is_empty() => Err(misused("no claim and no paragraph is named")),
        None => {
            let ids = names::claims(&desk.session, article.article.as_deref(), claims)?;
            claims::change(desk, &ids, Command::Assign { claims: ids.clone(), to })
        }
    }
}
