//! Opening files, folders, addresses and pasted text as articles: one job, with an account of what became of each.
//!
//! In: what is to be opened. Out: articles on disk, which the session then lists; the account, which grows as they come.
//! Must not know: formats (`reading/` has them read), file shapes (`store/` writes them), how the account is shown.
//! Holds: every thing that was named has one row in the account; what was done before a cancel stays; one file's failure
//! leaves the others alone; only files whose ending a reader knows are taken out of a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
use crate::session::account::{AccountRow, Became, Bringing, Purpose};
use crate::session::fetching::{self, Answer, Page};
use crate::session::folders::{Expected, Wanted, looked_through};
use crate::session::jobs::{Cancel, Step};
use crate::session::outcome::{Done, Imported, Notice, Outcome};
use crate::session::reading::Reader;
use crate::session::wishes::Incoming;
use crate::store;
use crate::store::files::{name_of, read_limited, sha256_hex};
use crate::text::span::ByteSpan;

/// What a job needs to make articles.
struct Work {
    folder: PathBuf,
    added: Timestamp,
    reader: Reader,
    known: BTreeMap<String, Slug>,
    bringing: Bringing,
    step: Step,
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
        let mut bringing = Bringing::begun(Purpose::Articles);
        let step = Step::new(self.jobs.wake());
        let mut work = Work {
            folder: folder.clone(),
            added: self.surroundings.clock.now(),
            reader: self.surroundings.reader.clone(),
            known,
            bringing: bringing.clone(),
            step: step.clone(),
        };
        let job = self.jobs.start_in_steps(name, step, move |cancel| {
            let files = work.import_all(incoming, cancel);
            Outcome::Imported { folder, files }
        });
        bringing.job = Some(job);
        self.keep_account(bringing);
        Ok(Done::Started(job))
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
        let is_one = matches!(incoming.as_slice(), [one] if !one.is_folder());
        let expected = looked_through(incoming, Wanted::Readable);
        let total = expected.len();
        {
            let mut account = self.bringing.account();
            (account.total, account.is_many) = (total, !is_one);
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
            self.bringing.account().rows.push(AccountRow { name, became, noticed });
            out.extend(outcome);
        }
        self.bringing.account().is_done = true;
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

/// The endings of files that can be articles, without the dot.
pub fn endings() -> Vec<&'static str> {
    Format::ALL.iter().flat_map(|format| format.endings().iter().copied()).collect()
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
