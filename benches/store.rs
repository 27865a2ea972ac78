//! Measures what keeping work safe costs: opening a large project, an edit's way to the journal, a save.
//!
//! `cargo bench --bench store` prints a table and fails when a limit is passed. Figures in README come from it.
//! Must not know: how the store does it.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints its figures, and stops where it cannot measure"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tickmark::model::anchor::Anchor;
use tickmark::model::article::{Article, Draft, DraftRecord, Meta, Original};
use tickmark::model::change::{Change, ClaimField, Edit};
use tickmark::model::claim::{Claim, ClaimKind, Tie};
use tickmark::model::decision::{Basis, Decision, Fingerprint, Scope, Status};
use tickmark::model::ids::{ClaimId, EditId, PersonKey, Slug, SourceId, TieId};
use tickmark::model::review::Review;
use tickmark::model::source::{Source, SourceKind};
use tickmark::model::stage::Stage;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::command::Command;
use tickmark::session::{SaveState, Session, Surroundings};
use tickmark::store::{self, Guarded, NewArticle};
use tickmark::text::span::ByteSpan;

/// A figure with the limit it must keep.
struct Figure {
    name: String,
    value: f64,
    limit: f64,
    unit: &'static str,
}

fn main() {
    let home = tempfile::tempdir().expect("a folder for the projects");
    let large = project(&home.path().join("large"), 10_000);
    let small = project(&home.path().join("small"), 10);
    let mut figures = Vec::new();
    let mut add = |name: &str, value, limit, unit| figures.push(Figure { name: name.to_owned(), value, limit, unit });

    let size = ron_bytes(&large);
    add("RON of the large project", size / 1e6, 100.0, "MB");
    let loading = median(5, || drop(store::load(&large).expect("it opens")));
    add("opening 10,000 claims with sources", ms(loading), 400.0, "ms");

    let (of_small, of_large) = (appending(&small), appending(&large));
    add("journal append, 10 claims", ms(of_small), 50.0, "ms");
    add("journal append, 10,000 claims", ms(of_large), 50.0, "ms");
    add("ratio of the two", ms(of_large) / ms(of_small), 2.0, "×");

    let (call, whole) = saving(&large);
    add("what a save of 10,000 claims costs the window", ms(call), 4.0, "ms");
    add("the save itself, on its thread", ms(whole), 4000.0, "ms");

    let mut passed = true;
    println!("{:<48} {:>10} {:>10}", "figure", "measured", "limit");
    for Figure { name, value, limit, unit } in &figures {
        let fits = value <= limit;
        passed &= fits;
        println!("{name:<48} {value:>8.3} {unit:<2} {limit:>7.1} {unit:<2} {}", if fits { "" } else { "  OVER" });
    }
    assert!(passed, "a limit was passed");
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn median(n: usize, mut run: impl FnMut()) -> Duration {
    let mut all: Vec<Duration> = (0..n)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    all.sort_unstable();
    all.get(n / 2).copied().unwrap_or_default()
}

/// The bytes of all RON files.
fn ron_bytes(folder: &Path) -> f64 {
    let slug = Slug::from_title("Large");
    let files =
        ["sources.ron".to_owned(), format!("articles/{slug}/review.ron"), format!("articles/{slug}/article.ron")];
    files.iter().map(|file| std::fs::metadata(folder.join(file)).map_or(0, |metadata| metadata.len()) as f64).sum()
}

/// One edit after another put into the journal.
fn appending(folder: &Path) -> Duration {
    let note = |text: String| ClaimField::Note(text);
    let mut number = 0_u128;
    median(41, || {
        number += 1;
        let change = Change::ClaimField {
            claim: ClaimId::from_u128(1),
            before: note(format!("{}", number - 1)),
            after: note(format!("{number}")),
        };
        let edit = Edit {
            id: EditId::from_u128(number),
            at: Timestamp::UNIX_EPOCH,
            by: PersonKey("AB".into()),
            label: "set note".into(),
            article: Some(Slug::from_title("Large")),
            undoes: None,
            takes: Vec::new(),
            part_of: None,
            changes: vec![change],
        };
        store::journal(folder, &[edit]).expect("the disk takes it");
    })
}

/// What starting a save costs, and how long it takes.
fn saving(folder: &Path) -> (Duration, Duration) {
    let clean = PathBuf::from(folder).join(".tickmark/journal.ronl");
    std::fs::remove_file(clean).expect("the appended edits fit nothing");
    let mut session = Session::new(Surroundings {
        clock: Clock::Stepping { now: Timestamp::UNIX_EPOCH, step: SignedDuration::ZERO },
        ids: Ids::Random,
        zone: TimeZone::UTC,
        config: None,
        data: None,
        login: "Alma Brekke".to_owned(),
        reader: tickmark::session::reading::Reader::InProcess,
    });
    session.open_project(folder.to_owned(), Vec::new()).expect("nothing is unsaved");
    session.finish_jobs();
    let (mut call, mut whole) = (Duration::ZERO, Duration::ZERO);
    for number in 0..5 {
        session.run(Command::SetNote { claim: ClaimId::from_u128(1), note: number.to_string() }).expect("it is ours");
        while session.save_state() != SaveState::Journaled {
            session.poll();
            std::thread::yield_now();
        }
        let start = Instant::now();
        session.run(Command::Save).expect("it is ours");
        call = call.max(start.elapsed());
        session.finish_jobs();
        whole = whole.max(start.elapsed());
    }
    (call, whole)
}

/// A project with one article of `n` claims, each with a tie, a decision and a note, and a source for every tenth.
fn project(folder: &Path, n: u128) -> PathBuf {
    store::create(folder, "Large").expect("a new folder");
    let mut text = String::from("Large");
    for number in 1..=n {
        let gap = if number % 10 == 1 { "\n\n" } else { " " };
        write!(text, "{gap}The council counted {number} boats in the harbour on that morning.")
            .expect("text takes text");
    }
    let draft = Draft::new(&text, &[]);
    let sha256 = store::files::sha256_hex(text.as_bytes());
    let mut article = Article {
        slug: Slug::from_title("Large"),
        meta: Meta { headline: "Large".into(), ..Meta::default() },
        listed: true,
        stage: Stage::InCheck,
        added: Timestamp::UNIX_EPOCH,
        original: Some(Original {
            name: "large.txt".into(),
            file: "original.txt".into(),
            sha256: sha256.clone(),
            encoding: "UTF-8".into(),
            fetched: None,
        }),
        drafts: vec![DraftRecord { number: 1, sha256: sha256.clone(), taken: Timestamp::UNIX_EPOCH }],
        texts: [(sha256, draft.shared_text())].into(),
        draft: Arc::new(draft),
        review: Review::default(),
    };
    let (by, at) = (PersonKey("AB".into()), Timestamp::UNIX_EPOCH);
    let mut place = 0;
    for id in 1..=n {
        let words = format!("counted {id} boats in the harbour");
        let start = place + text.get(place..).and_then(|rest| rest.find(&words)).expect("the words are there");
        place = start + words.len();
        let span = Anchor::new(&article.draft, ByteSpan::new(start, place));
        let mut claim = Claim::new(ClaimId::from_u128(id), vec![span], ClaimKind::Number, by.clone(), at);
        claim.note = format!("The harbour master’s log of the day gives {id}; ask for the page.");
        claim.ties.push(Tie {
            excerpt: format!("At seven there were {id} boats inside the mole, as counted from the tower."),
            locator: format!("p. {}", id % 300),
            ..Tie::new(TieId::from_u128(id), SourceId::from_u128(1 + id / 10))
        });
        claim.so = Some(Decision {
            status: Status::Confirmed,
            basis: Some(Basis::Document),
            reason: String::new(),
            by: by.clone(),
            at,
            on: Fingerprint::of(&claim, Scope::So),
        });
        article.review.claims.insert(claim.id, Arc::new(claim));
    }
    store::add_article(folder, &NewArticle { article: &article, original: text.as_bytes() }).expect("a new article");
    let loaded = store::load(folder).expect("it opens");
    let mut project = loaded.project.clone();
    for id in 1..=1 + n / 10 {
        let title = format!("Log of the harbour master, volume {id}");
        let source =
            Source { note: "Nine pages".into(), ..Source::new(SourceId::from_u128(id), &title, SourceKind::Document) };
        project.sources.insert(source.id, Arc::new(source));
    }
    let report = store::save(folder, &loaded.project, &project, &[], &Guarded::default());
    assert!(report.is_complete(), "{:?}", report.problems);
    folder.to_owned()
}
