//! Finds quoted words in a text the way a person means them: white space and quotation marks may differ.
//!
//! Must not know: anchors, claims.
//! Holds: a hit is a span of the text as it is, on character boundaries.
//! Limits: case and every letter must agree; nothing approximate.

use crate::text::span::ByteSpan;

/// A character as it is compared: quotation marks and dashes of one kind are one, white space is a space.
fn folded(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' | '‚' => '\'',
        '–' | '—' | '‑' | '‐' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// `text` folded, with runs of white space made one, and for each folded character the byte where it stands.
fn fold(text: &str) -> (Vec<char>, Vec<usize>) {
    let (mut chars, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len()));
    for (at, c) in text.char_indices() {
        let c = folded(c);
        if c == ' ' && chars.last() == Some(&' ') {
            continue;
        }
        chars.push(c);
        places.push(at);
    }
    (chars, places)
}

/// Every place of `wanted` in `text`, in order; exact hits when there are any, folded ones otherwise.
///
/// Hits may overlap each other only where the words themselves do ("aa" in "aaa").
pub fn find_all(text: &str, wanted: &str) -> Vec<ByteSpan> {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return Vec::new();
    }
    let exact: Vec<ByteSpan> =
        text.match_indices(wanted).map(|(at, words)| ByteSpan::new(at, at + words.len())).collect();
    if !exact.is_empty() {
        return exact;
    }
    let (needle, _) = fold(wanted);
    let (hay, places) = fold(text);
    let mut hits = Vec::new();
    for (at, window) in hay.windows(needle.len()).enumerate() {
        if window != needle.as_slice() {
            continue;
        }
        let Some(&start) = places.get(at) else { continue };
        let end = places.get(at + needle.len()).copied().unwrap_or(text.len());
        // A folded run of white space ends where the next character starts: give back what was not asked for.
        hits.push(crate::text::span::trimmed(text, ByteSpan::new(start, end)));
    }
    hits
}

/// The most hits of one search that are told.
pub const MOST_HITS: usize = 5000;

/// A text made ready for being searched while somebody types: case, white space, quotation marks and dashes are one.
#[derive(Clone, Debug, Default)]
pub struct Searchable {
    chars: Vec<char>,
    places: Vec<usize>,
    len: usize,
}

impl Searchable {
    /// `text` made ready.
    pub fn new(text: &str) -> Self {
        let (mut chars, places) = fold(text);
        for c in &mut chars {
            *c = lower(*c);
        }
        Self { chars, places, len: text.len() }
    }

    /// The first [`MOST_HITS`] places of `wanted`, in order, none over another; bytes of the text.
    pub fn find(&self, wanted: &str) -> Vec<ByteSpan> {
        let (needle, _) = fold(wanted);
        let needle: Vec<char> = needle.into_iter().map(lower).collect();
        let (Some(first), true) = (needle.first(), needle.iter().any(|c| *c != ' ')) else { return Vec::new() };
        let mut hits = Vec::new();
        let mut at = 0;
        while hits.len() < MOST_HITS
            && let Some(rest) = self.chars.get(at..)
            && let Some(ahead) = rest.iter().position(|c| c == first)
        {
            at += ahead;
            if !self.chars.get(at..).is_some_and(|rest| rest.starts_with(&needle)) {
                at += 1;
                continue;
            }
            let start = self.places.get(at).copied().unwrap_or(self.len);
            at += needle.len();
            hits.push(ByteSpan::new(start, self.places.get(at).copied().unwrap_or(self.len)));
        }
        hits
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_words_are_found_each_time() {
        let text = "30,000 here and 30,000 there";
        assert_eq!(find_all(text, "30,000"), [ByteSpan::new(0, 6), ByteSpan::new(16, 22)]);
        assert!(find_all(text, "31,000").is_empty());
        assert!(find_all(text, "  ").is_empty());
    }

    #[test]
    fn quotation_marks_and_line_breaks_may_differ() {
        let text = "He said “no\n such  thing” — twice.";
        let hits = find_all(text, "\"no such thing\" - twice");
        assert_eq!(hits.iter().filter_map(|hit| hit.of(text)).collect::<Vec<_>>(), ["“no\n such  thing” — twice"]);
    }

    #[test]
    fn a_search_minds_no_case_and_no_kind_of_blank() {
        let text = "The “Harbour”\nOffice: the harbour office. HARBOUR";
        let ready = Searchable::new(text);
        let found = |wanted: &str| {
            ready.find(wanted).into_iter().filter_map(|span| span.of(text)).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(found("harbour"), ["Harbour", "harbour", "HARBOUR"]);
        assert_eq!(found("\"harbour\" office"), ["“Harbour”\nOffice"]);
        assert_eq!(found("office."), ["office."]);
        assert!(found(" ").is_empty() && found("").is_empty() && found("harbours").is_empty());
        assert_eq!(Searchable::new("aaaa").find("aa").len(), 2, "none over another");
    }
}
