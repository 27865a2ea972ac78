//! The subcommands about sources.
//!
//! Must not know: how a source is kept.

use jiff::civil::Date;

use crate::cli::args::sources::{SourceAction, SourceFields};
use crate::cli::claims::short;
use crate::cli::desk::{Desk, Style};
use crate::cli::json::SourceShape;
use crate::cli::names;
use crate::cli::show::Table;
use crate::model::ids::SourceId;
use crate::model::problem::{Problem, shortened};
use crate::model::source::{Source, SourceKind};
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::wishes::ItsTies;

/// `tickmark source`
pub(super) fn run(desk: &mut Desk, action: SourceAction) -> Result<(), Problem> {
    match action {
        SourceAction::Add { fields } => {
            // The session gives it an id of its own.
            let mut source = Source::new(SourceId::from_u128(0), "", SourceKind::default());
            fill(&mut source, fields)?;
            let Done::Source(id) = desk.wish(Command::AddSource(Box::new(source)))? else { return Ok(()) };
            match desk.style {
                Style::Plain => desk.out.line(&id.to_string()),
                Style::Json => desk.out.json(&serde_json::json!({ "id": id.to_string() }))?,
            }
            Ok(())
        }
        SourceAction::Edit { source, fields, keep_ties } => {
            let id = names::source(&desk.session, &source)?;
            let known = desk.session.project().and_then(|project| project.sources.get(&id));
            let Some(mut source) = known.map(|source| (**source).clone()) else { return Ok(()) };
            let was_confidential = source.is_confidential();
            fill(&mut source, fields)?;
            if was_confidential && !source.is_confidential() && desk.audience != Visibility::Confidential {
                return Err(uncovering_unasked(&source));
            }
            let ties = if keep_ties { ItsTies::Stay } else { ItsTies::Follow };
            desk.edit(Command::SetSource { source: Box::new(source), ties })
        }
        SourceAction::Remove { source } => {
            let id = names::source(&desk.session, &source)?;
            desk.edit(Command::RemoveSource(id))
        }
    }
}

fn fill(source: &mut Source, fields: SourceFields) -> Result<(), Problem> {
    let SourceFields {
        title,
        url,
        kind,
        author,
        container,
        publisher,
        issued,
        accessed,
        number,
        rank,
        origin,
        grade,
        terms,
        note,
        confidential,
        cover,
        visibility,
    } = fields;
    for (name, value) in [("issued", &issued), ("accessed", &accessed)] {
        if let Some(value) = value.as_deref().filter(|value| !is_date_so_far(value)) {
            return Err(Problem::error("date-unread", format!("“{}” is no date", shortened(value, 60)))
                .why(format!("--{name} takes a year, a month or a day"))
                .now("nothing was changed")
                .help("Write it as 2022, 2022-02 or 2022-02-01"));
        }
    }
    for (field, value) in [
        (&mut source.title, title),
        (&mut source.url, url),
        (&mut source.author, author),
        (&mut source.container, container),
        (&mut source.publisher, publisher),
        (&mut source.issued, issued.map(|date| date.trim().to_owned())),
        (&mut source.accessed, accessed.map(|date| date.trim().to_owned())),
        (&mut source.number, number),
        (&mut source.origin, origin),
        (&mut source.note, note),
        (&mut source.cover, cover),
    ] {
        if let Some(value) = value {
            *field = value;
        }
    }
    if confidential {
        source.visibility = Visibility::Confidential;
    }
    source.visibility = visibility.unwrap_or(source.visibility);
    source.kind = kind.unwrap_or(source.kind);
    source.rank = rank.map_or(source.rank, |wish| wish.0);
    source.grade = grade.map_or(source.grade, |wish| wish.0);
    source.terms = terms.map_or(source.terms, |wish| wish.0);
    Ok(())
}

fn uncovering_unasked(source: &Source) -> Problem {
    let name = shortened(&source.cover, 60);
    Problem::error("confidential-unasked", format!("“{name}” is still confidential: ending that shows who it is"))
        .why("its name goes into the project's files, and with them into git, copies and reports")
        .now("nothing was changed")
        .help("Add --with-confidential if you mean it; --keep-ties keeps the words of its ties confidential")
}

/// Whether `text` is an ISO date as far as known, or empty: then none is known.
fn is_date_so_far(text: &str) -> bool {
    let text = text.trim();
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let is_day = |day: String| day.parse::<Date>().is_ok();
    match shape.as_str() {
        "" | "0000" => true,
        "0000-00" => is_day(format!("{text}-01")),
        "0000-00-00" => is_day(text.to_owned()),
        _ => false,
    }
}

/// `tickmark list sources`
pub(super) fn list(desk: &mut Desk) -> Result<(), Problem> {
    let sources = desk.session.project().map(|project| &project.sources);
    let shapes: Vec<SourceShape> = sources
        .into_iter()
        .flat_map(|sources| sources.values())
        .map(|source| SourceShape::new(source, desk.session.source_uses(source.id), desk.audience))
        .collect();
    let mut table = Table::new(&["id", "kind", "ties", "visibility", "title"]);
    for source in &shapes {
        let (kind, ties, level) = (source.kind.to_owned(), source.ties.to_string(), source.visibility.to_owned());
        table.row([short(&source.id), kind, ties, level, source.title.clone()]);
    }
    desk.say_rows(&shapes, &table, "note: there is no source yet")
}
