//! What hangs on the words of rich text: fields, comments, and what is noted down of them.
//!
//! Holds: a comment whose words come after its range is put there at the end; a field's instruction is never text.

use std::collections::BTreeMap;

use crate::import::pieces::Piece;
use crate::import::rtf::destinations::Noted;
use crate::import::rtf::state::{Target, time};
use crate::import::rtf::walk::{ADDRESS_BYTES, Begun, Field, Walk};
use crate::import::stories::{Reach, joined_words};
use crate::import::word::fields;
use crate::model::annotation::{Annotation, AnnotationKind};

/// Fields in fields that are told apart.
const FIELDS: usize = 256;
/// Stands in a comment's place until the comment itself comes; no text has it.
const AWAITED: char = '\0';
/// Keys of comments' spans, apart from those that are counted up.
const REMARK_KEYS: u64 = 1 << 63;

impl Walk {
    pub(super) fn begin_field(&mut self) {
        if self.fields.len() < FIELDS && self.n_deep == 0 {
            self.fields.push(Field::default());
            self.begin(Begun::Field, self.state.target);
        }
    }

    pub(super) fn begin_result(&mut self) {
        let is_text = self.state.target == Target::Text;
        let Some(field) = self.fields.last_mut() else { return };
        field.has_result = true;
        let address = fields::address(&field.instruction).filter(|address| address.len() <= ADDRESS_BYTES);
        if let Some(address) = address.filter(|_| is_text) {
            self.next_key += 1;
            field.link = Some(self.next_key);
            self.stories.open_span(self.next_key, Annotation::link(address), Reach::Each);
        }
        self.begin(Begun::FieldResult, self.state.target);
    }

    pub(super) fn end_noted(&mut self, what: Noted) {
        let noted = std::mem::take(&mut self.noted);
        let noted = noted.trim();
        let number = || noted.parse::<i32>().ok();
        match what {
            Noted::Title => noted.clone_into(&mut self.title),
            Noted::Writer => self.writer = Some(noted.to_owned()).filter(|name| !name.is_empty()),
            Noted::RemarkWriter => noted.clone_into(&mut self.remark_writer),
            Noted::RemarkTime => self.remark_time = number().map(time).unwrap_or_default(),
            Noted::RemarkName => noted.clone_into(&mut self.remark_name),
            Noted::RangeStart => {
                if let Some(number) = number() {
                    let awaited = Annotation::new(AnnotationKind::Comment, format!("{AWAITED}{number}"));
                    self.stories.open_span(remark_key(number), awaited, Reach::First);
                }
            }
            Noted::RangeEnd => {
                if let Some(number) = number() {
                    self.stories.close_span(remark_key(number));
                }
            }
        }
    }

    pub(super) fn end_remark(&mut self) {
        let words = joined_words(&self.leave());
        let made = std::mem::take(&mut self.remark_time);
        let author = std::mem::take(&mut self.remark_writer);
        if words.is_empty() || !self.is_seen() {
            return;
        }
        let remark = Annotation { author, made, ..Annotation::new(AnnotationKind::Comment, words) };
        match self.remark_name.parse::<i32>() {
            Ok(number) => {
                self.remarks.insert(number, remark);
            }
            Err(_) => self.stories.remark(remark),
        }
    }
}

fn remark_key(number: i32) -> u64 {
    REMARK_KEYS | u64::from(number.cast_unsigned())
}

/// Puts the comments where their ranges are.
pub(super) fn put_remarks(piece: &mut Piece, remarks: &mut BTreeMap<i32, Annotation>) {
    piece.annotations.retain_mut(|(_, annotation)| {
        let Some(number) = annotation.words.strip_prefix(AWAITED) else { return true };
        match number.parse().ok().and_then(|number| remarks.remove(&number)) {
            Some(remark) => {
                *annotation = remark;
                true
            }
            None => false,
        }
    });
}
