//! What the checker looks at: the article, the selected words, the current claim, the pinned source, the file beside it.
//!
//! Must not know: egui, panels. Nothing here is undone or saved in a project.

use std::collections::BTreeSet;

use crate::model::article::{Article, Draft};
use crate::model::decision::Scope;
use crate::model::ids::{ClaimId, Slug, SourceId};
use crate::session::exhibit::Exhibit;
use crate::text::span::{ByteSpan, snap, trimmed};

/// Selected words of the draft: a caret or a run, and runs added to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where it was begun, in bytes of the draft's text.
    pub anchor: usize,
    /// Where the caret is, in bytes.
    pub head: usize,
    /// Runs selected before and kept (Ctrl).
    pub extra: Vec<ByteSpan>,
}

impl Selection {
    /// A caret at byte `at`.
    pub fn caret(at: usize) -> Self {
        Self { anchor: at, head: at, extra: Vec::new() }
    }

    /// One run, its caret at the end.
    pub fn run(span: ByteSpan) -> Self {
        Self { anchor: span.start(), head: span.end(), extra: Vec::new() }
    }

    /// The run between anchor and caret.
    pub fn main(&self) -> ByteSpan {
        ByteSpan::new(self.anchor, self.head)
    }

    /// Whether no word is selected.
    pub fn is_caret(&self) -> bool {
        self.anchor == self.head && self.extra.is_empty()
    }

    /// Every selected run, in order, as it is painted.
    pub fn runs(&self) -> Vec<ByteSpan> {
        let mut runs = self.extra.clone();
        if self.anchor != self.head {
            runs.push(self.main());
        }
        runs.sort_unstable();
        runs
    }

    /// The selected words as a claim takes them: whole graphemes, trimmed, one span a block at most, merged.
    pub fn spans(&self, draft: &Draft) -> Vec<ByteSpan> {
        let text = draft.text();
        let mut spans: Vec<ByteSpan> = Vec::new();
        for run in self.runs() {
            let run = snap(text, run);
            for block in draft.blocks_in(run) {
                let inside = draft.blocks().get(block).and_then(|block| block.span.intersection(run));
                if let Some(span) = inside.map(|span| trimmed(text, span)).filter(|span| !span.is_empty()) {
                    match spans.last_mut() {
                        Some(last) if last.overlaps(span) => *last = last.union(span),
                        _ => spans.push(span),
                    }
                }
            }
        }
        spans
    }
}

/// What the checker looks at.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The article shown.
    pub article: Option<Slug>,
    /// The selection in it.
    pub selection: Selection,
    /// The claim in the inspector.
    pub claim: Option<ClaimId>,
    /// Claims picked in the list for a bulk action.
    pub picked: BTreeSet<ClaimId>,
    /// The source that a tick ties to.
    pub pinned: Option<SourceId>,
    /// The stored file beside the article.
    pub exhibit: Option<Exhibit>,
    /// The scope that decisions go to; a claim without a claimant has only *so*.
    pub scope: Option<Scope>,
    /// Counts the wishes to bring the selection into sight; the window scrolls when it rises.
    pub reveal: u64,
}

impl View {
    /// The scope a decision about `claim` goes to.
    pub fn scope_for(&self, claim: &crate::model::claim::Claim) -> Scope {
        match self.scope {
            Some(scope) if claim.scopes().contains(&scope) => scope,
            _ => claim.first_scope(),
        }
    }

    /// Makes a claim current; decisions about another claim begin with its own first scope.
    pub(crate) fn set_claim(&mut self, claim: Option<ClaimId>) {
        if self.claim != claim {
            self.scope = None;
        }
        self.claim = claim;
    }

    /// Shows `article` from its first word.
    pub(crate) fn show(&mut self, article: Option<&Article>) {
        self.article = article.map(|article| article.slug.clone());
        let start = article.and_then(|article| article.draft.blocks().first()).map_or(0, |block| block.span.start());
        self.selection = Selection::caret(start);
        self.set_claim(None);
        self.picked.clear();
        self.reveal += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_over_blocks_gives_one_trimmed_span_each() {
        let draft = Draft::new("One two.\n\nThree four.", &[]);
        let selection = Selection { anchor: 14, head: 3, extra: Vec::new() };
        let words: Vec<_> = selection.spans(&draft).into_iter().filter_map(|span| span.of(draft.text())).collect();
        assert_eq!(words, ["two.", "Thre"]);
    }

    #[test]
    fn another_claim_begins_with_its_own_first_scope() {
        let mut view = View::default();
        view.set_claim(Some(ClaimId::from_u128(1)));
        view.scope = Some(Scope::So);
        view.set_claim(Some(ClaimId::from_u128(1)));
        assert_eq!(view.scope, Some(Scope::So), "the same claim keeps it");
        view.set_claim(Some(ClaimId::from_u128(2)));
        assert_eq!(view.scope, None);
    }

    #[test]
    fn added_runs_come_in_order_and_overlaps_are_merged() {
        let draft = Draft::new("alpha beta gamma", &[]);
        let selection = Selection { anchor: 0, head: 5, extra: vec![ByteSpan::new(11, 16), ByteSpan::new(3, 8)] };
        assert_eq!(selection.spans(&draft), [ByteSpan::new(0, 8), ByteSpan::new(11, 16)]);
        assert!(Selection::caret(4).spans(&draft).is_empty());
    }
}
