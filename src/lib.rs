//! Tickmark, a desktop fact-checking workbench.
//!
//! An article file comes in through `import/` and becomes an article of a project, which `store/` keeps on disk.
//! The checker's wishes reach `session/` as commands; the session turns them into edits, which `model/` carries out,
//! and hands changed files back to `store/`. `export/` turns a review into a report. `app/` shows all that in a
//! window, `cli/` in a terminal.
//!
//! Arrows point down only, and a test (`tests/suite/tidy.rs`) holds it:
//!
//! - `app`: the window. Must not know disk, parsing, or rules of the domain.
//! - `cli`: the same without a window. Must not know more than the window.
//! - `session`: the open project: commands, undo, jobs, settings, clock and ids. Must not know egui.
//! - `store`, `import`, `export`, `check`: must not know each other, nor the session.
//! - `model`: the domain and every change to it. Must not know disk, clock, egui.
//! - `text`: strings and nothing else.

pub mod app;
pub mod check;
pub mod cli;
pub mod export;
pub mod import;
pub mod model;
pub mod session;
pub mod store;
pub mod text;
