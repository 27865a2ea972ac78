//! Standard output and standard error: the answer goes to the one, everything else to the other.
//!
//! Must not know: what is said. Holds: a reader that goes away early is no error; words of a file cannot steer the
//! terminal, since control characters are shown as `�`.

use std::io::{self, IsTerminal as _, Write as _};

use crate::model::problem::Problem;

/// The answer of a command, gathered and then written.
pub(super) struct Out {
    waiting: String,
    /// Characters in a line of the terminal; `None` when the answer goes elsewhere.
    width: Option<usize>,
    failed: Option<io::Error>,
}

impl Out {
    /// Nothing said yet.
    pub(super) fn new() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let size = is_terminal.then(terminal_size::terminal_size).flatten();
        Self { waiting: String::new(), width: size.map(|(width, _)| usize::from(width.0)), failed: None }
    }

    /// Characters in a line of the terminal; `None` when the answer goes elsewhere.
    pub(super) fn width(&self) -> Option<usize> {
        self.width
    }

    /// Says one line.
    pub(super) fn line(&mut self, line: &str) {
        self.waiting.push_str(&harmless(line));
        self.waiting.push('\n');
    }

    /// Says `value` as JSON.
    pub(super) fn json<T: serde::Serialize>(&mut self, value: &T) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Problem::internal("The answer could not be written as JSON", error.to_string()))?;
        self.waiting.push_str(&text);
        self.waiting.push('\n');
        Ok(())
    }

    /// Says `text` as it is, for a report that goes to standard output.
    pub(super) fn whole(&mut self, text: &str) {
        self.waiting.push_str(text);
    }

    /// Writes what was said so far.
    pub(super) fn flush(&mut self) {
        let text = std::mem::take(&mut self.waiting);
        if self.failed.is_none() {
            let mut stdout = io::stdout().lock();
            self.failed = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).err();
        }
    }

    /// Writes the rest; a problem when the answer did not get through.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        self.flush();
        match self.failed {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Problem::error("output-not-written", "The answer could not be written")
                    .why(error.to_string())
                    .now("what was asked is done and saved")
                    .help("Ask again with the output going elsewhere"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Tells something beside the answer, on standard error.
pub(super) fn tell(words: &str) {
    // Nobody may be listening: then there is nothing to be done about it.
    drop(writeln!(io::stderr().lock(), "{}", harmless(words)));
}

/// `text` without characters that a terminal obeys: line breaks and tabs stay, other control and direction marks do not.
fn harmless(text: &str) -> String {
    let is_obeyed = |c: char| (c.is_control() && c != '\n' && c != '\t') || is_direction_mark(c);
    text.chars().map(|c| if is_obeyed(c) { '\u{fffd}' } else { c }).collect()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_file_cannot_steer_the_terminal() {
        assert_eq!(harmless("a\u{1b}[31mred\u{7}\nb\r\u{202e}c"), "a�[31mred�\nb��c");
        assert_eq!(harmless("“Ça va — 汉字\t👩‍🚀”"), "“Ça va — 汉字\t👩‍🚀”");
    }
}
