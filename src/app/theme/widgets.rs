//! Our own small widgets: section heads, key caps, chips, icon buttons, status words.
//!
//! Must not know: the session. Each has an accessible label.

use egui::text::LayoutJob;
use egui::{Align2, Color32, Response, RichText, Sense, Stroke, StrokeKind, TextFormat, Ui, Vec2, WidgetInfo, vec2};

use crate::app::theme::{HEAD_POINTS, RADIUS, STEP, Tokens, UI_POINTS, fonts, tokens};

/// Words in the soft colour.
pub fn soft(text: impl Into<String>, tokens: &Tokens) -> RichText {
    RichText::new(text).color(tokens.soft)
}

/// A section head with an optional count at the right end.
pub fn head_ui(ui: &mut Ui, text: &str, count: Option<String>) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).font(fonts::ui_strong(HEAD_POINTS)).color(t.soft));
        if let Some(count) = count {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(count).font(fonts::ui_strong(HEAD_POINTS)).color(t.soft));
            });
        }
    });
}

/// A key as a small cap: "Ctrl K".
pub fn key_cap_ui(ui: &mut Ui, key: &str) -> Response {
    let t = tokens(ui.ctx());
    let galley = ui.painter().layout_no_wrap(key.to_owned(), fonts::ui(11.0), t.soft);
    let size = vec2((galley.size().x + 2.5 * STEP).max(18.0), 18.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect(rect, 4.0, t.paper, Stroke::new(1.0, t.line), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, t.soft);
    response
}

/// A rounded chip that can be pressed.
pub fn chip_ui(ui: &mut Ui, text: &str, strong: bool) -> Response {
    let t = tokens(ui.ctx());
    let font = if strong { fonts::ui_strong(12.0) } else { fonts::ui(12.0) };
    let ink = if strong { t.ink } else { t.soft };
    ui.add(
        egui::Button::new(RichText::new(text).font(font).color(ink))
            .corner_radius(12)
            .stroke(Stroke::new(1.0, t.line))
            .min_size(vec2(0.0, 22.0)),
    )
}

/// A square button with an icon; `label` is its tooltip and accessible name.
pub fn icon_button_ui(ui: &mut Ui, icon: &str, label: &str) -> Response {
    let t = tokens(ui.ctx());
    let button =
        egui::Button::new(RichText::new(icon).font(fonts::icons(16.0)).color(t.ink)).min_size(vec2(34.0, 28.0));
    let response = ui.add(button);
    named(ui, &response, label);
    response.on_hover_text(label).on_disabled_hover_text(label)
}

/// A link-like button: accent words, no frame.
pub fn link_ui(ui: &mut Ui, text: &str) -> Response {
    let t = tokens(ui.ctx());
    ui.add(egui::Button::new(RichText::new(text).font(fonts::ui_strong(12.0)).color(t.accent)).frame(false))
}

/// A box to tick with words beside it. Its outline is darker than a button's, since there is nothing else to see of it.
pub fn check_ui<'a>(ui: &mut Ui, is_ticked: &'a mut bool, text: impl egui::IntoAtoms<'a>) -> Response {
    let outline = Stroke::new(1.0, tokens(ui.ctx()).faint);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        (widgets.inactive.bg_stroke, widgets.noninteractive.bg_stroke) = (outline, outline);
        ui.checkbox(is_ticked, text)
    })
    .inner
}

/// Gives a widget its accessible name.
pub fn named(ui: &Ui, response: &Response, label: &str) {
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, enabled, label));
}

/// Draws an icon in the middle of a square of this size and answers the square's response.
pub fn icon_ui(ui: &mut Ui, icon: &str, points: f32, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(points + 2.0), Sense::hover());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, fonts::icons(points), color);
    response
}

/// A hairline across the whole width.
pub fn hairline_ui(ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, t.line));
}

/// A line of text cut with an ellipsis where it does not fit `width`.
pub fn one_line(text: &str, font: egui::FontId, color: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, color));
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    job
}

/// A frame for cards: paper, hairline, rounded.
pub fn card(tokens: &Tokens) -> egui::Frame {
    egui::Frame::new()
        .fill(tokens.paper)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(RADIUS + 2)
        .inner_margin(egui::Margin::symmetric(12, 10))
}

/// Words in the interface's face at its size, semibold.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::ui_strong(UI_POINTS))
}
