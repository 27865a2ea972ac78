//! Writes the report as `CommonMark` with tables.
//!
//! In: the report and its facts. Out: one Markdown text.
//! Must not know: other formats.
//! Holds: words from people and files never become markup, HTML or a link; only web addresses of sources and of the
//! article are links.
//! Limits: table syntax is GitHub's; a reader without it sees the cells between bars.

use std::fmt::Write as _;

use crate::export::Report;
use crate::export::facts::{Facts, Row};
use crate::export::marks::segments;
use crate::export::wording;
use crate::model::article::{Draft, Role};
use crate::model::claim::Fix;
use crate::model::decision::Scope;
use crate::model::problem::{counted, quoted};
use crate::model::query::{Addressee, Query, QueryState};
use crate::model::standing::Standing;
use crate::model::visibility::Visibility;
use crate::text::diff::{Piece, word_diff};

/// The whole report.
pub(super) fn page(report: &Report<'_>, facts: &Facts<'_>) -> String {
    let mut out = format!("# Fact-check report: {}\n\n", line(report.article.title()));
    for (what, value) in wording::particulars(report, facts) {
        let value = if what == "Address" { link(&value) } else { line(&value) };
        put(&mut out, format_args!("- {what}: {value}"));
    }
    corrections(&mut out, facts);
    section(&mut out, "Sign-offs");
    sign_offs(&mut out, report, facts);
    section(&mut out, "Figures");
    figures(&mut out, report, facts);
    section(&mut out, "Article");
    article(&mut out, &report.article.draft, facts);
    section(&mut out, "Ledger");
    ledger(&mut out, report, facts);
    section(&mut out, "Claims");
    said_if_empty(&mut out, facts.rows.is_empty(), "No claims.");
    for row in facts.rows.iter().filter(|row| !row.is_lost()) {
        card(&mut out, report, row);
    }
    section(&mut out, "Claims whose words are not in this draft");
    said_if_empty(&mut out, facts.n_lost() == 0, "None.");
    for row in facts.rows.iter().filter(|row| row.is_lost()) {
        card(&mut out, report, row);
    }
    section(&mut out, "Fixes");
    fixes(&mut out, facts);
    section(&mut out, "Queries");
    queries(&mut out, report, facts);
    section(&mut out, "Sources");
    sources(&mut out, facts, report.audience);
    history(&mut out, report, facts);
    section(&mut out, "Legend");
    legend(&mut out);
    out
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    writeln!(out, "{text}").unwrap_or_default();
}

fn section(out: &mut String, title: &str) {
    out.truncate(out.trim_end().len() + 1);
    put(out, format_args!("\n## {title}\n"));
}

fn said_if_empty(out: &mut String, is_empty: bool, words: &str) {
    if is_empty {
        put(out, format_args!("{words}"));
    }
}

/// What was put right after publication: first in the report, since it is what readers must know first.
fn corrections(out: &mut String, facts: &Facts<'_>) {
    if facts.vouched.corrections.is_empty() {
        return;
    }
    section(out, "Corrections");
    for fact in &facts.vouched.corrections {
        let it = fact.correction;
        if !it.note.is_empty() {
            put(out, format_args!("> **{}**\n", line(&it.note)));
        }
        put(out, format_args!("- {}: ~~{}~~ → **{}**", wording::day(it.date), line(&it.was), line(&it.now)));
        if !fact.claims.is_empty() {
            let claims = fact.claims.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            put(out, format_args!("  - Of {} {claims}", wording::claims_word(fact.claims.len())));
        }
        if !it.cause.is_empty() {
            put(out, format_args!("  - Cause: {}, entered by {}", line(&it.cause), line(fact.by)));
        }
        put(out, format_args!(""));
    }
}

fn sign_offs(out: &mut String, report: &Report<'_>, facts: &Facts<'_>) {
    said_if_empty(out, facts.vouched.sign_offs.is_empty(), "Nobody has signed.");
    for fact in &facts.vouched.sign_offs {
        let told = line(&wording::sign_off(fact, report.zone));
        match fact.stale {
            Some(_) => put(out, format_args!("- Stale: ~~{told}~~")),
            None => put(out, format_args!("- {told}")),
        }
        if !fact.sign_off.note.is_empty() {
            put(out, format_args!("  - Reservation: {}", line(&fact.sign_off.note)));
        }
    }
    for (closing, by) in &facts.vouched.closings {
        let at = wording::when(closing.at, report.zone);
        put(out, format_args!("- Closed by {}, {at}, draft {} ({})", line(by), closing.draft, line(&closing.file())));
    }
}

/// Who did what when, a line a person and day.
fn history(out: &mut String, report: &Report<'_>, facts: &Facts<'_>) {
    let days = facts.vouched.days(report);
    if days.is_empty() {
        return;
    }
    section(out, "History");
    for (day, by, told, more) in days {
        let mut words = told.into_iter().map(line).collect::<Vec<_>>().join("; ");
        if more > 0 {
            words = format!("{words}; and {more} more");
        }
        put(out, format_args!("- {}, {}: {words}", wording::day(day), line(by)));
    }
}

fn figures(out: &mut String, report: &Report<'_>, facts: &Facts<'_>) {
    let tally = &report.tally;
    let standings = Standing::ALL.iter().filter(|&&standing| tally.of(standing) > 0);
    let standings: Vec<String> =
        standings.map(|&standing| format!("{} {}", tally.of(standing), standing.word())).collect();
    let claims = counted(tally.claims(), "claim", "claims");
    if standings.is_empty() {
        put(out, format_args!("- {claims}"));
    } else {
        put(out, format_args!("- {claims}: {}", standings.join(", ")));
    }
    put(out, format_args!("- Said: {}", wording::confirmed(&facts.said)));
    put(out, format_args!("- So: {}", wording::confirmed(&facts.so)));
    put(out, format_args!("- Confirmed on the author’s word alone: {}", tally.on_author));
    put(out, format_args!("- Stale: {}", tally.stale));
    let cover = wording::coverage(report.coverage).map(|(count, what, share)| format!("{count} {what} ({share})"));
    put(out, format_args!("- Words: {}", cover.join(", ")));
    put(out, format_args!("- Open queries: {}", facts.n_open_queries()));
    put(out, format_args!("- Open fixes: {}", facts.n_open_fixes()));
    if facts.n_proposed() > 0 {
        put(out, format_args!("- Ties that the writer’s file proposes and nobody settled: {}", facts.n_proposed()));
    }
    put(out, format_args!("- Claims whose words are not in this draft: {}", facts.n_lost()));
    if facts.n_questions > 0 {
        put(out, format_args!("- Open questions from merging two copies: {}", facts.n_questions));
    }
}

fn article(out: &mut String, draft: &Draft, facts: &Facts<'_>) {
    said_if_empty(out, draft.blocks().is_empty(), "The draft has no words.");
    for (at, block) in draft.blocks().iter().enumerate() {
        let mut text = String::new();
        for piece in segments(draft, block, &facts.rows) {
            text.push_str(piece.text);
            for row in piece.ends {
                write!(text, "⟦{}⟧", row.number).unwrap_or_default();
            }
        }
        let text = lines(&text);
        let number = at + 1;
        match block.role {
            Role::Body => put(out, format_args!("¶{number} {text}\n")),
            Role::Headline => put(out, format_args!("¶{number} **headline**\\\n{text}\n")),
            role => put(out, format_args!("¶{number} *{}*\\\n{text}\n", role.word())),
        }
    }
}

fn ledger(out: &mut String, report: &Report<'_>, facts: &Facts<'_>) {
    if facts.rows.is_empty() {
        put(out, format_args!("No claims."));
        return;
    }
    put(out, format_args!("| No. | Words | Kind | Said | So | Basis | By, when | Sources |"));
    put(out, format_args!("| ---: | --- | --- | --- | --- | --- | --- | --- |"));
    for row in &facts.rows {
        let scope = |scope| row.scope(scope).map_or_else(|| "–".to_owned(), wording::outcome_of);
        let each = |tell: &dyn Fn(&crate::export::facts::ScopeFact<'_>) -> String| {
            let told = row.scopes.iter().filter(|fact| fact.decision.is_some());
            let told = told.map(|fact| (fact, tell(fact))).filter(|(_, told)| !told.is_empty());
            told.map(|(fact, told)| format!("{}: {told}", fact.scope.word())).collect::<Vec<_>>().join("; ")
        };
        let sources = row.source_numbers().iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        put(
            out,
            format_args!(
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                row.number,
                line(&row.words),
                row.claim.kind.word(),
                scope(Scope::Said),
                scope(Scope::So),
                each(&|fact| wording::basis(fact).to_owned()),
                line(&each(&|fact| wording::by_when(fact, report.zone))),
                sources
            ),
        );
    }
}

fn card(out: &mut String, report: &Report<'_>, row: &Row<'_>) {
    let claim = row.claim;
    put(out, format_args!("### Claim {}: {}\n", row.number, wording::outcome(row)));
    put(
        out,
        format_args!(
            "> {}**{}**{}\n",
            line_kept(&row.before).trim_start(),
            line(&row.words),
            line_kept(&row.after).trim_end()
        ),
    );
    put(out, format_args!("- Where: {}", wording::place(row)));
    if row.is_partly_lost() {
        put(out, format_args!("- Some of its words are not in this draft"));
    }
    put(out, format_args!("- Kind: {}", claim.kind.word()));
    if let Some(claimant) = &claim.claimant {
        put(out, format_args!("- Claimant: {}", line(claimant)));
    }
    for fact in &row.scopes {
        put(out, format_args!("- {}: {}", capital(fact.scope.word()), line(&wording::decision(fact, report.zone))));
        if let Some(decision) = fact.decision.filter(|decision| !decision.reason.is_empty()) {
            put(out, format_args!("  - Reason: {}", line(&decision.reason)));
        }
    }
    if let Some(verdict) = &claim.verdict {
        put(out, format_args!("- Verdict: {}", line(verdict)));
    }
    if row.ties.is_empty() {
        put(out, format_args!("- No source"));
    }
    for tie in &row.ties {
        let number = tie.number.map(|number| format!("source {number}, ")).unwrap_or_default();
        let locator = if tie.tie.locator.is_empty() { String::new() } else { format!(", {}", line(&tie.tie.locator)) };
        put(out, format_args!("- {}: {number}{}{locator}", capital(tie.tie.stance.word()), line(tie.title())));
        if tie.is_held_back {
            put(out, format_args!("  - Its words are held back"));
        } else if !tie.tie.excerpt.is_empty() {
            put(out, format_args!("  - {}", quoted(&line(&tie.tie.excerpt), usize::MAX)));
        }
        for words in wording::beside_excerpt(tie.tie) {
            put(out, format_args!("  - {}", line(&words)));
        }
    }
    if let Some(fix) = &claim.fix {
        put(out, format_args!("- Fix ({}): {}", fix.state.word(), change(row, fix)));
    }
    if let Some(flag) = &claim.legal {
        put(out, format_args!("- Legal: {}", line(&wording::legal(flag, report.project, report.zone))));
    }
    if !claim.note.is_empty() {
        put(out, format_args!("- Note: {}", line(&claim.note)));
    }
    for query in &row.queries {
        let answer = if query.answer.is_empty() { String::new() } else { format!(" – {}", line(&query.answer)) };
        put(
            out,
            format_args!("- Query to {} ({}): {}{answer}", query.to.word(), query.state.word(), line(&query.words)),
        );
    }
    put(out, format_args!(""));
}

/// A fix as words struck out and words put in.
fn change(row: &Row<'_>, fix: &Fix) -> String {
    if fix.words.is_empty() {
        return format!("cut ~~{}~~", line(&row.words));
    }
    let pieces = word_diff(&row.words, &fix.words).into_iter().map(|piece| match piece {
        Piece::Same(words) => line_kept(&words),
        Piece::Out(words) => around("~~", &words),
        Piece::In(words) => around("**", &words),
    });
    pieces.collect()
}

/// `words` between two marks; white space stays outside them, where `CommonMark` wants it.
fn around(mark: &str, words: &str) -> String {
    let inner = words.trim();
    if inner.is_empty() {
        return line_kept(words);
    }
    let (lead, trail) = (words.len() - words.trim_start().len(), words.len() - words.trim_end().len());
    let space = |len| if len > 0 { " " } else { "" };
    format!("{}{mark}{}{mark}{}", space(lead), line(inner), space(trail))
}

fn fixes(out: &mut String, facts: &Facts<'_>) {
    if facts.fixes().next().is_none() {
        put(out, format_args!("No fixes proposed."));
        return;
    }
    put(out, format_args!("| Where | Claim | Was | Now | State |"));
    put(out, format_args!("| --- | ---: | --- | --- | --- |"));
    for (row, fix) in facts.fixes() {
        let now = if fix.words.is_empty() { "(cut)".to_owned() } else { line(&fix.words) };
        let (place, state) = (wording::place(row), fix.state.word());
        put(out, format_args!("| {place} | {} | {} | {now} | {state} |", row.number, line(&row.words)));
    }
}

fn queries(out: &mut String, report: &Report<'_>, facts: &Facts<'_>) {
    said_if_empty(out, facts.n_open_queries() == 0, "No open queries.\n");
    if let Some(words) = wording::held_back_queries(&facts.left_out) {
        put(out, format_args!("{words}.\n"));
    }
    for to in Addressee::ALL {
        let mut asked = facts.queries_in(QueryState::Open).filter(|query| query.to == to).peekable();
        if asked.peek().is_some() {
            put(out, format_args!("### Open, to {}\n", to.word()));
            asked.for_each(|query| one_query(out, report, facts, query));
            put(out, format_args!(""));
        }
    }
    put(out, format_args!("### Answered and withdrawn\n"));
    let mut settled = facts.queries.iter().filter(|query| query.state != QueryState::Open).peekable();
    said_if_empty(out, settled.peek().is_none(), "None.");
    settled.for_each(|query| one_query(out, report, facts, query));
}

fn one_query(out: &mut String, report: &Report<'_>, facts: &Facts<'_>, query: &Query) {
    let about = line(&wording::about(&facts.about(query)));
    put(out, format_args!("- {} (to {}, on {about})", line(&query.words), query.to.word()));
    let due = query.due.map(|date| format!("; due {}", wording::day(date))).unwrap_or_default();
    let by = line(report.project.person_name(&query.by));
    put(out, format_args!("  - Asked by {by}, {}{due}", wording::when(query.asked, report.zone)));
    if query.state != QueryState::Open {
        let settled = query.settled.map(|at| format!(", {}", wording::when(at, report.zone))).unwrap_or_default();
        let answer = if query.answer.is_empty() { String::new() } else { format!(": {}", line(&query.answer)) };
        put(out, format_args!("  - {}{settled}{answer}", capital(query.state.word())));
    }
}

fn sources(out: &mut String, facts: &Facts<'_>, audience: Visibility) {
    said_if_empty(out, facts.sources.is_empty(), "No claim is tied to a source.");
    for listed in &facts.sources {
        let source = listed.source;
        let citation = source.citation();
        let cited = match wording::linkable(&source.url).and_then(|url| citation.split_once(url)) {
            Some((before, after)) => format!("{}{}{}", line_kept(before), link(&source.url), line_kept(after)),
            None => line(&citation),
        };
        let mut about = wording::about_source(source, audience);
        if !source.origin.is_empty() {
            about.push(format!("origin: {}", line(&source.origin)));
        }
        let claims = listed.used_by.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let noun = wording::claims_word(listed.used_by.len());
        put(out, format_args!("{}. {cited} ({}; {noun} {claims})", listed.number, about.join(", ")));
        for evidence in &source.evidence {
            put(out, format_args!("   - Stored file: {}", line(&wording::stored_file(evidence))));
        }
    }
}

fn legend(out: &mut String) {
    put(
        out,
        format_args!("- ⟦4⟧ stands after the last words of claim 4; ¶ numbers are paragraphs, furniture included."),
    );
    for standing in Standing::ALL {
        put(out, format_args!("- {}: {}.", capital(standing.word()), wording::meaning(standing)));
    }
    put(out, format_args!("- Said: this speaker said it, in these words or this sense. So: it is true."));
    put(out, format_args!("- Stale: the words or an excerpt changed after the decision."));
    put(out, format_args!("- Bare: nobody looked at these words. Furniture is not counted."));
}

/// The word with a capital; our own words only, which are ASCII.
fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// A web address as a link; anything else as plain words.
fn link(url: &str) -> String {
    wording::linkable(url).map_or_else(|| line(url), |url| format!("<{url}>"))
}

/// `text` as plain words on one line.
fn line(text: &str) -> String {
    line_kept(text.trim()).trim().to_owned()
}

/// `text` as plain words on one line, a space at its ends kept as one.
fn line_kept(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            let is_first = out.trim_start().is_empty();
            let ends_number = matches!(c, '.' | ')') && is_item_number(&out);
            if is_markup(c) || ends_number || (is_first && opens_block(c)) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// `text` as plain words with its line breaks kept.
fn lines(text: &str) -> String {
    let kept = text.split(['\n', '\r']).map(line).filter(|line| !line.is_empty());
    kept.collect::<Vec<_>>().join("\\\n")
}

/// Whether `c` can begin markup anywhere in a line, in `CommonMark` or the extensions of common readers.
fn is_markup(c: char) -> bool {
    matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$' | '^')
}

/// Whether `c` at the start of a line can make it something else than words.
fn opens_block(c: char) -> bool {
    matches!(c, '#' | '-' | '+' | '=' | ':')
}

/// Whether `line` so far is the number of a list item.
fn is_item_number(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && line.len() < 10 && line.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_become_markup() {
        for (text, told) in [
            ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"),
            ("<script>", "\\<script\\>"),
            ("[x](y)", "\\[x\\](y)"),
            ("a | b", "a \\| b"),
            ("\\|", "\\\\\\|"),
            ("# x", "\\# x"),
            ("- x - y", "\\- x - y"),
            ("1. x 2. y", "1\\. x 2. y"),
            ("12) x", "12\\) x"),
            ("3.5 m", "3\\.5 m"),
            ("=== x", "\\=== x"),
            ("&lt;", "\\&lt;"),
            ("two\n\n# lines\r\n", "two # lines"),
            ("    code", "code"),
        ] {
            assert_eq!(line(text), told, "{text:?}");
        }
    }

    #[test]
    fn line_breaks_are_kept_and_every_line_is_plain() {
        assert_eq!(lines("# a\n  - b\n \nc"), "\\# a\\\n\\- b\\\nc");
    }

    #[test]
    fn marks_cling_to_words() {
        assert_eq!(around("**", " two words "), " **two words** ");
        assert_eq!(around("~~", " "), " ");
    }
}
