//! Proposed ties: accepting one makes claim, source and tie of it; dismissing one keeps it out of the way.
//!
//! Must not know: how the writer's file is read, how a proposal is shown.
//! Holds: accepting many is one edit and one step of undo; one address is one source; words that a claim covers make no
//! second claim; a tie made so has no excerpt, since nobody has read the source yet.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::check::chunk::next_bare;
use crate::model::annotation::AnnotationKind;
use crate::model::article::Article;
use crate::model::change::{Change, ClaimField};
use crate::model::claim::{Claim, Stance, Tie};
use crate::model::ids::{ClaimId, PersonKey, ProposalId, Slug, SourceId, TieId};
use crate::model::problem::{Problem, shortened};
use crate::model::proposal::{Proposal, ProposalState};
use crate::model::source::{Source, SourceKind};
use crate::session::Session;
use crate::session::claims::named;
use crate::session::outcome::Done;
use crate::session::wishes::TieWords;
use crate::text::span::ByteSpan;

/// Characters of a note that are a source's title.
const TITLE_SCALARS: usize = 100;

/// What accepting makes, one proposal after the other.
struct Accepting {
    article: Arc<Article>,
    /// The claims made or changed so far.
    claims: Vec<Claim>,
    /// The sources made so far.
    sources: Vec<Source>,
    changes: Vec<Change>,
    by: PersonKey,
    at: Timestamp,
}

impl Session {
    /// The open proposals of an article in the order of its text; those whose words are lost come last.
    pub fn open_proposals(&self, slug: &Slug) -> Vec<&Proposal> {
        let proposals = self.article(slug).into_iter().flat_map(|article| article.review.proposals.values());
        let mut open: Vec<&Proposal> = proposals.filter(|proposal| proposal.is_open()).collect();
        open.sort_by_key(|proposal| {
            let place = proposal.span.place();
            (place.is_none(), place.map(ByteSpan::start), proposal.id)
        });
        open
    }

    /// Makes ties of open proposals, in the order of the text; all of them in one edit.
    pub(super) fn accept_proposals(&mut self, slug: &Slug, ids: &[ProposalId]) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let mut wanted: Vec<Proposal> = Vec::new();
        for id in ids {
            let proposal = article.review.proposals.get(id).ok_or_else(no_proposal)?;
            if !proposal.is_open() {
                continue;
            }
            if !proposal.is_tie() {
                return Err(refused(
                    proposal,
                    "it names no source",
                    "Dismiss it, or make a claim of its words yourself",
                ));
            }
            if proposal.span.place().is_none() {
                return Err(refused(
                    proposal,
                    "its words are not in this draft",
                    "Dismiss it, or tie a claim to the source yourself",
                ));
            }
            wanted.push(proposal.clone());
        }
        if wanted.is_empty() {
            return Ok(Done::Nothing);
        }
        wanted.sort_by_key(|proposal| proposal.span.place().map(ByteSpan::start));
        let (by, at) = (self.person_key()?, self.surroundings.clock.now());
        let none = Vec::new;
        let mut work = Accepting { article, claims: none(), sources: Vec::new(), changes: Vec::new(), by, at };
        for proposal in &wanted {
            self.accept_one(&mut work, proposal)?;
        }
        let label = match (wanted.as_slice(), work.claims.first()) {
            ([_], Some(claim)) => format!("accept a proposed tie of {}", named(claim)),
            (many, _) => format!("accept {} proposed ties", many.len()),
        };
        let last = work.claims.last().map(|claim| claim.id);
        let made = self.edit(Some(slug), label, work.changes)?;
        if let Some(claim) = last {
            self.make_current(slug, claim);
        }
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    fn accept_one(&mut self, work: &mut Accepting, proposal: &Proposal) -> Result<(), Problem> {
        let Some(place) = proposal.span.place() else { return Ok(()) };
        let (source, is_new) = self.proposed_source(work, proposal)?;
        let at = if let Some(at) = work.covering(place) {
            at
        } else {
            let span = match proposal.annotation.kind {
                AnnotationKind::Link => grown(&work.article, place),
                AnnotationKind::Footnote
                | AnnotationKind::Endnote
                | AnnotationKind::Comment
                | AnnotationKind::Inserted
                | AnnotationKind::Deleted => place,
            };
            let claim = self.new_claim(&work.article, &[span], None, None)?;
            let made = Some(Box::new(claim.clone()));
            work.changes.push(Change::Claim { claim: claim.id, before: None, after: made });
            work.claims.push(claim);
            work.claims.len() - 1
        };
        let Some(claim) = work.claims.get(at).cloned() else { return Ok(()) };
        if is_new {
            let (id, after) = (source.id, Some(Box::new(source.clone())));
            work.changes.push(Change::Source { source: id, before: None, after });
        }
        let tie = match claim.ties.iter().find(|tie| tie.source == source.id) {
            Some(known) => known.id,
            None => self.tie_to(work, at, &claim, &source),
        };
        work.note(at, proposal);
        work.settle(proposal, ProposalState::Accepted { claim: claim.id, tie });
        Ok(())
    }

    /// The tie of a claim to the source, put into the work.
    fn tie_to(&mut self, work: &mut Accepting, at: usize, claim: &Claim, source: &Source) -> TieId {
        // The writer says that it bears on the words; whether it bears them out is for the checker to say.
        let words = TieWords { stance: Stance::Context, ..TieWords::default() };
        let (id, change) = self.tie_change(claim, source, words);
        if let (Change::Tie { after: Some(tie), .. }, Some(claim)) = (&change, work.claims.get_mut(at)) {
            claim.ties.push(Tie::clone(tie));
        }
        work.changes.push(change);
        id
    }

    /// The source that a proposal names, and whether the library lacks it.
    fn proposed_source(&mut self, work: &mut Accepting, proposal: &Proposal) -> Result<(Source, bool), Problem> {
        let annotation = &proposal.annotation;
        let title = title_of(proposal);
        let is_it = |source: &Source| {
            if annotation.url.is_empty() {
                source.url.is_empty() && source.title == title
            } else {
                same_address(&source.url, &annotation.url)
            }
        };
        let known = self.opened()?.project.sources.values().find(|source| is_it(source));
        if let Some(known) = known {
            return Ok((Source::clone(known), false));
        }
        if let Some(made) = work.sources.iter().find(|source| is_it(source)) {
            return Ok((made.clone(), false));
        }
        let kind = if annotation.url.is_empty() { SourceKind::Document } else { SourceKind::Page };
        let bare = Source::new(SourceId::from_u128(0), &title, kind);
        let (source, _) = self.source_change(Source { url: annotation.url.clone(), ..bare })?;
        work.sources.push(source.clone());
        Ok((source, true))
    }

    /// Says that proposals are of no use; a settled one is left alone.
    pub(super) fn dismiss_proposals(&mut self, slug: &Slug, ids: &[ProposalId]) -> Result<Done, Problem> {
        self.turn_proposals(slug, ids, ("dismiss", Proposal::is_open), &ProposalState::Dismissed)
    }

    /// Opens dismissed proposals again.
    pub(super) fn reopen_proposals(&mut self, slug: &Slug, ids: &[ProposalId]) -> Result<Done, Problem> {
        let is_dismissed = |proposal: &Proposal| proposal.state == ProposalState::Dismissed;
        self.turn_proposals(slug, ids, ("open again", is_dismissed), &ProposalState::Open)
    }

    fn turn_proposals(
        &mut self,
        slug: &Slug,
        ids: &[ProposalId],
        (verb, turns): (&str, impl Fn(&Proposal) -> bool),
        state: &ProposalState,
    ) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let (by, at) = (self.person_key()?, self.surroundings.clock.now());
        let mut changes = Vec::new();
        for id in ids {
            let proposal = article.review.proposals.get(id).ok_or_else(no_proposal)?;
            if turns(proposal) {
                changes.push(settled(proposal, state.clone(), &by, at));
            }
        }
        let label = match changes.len() {
            1 => format!("{verb} a proposed tie"),
            n => format!("{verb} {n} proposed ties"),
        };
        let made = self.edit(Some(slug), label, changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }
}

impl Accepting {
    /// The claim that covers these words, taken into the work: the smallest of several.
    fn covering(&mut self, place: ByteSpan) -> Option<usize> {
        let covers = |claim: &Claim| claim.places().filter(|span| span.covers(place)).map(ByteSpan::len).min();
        let own = self.claims.iter().enumerate().filter_map(|(at, claim)| Some((covers(claim)?, at))).min();
        let is_taken = |id: ClaimId| self.claims.iter().any(|claim| claim.id == id);
        let known = self.article.review.claims.values().filter(|claim| !is_taken(claim.id));
        let known = known.filter_map(|claim| Some((covers(claim)?, claim))).min_by_key(|(len, claim)| (*len, claim.id));
        match (own, known) {
            (Some((own, at)), Some((other, _))) if own <= other => Some(at),
            (Some((_, at)), None) => Some(at),
            (_, Some((_, claim))) => {
                let claim = Claim::clone(claim);
                self.claims.push(claim);
                Some(self.claims.len() - 1)
            }
            (None, None) => None,
        }
    }

    /// Puts the words of the proposal's note under the claim's own note.
    fn note(&mut self, at: usize, proposal: &Proposal) {
        let words = proposal.annotation.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(claim) = self.claims.get_mut(at).filter(|claim| !words.is_empty() && !claim.note.contains(&words))
        else {
            return;
        };
        let line = format!("Writer’s {}: {words}", proposal.annotation.kind.word());
        let before = claim.note.clone();
        claim.note = if before.is_empty() { line } else { format!("{before}\n{line}") };
        let after = ClaimField::Note(claim.note.clone());
        self.changes.push(Change::ClaimField { claim: claim.id, before: ClaimField::Note(before), after });
    }

    fn settle(&mut self, proposal: &Proposal, state: ProposalState) {
        self.changes.push(settled(proposal, state, &self.by, self.at));
    }
}

fn settled(proposal: &Proposal, state: ProposalState, by: &PersonKey, at: Timestamp) -> Change {
    let is_open = state == ProposalState::Open;
    let after =
        Proposal { state, by: (!is_open).then(|| by.clone()), at: (!is_open).then_some(at), ..proposal.clone() };
    let (before, after) = (Some(Box::new(proposal.clone())), Some(Box::new(after)));
    Change::Proposal { proposal: proposal.id, before, after }
}

/// The linked words grown to the parts of the sentence that they lie in, as a checker would tag them.
fn grown(article: &Article, place: ByteSpan) -> ByteSpan {
    let draft = &article.draft;
    let Some(block) = draft.block_at(place.start()).and_then(|block| draft.blocks().get(block)) else { return place };
    let (whole, mut span, mut from) = ([block.span], place, block.span.start());
    while let Some(piece) = next_bare(draft.text(), block, &whole, from) {
        if piece.start() >= place.end() {
            break;
        }
        if piece.overlaps(place) {
            span = span.union(piece);
        }
        from = piece.end().max(from + 1);
    }
    span
}

/// What a new source is called: by the note's words without the address, or else by the address.
fn title_of(proposal: &Proposal) -> String {
    let annotation = &proposal.annotation;
    let words = match annotation.url.as_str() {
        "" => annotation.words.clone(),
        url => annotation.words.replace(url, " "),
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_matches([' ', ',', ';', ':', '.', '–', '-', '<', '>', '(', ')']);
    let is_note = annotation.kind != AnnotationKind::Comment;
    if words.chars().any(char::is_alphanumeric) && (is_note || annotation.url.is_empty()) {
        return shortened(words, TITLE_SCALARS);
    }
    let Ok(url) = Url::parse(&annotation.url) else { return annotation.url.clone() };
    let path = url.path().trim_end_matches('/');
    shortened(&format!("{}{path}", url.host_str().unwrap_or_default().trim_start_matches("www.")), TITLE_SCALARS)
}

/// Whether two addresses are one: a fragment says where on a page, and a slash at the end says nothing.
fn same_address(a: &str, b: &str) -> bool {
    let plain = |url: &str| {
        let mut parsed = Url::parse(url.trim()).ok()?;
        parsed.set_fragment(None);
        Some(parsed.as_str().trim_end_matches('/').to_owned())
    };
    !a.is_empty() && (a == b || plain(a).is_some_and(|plain_a| Some(plain_a) == plain(b)))
}

fn refused(proposal: &Proposal, why: &str, help: &str) -> Problem {
    let what = format!("“{}” was not made a tie", shortened(&proposal.told(), 60));
    Problem::error("proposal-no-tie", what).why(why.to_owned()).now("nothing was changed").help(help)
}

fn no_proposal() -> Problem {
    Problem::error("no-proposal", "The article has no such proposed tie")
        .now("nothing was changed")
        .help("`tickmark proposals` lists them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::annotation::Annotation;
    use crate::model::article::Draft;

    #[test]
    fn one_address_is_one_source() {
        assert!(same_address("https://a.example/x", "https://a.example/x/#part"));
        assert!(same_address("https://A.example/x", "https://a.example/x"));
        for (a, b) in
            [("https://a.example/x", "https://a.example/y"), ("", ""), ("https://a.example/?a", "https://a.example/")]
        {
            assert!(!same_address(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_source_is_called_by_the_note_or_by_its_address() {
        let draft = Draft::new("words", &[]);
        let title = |kind, words: &str, url: &str| {
            let annotation = Annotation { url: url.into(), ..Annotation::new(kind, words) };
            let span = Anchor::new(&draft, ByteSpan::new(0, 5));
            let id = ProposalId::from_u128(1);
            title_of(&Proposal { id, span, annotation, state: ProposalState::Open, by: None, at: None })
        };
        let url = "https://www.a.example/reports/12/";
        assert_eq!(title(AnnotationKind::Link, "", url), "a.example/reports/12");
        assert_eq!(title(AnnotationKind::Footnote, &format!("Mission report 12, {url}."), url), "Mission report 12");
        assert_eq!(title(AnnotationKind::Endnote, "Budget\n2026, p. 4", ""), "Budget 2026, p. 4");
        assert_eq!(
            title(AnnotationKind::Comment, "is this right?", url),
            "a.example/reports/12",
            "a remark is no title"
        );
    }
}
