//! Stored files of sources, excerpts taken from them, people as sources, and proposed ties: by the real program.
//!
//! Must not know: how a file is read. Every fixture is written here.

use std::collections::BTreeSet;

use crate::world::TestProject;

const ARTICLE: &str = "Ministers meet\n\nMore than 100,000 troops stand along the frontier.\n\nTalks resume on Friday.";
const BRIEFING: &str = "Joint staff briefing\n\nAn estimated 130,000 soldiers stand within 200 km of the border.\n\nThe count is of 1 February.";

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A project with an article, a claim and a source; the source's id.
fn project() -> (TestProject, String) {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let source = world.run(&["source", "add", "--title", "Joint staff briefing"]).ok();
    world.write("../briefing.txt", BRIEFING.as_bytes());
    (world, source)
}

fn names(world: &TestProject, folder: &str) -> BTreeSet<String> {
    let entries = world.folder().join(folder).read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_file_is_kept_once_under_its_hash_with_its_text_beside_it() {
    let (world, source) = project();
    let sha256 = world.run(&["evidence", "add", &source, "../briefing.txt"]).ok();
    assert_eq!(sha256.len(), 64);
    let stored = format!("{sha256}.txt");
    assert_eq!(world.read(&format!("evidence/{stored}")), BRIEFING);
    assert_eq!(names(&world, "evidence"), [stored.clone(), format!("{sha256}.text.ron")].into());
    let text = world.read(&format!("evidence/{sha256}.text.ron"));
    assert!(text.starts_with("(\n    schema: ") && text.contains("offsets: \"Unicode scalar values\""), "{text}");

    // Another source has the same bytes under another name.
    let other = world.run(&["source", "add", "--title", "Wire story"]).ok();
    world.write("../copy.dat", BRIEFING.as_bytes());
    assert_eq!(world.run(&["evidence", "add", &other, "../copy.dat"]).ok(), sha256);
    assert_eq!(names(&world, "evidence").len(), 2);
    let again = world.run(&["evidence", "add", &source, "../briefing.txt"]);
    assert!(again.stderr.contains("already") && again.stdout.is_empty(), "{again:?}");

    let list = json(&world.run(&["evidence", "list", "--json"]).ok());
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!((&list[0]["name"], &list[0]["kind"]), (&"briefing.txt".into(), &"text".into()));
    assert!(world.run(&["evidence", "show", "briefing.txt", "--text"]).ok().contains("130,000 soldiers"));
    assert!(world.run(&["evidence", "show", &sha256[..8]]).ok().contains("words"));
    world.run(&["check-project"]).ok();

    // It goes from one source, and stays for the other; undo brings it back.
    world.run(&["evidence", "remove", "copy.dat"]).ok();
    assert_eq!(names(&world, "evidence").len(), 2);
    world.run(&["evidence", "remove", "briefing.txt"]).ok();
    assert!(world.run(&["check-project"]).stdout.contains("evidence-orphaned"));
    world.run(&["undo"]).ok();
    assert!(!world.run(&["check-project"]).stdout.contains("evidence-orphaned"));
    world.run(&["evidence", "remove", "briefing.txt"]).ok();
    assert!(world.run(&["evidence", "clean"]).ok().contains(&stored));
    assert_eq!(names(&world, "evidence").len(), 2, "only listed");
    world.run(&["evidence", "clean", "--write"]).ok();
    assert_eq!(names(&world, "evidence"), BTreeSet::new());
}

#[test]
fn what_is_missing_or_altered_is_told() {
    let (world, source) = project();
    let sha256 = world.run(&["evidence", "add", &source, "../briefing.txt"]).ok();
    let stored = format!("evidence/{sha256}.txt");
    world.write(&stored, b"another text");
    let told = world.run(&["check-project"]);
    assert_eq!((told.code, told.stdout.contains("evidence-altered")), (1, true), "{told:?}");
    assert_eq!(world.read(&stored), "another text", "not touched");
    std::fs::remove_file(world.folder().join(&stored)).expect("the file goes");
    assert!(world.run(&["check-project"]).stdout.contains("evidence-missing"));
    // The true bytes put it right.
    world.write("../again.txt", BRIEFING.as_bytes());
    let other = world.run(&["source", "add", "--title", "Other"]).ok();
    world.run(&["evidence", "add", &other, "../again.txt"]).ok();
    world.run(&["check-project"]).ok();
    // A text that is lost can be read again.
    std::fs::remove_file(world.folder().join(format!("evidence/{sha256}.text.ron"))).expect("the text goes");
    assert!(world.run(&["check-project"]).stdout.contains("evidence-text-missing"));
    world.run(&["evidence", "show", &sha256, "--text"]).refused("no-evidence-text");
    world.run(&["evidence", "read", &sha256]).ok();
    assert!(world.run(&["evidence", "show", &sha256, "--text"]).ok().contains("130,000 soldiers"));
}

#[test]
fn an_excerpt_is_taken_from_the_file_with_its_locator() {
    let (world, source) = project();
    let sha256 = world.run(&["evidence", "add", &source, "../briefing.txt"]).ok();
    world.run(&["tie", "#1", &source, "--from-text", "an estimated 130,000 soldiers"]).refused("words-not-in-evidence");
    let refused = world.run(&["tie", "#1", &source, "--from-text", "an estimated 140,000 soldiers"]);
    assert!(refused.stderr.contains("An estimated 130,000 soldiers"), "the nearest words are told: {}", refused.stderr);
    world.run(&["tie", "#1", &source, "--from-text", "estimated 130,000\nsoldiers", "--stance", "refutes"]).ok();
    let claim = json(&world.run(&["list", "claims", "--json"]).ok());
    let tie = &claim[0]["ties"][0];
    assert_eq!((&tie["excerpt"], &tie["locator"]), (&"estimated 130,000 soldiers".into(), &"para. 2".into()));
    assert_eq!(tie["evidence"], sha256.as_str());
    world.run(&["check-project"]).ok();
    world.run(&["evidence", "remove", &sha256]).refused("evidence-in-use");

    // Words that are not in the file, a region and a time that make no sense.
    world.run(&["tie", "#1", &source, "--evidence", "briefing.txt", "--excerpt", "about a million"]).ok();
    assert!(world.run(&["check-project"]).stdout.contains("excerpt-not-in-file"));
    world.run(&["tie", "#1", &source, "--time", "00:20-00:10"]).misused();
    world.run(&["tie", "#1", &source, "--evidence", &sha256, "--region", "90,0,20,10,1"]).misused();
    let args =
        ["--time", "00:12:30-00:12:55", "--translation", "rund 130.000", "--translated-by", "DeepL", "--by-machine"];
    world.run(&[&["tie", "#1", &source, "--excerpt", "some"][..], &args].concat()).ok();
    let claim = json(&world.run(&["list", "claims", "--json"]).ok());
    let tie = &claim[0]["ties"][2];
    assert_eq!((&tie["from"], &tie["to"]), (&"00:12:30".into(), &"00:12:55".into()));
    let report = world.run(&["report", "--format", "md", "--out", "-"]).ok();
    assert!(report.contains("rund 130.000") && report.contains("machine translation (DeepL)"), "{report}");
    assert!(report.contains("00:12:30–00:12:55") && report.contains(&sha256), "{report}");
}

#[test]
fn a_changed_translation_makes_a_decision_stale_and_a_new_one_does_not() {
    use tickmark::model::excerpt::Translation;
    use tickmark::session::command::Command;
    use tickmark::session::wishes::TieWish;

    let (world, source) = project();
    world.run(&["tie", "#1", &source, "--excerpt", "130 000 soldats"]).ok();
    world.run(&["status", "#1", "confirmed"]).ok();
    let mut session = crate::desk::session_from(9_000);
    session.open_project(world.folder(), Vec::new()).expect("it opens");
    session.finish_jobs();
    let article = session.project().and_then(|project| project.articles.values().next()).expect("an article").clone();
    let claim = article.review.claims.values().next().expect("a claim").clone();
    let mut translated = |words: Option<&str>| {
        let translation = words.map(|words| Translation { words: words.into(), ..Translation::default() });
        let wish = TieWish { translation: Some(translation), ..TieWish::default() };
        session.run(Command::SetTie { claim: claim.id, tie: claim.ties[0].id, wish }).expect("it is changed");
        session.index(&article.slug).expect("an index").tally().stale
    };
    assert_eq!(translated(Some("130,000 soldiers")), 0, "what comes later takes nothing away");
    assert_eq!(translated(None), 0);
    session.settle_save();
    drop(session);
    world.run(&["tie", "#1", &source, "--excerpt", "les troupes", "--translation", "the troops"]).ok();
    world.run(&["status", "#1", "confirmed"]).ok();
    let mut session = crate::desk::session_from(19_000);
    session.open_project(world.folder(), Vec::new()).expect("it opens");
    session.finish_jobs();
    let claim = session.article(&article.slug).expect("there").review.claims.values().next().expect("a claim").clone();
    let translation = Translation { words: "the soldiers".into(), ..Translation::default() };
    let wish = TieWish { translation: Some(Some(translation)), ..TieWish::default() };
    session.run(Command::SetTie { claim: claim.id, tie: claim.ties[1].id, wish }).expect("it is changed");
    assert_eq!(session.index(&article.slug).expect("an index").tally().stale, 1);
}

#[test]
fn files_of_a_confidential_source_lie_apart_and_follow_its_level() {
    let world = TestProject::with_article(ARTICLE);
    let source = world.run(&["source", "add", "--title", "Jana Hidden", "--confidential"]).ok();
    world.write("../memo.txt", BRIEFING.as_bytes());
    let sha256 = world.run(&["evidence", "add", &source, "../memo.txt"]).ok();
    let files: BTreeSet<String> = [format!("{sha256}.txt"), format!("{sha256}.text.ron")].into();
    assert_eq!(names(&world, "private/evidence"), files);
    assert_eq!(names(&world, "evidence"), BTreeSet::new());
    assert!(!world.read("sources.ron").contains(&sha256));
    world.run(&["source", "edit", &source, "--visibility", "public", "--with-confidential"]).ok();
    assert_eq!((names(&world, "evidence"), names(&world, "private/evidence")), (files.clone(), BTreeSet::new()));
    world.run(&["undo"]).ok();
    assert_eq!((names(&world, "evidence"), names(&world, "private/evidence")), (BTreeSet::new(), files.clone()));
    // Of two sources that have it one may be told: then it may lie with the others.
    let open = world.run(&["source", "add", "--title", "Open"]).ok();
    world.run(&["evidence", "add", &open, "../memo.txt"]).ok();
    assert_eq!(names(&world, "evidence"), files);
    world.run(&["check-project"]).ok();
}

#[test]
fn a_colleagues_files_come_along_and_damaged_ones_do_not() {
    let (world, source) = project();
    world.run(&["share", "../before.zip"]).ok();
    let there = TestProject::empty();
    let zip = std::fs::read(world.folder().join("../before.zip")).expect("the zip");
    let files = tickmark::store::zipped::unpack(&zip, tickmark::store::zipped::PROJECT).expect("a zip");
    for (name, bytes) in files {
        there.write(&name, &bytes);
    }
    there.write("../briefing.txt", BRIEFING.as_bytes());
    there.write("../notes.txt", b"Notes of the day\n\nNothing was counted.");
    let sha256 = there.run(&["evidence", "add", &source, "../briefing.txt"]).ok();
    let notes = there.run(&["evidence", "add", &source, "../notes.txt"]).ok();
    there.write(&format!("evidence/{notes}.txt"), b"damaged");
    world.write("../own.txt", b"Our own file\n\nWords.");
    world.run(&["evidence", "add", &source, "../own.txt"]).ok();
    world.run(&["merge-copy", &there.folder().display().to_string()]).ok();
    let list = json(&world.run(&["evidence", "list", "--json"]).ok());
    assert_eq!(list.as_array().map(Vec::len), Some(3), "both sides' files: {list}");
    assert_eq!(world.read(&format!("evidence/{sha256}.txt")), BRIEFING);
    assert!(!names(&world, "evidence").contains(&format!("{notes}.txt")), "what is not what it says stays there");
    assert!(world.run(&["check-project"]).stdout.contains("evidence-missing"));
}

#[test]
fn people_have_contacts_a_log_and_terms_and_reports_keep_to_them() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let fields = ["--kind", "person", "--grade", "b2", "--terms", "off-record"];
    let source = world.run(&[&["source", "add", "--title", "Ana Officer"][..], &fields].concat()).ok();
    world.run(&["source", "edit", &source, "--grade", "G9"]).misused();
    world.run(&["contact", "means", &source, "phone", "+47 22 00"]).ok();
    let args = ["--read-back", "some 94,000", "--answer", "Yes", "--at", "2022-02-01T14:30"];
    let entry = world.run(&[&["contact", "add", &source][..], &args].concat()).ok();
    world.run(&["contact", "edit", &source, &entry[20..], "--answer", "Yes, as of Monday"]).ok();
    let list = json(&world.run(&["contact", "list", &source, "--json"]).ok());
    assert_eq!(list["log"][0]["answer"], "Yes, as of Monday");
    assert_eq!(
        (&list["log"][0]["read_back"], &list["log"][0]["at"]),
        (&"some 94,000".into(), &"2022-02-01T14:30:00Z".into())
    );
    assert_eq!((&list["means"][0]["value"], &list["terms"]), (&"+47 22 00".into(), &"off record".into()));
    world.run(&["tie", "#1", &source, "--excerpt", "fewer than that"]).ok();
    let report = |audience: &str| world.run(&["report", "--format", "md", "--audience", audience, "--out", "-"]).ok();
    let public = report("public");
    assert!(!public.contains("Ana Officer") && !public.contains("fewer than that"), "{public}");
    let newsroom = report("newsroom");
    assert!(newsroom.contains("Ana Officer") && newsroom.contains("grade B2") && newsroom.contains("off record"));
    assert!(!newsroom.contains("+47 22 00") && !newsroom.contains("as of Monday"), "contacts are in no report");
    world.run(&["source", "edit", &source, "--terms", "background"]).ok();
    let public = report("public");
    assert!(!public.contains("Ana Officer") && public.contains("fewer than that"), "{public}");
    world.run(&["contact", "remove", &source, &entry]).ok();
    world.run(&["contact", "means", &source, "phone", "+47 22 00", "--remove"]).ok();
    assert!(world.run(&["contact", "list", &source]).stderr.contains("no contact"));
    world.run(&["undo", "-n", "2"]).ok();
    assert_eq!(json(&world.run(&["contact", "list", &source, "--json"]).ok())["log"][0]["by"], "A");
}

/// The project with proposals as a reader would have made them.
fn proposing() -> TestProject {
    let world = TestProject::with_article(ARTICLE);
    let proposal = |number: u32, words: &str, annotation: &str| {
        let text = ARTICLE;
        let at = text.find(words).expect("the words are there");
        let (start, end) = (text[..at].chars().count(), text[..at + words.len()].chars().count());
        format!(
            "(id: \"0000000000000000000000000{number}\", span: (start: {start}, end: {end}, exact: \"{words}\"), \
             annotation: ({annotation}))"
        )
    };
    let all = [
        proposal(1, "100,000 troops", "kind: Link, url: \"https://staff.example/count\""),
        proposal(2, "stand along the frontier", "kind: Link, url: \"https://staff.example/count#map\""),
        proposal(3, "Talks resume on Friday", "kind: Footnote, words: \"Ministry press release 12\""),
        proposal(4, "Friday", "kind: Comment, words: \"sure?\", author: \"Ana Brandt\""),
    ];
    let file = "articles/ministers-meet/review.ron";
    let review = world.read(file);
    let end = review.rfind(')').expect("a review");
    world.write(file, format!("{}    proposals: [{}],\n)\n", &review[..end], all.join(", ")).as_bytes());
    world
}

#[test]
fn links_and_notes_become_ties_and_remarks_do_not() {
    let world = proposing();
    world.run(&["check-project"]).ok();
    assert_eq!(json(&world.run(&["proposals", "--json"]).ok()).as_array().map(Vec::len), Some(4));
    world.run(&["accept", "00000000000000000000000004"]).refused("proposal-no-tie");
    world.run(&["accept", "--links"]).ok();
    let sources = json(&world.run(&["list", "sources", "--json"]).ok());
    assert_eq!(sources.as_array().map(Vec::len), Some(1), "one address is one source: {sources}");
    assert_eq!((&sources[0]["url"], &sources[0]["kind"]), (&"https://staff.example/count".into(), &"page".into()));
    let claims = json(&world.run(&["list", "claims", "--json"]).ok());
    let ties: Vec<_> = claims.as_array().into_iter().flatten().map(|claim| &claim["ties"]).collect();
    assert!(ties.iter().all(|ties| ties[0]["stance"] == "context" && ties[0]["excerpt"] == ""), "{claims}");
    world.run(&["accept", "00000000000000000000000003"]).ok();
    let claims = json(&world.run(&["list", "claims", "--json"]).ok());
    let noted = claims.as_array().into_iter().flatten().find(|claim| claim["words"] == "Talks resume on Friday");
    assert_eq!(noted.expect("a claim of the noted words")["note"], "Writer’s footnote: Ministry press release 12");
    assert_eq!(json(&world.run(&["proposals", "--json"]).ok()).as_array().map(Vec::len), Some(1));
    world.run(&["dismiss", "00000000000000000000000004"]).ok();
    assert!(world.run(&["proposals"]).stderr.contains("no tie is proposed"));
    world.run(&["dismiss", "--reopen", "00000000000000000000000004"]).ok();
    assert!(world.run(&["history"]).ok().contains("accept 2 proposed ties"));
    world.run(&["undo", "-n", "4"]).ok();
    assert_eq!(json(&world.run(&["list", "claims", "--json"]).ok()).as_array().map(Vec::len), Some(0));
    assert_eq!(json(&world.run(&["proposals", "--json"]).ok()).as_array().map(Vec::len), Some(4));
}

#[test]
fn proposals_move_on_with_the_draft() {
    let world = proposing();
    world.write(
        "../second.txt",
        ARTICLE.replace("Talks", "News first.\n\nTalks").replace(" along the frontier", "").as_bytes(),
    );
    world.run(&["draft", "min", "../second.txt"]);
    let list = json(&world.run(&["proposals", "--json"]).ok());
    let of = |id: &str| list.as_array().into_iter().flatten().find(|it| it["id"].as_str() == Some(id)).cloned();
    let moved = of("00000000000000000000000003").expect("it is kept");
    assert_eq!((&moved["words"], &moved["paragraph"]), (&"Talks resume on Friday".into(), &4.into()));
    assert_eq!(list.as_array().map(Vec::len), Some(4), "none is dropped: {list}");
}

#[test]
fn the_files_of_a_folder_are_stored_as_one_job_and_each_is_accounted_for() {
    let (world, source) = project();
    for (file, words) in [("one.txt", "One boat."), ("deep/two.dat", "Two boats."), (".hidden", "x")] {
        world.write(&format!("../papers/{file}"), words.as_bytes());
    }
    let added = world.run(&["evidence", "add", &source, "../papers"]);
    assert_eq!(added.stdout.lines().count(), 2, "{added:?}");
    assert!(added.stderr.contains("note: 2 stored"), "{added:?}");
    let again = world.run(&["evidence", "add", &source, "../papers/one.txt", "../papers/gone.txt", "../briefing.txt"]);
    assert!(again.stderr.contains("note: 1 stored · 1 known already · 1 failed"), "{again:?}");
    assert!(again.stderr.contains("gone.txt"), "{again:?}");
    assert_eq!(again.stdout.lines().count(), 1, "what could be stored is: {again:?}");
    world.run(&["check-project"]).ok();
}

#[test]
fn a_tie_is_changed_in_its_parts_and_they_are_taken_away() {
    let (world, source) = project();
    world.run(&["evidence", "add", &source, "../briefing.txt"]).ok();
    world.run(&["tie", "#1", &source, "--excerpt", "130 000"]).ok();
    let tie = |world: &TestProject| json(&world.run(&["list", "claims", "--json"]).ok())[0]["ties"][0].clone();
    world
        .run(&["retie", "#1", "1", "--time", "12:30-12:55", "--region", "10,20,30,5", "--evidence", "briefing.txt"])
        .ok();
    world.run(&["retie", "#1", "1", "--translation", "some 130,000", "--translated-by", "AB"]).ok();
    world.run(&["retie", "#1", "1", "--translator", "machine"]).ok();
    let whole = tie(&world);
    assert_eq!((&whole["from"], &whole["to"]), (&"00:12:30".into(), &"00:12:55".into()), "{whole}");
    assert_eq!(whole["translation"]["words"], "some 130,000", "{whole}");
    assert_eq!((&whole["translation"]["by"], &whole["translation"]["translator"]), (&"AB".into(), &"Machine".into()));
    world.run(&["retie", "#1", "1", "--without", "time,region,translation,evidence"]).ok();
    let bare = tie(&world);
    for part in ["from", "region", "translation", "evidence"] {
        assert!(bare[part].is_null(), "{part}: {bare}");
    }
    assert_eq!(bare["excerpt"], "130 000", "what was not named stays: {bare}");
    world.run(&["retie", "#1", "1", "--translated-by", "AB"]).refused("no-translation");
    world.run(&["undo"]).ok();
    assert_eq!(tie(&world)["from"], "00:12:30");
}
