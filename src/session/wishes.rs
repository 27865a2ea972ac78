//! What a wish may carry that the model has no word for: a ruling, the words of a tie, where a draft comes from.
//!
//! Must not know: egui, how a wish is carried out (`run.rs`).

use std::path::PathBuf;

use crate::model::claim::Stance;
use crate::model::contact::Means;
use crate::model::decision::{Basis, Scope, Status};
use crate::model::evidence::EvidenceHash;
use crate::model::excerpt::{Region, TimeRange, Translation};
use crate::model::ids::ClaimId;
use crate::model::visibility::Visibility;
use crate::session::addresses::Reach;
use crate::store::files::name_of;
use crate::text::span::ByteSpan;

/// A decision as it is wished for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Which scope; `None` is the one the view names.
    pub scope: Option<Scope>,
    /// The status.
    pub status: Status,
    /// The basis; `None` is read off the claim's ties.
    pub basis: Option<Basis>,
    /// The reason, where one is owed.
    pub reason: String,
}

/// A tie as it is wished for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TieWords {
    /// What the source does for the claim.
    pub stance: Stance,
    /// The exact words of the source.
    pub excerpt: String,
    /// Where in the source.
    pub locator: String,
    /// The stored file that the excerpt is of.
    pub evidence: Option<EvidenceHash>,
    /// Words to be taken from a stored file: they are the excerpt then, and the locator where none is given.
    pub taken: Option<Taken>,
    /// The part of a page or picture.
    pub region: Option<Region>,
    /// The stretch of a recording.
    pub time: Option<TimeRange>,
    /// What the excerpt says in another language.
    pub translation: Option<Translation>,
    /// Who may see it; `None` is as its source is.
    pub visibility: Option<Visibility>,
}

/// Words of a stored file that are to be an excerpt. The file's text must be here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The file.
    pub evidence: EvidenceHash,
    /// Which words, in bytes of its text.
    pub span: ByteSpan,
}

/// Which tie takes the words that are selected in a stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// The one that the file was opened from or that took words last, else one without an excerpt, else a new one.
    Current,
    /// A new one.
    Further,
}

/// An entry of a contact log as it is wished for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactWords {
    /// When; `None` is now, or as it was.
    pub at: Option<jiff::Timestamp>,
    /// In which way.
    pub how: Means,
    /// What was read back.
    pub read_back: String,
    /// What was answered.
    pub answer: String,
}

/// A change of a tie as it is wished for; `None` leaves a part as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TieWish {
    /// What the source does for the claim.
    pub stance: Option<Stance>,
    /// The exact words of the source.
    pub excerpt: Option<String>,
    /// Where in the source.
    pub locator: Option<String>,
    /// The stored file that the excerpt is of, or none.
    pub evidence: Option<Option<EvidenceHash>>,
    /// Words to be taken from a stored file: excerpt, locator and file come from there.
    pub taken: Option<Taken>,
    /// The part of a page or picture, or none.
    pub region: Option<Option<Region>>,
    /// The stretch of a recording, or none.
    pub time: Option<Option<TimeRange>>,
    /// What the excerpt says in another language, or nothing.
    pub translation: Option<Option<Translation>>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
}

/// What becomes of the ties to a source when it is made confidential, or is so no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItsTies {
    /// They become what it becomes.
    Follow,
    /// They stay as they are.
    Stay,
}

/// Something that is to become an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A file, or the files of a folder.
    Path(PathBuf),
    /// What is at an address of the web.
    Address {
        /// The address, as it was typed.
        address: String,
        /// How far it may lead.
        reach: Reach,
    },
    /// Text that was pasted or came by standard input.
    Pasted {
        /// What it is called; the ending helps where the bytes do not tell the format.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

impl Incoming {
    /// Whether it is a folder, whose files are meant.
    pub fn is_folder(&self) -> bool {
        matches!(self, Self::Path(path) if path.is_dir())
    }

    /// What it is called, without folders.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => name_of(path),
            Self::Address { address, .. } => address.trim().to_owned(),
            Self::Pasted { name, .. } => name.clone(),
        }
    }
}

/// Whether an article may be closed although something is left to be wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concerns {
    /// Tell what it is, and leave the stage as it is.
    Ask,
    /// The user knows and closes it all the same. What must not be closed is still refused.
    Accepted,
}

/// A correction as it is wished for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectionWords {
    /// The day it is dated; `None` is today.
    pub date: Option<jiff::civil::Date>,
    /// The words as they were.
    pub was: String,
    /// The words as they are now.
    pub now: String,
    /// What went wrong.
    pub cause: String,
    /// The claims it is about.
    pub claims: Vec<ClaimId>,
    /// What readers are told.
    pub note: String,
}

/// Whose something is to check, as it is wished for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignee {
    /// Who sits at the desk.
    Me,
    /// A person by key or full name; one the project does not know yet is added.
    Named(String),
}

/// Where a new draft comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftFrom {
    /// A file.
    File(PathBuf),
    /// Text that was pasted or piped in.
    Text(String),
    /// What was copied, with its formatting.
    Pasted {
        /// What it is called; the ending tells the format.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The current draft with the accepted fixes put in.
    Fixes,
}

/// How what a new draft did to a claim is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// The proposed words are the claim's.
    Accept,
    /// Its words are gone.
    Lose,
}

/// Where an export may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// Never over a file that is there.
    Never,
    /// The user said yes to replacing this very file.
    Allowed,
}
