//! How a span finds its place again: the exact words, a little context on each side, and where they stood.
//!
//! In: a text and a span, or a stored anchor and a text. Out: context, or the place.
//! Must not know: which claim the span belongs to.
//! Source: W3C Web Annotation Data Model, `TextQuoteSelector` and `TextPositionSelector`.

use crate::text::span::ByteSpan;

/// Scalar values of context kept on each side.
pub const CONTEXT_SCALARS: usize = 32;

/// The words just before and just after `span` in `text`, up to [`CONTEXT_SCALARS`] scalar values each.
pub fn context(text: &str, span: ByteSpan) -> (&str, &str) {
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let from = before.char_indices().rev().take(CONTEXT_SCALARS).last().map_or(before.len(), |(at, _)| at);
    let to = after.char_indices().nth(CONTEXT_SCALARS).map_or(after.len(), |(at, _)| at);
    (before.get(from..).unwrap_or_default(), after.get(..to).unwrap_or_default())
}

/// Where `exact` stands in `text`: at `hint` if the words are there, else at the one place whose context agrees.
///
/// `None` when the words are gone, or stand in several places that the context cannot tell apart: never a guess.
pub fn resolve(text: &str, exact: &str, prefix: &str, suffix: &str, hint: Option<ByteSpan>) -> Option<ByteSpan> {
    if exact.is_empty() {
        return None;
    }
    if let Some(hint) = hint.filter(|hint| hint.of(text) == Some(exact)) {
        return Some(hint);
    }
    let places: Vec<ByteSpan> =
        text.match_indices(exact).map(|(at, words)| ByteSpan::new(at, at + words.len())).collect();
    let agreeing: Vec<ByteSpan> =
        places.iter().copied().filter(|&place| context(text, place) == (prefix, suffix)).collect();
    match (agreeing.as_slice(), places.as_slice()) {
        (&[one], _) | (&[], &[one]) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_stops_at_the_ends_and_counts_scalars() {
        let text = format!("{}HIT{}", "é".repeat(40), "ß".repeat(3));
        let span = ByteSpan::new(80, 83);
        assert_eq!(context(&text, span), ("é".repeat(32).as_str(), "ßßß"));
    }

    #[test]
    fn words_are_found_again_only_when_sure() {
        let text = "one troops, two troops";
        let second = ByteSpan::new(16, 22);
        assert_eq!(resolve(text, "troops", "", "", Some(second)), Some(second), "still where they stood");
        let (prefix, suffix) = context(text, second);
        assert_eq!(resolve(text, "troops", prefix, suffix, None), Some(second), "told by context");
        assert_eq!(resolve(text, "troops", "x", "y", None), None, "two places, no telling");
        assert_eq!(resolve(text, "two", "x", "y", None), Some(ByteSpan::new(12, 15)), "only one place");
        assert_eq!(resolve(text, "three", "", "", None), None, "gone");
    }
}
