//! Decisions: what a person vouches for, on what basis, and on which words.
//!
//! Must not know: the clock, who is at the desk, how a status looks.
//! Holds: a decision is never changed by the program; that it went stale is computed from its fingerprint.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::model::claim::{Claim, Tie};
use crate::model::ids::PersonKey;
use crate::text::reanchor::reading;

/// What a tick vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// This speaker said it, in these words or this sense.
    Said,
    /// It is true.
    So,
}

impl Scope {
    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::So => "so",
        }
    }
}

/// How a scope of a claim stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Nobody looked yet. No decision holds it: it is the want of one.
    #[default]
    Unchecked,
    /// Somebody is at it.
    InProgress,
    /// A source bears it out.
    Confirmed,
    /// Right in substance; the words must change.
    NeedsFix,
    /// A source speaks against it.
    Wrong,
    /// No source settles it.
    CannotVerify,
    /// Not to be checked, with a reason.
    Waived,
}

impl Status {
    /// Every status, in the order menus show them.
    pub const ALL: [Self; 7] = [
        Self::Unchecked,
        Self::InProgress,
        Self::Confirmed,
        Self::NeedsFix,
        Self::Wrong,
        Self::CannotVerify,
        Self::Waived,
    ];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::InProgress => "in progress",
            Self::Confirmed => "confirmed",
            Self::NeedsFix => "needs fix",
            Self::Wrong => "wrong",
            Self::CannotVerify => "cannot verify",
            Self::Waived => "waived",
        }
    }
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// A document, page or dataset was read.
    Document,
    /// A recording was heard or seen.
    Recording,
    /// A person was asked.
    Person,
    /// The checker worked it out.
    OwnCalculation,
    /// The author's word alone; counted apart everywhere.
    OnAuthor,
    /// Everybody knows; wants a reason.
    CommonKnowledge,
}

impl Basis {
    /// Every basis, in the order menus show them.
    pub const ALL: [Self; 6] =
        [Self::Document, Self::Recording, Self::Person, Self::OwnCalculation, Self::OnAuthor, Self::CommonKnowledge];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Recording => "recording",
            Self::Person => "person",
            Self::OwnCalculation => "own calculation",
            Self::OnAuthor => "on author",
            Self::CommonKnowledge => "common knowledge",
        }
    }
}

/// What was decided on: the claim's words (with the claimant, for *said*) and each tie's excerpt, as short hashes.
///
/// Words are hashed as they read: a layout proof breaks lines and changes quotation marks, but no words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    words: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    excerpts: Vec<String>,
}

/// Why a decision no longer stands as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// The claim's words, or the claimant of *said*, are other ones now.
    WordsChanged,
    /// An excerpt it rested on was changed or taken away.
    ExcerptChanged,
}

impl Stale {
    /// The reason for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::WordsChanged => "words changed",
            Self::ExcerptChanged => "excerpt changed",
        }
    }
}

impl Fingerprint {
    /// The fingerprint of `claim` as it is, for a decision of `scope`.
    pub fn of(claim: &Claim, scope: Scope) -> Self {
        let claimant = if scope == Scope::Said { claim.claimant.as_deref().unwrap_or_default() } else { "" };
        let readings: Vec<String> = claim.spans.iter().map(|span| reading(span.exact())).collect();
        let parts: Vec<&str> = std::iter::once(claimant).chain(readings.iter().map(String::as_str)).collect();
        Self { words: short_hash(&parts), excerpts: claim.ties.iter().map(tie_hash).collect() }
    }

    /// The same after a tie became confidential, or is so no more, while its words stayed: what it was decided on is as
    /// it was, told in the other way. What was stale stays so.
    #[must_use]
    pub fn retied(&self, before: &Tie, after: &Tie, others: &[Tie]) -> Self {
        let (old, new) = (tie_hashes(before), tie_hashes(after));
        let known: Vec<String> = others.iter().flat_map(tie_hashes).collect();
        let wording = after.wording.map(|wording| wording.to_string()).unwrap_or_default();
        let excerpts = (0_usize..).zip(&self.excerpts).map(|(at, excerpt)| {
            if let Some(at) = old.iter().position(|old| old == excerpt) {
                new.get(at).or_else(|| new.first()).cloned().unwrap_or_default()
            } else if after.is_confidential() && !known.contains(excerpt) {
                // It may be of earlier words of this tie, which could be guessed.
                short_hash(&["gone", &wording, &at.to_string()])
            } else {
                excerpt.clone()
            }
        });
        Self { words: self.words.clone(), excerpts: excerpts.collect() }
    }

    /// The hash of the very characters, line breaks and all: what was kept before readings were.
    fn words_to_the_letter(claim: &Claim, scope: Scope) -> String {
        let claimant = if scope == Scope::Said { claim.claimant.as_deref().unwrap_or_default() } else { "" };
        let parts: Vec<&str> = std::iter::once(claimant).chain(claim.spans.iter().map(|span| span.exact())).collect();
        short_hash(&parts)
    }

    /// All of it in one line, for a hash of many.
    pub(crate) fn digest(&self) -> String {
        let Self { words, excerpts } = self;
        format!("{words} {}", excerpts.join(" "))
    }

    /// What changed in `claim` since; a tie added later takes nothing away.
    pub fn stale(&self, claim: &Claim, scope: Scope) -> Option<Stale> {
        let now = Self::of(claim, scope);
        let stands = |excerpt: &String| {
            now.excerpts.contains(excerpt) || claim.ties.iter().any(|tie| tie_hashes(tie).contains(excerpt))
        };
        if now.words != self.words && Self::words_to_the_letter(claim, scope) != self.words {
            Some(Stale::WordsChanged)
        } else if !self.excerpts.iter().all(stands) {
            Some(Stale::ExcerptChanged)
        } else {
            None
        }
    }
}

/// What a fingerprint keeps of a tie. The words of a confidential one are not in it, since few and short words could be
/// guessed by trying: its random wording stands for them.
fn tie_hash(tie: &Tie) -> String {
    if tie.is_confidential() {
        let wording = tie.wording.map(|wording| wording.to_string()).unwrap_or_default();
        return short_hash(&[
            "confidential",
            &tie.id.to_string(),
            &tie.source.to_string(),
            tie.stance.word(),
            &wording,
        ]);
    }
    hash_with(tie, &extras(tie))
}

/// What an excerpt has beside its words: the region, the time range, the translation. Nothing is left out of a hash in
/// which it was, but what comes later takes nothing away.
fn extras(tie: &Tie) -> Vec<String> {
    let Tie { region, time, translation, .. } = tie;
    let region = region.map(|region| format!("region {region}"));
    let time = time.map(|time| format!("time {time}"));
    let translation = translation.as_deref().map(|it| format!("translation {} {}", it.language, it.words));
    region.into_iter().chain(time).chain(translation).collect()
}

fn hash_with(tie: &Tie, extras: &[String]) -> String {
    let (id, source) = (tie.id.to_string(), tie.source.to_string());
    let own = [id.as_str(), &source, tie.stance.word(), &tie.excerpt];
    short_hash(&own.into_iter().chain(extras.iter().map(String::as_str)).collect::<Vec<_>>())
}

/// The hashes by which a tie is known as it is: the one with all it has first, then those it had before a region, a time
/// range or a translation came to its words.
fn tie_hashes(tie: &Tie) -> Vec<String> {
    let mut hashes = vec![tie_hash(tie)];
    let extras = extras(tie);
    if !tie.is_confidential() {
        for set in 1..1_usize << extras.len() {
            let kept = (0..).zip(&extras).filter(|(at, _)| set >> at & 1 == 0).map(|(_, extra)| extra.clone());
            hashes.push(hash_with(tie, &kept.collect::<Vec<_>>()));
        }
    }
    hashes
}

/// The first 64 bits of the SHA-256 of the parts, each closed by a byte that is in no text.
pub(crate) fn long_hash(parts: &[&str]) -> u64 {
    hashed(parts).iter().take(8).fold(0, |bits, &byte| (bits << 8) | u64::from(byte))
}

fn hashed(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0xff]);
    }
    hash.finalize().into()
}

/// The first 12 hexadecimal digits of the SHA-256 of the parts, each closed by a byte that is in no text.
fn short_hash(parts: &[&str]) -> String {
    let mut digits = String::with_capacity(12);
    for byte in hashed(parts).iter().take(6) {
        for half in [byte >> 4, byte & 0xf] {
            digits.extend(char::from_digit(u32::from(half), 16));
        }
    }
    digits
}

/// What a person decided about one scope of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// How it stands.
    pub status: Status,
    /// What that rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Why, where a reason is owed (waived, common knowledge).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who decided.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// On what.
    pub on: Fingerprint,
}

impl Decision {
    /// Why it no longer stands as it was given, if so.
    pub fn stale(&self, claim: &Claim, scope: Scope) -> Option<Stale> {
        self.on.stale(claim, scope)
    }
}
