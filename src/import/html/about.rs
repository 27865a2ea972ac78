//! What a page says of its article in its head: JSON-LD, Open Graph and other `meta`, canonical link, language.
//!
//! In: the parsed page. Out: metadata; fields that the page leaves out stay empty.
//! Must not know: the article's text.
//! Holds: nothing is fetched; the day is the one written, whatever its time zone; addresses are http or https.

use dom_query::Document;
use serde_json::Value;

use crate::import::{dates, meta};
use crate::model::article::Meta;

/// JSON-LD objects looked at, at most.
const MAX_OBJECTS: usize = 2000;

/// The page's metadata. The headline is the one it gives to others, which may differ from the one it shows.
pub(super) fn about(document: &Document) -> Meta {
    let data = linked_data(document);
    let of_data = |field: &str| data.as_ref()?.get(field);
    let metas = metas(document);
    let of_meta = |names: &[&str]| {
        let value = |name: &&str| metas.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        names.iter().find_map(value).unwrap_or_default()
    };
    let first = |candidates: [String; 2]| candidates.into_iter().find(|text| !text.is_empty()).unwrap_or_default();

    let headline = first([of_data("headline").map(named).unwrap_or_default(), of_meta(&["og:title", "twitter:title"])]);
    let headline = if headline.is_empty() { page_title(document) } else { headline };
    let byline = first([of_data("author").map(named).unwrap_or_default(), of_meta(&["author", "article:author"])]);
    let publication = first([of_data("publisher").map(named).unwrap_or_default(), of_meta(&["og:site_name"])]);
    let day = first([
        of_data("datePublished").map(named).unwrap_or_default(),
        of_meta(&["article:published_time", "datepublished", "date", "dc.date", "pubdate", "parsely-pub-date"]),
    ]);
    let published = dates::date_at_start(&day).map(|(date, _)| date);
    let canonical = document.select_single("link[rel=canonical]").attr("href").map(|href| href.to_string());
    let url = [canonical.unwrap_or_default(), of_meta(&["og:url"])]
        .into_iter()
        .find(|url| url.starts_with("https://") || url.starts_with("http://"))
        .unwrap_or_default();
    let language = document.select_single("html").attr("lang").map(|lang| lang.trim().to_owned()).unwrap_or_default();
    let is_address = byline.starts_with("http");
    Meta {
        headline,
        byline: if is_address {
            String::new()
        } else {
            meta::names(&byline).filter(|_| byline.to_lowercase().starts_with("by ")).unwrap_or(byline)
        },
        publication,
        published,
        published_from: published.map(|_| meta::FROM_PAGE.to_owned()).unwrap_or_default(),
        url,
        language: first([language, of_data("inLanguage").map(named).unwrap_or_default()]),
        ..Meta::default()
    }
}

/// The names (lower case) and contents of the page's `meta` elements.
fn metas(document: &Document) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for node in document.select("meta[content]").nodes() {
        let name = node.attr("property").or_else(|| node.attr("name")).or_else(|| node.attr("itemprop"));
        if let (Some(name), Some(content)) = (name, node.attr("content")) {
            let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
            if !content.is_empty() {
                out.push((name.trim().to_lowercase(), content));
            }
        }
    }
    out
}

/// The `title` without the site's name after its bar.
fn page_title(document: &Document) -> String {
    let title = document.select_single("head title").text();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = [" | ", " – ", " — ", " - "].iter().filter_map(|bar| title.rfind(bar)).max();
    cut.and_then(|at| title.get(..at)).filter(|start| start.contains(' ')).unwrap_or(&title).to_owned()
}

/// The first article in the page's JSON-LD.
fn linked_data(document: &Document) -> Option<Value> {
    for node in document.select("script[type='application/ld+json']").nodes() {
        let Ok(value) = serde_json::from_str::<Value>(node.text().trim()) else { continue };
        let mut waiting = vec![&value];
        let mut n_seen = 0;
        while let Some(value) = waiting.pop() {
            n_seen += 1;
            if n_seen > MAX_OBJECTS {
                break;
            }
            match value {
                Value::Array(items) => waiting.extend(items.iter().rev()),
                Value::Object(_) if is_article(value) => return Some(value.clone()),
                Value::Object(fields) => {
                    waiting.extend(fields.get("@graph").into_iter().chain(fields.get("mainEntity")));
                }
                _ => {}
            }
        }
    }
    None
}

fn is_article(value: &Value) -> bool {
    let is_type = |kind: &Value| {
        kind.as_str().is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report")
    };
    match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_type),
        Some(kind) => is_type(kind),
        None => false,
    }
}

/// A text, the `name` of an object, or those of a list.
fn named(value: &Value) -> String {
    let one = |value: &Value| value.as_str().or_else(|| value.get("name")?.as_str()).unwrap_or("").trim().to_owned();
    match value {
        Value::Array(items) => items.iter().map(one).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", "),
        value => one(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Meta {
        about(&Document::from(format!("<html lang='en-GB'><head>{head}</head><body></body></html>")))
    }

    #[test]
    fn linked_data_goes_before_meta() {
        let meta = of(r#"<title>Storm | The Post</title><meta property="og:title" content="Other">
            <link rel="canonical" href="https://post.example/storm">
            <script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],
            "headline":"Storm closes port","author":[{"name":"Ana Brandt"},{"name":"Jo Lind"}],
            "publisher":{"name":"The Post"},"datePublished":"2022-01-29T23:30:00-05:00"}]}</script>"#);
        assert_eq!((meta.headline.as_str(), meta.byline.as_str()), ("Storm closes port", "Ana Brandt, Jo Lind"));
        assert_eq!((meta.publication.as_str(), meta.url.as_str()), ("The Post", "https://post.example/storm"));
        assert_eq!(meta.published.map(|date| date.to_string()).as_deref(), Some("2022-01-29"));
        assert_eq!((meta.published_from.as_str(), meta.language.as_str()), ("page", "en-GB"));
    }

    #[test]
    fn meta_and_title_stand_in() {
        let meta = of(r#"<title>Storm closes port | The Post</title><meta name="Author" content="By Ana Brandt">
            <meta property="og:url" content="javascript:alert(1)"><script type="application/ld+json">{broken</script>
            <meta property="article:published_time" content="2022-01-29T09:30:00+02:00">"#);
        assert_eq!(
            (meta.headline.as_str(), meta.byline.as_str(), meta.url.as_str()),
            ("Storm closes port", "Ana Brandt", "")
        );
        assert_eq!(meta.published.map(|date| date.to_string()).as_deref(), Some("2022-01-29"));
        assert_eq!(of("").published_from, "");
    }
}
