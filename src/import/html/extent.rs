//! Where on a page the article is.
//!
//! In: the page, its headline's wording, and a copy of the document that may be cut up. Out: a range of the page's nodes, and the headline's element.
//! Must not know: roles of paragraphs.
//! Holds: an `article` element that has most of such text wins; else what Mozilla's readability measure (by
//! `dom_smoothie`) keeps; else `main`; else the whole page.
//! Limits: an article in two places of a page comes out as everything between them.

use std::collections::BTreeSet;
use std::ops::Range;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use crate::import::html::page::{MARK, Node, Page};
use crate::import::phrases;

/// Pages with more depth in all their nodes are not measured: scoring looks from each node at those around it, and takes
/// longer than it helps. A large page by people has 10,000 nodes, 20 deep.
const MAX_DEPTH_IN_ALL: usize = 300_000;
/// Characters that an `article` element must have to be one.
const MIN_CHARACTERS: usize = 120;

/// Where the article is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Its nodes in the page.
    pub(super) nodes: Range<usize>,
    /// The element that holds its headline.
    pub(super) headline: Option<usize>,
}

/// Finds the article. `wording` is the headline that the page gives to others, or empty.
pub(super) fn find(page: &Page, document: Document, wording: &str) -> Extent {
    let mut nodes = by_element(page)
        .or_else(|| by_measure(page, document))
        .or_else(|| subtree(page, page.named("main").next()?))
        .unwrap_or(0..page.nodes.len());
    let headline = headline(page, &nodes, wording);
    if let Some(at) = headline {
        // What stands between the headline and the text (deck, byline, date) belongs to the article.
        nodes.start = nodes.start.min(at);
    }
    Extent { nodes, headline }
}

fn subtree(page: &Page, at: usize) -> Option<Range<usize>> {
    page.nodes.get(at).map(|node| at..node.end)
}

/// The `article` with more than half of the text that is in such elements.
fn by_element(page: &Page) -> Option<Range<usize>> {
    let outer: Vec<_> =
        page.named("article").filter(|at| !page.around(*at).any(|(_, node)| node.is("article"))).collect();
    let n_in_all: usize = outer.iter().map(|at| page.n_characters(*at)).sum();
    let largest = outer.into_iter().max_by_key(|at| page.n_characters(*at))?;
    let n_characters = page.n_characters(largest);
    (n_characters >= MIN_CHARACTERS && n_characters * 2 > n_in_all).then(|| subtree(page, largest)).flatten()
}

/// From the first to the last paragraph that the readability measure keeps.
fn by_measure(page: &Page, document: Document) -> Option<Range<usize>> {
    if page.depth_in_all() > MAX_DEPTH_IN_ALL {
        return None;
    }
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
    let mark = format!("{MARK}=\"");
    let kept: BTreeSet<usize> = article
        .content
        .split(&mark)
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse::<usize>().ok())
        .filter(|at| {
            page.nodes.get(*at).is_some_and(|node: &Node| matches!(node.name.as_str(), "p" | "blockquote" | "pre"))
        })
        .filter(|at| page.n_characters(*at) > 0)
        .collect();
    let (first, last) = (*kept.first()?, *kept.last()?);
    Some(first..page.nodes.get(last)?.end)
}

/// The `h1` (or, without any, the element of any heading) that shows the headline.
fn headline(page: &Page, nodes: &Range<usize>, wording: &str) -> Option<usize> {
    let shown: Vec<_> = page.named("h1").filter(|at| page.n_characters(*at) > 0).collect();
    let same = |at: &usize| !wording.is_empty() && page.words(*at) == wording;
    shown
        .iter()
        .copied()
        .find(same)
        .or_else(|| shown.iter().copied().find(|at| nodes.contains(at)))
        .or_else(|| {
            ["h2", "h3", "p", "div"].iter().find_map(|name| page.named(name).filter(|at| is_leaf(page, *at)).find(same))
        })
        .or_else(|| shown.iter().rev().copied().find(|at| *at < nodes.start && phrases::n_words(&page.words(*at)) > 2))
}

/// Short enough to be compared with a headline's wording.
fn is_leaf(page: &Page, at: usize) -> bool {
    page.nodes.get(at).is_some_and(|node| node.end - at < 8) && page.n_characters(at) < 400
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "The harbour was closed on Sunday because of the storm, the port authority said in a note, \
                        and no ship could enter before the wind fell, which it did only on the next morning.";

    fn shown(body: &str, wording: &str) -> (bool, bool, Option<String>) {
        let document = Document::from(format!("<html><body>{}</body></html>", body.replace("LONG", LONG)));
        let page = Page::of(&document);
        let extent = find(&page, document.clone(), wording);
        let holds = |word: &str| page.nodes[extent.nodes.clone()].iter().any(|node| node.text.contains(word));
        (holds("harbour"), holds("Elsewhere"), extent.headline.map(|at| page.words(at)))
    }

    #[test]
    fn the_article_is_found_with_and_without_its_element() {
        let around = "<div class=x><a href=a>Elsewhere</a></div>";
        let title = Some("Storm closes port".to_owned());
        assert_eq!(
            shown(&format!("{around}<article><h1>Storm closes port</h1><p>LONG</p></article>{around}"), ""),
            (true, false, title.clone())
        );
        assert_eq!(
            shown(
                &format!(
                    "{around}<div><h1>Storm closes port</h1><div><p>LONG</p><p>LONG</p><p>LONG</p></div></div>{around}"
                ),
                ""
            ),
            (true, false, title.clone())
        );
        assert_eq!(shown(&format!("{around}<main><h1>Storm closes port</h1>harbour</main>"), "").2, title);
        assert_eq!(
            shown(
                "<h1>The Morning Post</h1><article><h2>Storm closes port</h2><p>LONG</p></article>",
                "Storm closes port"
            )
            .2,
            title
        );
        let teasers = "<article>Elsewhere one</article><article>Elsewhere two</article>";
        assert!(
            shown(&format!("{teasers}<div><p>LONG</p><p>LONG</p><p>LONG</p></div>"), "").0,
            "small articles are no article"
        );
    }
}
