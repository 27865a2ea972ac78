//! What an `OpenDocument` text's styles say: headings, quotes, captions, hidden text, pages that begin.
//!
//! In: the parts with styles. Out: by a style's family and name, what paragraphs and words in it are.
//! Must not know: the text.
//! Holds: a chain of styles that leads in a circle ends.

use std::collections::BTreeMap;

use crate::import::kinds::{Kind, named};
use crate::import::xml::{Element, Space, Step, Xml};

/// Styles that one may be based on, one on the other.
const CHAIN: usize = 16;

#[derive(Clone, Debug, Default)]
struct Style {
    display_name: String,
    parent: String,
    outline: Option<u8>,
    is_hidden: Option<bool>,
    is_raised: Option<bool>,
    begins_page: bool,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_name: BTreeMap<(String, String), Style>,
}

impl Styles {
    /// Takes in the styles that a part defines.
    pub(super) fn take(&mut self, text: &str) {
        let mut xml = Xml::new(text);
        let mut now: Option<((String, String), Style)> = None;
        while let Some(step) = xml.next() {
            let Step::Start(element) = step else { continue };
            match (element.space, element.name()) {
                (Space::Style, b"style") => {
                    self.by_name.extend(now.take());
                    now = Some(begun(&element));
                }
                (Space::Style, b"text-properties") => {
                    let display = element.exact("text:display").or_else(|| element.attribute("display"));
                    let position = element.exact("style:text-position");
                    if let Some((_, style)) = &mut now {
                        style.is_hidden = display.map(|display| display == "none");
                        style.is_raised = position.map(|position| is_raised(&position));
                    }
                }
                (Space::Style, b"paragraph-properties") => {
                    if let Some((_, style)) = &mut now {
                        style.begins_page |= element.attribute("break-before").as_deref() == Some("page");
                    }
                }
                // The text begins: no more styles come.
                (Space::Office, b"body") => break,
                _ => {}
            }
        }
        self.by_name.extend(now);
    }

    fn chain<'a>(&'a self, family: &'a str, name: &str) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let mut next = self.by_name.get_key_value(&(family.to_owned(), name.to_owned()));
        std::iter::from_fn(move || {
            let ((_, name), style) = next?;
            next = self.by_name.get_key_value(&(family.to_owned(), style.parent.clone()));
            Some((name.as_str(), style))
        })
        .take(CHAIN)
    }

    /// What a paragraph in the style called `name` is.
    pub(super) fn kind(&self, name: &str) -> Option<Kind> {
        let mut chain = self.chain("paragraph", name).peekable();
        if chain.peek().is_none() {
            return named(&plain(name));
        }
        chain.find_map(|(name, style)| {
            let by_name = named(&style.display_name).or_else(|| named(&plain(name)));
            match style.outline {
                Some(level @ 1..) => by_name.or(Some(Kind::Heading(level))),
                // A parent that is not defined still has a name.
                _ => by_name.or_else(|| named(&plain(&style.parent))),
            }
        })
    }

    /// Whether words in the style of `family` called `name` are hidden.
    pub(super) fn is_hidden(&self, family: &str, name: &str) -> bool {
        self.chain(family, name).find_map(|(_, style)| style.is_hidden).unwrap_or(false)
    }

    /// Whether words in the style of words called `name` are raised.
    pub(super) fn is_raised(&self, name: &str) -> bool {
        self.chain("text", name).find_map(|(_, style)| style.is_raised).unwrap_or(false)
    }

    /// Whether a paragraph in the style called `name` begins a page.
    pub(super) fn begins_page(&self, name: &str) -> bool {
        self.by_name.get(&("paragraph".to_owned(), name.to_owned())).is_some_and(|style| style.begins_page)
    }
}

fn begun(element: &Element<'_>) -> ((String, String), Style) {
    let told = |name| element.exact(name).unwrap_or_default();
    let style = Style {
        display_name: told("style:display-name"),
        parent: told("style:parent-style-name"),
        outline: told("style:default-outline-level").parse().ok(),
        is_hidden: None,
        is_raised: None,
        begins_page: !told("style:master-page-name").is_empty(),
    };
    ((told("style:family"), told("style:name")), style)
}

/// Whether a position ("super 58%", "33% 58%") is above the line.
fn is_raised(position: &str) -> bool {
    let first = position.split_whitespace().next().unwrap_or_default();
    first == "super" || first.strip_suffix('%').and_then(|part| part.parse::<f32>().ok()).is_some_and(|part| part > 0.0)
}

/// A name without the code for a space that stands in it.
fn plain(name: &str) -> String {
    name.replace("_20_", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Role;

    #[test]
    fn styles_tell_by_name_or_parent() {
        let mut styles = Styles::default();
        styles.take(
            "<s xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:fo='x'>\
             <style:style style:family='paragraph' style:name='P1' style:parent-style-name='Heading_20_2' style:master-page-name='Standard'/>\
             <style:style style:family='paragraph' style:name='Heading_20_2' style:display-name='Heading 2'/>\
             <style:style style:family='paragraph' style:name='P2' style:parent-style-name='P2'><style:paragraph-properties fo:break-before='page'/></style:style>\
             <style:style style:family='text' style:name='T1'><style:text-properties text:display='none'/></style:style>\
             <style:style style:family='paragraph' style:name='T1'/></s>",
        );
        assert_eq!(styles.kind("P1"), Some(Kind::Heading(2)));
        assert_eq!((styles.kind("P2"), styles.kind("Quotations")), (None, Some(Kind::Role(Role::PullQuote))));
        assert_eq!((styles.is_hidden("text", "T1"), styles.is_hidden("paragraph", "T1")), (true, false));
        assert_eq!((styles.begins_page("P1"), styles.begins_page("P2"), styles.begins_page("T1")), (true, true, false));
    }
}
