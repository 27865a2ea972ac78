//! What is decided of a claim: a row a scope, four large keys, the basis and the reason.
//!
//! Must not know: how a decision is made an edit.
//! Holds: every row names its scope, so that an attributed claim is never barely "confirmed"; a stale decision is
//! told as one that was.

use egui::{
    Align2, Button, Color32, CornerRadius, Rect, Response, RichText, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::app::inspector::Desk;
use crate::app::inspector::controls::{self, capital};
use crate::app::theme::{RADIUS, STEP, Tokens, UI_POINTS, fonts, icon, tokens, widgets};
use crate::app::when::moment;
use crate::model::claim::Claim;
use crate::model::decision::{Basis, Decision, Scope, Stale, Status};
use crate::model::ids::ClaimId;
use crate::model::standing::Standing;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::table::{Spec, spec};
use crate::session::wishes::Ruling;

/// A reason being typed for a decision on common knowledge.
pub(super) struct OwedReason {
    claim: ClaimId,
    scope: Scope,
    text: String,
    is_new: bool,
}

/// The four large keys: row of the command table, the status it gives.
const KEYS: [(&str, Status); 4] = [
    ("confirmed", Status::Confirmed),
    ("needs-fix", Status::NeedsFix),
    ("wrong", Status::Wrong),
    ("cannot-verify", Status::CannotVerify),
];

/// Left edge of the icon column of a row, in points.
const ICON_AT: f32 = 56.0;
/// Width of the arrow after a basis that can be chosen, in points.
const ARROW: f32 = 16.0;
/// Left edge of the words of a row, in points.
const WORDS_AT: f32 = 80.0;

pub(super) fn decisions_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = STEP;
    for &scope in claim.scopes() {
        ui.push_id(scope, |ui| {
            scope_row_ui(desk, claim, scope, ui);
            reason_ui(desk, claim, scope, ui);
        });
    }
    ui.add_space(1.5 * STEP);
    let scope = desk.session.view().scope_for(claim);
    let decision = claim.decision(scope).filter(|decision| decision.stale(claim, scope).is_none());
    let named = claim.claimant.is_some().then_some(scope);
    keys_ui(desk, named, decision.map_or(Status::Unchecked, |decision| decision.status), ui);
    ui.spacing_mut().item_spacing.y = 1.5 * STEP;
}

/// What a row tells of a scope.
struct Told {
    icon: &'static str,
    ink: Color32,
    status: String,
    /// Who and when, and why it is stale.
    rest: String,
    basis: Option<Basis>,
    stale: Option<Stale>,
}

impl Told {
    fn of(session: &Session, claim: &Claim, scope: Scope, t: &Tokens) -> Self {
        let Some(decision) = claim.decision(scope) else {
            let (icon, ink) = (icon::CIRCLE, t.soft);
            return Self { icon, ink, status: "Not checked".to_owned(), rest: String::new(), basis: None, stale: None };
        };
        let stale = decision.stale(claim, scope);
        let mut rest = format!("{} {}", decision.by, moment(decision.at, session.now(), session.zone()));
        if let Some(stale) = stale {
            let told = format!("{rest} · {}", stale.word());
            return Self {
                icon: icon::CLOCK_COUNTER_CLOCKWISE,
                ink: t.soft,
                status: format!("Was {}", decision.status.word()),
                rest: told,
                basis: decision.basis,
                stale: Some(stale),
            };
        }
        let standing = standing_of(decision.status, scope);
        if decision.status == Status::Confirmed && decision.basis == Some(Basis::OnAuthor) {
            rest.push_str(" · the author’s word alone");
        }
        let (icon, ink) = (icon::standing(standing), t.standing(standing).ink);
        Self { icon, ink, status: capital(decision.status.word()), rest, basis: decision.basis, stale: None }
    }

    /// The whole row as one line.
    fn line(&self, scope: Scope) -> String {
        let basis = self.basis.map(|basis| format!(", {}", basis.word())).unwrap_or_default();
        let rest = if self.rest.is_empty() { String::new() } else { format!(" · {}", self.rest) };
        format!("{}: {}{basis}{rest}", capital(scope.word()), self.status)
    }
}

/// How a status of one scope is drawn: *said* confirmed has a mark of its own.
fn standing_of(status: Status, scope: Scope) -> Standing {
    match (status, scope) {
        (Status::Confirmed, Scope::Said) => Standing::SaidOnly,
        (Status::Confirmed, Scope::So) => Standing::Confirmed,
        (Status::Unchecked, _) => Standing::Unchecked,
        (Status::InProgress, _) => Standing::InProgress,
        (Status::NeedsFix, _) => Standing::NeedsFix,
        (Status::Wrong, _) => Standing::Wrong,
        (Status::CannotVerify, _) => Standing::CannotVerify,
        (Status::Waived, _) => Standing::Waived,
    }
}

/// Whether the basis of a decision can be chosen: a stale one must be decided anew first.
fn takes_basis(status: Status) -> bool {
    matches!(status, Status::Confirmed | Status::NeedsFix | Status::Wrong | Status::CannotVerify)
}

fn scope_row_ui(desk: &mut Desk<'_>, claim: &Claim, scope: Scope, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let told = Told::of(desk.session, claim, scope, t);
    let font = fonts::ui(UI_POINTS);
    let choosing = claim
        .decision(scope)
        .filter(|decision| told.stale.is_none() && takes_basis(decision.status))
        .map(|decision| decision.status);
    let basis = match (choosing, told.basis) {
        (_, Some(basis)) => basis.word(),
        (Some(_), None) => "basis",
        (None, None) => "",
    };
    let status = if basis.is_empty() { told.status.clone() } else { format!("{},", told.status) };
    let lay = |words: &str, ink| ui.painter().layout_no_wrap(words.to_owned(), font.clone(), ink);
    let (status, basis_galley) = (lay(&status, told.ink), lay(basis, told.ink));
    let width = ui.available_width();
    let room = width - WORDS_AT - 2.0 * STEP;
    let arrow = if choosing.is_some() { ARROW } else { 0.0 };
    let first = status.size().x + STEP + basis_galley.size().x + arrow;
    let rest = widgets::one_line(&told.rest, font.clone(), t.soft, room);
    let rest = ui.ctx().fonts_mut(|fonts| fonts.layout_job(rest));
    let is_two_lines = !told.rest.is_empty() && first + 2.0 * STEP + rest.size().x > room;
    let height = if is_two_lines { 46.0 } else { 30.0 };

    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let is_active = desk.session.view().scope_for(claim) == scope;
    let (line, enabled) = (told.line(scope), ui.is_enabled());
    response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, enabled, is_active, line.clone()));
    row_ground(ui, rect, &response, is_active, told.stale);
    let painter = ui.painter();
    let y = rect.top() + 15.0;
    painter.text(
        pos2(rect.left() + 3.0 * STEP, y),
        Align2::LEFT_CENTER,
        capital(scope.word()),
        if is_active { fonts::ui_strong(UI_POINTS) } else { font },
        if is_active { t.ink } else { t.soft },
    );
    painter.text(pos2(rect.left() + ICON_AT, y), Align2::LEFT_CENTER, told.icon, fonts::icons(15.0), told.ink);
    let mut x = rect.left() + WORDS_AT;
    let size = status.size();
    painter.galley(pos2(x, y - size.y / 2.0), status, told.ink);
    x += size.x + STEP;
    let basis_size = basis_galley.size() + vec2(arrow, 0.0);
    let basis_rect = Rect::from_min_size(pos2(x, y - basis_size.y / 2.0), basis_size);
    painter.galley(basis_rect.min, basis_galley, told.ink);
    let at = if is_two_lines {
        pos2(rect.left() + WORDS_AT, y + 8.0)
    } else {
        pos2(x + basis_size.x + if basis.is_empty() { 0.0 } else { 2.0 * STEP }, y - size.y / 2.0)
    };
    painter.galley(at, rest, t.soft);
    if let Some(status) = choosing {
        basis_menu_ui(desk, claim, (scope, status), basis_rect, ui);
    }
    let tip = match scope {
        Scope::Said => "This speaker said it, in these words or this sense",
        Scope::So => "It is true",
    };
    let switch = if is_active { "" } else { "\nClick to decide about this" };
    if response.on_hover_text(format!("{line}\n{tip}{switch}")).clicked() && !is_active {
        desk.out.push(Command::ShowScope(scope));
    }
}

fn row_ground(ui: &Ui, rect: Rect, response: &Response, is_active: bool, stale: Option<Stale>) {
    let t = tokens(ui.ctx());
    let painter = ui.painter();
    let radius = CornerRadius::same(RADIUS);
    if is_active {
        painter.rect(rect, radius, t.paper, Stroke::new(1.0, t.line), StrokeKind::Inside);
        let edge = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        painter.rect_filled(edge, CornerRadius { nw: RADIUS, sw: RADIUS, ne: 0, se: 0 }, t.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, radius, t.accent_tint);
    }
    if stale.is_some() {
        let inner = rect.shrink2(vec2(STEP, 2.0));
        let path = [inner.left_top(), inner.right_top(), inner.right_bottom(), inner.left_bottom(), inner.left_top()];
        painter.extend(Shape::dashed_line(&path, Stroke::new(1.0, t.soft), 4.0, 3.0));
    }
    if response.has_focus() {
        painter.rect_stroke(rect, radius, Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
}

/// The arrow after the basis' words, which are painted already, and the menu it opens.
fn basis_menu_ui(desk: &mut Desk<'_>, claim: &Claim, on: (Scope, Status), words: Rect, ui: &Ui) {
    let t = tokens(ui.ctx());
    let (scope, status) = on;
    let ink = t.standing(standing_of(status, scope)).ink;
    let button = ui.interact(words.expand2(vec2(2.0, STEP)), ui.scope_id().with("basis"), Sense::click());
    ui.painter().text(words.right_center(), Align2::RIGHT_CENTER, icon::CARET_DOWN, fonts::icons(11.0), ink);
    if button.hovered() || button.has_focus() {
        let ring = Stroke::new(if button.has_focus() { 2.0 } else { 1.0 }, t.accent);
        ui.painter().rect_stroke(button.rect, 4.0, ring, StrokeKind::Outside);
    }
    let decision = claim.decision(scope);
    let now = decision.and_then(|decision| decision.basis);
    widgets::named(ui, &button, &format!("Basis of {}: {}", scope.word(), now.map_or("not told", Basis::word)));
    let button = button.on_hover_text("What this decision rests on");
    match controls::choice_menu_ui(&button, &Basis::ALL, now, Basis::word) {
        Some(Basis::CommonKnowledge) => {
            let text = decision.map(|decision| decision.reason.clone()).unwrap_or_default();
            desk.state.owed = Some(OwedReason { claim: claim.id, scope, text, is_new: true });
        }
        Some(basis) if now != Some(basis) => {
            // The reason told why everybody knows; it says nothing about another basis.
            let kept = decision.filter(|_| now != Some(Basis::CommonKnowledge));
            let reason = kept.map(|decision| decision.reason.clone()).unwrap_or_default();
            let ruling = Ruling { scope: Some(scope), status, basis: Some(basis), reason };
            desk.out.push(Command::Decide { claims: vec![claim.id], ruling });
            desk.state.owed = None;
        }
        _ => {}
    }
}

fn reason_ui(desk: &mut Desk<'_>, claim: &Claim, scope: Scope, ui: &mut Ui) {
    let decision = claim.decision(scope);
    let is_owed = desk.state.owed.as_ref().is_some_and(|owed| owed.claim == claim.id && owed.scope == scope);
    if is_owed {
        if let Some(decision) = decision {
            owed_ui(desk, claim, decision, ui);
        }
    } else if let Some(decision) = decision.filter(|decision| !decision.reason.is_empty()) {
        ui.horizontal(|ui| {
            ui.add_space(WORDS_AT - 2.0 * STEP);
            controls::soft_ui(ui, format!("Reason: {}", decision.reason));
        });
    }
}

fn owed_ui(desk: &mut Desk<'_>, claim: &Claim, decision: &Decision, ui: &mut Ui) {
    let Some(owed) = &mut desk.state.owed else { return };
    let edit = TextEdit::singleline(&mut owed.text).hint_text("Why everybody knows").desired_width(f32::INFINITY);
    let field = ui.add(edit.id_salt("reason")).on_hover_text("Common knowledge hangs on the reason given");
    let enabled = ui.is_enabled();
    field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, enabled, "Reason for common knowledge"));
    if std::mem::take(&mut owed.is_new) {
        field.request_focus();
    }
    let mut is_done = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let has_reason = !owed.text.trim().is_empty();
    let mut is_left = false;
    ui.horizontal(|ui| {
        let set = ui.add_enabled(has_reason, Button::new("Set basis"));
        let set = set.on_hover_text("Rest the decision on common knowledge");
        is_done |= set.on_disabled_hover_text("Type the reason first").clicked();
        is_left = ui.button("Leave").on_hover_text("Keep the basis as it is").clicked();
    });
    if is_done && has_reason {
        let ruling = Ruling {
            scope: Some(owed.scope),
            status: decision.status,
            basis: Some(Basis::CommonKnowledge),
            reason: owed.text.trim().to_owned(),
        };
        desk.out.push(Command::Decide { claims: vec![claim.id], ruling });
        is_left = true;
    }
    if is_left {
        desk.state.owed = None;
    }
}

/// The decision keys; `scope` is told where a claim has two, `now` is the status that is chosen.
pub(super) fn keys_ui(desk: &mut Desk<'_>, scope: Option<Scope>, now: Status, ui: &mut Ui) {
    let gap = 1.5 * STEP;
    let width = (ui.available_width() - 3.0 * gap) / 4.0;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        for (id, status) in KEYS {
            let Some(spec) = spec(id) else { continue };
            let wish = (spec.needs)(desk.session);
            let drawn = ui.add_enabled_ui(wish.is_ok(), |ui| large_key_ui(ui, spec, (status, scope), now, width));
            match wish {
                Ok(command) if drawn.inner.clicked() => desk.out.push(command),
                Ok(_) => {}
                Err(why) => drop(drawn.inner.on_disabled_hover_text(why)),
            }
        }
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = STEP;
        let status = |id| match id {
            "in-progress" => Some(Status::InProgress),
            "waive" => Some(Status::Waived),
            _ => None,
        };
        for (id, text) in [("in-progress", "In progress"), ("waive", "Waive…"), ("unchecked", "Clear")] {
            small_key_ui(desk, ui, id, text, status(id) == Some(now));
            ui.add_space(2.0 * STEP);
        }
    });
}

fn large_key_ui(ui: &mut Ui, spec: &Spec, gives: (Status, Option<Scope>), now: Status, width: f32) -> Response {
    let t = tokens(ui.ctx());
    let (status, scope) = gives;
    let standing = standing_of(status, Scope::So);
    let pair = t.standing(standing);
    let is_chosen = status == now;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 50.0), Sense::click());
    // An attributed claim is confirmed as said or as so; the name tells which.
    let label = scope.map_or_else(|| spec.text.to_owned(), |scope| format!("{} ({})", spec.text, scope.word()));
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, enabled, is_chosen, label.clone()));

    let is_hot = response.hovered() || response.has_focus();
    let fill = if is_chosen {
        pair.tint
    } else if response.hovered() {
        t.accent_tint
    } else {
        t.paper
    };
    let edge = match (is_chosen, is_hot) {
        (true, _) => Stroke::new(1.5, pair.ink),
        (false, true) => Stroke::new(1.0, t.accent),
        (false, false) => Stroke::new(1.0, t.line),
    };
    let ink = if is_chosen { pair.ink } else { t.ink };
    let painter = ui.painter();
    painter.rect(rect, CornerRadius::same(RADIUS), fill, edge, StrokeKind::Inside);
    if response.has_focus() {
        painter.rect_stroke(rect, CornerRadius::same(RADIUS), Stroke::new(2.0, t.accent), StrokeKind::Inside);
    }
    let top = pos2(rect.center().x, rect.top() + 16.0);
    painter.text(top, Align2::CENTER_CENTER, icon::standing(standing), fonts::icons(16.0), ink);
    let words = painter.layout_no_wrap(spec.text.to_owned(), fonts::ui(11.5), ink);
    let digit = spec.keys.first().copied().unwrap_or_default();
    let digit = painter.layout_no_wrap(digit.to_owned(), fonts::ui(10.5), t.soft);
    let cap = vec2(digit.size().x + 1.75 * STEP, 15.0);
    let total = words.size().x + STEP + cap.x;
    let y = rect.bottom() - 15.0;
    let x = rect.center().x - total / 2.0;
    let cap = Rect::from_min_size(pos2(x + words.size().x + STEP, y - cap.y / 2.0), cap);
    painter.galley(pos2(x, y - words.size().y / 2.0), words, ink);
    painter.rect(cap, 4.0, t.paper, Stroke::new(1.0, t.line), StrokeKind::Inside);
    painter.galley(cap.center() - digit.size() / 2.0, digit, t.soft);
    response.on_hover_text(controls::help(ui, spec))
}

fn small_key_ui(desk: &mut Desk<'_>, ui: &mut Ui, id: &str, text: &str, is_chosen: bool) {
    let Some(spec) = spec(id) else { return };
    let t = tokens(ui.ctx());
    let wish = (spec.needs)(desk.session);
    let font = if is_chosen { fonts::ui_strong(12.0) } else { fonts::ui(12.0) };
    let words = RichText::new(text).font(font).color(if is_chosen { t.ink } else { t.soft });
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = vec2(STEP, STEP / 2.0);
            ui.add_enabled(wish.is_ok(), Button::new(words).frame_when_inactive(is_chosen).selected(is_chosen))
        })
        .inner;
    let response = response.on_hover_text(controls::help(ui, spec));
    if let Some(key) = spec.keys.first() {
        widgets::key_cap_ui(ui, key);
    }
    match wish {
        Ok(command) if response.clicked() => desk.out.push(command),
        Ok(_) => {}
        Err(why) => drop(response.on_disabled_hover_text(why)),
    }
}
