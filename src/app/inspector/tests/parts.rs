//! What an excerpt has beside its words, entered, changed and taken away in the inspector.

use super::*;
use crate::model::excerpt::{Translation, Translator};
use crate::model::ids::TieId;
use crate::session::wishes::TieWish;

fn tied(words: TieWords) -> (Harness<'static, Window>, ClaimId, TieId) {
    let (mut window, claim) = Window::with_claim(None);
    let source = window.source("Joint staff briefing");
    let Done::Tie(tie) = window.run(Command::AddTie { claim, source, words }) else { panic!("a tie") };
    (window.shown(), claim, tie)
}

/// The field of this name; other things may be called so, too.
fn field<'a>(harness: &'a Harness<'_, Window>, label: &'a str) -> egui_kittest::Node<'a> {
    let line = harness.query_by_role_and_label(Role::TextInput, label);
    line.unwrap_or_else(|| harness.get_by_role_and_label(Role::MultilineTextInput, label))
}

fn type_into(harness: &mut Harness<'_, Window>, label: &str, text: &str) {
    field(harness, label).focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run();
    field(harness, label).type_text(text);
    harness.run();
}

/// What was wished for once every pause is over, carried out.
fn settled(harness: &mut Harness<'_, Window>) -> Vec<Command> {
    for _ in 0..12 {
        harness.step();
    }
    let wished = std::mem::take(&mut harness.state_mut().out);
    for command in &wished {
        harness.state_mut().run(command.clone());
    }
    harness.run();
    wished
}

fn translation(words: &str, by: &str, translator: Translator) -> Translation {
    Translation { words: words.into(), by: by.into(), translator, ..Translation::default() }
}

#[test]
fn times_and_region_are_typed_where_they_stand() {
    let (mut harness, claim, tie) = tied(TieWords { excerpt: "130,000".into(), ..TieWords::default() });
    click(&mut harness, "Add times");
    type_into(&mut harness, "Times", "soon");
    settled(&mut harness);
    assert!(told(&harness).iter().any(|it| it == "A time is written as hh:mm:ss"), "what is wrong is told");
    let kept = harness.get_by_role_and_label(Role::TextInput, "Times").accesskit_node().value();
    assert_eq!(kept, Some("soon".into()), "and stays, to be mended");
    type_into(&mut harness, "Times", "12:30-12:55");
    let time = Some("12:30-12:55".parse().ok());
    let wish = TieWish { time, ..TieWish::default() };
    assert_eq!(settled(&mut harness), [Command::SetTie { claim, tie, wish }]);
    click(&mut harness, "Add region");
    type_into(&mut harness, "Region", "3:10,20,30,5");
    let wish = TieWish { region: Some("3:10,20,30,5".parse().ok()), ..TieWish::default() };
    assert_eq!(settled(&mut harness), [Command::SetTie { claim, tie, wish }]);
}

#[test]
fn a_translation_is_entered_credited_and_taken_away() {
    let (mut harness, claim, tie) = tied(TieWords { excerpt: "130 000".into(), ..TieWords::default() });
    click(&mut harness, "Add translation");
    type_into(&mut harness, "Translated by", "AB");
    assert_eq!(settled(&mut harness), [], "who translated waits for the words");
    type_into(&mut harness, "Translation", "some 130,000");
    let wish = |it: Option<Translation>| TieWish { translation: Some(it), ..TieWish::default() };
    let last = settled(&mut harness).pop();
    let whole = Some(translation("some 130,000", "AB", Translator::Human));
    assert_eq!(last, Some(Command::SetTie { claim, tie, wish: wish(whole) }), "words and name both hold");
    click(&mut harness, "Translator: human");
    click(&mut harness, "machine");
    let whole = Some(translation("some 130,000", "AB", Translator::Machine));
    assert_eq!(settled(&mut harness), [Command::SetTie { claim, tie, wish: wish(whole) }]);
    harness.get_by_label("“some 130,000” – machine translation (AB)").click();
    harness.run();
    type_into(&mut harness, "Translation", " ");
    assert_eq!(settled(&mut harness), [Command::SetTie { claim, tie, wish: wish(None) }]);
}

#[test]
fn the_form_of_the_whole_tie_is_a_press_away() {
    let (mut harness, claim, tie) = tied(TieWords::default());
    click(&mut harness, "All of it…");
    assert_eq!(harness.state().out, [Command::Window(WindowCommand::EditTie(claim, tie))]);
}
