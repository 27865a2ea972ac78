//! What lies in a folder, read on a thread of its own, so that a slow disk never holds the window up.
//!
//! In: a folder. Out: its entries, when they have come. Must not know: what they are wanted for.
//! Limits: [`MOST`] entries of a folder are read.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};

const MOST: usize = 10_000;

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder, links followed.
    pub is_folder: bool,
    /// Whether it is a folder with a project in it.
    pub is_project: bool,
}

/// The entries by name, or in words why there are none.
pub(super) type Read = Result<Vec<Entry>, String>;

/// A folder being read, or read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    folder: Option<PathBuf>,
    incoming: Option<Receiver<Read>>,
    read: Option<Read>,
}

impl Listing {
    /// Wants what lies in `folder`; `wake` is called from the thread when it has come.
    pub(super) fn want(&mut self, folder: &Path, wake: impl FnOnce() + Send + 'static) {
        if self.folder.as_deref() == Some(folder) {
            return;
        }
        self.folder = Some(folder.to_path_buf());
        self.read = None;
        let (sender, receiver) = channel();
        self.incoming = Some(receiver);
        let wanted = folder.to_path_buf();
        let body = move || {
            // Another folder may be wanted by now: then nobody waits for this one.
            drop(sender.send(read(&wanted)));
            wake();
        };
        if let Err(error) = std::thread::Builder::new().name("Reading a folder".to_owned()).spawn(body) {
            self.incoming = None;
            self.read = Some(Err(error.to_string()));
        }
    }

    /// What lies in the wanted folder; `None` while it is being read.
    pub(super) fn poll(&mut self) -> Option<&Read> {
        if let Some(read) = self.incoming.as_ref().and_then(|incoming| incoming.try_recv().ok()) {
            self.read = Some(read);
            self.incoming = None;
        }
        self.read.as_ref()
    }

    /// As [`Listing::poll`], without taking anything in.
    pub(super) fn known(&self) -> Option<&Read> {
        self.read.as_ref()
    }
}

fn read(folder: &Path) -> Read {
    let found = std::fs::read_dir(folder).map_err(|error| match error.kind() {
        ErrorKind::NotFound => "There is no such folder".to_owned(),
        ErrorKind::PermissionDenied => "You may not look into this folder".to_owned(),
        ErrorKind::NotADirectory => "This is a file, not a folder".to_owned(),
        _ => format!("This folder cannot be read: {error}"),
    })?;
    let mut entries: Vec<Entry> = found
        .flatten()
        .take(MOST)
        .map(|entry| {
            let path = entry.path();
            let is_folder = path.is_dir();
            let is_project = is_folder && crate::session::projects::is_project(&path);
            Entry { name: entry.file_name().to_string_lossy().into_owned(), is_folder, is_project }
        })
        .collect();
    entries.sort_by_cached_key(|entry| (!entry.is_folder, entry.name.to_lowercase(), entry.name.clone()));
    Ok(entries)
}
