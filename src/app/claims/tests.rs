//! The claims list, tried by its labels.

use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::trial::{self, Desk, Shown};
use crate::model::decision::Status;
use crate::session::window_command::WindowCommand;

const FIRST: &str = "Claim 1: more than 100,000 troops, number, said unchecked, so unchecked";
const SECOND: &str = "Claim 2: a senior officer, name, so unchecked";
const THIRD: &str = "Claim 3: the largest in the region, superlative, so unchecked";

fn shown(desk: Desk) -> Shown<'static, ClaimsList> {
    trial::show(desk, (1200.0, 300.0), ClaimsList::default(), claims_ui)
}

fn rows(list: &Shown<'static, ClaimsList>) -> usize {
    list.query_all_by_role(Role::ListBoxOption).count()
}

#[test]
fn pressing_a_row_goes_to_the_claim() {
    let desk = trial::ministers();
    let claims = desk.claims();
    let mut list = shown(desk);
    list.get_by_label(SECOND).click();
    list.run();
    assert_eq!(list.said(), [Command::ShowClaim(Some(claims[1]))]);
}

#[test]
fn words_claimant_and_note_are_searched() {
    for (words, n) in [("TROOPS", 1), ("western", 1), ("region", 1), ("e", 3), ("zebra", 0)] {
        let mut list = shown(trial::ministers());
        list.state_mut().panel.filter.words = words.to_owned();
        list.run();
        assert_eq!(rows(&list), n, "{words}");
    }
}

#[test]
fn the_filter_box_is_typed_into_and_cleared() {
    let mut list = shown(trial::ministers());
    assert!(list.query_by_label("3 claims").is_some());
    list.get_by_label("Filter claims").focus();
    list.run();
    list.get_by_label("Filter claims").type_text("officer");
    list.run();
    assert_eq!(rows(&list), 1);
    assert!(list.query_by_label("1 of 3 claims").is_some());
    list.get_by_label("Filter claims").type_text("zzz");
    list.run();
    assert!(list.query_by_label("No claim matches").is_some());
    list.get_by_label("Clear filter").click();
    list.run();
    assert_eq!(rows(&list), 3);
}

#[test]
fn menus_filter_by_status_kind_and_source() {
    for (menu, choice, left) in [
        ("Status", "wrong", "Claim 2: a senior officer, name, so wrong"),
        ("Kind", "superlative", THIRD),
        ("Source", "Joint staff briefing", FIRST),
    ] {
        let mut desk = trial::ministers();
        let (claims, source) = (desk.claims(), desk.source("Joint staff briefing"));
        desk.run(trial::decide(&claims[1..2], Status::Wrong));
        desk.run(Command::AddTie { claim: claims[0], source, words: Default::default() });
        let mut list = trial::show(desk, (700.0, 700.0), ClaimsList::default(), claims_ui);
        list.get_by_label(menu).click();
        list.run();
        list.get_all_by_label(choice).last().expect("the menu has it").click();
        list.run();
        assert_eq!(rows(&list), 1, "{menu}");
        assert!(list.query_by_label(left).is_some(), "{menu}");
        assert!(list.query_by_label_contains(&format!("{menu}: ")).is_some(), "the button names the choice");
    }
}

#[test]
fn orders_sort_the_rows() {
    use filter::Order;
    for (order, first) in [(Order::Reading, FIRST), (Order::Kind, FIRST), (Order::Newest, THIRD)] {
        let mut list = shown(trial::ministers());
        list.state_mut().panel.filter.order = order;
        list.run();
        let top = |label: &str| list.get_by_label(label).rect().top();
        assert!([FIRST, SECOND, THIRD].iter().all(|label| top(first) <= top(label)), "{order:?}");
    }
    let mut desk = trial::ministers();
    let claims = desk.claims();
    desk.run(trial::decide(&claims[2..], Status::Wrong));
    let mut list = shown(desk);
    list.state_mut().panel.filter.order = Order::Status;
    list.run();
    let wrong = list.get_by_label_contains("so wrong").rect().top();
    assert!(wrong < list.get_by_label(SECOND).rect().top());
}

#[test]
fn a_range_is_picked_with_shift_and_decided_at_once() {
    let desk = trial::ministers();
    let claims = desk.claims();
    let mut list = shown(desk);
    list.get_by_label("Pick claim 1").click();
    list.run();
    list.obey();
    list.get_by_label("Pick claim 3").click_modifiers(Modifiers::SHIFT);
    list.run();
    assert_eq!(list.said(), [Command::Pick(claims.clone())]);
    list.obey();
    assert!(list.query_by_label("3 picked").is_some());
    list.get_by_label("Needs fix").click();
    list.run();
    assert_eq!(list.said(), [trial::decide(&claims, Status::NeedsFix)]);
    list.obey();
    assert_eq!(list.query_all_by_label_contains("needs fix").count(), 3);
}

#[test]
fn the_bulk_bar_waives_and_lets_go() {
    let mut desk = trial::ministers();
    desk.run(Command::Pick(desk.claims()));
    let mut list = shown(desk);
    list.get_by_label("Waive…").click();
    list.run();
    list.get_by_label("Clear picked").click();
    list.run();
    assert_eq!(list.said(), [Command::Window(WindowCommand::Waive), Command::Pick(Vec::new())]);
    list.obey();
    assert!(list.query_by_label_contains("picked").is_none());
}

#[test]
fn picked_claims_out_of_sight_are_told() {
    let mut desk = trial::ministers();
    desk.run(Command::Pick(desk.claims()));
    let mut list = shown(desk);
    list.state_mut().panel.filter.words = "officer".to_owned();
    list.run();
    assert!(list.query_by_label("3 picked (2 not shown)").is_some());
}

#[test]
fn arrow_keys_move_and_control_a_picks_all_shown() {
    let desk = trial::ministers();
    let claims = desk.claims();
    let mut list = shown(desk);
    list.get_by_label(FIRST).click();
    list.run();
    list.obey();
    assert!(ClaimsList::has_focus(&list.ctx));
    list.key_press(Key::ArrowDown);
    list.run();
    assert_eq!(list.said(), [Command::ShowClaim(Some(claims[1]))]);
    list.obey();
    list.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    list.run();
    assert_eq!(list.said(), [Command::Pick(claims[1..].to_vec()), Command::ShowClaim(Some(claims[2]))]);
    list.obey();
    list.key_press_modifiers(Modifiers::COMMAND, Key::A);
    list.run();
    assert_eq!(list.said(), [Command::Pick(claims)]);
    assert!(ClaimsList::has_focus(&list.ctx));
}

#[test]
fn ten_thousand_claims_lay_out_what_is_in_sight_and_follow_the_current_one() {
    let desk = trial::crowd(10_000);
    let claims = desk.claims();
    let mut list = shown(desk);
    assert!(list.query_by_label("10000 claims").is_some());
    assert!((1..=12).contains(&rows(&list)), "{} rows are laid out", rows(&list));
    assert!(list.query_by_label_contains("Claim 1: w1,").is_some());
    list.state_mut().desk.run(Command::ShowClaim(Some(claims[8_999])));
    list.run();
    assert!(list.query_by_label_contains("Claim 9000: w9000,").is_some(), "the current claim comes into sight");
    assert!((1..=13).contains(&rows(&list)), "{} rows are laid out", rows(&list));
}

#[test]
fn the_toolbar_keeps_within_a_narrow_window() {
    let mut list = trial::show(trial::ministers(), (700.0, 300.0), ClaimsList::default(), claims_ui);
    list.state_mut().panel.filter.stands = Some(filter::Stands::OnAuthor);
    list.state_mut().panel.filter.order = filter::Order::Newest;
    list.run();
    for label in ["0 of 3 claims", "Status: on author", "Kind", "Source", "Order: newest first", "Clear"] {
        let rect = list.get_by_label(label).rect();
        assert!(rect.right() <= 700.0, "{label}: {rect:?}");
    }
}

#[test]
fn an_article_without_claims_says_how_to_make_one() {
    let mut desk = trial::ministers();
    desk.run(Command::RemoveClaims(desk.claims()));
    assert!(shown(desk).query_by_label_contains("Select words and press C").is_some());
    assert!(shown(trial::empty()).query_by_label("No article is shown").is_some());
}
