//! How people are reached and what was said: contact means, the contact log, and on what terms somebody speaks.
//!
//! Must not know: sources beyond these parts of one, the clock.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::claim::is_default;
use crate::model::ids::{ContactId, PersonKey};

/// A way to reach somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Means {
    /// By telephone.
    #[default]
    Phone,
    /// By e-mail.
    Mail,
    /// By a message service.
    Message,
    /// By letter, or at the door.
    Address,
    /// Face to face.
    Meeting,
    /// In any other way.
    Other,
}

impl Means {
    /// Every way, in the order menus show them.
    pub const ALL: [Self; 6] = [Self::Phone, Self::Mail, Self::Message, Self::Address, Self::Meeting, Self::Other];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Mail => "mail",
            Self::Message => "message",
            Self::Address => "address",
            Self::Meeting => "meeting",
            Self::Other => "other",
        }
    }
}

/// A number, an address or a name by which somebody is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactMeans {
    /// In which way.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: Means,
    /// The number, address or name.
    pub value: String,
}

/// One time somebody was asked. Empty text means: nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactEntry {
    /// Its id.
    pub id: ContactId,
    /// When.
    pub at: Timestamp,
    /// In which way.
    #[serde(default, skip_serializing_if = "is_default")]
    pub how: Means,
    /// Who asked.
    pub by: PersonKey,
    /// What was read back to them: the words that are to be printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub read_back: String,
    /// What they answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
}

/// On what terms somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Terms {
    /// Words and name may be printed.
    OnRecord,
    /// Words may be printed, the name may not.
    Background,
    /// Neither may be printed.
    OffRecord,
}

impl Terms {
    /// Every sort of terms, in the order menus show them.
    pub const ALL: [Self; 3] = [Self::OnRecord, Self::Background, Self::OffRecord];

    /// Their name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnRecord => "on record",
            Self::Background => "background",
            Self::OffRecord => "off record",
        }
    }

    /// What they mean for what is printed; nothing when everything may be.
    pub fn caution(self) -> Option<&'static str> {
        match self {
            Self::OnRecord => None,
            Self::Background => Some("On background: the words may be printed, the name may not"),
            Self::OffRecord => Some("Off the record: neither the words nor the name may be printed"),
        }
    }
}
