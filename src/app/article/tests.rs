//! The article as it is shown: laid out anew when it must be, and whose its paragraphs are.
//!
//! Must not know: how marks are painted.

use std::sync::Arc;

use egui::Galley;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::trial::{self, Desk, Shown};
use crate::session::wishes::Assignee;

fn shown(desk: Desk) -> Shown<'static, ArticleView> {
    trial::show(desk, (900.0, 700.0), ArticleView::default(), article_ui)
}

fn first_galley(shown: &Shown<'_, ArticleView>) -> Arc<Galley> {
    let layout = shown.state().panel.surface.layout().expect("it is laid out");
    Arc::clone(&layout.laid(0).expect("the first piece is in sight").galley)
}

#[test]
fn another_theme_lays_the_article_out_anew() {
    let mut shown = shown(trial::ministers());
    shown.ctx.set_theme(egui::Theme::Light);
    shown.run_steps(3);
    let before = first_galley(&shown);
    shown.run();
    assert!(Arc::ptr_eq(&before, &first_galley(&shown)), "what did not change is kept");
    for theme in [egui::Theme::Dark, egui::Theme::Light] {
        let before = first_galley(&shown);
        shown.ctx.set_theme(theme);
        shown.run_steps(3);
        // The letters of a layout are places in egui's store of glyphs, which another theme empties.
        assert!(!Arc::ptr_eq(&before, &first_galley(&shown)), "{theme:?}");
    }
}

#[test]
fn the_margin_tells_whose_paragraphs_and_claims_are() {
    let mut desk = trial::ministers();
    let (article, claims) = (desk.slug(), desk.claims());
    let plain = shown(desk);
    assert!(plain.query_by_label_contains("to check").is_none(), "nothing is given to anybody");
    desk = trial::ministers();
    let eva = || Some(Assignee::Named("Eva Chen".to_owned()));
    desk.run(Command::AssignBlocks { article: article.clone(), blocks: 1..3, to: eva() });
    desk.run(Command::Assign { claims: vec![claims[0]], to: Some(Assignee::Me) });
    desk.run(Command::Assign { claims: vec![claims[1]], to: eva() });
    let shown = shown(desk);
    shown.get_by_label("Paragraph 2 is Eva Chen’s to check; Claim 1 is yours to check");
    shown.get_by_label("Paragraph 3 is Eva Chen’s to check");
    assert!(shown.query_by_label_contains("Paragraph 1 is").is_none(), "the headline is nobody's");
    shown.get_by_label("Claim 1, unchecked, for you: more than 100,000 troops");
    shown.get_by_label("Claim 2, unchecked, for Eva Chen: a senior officer");
    shown.get_by_label("Claim 3, unchecked: the largest in the region");
}
