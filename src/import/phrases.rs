//! The words and shapes that tell page furniture, bylines, credits, captions and list items from running text.
//!
//! In: one line or paragraph. Out: what it is by its own look; its neighbours are looked at in `roles`.
//! Must not know: formats, positions.
//! Limits: English vocabularies. Doubt falls on the side of running text, which coverage counts.

use crate::import::dates;
use crate::text::calendar::{MONTHS, WEEKDAYS};

/// Whole lines (or whole parts of a bar such as "Share · Print") that belong to the page, beside [`OFFERS`].
const FURNITURE_LINES: &[&str] = &[
    "accept all",
    "accept cookies",
    "ad",
    "advertisement",
    "advertising",
    "all rights reserved",
    "anzeige",
    "article continues after ad",
    "article continues below",
    "article continues below advertisement",
    "back to top",
    "bookmark",
    "comment",
    "comments",
    "compartir",
    "continue reading the main story",
    "contribute",
    "contribute now",
    "contribute today",
    "copy link",
    "donate",
    "donate now",
    "donate today",
    "email",
    "facebook",
    "follow us",
    "hide caption",
    "leave a comment",
    "leer más",
    "listen to this article",
    "load more",
    "log in",
    "login",
    "loading",
    "manage cookies",
    "menu",
    "newsletter",
    "newsletters",
    "partager",
    "print",
    "privacy policy",
    "publicidad",
    "publicidade",
    "publicité",
    "pubblicità",
    "reklama",
    "save",
    "share",
    "share this",
    "share this article",
    "show caption",
    "show more",
    "sign in",
    "sign up",
    "skip to content",
    "skip to main content",
    "sponsored",
    "sponsored content",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "subscribe now",
    "subscribe today",
    "support us",
    "teilen",
    "terms of use",
    "tweet",
    "twitter",
    "weiterlesen",
    "werbung",
    "whatsapp",
    "x",
    "поделиться",
    "реклама",
    "广告",
    "正在加载",
    "広告",
];

/// Whole lines that belong to the page and that other articles are offered after.
const OFFERS: &[&str] = &[
    "continue reading",
    "lesen sie auch",
    "lire aussi",
    "mehr zum thema",
    "more on this story",
    "more on this topic",
    "most popular",
    "most read",
    "read also",
    "read more",
    "read next",
    "recommended",
    "recommended stories",
    "related",
    "related articles",
    "related links",
    "related stories",
    "related topics",
    "see also",
    "trending",
    "trending now",
    "читайте также",
    "相关阅读",
    "阅读下一篇",
    "関連記事",
];

/// Starts of short paragraphs that belong to the page.
const FURNITURE_STARTS: &[&str] = &[
    "advertisement:",
    "all rights reserved",
    "already a subscriber",
    "already have an account",
    "also read:",
    "by continuing to",
    "categories:",
    "click here to",
    "copyright ©",
    "copyright (c)",
    "© ",
    "download our app",
    "filed under:",
    "follow us on",
    "get our newsletter",
    "join our newsletter",
    "more:",
    "more on this:",
    "most read:",
    "now is the time to support",
    "please support",
    "read also",
    "read more about",
    "read more on",
    "read more:",
    "read next:",
    "read this next",
    "recommended:",
    "related:",
    "related articles:",
    "related stories:",
    "see also:",
    "share on ",
    "share this",
    "sign up for",
    "sign up to",
    "subscribe for",
    "subscribe to",
    "tags:",
    "this article is free",
    "this site uses cookies",
    "this website uses cookies",
    "topics:",
    "we use cookies",
    "want more stories",
    "your support helps",
];

/// Pairs of words that, in a short paragraph without quotation marks, ask for money, an address or consent.
const FURNITURE_PAIRS: &[(&str, &str)] = &[
    ("support", "our newsroom"),
    ("support", "our journalism"),
    ("support", "our work"),
    ("support", "independent"),
    ("donat", "support us"),
    ("donat", "our journalism"),
    ("donat", "our newsroom"),
    ("newsletter", "sign up"),
    ("newsletter", "subscribe"),
    ("newsletter", "inbox"),
    ("cookies", "we use"),
    ("cookies", "accept"),
    ("cookies", "this site"),
    ("cookies", "our partners"),
    ("subscri", "unlimited access"),
    ("subscri", "per month"),
];

/// Words that a paragraph of furniture found by a start or a pair has at most.
const FURNITURE_WORDS: usize = 40;

/// How a line begins that names who made a picture.
const CREDIT_STARTS: &[&str] = &[
    "photo:",
    "photos:",
    "photo by",
    "photos by",
    "photograph:",
    "photograph by",
    "photographs by",
    "photo credit:",
    "picture:",
    "picture by",
    "pictures by",
    "image:",
    "images:",
    "image credit:",
    "image by",
    "credit:",
    "credits:",
    "illustration:",
    "illustration by",
    "graphic:",
    "graphic by",
    "courtesy of",
    "courtesy:",
    "foto:",
    "(photo",
    "(ap photo",
    "(image",
    "file photo:",
];

/// What parts a caption from the credit at its end.
const CREDIT_MARKS: &[&str] = &["Image:", "Photo:", "Photograph:", "Picture:", "Credit:", "(AP Photo", "(Photo"];

/// How a line begins that names who wrote the article.
const BYLINE_STARTS: &[&str] =
    &["by ", "written by ", "words by ", "reported by ", "reporting by ", "story by ", "text by "];

/// First words after "By" that no name begins with.
const NOT_NAMES: &[&str] = &[
    "a",
    "an",
    "the",
    "then",
    "now",
    "this",
    "that",
    "today",
    "tomorrow",
    "comparison",
    "contrast",
    "law",
    "some",
    "all",
    "most",
    "early",
    "late",
];

/// How many words `text` has, parted at white space.
pub(super) fn n_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether it ends like a sentence. "U.S." ends no sentence by itself, nor do initials.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '”', '’', '\'', '»', ')', ']']);
    if !text.ends_with(['.', '!', '?', '…', ':', ';', ',']) {
        return false;
    }
    let last = text.split_whitespace().next_back().unwrap_or("");
    !(last.ends_with('.') && last.matches('.').count() > 1 && !last.ends_with(".."))
}

/// Whether the whole of it belongs to the page and not to the article.
pub(super) fn is_furniture(text: &str) -> bool {
    if is_furniture_part(text) {
        return true;
    }
    if text.len() > 400 || !text.contains(['·', '|', '•']) {
        return false;
    }
    let parts: Vec<_> = text.split(['·', '|', '•']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let n_furniture = parts.iter().filter(|part| is_furniture_part(part)).count();
    parts.len() > 1 && parts.iter().all(|part| n_words(part) <= 8) && n_furniture * 2 >= parts.len()
}

/// Whether it announces other articles, which follow.
pub(super) fn is_offer(text: &str) -> bool {
    let lower = text.to_lowercase();
    OFFERS.contains(&lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

fn is_furniture_part(text: &str) -> bool {
    if text.len() > 400 {
        return false;
    }
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.len() <= 48 && (FURNITURE_LINES.contains(&bare) || OFFERS.contains(&bare)) {
        return true;
    }
    let n_words = n_words(&lower);
    if n_words > FURNITURE_WORDS || lower.contains(['“', '"']) {
        return false;
    }
    FURNITURE_STARTS.iter().any(|start| lower.starts_with(start))
        || FURNITURE_PAIRS.iter().any(|(one, other)| lower.contains(one) && lower.contains(other))
        || (lower.starts_with("support ") && lower.ends_with('!') && n_words <= 8)
}

/// The mark of a list item and the space after it: "- ", "• ", "3. ", "4) ".
pub(super) fn list_mark(line: &str) -> Option<&str> {
    if let Some(mark) = ["- ", "* ", "• ", "‣ ", "◦ "].into_iter().find(|mark| line.starts_with(mark)) {
        return Some(mark);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = line.get(..digits + 2)?;
    ((1..=2).contains(&digits) && (mark.ends_with(". ") || mark.ends_with(") "))).then_some(mark)
}

/// The names on a byline: "By Ana Brandt and Jo Lind, Kyiv" has "Ana Brandt and Jo Lind".
pub(super) fn byline_name(text: &str) -> Option<String> {
    if text.len() > 200 || text.contains('\n') || n_words(text) > 16 {
        return None;
    }
    let lower = text.to_lowercase();
    let start = BYLINE_STARTS.iter().find(|start| lower.starts_with(**start))?;
    let name = name_part(text.get(start.len()..)?);
    let first = name.split_whitespace().next()?.to_lowercase();
    let is_name = !NOT_NAMES.contains(&first.as_str())
        && !WEEKDAYS.contains(&first.as_str())
        && !MONTHS.contains(&first.as_str())
        && n_words(name) <= 12
        && !name.contains(|c: char| c.is_numeric() || "“”\"?!".contains(c))
        && name.split_whitespace().all(is_name_word)
        && !(n_words(name) > 2 && text.ends_with('.') && ends_sentence(text) && !text.contains(';'));
    is_name.then(|| name.to_owned())
}

/// The names at the start of a byline without its "By": up to a bar, a place, a date or an office.
pub(super) fn name_part(text: &str) -> &str {
    let mut end = text.len();
    for mark in [" | ", " · ", " • ", " — ", " – ", ";", " in ", " for ", " at ", " @"] {
        end = end.min(text.find(mark).unwrap_or(end));
    }
    // A date after the name ends it too.
    let words = text.match_indices(' ').map(|(at, _)| at).take_while(|at| *at < end);
    end = words.into_iter().find(|at| text.get(*at..).and_then(dates::date_at_start).is_some()).unwrap_or(end);
    let mut name = text.get(..end).unwrap_or(text);
    // "Ana Brandt, Jo Lind and Per Dahl" goes on after its comma; "Ana Brandt, Kyiv correspondent" does not.
    if let Some((before, after)) = name.split_once(", ")
        && !after.contains(" and ")
    {
        name = before;
    }
    name.trim().trim_end_matches([',', '.', ':']).trim_end()
}

fn is_name_word(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.is_empty()
        || word.starts_with(|c: char| c.is_uppercase() || !c.is_lowercase())
        || matches!(
            word,
            "and"
                | "de"
                | "da"
                | "di"
                | "du"
                | "del"
                | "der"
                | "den"
                | "la"
                | "le"
                | "van"
                | "von"
                | "al"
                | "bin"
                | "el"
                | "y"
                | "with"
                | "dos"
                | "ten"
                | "ter"
        )
}

/// Whether it names who made a picture and nothing else: "Photo: Ana Brandt / AGENCY", "Ana Brandt / AGENCY".
pub(super) fn is_credit(text: &str) -> bool {
    if text.len() > 160 || text.contains('\n') || n_words(text) > 14 {
        return false;
    }
    let lower = text.to_lowercase();
    if CREDIT_STARTS.iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    let Some((name, agency)) = text.split_once('/') else { return false };
    let is_name = |part: &str| {
        (1..=5).contains(&n_words(part))
            && part.trim_start().starts_with(char::is_uppercase)
            && !part.contains(|c: char| c.is_numeric() || ",;:“”\"?!".contains(c))
            && part.split_whitespace().all(is_name_word)
    };
    !ends_sentence(text) && is_name(name) && is_name(agency) && n_words(name) >= 2
}

/// Whether it ends in a picture's credit: "The convention floor. Image: Ana Brandt."
pub(super) fn is_caption(text: &str) -> bool {
    if n_words(text) > 90 {
        return false;
    }
    CREDIT_MARKS.iter().any(|mark| {
        text.rfind(mark).and_then(|at| Some((text.get(..at)?, text.get(at + mark.len()..)?))).is_some_and(
            |(before, after)| n_words(before) > 0 && (1..=8).contains(&n_words(after)) && before.ends_with([' ', '\n']),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_and_what_only_looks_like_it() {
        for text in [
            "Read more",
            "READ MORE",
            "Read more: Grain ships wait",
            "Share · Email · Print",
            "Subscribe today!",
            "Support our newsroom · Subscribe today",
            "Support The Evening Star!",
            "Contribute Today",
            "Now is the time to support free reporting!",
            "We use cookies to make this site better. Accept?",
            "Sign up for our newsletter, every Saturday morning.",
            "© 2022 The Meridian Post",
            "Tags: Grain, Ports",
        ] {
            assert!(is_furniture(text), "{text}");
        }
        for text in [
            "Support for the war falls",
            "The shop sells cookies.",
            "“Read more,” she told the pupils.",
            "Volunteers collect donations of comics for hospitals.",
            "Share prices fell 4 percent",
            "Printers strike",
            "Ministers support the plan | Mayor does not",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }

    #[test]
    fn bylines_and_their_names() {
        let cases = [
            ("By Ana Brandt", Some("Ana Brandt")),
            ("BY ANA BRANDT", Some("ANA BRANDT")),
            ("by Ana van der Brandt, Kyiv correspondent", Some("Ana van der Brandt")),
            ("By Ana Brandt and Jo Lind", Some("Ana Brandt and Jo Lind")),
            ("By Ana Brandt, Jo Lind and Per Dahl", Some("Ana Brandt, Jo Lind and Per Dahl")),
            ("By Ana Brandt in Kyiv", Some("Ana Brandt")),
            ("By Ana Brandt | Feb. 2, 2022", Some("Ana Brandt")),
            ("By Ana Brandt 29 January 2022", Some("Ana Brandt")),
            ("Reporting by Ana Brandt; editing by Jo Lind", Some("Ana Brandt")),
            ("By Monday evening none had been issued", None),
            ("By contrast, nobody came", None),
            ("By the river", None),
            ("By Ana Brandt was the first book he read.", None),
            ("Bystanders saw it", None),
        ];
        for (text, name) in cases {
            assert_eq!(byline_name(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn credits_and_captions() {
        for text in ["Photo: Ana Brandt / Meridian Agency", "Ana Brandt / TASS", "Image: Jo", "(AP Photo/Jo Lind)"] {
            assert!(is_credit(text), "{text}");
        }
        for text in [
            "He ran 3/4 of it",
            "and/or",
            "Wheat / maize prices, in euros",
            "The Photo: a story of its own, in many more words than any credit has ever had before",
        ] {
            assert!(!is_credit(text), "{text}");
        }
        for text in ["The floor on Friday. Image: Ana Brandt.", "Belle Image: Jo Lind.", "Ships (AP Photo/Jo Lind)"] {
            assert!(is_caption(text), "{text}");
        }
        for text in ["Image: Jo Lind", "He worked on his Image for years.", "No picture"] {
            assert!(!is_caption(text), "{text}");
        }
    }

    #[test]
    fn ends_of_sentences() {
        for (text, ends) in [
            ("It rained.", true),
            ("“It rained.”", true),
            ("Storm hits the U.S.", false),
            ("It rained", false),
            ("Why?", true),
            ("three things:", true),
            ("and then…", true),
            ("and then...", true),
        ] {
            assert_eq!(ends_sentence(text), ends, "{text}");
        }
    }

    #[test]
    fn list_marks() {
        for (text, mark) in [
            ("- one", Some("- ")),
            ("• one", Some("• ")),
            ("12. one", Some("12. ")),
            ("3) one", Some("3) ")),
            ("2022. one", None),
            ("3.5 percent", None),
            ("-5 degrees", None),
            ("— he said", None),
            ("é", None),
            ("1", None),
        ] {
            assert_eq!(list_mark(text), mark, "{text}");
        }
    }
}
