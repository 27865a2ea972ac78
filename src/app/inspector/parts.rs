//! What a tie's excerpt has beside its words: the file it is of, its times, region and translation, each changed where
//! it stands.
//!
//! Must not know: how a tie is stored, how a page or picture is drawn.
//! Holds: a part that the excerpt lacks takes no room but a link; what is typed and cannot be read stays and is told.

use std::fmt::Display;
use std::str::FromStr;

use egui::{Label, RichText, Sense, Ui, vec2};

use crate::app::buffers::{Field, Look, Panel, value_typed};
use crate::app::inspector::Desk;
use crate::app::inspector::controls::{self, capital};
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::model::claim::{Claim, Tie};
use crate::model::excerpt::{Region, TimeRange, Translation, Translator};
use crate::model::problem::quoted;
use crate::model::source::Source;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::TieWish;

/// Width of a name before a value, in points.
const NAME_WIDTH: f32 = 56.0;

pub(super) fn parts_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, source: Option<&Source>, ui: &mut Ui) {
    file_ui(desk, claim, tie, source, ui);
    let time = Field::Time(claim.id, tie.id);
    let (hint, help) = ("00:12:30-00:12:55", "The stretch of the recording, as hh:mm:ss from and to");
    let shown = tie.time.map(|time| time.to_string());
    value_ui::<TimeRange>(desk, ui, ("Times", hint, help), &time, shown.as_deref(), tie.time.map(|it| it.to_string()));
    let region = Field::Region(claim.id, tie.id);
    let (hint, help) =
        ("10,20,30,5", "From the left, from the top, width, height in percent; 3:10,20,30,5 is on page 3");
    let shown = tie.region.map(|region| region.to_string().replacen("region ", "", 1));
    value_ui::<Region>(desk, ui, ("Region", hint, help), &region, shown.as_deref(), tie.region.map(Region::typed));
    translation_ui(desk, claim, tie, ui);
    links_ui(desk, claim, tie, ui);
    if let Some(caution) = source.and_then(|source| source.terms?.caution()) {
        let t = tokens(ui.ctx());
        ui.horizontal_wrapped(|ui| {
            widgets::icon_ui(ui, icon::INFO, 14.0, t.needs_fix.ink);
            ui.add(Label::new(widgets::soft(caution, t)).wrap());
        });
    }
}

fn file_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, source: Option<&Source>, ui: &mut Ui) {
    let Some(sha256) = &tie.evidence else { return };
    let t = tokens(ui.ctx());
    let file = source.and_then(|source| source.evidence_of(sha256));
    let is_shown = source.is_some_and(|source| !source.is_confidential());
    let words = match file {
        Some(file) => {
            let taken = if tie.anchor.is_some() { "Taken from" } else { "In" };
            format!("{taken} {}", if is_shown { file.name.as_str() } else { "a stored file" })
        }
        None => "Taken from a file that the source has no more".to_owned(),
    };
    ui.horizontal(|ui| {
        let room = vec2((ui.available_width() - 28.0).max(0.0), 20.0);
        let color = if file.is_some() { t.accent } else { t.soft };
        let words = RichText::new(words).font(fonts::ui(12.5)).color(color);
        let label = Label::new(words).truncate().show_tooltip_when_elided(false);
        let label = if file.is_some() { label.sense(Sense::click()) } else { label };
        let label = ui.allocate_ui(room, |ui| ui.add(label)).inner;
        ring_ui(ui, &label);
        if let Some(file) = file {
            let label = label.on_hover_cursor(egui::CursorIcon::PointingHand);
            if label.on_hover_text(format!("{}\nShow it beside the article", file.told())).clicked() {
                desk.out.push(Command::ShowExcerpt { claim: claim.id, tie: tie.id });
            }
        }
        if remove_ui(ui, "The excerpt is of no stored file") {
            set(desk, claim, tie, TieWish { evidence: Some(None), ..TieWish::default() });
        }
    });
}

/// A value that is typed as one word: shown, or its field while it is typed into.
fn value_ui<T: FromStr<Err = &'static str> + Display>(
    desk: &mut Desk<'_>,
    ui: &mut Ui,
    (name, hint, help): (&str, &str, &str),
    field: &Field,
    shown: Option<&str>,
    saved: Option<String>,
) {
    let t = tokens(ui.ctx());
    let typed = desk.buffers.typed(field).map(str::to_owned);
    if typed.is_none() && !desk.is_open(field) {
        let Some(shown) = shown else { return };
        ui.horizontal(|ui| {
            let words = RichText::new(shown).font(fonts::ui(12.5)).color(t.ink);
            name_ui(ui, name);
            let response = ui.add(Label::new(words).truncate().sense(Sense::click()));
            ring_ui(ui, &response);
            if response.on_hover_cursor(egui::CursorIcon::Text).on_hover_text(help).clicked() {
                desk.open(field.clone());
            }
        });
        return;
    }
    ui.horizontal(|ui| {
        name_ui(ui, name);
        let look = Look { panel: Panel::Inspector, label: name, hint, rows: 1, font: None };
        let response = desk.field_ui(ui, field, &saved.unwrap_or_default(), &look);
        drop(response.on_hover_text(help));
    });
    if let Some(Err(wrong)) = typed.as_deref().map(value_typed::<T>) {
        let words = RichText::new(capital(wrong)).font(fonts::ui(12.0)).color(t.needs_fix.ink);
        ui.add(Label::new(words).wrap());
    }
}

/// The name of a value, so that values stand under each other.
fn name_ui(ui: &mut Ui, name: &str) {
    let words = widgets::soft(name, tokens(ui.ctx()));
    ui.allocate_ui_with_layout(vec2(NAME_WIDTH, 20.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_width(NAME_WIDTH);
        ui.add(Label::new(words));
    });
}

fn translation_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let fields = [
        Field::Translation(claim.id, tie.id),
        Field::TranslatedBy(claim.id, tie.id),
        Field::TranslatedInto(claim.id, tie.id),
    ];
    let is_typed = fields.iter().any(|field| desk.is_open(field) || desk.buffers.typed(field).is_some());
    let known = tie.translation.as_deref();
    let [words, by, into] = &fields;
    if !is_typed {
        let Some(known) = known else { return };
        let told = format!("{} – {}", quoted(&known.words, usize::MAX), known.credit());
        let told = Label::new(RichText::new(told).font(fonts::ui(12.5)).color(t.ink)).wrap();
        let response = ui.add(told.sense(Sense::click()));
        ring_ui(ui, &response);
        let response = response.on_hover_cursor(egui::CursorIcon::Text);
        if response.on_hover_text("Click to edit the translation").clicked() {
            desk.open(words.clone());
        }
        return;
    }
    let nothing = Translation::default();
    let known = known.unwrap_or(&nothing);
    let look = |label, hint, rows| Look { panel: Panel::Inspector, label, hint, rows, font: None };
    let response =
        desk.field_ui(ui, words, &known.words, &look("Translation", "What it says in the article’s language", 2));
    drop(response.on_hover_text("What the excerpt says in the article’s language; empty takes it away"));
    ui.columns_const(|[left, right]| {
        let response = desk.field_ui(left, by, &known.by, &look("Translated by", "By whom", 1));
        drop(response.on_hover_text("Who translated, or which machine"));
        let response = desk.field_ui(right, into, &known.language, &look("Translated into", "Into: nb-NO", 1));
        drop(response.on_hover_text("The language of the translation when it is not the article’s"));
    });
    if known.words.is_empty() {
        return; // whether a machine did it is said of words
    }
    let told = format!("Translator: {}", known.translator.word());
    let chip = controls::menu_chip_ui(ui, known.translator.word(), &told);
    let chip = chip.on_hover_text("Whether a person or a machine translated");
    if chip.is_pointer_button_down_on() || chip.clicked() || egui::Popup::is_any_open(ui.ctx()) {
        desk.state.open.insert(words.clone()); // the press takes the focus from the fields, which must stay
    }
    let chosen = controls::choice_menu_ui(&chip, &Translator::ALL, Some(known.translator), Translator::word);
    if let Some(translator) = chosen.filter(|&chosen| chosen != known.translator) {
        desk.state.open.remove(words);
        let translation = Some(Some(Translation { translator, ..known.clone() }));
        set(desk, claim, tie, TieWish { translation, ..TieWish::default() });
    }
}

/// What can be added, and the form that has it all.
fn links_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, ui: &mut Ui) {
    let parts = [
        ("Translation", "Say what it means in the article’s language", Field::Translation(claim.id, tie.id)),
        ("Times", "Say which stretch of the recording it is", Field::Time(claim.id, tie.id)),
        ("Region", "Say which part of the picture or page it is", Field::Region(claim.id, tie.id)),
    ];
    let has = [tie.translation.is_some(), tie.time.is_some(), tie.region.is_some()];
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0 * STEP;
        for ((name, help, field), has) in parts.into_iter().zip(has) {
            let is_shown = has || desk.is_open(&field) || desk.buffers.typed(&field).is_some();
            if !is_shown && link_ui(ui, &format!("Add {}", name.to_lowercase()), help) {
                desk.open(field);
            }
        }
        if link_ui(ui, "All of it…", "Change every part of this tie, the stored file with it") {
            desk.out.push(Command::Window(WindowCommand::EditTie(claim.id, tie.id)));
        }
    });
}

fn link_ui(ui: &mut Ui, text: &str, help: &str) -> bool {
    let t = tokens(ui.ctx());
    let words = RichText::new(text).font(fonts::ui(12.0)).color(t.accent);
    ui.add(egui::Button::new(words).frame(false)).on_hover_text(help).clicked()
}

fn remove_ui(ui: &mut Ui, label: &str) -> bool {
    controls::small_icon_button_ui(ui, icon::CROSS, label).clicked()
}

fn ring_ui(ui: &Ui, response: &egui::Response) {
    if response.has_focus() {
        let ring = egui::Stroke::new(2.0, tokens(ui.ctx()).accent);
        ui.painter().rect_stroke(response.rect.expand(2.0), 4.0, ring, egui::StrokeKind::Outside);
    }
}

fn set(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, wish: TieWish) {
    desk.out.push(Command::SetTie { claim: claim.id, tie: tie.id, wish });
}
