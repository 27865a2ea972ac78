//! What the user set once for every project: who they are, how the window looks, what was open last.
//!
//! In: bytes of the settings file. Out: settings, and bytes again.
//! Must not know: projects. The person never comes from a project file.
//! Limits: a settings file that cannot be read is set aside and the defaults are used; nothing of a project is in it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::problem::{Place, Problem};
use crate::store::files::{Existing, make_folder, write_atomically};

/// Who sits at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Initials, as decisions show them.
    pub initials: String,
}

impl Person {
    /// A person of this name; the initials are the first letters of its first and last word.
    pub fn named(name: &str) -> Self {
        let words: Vec<&str> = name.split_whitespace().collect();
        let letters = match words.as_slice() {
            [] => vec!['?'],
            [one] => one.chars().take(1).collect(),
            [first, .., last] => first.chars().take(1).chain(last.chars().take(1)).collect(),
        };
        let initials = letters.into_iter().flat_map(char::to_uppercase).collect();
        Self { name: words.join(" "), initials }
    }
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark ink on paper.
    Light,
    /// Light ink on dark.
    Dark,
}

/// What the user set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Who they are; asked once.
    pub person: Option<Person>,
    /// Light or dark.
    pub theme: Theme,
    /// Size of the article's text in points.
    pub text_points: u8,
    /// Characters in a line of the article.
    pub measure: usize,
    /// Whether bare words are underlined.
    pub show_bare: bool,
    /// Whether pages of this machine and this network may be fetched.
    pub fetch_private: bool,
    /// The project folder that was open last.
    pub last_project: Option<PathBuf>,
    /// The article that was shown last.
    pub last_article: Option<String>,
    /// Projects opened before, newest first.
    pub recent: Vec<PathBuf>,
}

/// The sizes of article text offered, in points.
pub const TEXT_POINTS: std::ops::RangeInclusive<u8> = 12..=32;
/// The line lengths offered, in characters.
pub const MEASURES: std::ops::RangeInclusive<usize> = 60..=75;

impl Default for Settings {
    fn default() -> Self {
        Self {
            person: None,
            theme: Theme::System,
            text_points: 18,
            measure: 70,
            show_bare: true,
            fetch_private: false,
            last_project: None,
            last_article: None,
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the settings of `file`; missing is the defaults, unreadable is the defaults and a problem.
    pub fn load(file: &std::path::Path) -> (Self, Option<Problem>) {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => {
                let problem = Problem::warning("settings-unreadable", "Your settings could not be read")
                    .at(Place::File(file.display().to_string()))
                    .why(error.to_string())
                    .now("the built-in settings are in use; projects are not touched")
                    .help("Give yourself the right to read the file, then start again");
                return (Self::default(), Some(problem));
            }
        };
        match ron::from_str::<Self>(&text) {
            Ok(settings) => (settings.within_limits(), None),
            Err(error) => {
                let at = error.span.start;
                let aside = file.with_extension("damaged.ron");
                let kept = write_atomically(&aside, text.as_bytes(), Existing::Replace).is_ok();
                let place = Place::Line { file: file.display().to_string(), line: at.line, column: at.col };
                let problem = Problem::warning("settings-unreadable", "Your settings could not be read")
                    .at(place)
                    .why(error.code.to_string())
                    .now(if kept {
                        format!("the built-in settings are in use; a copy of yours is {}", aside.display())
                    } else {
                        "the built-in settings are in use; projects are not touched".to_owned()
                    })
                    .help("Set them anew, or mend the copy and put it in place of the file");
                (Self::default(), Some(problem))
            }
        }
    }

    /// Writes the settings to `file`.
    pub fn save(&self, file: &std::path::Path) -> Result<(), Problem> {
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default().new_line("\n"))
            .map_err(|error| Problem::internal("Settings were not saved", error.to_string()))?;
        if let Some(folder) = file.parent().filter(|folder| !folder.is_dir()) {
            make_folder(folder).map_err(|problem| {
                Problem::error("settings-unsaved", "Settings were not saved")
                    .at(problem.place)
                    .why(problem.why)
                    .now("what you set counts until Tickmark is closed; projects are not touched")
                    .help("Give yourself the right to make that folder, then set it again")
            })?;
        }
        write_atomically(file, text.as_bytes(), Existing::Replace)
    }

    /// Remembers a project as the one opened last.
    pub fn remember_project(&mut self, folder: PathBuf) {
        self.recent.retain(|known| *known != folder);
        self.recent.insert(0, folder.clone());
        self.recent.truncate(8);
        self.last_project = Some(folder);
    }

    fn within_limits(mut self) -> Self {
        self.text_points = self.text_points.clamp(*TEXT_POINTS.start(), *TEXT_POINTS.end());
        self.measure = self.measure.clamp(*MEASURES.start(), *MEASURES.end());
        self
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;
    use crate::store::faults::{self, Fault};

    #[test]
    fn whatever_step_fails_the_settings_on_disk_are_the_old_or_the_new_ones() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let [old, new] = [16, 20].map(|text_points| Settings { text_points, ..Settings::default() });
        for is_new_folder in [true, false] {
            for step in 0.. {
                let folder = home.join(format!("{step} {is_new_folder}"));
                let file = folder.join("tickmark/settings.ron");
                if !is_new_folder {
                    old.save(&file).unwrap();
                }
                faults::begin(&folder, Some((step, Fault::Lasting(ErrorKind::StorageFull))));
                let saved = new.save(&file);
                let n_steps = faults::end(&folder).n_steps;
                let (on_disk, problem) = Settings::load(&file);
                assert_eq!(problem, None, "step {step}");
                if step >= n_steps {
                    assert_eq!((saved, on_disk), (Ok(()), new.clone()));
                    assert!(step >= 5, "made, written, fsynced, renamed, and the folder fsynced");
                    break;
                }
                assert!(saved.unwrap_err().why.contains("full"), "step {step}");
                let before = if is_new_folder { Settings::default() } else { old.clone() };
                assert!(on_disk == before || on_disk == new, "step {step}");
                new.save(&file).unwrap();
                assert_eq!(Settings::load(&file), (new.clone(), None), "step {step}");
            }
        }
    }

    #[test]
    fn initials_come_from_the_name() {
        assert_eq!(Person::named("Alma  Brekke").initials, "AB");
        assert_eq!(Person::named("Jean-Luc van der Berg").initials, "JB");
        assert_eq!(Person::named("root").initials, "R");
        assert_eq!(Person::named("").initials, "?");
    }
}
