//! The panel of the newest draft, tested by its labels.

use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::trial::{self, Desk};
use crate::session::wishes::{DraftFrom, Settling};

fn shown(desk: Desk) -> trial::Shown<'static, DraftPanel> {
    trial::show(desk, (1000.0, 420.0), DraftPanel::default(), draft_ui)
}

/// The ministers' article with a new draft of this text.
fn redrafted(change: impl Fn(&str) -> String) -> Desk {
    let mut desk = trial::ministers();
    let article = desk.slug();
    let text = desk.session.current_article().map(|article| article.draft.text().to_owned()).unwrap_or_default();
    let from = DraftFrom::Text(change(&text));
    desk.run(Command::NewDraft { article: article.clone(), from });
    desk.session.finish_jobs();
    desk.run(Command::CompareDrafts(article));
    desk.session.finish_jobs();
    desk
}

#[test]
fn an_article_of_one_draft_says_how_to_bring_another() {
    let list = shown(trial::ministers());
    assert!(list.query_by_label_contains("This article has one draft").is_some());
    assert!(list.query_by_label("New draft…").is_some());
}

#[test]
fn changed_claims_are_shown_with_old_and_new_words_and_accepted() {
    let desk = redrafted(|text| text.replace("100,000", "130,000"));
    let claim = unsettled(desk.session.current_article().expect("it is shown")).first().map(|(_, claim)| claim.id);
    let mut list = shown(desk);
    assert!(list.query_by_label("Recheck · 1").is_some());
    assert!(list.query_by_label_contains("is “more than 130,000 troops”").is_some());
    list.get_by_label_contains("Accept the words of claim").click();
    list.run();
    let claims: Vec<_> = claim.into_iter().collect();
    assert_eq!(list.said(), [Command::SettleWords { claims, how: Settling::Accept }]);
}

#[test]
fn the_text_shows_only_paragraphs_with_changed_words() {
    let desk = redrafted(|text| text.replace("100,000", "130,000"));
    let mut list = shown(desk);
    list.get_by_label("Text · 1 changed").click();
    list.run();
    assert!(list.query_by_label_contains("[cut: 100,000] [new: 130,000]").is_some());
}
