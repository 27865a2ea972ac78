//! Text on paper: laid out where it is seen, scrolled, selected by mouse and keyboard. The article and the text of a
//! source are both shown by it.
//!
//! In: a draft, its area, the input of this frame. Out: the selection that the user wants.
//! Must not know: the session, what is painted on the text, what a selection is for.
//! Holds: a frame costs as much as what is visible; the place in sight stays put when heights above become known.

pub(in crate::app) mod access;
mod caret;
pub(in crate::app) mod layout;
pub(in crate::app) mod paint;

use egui::{CursorIcon, Pos2, Rect, Response, Ui, pos2, vec2};
use std::sync::Arc;

use crate::app::paper::caret::Ground;
use crate::app::paper::layout::{Head, Layout, Measure};
use crate::app::theme::icon;
use crate::model::article::Draft;
use crate::session::index::{ArticleIndex, Mark};
use crate::session::view::Selection;
use crate::text::span::ByteSpan;
use crate::text::words::segment_at;

/// Room above the first and below the last line, in points.
pub(in crate::app) const PADDING: f32 = 36.0;

/// By what a drag selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Grapheme,
    Word,
    Block,
}

/// A drag under way: where it began, and by what it selects.
#[derive(Clone, Debug)]
struct Drag {
    origin: ByteSpan,
    unit: Unit,
    kept: Vec<ByteSpan>,
}

/// What one frame shows.
pub(in crate::app) struct Sight<'a> {
    /// The text.
    pub(in crate::app) draft: &'a Draft,
    /// The whole area.
    pub(in crate::app) area: Rect,
    /// The marks and bare words that need room or rectangles in it, if any.
    pub(in crate::app) index: Option<&'a ArticleIndex>,
    /// What is selected now.
    pub(in crate::app) selection: &'a Selection,
}

/// What is remembered of a text between frames.
#[derive(Default)]
pub(in crate::app) struct Surface {
    text: Option<Arc<str>>,
    layout: Option<Layout>,
    /// Left edge of the column, and where the text's top stands in the window while nothing is scrolled away.
    origin: Pos2,
    /// Height of the text that is at the window's top, in points.
    offset: f32,
    goal_x: Option<f32>,
    drag: Option<Drag>,
    glyphs: Glyphs,
}

/// What egui's store of glyphs was like in the last frame. It is emptied with another theme, and when it is nearly full.
#[derive(Default)]
struct Glyphs {
    options: Option<egui::epaint::text::TextOptions>,
    fill: f32,
    generation: u32,
}

impl Glyphs {
    /// How often the store was emptied so far.
    fn generation(&mut self, ctx: &egui::Context) -> u32 {
        let (options, fill) = ctx.fonts(|fonts| (*fonts.options(), fonts.font_atlas_fill_ratio()));
        if self.options.is_some_and(|known| known != options) || fill < self.fill {
            self.generation += 1;
        }
        (self.options, self.fill) = (Some(options), fill);
        self.generation
    }
}

impl Surface {
    /// Begins anew at the top: the next text is another one even if its words are the same.
    pub(in crate::app) fn forget(&mut self) {
        self.text = None;
    }

    /// Makes a new layout when the text or its measure changed, keeping the block in sight.
    pub(in crate::app) fn prepare(&mut self, ui: &Ui, sight: &Sight<'_>, origin: Pos2, column: Column) {
        self.origin = origin;
        let Column { width, points, head } = column;
        let measure =
            Measure { width, points, scale: ui.ctx().pixels_per_point(), glyphs: self.glyphs.generation(ui.ctx()) };
        let draft = sight.draft;
        let same_text = self.text.as_ref().is_some_and(|text| std::ptr::eq(text.as_ptr(), draft.text().as_ptr()));
        let same_roles = self.layout.as_ref().is_some_and(|layout| {
            // Roles change seldom and one at a time; comparing them is cheaper than a second revision to keep.
            let mut blocks = layout.pieces().iter().filter(|piece| piece.is_first).map(|piece| piece.role);
            draft.roles().eq(blocks.by_ref())
        });
        if same_text && same_roles && self.layout.as_ref().is_some_and(|layout| layout.measure() == measure) {
            return;
        }
        let seen = self.layout.as_ref().filter(|_| same_text).map(|layout| {
            let piece = layout.piece_at(self.offset);
            let (top, bottom) = layout.extent(piece);
            let into = ((self.offset - top) / (bottom - top).max(1.0)).clamp(0.0, 1.0);
            (layout.pieces().get(piece).map_or(0, |piece| piece.span.start()), into)
        });
        let layout = Layout::new(draft, measure, head);
        self.offset = match seen {
            Some((at, into)) if self.offset > 0.0 => {
                let (top, bottom) = layout.extent(layout.piece_of(at));
                top + (bottom - top) * into
            }
            _ => 0.0,
        };
        self.layout = Some(layout);
        self.text = Some(draft.shared_text());
        self.goal_x = None;
    }

    /// The layout, once a text was shown.
    pub(in crate::app) fn layout(&self) -> Option<&Layout> {
        self.layout.as_ref()
    }

    /// Left edge of the column in the window.
    pub(in crate::app) fn left(&self) -> f32 {
        self.origin.x
    }

    /// Top of a piece's text in the window.
    pub(in crate::app) fn screen_top(&self, piece: usize) -> f32 {
        self.screen_y(self.layout.as_ref().map_or(0.0, |layout| layout.top(piece)))
    }

    /// Where a height of the text stands in the window.
    pub(in crate::app) fn screen_y(&self, y: f32) -> f32 {
        (self.origin.y + y - self.offset).round()
    }

    /// The height of the text at a height of the window.
    fn text_y(&self, y: f32) -> f32 {
        y - self.origin.y + self.offset
    }

    /// From which to which height the text is in sight.
    pub(in crate::app) fn seen(&self, area: Rect) -> (f32, f32) {
        (self.offset, self.offset + area.height() - 2.0 * PADDING)
    }

    fn most_offset(&self, area: Rect) -> f32 {
        let whole = self.layout.as_ref().map_or(0.0, Layout::height) + 2.0 * PADDING;
        (whole - area.height()).max(0.0)
    }

    /// Scrolls with the wheel, and while a drag has left the area.
    pub(in crate::app) fn scroll(&mut self, ui: &Ui, sight: &Sight<'_>, response: &Response) {
        let area = sight.area;
        if response.contains_pointer() || response.dragged() {
            self.offset -= ui.input(|input| input.smooth_scroll_delta().y);
        }
        if response.dragged()
            && let Some(pos) = response.interact_pointer_pos()
        {
            let beyond = (pos.y - area.bottom()).max(0.0) + (pos.y - area.top()).min(0.0);
            if beyond != 0.0 {
                let seconds = ui.input(|input| input.stable_dt).min(0.1);
                self.offset += beyond.clamp(-60.0, 60.0) * 12.0 * seconds;
                ui.request_repaint();
            }
        }
        self.offset = self.offset.clamp(0.0, self.most_offset(area));
    }

    /// Lays out what is in sight. A piece above that turns out higher or lower moves the offset with it.
    pub(in crate::app) fn lay_visible(&mut self, ui: &Ui, sight: &Sight<'_>) {
        let from = self.text_y(sight.area.top() - 40.0);
        let Some(first) = self.layout.as_ref().map(|layout| layout.piece_at(from)) else { return };
        let mut piece = first;
        loop {
            let moved = self.lay(ui, sight, piece);
            let Some(layout) = &self.layout else { break };
            let (_, bottom) = layout.extent(piece);
            if moved != 0.0 && bottom - moved < self.text_y(sight.area.top()) && self.offset > 0.0 {
                self.offset += moved;
            }
            piece += 1;
            if piece >= layout.pieces().len() || self.screen_top(piece) > sight.area.bottom() + 40.0 {
                break;
            }
        }
        self.offset = self.offset.clamp(0.0, self.most_offset(sight.area));
    }

    fn lay(&mut self, ui: &Ui, sight: &Sight<'_>, piece: usize) -> f32 {
        let label = |mark: &Mark| {
            let Some(index) = sight.index else { return (0, false) };
            let sign = index.entry(mark.claim).and_then(|entry| icon::sign(entry.standing));
            (index.number(mark.claim).unwrap_or_default(), sign.is_some())
        };
        let Some(layout) = &mut self.layout else { return 0.0 };
        let block = layout.pieces().get(piece).map(|piece| piece.block);
        let block = block.and_then(|block| sight.index?.block(block));
        layout.lay(ui, sight.draft.text(), piece, block, &label)
    }

    /// Scrolls so that byte `at` is in sight; `part` says where in the window (0 top, 1 bottom) if it was not.
    pub(in crate::app) fn show_byte(&mut self, ui: &Ui, sight: &Sight<'_>, at: usize, part: f32) {
        // Laying out what comes into sight may correct heights above, so look again.
        for _ in 0..3 {
            let Some(piece) = self.layout.as_ref().map(|layout| layout.piece_of(at)) else { return };
            self.lay(ui, sight, piece);
            let Some(layout) = &self.layout else { return };
            let row = layout.caret(sight.draft.text(), piece, at).unwrap_or(Rect::ZERO);
            let (top, bottom) = (layout.top(piece) + row.top(), layout.top(piece) + row.bottom());
            let height = sight.area.height() - 2.0 * PADDING;
            if top < self.offset || bottom > self.offset + height {
                self.offset = (top - height * part).clamp(0.0, self.most_offset(sight.area));
            }
            self.lay_visible(ui, sight);
        }
    }

    /// Scrolls so that height `y` of the text is in the middle of the window.
    pub(in crate::app) fn show_middle(&mut self, ui: &Ui, area: Rect, y: f32) {
        let middle = (area.height() - 2.0 * PADDING) / 2.0;
        self.offset = (y - middle).clamp(0.0, self.most_offset(area));
        ui.request_repaint();
    }

    /// Takes the caret keys of this frame; answers the new selection if there were any.
    pub(in crate::app) fn keyboard(&mut self, ui: &Ui, sight: &Sight<'_>, response: &Response) -> Option<Selection> {
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        if response.has_focus() {
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, caret::FILTER));
        }
        let old = sight.selection;
        let head_piece = self.layout.as_ref().map(|layout| layout.piece_of(old.head));
        for piece in head_piece.into_iter().flat_map(|piece| piece.saturating_sub(1)..=piece + 1) {
            self.lay(ui, sight, piece);
        }
        let layout = self.layout.as_ref()?;
        let ground = Ground { draft: sight.draft, layout, page: sight.area.height() };
        let selection = caret::keys(ui, &ground, old, &mut self.goal_x)?;
        self.show_byte(ui, sight, selection.head, if selection.head > old.head { 0.9 } else { 0.1 });
        Some(selection)
    }

    /// Takes clicks and drags; answers the new selection if there is one.
    pub(in crate::app) fn pointer(&mut self, ui: &Ui, sight: &Sight<'_>, response: &Response) -> Option<Selection> {
        let draft = sight.draft;
        let Some(pos) = response.interact_pointer_pos().or_else(|| response.hover_pos()) else {
            self.drag = None;
            return None;
        };
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        let at = self.byte_at(draft, pos)?;
        let modifiers = ui.input(|input| input.modifiers);
        let old = sight.selection;
        self.goal_x = if response.is_pointer_button_down_on() { None } else { self.goal_x };

        if response.triple_clicked() {
            return Some(Selection::run(unit_at(draft, at, Unit::Block)));
        }
        if response.double_clicked() {
            return Some(Selection::run(unit_at(draft, at, Unit::Word)));
        }
        if response.drag_started() {
            let press = ui.input(|input| input.pointer.press_origin()).and_then(|pos| self.byte_at(draft, pos));
            let from = press.unwrap_or(at);
            let unit = if ui.input(|input| input.pointer.button_double_clicked(egui::PointerButton::Primary)) {
                Unit::Word
            } else {
                Unit::Grapheme
            };
            let origin =
                if modifiers.shift { ByteSpan::new(old.anchor, old.anchor) } else { unit_at(draft, from, unit) };
            self.drag = Some(Drag { origin, unit, kept: if modifiers.command { old.runs() } else { Vec::new() } });
        }
        if response.dragged()
            && let Some(drag) = &self.drag
        {
            let here = unit_at(draft, at, drag.unit);
            let (anchor, head) = if here.start() < drag.origin.start() {
                (drag.origin.end(), here.start())
            } else {
                (drag.origin.start(), here.end())
            };
            let selection = Selection { anchor, head, extra: drag.kept.clone() };
            return (selection != *old).then_some(selection);
        }
        if response.drag_stopped() {
            self.drag = None;
            return None;
        }
        response.clicked().then(|| {
            if modifiers.shift {
                Selection { anchor: old.anchor, head: at, extra: old.extra.clone() }
            } else if modifiers.command {
                Selection { anchor: at, head: at, extra: old.runs() }
            } else {
                Selection::caret(at)
            }
        })
    }

    /// The byte nearest to a place of the window.
    fn byte_at(&self, draft: &Draft, pos: Pos2) -> Option<usize> {
        let layout = self.layout.as_ref()?;
        let piece = layout.piece_at(self.text_y(pos.y));
        let indent = layout.laid(piece)?.indent;
        let inside = pos - pos2(self.origin.x + indent, self.screen_top(piece));
        layout.byte_at(draft.text(), piece, inside)
    }

    /// The pieces in sight.
    pub(in crate::app) fn visible(&self, area: Rect) -> std::ops::Range<usize> {
        let Some(layout) = &self.layout else { return 0..0 };
        let first = layout.piece_at(self.text_y(area.top() - 40.0));
        let last = layout.piece_at(self.text_y(area.bottom()));
        first..(last + 1).min(layout.pieces().len())
    }

    /// Where the caret stands in the window, when the text or nothing has the focus.
    pub(in crate::app) fn caret(&self, ui: &Ui, text: &str, at: usize, response: &Response) -> Option<Rect> {
        let focused = ui.memory(|memory| memory.focused());
        if focused.is_some() && !response.has_focus() {
            return None;
        }
        let layout = self.layout.as_ref()?;
        let piece = layout.piece_of(at);
        let caret = layout.caret(text, piece, at)?;
        let indent = layout.laid(piece).map_or(0.0, |laid| laid.indent);
        Some(caret.translate(vec2(self.origin.x + indent, self.screen_top(piece))))
    }

    /// Where words stood in the window in the last frame, one rectangle a row; none where nothing was laid out.
    pub(in crate::app) fn rects_of(&self, span: ByteSpan) -> Vec<Rect> {
        let (Some(layout), Some(text)) = (&self.layout, &self.text) else { return Vec::new() };
        let mut rects = Vec::new();
        for piece in layout.piece_of(span.start())..layout.pieces().len() {
            if layout.pieces().get(piece).is_none_or(|found| found.span.start() >= span.end()) {
                break;
            }
            let Some(laid) = layout.laid(piece) else { continue };
            let at = vec2(self.origin.x + laid.indent, self.screen_top(piece));
            rects.extend(layout.rects(text, piece, span).into_iter().map(|rect| rect.translate(at)));
        }
        rects
    }
}

/// How wide and large a text is set.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Column {
    /// Width, in points.
    pub(in crate::app) width: f32,
    /// Size of body text, in points.
    pub(in crate::app) points: f32,
    /// What stands under the headline.
    pub(in crate::app) head: Head,
}

/// The word, block or nothing at byte `at`.
fn unit_at(draft: &Draft, at: usize, unit: Unit) -> ByteSpan {
    let Some(block) = draft.block_at(at).and_then(|block| draft.blocks().get(block)) else {
        return ByteSpan::new(at, at);
    };
    match unit {
        Unit::Grapheme => ByteSpan::new(at, at),
        Unit::Word => {
            let inside = at.saturating_sub(block.span.start());
            segment_at(block.span.of(draft.text()).unwrap_or_default(), inside).shifted(block.span.start())
        }
        Unit::Block => block.span,
    }
}
