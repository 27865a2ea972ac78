//! Walks one part of a Word document (body, notes, comments, a header) and gathers what it says.
//!
//! In: the part's XML, the document's styles, links, notes and comments. Out: pieces, and what was collected by id.
//! Must not know: zips, where parts are, metadata.
//! Holds: what tracked changes took out, moved away or what is hidden is never text; an alternative is read once; no
//! recursion.   Source: ECMA-376 part 1 (`WordprocessingML`), part 3 (alternative content).

mod formulas;
mod hanging;
mod properties;

use std::collections::BTreeMap;

use crate::import::kinds::{Heads, Kind, Where};
use crate::import::pieces::{Headings, Piece};
use crate::import::stories::{Reach, Stories};
use crate::import::symbols::{self, SymbolFont};
use crate::import::word::styles::{Styles, is_on};
use crate::import::xml::{Element, Flaw, Space, Step, Xml};
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;

/// What pages a part tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pages {
    /// None.
    Unknown,
    /// Word has marked where pages began when it last laid out the text.
    Rendered,
    /// The breaks that were typed are all there are.
    Typed,
}

/// A note or comment of a part of its own.
#[derive(Debug)]
pub(super) struct Collected {
    /// Its name in the text.
    pub(super) id: String,
    /// Whose it is, and when it was made.
    pub(super) author: String,
    pub(super) made: String,
    /// What it says.
    pub(super) pieces: Vec<Piece>,
}

/// What a walk takes from, and what parts of it are used up.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Addresses of links by their ids.
    pub(super) links: BTreeMap<String, String>,
    /// Footnotes and endnotes by their ids; each is hung once.
    pub(super) footnotes: BTreeMap<String, Vec<Piece>>,
    pub(super) endnotes: BTreeMap<String, Vec<Piece>>,
    /// Comments by their ids; each is hung once.
    pub(super) comments: BTreeMap<String, Annotation>,
    /// Texts of other formats that are taken in, by their ids.
    pub(super) chunks: BTreeMap<String, Vec<Piece>>,
}

/// What a walk has found.
#[derive(Debug)]
pub(super) struct Found {
    /// The pieces outside notes and comments.
    pub(super) pieces: Vec<Piece>,
    /// Notes and comments of this part.
    pub(super) collected: Vec<Collected>,
    /// Ids of headers and footers that sections name.
    pub(super) headers: Vec<String>,
    pub(super) headings: Headings,
    /// Passages with words that are hidden.
    pub(super) n_hidden: usize,
    /// What was not used up.
    pub(super) sources: Sources,
    pub(super) flaw: Option<Flaw>,
}

/// What stands in the part whose XML is `text`.
pub(super) fn walk(text: &str, styles: &Styles, sources: Sources, pages: Pages) -> Found {
    let mut xml = Xml::new(text);
    let mut walk = Walk::new(styles, sources, pages);
    while let Some(step) = xml.next() {
        match step {
            Step::Start(element) => match walk.start(&element) {
                Some(frame) => walk.frames.push(frame),
                None => xml.skip(),
            },
            Step::End => walk.end(),
            Step::Words(words) => walk.take_words(&words),
        }
    }
    Found {
        pieces: walk.stories.finish(),
        collected: walk.collected,
        headers: walk.headers,
        headings: walk.heads.marked(),
        n_hidden: walk.n_hidden,
        sources: walk.sources,
        flaw: xml.flaw(),
    }
}

/// What an open element is, and so what its end does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Plain,
    Paragraph,
    ParagraphProperties,
    MarkProperties,
    Section,
    Run,
    RunProperties,
    Words,
    Instruction,
    Span(u64),
    Deleted,
    MovedAway,
    TextBox,
    Row { is_left_out: bool },
    RowProperties,
    Cell,
    Alternatives { is_taken: bool },
    Collected,
    Ruby,
    RubyText,
    Delimited { opening: char, closing: char, is_open: bool },
}

#[derive(Debug, Default)]
struct Paragraph {
    style: String,
    /// Whether it is numbered or bulleted by itself; `None` leaves that to the style.
    is_item: Option<bool>,
    outline: Option<u8>,
    /// Its mark is deleted or hidden, or it is a drop cap: what comes next belongs to it.
    runs_on: bool,
    is_mark_hidden: bool,
}

#[derive(Debug, Default)]
struct Run {
    is_hidden: Option<bool>,
    style_hides: bool,
    font: Option<SymbolFont>,
    is_raised: bool,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    shows_result: bool,
    link: Option<u64>,
}

/// Pages at the start and at the furthest end of a row.
#[derive(Clone, Copy, Debug)]
struct RowPages {
    start: usize,
    last: usize,
}

struct Walk<'a> {
    styles: &'a Styles,
    sources: Sources,
    stories: Stories,
    frames: Vec<Frame>,
    paragraph: Paragraph,
    run: Run,
    /// Paragraphs and runs around the text boxes, notes and comments under way.
    around: Vec<(Paragraph, Run)>,
    fields: Vec<Field>,
    n_instructions: usize,
    n_fields_left_out: usize,
    /// Who deleted what is under way, and when.
    deletions: Vec<(String, String)>,
    n_moved_away: usize,
    /// The reading of characters under way, and whether its words are being told.
    ruby: String,
    n_readings: usize,
    /// The description of the drawing under way.
    description: Option<String>,
    pages: Pages,
    page: usize,
    row_pages: Vec<RowPages>,
    next_key: u64,
    collecting: Vec<(String, String, String)>,
    collected: Vec<Collected>,
    headers: Vec<String>,
    heads: Heads,
    n_hidden: usize,
}

impl<'a> Walk<'a> {
    fn new(styles: &'a Styles, sources: Sources, pages: Pages) -> Self {
        let mut stories = Stories::new();
        if pages != Pages::Unknown {
            stories.place("p. 1".to_owned());
        }
        Self {
            styles,
            sources,
            stories,
            frames: Vec::new(),
            paragraph: Paragraph::default(),
            run: Run::default(),
            around: Vec::new(),
            fields: Vec::new(),
            n_instructions: 0,
            n_fields_left_out: 0,
            deletions: Vec::new(),
            n_moved_away: 0,
            ruby: String::new(),
            n_readings: 0,
            description: None,
            pages,
            page: 1,
            row_pages: Vec::new(),
            next_key: 0,
            collecting: Vec::new(),
            collected: Vec::new(),
            headers: Vec::new(),
            heads: Heads::default(),
            n_hidden: 0,
        }
    }

    /// What `element` is; `None` passes over it with all that is in it.
    fn start(&mut self, element: &Element<'_>) -> Option<Frame> {
        let inside = self.frames.last().copied().unwrap_or(Frame::Plain);
        match (element.space, inside) {
            (Space::Word, Frame::ParagraphProperties) => self.paragraph_property(element),
            (Space::Word, Frame::MarkProperties) => {
                self.mark_property(element);
                None
            }
            (Space::Word, Frame::RunProperties) => {
                self.run_property(element);
                None
            }
            (Space::Word, Frame::RowProperties) => {
                let leaves_out = matches!(element.name(), b"del" | b"hidden") && is_on(element);
                let around = self.frames.len().checked_sub(2);
                if let Some(Frame::Row { is_left_out }) = around.and_then(|at| self.frames.get_mut(at)) {
                    *is_left_out |= leaves_out;
                }
                None
            }
            (Space::Word, Frame::Section) => {
                if matches!(element.name(), b"headerReference" | b"footerReference") {
                    self.headers.extend(element.attribute("id"));
                }
                None
            }
            (_, Frame::ParagraphProperties | Frame::MarkProperties | Frame::RunProperties) => None,
            (Space::Word, _) => self.word(element),
            (Space::Math, _) => self.math(element),
            (Space::Alternatives, _) => self.alternative(element),
            (Space::Placing, _) => {
                if element.name() == b"docPr" {
                    self.description = element.attribute("descr").filter(|words| is_written(words));
                }
                Some(Frame::Plain)
            }
            (Space::Picture, _) => {
                if element.name() == b"pic"
                    && let Some(words) = self.description.take()
                    && self.is_seen()
                {
                    self.stories.follow_with(Piece::known(words, Role::Caption));
                }
                Some(Frame::Plain)
            }
            _ => Some(Frame::Plain),
        }
    }

    fn word(&mut self, element: &Element<'_>) -> Option<Frame> {
        if let Some(frame) = self.sign_element(element).or_else(|| self.hanging(element)) {
            return Some(frame);
        }
        Some(match element.name() {
            b"p" => {
                self.paragraph = Paragraph::default();
                Frame::Paragraph
            }
            b"pPr" => Frame::ParagraphProperties,
            b"r" => {
                self.run = Run::default();
                Frame::Run
            }
            b"rPr" => Frame::RunProperties,
            b"t" | b"delText" => Frame::Words,
            b"instrText" | b"delInstrText" => Frame::Instruction,
            b"lastRenderedPageBreak" => {
                if self.pages == Pages::Rendered {
                    self.next_page();
                }
                Frame::Plain
            }
            b"ins" | b"moveTo" => {
                let key = self.key();
                self.stories.open_span(key, changed(AnnotationKind::Inserted, element), Reach::Each);
                Frame::Span(key)
            }
            b"del" => {
                let told = |name| element.attribute(name).unwrap_or_default();
                self.deletions.push((told("author"), told("date")));
                Frame::Deleted
            }
            b"moveFrom" => {
                self.n_moved_away += 1;
                Frame::MovedAway
            }
            b"tr" => {
                self.stories.start_row();
                self.row_pages.push(RowPages { start: self.page, last: self.page });
                Frame::Row { is_left_out: false }
            }
            b"trPr" => Frame::RowProperties,
            b"tc" => {
                if let Some(row) = self.row_pages.last() {
                    self.turn_to(row.start);
                }
                Frame::Cell
            }
            b"txbxContent" => {
                self.enter();
                Frame::TextBox
            }
            b"footnote" | b"endnote" | b"comment" => return self.collect(element),
            b"sectPr" => Frame::Section,
            b"altChunk" => {
                for piece in
                    element.attribute("id").and_then(|id| self.sources.chunks.remove(&id)).into_iter().flatten()
                {
                    self.stories.follow_with(piece);
                }
                self.stories.end_paragraph(None);
                Frame::Plain
            }
            b"ruby" => {
                self.ruby.clear();
                Frame::Ruby
            }
            b"rt" => {
                self.n_readings += 1;
                Frame::RubyText
            }
            // Properties, and what they were before a change, have marks that look like text.
            b"sdtPr" | b"sdtEndPr" | b"tblPr" | b"tblGrid" | b"tcPr" | b"tblPrEx" | b"rubyPr" | b"smartTagPr"
            | b"customXmlPr" | b"ffData" | b"fldData" | b"binData" | b"sectPrChange" | b"pPrChange" | b"rPrChange"
            | b"numberingChange" => return None,
            _ => Frame::Plain,
        })
    }

    /// An element that stands for a character.
    fn sign_element(&mut self, element: &Element<'_>) -> Option<Frame> {
        Some(match element.name() {
            b"tab" | b"ptab" => self.sign("\t"),
            b"br" => {
                if element.attribute("type").as_deref() == Some("page") && self.pages == Pages::Typed {
                    self.next_page();
                }
                self.sign("\n")
            }
            b"cr" => self.sign("\n"),
            b"noBreakHyphen" => self.sign("\u{2011}"),
            b"softHyphen" => self.sign("\u{ad}"),
            b"sym" => {
                self.symbol(element);
                Frame::Plain
            }
            _ => return None,
        })
    }

    fn alternative(&mut self, element: &Element<'_>) -> Option<Frame> {
        match element.name() {
            b"AlternateContent" => Some(Frame::Alternatives { is_taken: false }),
            b"Choice" | b"Fallback" => match self.frames.last_mut() {
                Some(Frame::Alternatives { is_taken }) if *is_taken => None,
                Some(frame @ Frame::Alternatives { .. }) => {
                    *frame = Frame::Alternatives { is_taken: true };
                    Some(Frame::Plain)
                }
                _ => Some(Frame::Plain),
            },
            _ => Some(Frame::Plain),
        }
    }

    fn end(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph) => self.end_paragraph(),
            Some(Frame::Span(key)) => self.stories.close_span(key),
            Some(Frame::Deleted) => {
                self.deletions.pop();
            }
            Some(Frame::MovedAway) => self.n_moved_away = self.n_moved_away.saturating_sub(1),
            Some(Frame::TextBox) => {
                self.stories.end_box();
                self.leave();
            }
            Some(Frame::Row { is_left_out }) => {
                if is_left_out {
                    self.stories.drop_row();
                } else {
                    self.stories.end_row();
                }
                if let Some(row) = self.row_pages.pop() {
                    self.turn_to(row.last);
                }
            }
            Some(Frame::Cell) => {
                self.stories.end_cell();
                let page = self.page;
                if let Some(row) = self.row_pages.last_mut() {
                    row.last = row.last.max(page);
                }
            }
            Some(Frame::Collected) => {
                let pieces = self.stories.end_story();
                self.leave();
                if let Some((id, author, made)) = self.collecting.pop() {
                    self.collected.push(Collected { id, author, made, pieces });
                }
            }
            Some(Frame::Ruby) => {
                let reading = std::mem::take(&mut self.ruby);
                if !reading.trim().is_empty() {
                    self.say(&format!("({reading})"));
                }
            }
            Some(Frame::Delimited { closing, is_open: true, .. }) => self.say(closing.encode_utf8(&mut [0; 4])),
            Some(Frame::RubyText) => self.n_readings = self.n_readings.saturating_sub(1),
            Some(
                Frame::Plain
                | Frame::ParagraphProperties
                | Frame::MarkProperties
                | Frame::Section
                | Frame::Run
                | Frame::RunProperties
                | Frame::Words
                | Frame::Instruction
                | Frame::RowProperties
                | Frame::Alternatives { .. }
                | Frame::Delimited { is_open: false, .. },
            )
            | None => {}
        }
    }

    fn end_paragraph(&mut self) {
        if self.n_instructions > 0 {
            // An instruction that never got to its result would swallow the rest of the text.
            self.fields.retain(|field| field.shows_result);
            self.n_instructions = 0;
        }
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.runs_on {
            return;
        }
        let role = if self.stories.has_words() { self.role_of(&paragraph) } else { None };
        self.stories.end_paragraph(role);
    }

    fn role_of(&mut self, paragraph: &Paragraph) -> Option<Role> {
        let mut kind = self.styles.kind(&paragraph.style);
        if let Some(level @ 0..9) = paragraph.outline {
            kind = Some(Kind::Heading(level + 1));
        }
        if kind == Some(Kind::Role(Role::ListItem)) && paragraph.is_item == Some(false) {
            kind = None;
        }
        if kind.is_none() && paragraph.is_item == Some(true) {
            kind = Some(Kind::Role(Role::ListItem));
        }
        let place = if self.around.is_empty() { Where::Body } else { Where::Aside };
        self.heads.role(kind, self.stories.words_so_far(), place)
    }

    fn enter(&mut self) {
        self.stories.begin_story();
        self.around.push((std::mem::take(&mut self.paragraph), std::mem::take(&mut self.run)));
    }

    fn leave(&mut self) {
        (self.paragraph, self.run) = self.around.pop().unwrap_or_default();
    }

    fn key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }

    fn take_words(&mut self, words: &str) {
        match self.frames.last() {
            Some(Frame::Words) => {
                if let Some(font) = self.run.font {
                    let signs: String = words.chars().map(|c| font.character(u32::from(c)).unwrap_or(c)).collect();
                    self.say(&signs);
                } else if let Some(raised) = symbols::raised(words).filter(|_| self.run.is_raised) {
                    self.say(&raised);
                } else if words.contains(['\n', '\r']) {
                    self.say(&words.replace(['\n', '\r'], " "));
                } else {
                    self.say(words);
                }
            }
            Some(Frame::Instruction) => {
                if let Some(field) = self.fields.last_mut().filter(|field| !field.shows_result) {
                    field.instruction.push_str(words);
                }
            }
            _ => {}
        }
    }

    fn is_seen(&self) -> bool {
        self.n_instructions == 0 && self.n_moved_away == 0 && self.deletions.is_empty() && !self.is_hidden()
    }

    fn is_hidden(&self) -> bool {
        self.run.is_hidden.unwrap_or(self.run.style_hides)
            || (self.run.is_hidden.is_none() && self.styles.is_hidden(&self.paragraph.style))
    }

    /// Words where they are seen, deleted words where they hang.
    fn say(&mut self, words: &str) {
        if self.n_instructions > 0 || self.n_moved_away > 0 {
            return;
        }
        if self.is_hidden() {
            self.n_hidden += usize::from(words.contains(char::is_alphanumeric));
            return;
        }
        if self.n_readings > 0 {
            self.ruby.push_str(words);
        } else if let Some((author, made)) = self.deletions.last() {
            self.stories.deleted(words, author, made);
        } else {
            self.stories.words(words);
        }
    }

    fn sign(&mut self, sign: &str) -> Frame {
        self.say(sign);
        Frame::Plain
    }

    fn next_page(&mut self) {
        // What stands in a text box, or is not text at all, breaks no page of the text.
        if self.around.is_empty() && self.n_moved_away == 0 && self.deletions.is_empty() {
            self.turn_to(self.page + 1);
        }
    }

    fn turn_to(&mut self, page: usize) {
        if page != self.page && self.around.is_empty() {
            self.page = page;
            self.stories.place(format!("p. {page}"));
        }
    }
}

fn changed(kind: AnnotationKind, element: &Element<'_>) -> Annotation {
    let told = |name| element.attribute(name).unwrap_or_default();
    Annotation { author: told("author"), made: told("date"), ..Annotation::new(kind, String::new()) }
}

/// Whether a picture's description was written by a person: not by a program, and not the file's name.
fn is_written(words: &str) -> bool {
    let lower = words.trim().to_lowercase();
    let is_made = lower.contains("automatically generated") || lower.contains("ai-generated");
    let is_name = lower.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(ending, "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "emf" | "wmf" | "svg" | "webp")
    });
    let is_address = lower.contains("://") && !lower.contains(' ');
    !lower.is_empty() && !is_made && !is_name && !is_address
}
