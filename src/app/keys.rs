//! Turns key presses into rows of the command table.
//!
//! In: the key texts of `session/table.rs`, the input of this frame. Out: rows of the table, in the order pressed.
//! Must not know: the session, what a command does. Holds: single letters act only when the article, a list or nothing has focus.

use egui::{Event, Key, KeyboardShortcut, Modifiers, Ui};

use crate::session::table::{Spec, TABLE};

/// A key text as a shortcut: "Cmd+Shift+Z", "Space", "?", "]".
pub fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text;
    loop {
        let (part, after) = match rest.split_once('+') {
            Some((part, after)) if !part.is_empty() && !after.is_empty() => (part, after),
            _ => break,
        };
        modifiers |= match part {
            "Cmd" => Modifiers::COMMAND,
            "Shift" => Modifiers::SHIFT,
            "Alt" => Modifiers::ALT,
            _ => return None,
        };
        rest = after;
    }
    let key = match rest {
        "]" => Key::CloseBracket,
        "[" => Key::OpenBracket,
        "." => Key::Period,
        "," => Key::Comma,
        "=" => Key::Equals,
        "+" => Key::Plus,
        "-" => Key::Minus,
        "?" => Key::Questionmark,
        digit if digit.len() == 1 && digit.starts_with(|c: char| c.is_ascii_digit()) => Key::from_name(digit)?,
        name => Key::from_name(name)?,
    };
    Some(KeyboardShortcut::new(modifiers, key))
}

/// What may act in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Chords and single letters.
    All,
    /// The same, but for the chord by which a list selects all of its rows.
    List,
    /// The same, but for what has to do with words selected in the article: the file beside it has the focus.
    Exhibit,
    /// Only chords that mean nothing to a text field.
    Chords,
}

/// The rows that work on the words selected in the article, and one whose key is near those that select.
const OF_SELECTION: [&str; 6] = ["select-all", "copy", "grow", "shrink", "select-sentence", "remove"];

/// The rows whose keys were pressed in this frame, in the order of the presses; presses that are taken are eaten.
pub fn pressed(ui: &Ui, reach: Reach) -> Vec<&'static Spec> {
    let rows: Vec<(&'static Spec, KeyboardShortcut)> = TABLE
        .iter()
        .flat_map(|spec| spec.keys.iter().filter_map(move |key| Some((spec, parse(key)?))))
        .filter(|(spec, shortcut)| match reach {
            Reach::All => true,
            Reach::Exhibit => !OF_SELECTION.contains(&spec.id),
            Reach::List => *shortcut != KeyboardShortcut::new(Modifiers::COMMAND, Key::A),
            Reach::Chords => is_chord(*shortcut),
        })
        .collect();
    let mut out = Vec::new();
    let mut took_letter = false;
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let Some((spec, shortcut)) = rows.iter().find(|(_, shortcut)| fits(event, *shortcut)) else { return true };
            out.push(*spec);
            took_letter |= !shortcut.modifiers.command;
            false
        });
        if took_letter {
            // The letter itself must not land in a field that its command focuses.
            input.events.retain(|event| !matches!(event, Event::Text(_)));
        }
    });
    out
}

/// A chord that means nothing to a text field.
fn is_chord(shortcut: KeyboardShortcut) -> bool {
    let edits = [Key::A, Key::C, Key::X, Key::V, Key::Z, Key::Y];
    let function = matches!(shortcut.logical_key, Key::F1);
    function || (shortcut.modifiers.command && !edits.contains(&shortcut.logical_key))
}

/// Whether an event presses the shortcut, with exactly its modifiers. Shift is free where the key itself needs it.
fn fits(event: &Event, shortcut: KeyboardShortcut) -> bool {
    let free_shift =
        matches!(shortcut.logical_key, Key::Questionmark | Key::Plus | Key::OpenBracket | Key::CloseBracket);
    match event {
        Event::Key { key, pressed: true, modifiers, .. } => {
            *key == shortcut.logical_key
                && modifiers.command == shortcut.modifiers.command
                && modifiers.alt == shortcut.modifiers.alt
                && (free_shift || modifiers.shift == shortcut.modifiers.shift)
        }
        // Copy comes from the system as an event of its own.
        Event::Copy => shortcut == KeyboardShortcut::new(Modifiers::COMMAND, Key::C),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_is_a_key() {
        for spec in TABLE {
            for key in spec.keys {
                assert!(parse(key).is_some(), "{}: {key}", spec.id);
            }
        }
        assert_eq!(parse("Cmd++"), Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Plus)));
        assert_eq!(parse("Nonsense"), None);
    }

    #[test]
    fn text_fields_keep_their_keys() {
        let chord = |key: &str| parse(key).is_some_and(is_chord);
        assert!(chord("Cmd+S") && chord("F1") && chord("Cmd+K"));
        assert!(!chord("Cmd+Z") && !chord("Space") && !chord("Delete") && !chord("Cmd+A"));
    }
}
