//! The command line: arguments in, commands to the session, answers out.
//!
//! Every subcommand is one or a few of the wishes that the window has too; what it brings about is the session's work.
//! Must not know: more than the window knows. Standard output carries the answer and nothing else; problems, warnings
//! and notes go to standard error.

mod args;
mod articles;
mod backups;
mod claims;
mod contacts;
mod demo;
mod desk;
mod drafts;
mod evidence;
mod extract;
mod help;
mod history;
mod json;
mod merging;
mod names;
mod out;
mod projects;
mod proposals;
mod queries;
mod repair;
mod share;
mod show;
mod sign_off;
mod sources;
mod values;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};

use crate::cli::args::claims::ClaimTask;
use crate::cli::args::{Arguments, GROUPS, ListArgs, Task};
use crate::cli::claims::{Filter, Whose};
use crate::cli::desk::{Desk, Style};
use crate::cli::help::TOP_EXAMPLES;
use crate::cli::values::Listing;
use crate::model::claim::FixState;
use crate::model::problem::{Place, Problem};
use crate::model::query::QueryState;
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::hold::Access;
use crate::session::reading::{READ_APART, Reader, Request, child};
use crate::session::wishes::{Concerns, Overwrite, Ruling};
use crate::store::system::has_display;

/// Exit code for wrong usage.
const USAGE: u8 = 2;

/// What the arguments ask for.
#[derive(Debug)]
pub enum Start {
    /// The window, with these files or folders.
    Window {
        /// What to open in it.
        paths: Vec<PathBuf>,
    },
    /// Nothing more: the command was carried out, or could not be.
    Done(ExitCode),
}

/// Reads the arguments (the program's name first) and carries out what they ask, unless that is the window. `reader`
/// reads files that come from outside.
pub fn start(args: impl Iterator<Item = OsString>, reader: &Reader) -> Start {
    let args: Vec<OsString> = args.collect();
    // Not in the grammar, whose making would take a good part of the time that reading a small file does.
    if let [_, word, name, request @ ..] = args.as_slice()
        && word == READ_APART
        && let Some(request) = Request::of(request)
    {
        return Start::Done(child::answer(&name.to_string_lossy(), request));
    }
    let parsed = command().try_get_matches_from(args).and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return Start::Done(usage(&error)),
    };
    let Arguments { project, by, json, with_confidential, take_over, task } = arguments;
    let style = if json { Style::Json } else { Style::Plain };
    let audience = if with_confidential { Visibility::Confidential } else { Visibility::Newsroom };
    let access = match &task {
        Some(task) if task.only_reads() => Access::Read,
        Some(_) | None if take_over => Access::TakeOver,
        Some(_) | None => Access::Work,
    };
    let desk = || Desk::new(style, audience, by.as_deref(), access, reader);
    match task {
        None if has_display() => Start::Window { paths: project.into_iter().collect() },
        None if project.is_none() => Start::Done(carry_out(desk(), None, Task::Demo { out: None })),
        None => Start::Done(failed(&no_display(project.as_deref()))),
        Some(Task::Paths(words)) => {
            let paths: Vec<PathBuf> = words.into_iter().map(PathBuf::from).collect();
            match paths.first().filter(|path| !path.exists()) {
                Some(missing) => Start::Done(usage(&neither_path_nor_command(missing))),
                None if has_display() => Start::Window { paths },
                None => Start::Done(failed(&no_display(None))),
            }
        }
        Some(Task::Extract(wanted)) => Start::Done(extract::run(&wanted, style)),
        Some(task) => Start::Done(carry_out(desk(), project.as_deref(), task)),
    }
}

/// Carries out a subcommand, saves, and answers.
fn carry_out(mut desk: Desk, project: Option<&Path>, task: Task) -> ExitCode {
    let outcome = run(&mut desk, project, task);
    if let Err(Stop::Problem(refused)) = &outcome {
        for problem in desk.damage_behind(refused) {
            out::tell(&problem.to_string());
        }
    }
    // What was done before something failed is saved too.
    let saved = desk.settle();
    let answered = match (&outcome, &saved) {
        (Err(Stop::Usage(_)), _) | (_, Err(_)) => Ok(()), // an answer about what is not on disk would be wrong
        _ => desk.out.finish(),
    };
    let stop = outcome.and_then(|ending| saved.map(|()| ending).map_err(Stop::from));
    match stop.and_then(|ending| answered.map(|()| ending).map_err(Stop::from)) {
        Ok(Ending::Well) => ExitCode::SUCCESS,
        Ok(Ending::Unwell) => ExitCode::FAILURE,
        Err(Stop::Problem(problem)) => failed(&problem),
        Err(Stop::Usage(error)) => usage(&error),
    }
}

/// How a subcommand that did its work found things.
enum Ending {
    /// In order.
    Well,
    /// Not in order, as its answer tells.
    Unwell,
}

/// Why a subcommand did not do its work.
enum Stop {
    /// For a reason in the project, the files or the machine.
    Problem(Problem),
    /// For wrong usage.
    Usage(Box<clap::Error>),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

fn run(desk: &mut Desk, project: Option<&Path>, task: Task) -> Result<Ending, Stop> {
    match task {
        Task::New { folder, title } => projects::new(desk, folder, title)?,
        Task::Person { name, initials } => projects::person(desk, name.as_deref(), initials.as_deref())?,
        Task::Commands { markdown } => projects::commands(desk, markdown)?,
        Task::Demo { out } => demo::run(desk, out)?,
        Task::Merge { base, ours, theirs, path } => merging::merge(&base, &ours, &theirs, path.as_deref())?,
        Task::ShowFile { file } => merging::show_file(desk, &file)?,
        Task::Reanchor(wanted) => drafts::reanchor(desk, &wanted)?,
        Task::Backups => backups::list(desk, project)?,
        Task::Restore { backup, folder } => backups::restore(desk, project, &backup, &folder)?,
        Task::CheckProject { keep_copy: _, repair: true, write } => {
            return Ok(if repair::run(desk, project, write)? { Ending::Well } else { Ending::Unwell });
        }
        Task::CheckProject { keep_copy, repair: false, write: _ } => {
            if keep_copy {
                projects::keep_copy(desk, project)?;
            }
            return Ok(if projects::check(desk, project)? { Ending::Well } else { Ending::Unwell });
        }
        task => {
            desk.open_telling(project)?;
            if !task.only_reads() {
                desk.refuse_read_only()?;
            }
            in_project(desk, task)?;
        }
    }
    Ok(Ending::Well)
}

/// Carries out a subcommand that needs a project.
fn in_project(desk: &mut Desk, task: Task) -> Result<(), Stop> {
    match task {
        Task::New { .. }
        | Task::Person { .. }
        | Task::Commands { .. }
        | Task::Demo { .. }
        | Task::Merge { .. }
        | Task::ShowFile { .. }
        | Task::Reanchor(_)
        | Task::Extract(_)
        | Task::CheckProject { .. }
        | Task::Backups
        | Task::Restore { .. }
        | Task::Paths(_) => {}
        Task::List(wanted) => list(desk, &wanted)?,
        Task::Add(wanted) => articles::add(desk, wanted)?,
        Task::Draft(wanted) => drafts::draft(desk, wanted)?,
        Task::Article(edit) => articles::edit(desk, edit)?,
        Task::Read { article, quote, nth, paragraph } => {
            articles::read(desk, &article, quote.as_deref(), index(nth), paragraph)?;
        }
        Task::Report { article, format, out, audience, force } => {
            let overwrite = if force { Overwrite::Allowed } else { Overwrite::Never };
            articles::report(desk, &article, format, &out, &articles::Reading { audience, overwrite })?;
        }
        Task::Share { file, dry_run, force } => {
            let overwrite = if force { Overwrite::Allowed } else { Overwrite::Never };
            if dry_run { share::list(desk)? } else { share::write(desk, file, overwrite)? }
        }
        Task::Project { title, scale } => projects::project(desk, title, scale.as_deref())?,
        Task::Undo { number } => projects::undo(desk, number)?,
        Task::Redo => projects::redo(desk)?,
        Task::History(wanted) => history::history(desk, &wanted)?,
        Task::Stage { article, stage, anyway } => {
            let concerns = if anyway { Concerns::Accepted } else { Concerns::Ask };
            sign_off::stage(desk, article.as_deref(), stage, concerns)?;
        }
        Task::Sign { article, role, note, withdraw } => {
            if withdraw {
                sign_off::withdraw(desk, &article, role)?;
            } else {
                sign_off::sign(desk, &article, role, note)?;
            }
        }
        Task::Legal(wish) => sign_off::legal(desk, wish)?,
        Task::Correct(wish) => sign_off::correct(desk, wish)?,
        Task::MergeCopy { path } => merging::merge_copy(desk, path)?,
        Task::GitSetup => merging::git_setup(desk)?,
        Task::Conflicts => merging::conflicts(desk)?,
        Task::Settle { question, choice } => merging::settle(desk, &question, choice)?,
        Task::Assign { words, paragraphs, nobody, article } => {
            let wanted = merging::Assigned { words: &words, paragraphs, nobody, article: &article };
            merging::assign(desk, &wanted)?;
        }
        Task::Backup => backups::make(desk)?,
        Task::Source { action } => sources::run(desk, action)?,
        Task::Evidence { action } => evidence::run(desk, action)?,
        Task::Contact { action } => contacts::run(desk, action)?,
        Task::Proposals { article, all } => {
            let extent = if all { proposals::Extent::All } else { proposals::Extent::Open };
            proposals::list(desk, &article, extent)?;
        }
        Task::Accept(args) => proposals::accept(desk, args)?,
        Task::Dismiss(args) => proposals::dismiss(desk, &args)?,
        Task::Query(asked) => queries::run(desk, asked)?,
        Task::Claims(task) => with_claims(desk, task)?,
    }
    Ok(())
}

/// Carries out a subcommand about claims.
fn with_claims(desk: &mut Desk, task: ClaimTask) -> Result<(), Stop> {
    let outcome = match task {
        ClaimTask::Visibility { of } => claims::visibility(desk, of),
        ClaimTask::Claim { article, quote, nth, kind, claimant } => {
            claims::add(desk, &article, &quote, index(nth), kind, claimant)
        }
        ClaimTask::Tie { claim, source, words } => claims::tie(desk, &claim, &source, *words),
        ClaimTask::Retie { claim, tie, words } => claims::retie(desk, &claim, index(tie), *words),
        ClaimTask::Untie { claim, tie } => claims::untie(desk, &claim, index(tie)),
        ClaimTask::Status { words, scope, basis, reason, article } => {
            let (claims, status) = claims_and_word(&words, "status", values::status)?;
            let ids = names::claims(&desk.session, article.article.as_deref(), claims)?;
            let ruling = Ruling { scope, status, basis, reason };
            claims::change(desk, &ids, Command::Decide { claims: ids.clone(), ruling })
        }
        ClaimTask::Kind { words, article } => {
            let (claims, kind) = claims_and_word(&words, "kind", values::kind)?;
            let ids = names::claims(&desk.session, article.article.as_deref(), claims)?;
            claims::change(desk, &ids, Command::SetKind { claims: ids.clone(), kind })
        }
        ClaimTask::Remove { claims, article } => {
            let ids = names::claims(&desk.session, article.article.as_deref(), &claims)?;
            desk.edit(Command::RemoveClaims(ids))
        }
        ClaimTask::Note { claim, text, visibility } => {
            let (_, claim) = names::claim(&desk.session, None, &claim)?;
            claims::note(desk, claim, text, visibility)
        }
        ClaimTask::Fix { claim, words, accept, stet, withdraw: _ } => {
            let (_, claim) = names::claim(&desk.session, None, &claim)?;
            desk.edit(match (words, accept, stet) {
                (Some(words), _, _) => Command::ProposeFix { claim, words: Some(words) },
                (None, true, _) => Command::AnswerFix { claim, state: FixState::Accepted },
                (None, false, true) => Command::AnswerFix { claim, state: FixState::Stet },
                (None, false, false) => Command::ProposeFix { claim, words: None },
            })
        }
        ClaimTask::Claimant { claim, name } => {
            let (_, claim) = names::claim(&desk.session, None, &claim)?;
            claims::change(desk, &[claim], Command::SetClaimant { claim, claimant: name })
        }
        ClaimTask::Verdict { claim, rating, clear: _ } => {
            let (_, claim) = names::claim(&desk.session, None, &claim)?;
            desk.edit(Command::SetVerdict { claim, verdict: rating })
        }
    };
    Ok(outcome?)
}

/// The claims named, and the value that stands behind them. By hand, since options may stand between the two.
fn claims_and_word<'a, T>(
    words: &'a [String],
    what: &str,
    value: fn(&str) -> Result<T, String>,
) -> Result<(&'a [String], T), Stop> {
    let misused = |kind, told: String| {
        let mut grammar = command();
        grammar.build();
        let error = match grammar.find_subcommand_mut(what) {
            Some(task) => task.error(kind, told),
            None => grammar.error(kind, told),
        };
        Stop::Usage(Box::new(error))
    };
    let Some((last, claims)) = words.split_last() else {
        return Err(misused(ErrorKind::MissingRequiredArgument, what.to_owned()));
    };
    match value(last) {
        Ok(value) if !claims.is_empty() => Ok((claims, value)),
        Ok(_) => {
            let told = format!("no claim is named: `tickmark {what} CLAIM {last}`; `tickmark list claims` lists them");
            Err(misused(ErrorKind::MissingRequiredArgument, told))
        }
        Err(why) => {
            let last = crate::model::problem::shortened(last, 60);
            Err(misused(
                ErrorKind::ValueValidation,
                format!("“{last}” is no {what}: {why}; it stands behind the claims"),
            ))
        }
    }
}

fn list(desk: &mut Desk, wanted: &ListArgs) -> Result<(), Stop> {
    let article = wanted.article.article.as_deref();
    let status = wanted.status.as_deref();
    match wanted.what {
        Listing::Claims => {
            let filter = status.map(|text| values::pick(text, &Filter::NAMED, Filter::word)).transpose();
            if let (Err(_), Some(text)) = (&filter, status)
                && let Ok(state) = values::pick(text, &QueryState::ALL, QueryState::word)
            {
                let state = state.word();
                let why = format!("{state} is a state of queries: `tickmark list queries --status {state}`");
                return Err(bad_status(status, &why));
            }
            let filter = filter.map_err(|why| bad_status(status, &why))?.unwrap_or(Filter::All);
            let whose = if wanted.mine { Whose::Mine } else { Whose::Anybodys };
            claims::list(desk, article, filter, whose)?;
        }
        Listing::Queries => {
            let state = status.map(|text| values::pick(text, &QueryState::ALL, QueryState::word)).transpose();
            queries::list(desk, article, state.map_err(|why| bad_status(status, &why))?)?;
        }
        Listing::SignOffs | Listing::Legal | Listing::Corrections if status.is_some() => {
            let what = wanted.what.word();
            let words = format!("--status chooses among claims and queries, not among {what}");
            return Err(Stop::Usage(Box::new(command().error(ErrorKind::ArgumentConflict, words))));
        }
        Listing::SignOffs => sign_off::list_sign_offs(desk, article)?,
        Listing::Legal => sign_off::list_legal(desk, article)?,
        Listing::Corrections => sign_off::list_corrections(desk, article)?,
        Listing::Articles | Listing::Sources => {
            if status.is_some() || article.is_some() {
                let what = wanted.what.word();
                let words = format!("--status and --article choose among claims and queries, not among {what}");
                return Err(Stop::Usage(Box::new(command().error(ErrorKind::ArgumentConflict, words))));
            }
            if wanted.what == Listing::Articles { articles::list(desk)? } else { sources::list(desk)? }
        }
    }
    Ok(())
}

fn bad_status(status: Option<&str>, why: &str) -> Stop {
    let words = format!("invalid value '{}' for '--status <STATUS>': {why}", status.unwrap_or_default());
    Stop::Usage(Box::new(command().error(ErrorKind::ValueValidation, words)))
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The grammar with `--help` as people read it: examples first, then the subcommands under headings.
fn command() -> clap::Command {
    let command = Arguments::command();
    let width = command.get_subcommands().map(|task| task.get_name().len()).max().unwrap_or_default();
    let mut groups = String::new();
    for (heading, tasks) in GROUPS {
        drop_result(write!(groups, "\n{heading}:\n"));
        for task in tasks.iter().filter_map(|name| command.find_subcommand(name)) {
            let about = task.get_about().map(ToString::to_string).unwrap_or_default();
            drop_result(writeln!(groups, "  {:<width$}  {about}", task.get_name()));
        }
    }
    let template = format!(
        "{{about}}\n\n{TOP_EXAMPLES}\nUsage: tickmark [OPTIONS] [COMMAND | PATH…]\n{groups}\nOptions:\n{{options}}\n\n`tickmark COMMAND --help` tells more about each."
    );
    command.help_template(template)
}

/// Writing into a string cannot fail.
fn drop_result(_: std::fmt::Result) {}

/// Tells a usage error, or prints help and version, which are answers.
fn usage(error: &clap::Error) -> ExitCode {
    // A reader that went away needs no help.
    drop(error.print());
    if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
}

fn failed(problem: &Problem) -> ExitCode {
    out::tell(&problem.to_string());
    ExitCode::FAILURE
}

fn neither_path_nor_command(word: &Path) -> clap::Error {
    let word = word.display().to_string();
    let command = command();
    let alike = |name: &str| similar::TextDiff::from_chars(name, word.as_str()).ratio();
    let nearest = command.get_subcommands().map(clap::Command::get_name).max_by(|a, b| alike(a).total_cmp(&alike(b)));
    let hint = match nearest {
        Some(name) if alike(name) > 0.6 => format!("Did you mean `tickmark {name}`?"),
        _ => "`tickmark --help` lists the commands".to_owned(),
    };
    let word = crate::model::problem::shortened(&word, 100);
    command.clone().error(ErrorKind::InvalidSubcommand, format!("“{word}” is no command, file or folder\n\n{hint}\n"))
}

/// Why there is no window, for the project that was named or for none.
fn no_display(project: Option<&Path>) -> Problem {
    let problem = Problem::error("no-display", "The window cannot be opened: there is no display")
        .why("neither WAYLAND_DISPLAY nor DISPLAY is set")
        .now("nothing was changed");
    match project {
        Some(folder) => {
            let help =
                format!("Without a window: `tickmark list -p {}`, and what `tickmark --help` lists", folder.display());
            problem.at(Place::File(folder.display().to_string())).help(help)
        }
        None => problem
            .help("Without a window: `tickmark new FOLDER`, `tickmark add FILE`, and what `tickmark --help` lists"),
    }
}
