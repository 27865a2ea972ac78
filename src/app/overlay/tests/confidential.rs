//! What is confidential, as a person meets it in the forms: cover names, second steps, what is left out.
//!
//! Must not know: how overlays are built; widgets are found by their labels.

use super::*;
use crate::session::sharing::Extent;
use crate::session::wishes::ItsTies;

/// A session whose library has one confidential source, tied to the current claim.
fn hiding_session(folder: &Path) -> (Session, SourceId) {
    let mut session = full_session(folder);
    let source = Source {
        visibility: Visibility::Confidential,
        ..Source::new(SourceId::from_u128(0), "Jana Hidden", SourceKind::Person)
    };
    let claim = session.current_claim().unwrap().id;
    let words = TieWords { excerpt: "she said".into(), ..TieWords::default() };
    session.run(Command::AddTieToNew { claim, source: Box::new(source), words }).unwrap();
    let id = session.project().unwrap().sources.values().find(|it| it.is_confidential()).unwrap().id;
    session.settle_save();
    (session, id)
}

#[test]
fn a_confidential_source_is_found_by_its_name_and_shown_by_its_cover() {
    let folder = temp();
    let (session, _) = hiding_session(folder.path());
    let mut window = opened(session, WindowCommand::PickPinned);
    window.get_by_label("Source").type_text("hidden");
    window.run_steps(3);
    assert!(window.query_by_label("Source A").is_some());
    assert!(window.query_by_label_contains("Jana").is_none(), "its name stands in its own form only");
}

#[test]
fn a_source_becomes_confidential_in_its_form_with_the_cover_name_that_is_free() {
    let folder = temp();
    let session = full_session(folder.path());
    let id = session.project().unwrap().sources.values().find(|it| it.title == "Fire report").unwrap().id;
    let mut window = opened(session, WindowCommand::EditSource(id));
    assert!(window.query_by_label("Cover name").is_none());
    click(&mut window, "Confidential");
    assert!(window.query_by_label("Cover name").is_some());
    assert!(window.query_by_label_contains("may still hold its name").is_some(), "the user is warned");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::SetSource { source, ties }] = window.state().commands.as_slice() else { panic!("a source") };
    assert_eq!((source.visibility, *ties), (Visibility::Confidential, ItsTies::Follow));
}

#[test]
fn a_name_is_uncovered_only_after_a_second_step() {
    let folder = temp();
    let (session, id) = hiding_session(folder.path());
    let mut window = opened(session, WindowCommand::EditSource(id));
    click(&mut window, "Public");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.state().commands, [], "it was not said that the name may be known");
    click(&mut window, "Its name may be known");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::SetSource { source, ties }] = window.state().commands.as_slice() else { panic!("a source") };
    assert_eq!((source.visibility, *ties), (Visibility::Public, ItsTies::Stay), "its words stay");
}

#[test]
fn an_export_tells_what_it_leaves_out_and_asks_twice_for_what_is_confidential() {
    let folder = temp();
    let (session, _) = hiding_session(folder.path());
    let mut form = ExportForm::new(&session, None).unwrap();
    form.take_folder(folder.path());
    let mut window = window(session, Overlay::Export(form));
    until(&mut window, |window| window.query_by_label_contains("Writes").is_some());
    assert!(window.query_by_label("Left out: the name of 1 source, the words of 1 tie").is_some());
    click(&mut window, "Confidential");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.state().commands, []);
    click(&mut window, "Write everything that is confidential");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::Export { audience, .. }] = window.state().commands.as_slice() else { panic!("an export") };
    assert_eq!(*audience, Visibility::Confidential);
}

#[test]
fn a_shared_copy_is_listed_first_and_holds_back_what_is_confidential() {
    let folder = temp();
    let (session, _) = hiding_session(folder.path());
    let target = temp();
    let mut form = ShareForm::new(&session, None).unwrap();
    form.take_folder(target.path());
    let mut window = window(session, Overlay::Share(form));
    until(&mut window, |window| window.query_by_label("sources.ron").is_some());
    assert!(window.query_by_label_contains("would leave this machine").is_some());
    assert!(window.query_by_label_contains("Held back as confidential").is_some());
    assert!(window.query_by_label_contains("private/").is_none());
    until(&mut window, |window| window.query_by_label_contains("Writes").is_some());
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::Share { extent, overwrite, file, shown }] = window.state().commands.as_slice() else {
        panic!("a copy")
    };
    assert_eq!((*extent, *overwrite), (Extent::Public, Overwrite::Never));
    assert!(shown.goes.iter().any(|listed| listed.file == "sources.ron"), "what was listed comes along");
    assert_eq!(file.parent(), Some(target.path()));
}

#[test]
fn a_copy_with_everything_is_asked_for_twice() {
    let folder = temp();
    let (session, _) = hiding_session(folder.path());
    let target = temp();
    let mut form = ShareForm::new(&session, None).unwrap();
    form.take_folder(target.path());
    let mut window = window(session, Overlay::Share(form));
    until(&mut window, |window| window.query_by_label_contains("Writes").is_some());
    click(&mut window, "With everything that is confidential");
    until(&mut window, |window| window.query_by_label("private/sources.ron").is_some());
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert_eq!(window.state().commands, []);
    click(&mut window, "They may know all of it");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::Share { extent, .. }] = window.state().commands.as_slice() else { panic!("a copy") };
    assert_eq!(*extent, Extent::WithConfidential);
}
