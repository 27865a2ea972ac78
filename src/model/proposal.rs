//! Proposed ties: what the writer's file hangs on words of the article, until a checker accepts or dismisses it.
//!
//! In: a draft and the annotations of its file. Out: proposals; which of them a new draft has again.
//! Must not know: file formats, how a proposal becomes a claim and a tie (`session/proposals.rs`).
//! Holds: a proposal hangs on words, never between two of them, so that it is found again in a new draft; one that was
//! settled is never proposed anew.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::{Draft, Role};
use crate::model::claim::is_default;
use crate::model::ids::{ClaimId, PersonKey, ProposalId, TieId};
use crate::text::span::{ByteSpan, trimmed};

/// Proposals of one draft, at most: a page of nothing but links is an index and no sourced draft.
const MOST: usize = 2_000;

/// What became of a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProposalState {
    /// Nobody settled it yet.
    #[default]
    Open,
    /// It became a tie of a claim.
    Accepted {
        /// The claim.
        claim: ClaimId,
        /// The tie.
        tie: TieId,
    },
    /// It is of no use.
    Dismissed,
}

impl ProposalState {
    /// Its name for people and for the command line.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted { .. } => "accepted",
            Self::Dismissed => "dismissed",
        }
    }
}

/// Something that hangs on words of the article and may become a tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// The words it hangs on.
    pub span: Anchor,
    /// What hangs there.
    pub annotation: Annotation,
    /// What became of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: ProposalState,
    /// Who settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonKey>,
    /// When it was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Proposal {
    /// Whether nobody settled it yet.
    pub fn is_open(&self) -> bool {
        self.state == ProposalState::Open
    }

    /// Whether it can become a tie: it names a source. The others are the writer's notes.
    pub fn is_tie(&self) -> bool {
        match self.annotation.kind {
            AnnotationKind::Link => !self.annotation.url.is_empty(),
            AnnotationKind::Footnote | AnnotationKind::Endnote => {
                !(self.annotation.url.is_empty() && self.annotation.words.trim().is_empty())
            }
            AnnotationKind::Comment | AnnotationKind::Inserted | AnnotationKind::Deleted => {
                !self.annotation.url.is_empty()
            }
        }
    }

    /// What it says, on one line: the note's words, or the address.
    pub fn told(&self) -> String {
        let words = self.annotation.words.split_whitespace().collect::<Vec<_>>().join(" ");
        match (words.is_empty(), self.annotation.url.as_str()) {
            (true, url) => url.to_owned(),
            (false, url) if url.is_empty() || words.contains(url) => words,
            (false, url) => format!("{words} – {url}"),
        }
    }
}

/// The proposals that a draft's annotations make; links of the page's furniture make none, nor does a writer's name that
/// leads to more by the same hand.
pub fn proposals(
    draft: &Draft,
    annotations: &[(ByteSpan, Annotation)],
    new_id: &mut dyn FnMut() -> ProposalId,
) -> BTreeMap<ProposalId, Proposal> {
    let mut out = BTreeMap::new();
    for (span, annotation) in usable(draft, annotations).take(MOST) {
        let id = new_id();
        let span = Anchor::new(draft, span);
        let state = ProposalState::Open;
        out.insert(id, Proposal { id, span, annotation: annotation.clone(), state, by: None, at: None });
    }
    out
}

/// The annotations that say something, each on words.
fn usable<'a>(
    draft: &'a Draft,
    annotations: &'a [(ByteSpan, Annotation)],
) -> impl Iterator<Item = (ByteSpan, &'a Annotation)> {
    annotations.iter().filter_map(|(span, annotation)| {
        let is_web = annotation.url.starts_with("http://") || annotation.url.starts_with("https://");
        let says = match annotation.kind {
            AnnotationKind::Link => is_web,
            AnnotationKind::Inserted => true,
            AnnotationKind::Footnote | AnnotationKind::Endnote | AnnotationKind::Comment | AnnotationKind::Deleted => {
                is_web || !annotation.words.trim().is_empty()
            }
        };
        let block = draft.blocks().get(draft.block_at(span.start())?)?;
        let is_read = !matches!(block.role, Role::Furniture | Role::Footnote);
        // "By Ana Brandt", her name a link: her page is no source of what she writes.
        let is_name = annotation.kind == AnnotationKind::Link && matches!(block.role, Role::Byline | Role::Dateline);
        (says && is_read && !is_name).then(|| Some((on_words(draft, *span)?, annotation)))?
    })
}

/// The words of a span, or of a place between two characters the word before it, or after it at the start of a block.
fn on_words(draft: &Draft, span: ByteSpan) -> Option<ByteSpan> {
    let text = draft.text();
    if !span.is_empty() && span.of(text).is_some_and(|words| !words.trim().is_empty()) {
        return Some(trimmed(text, span));
    }
    let block = draft.blocks().get(draft.block_at(span.start())?)?;
    let before = block.words.partition_point(|word| word.start() < span.start());
    let word = before.checked_sub(1).and_then(|last| block.words.get(last)).or_else(|| block.words.get(before));
    word.copied()
}

/// Whether two annotations are the same thing, whoever made them.
pub fn is_same(a: &Annotation, b: &Annotation) -> bool {
    (a.kind, &a.words, &a.url) == (b.kind, &b.words, &b.url)
}

/// What a new draft's annotations are: those that are known already, with where they stand now, and the new ones.
pub fn told_apart(
    known: &BTreeMap<ProposalId, Proposal>,
    draft: &Draft,
    annotations: &[(ByteSpan, Annotation)],
) -> (BTreeMap<ProposalId, Anchor>, Vec<(Anchor, Annotation)>) {
    let (mut again, mut new) = (BTreeMap::new(), Vec::new());
    for (span, annotation) in usable(draft, annotations).take(MOST) {
        let anchor = Anchor::new(draft, span);
        let fits =
            |proposal: &&Proposal| is_same(&proposal.annotation, annotation) && !again.contains_key(&proposal.id);
        // Of several that are the same, the one on the same words.
        let same_words = |proposal: &&Proposal| fits(proposal) && proposal.span.exact() == anchor.exact();
        let found = known.values().find(same_words).or_else(|| known.values().find(fits));
        match found.map(|proposal| proposal.id) {
            Some(id) => drop(again.insert(id, anchor)),
            None => new.push((anchor, annotation.clone())),
        }
    }
    (again, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Home News Sport\n\nThe count rose to 130,000, the ministry said.\n\nNobody knows why.";

    fn draft() -> Draft {
        Draft::new(TEXT, &[Role::Furniture, Role::Body, Role::Body])
    }

    fn of(words: &str) -> ByteSpan {
        let at = TEXT.find(words).expect("the words are there");
        ByteSpan::new(at, at + words.len())
    }

    fn found(annotations: &[(ByteSpan, Annotation)]) -> Vec<(String, String)> {
        let mut next = 0;
        let mut id = || {
            next += 1;
            ProposalId::from_u128(next)
        };
        let all = proposals(&draft(), annotations, &mut id);
        all.values().map(|it| (it.span.exact().to_owned(), it.told())).collect()
    }

    #[test]
    fn links_in_the_text_and_notes_are_proposed_and_furniture_is_not() {
        let note = |kind, words: &str| Annotation::new(kind, words);
        let after = |words: &str| ByteSpan::new(of(words).end(), of(words).end());
        let annotations = vec![
            (of("News"), Annotation::link("https://a.example/news")),
            (of("130,000"), Annotation::link("https://a.example/count")),
            (of("the ministry"), Annotation::link("#top")),
            (of("The count rose to 130,000"), note(AnnotationKind::Footnote, "Briefing,\np. 3")),
            (after("said"), note(AnnotationKind::Deleted, "on Monday")),
            (ByteSpan::new(of("Nobody").start(), of("Nobody").start()), note(AnnotationKind::Comment, "who?")),
            (of("why"), note(AnnotationKind::Comment, " ")),
        ];
        let expected = [
            ("130,000", "https://a.example/count"),
            ("The count rose to 130,000", "Briefing, p. 3"),
            ("said", "on Monday"),
            ("Nobody", "who?"),
        ];
        assert_eq!(found(&annotations), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_link_of_a_byline_is_no_source_and_a_remark_on_it_stays() {
        let text = "By Ana Brandt\n\nThe count rose.";
        let draft = Draft::new(text, &[Role::Byline, Role::Body]);
        let name = ByteSpan::new(3, 13);
        let annotations = [
            (name, Annotation::link("https://a.example/ana-brandt")),
            (name, Annotation::new(AnnotationKind::Comment, "with Jo?")),
            (ByteSpan::new(19, 24), Annotation::link("https://a.example/count")),
        ];
        let mut next = 0;
        let mut id = || {
            next += 1;
            ProposalId::from_u128(next)
        };
        let all: Vec<_> = proposals(&draft, &annotations, &mut id).values().map(Proposal::told).collect();
        assert_eq!(all, ["with Jo?", "https://a.example/count"]);
    }

    #[test]
    fn what_is_known_is_not_proposed_again() {
        let link = Annotation::link("https://a.example/count");
        let mut next = 0;
        let mut id = || {
            next += 1;
            ProposalId::from_u128(next)
        };
        let known = proposals(&draft(), &[(of("130,000"), link.clone())], &mut id);
        let other = Annotation::link("https://a.example/other");
        let (again, new) = told_apart(
            &known,
            &draft(),
            &[(of("count rose"), link.clone()), (of("130,000"), link), (of("why"), other.clone())],
        );
        assert_eq!(again.len(), 1);
        assert_eq!(new.len(), 2, "the same link twice is one more");
        assert_eq!(new.last().map(|(anchor, it)| (anchor.exact(), it)), Some(("why", &other)));
    }

    #[test]
    fn only_what_names_a_source_can_become_a_tie() {
        let is_tie = |annotation: Annotation| {
            let span = Anchor::new(&draft(), of("130,000"));
            let id = ProposalId::from_u128(1);
            Proposal { id, span, annotation, state: ProposalState::Open, by: None, at: None }.is_tie()
        };
        assert!(is_tie(Annotation::link("https://a.example")));
        assert!(is_tie(Annotation::new(AnnotationKind::Endnote, "Budget 2026, p. 4")));
        assert!(!is_tie(Annotation::new(AnnotationKind::Comment, "check this")));
        let url = "https://a.example".to_owned();
        assert!(is_tie(Annotation { url, ..Annotation::new(AnnotationKind::Comment, "see there") }));
        assert!(!is_tie(Annotation::new(AnnotationKind::Deleted, "old words")));
    }
}
