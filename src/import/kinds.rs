//! What paragraphs of a text document are by their style: headings, the headline, quotes, captions, lists.
//!
//! In: the names of usual styles, levels of headings, paragraphs in order. Out: roles.
//! Must not know: formats.
//! Holds: there is one headline at most; a heading after running text is none.

use crate::import::phrases;
use crate::import::pieces::Headings;
use crate::model::article::Role;

/// Words of a paragraph from which on it is running text.
const RUNNING_WORDS: usize = 25;

/// What a paragraph is by its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading of a level, from 1.
    Heading(u8),
    /// Something else that a role tells.
    Role(Role),
}

/// What the name of a usual style tells, in English as programs write it in every language.
pub(super) fn named(name: &str) -> Option<Kind> {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if let Some(level @ 1..=10) = plain.strip_prefix("heading").and_then(|level| level.parse().ok()) {
        return Some(Kind::Heading(level));
    }
    let role = match plain.as_str() {
        "title" => Role::Headline,
        "subtitle" => Role::Deck,
        "author" | "byline" => Role::Byline,
        "caption" | "tablecaption" | "imagecaption" | "figurecaption" | "illustration" | "drawing" | "figure" => {
            Role::Caption
        }
        "quote" | "intensequote" | "blocktext" | "blockquote" | "blockquotation" | "quotations" => Role::PullQuote,
        "footnotetext" | "endnotetext" => Role::Footnote,
        "tocheading" => Role::Subhead,
        "listparagraph" => return None,
        _ if plain.starts_with("list") && !plain.starts_with("listcontinue") => Role::ListItem,
        _ if plain.strip_prefix("toc").is_some_and(|level| level.len() == 1) => Role::ListItem,
        _ => return None,
    };
    Some(Kind::Role(role))
}

/// Which story a paragraph belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// The text itself.
    Body,
    /// A note, a text box, a remark.
    Aside,
}

/// The headings met so far.
#[derive(Debug, Default)]
pub(super) struct Heads {
    has_headline: bool,
    has_running_text: bool,
    n_headings: usize,
}

impl Heads {
    /// The role of the next paragraph, which says `words` and is of a `kind` by its style.
    pub(super) fn role(&mut self, kind: Option<Kind>, words: &str, place: Where) -> Option<Role> {
        let is_title = match kind {
            Some(Kind::Heading(level)) => level == 1 && !self.has_running_text,
            Some(Kind::Role(Role::Headline)) => true,
            Some(Kind::Role(role)) => return Some(role),
            None => {
                if place == Where::Aside {
                    // What stands in a box is no headline, however short it is.
                    return Some(Role::Body);
                }
                self.has_running_text = self.has_running_text || phrases::n_words(words) >= RUNNING_WORDS;
                return None;
            }
        };
        if place == Where::Aside {
            return Some(Role::Subhead);
        }
        self.n_headings += 1;
        let is_headline = is_title && !self.has_headline;
        self.has_headline |= is_headline;
        Some(if is_headline { Role::Headline } else { Role::Subhead })
    }

    /// Whether the document marks its headings.
    pub(super) fn marked(&self) -> Headings {
        if self.n_headings == 0 { Headings::Unmarked } else { Headings::Marked }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_title_or_top_heading_is_the_headline() {
        let long = "word ".repeat(RUNNING_WORDS);
        let role = |heads: &mut Heads, name: &str, words: &str| heads.role(named(name), words, Where::Body);
        let mut heads = Heads::default();
        assert_eq!(heads.marked(), Headings::Unmarked);
        assert_eq!(role(&mut heads, "heading 2", "a"), Some(Role::Subhead));
        assert_eq!(role(&mut heads, "Heading1", "a"), Some(Role::Headline));
        assert_eq!(role(&mut heads, "Title", "a"), Some(Role::Subhead));
        assert_eq!(heads.marked(), Headings::Marked);
        let mut heads = Heads::default();
        assert_eq!(role(&mut heads, "Normal", &long), None);
        assert_eq!(role(&mut heads, "heading 1", "a"), Some(Role::Subhead));
        assert_eq!(role(&mut heads, "Intense Quote", "a"), Some(Role::PullQuote));
        assert_eq!((named("List Paragraph"), named("List Bullet 2")), (None, Some(Kind::Role(Role::ListItem))));
    }
}
