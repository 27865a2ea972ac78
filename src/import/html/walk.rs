//! Walks a page in document order and makes pieces of its texts.
//!
//! In: the page, where its article is, its notes and its address. Out: pieces with roles and what hangs on their words.
//! Must not know: how the article was found.
//! Holds: each visible text of the page is in one piece, or, where it is struck out, in one annotation; but for the
//! marks of notes and the ways back from them.
//! Limits: `s` and `strike` are read as withdrawn words, like `del`, unless they hold a large part of the page.

use std::collections::BTreeMap;

use crate::import::html::classes;
use crate::import::html::extent::Extent;
use crate::import::html::line::Line;
use crate::import::html::links::{self, Base};
use crate::import::html::notes::Notes;
use crate::import::html::page::{Node, Page};
use crate::import::pieces::Piece;
use crate::import::{dates, noted, phrases};
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;
use crate::text::span::ByteSpan;

/// Elements that part text into blocks.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "textarea",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements that hold running words: what is inside them is not parted further by an inline class.
const PARAGRAPHS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dd", "dt"];

/// Characters of a heading that a program made an id of, at most.
const LONGEST_HEADING: usize = 300;

/// Characters that one struck-out passage may have; more is broken markup.
const MAX_STRUCK: usize = 4000;

/// What holds for everything inside an element.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    /// Where the element is in the page's list, and where it ends.
    at: usize,
    end: usize,
    role: Option<Role>,
    is_furniture: bool,
    is_paragraph: bool,
    is_figure: bool,
    /// Inside a note that words of the article lead to.
    is_note: bool,
    keeps_space: bool,
    breaks: bool,
    is_cell: bool,
}

/// A walk under way.
pub(super) struct Walk<'a> {
    page: &'a Page,
    extent: &'a Extent,
    notes: &'a Notes,
    base: &'a Base,
    /// The elements around the node under way, outermost first.
    open: Vec<Inside>,
    pieces: Vec<Piece>,
    line: Line,
    /// The first text of the piece under way.
    first: Option<usize>,
    /// Whether the text so far is all in `time` elements.
    only_times: bool,
    /// Where in the text so far the last note's mark ends.
    mark_end: usize,
    n_breaks: usize,
}

impl<'a> Walk<'a> {
    /// A walk over `page`.
    pub(super) fn new(page: &'a Page, extent: &'a Extent, notes: &'a Notes, base: &'a Base) -> Self {
        Self {
            page,
            extent,
            notes,
            base,
            open: Vec::new(),
            pieces: Vec::new(),
            line: Line::default(),
            first: None,
            only_times: true,
            mark_end: 0,
            n_breaks: 0,
        }
    }

    /// The pieces of the whole page.
    pub(super) fn pieces(mut self) -> Vec<Piece> {
        let mut at = 0;
        while let Some(node) = self.page.nodes.get(at) {
            self.close(at);
            at += 1;
            if node.name.is_empty() {
                self.words(at - 1, &node.text);
            } else if self.is_struck(at - 1, node) {
                let words = self.page.words(at - 1);
                let place = self.line.text().len();
                let made = node.attribute("datetime").unwrap_or("").trim().to_owned();
                let annotation = Annotation { made, ..Annotation::new(AnnotationKind::Deleted, words) };
                self.line.hang(ByteSpan::new(place, place), annotation);
                at = node.end;
            } else if let Some(note) = self.notes.mark(at - 1) {
                // The mark is no word: "12,1" would be another figure.
                let span = noted::words_before(self.line.text(), self.mark_end);
                self.line.hang(span, note.clone());
                self.mark_end = self.line.text().len();
                at = node.end;
            } else if self.notes.is_way_back(at - 1) {
                at = node.end;
            } else {
                self.enter(at - 1, node);
            }
        }
        self.close(usize::MAX);
        self.flush();
        offered(&mut self.pieces);
        repeated(&mut self.pieces);
        self.pieces
    }

    fn inside(&self) -> Inside {
        self.open.last().copied().unwrap_or_default()
    }

    /// Words that are struck out, and not a whole page of them by broken markup.
    fn is_struck(&self, at: usize, node: &Node) -> bool {
        let n = self.page.n_characters(at);
        matches!(node.name.as_str(), "del" | "s" | "strike")
            && (1..=MAX_STRUCK).contains(&n)
            && n * 4 <= self.page.n_characters_in_all()
    }

    /// Leaves the elements that end at or before `at`.
    fn close(&mut self, at: usize) {
        while let Some(inside) = self.open.last().copied().filter(|inside| inside.end <= at) {
            if inside.breaks {
                self.flush();
            }
            self.line.close(inside.at);
            self.open.pop();
            if inside.is_cell {
                self.line.cell_end();
            }
        }
    }

    fn enter(&mut self, at: usize, node: &Node) {
        let around = self.inside();
        if node.is("br") {
            self.n_breaks += 1;
            // Two breaks in a row are how old pages part paragraphs.
            if self.n_breaks >= 2 && !around.keeps_space && around.role != Some(Role::TableRow) {
                self.flush();
            } else {
                self.line.line_break();
            }
            return;
        }
        let words = classes::class_words(node);
        let in_row = around.role == Some(Role::TableRow);
        let is_cell = in_row && matches!(node.name.as_str(), "td" | "th");
        let is_inline = !BLOCKS.contains(&node.name.as_str()) && (in_row || !matches!(node.name.as_str(), "td" | "th"));
        let own = self.own_role(at, node, &words);
        // An inline element with a role of its own is a block, unless it stands among running words.
        let breaks = if in_row {
            false
        } else if is_inline {
            own == Some(Role::Credit) || (own.is_some() && !around.is_paragraph && !node.is("time"))
        } else {
            true
        };
        if breaks {
            self.flush();
        } else if !is_inline {
            self.line.space();
        }
        self.open_annotation(at, node);
        let is_note = around.is_note || self.notes.is_note(at);
        let is_furniture = !is_note && (around.is_furniture || self.is_furniture(at, node, &words));
        // A heading inside a quote or a headline is part of it; else the inner name holds.
        let is_part =
            own == Some(Role::Subhead) && matches!(around.role, Some(Role::PullQuote | Role::Headline | Role::Deck));
        let role = if is_note {
            Some(Role::Footnote)
        } else if breaks && !is_part {
            own.or(around.role)
        } else {
            around.role
        };
        self.open.push(Inside {
            at,
            end: node.end,
            role,
            is_furniture,
            is_paragraph: around.is_paragraph || PARAGRAPHS.contains(&node.name.as_str()),
            is_figure: around.is_figure || matches!(node.name.as_str(), "figure" | "figcaption"),
            is_note,
            keeps_space: around.keeps_space || node.is("pre"),
            breaks,
            is_cell,
        });
    }

    /// What begins to hang on the words inside an element.
    fn open_annotation(&mut self, at: usize, node: &Node) {
        if let Some(url) = links::address(node).and_then(|href| self.base.absolute(href)) {
            let words = node.attribute("title").unwrap_or("").trim().to_owned();
            self.line.open(at, Annotation { words, ..Annotation::link(url) });
        } else if node.is("ins") {
            let made = node.attribute("datetime").unwrap_or("").trim().to_owned();
            self.line.open(at, Annotation { made, ..Annotation::new(AnnotationKind::Inserted, "") });
        }
    }

    fn own_role(&self, at: usize, node: &Node, words: &[String]) -> Option<Role> {
        let around = self.inside();
        if self.extent.headline == Some(at) {
            return Some(Role::Headline);
        }
        if around.is_figure && classes::is_credit(words) {
            return Some(Role::Credit);
        }
        let by_class = || {
            classes::named_role(words).filter(|role| {
                let most = if matches!(role, Role::Byline | Role::Dateline) { 160 } else { 600 };
                self.page.n_characters(at) <= most
            })
        };
        match node.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => by_class().or(Some(Role::Subhead)),
            "figcaption" | "caption" => Some(Role::Caption),
            "blockquote" => Some(Role::PullQuote),
            "li" => Some(Role::ListItem),
            "tr" => self.holds_data(at, node).then_some(Role::TableRow),
            "a" | "em" | "i" | "b" | "strong" => None,
            _ => by_class(),
        }
    }

    /// Whether a table's row holds figures and words, and not the layout of a page.
    fn holds_data(&self, at: usize, node: &Node) -> bool {
        let inside = self.page.nodes.get(at..node.end).unwrap_or(&[]);
        self.page.n_characters(at) <= 2000
            && inside.len() <= 400
            && inside.iter().filter(|node| matches!(node.name.as_str(), "td" | "th")).count() >= 2
            && !inside.iter().any(|node| {
                matches!(node.name.as_str(), "table" | "article" | "ul" | "ol" | "h1" | "h2" | "h3" | "blockquote")
            })
    }

    /// A part that names itself furniture, unless it holds the headline or most of the page.
    fn is_furniture(&self, at: usize, node: &Node, words: &[String]) -> bool {
        if classes::is_quoted(node, words) {
            // A mail that passes on another's words says so before them.
            return !self.page.first_words(at).trim_start_matches('-').trim_start().starts_with("Forwarded message");
        }
        let holds_headline = self.extent.headline.is_some_and(|headline| (at..node.end).contains(&headline));
        let is_most =
            self.page.n_characters(at) * 2 > self.page.n_characters_in_all() || self.extent.is_most(at..node.end);
        let around = self.inside();
        // The footer of a figure or a quote says whose it is.
        let names_its_maker = node.is("footer") && (around.is_figure || around.role == Some(Role::PullQuote));
        // Formulas and other insets among words have names of their own makers.
        let is_inset = !BLOCKS.contains(&node.name.as_str()) && node.name.contains('-') && around.is_paragraph;
        if holds_headline || names_its_maker || is_inset {
            return false;
        }
        if self.is_gallery_apart(at, node, words) {
            return true;
        }
        // "sharing-a-repository" is its heading's words, made an address by a program.
        classes::is_furniture(node, words)
            && !is_most
            && (!self.is_called_as_its_heading(at, node)
                || classes::is_furniture(node, &classes::class_words_without_id(node)))
    }

    /// Whether an element's id is the words of the heading that it begins with, at least three of them.
    fn is_called_as_its_heading(&self, at: usize, node: &Node) -> bool {
        let parts = |text: &str| -> Vec<String> {
            let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
            parts.take(12).map(str::to_lowercase).collect()
        };
        let Some(id) = node.attribute("id").map(parts).filter(|id| id.len() >= 3) else { return false };
        let is_heading = |at: &usize| {
            self.page
                .nodes
                .get(*at)
                .is_some_and(|node| matches!(node.name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
        };
        let is_short = |at: &usize| self.page.n_characters(*at) <= LONGEST_HEADING;
        let heading = (at..node.end.min(at + 8)).find(is_heading).filter(is_short);
        heading.is_some_and(|heading| parts(&self.page.words(heading)).starts_with(&id))
    }

    /// A gallery of pictures that has a title of its own and stands in an article that is one without it.
    fn is_gallery_apart(&self, at: usize, node: &Node, words: &[String]) -> bool {
        /// Pictures that make a gallery, and characters with which the rest is an article.
        const PICTURES: usize = 4;
        const ARTICLE: usize = 1000;
        /// Nodes that a gallery has at most.
        const NODES: usize = 20_000;
        if !classes::is_gallery(words) || matches!(node.name.as_str(), "html" | "body" | "main" | "article") {
            return false;
        }
        let inside = self.page.nodes.get(at..node.end).unwrap_or(&[]);
        if inside.len() > NODES {
            return false;
        }
        let n_pictures = inside.iter().filter(|node| matches!(node.name.as_str(), "li" | "img" | "figure")).count();
        let has_title = inside.iter().any(|node| matches!(node.name.as_str(), "h2" | "h3" | "h4"));
        has_title && n_pictures >= PICTURES && self.extent.n_outside(at..node.end) >= ARTICLE
    }

    fn words(&mut self, at: usize, words: &str) {
        let inside = self.inside();
        let is_kept = self.extent.kept.get(at).copied().unwrap_or(false) || inside.is_note;
        if !words.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.n_breaks = 0;
            self.first.get_or_insert(at);
            self.only_times &= self.page.around(at).take(4).any(|(_, node)| node.is("time"));
        }
        if inside.keeps_space {
            self.line.verbatim(words, is_kept);
        } else {
            self.line.words(words, is_kept);
        }
    }

    /// Ends the piece under way.
    fn flush(&mut self) {
        let inside = self.inside();
        let only_times = std::mem::replace(&mut self.only_times, true);
        let first = self.first.take().unwrap_or(0);
        self.mark_end = 0;
        self.n_breaks = 0;
        let Some(done) = self.line.take() else { return };
        // What stands between the headline and the text and names its part is the article's, whatever was measured.
        let in_head = self.extent.headline.is_some_and(|headline| (headline..self.extent.body).contains(&first))
            && (matches!(inside.role, Some(Role::Deck | Role::Byline | Role::Dateline))
                || phrases::byline_name(&done.text).is_some()
                || dates::date_line(&done.text).is_some());
        let is_inset = self.extent.nodes.contains(&first)
            && matches!(inside.role, Some(Role::PullQuote | Role::Caption | Role::Credit));
        let is_kept = done.is_kept || in_head || is_inset || inside.role == Some(Role::Headline);
        let role = if inside.is_furniture || !is_kept {
            Some(Role::Furniture)
        } else if inside.role == Some(Role::Caption) && phrases::is_credit(&done.text) {
            Some(Role::Credit)
        } else if only_times {
            inside.role.or(Some(Role::Dateline))
        } else if matches!(
            inside.role,
            Some(Role::ListItem | Role::Subhead | Role::Caption | Role::Byline | Role::Dateline)
        ) && phrases::is_furniture(&done.text)
        {
            Some(Role::Furniture)
        } else {
            inside.role
        };
        let annotations = if role == Some(Role::Furniture) { Vec::new() } else { done.annotations };
        self.pieces.push(Piece { role, annotations, ..Piece::open(done.text) });
    }
}

/// Short lines that a page has again and again, as under each picture of a gallery, are its own.
fn repeated(pieces: &mut [Piece]) {
    const AGAIN: usize = 3;
    const MAX_BYTES: usize = 80;
    let may_be = |piece: &&mut Piece| {
        // Who speaks, and a short answer, stand in a transcript as often: they are no more than three words.
        let is_candidate = match piece.role {
            None | Some(Role::Body | Role::Subhead) => phrases::n_words(&piece.text) > 3,
            Some(Role::Caption | Role::Credit) => true,
            Some(_) => false,
        };
        is_candidate && piece.text.len() <= MAX_BYTES && !phrases::ends_sentence(&piece.text)
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for piece in pieces.iter_mut().filter(may_be) {
        *counts.entry(piece.text.clone()).or_default() += 1;
    }
    counts.retain(|_, n| *n >= AGAIN);
    for piece in pieces.iter_mut().filter(may_be).filter(|piece| counts.contains_key(&piece.text)) {
        piece.role = Some(Role::Furniture);
        piece.annotations.clear();
    }
}

/// After a "Read more", pieces that are nothing but links are what it offers.
fn offered(pieces: &mut [Piece]) {
    let mut is_offer = false;
    for piece in pieces {
        if piece.role == Some(Role::Furniture) || (piece.role.is_none() && phrases::is_furniture(&piece.text)) {
            is_offer = phrases::is_offer(&piece.text);
            continue;
        }
        let n_linked: usize = piece
            .annotations
            .iter()
            .filter(|(_, note)| note.kind == AnnotationKind::Link)
            .map(|(span, _)| span.len())
            .sum();
        is_offer &= n_linked * 10 >= piece.text.len() * 8;
        if is_offer {
            piece.role = Some(Role::Furniture);
            piece.annotations.clear();
        }
    }
}
