//! Storing files of sources: one job for all that is named, with an account of what became of each.
//!
//! In: files, folders, pasted text and addresses. Out: files on disk with their texts, which the session then lists; the
//! account, which grows as they come.
//! Must not know: formats (`import/` reads them), where files lie (`store/evidence.rs`), how the account is shown.
//! Holds: every thing that was named has one row in the account; a file is on disk before its record is in the project;
//! what was done before a cancel stays; labels, notices and steps name no file of a confidential source.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::import::{MAX_BYTES, media};
use crate::model::evidence::{Evidence, EvidenceHash, Fetched, MediaKind, size_told};
use crate::model::ids::{PersonKey, SourceId};
use crate::model::problem::{Problem, quoted, shortened};
use crate::model::source::Source;
use crate::session::Session;
use crate::session::account::{AccountRow, Became, Bringing, Purpose, Tally};
use crate::session::claims::{capital, no_source};
use crate::session::evidence::read_text;
use crate::session::fetching::{self, Page};
use crate::session::folders::{Expected, Wanted, looked_through};
use crate::session::jobs::{Cancel, Step};
use crate::session::outcome::{Done, Notice, Outcome};
use crate::session::reading::Reader;
use crate::session::wishes::Incoming;
use crate::store;
use crate::store::evidence::{Kept, Stored};
use crate::store::files::{Existing, name_of};

/// A file that a job stored, and what was noticed on the way.
pub(super) type StoredFile = Result<(Box<Evidence>, Vec<Problem>), Problem>;

/// Who adds a file, and when.
#[derive(Clone, Debug)]
pub(super) struct Adding {
    /// Who.
    pub(super) by: PersonKey,
    /// When.
    pub(super) at: Timestamp,
    /// Where the files are kept.
    pub(super) kept: Kept,
    /// How files are read.
    pub(super) reader: Reader,
}

impl Session {
    /// What a job needs to store files of `source`.
    pub(super) fn adding(&self, source: SourceId) -> Result<Adding, Problem> {
        self.refuse_read_only()?;
        let known = self.opened()?.project.sources.get(&source).ok_or_else(no_source)?;
        let (kept, reader) = (Kept::of(known), self.surroundings.reader.clone());
        Ok(Adding { by: self.person_key()?, at: self.surroundings.clock.now(), kept, reader })
    }

    /// Starts a job that stores files, the files of folders, pasted text and what is at addresses, and reads what can be
    /// read of them.
    pub(super) fn add_evidence(&mut self, source: SourceId, files: Vec<Incoming>) -> Result<Done, Problem> {
        let adding = self.adding(source)?;
        let open = self.opened()?;
        let folder = open.folder.clone();
        let known = open.project.sources.get(&source).ok_or_else(no_source)?;
        let step = Step::new(self.jobs.wake());
        let mut bringing = Bringing::begun(Purpose::Evidence);
        let mut work = Work {
            folder: folder.clone(),
            adding,
            known: known.evidence.iter().map(|evidence| evidence.sha256.clone()).collect(),
            named: if known.is_confidential() { Named::No } else { Named::Yes },
            bringing: bringing.clone(),
            step: step.clone(),
        };
        let name = match files.len() {
            1 => "Storing a file".to_owned(),
            n => format!("Storing {n} files"),
        };
        let job = self.jobs.start_in_steps(name, step, move |cancel| {
            let files = work.store_all(files, cancel);
            Outcome::EvidenceStored { folder, source, files }
        });
        bringing.job = Some(job);
        self.keep_account(bringing);
        Ok(Done::Started(job))
    }

    /// Takes files that a job stored into the library.
    pub(super) fn take_in_evidence(&mut self, folder: &Path, source: SourceId, files: Vec<StoredFile>) {
        if self.folder() != Some(folder) {
            return; // another project was opened in between; the files lie in theirs and belong to no source
        }
        let account = self.account().unwrap_or_default();
        let is_many = account.is_many && account.purpose == Purpose::Evidence;
        let mut new = Vec::new();
        for stored in files {
            match stored {
                // What was noticed of many is in their account, which is shown as a whole.
                Ok((evidence, problems)) => {
                    for problem in problems.into_iter().filter(|_| !is_many) {
                        self.report(problem);
                    }
                    new.push(*evidence);
                }
                Err(problem) if !is_many => self.report(problem),
                Err(_) => {}
            }
        }
        if let Err(problem) = self.list_evidence(source, new, is_many.then(|| account.tally())) {
            self.report(problem);
        }
    }

    fn list_evidence(&mut self, id: SourceId, new: Vec<Evidence>, many: Option<Tally>) -> Result<(), Problem> {
        let before = Arc::clone(self.opened()?.project.sources.get(&id).ok_or_else(no_source)?);
        let mut after = Source::clone(&before);
        for evidence in new {
            if after.evidence_of(&evidence.sha256).is_some() {
                if many.is_some() {
                    continue; // their account tells
                }
                let name = if before.is_confidential() { "the file".to_owned() } else { quoted(&evidence.name, 60) };
                self.tell(format!("{} is with this source already", capital(&name)));
            } else {
                after.evidence.push(evidence);
            }
        }
        if let Some(tally) = many {
            self.notices.push_back(Notice::Imported { articles: Vec::new(), tally });
        }
        let added = after.evidence.get(before.evidence.len()..).unwrap_or_default();
        let what = match added {
            [] => return Ok(()),
            [one] if !before.is_confidential() => quoted(&one.name, 40),
            [_] => "a file".to_owned(),
            many => format!("{} files", many.len()),
        };
        let label = format!("add {what} to {}", shortened(before.name(), 40));
        if many.is_none() {
            self.tell(capital(&label));
        }
        self.replace_source(&before, after, label)?;
        Ok(())
    }
}

/// Whether files may be named where others look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Yes,
    No,
}

/// What a job needs to store what was named.
struct Work {
    folder: PathBuf,
    adding: Adding,
    known: BTreeSet<EvidenceHash>,
    named: Named,
    bringing: Bringing,
    step: Step,
}

impl Work {
    /// Stores one thing after the other; the rest is left out when the user gives up.
    fn store_all(&mut self, incoming: Vec<Incoming>, cancel: &Cancel) -> Vec<StoredFile> {
        let is_one = matches!(incoming.as_slice(), [one] if !one.is_folder());
        let expected = looked_through(incoming, Wanted::Every);
        let total = expected.len();
        {
            let mut account = self.bringing.account();
            (account.total, account.is_many) = (total, !is_one);
        }
        let mut out = Vec::new();
        for (number, Expected { name, what }) in (1..).zip(expected) {
            if total > 1 {
                self.step.say(match self.named {
                    Named::Yes => format!("Storing {number} of {total} · {name}"),
                    Named::No => format!("Storing {number} of {total}"),
                });
            }
            let stored = if cancel.is_asked() && total > 1 {
                None
            } else {
                Some(what.and_then(|one| store_incoming(&self.folder, one, &self.adding, cancel)))
            };
            let (became, noticed) = match &stored {
                None => (Became::Cancelled, Vec::new()),
                Some(Ok((evidence, noticed))) if self.known.insert(evidence.sha256.clone()) => {
                    (Became::Stored, noticed.clone())
                }
                Some(Ok(_)) => (Became::Had, Vec::new()),
                Some(Err(problem)) if problem.id == "cancelled" && total > 1 => (Became::Cancelled, Vec::new()),
                Some(Err(problem)) => (Became::Failed(problem.clone()), Vec::new()),
            };
            self.bringing.account().rows.push(AccountRow { name, became, noticed });
            out.extend(stored);
        }
        self.bringing.account().is_done = true;
        out
    }
}

/// Stores what came and reads what can be read of it.
fn store_incoming(folder: &Path, incoming: Incoming, adding: &Adding, cancel: &Cancel) -> StoredFile {
    match incoming {
        Incoming::Path(file) => {
            let name = name_of(&file);
            let stored = store::evidence::add_file(folder, &file, &name, adding.kept, &|| cancel.is_asked())?;
            described(folder, &name, stored, (adding, cancel), None)
        }
        Incoming::Pasted { name, bytes } => {
            let stored = store::evidence::add_bytes(folder, &name, &bytes, adding.kept)?;
            described(folder, &name, stored, (adding, cancel), None)
        }
        Incoming::Address { address, reach } => {
            let Page { bytes, answer } = fetching::fetch(&address, reach, cancel)?;
            let name = answer.name();
            let stored = store::evidence::add_bytes(folder, &name, &bytes, adding.kept)?;
            described(folder, &name, stored, (adding, cancel), Some(Box::new(answer.fetched(adding.at))))
        }
    }
}

/// The record of a stored file.
fn described(
    folder: &Path,
    name: &str,
    stored: Stored,
    (adding, cancel): (&Adding, &Cancel),
    fetched: Option<Box<Fetched>>,
) -> StoredFile {
    let Stored { sha256, ending, bytes } = stored;
    let mut evidence = Evidence {
        sha256,
        extension: ending,
        name: name.to_owned(),
        kind: MediaKind::Other,
        bytes,
        added: adding.at,
        by: adding.by.clone(),
        fetched,
        read: None,
        pixels: None,
        milliseconds: None,
    };
    let (head, mut file) = store::evidence::open(folder, &evidence, media::HEAD)?;
    if let Some(kind) = media::kind(&head) {
        let media::Facts { pixels, milliseconds } = media::facts(kind, &mut file);
        (evidence.kind, evidence.pixels, evidence.milliseconds) = (kind, pixels, milliseconds);
        return Ok((Box::new(evidence), Vec::new()));
    }
    drop(file);
    if bytes > MAX_BYTES {
        let told = format!("{} is stored, but its text is not read: it is too large", quoted(name, 60));
        let problem = Problem::warning("evidence-not-read", told)
            .why(format!("it has {}, and at most {} are read", size_told(bytes), size_told(MAX_BYTES)))
            .now("the file is with its source; excerpts can be typed")
            .help("Split it and add the part you need");
        return Ok((Box::new(evidence), vec![problem]));
    }
    let bytes = store::evidence::read(folder, &evidence, MAX_BYTES)?;
    let problems = read_text(folder, &mut evidence, &bytes, (adding, cancel), Existing::Refuse)?;
    Ok((Box::new(evidence), problems))
}
