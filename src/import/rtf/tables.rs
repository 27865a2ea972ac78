//! The lists at the start of a rich text file: its fonts, styles, and those who changed it.
//!
//! In: formats and words as they are met inside these lists. Out: fonts' code pages, styles' kinds, names by number.
//! Must not know: the text.

use std::collections::BTreeMap;

use crate::import::kinds::{self, Kind};
use crate::import::rtf::code_pages::CodePage;
use crate::import::symbols::SymbolFont;

/// Entries of one list that are kept.
const ENTRIES: usize = 10_000;

/// The lists of one file.
#[derive(Debug, Default)]
pub(super) struct Lists {
    fonts: BTreeMap<i32, CodePage>,
    styles: BTreeMap<i32, Kind>,
    changers: Vec<String>,
    /// The entry under way.
    number: Option<i32>,
    page: Option<CodePage>,
    outline: Option<u8>,
    words: String,
}

impl Lists {
    /// The number of the entry under way.
    pub(super) fn number(&mut self, number: i32) {
        self.number = Some(number);
    }

    /// The character set of the font under way.
    pub(super) fn character_set(&mut self, number: i32) {
        self.page = CodePage::of_character_set(number).or(self.page);
    }

    /// The code page of the font under way, which counts more than its character set.
    pub(super) fn code_page(&mut self, number: i32) {
        self.page = CodePage::numbered(number).or(self.page);
    }

    /// The level of headings in the style under way.
    pub(super) fn outline(&mut self, level: i32) {
        self.outline = u8::try_from(level).ok().filter(|level| *level < 9);
    }

    /// Words of the entry under way; a semicolon ends it.
    pub(super) fn font_words(&mut self, words: &str) {
        for name in self.ended(words) {
            let page = match SymbolFont::named(&name) {
                Some(font) => Some(CodePage::Signs(font)),
                // Other fonts of signs have signs of their own, which nobody knows.
                None if self.page == Some(CodePage::Signs(SymbolFont::Symbol)) => None,
                None => self.page,
            };
            if let (Some(number), Some(page)) = (self.number, page)
                && self.fonts.len() < ENTRIES
            {
                self.fonts.insert(number, page);
            }
            self.page = None;
        }
    }

    /// See [`Self::font_words`].
    pub(super) fn style_words(&mut self, words: &str) {
        for name in self.ended(words) {
            let kind = kinds::named(&name).or_else(|| self.outline.map(|level| Kind::Heading(level + 1)));
            if let Some(kind) = kind
                && self.styles.len() < ENTRIES
            {
                self.styles.insert(self.number.unwrap_or(0), kind);
            }
            (self.number, self.outline) = (None, None);
        }
    }

    /// See [`Self::font_words`].
    pub(super) fn changer_words(&mut self, words: &str) {
        for name in self.ended(words) {
            if self.changers.len() < ENTRIES {
                self.changers.push(name.trim().to_owned());
            }
        }
    }

    /// The entries that `words` end.
    fn ended(&mut self, words: &str) -> Vec<String> {
        let mut parts = words.split(';');
        self.words.push_str(parts.next().unwrap_or_default());
        parts.map(|part| std::mem::replace(&mut self.words, part.to_owned())).collect()
    }

    /// A group inside a list, or the list, ends: what was begun and not ended is none.
    pub(super) fn end_group(&mut self) {
        self.words.clear();
        (self.number, self.page, self.outline) = (None, None, None);
    }

    /// The code page of a font.
    pub(super) fn font(&self, number: i32) -> Option<CodePage> {
        self.fonts.get(&number).copied()
    }

    /// What a paragraph in a style is.
    pub(super) fn kind(&self, style: i32) -> Option<Kind> {
        self.styles.get(&style).copied()
    }

    /// Who changed the text.
    pub(super) fn changer(&self, number: i32) -> &str {
        let name = usize::try_from(number).ok().and_then(|number| self.changers.get(number));
        name.map(String::as_str).filter(|name| *name != "Unknown").unwrap_or_default()
    }
}
