//! Where on a page the article is.
//!
//! In: the page, its headline's wording, and the document, which may be cut up. Out: which texts are the article's, and
//! the headline's element.
//! Must not know: roles of paragraphs.
//! Holds: the texts that Mozilla's readability measure (by `dom_smoothie`) keeps; without any, the `article` element
//! that has most of such text, else `main`, else the whole page.

use std::ops::Range;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use crate::import::html::page::Page;
use crate::import::phrases;

/// Pages with more depth in all their nodes are not measured: scoring looks from each node at those around it, and takes
/// longer than it helps. A large page by people has 10,000 nodes, 20 deep.
const MAX_DEPTH_IN_ALL: usize = 300_000;
/// Characters that an `article` element must have to be one.
const MIN_CHARACTERS: usize = 120;
/// Below this part of what the page itself marks as its article, the measure is not believed.
const LEAST_PART: usize = 5;

/// Characters that a headline may have.
const MAX_HEADLINE: usize = 600;

/// Characters of a text that is no longer part of an article's head.
const RUNNING: usize = 100;

/// Where the article is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// For each node of the page, whether it is a text of the article.
    pub(super) kept: Vec<bool>,
    /// From the first of these nodes to the last.
    pub(super) nodes: Range<usize>,
    /// The element that holds its headline.
    pub(super) headline: Option<usize>,
    /// Where its running text begins.
    pub(super) body: usize,
    /// Characters of the article before each node, and in all.
    n_before: Vec<usize>,
}

impl Extent {
    fn new(page: &Page, kept: Vec<bool>, nodes: Range<usize>, headline: Option<usize>) -> Self {
        let mut n_before = Vec::with_capacity(kept.len() + 1);
        let mut n = 0;
        for (at, kept) in kept.iter().enumerate() {
            n_before.push(n);
            let is_text = page.nodes.get(at).is_some_and(|node| node.name.is_empty());
            n += if *kept && is_text { page.n_characters(at) } else { 0 };
        }
        n_before.push(n);
        let from = headline.unwrap_or(nodes.start);
        let is_running = |at: &usize| {
            kept.get(*at) == Some(&true)
                && page.nodes.get(*at).is_some_and(|node| node.name.is_empty())
                && page.n_characters(*at) >= RUNNING
        };
        let body = (from..nodes.end).find(is_running).unwrap_or(nodes.start).max(nodes.start);
        Self { kept, nodes, headline, body, n_before }
    }

    /// The whole page.
    pub(super) fn all(page: &Page) -> Self {
        Self::new(page, vec![true; page.nodes.len()], 0..page.nodes.len(), None)
    }

    /// Characters of the article that are not in these nodes.
    pub(super) fn n_outside(&self, nodes: Range<usize>) -> usize {
        let before = |at: usize| self.n_before.get(at).or_else(|| self.n_before.last()).copied().unwrap_or(0);
        before(usize::MAX) - (before(nodes.end) - before(nodes.start))
    }

    /// Whether so much of the article is in these nodes that they cannot be furniture.
    pub(super) fn is_most(&self, nodes: Range<usize>) -> bool {
        let n_in_all = self.n_before.last().copied().unwrap_or(0);
        self.n_outside(nodes) * 2 < n_in_all
    }
}

/// Finds the article. `wording` is the headline that the page gives to others, or empty.
pub(super) fn find(page: &Page, document: Document, wording: &str) -> Extent {
    let range_of = |kept: &[bool]| {
        let first = kept.iter().position(|kept| *kept)?;
        Some(first..kept.iter().rposition(|kept| *kept)? + 1)
    };
    let marked = by_element(page);
    let n_marked = marked.as_ref().map_or(0, |nodes| page.n_characters(nodes.start));
    let measured = by_measure(page, document)
        .and_then(|kept| range_of(&kept).map(|nodes| (kept, nodes)))
        .filter(|(kept, _)| page.n_characters_where(kept) * LEAST_PART >= n_marked);
    let (kept, nodes) = measured.unwrap_or_else(|| {
        let main = || subtree(page, page.named("main").next()?);
        let nodes = marked.or_else(main).unwrap_or(0..page.nodes.len());
        ((0..page.nodes.len()).map(|at| nodes.contains(&at)).collect(), nodes)
    });
    let headline = headline(page, &nodes, wording);
    Extent::new(page, kept, nodes, headline)
}

fn subtree(page: &Page, at: usize) -> Option<Range<usize>> {
    page.nodes.get(at).map(|node| at..node.end)
}

/// The one element marked as the article's body, or the `article` with more than half of the text that is in such
/// elements.
fn by_element(page: &Page) -> Option<Range<usize>> {
    let is_body = |at: &usize| {
        let of = |at: usize| page.nodes.get(at)?.attribute("itemprop");
        of(*at).is_some_and(|prop| prop.eq_ignore_ascii_case("articlebody")) && page.n_characters(*at) >= MIN_CHARACTERS
    };
    let mut bodies = (0..page.nodes.len()).filter(is_body);
    if let (Some(body), None) = (bodies.next(), bodies.next()) {
        return subtree(page, body);
    }
    let outer: Vec<_> =
        page.named("article").filter(|at| !page.around(*at).any(|(_, node)| node.is("article"))).collect();
    let n_in_all: usize = outer.iter().map(|at| page.n_characters(*at)).sum();
    let largest = outer.into_iter().max_by_key(|at| page.n_characters(*at))?;
    let n_characters = page.n_characters(largest);
    (n_characters >= MIN_CHARACTERS && n_characters * 2 > n_in_all).then(|| subtree(page, largest)).flatten()
}

/// The texts that the readability measure keeps.
fn by_measure(page: &Page, document: Document) -> Option<Vec<bool>> {
    if page.depth_in_all() > MAX_DEPTH_IN_ALL {
        return None;
    }
    page.mark(&document)?;
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
    Some(page.still_marked(&article.content))
}

/// The element that shows the headline: the one with its very words; else an `h1` that shares words with it, is in the
/// article or the only one; else the last `h1` before the article.
fn headline(page: &Page, nodes: &Range<usize>, wording: &str) -> Option<usize> {
    let shown: Vec<_> = page.named("h1").filter(|at| (1..=MAX_HEADLINE).contains(&page.n_characters(*at))).collect();
    let same = |at: &usize| !wording.is_empty() && page.words(*at) == wording;
    let exact = shown.iter().copied().find(same).or_else(|| {
        ["h2", "h3", "p", "div"].iter().find_map(|name| page.named(name).filter(|at| is_leaf(page, *at)).find(same))
    });
    if exact.is_some() {
        return exact;
    }
    let close = shown.iter().copied().map(|at| (hundredths_shared(&page.words(at), wording), at));
    let closest = close.filter(|(shared, _)| *shared >= 25).rev().max_by_key(|(shared, _)| *shared).map(|(_, at)| at);
    let words_of = |at: usize| phrases::n_words(&page.words(at));
    closest
        .or_else(|| shown.first().copied().filter(|at| shown.len() == 1 && (nodes.contains(at) || words_of(*at) > 2)))
        .or_else(|| shown.iter().copied().find(|at| wording.is_empty() && nodes.contains(at)))
        .or_else(|| shown.iter().rev().copied().find(|at| *at < nodes.start && words_of(*at) > 2))
}

/// How many of the shorter text's words the other has, in hundredths.
fn hundredths_shared(one: &str, other: &str) -> usize {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        parts.take(40).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let n_shared = one.iter().filter(|word| other.contains(word)).count();
    n_shared * 100 / one.len().min(other.len()).max(1)
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
        let holds =
            |word: &str| page.nodes.iter().zip(&extent.kept).any(|(node, kept)| *kept && node.text.contains(word));
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
