//! Builds the bundled sample project from its plan, through the session's own commands, and compares.
//!
//! `UPDATE_SAMPLE=1 cargo test --test suite sample` writes `projects/winter-crisis` anew after the plan,
//! a reader or the file format changed. Must not know: file shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use tickmark::model::claim::{ClaimKind, FixState, Stance};
use tickmark::model::decision::{Basis, Scope, Status};
use tickmark::model::ids::{ClaimId, QueryId, Slug, SourceId};
use tickmark::model::query::{Addressee, Subject};
use tickmark::model::source::{Rank, Source, SourceKind};
use tickmark::model::visibility::Visibility;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::command::Command;
use tickmark::session::evidence::TextState;
use tickmark::session::outcome::{Done, Notice};
use tickmark::session::settings::Person;
use tickmark::session::wishes::{Incoming, Ruling, Taken, TieWish, TieWords};
use tickmark::session::{Session, Surroundings};
use tickmark::store::files::{Existing, write_atomically};
use tickmark::text::find::find_all;
use tickmark::text::span::ByteSpan;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    title: String,
    scale: Option<tickmark::model::project::Scale>,
    people: Vec<Checker>,
    sources: Vec<PlannedSource>,
    articles: Vec<PlannedArticle>,
    stored: Vec<PlannedFile>,
}

#[derive(Deserialize)]
struct Checker {
    key: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedSource {
    key: String,
    title: String,
    kind: SourceKind,
    author: String,
    container: String,
    publisher: String,
    issued: String,
    url: String,
    number: String,
    rank: Option<Rank>,
    origin: String,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedArticle {
    file: String,
    start: Timestamp,
    steps: Vec<Step>,
}

/// A file that is stored with a source once the articles are checked; the ties' excerpts are then taken from it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlannedFile {
    source: String,
    file: String,
    start: Timestamp,
}

#[derive(Deserialize)]
enum Step {
    Claim { quote: String, nth: usize, kind: ClaimKind, claimant: Option<String>, name: String },
    Tie { claim: String, source: String, stance: Stance, excerpt: String, locator: String },
    Decide { claim: String, scope: Scope, status: Status, basis: Option<Basis>, reason: String },
    Fix { claim: String, words: String, answer: Option<FixState> },
    Note { claim: String, words: String },
    Query { on: String, to: Addressee, words: String, answer: Option<String> },
    Read { quote: String, nth: usize },
    Person(String),
    Pin(String),
    Respan { claim: String, quote: String, nth: usize },
}

/// Builds the sample and remembers what steps name.
struct Builder {
    session: Session,
    sources: BTreeMap<String, SourceId>,
    people: BTreeMap<String, String>,
}

impl Builder {
    fn new(start: Timestamp, person: &Checker) -> Self {
        let ids = u128::try_from(start.as_millisecond()).expect("the sample plays after 1970") << 80;
        let session = Session::new(Surroundings {
            clock: Clock::Stepping { now: start, step: SignedDuration::from_secs(40) },
            ids: Ids::Numbered(ids),
            zone: jiff::tz::TimeZone::UTC,
            config: None,
            data: None,
            login: person.name.clone(),
            reader: tickmark::session::reading::Reader::InProcess,
        });
        Self { session, sources: BTreeMap::new(), people: BTreeMap::new() }
    }

    fn run(&mut self, command: Command) -> Done {
        let shown = format!("{command:?}");
        let done = self.session.run(command).unwrap_or_else(|problem| panic!("{shown}\n{problem}"));
        self.session.finish_jobs();
        while let Some(notice) = self.session.next_notice() {
            if let Notice::Problem(problem) = notice {
                panic!("{shown}\n{problem}");
            }
        }
        done
    }

    fn span(&self, article: &Slug, quote: &str, nth: usize) -> ByteSpan {
        let text = self.session.article(article).expect("the article is open").draft.text().to_owned();
        let hits = find_all(&text, quote);
        *hits.get(nth - 1).unwrap_or_else(|| panic!("“{quote}” stands {} times in {article}", hits.len()))
    }

    fn source(&self, key: &str) -> SourceId {
        *self.sources.get(key).unwrap_or_else(|| panic!("no source {key}"))
    }

    /// Stores a file with its source, and takes the excerpts of the source's ties from its text.
    fn store(&mut self, planned: &PlannedFile, path: PathBuf) {
        let source = self.source(&planned.source);
        self.run(Command::AddEvidence { source, files: vec![Incoming::Path(path)] });
        let project = self.session.project().expect("a project is open");
        let evidence = project.sources[&source].evidence.first().expect("the file is stored").sha256.clone();
        let claims = project.articles.values().flat_map(|article| &article.review.claims);
        let ties: Vec<_> = claims
            .flat_map(|(claim, about)| about.ties.iter().map(move |tie| (*claim, tie.clone())))
            .filter(|(_, tie)| tie.source == source)
            .collect();
        self.run(Command::WantEvidence { source, evidence: evidence.clone() });
        let text = match self.session.evidence_text(source, &evidence) {
            Some(TextState::Here(text)) => text.draft.text().to_owned(),
            other => panic!("{}: {other:?}", planned.file),
        };
        for (claim, tie) in ties {
            let hits = find_all(&text, &tie.excerpt);
            let span = *hits.first().unwrap_or_else(|| panic!("“{}” is not in {}", tie.excerpt, planned.file));
            let taken = Some(Taken { evidence: evidence.clone(), span });
            self.run(Command::SetTie { claim, tie: tie.id, wish: TieWish { taken, ..TieWish::default() } });
        }
    }

    fn step(&mut self, article: &Slug, claims: &mut BTreeMap<String, ClaimId>, step: Step) {
        let named = |claims: &BTreeMap<String, ClaimId>, name: &str| {
            *claims.get(name).unwrap_or_else(|| panic!("no claim {name}"))
        };
        match step {
            Step::Claim { quote, nth, kind, claimant, name } => {
                let spans = vec![self.span(article, &quote, nth)];
                let wish = Command::AddClaim { article: article.clone(), spans, kind: Some(kind), claimant };
                let Done::Claim(id) = self.run(wish) else { panic!("“{quote}” made no claim") };
                claims.insert(name, id);
            }
            Step::Tie { claim, source, stance, excerpt, locator } => {
                let words = TieWords { stance, excerpt, locator, ..TieWords::default() };
                self.run(Command::AddTie { claim: named(claims, &claim), source: self.source(&source), words });
            }
            Step::Decide { claim, scope, status, basis, reason } => {
                let ruling = Ruling { scope: Some(scope), status, basis, reason };
                self.run(Command::Decide { claims: vec![named(claims, &claim)], ruling });
            }
            Step::Fix { claim, words, answer } => {
                let claim = named(claims, &claim);
                self.run(Command::ProposeFix { claim, words: Some(words) });
                if let Some(state) = answer {
                    self.run(Command::AnswerFix { claim, state });
                }
            }
            Step::Note { claim, words } => {
                self.run(Command::SetNote { claim: named(claims, &claim), note: words });
            }
            Step::Query { on, to, words, answer } => {
                let on = if on.is_empty() { Subject::Article } else { Subject::Claim(named(claims, &on)) };
                let ask = Command::Ask {
                    article: article.clone(),
                    on,
                    to,
                    words,
                    due: None,
                    visibility: Visibility::Newsroom,
                };
                let Done::Query(query) = self.run(ask) else { panic!("no query was made") };
                if let Some(answer) = answer {
                    self.answer(article, query, answer);
                }
            }
            Step::Read { quote, nth } => {
                let spans = vec![self.span(article, &quote, nth)];
                self.run(Command::MarkRead { article: article.clone(), spans });
            }
            Step::Person(key) => {
                let name = self.people.get(&key).unwrap_or_else(|| panic!("no person {key}")).clone();
                self.run(Command::SetPerson(Person { name, initials: key }));
            }
            Step::Pin(source) => {
                self.run(Command::Pin(Some(self.source(&source))));
            }
            Step::Respan { claim, quote, nth } => {
                let spans = vec![self.span(article, &quote, nth)];
                self.run(Command::SetWords { claim: named(claims, &claim), spans });
            }
        }
    }

    fn answer(&mut self, article: &Slug, query: QueryId, answer: String) {
        self.run(Command::AnswerQuery { article: article.clone(), query, answer });
    }
}

/// Makes the sample in `folder`.
fn build(folder: &Path) {
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample");
    let text = std::fs::read_to_string(inputs.join("plan.ron")).expect("the plan is there");
    let plan: Plan = ron::from_str(&text).unwrap_or_else(|error| panic!("tests/sample/plan.ron: {error}"));
    let people: BTreeMap<String, String> = plan.people.iter().map(|p| (p.key.clone(), p.name.clone())).collect();
    let mut sources = BTreeMap::new();
    for (number, article) in plan.articles.into_iter().enumerate() {
        let mut builder = Builder::new(article.start, &plan.people[0]);
        builder.people.clone_from(&people);
        if number == 0 {
            builder.run(Command::NewProject { folder: folder.to_path_buf(), title: plan.title.clone() });
            builder.run(Command::SetScale(plan.scale.clone()));
            for source in &plan.sources {
                sources.insert(source.key.clone(), add_source(&mut builder, source));
            }
        } else {
            builder.run(Command::OpenProject(folder.to_path_buf()));
        }
        builder.sources.clone_from(&sources);
        builder.run(Command::OpenArticles(vec![inputs.join(&article.file)]));
        let slug = builder.session.view().article.clone().unwrap_or_else(|| panic!("{} was not opened", article.file));
        let mut claims = BTreeMap::new();
        for step in article.steps {
            builder.step(&slug, &mut claims, step);
        }
        builder.session.settle_save();
        assert!(builder.session.is_saved(), "{} was not saved", article.file);
    }
    for planned in &plan.stored {
        let mut builder = Builder::new(planned.start, &plan.people[0]);
        builder.sources.clone_from(&sources);
        builder.run(Command::OpenProject(folder.to_path_buf()));
        builder.store(planned, inputs.join(&planned.file));
        builder.session.settle_save();
        assert!(builder.session.is_saved(), "{} was not stored", planned.file);
    }
}

fn add_source(builder: &mut Builder, planned: &PlannedSource) -> SourceId {
    let source = Source {
        author: planned.author.clone(),
        container: planned.container.clone(),
        publisher: planned.publisher.clone(),
        issued: planned.issued.clone(),
        url: planned.url.clone(),
        number: planned.number.clone(),
        rank: planned.rank,
        origin: planned.origin.clone(),
        note: planned.note.clone(),
        ..Source::new(SourceId::from_u128(0), &planned.title, planned.kind)
    };
    match builder.run(Command::AddSource(Box::new(source))) {
        Done::Source(id) => id,
        other => panic!("{}: {other:?}", planned.title),
    }
}

/// Every file below `folder` by its path, bytes and all.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&at) else { continue };
        for entry in entries {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() && path.ends_with(".tickmark") {
                continue; // what the program has for itself
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies inside").to_path_buf();
                out.insert(name, std::fs::read(&path).expect("the file can be read"));
            }
        }
    }
    out
}

#[test]
fn sample_is_what_its_plan_makes() {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/winter-crisis");
    let made = tempfile::tempdir().expect("a folder for the sample");
    let folder = made.path().join("winter-crisis");
    build(&folder);
    if std::env::var_os("UPDATE_SAMPLE").is_some() {
        if bundled.exists() {
            std::fs::remove_dir_all(&bundled).expect("the old sample can be removed");
        }
        std::fs::create_dir_all(bundled.parent().expect("projects/")).expect("projects/ can be made");
        for (name, bytes) in files(&folder) {
            let to = bundled.join(name);
            std::fs::create_dir_all(to.parent().expect("a folder")).expect("folders can be made");
            write_atomically(&to, &bytes, Existing::Refuse).expect("files can be written");
        }
    }
    let (wanted, made) = (files(&bundled), files(&folder));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&wanted), names(&made), "run UPDATE_SAMPLE=1 cargo test --test suite sample");
    for (name, bytes) in &made {
        assert!(
            wanted.get(name) == Some(bytes),
            "{} differs: run UPDATE_SAMPLE=1 cargo test --test suite sample",
            name.display()
        );
    }
}

#[test]
fn sample_shows_every_state() {
    use tickmark::model::standing::Standing;
    use tickmark::session::index::ArticleIndex;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/winter-crisis");
    let loaded = tickmark::store::load(&folder).expect("the sample opens");
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let listed = loaded.project.listed();
    assert_eq!(listed.len(), 3);
    let indexes: Vec<ArticleIndex> = listed.iter().map(|article| ArticleIndex::new(article)).collect();
    let [half, finished, untouched] = indexes.as_slice() else { panic!("three articles") };
    for standing in Standing::ALL {
        assert!(half.tally().of(standing) > 0, "no claim of the half-checked article is {}", standing.word());
    }
    assert!(half.tally().stale > 0 && half.tally().on_author > 0 && half.open_queries() > 0);
    assert!(half.coverage().bare > 100 && half.coverage().read > 0);
    assert_eq!((finished.coverage().bare, finished.open_queries()), (0, 0), "the finished article is finished");
    assert_eq!(finished.tally().decided(), finished.tally().claims());
    assert_eq!(untouched.n_claims(), 0);
}
