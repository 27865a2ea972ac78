//! Walks the tokens of a rich text file and gathers what it says.
//!
//! In: bytes. Out: pieces with what hangs on their words, and what the file says of itself.
//! Must not know: file names, what becomes of the pieces.
//! Holds: groups end what they began; groups deeper than any program writes share the formats of the last one told apart.

mod characters;
mod hanging;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use crate::import::kinds::{Heads, Kind, Where};
use crate::import::pieces::{Headings, Piece};
use crate::import::rtf::code_pages::CodePage;
use crate::import::rtf::destinations::{Destination, Noted, named};
use crate::import::rtf::state::{State, Target, time};
use crate::import::rtf::tables::Lists;
use crate::import::rtf::tokens::{Token, Tokens};
use crate::import::rtf::walk::hanging::put_remarks;
use crate::import::stories::{Reach, Stories};
use crate::import::symbols;
use crate::import::word::fields;
use crate::model::annotation::{Annotation, AnnotationKind};
use crate::model::article::Role;

/// Groups in groups that are told apart.
const DEPTH: usize = 4096;
/// The longest address that is kept, in bytes.
const ADDRESS_BYTES: usize = 4096;

/// What a walk has found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) pieces: Vec<Piece>,
    /// Headers and footers.
    pub(super) furniture: Vec<Piece>,
    pub(super) headings: Headings,
    pub(super) title: String,
    pub(super) writer: Option<String>,
    /// Pages that breaks make, and that the file gives.
    pub(super) n_pages: usize,
    pub(super) n_pages_told: Option<usize>,
    /// Passages with words that are hidden.
    pub(super) n_hidden: usize,
    /// Groups that are not closed.
    pub(super) n_open: usize,
    pub(super) encoding: &'static str,
}

/// What stands in `bytes`.
pub(super) fn walk(bytes: &[u8]) -> Found {
    let mut walk = Walk::new();
    for token in Tokens::new(bytes) {
        walk.take(token);
        if walk.is_over {
            break;
        }
    }
    walk.flush();
    let n_open = walk.groups.len() + walk.n_deep;
    while !walk.groups.is_empty() {
        walk.n_deep = 0;
        walk.close();
    }
    walk.finish(n_open)
}

/// What a group has begun, and its end has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begun {
    Nothing,
    List,
    Noted(Noted),
    Note { is_endnote: bool },
    Header,
    Remark,
    TextBox,
    Field,
    FieldResult,
}

#[derive(Debug)]
struct Group {
    around: State,
    begun: Begun,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    has_result: bool,
    link: Option<u64>,
}

/// What a story keeps to itself.
#[derive(Debug, Default)]
struct Aside {
    n_rows: usize,
    is_in_row: bool,
    is_item: bool,
}

struct Walk {
    state: State,
    groups: Vec<Group>,
    n_deep: usize,
    is_over: bool,
    /// Whether the group under way has just begun, and whether `\*` stands at its start.
    is_at_start: bool,
    is_starred: bool,
    lists: Lists,
    page: CodePage,
    usual_font: i32,
    usual_wide_font: Option<i32>,
    /// Bytes that wait for the rest of their character.
    raw: Vec<u8>,
    /// The first half of a character beyond the first 65,536.
    high: Option<u16>,
    n_to_skip: u16,
    stories: Stories,
    aside: Aside,
    around: Vec<Aside>,
    fields: Vec<Field>,
    noted: String,
    title: String,
    writer: Option<String>,
    remark_writer: String,
    remark_time: String,
    remark_name: String,
    remarks: BTreeMap<i32, Annotation>,
    /// The insertion under way: who, when, and the key of its span.
    inserting: Option<(i32, i32, u64)>,
    next_key: u64,
    furniture: Vec<Piece>,
    seen_furniture: BTreeSet<String>,
    heads: Heads,
    n_pages: usize,
    n_pages_told: Option<usize>,
    n_hidden: usize,
}

impl Walk {
    fn new() -> Self {
        let mut stories = Stories::new();
        stories.place("p. 1".to_owned());
        Self {
            state: State::new(),
            groups: Vec::new(),
            n_deep: 0,
            is_over: false,
            is_at_start: false,
            is_starred: false,
            lists: Lists::default(),
            page: CodePage::WESTERN,
            usual_font: 0,
            usual_wide_font: None,
            raw: Vec::new(),
            high: None,
            n_to_skip: 0,
            stories,
            aside: Aside::default(),
            around: Vec::new(),
            fields: Vec::new(),
            noted: String::new(),
            title: String::new(),
            writer: None,
            remark_writer: String::new(),
            remark_time: String::new(),
            remark_name: String::new(),
            remarks: BTreeMap::new(),
            inserting: None,
            next_key: 0,
            furniture: Vec::new(),
            seen_furniture: BTreeSet::new(),
            heads: Heads::default(),
            n_pages: 1,
            n_pages_told: None,
            n_hidden: 0,
        }
    }

    fn finish(mut self, n_open: usize) -> Found {
        self.stop_inserting();
        if self.stories.has_words() {
            self.end_paragraph();
        }
        let mut pieces = self.stories.finish();
        for piece in &mut pieces {
            put_remarks(piece, &mut self.remarks);
        }
        Found {
            pieces,
            furniture: self.furniture,
            headings: self.heads.marked(),
            title: self.title,
            writer: self.writer,
            n_pages: self.n_pages,
            n_pages_told: self.n_pages_told,
            n_hidden: self.n_hidden,
            n_open,
            encoding: self.page.name(),
        }
    }

    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Bytes(bytes) => {
                self.is_at_start = false;
                self.bytes(bytes);
            }
            Token::Byte(byte) => {
                self.is_at_start = false;
                if self.n_to_skip > 0 {
                    self.n_to_skip -= 1;
                } else {
                    self.raw.push(byte);
                }
            }
            Token::Open => {
                self.flush();
                self.open();
            }
            Token::Close => {
                self.flush();
                self.close();
            }
            Token::Sign(b'*') if self.is_at_start => self.is_starred = true,
            Token::Sign(sign) => {
                self.is_at_start = false;
                self.flush();
                self.sign(sign);
            }
            Token::Word(name, number) => {
                self.flush();
                self.word(name, number);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let n = usize::from(self.n_to_skip).min(bytes.len());
        self.n_to_skip -= u16::try_from(n).unwrap_or(self.n_to_skip);
        let bytes = bytes.get(n..).unwrap_or_default();
        let is_plain = self.raw.is_empty() && bytes.is_ascii() && !matches!(self.code_page(), CodePage::Signs(_));
        if is_plain && let Ok(words) = std::str::from_utf8(bytes) {
            self.say(words);
        } else {
            self.raw.extend_from_slice(bytes);
        }
    }

    /// The code page of the words under way.
    fn code_page(&self) -> CodePage {
        let wide =
            self.state.letters.wide_font.filter(|_| self.state.letters.is_wide).and_then(|font| self.lists.font(font));
        match wide.filter(|page| page.is_wide()) {
            Some(page) => page,
            None => self.lists.font(self.state.letters.font).unwrap_or(self.page),
        }
    }

    /// Tells the bytes that were waiting.
    fn flush(&mut self) {
        if !self.raw.is_empty() {
            let raw = std::mem::take(&mut self.raw);
            let words = self.code_page().text(&raw);
            self.say(&words);
        }
    }

    fn open(&mut self) {
        self.n_to_skip = 0;
        (self.is_at_start, self.is_starred) = (true, false);
        if self.groups.len() >= DEPTH {
            self.n_deep += 1;
        } else {
            self.groups.push(Group { around: self.state, begun: Begun::Nothing });
        }
    }

    fn close(&mut self) {
        self.n_to_skip = 0;
        self.is_at_start = false;
        if self.n_deep > 0 {
            self.n_deep -= 1;
            return;
        }
        let Some(group) = self.groups.pop() else { return };
        self.end(group.begun);
        if matches!(self.state.target, Target::Fonts | Target::Styles) {
            self.lists.end_group();
        }
        self.state = group.around;
        self.is_over = self.groups.is_empty();
    }

    fn begin(&mut self, begun: Begun, target: Target) {
        self.state.target = target;
        if self.n_deep == 0
            && let Some(group) = self.groups.last_mut()
        {
            group.begun = begun;
        }
    }

    /// The group under way is a `destination`.
    fn destination(&mut self, destination: Destination) {
        let is_text = self.state.target == Target::Text && self.n_deep == 0;
        let is_shape = self.state.target == Target::Container && self.n_deep == 0;
        match destination {
            Destination::Container if is_text || is_shape => self.state.target = Target::Container,
            Destination::Fonts => self.begin(Begun::List, Target::Fonts),
            Destination::Styles => self.begin(Begun::List, Target::Styles),
            Destination::Changers => self.begin(Begun::List, Target::Changers),
            Destination::Noted(what) if self.n_deep == 0 => {
                self.noted.clear();
                self.begin(Begun::Noted(what), Target::Noted);
            }
            Destination::Note if is_text => {
                self.enter();
                self.begin(Begun::Note { is_endnote: false }, Target::Text);
            }
            Destination::Header if is_text => {
                self.enter();
                self.begin(Begun::Header, Target::Text);
            }
            Destination::Remark if is_text => {
                (self.remark_time, self.remark_name) = (String::new(), String::new());
                self.enter();
                self.begin(Begun::Remark, Target::Text);
            }
            Destination::TextBox if is_text || is_shape => {
                self.enter();
                self.begin(Begun::TextBox, Target::Text);
            }
            Destination::Result if is_shape => self.state.target = Target::Text,
            Destination::Field => self.begin_field(),
            Destination::Instruction => self.state.target = Target::Instruction,
            Destination::FieldResult => self.begin_result(),
            Destination::ItemMark => {
                self.aside.is_item = true;
                self.state.target = Target::Nowhere;
            }
            Destination::Unicode => {
                // The same words once more, as newer programs read them: they go where the older ones would have gone.
                let older = self.groups.len().checked_sub(2).and_then(|at| self.groups.get(at));
                self.state.target = older.map_or(self.state.target, |group| group.around.target);
            }
            Destination::Text | Destination::Result => {}
            Destination::Nothing
            | Destination::Info
            | Destination::NestedRow
            | Destination::Container
            | Destination::Noted(_)
            | Destination::Note
            | Destination::Header
            | Destination::Remark
            | Destination::TextBox => self.state.target = Target::Nowhere,
        }
    }

    fn enter(&mut self) {
        self.stop_inserting();
        self.stories.begin_story();
        self.around.push(std::mem::take(&mut self.aside));
        self.state.plain_paragraph();
    }

    /// The pieces of the story under way, which ends.
    fn leave(&mut self) -> Vec<Piece> {
        self.stop_inserting();
        if self.stories.has_words() {
            self.end_paragraph();
        }
        let pieces = self.stories.end_story();
        self.aside = self.around.pop().unwrap_or_default();
        pieces
    }

    fn end(&mut self, begun: Begun) {
        match begun {
            Begun::Nothing => {}
            Begun::List => self.lists.end_group(),
            Begun::Noted(what) => self.end_noted(what),
            Begun::Note { is_endnote } => {
                let pieces = self.leave();
                if self.is_seen() {
                    let kind = if is_endnote { AnnotationKind::Endnote } else { AnnotationKind::Footnote };
                    self.stories.note(kind, pieces);
                }
            }
            Begun::Header => {
                for piece in self.leave() {
                    let is_told = piece.text.contains(char::is_alphabetic);
                    if is_told && self.seen_furniture.insert(piece.text.trim().to_owned()) {
                        self.furniture.push(Piece::known(piece.text, Role::Furniture));
                    }
                }
            }
            Begun::Remark => self.end_remark(),
            Begun::TextBox => {
                self.stop_inserting();
                if self.stories.has_words() {
                    self.end_paragraph();
                }
                self.stories.end_box();
                self.aside = self.around.pop().unwrap_or_default();
            }
            Begun::FieldResult => {
                if let Some(key) = self.fields.last_mut().and_then(|field| field.link.take()) {
                    self.stories.close_span(key);
                }
            }
            Begun::Field => {
                let Some(field) = self.fields.pop() else { return };
                if !field.has_result
                    && let Some(sign) = fields::symbol(&field.instruction)
                {
                    self.say(sign.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn is_seen(&self) -> bool {
        !self.state.letters.is_hidden && !self.state.letters.is_deleted
    }

    fn word(&mut self, name: &[u8], number: Option<i32>) {
        let (is_at_start, is_starred) = (self.is_at_start, self.is_starred);
        (self.is_at_start, self.is_starred) = (false, false);
        let is_on = number != Some(0);
        let value = number.unwrap_or(0);
        if self.list_word(name, value) {
            return;
        }
        match named(name) {
            Some(destination) if is_at_start => return self.destination(destination),
            // Some programs put formats before the word that tells what the group is for.
            Some(destination @ (Destination::Note | Destination::Field)) => return self.destination(destination),
            Some(Destination::Nothing) if name == b"pict" => return self.destination(Destination::Nothing),
            None if is_starred => {
                self.state.target = Target::Nowhere;
                return;
            }
            Some(_) | None => {}
        }
        match name {
            b"u" => self.unicode(value),
            b"uc" => self.state.n_stand_ins = u16::try_from(value.clamp(0, 64)).unwrap_or(1),
            b"plain" => {
                self.state.plain(self.usual_font);
                self.state.letters.wide_font = self.usual_wide_font;
            }
            b"f" => self.state.letters.font = value,
            b"af" if self.state.letters.is_wide => self.state.letters.wide_font = Some(value),
            b"dbch" => self.state.letters.is_wide = true,
            b"loch" | b"hich" => self.state.letters.is_wide = false,
            b"super" => self.state.letters.is_raised = is_on,
            b"nosupersub" | b"sub" => self.state.letters.is_raised = false,
            b"v" => self.state.letters.is_hidden = is_on,
            b"deleted" => self.state.letters.is_deleted = is_on,
            b"revised" => self.state.letters.is_inserted = is_on,
            b"revauth" => self.state.letters.inserter = value,
            b"revdttm" => self.state.letters.inserted = value,
            b"revauthdel" => self.state.letters.deleter = value,
            b"revdttmdel" => self.state.letters.deleted = value,
            b"pard" => self.state.plain_paragraph(),
            b"s" => self.state.format.style = value,
            b"ls" => self.state.format.list = value,
            b"outlinelevel" => self.state.format.outline = u8::try_from(value).ok().filter(|level| *level < 9),
            b"dropcapli" => self.state.format.is_drop_cap = value > 0,
            b"intbl" => self.state.format.is_in_table = is_on,
            b"itap" => self.state.format.table_depth = usize::try_from(value).unwrap_or(0),
            b"ftnalt" => self.is_endnote(),
            b"ansicpg" => self.page = CodePage::numbered(value).unwrap_or(self.page),
            b"mac" => self.page = CodePage::MACINTOSH,
            b"pc" => self.page = CodePage::numbered(437).unwrap_or(self.page),
            b"pca" => self.page = CodePage::numbered(850).unwrap_or(self.page),
            b"stshfdbch" => self.usual_wide_font = Some(value),
            b"deff" => (self.usual_font, self.state.letters.font) = (value, value),
            b"nofpages" => self.n_pages_told = usize::try_from(value).ok(),
            _ => self.text_word(name),
        }
    }

    fn is_endnote(&mut self) {
        if let Some(group) =
            self.groups.iter_mut().rev().take(8).find(|group| matches!(group.begun, Begun::Note { .. }))
        {
            group.begun = Begun::Note { is_endnote: true };
        }
    }

    /// Words of the lists at the file's start; whether it was one.
    fn list_word(&mut self, name: &[u8], value: i32) -> bool {
        match (self.state.target, name) {
            (Target::Fonts, b"f") | (Target::Styles, b"s") => self.lists.number(value),
            // A style of characters or tables has a number of its own, which is no paragraph's.
            (Target::Styles, b"cs" | b"ts" | b"ds") => self.lists.number(-1 - value.saturating_abs()),
            (Target::Fonts, b"fcharset") => self.lists.character_set(value),
            (Target::Fonts, b"cpg") => self.lists.code_page(value),
            (Target::Styles, b"outlinelevel") => self.lists.outline(value),
            _ => return false,
        }
        true
    }

    fn say(&mut self, words: &str) {
        match self.state.target {
            Target::Text => self.say_text(words),
            Target::Nowhere | Target::Container => {}
            Target::Fonts => self.lists.font_words(words),
            Target::Styles => self.lists.style_words(words),
            Target::Changers => self.lists.changer_words(words),
            Target::Instruction => {
                if let Some(field) = self.fields.last_mut().filter(|field| field.instruction.len() < 2 * ADDRESS_BYTES)
                {
                    field.instruction.push_str(words);
                }
            }
            Target::Noted => {
                if self.noted.len() < ADDRESS_BYTES {
                    self.noted.push_str(words);
                }
            }
        }
    }

    fn say_text(&mut self, words: &str) {
        if self.state.letters.is_hidden {
            self.n_hidden += usize::from(words.contains(char::is_alphanumeric));
            return;
        }
        if self.state.letters.is_deleted {
            let made = time(self.state.letters.deleted);
            self.stories.deleted(words, self.lists.changer(self.state.letters.deleter), &made);
            return;
        }
        self.begin_rows();
        let wanted =
            self.state.letters.is_inserted.then_some((self.state.letters.inserter, self.state.letters.inserted));
        if wanted != self.inserting.map(|(who, when, _)| (who, when)) {
            self.stop_inserting();
            if let Some((who, when)) = wanted {
                self.next_key += 1;
                let annotation = Annotation {
                    author: self.lists.changer(who).to_owned(),
                    made: time(when),
                    ..Annotation::new(AnnotationKind::Inserted, String::new())
                };
                self.stories.open_span(self.next_key, annotation, Reach::Each);
                self.inserting = Some((who, when, self.next_key));
            }
        }
        match symbols::raised(words).filter(|_| self.state.letters.is_raised) {
            Some(raised) => self.stories.words(&raised),
            None => self.stories.words(words),
        }
    }

    fn stop_inserting(&mut self) {
        if let Some((_, _, key)) = self.inserting.take() {
            self.stories.close_span(key);
        }
    }

    fn paragraph_mark(&mut self) {
        if self.state.target != Target::Text {
            if self.state.target == Target::Instruction || self.state.target == Target::Noted {
                self.say(" ");
            }
            return;
        }
        // Where the end of a paragraph is deleted or hidden, the next one belongs to it.
        if self.state.letters.is_hidden || self.state.letters.is_deleted {
            self.say_text("\n");
            return;
        }
        self.begin_rows();
        self.end_paragraph();
    }

    fn end_paragraph(&mut self) {
        if self.state.format.is_drop_cap {
            return;
        }
        let role = if self.stories.has_words() { self.role() } else { None };
        self.aside.is_item = false;
        self.stories.end_paragraph(role);
    }

    fn role(&mut self) -> Option<Role> {
        let outline = self.state.format.outline.map(|level| Kind::Heading(level + 1));
        let is_item = self.aside.is_item || self.state.format.list > 0;
        let by_style = self.lists.kind(self.state.format.style).or(outline);
        let kind = if is_item { by_style.or(Some(Kind::Role(Role::ListItem))) } else { by_style };
        let place = if self.around.is_empty() { Where::Body } else { Where::Aside };
        self.heads.role(kind, self.stories.words_so_far(), place)
    }
}
