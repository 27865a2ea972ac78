//! What each file of a project looks like: from model values to text, and from a file's fields to model values.
//!
//! In: parts of a project, or a [`FileReader`]. Out: RON text, or those parts.
//! Must not know: paths, which files are there, how a broken piece is told.
//! Holds: every field of the model is written, or named here as written elsewhere: a new one breaks the build.
//! To add a field: the struct that is written, its `…_text`, its `read_…`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::model::article::{Article, Draft, DraftRecord, Meta, Original, Role};
use crate::model::claim::Claim;
use crate::model::ids::{PersonKey, QueryId, ReadId, Slug, SourceId};
use crate::model::problem::Problem;
use crate::model::project::{Project, Scale};
use crate::model::query::Query;
use crate::model::review::{ReadWords, Review};
use crate::model::source::Source;
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
}

#[derive(Serialize)]
struct SourcesFile<'a> {
    schema: u32,
    sources: Vec<&'a Source>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Date>,
    #[serde(skip_serializing_if = "is_listed")]
    listed: bool,
    added: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a Original>,
    drafts: &'a [DraftRecord],
    roles: Vec<Role>,
}

#[derive(Serialize)]
struct ReviewFile<'a> {
    schema: u32,
    offsets: &'static str,
    draft: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<&'a Claim>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    queries: Vec<&'a Query>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reads: Vec<&'a ReadWords>,
}

fn is_listed(listed: &bool) -> bool {
    *listed
}

/// `project.ron`.
pub(super) fn project_text(project: &Project) -> Result<String, Problem> {
    let Project { title, scale, people, sources: _, articles: _ } = project;
    ron_text::pretty(&ProjectFile { schema: SCHEMA, title, scale: scale.as_ref(), people })
}

/// `sources.ron`.
pub(super) fn sources_text(sources: &BTreeMap<SourceId, Arc<Source>>) -> Result<String, Problem> {
    ron_text::pretty(&SourcesFile { schema: SCHEMA, sources: sources.values().map(Arc::as_ref).collect() })
}

/// `article.ron`.
pub(super) fn article_text(article: &Article) -> Result<String, Problem> {
    let Article { slug, meta, listed, added, original, drafts, draft, review: _ } = article;
    let Meta { headline, byline, publication, dateline, published, published_from, url, language, deadline } = meta;
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
        deadline: *deadline,
        listed: *listed,
        added: *added,
        original: original.as_ref(),
        drafts,
        roles: draft.roles().collect(),
    })
}

/// Whether two articles have the same `article.ron`; cheaper than writing it.
pub(super) fn same_article(a: &Article, b: &Article) -> bool {
    let Article { slug, meta, listed, added, original, drafts, draft, review: _ } = a;
    (slug, meta, listed, added, original, drafts) == (&b.slug, &b.meta, &b.listed, &b.added, &b.original, &b.drafts)
        && draft.roles().eq(b.draft.roles())
}

/// `review.ron`.
pub(super) fn review_text(article: &Article) -> Result<String, Problem> {
    let Review { claims, queries, reads } = &article.review;
    ron_text::pretty(&ReviewFile {
        schema: SCHEMA,
        offsets: OFFSETS,
        draft: article.drafts.last().map_or(1, |draft| draft.number),
        claims: claims.values().map(Arc::as_ref).collect(),
        queries: queries.values().collect(),
        reads: reads.values().collect(),
    })
}

/// What `project.ron` says: title, scale, people.
pub(super) fn read_project(reader: &mut FileReader<'_>) -> (String, Option<Scale>, BTreeMap<PersonKey, String>) {
    let title = reader.value("title").unwrap_or_default();
    let scale = reader.value::<Option<Scale>>("scale").flatten();
    (title, scale, reader.value("people").unwrap_or_default())
}

/// What `sources.ron` says.
pub(super) fn read_sources(reader: &mut FileReader<'_>) -> BTreeMap<SourceId, Arc<Source>> {
    let sources = reader.map("sources", "source", |source: &Source| source.id);
    sources.into_iter().map(|(id, source)| (id, Arc::new(source))).collect()
}

/// What `article.ron` says.
pub(super) struct ArticleParts {
    pub(super) slug: Option<String>,
    pub(super) meta: Meta,
    pub(super) listed: bool,
    pub(super) added: Timestamp,
    pub(super) original: Option<Original>,
    pub(super) drafts: Vec<DraftRecord>,
    pub(super) roles: Vec<Role>,
}

impl ArticleParts {
    /// The article with its draft's text and its review.
    pub(super) fn article(self, slug: Slug, text: &str) -> Article {
        let Self { slug: _, meta, listed, added, original, drafts, roles } = self;
        let draft = Draft::new(text, &roles);
        Article { slug, meta, listed, added, original, drafts, draft: Arc::new(draft), review: Review::default() }
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
            deadline: reader.value::<Option<Date>>("deadline").flatten(),
        },
        listed: reader.value("listed").unwrap_or(true),
        added: reader.value("added").unwrap_or(Timestamp::UNIX_EPOCH),
        original: reader.value::<Option<Original>>("original").flatten(),
        drafts: reader.list("drafts", "draft"),
        roles: reader.list_or("roles", "role", Role::Body),
    }
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
    (Review { claims, queries, reads }, draft)
}
