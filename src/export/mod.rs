//! Writes the review of one article as a report: HTML, Markdown, CSV or JSON.
//!
//! In: a [`Report`], gathered by the session. Out: the whole file as text; writing cannot fail.
//! Must not know: disk, clock, session, where the figures were counted.
//! Holds: nothing narrower than a report's audience is in it; what the formats tell comes from `facts.rs` and `wording.rs`, so that no two of them disagree; nothing an
//! article or a source says can act in a report; the same report gives the same bytes.
//! The next format: one file here, one row in [`Format`], one arm in [`write`].

pub mod audience;
mod csv;
mod facts;
#[cfg(test)]
mod fixture;
mod html;
mod json;
mod markdown;
mod marks;
#[cfg(test)]
mod tests;
mod vouched;
mod wording;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::export::facts::Facts;
use crate::model::article::Article;
use crate::model::change::Edit;
use crate::model::coverage::{Coverage, Tally};
use crate::model::ids::ClaimId;
use crate::model::project::Project;
use crate::model::visibility::Visibility;

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One page to read, print and send on: everything in it, nothing loaded.
    Html,
    /// `CommonMark` with tables, for wikis and tickets.
    Markdown,
    /// One row a claim, for spreadsheets.
    Csv,
    /// Everything with its offsets, for other programs.
    Json,
}

impl Format {
    /// Every format, in the order menus show them.
    pub const ALL: [Self; 4] = [Self::Html, Self::Markdown, Self::Csv, Self::Json];

    /// Its name for the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// How the names of its files end, without the dot.
    pub fn extension(self) -> &'static str {
        self.word()
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Html => "Report to read and print (HTML)",
            Self::Markdown => "Report as Markdown",
            Self::Csv => "Claims as a table (CSV)",
            Self::Json => "Everything, for other programs (JSON)",
        }
    }
}

/// Everything a report is made of; the session gathers it.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The project, for its title, people and sources.
    pub project: &'a Project,
    /// The article, with its review.
    pub article: &'a Article,
    /// The claims in reading order, lost ones last; a claim's number is its place here, from 1.
    pub order: &'a [ClaimId],
    /// The article's words by what was done about them.
    pub coverage: Coverage,
    /// The article's claims, counted.
    pub tally: Tally,
    /// When the report is made.
    pub generated: Timestamp,
    /// The zone in which people are shown times.
    pub zone: &'a TimeZone,
    /// The article's edits, oldest first, as far as they are known.
    pub history: &'a [Arc<Edit>],
    /// The full name of who exports.
    pub by: &'a str,
    /// Who is to read it: nothing narrower than this level is in it.
    pub audience: Visibility,
}

/// The report as the text of a file.
pub fn write(format: Format, report: &Report<'_>) -> String {
    // The writers get nothing that the audience may not see, so that none of them can tell it.
    let (project, article) = audience::cut(report.project, report.article, report.audience);
    let shown = Report { project: &project, article: &article, ..report.clone() };
    let facts = Facts::gather(report, &shown);
    match format {
        Format::Html => html::page(&shown, &facts),
        Format::Markdown => markdown::page(&shown, &facts),
        Format::Csv => csv::table(&shown, &facts),
        Format::Json => json::object(&shown, &facts),
    }
}
