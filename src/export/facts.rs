//! What every format tells: numbered claims with their decisions, numbered sources, fixes, queries, counts by scope.
//!
//! In: a report. Out: rows in reading order, sources in the order of their first use.
//! Must not know: any format. How a fact is put into words is `wording.rs`.
//! Holds: every claim of the review has exactly one row, even one that the order left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::export::Report;
use crate::export::audience::{LeftOut, left_out, words_level};
use crate::export::vouched::Vouched;
use crate::model::anchor::Anchor;
use crate::model::article::{DraftRecord, Role};
use crate::model::claim::{Claim, Fix, FixState, Tie};
use crate::model::decision::{Basis, Decision, Scope, Stale, Status};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::query::{Query, QueryState, Subject};
use crate::model::source::Source;
use crate::model::standing::{Standing, is_on_author, standing};
use crate::text::span::ByteSpan;

/// Most scalar values of context shown on each side of a claim's words.
const CONTEXT_SCALARS: usize = 90;

/// One scope of a claim as it stands.
pub(super) struct ScopeFact<'a> {
    /// What the decision vouches for.
    pub(super) scope: Scope,
    /// How it stands; unchecked when nobody decided.
    pub(super) status: Status,
    /// The decision behind it.
    pub(super) decision: Option<&'a Decision>,
    /// Full name of who decided; empty when nobody did.
    pub(super) by: &'a str,
    /// Why it no longer stands as given.
    pub(super) stale: Option<Stale>,
}

/// A tie with its source looked up.
pub(super) struct TieFact<'a> {
    /// The tie.
    pub(super) tie: &'a Tie,
    /// The number of its source in the bibliography, from 1; `None` when the library lacks it.
    pub(super) number: Option<usize>,
    /// Its source.
    pub(super) source: Option<&'a Source>,
    /// Whether its words are kept from the audience.
    pub(super) is_held_back: bool,
}

impl<'a> TieFact<'a> {
    /// The source's title, or words that say it is missing or held back.
    pub(super) fn title(&self) -> &'a str {
        let none =
            if self.is_held_back { "a source that is held back" } else { "a source that is no longer in the library" };
        self.source.map_or(none, |source| source.title.as_str())
    }
}

/// A claim with all that is told of it.
pub(super) struct Row<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The claim.
    pub(super) claim: &'a Claim,
    /// Its words as one text.
    pub(super) words: String,
    /// The number of the block it begins in, from 1; `None` when its words are lost.
    pub(super) paragraph: Option<usize>,
    /// The words of the article before it.
    pub(super) before: String,
    /// The words of the article after it.
    pub(super) after: String,
    /// The byte of the draft behind which its number stands; `None` when no block shows it.
    pub(super) foot: Option<usize>,
    /// How it stands as a whole.
    pub(super) standing: Standing,
    /// Its one or two scopes.
    pub(super) scopes: Vec<ScopeFact<'a>>,
    /// Whether a confirmed scope rests on the author's word alone.
    pub(super) on_author: bool,
    /// Its ties, in the order they were made.
    pub(super) ties: Vec<TieFact<'a>>,
    /// The queries about it, withdrawn ones left out.
    pub(super) queries: Vec<&'a Query>,
}

impl<'a> Row<'a> {
    /// Whether none of its words is in the current draft.
    pub(super) fn is_lost(&self) -> bool {
        self.paragraph.is_none()
    }

    /// Whether some of its words, not all, are in the current draft.
    pub(super) fn is_partly_lost(&self) -> bool {
        !self.is_lost() && self.claim.spans.iter().any(|span| span.place().is_none())
    }

    /// Whether a decision of it went stale.
    pub(super) fn is_stale(&self) -> bool {
        self.scopes.iter().any(|fact| fact.stale.is_some())
    }

    /// The fact of one scope; `None` for *said* of a claim nobody is said to make.
    pub(super) fn scope(&self, scope: Scope) -> Option<&ScopeFact<'a>> {
        self.scopes.iter().find(|fact| fact.scope == scope)
    }

    /// The numbers of its sources, each once, rising.
    pub(super) fn source_numbers(&self) -> BTreeSet<usize> {
        self.ties.iter().filter_map(|tie| tie.number).collect()
    }
}

/// A source in the bibliography.
pub(super) struct Listed<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The source.
    pub(super) source: &'a Source,
    /// The numbers of the claims tied to it, rising.
    pub(super) used_by: BTreeSet<usize>,
}

/// What a query is about, with claims looked up.
pub(super) enum About<'a> {
    /// The article as a whole.
    Article,
    /// A block, by its number from 1.
    Paragraph(usize),
    /// A claim, by its number and words.
    Claim(usize, &'a str),
    /// A claim that the review no longer has.
    Gone,
}

/// Confirmed decisions of one scope, each in exactly one count.
#[derive(Default)]
pub(super) struct Confirmed {
    /// Claims that have the scope.
    pub(super) of: usize,
    /// Confirmed on more than the author's word, and not stale.
    pub(super) firm: usize,
    /// Confirmed on the author's word alone, and not stale.
    pub(super) on_author: usize,
    /// Confirmed once, stale now.
    pub(super) stale: usize,
}

/// All facts of a report.
pub(super) struct Facts<'a> {
    /// The claims in reading order, lost ones last.
    pub(super) rows: Vec<Row<'a>>,
    /// The sources that claims are tied to, by first use.
    pub(super) sources: Vec<Listed<'a>>,
    /// The queries: by state, addressee, due day, then id.
    pub(super) queries: Vec<&'a Query>,
    /// *Said* decisions.
    pub(super) said: Confirmed,
    /// *So* decisions.
    pub(super) so: Confirmed,
    /// The current draft's record.
    pub(super) draft: Option<&'a DraftRecord>,
    /// How many questions merging left open in the article.
    pub(super) n_questions: usize,
    n_proposed: usize,
    /// What the audience does not get.
    pub(super) left_out: LeftOut,
    /// Who vouches for it, and what was done since.
    pub(super) vouched: Vouched<'a>,
}

impl<'a> Facts<'a> {
    /// The facts of `report`, cut to its audience; what counts and what is stale is read off the `whole` one.
    pub(super) fn gather(whole: &Report<'_>, report: &Report<'a>) -> Self {
        let claims = ordered(report);
        let sources = listed(report, &claims);
        let numbers: BTreeMap<SourceId, usize> =
            sources.iter().map(|listed| (listed.source.id, listed.number)).collect();
        let rows: Vec<Row<'a>> =
            claims.iter().enumerate().map(|(at, claim)| row(whole, report, &numbers, at + 1, claim)).collect();
        let mut queries: Vec<&Query> = report.article.review.queries.values().collect();
        queries.sort_by_key(|query| (query.state, query.to, query.due.is_none(), query.due, query.id));
        let (said, so) = (confirmed(&rows, Scope::Said), confirmed(&rows, Scope::So));
        let left_out = left_out(whole.project, whole.article, whole.audience);
        let (draft, n_questions) = (report.article.drafts.last(), whole.article.review.conflicts.len());
        let claims: BTreeMap<ClaimId, usize> = rows.iter().map(|row| (row.claim.id, row.number)).collect();
        let vouched = Vouched::gather(whole, report, &claims);
        let proposals = report.article.review.proposals.values();
        let n_proposed = proposals.filter(|proposal| proposal.is_open()).count();
        Self { rows, sources, queries, said, so, draft, n_questions, n_proposed, left_out, vouched }
    }

    /// The rows that have a proposed fix.
    pub(super) fn fixes(&self) -> impl Iterator<Item = (&Row<'a>, &'a Fix)> {
        self.rows.iter().filter_map(|row| row.claim.fix.as_ref().map(|fix| (row, fix)))
    }

    /// How many fixes wait for an answer.
    pub(super) fn n_open_fixes(&self) -> usize {
        self.fixes().filter(|(_, fix)| fix.state == FixState::Open).count()
    }

    /// The queries in one state.
    pub(super) fn queries_in(&self, state: QueryState) -> impl Iterator<Item = &'a Query> {
        self.queries.iter().copied().filter(move |query| query.state == state)
    }

    /// How many queries are open, those that the audience does not get included.
    pub(super) fn n_open_queries(&self) -> usize {
        self.queries_in(QueryState::Open).count() + self.left_out.open_queries
    }

    /// How many proposed ties nobody settled.
    pub(super) fn n_proposed(&self) -> usize {
        self.n_proposed
    }

    /// How many claims no longer have their words in the draft.
    pub(super) fn n_lost(&self) -> usize {
        self.rows.iter().filter(|row| row.is_lost()).count()
    }

    /// What `query` is about.
    pub(super) fn about(&self, query: &Query) -> About<'_> {
        match query.on {
            Subject::Article => About::Article,
            Subject::Block(block) => About::Paragraph(block + 1),
            Subject::Claim(id) => self
                .rows
                .iter()
                .find(|row| row.claim.id == id)
                .map_or(About::Gone, |row| About::Claim(row.number, &row.words)),
        }
    }
}

/// The claims in the report's order, then those the order left out.
fn ordered<'a>(report: &Report<'a>) -> Vec<&'a Claim> {
    let all = &report.article.review.claims;
    let named: BTreeSet<ClaimId> = report.order.iter().copied().collect();
    let rest = all.keys().filter(|id| !named.contains(id));
    report.order.iter().chain(rest).filter_map(|id| all.get(id)).map(AsRef::as_ref).collect()
}

fn listed<'a>(report: &Report<'a>, claims: &[&'a Claim]) -> Vec<Listed<'a>> {
    let mut sources: Vec<Listed<'a>> = Vec::new();
    let mut places: BTreeMap<SourceId, usize> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        for tie in &claim.ties {
            let Some(source) = report.project.sources.get(&tie.source) else { continue };
            let place = *places.entry(tie.source).or_insert(sources.len());
            if place == sources.len() {
                sources.push(Listed { number: place + 1, source, used_by: BTreeSet::new() });
            }
            if let Some(listed) = sources.get_mut(place) {
                listed.used_by.insert(at + 1);
            }
        }
    }
    sources
}

fn row<'a>(
    whole: &Report<'_>,
    report: &Report<'a>,
    numbers: &BTreeMap<SourceId, usize>,
    number: usize,
    claim: &'a Claim,
) -> Row<'a> {
    let uncut = whole.article.review.claims.get(&claim.id).map_or(claim, |uncut| uncut.as_ref());
    let draft = &report.article.draft;
    let (before, after) = context(report, claim);
    let scopes = claim.scopes().iter().map(|&scope| scope_fact(report, uncut, claim, scope)).collect();
    let ties = claim.ties.iter().map(|tie| TieFact {
        tie,
        number: numbers.get(&tie.source).copied(),
        source: report.project.sources.get(&tie.source).map(AsRef::as_ref),
        is_held_back: !report.audience.sees(words_level(whole.project, tie)),
    });
    let queries = report.article.review.queries.values();
    Row {
        number,
        claim,
        words: claim.words(),
        paragraph: claim.start().and_then(|start| draft.paragraph_at(start)),
        before,
        after,
        foot: foot(report, claim),
        standing: standing(claim),
        scopes,
        on_author: is_on_author(claim),
        ties: ties.collect(),
        queries: queries
            .filter(|query| query.on == Subject::Claim(claim.id) && query.state != QueryState::Withdrawn)
            .collect(),
    }
}

fn scope_fact<'a>(report: &Report<'a>, uncut: &Claim, claim: &'a Claim, scope: Scope) -> ScopeFact<'a> {
    let decision = claim.decision(scope).filter(|decision| decision.status != Status::Unchecked);
    ScopeFact {
        scope,
        status: decision.map_or(Status::Unchecked, |decision| decision.status),
        decision,
        by: decision.map_or("", |decision| report.project.person_name(&decision.by)),
        stale: decision.and_then(|decision| decision.stale(uncut, scope)),
    }
}

/// The end of the claim's last words that a block shows.
fn foot(report: &Report<'_>, claim: &Claim) -> Option<usize> {
    let draft = &report.article.draft;
    claim
        .places()
        .filter_map(|place| {
            let blocks = draft.blocks().get(draft.blocks_in(place))?;
            blocks.iter().filter_map(|block| block.span.intersection(place)).map(ByteSpan::end).max()
        })
        .max()
}

/// The words around the claim in its own blocks, or those its anchor remembers when it is lost.
fn context(report: &Report<'_>, claim: &Claim) -> (String, String) {
    let draft = &report.article.draft;
    let (first, last) = (claim.start(), claim.places().map(ByteSpan::end).max());
    let (Some(first), Some(last)) = (first, last) else {
        let before = claim.spans.first().map_or("", |span| span.context().0);
        let after = claim.spans.last().map_or("", |span: &Anchor| span.context().1);
        return (format!("…{}", from_whole_word(before)), format!("{}…", to_whole_word(after)));
    };
    let block = |at| draft.blocks().get(draft.block_at(at)?);
    let before = block(first).and_then(|block| draft.text().get(block.span.start()..first)).unwrap_or_default();
    let after = block(last.saturating_sub(1)).and_then(|block| draft.text().get(last..block.span.end()));
    (tail_of(before), head_of(after.unwrap_or_default()))
}

/// The last words of `text`, an ellipsis before them when some were left out.
fn tail_of(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().rev().nth(CONTEXT_SCALARS) else { return text.to_owned() };
    format!("…{}", from_whole_word(text.get(cut..).unwrap_or_default()))
}

/// The first words of `text`, an ellipsis after them when some were left out.
fn head_of(text: &str) -> String {
    let Some((cut, _)) = text.char_indices().nth(CONTEXT_SCALARS) else { return text.to_owned() };
    format!("{}…", to_whole_word(text.get(..cut).unwrap_or_default()))
}

/// `text` from its first white space on: without the rest of a word that was cut.
fn from_whole_word(text: &str) -> &str {
    text.find(char::is_whitespace).and_then(|at| text.get(at..)).unwrap_or(text).trim_start()
}

/// `text` up to its last white space: without the beginning of a word that was cut.
fn to_whole_word(text: &str) -> &str {
    text.rfind(char::is_whitespace).and_then(|at| text.get(..at)).unwrap_or(text).trim_end()
}

fn confirmed(rows: &[Row<'_>], scope: Scope) -> Confirmed {
    let mut sum = Confirmed::default();
    for fact in rows.iter().filter_map(|row| row.scope(scope)) {
        sum.of += 1;
        if fact.status != Status::Confirmed {
            continue;
        }
        if fact.stale.is_some() {
            sum.stale += 1;
        } else if fact.decision.is_some_and(|decision| decision.basis == Some(Basis::OnAuthor)) {
            sum.on_author += 1;
        } else {
            sum.firm += 1;
        }
    }
    sum
}

/// A role as one word without spaces, for class names and the like.
pub(super) fn role_slug(role: Role) -> String {
    role.word().replace(' ', "-")
}
