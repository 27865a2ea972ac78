//! A list to choose from by typing and arrows: the field's cursor stays put while the choice moves.
//!
//! Must not know: what is listed.

use egui::text::{CCursor, CCursorRange};
use egui::{Key, Modifiers, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::theme::widgets::one_line;
use crate::app::theme::{RADIUS, STEP, UI_POINTS, fonts, tokens};

/// How many rows a list shows at most.
pub(super) const MOST: usize = 50;
const ROW_HEIGHT: f32 = 30.0;

/// One row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its icon, from the icon face.
    pub icon: &'static str,
    /// Its words: the accessible name.
    pub text: String,
    /// Quieter words at the right end.
    pub note: String,
    /// Its tooltip, which holds the whole of what was cut.
    pub help: String,
    /// Why it cannot be chosen, if it cannot.
    pub why_not: Option<&'static str>,
}

/// Which row is chosen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Choice {
    /// The row, from 0.
    pub at: usize,
    moved: bool,
}

impl Choice {
    /// Takes the arrow keys; to be called before the field is shown, which would move its cursor with them.
    pub(super) fn take_arrows(&mut self, ui: &Ui, n_rows: usize) {
        let last = n_rows.saturating_sub(1);
        let (down, up) = ui.input_mut(|input| {
            (input.consume_key(Modifiers::NONE, Key::ArrowDown), input.consume_key(Modifiers::NONE, Key::ArrowUp))
        });
        let before = self.at;
        self.at = self.at.min(last);
        if down {
            self.at = if self.at == last { 0 } else { self.at + 1 };
        }
        if up {
            self.at = if self.at == 0 { last } else { self.at - 1 };
        }
        self.moved = (down || up) && before != self.at;
    }

    /// Shows the rows in a list at most `height` points high. Answers the row that was pressed.
    pub(super) fn rows_ui(&mut self, ui: &mut Ui, rows: &[Row], height: f32) -> Option<usize> {
        let mut pressed = None;
        let moved = std::mem::take(&mut self.moved);
        egui::ScrollArea::vertical().id_salt("rows").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (number, row) in rows.iter().enumerate() {
                let is_chosen = number == self.at;
                let response = row_ui(ui, row, is_chosen);
                if is_chosen && moved {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    self.at = number;
                    pressed = Some(number);
                }
            }
        });
        pressed
    }
}

/// Whether Enter was pressed in the field with this id; the key is taken, so that the field keeps the focus.
pub(super) fn entered(ui: &Ui, field: egui::Id) -> bool {
    ui.memory(|memory| memory.has_focus(field)) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}

/// Puts a field's cursor behind its last letter, after its text was changed for the user.
pub(super) fn cursor_to_end(ctx: &egui::Context, field: egui::Id, text: &str) {
    if let Some(mut state) = egui::TextEdit::load_state(ctx, field) {
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(text.chars().count()))));
        state.store(ctx, field);
    }
}

fn row_ui(ui: &mut Ui, row: &Row, is_chosen: bool) -> Response {
    let t = tokens(ui.ctx());
    // Arrows reach the rows; Tab goes past them to the buttons.
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::CLICK);
    response
        .widget_info(|| WidgetInfo::selected(egui::Role::ListBoxOption, row.why_not.is_none(), is_chosen, &row.text));
    if ui.is_rect_visible(rect) {
        if is_chosen || response.hovered() {
            let fill = if is_chosen { t.accent_tint } else { t.chrome };
            ui.painter().rect_filled(rect, f32::from(RADIUS), fill);
        }
        let ink = if row.why_not.is_some() { t.faint } else { t.ink };
        let middle = rect.center().y;
        let painter = ui.painter().with_clip_rect(rect);
        painter.text(
            pos2(rect.left() + 4.0 * STEP, middle),
            egui::Align2::CENTER_CENTER,
            row.icon,
            fonts::icons(15.0),
            t.soft,
        );
        let note = painter.layout_job(one_line(&row.note, fonts::ui(12.0), t.soft, rect.width() * 0.4));
        let right = rect.right() - 3.0 * STEP - note.size().x;
        painter.galley(pos2(right, middle - note.size().y / 2.0), note, t.soft);
        let left = rect.left() + 8.0 * STEP;
        let text = painter.layout_job(one_line(&row.text, fonts::ui(UI_POINTS), ink, right - left - 2.0 * STEP));
        painter.galley(pos2(left, middle - text.size().y / 2.0), text, ink);
    }
    match row.why_not {
        Some(why_not) => response.on_hover_text(why_not),
        None if row.help.is_empty() => response,
        None => response.on_hover_text(&row.help),
    }
}
