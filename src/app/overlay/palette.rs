//! The command palette: finds commands, articles, claims and sources by a few letters, and goes there.
//!
//! In: the session's table, articles, claims of the article shown, sources. Out: the command of the chosen row.
//! Must not know: what a command does. Limits: [`MOST`] rows are shown, the best first.

use std::sync::Arc;

use egui::{Id, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::keys::key_text;
use crate::app::overlay::list::{Choice, MOST, Row, entered};
use crate::app::overlay::matching::Wanted;
use crate::app::overlay::sheet::{Entry, Sheet, capital, remark_ui};
use crate::app::theme::icon;
use crate::model::ids::{ClaimId, Slug, SourceId};
use crate::session::Session;
use crate::session::command::Command;
use crate::session::table::{TABLE, spec};

const FIELD: &str = "Search";
/// How many of the things chosen before come first while nothing is typed.
const RECENT: usize = 6;

/// Something the palette finds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Command(&'static str),
    Article(Slug),
    Claim(ClaimId),
    Source(SourceId),
    /// The stored file of a source, to be shown beside the article.
    File(SourceId),
}

/// The palette.
#[derive(Debug)]
pub struct Palette {
    pub(super) sheet: Sheet,
    typed: String,
    choice: Choice,
    found: Option<Found>,
}

/// What was found, kept until the words or the session change.
#[derive(Debug)]
struct Found {
    typed: String,
    revision: u64,
    items: Vec<Item>,
    rows: Vec<Row>,
}

impl Default for Palette {
    fn default() -> Self {
        Self {
            sheet: Sheet::new("Search or run a command"),
            typed: String::new(),
            choice: Choice::default(),
            found: None,
        }
    }
}

impl Palette {
    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        self.find(session, ui);
        let n_rows = self.found.as_ref().map_or(0, |found| found.rows.len());
        self.choice.take_arrows(ui, n_rows);
        let is_entered = entered(ui, self.sheet.id(FIELD));
        let field = Entry::line(FIELD, "Commands, articles, claims, sources", "Arrows choose, Enter goes there");
        if self.sheet.text_ui(ui, &mut self.typed, &field).changed() {
            self.choice = Choice::default();
            self.find(session, ui); // Enter may come in the frame of the last letters
        }
        let Some(found) = &self.found else { return Answer::default() };
        if found.rows.is_empty() {
            remark_ui(ui, "Nothing has this name. Try fewer letters, or the first letters of each word");
        }
        let pressed = self.choice.rows_ui(ui, &found.rows, 400.0);
        let taken = pressed.or_else(|| is_entered.then_some(self.choice.at));
        let Some(item) = taken.and_then(|at| found.items.get(at)).cloned() else { return Answer::default() };
        match command_of(session, &item) {
            Ok(command) => {
                remember(ui.ctx(), item);
                Answer::confirmed(vec![command])
            }
            // The row stands there greyed, with its reason beside it.
            Err(_) => Answer::default(),
        }
    }

    fn find(&mut self, session: &Session, ui: &Ui) {
        let is_known =
            self.found.as_ref().is_some_and(|it| it.typed == self.typed && it.revision == session.revision());
        if is_known {
            return;
        }
        let wanted = Wanted::new(&self.typed);
        let mut items: Vec<(u8, Item)> = Vec::new();
        if wanted.is_empty() {
            items.extend(recent(ui.ctx()).into_iter().map(|item| (0, item)));
        }
        for item in everything(session) {
            let is_there = wanted.is_empty() && items.iter().any(|(_, known)| *known == item);
            if let Some(rank) = names(session, &item).iter().filter_map(|name| wanted.rank(name)).min()
                && !is_there
            {
                items.push((rank, item));
            }
        }
        items.sort_by_key(|(rank, _)| *rank);
        let mut found = Found { typed: self.typed.clone(), revision: session.revision(), items: vec![], rows: vec![] };
        for (_, item) in items {
            if let Some(row) = row_of(session, &item, ui.ctx()) {
                found.items.push(item);
                found.rows.push(row);
            }
            if found.rows.len() == MOST {
                break;
            }
        }
        self.found = Some(found);
    }
}

/// Everything that can be found, in the order of equals.
fn everything(session: &Session) -> Vec<Item> {
    let mut items: Vec<Item> = TABLE.iter().map(|spec| Item::Command(spec.id)).collect();
    if let Some(project) = session.project() {
        items.extend(project.listed().into_iter().map(|article| Item::Article(article.slug.clone())));
        items.extend(session.current_index().into_iter().flat_map(|index| index.order()).map(Item::Claim));
        items.extend(project.sources.keys().copied().map(Item::Source));
        if session.current_article().is_some() {
            let stored = project.sources.values().filter(|source| !source.evidence.is_empty());
            items.extend(stored.map(|source| Item::File(source.id)));
        }
    }
    items
}

/// What an item may be found by, the name first.
fn names(session: &Session, item: &Item) -> Vec<String> {
    match item {
        Item::Command(id) => spec(id).map(|spec| spec.text.to_owned()).into_iter().collect(),
        Item::Article(slug) => {
            session.article(slug).map(|article| vec![article.title().to_owned(), slug.to_string()]).unwrap_or_default()
        }
        Item::Claim(id) => claim_words(session, *id).into_iter().flat_map(|(number, words)| [words, number]).collect(),
        Item::Source(id) | Item::File(id) => {
            let source = session.project().and_then(|project| project.sources.get(id)).map(Arc::clone);
            source
                .map(|source| vec![source.title.clone(), source.author.clone(), source.cover.clone()])
                .unwrap_or_default()
        }
    }
}

fn claim_words(session: &Session, id: ClaimId) -> Option<(String, String)> {
    let number = session.current_index()?.number(id)?;
    let claim = session.current_article()?.review.claims.get(&id)?;
    Some((number.to_string(), claim.words()))
}

fn row_of(session: &Session, item: &Item, ctx: &egui::Context) -> Option<Row> {
    Some(match item {
        Item::Command(id) => {
            let spec = spec(id)?;
            let why_not = (spec.needs)(session).err();
            let key = spec.keys.first().map(|key| key_text(ctx, key)).unwrap_or_default();
            let note = why_not.map_or(key, str::to_owned);
            Row { icon: icon::CARET_RIGHT, text: spec.text.into(), note, help: spec.help.into(), why_not }
        }
        Item::Article(slug) => {
            let article = session.article(slug)?;
            let text = article.title().to_owned();
            Row { icon: icon::FILE_TEXT, help: text.clone(), text, note: "Article".into(), why_not: None }
        }
        Item::Claim(id) => {
            let (number, words) = claim_words(session, *id)?;
            let standing = session.current_index()?.entry(*id)?.standing;
            let note = capital(standing.word());
            Row { icon: icon::standing(standing), text: format!("{number} {words}"), note, help: words, why_not: None }
        }
        Item::File(id) => file_row(session, *id)?,
        Item::Source(id) => {
            let source = session.project()?.sources.get(id)?;
            let note = format!("Pin this {}", source.kind.word());
            Row {
                icon: icon::of_source(source),
                text: source.name().to_owned(),
                note,
                help: source.told(),
                why_not: None,
            }
        }
    })
}

/// The row of a source's stored file.
fn file_row(session: &Session, id: SourceId) -> Option<Row> {
    let source = session.project()?.sources.get(&id)?;
    let note = "Show beside the article".to_owned();
    Some(Row { icon: icon::EYE, text: source.name().to_owned(), note, help: source.told(), why_not: None })
}

fn command_of(session: &Session, item: &Item) -> Result<Command, &'static str> {
    match item {
        Item::Command(id) => spec(id).map_or(Err("There is no such command"), |spec| (spec.needs)(session)),
        Item::Article(slug) => Ok(Command::ShowArticle(slug.clone())),
        Item::Claim(id) => Ok(Command::ShowClaim(Some(*id))),
        Item::Source(id) => Ok(Command::Pin(Some(*id))),
        Item::File(id) => Ok(Command::ShowEvidence { source: *id, evidence: None }),
    }
}

fn recent(ctx: &egui::Context) -> Vec<Item> {
    ctx.data(|data| data.get_temp(recent_id())).unwrap_or_default()
}

fn remember(ctx: &egui::Context, item: Item) {
    let mut recent = recent(ctx);
    recent.retain(|known| *known != item);
    recent.insert(0, item);
    recent.truncate(RECENT);
    ctx.data_mut(|data| data.insert_temp(recent_id(), recent));
}

fn recent_id() -> Id {
    Id::unique("palette recent")
}
