//! Teaches git about a project: how its files are merged, how they are shown in a diff, what is left out.
//!
//! In: the project's folder and the program that git is to run. Out: what was done, a line each.
//! Must not know: how a file is merged or shown. Holds: lines of others in `.gitattributes` and `.gitignore` stay as
//! they are; doing it again changes nothing; nothing outside the repository's own settings is touched.

use std::path::Path;
use std::process::Command;

use crate::model::problem::{Problem, shortened};
use crate::store::MOST;
use crate::store::files::{self, Existing};
use crate::store::folder::Folder;
use crate::store::layout::{self, IGNORED};

/// Sets git up for the project in `folder`, with `program` as the Tickmark it runs.
pub fn set_up(folder: &Path, program: &Path) -> Result<Vec<String>, Problem> {
    let opened = Folder::open(folder)?;
    git(folder, &["rev-parse", "--git-dir"])
        .map_err(|problem| problem.help("Make it one with `git init`, then run `tickmark git-setup` again"))?;
    let mut done = Vec::new();
    for (file, lines) in [(".gitattributes", layout::git_attributes()), (".gitignore", IGNORED.to_owned())] {
        let n_added = add_lines(&opened.at(file)?, &lines)?;
        done.push(match n_added {
            0 => format!("{file}: nothing to add"),
            1 => format!("{file}: 1 line added"),
            n => format!("{file}: {n} lines added"),
        });
    }
    let program = quoted_for_a_shell(program);
    let settings = [
        ("merge.tickmark.name", "Tickmark: merges projects by claim and field".to_owned()),
        ("merge.tickmark.driver", format!("{program} merge %O %A %B --path %P")),
        ("diff.tickmark.textconv", format!("{program} show-file")),
    ];
    for (name, value) in settings {
        let now = git(folder, &["config", "--local", "--get", name]).unwrap_or_default();
        if now == value {
            done.push(format!("git config {name}: as it should be"));
        } else {
            git(folder, &["config", "--local", name, &value])?;
            done.push(format!("git config {name}: set"));
        }
    }
    Ok(done)
}

/// Adds the lines that a file lacks to its end; how many.
fn add_lines(path: &Path, lines: &str) -> Result<usize, Problem> {
    let there = if files::is_missing(path)? { Vec::new() } else { files::read_limited(path, MOST)? };
    let known = String::from_utf8_lossy(&there);
    let known: Vec<&str> = known.lines().map(str::trim).collect();
    let missing: Vec<&str> = lines.lines().filter(|line| !known.contains(line)).collect();
    if missing.is_empty() {
        return Ok(0);
    }
    let mut bytes = there.clone();
    if bytes.last().is_some_and(|&byte| byte != b'\n') {
        bytes.push(b'\n');
    }
    for line in &missing {
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    files::write_atomically(path, &bytes, Existing::Replace)?;
    Ok(missing.len())
}

/// Runs git in `folder`; what it says, without the line's end.
fn git(folder: &Path, args: &[&str]) -> Result<String, Problem> {
    let failed = |why: String| {
        Problem::error("git-failed", "Git was not set up for this project")
            .at(files::place(folder))
            .why(why)
            .now("the project itself was not changed")
            .help("Install git, then run `tickmark git-setup` again")
    };
    let answer = Command::new("git").arg("-C").arg(folder).args(args).output();
    let answer = answer.map_err(|error| failed(format!("git could not be run: {error}")))?;
    if answer.status.success() {
        Ok(String::from_utf8_lossy(&answer.stdout).trim_end().to_owned())
    } else {
        Err(failed(shortened(&String::from_utf8_lossy(&answer.stderr), 300)))
    }
}

/// A path as git's shell takes it whole, on Windows too.
fn quoted_for_a_shell(program: &Path) -> String {
    let path = program.display().to_string().replace('\\', "/");
    format!("'{}'", path.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_others_stay_and_a_second_time_adds_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".gitignore");
        files::write_atomically(&path, b"target\nprivate/", Existing::Refuse).unwrap();
        assert_eq!(add_lines(&path, ".tickmark/\nprivate/\n").unwrap(), 1);
        assert_eq!(files::read_limited(&path, MOST).unwrap(), b"target\nprivate/\n.tickmark/\n");
        assert_eq!(add_lines(&path, ".tickmark/\nprivate/\n").unwrap(), 0);
        assert_eq!(quoted_for_a_shell(Path::new("/o'k/tick mark")), "'/o'\\''k/tick mark'");
    }
}
