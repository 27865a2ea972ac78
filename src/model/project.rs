//! A project: articles, sources, people, and the verdict scale.
//!
//! Must not know: the folder it lives in. Cloning one is cheap: articles and sources are shared until changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::article::Article;
use crate::model::change::Part;
use crate::model::conflict::Conflict;
use crate::model::ids::{ConflictId, PersonKey, Slug, SourceId};
use crate::model::source::Source;

/// The ratings a project gives in public. Projects have none unless they choose one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// What the scale is called.
    pub name: String,
    /// Its ratings, worst first.
    pub ratings: Vec<String>,
}

impl Scale {
    /// The scales offered ready-made.
    ///
    /// Sources: schema.org `ClaimReview` as used by Google (1 to 5); the rating pages of `PolitiFact` and Snopes.
    pub fn presets() -> Vec<Self> {
        let scale = |name: &str, ratings: &[&str]| Self {
            name: name.to_owned(),
            ratings: ratings.iter().map(|&rating| rating.to_owned()).collect(),
        };
        vec![
            scale("True or false", &["False", "True"]),
            scale("Google 1–5", &["1 False", "2 Mostly false", "3 Half true", "4 Mostly true", "5 True"]),
            scale("PolitiFact", &["Pants on Fire", "False", "Mostly False", "Half True", "Mostly True", "True"]),
            scale(
                "Snopes",
                &["False", "Mostly False", "Mixture", "Mostly True", "True", "Unproven", "Outdated", "Miscaptioned"],
            ),
        ]
    }
}

/// A folder of articles, their reviews and sources, as it is in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// What it is called.
    pub title: String,
    /// The verdict scale, when there is one.
    pub scale: Option<Scale>,
    /// Who worked on it: full names by the key that decisions and edits name.
    pub people: BTreeMap<PersonKey, String>,
    /// The source library.
    pub sources: BTreeMap<SourceId, Arc<Source>>,
    /// The articles, removed ones included.
    pub articles: BTreeMap<Slug, Arc<Article>>,
    /// What two copies have otherwise in the project's own fields and in the source library.
    pub conflicts: BTreeMap<ConflictId, Conflict>,
}

impl Project {
    /// The articles that are not removed, the one added last first.
    pub fn listed(&self) -> Vec<&Arc<Article>> {
        let mut listed: Vec<_> = self.articles.values().filter(|article| article.listed).collect();
        listed.sort_by(|a, b| (b.added, &a.slug).cmp(&(a.added, &b.slug)));
        listed
    }

    /// How many ties of listed articles each source has.
    pub fn source_uses(&self) -> BTreeMap<SourceId, usize> {
        let mut uses = BTreeMap::new();
        for article in self.articles.values().filter(|article| article.listed) {
            for tie in article.review.claims.values().flat_map(|claim| &claim.ties) {
                *uses.entry(tie.source).or_default() += 1;
            }
        }
        uses
    }

    /// The conflicts that are kept with this part: the project's own fields, or the source library.
    pub fn conflicts_of(&self, part: Part) -> impl Iterator<Item = &Conflict> {
        self.conflicts.values().filter(move |conflict| conflict.part() == part)
    }

    /// Has the conflicts of this part that `other` has, and no other ones of it.
    pub(crate) fn take_conflicts(&mut self, other: &Self, part: Part) {
        self.conflicts.retain(|_, conflict| conflict.part() != part);
        self.conflicts.extend(other.conflicts_of(part).map(|conflict| (conflict.id, conflict.clone())));
    }

    /// The same with the place of every anchor looked up in its article's current draft.
    #[must_use]
    pub fn placed(mut self) -> Self {
        for article in self.articles.values_mut() {
            let draft = Arc::clone(&article.draft);
            let article = Arc::make_mut(article);
            article.review = std::mem::take(&mut article.review).map_anchors(|anchor| anchor.placed(&draft));
        }
        self
    }

    /// The same as files hold it: no anchor has a place.
    #[must_use]
    pub fn unplaced(mut self) -> Self {
        for article in self.articles.values_mut() {
            let article = Arc::make_mut(article);
            article.review = std::mem::take(&mut article.review).map_anchors(Anchor::unplaced);
        }
        self
    }

    /// A key that nobody has yet, for a person of these initials; nor is it `but_not`, which is about to be had.
    pub fn free_key(&self, initials: &str, but_not: Option<&PersonKey>) -> PersonKey {
        let mut key = PersonKey(initials.to_owned());
        let mut number = 2;
        while self.people.contains_key(&key) || but_not == Some(&key) {
            key = PersonKey(format!("{initials}{number}"));
            number += 1;
        }
        key
    }

    /// The full name behind a key, or the key itself.
    pub fn person_name<'a>(&'a self, key: &'a PersonKey) -> &'a str {
        self.people.get(key).map_or(key.0.as_str(), String::as_str)
    }
}
