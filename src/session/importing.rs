//! Opening files, folders, addresses and pasted text as articles: one job, with an account of what became of each.
//!
//! In: what is to be opened. Out: articles on disk, which the session then lists; the account, which grows as they come.
//! Must not know: formats (`reading/` has them read), file shapes (`store/` writes them), how the account is shown.
//! Holds: every thing that was named has one row in the account; what was done before a cancel stays; one file's failure
//! leaves the others alone; only files whose ending a reader knows are taken out of a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use url::Url;

use crate::import::{Format, MAX_BYTES};
use crate::model::annotation::Annotation;
use crate::model::article::{Article, Draft, DraftRecord, Original};
use crate::model::found::FETCHED;
use crate::model::ids::{ProposalId, Slug};
use crate::model::problem::{Place, Problem};
use crate::model::proposal::{self, Proposal};
use crate::model::review::Review;
use crate::model::stage::Stage;
use crate::session::Session;
use crate::session::fetching::{self, Answer, Page};
use crate::session::jobs::{Cancel, JobId, Step};
use crate::session::outcome::{Done, Imported, Notice, Outcome};
use crate::session::projects::is_project;
use crate::session::reading::Reader;
use crate::session::wishes::Incoming;
use crate::store;
use crate::store::files::{name_of, read_limited, sha256_hex};
use crate::text::span::ByteSpan;

/// The most files that are taken out of folders at once.
const MOST_FILES: usize = 2000;
/// How deep folders in folders are looked into.
const DEEPEST: usize = 16;

/// What became of everything that was to be opened together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// What is done, in order.
    pub rows: Vec<AccountRow>,
    /// How many rows there will be; 0 while folders are looked through.
    pub total: usize,
    /// Whether the work has ended.
    pub is_done: bool,
    /// Whether more than one thing was to be opened, so that its account is shown as a list.
    pub is_many: bool,
}

/// What became of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Its name: a file's without its folders unless they were looked through, or an address.
    pub name: String,
    /// What became of it.
    pub became: Became,
    /// What its reader noticed.
    pub noticed: Vec<Problem>,
}

/// What became of one thing that was to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// This article.
    Opened(Slug),
    /// Nothing new: it is this article already.
    Known(Slug),
    /// Nothing, for this reason.
    Failed(Problem),
    /// Nothing: the user gave up before its turn.
    Cancelled,
}

/// How many things became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New articles.
    pub opened: usize,
    /// Things that were articles already.
    pub known: usize,
    /// Things that could not be opened.
    pub failed: usize,
    /// Things whose turn did not come.
    pub cancelled: usize,
}

impl Account {
    /// The counts.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in &self.rows {
            match row.became {
                Became::Opened(_) => tally.opened += 1,
                Became::Known(_) => tally.known += 1,
                Became::Failed(_) => tally.failed += 1,
                Became::Cancelled => tally.cancelled += 1,
            }
        }
        tally
    }
}

impl Tally {
    /// "3 opened · 1 known already · 2 failed".
    pub fn in_words(self) -> String {
        let Self { opened, known, failed, cancelled } = self;
        let told = [(opened, "opened"), (known, "known already"), (failed, "failed"), (cancelled, "not reached")];
        let told: Vec<String> =
            told.into_iter().filter(|&(n, _)| n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() { "nothing to open".to_owned() } else { told.join(" · ") }
    }
}

/// The account of an import, shared with the job that writes it.
#[derive(Clone, Debug)]
pub(super) struct Importing {
    account: Arc<Mutex<Account>>,
    job: Option<JobId>,
}

impl Importing {
    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a job needs to make articles.
struct Work {
    folder: PathBuf,
    added: Timestamp,
    reader: Reader,
    known: BTreeMap<String, Slug>,
    importing: Importing,
    step: Step,
}

/// One thing to be opened, as it was found.
struct Expected {
    name: String,
    what: Result<Incoming, Problem>,
}

/// The bytes of one thing, and where they came from.
struct Came {
    name: String,
    place: String,
    bytes: Vec<u8>,
    answer: Option<Answer>,
}

impl Session {
    /// Starts a job that opens files, folders, addresses and pasted text as articles of the open project.
    pub(super) fn import(&mut self, incoming: Vec<Incoming>) -> Result<Done, Problem> {
        self.refuse_read_only()?;
        let open = self.opened()?;
        let folder = open.folder.clone();
        let known: BTreeMap<String, Slug> = open
            .project
            .articles
            .values()
            .filter_map(|article| Some((article.original.as_ref()?.sha256.clone(), article.slug.clone())))
            .collect();
        let name = match incoming.as_slice() {
            [one] => format!("Opening {}", one.name()),
            many => format!("Opening {} files", many.len()),
        };
        let mut importing = Importing { account: Arc::default(), job: None };
        let step = Step::new(self.jobs.wake());
        let mut work = Work {
            folder: folder.clone(),
            added: self.surroundings.clock.now(),
            reader: self.surroundings.reader.clone(),
            known,
            importing: importing.clone(),
            step: step.clone(),
        };
        let job = self.jobs.start_in_steps(name, step, move |cancel| {
            let files = work.import_all(incoming, cancel);
            Outcome::Imported { folder, files }
        });
        importing.job = Some(job);
        let last = self.importing.replace(importing);
        self.last_of_many = last.filter(|last| last.account().is_many).or_else(|| self.last_of_many.take());
        Ok(Done::Started(job))
    }

    /// What became of what was opened last, as far as it is known.
    pub fn account(&self) -> Option<Account> {
        self.importing.as_ref().map(|importing| importing.account().clone())
    }

    /// What became of the things that were opened together last, whatever was opened alone since.
    pub fn account_of_many(&self) -> Option<Account> {
        let both = [&self.importing, &self.last_of_many].into_iter().flatten();
        both.map(|importing| importing.account().clone()).find(|account| account.is_many)
    }

    /// Whether several things were opened together, so that there is an account to be shown.
    pub fn has_account(&self) -> bool {
        let mut both = [&self.importing, &self.last_of_many].into_iter().flatten();
        both.any(|importing| importing.account().is_many)
    }

    /// Gives up what is still to be opened.
    pub(super) fn cancel_import(&self) -> Done {
        match self.importing.as_ref().and_then(|importing| importing.job) {
            Some(job) => {
                self.jobs.cancel(job);
                Done::Viewed
            }
            None => Done::Nothing,
        }
    }

    /// Takes articles that a job stored into the project.
    pub(super) fn take_in_articles(&mut self, folder: &Path, files: Vec<Result<Imported, Problem>>) {
        if self.folder() != Some(folder) {
            return; // another project was opened in between; the articles are in theirs
        }
        let account = self.account().unwrap_or_default();
        let mut opened = Vec::new();
        for outcome in files {
            match outcome {
                // What failed among many is in their account, which is shown as a whole.
                Err(problem) if !account.is_many => self.report(problem),
                Err(_) => {}
                Ok(Imported::Known(slug)) => {
                    self.bring_back(&slug);
                    opened.push(slug);
                }
                Ok(Imported::New(article, problems)) => {
                    if !account.is_many {
                        self.notices.extend(problems.into_iter().map(Notice::Problem));
                    }
                    match self.list_new(*article) {
                        Ok(slug) => opened.push(slug),
                        Err(problem) => self.report(problem),
                    }
                }
            }
        }
        if let Some(last) = opened.last() {
            self.show_article(&last.clone());
        }
        if account.is_many {
            self.notices.push_back(Notice::Imported { articles: opened, tally: account.tally() });
        } else if !opened.is_empty() {
            self.notices.push_back(Notice::Opened(opened));
        }
    }
}

impl Work {
    /// Reads and stores one thing after the other; the rest is left out when the user gives up.
    fn import_all(&mut self, incoming: Vec<Incoming>, cancel: &Cancel) -> Vec<Result<Imported, Problem>> {
        let mut is_many = incoming.len() != 1;
        let mut expected = Vec::new();
        for one in incoming {
            match one {
                Incoming::Path(path) if path.is_dir() => {
                    is_many = true;
                    look_through(&path, &mut expected);
                }
                one => expected.push(Expected { name: one.name(), what: Ok(one) }),
            }
        }
        let total = expected.len();
        {
            let mut account = self.importing.account();
            (account.total, account.is_many) = (total, is_many);
        }
        let mut out = Vec::new();
        for (number, Expected { name, what }) in (1..).zip(expected) {
            if total > 1 {
                self.step.say(format!("Opening {number} of {total} · {name}"));
            }
            let (became, noticed, outcome) = if cancel.is_asked() && total > 1 {
                (Became::Cancelled, Vec::new(), None)
            } else {
                let outcome = what.and_then(|one| self.import_one(one, cancel));
                match &outcome {
                    Ok(Imported::New(article, noticed)) => {
                        (Became::Opened(article.slug.clone()), noticed.clone(), Some(outcome))
                    }
                    Ok(Imported::Known(slug)) => (Became::Known(slug.clone()), Vec::new(), Some(outcome)),
                    Err(problem) if problem.id == "cancelled" && total > 1 => (Became::Cancelled, Vec::new(), None),
                    Err(problem) => (Became::Failed(problem.clone()), Vec::new(), Some(outcome)),
                }
            };
            self.importing.account().rows.push(AccountRow { name, became, noticed });
            out.extend(outcome);
        }
        self.importing.account().is_done = true;
        out
    }

    fn import_one(&mut self, one: Incoming, cancel: &Cancel) -> Result<Imported, Problem> {
        let came = match one {
            Incoming::Path(path) => {
                let (name, place) = (name_of(&path), path.display().to_string());
                Came { name, place, bytes: read_limited(&path, MAX_BYTES)?, answer: None }
            }
            Incoming::Pasted { name, bytes } => Came { place: name.clone(), name, bytes, answer: None },
            Incoming::Address { address, reach } => {
                let Page { bytes, answer } = fetching::fetch(&address, reach, cancel)?;
                Came { name: answer.name(), place: answer.url.to_string(), bytes, answer: Some(answer) }
            }
        };
        self.store(came, cancel)
    }

    fn store(&mut self, came: Came, cancel: &Cancel) -> Result<Imported, Problem> {
        let Came { name, place, bytes, answer } = came;
        let sha256 = sha256_hex(&bytes);
        if let Some(slug) = self.known.get(&sha256) {
            return Ok(Imported::Known(slug.clone()));
        }
        let at = |mut problem: Problem| {
            if problem.place == Place::Nowhere {
                problem.place = Place::File(place.clone());
            }
            problem
        };
        let read = self.reader.read(&name, &bytes, cancel).map_err(at)?;
        let mut meta = read.meta;
        if let Some(answer) = &answer
            && meta.url.is_empty()
        {
            meta.url = answer.url.to_string();
            FETCHED.clone_into(&mut meta.found.url);
        }
        let stem = Path::new(&name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let title = if meta.headline.is_empty() { &stem } else { &meta.headline };
        let slug = free_slug(&self.folder, &Slug::from_title(title));
        let draft = Draft::new(&read.text, &read.roles);
        let draft_sha256 = sha256_hex(read.text.as_bytes());
        let mut annotations = read.annotations;
        if let Some(answer) = &answer {
            lead_from(&answer.url, &mut annotations);
        }
        let proposals = proposed(&draft, &annotations, &sha256);
        let article = Article {
            slug: slug.clone(),
            meta,
            listed: true,
            stage: Stage::InCheck,
            added: self.added,
            original: Some(Original {
                file: format!("original.{}", ending(&name, read.format)),
                name,
                sha256: sha256.clone(),
                encoding: read.encoding,
                fetched: answer.map(|answer| Box::new(answer.fetched(self.added))),
            }),
            drafts: vec![DraftRecord { number: 1, sha256: draft_sha256.clone(), taken: self.added }],
            texts: [(draft_sha256, draft.shared_text())].into(),
            draft: Arc::new(draft),
            review: Review { proposals, ..Review::default() },
        };
        store::add_article(&self.folder, &store::NewArticle { article: &article, original: &bytes })?;
        self.known.insert(sha256, slug);
        Ok(Imported::New(Box::new(article), read.problems.into_iter().map(at).collect()))
    }
}

/// Completes addresses that only say where they lead from the page they stand on.
fn lead_from(page: &Url, annotations: &mut [(ByteSpan, Annotation)]) {
    for (_, annotation) in annotations.iter_mut().filter(|(_, annotation)| !annotation.url.is_empty()) {
        if let Ok(whole) = page.join(&annotation.url) {
            annotation.url = whole.into();
        }
    }
}

/// The ending that the original is kept under: its own, or the format's where it has none.
fn ending(name: &str, format: Format) -> String {
    let own = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let is_plain = |ending: &String| ending.len() <= 8 && ending.chars().all(|c| c.is_ascii_alphanumeric());
    own.filter(is_plain).unwrap_or_else(|| format.endings().first().copied().unwrap_or("txt").to_owned())
}

/// Every file of a folder that may be an article, by name; folders in it after its files.
fn look_through(folder: &Path, out: &mut Vec<Expected>) {
    let name = name_of(folder);
    let before = out.len();
    walk(folder, &name, 0, out);
    if out.len() == before {
        let problem = Problem::error("folder-without-text", format!("There is nothing to open in “{name}”"))
            .at(Place::File(folder.display().to_string()))
            .why("no file in it has the ending of a text that Tickmark reads")
            .now("nothing was added; the folder was not touched")
            .help("Open a file by itself: then its content counts, not its ending");
        out.push(Expected { name, what: Err(problem) });
    }
}

fn walk(folder: &Path, shown: &str, depth: usize, out: &mut Vec<Expected>) {
    let refuse = |out: &mut Vec<Expected>, id, loss: &str, why: &str, help: &str| {
        let problem = Problem::error(id, format!("“{shown}” was not looked through: {loss}"))
            .at(Place::File(folder.display().to_string()))
            .why(why)
            .now("nothing was added from it; the folder was not touched")
            .help(help);
        out.push(Expected { name: shown.to_owned(), what: Err(problem) });
    };
    if is_project(folder) {
        let help = "Open it as a project, or bring it in with File > Merge a copy…";
        return refuse(out, "folder-is-project", "it is a project of its own", "it holds a project.ron", help);
    }
    if depth > DEEPEST {
        let why = format!("folders are looked into {DEEPEST} deep");
        return refuse(out, "folder-too-deep", "it lies too deep", &why, "Open the folder itself");
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let why = error.to_string();
            return refuse(out, "folder-unreadable", "it cannot be read", &why, "Give yourself the right to read it");
        }
    };
    let mut found: Vec<(bool, String, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Links are not followed: they may lead round and round.
            let kind = entry.file_type().ok()?;
            let is_wanted = kind.is_dir() || (!kind.is_symlink() && is_readable(&name));
            (is_wanted && !name.starts_with('.')).then(|| (kind.is_dir(), name, entry.path()))
        })
        .collect();
    found.sort();
    for (is_folder, name, path) in found {
        let name = format!("{shown}/{name}");
        if out.len() >= MOST_FILES {
            let why = format!("at most {MOST_FILES} files are opened at once");
            return refuse(out, "folder-too-full", "it holds too many files", &why, "Open its folders one by one");
        }
        if is_folder {
            walk(&path, &name, depth + 1, out);
        } else {
            out.push(Expected { name, what: Ok(Incoming::Path(path)) });
        }
    }
}

/// The endings of files that can be articles, without the dot.
pub fn endings() -> Vec<&'static str> {
    Format::ALL.iter().flat_map(|format| format.endings().iter().copied()).collect()
}

/// Whether a file of this name may be an article.
fn is_readable(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings().contains(&ending.to_ascii_lowercase().as_str()))
}

/// What a file proposes to tie claims to. The ids are made of the file's own hash: two desks that open the same file have
/// the same proposals.
fn proposed(draft: &Draft, annotations: &[(ByteSpan, Annotation)], sha256: &str) -> BTreeMap<ProposalId, Proposal> {
    let mut number = 0_usize;
    let mut id = || {
        number += 1;
        let hash = sha256_hex(format!("{sha256} {number}").as_bytes());
        ProposalId::from_u128(hash.get(..32).and_then(|half| u128::from_str_radix(half, 16).ok()).unwrap_or_default())
    };
    proposal::proposals(draft, annotations, &mut id)
}

/// The slug, or the first numbered one whose folder is free.
fn free_slug(folder: &Path, slug: &Slug) -> Slug {
    let articles = folder.join("articles");
    let taken = |slug: &Slug| articles.join(slug.as_str()).exists();
    let numbered = (2..).map(|number| slug.numbered(number));
    std::iter::once(slug.clone()).chain(numbered).find(|slug| !taken(slug)).unwrap_or_else(|| slug.clone())
}
