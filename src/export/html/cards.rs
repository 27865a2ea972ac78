//! One card a claim: its words in their surroundings, what was decided and why, sources, fix, note, queries.
//!
//! In: the rows. Out: two sections, the second for claims whose words the draft no longer has.
//! Must not know: the sheet the numbers lead back to.

use maud::{Markup, html};

use crate::export::Report;
use crate::export::facts::{Facts, Row, ScopeFact, TieFact};
use crate::export::html::classes;
use crate::export::wording;
use crate::model::claim::Fix;
use crate::text::diff::{Piece, word_diff};

/// All cards.
pub(super) fn claims(report: &Report<'_>, facts: &Facts<'_>, language: Option<&str>) -> Markup {
    let n_lost = facts.n_lost();
    html! {
        section.claims id="claims" {
            h2 { "Claims" span.count { (facts.rows.len() - n_lost) } }
            @if facts.rows.len() == n_lost { p.soft { "No claims in this draft." } }
            @for row in facts.rows.iter().filter(|row| !row.is_lost()) { (card(report, row, language)) }
        }
        section.claims id="lost" {
            h2 { "Claims whose words are not in this draft" span.count { (n_lost) } }
            @if n_lost == 0 {
                p.soft { "None: every claim has its place." }
            } @else {
                p.soft { "Their words were changed or cut after the claim was made. What was decided then is kept here." }
            }
            @for row in facts.rows.iter().filter(|row| row.is_lost()) { (card(report, row, language)) }
        }
    }
}

fn card(report: &Report<'_>, row: &Row<'_>, language: Option<&str>) -> Markup {
    let claim = row.claim;
    html! {
        article.card id={ "claim-" (row.number) } {
            div.side {
                @if row.foot.is_some() {
                    a.number href={ "#mark-" (row.number) } title="Back to the article" { (row.number) }
                } @else {
                    span.number { (row.number) }
                }
                span.place { (wording::place(row)) }
                span.place { (claim.kind.word()) }
            }
            div.main {
                p.quote lang=[language] dir="auto" {
                    (row.before) mark class=(classes(row)) { (row.words) } (row.after)
                }
                p.outcome { b class=(classes(row)) { (wording::outcome(row)) } }
                @if row.is_partly_lost() { p.soft { "Some of its words are not in this draft." } }
                dl.rows {
                    @if let Some(claimant) = &claim.claimant { dt { "Claimant" } dd { bdi { (claimant) } } }
                    @for fact in &row.scopes { (decision(report, fact)) }
                    @if let Some(verdict) = &claim.verdict { dt { "Verdict" } dd { bdi { (verdict) } } }
                    @for tie in &row.ties { (tied(tie)) }
                    @if row.ties.is_empty() { dt { "Sources" } dd.soft { "No source" } }
                    @if let Some(fix) = &claim.fix {
                        dt { "Fix, " (fix.state.word()) }
                        dd {
                            span.serif lang=[language] dir="auto" { (change(row, fix)) }
                            span.by { (report.project.person_name(&fix.by)) ", " (wording::when(fix.at, report.zone)) }
                        }
                    }
                    @if let Some(flag) = &claim.legal {
                        dt { "Legal" } dd { bdi { (wording::legal(flag, report.project, report.zone)) } }
                    }
                    @if !claim.note.is_empty() { dt { "Note" } dd.kept dir="auto" { (claim.note) } }
                    @for query in &row.queries {
                        dt { "Query, " (query.state.word()) }
                        dd {
                            bdi { (query.words) }
                            span.by { "to " (query.to.word()) }
                            @if !query.answer.is_empty() { div dir="auto" { "Answer: " bdi { (query.answer) } } }
                        }
                    }
                }
            }
        }
    }
}

fn decision(report: &Report<'_>, fact: &ScopeFact<'_>) -> Markup {
    let reason = fact.decision.map_or("", |decision| decision.reason.as_str());
    html! {
        dt { @if fact.scope == crate::model::decision::Scope::Said { "Said" } @else { "So" } }
        dd.soft[fact.decision.is_none()] {
            bdi { (wording::decision(fact, report.zone)) }
            @if !reason.is_empty() { div { "Reason: " bdi { (reason) } } }
        }
    }
}

fn tied(tie: &TieFact<'_>) -> Markup {
    let locator = &tie.tie.locator;
    html! {
        dt { @match tie.tie.stance {
            crate::model::claim::Stance::Supports => "Supports",
            crate::model::claim::Stance::Refutes => "Refutes",
            crate::model::claim::Stance::Context => "Context",
        } }
        dd class={ "tie " (tie.tie.stance.word()) } {
            @if let Some(number) = tie.number { a.cite href={ "#source-" (number) } { "[" (number) "]" } " " }
            bdi { (tie.title()) }
            @if !locator.is_empty() { span.soft { ", " bdi { (locator) } } }
            @if tie.is_held_back {
                div.soft { "Its words are held back" }
            } @else if tie.tie.excerpt.is_empty() {
                div.soft { "No excerpt taken" }
            } @else {
                blockquote.serif dir="auto" { "“" (tie.tie.excerpt) "”" }
            }
            @for words in wording::beside_excerpt(tie.tie) { div.soft dir="auto" { (words) } }
        }
    }
}

/// A fix as a word diff.
pub(super) fn change(row: &Row<'_>, fix: &Fix) -> Markup {
    if fix.words.is_empty() {
        return html! { del { (row.words) } " (cut)" };
    }
    html! {
        @for piece in word_diff(&row.words, &fix.words) {
            @match piece {
                Piece::Same(words) => (words),
                Piece::Out(words) => del { (words) },
                Piece::In(words) => ins { (words) },
            }
        }
    }
}
