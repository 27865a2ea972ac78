//! Sources: documents, pages, datasets, people, recordings and notes that claims are tied to.
//!
//! Must not know: folders and disk. The fields a citation needs follow CSL-JSON (Citation Style Language 1.0.2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::contact::{ContactEntry, ContactMeans, Terms};
use crate::model::evidence::{Evidence, EvidenceHash};
use crate::model::ids::SourceId;
use crate::model::visibility::Visibility;

/// What a source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SourceKind {
    /// A report, a law, a letter, a book.
    #[default]
    Document,
    /// A page on the web.
    Page,
    /// Tables of figures.
    Dataset,
    /// Somebody who was asked.
    Person,
    /// Sound or pictures.
    Recording,
    /// A reporter's notes or transcript.
    Notes,
}

impl SourceKind {
    /// Every kind, in the order menus show them.
    pub const ALL: [Self; 6] = [Self::Document, Self::Page, Self::Dataset, Self::Person, Self::Recording, Self::Notes];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Page => "page",
            Self::Dataset => "dataset",
            Self::Person => "person",
            Self::Recording => "recording",
            Self::Notes => "notes",
        }
    }
}

/// How near a source is to what it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rank {
    /// It was there, or made the thing itself.
    Primary,
    /// It tells what others told.
    Secondary,
}

impl Rank {
    /// Both ranks, in the order menus show them.
    pub const ALL: [Self; 2] = [Self::Primary, Self::Secondary];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
        }
    }
}

/// What a desk makes of a source and of what it says, as intelligence services grade it.
///
/// Source: the Admiralty code (NATO STANAG 2511): reliability A (completely reliable) to F (cannot be judged), credibility
/// 1 (confirmed by others) to 6 (cannot be judged).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade {
    reliability: char,
    credibility: u8,
}

impl Grade {
    /// Every reliability with its meaning, best first.
    pub const RELIABILITIES: [(char, &'static str); 6] = [
        ('A', "completely reliable"),
        ('B', "usually reliable"),
        ('C', "fairly reliable"),
        ('D', "not usually reliable"),
        ('E', "unreliable"),
        ('F', "cannot be judged"),
    ];
    /// Every credibility with its meaning, best first.
    pub const CREDIBILITIES: [(u8, &'static str); 6] = [
        (1, "confirmed by others"),
        (2, "probably true"),
        (3, "possibly true"),
        (4, "doubtful"),
        (5, "improbable"),
        (6, "cannot be judged"),
    ];

    /// The grade, if there are both.
    pub fn new(reliability: char, credibility: u8) -> Option<Self> {
        let is_known = Self::RELIABILITIES.iter().any(|(known, _)| *known == reliability)
            && Self::CREDIBILITIES.iter().any(|(known, _)| *known == credibility);
        is_known.then_some(Self { reliability, credibility })
    }

    /// How far the source is to be relied on, A to F.
    pub fn reliability(self) -> char {
        self.reliability
    }

    /// How likely what it says is true, 1 to 6.
    pub fn credibility(self) -> u8 {
        self.credibility
    }

    /// What it means: "usually reliable, probably true".
    pub fn meaning(self) -> String {
        let reliability = Self::RELIABILITIES.iter().find(|(known, _)| *known == self.reliability);
        let credibility = Self::CREDIBILITIES.iter().find(|(known, _)| *known == self.credibility);
        let words = |found: Option<&'static str>| found.unwrap_or_default();
        let reliability = words(reliability.map(|(_, words)| *words));
        format!("{reliability}, {}", words(credibility.map(|(_, words)| *words)))
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.reliability, self.credibility)
    }
}

impl FromStr for Grade {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "a grade is a letter from A to F and a number from 1 to 6, as B2";
        let mut chars = text.trim().chars();
        let (Some(letter), Some(digit), None) = (chars.next(), chars.next(), chars.next()) else { return Err(WRONG) };
        let credibility = digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).ok_or(WRONG)?;
        Self::new(letter.to_ascii_uppercase(), credibility).ok_or(WRONG)
    }
}

impl Serialize for Grade {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Grade {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Something or somebody a claim can be checked against. Empty text means: not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// What it is called.
    pub title: String,
    /// What it is.
    #[serde(default)]
    pub kind: SourceKind,
    /// Who made it, or the person's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// What it appeared in: a newspaper, a series (CSL `container-title`).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub container: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// When it was issued, as ISO 8601 as far as known: "2022", "2022-02", "2022-02-01".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issued: String,
    /// When it was looked at, as ISO 8601.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accessed: String,
    /// Its address on the web.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Its number in a series.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Primary or secondary, when somebody judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// Where its story comes from, so that two stories from one wire count once.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// The checker's note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What a desk makes of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// On what terms a person speaks, when that was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// How a person is reached, in the order to be tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ContactMeans>,
    /// When a person was asked, and what they answered, by the time they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<ContactEntry>,
    /// Its stored files, in the order they were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Who may see it. Of a confidential source only kind and cover name are in files that others get.
    #[serde(default = "Visibility::public", skip_serializing_if = "Visibility::is_public")]
    pub visibility: Visibility,
    /// What a confidential source is called wherever its name must not stand.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cover: String,
}

impl Source {
    /// A source of which only the title and kind are known.
    pub fn new(id: SourceId, title: &str, kind: SourceKind) -> Self {
        let none = String::new;
        Self {
            id,
            title: title.to_owned(),
            kind,
            author: none(),
            container: none(),
            publisher: none(),
            issued: none(),
            accessed: none(),
            url: none(),
            number: none(),
            rank: None,
            origin: none(),
            note: none(),
            grade: None,
            terms: None,
            contacts: Vec::new(),
            log: Vec::new(),
            evidence: Vec::new(),
            visibility: Visibility::Public,
            cover: none(),
        }
    }

    /// The stored file of this hash.
    pub fn evidence_of(&self, sha256: &EvidenceHash) -> Option<&Evidence> {
        self.evidence.iter().find(|evidence| evidence.sha256 == *sha256)
    }

    /// Every word by which it could be known, those of its contacts and files among them.
    pub fn telling_words(&self) -> Vec<String> {
        let Self {
            id: _,
            title,
            kind: _,
            author,
            container,
            publisher,
            issued: _,
            accessed: _,
            url,
            number,
            rank: _,
            origin,
            note,
            grade: _,
            terms: _,
            contacts,
            log,
            evidence,
            visibility: _,
            cover: _,
        } = self;
        let mut words = [title, author, container, publisher, url, number, origin, note].map(String::clone).to_vec();
        words.extend(contacts.iter().map(|means| means.value.clone()));
        words.extend(log.iter().flat_map(|entry| [entry.read_back.clone(), entry.answer.clone()]));
        for file in evidence {
            words.extend([file.name.clone(), file.sha256.to_string()]);
            let fetched = file.fetched.as_deref();
            words.extend(fetched.into_iter().flat_map(|fetched| [fetched.url.clone(), fetched.final_url.clone()]));
        }
        words
    }

    /// Whether only the desk that keeps it may know who or what it is.
    pub fn is_confidential(&self) -> bool {
        self.visibility == Visibility::Confidential
    }

    /// What it may be called everywhere: its title, or the cover name of a confidential one.
    pub fn name(&self) -> &str {
        if self.is_confidential() { &self.cover } else { &self.title }
    }

    /// Who may know its name: nobody outside the newsroom when it speaks on background or off the record.
    pub fn name_level(&self) -> Visibility {
        match self.terms {
            Some(Terms::Background | Terms::OffRecord) => self.visibility.max(Visibility::Newsroom),
            Some(Terms::OnRecord) | None => self.visibility,
        }
    }

    /// Who may read what it says, as far as its terms go: nobody outside the newsroom when it speaks off the record.
    pub fn words_level(&self) -> Visibility {
        match self.terms {
            Some(Terms::OffRecord) => Visibility::Newsroom,
            Some(Terms::OnRecord | Terms::Background) | None => Visibility::Public,
        }
    }

    /// One line that may be shown to whoever looks over a shoulder: its citation, or the cover name alone.
    pub fn told(&self) -> String {
        if self.is_confidential() { format!("{} (confidential)", self.cover) } else { self.citation() }
    }

    /// One line as a bibliography gives it: author, title, container, number, publisher, issued, address, accessed.
    pub fn citation(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        for part in [&self.author, &self.title, &self.container, &self.number, &self.publisher, &self.issued, &self.url]
        {
            if !part.is_empty() {
                parts.push(part.clone());
            }
        }
        if !self.accessed.is_empty() {
            parts.push(format!("accessed {}", self.accessed));
        }
        parts.join(". ")
    }
}
