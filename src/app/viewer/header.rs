//! Above the file: whose it is, which of several it is, and how to leave; under it: what a key would take, and for whom.
//!
//! Must not know: what a pane shows.

use egui::{Align, Button, Label, Layout, Margin, RichText, Ui, vec2};

use crate::app::offer::Offer;
use crate::app::theme::widgets::{hairline_ui, icon_ui, key_cap_ui, named, soft};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::app::viewer::{Shown, tool_ui};
use crate::model::evidence::{Evidence, MediaKind};
use crate::model::problem::{counted, quoted, shortened};
use crate::model::source::Source;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::evidence::TextState;
use crate::session::exhibit::Exhibit;
use crate::session::window_command::WindowCommand;

/// Height of the row of tools above a pane, in points.
pub(super) const TOOLS_HEIGHT: f32 = 38.0;
/// Height of the line under a pane, in points.
pub(super) const FOOT_HEIGHT: f32 = 44.0;

/// What a file is called in the window: names of confidential sources' files stand in their own form only.
pub(super) fn name_of<'a>(source: &Source, evidence: &'a Evidence) -> &'a str {
    if source.is_confidential() { "a stored file" } else { &evidence.name }
}

pub(super) fn header_ui(
    session: &Session,
    exhibit: &Exhibit,
    source: &Source,
    evidence: Option<&Evidence>,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let t = tokens(ui.ctx());
    egui::Frame::new().inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            icon_ui(ui, icon::of_source(source), 16.0, t.soft);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                if tool_ui(ui, icon::CROSS, "Close the source · Esc").clicked() {
                    out.push(Command::HideEvidence);
                }
                if tool_ui(ui, icon::NOTEBOOK, "Files and contacts of this source…").clicked() {
                    out.push(Command::Window(WindowCommand::SourceRecord(source.id)));
                }
                if let Some(evidence) = evidence
                    && tool_ui(ui, icon::ARROW_SQUARE_OUT, "Open the file in its own program").clicked()
                {
                    out.push(Command::OpenEvidence { source: source.id, evidence: evidence.sha256.clone() });
                }
                ui.add_space(STEP);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = RichText::new(source.name()).font(fonts::ui_strong(14.0)).color(t.ink);
                    ui.add(Label::new(name).truncate()).on_hover_text(source.told());
                });
            });
        });
        let Some(evidence) = evidence else { return };
        if source.evidence.len() > 1 {
            files_ui(session, exhibit, source, evidence, ui, out);
        } else {
            let told = if source.is_confidential() { "a stored file".to_owned() } else { evidence.told() };
            ui.add(Label::new(soft(told, t).font(fonts::ui(12.0))).truncate())
                .on_hover_text(format!("SHA-256 {}", evidence.sha256));
        }
    });
}

/// Which of several stored files is shown, and the others to choose.
fn files_ui(
    session: &Session,
    exhibit: &Exhibit,
    source: &Source,
    evidence: &Evidence,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let t = tokens(ui.ctx());
    let place = source.evidence.iter().position(|one| one.sha256 == evidence.sha256).map_or(1, |at| at + 1);
    let words = format!("{} ({place} of {})", shortened(name_of(source, evidence), 60), source.evidence.len());
    let caret = RichText::new(icon::CARET_DOWN).font(fonts::icons(12.0)).color(t.soft);
    let (response, _) = egui::containers::menu::MenuButton::new((words.as_str(), caret)).ui(ui, |ui| {
        for (number, one) in source.evidence.iter().enumerate() {
            let is_shown = exhibit.evidence.as_ref() == Some(&one.sha256);
            let told = if source.is_confidential() { format!("File {}", number + 1) } else { one.told() };
            if ui.selectable_label(is_shown, told).clicked() {
                out.push(Command::ShowEvidence { source: source.id, evidence: Some(one.sha256.clone()) });
            }
        }
    });
    named(ui, &response, &format!("File: {words}"));
    let added = evidence.added.to_zoned_datetime(session.zone().clone()).strftime("%-d %b %Y").to_string();
    response.on_hover_text(format!("Choose among the stored files of this source\nAdded {added}"));
}

/// The line under a pane: what is selected, and what the key would do with it.
pub(super) fn foot_ui(shown: &Shown<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    hairline_ui(ui);
    let rect = ui.available_rect_before_wrap().shrink2(vec2(4.0 * STEP, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 1.5 * STEP;
        let Some(offer) = Offer::of(shown.session, "take-excerpt") else { return };
        let can = offer.wish.is_ok();
        key_cap_ui(ui, &offer.key());
        let ink = if can { t.on_accent } else { t.faint };
        let mut button = Button::new(RichText::new("Take excerpt").color(ink)).min_size(vec2(0.0, 28.0));
        if can {
            button = button.fill(t.accent);
        }
        let response = ui.add_enabled(can, button);
        let response = response.on_hover_text(offer.hint()).on_disabled_hover_text(offer.hint());
        if response.clicked() {
            out.extend(offer.wish.ok());
        }
        ui.add_space(STEP);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let words = foot_words(shown);
            ui.add(Label::new(soft(&words, t).font(fonts::ui(12.0))).truncate()).on_hover_text(words);
        });
    });
}

/// The part of a picture or recording that is marked.
fn part_of(shown: &Shown<'_>) -> Option<String> {
    let region = shown.exhibit.region.map(|region| crate::app::overlay::sheet::capital(&region.to_string()));
    region.or_else(|| shown.exhibit.time.map(|time| time.to_string()))
}

/// What is selected and for which claim, or what there is to do first.
fn foot_words(shown: &Shown<'_>) -> String {
    let session = shown.session;
    let span = shown.exhibit.selection.main();
    let text = match session.evidence_text(shown.source.id, &shown.evidence.sha256) {
        Some(TextState::Here(text)) if !span.is_empty() => Some(text),
        _ => None,
    };
    let claim = session.current_claim();
    let number = claim.and_then(|claim| session.current_index()?.number(claim.id));
    if let Some(part) = part_of(shown) {
        let number = number.map_or_else(String::new, |number| format!(" {number}"));
        return match claim {
            Some(claim) => format!("{part}, for claim{number}: {}", quoted(&claim.words(), 60)),
            None => format!("{part}: put the caret on a claim of the article, and its tie takes it"),
        };
    }
    match (text, claim) {
        (Some(text), Some(claim)) => {
            let words = span.of(text.draft.text()).map_or(0, crate::text::words::count_words);
            let words = counted(words, "word", "words");
            let place = text.locator_of(span);
            let number = number.map_or_else(String::new, |number| format!(" {number}"));
            format!("{words}, {place}, for claim{number}: {}", quoted(&claim.words(), 60))
        }
        (Some(_), None) => "Put the caret on a claim: its tie takes these words".to_owned(),
        (None, _) if shown.evidence.kind == MediaKind::Picture => {
            "Drag over a part of the picture to take it as the claim’s excerpt".to_owned()
        }
        (None, _) if matches!(shown.evidence.kind, MediaKind::Audio | MediaKind::Video) => {
            "Type when it is said to take that as the claim’s excerpt".to_owned()
        }
        (None, _) if !shown.evidence.has_text() => "There are no words to select in this file".to_owned(),
        (None, Some(_)) => "Select words here to take them as the claim’s excerpt".to_owned(),
        (None, None) => "Put the caret on a claim, and select words here as its excerpt".to_owned(),
    }
}
