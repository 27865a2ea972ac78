//! Steps through a document's XML: starts, ends and words, with namespaces known, within bounds.
//!
//! In: a member's bytes. Out: steps; and at the end, what was wrong with it, if anything.
//! Must not know: what elements mean.
//! Holds: no recursion; entities that a document declares are never expanded and nothing outside is ever fetched; every
//! start has its end, also where the file is cut off.   Limits: elements deeper than any document needs end the reading.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// How deep elements may stand in each other. Word's own files stay under 100.
const DEPTH: usize = 4096;
/// Namespace prefixes that are remembered at one time.
const PREFIXES: usize = 256;
/// Bytes at the start in which the encoding's name is looked for.
const DECLARATION: usize = 200;

/// The vocabularies that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// `WordprocessingML`.
    Word,
    /// Office's mathematics.
    Math,
    /// Alternatives of Office's newer and older drawings.
    Alternatives,
    /// Where a drawing stands in a Word text.
    Placing,
    /// A picture in a drawing.
    Picture,
    /// `OpenDocument`: the file's frame.
    Office,
    /// `OpenDocument`: text.
    Text,
    /// `OpenDocument`: tables.
    Table,
    /// `OpenDocument`: drawings.
    Draw,
    /// `OpenDocument`: pictures' titles.
    Svg,
    /// `OpenDocument`: styles.
    Style,
    /// `OpenDocument`: metadata.
    Meta,
    /// `OpenDocument`: presentation notes.
    Presentation,
    /// `MathML`.
    MathMl,
    /// Dublin Core.
    DublinCore,
    /// Anything else.
    Other,
}

/// What namespaces' addresses end with (Word's strict and transitional ones differ before that).
const SPACES: &[(&str, Space)] = &[
    ("/wordprocessingml/main", Space::Word),
    ("/wordprocessingml/2006/main", Space::Word),
    ("/officeDocument/2006/math", Space::Math),
    ("/officeDocument/math", Space::Math),
    ("/markup-compatibility/2006", Space::Alternatives),
    ("/drawingml/2006/wordprocessingDrawing", Space::Placing),
    ("/drawingml/wordprocessingDrawing", Space::Placing),
    ("/drawingml/2006/picture", Space::Picture),
    ("/drawingml/picture", Space::Picture),
    (":xmlns:office:1.0", Space::Office),
    (":xmlns:text:1.0", Space::Text),
    (":xmlns:table:1.0", Space::Table),
    (":xmlns:drawing:1.0", Space::Draw),
    (":xmlns:svg-compatible:1.0", Space::Svg),
    (":xmlns:style:1.0", Space::Style),
    (":xmlns:meta:1.0", Space::Meta),
    (":xmlns:presentation:1.0", Space::Presentation),
    ("/Math/MathML", Space::MathMl),
    ("purl.org/dc/elements/1.1/", Space::DublinCore),
];

/// One step through the XML.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The element that began last and has not ended ends.
    End,
    /// Words.
    Words(Cow<'a, str>),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// The vocabulary of its name.
    pub(super) space: Space,
    start: BytesStart<'a>,
    prefix: usize,
}

impl Element<'_> {
    /// Its name without the prefix.
    pub(super) fn name(&self) -> &[u8] {
        self.start.name().into_inner().get(self.prefix..).unwrap_or_default()
    }

    /// The value of the attribute called `name`, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.value(|key| key.rsplit(|byte| *byte == b':').next() == Some(name.as_bytes()))
    }

    /// The value of the attribute whose name with its prefix is `name`.
    pub(super) fn exact(&self, name: &str) -> Option<String> {
        self.value(|key| key == name.as_bytes())
    }

    fn value(&self, is_it: impl Fn(&[u8]) -> bool) -> Option<String> {
        let found =
            self.start.attributes().with_checks(false).filter_map(Result::ok).find(|found| is_it(found.key.0))?;
        let value = found.normalized_value(XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| String::from_utf8_lossy(&found.value).into_owned(), Cow::into_owned))
    }
}

/// What was wrong with the XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It declares entities, as only hostile documents do.
    Entities,
    /// It nests deeper than any document needs.
    Deep,
    /// It is cut off or broken.
    Broken,
}

impl Flaw {
    /// The reason, for people.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Entities => "it declares entities of its own, which documents never need and attacks do",
            Self::Deep => "its parts are nested deeper than in any real document",
            Self::Broken => "the XML in it is broken or cut off",
        }
    }
}

/// The text of a member, in whatever encoding it says.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    encoding.decode(bytes).0
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(DECLARATION)).unwrap_or_default();
    let start = String::from_utf8_lossy(start);
    let (_, after) = start.strip_prefix("<?xml")?.split_once("?>")?.0.split_once("encoding")?;
    let label = after.split(['"', '\'']).nth(1)?;
    // What can be read as bytes at all is not UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).filter(|found| *found != UTF_16LE && *found != UTF_16BE)
}

/// Steps through one XML text.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// Prefixes with what they stand for, and the depth at which they were said; the last one counts.
    spaces: Vec<(Vec<u8>, Space, usize)>,
    depth: usize,
    is_over: bool,
    flaw: Option<Flaw>,
}

impl<'a> Xml<'a> {
    /// Steps through `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, spaces: Vec::new(), depth: 0, is_over: false, flaw: None }
    }

    /// What was wrong, so far.
    pub(super) fn flaw(&self) -> Option<Flaw> {
        self.flaw
    }

    /// How many elements stand around the next step.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Passes over the element that began last, with all that is in it; its end is not told.
    pub(super) fn skip(&mut self) {
        let around = self.depth.saturating_sub(1);
        while self.depth > around && self.next().is_some() {}
    }

    /// The words in the element that began last; its end is not told.
    pub(super) fn words(&mut self) -> String {
        let around = self.depth.saturating_sub(1);
        let mut all = String::new();
        while self.depth > around {
            match self.next() {
                Some(Step::Words(words)) => all.push_str(&words),
                Some(Step::Start(_) | Step::End) => {}
                None => break,
            }
        }
        all
    }

    /// The next step.
    pub(super) fn next(&mut self) -> Option<Step<'a>> {
        while !self.is_over {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => return self.start(start),
                Ok(Event::End(_)) => return Some(self.end()),
                Ok(Event::Text(text)) => match text.decode() {
                    Ok(words) => return Some(Step::Words(words)),
                    Err(_) => self.stop(Flaw::Broken),
                },
                Ok(Event::CData(text)) => match text.decode() {
                    Ok(words) => return Some(Step::Words(words)),
                    Err(_) => self.stop(Flaw::Broken),
                },
                Ok(Event::GeneralRef(reference)) => {
                    let name = reference.decode().unwrap_or_default();
                    match named(&name) {
                        Some(character) => return Some(Step::Words(Cow::Borrowed(character))),
                        // An entity that nobody declared, or a number that is no character, says nothing.
                        None => {
                            if let Ok(Some(character)) = reference.resolve_char_ref() {
                                return Some(Step::Words(Cow::Owned(character.to_string())));
                            }
                        }
                    }
                }
                Ok(Event::DocType(doctype)) => {
                    if doctype.windows(8).any(|part| part == b"<!ENTITY") {
                        self.stop(Flaw::Entities);
                    }
                }
                Ok(Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
                Ok(Event::Eof) if self.depth == 0 => self.is_over = true,
                Ok(Event::Eof) | Err(_) => self.stop(Flaw::Broken),
            }
        }
        // What is still open is closed, so that whoever walks can finish.
        (self.depth > 0).then(|| self.end())
    }

    fn stop(&mut self, flaw: Flaw) {
        self.is_over = true;
        self.flaw = Some(flaw);
    }

    fn start(&mut self, start: BytesStart<'a>) -> Option<Step<'a>> {
        if self.depth >= DEPTH {
            self.stop(Flaw::Deep);
            return self.next();
        }
        self.depth += 1;
        if start.attributes_raw().windows(5).any(|part| part == b"xmlns") {
            self.declare(&start);
        }
        let name = start.name().into_inner();
        let prefix = name.iter().position(|byte| *byte == b':').unwrap_or_default();
        let space = self.space_of(name.get(..prefix).unwrap_or_default());
        let prefix = if name.get(prefix) == Some(&b':') { prefix + 1 } else { 0 };
        Some(Step::Start(Element { space, start, prefix }))
    }

    fn declare(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).filter_map(Result::ok) {
            let prefix = match attribute.key.0 {
                b"xmlns" => b"",
                key => match key.strip_prefix(b"xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            let address = String::from_utf8_lossy(&attribute.value);
            let space = SPACES.iter().find(|(end, _)| address.ends_with(end)).map_or(Space::Other, |(_, space)| *space);
            // Only what is known, or hides something known, has to be remembered.
            if self.spaces.len() < PREFIXES && (space != Space::Other || self.space_of(prefix) != Space::Other) {
                self.spaces.push((prefix.to_vec(), space, self.depth));
            }
        }
    }

    fn space_of(&self, prefix: &[u8]) -> Space {
        self.spaces.iter().rev().find(|(known, ..)| known == prefix).map_or(Space::Other, |(_, space, _)| *space)
    }

    fn end(&mut self) -> Step<'a> {
        while self.spaces.last().is_some_and(|(_, _, depth)| *depth >= self.depth) {
            self.spaces.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        Step::End
    }
}

fn named(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> (String, Option<Flaw>) {
        let mut xml = Xml::new(text);
        let mut out = String::new();
        while let Some(step) = xml.next() {
            match step {
                Step::Start(element) => {
                    out.extend(["<", &format!("{:?} ", element.space), &String::from_utf8_lossy(element.name()), ">"]);
                }
                Step::End => out.push_str("</>"),
                Step::Words(words) => out.push_str(&words),
            }
        }
        (out, xml.flaw())
    }

    #[test]
    fn names_are_told_by_their_namespace_and_every_start_has_its_end() {
        let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let cases: &[(String, &str, Option<Flaw>)] = &[
            (format!("<q:p xmlns:q='{word}'>a &amp; b&#x41;</q:p>"), "<Word p>a & bA</>", None),
            (format!("<p xmlns='{word}'><t/><x xmlns=''>b</x></p>"), "<Word p><Word t></><Other x>b</></>", None),
            ("<w:p><b>a</b>".to_owned(), "<Other p><Other b>a</></>", Some(Flaw::Broken)),
            ("<a>x</b>y".to_owned(), "<Other a>x</>", Some(Flaw::Broken)),
            ("<a>&nope;&#0;&#xD800;x & y</a>".to_owned(), "<Other a>x & y</>", None),
            ("<!DOCTYPE a PUBLIC 'x' 'y'><a>x</a>".to_owned(), "<Other a>x</>", None),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".to_owned(), "", Some(Flaw::Entities)),
            (String::new(), "", None),
        ];
        for (text, shown, flaw) in cases {
            assert_eq!(show(text), ((*shown).to_owned(), *flaw), "{text}");
        }
        let (out, flaw) = show(&"<a>".repeat(100_000));
        assert_eq!((out.matches("</>").count(), flaw), (DEPTH, Some(Flaw::Deep)));
    }

    #[test]
    fn encodings_are_told_by_marks_then_by_what_is_declared() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let cases: &[(&[u8], &str)] = &[
            ("\u{feff}<a>é</a>".as_bytes(), "<a>é</a>"),
            (b"<?xml version='1.0' encoding='windows-1252'?>\xe9", "<?xml version='1.0' encoding='windows-1252'?>é"),
            (b"<?xml encoding=\"UTF-16\"?>a", "<?xml encoding=\"UTF-16\"?>a"),
            (&wide("<a>é</a>"), "<a>é</a>"),
            (&wide("\u{feff}<a>é</a>"), "<a>é</a>"),
            (b"<a>\xff</a>", "<a>\u{fffd}</a>"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decoded(bytes), *text);
        }
    }

    #[test]
    fn an_element_can_be_passed_over() {
        let mut xml = Xml::new("<a><b><c>x</c>y</b>z<d>u<e>v</e></d></a>");
        let mut words = String::new();
        while let Some(step) = xml.next() {
            match step {
                Step::Start(element) if element.name() == b"b" => xml.skip(),
                Step::Start(element) if element.name() == b"d" => words.push_str(&xml.words()),
                Step::Words(more) => words.push_str(&more),
                Step::Start(_) | Step::End => {}
            }
        }
        assert_eq!((words.as_str(), xml.depth()), ("zuv", 0));
    }
}
