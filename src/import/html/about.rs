//! What a page says of its article: JSON-LD, Open Graph and other `meta`, canonical link, marked elements, language.
//!
//! In: the parsed page, its visible nodes, the address it came from. Out: metadata, each with where it was found; fields
//! that the page leaves out stay empty.
//! Must not know: the article's text.
//! Holds: nothing is fetched; addresses are http or https; the day is that of the publisher's own clock: where one source
//! has the moment in UTC and another the same moment with an offset, the latter's day counts.

use dom_query::Document;
use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use crate::import::html::linked::{self, Linked};
use crate::import::html::page::Page;
use crate::import::{dates, meta};
use crate::model::article::Meta;
use crate::model::found;

/// Where a date was found: in an element of the page that is marked as its date.
const TIME_ELEMENT: &str = "time element";

const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date_published",
    "published_time",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "pubdate",
    "ptime",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dcterms.available",
    "citation_publication_date",
    "citation_date",
    "article_date_original",
    "originalpublicationdate",
    "rnews:datepublished",
    "date",
    "datecreated",
];
const AUTHORS: &[&str] = &[
    "author",
    "byl",
    "article:author",
    "article:author:name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "rnews:author",
    "dc.contributor",
];

/// The page's metadata. The headline is the one it gives to others, which may differ from the one it shows. `address` is
/// where the page came from, or empty.
pub(super) fn about(document: &Document, page: &Page, address: &str) -> Meta {
    let data = Linked::of(document);
    let metas = metas(document);
    let all = |names: &[&str]| {
        let of = |name: &&str| {
            let values: Vec<&(String, String)> = metas.iter().filter(|(key, _)| key == name).collect();
            (!values.is_empty()).then_some(values)
        };
        names.iter().find_map(of).unwrap_or_default()
    };
    let first = |names: &[&str]| all(names).first().map(|(_, value)| value.clone()).unwrap_or_default();
    let mut out = Meta::default();

    let title = document.select_single("head title").text().split_whitespace().collect::<Vec<_>>().join(" ");
    (out.headline, out.found.headline) = chosen([
        (linked::plain(&data.field("headline")), found::JSON_LD),
        (first(&["og:title"]), found::OPEN_GRAPH),
        (first(&["twitter:title", "dc.title", "citation_title"]), found::META_TAG),
        (without_site(&title).to_owned(), found::PAGE_TITLE),
    ]);
    let writers = || {
        let mut names: Vec<String> =
            all(AUTHORS).iter().map(|(_, value)| writer(value)).filter(|name| !name.is_empty()).collect();
        names.dedup();
        names.join(", ")
    };
    (out.byline, out.found.byline) = chosen([
        (writer(&data.field("author")), found::JSON_LD),
        (writers(), found::META_TAG),
        (marked_writer(page), found::PAGE_ATTRIBUTE),
    ]);
    let after_headline = title
        .strip_prefix(out.headline.as_str())
        .map(|rest| rest.trim_start_matches([' ', '|', '–', '—', '-', '·', ':', '«', '»']))
        .filter(|rest| !out.headline.is_empty() && (1..=40).contains(&rest.chars().count()) && !rest.contains(" | "));
    (out.publication, out.found.publication) = chosen([
        (data.field("publisher"), found::JSON_LD),
        (first(&["og:site_name"]), found::OPEN_GRAPH),
        (first(&["application-name", "dc.publisher", "citation_journal_title", "parsely-site"]), found::META_TAG),
        (after_headline.unwrap_or("").to_owned(), found::PAGE_TITLE),
    ]);

    let moments: Vec<(String, &str)> = [(data.field("datePublished"), found::JSON_LD)]
        .into_iter()
        .chain(DATES.iter().map(|name| {
            let place = if name.starts_with("article:") || name.starts_with("og:") {
                found::OPEN_GRAPH
            } else {
                found::META_TAG
            };
            (first(&[name]), place)
        }))
        .chain(times(page).map(|moment| (moment, TIME_ELEMENT)))
        .chain([(data.field("dateCreated"), found::JSON_LD)])
        .filter(|(moment, _)| !moment.is_empty())
        .take(60)
        .collect();
    if let Some((date, place)) = day(&moments) {
        out.published = Some(date);
        place.clone_into(&mut out.published_from);
    }

    let canonical = document.select_single("link[rel=canonical]").attr("href").unwrap_or_default();
    let shared = first(&["og:url"]);
    let near = [shared.as_str(), address].into_iter().find_map(|url| Url::parse(url).ok());
    let absolute = |href: &str| {
        let href = href.trim();
        let url = match &near {
            Some(near) if !href.is_empty() => near.join(href).ok(),
            _ => Url::parse(href).ok(),
        };
        url.filter(|url| matches!(url.scheme(), "http" | "https")).map(|url| url.to_string()).unwrap_or_default()
    };
    (out.url, out.found.url) = chosen([
        (absolute(&canonical), found::CANONICAL_LINK),
        (absolute(&shared), found::OPEN_GRAPH),
        (data.address(), found::JSON_LD),
        (absolute(address), found::FILE_PROPERTIES),
    ]);

    let lang = |name: &str| document.select_single("html").attr(name).map(|lang| tag(&lang)).unwrap_or_default();
    let spoken = document.select_single("meta[http-equiv='content-language' i]").attr("content");
    (out.language, out.found.language) = chosen([
        (lang("lang"), found::PAGE_ATTRIBUTE),
        (lang("xml:lang"), found::PAGE_ATTRIBUTE),
        (tag(&data.field("inLanguage")), found::JSON_LD),
        (tag(&spoken.unwrap_or_default()), found::META_TAG),
        (tag(&first(&["og:locale"])), found::OPEN_GRAPH),
        (tag(&first(&["language", "dc.language", "dcterms.language", "citation_language"])), found::META_TAG),
    ]);
    out
}

/// The first that says something, with where it was found.
fn chosen<const N: usize>(candidates: [(String, &str); N]) -> (String, String) {
    let found = candidates.into_iter().find(|(value, _)| !value.is_empty());
    found.map(|(value, place)| (value, place.to_owned())).unwrap_or_default()
}

/// The names (lower case) and contents of the page's `meta` elements.
fn metas(document: &Document) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for node in document.select("meta[content]").nodes() {
        let Some(content) = node.attr("content") else { continue };
        let content = content.split_whitespace().collect::<Vec<_>>().join(" ");
        if content.is_empty() {
            continue;
        }
        for name in ["property", "name", "itemprop"].iter().filter_map(|name| node.attr(name)) {
            // Some pages give several names at once, parted by spaces.
            out.extend(name.split_whitespace().map(|name| (name.to_lowercase(), content.clone())));
        }
    }
    out
}

/// The title without the site's name after its bar.
fn without_site(title: &str) -> &str {
    let cut = [" | ", " – ", " — ", " - ", " » ", " · "].iter().filter_map(|bar| title.rfind(bar)).max();
    cut.and_then(|at| title.get(..at)).filter(|start| start.contains(' ')).unwrap_or(title)
}

/// A name as a `meta` element gives it: no address, no "By".
fn writer(value: &str) -> String {
    let value = value.split(" (http").next().unwrap_or("").trim();
    if value.contains("://") || value.starts_with('@') || value.chars().count() > 300 {
        return String::new();
    }
    if value.to_lowercase().starts_with("by ") { meta::names(value).unwrap_or_default() } else { value.to_owned() }
}

/// The names in elements that are marked as the writer's.
fn marked_writer(page: &Page) -> String {
    let mut names: Vec<String> = Vec::new();
    for (at, node) in page.nodes.iter().enumerate() {
        let is_author = node.attribute("rel").is_some_and(|rel| rel.split_whitespace().any(|word| word == "author"))
            || node.attribute("itemprop").is_some_and(|prop| prop.split_whitespace().any(|word| word == "author"));
        if !is_author || names.len() >= 10 || page.n_characters(at) > 100 {
            continue;
        }
        let end = node.end;
        let inner =
            (at..end).find(|at| page.nodes.get(*at).and_then(|node| node.attribute("itemprop")) == Some("name"));
        let words = page.words(inner.unwrap_or(at));
        if let Some(name) = meta::names(&words)
            && !names.iter().any(|known| known.contains(&name))
        {
            names.push(name);
        }
    }
    names.join(", ")
}

/// The moments in elements that are marked as the page's date, or in any `time`.
fn times(page: &Page) -> impl Iterator<Item = String> {
    let marked =
        |itemprop: Option<&str>| itemprop.is_some_and(|prop| prop.to_ascii_lowercase().contains("datepublished"));
    let moment = |at: usize| {
        let node = page.nodes.get(at)?;
        let value = node.attribute("datetime").or_else(|| node.attribute("content"));
        Some(value.map_or_else(|| page.words(at), str::to_owned))
    };
    let by_mark = page
        .nodes
        .iter()
        .enumerate()
        .filter(move |(at, node)| marked(node.attribute("itemprop")) && page.n_characters(*at) < 100)
        .filter_map(move |(at, _)| moment(at));
    let by_name = page.named("time").filter_map(|at| page.nodes.get(at)?.attribute("datetime").map(str::to_owned));
    by_mark.chain(by_name)
}

/// The first moment's day, by the publisher's own clock where another source tells it.
fn day<'a>(moments: &[(String, &'a str)]) -> Option<(Date, &'a str)> {
    let (date, moment, place) =
        moments.iter().find_map(|(moment, place)| written_day(moment).map(|date| (date, moment, *place)))?;
    let instant = |text: &str| text.trim().parse::<Timestamp>().ok();
    let is_utc = |text: &str| {
        text.trim_end().ends_with('Z') || text.trim_end().ends_with("+00:00") || text.trim_end().ends_with("+0000")
    };
    let own = instant(moment).filter(|_| is_utc(moment));
    let local = moments.iter().find(|(other, _)| own.is_some() && !is_utc(other) && instant(other) == own);
    Some(match local.and_then(|(other, place)| written_day(other).map(|date| (date, *place))) {
        Some(found) => found,
        None => (date, place),
    })
}

/// The day as written: "2022-02-02T10:00", "2022/02/02", "20220202", "Wed, 02 Feb 2022 10:00 GMT".
fn written_day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some((date, _)) = dates::date_at_start(text) {
        return Some(date);
    }
    let digits: String = text.chars().take(10).filter(|c| *c != '/').collect();
    let has_slashes = text.chars().take(10).filter(|c| *c == '/').count() == 2;
    let is_run = digits.get(..8).is_some_and(|run| run.bytes().all(|byte| byte.is_ascii_digit()));
    let ends = text.chars().nth(if has_slashes { 10 } else { 8 }).is_none_or(|c| !c.is_ascii_digit());
    if !is_run || !ends || !(has_slashes || text.len() == 8 || text.as_bytes().get(8) == Some(&b'T')) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let (month, day) = (i8::try_from(number(4, 6)?).ok()?, i8::try_from(number(6, 8)?).ok()?);
    Date::new(number(0, 4)?, month, day).ok().filter(|date| (1600..2200).contains(&date.year()))
}

/// A language tag in the form of BCP 47, or nothing: `en_US` is "en-US", "English" is none.
fn tag(text: &str) -> String {
    let text = text.split([',', ';', ' ']).find(|part| !part.is_empty()).unwrap_or("").replace('_', "-");
    let first = text.split('-').next().unwrap_or("");
    let is_tag = (2..=3).contains(&first.len())
        && text.len() <= 20
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_tag { text } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str) -> Meta {
        let document = Document::from(format!("<html lang='en_GB'><head>{head}</head><body></body></html>"));
        about(&document, &Page::of(&document), "")
    }

    fn day_of(meta: &Meta) -> Option<String> {
        meta.published.map(|date| date.to_string())
    }

    #[test]
    fn linked_data_goes_before_meta() {
        let meta = of(r##"<title>Storm | The Post</title><meta property="og:title" content="Other">
            <link rel="canonical" href="https://post.example/storm">
            <script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],
            "headline":"Storm closes &amp; opens port","author":[{"@id":"#a"},{"name":["Jo Lind", "Per Dahl"]}],
            "publisher":{"@id":"#p"},"datePublished":"2022-01-29T23:30:00-05:00"},
            {"@id":"#a","@type":"Person","name":"Ana Brandt"},{"@id":"#p","name":"The
            Post"}]}</script>"##);
        assert_eq!(meta.headline, "Storm closes & opens port");
        assert_eq!(meta.byline, "Ana Brandt, Jo Lind, Per Dahl");
        assert_eq!((meta.publication.as_str(), meta.url.as_str()), ("The Post", "https://post.example/storm"));
        assert_eq!((day_of(&meta).as_deref(), meta.published_from.as_str()), (Some("2022-01-29"), "JSON-LD"));
        assert_eq!((meta.language.as_str(), meta.found.language.as_str()), ("en-GB", "page attribute"));
        assert_eq!((meta.found.byline.as_str(), meta.found.url.as_str()), ("JSON-LD", "canonical link"));
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
        assert_eq!((meta.publication.as_str(), meta.found.publication.as_str()), ("The Post", "page title"));
        assert_eq!((day_of(&meta).as_deref(), meta.published_from.as_str()), (Some("2022-01-29"), "OpenGraph"));
        assert_eq!((meta.found.headline.as_str(), meta.found.byline.as_str()), ("page title", "meta tag"));
        assert_eq!(of("").published_from, "");
    }

    #[test]
    fn days_in_other_forms() {
        for (content, expected) in [
            ("2016/05/01", Some("2016-05-01")),
            ("20160501", Some("2016-05-01")),
            ("20160501T101500Z", Some("2016-05-01")),
            ("Wed, 02 Feb 2022 10:00:00 GMT", Some("2022-02-02")),
            ("1454307239", None),
            ("05/01/2016", None),
            ("yesterday", None),
        ] {
            let meta = of(&format!("<meta name=pubdate content='{content}'>"));
            assert_eq!(day_of(&meta).as_deref(), expected, "{content}");
        }
    }

    #[test]
    fn the_publishers_own_clock_counts() {
        let meta = of(r#"<meta property="article:published_time" content="2022-01-30T03:30:00Z">
            <meta name="date" content="2022-01-29T22:30:00-05:00">"#);
        assert_eq!(day_of(&meta).as_deref(), Some("2022-01-29"));
        let meta = of(r#"<meta property="article:published_time" content="2022-01-30T03:30:00Z">
            <meta name="date" content="2022-01-29T10:30:00-05:00">"#);
        assert_eq!(day_of(&meta).as_deref(), Some("2022-01-30"));
    }
}
