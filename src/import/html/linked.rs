//! The article that a page describes to machines in JSON-LD.
//!
//! In: the parsed page. Out: the object that describes its article, with what it refers to by "@id".
//! Must not know: which field goes before which other source.
//! Holds: bounded: so many objects are looked at and so deep; what does not parse is passed over.

use std::collections::BTreeMap;

use dom_query::Document;
use serde_json::Value;

/// Objects looked at, at most.
const MAX_OBJECTS: usize = 5000;
/// How deep objects refer to each other.
const MAX_STEPS: usize = 6;

/// A page's JSON-LD.
#[derive(Debug, Default)]
pub(super) struct Linked {
    article: Option<Value>,
    /// The objects that others refer to.
    by_id: BTreeMap<String, Value>,
}

impl Linked {
    /// Of a page.
    pub(super) fn of(document: &Document) -> Self {
        let mut all = Self::default();
        let mut best = 0;
        let mut n_seen = 0;
        for node in document.select("script[type]").nodes() {
            let is_linked = node
                .attr("type")
                .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("application/ld+json"));
            if !is_linked {
                continue;
            }
            let Some(value) = parsed(&node.text()) else { continue };
            let mut waiting = vec![&value];
            while let Some(value) = waiting.pop() {
                n_seen += 1;
                if n_seen > MAX_OBJECTS {
                    break;
                }
                match value {
                    Value::Array(items) => waiting.extend(items.iter().rev()),
                    Value::Object(fields) => {
                        if let Some(id) = fields.get("@id").and_then(Value::as_str)
                            && fields.len() > 1
                        {
                            all.by_id.entry(id.to_owned()).or_insert_with(|| value.clone());
                        }
                        let rank = rank(value);
                        if rank > best {
                            best = rank;
                            all.article = Some(value.clone());
                        }
                        waiting.extend(fields.values().filter(|value| value.is_object() || value.is_array()));
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
                }
            }
        }
        all
    }

    /// What the article's `field` says: a text, a `name`, or the names of a list.
    pub(super) fn field(&self, field: &str) -> String {
        self.article.as_ref().and_then(|article| article.get(field)).map(|value| self.named(value)).unwrap_or_default()
    }

    /// The article's own address.
    pub(super) fn address(&self) -> String {
        let of = |field: &str| {
            let value = self.article.as_ref()?.get(field)?;
            let text = value.as_str().or_else(|| value.get("@id")?.as_str()).or_else(|| value.get("url")?.as_str())?;
            (text.starts_with("https://") || text.starts_with("http://")).then(|| text.to_owned())
        };
        of("url").or_else(|| of("mainEntityOfPage")).unwrap_or_default()
    }

    fn named(&self, value: &Value) -> String {
        let mut names: Vec<String> = Vec::new();
        let mut waiting = vec![(value, 0)];
        while let Some((value, steps)) = waiting.pop() {
            if steps > MAX_STEPS || names.len() >= 50 {
                continue;
            }
            match value {
                Value::String(text) => {
                    let text = plain(text);
                    if !text.is_empty() && !names.contains(&text) {
                        names.push(text);
                    }
                }
                Value::Array(items) => waiting.extend(items.iter().rev().map(|item| (item, steps + 1))),
                Value::Object(fields) => {
                    let named =
                        fields.get("name").or_else(|| fields.get("@value")).or_else(|| fields.get("alternateName"));
                    let other = || self.by_id.get(fields.get("@id")?.as_str()?);
                    waiting.extend(named.or_else(other).map(|value| (value, steps + 1)));
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        names.join(", ")
    }
}

/// JSON as pages have it: in comments, with line ends inside texts.
fn parsed(source: &str) -> Option<Value> {
    let mut source = source.trim();
    for (start, end) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"), ("<![CDATA[", "]]>")]
    {
        source = source.strip_prefix(start).unwrap_or(source);
        source = source.strip_suffix(end).unwrap_or(source).trim();
    }
    let source: String = source.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let source = source.trim().trim_end_matches(';');
    serde_json::from_str(source).ok()
}

/// How surely an object describes the page's article; 0 does not.
fn rank(value: &Value) -> usize {
    let of_kind = |kind: &Value| {
        let kind = kind.as_str().unwrap_or("").rsplit(['/', '#', ':']).next().unwrap_or("");
        if kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report" || kind == "ClaimReview" {
            2
        } else {
            usize::from(kind == "WebPage" || kind == "SocialMediaPosting")
        }
    };
    let kind = match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().map(of_kind).max().unwrap_or(0),
        Some(kind) => of_kind(kind),
        None => 0,
    };
    let has = |field: &str| usize::from(value.get(field).is_some());
    if kind == 0 { 0 } else { kind * 10 + has("headline") * 4 + has("datePublished") + has("author") }
}

/// A text without the markup and entities that some pages put into JSON.
pub(super) fn plain(text: &str) -> String {
    let text = if text.contains('&') || text.contains("</") || text.contains("<br") {
        let document = Document::from(text);
        document.select("body").text().to_string()
    } else {
        text.to_owned()
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
