//! Slow work on worker threads: opening, importing, saving, exporting, reading history.
//!
//! In: closures over snapshots. Out: their outcomes, when polled. Must not know: egui (a wake function is handed in),
//! what an outcome means.
//! Holds: a job that panics ends as a problem and takes nothing with it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::problem::Problem;
use crate::session::outcome::Outcome;

/// Names a job of this run of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobId(u64);

/// Told by the user that a job should stop; a job asks between two steps.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Whether the user asked.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Asks for the job to stop.
    pub(crate) fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How far a job has come, told by the job and read by whoever shows it.
#[derive(Clone)]
pub struct Step {
    words: Arc<Mutex<String>>,
    wake: Wake,
}

impl Step {
    /// No step yet; `wake` is called at every one.
    pub(crate) fn new(wake: Wake) -> Self {
        Self { words: Arc::default(), wake }
    }

    /// Says what the job is at.
    pub(crate) fn say(&self, words: String) {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words;
        (self.wake)();
    }
}

/// A job under way.
#[derive(Clone)]
pub struct Running {
    /// What it does, as "Opening 3 files".
    pub name: String,
    step: Option<Step>,
    cancel: Cancel,
}

impl Running {
    /// What it is at, as "Opening 2 of 3 · b.txt", else its name.
    pub fn at(&self) -> String {
        let step = self.step.as_ref().map(|step| step.words.lock().unwrap_or_else(PoisonError::into_inner).clone());
        step.filter(|words| !words.is_empty()).unwrap_or_else(|| self.name.clone())
    }
}

/// What is called from a worker when an outcome waits; the window asks for a repaint in it.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The jobs of a session.
pub struct Jobs {
    sender: Sender<(JobId, Outcome)>,
    receiver: Receiver<(JobId, Outcome)>,
    running: BTreeMap<JobId, Running>,
    last: u64,
    wake: Wake,
}

impl Jobs {
    /// No jobs; `wake` is called whenever one ends.
    pub(crate) fn new(wake: Wake) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, running: BTreeMap::new(), last: 0, wake }
    }

    /// Sets the function that is called whenever a job ends.
    pub(crate) fn set_wake(&mut self, wake: Wake) {
        self.wake = wake;
    }

    /// The function that is called whenever a job ends.
    pub(crate) fn wake(&self) -> Wake {
        Arc::clone(&self.wake)
    }

    /// Starts `work` on a thread of its own.
    pub(crate) fn start<W>(&mut self, name: String, work: W) -> JobId
    where
        W: FnOnce(&Cancel) -> Outcome + Send + 'static,
    {
        self.begin(name, None, work)
    }

    /// The same for work that says through `step` how far it has come.
    pub(crate) fn start_in_steps<W>(&mut self, name: String, step: Step, work: W) -> JobId
    where
        W: FnOnce(&Cancel) -> Outcome + Send + 'static,
    {
        self.begin(name, Some(step), work)
    }

    fn begin<W>(&mut self, name: String, step: Option<Step>, work: W) -> JobId
    where
        W: FnOnce(&Cancel) -> Outcome + Send + 'static,
    {
        self.last += 1;
        let id = JobId(self.last);
        let cancel = Cancel::default();
        self.running.insert(id, Running { name: name.clone(), step, cancel: cancel.clone() });
        let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
        let failed = name.clone();
        let body = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&cancel))).unwrap_or_else(|panic| {
                let words = panic.downcast_ref::<&str>().map(ToString::to_string);
                let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
                Outcome::Failed { job: failed, problem: internal(&words) }
            });
            // The session may be gone: then nobody waits for the outcome.
            drop(sender.send((id, outcome)));
            wake();
        };
        if let Err(error) = std::thread::Builder::new().name(name.clone()).spawn(body) {
            drop(self.sender.send((id, Outcome::Failed { job: name, problem: internal(&error.to_string()) })));
            (self.wake)();
        }
        id
    }

    /// Asks a job to stop at its next step.
    pub fn cancel(&self, id: JobId) {
        if let Some(job) = self.running.get(&id) {
            job.cancel.ask();
        }
    }

    /// The jobs under way, oldest first.
    pub fn running(&self) -> impl Iterator<Item = (JobId, &Running)> {
        self.running.iter().map(|(&id, job)| (id, job))
    }

    /// Whether no job is under way.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// The outcomes that came in since the last call.
    pub(crate) fn finished(&mut self) -> Vec<Outcome> {
        let mut out = Vec::new();
        while let Ok((id, outcome)) = self.receiver.try_recv() {
            self.running.remove(&id);
            out.push(outcome);
        }
        out
    }

    /// Waits until a job ends; `None` when none is under way.
    pub(crate) fn wait_for_one(&mut self) -> Option<Outcome> {
        if self.running.is_empty() {
            return None;
        }
        let (id, outcome) = self.receiver.recv().ok()?;
        self.running.remove(&id);
        Some(outcome)
    }
}

fn internal(words: &str) -> Problem {
    Problem::error("internal", "Something in Tickmark itself went wrong")
        .why(words.to_owned())
        .now("the project on disk is as it was; what was not saved yet is still in the window")
        .help("Press Ctrl+S to save, and report these words")
}
