//! Where a page's links lead.
//!
//! In: a page's own address and an element's. Out: the absolute address that a reader would be sent to.
//! Must not know: network.
//! Holds: only http and https addresses come out; places in the page itself are none, nor are scripts.

use url::Url;

use crate::import::html::page::Node;

/// Addresses longer than this are programs or pictures, not links.
const MAX_BYTES: usize = 4000;

/// What links are read against.
#[derive(Clone, Debug, Default)]
pub(super) struct Base {
    /// The page's own address, without the part after "#".
    page: Option<Url>,
    /// What relative addresses are added to.
    base: Option<Url>,
}

impl Base {
    /// Of a page whose own address is `url` (or empty), and whose `base` element says `href` (or nothing).
    pub(super) fn new(url: &str, href: Option<&str>) -> Self {
        let mut page = Url::parse(url).ok();
        if let Some(page) = &mut page {
            page.set_fragment(None);
        }
        let base = href.map(str::trim).and_then(|href| match &page {
            Some(page) => page.join(href).ok(),
            None => Url::parse(href).ok(),
        });
        Self { base: base.filter(leads_out).or_else(|| page.clone()), page }
    }

    /// The address that `href` leads to, outside the page.
    pub(super) fn absolute(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') || href.len() > MAX_BYTES {
            return None;
        }
        let mut url = match &self.base {
            Some(base) => base.join(href).ok()?,
            None => Url::parse(href).ok()?,
        };
        if !leads_out(&url) {
            return None;
        }
        if let (Some(page), Some(_)) = (&self.page, url.fragment()) {
            let fragment = url.fragment().map(str::to_owned);
            url.set_fragment(None);
            if url == *page {
                return None;
            }
            url.set_fragment(fragment.as_deref());
        }
        Some(url.to_string())
    }

    /// The id in the page itself that `href` leads to.
    pub(super) fn place_in_page<'a>(&self, href: &'a str) -> Option<&'a str> {
        let (before, id) = href.trim().split_once('#')?;
        let is_here = before.is_empty()
            || self.page.as_ref().is_some_and(|page| page.join(before).is_ok_and(|there| there == *page));
        (is_here && !id.is_empty()).then_some(id)
    }
}

fn leads_out(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// The address of a link.
pub(super) fn address(node: &Node) -> Option<&str> {
    if node.is("a") { node.attribute("href") } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_absolute_and_lead_out() {
        let base = Base::new("https://post.example/news/storm?x=1#top", None);
        let cases = [
            ("a", Some("https://post.example/news/a")),
            ("/a?b#c", Some("https://post.example/a?b#c")),
            ("//other.example/a", Some("https://other.example/a")),
            (" http://other.example ", Some("http://other.example/")),
            ("#note", None),
            ("https://post.example/news/storm?x=1#note", None),
            ("javascript:alert(1)", None),
            ("JavaScript:alert(1)", None),
            ("data:text/html,x", None),
            ("mailto:a@b.example", None),
            ("file:///etc/passwd", None),
            ("", None),
        ];
        for (href, expected) in cases {
            assert_eq!(base.absolute(href).as_deref(), expected, "{href}");
        }
        let base = Base::new("https://post.example/news/storm", Some("/old/"));
        assert_eq!(base.absolute("a").as_deref(), Some("https://post.example/old/a"));
        let base = Base::new("", Some("javascript:x"));
        assert_eq!(
            (base.absolute("a"), base.absolute("https://b.example/")),
            (None, Some("https://b.example/".into()))
        );
    }

    #[test]
    fn places_in_the_page() {
        let base = Base::new("https://post.example/storm", None);
        for (href, id) in [
            ("#fn1", Some("fn1")),
            ("https://post.example/storm#fn1", Some("fn1")),
            ("storm#fn1", Some("fn1")),
            ("/other#fn1", None),
            ("#", None),
            ("fn1", None),
        ] {
            assert_eq!(base.place_in_page(href), id, "{href}");
        }
    }
}
