//! A page's footnotes: marks in the text that lead to notes below it.
//!
//! In: a page, its address, which of its texts are the article's. Out: the marks with what they say, and the notes'
//! elements.
//! Must not know: how pieces are made.
//! Out, too: the links that lead back from a note, which are no words of it.
//! Holds: a note comes after its mark and is no longer than a note is; the same note may have several marks.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::html::links::{self, Base};
use crate::import::html::page::{Node, Page};
use crate::model::annotation::{Annotation, AnnotationKind};

/// Characters without white space, and nodes, that a note may have.
const MAX_NOTE: usize = 3000;
/// Notes read from one page.
const MAX_NOTES: usize = 2000;

/// What the id of a note begins with.
const ID_STARTS: &[&str] = &[
    "fn",
    "note",
    "footnote",
    "endnote",
    "en-",
    "cite_note",
    "cite-note",
    "ref",
    "_ftn",
    "_edn",
    "sdfootnote",
    "sdendnote",
    "bib",
];

/// Elements that a note may be.
const NOTE_BLOCKS: &[&str] = &["li", "p", "div", "dd", "tr", "aside", "section", "blockquote"];

/// A page's marks and notes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// What each link that is a mark says.
    marks: BTreeMap<usize, Annotation>,
    /// The notes' elements.
    elements: BTreeSet<usize>,
    /// Links in them that lead back to the marks.
    ways_back: BTreeSet<usize>,
}

impl Notes {
    /// The notes of a page's article.
    pub(super) fn of(page: &Page, kept: &[bool], base: &Base) -> Self {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, node) in page.nodes.iter().enumerate() {
            for id in ["id", "name"].iter().filter_map(|name| node.attribute(name)) {
                places.entry(id).or_insert(at);
            }
        }
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        // The note's block, with the one place in it that marks lead to.
        let mut leads_to: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (at, node) in page.nodes.iter().enumerate() {
            let Some(id) = links::address(node).and_then(|href| base.place_in_page(href)) else { continue };
            let inside = kept.get(at..node.end).unwrap_or(&[]);
            if !inside.contains(&true) || !is_mark(page, at, id) || found.len() >= MAX_NOTES {
                continue;
            }
            let Some(place) = places.get(id).copied().filter(|place| *place > at) else { continue };
            let Some(block) = block_of(page, place).filter(|block| *block > at) else { continue };
            found.insert(at, block);
            leads_to.entry(block).or_default().insert(place);
        }
        let mut all = Self::default();
        for (at, block) in found {
            // A block with several places is a list of notes, whose parts cannot be told.
            if leads_to.get(&block).is_some_and(|places| places.len() == 1) {
                all.marks.insert(at, annotation(page, block, base));
                if all.elements.insert(block) {
                    all.ways_back.extend(ways_back(page, block, base));
                }
            }
        }
        all
    }

    /// What the element at `at` says, when it is a mark.
    pub(super) fn mark(&self, at: usize) -> Option<&Annotation> {
        self.marks.get(&at)
    }

    /// Whether the element at `at` is a link from a note back to its mark.
    pub(super) fn is_way_back(&self, at: usize) -> bool {
        self.ways_back.contains(&at)
    }

    /// Whether the element at `at` is a note.
    pub(super) fn is_note(&self, at: usize) -> bool {
        self.elements.contains(&at)
    }
}

/// "1", "[2]", "*", "iv" in a link that calls itself a mark, is raised, or leads to a place that calls itself a note.
fn is_mark(page: &Page, at: usize, id: &str) -> bool {
    let words = page.words(at);
    let bare = words.trim_matches(|c: char| "[]()^ ".contains(c));
    let is_short = (1..=4).contains(&bare.chars().count())
        && (bare.chars().all(|c| c.is_ascii_digit())
            || bare.chars().all(|c| "*†‡§¶".contains(c))
            || bare.chars().all(|c| "ivxlcdm".contains(c))
            || (bare.chars().count() == 1 && bare.chars().all(|c| c.is_ascii_lowercase())));
    let id = id.to_ascii_lowercase();
    let is_raised = page.around(at).take(2).any(|(_, node)| node.is("sup"))
        || page
            .nodes
            .get(at)
            .is_some_and(|node| page.nodes.get(at..node.end).unwrap_or(&[]).iter().any(|inner| inner.is("sup")));
    let says_so = page.nodes.get(at).is_some_and(|node| {
        let told = |name: &str, word: &str| {
            node.attribute(name).is_some_and(|told| told.split_whitespace().any(|one| one.eq_ignore_ascii_case(word)))
        };
        told("epub:type", "noteref") || told("role", "doc-noteref") || told("class", "footnote-ref")
    });
    is_short && (says_so || is_raised || ID_STARTS.iter().any(|start| id.starts_with(start)))
}

/// The element of a note whose place is at or in it.
fn block_of(page: &Page, place: usize) -> Option<usize> {
    let is_block = |node: &Node| NOTE_BLOCKS.contains(&node.name.as_str());
    let own = page.nodes.get(place).filter(|node| is_block(node)).map(|_| place);
    let block = own.or_else(|| page.around(place).take(4).find(|(_, node)| is_block(node)).map(|(at, _)| at))?;
    let n_nodes = page.nodes.get(block).map_or(0, |node| node.end - block);
    ((1..=MAX_NOTE).contains(&page.n_characters(block)) && n_nodes <= MAX_NOTE).then_some(block)
}

/// Links in a note that show an arrow, or nothing but a sign, and lead to a place in the page.
fn ways_back(page: &Page, block: usize, base: &Base) -> Vec<usize> {
    let end = page.nodes.get(block).map_or(block, |node| node.end);
    let leads_back = |at: &usize| {
        page.nodes.get(*at).and_then(|node| base.place_in_page(links::address(node)?)).is_some()
            && page.words(*at).chars().all(|c| is_arrow(c) || c.is_whitespace())
    };
    (block..end).filter(leads_back).collect()
}

/// "↩" in its variants, "↑", "⤴" and "^".
fn is_arrow(c: char) -> bool {
    matches!(c, '↩' | '↑' | '↵' | '⏎' | '⤴' | '⤶' | '^' | '\u{fe0e}' | '\u{fe0f}')
}

fn annotation(page: &Page, block: usize, base: &Base) -> Annotation {
    let words = page.words(block);
    let words = words.trim_matches(|c: char| is_arrow(c) || c == ' ');
    let end = page.nodes.get(block).map_or(block, |node| node.end);
    let mut urls =
        page.nodes.get(block..end).unwrap_or(&[]).iter().filter_map(|node| base.absolute(links::address(node)?));
    let url = match (urls.next(), urls.next()) {
        (Some(url), None) => url,
        _ => String::new(),
    };
    Annotation { url, ..Annotation::new(AnnotationKind::Footnote, words) }
}
