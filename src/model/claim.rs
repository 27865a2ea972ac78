//! A claim: words of the draft that can be checked, and all that was found and decided about them.
//!
//! Must not know: its number in the article (reading order gives it), the draft's text beyond its own words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::decision::{Decision, Scope};
use crate::model::evidence::EvidenceHash;
use crate::model::excerpt::{Region, TimeRange, Translation};
use crate::model::ids::{ClaimId, PersonKey, SourceId, TieId, WordingId};
use crate::model::legal::LegalFlag;
use crate::model::reanchor::Reanchor;
use crate::model::visibility::Visibility;
use crate::text::span::ByteSpan;

/// What sort of statement a claim is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ClaimKind {
    /// A figure.
    Number,
    /// A day, a year, a time.
    Date,
    /// How old somebody is.
    Age,
    /// Somebody's very words.
    Quote,
    /// Somebody's words in the writer's.
    Paraphrase,
    /// What somebody or something is called.
    Name,
    /// An office or rank.
    Title,
    /// Where.
    Place,
    /// More than, as many as, like.
    Comparison,
    /// The first, the last, the largest.
    Superlative,
    /// Because of, led to.
    Cause,
    /// That something happened.
    Event,
    /// A judgement.
    Opinion,
    /// Anything else.
    #[default]
    Other,
}

impl ClaimKind {
    /// Every kind, in the order menus show them.
    pub const ALL: [Self; 14] = [
        Self::Number,
        Self::Date,
        Self::Age,
        Self::Quote,
        Self::Paraphrase,
        Self::Name,
        Self::Title,
        Self::Place,
        Self::Comparison,
        Self::Superlative,
        Self::Cause,
        Self::Event,
        Self::Opinion,
        Self::Other,
    ];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Age => "age",
            Self::Quote => "quote",
            Self::Paraphrase => "paraphrase",
            Self::Name => "name",
            Self::Title => "title",
            Self::Place => "place",
            Self::Comparison => "comparison",
            Self::Superlative => "superlative",
            Self::Cause => "cause",
            Self::Event => "event",
            Self::Opinion => "opinion",
            Self::Other => "other",
        }
    }
}

/// What a source does for a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stance {
    /// Its words bear the claim out.
    #[default]
    Supports,
    /// Its words speak against the claim.
    Refutes,
    /// Its words help to understand the claim.
    Context,
}

impl Stance {
    /// Every stance, in the order menus show them.
    pub const ALL: [Self; 3] = [Self::Supports, Self::Refutes, Self::Context];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Refutes => "refutes",
            Self::Context => "context",
        }
    }
}

/// A claim's link to a source, with the source's very words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// Its id.
    pub id: TieId,
    /// The source.
    pub source: SourceId,
    /// What the source does for the claim.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stance: Stance,
    /// The exact words of the source; empty when none were taken yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// Where in the source: page, paragraph, section, hh:mm:ss.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub locator: String,
    /// The stored file of the source that the excerpt is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceHash>,
    /// Where the words stand in that file's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Box<Anchor>>,
    /// The part of a page or picture that bears on the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The stretch of a recording that bears on the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeRange>,
    /// What the excerpt says in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Box<Translation>>,
    /// Who may see that it is there, and its words.
    #[serde(default = "Visibility::public", skip_serializing_if = "Visibility::is_public")]
    pub visibility: Visibility,
    /// What stands for the words of a confidential tie in fingerprints: drawn at random, and another one whenever they
    /// change, so that files without the words tell that these changed and nothing else of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<WordingId>,
}

impl Tie {
    /// A tie of which only the source is known.
    pub fn new(id: TieId, source: SourceId) -> Self {
        Self {
            id,
            source,
            stance: Stance::Supports,
            excerpt: String::new(),
            locator: String::new(),
            evidence: None,
            anchor: None,
            region: None,
            time: None,
            translation: None,
            visibility: Visibility::Public,
            wording: None,
        }
    }

    /// The same without what the source says: of its words, where they stand and what they mean nothing is left.
    #[must_use]
    pub fn bare(&self) -> Self {
        let Self { id, source, stance, visibility, wording, .. } = *self;
        Self { stance, visibility, wording, ..Self::new(id, source) }
    }

    /// Whether only the desk that keeps it may see its words.
    pub fn is_confidential(&self) -> bool {
        self.visibility == Visibility::Confidential
    }
}

/// What became of a proposed fix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FixState {
    /// Nobody answered yet.
    #[default]
    Open,
    /// The editor takes it.
    Accepted,
    /// Let it stand: the editor keeps the draft's words.
    Stet,
}

impl FixState {
    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Stet => "stet",
        }
    }
}

/// Words proposed in place of a claim's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// The proposed words; empty proposes to cut the claim's.
    pub words: String,
    /// What became of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: FixState,
    /// Who proposed it, or answered it last.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// The number of the draft that has the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<usize>,
}

/// A checkable statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// Its words: one or more spans, in text order.
    pub spans: Vec<Anchor>,
    /// What sort of statement it is.
    #[serde(default)]
    pub kind: ClaimKind,
    /// Who says it, when the article attributes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimant: Option<String>,
    /// Whether this speaker said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Decision>,
    /// Whether it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub so: Option<Decision>,
    /// The public rating, a name of the project's scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The checker's note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who may see the note.
    #[serde(default = "Visibility::newsroom", skip_serializing_if = "Visibility::is_newsroom")]
    pub note_visibility: Visibility,
    /// The proposed fix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The lawyers' flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<LegalFlag>,
    /// Whose it is to check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonKey>,
    /// What a new draft did to its words, until somebody settles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reanchor: Option<Reanchor>,
    /// The sources it is tied to, in the order they were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<Tie>,
    /// Who made it.
    pub by: PersonKey,
    /// When it was made.
    pub at: Timestamp,
}

impl Claim {
    /// A claim of which only its words, kind and maker are known.
    pub fn new(id: ClaimId, spans: Vec<Anchor>, kind: ClaimKind, by: PersonKey, at: Timestamp) -> Self {
        Self {
            id,
            spans,
            kind,
            claimant: None,
            said: None,
            so: None,
            verdict: None,
            note: String::new(),
            note_visibility: Visibility::Newsroom,
            fix: None,
            legal: None,
            assignee: None,
            reanchor: None,
            ties: Vec::new(),
            by,
            at,
        }
    }

    /// Its words as one line: spans apart by an ellipsis.
    pub fn words(&self) -> String {
        self.spans.iter().map(Anchor::exact).collect::<Vec<_>>().join(" … ")
    }

    /// The places of its spans that were found in the current draft, in bytes.
    pub fn places(&self) -> impl Iterator<Item = ByteSpan> {
        self.spans.iter().filter_map(Anchor::place)
    }

    /// Where it begins in the current draft; `None` when all of it is lost.
    pub fn start(&self) -> Option<usize> {
        self.places().map(ByteSpan::start).min()
    }

    /// The scopes a decision can be given for: both with a claimant, only *so* without.
    pub fn scopes(&self) -> &'static [Scope] {
        if self.claimant.is_some() { &[Scope::Said, Scope::So] } else { &[Scope::So] }
    }

    /// The scope a tick goes to first.
    pub fn first_scope(&self) -> Scope {
        if self.claimant.is_some() { Scope::Said } else { Scope::So }
    }

    /// The decision of a scope.
    pub fn decision(&self, scope: Scope) -> Option<&Decision> {
        match scope {
            Scope::Said => self.said.as_ref(),
            Scope::So => self.so.as_ref(),
        }
    }

    /// The tie with this id.
    pub fn tie(&self, id: TieId) -> Option<&Tie> {
        self.ties.iter().find(|tie| tie.id == id)
    }
}

/// Whether a value is its type's default, for leaving it out of a file.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
