//! The top of a claim: its number, kind and claimant as chips, and its words.
//!
//! Must not know: decisions.

use egui::text::LayoutJob;
use egui::{Button, Popup, TextFormat, Ui};

use crate::app::buffers::{Field, Look, Panel};
use crate::app::inspector::Desk;
use crate::app::inspector::controls::{self, capital};
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::app::when::moment;
use crate::model::claim::{Claim, ClaimKind};
use crate::model::problem::shortened;
use crate::session::command::Command;
use crate::session::table::spec;

/// Rows of the words that are shown before "Show all words".
const WORD_ROWS: usize = 6;
/// Width of a claimant's name on its chip, in points at most.
const NAME_WIDTH: f32 = 84.0;
/// Size of the words, in points.
const WORD_POINTS: f32 = 17.0;

pub(super) fn header_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 1.5 * STEP;
        number_ui(desk, claim, ui);
        kind_ui(desk, claim, ui);
        claimant_ui(desk, claim, ui);
        more_ui(desk, claim, ui);
    });
    let field = Field::Claimant(claim.id);
    if desk.is_open(&field) {
        let look = Look { panel: Panel::Inspector, label: "Claimant", hint: "Who says it", rows: 1, font: None };
        let saved = claim.claimant.clone().unwrap_or_default();
        let response = desk.field_ui(ui, &field, &saved, &look);
        controls::explained(ui, response, "claimant");
    }
    ui.add_space(STEP);
    words_ui(desk, claim, ui);
    ui.add_space(STEP);
}

fn number_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let number = desk.session.current_index().and_then(|index| index.number(claim.id));
    let text = number.map_or_else(|| "Claim".to_owned(), |number| format!("Claim {number}"));
    let made = moment(claim.at, desk.session.now(), desk.session.zone());
    let tip = format!("Bring its words into sight\nid {}, made by {} {made}", claim.id.short(), claim.by);
    if widgets::chip_ui(ui, &text, true).on_hover_text(tip).clicked() {
        desk.out.push(Command::ShowClaim(Some(claim.id)));
    }
}

fn kind_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let chip = widgets::chip_ui(ui, claim.kind.word(), false);
    widgets::named(ui, &chip, &format!("Kind: {}", claim.kind.word()));
    let chip = chip.on_hover_text("What sort of statement this is");
    let chosen = controls::choice_menu_ui(&chip, &ClaimKind::ALL, Some(claim.kind), ClaimKind::word);
    if let Some(kind) = chosen.filter(|&kind| kind != claim.kind) {
        desk.out.push(Command::SetKind { claims: vec![claim.id], kind });
    }
}

fn claimant_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let (text, whole) = match &claim.claimant {
        Some(name) => (format!("claimant: {}", fitting(ui, name)), format!("Said by {name}\n")),
        None => ("Add claimant".to_owned(), String::new()),
    };
    let help = spec("claimant").map(|spec| controls::help(ui, spec)).unwrap_or_default();
    if widgets::chip_ui(ui, &text, false).on_hover_text(format!("{whole}{help}")).clicked() {
        desk.open(Field::Claimant(claim.id));
    }
}

/// The name, shortened until it fits its chip whatever its letters.
fn fitting(ui: &Ui, name: &str) -> String {
    let fits = |text: &String| {
        let galley = ui.painter().layout_no_wrap(text.clone(), fonts::ui(12.0), tokens(ui.ctx()).soft);
        galley.size().x <= NAME_WIDTH
    };
    [36, 28, 20, 17, 15, 13]
        .into_iter()
        .map(|most| shortened(name, most))
        .find(fits)
        .unwrap_or_else(|| shortened(name, 10))
}

fn more_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let button = controls::small_icon_button_ui(ui, icon::DOTS_THREE, "More for this claim");
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(45.0 * STEP);
        for id in ["set-words", "legal", "remove"] {
            let Some(spec) = spec(id) else { continue };
            let wish = (spec.needs)(desk.session);
            let key = spec.keys.first().map(|key| controls::key_text(ui, key)).unwrap_or_default();
            let row = ui.add_enabled(wish.is_ok(), Button::new(spec.text).shortcut_text(key));
            let row = row.on_hover_text(spec.help);
            match wish {
                Ok(command) if row.clicked() => desk.out.push(command),
                Ok(_) => {}
                Err(why) => drop(row.on_disabled_hover_text(why)),
            }
        }
        let copy = ui.button("Copy words").on_hover_text("Copy the words of this claim");
        if copy.clicked() {
            ui.ctx().copy_text(claim.words());
        }
    });
}

fn words_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let is_lost = claim.places().next().is_none();
    let ink = if is_lost { t.soft } else { t.ink };
    let mut job = LayoutJob::single_section(claim.words(), TextFormat::simple(fonts::serif(WORD_POINTS), ink));
    job.wrap.max_width = ui.available_width();
    let is_long = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job.clone())).rows.len() > WORD_ROWS;
    if is_long && !desk.state.shows_all_words {
        job.wrap.max_rows = WORD_ROWS;
    }
    ui.label(job);
    if is_long {
        let text = if desk.state.shows_all_words { "Show less" } else { "Show all words" };
        if widgets::link_ui(ui, text).on_hover_text("Unfold or fold the words of this claim").clicked() {
            desk.state.shows_all_words ^= true;
        }
    }
    let n_lost = claim.spans.iter().filter(|span| span.place().is_none()).count();
    if n_lost > 0 {
        ui.horizontal(|ui| {
            widgets::icon_ui(ui, icon::WARNING, 15.0, t.needs_fix.ink);
            let told = if is_lost {
                "These words are not in the draft any more"
            } else {
                "Some of these words are not in the draft any more"
            };
            ui.add(egui::Label::new(capital(told)).wrap());
        });
    }
}
