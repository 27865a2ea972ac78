//! Projects of older versions of the program: opened whole, kept aside when first saved anew, and newer ones left alone.
//!
//! `tests/fixtures/store/schema-1` is the sample project as 0.1.0 wrote it. Must not know: how files are migrated.

use std::path::{Path, PathBuf};

use tickmark::model::ids::Slug;
use tickmark::model::problem::Severity;
use tickmark::model::stage::Stage;
use tickmark::model::visibility::Visibility;
use tickmark::session::command::Command;
use tickmark::store;

use crate::desk::{Desk, copy_folder, files_of};
use crate::world::TestProject;

const REVIEW: &str = "articles/ministers-meet-as-troop-count-rises/review.ron";

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store/schema-1")
}

/// A desk with the older project opened.
fn older() -> Desk {
    let desk = Desk::empty();
    copy_folder(&fixture(), &desk.project());
    desk.opened()
}

fn is_of_kind(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}

#[test]
fn a_project_of_schema_1_opens_whole_and_means_what_it_meant() {
    let mut desk = older();
    let problems = desk.problems();
    let told: Vec<_> = problems.iter().map(|problem| (problem.id, problem.severity)).collect();
    assert_eq!(told, [("schema-older", Severity::Note)], "{problems:?}");
    assert!(problems[0].what.contains("8 files"), "{}", problems[0]);
    assert!(desk.session.guarded().is_some_and(store::Guarded::is_empty));
    let project = desk.session.project().expect("it is open").clone();
    assert_eq!((project.articles.len(), project.sources.len()), (3, 12));
    assert!(project.sources.values().all(|source| source.visibility == Visibility::Public));
    for article in project.articles.values() {
        assert_eq!(article.stage, Stage::InCheck);
        let review = &article.review;
        assert!(review.queries.values().all(|query| query.visibility == Visibility::Newsroom));
        assert!(review.claims.values().all(|claim| claim.note_visibility == Visibility::Newsroom));
        assert!(review.claims.values().flat_map(|claim| &claim.ties).all(|tie| tie.visibility == Visibility::Public));
    }
    let (history, unread) = desk.session.whole_history().expect("it is open");
    assert_eq!(unread, []);
    let lines = |(name, bytes): (&String, &Vec<u8>)| {
        if is_of_kind(name, "ronl") { bytes.split(|&byte| byte == b'\n').count() - 1 } else { 0 }
    };
    assert_eq!(history.len(), desk.files().iter().map(lines).sum::<usize>());
    assert_eq!(desk.files(), files_of(&fixture()), "opening writes nothing");
}

#[test]
fn an_older_file_is_kept_when_it_is_first_saved_anew() {
    let mut desk = older();
    let before = desk.files();
    let kept = format!(".tickmark/schema-1/{REVIEW}");
    let slug = Slug::new("ministers-meet-as-troop-count-rises").expect("a slug");
    desk.run(Command::ShowArticle(slug));
    for words in ["nine countries", "Friday"] {
        let claim = crate::desk::span(&desk.session, words);
        let article = desk.session.view().article.clone().expect("an article is shown");
        desk.run(Command::AddClaim { article, spans: vec![claim], kind: None, claimant: None });
        desk.run(Command::Save);
        desk.session.settle_save();
        let after = desk.files();
        assert_eq!(after.get(&kept), before.get(REVIEW), "the older one is whole");
        assert!(after[REVIEW].starts_with(b"(\n    schema: 2,\n"));
        let copies = after.keys().filter(|name| name.starts_with(".tickmark/schema-1/")).count();
        assert_eq!(copies, 1, "only what was saved anew is kept, and once");
    }
    assert_eq!(desk.files()["sources.ron"], before["sources.ron"], "what did not change is not written");
}

#[test]
fn every_file_written_anew_holds_what_the_older_one_held() {
    let desk = older();
    let before = desk.files();
    let names: Vec<String> = before.keys().filter(|name| is_of_kind(name, "ron")).cloned().collect();
    let project = desk.session.project().expect("it is open");
    store::rewrite(&desk.project(), project, &names).expect("the files can be written");
    let after = desk.files();
    assert_eq!(names.len(), 8);
    for name in names {
        let older = String::from_utf8(before[&name].clone()).expect("RON is text");
        let newer = String::from_utf8(after[&name].clone()).expect("RON is text");
        assert_eq!(newer, older.replacen("schema: 1", "schema: 2", 1), "{name}");
        assert_eq!(after[&format!(".tickmark/schema-1/{name}")], older.as_bytes());
    }
}

#[test]
fn the_command_line_speaks_of_it_only_when_asked() {
    let world = TestProject::empty();
    let folder = world.folder().join("older");
    copy_folder(&fixture(), &folder);
    assert!(world.run_in(&folder, &["list", "sources"]).ok().lines().count() > 10);
    let told = world.run_in(&folder, &["check-project"]).ok();
    assert!(told.contains("note[schema-older]") && told.ends_with("Nothing is damaged"), "{told}");
}

#[test]
fn a_newer_project_is_shown_and_never_written() {
    let desk = Desk::empty();
    copy_folder(&fixture(), &desk.project());
    let review = desk.project().join(REVIEW);
    let text = std::fs::read_to_string(&review).expect("the review");
    let newer =
        text.replacen("schema: 1", "schema: 3", 1).replacen("kind: Number", "shade: Red,\n            kind: Number", 1);
    desk.write(&format!("project/{REVIEW}"), newer.as_bytes());
    let before = desk.files();
    let mut desk = desk.opened();
    let told: Vec<_> = desk.problems().iter().map(|problem| problem.id).collect();
    assert_eq!(told, ["schema-newer", "field-unknown", "schema-older"]);
    let slug = Slug::new("ministers-meet-as-troop-count-rises").expect("a slug");
    assert!(
        desk.session.article(&slug).is_some_and(|article| article.review.claims.len() > 10),
        "what is understood is shown"
    );
    desk.run(Command::ShowArticle(slug.clone()));
    let spans = vec![crate::desk::span(&desk.session, "nine countries")];
    let refused = desk.session.run(Command::AddClaim { article: slug, spans, kind: None, claimant: None });
    assert_eq!(refused.expect_err("it is read-only").id, "read-only");
    desk.run(Command::Save);
    assert_eq!(desk.files(), before);
}
