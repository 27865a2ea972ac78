//! Follows a page's drawing instructions as far as they place text.
//!
//! In: a page. Out: its glyphs one by one, in the order they are drawn, to a [`Gatherer`].
//! Must not know: words, lines, colours, paths, pictures (but that there are some).
//! Holds: bounded by counted steps, never by a clock; forms inside forms are followed [`MAX_DEPTH`] deep; what an
//! `ActualText` says stands for the glyphs it spans; hidden layers give no glyph, and invisible glyphs say that they are.
//! Chosen over hayro-interpret's device: that one builds every path, colour space and picture on the way and cannot be
//! stopped; the fonts are the same (hayro-font).
//! Source: ISO 32000-1, 9.4 (text objects), 14.6 (marked content), 14.9.4 (replacement text).

use std::collections::HashMap;
use std::rc::Rc;

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::content::{OperandIterator, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};

use crate::import::pdf::fonts::{Code, Fonts, PdfFont};
use crate::import::pdf::guard::Budget;
use crate::import::pdf::optional::Layers;
use crate::import::pdf::strings;
use crate::import::pdf::words::{Gatherer, Glyph};

/// How deep forms may stand in forms.
const MAX_DEPTH: usize = 12;
/// Graphics states that may be saved at one time.
const MAX_STATES: usize = 512;
/// Instructions that a file may have in all, and glyphs.
const MAX_STEPS: usize = 24_000_000;
const MAX_GLYPHS: usize = 6_000_000;

/// What one file's pages share while they are read.
pub(super) struct Reader<'a> {
    pub(super) fonts: Fonts<'a>,
    pub(super) layers: Layers,
    pub(super) budget: Budget,
    n_steps: usize,
    n_glyphs: usize,
    is_nested_deep: bool,
}

#[derive(Clone)]
struct State<'a> {
    ctm: Affine,
    font: Option<Rc<PdfFont<'a>>>,
    font_number: u16,
    size: f64,
    char_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    is_invisible: bool,
}

/// What is known of a stretch of marked content.
#[derive(Default)]
struct Mark {
    is_hidden: bool,
    is_page_furniture: bool,
    /// The text that stands for the glyphs inside, and the first of them.
    actual: Option<(String, Option<Glyph>)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(catalogue: &Dict<'_>) -> Self {
        Self {
            fonts: Fonts::new(),
            layers: Layers::of(catalogue),
            budget: Budget::new(),
            n_steps: 0,
            n_glyphs: 0,
            is_nested_deep: false,
        }
    }

    /// Instructions followed so far.
    pub(super) fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Whether forms stood deeper in each other than is followed, as where one draws itself.
    pub(super) fn is_nested_deep(&self) -> bool {
        self.is_nested_deep
    }

    /// Whether the file has more than is read.
    pub(super) fn is_spent(&self) -> bool {
        self.budget.is_spent || self.n_steps >= MAX_STEPS || self.n_glyphs >= MAX_GLYPHS
    }

    /// Puts every glyph of the page and of what is typed into its forms to `out`.
    pub(super) fn read(&mut self, page: &Page<'a>, out: &mut Gatherer) {
        let ctm = Affine::new(page.initial_transform(true).as_coeffs());
        let mut data = Vec::new();
        if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
            data.extend_from_slice(&self.budget.unpacked(&stream).unwrap_or_default());
        } else if let Some(parts) = page.raw().get::<Array<'_>>(b"Contents") {
            for part in parts.iter::<Stream<'_>>() {
                data.extend_from_slice(&self.budget.unpacked(&part).unwrap_or_default());
                data.push(b' ');
            }
        }
        let mut run = Run { reader: self, out, states: Vec::new(), marks: Vec::new(), fonts: HashMap::new() };
        run.content(&data, page.resources(), State::new(ctm), 0);
        if let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") {
            for annotation in annotations.iter::<Dict<'_>>() {
                run.appearance(&annotation, page.resources(), ctm);
            }
        }
    }
}

impl State<'_> {
    fn new(ctm: Affine) -> Self {
        Self {
            ctm,
            font: None,
            font_number: 0,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            is_invisible: false,
        }
    }
}

fn number(object: Option<&Object<'_>>) -> f64 {
    match object {
        Some(Object::Number(number)) if number.as_f64().is_finite() => number.as_f64(),
        _ => 0.0,
    }
}

fn matrix(operands: &mut OperandIterator<'_, '_>) -> Affine {
    let mut next = || number(operands.next());
    Affine::new([next(), next(), next(), next(), next(), next()])
}

impl State<'_> {
    /// Whether an instruction sets something by its numbers, which is then set.
    fn is_set(&mut self, operator: &[u8], operands: &mut OperandIterator<'_, '_>) -> bool {
        match operator {
            b"cm" => self.ctm *= matrix(operands),
            b"Tc" => self.char_space = number(operands.next()),
            b"Tw" => self.word_space = number(operands.next()),
            b"Tz" => self.stretch = number(operands.next()) / 100.0,
            b"TL" => self.leading = number(operands.next()),
            b"Ts" => self.rise = number(operands.next()),
            b"Tr" => self.is_invisible = (number(operands.next()) - 3.0).abs() < 0.5,
            _ => return false,
        }
        true
    }
}

/// Where text is set: the start of the line and the pen, in the state's coordinates.
#[derive(Default)]
struct Pen {
    line: Affine,
    at: Affine,
}

impl Pen {
    /// Whether an instruction does no more than move the pen, which is then moved. Those that set text on the next line
    /// move it too.
    fn is_moved(&mut self, operator: &[u8], operands: &mut OperandIterator<'_, '_>, state: &mut State<'_>) -> bool {
        match operator {
            b"BT" => self.line = Affine::IDENTITY,
            b"Td" => self.line *= Affine::translate((number(operands.next()), number(operands.next()))),
            b"TD" => {
                let (x, y) = (number(operands.next()), number(operands.next()));
                state.leading = -y;
                self.line *= Affine::translate((x, y));
            }
            b"Tm" => self.line = matrix(operands),
            b"T*" | b"'" => self.line *= Affine::translate((0.0, -state.leading)),
            b"\"" => {
                state.word_space = number(operands.next());
                state.char_space = number(operands.next());
                self.line *= Affine::translate((0.0, -state.leading));
            }
            _ => return false,
        }
        self.at = self.line;
        !matches!(operator, b"'" | b"\"")
    }
}

/// A font with its number on the page, if it can be read.
type Known<'a> = Option<(Rc<PdfFont<'a>>, u16)>;

struct Run<'r, 'a> {
    reader: &'r mut Reader<'a>,
    out: &'r mut Gatherer,
    states: Vec<State<'a>>,
    marks: Vec<Mark>,
    /// By the depth of forms, and name.
    fonts: HashMap<(usize, Vec<u8>), Known<'a>>,
}

impl<'a> Run<'_, 'a> {
    fn is_hidden(&self) -> bool {
        self.marks.iter().any(|mark| mark.is_hidden)
    }

    /// Follows one stream of instructions.
    fn content(&mut self, data: &[u8], resources: &Resources<'a>, mut state: State<'a>, depth: usize) {
        let (saved, marked) = (self.states.len(), self.marks.len());
        let mut pen = Pen::default();
        let mut steps = UntypedIter::new(data);
        while let Some(step) = steps.next() {
            self.reader.n_steps += 1;
            if self.reader.n_steps >= MAX_STEPS || self.reader.n_glyphs >= MAX_GLYPHS {
                break;
            }
            let operator: &[u8] = step.operator;
            let mut operands = step.operands();
            if state.is_set(operator, &mut operands) || pen.is_moved(operator, &mut operands, &mut state) {
                continue;
            }
            match operator {
                b"q" if self.states.len() < MAX_STATES + saved => self.states.push(state.clone()),
                b"Q" if self.states.len() > saved => {
                    if let Some(before) = self.states.pop() {
                        state = before;
                    }
                }
                b"Tf" => {
                    if let Some(Object::Name(name)) = operands.next() {
                        self.set_font(&mut state, resources, name, depth);
                    }
                    state.size = number(operands.next());
                }
                b"gs" => {
                    let chosen = match operands.next() {
                        Some(Object::Name(name)) => resources.get_ext_g_state(name),
                        _ => None,
                    };
                    self.set_from_dict(&mut state, chosen);
                }
                b"Tj" | b"'" | b"\"" => {
                    if let Some(Object::String(text)) = operands.next() {
                        self.show(&state, &mut pen.at, text.as_bytes());
                    }
                }
                b"TJ" => {
                    let Some(Object::Array(parts)) = operands.next() else { continue };
                    for part in parts.iter::<Object<'_>>() {
                        match &part {
                            Object::String(text) => self.show(&state, &mut pen.at, text.as_bytes()),
                            Object::Number(_) => adjust(&state, &mut pen.at, number(Some(&part))),
                            _ => {}
                        }
                    }
                }
                b"BMC" => self.marks.push(Mark::default()),
                b"BDC" => {
                    let mark = self.mark(resources, operands.next(), operands.next());
                    self.marks.push(mark);
                }
                b"EMC" if self.marks.len() > marked => self.end_mark(),
                b"Do" => {
                    let drawn = match operands.next() {
                        Some(Object::Name(name)) => resources.get_x_object(name),
                        _ => None,
                    };
                    if let Some(drawn) = drawn {
                        self.draw(&drawn, resources, &state, depth);
                    }
                }
                // Pictures, shadings and what is painted: something is seen that is no text.
                b"BI" | b"sh" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" => {
                    self.out.n_pictures += 1;
                }
                _ => {}
            }
        }
        self.states.truncate(saved);
        while self.marks.len() > marked {
            self.end_mark();
        }
    }

    fn set_font(&mut self, state: &mut State<'a>, resources: &Resources<'a>, name: &Name<'_>, depth: usize) {
        let key = (depth, name.as_ref().to_vec());
        if let Some(known) = self.fonts.get(&key) {
            (state.font, state.font_number) = known.clone().map_or((None, 0), |(font, at)| (Some(font), at));
            return;
        }
        let font = resources.get_font(name).and_then(|dict| self.reader.fonts.font(&dict));
        let known = font.map(|font| {
            let at = self.out.font_number(Rc::as_ptr(&font).addr(), font.is_bold);
            (font, at)
        });
        self.fonts.insert(key, known.clone());
        (state.font, state.font_number) = known.map_or((None, 0), |(font, at)| (Some(font), at));
    }

    /// The font and size that a graphics state dictionary sets.
    fn set_from_dict(&mut self, state: &mut State<'a>, chosen: Option<Dict<'a>>) {
        let Some(array) = chosen.and_then(|chosen| chosen.get::<Array<'_>>(b"Font")) else { return };
        let mut entries = array.flex_iter();
        let Some(dict) = entries.next::<Dict<'_>>() else { return };
        if let Some(font) = self.reader.fonts.font(&dict) {
            state.font_number = self.out.font_number(Rc::as_ptr(&font).addr(), font.is_bold);
            state.font = Some(font);
        }
        if let Some(size) = entries.next::<f32>() {
            state.size = f64::from(size);
        }
    }

    fn show(&mut self, state: &State<'a>, pen: &mut Affine, bytes: &[u8]) {
        let Some(font) = state.font.clone() else { return };
        let mut rest = bytes;
        while !rest.is_empty() && self.reader.n_glyphs < MAX_GLYPHS {
            let (number, length) = font.next_code(rest);
            rest = rest.get(length..).unwrap_or_default();
            self.reader.n_glyphs += 1;
            let code = font.code(number);
            let space = if number == 32 && length == 1 { state.word_space } else { 0.0 };
            let own = code.advance / 1000.0 * state.size;
            self.put(state, &font, *pen, &code, own);
            let moves = own + state.char_space + space;
            *pen *= if font.is_vertical {
                Affine::translate((0.0, -moves))
            } else {
                Affine::translate((moves * state.stretch, 0.0))
            };
        }
    }

    fn put(&mut self, state: &State<'a>, font: &PdfFont<'a>, pen: Affine, code: &Code, own: f64) {
        if self.is_hidden() {
            return;
        }
        if code.is_unknown && !state.is_invisible {
            self.out.n_unknown += 1;
        }
        let at = state.ctm * pen;
        let rise = Point::new(0.0, state.rise);
        let start = at * rise;
        let end = at
            * if font.is_vertical {
                Point::new(0.0, state.rise - own)
            } else {
                Point::new(own * state.stretch, state.rise)
            };
        let up = at * Point::new(0.0, state.rise + state.size) - start;
        let across = at * Point::new(state.size, state.rise) - start;
        let (size, along) = if font.is_vertical {
            (across.hypot(), at * Point::new(0.0, -1.0) - at * Point::ZERO)
        } else {
            (up.hypot(), at * Point::new(1.0, 0.0) - at * Point::ZERO)
        };
        let glyph = Glyph {
            start: (start.x, start.y),
            end: (end.x, end.y),
            angle: along.y.atan2(along.x).to_degrees(),
            size,
            font: state.font_number,
            is_invisible: state.is_invisible,
            is_page_furniture: self.marks.iter().any(|mark| mark.is_page_furniture),
            is_vertical: font.is_vertical,
        };
        if ![glyph.start.0, glyph.start.1, glyph.end.0, glyph.end.1, size, glyph.angle].iter().all(|n| n.is_finite()) {
            return;
        }
        if let Some((_, span)) = self.marks.iter_mut().rev().find_map(|mark| mark.actual.as_mut()) {
            match span {
                None => *span = Some(glyph),
                Some(span) => span.end = glyph.end,
            }
            return;
        }
        self.out.put(&glyph, &code.text);
    }

    fn mark(&self, resources: &Resources<'_>, tag: Option<&Object<'_>>, properties: Option<&Object<'_>>) -> Mark {
        let Some(Object::Name(tag)) = tag else { return Mark::default() };
        if tag.as_ref() == b"OC" {
            let is_hidden = match properties {
                Some(Object::Name(name)) => !self.reader.layers.shows(&resources.properties, name.as_ref()),
                _ => false,
            };
            return Mark { is_hidden, ..Mark::default() };
        }
        match properties {
            Some(Object::Name(name)) => {
                let named = resources.properties.get::<Dict<'_>>(name.as_ref());
                named.map(|dict| mark_of(tag, &dict)).unwrap_or_default()
            }
            Some(Object::Dict(dict)) => mark_of(tag, dict),
            _ => Mark::default(),
        }
    }

    fn end_mark(&mut self) {
        let Some(mark) = self.marks.pop() else { return };
        if let Some((text, Some(glyph))) = mark.actual {
            // A soft hyphen that a program put in where it broke a word.
            let text = if text == "\u{ad}" { "-".to_owned() } else { strings::clean(&text) };
            match self.marks.iter_mut().rev().find_map(|mark| mark.actual.as_mut()) {
                Some((_, span)) => *span = Some(glyph),
                None => self.out.put(&glyph, &text),
            }
        }
    }

    fn draw(&mut self, drawn: &Stream<'a>, resources: &Resources<'a>, state: &State<'a>, depth: usize) {
        let dict = drawn.dict();
        let is_form = dict.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Form");
        if !is_form {
            self.out.n_pictures += 1;
            return;
        }
        self.reader.is_nested_deep |= depth >= MAX_DEPTH;
        if depth >= MAX_DEPTH || self.is_hidden() || !self.reader.layers.shows(dict, b"OC") {
            return;
        }
        let Some(data) = self.reader.budget.unpacked(drawn) else { return };
        let own = dict.get::<Dict<'_>>(b"Resources").map(Resources::new);
        let mut inside = state.clone();
        if let Some(matrix) = dict.get::<[f64; 6]>(b"Matrix") {
            inside.ctm *= Affine::new(matrix);
        }
        // Names of fonts mean something else in a form.
        let fonts = std::mem::take(&mut self.fonts);
        self.content(&data, own.as_ref().unwrap_or(resources), inside, depth + 1);
        self.fonts = fonts;
    }

    /// The words that an annotation shows on the page itself: what is typed into a form's field, text boxes and stamps.
    fn appearance(&mut self, annotation: &Dict<'a>, resources: &Resources<'a>, ctm: Affine) {
        const HIDDEN: u32 = 1 << 1 | 1 << 5;
        let kind = annotation.get::<Name<'_>>(b"Subtype");
        let shows_words = kind.is_some_and(|kind| matches!(kind.as_ref(), b"Widget" | b"FreeText" | b"Stamp"));
        if !shows_words
            || annotation.get::<u32>(b"F").unwrap_or(0) & HIDDEN != 0
            || !self.reader.layers.shows(annotation, b"OC")
        {
            return;
        }
        let normal = annotation.get::<Dict<'_>>(b"AP").and_then(|all| all.get::<Object<'_>>(b"N"));
        let form = match normal {
            Some(Object::Stream(form)) => form,
            Some(Object::Dict(states)) => {
                let chosen = annotation.get::<Name<'_>>(b"AS").and_then(|chosen| states.get::<Stream<'_>>(chosen));
                let Some(form) = chosen else { return };
                form
            }
            _ => return self.typed(annotation, ctm),
        };
        let (Some(rect), Some(bounds)) = (annotation.get::<Rect>(b"Rect"), form.dict().get::<Rect>(b"BBox")) else {
            return;
        };
        // ISO 32000-1, 12.5.5: the transformed bounds are laid over the rectangle.
        let matrix = Affine::new(form.dict().get::<[f64; 6]>(b"Matrix").unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
        let corners = [(bounds.x0, bounds.y0), (bounds.x1, bounds.y0), (bounds.x0, bounds.y1), (bounds.x1, bounds.y1)];
        let corners = corners.map(|(x, y)| matrix * Point::new(x, y));
        let least = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (left, right) = (least(|at| at.x), most(|at| at.x));
        let (bottom, top) = (least(|at| at.y), most(|at| at.y));
        let scale = |rect: f64, own: f64| if own.abs() > 1e-6 { rect / own } else { 1.0 };
        let (sx, sy) = (scale(rect.width(), right - left), scale(rect.height(), top - bottom));
        let lay = Affine::new([sx, 0.0, 0.0, sy, rect.x0 - sx * left, rect.y0 - sy * bottom]);
        let n_before = self.reader.n_glyphs;
        self.draw(&form, resources, &State::new(ctm * lay), 0);
        if self.reader.n_glyphs == n_before {
            // A look that was made before anything was typed in.
            self.typed(annotation, ctm);
        }
    }
}

impl Run<'_, '_> {
    /// What is typed into a field that has no look of its own yet, at the field's left.
    fn typed(&mut self, field: &Dict<'_>, ctm: Affine) {
        let above = field.get::<Dict<'_>>(b"Parent");
        let kind = field.get::<Name<'_>>(b"FT").or_else(|| above.as_ref()?.get::<Name<'_>>(b"FT"));
        if !kind.is_some_and(|kind| matches!(kind.as_ref(), b"Tx" | b"Ch")) {
            return;
        }
        const PASSWORD: u32 = 1 << 13;
        if field.get::<u32>(b"Ff").unwrap_or(0) & PASSWORD != 0 {
            return;
        }
        let value = field.get::<PdfString<'_>>(b"V").or_else(|| above.as_ref()?.get::<PdfString<'_>>(b"V"));
        let Some(value) = value else { return };
        let Some(rect) = field.get::<Rect>(b"Rect") else { return };
        let size = (0.7 * rect.height()).clamp(4.0, 12.0);
        let mut x = rect.x0 + 2.0;
        for word in strings::clean(&strings::text(value.as_bytes())).split_whitespace().take(2000) {
            let width = 0.5 * size * word.chars().count() as f64;
            let (start, end) = (ctm * Point::new(x, rect.y0 + 2.0), ctm * Point::new(x + width, rect.y0 + 2.0));
            let glyph = Glyph {
                start: (start.x, start.y),
                end: (end.x, end.y),
                angle: (end.y - start.y).atan2(end.x - start.x).to_degrees(),
                size,
                font: 0,
                is_invisible: false,
                is_page_furniture: false,
                is_vertical: false,
            };
            self.out.put(&glyph, " ");
            self.out.put(&glyph, word);
            x += width + 0.3 * size;
        }
    }
}

/// What marked content with a tag and properties is.
fn mark_of(tag: &Name<'_>, properties: &Dict<'_>) -> Mark {
    let is_page_furniture = tag.as_ref() == b"Artifact"
        && properties.get::<Name<'_>>(b"Type").is_some_and(|kind| kind.as_ref() == b"Pagination");
    // A replacement is for a few glyphs: where it spans paragraphs, the glyphs are nearer to what is seen.
    let is_span = tag.as_ref() == b"Span";
    let actual = is_span.then(|| properties.get::<PdfString<'_>>(b"ActualText")).flatten();
    Mark { is_hidden: false, is_page_furniture, actual: actual.map(|text| (strings::text(text.as_bytes()), None)) }
}

fn adjust(state: &State<'_>, pen: &mut Affine, by: f64) {
    let moves = -by / 1000.0 * state.size;
    let is_vertical = state.font.as_ref().is_some_and(|font| font.is_vertical);
    *pen *= if is_vertical { Affine::translate((0.0, moves)) } else { Affine::translate((moves * state.stretch, 0.0)) };
}
