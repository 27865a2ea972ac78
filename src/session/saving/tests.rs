//! Saving under every fault: each step on disk of a short session fails in each way, and nothing is lost silently.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::*;
use crate::model::article::{Article, Draft, DraftRecord, Meta};
use crate::model::ids::{ClaimId, Slug};
use crate::model::review::Review;
use crate::model::source::{Source, SourceKind};
use crate::model::stage::Stage;
use crate::session::Surroundings;
use crate::session::clock::{Clock, Ids};
use crate::session::command::Command;
use crate::session::hold::{Access, Hold};
use crate::session::settings::Person;
use crate::session::wishes::TieWords;
use crate::store::faults::{self, Fault};
use crate::text::span::ByteSpan;

const TEXT: &str = "Ministers meet\n\nMore than 100,000 troops stand there, an officer said on Friday.";

/// A folder for one trial: on a disk in memory where there is one, since an fsync there costs nothing.
fn home() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn project_in(home: &Path) -> PathBuf {
    let folder = home.canonicalize().unwrap().join("project");
    store::create(&folder, "Winter").unwrap();
    let draft = Draft::new(TEXT, &[]);
    let sha256 = store::files::sha256_hex(TEXT.as_bytes());
    let article = Article {
        slug: slug(),
        meta: Meta { headline: "Ministers meet".into(), ..Meta::default() },
        listed: true,
        stage: Stage::InCheck,
        added: noon(),
        original: None,
        drafts: vec![DraftRecord { number: 1, sha256: sha256.clone(), taken: noon() }],
        texts: [(sha256, draft.shared_text())].into(),
        draft: Arc::new(draft),
        review: Review::default(),
    };
    store::add_article(&folder, &store::NewArticle { article: &article, original: b"" }).unwrap();
    folder
}

fn slug() -> Slug {
    Slug::from_title("Ministers meet")
}

fn noon() -> Timestamp {
    "2026-02-03T14:02:00Z".parse().unwrap()
}

fn session(name: &str) -> Session {
    Session::new(Surroundings {
        clock: Clock::Stepping { now: noon(), step: SignedDuration::from_secs(1) },
        ids: Ids::Numbered(name.bytes().map(u128::from).sum::<u128>() << 32),
        zone: TimeZone::UTC,
        config: None,
        data: None,
        login: name.to_owned(),
        reader: crate::session::reading::Reader::InProcess,
    })
}

fn opened(name: &str, folder: &Path, access: Access) -> Session {
    let mut session = session(name);
    session.set_access(access);
    session.open_project(folder.to_owned(), Vec::new()).unwrap();
    session.finish_jobs();
    session
}

fn told(session: &mut Session) -> Vec<&'static str> {
    let notices = std::iter::from_fn(|| session.next_notice());
    notices
        .filter_map(|notice| match notice {
            Notice::Problem(problem) => Some(problem.id),
            Notice::Told(_)
            | Notice::Opened(_)
            | Notice::Imported { .. }
            | Notice::Exported(_)
            | Notice::Shared(_)
            | Notice::Drafted { .. }
            | Notice::Mended(_) => None,
        })
        .collect()
}

/// The wishes of the session, each bound when its turn comes.
type Wish = fn(&Session) -> Option<Command>;

fn first_claim(session: &Session) -> Option<ClaimId> {
    session.article(&slug())?.review.claims.keys().next().copied()
}

const SCRIPT: [Wish; 8] = [
    |_| {
        let at = TEXT.find("100,000").unwrap();
        let spans = vec![ByteSpan::new(at, at + 7)];
        Some(Command::AddClaim { article: slug(), spans, kind: None, claimant: None })
    },
    // Two files in one edit: the source library and the review.
    |session| {
        let source = Source::new(crate::model::ids::SourceId::from_u128(0), "Briefing", SourceKind::Document);
        let words = TieWords { excerpt: "130,000".into(), ..TieWords::default() };
        Some(Command::AddTieToNew { claim: first_claim(session)?, source: Box::new(source), words })
    },
    |session| Some(Command::SetNote { claim: first_claim(session)?, note: "who counted?".into() }),
    |_| Some(Command::Save),
    |session| Some(Command::SetNote { claim: first_claim(session)?, note: String::new() }),
    |_| Some(Command::SetTitle("Winter crisis".into())),
    |_| Some(Command::Undo),
    |_| Some(Command::Save),
];

/// What a trial showed: the project after each wish, and how many wishes the program had said are safe.
struct Shown {
    states: Vec<Project>,
    n_safe: usize,
    told: Vec<&'static str>,
}

/// Carries out the script until the power goes.
fn play(folder: &Path) -> Shown {
    let mut session = opened("Alma Brekke", folder, Access::Work);
    let mut shown = Shown { states: Vec::new(), n_safe: 0, told: Vec::new() };
    shown.states.extend(session.project().cloned());
    for wish in SCRIPT {
        if faults::is_cut(folder) {
            break;
        }
        if let Some(wish) = wish(&session) {
            drop(session.run(wish));
        }
        session.finish_jobs();
        shown.states.extend(session.project().cloned());
        let is_safe = matches!(session.save_state(), SaveState::Journaled | SaveState::Saved(_));
        // What happened after the power went was never said to anybody.
        if is_safe && !faults::is_cut(folder) {
            shown.n_safe = shown.states.len();
        }
    }
    shown.told = told(&mut session);
    shown
}

/// The safe edits are in what `folder` opens as, or the loss is told.
fn check_left(folder: &Path, shown: &Shown, case: &str) {
    let loaded = store::load(folder).unwrap_or_else(|problem| panic!("{case}: {problem}"));
    let refused = loaded.problems.iter().find(|problem| problem.id == "journal-refused");
    assert_eq!(refused, None, "{case}");
    assert!(loaded.guarded.is_empty(), "{case}: {:?}", loaded.problems);
    // Opening may come before or after an edit that was under way, never before one that was said to be safe.
    let may_be = shown.states.iter().skip(shown.n_safe.saturating_sub(1));
    let is_there = may_be.clone().any(|state| same(state, &loaded.project));
    assert!(is_there || shown.states.is_empty(), "{case}: lost; {} of {} safe", shown.n_safe, shown.states.len());
}

/// Whether two projects are the same in what files hold.
fn same(a: &Project, b: &Project) -> bool {
    let articles = a.articles.iter().zip(&b.articles);
    (&a.title, &a.people, &a.sources) == (&b.title, &b.people, &b.sources)
        && a.articles.len() == b.articles.len()
        && articles.into_iter().all(|((_, a), (_, b))| a.review == b.review && a.meta == b.meta && a.listed == b.listed)
}

#[test]
fn every_step_on_disk_may_fail_in_every_way_and_nothing_is_lost_silently() {
    let base = home();
    let folder = project_in(base.path());
    faults::begin(&folder, None);
    let whole = play(&folder);
    let n_steps = faults::end(&folder).n_steps;
    assert_eq!((whole.states.len(), whole.n_safe, whole.told), (SCRIPT.len() + 1, SCRIPT.len() + 1, Vec::new()));
    assert!(n_steps > 50, "{n_steps} steps");
    let ways = [
        Fault::Once(ErrorKind::StorageFull),
        Fault::Once(ErrorKind::Other),
        Fault::Lasting(ErrorKind::StorageFull),
        Fault::Lasting(ErrorKind::PermissionDenied),
        Fault::HalfWritten,
        Fault::PowerCut,
        Fault::PowerCutUnsynced,
    ];
    let (mut n_trials, mut n_cut) = (0, 0);
    for way in ways {
        for step in 0..n_steps {
            let base = home();
            let folder = project_in(base.path());
            faults::begin(&folder, Some((step, way)));
            let shown = play(&folder);
            let trial = faults::end(&folder);
            let case = format!("{way:?} at step {step}");
            n_trials += 1;
            n_cut += usize::from(trial.left.is_some());
            check_left(trial.left.as_deref().unwrap_or(&folder), &shown, &case);
            if !matches!(way, Fault::PowerCut | Fault::PowerCutUnsynced) && shown.n_safe < SCRIPT.len() + 1 {
                assert!(!shown.told.is_empty(), "{case}: nothing was told");
            }
        }
    }
    println!("{n_trials} trials, {n_cut} of them power cuts, {n_steps} steps each");
    assert_eq!((n_trials, n_cut), (ways.len() * n_steps, 2 * n_steps));
}

#[test]
fn an_edit_is_in_the_journal_before_the_files_and_comes_back() {
    let base = home();
    let folder = project_in(base.path());
    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    desk.run(SCRIPT[0](&desk).unwrap()).unwrap();
    assert_eq!(desk.save_state(), SaveState::Waiting);
    desk.finish_jobs();
    assert_eq!(desk.save_state(), SaveState::Journaled);
    let project = desk.project().cloned().unwrap();
    // Killed: nothing of it runs any more, and nothing is given back.
    let _killed = std::mem::ManuallyDrop::new(desk);

    let mut desk = opened("Alma Brekke", &folder, Access::TakeOver);
    assert_eq!(told(&mut desk), ["came-back"]);
    assert_eq!(desk.project(), Some(&project));
    assert_eq!(desk.save_state(), SaveState::Journaled);
    desk.save();
    desk.finish_jobs();
    assert!(matches!(desk.save_state(), SaveState::Saved(_)));
    drop(desk);
    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    assert_eq!((told(&mut desk), desk.project()), (Vec::new(), Some(&project)));
    assert_eq!(store::read_history(&folder, Some(&slug())).0.len(), 1);
}

#[test]
fn no_save_begins_with_an_edit_that_the_journal_lacks() {
    let base = home();
    let folder = project_in(base.path());
    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    // The first edit is on its way to the journal; the second waits for that, and so must the save.
    desk.run(SCRIPT[0](&desk).unwrap()).unwrap();
    desk.run(SCRIPT[1](&desk).unwrap()).unwrap();
    desk.save();
    let mut n_taken = 0;
    while !matches!(desk.save_state(), SaveState::Saved(_)) {
        let saving = &desk.open.as_ref().unwrap().saving;
        let lacks = saving.unsaved.iter().any(|edit| !saving.journaled.contains(&edit.id));
        assert!(!(saving.is_under_way() && lacks), "an edit made meanwhile would stand before it in the journal");
        let outcome = desk.jobs.wait_for_one().expect("something is under way");
        desk.take_in(outcome);
        n_taken += 1;
    }
    assert_eq!(n_taken, 3, "the journal twice, then the files");
}

/// Ends a session as a kill does: nothing is saved, and the lock stays, of a process that does not run.
#[expect(clippy::disallowed_methods, reason = "lays out a lock")]
fn kill(desk: Session, folder: &Path) {
    let lock = folder.join(".tickmark/lock");
    let left = std::fs::read_to_string(&lock).unwrap();
    drop(desk);
    let dead = left.replace(&format!("pid: {}", std::process::id()), &format!("pid: {}", u32::MAX));
    assert_ne!(dead, left);
    std::fs::write(&lock, dead).unwrap();
}

#[test]
fn what_a_killed_program_left_is_shown_gone_on_with_at_once_and_holds_nobody() {
    let base = home();
    let folder = project_in(base.path());
    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    desk.run(SCRIPT[0](&desk).unwrap()).unwrap();
    desk.finish_jobs();
    let project = desk.project().cloned().unwrap();
    kill(desk, &folder);

    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    assert_eq!(told(&mut desk), ["came-back"]);
    assert!(desk.is_left());
    assert_eq!(desk.project(), Some(&project), "its work is shown");
    let refused = desk.run(SCRIPT[2](&desk).unwrap()).unwrap_err();
    assert_eq!(refused.id, "project-left");
    assert!(refused.what.contains("your Tickmark ended without closing the project"), "{refused}");
    assert_eq!(refused.now, "its last edit is in the journal, and comes along");
    assert!(desk.is_saved(), "nothing was done here, so that it can be left");
    assert_eq!(desk.save(), Done::Nothing);
    desk.settle_save();
    assert_eq!(told(&mut desk), [""; 0]);

    desk.run(Command::TakeOver).unwrap();
    desk.finish_jobs();
    assert_eq!(told(&mut desk), ["came-back"]);
    assert!(desk.read_only().is_none());
    assert_eq!(desk.project(), Some(&project));
    desk.run(SCRIPT[2](&desk).unwrap()).unwrap();
    desk.settle_save();
    assert!(matches!(desk.save_state(), SaveState::Saved(_)));
    assert_eq!(store::read_history(&folder, Some(&slug())).0.len(), 2);
}

#[test]
fn the_lock_names_who_works_once_they_have_said_it() {
    let base = home();
    let folder = project_in(base.path());
    let mut desk = opened("root", &folder, Access::Work);
    desk.run(Command::SetPerson(Person::named("Alma Brekke"))).unwrap();
    desk.finish_jobs();
    let other = opened("Bo Lind", &folder, Access::Work);
    assert!(matches!(other.hold(), Some(Hold::Theirs(holder, _)) if holder.owner == "Alma Brekke"));
}

#[test]
fn a_second_session_only_reads_until_it_is_told_to_take_over() {
    let base = home();
    let folder = project_in(base.path());
    let mut first = opened("Alma Brekke", &folder, Access::Work);
    let mut second = opened("Bo Lind", &folder, Access::Work);
    let refused = second.run(SCRIPT[0](&second).unwrap()).unwrap_err();
    assert_eq!(refused.id, "project-locked");
    assert!(refused.what.contains("Alma Brekke has had the project open since 14:02"), "{refused}");
    first.run(SCRIPT[0](&first).unwrap()).unwrap();
    first.finish_jobs();
    second.run(Command::TakeOver).unwrap();
    second.finish_jobs();
    assert!(matches!(second.hold(), Some(Hold::Ours(_))));
    assert_eq!(second.project(), first.project(), "what was safe in the journal came over");
    second.run(SCRIPT[2](&second).unwrap()).unwrap();
    second.save();
    second.finish_jobs();

    // The first finds out before it writes.
    first.run(SCRIPT[1](&first).unwrap()).unwrap();
    first.finish_jobs();
    assert!(matches!(first.hold(), Some(Hold::Lost(holder)) if holder.owner == "Bo Lind"));
    assert_eq!(told(&mut first), ["lock-lost"]);
    assert!(matches!(first.save_state(), SaveState::Failed(_)));
    assert_eq!(first.run(Command::SetTitle("x".into())).unwrap_err().id, "lock-lost");
    let project = second.project().cloned().unwrap();
    drop(second);
    assert_eq!(store::load(&folder).unwrap().project, project, "nothing of the loser got in between");

    // What it has can be saved as a copy, and then it can leave.
    assert_eq!(first.open_project(folder.clone(), Vec::new()).unwrap_err().id, "unsaved");
    let copy = base.path().join("copy");
    first.run(Command::SaveCopy(copy.clone())).unwrap();
    first.finish_jobs();
    assert!(same(&store::load(&copy).unwrap().project, first.project().unwrap()));
    assert!(first.is_saved());
    first.run(Command::TakeOver).unwrap();
    first.finish_jobs();
    assert_eq!(first.project(), Some(&project));
}

#[test]
fn a_save_that_is_held_back_though_nothing_changed_on_disk_ends_and_is_told() {
    let base = home();
    let folder = project_in(base.path());
    let mut session = opened("Alma Brekke", &folder, Access::Work);
    session.run(Command::SetTitle("Winter crisis".into())).unwrap();
    let open = session.open.as_ref().unwrap();
    let edits: BTreeSet<EditId> = open.saving.unsaved().iter().map(|edit| edit.id).collect();
    let problem = Problem::error("changed-outside", "held back").now("kept").help("look");
    let report = store::SaveReport {
        saved: open.saving.saved().clone(),
        written: Vec::new(),
        unrecorded: edits.iter().copied().collect(),
        problems: vec![problem],
    };
    let known = open.outside.known.clone();
    session.take_in_save(&folder, &edits, report, known);
    session.finish_jobs();
    let SaveState::Failed(problem) = session.save_state() else { panic!("{:?}", session.save_state()) };
    assert_eq!(problem.id, "changed-outside");
    assert!(told(&mut session).contains(&"changed-outside"));
    // It is tried again when it is wished for, and goes well.
    session.settle_save();
    assert!(session.is_saved() && !session.is_save_failed());
}

#[test]
fn an_edit_made_while_a_save_runs_is_in_the_journal_before_the_save_ends() {
    let base = home();
    let folder = project_in(base.path());
    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    desk.run(SCRIPT[0](&desk).unwrap()).unwrap();
    desk.finish_jobs();
    faults::begin(&folder, Some((0, Fault::HeldAt("review.ron"))));
    desk.save();
    faults::wait_until_held(&folder);
    desk.run(SCRIPT[5](&desk).unwrap()).unwrap();
    assert!(desk.jobs().running().any(|(_, job)| job.at() == JOURNALING), "it does not wait for the save");
    let journaled = desk.jobs.wait_for_one().unwrap();
    desk.take_in(journaled);
    let n_lines =
        || std::fs::read_to_string(folder.join(".tickmark/journal.ronl")).unwrap().matches("Winter crisis").count();
    assert_eq!((n_lines(), desk.save_state()), (1, SaveState::Saving));
    faults::go_on(&folder);
    desk.finish_jobs();
    faults::end(&folder);
    assert_eq!((n_lines(), desk.save_state()), (1, SaveState::Journaled), "the save did not have it");
    desk.settle_save();
    assert_eq!(n_lines(), 0);
    assert_eq!(store::load(&folder).unwrap().project.title, "Winter crisis");
    assert_eq!(store::read_history(&folder, None).0.len(), 1);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "damages a file")]
fn a_repair_keeps_work_that_could_not_be_saved() {
    let base = home();
    let folder = project_in(base.path());
    let mut desk = opened("Alma Brekke", &folder, Access::Work);
    desk.run(SCRIPT[0](&desk).unwrap()).unwrap();
    desk.settle_save();
    faults::begin(&folder, Some((0, Fault::Of("project.ron"))));
    desk.run(SCRIPT[5](&desk).unwrap()).unwrap();
    let review = folder.join("articles").join(slug().as_str()).join("review.ron");
    std::fs::write(&review, "(schema: 2, claims: [(").unwrap();
    desk.run(Command::LookOutside).unwrap();
    desk.finish_jobs();
    desk.settle_save();
    assert!(matches!(desk.save_state(), SaveState::Failed(_)));
    desk.run(Command::PlanRepair).unwrap();
    desk.finish_jobs();
    desk.run(Command::Repair).unwrap();
    assert_eq!(desk.project().unwrap().title, "Winter crisis", "it is still in the window");
    assert!(!desk.is_saved());
    faults::end(&folder);
    desk.settle_save();
    let project = store::load(&folder).unwrap().project;
    assert_eq!((project.title.as_str(), project.articles[&slug()].review.claims.len()), ("Winter crisis", 1));
    assert_eq!(store::read_history(&folder, None).0.len(), 1);
}
