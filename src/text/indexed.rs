//! One draft's tokens with an index of where each word stands.
//!
//! Must not know: the other draft, what is looked for.

use crate::text::compared::{Token, Vocabulary};

/// Places of one word that are looked at, at most.
const PLACES: usize = 512;

/// One draft, cut into tokens, with the places of each.
#[derive(Clone, Debug)]
pub(super) struct Side<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) ids: Vec<usize>,
    /// Where each id's places begin in `places`.
    starts: Vec<usize>,
    places: Vec<usize>,
}

impl<'a> Side<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token>, vocabulary: &Vocabulary) -> Self {
        let ids: Vec<usize> = tokens.iter().map(|token| token.id).collect();
        let mut starts = vec![0; vocabulary.len() + 1];
        for &id in &ids {
            if let Some(count) = starts.get_mut(id + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut starts {
            sum += *count;
            *count = sum;
        }
        let mut next = starts.clone();
        let mut places = vec![0; ids.len()];
        for (at, &id) in ids.iter().enumerate() {
            if let Some(slot) = next.get_mut(id) {
                if let Some(place) = places.get_mut(*slot) {
                    *place = at;
                }
                *slot += 1;
            }
        }
        Self { text, tokens, ids, starts, places }
    }

    /// The tokens with this id, in order.
    pub(super) fn places(&self, id: usize) -> &[usize] {
        let (Some(&from), Some(&to)) = (self.starts.get(id), id.checked_add(1).and_then(|id| self.starts.get(id)))
        else {
            return &[];
        };
        self.places.get(from..to).unwrap_or_default()
    }

    /// Where all of `ids` stand in a row, in order, up to [`PLACES`] places of the rarest looked at.
    pub(super) fn places_of(&self, ids: &[usize]) -> Vec<usize> {
        let rarest = ids.iter().enumerate().min_by_key(|&(_, &id)| self.places(id).len());
        let Some((offset, &id)) = rarest else { return Vec::new() };
        self.places(id)
            .iter()
            .take(PLACES)
            .filter_map(|&at| at.checked_sub(offset))
            .filter(|&start| self.ids.get(start..start + ids.len()) == Some(ids))
            .collect()
    }

    /// Whether a blank line or the text's end stands before token `at`.
    pub(super) fn is_parted(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.new_block)
    }
}
