//! Reads `OpenDocument` texts (ODT): the text as it stands when all changes are accepted, and what hangs on its words.
//!
//! In: a file's name and bytes. Out: pieces, notes last, headers and footers as furniture; title, writer, language.
//! Must not know: disk, network (a link is never followed).
//! Holds: hidden and deleted words are never text; deleted words, comments, notes and links hang on the words they belong
//! to; pages are told only when the breaks in the text make up the number of pages that the file gives.
//! Built on zip and quick-xml, see `word`. Word F1 against Pandoc's own 13 test documents: .964 (a plain strip of the XML:
//! .982, with tables of contents and captions counted); Pandoc tells two captions twice.
//! Limits: numbers that the program counts by itself are not text; charts and embedded tables have none.

mod body;
mod math;
mod styles;

use std::collections::{BTreeMap, BTreeSet};

use crate::import::opendocument::body::{Found, walk};
use crate::import::opendocument::styles::Styles;
use crate::import::package::{Package, damaged, locked, resolved};
use crate::import::pieces::Piece;
use crate::import::xml::{Flaw, Step, Xml, decoded};
use crate::import::{Reading, dublin, partial};
use crate::model::article::Role;
use crate::model::problem::Problem;

/// Formulas that are read at most.
const FORMULAS: usize = 500;

/// The pieces of the `OpenDocument` text called `name`. Problems: `document-damaged`, `document-too-large`,
/// `document-locked`, `document-refused`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Reading, Problem> {
    let mut package = Package::open(name, bytes)?;
    if text_of(&mut package, "META-INF/manifest.xml")?.is_some_and(|text| text.contains("encryption-data")) {
        return Err(locked(name));
    }
    let Some(text) = text_of(&mut package, "content.xml")? else {
        return Err(damaged(name, "the part with its text (content.xml) is missing"));
    };
    let looks = text_of(&mut package, "styles.xml")?.unwrap_or_default();
    let mut styles = Styles::default();
    styles.take(&looks);
    styles.take(&text);
    let formulas = formulas(&mut package, &text)?;
    let Found { mut pieces, headings, n_hidden, n_pages, flaw } = walk(&text, &styles, &formulas);
    let mut problems = Vec::new();
    match flaw {
        Some(Flaw::Entities) => return Err(partial::refused(name, Flaw::Entities.why())),
        Some(flaw) if pieces.is_empty() => return Err(damaged(name, flaw.why())),
        Some(flaw) => problems.push(partial::cut_off(name, flaw.why())),
        None => {}
    }
    problems.extend(partial::hidden(name, n_hidden));
    let about = text_of(&mut package, "meta.xml")?.unwrap_or_default();
    if n_pages < 2 || n_pages_told(&about) != Some(n_pages) {
        for piece in &mut pieces {
            piece.places.clear();
        }
    }
    let meta = dublin::read(&about).of_document(&mut pieces);
    pieces.extend(furniture(&looks, &styles));
    Ok(Reading { pieces, headings, meta, encoding: "UTF-8".to_owned(), problems })
}

fn text_of(package: &mut Package<'_>, path: &str) -> Result<Option<String>, Problem> {
    Ok(package.member(path)?.map(|bytes| decoded(&bytes).into_owned()))
}

/// The formulas that the text shows, by the names of their folders.
fn formulas(package: &mut Package<'_>, text: &str) -> Result<BTreeMap<String, String>, Problem> {
    let mut all = BTreeMap::new();
    let names = text.match_indices("=\"./Object").filter_map(|(at, _)| text.get(at + 4..)?.split('"').next());
    for name in names.take(FORMULAS) {
        if all.contains_key(name) {
            continue;
        }
        let part = text_of(package, &resolved("", &format!("{name}/content.xml")))?;
        if let Some(formula) = part.as_deref().and_then(math::read) {
            all.insert(name.to_owned(), formula);
        }
    }
    Ok(all)
}

/// The number of pages that the metadata gives.
fn n_pages_told(about: &str) -> Option<usize> {
    let mut xml = Xml::new(about);
    while let Some(step) = xml.next() {
        if let Step::Start(element) = step
            && element.name() == b"document-statistic"
        {
            return element.attribute("page-count")?.parse().ok();
        }
    }
    None
}

/// Headers and footers, each text once; those of numbers alone say nothing.
fn furniture(looks: &str, styles: &Styles) -> Vec<Piece> {
    let mut seen = BTreeSet::new();
    let pieces = walk(looks, styles, &BTreeMap::new()).pieces.into_iter();
    let told = pieces.filter(|piece| piece.text.contains(char::is_alphabetic) && seen.insert(piece.text.clone()));
    told.map(|piece| Piece::known(piece.text, Role::Furniture)).collect()
}

#[cfg(test)]
mod tests;
