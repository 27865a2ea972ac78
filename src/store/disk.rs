//! What each file of a project looks like: from model values to text, and from a file's fields to model values.
//!
//! In: parts of a project, or a [`FileReader`]. Out: RON text, or those parts.
//! Must not know: paths, which files are there, how a broken piece is told.
//! Holds: every field of the model is written, or named here as written elsewhere: a new one breaks the build; what is
//! confidential is written covered (`private.rs` writes the rest).
//! To add a field: the struct that is written, its `…_text`, its `read_…`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::model::article::{Article, Draft, DraftRecord, Meta, Original, Role};
use crate::model::assignment::Assignment;
use crate::model::change::Part;
use crate::model::claim::Claim;
use crate::model::conflict::Conflict;
use crate::model::covered;
use crate::model::found::Found;
use crate::model::ids::{ConflictId, PersonKey, QueryId, ReadId, Slug, SourceId};
use crate::model::problem::Problem;
use crate::model::project::{Project, Scale};
use crate::model::proposal::Proposal;
use crate::model::query::Query;
use crate::model::review::{ReadWords, Review};
use crate::model::sign_off::SignOff;
use crate::model::source::Source;
use crate::model::stage::{Closing, Correction, Stage};
use crate::store::reader::{FileReader, SCHEMA};
use crate::store::ron_text;

/// How the numbers of a review's anchors count.
const OFFSETS: &str = "Unicode scalar values, end exclusive";

#[derive(Serialize)]
struct ProjectFile<'a> {
    schema: u32,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<&'a Scale>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    people: &'a BTreeMap<PersonKey, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Cow<'a, Conflict>>,
}

#[derive(Serialize)]
struct SourcesFile<'a> {
    schema: u32,
    sources: Vec<Cow<'a, Source>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Cow<'a, Conflict>>,
}

#[derive(Serialize)]
struct ArticleFile<'a> {
    schema: u32,
    slug: &'a Slug,
    #[serde(skip_serializing_if = "str::is_empty")]
    headline: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    byline: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    publication: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    dateline: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<Date>,
    #[serde(skip_serializing_if = "str::is_empty")]
    published_from: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "Found::is_empty")]
    found: &'a Found,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Date>,
    #[serde(skip_serializing_if = "is_listed")]
    listed: bool,
    #[serde(skip_serializing_if = "is_in_check")]
    stage: Stage,
    added: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a Original>,
    drafts: &'a [DraftRecord],
    roles: Vec<Role>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Cow<'a, Conflict>>,
}

#[derive(Serialize)]
struct ReviewFile<'a> {
    schema: u32,
    /// Of a frozen record alone: the closing that froze it, with the SHA-256 of the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<&'a Closing>,
    offsets: &'static str,
    draft: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<Cow<'a, Claim>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    queries: Vec<Cow<'a, Query>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reads: Vec<&'a ReadWords>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assignments: Vec<&'a Assignment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sign_offs: Vec<&'a SignOff>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closings: Vec<&'a Closing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<&'a Correction>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proposals: Vec<&'a Proposal>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Cow<'a, Conflict>>,
}

fn is_listed(listed: &bool) -> bool {
    *listed
}

fn is_in_check(stage: &Stage) -> bool {
    *stage == Stage::InCheck
}

/// The conflicts of an article that are kept in this file of it.
fn conflicts_of(article: &Article, part: Part) -> impl Iterator<Item = &Conflict> {
    article.review.conflicts.values().filter(move |conflict| conflict.part() == part)
}

/// `project.ron`.
pub(super) fn project_text(project: &Project) -> Result<String, Problem> {
    let Project { title, scale, people, sources: _, articles: _, conflicts: _ } = project;
    let conflicts = project.conflicts_of(Part::Project).map(covered::conflict).collect();
    ron_text::pretty(&ProjectFile { schema: SCHEMA, title, scale: scale.as_ref(), people, conflicts })
}

/// `sources.ron`.
pub(super) fn sources_text(project: &Project) -> Result<String, Problem> {
    ron_text::pretty(&SourcesFile {
        schema: SCHEMA,
        sources: project.sources.values().map(|source| covered::source(source)).collect(),
        conflicts: project.conflicts_of(Part::Sources).map(covered::conflict).collect(),
    })
}

/// `article.ron`.
pub(super) fn article_text(article: &Article) -> Result<String, Problem> {
    let Article { slug, meta, listed, stage, added, original, drafts, draft, texts: _, review: _ } = article;
    let Meta { headline, byline, publication, dateline, published, published_from, url, language, found, deadline } =
        meta;
    ron_text::pretty(&ArticleFile {
        schema: SCHEMA,
        slug,
        headline,
        byline,
        publication,
        dateline,
        published: *published,
        published_from,
        url,
        language,
        found,
        deadline: *deadline,
        listed: *listed,
        stage: *stage,
        added: *added,
        original: original.as_ref(),
        drafts,
        roles: draft.roles().collect(),
        conflicts: conflicts_of(article, Part::Article).map(covered::conflict).collect(),
    })
}

/// Whether two articles have the same `article.ron`; cheaper than writing it.
pub(super) fn same_article(a: &Article, b: &Article) -> bool {
    let Article { slug, meta, listed, stage, added, original, drafts, draft, texts: _, review: _ } = a;
    (slug, meta, listed, stage, added, original, drafts)
        == (&b.slug, &b.meta, &b.listed, &b.stage, &b.added, &b.original, &b.drafts)
        && draft.roles().eq(b.draft.roles())
        && conflicts_of(a, Part::Article).eq(conflicts_of(b, Part::Article))
}

/// `review.ron`.
pub(super) fn review_text(article: &Article) -> Result<String, Problem> {
    reviewed(article, None)
}

/// The frozen record of a closing: the review as `article` has it, behind what closed it.
pub(super) fn record_text(article: &Article, closing: &Closing) -> Result<String, Problem> {
    reviewed(article, Some(closing))
}

fn reviewed(article: &Article, closed: Option<&Closing>) -> Result<String, Problem> {
    let Review { claims, queries, reads, assignments, sign_offs, closings, corrections, proposals, conflicts: _ } =
        &article.review;
    ron_text::pretty(&ReviewFile {
        schema: SCHEMA,
        closed,
        offsets: OFFSETS,
        draft: article.draft_number(),
        claims: claims.values().map(|claim| covered::claim(claim)).collect(),
        queries: queries.values().map(covered::query).collect(),
        reads: reads.values().collect(),
        assignments: assignments.values().collect(),
        sign_offs: sign_offs.values().collect(),
        closings: closings.values().collect(),
        corrections: corrections.values().collect(),
        proposals: proposals.values().collect(),
        conflicts: conflicts_of(article, Part::Review).map(covered::conflict).collect(),
    })
}

/// Gives `project` what `project.ron` says: title, scale, people, and the conflicts about them.
pub(super) fn read_project(reader: &mut FileReader<'_>, project: &mut Project) {
    project.title = reader.value("title").unwrap_or_default();
    project.scale = reader.value::<Option<Scale>>("scale").flatten();
    project.people = reader.value("people").unwrap_or_default();
    project.conflicts.extend(read_conflicts(reader));
}

fn read_conflicts(reader: &mut FileReader<'_>) -> BTreeMap<ConflictId, Conflict> {
    reader.map("conflicts", "conflict", |conflict: &Conflict| conflict.id)
}

/// Gives `project` what `sources.ron` says: the sources, and the conflicts about them.
pub(super) fn read_sources(reader: &mut FileReader<'_>, project: &mut Project) {
    let sources: BTreeMap<SourceId, Source> = reader.map("sources", "source", |source: &Source| source.id);
    project.sources = sources.into_iter().map(|(id, source)| (id, Arc::new(source))).collect();
    project.conflicts.extend(read_conflicts(reader));
}

/// What `article.ron` says.
pub(super) struct ArticleParts {
    pub(super) slug: Option<String>,
    pub(super) meta: Meta,
    pub(super) listed: bool,
    pub(super) stage: Stage,
    pub(super) added: Timestamp,
    pub(super) original: Option<Original>,
    pub(super) drafts: Vec<DraftRecord>,
    pub(super) roles: Vec<Role>,
    pub(super) conflicts: BTreeMap<ConflictId, Conflict>,
}

impl ArticleParts {
    /// The article with its current draft's text and nothing of its review but the conflicts about its own fields.
    pub(super) fn article(self, slug: Slug, text: &str) -> Article {
        let Self { slug: _, meta, listed, stage, added, original, drafts, roles, conflicts } = self;
        let draft = Draft::new(text, &roles);
        let texts = drafts.last().map(|record| (record.sha256.clone(), draft.shared_text())).into_iter().collect();
        let review = Review { conflicts, ..Review::default() };
        Article { slug, meta, listed, stage, added, original, drafts, draft: Arc::new(draft), texts, review }
    }
}

/// Reads `article.ron`; what is broken or missing is as an article has it of which nothing is known.
pub(super) fn read_article(reader: &mut FileReader<'_>) -> ArticleParts {
    ArticleParts {
        slug: reader.value("slug"),
        meta: Meta {
            headline: reader.value("headline").unwrap_or_default(),
            byline: reader.value("byline").unwrap_or_default(),
            publication: reader.value("publication").unwrap_or_default(),
            dateline: reader.value("dateline").unwrap_or_default(),
            published: reader.value::<Option<Date>>("published").flatten(),
            published_from: reader.value("published_from").unwrap_or_default(),
            url: reader.value("url").unwrap_or_default(),
            language: reader.value("language").unwrap_or_default(),
            found: reader.value("found").unwrap_or_default(),
            deadline: reader.value::<Option<Date>>("deadline").flatten(),
        },
        listed: reader.value("listed").unwrap_or(true),
        stage: reader.value("stage").unwrap_or_default(),
        added: reader.value("added").unwrap_or(Timestamp::UNIX_EPOCH),
        original: reader.value::<Option<Original>>("original").flatten(),
        drafts: reader.list("drafts", "draft"),
        roles: reader.list_or("roles", "role", Role::Body),
        conflicts: read_conflicts(reader),
    }
}

/// How many claims the text of a `review.ron` has.
pub(super) fn count_claims(text: &str) -> usize {
    let pieces = crate::store::split::split(text);
    let claims = pieces.fields.iter().find(|field| text.get(field.name.clone()) == Some("claims"));
    claims.map_or(0, |claims| claims.elements.len())
}

/// What `review.ron` says, and the number of the draft its anchors were made for.
pub(super) fn read_review(reader: &mut FileReader<'_>) -> (Review, Option<usize>) {
    if reader.value::<String>("offsets").is_some_and(|offsets| offsets != OFFSETS) {
        let why = format!("expected `offsets: \"{OFFSETS}\"`; claims are placed by their words");
        reader.tell(reader.place_of("offsets"), "offsets-unknown", "it counts places in another way", &why);
    }
    let draft = reader.value("draft");
    let claims = reader.map("claims", "claim", |claim: &Claim| claim.id);
    let queries: BTreeMap<QueryId, Query> = reader.map("queries", "query", |query: &Query| query.id);
    let reads: BTreeMap<ReadId, ReadWords> = reader.map("reads", "read", |read: &ReadWords| read.id);
    let claims = claims.into_iter().map(|(id, claim)| (id, Arc::new(claim))).collect();
    let review = Review {
        claims,
        queries,
        reads,
        assignments: reader.map("assignments", "assignment", |assignment: &Assignment| assignment.id),
        sign_offs: reader.map("sign_offs", "sign-off", |sign_off: &SignOff| sign_off.id),
        closings: reader.map("closings", "closing", |closing: &Closing| closing.id),
        corrections: reader.map("corrections", "correction", |correction: &Correction| correction.id),
        proposals: reader.map("proposals", "proposed tie", |proposal: &Proposal| proposal.id),
        conflicts: read_conflicts(reader),
    };
    (review, draft)
}
