//! The list of queries: what was asked of whom about which words, and the answers.
//!
//! In: the session. Out: commands; what is typed goes through the text buffers. Must not know: how a memo is written.
//! Holds: a query being answered stays in sight until another one is; queries out of sight lay out nothing.

use std::collections::BTreeMap;

use egui::{Align, Layout, Rect, RichText, ScrollArea, Ui, vec2};

use crate::app::buffers::{Field, Look, Panel, TextBuffers};
use crate::app::offer::Offer;
use crate::app::theme::widgets::{card, check_ui, chip_ui, icon_ui, link_ui, soft, strong};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::app::when::age;
use crate::model::article::Article;
use crate::model::ids::{QueryId, Slug};
use crate::model::problem::{quoted, shortened};
use crate::model::query::{Addressee, Query, QueryState, Subject};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::queries::place_of;

/// Height a query is taken to have until it was laid out once, in points.
const GUESSED_HEIGHT: f32 = 104.0;

/// What the list remembers between frames.
#[derive(Default)]
pub struct QueriesList {
    shows_settled: bool,
    /// The query whose answer was typed into last: it stays although it is answered.
    answering: Option<QueryId>,
    shown: Option<Shown>,
    heights: BTreeMap<QueryId, f32>,
    width: f32,
}

/// The queries shown, as of one revision of the session.
struct Shown {
    key: (u64, Slug, Showing),
    groups: Vec<(Addressee, Vec<QueryId>)>,
    n_settled: usize,
}

/// Which queries are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Showing {
    /// Open ones, and the one being answered.
    Open(Option<QueryId>),
    /// All.
    All,
}

/// Shows the list over the whole of `ui`.
pub fn queries_ui(session: &Session, list: &mut QueriesList, buffers: &mut TextBuffers, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    let t = tokens(ui.ctx());
    let Some(article) = session.current_article() else {
        quiet_ui(ui, "No article is shown");
        return out;
    };
    list.refresh(session, article);
    toolbar_ui(session, list, ui, &mut out);
    list.refresh(session, article);
    if (list.width - ui.available_width()).abs() > 0.5 {
        list.width = ui.available_width();
        list.heights.clear();
    }
    let groups = list.shown.as_ref().map(|shown| shown.groups.clone()).unwrap_or_default();
    if groups.is_empty() {
        let settled = list.shown.as_ref().is_some_and(|shown| shown.n_settled > 0);
        quiet_ui(ui, if settled { "No query is open" } else { "No queries yet. Select words and press Q to ask" });
        return out;
    }
    ScrollArea::vertical().id_salt("queries").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
            for (addressee, queries) in &groups {
                ui.label(RichText::new(heading(*addressee, queries.len())).font(fonts::ui_strong(12.0)).color(t.soft));
                for query in queries.iter().filter_map(|id| article.review.queries.get(id)) {
                    placed_ui(session, (article, query), (list, buffers), ui, &mut out);
                }
                ui.add_space(2.0 * STEP);
            }
        });
    });
    out
}

impl QueriesList {
    fn refresh(&mut self, session: &Session, article: &Article) {
        let showing = if self.shows_settled { Showing::All } else { Showing::Open(self.answering) };
        let key = (session.revision(), article.slug.clone(), showing);
        if self.shown.as_ref().is_some_and(|shown| shown.key == key) {
            return;
        }
        if self.shown.as_ref().is_some_and(|shown| shown.key.1 != article.slug) {
            self.answering = None;
            self.heights.clear();
        }
        let queries = article.review.queries.values();
        let n_settled = queries.clone().filter(|query| query.state != QueryState::Open).count();
        let is_shown = |query: &&Query| match showing {
            Showing::All => true,
            Showing::Open(answering) => query.state == QueryState::Open || answering == Some(query.id),
        };
        let mut shown: Vec<&Query> = queries.filter(is_shown).collect();
        shown.sort_by_key(|query| (query.to, place_of(article, query.on), query.asked, query.id));
        let mut groups: Vec<(Addressee, Vec<QueryId>)> = Vec::new();
        for query in shown {
            match groups.last_mut() {
                Some((to, queries)) if *to == query.to => queries.push(query.id),
                _ => groups.push((query.to, vec![query.id])),
            }
        }
        self.shown = Some(Shown { key, groups, n_settled });
    }
}

fn quiet_ui(ui: &mut Ui, words: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(8.0 * STEP);
        ui.label(soft(words, tokens(ui.ctx())));
    });
}

/// "To the author · 3".
fn heading(to: Addressee, n: usize) -> String {
    let whom = match to {
        Addressee::Author => "To the author",
        Addressee::Editor => "To the editor",
        Addressee::Source => "To a source",
        Addressee::Legal => "To legal",
    };
    format!("{whom} · {n}")
}

fn toolbar_ui(session: &Session, list: &mut QueriesList, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let open = session.current_index().map_or(0, |index| index.open_queries());
            ui.label(strong(format!("{open} open")));
            let n_settled = list.shown.as_ref().map_or(0, |shown| shown.n_settled);
            if n_settled > 0 {
                let text = format!("Show {n_settled} settled");
                let response = check_ui(ui, &mut list.shows_settled, RichText::new(text).color(t.soft));
                response.on_hover_text("Show answered and withdrawn queries too");
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (id, text) in [("query", "Ask about the article…"), ("memo", "Copy as memo")] {
                    let Some(offer) = Offer::of(session, id) else { continue };
                    let can = offer.wish.is_ok() && (id != "memo" || open > 0);
                    let why = if id == "memo" && open == 0 { "\nNo query is open" } else { "" };
                    let hint = format!("{}{why}", offer.hint());
                    let response = ui.add_enabled(can, egui::Button::new(text));
                    if response.on_hover_text(&hint).on_disabled_hover_text(&hint).clicked() {
                        out.extend(offer.wish.ok());
                    }
                }
            });
        });
    });
}

/// Shows a query where it is in sight, and keeps its room where it is not.
fn placed_ui(
    session: &Session,
    (article, query): (&Article, &Query),
    (list, buffers): (&mut QueriesList, &mut TextBuffers),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let known = list.heights.get(&query.id).copied();
    let height = known.unwrap_or(GUESSED_HEIGHT);
    let room = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
    let field = Field::Answer(article.slug.clone(), query.id);
    let has_focus = ui.memory(|memory| memory.has_focus(TextBuffers::id(&field, Panel::Queries)));
    if !ui.is_rect_visible(room) && !has_focus {
        ui.allocate_space(room.size());
        return;
    }
    if has_focus {
        list.answering = Some(query.id);
    }
    let inner = ui.push_id(query.id, |ui| {
        card(tokens(ui.ctx())).show(ui, |ui| {
            ui.set_width(ui.available_width());
            query_ui(session, (article, query), (&field, buffers), ui, out);
        });
    });
    let height = inner.response.rect.height();
    if known.is_none_or(|known| (known - height).abs() > 0.5) {
        list.heights.insert(query.id, height);
        ui.ctx().request_repaint();
    }
}

fn query_ui(
    session: &Session,
    (article, query): (&Article, &Query),
    (field, buffers): (&Field, &mut TextBuffers),
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let t = tokens(ui.ctx());
    let slug = article.slug.clone();
    ui.horizontal(|ui| {
        let about = about(article, query.on);
        if let Subject::Claim(claim) = query.on {
            if chip_ui(ui, &shortened(&about, 90), false).on_hover_text(format!("{about}\nShow the claim")).clicked() {
                out.push(Command::ShowClaim(Some(claim)));
            }
        } else {
            ui.label(soft(&about, t));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if query.state == QueryState::Open {
                if link_ui(ui, "Withdraw").on_hover_text("No longer ask this").clicked() {
                    out.push(Command::WithdrawQuery { article: slug.clone(), query: query.id });
                }
            } else if link_ui(ui, "Reopen").on_hover_text("Ask this again").clicked() {
                out.push(Command::ReopenQuery { article: slug.clone(), query: query.id });
            }
            let color = if is_overdue(session, query) { t.needs_fix.ink } else { t.soft };
            ui.label(RichText::new(standing_words(session, query)).color(color));
        });
    });
    ui.horizontal(|ui| {
        if query.is_confidential() {
            icon_ui(ui, icon::LOCK, 14.0, t.soft).on_hover_text("Confidential: its words stand in the inspector only");
        }
        ui.add(egui::Label::new(strong(query.name())).wrap());
    });
    ui.label(soft(asked_words(session, query), t).font(fonts::ui(12.0)));
    if query.state == QueryState::Withdrawn || query.is_confidential() {
        return;
    }
    let look = Look { panel: Panel::Queries, label: "Answer", hint: "Type the answer", rows: 1, font: None };
    buffers.edit_ui(ui, field, &query.answer, &look).on_hover_text("What was answered; the query is then settled");
}

/// "Paragraph 3, “more than 100,000 troops”".
fn about(article: &Article, on: Subject) -> String {
    let place = Session::query_paragraph(article, on).map(|number| format!("Paragraph {number}"));
    let words = match on {
        Subject::Claim(id) => article.review.claims.get(&id).map(|claim| quoted(&claim.words(), 200)),
        Subject::Article | Subject::Block(_) => None,
    };
    let parts: Vec<String> = [place, words].into_iter().flatten().collect();
    if parts.is_empty() { "The whole article".to_owned() } else { parts.join(", ") }
}

/// How a query stands: "open", "overdue", "answered 3 Feb".
fn standing_words(session: &Session, query: &Query) -> String {
    if is_overdue(session, query) {
        return "overdue".to_owned();
    }
    let zone = session.zone().clone();
    let settled = query.settled.map(|at| at.to_zoned_datetime(zone).strftime(" %-d %b").to_string());
    format!("{}{}", query.state.word(), settled.unwrap_or_default())
}

/// Whether an answer was wanted by a day that is over.
fn is_overdue(session: &Session, query: &Query) -> bool {
    let today = session.now().to_zoned_datetime(session.zone().clone()).date();
    query.state == QueryState::Open && query.due.is_some_and(|due| due < today)
}

/// "Asked by Alma Brekke on 3 Feb, 14:02 (2 h) · due 5 Feb".
fn asked_words(session: &Session, query: &Query) -> String {
    let by = session.project().map_or(query.by.0.as_str(), |project| project.person_name(&query.by));
    let at = query.asked.to_zoned_datetime(session.zone().clone());
    let age = age(query.asked, session.now());
    let due = query.due.map(|due| format!(" · due {}", due.strftime("%-d %b"))).unwrap_or_default();
    format!("Asked by {by} on {} ({age}){due}", at.strftime("%-d %b, %H:%M"))
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::trial::{self, Desk};
    use crate::model::visibility::Visibility;
    use crate::session::window_command::WindowCommand;

    type Panel = (QueriesList, TextBuffers);

    fn shown(desk: Desk) -> trial::Shown<'static, Panel> {
        trial::show(desk, (900.0, 420.0), Panel::default(), |session, (list, buffers), ui| {
            let mut out = queries_ui(session, list, buffers, ui);
            out.extend(buffers.due(session, ui.input(|input| input.time)));
            out
        })
    }

    #[test]
    fn memo_and_ask_are_offered() {
        for (label, wish) in [("Copy as memo", WindowCommand::CopyMemo), ("Ask about the article…", WindowCommand::Ask)]
        {
            let mut list = shown(trial::ministers());
            list.get_by_label(label).click();
            list.run();
            assert_eq!(list.said(), [Command::Window(wish)], "{label}");
        }
    }

    #[test]
    fn without_an_open_query_there_is_no_memo() {
        let mut desk = trial::ministers();
        let article = desk.slug();
        for words in ["Who counted them?", "Can this stay?"] {
            let query = desk.query(words);
            desk.run(Command::WithdrawQuery { article: article.clone(), query });
        }
        let mut list = shown(desk);
        list.get_by_label("Copy as memo").click();
        list.run();
        assert_eq!(list.said(), []);
        assert!(list.query_by_label("No query is open").is_some());
    }

    #[test]
    fn queries_stand_under_their_addressee_with_paragraph_and_words() {
        let list = shown(trial::ministers());
        let top = |label: &str| list.get_by_label(label).rect().top();
        assert!(top("To the author · 1") < top("Who counted them?"));
        assert!(top("Who counted them?") < top("To legal · 1"));
        assert!(list.query_by_label("Paragraph 2, “more than 100,000 troops”").is_some());
        assert!(list.query_by_label("Paragraph 3").is_some());
        assert_eq!(list.query_all_by_label("Asked by Alma Brekke on 3 Feb, 14:02 (new)").count(), 2);
    }

    #[test]
    fn an_answer_settles_the_query_which_stays_while_it_is_typed() {
        let desk = trial::ministers();
        let (article, query) = (desk.slug(), desk.query("Who counted them?"));
        let mut list = shown(desk);
        let field = || Field::Answer(article.clone(), query);
        let first = list.get_all_by_label("Answer").next().expect("there is a field");
        first.focus();
        list.run();
        list.get_all_by_label("Answer").next().expect("there is a field").type_text("The staff");
        list.run_steps(8);
        let answer = "The staff".to_owned();
        assert_eq!(list.said(), [Command::AnswerQuery { article: article.clone(), query, answer }]);
        list.obey();
        assert!(list.query_by_label("Who counted them?").is_some(), "it does not vanish under the fingers");
        assert!(
            list.ctx.memory(|memory| memory.has_focus(TextBuffers::id(&field(), crate::app::buffers::Panel::Queries)))
        );
        assert!(list.query_by_label("1 open").is_some());
    }

    #[test]
    fn settled_queries_are_shown_on_request_and_opened_again() {
        let mut desk = trial::ministers();
        let (article, query) = (desk.slug(), desk.query("Who counted them?"));
        desk.run(Command::WithdrawQuery { article: article.clone(), query });
        let mut list = shown(desk);
        assert!(list.query_by_label("Who counted them?").is_none());
        list.get_by_label("Show 1 settled").click();
        list.run();
        list.get_by_label("Reopen").click();
        list.run();
        assert_eq!(list.said(), [Command::ReopenQuery { article, query }]);
    }

    #[test]
    fn a_query_is_withdrawn_and_its_claim_shown() {
        let desk = trial::ministers();
        let (article, query, claim) = (desk.slug(), desk.query("Who counted them?"), desk.claims()[0]);
        let mut list = shown(desk);
        list.get_all_by_label("Withdraw").next().expect("there is one").click();
        list.run();
        list.get_by_label("Paragraph 2, “more than 100,000 troops”").click();
        list.run();
        assert_eq!(list.said(), [Command::WithdrawQuery { article, query }, Command::ShowClaim(Some(claim))]);
    }

    #[test]
    fn many_queries_lay_out_what_is_in_sight() {
        let mut desk = trial::ministers();
        for number in 0..60 {
            let words = format!("Question {number}?");
            let (article, to) = (desk.slug(), Addressee::Editor);
            desk.run(Command::Ask {
                article,
                on: Subject::Article,
                to,
                words,
                due: None,
                visibility: Visibility::Newsroom,
            });
        }
        let list = shown(desk);
        let n = list.query_all_by_label("Answer").count();
        assert!((2..12).contains(&n), "{n} of 62 are laid out");
    }

    #[test]
    fn overdue_is_told() {
        let mut desk = trial::ministers();
        let due = Some(jiff::civil::date(2026, 2, 1));
        let (article, words) = (desk.slug(), "Late?".to_owned());
        desk.run(Command::Ask {
            article,
            on: Subject::Article,
            to: Addressee::Author,
            words,
            due,
            visibility: Visibility::Newsroom,
        });
        let article = desk.session.current_article().expect("shown");
        let query = article.review.queries.get(&desk.query("Late?")).expect("asked");
        assert!(standing_words(&desk.session, query).contains("overdue"));
        assert!(
            asked_words(&desk.session, query).ends_with("(new) · due 1 Feb"),
            "{}",
            asked_words(&desk.session, query)
        );
        assert_eq!(about(article, Subject::Article), "The whole article");
    }
}
