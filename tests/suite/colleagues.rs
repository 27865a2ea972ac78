//! Two people at one project: copies merged without git, branches merged with git, questions settled, work divided.
//!
//! Must not know: how two copies are merged. The git tests want git.

use std::path::{Path, PathBuf};
use std::process::Command;

use tickmark::model::ids::{ClaimId, Slug};
use tickmark::model::query::{Addressee, Subject};
use tickmark::model::visibility::Visibility;
use tickmark::session::command::Command as Wish;
use tickmark::session::outcome::Done;
use tickmark::session::wishes::{DraftFrom, Incoming};

use crate::desk::{self, Desk, copy_folder, files_of};
use crate::window::Window;
use crate::world::{Run, TestProject};

const TEXT: &str = "Ministers\n\nThe port saw 1,204 ships, 5 % more than in 2021.\n\n\
    Grain went to Nablus; 30,000 tonnes in two lines.\n\nThe mayor was content.\n";

/// A project with two claims and a source, and a colleague's copy of it beside.
fn two_copies() -> (TestProject, PathBuf) {
    let world = TestProject::with_article(TEXT);
    for quote in ["1,204 ships", "30,000 tonnes"] {
        world.run(&["claim", "--quote", quote]).ok();
    }
    world.run(&["source", "add", "--title", "Port ledger"]).ok();
    let copy = world.folder().parent().expect("the project lies in a folder").join("copy");
    copy_folder(&world.folder(), &copy);
    (world, copy)
}

fn source_id(world: &TestProject) -> String {
    let listed: serde_json::Value =
        serde_json::from_str(&world.run(&["--json", "list", "sources"]).ok()).expect("JSON");
    listed[0]["id"].as_str().expect("an id").to_owned()
}

fn claims(world: &TestProject) -> serde_json::Value {
    serde_json::from_str(&world.run(&["--json", "list", "claims"]).ok()).expect("JSON")
}

fn questions(world: &TestProject) -> Vec<serde_json::Value> {
    let run = world.run(&["--json", "conflicts"]);
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[test]
fn a_copy_comes_in_with_its_history_and_is_not_touched() {
    let (world, copy) = two_copies();
    let source = source_id(&world);
    world.run(&["status", "#1", "confirmed"]).ok();
    world.run(&["note", "ministers#1", "ours"]).ok();
    let there = |args: &[&str]| world.run_in(&copy, &[&["--by", "Eva Chen"], args].concat()).ok();
    there(&["status", "#2", "wrong"]);
    there(&["tie", "#1", &source, "--excerpt", "1,204 calls"]);
    there(&["query", "--claim", "ministers#2", "Which quarter?"]);
    there(&["claim", "--quote", "5 % more"]);
    let before = files_of(&copy);

    let told = world.run(&["merge-copy", "../copy"]).ok();
    assert_eq!(told, "Merged copy: 1 claim, 1 decision, 1 tie, 1 query");
    assert_eq!(files_of(&copy), before, "the copy is only read");
    let all = claims(&world);
    assert_eq!(all.as_array().map(Vec::len), Some(3));
    let history = world.run(&["history"]).ok();
    assert!(history.contains("Eva Chen"), "{history}");
    assert!(history.contains("merge copy of copy"), "{history}");
    let text = world.read("articles/ministers/review.ron");
    for kept in ["1,204 calls", "Which quarter?", "status: Wrong", "status: Confirmed", "note: \"ours\""] {
        assert!(text.contains(kept), "{kept} is lost\n{text}");
    }

    // The same copy again brings nothing; more work there comes in next time.
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: nothing new came in");
    assert_eq!(world.read("articles/ministers/review.ron"), text);
    there(&["note", "ministers#2", "theirs"]);
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: 1 note");
    world.run(&["check-project"]).ok();

    // Undo takes the merge back, and merging again brings it again.
    world.run(&["undo"]).ok();
    assert!(!world.read("articles/ministers/review.ron").contains("theirs"));
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: 1 note");
    assert!(world.read("articles/ministers/review.ron").contains("theirs"));
}

#[test]
fn a_new_draft_on_either_side_costs_neither_its_work_and_undo_takes_the_merge_back() {
    for drafted_here in [true, false] {
        let (world, copy) = two_copies();
        world.run(&["read", "--quote", "The mayor was content."]).ok();
        std::fs::remove_dir_all(&copy).expect("the copy is made anew");
        copy_folder(&world.folder(), &copy);
        let there = |args: &[&str]| world.run_in(&copy, &[&["--by", "Eva Chen"], args].concat()).ok();
        world.write("../second.txt", TEXT.replace("in two lines", "in three lines").as_bytes());
        world.run(&["note", "ministers#1", "ours"]).ok();
        world.run(&["legal", "ministers#1", "--flag", "names a port"]).ok();
        there(&["note", "ministers#2", "theirs"]);
        if drafted_here {
            world.run(&["draft", "ministers", "../second.txt"]).ok();
        } else {
            there(&["draft", "ministers", "../second.txt"]);
        }
        let review = || world.read("articles/ministers/review.ron");
        let before = review();
        let run = world.run(&["merge-copy", "../copy"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{drafted_here}");
        assert_eq!(questions(&world), Vec::<serde_json::Value>::new(), "{drafted_here}");
        let notes: Vec<String> =
            claims(&world).as_array().expect("claims").iter().map(|claim| claim["note"].to_string()).collect();
        assert_eq!(notes, ["\"ours\"", "\"theirs\""], "{drafted_here}");
        assert!(review().contains("names a port"), "{drafted_here}");
        assert!(world.read("articles/ministers/draft-02.txt").contains("in three lines"));
        world.run(&["undo"]).ok();
        assert_eq!(review(), before, "one undo takes the whole merge of the article back: {drafted_here}");
    }
}

#[test]
fn what_both_changed_otherwise_is_asked_and_settled() {
    let (world, copy) = two_copies();
    world.run(&["note", "ministers#1", "ask the port"]).ok();
    world.run(&["status", "#2", "confirmed"]).ok();
    world.run_in(&copy, &["--by", "Eva Chen", "note", "ministers#1", "ask the mayor"]).ok();
    world.run_in(&copy, &["--by", "Eva Chen", "status", "#2", "wrong"]).ok();
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: 2 open questions");
    let asked = questions(&world);
    assert_eq!(asked.len(), 2);
    let of = |about: &str| asked.iter().find(|it| it["about"].as_str().unwrap().starts_with(about)).expect(about);
    let note = of("note");
    let words: Vec<_> = note["sides"].as_array().unwrap().iter().map(|side| side["words"].as_str().unwrap()).collect();
    assert_eq!(words, ["ask the mayor", "ask the port"]);
    assert_eq!(note["sides"][0]["by"], "EC");
    for it in &asked {
        let copies = it["sides"].as_array().unwrap().iter().map(|side| (&side["by"], &side["copy"]));
        let mut copies: Vec<_> = copies.map(|(by, copy)| format!("{by} {copy}")).collect();
        copies.sort();
        assert_eq!(copies, ["\"A\" \"this copy\"", "\"EC\" \"copy “copy”\""], "{it}");
    }
    let told = world.run(&["--by", "Eva Chen", "conflicts"]).ok();
    assert!(told.contains("(the copy of alma, A, ") && told.contains("(copy “copy”, EC, "), "{told}");
    assert!(!world.read("articles/ministers/review.ron").contains("<<<<"));

    let id = |it: &serde_json::Value| it["id"].as_str().unwrap().to_owned();
    world.run(&["settle", &id(note), "both"]).ok();
    let so = of("so");
    world.run(&["settle", &id(so), "both"]).refused("no-such-side");
    let wrong = so["sides"].as_array().unwrap().iter().position(|side| side["by"] == "EC").expect("Eva’s") + 1;
    world.run(&["settle", &id(so), &wrong.to_string()]).ok();
    assert!(questions(&world).is_empty());
    let text = world.read("articles/ministers/review.ron");
    assert!(text.contains("ask the mayor\\n\\nask the port") && text.contains("status: Wrong"), "{text}");
    // Settled questions do not come back with the same copy.
    world.run(&["merge-copy", "../copy"]).ok();
    assert!(questions(&world).is_empty());
    world.run(&["settle", &id(so), "1"]).refused("no-question");
}

#[test]
fn one_undo_takes_back_a_whole_merge_and_one_redo_brings_it_again() {
    let (world, copy) = two_copies();
    let there = |args: &[&str]| world.run_in(&copy, &[&["--by", "Eva Chen"], args].concat()).ok();
    let list = |what: &str| world.run(&["--json", "list", what]).ok();
    let state = || ["articles", "claims", "sources", "queries"].map(list);
    let before = state();
    let source = there(&["source", "add", "--title", "Harbour log"]);
    there(&["tie", "ministers#1", &source, "--excerpt", "1,204 calls"]);
    world.write("../grain.txt", b"Grain\n\nSeven ships.\n");
    there(&["add", "../grain.txt"]);
    there(&["claim", "-a", "grain", "--quote", "Seven ships"]);
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: 1 article, 1 tie, 1 source");
    let merged = state();
    assert_eq!(world.run(&["undo"]).ok(), "Undo: merge copy of copy");
    assert_eq!(state(), before, "nothing of the copy is left");
    assert_eq!(world.run(&["redo"]).ok(), "merge copy of copy");
    assert_eq!(state(), merged);
    world.run(&["undo"]).ok();
    assert_eq!(state(), before);
    world.run(&["check-project"]).ok();
    // Merged again, it is all there again, and asks nothing.
    world.run(&["merge-copy", "../copy"]).ok();
    assert_eq!(state(), merged);
    there(&["note", "grain#1", "ask the port"]);
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: 1 note");
    assert!(questions(&world).is_empty());
    assert!(world.run(&["--json", "list", "claims", "-a", "grain"]).ok().contains("ask the port"));
}

#[test]
fn one_undo_in_the_window_takes_back_a_whole_merge() {
    let mut ours = Desk::sample("power-cuts-enter-third-week");
    let mut theirs = ours.colleague();
    let claim = theirs.claim("146,000 people");
    let source = tickmark::model::source::Source::new(
        tickmark::model::ids::SourceId::from_u128(0),
        "Grid operator",
        tickmark::model::source::SourceKind::Page,
    );
    theirs.run(Wish::AddSource(Box::new(source)));
    theirs.run(Wish::SetNote { claim, note: "Ask the grid".to_owned() });
    theirs.run(Wish::Save);
    let before = ours.session.project().cloned();
    ours.run(Wish::MergeCopy(theirs.project()));
    let sizes = |desk: &Desk| {
        let project = desk.session.project().expect("a project");
        let claims = project.articles.values().map(|article| article.review.claims.len()).sum::<usize>();
        (project.sources.len(), claims)
    };
    let merged = sizes(&ours);
    ours.run(Wish::Undo);
    let people = |project: Option<tickmark::model::project::Project>| project.map(|it| (it.articles, it.sources));
    assert_eq!(people(ours.session.project().cloned()), people(before));
    ours.run(Wish::Redo);
    assert_eq!(sizes(&ours), merged);
    ours.run(Wish::Undo);
    assert_eq!((sizes(&ours).0, sizes(&ours).1), (merged.0 - 1, merged.1 - 1));
}

#[test]
fn the_same_words_claimed_in_both_copies_are_told() {
    let (world, copy) = two_copies();
    world.run(&["claim", "--quote", "5 % more"]).ok();
    world.run_in(&copy, &["--by", "Eva Chen", "claim", "--quote", "5 % more"]).ok();
    world.run_in(&copy, &["--by", "Eva Chen", "claim", "--quote", "than in 2021"]).ok();
    let run = world.run(&["merge-copy", "../copy"]);
    assert_eq!((run.code, run.stdout.trim()), (0, "Merged copy: 2 claims"));
    assert!(run.stderr.contains("note[claimed-twice]"), "{}", run.stderr);
    assert!(run.stderr.contains("claims 2 and 3 “5 % more” in “Ministers”"), "{}", run.stderr);
    let again = world.run(&["merge-copy", "../copy"]);
    assert!(!again.stderr.contains("claimed-twice"), "told once: {}", again.stderr);
}

#[test]
fn copies_sent_to_and_fro_end_alike() {
    let (world, copy) = two_copies();
    let there = |args: &[&str]| world.run_in(&copy, &[&["--by", "Eva Chen"], args].concat()).ok();
    for round in 0..3 {
        world.run(&["note", "ministers#1", &format!("ours {round}")]).ok();
        there(&["note", "ministers#2", &format!("theirs {round}")]);
        world.run(&["merge-copy", "../copy"]).ok();
        there(&["merge-copy", "../project"]);
        assert!(questions(&world).is_empty());
        let review = |folder: &Path| std::fs::read(folder.join("articles/ministers/review.ron")).expect("a review");
        assert_eq!(review(&world.folder()), review(&copy), "round {round}");
    }
}

#[test]
fn whole_articles_come_along_and_damage_does_not() {
    let (world, copy) = two_copies();
    world.write("../grain.txt", b"Grain\n\nSeven ships.\n");
    world.run_in(&copy, &["--by", "Eva Chen", "add", "../grain.txt"]).ok();
    world.run_in(&copy, &["--by", "Eva Chen", "claim", "-a", "grain", "--quote", "Seven ships"]).ok();
    assert!(world.run(&["merge-copy", "../copy"]).ok().starts_with("Merged copy: 1 article"));
    assert!(world.read("articles/grain/review.ron").contains("Seven ships"));
    assert_eq!(world.read("articles/grain/original.txt"), "Grain\n\nSeven ships.\n");
    assert!(world.run(&["history", "-a", "grain"]).ok().contains("Eva Chen"));
    world.run(&["check-project"]).ok();

    let review = copy.join("articles/ministers/review.ron");
    let whole = std::fs::read(&review).expect("a review");
    let cut = whole.len() / 2;
    world.write("../copy/articles/ministers/review.ron", &whole[..cut]);
    let before = files_of(&world.folder());
    world.run(&["merge-copy", "../copy"]).refused("copy-damaged");
    assert_eq!(files_of(&world.folder()), before);
    world.run(&["merge-copy", "."]).refused("same-folder");
    world.write("../not.zip", b"PK?");
    assert_ne!(world.run(&["merge-copy", "../not.zip"]).code, 0);
}

#[test]
fn confidential_words_of_an_article_that_came_along_are_saved_in_the_same_session() {
    let mut ours = Desk::sample("power-cuts-enter-third-week");
    ours.run(Wish::Save);
    let mut theirs = ours.colleague();
    let text = theirs.write("grain.txt", b"Grain\n\nSeven ships.\n");
    theirs.run(Wish::Import(vec![Incoming::Path(text)]));
    let slug = theirs.session.current_article().expect("it is shown").slug.clone();
    let claim = theirs.claim("Seven ships");
    theirs.run(Wish::SetNote { claim, note: "R. called".to_owned() });
    theirs.run(Wish::SetNoteVisibility { claim, visibility: Visibility::Confidential });
    theirs.run(Wish::Save);

    ours.run(Wish::MergeCopy(theirs.project()));
    ours.run(Wish::ShowArticle(slug.clone()));
    ours.run(Wish::SetNote { claim, note: "R. called twice".to_owned() });
    ours.session.settle_save(); // it must come to an end
    assert!(ours.session.is_saved(), "{:?}", ours.session.save_state());
    let private = &ours.files()[&format!("private/articles/{slug}.ron")];
    assert!(String::from_utf8_lossy(private).contains("R. called twice"));
}

#[test]
fn a_line_of_a_history_that_cannot_be_read_is_told_and_makes_nothing_common() {
    for broken_here in [false, true] {
        let (world, copy) = two_copies();
        world.run(&["note", "ministers#1", "ours"]).ok();
        world.run_in(&copy, &["--by", "Eva Chen", "note", "ministers#2", "theirs"]).ok();
        world.run_in(&copy, &["--by", "Eva Chen", "status", "#1", "wrong"]).ok();
        let history =
            if broken_here { "articles/ministers/history.ronl" } else { "../copy/articles/ministers/history.ronl" };
        let text = world.read(history);
        let (_, last) = text.trim_end().rsplit_once('\n').expect("lines");
        world.write(history, text.replacen(last, &last.replacen("(id:", "(?:", 1), 1).as_bytes());
        let run = world.run(&["merge-copy", "../copy"]);
        assert!(run.stderr.contains("[merge-histories-damaged]"), "{broken_here}: {}", run.stderr);
        assert!(run.stderr.contains("[no-common-state]"), "{broken_here}: {}", run.stderr);
        let review = world.read("articles/ministers/review.ron");
        for kept in ["ours", "theirs", "Wrong"] {
            assert!(review.contains(kept), "{broken_here}: {kept} is lost\n{review}");
        }
    }
}

#[test]
fn a_closed_article_stays_as_it_was_closed() {
    let (world, copy) = two_copies();
    world.run_in(&copy, &["--by", "Eva Chen", "note", "ministers#1", "late"]).ok();
    let closed = world.run(&["stage", "ministers", "closed", "--anyway"]);
    assert_eq!(closed.code, 0, "{}", closed.stderr);
    let before = world.read("articles/ministers/review.ron");
    let run = world.run(&["merge-copy", "../copy"]);
    assert!(run.stderr.contains("[article-closed]"), "{}", run.stderr);
    assert_eq!(world.read("articles/ministers/review.ron"), before);
    // Opened again, the same copy comes in: nothing of it was taken for merged.
    assert_eq!(world.run(&["stage", "ministers", "in-check"]).code, 0);
    assert_eq!(world.run(&["merge-copy", "../copy"]).ok(), "Merged copy: 1 note");
}

#[test]
fn claims_and_paragraphs_belong_to_people() {
    let (world, _) = two_copies();
    world.run(&["claim", "--quote", "content"]).ok();
    world.run(&["assign", "ministers#1", "Eva Chen"]).ok();
    world.run(&["assign", "--paragraphs", "2-3", "me"]).ok();
    let mine = |by: &[&str]| {
        let run = world.run(&[by, &["--json", "list", "claims", "--mine"]].concat());
        let listed: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        listed.as_array().unwrap().iter().map(|it| it["number"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(mine(&[]), [2], "the first names Eva, the third is in nobody’s paragraph");
    assert_eq!(mine(&["--by", "Eva Chen"]), [1]);
    world.run(&["assign", "--paragraphs", "3", "EC"]).ok();
    assert_eq!(mine(&["--by", "Eva Chen"]), [1, 2]);
    world.run(&["assign", "ministers#1", "--nobody"]).ok();
    assert_eq!(mine(&[]), [1]);
    world.run(&["assign", "--paragraphs", "1-4", "--nobody"]).ok();
    assert_eq!(mine(&[]), [0_u64; 0]);
    world.run(&["assign", "ministers#1", "QQ"]).refused("no-person");
    world.run(&["assign", "--paragraphs", "3-99", "me"]).refused("no-block");
    world.run(&["assign", "me"]).refused("assign-whom");
    assert_eq!(world.run(&["undo", "-n", "6"]).code, 0);
    assert!(!world.read("articles/ministers/review.ron").contains("assign"));
}

#[test]
fn the_window_merges_a_copy_and_settles_what_is_open() {
    let mut ours = Desk::sample("power-cuts-enter-third-week");
    let claim = ours.claim("146,000 people");
    ours.run(Wish::Save);
    let theirs = Desk::empty();
    copy_folder(&ours.project(), &theirs.project());
    let mut theirs = theirs.opened();
    theirs.run(Wish::SetNote { claim, note: "Ask the grid".to_owned() });
    theirs.run(Wish::Save);
    ours.run(Wish::SetNote { claim, note: "Ask the utility".to_owned() });
    ours.run(Wish::Save);
    let copy = theirs.project().display().to_string();

    let mut window = Window::on(ours);
    window.press("Ctrl+K");
    window.type_words("Merge a copy");
    window.press("Enter");
    window.until_label("Path");
    window.press("Ctrl+A");
    window.type_words(&copy);
    window.until_label("Enter merges this copy; it is only read");
    window.press("Enter");
    window.until("the merge", |window| window.session().n_questions() == 1);
    window.until_label("1 open question");
    window.click("1 open question");
    window.until_label("Take 1: Ask the grid");
    assert!(window.has("Take 2: Ask the utility") && window.has("Keep both"));
    window.press("b");
    window.until("settled", |window| window.session().n_questions() == 0);
    let note = |window: &Window| {
        let article = window.session().current_article().expect("an article");
        article.review.claims[&claim].note.clone()
    };
    assert_eq!(note(&window), "Ask the grid\n\nAsk the utility");
    window.press("Ctrl+Z");
    assert_eq!(window.session().n_questions(), 1, "undo opens it again");
    window.press("Ctrl+Shift+M");
    window.until_label("Take 2: Ask the utility");
    window.press("2");
    window.until("settled", |window| window.session().n_questions() == 0);
    assert_eq!(note(&window), "Ask the utility");
}

fn note_of(desk: &Desk, claim: ClaimId) -> String {
    let mut articles = desk.session.project().expect("it is open").articles.values();
    articles.find_map(|article| article.review.claims.get(&claim)).expect("the claim").note.clone()
}

/// The text of an article, and how many claims it has.
fn opened_text(desk: &Desk, slug: &str) -> (String, usize) {
    let article = desk.session.article(&Slug::new(slug).expect("a slug")).expect("the article");
    (article.draft.text().to_owned(), article.review.claims.len())
}

#[test]
fn what_is_done_while_a_copy_is_merged_stays() {
    let mut ours = Desk::sample("power-cuts-enter-third-week");
    let (claim, other) = (ours.claim("146,000 people"), ours.claim("third week"));
    ours.run(Wish::SetNote { claim, note: "before".to_owned() });
    ours.session.settle_save();
    let mut theirs = ours.colleague();
    theirs.run(Wish::SetNote { claim: other, note: "theirs".to_owned() });
    theirs.session.settle_save();

    ours.session.run(Wish::MergeCopy(theirs.project())).expect("the merge starts");
    ours.session.run(Wish::SetNote { claim, note: "meanwhile".to_owned() }).expect("nothing keeps the window from it");
    let article = ours.session.current_article().expect("an article").slug.clone();
    let spans = vec![desk::span(&ours.session, "146,000")];
    let made = ours.session.run(Wish::AddClaim { article, spans, kind: None, claimant: None }).expect("a claim");
    let Done::Claim(new) = made else { panic!("{made:?}") };
    ours.session.finish_jobs();
    assert_eq!((note_of(&ours, claim).as_str(), note_of(&ours, other).as_str()), ("meanwhile", "theirs"));
    assert!(ours.session.current_article().expect("an article").review.claims.contains_key(&new));
    assert_eq!(ours.session.n_questions(), 0);
    let ours = ours.opened();
    assert_eq!((note_of(&ours, claim).as_str(), note_of(&ours, other).as_str()), ("meanwhile", "theirs"));
}

#[test]
fn a_draft_that_comes_in_while_a_copy_is_merged_costs_neither_its_text() {
    let mut ours = Desk::sample("power-cuts-enter-third-week");
    let slug = ours.session.current_article().expect("an article").slug.clone();
    let text = ours.session.current_article().expect("an article").draft.text().to_owned();
    ours.session.settle_save();
    let mut theirs = ours.colleague();
    let theirs_text = text.replace("third week", "fourth week");
    let file = theirs.write("theirs.txt", theirs_text.as_bytes());
    theirs.run(Wish::NewDraft { article: slug.clone(), from: DraftFrom::File(file) });
    theirs.session.settle_save();
    let ours_text = format!("{text}\n\nPower came back on Sunday.");
    let file = ours.write("ours.txt", ours_text.as_bytes());
    ours.session.run(Wish::MergeCopy(theirs.project())).expect("the merge starts");
    ours.session.run(Wish::NewDraft { article: slug.clone(), from: DraftFrom::File(file) }).expect("it starts");
    ours.session.finish_jobs();
    ours.session.settle_save();
    let ours = ours.opened();
    let article = ours.session.article(&slug).expect("the article");
    let texts: Vec<&str> =
        article.drafts.iter().filter_map(|it| article.draft_text(it.number)).map(|it| &**it).collect();
    assert_eq!(article.drafts.len(), 3, "{:?}", article.drafts);
    for wanted in [&text, &theirs_text, &ours_text] {
        assert!(texts.iter().any(|text| text.trim() == wanted.trim()), "{wanted} is gone");
    }
}

#[test]
fn a_query_about_a_paragraph_finds_it_in_a_colleague_s_new_draft() {
    let mut ours = Desk::new_project();
    let file = ours.write("live.txt", b"Live\n\nFirst para here.\n\nSecond para here.");
    ours.run(Wish::OpenArticles(vec![file]));
    ours.session.settle_save();
    let mut theirs = ours.colleague();
    let slug = Slug::new("live").expect("a slug");
    theirs.run(Wish::ShowArticle(slug.clone()));
    let ask = |desk: &mut Desk, block: usize, words: &str| {
        let (article, on, words) = (slug.clone(), Subject::Block(block), words.to_owned());
        let visibility = Visibility::Newsroom;
        desk.run(Wish::Ask { article, on, to: Addressee::Author, words, due: None, visibility });
    };
    ask(&mut theirs, 2, "Who says so?");
    ask(&mut theirs, 1, "And who this?");
    theirs.session.settle_save();
    let text = b"Live\n\nOne new one.\n\nAnother new one.\n\nSecond para here.";
    let file = ours.write("live2.txt", text);
    ours.run(Wish::NewDraft { article: slug.clone(), from: DraftFrom::File(file) });
    ours.run(Wish::MergeCopy(theirs.project()));
    let article = ours.session.article(&slug).expect("the article");
    let mut on: Vec<(&str, Subject)> =
        article.review.queries.values().map(|query| (query.words.as_str(), query.on)).collect();
    on.sort_by_key(|(words, _)| *words);
    assert_eq!(on, [("And who this?", Subject::Article), ("Who says so?", Subject::Block(3))]);
}

#[test]
fn a_copy_that_knows_who_works_here_comes_in_before_they_did_anything() {
    let mut ours = Desk::new_project();
    let theirs = Desk::empty();
    copy_folder(&ours.project(), &theirs.project());
    let mut theirs = theirs.opened();
    theirs.run(Wish::SetTitle("Winter".to_owned()));
    theirs.session.settle_save();
    ours.run(Wish::MergeCopy(theirs.project()));
    assert_eq!(ours.problems(), []);
    let project = ours.session.project().expect("it is open");
    assert_eq!((project.title.as_str(), project.people.len()), ("Winter", 1));
}

#[test]
fn two_different_articles_of_one_name_stay_two() {
    let mut ours = Desk::new_project();
    ours.session.settle_save();
    let mut theirs = ours.colleague();
    let import = |desk: &mut Desk, text: &str, words: &str| {
        let file = desk.write("live.txt", text.as_bytes());
        desk.run(Wish::OpenArticles(vec![file]));
        desk.claim(words);
        desk.session.settle_save();
    };
    import(&mut ours, "Live updates\n\nThe port saw 1,204 ships.", "1,204 ships");
    import(&mut theirs, "Live updates\n\nGrain went to Nablus: 30,000 tonnes.", "30,000 tonnes");
    ours.run(Wish::MergeCopy(theirs.project()));
    let told: Vec<&str> = ours.problems().iter().map(|problem| problem.id).collect();
    assert_eq!(told, ["two-of-one-name"]);
    let both = |desk: &Desk| [opened_text(desk, "live-updates"), opened_text(desk, "live-updates-2")];
    let (ours_text, theirs_text) = (opened_text(&ours, "live-updates"), opened_text(&theirs, "live-updates"));
    assert_eq!(both(&ours), [ours_text.clone(), theirs_text.clone()]);
    let folder = ours.project().join("articles/live-updates-2");
    let original = std::fs::read_to_string(folder.join("original.txt")).expect("their original");
    assert!(original.contains("30,000 tonnes"), "{original}");
    // Once more, and there and back: nothing is doubled.
    ours.run(Wish::MergeCopy(theirs.project()));
    assert!(ours.problems().is_empty());
    let mut theirs = theirs.opened();
    theirs.run(Wish::MergeCopy(ours.project()));
    assert_eq!(both(&theirs), [theirs_text.clone(), ours_text.clone()]);
    ours.run(Wish::MergeCopy(theirs.project()));
    assert_eq!(ours.session.project().expect("it is open").articles.len(), 2);
    let ours = ours.opened();
    assert_eq!(both(&ours), [ours_text, theirs_text]);
    assert!(ours.session.guarded().is_some_and(tickmark::store::Guarded::is_empty));
    assert_eq!(ours.session.n_questions(), 0);
}

#[test]
fn a_claim_is_assigned_in_the_window() {
    let mut desk = Desk::sample("power-cuts-enter-third-week");
    let claim = desk.claim("146,000 people");
    desk.run(Wish::ShowClaim(Some(claim)));
    let mut window = Window::on(desk);
    window.press("a");
    window.until_label("Person");
    window.type_words("me");
    window.press("Enter");
    window.until("assigned", |window| {
        let article = window.session().current_article().expect("an article");
        window.session().is_mine(article, &article.review.claims[&claim])
    });
    assert!(window.has_part("belongs to"));
}

/// Runs git in a folder as somebody; what it said.
fn git(world: &TestProject, folder: &Path, args: &[&str]) -> Run {
    let mut command = Command::new("git");
    command.current_dir(folder).env_clear().args(args);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", world.folder().parent().expect("the project lies in a folder"));
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_PAGER", "cat").env("GIT_EDITOR", "true");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Desk").env(format!("GIT_{role}_EMAIL"), "desk@example.org");
    }
    Run::of(&command.output().expect("git runs"))
}

#[test]
fn two_clones_merge_by_claim_and_field() {
    let (world, _) = two_copies();
    let folder = world.folder();
    let run = |folder: &Path, args: &[&str]| {
        let run = git(&world, folder, args);
        assert_eq!(run.code, 0, "git {args:?}: {}{}", run.stdout, run.stderr);
        run.stdout
    };
    world.run(&["git-setup"]).refused("git-failed");
    run(&folder, &["init", "-q", "-b", "main"]);
    world.write(".gitattributes", b"*.png binary\n");
    let told = world.run(&["git-setup"]).ok();
    assert!(told.contains(".gitattributes: 10 lines added"), "{told}");
    assert!(world.read(".gitattributes").starts_with("*.png binary\n"), "lines of others stay");
    let again = world.run(&["git-setup"]).ok();
    assert!(!again.contains("added") && !again.contains(": set"), "{again}");
    run(&folder, &["add", "-A"]);
    run(&folder, &["commit", "-qm", "start"]);
    assert!(!run(&folder, &["ls-files"]).contains(".tickmark"));
    let clone = folder.parent().unwrap().join("clone");
    run(&folder, &["clone", "-q", ".", "../clone"]);
    world.run_in(&clone, &["git-setup"]).ok();

    // Different claims, and different fields of one: clean.
    world.run(&["status", "#1", "confirmed"]).ok();
    world.run_in(&clone, &["--by", "Eva Chen", "note", "ministers#1", "theirs"]).ok();
    world.run_in(&clone, &["--by", "Eva Chen", "claim", "--quote", "5 % more"]).ok();
    for folder in [&folder, &clone] {
        run(folder, &["add", "-A"]);
        run(folder, &["commit", "-qm", "work"]);
    }
    run(&folder, &["pull", "-q", "--no-rebase", "../clone", "main"]);
    let review = world.read("articles/ministers/review.ron");
    assert!(review.contains("note: \"theirs\"") && review.contains("Confirmed") && review.contains("5 % more"));
    assert!(world.read("articles/ministers/history.ronl").contains("EC"));
    assert!(questions(&world).is_empty());
    world.run(&["check-project"]).ok();

    // One field changed otherwise: a question in the file, no markers, and git is content.
    run(&clone, &["pull", "-q", "--no-rebase", "../project", "main"]);
    world.run(&["note", "ministers#2", "ours now"]).ok();
    world.run_in(&clone, &["--by", "Eva Chen", "note", "ministers#2", "theirs now"]).ok();
    for folder in [&folder, &clone] {
        run(folder, &["commit", "-qam", "notes"]);
    }
    let pulled = git(&world, &folder, &["pull", "-q", "--no-rebase", "../clone", "main"]);
    assert_eq!(pulled.code, 0, "{}{}", pulled.stdout, pulled.stderr);
    assert!(pulled.stderr.contains("review.ron: 1 open question from merging"), "{}", pulled.stderr);
    let review = world.read("articles/ministers/review.ron");
    assert!(review.contains("ours now") && review.contains("theirs now") && !review.contains("<<<<"), "{review}");
    assert_eq!(questions(&world).len(), 1);
    world.run(&["check-project"]).ok();

    // Looking at it writes nothing; whoever works on it has the history tell of the question, once.
    let asks = |text: &str| text.matches("a merge outside Tickmark left open").count();
    assert_eq!(asks(&world.read("articles/ministers/history.ronl")), 0);
    for note in ["one", "two"] {
        world.run(&["note", "ministers#1", note]).ok();
        assert_eq!(asks(&world.read("articles/ministers/history.ronl")), 1);
        assert_eq!(questions(&world).len(), 1, "it is open as before");
    }
    assert_eq!(world.run(&["undo", "-n", "2"]).ok().lines().count(), 2);
    assert!(world.run(&["history"]).ok().contains("note a question that a merge outside Tickmark left open"));
    assert_eq!(questions(&world).len(), 1, "no undo takes it away");
    let by: Vec<_> = questions(&world)[0]["sides"].as_array().unwrap().iter().map(|side| side["by"].clone()).collect();
    assert!(by.contains(&"A".into()) && by.contains(&"EC".into()), "{by:?}");

    // The diff tells claims, not brackets.
    let shown = run(&folder, &["diff", "HEAD~1", "--", "articles/ministers/review.ron"]);
    assert!(shown.contains("+open question") && !shown.contains("changes: ["), "{shown}");

    // A side that is not understood is left to people, ours as it was.
    run(&folder, &["commit", "-qam", "settled", "--allow-empty"]);
    let ours = world.read("articles/ministers/review.ron");
    world.write("../clone/articles/ministers/review.ron", b"(schema: 2, claims: [(");
    run(&clone, &["commit", "-qam", "damaged"]);
    world.run(&["note", "ministers#1", "more"]).ok();
    run(&folder, &["commit", "-qam", "more"]);
    let pulled = git(&world, &folder, &["pull", "-q", "--no-rebase", "../clone", "main"]);
    assert_ne!(pulled.code, 0, "git says that there is a conflict");
    assert!(pulled.stderr.contains("error[not-merged]"), "{}", pulled.stderr);
    let left = world.read("articles/ministers/review.ron");
    assert!(left.contains("\"more\"") && !left.contains("<<<<") && left != ours, "{left}");
}
