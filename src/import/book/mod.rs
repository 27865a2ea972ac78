//! Reads books (EPUB): the chapters in the order of the spine.
//!
//! In: a file's name and bytes. Out: pieces, with the chapter and the printed page where they begin; title, writers,
//! publisher, day and language.
//! Must not know: disk, network; nothing in a chapter is run or fetched.
//! Holds: a chapter is read once, however often the spine names it; the table of contents is left out; a book whose
//! chapters are encrypted says so.
//! Limits: pages are those that the book's own list of printed pages names, chapters those of its table of contents.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::package::{Package, damaged, locked, resolved};
use crate::import::pieces::{Headings, Piece};
use crate::import::xml::{Flaw, Step, Xml, decoded};
use crate::import::{Reading, dates, dublin, html, partial};
use crate::model::article::{Meta, Role};
use crate::model::found;
use crate::model::problem::Problem;

/// Chapters that are read at most.
const CHAPTERS: usize = 5000;
/// Bytes of one chapter, and of all, at most: what is read as HTML takes many times its size while it is read.
const CHAPTER_BYTES: usize = 8 << 20;
const BOOK_BYTES: usize = 48 << 20;
/// Pages and chapters that are told at most.
const PLACES: usize = 50_000;
/// The longest name of a chapter as a place, in characters.
const NAME_CHARS: usize = 60;
/// Stand around the number of a place inside a chapter; no text has them.
const MARK: char = '\u{f0000}';
const MARK_END: char = '\u{f0001}';
/// How fonts are scrambled in books that are open otherwise.
const SCRAMBLED_FONTS: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
/// Elements that have no end in HTML.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// A file of the book.
#[derive(Debug, Default)]
struct Item {
    path: String,
    kind: String,
    is_contents: bool,
}

/// What the package file says.
#[derive(Debug, Default)]
struct Manifest {
    items: BTreeMap<String, Item>,
    spine: Vec<String>,
    /// The older table of contents.
    older_contents: Option<String>,
    /// Files that the guide calls the table of contents.
    guide_contents: BTreeSet<String>,
}

/// Where places begin: by a file's path, the id of an element (or none for the file's start) and the place.
type Places = BTreeMap<String, Vec<(Option<String>, String)>>;

/// The pieces of the book called `name`. Problems: `document-damaged`, `document-too-large`, `document-locked`,
/// `document-refused`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Reading, Problem> {
    let mut package = Package::open(name, bytes)?;
    if let Some(text) = text_of(&mut package, "META-INF/encryption.xml")?
        && is_locked(&text)
    {
        return Err(locked(name));
    }
    let container = text_of(&mut package, "META-INF/container.xml")?.unwrap_or_default();
    let path = root(&container).unwrap_or_else(|| "content.opf".to_owned());
    let Some(opf) = text_of(&mut package, &path)? else {
        return Err(damaged(name, &format!("the list of its chapters ({path}) is missing")));
    };
    let (manifest, flaw) = manifest(&path, &opf);
    if flaw == Some(Flaw::Entities) {
        return Err(partial::refused(name, Flaw::Entities.why()));
    }
    let places = places(&mut package, &manifest)?;
    let (mut pieces, n_missing) = chapters(&mut package, &manifest, &places)?;
    if pieces.is_empty() && n_missing > 0 {
        return Err(damaged(name, "the chapters that it lists are missing or too large"));
    }
    let mut problems = Vec::new();
    if n_missing > 0 || flaw.is_some() {
        problems.push(partial::cut_off(name, "chapters that it lists are missing or too large"));
    }
    let meta = about(dublin::read(&opf), &mut pieces);
    Ok(Reading { pieces, headings: Headings::Marked, meta, encoding: "UTF-8".to_owned(), problems })
}

fn text_of(package: &mut Package<'_>, path: &str) -> Result<Option<String>, Problem> {
    Ok(package.member(path)?.map(|bytes| decoded(&bytes).into_owned()))
}

fn is_locked(text: &str) -> bool {
    let mut xml = Xml::new(text);
    while let Some(step) = xml.next() {
        if let Step::Start(element) = step
            && element.name() == b"EncryptionMethod"
            && !SCRAMBLED_FONTS.contains(&element.attribute("Algorithm").unwrap_or_default().as_str())
        {
            return true;
        }
    }
    false
}

fn root(container: &str) -> Option<String> {
    let mut xml = Xml::new(container);
    while let Some(step) = xml.next() {
        if let Step::Start(element) = step
            && element.name() == b"rootfile"
        {
            return element.attribute("full-path").map(|path| resolved("", &path));
        }
    }
    None
}

fn manifest(path: &str, opf: &str) -> (Manifest, Option<Flaw>) {
    let mut all = Manifest::default();
    let mut xml = Xml::new(opf);
    let mut older = None;
    while let Some(step) = xml.next() {
        let Step::Start(element) = step else { continue };
        let told = |name: &str| element.attribute(name).unwrap_or_default();
        match element.name() {
            b"item" => {
                let is_contents = told("properties").split_whitespace().any(|word| word == "nav");
                let item =
                    Item { path: resolved(path, &unescaped(&told("href"))), kind: told("media-type"), is_contents };
                all.items.insert(told("id"), item);
            }
            b"spine" => older = Some(told("toc")),
            b"itemref" if all.spine.len() < CHAPTERS => all.spine.push(told("idref")),
            b"reference" if told("type") == "toc" => {
                all.guide_contents.insert(resolved(path, &unescaped(&told("href"))));
            }
            _ => {}
        }
    }
    let is_older = |item: &&Item| item.kind == "application/x-dtbncx+xml";
    all.older_contents = older
        .and_then(|id| all.items.get(&id))
        .or_else(|| all.items.values().find(is_older))
        .map(|item| item.path.clone());
    (all, xml.flaw())
}

/// An address without the escapes for characters that addresses cannot have.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = if first == b'%' { after.get(..2).and_then(|two| std::str::from_utf8(two).ok()) } else { None };
        if let Some(byte) = hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The places that the tables of contents and the lists of pages name.
fn places(package: &mut Package<'_>, manifest: &Manifest) -> Result<Places, Problem> {
    let mut all = Places::new();
    let newer = manifest.items.values().find(|item| item.is_contents).map(|item| item.path.clone());
    if let Some(path) = &newer
        && let Some(text) = text_of(package, path)?
    {
        newer_places(path, &text, &mut all);
    }
    if all.is_empty()
        && let Some(path) = &manifest.older_contents
        && let Some(text) = text_of(package, path)?
    {
        older_places(path, &text, &mut all);
    }
    Ok(all)
}

/// What a list names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lists {
    Chapters,
    Pages,
    Other,
}

fn newer_places(path: &str, text: &str, all: &mut Places) {
    let mut xml = Xml::new(text);
    let mut lists = Lists::Other;
    let mut n = 0;
    while let Some(step) = xml.next() {
        let Step::Start(element) = step else { continue };
        if element.name() == b"nav" {
            lists = match element.attribute("type").as_deref() {
                Some("toc") => Lists::Chapters,
                Some("page-list") => Lists::Pages,
                _ => Lists::Other,
            };
        } else if element.name() == b"a" && lists != Lists::Other && n < PLACES {
            n += 1;
            let address = element.attribute("href").unwrap_or_default();
            let words = xml.words();
            put(all, path, &address, lists, &words);
        }
    }
}

fn older_places(path: &str, text: &str, all: &mut Places) {
    let mut xml = Xml::new(text);
    let (mut lists, mut words, mut n) = (Lists::Chapters, String::new(), 0);
    while let Some(step) = xml.next() {
        let Step::Start(element) = step else { continue };
        match element.name() {
            b"navMap" => lists = Lists::Chapters,
            b"pageList" => lists = Lists::Pages,
            b"navList" => lists = Lists::Other,
            b"text" => words = xml.words(),
            b"content" if n < PLACES => {
                n += 1;
                put(all, path, &element.attribute("src").unwrap_or_default(), lists, &words);
            }
            _ => {}
        }
    }
}

fn put(all: &mut Places, from: &str, address: &str, lists: Lists, words: &str) {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = match lists {
        Lists::Pages if !words.is_empty() => format!("p. {words}"),
        Lists::Chapters => match chapter(&words) {
            Some(place) => place,
            None => return,
        },
        Lists::Pages | Lists::Other => return,
    };
    let address = unescaped(address);
    let (file, id) = match address.split_once('#') {
        Some((file, id)) => (file, Some(id.to_owned())),
        None => (address.as_str(), None),
    };
    let path = if file.is_empty() { from.to_owned() } else { resolved(from, file) };
    all.entry(path).or_default().push((id, place));
}

/// A chapter as a locator says it: by its number where its name begins with one, or else by its name.
fn chapter(words: &str) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    let mut parts = words.split([' ', ':', '.', '\u{a0}']);
    let first = parts.next().unwrap_or_default();
    let is_number = |word: &str| !word.is_empty() && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(first) {
        return Some(format!("ch. {first}"));
    }
    if first.eq_ignore_ascii_case("chapter")
        && let Some(number) = parts.next().filter(|word| is_number(word))
    {
        return Some(format!("ch. {number}"));
    }
    let mut name: String = words.chars().take(NAME_CHARS).collect();
    if name.len() < words.len() {
        name.push('…');
    }
    Some(format!("“{name}”"))
}

/// The chapters' pieces in order, and how many chapters are missing or too large.
fn chapters(package: &mut Package<'_>, manifest: &Manifest, places: &Places) -> Result<(Vec<Piece>, usize), Problem> {
    let (mut all, mut n_missing, mut n_bytes) = (Vec::new(), 0, 0);
    let mut read = BTreeSet::new();
    for id in &manifest.spine {
        let Some(item) = manifest.items.get(id) else {
            n_missing += 1;
            continue;
        };
        let is_text = item.kind.contains("html") || has_ending(&item.path);
        if item.is_contents || !is_text || !read.insert(item.path.as_str()) {
            continue;
        }
        let Some(bytes) = package.member(&item.path)? else {
            n_missing += 1;
            continue;
        };
        n_bytes += bytes.len();
        if bytes.len() > CHAPTER_BYTES || n_bytes > BOOK_BYTES {
            n_missing += 1;
            continue;
        }
        let none = Vec::new();
        let here = places.get(&item.path).unwrap_or(&none);
        let is_contents = manifest.guide_contents.contains(&item.path) && manifest.spine.len() > 1;
        for mut piece in html::pieces_of_fragment(&marked(&decoded(&bytes), here)) {
            unmark(&mut piece, here);
            if is_contents {
                piece.role = Some(Role::Furniture);
            } else if piece.role == Some(Role::Headline) {
                // Each chapter has a title of its own.
                piece.role = Some(Role::Subhead);
            }
            all.push(piece);
        }
    }
    Ok((all, n_missing))
}

fn has_ending(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    ["html", "htm", "xhtml"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// A chapter's source as HTML reads it (`<a/>` has an end), with marks where `places` begin.
fn marked(source: &str, places: &[(Option<String>, String)]) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    let ids: BTreeMap<&str, usize> =
        places.iter().enumerate().filter_map(|(number, (id, _))| Some((id.as_deref()?, number))).collect();
    let whole: Vec<usize> =
        (0..places.len()).filter(|at| places.get(*at).is_some_and(|(id, _)| id.is_none())).collect();
    let mark = |out: &mut String, number: usize| {
        out.push(MARK);
        out.push_str(&number.to_string());
        out.push(MARK_END);
    };
    let mut in_note = false;
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = if tag.starts_with("<!--") {
            tag.find("-->").map(|end| end + 3)
        } else if tag.starts_with("<![CDATA[") {
            tag.find("]]>").map(|end| end + 3)
        } else {
            end_of_tag(tag)
        };
        let (tag, after) = tag.split_at(end.unwrap_or(tag.len()));
        rest = after;
        let is_start = !tag.starts_with("<!") && !tag.starts_with("<?") && !tag.starts_with("</");
        if let Some(number) = id_of(tag).filter(|_| is_start).and_then(|id| ids.get(id)) {
            mark(&mut out, *number);
        }
        let name: String =
            tag.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == ':').collect();
        if in_note && tag.starts_with("</a") {
            out.push(']');
            in_note = false;
        }
        match tag.strip_suffix("/>") {
            Some(open) if !name.is_empty() && !VOID.contains(&name.to_ascii_lowercase().as_str()) => {
                out.push_str(open);
                out.push_str("></");
                out.push_str(&name);
                out.push('>');
            }
            Some(_) | None => out.push_str(tag),
        }
        // The number of a note is no part of the word it stands at, where the note itself is in another file.
        if name == "a" && (tag.contains("noteref") || tag.contains("footnote-ref")) && !tag.ends_with("/>") {
            out.push('[');
            in_note = true;
        }
        if name.eq_ignore_ascii_case("body") && !tag.starts_with("</") {
            for number in &whole {
                mark(&mut out, *number);
            }
        }
    }
    out.push_str(rest);
    out
}

/// The byte after the end of the tag that `text` begins with; quotes may hold a `>`.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the tag ends where the first bracket is.
    text.find('>').map(|at| at + 1)
}

fn id_of(tag: &str) -> Option<&str> {
    let (_, after) = tag.split_once(" id=").or_else(|| tag.split_once("\nid="))?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after.get(1..)?.split(quote).next()
}

/// Takes the marks out of a piece and notes the places that begin there.
fn unmark(piece: &mut Piece, places: &[(Option<String>, String)]) {
    if !piece.text.contains(MARK) {
        return;
    }
    let mut text = String::with_capacity(piece.text.len());
    // What was taken out: up to which old byte, and how much until there.
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut n_cut = 0;
    let mut found = Vec::new();
    let mut rest = piece.text.as_str();
    while let Some((before, after)) = rest.split_once(MARK) {
        text.push_str(before);
        let (number, after) = after.split_once(MARK_END).unwrap_or((after, ""));
        if let Some((_, place)) = number.parse::<usize>().ok().and_then(|number| places.get(number)) {
            found.push((text.len(), place.clone()));
        }
        n_cut += rest.len() - before.len() - after.len();
        cuts.push((piece.text.len() - after.len(), n_cut));
        rest = after;
    }
    text.push_str(rest);
    let moved = |at: usize| {
        let before = cuts.partition_point(|(end, _)| *end <= at);
        let n = before.checked_sub(1).and_then(|at| cuts.get(at)).map_or(0, |(_, n)| *n);
        (at - n.min(at)).min(text.len())
    };
    for (span, _) in &mut piece.annotations {
        *span = crate::text::span::ByteSpan::new(moved(span.start()), moved(span.end()));
    }
    piece.places = found;
    piece.text = text;
}

fn about(dublin: dublin::Dublin, pieces: &mut Vec<Piece>) -> Meta {
    let (title, writers) = (dublin.title.clone(), dublin.writers.join(", "));
    let (publisher, days) = (dublin.publisher.clone(), dublin.dates.clone());
    let mut meta = dublin.of_document(pieces);
    if !pieces.is_empty() && !title.is_empty() && !pieces.iter().any(|piece| piece.role == Some(Role::Headline)) {
        pieces.insert(0, Piece::known(title.clone(), Role::Headline));
    }
    for (field, place, value) in [
        (&mut meta.headline, &mut meta.found.headline, title),
        (&mut meta.byline, &mut meta.found.byline, writers),
        (&mut meta.publication, &mut meta.found.publication, publisher),
    ] {
        place.clear();
        if !value.is_empty() {
            found::FILE_PROPERTIES.clone_into(place);
        }
        *field = value;
    }
    // The day on which the file was made is not the day on which the book came out.
    let mut day = days.iter().filter(|(event, _)| event.is_empty() || event == "publication");
    if let Some((date, _)) = day.find_map(|(_, day)| dates::date_at_start(day)) {
        meta.published = Some(date);
        found::FILE_PROPERTIES.clone_into(&mut meta.published_from);
    }
    meta
}

#[cfg(test)]
mod tests;
