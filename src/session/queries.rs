//! Queries: asking, answering, withdrawing, and the memo that goes to the addressee.
//!
//! Must not know: how the memo is sent.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::Date;

use crate::model::article::Article;
use crate::model::change::Change;
use crate::model::hidden_now::HiddenNow;
use crate::model::ids::{QueryId, Slug};
use crate::model::problem::{Problem, quoted, shortened};
use crate::model::query::{Addressee, Query, QueryState, Subject};
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::editing::frozen;
use crate::session::outcome::Done;

impl Session {
    pub(super) fn ask(
        &mut self,
        slug: &Slug,
        on: Subject,
        to: Addressee,
        asked: &Question<'_>,
    ) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        // Not so for a merge: what a colleague asked before it was closed comes in.
        if article.stage.is_frozen() {
            return Err(frozen(&article, article.stage));
        }
        let there = match on {
            Subject::Article => true,
            Subject::Block(block) => block < article.draft.blocks().len(),
            Subject::Claim(claim) => article.review.claims.contains_key(&claim),
        };
        if !there {
            return Err(super::claims::no_claim());
        }
        let (id, change) = self.query_change(on, to, asked)?;
        self.edit(Some(slug), asked.label(to), vec![change])?;
        Ok(Done::Query(id))
    }

    pub(super) fn ask_about_selection(&mut self, to: Addressee, asked: &Question<'_>) -> Result<Done, Problem> {
        let (article, claim, made) = self.claim_for_selection()?;
        let (id, change) = self.query_change(Subject::Claim(claim), to, asked)?;
        let changes = made.into_iter().chain([change]).collect();
        self.edit(Some(&article.slug.clone()), asked.label(to), changes)?;
        self.view.set_claim(Some(claim));
        Ok(Done::Query(id))
    }

    fn query_change(&mut self, on: Subject, to: Addressee, asked: &Question<'_>) -> Result<(QueryId, Change), Problem> {
        let Question { words, due, visibility } = *asked;
        let words = words.trim().to_owned();
        if words.is_empty() {
            return Err(Problem::error("query-empty", "The query has no words")
                .now("nothing was changed")
                .help("Type what you want to know"));
        }
        let id = self.surroundings.ids.query();
        let query = Query {
            id,
            on,
            to,
            words,
            state: QueryState::Open,
            answer: String::new(),
            due,
            visibility,
            by: self.person_key()?,
            asked: self.surroundings.clock.now(),
            settled: None,
        };
        Ok((id, Change::Query { query: id, before: None, after: Some(Box::new(query)) }))
    }

    pub(super) fn answer_query(&mut self, slug: &Slug, id: QueryId, answer: &str) -> Result<Done, Problem> {
        self.settle(slug, id, QueryState::Answered, answer.trim(), "answer")
    }

    pub(super) fn withdraw_query(&mut self, slug: &Slug, id: QueryId) -> Result<Done, Problem> {
        self.settle(slug, id, QueryState::Withdrawn, "", "withdraw")
    }

    pub(super) fn reopen_query(&mut self, slug: &Slug, id: QueryId) -> Result<Done, Problem> {
        self.settle(slug, id, QueryState::Open, "", "reopen")
    }

    fn settle(
        &mut self,
        slug: &Slug,
        id: QueryId,
        state: QueryState,
        answer: &str,
        verb: &str,
    ) -> Result<Done, Problem> {
        let article = self.opened()?.article_named(slug)?;
        let before = article.review.queries.get(&id).cloned().ok_or_else(no_query)?;
        if before.state == state && (state != QueryState::Answered || before.answer == answer) {
            return Ok(Done::Nothing);
        }
        let settled = (state != QueryState::Open).then(|| self.surroundings.clock.now());
        let mut after = Query { state, settled, ..before.clone() };
        if state == QueryState::Answered {
            answer.clone_into(&mut after.answer);
        }
        let label = format!("{verb} query: {}", shortened(before.name(), 40));
        let change = Change::Query { query: id, before: Some(Box::new(before)), after: Some(Box::new(after)) };
        let made = self.edit(Some(slug), label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn set_query_visibility(
        &mut self,
        slug: &Slug,
        id: QueryId,
        visibility: Visibility,
    ) -> Result<Done, Problem> {
        let article = self.opened()?.article_named(slug)?;
        let before = article.review.queries.get(&id).cloned().ok_or_else(no_query)?;
        if before.visibility == visibility {
            return Ok(Done::Nothing);
        }
        let after = Query { visibility, ..before.clone() };
        let label = format!("make query {}: {}", visibility.word(), shortened(after.name(), 40));
        let words = (!before.is_confidential() && after.is_confidential())
            .then(|| [&before.words, &before.answer].map(String::clone));
        let change = Change::Query { query: id, before: Some(Box::new(before)), after: Some(Box::new(after)) };
        let made = self.edit(Some(slug), label, vec![change])?;
        if let Some(words) = words {
            let hidden = HiddenNow { queries: [id].into(), ..HiddenNow::default() };
            self.look_for_traces("The query", words.to_vec(), hidden);
        }
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The paragraph (from 1) that a query is about, when it is about one.
    pub fn query_paragraph(article: &Article, on: Subject) -> Option<usize> {
        article.draft.paragraph_at(place_of(article, on)?)
    }

    /// The open queries of an article to one addressee (or to all) as a numbered memo, in text order. Confidential ones
    /// are left out, and counted at its end, unless `audience` may see them.
    pub fn memo(&self, slug: &Slug, to: Option<Addressee>, audience: Visibility) -> String {
        let Some(article) = self.article(slug) else { return String::new() };
        let mut memo = format!("Queries on {}\n", quoted(article.title(), usize::MAX));
        let mut n_hidden = 0_usize;
        for addressee in Addressee::ALL.into_iter().filter(|&one| to.is_none_or(|to| to == one)) {
            let (queries, hidden): (Vec<&Query>, Vec<&Query>) =
                open_queries(article, addressee).into_iter().partition(|query| audience.sees(query.visibility));
            n_hidden += hidden.len();
            if queries.is_empty() {
                continue;
            }
            _ = writeln!(memo, "\nTo the {}", addressee.word());
            for (number, query) in (1..).zip(queries) {
                let place = Self::query_paragraph(article, query.on).map(|n| format!("Paragraph {n}"));
                let words = match query.on {
                    Subject::Claim(claim) => article.review.claims.get(&claim).map(|claim| quoted(&claim.words(), 120)),
                    Subject::Article | Subject::Block(_) => None,
                };
                let about = [place, words].into_iter().flatten().collect::<Vec<_>>().join(", ");
                let due = query.due.map(|due| format!(" (by {due})")).unwrap_or_default();
                let about = if about.is_empty() { "The article".to_owned() } else { about };
                _ = writeln!(memo, "{number}. {about}: {}{due}", query.words);
            }
        }
        match n_hidden {
            0 => {}
            1 => memo.push_str("\n1 confidential query is left out\n"),
            n => _ = writeln!(memo, "\n{n} confidential queries are left out"),
        }
        memo
    }
}

/// What is asked, by when it is to be answered, and who may see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    pub(super) words: &'a str,
    pub(super) due: Option<Date>,
    pub(super) visibility: Visibility,
}

impl Question<'_> {
    fn label(&self, to: Addressee) -> String {
        if self.visibility == Visibility::Confidential {
            return format!("ask {}: a confidential query", to.word());
        }
        format!("ask {}: {}", to.word(), shortened(self.words, 40))
    }
}

fn no_query() -> Problem {
    Problem::error("no-query", "There is no such query")
        .now("nothing was changed")
        .help("`tickmark list queries` shows their ids")
}

/// The open queries of `article` to `to`, in text order, those about the whole article first.
pub fn open_queries(article: &Article, to: Addressee) -> Vec<&Query> {
    let mut queries: Vec<&Query> =
        article.review.queries.values().filter(|query| query.to == to && query.state == QueryState::Open).collect();
    queries.sort_by_key(|query| (place_of(article, query.on), query.asked, query.id));
    queries
}

/// The byte at which a query's subject begins; `None` for the whole article, which sorts first.
pub fn place_of(article: &Article, on: Subject) -> Option<usize> {
    match on {
        Subject::Article => None,
        Subject::Block(block) => article.draft.blocks().get(block).map(|block| block.span.start()),
        Subject::Claim(claim) => article.review.claims.get(&claim)?.start(),
    }
}
