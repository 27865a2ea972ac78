//! What `tickmark accept` and `tickmark dismiss` may be given.
//!
//! Must not know: what becomes of it.

use clap::Args;

use crate::cli::args::ArticleArg;

/// Which proposed ties to accept.
#[derive(Debug, Args)]
pub(in crate::cli) struct AcceptArgs {
    /// The proposals: ids or ends of them, as `tickmark proposals` lists them
    #[arg(value_name = "PROPOSAL", required_unless_present_any = ["links", "all"], conflicts_with_all = ["links", "all"])]
    pub(in crate::cli) proposals: Vec<String>,
    /// All open links of an article
    #[arg(long)]
    pub(in crate::cli) links: bool,
    /// All open proposals of an article that name a source
    #[arg(long, conflicts_with = "links")]
    pub(in crate::cli) all: bool,
    #[command(flatten)]
    pub(in crate::cli) article: ArticleArg,
}

/// Which proposed ties to dismiss.
#[derive(Debug, Args)]
pub(in crate::cli) struct DismissArgs {
    /// The proposals: ids or ends of them, as `tickmark proposals` lists them
    #[arg(value_name = "PROPOSAL", required = true)]
    pub(in crate::cli) proposals: Vec<String>,
    /// Open dismissed ones again
    #[arg(long)]
    pub(in crate::cli) reopen: bool,
}
