//! The text of a file on paper: page marks in the margin, excerpts and hits on it, words to be selected.
//!
//! Must not know: how the text was read.
//! Holds: a frame costs as much as what is visible.

use std::sync::Arc;

use egui::{Align2, Id, Rangef, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::paper::access::{Told, tell};
use crate::app::paper::layout::{self, Head};
use crate::app::paper::{self, Column, PADDING, Sight, Surface};
use crate::app::theme::{self, Tokens, fonts};
use crate::app::viewer::find::Find;
use crate::app::viewer::header::name_of;
use crate::app::viewer::marks::{Mark, Marks};
use crate::app::viewer::number::{number_ui, pair_of};
use crate::app::viewer::{Shown, Viewer, own_keys};
use crate::model::evidence::{EvidenceHash, EvidenceText};
use crate::model::problem::shortened;
use crate::session::command::Command;
use crate::session::view::Selection;
use crate::text::span::ByteSpan;

/// Room at the left of the text for page marks, and at the right for the numbers of claims, in points.
const LEFT: f32 = 58.0;
const RIGHT: f32 = 44.0;
/// How much smaller than the article a source is set.
const SCALE: f32 = 0.9;

/// What the pane remembers between frames.
#[derive(Default)]
pub(super) struct TextPane {
    surface: Surface,
    shown: Option<EvidenceHash>,
    revealed: u64,
}

/// What one frame paints with.
struct Brush<'a> {
    shown: &'a Shown<'a>,
    text: &'a EvidenceText,
    tokens: &'static Tokens,
    area: Rect,
    find: &'a Find,
    marks: &'a [Mark],
}

pub(super) fn text_ui(
    shown: &Shown<'_>,
    text: &Arc<EvidenceText>,
    (find, marks): (&Find, &Marks),
    pane: &mut TextPane,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let area = ui.available_rect_before_wrap();
    let tokens = theme::tokens(ui.ctx());
    ui.painter().rect_filled(area, 0.0, tokens.paper);
    let settings = shown.session.settings();
    let points = (f32::from(settings.text_points) * SCALE).round();
    let width = layout::column_width(ui, settings.measure, points).min(area.width() - LEFT - RIGHT).max(120.0).floor();
    let left = (area.left() + LEFT.max((area.width() - width) / 2.0)).round();
    let selection = &shown.exhibit.selection;
    let sight = Sight { draft: &text.draft, area, index: None, selection };
    if pane.shown.as_ref() != Some(&shown.evidence.sha256) {
        pane.shown = Some(shown.evidence.sha256.clone());
        pane.surface.forget();
    }
    let surface = &mut pane.surface;
    surface.prepare(ui, &sight, pos2(left, area.top() + PADDING), Column { width, points, head: Head::Bare });
    let response = ui.interact(area, Viewer::focus_id(), Sense::click_and_drag());
    ui.advance_cursor_after_rect(area);
    let label = || format!("Text of {}", name_of(shown.source, shown.evidence));
    response.widget_info(|| WidgetInfo::labeled(Role::Document, true, label()));
    surface.scroll(ui, &sight, &response);
    surface.lay_visible(ui, &sight);
    if pane.revealed != shown.exhibit.reveal {
        pane.revealed = shown.exhibit.reveal;
        surface.show_byte(ui, &sight, selection.main().start(), 0.3);
    }
    if response.has_focus() || response.clicked() || response.drag_started() {
        out.extend(surface.keyboard(ui, &sight, &response).map(Command::SelectEvidence));
    }
    out.extend(surface.pointer(ui, &sight, &response).map(Command::SelectEvidence));
    let (copies, takes_all) = own_keys(ui, response.has_focus());
    if takes_all {
        out.push(Command::SelectEvidence(Selection::run(ByteSpan::new(0, text.draft.text().len()))));
    }
    if copies && let Some(words) = selection.main().of(text.draft.text()).filter(|words| !words.is_empty()) {
        ui.ctx().copy_text(words.to_owned());
    }
    let brush = Brush { shown, text, tokens, area, find, marks: marks.all() };
    brush.paint(ui, surface, &response, out);
}

impl Brush<'_> {
    fn paint(&self, ui: &Ui, surface: &Surface, response: &Response, out: &mut Vec<Command>) {
        let t = self.tokens;
        let painter = ui.painter_at(self.area);
        let Some(layout) = surface.layout() else { return };
        let text = self.text.draft.text();
        let visible = surface.visible(self.area);
        let runs = self.shown.exhibit.selection.runs();
        let current = self.shown.session.view().claim;
        let mut places = Vec::with_capacity(visible.len());
        for piece in visible.clone() {
            let (Some(found), Some(laid)) = (layout.pieces().get(piece), layout.laid(piece)) else { continue };
            let origin = pos2(surface.left(), surface.screen_top(piece));
            let at = origin + vec2(laid.indent, 0.0);
            places.push((piece, at));
            let rects =
                |span: ByteSpan| layout.rects(text, piece, span).into_iter().map(move |it| it.translate(at.to_vec2()));
            paper::paint::ornament(&painter, t, found, origin, laid.galley.size().y);
            for mark in self.marks.iter().filter(|mark| mark.span.overlaps(found.span)) {
                let pair = pair_of(self.shown, *mark, t);
                for rect in rects(mark.span) {
                    painter.rect_filled(rect.shrink2(vec2(0.0, 2.0)), 2.0, pair.tint);
                    let y = rect.bottom() - 3.0;
                    let thick = if Some(mark.claim) == current { 2.0 } else { 1.0 };
                    painter.hline(rect.x_range(), y, Stroke::new(thick, pair.ink));
                }
            }
            for hit in self.find.hits_in(found.span) {
                let is_current = *hit == self.shown.exhibit.selection.main();
                for rect in rects(*hit) {
                    let rect = rect.shrink2(vec2(0.0, 2.0));
                    if is_current {
                        painter.rect_stroke(rect, 2.0, Stroke::new(1.5, t.needs_fix.ink), StrokeKind::Outside);
                    } else {
                        painter.rect_filled(rect, 2.0, t.needs_fix.tint);
                    }
                }
            }
            for run in runs.iter().filter(|run| run.overlaps(found.span)) {
                for rect in rects(*run) {
                    paper::paint::selected(&painter, t, rect);
                }
            }
            painter.galley(at, Arc::clone(&laid.galley), paper::paint::ink(t, found.role));
        }
        let label = format!("Text of {}", name_of(self.shown.source, self.shown.evidence));
        let told =
            Told { document: response.id, label, key: self.shown.evidence.sha256.as_str(), draft: &self.text.draft };
        tell(ui.ctx(), told, layout, &places, &self.shown.exhibit.selection);
        self.places(ui, &painter, surface, visible);
        self.numbers(ui, surface, out);
        if response.has_focus()
            && let Some(caret) = surface.caret(ui, text, self.shown.exhibit.selection.head, response)
        {
            paper::paint::caret(&painter, t, caret);
        }
    }

    /// The page marks of what is in sight: "p. 3" in the margin, and a hairline where a page begins with a block.
    fn places(&self, ui: &Ui, painter: &egui::Painter, surface: &Surface, visible: std::ops::Range<usize>) {
        let Some(layout) = surface.layout() else { return };
        let t = self.tokens;
        for piece in visible {
            let Some(found) = layout.pieces().get(piece) else { continue };
            let from = self.text.places.partition_point(|place| place.at < found.span.start());
            let here = self.text.places.get(from..).unwrap_or_default().iter();
            for place in here.take_while(|place| place.at < found.span.end()) {
                let Some(caret) = layout.caret(self.text.draft.text(), piece, place.at) else { continue };
                let top = surface.screen_top(piece) + caret.top();
                let middle = top + caret.height() / 2.0;
                if found.is_first && place.at == found.span.start() && place.at > 0 {
                    let line = Rangef::new(surface.left() - LEFT + 14.0, self.area.right() - RIGHT);
                    painter.hline(line, (top - 8.0).round(), Stroke::new(1.0, t.line));
                }
                let at = pos2(surface.left() - 14.0, middle);
                let words = shortened(&place.locator, 9);
                let rect = painter.text(at, Align2::RIGHT_CENTER, words, fonts::ui(11.5), t.faint);
                let rect = rect.intersect(self.area);
                if rect.is_positive() {
                    let mark = ui.interact(rect, Id::unique(("place", place.at)), Sense::hover());
                    mark.widget_info(|| WidgetInfo::labeled(Role::Label, true, &place.locator));
                    mark.on_hover_text(&place.locator);
                }
            }
        }
    }

    /// The numbers of the claims at the right of their excerpts.
    fn numbers(&self, ui: &Ui, surface: &Surface, out: &mut Vec<Command>) {
        let mut last: Option<(f32, f32)> = None;
        for mark in self.marks {
            let rects = surface.rects_of(mark.span);
            let Some(row) = rects.first().filter(|row| row.intersects(self.area)) else { continue };
            // A second one on the same row stands right of the first.
            let shift = last.filter(|(y, _)| (y - row.top()).abs() < 4.0).map_or(0.0, |(_, shift)| shift);
            let at = pos2(self.area.right() - RIGHT + 12.0 + shift, row.center().y);
            let width = number_ui(self.shown, *mark, (at, self.area), self.tokens, ui, out);
            last = Some((row.top(), shift + width + 6.0));
        }
    }
}
