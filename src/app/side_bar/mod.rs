//! The side bar: the project's articles with their progress, open queries with their age, sources with their uses.
//!
//! In: the session. Out: commands. Must not know: what a command does.
//! Holds: what is counted and sorted is kept until the session's revision moves; rows out of sight lay out nothing.

mod contents;

use egui::{Align2, Pos2, Rect, Response, ScrollArea, Ui, pos2, vec2};

use crate::app::offer::Offer;
use crate::app::row::{Ground, Row, row_ui, words_right_ui, words_ui};
use crate::app::side_bar::contents::{ArticleRow, Contents, QueryRow, SourceRow};
use crate::app::theme::widgets::{head_ui, key_cap_ui, soft};
use crate::app::theme::{STEP, UI_POINTS, fonts, icon, tokens};
use crate::app::when::age;
use crate::model::ids::SourceId;
use crate::model::stage::Stage;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;

/// Width of the side bar unless it was resized, in points.
pub const WIDTH: f32 = 244.0;
/// Height of an article's row, in points.
const ARTICLE_HEIGHT: f32 = 38.0;
/// Height of every other row, in points.
const ROW_HEIGHT: f32 = 33.0;
/// Where a row's words begin, in points from its left end.
const INDENT: f32 = 36.0;

/// What the side bar remembers between frames.
#[derive(Default)]
pub struct SideBar {
    contents: Contents,
    shows_removed: bool,
    /// Where the sources stood in the last frame.
    sources: Vec<(SourceId, Rect)>,
}

impl SideBar {
    /// The source whose row lies there.
    pub fn source_at(&self, at: Pos2) -> Option<SourceId> {
        self.sources.iter().find(|(_, row)| row.contains(at)).map(|(source, _)| *source)
    }

    /// The rows of the sources that are in sight; none when there are none.
    pub fn sources_area(&self) -> Option<Rect> {
        let rows = self.sources.iter().map(|(_, row)| *row);
        rows.reduce(|area, row| area.union(row))
    }
}

/// Shows the side bar over the whole of `ui`.
pub fn side_bar_ui(session: &Session, side: &mut SideBar, ui: &mut Ui) -> Vec<Command> {
    let mut out = Vec::new();
    side.contents.refresh(session);
    side.sources.clear();
    ScrollArea::vertical().id_salt("side bar").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 12)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if session.project().is_none() {
                ui.label(soft("No project is open", tokens(ui.ctx())));
                offer_row_ui(session, ui, "open-project", icon::FOLDER_OPEN, &mut out);
                offer_row_ui(session, ui, "open-sample", icon::BOOK_OPEN, &mut out);
                return;
            }
            articles_ui(session, side, ui, &mut out);
            queries_ui(&side.contents, session, ui, &mut out);
            sources_ui(session, side, ui, &mut out);
        });
    });
    out
}

fn section_ui(ui: &mut Ui, text: &str, count: String) {
    ui.push_id(("head", text), |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 3)).show(ui, |ui| head_ui(ui, text, Some(count)));
    });
}

fn quiet_ui(ui: &mut Ui, text: &str) {
    let t = tokens(ui.ctx());
    egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 6)).show(ui, |ui| {
        ui.add(egui::Label::new(soft(text, t)).wrap());
    });
}

fn articles_ui(session: &Session, side: &mut SideBar, ui: &mut Ui, out: &mut Vec<Command>) {
    let SideBar { contents, shows_removed, sources: _ } = side;
    section_ui(ui, "Articles", contents.articles.len().to_string());
    if contents.articles.is_empty() {
        quiet_ui(ui, "No article yet. Open one, or drop a file here.");
    }
    for article in &contents.articles {
        ui.push_id(&article.slug, |ui| article_ui(session, article, ui, out));
    }
    offer_row_ui(session, ui, "open-article", icon::PLUS, out);
    if contents.removed.is_empty() {
        return;
    }
    let words = format!("{} removed", contents.removed.len());
    let glyph = if *shows_removed { icon::CARET_DOWN } else { icon::CARET_RIGHT };
    let pressed =
        ui.push_id("removed", |ui| plain_row_ui(ui, &words, "Show the articles that were taken off the list", glyph));
    if pressed.inner.is_some_and(|response| response.clicked()) {
        *shows_removed = !*shows_removed;
    }
    if *shows_removed {
        for (slug, title) in &contents.removed {
            let label = format!("Restore {title}");
            let hint = format!("{title}\nPut this article back on the list");
            let row =
                ui.push_id(("restore", slug), |ui| plain_row_ui(ui, &label, &hint, icon::CLOCK_COUNTER_CLOCKWISE));
            if row.inner.is_some_and(|response| response.clicked()) {
                out.push(Command::RestoreArticle(slug.clone()));
            }
        }
    }
}

fn article_ui(session: &Session, article: &ArticleRow, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let is_current = session.view().article.as_ref() == Some(&article.slug);
    let ground = if is_current { Ground::Current } else { Ground::Plain };
    let label = format!("{}, {}", article.title, article.progress_long());
    let Some((rect, response)) = row_ui(ui, &Row { height: ARTICLE_HEIGHT, label: &label, ground }) else { return };
    let middle = rect.top() + 15.0;
    glyph_ui(ui, rect, middle + 2.0, icon::FILE_TEXT, t.ink);
    let right = pos2(rect.right() - 2.0 * STEP, middle + 2.0);
    let mut counts = words_right_ui(ui, right, &article.progress(), fonts::ui(12.0), t.soft);
    let sign = match article.stage {
        _ if article.stale_sign_offs > 0 => Some((icon::CLOCK_COUNTER_CLOCKWISE, t.needs_fix.ink)),
        Stage::InCheck => None,
        Stage::WithAuthor => Some((icon::HOURGLASS_MEDIUM, t.soft)),
        Stage::Closed | Stage::Published | Stage::Corrected => Some((icon::SEAL_CHECK, t.confirmed.ink)),
    };
    if let Some((glyph, ink)) = sign {
        let at = pos2(right.x - counts - 1.5 * STEP, right.y);
        ui.painter().text(at, Align2::RIGHT_CENTER, glyph, fonts::icons(14.0), ink);
        counts += 4.5 * STEP;
    }
    let room = rect.right() - 4.0 * STEP - counts - (rect.left() + INDENT);
    let at = pos2(rect.left() + INDENT, middle);
    words_ui(ui, at, &article.title, (fonts::ui(UI_POINTS), t.ink), room);
    let line = Rect::from_min_size(pos2(at.x, rect.top() + 28.0), vec2(room.max(0.0), 3.0));
    ui.painter().rect_filled(line, 1.5, t.line);
    let mut start = line.left();
    let colors = [t.confirmed.ink, t.said.ink, t.needs_fix.ink, t.wrong.ink];
    for (share, color) in article.shares().into_iter().zip(colors).filter(|(share, _)| *share > 0.0) {
        let part = Rect::from_min_size(pos2(start, line.top()), vec2(line.width() * share, line.height()));
        ui.painter().rect_filled(part, 1.5, color);
        start = part.right();
    }
    response.context_menu(|ui| {
        if ui.button("Details…").clicked() {
            out.push(Command::ShowArticle(article.slug.clone()));
            out.push(Command::Window(WindowCommand::EditArticle));
        }
        if ui.button("Remove article").on_hover_text("Its files stay, and undo brings it back").clicked() {
            out.push(Command::RemoveArticle(article.slug.clone()));
        }
    });
    let response = response.on_hover_text(format!("{}\n{}", article.title, article.progress_long()));
    if response.clicked() {
        out.push(Command::ShowArticle(article.slug.clone()));
    }
}

fn queries_ui(contents: &Contents, session: &Session, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.add_space(2.0 * STEP);
    section_ui(ui, "Queries", format!("{} open", contents.queries.len()));
    if contents.queries.is_empty() {
        quiet_ui(ui, "No open query. Q asks about the selected words.");
    }
    for query in &contents.queries {
        ui.push_id(query.id, |ui| query_ui(session, query, ui, out));
    }
}

fn query_ui(session: &Session, query: &QueryRow, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let row = Row { height: ROW_HEIGHT, label: &query.words, ground: Ground::Plain };
    let Some((rect, response)) = row_ui(ui, &row) else { return };
    let middle = rect.center().y;
    let glyph = if query.is_confidential { icon::LOCK } else { icon::CHAT_CIRCLE };
    glyph_ui(ui, rect, middle, glyph, t.ink);
    let age = age(query.asked, session.now());
    let used = words_right_ui(ui, pos2(rect.right() - 2.0 * STEP, middle), &age, fonts::ui(12.0), t.soft);
    let room = rect.right() - 4.0 * STEP - used - (rect.left() + INDENT);
    words_ui(ui, pos2(rect.left() + INDENT, middle), &query.words, (fonts::ui(UI_POINTS), t.ink), room);
    if response.on_hover_text(format!("{}\n{}", query.words, query.about)).clicked() {
        out.push(Command::ShowArticle(query.article.clone()));
        out.extend(query.claim.map(|claim| Command::ShowClaim(Some(claim))));
    }
}

fn sources_ui(session: &Session, side: &mut SideBar, ui: &mut Ui, out: &mut Vec<Command>) {
    let SideBar { contents, sources, shows_removed: _ } = side;
    ui.add_space(2.0 * STEP);
    section_ui(ui, "Sources", contents.sources.len().to_string());
    if contents.sources.is_empty() {
        quiet_ui(ui, "No source yet. A pinned source is what ticks are tied to.");
    }
    for source in &contents.sources {
        let row = ui.push_id(source.id, |ui| source_ui(session, source, ui, out)).inner;
        sources.extend(row.map(|row| (source.id, row)));
    }
    offer_row_ui(session, ui, "add-source", icon::PLUS, out);
}

/// The row of a source; answers where it stands, when it is in sight.
fn source_ui(session: &Session, source: &SourceRow, ui: &mut Ui, out: &mut Vec<Command>) -> Option<Rect> {
    let t = tokens(ui.ctx());
    let is_pinned = session.view().pinned == Some(source.id);
    let ground = if is_pinned { Ground::Outlined } else { Ground::Plain };
    let state = match (is_pinned, source.is_confidential) {
        (true, true) => "pinned confidential source",
        (true, false) => "pinned source",
        (false, true) => "confidential source",
        (false, false) => "source",
    };
    let label = format!("{}, {state}, {}", source.title, source.uses_words());
    let (rect, response) = row_ui(ui, &Row { height: ROW_HEIGHT, label: &label, ground })?;
    let middle = rect.center().y;
    let kind = if source.is_confidential { icon::LOCK } else { icon::source(source.kind) };
    let (glyph, color) = if is_pinned && !source.is_confidential {
        (icon::PUSH_PIN, t.accent)
    } else {
        (kind, if is_pinned { t.accent } else { t.ink })
    };
    glyph_ui(ui, rect, middle, glyph, color);
    let right = pos2(rect.right() - 2.0 * STEP, middle);
    let mut used = words_right_ui(ui, right, &source.uses.to_string(), fonts::ui(12.0), t.soft);
    if source.files > 0 && session.current_article().is_some() {
        let place = Rect::from_center_size(pos2(right.x - used - 4.0 * STEP, middle), vec2(24.0, 24.0));
        used += 6.5 * STEP;
        if show_button_ui(ui, place, source).clicked() {
            out.push(Command::ShowEvidence { source: source.id, evidence: None });
        }
    }
    let room = rect.right() - 4.0 * STEP - used - (rect.left() + INDENT);
    words_ui(ui, pos2(rect.left() + INDENT, middle), &source.title, (fonts::ui(UI_POINTS), t.ink), room);
    response.context_menu(|ui| source_menu_ui(session, source, is_pinned, ui, out));
    let verb = if is_pinned { "Press to unpin" } else { "Press to pin: ticks are then tied to it" };
    let level =
        if source.is_confidential { "\nConfidential: its name stands in the source’s own form only" } else { "" };
    let hint = format!(
        "{}\n{}, {}{level}\n{verb}\nDrop files on it to store them",
        source.title,
        source.kind.word(),
        source.uses_words()
    );
    if response.on_hover_text(hint).clicked() {
        out.push(Command::Pin((!is_pinned).then_some(source.id)));
    }
    let shown = rect.intersect(ui.clip_rect());
    shown.is_positive().then_some(shown)
}

/// The button at a source's row that shows its stored file beside the article.
fn show_button_ui(ui: &Ui, place: Rect, source: &SourceRow) -> Response {
    let t = tokens(ui.ctx());
    let response = ui.interact(place, ui.scope_id().with("show"), egui::Sense::click());
    let label = format!("Show {} beside the article", source.title);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
    let is_lit = response.hovered() || response.has_focus();
    if is_lit {
        ui.painter().rect_stroke(place, 4.0, egui::Stroke::new(1.0, t.accent), egui::StrokeKind::Inside);
    }
    let ink = if is_lit { t.accent } else { t.soft };
    ui.painter().text(place.center(), Align2::CENTER_CENTER, icon::EYE, fonts::icons(15.0), ink);
    response.on_hover_text(label)
}

fn source_menu_ui(session: &Session, source: &SourceRow, is_pinned: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let verb = if is_pinned { "Unpin" } else { "Pin" };
    if ui.button(verb).clicked() {
        out.push(Command::Pin((!is_pinned).then_some(source.id)));
    }
    let show = ui.add_enabled(session.current_article().is_some(), egui::Button::new("Show beside the article"));
    if show.on_disabled_hover_text("Open an article first").clicked() {
        out.push(Command::ShowEvidence { source: source.id, evidence: None });
    }
    if ui.button("Edit source…").clicked() {
        out.push(Command::Window(WindowCommand::EditSource(source.id)));
    }
    if ui.button("Files and contacts…").clicked() {
        out.push(Command::Window(WindowCommand::SourceRecord(source.id)));
    }
    let open = ui.add_enabled(source.address.is_some(), egui::Button::new("Open address"));
    let open = open.on_disabled_hover_text("It has no address on the web");
    if let (true, Some(address)) = (open.clicked(), &source.address) {
        ui.ctx().open_url(egui::OpenUrl::new_tab(address));
    }
    let remove = ui.add_enabled(source.uses == 0, egui::Button::new("Remove source"));
    let remove = remove.on_disabled_hover_text(format!("{}: take the ties away first", source.uses_words()));
    if remove.clicked() {
        out.push(Command::RemoveSource(source.id));
    }
}

fn glyph_ui(ui: &Ui, row: Rect, middle: f32, glyph: &str, color: egui::Color32) {
    let at = pos2(row.left() + 4.0 * STEP, middle);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, fonts::icons(16.0), color);
}

/// A quiet row: icon and words.
fn plain_row_ui(ui: &mut Ui, words: &str, hint: &str, glyph: &str) -> Option<Response> {
    let t = tokens(ui.ctx());
    let (rect, response) = row_ui(ui, &Row { height: 28.0, label: words, ground: Ground::Plain })?;
    glyph_ui(ui, rect, rect.center().y, glyph, t.soft);
    let at = pos2(rect.left() + INDENT, rect.center().y);
    words_ui(ui, at, words, (fonts::ui(12.0), t.soft), rect.right() - 2.0 * STEP - at.x);
    Some(response.on_hover_text(hint))
}

/// A command of the table as a row in the accent colour, with its key.
fn offer_row_ui(session: &Session, ui: &mut Ui, id: &str, glyph: &str, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let Some(offer) = Offer::of(session, id) else { return };
    ui.push_id(id, |ui| {
        let row = Row { height: ROW_HEIGHT, label: offer.spec.text, ground: Ground::Plain };
        let Some((rect, response)) = row_ui(ui, &row) else { return };
        glyph_ui(ui, rect, rect.center().y, glyph, t.accent);
        let at = pos2(rect.left() + INDENT, rect.center().y);
        words_ui(ui, at, offer.spec.text, (fonts::ui(UI_POINTS), t.accent), rect.right() - 60.0 - at.x);
        let key = offer.key();
        if !key.is_empty() {
            let width = ui.painter().layout_no_wrap(key.clone(), fonts::ui(11.0), t.soft).size().x + 2.5 * STEP;
            let corner = pos2(rect.right() - 2.0 * STEP - width, rect.center().y - 9.0);
            let place = Rect::from_min_size(corner, vec2(width, 18.0));
            key_cap_ui(&mut ui.new_child(egui::UiBuilder::new().id_salt("key").max_rect(place)), &key);
        }
        if response.on_hover_text(offer.hint()).clicked() {
            out.extend(offer.wish.ok());
        }
    });
}

#[cfg(test)]
mod tests;
