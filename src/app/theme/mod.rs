//! How the window looks: colours, faces, spacing, icons and our own small widgets. The only place that names colours.
//!
//! Must not know: the session. What a status means is told here once, as a colour, an icon and a form of line.

pub mod fonts;
pub mod icon;
pub mod tokens;
pub mod widgets;

use egui::{Context, CornerRadius, FontId, Margin, Stroke, Style, TextStyle, Theme as Scheme, Vec2, Visuals};

pub use tokens::Tokens;

/// One step of spacing, in points; every gap is a multiple of it.
pub const STEP: f32 = 4.0;
/// Corner radius of panels' parts, in points.
pub const RADIUS: u8 = 6;
/// Size of the interface's text, in points.
pub const UI_POINTS: f32 = 13.0;
/// Size of section heads, in points.
pub const HEAD_POINTS: f32 = 11.5;

/// Sets faces, styles and both colour schemes.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    for scheme in [Scheme::Light, Scheme::Dark] {
        ctx.set_style_of(scheme, style(scheme));
    }
}

/// The colours of the scheme in force.
pub fn tokens(ctx: &Context) -> &'static Tokens {
    match ctx.theme() {
        Scheme::Light => &tokens::LIGHT,
        Scheme::Dark => &tokens::DARK,
    }
}

fn style(scheme: Scheme) -> Style {
    let tokens = match scheme {
        Scheme::Light => &tokens::LIGHT,
        Scheme::Dark => &tokens::DARK,
    };
    let mut style = Style { visuals: visuals(scheme, tokens), ..Style::default() };
    style.text_styles = [
        (TextStyle::Body, fonts::ui(UI_POINTS)),
        (TextStyle::Button, fonts::ui(UI_POINTS)),
        (TextStyle::Small, fonts::ui(HEAD_POINTS)),
        (TextStyle::Heading, fonts::ui_strong(16.0)),
        (TextStyle::Monospace, FontId::monospace(UI_POINTS)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(2.0 * STEP, 1.5 * STEP);
    spacing.button_padding = Vec2::new(2.5 * STEP, 1.25 * STEP);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(6);
    spacing.interact_size = Vec2::new(24.0, 26.0);
    spacing.icon_width = 15.0;
    style.animation_time = 0.0;
    style.interaction.tooltip_delay = 0.5;
    style.interaction.selectable_labels = false;
    style.url_in_tooltip = true;
    style
}

fn visuals(scheme: Scheme, tokens: &Tokens) -> Visuals {
    let mut visuals = match scheme {
        Scheme::Light => Visuals::light(),
        Scheme::Dark => Visuals::dark(),
    };
    let radius = CornerRadius::same(RADIUS);
    let line = Stroke::new(1.0, tokens.line);
    visuals.override_text_color = None;
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.panel;
    visuals.window_stroke = line;
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = tokens.paper;
    visuals.text_edit_bg_color = Some(tokens.paper);
    visuals.faint_bg_color = tokens.chrome;
    visuals.code_bg_color = tokens.chrome;
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.needs_fix.ink;
    visuals.error_fg_color = tokens.wrong.ink;
    visuals.weak_text_color = Some(tokens.soft);
    visuals.selection.bg_fill = tokens.accent_tint;
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    let widgets = &mut visuals.widgets;
    for state in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        state.corner_radius = radius;
        state.expansion = 0.0;
        state.fg_stroke = Stroke::new(1.0, tokens.ink);
        state.bg_stroke = line;
        state.bg_fill = tokens.paper;
        state.weak_bg_fill = tokens.paper;
    }
    widgets.noninteractive.fg_stroke.color = tokens.ink;
    widgets.hovered.weak_bg_fill = tokens.accent_tint;
    widgets.hovered.bg_fill = tokens.accent_tint;
    widgets.hovered.bg_stroke = Stroke::new(1.0, tokens.accent);
    widgets.active.weak_bg_fill = tokens.accent_tint;
    widgets.active.bg_fill = tokens.accent_tint;
    widgets.active.bg_stroke = Stroke::new(1.5, tokens.accent);
    widgets.open.bg_stroke = Stroke::new(1.0, tokens.accent);
    visuals
}
