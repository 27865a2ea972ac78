//! A row as wide as its panel that can be pressed, and words cut to the room they have.
//!
//! Must not know: the session. Holds: a row that cannot be seen takes its room and lays out nothing.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, FontId, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme::widgets::one_line;
use crate::app::theme::{RADIUS, STEP, fonts, tokens};

/// What lies behind a row's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Nothing, until it is hovered.
    Plain,
    /// The accent's tint: this is what is shown.
    Current,
    /// An accent outline on paper: this is pinned.
    Outlined,
}

/// A row as it is asked for.
pub struct Row<'a> {
    /// Its height in points.
    pub height: f32,
    /// Its accessible name.
    pub label: &'a str,
    /// What lies behind it.
    pub ground: Ground,
}

/// Makes room for a row and paints its ground. `None` when it cannot be seen: paint nothing then.
///
/// Rows one height above and below the visible part count as seen, so that Tab can go on to them.
pub fn row_ui(ui: &mut Ui, row: &Row<'_>) -> Option<(Rect, Response)> {
    let (id, rect) = ui.allocate_space(vec2(ui.available_width(), row.height));
    if !ui.is_rect_visible(rect.expand(row.height)) {
        return None;
    }
    let response = ui.interact(rect, id, Sense::click());
    let selected = row.ground != Ground::Plain;
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, row.label));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    ground_ui(ui, rect, row.ground, &response);
    Some((rect, response))
}

/// Paints what lies behind a row, with hover and keyboard focus.
pub fn ground_ui(ui: &Ui, rect: Rect, ground: Ground, response: &Response) {
    let t = tokens(ui.ctx());
    let radius = f32::from(RADIUS);
    let fill = match ground {
        Ground::Current => t.accent_tint,
        Ground::Outlined => t.paper,
        Ground::Plain if response.hovered() => t.chrome,
        Ground::Plain => Color32::TRANSPARENT,
    };
    let stroke = if response.has_focus() {
        Stroke::new(1.5, t.accent)
    } else if ground == Ground::Outlined {
        Stroke::new(1.0, t.accent)
    } else if response.hovered() {
        Stroke::new(1.0, t.line)
    } else {
        Stroke::NONE
    };
    ui.painter().rect(rect, radius, fill, stroke, StrokeKind::Inside);
}

/// Writes words from `at` (their left end, middle height) within `width` points; answers whether they were cut.
pub fn words_ui(ui: &Ui, at: Pos2, text: &str, (font, color): (FontId, Color32), width: f32) -> bool {
    if width < 2.0 * STEP {
        return true;
    }
    let galley = ui.painter().layout_job(one_line(text, font, color, width));
    let elided = galley.elided;
    ui.painter().galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
    elided
}

/// An icon and words after it on one line. The text faces have signs of their own in the icons' code range, so that an
/// icon must name its face.
pub fn icon_and_words(icon: &str, words: &str, (font, color): (FontId, Color32)) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut part = |text: &str, gap: f32, font| {
        job.append(text, gap, TextFormat { valign: Align::Center, ..TextFormat::simple(font, color) });
    };
    part(icon, 0.0, fonts::icons(font.size + 2.0));
    part(words, 1.5 * STEP, font);
    job
}

/// Writes words that end at `at` (their right end, middle height); answers their width in points.
pub fn words_right_ui(ui: &Ui, at: Pos2, text: &str, font: FontId, color: Color32) -> f32 {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    let size = galley.size();
    ui.painter().galley(pos2(at.x - size.x, at.y - size.y / 2.0), galley, color);
    size.x
}
