//! Moving through an article: selection, current claim, next bare words. None of it is undone or saved.
//!
//! Must not know: pixels. Bytes of the draft's text are all it moves over.

use std::sync::Arc;

use crate::check::chunk;
use crate::model::article::Article;
use crate::model::ids::ClaimId;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::outcome::Done;
use crate::session::view::Selection;
use crate::text::span::ByteSpan;
use crate::text::words;

impl Session {
    /// Sets the selection. A caret in a mark makes its claim current: the innermost, a second time the one around it.
    pub(super) fn select(&mut self, selection: Selection) -> Done {
        let Some(article) = self.current_article().cloned() else { return Done::Nothing };
        let is_caret = selection.is_caret();
        let same_place = self.view.selection.is_caret() && self.view.selection.head == selection.head;
        let at = selection.head;
        self.view.selection = selection;
        if is_caret && let Some(index) = self.current_index() {
            let over = index.claims_at(&article, at);
            let current = self.view.claim.and_then(|claim| over.iter().position(|&one| one == claim));
            let next = match current {
                Some(current) if same_place && !over.is_empty() => over.get((current + 1) % over.len()),
                _ => over.first(),
            };
            let next = next.copied();
            self.view.set_claim(next);
        }
        Done::Viewed
    }

    pub(super) fn show_claim(&mut self, claim: Option<ClaimId>) -> Result<Done, Problem> {
        let Some(id) = claim else {
            self.view.set_claim(None);
            return Ok(Done::Viewed);
        };
        let (article, claim) = self.find_claim(id)?;
        self.show_article(&article.slug.clone());
        if let Some(place) = claim.places().next() {
            self.view.selection = Selection::caret(place.start());
            self.view.reveal += 1;
        }
        self.view.set_claim(Some(id));
        Ok(Done::Viewed)
    }

    pub(super) fn step_claim(&mut self, forward: bool) -> Done {
        let Some(index) = self.current_index() else { return Done::Nothing };
        let from = self.view.claim.and_then(|claim| index.number(claim));
        let next = match (from, forward) {
            (Some(number), true) => index.claim_numbered(number + 1),
            (Some(number), false) => index.claim_numbered(number - 1),
            (None, true) => index.claim_after(self.view.selection.head).or_else(|| index.claim_numbered(1)),
            (None, false) => index.claim_before(self.view.selection.head),
        };
        if let Some(claim) = next {
            self.show_claim(Some(claim)).unwrap_or(Done::Nothing)
        } else {
            self.tell(if forward { "This is the last claim" } else { "This is the first claim" });
            Done::Nothing
        }
    }

    /// Selects the next piece of bare words after the selection, and begins anew at the top after the last.
    pub(super) fn next_bare(&mut self) -> Done {
        let Some((article, bare)) = self.bare_words() else { return Done::Nothing };
        let from = self.view.selection.main().end();
        let found = first_bare(&article, &bare, from).or_else(|| first_bare(&article, &bare, 0));
        self.select_bare(found, &article, &bare)
    }

    pub(super) fn previous_bare(&mut self) -> Done {
        let Some((article, bare)) = self.bare_words() else { return Done::Nothing };
        let to = self.view.selection.main().start();
        let found = last_bare(&article, &bare, to).or_else(|| last_bare(&article, &bare, usize::MAX));
        self.select_bare(found, &article, &bare)
    }

    /// Selects a piece; when none is left, all the little words that are, so that one key can mark them as read.
    fn select_bare(&mut self, found: Option<ByteSpan>, article: &Article, bare: &[Vec<ByteSpan>]) -> Done {
        let selection = if let Some(span) = found {
            Selection::run(span)
        } else {
            let blocks = article.draft.blocks().iter().zip(bare);
            let text = article.draft.text();
            let mut rest: Vec<ByteSpan> =
                blocks.flat_map(|(block, bare)| chunk::little_runs(text, block, bare)).collect();
            let Some(last) = rest.pop() else {
                self.tell("No bare words are left in this article");
                return Done::Nothing;
            };
            self.tell("Only little words are left: R marks them all as read");
            Selection { extra: rest, ..Selection::run(last) }
        };
        self.view.selection = selection;
        self.view.set_claim(None);
        self.view.reveal += 1;
        Done::Viewed
    }

    /// The article shown and the bare runs of each of its blocks.
    fn bare_words(&self) -> Option<(Arc<Article>, Vec<Vec<ByteSpan>>)> {
        let article = Arc::clone(self.current_article()?);
        let bare = self.current_index()?.blocks().iter().map(|block| block.bare.clone()).collect();
        Some((article, bare))
    }

    /// Moves the selection's end by a word.
    pub(super) fn resize_selection(&mut self, grow: bool) -> Done {
        let Some(article) = self.current_article() else { return Done::Nothing };
        let text = article.draft.text();
        let main = self.view.selection.main();
        let Some(block) = article.draft.block_at(main.start()).and_then(|at| article.draft.blocks().get(at)) else {
            return Done::Nothing;
        };
        let end = if grow {
            block.words.iter().map(|word| word.end()).find(|&end| end > main.end())
        } else {
            block.words.iter().map(|word| word.end()).rfind(|&end| end < main.end() && end > main.start())
        };
        let Some(end) = end.filter(|&end| text.is_char_boundary(end)) else { return Done::Nothing };
        self.view.selection = Selection::run(ByteSpan::new(main.start(), end));
        self.view.reveal += 1;
        Done::Viewed
    }

    pub(super) fn select_sentence(&mut self) -> Done {
        let Some(article) = self.current_article() else { return Done::Nothing };
        let head = self.view.selection.main().start();
        let Some(block) = article.draft.block_at(head).and_then(|at| article.draft.blocks().get(at)) else {
            return Done::Nothing;
        };
        let text = block.span.of(article.draft.text()).unwrap_or_default();
        let inside = words::sentence_at(text, head.saturating_sub(block.span.start()));
        self.view.selection = Selection::run(inside.shifted(block.span.start()));
        Done::Viewed
    }

    pub(super) fn select_all(&mut self) -> Done {
        let Some(article) = self.current_article() else { return Done::Nothing };
        self.view.selection = Selection::run(ByteSpan::new(0, article.draft.text().len()));
        Done::Viewed
    }
}

fn first_bare(article: &Article, bare: &[Vec<ByteSpan>], from: usize) -> Option<ByteSpan> {
    let blocks = article.draft.blocks().iter().zip(bare);
    let mut after = blocks.skip_while(|(block, _)| block.span.end() <= from);
    after.find_map(|(block, bare)| chunk::next_bare(article.draft.text(), block, bare, from))
}

fn last_bare(article: &Article, bare: &[Vec<ByteSpan>], to: usize) -> Option<ByteSpan> {
    let blocks = article.draft.blocks().iter().zip(bare).rev();
    let mut before = blocks.skip_while(|(block, _)| block.span.start() >= to);
    before.find_map(|(block, bare)| chunk::previous_bare(article.draft.text(), block, bare, to))
}
