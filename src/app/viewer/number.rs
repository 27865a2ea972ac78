//! The number of a claim beside its excerpt, in the claim's colour; a press goes to the claim.
//!
//! Must not know: panes.

use egui::{Align2, Id, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::app::theme::tokens::Pair;
use crate::app::theme::{Tokens, fonts};
use crate::app::viewer::Shown;
use crate::app::viewer::marks::Mark;
use crate::model::problem::shortened;
use crate::session::command::Command;

/// The colours of the claim that takes an excerpt, in a scheme.
pub(super) fn pair_of(shown: &Shown<'_>, mark: Mark, tokens: &Tokens) -> Pair {
    let entry = shown.session.current_index().and_then(|index| index.entry(mark.claim));
    entry.map_or(tokens.unchecked, |entry| tokens.standing(entry.standing))
}

/// Shows the number with its left end at a place of an area; answers its width.
pub(super) fn number_ui(
    shown: &Shown<'_>,
    mark: Mark,
    (at, area): (Pos2, Rect),
    tokens: &Tokens,
    ui: &Ui,
    out: &mut Vec<Command>,
) -> f32 {
    let index = shown.session.current_index();
    let Some(number) = index.and_then(|index| index.number(mark.claim)) else { return 0.0 };
    let is_current = shown.session.view().claim == Some(mark.claim);
    let font = if is_current { fonts::ui_strong(12.0) } else { fonts::ui(12.0) };
    let painter = ui.painter_at(area);
    let ink = pair_of(shown, mark, tokens).ink;
    let rect = painter.text(at, Align2::LEFT_CENTER, number.to_string(), font, ink);
    let place = rect.expand(3.0).intersect(area);
    if !place.is_positive() {
        return rect.width();
    }
    let response = ui.interact(place, Id::unique(("excerpt", mark.tie)), Sense::click());
    let claim = shown.session.current_article().and_then(|article| article.review.claims.get(&mark.claim));
    let words = claim.map(|claim| claim.words()).unwrap_or_default();
    let label = format!("Excerpt of claim {number}: {}", shortened(&words, 80));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if response.has_focus() || response.hovered() {
        painter.rect_stroke(place, 4.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    }
    if response.on_hover_text(format!("{label}\nPress to show the claim")).clicked() {
        out.push(Command::ShowClaim(Some(mark.claim)));
        out.push(Command::ShowExcerpt { claim: mark.claim, tie: mark.tie });
    }
    rect.width()
}
