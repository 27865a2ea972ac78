//! What became of each of the things that came in together: articles of the project, or stored files of a source.
//!
//! In: rows, as a job writes them. Out: the account, as far as it is known. Must not know: how anything is opened or
//! stored, how the account is shown.
//! Holds: an account stays until other things come in together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::model::ids::Slug;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::jobs::JobId;
use crate::session::outcome::Done;

/// What things come in as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Articles of the project.
    #[default]
    Articles,
    /// Stored files of a source.
    Evidence,
}

/// What became of everything that came in together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// What they were to be.
    pub purpose: Purpose,
    /// What is done, in order.
    pub rows: Vec<AccountRow>,
    /// How many rows there will be; 0 while folders are looked through.
    pub total: usize,
    /// Whether the work has ended.
    pub is_done: bool,
    /// Whether more than one thing came in, so that its account is shown as a list.
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

/// What became of one thing that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// This article.
    Opened(Slug),
    /// Nothing new: it is this article already.
    Known(Slug),
    /// A stored file of the source.
    Stored,
    /// Nothing new: the source has it already.
    Had,
    /// Nothing, for this reason.
    Failed(Problem),
    /// Nothing: the user gave up before its turn.
    Cancelled,
}

/// How many things became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What they were to be.
    pub purpose: Purpose,
    /// New articles, or new files of the source.
    pub new: usize,
    /// Things that were there already.
    pub known: usize,
    /// Things that could not be opened or stored.
    pub failed: usize,
    /// Things whose turn did not come.
    pub cancelled: usize,
}

impl Account {
    /// The counts.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally { purpose: self.purpose, ..Tally::default() };
        for row in &self.rows {
            match row.became {
                Became::Opened(_) | Became::Stored => tally.new += 1,
                Became::Known(_) | Became::Had => tally.known += 1,
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
        let Self { purpose, new, known, failed, cancelled } = self;
        let (word, nothing) = match purpose {
            Purpose::Articles => ("opened", "nothing to open"),
            Purpose::Evidence => ("stored", "nothing to store"),
        };
        let told = [(new, word), (known, "known already"), (failed, "failed"), (cancelled, "not reached")];
        let told: Vec<String> =
            told.into_iter().filter(|&(n, _)| n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() { nothing.to_owned() } else { told.join(" · ") }
    }
}

/// An account, shared with the job that writes it.
#[derive(Clone, Debug)]
pub(super) struct Bringing {
    account: Arc<Mutex<Account>>,
    /// The job, once it was started.
    pub(super) job: Option<JobId>,
}

impl Bringing {
    /// An account of which nothing is known but its purpose.
    pub(super) fn begun(purpose: Purpose) -> Self {
        Self { account: Arc::new(Mutex::new(Account { purpose, ..Account::default() })), job: None }
    }

    /// The account, while it is looked at or written.
    pub(super) fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Keeps the account of what comes in now, and of what came in together last.
    pub(super) fn keep_account(&mut self, now: Bringing) {
        let last = self.bringing.replace(now);
        self.last_of_many = last.filter(|last| last.account().is_many).or_else(|| self.last_of_many.take());
    }

    /// What became of what came in last, as far as it is known.
    pub fn account(&self) -> Option<Account> {
        self.bringing.as_ref().map(|bringing| bringing.account().clone())
    }

    /// What became of the things that came in together last, whatever came in alone since.
    pub fn account_of_many(&self) -> Option<Account> {
        let both = [&self.bringing, &self.last_of_many].into_iter().flatten();
        both.map(|bringing| bringing.account().clone()).find(|account| account.is_many)
    }

    /// Whether several things came in together, so that there is an account to be shown.
    pub fn has_account(&self) -> bool {
        let mut both = [&self.bringing, &self.last_of_many].into_iter().flatten();
        both.any(|bringing| bringing.account().is_many)
    }

    /// Gives up what is still to come in.
    pub(super) fn cancel_import(&self) -> Done {
        match self.bringing.as_ref().and_then(|bringing| bringing.job) {
            Some(job) => {
                self.jobs.cancel(job);
                Done::Viewed
            }
            None => Done::Nothing,
        }
    }
}
