//! Starts the window: decides what it opens first, and hands it to eframe.
//!
//! In: the paths of the command line. Out: an exit code. Must not know: what is in the files.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::App;
use crate::model::problem::Problem;
use crate::session::command::Command;
use crate::session::projects::is_project;
use crate::session::reading::Reader;
use crate::session::{Session, Surroundings};

/// What the window opens first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A project, then these files as its articles.
    Project {
        /// The project's folder.
        folder: PathBuf,
        /// The files.
        files: Vec<PathBuf>,
    },
    /// The private copy of the sample.
    Sample,
    /// Nothing: the empty window says what can be done.
    Nothing,
}

/// A path that the user named or dropped, by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A project folder.
    Project(PathBuf),
    /// Files to open as articles.
    Files(Vec<PathBuf>),
}

impl From<Named> for Command {
    fn from(named: Named) -> Self {
        match named {
            Named::Project(folder) => Self::OpenProject(folder),
            Named::Files(files) => Self::OpenArticles(files),
        }
    }
}

/// What a folder is that is no project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folders {
    /// A project that somebody mistook: opening it says so.
    AreProjects,
    /// A folder of articles.
    MayHoldArticles,
}

/// The paths as what they are: projects, and everything else, opened as one run of files.
pub fn sort_paths(paths: Vec<PathBuf>, other: Folders) -> Vec<Named> {
    let is_project = |path: &PathBuf| path.is_dir() && (other == Folders::AreProjects || is_project(path));
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_project);
    let mut out: Vec<Named> = folders.into_iter().map(Named::Project).collect();
    if !files.is_empty() {
        out.push(Named::Files(files));
    }
    out
}

/// What to open for these paths: a named project, else the one opened last, else one of the program's own.
pub fn opening(session: &Session, paths: Vec<PathBuf>) -> Opening {
    let mut folder = None;
    let mut files = Vec::new();
    for named in sort_paths(paths, Folders::AreProjects) {
        match named {
            Named::Project(project) => folder = Some(project),
            Named::Files(more) => files = more,
        }
    }
    let last = session.settings().last_project.clone().filter(|last| is_project(last));
    match folder.or(last) {
        Some(folder) => Opening::Project { folder, files },
        None if files.is_empty() => Opening::Sample,
        None => session.home_project().map_or(Opening::Nothing, |folder| Opening::Project { folder, files }),
    }
}

/// Opens the window and stays until it is closed; `reader` reads what is opened in it.
pub fn run(paths: Vec<PathBuf>, reader: Reader) -> ExitCode {
    let session = Session::new(Surroundings::of_this_machine(reader));
    let opening = opening(&session, paths);
    let options = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: egui::ViewportBuilder::default()
            .with_app_id("tickmark")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([900.0, 560.0]),
        ..eframe::NativeOptions::default()
    };
    let start = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, _> {
        let mut app = App::new(&creation.egui_ctx, session);
        app.open(opening);
        Ok(Box::new(app))
    };
    match eframe::run_native("Tickmark", options, Box::new(start)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            no_window(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
fn no_window(error: &eframe::Error) {
    let problem = Problem::error("no-window", "The window could not be opened")
        .why(error.to_string())
        .now("no project was opened, and nothing was changed")
        .help("Check that the display and its OpenGL driver work, or use the commands that `tickmark --help` lists");
    eprintln!("{problem}");
}
