//! The subcommands about drafts: a new draft, what it did to the claims, and finding one quote again.
//!
//! Must not know: how a draft is read or stored, how words are found again.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use crate::cli::args::articles::{DraftArgs, ReanchorArgs};
use crate::cli::claims::short;
use crate::cli::desk::{Desk, Style};
use crate::cli::names;
use crate::cli::show::Table;
use crate::model::article::Article;
use crate::model::claim::Claim;
use crate::model::ids::Slug;
use crate::model::problem::{Problem, quoted};
use crate::model::reanchor::ReanchorOutcome;
use crate::model::redraft::Counts;
use crate::session::command::Command;
use crate::session::drafts::{counts_in_words, plain_text, unsettled};
use crate::session::extract::{STANDARD_INPUT, standard_input};
use crate::session::wishes::{DraftFrom, Settling};
use crate::text::reanchor::{Quote, Realignment};
use crate::text::span::ScalarIndex;

/// A claim whose words in the current draft nobody settled yet.
#[derive(Serialize)]
struct UnsettledShape {
    id: String,
    number: usize,
    outcome: &'static str,
    was: String,
    /// The words that are proposed; nothing when they are lost.
    words: Option<String>,
    from_draft: usize,
}

/// `tickmark draft`
pub(super) fn draft(desk: &mut Desk, wanted: DraftArgs) -> Result<(), Problem> {
    let DraftArgs { article, file, from_fixes, settle, lost, quote, nth } = wanted;
    let article = desk.article(Some(&article))?;
    let slug = article.slug.clone();
    let from = match (file, from_fixes) {
        (Some(file), _) if file == Path::new("-") => {
            Some(DraftFrom::Pasted { name: STANDARD_INPUT.to_owned(), bytes: standard_input(STANDARD_INPUT)? })
        }
        (Some(file), _) => Some(DraftFrom::File(file)),
        (None, true) => Some(DraftFrom::Fixes),
        (None, false) => None,
    };
    if let Some(from) = from {
        return make(desk, &slug, from);
    }
    match settle.as_deref() {
        Some("exact") => return desk.edit(Command::SettleExact(slug)),
        Some(claim) => {
            let (_, claim) = names::claim(&desk.session, Some(slug.as_str()), claim)?;
            let nth = usize::try_from(nth).unwrap_or(usize::MAX);
            return desk.edit(match quote {
                Some(quote) => Command::SetWords { claim, spans: vec![desk.session.quoted(&slug, &quote, nth)?] },
                None if lost => Command::SettleWords { claims: vec![claim], how: Settling::Lose },
                None => Command::SettleWords { claims: vec![claim], how: Settling::Accept },
            });
        }
        None => {}
    }
    let (shapes, table) = listed(desk, &article);
    desk.say_rows(&shapes, &table, "note: no claim waits for its words to be settled")
}

fn make(desk: &mut Desk, slug: &Slug, from: DraftFrom) -> Result<(), Problem> {
    desk.wish(Command::NewDraft { article: slug.clone(), from })?;
    let Some((number, counts)) = desk.drafted.take() else {
        return Ok(()); // told already, as for a text that is the same
    };
    let article = desk.article(Some(slug.as_str()))?;
    let (shapes, table) = listed(desk, &article);
    if desk.style == Style::Json {
        let counts = count_shape(&counts);
        return desk
            .out
            .json(&json!({ "article": slug.as_str(), "draft": number, "counts": counts, "claims": shapes }));
    }
    desk.out.line(&format!("draft {number}: {}", counts_in_words(&counts)));
    for line in table.lines(desk.out.width()) {
        desk.out.line(&line);
    }
    Ok(())
}

fn count_shape(counts: &Counts) -> serde_json::Map<String, serde_json::Value> {
    let count = |outcome: &ReanchorOutcome| counts.get(outcome).copied().unwrap_or_default();
    ReanchorOutcome::ALL.iter().rev().map(|outcome| (outcome.word().to_owned(), json!(count(outcome)))).collect()
}

fn listed(desk: &Desk, article: &Article) -> (Vec<UnsettledShape>, Table) {
    let shape = |(outcome, claim): (ReanchorOutcome, &Arc<Claim>)| {
        let index = desk.session.index(&article.slug)?;
        let reanchor = claim.reanchor.as_ref()?;
        Some(UnsettledShape {
            id: claim.id.to_string(),
            number: index.number(claim.id)?,
            outcome: outcome.word(),
            was: reanchor.was.clone(),
            words: claim.places().next().map(|_| claim.words()),
            from_draft: reanchor.from,
        })
    };
    let shapes: Vec<UnsettledShape> = unsettled(article).into_iter().filter_map(shape).collect();
    let mut table = Table::new(&["claim", "id", "outcome", "was", "is"]);
    for claim in &shapes {
        let words = |words: &str| quoted(words, 60);
        let is = claim.words.as_deref().map(words).unwrap_or_default();
        let row = [format!("#{}", claim.number), short(&claim.id), claim.outcome.to_owned(), words(&claim.was), is];
        table.row(row);
    }
    (shapes, table)
}

/// `tickmark reanchor`
pub(super) fn reanchor(desk: &mut Desk, wanted: &ReanchorArgs) -> Result<(), Problem> {
    let ReanchorArgs { old, new, quote, prefix, suffix } = wanted;
    let (old, new) = (plain_text(old)?, plain_text(new)?);
    let answer = Realignment::new(&old, &new).find(&Quote { exact: quote, prefix, suffix, place: None });
    let words = answer.place.and_then(|place| place.of(&new));
    let scalars = answer.place.map(|place| ScalarIndex::new(&new).scalars_from_bytes(&new, place));
    if desk.style == Style::Json {
        return desk.out.json(&json!({
            "outcome": answer.outcome.word(),
            "start": scalars.map(|place| place.start),
            "end": scalars.map(|place| place.end),
            "words": words,
        }));
    }
    match (scalars, words) {
        (Some(place), Some(words)) => {
            desk.out.line(&format!(
                "{}  {}–{}  {}",
                answer.outcome.word(),
                place.start,
                place.end,
                quoted(words, usize::MAX)
            ));
        }
        _ => desk.out.line(answer.outcome.word()),
    }
    Ok(())
}
