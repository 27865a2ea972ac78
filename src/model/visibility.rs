//! Who may see a thing: the reading public, the newsroom, or only the desk that keeps it.
//!
//! Must not know: reports and files; `export/` leaves out what its audience may not see, `store/` keeps what is
//! confidential apart.
//! Holds: levels are in order, so that an audience sees a thing when its own level is at least the thing's.

use serde::{Deserialize, Serialize};

/// How far a thing may go. Later ones are narrower.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Visibility {
    /// Anybody may read it.
    Public,
    /// The newsroom may: editors, second readers, legal.
    Newsroom,
    /// Only the desk that keeps it: in no report, copy or commit unless asked for by name.
    Confidential,
}

impl Visibility {
    /// Every level, widest first.
    pub const ALL: [Self; 3] = [Self::Public, Self::Newsroom, Self::Confidential];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Newsroom => "newsroom",
            Self::Confidential => "confidential",
        }
    }

    /// Whether an audience of this level may see a thing of level `thing`.
    pub fn sees(self, thing: Self) -> bool {
        thing <= self
    }

    /// Whether nothing keeps it back; for leaving the usual out of a file.
    pub(crate) fn is_public(&self) -> bool {
        *self == Self::Public
    }

    /// Whether it is the newsroom's; for leaving the usual out of a file.
    pub(crate) fn is_newsroom(&self) -> bool {
        *self == Self::Newsroom
    }

    /// What sources and ties are unless somebody says otherwise.
    pub(crate) fn public() -> Self {
        Self::Public
    }

    /// What notes and queries are unless somebody says otherwise.
    pub(crate) fn newsroom() -> Self {
        Self::Newsroom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_sees_its_own_level_and_what_is_wider() {
        assert!(Visibility::Newsroom.sees(Visibility::Public) && Visibility::Newsroom.sees(Visibility::Newsroom));
        assert!(!Visibility::Newsroom.sees(Visibility::Confidential) && !Visibility::Public.sees(Visibility::Newsroom));
    }
}
