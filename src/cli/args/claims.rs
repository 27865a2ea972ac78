//! The subcommands that make, change and decide about claims, and what they may be given.
//!
//! Must not know: what becomes of it. `args.rs` flattens them into the others; each stands under a heading there.

use clap::{Args, Subcommand};

use crate::cli::args::ArticleArg;
use crate::cli::help::{STATUS_HELP, VISIBILITY_HELP};
use crate::cli::values;
use crate::model::claim::{ClaimKind, Stance};
use crate::model::decision::{Basis, Scope};
use crate::model::excerpt::{Region, TimeRange, Translator};
use crate::model::visibility::Visibility;

/// What is done to claims.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ClaimTask {
    /// Make a claim of quoted words; prints the claim's id
    #[command(after_help = "Example: tickmark claim -a ministers --quote \"100,000 troops\" --claimant Washington")]
    Claim {
        #[command(flatten)]
        article: ArticleArg,
        /// The article's words; shapes of quotation marks and dashes may differ
        #[arg(long)]
        quote: String,
        /// Which of several appearances, from 1
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        nth: u32,
        /// number, date, age, quote, paraphrase, name, title, place, comparison, superlative, cause, event, opinion,
        /// other [default: guessed from the words]
        #[arg(long, value_parser = values::kind)]
        kind: Option<ClaimKind>,
        /// Who says it, when the article attributes it
        #[arg(long)]
        claimant: Option<String>,
    },
    /// Tie a claim to a source; prints the tie's number
    #[command(
        after_help = "Example: tickmark tie '#1' 9x4k2p --excerpt \"an estimated 130,000 soldiers\" --locator \"p. 3\""
    )]
    Tie {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The source: its id or an end of it
        source: String,
        #[command(flatten)]
        words: Box<TieFields>,
    },
    /// Change a tie; what is not given stays
    #[command(after_help = "Examples:\n  tickmark retie '#1' 1 --time 00:12:30-00:12:55\n  \
                            tickmark retie '#1' 1 --translation \"twelve boats\" --translated-by AB\n  \
                            tickmark retie '#1' 1 --without region")]
    Retie {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The tie's number at this claim, from 1
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        tie: u32,
        #[command(flatten)]
        words: Box<RetieFields>,
    },
    /// Take a tie away
    #[command(after_help = "Example: tickmark untie ministers#1 2")]
    Untie {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The tie's number at this claim, from 1
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        tie: u32,
    },
    /// Decide about one claim or several
    #[command(override_usage = "tickmark status [OPTIONS] <CLAIM>... <STATUS>", after_help = STATUS_HELP)]
    Status {
        /// The claims (ids, ends of them, or ARTICLE#4), then the status: unchecked, in-progress, confirmed, needs-fix,
        /// wrong, cannot-verify, waived
        #[arg(required = true, value_name = "CLAIM STATUS", num_args = 1..)]
        words: Vec<String>,
        /// said (this speaker said it) or so (it is true) [default: said when the claim has a claimant]
        #[arg(long, value_parser = values::scope)]
        scope: Option<Scope>,
        /// document, recording, person, own-calculation, on-author, common-knowledge [default: read off the ties]
        #[arg(long, value_parser = values::basis)]
        basis: Option<Basis>,
        /// Why; owed when waiving and for common knowledge
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
        #[command(flatten)]
        article: ArticleArg,
    },
    /// Write a claim's note; empty takes it away
    #[command(after_help = "Example: tickmark note ministers#1 \"Ask which day each count is from\"")]
    Note {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The note
        text: String,
        /// Who may see it from now on: public, newsroom, confidential [default: as it is; newsroom at first]
        #[arg(long, value_name = "LEVEL", value_parser = values::visibility)]
        visibility: Option<Visibility>,
    },
    /// Say who may see a tie, a note or a query
    #[command(after_help = VISIBILITY_HELP)]
    Visibility {
        #[command(subcommand)]
        of: Leveled,
    },
    /// Propose other words for a claim, or answer the proposal
    #[command(
        group = clap::ArgGroup::new("wish").required(true).args(["words", "accept", "stet", "withdraw"]),
        after_help = "Examples:\n  tickmark fix ministers#1 \"an estimated 130,000 troops\"\n  tickmark fix ministers#1 --accept"
    )]
    Fix {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The proposed words; empty proposes to cut the claim's
        words: Option<String>,
        /// The editor takes the proposal
        #[arg(long)]
        accept: bool,
        /// Let the draft's words stand
        #[arg(long)]
        stet: bool,
        /// Take the proposal back
        #[arg(long)]
        withdraw: bool,
    },
    /// Say what sort of statement claims are
    #[command(
        override_usage = "tickmark kind [OPTIONS] <CLAIM>... <KIND>",
        after_help = "Example: tickmark kind ministers#1 ministers#2 number"
    )]
    Kind {
        /// The claims (ids, ends of them, or ARTICLE#4), then the kind: number, date, age, quote, paraphrase, name, title,
        /// place, comparison, superlative, cause, event, opinion, other
        #[arg(required = true, value_name = "CLAIM KIND", num_args = 1..)]
        words: Vec<String>,
        #[command(flatten)]
        article: ArticleArg,
    },
    /// Say who says a claim; without a name, the article itself
    #[command(after_help = "Example: tickmark claimant ministers#1 \"Western governments\"")]
    Claimant {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// Who says it
        name: Option<String>,
    },
    /// Take claims out of the review; undo brings them back
    #[command(after_help = "Example: tickmark remove ministers#7")]
    Remove {
        /// The claims: ids, ends of them, or ARTICLE#4
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        article: ArticleArg,
    },
    /// Give a claim a rating of the project's scale
    #[command(
        group = clap::ArgGroup::new("wish").required(true).args(["rating", "clear"]),
        after_help = "Example: tickmark verdict ministers#1 \"Half True\"\nThe project needs a scale first: tickmark project --scale politifact"
    )]
    Verdict {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The rating
        rating: Option<String>,
        /// Take the rating back
        #[arg(long)]
        clear: bool,
    },
}

/// What a source does for a claim, and where it says it.
#[derive(Debug, Args)]
pub(in crate::cli) struct TieFields {
    /// The exact words of the source
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) excerpt: String,
    /// Words to be found in a stored file of the source: they are the excerpt then, with their locator
    #[arg(long, value_name = "WORDS", conflicts_with = "excerpt")]
    pub(in crate::cli) from_text: Option<String>,
    /// Which of several appearances of these words, from 1
    #[arg(long, default_value_t = 1, requires = "from_text", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) nth: u32,
    /// The stored file that the excerpt is of: the beginning of its SHA-256, or its name
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) evidence: Option<String>,
    /// Where in the source: page, paragraph, hh:mm:ss
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(in crate::cli) locator: String,
    /// A part of a picture or page in percent, as 10,20,30,5 or 3:10,20,30,5 for page 3
    #[arg(long, value_name = "X,Y,W,H", requires = "evidence")]
    pub(in crate::cli) region: Option<Region>,
    /// A stretch of a recording: 00:12:30, or 00:12:30-00:12:55
    #[arg(long, value_name = "FROM-TO")]
    pub(in crate::cli) time: Option<TimeRange>,
    /// What the excerpt says in the article's language
    #[arg(long, value_name = "WORDS")]
    pub(in crate::cli) translation: Option<String>,
    /// Who translated, or which machine
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true, requires = "translation")]
    pub(in crate::cli) translated_by: String,
    /// A machine translated
    #[arg(long, requires = "translation")]
    pub(in crate::cli) by_machine: bool,
    /// The language of the translation, as en or nb-NO, when it is not the article's
    #[arg(long, value_name = "TAG", default_value = "", hide_default_value = true, requires = "translation")]
    pub(in crate::cli) translation_language: String,
    /// supports, refutes, context
    #[arg(long, default_value = "supports", value_parser = values::stance)]
    pub(in crate::cli) stance: Stance,
    /// Who may see it: public, newsroom, confidential [default: confidential when the source is]
    #[arg(long, value_name = "LEVEL", value_parser = values::visibility)]
    pub(in crate::cli) visibility: Option<Visibility>,
}

/// What of a tie is to be other than it is.
#[derive(Debug, Args)]
pub(in crate::cli) struct RetieFields {
    /// The exact words of the source; empty takes them away
    #[arg(long)]
    pub(in crate::cli) excerpt: Option<String>,
    /// Words to be found in a stored file of the source: they are the excerpt then, with their locator
    #[arg(long, value_name = "WORDS", conflicts_with = "excerpt")]
    pub(in crate::cli) from_text: Option<String>,
    /// Which of several appearances of these words, from 1
    #[arg(long, default_value_t = 1, requires = "from_text", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) nth: u32,
    /// The stored file that the excerpt is of: the beginning of its SHA-256, or its name
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) evidence: Option<String>,
    /// Where in the source: page, paragraph, hh:mm:ss; empty takes it away
    #[arg(long)]
    pub(in crate::cli) locator: Option<String>,
    /// A part of a picture or page in percent, as 10,20,30,5 or 3:10,20,30,5 for page 3
    #[arg(long, value_name = "X,Y,W,H")]
    pub(in crate::cli) region: Option<Region>,
    /// A stretch of a recording: 00:12:30, or 00:12:30-00:12:55
    #[arg(long, value_name = "FROM-TO")]
    pub(in crate::cli) time: Option<TimeRange>,
    /// What the excerpt says in the article's language
    #[arg(long, value_name = "WORDS")]
    pub(in crate::cli) translation: Option<String>,
    /// Who translated, or which machine
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) translated_by: Option<String>,
    /// human, machine
    #[arg(long, value_parser = values::translator)]
    pub(in crate::cli) translator: Option<Translator>,
    /// The language of the translation, as en or nb-NO
    #[arg(long, value_name = "TAG")]
    pub(in crate::cli) translation_language: Option<String>,
    /// supports, refutes, context
    #[arg(long, value_parser = values::stance)]
    pub(in crate::cli) stance: Option<Stance>,
    /// Who may see it: public, newsroom, confidential
    #[arg(long, value_name = "LEVEL", value_parser = values::visibility)]
    pub(in crate::cli) visibility: Option<Visibility>,
    /// What to take away, with commas between: evidence, region, time, translation
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_parser = values::part)]
    pub(in crate::cli) without: Vec<TiePart>,
}

/// A part of a tie that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum TiePart {
    /// The stored file that the excerpt is of.
    Evidence,
    /// The part of a picture or page.
    Region,
    /// The stretch of a recording.
    Time,
    /// What it says in another language.
    Translation,
}

impl TiePart {
    pub(in crate::cli) const ALL: [Self; 4] = [Self::Evidence, Self::Region, Self::Time, Self::Translation];

    pub(in crate::cli) fn word(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Region => "region",
            Self::Time => "time",
            Self::Translation => "translation",
        }
    }
}

/// What has a level of its own.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Leveled {
    /// A tie: its words
    Tie {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// The tie's number at this claim, from 1
        #[arg(value_parser = clap::value_parser!(u32).range(1..))]
        tie: u32,
        /// public, newsroom, confidential
        #[arg(value_parser = values::visibility)]
        level: Visibility,
    },
    /// The note of a claim
    Note {
        /// The claim: its id, an end of it, or ARTICLE#4
        claim: String,
        /// public, newsroom, confidential
        #[arg(value_parser = values::visibility)]
        level: Visibility,
    },
    /// A query
    Query {
        /// The query: its id or an end of it
        query: String,
        /// public, newsroom, confidential
        #[arg(value_parser = values::visibility)]
        level: Visibility,
    },
}
