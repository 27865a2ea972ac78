//! The subcommands about queries.
//!
//! Must not know: how a query is kept.

use crate::cli::args::queries::{QueryAction, QueryArgs};
use crate::cli::claims::short;
use crate::cli::desk::{Desk, Style};
use crate::cli::json::QueryShape;
use crate::cli::names;
use crate::cli::show::Table;
use crate::model::problem::Problem;
use crate::model::query::{Addressee, QueryState, Subject};
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::queries::open_queries;

/// `tickmark query`
pub(super) fn run(desk: &mut Desk, asked: QueryArgs) -> Result<(), Problem> {
    match asked.action {
        None => ask(desk, asked),
        Some(QueryAction::Answer { query, text }) => {
            let (article, query) = names::query(&desk.session, &query)?;
            desk.edit(Command::AnswerQuery { article, query, answer: text })
        }
        Some(QueryAction::Withdraw { query }) => {
            let (article, query) = names::query(&desk.session, &query)?;
            desk.edit(Command::WithdrawQuery { article, query })
        }
        Some(QueryAction::Reopen { query }) => {
            let (article, query) = names::query(&desk.session, &query)?;
            desk.edit(Command::ReopenQuery { article, query })
        }
        Some(QueryAction::Memo { article, to }) => {
            let article = desk.article(article.article.as_deref())?;
            let memo = desk.session.memo(&article.slug, to, desk.audience);
            let is_asked = |one: &Addressee| !open_queries(&article, *one).is_empty();
            let is_empty = !Addressee::ALL.iter().filter(|&&one| to.is_none_or(|to| to == one)).any(is_asked);
            match desk.style {
                Style::Plain if is_empty => {
                    let to = to.map(|to| format!(" to {}", to.word())).unwrap_or_default();
                    desk.out.line(&format!("No open queries{to}"));
                }
                Style::Plain => desk.out.line(memo.trim_end()),
                Style::Json => desk.out.json(&serde_json::json!({ "memo": memo }))?,
            }
            Ok(())
        }
    }
}

fn ask(desk: &mut Desk, asked: QueryArgs) -> Result<(), Problem> {
    let QueryArgs { action: _, article, claim, paragraph, to, due, visibility, words } = asked;
    let within = article.article.as_deref();
    let (article, on) = match (claim, paragraph) {
        (Some(claim), _) => {
            let (article, claim) = names::claim(&desk.session, within, &claim)?;
            (article, Subject::Claim(claim))
        }
        (None, Some(number)) => {
            let article = desk.article(within)?;
            let block = crate::cli::articles::block(&article, number)?;
            (article, Subject::Block(block))
        }
        (None, None) => (desk.article(within)?, Subject::Article),
    };
    let words = words.unwrap_or_default();
    let done = desk.wish(Command::Ask { article: article.slug.clone(), on, to, words, due, visibility })?;
    let Done::Query(id) = done else { return Ok(()) };
    match desk.style {
        Style::Plain => desk.out.line(&id.to_string()),
        Style::Json => desk.out.json(&serde_json::json!({ "id": id.to_string() }))?,
    }
    Ok(())
}

/// `tickmark list queries`
pub(super) fn list(desk: &mut Desk, article: Option<&str>, state: Option<QueryState>) -> Result<(), Problem> {
    let Some(project) = desk.session.project() else { return Ok(()) };
    let articles = match article {
        Some(name) => vec![desk.article(Some(name))?],
        None => project.listed().into_iter().cloned().collect(),
    };
    let mut shapes = Vec::new();
    for article in &articles {
        let mut queries: Vec<_> = article.review.queries.values().collect();
        queries.sort_by_key(|query| (crate::session::queries::place_of(article, query.on), query.asked, query.id));
        let wanted = queries.into_iter().filter(|query| state.is_none_or(|state| query.state == state));
        shapes.extend(wanted.map(|query| QueryShape::new(project, article, query, desk.audience)));
    }
    let mut table = Table::new(&["id", "article", "to", "state", "due", "words"]);
    for query in &shapes {
        let due = query.due.clone().unwrap_or_else(|| "–".to_owned());
        let (to, state) = (query.to.to_owned(), query.state.to_owned());
        let is_covered = query.words.is_empty() && query.visibility == Visibility::Confidential.word();
        let words = if is_covered { "(confidential)".to_owned() } else { query.words.clone() };
        table.row([short(&query.id), query.article.clone(), to, state, due, words]);
    }
    desk.say_rows(&shapes, &table, "note: there is no such query")
}
