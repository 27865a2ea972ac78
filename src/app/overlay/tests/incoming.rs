//! The overlays about what comes in: an address of the web, and what became of many files.

use egui::Key;
use egui_kittest::kittest::Queryable as _;

use super::{empty_session, full_session, opened, press, press_with, temp, until, write};
use crate::session::addresses::Reach;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::Incoming;

#[test]
fn an_address_is_opened_only_when_it_is_one() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::AskAddress);
    window.get_by_label("Address").type_text("https://alma:secret@example.org/");
    window.run_steps(2);
    assert!(window.query_by_label_contains("password").is_some());
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands, []);
    for _ in 0..60 {
        press(&mut window, Key::Backspace);
    }
    window.get_by_label("Address").type_text("example.org/story");
    window.run_steps(2);
    assert!(window.query_by_label("From example.org").is_some());
    window.get_by_label("Allow addresses of this machine and this network").click();
    window.run_steps(2);
    window.get_by_label("Open").click();
    window.run_steps(2);
    let address = Incoming::Address { address: "example.org/story".to_owned(), reach: Reach::Private };
    assert_eq!(window.state().commands, [Command::SetFetchPrivate(true), Command::Import(vec![address])]);
    assert!(window.state().is_closed);
}

#[test]
fn what_became_of_many_files_can_be_read_again() {
    assert!(crate::app::overlay::Overlay::for_wish(WindowCommand::Account, &empty_session()).is_none());
    let folder = temp();
    let mut session = full_session(folder.path());
    let files: Vec<_> = ["one.txt", "gone.txt"].iter().map(|name| folder.path().join(name)).collect();
    write(&files[0]);
    session.run(Command::OpenArticles(files)).unwrap();
    session.finish_jobs();
    let mut window = opened(session, WindowCommand::Account);
    assert!(window.query_by_label("1 opened · 1 failed").is_some());
    assert!(window.query_by_label("The file was not read").is_some());
    assert!(window.query_by_label("Stop").is_none(), "it is done");
    window.get_by_label("Only those that failed (1)").click();
    window.run_steps(2);
    assert!(window.query_by_label("Show one.txt").is_none());
    window.get_by_label("Only those that failed (1)").click();
    window.run_steps(2);
    window.get_by_label("Show one.txt").click();
    window.run_steps(2);
    let [Command::ShowArticle(slug)] = window.state().commands.as_slice() else { panic!("it is shown") };
    let article = window.state().session.article(slug).unwrap();
    assert_eq!(article.original.as_ref().unwrap().name, "one.txt");
    assert!(window.state().is_closed);
}

#[test]
fn every_file_of_a_folder_is_opened_by_its_path() {
    let folder = temp();
    let session = full_session(folder.path());
    let pages = folder.path().join("pages");
    std::fs::create_dir(&pages).unwrap();
    let mut window = opened(session, WindowCommand::TypePath);
    press_with(&mut window, egui::Modifiers::COMMAND, Key::A);
    window.get_by_label("Path").type_text(&format!("{}", pages.display()));
    window.run_steps(2);
    until(&mut window, |window| window.query_by_label("Open every file in it").is_some());
    window.get_by_label("Open every file in it").click();
    window.run_steps(2);
    assert_eq!(window.state().commands, [Command::OpenArticles(vec![pages])]);
    assert!(window.state().is_closed);
}
