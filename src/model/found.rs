//! Where each field of an article's metadata was found: in the page's head, in its text, in the file, or typed.
//!
//! Must not know: how it was found (`import/` says it in these words).
//! Holds: a place is a plain noun ("JSON-LD", "meta tag", "byline in text"), so that it stands after "from"; empty is not
//! known.

use serde::{Deserialize, Serialize};

/// Somebody typed it.
pub const TYPED: &str = "typed";
/// In the page's JSON-LD.
pub const JSON_LD: &str = "JSON-LD";
/// In the page's Open Graph fields.
pub const OPEN_GRAPH: &str = "OpenGraph";
/// In another `meta` element of the page.
pub const META_TAG: &str = "meta tag";
/// In the page's `title`.
pub const PAGE_TITLE: &str = "page title";
/// In the page's canonical link.
pub const CANONICAL_LINK: &str = "canonical link";
/// In an attribute of the page, as `lang`.
pub const PAGE_ATTRIBUTE: &str = "page attribute";
/// In the title that stands over the text.
pub const HEADLINE_IN_TEXT: &str = "headline in text";
/// In the line that names the writer.
pub const BYLINE_IN_TEXT: &str = "byline in text";
/// In the place and day before the text.
pub const DATELINE_IN_TEXT: &str = "dateline in text";
/// In the properties of the file.
pub const FILE_PROPERTIES: &str = "file properties";
/// In the front matter of a Markdown file.
pub const FRONT_MATTER: &str = "front matter";
/// In the head of a mail.
pub const MAIL_HEADER: &str = "mail header";
/// At the address that was fetched.
pub const FETCHED: &str = "address fetched";
/// Read off the words themselves, as a language is.
pub const WORDS: &str = "words of the text";

/// A field of the metadata that can be found somewhere. The published date has a field of its own for it
/// ([`Meta::published_from`](crate::model::article::Meta::published_from)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MetaField {
    /// Its title.
    Headline,
    /// Who wrote it.
    Byline,
    /// Where it is published.
    Publication,
    /// The place of its dateline.
    Dateline,
    /// Its address on the web.
    Url,
    /// Its language.
    Language,
}

impl MetaField {
    /// Every field, in the order it is told.
    pub const ALL: [Self; 6] =
        [Self::Headline, Self::Byline, Self::Publication, Self::Dateline, Self::Url, Self::Language];

    /// What a history calls the place where it was found.
    pub fn origin_name(self) -> &'static str {
        match self {
            Self::Headline => "where the headline was found",
            Self::Byline => "where the byline was found",
            Self::Publication => "where the publication was found",
            Self::Dateline => "where the dateline was found",
            Self::Url => "where the address was found",
            Self::Language => "where the language was found",
        }
    }
}

/// Where each field was found; empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// Where the title was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub headline: String,
    /// Where the writer's name was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub byline: String,
    /// Where the publication was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub publication: String,
    /// Where the place of the dateline was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dateline: String,
    /// Where the address was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Where the language was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
}

impl Found {
    /// Where this field was found.
    pub fn of(&self, field: MetaField) -> &str {
        match field {
            MetaField::Headline => &self.headline,
            MetaField::Byline => &self.byline,
            MetaField::Publication => &self.publication,
            MetaField::Dateline => &self.dateline,
            MetaField::Url => &self.url,
            MetaField::Language => &self.language,
        }
    }

    /// Where this field was found, to be changed.
    pub fn of_mut(&mut self, field: MetaField) -> &mut String {
        match field {
            MetaField::Headline => &mut self.headline,
            MetaField::Byline => &mut self.byline,
            MetaField::Publication => &mut self.publication,
            MetaField::Dateline => &mut self.dateline,
            MetaField::Url => &mut self.url,
            MetaField::Language => &mut self.language,
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where something was found, in words that go on after it: "typed", "from the dateline", "from JSON-LD"; nothing where
/// it is not known.
pub fn told(place: &str) -> String {
    match place {
        "" => String::new(),
        TYPED => TYPED.to_owned(),
        name if name.starts_with(char::is_uppercase) => format!("from {name}"),
        noun => format!("from the {noun}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_read_as_words() {
        let words = ["", TYPED, JSON_LD, OPEN_GRAPH, META_TAG, BYLINE_IN_TEXT, "dateline"].map(told);
        let expected = [
            "",
            "typed",
            "from JSON-LD",
            "from OpenGraph",
            "from the meta tag",
            "from the byline in text",
            "from the dateline",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn every_field_has_its_own_place() {
        let mut found = Found::default();
        assert!(found.is_empty());
        for (at, field) in MetaField::ALL.into_iter().enumerate() {
            *found.of_mut(field) = at.to_string();
        }
        let places = MetaField::ALL.map(|field| found.of(field).to_owned());
        assert_eq!(places, ["0", "1", "2", "3", "4", "5"]);
    }
}
