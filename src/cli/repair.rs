//! `tickmark check-project --repair`: what would be done to damaged files, and with `--write` the doing.
//!
//! Must not know: how a repair is planned.

use std::path::Path;

use crate::cli::desk::{Desk, Style};
use crate::cli::out;
use crate::model::problem::Problem;
use crate::model::repair::{FileRepair, RepairStep};
use crate::session::command::Command;
use crate::session::outcome::Done;

/// Says what would be done, does it when `writes`, and answers whether all is well then.
pub(super) fn run(desk: &mut Desk, folder: Option<&Path>, writes: bool) -> Result<bool, Problem> {
    desk.open(folder)?;
    desk.wish(Command::PlanRepair)?;
    let Some(files) = desk.session.repair_planned() else { return Ok(false) };
    let plan: Vec<FileRepair> = files.cloned().collect();
    let n_files = plan.iter().filter(|file| file.is_written()).count();
    let is_empty = n_files == 0;
    let mut copies = Vec::new();
    if writes
        && !is_empty
        && let Done::KeptCopies(kept) = desk.wish(Command::Repair)?
    {
        copies = kept;
    }
    // What nothing could be done about is still not well.
    let is_well = plan.iter().all(FileRepair::is_written) && (is_empty || writes);
    if desk.style == Style::Json {
        let files: Vec<_> = plan.iter().map(file_shape).collect();
        desk.out.json(&serde_json::json!({
            "is_well": is_well,
            "is_written": writes && !is_empty,
            "kept_copies": copies,
            "files": files,
        }))?;
        return Ok(is_well);
    }
    for file in &plan {
        desk.out.line(if file.file.is_empty() { "the project" } else { &file.file });
        for step in &file.steps {
            desk.out.line(&line(step));
        }
        desk.out.line("");
    }
    let files = if n_files == 1 { "1 file".to_owned() } else { format!("{n_files} files") };
    desk.out.line(&match (is_empty, writes) {
        (true, _) => "There is nothing to repair".to_owned(),
        (false, false) => format!("Nothing was written; `--repair --write` writes {files}"),
        (false, true) => format!("Repaired {files}"),
    });
    if !is_empty && !writes {
        out::tell("note: read what would be left out before you write");
    }
    Ok(is_well)
}

fn line(step: &RepairStep) -> String {
    format!("  {:<9} {}", step.kind.word(), step.line())
}

fn file_shape(file: &FileRepair) -> serde_json::Value {
    let steps: Vec<_> = file
        .steps
        .iter()
        .map(|step| {
            let (line, column) = step.place.unzip();
            serde_json::json!({ "do": step.kind.word(), "line": line, "column": column, "what": step.words })
        })
        .collect();
    serde_json::json!({ "file": file.file, "is_written": file.is_written(), "steps": steps })
}
