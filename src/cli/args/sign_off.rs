//! What `tickmark legal`, `correct` and `history` may be given.
//!
//! Must not know: what becomes of it.

use clap::Args;
use jiff::civil::Date;

use crate::cli::values;
use crate::model::told::Topic;

/// A legal flag as it is wished for.
#[derive(Debug, Args)]
pub(in crate::cli) struct LegalArgs {
    /// The claim: its id, an end of it, or ARTICLE#4
    pub(in crate::cli) claim: String,
    /// Why a lawyer should look at it
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) flag: Option<String>,
    /// Who must clear it: a person or a desk
    #[arg(long, default_value = "", hide_default_value = true, requires = "flag")]
    pub(in crate::cli) who: String,
    /// Clear it
    #[arg(long)]
    pub(in crate::cli) clear: bool,
    /// On what condition it is cleared, or in what words
    #[arg(long, default_value = "", hide_default_value = true, requires = "clear")]
    pub(in crate::cli) note: String,
    /// Take the flag away
    #[arg(long)]
    pub(in crate::cli) remove: bool,
}

/// A correction as it is wished for.
#[derive(Debug, Args)]
pub(in crate::cli) struct CorrectArgs {
    /// The article: its name or a beginning of it
    pub(in crate::cli) article: String,
    /// The words as they were
    #[arg(long, required_unless_present_any = ["edit", "remove"])]
    pub(in crate::cli) was: Option<String>,
    /// The words as they are now
    #[arg(long, required_unless_present_any = ["edit", "remove"])]
    pub(in crate::cli) now: Option<String>,
    /// What went wrong: a slip, a source that erred, something not checked
    #[arg(long, required_unless_present_any = ["edit", "remove"])]
    pub(in crate::cli) cause: Option<String>,
    /// A claim it is about; may be given several times
    #[arg(long)]
    pub(in crate::cli) claim: Vec<String>,
    /// What readers are told
    #[arg(long)]
    pub(in crate::cli) note: Option<String>,
    /// The day it is dated [default: today]
    #[arg(long, value_parser = values::date)]
    pub(in crate::cli) date: Option<Date>,
    /// Change the correction of this id instead; what is not given stays
    #[arg(long, value_name = "CORRECTION")]
    pub(in crate::cli) edit: Option<String>,
    /// Take the correction of this id away
    #[arg(long, value_name = "CORRECTION", conflicts_with_all = ["edit", "was", "now", "cause", "claim", "note", "date"])]
    pub(in crate::cli) remove: Option<String>,
}

/// Which changes to list.
#[derive(Debug, Args)]
pub(in crate::cli) struct HistoryArgs {
    /// Only changes of this article: its name or a beginning of it
    #[arg(value_name = "ARTICLE", conflicts_with = "article")]
    pub(in crate::cli) name: Option<String>,
    /// The same
    #[arg(short, long, value_name = "ARTICLE", hide = true)]
    pub(in crate::cli) article: Option<String>,
    /// Only changes of this claim
    #[arg(long)]
    pub(in crate::cli) claim: Option<String>,
    /// Only changes since this day
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    pub(in crate::cli) since: Option<Date>,
    /// Only changes of: claims, decisions, sources, notes, fixes, queries, words, sign-off, article
    #[arg(long, value_name = "WHAT", value_parser = values::topic)]
    pub(in crate::cli) about: Option<Topic>,
}
