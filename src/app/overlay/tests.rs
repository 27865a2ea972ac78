//! Every overlay as a person meets it: opened from its wish, typed into, confirmed, given up.
//!
//! Must not know: how overlays are built; widgets are found by their labels.

mod confidential;
mod incoming;
mod keeping;
mod record;
mod ties;

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::export::Format;
use crate::model::change::ArticleField;
use crate::model::claim::Stance;
use crate::model::decision::Status;
use crate::model::ids::SourceId;
use crate::model::query::{Addressee, Subject};
use crate::model::source::{Source, SourceKind};
use crate::model::visibility::Visibility;
use crate::session::Surroundings;
use crate::session::clock::{Clock, Ids};
use crate::session::settings::Person;
use crate::session::view::Selection;
use crate::session::wishes::{Overwrite, TieWords};
use crate::text::span::ByteSpan;

/// An overlay over a session, and what it answered.
struct Desk {
    session: Session,
    overlay: Overlay,
    commands: Vec<Command>,
    next: Option<Overlay>,
    is_closed: bool,
}

type Window = Harness<'static, Desk>;

fn empty_session() -> Session {
    let start: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
    Session::new(Surroundings {
        clock: Clock::Stepping { now: start, step: SignedDuration::from_secs(60) },
        ids: Ids::Numbered(0),
        zone: jiff::tz::TimeZone::UTC,
        config: None,
        data: None,
        login: "Alma Brekke".into(),
        reader: crate::session::reading::Reader::InProcess,
    })
}

/// A project with one article, a claim in it and two sources.
fn full_session(folder: &Path) -> Session {
    let mut session = empty_session();
    let project = folder.join("project");
    session.run(Command::NewProject { folder: project, title: "Autumn".into() }).unwrap();
    session.finish_jobs();
    let file = folder.join("fire.txt");
    crate::store::files::write_atomically(
        &file,
        b"Fire in the harbour\n\nTwelve boats burned on Monday.",
        crate::store::files::Existing::Refuse,
    )
    .unwrap();
    session.run(Command::OpenArticles(vec![file])).unwrap();
    session.finish_jobs();
    let slug = session.project().unwrap().listed()[0].slug.clone();
    session.run(Command::ShowArticle(slug.clone())).unwrap();
    for (title, url) in [("Harbour log", ""), ("Fire report", "https://example.org/fire")] {
        let source = Source { url: url.into(), ..Source::new(SourceId::from_u128(0), title, SourceKind::Document) };
        session.run(Command::AddSource(Box::new(source))).unwrap();
    }
    let text = session.current_article().unwrap().draft.text().to_owned();
    let start = text.find("Twelve").unwrap();
    let spans = vec![ByteSpan::new(start, start + "Twelve boats".len())];
    session.run(Command::AddClaim { article: slug, spans, kind: None, claimant: None }).unwrap();
    let claim = session.current_index().unwrap().order().next();
    session.run(Command::ShowClaim(claim)).unwrap();
    session.run(Command::Select(Selection::caret(start))).unwrap();
    assert!(session.current_claim().is_some(), "the claim is shown");
    session
}

fn window(session: Session, overlay: Overlay) -> Window {
    let desk = Desk { session, overlay, commands: vec![], next: None, is_closed: false };
    let builder = Harness::builder().with_size(vec2(1280.0, 800.0));
    let mut window = builder.with_context_setup(crate::app::theme::install).build_ui_state(
        |ui, desk: &mut Desk| {
            if !desk.is_closed {
                let answer = overlay_ui(&desk.session, &mut desk.overlay, ui);
                desk.commands.extend(answer.commands);
                desk.is_closed = answer.close;
                desk.next = answer.next.or_else(|| desk.next.take());
            }
        },
        desk,
    );
    window.run_steps(3);
    window
}

fn opened(session: Session, wish: WindowCommand) -> Window {
    let overlay = Overlay::for_wish(wish, &session).unwrap();
    window(session, overlay)
}

impl Desk {
    fn source(&self, title: &str) -> SourceId {
        let sources = self.session.project().unwrap().sources.values();
        sources.into_iter().find(|source| source.title == title).unwrap().id
    }
}

fn type_into(window: &mut Window, label: &str, text: &str) {
    window.get_by_label(label).focus();
    window.run_steps(2);
    window.get_by_label(label).type_text(text);
    window.run_steps(2);
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_steps(2);
}

fn press_with(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(2);
}

fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    window.run_steps(2);
}

/// Types into the field that has the focus, and presses Enter before the next frame.
fn type_in_one_frame_with_enter(window: &mut Window, text: &str) {
    let enter = |pressed| egui::Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    window.input_mut().events.extend([egui::Event::Text(text.into()), enter(true), enter(false)]);
    window.run_steps(2);
}

/// Goes on until a folder that is being read on another thread has come.
fn until(window: &mut Window, is_there: impl Fn(&Window) -> bool) {
    for _ in 0..1_000_000 {
        window.step();
        if is_there(window) {
            window.run_steps(2);
            return;
        }
        std::thread::yield_now();
    }
    panic!("it did not come");
}

fn temp() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn write(path: &Path) {
    crate::store::files::write_atomically(path, b"x", crate::store::files::Existing::Refuse).unwrap();
}

/// Writes over a file, as another program might.
fn overwrite(path: &Path, bytes: &[u8]) {
    crate::store::files::write_atomically(path, bytes, crate::store::files::Existing::Replace).unwrap();
}

const FULL: [WindowCommand; 15] = [
    WindowCommand::Palette,
    WindowCommand::Keys,
    WindowCommand::EditPerson,
    WindowCommand::TypePath,
    WindowCommand::NewProject,
    WindowCommand::NewDraft,
    WindowCommand::Export,
    WindowCommand::AddTie,
    WindowCommand::Share,
    WindowCommand::AddSource,
    WindowCommand::PickPinned,
    WindowCommand::Waive,
    WindowCommand::Ask,
    WindowCommand::EditArticle,
    WindowCommand::EditProject,
];

#[test]
fn every_overlay_opens_from_its_wish_and_escape_closes_it() {
    let folder = temp();
    for wish in FULL {
        let mut window = opened(full_session(folder.path().join(format!("{wish:?}")).as_path()), wish);
        assert!(!window.state().is_closed, "{wish:?}");
        let dialog = window.get_by_role(egui::Role::Dialog);
        assert!(dialog.accesskit_node().label().is_some(), "{wish:?} has a name");
        let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(1280.0, 800.0));
        for button in window.query_all_by_role(egui::Role::Button) {
            assert!(screen.contains_rect(button.rect()), "{wish:?}: {button:?} lies outside the window");
        }
        press(&mut window, Key::Escape);
        assert!(window.state().is_closed, "{wish:?}");
        assert!(window.state().commands.is_empty(), "{wish:?}");
    }
}

#[test]
fn without_a_project_only_what_needs_none_opens() {
    let session = empty_session();
    let open: Vec<WindowCommand> =
        FULL.into_iter().filter(|wish| Overlay::for_wish(*wish, &session).is_some()).collect();
    use WindowCommand::{EditPerson, Keys, NewProject, Palette, TypePath};
    assert_eq!(open, [Palette, Keys, EditPerson, TypePath, NewProject]);
    for wish in open {
        opened(empty_session(), wish);
    }
}

#[test]
fn paths_are_typed_where_no_dialog_exists() {
    let session = empty_session();
    for wish in [WindowCommand::PickArticles, WindowCommand::PickProject] {
        assert!(matches!(Overlay::opened(wish, &session, false), Some(Overlay::Path(_))), "{wish:?}");
        assert!(Overlay::opened(wish, &session, true).is_none(), "{wish:?}");
    }
    assert!(Overlay::opened(WindowCommand::Quit, &session, false).is_none());
}

#[test]
fn the_palette_finds_export_and_enter_runs_it() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::Palette);
    type_into(&mut window, "Search", "export");
    window.get_by_label("Export report…");
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands, [Command::Window(WindowCommand::Export)]);
    assert!(window.state().is_closed);
}

#[test]
fn the_palette_finds_claims_articles_and_sources_and_arrows_choose() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::Palette);
    type_into(&mut window, "Search", "twelve bo");
    let claim = window.state().session.current_claim().unwrap().id;
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands, [Command::ShowClaim(Some(claim))]);

    let mut window = opened(full_session(temp().path()), WindowCommand::Palette);
    type_into(&mut window, "Search", "harb");
    press(&mut window, Key::Enter);
    let log = window.state().source("Harbour log");
    assert_eq!(window.state().commands, [Command::Pin(Some(log))]);
}

#[test]
fn a_greyed_command_is_not_run() {
    let mut window = opened(empty_session(), WindowCommand::Palette);
    type_into(&mut window, "Search", "export");
    press(&mut window, Key::Enter);
    assert!(window.state().commands.is_empty());
    assert!(!window.state().is_closed);
}

#[test]
fn the_first_name_is_typed_into_an_empty_field() {
    let mut window = opened(empty_session(), WindowCommand::EditPerson);
    for field in ["Full name", "Initials"] {
        assert_eq!(window.get_by_label(field).value().as_deref(), Some(""), "{field}: no account's name before it");
    }
    press(&mut window, Key::Enter);
    assert!(window.state().commands.is_empty(), "nobody is no name");
    window.get_by_label("Type your name");
    type_into(&mut window, "Full name", "Bo Lind");
    press(&mut window, Key::Enter);
    let person = Person { name: "Bo Lind".into(), initials: "BL".into() };
    assert_eq!(window.state().commands, [Command::SetPerson(person)]);
}

#[test]
fn a_name_gives_initials_until_they_are_typed() {
    let mut session = empty_session();
    session.run(Command::SetPerson(Person::named("Alma Brekke"))).unwrap();
    let mut window = opened(session, WindowCommand::EditPerson);
    assert_eq!(window.get_by_label("Full name").value().as_deref(), Some("Alma Brekke"));
    type_into(&mut window, "Full name", " Dahl");
    assert_eq!(window.get_by_label("Initials").value().as_deref(), Some("AD"));
    type_into(&mut window, "Initials", "B");
    press(&mut window, Key::Enter);
    let person = Person { name: "Alma Brekke Dahl".into(), initials: "ADB".into() };
    assert_eq!(window.state().commands, [Command::SetPerson(person)]);
}

#[test]
fn a_form_takes_the_cursor_once_even_while_another_window_has_the_keyboard() {
    let mut form = PersonForm::new(&empty_session());
    form.sheet.focus_on("Full name");
    let mut window = window(empty_session(), Overlay::Person(PersonForm::new(&empty_session())));
    window.input_mut().focused = false;
    window.state_mut().overlay = Overlay::Person(form);
    window.run_steps(3);
    let focused = |window: &Window| window.ctx.memory(|memory| memory.focused());
    let first = focused(&window);
    assert!(first.is_some());
    window.get_by_label("Initials").focus();
    window.run_steps(3);
    assert_ne!(focused(&window), first, "the cursor is not snatched back");
}

#[test]
fn typed_words_are_asked_about_before_they_go() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::Waive);
    type_into(&mut window, "Reason", "Everybody knows");
    press(&mut window, Key::Escape);
    assert!(!window.state().is_closed);
    window.get_by_label("Discard what you typed?");
    click(&mut window, "Keep editing");
    assert_eq!(window.get_by_label("Reason").value().as_deref(), Some("Everybody knows"));
    click(&mut window, "Cancel");
    click(&mut window, "Discard");
    assert!(window.state().is_closed);
    assert!(window.state().commands.is_empty());
}

#[test]
fn waiving_wants_a_reason() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::Waive);
    press(&mut window, Key::Enter);
    assert!(!window.state().is_closed);
    window.get_by_label("Type the reason");
    type_into(&mut window, "Reason", "Satire");
    press(&mut window, Key::Enter);
    let claim = window.state().session.current_claim().unwrap().id;
    let [Command::Decide { claims, ruling }] = window.state().commands.as_slice() else { panic!("one decision") };
    assert_eq!((claims.as_slice(), ruling.status, ruling.reason.as_str()), (&[claim][..], Status::Waived, "Satire"));
}

#[test]
fn a_query_goes_to_whom_alt_and_a_digit_say() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::Ask);
    window.get_by_label("“Twelve boats”");
    type_into(&mut window, "Question", "How many?");
    press_with(&mut window, Modifiers::ALT, Key::Num2);
    type_into(&mut window, "Answer wanted by", "soon");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert!(window.state().commands.is_empty(), "“soon” is no date");
    press_with(&mut window, Modifiers::COMMAND, Key::A);
    type_into(&mut window, "Answer wanted by", "2026-03-31");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let desk = window.state();
    let (article, claim) = (desk.session.current_article().unwrap().slug.clone(), desk.session.current_claim());
    let expected = Command::Ask {
        article,
        on: Subject::Claim(claim.unwrap().id),
        to: Addressee::Editor,
        words: "How many?".into(),
        due: Some(jiff::civil::date(2026, 3, 31)),
        visibility: Visibility::Newsroom,
    };
    assert_eq!(desk.commands, [expected]);
}

#[test]
fn a_query_about_selected_words_is_about_them() {
    let mut session = full_session(temp().path());
    let text = session.current_article().unwrap().draft.text().to_owned();
    let monday = text.find("Monday").unwrap();
    session.run(Command::Select(Selection::run(ByteSpan::new(monday, monday + 6)))).unwrap();
    let mut window = opened(session, WindowCommand::Ask);
    window.get_by_label("“Monday”");
    type_into(&mut window, "Question", "Which?");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let expected = Command::AskAboutSelection {
        to: Addressee::Author,
        words: "Which?".into(),
        due: None,
        visibility: Visibility::Newsroom,
    };
    assert_eq!(window.state().commands, [expected]);
}

#[test]
fn a_tie_is_made_from_the_keyboard() {
    let folder = temp();
    let mut window = opened(full_session(folder.path()), WindowCommand::AddTie);
    type_into(&mut window, "Source", "log");
    press(&mut window, Key::Enter);
    assert!(window.get_by_label("Excerpt").is_focused());
    window.get_by_label("Excerpt").type_text("twelve vessels");
    window.run_steps(2);
    click(&mut window, "Refutes");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let desk = window.state();
    let words = TieWords { stance: Stance::Refutes, excerpt: "twelve vessels".into(), ..Default::default() };
    let claim = desk.session.current_claim().unwrap().id;
    assert_eq!(desk.commands, [Command::AddTie { claim, source: desk.source("Harbour log"), words }]);
}

#[test]
fn a_new_source_named_while_it_is_sought_lacks_only_its_words() {
    let mut window = opened(full_session(temp().path()), WindowCommand::AddTie);
    type_into(&mut window, "Source", "Pilot's boo");
    type_in_one_frame_with_enter(&mut window, "k");
    assert!(window.get_by_label("Excerpt").is_focused());
    window.get_by_label("Excerpt").type_text("twelve vessels");
    window.run_steps(2);
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::AddTieToNew { source, words, .. }] = window.state().commands.as_slice() else { panic!("a tie") };
    assert_eq!((source.title.as_str(), words.excerpt.as_str()), ("Pilot's book", "twelve vessels"));
}

#[test]
fn enter_in_the_frame_of_the_last_letters_takes_what_they_found() {
    let mut window = opened(full_session(temp().path()), WindowCommand::PickPinned);
    type_in_one_frame_with_enter(&mut window, "harbour");
    let desk = window.state();
    assert_eq!(desk.commands, [Command::Pin(Some(desk.source("Harbour log")))]);

    let mut window = opened(full_session(temp().path()), WindowCommand::Palette);
    type_in_one_frame_with_enter(&mut window, "export report");
    assert_eq!(window.state().commands, [Command::Window(WindowCommand::Export)]);
}

#[test]
fn a_pasted_address_makes_a_new_source_or_finds_the_known_one() {
    let mut window = opened(full_session(temp().path()), WindowCommand::AddTie);
    type_into(&mut window, "Source", "https://example.org/new");
    window.get_by_label("New source from this address");
    press(&mut window, Key::Enter);
    assert!(window.get_by_label("Title").is_focused());
    window.get_by_label("Title").type_text("New page");
    window.run_steps(2);
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::AddTieToNew { source, .. }] = window.state().commands.as_slice() else { panic!("a new source") };
    assert_eq!((source.title.as_str(), source.url.as_str()), ("New page", "https://example.org/new"));
    assert_eq!(source.kind, SourceKind::Page);

    let mut window = opened(full_session(temp().path()), WindowCommand::AddTie);
    type_into(&mut window, "Source", "https://example.org/fire");
    assert!(window.query_by_label("New source from this address").is_none());
    window.get_by_label("Fire report");
}

#[test]
fn a_source_is_added_and_changed() {
    let mut window = opened(full_session(temp().path()), WindowCommand::AddSource);
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert!(window.state().commands.is_empty(), "it has no name");
    type_into(&mut window, "Title", "Log");
    click(&mut window, "Recording");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::AddSource(source)] = window.state().commands.as_slice() else { panic!("a source") };
    assert_eq!((source.title.as_str(), source.kind), ("Log", SourceKind::Recording));

    let session = full_session(temp().path());
    let id = session.project().unwrap().sources.values().find(|it| it.title == "Fire report").unwrap().id;
    let mut window = opened(session, WindowCommand::EditSource(id));
    type_into(&mut window, "Issued", "May");
    window.get_by_label_contains("Not an ISO date");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::SetSource { source, .. }] = window.state().commands.as_slice() else { panic!("a source") };
    assert_eq!((source.id, source.issued.as_str()), (id, "May"));
    assert!(Overlay::for_wish(WindowCommand::EditSource(SourceId::from_u128(999)), &window.state().session).is_none());
}

#[test]
fn a_source_is_pinned_and_a_new_one_is_asked_on_top() {
    let mut window = opened(full_session(temp().path()), WindowCommand::PickPinned);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    let desk = window.state();
    assert_eq!(desk.commands, [Command::Pin(Some(desk.source("Harbour log")))], "the second by title");

    let mut window = opened(full_session(temp().path()), WindowCommand::PickPinned);
    click(&mut window, "New source…");
    assert!(matches!(window.state().next, Some(Overlay::Source(_))));
    assert!(!window.state().is_closed);
}

#[test]
fn only_changed_details_of_the_article_are_set() {
    let mut window = opened(full_session(temp().path()), WindowCommand::EditArticle);
    type_into(&mut window, "Byline", "Ola Nord");
    press(&mut window, Key::Enter);
    let article = window.state().session.current_article().unwrap().slug.clone();
    let field = ArticleField::Byline("Ola Nord".into());
    assert_eq!(window.state().commands, [Command::SetArticle { article, field }]);
}

#[test]
fn a_scale_is_chosen_or_written() {
    let mut window = opened(full_session(temp().path()), WindowCommand::EditProject);
    click(&mut window, "PolitiFact");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let [Command::SetScale(Some(scale))] = window.state().commands.as_slice() else { panic!("a scale") };
    assert_eq!(scale.name, "PolitiFact");

    let mut window = opened(full_session(temp().path()), WindowCommand::EditProject);
    click(&mut window, "Own");
    type_into(&mut window, "Name of the scale", "House");
    type_into(&mut window, "Ratings, one a line, worst first", "Bad");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    window.get_by_label("A scale has two ratings or more");
    assert!(window.state().commands.is_empty());
}

#[test]
fn a_new_project_follows_its_title() {
    let folder = temp();
    let session = empty_session();
    let mut form = NewProjectForm::new(&session, Some(folder.path().to_path_buf()));
    form.take_folder(folder.path());
    let mut window = window(session, Overlay::NewProject(form));
    press(&mut window, Key::Enter);
    window.get_by_label("Type what the project is called");
    type_into(&mut window, "Title", "Autumn Issue");
    press(&mut window, Key::Enter);
    let expected = Command::NewProject { folder: folder.path().join("autumn-issue"), title: "Autumn Issue".into() };
    assert_eq!(window.state().commands, [expected]);
}

fn prompt(home: &Path, sought: Sought) -> Window {
    window(empty_session(), Overlay::Path(PathPrompt::new(sought, Some(home.to_path_buf()))))
}

#[test]
fn a_path_is_completed_and_opened() {
    let folder = temp();
    std::fs::create_dir(folder.path().join("drafts")).unwrap();
    write(&folder.path().join("drafts/fire one.txt"));
    write(&folder.path().join("drafts/fire two.txt"));
    let mut window = prompt(folder.path(), Sought::Either);
    until(&mut window, |window| window.query_by_label("drafts").is_some());
    window.get_by_label("Path").type_text("d");
    window.run_steps(3);
    press(&mut window, Key::Tab);
    assert_eq!(window.get_by_label("Path").value().as_deref(), Some("~/drafts/"));
    until(&mut window, |window| window.query_by_label("fire one.txt").is_some());
    window.run_steps(2);
    press(&mut window, Key::Tab);
    assert_eq!(window.get_by_label("Path").value().as_deref(), Some("~/drafts/fire "));
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::ArrowDown);
    press(&mut window, Key::Enter);
    until(&mut window, |window| window.state().is_closed);
    let file = folder.path().join("drafts/fire two.txt");
    assert_eq!(window.state().commands, [Command::OpenArticles(vec![file])]);
}

#[test]
fn enter_goes_into_a_folder_and_opens_a_project() {
    let folder = temp();
    std::fs::create_dir(folder.path().join("work")).unwrap();
    crate::store::create(&folder.path().join("work/autumn"), "Autumn").unwrap();
    let mut window = prompt(folder.path(), Sought::Project);
    until(&mut window, |window| window.query_by_label("work").is_some());
    window.get_by_label("Path").type_text("work");
    window.run_steps(3);
    press(&mut window, Key::Enter);
    until(&mut window, |window| window.query_by_label("autumn").is_some());
    assert_eq!(window.get_by_label("Path").value().as_deref(), Some("~/work/"));
    press(&mut window, Key::Enter);
    window.get_by_label("No project lies in this folder");
    window.get_by_label("Path").type_text("autumn");
    window.run_steps(3);
    press(&mut window, Key::Enter);
    assert_eq!(window.state().commands, [Command::OpenProject(folder.path().join("work/autumn"))]);
}

#[test]
fn a_path_to_nothing_is_told_in_words() {
    let folder = temp();
    write(&folder.path().join("a.txt"));
    let mut window = prompt(folder.path(), Sought::Article);
    until(&mut window, |window| window.query_by_label("a.txt").is_some());
    window.get_by_label("Path").type_text("b.txt");
    window.run_steps(3);
    press(&mut window, Key::Enter);
    assert!(window.query_all_by_label("There is no such file").count() > 0);
    assert!(!window.state().is_closed);
}

fn export(folder: &Path) -> Window {
    let session = full_session(folder);
    let mut form = ExportForm::new(&session, None).unwrap();
    form.take_folder(folder);
    window(session, Overlay::Export(form))
}

fn exported(window: &Window) -> (Vec<(Format, PathBuf)>, Overwrite) {
    let [Command::Export { files, overwrite, .. }] = window.state().commands.as_slice() else { panic!("an export") };
    (files.clone(), *overwrite)
}

#[test]
fn reports_are_written_beside_those_that_exist_unless_replacing_is_ticked() {
    let folder = temp();
    let mut window = export(folder.path());
    until(&mut window, |window| window.query_by_label_contains("Writes").is_some());
    let slug = window.state().session.current_article().unwrap().slug.clone();
    assert!(window.query_by_label("Replace files that exist").is_none());
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let file = folder.path().join(format!("{slug}-review.html"));
    assert_eq!(exported(&window), (vec![(Format::Html, file.clone())], Overwrite::Never));

    let folder = temp();
    let file = folder.path().join(file.file_name().unwrap());
    write(&file);
    let mut window = export(folder.path());
    until(&mut window, |window| window.query_by_label("Replace files that exist").is_some());
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    let other = folder.path().join(format!("{slug}-review-2.html"));
    assert_eq!(exported(&window), (vec![(Format::Html, other)], Overwrite::Never));

    let folder = temp();
    let file = folder.path().join(file.file_name().unwrap());
    write(&file);
    let mut window = export(folder.path());
    until(&mut window, |window| window.query_by_label("Replace files that exist").is_some());
    click(&mut window, "Replace files that exist");
    window.get_by_label_contains("will be replaced");
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert_eq!(exported(&window), (vec![(Format::Html, file)], Overwrite::Allowed));
}

#[test]
fn an_export_confirmed_while_its_folder_is_being_read_waits_for_it() {
    let folder = temp();
    let mut window = export(folder.path());
    std::fs::create_dir(folder.path().join("reports")).unwrap();
    type_in_one_frame_with_enter(&mut window, "reports");
    until(&mut window, |window| !window.state().commands.is_empty());
    let slug = window.state().session.current_article().unwrap().slug.clone();
    assert_eq!(exported(&window).0, [(Format::Html, folder.path().join(format!("reports/{slug}-review.html")))]);
}

#[test]
fn an_export_wants_a_format_and_a_folder_that_is_there() {
    let folder = temp();
    let mut window = export(folder.path());
    until(&mut window, |window| window.query_by_label_contains("Writes").is_some());
    click(&mut window, Format::Html.label());
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    window.get_by_label("Choose a format");
    click(&mut window, Format::Json.label());
    type_into(&mut window, "Folder", "nowhere");
    until(&mut window, |window| window.query_by_label("There is no such folder").is_some());
    press_with(&mut window, Modifiers::COMMAND, Key::Enter);
    assert!(window.state().commands.is_empty());
}
