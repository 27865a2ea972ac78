//! Puts the edits of several histories in one row.
//!
//! In: histories, each in its own order. Out: all edits. Must not know: where histories lie.
//! Holds: each history keeps its own order, whatever the clocks of the machines said that its edits were made on; time
//! tells only which history goes on first.

use std::collections::VecDeque;

use crate::model::change::Edit;

/// The edits of all histories by time; each history keeps its own order, and ids settle what one second leaves open.
pub fn woven(mut histories: Vec<VecDeque<Edit>>) -> Vec<Edit> {
    let mut whole = Vec::new();
    loop {
        let heads = histories.iter_mut().filter(|history| !history.is_empty());
        let oldest = heads.min_by_key(|history| history.front().map(|edit| (edit.at, edit.id)));
        match oldest.and_then(VecDeque::pop_front) {
            Some(edit) => whole.push(edit),
            None => return whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(list: &[(u128, i64)]) -> VecDeque<Edit> {
        let edit = |&(id, second)| Edit {
            at: jiff::Timestamp::from_second(second).expect("a small number is a time"),
            ..Edit::trial(id, Vec::new())
        };
        list.iter().map(edit).collect()
    }

    fn ids(histories: &[&[(u128, i64)]]) -> Vec<u128> {
        woven(histories.iter().map(|list| edits(list)).collect()).iter().map(|edit| edit.id.as_u128()).collect()
    }

    #[test]
    fn histories_are_woven_by_time() {
        assert_eq!(ids(&[]), [0_u128; 0]);
        assert_eq!(ids(&[&[(1, 10), (4, 40)], &[(2, 20), (3, 30)], &[]]), [1, 2, 3, 4]);
    }

    #[test]
    fn within_one_second_ids_tell_and_a_history_keeps_its_order() {
        assert_eq!(ids(&[&[(1, 10), (3, 10)], &[(2, 10)]]), [1, 2, 3]);
        assert_eq!(ids(&[&[(9, 10), (1, 10)], &[(5, 10)]]), [5, 9, 1], "9 was written before 1");
    }
}
