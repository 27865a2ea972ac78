//! A sealed world for the program: a folder of its own, a home of its own, an empty environment.
//!
//! In: arguments. Out: what the program said on both streams and its exit code, with paths, ids and times replaced.
//! Must not know: what a command means.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jiff::tz::TimeZone;
use tempfile::TempDir;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::reading::Reader;
use tickmark::session::{Session, Surroundings};

/// A project folder and everything around it; gone when dropped.
pub(crate) struct TestProject {
    root: TempDir,
}

/// What one run of the program said.
#[derive(Debug)]
pub(crate) struct Run {
    /// Standard output as it came.
    pub(crate) stdout: String,
    /// Standard error as it came.
    pub(crate) stderr: String,
    /// The exit code.
    pub(crate) code: i32,
}

impl TestProject {
    /// A world with an empty folder to stand in.
    pub(crate) fn empty() -> Self {
        let root = tempfile::tempdir().expect("a folder for the test");
        let world = Self { root };
        std::fs::create_dir(world.folder()).expect("the folder to stand in");
        world
    }

    /// A world whose folder is a project called "Test", without an article.
    pub(crate) fn new() -> Self {
        let world = Self::empty();
        world.run(&["new", ".", "--title", "Test"]).ok();
        world
    }

    /// A project with the article `ministers`, of `text`.
    pub(crate) fn with_article(text: &str) -> Self {
        let world = Self::new();
        world.write("../ministers.txt", text.as_bytes());
        assert_eq!(world.run(&["add", "../ministers.txt"]).ok().lines().count(), 1);
        world
    }

    /// The folder the program stands in.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("project")
    }

    /// Writes a file, its path told from the folder.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        write(&self.folder().join(path), bytes);
    }

    /// Reads a file, its path told from the folder.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder().join(path)).expect(path)
    }

    /// The program, ready to be run in `folder` with these arguments.
    pub(crate) fn command(&self, folder: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tickmark"));
        let home = self.root.path().join("home");
        command.args(args).current_dir(folder).env_clear().stdin(Stdio::null());
        command.env("HOME", &home).env("USER", "alma").env("TZ", "UTC");
        command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data"));
        command
    }

    /// Runs the program in the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_in(&self.folder(), args)
    }

    /// Runs the program in another folder.
    pub(crate) fn run_in(&self, folder: &Path, args: &[&str]) -> Run {
        Run::of(&self.command(folder, args).output().expect("the program starts"))
    }

    /// Runs the program and gives all it said as one text; see [`TestProject::plain`].
    pub(crate) fn told(&self, args: &[&str]) -> String {
        let run = self.run(args);
        let mut text = String::new();
        writeln!(text, "$ tickmark {}", args.join(" ")).expect("text takes text");
        text.push_str(&run.stdout);
        for line in run.stderr.lines() {
            writeln!(text, "! {line}").expect("text takes text");
        }
        if run.code != 0 {
            writeln!(text, "exit {}", run.code).expect("text takes text");
        }
        text
    }

    /// `text` with paths, ids and times replaced by `$PROJECT`, `$ID1` (in short `$id1`) and `$TIME`; ids are
    /// numbered as they appear.
    pub(crate) fn plain(&self, text: &str) -> String {
        let real = self.root.path().canonicalize().expect("the folder is there");
        let mut text = text.to_owned();
        for root in [real.as_path(), self.root.path()] {
            let root = root.display().to_string();
            text = text.replace(&format!("{root}/project"), "$PROJECT").replace(&root, "$ROOT");
        }
        let short = |id: &str| id[20..].to_lowercase();
        let mut ids: Vec<(usize, String)> = self
            .ids()
            .into_iter()
            .filter_map(|id| Some((text.find(&id).into_iter().chain(text.find(&short(&id))).min()?, id)))
            .collect();
        ids.sort();
        for (name, (_, id)) in (1..).zip(ids) {
            text = text.replace(&id, &format!("$ID{name}")).replace(&short(&id), &format!("$id{name}"));
        }
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(is_time) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            if after.len() >= 19 && after.is_char_boundary(19) && looks_like_time(&after[..19]) {
                out.push_str("$TIME");
                rest = after[19..].trim_start_matches('Z');
            } else {
                out.push_str(&after[..1]);
                rest = &after[1..];
            }
        }
        out.push_str(rest);
        out
    }

    /// Every id in the project's files.
    fn ids(&self) -> BTreeSet<String> {
        let mut files = vec![self.folder().join("sources.ron")];
        for article in self.folder().join("articles").read_dir().into_iter().flatten().flatten() {
            files.push(article.path().join("review.ron"));
            files.push(article.path().join("history.ronl"));
        }
        files.push(self.folder().join("history.ronl"));
        let mut ids = BTreeSet::new();
        for file in files {
            let text = std::fs::read_to_string(file).unwrap_or_default();
            let is_id =
                |word: &&str| word.len() == 26 && word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
            ids.extend(text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_id).map(str::to_owned));
        }
        ids
    }
}

fn is_time(c: char) -> bool {
    c == '2'
}

/// Whether `text` reads `2022-02-01 13:51:00`, with a space or a T between.
fn looks_like_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00 00:00:00" || shape == "0000-00-00T00:00:00"
}

impl Run {
    /// What a finished run said.
    pub(crate) fn of(output: &Output) -> Self {
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// The answer of a run that did what was asked and said nothing beside it.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        self.stdout.trim_end().to_owned()
    }

    /// What standard error says of a run that did not do what was asked, for the reason `id`, and answered nothing.
    #[track_caller]
    pub(crate) fn refused(self, id: &str) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (1, ""), "{}", self.stderr);
        assert!(self.stderr.contains(&format!("error[{id}]")), "{}", self.stderr);
        self.stderr
    }

    /// What standard error says of a run that was asked the wrong way.
    #[track_caller]
    pub(crate) fn misused(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        self.stderr
    }
}

/// Writes a file and makes the folders it lies in.
#[expect(clippy::disallowed_methods, reason = "a test lays out files")]
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the file's folder");
    std::fs::write(path, bytes).expect("a file of the test");
}

/// A session as a window holds it, of this person, with no settings or folders of its own.
pub(crate) fn window_session(login: &str) -> Session {
    Session::new(surroundings(login, Reader::Apart(env!("CARGO_BIN_EXE_tickmark").into())))
}

/// The surroundings of a session of this person, with no settings or folders of its own.
pub(crate) fn surroundings(login: &str, reader: Reader) -> Surroundings {
    Surroundings {
        clock: Clock::System,
        ids: Ids::Random,
        zone: TimeZone::UTC,
        config: None,
        data: None,
        login: login.to_owned(),
        reader,
    }
}
