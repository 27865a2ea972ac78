//! The bar at the bottom: the pinned source, the four keys of the tick run, how far the check has come.
//!
//! In: the session. Out: commands. Must not know: how words are counted.

use egui::{
    Align, Align2, Button, Color32, Layout, Rect, RichText, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};

use crate::app::offer::Offer;
use crate::app::row::{icon_and_words, words_ui};
use crate::app::theme::{RADIUS, STEP, fonts, icon, tokens};
use crate::model::problem::counted;
use crate::model::stage::Stage;
use crate::model::standing::Standing;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;

/// Height of the bar, in points.
pub const HEIGHT: f32 = 32.0;
/// The keys of the tick run, by their rows of the command table, with the word each has here.
const RUN: [(&str, &str); 4] = [("tick", "tick"), ("query", "query"), ("read", "read"), ("next-bare", "next bare")];
/// The least room for the pinned source's name, in points.
const PINNED_LEAST: f32 = 96.0;
/// Size of the bar's words, in points.
const POINTS: f32 = 12.0;

/// Shows the bar.
pub fn status_bar_ui(session: &Session, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let t = tokens(ui.ctx());
    let (_, bar) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    ui.painter().rect_filled(bar, 0.0, t.chrome);
    ui.painter().hline(bar.x_range(), bar.top() + 0.5, Stroke::new(1.0, t.line));
    let inner = bar.shrink2(vec2(4.0 * STEP, 0.0));
    let right = UiBuilder::new().id_salt("counts").max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut right = ui.new_child(right);
    let reserved = session.current_article().map_or(0.0, |_| PINNED_LEAST + run_width(session, ui));
    counts_ui(session, reserved, &mut right, &mut out);
    let left = inner.with_max_x(right.min_rect().left() - 4.0 * STEP);
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("run").max_rect(left).layout(Layout::left_to_right(Align::Center)));
    left.shrink_clip_rect(left.max_rect());
    left.spacing_mut().item_spacing.x = 4.0 * STEP;
    if session.project().is_some() {
        pinned_ui(session, &mut left, &mut out);
    }
    if session.current_article().is_some() {
        run_ui(session, &mut left, &mut out);
    }
    out
}

fn pinned_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some(offer) = Offer::of(session, "pin") else { return };
    let source = session.view().pinned.and_then(|id| session.project()?.sources.get(&id));
    let (words, color) = match source {
        Some(source) => (format!("Pinned: {}", source.name()), t.accent),
        None => (format!("No source pinned · {}", offer.key()), t.soft),
    };
    let is_confidential = source.is_some_and(|source| source.is_confidential());
    let glyph = if is_confidential { icon::LOCK } else { icon::PUSH_PIN };
    let font = fonts::ui(POINTS);
    let full = ui.painter().layout_no_wrap(words.clone(), font.clone(), color).size().x;
    let width = full.min((ui.available_width() - run_width(session, ui)).max(PINNED_LEAST)).min(360.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width + 5.0 * STEP, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    lit_ui(ui, rect, &response);
    ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, glyph, fonts::icons(14.0), color);
    words_ui(ui, rect.left_center() + vec2(5.0 * STEP, 0.0), &words, (font, color), width + 1.0);
    if response.on_hover_text(format!("{words}\n{}", offer.hint())).clicked() {
        out.extend(offer.wish.ok());
    }
}

/// The room the four keys take, in points.
fn run_width(session: &Session, ui: &Ui) -> f32 {
    let widths = RUN.iter().filter_map(|(id, word)| Offer::of(session, id).map(|offer| key_width(ui, &offer, word)));
    widths.map(|(cap, word)| cap + word + 6.0 * STEP).sum::<f32>() + 6.0 * STEP
}

/// The widths of a key cap and of its word, in points.
fn key_width(ui: &Ui, offer: &Offer, word: &str) -> (f32, f32) {
    let width = |text: &str, points| {
        ui.painter().layout_no_wrap(text.to_owned(), fonts::ui(points), Color32::PLACEHOLDER).size().x
    };
    ((width(&offer.key(), 11.0) + 2.5 * STEP).max(18.0), width(word, POINTS))
}

fn run_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    for (id, word) in RUN {
        let Some(offer) = Offer::of(session, id) else { continue };
        let (cap, words) = key_width(ui, &offer, word);
        let can = offer.wish.is_ok();
        let sense = if can { Sense::click() } else { Sense::hover() };
        let width = cap + 1.5 * STEP + words;
        if ui.available_width() < width {
            return; // a key cut in half tells nothing
        }
        let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, can, offer.spec.text));
        lit_ui(ui, rect, &response);
        let place = Rect::from_center_size(pos2(rect.left() + cap / 2.0, rect.center().y), vec2(cap, 18.0));
        let color = if can { t.soft } else { t.faint };
        let key_color = if can { t.ink } else { t.faint };
        let fill = if can { t.paper } else { Color32::TRANSPARENT };
        ui.painter().rect(place, 4.0, fill, Stroke::new(1.0, t.line), StrokeKind::Inside);
        ui.painter().text(place.center(), Align2::CENTER_CENTER, offer.key(), fonts::ui(11.0), key_color);
        let at = pos2(place.right() + 1.5 * STEP, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, word, fonts::ui(POINTS), color);
        if response.on_hover_text(offer.hint()).clicked() {
            out.extend(offer.wish.ok());
        }
    }
}

fn lit_ui(ui: &Ui, rect: Rect, response: &egui::Response) {
    let t = tokens(ui.ctx());
    if response.has_focus() || (response.hovered() && response.sense.senses_click()) {
        let ring = Stroke::new(if response.has_focus() { 1.5 } else { 1.0 }, t.accent);
        ui.painter().rect_stroke(rect.expand2(vec2(STEP, 0.0)), f32::from(RADIUS), ring, StrokeKind::Inside);
    }
}

/// The counts, drawn from the right end; the long words of the last give way where the other end would lack its room.
fn counts_ui(session: &Session, reserved: f32, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    ui.spacing_mut().item_spacing.x = 3.0 * STEP;
    damage_ui(session, ui, out);
    questions_ui(session, ui, out);
    let Some(index) = session.current_index() else { return };
    let (tally, coverage) = (index.tally(), index.coverage());
    let counts = [
        (tally.on_author, "on author", "Confirmed on the author’s word alone"),
        (tally.of(Standing::Wrong), "wrong", "Claims that a source speaks against"),
        (tally.lost, "lost", "Claims whose words are not in the draft any more"),
        (tally.stale, "stale", "Decisions given on other words or excerpts than now"),
        (index.awaiting_legal(), "for legal", "Claims that a lawyer must clear before the article can be closed"),
    ];
    for (count, word, help) in counts.into_iter().filter(|&(count, ..)| count > 0) {
        let words = RichText::new(format!("{count} {word}")).font(fonts::ui(POINTS)).color(t.soft);
        let response = ui.add(Button::new(words).frame(false));
        if response.on_hover_text(format!("{help}\nShow the claims list")).clicked() {
            out.push(Command::Window(WindowCommand::Claims));
        }
    }
    proposals_ui(session, ui, out);
    stage_ui(session, ui, out);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        if let (true, Some(offer)) = (coverage.bare > 0, Offer::of(session, "next-bare")) {
            let words = format!("{} bare", coverage.bare);
            let text = RichText::new(words).font(fonts::ui_strong(POINTS)).color(t.needs_fix.ink);
            let button = Button::new(text).frame(false);
            if ui.add(button).on_hover_text(offer.hint()).clicked() {
                out.extend(offer.wish.ok());
            }
        } else {
            ui.label(RichText::new("0 bare").font(fonts::ui(POINTS)).color(t.soft));
        }
        ui.add_space(STEP);
        let long = format!("{} under a claim · {} read ·", counted(coverage.claimed, "word", "words"), coverage.read);
        let short = format!("{} claimed · {} read ·", coverage.claimed, coverage.read);
        let room = ui.available_width() - reserved;
        let width = |words: &str| {
            ui.painter().layout_no_wrap(words.to_owned(), fonts::ui(POINTS), Color32::PLACEHOLDER).size().x
        };
        if let Some(words) = [&long, &short].into_iter().find(|words| width(words) < room) {
            let label = ui.label(RichText::new(words).font(fonts::ui(POINTS)).color(t.soft));
            label.on_hover_text(long.trim_end_matches(" ·"));
        }
    });
}

/// The stage, unless the article is in check, and sign-offs that no longer stand; both lead to the article's inspector.
fn stage_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let (Some(article), Some(index)) = (session.current_article(), session.current_index()) else { return };
    let stale = index.stale_sign_offs();
    if stale > 0 {
        let words = RichText::new(format!("{} stale", counted(stale, "sign-off", "sign-offs"))).color(t.needs_fix.ink);
        let help = "Signed on another draft, or before claims or decisions changed\nShow the article";
        if ui.add(Button::new(words.font(fonts::ui(POINTS))).frame(false)).on_hover_text(help).clicked() {
            out.push(Command::ShowClaim(None));
        }
    }
    if article.stage != Stage::InCheck {
        let words = RichText::new(article.stage.word()).font(fonts::ui_strong(POINTS)).color(t.accent);
        let help = "How far the article has come\nShow the article";
        if ui.add(Button::new(words).frame(false)).on_hover_text(help).clicked() {
            out.push(Command::ShowClaim(None));
        }
    }
}

/// How many ties are proposed; it leads to their list.
fn proposals_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some(article) = session.current_article() else { return };
    let n_open = article.review.proposals.values().filter(|proposal| proposal.is_open()).count();
    let Some(offer) = Offer::of(session, "proposals").filter(|_| n_open > 0) else { return };
    let words = RichText::new(format!("{n_open} proposed")).font(fonts::ui_strong(POINTS)).color(t.accent);
    if ui.add(Button::new(words).frame(false)).on_hover_text(offer.hint()).clicked() {
        out.extend(offer.wish.ok());
    }
}

fn questions_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let n_open = session.n_questions();
    let Some(offer) = Offer::of(session, "questions").filter(|_| n_open > 0) else { return };
    let words = RichText::new(counted(n_open, "open question", "open questions"))
        .font(fonts::ui_strong(POINTS))
        .color(t.needs_fix.ink);
    if ui.add(Button::new(words).frame(false)).on_hover_text(offer.hint()).clicked() {
        out.extend(offer.wish.ok());
    }
}

fn damage_ui(session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some(guarded) = session.guarded().filter(|guarded| !guarded.is_empty()) else { return };
    let Some(offer) = Offer::of(session, "repair") else { return };
    let look = (fonts::ui(POINTS), t.needs_fix.ink);
    let button = Button::new(icon_and_words(icon::WARNING, "Read-only in part", look))
        .fill(t.needs_fix.tint)
        .stroke(Stroke::new(1.0, t.needs_fix.ink))
        .corner_radius(11)
        .min_size(vec2(0.0, 22.0));
    let files = guarded.iter().collect::<Vec<_>>().join("\n");
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Read-only in part"));
    let hint =
        format!("Not wholly understood, and never overwritten:\n{files}\n\n{}: {}", offer.spec.text, offer.hint());
    if response.on_hover_text(hint).clicked() {
        out.extend(offer.wish.ok());
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::trial::{self, Shown};
    use crate::model::decision::Status;

    fn shown(desk: trial::Desk, width: f32) -> Shown<'static, ()> {
        trial::show(desk, (width, 40.0), (), |session, (), ui| status_bar_ui(session, ui))
    }

    #[test]
    fn coverage_is_told_in_words_and_bare_leads_on() {
        let desk = trial::ministers();
        let coverage = desk.session.current_index().expect("an article is shown").coverage();
        let mut bar = shown(desk, 1440.0);
        assert!(bar.query_by_label_contains(&format!("{} words under a claim", coverage.claimed)).is_some());
        bar.get_by_label(&format!("{} bare", coverage.bare)).click();
        bar.run();
        assert_eq!(bar.said(), [Command::NextBare]);
    }

    #[test]
    fn the_pinned_source_is_named_and_pressing_it_asks_for_another() {
        let mut desk = trial::ministers();
        let source = desk.source("Joint staff briefing");
        let mut bar = shown(trial::ministers(), 1440.0);
        bar.get_by_label("No source pinned · P").click();
        bar.run();
        assert_eq!(bar.said(), [Command::Window(WindowCommand::PickPinned)]);
        desk.run(Command::Pin(Some(source)));
        let bar = shown(desk, 700.0);
        assert!(bar.query_by_label("Pinned: Joint staff briefing").is_some(), "cut, but read out whole");
    }

    #[test]
    fn nothing_is_cut_off_where_the_bar_is_short() {
        for width in [420.0, 560.0, 700.0, 900.0, 1280.0] {
            let mut desk = trial::ministers();
            let source = desk.source("Joint staff briefing");
            desk.run(Command::Pin(Some(source)));
            let bare = desk.session.current_index().expect("an article is shown").coverage().bare;
            let bar = shown(desk, width);
            let counts = bar.get_by_label(&format!("{bare} bare")).rect();
            let counts = bar.query_by_label_contains(" read ·").map_or(counts, |words| counts.union(words.rect()));
            assert!(counts.left() > 0.0, "{width}: {counts}");
            for key in ["Tick", "Query", "Read", "Next bare"] {
                if let Some(key) = bar.query_by_label(key) {
                    assert!(key.rect().right() <= counts.left(), "{width}: {} and {counts}", key.rect());
                }
            }
            assert_eq!(bar.query_by_label("Next bare").is_some(), width > 420.0, "{width}");
        }
    }

    #[test]
    fn keys_are_greyed_until_they_can_act() {
        let mut bar = shown(trial::ministers(), 1440.0);
        bar.get_by_label("Read").click();
        bar.run();
        assert_eq!(bar.said(), [], "no words are selected");
        bar.get_by_label("Next bare").click();
        bar.run();
        assert_eq!(bar.said(), [Command::NextBare]);
    }

    #[test]
    fn wrong_and_on_author_show_only_when_there_are_any() {
        let mut desk = trial::ministers();
        assert!(shown(trial::ministers(), 1440.0).query_by_label("1 wrong").is_none());
        let claim = desk.claims()[1];
        desk.run(trial::decide(&[claim], Status::Wrong));
        assert!(shown(desk, 1440.0).query_by_label("1 wrong").is_some());
    }
}
