//! Which files of a folder are meant when the folder is named.
//!
//! In: what was named. Out: its files in order, or why there are none. Must not know: what becomes of them.
//! Holds: links, hidden files and projects are left out; depth and number are bounded.

use std::path::{Path, PathBuf};

use crate::model::problem::{Place, Problem};
use crate::session::importing::endings;
use crate::session::projects::is_project;
use crate::session::wishes::Incoming;
use crate::store::files::name_of;

/// The most files that are taken out of folders at once.
const MOST_FILES: usize = 2000;
/// How deep folders in folders are looked into.
const DEEPEST: usize = 16;

/// Which files of a folder are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those whose ending a reader knows.
    Readable,
    /// All of them.
    Every,
}

/// One thing that is to come in, as it was found.
pub(super) struct Expected {
    /// What it is called: with the folders that were looked through.
    pub(super) name: String,
    /// What it is, or why it is not to be had.
    pub(super) what: Result<Incoming, Problem>,
}

/// What is named, with the files that are wanted in the place of each folder.
pub(super) fn looked_through(incoming: Vec<Incoming>, wanted: Wanted) -> Vec<Expected> {
    let mut out = Vec::new();
    for one in incoming {
        match one {
            Incoming::Path(path) if path.is_dir() => look_through(&path, wanted, &mut out),
            one => out.push(Expected { name: one.name(), what: Ok(one) }),
        }
    }
    out
}

/// Every wanted file of a folder, by name; folders in it after its files.
fn look_through(folder: &Path, wanted: Wanted, out: &mut Vec<Expected>) {
    let name = name_of(folder);
    let before = out.len();
    walk((folder, &name), wanted, 0, out);
    if out.len() == before {
        let problem = Problem::error("folder-without-text", format!("There is nothing to open in “{name}”"))
            .at(Place::File(folder.display().to_string()))
            .why(match wanted {
                Wanted::Readable => "no file in it has the ending of a text that Tickmark reads",
                Wanted::Every => "no file is in it, or only hidden ones",
            })
            .now("nothing was added; the folder was not touched")
            .help("Name a file by itself: then its content counts, not its name");
        out.push(Expected { name, what: Err(problem) });
    }
}

fn walk((folder, shown): (&Path, &str), wanted: Wanted, depth: usize, out: &mut Vec<Expected>) {
    let refuse = |out: &mut Vec<Expected>, id, loss: &str, why: &str, help: &str| {
        let problem = Problem::error(id, format!("“{shown}” was not looked through: {loss}"))
            .at(Place::File(folder.display().to_string()))
            .why(why)
            .now("nothing was added from it; the folder was not touched")
            .help(help);
        out.push(Expected { name: shown.to_owned(), what: Err(problem) });
    };
    if is_project(folder) {
        let help = "Open it as a project, or bring it in with File > Merge a copy…";
        return refuse(out, "folder-is-project", "it is a project of its own", "it holds a project.ron", help);
    }
    if depth > DEEPEST {
        let why = format!("folders are looked into {DEEPEST} deep");
        return refuse(out, "folder-too-deep", "it lies too deep", &why, "Open the folder itself");
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let why = error.to_string();
            return refuse(out, "folder-unreadable", "it cannot be read", &why, "Give yourself the right to read it");
        }
    };
    let mut found: Vec<(bool, String, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Links are not followed: they may lead round and round.
            let kind = entry.file_type().ok()?;
            let is_wanted = kind.is_dir() || (!kind.is_symlink() && (wanted == Wanted::Every || is_readable(&name)));
            (is_wanted && !name.starts_with('.')).then(|| (kind.is_dir(), name, entry.path()))
        })
        .collect();
    found.sort();
    for (is_folder, name, path) in found {
        let name = format!("{shown}/{name}");
        if out.len() >= MOST_FILES {
            let why = format!("at most {MOST_FILES} files are taken at once");
            return refuse(out, "folder-too-full", "it holds too many files", &why, "Open its folders one by one");
        }
        if is_folder {
            walk((&path, &name), wanted, depth + 1, out);
        } else {
            out.push(Expected { name, what: Ok(Incoming::Path(path)) });
        }
    }
}

/// Whether a file of this name may be an article.
fn is_readable(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings().contains(&ending.to_ascii_lowercase().as_str()))
}
