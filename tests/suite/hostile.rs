//! Bad input and bad surroundings, through the session and the real program: what is told, and that nothing is lost,
//! half-written or overwritten.
//!
//! Must not know: how files are read and written. A surrounding that this machine cannot make is skipped, in words.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command as Program;

use tempfile::TempDir;
use tickmark::export::Format;
use tickmark::model::claim::Claim;
use tickmark::model::ids::Slug;
use tickmark::model::problem::Problem;
use tickmark::session::SaveState;
use tickmark::session::command::Command;
use tickmark::session::wishes::Overwrite;

use crate::desk::{Desk, copy_folder, files_of};
use crate::world::TestProject;

const POWER: &str = "power-cuts-enter-third-week";
const MINISTERS: &str = "ministers-meet-as-troop-count-rises";
const REVIEW: &str = "articles/ministers-meet-as-troop-count-rises/review.ron";

/// Every problem says what is now, and how to go on.
#[track_caller]
fn check_told(problem: &Problem, id: &str, parts: &[&str]) {
    let told = problem.to_string();
    assert_eq!(problem.id, id, "{told}");
    assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{told}");
    for part in parts {
        assert!(told.contains(part), "“{part}” is not in:\n{told}");
    }
}

fn write(path: &Path, bytes: &[u8]) {
    tickmark::store::files::write_atomically(path, bytes, tickmark::store::files::Existing::Replace)
        .expect("a file of the test");
}

fn claims(desk: &Desk, article: &str) -> Vec<Claim> {
    let article = desk.session.article(&Slug::new(article).expect("a slug")).expect("the article is shown");
    article.review.claims.values().map(|claim| (**claim).clone()).collect()
}

#[test]
fn files_that_are_no_text_are_refused_and_leave_nothing() {
    let mut desk = Desk::new_project();
    let before = desk.files();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89".as_slice();
    for (name, bytes, id) in [
        ("empty.txt", b"".as_slice(), "file-empty"),
        ("blank.txt", b" \r\n\t\n \n", "file-empty"),
        ("picture.txt", png, "not-text"),
        ("picture.html", png, "not-text"),
    ] {
        let file = desk.write(name, bytes);
        desk.run(Command::OpenArticles(vec![file]));
        check_told(&desk.problem(), id, &[name]);
        assert_eq!(desk.files(), before, "{name}");
    }
    let good = desk.write("good.txt", b"Harbour reopens\n\nSome 40 ships left.");
    let files = ["empty.txt", "picture.txt"].map(|name| desk.root().join(name)).into_iter().chain([good]).collect();
    desk.run(Command::OpenArticles(files));
    let account = desk.session.account().expect("three files were opened together");
    assert_eq!((account.tally().new, account.tally().failed), (1, 2));
    assert!(desk.session.current_article().is_some(), "the good one is open");
}

#[test]
fn sixty_megabytes_are_refused_without_being_read() {
    let mut desk = Desk::new_project();
    let before = desk.files();
    // Holes that take no room on the disk; the limit is 50 MB.
    for (name, size) in [("long.txt", 60 << 20), ("longer.txt", 60_u64 << 40)] {
        let file = desk.write(name, b"");
        let made = File::options().write(true).open(&file).and_then(|file| file.set_len(size));
        if let Err(error) = made {
            println!("skipped: {name}: {error}");
            continue;
        }
        desk.run(Command::OpenArticles(vec![file]));
        check_told(&desk.problem(), "too-large", &[name, "at most 50 MB"]);
    }
    assert_eq!(desk.files(), before);
    let world = TestProject::new();
    world.write("../long.txt", b"");
    let file = File::options().write(true).open(world.folder().join("../long.txt")).expect("the file");
    file.set_len(60 << 20).expect("a hole");
    let told = world.run(&["add", "../long.txt"]).refused("too-large");
    assert!(told.contains("60 MB"), "{told}");
}

/// What the session makes of a project with one file of it replaced, and that the file stays as it is.
fn damaged(file: &str, bytes: &[u8]) -> (Desk, Vec<Problem>) {
    let desk = Desk::sample(MINISTERS);
    write(&desk.project().join(file), bytes);
    let before = desk.files();
    let mut desk = desk.opened();
    let problems = desk.problems();
    assert_eq!(desk.files(), before, "opening {file} writes nothing");
    (desk, problems)
}

#[test]
fn empty_files_of_a_project_are_told_and_never_overwritten() {
    for file in ["project.ron", "sources.ron", REVIEW, "articles/ministers-meet-as-troop-count-rises/article.ron"] {
        let (mut desk, problems) = damaged(file, b"");
        assert!(!problems.is_empty(), "{file}: nothing was told");
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|told| told.contains(file)), "{file}: {told:#?}");
        assert!(desk.session.guarded().is_some_and(|guarded| guarded.contains(file)), "{file} is guarded");
        // Another article is worked on and saved; the empty file stays.
        desk.run(Command::ShowArticle(Slug::new(POWER).expect("a slug")));
        desk.session.work_as(tickmark::session::settings::Person { name: "Alma Brekke".into(), initials: "AB".into() });
        let article = desk.session.current_article().expect("the other article is shown").clone();
        let spans = vec![crate::desk::span(&desk.session, "146,000 people")];
        let made =
            desk.session.run(Command::AddClaim { article: article.slug.clone(), spans, kind: None, claimant: None });
        if file == "project.ron" {
            // The people are lost with it: nobody new can be written down until a copy is kept.
            check_told(&made.expect_err("the person cannot be recorded"), "read-only", &["project.ron"]);
        } else {
            made.unwrap_or_else(|problem| panic!("{file}\n{problem}"));
        }
        desk.run(Command::Save);
        assert_eq!(desk.files()[file], b"", "{file}");
        assert_eq!(desk.problems(), []);
        // A copy is kept, and work goes on.
        desk.run(Command::SetDamagedAside);
        let copy = file.replace(".ron", ".damaged-1.ron");
        assert_eq!(desk.files().get(&copy).map(Vec::as_slice), Some(b"".as_slice()), "{copy}");
        assert!(desk.session.guarded().is_some_and(tickmark::store::Guarded::is_empty));
    }
}

#[test]
fn a_damaged_claim_leaves_the_others_open_and_the_file_as_it_is() {
    let good = Desk::sample(MINISTERS);
    let text = String::from_utf8(good.files()[REVIEW].clone()).expect("RON is text");
    let all = claims(&good, MINISTERS);
    let second = format!("id: \"{}\"", all[1].id.to_string().to_uppercase());
    assert!(text.contains(&second), "{second}");
    let broken = text.replacen(&second, "id: 12%", 1);
    let (mut desk, problems) = damaged(REVIEW, broken.as_bytes());
    check_told(&problems[0], problems[0].id, &[REVIEW, "line "]);
    let open = claims(&desk, MINISTERS);
    assert_eq!(open.len(), all.len() - 1);
    assert!(open.iter().all(|claim| all.contains(claim)), "the others are whole");

    desk.run(Command::ShowArticle(Slug::new(MINISTERS).expect("a slug")));
    let article = Slug::new(MINISTERS).expect("a slug");
    let spans = vec![crate::desk::span(&desk.session, "six ranges")];
    for command in [
        Command::AddClaim { article, spans, kind: None, claimant: None },
        Command::SetNote { claim: open[0].id, note: "x".to_owned() },
        Command::RemoveClaims(vec![open[0].id]),
    ] {
        check_told(&desk.session.run(command).expect_err("the file is read-only"), "read-only", &[REVIEW]);
    }
    desk.run(Command::Save);
    assert_eq!(desk.files()[REVIEW], broken.as_bytes());
    let desk = desk.opened();
    assert_eq!(claims(&desk, MINISTERS), open);
    assert_eq!(desk.files()[REVIEW], broken.as_bytes());

    // The user keeps a copy: then the rest can be changed and saved, and the copy holds the broken claim.
    let mut desk = desk;
    desk.problems();
    desk.run(Command::SetDamagedAside);
    desk.run(Command::SetNote { claim: open[0].id, note: "x".to_owned() });
    desk.run(Command::Save);
    assert_eq!(desk.problems(), []);
    assert_eq!(desk.files()[&REVIEW.replace(".ron", ".damaged-1.ron")], broken.as_bytes());
    let mut desk = desk.opened();
    assert_eq!(claims(&desk, MINISTERS).len(), open.len());
    let left = desk.problems();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn every_cut_of_a_review_opens_or_is_told() {
    let good = Desk::sample(MINISTERS);
    let text = good.files()[REVIEW].clone();
    let all = claims(&good, MINISTERS);
    for part in [1, 2, 30, 50, 70, 99] {
        let cut = text[..text.len() * part / 100].to_vec();
        let (desk, problems) = damaged(REVIEW, &cut);
        assert!(problems.iter().any(|problem| problem.to_string().contains(REVIEW)), "{part} %: {problems:#?}");
        let open = claims(&desk, MINISTERS);
        assert!(open.iter().all(|claim| all.contains(claim)), "{part} %: a claim was changed");
        // All claims that end before the cut, but the last of them at most, are there.
        let whole = String::from_utf8_lossy(&cut).matches("\n        ),\n").count();
        assert!(open.len() + 1 >= whole.min(all.len()), "{part} %: {} of {whole}", open.len());
        assert_eq!(desk.files()[REVIEW], cut);
    }
}

#[test]
fn a_folder_in_a_files_place_is_told() {
    let desk = Desk::sample(MINISTERS);
    let review = desk.project().join(REVIEW);
    fs::remove_file(&review).expect("the review goes");
    fs::create_dir(&review).expect("a folder takes its place");
    let mut desk = desk.opened();
    let problems = desk.problems();
    check_told(&problems[0], "not-a-file", &[REVIEW, "a folder"]);
    assert!(claims(&desk, MINISTERS).is_empty());
    desk.run(Command::ShowArticle(Slug::new(MINISTERS).expect("a slug")));
    let spans = vec![crate::desk::span(&desk.session, "six ranges")];
    let article = Slug::new(MINISTERS).expect("a slug");
    let refused = desk.session.run(Command::AddClaim { article, spans, kind: None, claimant: None });
    check_told(&refused.expect_err("there is nowhere to save it"), "read-only", &[REVIEW]);
    assert!(review.is_dir());
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_not_followed() {
    let desk = Desk::sample(MINISTERS);
    let (inside, outside) = (desk.project().join("articles").join(POWER), desk.root().join("elsewhere"));
    fs::rename(&inside, &outside).expect("the article moves out");
    std::os::unix::fs::symlink(&outside, &inside).expect("a link");
    let before = files_of(&outside);
    let mut desk = desk.opened();
    let problems = desk.problems();
    assert!(problems.iter().any(|problem| problem.to_string().contains(POWER)), "{problems:#?}");
    assert!(desk.session.article(&Slug::new(POWER).expect("a slug")).is_none(), "it is not shown");
    assert!(desk.session.article(&Slug::new(MINISTERS).expect("a slug")).is_some(), "the others are");
    assert_eq!(files_of(&outside), before);

    // A review that is a link is neither read nor written through.
    let desk = Desk::sample(MINISTERS);
    let secret = desk.write("secret.ron", b"(schema: 1)");
    fs::remove_file(desk.project().join(REVIEW)).expect("the review goes");
    std::os::unix::fs::symlink(&secret, desk.project().join(REVIEW)).expect("a link");
    let mut desk = desk.opened();
    let problems = desk.problems();
    assert!(problems.iter().any(|problem| problem.to_string().contains(REVIEW)), "{problems:#?}");
    desk.run(Command::Save);
    assert_eq!(fs::read(secret).expect("the file"), b"(schema: 1)");
}

/// Whether this user writes where writing is forbidden, as root does.
#[expect(clippy::disallowed_methods, reason = "it is the disk that is tried, not the program")]
fn is_above_rights(folder: &Path) -> bool {
    let probe = folder.join("probe");
    let could = File::create(&probe).is_ok();
    if could {
        fs::remove_file(probe).expect("the probe goes");
    }
    could
}

#[test]
fn a_folder_without_rights_loses_nothing() {
    let mut desk = Desk::sample(POWER);
    let article = desk.project().join("articles").join(POWER);
    let before = desk.files();
    let free = fs::metadata(&article).expect("the folder").permissions();
    let mut closed = free.clone();
    closed.set_readonly(true);
    fs::set_permissions(&article, closed).expect("rights are taken");
    if is_above_rights(&article) {
        println!("skipped: this user writes where writing is forbidden");
        fs::set_permissions(&article, free).expect("rights are given back");
        return;
    }
    let claim = desk.claim("146,000 people");
    desk.run(Command::Save);
    let problem = desk.problem();
    check_told(&problem, "not-written", &[POWER, "you have no permission for it"]);
    assert!(matches!(desk.session.save_state(), SaveState::Failed(_)));
    assert_eq!(desk.files(), before);
    fs::set_permissions(&article, free).expect("rights are given back");
    desk.run(Command::Save);
    assert!(desk.session.is_saved());
    assert!(claims(&desk.opened(), POWER).iter().any(|it| it.id == claim));
}

/// A file system of its own on a folder; gone when dropped.
struct Mount {
    folder: TempDir,
}

impl Mount {
    /// `None`, with the reason printed, where this machine or user cannot have one.
    #[expect(clippy::print_stdout, reason = "what is skipped is told")]
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let options = format!("size={size},mode=777");
        let run =
            Program::new("mount").args(["-t", "tmpfs", "-o", &options, "tickmark-test"]).arg(folder.path()).output();
        match run {
            Ok(output) if output.status.success() => Some(Self { folder }),
            Ok(output) => {
                println!("skipped: no small disk: {}", String::from_utf8_lossy(&output.stderr).trim());
                None
            }
            Err(error) => {
                println!("skipped: no small disk: {error}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills what room is left; answers the file to remove.
    #[expect(clippy::disallowed_methods, reason = "it is the disk that is tried, not the program")]
    fn fill(&self) -> PathBuf {
        use std::io::Write as _;
        let path = self.path().join("filling");
        let mut file = File::create(&path).expect("a file");
        while file.write_all(&[0; 4096]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
        path
    }

    fn remount(&self, how: &str) {
        let run = Program::new("mount").args(["-o", how]).arg(self.path()).output().expect("mount runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        drop(Program::new("umount").arg(self.folder.path()).output());
    }
}

/// A desk whose project lies on the mount.
fn desk_on(mount: &Mount) -> Desk {
    let project = mount.path().join("project");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/winter-crisis"), &project);
    let mut desk = Desk::empty();
    desk.run(Command::OpenProject(project));
    desk.run(Command::ShowArticle(Slug::new(POWER).expect("a slug")));
    assert_eq!(desk.problems(), []);
    desk
}

/// All files of the project on the mount.
fn files_on(mount: &Mount) -> BTreeMap<String, Vec<u8>> {
    files_of(&mount.path().join("project"))
}

#[test]
fn a_full_disk_loses_nothing_and_a_save_after_it_writes_everything() {
    let Some(mount) = Mount::new("512k") else { return };
    let mut desk = desk_on(&mount);
    let before = files_on(&mount);
    let filling = mount.fill();
    let words = ["146,000 people", "Nadiya Kost", "62 tonnes", "since 1978"];
    let made: Vec<_> = words.iter().map(|words| desk.claim(words)).collect();
    for _ in 0..2 {
        desk.run(Command::Save);
        let problems = desk.problems();
        assert!(!problems.is_empty());
        for problem in &problems {
            check_told(problem, "not-written", &[POWER, "the disk is full", "Make room on the disk"]);
        }
        assert!(matches!(desk.session.save_state(), SaveState::Failed(_)));
        assert!(!desk.session.is_saved());
        assert_eq!(files_on(&mount), before, "earlier files are whole, and nothing lies beside them");
    }
    assert_eq!(claims(&desk, POWER).len(), words.len(), "the work is still in the window");

    fs::remove_file(filling).expect("room is made");
    desk.run(Command::Save);
    assert_eq!(desk.problems(), []);
    assert!(desk.session.is_saved());
    let now = files_on(&mount);
    let others = |files: &BTreeMap<String, Vec<u8>>| {
        files
            .iter()
            .filter(|(name, _)| !name.contains(POWER))
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(others(&now), others(&before), "only the article's files changed");
    assert_eq!(now.len(), before.len(), "no file more: {:?}", now.keys());
    let history = String::from_utf8(now[&format!("articles/{POWER}/history.ronl")].clone()).expect("text");
    for (id, words) in made.iter().zip(words) {
        assert_eq!(
            history.matches(&format!("label:\"claim “{words}”\"")).count(),
            1,
            "{id} is recorded once:\n{history}"
        );
    }
    let mut again = Desk::empty();
    again.run(Command::OpenProject(mount.path().join("project")));
    assert_eq!(again.problems(), []);
    assert_eq!(claims(&again, POWER), claims(&desk, POWER));
}

#[test]
fn a_disk_with_room_for_a_part_keeps_files_and_histories_together() {
    // Of several files some fit and some do not, wherever the room ends.
    for kilobytes in [4, 8, 12, 16, 24, 32] {
        let Some(mount) = Mount::new("512k") else { return };
        let mut desk = desk_on(&mount);
        let filling = mount.fill();
        let size = fs::metadata(&filling).expect("the filling").len();
        File::options()
            .write(true)
            .open(&filling)
            .expect("the filling")
            .set_len(size - (kilobytes << 10))
            .expect("some room");
        desk.claim("146,000 people");
        desk.run(Command::SetTitle("Winter crisis, second week".to_owned()));
        desk.run(Command::Save);
        desk.problems();
        let names: Vec<_> = files_on(&mount).into_keys().filter(|name| name.contains(".tmp")).collect();
        assert_eq!(names, [] as [String; 0], "{kilobytes} kB");
        // Whatever was written is whole: the project opens without a word.
        let mut reader = Desk::empty();
        reader.run(Command::OpenProject(mount.path().join("project")));
        assert_eq!(reader.problems(), [], "{kilobytes} kB");
        drop(reader);
        fs::remove_file(filling).expect("room is made");
        desk.run(Command::Save);
        assert_eq!(desk.problems(), [], "{kilobytes} kB");
        assert!(desk.session.is_saved());
        let mut again = Desk::empty();
        again.run(Command::OpenProject(mount.path().join("project")));
        assert_eq!(again.problems(), []);
        assert_eq!(again.session.project(), desk.session.project(), "{kilobytes} kB");
        let history =
            String::from_utf8(files_on(&mount)[&format!("articles/{POWER}/history.ronl")].clone()).expect("text");
        assert_eq!(history.matches("claim “146,000 people”").count(), 1, "{kilobytes} kB:\n{history}");
    }
}

#[test]
fn a_full_disk_takes_no_report_and_no_article() {
    let Some(mount) = Mount::new("512k") else { return };
    let mut desk = desk_on(&mount);
    let (before, filling) = (files_on(&mount), mount.fill());
    let report = mount.path().join("report.html");
    let article = Slug::new(MINISTERS).expect("a slug");
    let export = |overwrite| Command::Export {
        audience: tickmark::model::visibility::Visibility::Newsroom,
        article: article.clone(),
        files: vec![(Format::Html, report.clone())],
        overwrite,
    };
    desk.run(export(Overwrite::Never));
    check_told(&desk.problem(), "not-written", &["report.html", "the disk is full"]);
    assert!(!report.exists());
    let text = format!("Harbour reopens\n\n{}", "Some 40 ships left the port on Monday. ".repeat(40));
    let draft = desk.write("draft.txt", text.as_bytes());
    desk.run(Command::OpenArticles(vec![draft.clone()]));
    let problem = desk.problem();
    check_told(&problem, "not-written", &["the disk is full"]);
    assert_eq!(files_on(&mount), before);
    let left = |mount: &Mount| {
        let names = mount.path().read_dir().expect("the disk").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(left(&mount), ["filling", "project"]);
    let articles = mount.path().join("project/articles").read_dir().expect("the articles").count();
    assert_eq!(articles, 3, "no unfinished folder is left");

    fs::remove_file(filling).expect("room is made");
    desk.run(export(Overwrite::Never));
    desk.run(Command::OpenArticles(vec![draft]));
    assert_eq!(desk.problems(), []);
    assert!(report.is_file());
    assert!(desk.session.article(&Slug::new("harbour-reopens").expect("a slug")).is_some());
    // A report that is there is not lost either when its replacement does not fit.
    let old = fs::read(&report).expect("the report");
    let filling = mount.fill();
    desk.run(export(Overwrite::Allowed));
    check_told(&desk.problem(), "not-written", &["the disk is full"]);
    assert_eq!(fs::read(&report).expect("the report"), old);
    fs::remove_file(filling).expect("room is made");
}

#[test]
fn a_disk_that_can_only_be_read_is_told() {
    let Some(mount) = Mount::new("512k") else { return };
    let mut desk = desk_on(&mount);
    let before = files_on(&mount);
    mount.remount("remount,ro");
    let claim = desk.claim("146,000 people");
    desk.run(Command::Save);
    let problems = desk.problems();
    assert!(!problems.is_empty());
    for problem in &problems {
        check_told(problem, "not-written", &["the disk can only be read"]);
    }
    assert_eq!(files_on(&mount), before);
    let world = TestProject::empty();
    let project = mount.path().join("project").display().to_string();
    let told = world.run(&["claim", "-p", &project, "-a", "power", "--quote", "Nadiya Kost"]);
    assert_ne!(told.code, 0, "{}", told.stdout);
    assert!(told.stderr.contains("the disk can only be read"), "{}", told.stderr);
    assert!(!world.run(&["list", "claims", "-p", &project]).ok().is_empty(), "it can be read");
    mount.remount("remount,rw");
    desk.run(Command::Save);
    assert!(desk.session.is_saved());
    assert!(claims(&desk, POWER).iter().any(|it| it.id == claim));
    assert_ne!(files_on(&mount), before);
}

#[test]
fn a_save_that_cannot_succeed_ends() {
    let mut desk = Desk::sample(POWER);
    desk.claim("146,000 people");
    let moved = desk.root().join("moved");
    fs::rename(desk.project(), &moved).expect("the project moves away");
    desk.session.settle_save();
    assert!(desk.session.is_save_failed(), "{:?}", desk.session.save_state());
    assert_eq!(desk.problems().len(), 1, "it is tried once and told once");
    fs::rename(moved, desk.project()).expect("the project comes back");
    desk.session.settle_save();
    assert!(desk.session.is_saved());
}

#[test]
fn the_program_tells_damage_and_keeps_its_hands_off() {
    let world = TestProject::with_article("Harbour reopens\n\nSome 40 ships left the port on Monday.");
    world.run(&["claim", "--quote", "40 ships"]).ok();
    let file = "articles/harbour-reopens/review.ron";
    let whole = world.read(file);
    for (bytes, claims) in [(String::new(), 0), (whole.replacen("kind: Number", "kind: Nmber", 1), 0)] {
        world.write(file, bytes.as_bytes());
        let listed = world.run(&["list", "claims"]);
        assert!(listed.stderr.contains(file), "{}", listed.stderr);
        assert_eq!(listed.stdout.lines().filter(|line| line.contains("40 ships")).count(), claims, "{}", listed.stdout);
        let refused = world.run(&["claim", "--quote", "Monday"]);
        assert_ne!(refused.code, 0);
        assert!(refused.stderr.contains("read-only"), "{}", refused.stderr);
        assert_eq!(world.read(file), bytes);
    }
    world.write(file, whole.as_bytes());
    assert!(world.run(&["list", "claims"]).ok().contains("40 ships"));
}
