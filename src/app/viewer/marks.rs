//! The excerpts that claims of the article take from the file shown, and where their words stand in it.
//!
//! Must not know: painting.
//! Holds: words are looked for again only when the ties or the text are others than before.

use std::sync::Arc;

use crate::app::viewer::Shown;
use crate::model::claim::Tie;
use crate::model::evidence::EvidenceText;
use crate::model::ids::{ClaimId, TieId};
use crate::session::evidence::TextState;
use crate::session::exhibit::excerpt_place;
use crate::text::span::ByteSpan;

/// An excerpt in the file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) span: ByteSpan,
    pub(super) claim: ClaimId,
    pub(super) tie: TieId,
}

/// What was found, and of what.
#[derive(Default)]
pub(super) struct Marks {
    revision: Option<u64>,
    text: Option<Arc<EvidenceText>>,
    ties: Vec<(ClaimId, Tie)>,
    found: Vec<Mark>,
}

impl Marks {
    /// The excerpts in order of the text.
    pub(super) fn all(&self) -> &[Mark] {
        &self.found
    }

    /// Looks again if something may have changed.
    pub(super) fn refresh(&mut self, shown: &Shown<'_>) {
        let text = match shown.session.evidence_text(shown.source.id, &shown.evidence.sha256) {
            Some(TextState::Here(text)) => Some(text),
            Some(TextState::Reading | TextState::Missing(_)) | None => None,
        };
        let same_text = match (&self.text, text) {
            (Some(known), Some(text)) => Arc::ptr_eq(known, text),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if same_text && self.revision == Some(shown.session.revision()) {
            return;
        }
        self.revision = Some(shown.session.revision());
        let ties = ties_to(shown);
        if same_text && ties == self.ties {
            return;
        }
        self.found = text.map(|text| placed(text, &ties)).unwrap_or_default();
        (self.text, self.ties) = (text.cloned(), ties);
    }
}

/// The ties of the article whose excerpts are words of the file, or of its source and of no file.
fn ties_to(shown: &Shown<'_>) -> Vec<(ClaimId, Tie)> {
    let Some(article) = shown.session.current_article() else { return Vec::new() };
    let is_of_file = |tie: &&Tie| {
        tie.source == shown.source.id
            && !tie.excerpt.is_empty()
            && tie.evidence.as_ref().is_none_or(|sha256| *sha256 == shown.evidence.sha256)
    };
    let claims = article.review.claims.values();
    claims.flat_map(|claim| claim.ties.iter().filter(is_of_file).map(|tie| (claim.id, tie.clone()))).collect()
}

/// The ties that take a part of the file shown: a region or a stretch.
pub(super) fn taken_parts<'a>(shown: &Shown<'a>) -> Vec<(ClaimId, &'a Tie)> {
    let Some(article) = shown.session.current_article() else { return Vec::new() };
    let is_part = |tie: &&Tie| {
        tie.source == shown.source.id
            && (tie.region.is_some() || tie.time.is_some())
            && tie.evidence.as_ref().is_none_or(|sha256| *sha256 == shown.evidence.sha256)
    };
    let claims = article.review.claims.values();
    claims.flat_map(|claim| claim.ties.iter().filter(is_part).map(|tie| (claim.id, tie))).collect()
}

fn placed(text: &EvidenceText, ties: &[(ClaimId, Tie)]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = ties
        .iter()
        .filter_map(|(claim, tie)| Some(Mark { span: excerpt_place(text, tie)?, claim: *claim, tie: tie.id }))
        .collect();
    // Outer ones first, so that a nested one is painted over them.
    marks.sort_by_key(|mark| (mark.span.start(), std::cmp::Reverse(mark.span.end()), mark.claim));
    marks
}
