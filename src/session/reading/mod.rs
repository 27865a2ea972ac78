//! Reads files that come from outside so that no file can take the program down: in a process of its own, under limits.
//!
//! In: a file's name and bytes, and which program reads. Out: the text, or a problem that names the file and the reason.
//! `apart` starts the process and waits, `child` is what runs in it, `wire` what the two say to each other; the readers
//! themselves are `import/`. Pages to look at (`pages`) are laid out and drawn in the same way.
//! Must not know: what becomes of the text.
//! Holds: reading ends within [`MOST_TIME`] and below [`MOST_MEMORY`] bytes, whatever the file does: the process is
//! ended, and this one goes on. The memory limit holds on Linux; elsewhere see `store/system.rs`.

pub mod child;
pub mod pages;

mod apart;
mod wire;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::import::pdf::Picture;
use crate::import::{self, Imported, picture};
use crate::model::problem::{Place, Problem, shortened};
use crate::session::jobs::Cancel;
use crate::session::reading::pages::Sheets;
use crate::store::system;

/// The longest that reading a file may take.
pub const MOST_TIME: Duration = Duration::from_secs(10);
/// The most memory in use, in bytes, that reading a file may take.
pub const MOST_MEMORY: u64 = 900 << 20;
/// The word that has the program read one file for another process and do nothing else.
pub const READ_APART: &str = "read-apart";

/// What a process of its own is asked about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Its text.
    Text,
    /// Its pages, and where the words stand on them.
    Sheets,
    /// One page as a picture.
    Picture {
        /// Which, from 0.
        page: usize,
        /// Thousandths of a pixel to a point.
        scale: u32,
    },
    /// The picture that the file is.
    Image {
        /// The most pixels that a side may have.
        side: u32,
    },
}

impl Request {
    /// The request as arguments after the file's name.
    fn arguments(self) -> Vec<String> {
        match self {
            Self::Text => Vec::new(),
            Self::Sheets => vec!["sheets".to_owned()],
            Self::Picture { page, scale } => vec!["picture".to_owned(), page.to_string(), scale.to_string()],
            Self::Image { side } => vec!["image".to_owned(), side.to_string()],
        }
    }

    /// The request that these arguments are.
    pub fn of(arguments: &[OsString]) -> Option<Self> {
        let words: Vec<&str> = arguments.iter().map(|word| word.to_str()).collect::<Option<_>>()?;
        match words.as_slice() {
            [] => Some(Self::Text),
            ["sheets"] => Some(Self::Sheets),
            ["image", side] => Some(Self::Image { side: side.parse().ok()? }),
            ["picture", page, scale] => Some(Self::Picture { page: page.parse().ok()?, scale: scale.parse().ok()? }),
            _ => None,
        }
    }
}

/// Who reads the files that come from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A process of its own of this program, started for each file.
    Apart(PathBuf),
    /// This process: for tests, and where a program cannot be started.
    InProcess,
}

/// What was read, and what it took.
#[derive(Debug)]
pub struct Measured {
    /// The text, or why there is none.
    pub outcome: Result<Imported, Problem>,
    /// The most memory that reading took, in bytes, as far as that is known.
    pub peak_bytes: Option<u64>,
}

impl Reader {
    /// The program that runs, for a process that is this program and no test of its library.
    pub fn of_this_program() -> Self {
        system::own_program().map_or(Self::InProcess, Self::Apart)
    }

    /// The text of the file called `name`; see [`import::read`] for the problems of files, and `reading-…` for those of
    /// reading apart.
    pub fn read(&self, name: &str, bytes: &[u8], cancel: &Cancel) -> Result<Imported, Problem> {
        self.measured(name, bytes, cancel).outcome
    }

    /// The same, with what it took.
    pub fn measured(&self, name: &str, bytes: &[u8], cancel: &Cancel) -> Measured {
        match self {
            Self::Apart(program) => apart::read(program, name, bytes, cancel),
            Self::InProcess => Measured { outcome: import::read(name, bytes), peak_bytes: None },
        }
    }
}

impl Reader {
    /// The pages of the PDF document called `name`, with the places of their words.
    pub fn sheets(&self, name: &str, bytes: &[u8], cancel: &Cancel) -> Result<Sheets, Problem> {
        match self {
            Self::Apart(program) => apart::sheets(program, name, bytes, cancel),
            Self::InProcess => pages::sheets(name, bytes.to_vec()),
        }
    }

    /// The pixels of the picture called `name`, at most `side` wide and high.
    pub fn image(&self, name: &str, bytes: &[u8], side: u32, cancel: &Cancel) -> Result<Picture, Problem> {
        match self {
            Self::Apart(program) => apart::image(program, name, bytes, side, cancel),
            Self::InProcess => picture::decoded(name, bytes, side),
        }
    }

    /// Page `page` (from 0) of the PDF document called `name`, drawn at `scale` thousandths of a pixel to a point.
    pub fn picture(
        &self,
        name: &str,
        bytes: &[u8],
        (page, scale): (usize, u32),
        cancel: &Cancel,
    ) -> Result<Picture, Problem> {
        match self {
            Self::Apart(program) => apart::picture(program, name, bytes, (page, scale), cancel),
            Self::InProcess => pages::picture(name, bytes.to_vec(), page, scale),
        }
    }
}

fn not_read(id: &'static str, name: &str, loss: &str) -> Problem {
    Problem::error(id, format!("“{name}” was not read: {loss}"))
        .at(Place::File(name.to_owned()))
        .now("nothing was added; the file was not touched")
}

/// The usual way out: some other program knows better what is in the file.
const SAVE_ANEW: &str = "Open it in its own program, save the text as TXT, HTML or DOCX, and open that";

fn took_too_long(name: &str) -> Problem {
    not_read("reading-too-slow", name, "it took too long")
        .why(format!("its text was not found within {} seconds", MOST_TIME.as_secs()))
        .help(SAVE_ANEW)
}

fn took_too_much(name: &str) -> Problem {
    not_read("reading-too-much-memory", name, "it needs too much memory")
        .why(format!("unpacking it takes more than {} MB; so do files made to overwhelm a program", MOST_MEMORY >> 20))
        .help(SAVE_ANEW)
}

fn too_deep(name: &str) -> Problem {
    not_read("reading-crashed", name, "it cannot be followed")
        .why("its parts are nested too deeply; so are those of files made to overwhelm a program")
        .help(SAVE_ANEW)
}

fn crashed(name: &str, how: &str) -> Problem {
    not_read("reading-crashed", name, "Tickmark failed over it")
        .why(format!("the process that reads it ended early: {}", shortened(how, 200)))
        .help(format!("{SAVE_ANEW}; and please report this file"))
}

fn unanswered(name: &str, how: &str) -> Problem {
    not_read("reading-unanswered", name, "the process that reads it gave no answer")
        .why(shortened(how, 200))
        .help("Save, close Tickmark and start it again; if it stays so, install Tickmark anew")
}

fn cancelled(name: &str) -> Problem {
    Problem::note("cancelled", format!("“{name}” was not opened: cancelled"))
        .at(Place::File(name.to_owned()))
        .now("files opened before it are in the project")
        .help("Open it again")
}
