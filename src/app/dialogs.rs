//! The system's dialogs for choosing files and folders, as jobs: one at a time, never on the window's thread.
//!
//! In: what is wished for. Out: what was picked, when polled; nothing when the user thought better of it.
//! Must not know: what the files are for. Limits: paths that are dropped on the window do not come this way.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use rfd::{AsyncFileDialog, FileHandle};

use crate::session::importing::endings;
use crate::session::jobs::Wake;
use crate::store::system::has_file_dialog;

/// What a dialog asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogWish {
    /// Article files, one or more.
    Articles,
    /// A project folder.
    Project,
    /// A folder for an overlay.
    Folder,
    /// An article file for an overlay.
    File,
    /// Files of any sort for an overlay, one or more.
    Files,
}

/// What was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Article files.
    Articles(Vec<PathBuf>),
    /// A project folder.
    Project(PathBuf),
    /// A folder, for the overlay that asked.
    Folder(PathBuf),
    /// A file, for the overlay that asked.
    File(PathBuf),
    /// Files, for the overlay that asked.
    Files(Vec<PathBuf>),
}

/// The dialog that is open, if one is.
#[derive(Debug, Default)]
pub struct Dialogs {
    incoming: Option<Receiver<Option<Picked>>>,
}

type Picking = Pin<Box<dyn Future<Output = Option<Picked>> + Send>>;

/// Whether the system has such dialogs; looked up once.
pub fn available() -> bool {
    static AVAILABLE: OnceLock<bool> = OnceLock::new();
    *AVAILABLE.get_or_init(has_file_dialog)
}

impl Dialogs {
    /// Shows a dialog unless one is open; `wake` is called when it was answered.
    pub fn start(&mut self, wish: DialogWish, wake: Wake) {
        self.run(|| picking(wish), wake);
    }

    /// Whether a dialog is open.
    pub fn is_open(&self) -> bool {
        self.incoming.is_some()
    }

    /// What was picked, once.
    pub fn poll(&mut self) -> Option<Picked> {
        let answer = self.incoming.as_ref()?.try_recv();
        match answer {
            Err(TryRecvError::Empty) => None,
            Ok(picked) => {
                self.incoming = None;
                picked
            }
            Err(TryRecvError::Disconnected) => {
                self.incoming = None;
                None
            }
        }
    }

    /// Makes the dialog on this thread, as some systems demand, and waits for its answer on another.
    fn run(&mut self, picking: impl FnOnce() -> Picking, wake: Wake) {
        if self.is_open() {
            return;
        }
        let picking = picking();
        let (sender, receiver) = channel();
        let body = move || {
            // The window may be gone: then nobody waits for the answer.
            drop(sender.send(pollster::block_on(picking)));
            wake();
        };
        // Without a thread the sender is dropped, and the next poll finds nothing picked.
        drop(std::thread::Builder::new().name("File dialog".to_owned()).spawn(body));
        self.incoming = Some(receiver);
    }
}

fn picking(wish: DialogWish) -> Picking {
    let path = |file: FileHandle| file.path().to_path_buf();
    let dialog = AsyncFileDialog::new();
    match wish {
        DialogWish::Articles => {
            let dialog = dialog.set_title("Open article").add_filter("Articles", &endings());
            let picked = dialog.add_filter("All files", &["*"]).pick_files();
            Box::pin(async move { Some(Picked::Articles(picked.await?.into_iter().map(path).collect())) })
        }
        DialogWish::Project => {
            let picked = dialog.set_title("Open project").pick_folder();
            Box::pin(async move { Some(Picked::Project(path(picked.await?))) })
        }
        DialogWish::File => {
            let dialog = dialog.set_title("Open the new draft").add_filter("Articles", &endings());
            let picked = dialog.add_filter("All files", &["*"]).pick_file();
            Box::pin(async move { Some(Picked::File(path(picked.await?))) })
        }
        DialogWish::Files => {
            let picked = dialog.set_title("Choose files to store").pick_files();
            Box::pin(async move { Some(Picked::Files(picked.await?.into_iter().map(path).collect())) })
        }
        DialogWish::Folder => {
            let picked = dialog.set_title("Choose a folder").set_can_create_directories(true).pick_folder();
            Box::pin(async move { Some(Picked::Folder(path(picked.await?))) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn answered(picked: Option<Picked>) -> (Dialogs, Receiver<()>) {
        let (woken, wakes) = channel();
        let mut dialogs = Dialogs::default();
        let wake = move || woken.send(()).unwrap();
        dialogs.run(|| Box::pin(std::future::ready(picked)), Arc::new(wake));
        (dialogs, wakes)
    }

    #[test]
    fn what_was_picked_comes_once_and_wakes_the_window() {
        let folder = Picked::Folder("reports".into());
        let (mut dialogs, wakes) = answered(Some(folder.clone()));
        wakes.recv().unwrap();
        assert!(dialogs.is_open(), "until it is polled");
        assert_eq!(dialogs.poll(), Some(folder));
        assert!(!dialogs.is_open());
        assert_eq!(dialogs.poll(), None);
    }

    #[test]
    fn a_dialog_that_was_given_up_gives_nothing_and_makes_room() {
        let (mut dialogs, wakes) = answered(None);
        wakes.recv().unwrap();
        assert_eq!(dialogs.poll(), None);
        assert!(!dialogs.is_open());
    }

    #[test]
    fn only_one_dialog_is_open_at_a_time() {
        let mut dialogs = Dialogs::default();
        dialogs.run(|| Box::pin(std::future::pending()), Arc::new(|| {}));
        dialogs.run(|| panic!("a second dialog was made"), Arc::new(|| {}));
        assert!(dialogs.is_open());
    }
}
