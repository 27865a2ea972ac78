//! What runs in a process that reads one file: the limits it sets itself, and its answer.
//!
//! In: a file's name, its bytes on standard input. Out: the answer on standard output, as `wire` has it.
//! Must not know: who asked.
//! Holds: the limits are set before the first byte is read. Reading runs on a thread with a deep stack, since libraries
//! call themselves for every level of what they read; a watch ends the process when it takes too much.

use std::io::{BufWriter, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::import::{self, MAX_BYTES, picture};
use crate::model::problem::Problem;
use crate::session::reading::{
    MOST_MEMORY, MOST_TIME, Measured, Request, crashed, pages, took_too_long, took_too_much, unanswered, wire,
};
use crate::store::system;

/// The exit code of a process that took too much memory.
pub(super) const TOO_MUCH_MEMORY: i32 = 75;

/// The exit code of a process that took too long.
pub(super) const TOO_MUCH_TIME: i32 = 76;

/// Address space beyond [`MOST_MEMORY`] that is reserved and never used: the program itself, stacks, the allocator's.
const RESERVED: u64 = 380 << 20;
/// The depth of the stack on which files are read, in bytes.
const STACK: usize = 64 << 20;
/// How often the watch looks.
const STEP: Duration = Duration::from_millis(10);

/// Answers what another process asks about the file on standard input.
pub fn answer(name: &str, request: Request) -> ExitCode {
    let stop = |limit: Limit| match limit {
        Limit::Memory => end(TOO_MUCH_MEMORY),
        Limit::Time => end(TOO_MUCH_TIME),
    };
    let input = || {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(MAX_BYTES.saturating_add(1)).read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| unanswered(name, &error.to_string()))
    };
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    let wrote = match request {
        Request::Text => {
            let outcome = within_limits(name, || import::read(name, &input()?), stop).flatten();
            wire::write(Measured { outcome, peak_bytes: system::peak_bytes() }, &mut stdout)
        }
        Request::Sheets => {
            let sheets = within_limits(name, || pages::sheets(name, input()?), stop).flatten();
            wire::write_sheets(sheets, &mut stdout)
        }
        Request::Image { side } => {
            let picture = within_limits(name, || picture::decoded(name, &input()?, side), stop).flatten();
            wire::write_picture(picture, &mut stdout)
        }
        Request::Picture { page, scale } => {
            let picture = within_limits(name, || pages::picture(name, input()?, page, scale), stop).flatten();
            wire::write_picture(picture, &mut stdout)
        }
    };
    // Whoever asked has gone: then nobody waits for the answer.
    match wrote.and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Does `work` in this process under the limits of reading the file called `name`. When it takes too much, `told` is
/// called with why, and the process ends.
pub fn limited<T: Send>(
    name: &str,
    work: impl FnOnce() -> T + Send,
    told: impl Fn(&Problem) + Send + 'static,
) -> Result<T, Problem> {
    let file = name.to_owned();
    let stop = move |limit: Limit| {
        told(&match limit {
            Limit::Memory => took_too_much(&file),
            Limit::Time => took_too_long(&file),
        });
        end(1);
    };
    within_limits(name, work, stop)
}

/// What was taken too much of.
#[derive(Clone, Copy)]
enum Limit {
    Memory,
    Time,
}

fn within_limits<T: Send>(
    name: &str,
    work: impl FnOnce() -> T + Send,
    stop: impl Fn(Limit) + Send + 'static,
) -> Result<T, Problem> {
    // Twice the time, since the processor's time is no one's patience: it ends what nobody waits for any longer.
    system::limit_this_process(MOST_MEMORY + RESERVED, MOST_TIME * 2);
    let done = Arc::new(AtomicBool::new(false));
    let watched = Arc::clone(&done);
    let watch = move || {
        let begun = Instant::now();
        while !watched.load(Ordering::Relaxed) {
            if system::resident_bytes().is_some_and(|bytes| bytes > MOST_MEMORY) {
                stop(Limit::Memory);
            }
            if begun.elapsed() > MOST_TIME {
                stop(Limit::Time);
            }
            std::thread::sleep(STEP);
        }
    };
    let failed = |error: std::io::Error| unanswered(name, &error.to_string());
    std::thread::Builder::new().name("Watch".to_owned()).stack_size(256 << 10).spawn(watch).map_err(failed)?;
    let outcome = std::thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(work));
        let reading = std::thread::Builder::new().name("Reading".to_owned()).stack_size(STACK);
        let reading = reading.spawn_scoped(scope, work).map_err(failed)?;
        let outcome = reading.join().unwrap_or_else(Err);
        outcome.map_err(|panic| {
            let words = panic.downcast_ref::<&str>().map(ToString::to_string);
            crashed(name, &words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default())
        })
    });
    done.store(true, Ordering::Relaxed);
    outcome
}

#[expect(clippy::exit, reason = "the thread that takes too much cannot be stopped in another way")]
fn end(code: i32) {
    std::process::exit(code)
}
