//! What hangs on a Word document's words: notes, comments, links, fields.
//!
//! Holds: each note and comment hangs once, however often it is named; a field's instruction is never text.

use crate::import::pieces::Piece;
use crate::import::stories::Reach;
use crate::import::word::body::{Field, Frame, Walk};
use crate::import::word::fields;
use crate::import::xml::Element;
use crate::model::annotation::{Annotation, AnnotationKind};

/// Fields in fields that are told apart.
const FIELDS: usize = 256;
/// Spans of comments have keys of their own, above those that are counted up.
const COMMENT_KEYS: u64 = 1 << 63;
/// Stands for the id of a comment that is no number.
const NO_NUMBER: u64 = 1 << 32;
/// The longest address that is kept, in bytes.
const ADDRESS_BYTES: usize = 4096;

impl Walk<'_> {
    /// An element that hangs something on words: a note, a comment, a link.
    pub(super) fn hanging(&mut self, element: &Element<'_>) -> Option<Frame> {
        let id = || element.attribute("id");
        Some(match element.name() {
            b"footnoteReference" => {
                let pieces = id().and_then(|id| self.sources.footnotes.remove(&id));
                self.note(AnnotationKind::Footnote, pieces);
                Frame::Plain
            }
            b"endnoteReference" => {
                let pieces = id().and_then(|id| self.sources.endnotes.remove(&id));
                self.note(AnnotationKind::Endnote, pieces);
                Frame::Plain
            }
            b"commentRangeStart" => {
                let id = id().unwrap_or_default();
                if let Some(annotation) = self.sources.comments.remove(&id) {
                    self.stories.open_span(comment_key(&id), annotation, Reach::First);
                }
                Frame::Plain
            }
            b"commentRangeEnd" => {
                self.stories.close_span(comment_key(&id().unwrap_or_default()));
                Frame::Plain
            }
            b"commentReference" => {
                if let Some(annotation) = id().and_then(|id| self.sources.comments.remove(&id)) {
                    self.stories.remark(annotation);
                }
                Frame::Plain
            }
            b"fldChar" => {
                self.field_mark(element);
                Frame::Plain
            }
            b"fldSimple" => {
                let instruction = element.attribute("instr").unwrap_or_default();
                self.link(fields::address(&instruction))
            }
            b"hyperlink" => {
                let address = id().and_then(|id| self.sources.links.get(&id).cloned());
                self.link(address)
            }
            _ => return None,
        })
    }

    pub(super) fn collect(&mut self, element: &Element<'_>) -> Option<Frame> {
        let told = |name| element.attribute(name).unwrap_or_default();
        // Lines between text and notes are no notes.
        if matches!(
            element.attribute("type").as_deref(),
            Some("separator" | "continuationSeparator" | "continuationNotice")
        ) {
            return None;
        }
        self.collecting.push((told("id"), told("author"), told("date")));
        self.enter();
        Some(Frame::Collected)
    }

    fn note(&mut self, kind: AnnotationKind, pieces: Option<Vec<Piece>>) {
        if let Some(pieces) = pieces.filter(|_| self.is_seen()) {
            self.stories.note(kind, pieces);
        }
    }

    fn link(&mut self, address: Option<String>) -> Frame {
        match address.filter(|address| address.len() <= ADDRESS_BYTES) {
            Some(address) => {
                let key = self.key();
                self.stories.open_span(key, Annotation::link(address), Reach::Each);
                Frame::Span(key)
            }
            None => Frame::Plain,
        }
    }

    fn field_mark(&mut self, element: &Element<'_>) {
        match element.attribute("fldCharType").as_deref() {
            Some("begin") if self.fields.len() >= FIELDS => self.n_fields_left_out += 1,
            Some("begin") => {
                self.fields.push(Field::default());
                self.n_instructions += 1;
            }
            Some("separate") if self.n_fields_left_out == 0 => {
                let Some(field) = self.fields.last_mut().filter(|field| !field.shows_result) else { return };
                field.shows_result = true;
                self.n_instructions = self.n_instructions.saturating_sub(1);
                let address = fields::address(&field.instruction);
                if let Some(address) = address.filter(|address| address.len() <= ADDRESS_BYTES) {
                    let key = self.key();
                    self.stories.open_span(key, Annotation::link(address), Reach::Each);
                    if let Some(field) = self.fields.last_mut() {
                        field.link = Some(key);
                    }
                }
            }
            Some("end") if self.n_fields_left_out > 0 => self.n_fields_left_out -= 1,
            Some("end") => {
                let Some(field) = self.fields.pop() else { return };
                if let Some(key) = field.link {
                    self.stories.close_span(key);
                }
                if !field.shows_result {
                    self.n_instructions = self.n_instructions.saturating_sub(1);
                    if let Some(sign) = fields::symbol(&field.instruction) {
                        self.say(sign.encode_utf8(&mut [0; 4]));
                    }
                }
            }
            _ => {}
        }
    }
}

fn comment_key(id: &str) -> u64 {
    COMMENT_KEYS | id.parse::<u32>().map_or(NO_NUMBER, u64::from)
}
