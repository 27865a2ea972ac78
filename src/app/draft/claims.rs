//! The claims whose words in the newest draft nobody settled yet, each with its old and new words.

use egui::{Align, Label, Layout, RichText, Ui, WidgetInfo};

use crate::app::diff::diff_job;
use crate::app::draft::{DraftPanel, quiet_ui, rows_ui};
use crate::app::theme::tokens::Pair;
use crate::app::theme::widgets::{card, chip_ui, link_ui, named, soft};
use crate::app::theme::{STEP, Tokens, fonts, tokens};
use crate::model::article::Article;
use crate::model::claim::Claim;
use crate::model::reanchor::ReanchorOutcome;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::drafts::{previous_draft, unsettled};
use crate::session::wishes::Settling;
use crate::text::diff::Piece;
use crate::text::passages::real_word_diff;

/// Size of a claim's words, in points.
const POINTS: f32 = 15.5;

/// One row: the head of a group, or a claim in it.
enum Row<'a> {
    Head(ReanchorOutcome, usize),
    Claim(ReanchorOutcome, &'a Claim),
}

pub(super) fn claims_ui(
    session: &Session,
    article: &Article,
    panel: &mut DraftPanel,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let open = unsettled(article);
    if open.is_empty() {
        let words = if previous_draft(article).is_none() {
            "This article has one draft. “New draft…” brings another version of its text"
        } else {
            "Every claim's words in this draft are settled"
        };
        return quiet_ui(ui, words);
    }
    let mut rows = Vec::with_capacity(open.len() + 4);
    for outcome in ReanchorOutcome::ALL {
        let group = open.iter().filter(|(one, _)| *one == outcome);
        let n = group.clone().count();
        if n > 0 {
            rows.push(Row::Head(outcome, n));
            rows.extend(group.map(|(outcome, claim)| Row::Claim(*outcome, claim)));
        }
    }
    rows_ui(panel, rows.len(), ui, |ui, at| match rows.get(at) {
        Some(Row::Head(outcome, n)) => head_ui(ui, *outcome, *n),
        Some(Row::Claim(outcome, claim)) => {
            ui.push_id(claim.id, |ui| claim_ui(session, *outcome, claim, ui, out));
        }
        None => {}
    });
}

/// What an outcome asks of a person.
pub(in crate::app) fn asks(outcome: ReanchorOutcome) -> &'static str {
    match outcome {
        ReanchorOutcome::Lost => "the words are not in this draft",
        ReanchorOutcome::Recheck => "a digit, negation, name or quoted word changed: check it again",
        ReanchorOutcome::Confirm => "similar words: is it still this claim?",
        ReanchorOutcome::Moved => "the same words, elsewhere",
        ReanchorOutcome::Kept => "the same words, where they stood",
    }
}

/// The colours of an outcome.
pub(in crate::app) fn pair(outcome: ReanchorOutcome, t: &Tokens) -> Pair {
    match outcome {
        ReanchorOutcome::Lost => t.wrong,
        ReanchorOutcome::Recheck => t.needs_fix,
        ReanchorOutcome::Confirm => t.said,
        ReanchorOutcome::Moved | ReanchorOutcome::Kept => t.confirmed,
    }
}

/// What a claim's words were and are.
pub(in crate::app) fn pieces(claim: &Claim) -> Vec<Piece> {
    let Some(reanchor) = &claim.reanchor else { return vec![Piece::Same(claim.words())] };
    if claim.places().next().is_none() {
        return vec![Piece::Out(reanchor.was.clone())];
    }
    real_word_diff(&reanchor.was, &claim.words())
}

fn head_ui(ui: &mut Ui, outcome: ReanchorOutcome, n: usize) {
    let t = tokens(ui.ctx());
    ui.add_space(STEP);
    ui.horizontal(|ui| {
        let name = capital(outcome.word());
        ui.label(RichText::new(format!("{name} · {n}")).font(fonts::ui_strong(12.0)).color(pair(outcome, t).ink));
        ui.label(soft(asks(outcome), t).font(fonts::ui(12.0)));
    });
}

fn claim_ui(session: &Session, outcome: ReanchorOutcome, claim: &Claim, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let number = session.current_index().and_then(|index| index.number(claim.id)).unwrap_or_default();
    let is_current = session.view().claim == Some(claim.id);
    let frame = if is_current { card(t).fill(t.accent_tint) } else { card(t) };
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let chip = chip_ui(ui, &format!("#{number}"), is_current);
            named(ui, &chip, &format!("Show claim {number}"));
            if chip.on_hover_text("Show this claim in the article").clicked() {
                out.push(Command::ShowClaim(Some(claim.id)));
            }
            let stale = session.current_index().and_then(|index| index.entry(claim.id)?.stale);
            if let Some(stale) = stale {
                ui.label(
                    RichText::new(format!("stale: {}", stale.word())).font(fonts::ui(12.0)).color(t.needs_fix.ink),
                );
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let lose = link_ui(ui, if outcome == ReanchorOutcome::Lost { "Leave lost" } else { "Not these words" });
                named(ui, &lose, &format!("Leave claim {number} lost"));
                if lose.on_hover_text("The claim's words are gone; it stays in the list of lost claims").clicked() {
                    out.push(Command::SettleWords { claims: vec![claim.id], how: Settling::Lose });
                }
                if claim.spans.iter().all(|span| span.place().is_some()) {
                    let accept = link_ui(ui, "Accept");
                    named(ui, &accept, &format!("Accept the words of claim {number}"));
                    if accept.on_hover_text("These are the claim's words now").clicked() {
                        out.push(Command::SettleWords { claims: vec![claim.id], how: Settling::Accept });
                    }
                } else {
                    ui.label(soft("select its words and press Shift C, or", t).font(fonts::ui(12.0)));
                }
            });
        });
        words_ui(claim, ui);
    });
    ui.add_space(STEP);
}

/// The words, what went and what came marked; the accessible name tells both.
pub(in crate::app) fn words_ui(claim: &Claim, ui: &mut Ui) {
    let response = ui.add(Label::new(diff_job(&pieces(claim), POINTS, tokens(ui.ctx()))).wrap());
    let was = claim.reanchor.as_ref().map(|reanchor| reanchor.was.clone()).unwrap_or_default();
    let told = match claim.places().next() {
        None => format!("Was “{was}”"),
        Some(_) => format!("Was “{was}”, is “{}”", claim.words()),
    };
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
