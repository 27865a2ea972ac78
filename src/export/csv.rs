//! Writes the claims as a table for spreadsheets, one row a claim.
//!
//! In: the facts. Out: RFC 4180 with CRLF, in UTF-8 with a byte order mark, which spreadsheets need to see UTF-8.
//! Must not know: other formats.
//! Holds: no cell can be taken for a formula: one that begins like a formula gets an apostrophe before it.
//! Source of that rule: OWASP, "CSV Injection".

use ::csv::{Terminator, WriterBuilder};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::export::Report;
use crate::export::facts::{Facts, Row, TieFact};
use crate::export::wording;
use crate::model::claim::Tie;
use crate::model::decision::{Scope, Stale};
use crate::model::query::QueryState;

const COLUMNS: [&str; 25] = [
    "number",
    "id",
    "paragraph",
    "words",
    "kind",
    "claimant",
    "said_status",
    "said_basis",
    "said_by",
    "said_at",
    "said_stale",
    "so_status",
    "so_basis",
    "so_by",
    "so_at",
    "so_stale",
    "verdict",
    "fix",
    "fix_state",
    "note",
    "sources",
    "excerpts",
    "locators",
    "open_queries",
    "translations",
];

/// Stands between the values of one cell; sources, excerpts and locators of one tie stand at the same place.
const BETWEEN: &str = " | ";

/// The whole table.
pub(super) fn table(report: &Report<'_>, facts: &Facts<'_>) -> String {
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let rows =
        std::iter::once(COLUMNS.map(str::to_owned).to_vec()).chain(facts.rows.iter().map(|row| cells(report, row)));
    for cells in rows {
        // Writing to memory fails for want of memory alone, and every row has as many cells as the first.
        if out.write_record(cells.iter().map(|cell| inert(cell))).is_err() {
            break;
        }
    }
    let bytes = out.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

fn cells(report: &Report<'_>, row: &Row<'_>) -> Vec<String> {
    let claim = row.claim;
    let mut cells = vec![
        row.number.to_string(),
        claim.id.to_string(),
        row.paragraph.map(|number| number.to_string()).unwrap_or_default(),
        row.words.clone(),
        claim.kind.word().to_owned(),
        claim.claimant.clone().unwrap_or_default(),
    ];
    for scope in [Scope::Said, Scope::So] {
        match row.scope(scope) {
            Some(fact) => cells.extend([
                fact.status.word().to_owned(),
                wording::basis(fact).to_owned(),
                fact.by.to_owned(),
                fact.decision.map(|decision| time(decision.at, report.zone)).unwrap_or_default(),
                fact.stale.map_or("", Stale::word).to_owned(),
            ]),
            None => cells.extend(std::array::from_fn::<String, 5, _>(|_| String::new())),
        }
    }
    let fix = claim.fix.as_ref();
    let tied = |value: &dyn Fn(usize) -> String| (0..row.ties.len()).map(value).collect::<Vec<_>>().join(BETWEEN);
    let tie = |at: usize| row.ties.get(at);
    let open = row.queries.iter().filter(|query| query.state == QueryState::Open);
    cells.extend([
        claim.verdict.clone().unwrap_or_default(),
        fix.map(|fix| fix.words.clone()).unwrap_or_default(),
        fix.map_or("", |fix| fix.state.word()).to_owned(),
        claim.note.clone(),
        tied(&|at| tie(at).map(|tie| format!("{} ({})", tie.title(), tie.tie.stance.word())).unwrap_or_default()),
        tied(&|at| {
            let words =
                |tie: &TieFact<'_>| if tie.is_held_back { "(held back)".to_owned() } else { tie.tie.excerpt.clone() };
            tie(at).map(words).unwrap_or_default()
        }),
        tied(&|at| tie(at).map(|tie| where_in_source(tie.tie)).unwrap_or_default()),
        open.map(|query| format!("{}: {}", query.to.word(), query.words)).collect::<Vec<_>>().join(BETWEEN),
        translations(row),
    ]);
    cells
}

/// The locator, and the region or time range where there is one.
fn where_in_source(tie: &Tie) -> String {
    let region = tie.region.map(|region| region.to_string());
    let time = tie.time.map(|time| time.to_string());
    let parts = [Some(tie.locator.clone()).filter(|locator| !locator.is_empty()), region, time];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What the excerpts say in another language, by tie; nothing when no excerpt was translated.
fn translations(row: &Row<'_>) -> String {
    let told: Vec<String> = row
        .ties
        .iter()
        .map(|tie| tie.tie.translation.as_deref().map(|it| format!("{} ({})", it.words, it.credit())))
        .map(Option::unwrap_or_default)
        .collect();
    if told.iter().all(String::is_empty) { String::new() } else { told.join(BETWEEN) }
}

/// A time that sorts as text and names its zone.
fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// `cell` so that no spreadsheet takes it for a formula.
fn inert(cell: &str) -> String {
    let unseen =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
    let acts = cell.trim_start_matches(unseen).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let breaks = cell.starts_with(['\t', '\r', '\n']);
    if acts || breaks { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for cell in [
            "=cmd()",
            "+1",
            "-1",
            "@x",
            " =1",
            "\t=1",
            "\r=1",
            "\tx",
            "\nx",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\u{feff}=1",
            "\u{200b}@x",
        ] {
            assert_eq!(inert(cell), format!("'{cell}"));
        }
        for cell in ["", "100,000", "a=b", "“quoted”", " x", "–5", "'=1"] {
            assert_eq!(inert(cell), cell);
        }
    }
}
