//! What is being typed: one buffer a text field, keyed by the thing it belongs to, so that no word is lost.
//!
//! A buffer becomes a command when its field loses focus, after a second's pause, and whenever the window says so
//! (another claim is shown, save, export, quit). Must not know: panels; how a command is carried out.
//! Holds: a buffer that was typed into stays until its command was handed out; words that are no value of their field,
//! as "soon" for a time, stay in it.

use std::collections::BTreeMap;
use std::str::FromStr;

use egui::text::CCursor;
use egui::text_selection::CCursorRange;
use egui::{Id, Response, TextEdit, Ui};

use crate::model::excerpt::Translation;
use crate::model::ids::{ClaimId, QueryId, Slug, TieId};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::TieWish;

/// Which field a buffer is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A claim's note.
    Note(ClaimId),
    /// The words proposed for a claim.
    Fix(ClaimId),
    /// Who says a claim.
    Claimant(ClaimId),
    /// The source's words of a tie.
    Excerpt(ClaimId, TieId),
    /// Where in the source.
    Locator(ClaimId, TieId),
    /// What the excerpt says in another language.
    Translation(ClaimId, TieId),
    /// Who translated it.
    TranslatedBy(ClaimId, TieId),
    /// The language it was translated into.
    TranslatedInto(ClaimId, TieId),
    /// The stretch of a recording: "00:12:30", "00:12:30-00:12:55".
    Time(ClaimId, TieId),
    /// The part of a picture or page, in percent: "10,20,30,5".
    Region(ClaimId, TieId),
    /// The answer to a query.
    Answer(Slug, QueryId),
}

/// Seconds without a keystroke after which a buffer is handed over.
const PAUSE: f64 = 1.0;

#[derive(Clone, Debug)]
struct Buffer {
    text: String,
    typed_at: f64,
}

/// The buffers of all fields that were typed into and not handed over yet.
#[derive(Default)]
pub struct TextBuffers {
    typed: BTreeMap<Field, Buffer>,
    left: Vec<Field>,
    wants_focus: Option<Field>,
}

/// Which panel shows a field; one field may stand in two panels at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Panel {
    /// The inspector.
    Inspector,
    /// The list of queries.
    Queries,
}

/// How a field looks.
pub struct Look<'a> {
    /// Which panel shows it.
    pub panel: Panel,
    /// Its accessible name.
    pub label: &'a str,
    /// What stands in it while it is empty.
    pub hint: &'a str,
    /// How many rows it has; one makes it a single line.
    pub rows: usize,
    /// Its face; `None` is the interface's.
    pub font: Option<egui::FontId>,
}

impl TextBuffers {
    /// The id of a field's widget in a panel.
    pub fn id(field: &Field, panel: Panel) -> Id {
        Id::unique(("text field", field, panel))
    }

    /// Puts the cursor into a field as soon as it is shown.
    pub fn focus(&mut self, field: Field) {
        self.wants_focus = Some(field);
    }

    /// Shows a field whose saved value is `saved`.
    pub fn edit_ui(&mut self, ui: &mut Ui, field: &Field, saved: &str, look: &Look<'_>) -> Response {
        let mut text = self.typed.get(field).map_or_else(|| saved.to_owned(), |buffer| buffer.text.clone());
        let mut edit = if look.rows > 1 { TextEdit::multiline(&mut text) } else { TextEdit::singleline(&mut text) };
        edit = edit.id(Self::id(field, look.panel)).hint_text(look.hint.to_owned()).desired_width(f32::INFINITY);
        edit = edit.desired_rows(look.rows).margin(egui::Margin::symmetric(10, 7));
        if let Some(font) = &look.font {
            edit = edit.font(font.clone());
        }
        let response = ui.add(edit);
        let enabled = ui.is_enabled();
        let role = if look.rows > 1 { egui::Role::MultilineTextInput } else { egui::Role::TextInput };
        response.widget_info(|| egui::WidgetInfo::labeled(role, enabled, look.label));
        if self.wants_focus.as_ref() == Some(field) {
            self.wants_focus = None;
            response.request_focus();
            // Words that are there to be replaced are all selected, so that one types over them.
            if matches!(field, Field::Fix(_) | Field::Claimant(_)) {
                let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
                let all = CCursorRange::two(CCursor::default(), CCursor::end_of_str(saved));
                state.cursor.set_char_range(Some(all));
                state.store(ui.ctx(), response.id);
            }
            response.scroll_to_me(None);
        }
        if response.changed() {
            let typed_at = ui.input(|input| input.time);
            self.typed.insert(field.clone(), Buffer { text, typed_at });
            ui.request_repaint_after(std::time::Duration::from_secs_f64(PAUSE));
        }
        if response.lost_focus() && self.typed.contains_key(field) {
            self.left.push(field.clone());
        }
        response
    }

    /// The commands of fields that were left, or not typed into for a second (`now` as egui counts seconds).
    pub fn due(&mut self, session: &Session, now: f64) -> Vec<Command> {
        let mut due = std::mem::take(&mut self.left);
        let still = self.typed.iter().filter(|(_, buffer)| now - buffer.typed_at >= PAUSE);
        due.extend(still.map(|(field, _)| field.clone()));
        due.into_iter().filter_map(|field| self.hand_over(session, field)).collect()
    }

    /// The commands of all fields.
    pub fn flush(&mut self, session: &Session) -> Vec<Command> {
        self.left.clear();
        let mut out = Vec::new();
        while let Some(field) = self.typed.keys().next().cloned() {
            out.extend(self.hand_over(session, field));
        }
        out
    }

    /// What is typed into a field and not handed over yet.
    pub fn typed(&self, field: &Field) -> Option<&str> {
        self.typed.get(field).map(|buffer| buffer.text.as_str())
    }

    /// Whether a command carries words that were typed into a field.
    pub fn carries(command: &Command) -> bool {
        Self::origin(command).is_some()
    }

    /// Puts the words of a refused command back into their field, unless something else was typed there since. They
    /// are handed over again only when something makes all fields hand over.
    pub fn put_back(&mut self, command: &Command) {
        if let Some((field, text)) = Self::origin(command) {
            let put_back = || Buffer { text: text.to_owned(), typed_at: f64::INFINITY };
            self.typed.entry(field).or_insert_with(put_back);
        }
    }

    /// The field and the words that a command came from.
    fn origin(command: &Command) -> Option<(Field, &str)> {
        match command {
            Command::SetNote { claim, note } => Some((Field::Note(*claim), note)),
            Command::ProposeFix { claim, words: Some(words) } => Some((Field::Fix(*claim), words)),
            Command::SetClaimant { claim, claimant: Some(name) } => Some((Field::Claimant(*claim), name)),
            Command::SetTie { claim, tie, wish: TieWish { excerpt: Some(words), .. } } => {
                Some((Field::Excerpt(*claim, *tie), words))
            }
            Command::SetTie { claim, tie, wish: TieWish { locator: Some(words), .. } } => {
                Some((Field::Locator(*claim, *tie), words))
            }
            Command::SetTie { claim, tie, wish: TieWish { translation: Some(Some(it)), .. } } => {
                Some((Field::Translation(*claim, *tie), &it.words))
            }
            Command::AnswerQuery { article, query, answer } => Some((Field::Answer(article.clone(), *query), answer)),
            _ => None,
        }
    }

    fn hand_over(&mut self, session: &Session, field: Field) -> Option<Command> {
        let text = self.typed.remove(&field)?.text;
        Some(match field {
            Field::Note(claim) => Command::SetNote { claim, note: text },
            Field::Fix(claim) => {
                let articles = session.project()?.articles.values();
                let own = articles.into_iter().find_map(|article| article.review.claims.get(&claim))?;
                let unchanged = own.words() == text;
                Command::ProposeFix { claim, words: (!unchanged).then_some(text) }
            }
            Field::Claimant(claim) => Command::SetClaimant { claim, claimant: Some(text) },
            Field::Excerpt(claim, tie) => {
                Command::SetTie { claim, tie, wish: TieWish { excerpt: Some(text), ..TieWish::default() } }
            }
            Field::Locator(claim, tie) => {
                Command::SetTie { claim, tie, wish: TieWish { locator: Some(text), ..TieWish::default() } }
            }
            Field::Translation(claim, tie) | Field::TranslatedBy(claim, tie) | Field::TranslatedInto(claim, tie) => {
                self.typed.insert(field, Buffer { text, typed_at: f64::INFINITY });
                return self.hand_translation_over(session, claim, tie);
            }
            Field::Time(claim, tie) => match value_typed(&text) {
                Ok(time) => Command::SetTie { claim, tie, wish: TieWish { time: Some(time), ..TieWish::default() } },
                Err(_) => return self.keep(field, text),
            },
            Field::Region(claim, tie) => match value_typed(&text) {
                Ok(region) => {
                    Command::SetTie { claim, tie, wish: TieWish { region: Some(region), ..TieWish::default() } }
                }
                Err(_) => return self.keep(field, text),
            },
            // An answer that was typed and deleted again settles nothing.
            Field::Answer(..) if text.trim().is_empty() => return None,
            Field::Answer(article, query) => Command::AnswerQuery { article, query, answer: text },
        })
    }

    /// A translation goes as a whole, since one wish sets it; without words there is none.
    fn hand_translation_over(&mut self, session: &Session, claim: ClaimId, tie: TieId) -> Option<Command> {
        let articles = session.project()?.articles.values();
        let known = articles.into_iter().find_map(|article| article.review.claims.get(&claim))?;
        let known = known.ties.iter().find(|known| known.id == tie)?.translation.as_deref();
        let mut all = known.cloned().unwrap_or_default();
        let words = self.typed.get(&Field::Translation(claim, tie)).map_or(all.words.as_str(), |typed| &typed.text);
        if words.trim().is_empty() && known.is_none() {
            return None; // who translated stays typed until there are words
        }
        let Translation { words, language, by, translator: _ } = &mut all;
        for (field, part) in [
            (Field::Translation(claim, tie), words),
            (Field::TranslatedBy(claim, tie), by),
            (Field::TranslatedInto(claim, tie), language),
        ] {
            if let Some(typed) = self.typed.remove(&field) {
                typed.text.trim().clone_into(part);
            }
        }
        let translation = Some((!all.words.is_empty()).then_some(all));
        Some(Command::SetTie { claim, tie, wish: TieWish { translation, ..TieWish::default() } })
    }

    /// Keeps words that are no value of their field, until they are mended.
    fn keep(&mut self, field: Field, text: String) -> Option<Command> {
        self.typed.insert(field, Buffer { text, typed_at: f64::INFINITY });
        None
    }
}

/// The value that was typed, or none when nothing was.
pub fn value_typed<T: FromStr>(typed: &str) -> Result<Option<T>, T::Err> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(None) } else { typed.parse().map(Some) }
}
