//! Reads the clipboard, with its formatting where the program that copied gave it: a job, since that program answers.
//!
//! In: nothing. Out: what was copied, when polled, or why it could not be read. Writing to the clipboard is egui's.
//! Must not know: what becomes of it. Holds: one reading at a time, never on the window's thread.
//! Limits: on Wayland only where the compositor offers data control; elsewhere text can be pasted into fields.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::model::problem::Problem;
use crate::session::jobs::Wake;

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copied {
    /// Words with their formatting, as HTML.
    Formatted(String),
    /// Words.
    Plain(String),
}

impl Copied {
    /// What it is called as a file, and its bytes.
    pub fn into_file(self) -> (String, Vec<u8>) {
        match self {
            Self::Formatted(html) => ("clipboard.html".to_owned(), html.into_bytes()),
            Self::Plain(text) => ("clipboard.txt".to_owned(), text.into_bytes()),
        }
    }
}

/// The reading under way, if one is.
#[derive(Debug, Default)]
pub struct Clipboard {
    incoming: Option<Receiver<Result<Copied, Problem>>>,
}

impl Clipboard {
    /// Reads it unless that is under way; `wake` is called when it was read.
    pub fn start(&mut self, wake: Wake) {
        self.run(read, wake);
    }

    /// What was read, once.
    pub fn poll(&mut self) -> Option<Result<Copied, Problem>> {
        let answer = self.incoming.as_ref()?.try_recv();
        match answer {
            Err(TryRecvError::Empty) => None,
            Ok(copied) => {
                self.incoming = None;
                Some(copied)
            }
            Err(TryRecvError::Disconnected) => {
                self.incoming = None;
                Some(Err(unreadable("the work ended early")))
            }
        }
    }

    fn run(&mut self, read: impl FnOnce() -> Result<Copied, Problem> + Send + 'static, wake: Wake) {
        if self.incoming.is_some() {
            return;
        }
        let (sender, receiver) = channel();
        let body = move || {
            // The window may be gone: then nobody waits for it.
            drop(sender.send(read()));
            wake();
        };
        // Without a thread the sender is dropped, and the next poll says so.
        drop(std::thread::Builder::new().name("Clipboard".to_owned()).spawn(body));
        self.incoming = Some(receiver);
    }
}

fn read() -> Result<Copied, Problem> {
    let mut clipboard = arboard::Clipboard::new().map_err(|error| unreadable(&error.to_string()))?;
    let html = clipboard.get().html().ok();
    chosen(html, || clipboard.get_text().map_err(|error| error.to_string()))
}

/// The formatted words where there are any, else the plain ones.
fn chosen(html: Option<String>, text: impl FnOnce() -> Result<String, String>) -> Result<Copied, Problem> {
    if let Some(html) = html.filter(|html| has_words(html)) {
        return Ok(Copied::Formatted(html));
    }
    match text() {
        Ok(text) if !text.trim().is_empty() => Ok(Copied::Plain(text)),
        Ok(_) => Err(unreadable("there are no words on it")),
        Err(error) => Err(unreadable(&error)),
    }
}

/// Whether something stands between the tags: a copied picture comes as HTML without a word.
fn has_words(html: &str) -> bool {
    let mut in_tag = false;
    html.chars().any(|c| {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        !in_tag && c.is_alphanumeric()
    })
}

fn unreadable(why: &str) -> Problem {
    Problem::error("clipboard-unreadable", "Nothing was opened from the clipboard")
        .why(why)
        .now("nothing was changed")
        .help("Copy the words again, or save them in a file and open that")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn formatted_words_come_before_plain_ones() {
        let text = || Ok("Ships left".to_owned());
        let page = "<p>Ships <b>left</b></p>".to_owned();
        assert_eq!(chosen(Some(page.clone()), text), Ok(Copied::Formatted(page)));
        for html in [None, Some(String::new()), Some("<img src=\"a.png\" alt=\"Ships\">".to_owned())] {
            assert_eq!(chosen(html, text), Ok(Copied::Plain("Ships left".to_owned())));
        }
        for nothing in [Ok(" \n".to_owned()), Err("it is empty".to_owned())] {
            assert_eq!(chosen(None, || nothing).map_err(|problem| problem.id), Err("clipboard-unreadable"));
        }
    }

    #[test]
    fn what_was_read_comes_once_and_wakes_the_window() {
        let (woken, wakes) = channel();
        let mut clipboard = Clipboard::default();
        let wake: Wake = Arc::new(move || woken.send(()).unwrap());
        clipboard.run(|| Ok(Copied::Plain("a".to_owned())), Arc::clone(&wake));
        clipboard.run(|| panic!("a second reading was begun"), wake);
        wakes.recv().unwrap();
        assert_eq!(clipboard.poll(), Some(Ok(Copied::Plain("a".to_owned()))));
        assert_eq!(clipboard.poll(), None);
    }
}
