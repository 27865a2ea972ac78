//! Claims: making, changing and removing them, their ties, notes, fixes and verdicts.
//!
//! Must not know: panels, files. Every function here turns a wish into one edit.

use std::sync::Arc;

use crate::check::kind::guess;
use crate::model::anchor::Anchor;
use crate::model::article::Article;
use crate::model::change::{Change, ClaimField};
use crate::model::claim::{Claim, ClaimKind, Fix, FixState, Tie};
use crate::model::hidden_now::HiddenNow;
use crate::model::ids::{ClaimId, Slug, SourceId, TieId};
use crate::model::problem::{Problem, quoted, shortened};
use crate::model::review::ReadWords;
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::drafts::settled;
use crate::session::evidence::no_evidence;
use crate::session::outcome::Done;
use crate::session::wishes::{TieWish, TieWords};
use crate::text::span::{ByteSpan, snap, trimmed};

/// A claim and the article it belongs to.
pub(super) type Found = (Arc<Article>, Arc<Claim>);

impl Session {
    /// The claim of this id, wherever it is; the article shown is asked first.
    pub(super) fn find_claim(&self, id: ClaimId) -> Result<Found, Problem> {
        let open = self.opened()?;
        let shown = self.view.article.as_ref().and_then(|slug| open.project.articles.get(slug));
        shown
            .into_iter()
            .chain(open.project.articles.values())
            .find_map(|article| Some((Arc::clone(article), Arc::clone(article.review.claims.get(&id)?))))
            .ok_or_else(no_claim)
    }

    /// A claim of `spans`, its kind guessed unless given; not in the project yet.
    pub(super) fn new_claim(
        &mut self,
        article: &Article,
        spans: &[ByteSpan],
        kind: Option<ClaimKind>,
        claimant: Option<String>,
    ) -> Result<Claim, Problem> {
        let anchors = anchors(article, spans)?;
        let text = article.draft.text();
        let kind = kind.unwrap_or_else(|| {
            let words = anchors.iter().map(Anchor::exact).collect::<Vec<_>>().join(" ");
            let before = anchors.first().and_then(Anchor::place).and_then(|place| text.get(..place.start()));
            guess(&words, before.unwrap_or_default())
        });
        Ok(Claim {
            claimant: claimant.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
            ..Claim::new(
                self.surroundings.ids.claim(),
                anchors,
                kind,
                self.person_key()?,
                self.surroundings.clock.now(),
            )
        })
    }

    pub(super) fn add_claim(
        &mut self,
        slug: &Slug,
        spans: &[ByteSpan],
        kind: Option<ClaimKind>,
        claimant: Option<String>,
    ) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        if let Some(twin) = same_words(&article, spans) {
            self.view.set_claim(Some(twin));
            self.tell("These words are a claim already");
            return Ok(Done::Claim(twin));
        }
        let claim = self.new_claim(&article, spans, kind, claimant)?;
        let label = format!("claim {}", named(&claim));
        let id = claim.id;
        self.edit(Some(slug), label, vec![Change::Claim { claim: id, before: None, after: Some(Box::new(claim)) }])?;
        self.make_current(slug, id);
        Ok(Done::Claim(id))
    }

    /// Shows a claim in the inspector if its article is the one shown.
    pub(super) fn make_current(&mut self, slug: &Slug, claim: ClaimId) {
        if self.view.article.as_ref() == Some(slug) {
            self.view.set_claim(Some(claim));
        }
    }

    pub(super) fn remove_claims(&mut self, ids: &[ClaimId]) -> Result<Done, Problem> {
        let found = self.found_in_one_article(ids)?;
        let Some((article, first)) = found.first() else { return Ok(Done::Nothing) };
        let slug = article.slug.clone();
        let label = match found.len() {
            1 => format!("remove claim {}", named(first)),
            n => format!("remove {n} claims"),
        };
        let mut changes = Vec::new();
        for (article, claim) in &found {
            // A query outlives its claim: it is about the article then, so that no question is lost.
            for query in article.review.queries.values() {
                if query.on == crate::model::query::Subject::Claim(claim.id) {
                    let mut moved = query.clone();
                    moved.on = crate::model::query::Subject::Article;
                    changes.push(Change::Query {
                        query: query.id,
                        before: Some(Box::new(query.clone())),
                        after: Some(Box::new(moved)),
                    });
                }
            }
            changes.push(Change::Claim { claim: claim.id, before: Some(Box::new((**claim).clone())), after: None });
        }
        let made = self.edit(Some(&slug), label.clone(), changes)?;
        self.tell(format!("{} · Ctrl+Z brings back", capital(&label)));
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn set_words(&mut self, id: ClaimId, spans: &[ByteSpan]) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let (before, after) = (ClaimField::Spans(claim.spans.clone()), ClaimField::Spans(anchors(&article, spans)?));
        let mut changes = Vec::new();
        if before != after {
            changes.push(Change::ClaimField { claim: id, before, after });
        }
        // Who says where the words are has settled what a new draft did to them.
        changes.extend(settled(&claim));
        let made = self.edit(Some(&article.slug), format!("change words of {}", named(&claim)), changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn set_kind(&mut self, ids: &[ClaimId], kind: ClaimKind) -> Result<Done, Problem> {
        let found = self.found_in_one_article(ids)?;
        let Some((article, first)) = found.first() else { return Ok(Done::Nothing) };
        let label = match found.len() {
            1 => format!("call {} {}", named(first), kind.word()),
            n => format!("set kind of {n} claims"),
        };
        let changes = found.iter().filter(|(_, claim)| claim.kind != kind).map(|(_, claim)| Change::ClaimField {
            claim: claim.id,
            before: ClaimField::Kind(claim.kind),
            after: ClaimField::Kind(kind),
        });
        let made = self.edit(Some(&article.slug.clone()), label, changes.collect())?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn set_claimant(&mut self, id: ClaimId, claimant: Option<String>) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let claimant = claimant.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let before = ClaimField::Claimant(claim.claimant.clone());
        self.set_field(&article, &claim, before, ClaimField::Claimant(claimant), "set claimant of")
    }

    pub(super) fn set_verdict(&mut self, id: ClaimId, verdict: Option<String>) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let ratings = self.opened()?.project.scale.as_ref().map(|scale| scale.ratings.clone()).unwrap_or_default();
        if let Some(rating) = verdict.as_ref().filter(|rating| !ratings.contains(rating)) {
            let problem = Problem::error("no-rating", format!("“{rating}” is not a rating of this project"))
                .now("nothing was changed");
            return Err(if ratings.is_empty() {
                problem
                    .why("the project has no verdict scale")
                    .help("Choose a scale under Project settings, or with `tickmark project --scale`")
            } else {
                problem
                    .why(format!("its scale has {}", ratings.join(", ")))
                    .help("Choose one of these, or another scale under Project settings (`tickmark project --scale`)")
            });
        }
        let before = ClaimField::Verdict(claim.verdict.clone());
        self.set_field(&article, &claim, before, ClaimField::Verdict(verdict), "set verdict of")
    }

    pub(super) fn set_note(&mut self, id: ClaimId, note: String) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        self.set_field(&article, &claim, ClaimField::Note(claim.note.clone()), ClaimField::Note(note), "write note on")
    }

    pub(super) fn set_note_visibility(&mut self, id: ClaimId, visibility: Visibility) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let before = ClaimField::NoteVisibility(claim.note_visibility);
        let verb = format!("make {} the note on", visibility.word());
        let done = self.set_field(&article, &claim, before, ClaimField::NoteVisibility(visibility), &verb)?;
        if visibility == Visibility::Confidential && done != Done::Nothing {
            let hidden = HiddenNow { notes: [id].into(), ..HiddenNow::default() };
            self.look_for_traces("The note", vec![claim.note.clone()], hidden);
        }
        Ok(done)
    }

    pub(super) fn propose_fix(&mut self, id: ClaimId, words: Option<String>) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        if claim.fix.as_ref().map(|fix| &fix.words) == words.as_ref() {
            return Ok(Done::Nothing);
        }
        let fix = match words {
            Some(words) => Some(self.fix(words, FixState::Open)?),
            None => None,
        };
        let verb = if fix.is_some() { "propose fix for" } else { "withdraw fix for" };
        self.set_field(&article, &claim, ClaimField::Fix(claim.fix.clone()), ClaimField::Fix(fix), verb)
    }

    pub(super) fn answer_fix(&mut self, id: ClaimId, state: FixState) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let Some(fix) = &claim.fix else {
            return Err(Problem::error("no-fix", "There is no proposed fix to answer")
                .now("nothing was changed")
                .help("Type the words you propose under Proposed fix, or use `tickmark fix CLAIM WORDS`"));
        };
        if fix.state == state {
            return Ok(Done::Nothing);
        }
        let after = self.fix(fix.words.clone(), state)?;
        let verb = match state {
            FixState::Open => "reopen fix for",
            FixState::Accepted => "accept fix for",
            FixState::Stet => "let stand",
        };
        self.set_field(&article, &claim, ClaimField::Fix(claim.fix.clone()), ClaimField::Fix(Some(after)), verb)
    }

    fn fix(&self, words: String, state: FixState) -> Result<Fix, Problem> {
        Ok(Fix { words, state, by: self.person_key()?, at: self.surroundings.clock.now(), draft: None })
    }

    pub(super) fn add_tie(&mut self, id: ClaimId, source: SourceId, words: TieWords) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let known = self.opened()?.project.sources.get(&source).map(Arc::clone).ok_or_else(no_source)?;
        let taken = words.taken.as_ref().map(|taken| self.excerpt_taken(source, taken)).transpose()?;
        if words.evidence.as_ref().is_some_and(|evidence| known.evidence_of(evidence).is_none()) {
            return Err(no_evidence());
        }
        let (tie, mut change) = self.tie_change(&claim, &known, words);
        if let (Some((from_file, locator)), Change::Tie { after: Some(tie), .. }) = (taken, &mut change) {
            put_in(tie, from_file, locator);
        }
        let label = format!("tie {} to {}", named(&claim), shortened(known.name(), 40));
        self.edit(Some(&article.slug.clone()), label, vec![change])?;
        Ok(Done::Tie(tie))
    }

    pub(super) fn add_tie_to_new(&mut self, id: ClaimId, source: Source, words: TieWords) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let (source, added) = self.source_change(source)?;
        let (tie, change) = self.tie_change(&claim, &source, words);
        let label = format!("tie {} to new source {}", named(&claim), shortened(source.name(), 40));
        self.edit(Some(&article.slug.clone()), label, vec![added, change])?;
        Ok(Done::Tie(tie))
    }

    /// The change that ties `claim` to `source`; a tie to a confidential source is confidential from the start, unless
    /// the wish says otherwise.
    pub(super) fn tie_change(&mut self, claim: &Claim, source: &Source, words: TieWords) -> (TieId, Change) {
        let TieWords { stance, excerpt, locator, evidence, taken: _, region, time, translation, visibility } = words;
        let id = self.surroundings.ids.tie();
        let (excerpt, locator) = (excerpt.trim().to_owned(), locator.trim().to_owned());
        let translation = translation.map(Box::new);
        let usual = if source.is_confidential() { Visibility::Confidential } else { Visibility::Public };
        let visibility = visibility.unwrap_or(usual);
        let wording = (visibility == Visibility::Confidential).then(|| self.surroundings.ids.wording());
        let bare = Tie::new(id, source.id);
        let tie = Tie { stance, excerpt, locator, evidence, region, time, translation, visibility, wording, ..bare };
        (id, Change::Tie { claim: claim.id, tie: id, index: claim.ties.len(), before: None, after: Some(tie) })
    }

    pub(super) fn set_tie(&mut self, id: ClaimId, tie: TieId, wish: TieWish) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let (index, before) = tie_of(&claim, tie)?;
        let TieWish { stance, excerpt, locator, evidence, taken, region, time, translation, visibility } = wish;
        let mut after = Tie {
            stance: stance.unwrap_or(before.stance),
            excerpt: excerpt.unwrap_or_else(|| before.excerpt.clone()),
            locator: locator.clone().unwrap_or_else(|| before.locator.clone()),
            evidence: evidence.unwrap_or_else(|| before.evidence.clone()),
            region: region.unwrap_or(before.region),
            time: time.unwrap_or(before.time),
            translation: translation.map_or_else(|| before.translation.clone(), |it| it.map(Box::new)),
            visibility: visibility.unwrap_or(before.visibility),
            ..before.clone()
        };
        if after.excerpt != before.excerpt || after.evidence != before.evidence {
            after.anchor = None; // the words are no longer those that were taken from the file
        }
        if let Some(taken) = taken {
            let (from_file, found) = self.excerpt_taken(before.source, &taken)?;
            after.locator = locator.unwrap_or_default();
            put_in(&mut after, from_file, found);
        } else if after.evidence != before.evidence
            && let Some(evidence) = &after.evidence
        {
            let source = self.opened()?.project.sources.get(&before.source).ok_or_else(no_source)?;
            source.evidence_of(evidence).ok_or_else(no_evidence)?;
        }
        if after == before {
            return Ok(Done::Nothing);
        }
        let mut retied = Vec::new();
        if after.is_confidential() != before.is_confidential() {
            after.wording = after.is_confidential().then(|| self.surroundings.ids.wording());
            retied = super::confidential::retied(&article, &claim, &before, &after);
        }
        if after.is_confidential() && says_otherwise(&before, &after) {
            after.wording = Some(self.surroundings.ids.wording());
        }
        let label = format!("change tie of {}", named(&claim));
        let words = (!before.is_confidential() && after.is_confidential()).then(|| tie_words(&before));
        let change = Change::Tie { claim: id, tie, index, before: Some(before), after: Some(after) };
        let changes = std::iter::once(change).chain(retied).collect();
        let made = self.edit(Some(&article.slug.clone()), label, changes)?;
        if let Some(words) = words {
            let hidden = HiddenNow { ties: [tie].into(), ..HiddenNow::default() };
            self.look_for_traces("The tie", words, hidden);
        }
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn remove_tie(&mut self, id: ClaimId, tie: TieId) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let (index, before) = tie_of(&claim, tie)?;
        let label = format!("remove tie of {}", named(&claim));
        let change = Change::Tie { claim: id, tie, index, before: Some(before), after: None };
        let made = self.edit(Some(&article.slug.clone()), label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Sets one field of a claim, or does nothing when it is so already.
    pub(super) fn set_field(
        &mut self,
        article: &Article,
        claim: &Claim,
        before: ClaimField,
        after: ClaimField,
        verb: &str,
    ) -> Result<Done, Problem> {
        if before == after {
            return Ok(Done::Nothing);
        }
        let label = format!("{verb} {}", named(claim));
        let change = Change::ClaimField { claim: claim.id, before, after };
        let made = self.edit(Some(&article.slug), label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The claims of these ids; all must be of one article.
    pub(super) fn found_in_one_article(&self, ids: &[ClaimId]) -> Result<Vec<Found>, Problem> {
        let ids: std::collections::BTreeSet<ClaimId> = ids.iter().copied().collect();
        let found = ids.into_iter().map(|id| self.find_claim(id)).collect::<Result<Vec<_>, _>>()?;
        let one = found.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a.slug == b.slug));
        if one {
            Ok(found)
        } else {
            Err(Problem::error("two-articles", "These claims belong to different articles")
                .now("nothing was changed")
                .help("Do it article by article"))
        }
    }

    /// Marks words as read; words read already and the marks around them become one.
    pub(super) fn mark_read(&mut self, slug: &Slug, spans: &[ByteSpan]) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let mut changes = Vec::new();
        let mut gone = std::collections::BTreeSet::new();
        for &span in spans {
            let mut whole = trimmed(article.draft.text(), snap(article.draft.text(), span));
            if whole.is_empty() {
                continue;
            }
            for read in article.review.reads.values() {
                if let Some(place) = read.span.place().filter(|place| place.overlaps(whole)) {
                    whole = whole.union(place);
                    if gone.insert(read.id) {
                        changes.push(Change::Read { read: read.id, before: Some(Box::new(read.clone())), after: None });
                    }
                }
            }
            let read = self.surroundings.ids.read();
            let span = Anchor::new(&article.draft, whole);
            let words = ReadWords { id: read, span, by: self.person_key()?, at: self.surroundings.clock.now() };
            changes.push(Change::Read { read, before: None, after: Some(Box::new(words)) });
        }
        let made = self.edit(Some(slug), "mark words as read", changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Marks the selected words as read; when all of them are, makes them bare again.
    pub(super) fn toggle_read(&mut self) -> Result<Done, Problem> {
        let Some(article) = self.current_article().cloned() else { return Ok(Done::Nothing) };
        let spans = self.view.selection.spans(&article.draft);
        if spans.is_empty() {
            return Err(nothing_selected("mark as read"));
        }
        let covers = |span: ByteSpan| {
            article.review.reads.values().filter_map(|read| read.span.place()).any(|place| place.covers(span))
        };
        if !spans.iter().all(|&span| covers(span)) {
            return self.mark_read(&article.slug, &spans);
        }
        let mut changes = Vec::new();
        for read in article.review.reads.values() {
            let Some(place) = read.span.place().filter(|place| spans.iter().any(|span| span.overlaps(*place))) else {
                continue;
            };
            changes.push(Change::Read { read: read.id, before: Some(Box::new(read.clone())), after: None });
            for rest in without(place, &spans) {
                let rest = trimmed(article.draft.text(), rest);
                if !rest.is_empty() {
                    let id = self.surroundings.ids.read();
                    let words = ReadWords { id, span: Anchor::new(&article.draft, rest), ..read.clone() };
                    changes.push(Change::Read { read: id, before: None, after: Some(Box::new(words)) });
                }
            }
        }
        let made = self.edit(Some(&article.slug.clone()), "mark words as bare", changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }
}

/// The parts of `span` that none of `cut` (in order) covers.
fn without(span: ByteSpan, cut: &[ByteSpan]) -> Vec<ByteSpan> {
    let mut rest = Vec::new();
    let mut at = span.start();
    for inside in cut.iter().filter_map(|cut| cut.intersection(span)) {
        if inside.start() > at {
            rest.push(ByteSpan::new(at, inside.start()));
        }
        at = at.max(inside.end());
    }
    if at < span.end() {
        rest.push(ByteSpan::new(at, span.end()));
    }
    rest
}

fn anchors(article: &Article, spans: &[ByteSpan]) -> Result<Vec<Anchor>, Problem> {
    let text = article.draft.text();
    let anchors: Vec<Anchor> = spans
        .iter()
        .map(|&span| trimmed(text, snap(text, span)))
        .filter(|span| !span.is_empty())
        .map(|span| Anchor::new(&article.draft, span))
        .collect();
    if anchors.is_empty() { Err(nothing_selected("claim")) } else { Ok(anchors) }
}

/// The claim that has exactly these words, if there is one.
pub(super) fn same_words(article: &Article, spans: &[ByteSpan]) -> Option<ClaimId> {
    let claims = article.review.claims.values();
    claims.into_iter().find(|claim| claim.places().eq(spans.iter().copied())).map(|claim| claim.id)
}

/// Puts words taken from a file into a tie, with their locator where it has none.
fn put_in(tie: &mut Tie, from_file: Tie, locator: String) {
    let Tie { excerpt, evidence, anchor, .. } = from_file;
    (tie.excerpt, tie.evidence, tie.anchor) = (excerpt, evidence, anchor);
    if tie.locator.is_empty() {
        tie.locator = locator;
    }
}

/// Whether what a decision rested on is another now; what comes to the words later takes nothing away.
fn says_otherwise(before: &Tie, after: &Tie) -> bool {
    fn lost<T: PartialEq>(before: Option<&T>, after: Option<&T>) -> bool {
        before.is_some() && before != after
    }
    before.excerpt != after.excerpt
        || lost(before.region.as_ref(), after.region.as_ref())
        || lost(before.time.as_ref(), after.time.as_ref())
        || lost(before.translation.as_ref(), after.translation.as_ref())
}

/// The words of a tie that tell what its source says.
pub(super) fn tie_words(tie: &Tie) -> Vec<String> {
    let translation = tie.translation.as_ref().map(|it| it.words.clone());
    [tie.excerpt.clone(), tie.locator.clone()].into_iter().chain(translation).collect()
}

/// A tie of a claim, with its place among the claim's ties.
pub(super) fn tie_of(claim: &Claim, id: TieId) -> Result<(usize, Tie), Problem> {
    let index = claim.ties.iter().position(|tie| tie.id == id);
    index.and_then(|index| Some((index, claim.ties.get(index)?.clone()))).ok_or_else(|| {
        Problem::error("no-tie", "This tie is not there any more")
            .now("nothing was changed")
            .help("Look at the claim again")
    })
}

/// A claim's words in quotation marks, short enough for a label.
pub(super) fn named(claim: &Claim) -> String {
    quoted(&claim.words(), 40)
}

/// The words with a capital first.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

pub(super) fn nothing_selected(what: &str) -> Problem {
    Problem::error("nothing-selected", format!("There are no words to {what}"))
        .now("nothing was changed")
        .help("Select words with the mouse or with Shift and the arrow keys, or press N for the next bare words")
}

pub(super) fn no_claim() -> Problem {
    Problem::error("no-claim", "There is no such claim")
        .now("nothing was changed")
        .help("`tickmark list claims` shows their ids")
}

pub(super) fn no_source() -> Problem {
    Problem::error("no-source", "There is no such source")
        .now("nothing was changed")
        .help("`tickmark list sources` shows their ids")
}
