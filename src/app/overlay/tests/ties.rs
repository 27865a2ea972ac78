//! The form of a tie beyond its words: files, times, regions, translations, of new ties and of those that are there.

use super::*;
use crate::model::excerpt::{Translation, Translator};
use crate::model::ids::{ClaimId, TieId};
use crate::session::outcome::Done;
use crate::session::wishes::{Incoming, TieWish};

fn tied(folder: &Path, words: TieWords) -> (Session, ClaimId, TieId) {
    let mut session = full_session(folder);
    let claim = session.current_claim().unwrap().id;
    let source = session.project().unwrap().sources.values().find(|it| it.title == "Harbour log").unwrap().id;
    let pasted = Incoming::Pasted { name: "log.txt".into(), bytes: b"Twelve boats were lost.".to_vec() };
    session.run(Command::AddEvidence { source, files: vec![pasted] }).unwrap();
    session.finish_jobs();
    let Done::Tie(tie) = session.run(Command::AddTie { claim, source, words }).unwrap() else { panic!("a tie") };
    (session, claim, tie)
}

#[test]
fn a_new_tie_takes_times_region_and_translation() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::AddTie);
    type_into(&mut window, "Source", "log");
    press(&mut window, Key::Enter);
    window.get_by_label("Excerpt").type_text("tolv båter");
    window.run_steps(2);
    click(&mut window, "Add a translation, times or a region");
    assert!(window.get_by_label("Translation").is_focused());
    window.get_by_label("Translation").type_text("twelve boats");
    type_into(&mut window, "Translated by", "DeepL");
    type_into(&mut window, "Translated into", "en");
    click(&mut window, "A machine");
    type_into(&mut window, "From", "2:30");
    type_into(&mut window, "To", "1:00");
    window.get_by_label_contains("does not end before it begins");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert!(window.state().commands.is_empty(), "times that run backwards are not taken");
    type_into(&mut window, "To", "0"); // "1:000" is no time either
    window.get_by_label("To").focus();
    window.run_steps(2);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    window.get_by_label("To").type_text("2:45");
    type_into(&mut window, "Region", "10,20,30,5");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::AddTie { words, .. }] = window.state().commands.as_slice() else { panic!("a tie") };
    assert_eq!(words.time.map(|time| time.to_string()), Some("00:02:30–00:02:45".into()));
    assert_eq!(words.region, "10,20,30,5".parse().ok());
    let (language, by) = ("en".into(), "DeepL".into());
    let translator = Translator::Machine;
    assert_eq!(words.translation, Some(Translation { words: "twelve boats".into(), language, by, translator }));
}

#[test]
fn a_tie_that_is_there_is_changed_in_what_was_changed() {
    let folder = temp();
    let words = TieWords { excerpt: "twelve".into(), time: "75".parse().ok(), ..TieWords::default() };
    let (session, claim, tie) = tied(folder.path(), words);
    let mut window = opened(session, WindowCommand::EditTie(claim, tie));
    assert_eq!(window.get_by_label("From").accesskit_node().value(), Some("00:01:15".into()), "what is there is shown");
    click(&mut window, "Stored file: None");
    click(&mut window, "log.txt");
    window.get_by_label("From").focus();
    window.run_steps(2);
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Key::Delete);
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let desk = window.state();
    let file = desk.session.project().unwrap().sources[&desk.source("Harbour log")].evidence[0].sha256.clone();
    let wish = TieWish { time: Some(None), evidence: Some(Some(file)), ..TieWish::default() };
    assert_eq!(desk.commands, [Command::SetTie { claim, tie, wish }]);
}

#[test]
fn a_tie_that_was_not_changed_is_left_without_a_question() {
    let folder = temp();
    let (session, claim, tie) = tied(folder.path(), TieWords { excerpt: "twelve".into(), ..TieWords::default() });
    let mut window = opened(session, WindowCommand::EditTie(claim, tie));
    press(&mut window, Key::Escape);
    assert!(window.state().is_closed);
    assert!(window.state().commands.is_empty());
}
