//! What Word's properties say of paragraphs, their marks and runs.
//!
//! Must not know: the words.

use crate::import::symbols::SymbolFont;
use crate::import::word::body::{Frame, Pages, Walk};
use crate::import::word::styles::is_on;
use crate::import::xml::Element;

impl Walk<'_> {
    pub(super) fn paragraph_property(&mut self, element: &Element<'_>) -> Option<Frame> {
        match element.name() {
            b"pStyle" => self.paragraph.style = element.attribute("val").unwrap_or_default(),
            b"numPr" => return Some(Frame::ParagraphProperties),
            b"numId" => self.paragraph.is_item = Some(element.attribute("val").as_deref() != Some("0")),
            b"outlineLvl" => self.paragraph.outline = element.attribute("val").and_then(|level| level.parse().ok()),
            b"framePr" => {
                self.paragraph.runs_on |= element.attribute("dropCap").is_some_and(|kind| kind != "none");
            }
            b"pageBreakBefore" if self.pages == Pages::Typed && is_on(element) => self.next_page(),
            b"rPr" => return Some(Frame::MarkProperties),
            b"sectPr" => return Some(Frame::Section),
            _ => {}
        }
        None
    }

    pub(super) fn mark_property(&mut self, element: &Element<'_>) {
        match element.name() {
            b"del" | b"moveFrom" => self.paragraph.runs_on = true,
            b"vanish" => self.paragraph.is_mark_hidden = is_on(element),
            // A heading that runs into its paragraph.
            b"specVanish" => self.paragraph.runs_on |= self.paragraph.is_mark_hidden,
            _ => {}
        }
    }

    pub(super) fn run_property(&mut self, element: &Element<'_>) {
        match element.name() {
            b"vanish" => self.run.is_hidden = Some(is_on(element)),
            b"rStyle" => {
                let id = element.attribute("val").unwrap_or_default();
                self.run.style_hides = self.styles.is_hidden(&id);
                self.run.font = self.run.font.or_else(|| self.styles.font(&id));
                self.run.is_raised |= self.styles.is_raised(&id);
            }
            b"vertAlign" => self.run.is_raised = element.attribute("val").as_deref() == Some("superscript"),
            b"rFonts" => {
                let name = element.attribute("ascii").or_else(|| element.attribute("hAnsi"));
                self.run.font = name.and_then(|name| SymbolFont::named(&name)).or(self.run.font);
            }
            _ => {}
        }
    }
}
