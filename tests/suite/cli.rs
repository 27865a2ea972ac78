//! The command line as a person meets it: every subcommand, used well and used badly.

use std::process::Stdio;

use serde_json::Value;

use crate::world::{Run, TestProject};

const TEXT: &str = "Ministers meet\n\nWashington says more than 100,000 troops stand there; 30,000 troops came by rail.\n\n“We count them,” she said — twice.\n\nAnother 30,000 troops are due.\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

#[test]
fn a_whole_check_from_new_to_report() {
    let world = TestProject::empty();
    world.write("../ministers.txt", TEXT.as_bytes());
    let mut told = world.told(&["new", ".", "--title", "Winter crisis"]);
    for args in [
        ["add", "../ministers.txt"].as_slice(),
        &["--by", "Alma Brekke", "claim", "-a", "min", "--quote", "100,000 troops", "--claimant", "Washington"],
        &[
            "--by",
            "Alma Brekke",
            "source",
            "add",
            "--title",
            "Joint staff briefing",
            "--kind",
            "document",
            "--issued",
            "2022-02-01",
        ],
    ] {
        told.push_str(&world.told(args));
    }
    let source = json(&world.run(&["list", "sources", "--json"]).ok())[0]["id"].as_str().expect("an id").to_owned();
    for args in [
        ["tie", "#1", &source, "--excerpt", "an estimated 130,000 soldiers", "--locator", "p. 3"].as_slice(),
        &["status", "#1", "confirmed", "--scope", "said", "--basis", "document", "--by", "Alma Brekke"],
        &["note", "ministers-meet#1", "Ask which day the count is from", "--by", "Alma Brekke"],
        &["fix", "#1", "130,000 troops", "--by", "Alma Brekke"],
        &["query", "--claim", "#1", "--due", "2022-02-03", "Who counted?", "--by", "Alma Brekke"],
        &["query", "memo"],
        &["read", "--paragraph", "1", "--by", "Alma Brekke"],
        &["list"],
        &["list", "claims"],
        &["list", "sources"],
        &["list", "queries"],
        &["report", "--format", "md", "--out", "review.md"],
        &["undo", "--by", "Alma Brekke"],
        &["redo", "--by", "Alma Brekke"],
        &["history"],
        &["check-project"],
    ] {
        told.push_str(&world.told(args));
    }
    insta::with_settings!({ snapshot_path => "../golden/cli", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("whole-check", world.plain(&told));
    });
    assert!(world.read("review.md").contains("100,000 troops"));
}

#[test]
fn a_project_is_found_from_a_sub_folder_and_by_name() {
    let world = TestProject::with_article(TEXT);
    let inside = world.folder().join("articles");
    let listed = world.run_in(&inside, &["list"]).ok();
    assert!(listed.contains("ministers"), "{listed}");
    assert_eq!(world.run_in(world.folder().parent().expect("a parent"), &["list", "-p", "project"]).ok(), listed);
    let outside = world.run_in(world.folder().parent().expect("a parent"), &["list"]);
    let told = outside.refused("not-a-project");
    assert!(told.contains("tickmark new"), "{told}");
    world.run(&["list", "-p", "nowhere"]).refused("no-folder");
}

#[test]
fn new_refuses_folders_that_hold_something() {
    let world = TestProject::new();
    world.run(&["new", "."]).refused("project-exists");
    world.write("other/file.txt", b"x");
    world.run(&["new", "other"]).refused("folder-not-empty");
    assert_eq!(world.run(&["new", "deep/er"]).ok(), "deep/er");
    assert!(world.run(&["project", "-p", "deep/er"]).ok().contains("title     er"));
    world.run(&["new"]).misused();
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_added() {
    let world = TestProject::new();
    world.write("../empty.txt", b"");
    world.write("../picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01");
    world.write("../good.txt", TEXT.as_bytes());
    world.run(&["add", "../empty.txt"]).refused("file-empty");
    world.run(&["add", "../picture.txt"]).refused("not-text");
    world.run(&["add", "../missing.txt"]).refused("not-read");
    let mixed = world.run(&["add", "../empty.txt", "../good.txt"]);
    assert_eq!((mixed.code, mixed.stdout.as_str()), (1, "ministers-meet\n"), "{}", mixed.stderr);
    let again = world.run(&["add", "../good.txt"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, "ministers-meet\n"));
    assert!(again.stderr.contains("in the project already"), "{}", again.stderr);
    let listed = json(&world.run(&["list", "--json"]).ok());
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    world.run(&["add"]).misused();
}

#[test]
fn words_are_quoted_as_people_type_them() {
    let world = TestProject::with_article(TEXT);
    let claim = |args: &[&str]| {
        let mut all = vec!["claim"];
        all.extend(args);
        world.run(&all)
    };
    assert_eq!(claim(&["--quote", "100,000 troops"]).ok().len(), 26);
    claim(&["--quote", "\"We count them,\" she said - twice"]).ok();
    let second = claim(&["--quote", "30,000 troops", "--nth", "2", "--json"]).ok();
    assert_eq!(json(&second)[0]["paragraph"], 4);
    let too_large = claim(&["--quote", "30,000 troops", "--nth", "3"]).refused("nth-too-large");
    assert!(too_large.contains("only 2 times"), "{too_large}");
    let unknown = claim(&["--quote", "washington says"]).refused("quote-not-found");
    assert!(unknown.contains("capital letters"), "{unknown}");
    claim(&["--quote", "31,000 troops"]).refused("quote-not-found");
    assert!(claim(&["--quote", ""]).refused("quote-not-found").contains("words are missing"));
    claim(&["--quote", "x", "--nth", "0"]).misused();
    claim(&["--quote", "troops", "--kind", "guess"]).misused();
    let twin = claim(&["--quote", "100,000 troops"]);
    assert!(twin.code == 0 && twin.stderr.contains("are a claim already"), "{twin:?}");
    let words: Vec<String> = claims(&world).iter().map(|claim| claim["words"].as_str().unwrap().to_owned()).collect();
    assert_eq!(words, ["100,000 troops", "“We count them,” she said — twice", "30,000 troops"]);
    let listed = world.run(&["list", "claims"]).ok();
    assert!(listed.contains("  “We count them,” she said — twice\n"), "no marks around marks: {listed}");
    world.run(&["claim", "-a", "grain", "--quote", "x"]).refused("no-article");
}

fn claims(world: &TestProject) -> Vec<Value> {
    json(&world.run(&["list", "claims", "--json"]).ok()).as_array().expect("a list").clone()
}

#[test]
fn emoji_and_combining_marks_are_quoted_whole() {
    let world = TestProject::with_article("Café 👩‍🚀 launched 3 rockets.\n\nשלום 12 boats.\n");
    world.run(&["claim", "--quote", "👩‍🚀 launched 3 rockets"]).ok();
    world.run(&["claim", "--quote", "שלום 12"]).ok();
    let claims = claims(&world);
    assert_eq!(claims[0]["spans"][0]["start"], 5, "scalar values, not bytes");
    assert_eq!(claims[1]["words"], "שלום 12");
}

#[test]
fn json_lists_hold_what_help_promises() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops", "--claimant", "Washington"]).ok();
    world.run(&["source", "add", "--title", "Briefing"]).ok();
    world.run(&["query", "Is this all?"]).ok();
    let help = world.run(&["list", "--help"]).ok();
    for what in ["articles", "claims", "sources", "queries"] {
        let listed = json(&world.run(&["list", what, "--json"]).ok());
        let fields: Vec<&String> = listed[0].as_object().expect(what).keys().collect();
        for field in fields {
            assert!(help.contains(field.as_str()), "`list --help` does not tell of {field}");
        }
    }
    let claim = &claims(&world)[0];
    assert_eq!((&claim["said"]["status"], &claim["so"]["status"]), (&"unchecked".into(), &"unchecked".into()));
    assert_eq!(json(&TestProject::new().run(&["list", "claims", "--json"]).ok()), Value::Array(Vec::new()));
}

#[test]
fn lists_are_filtered_by_status() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["claim", "--quote", "by rail"]).ok();
    world.run(&["status", "#1", "wrong"]).ok();
    let wrong = world.run(&["list", "claims", "--status", "wrong"]).ok();
    assert!(wrong.contains("100,000") && !wrong.contains("rail"), "{wrong}");
    let none = world.run(&["list", "claims", "--status", "stale"]);
    assert_eq!((none.code, none.stdout.as_str(), none.stderr.as_str()), (0, "", "note: no claim is of that sort\n"));
    let bad = world.run(&["list", "claims", "--status", "fine"]).misused();
    assert!(bad.contains("cannot-verify"), "{bad}");
    let state = world.run(&["list", "claims", "--status", "open"]).misused();
    assert!(state.contains("`tickmark list queries --status open`"), "{state}");
    world.run(&["list", "articles", "--status", "wrong"]).misused();
    world.run(&["list", "everything"]).misused();
}

#[test]
fn several_claims_are_decided_at_once_and_undone_in_one_step() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops", "--claimant", "Washington"]).ok();
    world.run(&["claim", "--quote", "by rail"]).ok();
    let told = world.run(&["status", "#1", "#2", "confirmed"]).ok();
    assert!(told.contains("said: confirmed · so: unchecked"), "{told}");
    world.run(&["undo"]).ok();
    assert!(claims(&world).iter().all(|claim| claim["standing"] == "unchecked"));
    let bad = world.run(&["status", "#1", "fine"]).misused();
    assert!(bad.contains("needs-fix"), "{bad}");
    world.run(&["status", "#2", "confirmed", "--scope", "said"]).refused("no-claimant");
    world.run(&["status", "#2", "waived"]).refused("reason-owed");
    world.run(&["status", "#9", "wrong"]).refused("no-claim");
    assert!(world.run(&["status", "wrong"]).misused().contains("no claim is named"));
    world.run(&["status", "#2", "--scope", "so", "wrong"]).ok();
    assert_eq!(claims(&world)[1]["so"]["status"], "wrong");
    world.run(&["kind", "#2", "-a", "min", "event"]).ok();
    world.run(&["status", "#2", "waived", "--reason", "as the agency had it"]).ok();
    assert_eq!(claims(&world)[1]["so"]["reason"], "as the agency had it");
}

#[test]
fn claims_are_named_by_id_by_its_end_or_by_number() {
    let world = TestProject::with_article(TEXT);
    let id = world.run(&["claim", "--quote", "100,000 troops"]).ok();
    for name in [id.clone(), id[20..].to_lowercase(), id[22..].to_owned(), "#1".into(), "min#1".into()] {
        world.run(&["note", &name, &format!("by {name}")]).ok();
        assert_eq!(claims(&world)[0]["note"], format!("by {name}"));
    }
    let short = world.run(&["note", &id[23..], "x"]).refused("no-claim");
    assert!(short.contains("at least 4") && short.contains("100,000 troops"), "{short}");
    world.run(&["note", "grain#1", "x"]).refused("no-article");
    world.run(&["note", "#x", "x"]).refused("no-claim");
}

#[test]
fn an_end_that_two_ids_share_is_refused() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["claim", "--quote", "by rail"]).ok();
    let review = "articles/ministers-meet/review.ron";
    let ids: Vec<String> = claims(&world).iter().map(|claim| claim["id"].as_str().unwrap().to_owned()).collect();
    let twin = format!("01AAAAAAAAAAAAAAAAAA{}", &ids[0][20..]);
    world.write(review, world.read(review).replace(&ids[1], &twin).as_bytes());
    let told = world.run(&["note", &ids[0][20..].to_lowercase(), "x"]).refused("ambiguous");
    assert!(told.contains(&ids[0]) && told.contains(&twin), "{told}");
    world.run(&["note", &twin, "x"]).ok();
}

#[test]
fn kinds_claimants_notes_fixes_and_removal() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops", "--kind", "comparison"]).ok();
    world.run(&["kind", "#1", "number"]).ok();
    world.run(&["claimant", "#1", "Washington"]).ok();
    world.run(&["fix", "#1", "--accept"]).refused("no-fix");
    world.run(&["fix", "#1"]).misused();
    world.run(&["fix", "#1", "words", "--stet"]).misused();
    world.run(&["fix", "#1", "130,000 troops"]).ok();
    world.run(&["fix", "#1", "--accept"]).ok();
    let claim = &claims(&world)[0];
    assert_eq!(claim["kind"], "number");
    assert_eq!(claim["claimant"], "Washington");
    assert_eq!((&claim["fix"]["words"], &claim["fix"]["state"]), (&"130,000 troops".into(), &"accepted".into()));
    world.run(&["fix", "#1", "--stet"]).ok();
    world.run(&["fix", "#1", "--withdraw"]).ok();
    world.run(&["claimant", "#1"]).ok();
    let claim = &claims(&world)[0];
    assert!(claim["fix"].is_null() && claim["claimant"].is_null() && claim["said"].is_null());
    let nothing = world.run(&["kind", "#1", "number"]);
    assert!(nothing.code == 0 && nothing.stderr.contains("nothing was to be changed"), "{nothing:?}");
    assert!(world.run(&["remove", "#1"]).ok().contains("remove claim “100,000 troops”"));
    assert!(claims(&world).is_empty());
}

#[test]
fn verdicts_need_a_scale() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let told = world.run(&["verdict", "#1", "Half True"]).refused("no-rating");
    assert!(told.contains("why    the project has no verdict scale"), "{told}");
    world.run(&["project", "--scale", "grades"]).refused("no-scale");
    world.run(&["project", "--scale", "politifact", "--title", "Winter"]).ok();
    world.run(&["verdict", "#1", "Half True"]).ok();
    assert_eq!(claims(&world)[0]["verdict"], "Half True");
    let told = world.run(&["verdict", "#1", "Pretty true"]).refused("no-rating");
    assert!(told.contains("Pants on Fire"), "{told}");
    world.run(&["verdict", "#1", "--clear"]).ok();
    world.run(&["verdict", "#1"]).misused();
    assert!(claims(&world)[0]["verdict"].is_null());
    let project = json(&world.run(&["project", "--json"]).ok());
    assert_eq!((&project["title"], &project["scale"]["name"]), (&"Winter".into(), &"PolitiFact".into()));
    world.run(&["project", "--scale", "none"]).ok();
    assert!(world.run(&["project"]).ok().contains("scale     none"));
}

#[test]
fn sources_are_kept_and_tied() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["source", "add"]).refused("source-untitled");
    let id = world.run(&["source", "add", "--title", "Briefing", "--rank", "primary"]).ok();
    world
        .run(&["source", "edit", &id[20..], "--title", "Staff briefing", "--kind", "recording", "--rank", "none"])
        .ok();
    assert_eq!(world.run(&["tie", "#1", &id, "--stance", "refutes", "--excerpt", "94,000"]).ok(), "1");
    assert_eq!(world.run(&["tie", "#1", &id]).ok(), "2");
    let source = &json(&world.run(&["list", "sources", "--json"]).ok())[0];
    assert_eq!(
        (&source["title"], &source["kind"], &source["ties"]),
        (&"Staff briefing".into(), &"recording".into(), &2.into())
    );
    assert!(source["rank"].is_null());
    let tie = &claims(&world)[0]["ties"][0];
    assert_eq!((&tie["stance"], &tie["excerpt"]), (&"refutes".into(), &"94,000".into()));
    for (option, date) in [("--issued", "yesterday"), ("--accessed", "2022-13"), ("--issued", "2022-2")] {
        world.run(&["source", "add", "--title", "x", option, date]).refused("date-unread");
        world.run(&["source", "edit", &id, option, date]).refused("date-unread");
    }
    for date in ["2022", "2022-02", "2022-02-01", ""] {
        world.run(&["source", "edit", &id, "--issued", date, "--accessed", date]).ok();
        assert_eq!(json(&world.run(&["list", "sources", "--json"]).ok())[0]["issued"], date);
    }
    world.run(&["source", "remove", &id]).refused("source-in-use");
    world.run(&["tie", "#1", "zzzz"]).refused("no-source");
    world.run(&["tie", "#1", &id, "--stance", "likes"]).misused();
    world.run(&["untie", "#1", "3"]).refused("no-tie");
    world.run(&["untie", "#1", "1"]).ok();
    world.run(&["untie", "#1", "1"]).ok();
    world.run(&["source", "remove", &id]).ok();
    world.run(&["source"]).misused();
}

#[test]
fn queries_are_asked_answered_withdrawn_and_reopened() {
    let world = TestProject::with_article(TEXT);
    let id = world.run(&["query", "--paragraph", "2", "--to", "editor", "Is this ours?"]).ok();
    assert!(world.run(&["query", "memo", "--to", "editor"]).ok().contains("Is this ours?"));
    assert_eq!(world.run(&["query", "memo", "--to", "legal"]).ok(), "No open queries to legal");
    let state = |expected: &str| {
        let query = &json(&world.run(&["list", "queries", "--json"]).ok())[0];
        assert_eq!(query["state"], expected);
    };
    world.run(&["query", "answer", &id[20..], "Yes"]).ok();
    state("answered");
    world.run(&["query", "reopen", &id]).ok();
    state("open");
    world.run(&["query", "withdraw", &id]).ok();
    state("withdrawn");
    assert!(world.run(&["list", "queries", "--status", "withdrawn"]).ok().contains("Is this ours?"));
    world.run(&["query", "--paragraph", "99", "Why?"]).refused("no-block");
    world.run(&["query", "  "]).refused("query-empty");
    world.run(&["query", "answer", "zzzz", "x"]).refused("no-query");
    world.run(&["query", "--due", "soon", "When?"]).misused();
    world.run(&["query"]).misused();
}

#[test]
fn words_are_marked_as_read() {
    let world = TestProject::with_article(TEXT);
    let bare = || json(&world.run(&["list", "--json"]).ok())[0]["words_bare"].as_u64().expect("a count");
    let before = bare();
    world.run(&["read", "--quote", "by rail"]).ok();
    assert_eq!(bare(), before - 2);
    world.run(&["read", "--paragraph", "1"]).ok();
    assert_eq!(bare(), before - 4);
    world.run(&["read", "--paragraph", "9"]).refused("no-block");
    world.run(&["read"]).misused();
    world.run(&["read", "--paragraph", "1", "--quote", "by rail"]).misused();
}

#[test]
fn articles_are_shown_changed_removed_and_restored() {
    let world = TestProject::with_article(TEXT);
    assert!(world.run(&["article"]).ok().contains("30,000 troops came by rail"));
    world
        .run(&["article", "min", "--headline", "They meet", "--published", "2022-02-02", "--role", "4=furniture"])
        .ok();
    let article = json(&world.run(&["article", "--json"]).ok());
    assert_eq!((&article["headline"], &article["published"]), (&"They meet".into(), &"2022-02-02".into()));
    assert_eq!((&article["published_from"], &article["paragraphs"][3]["role"]), (&"typed".into(), &"furniture".into()));
    assert_eq!(article["found"]["headline"], "typed");
    assert!(world.run(&["article"]).ok().contains("They meet (typed)"));
    world.run(&["article", "min", "--publication", "The Ledger"]).ok();
    world.run(&["undo"]).ok();
    let article = json(&world.run(&["article", "--json"]).ok());
    assert!(article["found"]["publication"].is_null() && article["publication"] == "", "{article}");
    world.run(&["article", "min", "--headline", ""]).ok();
    assert!(json(&world.run(&["article", "--json"]).ok())["found"]["headline"].is_null(), "nobody typed nothing");
    world.run(&["article", "min", "--published", ""]).ok();
    assert!(json(&world.run(&["article", "--json"]).ok())["published"].is_null());
    world.run(&["article", "min", "--role", "9=body"]).refused("no-block");
    world.run(&["article", "min", "--role", "1=song"]).misused();
    world.run(&["article", "min", "--published", "soon"]).misused();
    world.run(&["article", "min", "--remove"]).ok();
    world.run(&["claim", "--quote", "x"]).refused("no-article");
    world.run(&["article", "min", "--restore"]).ok();
    assert_eq!(json(&world.run(&["list", "--json"]).ok()).as_array().map(Vec::len), Some(1));
    world.run(&["article", "grain"]).refused("no-article");
}

#[test]
fn with_several_articles_one_must_be_named() {
    let world = TestProject::with_article(TEXT);
    world.write("../more.txt", b"Ministers leave\n\nNine left.\n");
    assert_eq!(world.run(&["add", "../more.txt"]).ok(), "ministers-leave");
    let told = world.run(&["claim", "--quote", "Nine"]).refused("which-article");
    assert!(told.contains("ministers-leave") && told.contains("ministers-meet"), "{told}");
    world.run(&["claim", "-a", "ministers", "--quote", "Nine"]).refused("ambiguous");
    world.run(&["claim", "-a", "ministers-l", "--quote", "Nine"]).ok();
    assert!(world.run(&["list", "claims"]).ok().contains("ministers-leave#1"));
    world.run(&["note", "#1", "x"]).refused("which-article");
}

#[test]
fn a_report_is_never_written_over_a_file_unless_told_to() {
    let world = TestProject::with_article(TEXT);
    for format in ["html", "md", "csv", "json"] {
        let file = format!("out.{format}");
        assert_eq!(world.run(&["report", "--format", format, "--out", &file]).ok(), file);
    }
    world.write("out.csv", b"mine");
    let told = world.run(&["report", "--format", "csv", "--out", "out.csv"]).refused("file-exists");
    assert!(told.contains("--force"), "{told}");
    assert_eq!(world.read("out.csv"), "mine");
    world.run(&["report", "--format", "csv", "--out", "out.csv", "--force"]).ok();
    assert_ne!(world.read("out.csv"), "mine");
    let report = json(&world.run(&["report", "--format", "json", "--out", "-"]).ok());
    assert_eq!(report["format"], "tickmark-claims");
    world.run(&["report", "--format", "json", "--out", "no/such/folder.json"]).refused("not-written");
    world.run(&["report", "--format", "docx", "--out", "x"]).misused();
}

#[test]
fn undo_goes_back_through_the_history_and_redo_forward() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["note", "#1", "one"]).ok();
    world.run(&["note", "#1", "two"]).ok();
    let note = || claims(&world)[0]["note"].as_str().expect("a note").to_owned();
    assert_eq!(world.run(&["undo", "-n", "2"]).ok().lines().count(), 2);
    assert_eq!(note(), "");
    world.run(&["redo"]).ok();
    assert_eq!(note(), "one");
    world.run(&["redo"]).ok();
    assert_eq!(note(), "two");
    world.run(&["redo"]).refused("nothing-to-undo");
    world.run(&["undo"]).ok();
    world.run(&["note", "#1", "three"]).ok();
    world.run(&["redo"]).refused("nothing-to-undo");
    let edits = json(&world.run(&["history", "--claim", "#1", "--json"]).ok());
    assert_eq!(edits.as_array().map(Vec::len), Some(9));
    world.run(&["undo", "-n", "0"]).misused();
    world.run(&["read", "--quote", "by rail"]).ok();
    let all = world.run(&["undo", "-n", "99"]);
    assert!(all.code == 1 && all.stderr.contains("nothing-to-undo"), "{all:?}");
    assert_eq!(world.run(&["list"]).stderr, "note: the project has no article yet\n", "adding it was undone too");
}

#[test]
fn a_claim_that_comes_back_by_undo_is_in_its_place() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "30,000 troops", "--nth", "2"]).ok();
    world.run(&["read", "--quote", "by rail"]).ok();
    let before = claims(&world);
    world.run(&["undo", "-n", "2"]).ok();
    assert!(claims(&world).is_empty());
    world.run(&["redo"]).ok();
    world.run(&["redo"]).ok();
    assert_eq!(claims(&world), before, "made again");
    world.run(&["remove", "#1"]).ok();
    world.run(&["undo"]).ok();
    assert_eq!(claims(&world), before, "brought back");
}

#[test]
fn a_source_is_undone_though_its_edit_is_in_another_file() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["source", "add", "--title", "Briefing"]).ok();
    assert!(world.run(&["undo"]).ok().contains("add source Briefing"));
    assert!(world.run(&["undo"]).ok().contains("claim “100,000 troops”"));
}

#[test]
fn a_damaged_review_shows_the_rest_and_is_left_alone() {
    let world = TestProject::with_article(TEXT);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["claim", "--quote", "by rail"]).ok();
    let file = "articles/ministers-meet/review.ron";
    let damaged = world.read(file).replacen("kind: Number", "kind: Nonsense", 1);
    world.write(file, damaged.as_bytes());
    let listed = world.run(&["list", "claims"]);
    assert_eq!(listed.code, 0, "{}", listed.stderr);
    assert!(listed.stdout.contains("by rail") && listed.stderr.contains("warning["), "{listed:?}");
    let warned = format!("{file} was not wholly understood; see `tickmark check-project --repair`\n");
    assert!(listed.stderr.ends_with(&warned) && listed.stderr.lines().count() == 1, "{}", listed.stderr);
    let refused = world.run(&["claim", "--quote", "Washington"]);
    assert!(refused.stderr.contains("why    unknown word `Nonsense`\n"), "{}", refused.stderr);
    assert!(refused.code == 1 && refused.stderr.contains("error[read-only]"), "{refused:?}");
    let checked = world.run(&["check-project"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (1, ""));
    assert!(checked.stdout.contains("read-only: articles/ministers-meet/review.ron"), "{}", checked.stdout);
    let checked = json(&world.run(&["check-project", "--json"]).stdout);
    assert_eq!((&checked["is_well"], &checked["read_only"][0]), (&false.into(), &file.into()));
    assert_eq!(world.read(file), damaged);

    let kept = world.run(&["check-project", "--keep-copy"]);
    assert_eq!(kept.code, 0, "{kept:?}");
    let copy = "articles/ministers-meet/review.damaged-1.ron";
    assert!(kept.stdout.starts_with(&format!("kept a copy: {copy}\n")), "{kept:?}");
    assert_eq!(world.read(copy), damaged);
    world.run(&["claim", "--quote", "Washington"]).ok();
    assert_eq!(claims(&world).len(), 2, "what was understood, and the new one");
    let again = world.run(&["check-project", "--keep-copy"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, "note: no file of this project is damaged\n"));
}

#[test]
fn a_source_library_of_which_nothing_is_understood_is_written_anew() {
    let world = TestProject::with_article(TEXT);
    world.write("sources.ron", b"(((");
    world.run(&["source", "add", "--title", "Briefing"]).refused("read-only");
    let kept = json(&world.run(&["check-project", "--keep-copy", "--json"]).stdout);
    assert_eq!((&kept["is_well"], &kept["kept_copies"][0]), (&true.into(), &"sources.damaged-1.ron".into()));
    world.run(&["source", "add", "--title", "Briefing"]).ok();
}

#[test]
fn a_sound_project_is_found_sound() {
    let world = TestProject::with_article(TEXT);
    let told = world.run(&["check-project"]).ok();
    assert!(told.ends_with("No problem found"), "{told}");
    world.run_in(std::path::Path::new("/"), &["check-project"]).refused("not-a-project");
}

#[test]
fn articles_are_checked_in_the_order_in_which_they_are_listed() {
    let world = TestProject::with_article(TEXT);
    for name in ["arrivals", "zebras"] {
        world.write(&format!("../{name}.txt"), format!("{name}\n\nNine left by rail.\n").as_bytes());
        world.run(&["add", &format!("../{name}.txt")]).ok();
    }
    world.run(&["article", "zebras", "--remove"]).ok();
    let slugs = |shapes: &Value| -> Vec<String> {
        shapes
            .as_array()
            .expect("a list")
            .iter()
            .map(|shape| shape["slug"].as_str().expect("a slug").to_owned())
            .collect()
    };
    let listed = slugs(&json(&world.run(&["list", "--json"]).ok()));
    let checked = slugs(&json(&world.run(&["check-project", "--json"]).ok())["articles"]);
    assert_eq!(checked, [listed, vec!["zebras".to_owned()]].concat(), "removed ones last");
}

#[test]
fn the_person_is_kept_for_the_next_run() {
    let world = TestProject::with_article(TEXT);
    assert_eq!(world.run(&["person"]).ok(), "alma (A)");
    assert_eq!(world.run(&["person", "Alma Brekke"]).ok(), "Alma Brekke (AB)");
    assert_eq!(world.run(&["person"]).ok(), "Alma Brekke (AB)");
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["claim", "--quote", "by rail", "--by", "Bram Keller"]).ok();
    let by: Vec<Value> = claims(&world).iter().map(|claim| claim["made_by"].clone()).collect();
    assert_eq!(by, ["Alma Brekke", "Bram Keller"]);
    assert_eq!(world.run(&["person", "--initials", "ABr"]).ok(), "Alma Brekke (ABr)");
    world.run(&["person", ""]).refused("person-unnamed");
}

#[test]
fn commands_lists_every_key() {
    let world = TestProject::empty();
    let plain = world.run(&["commands"]).ok();
    assert!(plain.contains("Next bare") && plain.contains("Ctrl+Z"), "{plain}");
    assert!(world.run(&["commands", "--markdown"]).ok().contains("| `Ctrl+Z` |"));
    assert!(json(&world.run(&["commands", "--json"]).ok()).as_array().is_some_and(|rows| rows.len() > 30));
}

#[test]
fn the_demo_runs_without_home_and_display() {
    let world = TestProject::empty();
    for name in ["tickmark-demo-1", "tickmark-demo-2"] {
        let demo = world.command(&world.folder(), &["demo"]).env_clear().output().expect("the program starts");
        let told = Run::of(&demo).ok();
        assert!(told.contains("[ 3/") && !told.contains("left out"), "{told}");
        assert!(told.ends_with("The window  on a machine with a display: cargo run --release"), "{told}");
        let mut stray = world.folder().join(name).read_dir().expect(name).flatten();
        assert!(
            !stray.any(|file| file.path().extension().is_some_and(|ending| ending == "txt")),
            "the original is stray"
        );
        assert!(world.run(&["project", "-p", name]).ok().contains("people    Alma Brekke (AB)"));
        let listed = json(&world.run(&["list", "claims", "-p", name, "--json"]).ok());
        assert_eq!(listed.as_array().map(Vec::len), Some(4));
        let n_reports = world.folder().join(name).read_dir().expect(name).flatten();
        assert_eq!(n_reports.filter(|file| file.file_name().to_string_lossy().contains("-review.")).count(), 4);
        assert!(world.run(&["check-project", "-p", name]).ok().ends_with("No problem found"));
    }
    let bare = world.command(&world.folder(), &[]).env_clear().output().expect("the program starts");
    assert!(Run::of(&bare).ok().contains("tickmark-demo-3"), "no display and no words: the demo runs");
    world.run(&["demo", "--out", "tickmark-demo-1"]).refused("project-exists");
    let named = world.run(&["-p", "tickmark-demo-1"]).refused("no-display");
    assert!(named.contains("tickmark list -p tickmark-demo-1"), "{named}");
    assert!(!world.folder().join("tickmark-demo-4").exists(), "a project was named: that is no wish for the demo");
}

#[test]
fn words_that_are_no_command() {
    let world = TestProject::with_article(TEXT);
    let told = world.run(&["clam", "--quote", "x"]).misused();
    assert!(told.contains("Did you mean `tickmark claim`?"), "{told}");
    assert!(world.run(&["nowhere.txt"]).misused().contains("--help"));
    let file = world.run(&["../ministers.txt"]).refused("no-display");
    assert!(file.contains("tickmark new"), "{file}");
    world.run(&["--frobnicate"]).misused();
}

#[test]
fn help_begins_with_examples() {
    let world = TestProject::empty();
    let help = world.run(&["--help"]).ok();
    let (examples, usage) = (help.find("Examples:").expect("examples"), help.find("Usage:").expect("usage"));
    assert!(examples < usage, "{help}");
    assert!(help.contains("Sources and queries:") && help.contains("check-project"), "{help}");
    assert!(world.run(&["status", "--help"]).ok().contains("Examples:"));
    assert!(world.run(&["--version"]).ok().starts_with("tickmark "));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = TestProject::with_article(TEXT);
    for args in [&["list"] as &[&str], &["--help"], &["report", "--format", "html", "--out", "-"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = world.command(&world.folder(), args);
        command.stdout(writer).stderr(Stdio::piped());
        let run = Run::of(&command.output().expect("the program starts"));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn words_of_a_project_cannot_steer_the_terminal() {
    let world = TestProject::new();
    world.run(&["source", "add", "--title", "Red \u{1b}[31malert\u{202e} here"]).ok();
    let shown = world.run(&["list", "sources"]).ok();
    assert!(shown.contains("Red �[31malert� here"), "{shown:?}");
    let told = world.run(&["source", "edit", "zzzz"]).refused("no-source");
    assert!(!told.contains('\u{1b}'), "{told:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_without_rights_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = TestProject::with_article(TEXT);
    let review = world.folder().join("articles/ministers-meet");
    let rights = |mode| std::fs::set_permissions(&review, std::fs::Permissions::from_mode(mode)).expect("own folder");
    rights(0o555);
    // Root may write anywhere: then there is nothing to see here.
    let is_root = tempfile::tempfile_in(&review).is_ok();
    let refused = world.run(&["claim", "--quote", "100,000 troops"]);
    rights(0o755);
    if !is_root {
        refused.refused("not-written");
        assert!(claims(&world).is_empty());
    }
}
