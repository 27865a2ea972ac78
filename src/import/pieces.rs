//! The pieces that readers emit, and how they become a draft's text.
//!
//! In: pieces with the roles that the format told. Out: text with one blank line between blocks, and as many roles.
//! Must not know: formats.
//! Holds: no piece is empty or has an empty line inside; the split of the text at blank lines gives the pieces back.

use crate::import::decode;
use crate::model::article::Role;

/// Whether the format marks its headings, or a short line has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Headings {
    /// Headings are marked as such: no other line is one.
    Marked,
    /// Headings look like any line: they are guessed.
    Unmarked,
}

/// One paragraph-like piece as a reader found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its words; a line break only where it means something.
    pub(super) text: String,
    /// What the format says it is; `None` is running text that may turn out to be something else.
    pub(super) role: Option<Role>,
}

impl Piece {
    /// A piece whose role is still open.
    pub(super) fn open(text: impl Into<String>) -> Self {
        Self { text: text.into(), role: None }
    }

    /// A piece whose role the format told.
    pub(super) fn known(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role: Some(role) }
    }

    /// Its role, running text where nothing is known.
    pub(super) fn role(&self) -> Role {
        self.role.unwrap_or(Role::Body)
    }
}

/// The pieces without those that have no words, their lines trimmed and without empty lines.
pub(super) fn tidied(pieces: Vec<Piece>) -> Vec<Piece> {
    pieces
        .into_iter()
        .filter_map(|mut piece| {
            // "&shy;" and "&#7;" bring back what decoding took out.
            if piece.text.contains(|c: char| c == '\u{ad}' || (c.is_control() && c != '\n' && c != '\t')) {
                piece.text = decode::cleaned(&piece.text).0;
            }
            let text = if piece.text.contains('\n') {
                let lines: Vec<_> = piece.text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
                lines.join("\n")
            } else {
                piece.text.trim().to_owned()
            };
            (!text.is_empty()).then_some(Piece { text, role: piece.role })
        })
        .collect()
}

/// The draft's text and its blocks' roles; the pieces must be tidied.
pub(super) fn joined(pieces: Vec<Piece>) -> (String, Vec<Role>) {
    let mut text = String::with_capacity(pieces.iter().map(|piece| piece.text.len() + 2).sum());
    let mut roles = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&piece.text);
        roles.push(piece.role());
    }
    (text, roles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Draft;

    #[test]
    fn the_text_splits_into_the_same_pieces_again() {
        let raw = vec![
            Piece::known("\n Title \n", Role::Headline),
            Piece::open("  \n\t\n"),
            Piece::open("One\n \n\ntwo.  "),
            Piece::open("\u{a0}"),
            Piece::known("Th\u{ad}r\u{7}ee", Role::Caption),
        ];
        let (text, roles) = joined(tidied(raw));
        assert_eq!(text, "Title\n\nOne\ntwo.\n\nThree");
        assert_eq!(roles, [Role::Headline, Role::Body, Role::Caption]);
        assert_eq!(Draft::new(&text, &roles).roles().collect::<Vec<_>>(), roles);
    }
}
