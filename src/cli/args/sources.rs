//! What `tickmark source` may be given.
//!
//! Must not know: what becomes of it.

use clap::{Args, Subcommand};

use crate::cli::values::{self, GradeWish, RankWish, TermsWish};
use crate::model::source::SourceKind;
use crate::model::visibility::Visibility;

/// What to do with a source.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SourceAction {
    /// Add a source; prints its id
    Add {
        #[command(flatten)]
        fields: SourceFields,
    },
    /// Change what is known of a source; empty text takes a field away
    #[command(visible_alias = "set")]
    Edit {
        /// The source: its id or an end of it
        source: String,
        #[command(flatten)]
        fields: SourceFields,
        /// Leave its ties as they are when it becomes confidential, or is so no more
        #[arg(long)]
        keep_ties: bool,
    },
    /// Take a source that no claim is tied to out of the library
    Remove {
        /// The source: its id or an end of it
        source: String,
    },
}

/// What is known of a source.
#[derive(Debug, Args)]
pub(in crate::cli) struct SourceFields {
    /// What it is called
    #[arg(long)]
    pub(in crate::cli) title: Option<String>,
    /// Its address on the web
    #[arg(long)]
    pub(in crate::cli) url: Option<String>,
    /// document, page, dataset, person, recording, notes
    #[arg(long, value_parser = values::source_kind)]
    pub(in crate::cli) kind: Option<SourceKind>,
    /// Who made it, or the person's name
    #[arg(long)]
    pub(in crate::cli) author: Option<String>,
    /// What it appeared in
    #[arg(long)]
    pub(in crate::cli) container: Option<String>,
    /// Who published it
    #[arg(long)]
    pub(in crate::cli) publisher: Option<String>,
    /// When: 2022, 2022-02 or 2022-02-01
    #[arg(long)]
    pub(in crate::cli) issued: Option<String>,
    /// When it was looked at: 2022, 2022-02 or 2022-02-01
    #[arg(long)]
    pub(in crate::cli) accessed: Option<String>,
    /// Its number in a series
    #[arg(long)]
    pub(in crate::cli) number: Option<String>,
    /// primary, secondary, none
    #[arg(long, value_parser = values::rank)]
    pub(in crate::cli) rank: Option<RankWish>,
    /// Where its story comes from, so that two stories from one wire count once
    #[arg(long)]
    pub(in crate::cli) origin: Option<String>,
    /// What the desk makes of it: A to F for the source, 1 to 6 for what it says, as B2; none takes it away
    #[arg(long, value_parser = values::grade)]
    pub(in crate::cli) grade: Option<GradeWish>,
    /// On what terms a person speaks: on-record, background, off-record, none
    #[arg(long, value_parser = values::terms)]
    pub(in crate::cli) terms: Option<TermsWish>,
    /// Your note
    #[arg(long)]
    pub(in crate::cli) note: Option<String>,
    /// Only you may know who or what it is: the same as --visibility confidential
    #[arg(long, conflicts_with = "visibility")]
    pub(in crate::cli) confidential: bool,
    /// What a confidential source is called wherever its name must not stand [default: Source A, Source B, …]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) cover: Option<String>,
    /// Who may see it: public, newsroom, confidential
    #[arg(long, value_name = "LEVEL", value_parser = values::visibility)]
    pub(in crate::cli) visibility: Option<Visibility>,
}
