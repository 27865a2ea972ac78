//! Tells two articles of one name apart before two copies are merged: each desk imported its own “Live updates”.
//!
//! In: both projects. Out: what their articles are to be called among ours. Must not know: files.
//! Holds: two articles are one only when they have a draft in common (or were added as one); what our articles are
//! called stays; two different articles never get one name; one that came in under another name before keeps it.

use std::collections::BTreeMap;

use crate::model::article::Article;
use crate::model::ids::Slug;
use crate::model::project::Project;

/// Their articles that are to have another name among ours, and that name.
pub fn names_among(ours: &Project, theirs: &Project) -> BTreeMap<Slug, Slug> {
    let is_here =
        |slug: &Slug, article: &Article| ours.articles.get(slug).is_some_and(|own| is_same_article(own, article));
    let mut names = BTreeMap::new();
    let mut new = Vec::new();
    for (slug, article) in theirs.articles.iter().filter(|&(slug, article)| !is_here(slug, article)) {
        let is_it = |&(own, known): &(&Slug, &std::sync::Arc<Article>)| {
            let has_its_name = theirs.articles.get(own).is_some_and(|article| is_here(own, article));
            !has_its_name && !names.values().any(|taken| taken == own) && is_surely_same(known, article)
        };
        match ours.articles.iter().find(is_it) {
            Some((own, _)) => drop(names.insert(slug.clone(), own.clone())),
            None => new.push(slug),
        }
    }
    for slug in new.into_iter().filter(|slug| ours.articles.contains_key(*slug)) {
        let is_free = |name: &Slug| {
            let keeps_it = theirs.articles.contains_key(name) && !names.contains_key(name);
            !ours.articles.contains_key(name) && !keeps_it && !names.values().any(|taken| taken == name)
        };
        // There are no more names taken than articles.
        let most = 2 + ours.articles.len() + theirs.articles.len() + names.len();
        if let Some(name) = (2..=most).map(|number| slug.numbered(number)).find(is_free) {
            names.insert(slug.clone(), name);
        }
    }
    names
}

/// Whether two articles of one name are one. Of one whose drafts nobody knows that is believed.
fn is_same_article(a: &Article, b: &Article) -> bool {
    let has = |drafts: &Article, sha256: &str| drafts.drafts.iter().any(|draft| draft.sha256 == sha256);
    a.drafts.is_empty()
        || b.drafts.is_empty()
        || a.drafts.iter().any(|draft| has(b, &draft.sha256))
        || was_added_as_one(a, b)
}

/// Whether two articles of different names are one: added at one moment with one text.
fn is_surely_same(a: &Article, b: &Article) -> bool {
    let first = |article: &Article| article.drafts.first().map(|draft| draft.sha256.clone());
    a.added == b.added && first(a).is_some() && first(a) == first(b)
}

fn was_added_as_one(a: &Article, b: &Article) -> bool {
    a.added == b.added && a.original.is_some() && a.original == b.original
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::model::article::DraftRecord;
    use crate::model::redraft::tests::article;

    /// A project of articles as "name, texts of its drafts, second added".
    fn project(list: &[(&str, &str, i64)]) -> Project {
        let mut project = Project::default();
        for &(name, texts, added) in list {
            let slug = Slug::new(name).expect("a slug");
            let added = Timestamp::from_second(added).expect("a small number is a time");
            let record = |(number, sha256): (usize, char)| DraftRecord { number, sha256: sha256.into(), taken: added };
            let drafts = (1..).zip(texts.chars()).map(record).collect();
            let article = Article { slug: slug.clone(), added, drafts, ..article(&[], &[]) };
            project.articles.insert(slug, Arc::new(article));
        }
        project
    }

    #[track_caller]
    fn check(ours: &[(&str, &str, i64)], theirs: &[(&str, &str, i64)], expected: &[(&str, &str)]) {
        let names = names_among(&project(ours), &project(theirs));
        let names: Vec<_> = names.iter().map(|(slug, name)| (slug.as_str(), name.as_str())).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn different_articles_of_one_name_get_two() {
        check(&[("live", "a", 1)], &[("live", "ab", 1)], &[]);
        check(&[("live", "abc", 1)], &[("live", "cd", 9)], &[]);
        check(&[("live", "a", 1)], &[("live", "b", 2)], &[("live", "live-2")]);
        check(&[("live", "a", 1), ("live-2", "c", 3)], &[("live", "b", 2)], &[("live", "live-3")]);
        check(&[("live", "a", 1)], &[("live", "b", 2), ("live-2", "c", 3)], &[("live", "live-3")]);
    }

    #[test]
    fn one_that_has_another_name_here_is_found_again() {
        check(&[("live", "a", 1), ("live-2", "b", 2)], &[("live", "bd", 2)], &[("live", "live-2")]);
        let both = [("live", "a", 1), ("live-2", "b", 2)];
        check(&[("live", "b", 2)], &both, &[("live", "live-2"), ("live-2", "live")]);
        check(&[("live", "b", 2), ("live-3", "a", 1)], &both, &[("live", "live-3"), ("live-2", "live")]);
        check(&both, &both, &[]);
    }
}
