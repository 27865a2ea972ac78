//! The side bar, tried by its labels.

use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::trial::{self, Desk, Shown};
use crate::model::decision::Status;

fn shown(desk: Desk) -> Shown<'static, SideBar> {
    trial::show(desk, (WIDTH, 800.0), SideBar::default(), side_bar_ui)
}

#[test]
fn an_article_shows_its_progress_and_is_shown_when_pressed() {
    let mut desk = trial::ministers();
    let (claims, slug) = (desk.claims(), desk.slug());
    desk.run(trial::decide(&claims[1..2], Status::Confirmed));
    let mut side = shown(desk);
    side.get_by_label("Ministers meet as troop count rises, 1 of 3 claims decided").click();
    side.run();
    assert_eq!(side.said(), [Command::ShowArticle(slug)]);
}

#[test]
fn a_query_leads_to_its_claim_or_article() {
    let desk = trial::ministers();
    let (slug, claim) = (desk.slug(), desk.claims()[0]);
    let mut side = shown(desk);
    side.get_by_label("Author: Who counted them?").click();
    side.run();
    assert_eq!(side.said(), [Command::ShowArticle(slug.clone()), Command::ShowClaim(Some(claim))]);
    side.get_by_label("Legal: Can this stay?").click();
    side.run();
    assert_eq!(side.said().last(), Some(&Command::ShowArticle(slug)), "a query on a paragraph has no claim");
    assert!(side.query_by_label("2 open").is_some());
}

#[test]
fn pressing_a_source_pins_it_and_again_unpins_it() {
    let desk = trial::ministers();
    let source = desk.source("Joint staff briefing");
    let mut side = shown(desk);
    side.get_by_label("Joint staff briefing, source, not tied yet").click();
    side.run();
    assert_eq!(side.said(), [Command::Pin(Some(source))]);
    side.obey();
    side.get_by_label("Joint staff briefing, pinned source, not tied yet").click();
    side.run();
    assert_eq!(side.said(), [Command::Pin(None)]);
}

#[test]
fn a_source_is_edited_and_removed_from_its_menu() {
    for (item, wish) in [
        ("Edit source…", (|id| Command::Window(WindowCommand::EditSource(id))) as fn(_) -> _),
        ("Remove source", Command::RemoveSource),
    ] {
        let desk = trial::ministers();
        let source = desk.source("UN monitoring report");
        let mut side = shown(desk);
        side.get_by_label("UN monitoring report, source, not tied yet").click_secondary();
        side.run();
        side.get_by_label(item).click();
        side.run();
        assert_eq!(side.said(), [wish(source)], "{item}");
    }
}

#[test]
fn a_tied_source_comes_first_and_cannot_be_removed() {
    let mut desk = trial::ministers();
    let (source, claim) = (desk.source("UN monitoring report"), desk.claims()[0]);
    desk.run(Command::AddTie { claim, source, words: Default::default() });
    let mut side = shown(desk);
    let tied = side.get_by_label("UN monitoring report, source, tied once").rect();
    assert!(tied.top() < side.get_by_label("Joint staff briefing, source, not tied yet").rect().top());
    side.get_by_label("UN monitoring report, source, tied once").click_secondary();
    side.run();
    side.get_by_label("Remove source").click();
    side.run();
    assert_eq!(side.said(), []);
}

#[test]
fn a_removed_article_is_brought_back() {
    let mut desk = trial::ministers();
    let other = desk.session.project().expect("open").articles.keys().find(|slug| **slug != desk.slug()).cloned();
    let other = other.expect("there are two articles");
    desk.run(Command::RemoveArticle(other.clone()));
    let mut side = shown(desk);
    assert!(side.query_by_label("Restore Power cuts enter third week").is_none());
    side.get_by_label("1 removed").click();
    side.run();
    side.get_by_label("Restore Power cuts enter third week").click();
    side.run();
    assert_eq!(side.said(), [Command::RestoreArticle(other)]);
}

#[test]
fn article_menu_and_rows_of_the_table() {
    let desk = trial::ministers();
    let slug = desk.slug();
    let mut side = shown(desk);
    side.get_by_label_contains("Ministers meet").click_secondary();
    side.run();
    side.get_by_label("Details…").click();
    side.run();
    assert_eq!(side.said(), [Command::ShowArticle(slug), Command::Window(WindowCommand::EditArticle)]);
    side.get_by_label("Open article…").click();
    side.run();
    side.get_by_label("New source…").click();
    side.run();
    assert_eq!(
        side.said().get(2..),
        Some(&[Command::Window(WindowCommand::PickArticles), Command::Window(WindowCommand::AddSource)][..])
    );
}

#[test]
fn with_nothing_open_it_offers_a_project() {
    let mut side = shown(trial::empty());
    side.get_by_label("Open the sample").click();
    side.run();
    assert_eq!(side.said(), [Command::OpenSample]);
}

#[test]
fn the_source_under_files_is_known() {
    let desk = trial::ministers();
    let source = desk.source("UN monitoring report");
    let side = shown(desk);
    let row = side.get_by_label("UN monitoring report, source, not tied yet").rect();
    let panel = &side.state().panel;
    assert_eq!(panel.source_at(row.center()), Some(source));
    assert!(panel.sources_area().is_some_and(|area| area.contains_rect(row)));
    assert_eq!(panel.source_at(Pos2::ZERO), None);
}
