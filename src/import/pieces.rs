//! The pieces that readers emit, and how they become a draft's text.
//!
//! In: pieces with the roles that the format told, what hangs on their words, and where in the file they begin.
//! Out: text with one blank line between blocks, as many roles, annotations and places by their bytes in that text.
//! Must not know: formats.
//! Holds: no piece is empty or has an empty line inside; the split of the text at blank lines gives the pieces back;
//! annotations and places keep to their words whatever tidying takes out around them.

use serde::{Deserialize, Serialize};

use crate::model::annotation::Annotation;
use crate::model::article::Role;
use crate::text::span::ByteSpan;

/// Whether the format marks its headings, or a short line has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Headings {
    /// Headings are marked as such: no other line is one.
    Marked,
    /// Headings look like any line: they are guessed.
    Unmarked,
    /// The title is known and no line is it; other headings are marked as such.
    Titled,
}

/// One paragraph-like piece as a reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its words; a line break only where it means something.
    pub(super) text: String,
    /// What the format says it is; `None` is running text that may turn out to be something else.
    pub(super) role: Option<Role>,
    /// What hangs on its words (bytes of `text`, end exclusive; an empty span hangs between two characters).
    pub(super) annotations: Vec<(ByteSpan, Annotation)>,
    /// Where in the file the words from a byte of `text` on stand, as a locator says it: "p. 3", "ch. 2". A piece without
    /// any stands where the one before it ended.
    pub(super) places: Vec<(usize, String)>,
}

impl Piece {
    /// A piece whose role is still open.
    pub(super) fn open(text: impl Into<String>) -> Self {
        Self { text: text.into(), role: None, annotations: Vec::new(), places: Vec::new() }
    }

    /// A piece whose role the format told.
    pub(super) fn known(text: impl Into<String>, role: Role) -> Self {
        Self { role: Some(role), ..Self::open(text) }
    }

    /// Its role, running text where nothing is known.
    pub(super) fn role(&self) -> Role {
        self.role.unwrap_or(Role::Body)
    }
}

/// The pieces without those that have no words, their lines trimmed and without empty lines.
pub(super) fn tidied(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // Where a piece without words began, the next one with words begins.
    let mut place = None;
    for mut piece in pieces {
        tidy(&mut piece);
        if piece.text.is_empty() {
            place = piece.places.pop().or(place);
            continue;
        }
        if let Some((_, place)) = place.take()
            && piece.places.first().is_none_or(|(at, _)| *at > 0)
        {
            piece.places.insert(0, (0, place));
        }
        out.push(piece);
    }
    out
}

/// Whether tidying leaves a text as it is.
fn is_tidy(text: &str) -> bool {
    let trimmed = |line: &str| !line.is_empty() && line.trim().len() == line.len();
    text.split('\n').all(trimmed) && !text.contains(|c: char| is_invisible(c) || c == '\r')
}

/// "&shy;" and "&#7;" bring back what decoding took out.
fn is_invisible(c: char) -> bool {
    c == '\u{ad}' || (c.is_control() && c != '\n' && c != '\t')
}

fn tidy(piece: &mut Piece) {
    if is_tidy(&piece.text) {
        return;
    }
    // The bytes that stay, as pieces of the old text; between two lines that stay, one line break does.
    let mut kept: Vec<ByteSpan> = Vec::new();
    let mut start = 0;
    for line in piece.text.split_inclusive(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        let left = start + line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c)).len();
        let right = start + line.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c)).len();
        start += line.len();
        if left < right {
            kept.push(ByteSpan::new(left, right));
        }
    }
    let mut text = String::with_capacity(piece.text.len());
    // Each old byte that stays, with its new one, in order: the starts of runs without anything taken out.
    let mut runs: Vec<(ByteSpan, usize)> = Vec::new();
    for line in kept {
        if !text.is_empty() {
            text.push('\n');
        }
        let mut from = line.start();
        for part in line.of(&piece.text).unwrap_or_default().split_inclusive(is_invisible) {
            let stays = part.trim_end_matches(is_invisible);
            runs.push((ByteSpan::new(from, from + stays.len()), text.len()));
            text.push_str(stays);
            from += part.len();
        }
    }
    let moved = |at: usize| -> usize {
        let run = runs.partition_point(|(run, _)| run.start() <= at);
        match run.checked_sub(1).and_then(|run| runs.get(run)) {
            Some((run, new)) => new + (at - run.start()).min(run.len()),
            None => 0,
        }
    };
    // A span that begins in what was taken out begins with the next run.
    let moved_start = |at: usize| -> usize {
        let run = runs.partition_point(|(run, _)| run.end() <= at);
        runs.get(run).map_or(text.len(), |(run, new)| new + at.saturating_sub(run.start()))
    };
    for (span, _) in &mut piece.annotations {
        *span = if span.is_empty() {
            let at = moved(span.start());
            ByteSpan::new(at, at)
        } else {
            let (from, to) = (moved_start(span.start()), moved(span.end()));
            ByteSpan::new(from.min(to), to)
        };
    }
    for (at, _) in &mut piece.places {
        *at = moved_start(*at);
    }
    piece.text = text;
}

/// Where in the file a stretch of the draft's text begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceStart {
    /// The first byte of the text that stands there.
    pub at: usize,
    /// The place as a locator says it: "p. 3".
    pub locator: String,
}

/// What pieces become together.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// The draft's text.
    pub(super) text: String,
    /// Its blocks' roles.
    pub(super) roles: Vec<Role>,
    /// What hangs on its words, in order (bytes of the text, end exclusive).
    pub(super) annotations: Vec<(ByteSpan, Annotation)>,
    /// Where its stretches stand in the file, in order.
    pub(super) places: Vec<PlaceStart>,
}

/// The draft's text with what belongs to it; the pieces must be tidied.
pub(super) fn joined(pieces: Vec<Piece>) -> Joined {
    let mut all = Joined {
        text: String::with_capacity(pieces.iter().map(|piece| piece.text.len() + 2).sum()),
        ..Joined::default()
    };
    for piece in pieces {
        if !all.text.is_empty() {
            all.text.push_str("\n\n");
        }
        let from = all.text.len();
        all.roles.push(piece.role());
        all.text.push_str(&piece.text);
        let here = |span: ByteSpan| ByteSpan::new(from + span.start(), from + span.end());
        all.annotations.extend(piece.annotations.into_iter().map(|(span, annotation)| (here(span), annotation)));
        for (at, locator) in piece.places {
            if all.places.last().is_none_or(|last| last.locator != locator) {
                all.places.push(PlaceStart { at: from + at, locator });
            }
        }
    }
    all
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
        let Joined { text, roles, .. } = joined(tidied(raw));
        assert_eq!(text, "Title\n\nOne\ntwo.\n\nThree");
        assert_eq!(roles, [Role::Headline, Role::Body, Role::Caption]);
        assert_eq!(Draft::new(&text, &roles).roles().collect::<Vec<_>>(), roles);
    }

    #[test]
    fn what_hangs_on_words_keeps_to_them() {
        let mut one = Piece::open(" \n One\u{ad}time \n\n two\u{7} three ");
        let of = |piece: &Piece, words: &str| {
            let at = piece.text.find(words).expect("the words are there");
            ByteSpan::new(at, at + words.len())
        };
        one.annotations = vec![
            (of(&one, "One\u{ad}time"), Annotation::link("a")),
            (of(&one, "two\u{7}"), Annotation::link("b")),
            (ByteSpan::new(one.text.len(), one.text.len()), Annotation::link("c")),
            (ByteSpan::new(0, one.text.len()), Annotation::link("d")),
        ];
        one.places = vec![(0, "p. 1".into()), (of(&one, "two").start(), "p. 2".into())];
        let mut gone = Piece::open(" ");
        gone.places = vec![(0, "p. 3".into())];
        let Joined { text, annotations, places, .. } =
            joined(tidied(vec![Piece::open("Zero"), one, gone, Piece::open("End")]));
        assert_eq!(text, "Zero\n\nOnetime\ntwo three\n\nEnd");
        let words: Vec<_> =
            annotations.iter().map(|(span, note)| (note.url.as_str(), span.of(&text).unwrap())).collect();
        assert_eq!(words, [("a", "Onetime"), ("b", "two"), ("c", ""), ("d", "Onetime\ntwo three")]);
        let starts: Vec<_> = places.iter().map(|place| (place.locator.as_str(), text.split_at(place.at).1)).collect();
        assert_eq!(starts, [("p. 1", "Onetime\ntwo three\n\nEnd"), ("p. 2", "two three\n\nEnd"), ("p. 3", "End")]);
    }
}
