//! What was done to a claim, newest first; a line unfolds to what was there before and after.
//!
//! Must not know: how history is kept. Lays out only the lines in sight.

use egui::text::LayoutJob;
use egui::{Button, TextFormat, Ui, vec2};

use crate::app::inspector::Desk;
use crate::app::inspector::controls;
use crate::app::theme::{STEP, fonts, tokens, widgets};
use crate::app::when::moment;
use crate::model::change::Edit;
use crate::model::claim::Claim;
use crate::model::problem::shortened;
use crate::model::project::Project;
use crate::model::told::{deeds, from_to};

/// Lines shown before "Show all".
const FEW: usize = 6;
/// Most characters of a value that are shown.
const VALUE_SCALARS: usize = 240;
/// Height of a folded line, in points.
const LINE: f32 = 24.0;

pub(super) fn history_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    let edits = desk.session.claim_history(claim.id);
    widgets::head_ui(ui, "History", edits.as_ref().map(|edits| edits.len().to_string()));
    let (Some(edits), Some(project)) = (edits, desk.session.project()) else {
        controls::soft_ui(ui, "Reading history…");
        return;
    };
    if edits.is_empty() {
        controls::soft_ui(ui, "Nothing was recorded of this claim");
        return;
    }
    let n_shown = if desk.state.shows_all_history { edits.len() } else { FEW };
    ui.spacing_mut().item_spacing.y = 0.0;
    for edit in edits.iter().rev().take(n_shown) {
        let is_unfolded = desk.state.unfolded.contains(&edit.id);
        let place = egui::Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), LINE));
        if !is_unfolded && !ui.is_rect_visible(place) {
            ui.allocate_space(place.size());
            continue;
        }
        ui.push_id(edit.id, |ui| {
            line_ui(desk, claim, project, edit, ui);
            if is_unfolded {
                unfolded_ui(claim, project, edit, ui);
            }
        });
    }
    if edits.len() > FEW {
        ui.add_space(STEP);
        let text = if desk.state.shows_all_history {
            "Show the newest only".to_owned()
        } else {
            format!("Show all {}", edits.len())
        };
        if widgets::link_ui(ui, &text).on_hover_text("Unfold or fold the history of this claim").clicked() {
            desk.state.shows_all_history ^= true;
        }
    }
}

fn line_ui(desk: &mut Desk<'_>, claim: &Claim, project: &Project, edit: &Edit, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let is_unfolded = desk.state.unfolded.contains(&edit.id);
    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(fonts::ui(12.0), t.soft);
    let scope = TextFormat { italics: true, ..TextFormat::simple(fonts::ui(12.0), t.soft) };
    let at = moment(edit.at, desk.session.now(), desk.session.zone());
    job.append(&format!("{at} {} ", edit.by), 0.0, plain.clone());
    for (number, deed) in deeds(project, edit, claim.id).iter().enumerate() {
        if number > 0 {
            job.append(" · ", 0.0, plain.clone());
        }
        job.append(&deed.words, 0.0, plain.clone());
        if let Some(decided) = deed.scope {
            job.append(&format!(" {}", decided.word()), 0.0, scope.clone());
        }
    }
    let line = job.text.clone();
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = vec2(0.0, STEP / 2.0);
            ui.spacing_mut().interact_size.y = LINE;
            let button = Button::new(job).truncate().frame_when_inactive(false);
            ui.add(button.min_size(vec2(0.0, LINE)).selected(is_unfolded))
        })
        .inner;
    widgets::named(ui, &response, &line);
    let name = project.person_name(&edit.by);
    if response.on_hover_text(format!("{line}\n{name}: {}", edit.label)).clicked()
        && !desk.state.unfolded.remove(&edit.id)
    {
        desk.state.unfolded.insert(edit.id);
    }
}

fn unfolded_ui(claim: &Claim, project: &Project, edit: &Edit, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let or_nothing =
        |words: &str| if words.is_empty() { "nothing".to_owned() } else { shortened(words, VALUE_SCALARS) };
    egui::Frame::new().inner_margin(egui::Margin { left: 12, right: 0, top: 2, bottom: 6 }).show(ui, |ui| {
        for row in from_to(project, edit, Some(claim.id)) {
            let words = format!("{}: {} → {}", row.field, or_nothing(&row.before), or_nothing(&row.after));
            let told = format!("{}: from {} to {}", row.field, or_nothing(&row.before), or_nothing(&row.after));
            let text = widgets::soft(words, t).font(fonts::ui(12.0));
            let response = ui.add(egui::Label::new(text).wrap());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
        }
    });
}
