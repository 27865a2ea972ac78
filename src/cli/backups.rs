//! The subcommands about backups: listing them, making one now, restoring one as a new folder.
//!
//! Must not know: where backups are kept, what is in one.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::cli::desk::{Desk, Style};
use crate::cli::show::Table;
use crate::model::problem::{Problem, quoted};
use crate::session::backups::{Backup, every_backup, restore_file};
use crate::session::command::Command;

/// `tickmark backups`: those of the project, or of every project where there is none.
pub(super) fn list(desk: &mut Desk, folder: Option<&Path>) -> Result<(), Problem> {
    let found = found(desk, folder)?;
    let zone = Some(desk.session.zone()).filter(|zone| !zone.is_unknown()).cloned().unwrap_or(TimeZone::UTC);
    let mut table = Table::new(&["when", "claims", "size", "file"]);
    let shapes: Vec<serde_json::Value> = found
        .iter()
        .map(|Backup { file, at, size, claims }| {
            let when = at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string();
            let n_claims = claims.map_or_else(|| "damaged".to_owned(), |claims| claims.to_string());
            table.row([when, n_claims, format!("{} KB", size.div_ceil(1024)), file.display().to_string()]);
            serde_json::json!({ "at": at, "claims": claims, "is_damaged": claims.is_none(), "size": size, "file": file })
        })
        .collect();
    desk.say_rows(&shapes, &table, "note: there is no backup yet; the first is made after the next change")
}

/// `tickmark backup`
pub(super) fn make(desk: &mut Desk) -> Result<(), Problem> {
    desk.wish(Command::BackUp)?;
    let made = desk.session.backups().and_then(<[Backup]>::first).map(|backup| backup.file.display().to_string());
    let made = made.ok_or_else(|| {
        Problem::error("no-backup-made", "No backup was made")
            .why("the reason is told above")
            .now("the project and its other backups are as they were")
            .help("Mend what keeps it from being made, then run `tickmark backup` again")
    })?;
    desk.say_file(&made)
}

/// `tickmark restore`
pub(super) fn restore(desk: &mut Desk, folder: Option<&Path>, backup: &str, to: &Path) -> Result<(), Problem> {
    let named = PathBuf::from(backup);
    let file = if named.is_file() {
        named
    } else {
        let file = choose(&found(desk, folder)?, backup)?;
        crate::cli::out::tell(&format!("note: from the backup {}", file.display()));
        file
    };
    restore_file(&file, desk.session.folder(), to)?;
    desk.say_file(&to.display().to_string())
}

/// The backups of the project in `folder`, or of every project when none is named or stood in.
fn found(desk: &mut Desk, folder: Option<&Path>) -> Result<Vec<Backup>, Problem> {
    if let Err(problem) = desk.open_telling(folder) {
        return match folder {
            Some(_) => Err(problem),
            None => Ok(desk.session.data_folder().map(every_backup).unwrap_or_default()),
        };
    }
    desk.wish(Command::ListBackups)?;
    Ok(desk.session.backups().unwrap_or_default().to_vec())
}

/// The newest backup whose file's name begins so; refused when those of several projects do.
fn choose(found: &[Backup], wanted: &str) -> Result<PathBuf, Problem> {
    let name = |backup: &Backup| backup.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let fits = |backup: &&Backup| !wanted.is_empty() && name(backup).is_some_and(|name| name.starts_with(wanted));
    let mut fitting = found.iter().filter(fits).map(|backup| &backup.file);
    let Some(newest) = fitting.next() else {
        return Err(Problem::error("no-backup", format!("There is no backup {}", quoted(wanted, 80)))
            .now("nothing was changed")
            .help("`tickmark backups` lists them; give a file, or the beginning of its name"));
    };
    let mut projects: Vec<&Path> = fitting.chain([newest]).filter_map(|file| file.parent()).collect();
    projects.sort_unstable();
    projects.dedup();
    if projects.len() > 1 {
        let names = projects.iter().filter_map(|folder| folder.file_name()).map(|name| name.to_string_lossy());
        return Err(Problem::error(
            "backup-unclear",
            format!("Nothing was restored: several projects have a backup {}", quoted(wanted, 80)),
        )
        .why(format!("they are in {}", names.collect::<Vec<_>>().join(", ")))
        .now("nothing was changed")
        .help("Give the whole path of one that `tickmark backups` lists, or name the project with --project"));
    }
    Ok(newest.clone())
}

impl Desk {
    /// Says the path of what was made.
    fn say_file(&mut self, path: &str) -> Result<(), Problem> {
        match self.style {
            Style::Plain => self.out.line(path),
            Style::Json => self.out.json(&serde_json::json!({ "file": path }))?,
        }
        Ok(())
    }
}
