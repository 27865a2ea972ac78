//! A field for a path that completes what is typed from the folder it names.
//!
//! In: letters, Tab, arrows. Out: the path, and what stands there. Must not know: what the path is for.
//! Holds: no folder is read on the window's thread; `~` is the home folder. Limits: names that are not Unicode cannot
//! be typed.

use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};

use egui::{Key, Modifiers, Response, Ui};

use crate::app::overlay::list::{Choice, MOST, Row, cursor_to_end};
use crate::app::overlay::listing::{Entry, Listing, Read};
use crate::app::overlay::sheet::{self, Sheet};
use crate::app::theme::icon;

/// What may be completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offers {
    /// Files and folders.
    Everything,
    /// Folders.
    Folders,
}

/// What stands at the typed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The folder is being read.
    Unknown,
    /// Nothing; the reason in words.
    Missing(String),
    /// A file.
    File,
    /// A folder without a project.
    Folder,
    /// A project folder.
    Project,
}

/// The field.
#[derive(Debug)]
pub(super) struct PathField {
    /// What is typed.
    pub text: String,
    home: Option<PathBuf>,
    offers: Offers,
    listing: Listing,
    choice: Choice,
    has_chosen: bool,
    can_complete: bool,
}

impl PathField {
    /// A field with `text` in it.
    pub(super) fn new(text: String, offers: Offers, home: Option<PathBuf>) -> Self {
        Self {
            text,
            home,
            offers,
            listing: Listing::default(),
            choice: Choice::default(),
            has_chosen: false,
            can_complete: false,
        }
    }

    /// The text for a folder: its path with a separator at the end.
    pub(super) fn text_of_folder(folder: &Path) -> String {
        let mut text = folder.display().to_string();
        if !text.ends_with(is_separator) {
            text.push(MAIN_SEPARATOR);
        }
        text
    }

    /// The typed path with `~` spelt out; `None` unless it begins at a root or at home.
    pub(super) fn path(&self) -> Option<PathBuf> {
        expanded(self.text.trim(), self.home.as_deref())
    }

    /// What stands at the typed path, as far as its folder has been read.
    pub(super) fn standing(&self) -> Standing {
        if self.text.trim().is_empty() {
            return Standing::Missing("Type a path".to_owned());
        }
        if self.path().is_none() {
            return Standing::Missing(format!("A path begins with {MAIN_SEPARATOR} or ~"));
        }
        let (_, leaf) = parts(self.text.trim());
        match self.listing.known() {
            None => Standing::Unknown,
            Some(read) => standing_of(read, leaf),
        }
    }

    /// Wants the folder of what is typed, and takes in what has come of it.
    pub(super) fn look(&mut self, ui: &Ui) {
        let (folder, _) = parts(self.text.trim());
        if let Some(folder) = expanded(folder, self.home.as_deref()) {
            let ctx = ui.ctx().clone();
            self.listing.want(&folder, move || ctx.request_repaint());
        }
        self.listing.poll();
    }

    /// Steps into the typed folder: adds the separator.
    pub(super) fn step_in(&mut self, ui: &Ui, field: egui::Id) {
        if !self.text.ends_with(is_separator) {
            self.text.push(MAIN_SEPARATOR);
        }
        self.has_chosen = false;
        self.choice = Choice::default();
        cursor_to_end(ui.ctx(), field, &self.text);
    }

    /// Takes the row that arrows chose into the text, as Enter means it.
    pub(super) fn take_choice(&mut self, ui: &Ui, field: egui::Id) {
        if std::mem::take(&mut self.has_chosen)
            && let Some(entry) = self.offered().get(self.choice.at).map(|entry| entry.name.clone())
        {
            self.put_leaf(&entry, None);
            cursor_to_end(ui.ctx(), field, &self.text);
        }
    }

    /// The field, and what would complete it in a list at most `height` points high.
    pub(super) fn ui(&mut self, ui: &mut Ui, sheet: &mut Sheet, entry: &sheet::Entry<'_>, height: f32) -> Response {
        self.look(ui);
        let id = sheet.id(entry.label);
        if ui.memory(|memory| memory.has_focus(id)) {
            self.take_keys(ui, id);
        }
        let entry = sheet::Entry { takes_tab: self.can_complete, ..entry.clone() };
        let response = sheet.text_ui(ui, &mut self.text, &entry);
        if response.changed() {
            self.has_chosen = false;
            self.choice = Choice::default();
            self.look(ui);
        }
        let offered = self.offered();
        let can_complete = match offered.as_slice() {
            [] => false,
            [only] => only.is_folder || only.name != parts(self.text.trim()).1,
            _ => true,
        };
        let rows: Vec<Row> = offered.iter().take(MOST).map(|entry| row_of(entry)).collect();
        self.can_complete = can_complete;
        if !rows.is_empty() {
            let pressed = ui.push_id(entry.label, |ui| self.choice.rows_ui(ui, &rows, height)).inner;
            if let Some(name) = pressed.and_then(|at| rows.get(at)).map(|row| row.text.clone()) {
                let is_folder = self.offered().iter().any(|entry| entry.name == name && entry.is_folder);
                self.put_leaf(&name, is_folder.then_some(MAIN_SEPARATOR));
                cursor_to_end(ui.ctx(), id, &self.text);
                response.request_focus();
            }
        }
        response
    }

    fn take_keys(&mut self, ui: &Ui, id: egui::Id) {
        let n_rows = self.offered().len().min(MOST);
        let arrows = ui.input(|input| input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp));
        if arrows && n_rows > 0 {
            // The first arrow down chooses the first row, which is not chosen before.
            if self.has_chosen || ui.input(|input| input.key_pressed(Key::ArrowUp)) {
                self.choice.take_arrows(ui, n_rows);
            } else {
                ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowDown));
            }
            self.has_chosen = true;
        }
        if self.can_complete && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Tab)) {
            self.complete();
            cursor_to_end(ui.ctx(), id, &self.text);
        }
    }

    /// Puts in the chosen row, or as much as all rows begin with, or the first row.
    fn complete(&mut self) {
        let offered = self.offered();
        let chosen = if self.has_chosen { offered.get(self.choice.at) } else { None };
        let common = common_start(&offered);
        let typed = parts(self.text.trim()).1.chars().count();
        let (name, ends) = match (chosen, offered.as_slice()) {
            (Some(entry), _) | (None, [entry]) => (entry.name.clone(), entry.is_folder),
            (None, _) if common.chars().count() > typed => (common, false),
            (None, [first, ..]) => (first.name.clone(), first.is_folder),
            (None, []) => return,
        };
        self.has_chosen = false;
        self.choice = Choice::default();
        self.put_leaf(&name, ends.then_some(MAIN_SEPARATOR));
    }

    fn put_leaf(&mut self, name: &str, end: Option<char>) {
        let (folder, _) = parts(self.text.trim());
        self.text = format!("{folder}{name}");
        self.text.extend(end);
    }

    /// The entries that begin as what is typed, hidden ones only when a dot is typed.
    fn offered(&self) -> Vec<&Entry> {
        let (_, leaf) = parts(self.text.trim());
        let typed = leaf.to_lowercase();
        let entries = self.listing.known().and_then(|read| read.as_ref().ok()).into_iter().flatten();
        entries
            .filter(|entry| entry.is_folder || self.offers == Offers::Everything)
            .filter(|entry| !entry.name.starts_with('.') || typed.starts_with('.'))
            .filter(|entry| entry.name.to_lowercase().starts_with(&typed))
            .collect()
    }
}

/// A text as its folder (with the separator) and the name after it.
fn parts(text: &str) -> (&str, &str) {
    let after = text.rfind(is_separator).map_or(0, |at| at + 1); // separators are one byte long
    if text == "~" {
        return ("~", "");
    }
    text.split_at_checked(after).unwrap_or((text, ""))
}

fn expanded(text: &str, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(rest) = text.strip_prefix('~') {
        let rest = rest.strip_prefix(is_separator).or_else(|| rest.is_empty().then_some(""))?;
        return home.map(|home| home.join(rest));
    }
    let path = Path::new(text);
    path.is_absolute().then(|| path.to_path_buf())
}

fn standing_of(read: &Read, leaf: &str) -> Standing {
    match read {
        Err(words) => Standing::Missing(words.clone()),
        Ok(entries) if leaf.is_empty() => {
            let is_project = entries.iter().any(|entry| !entry.is_folder && entry.name == "project.ron");
            if is_project { Standing::Project } else { Standing::Folder }
        }
        Ok(_) if leaf == "." || leaf == ".." => Standing::Folder,
        Ok(entries) => match entries.iter().find(|entry| entry.name == leaf) {
            None => Standing::Missing("There is no such file".to_owned()),
            Some(entry) if entry.is_project => Standing::Project,
            Some(entry) if entry.is_folder => Standing::Folder,
            Some(_) => Standing::File,
        },
    }
}

/// What all names begin with, as the first of them spells it.
fn common_start(entries: &[&Entry]) -> String {
    let Some((first, rest)) = entries.split_first() else { return String::new() };
    let mut common: Vec<char> = first.name.chars().collect();
    for entry in rest {
        let same = |(a, b): &(&char, char)| **a == *b || a.to_lowercase().eq(b.to_lowercase());
        let shared = common.iter().zip(entry.name.chars()).take_while(same).count();
        common.truncate(shared);
    }
    common.into_iter().collect()
}

fn row_of(entry: &Entry) -> Row {
    let (icon, note) = match (entry.is_project, entry.is_folder) {
        (true, _) => (icon::CHECK_SQUARE, "Project"),
        (false, true) => (icon::FOLDER_OPEN, "Folder"),
        (false, false) => (icon::FILE_TEXT, ""),
    };
    Row { icon, text: entry.name.clone(), note: note.to_owned(), help: entry.name.clone(), why_not: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_folder_and_a_name() {
        for (text, folder, name) in [
            ("/home/alma/dra", "/home/alma/", "dra"),
            ("/home/", "/home/", ""),
            ("~/x", "~/", "x"),
            ("~", "~", ""),
            ("x", "", "x"),
            ("/é/ü", "/é/", "ü"),
        ] {
            assert_eq!(parts(text), (folder, name), "{text}");
        }
    }

    #[test]
    fn a_tilde_is_home_and_only_at_the_start() {
        let root = std::env::current_dir().unwrap();
        let home = Some(root.as_path());
        assert_eq!(expanded("~", home), Some(root.join("")));
        assert_eq!(expanded("~/a/b", home), Some(root.join("a/b")));
        assert_eq!(expanded("~else/a", home), None);
        assert_eq!(expanded("~/a", None), None);
        assert_eq!(expanded("a/b", home), None, "where one stands is not known to a window");
        assert_eq!(expanded("", home), None);
    }

    #[test]
    fn names_are_completed_as_far_as_they_agree() {
        let entry = |name: &str| Entry { name: name.into(), is_folder: false, is_project: false };
        let (a, b, c) = (entry("Draft one"), entry("draft two"), entry("drag"));
        assert_eq!(common_start(&[&a, &b]), "Draft ");
        assert_eq!(common_start(&[&a, &b, &c]), "Dra");
        assert_eq!(common_start(&[&a]), "Draft one");
        assert_eq!(common_start(&[]), "");
    }

    #[test]
    fn what_stands_there_is_told() {
        let entry = |name: &str, is_folder, is_project| Entry { name: name.into(), is_folder, is_project };
        let read: Read = Ok(vec![entry("p", true, true), entry("f", true, false), entry("a.txt", false, false)]);
        assert_eq!(standing_of(&read, "p"), Standing::Project);
        assert_eq!(standing_of(&read, "f"), Standing::Folder);
        assert_eq!(standing_of(&read, "a.txt"), Standing::File);
        assert_eq!(standing_of(&read, ""), Standing::Folder);
        assert_eq!(standing_of(&Ok(vec![entry("project.ron", false, false)]), ""), Standing::Project);
        assert_eq!(standing_of(&read, "b.txt"), Standing::Missing("There is no such file".into()));
        assert_eq!(standing_of(&Err("No".into()), "x"), Standing::Missing("No".into()));
    }
}
