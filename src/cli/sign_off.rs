//! The subcommands about stage, sign-offs, legal flags and corrections.
//!
//! Must not know: what keeps an article from being closed, when a sign-off goes stale: the session tells both.

use std::sync::Arc;

use crate::cli::args::sign_off::{CorrectArgs, LegalArgs};
use crate::cli::claims::short;
use crate::cli::desk::{Desk, Style};
use crate::cli::json::{CorrectionShape, LegalShape, SignOffShape, StageShape};
use crate::cli::names;
use crate::cli::show::Table;
use crate::cli::values::spelled;
use crate::model::article::Article;
use crate::model::problem::Problem;
use crate::model::sign_off::SignRole;
use crate::model::stage::{Correction, Stage};
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::wishes::{Concerns, CorrectionWords};

/// `tickmark stage`
pub(super) fn stage(
    desk: &mut Desk,
    article: Option<&str>,
    stage: Option<Stage>,
    concerns: Concerns,
) -> Result<(), Problem> {
    let article = desk.article(article)?;
    match stage {
        Some(stage) => desk.edit(Command::SetStage { article: article.slug.clone(), stage, concerns }),
        None => show(desk, &article),
    }
}

fn show(desk: &mut Desk, article: &Article) -> Result<(), Problem> {
    let shape = StageShape::new(&desk.session, article);
    if desk.style == Style::Json {
        return desk.out.json(&shape);
    }
    let lines = |heading: &str, lines: &[String]| -> Vec<String> {
        let rows = lines.iter().enumerate();
        rows.map(|(at, line)| format!("{:<13}{line}", if at == 0 { heading } else { "" })).collect()
    };
    let next: Vec<String> = shape.next.iter().map(|stage| spelled(stage)).collect();
    let mut told = vec![format!("{:<13}{}", "article", shape.article), format!("{:<13}{}", "stage", shape.stage)];
    told.push(format!("{:<13}{}", "can go to", next.join(", ")));
    told.extend(lines("blocks", &shape.blockers));
    told.extend(lines("left to do", &shape.concerns));
    let signed: Vec<String> = shape.sign_offs.iter().map(SignOffShape::line).collect();
    told.extend(lines("signed", &signed));
    let closings = shape.closings.iter().map(|it| format!("{} by {}, draft {}, {}", it.at, it.by, it.draft, it.record));
    told.extend(lines("closed", &closings.collect::<Vec<_>>()));
    let corrections = shape.corrections.iter().map(|it| format!("{} {} → {}", it.date, it.was, it.now));
    told.extend(lines("corrected", &corrections.collect::<Vec<_>>()));
    for line in told {
        desk.out.line(&line);
    }
    Ok(())
}

/// `tickmark sign`
pub(super) fn sign(desk: &mut Desk, article: &str, role: SignRole, note: String) -> Result<(), Problem> {
    let article = desk.article(Some(article))?.slug.clone();
    let done = desk.wish(Command::Sign { article, role, note })?;
    desk.say_edit(&done)
}

/// `tickmark sign --withdraw`
pub(super) fn withdraw(desk: &mut Desk, article: &str, role: SignRole) -> Result<(), Problem> {
    let article = desk.article(Some(article))?;
    let name = desk.session.person().name;
    let project = desk.session.project();
    let is_own = |by| project.is_some_and(|project| project.person_name(by) == name);
    let own = article.review.sign_offs.values().find(|it| it.role == role && is_own(&it.by));
    let Some(own) = own else {
        return Err(Problem::error("no-sign-off", format!("You did not sign “{}” as {}", article.slug, role.word()))
            .now("nothing was changed")
            .help("`tickmark list sign-offs` shows who did"));
    };
    desk.edit(Command::WithdrawSignOff { article: article.slug.clone(), sign_off: own.id })
}

/// `tickmark legal`
pub(super) fn legal(desk: &mut Desk, wish: LegalArgs) -> Result<(), Problem> {
    let LegalArgs { claim, flag, who, clear, note, remove: _ } = wish;
    let (_, claim) = names::claim(&desk.session, None, &claim)?;
    desk.edit(match flag {
        Some(reason) => Command::FlagLegal { claim, reason, clearer: who },
        None if clear => Command::ClearLegal { claim, note },
        None => Command::RemoveLegal(claim),
    })
}

/// `tickmark correct`
pub(super) fn correct(desk: &mut Desk, wish: CorrectArgs) -> Result<(), Problem> {
    let CorrectArgs { article, was, now, cause, claim, note, date, edit, remove } = wish;
    let article = desk.article(Some(&article))?;
    let slug = article.slug.clone();
    if let Some(wanted) = remove {
        let correction = names::correction(&article, &wanted)?;
        return desk.edit(Command::RemoveCorrection { article: slug, correction });
    }
    let claims = names::claims(&desk.session, Some(slug.as_str()), &claim)?;
    let known = edit.map(|wanted| names::correction(&article, &wanted)).transpose()?;
    let old = known.and_then(|id| article.review.corrections.get(&id));
    let kept = |text: Option<String>, old: Option<&String>| text.or_else(|| old.cloned()).unwrap_or_default();
    let words = CorrectionWords {
        date,
        was: kept(was, old.map(|old| &old.was)),
        now: kept(now, old.map(|old| &old.now)),
        cause: kept(cause, old.map(|old| &old.cause)),
        claims: if claims.is_empty() { old.map(|old| old.claims.clone()).unwrap_or_default() } else { claims },
        note: kept(note, old.map(|old| &old.note)),
    };
    if let Some(old) = old {
        return desk.edit(Command::SetCorrection { article: slug, correction: old.id, words });
    }
    let Done::Correction(id) = desk.wish(Command::Correct { article: slug, words })? else { return Ok(()) };
    match desk.style {
        Style::Plain => desk.out.line(&id.to_string()),
        Style::Json => desk.out.json(&serde_json::json!({ "id": id.to_string() }))?,
    }
    Ok(())
}

fn articles(desk: &Desk, article: Option<&str>) -> Result<Vec<Arc<Article>>, Problem> {
    Ok(match article {
        Some(name) => vec![desk.article(Some(name))?],
        None => {
            desk.session.project().map(|project| project.listed().into_iter().cloned().collect()).unwrap_or_default()
        }
    })
}

/// `tickmark list sign-offs`
pub(super) fn list_sign_offs(desk: &mut Desk, article: Option<&str>) -> Result<(), Problem> {
    let mut shapes = Vec::new();
    for article in articles(desk, article)? {
        shapes.extend(SignOffShape::all(&desk.session, &article));
    }
    let mut table = Table::new(&["article", "role", "by", "draft", "stands", "note"]);
    for it in &shapes {
        let stands = it.stale.map_or_else(|| "yes".to_owned(), |why| format!("no, {why}"));
        table.row([
            it.article.clone(),
            it.role.to_owned(),
            it.by.clone(),
            it.draft.to_string(),
            stands,
            it.note.clone(),
        ]);
    }
    desk.say_rows(&shapes, &table, "note: nobody has signed")
}

/// `tickmark list legal`
pub(super) fn list_legal(desk: &mut Desk, article: Option<&str>) -> Result<(), Problem> {
    let mut shapes = Vec::new();
    for article in articles(desk, article)? {
        shapes.extend(LegalShape::all(&desk.session, &article));
    }
    let mut table = Table::new(&["claim", "state", "for", "by", "reason", "words"]);
    for it in &shapes {
        let state = it.flag.cleared_by.as_ref().map_or_else(|| "open".to_owned(), |by| format!("cleared by {by}"));
        let claim = format!("{}#{}", it.article, it.number);
        table.row([
            claim,
            state,
            it.flag.clearer.clone(),
            it.flag.by.clone(),
            it.flag.reason.clone(),
            it.words.clone(),
        ]);
    }
    desk.say_rows(&shapes, &table, "note: no claim has a legal flag")
}

/// `tickmark list corrections`
pub(super) fn list_corrections(desk: &mut Desk, article: Option<&str>) -> Result<(), Problem> {
    let mut shapes = Vec::new();
    for article in articles(desk, article)? {
        let mut all: Vec<&Correction> = article.review.corrections.values().collect();
        all.sort_by_key(|it| (it.date, it.id));
        shapes.extend(all.into_iter().map(|it| CorrectionShape::new(&desk.session, &article, it)));
    }
    let mut table = Table::new(&["id", "article", "date", "was", "now", "cause"]);
    for it in &shapes {
        let date = it.date.clone();
        table.row([short(&it.id), it.article.clone(), date, it.was.clone(), it.now.clone(), it.cause.clone()]);
    }
    desk.say_rows(&shapes, &table, "note: nothing was corrected")
}
