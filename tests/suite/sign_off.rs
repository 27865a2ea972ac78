//! Sign-offs, legal flags, stages, frozen records and corrections through the session, and what of it is on disk.
//!
//! Must not know: keys, panels, the grammar of the command line.

use tickmark::model::decision::Status;
use tickmark::model::ids::{ClaimId, Slug};
use tickmark::model::sign_off::{SignOffStale, SignRole};
use tickmark::model::stage::Stage;
use tickmark::model::visibility::Visibility;
use tickmark::session::closing::{Blocker, Concern};
use tickmark::session::command::Command;
use tickmark::session::outcome::Done;
use tickmark::session::settings::Person;
use tickmark::session::wishes::{Concerns, CorrectionWords, Ruling};

use crate::desk::Desk;
use crate::world::TestProject;

/// A desk with an article of one line, both of whose facts are claims.
fn desk() -> (Desk, Slug, [ClaimId; 2]) {
    let mut desk = Desk::new_project();
    let file = desk.write("troops.txt", b"Troops mass\n\nMore than 100,000 troops came by rail.\n");
    desk.run(Command::OpenArticles(vec![file]));
    let slug = desk.session.view().article.clone().expect("an article is shown");
    let claims = [desk.claim("100,000 troops"), desk.claim("by rail")];
    (desk, slug, claims)
}

fn decide(claim: ClaimId, status: Status) -> Command {
    Command::Decide { claims: vec![claim], ruling: Ruling { scope: None, status, basis: None, reason: String::new() } }
}

fn stage(slug: &Slug, stage: Stage, concerns: Concerns) -> Command {
    Command::SetStage { article: slug.clone(), stage, concerns }
}

fn closed(slug: &Slug) -> Command {
    stage(slug, Stage::Closed, Concerns::Accepted)
}

fn correction(was: &str, now: &str) -> CorrectionWords {
    let text = str::to_owned;
    CorrectionWords { was: text(was), now: text(now), cause: text("an old briefing"), ..CorrectionWords::default() }
}

#[track_caller]
fn refused(desk: &mut Desk, command: Command, id: &str) -> String {
    let before = desk.session.project().cloned();
    let problem = desk.session.run(command).expect_err("it is refused");
    assert_eq!(problem.id, id, "{problem}");
    assert_eq!(before.as_ref(), desk.session.project(), "a refused wish changes nothing");
    problem.to_string()
}

fn stage_of(desk: &Desk, slug: &Slug) -> Stage {
    desk.session.article(slug).expect("the article").stage
}

#[test]
fn a_legal_flag_blocks_closing_until_it_is_cleared() {
    let (mut desk, slug, [claim, _]) = desk();
    refused(&mut desk, Command::FlagLegal { claim, reason: "  ".into(), clearer: String::new() }, "legal-reason");
    desk.run(Command::FlagLegal { claim, reason: "may be libel".into(), clearer: "Dana, legal".into() });
    assert_eq!(desk.session.closing_check(&slug).blockers, [Blocker::Legal(claim)]);
    let told = refused(&mut desk, closed(&slug), "closing-blocked");
    assert!(told.contains("Claim 1 “100,000 troops”: legal must clear it"), "{told}");
    desk.session.work_as(Person::named("Dana Lund"));
    desk.run(Command::ClearLegal { claim, note: "as long as it is quoted".into() });
    let flag = desk.session.current_article().and_then(|it| it.review.claims.get(&claim)?.legal.clone());
    let cleared = flag.and_then(|flag| flag.cleared).expect("it is cleared");
    assert_eq!((cleared.by.0.as_str(), cleared.note.as_str()), ("DL", "as long as it is quoted"));
    desk.run(closed(&slug));
    assert_eq!(stage_of(&desk, &slug), Stage::Closed);
}

#[test]
fn what_is_unfinished_is_asked_about_once() {
    let (mut desk, slug, [claim, other]) = desk();
    let told = refused(&mut desk, stage(&slug, Stage::Closed, Concerns::Ask), "closing-unfinished");
    for part in ["5 words are bare", "2 claims are undecided", "nobody has signed it", "--anyway"] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    desk.run(decide(claim, Status::Confirmed));
    desk.run(decide(other, Status::Confirmed));
    desk.run(Command::SelectAll);
    desk.run(Command::ToggleRead);
    desk.run(Command::Sign { article: slug.clone(), role: SignRole::Editor, note: String::new() });
    assert!(desk.session.closing_check(&slug).concerns.is_empty(), "{:?}", desk.session.closing_check(&slug));
    desk.run(decide(other, Status::Wrong));
    let concerns = desk.session.closing_check(&slug).concerns;
    assert_eq!(concerns, [Concern::StaleSignOff(SignRole::Editor, "AB".into(), SignOffStale::ReviewChanged)]);
    desk.run(Command::Undo);
    desk.run(stage(&slug, Stage::Closed, Concerns::Ask));
    assert_eq!(stage_of(&desk, &slug), Stage::Closed);
}

#[test]
fn a_closed_article_is_frozen_until_it_is_reopened() {
    let (mut desk, slug, [claim, _]) = desk();
    let ask = |words: &str| Command::Ask {
        article: slug.clone(),
        on: tickmark::model::query::Subject::Article,
        to: tickmark::model::query::Addressee::Editor,
        words: words.into(),
        due: None,
        visibility: Visibility::Newsroom,
    };
    let asked = desk.run(ask("Out when?"));
    let Done::Query(query) = asked else { panic!("{asked:?}") };
    desk.run(closed(&slug));
    let told = refused(&mut desk, decide(claim, Status::Wrong), "article-closed");
    assert!(told.contains(&format!("tickmark stage {slug} in-check")), "{told}");
    refused(&mut desk, Command::SetNote { claim, note: "late".into() }, "article-closed");
    refused(&mut desk, Command::RemoveClaims(vec![claim]), "article-closed");
    refused(
        &mut desk,
        Command::Sign { article: slug.clone(), role: SignRole::Legal, note: String::new() },
        "article-closed",
    );
    refused(
        &mut desk,
        Command::SetRole { article: slug.clone(), block: 0, role: tickmark::model::article::Role::Body },
        "article-closed",
    );
    refused(&mut desk, stage(&slug, Stage::WithAuthor, Concerns::Ask), "stage-step");
    let told = refused(&mut desk, ask("And in print?"), "article-closed");
    assert!(told.contains("queries can be answered"), "{told}");
    desk.run(Command::AnswerQuery { article: slug.clone(), query, answer: "Friday".into() });
    desk.run(stage(&slug, Stage::InCheck, Concerns::Ask));
    assert_eq!(desk.session.undo_stack().and_then(|stack| stack.undo_words()), Some("reopen “Troops mass”"));
    desk.run(decide(claim, Status::Wrong));
}

#[test]
fn the_record_is_the_review_of_that_moment_and_is_never_written_again() {
    let (mut desk, slug, [claim, other]) = desk();
    desk.run(decide(claim, Status::Confirmed));
    desk.run(closed(&slug));
    // All of this comes before the first save.
    desk.run(stage(&slug, Stage::InCheck, Concerns::Ask));
    desk.run(Command::RemoveClaims(vec![other]));
    desk.run(decide(claim, Status::Wrong));
    desk.session.settle_save();
    assert_eq!(desk.problems(), []);
    let records = |desk: &Desk| -> Vec<(String, String)> {
        let files = desk.files().into_iter().filter(|(name, _)| name.contains("/closed-"));
        files.map(|(name, bytes)| (name, String::from_utf8(bytes).expect("text"))).collect()
    };
    let first = records(&desk);
    let [(name, text)] = first.as_slice() else { panic!("{first:?}") };
    assert!(name.starts_with(&format!("articles/{slug}/closed-01-")), "{name}");
    let sha256 = &desk.session.article(&slug).expect("the article").drafts[0].sha256;
    assert!(text.contains(&other.to_string()) && text.contains("Confirmed") && !text.contains("Wrong"), "{text}");
    assert!(text.contains(sha256), "{text}");
    desk.run(closed(&slug));
    desk.session.settle_save();
    let second = records(&desk);
    assert_eq!((second.len(), &second[0]), (2, &first[0]));
    assert!(second[1].0.contains("/closed-02-") && second[1].1.contains("Wrong"), "{second:?}");
    // Taken back it is no closing any more; its record stays, and is the same when the closing is made again.
    desk.run(Command::Undo);
    desk.session.settle_save();
    desk.run(Command::Redo);
    desk.session.settle_save();
    assert_eq!(records(&desk), second);
    let mut desk = desk.opened();
    assert_eq!(desk.problems(), []);
    assert_eq!(desk.session.article(&slug).map(|article| article.review.closings.len()), Some(2));
}

#[test]
fn a_record_that_is_gone_or_was_changed_is_told() {
    let (mut desk, slug, _) = desk();
    desk.run(closed(&slug));
    desk.session.settle_save();
    let name = desk.files().into_keys().find(|name| name.contains("/closed-")).expect("a record");
    let whole = desk.files()[&name].clone();
    let flipped: Vec<u8> =
        whole.iter().enumerate().map(|(at, byte)| if at == whole.len() / 2 { byte ^ 1 } else { *byte }).collect();
    desk.write(&format!("project/{name}"), &flipped);
    let mut desk = desk.opened();
    assert_eq!(desk.problem().id, "record-differs");
    std::fs::remove_file(desk.project().join(&name)).expect("it is there");
    let mut desk = desk.opened();
    assert_eq!(desk.problem().id, "record-missing");
    desk.run(stage(&slug, Stage::InCheck, Concerns::Ask));
    desk.session.settle_save();
    assert!(desk.session.is_saved(), "what is missing keeps nothing from being saved");
}

#[test]
fn a_correction_makes_a_published_article_corrected() {
    let (mut desk, slug, [claim, _]) = desk();
    let correct = |words| Command::Correct { article: slug.clone(), words };
    refused(&mut desk, correct(correction("100,000", "130,000")), "not-closed");
    desk.run(closed(&slug));
    refused(&mut desk, stage(&slug, Stage::Corrected, Concerns::Ask), "stage-step");
    desk.run(stage(&slug, Stage::Published, Concerns::Ask));
    refused(&mut desk, correct(correction("100,000", "100,000")), "correction-unfinished");
    refused(
        &mut desk,
        correct(CorrectionWords { cause: String::new(), ..correction("a", "b") }),
        "correction-unfinished",
    );
    let words = CorrectionWords { claims: vec![claim, claim], ..correction("100,000", "130,000") };
    let done = desk.run(correct(words.clone()));
    let Done::Correction(id) = done else { panic!("{done:?}") };
    assert_eq!(stage_of(&desk, &slug), Stage::Corrected);
    let entered = desk.session.current_article().and_then(|it| it.review.corrections.get(&id)).cloned();
    let entered = entered.expect("it is entered");
    assert_eq!((entered.date.to_string().as_str(), entered.claims.as_slice()), ("2026-02-03", [claim].as_slice()));
    let words = CorrectionWords { note: "An earlier version gave an older figure.".into(), ..words };
    desk.run(Command::SetCorrection { article: slug.clone(), correction: id, words });
    desk.run(Command::RemoveCorrection { article: slug.clone(), correction: id });
    assert_eq!(stage_of(&desk, &slug), Stage::Published);
    desk.run(Command::Undo);
    assert_eq!(stage_of(&desk, &slug), Stage::Corrected);
}

#[test]
fn nobody_takes_back_what_another_signed() {
    let (mut desk, slug, [claim, _]) = desk();
    let sign = |note: &str| Command::Sign { article: slug.clone(), role: SignRole::Checker, note: note.to_owned() };
    let done = desk.run(sign("but for the ages"));
    let Done::SignOff(first) = done else { panic!("{done:?}") };
    assert_eq!(desk.run(sign("but for the ages")), Done::Nothing, "it stands already");
    desk.run(decide(claim, Status::Confirmed));
    let index = |desk: &Desk| desk.session.index(&slug).map(|index| index.stale_sign_offs());
    assert_eq!(index(&desk), Some(1));
    let done = desk.run(sign(""));
    let Done::SignOff(second) = done else { panic!("{done:?}") };
    assert_eq!(index(&desk), Some(0), "signed anew, the old one is replaced");
    let withdraw = |sign_off| Command::WithdrawSignOff { article: slug.clone(), sign_off };
    refused(&mut desk, withdraw(first), "no-sign-off");
    desk.session.work_as(Person::named("Dana Lund"));
    refused(&mut desk, withdraw(second), "not-yours");
    desk.session.work_as(Person::named("Alma Brekke"));
    desk.run(withdraw(second));
    assert_eq!(desk.session.current_article().map(|article| article.review.sign_offs.len()), Some(0));
}

#[test]
fn one_past_edit_is_taken_back_where_it_still_applies() {
    let (mut desk, slug, [claim, other]) = desk();
    let note = |claim, note: &str| Command::SetNote { claim, note: note.to_owned() };
    desk.run(note(claim, "one"));
    let edit = |desk: &Desk| desk.session.article_history().and_then(|edits| edits.last()).expect("an edit").id;
    let first = edit(&desk);
    desk.run(note(other, "two"));
    desk.run(Command::UndoEdit(first));
    let notes = |desk: &Desk| {
        let claims = &desk.session.article(&slug).expect("the article").review.claims;
        [claim, other].map(|id| claims[&id].note.clone())
    };
    assert_eq!(notes(&desk), ["", "two"]);
    assert_eq!(desk.run(Command::UndoEdit(first)), Done::Nothing, "it was taken back");
    desk.run(Command::Undo);
    assert_eq!(notes(&desk), ["one", "two"], "taking it back is an edit like any other");
    desk.run(note(claim, "three"));
    refused(&mut desk, Command::UndoEdit(first), "undo-dropped");
    desk.run(closed(&slug));
    let closing = edit(&desk);
    refused(&mut desk, Command::UndoEdit(closing), "undo-stage");
}

#[test]
fn an_article_is_signed_closed_published_and_corrected_on_the_command_line() {
    let text = "Ministers meet\n\nWashington says 100,000 troops stand there.\n";
    let world = TestProject::with_article(text);
    world.run(&["--by", "Alma Brekke", "claim", "--quote", "100,000 troops"]).ok();
    let mut told = String::new();
    for args in [
        ["legal", "#1", "--flag", "names a country", "--who", "Dana Lund", "--by", "Alma Brekke"].as_slice(),
        &["stage", "ministers", "closed", "--by", "Alma Brekke"],
        &["list", "legal"],
        &["list", "claims", "--status", "legal"],
        &["legal", "#1", "--clear", "--note", "as long as it is attributed", "--by", "Dana Lund"],
        &["list", "legal"],
        &["sign", "ministers", "second-reader", "--note", "but for the place", "--by", "Dana Lund"],
        &["status", "#1", "confirmed", "--by", "Alma Brekke"],
        &["list", "sign-offs"],
        &["stage", "ministers", "closed", "--by", "Alma Brekke"],
        &["sign", "ministers", "second-reader", "--withdraw", "--by", "Alma Brekke"],
        &["stage", "ministers", "closed", "--anyway", "--by", "Alma Brekke"],
        &["note", "#1", "too late", "--by", "Alma Brekke"],
        &[
            "correct",
            "ministers",
            "--was",
            "100,000",
            "--now",
            "130,000",
            "--cause",
            "an old briefing",
            "--claim",
            "#1",
            "--date",
            "2022-02-09",
            "--by",
            "Alma Brekke",
        ],
        &["stage", "ministers", "corrected", "--by", "Alma Brekke"],
        &["list", "corrections"],
        &["stage", "ministers"],
        &["stage", "ministers", "in-check", "--by", "Alma Brekke"],
        &["list", "articles"],
        &["history", "ministers", "--about", "sign-off"],
        &["history", "--by", "Dana Lund"],
        &["history", "--since", "2999-01-01"],
    ] {
        told.push_str(&world.told(args));
    }
    insta::with_settings!({ snapshot_path => "../golden/cli", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("sign-off", world.plain(&told));
    });
}

#[test]
fn corrections_are_changed_and_taken_away_by_id() {
    let world = TestProject::with_article("Ministers meet\n\nWashington says 100,000 troops stand there.\n");
    world.run(&["stage", "ministers", "closed", "--anyway"]).ok();
    world.run(&["stage", "ministers", "published"]).ok();
    let id = world.run(&["correct", "ministers", "--was", "100,000", "--now", "130,000", "--cause", "a slip"]).ok();
    let id = id.trim();
    world.run(&["correct", "ministers", "--edit", id, "--note", "We gave an older figure."]).ok();
    let listed = world.run(&["list", "corrections", "--json"]).ok();
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!(listed[0]["note"], "We gave an older figure.");
    assert_eq!(listed[0]["was"], "100,000", "what is not given stays");
    world.run(&["correct", "ministers", "--remove", "zzzz"]).refused("no-correction");
    world.run(&["correct", "ministers", "--remove", id]).ok();
    let stage: serde_json::Value = serde_json::from_str(&world.run(&["stage", "--json"]).ok()).expect("JSON");
    assert_eq!((&stage["stage"], stage["corrections"].as_array().map(Vec::len)), (&"published".into(), Some(0)));
    assert_eq!(world.run(&["legal", "#1"]).code, 2, "it does not say what is wished for");
    assert_eq!(world.run(&["list", "legal", "--status", "open"]).code, 2);
}

#[test]
fn history_tells_before_and_after_in_json() {
    let world = TestProject::with_article("Ministers meet\n\nWashington says 100,000 troops stand there.\n");
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["note", "#1", "first"]).ok();
    world.run(&["note", "#1", "second"]).ok();
    let history: serde_json::Value =
        serde_json::from_str(&world.run(&["history", "--claim", "#1", "--about", "notes", "--json"]).ok())
            .expect("JSON");
    let changes: Vec<_> = history.as_array().expect("a list").iter().map(|edit| &edit["changes"][0]).collect();
    let words = |field: &str| changes.iter().map(|it| it[field].as_str().expect("text")).collect::<Vec<_>>();
    assert_eq!((words("before"), words("after")), (vec!["", "first"], vec!["first", "second"]));
}
