//! The newest draft's text where it differs from the draft before: changed words marked, untouched paragraphs counted.

use egui::{Label, RichText, Ui, WidgetInfo};

use crate::app::diff::diff_job;
use crate::app::draft::{DraftPanel, quiet_ui, rows_ui};
use crate::app::theme::widgets::{card, soft};
use crate::app::theme::{STEP, fonts, tokens};
use crate::model::article::Article;
use crate::session::Session;
use crate::session::comparing::Comparison;
use crate::session::drafts::previous_draft;
use crate::text::diff::Piece;
use crate::text::passages::{Fate, Passage};

/// Size of the text, in points.
const POINTS: f32 = 15.5;

/// One row: a passage that differs, or how many that do not lie between two that do.
enum Row<'a> {
    Same(usize),
    Passage(&'a Passage),
}

pub(super) fn text_ui(session: &Session, article: &Article, panel: &mut DraftPanel, ui: &mut Ui) {
    let Some(comparison) = session.comparison(&article.slug) else {
        let is_first = previous_draft(article).is_none();
        let words = if is_first {
            "This article has one draft. “New draft…” brings another version of its text"
        } else {
            "The drafts are being compared…"
        };
        return quiet_ui(ui, words);
    };
    if n_changed(comparison) == 0 {
        return quiet_ui(ui, "No word differs from the draft before");
    }
    let mut rows: Vec<Row<'_>> = Vec::new();
    for passage in &comparison.passages {
        match (passage.fate, rows.last_mut()) {
            (Fate::Same, Some(Row::Same(n))) => *n += 1,
            (Fate::Same, _) => rows.push(Row::Same(1)),
            (Fate::Moved | Fate::Changed | Fate::Added | Fate::Removed, _) => rows.push(Row::Passage(passage)),
        }
    }
    rows_ui(panel, rows.len(), ui, |ui, at| match rows.get(at) {
        Some(Row::Same(n)) => {
            let words = if *n == 1 { "1 paragraph unchanged".to_owned() } else { format!("{n} paragraphs unchanged") };
            ui.label(soft(words, tokens(ui.ctx())).font(fonts::ui(12.0)));
            ui.add_space(STEP);
        }
        Some(Row::Passage(passage)) => passage_ui(article, passage, ui),
        None => {}
    });
}

/// How many passages differ.
pub(super) fn n_changed(comparison: &Comparison) -> usize {
    comparison.passages.iter().filter(|passage| passage.fate != Fate::Same).count()
}

fn passage_ui(article: &Article, passage: &Passage, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    let word = match passage.fate {
        Fate::Same => "unchanged",
        Fate::Moved => "moved",
        Fate::Changed => "changed",
        Fate::Added => "new",
        Fate::Removed => "cut",
    };
    let number = passage.new.and_then(|place| article.draft.paragraph_at(place.start()));
    let head = match number {
        Some(number) => format!("Paragraph {number} · {word}"),
        None => format!("Paragraph · {word}"),
    };
    card(t).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(&head).font(fonts::ui_strong(12.0)).color(t.soft));
        let response = ui.add(Label::new(diff_job(&passage.pieces, POINTS, t)).wrap());
        let told = in_words(&passage.pieces);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, told.clone()));
    });
    ui.add_space(STEP);
}

/// The diff for those who hear it.
fn in_words(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        let (mark, words, end) = match piece {
            Piece::Same(words) => ("", words, ""),
            Piece::Out(words) => ("[cut: ", words, "] "),
            Piece::In(words) => ("[new: ", words, "] "),
        };
        out.push_str(mark);
        out.push_str(if mark.is_empty() { words } else { words.trim_end() });
        out.push_str(end);
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_heard_as_such() {
        let pieces = [Piece::Same("About ".into()), Piece::Out("30,000 ".into()), Piece::In("40,000 ".into())];
        assert_eq!(in_words(&pieces), "About [cut: 30,000] [new: 40,000]");
    }
}
