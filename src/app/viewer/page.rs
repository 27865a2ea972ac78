//! The pages of a PDF document as pictures, with the words of its text to be selected on them.
//!
//! In: sheets and pictures as jobs bring them. Out: wishes for the pages in sight; the selection that the user wants.
//! Must not know: how a page is drawn.
//! Holds: only pages in sight and the one after are asked for; of a page that is not drawn anew yet the picture before is
//! shown; a picture goes from memory when its page is far away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use egui::containers::scroll_area::{DragScroll, ScrollSource};
use egui::{
    Align, Align2, ColorImage, CursorIcon, Id, Key, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind,
    TextureHandle, TextureOptions, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::app::theme::tokens::LIGHT;
use crate::app::theme::widgets::{icon_ui, link_ui, soft};
use crate::app::theme::{fonts, icon, tokens};
use crate::app::viewer::find::Find;
use crate::app::viewer::header::name_of;
use crate::app::viewer::marks::Marks;
use crate::app::viewer::number::{number_ui, pair_of};
use crate::app::viewer::page_words::{between, boxes_of, word_at};
use crate::app::viewer::{Shown, Viewer, blank_ui, own_keys, tool_ui};
use crate::model::evidence::{EvidenceHash, EvidenceText};
use crate::session::command::Command;
use crate::session::pages::{PageKey, PageState, SheetsState};
use crate::session::reading::pages::{Sheet, SheetWord, Sheets};
use crate::session::view::Selection;
use crate::text::span::ByteSpan;

/// Room around the pages and between two, in points of the window.
const ROOM: f32 = 14.0;
/// Room at the right of the pages for the numbers of claims.
const RIGHT: f32 = 34.0;
/// Points of the window to a point of the page (1/72 inch) at 100 %: 96 to an inch.
const WHOLE: f32 = 96.0 / 72.0;
/// The most pixels that a page is drawn with.
const MOST_PIXELS: f64 = 8_000_000.0;
/// Seconds that a size must last before pages are drawn anew for it.
const PAUSE: f64 = 0.2;

/// How large pages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Zoom {
    /// As wide as the pane.
    #[default]
    Width,
    /// In percent of their true size.
    Percent(u16),
}

/// The steps of zooming, in percent.
const STEPS: [u16; 11] = [25, 33, 50, 67, 80, 100, 125, 150, 200, 300, 400];

/// A page's picture as the screen has it.
struct Texture {
    scale: u32,
    handle: TextureHandle,
}

/// What the pane remembers between frames.
#[derive(Default)]
pub(super) struct PagePane {
    zoom: Zoom,
    /// The zoom in use in the last frame, in percent.
    percent: f32,
    shown: Option<EvidenceHash>,
    revealed: u64,
    textures: BTreeMap<usize, Texture>,
    /// The size that is wanted, and since when.
    steady: (u32, f64),
    /// The word that a drag began at.
    drag: Option<ByteSpan>,
}

/// What one frame works with.
struct Frame<'a> {
    shown: &'a Shown<'a>,
    sheets: &'a Sheets,
    /// Whether the words of the pages are those of the text at hand.
    has_words: bool,
    find: &'a Find,
    marks: &'a Marks,
    /// Points of the window to a point of the page.
    zoom: f32,
}

impl Frame<'_> {
    fn words<'a>(&self, sheet: &'a Sheet) -> &'a [SheetWord] {
        if self.has_words { &sheet.words } else { &[] }
    }
}

impl PagePane {
    /// Shows the buttons that make pages larger and smaller.
    pub(super) fn zoom_ui(&mut self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.x = 0.0;
        let told = format!("{:.0} %", self.percent);
        if tool_ui(ui, icon::MINUS, &format!("Smaller, now {told} · Ctrl and wheel")).clicked() {
            self.zoom = Zoom::Percent(step_below(self.percent));
        }
        if tool_ui(ui, icon::PLUS, &format!("Larger, now {told} · Ctrl and wheel")).clicked() {
            self.zoom = Zoom::Percent(step_above(self.percent));
        }
        if tool_ui(ui, icon::ARROWS_HORIZONTAL, "As wide as the pane").clicked() {
            self.zoom = Zoom::Width;
        }
    }

    /// How many pages are on the screen as pictures.
    #[cfg(test)]
    pub(super) fn n_textures(&self) -> usize {
        self.textures.len()
    }

    fn turn_to(&mut self, evidence: &EvidenceHash) {
        if self.shown.as_ref() != Some(evidence) {
            self.shown = Some(evidence.clone());
            self.textures.clear();
            self.drag = None;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a place on a page needs no more digits")]
fn short(points: f64) -> f32 {
    points as f32
}

fn step_above(percent: f32) -> u16 {
    STEPS.into_iter().find(|step| f32::from(*step) > percent + 1.0).unwrap_or(400)
}

fn step_below(percent: f32) -> u16 {
    STEPS.into_iter().rev().find(|step| f32::from(*step) < percent - 1.0).unwrap_or(25)
}

pub(super) fn pages_ui(
    shown: &Shown<'_>,
    text: Option<&Arc<EvidenceText>>,
    (find, marks): (&Find, &Marks),
    pane: &mut PagePane,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    pane.turn_to(&shown.evidence.sha256);
    let sheets = match shown.session.sheets(&shown.evidence.sha256) {
        Some(SheetsState::Here(sheets)) if !sheets.sheets.is_empty() => sheets,
        Some(SheetsState::Here(_)) => return blank_ui(ui, icon::FILE_TEXT, "This file has no pages", ""),
        Some(SheetsState::Missing(problem)) => {
            return blank_ui(ui, icon::WARNING, &problem.what, &format!("{} {}", problem.why, problem.help));
        }
        state => {
            if state.is_none() {
                let evidence = shown.evidence.sha256.clone();
                out.push(Command::WantSheets { source: shown.source.id, evidence });
            }
            return blank_ui(ui, icon::HOURGLASS_MEDIUM, "Laying out the pages of this file…", "");
        }
    };
    let has_words = text.is_some_and(|text| text.draft.text().len() == sheets.text_len);
    remark_ui(shown, text.is_some() && !has_words, ui, out);
    let area = ui.available_rect_before_wrap();
    let widest = sheets.sheets.iter().map(|sheet| short(sheet.width)).fold(1.0, f32::max);
    let zoom = match pane.zoom {
        Zoom::Width => ((area.width() - ROOM - RIGHT) / widest).clamp(0.1, 8.0),
        Zoom::Percent(percent) => f32::from(percent) / 100.0 * WHOLE,
    };
    pane.percent = zoom / WHOLE * 100.0;
    let frame = Frame { shown, sheets, has_words, find, marks, zoom };
    ui.painter().rect_filled(area, 0.0, tokens(ui.ctx()).chrome);
    let source = ScrollSource { drag: DragScroll::Never, ..ScrollSource::default() };
    let scroll = ScrollArea::both().id_salt(&shown.evidence.sha256).auto_shrink(false).animated(false);
    scroll.scroll_source(source).show_viewport(ui, |ui, viewport| frame.scrolled_ui(pane, ui, viewport, out));
    let pinch = ui.input(|input| input.zoom_delta());
    if (pinch - 1.0).abs() > 0.01 && ui.rect_contains_pointer(area) {
        let percent = if pinch > 1.0 { step_above(pane.percent) } else { step_below(pane.percent) };
        pane.zoom = Zoom::Percent(percent);
    }
}

/// What is to be said of the pages before they are looked at.
fn remark_ui(shown: &Shown<'_>, is_other_text: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let told = if is_other_text {
        "Words cannot be selected on these pages: the text was read by another version of Tickmark"
    } else if shown.evidence.has_text() {
        return;
    } else {
        "No text was found in this file: its pages can be looked at, but not searched, and no words selected"
    };
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            icon_ui(ui, icon::INFO, 14.0, t.needs_fix.ink);
            if is_other_text && shown.session.read_only().is_none() {
                let again = link_ui(ui, "Read again").on_hover_text("Read its text anew from the stored file");
                if again.clicked() {
                    let evidence = shown.evidence.sha256.clone();
                    out.push(Command::ReadEvidence { source: shown.source.id, evidence });
                }
            }
            let why = shown.evidence.read.iter().flat_map(|read| &read.problems).cloned().collect::<Vec<_>>();
            ui.add(egui::Label::new(soft(told, t)).wrap()).on_hover_text(why.join("\n"));
        });
    });
}

impl Frame<'_> {
    /// Size of a page on the window, in points.
    fn size(&self, sheet: &Sheet) -> Vec2 {
        vec2(short(sheet.width), short(sheet.height)) * self.zoom
    }

    fn scrolled_ui(&self, pane: &mut PagePane, ui: &mut Ui, viewport: Rect, out: &mut Vec<Command>) {
        let widest = self.sheets.sheets.iter().map(|sheet| self.size(sheet).x).fold(0.0, f32::max);
        let heights = self.sheets.sheets.iter().map(|sheet| self.size(sheet).y + ROOM);
        let whole = vec2((widest + ROOM + RIGHT).max(viewport.width()), heights.sum::<f32>() + ROOM);
        let origin = ui.max_rect().min;
        ui.allocate_space(whole);
        let seen = viewport.translate(origin.to_vec2());
        // Under the pages' own parts, so that those get their clicks.
        let response = ui.interact(seen, Viewer::focus_id(), Sense::click_and_drag());
        let label = || format!("Pages of {}", name_of(self.shown.source, self.shown.evidence));
        response.widget_info(|| WidgetInfo::labeled(Role::Document, true, label()));
        let mut top = origin.y + ROOM;
        let mut in_sight = Vec::new();
        let mut places = Vec::with_capacity(self.sheets.sheets.len());
        for (page, sheet) in self.sheets.sheets.iter().enumerate() {
            let size = self.size(sheet);
            let left = origin.x + ROOM + ((whole.x - ROOM - RIGHT - size.x) / 2.0).max(0.0);
            let rect = Rect::from_min_size(pos2(left.round(), top.round()), size);
            places.push(rect);
            if rect.expand(ROOM).intersects(seen) {
                in_sight.push(page);
            }
            top += size.y + ROOM;
        }
        self.ask(pane, &in_sight, ui, out);
        self.take_pointer(pane, &places, &response, ui, out);
        self.take_keys(&response, ui);
        if pane.revealed != self.shown.exhibit.reveal {
            pane.revealed = self.shown.exhibit.reveal;
            if let Some(rect) = self.place_of(self.shown.exhibit.selection.main(), &places) {
                ui.scroll_to_rect(rect, Some(Align::Center));
                ui.ctx().request_repaint();
            }
        }
        for &page in &in_sight {
            if let (Some(sheet), Some(&rect)) = (self.sheets.sheets.get(page), places.get(page)) {
                self.page_ui(pane, (page, sheet), (rect, seen), ui, out);
            }
        }
    }

    /// Thousandths of a pixel to a point of the page.
    fn scale(&self, sheet: &Sheet, pixels: f32) -> u32 {
        let most = (MOST_PIXELS / (sheet.width * sheet.height).max(1.0)).sqrt();
        let wanted = f64::from(self.zoom * pixels).min(most).clamp(0.05, 30.0);
        // Whole steps: a pixel more or less is no other picture.
        #[expect(clippy::cast_possible_truncation, reason = "it is clamped")]
        let steps = (wanted * 40.0).ceil() as u32;
        steps * 25
    }

    /// Asks for the pictures of what is in sight, then of the page after.
    fn ask(&self, pane: &mut PagePane, in_sight: &[usize], ui: &Ui, out: &mut Vec<Command>) {
        let pixels = ui.ctx().pixels_per_point();
        let now = ui.input(|input| input.time);
        let Some(first) = in_sight.first().and_then(|page| self.sheets.sheets.get(*page)) else { return };
        let scale = self.scale(first, pixels);
        if pane.steady.0 != scale {
            pane.steady = (scale, now);
        }
        let is_steady = now - pane.steady.1 >= PAUSE;
        let next = in_sight.last().map(|last| last + 1);
        let mut waits = false;
        for page in in_sight.iter().copied().chain(next) {
            let Some(sheet) = self.sheets.sheets.get(page) else { continue };
            let scale = self.scale(sheet, pixels);
            if pane.textures.get(&page).is_some_and(|texture| texture.scale == scale) {
                continue;
            }
            let key = PageKey { evidence: self.shown.evidence.sha256.clone(), page, scale };
            match self.shown.session.page_picture(&key) {
                Some(PageState::Here(picture)) => {
                    let image = ColorImage::from_rgba_unmultiplied([picture.width, picture.height], &picture.rgba);
                    let handle = ui.ctx().load_texture("page", image, TextureOptions::LINEAR);
                    pane.textures.insert(page, Texture { scale, handle });
                }
                Some(PageState::Drawing | PageState::Missing(_)) => {}
                None if !is_steady && pane.textures.contains_key(&page) => waits = true,
                None if self.shown.session.is_drawing_enough() => {}
                None => out.push(Command::WantPage { source: self.shown.source.id, key }),
            }
        }
        if waits {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(PAUSE));
        }
        let (from, to) = (in_sight.first().map_or(0, |page| page.saturating_sub(2)), next.map_or(0, |next| next + 2));
        pane.textures.retain(|page, _| (from..=to).contains(page));
    }

    /// The word nearest to a place of the window.
    fn word_near<'a>(&'a self, places: &[Rect], pos: Pos2) -> Option<&'a SheetWord> {
        let beyond = |rect: &Rect| rect.distance_sq_to_pos(pos);
        let nearest = places.iter().enumerate().min_by(|(_, a), (_, b)| beyond(a).total_cmp(&beyond(b)));
        let (page, rect) = nearest?;
        let inside = (pos - rect.min) / self.zoom;
        word_at(self.words(self.sheets.sheets.get(page)?), [f64::from(inside.x), f64::from(inside.y)])
    }

    fn take_pointer(&self, pane: &mut PagePane, places: &[Rect], response: &Response, ui: &Ui, out: &mut Vec<Command>) {
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        let Some(pos) = response.interact_pointer_pos().or_else(|| response.hover_pos()) else {
            pane.drag = None;
            return;
        };
        if response.hovered() && self.has_words && places.iter().any(|rect| rect.contains(pos)) {
            ui.set_cursor_icon(CursorIcon::Text);
        }
        if response.drag_started() {
            let press = ui.input(|input| input.pointer.press_origin()).unwrap_or(pos);
            pane.drag = self.word_near(places, press).map(|word| word.span);
        }
        if response.drag_stopped() {
            pane.drag = None;
            return;
        }
        let is_shifted = ui.input(|input| input.modifiers.shift);
        let old = &self.shown.exhibit.selection;
        let new = if response.dragged() {
            pane.drag.and_then(|from| Some(Selection::run(between(from, self.word_near(places, pos)?.span))))
        } else if response.double_clicked() {
            self.word_near(places, pos).map(|word| Selection::run(word.span))
        } else if response.clicked() && is_shifted {
            self.word_near(places, pos).map(|word| Selection::run(between(old.main(), word.span)))
        } else if response.clicked() {
            self.word_near(places, pos).map(|word| Selection::caret(word.span.start()))
        } else {
            None
        };
        out.extend(new.filter(|new| new != old).map(Command::SelectEvidence));
        if response.dragged() && !ui.clip_rect().contains(pos) {
            let clip = ui.clip_rect();
            let beyond = (clip.top() - pos.y).max(0.0) - (pos.y - clip.bottom()).max(0.0);
            ui.scroll_with_delta(vec2(0.0, beyond.clamp(-40.0, 40.0)));
            ui.ctx().request_repaint();
        }
    }

    fn take_keys(&self, response: &Response, ui: &Ui) {
        if !response.has_focus() {
            return;
        }
        let filter = egui::EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let page = ui.clip_rect().height() * 0.9;
        for (key, by) in [
            (Key::ArrowDown, vec2(0.0, -48.0)),
            (Key::ArrowUp, vec2(0.0, 48.0)),
            (Key::ArrowRight, vec2(-48.0, 0.0)),
            (Key::ArrowLeft, vec2(48.0, 0.0)),
            (Key::PageDown, vec2(0.0, -page)),
            (Key::PageUp, vec2(0.0, page)),
            (Key::End, vec2(0.0, -1e9)),
            (Key::Home, vec2(0.0, 1e9)),
        ] {
            if ui.input(|input| input.key_pressed(key)) {
                ui.scroll_with_delta(by);
            }
        }
        let (copies, _) = own_keys(ui, true);
        let text = self.shown.session.evidence_text(self.shown.source.id, &self.shown.evidence.sha256);
        if copies
            && let Some(crate::session::evidence::TextState::Here(text)) = text
            && let Some(words) = self.shown.exhibit.selection.main().of(text.draft.text())
            && !words.is_empty()
        {
            ui.ctx().copy_text(words.to_owned());
        }
    }

    /// Where a run begins in the window.
    fn place_of(&self, run: ByteSpan, places: &[Rect]) -> Option<Rect> {
        let run = if run.is_empty() { ByteSpan::new(run.start(), run.start() + 1) } else { run };
        self.sheets.sheets.iter().zip(places).find_map(|(sheet, rect)| {
            let first = boxes_of(self.words(sheet), run).into_iter().next()?;
            Some(self.on_window(first, *rect))
        })
    }

    fn on_window(&self, [left, top, right, bottom]: [f64; 4], page: Rect) -> Rect {
        let at = |x: f64, y: f64| page.min + vec2(short(x), short(y)) * self.zoom;
        Rect::from_min_max(at(left, top), at(right, bottom))
    }

    fn page_ui(
        &self,
        pane: &PagePane,
        (page, sheet): (usize, &Sheet),
        (rect, seen): (Rect, Rect),
        ui: &Ui,
        out: &mut Vec<Command>,
    ) {
        let t = tokens(ui.ctx());
        let painter = ui.painter_at(seen);
        let name = format!("Page {} of {}", sheet.label, self.sheets.sheets.len());
        let node = ui.interact(rect.intersect(seen), Id::unique(("page", page)), Sense::hover());
        node.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
        painter.rect_filled(rect, 0.0, LIGHT.paper);
        if let Some(texture) = pane.textures.get(&page) {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let shape = egui::epaint::RectShape::filled(rect, 0.0, egui::Color32::WHITE);
            painter.add(shape.with_texture(texture.handle.id(), whole));
        } else {
            let words = self.waiting_words(page, sheet, ui);
            let galley = painter.layout(words, fonts::ui(13.0), LIGHT.soft, (rect.width() - 40.0).max(60.0));
            let middle = pos2(rect.center().x, rect.top() + 40.0);
            painter.galley(middle - vec2(galley.size().x / 2.0, 0.0), galley, LIGHT.soft);
        }
        painter.rect_stroke(rect, 0.0, Stroke::new(1.0, t.line), StrokeKind::Outside);
        self.lit(sheet, (rect, seen), ui, out);
        let label = pos2(rect.right() + 6.0, rect.top() + 10.0);
        painter.text(label, Align2::LEFT_CENTER, &sheet.label, fonts::ui(11.5), t.faint);
    }

    /// What stands on a page whose picture is not here.
    fn waiting_words(&self, page: usize, sheet: &Sheet, ui: &Ui) -> String {
        let scale = self.scale(sheet, ui.ctx().pixels_per_point());
        let key = PageKey { evidence: self.shown.evidence.sha256.clone(), page, scale };
        match self.shown.session.page_picture(&key) {
            Some(PageState::Missing(problem)) => format!("{}: {}", problem.what, problem.why),
            Some(PageState::Drawing | PageState::Here(_)) | None => format!("Drawing page {}…", sheet.label),
        }
    }

    /// Lights up on a page what is excerpted, found and selected.
    fn lit(&self, sheet: &Sheet, (page, seen): (Rect, Rect), ui: &Ui, out: &mut Vec<Command>) {
        let words = self.words(sheet);
        let painter = ui.painter_at(seen);
        let t = tokens(ui.ctx());
        let boxes = |run: ByteSpan| boxes_of(words, run).into_iter().map(|it| self.on_window(it, page));
        let mut last: Option<(f32, f32)> = None;
        for mark in self.marks.all() {
            // A page is white in either scheme.
            let pair = pair_of(self.shown, *mark, &LIGHT);
            for (number, rect) in boxes(mark.span).enumerate() {
                painter.rect_filled(rect, 1.0, pair.ink.gamma_multiply(0.16));
                painter.hline(rect.x_range(), rect.bottom() + 1.0, Stroke::new(1.5, pair.ink));
                let is_first = number == 0 && words.iter().any(|word| word.span.contains(mark.span.start()));
                if is_first {
                    let shift = last.filter(|(y, _)| (y - rect.top()).abs() < 4.0).map_or(0.0, |(_, shift)| shift);
                    let at = pos2(page.right() + 6.0 + shift, rect.center().y);
                    let width = number_ui(self.shown, *mark, (at, seen), t, ui, out);
                    last = Some((rect.top(), shift + width + 5.0));
                }
            }
        }
        let selected = self.shown.exhibit.selection.main();
        for word in words.iter().filter(|word| !word.span.is_empty()) {
            for hit in self.find.hits_in(word.span) {
                let rect = self.on_window(word.bounds, page);
                if *hit == selected {
                    painter.rect_stroke(rect, 1.0, Stroke::new(1.5, LIGHT.needs_fix.ink), StrokeKind::Outside);
                } else {
                    painter.rect_filled(rect, 1.0, LIGHT.needs_fix.ink.gamma_multiply(0.25));
                }
            }
        }
        if !selected.is_empty() {
            for rect in boxes(selected) {
                painter.rect_filled(rect.expand2(vec2(0.0, 1.0)), 1.0, LIGHT.accent.gamma_multiply(0.28));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_goes_by_steps_from_any_width() {
        assert_eq!((step_above(87.3), step_below(87.3)), (100, 80));
        assert_eq!((step_above(100.0), step_below(100.0)), (125, 80));
        assert_eq!((step_above(900.0), step_below(3.0)), (400, 25));
    }
}
