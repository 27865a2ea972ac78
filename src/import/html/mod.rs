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
mod line;
mod linked;
mod links;
mod notes;
mod page;
mod walk;

use dom_query::Document;

use crate::import::Reading;
use crate::import::html::extent::Extent;
use crate::import::html::links::Base;
use crate::import::html::notes::Notes;
use crate::import::html::page::Page;
use crate::import::html::walk::Walk;
use crate::import::pieces::{Headings, Piece};
use crate::model::article::Role;
use crate::model::problem::{Place, Problem};

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
    read_at(name, source, "")
}

/// The pieces of the page that came from `address` (or from nowhere known), in the file called `name`.
pub(super) fn read_at(name: &str, source: &str, address: &str) -> Reading {
    let (source, was_deep) = flatten::flattened(source);
    let document = Document::from(source.as_ref());
    let page = Page::of(&document);
    let meta = about::about(&document, &page, address);
    let near = if address.is_empty() { meta.url.as_str() } else { address };
    let base = Base::new(near, document.select_single("base[href]").attr("href").as_deref());
    let extent = extent::find(&page, document, &meta.headline);
    let notes = Notes::of(&page, &extent.kept, &base);
    let pieces = Walk::new(&page, &extent, &notes, &base).pieces();
    let n_headings = pieces.iter().filter(|piece| piece.role == Some(Role::Subhead)).count();
    let headings = if extent.headline.is_none() && !meta.headline.is_empty() {
        Headings::Titled
    } else if n_headings == 0 {
        Headings::Unmarked
    } else {
        Headings::Marked
    };
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
    Reading { pieces, headings, meta, encoding: String::new(), problems }
}

/// The address of a link in a text without an address of its own, if it leads out of it.
pub(super) fn address_outside(href: &str) -> Option<String> {
    Base::default().absolute(href)
}

/// The pieces of a mail in HTML: quoted replies and signatures are furniture.
pub(super) fn pieces_of_mail(source: &str) -> Vec<Piece> {
    pieces_of_fragment(source)
}

/// The pieces of a bit of HTML inside another format, furniture only where an element says so.
pub(super) fn pieces_of_fragment(source: &str) -> Vec<Piece> {
    let (source, _) = flatten::flattened(source);
    let page = Page::of(&Document::from(source.as_ref()));
    let (extent, base) = (Extent::all(&page), Base::default());
    let notes = Notes::of(&page, &extent.kept, &base);
    Walk::new(&page, &extent, &notes, &base).pieces()
}

#[cfg(test)]
mod tests;
