//! The subcommands about how people are reached and what they said.
//!
//! Must not know: how a log is kept.
//! Holds: contacts of a confidential source are shown only when that was asked for by name.

use std::sync::Arc;

use crate::cli::args::evidence::{ContactAction, ContactFields};
use crate::cli::claims::short;
use crate::cli::desk::{Desk, Style};
use crate::cli::names;
use crate::cli::show::Table;
use crate::model::contact::ContactMeans;
use crate::model::ids::SourceId;
use crate::model::problem::Problem;
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::wishes::{ContactWords, ItsTies};

/// `tickmark contact`
pub(super) fn run(desk: &mut Desk, action: ContactAction) -> Result<(), Problem> {
    match action {
        ContactAction::Add { source, words } => {
            let source = names::source(&desk.session, &source)?;
            let ContactFields { at, how, read_back, answer } = words;
            let words = ContactWords {
                at,
                how: how.unwrap_or_default(),
                read_back: read_back.unwrap_or_default(),
                answer: answer.unwrap_or_default(),
            };
            let Done::Contact(id) = desk.wish(Command::LogContact { source, words })? else { return Ok(()) };
            match desk.style {
                Style::Plain => desk.out.line(&id.to_string()),
                Style::Json => desk.out.json(&serde_json::json!({ "id": id.to_string() }))?,
            }
            Ok(())
        }
        ContactAction::Edit { source, entry, words } => {
            let source = shown(desk, &source)?;
            let contact = names::contact(&source, &entry)?;
            let Some(known) = source.log.iter().find(|entry| entry.id == contact) else { return Ok(()) };
            let ContactFields { at, how, read_back, answer } = words;
            let words = ContactWords {
                at,
                how: how.unwrap_or(known.how),
                read_back: read_back.unwrap_or_else(|| known.read_back.clone()),
                answer: answer.unwrap_or_else(|| known.answer.clone()),
            };
            desk.edit(Command::SetContact { source: source.id, contact, words })
        }
        ContactAction::Remove { source, entry } => {
            let source = source_named(desk, &source)?;
            let contact = names::contact(&source, &entry)?;
            desk.edit(Command::RemoveContact { source: source.id, contact })
        }
        ContactAction::List { source } => list(desk, &source),
        ContactAction::Means { source, how, value, remove } => {
            let mut source = Source::clone(&*source_named(desk, &source)?);
            let means = ContactMeans { kind: how, value: value.trim().to_owned() };
            if remove {
                let n_known = source.contacts.len();
                source.contacts.retain(|known| *known != means);
                if source.contacts.len() == n_known {
                    return Err(Problem::error("no-contact", "The source is not reached in this way")
                        .now("nothing was changed")
                        .help("`tickmark contact list SOURCE` lists how it is reached"));
                }
            } else if !source.contacts.contains(&means) {
                source.contacts.push(means);
            }
            desk.edit(Command::SetSource { source: Box::new(source), ties: ItsTies::Stay })
        }
    }
}

fn source_named(desk: &Desk, wanted: &str) -> Result<Arc<Source>, Problem> {
    let id: SourceId = names::source(&desk.session, wanted)?;
    let found = desk.session.project().and_then(|project| project.sources.get(&id)).cloned();
    found.ok_or_else(|| {
        Problem::error("no-source", "The source is not in the library")
            .now("nothing was changed")
            .help("`tickmark list sources` shows the ids of those that are")
    })
}

/// The source, when what people said may be shown.
fn shown(desk: &Desk, wanted: &str) -> Result<Arc<Source>, Problem> {
    let source = source_named(desk, wanted)?;
    if source.is_confidential() && desk.audience != Visibility::Confidential {
        return Err(Problem::error("confidential-unasked", "The contacts were not shown: the source is confidential")
            .now("nothing was changed")
            .help("Add --with-confidential if you mean it"));
    }
    Ok(source)
}

fn list(desk: &mut Desk, wanted: &str) -> Result<(), Problem> {
    let source = shown(desk, wanted)?;
    if desk.style == Style::Json {
        let means: Vec<_> =
            source.contacts.iter().map(|it| serde_json::json!({ "how": it.kind.word(), "value": it.value })).collect();
        let log: Vec<_> = source
            .log
            .iter()
            .map(|it| {
                serde_json::json!({
                    "id": it.id.to_string(), "at": it.at, "how": it.how.word(), "by": it.by.0,
                    "read_back": it.read_back, "answer": it.answer,
                })
            })
            .collect();
        let terms = source.terms.map(|terms| terms.word());
        return desk.out.json(&serde_json::json!({ "terms": terms, "means": means, "log": log }));
    }
    if let Some(terms) = source.terms {
        desk.out.line(&format!("{:<10}{}", "terms", terms.word()));
    }
    for means in &source.contacts {
        desk.out.line(&format!("{:<10}{}", means.kind.word(), means.value));
    }
    let mut table = Table::new(&["id", "at", "how", "by", "read back", "answer"]);
    for entry in &source.log {
        let at = entry.at.to_zoned_datetime(desk.session.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let id = short(&entry.id.to_string());
        let how = entry.how.word().to_owned();
        table.row([id, at, how, entry.by.0.clone(), entry.read_back.clone(), entry.answer.clone()]);
    }
    if source.log.is_empty() && source.contacts.is_empty() {
        crate::cli::out::tell("note: no contact is written down yet");
    }
    if !table.is_empty() {
        for line in table.lines(desk.out.width()) {
            desk.out.line(&line);
        }
    }
    Ok(())
}
