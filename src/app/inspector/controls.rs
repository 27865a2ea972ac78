//! Small controls of the inspector: links and tooltips drawn from the command table, menus of choices.
//!
//! Must not know: claims.

use egui::{Align, Button, Layout, Popup, Response, RichText, Stroke, Ui, vec2};

use crate::app::inspector::Desk;
use crate::app::theme::{HEAD_POINTS, STEP, fonts, icon, tokens, widgets};
use crate::model::visibility::Visibility;
use crate::session::table::{Spec, spec};

/// A key of the table as this system names it.
pub(super) fn key_text(ui: &Ui, key: &str) -> String {
    let command = if ui.ctx().os().is_mac() { "⌘" } else { "Ctrl" };
    key.replace("Cmd", command)
}

/// What a row of the command table does, and its key.
pub(super) fn help(ui: &Ui, spec: &Spec) -> String {
    match spec.keys.first() {
        Some(key) => format!("{} · {}", spec.help, key_text(ui, key)),
        None => spec.help.to_owned(),
    }
}

/// Gives a control the tooltip of a row of the command table.
pub(super) fn explained(ui: &Ui, response: Response, id: &str) -> Response {
    match spec(id) {
        Some(spec) => response.on_hover_text(help(ui, spec)),
        None => response,
    }
}

/// A link that gives a command of the table; greyed with the reason when it cannot be given.
pub(super) fn command_link_ui(desk: &mut Desk<'_>, ui: &mut Ui, id: &str, text: &str) {
    let Some(spec) = spec(id) else { return };
    let wish = (spec.needs)(desk.session);
    let response = ui.add_enabled_ui(wish.is_ok(), |ui| widgets::link_ui(ui, text)).inner;
    let response = response.on_hover_text(help(ui, spec));
    match wish {
        Ok(command) if response.clicked() => desk.out.push(command),
        Ok(_) => {}
        Err(why) => drop(response.on_disabled_hover_text(why)),
    }
}

/// A section head with a link of the command table and its key at the right end.
pub(super) fn head_with_command_ui(desk: &mut Desk<'_>, ui: &mut Ui, head: &str, id: &str, text: &str) {
    ui.horizontal(|ui| {
        head_words_ui(ui, head);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(key) = spec(id).and_then(|spec| spec.keys.first()) {
                let key = key_text(ui, key);
                widgets::key_cap_ui(ui, &key);
            }
            command_link_ui(desk, ui, id, text);
        });
    });
}

/// The words of a section head.
pub(super) fn head_words_ui(ui: &mut Ui, head: &str) {
    let t = tokens(ui.ctx());
    ui.label(RichText::new(head).font(fonts::ui_strong(HEAD_POINTS)).color(t.soft));
}

/// A small icon button without a frame until it is pointed at; `label` is its tooltip and accessible name.
pub(super) fn small_icon_button_ui(ui: &mut Ui, icon: &str, label: &str) -> Response {
    let t = tokens(ui.ctx());
    // No scope of its own: in a row that wraps, a scope does not wrap.
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, vec2(STEP, STEP / 2.0));
    let text = RichText::new(icon).font(fonts::icons(15.0)).color(t.soft);
    let response = ui.add(Button::new(text).frame_when_inactive(false).min_size(vec2(24.0, 24.0)));
    ui.spacing_mut().button_padding = padding;
    widgets::named(ui, &response, label);
    response.on_hover_text(label)
}

/// A chip that opens a menu: "supports" and a small arrow; `name` is its accessible name.
pub(super) fn menu_chip_ui(ui: &mut Ui, words: &str, name: &str) -> Response {
    let t = tokens(ui.ctx());
    // The arrow has its own face: in the interface's, the icons' code points are other signs.
    let arrow = RichText::new(icon::CARET_DOWN).font(fonts::icons(11.0)).color(t.soft);
    let words = RichText::new(words).font(fonts::ui(12.0)).color(t.soft);
    let chip = Button::new((words, arrow)).gap(STEP).corner_radius(12).stroke(Stroke::new(1.0, t.line));
    let response = ui.add(chip.min_size(vec2(0.0, 22.0)));
    widgets::named(ui, &response, name);
    response
}

/// The menu under `button`: one row a choice, the present one marked. Answers the choice made.
pub(super) fn choice_menu_ui<T: Copy + PartialEq>(
    button: &Response,
    choices: &[T],
    now: Option<T>,
    word: fn(T) -> &'static str,
) -> Option<T> {
    let mut chosen = None;
    Popup::menu(button).show(|ui| {
        ui.set_min_width(35.0 * STEP);
        for &choice in choices {
            if ui.add(Button::selectable(now == Some(choice), word(choice))).clicked() {
                chosen = Some(choice);
            }
        }
    });
    chosen
}

/// Who may see `thing` ("Note"), as a small icon button with a menu: a lock when it is confidential. Answers the level
/// chosen, if it is another one.
pub(super) fn level_chip_ui(ui: &mut Ui, now: Visibility, thing: &str) -> Option<Visibility> {
    let (icon, told) = match now {
        Visibility::Public => (icon::EYE, "in every report"),
        Visibility::Newsroom => (icon::USERS, "in reports for the newsroom"),
        Visibility::Confidential => (icon::LOCK, "only at this desk"),
    };
    let button = small_icon_button_ui(ui, icon, &format!("{thing}: {}, {told}", now.word()));
    choice_menu_ui(&button, &Visibility::ALL, Some(now), Visibility::word).filter(|&chosen| chosen != now)
}

/// Words that wrap, in the soft colour.
pub(super) fn soft_ui(ui: &mut Ui, words: impl Into<String>) -> Response {
    let t = tokens(ui.ctx());
    ui.add(egui::Label::new(widgets::soft(words, t)).wrap())
}

/// The same words with a capital at the start.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
