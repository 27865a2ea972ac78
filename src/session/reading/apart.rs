//! Has another process read a file, and takes its answer: the parent's side.
//!
//! In: the program, the file's name and bytes. Out: what it answered, or why there is no answer.
//! Must not know: formats.
//! Holds: whatever the process does (hang, crash, flood, rubbish) this side ends within the time limit, takes at most
//! [`MOST_ANSWER`] bytes, and leaves no process behind; giving up ends the process at once.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::import::pdf::Picture;
use crate::model::problem::Problem;
use crate::session::jobs::Cancel;
use crate::session::reading::pages::{self, Sheets};
use crate::session::reading::{
    MOST_TIME, Measured, READ_APART, Request, cancelled, child, crashed, too_deep, took_too_long, took_too_much,
    unanswered, wire,
};
use crate::store::system::{self, Ending};

/// The most bytes of an answer that are taken: a text of the largest file, with room for what hangs on it.
const MOST_ANSWER: u64 = 256 << 20;
/// The most bytes that are taken of what the process says on its way out.
const MOST_LAST_WORDS: u64 = 16 << 10;
/// How often it is looked whether the user gave up.
const STEP: Duration = Duration::from_millis(20);

/// What `program` makes of a file.
pub(super) fn read(program: &Path, name: &str, bytes: &[u8], cancel: &Cancel) -> Measured {
    let answered = answer(program, Request::Text, (name, bytes), cancel);
    match answered.and_then(|output| wire::taken(&output).map_err(|why| garbled(name, &why))) {
        Ok(measured) => measured,
        Err(problem) => Measured { outcome: Err(problem), peak_bytes: None },
    }
}

/// The pages of a document, with the places of their words.
pub(super) fn sheets(program: &Path, name: &str, bytes: &[u8], cancel: &Cancel) -> Result<Sheets, Problem> {
    let output = answer(program, Request::Sheets, (name, bytes), cancel)?;
    wire::taken_sheets(&output).map_err(|why| garbled(name, &why))?
}

/// A page as a picture.
pub(super) fn picture(
    program: &Path,
    name: &str,
    bytes: &[u8],
    (page, scale): (usize, u32),
    cancel: &Cancel,
) -> Result<Picture, Problem> {
    let output = answer(program, Request::Picture { page, scale }, (name, bytes), cancel);
    let picture = output.and_then(|output| wire::taken_picture(&output).map_err(|why| garbled(name, &why))?);
    picture.map_err(|problem| pages::not_drawn(name, page, problem))
}

/// The picture that a file is.
pub(super) fn image(program: &Path, name: &str, bytes: &[u8], side: u32, cancel: &Cancel) -> Result<Picture, Problem> {
    let output = answer(program, Request::Image { side }, (name, bytes), cancel)?;
    wire::taken_picture(&output).map_err(|why| garbled(name, &why))?
}

fn garbled(name: &str, why: &str) -> Problem {
    unanswered(name, &format!("its answer was not understood: {why}"))
}

fn answer(program: &Path, request: Request, (name, bytes): (&str, &[u8]), cancel: &Cancel) -> Result<Vec<u8>, Problem> {
    let deadline = Instant::now() + MOST_TIME;
    let mut command = Command::new(program);
    command.arg(READ_APART).arg(name).args(request.arguments());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    system::without_console(&mut command);
    let started = command.spawn();
    let child = started.map_err(|error| unanswered(name, &format!("{}: {error}", program.display())))?;
    let mut child = Ended(child);
    let (output, errors) = (child.0.stdout.take(), child.0.stderr.take());
    let threads = feed(child.0.stdin.take(), bytes.to_vec())
        .and_then(|()| Ok((drain(output, MOST_ANSWER)?, drain(errors, MOST_LAST_WORDS)?)));
    let (output, errors) = threads.map_err(|error| unanswered(name, &error.to_string()))?;
    let output = loop {
        match output.recv_timeout(STEP) {
            Ok(output) => break output,
            Err(RecvTimeoutError::Disconnected) => break Vec::new(),
            Err(RecvTimeoutError::Timeout) if cancel.is_asked() => return Err(cancelled(name)),
            Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => return Err(took_too_long(name)),
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    if u64::try_from(output.len()).unwrap_or(u64::MAX) > MOST_ANSWER {
        return Err(unanswered(name, &format!("it answered more than {} MB", MOST_ANSWER >> 20)));
    }
    let status = child.wait(deadline).map_err(|error| unanswered(name, &error.to_string()))?;
    let Some(status) = status else { return Err(took_too_long(name)) };
    if status.success() {
        return Ok(output);
    }
    let last_words = errors.recv_timeout(STEP * 5).unwrap_or_default();
    Err(told(name, status, &String::from_utf8_lossy(&last_words)))
}

/// Why a process that did not end well did not.
fn told(name: &str, status: ExitStatus, last_words: &str) -> Problem {
    if last_words.contains("overflowed its stack") {
        return too_deep(name);
    }
    if last_words.contains("memory allocation of") {
        return took_too_much(name);
    }
    match system::ending(status) {
        Ending::Code(child::TOO_MUCH_MEMORY) | Ending::Killed => took_too_much(name),
        Ending::Code(child::TOO_MUCH_TIME) | Ending::OutOfTime => took_too_long(name),
        Ending::Code(_) | Ending::Crashed => {
            let words = last_words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
            crashed(name, if words.is_empty() { status.to_string() } else { format!("{status}; {words}") }.as_str())
        }
    }
}

/// Hands `bytes` to the process on a thread of its own: it need not read them.
fn feed(input: Option<impl Write + Send + 'static>, bytes: Vec<u8>) -> std::io::Result<()> {
    let body = move || {
        // A process that ended early says why in another way.
        drop(input.map(|mut input| input.write_all(&bytes)));
    };
    std::thread::Builder::new().name("Feeding a reader".to_owned()).spawn(body).map(drop)
}

/// Takes up to one byte more than `most` of what the process says, on a thread of its own.
fn drain(output: Option<impl Read + Send + 'static>, most: u64) -> std::io::Result<Receiver<Vec<u8>>> {
    let (sender, receiver) = channel();
    let body = move || {
        let mut bytes = Vec::new();
        // What was read before an error is the answer; it will not be whole, and that is told.
        drop(output.map(|output| output.take(most + 1).read_to_end(&mut bytes)));
        drop(sender.send(bytes));
    };
    std::thread::Builder::new().name("Listening to a reader".to_owned()).spawn(body)?;
    Ok(receiver)
}

/// A process that is ended when it is no longer waited for.
struct Ended(Child);

impl Ended {
    /// How it ended, or `None` when it did not until `deadline`.
    fn wait(&mut self, deadline: Instant) -> std::io::Result<Option<ExitStatus>> {
        let mut pause = Duration::from_micros(50);
        loop {
            let status = self.0.try_wait()?;
            if status.is_some() || Instant::now() >= deadline {
                return Ok(status);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(STEP);
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        // It has ended already, or is ended now; either way nothing can be done about an error.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
