//! What a Word document's styles say of paragraphs and words: headings, quotes, captions, lists, hidden text.
//!
//! In: the styles part. Out: by a style's id, what a paragraph or a run in it is.
//! Must not know: the text.
//! Holds: a chain of styles that leads in a circle ends.
//! Limits: a built-in style is known by the English name that Word writes in every language, or by its outline level.

use std::collections::BTreeMap;

use crate::import::kinds::{Kind, named};
use crate::import::symbols::SymbolFont;
use crate::import::xml::{Element, Space, Step, Xml};
use crate::model::article::Role;

/// Styles that one may be based on, one on the other. Word stops at eleven.
const CHAIN: usize = 16;

/// What one style says, without the style it is based on.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: String,
    outline: Option<u8>,
    has_number: bool,
    is_hidden: Option<bool>,
    font: Option<SymbolFont>,
    is_raised: Option<bool>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
}

impl Styles {
    /// The styles in a styles part.
    pub(super) fn read(text: &str) -> Self {
        let mut by_id = BTreeMap::new();
        let mut xml = Xml::new(text);
        let mut now: Option<(String, Style)> = None;
        while let Some(step) = xml.next() {
            let Step::Start(element) = step else { continue };
            if element.space != Space::Word {
                continue;
            }
            if element.name() == b"style" {
                by_id.extend(now.take());
                now = Some((element.attribute("styleId").unwrap_or_default(), Style::default()));
            }
            if let Some((_, style)) = &mut now {
                style.take(&element);
            }
        }
        by_id.extend(now);
        Self { by_id }
    }

    /// The styles from `id` on, each based on the next.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        let mut next = self.by_id.get(id);
        std::iter::from_fn(move || {
            let now = next?;
            next = self.by_id.get(&now.based_on);
            Some(now)
        })
        .take(CHAIN)
    }

    /// What a paragraph in the style `id` is.
    pub(super) fn kind(&self, id: &str) -> Option<Kind> {
        if !self.by_id.contains_key(id) {
            // A document without its styles part still names them.
            return named(id);
        }
        self.chain(id).find_map(|style| {
            named(&style.name).or(match style.outline {
                Some(level) if level < 9 => Some(Kind::Heading(level + 1)),
                _ if style.has_number => Some(Kind::Role(Role::ListItem)),
                _ => None,
            })
        })
    }

    /// Whether words in the style `id` are hidden.
    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.is_hidden).unwrap_or(false)
    }

    /// Whether words in the style `id` are raised.
    pub(super) fn is_raised(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.is_raised).unwrap_or(false)
    }

    /// The symbol font of words in the style `id`.
    pub(super) fn font(&self, id: &str) -> Option<SymbolFont> {
        self.chain(id).find_map(|style| style.font)
    }
}

impl Style {
    fn take(&mut self, element: &Element<'_>) {
        let value = || element.attribute("val").unwrap_or_default();
        match element.name() {
            b"name" => self.name = value(),
            b"basedOn" => self.based_on = value(),
            b"outlineLvl" => self.outline = value().parse().ok(),
            b"numId" => self.has_number = value() != "0",
            b"vanish" => self.is_hidden = Some(is_on(element)),
            b"vertAlign" => self.is_raised = Some(value() == "superscript"),
            b"rFonts" => self.font = element.attribute("ascii").and_then(|name| SymbolFont::named(&name)),
            _ => {}
        }
    }
}

/// Whether a property that is on or off is on.
pub(super) fn is_on(element: &Element<'_>) -> bool {
    !matches!(element.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_tell_by_their_names_or_by_what_they_are_based_on() {
        let styles = Styles::read(
            "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>\
             <w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
             <w:style w:styleId='Mine'><w:name w:val='My own'/><w:basedOn w:val='berschrift1'/></w:style>\
             <w:style w:styleId='Level'><w:name w:val='Chapter'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr></w:style>\
             <w:style w:styleId='Num'><w:name w:val='Points'/><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>\
             <w:style w:styleId='A'><w:basedOn w:val='B'/><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>\
             <w:style w:styleId='C'><w:basedOn w:val='A'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style></w:styles>",
        );
        let cases = [
            ("berschrift1", Some(Kind::Heading(1))),
            ("Mine", Some(Kind::Heading(1))),
            ("Level", Some(Kind::Heading(3))),
            ("Num", Some(Kind::Role(Role::ListItem))),
            ("A", None),
            ("Heading2", Some(Kind::Heading(2))),
            ("IntenseQuote", Some(Kind::Role(Role::PullQuote))),
            ("ListParagraph", None),
        ];
        for (id, kind) in cases {
            assert_eq!(styles.kind(id), kind, "{id}");
        }
        assert_eq!((styles.is_hidden("B"), styles.is_hidden("C"), styles.is_hidden("Mine")), (true, false, false));
    }
}
