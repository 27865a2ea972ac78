//! Reads plain text: which lines make a paragraph.
//!
//! In: text with LF ends. Out: pieces whose roles are all open, but for list items.
//! Must not know: what a paragraph says, beyond the mark that a list item starts with.
//! Holds: lines apart by a blank line never share a piece; a line break is kept only where the writer set one.
//! Limits: a hard-wrapped text without any blank line comes out with a paragraph a line.

use crate::import::pieces::{Headings, Piece};
use crate::import::{Reading, phrases};
use crate::model::article::{Meta, Role};

/// Widths (in characters) at which programs and people wrap lines.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// The pieces of a plain text.
pub(super) fn read(text: &str) -> Reading {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let groups: Vec<&[&str]> = lines.split(|line| line.is_empty()).filter(|group| !group.is_empty()).collect();
    let pieces = if let [only] = groups.as_slice() {
        // No blank line at all: the writer pressed Enter once after each paragraph.
        only.iter().map(|line| piece(*line)).collect()
    } else {
        wrapped(&groups)
    };
    Reading {
        pieces,
        headings: Headings::Unmarked,
        meta: Meta::default(),
        encoding: String::new(),
        problems: Vec::new(),
    }
}

/// The pieces of a text whose lines a program has wrapped, even where no blank line parts its paragraphs.
pub(super) fn pieces_of_wrapped(text: &str) -> Vec<Piece> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let groups: Vec<&[&str]> = lines.split(|line| line.is_empty()).filter(|group| !group.is_empty()).collect();
    wrapped(&groups)
}

fn wrapped(groups: &[&[&str]]) -> Vec<Piece> {
    let width = wrap_width(groups);
    let mut pieces = Vec::new();
    for group in groups {
        read_group(group, width, &mut pieces);
    }
    pieces
}

fn piece(text: impl Into<String>) -> Piece {
    let text = text.into();
    if phrases::list_mark(&text).is_some() { Piece::known(text, Role::ListItem) } else { Piece::open(text) }
}

/// The longest line of the groups that have several, when that is a width one wraps at.
fn wrap_width(groups: &[&[&str]]) -> Option<usize> {
    let longest =
        groups.iter().filter(|group| group.len() > 1).flat_map(|group| group.iter()).map(|line| n_chars(line)).max()?;
    WRAP_WIDTHS.contains(&longest).then_some(longest)
}

fn n_chars(line: &str) -> usize {
    line.chars().count()
}

fn read_group(group: &[&str], width: Option<usize>, pieces: &mut Vec<Piece>) {
    if group.len() > 1 && width.is_some_and(|width| is_wrapped(group, width)) {
        let mut text = String::new();
        for line in group {
            if phrases::list_mark(line).is_some() && !text.is_empty() {
                pieces.push(piece(std::mem::take(&mut text)));
            }
            join_line(&mut text, line);
        }
        pieces.push(piece(text));
    } else if group.iter().any(|line| n_chars(line) > *WRAP_WIDTHS.end() || stands_alone(line)) {
        pieces.extend(group.iter().map(|line| piece(*line)));
    } else {
        // Verse, an address: the breaks are the writer's.
        pieces.push(piece(group.join("\n")));
    }
}

/// A line of a kind that never shares a paragraph with its neighbours.
fn stands_alone(line: &str) -> bool {
    phrases::list_mark(line).is_some()
        || phrases::byline_name(line).is_some()
        || phrases::is_credit(line)
        || phrases::is_furniture(line)
        || crate::import::dates::date_line(line).is_some()
}

/// Whether each break stands where the next word would not have fitted (one in ten may differ).
fn is_wrapped(group: &[&str], width: usize) -> bool {
    let (mut n_forced, mut n_breaks) = (0, 0);
    for (line, next) in group.iter().zip(group.iter().skip(1)) {
        if phrases::list_mark(next).is_some() {
            continue;
        }
        let word = next.split_whitespace().next().map_or(0, n_chars);
        n_breaks += 1;
        n_forced += usize::from(n_chars(line) + 1 + word > width);
    }
    n_breaks > 0 && n_forced * 10 >= n_breaks * 9
}

fn join_line(text: &mut String, line: &str) {
    // "well-" at the end of a line and "known" on the next are one word; "pre- and post-war" is not.
    let hyphen_inside = text.strip_suffix('-').is_some_and(|before| before.ends_with(char::is_alphanumeric))
        && line.starts_with(char::is_alphanumeric)
        && !matches!(line.split_whitespace().next(), Some("and" | "or" | "to" | "und" | "oder"));
    if !text.is_empty() && !hyphen_inside {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        read(text).pieces.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn lines_become_paragraphs() {
        let long = "word ".repeat(40).trim().to_owned();
        let cases: &[(&str, &[&str])] = &[
            ("One.\n\n\n \nTwo.", &["One.", "Two."]),
            ("One.\nTwo.\nThree.", &["One.", "Two.", "Three."]),
            (
                "The harbour was closed on Sunday because of\nthe storm, and no ship could enter before the\nwind fell.\n\nEnd.",
                &[
                    "The harbour was closed on Sunday because of the storm, and no ship could enter before the wind fell.",
                    "End.",
                ],
            ),
            (
                "The harbour was closed for a well-\nknown reason that nobody talks\nabout in public, said a sailor.\n\nThe end of the short-\nand long-haul ships, he said, is now\nclose.",
                &[
                    "The harbour was closed for a well-\nknown reason that nobody talks\nabout in public, said a sailor.",
                    "The end of the short-\nand long-haul ships, he said, is now\nclose.",
                ],
            ),
            ("Roses are red\nViolets are blue\n\nEnd.", &["Roses are red\nViolets are blue", "End."]),
            ("Storm closes port\nBy Ana Brandt\n\nText.", &["Storm closes port", "By Ana Brandt", "Text."]),
            ("Two things:\n- wheat\n- maize\n\nEnd.", &["Two things:", "- wheat", "- maize", "End."]),
            (&format!("{long}\n{long}\n\nEnd."), &[&long, &long, "End."]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_hyphen_at_the_end_of_a_wrapped_line_joins_its_word() {
        let mut text = "the well-".to_owned();
        join_line(&mut text, "known pre-");
        join_line(&mut text, "and post-war ships");
        assert_eq!(text, "the well-known pre- and post-war ships");
    }

    #[test]
    fn list_items_are_known_by_their_mark() {
        let pieces = read("Intro\n\n- one\n\n2. two").pieces;
        let roles: Vec<_> = pieces.iter().map(|piece| piece.role).collect();
        assert_eq!(roles, [None, Some(Role::ListItem), Some(Role::ListItem)]);
    }
}
