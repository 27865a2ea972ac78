//! What all overlays share: labelled fields, the row of buttons at the foot, and the question before typed words go.
//!
//! Must not know: the session, what a form is for.
//! Holds: a field that Enter was pressed in keeps the focus, so that a refused form can be mended at once.

use egui::{Button, FontId, Id, Key, Modifiers, Response, RichText, TextEdit, Ui, vec2};

use crate::app::theme::widgets::{hairline_ui, soft};
use crate::app::theme::{STEP, fonts, tokens};

/// Where the cursor is to be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    /// It stays where it is.
    Stays,
    /// Into whichever field comes first.
    First,
    /// Into the field of this label.
    Field(&'static str),
}

/// The state of an overlay as a sheet: its name, its focus, and whether it asks to throw words away.
#[derive(Debug)]
pub(super) struct Sheet {
    title: &'static str,
    focus: Focus,
    entered: bool,
    complaint: Option<String>,
    asks_discard: bool,
    wants_close: bool,
    discards: bool,
}

/// How a text field looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry<'a> {
    /// Its label, which is also its accessible name.
    pub label: &'static str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// Its tooltip.
    pub help: &'a str,
    /// Its rows; up to one makes it a single line.
    pub rows: usize,
    /// Its face; `None` is the interface's.
    pub font: Option<FontId>,
    /// Whether Tab belongs to the field and not to the focus.
    pub takes_tab: bool,
}

impl<'a> Entry<'a> {
    /// A single line.
    pub(super) fn line(label: &'static str, hint: &'a str, help: &'a str) -> Self {
        Self { label, hint, help, rows: 1, ..Self::default() }
    }

    /// Several lines.
    pub(super) fn lines(label: &'static str, hint: &'a str, help: &'a str, rows: usize) -> Self {
        Self { label, hint, help, rows, ..Self::default() }
    }
}

/// Which key confirms a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConfirmKey {
    /// Enter in a field of one line, or with Ctrl anywhere.
    Enter,
    /// Ctrl+Enter alone, since Enter does something else in a field of one line.
    CtrlEnter,
}

impl Sheet {
    /// A sheet with the cursor in its first field.
    pub(super) fn new(title: &'static str) -> Self {
        Self {
            title,
            focus: Focus::First,
            entered: false,
            complaint: None,
            asks_discard: false,
            wants_close: false,
            discards: false,
        }
    }

    /// What stands at its head.
    pub(super) fn title(&self) -> &'static str {
        self.title
    }

    /// The id of a field of this sheet.
    pub(super) fn id(&self, label: &str) -> Id {
        Id::unique(("overlay field", self.title, label))
    }

    /// Puts the cursor into a field as soon as it is shown.
    pub(super) fn focus_on(&mut self, label: &'static str) {
        self.focus = Focus::Field(label);
    }

    /// Puts the cursor back into the first field: what lay over the sheet is gone.
    pub(super) fn come_back(&mut self) {
        self.focus = Focus::First;
    }

    /// Says inline why a form was not taken.
    pub(super) fn complain(&mut self, words: impl Into<String>) {
        self.complaint = Some(words.into());
    }

    /// The user wishes to close it: by Escape, by a press outside, by its button.
    pub(super) fn ask_to_leave(&mut self) {
        self.wants_close = true;
    }

    /// Whether it closes: when the user wished it and typed nothing, or said that what was typed may go.
    pub(super) fn takes_leave(&mut self, is_typed: bool) -> bool {
        let asked = std::mem::take(&mut self.wants_close);
        if self.discards || (asked && !is_typed) {
            return true;
        }
        if asked {
            self.asks_discard = !self.asks_discard;
            self.focus = if self.asks_discard { Focus::Field(KEEP) } else { Focus::First };
        }
        false
    }

    /// A labelled text field.
    pub(super) fn text_ui(&mut self, ui: &mut Ui, text: &mut String, entry: &Entry<'_>) -> Response {
        let t = tokens(ui.ctx());
        ui.add_space(STEP);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = STEP;
            let label = ui.label(soft(entry.label, t));
            let id = self.id(entry.label);
            let mut edit = if entry.rows > 1 { TextEdit::multiline(text) } else { TextEdit::singleline(text) };
            edit = edit.id(id).hint_text(entry.hint.to_owned()).desired_width(f32::INFINITY);
            edit = edit.desired_rows(entry.rows.max(1)).margin(egui::Margin::symmetric(10, 7));
            edit = edit.lock_focus(entry.takes_tab);
            if let Some(font) = &entry.font {
                edit = edit.font(font.clone());
            }
            let response = ui.add(edit).labelled_by(label.id);
            self.settle_focus(&response, entry.label);
            if response.changed() {
                self.complaint = None;
            }
            if entry.rows <= 1 && response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                self.entered = true;
                response.request_focus();
            }
            if entry.help.is_empty() { response } else { response.on_hover_text(entry.help) }
        })
        .inner
    }

    fn settle_focus(&mut self, response: &Response, label: &'static str) {
        match self.focus {
            Focus::First => {
                response.request_focus();
                self.focus = Focus::Field(label);
            }
            Focus::Field(wanted) if wanted == label => {
                // The response would say no for as long as another window has the keyboard.
                if response.ctx.memory(|memory| memory.has_focus(response.id)) {
                    self.focus = Focus::Stays;
                } else {
                    response.request_focus();
                }
            }
            Focus::Field(_) | Focus::Stays => {}
        }
    }

    /// The foot of a form. Answers whether it was confirmed and may be taken; `why_not` is the reason it may not.
    pub(super) fn foot_ui(&mut self, ui: &mut Ui, confirm: &str, key: ConfirmKey, why_not: Option<&str>) -> bool {
        let t = tokens(ui.ctx());
        ui.add_space(STEP);
        hairline_ui(ui);
        if self.asks_discard {
            self.discard_ui(ui);
            return false;
        }
        let with_ctrl = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        let entered = std::mem::take(&mut self.entered) && key == ConfirmKey::Enter;
        let mut wished = with_ctrl || entered;
        if let Some(complaint) = &self.complaint {
            ui.label(RichText::new(complaint).color(t.wrong.ink));
        }
        let row = vec2(ui.available_width(), FOOT_HEIGHT);
        ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let keys = match key {
                ConfirmKey::Enter => "Enter",
                ConfirmKey::CtrlEnter => "Ctrl+Enter",
            };
            let pressed = ui.add_enabled_ui(why_not.is_none(), |ui| primary_ui(ui, confirm)).inner;
            wished |= pressed.clicked();
            pressed.on_hover_text(keys).on_disabled_hover_text(why_not.unwrap_or_default());
            if ui.button("Cancel").on_hover_text("Close without a change (Esc)").clicked() {
                self.ask_to_leave();
            }
        });
        if wished && let Some(why_not) = why_not {
            self.complain(why_not);
        }
        wished && why_not.is_none()
    }

    fn discard_ui(&mut self, ui: &mut Ui) {
        let row = vec2(ui.available_width(), FOOT_HEIGHT);
        ui.allocate_ui_with_layout(row, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.label("Discard what you typed?");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let keep = primary_ui(ui, KEEP).on_hover_text("Go on with the form (Esc)");
                self.settle_focus(&keep, KEEP);
                if keep.clicked() {
                    self.asks_discard = false;
                    self.focus = Focus::First;
                }
                if ui.button("Discard").on_hover_text("Close and lose what you typed").clicked() {
                    self.discards = true;
                }
            });
        });
    }
}

/// The fields of a form that may be taller than the window: they scroll, and the foot under them stays in sight. `beside`
/// is the height of all else that is in the window, in points.
pub(super) fn fields_ui<R>(ui: &mut Ui, beside: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let height = (ui.ctx().content_rect().height() - beside).max(120.0);
    let fields = egui::ScrollArea::vertical().id_salt("fields").max_height(height).auto_shrink([false, true]);
    fields.show(ui, add).inner
}

const KEEP: &str = "Keep editing";
const FOOT_HEIGHT: f32 = 28.0;

/// The button that a sheet is for.
fn primary_ui(ui: &mut Ui, text: &str) -> Response {
    let t = tokens(ui.ctx());
    let words = RichText::new(text).font(fonts::ui_strong(crate::app::theme::UI_POINTS)).color(t.on_accent);
    ui.add(Button::new(words).fill(t.accent).min_size(vec2(0.0, FOOT_HEIGHT)))
}

/// One of a few, as a row of buttons under a label; each option is a value, its word and its tooltip.
pub(super) fn segments_ui<T: Copy + PartialEq>(ui: &mut Ui, label: &str, chosen: &mut T, options: &[(T, &str, &str)]) {
    let t = tokens(ui.ctx());
    ui.add_space(STEP);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = STEP;
        ui.label(soft(label, t));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = STEP;
            for (value, word, help) in options {
                let is_chosen = chosen == value;
                let ink = if is_chosen { t.accent } else { t.ink };
                let button = Button::selectable(is_chosen, RichText::new(capital(word)).color(ink))
                    .stroke(egui::Stroke::new(1.0, if is_chosen { t.accent } else { t.line }))
                    .min_size(vec2(0.0, 26.0));
                if ui.add(button).on_hover_text(*help).clicked() {
                    *chosen = *value;
                }
            }
        });
    });
}

/// A line of quieter words under a field.
pub(super) fn remark_ui(ui: &mut Ui, words: &str) {
    let t = tokens(ui.ctx());
    ui.label(soft(words, t).font(fonts::ui(12.0)));
}

/// A line that warns, under a field.
pub(super) fn warning_ui(ui: &mut Ui, words: &str) {
    let t = tokens(ui.ctx());
    ui.label(RichText::new(words).font(fonts::ui(12.0)).color(t.needs_fix.ink));
}

/// The word with its first letter as a capital: the domain's words are lower case.
pub(in crate::app) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untouched_sheet_leaves_at_once_a_typed_one_asks() {
        let mut sheet = Sheet::new("x");
        assert!(!sheet.takes_leave(false), "nobody asked");
        sheet.ask_to_leave();
        assert!(!sheet.takes_leave(true), "typed words are asked about");
        assert!(sheet.asks_discard);
        sheet.ask_to_leave();
        assert!(!sheet.takes_leave(true), "Escape takes the question back");
        assert!(!sheet.asks_discard);
        sheet.ask_to_leave();
        assert!(sheet.takes_leave(false));
    }

    #[test]
    fn words_get_a_capital() {
        assert_eq!(capital("needs fix"), "Needs fix");
        assert_eq!(capital("état"), "État");
        assert_eq!(capital(""), "");
    }
}
