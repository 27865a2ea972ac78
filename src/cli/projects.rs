//! The subcommands about a project as a whole: making, naming, undo, checking; and who works.
//!
//! Must not know: files of a project.

use std::path::{Path, PathBuf};

use crate::cli::articles::bare_words;
use crate::cli::desk::{Desk, Style};
use crate::cli::json::{ArticleShape, ProblemShape};
use crate::cli::out;
use crate::cli::show::Table;
use crate::model::change::Edit;
use crate::model::problem::{Problem, Severity};
use crate::model::project::Scale;
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::reading::Reader;
use crate::session::settings::Person;
use crate::session::table::{TABLE, keys_markdown};
use crate::session::undo::{newest_standing, newest_undo};
use crate::session::{Session, Surroundings};

/// `tickmark new`
pub(super) fn new(desk: &mut Desk, folder: PathBuf, title: Option<String>) -> Result<(), Problem> {
    let shown = folder.display().to_string();
    desk.wish(Command::NewProject { folder, title: title.unwrap_or_default() })?;
    desk.say(&shown)
}

/// `tickmark project`
pub(super) fn project(desk: &mut Desk, title: Option<String>, scale: Option<&str>) -> Result<(), Problem> {
    let scale = scale.map(scale_named).transpose()?;
    if title.is_none() && scale.is_none() {
        return show(desk);
    }
    if let Some(title) = title {
        desk.edit(Command::SetTitle(title))?;
    }
    if let Some(scale) = scale {
        desk.edit(Command::SetScale(scale))?;
    }
    Ok(())
}

/// The ready-made scale whose name begins so, or none.
fn scale_named(name: &str) -> Result<Option<Scale>, Problem> {
    let plain = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = plain(name);
    if wanted == "none" {
        return Ok(None);
    }
    let presets = Scale::presets();
    let names: Vec<String> = presets.iter().map(|scale| format!("“{}”", scale.name)).collect();
    let found = presets.into_iter().find(|scale| !wanted.is_empty() && plain(&scale.name).starts_with(&wanted));
    found.map(Some).ok_or_else(|| {
        Problem::error("no-scale", format!("There is no scale “{}”", crate::model::problem::shortened(name, 60)))
            .now("nothing was changed")
            .help(format!("Choose {}, or none", names.join(", ")))
    })
}

fn show(desk: &mut Desk) -> Result<(), Problem> {
    let (Some(project), Some(folder)) = (desk.session.project(), desk.session.folder()) else { return Ok(()) };
    let folder = folder.display().to_string();
    let scale = project.scale.as_ref();
    if desk.style == Style::Json {
        let shape = serde_json::json!({
            "folder": folder,
            "title": project.title,
            "scale": scale.map(|scale| serde_json::json!({ "name": scale.name, "ratings": scale.ratings })),
            "people": project.people.iter().map(|(key, name)| (key.0.clone(), name.clone())).collect::<Vec<_>>(),
            "articles": project.listed().len(),
            "sources": project.sources.len(),
        });
        return desk.out.json(&shape);
    }
    let people: Vec<String> = project.people.iter().map(|(key, name)| format!("{name} ({key})")).collect();
    let lines = [
        ("title", project.title.clone()),
        ("folder", folder),
        (
            "scale",
            scale.map_or_else(|| "none".to_owned(), |scale| format!("{}: {}", scale.name, scale.ratings.join(", "))),
        ),
        ("people", people.join(", ")),
        ("articles", project.listed().len().to_string()),
        ("sources", project.sources.len().to_string()),
    ];
    for (name, value) in lines {
        if !value.is_empty() {
            desk.out.line(&format!("{name:<10}{value}"));
        }
    }
    Ok(())
}

/// `tickmark person`: the one subcommand that changes settings.
pub(super) fn person(desk: &mut Desk, name: Option<&str>, initials: Option<&str>) -> Result<(), Problem> {
    let mut settled = Session::new(Surroundings::of_this_machine(Reader::InProcess)); // it reads no article
    let mut person = name.map_or_else(|| settled.person(), Person::named);
    if let Some(initials) = initials {
        initials.trim().clone_into(&mut person.initials);
    }
    if name.is_some() || initials.is_some() {
        if person.name.is_empty() || person.initials.is_empty() {
            return Err(Problem::error("person-unnamed", "A person needs a name and initials")
                .now("nothing was changed")
                .help("Give your full name, as `tickmark person \"Alma Brekke\"`"));
        }
        std::mem::swap(&mut desk.session, &mut settled);
        desk.wish(Command::SetPerson(person.clone()))?;
    }
    match desk.style {
        Style::Plain => desk.out.line(&format!("{} ({})", person.name, person.initials)),
        Style::Json => desk.out.json(&serde_json::json!({ "name": person.name, "initials": person.initials }))?,
    }
    Ok(())
}

/// `tickmark undo`
pub(super) fn undo(desk: &mut Desk, times: u32) -> Result<(), Problem> {
    for _ in 0..times {
        let history = whole_history(desk)?;
        let newest = newest_standing(&history);
        if newest.is_empty() {
            return Err(nothing_to("take back"));
        }
        desk.session.undo_from_history(&newest)?;
        say_taken(desk)?;
    }
    Ok(())
}

/// `tickmark redo`
pub(super) fn redo(desk: &mut Desk) -> Result<(), Problem> {
    let history = whole_history(desk)?;
    let newest = newest_undo(&history);
    if newest.is_empty() {
        return Err(nothing_to("make again"));
    }
    desk.session.redo_from_history(&newest)?;
    say_taken(desk)
}

/// The history on disk, which holds all this run did: each undo is saved before the next.
pub(super) fn whole_history(desk: &Desk) -> Result<Vec<Edit>, Problem> {
    let (history, problems) = desk.session.whole_history()?;
    for problem in problems {
        out::tell(&problem.to_string());
    }
    Ok(history)
}

/// Saves an undo or redo, so that the next one finds it in the history, and says what it did.
fn say_taken(desk: &mut Desk) -> Result<(), Problem> {
    desk.settle()?;
    for words in desk.told.clone() {
        desk.say(&words)?;
    }
    Ok(())
}

fn nothing_to(what: &str) -> Problem {
    Problem::error("nothing-to-undo", format!("There is nothing to {what}"))
        .now("nothing was changed")
        .help("`tickmark history` lists every change")
}

/// `tickmark check-project --keep-copy`: copies the damaged files aside and writes them anew.
pub(super) fn keep_copy(desk: &mut Desk, folder: Option<&Path>) -> Result<(), Problem> {
    // In full: what is told here is what the files written anew lack.
    for problem in desk.open(folder)? {
        out::tell(&problem.to_string());
    }
    desk.refuse_read_only()?;
    let Done::KeptCopies(copies) = desk.wish(Command::SetDamagedAside)? else {
        out::tell("note: no file of this project is damaged");
        return Ok(());
    };
    match desk.style {
        Style::Plain => {
            for copy in &copies {
                desk.out.line(&format!("kept a copy: {copy}"));
            }
            desk.out.line("");
        }
        Style::Json => desk.kept_copies = copies,
    }
    Ok(())
}

/// `tickmark check-project`: whether all is well.
pub(super) fn check(desk: &mut Desk, folder: Option<&Path>) -> Result<bool, Problem> {
    let mut problems = desk.open(folder)?;
    let (_, unread) = desk.session.whole_history()?;
    for problem in unread {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems.extend(desk.session.evidence_problems());
    let Some(project) = desk.session.project() else { return Ok(false) };
    // In the order of `tickmark list`, removed ones last.
    let removed = project.articles.values().filter(|article| !article.listed);
    let shapes: Vec<ArticleShape> = project
        .listed()
        .into_iter()
        .chain(removed)
        .filter_map(|article| Some(ArticleShape::new(article, desk.session.index(&article.slug)?)))
        .collect();
    let guarded: Vec<String> =
        desk.session.guarded().map(|guarded| guarded.iter().map(str::to_owned).collect()).unwrap_or_default();
    let is_well = guarded.is_empty() && problems.iter().all(|problem| problem.severity != Severity::Error);
    if desk.style == Style::Json {
        desk.out.json(&serde_json::json!({
            "is_well": is_well,
            "problems": problems.iter().map(ProblemShape::new).collect::<Vec<_>>(),
            "read_only": guarded,
            "kept_copies": desk.kept_copies,
            "articles": shapes,
        }))?;
        return Ok(is_well);
    }
    for problem in &problems {
        desk.out.line(&problem.to_string());
        desk.out.line("");
    }
    let mut table = Table::new(&["article", "claims", "decided", "stale", "lost", "bare words", "open queries"]);
    for article in &shapes {
        let counts = [article.claims, article.decided, article.stale, article.lost].map(|count| count.to_string());
        let [claims, decided, stale, lost] = counts;
        let name = if article.listed { article.slug.clone() } else { format!("{} (removed)", article.slug) };
        let (bare, queries) = (bare_words(article), article.open_queries.to_string());
        table.row([name, claims, decided, stale, lost, bare, queries]);
    }
    for line in table.lines(None) {
        desk.out.line(&line);
    }
    for file in &guarded {
        desk.out.line(&format!("read-only: {file}"));
    }
    desk.out.line(match (is_well, problems.len()) {
        (true, 0) => "No problem found",
        (true, _) => "Nothing is damaged",
        (false, _) => "Something is damaged or could not be read",
    });
    // Two sides of a merge are no damage: merging again keeps both, and a repair does nothing about them.
    if !guarded.is_empty() && problems.iter().all(|problem| problem.id != "git-conflict") {
        desk.out.line("`tickmark check-project --repair` says what can be put back, and writes nothing");
    }
    Ok(is_well)
}

/// `tickmark commands`
pub(super) fn commands(desk: &mut Desk, as_markdown: bool) -> Result<(), Problem> {
    if as_markdown {
        desk.out.whole(&keys_markdown());
        return Ok(());
    }
    if desk.style == Style::Json {
        let rows = TABLE.iter().map(|spec| {
            serde_json::json!({
                "id": spec.id, "menu": spec.menu.word(), "text": spec.text, "keys": spec.keys, "help": spec.help,
            })
        });
        return desk.out.json(&rows.collect::<Vec<_>>());
    }
    let mut table = Table::new(&["menu", "command", "keys", "what it does"]);
    for spec in TABLE {
        let keys = spec.keys.iter().map(|key| key.replace("Cmd", "Ctrl")).collect::<Vec<_>>().join("  ");
        table.row([spec.menu.word().to_owned(), spec.text.to_owned(), keys, spec.help.to_owned()]);
    }
    for line in table.lines(desk.out.width()) {
        desk.out.line(&line);
    }
    Ok(())
}
