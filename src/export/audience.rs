//! What an audience may read of a project: the same project with everything narrower taken out of it.
//!
//! In: a project, an article of it, a level. Out: both without names, words, notes and queries that are narrower; and
//! how much of each was left out.
//! Must not know: formats, what a file of a project may hold (`model/covered.rs` says that).
//! Holds: every claim and decision is there for every audience, so that counts agree; of a hidden source its kind and
//! cover name are left, of a hidden tie its stance; a hidden query is gone.

use std::sync::Arc;

use crate::model::article::Article;
use crate::model::claim::{Claim, Tie};
use crate::model::ids::SourceId;
use crate::model::project::Project;
use crate::model::query::QueryState;
use crate::model::source::Source;
use crate::model::visibility::Visibility;

/// What stands for the name of a source that has no cover name.
const UNNAMED: &str = "A source kept in the newsroom";

/// What of an article an audience does not get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Sources that go by their cover names, or by none.
    pub sources: usize,
    /// Ties without their words.
    pub ties: usize,
    /// Notes.
    pub notes: usize,
    /// Queries.
    pub queries: usize,
    /// Of these, the open ones.
    pub open_queries: usize,
}

impl LeftOut {
    /// Whether nothing is left out.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What is left out in words: "the names of 2 sources, 1 note"; "nothing".
    pub fn words(&self) -> String {
        let Self { sources, ties, notes, queries, open_queries: _ } = *self;
        let told = [
            (sources, "the name of 1 source", "the names of {} sources"),
            (ties, "the words of 1 tie", "the words of {} ties"),
            (notes, "1 note", "{} notes"),
            (queries, "1 query", "{} queries"),
        ];
        let told = told.into_iter().filter(|(count, ..)| *count > 0);
        let told = told
            .map(|(count, one, many)| if count == 1 { one.to_owned() } else { many.replace("{}", &count.to_string()) });
        let told = told.collect::<Vec<_>>().join(", ");
        if told.is_empty() { "nothing".to_owned() } else { told }
    }
}

/// What a report of `article` leaves out for `audience`.
pub fn left_out(project: &Project, article: &Article, audience: Visibility) -> LeftOut {
    let mut out = LeftOut::default();
    let mut sources = std::collections::BTreeSet::new();
    for claim in article.review.claims.values() {
        out.notes += usize::from(!claim.note.is_empty() && !audience.sees(claim.note_visibility));
        for tie in &claim.ties {
            out.ties += usize::from(!audience.sees(words_level(project, tie)));
            let is_hidden = |source: &Arc<Source>| !audience.sees(source.name_level());
            sources.extend(project.sources.get(&tie.source).filter(|source| is_hidden(source)).map(|source| source.id));
        }
    }
    for query in article.review.queries.values().filter(|query| !audience.sees(query.visibility)) {
        out.queries += 1;
        out.open_queries += usize::from(query.state == QueryState::Open);
    }
    LeftOut { sources: sources.len(), ..out }
}

/// The project and the article as `audience` may read them.
pub(super) fn cut(project: &Project, article: &Article, audience: Visibility) -> (Project, Article) {
    let (mut project, mut article) = (project.clone(), article.clone());
    project.conflicts.clear();
    article.review.conflicts.clear();
    for claim in article.review.claims.values_mut() {
        let hides_note = !audience.sees(claim.note_visibility);
        if hides_note || claim.ties.iter().any(|tie| !audience.sees(words_level(&project, tie))) {
            cut_claim(&project, Arc::make_mut(claim), audience);
        }
    }
    for source in project.sources.values_mut() {
        if !audience.sees(source.name_level()) {
            let name = if source.cover.is_empty() { UNNAMED } else { &source.cover };
            *source = Arc::new(Source { visibility: source.visibility, ..Source::new(source.id, name, source.kind) });
        } else if !(source.contacts.is_empty() && source.log.is_empty()) {
            // How somebody is reached, and what was said to whom, is in no report.
            *source = Arc::new(Source { contacts: Vec::new(), log: Vec::new(), ..Source::clone(source) });
        }
    }
    article.review.queries.retain(|_, query| audience.sees(query.visibility));
    if !audience.sees(Visibility::Newsroom) {
        keep_in_newsroom(&mut article);
    }
    (project, article)
}

/// Takes out what has no level of its own and is the newsroom's: legal flags, reservations, causes of corrections.
fn keep_in_newsroom(article: &mut Article) {
    for claim in article.review.claims.values_mut().filter(|claim| claim.legal.is_some()) {
        Arc::make_mut(claim).legal = None;
    }
    for sign_off in article.review.sign_offs.values_mut() {
        sign_off.note.clear();
    }
    for correction in article.review.corrections.values_mut() {
        correction.cause.clear();
    }
}

/// Who may read the words of a tie: as it says itself, and no further than its source's terms go.
pub(super) fn words_level(project: &Project, tie: &Tie) -> Visibility {
    let terms = project.sources.get(&tie.source).map_or(Visibility::Public, |source| source.words_level());
    tie.visibility.max(terms)
}

fn cut_claim(project: &Project, claim: &mut Claim, audience: Visibility) {
    if !audience.sees(claim.note_visibility) {
        claim.note.clear();
    }
    for tie in claim.ties.iter_mut().filter(|tie| !audience.sees(words_level(project, tie))) {
        // That this source bears on this claim is hidden with the words, unless the source goes by another name.
        let is_named = project.sources.get(&tie.source).is_some_and(|source| audience.sees(source.name_level()));
        let source = if is_named { SourceId::from_u128(0) } else { tie.source };
        *tie = Tie { source, ..tie.bare() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_told_in_words() {
        assert_eq!(LeftOut::default().words(), "nothing");
        let some = LeftOut { sources: 2, ties: 1, notes: 0, queries: 1, open_queries: 1 };
        assert_eq!(some.words(), "the names of 2 sources, the words of 1 tie, 1 query");
    }
}
