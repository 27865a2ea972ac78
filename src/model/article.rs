//! An article under review: what is known of it, its current draft, its blocks and their roles, its review.
//!
//! Must not know: files and folders beyond the names kept here, how a role was guessed.
//! Holds: a draft's text is never edited; blocks are the pieces between blank lines, in order, and cover all words.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::evidence::Fetched;
use crate::model::found::Found;
use crate::model::ids::Slug;
use crate::model::review::Review;
use crate::model::stage::Stage;
use crate::text::span::{ByteSpan, ScalarIndex};
use crate::text::words::word_spans;

/// What a block is in the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// The title.
    Headline,
    /// The line or two under the title.
    Deck,
    /// A heading inside the text.
    Subhead,
    /// Who wrote it.
    Byline,
    /// Where and when it was filed, on a line of its own.
    Dateline,
    /// Running text.
    Body,
    /// Words of the text set large.
    PullQuote,
    /// Words under a picture.
    Caption,
    /// Who made a picture.
    Credit,
    /// One item of a list.
    ListItem,
    /// One row of a table.
    TableRow,
    /// A note at the foot.
    Footnote,
    /// What belongs to the page and not to the article: donation boxes, "Read more", share bars. Left out of coverage.
    Furniture,
}

impl Role {
    /// Every role, in the order menus show them.
    pub const ALL: [Self; 13] = [
        Self::Headline,
        Self::Deck,
        Self::Subhead,
        Self::Byline,
        Self::Dateline,
        Self::Body,
        Self::PullQuote,
        Self::Caption,
        Self::Credit,
        Self::ListItem,
        Self::TableRow,
        Self::Footnote,
        Self::Furniture,
    ];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Deck => "deck",
            Self::Subhead => "subhead",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Body => "body",
            Self::PullQuote => "pull quote",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::ListItem => "list item",
            Self::TableRow => "table row",
            Self::Footnote => "footnote",
            Self::Furniture => "furniture",
        }
    }

    /// Whether coverage counts its words.
    pub fn counts(self) -> bool {
        self != Self::Furniture
    }
}

/// One paragraph-like piece of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands in the draft's text (bytes, end exclusive, without the blank line).
    pub span: ByteSpan,
    /// What it is.
    pub role: Role,
    /// Its words, as byte spans of the draft's text.
    pub words: Vec<ByteSpan>,
}

/// One version of an article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    text: Arc<str>,
    scalars: Arc<ScalarIndex>,
    blocks: Vec<Block>,
}

impl Draft {
    /// The draft of `text` (LF, blocks apart by one blank line); roles missing at the end are body.
    pub fn new(text: &str, roles: &[Role]) -> Self {
        let mut blocks = Vec::new();
        let mut at = 0;
        for piece in text.split("\n\n") {
            let span = ByteSpan::new(at, at + piece.len());
            at += piece.len() + 2;
            if piece.trim().is_empty() {
                continue;
            }
            let role = roles.get(blocks.len()).copied().unwrap_or(Role::Body);
            blocks.push(Block { span, role, words: word_spans(piece, span.start()) });
        }
        Self { text: text.into(), scalars: Arc::new(ScalarIndex::new(text)), blocks }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The way between byte and scalar offsets of the text.
    pub fn scalars(&self) -> &ScalarIndex {
        &self.scalars
    }

    /// The blocks in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Each block's role, in order.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        self.blocks.iter().map(|block| block.role)
    }

    /// The block that byte `at` belongs to: the last that begins at or before it, or the first.
    pub fn block_at(&self, at: usize) -> Option<usize> {
        if self.blocks.is_empty() {
            return None;
        }
        Some(self.blocks.partition_point(|block| block.span.start() <= at).saturating_sub(1))
    }

    /// The number that people call the paragraph at byte `at`: its block, from 1, furniture counted too.
    pub fn paragraph_at(&self, at: usize) -> Option<usize> {
        self.block_at(at).map(|block| block + 1)
    }

    /// The blocks that share at least one byte with `span`.
    pub fn blocks_in(&self, span: ByteSpan) -> std::ops::Range<usize> {
        let first = self.blocks.partition_point(|block| block.span.end() <= span.start());
        let last = self.blocks.partition_point(|block| block.span.start() < span.end());
        first..last.max(first)
    }

    /// The blocks by their words; `None` for words that two blocks have.
    pub(crate) fn blocks_by_words(&self) -> BTreeMap<&str, Option<usize>> {
        let mut map = BTreeMap::new();
        for (number, block) in self.blocks.iter().enumerate() {
            let words = block.span.of(&self.text).unwrap_or_default();
            map.entry(words).and_modify(|known| *known = None).or_insert(Some(number));
        }
        map
    }

    /// Sets one block's role and answers the old one; `None` when there is no such block.
    pub(crate) fn set_role(&mut self, block: usize, role: Role) -> Option<Role> {
        self.blocks.get_mut(block).map(|block| std::mem::replace(&mut block.role, role))
    }
}

/// What is known of an article. Empty text and `None` mean: not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Its title.
    pub headline: String,
    /// Who wrote it.
    pub byline: String,
    /// Where it is or will be published.
    pub publication: String,
    /// The place of its dateline.
    pub dateline: String,
    /// The day it was or will be published.
    pub published: Option<Date>,
    /// Where that day was found: "dateline", "page", "typed".
    pub published_from: String,
    /// Its address on the web.
    pub url: String,
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// Where each of the others was found.
    pub found: Found,
    /// When the check must be done.
    pub deadline: Option<Date>,
}

/// The file an article came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// Its name as the user knew it, without folders.
    pub name: String,
    /// Its name in the article's folder.
    pub file: String,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// The text encoding it was read in, by its WHATWG name.
    pub encoding: String,
    /// How it came from the web, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Box<Fetched>>,
}

/// What is kept of one draft beside its text file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftRecord {
    /// Its number, from 1; the file is `draft-01.txt`.
    pub number: usize,
    /// The SHA-256 of its text file, lower-case hexadecimal.
    pub sha256: String,
    /// When it came in.
    pub taken: Timestamp,
}

impl DraftRecord {
    /// The name of its text file.
    pub fn file(&self) -> String {
        Self::file_of(self.number)
    }

    /// The name of the text file of the draft with this number.
    pub fn file_of(number: usize) -> String {
        format!("draft-{number:02}.txt")
    }
}

/// The drafts of an article and the block roles of the last one: what a new draft changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftList {
    /// The drafts, oldest first; the last is current.
    pub drafts: Vec<DraftRecord>,
    /// The role of each block of the current one.
    pub roles: Vec<Role>,
}

/// One text under review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its name in paths and commands.
    pub slug: Slug,
    /// What is known of it.
    pub meta: Meta,
    /// Whether the project lists it; a removed article stays on disk and can be brought back.
    pub listed: bool,
    /// How far it has come.
    pub stage: Stage,
    /// When it was added: the order of the list.
    pub added: Timestamp,
    /// The file it came from.
    pub original: Option<Original>,
    /// Its drafts, oldest first; the last is current.
    pub drafts: Vec<DraftRecord>,
    /// The current draft's text and blocks; shared, so that a changed claim does not copy a long text.
    pub draft: Arc<Draft>,
    /// The texts of drafts that are known, the current one among them, by their SHA-256.
    pub texts: BTreeMap<String, Arc<str>>,
    /// Its claims, queries, read words and what else was said about it.
    pub review: Review,
}

impl Article {
    /// Its headline, or its slug when it has none.
    pub fn title(&self) -> &str {
        if self.meta.headline.is_empty() { self.slug.as_str() } else { &self.meta.headline }
    }

    /// The drafts and the roles of the current one.
    pub fn draft_list(&self) -> DraftList {
        DraftList { drafts: self.drafts.clone(), roles: self.draft.roles().collect() }
    }

    /// The number of the current draft, from 1.
    pub fn draft_number(&self) -> usize {
        self.drafts.last().map_or(1, |draft| draft.number)
    }

    /// The text of the draft with this number, when it is known.
    pub fn draft_text(&self, number: usize) -> Option<&Arc<str>> {
        let record = self.drafts.iter().find(|draft| draft.number == number)?;
        self.texts.get(&record.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_the_pieces_between_blank_lines() {
        let draft = Draft::new("Title\n\nOne\ntwo.\n\nThree.", &[Role::Headline]);
        let pieces: Vec<_> = draft.blocks().iter().filter_map(|block| block.span.of(draft.text())).collect();
        assert_eq!(pieces, ["Title", "One\ntwo.", "Three."]);
        assert_eq!(draft.roles().collect::<Vec<_>>(), [Role::Headline, Role::Body, Role::Body]);
        assert_eq!(draft.block_at(0), Some(0));
        assert_eq!(draft.block_at(5), Some(0), "the gap belongs to the block before");
        assert_eq!(draft.block_at(7), Some(1));
        assert_eq!(draft.block_at(999), Some(2));
        assert_eq!(draft.blocks_in(ByteSpan::new(4, 8)), 0..2);
        assert_eq!(draft.blocks_in(ByteSpan::new(5, 7)), 1..1, "a gap holds no block");
    }

    #[test]
    fn an_empty_text_has_no_block() {
        let draft = Draft::new("", &[]);
        assert!(draft.blocks().is_empty());
        assert_eq!(draft.block_at(0), None);
    }
}
