//! The shapes of answers given with `--json`: a contract with other programs, told in `tickmark list --help`.
//!
//! In: what the session knows. Out: structs to be written as JSON.
//! Holds: fields are only ever added; they are written out here, so that a change of the model changes none unseen.
//! Names are those of the JSON report (`export/json.rs`).

use jiff::Timestamp;
use serde::Serialize;

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::claim::Claim;
use crate::model::contact::Terms;
use crate::model::covered;
use crate::model::decision::{Basis, Scope, Stale, Status};
use crate::model::excerpt::{Region, Translation};
use crate::model::found::Found;
use crate::model::ids::ClaimId;
use crate::model::legal::LegalFlag;
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::model::query::{Query, Subject};
use crate::model::sign_off::{SignOff, SignOffStale};
use crate::model::source::{Rank, Source};
use crate::model::stage::{Correction, Stage};
use crate::model::standing::{staleness, standing};
use crate::model::told::{FromTo, from_to};
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::account::{AccountRow, Became};
use crate::session::closing::Concern;
use crate::session::index::ArticleIndex;

/// An article and how far its check has come.
#[derive(Serialize)]
pub(super) struct ArticleShape {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) published: Option<String>,
    pub(super) deadline: Option<String>,
    pub(super) listed: bool,
    pub(super) claims: usize,
    pub(super) decided: usize,
    pub(super) stale: usize,
    pub(super) lost: usize,
    pub(super) words: usize,
    pub(super) words_under_a_claim: usize,
    pub(super) words_read: usize,
    pub(super) words_bare: usize,
    pub(super) open_queries: usize,
    pub(super) stage: &'static str,
    sign_offs: usize,
    pub(super) stale_sign_offs: usize,
    awaiting_legal: usize,
}

/// What became of one thing that was to be added.
#[derive(Serialize)]
pub(super) struct AccountShape<'a> {
    file: &'a str,
    became: &'static str,
    article: Option<&'a str>,
    problem: Option<ProblemShape>,
}

impl<'a> AccountShape<'a> {
    pub(super) fn new(row: &'a AccountRow) -> Self {
        let (became, article, problem) = match &row.became {
            Became::Opened(slug) => ("opened", Some(slug.as_str()), None),
            Became::Known(slug) => ("known", Some(slug.as_str()), None),
            Became::Stored => ("stored", None, None),
            Became::Had => ("known", None, None),
            Became::Failed(problem) => ("failed", None, Some(ProblemShape::new(problem))),
            Became::Cancelled => ("not reached", None, None),
        };
        Self { file: &row.name, became, article, problem }
    }
}

/// An article with all that is known of it.
#[derive(Serialize)]
pub(super) struct DetailsShape {
    #[serde(flatten)]
    pub(super) article: ArticleShape,
    pub(super) headline: String,
    pub(super) byline: String,
    pub(super) publication: String,
    pub(super) dateline: String,
    pub(super) published_from: String,
    pub(super) url: String,
    pub(super) language: String,
    /// Where each of the fields above was found.
    pub(super) found: Found,
    pub(super) original: Option<String>,
    pub(super) paragraphs: Vec<ParagraphShape>,
}

/// A paragraph (block) of an article, furniture included, counted from 1.
#[derive(Serialize)]
pub(super) struct ParagraphShape {
    pub(super) paragraph: usize,
    pub(super) role: &'static str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

/// A claim.
#[derive(Serialize)]
pub(super) struct ClaimShape {
    pub(super) article: String,
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) paragraph: Option<usize>,
    pub(super) lost: bool,
    pub(super) words: String,
    spans: Vec<SpanShape>,
    pub(super) kind: &'static str,
    pub(super) claimant: Option<String>,
    pub(super) standing: &'static str,
    pub(super) stale: Option<&'static str>,
    pub(super) said: Option<DecisionShape>,
    pub(super) so: DecisionShape,
    verdict: Option<String>,
    note: String,
    note_visibility: &'static str,
    fix: Option<FixShape>,
    pub(super) ties: Vec<TieShape>,
    queries: Vec<String>,
    made_by: String,
    made_at: Timestamp,
    legal: Option<FlagShape>,
}

/// What a legal flag says.
#[derive(Serialize)]
pub(super) struct FlagShape {
    pub(super) reason: String,
    pub(super) clearer: String,
    pub(super) by: String,
    at: Timestamp,
    pub(super) cleared_by: Option<String>,
    cleared_at: Option<Timestamp>,
    cleared_note: String,
}

#[derive(Serialize)]
struct SpanShape {
    start: usize,
    end: usize,
    found: bool,
    exact: String,
}

/// How one scope of a claim stands.
#[derive(Serialize)]
pub(super) struct DecisionShape {
    pub(super) status: &'static str,
    basis: Option<&'static str>,
    reason: String,
    by: Option<String>,
    at: Option<Timestamp>,
    pub(super) stale: Option<&'static str>,
}

#[derive(Serialize)]
struct FixShape {
    words: String,
    state: &'static str,
    by: String,
    at: Timestamp,
}

/// A tie of a claim.
#[derive(Serialize)]
pub(super) struct TieShape {
    number: usize,
    id: String,
    source: String,
    source_title: String,
    stance: &'static str,
    excerpt: String,
    locator: String,
    evidence: Option<String>,
    region: Option<[f64; 4]>,
    page: Option<u32>,
    from: Option<String>,
    to: Option<String>,
    translation: Option<Translation>,
    visibility: &'static str,
}

/// A source.
#[derive(Serialize)]
pub(super) struct SourceShape {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) visibility: &'static str,
    cover: String,
    pub(super) title: String,
    author: String,
    container: String,
    publisher: String,
    issued: String,
    accessed: String,
    url: String,
    number: String,
    rank: Option<&'static str>,
    origin: String,
    note: String,
    grade: Option<String>,
    terms: Option<&'static str>,
    contacts: usize,
    log: usize,
    evidence: Vec<String>,
    pub(super) ties: usize,
}

/// A query.
#[derive(Serialize)]
pub(super) struct QueryShape {
    pub(super) article: String,
    pub(super) id: String,
    pub(super) about: &'static str,
    claim: Option<String>,
    pub(super) paragraph: Option<usize>,
    pub(super) to: &'static str,
    pub(super) state: &'static str,
    pub(super) visibility: &'static str,
    pub(super) words: String,
    answer: String,
    pub(super) due: Option<String>,
    asked_by: String,
    asked: Timestamp,
    settled: Option<Timestamp>,
}

/// An edit of the history.
#[derive(Serialize)]
pub(super) struct EditShape {
    id: String,
    pub(super) at: Timestamp,
    pub(super) by: String,
    pub(super) article: Option<String>,
    pub(super) label: String,
    undoes: Option<String>,
    pub(super) changes: Vec<ChangeShape>,
}

/// What one change of an edit was from and to.
#[derive(Serialize)]
pub(super) struct ChangeShape {
    claim: Option<String>,
    pub(super) field: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// How far an article has come.
#[derive(Serialize)]
pub(super) struct StageShape {
    pub(super) article: String,
    pub(super) stage: &'static str,
    pub(super) next: Vec<&'static str>,
    pub(super) blockers: Vec<String>,
    pub(super) concerns: Vec<String>,
    pub(super) sign_offs: Vec<SignOffShape>,
    pub(super) closings: Vec<ClosingShape>,
    pub(super) corrections: Vec<CorrectionShape>,
}

/// That an article was closed.
#[derive(Serialize)]
pub(super) struct ClosingShape {
    pub(super) number: usize,
    pub(super) by: String,
    pub(super) at: Timestamp,
    pub(super) draft: usize,
    draft_sha256: String,
    pub(super) record: String,
}

/// A sign-off.
#[derive(Serialize)]
pub(super) struct SignOffShape {
    pub(super) article: String,
    id: String,
    pub(super) role: &'static str,
    pub(super) by: String,
    at: Timestamp,
    pub(super) draft: usize,
    draft_sha256: String,
    pub(super) note: String,
    pub(super) stale: Option<&'static str>,
}

/// A legal flag with its claim.
#[derive(Serialize)]
pub(super) struct LegalShape {
    pub(super) article: String,
    pub(super) number: usize,
    id: String,
    pub(super) words: String,
    #[serde(flatten)]
    pub(super) flag: FlagShape,
}

/// A correction.
#[derive(Serialize)]
pub(super) struct CorrectionShape {
    pub(super) article: String,
    pub(super) id: String,
    pub(super) date: String,
    pub(super) was: String,
    pub(super) now: String,
    pub(super) cause: String,
    claims: Vec<String>,
    note: String,
    by: String,
    at: Timestamp,
}

/// A problem.
#[derive(Serialize)]
pub(super) struct ProblemShape {
    id: &'static str,
    severity: &'static str,
    what: String,
    place: String,
    why: String,
    now: String,
    help: String,
}

impl ArticleShape {
    pub(super) fn new(article: &Article, index: &ArticleIndex) -> Self {
        let (tally, coverage) = (index.tally(), index.coverage());
        Self {
            slug: article.slug.to_string(),
            title: article.title().to_owned(),
            published: article.meta.published.map(|day| day.to_string()),
            deadline: article.meta.deadline.map(|day| day.to_string()),
            listed: article.listed,
            claims: tally.claims(),
            decided: tally.decided(),
            stale: tally.stale,
            lost: tally.lost,
            words: coverage.words(),
            words_under_a_claim: coverage.claimed,
            words_read: coverage.read,
            words_bare: coverage.bare,
            open_queries: index.open_queries(),
            stage: article.stage.word(),
            sign_offs: article.review.sign_offs.len(),
            stale_sign_offs: index.stale_sign_offs(),
            awaiting_legal: index.awaiting_legal(),
        }
    }
}

impl DetailsShape {
    pub(super) fn new(article: &Article, index: &ArticleIndex) -> Self {
        let (meta, draft) = (&article.meta, &article.draft);
        let paragraphs = draft.blocks().iter().enumerate().map(|(at, block)| {
            let span = draft.scalars().scalars_from_bytes(draft.text(), block.span);
            let text = block.span.of(draft.text()).unwrap_or_default().to_owned();
            ParagraphShape { paragraph: at + 1, role: block.role.word(), start: span.start, end: span.end, text }
        });
        Self {
            article: ArticleShape::new(article, index),
            headline: meta.headline.clone(),
            byline: meta.byline.clone(),
            publication: meta.publication.clone(),
            dateline: meta.dateline.clone(),
            published_from: meta.published_from.clone(),
            url: meta.url.clone(),
            language: meta.language.clone(),
            found: meta.found.clone(),
            original: article.original.as_ref().map(|file| file.name.clone()),
            paragraphs: paragraphs.collect(),
        }
    }
}

impl ClaimShape {
    /// The claim as far as `audience` may see it; what is stale is read off the whole one.
    pub(super) fn new(
        project: &Project,
        article: &Article,
        index: &ArticleIndex,
        whole: &Claim,
        audience: Visibility,
    ) -> Self {
        let covered = covered::claim(whole);
        let claim = if audience == Visibility::Confidential { whole } else { covered.as_ref() };
        let block = claim.start().and_then(|start| article.draft.block_at(start));
        let spans = claim.spans.iter().map(|span| SpanShape {
            start: span.scalars().start,
            end: span.scalars().end,
            found: span.place().is_some(),
            exact: span.exact().to_owned(),
        });
        let ties = (1..).zip(&claim.ties).map(|(number, tie)| TieShape {
            number,
            id: tie.id.to_string(),
            source: tie.source.to_string(),
            source_title: project.sources.get(&tie.source).map(|source| named(source, audience)).unwrap_or_default(),
            stance: tie.stance.word(),
            excerpt: tie.excerpt.clone(),
            locator: tie.locator.clone(),
            evidence: tie.evidence.as_ref().map(ToString::to_string),
            region: tie.region.map(Region::fractions),
            page: tie.region.and_then(Region::page),
            from: tie.time.map(|time| time.from().to_string()),
            to: tie.time.map(|time| time.to().to_string()),
            translation: tie.translation.as_deref().cloned(),
            visibility: tie.visibility.word(),
        });
        let decision = |scope| DecisionShape::new(project, whole, scope);
        Self {
            article: article.slug.to_string(),
            number: index.number(claim.id).unwrap_or_default(),
            id: claim.id.to_string(),
            paragraph: block.map(|block| block + 1),
            lost: claim.start().is_none(),
            words: claim.words(),
            spans: spans.collect(),
            kind: claim.kind.word(),
            claimant: claim.claimant.clone(),
            standing: standing(claim).word(),
            stale: staleness(whole).map(Stale::word),
            said: claim.claimant.is_some().then(|| decision(Scope::Said)),
            so: decision(Scope::So),
            verdict: claim.verdict.clone(),
            note: claim.note.clone(),
            note_visibility: claim.note_visibility.word(),
            fix: claim.fix.as_ref().map(|fix| FixShape {
                words: fix.words.clone(),
                state: fix.state.word(),
                by: project.person_name(&fix.by).to_owned(),
                at: fix.at,
            }),
            ties: ties.collect(),
            queries: queries_of(article, claim.id),
            made_by: project.person_name(&claim.by).to_owned(),
            made_at: claim.at,
            legal: claim.legal.as_ref().map(|flag| FlagShape::new(project, flag)),
        }
    }
}

fn queries_of(article: &Article, claim: ClaimId) -> Vec<String> {
    let queries = article.review.queries.values().filter(|query| query.on == Subject::Claim(claim));
    queries.map(|query| query.id.to_string()).collect()
}

impl DecisionShape {
    fn new(project: &Project, claim: &Claim, scope: Scope) -> Self {
        let decision = claim.decision(scope);
        Self {
            status: decision.map_or(Status::Unchecked, |decision| decision.status).word(),
            basis: decision.and_then(|decision| decision.basis).map(Basis::word),
            reason: decision.map(|decision| decision.reason.clone()).unwrap_or_default(),
            by: decision.map(|decision| project.person_name(&decision.by).to_owned()),
            at: decision.map(|decision| decision.at),
            stale: decision.and_then(|decision| decision.stale(claim, scope)).map(Stale::word),
        }
    }
}

/// What a source is called for `audience`.
fn named(source: &Source, audience: Visibility) -> String {
    if audience == Visibility::Confidential { source.title.clone() } else { source.name().to_owned() }
}

impl SourceShape {
    pub(super) fn new(whole: &Source, ties: usize, audience: Visibility) -> Self {
        let covered = covered::source(whole);
        let source = if audience == Visibility::Confidential { whole } else { covered.as_ref() };
        let Source { id, title, kind, author, container, publisher, issued, accessed, url, number, .. } =
            source.clone();
        let (id, kind, rank) = (id.to_string(), kind.word(), source.rank.map(Rank::word));
        let (visibility, cover) = (source.visibility.word(), source.cover.clone());
        let (origin, note) = (source.origin.clone(), source.note.clone());
        Self {
            id,
            kind,
            visibility,
            cover,
            title,
            author,
            container,
            publisher,
            issued,
            accessed,
            url,
            number,
            rank,
            origin,
            note,
            grade: source.grade.map(|grade| grade.to_string()),
            terms: source.terms.map(Terms::word),
            contacts: source.contacts.len(),
            log: source.log.len(),
            evidence: source.evidence.iter().map(|file| file.sha256.to_string()).collect(),
            ties,
        }
    }
}

impl QueryShape {
    pub(super) fn new(project: &Project, article: &Article, whole: &Query, audience: Visibility) -> Self {
        let covered = covered::query(whole);
        let query = if audience == Visibility::Confidential { whole } else { covered.as_ref() };
        let (about, claim, paragraph) = match query.on {
            Subject::Article => ("article", None, None),
            Subject::Block(block) => ("paragraph", None, Some(block + 1)),
            Subject::Claim(id) => ("claim", Some(id.to_string()), None),
        };
        Self {
            article: article.slug.to_string(),
            id: query.id.to_string(),
            about,
            claim,
            paragraph,
            to: query.to.word(),
            state: query.state.word(),
            visibility: query.visibility.word(),
            words: query.words.clone(),
            answer: query.answer.clone(),
            due: query.due.map(|day| day.to_string()),
            asked_by: project.person_name(&query.by).to_owned(),
            asked: query.asked,
            settled: query.settled,
        }
    }
}

impl EditShape {
    /// The edit as it is.
    pub(super) fn new(project: &Project, edit: &Edit) -> Self {
        Self {
            id: edit.id.to_string(),
            at: edit.at,
            by: project.person_name(&edit.by).to_owned(),
            article: edit.article.as_ref().map(ToString::to_string),
            label: edit.label.clone(),
            undoes: edit.undoes.map(|id| id.to_string()),
            changes: from_to(project, edit, None).into_iter().map(ChangeShape::new).collect(),
        }
    }
}

impl ChangeShape {
    fn new(told: FromTo) -> Self {
        let FromTo { claim, field, before, after, level: _ } = told;
        Self { claim: claim.map(|id| id.to_string()), field, before, after }
    }
}

impl FlagShape {
    fn new(project: &Project, flag: &LegalFlag) -> Self {
        let name = |key| project.person_name(key).to_owned();
        Self {
            reason: flag.reason.clone(),
            clearer: flag.clearer.clone(),
            by: name(&flag.by),
            at: flag.at,
            cleared_by: flag.cleared.as_ref().map(|cleared| name(&cleared.by)),
            cleared_at: flag.cleared.as_ref().map(|cleared| cleared.at),
            cleared_note: flag.cleared.as_ref().map(|cleared| cleared.note.clone()).unwrap_or_default(),
        }
    }
}

impl StageShape {
    pub(super) fn new(session: &Session, article: &Article) -> Self {
        let check = session.closing_check(&article.slug);
        // What keeps an article from being closed matters only as long as it is not.
        let is_open = !article.stage.is_frozen();
        let blockers = check.blockers.iter().filter(|_| is_open);
        let name = |key| session.project().map(|project| project.person_name(key).to_owned()).unwrap_or_default();
        let mut corrections: Vec<&Correction> = article.review.corrections.values().collect();
        corrections.sort_by_key(|it| (it.date, it.id));
        Self {
            article: article.slug.to_string(),
            stage: article.stage.word(),
            next: article.stage.next(&article.review).into_iter().map(Stage::word).collect(),
            blockers: blockers.map(|it| it.words(&session.claim_name(article, it.claim()))).collect(),
            concerns: check.concerns.iter().filter(|_| is_open).map(Concern::words).collect(),
            sign_offs: SignOffShape::all(session, article),
            closings: article
                .review
                .closings
                .values()
                .map(|it| ClosingShape {
                    number: it.number,
                    by: name(&it.by),
                    at: it.at,
                    draft: it.draft,
                    draft_sha256: it.draft_sha256.clone(),
                    record: it.file(),
                })
                .collect(),
            corrections: corrections.into_iter().map(|it| CorrectionShape::new(session, article, it)).collect(),
        }
    }
}

impl SignOffShape {
    /// The sign-offs of an article, in the order of roles.
    pub(super) fn all(session: &Session, article: &Article) -> Vec<Self> {
        let (Some(project), Some(index)) = (session.project(), session.index(&article.slug)) else { return Vec::new() };
        let mut all: Vec<&SignOff> = article.review.sign_offs.values().collect();
        all.sort_by_key(|it| (it.role, it.at, it.id));
        let shape = |it: &SignOff| Self {
            article: article.slug.to_string(),
            id: it.id.to_string(),
            role: it.role.word(),
            by: project.person_name(&it.by).to_owned(),
            at: it.at,
            draft: it.draft,
            draft_sha256: it.draft_sha256.clone(),
            note: it.note.clone(),
            stale: index.sign_off_stale(it.id).map(SignOffStale::word),
        };
        all.into_iter().map(shape).collect()
    }

    /// It in a line: "editor: Eva Carr, draft 1; was signed, claims or decisions changed".
    pub(super) fn line(&self) -> String {
        let mut line = format!("{}: {}, draft {}", self.role, self.by, self.draft);
        if !self.note.is_empty() {
            line = format!("{line}, “{}”", self.note);
        }
        match self.stale {
            Some(why) => format!("{line}; stale: {why}"),
            None => line,
        }
    }
}

impl LegalShape {
    /// The legal flags of an article, in reading order.
    pub(super) fn all(session: &Session, article: &Article) -> Vec<Self> {
        let (Some(project), Some(index)) = (session.project(), session.index(&article.slug)) else { return Vec::new() };
        let claims = index.order().filter_map(|id| article.review.claims.get(&id));
        claims
            .filter_map(|claim| {
                let flag = claim.legal.as_ref()?;
                Some(Self {
                    article: article.slug.to_string(),
                    number: index.number(claim.id).unwrap_or_default(),
                    id: claim.id.to_string(),
                    words: claim.words(),
                    flag: FlagShape::new(project, flag),
                })
            })
            .collect()
    }
}

impl CorrectionShape {
    pub(super) fn new(session: &Session, article: &Article, correction: &Correction) -> Self {
        let Correction { id, date, was, now, cause, claims, note, by, at } = correction.clone();
        let by = session.project().map(|project| project.person_name(&by).to_owned()).unwrap_or_default();
        let claims = claims.iter().map(ToString::to_string).collect();
        Self {
            article: article.slug.to_string(),
            id: id.to_string(),
            date: date.to_string(),
            was,
            now,
            cause,
            claims,
            note,
            by,
            at,
        }
    }
}

impl ProblemShape {
    pub(super) fn new(problem: &Problem) -> Self {
        Self {
            id: problem.id,
            severity: problem.severity.word(),
            what: problem.what.clone(),
            place: problem.place.to_string(),
            why: problem.why.clone(),
            now: problem.now.clone(),
            help: problem.help.clone(),
        }
    }
}
