//! The files and contacts of a source: named, picked, stored together, logged and changed.

use super::*;
use crate::model::contact::Means;
use crate::session::account::Purpose;
use crate::session::addresses::Reach;
use crate::session::wishes::{ContactWords, Incoming};

fn record(folder: &Path) -> (Window, SourceId) {
    let session = full_session(folder);
    let id = session.project().unwrap().sources.values().find(|it| it.title == "Harbour log").unwrap().id;
    (opened(session, WindowCommand::SourceRecord(id)), id)
}

/// Carries out what was wished for.
fn obey(window: &mut Window) -> Vec<Command> {
    let desk = window.state_mut();
    let wished = std::mem::take(&mut desk.commands);
    for command in wished.clone() {
        desk.session.run(command).unwrap();
        desk.session.finish_jobs();
    }
    window.run_steps(3);
    wished
}

#[test]
fn files_that_were_picked_are_stored_together_with_an_account_of_each() {
    let folder = temp();
    let (mut window, source) = record(folder.path());
    let files: Vec<PathBuf> = ["one.txt", "two.txt", "gone.txt"].iter().map(|name| folder.path().join(name)).collect();
    for (file, bytes) in files.iter().zip([&b"One boat."[..], b"Two boats."]) {
        overwrite(file, bytes);
    }
    window.state_mut().overlay.take_files(files.clone());
    window.run_steps(2);
    let wished = obey(&mut window);
    assert_eq!(wished, [Command::AddEvidence { source, files: files.into_iter().map(Incoming::Path).collect() }]);
    let account = window.state().session.account().unwrap();
    assert_eq!((account.purpose, account.tally().in_words()), (Purpose::Evidence, "2 stored · 1 failed".to_owned()));
    window.get_by_label("2 stored · 1 failed");
    window.get_by_label_contains("one.txt");
    click(&mut window, "Show each file");
    let Some(Overlay::Account(_)) = window.state().next else { panic!("the account is shown") };
}

#[test]
fn a_folder_is_stored_as_a_whole_and_an_address_is_fetched() {
    let folder = temp();
    let (mut window, source) = record(folder.path());
    let pages = folder.path().join("pages");
    window.state_mut().overlay.take_folder(&pages);
    window.run_steps(2);
    let wished = std::mem::take(&mut window.state_mut().commands);
    assert_eq!(wished, [Command::AddEvidence { source, files: vec![Incoming::Path(pages)] }]);
    type_into(&mut window, "Add a file", "https://example.org/report");
    click(&mut window, "Fetch and store");
    let address = Incoming::Address { address: "https://example.org/report".into(), reach: Reach::Public };
    assert_eq!(window.state().commands, [Command::AddEvidence { source, files: vec![address] }]);
    assert!(!window.state().is_closed);
}

#[test]
fn a_contact_is_logged_at_its_time_and_changed_afterwards() {
    let folder = temp();
    let (mut window, source) = record(folder.path());
    window.get_by_label_contains("Nobody was asked yet");
    type_into(&mut window, "When", "yesterday");
    window.get_by_label_contains("Write the time as 2026-03-31 14:30, or the day alone");
    window.get_by_label("When").focus();
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    window.get_by_label("When").type_text("2026-02-01 14:30");
    window.run_steps(2);
    click(&mut window, "Mail");
    type_into(&mut window, "Answer", "Twelve.");
    click(&mut window, "Log contact");
    let at = Some("2026-02-01T14:30:00Z".parse().unwrap());
    let none = String::new;
    let words = ContactWords { at, how: Means::Mail, read_back: none(), answer: "Twelve.".into() };
    assert_eq!(obey(&mut window), [Command::LogContact { source, words }]);
    click(&mut window, "Edit");
    assert!(window.get_by_label("Read back").is_focused());
    window.get_by_label("Read back").type_text("Twelve boats burned");
    window.run_steps(2);
    press(&mut window, Key::Escape);
    assert!(!window.state().is_closed, "a change is not lost by a key");
    press(&mut window, Key::Escape);
    click(&mut window, "Keep the entry");
    let wished = obey(&mut window);
    let [Command::SetContact { words, .. }] = wished.as_slice() else { panic!("the entry is changed: {wished:?}") };
    assert_eq!((words.at, words.how, words.answer.as_str()), (None, Means::Mail, "Twelve."), "the rest stays");
    let log = &window.state().session.project().unwrap().sources[&source].log;
    assert_eq!(
        (log[0].at.to_string(), log[0].read_back.as_str()),
        ("2026-02-01T14:30:00Z".into(), "Twelve boats burned")
    );
}
