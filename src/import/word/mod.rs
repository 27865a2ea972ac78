//! Reads Word documents (DOCX): the text as it stands when all changes are accepted, and what hangs on its words.
//!
//! In: a file's name and bytes. Out: pieces, notes last, headers and footers as furniture; title, writer, language.
//! Must not know: disk, network (a link is never followed).
//! Holds: hidden and deleted words are never text; a text box is read once; deleted words, comments, notes and links hang
//! on the words they belong to.
//! Built on zip and quick-xml, as `OpenDocument` is: what hangs on words (notes, comments, changes) and what must never be
//! text (hidden, deleted, moved words) needs every element in order. Word F1 against Pandoc's own 38 test documents: .986
//! (a plain strip of the XML: .932); what is missing are comments and glued words in what is expected of three of them.
//! Limits: numbers that Word counts by itself are not text; charts and diagrams have none; a page is told only where
//! Word marked it, or where the breaks that were typed make up the number of pages that the file gives.

mod body;
pub(super) mod fields;
mod styles;

use std::collections::{BTreeMap, BTreeSet};

use crate::import::package::{Package, damaged, resolved};
use crate::import::pieces::Piece;
use crate::import::stories::joined_words;
use crate::import::word::body::{Collected, Found, Pages, Sources, walk};
use crate::import::word::styles::Styles;
use crate::import::xml::{Flaw, Step, Xml, decoded};
use crate::import::{Reading, decode, dublin, html, partial};
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;
use crate::model::problem::Problem;

/// Headers, footers and texts of other formats that are read at most.
const PARTS: usize = 200;

/// A part's relationship to another.
#[derive(Debug)]
struct Relation {
    id: String,
    /// The last part of its type's address.
    kind: String,
    target: String,
    is_outside: bool,
}

/// The pieces of the Word document called `name`. Problems: `document-damaged`, `document-too-large`,
/// `document-locked`, `document-refused`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Reading, Problem> {
    let mut package = Package::open(name, bytes)?;
    let top = relations(&mut package, "")?;
    let named = |kind: &str, usual: &str| {
        let found = top.iter().find(|relation| relation.kind == kind && !relation.is_outside);
        found.map_or_else(|| usual.to_owned(), |relation| resolved("", &relation.target))
    };
    let (main, core) = (named("officeDocument", "word/document.xml"), named("core-properties", "docProps/core.xml"));
    let app = named("extended-properties", "docProps/app.xml");
    let Some(text) = text_of(&mut package, &main)? else {
        return Err(damaged(name, &format!("the part with its text ({main}) is missing")));
    };
    let relations = relations(&mut package, &main)?;
    let styles =
        part(&mut package, &main, &relations, "styles")?.map_or_else(Styles::default, |(_, text)| Styles::read(&text));
    let mut problems = Vec::new();
    let mut sources = Sources { comments: comments(&mut package, &main, &relations, &styles)?, ..Sources::default() };
    sources = notes(&mut package, &main, &relations, &styles, sources)?;
    sources.links = links(&relations);
    sources.chunks = chunks(&mut package, &main, &relations, &mut problems)?;
    let pages = pages(&mut package, &app, &text)?;
    let Found { mut pieces, headers, headings, n_hidden, flaw, .. } = walk(&text, &styles, sources, pages);
    match flaw {
        Some(Flaw::Entities) => return Err(partial::refused(name, Flaw::Entities.why())),
        Some(flaw) if pieces.is_empty() => return Err(damaged(name, flaw.why())),
        Some(flaw) => problems.push(partial::cut_off(name, flaw.why())),
        None => {}
    }
    problems.extend(partial::hidden(name, n_hidden));
    let about = text_of(&mut package, &core)?.map(|text| dublin::read(&text)).unwrap_or_default();
    let meta = about.of_document(&mut pieces);
    pieces.extend(furniture(&mut package, &main, &relations, &styles, &headers)?);
    Ok(Reading { pieces, headings, meta, encoding: "UTF-8".to_owned(), problems })
}

fn text_of(package: &mut Package<'_>, path: &str) -> Result<Option<String>, Problem> {
    Ok(package.member(path)?.map(|bytes| decoded(&bytes).into_owned()))
}

/// The relationships of the part at `path`; of the whole package where that is empty.
fn relations(package: &mut Package<'_>, path: &str) -> Result<Vec<Relation>, Problem> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let Some(text) = text_of(package, &format!("{folder}_rels/{file}.rels"))? else { return Ok(Vec::new()) };
    let mut xml = Xml::new(&text);
    let mut all = Vec::new();
    while let Some(step) = xml.next() {
        let Step::Start(element) = step else { continue };
        if element.name() == b"Relationship" {
            let told = |name| element.attribute(name).unwrap_or_default();
            let kind = told("Type").rsplit('/').next().unwrap_or_default().to_owned();
            all.push(Relation {
                id: told("Id"),
                kind,
                target: told("Target"),
                is_outside: told("TargetMode") == "External",
            });
        }
    }
    Ok(all)
}

fn links(relations: &[Relation]) -> BTreeMap<String, String> {
    let outside = relations.iter().filter(|relation| relation.is_outside && relation.kind == "hyperlink");
    outside.map(|relation| (relation.id.clone(), relation.target.clone())).collect()
}

/// The path and text of the part that `main` relates to as a `kind`.
fn part(
    package: &mut Package<'_>,
    main: &str,
    relations: &[Relation],
    kind: &str,
) -> Result<Option<(String, String)>, Problem> {
    let found = relations.iter().find(|relation| relation.kind == kind && !relation.is_outside);
    let path =
        found.map_or_else(|| resolved(main, &format!("{kind}.xml")), |relation| resolved(main, &relation.target));
    Ok(text_of(package, &path)?.map(|text| (path, text)))
}

fn comments(
    package: &mut Package<'_>,
    main: &str,
    relations: &[Relation],
    styles: &Styles,
) -> Result<BTreeMap<String, Annotation>, Problem> {
    let Some((_, text)) = part(package, main, relations, "comments")? else { return Ok(BTreeMap::new()) };
    let found = walk(&text, styles, Sources::default(), Pages::Unknown);
    let annotation = |Collected { id, author, made, pieces }| {
        (id, Annotation { author, made, ..Annotation::new(AnnotationKind::Comment, joined_words(&pieces)) })
    };
    Ok(found.collected.into_iter().map(annotation).filter(|(_, comment)| !comment.words.is_empty()).collect())
}

/// The sources with footnotes and endnotes in them; comments on notes are used up.
fn notes(
    package: &mut Package<'_>,
    main: &str,
    relations: &[Relation],
    styles: &Styles,
    mut sources: Sources,
) -> Result<Sources, Problem> {
    let mut by_kind = [BTreeMap::new(), BTreeMap::new()];
    for (notes, kind) in by_kind.iter_mut().zip(["footnotes", "endnotes"]) {
        let Some((path, text)) = part(package, main, relations, kind)? else { continue };
        sources.links = links(&self::relations(package, &path)?);
        let found = walk(&text, styles, sources, Pages::Unknown);
        notes.extend(found.collected.into_iter().map(|note| (note.id, note.pieces)));
        sources = found.sources;
    }
    let [footnotes, endnotes] = by_kind;
    Ok(Sources { footnotes, endnotes, ..sources })
}

/// Texts of other formats that the document takes in where they stand.
fn chunks(
    package: &mut Package<'_>,
    main: &str,
    relations: &[Relation],
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, Vec<Piece>>, Problem> {
    let mut all = BTreeMap::new();
    for relation in relations.iter().filter(|relation| relation.kind == "aFChunk" && !relation.is_outside).take(PARTS) {
        let path = resolved(main, &relation.target);
        let Some(bytes) = package.member(&path)? else { continue };
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let pieces = match ending.as_str() {
            "html" | "htm" | "xhtml" => {
                let decoded = decode::decode(package.name(), &bytes, true)?;
                html::pieces_of_fragment(&decoded.text)
            }
            "txt" => {
                let decoded = decode::decode(package.name(), &bytes, false)?;
                decoded.text.lines().map(Piece::open).collect()
            }
            _ => {
                problems.push(partial::not_taken_in(package.name(), &path));
                continue;
            }
        };
        all.insert(relation.id.clone(), pieces);
    }
    Ok(all)
}

/// What the document tells of its pages.
fn pages(package: &mut Package<'_>, app: &str, text: &str) -> Result<Pages, Problem> {
    if text.contains("lastRenderedPageBreak") {
        return Ok(Pages::Rendered);
    }
    let n_breaks = text.matches("w:type=\"page\"").count() + text.matches("<w:pageBreakBefore/>").count();
    if n_breaks == 0 {
        return Ok(Pages::Unknown);
    }
    let about = text_of(package, app)?.unwrap_or_default();
    let mut xml = Xml::new(&about);
    while let Some(step) = xml.next() {
        if let Step::Start(element) = step
            && element.name() == b"Pages"
        {
            let n_pages = xml.words().trim().parse::<usize>().ok();
            return Ok(if n_pages == Some(n_breaks + 1) { Pages::Typed } else { Pages::Unknown });
        }
    }
    Ok(Pages::Unknown)
}

/// Headers and footers, each text once; those of numbers alone say nothing.
fn furniture(
    package: &mut Package<'_>,
    main: &str,
    relations: &[Relation],
    styles: &Styles,
    ids: &[String],
) -> Result<Vec<Piece>, Problem> {
    let mut all = Vec::new();
    let (mut seen_paths, mut seen_words) = (BTreeSet::new(), BTreeSet::new());
    for id in ids {
        let Some(relation) = relations.iter().find(|relation| relation.id == *id && !relation.is_outside) else {
            continue;
        };
        let path = resolved(main, &relation.target);
        if seen_paths.len() >= PARTS || !seen_paths.insert(path.clone()) {
            continue;
        }
        let Some(text) = text_of(package, &path)? else { continue };
        for mut piece in walk(&text, styles, Sources::default(), Pages::Unknown).pieces {
            if piece.text.contains(char::is_alphabetic) && seen_words.insert(piece.text.trim().to_owned()) {
                piece.role = Some(Role::Furniture);
                piece.annotations.clear();
                all.push(piece);
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
