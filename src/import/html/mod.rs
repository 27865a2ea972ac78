//! Reads HTML pages: the article with its roles, and everything else on the page as furniture.
//!
//! In: a page's source. Out: pieces in document order, metadata, problems.
//! Must not know: network; nothing is fetched or run.
//! Holds: each visible text of the page is in one piece; hidden elements, scripts and styles are in none.
//! Limits: what style sheets or scripts show or hide is not known; alternative texts of pictures are not text.

mod about;
mod classes;
mod extent;
mod flatten;
mod page;

use dom_query::Document;

use crate::import::Reading;
use crate::import::html::page::{Node, Page};
use crate::import::pieces::{Headings, Piece};
use crate::model::article::{Meta, Role};
use crate::model::problem::{Place, Problem};

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

/// Whether a text is an HTML page by its start, whatever its file is called.
pub(super) fn looks_like_html(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let after = if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<?xml") {
            rest.split_once("?>")
        } else {
            None
        };
        match after {
            Some((_, after)) => rest = after.trim_start(),
            None => break,
        }
    }
    let start: String = rest.chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html>")
        || start.starts_with("<html ")
        || start.starts_with("<html\n")
}

/// The pieces of the page in the file called `name`.
pub(super) fn read(name: &str, source: &str) -> Reading {
    let (source, was_deep) = flatten::flattened(source);
    let document = Document::from(source.as_ref());
    let meta = about::about(&document);
    let page = Page::of(&document);
    let extent = extent::find(&page, document, &meta.headline);
    let pieces = Walk::new(&page, extent).pieces();
    let n_headings = pieces.iter().filter(|piece| piece.role == Some(Role::Subhead)).count();
    let headings = if n_headings == 0 { Headings::Unmarked } else { Headings::Marked };
    let mut problems = Vec::new();
    if was_deep {
        problems.push(
            Problem::note("html-too-deep", format!("“{name}” nests deeper than any page needs"))
                .at(Place::File(name.to_owned()))
                .why("it was made by a broken program, or to make readers stumble")
                .now("all of its text was read; some of its paragraphs may have run together")
                .help("Compare with the page in a browser, or save the article as text and open that"),
        );
    }
    Reading { pieces, headings, meta: with_page_date(meta, &page), encoding: String::new(), problems }
}

/// The pieces of a bit of HTML inside another format, furniture only where an element says so.
pub(super) fn pieces_of_fragment(source: &str) -> Vec<Piece> {
    let (source, _) = flatten::flattened(source);
    let page = Page::of(&Document::from(source.as_ref()));
    let nodes = 0..page.nodes.len();
    let headline = None;
    Walk::new(&page, extent::Extent { nodes, headline }).pieces()
}

/// Where the head names no day, the first `time` with one does.
fn with_page_date(mut meta: Meta, page: &Page) -> Meta {
    if meta.published.is_none() {
        let day = |at: usize| page.nodes.get(at)?.attribute("datetime").and_then(super::dates::date_at_start);
        if let Some((date, _)) = page.named("time").find_map(day) {
            meta.published = Some(date);
            super::meta::FROM_PAGE.clone_into(&mut meta.published_from);
        }
    }
    meta
}

/// What holds for everything inside an element.
#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    /// Where the element ends in the page's list.
    end: usize,
    role: Option<Role>,
    is_furniture: bool,
    is_paragraph: bool,
    is_figure: bool,
    keeps_space: bool,
    breaks: bool,
    is_cell: bool,
}

struct Walk<'a> {
    page: &'a Page,
    extent: extent::Extent,
    /// The elements around the node under way, outermost first.
    open: Vec<Inside>,
    pieces: Vec<Piece>,
    text: String,
    /// Whether the text so far is all in `time` elements.
    only_times: bool,
    /// Whether some of the text so far stands outside the article.
    is_outside: bool,
    n_breaks: usize,
}

impl<'a> Walk<'a> {
    fn new(page: &'a Page, extent: extent::Extent) -> Self {
        Self {
            page,
            extent,
            open: Vec::new(),
            pieces: Vec::new(),
            text: String::new(),
            only_times: true,
            is_outside: false,
            n_breaks: 0,
        }
    }

    fn pieces(mut self) -> Vec<Piece> {
        for (at, node) in self.page.nodes.iter().enumerate() {
            self.close(at);
            if node.name.is_empty() {
                self.words(at, &node.text);
            } else {
                self.enter(at, node);
            }
        }
        self.close(usize::MAX);
        self.flush();
        self.pieces
    }

    fn inside(&self) -> Inside {
        self.open.last().copied().unwrap_or_default()
    }

    /// Leaves the elements that end at or before `at`.
    fn close(&mut self, at: usize) {
        while let Some(inside) = self.open.last().copied().filter(|inside| inside.end <= at) {
            if inside.breaks {
                self.flush();
            }
            self.open.pop();
            if inside.is_cell && !self.text.trim().is_empty() {
                self.text.push('\u{1f}');
            }
        }
    }

    fn enter(&mut self, at: usize, node: &Node) {
        let around = self.inside();
        if node.is("br") {
            self.n_breaks += 1;
            // Two breaks in a row are how old pages part paragraphs.
            if self.n_breaks >= 2 && !around.keeps_space {
                self.flush();
            } else {
                self.text.push('\n');
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
            self.text.push(' ');
        }
        let is_furniture = around.is_furniture || self.is_furniture(at, node, &words);
        // A heading inside a quote or a headline is part of it; else the inner name holds.
        let is_part =
            own == Some(Role::Subhead) && matches!(around.role, Some(Role::PullQuote | Role::Headline | Role::Deck));
        let role = if breaks && !is_part { own.or(around.role) } else { around.role };
        self.open.push(Inside {
            end: node.end,
            role,
            is_furniture,
            is_paragraph: around.is_paragraph || PARAGRAPHS.contains(&node.name.as_str()),
            is_figure: around.is_figure || matches!(node.name.as_str(), "figure" | "figcaption"),
            keeps_space: around.keeps_space || node.is("pre"),
            breaks,
            is_cell,
        });
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
            && !inside.iter().any(|node| {
                matches!(node.name.as_str(), "table" | "article" | "ul" | "ol" | "h1" | "h2" | "h3" | "blockquote")
            })
    }

    /// A part that names itself furniture, unless it holds the headline or most of the page.
    fn is_furniture(&self, at: usize, node: &Node, words: &[String]) -> bool {
        let holds_headline = self.extent.headline.is_some_and(|headline| (at..node.end).contains(&headline));
        let is_most = self.page.n_characters(at) * 2 > self.page.n_characters_in_all();
        let around = self.inside();
        // The footer of a figure or a quote says whose it is.
        let names_its_maker = node.is("footer") && (around.is_figure || around.role == Some(Role::PullQuote));
        classes::is_furniture(node, words) && !holds_headline && !is_most && !names_its_maker
    }

    fn words(&mut self, at: usize, words: &str) {
        if words.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.text.push_str(if self.inside().keeps_space { words } else { " " });
            return;
        }
        self.n_breaks = 0;
        self.only_times &= self.page.around(at).take(4).any(|(_, node)| node.is("time"));
        if self.inside().keeps_space {
            self.text.push_str(words);
        } else {
            self.text.extend(words.chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }));
        }
        self.is_outside |= !self.extent.nodes.contains(&at);
    }

    /// Ends the piece under way.
    fn flush(&mut self) {
        let inside = self.inside();
        let only_times = std::mem::replace(&mut self.only_times, true);
        let is_outside = std::mem::take(&mut self.is_outside);
        self.n_breaks = 0;
        let text = std::mem::take(&mut self.text);
        let text = if inside.keeps_space { text } else { collapsed(&text) };
        let text = cells_joined(&text);
        if text.trim().is_empty() {
            return;
        }
        let role = if inside.is_furniture || is_outside {
            Some(Role::Furniture)
        } else if only_times {
            inside.role.or(Some(Role::Dateline))
        } else {
            inside.role
        };
        self.pieces.push(Piece { role, ..Piece::open(text) });
    }
}

/// `text` with runs of spaces made one; a no-break space is a letter here.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != ' ' || !out.ends_with([' ', '\n']) {
            if c == '\n' {
                out.truncate(out.trim_end_matches(' ').len());
            }
            out.push(c);
        }
    }
    out
}

/// The cells of a row, parted by bars.
fn cells_joined(text: &str) -> String {
    if !text.contains('\u{1f}') {
        return text.to_owned();
    }
    text.split('\u{1f}').map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests;
