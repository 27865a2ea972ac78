//! Names of things: one type each, so that no id can be handed in where another is meant.
//!
//! Must not know: where ids come from (`session/` makes them) or how they are looked up.
//! An id is a ULID: 26 characters, sorted by the time it was made. Source: the ULID specification.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Characters of an id that are shown to people: its random end.
pub const SHORT: usize = 6;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// The id with this value.
            pub fn from_u128(value: u128) -> Self {
                Self(value)
            }

            /// Its value.
            pub fn as_u128(self) -> u128 {
                self.0
            }

            /// The last [`SHORT`] characters, lower case: what people see and may type.
            pub fn short(self) -> String {
                let long = self.to_string().to_lowercase();
                long.get(long.len().saturating_sub(SHORT)..).unwrap_or_default().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                ulid::Ulid::from(self.0).fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = ulid::DecodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                ulid::Ulid::from_string(text).map(|id| Self(id.into()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// Names a claim.
    ClaimId
    /// Names a tie of a claim.
    TieId
    /// Names a query.
    QueryId
    /// Names a run of words marked as read.
    ReadId
    /// Names a source.
    SourceId
    /// Names an edit.
    EditId
    /// Names a sign-off.
    SignOffId
    /// Names a correction.
    CorrectionId
    /// Names a closing.
    ClosingId
    /// Names an assignment of blocks to a person.
    AssignmentId
    /// Names a conflict of two copies.
    ConflictId
    /// Names a proposed tie.
    ProposalId
    /// Names an entry of a contact log.
    ContactId
    /// Names one state of the words of a confidential tie.
    WordingId
}

/// An article's name in paths and commands: lower-case letters, digits and hyphens, 1 to 60 of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slug(String);

impl Slug {
    /// The slug, if `text` is one.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=60).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        fits.then(|| Self(text.to_owned()))
    }

    /// A slug made from a title: its first words in lower case, "article" when nothing is left.
    pub fn from_title(title: &str) -> Self {
        let mut slug = String::new();
        for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
            if word.is_empty() {
                continue;
            }
            if !slug.is_empty() && slug.len() + 1 + word.len() > 40 {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word);
        }
        slug.truncate(60); // ASCII only, so every place is a boundary
        Self::new(&slug).unwrap_or_else(|| Self("article".to_owned()))
    }

    /// The same slug with a number behind it, for the second article of one title.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        let mut base = self.0.clone();
        base.truncate(50);
        Self(format!("{}-{number}", base.trim_end_matches('-')))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no article name")))
    }
}

/// A person as edits and decisions name them: their initials, made unique in the project ("AB", "AB2").
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(pub String);

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back_and_shown_short() {
        let id = ClaimId::from_u128(0x0199_0000_0000_0000_0000_0000_0000_00ff);
        assert_eq!(id.to_string().parse::<ClaimId>(), Ok(id));
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.short(), "00007z");
    }

    #[test]
    fn slugs_are_safe_in_paths() {
        assert_eq!(
            Slug::from_title("Ministers meet as troop count rises").as_str(),
            "ministers-meet-as-troop-count-rises"
        );
        assert_eq!(Slug::from_title("../../etc/passwd").as_str(), "etc-passwd");
        assert_eq!(Slug::from_title("Зима").as_str(), "article");
        assert!(Slug::new("..").is_none() && Slug::new("a/b").is_none() && Slug::new("").is_none());
        assert_eq!(Slug::from_title("fire").numbered(2).as_str(), "fire-2");
        assert!(Slug::new(Slug::from_title(&"x".repeat(300)).as_str()).is_some());
    }
}
