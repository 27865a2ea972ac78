//! Files that others change while a project is open: noticed, merged, asked about or told, and never overwritten.
//!
//! Must not know: how a disk is watched, how two states are merged.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tickmark::model::change::{Change, ClaimField, Edit};
use tickmark::model::conflict::unrecorded;
use tickmark::model::ids::{ClaimId, Slug};
use tickmark::session::SaveState;
use tickmark::session::command::Command;
use tickmark::session::outcome::Notice;

use crate::desk::Desk;
use crate::window::Window;

const MINISTERS: &str = "ministers-meet-as-troop-count-rises";
const FOLDER: &str = "articles/ministers-meet-as-troop-count-rises";

fn review() -> String {
    format!("{FOLDER}/review.ron")
}

fn sample() -> Desk {
    Desk::sample(MINISTERS)
}

/// The first claims of the article shown.
fn claims(desk: &Desk) -> Vec<ClaimId> {
    desk.session.current_article().expect("an article is shown").review.claims.keys().copied().collect()
}

fn note_of(desk: &Desk, claim: ClaimId) -> String {
    desk.session.current_article().expect("an article is shown").review.claims[&claim].note.clone()
}

fn set_note(desk: &mut Desk, claim: ClaimId, note: &str) {
    desk.run(Command::SetNote { claim, note: note.to_owned() });
}

/// The sample and a colleague's copy of it, the note of a claim changed from "common" in both.
struct TwoNotes {
    ours: Desk,
    theirs: Desk,
    claim: ClaimId,
}

impl TwoNotes {
    /// Theirs is not in our folder yet, and neither is saved.
    fn new() -> Self {
        let mut ours = sample();
        let claim = claims(&ours)[0];
        set_note(&mut ours, claim, "common");
        ours.session.settle_save();
        let mut theirs = ours.colleague();
        set_note(&mut theirs, claim, "theirs");
        set_note(&mut ours, claim, "ours");
        Self { ours, theirs, claim }
    }

    /// Ours, once theirs was met on disk.
    fn met() -> (Desk, ClaimId) {
        let Self { mut ours, mut theirs, claim } = Self::new();
        ours.sync_from(&mut theirs);
        ours.run(Command::LookOutside);
        (ours, claim)
    }
}

fn words(desk: &mut Desk) -> Vec<String> {
    std::iter::from_fn(|| desk.session.next_notice())
        .map(|notice| match notice {
            Notice::Told(words) => words,
            Notice::Problem(problem) => format!("{}: {}", problem.id, problem.what),
            Notice::Opened(_)
            | Notice::Imported { .. }
            | Notice::Drafted { .. }
            | Notice::Exported(_)
            | Notice::Shared(_)
            | Notice::Mended(_) => String::new(),
        })
        .collect()
}

/// What a new session reads from the folder.
fn note_on_disk(desk: &Desk, claim: ClaimId) -> String {
    let loaded = tickmark::store::load(&desk.project()).expect("the project opens");
    assert!(loaded.guarded.is_empty(), "{:?}", loaded.problems);
    loaded.project.articles[&Slug::new(MINISTERS).expect("a slug")].review.claims[&claim].note.clone()
}

#[test]
fn work_of_others_and_work_not_saved_yet_are_both_kept() {
    let mut desk = sample();
    let ids = claims(&desk);
    let mut colleague = desk.colleague();
    set_note(&mut colleague, ids[1], "theirs");
    set_note(&mut desk, ids[0], "ours");
    desk.sync_from(&mut colleague);
    desk.session.settle_save();
    assert!(desk.session.is_saved() && !desk.session.is_save_failed());
    for (claim, note) in [(ids[0], "ours"), (ids[1], "theirs")] {
        assert_eq!((note_of(&desk, claim), note_on_disk(&desk, claim)), (note.to_owned(), note.to_owned()));
    }
    let told = words(&mut desk);
    assert!(told.iter().any(|words| words.contains("their work is merged")), "{told:?}");
    let (history, unread) = desk.session.whole_history().expect("it is open");
    assert_eq!(unread, []);
    assert_eq!(history.iter().filter(|edit| edit.label.contains("note")).count() % 2, 0, "both edits are recorded");
    // Nothing more is to be done, and nothing is told again.
    desk.run(Command::LookOutside);
    assert_eq!(words(&mut desk), Vec::<String>::new());
}

#[test]
fn one_thing_changed_in_two_ways_is_an_open_question() {
    let (mut desk, claim) = TwoNotes::met();
    let told = words(&mut desk);
    assert!(told.iter().any(|words| words.starts_with("conflicts-outside: One thing")), "{told:?}");
    let conflicts = |desk: &Desk| format!("{:?}", desk.session.current_article().expect("shown").review.conflicts);
    assert!(conflicts(&desk).contains("\"ours\"") && conflicts(&desk).contains("\"theirs\""));
    desk.session.settle_save();
    let desk = desk.opened();
    assert!(conflicts(&desk).contains("\"ours\"") && conflicts(&desk).contains("\"theirs\""), "it is saved");
    // The history tells of it: who was there, what stands since, and that there is a question.
    let (history, _) = desk.session.whole_history().expect("it is open");
    let asks = |edit: &&Edit| edit.changes.iter().any(|change| matches!(change, Change::Conflict { .. }));
    let asked: Vec<&Edit> = history.iter().filter(asks).collect();
    assert_eq!(asked.iter().map(|edit| edit.label.as_str()).collect::<Vec<_>>(), ["merge what was changed on disk"]);
    let note = |text: &str| ClaimField::Note(text.to_owned());
    let set_back = Change::ClaimField { claim, before: note("ours"), after: note("common") };
    assert!(asked[0].changes.contains(&set_back), "{:?}", asked[0].changes);
    assert!(unrecorded(&desk.session.current_article().expect("shown").review.conflicts, history.iter()).is_empty());
}

#[test]
fn a_question_that_others_left_open_is_no_quarrel_with_the_window() {
    let TwoNotes { ours: mut desk, theirs: mut colleague, .. } = TwoNotes::new();
    desk.session.settle_save();
    // The colleague meets it on disk with work of their own, is asked, and leaves it open.
    colleague.sync_from(&mut desk);
    colleague.run(Command::LookOutside);
    desk.sync_from(&mut colleague);
    desk.run(Command::LookOutside);
    let told = words(&mut desk);
    assert!(told.iter().any(|words| words.contains("one question from merging came with it")), "{told:?}");
    assert!(!told.iter().any(|words| words.starts_with("conflicts-outside")), "{told:?}");
    let (history, _) = desk.session.whole_history().expect("it is open");
    let conflicts = &desk.session.current_article().expect("shown").review.conflicts;
    assert_eq!((conflicts.len(), unrecorded(conflicts, history.iter()).len()), (1, 0), "asked once, by them");
}

#[test]
fn a_question_from_the_disk_can_be_taken_back_like_any_edit() {
    let (mut desk, claim) = TwoNotes::met();
    assert_eq!(note_of(&desk, claim), "common");
    desk.run(Command::Undo);
    assert_eq!(note_of(&desk, claim), "ours");
    assert!(desk.session.current_article().expect("shown").review.conflicts.is_empty());
    desk.run(Command::Undo);
    assert_eq!(note_of(&desk, claim), "common");
}

#[test]
fn edits_that_no_longer_apply_are_dropped_and_named() {
    let mut desk = sample();
    let ids = claims(&desk);
    set_note(&mut desk, ids[0], "first");
    set_note(&mut desk, ids[1], "second");
    desk.session.settle_save();
    let mut colleague = desk.colleague();
    set_note(&mut colleague, ids[0], "theirs");
    desk.sync_from(&mut colleague);
    let view = desk.session.view().clone();
    desk.run(Command::LookOutside);
    let told = words(&mut desk);
    assert!(told.iter().any(|words| words.starts_with("undo-dropped: One change")), "{told:?}");
    assert_eq!(desk.session.view().selection, view.selection, "what is looked at stays");
    desk.run(Command::Undo);
    assert_eq!(note_of(&desk, ids[0]), "theirs");
    assert_ne!(note_of(&desk, ids[1]), "second", "the other is taken back");
}

#[test]
fn a_file_damaged_from_outside_is_told_guarded_and_keeps_its_claims_in_the_window() {
    let mut desk = sample();
    let n_claims = claims(&desk).len();
    let cut = desk.files()[&review()][..400].to_vec();
    desk.write(&format!("project/{}", review()), &cut);
    desk.run(Command::LookOutside);
    assert!(desk.problems().iter().any(|problem| problem.place.to_string().contains(&review())));
    assert!(desk.session.guarded().is_some_and(|guarded| guarded.contains(&review())));
    assert_eq!(claims(&desk).len(), n_claims);
    let claim = claims(&desk)[0];
    let refused = desk.session.run(Command::SetNote { claim, note: "x".to_owned() });
    assert_eq!(refused.expect_err("it is read-only").id, "read-only");
    desk.run(Command::Save);
    assert_eq!(desk.files()[&review()], cut);
    desk.run(Command::SetDamagedAside);
    set_note(&mut desk, claim, "x");
    desk.session.settle_save();
    assert_eq!(note_on_disk(&desk, claim), "x");
    assert_eq!(claims(&desk.opened()).len(), n_claims);
}

#[test]
fn work_on_a_file_that_was_damaged_meanwhile_is_kept_in_the_window() {
    let mut desk = sample();
    let claim = claims(&desk)[0];
    set_note(&mut desk, claim, "mine");
    let cut = desk.files()[&review()][..400].to_vec();
    desk.write(&format!("project/{}", review()), &cut);
    desk.session.settle_save();
    assert_eq!(desk.files()[&review()], cut, "not overwritten");
    assert!(matches!(desk.session.save_state(), SaveState::Failed(problem) if problem.id == "guarded"));
    assert_eq!(note_of(&desk, claim), "mine");
    desk.run(Command::SetDamagedAside);
    desk.run(Command::Save);
    assert_eq!(note_on_disk(&desk, claim), "mine");
}

#[test]
fn a_draft_changed_from_outside_is_told_and_changes_nothing_in_the_window() {
    let mut desk = sample();
    let file = format!("{FOLDER}/draft-01.txt");
    let before = desk.session.current_article().expect("shown").clone();
    let text = String::from_utf8(desk.files()[&file].clone()).expect("a text").replace("troops", "soldiers");
    desk.write(&format!("project/{file}"), text.as_bytes());
    desk.run(Command::LookOutside);
    let problems = desk.problems();
    assert_eq!(problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["draft-changed"]);
    let help = format!("“New draft…” (`tickmark draft {MINISTERS} FILE`)");
    assert!(problems[0].help.contains(&help), "{}", problems[0].help);
    assert_eq!(desk.session.current_article(), Some(&before));
    set_note(&mut desk, *before.review.claims.keys().next().expect("a claim"), "x");
    desk.session.settle_save();
    assert!(desk.session.is_saved());
    assert_eq!(desk.files()[&file], text.as_bytes(), "a draft is never written");
}

#[test]
fn articles_appear_and_go_with_their_folders() {
    let mut desk = sample();
    let mut colleague = desk.colleague();
    let file = desk.write("harbour.txt", b"Harbour reopens\n\nSome 40 ships left.");
    colleague.run(Command::OpenArticles(vec![file]));
    desk.sync_from(&mut colleague);
    std::fs::remove_dir_all(desk.project().join("articles/power-cuts-enter-third-week")).expect("the folder goes");
    desk.run(Command::LookOutside);
    let told = words(&mut desk).join("\n");
    assert!(told.contains("ew on disk: “harbour-reopens”"), "{told}");
    assert!(told.contains("one from the disk: “power-cuts-enter-third-week”"), "{told}");
    let listed = |slug: &str| desk.session.article(&Slug::new(slug).expect("a slug")).is_some();
    assert!(listed("harbour-reopens") && !listed("power-cuts-enter-third-week") && listed(MINISTERS));
    desk.session.settle_save();
    assert!(!desk.project().join("articles/power-cuts-enter-third-week").exists());
}

#[test]
fn a_deleted_file_is_told_and_written_when_something_of_it_changes() {
    let mut desk = sample();
    let n_claims = claims(&desk).len();
    std::fs::remove_file(desk.project().join(review())).expect("the file goes");
    desk.run(Command::LookOutside);
    assert_eq!(desk.problems().iter().map(|problem| problem.id).collect::<Vec<_>>(), ["gone-outside"]);
    assert!(!desk.files().contains_key(&review()), "not made again silently");
    assert_eq!((desk.session.save_state(), desk.session.is_saved()), (SaveState::Gone, false));
    let claim = claims(&desk)[0];
    set_note(&mut desk, claim, "x");
    desk.session.settle_save();
    assert_eq!(note_on_disk(&desk, claim), "x");
    assert_eq!(claims(&desk.opened()).len(), n_claims);
}

#[test]
fn what_a_deleted_file_held_outlives_the_window_with_what_came_from_others() {
    let mut desk = sample();
    let mut colleague = desk.colleague();
    let claim = claims(&desk)[0];
    set_note(&mut colleague, claim, "theirs, in no history of ours");
    let history = format!("{FOLDER}/history.ronl");
    let ours = desk.files()[&history].clone();
    desk.sync_from(&mut colleague);
    desk.write(&format!("project/{history}"), &ours);
    desk.run(Command::LookOutside);
    assert_eq!(note_of(&desk, claim), "theirs, in no history of ours");
    let (whole, text) = (desk.files()[&review()].clone(), format!("{FOLDER}/draft-01.txt"));
    for file in [&review(), &text] {
        std::fs::remove_file(desk.project().join(file)).expect("the file goes");
    }
    desk.run(Command::LookOutside);
    desk.run(Command::LookOutside);
    desk.run(Command::PlanRepair);
    assert_eq!(desk.files()[&review()], whole, "planning settles what can be saved");
    std::fs::remove_file(desk.project().join(review())).expect("the file goes");
    desk.run(Command::LookOutside);
    desk.session.settle_save();
    assert!(desk.session.is_saved());
    assert_eq!(desk.files()[&review()], whole);
    assert!(desk.files().contains_key(&text));
    let desk = desk.opened();
    assert_eq!(note_of(&desk, claim), "theirs, in no history of ours");
    assert!(desk.session.guarded().is_some_and(tickmark::store::Guarded::is_empty));
}

#[test]
fn an_undo_that_is_refused_for_now_is_done_later() {
    let mut desk = sample();
    let claim = claims(&desk)[0];
    let before = note_of(&desk, claim);
    set_note(&mut desk, claim, "first");
    set_note(&mut desk, claim, "second");
    desk.session.settle_save();
    let whole = desk.files()[&review()].clone();
    desk.write(&format!("project/{}", review()), &whole[..400]);
    desk.run(Command::LookOutside);
    let refused = desk.session.run(Command::Undo).expect_err("the file is damaged");
    assert_eq!(refused.id, "read-only", "{refused}");
    desk.write(&format!("project/{}", review()), &whole);
    desk.run(Command::LookOutside);
    desk.run(Command::Undo);
    assert_eq!(note_of(&desk, claim), "first", "the newest is taken back, not the one before it");
    desk.run(Command::Undo);
    assert_eq!(note_of(&desk, claim), before);
    desk.run(Command::Redo);
    assert_eq!(note_of(&desk, claim), "first");
}

#[test]
fn the_program_does_not_take_its_own_writing_for_others() {
    let mut desk = sample();
    let file = desk.write("harbour.txt", b"Harbour reopens\n\nSome 40 ships left.");
    desk.run(Command::OpenArticles(vec![file]));
    desk.claim("40 ships");
    desk.run(Command::SetTitle("Harbours".to_owned()));
    desk.session.settle_save();
    drop(words(&mut desk));
    desk.run(Command::LookOutside);
    assert_eq!(words(&mut desk), Vec::<String>::new());
    assert!(desk.session.undo_stack().is_some_and(|stack| stack.next_undo().is_some()));
}

#[test]
fn a_watched_folder_tells_of_a_change() {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let mut desk = Desk::sample(MINISTERS);
    let claim = claims(&desk)[0];
    let mut colleague = desk.colleague();
    desk.session.watch_outside();
    desk.session.set_wake(Arc::new(move || drop(sender.lock().map(|sender| sender.send(())))));
    desk.session.open_project(desk.project(), Vec::new()).expect("it opens");
    desk.session.finish_jobs();
    while receiver.try_recv().is_ok() {}
    set_note(&mut colleague, claim, "theirs");
    desk.sync_from(&mut colleague);
    // The file system wakes the session, which then wants to be asked again once the disk is still.
    while desk.session.poll().is_none() {
        receiver.recv_timeout(Duration::from_mins(2)).expect("the change is noticed");
    }
    desk.run(Command::LookOutside);
    assert_eq!(note_of(&desk, claim), "theirs");
}

#[test]
fn the_window_says_that_others_changed_the_project() {
    let mut desk = sample();
    let claim = claims(&desk)[0];
    let mut colleague = desk.colleague();
    set_note(&mut colleague, claim, "The ministry gave another figure by telephone");
    desk.sync_from(&mut colleague);
    desk.session.run(Command::ShowClaim(Some(claim))).expect("the claim is shown");
    desk.session.run(Command::LookOutside).expect("it is looked for");
    let mut window = Window::on(desk);
    window.until_label("Others changed this project on disk: their work is merged");
    assert!(window.session().current_claim().is_some_and(|claim| claim.note.contains("telephone")));
}
