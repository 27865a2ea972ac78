//! The grammar of the command line: subcommands, options and what their values may be.
//!
//! In: words. Out: typed values. Must not know: projects, what a command does.
//! To add a subcommand: a variant here (or in `args/claims.rs`), a row in `GROUPS`, an arm in `mod.rs`. What one may be
//! given stands in `args/` by subject where it is long.

pub(super) mod articles;
pub(super) mod claims;
pub(super) mod evidence;
pub(super) mod proposals;
pub(super) mod queries;
pub(super) mod sign_off;
pub(super) mod sources;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cli::args::articles::{AddArgs, ArticleEdit, DraftArgs, ExtractArgs, ReanchorArgs};
use crate::cli::args::claims::ClaimTask;
use crate::cli::args::evidence::{ContactAction, EvidenceAction};
use crate::cli::args::proposals::{AcceptArgs, DismissArgs};
use crate::cli::args::queries::QueryArgs;
use crate::cli::args::sign_off::{CorrectArgs, HistoryArgs, LegalArgs};
use crate::cli::args::sources::SourceAction;
use crate::cli::help::{ADD_HELP, DRAFT_HELP, EXTRACT_HELP, LIST_HELP, MERGE_HELP, QUERY_HELP};
use crate::cli::values::{self, Listing};
use crate::export::Format;
use crate::model::merge::settle::Choice;
use crate::model::sign_off::SignRole;
use crate::model::stage::Stage;
use crate::model::visibility::Visibility;

/// Fact-check articles: tag claims, tie them to the source's exact words, export the review.
#[derive(Debug, Parser)]
#[command(name = "tickmark", version, allow_external_subcommands = true, disable_help_subcommand = true)]
pub(super) struct Arguments {
    /// Project folder [default: the one that encloses the current folder]
    #[arg(short, long, global = true, value_name = "FOLDER")]
    pub(super) project: Option<PathBuf>,
    /// Who works, for this run only
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) by: Option<String>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Tell, list and hand out what is confidential too
    #[arg(long, global = true)]
    pub(super) with_confidential: bool,
    /// Work on a project that somebody else has open, or left open; they stop saving
    #[arg(long, global = true)]
    pub(super) take_over: bool,
    /// What to do; without it the window opens.
    #[command(subcommand)]
    pub(super) task: Option<Task>,
}

/// Under which heading `--help` lists a subcommand.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    ("Projects and articles", &["new", "add", "list", "article", "draft", "project", "person"]),
    ("Claims", &["claim", "status", "kind", "claimant", "note", "fix", "verdict", "remove", "read"]),
    (
        "Sources and queries",
        &[
            "source",
            "evidence",
            "contact",
            "tie",
            "retie",
            "untie",
            "proposals",
            "accept",
            "dismiss",
            "query",
            "visibility",
        ],
    ),
    ("Sign-off", &["stage", "sign", "legal", "correct"]),
    ("Colleagues", &["merge-copy", "conflicts", "settle", "assign", "git-setup", "merge", "show-file"]),
    ("Results", &["report", "share", "check-project", "history", "undo", "redo", "reanchor", "extract"]),
    ("Keeping it safe", &["backup", "backups", "restore"]),
    ("Getting to know it", &["demo", "commands"]),
];

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub(super) enum Task {
    /// Make a project in a new or empty folder
    #[command(after_help = "Example: tickmark new winter --title \"Winter crisis\"")]
    New {
        /// The folder
        folder: PathBuf,
        /// What the project is called [default: the folder's name]
        #[arg(long)]
        title: Option<String>,
    },
    /// Add files, folders of files and pages of the web as articles; prints each article's name
    #[command(after_help = ADD_HELP)]
    Add(AddArgs),
    /// Make a new draft of an article and find its claims again, or list and settle what it did to them
    #[command(after_help = DRAFT_HELP)]
    Draft(DraftArgs),
    /// Find quoted words of an old text again in a new one; needs no project
    #[command(
        after_help = "Example: tickmark reanchor --old draft-01.txt --new draft-02.txt --quote \"100,000 troops\""
    )]
    Reanchor(ReanchorArgs),
    /// Print the text of a file, block by block with roles, places and notes; needs no project
    #[command(after_help = EXTRACT_HELP)]
    Extract(ExtractArgs),
    /// List articles, claims, sources, queries, sign-offs, legal flags or corrections
    #[command(after_help = LIST_HELP)]
    List(ListArgs),
    /// What is done to claims.
    #[command(flatten)]
    Claims(ClaimTask),
    /// Add, change or remove a source of the library
    #[command(
        after_help = "Example: tickmark source add --title \"Joint staff briefing\" --kind document --issued 2022-02-01"
    )]
    Source {
        #[command(subcommand)]
        action: SourceAction,
    },
    /// Store files of a source, list and show them, take them away
    #[command(
        after_help = "A file is kept byte for byte under its SHA-256 in evidence/; the text that was read out of it lies beside it.\nExamples:\n  tickmark evidence add 9x4k2p budget.pdf\n  tickmark evidence show budget.pdf --text"
    )]
    Evidence {
        #[command(subcommand)]
        action: EvidenceAction,
    },
    /// Write down how people are reached, when they were asked and what they answered
    #[command(
        after_help = "Contacts are in no report and no shared copy's reports; those of a confidential source never leave private/.\nExample: tickmark contact add 9x4k2p --how phone --read-back \"some 94,000\" --answer \"Yes, as of Monday\""
    )]
    Contact {
        #[command(subcommand)]
        action: ContactAction,
    },
    /// List what the writer's links, footnotes and comments propose to tie claims to
    #[command(after_help = "Example: tickmark proposals -a ministers --json")]
    Proposals {
        #[command(flatten)]
        article: ArticleArg,
        /// Accepted and dismissed ones too
        #[arg(long)]
        all: bool,
    },
    /// Make claims, sources and ties of proposals
    #[command(
        after_help = "A link makes a claim of the part of the sentence it stands in, unless a claim covers it, and a tie to its page.\nExamples:\n  tickmark accept 4k2p9x\n  tickmark accept -a ministers --links"
    )]
    Accept(AcceptArgs),
    /// Dismiss proposals, or open dismissed ones again
    #[command(after_help = "Example: tickmark dismiss 4k2p9x")]
    Dismiss(DismissArgs),
    /// Ask the author, the editor, a source or legal; prints the query's id
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = QUERY_HELP)]
    Query(QueryArgs),
    /// Mark words as read: looked at, nothing to check
    #[command(
        group = clap::ArgGroup::new("which").required(true).args(["quote", "paragraph"]),
        after_help = "Example: tickmark read -a ministers --paragraph 4"
    )]
    Read {
        #[command(flatten)]
        article: ArticleArg,
        /// The article's words
        #[arg(long)]
        quote: Option<String>,
        /// Which of several appearances, from 1
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "paragraph")]
        nth: u32,
        /// A whole paragraph, by its number in `tickmark article`
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        paragraph: Option<u32>,
    },
    /// Show an article, change what is known of it, remove or restore it
    #[command(after_help = "Example: tickmark article ministers --published 2022-02-02 --role 1=furniture")]
    Article(ArticleEdit),
    /// Show the project, rename it, choose its verdict scale
    #[command(after_help = "Example: tickmark project --title \"Winter crisis\" --scale politifact")]
    Project {
        /// A new title
        #[arg(long)]
        title: Option<String>,
        /// "True or false", Google, PolitiFact, Snopes, or none; a beginning of the name will do
        #[arg(long, value_name = "NAME")]
        scale: Option<String>,
    },
    /// Show or set the name that your decisions carry
    #[command(after_help = "Example: tickmark person \"Alma Brekke\"")]
    Person {
        /// Your full name
        name: Option<String>,
        /// Your initials [default: taken from the name]
        #[arg(long)]
        initials: Option<String>,
    },
    /// Write the review report of an article
    #[command(
        after_help = "Examples:\n  tickmark report -a ministers --format html --out ministers.html\n  tickmark report -a ministers --format json --out - | jq .figures"
    )]
    Report {
        #[command(flatten)]
        article: ArticleArg,
        /// html, md, csv, json
        #[arg(long, value_parser = values::format)]
        format: Format,
        /// The file to write, or - for standard output
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Who is to read it: public, newsroom, confidential (everything; wants --with-confidential)
        #[arg(long, value_name = "LEVEL", default_value = "newsroom", value_parser = values::visibility)]
        audience: Visibility,
        /// Replace the file if there is one
        #[arg(long)]
        force: bool,
    },
    /// Write a copy of the project to a zip, without what is confidential
    #[command(
        after_help = "Examples:\n  tickmark share winter.zip --dry-run\n  tickmark share winter.zip\n\nA colleague unpacks it and opens it as a project. Private files go along only with --with-confidential."
    )]
    Share {
        /// The zip file to write
        file: PathBuf,
        /// Only list what would leave this machine, and what would stay
        #[arg(long)]
        dry_run: bool,
        /// Replace the file if there is one
        #[arg(long)]
        force: bool,
    },
    /// Take the newest changes of the project back, whoever made them
    #[command(after_help = "Example: tickmark undo -n 2")]
    Undo {
        /// How many
        #[arg(short = 'n', long = "number", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        number: u32,
    },
    /// Make the change that was taken back last again
    #[command(after_help = "Example: tickmark undo && tickmark redo")]
    Redo,
    /// Merge a colleague's copy of the project, a folder or a zip, into this one; the copy is only read
    #[command(
        after_help = "What both changed otherwise is an open question: tickmark conflicts\nExample: tickmark merge-copy ../winter-from-eva.zip"
    )]
    MergeCopy {
        /// The copy: a project folder, or a zip of one
        #[arg(value_name = "FOLDER_OR_ZIP")]
        path: PathBuf,
    },
    /// Merge three versions of a project file, as git's merge driver; writes OURS
    #[command(after_help = MERGE_HELP)]
    Merge {
        /// The last common version; an empty file when there is none
        base: PathBuf,
        /// Our version, which is written
        ours: PathBuf,
        /// Their version
        theirs: PathBuf,
        /// The file's path in the project, which says what it is [default: OURS]
        #[arg(long)]
        path: Option<String>,
    },
    /// Show a project file as `git diff` is to compare it: a claim a line with its decisions
    #[command(
        after_help = "`tickmark git-setup` has git run it.\nExample: tickmark show-file articles/ministers/review.ron"
    )]
    ShowFile {
        /// The file
        file: PathBuf,
    },
    /// Have git merge and show this project's files by claim and field
    #[command(
        after_help = "Adds lines to .gitattributes and .gitignore, and sets merge and diff drivers in the repository's own settings.\nEach clone needs it once, and again when the program moves.\nExample: tickmark git-setup"
    )]
    GitSetup,
    /// List the open questions from merging: what both copies changed otherwise
    #[command(after_help = "Example: tickmark conflicts --json")]
    Conflicts,
    /// Settle an open question from merging
    #[command(after_help = "Example: tickmark settle 4k2p9x 1")]
    Settle {
        /// The question: its id or an end of it
        question: String,
        /// The number of the side to take, or both (for notes)
        #[arg(value_parser = values::choice)]
        choice: Choice,
    },
    /// Say whose claims or paragraphs are to check
    #[command(
        override_usage = "tickmark assign [OPTIONS] <CLAIM>... <PERSON>\n       tickmark assign [OPTIONS] --paragraphs <FIRST-LAST> <PERSON>",
        after_help = "Examples:\n  tickmark assign ministers#1 ministers#2 EC\n  tickmark assign -a ministers --paragraphs 3-7 \"Eva Chen\"\n  tickmark assign ministers#1 --nobody\nSee yours: tickmark list claims --mine"
    )]
    Assign {
        /// The claims (ids, ends of them, or ARTICLE#4), then the person: initials, a full name, or me
        #[arg(value_name = "CLAIM PERSON")]
        words: Vec<String>,
        /// A run of paragraphs instead of claims, by their numbers in `tickmark article`
        #[arg(long, value_name = "FIRST-LAST", value_parser = values::run)]
        paragraphs: Option<(usize, usize)>,
        /// To nobody
        #[arg(long)]
        nobody: bool,
        #[command(flatten)]
        article: ArticleArg,
    },
    /// Show how far an article has come and what is left, or move it on: in-check, with-author, closed, published,
    /// corrected
    #[command(
        after_help = "From closed on, claims and words are frozen; in-check opens the article again.\nExample: tickmark stage ministers closed"
    )]
    Stage {
        /// The article: its name or a beginning of it [default: the only one]
        article: Option<String>,
        /// in-check, with-author, closed, published, corrected
        #[arg(value_parser = values::stage)]
        stage: Option<Stage>,
        /// Close it although words are bare, decisions stale, queries open or nobody signed
        #[arg(long)]
        anyway: bool,
    },
    /// Vouch for an article and its review, in a role
    #[command(after_help = "Example: tickmark sign ministers editor --note \"but for the ages\"")]
    Sign {
        /// The article: its name or a beginning of it
        article: String,
        /// checker, second-reader, editor, legal
        #[arg(value_parser = values::sign_role)]
        role: SignRole,
        /// With this reservation
        #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "withdraw")]
        note: String,
        /// Take your own sign-off in this role back
        #[arg(long)]
        withdraw: bool,
    },
    /// Flag a claim for the lawyers, clear it, or take the flag away
    #[command(
        group = clap::ArgGroup::new("wish").required(true).args(["flag", "clear", "remove"]),
        after_help = "An article cannot be closed while a flag is not cleared.\nExample: tickmark legal ministers#1 --flag \"names a suspect\" --who \"Dana Lund\""
    )]
    Legal(LegalArgs),
    /// Enter a correction of an article that was closed; prints its id
    #[command(
        after_help = "Example: tickmark correct ministers --was 100,000 --now 130,000 --cause \"an old briefing\" --claim '#1'"
    )]
    Correct(CorrectArgs),
    /// List every change with who, when, from what to what, oldest first
    #[command(
        after_help = "Example: tickmark history ministers --claim '#1' --since 2022-02-01 --by \"Alma Brekke\"\n\n--by tells whose changes are listed: a name or initials.\nWith --json: a list of {id, at, by, article, label, undoes, changes [claim, field, before, after]}"
    )]
    History(HistoryArgs),
    /// Read the whole project and tell every problem and how far each check has come
    #[command(
        after_help = "Ends with 1 when something is damaged or cannot be read.\nExample: tickmark check-project -p winter --json"
    )]
    CheckProject {
        /// Copy each damaged file aside, then write it anew with what was understood; prints the copies
        #[arg(long)]
        keep_copy: bool,
        /// Say what can be put back from histories and other files, and what would be done, file by file
        #[arg(long, conflicts_with = "keep_copy")]
        repair: bool,
        /// Do it: each damaged file is kept beside the new one
        #[arg(long, requires = "repair")]
        write: bool,
    },
    /// Make a backup of the project now; prints its file
    #[command(
        after_help = "Backups are made by themselves after changes, at most one an hour; 24 hourly, 7 daily and 4 weekly ones are kept.\nExample: tickmark backup"
    )]
    Backup,
    /// List the backups of the project, newest first; outside a project, those of every project
    #[command(after_help = "Example: tickmark backups --json | jq '.[0].file'")]
    Backups,
    /// Restore a backup as a new folder; nothing is written over
    #[command(after_help = "Example: tickmark restore 2026-02-03T14 ../winter-restored")]
    Restore {
        /// The backup: its file, or the beginning of its name as `tickmark backups` lists it
        backup: String,
        /// The folder, which must not be there yet
        folder: PathBuf,
    },
    /// Print the keys and commands of the window
    #[command(after_help = "Example: tickmark commands | less")]
    Commands {
        /// As Markdown tables, one for each menu
        #[arg(long)]
        markdown: bool,
    },
    /// Check a bundled article from start to report, without a window
    #[command(after_help = "Example: tickmark demo --out try-it")]
    Demo {
        /// A new folder for it [default: tickmark-demo-1, or the next free number]
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Files or folders to open in the window.
    #[command(external_subcommand)]
    Paths(Vec<OsString>),
}

impl Task {
    /// Whether it only looks at a project: it needs no lock, and a project that somebody works on will do.
    pub(super) fn only_reads(&self) -> bool {
        match self {
            Self::List(_)
            | Self::Report { .. }
            | Self::History(_)
            | Self::Commands { .. }
            | Self::Extract(_)
            | Self::Backup
            | Self::Backups
            | Self::Restore { .. }
            | Self::Share { .. } // it writes beside the project, never into it
            | Self::Proposals { .. }
            | Self::Conflicts => true,
            Self::Project { title, scale } => title.is_none() && scale.is_none(),
            Self::CheckProject { keep_copy, repair: _, write } => !(*keep_copy || *write),
            Self::Article(edit) => edit.only_shows(),
            Self::Draft(wanted) => wanted.only_lists(),
            Self::Stage { stage, .. } => stage.is_none(),
            Self::Evidence { action } => matches!(
                action,
                EvidenceAction::List { .. } | EvidenceAction::Show { .. } | EvidenceAction::Clean { write: false }
            ),
            Self::Contact { action } => matches!(action, ContactAction::List { .. }),
            _ => false, // what may change something takes the lock
        }
    }
}

/// The article that a command is about.
#[derive(Debug, Args)]
pub(super) struct ArticleArg {
    /// The article: its name or a beginning of it [default: the only one]
    #[arg(short, long, value_name = "ARTICLE")]
    pub(super) article: Option<String>,
}

/// What to list.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// articles, claims, sources, queries, sign-offs, legal, corrections
    #[arg(default_value = "articles", value_parser = values::listing)]
    pub(super) what: Listing,
    #[command(flatten)]
    pub(super) article: ArticleArg,
    /// Claims: unchecked, in-progress, confirmed, said-only, needs-fix, wrong, cannot-verify, waived, stale, lost,
    /// legal; queries: open, answered, withdrawn
    #[arg(long)]
    pub(super) status: Option<String>,
    /// Only claims that are yours to check: assigned to you, or in paragraphs of yours and assigned to nobody else
    #[arg(long)]
    pub(super) mine: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::values::spelled;
    use crate::model::article::Role;
    use crate::model::claim::{ClaimKind, Stance};
    use crate::model::decision::{Basis, Status};
    use crate::model::query::Addressee;
    use crate::model::told::Topic;

    #[test]
    fn the_grammar_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_subcommand_stands_under_one_heading() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let arguments = Arguments::command();
        let mut there: Vec<&str> = arguments.get_subcommands().map(clap::Command::get_name).collect();
        grouped.sort_unstable();
        there.sort_unstable();
        assert_eq!(grouped, there);
    }

    #[test]
    fn every_subcommand_has_an_example() {
        for task in Arguments::command().get_subcommands() {
            let help = task.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("tickmark {}", task.get_name())), "{}", task.get_name());
        }
    }

    #[test]
    fn help_names_every_word_that_is_taken() {
        fn spelled_all<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<String> {
            all.iter().map(|&value| spelled(word(value))).collect()
        }
        let cases = [
            ("kind", spelled_all(&ClaimKind::ALL, ClaimKind::word)),
            ("claim", spelled_all(&ClaimKind::ALL, ClaimKind::word)),
            ("tie", spelled_all(&Stance::ALL, Stance::word)),
            ("status", spelled_all(&Status::ALL, Status::word)),
            ("status", spelled_all(&Basis::ALL, Basis::word)),
            ("report", spelled_all(&Format::ALL, Format::word)),
            ("query", spelled_all(&Addressee::ALL, Addressee::word)),
            ("list", spelled_all(&crate::model::standing::Standing::ALL, crate::model::standing::Standing::word)),
            ("article", spelled_all(&Role::ALL, Role::word)),
            ("stage", spelled_all(&Stage::ALL, Stage::word)),
            ("sign", spelled_all(&SignRole::ALL, SignRole::word)),
            ("history", spelled_all(&Topic::ALL, Topic::word)),
        ];
        let mut arguments = Arguments::command();
        for (task, words) in cases {
            let help = arguments.find_subcommand_mut(task).expect(task).render_long_help().to_string();
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            for word in words {
                assert!(help.contains(&word), "`{task} --help` lacks {word}");
            }
        }
    }
}
