//! Edits and the changes they are made of: every way in which a project can become another.
//!
//! A change names one entity or one field with what was there before and what is there after.
//! Must not know: how a change is carried out (`apply.rs`), undo stacks, files.
//! To add a field: a variant of its field enum here, one arm in `apply.rs`; the compiler finds the rest.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::article::{DraftList, Role};
use crate::model::assignment::Assignment;
use crate::model::claim::{Claim, ClaimKind, Fix, Tie};
use crate::model::conflict::Conflict;
use crate::model::decision::Decision;
use crate::model::found::MetaField;
use crate::model::ids::{
    AssignmentId, ClaimId, ClosingId, ConflictId, CorrectionId, EditId, PersonKey, ProposalId, QueryId, ReadId,
    SignOffId, Slug, SourceId, TieId,
};
use crate::model::legal::LegalFlag;
use crate::model::project::Scale;
use crate::model::proposal::Proposal;
use crate::model::query::Query;
use crate::model::reanchor::Reanchor;
use crate::model::review::ReadWords;
use crate::model::sign_off::SignOff;
use crate::model::source::Source;
use crate::model::stage::{Closing, Correction, Stage};
use crate::model::visibility::Visibility;

/// The part of a project, and so the file, that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Title, scale, people.
    Project,
    /// The source library.
    Sources,
    /// What is known of the edit's article: its fields, drafts and roles.
    Article,
    /// The review of the edit's article.
    Review,
}

/// One field of a claim, with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimField {
    /// Its words.
    Spans(Vec<Anchor>),
    /// What sort of statement it is.
    Kind(ClaimKind),
    /// Who says it.
    Claimant(Option<String>),
    /// The decision whether it was said.
    Said(Option<Decision>),
    /// The decision whether it is so.
    So(Option<Decision>),
    /// The public rating.
    Verdict(Option<String>),
    /// The checker's note.
    Note(String),
    /// The checker's note while only the desk may see it: it says so itself, so that it is told apart wherever an edit
    /// goes without its claim.
    ConfidentialNote(String),
    /// Who may see the note.
    NoteVisibility(Visibility),
    /// The proposed fix.
    Fix(Option<Fix>),
    /// The lawyers' flag.
    Legal(Option<LegalFlag>),
    /// Whose it is to check.
    Assignee(Option<PersonKey>),
    /// What a new draft did to its words.
    Reanchor(Option<Reanchor>),
}

impl ClaimField {
    /// The field's name for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Spans(_) => "words",
            Self::Kind(_) => "kind",
            Self::Claimant(_) => "claimant",
            Self::Said(_) => "said",
            Self::So(_) => "so",
            Self::Verdict(_) => "verdict",
            Self::Note(_) | Self::ConfidentialNote(_) => "note",
            Self::NoteVisibility(_) => "note's visibility",
            Self::Fix(_) => "fix",
            Self::Legal(_) => "legal flag",
            Self::Assignee(_) => "assignee",
            Self::Reanchor(_) => "re-anchoring",
        }
    }
}

/// One field of an article, with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArticleField {
    /// Its title.
    Headline(String),
    /// Who wrote it.
    Byline(String),
    /// Where it is published.
    Publication(String),
    /// The place of its dateline.
    Dateline(String),
    /// The day it was published, and where that was found.
    Published(Option<Date>, String),
    /// Its address on the web.
    Url(String),
    /// Its language.
    Language(String),
    /// Where a field of these was found.
    Found(MetaField, String),
    /// When the check must be done.
    Deadline(Option<Date>),
    /// Whether the project lists it.
    Listed(bool),
    /// How far it has come.
    Stage(Stage),
    /// The role of the block with this number (from 0).
    Role(usize, Role),
}

impl ArticleField {
    /// The field of the metadata that it is, when that can be found somewhere.
    pub fn meta_field(&self) -> Option<MetaField> {
        match self {
            Self::Headline(_) => Some(MetaField::Headline),
            Self::Byline(_) => Some(MetaField::Byline),
            Self::Publication(_) => Some(MetaField::Publication),
            Self::Dateline(_) => Some(MetaField::Dateline),
            Self::Url(_) => Some(MetaField::Url),
            Self::Language(_) => Some(MetaField::Language),
            Self::Published(..)
            | Self::Found(..)
            | Self::Deadline(_)
            | Self::Listed(_)
            | Self::Stage(_)
            | Self::Role(..) => None,
        }
    }

    /// The field's name for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Headline(_) => "headline",
            Self::Byline(_) => "byline",
            Self::Publication(_) => "publication",
            Self::Dateline(_) => "dateline",
            Self::Published(..) => "published date",
            Self::Url(_) => "address",
            Self::Language(_) => "language",
            Self::Found(field, _) => field.origin_name(),
            Self::Deadline(_) => "deadline",
            Self::Listed(_) => "listed",
            Self::Stage(_) => "stage",
            Self::Role(..) => "role",
        }
    }
}

/// One field of the project, with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProjectField {
    /// What it is called.
    Title(String),
    /// The verdict scale.
    Scale(Option<Scale>),
    /// The full name of a person, or `None` when the project does not know the key.
    Person(PersonKey, Option<String>),
}

/// What one change does. `None` before is an addition, `None` after a removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A field of the project.
    Project {
        /// Its value before.
        before: ProjectField,
        /// Its value after.
        after: ProjectField,
    },
    /// A whole source.
    Source {
        /// Which.
        source: SourceId,
        /// It before.
        before: Option<Box<Source>>,
        /// It after.
        after: Option<Box<Source>>,
    },
    /// A field of the edit's article.
    Article {
        /// Its value before.
        before: ArticleField,
        /// Its value after.
        after: ArticleField,
    },
    /// A whole claim, added or removed.
    Claim {
        /// Which.
        claim: ClaimId,
        /// It before.
        before: Option<Box<Claim>>,
        /// It after.
        after: Option<Box<Claim>>,
    },
    /// A field of a claim.
    ClaimField {
        /// Which claim.
        claim: ClaimId,
        /// The field's value before.
        before: ClaimField,
        /// Its value after.
        after: ClaimField,
    },
    /// A tie of a claim.
    Tie {
        /// Which claim.
        claim: ClaimId,
        /// Which tie.
        tie: TieId,
        /// Its place among the claim's ties, from 0.
        index: usize,
        /// It before.
        before: Option<Tie>,
        /// It after.
        after: Option<Tie>,
    },
    /// A query.
    Query {
        /// Which.
        query: QueryId,
        /// It before.
        before: Option<Box<Query>>,
        /// It after.
        after: Option<Box<Query>>,
    },
    /// Words marked as read.
    Read {
        /// Which.
        read: ReadId,
        /// They before.
        before: Option<Box<ReadWords>>,
        /// They after.
        after: Option<Box<ReadWords>>,
    },
    /// The edit's article's drafts: another one is current. The text is found by its SHA-256 among the article's.
    Draft {
        /// The drafts before.
        before: DraftList,
        /// The drafts after.
        after: DraftList,
    },
    /// Blocks given to a person.
    Assignment {
        /// Which.
        assignment: AssignmentId,
        /// It before.
        before: Option<Box<Assignment>>,
        /// It after.
        after: Option<Box<Assignment>>,
    },
    /// A sign-off.
    SignOff {
        /// Which.
        sign_off: SignOffId,
        /// It before.
        before: Option<Box<SignOff>>,
        /// It after.
        after: Option<Box<SignOff>>,
    },
    /// A closing of the article.
    Closing {
        /// Which.
        closing: ClosingId,
        /// It before.
        before: Option<Box<Closing>>,
        /// It after.
        after: Option<Box<Closing>>,
    },
    /// A correction.
    Correction {
        /// Which.
        correction: CorrectionId,
        /// It before.
        before: Option<Box<Correction>>,
        /// It after.
        after: Option<Box<Correction>>,
    },
    /// A proposed tie.
    Proposal {
        /// Which.
        proposal: ProposalId,
        /// It before.
        before: Option<Box<Proposal>>,
        /// It after.
        after: Option<Box<Proposal>>,
    },
    /// What two copies have otherwise: in the edit's article, or in the project when the edit has none.
    Conflict {
        /// Which.
        conflict: ConflictId,
        /// It before.
        before: Option<Box<Conflict>>,
        /// It after.
        after: Option<Box<Conflict>>,
    },
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Project { before, after } => Self::Project { before: after, after: before },
            Self::Source { source, before, after } => Self::Source { source, before: after, after: before },
            Self::Article { before, after } => Self::Article { before: after, after: before },
            Self::Claim { claim, before, after } => Self::Claim { claim, before: after, after: before },
            Self::ClaimField { claim, before, after } => Self::ClaimField { claim, before: after, after: before },
            Self::Tie { claim, tie, index, before, after } => {
                Self::Tie { claim, tie, index, before: after, after: before }
            }
            Self::Query { query, before, after } => Self::Query { query, before: after, after: before },
            Self::Read { read, before, after } => Self::Read { read, before: after, after: before },
            Self::Draft { before, after } => Self::Draft { before: after, after: before },
            Self::Assignment { assignment, before, after } => {
                Self::Assignment { assignment, before: after, after: before }
            }
            Self::SignOff { sign_off, before, after } => Self::SignOff { sign_off, before: after, after: before },
            Self::Closing { closing, before, after } => Self::Closing { closing, before: after, after: before },
            Self::Correction { correction, before, after } => {
                Self::Correction { correction, before: after, after: before }
            }
            Self::Proposal { proposal, before, after } => Self::Proposal { proposal, before: after, after: before },
            Self::Conflict { conflict, before, after } => Self::Conflict { conflict, before: after, after: before },
        }
    }

    /// The part of the project that it is about.
    pub fn part(&self) -> Part {
        match self {
            Self::Project { .. } => Part::Project,
            Self::Source { .. } => Part::Sources,
            Self::Article { .. } | Self::Draft { .. } => Part::Article,
            Self::Claim { .. }
            | Self::ClaimField { .. }
            | Self::Tie { .. }
            | Self::Query { .. }
            | Self::Read { .. }
            | Self::Assignment { .. }
            | Self::SignOff { .. }
            | Self::Closing { .. }
            | Self::Correction { .. }
            | Self::Proposal { .. } => Part::Review,
            Self::Conflict { before, after, .. } => {
                after.as_ref().or(before.as_ref()).map_or(Part::Review, |conflict| conflict.part())
            }
        }
    }

    /// The claim it changes, if it changes one.
    pub fn claim(&self) -> Option<ClaimId> {
        match self {
            Self::Claim { claim, .. } | Self::ClaimField { claim, .. } | Self::Tie { claim, .. } => Some(*claim),
            Self::Project { .. }
            | Self::Source { .. }
            | Self::Article { .. }
            | Self::Query { .. }
            | Self::Read { .. }
            | Self::Draft { .. }
            | Self::Assignment { .. }
            | Self::SignOff { .. }
            | Self::Closing { .. }
            | Self::Correction { .. }
            | Self::Proposal { .. }
            | Self::Conflict { .. } => None,
        }
    }
}

/// Changes that belong together, with who, when and a label people can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Its id.
    pub id: EditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonKey,
    /// What it does, as "set status of 12 claims".
    pub label: String,
    /// The article whose claims, queries, words or fields it changes; no edit changes two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<Slug>,
    /// The edit that this one takes back, if it is an undo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<EditId>,
    /// The edits of another copy whose outcome this one brings in; a merge has some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<EditId>,
    /// The first of the edits that are one to whoever takes them back: a merge makes one an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<EditId>,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

impl Edit {
    /// The first edit of the whole that it is a part of: mostly its own.
    pub fn whole(&self) -> EditId {
        self.part_of.unwrap_or(self.id)
    }

    /// The changes that take this edit back, in order.
    pub fn inverse_changes(&self) -> Vec<Change> {
        self.changes.iter().rev().cloned().map(Change::inverse).collect()
    }

    /// An edit of these changes for tests: by AB, as many seconds after 1970 as its id says.
    #[cfg(test)]
    pub(crate) fn trial(id: u128, changes: Vec<Change>) -> Self {
        Self {
            id: EditId::from_u128(id),
            at: Timestamp::from_second(i64::try_from(id).expect("a small id")).expect("a small number is a time"),
            by: PersonKey("AB".to_owned()),
            label: format!("edit {id}"),
            article: None,
            undoes: None,
            takes: Vec::new(),
            part_of: None,
            changes,
        }
    }
}
