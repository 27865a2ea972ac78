//! What `tickmark add`, `article`, `draft`, `reanchor` and `extract` may be given.
//!
//! Must not know: what becomes of it.

use std::path::PathBuf;

use clap::Args;

use crate::cli::values::{self, DayWish};
use crate::model::article::Role;

/// What `tickmark add` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct AddArgs {
    /// Files, folders of files, addresses of the web; `-` reads standard input
    #[arg(required = true, value_name = "FILE|FOLDER|ADDRESS")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// What standard input is called: the ending helps where the bytes do not tell the format
    #[arg(long)]
    pub(in crate::cli) name: Option<String>,
    /// Fetch addresses of this machine and this network too
    #[arg(long)]
    pub(in crate::cli) allow_private: bool,
}

/// What to change about an article.
#[derive(Debug, Args)]
pub(in crate::cli) struct ArticleEdit {
    /// The article: its name or a beginning of it [default: the only one]
    pub(in crate::cli) article: Option<String>,
    /// Its title
    #[arg(long)]
    pub(in crate::cli) headline: Option<String>,
    /// Who wrote it
    #[arg(long)]
    pub(in crate::cli) byline: Option<String>,
    /// Where it is or will be published
    #[arg(long)]
    pub(in crate::cli) publication: Option<String>,
    /// The place of its dateline
    #[arg(long)]
    pub(in crate::cli) dateline: Option<String>,
    /// The day it was or will be published; empty for not known
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(in crate::cli) published: Option<DayWish>,
    /// Its address on the web
    #[arg(long)]
    pub(in crate::cli) url: Option<String>,
    /// Its language, as en or en-GB
    #[arg(long)]
    pub(in crate::cli) language: Option<String>,
    /// When the check must be done; empty for no deadline
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(in crate::cli) deadline: Option<DayWish>,
    /// What a paragraph is: headline, deck, subhead, byline, dateline, body, pull-quote, caption, credit, list-item,
    /// table-row, footnote, furniture
    #[arg(long, value_name = "N=ROLE", value_parser = values::role)]
    pub(in crate::cli) role: Vec<(usize, Role)>,
    /// Take it off the list; its files stay
    #[arg(long, conflicts_with = "restore")]
    pub(in crate::cli) remove: bool,
    /// Put it back on the list
    #[arg(long)]
    pub(in crate::cli) restore: bool,
}

impl ArticleEdit {
    /// Whether it changes nothing.
    pub(in crate::cli) fn only_shows(&self) -> bool {
        let Self { article: _, headline, byline, publication, dateline, url, language, .. } = self;
        let texts = [headline, byline, publication, dateline, url, language];
        let days = [&self.published, &self.deadline];
        texts.iter().all(|text| text.is_none())
            && days.iter().all(|day| day.is_none())
            && self.role.is_empty()
            && !(self.remove || self.restore)
    }
}

/// What `tickmark draft` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct DraftArgs {
    /// The article: its name or the beginning of it
    pub(in crate::cli) article: String,
    /// The file of the new draft; `-` reads standard input. Without it, the claims that wait are listed
    pub(in crate::cli) file: Option<PathBuf>,
    /// Put the accepted fixes into the text
    #[arg(long, conflicts_with = "file")]
    pub(in crate::cli) from_fixes: bool,
    /// Accept the words proposed for a claim, or for `exact`: all whose very words were found
    #[arg(long, value_name = "CLAIM", conflicts_with_all = ["file", "from_fixes"])]
    pub(in crate::cli) settle: Option<String>,
    /// With --settle: the claim's words are gone
    #[arg(long, requires = "settle", conflicts_with = "quote")]
    pub(in crate::cli) lost: bool,
    /// With --settle: the claim has these words instead
    #[arg(long, requires = "settle")]
    pub(in crate::cli) quote: Option<String>,
    /// Which of several appearances of them, from 1
    #[arg(long, default_value_t = 1, requires = "quote", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) nth: u32,
}

impl DraftArgs {
    /// Whether it changes nothing.
    pub(in crate::cli) fn only_lists(&self) -> bool {
        self.file.is_none() && !self.from_fixes && self.settle.is_none()
    }
}

/// What `tickmark reanchor` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReanchorArgs {
    /// The text that has the words
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) old: PathBuf,
    /// The text in which they are looked for
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) new: PathBuf,
    /// The words
    #[arg(long)]
    pub(in crate::cli) quote: String,
    /// What stands just before them in the old text
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) prefix: String,
    /// What stands just after them in the old text
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) suffix: String,
}

/// What `tickmark extract` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExtractArgs {
    /// The file; `-` reads standard input
    pub(in crate::cli) file: PathBuf,
    /// Only the text, without what belongs to the page
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) text: bool,
    /// What standard input is called: the ending helps where the bytes do not tell the format
    #[arg(long)]
    pub(in crate::cli) name: Option<String>,
}
