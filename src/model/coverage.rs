//! Counts of words and of claims: how far a check has come.
//!
//! Must not know: how they are counted (`check/coverage.rs`) or shown.

use std::collections::BTreeMap;
use std::ops::{AddAssign, SubAssign};

use crate::model::standing::Standing;

/// Words that count, by what was done about them. Furniture is in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Words under at least one claim.
    pub claimed: usize,
    /// Words marked as read and under no claim.
    pub read: usize,
    /// Words nobody looked at.
    pub bare: usize,
}

impl Coverage {
    /// All words that count.
    pub fn words(self) -> usize {
        self.claimed + self.read + self.bare
    }
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Self) {
        self.claimed += other.claimed;
        self.read += other.read;
        self.bare += other.bare;
    }
}

impl SubAssign for Coverage {
    fn sub_assign(&mut self, other: Self) {
        self.claimed -= other.claimed;
        self.read -= other.read;
        self.bare -= other.bare;
    }
}

/// Claims of an article, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many claims stand how.
    pub standing: BTreeMap<Standing, usize>,
    /// Claims with a stale decision.
    pub stale: usize,
    /// Claims with a scope confirmed on the author's word alone.
    pub on_author: usize,
    /// Claims whose words are lost.
    pub lost: usize,
}

impl Tally {
    /// All claims.
    pub fn claims(&self) -> usize {
        self.standing.values().sum()
    }

    /// How many stand so.
    pub fn of(&self, standing: Standing) -> usize {
        self.standing.get(&standing).copied().unwrap_or_default()
    }

    /// Claims about which a person decided (stale ones included).
    pub fn decided(&self) -> usize {
        self.standing.iter().filter(|(standing, _)| standing.is_decided()).map(|(_, count)| count).sum()
    }
}
