//! A run of the command line: a session with a project open, and what it has to say.
//!
//! In: commands. Out: what they brought about, notices, and at the end everything saved.
//! Must not know: the grammar of the command line, how an answer looks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::out::{self, Out};
use crate::model::article::Article;
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, Severity};
use crate::model::redraft::Counts;
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::hold::Access;
use crate::session::outcome::{Done, Notice};
use crate::session::projects::{enclosing, not_a_project};
use crate::session::reading::Reader;
use crate::session::settings::Person;
use crate::session::{Session, Surroundings};

/// How an answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Words in columns.
    Plain,
    /// JSON.
    Json,
}

/// A session at work, and its output.
pub(super) struct Desk {
    pub(super) session: Session,
    pub(super) out: Out,
    pub(super) style: Style,
    /// How much answers tell: what is confidential only when it was asked for by name.
    pub(super) audience: Visibility,
    /// Whether `--by` says who works.
    pub(super) is_person_named: bool,
    /// Articles that the last command opened.
    pub(super) opened: Vec<Slug>,
    /// Files that the last command wrote.
    pub(super) exported: Vec<PathBuf>,
    /// The draft that the last command made: its number, and what became of the claims.
    pub(super) drafted: Option<(usize, Counts)>,
    /// What the session said about the last command.
    pub(super) told: Vec<String>,
    /// What is wrong with files that were not wholly understood; told in full when a command needs one of them.
    damage: Vec<Problem>,
    /// The copies that were made of damaged files.
    pub(super) kept_copies: Vec<String>,
}

impl Desk {
    /// A desk without a project. Settings are read for who works, and left alone: those of the window are its own.
    pub(super) fn new(style: Style, audience: Visibility, by: Option<&str>, access: Access, reader: &Reader) -> Self {
        let surroundings = Surroundings::of_this_machine(reader.clone());
        let mut settled = Session::new(surroundings.clone());
        while let Some(notice) = settled.next_notice() {
            if let Notice::Problem(problem) = notice {
                out::tell(&problem.to_string());
            }
        }
        let mut session = Session::new(Surroundings { config: None, ..surroundings });
        session.set_access(access);
        session.work_as(by.map_or_else(|| settled.person(), Person::named));
        Self {
            session,
            out: Out::new(),
            style,
            audience,
            is_person_named: by.is_some(),
            opened: Vec::new(),
            exported: Vec::new(),
            drafted: None,
            told: Vec::new(),
            damage: Vec::new(),
            kept_copies: Vec::new(),
        }
    }

    /// Opens `folder`, or the project that encloses the current folder. Answers what was noticed about its files.
    pub(super) fn open(&mut self, folder: Option<&Path>) -> Result<Vec<Problem>, Problem> {
        let folder = if let Some(folder) = folder {
            folder.to_path_buf()
        } else {
            let here = current_folder()?;
            enclosing(&here).ok_or_else(|| not_a_project(&here))?
        };
        self.session.run(Command::OpenProject(folder))?;
        self.session.finish_jobs();
        let mut problems = self.take_notices();
        if self.session.project().is_some() {
            return Ok(problems);
        }
        Err(problems.pop().unwrap_or_else(|| Problem::internal("The project was not opened", "nothing told why")))
    }

    /// Opens the project and tells what was noticed about its files; of a damaged one only that it is.
    pub(super) fn open_telling(&mut self, folder: Option<&Path>) -> Result<(), Problem> {
        for problem in self.open(folder)? {
            if problem.id == "schema-older" {
                continue; // nothing is at stake, and it would be told at every run; `check-project` tells it
            }
            let damaged = file_of(&problem.place).filter(|file| self.is_guarded(file)).map(str::to_owned);
            let is_told_whole = ["git-conflict", "file-missing", "project-file-missing"].contains(&problem.id);
            let Some(file) = damaged.filter(|_| !is_told_whole) else {
                out::tell(&problem.to_string());
                continue;
            };
            if !self.damage.iter().any(|known| file_of(&known.place) == Some(&file)) {
                let (word, id) = (problem.severity.word(), problem.id);
                out::tell(&format!(
                    "{word}[{id}]: {file} was not wholly understood; see `tickmark check-project --repair`"
                ));
            }
            self.damage.push(problem);
        }
        Ok(())
    }

    /// Refuses to go on when this run wants to change the project and may not.
    pub(super) fn refuse_read_only(&self) -> Result<(), Problem> {
        self.session.read_only().map_or(Ok(()), Err)
    }

    /// What is wrong with the very file for which `refused` was refused.
    pub(super) fn damage_behind(&self, refused: &Problem) -> impl Iterator<Item = &Problem> {
        let file = file_of(&refused.place).filter(|file| self.is_guarded(file)).map(str::to_owned);
        self.damage.iter().filter(move |problem| file.is_some() && file_of(&problem.place) == file.as_deref())
    }

    fn is_guarded(&self, file: &str) -> bool {
        self.session.guarded().is_some_and(|guarded| guarded.contains(file))
    }

    /// Carries out one wish and waits for it. Warnings are told; the last error is answered, those before it told.
    pub(super) fn wish(&mut self, command: Command) -> Result<Done, Problem> {
        let done = self.session.run(command)?;
        self.await_jobs()?;
        Ok(done)
    }

    /// Waits for what is under way; see [`Desk::wish`] for what becomes of problems.
    pub(super) fn await_jobs(&mut self) -> Result<(), Problem> {
        self.session.finish_jobs();
        let (mut failed, mut told) = (None, Vec::new());
        for problem in self.take_notices() {
            if problem.severity == Severity::Error {
                told.extend(failed.replace(problem));
            } else {
                told.push(problem);
            }
        }
        for problem in told {
            out::tell(&problem.to_string());
        }
        failed.map_or(Ok(()), Err)
    }

    /// Carries out one edit and says in a line what it did; with JSON as an object of `label`.
    pub(super) fn edit(&mut self, command: Command) -> Result<(), Problem> {
        let done = self.wish(command)?;
        self.say_edit(&done)
    }

    /// Says what an edit did.
    pub(super) fn say_edit(&mut self, done: &Done) -> Result<(), Problem> {
        if *done == Done::Nothing {
            out::tell("note: nothing was to be changed");
            return Ok(());
        }
        let made = self.session.undo_stack().and_then(|stack| stack.next_undo());
        let label = made.map(|edit| edit.label.clone()).unwrap_or_default();
        self.say(&label)
    }

    /// Says one line; with JSON as an object of `label`.
    pub(super) fn say(&mut self, label: &str) -> Result<(), Problem> {
        match self.style {
            Style::Plain => self.out.line(label),
            Style::Json => self.out.json(&serde_json::json!({ "label": label }))?,
        }
        Ok(())
    }

    /// Says a list: as JSON, or as rows under headings; nothing at all is told beside the answer.
    pub(super) fn say_rows<T: serde::Serialize>(
        &mut self,
        shapes: &[T],
        table: &crate::cli::show::Table,
        nothing: &str,
    ) -> Result<(), Problem> {
        if self.style == Style::Json {
            return self.out.json(&shapes);
        }
        if table.is_empty() {
            out::tell(nothing);
        }
        for line in table.lines(self.out.width()) {
            self.out.line(&line);
        }
        Ok(())
    }

    /// Saves; the problem when it did not succeed.
    pub(super) fn settle(&mut self) -> Result<(), Problem> {
        self.session.settle_save();
        self.await_jobs()?;
        if self.session.is_saved() { Ok(()) } else { Err(unsaved()) }
    }

    /// The listed article whose name or beginning of a name is `wanted`, or the only one.
    pub(super) fn article(&self, wanted: Option<&str>) -> Result<Arc<Article>, Problem> {
        crate::cli::names::article(&self.session, wanted)
    }

    fn take_notices(&mut self) -> Vec<Problem> {
        self.opened.clear();
        self.exported.clear();
        self.told.clear();
        let mut problems: Vec<Problem> = Vec::new();
        while let Some(notice) = self.session.next_notice() {
            match notice {
                Notice::Problem(problem) if !problems.contains(&problem) => problems.push(problem),
                Notice::Problem(_) | Notice::Mended(_) => {}
                Notice::Told(words) => self.told.push(words),
                Notice::Opened(articles) | Notice::Imported { articles, .. } => self.opened.extend(articles),
                Notice::Drafted { article: _, number, counts } => self.drafted = Some((number, counts)),
                Notice::Exported(files) => self.exported.extend(files),
                Notice::Shared(copy) => self.exported.push(copy.file),
            }
        }
        problems
    }
}

/// The file that a problem lies in.
fn file_of(place: &Place) -> Option<&str> {
    match place {
        Place::File(file) | Place::Line { file, .. } => Some(file),
        Place::Nowhere | Place::Block { .. } | Place::Claim { .. } => None,
    }
}

/// The folder the command is given in.
pub(super) fn current_folder() -> Result<PathBuf, Problem> {
    std::env::current_dir().map_err(|error| {
        Problem::error("no-current-folder", "The current folder cannot be told")
            .why(error.to_string())
            .now("nothing was changed")
            .help("Go to a folder that is there, or name one with --project")
    })
}

fn unsaved() -> Problem {
    Problem::error("unsaved", "The change could not be saved")
        .now("the project on disk is as it was")
        .help("Look at the project with `tickmark check-project`, then ask again")
}
