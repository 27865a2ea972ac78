//! Takes from a page the tags that would make parsing it slow: nested or repeated beyond anything that people write.
//!
//! In: a page's source. Out: the same source, unchanged but for tags (never text) where it is hostile or broken.
//! Must not know: what tags mean, beyond which of them close themselves or hold raw text.
//! Holds: linear in the source; what is left nests at most `MAX_DEPTH` deep, so a parser's walks over open elements
//! stay short.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// How deep elements may nest. Pages by people stay below 100.
const MAX_DEPTH: usize = 400;
/// How many formatting elements may be open: a parser opens each again in every block.
const MAX_FORMATTING: usize = 24;
/// A start tag with more attributes than this loses them all.
const MAX_ATTRIBUTES: usize = 200;

const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without content, and those whose end the next of their kind implies.
const NOT_COUNTED: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "td", "tr", "th", "option", "dt", "dd", "thead", "tbody", "tfoot", "html", "head", "body",
];

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Open elements of one name, and those of them whose tags were taken out.
#[derive(Default)]
struct Count {
    open: usize,
    dropped: usize,
}

/// The source with too deep and too many tags taken out, and whether there were any.
pub(super) fn flattened(source: &str) -> (Cow<'_, str>, bool) {
    let mut out: Option<String> = None;
    let mut kept_to = 0;
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let (mut depth, mut formatting) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(tag) = next_tag(source, at) {
        at = tag.end;
        if tag.name.is_empty() {
            continue;
        }
        if RAW.contains(&tag.name.as_str()) {
            if !tag.is_end {
                at = raw_end(source, at, &tag.name);
            }
            continue;
        }
        let mut instead = None;
        if !tag.is_end && tag.n_attributes > MAX_ATTRIBUTES {
            instead = Some(format!("<{}>", tag.name));
        }
        if !NOT_COUNTED.contains(&tag.name.as_str()) {
            let (level, most) = if FORMATTING.contains(&tag.name.as_str()) {
                (&mut formatting, MAX_FORMATTING)
            } else {
                (&mut depth, MAX_DEPTH)
            };
            let count = counts.entry(tag.name).or_default();
            if tag.is_end {
                if count.dropped > 0 {
                    count.dropped -= 1;
                    instead = Some(String::new());
                } else if count.open > 0 {
                    count.open -= 1;
                    *level = level.saturating_sub(1);
                }
            } else if *level >= most {
                count.dropped += 1;
                instead = Some(String::new());
            } else {
                count.open += 1;
                *level += 1;
            }
        }
        if let Some(instead) = instead {
            let out = out.get_or_insert_default();
            out.push_str(source.get(kept_to..tag.start).unwrap_or(""));
            out.push_str(&instead);
            kept_to = tag.end;
        }
    }
    match out {
        None => (Cow::Borrowed(source), false),
        Some(mut out) => {
            out.push_str(source.get(kept_to..).unwrap_or(""));
            (Cow::Owned(out), true)
        }
    }
}

struct SourceTag {
    start: usize,
    end: usize,
    /// Lower case; empty for comments and declarations.
    name: String,
    is_end: bool,
    n_attributes: usize,
}

/// The next tag, comment or declaration at or after `at`.
fn next_tag(source: &str, mut at: usize) -> Option<SourceTag> {
    let bytes = source.as_bytes();
    loop {
        let start = at + source.get(at..)?.find('<')?;
        let rest = source.get(start + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            let end = comment.find("-->").map_or(source.len(), |end| start + 4 + end + 3);
            return Some(SourceTag { start, end, name: String::new(), is_end: false, n_attributes: 0 });
        }
        let is_end = rest.starts_with('/');
        let name_at = start + 1 + usize::from(is_end);
        if !bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            at = start + 1;
            continue;
        }
        let name: String = bytes
            .get(name_at..)?
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && !b"/>".contains(byte))
            .take(64)
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        let (end, n_attributes) = tag_end(bytes, name_at)?;
        return Some(SourceTag { start, end, name, is_end, n_attributes });
    }
}

/// Where a tag ends, and how many attributes it has at most; `None` when the source ends inside it.
fn tag_end(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut quote = None;
    let mut before = b' ';
    let mut n_attributes = 0;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(*byte),
            (None, b'>') => return Some((at + 1, n_attributes)),
            (None, byte) => {
                let parts = |byte: u8| byte.is_ascii_whitespace() || b"/\"'".contains(&byte);
                n_attributes += usize::from(parts(before) && !parts(*byte));
            }
        }
        if !byte.is_ascii_whitespace() || before != b'=' {
            before = *byte;
        }
    }
    None
}

/// Where the raw text of an element ends (at its end tag).
fn raw_end(source: &str, at: usize, name: &str) -> usize {
    let bytes = source.as_bytes();
    let mut from = at;
    while let Some(found) = source.get(from..).and_then(|rest| rest.find("</")) {
        let start = from + found;
        let is_it = bytes
            .get(start + 2..start + 2 + name.len())
            .is_some_and(|ending| ending.eq_ignore_ascii_case(name.as_bytes()));
        if is_it {
            return start;
        }
        from = start + 2;
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_by_people_are_left_as_they_are() {
        for page in [
            "<p>One <b>two</b><br>three",
            "<!-- <div> --><div title='a > b'>x</div>",
            "a < b and <3",
            "<script>if (a<b) { '<div>' }</script><div>",
            "<div",
        ] {
            assert_eq!(flattened(page), (Cow::Borrowed(page), false), "{page}");
        }
        let many = "<div><p><b>x</b></p></div>".repeat(2000);
        assert!(!flattened(&many).1, "closed elements do not nest");
    }

    #[test]
    fn tags_beyond_the_limits_go_and_text_stays() {
        let deep = format!("{}x{}y", "<div>".repeat(1000), "</div>".repeat(1000));
        let (flat, changed) = flattened(&deep);
        assert!(changed, "not flattened");
        assert_eq!(flat, format!("{}x{}y", "<div>".repeat(MAX_DEPTH), "</div>".repeat(MAX_DEPTH)));
        let open = "<b>x".repeat(100);
        assert_eq!(
            flattened(&open).0,
            format!("{}{}", "<b>x".repeat(MAX_FORMATTING), "x".repeat(100 - MAX_FORMATTING))
        );
        let wide = format!("<p {}>x", "a=1 ".repeat(300));
        assert_eq!(flattened(&wide).0, "<p>x");
    }
}
