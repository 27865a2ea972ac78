//! What stands where an article would, while none is open: the open button, the drop target, the sample.
//!
//! Must not know: disk.

use egui::{Align2, Rect, RichText, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use crate::app::theme::{fonts, icon, tokens};
use crate::model::problem::shortened;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;

/// Shows how to begin.
pub fn empty_ui(session: &Session, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let t = tokens(ui.ctx());
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, t.paper);
    let sheet = Rect::from_center_size(area.center(), vec2(460.0_f32.min(area.width() - 40.0), 300.0));
    let is_over = ui.input(|input| !input.raw.hovered_files.is_empty());
    let line = if is_over { Stroke::new(2.0, t.accent) } else { Stroke::new(1.0, t.line) };
    ui.painter().rect(sheet, 10.0, if is_over { t.accent_tint } else { t.paper }, line, StrokeKind::Inside);
    let above = sheet.center_top() + vec2(0.0, 62.0);
    ui.painter().text(above, Align2::CENTER_CENTER, icon::ARTICLE, fonts::icons(40.0), t.soft);
    let inner = sheet.shrink2(vec2(32.0, 24.0)).with_min_y(sheet.top() + 100.0);
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(egui::Layout::top_down(egui::Align::Center)), |ui| {
        let busy = session.jobs().running().find(|(_, job)| job.name.starts_with("Opening"));
        if let Some((_, job)) = busy {
            ui.label(RichText::new(format!("{}…", shortened(&job.at(), 60))).font(fonts::serif(18.0)).color(t.soft));
            return;
        }
        let (title, words) = match session.project() {
            None => ("No project is open", "Open the sample to look around, or make a project of your own"),
            Some(_) => ("No article yet", "Drop files or a folder here, paste an address, or open a file"),
        };
        ui.label(RichText::new(title).font(fonts::serif_strong(20.0)).color(t.ink));
        ui.add_space(4.0);
        ui.label(RichText::new(words).color(t.soft));
        ui.add_space(16.0);
        let primary = |text: &str| {
            egui::Button::new(RichText::new(text).color(t.on_accent)).fill(t.accent).min_size(vec2(180.0, 32.0))
        };
        let plain = |text: &str| egui::Button::new(text.to_owned()).min_size(vec2(180.0, 32.0));
        if session.project().is_some() {
            if ui.add(primary("Open article…")).clicked() {
                out.push(Command::Window(WindowCommand::PickArticles));
            }
            if ui.add(plain("Open the sample")).clicked() {
                out.push(Command::OpenSample);
            }
        } else {
            if ui.add(primary("Open the sample")).clicked() {
                out.push(Command::OpenSample);
            }
            if ui.add(plain("New project…")).clicked() {
                out.push(Command::Window(WindowCommand::NewProject));
            }
            if ui.add(plain("Open project…")).clicked() {
                out.push(Command::Window(WindowCommand::PickProject));
            }
        }
    });
    out
}
