//! A session without a window for whole-program tests: a folder of its own, a stepping clock, numbered ids, no settings
//! file.
//!
//! In: a project to copy, or texts. Out: the session, what it told, what its files hold. Must not know: egui.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tickmark::model::ids::{ClaimId, Slug};
use tickmark::model::problem::Problem;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::command::Command;
use tickmark::session::outcome::{Done, Notice};
use tickmark::session::settings::Person;
use tickmark::session::{Session, Surroundings};
use tickmark::text::find::find_all;
use tickmark::text::span::ByteSpan;

/// A session and the folder that everything it touches lies in.
pub(crate) struct Desk {
    /// The session.
    pub(crate) session: Session,
    root: TempDir,
}

impl Desk {
    /// A desk with nothing open; Alma Brekke sits at it.
    pub(crate) fn empty() -> Self {
        Self { session: session_from(1), root: tempfile::tempdir().expect("a folder for the test") }
    }

    /// A desk with a copy of the bundled sample, one of its articles shown.
    pub(crate) fn sample(article: &str) -> Self {
        let desk = Self::empty();
        copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/winter-crisis"), &desk.project());
        let mut desk = desk.opened();
        desk.run(Command::ShowArticle(Slug::new(article).expect("a slug")));
        desk
    }

    /// A desk with an empty project.
    pub(crate) fn new_project() -> Self {
        let mut desk = Self::empty();
        let folder = desk.project();
        desk.run(Command::NewProject { folder, title: "Test".to_owned() });
        desk
    }

    /// The same folder with its project opened by a new session.
    pub(crate) fn opened(self) -> Self {
        let Self { session, root } = self;
        drop(session); // it gives the project back
        let mut desk = Self { session: session_from(1_000_000), root };
        desk.session.open_project(desk.project(), Vec::new()).expect("the project opens");
        desk.session.finish_jobs();
        desk
    }

    /// A desk of Bram Keller's with a copy of this project as it is on disk.
    pub(crate) fn colleague(&self) -> Self {
        let mut desk = Self { session: session_from(2_000_000), root: tempfile::tempdir().expect("a folder") };
        copy_folder(&self.project(), &desk.project());
        desk.session.work_as(Person { name: "Bram Keller".to_owned(), initials: "BK".to_owned() });
        desk.session.open_project(desk.project(), Vec::new()).expect("the project opens");
        desk.session.finish_jobs();
        if let Some(article) = self.session.view().article.clone() {
            desk.run(Command::ShowArticle(article));
        }
        desk
    }

    /// Puts what a colleague has into this project's folder, as a sync program does: hidden files stay at home.
    pub(crate) fn sync_from(&self, colleague: &mut Self) {
        colleague.session.settle_save();
        let mine = self.files();
        for (name, bytes) in colleague.files() {
            if !name.starts_with('.') && mine.get(&name) != Some(&bytes) {
                let path = self.project().join(&name);
                std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("its folder");
                self.write(&format!("project/{name}"), &bytes);
            }
        }
    }

    /// The folder around the project.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The project folder.
    pub(crate) fn project(&self) -> PathBuf {
        self.root.path().join("project")
    }

    /// Writes a file, its path told from the folder around the project.
    #[expect(clippy::disallowed_methods, reason = "a test lays out files")]
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.root.path().join(path);
        std::fs::write(&path, bytes).expect("a file of the test");
        path
    }

    /// Carries out a command that must not be refused, and what it starts.
    pub(crate) fn run(&mut self, command: Command) -> Done {
        let shown = format!("{command:?}");
        let done = self.session.run(command).unwrap_or_else(|problem| panic!("{shown}\n{problem}"));
        self.session.finish_jobs();
        done
    }

    /// The problems told since the last call.
    pub(crate) fn problems(&mut self) -> Vec<Problem> {
        let notices = std::iter::from_fn(|| self.session.next_notice());
        notices
            .filter_map(|notice| match notice {
                Notice::Problem(problem) => Some(problem),
                Notice::Told(_)
                | Notice::Opened(_)
                | Notice::Imported { .. }
                | Notice::Drafted { .. }
                | Notice::Exported(_)
                | Notice::Shared(_)
                | Notice::Mended(_) => None,
            })
            .collect()
    }

    /// The one problem told since the last call.
    #[track_caller]
    pub(crate) fn problem(&mut self) -> Problem {
        let mut problems = self.problems();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems.remove(0)
    }

    /// Makes a claim of words of the article shown.
    pub(crate) fn claim(&mut self, words: &str) -> ClaimId {
        let article = self.session.current_article().expect("an article is shown");
        let (article, spans) = (article.slug.clone(), vec![span(&self.session, words)]);
        let done = self.run(Command::AddClaim { article, spans, kind: None, claimant: None });
        let Done::Claim(claim) = done else { panic!("{done:?}") };
        claim
    }

    /// Everything in the project folder, by path.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files_of(&self.project())
    }
}

/// A session whose ids count from `last`.
pub(crate) fn session_from(last: u128) -> Session {
    let now: Timestamp = "2026-02-03T14:02:00Z".parse().expect("a time");
    let mut session = Session::new(Surroundings {
        clock: Clock::Stepping { now, step: SignedDuration::from_secs(60) },
        ids: Ids::Numbered(last << 80),
        zone: jiff::tz::TimeZone::UTC,
        config: None,
        data: None,
        login: "Alma Brekke".to_owned(),
        reader: tickmark::session::reading::Reader::InProcess,
    });
    let person = Person { name: "Alma Brekke".to_owned(), initials: "AB".to_owned() };
    session.run(Command::SetPerson(person)).expect("a person sits at the desk");
    session
}

/// Where words first stand in the article shown.
pub(crate) fn span(session: &Session, words: &str) -> ByteSpan {
    let text = session.current_article().expect("an article is shown").draft.text();
    *find_all(text, words).first().unwrap_or_else(|| panic!("“{words}” is not in the article"))
}

/// Whether a file is there only while a program works on the project: its lock, and its journal.
fn is_passing(name: &str) -> bool {
    [".tickmark/lock", ".tickmark/held", ".tickmark/journal.ronl"].iter().any(|passing| name.ends_with(passing))
}

/// Every file under a folder with its bytes, by its path in it; those that a program at work has for itself left out.
pub(crate) fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        for entry in at.read_dir().expect("a folder").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").display().to_string();
                if is_passing(&name) {
                    continue;
                }
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// Copies a folder to a place where nothing is.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a new folder");
    for entry in from.read_dir().expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
