//! Locks, takeovers and backups at the command line and in the window: who is told what, and what can be done.

use tickmark::session::Session;

use crate::world::{TestProject, window_session};

const TEXT: &str = "Ministers meet\n\nMore than 100,000 troops stand there.";

/// A window's session at the project, as another person.
fn colleague(world: &TestProject) -> Session {
    let mut session = window_session("Bo Lind");
    session.open_project(world.folder(), Vec::new()).expect("nothing is unsaved");
    session.finish_jobs();
    session
}

#[test]
fn while_somebody_works_on_it_a_project_can_be_read_and_not_changed() {
    let world = TestProject::with_article(TEXT);
    let session = colleague(&world);
    assert_eq!(world.run(&["list", "articles"]).ok().lines().count(), 2);
    let told = world.run(&["claim", "--quote", "100,000 troops"]).refused("project-locked");
    assert!(told.contains("Bo Lind has had the project open since"), "{told}");
    assert!(told.contains("--take-over"), "{told}");
    drop(session);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
}

#[test]
fn a_copy_is_shared_of_a_project_that_somebody_works_on() {
    let world = TestProject::with_article(TEXT);
    let session = colleague(&world);
    let lock = world.read(".tickmark/lock");
    assert!(world.run(&["share", "../copy.zip", "--dry-run"]).ok().contains("project.ron"));
    assert!(world.run(&["share", "../copy.zip"]).ok().ends_with("copy.zip"));
    assert!(world.folder().join("../copy.zip").is_file());
    assert_eq!(world.read(".tickmark/lock"), lock, "the lock is theirs as before");
    drop(session);
    // With nobody there, no lock is made for it either.
    world.run(&["share", "../copy.zip", "--force"]).ok();
    assert!(!world.folder().join(".tickmark/lock").exists());
}

#[test]
fn no_copy_is_shared_that_lacks_what_only_the_journal_has() {
    let world = TestProject::with_article(TEXT);
    let mut session = colleague(&world);
    session.run(tickmark::session::command::Command::SetTitle("Mine".to_owned())).expect("it is theirs");
    session.finish_jobs();
    let (journal, lock) = (world.read(".tickmark/journal.ronl"), world.read(".tickmark/lock"));
    assert!(journal.contains("Mine") && !world.read("project.ron").contains("Mine"));
    // While they work it is their own business, and saved within the second; what a crash leaves is not.
    drop(session);
    let dead = lock.replace(&format!("pid: {}", std::process::id()), &format!("pid: {}", u32::MAX));
    world.write(".tickmark/journal.ronl", journal.as_bytes());
    world.write(".tickmark/lock", dead.as_bytes());
    let told = world.run(&["share", "../copy.zip"]).refused("unsaved");
    assert!(told.contains("it is in the journal only"), "{told}");
    assert!(!world.folder().join("../copy.zip").exists());
    let mut session = colleague(&world);
    session.run(tickmark::session::command::Command::TakeOver).expect("nobody works on it");
    session.finish_jobs();
    session.settle_save();
    drop(session);
    assert!(world.read("project.ron").contains("Mine"));
    world.run(&["share", "../copy.zip"]).ok();
}

#[test]
fn taking_over_is_asked_for_by_name_and_the_other_stops_saving() {
    let world = TestProject::with_article(TEXT);
    let mut session = colleague(&world);
    let id = world.run(&["claim", "--quote", "100,000 troops", "--take-over"]).ok();
    session.run(tickmark::session::command::Command::SetTitle("Mine".to_owned())).expect("not noticed yet");
    session.finish_jobs();
    let problem = session.read_only().expect("it was taken over");
    assert_eq!(problem.id, "lock-lost");
    session.settle_save();
    assert!(!session.is_saved(), "the edit stays in the window");
    assert!(world.read("project.ron").contains("\"Test\""), "and out of the files");
    assert!(world.run(&["list", "claims", "--json"]).ok().contains(&id));
}

#[test]
fn what_a_program_left_open_is_told_and_taken_only_when_asked() {
    let world = TestProject::with_article(TEXT);
    let session = colleague(&world);
    let lock = world.read(".tickmark/lock");
    drop(session);
    let of_the_dead = lock.replace(&format!("pid: {}", std::process::id()), &format!("pid: {}", u32::MAX));
    world.write(".tickmark/lock", of_the_dead.as_bytes());
    let told = world.run(&["note", "ministers#1", "x"]).refused("project-left");
    assert!(told.contains("Bo Lind’s Tickmark ended without closing the project, after"), "{told}");
    assert!(told.contains("--take-over") && !told.contains("Ask them"), "{told}");
    world.run(&["claim", "--quote", "100,000 troops", "--take-over"]).ok();
    world.run(&["note", "ministers#1", "x"]).ok();
}

#[test]
fn backups_are_made_after_changes_listed_and_restored_as_a_new_folder() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let file = world.run(&["backup"]).ok();
    assert!(file.contains("/home/data/"), "{file}");
    let listed: serde_json::Value = serde_json::from_str(&world.run(&["backups", "--json"]).ok()).expect("JSON");
    assert_eq!(listed[0]["claims"], 1, "{listed}");
    world.run(&["remove", "ministers#1"]).ok();
    world.run(&["restore", &file, "../again"]).ok();
    let again = world.folder().with_file_name("again");
    assert_eq!(world.run_in(&again, &["list", "claims", "--json"]).ok().matches("\"id\"").count(), 1);
    assert!(again.join("articles/ministers-meet/original.txt").is_file(), "the project's large files are there too");
    world.run(&["restore", &file, "../again"]).refused("folder-exists");
    world.run(&["restore", "1999", "../other"]).refused("no-backup");
    // Without the project, all the backups there are can be found.
    std::fs::remove_dir_all(world.folder()).expect("the project goes");
    let elsewhere = world.folder().with_file_name("home");
    assert!(world.run_in(&elsewhere, &["backups"]).ok().contains(&file));
    let restored = elsewhere.join("project");
    world.run_in(&elsewhere, &["restore", &file, "project"]).ok();
    assert!(world.run_in(&restored, &["list"]).ok().contains("ministers-meet"));
    world.write("../home/bad.zip", b"PK");
    world.run_in(&elsewhere, &["restore", "bad.zip", "x"]).refused("backup-damaged");
}

#[test]
fn a_beginning_that_fits_backups_of_several_projects_is_asked_about() {
    let world = TestProject::with_article(TEXT);
    world.run(&["backup"]).ok();
    let elsewhere = world.folder().with_file_name("home");
    let other = world.folder().with_file_name("other");
    world.run_in(&elsewhere, &["new", &other.display().to_string()]).ok();
    let file = world.run_in(&other, &["backup"]).ok();
    let told = world.run_in(&elsewhere, &["restore", "2", "again"]).refused("backup-unclear");
    assert!(told.contains("--project"), "{told}");
    let restored = world.run_in(&other, &["restore", "2", "../again"]);
    assert_eq!((restored.code, restored.stderr), (0, format!("note: from the backup {file}\n")));
}

#[test]
fn looking_at_what_a_new_draft_did_needs_no_lock() {
    let world = TestProject::with_article(TEXT);
    let _session = colleague(&world);
    let listed = world.run(&["draft", "ministers"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (0, "note: no claim waits for its words to be settled\n"));
    world.run(&["draft", "ministers", "--from-fixes"]).refused("project-locked");
}

#[test]
fn a_draft_that_a_merge_brought_in_is_no_damage() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let review = "articles/ministers-meet/review.ron";
    let of_the_first = world.read(review);
    world.write("../second.txt", b"Ministers meet again\n\nMore than 100,000 troops stand there.");
    assert_eq!(world.run(&["draft", "ministers", "../second.txt"]).code, 0);
    world.write(review, of_the_first.as_bytes());
    let listed = world.run(&["list", "claims"]);
    assert_eq!(listed.code, 0, "{}", listed.stderr);
    assert!(!listed.stderr.contains("project-only-read"), "{}", listed.stderr);
    assert!(listed.stdout.contains("100,000 troops") && !listed.stdout.contains("lost"), "{}", listed.stdout);
    let checked = world.run(&["check-project"]);
    assert_eq!(checked.code, 0, "{}", checked.stdout);
    assert!(!checked.stdout.contains("error["), "{}", checked.stdout);
}
