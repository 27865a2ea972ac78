//! Opening, making and leaving projects.
//!
//! Must not know: panels, arguments. The folder one stands in, or the one opened last, is chosen by the caller.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::change::{Change, Edit, ProjectField};
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem};
use crate::model::project::Scale;
use crate::session::hold::{Access, Hold};
use crate::session::index::ArticleIndex;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::session::outside::Outside;
use crate::session::saving::{SaveState, Saving};
use crate::session::undo::UndoStack;
use crate::session::wishes::Incoming;
use crate::session::{Open, Session, Writing, sample};
use crate::store;
use crate::store::lock::{Holder, Lock};
use crate::store::watch::Watch;

/// The names of the jobs that the session must know again when they end or are under way.
pub(super) const OPENING: &str = "Opening project";
pub(super) const OPENING_SAMPLE: &str = "Opening the sample";
pub(super) const SAVING_SETTINGS: &str = "Saving settings";

impl Session {
    pub(super) fn new_project(&mut self, folder: PathBuf, title: &str) -> Result<Done, Problem> {
        let title = title.trim();
        let title = if title.is_empty() {
            folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
        } else {
            title.to_owned()
        };
        self.refuse_to_leave_unsaved()?;
        store::create(&folder, &title)?;
        self.open_project(folder, Vec::new())
    }

    /// Starts a job that opens the project of `folder`, then `files` as its articles.
    pub fn open_project(&mut self, folder: PathBuf, then: Vec<PathBuf>) -> Result<Done, Problem> {
        self.refuse_to_leave_unsaved()?;
        let opening = self.opening();
        let job = self.jobs.start(OPENING.to_owned(), move |_| {
            let folder = folder.canonicalize().unwrap_or(folder);
            opening.open(folder, then)
        });
        Ok(Done::Started(job))
    }

    /// What opening a project needs to know of this session.
    fn opening(&self) -> Opening {
        let me = Holder::here(self.person().name, self.surroundings.clock.now());
        let kept = self.open.as_ref().and_then(|open| Some((open.folder.clone(), Arc::clone(open.hold.lock()?))));
        Opening { access: self.access, me, kept }
    }

    pub(super) fn open_sample(&mut self) -> Result<Done, Problem> {
        self.refuse_to_leave_unsaved()?;
        let Some(data) = self.surroundings.data.clone() else {
            return Err(Problem::error("no-data-folder", "The sample has no place to be copied to")
                .why("this account has no home folder")
                .now("nothing was changed")
                .help("Set HOME, or open a project folder of your own"));
        };
        let opening = self.opening();
        let job = self.jobs.start(OPENING_SAMPLE.to_owned(), move |_| {
            let folder = data.join("projects").join(sample::FOLDER);
            match sample::copy_to(&folder) {
                Ok(()) => opening.open(folder, Vec::new()),
                Err(problem) => {
                    let hold = (Hold::Unasked, Vec::new());
                    Outcome::Opened { folder, loaded: Err(problem), hold, then: Vec::new() }
                }
            }
        });
        Ok(Done::Started(job))
    }

    /// The project for files opened when no project is: the one in the data folder, made when it is missing.
    pub fn home_project(&self) -> Result<PathBuf, Problem> {
        let data = self.surroundings.data.as_ref().ok_or_else(|| {
            Problem::error("no-data-folder", "There is no project to open these files in")
                .why("this account has no home folder")
                .now("nothing was changed")
                .help("Make a project with `tickmark new FOLDER`")
        })?;
        let folder = data.join("projects").join("my-articles");
        if !store::is_project(&folder) {
            store::create(&folder, "My articles")?;
        }
        Ok(folder)
    }

    fn refuse_to_leave_unsaved(&mut self) -> Result<(), Problem> {
        if self.is_saved() {
            return Ok(());
        }
        if !self.is_save_failed() {
            self.settle_save();
        }
        if self.is_saved() {
            return Ok(());
        }
        // Who may not write any more cannot save it here: that says itself what can be done.
        let help = self.read_only().map_or_else(
            || "Mend what keeps it from being saved, press Ctrl+S, then open the other project".to_owned(),
            |problem| problem.help,
        );
        Err(Problem::error("unsaved", "Another project was not opened: this one has work that could not be saved")
            .now("the work is still in the window")
            .help(help))
    }

    /// Writes what is not saved yet and waits for it: before another project is opened, and before the program ends.
    pub fn settle_save(&mut self) {
        self.put_back_gone();
        loop {
            self.save();
            while self.is_writing() || self.save_state() == SaveState::Saving {
                match self.jobs.wait_for_one() {
                    Some(outcome) => self.take_in(outcome),
                    None => return,
                }
            }
            // A save that failed is tried again only when wished for; one that ran while edits came in is not the last.
            if self.is_saved() || self.is_save_failed() || self.read_only().is_some() {
                return;
            }
        }
    }

    /// Waits for every job, and takes its outcome in: the command line's way.
    pub fn finish_jobs(&mut self) {
        while let Some(outcome) = self.jobs.wait_for_one() {
            self.take_in(outcome);
        }
    }

    pub(super) fn take_in_project(
        &mut self,
        folder: PathBuf,
        loaded: Result<Box<store::Loaded>, Problem>,
        (hold, told): (Hold, Vec<Problem>),
        then: Vec<PathBuf>,
    ) {
        let loaded = match loaded {
            Ok(loaded) => *loaded,
            Err(problem) => return self.report(problem),
        };
        // The desk was not idle while the project was read: what was done meanwhile is saved before it is left.
        if let Err(problem) = self.refuse_to_leave_unsaved() {
            return self.report(problem);
        }
        let store::Loaded { project, problems, guarded, known, recovery } = loaded;
        // Why nothing could be changed, and what came back meanwhile, is told anew or is no longer so.
        let place = folder.display().to_string();
        self.notices.push_back(Notice::Mended(vec![place, store::JOURNAL.to_owned()]));
        let watch = self.watches.then(|| Watch::new(&folder, &self.jobs.wake())).flatten();
        self.notices.extend(told.into_iter().chain(problems).map(Notice::Problem));
        let (saved, unsaved) = match recovery {
            Some(recovery) => {
                self.tell_recovery(&recovery, hold.lock().is_some());
                let store::Recovery { saved, edits, .. } = *recovery;
                (saved, edits)
            }
            None => (project.clone(), Vec::new()),
        };
        let indexes =
            project.articles.iter().map(|(slug, article)| (slug.clone(), ArticleIndex::new(article))).collect();
        let source_uses = project.source_uses();
        self.settings.remember_project(folder.clone());
        let wanted = self.settings.last_article.as_deref().and_then(Slug::new);
        let open = Open {
            folder,
            saving: Saving::new(saved, unsaved),
            hold,
            last_beat: self.surroundings.clock.now(),
            backups: None,
            project,
            guarded,
            indexes,
            histories: std::collections::BTreeMap::new(),
            undo: UndoStack::default(),
            repair: None,
            outside: Outside::new(known, watch),
            source_uses,
            comparisons: std::collections::BTreeMap::new(),
            texts: std::collections::BTreeMap::new(),
            pages: super::pages::Pages::default(),
            pictures: super::pictures::Pictures::default(),
        };
        let shown = wanted
            .filter(|slug| open.project.articles.get(slug).is_some_and(|article| article.listed))
            .or_else(|| open.project.listed().first().map(|article| article.slug.clone()));
        self.open = Some(open);
        self.view = super::view::View { reveal: self.view.reveal, ..Default::default() };
        if let Some(slug) = shown {
            self.show_article(&slug);
        }
        self.catch_up_with_drafts();
        self.note_unasked();
        self.save_settings();
        if !then.is_empty()
            && let Err(problem) = self.import(then.into_iter().map(Incoming::Path).collect())
        {
            self.report(problem);
        }
    }

    /// Says what came back that was not saved.
    fn tell_recovery(&mut self, recovery: &store::Recovery, will_be_saved: bool) {
        const NAMED: usize = 12;
        let back: Vec<&Edit> = recovery.edits.iter().filter(|edit| recovery.back.contains(&edit.id)).collect();
        let Some(last) = back.iter().map(|edit| edit.at).max() else { return };
        let at = self.time_words(last);
        let what = match back.as_slice() {
            [one] => format!("An edit of {at} came back that was not saved: {}", one.label),
            many => format!("{} edits came back that were not saved, the last of {at}", many.len()),
        };
        let mut labels: Vec<&str> = back.iter().rev().take(NAMED).map(|edit| edit.label.as_str()).collect();
        let more = back.len().saturating_sub(NAMED);
        let more = format!("and {more} before them");
        if back.len() > NAMED {
            labels.push(&more);
        }
        let now = match (will_be_saved, back.len()) {
            (true, 1) => "it is in the project again, and is being saved",
            (true, _) => "they are in the project again, and are being saved",
            (false, 1) => "it is shown here; whoever works on the project next saves it",
            (false, _) => "they are shown here; whoever works on the project next saves them",
        };
        let problem = Problem::note("came-back", what)
            .at(Place::File(store::JOURNAL.to_owned()))
            .why(match back.len() {
                1 => "Tickmark ended before it saved".to_owned(),
                _ => format!("Tickmark ended before it saved; newest first: {}", labels.join("; ")),
            })
            .now(now)
            .help("Look through what was done last");
        self.report(problem);
    }

    pub(super) fn remember_article(&mut self) {
        let shown = self.view.article.as_ref().map(ToString::to_string);
        if self.settings.last_article != shown {
            self.settings.last_article = shown;
            self.save_settings();
        }
    }

    /// Writes the settings on a worker thread; a change made meanwhile is written after it, so the newest wins.
    pub(super) fn save_settings(&mut self) {
        let Some(file) = super::settings_file(&self.surroundings) else { return };
        if self.settings_writing != Writing::Idle {
            self.settings_writing = Writing::Again;
            return;
        }
        self.settings_writing = Writing::UnderWay;
        let settings = self.settings.clone();
        self.jobs.start(SAVING_SETTINGS.to_owned(), move |_| Outcome::SettingsSaved(settings.save(&file)));
    }

    /// Takes in that the settings were written.
    pub(super) fn take_in_settings(&mut self, result: Result<(), Problem>) {
        let again = self.settings_writing == Writing::Again;
        self.settings_writing = Writing::Idle;
        match result {
            Err(problem) => self.report(problem),
            Ok(()) if again => self.save_settings(),
            Ok(()) => {}
        }
    }

    pub(super) fn set_title(&mut self, title: &str) -> Result<Done, Problem> {
        let before = self.opened()?.project.title.clone();
        let title = title.trim().to_owned();
        if title.is_empty() || title == before {
            return Ok(Done::Nothing);
        }
        let change = Change::Project { before: ProjectField::Title(before), after: ProjectField::Title(title) };
        let made = self.edit(None, "rename project", vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn set_scale(&mut self, scale: Option<Scale>) -> Result<Done, Problem> {
        let before = self.opened()?.project.scale.clone();
        let scale = scale.filter(|scale| !scale.ratings.is_empty());
        if before == scale {
            return Ok(Done::Nothing);
        }
        let change = Change::Project { before: ProjectField::Scale(before), after: ProjectField::Scale(scale) };
        let made = self.edit(None, "set verdict scale", vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Copies the damaged files aside and writes them anew at once, so that the next run finds them whole.
    pub(super) fn set_damaged_aside(&mut self) -> Result<Done, Problem> {
        self.refuse_read_only()?;
        let open = self.opened_mut()?;
        let mut guarded = open.guarded.clone();
        let copies = store::set_guarded_aside(&open.folder, &mut guarded);
        let copied: Vec<String> =
            open.guarded.iter().filter(|file| !guarded.contains(file)).map(str::to_owned).collect();
        store::rewrite(&open.folder, &open.project, &copied)?;
        open.guarded = guarded;
        let folder = open.folder.clone();
        open.outside.known.refresh(&folder, &copied);
        let copies = copies?;
        self.tell(match copies.as_slice() {
            [] => "No file was damaged".to_owned(),
            [one] => format!("Kept a copy as {one}"),
            many => format!("Kept {} copies, the first as {}", many.len(), many.first().map_or("", String::as_str)),
        });
        Ok(if copies.is_empty() { Done::Nothing } else { Done::KeptCopies(copies) })
    }
}

/// What opening a project needs to know of the session that asks for it.
struct Opening {
    access: Access,
    me: Holder,
    /// The lock of the project that is open, which may be the same.
    kept: Option<(PathBuf, Arc<Lock>)>,
}

impl Opening {
    /// Takes the lock as far as it can be had, and reads the project.
    fn open(self, folder: PathBuf, then: Vec<PathBuf>) -> Outcome {
        let Self { access, me, kept } = self;
        // Nothing is made in a folder that holds no project; why it does not is for the loading to say.
        let access = if store::has_something(&folder) { access } else { Access::Read };
        let (hold, mut told) = Hold::ask(&folder, access, &me, kept.as_ref());
        let loaded = if hold.is_at_work_elsewhere() { store::load_beside(&folder) } else { store::load(&folder) };
        if let (Ok(loaded), Some(_)) = (&loaded, hold.lock()) {
            if let Some(recovery) = &loaded.recovery {
                told.extend(store::settle_recovery(&folder, recovery).err());
            }
            told.extend(store::evidence::moving::settle_opened(&folder, loaded));
        }
        Outcome::Opened { folder, loaded: loaded.map(Box::new), hold: (hold, told), then }
    }
}

/// The project folder that `from` is or lies in.
pub fn enclosing(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| store::is_project(folder)).map(Path::to_path_buf)
}

/// Whether `folder` is a project folder.
pub fn is_project(folder: &Path) -> bool {
    store::is_project(folder)
}

/// What is wrong with a folder that was meant to be a project.
pub fn not_a_project(folder: &Path) -> Problem {
    Problem::error("not-a-project", "This folder is not a Tickmark project")
        .at(Place::File(folder.display().to_string()))
        .why("there is no project.ron in it")
        .now("nothing was changed")
        .help("Make a project with `tickmark new FOLDER`, or name one with --project")
}
