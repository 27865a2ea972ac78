//! Merges two projects that were one: what only one side changed is taken, what both changed otherwise is asked.
//!
//! In: the last common state, as far as it is known, and both sides. Out: one project, with its open conflicts.
//! Must not know: where the sides come from (`session/` and `store/` find them), histories, disk, clock.
//! Holds: both orders give the same; merging what is merged already changes nothing; every claim, note, tie and query
//! of either side is in the outcome or in one of its conflicts. A conflict leaves the common value in place; a claim
//! that one side removed and the other changed stays, and is asked about.
//! (Merging again from an older base than the last common state changes nothing either, unless a question open in that
//! base was settled in two ways since.)
//! Where one side has a newer draft, anchors of the other are marked with their own draft (`Anchor::of_draft`) and
//! wait for being re-anchored. Two different drafts of one number are both kept under the next two free numbers, the
//! one taken first first: so no draft file is ever written anew.

pub mod asked;
mod cell;
mod claims;
pub mod common;
mod drafts;
pub mod names;
mod parts;
pub mod settle;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::{ArticleField, Change, ProjectField};
use crate::model::conflict::Conflict;
use crate::model::difference::keys;
use crate::model::fields::{article_fields, set_article_field};
use crate::model::ids::{ConflictId, Slug};
use crate::model::merge::cell::{Merger, Three};
use crate::model::merge::drafts::{SideDrafts, is_last_of, merged_drafts};
use crate::model::project::Project;
use crate::model::query::Subject;
use crate::model::review::Review;

pub use cell::Cell;

/// The last state that both sides had, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Base<'a> {
    /// Title, scale, people, sources and the conflicts about them; `None` when that is not known.
    pub own: Option<&'a Project>,
    /// The articles of which it is known; without one, what is equal is taken as common and what differs is asked.
    pub articles: &'a BTreeMap<Slug, Arc<Article>>,
}

/// What became of `base` on both sides, as one project. Conflicts are in the map of their part.
///
/// Anchors that were not both sides' have no place yet: [`Project::placed`] looks them up.
pub fn merge(base: &Project, ours: &Project, theirs: &Project) -> Project {
    merge_from(Base { own: Some(base), articles: &base.articles }, ours, theirs)
}

/// The same when the common state is known in part, or not at all.
pub fn merge_from(base: Base<'_>, ours: &Project, theirs: &Project) -> Project {
    let mut articles = BTreeMap::new();
    for slug in keys(&ours.articles, &theirs.articles) {
        let sides = (ours.articles.get(&slug), theirs.articles.get(&slug));
        let article = match sides {
            (Some(ours), Some(theirs)) => merge_articles(base.articles.get(&slug), ours, theirs),
            (Some(only), None) | (None, Some(only)) => Arc::clone(only),
            (None, None) => continue,
        };
        articles.insert(slug, article);
    }
    let own = Three { base: base.own, ours, theirs };
    let mut merger = Merger::new(own.map(|project| &project.conflicts));
    let field = |field: fn(&Project) -> ProjectField| own.map(field);
    let title = merger.project(&field(|project| ProjectField::Title(project.title.clone())));
    let scale = merger.project(&field(|project| ProjectField::Scale(project.scale.clone())));
    let mut people = BTreeMap::new();
    for key in keys(&ours.people, &theirs.people) {
        let mut names = own.map(|project| ProjectField::Person(key.clone(), project.people.get(&key).cloned()));
        // A person whom one side lacks is no difference that anybody could settle: they are known.
        names.base.get_or_insert_with(|| ProjectField::Person(key.clone(), None));
        if let ProjectField::Person(_, Some(name)) = merger.project(&names) {
            people.insert(key, name);
        }
    }
    let mut sources = parts::sources(&mut merger, own.map(|project| &project.sources));
    parts::keep_used_sources(&mut merger, own, &articles, &mut sources);
    Project {
        title: if let ProjectField::Title(title) = title { title } else { ours.title.clone() },
        scale: if let ProjectField::Scale(scale) = scale { scale } else { None },
        people,
        sources,
        articles,
        conflicts: merger.finish(),
    }
}

/// One article out of two.
pub fn merge_articles(base: Option<&Arc<Article>>, ours: &Arc<Article>, theirs: &Arc<Article>) -> Arc<Article> {
    if ours == theirs || base == Some(theirs) {
        return Arc::clone(ours);
    }
    if base == Some(ours) {
        return Arc::clone(theirs);
    }
    let drafts = merged_drafts(base.map(|base| base.drafts.as_slice()), &ours.drafts, &theirs.drafts);
    // Both may have the merged draft; one that was edited by hand, or of which only article.ron is at hand, may have it
    // in fewer blocks.
    let is_current = |side: &Arc<Article>| (is_last_of(side, &drafts), side.draft.blocks().len());
    let current = if is_current(ours) >= is_current(theirs) { ours } else { theirs };
    let sides = Three {
        base: base.map(|base| SideDrafts::new(base, &drafts, &current.draft)),
        ours: SideDrafts::new(ours, &drafts, &current.draft),
        theirs: SideDrafts::new(theirs, &drafts, &current.draft),
    };
    let reviews = sides.as_ref().map(SideDrafts::review);
    let reviews = Three { base: reviews.base.as_ref(), ours: &reviews.ours, theirs: &reviews.theirs };
    let articles = Three { base: base.map(Arc::as_ref), ours: ours.as_ref(), theirs: theirs.as_ref() };
    let mut merger = Merger::new(reviews.map(|review| &review.conflicts));

    // What no change says: the one added first tells when, and from which file.
    let told = |side: &Arc<Article>| {
        let sha256 = side.original.as_ref().map(|original| original.sha256.clone());
        (side.added, sha256, format!("{:?}", side.original), side.slug.clone())
    };
    let first = if told(ours) <= told(theirs) { ours } else { theirs };
    let mut texts = theirs.texts.clone();
    texts.extend(ours.texts.iter().map(|(sha256, text)| (sha256.clone(), Arc::clone(text))));
    let mut merged = Article {
        slug: first.slug.clone(),
        meta: ours.meta.clone(),
        listed: ours.listed,
        stage: ours.stage,
        added: first.added,
        original: first.original.clone().or_else(|| ours.original.clone()).or_else(|| theirs.original.clone()),
        drafts: drafts.clone(),
        draft: Arc::clone(&current.draft),
        texts,
        review: Review::default(),
    };
    let fields = articles.map(article_fields);
    let base_fields: Vec<Option<ArticleField>> = match fields.base {
        Some(fields) => fields.into_iter().map(Some).collect(),
        None => vec![None; fields.ours.len()],
    };
    for ((base, ours), theirs) in base_fields.into_iter().zip(fields.ours).zip(fields.theirs) {
        set_article_field(&mut merged, merger.article(&Three { base, ours, theirs }));
    }
    let roles = sides.as_ref();
    drafts::merge_roles(&mut merger, roles, &mut merged);
    let drafts = sides.as_ref().map(|side| side.is_current());
    let on_one = drafts.base == Some(true) || drafts.base.is_none();
    merged.review = Review {
        claims: claims::claims(&mut merger, reviews, on_one && drafts.ours && drafts.theirs),
        ..parts::review(&mut merger, reviews)
    };
    for query in merged.review.queries.values_mut() {
        // A query outlives its claim: it is about the article then, so that no question is lost.
        if matches!(query.on, Subject::Claim(claim) if !merged.review.claims.contains_key(&claim)) {
            query.on = Subject::Article;
        }
    }
    merged.review.conflicts = merger.finish();
    Arc::new(merged)
}

impl Merger<'_> {
    fn project(&mut self, values: &Three<ProjectField>) -> ProjectField {
        self.cell(values.as_ref(), &|before, after| Change::Project { before, after }, &|change| match change {
            Change::Project { after, .. } => Some(after),
            _ => None,
        })
    }

    fn article(&mut self, values: &Three<ArticleField>) -> ArticleField {
        self.cell(values.as_ref(), &|before, after| Change::Article { before, after }, &|change| match change {
            Change::Article { after, .. } => Some(after),
            _ => None,
        })
    }
}

/// The conflicts of one map, by the cell they are about; and those about none or about one that has a conflict.
type Open<'a> = (BTreeMap<Cell, &'a Conflict>, BTreeMap<ConflictId, &'a Conflict>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::PersonKey;

    #[test]
    fn a_person_whom_one_side_lacks_is_no_question_though_the_common_state_is_unknown() {
        let known = |name: &str| {
            let mut project = Project::default();
            project.people.insert(PersonKey("BL".into()), name.into());
            project
        };
        let articles = BTreeMap::new();
        let merged =
            |ours: &Project, theirs: &Project| merge_from(Base { own: None, articles: &articles }, ours, theirs);
        for (ours, theirs) in [(Project::default(), known("Bo Lind")), (known("Bo Lind"), Project::default())] {
            let merged = merged(&ours, &theirs);
            assert_eq!((merged.people, merged.conflicts.len()), (known("Bo Lind").people, 0));
        }
        assert_eq!(
            merged(&known("Bo Lind"), &known("Britt Lang")).conflicts.len(),
            1,
            "two names for one key are asked"
        );
    }
}
