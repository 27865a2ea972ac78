//! Merges the claims of a review: field by field, tie by tie; a claim that one side removed and the other changed stays.
//!
//! Must not know: sources, the draft's text.
//! Holds: that a new draft moved a claim's words is no change of a person's, and never asked about: where the other
//! side chose other words in the older draft, those are taken and wait for being re-anchored.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::anchor::Anchor;
use crate::model::change::{Change, ClaimField};
use crate::model::claim::{Claim, Tie};
use crate::model::difference::keys;
use crate::model::fields::{claim_fields, discreet, set_claim_field};
use crate::model::ids::{ClaimId, TieId};
use crate::model::merge::cell::{Cell, Merger, Three, conflict, text};
use crate::model::query::{Query, Subject};
use crate::model::reanchor::Reanchor;
use crate::model::review::Review;
use crate::model::visibility::Visibility;

/// Whether a side has a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Here,
    Gone,
    /// It is there, and whether it should be is an open question.
    Asked,
}

/// The claims of both sides. `is_one_draft` says that all three are about the same draft.
pub(super) fn claims(
    merger: &mut Merger<'_>,
    reviews: Three<&Review>,
    is_one_draft: bool,
) -> BTreeMap<ClaimId, Arc<Claim>> {
    let mut out = BTreeMap::new();
    for id in keys(&reviews.ours.claims, &reviews.theirs.claims) {
        let three = reviews.map(|review| review.claims.get(&id));
        let cell = Cell::Claim(id);
        let open = merger.open(&cell);
        let presence = |claim: Option<&Arc<Claim>>, is_asked: bool| match (claim, is_asked) {
            (None, _) => Presence::Gone,
            (Some(_), false) => Presence::Here,
            (Some(_), true) => Presence::Asked,
        };
        let base = three.base.map(|claim| presence(claim, open.base.flatten().is_some()));
        let (ours, theirs) = (presence(three.ours, open.ours.is_some()), presence(three.theirs, open.theirs.is_some()));
        let touched = || is_touched(id, reviews, is_one_draft);
        let presence = merged_presence(base, ours, theirs, touched);
        if presence == Presence::Gone {
            continue;
        }
        let claim = match (three.ours, three.theirs) {
            (Some(ours), Some(theirs)) => both(merger, three.base.flatten(), ours, theirs, is_one_draft),
            (Some(only), None) => {
                merger.keep_ours_about(id);
                Arc::clone(only)
            }
            (None, Some(only)) => {
                merger.keep_theirs_about(id);
                Arc::clone(only)
            }
            (None, None) => continue,
        };
        if presence == Presence::Asked {
            let asked = open.ours.into_iter().chain(open.theirs).min_by_key(|conflict| text(*conflict));
            let asked = asked.cloned().unwrap_or_else(|| asked_about(&cell, id, &claim));
            merger.keep(asked);
        }
        out.insert(id, claim);
    }
    out
}

/// The question whether a claim is to be removed.
fn asked_about(cell: &Cell, claim: ClaimId, there: &Claim) -> crate::model::conflict::Conflict {
    let kept = Some(Box::new(there.clone()));
    let values = [None, kept.clone()].map(|value| (text(&value), value)).into();
    conflict(cell, &kept, &values, &|before, after| Change::Claim { claim, before, after })
}

fn merged_presence(
    base: Option<Presence>,
    ours: Presence,
    theirs: Presence,
    is_touched: impl Fn() -> bool,
) -> Presence {
    use Presence::{Asked, Gone, Here};
    match (ours, theirs) {
        (Here, Here) | (Gone, Gone) | (Asked, Asked) => ours,
        (Gone, Here) | (Here, Gone) => match base {
            None | Some(Gone) => Here,
            Some(Asked) => Asked,
            Some(Here) if is_touched() => Asked,
            Some(Here) => Gone,
        },
        (Gone, Asked) | (Asked, Gone) => match base {
            Some(Asked) if !is_touched() => Gone,
            None | Some(Gone | Here | Asked) => Asked,
        },
        (Here, Asked) | (Asked, Here) => match base {
            Some(Asked) => Here,
            None | Some(Gone | Here) => Asked,
        },
    }
}

/// Whether the side that still has a claim changed it, or asked something new about it.
fn is_touched(id: ClaimId, reviews: Three<&Review>, is_one_draft: bool) -> bool {
    let (side, claim) = match (reviews.ours.claims.get(&id), reviews.theirs.claims.get(&id)) {
        (Some(claim), _) => (reviews.ours, claim),
        (None, Some(claim)) => (reviews.theirs, claim),
        (None, None) => return false,
    };
    let Some((base, before)) = reviews.base.and_then(|base| Some((base, base.claims.get(&id)?))) else { return true };
    let is_new = |query: &&Query| query.on == Subject::Claim(id) && base.queries.get(&query.id) != Some(*query);
    let is_same = if is_one_draft { text(&**claim) == text(&**before) } else { is_same_but_moved(before, claim) };
    !is_same || side.queries.values().any(|query| is_new(&query))
}

fn is_same_but_moved(before: &Claim, now: &Claim) -> bool {
    let (spans, reanchor) = (before.spans.clone(), before.reanchor.clone());
    is_only_moved(before, now) && text(&Claim { spans, reanchor, ..now.clone() }) == text(before)
}

/// Whether only a new draft changed the words of a claim: they are the same, or wait for somebody to settle them.
fn is_only_moved(before: &Claim, now: &Claim) -> bool {
    now.reanchor != before.reanchor || has_same_words(before, now)
}

fn has_same_words(a: &Claim, b: &Claim) -> bool {
    a.spans.iter().map(Anchor::exact).eq(b.spans.iter().map(Anchor::exact))
}

/// A claim that both sides have.
fn both(
    merger: &mut Merger<'_>,
    base: Option<&Arc<Claim>>,
    ours: &Arc<Claim>,
    theirs: &Arc<Claim>,
    is_one_draft: bool,
) -> Arc<Claim> {
    if !merger.asks_about(ours.id) {
        if ours == theirs || base == Some(theirs) {
            return Arc::clone(ours);
        }
        if base == Some(ours) {
            return Arc::clone(theirs);
        }
    }
    let (mut ours, mut theirs) = (Arc::clone(ours), Arc::clone(theirs));
    let words = merger.open(&Cell::ClaimField(ours.id, ClaimField::Spans(Vec::new()).name()));
    let is_asked = words.ours.is_some() || words.theirs.is_some() || words.base.flatten().is_some();
    if !is_one_draft && !is_asked {
        on_one_draft(base.map(Arc::as_ref), &mut ours, &mut theirs);
    }
    let mut claim = Claim::clone(&ours);
    if (theirs.at, &theirs.by) < (ours.at, &ours.by) {
        (claim.at, claim.by) = (theirs.at, theirs.by.clone());
    }
    let fields =
        Three { base: base.map(|base| claim_fields(base)), ours: claim_fields(&ours), theirs: claim_fields(&theirs) };
    let base_fields = fields.base.map_or_else(|| vec![None; fields.ours.len()], |base| base.map(Some).to_vec());
    let id = claim.id;
    let sides = [base.map(AsRef::as_ref), Some(ours.as_ref()), Some(theirs.as_ref())];
    let is_hidden = sides.iter().flatten().any(|claim| claim.note_visibility == Visibility::Confidential);
    for ((base, ours), theirs) in base_fields.into_iter().zip(fields.ours).zip(fields.theirs) {
        let values = Three { base: base.map(|it| discreet(it, is_hidden)), ours, theirs };
        let values =
            Three { ours: discreet(values.ours, is_hidden), theirs: discreet(values.theirs, is_hidden), ..values };
        if let (ClaimField::Reanchor(ours), ClaimField::Reanchor(theirs)) = (&values.ours, &values.theirs) {
            let base = if let Some(ClaimField::Reanchor(base)) = &values.base { Some(base) } else { None };
            claim.reanchor = merged_reanchor(base, ours.as_ref(), theirs.as_ref());
            continue;
        }
        let change = |before, after| Change::ClaimField { claim: id, before, after };
        let merged = merger.cell(values.as_ref(), &change, &|change| match change {
            Change::ClaimField { after, .. } => Some(after),
            _ => None,
        });
        set_claim_field(&mut claim, merged);
    }
    let lists = Three { base: base.map(|base| &base.ties), ours: &ours.ties, theirs: &theirs.ties };
    claim.ties = ties(merger, id, lists);
    Arc::new(claim)
}

/// What is still to be settled of a claim's words: nobody is asked which of two computed outcomes is right, but the
/// graver one stays to be settled.
fn merged_reanchor(
    base: Option<&Option<Reanchor>>,
    ours: Option<&Reanchor>,
    theirs: Option<&Reanchor>,
) -> Option<Reanchor> {
    let gravity = |it: &&Reanchor| (it.outcome, it.from, it.was.clone());
    let merged = match base.map(Option::as_ref) {
        Some(base) if base == theirs => ours,
        Some(base) if base == ours => theirs,
        Some(_) | None => ours.into_iter().chain(theirs).max_by_key(gravity),
    };
    merged.cloned()
}

/// Makes the words of both sides comparable where their drafts differ.
fn on_one_draft(base: Option<&Claim>, ours: &mut Arc<Claim>, theirs: &mut Arc<Claim>) {
    let copy = |from: &Claim, to: &mut Arc<Claim>| {
        let to = Arc::make_mut(to);
        to.spans.clone_from(&from.spans);
        to.reanchor.clone_from(&from.reanchor);
    };
    let is_of_older = |claim: &Claim| claim.spans.iter().any(|span| span.draft().is_some());
    let moved = |claim: &Claim| base.is_some_and(|base| is_only_moved(base, claim));
    match (base, moved(ours), moved(theirs)) {
        (Some(base), true, false) => copy(base, ours),
        (Some(base), false, true) => copy(base, theirs),
        (Some(_), false, false) | (None, _, _) if !has_same_words(ours, theirs) => {}
        _ => match (is_of_older(ours), is_of_older(theirs)) {
            (true, false) => copy(theirs, ours),
            (false, true) => copy(ours, theirs),
            (true, true) | (false, false) => {}
        },
    }
}

/// A tie's id, and which of the ties of that id it is: a file mended by hand may have two.
type Key = (TieId, usize);

fn ties(merger: &mut Merger<'_>, claim: ClaimId, lists: Three<&Vec<Tie>>) -> Vec<Tie> {
    if lists.ours == lists.theirs && !merger.asks_about(claim) {
        return lists.ours.clone();
    }
    let order = lists.map(|ties| keys_of(ties));
    let maps = Three {
        base: lists.base.zip(order.base.as_ref()).map(|(ties, keys)| by_key(ties, keys)),
        ours: by_key(lists.ours, &order.ours),
        theirs: by_key(lists.theirs, &order.theirs),
    };
    let mut merged = BTreeMap::new();
    for key in keys(&maps.ours, &maps.theirs) {
        let get = |map: &BTreeMap<Key, &Tie>| map.get(&key).map(|tie| Tie::clone(tie));
        let (ours, theirs) = (get(&maps.ours), get(&maps.theirs));
        let base = match maps.base.as_ref().and_then(get) {
            Some(tie) => Some(Some(tie)),
            None if ours.is_some() && theirs.is_some() => None,
            None => Some(None),
        };
        let index = order.ours.iter().position(|other| *other == key);
        let index = index.into_iter().chain(order.theirs.iter().position(|other| *other == key)).min().unwrap_or(0);
        let change = |before, after| Change::Tie { claim, tie: key.0, index, before, after };
        let values = Three { base, ours, theirs };
        let tie = merger.cell(values.as_ref(), &change, &|change| match change {
            Change::Tie { after, .. } => Some(after),
            _ => None,
        });
        merged.extend(tie.map(|tie| (key, tie)));
    }
    merged_order(&order, &merged).iter().filter_map(|key| merged.remove(key)).collect()
}

fn keys_of(ties: &[Tie]) -> Vec<Key> {
    let n_before = |at: usize, tie: &Tie| ties.iter().take(at).filter(|other| other.id == tie.id).count();
    ties.iter().enumerate().map(|(at, tie)| (tie.id, n_before(at, tie))).collect()
}

fn by_key<'t>(ties: &'t [Tie], keys: &[Key]) -> BTreeMap<Key, &'t Tie> {
    keys.iter().copied().zip(ties).collect()
}

/// One side's order where the other left it alone; else the base's, then what was added, by id.
fn merged_order(order: &Three<Vec<Key>>, merged: &BTreeMap<Key, Tie>) -> Vec<Key> {
    let left = |keys: &Vec<Key>| keys.iter().copied().filter(|key| merged.contains_key(key)).collect::<Vec<_>>();
    let base = order.base.as_ref().map(left).unwrap_or_default();
    let (ours, theirs) = (left(&order.ours), left(&order.theirs));
    for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
        if one.len() == merged.len() && (one == other || *other == base) {
            return one.clone();
        }
    }
    let added = merged.keys().copied().filter(|key| !base.contains(key));
    base.iter().copied().chain(added).collect()
}
