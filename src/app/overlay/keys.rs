//! The sheet of all keys, by menu, drawn from the command table.
//!
//! Must not know: what a key does.

use egui::{Context, RichText, ScrollArea, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::Sheet;
use crate::app::theme::widgets::{head_ui, key_cap_ui, one_line};
use crate::app::theme::{STEP, UI_POINTS, fonts, tokens};
use crate::session::table::{Menu, Spec, TABLE};

/// The menus of each column, so that the columns are of about one height.
const COLUMNS: [&[Menu]; 3] = [&[Menu::File, Menu::Tick], &[Menu::Claim], &[Menu::Edit, Menu::View]];

/// The sheet of keys.
#[derive(Debug)]
pub struct Keys {
    pub(super) sheet: Sheet,
}

impl Default for Keys {
    fn default() -> Self {
        Self { sheet: Sheet::new("Keys") }
    }
}

impl Keys {
    #[expect(clippy::unused_self, reason = "shown as every overlay is")]
    pub(super) fn ui(&self, ui: &mut Ui) -> Answer {
        let t = tokens(ui.ctx());
        ui.label(RichText::new("Single letters work while the article or a list has the focus").color(t.soft));
        let height = ui.ctx().content_rect().height() - 200.0;
        ScrollArea::vertical().id_salt("keys").max_height(height).show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 8.0 * STEP;
            ui.columns(COLUMNS.len(), |columns| {
                for (ui, menus) in columns.iter_mut().zip(COLUMNS) {
                    ui.spacing_mut().item_spacing = egui::vec2(STEP, STEP);
                    for menu in menus {
                        ui.add_space(STEP);
                        head_ui(ui, menu.word(), None);
                        for spec in TABLE.iter().filter(|spec| spec.menu == *menu && !spec.keys.is_empty()) {
                            key_row_ui(ui, spec);
                        }
                    }
                }
            });
        });
        Answer::default()
    }
}

fn key_row_ui(ui: &mut Ui, spec: &Spec) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        let width = ui.available_width() - 148.0;
        let text = one_line(spec.text, fonts::ui(UI_POINTS), t.ink, width);
        ui.label(text).on_hover_text(spec.help);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for key in spec.keys.iter().rev() {
                key_cap_ui(ui, &key_text(ui.ctx(), key));
            }
        });
    });
}

/// A key of the table as this machine's keyboard has it.
pub(super) fn key_text(ctx: &Context, key: &str) -> String {
    if ctx.os().is_mac() { key.to_owned() } else { key.replace("Cmd", "Ctrl") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_menu_stands_in_one_column() {
        let mut menus: Vec<Menu> = COLUMNS.iter().flat_map(|menus| menus.iter().copied()).collect();
        menus.sort_unstable();
        assert_eq!(menus, Menu::ALL);
    }
}
