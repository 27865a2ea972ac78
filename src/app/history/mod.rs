//! The history of the article shown: who changed what, when, from what to what, newest first.
//!
//! In: the session. Out: commands: showing a claim, taking one past edit back. Must not know: where histories are kept.
//! Holds: only lines in sight are laid out; all are of one height, and what was cut is in the tooltip.

mod rows;

use std::collections::BTreeSet;

use egui::{Align, Layout, Rect, RichText, Role, ScrollArea, TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::history::rows::{Filter, Line, Rows};
use crate::app::row::{Ground, Row, row_ui, words_ui};
use crate::app::theme::widgets::{check_ui, link_ui, soft};
use crate::app::theme::{STEP, UI_POINTS, fonts, icon, tokens};
use crate::app::when::moment;
use crate::model::change::{Change, Edit};
use crate::model::ids::EditId;
use crate::model::problem::{counted, shortened};
use crate::model::told::{FromTo, Topic};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;

/// Height of a line, in points.
const LINE: f32 = 26.0;
/// Where the words of a line begin, in points from its left end.
const INDENT: f32 = 30.0;
/// Width of the column of times and people, in points.
const WHEN: f32 = 210.0;
/// Room for the links at the right end, in points.
const LINKS: f32 = 172.0;
/// Most characters of a value in a tooltip.
const VALUE_SCALARS: usize = 1_000;

/// What the list remembers between frames.
#[derive(Default)]
pub struct HistoryList {
    filter: Filter,
    unfolded: BTreeSet<EditId>,
    rows: Rows,
}

/// Shows the list over the whole of `ui`.
pub fn history_ui(session: &Session, list: &mut HistoryList, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let is_read = list.rows.refresh(session, &list.filter, &list.unfolded);
    toolbar_ui(session, list, ui);
    if !is_read {
        quiet_ui(ui, "Reading history…");
        return out;
    }
    list.rows.refresh(session, &list.filter, &list.unfolded);
    if list.rows.lines.is_empty() {
        let told = if list.filter.is_open() { "Nothing was changed yet" } else { "No such change" };
        quiet_ui(ui, told);
        return out;
    }
    let mut toggled = None;
    let n_lines = list.rows.lines.len();
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("history").auto_shrink(false).show_rows(ui, LINE, n_lines, |ui, range| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
            for (number, line) in list.rows.lines.iter().enumerate().skip(range.start).take(range.len()) {
                match line {
                    Line::Edit { edit, is_taken_back } => {
                        ui.push_id(edit.id, |ui| {
                            let is_unfolded = list.unfolded.contains(&edit.id);
                            if edit_ui(session, (edit, *is_taken_back, is_unfolded), ui, &mut out) {
                                toggled = Some(edit.id);
                            }
                        });
                    }
                    Line::Question(words) => drop(ui.push_id(number, |ui| question_ui(words, ui, &mut out))),
                    Line::Change(change) => drop(ui.push_id(number, |ui| change_ui(session, change, ui, &mut out))),
                }
            }
        });
    });
    if let Some(edit) = toggled.filter(|edit| !list.unfolded.remove(edit)) {
        list.unfolded.insert(edit);
    }
    out
}

fn quiet_ui(ui: &mut Ui, words: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(8.0 * STEP);
        ui.label(soft(words, tokens(ui.ctx())));
    });
}

fn toolbar_ui(session: &Session, list: &mut HistoryList, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 1.5 * STEP;
            let width = (ui.available_width() * 0.22).clamp(96.0, 260.0);
            let field = TextEdit::singleline(&mut list.filter.words).hint_text("Search history").desired_width(width);
            let response = ui.add(field.margin(egui::Margin::symmetric(8, 4)));
            response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search history"));
            response.on_hover_text("Words of a change, of what was there before or after, or a name");
            let (shown, all) = list.rows.counts;
            let told = counted(all, "change", "changes");
            ui.label(soft(if shown == all { told } else { format!("{shown} of {told}") }, t));
            let people = list.rows.people.clone();
            let name = |key: &crate::model::ids::PersonKey| {
                session.project().map_or_else(|| key.to_string(), |project| project.person_name(key).to_owned())
            };
            let shown = list.filter.by.as_ref().map(&name);
            menu_ui(ui, ("Who", "anybody"), shown.as_deref(), &mut list.filter.by, people, name);
            let shown = list.filter.topic.map(Topic::word);
            let word = |topic: &Topic| topic.word().to_owned();
            menu_ui(ui, ("What", "any change"), shown, &mut list.filter.topic, Topic::ALL.to_vec(), word);
            claim_ui(session, list, ui);
            if !list.filter.is_open() && link_ui(ui, "Clear").on_hover_text("Show all changes").clicked() {
                list.filter = Filter::default();
            }
        });
    });
}

/// A menu of choices: its name alone when all go through, the chosen one beside it otherwise.
fn menu_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    (name, all): (&str, &str),
    shown: Option<&str>,
    chosen: &mut Option<T>,
    choices: Vec<T>,
    word: impl Fn(&T) -> String,
) {
    let t = tokens(ui.ctx());
    let text = shown.map_or_else(|| name.to_owned(), |shown| format!("{name}: {}", shortened(shown, 18)));
    let caret = RichText::new(icon::CARET_DOWN).font(fonts::icons(12.0)).color(t.soft);
    let (response, _) = egui::containers::menu::MenuButton::new((text.as_str(), caret)).ui(ui, |ui| {
        if ui.selectable_label(chosen.is_none(), all).clicked() {
            *chosen = None;
        }
        for choice in choices {
            if ui.selectable_label(chosen.as_ref() == Some(&choice), word(&choice)).clicked() {
                *chosen = Some(choice);
            }
        }
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    response.on_hover_text(text);
}

/// Whether only the changes of the claim in the inspector are shown.
fn claim_ui(session: &Session, list: &mut HistoryList, ui: &mut Ui) {
    let current = session.view().claim;
    let mut only = list.filter.claim.is_some();
    let can = only || current.is_some();
    let response = ui.add_enabled_ui(can, |ui| check_ui(ui, &mut only, "This claim")).inner;
    let response = response.on_hover_text("Only the changes of the claim in the inspector");
    if response.on_disabled_hover_text("Select a claim first").changed() {
        list.filter.claim = if only { current } else { None };
    }
    if only && current.is_some() {
        list.filter.claim = current;
    }
}

/// Shows an edit; whether it was pressed, to be unfolded or folded.
fn edit_ui(
    session: &Session,
    (edit, is_taken_back, is_unfolded): (&Edit, bool, bool),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) -> bool {
    let t = tokens(ui.ctx());
    let name = session.project().map_or(edit.by.0.as_str(), |project| project.person_name(&edit.by));
    let at = moment(edit.at, session.now(), session.zone());
    let void = if is_taken_back { ", taken back" } else { "" };
    let label = format!("{at} {name}: {}{void}", edit.label);
    let ground = if is_unfolded { Ground::Current } else { Ground::Plain };
    let Some((rect, response)) = row_ui(ui, &Row { height: LINE, label: &label, ground }) else { return false };
    let middle = rect.center().y;
    let glyph = if is_unfolded { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    let place = pos2(rect.left() + 14.0, middle);
    ui.painter().text(place, egui::Align2::CENTER_CENTER, glyph, fonts::icons(12.0), t.soft);
    let small = (fonts::ui(12.0), t.soft);
    words_ui(ui, pos2(rect.left() + INDENT, middle), &format!("{at}  {name}"), small, WHEN - STEP);
    let ink = if is_taken_back { t.faint } else { t.ink };
    let left = rect.left() + INDENT + WHEN;
    words_ui(ui, pos2(left, middle), &edit.label, (fonts::ui(UI_POINTS), ink), rect.right() - LINKS - left);
    let links = Rect::from_min_max(pos2(rect.right() - LINKS, rect.top()), rect.max - vec2(2.0 * STEP, 0.0));
    let builder = UiBuilder::new().id_salt("links").max_rect(links).layout(Layout::right_to_left(Align::Center));
    let mut links = ui.new_child(builder);
    if is_taken_back {
        links.label(soft("taken back", t).font(fonts::ui(12.0)));
    } else {
        let undo = link_ui(&mut links, "Take back");
        if undo.on_hover_text("Take this one change back, where it still applies").clicked() {
            out.push(Command::UndoEdit(edit.id));
        }
    }
    let claim = edit.changes.iter().find_map(Change::claim);
    let article = session.current_article();
    if let Some(claim) = claim.filter(|claim| article.is_some_and(|it| it.review.claims.contains_key(claim))) {
        links.add_space(2.0 * STEP);
        if link_ui(&mut links, "Show claim").on_hover_text("Show the claim it changed").clicked() {
            out.push(Command::ShowClaim(Some(claim)));
        }
    }
    response.on_hover_text(format!("{label}\nPress to see what it was from and to")).clicked()
}

/// Shows a question that no edit asked.
fn question_ui(words: &str, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some((rect, response)) = row_ui(ui, &Row { height: LINE, label: words, ground: Ground::Plain }) else { return };
    let middle = rect.center().y;
    let (icons, ink) = (fonts::icons(14.0), t.needs_fix.ink);
    ui.painter().text(pos2(rect.left() + 14.0, middle), egui::Align2::CENTER_CENTER, icon::QUESTION, icons, ink);
    let left = rect.left() + INDENT;
    words_ui(ui, pos2(left, middle), words, (fonts::ui(UI_POINTS), ink), rect.right() - 2.0 * STEP - left);
    if response.on_hover_text(format!("{words}\nPress to settle it")).clicked() {
        out.push(Command::Window(WindowCommand::Questions));
    }
}

/// Shows what one change was from and to.
fn change_ui(session: &Session, change: &FromTo, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let value = |words: &str| if words.is_empty() { "nothing".to_owned() } else { shortened(words, VALUE_SCALARS) };
    let told = format!("{}: {} → {}", change.field, value(&change.before), value(&change.after));
    let read_out = format!("{}: from {} to {}", change.field, value(&change.before), value(&change.after));
    let row = Row { height: LINE, label: &read_out, ground: Ground::Plain };
    let Some((rect, response)) = row_ui(ui, &row) else { return };
    let left = rect.left() + INDENT + 4.0 * STEP;
    let at = pos2(left, rect.center().y);
    words_ui(ui, at, &told, (fonts::ui(12.0), t.soft), rect.right() - 2.0 * STEP - left);
    let claim = change
        .claim
        .filter(|claim| session.current_article().is_some_and(|article| article.review.claims.contains_key(claim)));
    if response.on_hover_text(&told).clicked() && claim.is_some() {
        out.push(Command::ShowClaim(claim));
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::trial::{self, Shown, decide};
    use crate::model::decision::Status;
    use crate::session::hold::Access;

    fn shown(mut desk: trial::Desk) -> Shown<'static, HistoryList> {
        desk.session.finish_jobs();
        trial::show(desk, (1000.0, 420.0), HistoryList::default(), history_ui)
    }

    fn decided() -> trial::Desk {
        let mut desk = trial::ministers();
        let claims = desk.claims();
        desk.run(decide(&claims[1..2], Status::Wrong));
        desk.run(Command::SetNote { claim: claims[2], note: "Ask the ministry".to_owned() });
        desk
    }

    #[test]
    fn an_edit_unfolds_to_before_and_after() {
        let mut list = shown(decided());
        list.get_by_label_contains("set “a senior officer” to wrong").click();
        list.run();
        assert!(list.query_by_label("so: from not checked to wrong").is_some());
        list.get_by_label_contains("set “a senior officer” to wrong").click();
        list.run();
        assert!(list.query_by_label("so: from not checked to wrong").is_none());
    }

    #[test]
    fn a_question_that_no_change_asked_is_noted_by_whoever_works_and_told_to_whoever_reads() {
        let list = shown(trial::questioned(Access::Work));
        let noted = list.get_all_by_label_contains("note a question that a merge outside Tickmark left open").count();
        assert!(noted > 0 && list.query_by_label_contains("Open question about").is_none());
        let mut list = shown(trial::questioned(Access::Read));
        list.get_by_label("Open question about headline, from files merged outside Tickmark").click();
        list.run();
        assert_eq!(list.said(), [Command::Window(WindowCommand::Questions)]);
        assert!(shown(decided()).query_by_label_contains("Open question").is_none());
    }

    #[test]
    fn the_search_finds_what_stands_there_now() {
        let mut list = shown(decided());
        list.get_by_label("Search history").focus();
        list.run();
        list.get_by_label("Search history").type_text("ask the min");
        list.run();
        assert!(list.query_by_label_contains("write note on").is_some());
        assert!(list.query_by_label_contains("set “a senior officer” to wrong").is_none());
        list.get_by_label("Clear").click();
        list.run();
        assert!(list.query_by_label_contains("set “a senior officer” to wrong").is_some());
    }

    #[test]
    fn one_past_edit_is_taken_back_and_told_so() {
        let mut list = shown(decided());
        // The newest stands first; the one below it is taken back.
        list.get_all_by_label("Take back").nth(1).expect("a link").click();
        list.run();
        assert!(matches!(list.said(), [Command::UndoEdit(_)]), "{:?}", list.said());
        list.obey();
        assert!(list.query_by_label_contains("set “a senior officer” to wrong, taken back").is_some());
        assert!(list.query_by_label_contains("Undo: set “a senior officer” to wrong").is_some());
    }
}
