//! Tells headings and captions by how they look.
//!
//! In: every line's size and weight, then every page's blocks. Out: roles of those that stand out.
//! Must not know: words' meaning beyond "Figure 3".
//! Holds: at most one headline, on the first page that has text; running text has no role here.

use std::collections::BTreeMap;

use crate::import::pdf::flow::{PageBlocks, PageText};
use crate::import::pdf::lines::Segment;
use crate::import::pdf::paragraphs::{Block, Shape};
use crate::import::pieces::{Headings, Piece};
use crate::model::article::Role;

/// A heading is so much larger than running text.
const HEADING: f64 = 1.14;
const HEADLINE: f64 = 1.25;
const HEADING_WORDS: usize = 24;
const HEADLINE_WORDS: usize = 40;
const CAPTION_WORDS: usize = 90;

/// How a document's running text looks.
#[derive(Debug)]
pub(super) struct Looks {
    /// Its size in points.
    pub(super) body_size: f64,
    /// Whether it is bold itself, so that bold tells nothing.
    is_bold: bool,
}

impl Looks {
    pub(super) fn of<'s>(segments: impl Iterator<Item = &'s Segment>) -> Self {
        let mut by_size: BTreeMap<u32, usize> = BTreeMap::new();
        let (mut n_chars, mut n_bold) = (0, 0);
        for segment in segments {
            *by_size.entry(quarter_points(segment.size)).or_default() += segment.n_chars;
            n_chars += segment.n_chars;
            n_bold += segment.n_bold;
        }
        let most = by_size.iter().max_by_key(|(_, n)| **n).map_or(48, |(size, _)| *size);
        Self { body_size: f64::from(most) / 4.0, is_bold: 2 * n_bold > n_chars }
    }

    /// Gives headings and captions their roles.
    pub(super) fn give_roles(&self, pages: &mut [PageBlocks], texts: &[PageText]) {
        let first = pages.iter().position(|page| page.blocks.iter().any(|(_, role)| role.is_none()));
        for (at, page) in pages.iter_mut().enumerate() {
            let words = texts.get(page.page).map_or(&[][..], |text| &text.words);
            let text_of = |block: &Block| block.rows.iter().map(|row| row.text(words)).collect::<Vec<_>>().join(" ");
            if first == Some(at) {
                let open = page.blocks.iter().enumerate().filter(|(_, (_, role))| role.is_none());
                let largest = open
                    .filter(|(_, (block, _))| {
                        let text = text_of(block);
                        let n_words = text.split_whitespace().count();
                        block.shape != Shape::TableRow
                            && block.size >= HEADLINE * self.body_size
                            && n_words <= HEADLINE_WORDS
                            && text.chars().filter(|c| c.is_alphabetic()).count() >= 4
                    })
                    .max_by(|(one_at, (one, _)), (other_at, (other, _))| {
                        one.size.total_cmp(&other.size).then(other_at.cmp(one_at))
                    })
                    .map(|(at, _)| at);
                if let Some((_, role)) = largest.and_then(|at| page.blocks.get_mut(at)) {
                    *role = Some(Role::Headline);
                }
            }
            let n_blocks = page.blocks.len();
            for (at, (block, role)) in page.blocks.iter_mut().enumerate() {
                if role.is_some() || block.shape == Shape::TableRow {
                    continue;
                }
                let text = text_of(block);
                if is_caption(&text) && block.size <= 1.05 * self.body_size {
                    *role = Some(Role::Caption);
                } else if self.is_heading(block, &text) && (at + 1 < n_blocks || block.size > HEADING * self.body_size)
                {
                    *role = Some(Role::Subhead);
                }
            }
        }
    }

    fn is_heading(&self, block: &Block, text: &str) -> bool {
        let n_words = text.split_whitespace().count();
        let ends = text.trim_end();
        let is_short = n_words <= HEADING_WORDS && block.rows.len() <= 4;
        let has_letters = text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
        if !is_short || !has_letters {
            return false;
        }
        if block.size >= HEADING * self.body_size {
            return !ends.ends_with(',') && block.shape != Shape::Item || is_numbered(text);
        }
        let is_bold = block.is_bold && !self.is_bold && block.size >= 0.95 * self.body_size;
        is_bold && !ends.ends_with(['.', ',', ';', ':']) && (block.shape == Shape::Text || is_numbered(text))
    }
}

/// Whether headings are told by what was found.
pub(super) fn headings(pieces: &[Piece]) -> Headings {
    let is_told = pieces.iter().any(|piece| matches!(piece.role, Some(Role::Headline | Role::Subhead)));
    if is_told { Headings::Marked } else { Headings::Unmarked }
}

#[expect(clippy::cast_possible_truncation, reason = "no size is larger than the clamp")]
fn quarter_points(size: f64) -> u32 {
    (size * 4.0).round().clamp(1.0, 1e6) as u32
}

/// "3.2 Findings", "IV. Findings".
fn is_numbered(text: &str) -> bool {
    let Some((number, rest)) = text.split_once(' ') else { return false };
    let bare = number.trim_end_matches(['.', ')']);
    let is_number = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.' || "IVX".contains(c));
    is_number && rest.starts_with(char::is_uppercase)
}

/// "Figure 3: …", "Table 2. …".
fn is_caption(text: &str) -> bool {
    const NAMES: [&str; 12] =
        ["figure", "fig.", "fig", "table", "chart", "map", "graph", "exhibit", "plate", "box", "abbildung", "tabelle"];
    let mut words = text.split_whitespace();
    let (Some(name), Some(number)) = (words.next(), words.next()) else { return false };
    let is_number = |word: &str| {
        let bare = word.trim_end_matches(['.', ':', ')', '–', '—', '|']);
        !bare.is_empty()
            && bare.len() <= 6
            && bare.len() < word.len()
            && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-') || "IVXABC".contains(c))
    };
    NAMES.contains(&name.to_lowercase().as_str())
        && name.starts_with(char::is_uppercase)
        && is_number(number)
        && words.count() <= CAPTION_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_are_told_from_sentences() {
        assert!(is_caption("Figure 3: Deaths by month"));
        assert!(is_caption("Table 2. Spending") && is_caption("Fig. A.1: A map"));
        assert!(!is_caption("Figure 3 shows that deaths fell"));
        assert!(!is_caption("Table manners: a guide"));
        assert!(is_numbered("3.2 Findings") && !is_numbered("3.2 percent"));
    }
}
