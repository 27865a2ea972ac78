//! `tickmark share`: a copy of the project for somebody else.
//!
//! Must not know: which files a project has.

use std::path::PathBuf;

use crate::cli::desk::{Desk, Style};
use crate::cli::out;
use crate::cli::show::Table;
use crate::model::problem::{Problem, counted};
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::sharing::{Extent, Listed, Sharing};
use crate::session::wishes::Overwrite;

fn extent(desk: &Desk) -> Extent {
    if desk.audience == Visibility::Confidential { Extent::WithConfidential } else { Extent::Public }
}

/// Lists what would leave the machine and what would stay; writes nothing.
pub(super) fn list(desk: &mut Desk) -> Result<(), Problem> {
    let sharing = desk.session.sharing(extent(desk))?;
    let Sharing { goes, stays, too_large, n_others, traces } = &sharing;
    if desk.style == Style::Json {
        let files = |files: &[Listed]| -> Vec<serde_json::Value> {
            files.iter().map(|it| serde_json::json!({ "file": it.file, "bytes": it.bytes })).collect()
        };
        let lines: Vec<_> =
            traces.found.iter().map(|(file, lines)| serde_json::json!({ "file": file, "lines": lines })).collect();
        return desk.out.json(&serde_json::json!({
            "goes": files(goes),
            "stays": files(stays),
            "too_large": files(too_large),
            "other_files": n_others,
            "traces": lines,
            "not_looked_through": traces.unread,
        }));
    }
    let mut table = Table::new(&["bytes", "file"]);
    for Listed { file, bytes } in goes {
        table.row([bytes.to_string(), file.clone()]);
    }
    for line in table.lines(desk.out.width()) {
        desk.out.line(&line);
    }
    let files = |count| counted(count, "file", "files");
    desk.out.line(&format!("{} with {} bytes would leave this machine", files(goes.len()), sharing.bytes()));
    if !stays.is_empty() {
        desk.out.line(&format!("held back as confidential: {}", files(stays.len())));
    }
    if !too_large.is_empty() {
        desk.out.line(&format!("left out, too large for a zip: {}", files(too_large.len())));
    }
    if *n_others > 0 {
        desk.out.line(&format!("left out, since no project has them: {}", files(*n_others)));
    }
    tell_traces(&sharing);
    Ok(())
}

/// Writes the copy.
pub(super) fn write(desk: &mut Desk, file: PathBuf, overwrite: Overwrite) -> Result<(), Problem> {
    let extent = extent(desk);
    let shown = desk.session.sharing(extent)?;
    tell_traces(&shown);
    desk.wish(Command::Share { file, extent, shown: Box::new(shown), overwrite })?;
    for file in desk.exported.clone() {
        desk.say(&file.display().to_string())?;
    }
    Ok(())
}

fn tell_traces(sharing: &Sharing) {
    let (found, unread) = (&sharing.traces.found, &sharing.traces.unread);
    if !found.is_empty() {
        let told = found.iter().map(|(file, lines)| format!("{file} ({})", counted(*lines, "line", "lines")));
        let problem = Problem::warning("older-traces", "Files that go out and are never written anew still hold words that are confidential now")
            .why(format!("they were written before: {}", told.collect::<Vec<_>>().join(", ")))
            .now("nothing in them was changed")
            .help("Delete those lines of histories first if nobody may read them, and leave closed records out of what you pass on; the review itself does not depend on them");
        out::tell(&problem.to_string());
    }
    if !unread.is_empty() {
        let names: Vec<&str> = unread.iter().map(String::as_str).collect();
        let problem = Problem::warning(
            "traces-unknown",
            "Files that go out could not be looked through for words that are confidential now",
        )
        .why(format!("they cannot be read, or not wholly: {}", names.join(", ")))
        .now("nothing in them was changed, and they go out as they are")
        .help("Mend them first (`tickmark check-project --repair`), or look through them yourself");
        out::tell(&problem.to_string());
    }
}
