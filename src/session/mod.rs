//! The open project and everything a person can do to it.
//!
//! In: commands, and outcomes of jobs. Out: the project as it is now, what the checker looks at, notices.
//! Window and command line hold one [`Session`] each and put every wish through [`Session::run`].
//! Must not know: egui, terminals.

pub mod account;
pub mod addresses;
pub mod backups;
pub mod clock;
pub mod closing;
pub mod command;
pub mod comparing;
pub mod evidence;
pub mod exhibit;
pub mod extract;
pub mod fetching;
pub mod hold;
pub mod importing;
pub mod index;
pub mod jobs;
pub mod outcome;
pub mod pages;
pub mod pictures;
pub mod projects;
pub mod proposals;
pub mod reading;
pub mod reports;
pub mod sample;
pub mod settings;
pub mod table;
pub mod undo;
pub mod view;
pub mod window_command;
pub mod wishes;

mod articles;
mod assigning;
mod claims;
mod confidential;
mod contacts;
mod corrections;
mod decisions;
pub mod drafts;
mod editing;
mod folders;
mod machine;
pub mod merging;
mod navigate;
mod outside;
pub mod queries;
pub mod questions;
mod quoting;
mod repairs;
mod run;
mod saving;
pub mod sharing;
mod sign_offs;
mod sources;
mod storing;
mod whole_history;

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::claim::Claim;
use crate::model::ids::{ClaimId, Slug};
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::session::account::Bringing;
use crate::session::clock::{Clock, Ids};
use crate::session::comparing::Comparing;
use crate::session::hold::{Access, Hold};
use crate::session::index::ArticleIndex;
use crate::session::jobs::{Jobs, Wake};
use crate::session::outcome::Notice;
use crate::session::outside::Outside;
use crate::session::reading::Reader;
use crate::session::saving::Saving;
use crate::session::settings::{Person, Settings};
use crate::session::undo::UndoStack;
use crate::session::view::View;
use crate::store::Guarded;
use crate::store::backups::Backup;

pub use crate::session::saving::SaveState;

/// What the surroundings give a session: time, ids, zone, folders. Tests hand in their own.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The clock.
    pub clock: Clock,
    /// Where ids come from.
    pub ids: Ids,
    /// The zone that times are shown in.
    pub zone: TimeZone,
    /// The folder of the settings file; `None` keeps settings in memory only.
    pub config: Option<PathBuf>,
    /// The folder for projects that the program makes itself.
    pub data: Option<PathBuf>,
    /// The name the machine knows the user by, until they say who they are.
    pub login: String,
    /// Who reads files that come from outside.
    pub reader: Reader,
}

/// A project that is open.
pub struct Open {
    folder: PathBuf,
    project: Project,
    guarded: Guarded,
    indexes: BTreeMap<Slug, ArticleIndex>,
    histories: BTreeMap<Slug, History>,
    undo: UndoStack,
    saving: Saving,
    /// What a repair would do, once it was asked for.
    repair: Option<crate::store::repair::Repair>,
    outside: Outside,
    hold: Hold,
    /// When the lock last said that this session is there.
    last_beat: Timestamp,
    /// The backups as they were listed last, newest first.
    backups: Option<Vec<Backup>>,
    source_uses: BTreeMap<crate::model::ids::SourceId, usize>,
    comparisons: BTreeMap<Slug, Comparing>,
    /// The texts of stored files that were wanted.
    texts: BTreeMap<crate::model::evidence::EvidenceHash, evidence::TextState>,
    /// The pages of stored files that were wanted.
    pages: pages::Pages,
    /// The stored pictures that were wanted.
    pictures: pictures::Pictures,
}

/// The edits of an article, read from disk when first wanted.
#[derive(Default)]
pub struct History {
    edits: Vec<Arc<Edit>>,
    by_claim: BTreeMap<ClaimId, Vec<usize>>,
    is_wanted: bool,
    is_read: bool,
}

/// How the settings' writer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Idle,
    UnderWay,
    /// Under way, and the settings changed since it began.
    Again,
}

/// The open project, what the checker looks at, and the jobs under way.
pub struct Session {
    surroundings: Surroundings,
    settings: Settings,
    settings_writing: Writing,
    /// Who works in this run alone, whoever the settings name.
    stand_in: Option<Person>,
    access: Access,
    open: Option<Open>,
    view: View,
    jobs: Jobs,
    notices: VecDeque<Notice>,
    /// What was opened last, and what was opened together before that.
    bringing: Option<Bringing>,
    last_of_many: Option<Bringing>,
    revision: u64,
    /// Whether projects are watched for changes on disk.
    watches: bool,
}

impl Session {
    /// A session with nothing open, its settings read from the surroundings.
    pub fn new(surroundings: Surroundings) -> Self {
        let (settings, problem) =
            settings_file(&surroundings).map_or_else(Default::default, |file| Settings::load(&file));
        let mut session = Self {
            surroundings,
            settings,
            settings_writing: Writing::Idle,
            stand_in: None,
            access: Access::default(),
            open: None,
            view: View::default(),
            jobs: Jobs::new(Arc::new(|| {})),
            notices: VecDeque::new(),
            bringing: None,
            last_of_many: None,
            revision: 0,
            watches: false,
        };
        session.notices.extend(problem.map(Notice::Problem));
        session
    }

    /// Sets the function that is called from a worker thread when [`Session::poll`] has something to take in.
    pub fn set_wake(&mut self, wake: Wake) {
        self.jobs.set_wake(wake);
    }

    /// Counts up with every change of what can be seen; caches compare it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The project that is open.
    pub fn project(&self) -> Option<&Project> {
        self.open.as_ref().map(|open| &open.project)
    }

    /// Its folder.
    pub fn folder(&self) -> Option<&Path> {
        self.open.as_ref().map(|open| open.folder.as_path())
    }

    /// The files of it that are never overwritten, since they were not wholly understood.
    pub fn guarded(&self) -> Option<&Guarded> {
        self.open.as_ref().map(|open| &open.guarded)
    }

    /// What the checker looks at.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What the user set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The zone that times are shown in.
    pub fn zone(&self) -> &TimeZone {
        &self.surroundings.zone
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        self.surroundings.clock.now()
    }

    /// Who works: the stand-in of this run, or the person of the settings, or the name the machine knows them by.
    pub fn person(&self) -> Person {
        self.stand_in
            .clone()
            .or_else(|| self.settings.person.clone())
            .unwrap_or_else(|| Person::named(&self.surroundings.login))
    }

    /// Has this run's edits carry another person's name; the settings keep theirs.
    pub fn work_as(&mut self, person: Person) {
        self.stand_in = Some(person);
    }

    /// Whether a project is being opened.
    pub fn is_opening(&self) -> bool {
        self.jobs.running().any(|(_, job)| [projects::OPENING, projects::OPENING_SAMPLE].contains(&job.name.as_str()))
    }

    /// The jobs under way.
    pub fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// How many ties of listed articles each source has.
    pub fn source_uses(&self, source: crate::model::ids::SourceId) -> usize {
        self.open.as_ref().and_then(|open| open.source_uses.get(&source)).copied().unwrap_or_default()
    }

    /// The edits that undo and redo would take back and make again.
    pub fn undo_stack(&self) -> Option<&UndoStack> {
        self.open.as_ref().map(|open| &open.undo)
    }

    /// The article of this name, removed ones included.
    pub fn article(&self, slug: &Slug) -> Option<&Arc<Article>> {
        self.open.as_ref()?.project.articles.get(slug)
    }

    /// The article shown.
    pub fn current_article(&self) -> Option<&Arc<Article>> {
        self.article(self.view.article.as_ref()?)
    }

    /// What the window asks of an article at every frame.
    pub fn index(&self, slug: &Slug) -> Option<&ArticleIndex> {
        self.open.as_ref()?.indexes.get(slug)
    }

    /// The index of the article shown.
    pub fn current_index(&self) -> Option<&ArticleIndex> {
        self.index(self.view.article.as_ref()?)
    }

    /// The claim in the inspector.
    pub fn current_claim(&self) -> Option<&Arc<Claim>> {
        self.current_article()?.review.claims.get(&self.view.claim?)
    }

    /// The edits of one claim, oldest first; `None` while they are being read.
    pub fn claim_history(&self, claim: ClaimId) -> Option<Vec<&Edit>> {
        let history = self.open.as_ref()?.histories.get(self.view.article.as_ref()?)?;
        if !history.is_read {
            return None;
        }
        let places = history.by_claim.get(&claim).map(Vec::as_slice).unwrap_or_default();
        Some(places.iter().filter_map(|&place| history.edits.get(place).map(AsRef::as_ref)).collect())
    }

    /// All edits of the article shown, oldest first; `None` while they are being read.
    pub fn article_history(&self) -> Option<&[Arc<Edit>]> {
        let history = self.open.as_ref()?.histories.get(self.view.article.as_ref()?)?;
        history.is_read.then_some(history.edits.as_slice())
    }

    /// The oldest notice not shown yet.
    pub fn next_notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// The folder for projects that the program makes itself.
    pub fn data_folder(&self) -> Option<&Path> {
        self.surroundings.data.as_deref()
    }

    fn tell(&mut self, words: impl Into<String>) {
        self.notices.push_back(Notice::Told(words.into()));
    }

    fn report(&mut self, problem: Problem) {
        self.notices.push_back(Notice::Problem(problem));
    }

    fn opened(&self) -> Result<&Open, Problem> {
        self.open.as_ref().ok_or_else(nothing_open)
    }

    fn opened_mut(&mut self) -> Result<&mut Open, Problem> {
        self.open.as_mut().ok_or_else(nothing_open)
    }
}

impl History {
    fn push(&mut self, edit: Arc<Edit>) {
        let place = self.edits.len();
        let mut seen: Vec<ClaimId> = edit.changes.iter().filter_map(crate::model::change::Change::claim).collect();
        seen.sort_unstable();
        seen.dedup();
        for claim in seen {
            self.by_claim.entry(claim).or_default().push(place);
        }
        self.edits.push(edit);
    }

    /// Puts the edits read from disk before those made since.
    fn take_in(&mut self, read: Vec<Edit>) {
        let made = std::mem::take(self);
        (self.is_wanted, self.is_read) = (true, true);
        let known: std::collections::BTreeSet<_> = read.iter().map(|edit| edit.id).collect();
        for edit in read {
            self.push(Arc::new(edit));
        }
        for edit in made.edits {
            if !known.contains(&edit.id) {
                self.push(edit);
            }
        }
    }
}

fn settings_file(surroundings: &Surroundings) -> Option<PathBuf> {
    surroundings.config.as_ref().map(|folder| folder.join("settings.ron"))
}

fn nothing_open() -> Problem {
    Problem::error("no-project", "No project is open")
        .now("nothing was changed")
        .help("Open a project folder, or make one with `tickmark new FOLDER`")
}
