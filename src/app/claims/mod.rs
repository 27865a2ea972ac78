//! The claims list: every claim of the article shown, to find, to go to, and to decide about many at once.
//!
//! In: the session. Out: commands. Must not know: what a decision means.
//! Holds: a frame lays out only the rows in sight and never walks all claims; what is shown is filtered and sorted
//! once a revision.

mod columns;
mod filter;
mod toolbar;

use egui::{
    Context, EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::claims::columns::Columns;
use crate::app::claims::filter::{Filter, Rows};
use crate::app::row::{Ground, ground_ui};
use crate::app::theme::widgets::{hairline_ui, link_ui, soft};
use crate::app::theme::{STEP, tokens};
use crate::model::ids::ClaimId;
use crate::session::Session;
use crate::session::command::Command;

/// Height of a row, in points.
const ROW_HEIGHT: f32 = 26.0;

/// What the list remembers between frames.
#[derive(Default)]
pub struct ClaimsList {
    filter: Filter,
    rows: Rows,
    /// The claim that was current at the last frame: another one is brought into sight.
    seen: Option<ClaimId>,
    /// Where a range of picked rows begins.
    pick_from: Option<ClaimId>,
}

impl ClaimsList {
    /// Whether the list has the keyboard: Up, Down and Ctrl+A (Cmd+A) are then its own.
    pub fn has_focus(ctx: &Context) -> bool {
        ctx.memory(|memory| memory.has_focus(list_id()))
    }
}

/// Shows the list over the whole of `ui`.
pub fn claims_ui(session: &Session, list: &mut ClaimsList, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let Some(article) = session.current_article() else {
        empty_ui(ui, "No article is shown");
        return out;
    };
    if article.review.claims.is_empty() {
        empty_ui(ui, "No claims yet. Select words and press C, or Space to tick them at once");
        return out;
    }
    list.rows.refresh(session, &list.filter);
    toolbar::toolbar_ui(session, &mut list.filter, &list.rows, ui);
    if !session.view().picked.is_empty() {
        toolbar::bulk_ui(session, &list.rows, ui, &mut out);
    }
    list.rows.refresh(session, &list.filter);
    if list.rows.shown.is_empty() {
        let pressed = ui.vertical_centered(|ui| {
            ui.add_space(6.0 * STEP);
            ui.label(soft("No claim matches", tokens(ui.ctx())));
            link_ui(ui, "Clear filter").clicked()
        });
        if pressed.inner {
            list.filter.clear();
        }
        return out;
    }
    table_ui(session, list, ui, &mut out);
    out
}

fn list_id() -> Id {
    Id::unique("claims list")
}

fn empty_ui(ui: &mut Ui, words: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(8.0 * STEP);
        ui.label(soft(words, tokens(ui.ctx())));
    });
}

fn table_ui(session: &Session, list: &mut ClaimsList, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let columns = Columns::fitting(ui.available_width());
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), 22.0));
    columns.head_ui(ui, head);
    hairline_ui(ui);

    let body = ui.available_rect_before_wrap();
    let focus = ui.interact(body, list_id(), Sense::focusable_noninteractive());
    let n = list.rows.shown.len();
    focus.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, format!("Claims list, {n} shown")));
    if focus.has_focus() {
        keys_ui(session, list, ui, out);
    }
    let current = session.view().claim;
    let moved = current != list.seen;
    list.seen = current;
    let goal = current.filter(|_| moved).and_then(|claim| list.rows.place(claim));

    let area = ScrollArea::vertical().id_salt("claims").auto_shrink(false).animated(false);
    area.show_viewport(ui, |ui, viewport| {
        ui.set_height(n as f32 * ROW_HEIGHT);
        let whole = ui.max_rect();
        let rect_of = |place: usize| {
            let top = whole.top() + place as f32 * ROW_HEIGHT;
            Rect::from_min_size(pos2(whole.left(), top), vec2(whole.width(), ROW_HEIGHT))
        };
        if let Some(place) = goal {
            ui.scroll_to_rect_animation(rect_of(place), None, egui::style::ScrollAnimation::none());
        }
        let first = rows_above(viewport.top());
        let last = rows_above(viewport.bottom()).saturating_add(1).min(n);
        for place in first..last {
            let Some(&claim) = list.rows.shown.get(place) else { break };
            ui.push_id(claim, |ui| row_ui(session, (&mut *list, claim), &columns, (ui, rect_of(place)), out));
        }
    });
    if focus.has_focus() {
        let t = tokens(ui.ctx());
        ui.painter().rect_stroke(body, 2.0, egui::Stroke::new(1.5, t.accent), egui::StrokeKind::Inside);
    }
}

/// How many whole rows fit above a height in points.
#[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest number there is, none is negative")]
fn rows_above(height: f32) -> usize {
    (height / ROW_HEIGHT).floor().max(0.0) as usize
}

/// Up and Down go to the claim above and below, with Shift they pick on the way; Home, End; Ctrl+A picks all shown.
fn keys_ui(session: &Session, list: &ClaimsList, ui: &Ui, out: &mut Vec<Command>) {
    let own = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list_id(), own));
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
        out.push(Command::Pick(list.rows.shown.clone()));
    }
    let here = session.view().claim.and_then(|claim| list.rows.place(claim));
    let last = list.rows.shown.len().saturating_sub(1);
    let down = here.map_or(0, |place| (place + 1).min(last));
    let up = here.map_or(last, |place| place.saturating_sub(1));
    for (key, place) in [(Key::ArrowDown, down), (Key::ArrowUp, up), (Key::Home, 0), (Key::End, last)] {
        let with_shift = ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key));
        if !with_shift && !ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            continue;
        }
        if with_shift {
            let (from, to) = (here.unwrap_or(place).min(place), here.unwrap_or(place).max(place));
            out.push(pick_also(session, list.rows.shown.get(from..=to).unwrap_or_default()));
        }
        out.extend(list.rows.shown.get(place).map(|&claim| Command::ShowClaim(Some(claim))));
    }
}

/// One row: Shift picks from the last picked one to this, Ctrl (Cmd) picks this one, a plain press goes to the claim.
fn row_ui(
    session: &Session,
    (list, claim): (&mut ClaimsList, ClaimId),
    columns: &Columns,
    (ui, rect): (&mut Ui, Rect),
    out: &mut Vec<Command>,
) {
    let Some(facts) = columns::Facts::of(session, &list.rows, claim) else { return };
    let response = ui.interact(rect, ui.scope_id().with("row"), Sense::CLICK);
    let is_current = session.view().claim == Some(claim);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_current, facts.label()));
    let ground = if is_current { Ground::Current } else { Ground::Plain };
    ground_ui(ui, rect, ground, &response);
    columns.row_ui(ui, rect, &facts);
    let tick = pick_box_ui(ui, columns.pick(rect), facts.is_picked, facts.number);
    let (shift, command) = ui.input(|input| (input.modifiers.shift, input.modifiers.command));
    let pressed = response.clicked() || tick.clicked();
    if pressed {
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
    if pressed && shift {
        let from = list.pick_from.or_else(|| session.view().claim).and_then(|claim| list.rows.place(claim));
        let to = list.rows.place(claim).unwrap_or_default();
        let from = from.unwrap_or(to);
        out.push(pick_also(session, list.rows.shown.get(from.min(to)..=from.max(to)).unwrap_or_default()));
    } else if tick.clicked() || (response.clicked() && command) {
        list.pick_from = Some(claim);
        let mut picked = session.view().picked.clone();
        if !picked.remove(&claim) {
            picked.insert(claim);
        }
        out.push(Command::Pick(picked.into_iter().collect()));
    } else if response.clicked() {
        list.pick_from = Some(claim);
        list.seen = Some(claim);
        out.push(Command::ShowClaim(Some(claim)));
    }
    let room = columns.words_room(rect);
    if response.hovered() && ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| room.contains(at)) {
        response.on_hover_text(facts.words.as_str());
    }
}

fn pick_box_ui(ui: &Ui, rect: Rect, is_picked: bool, number: usize) -> Response {
    let response = ui.interact(rect, ui.scope_id().with("pick"), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_picked, format!("Pick claim {number}")));
    columns::tick_box_ui(ui, &response, is_picked);
    response.on_hover_text("Pick for a decision about many claims\nShift picks a range")
}

/// The claims picked so far and these.
fn pick_also(session: &Session, claims: &[ClaimId]) -> Command {
    let mut picked = session.view().picked.clone();
    picked.extend(claims);
    Command::Pick(picked.into_iter().collect())
}

#[cfg(test)]
mod tests;
