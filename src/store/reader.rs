//! Reads one RON file field by field and element by element, and tells what it could not understand.
//!
//! In: a file's text and the names and types of its fields. Out: values, and problems with line and column.
//! Must not know: which files there are, where they lie on disk.
//! Holds: nothing is left out silently: a field nobody asked for is a problem too.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::ops::Range;

use ron::error::Position;
use serde::de::DeserializeOwned;

use crate::model::problem::{Place, Problem, Severity, shortened};
use crate::store::migrate::{self, Places};
use crate::store::split::{self, Fault, Field, Pieces};

/// The schema version of the files this program writes; `migrate` says how to raise it.
pub(super) const SCHEMA: u32 = 2;

/// Broken elements of one list that are told one by one; the rest are counted.
const TOLD: usize = 5;

/// Unknown fields of one element that are passed over before it is given up.
const PASSED_OVER: usize = 16;

/// A file that is being read.
pub(super) struct FileReader<'a> {
    /// Its path inside the project.
    file: &'a str,
    /// What people call it, at the start of a sentence: "Review".
    title: &'static str,
    /// Its text, as the present schema version has it.
    text: Cow<'a, str>,
    /// The text that is in the file, which may be of an older version.
    original: &'a str,
    /// Where the text's places stand in that.
    places: Places,
    /// The older version that it is of.
    older: Option<u32>,
    /// Where each line of the file begins (bytes).
    lines: Vec<usize>,
    pieces: Pieces,
    /// Which fields were asked for.
    asked: Vec<bool>,
    /// Where the elements begin that could be read.
    taken: BTreeSet<usize>,
    problems: Vec<Problem>,
}

/// Why a piece could not be decoded, and where in the piece.
struct Broken {
    line: usize,
    column: usize,
    why: String,
}

/// An unknown field that was passed over.
struct Unknown {
    line: usize,
    column: usize,
    name: String,
}

impl<'a> FileReader<'a> {
    /// Starts reading `text`, the content of `file`, and checks the schema version.
    pub(super) fn new(file: &'a str, title: &'static str, text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let pieces = split::split(text);
        let asked = vec![false; pieces.fields.len()];
        let (original, text, places) = (text, Cow::Borrowed(text), Places::default());
        let (older, taken, problems) = (None, BTreeSet::new(), Vec::new());
        let mut reader = Self { file, title, text, original, places, older, lines, pieces, asked, taken, problems };
        match reader.value::<u32>("schema") {
            Some(SCHEMA) => {}
            Some(older) if migrate::is_older(older) => reader.migrate(older),
            Some(unknown) if unknown < SCHEMA => {
                let why = format!("no Tickmark wrote schema version {unknown}; this program knows 1 to {SCHEMA}");
                reader.tell(reader.place_of("schema"), "schema-unknown", "its schema version is unknown", &why);
            }
            Some(newer) => {
                let problem = Problem::warning(
                    "schema-newer",
                    format!("{title} opened read-only: another version of Tickmark wrote it"),
                )
                .at(Place::File(file.to_owned()))
                .why(format!("its schema version is {newer}, and this program knows {SCHEMA}"))
                .now("what could be understood is shown; the file was not touched")
                .help("Open the project with the newer Tickmark; or choose “Keep a copy and go on” with Ctrl+K (`tickmark check-project --keep-copy`), which leaves out what was not understood");
                reader.problems.push(problem);
            }
            None if reader.problems.is_empty() && reader.pieces.fault.is_none() => {
                reader.tell(0, "schema-missing", "it does not say its schema version", "expected `schema: …` first");
            }
            None => {}
        }
        reader
    }

    /// Goes on with the text as the present version has it.
    fn migrate(&mut self, version: u32) {
        let name = self.file.rsplit('/').next().unwrap_or(self.file);
        let (text, places) = migrate::migrate(name, self.original, version);
        self.pieces = split::split(&text);
        self.asked = vec![false; self.pieces.fields.len()];
        (self.text, self.places, self.older) = (text, places, Some(version));
        self.value::<u32>("schema");
    }

    /// The schema version of the file, when it is an older one that was brought up to the present.
    pub(super) fn older(&self) -> Option<u32> {
        self.older
    }

    /// The value of a field; `None` when the file does not have it, or it is broken (then it is told).
    pub(super) fn value<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let field = self.field(name)?;
        match self.decode(&field.value) {
            Ok(value) => Some(value),
            Err(broken) => {
                let what = format!("its {name} cannot be read");
                let problem = self.broken(&field.value, broken, "field-damaged", &what);
                self.problems.push(problem);
                None
            }
        }
    }

    /// The elements of a list that can be read; `noun` names one of them ("claim").
    pub(super) fn list<T: DeserializeOwned>(&mut self, name: &'static str, noun: &str) -> Vec<T> {
        self.elements(name, noun).into_iter().filter_map(|(value, _)| value).collect()
    }

    /// The elements of a list whose order matters: one that cannot be read is told, and `other` stands in its place.
    pub(super) fn list_or<T: DeserializeOwned + Copy>(&mut self, name: &'static str, noun: &str, other: T) -> Vec<T> {
        self.elements(name, noun).into_iter().map(|(value, _)| value.unwrap_or(other)).collect()
    }

    /// The elements of a list by their ids; of two with one id the first is kept, and the other is told.
    pub(super) fn map<K: Ord + Display, T: DeserializeOwned>(
        &mut self,
        name: &'static str,
        noun: &str,
        id: impl Fn(&T) -> K,
    ) -> BTreeMap<K, T> {
        let mut map = BTreeMap::new();
        let mut n_twice = 0;
        let n_told = self.problems.len();
        let mut values = self.elements(name, noun);
        let n_broken = values.iter().filter(|(value, _)| value.is_none()).count();
        values.extend(self.astray(name, noun));
        for (value, at) in values {
            let Some(value) = value else { continue };
            match map.entry(id(&value)) {
                Entry::Vacant(place) => drop(place.insert(value)),
                Entry::Occupied(_) if n_twice >= TOLD => {}
                Entry::Occupied(first) => {
                    n_twice += 1;
                    let why = format!("the id {} stands here a second time; the first is shown", first.key());
                    self.tell(at, "id-twice", &format!("a {noun} has the id of another"), &why);
                }
            }
        }
        let (n_read, plural) = (map.len(), plural(noun));
        // Nobody knows how many a file had whose end is gone.
        let now = if self.pieces.fault.is_some() {
            let things = if n_read == 1 { noun } else { &plural };
            let are = if n_read == 1 { "is" } else { "are" };
            format!("{n_read} {things} {are} shown, and there may have been more; the file was not touched")
        } else {
            format!("{n_read} of {} {plural} are shown; the file was not touched", n_read + n_broken)
        };
        for problem in self.problems.iter_mut().skip(n_told).filter(|problem| problem.id == "entry-damaged") {
            problem.now.clone_from(&now);
        }
        map
    }

    /// Tells something else that is wrong with the file, at byte `at`.
    pub(super) fn tell(&mut self, at: usize, id: &'static str, what: &str, why: &str) {
        let (line, column) = self.position(at);
        let problem = Problem::warning(id, format!("{} opened read-only: {what}", self.title))
            .at(Place::Line { file: self.file.to_owned(), line, column })
            .why(why)
            .now("the rest is shown; the file was not touched")
            .help(mend(line));
        self.problems.push(problem);
    }

    /// The byte at which a field's value begins, or the start of the file.
    pub(super) fn place_of(&self, name: &str) -> usize {
        let field = self.pieces.fields.iter().find(|field| self.text.get(field.name.clone()) == Some(name));
        field.map_or(0, |field| field.value.start)
    }

    /// Everything that is to be told, and whether the file was wholly understood.
    pub(super) fn finish(mut self) -> (Vec<Problem>, bool) {
        if let Some(at) = git_conflict(self.original) {
            let line = self.original.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            let what = format!("{} opened read-only: git left both sides of a merge in it", self.title);
            return (vec![of_git_conflict(self.file, line, what)], false);
        }
        let rest: Vec<Range<usize>> = (self.pieces.fields.iter().zip(&self.asked))
            .filter(|&(field, &asked)| !asked && !field.name.is_empty())
            .map(|(field, _)| field.name.clone())
            .collect();
        for name in rest.iter().take(TOLD) {
            let words = shortened(self.text.get(name.clone()).unwrap_or_default(), 40);
            let what = "it has a field that this version does not know";
            self.tell(
                name.start,
                "field-unknown",
                what,
                &format!("`{words}` is unknown here, or stands here a second time"),
            );
        }
        let is_silent = !self.problems.iter().any(|problem| problem.severity != Severity::Note);
        if let (true, Some(fault)) = (is_silent, self.pieces.fault) {
            self.tell(fault.at, "file-damaged", "it is damaged or cut off", fault.why);
        }
        let is_understood = self.problems.iter().all(|problem| problem.severity == Severity::Note);
        if let (true, Some(at)) = (is_understood, self.pieces.comment) {
            let (line, column) = self.position(at);
            let problem = Problem::note("comment", "The comments in this file go when it is saved next")
                .at(Place::Line { file: self.file.to_owned(), line, column })
                .why("Tickmark keeps the fields of a file, not what is written between them")
                .now("the file was not touched yet")
                .help("Copy the comments into a note before you change anything");
            self.problems.push(problem);
        }
        (self.problems, is_understood)
    }

    /// The first field of this name that was not asked for yet.
    fn field(&mut self, name: &str) -> Option<Field> {
        let mut fields = self.pieces.fields.iter().zip(&mut self.asked);
        let (field, asked) =
            fields.find(|(field, asked)| !**asked && self.text.get(field.name.clone()) == Some(name))?;
        *asked = true;
        Some(field.clone())
    }

    fn elements<T: DeserializeOwned>(&mut self, name: &'static str, noun: &str) -> Vec<(Option<T>, usize)> {
        let Some(field) = self.field(name) else { return Vec::new() };
        let value = self.text.get(field.value.clone()).unwrap_or_default();
        if field.elements.is_empty() && !value.starts_with('[') {
            self.tell(
                field.value.start,
                "field-damaged",
                &format!("its {name} cannot be read"),
                "expected a list in `[` and `]`",
            );
            return Vec::new();
        }
        let (mut field, mut values, mut broken) = (field.clone(), Vec::new(), Vec::new());
        self.decode_all(&field, &mut values, &mut broken);
        // Two damaged quotation marks or brackets can swallow whole elements and fit all the same.
        if !broken.is_empty() && self.pieces.fault.is_none() && self.lines_show_more() {
            self.follow_lines(field.value.start);
            let name = |field: &&Field| self.text.get(field.name.clone()) == Some(name);
            if let Some(by_lines) = self.pieces.fields.iter().find(name) {
                (field, values, broken) = (by_lines.clone(), Vec::new(), Vec::new());
                self.decode_all(&field, &mut values, &mut broken);
            }
        }
        let (n_broken, n_all) = (broken.len(), field.elements.len());
        let n_read = n_all - n_broken;
        for (at, why) in broken.into_iter().take(TOLD) {
            let what = match n_broken {
                1 => format!("one {noun} cannot be read"),
                n => format!("{n} of its entries ({noun}) cannot be read"),
            };
            let plural = plural(noun);
            let problem = self
                .broken(&at, why, "entry-damaged", &what)
                .now(format!("{n_read} of {n_all} {plural} are shown; the file was not touched"));
            self.problems.push(problem);
        }
        values
    }

    fn decode_all<T: DeserializeOwned>(
        &mut self,
        field: &Field,
        values: &mut Vec<(Option<T>, usize)>,
        broken: &mut Vec<(Range<usize>, Broken)>,
    ) {
        for at in &field.elements {
            let decoded = self.decode(at);
            let value = decoded.map_err(|why| broken.push((at.clone(), why))).ok();
            if value.is_some() {
                self.taken.insert(at.start);
            }
            values.push((value, at.start));
        }
    }

    /// The elements of this list that damage has put outside of it, known by their shape: the list's first line is
    /// gone, or its name is damaged.
    fn astray<T: DeserializeOwned>(&mut self, name: &str, noun: &str) -> Vec<(Option<T>, usize)> {
        let of = |field: &Field| self.text.get(field.name.clone()).unwrap_or_default();
        let places: Vec<Range<usize>> = if self.pieces.fault.is_some() {
            split::by_lines(&self.text).into_iter().flat_map(|field| field.elements).collect()
        } else {
            let unasked = self.pieces.fields.iter().zip(&self.asked).filter(|&(_, &asked)| !asked);
            unasked
                .filter(|(field, _)| is_like(of(field), name))
                .flat_map(|(field, _)| field.elements.clone())
                .collect()
        };
        let mut found = Vec::new();
        for at in places.into_iter().filter(|at| !self.taken.contains(&at.start)) {
            let piece = self.text.get(at.clone()).unwrap_or_default();
            match decode::<T>(piece) {
                Ok((value, unknown)) if unknown.is_empty() => found.push((Some(value), at.start)),
                Ok(_) | Err(_) => {}
            }
        }
        self.taken.extend(found.iter().map(|&(_, at)| at));
        if let Some(&(_, first)) = found.first() {
            let what = match found.len() {
                1 => format!("one {noun} stands outside of its list"),
                n => format!("{n} {} stand outside of their list", plural(noun)),
            };
            self.tell(first, "entry-astray", &what, &format!("the line `{name}: [` is damaged or not there"));
        }
        found
    }

    /// Whether the indentation shows more elements than the brackets.
    fn lines_show_more(&self) -> bool {
        let count = |fields: &[Field]| fields.iter().map(|field| field.elements.len()).sum::<usize>();
        count(&split::by_lines(&self.text)) > count(&self.pieces.fields)
    }

    /// Goes on with the pieces that the indentation shows; what was asked for by name counts as asked for.
    fn follow_lines(&mut self, at: usize) {
        let name = |field: &Field| self.text.get(field.name.clone());
        let was_asked: Vec<_> = (self.pieces.fields.iter().zip(&self.asked))
            .filter(|&(_, &asked)| asked)
            .map(|(field, _)| name(field))
            .collect();
        let fields = split::by_lines(&self.text);
        self.asked = fields.iter().map(|field| was_asked.contains(&name(field))).collect();
        let fault = Fault { at, why: "quotation marks or brackets do not fit" };
        self.pieces = Pieces { fields, fault: Some(fault), comment: None };
    }

    fn broken(&self, at: &Range<usize>, broken: Broken, id: &'static str, what: &str) -> Problem {
        let (line, column) = self.absolute(at.start, broken.line, broken.column);
        Problem::warning(id, format!("{} opened read-only: {what}", self.title))
            .at(Place::Line { file: self.file.to_owned(), line, column })
            .why(broken.why)
            .now("the rest is shown; the file was not touched")
            .help(mend(line))
    }

    /// Decodes a piece of the text; fields it should not have are told and passed over.
    fn decode<T: DeserializeOwned>(&mut self, at: &Range<usize>) -> Result<T, Broken> {
        let piece = self.text.get(at.clone()).unwrap_or_default();
        let (value, unknown) = decode(piece)?;
        // Counted first: finding the column of each of very many on one long line would take for ever.
        let told = self.problems.iter().filter(|told| told.id == "field-unknown").count();
        for Unknown { line, column, name } in unknown.into_iter().take(TOLD.saturating_sub(told)) {
            let (line, column) = self.absolute(at.start, line, column);
            let what = "it has a field that this version does not know";
            let problem = Problem::warning("field-unknown", format!("{} opened read-only: {what}", self.title))
                .at(Place::Line { file: self.file.to_owned(), line, column })
                .why(format!("`{}` is unknown here", shortened(&name, 40)))
                .now("it is left out of what is shown; the file was not touched")
                .help(mend(line));
            self.problems.push(problem);
        }
        Ok(value)
    }

    /// Line and column in the file (from 1, columns in scalar values) of byte `at`.
    fn position(&self, at: usize) -> (usize, usize) {
        let at = self.places.original(at);
        let line = self.lines.partition_point(|&start| start <= at);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.original.get(start..at.min(self.original.len())).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// Line and column in the file of a line and column in the piece that begins at byte `start`.
    fn absolute(&self, start: usize, line: usize, column: usize) -> (usize, usize) {
        let piece = self.text.get(start..).unwrap_or_default();
        self.position(start + byte_in(piece, Position { line, col: column }))
    }
}

/// Whether a field's name is `name`, but for two damaged letters at most.
fn is_like(found: &str, name: &str) -> bool {
    found.len() == name.len() && found.bytes().zip(name.bytes()).filter(|(a, b)| a != b).count() <= 2
}

/// Decodes `piece`, passing over the fields that its type does not have.
fn decode<T: DeserializeOwned>(piece: &str) -> Result<(T, Vec<Unknown>), Broken> {
    if let Some(at) = split::too_deep(piece) {
        let Position { line, col } = place_in(piece, at);
        return Err(Broken { line, column: col, why: "brackets are nested too deep".to_owned() });
    }
    let mut text = Cow::Borrowed(piece);
    let mut unknown = Vec::new();
    loop {
        #[cfg(test)]
        work::add(text.len());
        let error = match ron::from_str::<T>(&text) {
            Ok(value) => return Ok((value, unknown)),
            Err(error) => error,
        };
        let until = byte_in(&text, error.span.end);
        if let (ron::Error::NoSuchStructField { found, .. }, true) = (&error.code, unknown.len() < PASSED_OVER)
            && let Some(field) = split::field_before(&text, found, until)
        {
            let Position { line, col } = place_in(&text, field.start);
            unknown.push(Unknown { line, column: col, name: found.clone() });
            text = blanked(&text, &field).into();
            continue;
        }
        let start = byte_in(&text, error.span.start);
        let space = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        let Position { line, col } = place_in(&text, start + space);
        return Err(Broken { line, column: col, why: reason(&error.code) });
    }
}

/// The reason in a line: what was found, without the list of all that could stand there.
fn reason(error: &ron::Error) -> String {
    if let ron::Error::NoSuchStructField { found, .. } = error {
        return format!("unknown field `{}`", shortened(found, 40));
    }
    if let ron::Error::NoSuchEnumVariant { found, .. } = error {
        return format!("unknown word `{}`", shortened(found, 40));
    }
    let told = error.to_string();
    let found = told.split_once(", expected one of").map_or(told.as_str(), |(found, _)| found);
    shortened(found, 300)
}

/// `text` with spaces for the characters of `range`: every place behind keeps its line and column.
fn blanked(text: &str, range: &Range<usize>) -> String {
    let blank = |(at, c): (usize, char)| if range.contains(&at) && c != '\n' { ' ' } else { c };
    text.char_indices().map(blank).collect()
}

fn place_in(text: &str, at: usize) -> Position {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    Position { line: before.matches('\n').count() + 1, col: column }
}

fn byte_in(text: &str, place: Position) -> usize {
    let start: usize = text.split_inclusive('\n').take(place.line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    rest.char_indices().nth(place.col.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

/// What to do about damage: first what loses nothing, then `otherwise`.
pub(super) fn repair_or(otherwise: &str) -> String {
    format!(
        "Choose “Repair…” with Ctrl+K (`tickmark check-project --repair`) to see what can be put back; or {otherwise}"
    )
}

fn mend(line: usize) -> String {
    repair_or(&format!("mend line {line} in a text editor and open the project again"))
}

/// Where git left both sides of a merge in a text: the first of its marks, which no file of ours has at a line's start.
pub(super) fn git_conflict(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut first = None;
    for line in text.split_inclusive('\n') {
        match first {
            None if line.starts_with("<<<<<<< ") => first = Some(at),
            Some(_) if line.starts_with(">>>>>>> ") => return first,
            None | Some(_) => {}
        }
        at += line.len();
    }
    None
}

/// What is told of a file with git's marks at `line`, beginning with `what`.
pub(super) fn of_git_conflict(file: &str, line: usize, what: impl Into<String>) -> Problem {
    Problem::warning("git-conflict", what)
        .at(Place::Line { file: file.to_owned(), line, column: 1 })
        .why("git merged it as plain text, and put its conflict markers `<<<<<<<` and `>>>>>>>` around the two sides")
        .now("what can be read is shown; the file was not touched")
        .help("Run `tickmark git-setup`, once in each clone, then `git merge --abort`, and merge again: both sides are kept")
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    }
}

/// Counts the bytes that are decoded, so that tests can hold that damage makes no more work than it may.
#[cfg(test)]
pub(super) mod work {
    use std::cell::Cell;

    thread_local! { static BYTES: Cell<usize> = const { Cell::new(0) }; }

    pub(super) fn add(bytes: usize) {
        BYTES.set(BYTES.get() + bytes);
    }

    /// The bytes decoded on this thread since the last call.
    pub(in crate::store) fn taken() -> usize {
        BYTES.replace(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        id: u32,
        #[serde(default)]
        inner: Vec<Self>,
    }

    fn read(text: &str) -> (Vec<u32>, Vec<String>, bool) {
        let mut reader = FileReader::new("things.ron", "Things", text);
        let things = reader.map("things", "thing", |thing: &Thing| thing.id);
        let (problems, is_understood) = reader.finish();
        let told = problems.iter().map(|problem| format!("{} {}", problem.id, problem.place)).collect();
        (things.into_keys().collect(), told, is_understood)
    }

    fn check(text: &str, things: &[u32], told: &[&str]) {
        let (found, problems, is_understood) = read(text);
        assert_eq!(found, things, "{text}");
        assert_eq!(problems, told, "{text}");
        assert_eq!(is_understood, told.iter().all(|told| told.starts_with("comment")), "{text}");
    }

    #[test]
    fn one_broken_element_leaves_the_rest() {
        check("(schema: 2, things: [(id: 1), (id: 2)])", &[1, 2], &[]);
        check(
            "(schema: 2,\nthings: [\n(id: 1),\n(id: é2),\n(id: 3)])",
            &[1, 3],
            &["entry-damaged things.ron, line 4, column 6"],
        );
        check(
            "(schema: 2, things: [(id: 7), (id: 7, inner: [(id: 1)])])",
            &[7],
            &["id-twice things.ron, line 1, column 31"],
        );
        check("(schema: 2, things: 5)", &[], &["field-damaged things.ron, line 1, column 21"]);
    }

    #[test]
    fn unknown_fields_are_told_and_passed_over() {
        check(
            "(schema: 2, things: [(id: 1, colour: [(red: 1)]), (id: 2, inner: [(id: 3,\n  colour: \"é\", shade: 2)])], more: 1)",
            &[1, 2],
            &[
                "field-unknown things.ron, line 1, column 30",
                "field-unknown things.ron, line 2, column 3",
                "field-unknown things.ron, line 2, column 16",
                "field-unknown things.ron, line 2, column 30",
            ],
        );
        check(
            "(schema: 2, things: [(id: 1)], things: [(id: 2)])",
            &[1, 2],
            &["entry-astray things.ron, line 1, column 41", "field-unknown things.ron, line 1, column 32"],
        );
    }

    #[test]
    fn elements_outside_of_their_list_are_found() {
        check(
            "(schema: 2, thinks: [(id: 1)])",
            &[1],
            &["entry-astray things.ron, line 1, column 22", "field-unknown things.ron, line 1, column 13"],
        );
        check(
            "(\n    schema: 2,\n        (\n            id: 1,\n        ),\n    ],\n)\n",
            &[1],
            &["entry-astray things.ron, line 3, column 9"],
        );
        check("(schema: 2, colours: [(id: 1)])", &[], &["field-unknown things.ron, line 1, column 13"]);
    }

    #[test]
    fn a_reason_is_one_line_without_all_that_could_stand_there() {
        #[derive(Debug, Deserialize)]
        enum Colour {
            Red,
            Green,
        }
        assert_eq!(reason(&ron::from_str::<Colour>("Blue").unwrap_err().code), "unknown word `Blue`");
        let known = ron::from_str::<Vec<Colour>>("[Red, Green]").expect("both are known");
        assert_eq!(known.len(), 2);
        let missing = reason(&ron::from_str::<Thing>("()").unwrap_err().code);
        assert!(missing.contains("`id`"), "{missing}");
    }

    #[test]
    fn versions_comments_and_cut_files_are_told() {
        check("(schema: 99, things: [(id: 1)])", &[1], &["schema-newer things.ron"]);
        check("(schema: 0, things: [(id: 1)])", &[1], &["schema-unknown things.ron, line 1, column 10"]);
        check("(things: [(id: 1)])", &[1], &["schema-missing things.ron, line 1, column 1"]);
        check("(schema: 2, // mine\n)", &[], &["comment things.ron, line 1, column 13"]);
        check("", &[], &["file-damaged things.ron, line 1, column 1"]);
        check("(\n    schema: 2,\n    things: [", &[], &["file-damaged things.ron, line 3, column 14"]);
        check(
            "(\n    schema: 2,\n    things: [\n        (\n            id: 1,\n        ),\n        (\n            id",
            &[1],
            &["entry-damaged things.ron, line 8, column 13"],
        );
    }

    #[test]
    fn a_nesting_bomb_is_one_broken_element() {
        let bomb = format!("(schema: 2, things: [(id: 1), {}])", "(".repeat(100_000));
        let (_, told, is_understood) = read(&bomb);
        assert!(!is_understood && !told.is_empty());
        let lines = format!(
            "(\n    schema: 2,\n    things: [\n        (id: 1),\n        {},\n        (id: 2),\n    ],\n)\n",
            "(id: 1, inner: [".repeat(100_000)
        );
        assert_eq!(read(&lines).0, [1, 2]);
    }

    #[test]
    fn the_marks_of_git_are_told_as_such_and_nothing_else_is() {
        let text = "(\n    schema: 2,\n    things: [\n<<<<<<< HEAD\n        (id: 1),\n=======\n        (id: 2),\n>>>>>>> theirs\n    ],\n)\n";
        let (_, told, is_understood) = read(text);
        assert_eq!((told, is_understood), (vec!["git-conflict things.ron, line 4, column 1".to_owned()], false));
        check("(schema: 2, things: [(id: 1)])\n", &[1], &[]);
    }

    #[test]
    fn a_cut_file_is_not_said_to_have_had_so_many() {
        let mut reader = FileReader::new(
            "things.ron",
            "Things",
            "(\n    schema: 2,\n    things: [\n        (\n            id: 1,\n        ),\n        (\n            id",
        );
        reader.map("things", "thing", |thing: &Thing| thing.id);
        let (problems, _) = reader.finish();
        assert_eq!(problems[0].now, "1 thing is shown, and there may have been more; the file was not touched");
    }

    #[test]
    fn the_count_says_what_is_still_shown() {
        let mut reader = FileReader::new("things.ron", "Things", "(schema: 2, things: [(id: 1), (id: x)])");
        reader.list::<Thing>("things", "thing");
        let (problems, _) = reader.finish();
        assert_eq!(problems[0].now, "1 of 2 things are shown; the file was not touched");
    }
}
