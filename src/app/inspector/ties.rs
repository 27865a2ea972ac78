//! The ties of a claim: a card a source, with its very words, editable where they stand.
//!
//! Must not know: the source library's panel, how a tie is stored.

use egui::{Align, Label, Layout, OpenUrl, RichText, Sense, Ui};

use crate::app::buffers::{Field, Look, Panel};
use crate::app::inspector::Desk;
use crate::app::inspector::controls;
use crate::app::inspector::parts::parts_ui;
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::model::claim::{Claim, Stance, Tie};
use crate::model::problem::quoted;
use crate::model::source::{Rank, Source};
use crate::session::command::Command;
use crate::session::wishes::{TieWish, TieWords};

/// Size of an excerpt's words, in points.
const EXCERPT_POINTS: f32 = 15.0;
/// Width of the locator's field, in points.
const LOCATOR_WIDTH: f32 = 132.0;

pub(super) fn ties_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    controls::head_with_command_ui(desk, ui, "Ties", "tie", "Add tie");
    if claim.ties.is_empty() {
        empty_ui(desk, claim, ui);
    }
    for tie in &claim.ties {
        ui.push_id(tie.id, |ui| {
            widgets::card(tokens(ui.ctx())).show(ui, |ui| {
                ui.set_width(ui.available_width());
                card_ui(desk, claim, tie, ui);
            });
        });
    }
}

fn empty_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    controls::soft_ui(ui, "Not tied to a source yet");
    let pinned = desk.session.view().pinned;
    let known = pinned.and_then(|pinned| desk.session.project()?.sources.get(&pinned));
    let Some(source) = known else {
        controls::soft_ui(ui, "Press T to name a source and paste its words, or P to pin one that ticks tie to");
        return;
    };
    ui.push_id("pinned", |ui| {
        let text = "Tie to the pinned source";
        if widgets::link_ui(ui, text).on_hover_text(source.told()).clicked() {
            let words = TieWords::default();
            desk.out.push(Command::AddTie { claim: claim.id, source: source.id, words });
        }
    });
}

fn card_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = STEP;
    let source = desk.session.project().and_then(|project| project.sources.get(&tie.source)).map(AsRef::as_ref);
    title_ui(desk, claim, tie, source, ui);
    ui.horizontal(|ui| {
        let chip = controls::menu_chip_ui(ui, tie.stance.word(), &format!("Stance: {}", tie.stance.word()));
        let chip = chip.on_hover_text("What the source does for the claim");
        let chosen = controls::choice_menu_ui(&chip, &Stance::ALL, Some(tie.stance), Stance::word);
        if let Some(stance) = chosen.filter(|&stance| stance != tie.stance) {
            let wish = TieWish { stance: Some(stance), ..TieWish::default() };
            desk.out.push(Command::SetTie { claim: claim.id, tie: tie.id, wish });
        }
        ui.allocate_ui(egui::vec2(LOCATOR_WIDTH, 26.0), |ui| {
            let look =
                Look { panel: Panel::Inspector, label: "Locator", hint: "p. 3, § 14, 00:12:30", rows: 1, font: None };
            let field = Field::Locator(claim.id, tie.id);
            let response = desk.field_ui(ui, &field, &tie.locator, &look);
            drop(response.on_hover_text("Where in the source: page, paragraph, section, time"));
        });
        if let Some(rank) = source.and_then(|source| source.rank) {
            ui.label(widgets::soft(rank.word(), tokens(ui.ctx()))).on_hover_text(rank_told(rank));
        }
        if let Some(grade) = source.and_then(|source| source.grade) {
            ui.label(widgets::soft(grade.to_string(), tokens(ui.ctx()))).on_hover_text(grade.meaning());
        }
    });
    excerpt_ui(desk, claim, tie, ui);
    parts_ui(desk, claim, tie, source, ui);
}

fn rank_told(rank: Rank) -> &'static str {
    match rank {
        Rank::Primary => "The source was there, or made the thing itself",
        Rank::Secondary => "The source tells what others told",
    }
}

fn title_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, source: Option<&Source>, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        let mark = source.map_or(icon::WARNING, icon::of_source);
        let told = match source {
            Some(source) if source.is_confidential() => "Confidential: its name stands in the source’s own form",
            Some(source) => source.kind.word(),
            None => "not in the library",
        };
        widgets::icon_ui(ui, mark, 15.0, t.soft).on_hover_text(told);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if let Some(level) = controls::level_chip_ui(ui, tie.visibility, "Tie") {
                let wish = TieWish { visibility: Some(level), ..TieWish::default() };
                desk.out.push(Command::SetTie { claim: claim.id, tie: tie.id, wish });
            }
            if controls::small_icon_button_ui(ui, icon::TRASH, "Remove this tie").clicked() {
                desk.out.push(Command::RemoveTie { claim: claim.id, tie: tie.id });
            }
            if source.is_some_and(|source| !source.evidence.is_empty())
                && controls::small_icon_button_ui(ui, icon::BOOK_OPEN, "Show in the source").clicked()
            {
                desk.out.push(Command::ShowExcerpt { claim: claim.id, tie: tie.id });
            }
            let shown = source.filter(|source| !source.is_confidential());
            if let Some(url) = shown.and_then(|source| web_address(&source.url)) {
                let open = controls::small_icon_button_ui(ui, icon::LINK, "Open the source’s address");
                if open.on_hover_text(url).clicked() {
                    ui.ctx().open_url(OpenUrl::new_tab(url));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = source.map_or("A source that is not in the library", Source::name);
                let words = RichText::new(title).font(fonts::ui_strong(12.5)).color(t.ink);
                let whole = source.map_or_else(|| title.to_owned(), Source::told);
                // Cut by the label itself: a horizontal row gives a layout job all the width it wants.
                ui.add(Label::new(words).truncate().show_tooltip_when_elided(false)).on_hover_text(whole);
            });
        });
    });
}

fn excerpt_ui(desk: &mut Desk<'_>, claim: &Claim, tie: &Tie, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let field = Field::Excerpt(claim.id, tie.id);
    if tie.excerpt.is_empty() || desk.is_open(&field) {
        let font = Some(fonts::serif(EXCERPT_POINTS));
        let look =
            Look { panel: Panel::Inspector, label: "Excerpt", hint: "Paste the source’s exact words", rows: 2, font };
        let response = desk.field_ui(ui, &field, &tie.excerpt, &look);
        drop(response.on_hover_text("The exact words of the source that bear on the claim"));
        return;
    }
    let words = RichText::new(quoted(&tie.excerpt, usize::MAX)).font(fonts::serif(EXCERPT_POINTS)).color(t.ink);
    let response = ui.add(Label::new(words).wrap().sense(Sense::click()));
    if response.has_focus() {
        let ring = egui::Stroke::new(2.0, t.accent);
        ui.painter().rect_stroke(response.rect.expand(2.0), 4.0, ring, egui::StrokeKind::Outside);
    }
    let response = response.on_hover_cursor(egui::CursorIcon::Text);
    if response.on_hover_text("Click to edit the excerpt").clicked() {
        desk.open(field);
    }
}

/// `url` when it may be opened in a browser: http or https, in one piece.
fn web_address(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_whole = !rest.is_empty() && !url.contains(|c: char| c.is_whitespace() || c.is_control());
    (is_web && is_whole).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for url in ["https://a.example/x?y=1", "HTTP://a.example"] {
            assert_eq!(web_address(url), Some(url));
        }
        for url in ["file:///etc/passwd", "javascript:alert(1)", "https://", "https://a b", "a.example", ""] {
            assert_eq!(web_address(url), None, "{url}");
        }
    }
}
