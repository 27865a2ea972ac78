//! `tickmark extract`: the text of any file that can be read, without a project.
//!
//! Must not know: formats. Holds: no project, no settings and no window code is touched before the file is read.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::args::articles::ExtractArgs;
use crate::cli::desk::Style;
use crate::cli::failed;
use crate::cli::out::{self, Out};
use crate::model::annotation::Annotation;
use crate::model::article::Role;
use crate::model::found::Found;
use crate::model::problem::{Problem, quoted};
use crate::session::extract::{Extract, ExtractBlock, ExtractNote, From, STANDARD_INPUT, extract};

/// The least width in which text is wrapped, however narrow the terminal.
const LEAST: usize = 30;

#[derive(Serialize)]
struct Shape<'a> {
    file: &'a str,
    format: &'static str,
    encoding: &'a str,
    headline: &'a str,
    byline: &'a str,
    publication: &'a str,
    dateline: &'a str,
    published: Option<String>,
    published_from: &'a str,
    url: &'a str,
    language: &'a str,
    found: &'a Found,
    blocks: Vec<BlockShape<'a>>,
}

#[derive(Serialize)]
struct BlockShape<'a> {
    block: usize,
    role: &'static str,
    places: &'a [String],
    start: usize,
    end: usize,
    text: &'a str,
    annotations: Vec<NoteShape<'a>>,
}

#[derive(Serialize)]
struct NoteShape<'a> {
    kind: &'static str,
    start: usize,
    end: usize,
    on: &'a str,
    words: &'a str,
    url: &'a str,
    author: &'a str,
    made: &'a str,
}

impl<'a> BlockShape<'a> {
    fn new(number: usize, block: &'a ExtractBlock) -> Self {
        let ExtractBlock { role, span, text, places, notes } = block;
        let annotations = notes.iter().map(NoteShape::new).collect();
        Self { block: number, role: role.word(), places, start: span.start, end: span.end, text, annotations }
    }
}

impl<'a> NoteShape<'a> {
    fn new(note: &'a ExtractNote) -> Self {
        let ExtractNote { span, on, annotation } = note;
        let Annotation { kind, words, url, author, made } = annotation;
        Self { kind: kind.word(), start: span.start, end: span.end, on, words, url, author, made }
    }
}

/// Reads the file and answers.
pub(super) fn run(wanted: &ExtractArgs, style: Style) -> ExitCode {
    let from = if wanted.file.as_os_str() == "-" {
        From::Input(wanted.name.clone().unwrap_or_else(|| STANDARD_INPUT.to_owned()))
    } else {
        From::File(wanted.file.clone())
    };
    let told = |problem: &Problem| out::tell(&problem.to_string());
    let answered = extract(&from, told).and_then(|read| {
        for problem in &read.problems {
            told(problem);
        }
        let mut out = Out::new();
        match (style, wanted.text) {
            (Style::Json, _) => out.json(&shape(&read))?,
            (Style::Plain, true) => out.line(&read.article_text()),
            (Style::Plain, false) => plain(&read, &mut out),
        }
        out.finish()
    });
    match answered {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => failed(&problem),
    }
}

fn shape(read: &Extract) -> Shape<'_> {
    let meta = &read.meta;
    Shape {
        file: &read.name,
        format: read.format,
        encoding: &read.encoding,
        headline: &meta.headline,
        byline: &meta.byline,
        publication: &meta.publication,
        dateline: &meta.dateline,
        published: meta.published.map(|day| day.to_string()),
        published_from: &meta.published_from,
        url: &meta.url,
        language: &meta.language,
        found: &meta.found,
        blocks: (1..).zip(&read.blocks).map(|(number, block)| BlockShape::new(number, block)).collect(),
    }
}

fn plain(read: &Extract, out: &mut Out) {
    let meta = &read.meta;
    let published = meta.published.map(|day| day.to_string()).unwrap_or_default();
    let found = &meta.found;
    let encoding = if read.encoding.is_empty() { String::new() } else { format!(", {}", read.encoding) };
    let file = format!("{} ({}{encoding})", read.name, read.format);
    for (name, value, from) in [
        ("file", file.as_str(), ""),
        ("headline", &meta.headline, found.headline.as_str()),
        ("byline", &meta.byline, &found.byline),
        ("publication", &meta.publication, &found.publication),
        ("dateline", &meta.dateline, &found.dateline),
        ("published", &published, &meta.published_from),
        ("url", &meta.url, &found.url),
        ("language", &meta.language, &found.language),
    ] {
        match (value, from) {
            ("", _) => {}
            (value, "") => out.line(&format!("{name:<13}{value}")),
            (value, from) => out.line(&format!("{name:<13}{value} ({from})")),
        }
    }
    out.line("");
    let roles: Vec<String> = read.blocks.iter().map(|block| role(block.role)).collect();
    let places: Vec<String> = read.blocks.iter().map(|block| block.places.join(", ")).collect();
    let widest = |words: &[String]| words.iter().map(|word| word.chars().count()).max().unwrap_or_default();
    let (role_width, place_width) = (widest(&roles), widest(&places));
    let indent = role_width + 2 + if place_width > 0 { place_width + 2 } else { 0 };
    let room = out.width().map_or(usize::MAX, |width| width.saturating_sub(indent).max(LEAST));
    for ((block, role), place) in read.blocks.iter().zip(&roles).zip(&places) {
        let gap = if place_width > 0 { "  " } else { "" };
        let mut before = format!("{role:<role_width$}  {place:<place_width$}{gap}");
        let notes = block.notes.iter().map(note_line);
        for line in block.text.lines().map(str::to_owned).chain(notes).flat_map(|line| wrapped(&line, room)) {
            out.line(&format!("{before}{line}"));
            before = " ".repeat(indent);
        }
    }
}

/// A role; what belongs to the page stands in brackets.
fn role(role: Role) -> String {
    if role.counts() { role.word().to_owned() } else { format!("({})", role.word()) }
}

fn note_line(note: &ExtractNote) -> String {
    let Annotation { kind, words, url, author, made } = &note.annotation;
    let on = if note.on.is_empty() { String::new() } else { format!(" on {}", quoted(&note.on, 60)) };
    let joined = |parts: &[&str], gap: &str| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(gap)
    };
    let by = joined(&[author, made], ", ");
    let by = if by.is_empty() { by } else { format!(" ({by})") };
    // A note mostly has its address in its words.
    let url = if words.contains(url.as_str()) { "" } else { url };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = joined(&[&words, url], " · ");
    let said = if said.is_empty() { said } else { format!(": {said}") };
    format!("↳ {}{on}{by}{said}", kind.word())
}

/// A line cut between words into lines of at most `room` characters; longer words stand alone.
fn wrapped(line: &str, room: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut length = 0;
    for word in line.split_inclusive(' ') {
        let n = word.trim_end().chars().count();
        match out.last_mut() {
            Some(last) if length + n <= room => last.push_str(word),
            Some(_) | None => {
                out.push(word.to_owned());
                length = 0;
            }
        }
        length += word.chars().count();
    }
    for line in &mut out {
        line.truncate(line.trim_end().len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::annotation::{Annotation, AnnotationKind};
    use crate::text::span::ScalarSpan;

    #[test]
    fn lines_are_cut_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("extraordinarily so", 5), ["extraordinarily", "so"]);
        assert_eq!(wrapped("one two", usize::MAX), ["one two"]);
        assert_eq!(wrapped("", 5), Vec::<String>::new());
    }

    #[test]
    fn what_hangs_on_words_is_told_in_a_line() {
        let note =
            |on: &str, annotation| ExtractNote { span: ScalarSpan { start: 0, end: 0 }, on: on.into(), annotation };
        assert_eq!(
            note_line(&note("ships", Annotation::link("http://a.example"))),
            "↳ link on “ships”: http://a.example"
        );
        let mut comment = Annotation::new(AnnotationKind::Comment, "Which\nday?");
        comment.author = "EC".into();
        comment.made = "2022-02-01".into();
        assert_eq!(note_line(&note("", comment)), "↳ comment (EC, 2022-02-01): Which day?");
        let mut footnote = Annotation::new(AnnotationKind::Footnote, "See http://a.example");
        footnote.url = "http://a.example".into();
        assert_eq!(note_line(&note("x", footnote)), "↳ footnote on “x”: See http://a.example");
        let both =
            Annotation { url: "http://a.example".into(), ..Annotation::new(AnnotationKind::Endnote, "Port log") };
        assert_eq!(note_line(&note("x", both)), "↳ endnote on “x”: Port log · http://a.example");
    }
}
