//! Shows a file of a project as people read it, for `git diff`: a claim a line with its decisions, an edit a line.
//!
//! In: the file's name and bytes. Out: text. Must not know: git, projects as a whole.
//! Holds: what is not understood, or is readable already, is shown as it is; nothing is left out, so that whatever
//! changed in a file shows. What only tells whether something is stale stands as a few letters of its SHA-256.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use crate::model::anchor::Anchor;
use crate::model::annotation::Annotation;
use crate::model::assignment::Assignment;
use crate::model::claim::{Claim, Fix, Tie};
use crate::model::conflict::{Conflict, Side};
use crate::model::decision::{Decision, Scope};
use crate::model::excerpt::Translation;
use crate::model::legal::{Clearance, LegalFlag};
use crate::model::merge::Cell;
use crate::model::problem::quoted;
use crate::model::proposal::{Proposal, ProposalState};
use crate::model::query::{Query, Subject};
use crate::model::reanchor::Reanchor;
use crate::model::review::{ReadWords, Review};
use crate::model::sign_off::SignOff;
use crate::model::stage::{Closing, Correction};
use crate::model::visibility::Visibility;
use crate::store::files::sha256_hex;
use crate::store::reader::FileReader;
use crate::store::{disk, history, ron_text};
use crate::text::span::ScalarSpan;

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
    for ReadWords { id: _, span, by, at } in reads.values() {
        line(format!("read {} ({by}, {at})", anchor_text(span)));
    }
    for Assignment { id: _, span, to, by, at } in assignments.values() {
        line(format!("{} belongs to {to} ({by}, {at})", anchor_text(span)));
    }
    for SignOff { id: _, role, draft, draft_sha256, on, note, by, at } in sign_offs.values() {
        let (role, on) = (role.word(), digest(&(draft_sha256, on)));
        line(format!("signed off by {by} as {role} on {at}, draft {draft} [{on}] {note}"));
    }
    for Closing { id, number, draft, draft_sha256, by, at } in closings.values() {
        let (id, on) = (id.short(), digest(draft_sha256));
        line(format!("closed by {by} on {at}, draft {draft}, record {number} {id} [{on}]"));
    }
    for Correction { id: _, date, was, now, cause, claims, note, by, at } in corrections.values() {
        let claims: Vec<String> = claims.iter().map(|claim| claim.short()).collect();
        let about = if claims.is_empty() { String::new() } else { format!(" of claims {}", claims.join(", ")) };
        let (was, now) = (quoted(was, usize::MAX), quoted(now, usize::MAX));
        line(format!("corrected {date} {was} to {now}{about}: {cause} {note} ({by}, {at})"));
    }
    for proposal in proposals.values() {
        line(proposal_line(proposal));
    }
    for conflict in conflicts.values() {
        for text in conflict_lines(conflict) {
            line(text);
        }
    }
    out
}

fn claim_lines(claim: &Claim) -> Vec<String> {
    let Claim {
        id,
        spans,
        kind,
        claimant,
        said,
        so,
        verdict,
        note,
        note_visibility,
        fix,
        legal,
        assignee,
        reanchor,
        ties,
        by,
        at,
    } = claim;
    let words: Vec<String> = spans.iter().map(anchor_text).collect();
    let mut parts = vec![format!("{} ({}, {by}, {at})", words.join(" … "), kind.word())];
    parts.extend(claimant.iter().map(|claimant| format!("says {claimant}")));
    if claimant.is_some() || said.is_some() {
        parts.push(decided(Scope::Said, said.as_ref()));
    }
    parts.push(decided(Scope::So, so.as_ref()));
    parts.extend(verdict.iter().map(|verdict| format!("verdict {verdict}")));
    parts.extend(assignee.iter().map(|person| format!("belongs to {person}")));
    parts.extend(reanchor.iter().map(|Reanchor { outcome, was, from }| {
        format!("new draft: {} (was {} in draft {from})", outcome.word(), quoted(was, usize::MAX))
    }));
    let mut lines = vec![format!("claim {} {}", id.short(), parts.join(" · "))];
    if !note.is_empty() || *note_visibility != Visibility::newsroom() {
        let level =
            if note_visibility.is_newsroom() { String::new() } else { format!(" ({})", note_visibility.word()) };
        lines.push(format!("    note{level}: {note}"));
    }
    lines.extend(fix.iter().map(|Fix { words, state, by, at, draft }| {
        let draft = draft.map(|draft| format!(", in draft {draft}")).unwrap_or_default();
        format!("    fix {}: {} ({by}, {at}{draft})", state.word(), quoted(words, usize::MAX))
    }));
    lines.extend(legal.iter().map(|LegalFlag { reason, clearer, by, at, cleared }| {
        let cleared = match cleared {
            None => "not cleared".to_owned(),
            Some(Clearance { by, at, note }) => format!("cleared by {by} on {at} {note}").trim_end().to_owned(),
        };
        let clearer = if clearer.is_empty() { String::new() } else { format!(" for {clearer}") };
        format!("    legal{clearer}: {reason} ({by}, {at}; {cleared})")
    }));
    lines.extend(ties.iter().map(|tie| format!("    {}", tie_line(tie))));
    lines
}

fn decided(scope: Scope, decision: Option<&Decision>) -> String {
    let word = scope.word();
    let Some(Decision { status, basis, reason, by, at, on }) = decision else { return format!("{word}: unchecked") };
    let basis = basis.map(|basis| format!(" on {}", basis.word())).unwrap_or_default();
    let colon = if reason.is_empty() { "" } else { ": " };
    format!("{word}: {}{basis}{colon}{reason} ({by}, {at} [{}])", status.word(), digest(on))
}

fn tie_line(tie: &Tie) -> String {
    let Tie { id, source, stance, excerpt, locator, evidence, anchor, region, time, translation, visibility, wording } =
        tie;
    let mut parts = vec![format!("{}: source {} {}", stance.word(), source.short(), quoted(excerpt, usize::MAX))];
    parts.extend((!locator.is_empty()).then(|| locator.clone()));
    parts.extend(evidence.iter().map(|file| format!("of file {}", file.short())));
    parts.extend(anchor.iter().map(|anchor| anchor_text(anchor)));
    parts.extend(region.iter().map(ToString::to_string));
    parts.extend(time.iter().map(ToString::to_string));
    parts.extend(translation.iter().map(|it| {
        let Translation { words, language, by: _, translator: _ } = &**it;
        format!("{} {} ({language})", it.credit(), quoted(words, usize::MAX))
    }));
    parts.extend((!visibility.is_public()).then(|| visibility.word().to_owned()));
    parts.extend(wording.iter().map(|wording| format!("[{}]", wording.short())));
    format!("{} (tie {})", parts.join(", "), id.short())
}

fn query_line(query: &Query) -> String {
    let Query { id, on, to, words, state, answer, due, visibility, by, asked, settled } = query;
    let about = match on {
        Subject::Article => "the article".to_owned(),
        Subject::Block(block) => format!("paragraph {}", block + 1),
        Subject::Claim(claim) => format!("claim {}", claim.short()),
    };
    let due = due.map(|due| format!(", due {due}")).unwrap_or_default();
    let level = if visibility.is_newsroom() { String::new() } else { format!(", {}", visibility.word()) };
    let answer = if answer.is_empty() { String::new() } else { format!(" Answer: {answer}") };
    let settled = settled.map(|at| format!(", settled {at}")).unwrap_or_default();
    let (id, to, state) = (id.short(), to.word(), state.word());
    format!("query {id} to {to} on {about}, {state}{due}{level}: {words}{answer} ({by}, {asked}{settled})")
}

fn proposal_line(proposal: &Proposal) -> String {
    let Proposal { id: _, span, annotation, state, by, at } = proposal;
    let Annotation { kind, words: _, url: _, author, made } = annotation;
    let mut parts = vec![match state {
        ProposalState::Open | ProposalState::Dismissed => state.word().to_owned(),
        ProposalState::Accepted { claim, tie } => format!("tie {} of claim {}", tie.short(), claim.short()),
    }];
    parts.extend([author, made].into_iter().filter(|text| !text.is_empty()).cloned());
    parts.extend(by.iter().map(ToString::to_string));
    parts.extend(at.iter().map(ToString::to_string));
    format!("proposed at {}: {} {}, {}", anchor_text(span), kind.word(), proposal.told(), parts.join(", "))
}

fn conflict_lines(conflict: &Conflict) -> Vec<String> {
    let Conflict { id, sides } = conflict;
    let about = match Cell::of_conflict(conflict) {
        Some(cell) => match cell.claim() {
            Some(claim) => format!("{} of claim {}", cell.word(), claim.short()),
            None => cell.word().to_owned(),
        },
        None => "several things".to_owned(),
    };
    let mut lines = vec![format!("open question {} from merging: {about}, {} sides", id.short(), sides.len())];
    for (number, Side { by, at, changes }) in (1..).zip(sides) {
        let by = by.as_ref().map(|by| format!(" {by}")).unwrap_or_default();
        let at = at.map(|at| format!(" {at}")).unwrap_or_default();
        lines.extend(changes.iter().map(|change| format!("    side {number}{by}{at}: {}", ron(change))));
    }
    lines
}

/// "“30,000 tonnes” at 12–25", and what is peculiar to it.
fn anchor_text(anchor: &Anchor) -> String {
    let ScalarSpan { start, end } = anchor.scalars();
    let lost = if anchor.is_lost() { ", lost" } else { "" };
    let draft = anchor.draft().map(|draft| format!(", in draft {draft}")).unwrap_or_default();
    let around = digest(&anchor.context());
    format!("{} at {start}–{end}{lost}{draft} [{around}]", quoted(anchor.exact(), usize::MAX))
}

/// A few letters that are others when the value is.
fn digest<T: Serialize>(value: &T) -> String {
    sha256_hex(ron(value).as_bytes()).chars().take(6).collect()
}

fn ron<T: Serialize>(value: &T) -> String {
    ron_text::line(value).unwrap_or_default()
}

/// Writing into a string cannot fail.
fn drop_result(_: std::fmt::Result) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::claim::Stance;
    use crate::model::ids::{ClaimId, PersonKey, QueryId, SourceId, TieId};
    use crate::model::query::{Addressee, QueryState};
    use jiff::Timestamp;

    fn query() -> Query {
        Query {
            id: QueryId::from_u128(1),
            on: Subject::Article,
            to: Addressee::Author,
            words: "Who?".into(),
            state: QueryState::Open,
            answer: String::new(),
            due: None,
            visibility: Visibility::Newsroom,
            by: PersonKey("AB".into()),
            asked: Timestamp::UNIX_EPOCH,
            settled: None,
        }
    }

    #[test]
    fn every_change_of_a_claim_a_tie_and_a_query_shows() {
        let tie = Tie { excerpt: "130,000".into(), ..Tie::new(TieId::from_u128(1), SourceId::from_u128(1)) };
        let (by, at) = (PersonKey("AB".into()), Timestamp::UNIX_EPOCH);
        let claim =
            Claim { ties: vec![tie], ..Claim::new(ClaimId::from_u128(1), Vec::new(), Default::default(), by, at) };
        let text = |claim: &Claim, query: &Query| {
            let mut review = Review::default();
            review.claims.insert(claim.id, Arc::new(claim.clone()));
            review.queries.insert(query.id, query.clone());
            review_text(&review, None)
        };
        let before = text(&claim, &query());
        let changes: [fn(&mut Claim, &mut Query); 8] = [
            |claim, _| claim.note_visibility = Visibility::Confidential,
            |claim, _| claim.ties[0].visibility = Visibility::Confidential,
            |claim, _| claim.ties[0].stance = Stance::Refutes,
            |claim, _| claim.ties[0].time = "00:12:30-00:12:55".parse().ok(),
            |claim, _| claim.by = PersonKey("CD".into()),
            |_, query| query.visibility = Visibility::Confidential,
            |_, query| query.to = Addressee::Legal,
            |_, query| query.settled = Some(Timestamp::UNIX_EPOCH),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let (mut claim, mut query) = (claim.clone(), query());
            change(&mut claim, &mut query);
            assert_ne!(text(&claim, &query), before, "change {number} does not show");
        }
    }
}
