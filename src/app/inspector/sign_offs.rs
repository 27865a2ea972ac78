//! How far the article has come: its stage, who vouches for it, what lawyers must clear, and corrections.
//!
//! Must not know: what keeps an article from being closed, when a sign-off goes stale.

use egui::{RichText, Ui};

use crate::app::inspector::controls::{self, capital};
use crate::app::inspector::{Desk, section_gap};
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::app::when::{day, moment};
use crate::model::article::Article;
use crate::model::problem::{counted, quoted, shortened};
use crate::model::sign_off::{SignOff, SignRole};
use crate::model::stage::{Correction, Stage};
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::Concerns;

/// Most characters of one side of a correction.
const SIDE_SCALARS: usize = 80;

/// The stage, sign-offs and corrections of `article`.
pub(super) fn sign_offs_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    stage_ui(desk, article, ui);
    section_gap(ui);
    controls::head_with_command_ui(desk, ui, "Sign-offs", "sign", "Sign with a note");
    signed_ui(desk, article, ui);
    if !article.stage.is_frozen() {
        roles_ui(desk, article, ui);
    }
    awaiting_ui(desk, ui);
    if !article.review.closings.is_empty() {
        section_gap(ui);
        corrections_ui(desk, article, ui);
    }
}

/// The stage as a menu of the steps that may follow.
fn stage_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    let next = article.stage.next(&article.review);
    ui.horizontal(|ui| {
        controls::head_words_ui(ui, "Stage");
        let word = article.stage.word();
        let chip = controls::menu_chip_ui(ui, word, &format!("Stage: {word}"));
        let chip = chip.on_hover_text("How far the article has come; press to move it on");
        egui::Popup::menu(&chip).show(|ui| {
            ui.set_min_width(45.0 * STEP);
            for step in next {
                let dots = if step == Stage::Closed { "…" } else { "" };
                let verb = capital(article.stage.step_word(step));
                if ui.button(format!("{verb}{dots}")).clicked() {
                    desk.out.push(step_wish(article, step));
                }
            }
        });
    });
    let last = article.review.closings.values().max_by_key(|closing| (closing.at, closing.id));
    if let Some(closing) = last.filter(|_| article.stage.is_frozen()) {
        let at = moment(closing.at, desk.session.now(), desk.session.zone());
        let by = desk.session.project().map_or("", |project| project.person_name(&closing.by));
        let words = format!("Draft {} was closed by {by}, {at}. Claims and words are frozen.", closing.draft);
        let response = controls::soft_ui(ui, words);
        response.on_hover_text(format!("Its record is {}\nReopen the article to change them", closing.file()));
    }
}

/// What moves an article to a stage: closing asks first.
fn step_wish(article: &Article, step: Stage) -> Command {
    if step == Stage::Closed {
        return Command::Window(WindowCommand::CloseArticle);
    }
    Command::SetStage { article: article.slug.clone(), stage: step, concerns: Concerns::Ask }
}

fn signed_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    if article.review.sign_offs.is_empty() {
        controls::soft_ui(ui, "Nobody has signed yet");
    }
    let mut signed: Vec<&SignOff> = article.review.sign_offs.values().collect();
    signed.sort_by_key(|it| (it.role, it.at, it.id));
    for it in signed {
        ui.push_id(it.id, |ui| one_ui(desk, article, it, ui));
    }
}

fn one_ui(desk: &mut Desk<'_>, article: &Article, it: &SignOff, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let stale = desk.session.current_index().and_then(|index| index.sign_off_stale(it.id));
    let at = moment(it.at, desk.session.now(), desk.session.zone());
    let name = desk.session.project().map_or(it.by.0.as_str(), |project| project.person_name(&it.by));
    let words = format!("{} · {name}, {at}", capital(it.role.word()));
    let told = match stale {
        Some(why) => format!("{words}: stale, {}", why.word()),
        None => words.clone(),
    };
    let is_own = name == desk.session.person().name && !article.stage.is_frozen();
    ui.horizontal_top(|ui| {
        let (glyph, ink) = match stale {
            Some(_) => (icon::CLOCK_COUNTER_CLOCKWISE, t.needs_fix.ink),
            None => (icon::SEAL_CHECK, t.confirmed.ink),
        };
        widgets::icon_ui(ui, glyph, 15.0, ink);
        let mut text = RichText::new(&words).color(t.ink);
        if stale.is_some() {
            text = text.strikethrough().color(t.soft);
        }
        let response = ui.add(egui::Label::new(text).wrap());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &told));
        response.on_hover_text(format!("{told}\nDraft {}", it.draft));
        if is_own {
            let label = format!("Withdraw your sign-off as {}", it.role.word());
            if controls::small_icon_button_ui(ui, icon::TRASH, &label).clicked() {
                desk.out.push(Command::WithdrawSignOff { article: article.slug.clone(), sign_off: it.id });
            }
        }
    });
    let indented = |ui: &mut Ui, text: RichText| {
        ui.horizontal_top(|ui| {
            ui.add_space(5.5 * STEP);
            ui.add(egui::Label::new(text.font(fonts::ui(12.0))).wrap());
        });
    };
    if let Some(why) = stale {
        let words = format!("Signed on draft {}; {} since", it.draft, why.word());
        indented(ui, RichText::new(words).color(t.needs_fix.ink));
    }
    if !it.note.is_empty() {
        indented(ui, RichText::new(quoted(&it.note, usize::MAX)).color(t.soft));
    }
}

/// A chip for each role in which the user does not vouch yet.
fn roles_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    let (Some(project), Some(index)) = (desk.session.project(), desk.session.current_index()) else { return };
    let name = desk.session.person().name;
    let stands = |role| {
        let mut signed = article.review.sign_offs.values();
        signed.any(|it| it.role == role && project.person_name(&it.by) == name && index.sign_off_stale(it.id).is_none())
    };
    let open: Vec<SignRole> = SignRole::ALL.into_iter().filter(|&role| !stands(role)).collect();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 1.5 * STEP;
        for role in open {
            let chip = widgets::chip_ui(ui, &format!("Sign as {}", role.word()), false);
            let help = format!("Vouch for draft {} and its review as {}", article.draft_number(), role.word());
            if chip.on_hover_text(help).clicked() {
                desk.out.push(Command::Sign { article: article.slug.clone(), role, note: String::new() });
            }
        }
    });
}

/// How many claims wait for a lawyer, and the way to the first.
fn awaiting_ui(desk: &mut Desk<'_>, ui: &mut Ui) {
    let Some(index) = desk.session.current_index().filter(|index| index.awaiting_legal() > 0) else { return };
    let first = index.order().find(|id| index.entry(*id).is_some_and(|entry| entry.awaits_legal));
    let t = tokens(ui.ctx());
    let words = format!("{} for legal", counted(index.awaiting_legal(), "claim waits", "claims wait"));
    ui.horizontal(|ui| {
        widgets::icon_ui(ui, icon::SCALES, 15.0, t.needs_fix.ink);
        if widgets::link_ui(ui, &words).on_hover_text("Show the first of them").clicked() {
            desk.out.push(Command::ShowClaim(first));
        }
    });
}

fn corrections_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    controls::head_with_command_ui(desk, ui, "Corrections", "correct", "Correct");
    if article.review.corrections.is_empty() {
        controls::soft_ui(ui, "None");
    }
    let mut all: Vec<&Correction> = article.review.corrections.values().collect();
    all.sort_by_key(|it| (it.date, it.id));
    for it in all {
        ui.push_id(it.id, |ui| correction_ui(desk, article, it, ui));
    }
}

fn correction_ui(desk: &mut Desk<'_>, article: &Article, it: &Correction, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    widgets::card(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(widgets::soft(day(it.date), t));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if controls::small_icon_button_ui(ui, icon::TRASH, "Remove this correction").clicked() {
                    desk.out.push(Command::RemoveCorrection { article: article.slug.clone(), correction: it.id });
                }
                if controls::small_icon_button_ui(ui, icon::PENCIL_SIMPLE, "Change this correction").clicked() {
                    desk.out.push(Command::Window(WindowCommand::EditCorrection(it.id)));
                }
            });
        });
        let side = |words: &str| shortened(words, SIDE_SCALARS);
        ui.add(egui::Label::new(format!("{} → {}", side(&it.was), side(&it.now))).wrap());
        ui.add(egui::Label::new(widgets::soft(&it.cause, t).font(fonts::ui(12.0))).wrap());
        if !it.note.is_empty() {
            ui.add(egui::Label::new(widgets::soft(quoted(&it.note, usize::MAX), t).font(fonts::ui(12.0))).wrap());
        }
        for claim in it.claims.iter().filter(|claim| article.review.claims.contains_key(claim)) {
            let name = desk.session.claim_name(article, Some(*claim));
            if widgets::link_ui(ui, &name).on_hover_text("Show the claim").clicked() {
                desk.out.push(Command::ShowClaim(Some(*claim)));
            }
        }
    });
}
