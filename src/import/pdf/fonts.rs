//! What the codes of a PDF's strings say and how far they move the pen.
//!
//! In: font dictionaries. Out: for each code its characters, its advance in thousandths of the size.
//! Must not know: where text stands.
//! Holds: ligatures come apart ("ﬁ" is "fi"), no private-use or control character is text; a code that the font does not
//! tell is taken as its ASCII character where the font is a simple one, as other readers do, and else has no text.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hayro_font::hayro_cmap::{BfString, load_embedded};
use hayro_font::{CMapResolverFn, Font, FontCache, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream};

use crate::import::pdf::guard;

/// Bytes that a font's program or table may unpack to.
const MAX_FONT: usize = 48 << 20;
/// Codes below this are kept in a table.
const TABLE: usize = 1 << 16;

/// What one code says.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    /// Its characters; empty where they are not known.
    pub(super) text: Rc<str>,
    /// How far the pen moves, in thousandths of the size; down where the font runs down.
    pub(super) advance: f64,
    /// Whether it is a character that the font gives no text for.
    pub(super) is_unknown: bool,
}

/// A font with the codes that were asked for so far.
#[derive(Debug)]
pub(super) struct PdfFont<'a> {
    font: Font<'a>,
    /// Whether its name says bold.
    pub(super) is_bold: bool,
    /// Whether its lines run down the page.
    pub(super) is_vertical: bool,
    is_simple: bool,
    codes: std::cell::RefCell<Vec<Option<Code>>>,
}

impl PdfFont<'_> {
    /// The code at the start of `bytes` with its length.
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, 0);
        (code, length.max(1))
    }

    /// What a code says.
    pub(super) fn code(&self, code: u32) -> Code {
        let at = usize::try_from(code).unwrap_or(usize::MAX);
        if at >= TABLE {
            return self.made(code);
        }
        let mut codes = self.codes.borrow_mut();
        if codes.len() <= at {
            codes.resize(at + 1, None);
        }
        match codes.get_mut(at) {
            Some(Some(known)) => known.clone(),
            Some(open) => open.insert(self.made(code)).clone(),
            None => Code::default(),
        }
    }

    fn made(&self, code: u32) -> Code {
        let moves = self.font.code_advance(code);
        let advance = if self.is_vertical { -moves.y } else { moves.x };
        let raw = match self.font.glyph(self.font.map_code(code), code) {
            hayro_font::FontGlyph::Outline(glyph) => glyph.as_unicode(),
            hayro_font::FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let mut text = String::new();
        match raw {
            Some(BfString::Char(c)) => push_clean(&mut text, c),
            Some(BfString::String(all)) => all.chars().for_each(|c| push_clean(&mut text, c)),
            None => {}
        }
        if text.is_empty() && self.is_simple {
            // What other readers do for a font that tells nothing.
            text.extend(char::from_u32(code).filter(|c| c.is_ascii_graphic() || *c == ' '));
        }
        let is_unknown = text.is_empty() && code != 0 && advance > 0.0;
        Code { text: text.into(), advance: if advance.is_finite() { advance } else { 0.0 }, is_unknown }
    }
}

/// Adds a character as it is written in running text.
fn push_clean(text: &mut String, c: char) {
    match c {
        'ﬀ' => text.push_str("ff"),
        'ﬁ' => text.push_str("fi"),
        'ﬂ' => text.push_str("fl"),
        'ﬃ' => text.push_str("ffi"),
        'ﬄ' => text.push_str("ffl"),
        'ﬅ' | 'ﬆ' => text.push_str("st"),
        'Ĳ' => text.push_str("IJ"),
        'ĳ' => text.push_str("ij"),
        // A soft hyphen is drawn only where a line ends.
        '\u{ad}' | '\u{2010}' => text.push('-'),
        '\u{2011}' => text.push('\u{2011}'),
        // Symbols that fonts keep in the private area: what they look like is not known, bullets aside.
        '\u{f0b7}' | '\u{f0a7}' | '\u{f0a8}' | '\u{f076}' | '\u{f0d8}' | '\u{f0fc}' => text.push('•'),
        '\u{f020}'..='\u{f07e}' => text.extend(char::from_u32(u32::from(c) - 0xf000)),
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fffd}' | '\u{ffff}' => {}
        c if c.is_whitespace() => text.push(' '),
        c if c.is_control() || c >= '\u{f0000}' => {}
        c => text.push(c),
    }
}

/// The fonts of a file, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    known: HashMap<ObjectIdentifier, Option<Rc<PdfFont<'a>>>>,
    resolver: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl<'a> Fonts<'a> {
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            known: HashMap::new(),
            resolver: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
            }),
            cmaps: Arc::new(load_embedded),
        }
    }

    /// The font that a dictionary describes, if it can be read within bounds.
    pub(super) fn font(&mut self, dict: &Dict<'a>) -> Option<Rc<PdfFont<'a>>> {
        let id = dict.obj_id();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return known.clone();
        }
        let font = self.made(dict);
        if let Some(id) = id {
            self.known.insert(id, font.clone());
        }
        font
    }

    fn made(&self, dict: &Dict<'a>) -> Option<Rc<PdfFont<'a>>> {
        if !is_bounded(dict, 0) {
            return None;
        }
        let font = self.cache.font(dict, &self.resolver, &self.cmaps)?;
        let subtype = dict.get::<Name<'_>>(b"Subtype");
        let is_simple = subtype.is_none_or(|name| name.as_ref() != b"Type0");
        let is_vertical = !font.is_horizontal();
        Some(Rc::new(PdfFont {
            font,
            is_bold: is_bold(dict),
            is_vertical,
            is_simple,
            codes: std::cell::RefCell::new(Vec::new()),
        }))
    }
}

fn is_bold(dict: &Dict<'_>) -> bool {
    let name = dict.get::<Name<'_>>(b"BaseFont").map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
    if ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word)) {
        return true;
    }
    let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor");
    descriptor.is_some_and(|descriptor| {
        descriptor.get::<i32>(b"FontWeight").is_some_and(|weight| weight >= 600)
            || descriptor.get::<i32>(b"Flags").is_some_and(|flags| flags & (1 << 18) != 0)
    })
}

/// Whether every stream that loading the font unpacks stays within bounds.
fn is_bounded(dict: &Dict<'_>, depth: u8) -> bool {
    let fits =
        |dict: &Dict<'_>, key: &[u8]| dict.get::<Stream<'_>>(key).is_none_or(|stream| guard::fits(&stream, MAX_FONT));
    let descriptor_fits = |dict: &Dict<'_>| {
        dict.get::<Dict<'_>>(b"FontDescriptor").is_none_or(|descriptor| {
            [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().all(|key| fits(&descriptor, key))
        })
    };
    if !(fits(dict, b"ToUnicode") && fits(dict, b"Encoding") && fits(dict, b"CIDToGIDMap") && descriptor_fits(dict)) {
        return false;
    }
    let Some(below) = dict.get::<Array<'_>>(b"DescendantFonts") else { return true };
    depth == 0
        && below.raw_iter().take(4).all(|item| match item {
            MaybeRef::NotRef(Object::Dict(below)) => is_bounded(&below, depth + 1),
            _ => true,
        })
        && below.iter::<Dict<'_>>().take(4).all(|below| is_bounded(&below, depth + 1))
}
