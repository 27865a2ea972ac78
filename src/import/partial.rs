//! The problems of documents that were read in part, or refused, in one wording for all formats.
//!
//! Must not know: formats.

use crate::model::problem::{Place, Problem};

/// Hidden words were left out.
pub(super) fn hidden(name: &str, n_passages: usize) -> Option<Problem> {
    let what = match n_passages {
        0 => return None,
        1 => "1 hidden passage was left out".to_owned(),
        n => format!("{n} hidden passages were left out"),
    };
    Some(
        Problem::note("hidden-left-out", what)
            .at(Place::File(name.to_owned()))
            .why("its writer hid these words, so that readers do not see them")
            .now("everything that readers see was read; the file was not touched")
            .help("Open it in its own program and show hidden text, if you want to know what it says"),
    )
}

/// The text ends early.
pub(super) fn cut_off(name: &str, why: &str) -> Problem {
    Problem::warning("document-cut-off", format!("“{name}” was read only in part"))
        .at(Place::File(name.to_owned()))
        .why(why)
        .now("what comes before that place was read; the file was not touched")
        .help("Get the file again from where it came, or open it in its own program and save it anew")
}

/// Nothing is read, because of what the file tries.
pub(super) fn refused(name: &str, why: &str) -> Problem {
    Problem::error("document-refused", format!("“{name}” was not opened: it is not built like a document"))
        .at(Place::File(name.to_owned()))
        .why(why)
        .now("nothing was added; the file was not touched")
        .help("Check where the file comes from; open it in its own program, save it anew, and open that")
}

/// Something inside was passed over.
pub(super) fn not_taken_in(name: &str, part: &str) -> Problem {
    Problem::warning("part-left-out", format!("A part of “{name}” was left out"))
        .at(Place::File(name.to_owned()))
        .why(format!("{part} is in a format of its own that is not read inside another"))
        .now("the rest was read; the file was not touched")
        .help("Open it in its own program, save it anew, and open that")
}
