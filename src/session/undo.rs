//! The undo stack of a session: what can be taken back, and what of that can be made again.
//!
//! Must not know: how an edit is applied. Holds: a new edit empties the redo side.

use std::collections::BTreeSet;

use crate::model::change::{Change, Edit, ProjectField};
use crate::model::ids::EditId;

/// Edits that can be undone and redone, newest last.
#[derive(Clone, Debug, Default)]
pub struct UndoStack {
    done: Vec<Edit>,
    undone: Vec<Edit>,
}

/// Which of the two an edit waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// To be taken back.
    Undo,
    /// To be made again.
    Redo,
}

impl UndoStack {
    /// Remembers an edit just made.
    pub(crate) fn push(&mut self, edit: Edit) {
        self.undone.clear();
        self.done.push(edit);
    }

    /// The edit that undo would take back.
    pub fn next_undo(&self) -> Option<&Edit> {
        self.done.last()
    }

    /// The edit that redo would make again.
    pub fn next_redo(&self) -> Option<&Edit> {
        self.undone.last()
    }

    /// What undo would take back, in words.
    pub fn undo_words(&self) -> Option<&str> {
        self.next_undo().map(|edit| edit.label.as_str())
    }

    /// What redo would make again, in words.
    pub fn redo_words(&self) -> Option<&str> {
        self.next_redo().map(|edit| plain_label(&edit.label))
    }

    /// Drops the edits that cannot be taken back or made again any more: `takes_back` tries each, the one that comes
    /// first tried first. Answers those dropped.
    pub(crate) fn drop_stale(&mut self, mut takes_back: impl FnMut(&Edit, Side) -> bool) -> Vec<Edit> {
        let mut dropped = Vec::new();
        for (side, edits) in [(Side::Undo, &mut self.done), (Side::Redo, &mut self.undone)] {
            let mut kept = Vec::new();
            for edit in std::mem::take(edits).into_iter().rev() {
                if takes_back(&edit, side) { kept.push(edit) } else { dropped.push(edit) }
            }
            kept.reverse();
            *edits = kept;
        }
        dropped
    }

    /// Takes the edit to be undone off the stack, newest first, with those that are one with it.
    pub(crate) fn take_undo(&mut self) -> Vec<Edit> {
        take_whole(&mut self.done)
    }

    /// Takes the undo to be taken back off the stack, newest first, with those that are one with it.
    pub(crate) fn take_redo(&mut self) -> Vec<Edit> {
        take_whole(&mut self.undone)
    }

    /// Puts edits, newest first, back where they were taken from: they can be taken back another time.
    pub(crate) fn put_back(&mut self, side: Side, edits: Vec<Edit>) {
        let stack = match side {
            Side::Undo => &mut self.done,
            Side::Redo => &mut self.undone,
        };
        stack.extend(edits.into_iter().rev());
    }

    /// Takes an edit out of its turn, since it was taken back by another way.
    pub(crate) fn forget(&mut self, id: EditId) {
        self.done.retain(|edit| edit.id != id);
    }

    /// Puts an undone edit where redo finds it.
    pub(crate) fn push_undone(&mut self, edit: Edit) {
        self.undone.push(edit);
    }

    /// Puts a redone edit where undo finds it, keeping what else can be redone.
    pub(crate) fn push_redone(&mut self, edit: Edit) {
        self.done.push(edit);
    }
}

fn take_whole(edits: &mut Vec<Edit>) -> Vec<Edit> {
    let Some(whole) = edits.last().map(Edit::whole) else { return Vec::new() };
    let at = edits.iter().rposition(|edit| edit.whole() != whole).map_or(0, |at| at + 1);
    let mut out = edits.split_off(at);
    out.reverse();
    out
}

/// What an edit or the undo of it did, in words.
pub(crate) fn plain_label(label: &str) -> &str {
    label.strip_prefix("Undo: ").unwrap_or(label)
}

/// Of a whole history, oldest first: the edits that were taken back and not made again.
pub fn taken_back<'a>(history: impl DoubleEndedIterator<Item = &'a Edit>) -> BTreeSet<EditId> {
    let mut void = BTreeSet::new();
    for edit in history.rev() {
        if let Some(undone) = edit.undoes
            && !void.contains(&edit.id)
        {
            void.insert(undone);
        }
    }
    void
}

/// The edits that a merge took over: what they did is in the merge, and taking that back takes them back.
fn taken_over(history: &[Edit]) -> BTreeSet<EditId> {
    history.iter().flat_map(|edit| edit.takes.iter().copied()).collect()
}

/// Of a whole history, oldest first: the newest edit that still stands and is no undo, with those that are one with it,
/// newest first; none if nothing stands.
pub fn newest_standing(history: &[Edit]) -> Vec<&Edit> {
    let mut void = taken_over(history);
    let mut found: Vec<&Edit> = Vec::new();
    for edit in history.iter().rev() {
        let is_wanted = found.first().is_none_or(|first| first.whole() == edit.whole());
        if void.contains(&edit.id) || !is_wanted {
            continue;
        }
        match edit.undoes {
            Some(undone) => {
                void.insert(undone);
            }
            // A merge may do no more than say what it took over.
            None if edit.changes.iter().all(makes_known) => {}
            None if edit.takes.is_empty() && edit.changes.iter().all(only_tells) => {}
            None => found.push(edit),
        }
    }
    found
}

/// Whether a change only tells what is so anyway: who works, or what the files ask already.
pub(super) fn only_tells(change: &Change) -> bool {
    makes_known(change) || matches!(change, Change::Conflict { before: None, after: Some(_), .. })
}

/// Whether a change only makes a person known, which no undo takes back.
pub(super) fn makes_known(change: &Change) -> bool {
    matches!(change, Change::Project { after: ProjectField::Person(..), .. })
}

/// Of a whole history, oldest first: the undo that redo would take back, with those that are one with it, newest first.
/// A newer edit of any other sort ends redoing.
pub fn newest_undo(history: &[Edit]) -> Vec<&Edit> {
    let taken_back: std::collections::BTreeMap<_, _> = history.iter().map(|edit| (edit.id, edit.undoes)).collect();
    // An edit that takes back an undo is a redo; one that takes back a redo is an undo again.
    let is_undo = |edit: &Edit| {
        let steps = std::iter::successors(edit.undoes, |id| taken_back.get(id).copied().flatten());
        steps.take(history.len()).count() % 2 == 1
    };
    let mut void = taken_over(history);
    let mut found: Vec<&Edit> = Vec::new();
    for edit in history.iter().rev() {
        if void.contains(&edit.id) {
            continue;
        }
        match edit.undoes {
            _ if found.first().is_some_and(|first| first.whole() != edit.whole()) => break,
            Some(_) if is_undo(edit) => found.push(edit),
            Some(undone) => {
                void.insert(undone);
            }
            None => break,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(id: u128, undoes: Option<u128>) -> Edit {
        let title = |title: &str| ProjectField::Title(title.to_owned());
        let change = Change::Project { before: title("Winter"), after: title("Spring") };
        Edit { undoes: undoes.map(EditId::from_u128), ..Edit::trial(id, vec![change]) }
    }

    #[test]
    fn the_newest_edit_that_stands_is_found() {
        let newest = |list: &[Edit]| newest_standing(list).first().map(|edit| edit.id.as_u128());
        assert_eq!(newest(&[edit(1, None), edit(2, None)]), Some(2));
        assert_eq!(newest(&[edit(1, None), edit(2, None), edit(3, Some(2))]), Some(1), "2 was undone");
        let redone = [edit(1, None), edit(2, None), edit(3, Some(2)), edit(4, Some(3))];
        assert_eq!(newest(&redone), Some(2), "2 was undone and made again");
        assert_eq!(newest(&[edit(1, None), edit(2, Some(1))]), None);
        let merge = Edit { takes: vec![EditId::from_u128(3)], ..edit(2, None) };
        assert_eq!(newest(&[edit(1, None), merge, edit(3, None)]), Some(2), "what a merge took over is in the merge");
        assert_eq!(
            newest(&[edit(1, None), Edit::trial(2, Vec::new())]),
            Some(1),
            "one that changed nothing is passed over"
        );
    }

    #[test]
    fn the_newest_undo_is_what_redo_takes_back() {
        let newest = |list: &[(u128, Option<u128>)]| {
            let list: Vec<_> = list.iter().map(|&(id, undoes)| edit(id, undoes)).collect();
            newest_undo(&list).first().map(|edit| edit.id.as_u128())
        };
        assert_eq!(newest(&[]), None);
        assert_eq!(newest(&[(1, None)]), None, "nothing was undone");
        let twice = [(1, None), (2, None), (3, Some(2)), (4, Some(1))];
        assert_eq!(newest(&twice), Some(4));
        let mut again = twice.to_vec();
        again.push((5, Some(4)));
        assert_eq!(newest(&again), Some(3), "one of two undone edits was made again");
        again.push((6, Some(3)));
        assert_eq!(newest(&again), None, "both were");
        assert_eq!(newest(&[(1, None), (2, Some(1)), (3, None)]), None, "a new edit ends redoing");
        let window = [(1, None), (2, Some(1)), (3, Some(2)), (4, Some(3))];
        assert_eq!(newest(&window), Some(4), "the window undoes a redo by taking the redo back");
        assert_eq!(newest(&[(1, Some(1))]), Some(1), "a history that bites its tail ends all the same");
    }

    #[test]
    fn the_parts_of_a_merge_are_taken_back_and_made_again_as_one() {
        let part = |id, undoes, of| Edit { part_of: Some(EditId::from_u128(of)), ..edit(id, undoes) };
        let ids = |list: Vec<&Edit>| list.into_iter().map(|edit| edit.id.as_u128()).collect::<Vec<_>>();
        let merged = [edit(1, None), edit(2, None), part(3, None, 2), part(4, None, 2)];
        assert_eq!(ids(newest_standing(&merged)), [4, 3, 2]);
        let later = [merged.as_slice(), &[edit(5, None), edit(6, Some(5))]].concat();
        assert_eq!(ids(newest_standing(&later)), [4, 3, 2], "what came later was taken back");
        let one_back = [merged.as_slice(), &[edit(5, Some(3))]].concat();
        assert_eq!(ids(newest_standing(&one_back)), [4, 2], "one part was taken back by itself");
        let back = [merged.as_slice(), &[edit(5, Some(4)), part(6, Some(3), 5), part(7, Some(2), 5)]].concat();
        assert_eq!(ids(newest_standing(&back)), [1]);
        assert_eq!(ids(newest_undo(&back)), [7, 6, 5]);
        let again = [back.as_slice(), &[edit(8, Some(7)), part(9, Some(6), 8), part(10, Some(5), 8)]].concat();
        assert_eq!(ids(newest_undo(&again)), [0_u128; 0]);
        assert_eq!(ids(newest_standing(&again)), [4, 3, 2]);
        let mut stack = UndoStack::default();
        for edit in &merged {
            stack.push(edit.clone());
        }
        assert_eq!(ids(stack.take_undo().iter().collect()), [4, 3, 2]);
        assert_eq!(ids(stack.take_undo().iter().collect()), [1]);
        assert!(stack.take_undo().is_empty());
    }

    #[test]
    fn stale_edits_are_dropped_and_the_others_keep_their_order() {
        let mut stack = UndoStack::default();
        for id in 1..=4 {
            stack.push(edit(id, None));
        }
        for undone in stack.take_undo() {
            stack.push_undone(undone);
        }
        let mut tried = Vec::new();
        let dropped = stack.drop_stale(|edit, side| {
            tried.push((edit.id.as_u128(), side));
            edit.id.as_u128() != 2
        });
        assert_eq!(tried, [(3, Side::Undo), (2, Side::Undo), (1, Side::Undo), (4, Side::Redo)]);
        assert_eq!(dropped.iter().map(|edit| edit.id.as_u128()).collect::<Vec<_>>(), [2]);
        assert_eq!(stack.done.iter().map(|edit| edit.id.as_u128()).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(stack.undone.len(), 1);
    }

    #[test]
    fn what_was_taken_back_and_made_again_stands() {
        let void = |list: &[(u128, Option<u128>)]| -> Vec<u128> {
            let list: Vec<_> = list.iter().map(|&(id, undoes)| edit(id, undoes)).collect();
            taken_back(list.iter()).into_iter().map(EditId::as_u128).collect()
        };
        assert_eq!(void(&[(1, None), (2, Some(1))]), [1]);
        assert_eq!(void(&[(1, None), (2, Some(1)), (3, Some(2))]), [2]);
    }

    #[test]
    fn a_new_edit_ends_redoing() {
        let mut stack = UndoStack::default();
        stack.push(edit(1, None));
        for undone in stack.take_undo() {
            stack.push_undone(undone);
        }
        assert!(stack.next_redo().is_some());
        stack.push(edit(2, None));
        assert!(stack.next_redo().is_none());
    }
}
