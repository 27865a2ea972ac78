//! What went wrong, told to people: the user's loss, the place, the reason, what is safe, what to do.
//!
//! Must not know: who shows it. Window, command line and report draw the same value.
//! Holds: `id` is stable, lower case with hyphens, and tested; no text here starts with an I/O error alone.

use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// What was asked was done; something is worth knowing.
    Note,
    /// What was asked was done in part.
    Warning,
    /// What was asked was not done.
    Error,
}

impl Severity {
    /// The word shown before the id.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where it went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The program as a whole, or a command's argument named in the text.
    Nowhere,
    /// A file or folder.
    File(String),
    /// A line and column (both from 1, columns in scalar values) of a file.
    Line {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in scalar values, from 1.
        column: usize,
    },
    /// A block of an article, counted from 1.
    Block {
        /// The article's slug.
        article: String,
        /// The block's number, from 1.
        block: usize,
    },
    /// A claim of an article.
    Claim {
        /// The article's slug.
        article: String,
        /// The claim's words, shortened.
        claim: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => Ok(()),
            Self::File(file) => f.write_str(file),
            Self::Line { file, line, column } => write!(f, "{file}, line {line}, column {column}"),
            Self::Block { article, block } => write!(f, "{article}, paragraph {block}"),
            Self::Claim { article, claim } => write!(f, "{article}, claim {}", quoted(claim, usize::MAX)),
        }
    }
}

/// "1 claim", "2 claims".
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable name, for scripts and tests.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The user's loss, one line, no closing period.
    pub what: String,
    /// Where.
    pub place: Place,
    /// The reason.
    pub why: String,
    /// What is safe.
    pub now: String,
    /// What to press, type or edit.
    pub help: String,
}

impl Problem {
    /// An error: what was asked was not done.
    pub fn error(id: &'static str, what: impl Into<String>) -> Self {
        Self::of(Severity::Error, id, what.into())
    }

    /// A warning: what was asked was done in part.
    pub fn warning(id: &'static str, what: impl Into<String>) -> Self {
        Self::of(Severity::Warning, id, what.into())
    }

    /// A note: what was asked was done.
    pub fn note(id: &'static str, what: impl Into<String>) -> Self {
        Self::of(Severity::Note, id, what.into())
    }

    /// A fault of the program itself.
    pub fn internal(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self::error("internal", what)
            .why(why)
            .now("this is a fault of Tickmark; your work is safe, and nothing was changed")
            .help("Copy all of this and report it; then close Tickmark and start it again")
    }

    fn of(severity: Severity, id: &'static str, what: String) -> Self {
        let none = String::new();
        Self { id, severity, what, place: Place::Nowhere, why: none.clone(), now: none.clone(), help: none }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same, with its reason.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    /// The same, saying what is safe.
    #[must_use]
    pub fn now(mut self, now: impl Into<String>) -> Self {
        self.now = now.into();
        self
    }

    /// The same, saying what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity.word(), self.id, self.what)?;
        let place = self.place.to_string();
        for (word, text) in [("where", &place), ("why", &self.why), ("now", &self.now), ("help", &self.help)] {
            if !text.is_empty() {
                write!(f, "\n  {word:<6} {text}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// `text` on one line and at most `most` scalar values long, for quoting in a message or a row.
pub fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut kept: String = line.chars().take(most.saturating_sub(1)).collect();
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// `text` in quotation marks, shortened; words that begin with a mark of their own get no second pair, only the
/// closing one when it was cut off.
pub fn quoted(text: &str, most: usize) -> String {
    let words = shortened(text, most);
    let mut rest = words.chars();
    let closing: &[char] = match rest.next() {
        Some('“') => &['”'],
        Some('„') => &['“', '”'],
        Some('«') => &['»'],
        Some('‹') => &['›'],
        Some('‘') => &['’'],
        Some('"') => &['"'],
        _ => return format!("“{words}”"),
    };
    if rest.any(|c| closing.contains(&c)) { words } else { words.chars().chain(closing.first().copied()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one() {
        let claims = |count| counted(count, "claim", "claims");
        assert_eq!((claims(1), claims(0), claims(12)), ("1 claim".into(), "0 claims".into(), "12 claims".into()));
    }

    #[test]
    fn a_problem_reads_well_without_colour() {
        let problem = Problem::error("review-cut-off", "Review opened read-only: one claim is cut off")
            .at(Place::Line { file: "articles/fire/review.ron".into(), line: 214, column: 9 })
            .why("expected `)`, found the end of the file")
            .now("41 of 42 claims are shown")
            .help("Mend line 214");
        assert_eq!(
            problem.to_string(),
            "error[review-cut-off]: Review opened read-only: one claim is cut off\n  \
             where  articles/fire/review.ron, line 214, column 9\n  \
             why    expected `)`, found the end of the file\n  \
             now    41 of 42 claims are shown\n  help   Mend line 214"
        );
    }

    #[test]
    fn long_words_are_shortened_on_one_line() {
        assert_eq!(shortened("one\n two", 20), "one two");
        assert_eq!(shortened("abcdefgh", 5), "abcd…");
    }

    #[test]
    fn quoted_words_have_one_pair_of_marks() {
        assert_eq!(quoted("one\n two", 20), "“one two”");
        assert_eq!(quoted("“We count them,” she said", 40), "“We count them,” she said");
        assert_eq!(quoted("„Wir zählen“", 5), "„Wir…“");
        assert_eq!(quoted("“We count them”", 9), "“We coun…”");
        assert_eq!(quoted("’90s prices", 20), "“’90s prices”");
    }
}
