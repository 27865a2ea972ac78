//! What `tickmark evidence` and `tickmark contact` may be given.
//!
//! Must not know: what becomes of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::cli::values;
use crate::model::contact::Means;

/// What to do with the stored files of sources.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum EvidenceAction {
    /// Store files of a source and read their text; prints the SHA-256 of each
    Add {
        /// The source: its id or an end of it
        source: String,
        /// The files, folders of files, or addresses of web pages
        #[arg(required = true, value_name = "FILE_OR_ADDRESS")]
        files: Vec<PathBuf>,
        /// Fetch addresses that lead into this machine's own network, too
        #[arg(long)]
        allow_private: bool,
    },
    /// List the stored files, of one source or of all
    List {
        /// The source: its id or an end of it
        source: Option<String>,
    },
    /// Show what is known of a stored file, or its text
    Show {
        /// The file: the beginning of its SHA-256, or its name
        file: String,
        /// Print the text that was read out of it
        #[arg(long)]
        text: bool,
    },
    /// Read a stored file again with the readers of today
    Read {
        /// The file: the beginning of its SHA-256, or its name
        file: String,
    },
    /// Take a file away from its source; it stays on disk, so that undo finds it
    Remove {
        /// The file: the beginning of its SHA-256, or its name
        file: String,
    },
    /// List stored files that no source has any more
    Clean {
        /// Delete them
        #[arg(long)]
        write: bool,
    },
}

/// What to do with the contacts of a source.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ContactAction {
    /// Write down that somebody was asked; prints the entry's id
    Add {
        /// The source: its id or an end of it
        source: String,
        #[command(flatten)]
        words: ContactFields,
    },
    /// Change an entry of the log; what is not given stays
    Edit {
        /// The source: its id or an end of it
        source: String,
        /// The entry: its id or an end of it
        entry: String,
        #[command(flatten)]
        words: ContactFields,
    },
    /// Take an entry out of the log
    Remove {
        /// The source: its id or an end of it
        source: String,
        /// The entry: its id or an end of it
        entry: String,
    },
    /// List how a source is reached, and its log
    List {
        /// The source: its id or an end of it
        source: String,
    },
    /// Add a way to reach a source, or take one away
    Means {
        /// The source: its id or an end of it
        source: String,
        /// phone, mail, message, address, meeting, other
        #[arg(value_parser = values::means)]
        how: Means,
        /// The number, address or name
        value: String,
        /// Take it away
        #[arg(long)]
        remove: bool,
    },
}

/// One time somebody was asked.
#[derive(Debug, Args)]
pub(in crate::cli) struct ContactFields {
    /// When: 2022-02-01T14:30, or a day [default: now]
    #[arg(long, value_name = "TIME", value_parser = values::moment)]
    pub(in crate::cli) at: Option<Timestamp>,
    /// phone, mail, message, address, meeting, other [default: phone]
    #[arg(long, value_parser = values::means)]
    pub(in crate::cli) how: Option<Means>,
    /// What was read back to them
    #[arg(long)]
    pub(in crate::cli) read_back: Option<String>,
    /// What they answered
    #[arg(long)]
    pub(in crate::cli) answer: Option<String>,
}
