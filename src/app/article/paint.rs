//! Paints what is marked on the article: tints and lines, numbers, bare words, margin ticks.
//!
//! Must not know: input, scrolling. The form of a mark tells its standing as much as its colour does.

use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, TextureId, Vec2, pos2, vec2};

use crate::app::paper::layout::Laid;
use crate::app::theme::{Tokens, fonts, icon};
use crate::model::ids::ClaimId;
use crate::model::standing::Standing;
use crate::session::index::ArticleIndex;

/// What every painting function needs.
pub(super) struct Brush<'a> {
    pub(super) painter: &'a Painter,
    pub(super) tokens: &'a Tokens,
    pub(super) index: &'a ArticleIndex,
    /// The claim in the inspector.
    pub(super) current: Option<ClaimId>,
    /// The texture of dotted lines.
    pub(super) dots: TextureId,
}

/// Pixels of the dotted line's pattern: one dot, two blanks.
pub(super) const DOT_PATTERN: usize = 3;

impl Brush<'_> {
    /// The fine dotted lines under bare words.
    pub(super) fn bare(&self, laid: &Laid, at: Vec2, faint: Color32) {
        let mut mesh = Mesh::with_texture(self.dots);
        for rect in &laid.bare {
            self.dotted(&mut mesh, rect.translate(at), faint);
        }
        if !mesh.is_empty() {
            self.painter.add(Shape::mesh(mesh));
        }
    }

    fn dotted(&self, mesh: &mut Mesh, rect: Rect, color: Color32) {
        let pixel = 1.0 / self.painter.pixels_per_point();
        let thick = pixel.max(1.0);
        let y = line_bottom(rect) - thick;
        let line = Rect::from_min_max(pos2(rect.left(), y), pos2(rect.right(), y + thick));
        // The texture repeats, so one rectangle makes the whole line.
        let repeats = line.width() / thick / DOT_PATTERN as f32;
        mesh.add_rect_with_uv(line, Rect::from_min_max(pos2(0.0, 0.0), pos2(repeats, 1.0)), color);
    }

    /// Tints and lines of the marks, outer ones first, so that a nested one lies over them.
    pub(super) fn marks(&self, laid: &Laid, at: Vec2) {
        for (mark, rects) in &laid.marks {
            let Some(entry) = self.index.entry(mark.claim) else { continue };
            for rect in rects {
                let rect = rect.translate(at);
                self.mark(rect, entry.standing, entry.stale.is_some());
            }
        }
        for (_, rects) in laid.marks.iter().filter(|(mark, _)| Some(mark.claim) == self.current) {
            for rect in rects {
                let ring = tint_rect(rect.translate(at)).expand2(vec2(1.5, 1.0));
                self.painter.rect_stroke(ring, 4.0, Stroke::new(2.0, self.tokens.accent), StrokeKind::Middle);
            }
        }
    }

    fn mark(&self, rect: Rect, standing: Standing, is_stale: bool) {
        let pair = self.tokens.standing(standing);
        let body = tint_rect(rect);
        let bottom = line_bottom(rect);
        if is_stale {
            let corners = [body.left_top(), body.right_top(), body.right_bottom(), body.left_bottom(), body.left_top()];
            let dashes = Shape::dashed_line(&corners, Stroke::new(1.2, pair.ink), 3.5, 2.5);
            self.painter.extend(dashes);
            return;
        }
        self.painter.rect_filled(body, 2.0, pair.tint);
        let line = |y: f32, width: f32| self.painter.hline(rect.x_range(), y, Stroke::new(width, pair.ink));
        match standing {
            Standing::Confirmed | Standing::NeedsFix | Standing::Wrong | Standing::CannotVerify => {
                line(bottom - 1.0, 2.0);
            }
            Standing::SaidOnly => {
                line(bottom - 0.5, 1.0);
                line(bottom - 3.5, 1.0);
            }
            Standing::Waived => {
                line(bottom - 0.5, 1.0);
            }
            Standing::InProgress => {
                let ends = [pos2(rect.left(), bottom - 1.0), pos2(rect.right(), bottom - 1.0)];
                self.painter.extend(Shape::dashed_line(&ends, Stroke::new(2.0, pair.ink), 6.0, 3.0));
            }
            Standing::Unchecked => {
                let ends = [pos2(rect.left() + 1.0, bottom - 1.0), pos2(rect.right() - 1.0, bottom - 1.0)];
                self.painter.extend(Shape::dotted_line(&ends, pair.ink, 3.2, 0.9));
            }
        }
    }

    /// The small numbers behind the words, with the sign of standings that a line alone does not tell.
    pub(super) fn numbers(&self, laid: &Laid, at: Vec2) {
        for number in &laid.numbers {
            let Some(entry) = self.index.entry(number.claim) else { continue };
            let color = self.tokens.standing(entry.standing).ink;
            let text = self.index.number(number.claim).unwrap_or_default().to_string();
            let row_top = number.pos + at + vec2(0.0, 4.0);
            let painted = self.painter.text(row_top, Align2::LEFT_TOP, text, fonts::ui_strong(10.0), color);
            if let Some(sign) = icon::sign(entry.standing) {
                let at = pos2(painted.right() + 1.0, row_top.y + 1.0);
                self.painter.text(at, Align2::LEFT_TOP, sign, fonts::icons(9.5), color);
            }
        }
    }

    /// The tick in the margin of a block, and under it the scales when a claim of it waits for a lawyer.
    pub(super) fn margin(&self, block: usize, center: Pos2) {
        if awaits_legal(self.index, block) {
            let (below, ink) = (center + vec2(0.0, 16.0), self.tokens.needs_fix.ink);
            self.painter.text(below, Align2::CENTER_CENTER, icon::SCALES, fonts::icons(13.0), ink);
        }
        let Some(tick) = margin_tick(self.index, block) else { return };
        let (shape, color) = match tick {
            Tick::Standing(standing) => (icon::standing(standing), self.tokens.standing(standing).ink),
            Tick::Stale => (icon::CLOCK_COUNTER_CLOCKWISE, self.tokens.needs_fix.ink),
            Tick::Bare => (icon::CIRCLE, self.tokens.faint),
        };
        self.painter.text(center, Align2::CENTER_CENTER, shape, fonts::icons(14.0), color);
    }

    /// The link in the margin of a block in which ties are proposed, under what else stands there.
    pub(super) fn proposed(&self, block: usize, center: Pos2) {
        let rows = if awaits_legal(self.index, block) { 2.0 } else { 1.0 };
        let at = center + vec2(0.0, 16.0 * rows);
        self.painter.text(at, Align2::CENTER_CENTER, icon::LINK, fonts::icons(12.0), self.tokens.accent);
    }
}

/// What the margin shows of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tick {
    /// How its gravest claim stands.
    Standing(Standing),
    /// A decision in it is stale.
    Stale,
    /// No claim is in it, and words are bare.
    Bare,
}

/// Whether a claim of a block waits for a lawyer.
pub(super) fn awaits_legal(index: &ArticleIndex, block: usize) -> bool {
    let marks = index.block(block).map(|block| block.marks.as_slice()).unwrap_or_default();
    marks.iter().any(|mark| index.entry(mark.claim).is_some_and(|entry| entry.awaits_legal))
}

/// The gravest thing to tell of a block; `None` when there is nothing.
pub(super) fn margin_tick(index: &ArticleIndex, block: usize) -> Option<Tick> {
    let found = index.block(block)?;
    let entries = || found.marks.iter().filter_map(|mark| index.entry(mark.claim));
    const GRAVITY: [Standing; 4] = [Standing::Wrong, Standing::NeedsFix, Standing::CannotVerify, Standing::Unchecked];
    const REST: [Standing; 4] = [Standing::InProgress, Standing::SaidOnly, Standing::Confirmed, Standing::Waived];
    let has = |standing: Standing| entries().any(|entry| entry.standing == standing && entry.stale.is_none());
    let [wrong, fix, cannot, unchecked] = GRAVITY;
    for standing in [wrong, fix] {
        if has(standing) {
            return Some(Tick::Standing(standing));
        }
    }
    if entries().any(|entry| entry.stale.is_some()) {
        return Some(Tick::Stale);
    }
    for standing in [cannot, unchecked].into_iter().chain(REST) {
        if has(standing) {
            return Some(Tick::Standing(standing));
        }
    }
    (found.coverage.bare > 0).then_some(Tick::Bare)
}

/// The part of a row that a mark tints.
fn tint_rect(row: Rect) -> Rect {
    let inset = (row.height() * 0.06).max(1.0);
    Rect::from_min_max(pos2(row.left(), row.top() + inset), pos2(row.right(), line_bottom(row)))
}

/// Where lines under words end.
fn line_bottom(row: Rect) -> f32 {
    (row.bottom() - row.height() * 0.06).round()
}
