//! Walks the text of an `OpenDocument` file and gathers what it says.
//!
//! In: the XML of a part, the document's styles, formulas. Out: pieces, with what hangs on their words.
//! Must not know: zips, where parts are, metadata.
//! Holds: what tracked changes took out or what is hidden is never text; counts of repeated spaces and cells are not
//! believed beyond what a page could hold; no recursion.
//! Source: OASIS `OpenDocument` 1.3, part 3.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::kinds::{Heads, Kind, Where};
use crate::import::opendocument::math;
use crate::import::opendocument::styles::Styles;
use crate::import::pieces::{Headings, Piece};
use crate::import::stories::{Reach, Stories, joined_words};
use crate::import::symbols;
use crate::import::xml::{Element, Flaw, Space, Step, Xml};
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;

/// Spaces that one element may stand for.
const SPACES: usize = 64;
/// The longest address that is kept, in bytes.
const ADDRESS_BYTES: usize = 4096;

/// What a walk has found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) pieces: Vec<Piece>,
    pub(super) headings: Headings,
    /// Passages with words that are hidden.
    pub(super) n_hidden: usize,
    /// Pages that breaks make.
    pub(super) n_pages: usize,
    pub(super) flaw: Option<Flaw>,
}

/// What stands in the part whose XML is `text`; `formulas` by the addresses of their parts.
pub(super) fn walk(text: &str, styles: &Styles, formulas: &BTreeMap<String, String>) -> Found {
    let mut xml = Xml::new(text);
    let mut walk = Walk::new(text, styles, formulas);
    while let Some(step) = xml.next() {
        match step {
            Step::Start(element) => match walk.start(&element, &mut xml) {
                Next::Into(frame) => walk.frames.push(frame),
                Next::Over => xml.skip(),
                Next::Read => {}
            },
            Step::End => walk.end(),
            Step::Words(words) => walk.take_words(&words),
        }
    }
    Found {
        pieces: walk.stories.finish(),
        headings: walk.heads.marked(),
        n_hidden: walk.n_hidden,
        n_pages: walk.page,
        flaw: xml.flaw(),
    }
}

/// How to go on after an element's start.
enum Next {
    Into(Frame),
    /// Pass over it.
    Over,
    /// It was read to its end.
    Read,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Plain,
    Paragraph { is_box: bool, is_hidden: bool },
    Hidden,
    Raised,
    Span(u64),
    List,
    Index,
    TextBox,
    Note(AnnotationKind),
    NoteBody,
    Remark,
    Row,
    Cell { n: usize },
    Region,
    Deletion,
    Reading,
}

/// A tracked change.
#[derive(Debug, Default)]
struct Change {
    id: String,
    is_insertion: bool,
    author: String,
    made: String,
    /// What was taken out.
    words: String,
}

#[derive(Debug, Default)]
struct Paragraph {
    style: String,
    /// The level of a heading.
    level: Option<u8>,
    is_open: bool,
    is_left_out: bool,
}

struct Walk<'a> {
    styles: &'a Styles,
    formulas: &'a BTreeMap<String, String>,
    /// Names of comments that tell where their range ends.
    ranged: BTreeSet<String>,
    stories: Stories,
    frames: Vec<Frame>,
    paragraph: Paragraph,
    around: Vec<Paragraph>,
    n_hiding: usize,
    n_raising: usize,
    n_lists: usize,
    n_indexes: usize,
    /// Tables, text boxes and notes in which no page of the text begins.
    n_readings: usize,
    change: Change,
    changes: BTreeMap<String, Change>,
    remarks: Vec<(String, Annotation)>,
    keys: BTreeMap<String, u64>,
    next_key: u64,
    has_picture: bool,
    page: usize,
    has_paragraph: bool,
    heads: Heads,
    n_hidden: usize,
}

impl<'a> Walk<'a> {
    fn new(text: &str, styles: &'a Styles, formulas: &'a BTreeMap<String, String>) -> Self {
        let mut stories = Stories::new();
        stories.place("p. 1".to_owned());
        Self {
            styles,
            formulas,
            ranged: ranged(text),
            stories,
            frames: Vec::new(),
            paragraph: Paragraph::default(),
            around: Vec::new(),
            n_hiding: 0,
            n_raising: 0,
            n_lists: 0,
            n_indexes: 0,
            n_readings: 0,
            change: Change::default(),
            changes: BTreeMap::new(),
            remarks: Vec::new(),
            keys: BTreeMap::new(),
            next_key: 0,
            has_picture: false,
            page: 1,
            has_paragraph: false,
            heads: Heads::default(),
            n_hidden: 0,
        }
    }

    fn start(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Next {
        match element.space {
            Space::Text => self.text(element),
            Space::Office => self.office(element),
            Space::Table => self.table(element),
            Space::Draw => self.draw(element),
            Space::Svg => {
                let is_description = element.name() == b"desc";
                let words = xml.words();
                if is_description && self.has_picture && self.is_seen() && !words.trim().is_empty() {
                    self.stories.follow_with(Piece::known(words.trim(), Role::Caption));
                }
                Next::Read
            }
            Space::DublinCore | Space::Meta => {
                self.about_change(element, xml);
                Next::Read
            }
            Space::MathMl => {
                let formula = math::words(xml);
                self.say(&formula);
                Next::Read
            }
            Space::Style => {
                let is_off = element.attribute("display").as_deref() == Some("false");
                if is_off && element.name() != b"style" { Next::Over } else { Next::Into(Frame::Plain) }
            }
            Space::Presentation => Next::Over,
            Space::Word | Space::Math | Space::Alternatives | Space::Placing | Space::Picture | Space::Other => {
                Next::Into(Frame::Plain)
            }
        }
    }

    /// Who made the remark or change under way, and when.
    fn about_change(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) {
        let (is_writer, is_date) = (element.name() == b"creator", element.name() == b"date");
        let words = xml.words().trim().to_owned();
        let in_remark = self.frames.last() == Some(&Frame::Remark);
        let (author, made) = match self.remarks.last_mut() {
            Some((_, remark)) if in_remark => (&mut remark.author, &mut remark.made),
            _ => (&mut self.change.author, &mut self.change.made),
        };
        if is_writer {
            *author = words;
        } else if is_date {
            *made = words;
        }
    }

    fn text(&mut self, element: &Element<'_>) -> Next {
        if let Some(frame) = self.change_element(element) {
            return Next::Into(frame);
        }
        let named = |name: &str| element.attribute(name).unwrap_or_default();
        Next::Into(match element.name() {
            b"p" => self.begin_paragraph(element, None),
            b"h" => {
                let level = named("outline-level").parse().unwrap_or(1);
                self.begin_paragraph(element, Some(level))
            }
            b"span" => {
                if self.styles.is_hidden("text", &named("style-name")) {
                    self.hide()
                } else if self.styles.is_raised(&named("style-name")) {
                    self.n_raising += 1;
                    Frame::Raised
                } else {
                    Frame::Plain
                }
            }
            b"s" => {
                let n = element.attribute("c").map_or(1, |n| n.parse().unwrap_or(SPACES));
                self.say_as_is(" ".repeat(n.min(SPACES)).as_str())
            }
            b"tab" => self.say_as_is("\t"),
            b"line-break" => self.say_as_is("\n"),
            b"soft-page-break" => {
                self.next_page();
                Frame::Plain
            }
            b"a" => {
                let address = named("href");
                if address.len() <= ADDRESS_BYTES && (address.contains("://") || address.starts_with("mailto:")) {
                    let key = self.key();
                    self.stories.open_span(key, Annotation::link(address), Reach::Each);
                    Frame::Span(key)
                } else {
                    Frame::Plain
                }
            }
            b"list" => {
                self.n_lists += 1;
                Frame::List
            }
            b"note" => {
                let is_endnote = named("note-class") == "endnote";
                Frame::Note(if is_endnote { AnnotationKind::Endnote } else { AnnotationKind::Footnote })
            }
            b"note-body" => {
                self.enter();
                Frame::NoteBody
            }
            b"hidden-paragraph" => {
                self.paragraph.is_left_out |= named("is-hidden") == "true";
                return Next::Over;
            }
            b"hidden-text" | b"section" if named("is-hidden") == "true" || named("display") == "none" => self.hide(),
            b"section" if named("display") == "condition" && named("is-hidden") != "false" => Frame::Plain,
            b"ruby-text" => {
                self.n_readings += 1;
                self.say("(");
                Frame::Reading
            }
            b"table-of-content"
            | b"illustration-index"
            | b"table-index"
            | b"object-index"
            | b"user-index"
            | b"alphabetical-index" => {
                self.n_indexes += 1;
                Frame::Index
            }
            b"note-citation" | b"script" | b"number" | b"notes-configuration" | b"linenumbering-configuration" => {
                return Next::Over;
            }
            name if name.ends_with(b"-source") || name.ends_with(b"-decls") => return Next::Over,
            // A field that is set without being shown.
            _ if named("display") == "none" => return Next::Over,
            _ => Frame::Plain,
        })
    }

    /// An element of tracked changes.
    fn change_element(&mut self, element: &Element<'_>) -> Option<Frame> {
        let named = |name: &str| element.attribute(name).unwrap_or_default();
        Some(match element.name() {
            b"changed-region" => {
                self.change = Change { id: named("id"), ..Change::default() };
                Frame::Region
            }
            b"insertion" => {
                self.change.is_insertion = true;
                Frame::Plain
            }
            b"deletion" => {
                self.enter();
                Frame::Deletion
            }
            b"change" => {
                if let Some(change) = self.changes.remove(&named("change-id"))
                    && self.is_seen()
                {
                    self.stories.deleted(&change.words, &change.author, &change.made);
                }
                Frame::Plain
            }
            b"change-start" => {
                let id = named("change-id");
                if let Some(change) = self.changes.get(&id).filter(|change| change.is_insertion) {
                    let annotation = Annotation {
                        author: change.author.clone(),
                        made: change.made.clone(),
                        ..Annotation::new(AnnotationKind::Inserted, String::new())
                    };
                    let key = self.key();
                    self.keys.insert(id, key);
                    self.stories.open_span(key, annotation, Reach::Each);
                }
                Frame::Plain
            }
            b"change-end" => {
                if let Some(key) = self.keys.remove(&named("change-id")) {
                    self.stories.close_span(key);
                }
                Frame::Plain
            }
            _ => return None,
        })
    }

    fn office(&mut self, element: &Element<'_>) -> Next {
        match element.name() {
            b"annotation" => {
                let name = element.attribute("name").unwrap_or_default();
                self.remarks.push((name, Annotation::new(AnnotationKind::Comment, String::new())));
                self.enter();
                Next::Into(Frame::Remark)
            }
            b"annotation-end" => {
                if let Some(key) = element.attribute("name").and_then(|name| self.keys.remove(&remark_name(&name))) {
                    self.stories.close_span(key);
                }
                Next::Into(Frame::Plain)
            }
            b"forms" | b"scripts" | b"script" | b"font-face-decls" | b"dde-source" | b"settings" => Next::Over,
            _ => Next::Into(Frame::Plain),
        }
    }

    fn table(&mut self, element: &Element<'_>) -> Next {
        match element.name() {
            b"table-row" => {
                if element.attribute("visibility").is_some_and(|seen| seen != "visible") {
                    return Next::Over;
                }
                self.stories.start_row();
                Next::Into(Frame::Row)
            }
            b"table-cell" => {
                let n = element.attribute("number-columns-repeated").map_or(1, |n| n.parse().unwrap_or(1));
                Next::Into(Frame::Cell { n })
            }
            b"covered-table-cell" | b"title" | b"desc" | b"tracked-changes" => Next::Over,
            _ => Next::Into(Frame::Plain),
        }
    }

    fn draw(&mut self, element: &Element<'_>) -> Next {
        match element.name() {
            b"frame" => self.has_picture = false,
            b"image" => self.has_picture = true,
            b"text-box" => {
                self.enter();
                return Next::Into(Frame::TextBox);
            }
            b"object" => {
                let address = element.attribute("href").unwrap_or_default();
                if let Some(formula) = self.formulas.get(address.trim_start_matches("./")) {
                    self.say(formula);
                }
            }
            _ => {}
        }
        Next::Into(Frame::Plain)
    }

    fn begin_paragraph(&mut self, element: &Element<'_>, level: Option<u8>) -> Frame {
        // A paragraph in a paragraph is the text of a shape.
        let is_box = self.paragraph.is_open;
        if is_box {
            self.enter();
        }
        let style = element.attribute("style-name").unwrap_or_default();
        if self.around.is_empty() {
            if self.has_paragraph && self.styles.begins_page(&style) {
                self.next_page();
            }
            self.has_paragraph = true;
        }
        let is_hidden = self.styles.is_hidden("paragraph", &style);
        if is_hidden {
            self.n_hiding += 1;
        }
        self.paragraph = Paragraph { style, level, is_open: true, is_left_out: false };
        Frame::Paragraph { is_box, is_hidden }
    }

    fn end(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph { is_box, is_hidden }) => {
                self.end_paragraph();
                if is_hidden {
                    self.n_hiding = self.n_hiding.saturating_sub(1);
                }
                if is_box {
                    self.stories.end_box();
                    self.leave();
                }
            }
            Some(Frame::Hidden) => self.n_hiding = self.n_hiding.saturating_sub(1),
            Some(Frame::Raised) => self.n_raising = self.n_raising.saturating_sub(1),
            Some(Frame::Span(key)) => self.stories.close_span(key),
            Some(Frame::List) => self.n_lists = self.n_lists.saturating_sub(1),
            Some(Frame::Index) => self.n_indexes = self.n_indexes.saturating_sub(1),
            Some(Frame::TextBox) => {
                self.stories.end_box();
                self.leave();
            }
            Some(Frame::NoteBody) => {
                let pieces = self.stories.end_story();
                self.leave();
                let kind = match self.frames.last() {
                    Some(Frame::Note(kind)) => *kind,
                    _ => AnnotationKind::Footnote,
                };
                if self.is_seen() {
                    self.stories.note(kind, pieces);
                }
            }
            Some(Frame::Remark) => self.end_remark(),
            Some(Frame::Row) => self.stories.end_row(),
            Some(Frame::Cell { n }) => {
                self.stories.end_cell();
                if n > 1 {
                    self.stories.repeat_cell(n);
                }
            }
            Some(Frame::Region) => {
                let change = std::mem::take(&mut self.change);
                self.changes.insert(change.id.clone(), change);
            }
            Some(Frame::Deletion) => {
                self.change.words = joined_words(&self.stories.end_story());
                self.leave();
            }
            Some(Frame::Reading) => {
                self.n_readings = self.n_readings.saturating_sub(1);
                self.say(")");
            }
            Some(Frame::Plain | Frame::Note(_)) | None => {}
        }
    }

    fn end_remark(&mut self) {
        let words = joined_words(&self.stories.end_story());
        self.leave();
        let Some((name, remark)) = self.remarks.pop() else { return };
        if words.is_empty() || !self.is_seen() {
            return;
        }
        let remark = Annotation { words, ..remark };
        if !name.is_empty() && self.ranged.contains(&name) {
            let key = self.key();
            self.keys.insert(remark_name(&name), key);
            self.stories.open_span(key, remark, Reach::First);
        } else {
            self.stories.remark(remark);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_left_out {
            self.n_hidden += usize::from(self.stories.has_words());
            self.stories.drop_paragraph();
            return;
        }
        let role = if self.stories.has_words() { self.role_of(&paragraph) } else { None };
        self.stories.end_paragraph(role);
    }

    fn role_of(&mut self, paragraph: &Paragraph) -> Option<Role> {
        if self.n_indexes > 0 {
            return Some(Role::Furniture);
        }
        let by_style = self.styles.kind(&paragraph.style);
        let kind = match (by_style, paragraph.level) {
            // The title may be marked as a heading too, as Pandoc does.
            (Some(Kind::Role(Role::Headline)), _) | (_, None) => by_style,
            (_, Some(level)) => Some(Kind::Heading(level)),
        };
        let kind = if self.n_lists > 0 { kind.or(Some(Kind::Role(Role::ListItem))) } else { kind };
        let place = if self.around.is_empty() { Where::Body } else { Where::Aside };
        self.heads.role(kind, self.stories.words_so_far(), place)
    }

    fn enter(&mut self) {
        self.stories.begin_story();
        self.around.push(std::mem::take(&mut self.paragraph));
    }

    fn leave(&mut self) {
        self.paragraph = self.around.pop().unwrap_or_default();
    }

    fn hide(&mut self) -> Frame {
        self.n_hiding += 1;
        Frame::Hidden
    }

    fn key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }

    fn is_seen(&self) -> bool {
        self.n_hiding == 0
    }

    /// Words between tags: white space runs together, and none stands at a paragraph's start.
    fn take_words(&mut self, words: &str) {
        if !self.paragraph.is_open {
            return;
        }
        if let Some(raised) = symbols::raised(words).filter(|_| self.n_raising > 0) {
            self.say(&raised);
            return;
        }
        let is_plain = !words.contains(['\n', '\t', '\r']) && !words.contains("  ");
        let ends_in_space = self.stories.words_so_far().chars().next_back().is_none_or(char::is_whitespace);
        if is_plain && !(ends_in_space && words.starts_with(' ')) {
            self.say(words);
            return;
        }
        let mut plain = String::with_capacity(words.len());
        let mut was_space = ends_in_space;
        for c in words.chars() {
            let is_space = matches!(c, ' ' | '\n' | '\t' | '\r');
            if !is_space {
                plain.push(c);
            } else if !was_space {
                plain.push(' ');
            }
            was_space = is_space;
        }
        self.say(&plain);
    }

    fn say(&mut self, words: &str) {
        if self.is_seen() {
            self.stories.words(words);
        } else {
            self.n_hidden += usize::from(words.contains(char::is_alphanumeric));
        }
    }

    fn say_as_is(&mut self, words: &str) -> Frame {
        if self.paragraph.is_open {
            self.say(words);
        }
        Frame::Plain
    }

    fn next_page(&mut self) {
        if self.around.is_empty() {
            self.page += 1;
            self.stories.place(format!("p. {}", self.page));
        }
    }
}

/// Comments and changes have names of their own.
fn remark_name(name: &str) -> String {
    format!("remark {name}")
}

/// The names of comments whose ends are told.
fn ranged(text: &str) -> BTreeSet<String> {
    let ends = text.match_indices("annotation-end").filter_map(|(at, _)| {
        let rest = text.get(at..)?.split('>').next()?;
        let (_, value) = rest.split_once("name=")?;
        value.get(1..)?.split(['"', '\'']).next().map(str::to_owned)
    });
    ends.collect()
}
