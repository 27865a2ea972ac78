//! Writes everything a report knows as one JSON object, for other programs.
//!
//! In: the report and its facts. Out: pretty JSON of version 1 of the format `tickmark-claims`.
//! Must not know: the project's own files. The shapes below are a contract with strangers and are written out here,
//! so that a change of the model does not change them unseen.
//! Holds: offsets count Unicode scalar values of `article.draft.text`, end exclusive; times are ISO 8601 in UTC.

use jiff::Timestamp;
use serde::Serialize;

use crate::export::Report;
use crate::export::facts::{Facts, Listed, Row, ScopeFact, TieFact, role_slug};
use crate::export::vouched::{CorrectionFact, EditFact, SignOffFact};
use crate::model::contact::Terms;
use crate::model::decision::{Basis, Stale};
use crate::model::evidence::{Evidence, EvidenceHash, Fetched};
use crate::model::found::Found;
use crate::model::legal::LegalFlag;
use crate::model::query::{Query, Subject};
use crate::model::sign_off::SignOffStale;
use crate::model::stage::Closing;
use crate::model::standing::Standing;
use crate::model::visibility::Visibility;

#[derive(Serialize)]
struct Object<'a> {
    format: &'static str,
    version: u32,
    offsets: &'static str,
    generator: String,
    generated: Timestamp,
    exported_by: &'a str,
    audience: &'static str,
    left_out: LeftOutShape,
    project: &'a str,
    article: ArticleShape<'a>,
    figures: Figures,
    stage: &'static str,
    sign_offs: Vec<SignOffShape<'a>>,
    closings: Vec<ClosingShape<'a>>,
    corrections: Vec<CorrectionShape<'a>>,
    claims: Vec<ClaimShape<'a>>,
    queries: Vec<QueryShape<'a>>,
    sources: Vec<SourceShape<'a>>,
    reads: usize,
    history: Vec<EditShape<'a>>,
}

#[derive(Serialize)]
struct SignOffShape<'a> {
    id: String,
    role: &'static str,
    by: &'a str,
    at: Timestamp,
    draft: usize,
    draft_sha256: &'a str,
    note: &'a str,
    stale: Option<&'static str>,
}

#[derive(Serialize)]
struct ClosingShape<'a> {
    number: usize,
    by: &'a str,
    at: Timestamp,
    draft: usize,
    draft_sha256: &'a str,
    record: String,
}

#[derive(Serialize)]
struct CorrectionShape<'a> {
    id: String,
    date: String,
    was: &'a str,
    now: &'a str,
    cause: &'a str,
    claims: &'a [usize],
    note: &'a str,
    by: &'a str,
    at: Timestamp,
}

#[derive(Serialize)]
struct LegalShape<'a> {
    reason: &'a str,
    clearer: &'a str,
    by: &'a str,
    at: Timestamp,
    cleared_by: Option<&'a str>,
    cleared_at: Option<Timestamp>,
    cleared_note: &'a str,
}

#[derive(Serialize)]
struct EditShape<'a> {
    id: String,
    at: Timestamp,
    by: &'a str,
    label: &'a str,
    undoes: Option<String>,
    changes: Vec<ChangeShape<'a>>,
}

#[derive(Serialize)]
struct ChangeShape<'a> {
    claim: Option<String>,
    field: &'a str,
    before: &'a str,
    after: &'a str,
}

/// What the audience does not get, counted.
#[derive(Serialize)]
struct LeftOutShape {
    source_names: usize,
    words_of_ties: usize,
    notes: usize,
    queries: usize,
}

#[derive(Serialize)]
struct ArticleShape<'a> {
    slug: &'a str,
    headline: &'a str,
    byline: &'a str,
    publication: &'a str,
    dateline: &'a str,
    published: Option<String>,
    published_from: &'a str,
    url: &'a str,
    language: &'a str,
    found: &'a Found,
    deadline: Option<String>,
    original: Option<OriginalShape<'a>>,
    draft: DraftShape<'a>,
}

#[derive(Serialize)]
struct OriginalShape<'a> {
    name: &'a str,
    sha256: &'a str,
    encoding: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<FetchedShape<'a>>,
}

#[derive(Serialize)]
struct FetchedShape<'a> {
    url: &'a str,
    answered: &'a str,
    status: u16,
    at: Timestamp,
}

#[derive(Serialize)]
struct DraftShape<'a> {
    number: Option<usize>,
    sha256: Option<&'a str>,
    taken: Option<Timestamp>,
    text: &'a str,
    blocks: Vec<BlockShape>,
}

#[derive(Serialize)]
struct BlockShape {
    paragraph: usize,
    role: String,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Figures {
    claims: usize,
    standing: Vec<Count>,
    said: ConfirmedShape,
    so: ConfirmedShape,
    on_author: usize,
    stale: usize,
    lost: usize,
    words: usize,
    words_under_a_claim: usize,
    words_read: usize,
    words_bare: usize,
    open_queries: usize,
    open_fixes: usize,
    /// Ties that the writer's file proposes and nobody settled; left out when there is none.
    #[serde(skip_serializing_if = "is_none")]
    open_proposals: usize,
    /// Questions that merging two copies left open; left out when there is none.
    #[serde(skip_serializing_if = "is_none")]
    open_questions: usize,
}

#[derive(Serialize)]
struct Count {
    standing: &'static str,
    claims: usize,
}

/// Confirmed decisions of one scope, each in one count.
#[derive(Serialize)]
struct ConfirmedShape {
    of: usize,
    confirmed: usize,
    on_author: usize,
    stale: usize,
}

#[derive(Serialize)]
struct ClaimShape<'a> {
    number: usize,
    id: String,
    paragraph: Option<usize>,
    lost: bool,
    words: &'a str,
    spans: Vec<SpanShape<'a>>,
    kind: &'static str,
    claimant: Option<&'a str>,
    standing: &'static str,
    said: Option<DecisionShape<'a>>,
    so: DecisionShape<'a>,
    verdict: Option<&'a str>,
    fix: Option<FixShape<'a>>,
    note: &'a str,
    note_visibility: &'static str,
    legal: Option<LegalShape<'a>>,
    ties: Vec<TieShape<'a>>,
    queries: Vec<String>,
    made_by: &'a str,
    made_at: Timestamp,
}

#[derive(Serialize)]
struct SpanShape<'a> {
    start: usize,
    end: usize,
    found: bool,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

#[derive(Default, Serialize)]
struct DecisionShape<'a> {
    status: &'static str,
    basis: Option<&'static str>,
    reason: &'a str,
    by: Option<&'a str>,
    at: Option<Timestamp>,
    stale: Option<&'static str>,
}

#[derive(Serialize)]
struct FixShape<'a> {
    words: &'a str,
    state: &'static str,
    by: &'a str,
    at: Timestamp,
}

#[derive(Serialize)]
struct TieShape<'a> {
    id: String,
    source: String,
    source_number: Option<usize>,
    stance: &'static str,
    excerpt: &'a str,
    locator: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<RegionShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<TimeShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation: Option<TranslationShape<'a>>,
    visibility: &'static str,
    held_back: bool,
}

/// A part of a page or picture, in fractions of its width and height.
#[derive(Serialize)]
struct RegionShape {
    page: Option<u32>,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// A stretch of a recording, hh:mm:ss from its start.
#[derive(Serialize)]
struct TimeShape {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct TranslationShape<'a> {
    words: &'a str,
    language: &'a str,
    by: &'a str,
    translator: &'static str,
}

#[derive(Serialize)]
struct FileShape<'a> {
    sha256: &'a str,
    name: &'a str,
    kind: &'static str,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<Timestamp>,
}

#[derive(Serialize)]
struct QueryShape<'a> {
    id: String,
    about: &'static str,
    claim: Option<String>,
    paragraph: Option<usize>,
    to: &'static str,
    state: &'static str,
    words: &'a str,
    answer: &'a str,
    due: Option<String>,
    visibility: &'static str,
    asked_by: &'a str,
    asked: Timestamp,
    settled: Option<Timestamp>,
}

#[derive(Serialize)]
struct SourceShape<'a> {
    number: usize,
    id: String,
    kind: &'static str,
    visibility: &'static str,
    title: &'a str,
    author: &'a str,
    container: &'a str,
    publisher: &'a str,
    issued: &'a str,
    accessed: &'a str,
    url: &'a str,
    series_number: &'a str,
    rank: Option<&'static str>,
    origin: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileShape<'a>>,
    citation: String,
    used_by: Vec<usize>,
}

/// The whole object, with a line break at its end.
pub(super) fn object(report: &Report<'_>, facts: &Facts<'_>) -> String {
    let object = Object {
        format: "tickmark-claims",
        version: 1,
        offsets: "Unicode scalar values, end exclusive",
        generator: crate::export::wording::MAKER.to_owned(),
        generated: report.generated,
        exported_by: report.by,
        audience: report.audience.word(),
        left_out: LeftOutShape {
            source_names: facts.left_out.sources,
            words_of_ties: facts.left_out.ties,
            notes: facts.left_out.notes,
            queries: facts.left_out.queries,
        },
        project: &report.project.title,
        article: article(report, facts),
        figures: figures(report, facts),
        stage: report.article.stage.word(),
        sign_offs: facts.vouched.sign_offs.iter().map(sign_off).collect(),
        closings: facts.vouched.closings.iter().map(closing).collect(),
        corrections: facts.vouched.corrections.iter().map(correction).collect(),
        claims: facts.rows.iter().map(|row| claim(report, row)).collect(),
        queries: facts.queries.iter().map(|query| self::query(report, query)).collect(),
        sources: facts.sources.iter().map(|listed| source(listed, report.audience)).collect(),
        reads: report.article.review.reads.len(),
        history: facts.vouched.history.iter().map(edit).collect(),
    };
    // Structs of text and numbers always have a JSON form, so the empty text stands for what cannot happen.
    let mut text = serde_json::to_string_pretty(&object).unwrap_or_default();
    text.push('\n');
    text
}

fn article<'a>(report: &Report<'a>, facts: &Facts<'a>) -> ArticleShape<'a> {
    let article = report.article;
    let meta = &article.meta;
    let draft = &article.draft;
    let blocks = draft.blocks().iter().enumerate().map(|(at, block)| {
        let span = draft.scalars().scalars_from_bytes(draft.text(), block.span);
        BlockShape { paragraph: at + 1, role: role_slug(block.role), start: span.start, end: span.end }
    });
    ArticleShape {
        slug: article.slug.as_str(),
        headline: &meta.headline,
        byline: &meta.byline,
        publication: &meta.publication,
        dateline: &meta.dateline,
        published: meta.published.map(|date| date.to_string()),
        published_from: &meta.published_from,
        url: &meta.url,
        language: &meta.language,
        found: &meta.found,
        deadline: meta.deadline.map(|date| date.to_string()),
        original: article.original.as_ref().map(|file| OriginalShape {
            name: &file.name,
            sha256: &file.sha256,
            encoding: &file.encoding,
            fetched: file.fetched.as_ref().map(|from| FetchedShape {
                url: &from.url,
                answered: from.answered(),
                status: from.status,
                at: from.at,
            }),
        }),
        draft: DraftShape {
            number: facts.draft.map(|draft| draft.number),
            sha256: facts.draft.map(|draft| draft.sha256.as_str()),
            taken: facts.draft.map(|draft| draft.taken),
            text: draft.text(),
            blocks: blocks.collect(),
        },
    }
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

fn figures(report: &Report<'_>, facts: &Facts<'_>) -> Figures {
    let tally = &report.tally;
    let confirmed = |count: &crate::export::facts::Confirmed| ConfirmedShape {
        of: count.of,
        confirmed: count.firm,
        on_author: count.on_author,
        stale: count.stale,
    };
    Figures {
        claims: tally.claims(),
        standing: Standing::ALL.map(|standing| Count { standing: standing.word(), claims: tally.of(standing) }).into(),
        said: confirmed(&facts.said),
        so: confirmed(&facts.so),
        on_author: tally.on_author,
        stale: tally.stale,
        lost: facts.n_lost(),
        words: report.coverage.words(),
        words_under_a_claim: report.coverage.claimed,
        words_read: report.coverage.read,
        words_bare: report.coverage.bare,
        open_queries: facts.n_open_queries(),
        open_fixes: facts.n_open_fixes(),
        open_proposals: facts.n_proposed(),
        open_questions: facts.n_questions,
    }
}

fn claim<'a>(report: &Report<'a>, row: &'a Row<'a>) -> ClaimShape<'a> {
    let claim = row.claim;
    let spans = claim.spans.iter().map(|span| SpanShape {
        start: span.scalars().start,
        end: span.scalars().end,
        found: span.place().is_some(),
        exact: span.exact(),
        prefix: span.context().0,
        suffix: span.context().1,
    });
    let scope = |scope| row.scope(scope).map(decision);
    ClaimShape {
        number: row.number,
        id: claim.id.to_string(),
        paragraph: row.paragraph,
        lost: row.is_lost(),
        words: &row.words,
        spans: spans.collect(),
        kind: claim.kind.word(),
        claimant: claim.claimant.as_deref(),
        standing: row.standing.word(),
        said: scope(crate::model::decision::Scope::Said),
        so: scope(crate::model::decision::Scope::So).unwrap_or_default(),
        verdict: claim.verdict.as_deref(),
        fix: claim.fix.as_ref().map(|fix| FixShape {
            words: &fix.words,
            state: fix.state.word(),
            by: report.project.person_name(&fix.by),
            at: fix.at,
        }),
        note: &claim.note,
        note_visibility: claim.note_visibility.word(),
        legal: claim.legal.as_ref().map(|flag| legal(report, flag)),
        ties: row.ties.iter().map(tie).collect(),
        queries: row.queries.iter().map(|query| query.id.to_string()).collect(),
        made_by: report.project.person_name(&claim.by),
        made_at: claim.at,
    }
}

fn sign_off<'a>(fact: &SignOffFact<'a>) -> SignOffShape<'a> {
    let it = fact.sign_off;
    SignOffShape {
        id: it.id.to_string(),
        role: it.role.word(),
        by: fact.by,
        at: it.at,
        draft: it.draft,
        draft_sha256: &it.draft_sha256,
        note: &it.note,
        stale: fact.stale.map(SignOffStale::word),
    }
}

fn closing<'a>((it, by): &(&'a Closing, &'a str)) -> ClosingShape<'a> {
    let Closing { id: _, number, draft, draft_sha256, by: _, at } = it;
    ClosingShape { number: *number, by, at: *at, draft: *draft, draft_sha256, record: it.file() }
}

fn correction<'a>(fact: &'a CorrectionFact<'a>) -> CorrectionShape<'a> {
    let it = fact.correction;
    CorrectionShape {
        id: it.id.to_string(),
        date: it.date.to_string(),
        was: &it.was,
        now: &it.now,
        cause: &it.cause,
        claims: &fact.claims,
        note: &it.note,
        by: fact.by,
        at: it.at,
    }
}

fn legal<'a>(report: &Report<'a>, flag: &'a LegalFlag) -> LegalShape<'a> {
    let cleared = flag.cleared.as_ref();
    LegalShape {
        reason: &flag.reason,
        clearer: &flag.clearer,
        by: report.project.person_name(&flag.by),
        at: flag.at,
        cleared_by: cleared.map(|it| report.project.person_name(&it.by)),
        cleared_at: cleared.map(|it| it.at),
        cleared_note: cleared.map_or("", |it| it.note.as_str()),
    }
}

fn edit(fact: &EditFact) -> EditShape<'_> {
    let changes = fact.changes.iter().map(|it| ChangeShape {
        claim: it.claim.map(|id| id.to_string()),
        field: &it.field,
        before: &it.before,
        after: &it.after,
    });
    EditShape {
        id: fact.id.to_string(),
        at: fact.at,
        by: &fact.by,
        label: &fact.label,
        undoes: fact.undoes.map(|id| id.to_string()),
        changes: changes.collect(),
    }
}

fn decision<'a>(fact: &ScopeFact<'a>) -> DecisionShape<'a> {
    DecisionShape {
        status: fact.status.word(),
        basis: fact.decision.and_then(|decision| decision.basis).map(Basis::word),
        reason: fact.decision.map_or("", |decision| decision.reason.as_str()),
        by: fact.decision.map(|_| fact.by),
        at: fact.decision.map(|decision| decision.at),
        stale: fact.stale.map(Stale::word),
    }
}

fn tie<'a>(fact: &TieFact<'a>) -> TieShape<'a> {
    TieShape {
        id: fact.tie.id.to_string(),
        source: if fact.is_held_back && fact.source.is_none() { String::new() } else { fact.tie.source.to_string() },
        source_number: fact.number,
        stance: fact.tie.stance.word(),
        excerpt: &fact.tie.excerpt,
        locator: &fact.tie.locator,
        evidence_sha256: fact.tie.evidence.as_ref().map(EvidenceHash::as_str),
        region: fact.tie.region.map(|region| {
            let [x, y, width, height] = region.fractions();
            RegionShape { page: region.page(), x, y, width, height }
        }),
        time: fact.tie.time.map(|time| TimeShape { from: time.from().to_string(), to: time.to().to_string() }),
        translation: fact.tie.translation.as_deref().map(|it| TranslationShape {
            words: &it.words,
            language: &it.language,
            by: &it.by,
            translator: it.translator.word(),
        }),
        visibility: fact.tie.visibility.word(),
        held_back: fact.is_held_back,
    }
}

fn query<'a>(report: &Report<'a>, query: &'a Query) -> QueryShape<'a> {
    let (about, claim, paragraph) = match query.on {
        Subject::Article => ("article", None, None),
        Subject::Block(block) => ("paragraph", None, Some(block + 1)),
        Subject::Claim(id) => ("claim", Some(id.to_string()), None),
    };
    QueryShape {
        id: query.id.to_string(),
        about,
        claim,
        paragraph,
        to: query.to.word(),
        state: query.state.word(),
        words: &query.words,
        answer: &query.answer,
        due: query.due.map(|date| date.to_string()),
        visibility: query.visibility.word(),
        asked_by: report.project.person_name(&query.by),
        asked: query.asked,
        settled: query.settled,
    }
}

fn source<'a>(listed: &Listed<'a>, audience: Visibility) -> SourceShape<'a> {
    let source = listed.source;
    let is_newsroom = audience.sees(Visibility::Newsroom);
    SourceShape {
        number: listed.number,
        id: source.id.to_string(),
        kind: source.kind.word(),
        visibility: source.visibility.word(),
        title: &source.title,
        author: &source.author,
        container: &source.container,
        publisher: &source.publisher,
        issued: &source.issued,
        accessed: &source.accessed,
        url: &source.url,
        series_number: &source.number,
        rank: source.rank.map(crate::model::source::Rank::word),
        origin: &source.origin,
        grade: source.grade.filter(|_| is_newsroom).map(|grade| grade.to_string()),
        terms: source.terms.filter(|_| is_newsroom).map(Terms::word),
        files: source.evidence.iter().map(file).collect(),
        citation: source.citation(),
        used_by: listed.used_by.iter().copied().collect(),
    }
}

fn file(evidence: &Evidence) -> FileShape<'_> {
    let fetched = evidence.fetched.as_deref();
    FileShape {
        sha256: evidence.sha256.as_str(),
        name: &evidence.name,
        kind: evidence.kind.word(),
        bytes: evidence.bytes,
        fetched_from: fetched.map(Fetched::answered),
        fetched: fetched.map(|it| it.at),
    }
}
