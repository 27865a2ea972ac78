//! The lists after the article: ledger of claims, fixes, queries, sources.
//!
//! In: the facts. Out: one section each; an empty one says so.
//! Must not know: the cards beside them.

use maud::{Markup, html};

use crate::export::Report;
use crate::export::facts::{About, Facts, Listed, Row, ScopeFact};
use crate::export::html::{cards, claim_links, class_of, link};
use crate::export::wording;
use crate::model::claim::FixState;
use crate::model::decision::Scope;
use crate::model::problem::{counted, shortened};
use crate::model::query::{Addressee, Query, QueryState};
use crate::model::standing::Standing;
use crate::model::visibility::Visibility;

/// Most scalar values of a claim's words in a row of the ledger.
const LEDGER_SCALARS: usize = 140;

/// The table of all claims.
pub(super) fn ledger(report: &Report<'_>, facts: &Facts<'_>) -> Markup {
    html! {
        section.ledger id="ledger" {
            h2 { "Ledger" span.count { (counted(facts.rows.len(), "claim", "claims")) } }
            @if facts.rows.is_empty() {
                p.soft { "No claims." }
            } @else {
                div.wide { table {
                    thead { tr {
                        th scope="col" { "No." } th scope="col" { "Words" } th scope="col" { "Kind" }
                        th scope="col" { "Said" } th scope="col" { "So" } th scope="col" { "Basis" }
                        th scope="col" { "By, when" } th scope="col" { "Sources" }
                    } }
                    tbody { @for row in &facts.rows { (ledger_row(report, row)) } }
                } }
            }
        }
    }
}

fn ledger_row(report: &Report<'_>, row: &Row<'_>) -> Markup {
    let decided = || row.scopes.iter().filter(|fact| fact.decision.is_some());
    // One claim may rest on two decisions: each line then names its scope.
    let is_attributed = row.claim.claimant.is_some();
    html! {
        tr {
            td.num { a href={ "#claim-" (row.number) } { (row.number) } }
            td.serif { bdi { (shortened(&row.words, LEDGER_SCALARS)) } }
            td { (row.claim.kind.word()) }
            (scope_cell(row, Scope::Said))
            (scope_cell(row, Scope::So))
            td { @for fact in decided().filter(|fact| !wording::basis(fact).is_empty()) {
                div { @if is_attributed { span.soft { (fact.scope.word()) " " } } (wording::basis(fact)) }
            } }
            td { @for fact in decided() {
                div { @if is_attributed { span.soft { (fact.scope.word()) " " } } bdi { (fact.by) }
                    @if let Some(decision) = fact.decision { div.day { (wording::when(decision.at, report.zone)) } } }
            } }
            td { @for (at, number) in row.source_numbers().into_iter().enumerate() {
                @if at > 0 { " " }
                a href={ "#source-" (number) } { "[" (number) "]" }
            } }
        }
    }
}

fn scope_cell(row: &Row<'_>, scope: Scope) -> Markup {
    html! {
        @match row.scope(scope) {
            Some(fact) => td { b.chip.(class_of(alone(fact))).stale[fact.stale.is_some()] { (wording::outcome_of(fact)) } },
            None => td.soft title="The article attributes it to nobody" { "–" },
        }
    }
}

/// The look of one scope's status: that of a claim with no other scope; *said* confirmed looks as it does elsewhere.
fn alone(fact: &ScopeFact<'_>) -> Standing {
    use crate::model::decision::Status;
    match (fact.status, fact.scope) {
        (Status::Unchecked, _) => Standing::Unchecked,
        (Status::InProgress, _) => Standing::InProgress,
        (Status::Confirmed, Scope::Said) => Standing::SaidOnly,
        (Status::Confirmed, Scope::So) => Standing::Confirmed,
        (Status::NeedsFix, _) => Standing::NeedsFix,
        (Status::Wrong, _) => Standing::Wrong,
        (Status::CannotVerify, _) => Standing::CannotVerify,
        (Status::Waived, _) => Standing::Waived,
    }
}

/// The proposed fixes, in reading order.
pub(super) fn fixes(facts: &Facts<'_>, language: Option<&str>) -> Markup {
    html! {
        section.fixes id="fixes" {
            h2 { "Fixes" span.count { (facts.n_open_fixes()) " open" } }
            @if facts.fixes().next().is_none() {
                p.soft { "No fixes proposed." }
            } @else {
                table {
                    thead { tr {
                        th scope="col" { "Claim" } th scope="col" { "Where" } th scope="col" { "Was → now" } th scope="col" { "State" }
                    } }
                    tbody { @for (row, fix) in facts.fixes() { tr {
                        td.num { a href={ "#claim-" (row.number) } { (row.number) } }
                        td { @match row.paragraph {
                            Some(number) => a href={ "#p-" (number) } { (wording::place(row)) },
                            None => (wording::place(row)),
                        } }
                        td.serif lang=[language] {
                            bdi { (cards::change(row, fix)) }
                            @if !fix.words.is_empty() { div.becomes { "→ " bdi { (fix.words) } } }
                        }
                        td.open[fix.state == FixState::Open] { (fix.state.word()) }
                    } } }
                }
            }
        }
    }
}

/// The queries: open ones by addressee, then those answered or withdrawn.
pub(super) fn queries(report: &Report<'_>, facts: &Facts<'_>) -> Markup {
    let open = facts.n_open_queries();
    let settled: Vec<&Query> = facts.queries.iter().copied().filter(|query| query.state != QueryState::Open).collect();
    html! {
        section.queries id="queries" {
            h2 { "Queries" span.count { (open) " open" } }
            @if open == 0 { p.soft { "No open queries." } }
            @if let Some(words) = wording::held_back_queries(&facts.left_out) { p.soft { (words) "." } }
            @for to in Addressee::ALL {
                @let asked: Vec<&Query> = facts.queries_in(QueryState::Open).filter(|query| query.to == to).collect();
                @if !asked.is_empty() {
                    h3 { "To " (to.word()) }
                    ul { @for query in asked { (one_query(report, facts, query)) } }
                }
            }
            @if !settled.is_empty() {
                h3 { "Answered and withdrawn" }
                ul { @for query in settled { (one_query(report, facts, query)) } }
            }
        }
    }
}

fn one_query(report: &Report<'_>, facts: &Facts<'_>, query: &Query) -> Markup {
    html! {
        li {
            p dir="auto" { (query.words) }
            @if !query.answer.is_empty() { p.answer dir="auto" { (query.answer) } }
            p.by {
                @if query.state != QueryState::Open {
                    b { (query.state.word()) }
                    @if let Some(at) = query.settled { ", " (wording::when(at, report.zone)) }
                    " · to " (query.to.word()) " · "
                }
                "on " (subject(&facts.about(query)))
                " · asked by " bdi { (report.project.person_name(&query.by)) } ", " (wording::when(query.asked, report.zone))
                @if let Some(due) = query.due { " · " b { "due " (wording::day(due)) } }
            }
        }
    }
}

fn subject(about: &About<'_>) -> Markup {
    html! {
        @match about {
            About::Paragraph(number) => a href={ "#p-" (number) } { (wording::about(about)) },
            About::Claim(number, _) => a href={ "#claim-" (number) } { bdi { (wording::about(about)) } },
            About::Article | About::Gone => (wording::about(about)),
        }
    }
}

/// The bibliography.
pub(super) fn sources(facts: &Facts<'_>, audience: Visibility) -> Markup {
    html! {
        section.sources id="sources" {
            h2 { "Sources" span.count { (facts.sources.len()) } }
            @if facts.sources.is_empty() { p.soft { "No claim is tied to a source." } }
            @for listed in &facts.sources { (entry(listed, audience)) }
        }
    }
}

fn entry(listed: &Listed<'_>, audience: Visibility) -> Markup {
    let source = listed.source;
    let citation = source.citation();
    let around = wording::linkable(&source.url).and_then(|url| citation.split_once(url));
    html! {
        div.source id={ "source-" (listed.number) } {
            span.cite { "[" (listed.number) "]" }
            div {
                p dir="auto" { @match around {
                    Some((before, after)) => { (before) (link(&source.url)) (after) },
                    None => (citation),
                } }
                p.by {
                    (wording::about_source(source, audience).join(" · "))
                    @if !source.origin.is_empty() { " · origin: " bdi { (source.origin) } }
                    " · "
                     (wording::claims_word(listed.used_by.len())) " " (claim_links(listed.used_by.iter().copied()))
                }
                @for evidence in &source.evidence { p.by dir="auto" { (wording::stored_file(evidence)) } }
            }
        }
    }
}
