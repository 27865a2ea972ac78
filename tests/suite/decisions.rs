//! Decisions through the session: what a second tick keeps.
//!
//! Must not know: keys, panels.

use tickmark::model::decision::{Basis, Scope, Status};
use tickmark::session::command::Command;
use tickmark::session::wishes::Ruling;

use crate::desk::Desk;

#[test]
fn a_decision_ticked_once_more_keeps_its_basis_and_reason() {
    let mut desk = Desk::sample("ministers-meet-as-troop-count-rises");
    let claim = desk.claim("a senior officer");
    let slug = desk.session.view().article.clone().expect("an article is shown");
    let ruling = |basis, reason: &str| Command::Decide {
        claims: vec![claim],
        ruling: Ruling { scope: Some(Scope::So), status: Status::Confirmed, basis, reason: reason.to_owned() },
    };
    desk.run(ruling(Some(Basis::OnAuthor), "she read it back"));
    desk.run(ruling(None, ""));
    let article = desk.session.article(&slug).expect("the article");
    let so = article.review.claims.get(&claim).and_then(|claim| claim.so.clone()).expect("a decision");
    assert_eq!((so.basis, so.reason.as_str()), (Some(Basis::OnAuthor), "she read it back"));
}
