//! Corrections before all else, sign-offs and closings, and the history at the end.
//!
//! In: the facts. Out: one section each; corrections and history are left out when there is nothing to tell.
//! Must not know: what an audience may read: the facts are cut to it.

use maud::{Markup, html};

use crate::export::Report;
use crate::export::facts::Facts;
use crate::export::html::claim_links;
use crate::export::wording;
use crate::model::problem::counted;

/// What was put right after publication, the note to readers first.
pub(super) fn corrections(facts: &Facts<'_>) -> Markup {
    html! {
        @if !facts.vouched.corrections.is_empty() {
            section.corrections id="corrections" {
                h2 { "Corrections" span.count { (facts.vouched.corrections.len()) } }
                @for fact in &facts.vouched.corrections {
                    @let it = fact.correction;
                    div.correction {
                        @if !it.note.is_empty() { p.told dir="auto" { (it.note) } }
                        p {
                            b { (wording::day(it.date)) } " "
                            del { bdi { (it.was) } } " → " ins { bdi { (it.now) } }
                        }
                        p.by {
                            @if !fact.claims.is_empty() {
                                (wording::claims_word(fact.claims.len())) " " (claim_links(fact.claims.iter().copied()))
                            }
                            @if !it.cause.is_empty() {
                                @if !fact.claims.is_empty() { " · " }
                                "cause: " bdi { (it.cause) } " · entered by " bdi { (fact.by) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who vouches for the article, and when it was closed.
pub(super) fn sign_offs(report: &Report<'_>, facts: &Facts<'_>) -> Markup {
    let vouched = &facts.vouched;
    let standing = vouched.sign_offs.iter().filter(|fact| fact.stale.is_none()).count();
    html! {
        section.sign-offs id="sign-offs" {
            h2 { "Sign-offs" span.count { (standing) } }
            @if vouched.sign_offs.is_empty() { p.soft { "Nobody has signed." } }
            ul {
                @for fact in &vouched.sign_offs {
                    li {
                        @if fact.stale.is_some() {
                            b { "Stale: " } s { bdi { (wording::sign_off(fact, report.zone)) } }
                        } @else {
                            bdi { (wording::sign_off(fact, report.zone)) }
                        }
                        @if !fact.sign_off.note.is_empty() { p.by { "Reservation: " bdi { (fact.sign_off.note) } } }
                    }
                }
                @for (closing, by) in &vouched.closings {
                    li {
                        "Closed by " bdi { (by) } ", " (wording::when(closing.at, report.zone)) ", draft " (closing.draft)
                        span.by { " · record " (closing.file()) }
                    }
                }
            }
        }
    }
}

/// Who did what when, a row a person and day.
pub(super) fn history(report: &Report<'_>, facts: &Facts<'_>) -> Markup {
    let days = facts.vouched.days(report);
    html! {
        @if !days.is_empty() {
            section.history id="history" {
                h2 { "History" span.count { (counted(facts.vouched.history.len(), "change", "changes")) } }
                div.wide { table {
                    thead { tr { th scope="col" { "Day" } th scope="col" { "Who" } th scope="col" { "What" } } }
                    tbody { @for (day, by, told, more) in days {
                        tr {
                            td { (wording::day(day)) }
                            td { bdi { (by) } }
                            td {
                                @for label in told { div { bdi { (label) } } }
                                @if more > 0 { div.soft { "and " (more) " more" } }
                            }
                        }
                    } }
                } }
            }
        }
    }
}
