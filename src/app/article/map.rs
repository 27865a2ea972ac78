//! The strip at the article's right edge: the whole article by standing, and the scroll bar.
//!
//! In: layout and index. Out: where the user wants to be. Must not know: the session.
//! Holds: painting costs as much as the strip is high, however long the article is.

use egui::{Rect, Response, Sense, Ui, pos2};

use crate::app::paper::layout::Layout;
use crate::app::theme::tokens;
use crate::model::standing::Standing;
use crate::session::index::ArticleIndex;

/// Width of the strip, in points.
pub(super) const WIDTH: f32 = 9.0;
/// Height of one coloured step, in points.
const STEP: f32 = 2.0;

/// The strip's colours, kept until layout or index change.
#[derive(Default)]
pub(super) struct Map {
    key: (u64, u32, u32),
    /// Runs of one standing: first step, one past the last.
    runs: Vec<(usize, usize, Standing)>,
}

impl Map {
    /// Shows the strip in `rect`; answers the height in the article that the user wants in the middle of the window.
    pub(super) fn ui(
        &mut self,
        ui: &Ui,
        rect: Rect,
        layout: &Layout,
        index: &ArticleIndex,
        revision: u64,
        seen: (f32, f32),
    ) -> (Response, Option<f32>) {
        let t = tokens(ui.ctx());
        let whole = layout.height().max(1.0);
        self.refresh(rect.height(), layout, index, revision);
        let painter = ui.painter();
        painter.rect_filled(rect, 4.0, t.line.gamma_multiply(0.45));
        for &(from, to, standing) in &self.runs {
            let (top, bottom) = (rect.top() + from as f32 * STEP, rect.top() + to as f32 * STEP);
            let run = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), bottom.min(rect.bottom())));
            painter.rect_filled(run, 1.0, t.standing(standing).ink);
        }
        let response = ui.interact(
            rect.expand2(egui::vec2(4.0, 0.0)),
            egui::Id::unique("map of the article"),
            Sense::click_and_drag(),
        );
        if seen.1 - seen.0 < whole {
            let at = |y: f32| rect.top() + (y / whole).clamp(0.0, 1.0) * rect.height();
            let thumb = Rect::from_min_max(
                pos2(rect.left(), at(seen.0)),
                pos2(rect.right(), at(seen.1).max(at(seen.0) + 16.0)),
            );
            let lively = response.hovered() || response.dragged();
            let stroke = egui::Stroke::new(if lively { 2.0 } else { 1.0 }, if lively { t.accent } else { t.faint });
            painter.rect_stroke(thumb.expand(1.5), 4.0, stroke, egui::StrokeKind::Outside);
        }
        let wanted =
            response.interact_pointer_pos().map(|pos| ((pos.y - rect.top()) / rect.height()).clamp(0.0, 1.0) * whole);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, "Map of the article"));
        (response, wanted)
    }

    fn refresh(&mut self, height: f32, layout: &Layout, index: &ArticleIndex, revision: u64) {
        let key = (revision, height.to_bits(), layout.height().to_bits());
        if self.key == key {
            return;
        }
        self.key = key;
        let n_steps = whole_part(height / STEP);
        let mut steps: Vec<Option<Standing>> = vec![None; n_steps + 1];
        let whole = layout.height().max(1.0);
        for (number, piece) in layout.pieces().iter().enumerate() {
            let Some(block) = index.block(piece.block).filter(|block| !block.marks.is_empty()) else { continue };
            let (top, bottom) = layout.extent(number);
            for mark in block.marks.iter().filter(|mark| mark.span.overlaps(piece.span)) {
                let Some(entry) = index.entry(mark.claim) else { continue };
                // Within a piece, height goes with the words before.
                let part = |at: usize| {
                    let inside = at.clamp(piece.span.start(), piece.span.end()) - piece.span.start();
                    top + (bottom - top) * inside as f32 / piece.span.len().max(1) as f32
                };
                let step = |y: f32| whole_part(y / whole * n_steps as f32).min(n_steps);
                let (from, to) = (step(part(mark.span.start())), step(part(mark.span.end())));
                for slot in steps.iter_mut().take(to + 1).skip(from) {
                    *slot = Some(slot.map_or(entry.standing, |old| graver(old, entry.standing)));
                }
            }
        }
        self.runs.clear();
        for (at, standing) in steps.into_iter().enumerate() {
            let Some(standing) = standing else { continue };
            match self.runs.last_mut() {
                Some((_, to, last)) if *to == at && *last == standing => *to = at + 1,
                _ => self.runs.push((at, at + 1, standing)),
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a step of the strip; far below the limit")]
fn whole_part(value: f32) -> usize {
    value.max(0.0) as usize
}

/// Of two standings in one place, the one that asks for more attention.
fn graver(a: Standing, b: Standing) -> Standing {
    const ORDER: [Standing; 8] = [
        Standing::Wrong,
        Standing::NeedsFix,
        Standing::CannotVerify,
        Standing::Unchecked,
        Standing::InProgress,
        Standing::SaidOnly,
        Standing::Confirmed,
        Standing::Waived,
    ];
    let place = |standing| ORDER.iter().position(|&one| one == standing);
    if place(a) <= place(b) { a } else { b }
}
