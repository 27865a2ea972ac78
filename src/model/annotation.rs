//! What a writer's file hangs on words of the text: links, foot- and endnotes, margin comments, tracked changes.
//!
//! Must not know: file formats, what becomes of an annotation (a proposed tie, a note).
//! Holds: an annotation is never part of the text that it hangs on.

use serde::{Deserialize, Serialize};

/// What sort of thing hangs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AnnotationKind {
    /// The words are a link.
    Link,
    /// A note at the foot of the page.
    Footnote,
    /// A note at the end of the text.
    Endnote,
    /// Somebody's remark in the margin.
    Comment,
    /// The words came in by a tracked change and are part of the text.
    Inserted,
    /// Words went out here by a tracked change and are not part of the text.
    Deleted,
}

impl AnnotationKind {
    /// Every kind, in the order lists show them.
    pub const ALL: [Self; 6] =
        [Self::Link, Self::Footnote, Self::Endnote, Self::Comment, Self::Inserted, Self::Deleted];

    /// Its name for people and for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Footnote => "footnote",
            Self::Endnote => "endnote",
            Self::Comment => "comment",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
        }
    }
}

/// One thing that hangs on words. Empty text means: not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// What sort of thing it is.
    pub kind: AnnotationKind,
    /// What it says: a note's words, a comment, the words that went out; a link's title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The address that a link, or the only link in a note, leads to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Whose comment or change it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// When it was made, as ISO 8601 as far as the file tells.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub made: String,
}

impl Annotation {
    /// An annotation of which only the kind and words are known.
    pub fn new(kind: AnnotationKind, words: impl Into<String>) -> Self {
        let none = String::new;
        Self { kind, words: words.into(), url: none(), author: none(), made: none() }
    }

    /// A link to `url`.
    pub fn link(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::new(AnnotationKind::Link, String::new()) }
    }
}
