//! Confidential sources: twenty planted strings are put in by the real program and by the window's commands, edited,
//! undone and redone; none of them is in any byte that leaves the desk, and all are there when the desk opens again.
//!
//! Must not know: where the program keeps them (`private/` is looked into only to see that nothing was lost).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command as Program;
use std::sync::Arc;

use tickmark::model::ids::{ClaimId, Slug, SourceId};
use tickmark::model::merge::merge;
use tickmark::model::problem::Problem;
use tickmark::model::project::Project;
use tickmark::model::query::{Addressee, Subject};
use tickmark::model::source::{Source, SourceKind};
use tickmark::model::visibility::Visibility;
use tickmark::session::Session;
use tickmark::session::command::Command;
use tickmark::session::outcome::{Done, Notice};
use tickmark::session::wishes::{ItsTies, TieWish, TieWords};
use tickmark::store::zipped;

use crate::desk::session_from;
use crate::world::{Run, TestProject};

const ARTICLE: &str = "Ministers meet\n\nMore than 100,000 troops stand along the frontier.\n\nTalks resume on Friday.";

/// What must stay at the desk: names, numbers, addresses, file names, words, places, remarks, questions, answers.
const SECRETS: [&str; 26] = [
    "Jolanta Przybylska-Quist",
    "J. Przybylska",
    "https://leaks.example/zx81-dossier",
    "Ministry Intranet Orchid",
    "Directorate Seven-Teal",
    "File 7741-Kestrel",
    "handover at Pier 39b",
    "phone 0151 5550 8842",
    "1987-03-19",
    "1987-04-02",
    "kestrel-memo-umber.txt",
    "77,001 crates of Umber",
    "soixante-dix-sept mille caisses",
    "+47 9911 22 33 44",
    "read the crates back at noon",
    "Quillfeather says it was so",
    "orchid-budget-final-v7.xlsx",
    "transferred 48,212,907 to the shell",
    "sheet Kobalt, row 118",
    "wired 51,003,444 by courier",
    "minute 00:47:31 of the tape",
    "her daughter Ludmila is to be left out",
    "the safehouse on Tern Lane",
    "Can we hint at the accountant from Graz",
    "only once the Zephyr ledger is burnt",
    "Does our lawyer know Mr Vantongeren",
];

/// Which of the planted strings are somewhere in `bytes`.
fn found_in(bytes: &[u8]) -> BTreeSet<&'static str> {
    let holds = |secret: &&&str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
    SECRETS.iter().filter(holds).copied().collect()
}

/// Everything that was heard of the program and seen of its files, with what it was.
#[derive(Default)]
struct Heard(Vec<(String, Vec<u8>)>);

impl Heard {
    fn hear(&mut self, what: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.push((what.into(), bytes.into()));
    }

    fn run(&mut self, world: &TestProject, args: &[&str]) -> String {
        let run = world.run(args);
        let Run { stdout, stderr, code } = run;
        // What the user types is the user's own; what the program says is heard.
        self.hear(
            format!("{} {} … (exit {code})", args.first().unwrap_or(&""), args.get(1).unwrap_or(&"")),
            stdout.clone(),
        );
        self.hear("standard error", stderr);
        stdout.trim_end().to_owned()
    }

    #[track_caller]
    fn is_silent(&self) {
        for (what, bytes) in &self.0 {
            assert_eq!(found_in(bytes), BTreeSet::new(), "{what}:\n{}", String::from_utf8_lossy(bytes));
        }
    }

    fn all(&self) -> BTreeSet<&'static str> {
        self.0.iter().flat_map(|(_, bytes)| found_in(bytes)).collect()
    }
}

/// Every file under `folder` whose path inside it is wanted.
fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(path) = open.pop() {
        for entry in path.read_dir().expect("a folder").flatten() {
            let path = entry.path();
            let inside = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if wanted(&inside) {
                found.push((inside, std::fs::read(&path).expect("a file")));
            }
        }
    }
    found
}

/// Commits the whole folder with the real git and hears every object, decompressed.
fn commit(world: &TestProject, heard: &mut Heard) {
    let git = |args: &[&str]| {
        let mut git = Program::new("git");
        git.args(args)
            .current_dir(world.folder())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HOME", world.folder().join(".."));
        for (name, value) in [("AUTHOR", "A"), ("COMMITTER", "C")] {
            git.env(format!("GIT_{name}_NAME"), value).env(format!("GIT_{name}_EMAIL"), "x@example.org");
        }
        let output = git.output().expect("git runs");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "Everything"]);
    let names = git(&["ls-files"]);
    assert!(String::from_utf8_lossy(&names).contains("articles/ministers-meet/review.ron"), "the review is committed");
    assert!(!String::from_utf8_lossy(&names).contains("private"), "nothing private is");
    heard.hear("git's list of files", names);
    heard.hear("git's objects", git(&["cat-file", "--batch-all-objects", "--batch"]));
}

fn opened(world: &TestProject, from: u128) -> Session {
    let mut session = session_from(from);
    session.open_project(world.folder(), Vec::new()).expect("the project opens");
    session.finish_jobs();
    let problems: Vec<Problem> = std::iter::from_fn(|| session.next_notice())
        .filter_map(|notice| if let Notice::Problem(problem) = notice { Some(problem) } else { None })
        .collect();
    assert_eq!(problems, []);
    session
}

/// The world with everything planted, and all that was heard meanwhile.
#[expect(clippy::too_many_lines, reason = "one scene, told in order")]
fn planted() -> (TestProject, Heard) {
    let mut heard = Heard::default();
    let world = TestProject::new();
    world.write("../ministers.txt", ARTICLE.as_bytes());
    let [name, author, url, container, publisher, number, origin, remark, issued, accessed, ..] = SECRETS;
    let [.., memo, crates, caisses, phone, read_back, said, _, _, _, _, _, _, _, _, _, _] = SECRETS;
    let [.., file, excerpt, locator, new_excerpt, new_locator, note, new_note, question, answer, asked] = SECRETS;
    let run = |heard: &mut Heard, args: &[&str]| heard.run(&world, args);
    run(&mut heard, &["add", "../ministers.txt"]);
    run(&mut heard, &["claim", "--quote", "100,000 troops"]);
    run(&mut heard, &["claim", "--quote", "Friday"]);
    let fields = [
        "source",
        "add",
        "--confidential",
        "--title",
        name,
        "--author",
        author,
        "--url",
        url,
        "--container",
        container,
        "--publisher",
        publisher,
        "--number",
        number,
        "--origin",
        origin,
        "--note",
        remark,
        "--issued",
        issued,
        "--accessed",
        accessed,
        "--kind",
        "person",
    ];
    let source = run(&mut heard, &fields);
    let other = run(&mut heard, &["source", "add", "--confidential", "--cover", "The file", "--title", "x"]);
    run(&mut heard, &["source", "set", &other, "--title", file]);
    run(&mut heard, &["tie", "#1", &source, "--excerpt", excerpt, "--locator", locator]);
    run(&mut heard, &["tie", "#2", &other, "--excerpt", excerpt, "--stance", "refutes"]);
    world.write(&format!("../{memo}"), format!("Memo\n\nThere were {crates} on the quay.").as_bytes());
    run(&mut heard, &["evidence", "add", &source, &format!("../{memo}")]);
    let translation = ["--translation", caisses, "--translated-by", "AB"];
    run(&mut heard, &[&["tie", "#2", &source, "--from-text", crates][..], &translation].concat());
    run(&mut heard, &["contact", "means", &source, "phone", phone]);
    run(&mut heard, &["contact", "add", &source, "--read-back", read_back, "--answer", said]);
    run(&mut heard, &["status", "#1", "confirmed"]);
    run(&mut heard, &["note", "#1", note, "--visibility", "confidential"]);
    run(&mut heard, &["note", "#1", new_note]);
    let query =
        run(&mut heard, &["query", "--claim", "#1", "--to", "editor", "--visibility", "confidential", question]);
    run(&mut heard, &["query", "answer", &query, answer]);
    run(&mut heard, &["query", "withdraw", &query]);
    run(&mut heard, &["query", "reopen", &query]);
    for _ in 0..3 {
        run(&mut heard, &["undo", "-n", "3"]);
        for _ in 0..3 {
            run(&mut heard, &["redo"]);
        }
    }
    run(&mut heard, &["remove", "#1"]);
    run(&mut heard, &["undo"]);

    // The window's commands, and what the window is told.
    let mut session = opened(&world, 5_000_000);
    let slug = Slug::new("ministers-meet").expect("a slug");
    let article = session.article(&slug).expect("it is there").clone();
    let claim = article.review.claims.values().find(|claim| claim.words().contains("troops")).expect("claimed").id;
    let mut wish = |session: &mut Session, command: Command| {
        let done = session.run(command).expect("the wish is carried out");
        session.finish_jobs();
        while let Some(notice) = session.next_notice() {
            heard.hear("a notice", format!("{notice:?}"));
        }
        let labels = [session.undo_stack().and_then(|stack| stack.undo_words().map(str::to_owned))];
        heard.hear("the undo row", format!("{labels:?} {}", session.memo(&slug, None, Visibility::Newsroom)));
        done
    };
    let tie = article.review.claims[&claim].ties[0].id;
    let words = |excerpt: &str| TieWish { excerpt: Some(excerpt.to_owned()), ..TieWish::default() };
    wish(&mut session, Command::SetTie { claim, tie, wish: words(new_excerpt) });
    let place = TieWish { locator: Some(new_locator.to_owned()), ..TieWish::default() };
    wish(&mut session, Command::SetTie { claim, tie, wish: place });
    let on = Subject::Claim(claim);
    let (to, due, words) = (Addressee::Legal, None, asked.to_owned());
    let ask = Command::Ask { article: slug.clone(), on, to, words, due, visibility: Visibility::Confidential };
    wish(&mut session, ask);
    let hidden = Source {
        visibility: Visibility::Confidential,
        author: author.to_owned(),
        ..Source::new(SourceId::from_u128(0), name, SourceKind::Notes)
    };
    let words = TieWords { excerpt: excerpt.to_owned(), locator: new_locator.to_owned(), ..TieWords::default() };
    wish(&mut session, Command::AddTieToNew { claim, source: Box::new(hidden), words });
    for _ in 0..4 {
        wish(&mut session, Command::Undo);
    }
    for _ in 0..4 {
        wish(&mut session, Command::Redo);
    }
    session.settle_save();
    assert!(session.is_saved());
    (world, heard)
}

#[test]
fn nothing_planted_leaves_the_desk_and_nothing_is_lost() {
    let (world, mut heard) = planted();
    let run = |heard: &mut Heard, args: &[&str]| heard.run(&world, args);
    let project = opened(&world, 7_000_000).project().cloned().expect("it is open");
    let with_file = project.sources.values().find(|source| !source.evidence.is_empty()).expect("it has a file");
    let (memo_hash, hidden_source) = (with_file.evidence[0].sha256.as_str(), &*with_file.id.to_string());
    // Lists, refusals that name candidates, and what help with them says.
    for args in [
        &["list", "sources"][..],
        &["list", "sources", "--json"],
        &["list", "claims", "--json"],
        &["list", "queries"],
        &["list", "queries", "--json"],
        &["history"],
        &["history", "--json"],
        &["history", "--claim", "#1", "--json"],
        &["check-project", "--repair"],
        &["check-project"],
        &["check-project", "--json"],
        &["query", "memo"],
        &["evidence", "list"],
        &["evidence", "list", "--json"],
        &["evidence", "show", memo_hash],
        &["evidence", "show", memo_hash, "--text"],
        &["evidence", "clean"],
        &["contact", "list", hidden_source],
        &["tie", "#1", hidden_source, "--from-text", "nothing of the sort"],
        &["tie", "#1", "zzzzzz"],
        &["query", "answer", "zzzzzz", "x"],
        &["source", "remove", "zzzzzz"],
        &["status", "#1", "confirmed", "--json"],
        &["article"],
        &["share", "../copy.zip", "--dry-run"],
        &["share", "../copy.zip", "--dry-run", "--json"],
        &["share", "../copy.zip"],
        &["report", "--format", "html", "--audience", "confidential", "--out", "-"],
    ] {
        run(&mut heard, args);
    }
    for audience in ["public", "newsroom"] {
        for format in ["html", "md", "csv", "json"] {
            let file = format!("../{audience}.{format}");
            run(&mut heard, &["report", "--format", format, "--audience", audience, "--out", &file]);
            heard.hear(file.clone(), world.read(&file));
            run(&mut heard, &["report", "--format", format, "--audience", audience, "--out", "-"]);
        }
    }
    let zip = std::fs::read(world.folder().join("../copy.zip")).expect("the copy");
    for (name, bytes) in zipped::unpack(&zip, zipped::PROJECT).expect("the copy is a zip") {
        assert!(!name.starts_with("private") && !name.starts_with(".tickmark"), "{name}");
        heard.hear(format!("{name} in the copy"), bytes);
    }
    for (file, bytes) in files(&world.folder(), |file| !file.starts_with("private/")) {
        heard.hear(file, bytes);
    }
    commit(&world, &mut heard);
    heard.is_silent();

    // All of it is still at the desk: what stands, in the project; what was written over, in the private history.
    let session = opened(&world, 9_000_000);
    let whole = format!("{:?}", session.project());
    let stands = found_in(whole.as_bytes());
    let replaced = ["sheet Kobalt, row 118", "her daughter Ludmila is to be left out"];
    for secret in SECRETS {
        assert_eq!(stands.contains(secret), !replaced.contains(&secret), "{secret}");
    }
    let (edits, problems) = session.whole_history().expect("the histories are read");
    assert_eq!(problems, []);
    assert_eq!(found_in(format!("{edits:?}").as_bytes()).len(), SECRETS.len());

    drop(session);

    // The same search finds them where they may be: else the silence above would prove nothing.
    let mut open = Heard::default();
    for format in ["html", "md", "csv", "json"] {
        let args = ["report", "--format", format, "--audience", "confidential", "--with-confidential", "--out", "-"];
        open.run(&world, &args);
    }
    for what in ["sources", "claims", "queries"] {
        open.run(&world, &["list", what, "--json", "--with-confidential"]);
    }
    open.run(&world, &["contact", "list", hidden_source, "--json", "--with-confidential"]);
    let missing: Vec<_> = stands.difference(&open.all()).copied().collect();
    assert_eq!(missing, Vec::<&str>::new(), "the confidential outputs tell what stands");
    world.run(&["share", "../whole.zip", "--with-confidential"]).ok();
    let zip = std::fs::read(world.folder().join("../whole.zip")).expect("the copy");
    let whole: Vec<u8> = zipped::unpack(&zip, zipped::PROJECT).expect("a zip").into_values().flatten().collect();
    assert_eq!(found_in(&whole).len(), SECRETS.len());
}

#[test]
fn a_shared_copy_opens_covered_with_the_same_ids_and_nothing_stale() {
    let (world, _) = planted();
    world.run(&["share", "../copy.zip"]).ok();
    let zip = std::fs::read(world.folder().join("../copy.zip")).expect("the copy");
    for (name, bytes) in zipped::unpack(&zip, zipped::PROJECT).expect("a zip") {
        world.write(&format!("../copy/{name}"), &bytes);
    }
    let folder: PathBuf = world.folder().join("../copy");
    let list = |folder: &Path, what: &str| -> serde_json::Value {
        serde_json::from_str(&world.run_in(folder, &["list", what, "--json"]).ok()).expect("JSON")
    };
    for what in ["claims", "sources", "queries"] {
        assert_eq!(list(&folder, what), list(&world.folder(), what), "{what}: as the desk's own covered list");
    }
    let before = files(&folder, |_| true);
    world.run_in(&folder, &["project", "--title", "Other"]).ok();
    world.run_in(&folder, &["undo"]).ok();
    let review = |files: &[(String, Vec<u8>)]| files.iter().find(|(file, _)| file.ends_with("review.ron")).cloned();
    assert_eq!(review(&files(&folder, |_| true)), review(&before));
}

#[test]
fn a_source_made_confidential_later_takes_its_ties_along_and_says_where_its_name_may_still_stand() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let source = world.run(&["source", "add", "--title", SECRETS[0], "--kind", "person"]).ok();
    world.run(&["tie", "#1", &source, "--excerpt", SECRETS[11]]).ok();
    world.run(&["status", "#1", "confirmed"]).ok();
    let run = world.run(&["source", "set", &source, "--confidential"]);
    assert_eq!((run.code, run.stdout.trim()), (0, "make ties to “Source A” confidential"));
    assert!(run.stderr.contains("note[older-traces]") && run.stderr.contains("history.ronl"), "{}", run.stderr);
    assert_eq!(found_in(format!("{}{}", run.stdout, run.stderr).as_bytes()), BTreeSet::new());
    for file in ["sources.ron", "articles/ministers-meet/review.ron"] {
        assert_eq!(found_in(world.read(file).as_bytes()), BTreeSet::new(), "{file}");
    }
    let claims: serde_json::Value = serde_json::from_str(&world.run(&["list", "claims", "--json"]).ok()).expect("JSON");
    assert_eq!(claims[0]["stale"], serde_json::Value::Null, "what was decided stands: only its secrecy changed");
    assert_eq!(claims[0]["ties"][0]["source_title"], "Source A");
    // The older lines are warned of when a copy is shared.
    let share = world.run(&["share", "../copy.zip"]);
    assert!(share.code == 0 && share.stderr.contains("warning[older-traces]"), "{}", share.stderr);
    // Ending it wants a second word.
    let refused = world.run(&["source", "set", &source, "--visibility", "public"]).refused("confidential-unasked");
    assert!(refused.contains("--with-confidential"), "{refused}");
    world.run(&["source", "set", &source, "--visibility", "public", "--with-confidential"]).ok();
    assert!(world.read("sources.ron").contains(SECRETS[0]));
    assert!(world.read("articles/ministers-meet/review.ron").contains(SECRETS[11]));
    let claims: serde_json::Value = serde_json::from_str(&world.run(&["list", "claims", "--json"]).ok()).expect("JSON");
    assert_eq!(claims[0]["stale"], serde_json::Value::Null);
}

#[test]
fn the_history_tells_nothing_of_what_became_confidential_later_unless_asked() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let source = world.run(&["source", "add", "--title", SECRETS[0], "--kind", "person"]).ok();
    world.run(&["tie", "#1", &source, "--excerpt", SECRETS[11]]).ok();
    world.run(&["note", "#1", SECRETS[12]]).ok();
    let told = |more: &[&str]| found_in(world.run(&[&["history"], more].concat()).ok().as_bytes()).len();
    assert_eq!(told(&[]), 3, "nothing is confidential yet");
    assert_eq!(world.run(&["source", "set", &source, "--confidential"]).code, 0);
    assert_eq!(world.run(&["visibility", "note", "#1", "confidential"]).code, 0);
    assert_eq!((told(&[]), told(&["--json"])), (0, 0));
    assert_eq!((told(&["--with-confidential"]), told(&["--json", "--with-confidential"])), (3, 3));
    assert!(world.run(&["history"]).ok().contains("add source") || world.run(&["history"]).ok().contains("Source A"));
}

#[test]
fn what_a_thing_said_before_it_was_confidential_is_warned_of_when_a_copy_goes_out() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    world.run(&["note", "#1", "Riis leaked the Zebrafile"]).ok();
    assert_eq!(world.run(&["note", "#1", "Riis leaked the Zebrafile", "--visibility", "confidential"]).code, 0);
    world.run(&["note", "#1", "R. called"]).ok();
    let history = world.read("articles/ministers-meet/history.ronl");
    assert!(history.contains("Zebrafile") && !history.contains("R. called"));
    let share = world.run(&["share", "../copy.zip"]);
    assert!(share.code == 0 && share.stderr.contains("warning[older-traces]"), "{}", share.stderr);
    assert!(!share.stderr.contains("Zebrafile") && !share.stderr.contains("traces-unknown"), "{}", share.stderr);
    // A line that cannot be read may hold anything.
    world.write("articles/ministers-meet/history.ronl", format!("{history}(id: Zebra\n").as_bytes());
    let share = world.run(&["share", "../other.zip"]);
    assert!(share.stderr.contains("warning[traces-unknown]"), "{}", share.stderr);
}

#[test]
fn a_source_turns_in_every_article_that_can_be_written_and_back_as_one() {
    let world = TestProject::with_article("Alpha\n\nThe port saw 1,204 ships.");
    for (name, words) in [("beta", "30,000 tonnes went out."), ("gamma", "The mayor saw 12 cranes.")] {
        world.write(&format!("../{name}.txt"), format!("{name}\n\n{words}").as_bytes());
        world.run(&["add", &format!("../{name}.txt")]).ok();
    }
    let source = world.run(&["source", "add", "--title", "Umber", "--kind", "person"]).ok();
    let articles = [("alpha", "1,204 ships"), ("beta", "30,000 tonnes"), ("gamma", "12 cranes")];
    for (name, quote) in articles {
        world.run(&["claim", "-a", name, "--quote", quote]).ok();
        world.run(&["tie", &format!("{name}#1"), &source, "--excerpt", &format!("Umber words {name}")]).ok();
    }
    let report = |name: &str| {
        let file = format!("{name}.md");
        let run = world.run(&["report", "-a", name, "--audience", "public", "--format", "md", "--out", &file]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        world.read(&file)
    };
    let review = "articles/beta/review.ron";
    let whole = world.read(review);
    world.write(review, whole.replacen("kind: ", "colour: Red,\n            kind: ", 1).as_bytes());
    let run = world.run(&["source", "set", &source, "--confidential"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("error[ties-left]") && run.stderr.contains("“beta” (1 tie)"), "{}", run.stderr);
    assert!(run.stderr.contains("note[older-traces]"), "{}", run.stderr);
    for name in ["alpha", "gamma"] {
        let file = format!("articles/{name}/review.ron");
        assert!(!world.read(&file).contains("Umber words"), "{name}");
        assert!(!report(name).contains("Umber words"), "{name}");
    }
    world.write(review, whole.as_bytes());
    world.run(&["undo"]).ok();
    assert!(world.read("sources.ron").contains("Umber"), "one undo takes all of it back");
    for (name, _) in articles {
        assert!(world.read(&format!("articles/{name}/review.ron")).contains("Umber words"), "{name}");
    }
}

#[test]
fn what_is_tied_in_a_closed_article_can_be_made_confidential_and_its_record_is_warned_of() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let source = world.run(&["source", "add", "--title", SECRETS[0], "--kind", "person"]).ok();
    world.run(&["tie", "#1", &source, "--excerpt", SECRETS[11]]).ok();
    world.run(&["status", "#1", "confirmed"]).ok();
    world.run(&["sign", "ministers", "editor"]).ok();
    world.run(&["stage", "ministers", "closed", "--anyway"]).ok();
    let run = world.run(&["source", "set", &source, "--confidential"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("note[older-traces]") && run.stderr.contains("/closed-01-"), "{}", run.stderr);
    for file in ["sources.ron", "articles/ministers-meet/review.ron"] {
        assert_eq!(found_in(world.read(file).as_bytes()), BTreeSet::new(), "{file}");
    }
    let claims = world.run(&["list", "claims", "--json"]).ok();
    assert!(claims.contains("\"stale\": null"), "what was decided stands: {claims}");
    let report = world.run(&["report", "--format", "md", "--audience", "public", "--out", "-"]).ok();
    assert_eq!(found_in(report.as_bytes()), BTreeSet::new());
    let share = world.run(&["share", "../copy.zip"]);
    assert!(share.stderr.contains("/closed-01-"), "the record goes out and is told: {}", share.stderr);
}

#[test]
fn ties_stay_as_they_are_when_that_is_said() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let source = world.run(&["source", "add", "--title", SECRETS[0]]).ok();
    world.run(&["tie", "#1", &source, "--excerpt", "as everybody may read"]).ok();
    let run = world.run(&["source", "set", &source, "--confidential", "--cover", "Our friend", "--keep-ties"]);
    assert_eq!((run.code, run.stdout.trim()), (0, "make source “Our friend” confidential"));
    assert!(world.read("articles/ministers-meet/review.ron").contains("as everybody may read"));
    let refused = world.run(&["source", "add", "--confidential", "--title", "y", "--cover", "our friend"]);
    refused.refused("cover-taken");
    world.run(&["source", "add", "--confidential", "--title", "Z", "--cover", "z"]).refused("cover-tells");
}

#[test]
fn a_decision_goes_stale_when_hidden_words_change_on_the_desk_and_on_a_clone_that_lacks_them() {
    let (world, _) = planted();
    let stale = |folder: &Path| -> serde_json::Value {
        let claims = world.run_in(folder, &["list", "claims", "--json"]).ok();
        serde_json::from_str::<serde_json::Value>(&claims).expect("JSON")[0]["stale"].clone()
    };
    // The window changed the excerpt after the decision.
    assert_eq!(stale(&world.folder()), "excerpt changed");
    world.run(&["status", "#1", "confirmed"]).ok();
    assert_eq!(stale(&world.folder()), serde_json::Value::Null);
    for (file, bytes) in files(&world.folder(), |file| !file.starts_with("private/")) {
        world.write(&format!("../clone/{file}"), &bytes);
    }
    let clone = world.folder().join("../clone");
    assert_eq!(stale(&clone), serde_json::Value::Null);
    let mut session = opened(&world, 7_000_000);
    let (claim, tie) = first_tie(&session);
    let wish = TieWish { excerpt: Some("other words altogether".to_owned()), ..TieWish::default() };
    session.run(Command::SetTie { claim, tie, wish }).expect("changed");
    session.settle_save();
    for (file, bytes) in files(&world.folder(), |file| file.ends_with("review.ron")) {
        world.write(&format!("../clone/{file}"), &bytes);
    }
    assert_eq!(stale(&world.folder()), "excerpt changed");
    assert_eq!(stale(&clone), "excerpt changed", "without the words it still tells that they changed");
}

fn first_tie(session: &Session) -> (ClaimId, tickmark::model::ids::TieId) {
    let articles = &session.project().expect("open").articles;
    let claims = articles.values().flat_map(|article| article.review.claims.values());
    let claim = claims.into_iter().find(|claim| claim.words().contains("troops")).expect("claimed");
    (claim.id, claim.ties[0].id)
}

#[test]
fn the_window_turns_a_source_and_undo_turns_it_back() {
    let world = TestProject::with_article(ARTICLE);
    world.run(&["claim", "--quote", "100,000 troops"]).ok();
    let id = world.run(&["source", "add", "--title", SECRETS[0]]).ok();
    world.run(&["tie", "#1", &id, "--excerpt", SECRETS[11]]).ok();
    let mut session = opened(&world, 3_000_000);
    let project = session.project().expect("open").clone();
    let source = project.sources.values().next().expect("a source").as_ref().clone();
    let hidden = Source { visibility: Visibility::Confidential, cover: session.offered_cover(), ..source };
    let turned = session.run(Command::SetSource { source: Box::new(hidden), ties: ItsTies::Follow }).expect("turned");
    assert!(matches!(turned, Done::Edited(_)));
    assert_eq!(session.ties_of(project.sources.values().next().expect("a source").id), (1, 1));
    for _ in 0..2 {
        session.run(Command::Undo).expect("undone");
    }
    session.settle_save();
    let now = session.project().expect("open");
    assert_eq!((&now.sources, &now.articles), (&project.sources, &project.articles), "all is as it was");
}

#[test]
fn the_id_of_an_open_question_tells_nothing_of_hidden_words() {
    let source = |author: &str| Source {
        visibility: Visibility::Confidential,
        cover: "Source A".to_owned(),
        author: author.to_owned(),
        ..Source::new(SourceId::from_u128(1), "Title", SourceKind::Person)
    };
    let project = |author: &str| Project {
        sources: [(SourceId::from_u128(1), Arc::new(source(author)))].into(),
        ..Project::default()
    };
    let ids = |ours: &str, theirs: &str| -> Vec<_> {
        merge(&project("base"), &project(ours), &project(theirs)).conflicts.into_keys().collect()
    };
    assert_eq!(ids("94", "95").len(), 1, "the question is open");
    assert_eq!(ids("94", "95"), ids("11", "12"), "its id is in public files and cannot be tried");
}
