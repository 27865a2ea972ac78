//! Above the claims list: the filter, how many it lets through, and decisions about all picked claims at once.
//!
//! Must not know: rows.

use egui::{Button, RichText, Role, TextEdit, Ui, WidgetInfo};

use crate::app::claims::filter::{Filter, Order, Rows, Stands, Tied};
use crate::app::offer::shown_key;
use crate::app::theme::widgets::{link_ui, soft, strong};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::model::claim::ClaimKind;
use crate::model::decision::Status;
use crate::model::problem::{counted, shortened};
use crate::model::standing::Standing;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::table::spec;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::Ruling;

/// Shows the filter and the count.
pub(super) fn toolbar_ui(session: &Session, filter: &mut Filter, rows: &Rows, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 1.5 * STEP;
            let width = (ui.available_width() * 0.22).clamp(96.0, 260.0);
            let field = TextEdit::singleline(&mut filter.words).hint_text("Filter claims").desired_width(width);
            let response = ui.add(field.margin(egui::Margin::symmetric(8, 4)));
            response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Filter claims"));
            response.on_hover_text("Words of the claim, its claimant or its note");
            let all = counted(rows.n_all, "claim", "claims");
            let is_part = rows.shown.len() != rows.n_all;
            ui.label(soft(if is_part { format!("{} of {all}", rows.shown.len()) } else { all }, t));
            stands_menu_ui(filter, ui);
            kind_menu_ui(filter, ui);
            source_menu_ui(session, filter, ui);
            order_menu_ui(filter, ui);
            if !filter.is_open() && link_ui(ui, "Clear").on_hover_text("Show all claims").clicked() {
                filter.clear();
            }
        });
    });
}

/// A menu of choices: `name` alone when all go through, the chosen one beside it otherwise.
fn menu_ui<T: PartialEq + Copy>(
    ui: &mut Ui,
    (name, all): (&str, Option<&str>),
    chosen: &mut Option<T>,
    choices: impl FnOnce() -> Vec<(T, String)>,
    shown: Option<String>,
) {
    let text = shown.map_or_else(|| name.to_owned(), |shown| format!("{name}: {}", shortened(&shown, 18)));
    let t = tokens(ui.ctx());
    let caret = RichText::new(icon::CARET_DOWN).font(fonts::icons(12.0)).color(t.soft);
    let (response, _) = egui::containers::menu::MenuButton::new((text.as_str(), caret)).ui(ui, |ui| {
        egui::ScrollArea::vertical().max_height(480.0).show(ui, |ui| {
            if let Some(all) = all
                && ui.selectable_label(chosen.is_none(), all).clicked()
            {
                *chosen = None;
            }
            for (choice, text) in choices() {
                if ui.selectable_label(*chosen == Some(choice), text).clicked() {
                    *chosen = Some(choice);
                }
            }
        });
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    response.on_hover_text(text);
}

fn stands_menu_ui(filter: &mut Filter, ui: &mut Ui) {
    let word = |stands| match stands {
        Stands::As(standing) => standing.word(),
        Stands::Stale => "stale",
        Stands::OnAuthor => "on author",
        Stands::Legal => "legal",
        Stands::Asked => "open from merging",
        Stands::Mine => "mine",
        Stands::Unsettled => "to settle",
        Stands::Lost => "lost",
    };
    let others =
        [Stands::Stale, Stands::OnAuthor, Stands::Legal, Stands::Asked, Stands::Mine, Stands::Unsettled, Stands::Lost];
    let all = Standing::ALL.map(Stands::As).into_iter().chain(others);
    let choices = || all.map(|stands| (stands, word(stands).to_owned())).collect();
    let shown = filter.stands.map(|stands| word(stands).to_owned());
    menu_ui(ui, ("Status", Some("any status")), &mut filter.stands, choices, shown);
}

fn kind_menu_ui(filter: &mut Filter, ui: &mut Ui) {
    let choices = || ClaimKind::ALL.map(|kind| (kind, kind.word().to_owned())).to_vec();
    let shown = filter.kind.map(|kind| kind.word().to_owned());
    menu_ui(ui, ("Kind", Some("any kind")), &mut filter.kind, choices, shown);
}

fn source_menu_ui(session: &Session, filter: &mut Filter, ui: &mut Ui) {
    let Some(project) = session.project() else { return };
    let shown = filter.tied.map(|tied| match tied {
        Tied::ToNone => "none".to_owned(),
        Tied::To(id) => {
            project.sources.get(&id).map_or_else(|| "removed".to_owned(), |source| source.name().to_owned())
        }
    });
    let choices = || {
        let mut choices: Vec<_> =
            project.sources.values().map(|source| (Tied::To(source.id), shortened(source.name(), 48))).collect();
        choices.sort_by_cached_key(|(_, title)| title.to_lowercase());
        choices.insert(0, (Tied::ToNone, "no source".to_owned()));
        choices
    };
    menu_ui(ui, ("Source", Some("any source")), &mut filter.tied, choices, shown);
}

fn order_menu_ui(filter: &mut Filter, ui: &mut Ui) {
    let mut chosen = Some(filter.order);
    let shown = (filter.order != Order::Reading).then(|| filter.order.word().to_owned());
    let choices = || Order::ALL.map(|order| (order, order.word().to_owned())).to_vec();
    menu_ui(ui, ("Order", None), &mut chosen, choices, shown);
    filter.order = chosen.unwrap_or_default();
}

/// Shows what can be done about the picked claims.
pub(super) fn bulk_ui(session: &Session, rows: &Rows, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let picked = &session.view().picked;
    egui::Frame::new().fill(t.accent_tint).inner_margin(egui::Margin::symmetric(8, 4)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 1.5 * STEP;
            let unseen = match rows.n_picked_unseen {
                0 => String::new(),
                n => format!(" ({n} not shown)"),
            };
            ui.label(strong(format!("{} picked{unseen}", picked.len())).color(t.ink));
            for (id, status) in [
                ("confirmed", Status::Confirmed),
                ("needs-fix", Status::NeedsFix),
                ("wrong", Status::Wrong),
                ("cannot-verify", Status::CannotVerify),
                ("unchecked", Status::Unchecked),
            ] {
                let ruling = Ruling { scope: None, status, basis: None, reason: String::new() };
                let claims = || picked.iter().copied().collect();
                if bulk_button_ui(ui, id) {
                    out.push(Command::Decide { claims: claims(), ruling });
                }
            }
            if bulk_button_ui(ui, "waive") {
                out.push(Command::Window(WindowCommand::Waive));
            }
            if link_ui(ui, "Clear picked").on_hover_text("Pick no claim").clicked() {
                out.push(Command::Pick(Vec::new()));
            }
        });
    });
}

fn bulk_button_ui(ui: &mut Ui, id: &str) -> bool {
    let Some(spec) = spec(id) else { return false };
    let key = spec.keys.first().map(|key| shown_key(key)).unwrap_or_default();
    let response = ui.add(Button::new(spec.text).min_size(egui::vec2(0.0, 24.0)));
    response.on_hover_text(format!("{}, for every picked claim · {key}", spec.help)).clicked()
}
