//! The covered form of what is confidential: what of it may be in files that others get, in histories and in journals.
//!
//! In: things as the desk has them. Out: the same without the hidden parts; borrowed when nothing of them is hidden.
//! Of a confidential source the id, kind, level and cover name are left; of a tie all but what the source says and where; of a
//! note nothing; of a query all but its words and its answer.
//! Must not know: where the hidden parts are kept (`store/private.rs`), audiences of reports (`export/audience.rs`).
//! Holds: ids stay, so that a covered thing finds its hidden parts again; covering twice is covering once.
//! Limits: reasons of decisions, claimants, fixes and legal flags have no level of their own and are never hidden.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::article::Article;
use crate::model::change::{Change, ClaimField, Edit};
use crate::model::claim::{Claim, Tie};
use crate::model::conflict::{Conflict, Side};
use crate::model::ids::ClaimId;
use crate::model::query::Query;
use crate::model::source::Source;
use crate::model::visibility::Visibility;

/// A source without who or what it is, when it is confidential.
pub fn source(source: &Source) -> Cow<'_, Source> {
    if source.is_confidential() { changed(source, covered_source(source)) } else { Cow::Borrowed(source) }
}

/// A tie without its words, when it is confidential.
pub fn tie(tie: &Tie) -> Cow<'_, Tie> {
    if tie.is_confidential() { changed(tie, covered_tie(tie)) } else { Cow::Borrowed(tie) }
}

/// A claim without its note and without the words of its ties, where these are confidential.
pub fn claim(claim: &Claim) -> Cow<'_, Claim> {
    if hides_note(claim) || claim.ties.iter().any(Tie::is_confidential) {
        changed(claim, covered_claim(claim, None))
    } else {
        Cow::Borrowed(claim)
    }
}

/// A query without its words, when it is confidential.
pub fn query(query: &Query) -> Cow<'_, Query> {
    if query.is_confidential() { changed(query, covered_query(query)) } else { Cow::Borrowed(query) }
}

/// A conflict without the words that its sides hide.
pub fn conflict(conflict: &Conflict) -> Cow<'_, Conflict> {
    let side = |side: &Side| Side { changes: side.changes.iter().map(change).collect(), ..side.clone() };
    changed(conflict, Conflict { sides: conflict.sides.iter().map(side).collect(), ..conflict.clone() })
}

/// An edit as public histories and journals keep it. When this is not the edit itself, the whole one belongs into
/// `private/`, and the two are joined by the edit's id.
///
/// What an edit makes confidential is hidden in what was before too; what it makes public again is told as it is after.
pub fn edit(edit: &Edit) -> Cow<'_, Edit> {
    changed(edit, Edit { changes: edit.changes.iter().map(change).collect(), ..edit.clone() })
}

/// Has every change of a note say whether the note is confidential: told by the claims of `article` and by what the
/// changes themselves make of them.
pub fn tell_notes(article: Option<&Article>, changes: &mut [Change]) {
    let mut levels: BTreeMap<ClaimId, bool> = BTreeMap::new();
    for change in changes.iter() {
        if let Change::ClaimField { claim, before, after } = change {
            let hides = ClaimField::NoteVisibility(Visibility::Confidential);
            *levels.entry(*claim).or_default() |= *before == hides || *after == hides;
        } else if let Change::Claim { claim, before, after } = change {
            let hides = [before, after].into_iter().flatten().any(|claim| hides_note(claim));
            *levels.entry(*claim).or_default() |= hides;
        }
    }
    let hides = |id: &ClaimId| {
        let now = article.and_then(|article| article.review.claims.get(id)).is_some_and(|claim| hides_note(claim));
        now || levels.get(id).copied().unwrap_or_default()
    };
    for change in changes.iter_mut() {
        tell_note(change, &hides);
    }
}

fn tell_note(change: &mut Change, hides: &dyn Fn(&ClaimId) -> bool) {
    match change {
        Change::ClaimField { claim, before, after } => {
            let is_hidden = hides(claim);
            for field in [before, after] {
                if let ClaimField::Note(note) | ClaimField::ConfidentialNote(note) = field {
                    let note = std::mem::take(note);
                    *field = if is_hidden { ClaimField::ConfidentialNote(note) } else { ClaimField::Note(note) };
                }
            }
        }
        Change::Conflict { before, after, conflict: _ } => {
            let sides = [before, after].into_iter().flatten().flat_map(|conflict| &mut conflict.sides);
            for change in sides.flat_map(|side| &mut side.changes) {
                tell_note(change, hides);
            }
        }
        Change::Project { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Claim { .. }
        | Change::Tie { .. }
        | Change::Query { .. }
        | Change::Read { .. }
        | Change::Draft { .. }
        | Change::Assignment { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Proposal { .. } => {}
    }
}

fn changed<T: Clone + PartialEq>(whole: &T, covered: T) -> Cow<'_, T> {
    if *whole == covered { Cow::Borrowed(whole) } else { Cow::Owned(covered) }
}

fn hides_note(claim: &Claim) -> bool {
    claim.note_visibility == Visibility::Confidential
}

fn covered_source(source: &Source) -> Source {
    let bare = Source::new(source.id, &source.cover, source.kind);
    Source { visibility: source.visibility, cover: source.cover.clone(), ..bare }
}

fn covered_tie(tie: &Tie) -> Tie {
    tie.bare()
}

/// The claim covered where it hides something, or where its twin, the same claim after the change, does.
fn covered_claim(claim: &Claim, twin: Option<&Claim>) -> Claim {
    let note = if hides_note(claim) || twin.is_some_and(hides_note) { String::new() } else { claim.note.clone() };
    let hides =
        |tie: &Tie| tie.is_confidential() || twin.and_then(|twin| twin.tie(tie.id)).is_some_and(Tie::is_confidential);
    let ties = claim.ties.iter().map(|tie| if hides(tie) { covered_tie(tie) } else { tie.clone() }).collect();
    Claim { note, ties, ..claim.clone() }
}

fn covered_query(query: &Query) -> Query {
    Query { words: String::new(), answer: String::new(), ..query.clone() }
}

/// A change as public histories and conflicts keep it.
pub fn change(change: &Change) -> Change {
    match change {
        Change::Source { source: id, before, after } => {
            let becomes = after.as_deref().filter(|after| after.is_confidential());
            let before = before.as_deref().map(|before| match becomes {
                // Its level stays told as it was; its name goes with what it is from now on.
                Some(becomes) => Source {
                    visibility: before.visibility,
                    cover: before.cover.clone(),
                    ..Source::new(before.id, &becomes.cover, before.kind)
                },
                None => source(before).into_owned(),
            });
            let after = after.as_deref().map(|after| source(after).into_owned());
            Change::Source { source: *id, before: before.map(Box::new), after: after.map(Box::new) }
        }
        Change::Claim { claim: id, before, after } => {
            let [was, becomes] = [before, after].map(|claim| claim.as_deref());
            let before = was.map(|claim| covered_claim(claim, becomes));
            let after = becomes.map(|claim| covered_claim(claim, None));
            Change::Claim { claim: *id, before: before.map(Box::new), after: after.map(Box::new) }
        }
        Change::ClaimField { claim, before, after } => {
            let field = |field: &ClaimField| match field {
                ClaimField::ConfidentialNote(_) => ClaimField::ConfidentialNote(String::new()),
                other => other.clone(),
            };
            Change::ClaimField { claim: *claim, before: field(before), after: field(after) }
        }
        Change::Tie { claim, tie: id, index, before, after } => {
            let becomes = after.as_ref().is_some_and(Tie::is_confidential);
            let before = before.as_ref().map(|was| if becomes { covered_tie(was) } else { tie(was).into_owned() });
            let after = after.as_ref().map(|after| tie(after).into_owned());
            Change::Tie { claim: *claim, tie: *id, index: *index, before, after }
        }
        Change::Query { query: id, before, after } => {
            let becomes = after.as_deref().is_some_and(Query::is_confidential);
            let before =
                before.as_deref().map(|was| if becomes { covered_query(was) } else { query(was).into_owned() });
            let after = after.as_deref().map(|after| query(after).into_owned());
            Change::Query { query: *id, before: before.map(Box::new), after: after.map(Box::new) }
        }
        Change::Conflict { conflict: id, before, after } => {
            let covered = |it: &Option<Box<Conflict>>| it.as_deref().map(|it| Box::new(conflict(it).into_owned()));
            Change::Conflict { conflict: *id, before: covered(before), after: covered(after) }
        }
        Change::Project { .. }
        | Change::Article { .. }
        | Change::Read { .. }
        | Change::Draft { .. }
        | Change::Assignment { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. }
        | Change::Proposal { .. } => change.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::anchor::Anchor;
    use crate::model::article::Draft;
    use crate::model::claim::{ClaimKind, Stance};
    use crate::model::decision::{Basis, Decision, Fingerprint, Scope, Stale, Status};
    use crate::model::ids::{PersonKey, QueryId, SourceId, TieId, WordingId};
    use crate::model::query::{Addressee, QueryState, Subject};
    use crate::model::source::SourceKind;
    use crate::text::span::ByteSpan;

    fn hidden_source() -> Source {
        Source {
            author: "Jana Hidden".into(),
            url: "https://hidden.example".into(),
            note: "meets at the pier".into(),
            visibility: Visibility::Confidential,
            cover: "Source A".into(),
            ..Source::new(SourceId::from_u128(7), "Jana Hidden", SourceKind::Person)
        }
    }

    fn hidden_tie(wording: u128) -> Tie {
        Tie {
            id: TieId::from_u128(1),
            source: SourceId::from_u128(7),
            stance: Stance::Refutes,
            excerpt: "94".into(),
            locator: "second call".into(),
            visibility: Visibility::Confidential,
            wording: Some(WordingId::from_u128(wording)),
            ..Tie::new(TieId::from_u128(1), SourceId::from_u128(7))
        }
    }

    fn hiding_claim() -> Claim {
        let draft = Draft::new("more than 100,000 troops", &[]);
        Claim {
            note: "she called twice".into(),
            note_visibility: Visibility::Confidential,
            ties: vec![hidden_tie(3)],
            ..Claim::new(
                ClaimId::from_u128(1),
                vec![Anchor::new(&draft, ByteSpan::new(10, 24))],
                ClaimKind::Number,
                PersonKey("AB".into()),
                jiff::Timestamp::UNIX_EPOCH,
            )
        }
    }

    fn of(changes: Vec<Change>) -> Edit {
        Edit { label: "x".into(), ..Edit::trial(9, changes) }
    }

    #[test]
    fn ids_kind_level_and_cover_are_left_and_nothing_else() {
        let covered = source(&hidden_source()).into_owned();
        let bare = Source::new(SourceId::from_u128(7), "Source A", SourceKind::Person);
        assert_eq!(covered, Source { visibility: Visibility::Confidential, cover: "Source A".into(), ..bare });
        assert!(matches!(source(&covered), Cow::Borrowed(_)), "covering twice is covering once");
        let claim = hiding_claim();
        let covered = super::claim(&claim).into_owned();
        assert_eq!((covered.note.as_str(), covered.ties[0].excerpt.as_str()), ("", ""));
        assert_eq!((covered.ties[0].id, covered.ties[0].stance), (claim.ties[0].id, Stance::Refutes));
    }

    #[test]
    fn what_an_edit_makes_confidential_is_hidden_before_too_and_what_it_uncovers_is_told_after() {
        let shown = Source { visibility: Visibility::Public, cover: String::new(), ..hidden_source() };
        let turn = |before: &Source, after: &Source| {
            let change = Change::Source {
                source: before.id,
                before: Some(Box::new(before.clone())),
                after: Some(Box::new(after.clone())),
            };
            format!("{:?}", edit(&of(vec![change])).into_owned())
        };
        assert!(!turn(&shown, &hidden_source()).contains("idden"), "neither side tells");
        assert_eq!(turn(&hidden_source(), &shown).matches("Jana Hidden").count(), 2, "title and author of after");
        let tie = |visibility| Tie { visibility, ..hidden_tie(1) };
        let change = Change::Tie {
            claim: ClaimId::from_u128(1),
            tie: TieId::from_u128(1),
            index: 0,
            before: Some(tie(Visibility::Public)),
            after: Some(tie(Visibility::Confidential)),
        };
        assert!(!format!("{:?}", edit(&of(vec![change]))).contains("94"));
    }

    #[test]
    fn notes_tell_themselves_apart() {
        let note = |text: &str| ClaimField::Note(text.into());
        let change =
            |before: ClaimField, after: ClaimField| Change::ClaimField { claim: ClaimId::from_u128(1), before, after };
        let mut changes = vec![
            change(note("a"), note("b")),
            change(
                ClaimField::NoteVisibility(Visibility::Newsroom),
                ClaimField::NoteVisibility(Visibility::Confidential),
            ),
        ];
        tell_notes(None, &mut changes);
        assert_eq!(
            changes[0],
            change(ClaimField::ConfidentialNote("a".into()), ClaimField::ConfidentialNote("b".into()))
        );
        changes.pop();
        tell_notes(None, &mut changes);
        assert_eq!(changes[0], change(note("a"), note("b")), "no longer hidden, told again");
    }

    #[test]
    fn a_conflict_hides_what_its_sides_hide() {
        let query = Query {
            id: QueryId::from_u128(1),
            on: Subject::Article,
            to: Addressee::Legal,
            words: "May we name Jana Hidden?".into(),
            state: QueryState::Open,
            answer: String::new(),
            due: None,
            visibility: Visibility::Confidential,
            by: PersonKey("AB".into()),
            asked: jiff::Timestamp::UNIX_EPOCH,
            settled: None,
        };
        assert_eq!(query.name(), "a confidential query");
        let change = Change::Query { query: query.id, before: None, after: Some(Box::new(query)) };
        let whole = Conflict {
            id: crate::model::ids::ConflictId::from_u128(1),
            sides: vec![Side { by: None, at: None, changes: vec![change] }],
        };
        assert!(!format!("{:?}", conflict(&whole)).contains("Jana"));
    }

    #[test]
    fn a_fingerprint_of_hidden_words_is_of_no_use_for_guessing_and_goes_stale_all_the_same() {
        let mut claim = hiding_claim();
        let on = Fingerprint::of(&claim, Scope::So);
        claim.ties[0].excerpt = "95".into();
        assert_eq!(Fingerprint::of(&claim, Scope::So), on, "the words are not in it");
        claim.ties[0].excerpt.clear();
        assert_eq!(on.stale(&claim, Scope::So), None, "a clone that lacks the words sees nothing stale");
        claim.ties[0].wording = Some(WordingId::from_u128(4));
        assert_eq!(on.stale(&claim, Scope::So), Some(Stale::ExcerptChanged), "new words have a new wording");
    }

    #[test]
    fn a_turned_tie_keeps_its_decision_and_leaves_no_guessable_hash() {
        let mut claim = hiding_claim();
        let hidden = hidden_tie(3);
        let shown = Tie { visibility: Visibility::Public, wording: None, ..hidden.clone() };
        claim.ties = vec![shown.clone()];
        let on = Fingerprint::of(&claim, Scope::So);
        claim.so = Some(Decision {
            status: Status::Confirmed,
            basis: Some(Basis::Document),
            reason: String::new(),
            by: PersonKey("AB".into()),
            at: jiff::Timestamp::UNIX_EPOCH,
            on: on.clone(),
        });
        let turned = on.retied(&shown, &hidden, &[]);
        claim.ties = vec![hidden.clone()];
        assert_eq!(turned.stale(&claim, Scope::So), None);
        assert_eq!(turned.retied(&hidden, &shown, &[]), on, "and back");
        let earlier = Tie { excerpt: "93".into(), ..shown.clone() };
        claim.ties = vec![earlier];
        let stale = Fingerprint::of(&claim, Scope::So).retied(&shown, &hidden, &[]);
        claim.ties = vec![hidden];
        assert_eq!(stale.stale(&claim, Scope::So), Some(Stale::ExcerptChanged), "what was stale stays so");
        claim.ties = vec![Tie { excerpt: "93".into(), ..shown }];
        assert_eq!(stale.stale(&claim, Scope::So), Some(Stale::ExcerptChanged), "the old words cannot be tried");
    }
}
