//! Killing the program at random moments: every edit it had said to be safe is there when the project is opened again.
//!
//! The suite starts itself as the program to be killed. `TICKMARK_KILLS=500` asks for more than the usual number.
//! Must not know: how edits get to disk.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command as Program, Stdio};
use std::time::Duration;

use tickmark::model::ids::{ClaimId, SourceId};
use tickmark::model::query::{Addressee, Subject};
use tickmark::model::source::{Source, SourceKind};
use tickmark::model::stage::Stage;
use tickmark::model::visibility::Visibility;
use tickmark::session::command::Command;
use tickmark::session::hold::Access;
use tickmark::session::wishes::{Concerns, DraftFrom, ItsTies, TieWords};
use tickmark::session::{SaveState, Session};
use tickmark::store;
use tickmark::text::span::ByteSpan;

use crate::breaker::Random;
use crate::desk::copy_folder;
use crate::world::{TestProject, window_session};

/// Names the folder of the project in the child; without it the child's test does nothing.
const CHILD: &str = "TICKMARK_CRASH_CHILD";
/// The seed of the child's edits: the number of the kill, so that a run that failed can be run again.
const SEED: &str = "TICKMARK_CRASH_SEED";
/// How many kills; 25 unless this says otherwise.
const KILLS: &str = "TICKMARK_KILLS";
/// How many claims the edits go round.
const CLAIMS: u64 = 7;
/// Copies of colleagues that the children merge, each with a query of its own.
const COPIES: usize = 6;
/// Drafts and records of closings are never cleared away: so many are enough.
const MOST_FILES: usize = 30;
/// What is told at opening when an edit is there in part.
const HALF: [&str; 8] = [
    "journal-refused",
    "file-missing",
    "draft-changed",
    "older-draft-missing",
    "record-missing",
    "record-differs",
    "record-draft",
    "claims-lost",
];

fn session() -> Session {
    let mut session = window_session("Alma Brekke");
    session.set_access(Access::TakeOver);
    session
}

/// What the project shows of the edits: the highest number, and every one that must be there and is not.
fn found(folder: &Path) -> (u64, Vec<String>) {
    let loaded = store::load(folder).expect("the project opens");
    let mut lost: Vec<String> =
        loaded.problems.iter().filter(|problem| HALF.contains(&problem.id)).map(ToString::to_string).collect();
    lost.extend(loaded.guarded.iter().map(|file| format!("{file} is damaged")));
    let project = &loaded.project;
    let article = project.articles.values().next().expect("the article is there");
    let notes: BTreeMap<usize, u64> = article
        .review
        .claims
        .values()
        .enumerate()
        .filter_map(|(place, claim)| Some((place, claim.note.parse().ok()?)))
        .collect();
    let newest = notes.values().copied().max().unwrap_or_default();
    for number in (1..=newest).rev().take(usize::try_from(CLAIMS).expect("a small number")) {
        let place = usize::try_from(number % CLAIMS).expect("a small number");
        if notes.get(&place) != Some(&number) {
            lost.push(format!("note {number} of claim {place}: {:?}", notes.get(&place)));
        }
    }
    // A tie and its new source are one edit in two files: both or neither.
    let ties = article.review.claims.values().flat_map(|claim| &claim.ties);
    let tied: Vec<SourceId> = ties.map(|tie| tie.source).collect();
    for source in &tied {
        if !project.sources.contains_key(source) {
            lost.push(format!("the source {source} of a tie"));
        }
    }
    for source in project.sources.keys().filter(|source| !tied.contains(source)) {
        lost.push(format!("the tie to {source}"));
    }
    (newest, lost)
}

/// An edit that touches many files, or comes in from a job: another draft, a closing or the end of it, a source that
/// becomes confidential or public again with its ties, a colleague's copy. `None` when there were enough of its sort.
fn large_step(numbers: &mut Random, session: &Session, copies: &Path) -> Option<Command> {
    let project = session.project()?;
    let article = project.articles.values().next()?;
    let slug = article.slug.clone();
    match numbers.below(4) {
        _ if article.stage.is_frozen() => {
            Some(Command::SetStage { article: slug, stage: Stage::InCheck, concerns: Concerns::Accepted })
        }
        0 if article.drafts.len() < MOST_FILES => {
            let text = format!("{}\n\nAdded {}.", article.draft.text(), article.drafts.len());
            Some(Command::NewDraft { article: slug, from: DraftFrom::Text(text) })
        }
        1 if article.review.closings.len() < MOST_FILES => {
            Some(Command::SetStage { article: slug, stage: Stage::Closed, concerns: Concerns::Accepted })
        }
        2 => {
            let mut source = Source::clone(project.sources.values().nth(numbers.below(9))?);
            let level = if source.is_confidential() { Visibility::Public } else { Visibility::Confidential };
            source.visibility = level;
            Some(Command::SetSource { source: Box::new(source), ties: ItsTies::Follow })
        }
        3 => Some(Command::MergeCopy(copies.join(numbers.below(COPIES).to_string()))),
        _ => None,
    }
}

/// Edits without end, each told when it is made and when it is safe. Runs only as the child.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let mut numbers = Random::new(std::env::var(SEED).ok().and_then(|seed| seed.parse().ok()).unwrap_or_default());
    let mut session = session();
    let copies = folder.with_extension("copies");
    session.open_project(folder, Vec::new()).expect("nothing is unsaved yet");
    session.finish_jobs();
    let claims: Vec<ClaimId> = session
        .project()
        .expect("it is open")
        .articles
        .values()
        .next()
        .expect("an article")
        .review
        .claims
        .keys()
        .copied()
        .collect();
    let notes = |session: &Session| -> u64 {
        let articles = session.project().into_iter().flat_map(|project| project.articles.values());
        let claims = articles.flat_map(|article| article.review.claims.values());
        claims.filter_map(|claim| claim.note.parse().ok()).max().unwrap_or_default()
    };
    let mut number = notes(&session);
    let mut out = std::io::stdout();
    let mut say = |words: String| {
        writeln!(out, "{words}").expect("somebody listens");
        out.flush().expect("somebody listens");
    };
    say(format!("open {number}"));
    let mut safe = number;
    while number < u64::from(u32::MAX) {
        session.poll();
        if safe < number && matches!(session.save_state(), SaveState::Journaled | SaveState::Saved(_)) {
            safe = number;
            say(format!("safe {safe}"));
        }
        match numbers.below(42) {
            40 => drop(session.run(large_step(&mut numbers, &session, &copies).unwrap_or(Command::Save))),
            0 => drop(session.run(Command::Save)),
            1 => {
                let source = Source::new(SourceId::from_u128(0), &format!("Source {number}"), SourceKind::Document);
                let claim = claims[numbers.below(claims.len())];
                let words = TieWords::default();
                drop(session.run(Command::AddTieToNew { claim, source: Box::new(source), words }));
            }
            2..=9 => {
                number += 1;
                let claim = claims[usize::try_from(number % CLAIMS).expect("a small number")];
                let done = session.run(Command::SetNote { claim, note: number.to_string() });
                if done.as_ref().is_err_and(|problem| problem.id == "article-closed") {
                    number -= 1;
                    drop(large_step(&mut numbers, &session, &copies).map(|reopen| session.run(reopen)));
                    continue;
                }
                done.expect("the lock is ours");
                say(format!("made {number}"));
            }
            _ => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

#[test]
fn killed_at_random_moments_nothing_that_was_safe_is_lost() {
    let n_kills: u64 = std::env::var(KILLS).ok().and_then(|kills| kills.parse().ok()).unwrap_or(25);
    let words: Vec<String> = (0..CLAIMS).map(|number| format!("claim{number}")).collect();
    let world = TestProject::with_article(&format!("Title\n\n{}.", words.join(" ")));
    let folder = world.folder();
    prepare(&folder, &words);
    let mut numbers = Random::new(5);
    let (mut n_made, mut n_safe, mut n_back, mut told) = (0, 0, 0, 0);
    for kill in 0..n_kills {
        let mut child = Program::new(std::env::current_exe().expect("this program has a path"))
            .args(["crash::child", "--exact", "--nocapture", "--test-threads=1"])
            .env(CHILD, &folder)
            .env(SEED, kill.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the suite starts itself");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        // Some die while they open the project and bring back what the one before them left; most at work.
        let early = numbers.below(8) == 0;
        let mut heard = String::new();
        let mut line = String::new();
        while !early && out.read_line(&mut line).expect("lines are text") > 0 && !line.contains("open ") {
            line.clear();
        }
        // Some live long enough for a merge.
        let most = if early { 60_000 } else { 350_000 } * if kill % 5 == 4 { 4 } else { 1 };
        let lives = u64::try_from(numbers.below(most)).expect("a small number");
        std::thread::sleep(Duration::from_micros(lives));
        child.kill().expect("it runs");
        child.wait().expect("it ended");
        out.read_to_string(&mut heard).expect("lines are text");
        let highest = |word: &str| {
            let numbers = heard.lines().filter_map(|line| line.strip_prefix(word)?.trim().parse::<u64>().ok());
            numbers.max().unwrap_or_default()
        };
        let (made, safe) = (highest("made"), highest("safe"));
        let (newest, lost) = found(&folder);
        assert!(lost.is_empty(), "kill {kill}: {lost:#?}");
        assert!(newest >= safe, "kill {kill}: edit {safe} was safe, and {newest} is the newest that is there");
        // One may have got to disk before it was told.
        assert!(made == 0 || newest <= made + 1, "kill {kill}: {newest} was never made");
        n_made = n_made.max(made);
        n_safe += u64::from(safe > 0);
        let loaded = store::load(&folder).expect("the project opens");
        if let Some(recovery) = &loaded.recovery {
            n_back += recovery.back.len();
            told += recovery.damaged.len();
        }
    }
    let article = store::load(&folder).expect("it opens").project.articles.into_values().next().expect("an article");
    let (n_drafts, n_closings) = (article.drafts.len() - 1, article.review.closings.len());
    let n_merged = article.review.queries.len();
    println!("{n_drafts} drafts came in, {n_closings} closings, {n_merged} copies of {COPIES}");
    println!(
        "{n_kills} kills, {n_made} notes made, {n_safe} children had safe edits; {n_back} edits came back, {told} torn lines told, 0 lost"
    );
    assert!(n_safe > 0 && n_made > 0, "the children worked");
    assert!(n_kills < 25 || n_drafts.min(n_closings) > 0, "so did the large steps");
    assert!(n_kills < 200 || n_merged > 0, "and the merges");
}

fn prepare(folder: &Path, words: &[String]) {
    let mut session = session();
    session.open_project(folder.to_owned(), Vec::new()).expect("nothing is unsaved");
    session.finish_jobs();
    let article = session.current_article().expect("one article").clone();
    for word in words {
        let at = article.draft.text().find(word.as_str()).expect("the word is there");
        let spans = vec![ByteSpan::new(at, at + word.len())];
        session
            .run(Command::AddClaim { article: article.slug.clone(), spans, kind: None, claimant: None })
            .expect("the lock is ours");
    }
    session.settle_save();
    drop(session);
    let copies = folder.with_extension("copies");
    std::fs::create_dir(&copies).expect("a new folder");
    for number in 0..COPIES {
        let copy = copies.join(number.to_string());
        copy_folder(folder, &copy);
        let mut colleague = window_session("Bo Lind");
        colleague.set_access(Access::TakeOver);
        colleague.open_project(copy, Vec::new()).expect("nothing is unsaved");
        colleague.finish_jobs();
        let (article, words) = (article.slug.clone(), format!("Who says so, {number}?"));
        let (on, to, due, visibility) = (Subject::Block(1), Addressee::Author, None, Visibility::Newsroom);
        colleague.run(Command::Ask { article, on, to, words, due, visibility }).expect("the lock is ours");
        colleague.settle_save();
    }
}
