//! Writes Word's formulas on one line: `a/b`, `x^2`; signs of symbol fonts.
//!
//! Limits: roots, fractions and indices are marked, matrices are not.

use crate::import::symbols::SymbolFont;
use crate::import::word::body::{Frame, Run, Walk};
use crate::import::xml::Element;

impl Walk<'_> {
    pub(super) fn math(&mut self, element: &Element<'_>) -> Option<Frame> {
        Some(match element.name() {
            b"r" => {
                self.run = Run::default();
                Frame::Run
            }
            b"t" => Frame::Words,
            b"den" => self.sign("/"),
            b"sup" => self.sign("^"),
            b"sub" => self.sign("_"),
            b"rad" => self.sign("√"),
            b"d" => Frame::Delimited { opening: '(', closing: ')', is_open: false },
            b"begChr" | b"endChr" => {
                self.delimiter(element);
                Frame::Plain
            }
            b"e" => {
                if let Some(Frame::Delimited { opening, is_open, .. }) = self.frames.last_mut() {
                    let sign = if *is_open { ',' } else { *opening };
                    *is_open = true;
                    self.say(sign.encode_utf8(&mut [0; 4]));
                }
                Frame::Plain
            }
            b"naryPr" | b"dPr" => Frame::Plain,
            b"chr" => {
                if let Some(sign) = element.attribute("val") {
                    self.say(&sign);
                }
                Frame::Plain
            }
            name if name.ends_with(b"Pr") => return None,
            _ => Frame::Plain,
        })
    }

    pub(super) fn symbol(&mut self, element: &Element<'_>) {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let font = element.attribute("font").unwrap_or_default();
        let sign = code.and_then(|code| match SymbolFont::named(&font) {
            Some(font) => font.character(code),
            None => char::from_u32(code),
        });
        if let Some(sign) = sign {
            self.say(sign.encode_utf8(&mut [0; 4]));
        }
    }

    /// A sign of the brackets whose properties stand inside them.
    fn delimiter(&mut self, element: &Element<'_>) {
        let sign = element.attribute("val").and_then(|value| value.chars().next()).unwrap_or(' ');
        let around = self.frames.len().checked_sub(2);
        if let Some(Frame::Delimited { opening, closing, .. }) = around.and_then(|at| self.frames.get_mut(at)) {
            *(if element.name() == b"begChr" { opening } else { closing }) = sign;
        }
    }
}
