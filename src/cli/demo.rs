//! `tickmark demo`: a whole check of the bundled article, step by step, without a window.
//!
//! Must not know: how a step is done; each is a command as the other subcommands give it.
//! The sources, excerpts and decisions are invented, as the article is.

use std::path::PathBuf;

use crate::cli::desk::{Desk, current_folder};
use crate::cli::out;
use crate::export::Format;
use crate::model::claim::Stance;
use crate::model::decision::{Basis, Scope, Status};
use crate::model::ids::{ClaimId, Slug, SourceId};
use crate::model::problem::{Problem, shortened};
use crate::model::query::{Addressee, Subject};
use crate::model::source::{Rank, Source, SourceKind};
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::reports::offered_file;
use crate::session::sample;
use crate::session::settings::Person;
use crate::session::wishes::{Overwrite, Ruling, TieWords};

/// One step of the check; claims and sources are named by the order in which the steps make them, from 0.
enum Step {
    Source { title: &'static str, author: &'static str, issued: &'static str },
    Claim { quote: &'static str, claimant: Option<&'static str> },
    Tie { claim: usize, source: usize, stance: Stance, excerpt: &'static str, locator: &'static str },
    Decide { claim: usize, scope: Scope, status: Status, basis: Option<Basis> },
    Fix { claim: usize, words: &'static str },
    Query { claim: usize, words: &'static str },
    Read { quote: &'static str },
    Report,
}

const STEPS: &[Step] = &[
    Step::Source { title: "Joint staff briefing, 1 Feb 2022", author: "Maj. Gen. Edvard Riis", issued: "2022-02-01" },
    Step::Source { title: "UN monitoring report no. 32", author: "Monitoring Mission", issued: "2022-01-30" },
    Step::Claim { quote: "more than 100,000 troops", claimant: Some("Western governments") },
    Step::Tie {
        claim: 0,
        source: 0,
        stance: Stance::Supports,
        excerpt: "an estimated 130,000 soldiers deployed within 200 km of the border",
        locator: "p. 3",
    },
    Step::Decide { claim: 0, scope: Scope::Said, status: Status::Confirmed, basis: Some(Basis::Document) },
    Step::Claim { quote: "30,000 troops", claimant: None },
    Step::Query { claim: 1, words: "Who gave the figure for the north, and on what day?" },
    Step::Decide { claim: 1, scope: Scope::So, status: Status::CannotVerify, basis: None },
    Step::Claim { quote: "Feb. 10-20", claimant: None },
    Step::Tie {
        claim: 2,
        source: 0,
        stance: Stance::Supports,
        excerpt: "the exercise runs from 10 to 20 February",
        locator: "p. 5",
    },
    Step::Decide { claim: 2, scope: Scope::So, status: Status::Confirmed, basis: Some(Basis::Document) },
    Step::Claim { quote: "more than 13,000 people have been killed", claimant: None },
    Step::Tie {
        claim: 3,
        source: 1,
        stance: Stance::Refutes,
        excerpt: "the number of deaths since 2014 has passed 14,000",
        locator: "§ 4",
    },
    Step::Decide { claim: 3, scope: Scope::So, status: Status::NeedsFix, basis: Some(Basis::Document) },
    Step::Fix { claim: 3, words: "more than 14,000 people have been killed" },
    Step::Read { quote: "By Ana Brandt" },
    Step::Report,
];

/// Who signs the demo's decisions, unless `--by` says otherwise: invented, as all of it is.
const CHECKER: &str = "Alma Brekke";

/// What the steps made so far.
struct Made {
    article: Slug,
    folder: PathBuf,
    sources: Vec<SourceId>,
    claims: Vec<Option<ClaimId>>,
}

/// `tickmark demo`
pub(super) fn run(desk: &mut Desk, folder: Option<PathBuf>) -> Result<(), Problem> {
    let folder = match folder {
        Some(folder) => folder,
        None => free_folder()?,
    };
    let total = STEPS.len() + 2;
    let mut number = 0;
    let mut say = |desk: &mut Desk, words: &str| {
        number += 1;
        desk.out.line(&format!("[{number:>2}/{total}] {words}"));
        desk.out.flush();
    };
    if !desk.is_person_named {
        desk.session.work_as(Person::named(CHECKER));
    }
    desk.wish(Command::NewProject { folder: folder.clone(), title: "Tickmark demo".to_owned() })?;
    desk.out.line("A whole check of an invented article, with invented sources and decisions.");
    desk.out.line("");
    say(desk, &format!("make a project in {}", folder.display()));
    // The article comes from elsewhere, as any does; the project keeps its own copy of the file.
    let elsewhere = tempfile::tempdir().map_err(|error| no_room_elsewhere(&error))?;
    let file = sample::lay_out_original(elsewhere.path())?;
    desk.wish(Command::OpenArticles(vec![file]))?;
    drop(elsewhere);
    let Some(article) = desk.opened.first().cloned() else {
        return Err(Problem::internal("The sample article was not added", "opening its file brought no article"));
    };
    say(desk, &format!("add article {article}"));
    let mut made = Made { article, folder, sources: Vec::new(), claims: Vec::new() };
    for step in STEPS {
        let words = made.take(desk, step)?;
        say(desk, &words);
    }
    desk.settle()?;
    ending(desk, &made);
    Ok(())
}

impl Made {
    /// Takes one step and tells it; a step about words that the article lacks is left out.
    fn take(&mut self, desk: &mut Desk, step: &Step) -> Result<String, Problem> {
        let article = self.article.clone();
        Ok(match *step {
            Step::Source { title, author, issued } => {
                let mut source = Source::new(SourceId::from_u128(0), title, SourceKind::Document);
                author.clone_into(&mut source.author);
                issued.clone_into(&mut source.issued);
                source.rank = Some(Rank::Primary);
                if let Done::Source(id) = desk.wish(Command::AddSource(Box::new(source)))? {
                    self.sources.push(id);
                }
                format!("add source {title}")
            }
            Step::Claim { quote, claimant } => {
                let Ok(span) = desk.session.quoted(&article, quote, 1) else {
                    self.claims.push(None);
                    return Ok(format!("left out: the article does not say “{quote}”"));
                };
                let claimant = claimant.map(str::to_owned);
                let said = claimant.as_ref().map(|name| format!(", said by {name}")).unwrap_or_default();
                let done = desk.wish(Command::AddClaim { article, spans: vec![span], kind: None, claimant })?;
                self.claims.push(if let Done::Claim(id) = done { Some(id) } else { None });
                format!("claim {}: “{quote}”{said}", self.claims.len())
            }
            Step::Tie { claim, source, stance, excerpt, locator } => {
                let number = claim + 1;
                let (Some(claim), Some(&source)) = (self.claim(claim), self.sources.get(source)) else {
                    return Ok(left_out(number));
                };
                let words = TieWords {
                    stance,
                    excerpt: excerpt.to_owned(),
                    locator: locator.to_owned(),
                    ..TieWords::default()
                };
                desk.wish(Command::AddTie { claim, source, words })?;
                let known = desk.session.project().and_then(|project| project.sources.get(&source));
                let title = known.map(|source| shortened(source.name(), 30)).unwrap_or_default();
                format!("tie claim {number} to {title}, {locator}: {} “{}”", stance.word(), shortened(excerpt, 40))
            }
            Step::Decide { claim, scope, status, basis } => {
                let number = claim + 1;
                let Some(claim) = self.claim(claim) else { return Ok(left_out(number)) };
                let ruling = Ruling { scope: Some(scope), status, basis, reason: String::new() };
                desk.wish(Command::Decide { claims: vec![claim], ruling })?;
                format!("decide claim {number}: {}: {}", scope.word(), status.word())
            }
            Step::Fix { claim, words } => {
                let number = claim + 1;
                let Some(claim) = self.claim(claim) else { return Ok(left_out(number)) };
                desk.wish(Command::ProposeFix { claim, words: Some(words.to_owned()) })?;
                format!("propose for claim {number}: “{words}”")
            }
            Step::Query { claim, words } => {
                let number = claim + 1;
                let Some(claim) = self.claim(claim) else { return Ok(left_out(number)) };
                let on = Subject::Claim(claim);
                desk.wish(Command::Ask {
                    article,
                    on,
                    to: Addressee::Author,
                    words: words.to_owned(),
                    due: None,
                    visibility: Visibility::Newsroom,
                })?;
                format!("ask the author about claim {number}: {words}")
            }
            Step::Read { quote } => {
                let Ok(span) = desk.session.quoted(&article, quote, 1) else {
                    return Ok(format!("left out: the article does not say “{quote}”"));
                };
                desk.wish(Command::MarkRead { article, spans: vec![span] })?;
                format!("mark as read, nothing to check: “{quote}”")
            }
            Step::Report => {
                desk.settle()?;
                let file = |format| (format, offered_file(&self.folder, &article, format));
                let files = Format::ALL.map(file).into();
                desk.wish(Command::Export {
                    article: self.article.clone(),
                    files,
                    audience: Visibility::Newsroom,
                    overwrite: Overwrite::Never,
                })?;
                "save the review and write the report as HTML, Markdown, CSV and JSON".to_owned()
            }
        })
    }

    fn claim(&self, at: usize) -> Option<ClaimId> {
        self.claims.get(at).copied().flatten()
    }
}

fn left_out(claim: usize) -> String {
    format!("left out: there is no claim {claim}")
}

fn ending(desk: &mut Desk, made: &Made) {
    let articles = made.folder.join("articles").join(made.article.as_str());
    let mut files: Vec<PathBuf> = Format::ALL.map(|format| offered_file(&made.folder, &made.article, format)).into();
    files.extend(["project.ron", "sources.ron"].map(|name| made.folder.join(name)));
    files.extend(["review.ron", "history.ronl"].map(|name| articles.join(name)));
    desk.out.line("");
    desk.out.line("Reports, and what is kept of the review:");
    for file in files {
        if file.is_file() {
            desk.out.line(&format!("  {}", file.display()));
        } else {
            out::tell(&format!("note: {} was not written", file.display()));
        }
    }
    let folder = made.folder.display();
    desk.out.line("");
    desk.out.line(&format!("Look on     tickmark list claims -p {folder}"));
    desk.out.line(&format!("            tickmark history -p {folder}"));
    desk.out.line("The window  on a machine with a display: cargo run --release");
}

fn no_room_elsewhere(error: &std::io::Error) -> Problem {
    Problem::error("no-temporary-folder", "The sample article has no place to be laid out in")
        .why(error.to_string())
        .now("the project was made and is empty")
        .help("Set TMPDIR to a folder that you may write in, then try again with another folder")
}

/// The first `tickmark-demo-N` that is free in the current folder.
fn free_folder() -> Result<PathBuf, Problem> {
    let here = current_folder()?;
    let named = (1..=9999).map(|number| format!("tickmark-demo-{number}"));
    named.map(PathBuf::from).find(|folder| std::fs::symlink_metadata(here.join(folder)).is_err()).ok_or_else(|| {
        Problem::error("no-free-name", "No folder was made: every name for it is taken")
            .now("nothing was changed")
            .help("Name one with --out")
    })
}
