//! Shows a file of a project as people read it, for `git diff`: a claim a line with its decisions, an edit a line.
//!
//! In: the file's name and bytes. Out: text. Must not know: git, projects as a whole.
//! Holds: what is not understood, or is readable already, is shown as it is; nothing is left out.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::model::claim::Claim;
use crate::model::conflict::Conflict;
use crate::model::decision::{Decision, Scope};
use crate::model::merge::Cell;
use crate::model::problem::quoted;
use crate::model::query::{Query, Subject};
use crate::model::review::Review;
use crate::store::reader::FileReader;
use crate::store::{disk, history};

/// The text that stands for a file of this name.
pub fn readable(name: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    if name.ends_with("review.ron") {
        let mut reader = FileReader::new(name, "Review", &text);
        let (review, draft) = disk::read_review(&mut reader);
        let (_, is_understood) = reader.finish();
        if is_understood {
            return review_text(&review, draft);
        }
    }
    if name.ends_with("history.ronl") {
        let mut out = String::new();
        for line in text.lines() {
            drop_result(writeln!(out, "{}", history_line(line)));
        }
        return out;
    }
    text.into_owned()
}

fn history_line(line: &str) -> String {
    match history::edit_of(line.as_bytes()) {
        Some(edit) => format!("{} {} {} ({})", edit.at, edit.by, edit.label, edit.id.short()),
        None => line.to_owned(),
    }
}

fn review_text(review: &Review, draft: Option<usize>) -> String {
    let Review { claims, queries, reads, assignments, sign_offs, closings, corrections, proposals, conflicts } = review;
    let mut out = String::new();
    let mut line = |text: String| drop_result(writeln!(out, "{}", text.replace('\n', "\u{23ce}")));
    line(format!("draft {}", draft.unwrap_or(1)));
    let mut in_order: Vec<&Arc<Claim>> = claims.values().collect();
    in_order.sort_by_key(|claim| (claim.spans.first().map(|span| span.scalars().start), claim.id));
    for claim in in_order {
        for text in claim_lines(claim) {
            line(text);
        }
    }
    for query in queries.values() {
        line(query_line(query));
    }
    for read in reads.values() {
        line(format!("read {} by {}", quoted(read.span.exact(), 60), read.by));
    }
    for assignment in assignments.values() {
        line(format!("{} belongs to {}", quoted(assignment.span.exact(), 60), assignment.to));
    }
    for sign_off in sign_offs.values() {
        let (role, draft) = (sign_off.role.word(), sign_off.draft);
        line(format!("signed off by {} as {role} on {}, draft {draft} {}", sign_off.by, sign_off.at, sign_off.note));
    }
    for closing in closings.values() {
        line(format!("closed by {} on {}, draft {}", closing.by, closing.at, closing.draft));
    }
    for correction in corrections.values() {
        let (was, now) = (quoted(&correction.was, usize::MAX), quoted(&correction.now, usize::MAX));
        line(format!("corrected {} {was} to {now}: {} {}", correction.date, correction.cause, correction.note));
    }
    for proposal in proposals.values() {
        let (words, state) = (quoted(proposal.span.exact(), 60), proposal.state.word());
        line(format!("proposed at {words}: {} {}, {state}", proposal.annotation.kind.word(), proposal.told()));
    }
    for conflict in conflicts.values() {
        line(conflict_line(conflict));
    }
    out
}

fn claim_lines(claim: &Claim) -> Vec<String> {
    let decided = |scope: Scope, decision: Option<&Decision>| {
        let word = scope.word();
        match decision {
            None => format!("{word}: unchecked"),
            Some(decision) => {
                let basis = decision.basis.map(|basis| format!(" on {}", basis.word())).unwrap_or_default();
                let reason = if decision.reason.is_empty() { "" } else { ": " };
                let (status, by, at) = (decision.status.word(), &decision.by, decision.at);
                format!("{word}: {status}{basis}{reason}{} ({by}, {at})", decision.reason)
            }
        }
    };
    let mut parts = vec![format!("{} ({})", quoted(&claim.words(), usize::MAX), claim.kind.word())];
    parts.extend(claim.claimant.iter().map(|claimant| format!("says {claimant}")));
    if claim.claimant.is_some() || claim.said.is_some() {
        parts.push(decided(Scope::Said, claim.said.as_ref()));
    }
    parts.push(decided(Scope::So, claim.so.as_ref()));
    parts.extend(claim.verdict.iter().map(|verdict| format!("verdict {verdict}")));
    parts.extend(claim.assignee.iter().map(|person| format!("belongs to {person}")));
    parts.extend(
        claim.reanchor.iter().map(|it| format!("new draft: {} (was {})", it.outcome.word(), quoted(&it.was, 60))),
    );
    let mut lines = vec![format!("claim {} {}", claim.id.short(), parts.join(" · "))];
    if !claim.note.is_empty() {
        lines.push(format!("    note: {}", claim.note));
    }
    if let Some(fix) = &claim.fix {
        lines.push(format!("    fix {}: {} ({})", fix.state.word(), quoted(&fix.words, usize::MAX), fix.by));
    }
    if let Some(flag) = &claim.legal {
        let cleared =
            flag.cleared.as_ref().map_or_else(|| "not cleared".to_owned(), |it| format!("cleared by {}", it.by));
        lines.push(format!("    legal: {} ({cleared})", flag.reason));
    }
    for tie in &claim.ties {
        let (stance, source) = (tie.stance.word(), tie.source.short());
        let excerpt = quoted(&tie.excerpt, usize::MAX);
        lines.push(format!("    {stance}: source {source} {excerpt} {}", tie.locator).trim_end().to_owned());
    }
    lines
}

fn query_line(query: &Query) -> String {
    let about = match query.on {
        Subject::Article => "the article".to_owned(),
        Subject::Block(block) => format!("paragraph {}", block + 1),
        Subject::Claim(claim) => format!("claim {}", claim.short()),
    };
    let due = query.due.map(|due| format!(", due {due}")).unwrap_or_default();
    let answer = if query.answer.is_empty() { String::new() } else { format!(" Answer: {}", query.answer) };
    let (id, to, state) = (query.id.short(), query.to.word(), query.state.word());
    format!("query {id} to {to} on {about}, {state}{due}: {}{answer}", query.words)
}

fn conflict_line(conflict: &Conflict) -> String {
    let about = match Cell::of_conflict(conflict) {
        Some(cell) => match cell.claim() {
            Some(claim) => format!("{} of claim {}", cell.word(), claim.short()),
            None => cell.word().to_owned(),
        },
        None => "several things".to_owned(),
    };
    format!("open question {} from merging: {about}, {} sides", conflict.id.short(), conflict.sides.len())
}

/// Writing into a string cannot fail.
fn drop_result(_: std::fmt::Result) {}
