//! Files are read in a process of their own: whatever becomes of that process, the program says so and goes on.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;
use tickmark::model::problem::Problem;
use tickmark::session::jobs::Cancel;
use tickmark::session::reading::Reader;

use crate::world::{Run, TestProject};

/// The program as the one that reads.
fn program() -> Reader {
    Reader::Apart(env!("CARGO_BIN_EXE_tickmark").into())
}

fn refused(reader: &Reader, name: &str, bytes: &[u8]) -> Problem {
    let problem = reader.read(name, bytes, &Cancel::default()).expect_err("there is nothing to read");
    assert!(problem.what.contains(name), "{problem}");
    assert!(!problem.why.is_empty() && !problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
    problem
}

#[test]
fn reading_apart_gives_what_reading_here_does() {
    let page = "<html lang=en><title>Grain</title><body><h1>Grain ships</h1><p>Two ships left — with 30,000 t of grain \
                aboard, says the <a href=\"https://port.example/\">port</a>.</p><p>Another is due.</p></body></html>";
    for (name, bytes) in [("a.html", page.as_bytes()), ("b.txt", b"One.\n\n\xc3\x89\xe9 two.\n"), ("c.txt", b"")] {
        let here = Reader::InProcess.read(name, bytes, &Cancel::default());
        assert_eq!(program().read(name, bytes, &Cancel::default()), here, "{name}");
    }
    let measured = program().measured("b.txt", b"One.", &Cancel::default());
    if cfg!(target_os = "linux") {
        let peak = measured.peak_bytes.expect("Linux tells what was used");
        assert!((1 << 20..1 << 30).contains(&peak), "{peak}");
    }
}

/// A process that does something else instead of reading.
#[cfg(unix)]
fn script(folder: &std::path::Path, body: &str) -> Reader {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("reader");
    // Written by another process: one of this that is started meanwhile might still hold it open for writing.
    let wrote = std::process::Command::new("sh")
        .args(["-c", "printf '%s\n' \"$1\" >\"$2\"", "sh", &format!("#!/bin/sh\n{body}")])
        .arg(&path)
        .status();
    assert!(wrote.expect("a shell").success());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it may be run");
    Reader::Apart(path)
}

#[cfg(unix)]
#[test]
fn a_reader_that_fails_is_told_with_the_file_and_the_reason() {
    for (body, id, reason) in [
        ("kill -SEGV $$", "reading-crashed", "signal"),
        ("echo 'thread panicked: no such table' >&2; exit 101", "reading-crashed", "no such table"),
        ("echo 'memory allocation of 1073741824 bytes failed' >&2; kill -ABRT $$", "reading-too-much-memory", "900 MB"),
        ("kill -KILL $$", "reading-too-much-memory", "900 MB"),
        ("exit 75", "reading-too-much-memory", "900 MB"),
        ("kill -XCPU $$", "reading-too-slow", "10 seconds"),
        ("echo 'thread main has overflowed its stack' >&2; kill -ABRT $$", "reading-crashed", "nested"),
        ("echo rubbish", "reading-unanswered", "not understood"),
        ("exit 0", "reading-unanswered", "not understood"),
        ("exec head -c 300000000 /dev/zero", "reading-unanswered", "256 MB"),
        ("exec head -c 300000000 /dev/zero >&2", "reading-crashed", ""),
    ] {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let problem = refused(&script(folder.path(), body), "draft.txt", &vec![b'a'; 1 << 20]);
        assert_eq!(problem.id, id, "{body}: {problem}");
        assert!(problem.why.contains(reason), "{body}: {problem}");
    }
    assert_eq!(refused(&Reader::Apart("/nowhere/tickmark".into()), "draft.txt", b"a").id, "reading-unanswered");
}

#[cfg(unix)]
#[test]
fn a_reader_that_hangs_is_ended_by_time_or_by_the_user() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let pid = folder.path().join("pid");
    let hangs = script(folder.path(), &format!("echo $$ >'{}'\nexec sleep 1000", pid.display()));
    let problem = refused(&hangs, "draft.txt", &vec![b'a'; 1 << 20]);
    assert_eq!(problem.id, "reading-too-slow");
    let gone = |pid: &str| !std::path::Path::new("/proc").join(pid.trim()).exists();
    assert!(gone(&std::fs::read_to_string(&pid).expect("it had begun")), "the process is left behind");

    let mut jobs = tickmark::session::Session::new(crate::world::surroundings("alma", hangs));
    let project = folder.path().join("project");
    let file = folder.path().join("draft.txt");
    crate::world::write(&file, b"Ships left port.");
    let new = tickmark::session::command::Command::NewProject { folder: project, title: "Test".into() };
    jobs.run(new).expect("a project");
    jobs.finish_jobs();
    std::fs::remove_file(&pid).expect("the first one's");
    jobs.run(tickmark::session::command::Command::OpenArticles(vec![file])).expect("a job");
    while std::fs::read_to_string(&pid).map_or(true, |pid| pid.is_empty()) {
        std::thread::yield_now();
    }
    let running: Vec<_> = jobs.jobs().running().map(|(id, _)| id).collect();
    for id in running {
        jobs.jobs().cancel(id);
    }
    jobs.finish_jobs();
    assert!(gone(&std::fs::read_to_string(&pid).expect("it had begun")), "the process is left behind");
    let told: Vec<_> = std::iter::from_fn(|| jobs.next_notice()).collect();
    assert!(format!("{told:?}").contains("cancelled"), "{told:?}");
    assert!(jobs.project().is_some_and(|project| project.articles.is_empty()));
}

#[test]
fn deeply_nested_pages_and_huge_texts_end_in_a_text_or_a_reason() {
    let nested = format!("{}words", "<div>".repeat(200_000));
    let spans = format!("<p>words{}end", "<b><i><span>".repeat(100_000));
    let lines = "word ".repeat(2_000_000);
    let lists = (0..5_000_usize).fold(String::new(), |list, depth| format!("{list}{}- b\n", " ".repeat(depth % 400)));
    let quotes = format!("{} words", ">".repeat(100_000));
    for (name, text) in [
        ("nested.html", &nested),
        ("spans.html", &spans),
        ("lines.txt", &lines),
        ("lists.md", &lists),
        ("q.md", &quotes),
    ] {
        match program().read(name, text.as_bytes(), &Cancel::default()) {
            Ok(read) => assert!(!read.text.is_empty(), "{name}"),
            Err(problem) => assert!(problem.what.contains(name), "{problem}"),
        }
    }
}

fn fed(world: &TestProject, args: &[&str], input: &[u8]) -> Run {
    let mut command = world.command(&world.folder(), args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("an input").write_all(input).expect("it reads");
    Run::of(&child.wait_with_output().expect("it ends"))
}

const PAGE: &str = "<html lang=en><head><title>Grain ships leave</title></head><body><article><h1>Grain ships leave</h1>\
    <p>Two ships left with 30,000 tonnes of grain aboard, says the <a href=\"https://port.example/log\">port</a>.</p>\
    <p>Another is due on Monday, the harbour master said, if the weather holds and the pilots are there.</p>\
    </article><footer><p>Donate to our newspaper</p></footer></body></html>";

#[test]
fn extract_answers_without_a_project() {
    let world = TestProject::empty();
    world.write("grain.html", PAGE.as_bytes());
    let told = world.run(&["extract", "grain.html"]).ok();
    assert!(told.starts_with("file         grain.html (web page"), "{told}");
    assert!(told.contains("headline     Grain ships leave"), "{told}");
    assert!(told.lines().any(|line| line.starts_with("body") && line.contains("Two ships left")), "{told}");
    let text = world.run(&["extract", "grain.html", "--text"]).ok();
    assert!(text.contains("Two ships left") && !text.contains("Donate"), "{text}");
    let json: Value = serde_json::from_str(&world.run(&["extract", "grain.html", "--json"]).ok()).expect("JSON");
    assert_eq!(json["headline"], "Grain ships leave");
    let blocks = json["blocks"].as_array().expect("blocks");
    let whole: Vec<&str> = blocks.iter().filter_map(|block| block["text"].as_str()).collect();
    let whole: Vec<char> = whole.join("\n\n").chars().collect();
    for block in blocks {
        let place = |field: &str| usize::try_from(block[field].as_u64().expect(field)).expect("small");
        let there: String = whole[place("start")..place("end")].iter().collect();
        assert_eq!(Some(there.as_str()), block["text"].as_str());
    }
    assert!(!world.folder().join("project.ron").exists());
}

#[test]
fn extract_reads_standard_input_and_refuses_with_a_reason() {
    let world = TestProject::empty();
    assert_eq!(
        fed(&world, &["extract", "-", "--text"], b"Two ships left.\r\n\r\nOne stayed.").ok(),
        "Two ships left.\n\nOne stayed."
    );
    let named = fed(&world, &["extract", "-", "--name", "a.md"], b"# Ships\n\nTwo left.").ok();
    assert!(named.contains("a.md (Markdown"), "{named}");
    fed(&world, &["extract", "-"], b"").refused("file-empty");
    fed(&world, &["extract", "-"], b"\x89PNG\r\n\x1a\n....").refused("not-text");
    let missing = world.run(&["extract", "nowhere.txt"]).refused("not-read");
    assert!(missing.contains("nowhere.txt"), "{missing}");
    world.run(&["extract"]).misused();
    world.run(&["extract", "a.txt", "--text", "--json"]).misused();
}

#[test]
fn pages_are_laid_out_and_drawn_apart() {
    let bytes = crate::viewer::pdf(&["BT /F1 20 Tf 20 100 Td (Some 94,000 personnel) Tj ET"]);
    let cancel = Cancel::default();
    let sheets = program().sheets("un.pdf", &bytes, &cancel).expect("it has pages");
    assert_eq!((sheets.sheets.len(), sheets.text_len), (1, "Some 94,000 personnel".len()));
    assert_eq!(sheets.sheets[0].words.len(), 3);
    let apart = program().picture("un.pdf", &bytes, (0, 500), &cancel).expect("it can be drawn");
    assert_eq!(Ok(apart), Reader::InProcess.picture("un.pdf", &bytes, (0, 500), &cancel));
    let lacks = program().picture("un.pdf", &bytes, (7, 500), &cancel).expect_err("there is no such page");
    assert_eq!(lacks.id, "no-page");
    assert_eq!(program().sheets("un.pdf", b"no document", &cancel).expect_err("it is none").id, "pdf-damaged");
}

#[cfg(unix)]
#[test]
fn a_page_whose_process_fails_is_told_as_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = script(folder.path(), "kill -SEGV $$");
    let told = reader.picture("un.pdf", b"%PDF-", (2, 500), &Cancel::default()).expect_err("it crashed");
    assert_eq!(told.id, "page-not-drawn");
    assert!(told.what.contains("Page 3 of “un.pdf”") && told.why.contains("signal"), "{told}");
}
