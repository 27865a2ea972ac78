//! A stored picture: shown whole or near, with the regions that claims take from it, and a region drawn with the mouse.
//!
//! In: pixels as a job brings them. Out: a wish for them; the region that is to be taken. Must not know: how a picture is
//! decoded.
//! Holds: regions are fractions of the picture as it is shown, whatever the zoom; what cannot be shown is said with the
//! reason.

use egui::{
    ColorImage, CursorIcon, Id, Key, Label, PointerButton, Pos2, Rect, Response, RichText, Role, Sense, Stroke,
    StrokeKind, TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::app::theme::widgets::{link_ui, soft};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::app::viewer::header::name_of;
use crate::app::viewer::marks::taken_parts;
use crate::app::viewer::{Shown, Viewer, blank_ui, tool_ui};
use crate::model::evidence::EvidenceHash;
use crate::model::excerpt::Region;
use crate::model::ids::{ClaimId, TieId};
use crate::model::problem::shortened;
use crate::session::command::Command;
use crate::session::pictures::PictureState;

/// How many points of the window a pixel may become.
const NEAREST: f32 = 16.0;
/// What one step of a key or button makes of the size.
const STEP_ZOOM: f32 = 1.25;
/// How far an arrow key moves, in points.
const STEP_PAN: f32 = 48.0;
/// The least side of a region that is drawn and not a slip of the hand, in points of the window.
const LEAST: f32 = 4.0;

/// What the pane remembers between frames.
#[derive(Default)]
pub(super) struct PicturePane {
    /// Whose texture it is.
    shown: Option<EvidenceHash>,
    texture: Option<TextureHandle>,
    /// Points of the window to a pixel; `None` shows the whole picture.
    zoom: Option<f32>,
    /// The zoom in use in the last frame.
    used: f32,
    /// What lies in the middle of the pane, as fractions of the picture.
    middle: Vec2,
    /// Where the region that is being drawn begins, as fractions of the picture.
    from: Option<Vec2>,
}

impl PicturePane {
    /// How near the picture is; `None` when it is whole.
    #[cfg(test)]
    pub(super) fn zoom(&self) -> Option<f32> {
        self.zoom
    }

    /// Forgets the picture before, and hands this one to the screen.
    fn turn_to(&mut self, evidence: &EvidenceHash, pixels: impl FnOnce() -> ColorImage, ui: &Ui) {
        if self.shown.as_ref() == Some(evidence) {
            return;
        }
        let texture = Some(ui.ctx().load_texture("picture", pixels(), TextureOptions::LINEAR));
        let middle = Vec2::splat(0.5);
        *self = Self { shown: Some(evidence.clone()), texture, middle, ..Self::default() };
    }
}

/// Where a picture lies in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    area: Rect,
    pixels: Vec2,
    zoom: f32,
    middle: Vec2,
}

impl Place {
    /// The place for a zoom and a middle: never so that nothing is to be seen, centred where all of it is.
    fn new(area: Rect, pixels: Vec2, zoom: Option<f32>, middle: Vec2) -> Self {
        let fit = (area.width() / pixels.x).min(area.height() / pixels.y).clamp(0.000_1, NEAREST);
        let zoom = zoom.unwrap_or_else(|| fit.min(1.0)).clamp(fit.min(1.0), NEAREST.max(fit));
        let half = area.size() / (pixels * zoom) / 2.0;
        let within = |at: f32, half: f32| if half >= 0.5 { 0.5 } else { at.clamp(half, 1.0 - half) };
        Self { area, pixels, zoom, middle: vec2(within(middle.x, half.x), within(middle.y, half.y)) }
    }

    /// The whole picture in the window.
    fn rect(self) -> Rect {
        let size = self.pixels * self.zoom;
        Rect::from_min_size(self.area.center() - self.middle * size, size)
    }

    /// A place of the window as fractions of the picture, within it.
    fn fractions(self, at: Pos2) -> Vec2 {
        let rect = self.rect();
        let inside = (at - rect.min) / rect.size();
        vec2(inside.x.clamp(0.0, 1.0), inside.y.clamp(0.0, 1.0))
    }

    /// Fractions of the picture in the window.
    fn on_window(self, at: Vec2) -> Pos2 {
        let rect = self.rect();
        rect.min + at * rect.size()
    }

    fn rect_of(self, region: Region) -> Rect {
        #[expect(clippy::cast_possible_truncation, reason = "fractions need no double precision")]
        let [x, y, w, h] = region.fractions().map(|part| part as f32);
        Rect::from_min_max(self.on_window(vec2(x, y)), self.on_window(vec2(x + w, y + h)))
    }

    /// The same picture so much nearer, with what lies at `at` staying there.
    fn nearer(self, by: f32, at: Pos2) -> Self {
        let kept = self.fractions(at);
        let next = Self::new(self.area, self.pixels, Some(self.zoom * by), self.middle);
        let middle = kept - (at - self.area.center()) / (self.pixels * next.zoom);
        Self::new(self.area, self.pixels, Some(next.zoom), middle)
    }
}

pub(super) fn picture_ui(shown: &Shown<'_>, pane: &mut PicturePane, ui: &mut Ui, out: &mut Vec<Command>) {
    match shown.session.picture(&shown.evidence.sha256) {
        Some(PictureState::Here(picture)) => {
            let size = [picture.width, picture.height];
            let pixels = || ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
            pane.turn_to(&shown.evidence.sha256, pixels, ui);
            tools_ui(shown, pane, ui, out);
            canvas_ui(shown, pane, vec2(size[0] as f32, size[1] as f32), ui, out);
        }
        Some(PictureState::Missing(problem)) => {
            blank_ui(ui, icon::WARNING, &problem.what, &format!("{} {}", problem.why, problem.help));
            ui.vertical_centered(|ui| {
                if ui.button("Open in its own program").clicked() {
                    let evidence = shown.evidence.sha256.clone();
                    out.push(Command::OpenEvidence { source: shown.source.id, evidence });
                }
            });
        }
        state => {
            if state.is_none() {
                let most = ui.input(|input| input.max_texture_side);
                let side = u32::try_from(most).unwrap_or(2048);
                let evidence = shown.evidence.sha256.clone();
                out.push(Command::WantPicture { source: shown.source.id, evidence, side });
            }
            blank_ui(ui, icon::HOURGLASS_MEDIUM, "Reading the picture…", "");
        }
    }
}

/// The row above the picture: how near it is, its hash, and the region that is drawn.
fn tools_ui(shown: &Shown<'_>, pane: &mut PicturePane, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        ui.set_height(crate::app::viewer::header::TOOLS_HEIGHT);
        ui.add_space(2.0 * STEP);
        ui.spacing_mut().item_spacing.x = 0.0;
        let now = pane.used;
        if tool_ui(ui, icon::MINUS, "Smaller · minus").clicked() {
            pane.zoom = Some(now / STEP_ZOOM);
        }
        if tool_ui(ui, icon::PLUS, "Larger · plus, or the wheel").clicked() {
            pane.zoom = Some(now * STEP_ZOOM);
        }
        if tool_ui(ui, icon::ARROWS_HORIZONTAL, "The whole picture · Home").clicked() {
            pane.zoom = None;
        }
        ui.add_space(2.0 * STEP);
        ui.spacing_mut().item_spacing.x = 2.0 * STEP;
        hash_ui(shown, ui);
        if let Some(region) = shown.exhibit.region {
            ui.label(RichText::new(region.to_string()).font(fonts::ui(12.0)).color(t.ink));
            if link_ui(ui, "Clear").on_hover_text("Draw another region").clicked() {
                out.push(Command::MarkRegion(None));
            }
        } else {
            let words = soft("Drag over a part to mark it", t).font(fonts::ui(12.0));
            ui.add(Label::new(words).truncate());
        }
    });
    crate::app::theme::widgets::hairline_ui(ui);
}

/// The first digits of the file's hash; a press copies all of it.
pub(super) fn hash_ui(shown: &Shown<'_>, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let words = format!("SHA-256 {}…", shown.evidence.sha256.short());
    let button = egui::Button::new(RichText::new(words).font(fonts::ui(12.0)).color(t.soft)).frame(false);
    let response = ui.add(button).on_hover_text(format!("{}\nPress to copy", shown.evidence.sha256));
    if response.clicked() {
        ui.ctx().copy_text(shown.evidence.sha256.to_string());
    }
}

fn canvas_ui(shown: &Shown<'_>, pane: &mut PicturePane, pixels: Vec2, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let area = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(area);
    let painter = ui.painter_at(area);
    painter.rect_filled(area, 0.0, t.chrome);
    let response = ui.interact(area, Viewer::focus_id(), Sense::click_and_drag());
    let label = format!("Picture {}", name_of(shown.source, shown.evidence));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &label));
    let inside = area.shrink(12.0);
    let mut place = Place::new(inside, pixels, pane.zoom, pane.middle);
    place = moved(place, &response, ui);
    // A picture that is shown whole stays so when the window becomes larger or smaller.
    let is_whole = place.zoom <= Place::new(inside, pixels, None, pane.middle).zoom;
    pane.zoom = (!is_whole).then_some(place.zoom);
    pane.middle = place.middle;
    pane.used = place.zoom;
    let rect = place.rect();
    if let Some(texture) = &pane.texture {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), rect, whole, egui::Color32::WHITE);
    }
    painter.rect_stroke(rect, 0.0, Stroke::new(1.0, t.line), StrokeKind::Outside);
    for (claim, tie) in taken_parts(shown) {
        if let Some(region) = tie.region.filter(|region| region.page().is_none()) {
            let is_current = shown.exhibit.tie == Some((claim, tie.id));
            outline_ui(shown, place.rect_of(region), (claim, tie.id, is_current), ui, out);
        }
    }
    draw(shown, pane, place, &response, ui, out);
    let drawn = match (pane.from, response.interact_pointer_pos()) {
        (Some(from), Some(to)) => Some(Rect::from_two_pos(place.on_window(from), place.on_window(place.fractions(to)))),
        _ => shown.exhibit.region.filter(|region| region.page().is_none()).map(|region| place.rect_of(region)),
    };
    if let Some(drawn) = drawn {
        painter.rect_filled(drawn, 0.0, t.accent.gamma_multiply(0.12));
        painter.rect_stroke(drawn, 0.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    if response.has_focus() {
        painter.rect_stroke(area, 0.0, Stroke::new(1.0, t.accent), StrokeKind::Inside);
    }
}

/// The place after the wheel, the keys and a drag with another button than the first.
fn moved(mut place: Place, response: &Response, ui: &Ui) -> Place {
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if let Some(at) = response.hover_pos() {
        let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta.y, input.zoom_delta()));
        let by = pinch * (wheel / 240.0).exp();
        if (by - 1.0).abs() > 0.000_1 {
            place = place.nearer(by, at);
        }
    }
    let is_held = ui.input(|input| input.key_down(Key::Space));
    let pans = response.dragged_by(PointerButton::Middle)
        || response.dragged_by(PointerButton::Secondary)
        || (is_held && response.dragged_by(PointerButton::Primary));
    if pans {
        let middle = place.middle - response.drag_delta() / (place.pixels * place.zoom);
        place = Place::new(place.area, place.pixels, Some(place.zoom), middle);
        ui.set_cursor_icon(CursorIcon::Grabbing);
    } else if response.hovered() {
        ui.set_cursor_icon(if is_held { CursorIcon::Grab } else { CursorIcon::Crosshair });
    }
    if !response.has_focus() {
        return place;
    }
    let filter = egui::EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input(|input| input.key_pressed(key) && !input.modifiers.command);
    if pressed(Key::Plus) || pressed(Key::Equals) {
        place = place.nearer(STEP_ZOOM, place.area.center());
    }
    if pressed(Key::Minus) {
        place = place.nearer(1.0 / STEP_ZOOM, place.area.center());
    }
    if pressed(Key::Home) {
        place = Place::new(place.area, place.pixels, None, place.middle);
    }
    for (key, by) in [
        (Key::ArrowLeft, vec2(-STEP_PAN, 0.0)),
        (Key::ArrowRight, vec2(STEP_PAN, 0.0)),
        (Key::ArrowUp, vec2(0.0, -STEP_PAN)),
        (Key::ArrowDown, vec2(0.0, STEP_PAN)),
    ] {
        if pressed(key) {
            let middle = place.middle + by / (place.pixels * place.zoom);
            place = Place::new(place.area, place.pixels, Some(place.zoom), middle);
        }
    }
    place
}

/// A region drawn with the first button becomes what a key takes; a click beside it takes it back.
fn draw(shown: &Shown<'_>, pane: &mut PicturePane, place: Place, response: &Response, ui: &Ui, out: &mut Vec<Command>) {
    let is_held = ui.input(|input| input.key_down(Key::Space));
    if response.drag_started_by(PointerButton::Primary) && !is_held {
        let press = ui.input(|input| input.pointer.press_origin());
        pane.from = press.filter(|press| place.rect().contains(*press)).map(|press| place.fractions(press));
    }
    if response.drag_stopped() {
        let from = pane.from.take();
        if let (Some(from), Some(to)) = (from, response.interact_pointer_pos()) {
            out.extend(region_between(place, from, to).map(|region| Command::MarkRegion(Some(region))));
        }
    } else if response.clicked() && shown.exhibit.region.is_some() {
        out.push(Command::MarkRegion(None));
    }
}

/// The region between a corner in the picture and one in the window; none when the hand only slipped.
fn region_between(place: Place, from: Vec2, to: Pos2) -> Option<Region> {
    let drawn = Rect::from_two_pos(place.on_window(from), to);
    if drawn.width() < LEAST || drawn.height() < LEAST {
        return None;
    }
    let to = place.fractions(to);
    let (min, size) = (from.min(to), (from - to).abs());
    Region::new(None, [min.x, min.y, size.x, size.y].map(f64::from))
}

/// A region that a claim takes: its outline and the claim's number, which leads to the claim.
fn outline_ui(
    shown: &Shown<'_>,
    rect: Rect,
    (claim, tie, is_current): (ClaimId, TieId, bool),
    ui: &Ui,
    out: &mut Vec<Command>,
) {
    let t = tokens(ui.ctx());
    let entry = shown.session.current_index().and_then(|index| index.entry(claim));
    let ink = entry.map_or(t.unchecked, |entry| t.standing(entry.standing)).ink;
    let painter = ui.painter();
    painter.rect_stroke(rect, 0.0, Stroke::new(if is_current { 3.0 } else { 1.5 }, ink), StrokeKind::Outside);
    let Some(number) = shown.session.current_index().and_then(|index| index.number(claim)) else { return };
    let galley = painter.layout_no_wrap(number.to_string(), fonts::ui_strong(12.0), t.paper);
    let flag = Rect::from_min_size(rect.left_top(), galley.size() + vec2(10.0, 4.0));
    painter.rect_filled(flag, 0.0, ink);
    painter.galley(flag.min + vec2(5.0, 2.0), galley, t.paper);
    let response = ui.interact(flag.intersect(ui.clip_rect()), Id::unique(("region", tie)), Sense::click());
    let words = shown.session.current_article().and_then(|article| article.review.claims.get(&claim));
    let words = words.map(|claim| shortened(&claim.words(), 80)).unwrap_or_default();
    let label = format!("Region of claim {number}: {words}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if response.on_hover_text(format!("{label}\nPress to show the claim")).clicked() {
        out.push(Command::ShowClaim(Some(claim)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area() -> Rect {
        Rect::from_min_size(pos2(100.0, 50.0), vec2(400.0, 400.0))
    }

    #[test]
    fn a_picture_is_whole_at_first_and_never_larger_than_itself() {
        let large = Place::new(area(), vec2(800.0, 400.0), None, Vec2::splat(0.5));
        assert_eq!(large.rect(), Rect::from_min_size(pos2(100.0, 150.0), vec2(400.0, 200.0)));
        let small = Place::new(area(), vec2(40.0, 20.0), None, Vec2::splat(0.5));
        assert_eq!((small.zoom, small.rect().size()), (1.0, vec2(40.0, 20.0)));
    }

    #[test]
    fn what_the_pointer_is_on_stays_under_it() {
        let whole = Place::new(area(), vec2(800.0, 800.0), None, Vec2::splat(0.5));
        let at = pos2(250.0, 300.0);
        let before = whole.fractions(at);
        let nearer = whole.nearer(3.0, at);
        assert!((nearer.fractions(at) - before).length() < 0.001, "{before:?} {:?}", nearer.fractions(at));
        assert!((nearer.zoom - 1.5).abs() < 0.001);
        let back = nearer.nearer(0.001, at);
        assert_eq!(back.rect(), whole.rect(), "it does not become smaller than whole");
        assert!(whole.nearer(1000.0, at).zoom <= NEAREST);
    }

    #[test]
    fn a_region_is_told_in_fractions_of_the_picture_whatever_the_zoom() {
        let pixels = vec2(800.0, 800.0);
        for zoom in [None, Some(1.0)] {
            let place = Place::new(area(), pixels, zoom, vec2(0.25, 0.25));
            let corner = place.on_window(vec2(0.3, 0.4));
            let region = region_between(place, vec2(0.1, 0.2), corner).expect("it is large enough");
            assert_eq!(region, Region::new(None, [0.1, 0.2, 0.2, 0.2]).expect("a region"));
            let rect = place.rect_of(region);
            assert!((rect.max - corner).length() < 0.5, "{rect:?} {corner:?}");
            let backwards = region_between(place, vec2(0.3, 0.4), place.on_window(vec2(0.1, 0.2)));
            assert_eq!(backwards, Some(region), "drawn from the other corner");
            assert_eq!(region_between(place, vec2(0.1, 0.2), place.on_window(vec2(0.1, 0.2)) + vec2(2.0, 90.0)), None);
            let beyond = region_between(place, vec2(0.5, 0.5), pos2(10_000.0, 10_000.0));
            assert_eq!(beyond.map(Region::fractions), Some([0.5, 0.5, 0.5, 0.5]), "cut to the picture");
        }
    }
}
