//! What `tickmark query` may be given.
//!
//! Must not know: what becomes of it.

use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::cli::args::ArticleArg;
use crate::cli::values;
use crate::model::query::Addressee;
use crate::model::visibility::Visibility;

/// What to ask, or what to do with a query.
#[derive(Debug, Args)]
pub(in crate::cli) struct QueryArgs {
    #[command(subcommand)]
    pub(in crate::cli) action: Option<QueryAction>,
    #[command(flatten)]
    pub(in crate::cli) article: ArticleArg,
    /// About this claim
    #[arg(long, conflicts_with = "paragraph")]
    pub(in crate::cli) claim: Option<String>,
    /// About this paragraph, by its number in `tickmark article`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) paragraph: Option<u32>,
    /// author, editor, source, legal
    #[arg(long, default_value = "author", value_parser = values::addressee)]
    pub(in crate::cli) to: Addressee,
    /// By when an answer is wanted: 2022-02-03
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    pub(in crate::cli) due: Option<Date>,
    /// Who may see it: public, newsroom, confidential
    #[arg(long, value_name = "LEVEL", default_value = "newsroom", value_parser = values::visibility)]
    pub(in crate::cli) visibility: Visibility,
    /// The question
    #[arg(required = true)]
    pub(in crate::cli) words: Option<String>,
}

/// What to do with a query.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum QueryAction {
    /// Write down the answer
    Answer {
        /// The query: its id or an end of it
        query: String,
        /// The answer
        text: String,
    },
    /// No longer ask
    Withdraw {
        /// The query: its id or an end of it
        query: String,
    },
    /// Ask again
    Reopen {
        /// The query: its id or an end of it
        query: String,
    },
    /// Print the open queries of an article as a numbered memo
    Memo {
        #[command(flatten)]
        article: ArticleArg,
        /// Only those to: author, editor, source, legal
        #[arg(long, value_parser = values::addressee)]
        to: Option<Addressee>,
    },
}
