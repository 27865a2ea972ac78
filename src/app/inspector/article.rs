//! The article when no claim is current: what is known of it, how far the check has come, the block under the caret.
//!
//! Must not know: how coverage is counted.

use egui::text::LayoutJob;
use egui::{Rect, RichText, Sense, TextFormat, Ui, WidgetInfo, vec2};

use crate::app::inspector::{Desk, controls, queries, section_gap, sign_offs};
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::app::when::day;
use crate::model::article::{Article, Meta, Role};
use crate::model::assignment::owner_at;
use crate::model::coverage::Coverage;
use crate::model::found::{MetaField, told};
use crate::model::problem::counted;
use crate::model::query::Subject;
use crate::model::standing::Standing;
use crate::session::command::Command;
use crate::session::table::spec;
use crate::session::window_command::WindowCommand;

/// Width of the column of names in the details, in points.
const NAMES: f32 = 84.0;
/// Rows of the selected words that are shown.
const SELECTED_ROWS: usize = 6;

pub(super) fn article_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    selection_ui(desk, article, ui);
    block_ui(desk, article, ui);
    section_gap(ui);
    details_ui(desk, article, ui);
    assignments_ui(article, ui);
    section_gap(ui);
    tally_ui(desk, ui);
    section_gap(ui);
    sign_offs::sign_offs_ui(desk, article, ui);
    section_gap(ui);
    widgets::head_ui(ui, "Queries on the article", None);
    let n_shown = queries::list_ui(desk, article, |on| !matches!(on, Subject::Claim(_)), ui);
    if n_shown == 0 {
        controls::soft_ui(ui, "None beside those on claims");
    }
}

/// The selected words, and the keys that act on them.
fn selection_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    let spans = desk.session.view().selection.spans(&article.draft);
    let t = tokens(ui.ctx());
    if spans.is_empty() {
        if article.review.claims.is_empty() {
            widgets::head_ui(ui, "No claims yet", None);
            controls::soft_ui(ui, "Select words in the article and press Space to tick them, or C to claim them");
            section_gap(ui);
        }
        return;
    }
    widgets::head_ui(ui, "Selected words", None);
    let words: Vec<&str> = spans.iter().filter_map(|span| span.of(article.draft.text())).collect();
    let format = TextFormat::simple(fonts::serif(17.0), t.ink);
    let mut job = LayoutJob::single_section(words.join(" … "), format);
    job.wrap.max_rows = SELECTED_ROWS;
    job.wrap.max_width = ui.available_width();
    ui.label(job);
    ui.horizontal_wrapped(|ui| {
        for id in ["tick", "claim", "query", "read"] {
            let Some(spec) = spec(id) else { continue };
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = STEP;
                if let Some(key) = spec.keys.first() {
                    widgets::key_cap_ui(ui, key);
                }
                controls::command_link_ui(desk, ui, id, spec.text);
            });
        }
    });
    section_gap(ui);
}

/// The block under the caret, and its role to choose.
fn block_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    let Some(number) = article.draft.block_at(desk.session.view().selection.head) else { return };
    let Some(block) = article.draft.blocks().get(number) else { return };
    ui.horizontal(|ui| {
        let told = format!("Paragraph {}", number + 1);
        controls::head_words_ui(ui, &told);
        let chip = controls::menu_chip_ui(ui, block.role.word(), &format!("Role: {}", block.role.word()));
        let chip = chip.on_hover_text("What this block is; furniture is left out of coverage");
        let chosen = controls::choice_menu_ui(&chip, &Role::ALL, Some(block.role), Role::word);
        if let Some(role) = chosen.filter(|&role| role != block.role) {
            desk.out.push(Command::SetRole { article: article.slug.clone(), block: number, role });
        }
        let owner = owner_at(article, block.span.start());
        let words = owner.map_or_else(|| "assign".to_owned(), |person| format!("belongs to {person}"));
        let help = spec("assign").map(|spec| controls::help(ui, spec)).unwrap_or_default();
        if widgets::chip_ui(ui, &words, false).on_hover_text(help).clicked() {
            desk.out.push(Command::Window(WindowCommand::Assign));
        }
    });
}

fn details_ui(desk: &mut Desk<'_>, article: &Article, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        controls::head_words_ui(ui, "Article");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            controls::command_link_ui(desk, ui, "article-details", "Edit details");
        });
    });
    ui.add(egui::Label::new(RichText::new(article.title()).font(fonts::serif_strong(18.0)).color(t.ink)).wrap());
    let details = details(&article.meta);
    if details.is_empty() {
        controls::soft_ui(ui, "Nothing else is known of it yet");
    }
    for (name, value) in details {
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(NAMES, 18.0), Sense::hover());
            let galley = ui.painter().layout_no_wrap(name.to_owned(), fonts::ui(12.0), t.soft);
            ui.painter().galley(rect.min, galley, t.soft);
            let response = ui.add(egui::Label::new(value.as_str()).wrap());
            let told = format!("{name}: {value}");
            response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
        });
    }
}

/// Which paragraphs are whose to check.
fn assignments_ui(article: &Article, ui: &mut Ui) {
    let mut runs: Vec<(usize, String)> = Vec::new();
    for assignment in article.review.assignments.values() {
        let Some(place) = assignment.span.place() else { continue };
        let blocks = article.draft.blocks_in(place);
        let (first, last) = (blocks.start + 1, blocks.end);
        let run = if first >= last { format!("Paragraph {first}") } else { format!("Paragraphs {first}–{last}") };
        runs.push((first, format!("{run}: {}", assignment.to)));
    }
    if runs.is_empty() {
        return;
    }
    runs.sort();
    section_gap(ui);
    widgets::head_ui(ui, "Who checks what", None);
    for (_, words) in runs {
        controls::soft_ui(ui, words);
    }
}

/// What is known of the article, unknown fields left out.
fn details(meta: &Meta) -> Vec<(&'static str, String)> {
    let with_place = |value: &str, place: &str| match told(place) {
        words if words.is_empty() || value.is_empty() => value.to_owned(),
        words => format!("{value} ({words})"),
    };
    let published = meta.published.map(|date| with_place(&day(date), &meta.published_from));
    let text = |value: &str, field: MetaField| with_place(value, meta.found.of(field));
    let rows = [
        ("Byline", text(&meta.byline, MetaField::Byline)),
        ("Publication", text(&meta.publication, MetaField::Publication)),
        ("Dateline", text(&meta.dateline, MetaField::Dateline)),
        ("Published", published.unwrap_or_default()),
        ("Address", text(&meta.url, MetaField::Url)),
        ("Language", text(&meta.language, MetaField::Language)),
        ("Deadline", meta.deadline.map(day).unwrap_or_default()),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn tally_ui(desk: &Desk<'_>, ui: &mut Ui) {
    let Some(index) = desk.session.current_index() else { return };
    let t = tokens(ui.ctx());
    let tally = index.tally();
    widgets::head_ui(ui, "Claims", Some(format!("{}/{}", tally.decided(), tally.claims())));
    ui.spacing_mut().item_spacing.y = STEP / 2.0;
    for standing in Standing::ALL {
        let count = tally.of(standing);
        if count > 0 {
            let ink = t.standing(standing).ink;
            count_ui(ui, (icon::standing(standing), ink), &controls::capital(standing.word()), count);
        }
    }
    let soft = |icon| (icon, t.soft);
    for (mark, name, count) in [
        (soft(icon::CLOCK_COUNTER_CLOCKWISE), "Stale", tally.stale),
        (soft(icon::USER), "On author", tally.on_author),
        (soft(icon::WARNING), "Lost", tally.lost),
        (soft(icon::CHAT_CIRCLE), "Open queries", index.open_queries()),
    ] {
        if count > 0 {
            count_ui(ui, mark, name, count);
        }
    }
    ui.spacing_mut().item_spacing.y = 1.5 * STEP;
    section_gap(ui);
    coverage_ui(index.coverage(), ui);
}

fn count_ui(ui: &mut Ui, mark: (&str, egui::Color32), name: &str, count: usize) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        let (icon, ink) = mark;
        widgets::icon_ui(ui, icon, 15.0, ink);
        let response = ui.label(RichText::new(name).color(t.ink));
        let told = format!("{name}: {count}");
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(widgets::soft(count.to_string(), t));
        });
    });
}

fn coverage_ui(coverage: Coverage, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    widgets::head_ui(ui, "Coverage", Some(counted(coverage.words(), "word", "words")));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
    let told = format!("{} under a claim · {} read · {} bare", coverage.claimed, coverage.read, coverage.bare);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::ProgressIndicator, true, told.clone()));
    let painter = ui.painter();
    painter.rect_filled(rect, 3.0, t.line);
    let whole = coverage.words().max(1) as f32;
    let mut left = rect.left();
    for (part, ink) in [(coverage.claimed, t.confirmed.ink), (coverage.read, t.said.ink)] {
        let width = rect.width() * part as f32 / whole;
        painter.rect_filled(Rect::from_min_size(egui::pos2(left, rect.top()), vec2(width, rect.height())), 3.0, ink);
        left += width;
    }
    controls::soft_ui(ui, told).on_hover_text("Words that count, by what was done about them");
}
