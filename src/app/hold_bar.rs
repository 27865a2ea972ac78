//! The bar under the top bar that says why nothing can be changed, and what can be done about it.
//!
//! In: the session. Out: commands. Must not know: locks.

use egui::{Button, Frame, Margin, RichText, Role, Stroke, Ui, WidgetInfo};

use crate::app::offer::Offer;
use crate::app::overlay::sheet::capital;
use crate::app::row::icon_and_words;
use crate::app::theme::{STEP, UI_POINTS, fonts, icon, tokens};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::hold::Hold;

/// Shows the bar, when there is a reason for one.
pub fn hold_bar_ui(session: &Session, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let Some(problem) = session.read_only() else { return out };
    let t = tokens(ui.ctx());
    let words = match problem.what.strip_prefix("Nothing was changed: ") {
        Some(reason) if session.is_left() => capital(reason),
        Some(reason) => format!("Only to read: {reason}"),
        None => problem.what.clone(),
    };
    let rest = if session.is_left() { problem.now.clone() } else { format!("{}; {}", problem.why, problem.now) };
    let offers: &[&str] = match session.hold() {
        Some(Hold::Lost(_)) => &["save-copy", "take-over"],
        Some(Hold::Theirs(..)) => &["take-over"],
        Some(Hold::Unwritable(_)) => &["save-copy"],
        Some(Hold::Ours(_) | Hold::Unasked) | None => &[],
    };
    let frame =
        Frame::new().fill(t.needs_fix.tint).stroke(Stroke::new(1.0, t.line)).inner_margin(Margin::symmetric(16, 6));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0 * STEP;
            let label = ui.label(icon_and_words(icon::WARNING, &words, (fonts::ui_strong(UI_POINTS), t.needs_fix.ink)));
            label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            label.on_hover_text(problem.to_string());
            ui.label(RichText::new(capital(&rest)).font(fonts::ui(12.0)).color(t.soft));
            for offer in offers.iter().filter_map(|id| Offer::of(session, id)) {
                let (name, hint) = if session.is_left() {
                    ("Go on here", "Work on the project here, with all that was done".to_owned())
                } else {
                    (offer.spec.text, offer.hint())
                };
                let button = ui.add_enabled(offer.wish.is_ok(), Button::new(name));
                if button.on_hover_text(&hint).on_disabled_hover_text(&hint).clicked() {
                    out.extend(offer.wish.ok());
                }
            }
        });
    });
    out
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::trial;
    use crate::session::hold::Access;

    #[test]
    fn a_project_that_somebody_has_says_who_and_offers_to_take_it_over() {
        let desk = trial::ministers();
        let shown = trial::show(trial::ministers(), (1200.0, 60.0), (), |session, (), ui| hold_bar_ui(session, ui));
        assert!(shown.query_by_label("Take over").is_none(), "it is ours");
        let mut other = trial::empty();
        other.session.open_project(desk.session.folder().expect("it is open").to_owned(), Vec::new()).expect("opens");
        other.session.finish_jobs();
        let mut shown = trial::show(other, (1200.0, 60.0), (), |session, (), ui| hold_bar_ui(session, ui));
        assert!(
            shown.query_by_label_contains("Only to read: Alma Brekke has had the project open since 14:02").is_some()
        );
        shown.get_by_label("Take over").click();
        shown.run();
        assert_eq!(shown.said(), [Command::TakeOver]);
    }

    #[test]
    fn a_project_that_a_dead_program_left_is_gone_on_with_at_once() {
        let desk = trial::ministers();
        let folder = desk.session.folder().expect("it is open").to_owned();
        let mut other = trial::left_by_a_dead_program(desk);
        other.session.open_project(folder, Vec::new()).expect("opens");
        other.session.finish_jobs();
        let mut shown = trial::show(other, (1200.0, 60.0), (), |session, (), ui| hold_bar_ui(session, ui));
        assert!(shown.query_by_label("Your Tickmark ended without closing the project, after 14:02").is_some());
        shown.get_by_label("Go on here").click();
        shown.run();
        assert_eq!(shown.said(), [Command::TakeOver]);
    }

    #[test]
    fn who_lost_it_can_save_a_copy() {
        let mut desk = trial::ministers();
        let folder = desk.session.folder().expect("it is open").to_owned();
        let mut other = trial::empty();
        other.session.set_access(Access::TakeOver);
        other.session.open_project(folder, Vec::new()).expect("opens");
        other.session.finish_jobs();
        desk.run(Command::SetTitle("Mine".into()));
        desk.session.finish_jobs();
        let mut shown = trial::show(desk, (1200.0, 60.0), (), |session, (), ui| hold_bar_ui(session, ui));
        assert!(
            shown.query_by_label_contains("Nothing is saved any more: Alma Brekke took the project over").is_some()
        );
        shown.get_by_label("Save as a copy…").click();
        shown.run();
        assert_eq!(shown.said(), [Command::Window(crate::session::window_command::WindowCommand::SaveCopy)]);
    }
}
