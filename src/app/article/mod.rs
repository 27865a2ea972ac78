//! The article: its text on paper, marks and caret on it, margin and map beside it.
//!
//! In: the session and the input of this frame. Out: commands. Must not know: how a command is carried out.
//! Holds: a frame costs as much as what is visible; the place in sight stays put when heights above become known.

mod access;
mod caret;
mod layout;
mod map;
mod owners;
mod paint;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{
    Color32, ColorImage, CursorIcon, Id, Key, Pos2, Rect, Response, Sense, TextureHandle, TextureOptions,
    TextureWrapMode, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::article::caret::Ground;
use crate::app::article::layout::{Layout, META_HEIGHT, Measure};
use crate::app::article::map::Map;
use crate::app::article::owners::{Strip, owners_ui};
use crate::app::article::paint::{Brush, DOT_PATTERN};
use crate::app::theme::{self, Tokens, fonts};
use crate::model::article::{Article, Draft, Role};
use crate::model::found::told;
use crate::model::problem::shortened;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::index::{ArticleIndex, Mark};
use crate::session::view::Selection;
use crate::text::span::ByteSpan;
use crate::text::words::segment_at;

/// Room left of the text: the margin's ticks stand in it.
const MARGIN: f32 = 56.0;
/// Room above the first and below the last line.
const PADDING: f32 = 36.0;

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

/// What an article view remembers between frames.
#[derive(Default)]
pub struct ArticleView {
    shown: Option<(crate::model::ids::Slug, Arc<str>)>,
    layout: Option<Layout>,
    map: Map,
    /// Left edge of the column, and where the article's top stands in the window while nothing is scrolled away.
    origin: Pos2,
    /// Height of the article that is at the window's top, in points.
    offset: f32,
    revealed: u64,
    goal_x: Option<f32>,
    drag: Option<Drag>,
    dots: Option<TextureHandle>,
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

/// What one frame of the view works with.
struct Frame<'a> {
    session: &'a Session,
    article: &'a Article,
    index: &'a ArticleIndex,
    tokens: &'static Tokens,
    /// The whole area.
    area: Rect,
}

impl ArticleView {
    /// The id of the article's surface: keys of the tick run act while it, or nothing, has the focus.
    pub fn focus_id() -> Id {
        Id::unique("article")
    }

    /// Where words stood in the window in the last frame, one rectangle a row; none where nothing was laid out.
    pub fn rects_of(&self, span: ByteSpan) -> Vec<Rect> {
        let (Some(layout), Some((_, text))) = (&self.layout, &self.shown) else { return Vec::new() };
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

/// Shows the article of the session.
pub fn article_ui(session: &Session, view: &mut ArticleView, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let (Some(article), Some(index)) = (session.current_article(), session.current_index()) else {
        return out;
    };
    let area = ui.available_rect_before_wrap();
    let tokens = theme::tokens(ui.ctx());
    ui.painter().rect_filled(area, 0.0, tokens.paper);
    let points = f32::from(session.settings().text_points);
    let room = area.width() - MARGIN - 40.0;
    let wanted = layout::column_width(ui, session.settings().measure, points);
    let width = wanted.min(room).max(120.0).floor();
    let left = (area.left() + MARGIN.max((area.width() - width) / 2.0 - 4.0)).round();
    let frame = Frame { session, article, index, tokens, area };
    let scale = ui.ctx().pixels_per_point();
    view.origin = pos2(left, area.top() + PADDING);
    let glyphs = view.glyphs.generation(ui.ctx());
    view.prepare(&frame, Measure { width, points, scale, glyphs });

    let response = ui.interact(area, ArticleView::focus_id(), Sense::click_and_drag());
    ui.advance_cursor_after_rect(area);
    view.scroll(ui, &frame, &response);
    view.lay_visible(ui, &frame);
    view.reveal(ui, &frame);
    out.extend(view.keyboard(ui, &frame, &response));
    out.extend(view.pointer(ui, &frame, &response));
    view.paint(ui, &frame, &response);
    out
}

impl ArticleView {
    /// Makes a new layout when the draft or its measure changed, keeping the block in sight.
    fn prepare(&mut self, frame: &Frame<'_>, measure: Measure) {
        let slug = &frame.article.slug;
        let draft = &frame.article.draft;
        let same_text = self
            .shown
            .as_ref()
            .is_some_and(|(shown, text)| shown == slug && std::ptr::eq(text.as_ptr(), draft.text().as_ptr()));
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
        let layout = Layout::new(draft, measure);
        self.offset = match seen {
            Some((at, into)) if self.offset > 0.0 => {
                let (top, bottom) = layout.extent(layout.piece_of(at));
                top + (bottom - top) * into
            }
            _ => 0.0,
        };
        self.layout = Some(layout);
        self.shown = Some((slug.clone(), draft.shared_text()));
        self.goal_x = None;
    }

    fn most_offset(&self, frame: &Frame<'_>) -> f32 {
        let whole = self.layout.as_ref().map_or(0.0, Layout::height) + 2.0 * PADDING;
        (whole - frame.area.height()).max(0.0)
    }

    fn scroll(&mut self, ui: &Ui, frame: &Frame<'_>, response: &Response) {
        if response.contains_pointer() || response.dragged() {
            self.offset -= ui.input(|input| input.smooth_scroll_delta().y);
        }
        if response.dragged()
            && let Some(pos) = response.interact_pointer_pos()
        {
            let beyond = (pos.y - frame.area.bottom()).max(0.0) + (pos.y - frame.area.top()).min(0.0);
            if beyond != 0.0 {
                let seconds = ui.input(|input| input.stable_dt).min(0.1);
                self.offset += beyond.clamp(-60.0, 60.0) * 12.0 * seconds;
                ui.request_repaint();
            }
        }
        self.offset = self.offset.clamp(0.0, self.most_offset(frame));
    }

    /// Top of a piece's text in the window.
    fn screen_top(&self, piece: usize) -> f32 {
        let top = self.layout.as_ref().map_or(0.0, |layout| layout.top(piece));
        (self.origin.y + top - self.offset).round()
    }

    /// The place of the article at a height of the window.
    fn article_y(&self, y: f32) -> f32 {
        y - self.origin.y + self.offset
    }

    /// Lays out what is in sight. A piece above that turns out higher or lower moves the offset with it.
    fn lay_visible(&mut self, ui: &Ui, frame: &Frame<'_>) {
        let from = self.article_y(frame.area.top() - 40.0);
        let Some(first) = self.layout.as_ref().map(|layout| layout.piece_at(from)) else { return };
        let mut piece = first;
        loop {
            let moved = self.lay(ui, frame, piece);
            let Some(layout) = &self.layout else { break };
            let (_, bottom) = layout.extent(piece);
            if moved != 0.0 && bottom - moved < self.article_y(frame.area.top()) && self.offset > 0.0 {
                self.offset += moved;
            }
            piece += 1;
            if piece >= layout.pieces().len() || self.screen_top(piece) > frame.area.bottom() + 40.0 {
                break;
            }
        }
        self.offset = self.offset.clamp(0.0, self.most_offset(frame));
    }

    fn lay(&mut self, ui: &Ui, frame: &Frame<'_>, piece: usize) -> f32 {
        let index = frame.index;
        let label = |mark: &Mark| {
            let sign = index.entry(mark.claim).and_then(|entry| paint::sign(entry.standing));
            (index.number(mark.claim).unwrap_or_default(), sign.is_some())
        };
        let Some(layout) = &mut self.layout else { return 0.0 };
        let block = layout.pieces().get(piece).map(|piece| piece.block);
        let block = block.and_then(|block| index.block(block));
        layout.lay(ui, frame.article.draft.text(), piece, block, &label)
    }

    /// Scrolls so that the selection, or the claim just shown, is in sight.
    fn reveal(&mut self, ui: &Ui, frame: &Frame<'_>) {
        let wish = frame.session.view().reveal;
        if self.revealed == wish {
            return;
        }
        self.revealed = wish;
        self.show_byte(ui, frame, frame.session.view().selection.main().start(), 0.3);
    }

    /// Scrolls so that byte `at` is in sight; `part` says where in the window (0 top, 1 bottom) if it was not.
    fn show_byte(&mut self, ui: &Ui, frame: &Frame<'_>, at: usize, part: f32) {
        // Laying out what comes into sight may correct heights above, so look again.
        for _ in 0..3 {
            let Some(piece) = self.layout.as_ref().map(|layout| layout.piece_of(at)) else { return };
            self.lay(ui, frame, piece);
            let Some(layout) = &self.layout else { return };
            let row = layout.caret(frame.article.draft.text(), piece, at).unwrap_or(Rect::ZERO);
            let (top, bottom) = (layout.top(piece) + row.top(), layout.top(piece) + row.bottom());
            let height = frame.area.height() - 2.0 * PADDING;
            if top < self.offset || bottom > self.offset + height {
                self.offset = (top - height * part).clamp(0.0, self.most_offset(frame));
            }
            self.lay_visible(ui, frame);
        }
    }

    fn keyboard(&mut self, ui: &Ui, frame: &Frame<'_>, response: &Response) -> Vec<Command> {
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        let focused = ui.memory(|memory| memory.focused());
        if focused.is_none() && ui.input(|input| input.pointer.any_down()) {
            return Vec::new();
        }
        if focused.is_some() && !response.has_focus() {
            return Vec::new();
        }
        if response.has_focus() {
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, caret::FILTER));
        }
        let old = &frame.session.view().selection;
        let head_piece = self.layout.as_ref().map(|layout| layout.piece_of(old.head));
        for piece in head_piece.into_iter().flat_map(|piece| piece.saturating_sub(1)..=piece + 1) {
            self.lay(ui, frame, piece);
        }
        let Some(layout) = &self.layout else { return Vec::new() };
        let ground = Ground { draft: &frame.article.draft, layout, page: frame.area.height() };
        let Some(selection) = caret::keys(ui, &ground, old, &mut self.goal_x) else { return Vec::new() };
        self.show_byte(ui, frame, selection.head, if selection.head > old.head { 0.9 } else { 0.1 });
        vec![Command::Select(selection)]
    }

    fn pointer(&mut self, ui: &Ui, frame: &Frame<'_>, response: &Response) -> Vec<Command> {
        let draft = &frame.article.draft;
        let Some(pos) = response.interact_pointer_pos().or_else(|| response.hover_pos()) else {
            self.drag = None;
            return Vec::new();
        };
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        let Some(at) = self.byte_at(frame, pos) else { return Vec::new() };
        let modifiers = ui.input(|input| input.modifiers);
        let old = &frame.session.view().selection;
        self.goal_x = if response.is_pointer_button_down_on() { None } else { self.goal_x };

        if response.triple_clicked() {
            return vec![Command::Select(Selection::run(unit_at(draft, at, Unit::Block)))];
        }
        if response.double_clicked() {
            return vec![Command::Select(Selection::run(unit_at(draft, at, Unit::Word)))];
        }
        if response.drag_started() {
            let press = ui.input(|input| input.pointer.press_origin()).and_then(|pos| self.byte_at(frame, pos));
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
            return if selection == *old { Vec::new() } else { vec![Command::Select(selection)] };
        }
        if response.drag_stopped() {
            self.drag = None;
            return Vec::new();
        }
        if response.clicked() {
            let selection = if modifiers.shift {
                Selection { anchor: old.anchor, head: at, extra: old.extra.clone() }
            } else if modifiers.command {
                Selection { anchor: at, head: at, extra: old.runs() }
            } else {
                Selection::caret(at)
            };
            return vec![Command::Select(selection)];
        }
        Vec::new()
    }

    /// The byte nearest to a place of the window.
    fn byte_at(&self, frame: &Frame<'_>, pos: Pos2) -> Option<usize> {
        let layout = self.layout.as_ref()?;
        let piece = layout.piece_at(self.article_y(pos.y));
        let indent = layout.laid(piece)?.indent;
        let inside = pos - pos2(self.origin.x + indent, self.screen_top(piece));
        layout.byte_at(frame.article.draft.text(), piece, inside)
    }

    fn paint(&mut self, ui: &Ui, frame: &Frame<'_>, response: &Response) {
        let strip = Rect::from_min_max(
            pos2(frame.area.right() - map::WIDTH - 8.0, frame.area.top() + 14.0),
            pos2(frame.area.right() - 8.0, frame.area.bottom() - 14.0),
        );
        let painter = ui.painter_at(frame.area);
        let dots = self.dots.get_or_insert_with(|| dot_texture(ui)).id();
        let brush = Brush {
            painter: &painter,
            tokens: frame.tokens,
            index: frame.index,
            current: frame.session.view().claim,
            dots,
        };
        let visible = self.visible(frame);
        let Some(layout) = &self.layout else { return };
        let selection = &frame.session.view().selection;
        let text = frame.article.draft.text();
        let runs = selection.runs();
        let mut places = Vec::with_capacity(visible.len());
        let mut strips = Vec::with_capacity(visible.len());
        let proposed = blocks_with_proposals(frame.article);
        for piece in visible {
            let (Some(found), Some(laid)) = (layout.pieces().get(piece), layout.laid(piece)) else { continue };
            let origin = pos2(self.origin.x, self.screen_top(piece));
            let at = origin + vec2(laid.indent, 0.0);
            places.push((piece, at));
            let height = laid.galley.size().y;
            strips.push(Strip { block: found.block, y: egui::Rangef::new(at.y, at.y + height) });
            brush.ornament(found, origin, height);
            brush.marks(laid, at.to_vec2());
            for run in runs.iter().filter(|run| run.overlaps(found.span)) {
                for rect in layout.rects(text, piece, *run) {
                    let color = frame.tokens.accent.gamma_multiply(0.25);
                    painter.rect_filled(rect.translate(at.to_vec2()), 2.0, color);
                }
            }
            if frame.session.settings().show_bare && found.role.counts() {
                brush.bare(laid, at.to_vec2(), frame.tokens.faint);
            }
            painter.galley(at, Arc::clone(&laid.galley), brush.ink(found.role));
            brush.numbers(laid, at.to_vec2());
            if found.is_first {
                let row = laid.galley.rows.first().map_or(0.0, |row| row.size.y);
                let margin = pos2(self.origin.x - 27.0, at.y + row / 2.0);
                brush.margin(found.block, margin);
                if proposed.contains(&found.block) {
                    brush.proposed(found.block, margin);
                }
            }
        }
        if let Some(top) = layout.meta_top() {
            let y = frame.area.top() + PADDING + top - self.offset;
            meta_line(&painter, frame, pos2(self.origin.x, y));
        }
        owners_ui(ui, &painter, frame, self.origin.x, &strips);
        self.paint_caret(&painter, frame, response);
        marks_for_reader(ui, frame, layout, &places);
        access::tell(ui.ctx(), response.id, frame.article, layout, &places, selection);
        let seen = (self.offset, self.offset + frame.area.height() - 2.0 * PADDING);
        let revision = frame.session.revision();
        let (_, wanted) = self.map.ui(ui, strip, layout, frame.index, revision, seen);
        if let Some(y) = wanted {
            let middle = (frame.area.height() - 2.0 * PADDING) / 2.0;
            self.offset = (y - middle).clamp(0.0, self.most_offset(frame));
            ui.request_repaint();
        }
    }

    /// The pieces in sight.
    fn visible(&self, frame: &Frame<'_>) -> std::ops::Range<usize> {
        let Some(layout) = &self.layout else { return 0..0 };
        let first = layout.piece_at(self.article_y(frame.area.top() - 40.0));
        let last = layout.piece_at(self.article_y(frame.area.bottom()));
        first..(last + 1).min(layout.pieces().len())
    }

    fn paint_caret(&self, painter: &egui::Painter, frame: &Frame<'_>, response: &Response) {
        let selection = &frame.session.view().selection;
        let focused = painter.ctx().memory(|memory| memory.focused());
        if focused.is_some() && !response.has_focus() {
            return;
        }
        let Some(layout) = &self.layout else { return };
        let piece = layout.piece_of(selection.head);
        let Some(caret) = layout.caret(frame.article.draft.text(), piece, selection.head) else { return };
        let indent = layout.laid(piece).map_or(0.0, |laid| laid.indent);
        let at = pos2(self.origin.x + indent, self.screen_top(piece));
        let caret = caret.translate(at.to_vec2());
        let y = egui::Rangef::new(caret.top() + 3.0, caret.bottom() - 3.0);
        painter.vline(caret.left().round(), y, egui::Stroke::new(1.5, frame.tokens.accent));
    }
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

/// Byline, place, date and count of words under headline and deck.
fn meta_line(painter: &egui::Painter, frame: &Frame<'_>, at: Pos2) {
    let meta = &frame.article.meta;
    let t = frame.tokens;
    let mut job = egui::text::LayoutJob::default();
    let plain = |color| egui::TextFormat::simple(fonts::ui(13.0), color);
    let mut add = |text: &str, color: Color32| {
        let gap = if job.text.is_empty() { 0.0 } else { 18.0 };
        job.append(text, gap, plain(color));
    };
    // A byline that stands in the text itself is not told twice.
    if !meta.byline.is_empty() && frame.article.draft.roles().all(|role| role != Role::Byline) {
        add(&format!("By {}", meta.byline), t.ink);
    }
    if !meta.publication.is_empty() {
        add(&meta.publication, t.soft);
    }
    if !meta.dateline.is_empty() {
        add(&meta.dateline.to_uppercase(), t.ink);
    }
    let date = meta.published.map(|date| date.strftime("%-d %B %Y").to_string());
    add(date.as_deref().unwrap_or("no date"), if date.is_some() { t.ink } else { t.needs_fix.ink });
    let words = frame.index.coverage().words();
    if date.is_some() && !meta.published_from.is_empty() {
        job.append(&told(&meta.published_from), 5.0, plain(t.soft));
    }
    job.append(&format!("{words} words"), 18.0, plain(t.soft));
    job.wrap = egui::text::TextWrapping::truncate_at_width(frame.area.right() - at.x - 40.0);
    let galley = painter.layout_job(job);
    painter.galley(at + vec2(0.0, (META_HEIGHT - galley.size().y) / 2.0), galley, t.ink);
}

/// The blocks in which ties are proposed that nobody settled yet.
fn blocks_with_proposals(article: &Article) -> BTreeSet<usize> {
    let open = article.review.proposals.values().filter(|proposal| proposal.is_open());
    open.filter_map(|proposal| article.draft.block_at(proposal.span.place()?.start())).collect()
}

/// A node a visible mark, so that a screen reader (and a test) finds claims by their words.
fn marks_for_reader(ui: &Ui, frame: &Frame<'_>, layout: &Layout, places: &[(usize, Pos2)]) {
    for &(piece, at) in places {
        let Some(laid) = layout.laid(piece) else { continue };
        for (mark, rects) in &laid.marks {
            let (Some(rect), true) = (rects.first(), mark.is_end) else { continue };
            let Some(claim) = frame.article.review.claims.get(&mark.claim) else { continue };
            let rect = rect.translate(at.to_vec2()).intersect(frame.area);
            if !rect.is_positive() {
                continue; // above or below what is in sight
            }
            let response = ui.interact(rect, Id::unique(("mark", mark.claim)), Sense::hover());
            let label = || {
                let entry = frame.index.entry(mark.claim);
                let number = frame.index.number(mark.claim).unwrap_or_default();
                let standing = entry.map_or("", |entry| entry.standing.word());
                let stale = if entry.is_some_and(|entry| entry.stale.is_some()) { ", stale" } else { "" };
                let whose = owners::claim_words(frame.session, claim).unwrap_or_default();
                format!("Claim {number}, {standing}{stale}{whose}: {}", shortened(&claim.words(), 80))
            };
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Mark, true, label()));
            if response.hovered() && !ui.input(|input| input.pointer.any_down()) {
                response.on_hover_text_at_pointer(label());
            }
        }
    }
}

/// The pattern of dotted lines: one white dot and two blanks, repeated.
fn dot_texture(ui: &Ui) -> TextureHandle {
    let mut pixels = vec![Color32::TRANSPARENT; DOT_PATTERN];
    if let Some(dot) = pixels.first_mut() {
        *dot = Color32::WHITE;
    }
    let image = ColorImage::new([DOT_PATTERN, 1], pixels);
    let options = TextureOptions { wrap_mode: TextureWrapMode::Repeat, ..TextureOptions::NEAREST };
    ui.ctx().load_texture("dotted line", image, options)
}

/// Whether single-letter keys may act: the article, or nothing, has the focus.
pub fn takes_letters(ui: &Ui) -> bool {
    ui.memory(|memory| memory.focused()).is_none_or(|focused| focused == ArticleView::focus_id())
}

/// Escape drops the selection.
pub fn drops_selection(ui: &Ui, session: &Session) -> Option<Command> {
    let escape = ui.input(|input| input.key_pressed(Key::Escape));
    let selection = &session.view().selection;
    (escape && takes_letters(ui) && !selection.is_caret()).then(|| Command::Select(Selection::caret(selection.head)))
}

#[cfg(test)]
mod tests;
