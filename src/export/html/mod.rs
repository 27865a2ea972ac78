//! Writes the report as one HTML page to read, print and send on.
//!
//! In: the report and its facts. Out: a page that holds all it needs.
//! Must not know: other formats.
//! Holds: no script, no form, nothing loaded; all words are escaped by `maud`; a link leads into the page or to a web
//! address of the article or a source. The page's own words are English, those of the article carry its language.

mod article;
mod cards;
mod lists;
mod vouched;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::export::Report;
use crate::export::facts::{Facts, Row};
use crate::export::wording;
use crate::model::problem::counted;
use crate::model::standing::Standing;

/// The tokens, faces and mark forms that window and report share.
const STYLE: &str = include_str!("../../../assets/report/report.css");

/// What the page may do: show itself in its own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole page.
pub(super) fn page(report: &Report<'_>, facts: &Facts<'_>) -> String {
    let title = report.article.title();
    let language = language(&report.article.meta.language);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(wording::MAKER);
                title { "Fact-check report: " (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.masthead {
                    p.maker { "Fact-check report" span.soft { " · " (report.project.title) } }
                    h1 lang=[language] dir="auto" { (title) }
                    (particulars(report, facts))
                }
                (vouched::corrections(facts))
                (figures(report, facts))
                main {
                    section.article id="article" {
                        h2 { "Article" span.count { (counted(report.coverage.words(), "word", "words")) } }
                        (legend())
                        (article::paper(&report.article.draft, facts, language))
                    }
                    (lists::ledger(report, facts))
                    (cards::claims(report, facts, language))
                    (lists::fixes(facts, language))
                    (lists::queries(report, facts))
                    (vouched::sign_offs(report, facts))
                    (lists::sources(facts, report.audience))
                    (vouched::history(report, facts))
                }
                footer { "Made with " (wording::MAKER) ". Numbers lead from a mark to its claim and back." }
            }
        }
    };
    let mut page = markup.into_string();
    page.push('\n');
    page
}

/// The article's language, if it is written as a tag can be.
fn language(tag: &str) -> Option<&str> {
    let fits = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then_some(tag)
}

fn particulars(report: &Report<'_>, facts: &Facts<'_>) -> Markup {
    html! {
        dl.particulars {
            @for (what, value) in wording::particulars(report, facts) {
                div {
                    dt { (what) }
                    dd { (link(&value)) }
                }
            }
        }
    }
}

fn figures(report: &Report<'_>, facts: &Facts<'_>) -> Markup {
    let tally = &report.tally;
    let cover = wording::coverage(report.coverage);
    let open_queries = facts.n_open_queries();
    let mut still_open =
        format!("{}, {}", counted(open_queries, "query", "queries"), counted(facts.n_open_fixes(), "fix", "fixes"));
    if facts.n_proposed() > 0 {
        still_open = format!("{still_open}, {}", counted(facts.n_proposed(), "proposed tie", "proposed ties"));
    }
    let standings = || Standing::ALL.into_iter().filter(|&standing| tally.of(standing) > 0);
    html! {
        section.figures id="figures" {
            h2 { "Figures" }
            div.pair {
                div {
                    p.figure { b { (tally.claims()) } " " (if tally.claims() == 1 { "claim" } else { "claims" }) }
                    div.bar aria-hidden="true" {
                        @for standing in standings() {
                            i class=(class_of(standing)) style={ "flex-grow:" (tally.of(standing)) } {}
                        }
                    }
                    ul.counts {
                        @if tally.claims() == 0 { li.soft { "No claims" } }
                        @for standing in standings() {
                            li { i.swatch.(class_of(standing)) aria-hidden="true" {} b { (tally.of(standing)) } " " (standing.word()) }
                        }
                    }
                }
                div {
                    p.figure { b { (report.coverage.words()) } " words that count" }
                    div.bar aria-hidden="true" {
                        @for (count, what, _) in &cover {
                            @if *count > 0 { i.cover.(what.split(' ').next().unwrap_or_default()) style={ "flex-grow:" (count) } {} }
                        }
                    }
                    ul.counts {
                        @for (count, what, share) in &cover {
                            li {
                                i.swatch.cover.(what.split(' ').next().unwrap_or_default()) aria-hidden="true" {}
                                b { (count) } " " (what) span.soft { " " (share) }
                            }
                        }
                    }
                }
            }
            dl.plain {
                div.both { dt { "Said" } dd { (wording::confirmed(&facts.said)) } }
                div.both { dt { "So" } dd { (wording::confirmed(&facts.so)) } }
                (plain("On the author’s word alone", &some(tally.on_author, "claim", "claims")))
                (plain("Stale", &some(tally.stale, "claim", "claims")))
                (plain("Not in this draft", &some(facts.n_lost(), "claim", "claims")))
                (plain("Still open", &still_open))
                @if facts.n_questions > 0 {
                    (plain("Open from merging two copies", &some(facts.n_questions, "question", "questions")))
                }
            }
        }
    }
}

fn plain(what: &str, value: &str) -> Markup {
    html! { div { dt { (what) } dd { (value) } } }
}

fn some(count: usize, one: &str, many: &str) -> String {
    if count == 0 { "none".to_owned() } else { counted(count, one, many) }
}

fn legend() -> Markup {
    html! {
        details.legend open {
            summary { "How to read the marks" }
            ul {
                @for standing in Standing::ALL {
                    li {
                        mark.(class_of(standing)) { (standing.word()) }
                        sup.n.(class_of(standing)) { a { "4" } }
                        " " (wording::meaning(standing))
                    }
                }
                li { mark.confirmed.stale { "stale" } sup.n.stale { a { "4" } } " the words or an excerpt changed after the decision" }
                li { mark.confirmed { "on author" } sup.n.confirmed.on-author { a { "4" } } " confirmed on the author’s word alone" }
            }
            p { b { "Said" } ": this speaker said it, in these words or this sense. " b { "So" } ": it is true. "
                "Numbers in the margin count paragraphs. " b { "Bare" } " words are words nobody looked at; dimmed furniture of the page is not counted." }
        }
    }
}

/// The class of a standing, for its colour and form.
fn class_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Unchecked => "unchecked",
        Standing::InProgress => "in-progress",
        Standing::Confirmed => "confirmed",
        Standing::SaidOnly => "said-only",
        Standing::NeedsFix => "needs-fix",
        Standing::Wrong => "wrong",
        Standing::CannotVerify => "cannot-verify",
        Standing::Waived => "waived",
    }
}

/// The classes of a claim's mark: its standing, and whether it is stale or on the author's word.
fn classes(row: &Row<'_>) -> String {
    let mut classes = class_of(row.standing).to_owned();
    if row.is_stale() {
        classes.push_str(" stale");
    }
    if row.on_author {
        classes.push_str(" on-author");
    }
    classes
}

/// A web address as a link; anything else as words.
fn link(text: &str) -> Markup {
    html! {
        @match wording::linkable(text) {
            Some(url) => a href=(url) rel="noopener noreferrer" { (url) },
            None => bdi { (text) },
        }
    }
}

/// Numbers of claims as links to their cards.
fn claim_links(numbers: impl IntoIterator<Item = usize>) -> Markup {
    html! {
        @for (at, number) in numbers.into_iter().enumerate() {
            @if at > 0 { ", " }
            a href={ "#claim-" (number) } { (number) }
        }
    }
}
