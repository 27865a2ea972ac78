//! Cuts a block's text at every end of a claim's span, so that overlapping claims become pieces that nest in nothing.
//!
//! In: a block of a draft and the rows. Out: segments in text order, which together are the block's text.
//! Must not know: how a mark looks.

use crate::export::facts::Row;
use crate::model::article::{Block, Draft};
use crate::text::span::ByteSpan;

/// A piece of a block's text with the claims over it.
pub(super) struct Segment<'a, 'r> {
    /// The words.
    pub(super) text: &'a str,
    /// The claims over them, outermost (longest span) first.
    pub(super) over: Vec<&'r Row<'r>>,
    /// The claims whose last words end with this piece, by number.
    pub(super) ends: Vec<&'r Row<'r>>,
}

/// The segments of `block`.
pub(super) fn segments<'a, 'r>(draft: &'a Draft, block: &Block, rows: &'r [Row<'r>]) -> Vec<Segment<'a, 'r>> {
    // Each part with the length of the whole span, by which the innermost is told.
    let mut here: Vec<(ByteSpan, usize, &Row<'_>)> = Vec::new();
    for row in rows {
        for place in row.claim.places() {
            here.extend(block.span.intersection(place).map(|part| (part, place.len(), row)));
        }
    }
    here.sort_by_key(|(_, len, row)| (std::cmp::Reverse(*len), row.number));
    let mut cuts = vec![block.span.start(), block.span.end()];
    cuts.extend(here.iter().flat_map(|(part, _, _)| [part.start(), part.end()]));
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.iter().zip(cuts.iter().skip(1));
    pieces
        .filter_map(|(&start, &end)| {
            let piece = ByteSpan::new(start, end);
            let mut over: Vec<&Row<'_>> = Vec::new();
            for (_, _, row) in here.iter().filter(|(part, _, _)| part.covers(piece)) {
                if !over.iter().any(|known| known.number == row.number) {
                    over.push(row);
                }
            }
            let ends = rows.iter().filter(|row| row.foot == Some(end)).collect();
            Some(Segment { text: piece.of(draft.text())?, over, ends })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::export::facts::Facts;
    use crate::export::fixture::Sample;
    use crate::export::marks::segments;
    use crate::model::article::Role;

    /// The segments of the one block of `text`, each with the numbers over it, and those that end with it.
    fn cut(text: &str, claims: &[&[&str]]) -> Vec<(String, Vec<usize>, Vec<usize>)> {
        let mut sample = Sample::bare(text, &[Role::Body]);
        for words in claims {
            sample.claim(words, None);
        }
        let report = sample.report();
        let facts = Facts::gather(&report, &report);
        let Some(block) = report.article.draft.blocks().first() else { return Vec::new() };
        segments(&report.article.draft, block, &facts.rows)
            .into_iter()
            .map(|piece| {
                let numbers = |rows: &[&crate::export::facts::Row<'_>]| rows.iter().map(|row| row.number).collect();
                (piece.text.to_owned(), numbers(&piece.over), numbers(&piece.ends))
            })
            .collect()
    }

    fn piece(text: &str, over: &[usize], ends: &[usize]) -> (String, Vec<usize>, Vec<usize>) {
        (text.to_owned(), over.to_vec(), ends.to_vec())
    }

    #[test]
    fn a_block_without_claims_is_one_piece() {
        assert_eq!(cut("Two words", &[]), [piece("Two words", &[], &[])]);
    }

    #[test]
    fn overlapping_claims_share_a_piece() {
        let cuts = cut("aa bb cc dd", &[&["aa bb"], &["bb cc dd"]]);
        let told = [piece("aa ", &[1], &[]), piece("bb", &[2, 1], &[1]), piece(" cc dd", &[2], &[2])];
        assert_eq!(cuts, told, "the shorter one is the inner");
    }

    #[test]
    fn a_nested_claim_cuts_the_outer_one_in_three() {
        let cuts = cut("aa bb cc.", &[&["aa bb cc"], &["bb"]]);
        let told =
            [piece("aa ", &[1], &[]), piece("bb", &[1, 2], &[2]), piece(" cc", &[1], &[1]), piece(".", &[], &[])];
        assert_eq!(cuts, told);
    }

    #[test]
    fn a_claim_of_two_spans_has_its_number_once() {
        let cuts = cut("aa bb cc", &[&["aa", "cc"]]);
        assert_eq!(cuts, [piece("aa", &[1], &[]), piece(" bb ", &[], &[]), piece("cc", &[1], &[1])]);
    }
}
