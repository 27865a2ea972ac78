//! The smallest thing that is merged: one value that both sides may have changed, and the conflicts about it.
//!
//! Must not know: which things a project has. Each side's state of a cell is a set of values: one, or, under an open
//! conflict, those between which nobody has chosen. Sets are merged as sets: what one side took out is out, what one
//! side put in is in; if nothing is left, all of both is. More than one value left is a conflict.
//! Holds: values are compared and ordered by their text in files, so places of anchors play no part.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::model::change::{ArticleField, Change, ClaimField, ProjectField};
use crate::model::conflict::{Conflict, Side};
use crate::model::covered;
use crate::model::ids::{
    AssignmentId, ClaimId, ClosingId, ConflictId, CorrectionId, PersonKey, ProposalId, QueryId, ReadId, SignOffId,
    SourceId, TieId,
};
use crate::model::merge::Open;

/// The last common value, where it is known, and both sides'.
#[derive(Clone, Copy, Debug)]
pub(super) struct Three<T> {
    pub(super) base: Option<T>,
    pub(super) ours: T,
    pub(super) theirs: T,
}

impl<T> Three<T> {
    pub(super) fn map<U>(self, map: impl Fn(T) -> U) -> Three<U> {
        Three { base: self.base.map(&map), ours: map(self.ours), theirs: map(self.theirs) }
    }

    pub(super) fn as_ref(&self) -> Three<&T> {
        Three { base: self.base.as_ref(), ours: &self.ours, theirs: &self.theirs }
    }
}

/// What a change or a conflict is about, values left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// The project's title.
    Title,
    /// The verdict scale.
    Scale,
    /// A person's name.
    Person(PersonKey),
    /// A source.
    Source(SourceId),
    /// A field of the article, by its name.
    Article(&'static str),
    /// The role of the block with this number, from 0.
    Role(usize),
    /// The drafts.
    Drafts,
    /// Whether a claim is there.
    Claim(ClaimId),
    /// A field of a claim, by its name.
    ClaimField(ClaimId, &'static str),
    /// A tie of a claim.
    Tie(ClaimId, TieId),
    /// A query.
    Query(QueryId),
    /// Words marked as read.
    Read(ReadId),
    /// Blocks given to a person.
    Assignment(AssignmentId),
    /// A sign-off.
    SignOff(SignOffId),
    /// A closing.
    Closing(ClosingId),
    /// A correction.
    Correction(CorrectionId),
    /// A proposed tie.
    Proposal(ProposalId),
}

impl Cell {
    /// What a change is about; `None` for a change of a conflict.
    pub fn of(change: &Change) -> Option<Self> {
        Some(match change {
            Change::Project { after: ProjectField::Title(_), .. } => Self::Title,
            Change::Project { after: ProjectField::Scale(_), .. } => Self::Scale,
            Change::Project { after: ProjectField::Person(key, _), .. } => Self::Person(key.clone()),
            Change::Source { source, .. } => Self::Source(*source),
            Change::Article { after: ArticleField::Role(block, _), .. } => Self::Role(*block),
            Change::Article { after, .. } => Self::Article(after.name()),
            Change::Draft { .. } => Self::Drafts,
            Change::Claim { claim, .. } => Self::Claim(*claim),
            Change::ClaimField { claim, after, .. } => Self::ClaimField(*claim, after.name()),
            Change::Tie { claim, tie, .. } => Self::Tie(*claim, *tie),
            Change::Query { query, .. } => Self::Query(*query),
            Change::Read { read, .. } => Self::Read(*read),
            Change::Assignment { assignment, .. } => Self::Assignment(*assignment),
            Change::SignOff { sign_off, .. } => Self::SignOff(*sign_off),
            Change::Closing { closing, .. } => Self::Closing(*closing),
            Change::Correction { correction, .. } => Self::Correction(*correction),
            Change::Proposal { proposal, .. } => Self::Proposal(*proposal),
            Change::Conflict { .. } => return None,
        })
    }

    /// What a conflict is about, when all its sides are about one thing.
    pub fn of_conflict(conflict: &Conflict) -> Option<Self> {
        let mut cells = conflict.sides.iter().map(|side| match side.changes.as_slice() {
            [change] => Self::of(change),
            _ => None,
        });
        let first = cells.next()??;
        cells.all(|cell| cell.as_ref() == Some(&first)).then_some(first)
    }

    /// The claim it is of.
    pub fn claim(&self) -> Option<ClaimId> {
        match self {
            Self::Claim(claim) | Self::ClaimField(claim, _) | Self::Tie(claim, _) => Some(*claim),
            Self::Title
            | Self::Scale
            | Self::Person(_)
            | Self::Source(_)
            | Self::Article(_)
            | Self::Role(_)
            | Self::Drafts
            | Self::Query(_)
            | Self::Read(_)
            | Self::Assignment(_)
            | Self::SignOff(_)
            | Self::Closing(_)
            | Self::Correction(_)
            | Self::Proposal(_) => None,
        }
    }

    /// Its name for people, as "note".
    pub fn word(&self) -> &'static str {
        match self {
            Self::Title => "project title",
            Self::Scale => "verdict scale",
            Self::Person(_) => "person",
            Self::Source(_) => "source",
            Self::Article(name) | Self::ClaimField(_, name) => name,
            Self::Role(_) => "role of a paragraph",
            Self::Drafts => "drafts",
            Self::Claim(_) => "claim",
            Self::Tie(..) => "tie",
            Self::Query(_) => "query",
            Self::Read(_) => "read words",
            Self::Assignment(_) => "assignment",
            Self::SignOff(_) => "sign-off",
            Self::Closing(_) => "closing",
            Self::Correction(_) => "correction",
            Self::Proposal(_) => "proposed tie",
        }
    }
}

/// Merges the cells of one map of conflicts, and gathers the conflicts that are open afterwards.
pub(super) struct Merger<'a> {
    open: Three<Open<'a>>,
    /// The claims about which, or about something of which, a side asks.
    asked: BTreeSet<ClaimId>,
    seen: BTreeSet<Cell>,
    out: BTreeMap<ConflictId, Conflict>,
}

/// One side's state of a cell.
struct State<'v, T> {
    value: &'v T,
    text: String,
    conflict: Option<Conflict>,
}

impl<'a> Merger<'a> {
    pub(super) fn new(conflicts: Three<&'a BTreeMap<ConflictId, Conflict>>) -> Self {
        let open = conflicts.map(|conflicts| {
            let (mut by_cell, mut others) = (BTreeMap::new(), BTreeMap::new());
            for conflict in conflicts.values() {
                match Cell::of_conflict(conflict) {
                    Some(cell) if !by_cell.contains_key(&cell) => drop(by_cell.insert(cell, conflict)),
                    _ => drop(others.insert(conflict.id, conflict)),
                }
            }
            (by_cell, others)
        });
        let maps = [Some(&open.ours), Some(&open.theirs), open.base.as_ref()];
        let asked =
            maps.into_iter().flatten().flat_map(|(by_cell, _): &Open<'_>| by_cell.keys()).filter_map(Cell::claim);
        let asked = asked.collect();
        Self { open, asked, seen: BTreeSet::new(), out: BTreeMap::new() }
    }

    /// The open conflict about `cell` of each side. They are dealt with then.
    pub(super) fn open(&mut self, cell: &Cell) -> Three<Option<&'a Conflict>> {
        self.seen.insert(cell.clone());
        let of = |open: &Open<'a>| open.0.get(cell).copied();
        Three { base: self.open.base.as_ref().map(of), ours: of(&self.open.ours), theirs: of(&self.open.theirs) }
    }

    /// Whether a side has an open conflict about this claim or something of it.
    pub(super) fn asks_about(&self, claim: ClaimId) -> bool {
        self.asked.contains(&claim)
    }

    /// Keeps what our side asks about a claim that only it has.
    pub(super) fn keep_ours_about(&mut self, claim: ClaimId) {
        let about = about(&self.open.ours, claim);
        self.keep_all(about);
    }

    /// Keeps what their side asks about a claim that only it has.
    pub(super) fn keep_theirs_about(&mut self, claim: ClaimId) {
        let about = about(&self.open.theirs, claim);
        self.keep_all(about);
    }

    fn keep_all(&mut self, asked: Vec<(Cell, Conflict)>) {
        for (cell, conflict) in asked {
            // Whether it is to be there at all is another question.
            if !matches!(cell, Cell::Claim(_)) {
                self.keep(conflict);
            }
            self.seen.insert(cell);
        }
    }

    pub(super) fn keep(&mut self, conflict: Conflict) {
        self.out.insert(conflict.id, conflict);
    }

    /// The value of a cell on which both sides agree, or the one in place of it while they do not.
    ///
    /// `change` writes the change between two values, `value` reads the value after it.
    pub(super) fn cell<T: Clone + PartialEq + Serialize>(
        &mut self,
        values: Three<&T>,
        change: &dyn Fn(T, T) -> Change,
        value: &dyn Fn(Change) -> Option<T>,
    ) -> T {
        let own = change(values.ours.clone(), values.theirs.clone());
        let Some(cell) = Cell::of(&own) else { return values.ours.clone() };
        let open = self.open(&cell);
        if open.ours.is_none() && open.theirs.is_none() && open.base.flatten().is_none() {
            if values.ours == values.theirs || values.base == Some(values.theirs) {
                return values.ours.clone();
            }
            if values.base == Some(values.ours) {
                return values.theirs.clone();
            }
        }
        let state =
            |value, conflict: Option<&Conflict>| State { value, text: text(value), conflict: conflict.cloned() };
        let base = values.base.map(|value| state(value, open.base.flatten()));
        let (ours, theirs) = (state(values.ours, open.ours), state(values.theirs, open.theirs));
        let same = |a: &State<'_, T>, b: &State<'_, T>| a.text == b.text && a.conflict == b.conflict;
        let chosen = if same(&ours, &theirs) || base.as_ref().is_some_and(|base| same(base, &theirs)) {
            Some(&ours)
        } else if base.as_ref().is_some_and(|base| same(base, &ours)) {
            Some(&theirs)
        } else {
            None
        };
        if let Some(State { value, conflict, text: _ }) = chosen {
            self.out.extend(conflict.iter().map(|conflict| (conflict.id, conflict.clone())));
            return (*value).clone();
        }
        let of = |state: &State<'_, T>| state.values(value);
        let set = Three { base: base.as_ref().map(of), ours: of(&ours), theirs: of(&theirs) };
        let merged = merged_set(&set);
        if merged.len() < 2 {
            return merged.into_values().next().unwrap_or_else(|| values.ours.clone());
        }
        // A conflict that says all this already is left as it is.
        let mut there: Vec<&State<'_, T>> = Vec::new();
        for (state, set) in [(&ours, &set.ours), (&theirs, &set.theirs)] {
            if state.conflict.is_some() && set.keys().eq(merged.keys()) {
                there.push(state);
            }
        }
        there.sort_by_key(|state| (text(&state.conflict), state.text.clone()));
        if let Some(State { value, conflict: Some(conflict), text: _ }) = there.first() {
            self.keep(conflict.clone());
            return (*value).clone();
        }
        let in_place = if ours.text == theirs.text {
            ours.value.clone()
        } else {
            values.base.or_else(|| merged.values().next()).unwrap_or(values.ours).clone()
        };
        self.keep(conflict(&cell, &in_place, &merged, change));
        in_place
    }

    /// The conflicts that are open now, those about things that nobody merged among them.
    pub(super) fn finish(self) -> BTreeMap<ConflictId, Conflict> {
        let Self { open, asked: _, seen, mut out } = self;
        let left = open.map(|(by_cell, mut others)| {
            others.extend(by_cell.into_iter().filter(|(cell, _)| !seen.contains(cell)).map(|(_, one)| (one.id, one)));
            others
        });
        for (id, conflict) in left.ours.iter().chain(&left.theirs) {
            let is_settled = left.base.as_ref().is_some_and(|base| base.contains_key(id))
                && !(left.ours.contains_key(id) && left.theirs.contains_key(id));
            if is_settled {
                continue;
            }
            let is_first = out.get(id).is_none_or(|there| text(*conflict) < text(there));
            if is_first {
                out.insert(*id, (*conflict).clone());
            }
        }
        out
    }
}

impl<T: Clone + Serialize> State<'_, T> {
    /// The values between which nobody has chosen, by their text: one without a conflict.
    fn values(&self, value: &dyn Fn(Change) -> Option<T>) -> BTreeMap<String, T> {
        let mut values = BTreeMap::new();
        let mut was_changed = true;
        let changes = self.conflict.iter().flat_map(|conflict| &conflict.sides).flat_map(|side| &side.changes);
        for change in changes {
            values.extend(value(change.clone()).map(|value| (text(&value), value)));
            let before = value(change.clone().inverse());
            was_changed &= before.is_none_or(|before| text(&before) != self.text);
        }
        if was_changed {
            values.insert(self.text.clone(), self.value.clone());
        }
        values
    }
}

/// The union of both sides, without what one of them took out of the base; of everything if nothing is left then.
fn merged_set<T: Clone>(set: &Three<BTreeMap<String, T>>) -> BTreeMap<String, T> {
    let both: BTreeMap<String, T> = set.ours.iter().chain(&set.theirs).map(|(k, v)| (k.clone(), v.clone())).collect();
    let is_out = |key: &String| {
        let was_there = set.base.as_ref().is_some_and(|base| base.contains_key(key));
        was_there && !(set.ours.contains_key(key) && set.theirs.contains_key(key))
    };
    let left: BTreeMap<String, T> =
        both.iter().filter(|(key, _)| !is_out(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    if left.is_empty() { both } else { left }
}

/// The conflict between these values of a cell.
pub(super) fn conflict<T: Clone>(
    cell: &Cell,
    in_place: &T,
    values: &BTreeMap<String, T>,
    change: &dyn Fn(T, T) -> Change,
) -> Conflict {
    let mut hash = Sha256::new();
    hash.update(format!("{cell:?}"));
    for (text, value) in values {
        hash.update(named(text, &change(value.clone(), value.clone())).as_bytes());
        hash.update([0xff]); // in no text
    }
    let id = hash.finalize().iter().take(16).fold(0_u128, |id, &byte| (id << 8) | u128::from(byte));
    let sides = values.values().map(|value| {
        let change = change(in_place.clone(), value.clone());
        let (by, at) = told(&change);
        Side { by, at, changes: vec![change] }
    });
    Conflict { id: ConflictId::from_u128(id), sides: sides.collect() }
}

/// What of a value goes into the id of a conflict, which is in files that others get: what is hidden of it does not, since
/// few and short words could be guessed by trying.
fn named(whole: &str, change: &Change) -> String {
    let covered = covered::change(change);
    if covered == *change { whole.to_owned() } else { text(&covered) }
}

/// Who made it so and when, where the value itself tells.
fn told(change: &Change) -> (Option<PersonKey>, Option<Timestamp>) {
    let by_at = match change {
        Change::ClaimField { after, .. } => match after {
            ClaimField::Said(Some(decision)) | ClaimField::So(Some(decision)) => Some((&decision.by, decision.at)),
            ClaimField::Fix(Some(fix)) => Some((&fix.by, fix.at)),
            ClaimField::Legal(Some(flag)) => Some((&flag.by, flag.at)),
            ClaimField::Said(None)
            | ClaimField::So(None)
            | ClaimField::Fix(None)
            | ClaimField::Legal(None)
            | ClaimField::Spans(_)
            | ClaimField::Kind(_)
            | ClaimField::Claimant(_)
            | ClaimField::Verdict(_)
            | ClaimField::Note(_)
            | ClaimField::ConfidentialNote(_)
            | ClaimField::NoteVisibility(_)
            | ClaimField::Assignee(_)
            | ClaimField::Reanchor(_) => None,
        },
        Change::Query { after: Some(query), .. } => Some((&query.by, query.settled.unwrap_or(query.asked))),
        Change::Read { after: Some(read), .. } => Some((&read.by, read.at)),
        Change::Assignment { after: Some(assignment), .. } => Some((&assignment.by, assignment.at)),
        Change::SignOff { after: Some(sign_off), .. } => Some((&sign_off.by, sign_off.at)),
        Change::Closing { after: Some(closing), .. } => Some((&closing.by, closing.at)),
        Change::Correction { after: Some(correction), .. } => Some((&correction.by, correction.at)),
        Change::Proposal { after: Some(proposal), .. } => proposal.by.as_ref().zip(proposal.at),
        Change::Query { after: None, .. }
        | Change::Read { after: None, .. }
        | Change::Assignment { after: None, .. }
        | Change::SignOff { after: None, .. }
        | Change::Closing { after: None, .. }
        | Change::Correction { after: None, .. }
        | Change::Proposal { after: None, .. }
        | Change::Project { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Claim { .. }
        | Change::Tie { .. }
        | Change::Draft { .. }
        | Change::Conflict { .. } => None,
    };
    by_at.map_or((None, None), |(by, at)| (Some(by.clone()), Some(at)))
}

/// What a side asks about a claim.
fn about(open: &Open<'_>, claim: ClaimId) -> Vec<(Cell, Conflict)> {
    let of_claim = |(cell, _): &(&Cell, &&Conflict)| cell.claim() == Some(claim);
    open.0.iter().filter(of_claim).map(|(cell, conflict)| (cell.clone(), Conflict::clone(conflict))).collect()
}

/// A value as files have it, for comparing.
pub(super) fn text<T: Serialize + ?Sized>(value: &T) -> String {
    ron::to_string(value).unwrap_or_else(|error| error.to_string())
}
