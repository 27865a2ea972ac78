//! The article: its text on paper, marks and caret on it, margin and map beside it.
//!
//! In: the session and the input of this frame. Out: commands. Must not know: how a command is carried out.
//! Holds: a frame costs as much as what is visible.

mod map;
mod owners;
mod paint;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{
    Color32, ColorImage, Id, Key, Pos2, Rect, Response, Sense, TextureHandle, TextureOptions, TextureWrapMode, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::app::article::map::Map;
use crate::app::article::owners::{Strip, owners_ui};
use crate::app::article::paint::{Brush, DOT_PATTERN};
use crate::app::paper::access::{Told, tell};
use crate::app::paper::layout::{self, Head, Layout, META_HEIGHT};
use crate::app::paper::{self, Column, PADDING, Sight, Surface};
use crate::app::theme::{self, Tokens, fonts};
use crate::model::article::{Article, Role};
use crate::model::found::told;
use crate::model::problem::shortened;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::index::ArticleIndex;
use crate::session::view::Selection;
use crate::text::span::ByteSpan;

/// Room left of the text: the margin's ticks stand in it.
const MARGIN: f32 = 56.0;

/// What an article view remembers between frames.
#[derive(Default)]
pub struct ArticleView {
    surface: Surface,
    /// The article that is shown.
    shown: Option<crate::model::ids::Slug>,
    map: Map,
    revealed: u64,
    dots: Option<TextureHandle>,
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
        self.surface.rects_of(span)
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
    let sight = Sight { draft: &article.draft, area, index: Some(index), selection: &session.view().selection };
    if view.shown.as_ref() != Some(&article.slug) {
        view.shown = Some(article.slug.clone());
        view.surface.forget();
    }
    let surface = &mut view.surface;
    let column = Column { width, points, head: Head::Meta };
    surface.prepare(ui, &sight, pos2(left, area.top() + PADDING), column);

    let response = ui.interact(area, ArticleView::focus_id(), Sense::click_and_drag());
    ui.advance_cursor_after_rect(area);
    surface.scroll(ui, &sight, &response);
    surface.lay_visible(ui, &sight);
    if view.revealed != session.view().reveal {
        view.revealed = session.view().reveal;
        surface.show_byte(ui, &sight, session.view().selection.main().start(), 0.3);
    }
    if may_take_keys(ui, &response) {
        out.extend(surface.keyboard(ui, &sight, &response).map(Command::Select));
    }
    out.extend(surface.pointer(ui, &sight, &response).map(Command::Select));
    view.paint(ui, &frame, &response);
    out
}

impl ArticleView {
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
        let visible = self.surface.visible(frame.area);
        let Some(layout) = self.surface.layout() else { return };
        let selection = &frame.session.view().selection;
        let text = frame.article.draft.text();
        let runs = selection.runs();
        let mut places = Vec::with_capacity(visible.len());
        let mut strips = Vec::with_capacity(visible.len());
        let proposed = blocks_with_proposals(frame.article);
        for piece in visible {
            let (Some(found), Some(laid)) = (layout.pieces().get(piece), layout.laid(piece)) else { continue };
            let origin = pos2(self.surface.left(), self.surface.screen_top(piece));
            let at = origin + vec2(laid.indent, 0.0);
            places.push((piece, at));
            let height = laid.galley.size().y;
            strips.push(Strip { block: found.block, y: egui::Rangef::new(at.y, at.y + height) });
            paper::paint::ornament(&painter, frame.tokens, found, origin, height);
            brush.marks(laid, at.to_vec2());
            for run in runs.iter().filter(|run| run.overlaps(found.span)) {
                for rect in layout.rects(text, piece, *run) {
                    paper::paint::selected(&painter, frame.tokens, rect.translate(at.to_vec2()));
                }
            }
            if frame.session.settings().show_bare && found.role.counts() {
                brush.bare(laid, at.to_vec2(), frame.tokens.faint);
            }
            painter.galley(at, Arc::clone(&laid.galley), paper::paint::ink(frame.tokens, found.role));
            brush.numbers(laid, at.to_vec2());
            if found.is_first {
                let row = laid.galley.rows.first().map_or(0.0, |row| row.size.y);
                let margin = pos2(self.surface.left() - 27.0, at.y + row / 2.0);
                brush.margin(found.block, margin);
                if proposed.contains(&found.block) {
                    brush.proposed(found.block, margin);
                }
            }
        }
        if let Some(top) = layout.meta_top() {
            let y = self.surface.screen_y(top);
            meta_line(&painter, frame, pos2(self.surface.left(), y));
        }
        owners_ui(ui, &painter, frame, self.surface.left(), &strips);
        if let Some(caret) = self.surface.caret(ui, frame.article.draft.text(), selection.head, response) {
            paper::paint::caret(&painter, frame.tokens, caret);
        }
        marks_for_reader(ui, frame, layout, &places);
        let (document, label) = (response.id, format!("Article: {}", frame.article.title()));
        let told = Told { document, label, key: frame.article.slug.as_str(), draft: &frame.article.draft };
        tell(ui.ctx(), told, layout, &places, selection);
        let seen = self.surface.seen(frame.area);
        let revision = frame.session.revision();
        let (_, wanted) = self.map.ui(ui, strip, layout, frame.index, revision, seen);
        if let Some(y) = wanted {
            self.surface.show_middle(ui, frame.area, y);
        }
    }
}

/// Whether caret keys are the article's: it, or nothing, has the focus.
fn may_take_keys(ui: &Ui, response: &Response) -> bool {
    match ui.memory(|memory| memory.focused()) {
        Some(focused) => focused == response.id || response.clicked() || response.drag_started(),
        None => response.clicked() || response.drag_started() || !ui.input(|input| input.pointer.any_down()),
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
