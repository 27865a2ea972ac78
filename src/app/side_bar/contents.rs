//! What the side bar lists, counted and sorted once a revision.
//!
//! In: the session. Out: rows of plain values. Must not know: egui.

use jiff::Timestamp;

use crate::model::article::Article;
use crate::model::coverage::Tally;
use crate::model::ids::{ClaimId, QueryId, Slug, SourceId};
use crate::model::problem::{counted, quoted};
use crate::model::query::{QueryState, Subject};
use crate::model::source::SourceKind;
use crate::model::stage::Stage;
use crate::model::standing::Standing;
use crate::session::Session;
use crate::session::queries::place_of;

/// An article of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ArticleRow {
    pub(super) slug: Slug,
    pub(super) title: String,
    tally: Tally,
    pub(super) stage: Stage,
    pub(super) stale_sign_offs: usize,
}

/// An open query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QueryRow {
    pub(super) id: QueryId,
    pub(super) article: Slug,
    pub(super) claim: Option<ClaimId>,
    /// "Author: who counted them?"
    pub(super) words: String,
    /// What it is about, for the tooltip.
    pub(super) about: String,
    pub(super) is_confidential: bool,
    pub(super) asked: Timestamp,
}

/// A source of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceRow {
    pub(super) id: SourceId,
    pub(super) title: String,
    pub(super) kind: SourceKind,
    pub(super) is_confidential: bool,
    pub(super) uses: usize,
    /// How many files are stored of it.
    pub(super) files: usize,
    /// Its address, when it is one of the web.
    pub(super) address: Option<String>,
}

/// All rows, as of one revision of the session.
#[derive(Default)]
pub(super) struct Contents {
    revision: Option<u64>,
    pub(super) articles: Vec<ArticleRow>,
    pub(super) removed: Vec<(Slug, String)>,
    pub(super) queries: Vec<QueryRow>,
    pub(super) sources: Vec<SourceRow>,
}

impl Contents {
    /// Counts and sorts anew if anything may have changed.
    pub(super) fn refresh(&mut self, session: &Session) {
        if self.revision == Some(session.revision()) {
            return;
        }
        *self = Self { revision: Some(session.revision()), ..Self::default() };
        let Some(project) = session.project() else { return };
        let listed = project.listed();
        for article in &listed {
            let tally = session.index(&article.slug).map(|index| index.tally().clone()).unwrap_or_default();
            let stale_sign_offs = session.index(&article.slug).map_or(0, |index| index.stale_sign_offs());
            let (slug, title, stage) = (article.slug.clone(), article.title().to_owned(), article.stage);
            self.articles.push(ArticleRow { slug, title, tally, stage, stale_sign_offs });
        }
        let removed = project.articles.values().filter(|article| !article.listed);
        self.removed = removed.map(|article| (article.slug.clone(), article.title().to_owned())).collect();
        let (current, others): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|article| session.view().article.as_ref() == Some(&article.slug));
        for article in current.into_iter().chain(others) {
            self.queries.extend(open_queries(article));
        }
        self.sources = project
            .sources
            .values()
            .map(|source| SourceRow {
                id: source.id,
                title: source.name().to_owned(),
                kind: source.kind,
                is_confidential: source.is_confidential(),
                uses: session.source_uses(source.id),
                files: source.evidence.len(),
                address: (is_web_address(&source.url) && !source.is_confidential()).then(|| source.url.clone()),
            })
            .collect();
        self.sources.sort_by(|a, b| {
            b.uses.cmp(&a.uses).then_with(|| a.title.to_lowercase().cmp(&b.title.to_lowercase())).then(a.id.cmp(&b.id))
        });
    }
}

fn open_queries(article: &Article) -> Vec<QueryRow> {
    let mut open: Vec<_> = article.review.queries.values().filter(|query| query.state == QueryState::Open).collect();
    open.sort_by_key(|query| (place_of(article, query.on), query.asked, query.id));
    let row = |query: &crate::model::query::Query| {
        let (claim, on) = match query.on {
            Subject::Claim(id) => (Some(id), article.review.claims.get(&id).map(|claim| claim.words())),
            Subject::Article | Subject::Block(_) => (None, None),
        };
        let about = on.map_or_else(|| article.title().to_owned(), |words| quoted(&words, 120));
        let words = format!("{}: {}", capital(query.to.word()), query.name());
        QueryRow {
            id: query.id,
            article: article.slug.clone(),
            claim,
            words,
            about,
            is_confidential: query.is_confidential(),
            asked: query.asked,
        }
    };
    open.into_iter().map(row).collect()
}

impl ArticleRow {
    /// "28/41": decided of all claims.
    pub(super) fn progress(&self) -> String {
        format!("{}/{}", self.tally.decided(), self.tally.claims())
    }

    /// "28 of 41 claims decided", with the stage and stale sign-offs where there is something to tell.
    pub(super) fn progress_long(&self) -> String {
        let mut words =
            format!("{} of {} decided", self.tally.decided(), counted(self.tally.claims(), "claim", "claims"));
        if self.stage != Stage::InCheck {
            words = format!("{words}, {}", self.stage.word());
        }
        if self.stale_sign_offs > 0 {
            words = format!("{words}, {} stale", counted(self.stale_sign_offs, "sign-off", "sign-offs"));
        }
        words
    }

    /// The parts of all claims, from 0 to 1, that are confirmed, said only, need a fix, are wrong.
    pub(super) fn shares(&self) -> [f32; 4] {
        let all = self.tally.claims().max(1) as f32;
        [Standing::Confirmed, Standing::SaidOnly, Standing::NeedsFix, Standing::Wrong]
            .map(|standing| self.tally.of(standing) as f32 / all)
    }
}

impl SourceRow {
    /// "tied 3 times".
    pub(super) fn uses_words(&self) -> String {
        match self.uses {
            0 => "not tied yet".to_owned(),
            1 => "tied once".to_owned(),
            n => format!("tied {n} times"),
        }
    }
}

/// Whether a text is an address that may be handed to the web browser.
fn is_web_address(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        assert!(is_web_address("https://example.org") && is_web_address("HTTP://example.org"));
        for text in ["file:///etc/passwd", "javascript:alert(1)", "", "example.org", "https:/x", "ééééé"] {
            assert!(!is_web_address(text), "{text}");
        }
    }

    #[test]
    fn progress_counts_decided_claims_and_shares_all() {
        let mut tally = Tally::default();
        for (standing, count) in [
            (Standing::Confirmed, 4),
            (Standing::SaidOnly, 2),
            (Standing::NeedsFix, 1),
            (Standing::Waived, 1),
            (Standing::InProgress, 1),
            (Standing::Unchecked, 1),
        ] {
            tally.standing.insert(standing, count);
        }
        let row = ArticleRow {
            slug: Slug::from_title("a"),
            title: String::new(),
            tally,
            stage: Stage::InCheck,
            stale_sign_offs: 0,
        };
        assert_eq!(row.progress(), "8/10");
        assert_eq!(row.progress_long(), "8 of 10 claims decided");
        let whole = [0.4, 0.2, 0.1, 0.0];
        assert!(row.shares().iter().zip(whole).all(|(share, whole)| (share - whole).abs() < f32::EPSILON));
        let empty = ArticleRow {
            slug: Slug::from_title("a"),
            title: String::new(),
            tally: Tally::default(),
            stage: Stage::InCheck,
            stale_sign_offs: 0,
        };
        assert_eq!(empty.progress(), "0/0");
        assert!(empty.shares().iter().all(|share| share.abs() < f32::EPSILON));
    }
}
