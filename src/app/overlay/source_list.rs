//! Finds a source of the library by typing, or offers a new one.
//!
//! In: the library, the pinned source, what is typed. Out: the rows and what each stands for.
//! Must not know: what the chosen source is for.

use std::sync::Arc;

use crate::app::overlay::list::{MOST, Row};
use crate::app::overlay::matching::Wanted;
use crate::app::theme::icon;
use crate::model::ids::SourceId;
use crate::model::source::{Source, SourceKind};
use crate::session::Session;

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// A source of the library.
    Known(SourceId),
    /// A new page with this address.
    Address(String),
    /// A new source, its title as far as it was typed.
    New(String),
    /// No source is to be pinned.
    Unpin,
}

/// The rows for what is typed: an address first, then the pinned source, then by rank and title, a new one last.
pub(super) fn offers(session: &Session, typed: &str) -> Vec<(Offer, Row)> {
    let typed = typed.trim();
    let mut rows = Vec::new();
    if let Some(url) = address(typed) {
        match session.source_with_url(url) {
            Some(known) => rows.extend(source_of(session, known).map(|source| known_row(session, source))),
            None => rows.push((
                Offer::Address(url.to_owned()),
                plain_row(icon::LINK, "New source from this address", url, "Add this page to the library"),
            )),
        }
        return rows;
    }
    let wanted = Wanted::new(typed);
    let mut found: Vec<(u8, bool, String, &Arc<Source>)> = Vec::new();
    for source in session.project().into_iter().flat_map(|project| project.sources.values()) {
        let fields = [&source.title, &source.author, &source.publisher, &source.url, &source.cover];
        if let Some(rank) = fields.iter().filter_map(|field| wanted.rank(field)).min() {
            let is_pinned = session.view().pinned == Some(source.id);
            found.push((rank, !is_pinned, source.name().to_lowercase(), source));
        }
    }
    found.sort_by(|a, b| (a.0, a.1, &a.2, a.3.id).cmp(&(b.0, b.1, &b.2, b.3.id)));
    rows.extend(found.into_iter().take(MOST).map(|(.., source)| known_row(session, source)));
    rows.push((
        Offer::New(typed.to_owned()),
        plain_row(icon::PLUS, "New source…", typed, "Add a source to the library"),
    ));
    rows
}

/// A new source as an offer begins it.
pub(super) fn begun(offer: &Offer) -> Source {
    let none = SourceId::from_u128(0); // the session gives the id
    match offer {
        Offer::Address(url) => Source { url: url.clone(), ..Source::new(none, "", SourceKind::Page) },
        Offer::New(title) => Source::new(none, title, SourceKind::Document),
        Offer::Known(_) | Offer::Unpin => Source::new(none, "", SourceKind::Document),
    }
}

/// What is typed, if it is an address on the web and nothing else.
fn address(typed: &str) -> Option<&str> {
    let rest = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"))?;
    (!rest.is_empty() && !typed.contains(char::is_whitespace)).then_some(typed)
}

fn source_of(session: &Session, id: SourceId) -> Option<&Arc<Source>> {
    session.project()?.sources.get(&id)
}

fn known_row(session: &Session, source: &Arc<Source>) -> (Offer, Row) {
    let is_pinned = session.view().pinned == Some(source.id);
    let note = match (is_pinned, session.source_uses(source.id)) {
        (true, _) => "Pinned".to_owned(),
        (false, 0) => capital_kind(source.kind),
        (false, 1) => "1 tie".to_owned(),
        (false, n) => format!("{n} ties"),
    };
    let row =
        Row { icon: icon::of_source(source), text: source.name().to_owned(), note, help: source.told(), why_not: None };
    (Offer::Known(source.id), row)
}

fn capital_kind(kind: SourceKind) -> String {
    crate::app::overlay::sheet::capital(kind.word())
}

/// A row that is not a source.
pub(super) fn plain_row(icon: &'static str, text: &str, note: &str, help: &str) -> Row {
    Row { icon, text: text.to_owned(), note: note.to_owned(), help: help.to_owned(), why_not: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_word_with_its_scheme() {
        assert_eq!(address("https://example.org/a"), Some("https://example.org/a"));
        assert_eq!(address("http://x"), Some("http://x"));
        for typed in ["https://", "example.org", "see https://example.org", "https://a b", ""] {
            assert_eq!(address(typed), None, "{typed}");
        }
    }
}
