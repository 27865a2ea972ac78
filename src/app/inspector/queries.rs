//! Queries of a claim, or of the article: whom, what, how old, and the answer.
//!
//! Must not know: how a query is sent.
//! Holds: an answer being typed keeps its field although it is saved after a pause.

use egui::{Align, Layout, RichText, Ui};

use crate::app::buffers::{Field, Look, Panel};
use crate::app::inspector::Desk;
use crate::app::inspector::controls::{self, capital};
use crate::app::theme::{STEP, UI_POINTS, fonts, icon, tokens, widgets};
use crate::app::when::{age, day, moment};
use crate::model::article::Article;
use crate::model::claim::Claim;
use crate::model::query::{Query, QueryState, Subject};
use crate::session::command::Command;

pub(super) fn queries_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    controls::head_with_command_ui(desk, ui, "Queries", "query", "Ask…");
    let Some(article) = desk.session.current_article() else { return };
    let n_shown = list_ui(desk, article, |on| on == Subject::Claim(claim.id), ui);
    if n_shown == 0 {
        controls::soft_ui(ui, "Nothing was asked about this claim");
    }
}

/// Shows the queries whose subject is wanted, open ones first, and answers how many there are.
pub(super) fn list_ui(desk: &mut Desk<'_>, article: &Article, wanted: impl Fn(Subject) -> bool, ui: &mut Ui) -> usize {
    let mut queries: Vec<&Query> = article.review.queries.values().filter(|query| wanted(query.on)).collect();
    queries.sort_by_key(|query| (query.state, query.asked, query.id));
    for query in &queries {
        ui.push_id(query.id, |ui| {
            widgets::card(tokens(ui.ctx())).show(ui, |ui| {
                ui.set_width(ui.available_width());
                query_ui(desk, article, query, ui);
            });
        });
    }
    queries.len()
}

fn query_ui(desk: &mut Desk<'_>, article: &Article, query: &Query, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let session = desk.session;
    ui.spacing_mut().item_spacing.y = STEP;
    ui.horizontal(|ui| {
        widgets::icon_ui(ui, icon::CHAT_CIRCLE, 15.0, t.soft);
        ui.label(RichText::new(capital(query.to.word())).font(fonts::ui_strong(UI_POINTS)));
        if let Some(due) = query.due {
            ui.label(widgets::soft(format!("due {}", day(due)), t));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(visibility) = controls::level_chip_ui(ui, query.visibility, "Query") {
                let (article, query) = (article.slug.clone(), query.id);
                desk.out.push(Command::SetQueryVisibility { article, query, visibility });
            }
            let told = match query.state {
                QueryState::Open => age(query.asked, session.now()),
                QueryState::Answered | QueryState::Withdrawn => query.state.word().to_owned(),
            };
            let asked = moment(query.asked, session.now(), session.zone());
            ui.label(widgets::soft(told, t)).on_hover_text(format!("Asked by {} {asked}", query.by));
        });
    });
    ui.add(egui::Label::new(&query.words).wrap());
    let field = Field::Answer(article.slug.clone(), query.id);
    let is_open = query.state == QueryState::Open;
    if is_open || desk.is_open(&field) {
        let look =
            Look { panel: Panel::Inspector, label: "Answer", hint: "Write down the answer", rows: 1, font: None };
        let response = desk.field_ui(ui, &field, &query.answer, &look);
        drop(response.on_hover_text("An answer settles the query"));
    } else if !query.answer.is_empty() {
        ui.horizontal_top(|ui| {
            widgets::icon_ui(ui, icon::ARROW_RIGHT, 13.0, t.soft);
            ui.add(egui::Label::new(&query.answer).wrap());
        });
    }
    let (text, tip) = if is_open { ("Withdraw", "No longer ask this") } else { ("Reopen", "Ask this again") };
    if widgets::link_ui(ui, text).on_hover_text(tip).clicked() {
        let (article, query) = (article.slug.clone(), query.id);
        desk.out.push(if is_open {
            Command::WithdrawQuery { article, query }
        } else {
            Command::ReopenQuery { article, query }
        });
    }
}
