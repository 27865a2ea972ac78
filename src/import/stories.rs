//! Gathers a document's paragraphs, with what hangs on their words, into pieces: the body, its notes and text boxes.
//!
//! In: words, ends of paragraphs, rows, notes, comments and changes as a reader meets them. Out: pieces in reading order,
//! notes last.
//! Must not know: file formats, styles.
//! Holds: what is gathered is bounded by what was told, whatever the order of the telling: a note's words are kept twice
//! at most, spans that stay open and what hangs on words are counted; nothing here is recursive.

use crate::import::noted::{only_address, words_before};
use crate::import::pieces::Piece;
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;
use crate::text::span::ByteSpan;

/// Between two cells of a row.
const BETWEEN_CELLS: &str = " | ";
/// Stories in stories (a text box in a note in a text box …): what is deeper runs on in the one around it.
const STORIES: usize = 12;
/// Tables in tables that are still joined to rows.
const TABLES: usize = 6;
/// Spans that are open at one time.
const OPEN_SPANS: usize = 64;
/// What hangs on words: how many, and bytes of them in all.
const ANNOTATIONS: usize = 100_000;
const ANNOTATION_BYTES: usize = 32 << 20;
/// Paragraphs in one cell from which on the table serves the layout, and is no table of figures.
const LAYOUT_PARAGRAPHS: usize = 4;
/// Cells that one may stand for, and its words in bytes.
const REPEATED_CELLS: usize = 64;
const REPEATED_BYTES: usize = 200;

/// How an open span goes on in the next paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It hangs on its words in each paragraph anew, as a link does.
    Each,
    /// It hangs on its words in the first paragraph, as a comment does.
    First,
}

#[derive(Debug)]
struct OpenSpan {
    key: u64,
    from: usize,
    annotation: Annotation,
    reach: Reach,
    is_hung: bool,
}

/// The cells of a row under way: pieces of the finished ones, and of the one under way.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Vec<Piece>>,
    cell: Vec<Piece>,
}

/// One stream of paragraphs.
#[derive(Debug, Default)]
struct Story {
    pieces: Vec<Piece>,
    /// The paragraph under way, and whether it has words that are seen.
    now: Piece,
    has_words: bool,
    /// What text boxes in it hold, and words of its pictures.
    after: Vec<Piece>,
    rows: Vec<Row>,
    spans: Vec<OpenSpan>,
    /// The place that the next words begin.
    place: Option<String>,
    /// How many of the annotations come from paragraphs without words: none of them goes on in this one.
    n_carried: usize,
    /// The span of the last note of the paragraph, and the byte of its mark.
    last_note: Option<(ByteSpan, usize)>,
}

/// The stories of one document.
#[derive(Debug)]
pub(super) struct Stories {
    /// The one under way, and those around it, outermost first.
    story: Story,
    around: Vec<Story>,
    /// Stories that began deeper than they are told apart.
    n_folded: usize,
    notes: Vec<Piece>,
    n_annotations: usize,
    n_annotation_bytes: usize,
    /// The place under way, and the one that the text begins at.
    here: String,
    first_place: Option<String>,
}

impl Stories {
    /// Stories of a document without any words yet.
    pub(super) fn new() -> Self {
        Self {
            story: Story::default(),
            around: Vec::new(),
            n_folded: 0,
            notes: Vec::new(),
            n_annotations: 0,
            n_annotation_bytes: 0,
            here: String::new(),
            first_place: None,
        }
    }

    /// Whether the paragraph under way has words that are seen.
    pub(super) fn has_words(&self) -> bool {
        self.story.has_words
    }

    /// The words of the paragraph under way.
    pub(super) fn words_so_far(&self) -> &str {
        &self.story.now.text
    }

    /// More words of the paragraph under way; `\n` breaks the line.
    pub(super) fn words(&mut self, words: &str) {
        let story = &mut self.story;
        let is_blank = words.chars().all(char::is_whitespace);
        story.has_words |= !is_blank;
        if story.place.is_some() && !is_blank {
            let at = story.now.text.len() + (words.len() - words.trim_start().len());
            story.now.places.extend(story.place.take().map(|place| (at, place)));
        }
        story.now.text.push_str(words);
    }

    /// The words from here on stand at `place`.
    pub(super) fn place(&mut self, place: String) {
        self.here.clone_from(&place);
        self.first_place.get_or_insert_with(|| place.clone());
        self.story.place = Some(place);
    }

    /// The paragraph under way ends, and is a `role` if the format told.
    pub(super) fn end_paragraph(&mut self, role: Option<Role>) {
        let story = &mut self.story;
        let mut piece = std::mem::take(&mut story.now);
        story.last_note = None;
        if !std::mem::take(&mut story.has_words) {
            // What hangs on nothing hangs on what comes next.
            story.now.annotations = piece.annotations;
            for (span, _) in &mut story.now.annotations {
                *span = ByteSpan::new(0, 0);
            }
            story.n_carried = story.now.annotations.len();
            if let Some((_, place)) = piece.places.pop() {
                story.place.get_or_insert(place);
            }
            for span in &mut story.spans {
                span.from = 0;
            }
            let after = std::mem::take(&mut story.after);
            story.extend(after);
            return;
        }
        let mut due = Vec::new();
        for span in &mut story.spans {
            let at = ByteSpan::new(span.from, piece.text.len());
            let has_words = at.of(&piece.text).is_some_and(|words| !words.trim().is_empty());
            if has_words && !(span.is_hung && span.reach == Reach::First) {
                span.is_hung = true;
                due.push((at, span.annotation.clone()));
            }
            span.from = 0;
        }
        for (at, annotation) in due {
            self.hang_on(&mut piece, at, annotation);
        }
        piece.role = role;
        piece.annotations.sort_by_key(|(span, _)| *span);
        let story = &mut self.story;
        story.n_carried = 0;
        let after = std::mem::take(&mut story.after);
        story.extend([piece]);
        story.extend(after);
    }

    /// The paragraph under way is left out, with what hangs on its words.
    pub(super) fn drop_paragraph(&mut self) {
        let story = &mut self.story;
        let mut piece = std::mem::take(&mut story.now);
        if let Some((_, place)) = piece.places.pop() {
            story.place.get_or_insert(place);
        }
        story.last_note = None;
        (story.n_carried, story.has_words) = (0, false);
        for span in &mut story.spans {
            span.from = 0;
        }
    }

    /// What hangs on the words from here on, until the span called `key` is closed.
    pub(super) fn open_span(&mut self, key: u64, annotation: Annotation, reach: Reach) {
        let story = &mut self.story;
        if story.spans.len() < OPEN_SPANS {
            let from = story.now.text.len();
            story.spans.push(OpenSpan { key, from, annotation, reach, is_hung: false });
        }
    }

    /// Closes the span called `key` that was opened last; one that never had words hangs here only if it hangs once.
    pub(super) fn close_span(&mut self, key: u64) {
        let story = &mut self.story;
        let Some(at) = story.spans.iter().rposition(|span| span.key == key) else { return };
        let OpenSpan { from, annotation, reach, is_hung, .. } = story.spans.remove(at);
        let span = ByteSpan::new(from, story.now.text.len());
        let has_words = span.of(&story.now.text).is_some_and(|words| !words.trim().is_empty());
        match reach {
            Reach::Each if has_words => self.hang(span, annotation),
            Reach::First if has_words && !is_hung => self.hang(span, annotation),
            Reach::First if !is_hung => self.hang(self.here_in_text(), annotation),
            Reach::Each | Reach::First => {}
        }
    }

    /// Words that a tracked change took out here.
    pub(super) fn deleted(&mut self, words: &str, author: &str, made: &str) {
        if words.is_empty() {
            return;
        }
        let annotation = Annotation {
            author: author.to_owned(),
            made: made.to_owned(),
            ..Annotation::new(AnnotationKind::Deleted, words)
        };
        self.hang(self.here_in_text(), annotation);
    }

    /// A remark on the sentence under way, whose words the format did not mark.
    pub(super) fn remark(&mut self, annotation: Annotation) {
        let span = self.sentence_so_far();
        self.hang(span, annotation);
    }

    fn here_in_text(&self) -> ByteSpan {
        let at = self.story.now.text.len();
        ByteSpan::new(at, at)
    }

    fn hang(&mut self, span: ByteSpan, annotation: Annotation) {
        let mut piece = std::mem::take(&mut self.story.now);
        self.hang_on(&mut piece, span, annotation);
        self.story.now = piece;
    }

    /// Puts `annotation` on words of `piece`; what one program cut into runs becomes one again.
    fn hang_on(&mut self, piece: &mut Piece, span: ByteSpan, annotation: Annotation) {
        let size = annotation.words.len() + annotation.url.len() + annotation.author.len() + annotation.made.len();
        if self.n_annotations >= ANNOTATIONS || self.n_annotation_bytes + size > ANNOTATION_BYTES {
            return;
        }
        self.n_annotation_bytes += size;
        if piece.annotations.len() > self.story.n_carried
            && let Some((last, same)) = piece.annotations.last_mut()
            && last.end() == span.start()
            && same.kind == annotation.kind
            && same.author == annotation.author
            && same.url == annotation.url
        {
            match annotation.kind {
                AnnotationKind::Deleted if last.is_empty() && same.made == annotation.made => {
                    same.words.push_str(&annotation.words);
                    return;
                }
                AnnotationKind::Inserted | AnnotationKind::Link if same.words == annotation.words => {
                    *last = last.union(span);
                    return;
                }
                AnnotationKind::Deleted
                | AnnotationKind::Inserted
                | AnnotationKind::Link
                | AnnotationKind::Footnote
                | AnnotationKind::Endnote
                | AnnotationKind::Comment => {}
            }
        }
        self.n_annotations += 1;
        piece.annotations.push((span, annotation));
    }

    /// The part of the sentence that ends here: from its start, or from the last note's mark.
    fn sentence_so_far(&mut self) -> ByteSpan {
        let story = &mut self.story;
        let text = story.now.text.as_str();
        let mark = text.len();
        if let Some((span, at)) = story.last_note
            && text.get(at..).is_some_and(|between| !between.contains(char::is_alphanumeric))
        {
            story.last_note = Some((span, mark));
            return span;
        }
        let span = words_before(text, story.last_note.map_or(0, |(_, at)| at));
        story.last_note = Some((span, mark));
        span
    }

    /// A new story begins: a note, a text box, a comment.
    pub(super) fn begin_story(&mut self) {
        if self.around.len() < STORIES {
            self.around.push(std::mem::take(&mut self.story));
        } else {
            self.n_folded += 1;
        }
    }

    /// The story that began last ends; its pieces, none where it ran on in the one around it.
    pub(super) fn end_story(&mut self) -> Vec<Piece> {
        self.end_paragraph(None);
        if self.n_folded > 0 {
            self.n_folded -= 1;
            return Vec::new();
        }
        match self.around.pop() {
            Some(around) => std::mem::replace(&mut self.story, around).finished(),
            None => Vec::new(),
        }
    }

    /// The story that began last was a text box: its pieces follow the paragraph it stands in.
    pub(super) fn end_box(&mut self) {
        let pieces = self.end_story();
        self.story.after.extend(pieces);
    }

    /// `piece` follows the paragraph under way.
    pub(super) fn follow_with(&mut self, piece: Piece) {
        self.story.after.push(piece);
    }

    /// A note of `kind` hangs here and says `pieces`.
    pub(super) fn note(&mut self, kind: AnnotationKind, pieces: Vec<Piece>) {
        let words = joined_words(&pieces);
        if words.is_empty() {
            return;
        }
        let mut urls = pieces.iter().flat_map(|piece| &piece.annotations).map(|(_, inside)| inside.url.as_str());
        let mut url = urls.next().filter(|_| urls.next().is_none()).unwrap_or_default().to_owned();
        if url.is_empty() {
            only_address(&words).unwrap_or_default().clone_into(&mut url);
        }
        let span = self.sentence_so_far();
        self.hang(span, Annotation { url, ..Annotation::new(kind, words) });
        let mut place = (!self.here.is_empty()).then(|| self.here.clone());
        for mut piece in pieces {
            piece.role = Some(Role::Footnote);
            if let Some(place) = place.take() {
                piece.places.insert(0, (0, place));
            }
            self.notes.push(piece);
        }
    }

    /// A row begins.
    pub(super) fn start_row(&mut self) {
        if self.has_words() {
            self.end_paragraph(None);
        }
        self.story.rows.push(Row::default());
    }

    /// The cell under way ends.
    pub(super) fn end_cell(&mut self) {
        if self.has_words() {
            self.end_paragraph(None);
        }
        if let Some(row) = self.story.rows.last_mut() {
            let cell = std::mem::take(&mut row.cell);
            row.cells.push(cell);
        }
    }

    /// The cell that ended last stands there `n` times in all; what a program would repeat without end is cut short.
    pub(super) fn repeat_cell(&mut self, n: usize) {
        let Some(row) = self.story.rows.last_mut() else { return };
        let Some(cell) = row.cells.last() else { return };
        let n_bytes: usize = cell.iter().map(|piece| piece.text.len()).sum();
        if n_bytes > 0 && n_bytes <= REPEATED_BYTES {
            let words = |piece: &Piece| Piece { role: piece.role, ..Piece::open(piece.text.as_str()) };
            let again: Vec<Piece> = cell.iter().map(words).collect();
            row.cells.extend(std::iter::repeat_n(again, n.min(REPEATED_CELLS).saturating_sub(1)));
        }
    }

    /// The row under way ends.
    pub(super) fn end_row(&mut self) {
        if self.has_words() {
            self.end_paragraph(None);
        }
        let story = &mut self.story;
        let depth = story.rows.len();
        let Some(mut row) = story.rows.pop() else { return };
        if !row.cell.is_empty() {
            row.cells.push(row.cell);
        }
        let n_filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let is_layout = depth > TABLES
            || row.cells.iter().any(|cell| cell.len() >= LAYOUT_PARAGRAPHS)
            || (n_filled == 1 && row.cells.iter().any(|cell| cell.len() > 1));
        if n_filled == 0 {
            return;
        }
        if is_layout {
            for cell in row.cells {
                story.extend(cell);
            }
            return;
        }
        let mut all = Piece::known(String::new(), Role::TableRow);
        let n_cells = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        for (at, cell) in row.cells.into_iter().take(n_cells).enumerate() {
            if at > 0 {
                all.text.push_str(BETWEEN_CELLS);
            }
            for (at, piece) in cell.into_iter().enumerate() {
                if at > 0 {
                    all.text.push('\n');
                }
                append(&mut all, piece);
            }
        }
        story.extend([all]);
    }

    /// What stands in the row under way is left out.
    pub(super) fn drop_row(&mut self) {
        self.end_paragraph(None);
        self.story.rows.pop();
    }

    /// All pieces: the body, then the notes.
    pub(super) fn finish(mut self) -> Vec<Piece> {
        while !self.around.is_empty() {
            self.end_box();
        }
        self.end_paragraph(None);
        while !self.story.rows.is_empty() {
            self.end_row();
        }
        let mut pieces = self.story.finished();
        // What a text box holds has no place of its own.
        if let (Some(first), Some(place)) = (pieces.first_mut(), self.first_place)
            && first.places.first().is_none_or(|(at, _)| *at > 0)
        {
            first.places.insert(0, (0, place));
        }
        pieces.append(&mut self.notes);
        pieces
    }
}

impl Story {
    /// Finished pieces, into the cell under way if there is one.
    fn extend(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        match self.rows.last_mut() {
            Some(row) => row.cell.extend(pieces),
            None => self.pieces.extend(pieces),
        }
    }

    fn finished(mut self) -> Vec<Piece> {
        while let Some(row) = self.rows.pop() {
            let cells = row.cells.into_iter().flatten().chain(row.cell);
            self.extend(cells);
        }
        // What was left hanging on nothing hangs on the end of the last words.
        if let Some(last) = self.pieces.last_mut() {
            let end = ByteSpan::new(last.text.len(), last.text.len());
            last.annotations.extend(self.now.annotations.into_iter().map(|(_, annotation)| (end, annotation)));
        }
        self.pieces.append(&mut self.after);
        self.pieces
    }
}

/// `piece`, with what hangs on it, at the end of `all`.
fn append(all: &mut Piece, piece: Piece) {
    let from = all.text.len();
    all.text.push_str(piece.text.trim_end());
    let end = all.text.len();
    let moved = |at: usize| (from + at).min(end);
    let spans = piece.annotations.into_iter();
    all.annotations.extend(spans.map(|(at, inside)| (ByteSpan::new(moved(at.start()), moved(at.end())), inside)));
    all.places.extend(piece.places.into_iter().map(|(at, place)| (moved(at), place)));
}

/// The words of pieces, a line each.
pub(super) fn joined_words(pieces: &[Piece]) -> String {
    let mut all = String::new();
    for piece in pieces {
        let words = piece.text.trim();
        if !words.is_empty() {
            if !all.is_empty() {
                all.push('\n');
            }
            all.push_str(words);
        }
    }
    all
}
