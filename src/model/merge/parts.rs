//! Merges all that is kept whole under an id: queries, read words, assignments, sign-offs, closings, corrections,
//! sources.
//!
//! Must not know: claims. Different fields of one query or one source that both sides changed go together; the same
//! field changed otherwise leaves the whole thing as it was, and asks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::model::anchor::Anchor;
use crate::model::article::Article;
use crate::model::assignment::Assignment;
use crate::model::change::Change;
use crate::model::difference::keys;
use crate::model::ids::{Slug, SourceId};
use crate::model::merge::cell::{Cell, Merger, Three, conflict, text};
use crate::model::project::Project;
use crate::model::proposal::Proposal;
use crate::model::query::{Query, Subject};
use crate::model::review::{ReadWords, Review};
use crate::model::source::Source;

/// The review but for its claims and conflicts.
pub(super) fn review(merger: &mut Merger<'_>, reviews: Three<&Review>) -> Review {
    Review {
        claims: BTreeMap::new(),
        queries: entities(
            merger,
            reviews.map(|review| &review.queries),
            &Kind { blend: blended_query, is_same: PartialEq::eq },
            &|&query, before, after| Change::Query { query, before, after },
            &|change| if let Change::Query { after, .. } = change { Some(after) } else { None },
        ),
        reads: entities(
            merger,
            reviews.map(|review| &review.reads),
            &Kind { blend: blended_read, is_same: is_same_read },
            &|&read, before, after| Change::Read { read, before, after },
            &|change| if let Change::Read { after, .. } = change { Some(after) } else { None },
        ),
        assignments: entities(
            merger,
            reviews.map(|review| &review.assignments),
            &Kind { blend: blended_assignment, is_same: is_same_assignment },
            &|&assignment, before, after| Change::Assignment { assignment, before, after },
            &|change| if let Change::Assignment { after, .. } = change { Some(after) } else { None },
        ),
        sign_offs: entities(
            merger,
            reviews.map(|review| &review.sign_offs),
            &Kind { blend: never, is_same: PartialEq::eq },
            &|&sign_off, before, after| Change::SignOff { sign_off, before, after },
            &|change| if let Change::SignOff { after, .. } = change { Some(after) } else { None },
        ),
        closings: entities(
            merger,
            reviews.map(|review| &review.closings),
            &Kind { blend: never, is_same: PartialEq::eq },
            &|&closing, before, after| Change::Closing { closing, before, after },
            &|change| if let Change::Closing { after, .. } = change { Some(after) } else { None },
        ),
        corrections: entities(
            merger,
            reviews.map(|review| &review.corrections),
            &Kind { blend: never, is_same: PartialEq::eq },
            &|&correction, before, after| Change::Correction { correction, before, after },
            &|change| if let Change::Correction { after, .. } = change { Some(after) } else { None },
        ),
        proposals: entities(
            merger,
            reviews.map(|review| &review.proposals),
            &Kind { blend: blended_proposal, is_same: is_same_proposal },
            &|&proposal, before, after| Change::Proposal { proposal, before, after },
            &|change| if let Change::Proposal { after, .. } = change { Some(after) } else { None },
        ),
        conflicts: BTreeMap::new(),
    }
}

/// The source library.
pub(super) fn sources(
    merger: &mut Merger<'_>,
    maps: Three<&BTreeMap<SourceId, Arc<Source>>>,
) -> BTreeMap<SourceId, Arc<Source>> {
    let plain = maps.map(|map| map.iter().map(|(id, source)| (*id, Source::clone(source))).collect());
    let merged = entities(
        merger,
        plain.as_ref(),
        &Kind { blend: blended_source, is_same: PartialEq::eq },
        &|&source, before, after| Change::Source { source, before, after },
        &|change| if let Change::Source { after, .. } = change { Some(after) } else { None },
    );
    let shared = |(id, source): (SourceId, Source)| {
        let known = maps.ours.get(&id).filter(|known| ***known == source);
        (id, known.map_or_else(|| Arc::new(source), Arc::clone))
    };
    merged.into_iter().map(shared).collect()
}

/// Puts back the sources that one side removed and a tie of the other still needs, and asks about them.
pub(super) fn keep_used_sources(
    merger: &mut Merger<'_>,
    own: Three<&Project>,
    articles: &BTreeMap<Slug, Arc<Article>>,
    sources: &mut BTreeMap<SourceId, Arc<Source>>,
) {
    let claims = articles.values().flat_map(|article| article.review.claims.values());
    let used: BTreeSet<SourceId> = claims.flat_map(|claim| &claim.ties).map(|tie| tie.source).collect();
    for id in used {
        if sources.contains_key(&id) {
            continue;
        }
        let found: Vec<&Arc<Source>> = [Some(own.ours), Some(own.theirs), own.base]
            .into_iter()
            .flatten()
            .filter_map(|it| it.sources.get(&id))
            .collect();
        let Some(&source) = found.first() else { continue };
        let kept = Some(Box::new(Source::clone(source)));
        let values = [None, kept.clone()].map(|value| (text(&value), value)).into();
        let change = |before, after| Change::Source { source: id, before, after };
        merger.keep(conflict(&Cell::Source(id), &kept, &values, &change));
        sources.insert(id, Arc::clone(source));
    }
}

/// What is peculiar to one kind of thing.
struct Kind<V> {
    /// One of it out of two, where no field was changed otherwise by both; the base comes first.
    blend: fn(&V, &V, &V) -> Option<V>,
    /// Whether nobody changed it; that a new draft moved its words is no change.
    is_same: fn(&V, &V) -> bool,
}

/// Writes the change between two states of the thing under a key.
type ChangeOf<'f, K, V> = &'f dyn Fn(&K, Option<Box<V>>, Option<Box<V>>) -> Change;

fn entities<K: Ord + Clone, V: Clone + PartialEq + Serialize>(
    merger: &mut Merger<'_>,
    maps: Three<&BTreeMap<K, V>>,
    kind: &Kind<V>,
    change: ChangeOf<'_, K, V>,
    value: &dyn Fn(Change) -> Option<Option<Box<V>>>,
) -> BTreeMap<K, V> {
    let mut out = BTreeMap::new();
    for key in keys(maps.ours, maps.theirs) {
        let change = |before, after| change(&key, before, after);
        let (mut ours, mut theirs) = (maps.ours.get(&key), maps.theirs.get(&key));
        let before = maps.base.and_then(|base| base.get(&key));
        if let (Some(before), Some(only), None) | (Some(before), None, Some(only)) = (before, ours, theirs)
            && (kind.is_same)(before, only)
            && !is_asked(merger, &change(None, None))
        {
            continue; // removed by the other
        }
        let blended = match (before, ours, theirs) {
            (Some(before), Some(ours), Some(theirs)) if !is_asked(merger, &change(None, None)) => {
                (kind.blend)(before, ours, theirs)
            }
            _ => None,
        };
        if blended.is_some() {
            (ours, theirs) = (blended.as_ref(), blended.as_ref());
        }
        let boxed = |value: &V| Box::new(value.clone());
        let base = match before {
            Some(before) => Some(Some(boxed(before))),
            None if ours.is_some() && theirs.is_some() => None,
            None => Some(None),
        };
        let values = Three { base, ours: ours.map(boxed), theirs: theirs.map(boxed) };
        let merged = merger.cell(values.as_ref(), &change, value);
        out.extend(merged.map(|value| (key.clone(), *value)));
    }
    out
}

/// Whether any side has an open conflict about what `change` is about.
fn is_asked(merger: &mut Merger<'_>, change: &Change) -> bool {
    Cell::of(change).is_some_and(|cell| {
        let open = merger.open(&cell);
        open.ours.is_some() || open.theirs.is_some() || open.base.flatten().is_some()
    })
}

fn never<V>(_: &V, _: &V, _: &V) -> Option<V> {
    None
}

/// The value that one side changed, or that both have; `None` when both changed it otherwise.
fn one<T: Clone + PartialEq>(base: &T, ours: &T, theirs: &T) -> Option<T> {
    if ours == theirs || theirs == base {
        Some(ours.clone())
    } else if ours == base {
        Some(theirs.clone())
    } else {
        None
    }
}

/// Whether the words are the same, or a new draft took them away.
fn is_same_span(before: &Anchor, now: &Anchor) -> bool {
    before.exact() == now.exact() && before.is_lost() <= now.is_lost()
}

fn is_same_read(before: &ReadWords, now: &ReadWords) -> bool {
    let ReadWords { id: _, span, by, at } = now;
    is_same_span(&before.span, span) && (&before.by, &before.at) == (by, at)
}

fn is_same_assignment(before: &Assignment, now: &Assignment) -> bool {
    let Assignment { id: _, span, to, by, at } = now;
    is_same_span(&before.span, span) && (&before.to, &before.by, &before.at) == (to, by, at)
}

fn blended_read(base: &ReadWords, ours: &ReadWords, theirs: &ReadWords) -> Option<ReadWords> {
    Some(ReadWords {
        id: base.id,
        span: one(&base.span, &ours.span, &theirs.span)?,
        by: one(&base.by, &ours.by, &theirs.by)?,
        at: one(&base.at, &ours.at, &theirs.at)?,
    })
}

fn blended_assignment(base: &Assignment, ours: &Assignment, theirs: &Assignment) -> Option<Assignment> {
    let given = |it: &Assignment| (it.to.clone(), it.by.clone(), it.at);
    let (to, by, at) = one(&given(base), &given(ours), &given(theirs))?;
    Some(Assignment { id: base.id, span: one(&base.span, &ours.span, &theirs.span)?, to, by, at })
}

fn is_same_proposal(before: &Proposal, now: &Proposal) -> bool {
    let Proposal { id: _, span, annotation, state, by, at } = now;
    is_same_span(&before.span, span)
        && (&before.annotation, &before.state, &before.by, &before.at) == (annotation, state, by, at)
}

/// What was settled by both is asked only when they settled it otherwise: who and when do not matter.
fn blended_proposal(base: &Proposal, ours: &Proposal, theirs: &Proposal) -> Option<Proposal> {
    let settled = |it: &Proposal| (it.state.clone(), it.by.clone(), it.at);
    let (state, by, at) = if ours.state == theirs.state && ours.state != base.state {
        settled(ours)
    } else {
        one(&settled(base), &settled(ours), &settled(theirs))?
    };
    let annotation = one(&base.annotation, &ours.annotation, &theirs.annotation)?;
    Some(Proposal { id: base.id, span: one(&base.span, &ours.span, &theirs.span)?, annotation, state, by, at })
}

fn blended_query(base: &Query, ours: &Query, theirs: &Query) -> Option<Query> {
    // An answer belongs to what it makes of the query.
    let answered = |query: &Query| (query.state, query.answer.clone(), query.settled);
    let (state, answer, settled) = one(&answered(base), &answered(ours), &answered(theirs))?;
    Some(Query {
        id: base.id,
        // Nobody moves a query: two new drafts did, each its own way, and none must point to the wrong place.
        on: one(&base.on, &ours.on, &theirs.on).unwrap_or(Subject::Article),
        to: one(&base.to, &ours.to, &theirs.to)?,
        words: one(&base.words, &ours.words, &theirs.words)?,
        state,
        answer,
        due: one(&base.due, &ours.due, &theirs.due)?,
        visibility: one(&base.visibility, &ours.visibility, &theirs.visibility)?,
        by: one(&base.by, &ours.by, &theirs.by)?,
        asked: one(&base.asked, &ours.asked, &theirs.asked)?,
        settled,
    })
}

/// A list whose members have keys: what one side put in is in, what one side took out is out; `None` when both changed a
/// member otherwise, or one took out what the other changed.
fn blended_list<T: Clone + PartialEq, K: PartialEq>(
    base: &[T],
    ours: &[T],
    theirs: &[T],
    key: impl Fn(&T) -> K,
) -> Option<Vec<T>> {
    let of = |list: &[T], wanted: &K| list.iter().find(|it| key(it) == *wanted).cloned();
    let mut out = Vec::new();
    for it in ours.iter().chain(theirs.iter().filter(|it| of(ours, &key(it)).is_none())) {
        let wanted = key(it);
        out.extend(match (of(base, &wanted), of(ours, &wanted), of(theirs, &wanted)) {
            (None, Some(ours), Some(theirs)) => Some(if ours == theirs { ours } else { return None }),
            (before, ours, theirs) => one(&before, &ours, &theirs)?,
        });
    }
    Some(out)
}

fn blended_source(base: &Source, ours: &Source, theirs: &Source) -> Option<Source> {
    Some(Source {
        id: base.id,
        title: one(&base.title, &ours.title, &theirs.title)?,
        kind: one(&base.kind, &ours.kind, &theirs.kind)?,
        author: one(&base.author, &ours.author, &theirs.author)?,
        container: one(&base.container, &ours.container, &theirs.container)?,
        publisher: one(&base.publisher, &ours.publisher, &theirs.publisher)?,
        issued: one(&base.issued, &ours.issued, &theirs.issued)?,
        accessed: one(&base.accessed, &ours.accessed, &theirs.accessed)?,
        url: one(&base.url, &ours.url, &theirs.url)?,
        number: one(&base.number, &ours.number, &theirs.number)?,
        rank: one(&base.rank, &ours.rank, &theirs.rank)?,
        origin: one(&base.origin, &ours.origin, &theirs.origin)?,
        note: one(&base.note, &ours.note, &theirs.note)?,
        grade: one(&base.grade, &ours.grade, &theirs.grade)?,
        terms: one(&base.terms, &ours.terms, &theirs.terms)?,
        contacts: one(&base.contacts, &ours.contacts, &theirs.contacts)?,
        log: blended_list(&base.log, &ours.log, &theirs.log, |entry| entry.id)?,
        evidence: blended_list(&base.evidence, &ours.evidence, &theirs.evidence, |file| file.sha256.clone())?,
        visibility: one(&base.visibility, &ours.visibility, &theirs.visibility)?,
        cover: one(&base.cover, &ours.cover, &theirs.cover)?,
    })
}
