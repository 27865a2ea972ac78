//! New drafts from end to end: on the command line, in the session and in the window.
//!
//! Must not know: how words are found again.

use serde_json::Value;
use tickmark::model::ids::ClaimId;
use tickmark::model::reanchor::ReanchorOutcome;
use tickmark::session::command::Command;
use tickmark::session::drafts::unsettled;
use tickmark::session::wishes::{DraftFrom, Settling};

use crate::desk::{Desk, files_of};
use crate::window::Window;
use crate::world::TestProject;

const POWER: &str = "power-cuts-enter-third-week";
const TEXT: &str = "Ministers meet\n\nWashington says more than 100,000 troops stand there; the harbour is quiet.\n\n\
    Snow fell in the hills on Tuesday night. Nobody expects an agreement before spring.\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

fn world() -> TestProject {
    let world = TestProject::with_article(TEXT);
    for words in
        ["100,000 troops", "Snow fell in the hills on Tuesday night", "Nobody expects an agreement before spring"]
    {
        world.run(&["claim", "--quote", words]).ok();
    }
    world
}

#[test]
fn a_draft_from_a_file_tells_what_became_of_each_claim() {
    let world = world();
    world.run(&["status", "#1", "confirmed", "--basis", "document"]).ok();
    let text = TEXT.replace("100,000", "130,000").replace("Snow fell in the hills on Tuesday night. ", "");
    world.write("../second.txt", text.as_bytes());
    let told = json(&world.run(&["draft", "ministers", "../second.txt", "--json"]).ok());
    assert_eq!(told["draft"], 2);
    assert_eq!(told["counts"]["kept"], 1);
    assert_eq!(told["counts"]["recheck"], 1);
    assert_eq!(told["counts"]["lost"], 1);
    assert_eq!(told["claims"][0]["outcome"], "lost", "the gravest first");
    assert_eq!(told["claims"][1]["was"], "100,000 troops");
    assert_eq!(told["claims"][1]["words"], "130,000 troops");
    assert_eq!(world.read("articles/ministers-meet/draft-01.txt"), TEXT.trim_end(), "the first draft stays");
    assert!(world.read("articles/ministers-meet/draft-02.txt").contains("130,000"));
    let stale = json(&world.run(&["list", "claims", "--status", "stale", "--json"]).ok());
    assert_eq!(stale.as_array().map(Vec::len), Some(1), "a decision goes stale where its words changed");
    world.run(&["draft", "ministers", "--settle", "#1"]).ok();
    let open = json(&world.run(&["draft", "ministers", "--json"]).ok());
    assert_eq!(open.as_array().map(Vec::len), Some(1));
    assert_eq!(open[0]["outcome"], "lost");
    let lost = open[0]["id"].as_str().expect("an id");
    world.run(&["draft", "ministers", "--settle", lost, "--quote", "the harbour is quiet"]).ok();
    assert_eq!(json(&world.run(&["draft", "ministers", "--json"]).ok()), Value::Array(Vec::new()));
}

#[test]
fn a_claim_that_was_left_lost_keeps_its_words_is_not_asked_about_again_and_lets_its_article_be_closed() {
    let world = world();
    let text = TEXT.replace("100,000", "130,000").replace("Snow fell in the hills on Tuesday night. ", "");
    world.write("../second.txt", text.as_bytes());
    world.run(&["draft", "ministers", "../second.txt"]).ok();
    let open = json(&world.run(&["draft", "ministers", "--json"]).ok());
    world.run(&["stage", "ministers", "closed", "--anyway"]).refused("closing-blocked");
    for claim in open.as_array().expect("a list") {
        world.run(&["draft", "ministers", "--settle", claim["id"].as_str().expect("an id"), "--lost"]).ok();
    }
    let claims = json(&world.run(&["list", "claims", "--json"]).ok());
    let words: Vec<&str> = claims.as_array().expect("a list").iter().filter_map(|it| it["words"].as_str()).collect();
    assert!(words.contains(&"100,000 troops") && !words.contains(&"130,000 troops"), "what was decided on: {words:?}");
    world.write("../third.txt", text.replace("before spring", "this year").as_bytes());
    world.run(&["draft", "ministers", "../third.txt"]).ok();
    let open = json(&world.run(&["draft", "ministers", "--json"]).ok());
    assert_eq!(open.as_array().map(Vec::len), Some(1), "only what the third draft changed: {open}");
    world.run(&["draft", "ministers", "--settle", open[0]["id"].as_str().expect("an id")]).ok();
    world.run(&["stage", "ministers", "closed", "--anyway"]).ok();
}

#[test]
fn words_selected_in_one_draft_are_not_selected_in_the_next() {
    let mut desk = Desk::sample(POWER);
    desk.run(Command::SelectSentence);
    assert!(!desk.session.view().selection.is_caret());
    let article = desk.session.current_article().expect("it is shown").clone();
    let text = format!("A new first line\n\n{}", article.draft.text());
    desk.run(Command::NewDraft { article: article.slug.clone(), from: DraftFrom::Text(text) });
    assert_eq!(desk.session.current_article().map(|article| article.draft_number()), Some(2));
    assert!(desk.session.view().selection.is_caret(), "{:?}", desk.session.view().selection);
}

#[test]
fn a_draft_is_undone_and_redone_from_the_history() {
    let world = world();
    world.run(&["read", "--quote", "Nobody expects an agreement"]).ok();
    let review = "articles/ministers-meet/review.ron";
    let article = "articles/ministers-meet/article.ron";
    let before = (world.read(review), world.read(article));
    let text = TEXT.replace("100,000", "130,000").replace("before spring", "this year");
    world.write("../second.txt", text.as_bytes());
    world.run(&["draft", "ministers", "../second.txt"]).ok();
    let after = (world.read(review), world.read(article));
    assert_ne!(before, after);
    world.run(&["undo"]).ok();
    assert_eq!((world.read(review), world.read(article)), before, "the same bytes");
    world.run(&["redo"]).ok();
    assert_eq!((world.read(review), world.read(article)), after, "the same bytes");
}

#[test]
fn accepted_fixes_become_a_draft() {
    let world = world();
    world.run(&["fix", "#1", "an estimated 130,000 troops"]).ok();
    let refused = world.run(&["draft", "ministers", "--from-fixes"]);
    assert!(refused.stderr.contains("no-accepted-fixes"), "{}", refused.stderr);
    world.run(&["fix", "#1", "--accept"]).ok();
    let told = json(&world.run(&["draft", "ministers", "--from-fixes", "--json"]).ok());
    assert_eq!((&told["counts"]["kept"], &told["claims"]), (&Value::from(3), &Value::Array(Vec::new())));
    assert!(world.read("articles/ministers-meet/draft-02.txt").contains("more than an estimated 130,000 troops stand"));
    assert!(world.read("articles/ministers-meet/review.ron").contains("draft: Some(2)"), "the fix knows its draft");
    let again = world.run(&["draft", "ministers", "--from-fixes"]);
    assert!(again.stderr.contains("no-accepted-fixes"), "{}", again.stderr);
}

#[test]
fn a_layout_proof_changes_nothing() {
    let world = world();
    world.run(&["status", "#2", "confirmed", "--basis", "document"]).ok();
    let proof = "Ministers meet\n\nWashington says more than\n100,000 troops stand there; the har-\nbour is quiet.\n\n\
        Snow fell in the\nhills on Tues-\nday night. Nobody ex-\npects an agreement before spring.\n";
    world.write("../proof.txt", proof.as_bytes());
    let told = json(&world.run(&["draft", "ministers", "../proof.txt", "--json"]).ok());
    assert_eq!(told["counts"]["kept"], 3, "{told}");
    let stale = json(&world.run(&["list", "claims", "--status", "stale", "--json"]).ok());
    assert_eq!(stale, Value::Array(Vec::new()), "broken lines are no changed words");
}

#[test]
fn one_quote_is_found_again_without_a_project() {
    let world = TestProject::empty();
    world.write("old.txt", TEXT.as_bytes());
    world.write("new.txt", TEXT.replace("100,000", "90,000").as_bytes());
    let args = ["reanchor", "--old", "old.txt", "--new", "new.txt", "--json", "--quote"];
    let ask = |words: &str| json(&world.run(&[args.as_slice(), &[words]].concat()).ok());
    assert_eq!(ask("100,000 troops")["words"], "90,000 troops");
    assert_eq!(ask("100,000 troops")["outcome"], "recheck");
    assert_eq!(ask("Snow fell in the hills")["outcome"], "kept");
    assert_eq!(ask("no such words anywhere")["outcome"], "lost");
}

/// The sample's untouched article with three claims, one decision and read words, and a second draft.
fn redrafted(change: impl Fn(&str) -> String) -> (Desk, Vec<ClaimId>) {
    let mut desk = Desk::sample(POWER);
    let claims = vec![desk.claim("146,000 people"), desk.claim("Nadiya Kost"), desk.claim("since 1978")];
    let article = desk.session.current_article().expect("it is shown").clone();
    let from = DraftFrom::Text(change(article.draft.text()));
    desk.run(Command::NewDraft { article: article.slug.clone(), from });
    assert_eq!(desk.problems(), []);
    (desk, claims)
}

fn outcomes(desk: &Desk) -> Vec<ReanchorOutcome> {
    unsettled(desk.session.current_article().expect("it is shown")).iter().map(|(outcome, _)| *outcome).collect()
}

#[test]
fn nothing_is_dropped_and_undo_gives_the_same_bytes() {
    let (mut desk, claims) = redrafted(|text| text.replace("146,000", "164,000").replace("since 1978", "for decades"));
    let article = desk.session.current_article().expect("it is shown").clone();
    assert_eq!(article.draft_number(), 2);
    assert!(claims.iter().all(|claim| article.review.claims.contains_key(claim)));
    desk.run(Command::Undo);
    desk.run(Command::Save);
    let first = files_of(&desk.project());
    let before = desk.session.current_article().expect("it is shown").clone();
    assert_eq!(before.draft_number(), 1);
    desk.run(Command::Redo);
    desk.run(Command::Save);
    assert_eq!(desk.session.current_article().expect("it is shown").review, article.review);
    desk.run(Command::Undo);
    desk.run(Command::Save);
    let again = files_of(&desk.project());
    let only_files = |mut files: std::collections::BTreeMap<String, Vec<u8>>| {
        files.retain(|name, _| !name.ends_with("history.ronl"));
        files
    };
    assert_eq!(only_files(first), only_files(again));
}

#[test]
fn claims_are_settled_one_by_one_or_all_exact_ones_at_once() {
    let move_first = |text: &str| {
        let mut blocks: Vec<&str> = text.split("\n\n").collect();
        let at = blocks.iter().position(|block| block.contains("146,000 people")).expect("it is there");
        let block = blocks.remove(at);
        blocks.push(block);
        blocks.join("\n\n").replace("since 1978", "since 1987")
    };
    let (mut desk, claims) = redrafted(move_first);
    let slug = desk.session.current_article().expect("it is shown").slug.clone();
    assert!(outcomes(&desk).contains(&ReanchorOutcome::Recheck));
    desk.run(Command::SettleExact(slug));
    assert!(outcomes(&desk).iter().all(|outcome| !outcome.is_exact()));
    desk.run(Command::SettleWords { claims: vec![claims[2]], how: Settling::Lose });
    assert_eq!(outcomes(&desk), []);
    let article = desk.session.current_article().expect("it is shown");
    assert!(article.review.claims[&claims[2]].spans.iter().all(|span| span.is_lost()));
}

#[test]
fn the_window_takes_a_pasted_draft_and_settles_its_claims() {
    let mut desk = Desk::sample(POWER);
    desk.claim("146,000 people");
    desk.run(Command::Save);
    let text = desk.session.current_article().expect("it is shown").draft.text().replace("146,000", "164,000");
    let mut window = Window::on(desk);
    window.press("Ctrl+D");
    window.until_label("Text");
    window.paste(&text);
    window.press("Ctrl+Enter");
    window.until_label("Draft 2 is the current one");
    window.click("Review the draft");
    window.until_label("Recheck · 1");
    assert!(window.has("Was “146,000 people”, is “164,000 people”"));
    window.click("Accept the words of claim 1");
    window.until_label("Every claim's words in this draft are settled");
    window.until_label("Text · 1 changed");
    window.click("Text · 1 changed");
    window.until("the changed words", |window| window.has_part("[cut: 146,000] [new: 164,000]"));
    assert_eq!(window.claim_words(), ["164,000 people"]);
}
