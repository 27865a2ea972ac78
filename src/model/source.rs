//! Sources: documents, pages, datasets, people, recordings and notes that claims are tied to.
//!
//! Must not know: stored files. The fields a citation needs follow CSL-JSON (Citation Style Language 1.0.2).

use serde::{Deserialize, Serialize};

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
            visibility: Visibility::Public,
            cover: none(),
        }
    }

    /// Whether only the desk that keeps it may know who or what it is.
    pub fn is_confidential(&self) -> bool {
        self.visibility == Visibility::Confidential
    }

    /// What it may be called everywhere: its title, or the cover name of a confidential one.
    pub fn name(&self) -> &str {
        if self.is_confidential() { &self.cover } else { &self.title }
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
