//! The window as a person uses it, step by step: opening, claiming, ticking, judging, listing, undoing, saving,
//! exporting. Keys and clicks go in; what is asserted is what the window says and what the files hold.
//!
//! Must not know: how panels are built; widgets are found by their accessible names.

use egui::Modifiers;
use tickmark::model::claim::{ClaimKind, FixState};
use tickmark::model::decision::{Basis, Scope, Status};
use tickmark::model::ids::SourceId;
use tickmark::model::query::{Addressee, QueryState};
use tickmark::model::visibility::Visibility;
use tickmark::session::command::Command;
use tickmark::session::wishes::TieWords;

use crate::desk::{Desk, files_of, span};
use crate::window::Window;

const POWER: &str = "power-cuts-enter-third-week";
const MINISTERS: &str = "ministers-meet-as-troop-count-rises";

/// A window on the sample's article that nobody has looked at.
fn untouched() -> Window {
    Window::on(Desk::sample(POWER))
}

/// The same with three claims, the first of which is attributed; none is shown.
fn three_claims() -> Window {
    let mut desk = Desk::sample(POWER);
    let first = desk.claim("146,000 people");
    desk.run(Command::SetClaimant { claim: first, claimant: Some("Halych Energo".to_owned()) });
    desk.claim("Nadiya Kost");
    desk.claim("since 1978");
    desk.run(Command::Save);
    desk.run(Command::ShowClaim(None));
    Window::on(desk)
}

fn source(window: &Window, title: &str) -> SourceId {
    let sources = window.session().project().expect("a project").sources.values();
    sources.into_iter().find(|source| source.title == title).expect("the source").id
}

fn coverage(window: &Window) -> (usize, usize, usize) {
    let coverage = window.session().current_index().expect("an article").coverage();
    (coverage.claimed, coverage.read, coverage.bare)
}

fn n_claims(window: &Window) -> usize {
    window.session().current_index().expect("an article").n_claims()
}

#[test]
fn an_article_is_opened_by_typing_its_path() {
    let desk = Desk::sample(POWER);
    let file = desk.write("harbour.txt", b"Harbour reopens\n\nBy Ada Lund\n\nSome 40 ships left the port on Monday.");
    let mut window = Window::on(desk);
    window.press("Ctrl+Shift+O");
    window.until_label("Path");
    window.press("Ctrl+A");
    window.type_words(&file.display().to_string());
    window.until_label("Enter opens this file as an article");
    window.press("Enter");
    window.until_label("Opened “harbour reopens”");
    assert!(window.has("article Harbour reopens"));
    assert_eq!(window.session().current_article().expect("it is shown").meta.byline, "Ada Lund");
    assert!(window.has("Harbour reopens, 0 of 0 claims decided"), "the side bar lists it");
    assert!(
        window.is_focused("Article: Harbour reopens"),
        "the keys of the tick run act at once: {}",
        window.focused()
    );
    window.save();
    assert!(window.root().join("project/articles/harbour-reopens/original.txt").is_file());
}

#[test]
fn words_selected_by_keyboard_become_a_claim_whose_kind_is_guessed() {
    let mut window = untouched();
    assert_eq!(coverage(&window).0, 0);
    window.select("146,000 people");
    window.press("c");
    assert_eq!(window.claim_words(), ["146,000 people"]);
    assert_eq!(window.claim().kind, ClaimKind::Number);
    assert!(window.has("Claim 1, unchecked: 146,000 people"), "its mark is in the article");
    assert!(window.has("Kind: number"));
    assert_eq!(coverage(&window).0, 2);
    assert!(window.has_part("2 words under a claim"));
}

#[test]
fn overlapping_and_nested_claims_stand_side_by_side() {
    let mut window = untouched();
    for words in ["more than three times the limit", "three times", "the limit of 20 tonnes on the last bridge"] {
        window.select(words);
        window.press("c");
        assert_eq!(window.claim_words(), [words]);
    }
    assert_eq!(n_claims(&window), 3);
    // A press takes the innermost, a second one the one around it.
    window.press("Escape");
    window.click("Claim 2, unchecked: three times");
    assert_eq!(window.claim_words(), ["three times"]);
    window.click("Claim 2, unchecked: three times");
    assert_eq!(window.claim_words(), ["more than three times the limit"]);
    assert_eq!(coverage(&window).0, 13, "a word under two claims counts once");
}

#[test]
fn a_claim_can_have_several_spans() {
    let mut window = untouched();
    window.select("transformer");
    window.press("c");
    window.select("62 tonnes");
    let before = window.session().view().selection.runs();
    window.drag_over("Claim 1, unchecked: transformer", Modifiers::CTRL | Modifiers::COMMAND);
    assert_eq!(window.session().view().selection.extra, before, "Ctrl keeps what was selected");
    assert_eq!(window.selected(), ["transformer", "62 tonnes"]);
    window.press("c");
    assert_eq!(window.claim_words(), ["transformer", "62 tonnes"]);
    assert_eq!(n_claims(&window), 2);
    assert_eq!(coverage(&window).0, 3);
}

#[test]
fn a_kind_is_changed_in_the_inspector() {
    let mut window = untouched();
    window.select("Halych Energo");
    window.press("c");
    let guessed = window.claim().kind;
    assert_ne!(guessed, ClaimKind::Title);
    window.click(&format!("Kind: {}", guessed.word()));
    window.click("title");
    assert_eq!(window.claim().kind, ClaimKind::Title);
    assert!(window.has("Kind: title"));
    assert!(window.has_part("Undo: call “Halych Energo” title"));
}

#[test]
fn one_key_claims_ties_to_the_pinned_source_and_confirms() {
    let mut window = untouched();
    window.press("p");
    window.type_words("moni");
    window.press("Enter");
    assert!(window.has("Pinned: UN monitoring report no. 32"));
    // The arrows belong to the article from the second frame on in which it has the focus.
    window.frames(2);
    window.select("146,000 people");
    window.press("Space");
    let report = source(&window, "UN monitoring report no. 32");
    let claim = window.claim();
    assert_eq!(claim.ties.iter().map(|tie| tie.source).collect::<Vec<_>>(), [report]);
    let decision = claim.so.as_ref().expect("it is decided");
    assert_eq!((decision.status, decision.basis), (Status::Confirmed, Some(Basis::Document)));
    assert!(window.has("Claim 1, confirmed: 146,000 people"));
    assert!(window.has_part("Undo: tick “146,000 people”"), "a tick is one step");
    window.press("Ctrl+z");
    assert_eq!(n_claims(&window), 0);
    // The next bare words are a key away, and one more ticks them.
    window.press("n");
    let bare = window.selected();
    window.press("Space");
    assert_eq!(window.claim_words(), bare);
}

#[test]
fn a_query_makes_its_claim_and_is_listed() {
    let mut window = untouched();
    window.select("the most in its history");
    window.press("q");
    window.until_label("Question");
    window.type_words("Since which year?");
    window.press("Alt+2");
    window.press("Ctrl+Enter");
    assert_eq!(window.claim_words(), ["the most in its history"]);
    let article = window.session().current_article().expect("an article");
    let query = article.review.queries.values().next().expect("a query");
    assert_eq!(
        (query.words.as_str(), query.to, query.state),
        ("Since which year?", Addressee::Editor, QueryState::Open)
    );
    assert!(window.has("Editor: Since which year?"), "the side bar lists it");
    window.frames(1);
    assert!(window.is_focused("Article: Power cuts enter third week"), "{}", window.focused());
}

#[test]
fn words_with_nothing_to_check_are_marked_read_and_bare_again() {
    let mut window = untouched();
    let (claimed, read, bare) = coverage(&window);
    assert_eq!((claimed, read), (0, 0));
    assert!(window.has(&format!("{bare} bare")));
    window.select("By Petro Savran");
    window.press("r");
    assert_eq!(coverage(&window), (0, 3, bare - 3));
    assert!(window.has(&format!("{} bare", bare - 3)));
    assert!(window.has_part("0 words under a claim · 3 read ·"));
    window.press("r");
    assert_eq!(coverage(&window), (0, 0, bare), "pressed again they are bare");
}

#[test]
fn a_tie_comes_from_the_library_with_the_words_of_the_source() {
    let mut window = three_claims();
    window.press("]");
    window.press("t");
    window.until_label("Source");
    window.type_words("bulletin");
    window.press("Enter");
    window.type_words("146 thousand customers");
    window.press("Tab");
    window.type_words("p 2");
    window.press("Ctrl+Enter");
    let bulletin = source(&window, "Port authority bulletin, 31 Jan 2022");
    let tie = window.claim().ties.first().expect("a tie").clone();
    assert_eq!((tie.source, tie.excerpt.as_str(), tie.locator.as_str()), (bulletin, "146 thousand customers", "p 2"));
    assert!(window.has("“146 thousand customers”"));
    assert_eq!(window.value("Locator"), "p 2");
    window.click("Stance: supports");
    window.click("refutes");
    assert!(window.has("Stance: refutes"));
}

#[test]
fn a_pasted_address_becomes_a_source() {
    let mut window = three_claims();
    window.press("]");
    window.press("t");
    window.until_label("Source");
    window.paste("https://example.org/grid");
    window.press("Enter");
    window.until_label("Title");
    window.type_words("Grid notice");
    window.press("Ctrl+Enter");
    let notice = source(&window, "Grid notice");
    assert_eq!(window.claim().ties.first().map(|tie| tie.source), Some(notice));
    assert_eq!(window.session().source_uses(notice), 1);
}

#[test]
fn decisions_go_to_the_scope_that_is_shown() {
    let mut window = three_claims();
    window.press("]");
    assert!(window.has("Said: Not checked") && window.has("So: Not checked"));
    window.press("1");
    let status = |window: &Window, scope| window.claim().decision(scope).map(|decision| decision.status);
    assert_eq!((status(&window, Scope::Said), status(&window, Scope::So)), (Some(Status::Confirmed), None));
    assert!(window.has_part("Said: Confirmed"));
    assert!(window.has("Claim 1, said only: 146,000 people"), "never a bare “confirmed”");
    window.press("s");
    window.press("3");
    assert_eq!(status(&window, Scope::So), Some(Status::Wrong));
    assert!(window.has_part("So: Wrong") && window.has("1 wrong"));
    window.click("Needs fix (so)");
    assert_eq!(status(&window, Scope::So), Some(Status::NeedsFix));
    window.press("0");
    assert_eq!(status(&window, Scope::So), None);
    window.press("6");
    window.until_label("Reason");
    window.type_words("Satire");
    window.press("Enter");
    assert_eq!(status(&window, Scope::So), Some(Status::Waived));
}

#[test]
fn a_fix_is_proposed_accepted_and_stetted() {
    let mut window = three_claims();
    window.keys("] f");
    window.until_label("Proposed fix");
    assert!(window.is_focused("Proposed fix"));
    window.press("Ctrl+A");
    window.type_words("164,000 people");
    window.press("Escape");
    window.until_label("“164,000 people” in place of “146,000 people”");
    let state = |window: &Window| window.claim().fix.as_ref().map(|fix| fix.state);
    assert_eq!(state(&window), Some(FixState::Open));
    window.click("Accept");
    assert_eq!(state(&window), Some(FixState::Accepted));
    window.click("Stet");
    assert_eq!(state(&window), Some(FixState::Stet));
    window.click("Withdraw");
    assert_eq!(state(&window), None);
}

#[test]
fn a_note_survives_a_click_on_another_claim() {
    let mut window = three_claims();
    window.keys("] m");
    window.until("the cursor", |window| window.is_focused("Note"));
    window.type_words("ask the grid operator");
    window.click("Claim 2, unchecked: Nadiya Kost");
    assert_eq!(window.claim_words(), ["Nadiya Kost"]);
    assert_eq!(window.value("Note"), "", "the note of the other claim");
    window.click("Claim 1, unchecked: 146,000 people");
    assert_eq!(window.value("Note"), "ask the grid operator");
    assert_eq!(window.claim().note, "ask the grid operator");
}

#[test]
fn letters_typed_into_a_note_are_no_keys() {
    let mut window = three_claims();
    window.keys("] m");
    window.until("the cursor", |window| window.is_focused("Note"));
    let typed = "crab nips quest jKL 1234567890 tmw";
    window.type_words(typed);
    assert_eq!(window.value("Note"), typed);
    assert_eq!(n_claims(&window), 3);
    assert_eq!(window.claim().so, None);
    assert!(!window.has("Question") && !window.has("Source"), "no overlay came up");
    window.press("Escape");
    window.until("the note", |window| window.claim().note == typed);
}

#[test]
fn a_query_is_answered_in_the_inspector() {
    let mut desk = Desk::sample(POWER);
    let claim = desk.claim("a worn bushing");
    let article = desk.session.current_article().expect("an article").slug.clone();
    let on = tickmark::model::query::Subject::Claim(claim);
    desk.run(Command::Ask {
        article,
        on,
        to: Addressee::Author,
        words: "Who blames it?".to_owned(),
        due: None,
        visibility: Visibility::Newsroom,
    });
    desk.run(Command::ShowClaim(Some(claim)));
    let mut window = Window::on(desk);
    assert!(window.has("Author: Who blames it?"));
    window.scroll_to("Answer");
    window.click("Answer");
    window.type_words("The fire service");
    window.press("Enter");
    window.until("the answer", |window| {
        let article = window.session().current_article().expect("an article");
        article.review.queries.values().all(|query| query.state == QueryState::Answered)
    });
    assert!(window.has("The fire service"));
    assert!(!window.has("Author: Who blames it?"), "the side bar lists open ones");
}

#[test]
fn the_claims_list_filters_and_leads_to_the_claim() {
    let mut window = three_claims();
    window.press("Ctrl+l");
    assert!(window.has("3 claims"));
    let row = "Claim 3: since 1978, date, so unchecked";
    window.click(row);
    assert_eq!(window.claim_words(), ["since 1978"]);
    window.click("Filter claims");
    window.type_words("kost");
    assert!(window.has("1 of 3 claims"));
    assert!(!window.has(row) && window.has_part("Claim 2: Nadiya Kost"));
    window.click("Clear");
    assert!(window.has("3 claims"));
    // The other way: a mark pressed in the article makes its row the current one.
    window.press("Ctrl+l");
    window.press("[");
    assert_eq!(window.claim_words(), ["Nadiya Kost"]);
    window.click("Claim 3, unchecked: since 1978");
    window.press("Ctrl+l");
    window.frames(2);
    assert!(window.is_selected(row) && !window.is_selected("Claim 2: Nadiya Kost"));
}

#[test]
fn picked_claims_are_decided_in_one_step() {
    let mut window = three_claims();
    let before = window.label_with("Undo: ");
    window.press("Ctrl+l");
    window.click("Pick claim 1");
    window.click_with("Pick claim 3", Modifiers::SHIFT);
    assert!(window.has("3 picked"));
    window.click("Wrong");
    let article = || window.session().current_article().expect("an article");
    let wrong = article().review.claims.values().filter(|claim| {
        claim.scopes().iter().any(|&scope| claim.decision(scope).is_some_and(|it| it.status == Status::Wrong))
    });
    assert_eq!(wrong.count(), 3);
    window.click(&window.label_with("Undo: set status of 3 claims"));
    assert!(article_is_undecided(&window));
    assert!(window.has_part("Redo: set status of 3 claims"), "{}", window.label_with("Redo"));
    assert_eq!(window.label_with("Undo: "), before, "it was one step");
}

fn article_is_undecided(window: &Window) -> bool {
    let article = window.session().current_article().expect("an article");
    article.review.claims.values().all(|claim| claim.said.is_none() && claim.so.is_none())
}

#[test]
fn many_steps_are_undone_and_made_again() {
    let mut window = untouched();
    let state = |window: &Window| (**window.session().current_article().expect("an article")).clone();
    let mut states = vec![state(&window)];
    for keys in ["n Space", "n c", "2", "n r", "n Space", "Shift+n c", "3"] {
        for key in keys.split(' ') {
            window.press(key);
        }
        if state(&window) != *states.last().expect("a state") {
            states.push(state(&window));
        }
    }
    let n_steps = states.len() - 1;
    assert!(n_steps >= 6, "{n_steps}");
    for before in states.iter().rev().skip(1) {
        window.press("Ctrl+z");
        assert!(state(&window) == *before);
    }
    for after in states.iter().skip(1) {
        window.press("Ctrl+Shift+z");
        assert!(state(&window) == *after);
    }
    assert!(window.has_part("Redo\n") || window.has_part("There is nothing to make again"));
}

#[test]
fn the_save_state_is_in_sight_and_everything_is_there_again() {
    let mut window = untouched();
    assert!(window.has("Saved"));
    window.keys("n Space n Space n r");
    assert!(window.has("Not saved yet") || window.has("Safe"));
    window.press("Ctrl+s");
    window.until("a save", |window| window.session().is_saved());
    assert!(window.has("Saved 14:05"), "{:?}", window.told());
    let before = window.session().project().expect("a project").clone();
    let desk = window.close();
    let files = desk.files();
    assert!(files.keys().all(|name| !name.contains(".tmp")), "{:?}", files.keys());

    let mut window = Window::on(desk.opened());
    assert_eq!(*window.session().project().expect("a project"), before);
    window.press("Ctrl+s");
    window.click("Power cuts enter third week, 2 of 2 claims decided");
    window.keys("n ] Ctrl+l Ctrl+u Ctrl+b Ctrl+j");
    assert!(window.session().is_saved());
    assert_eq!(files_of(&window.root().join("project")), files, "looking writes nothing");
}

#[test]
fn quitting_hands_over_what_is_being_typed() {
    let mut window = three_claims();
    window.keys("] m");
    window.until("the cursor", |window| window.is_focused("Note"));
    window.type_words("half a note");
    window.ask_to_close();
    window.until("the close", |window| window.session().is_saved() && window.claim().note == "half a note");
    let desk = window.close().opened();
    let notes: Vec<_> = desk
        .session
        .project()
        .expect("a project")
        .articles
        .values()
        .flat_map(|article| article.review.claims.values().map(|claim| claim.note.clone()).collect::<Vec<_>>())
        .collect();
    assert!(notes.contains(&"half a note".to_owned()), "{notes:?}");
}

#[test]
fn a_report_goes_beside_one_that_is_there() {
    let mut desk = Desk::sample(MINISTERS);
    let taken = desk.write(&format!("{MINISTERS}-review.html"), b"mine");
    desk.problems();
    let mut window = Window::on(desk);
    let export = |window: &mut Window| {
        window.press("Ctrl+e");
        window.until_label("Folder");
        window.click("Folder");
        window.press("Ctrl+A");
        let folder = format!("{}/", window.root().display());
        window.type_words(&folder);
        window.until_label("Replace files that exist");
    };
    export(&mut window);
    window.press("Ctrl+Enter");
    window.until_label("Report written");
    assert_eq!(std::fs::read(&taken).expect("the file"), b"mine", "never over a file unless told so");
    let beside = window.root().join(format!("{MINISTERS}-review-2.html"));
    let report = std::fs::read_to_string(&beside).expect("a report");
    assert!(report.contains("Talks resume on Friday"));
    export(&mut window);
    window.click("Replace files that exist");
    window.press("Ctrl+Enter");
    window.until("the report", |_| std::fs::read(&taken).is_ok_and(|bytes| bytes != b"mine"));
}

#[test]
fn the_memo_is_on_the_clipboard() {
    let mut window = Window::on(Desk::sample(MINISTERS));
    let slug = window.session().current_article().expect("an article").slug.clone();
    window.press("Ctrl+Shift+u");
    window.frames(2);
    let memo = window.copied().expect("something was copied").to_owned();
    assert_eq!(memo, window.session().memo(&slug, None, Visibility::Newsroom));
    assert!(memo.contains("To the author") && memo.contains("Paragraph "), "{memo}");
    window.select("Ministers meet");
    window.press("Ctrl+c");
    window.frames(2);
    assert_eq!(window.copied(), Some("Ministers meet"));
}

#[test]
fn a_block_that_becomes_furniture_is_left_out_of_coverage() {
    let mut window = untouched();
    let (.., bare) = coverage(&window);
    window.caret_before("A timetable of the cuts");
    assert!(window.has("Role: caption"));
    window.click("Role: caption");
    window.click("furniture");
    assert_eq!(coverage(&window), (0, 0, bare - 12));
    assert!(window.has("Role: furniture") && window.has(&format!("{} bare", bare - 12)));
    window.press("Ctrl+z");
    assert!(window.has(&format!("{bare} bare")));
}

#[test]
fn escape_never_drops_typed_words_without_a_question() {
    let mut window = three_claims();
    window.keys("] q");
    window.until_label("Question");
    window.press("Escape");
    assert!(!window.has("Question"), "nothing was typed");
    window.press("q");
    window.until_label("Question");
    window.type_words("Why");
    window.press("Escape");
    window.until_label("Discard what you typed?");
    window.press("Escape");
    assert_eq!(window.value("Question"), "Why");
    window.press("Escape");
    window.click("Discard");
    assert!(!window.has("Question"));
    // With nothing over the window Escape drops the selection and keeps the claims.
    window.select("Nadiya Kost");
    window.press("Escape");
    assert!(window.selected().is_empty());
    assert_eq!(n_claims(&window), 3);
    for keys in ["Ctrl+k", "F1", "p", "Ctrl+Shift+o", "Ctrl+e", "Ctrl+i", "t"] {
        if keys == "t" {
            window.press("]");
        }
        window.press(keys);
        window.frames(2);
        assert!(window.has_dialog(), "{keys}");
        window.press("Escape");
        window.frames(2);
        assert!(!window.has_dialog(), "{keys}");
    }
}

#[test]
fn the_side_bar_tells_progress_queries_and_uses() {
    let mut desk = Desk::sample(POWER);
    let claim = desk.claim("22 people");
    let briefing = desk
        .session
        .project()
        .expect("a project")
        .sources
        .values()
        .find(|it| it.title.starts_with("Joint"))
        .expect("a source")
        .id;
    desk.run(Command::AddTie { claim, source: briefing, words: TieWords::default() });
    let at = span(&desk.session, "22 people");
    assert!(!at.is_empty());
    let mut window = Window::on(desk);
    assert!(window.has("Power cuts enter third week, 0 of 1 claim decided"));
    window.press("]");
    window.press("1");
    assert!(window.has("Power cuts enter third week, 1 of 1 claim decided"));
    window.click(&window.label_with("Grain ships wait at the strait, "));
    assert!(window.has("article Grain ships wait at the strait"));
    window.click("Power cuts enter third week, 1 of 1 claim decided");
    assert!(window.has("article Power cuts enter third week"));
}
