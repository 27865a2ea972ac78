//! The text of one piece under way: white space made one, cells parted by bars, and what hangs on its words.
//!
//! In: words, breaks, cells, and marks that open and close. Out: the text and its annotations.
//! Must not know: elements, roles.
//! Holds: a space or a bar is written only once words follow it; an annotation begins and ends at words.

use crate::model::annotation::Annotation;
use crate::text::span::ByteSpan;

/// Between two cells of a row.
const CELL: &str = " | ";

/// What waits to be written until words follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Break,
    Cell,
}

/// Something that hangs on the words between its opening and its closing.
#[derive(Debug)]
struct Open {
    /// The place in the page of the element that opened it.
    opener: usize,
    annotation: Annotation,
    /// Where its words in this piece begin; `None` before the first.
    start: Option<usize>,
}

/// Text under way.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    gap: Gap,
    open: Vec<Open>,
    done: Vec<(ByteSpan, Annotation)>,
    /// Characters without white space, and those of them that belong to the article.
    n_characters: usize,
    n_kept: usize,
}

/// A finished piece of text.
#[derive(Debug)]
pub(super) struct Done {
    /// Its words.
    pub(super) text: String,
    /// What hangs on them.
    pub(super) annotations: Vec<(ByteSpan, Annotation)>,
    /// Whether most of its characters belong to the article.
    pub(super) is_kept: bool,
}

impl Line {
    /// The words so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds running words: each run of ASCII white space is one space.
    pub(super) fn words(&mut self, words: &str, is_kept: bool) {
        for c in words.chars() {
            if c.is_ascii_whitespace() {
                self.space();
            } else {
                self.letter(c, is_kept);
            }
        }
    }

    /// Adds words whose spaces and line breaks mean something.
    pub(super) fn verbatim(&mut self, words: &str, is_kept: bool) {
        for c in words.chars() {
            match c {
                '\n' => self.line_break(),
                ' ' | '\t' if self.gap == Gap::None && !self.text.is_empty() => self.text.push(c),
                ' ' | '\t' if self.gap == Gap::Break => {
                    self.text.push('\n');
                    self.text.push(c);
                    self.gap = Gap::None;
                }
                c if c.is_ascii_whitespace() => self.space(),
                c => self.letter(c, is_kept),
            }
        }
    }

    fn letter(&mut self, c: char, is_kept: bool) {
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            match gap {
                Gap::None => {}
                Gap::Space => self.text.push(' '),
                Gap::Break => self.text.push('\n'),
                Gap::Cell => self.text.push_str(CELL),
            }
        }
        for open in &mut self.open {
            open.start.get_or_insert(self.text.len());
        }
        self.text.push(c);
        if !c.is_whitespace() {
            self.n_characters += 1;
            self.n_kept += usize::from(is_kept);
        }
    }

    /// Adds a space, unless something wider is there.
    pub(super) fn space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// Adds a line break, unless a cell ends there.
    pub(super) fn line_break(&mut self) {
        self.gap = self.gap.max(Gap::Break);
    }

    /// Ends a cell of a row.
    pub(super) fn cell_end(&mut self) {
        if !self.text.is_empty() {
            self.gap = Gap::Cell;
        }
    }

    /// Lets `annotation` hang on the words from here on, until the element at `opener` closes.
    pub(super) fn open(&mut self, opener: usize, annotation: Annotation) {
        self.open.push(Open { opener, annotation, start: None });
    }

    /// Ends what the element at `opener` opened.
    pub(super) fn close(&mut self, opener: usize) {
        while let Some(open) = self.open.pop_if(|open| open.opener >= opener) {
            if let Some(start) = open.start {
                self.done.push((ByteSpan::new(start, self.text.len()), open.annotation));
            }
        }
    }

    /// Lets `annotation` hang on bytes of the words so far.
    pub(super) fn hang(&mut self, span: ByteSpan, annotation: Annotation) {
        self.done.push((span, annotation));
    }

    /// The text so far as a piece; what is open goes on in the next. `None` when there are no words.
    pub(super) fn take(&mut self) -> Option<Done> {
        self.gap = Gap::None;
        let text = std::mem::take(&mut self.text);
        for open in &mut self.open {
            if let Some(start) = open.start.take() {
                self.done.push((ByteSpan::new(start, text.len()), open.annotation.clone()));
            }
        }
        let mut annotations = std::mem::take(&mut self.done);
        annotations.sort_by_key(|(span, _)| (span.start(), span.end()));
        let (n, n_kept) = (std::mem::take(&mut self.n_characters), std::mem::take(&mut self.n_kept));
        (n > 0).then_some(Done { text, annotations, is_kept: n_kept * 2 >= n })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_one_and_cells_are_parted() {
        let mut line = Line::default();
        line.words("\n One\t two\n", true);
        line.cell_end();
        line.cell_end();
        line.words("  three ", false);
        line.line_break();
        line.words(" four", true);
        line.cell_end();
        let done = line.take().unwrap();
        assert_eq!((done.text.as_str(), done.is_kept), ("One two | three\nfour", true));
        assert!(line.take().is_none(), "taken twice");
    }

    #[test]
    fn links_keep_to_their_words() {
        let mut line = Line::default();
        line.words("See ", true);
        line.open(7, Annotation::link("a"));
        line.words(" the list ", true);
        line.close(7);
        line.words(" or ", true);
        line.open(9, Annotation::link("b"));
        line.words("this", true);
        let done = line.take().unwrap();
        let words: Vec<_> = done.annotations.iter().map(|(span, _)| span.of(&done.text).unwrap()).collect();
        assert_eq!(words, ["the list", "this"]);
        line.words("that", true);
        line.close(9);
        line.words(".", true);
        let done = line.take().unwrap();
        assert_eq!(done.annotations[0].0.of(&done.text), Some("that"));
    }

    #[test]
    fn lines_of_a_listing_stay() {
        let mut line = Line::default();
        line.verbatim("\na  b\n  c\n", true);
        assert_eq!(line.take().unwrap().text, "a  b\n  c");
    }
}
