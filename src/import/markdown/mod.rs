//! Reads Markdown: `CommonMark` with tables, footnotes, definition lists, attributes of headings and a front matter.
//!
//! In: text with LF ends. Out: pieces with the roles that the marks tell, links and notes on the words they belong to, and
//! the front matter as metadata.
//! Must not know: how HTML inside it is read (`html` does), what paragraphs say.
//! Holds: marks go, words stay as typed (no smart punctuation); a line of the front matter that is not understood is
//! kept as furniture.

mod front;
mod likeness;

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::import::noted::words_before;
use crate::import::pieces::{Headings, Piece};
use crate::import::{Reading, html};
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;
use crate::text::span::ByteSpan;

pub(super) use crate::import::markdown::likeness::looks_like_markdown;

/// The pieces of a Markdown text.
pub(super) fn read(text: &str) -> Reading {
    let front = front::read(text);
    let mut walk = Walk::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES;
    for event in Parser::new_ext(front.rest, options) {
        walk.take(event);
    }
    walk.flush();
    let headings = if walk.n_headings == 0 { Headings::Unmarked } else { Headings::Marked };
    let mut pieces = walk.noted();
    emphasised_deck(&mut pieces);
    let mut pieces: Vec<_> = pieces.into_iter().map(|(piece, _)| piece).collect();
    if !pieces.iter().any(|piece| piece.role == Some(Role::Headline)) && !front.meta.headline.is_empty() {
        pieces.insert(0, Piece::known(front.meta.headline.clone(), Role::Headline));
    }
    pieces.splice(0..0, front.unread.map(|lines| Piece::known(lines, Role::Furniture)));
    Reading { pieces, headings, meta: front.meta, encoding: String::new(), problems: Vec::new() }
}

/// How much of a piece was emphasised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Emphasis {
    #[default]
    Unseen,
    Whole,
    Partly,
}

/// A wholly emphasised paragraph right after the headline is the deck.
fn emphasised_deck(pieces: &mut [(Piece, Emphasis)]) {
    let Some(headline) = pieces.iter().position(|(piece, _)| piece.role == Some(Role::Headline)) else { return };
    if let Some((piece, Emphasis::Whole)) = pieces.get_mut(headline + 1) {
        piece.role.get_or_insert(Role::Deck);
    }
}

#[derive(Default)]
struct Walk {
    pieces: Vec<(Piece, Emphasis)>,
    n_headings: usize,
    /// The words of the piece under way, and what it is if its own tag says so.
    text: String,
    /// What hangs on its words, the link under way (where its words begin, where it leads, its title), and where the last
    /// note's mark stood.
    annotations: Vec<(ByteSpan, Annotation)>,
    link: Option<(usize, String, String)>,
    mark_end: usize,
    /// Which note the words under way belong to, and each note's words.
    note: Option<String>,
    notes: BTreeMap<String, String>,
    role: Option<Role>,
    emphasis: Emphasis,
    n_emphases: usize,
    /// Containers around it.
    n_quotes: usize,
    n_notes: usize,
    n_items: usize,
    /// The next number of each ordered list around it.
    lists: Vec<Option<u64>>,
    /// The raw HTML of a block under way.
    html: Option<String>,
    has_headline: bool,
    n_images: usize,
    has_words_beside_images: bool,
    n_cells: usize,
}

impl Walk {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) | Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                self.words(&words);
            }
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            // The mark is no word; what the note says is known once it is read.
            Event::FootnoteReference(label) => {
                let span = words_before(&self.text, self.mark_end);
                self.annotations.push((span, Annotation::new(AnnotationKind::Footnote, label.into_string())));
                self.mark_end = self.text.len();
            }
            Event::Html(raw) => match &mut self.html {
                Some(html) => html.push_str(&raw),
                None => self.html = Some(raw.into_string()),
            },
            // `<br>` breaks the line; other tags between words are marks, and marks go.
            Event::InlineHtml(raw) if raw.to_ascii_lowercase().starts_with("<br") => self.text.push('\n'),
            Event::InlineHtml(_) | Event::TaskListMarker(_) => {}
            Event::Rule => self.flush(),
        }
    }

    fn words(&mut self, words: &str) {
        self.text.push_str(words);
        if !words.trim().is_empty() {
            self.has_words_beside_images |= self.n_images == 0;
            let inside = self.n_emphases > 0;
            self.emphasis = match (self.emphasis, inside) {
                (Emphasis::Unseen | Emphasis::Whole, true) => Emphasis::Whole,
                _ => Emphasis::Partly,
            };
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis | Tag::Strong => self.n_emphases += 1,
            Tag::Image { .. } => self.n_images += 1,
            Tag::Link { dest_url, title, .. } => {
                self.link = Some((self.text.len(), dest_url.to_string(), title.to_string()));
            }
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::TableHead => {}
            Tag::TableCell => {
                if self.n_cells > 0 {
                    self.text.push_str(" | ");
                }
                self.n_cells += 1;
            }
            Tag::Heading { level, .. } => {
                self.flush();
                self.n_headings += 1;
                let is_headline = *level == HeadingLevel::H1 && !self.has_headline;
                self.has_headline |= is_headline;
                self.role = Some(if is_headline { Role::Headline } else { Role::Subhead });
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.n_quotes += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.n_notes += 1;
                self.note = Some(label.to_string());
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.flush();
                self.n_items += 1;
                // The number was typed and may be referred to; a bullet is a mark.
                if let Some(Some(number)) = self.lists.last_mut() {
                    self.text = format!("{number}. ");
                    *number += 1;
                }
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush();
                self.role = Some(Role::Body);
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(String::new());
            }
            Tag::TableRow => self.n_cells = 0,
            Tag::Paragraph => {
                // The number of an item or the label of a note waits for its first paragraph.
                if self.pending_mark() { self.n_images = 0 } else { self.flush() }
            }
            _ => self.flush(),
        }
    }

    fn pending_mark(&self) -> bool {
        self.emphasis == Emphasis::Unseen && !self.text.is_empty()
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.n_emphases = self.n_emphases.saturating_sub(1),
            TagEnd::Image => self.n_images = self.n_images.saturating_sub(1),
            TagEnd::Link => self.end_link(),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript | TagEnd::TableCell => {}
            TagEnd::TableRow | TagEnd::TableHead => {
                self.role = Some(Role::TableRow);
                self.flush();
                self.n_cells = 0;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.n_quotes = self.n_quotes.saturating_sub(1);
            }
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.n_notes = self.n_notes.saturating_sub(1);
                self.note = None;
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.n_items = self.n_items.saturating_sub(1);
            }
            TagEnd::Paragraph => {
                // A picture alone in its paragraph: its words say what it shows.
                if !self.has_words_beside_images && !self.text.is_empty() {
                    self.role = Some(Role::Caption);
                }
                self.flush();
            }
            _ => self.flush(),
        }
    }

    fn end_link(&mut self) {
        let Some((start, href, title)) = self.link.take() else { return };
        if let Some(url) = html::address_outside(&href)
            && start < self.text.len()
        {
            let link = Annotation { words: title, ..Annotation::link(url) };
            self.annotations.push((ByteSpan::new(start, self.text.len()), link));
        }
    }

    /// The pieces, once each mark says what its note does.
    fn noted(self) -> Vec<(Piece, Emphasis)> {
        let Self { mut pieces, notes, .. } = self;
        for (piece, _) in &mut pieces {
            piece.annotations.retain_mut(|(_, annotation)| {
                if annotation.kind != AnnotationKind::Footnote {
                    return true;
                }
                let Some(words) = notes.get(&annotation.words) else { return false };
                annotation.words.clone_from(words);
                true
            });
        }
        pieces
    }

    /// Ends the piece under way.
    fn flush(&mut self) {
        if let Some(raw) = self.html.take() {
            let emphasis = Emphasis::Partly;
            self.pieces.extend(html::pieces_of_fragment(&raw).into_iter().map(|piece| (piece, emphasis)));
        }
        // A link that goes on in the next piece is one of each.
        if let Some((_, href, title)) = self.link.clone() {
            self.end_link();
            self.link = Some((0, href, title));
        }
        let text = std::mem::take(&mut self.text);
        let annotations = std::mem::take(&mut self.annotations);
        self.mark_end = 0;
        let emphasis = std::mem::take(&mut self.emphasis);
        self.has_words_beside_images = false;
        let around = if self.n_notes > 0 {
            Some(Role::Footnote)
        } else if self.n_items > 0 {
            Some(Role::ListItem)
        } else if self.n_quotes > 0 {
            Some(Role::PullQuote)
        } else {
            None
        };
        let role = self.role.take().or(around);
        if text.trim().is_empty() {
            return;
        }
        if let Some(label) = &self.note {
            let note = self.notes.entry(label.clone()).or_default();
            if !note.is_empty() {
                note.push('\n');
            }
            note.push_str(text.trim());
        }
        self.pieces.push((Piece { role, annotations, ..Piece::open(text) }, emphasis));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        read(text)
            .pieces
            .into_iter()
            .map(|piece| format!("{}: {}", piece.role.map_or("-", Role::word), piece.text.trim()))
            .collect()
    }

    #[test]
    fn marks_tell_roles_and_go() {
        let cases: &[(&str, &[&str])] = &[
            ("# One\n\nText *and* `code`.\n\n## Two\n", &["headline: One", "-: Text and code.", "subhead: Two"]),
            ("One\n===\n\n# Two", &["headline: One", "subhead: Two"]),
            ("# T\n\n*All of it.*\n\n*Not* all.", &["headline: T", "deck: All of it.", "-: Not all."]),
            ("# T\n\n*Not* all.", &["headline: T", "-: Not all."]),
            ("- one\n- two *x*\n  more", &["list item: one", "list item: two x more"]),
            ("3. one\n\n   more\n4. two", &["list item: 3. one", "list item: more", "list item: 4. two"]),
            ("> Said.\n> More.", &["pull quote: Said. More."]),
            ("| a | b |\n|---|---|\n| 1 | 2 |", &["table row: a | b", "table row: 1 | 2"]),
            ("Text[^1].\n\n[^1]: A note.", &["-: Text.", "footnote: A note."]),
            ("A [link](http://a.example) here", &["-: A link here"]),
            ("one  \ntwo\nthree", &["-: one\ntwo three"]),
            ("<div>In <b>a</b> box</div>\n\nText<br>more <i>x</i>", &["-: In a box", "-: Text\nmore x"]),
            ("<script>no()</script>\n\nText", &["-: Text"]),
            ("![A port](port.png)\n\nText ![x](y) on", &["caption: A port", "-: Text x on"]),
            ("    code  here", &["body: code  here"]),
            ("\"Straight\" -- quotes...", &["-: \"Straight\" -- quotes..."]),
            ("# Head {#a .b}\n\nText", &["headline: Head", "-: Text"]),
            ("apple\n: red\n: sweet", &["-: apple", "-: red", "-: sweet"]),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn links_and_notes_hang_on_their_words() {
        let text = "It rained. Some [1,400 *men*](https://a.example/b \"List\") left[^u], he said[^x].\n\nSee [here](#top), \
                    <https://b.example/>.\n\n[^u]: By phone,\n    with [him](https://c.example).\n\n    Twice.\n[^x]: Once.";
        let mut hanging = Vec::new();
        for piece in crate::import::pieces::tidied(read(text).pieces) {
            for (span, note) in &piece.annotations {
                let what = [note.kind.word(), &note.words, &note.url].into_iter().filter(|part| !part.is_empty());
                hanging.push(format!(
                    "{} on “{}”",
                    what.collect::<Vec<_>>().join(" "),
                    span.of(&piece.text).unwrap_or_default()
                ));
            }
        }
        assert_eq!(
            hanging,
            [
                "link List https://a.example/b on “1,400 men”",
                "footnote By phone, with him.\nTwice. on “Some 1,400 men left”",
                "footnote Once. on “he said”",
                "link https://b.example/ on “https://b.example/”",
                "link https://c.example/ on “him”",
            ]
        );
    }

    #[test]
    fn front_matter_is_metadata_and_nothing_of_it_is_lost() {
        let text = "---\ntitle: \"Storm: port closed\"\nauthor:\n  - Ana Brandt\n  - Jo Lind\ndate: 2022-02-02\nslug: storm\nlang: en\n---\n\nText.";
        let reading = read(text);
        assert_eq!(reading.meta.headline, "Storm: port closed");
        assert_eq!(reading.meta.byline, "Ana Brandt, Jo Lind");
        assert_eq!(reading.meta.published.map(|date| date.to_string()).as_deref(), Some("2022-02-02"));
        assert_eq!((reading.meta.published_from.as_str(), reading.meta.language.as_str()), ("front matter", "en"));
        assert_eq!(show(text), ["furniture: slug: storm", "headline: Storm: port closed", "-: Text."]);
        assert_eq!(show("---\ntitle: A\n---\n# B\n\nText."), ["headline: B", "-: Text."]);
    }

    #[test]
    fn text_between_rules_is_text() {
        assert_eq!(show("---\nJust a thought\n---\n\nText."), ["subhead: Just a thought", "-: Text."]);
        assert_eq!(show("---\nNo end: of it\n\nText."), ["-: No end: of it", "-: Text."]);
    }
}
