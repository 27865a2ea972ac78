//! Backups, copies and repairs as a person meets them: with nothing there, with work to do, with what is broken; and
//! the work done to its end.
//!
//! Must not know: how overlays are built, how any of it is carried out.

use super::*;

/// Carries out what was wished for, as the window does, and shows what comes of it.
fn obey(window: &mut Window) {
    let desk = window.state_mut();
    for command in std::mem::take(&mut desk.commands) {
        desk.session.run(command).unwrap();
    }
    desk.session.finish_jobs();
    if let Some(next) = desk.next.take() {
        (desk.overlay, desk.is_closed) = (next, false);
    }
    window.run_steps(3);
}

fn saved(folder: &Path) -> Session {
    let mut session = full_session(folder);
    session.settle_save();
    session
}

/// The words of the claims of the project in `folder`, as a new session has them.
fn claims_in(folder: &Path) -> Vec<String> {
    let mut session = empty_session();
    session.open_project(folder.to_owned(), Vec::new()).unwrap();
    session.finish_jobs();
    let articles = session.project().unwrap().articles.values();
    articles.flat_map(|article| article.review.claims.values()).map(|claim| claim.words()).collect()
}

fn told(session: &mut Session) -> Vec<String> {
    std::iter::from_fn(|| session.next_notice()).map(|notice| format!("{notice:?}")).collect()
}

fn is_enabled(window: &Window, label: &str) -> bool {
    !window.get_by_role_and_label(egui::Role::Button, label).accesskit_node().is_disabled()
}

const RESTORE: &str = "Restore as a new folder…";

#[test]
fn without_a_backup_the_list_says_when_the_first_is_made() {
    let folder = temp();
    let mut window = opened(saved(folder.path()), WindowCommand::Backups);
    window.get_by_label("Looking for them…");
    obey(&mut window);
    window.get_by_label("None was made yet; the first one is made after the next save");
    assert!(!is_enabled(&window, RESTORE));
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    window.get_by_label("There is no backup to restore");
    assert!(!window.state().is_closed);
}

#[test]
fn a_backup_is_chosen_and_laid_out_as_a_new_folder() {
    let folder = temp();
    let mut session = saved(folder.path());
    session.run(Command::BackUp).unwrap();
    session.finish_jobs();
    // What is done after it is not in it.
    let claim = session.current_claim().unwrap().id;
    session.run(Command::RemoveClaims(vec![claim])).unwrap();
    session.settle_save();
    let mut window = opened(session, WindowCommand::Backups);
    obey(&mut window);
    window.get_by_label_contains("· 1 claim");
    click(&mut window, RESTORE);
    assert!(window.state().is_closed);
    obey(&mut window);
    window.get_by_label_contains("The backup of");
    let to = folder.path().join("project-restored");
    assert_eq!(window.get_by_label("Folder").value().as_deref(), to.to_str());
    until(&mut window, |window| window.query_by_label("The folder is made; nothing is written over").is_some());
    press(&mut window, Key::Enter);
    assert!(window.state().is_closed);
    obey(&mut window);
    assert_eq!(claims_in(&to), ["Twelve boats"]);
    assert!(claims_in(&folder.path().join("project")).is_empty(), "the project itself is as it was");
    let told = told(&mut window.state_mut().session);
    assert!(told.iter().any(|words| words.contains("Restored as")), "{told:?}");
}

#[test]
fn a_damaged_backup_is_listed_and_cannot_be_restored() {
    let folder = temp();
    let mut session = saved(folder.path());
    session.run(Command::BackUp).unwrap();
    session.finish_jobs();
    let file = session.backups().unwrap()[0].file.clone();
    overwrite(&file, b"no zip");
    let mut window = opened(session, WindowCommand::Backups);
    obey(&mut window);
    window.get_by_label_contains("· damaged");
    assert!(!is_enabled(&window, RESTORE));
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    window.get_by_label("This backup is damaged and cannot be read");
    assert!(window.state().next.is_none() && !window.state().is_closed);
}

#[test]
fn a_copy_has_what_is_not_saved_yet() {
    let folder = temp();
    let mut session = saved(folder.path());
    let claim = session.current_claim().unwrap().id;
    session.run(Command::SetNote { claim, note: "not saved yet".into() }).unwrap();
    let mut window = opened(session, WindowCommand::SaveCopy);
    window.get_by_label("The copy has everything that is in the window, saved or not");
    let to = folder.path().join("project-copy");
    assert_eq!(window.get_by_label("Folder").value().as_deref(), to.to_str());
    until(&mut window, |window| window.query_by_label("The folder is made; nothing is written over").is_some());
    click(&mut window, "Save copy");
    obey(&mut window);
    let mut copy = empty_session();
    copy.open_project(to.clone(), Vec::new()).unwrap();
    copy.finish_jobs();
    let slug = copy.project().unwrap().listed()[0].slug.clone();
    assert_eq!(copy.article(&slug).unwrap().review.claims[&claim].note, "not saved yet");
    let told = told(&mut window.state_mut().session);
    assert!(told.iter().any(|words| words.contains("Saved a copy as")), "{told:?}");
}

#[test]
fn a_copy_goes_over_nothing_and_only_to_a_whole_path() {
    let folder = temp();
    let there = folder.path().join("project-copy");
    let mut other = empty_session();
    other.run(Command::NewProject { folder: there, title: "Another".into() }).unwrap();
    other.finish_jobs();
    let mut window = opened(saved(folder.path()), WindowCommand::SaveCopy);
    until(&mut window, |window| window.query_by_label("There is something of this name already").is_some());
    assert!(!is_enabled(&window, "Save copy"));
    window.get_by_label("Folder").focus();
    window.run_steps(2);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    window.get_by_label("Folder").type_text("copies/mine");
    window.run_steps(3);
    window.get_by_label("Type a whole path, beginning at the root or at ~");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands, []);
    assert!(!window.state().is_closed);
    assert!(Overlay::for_wish(WindowCommand::SaveCopy, &empty_session()).is_none(), "nothing is there to copy");
}

/// The review in `folder`, its words replaced, and a session that opened the project then.
fn damaged(folder: &Path, change: impl FnOnce(&str) -> String) -> (PathBuf, Session) {
    drop(saved(folder));
    let articles = folder.join("project/articles");
    let article = std::fs::read_dir(articles).unwrap().next().unwrap().unwrap().path();
    let review = article.join("review.ron");
    let text = std::fs::read_to_string(&review).unwrap();
    let damaged = change(&text);
    assert_ne!(damaged, text);
    overwrite(&review, damaged.as_bytes());
    let mut session = empty_session();
    session.open_project(folder.join("project"), Vec::new()).unwrap();
    session.finish_jobs();
    drop(told(&mut session));
    (review, session)
}

#[test]
fn a_whole_project_has_nothing_to_repair() {
    let folder = temp();
    let mut window = opened(saved(folder.path()), WindowCommand::Repair);
    window.get_by_label("Reading the files and their histories…");
    obey(&mut window);
    window.get_by_label("Nothing is damaged");
    assert!(!is_enabled(&window, "Repair"));
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    window.get_by_label("There is nothing to repair");
    assert!(!window.state().is_closed);
}

#[test]
fn a_repair_is_read_first_and_then_done() {
    let folder = temp();
    let (review, session) = damaged(folder.path(), |text| text.replacen("kind: Number", "kind: Colour", 1));
    assert!(session.guarded().is_some_and(|guarded| !guarded.is_empty()));
    let before = std::fs::read(&review).unwrap();
    let mut window = opened(session, WindowCommand::Repair);
    obey(&mut window);
    window.get_by_label_contains("review.ron");
    window.get_by_label("put back");
    assert_eq!(std::fs::read(&review).unwrap(), before, "nothing is written yet");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.state().commands, [Command::Repair]);
    obey(&mut window);
    assert!(window.state().session.guarded().is_some_and(|guarded| guarded.is_empty()));
    let kept = review.with_file_name("review.damaged-1.ron");
    assert_eq!(std::fs::read(kept).unwrap(), before, "the original is kept");
    assert_eq!(claims_in(&folder.path().join("project")), ["Twelve boats"]);
}

#[test]
fn what_cannot_be_repaired_is_told_and_left_as_it_is() {
    let folder = temp();
    let (review, session) = damaged(folder.path(), |text| text.replacen("schema: 2", "schema: 9", 1));
    let before = std::fs::read(&review).unwrap();
    let mut window = opened(session, WindowCommand::Repair);
    obey(&mut window);
    window.get_by_label("as it is");
    assert!(!is_enabled(&window, "Repair"));
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.state().commands, []);
    assert_eq!(std::fs::read(&review).unwrap(), before);
}
