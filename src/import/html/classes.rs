//! What an element is for, by its name and by the words in its class and id.
//!
//! In: one element. Out: the role or the furniture that its author named it as.
//! Must not know: text, neighbours.
//! Limits: English class names, as newsrooms write them.

use crate::import::html::page::Node;
use crate::model::article::Role;

/// Words in a class or id and the role they stand for. Words in one row must all be there; the first row that fits wins.
const ROLE_WORDS: &[(&[&str], Role)] = &[
    (&["pullquote"], Role::PullQuote),
    (&["pull", "quote"], Role::PullQuote),
    (&["deck"], Role::Deck),
    (&["dek"], Role::Deck),
    (&["standfirst"], Role::Deck),
    (&["strapline"], Role::Deck),
    (&["subtitle"], Role::Deck),
    (&["sub", "title"], Role::Deck),
    (&["subheadline"], Role::Deck),
    (&["sub", "headline"], Role::Deck),
    (&["byline"], Role::Byline),
    (&["author"], Role::Byline),
    (&["authors"], Role::Byline),
    (&["dateline"], Role::Dateline),
    (&["timestamp"], Role::Dateline),
    (&["pubdate"], Role::Dateline),
    (&["publish", "date"], Role::Dateline),
    (&["published", "date"], Role::Dateline),
    (&["caption"], Role::Caption),
];

/// Words in a class or id that make what is in a figure its credit.
const CREDIT_WORDS: &[&str] = &["credit", "credits", "copyright", "attribution", "photographer", "source", "byline"];

/// Words in a class or id that name a gallery of pictures.
const GALLERY_WORDS: &[&str] = &["gallery", "slideshow", "carousel"];

/// Words in a class, id or role that make a part of the page furniture. Words in one row must all be there.
const FURNITURE_WORDS: &[&[&str]] = &[
    &["ad"],
    &["ads"],
    &["advert"],
    &["advertisement"],
    &["alertdialog"],
    &["banner"],
    &["breadcrumb"],
    &["breadcrumbs"],
    &["comments"],
    &["complementary"],
    &["consent"],
    &["contentinfo"],
    &["cookie"],
    &["cookies"],
    &["dialog"],
    &["donate"],
    &["donation"],
    &["footer"],
    &["gdpr"],
    &["masthead"],
    &["menu"],
    &["modal"],
    &["most", "read"],
    &["most", "popular"],
    &["nav"],
    &["navbar"],
    &["navigation"],
    &["newsletter"],
    &["paywall"],
    &["popup"],
    &["promo"],
    &["promoted"],
    &["read", "more"],
    &["readmore"],
    &["recirc"],
    &["recommended"],
    &["related"],
    &["screen", "reader"],
    &["search"],
    &["share"],
    &["sharing"],
    &["sidebar"],
    &["signup"],
    &["social"],
    &["sponsor"],
    &["sponsored"],
    &["sr", "only"],
    &["subscribe"],
    &["subscription"],
    &["taglist"],
    &["tags"],
    &["toolbar"],
    &["trending"],
    &["visually", "hidden"],
    &["visuallyhidden"],
];

/// Words in a class or id by which mail programs name what a mail answers, and signatures.
const QUOTED_WORDS: &[&[&str]] = &[
    &["gmail", "quote"],
    &["gmail", "signature"],
    &["moz", "cite", "prefix"],
    &["moz", "signature"],
    &["yahoo", "quoted"],
    &["div", "rply", "fwd", "msg"],
];

/// Elements that are furniture by their name.
const FURNITURE_NAMES: &[&str] =
    &["nav", "footer", "aside", "form", "button", "select", "textarea", "input", "dialog", "menu", "datalist"];

/// The words of an element's class and id: `story__pullQuote` has "story", "pull", "quote".
pub(super) fn class_words(node: &Node) -> Vec<String> {
    words_of(node, &["class", "id", "role", "itemprop"])
}

/// The same without those of its id.
pub(super) fn class_words_without_id(node: &Node) -> Vec<String> {
    words_of(node, &["class", "role", "itemprop"])
}

fn words_of(node: &Node, attributes: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    for value in attributes.iter().filter_map(|name| node.attribute(name)) {
        let mut word = String::new();
        let mut before = ' ';
        for c in value.chars().take(400) {
            if (!c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase())) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            before = c;
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

fn has_all(words: &[String], wanted: &[&str]) -> bool {
    wanted.iter().all(|wanted| words.iter().any(|word| word == wanted))
}

/// The role that the class names.
pub(super) fn named_role(words: &[String]) -> Option<Role> {
    ROLE_WORDS.iter().find(|(wanted, _)| has_all(words, wanted)).map(|(_, role)| *role)
}

/// Whether the class names a gallery of pictures.
pub(super) fn is_gallery(words: &[String]) -> bool {
    GALLERY_WORDS.iter().any(|wanted| words.iter().any(|word| word == wanted))
}

/// Whether the class, inside a figure, names who made the picture.
pub(super) fn is_credit(words: &[String]) -> bool {
    CREDIT_WORDS.iter().any(|wanted| words.iter().any(|word| word == wanted))
}

/// Whether it holds what a mail answers, or a signature.
pub(super) fn is_quoted(node: &Node, words: &[String]) -> bool {
    (node.is("blockquote") && node.attribute("type") == Some("cite"))
        || QUOTED_WORDS.iter().any(|wanted| has_all(words, wanted))
}

/// Whether the element's name or class make it furniture.
pub(super) fn is_furniture(node: &Node, words: &[String]) -> bool {
    if matches!(node.name.as_str(), "html" | "body" | "main" | "article" | "h1" | "em" | "i" | "b" | "strong" | "a") {
        return false;
    }
    if named_role(words) == Some(Role::PullQuote) {
        return false;
    }
    FURNITURE_NAMES.contains(&node.name.as_str()) || FURNITURE_WORDS.iter().any(|wanted| has_all(words, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::html::page::Page;
    use dom_query::Document;

    fn named(html: &str) -> (Option<Role>, bool) {
        let page = Page::of(&Document::from(format!("<body>{html}")));
        let words = class_words(&page.nodes[2]);
        (named_role(&words), is_furniture(&page.nodes[2], &words))
    }

    #[test]
    fn classes_name_roles_and_furniture() {
        let cases = [
            ("<p class=deck>x", (Some(Role::Deck), false)),
            ("<p class='article__sub-title big'>x", (Some(Role::Deck), false)),
            ("<p class=storyByline>x", (Some(Role::Byline), false)),
            ("<aside class=pull-quote>x", (Some(Role::PullQuote), false)),
            ("<aside>x", (None, true)),
            ("<div class='c-share-bar'>x", (None, true)),
            ("<div id=cookieNotice>x", (None, true)),
            ("<div role=navigation>x", (None, true)),
            ("<p class=shareholder>x", (None, false)),
            ("<p class=read>x", (None, false)),
        ];
        for (html, expected) in cases {
            assert_eq!(named(html), expected, "{html}");
        }
    }
}
