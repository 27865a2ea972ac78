//! Corrections of an article that was closed: what stood there, what stands there now, why, and what readers are told.
//!
//! Must not know: how readers are told. Holds: the first correction of a published article makes it *corrected*, and
//! taking the last one away makes it *published* again, in one edit each.

use std::sync::Arc;

use crate::model::article::Article;
use crate::model::change::{ArticleField, Change};
use crate::model::ids::{CorrectionId, Slug};
use crate::model::problem::{Problem, quoted};
use crate::model::stage::{Correction, Stage};
use crate::session::Session;
use crate::session::outcome::Done;
use crate::session::wishes::CorrectionWords;

impl Session {
    pub(super) fn correct(&mut self, slug: &Slug, words: CorrectionWords) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        if !article.stage.is_frozen() && article.review.closings.is_empty() {
            return Err(Problem::error("not-closed", "A correction is for an article that was closed")
                .why(format!("{} is {}", quoted(article.title(), 40), article.stage.word()))
                .now("nothing was changed")
                .help("Propose a fix for the claim instead (`tickmark fix CLAIM WORDS`)"));
        }
        let correction = self.correction(&article, words, None)?;
        let id = correction.id;
        let label = format!("correct {} in {}", quoted(&correction.was, 40), quoted(article.title(), 40));
        let mut changes = vec![Change::Correction { correction: id, before: None, after: Some(Box::new(correction)) }];
        if article.stage == Stage::Published {
            changes.push(stage_change(Stage::Published, Stage::Corrected));
        }
        self.edit(Some(slug), label, changes)?;
        Ok(Done::Correction(id))
    }

    pub(super) fn set_correction(
        &mut self,
        slug: &Slug,
        id: CorrectionId,
        words: CorrectionWords,
    ) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let before = known(&article, id)?.clone();
        let after = self.correction(&article, words, Some(&before))?;
        if after == before {
            return Ok(Done::Nothing);
        }
        let label = format!("change correction of {}", quoted(&after.was, 40));
        let change =
            Change::Correction { correction: id, before: Some(Box::new(before)), after: Some(Box::new(after)) };
        let made = self.edit(Some(slug), label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn remove_correction(&mut self, slug: &Slug, id: CorrectionId) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let before = known(&article, id)?.clone();
        let label = format!("remove correction of {}", quoted(&before.was, 40));
        let mut changes = vec![Change::Correction { correction: id, before: Some(Box::new(before)), after: None }];
        if article.stage == Stage::Corrected && article.review.corrections.len() == 1 {
            changes.push(stage_change(Stage::Corrected, Stage::Published));
        }
        let made = self.edit(Some(slug), label, changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The correction wished for, checked: a new one, or `old` with other words.
    fn correction(
        &mut self,
        article: &Article,
        words: CorrectionWords,
        old: Option<&Correction>,
    ) -> Result<Correction, Problem> {
        let CorrectionWords { date, was, now, cause, mut claims, note } = words;
        let trimmed = |text: String| text.trim().to_owned();
        let (was, now, cause, note) = (trimmed(was), trimmed(now), trimmed(cause), trimmed(note));
        let lack = if was.is_empty() {
            Some(("It does not say what stood there", "Type the words as they were, or give them with --was"))
        } else if now.is_empty() {
            Some(("It does not say what stands there now", "Type the words as they are now, or give them with --now"))
        } else if was == now {
            Some(("The words are the same before and after", "Type the words as they are now, or give them with --now"))
        } else if cause.is_empty() {
            Some((
                "It does not say what went wrong",
                "Type the cause: a slip, a source that erred, something not checked; or give it with --cause",
            ))
        } else {
            None
        };
        if let Some((what, help)) = lack {
            return Err(Problem::error(
                "correction-unfinished",
                format!("The correction was not entered: {}", lower(what)),
            )
            .now("nothing was changed")
            .help(help));
        }
        let mut seen = std::collections::BTreeSet::new();
        claims.retain(|claim| seen.insert(*claim));
        if claims.iter().any(|claim| !article.review.claims.contains_key(claim)) {
            return Err(super::claims::no_claim());
        }
        let now_at = self.surroundings.clock.now();
        let today = now_at.to_zoned_datetime(self.zone().clone()).date();
        let (id, by, at) = match old {
            Some(old) => (old.id, old.by.clone(), old.at),
            None => (self.surroundings.ids.correction(), self.person_key()?, now_at),
        };
        let date = date.or_else(|| old.map(|old| old.date)).unwrap_or(today);
        Ok(Correction { id, date, was, now, cause, claims, note, by, at })
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn stage_change(before: Stage, after: Stage) -> Change {
    Change::Article { before: ArticleField::Stage(before), after: ArticleField::Stage(after) }
}

fn known(article: &Article, id: CorrectionId) -> Result<&Correction, Problem> {
    article.review.corrections.get(&id).ok_or_else(|| {
        Problem::error("no-correction", "There is no such correction")
            .now("nothing was changed")
            .help("`tickmark list corrections` shows their ids")
    })
}
