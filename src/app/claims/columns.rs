//! The columns of the claims list: which ones there is room for, and what stands in them.
//!
//! In: a width; one claim. Out: painted words. Must not know: filter, picking.

use egui::{Align2, Pos2, Rect, Response, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use crate::app::claims::filter::Rows;
use crate::app::row::words_ui;
use crate::app::theme::{HEAD_POINTS, STEP, Tokens, fonts, icon, tokens};
use crate::model::claim::ClaimKind;
use crate::model::decision::{Scope, Status};
use crate::model::ids::ClaimId;
use crate::model::standing::Standing;
use crate::session::Session;

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Pick,
    Number,
    Words,
    Kind,
    Claimant,
    Said,
    So,
    Sources,
    SourceCount,
    Queries,
    Stale,
}

/// Size of the words beside a claim's own, in points.
const POINTS: f32 = 12.0;
/// The width from which the claimant has a column, in points.
const WIDE: f32 = 960.0;

/// The columns with where each begins and how wide it is, in points from the row's left end.
pub(super) struct Columns(Vec<(Column, f32, f32)>);

/// What a row tells of a claim.
pub(super) struct Facts {
    pub(super) number: usize,
    pub(super) words: String,
    pub(super) is_picked: bool,
    kind: ClaimKind,
    claimant: Option<String>,
    /// How it stands as said; `None` when nobody is named to have said it.
    said: Option<Status>,
    so: Status,
    first_source: String,
    is_confidential: bool,
    n_sources: usize,
    n_queries: usize,
    is_stale: bool,
    awaits_legal: bool,
}

impl Facts {
    /// The facts of a claim of the article shown.
    pub(super) fn of(session: &Session, rows: &Rows, id: ClaimId) -> Option<Self> {
        let claim = session.current_article()?.review.claims.get(&id)?;
        let index = session.current_index()?;
        let status = |scope| claim.decision(scope).map_or(Status::Unchecked, |decision| decision.status);
        let mut sources: Vec<_> = claim.ties.iter().map(|tie| tie.source).collect();
        let first = sources.first().and_then(|source| session.project()?.sources.get(source));
        let is_confidential = first.is_some_and(|source| source.is_confidential());
        let first_source = first.map(|source| source.name().to_owned()).unwrap_or_default();
        sources.sort_unstable();
        sources.dedup();
        Some(Self {
            number: index.number(id)?,
            words: claim.words(),
            is_picked: session.view().picked.contains(&id),
            kind: claim.kind,
            claimant: claim.claimant.clone(),
            said: claim.claimant.is_some().then(|| status(Scope::Said)),
            so: status(Scope::So),
            first_source,
            is_confidential,
            n_sources: sources.len(),
            n_queries: rows.open_queries(id),
            is_stale: index.entry(id)?.stale.is_some(),
            awaits_legal: index.entry(id)?.awaits_legal,
        })
    }

    /// The row read out.
    pub(super) fn label(&self) -> String {
        let said = self.said.map(|said| format!(", said {}", said.word())).unwrap_or_default();
        let stale = if self.is_stale { ", stale" } else { "" };
        let legal = if self.awaits_legal { ", waits for legal" } else { "" };
        let (number, words, kind, so) = (self.number, &self.words, self.kind.word(), self.so.word());
        format!("Claim {number}: {words}, {kind}{said}, so {so}{stale}{legal}")
    }
}

impl Columns {
    /// The columns for a row of this width in points.
    pub(super) fn fitting(width: f32) -> Self {
        use Column::{Claimant, Kind, Number, Pick, Queries, Said, So, SourceCount, Sources, Stale, Words};
        let wide: &[(Column, f32)] = &[
            (Pick, 30.0),
            (Number, 40.0),
            (Words, 0.0),
            (Kind, 92.0),
            (Claimant, 136.0),
            (Said, 112.0),
            (So, 112.0),
            (Sources, 156.0),
            (Queries, 40.0),
            (Stale, 34.0),
        ];
        let narrow: &[(Column, f32)] = &[
            (Pick, 30.0),
            (Number, 40.0),
            (Words, 0.0),
            (Kind, 86.0),
            (Said, 104.0),
            (So, 104.0),
            (SourceCount, 36.0),
            (Queries, 36.0),
            (Stale, 30.0),
        ];
        let chosen = if width >= WIDE { wide } else { narrow };
        let fixed: f32 = chosen.iter().map(|(_, width)| width).sum();
        let words = (width - fixed - 2.0 * STEP).max(80.0);
        let mut left = 0.0;
        let mut columns = Vec::new();
        for &(column, fixed) in chosen {
            let width = if column == Words { words } else { fixed };
            columns.push((column, left, width));
            left += width;
        }
        Self(columns)
    }

    /// The place of the tick box in a row.
    pub(super) fn pick(&self, row: Rect) -> Rect {
        self.place(row, Column::Pick)
    }

    /// The place of the claim's words in a row.
    pub(super) fn words_room(&self, row: Rect) -> Rect {
        self.place(row, Column::Words)
    }

    fn place(&self, row: Rect, wanted: Column) -> Rect {
        let found = self.0.iter().find(|(column, ..)| *column == wanted);
        let (left, width) = found.map_or((0.0, 0.0), |&(_, left, width)| (left, width));
        Rect::from_min_size(pos2(row.left() + left, row.top()), vec2(width, row.height()))
    }

    /// The names of the columns.
    pub(super) fn head_ui(&self, ui: &Ui, row: Rect) {
        let t = tokens(ui.ctx());
        for &(column, left, width) in &self.0 {
            let at = pos2(row.left() + left, row.center().y);
            let (text, help) = match column {
                Column::Pick => continue,
                Column::Number => ("No.", "Number in reading order"),
                Column::Words => ("Claim", "The claim’s words"),
                Column::Kind => ("Kind", "What sort of statement it is"),
                Column::Claimant => ("Claimant", "Who says it"),
                Column::Said => ("Said", "Whether this speaker said it"),
                Column::So => ("So", "Whether it is so"),
                Column::Sources => ("Sources", "The source it is tied to first, and how many more"),
                Column::SourceCount => (icon::BOOK_OPEN, "How many sources it is tied to"),
                Column::Queries => (icon::CHAT_CIRCLE, "How many queries about it are open"),
                Column::Stale => {
                    (icon::CLOCK_COUNTER_CLOCKWISE, "Whether a decision about it is stale, or it waits for legal")
                }
            };
            words_ui(ui, at, text, (fonts::ui_strong(HEAD_POINTS), t.soft), width - STEP);
            let place = Rect::from_min_size(pos2(at.x, row.top()), vec2(width, row.height()));
            let response = ui.interact(place, ui.scope_id().with(("head", left.to_bits())), egui::Sense::hover());
            response.on_hover_text(help);
        }
    }

    /// What stands in a row, the tick box aside.
    pub(super) fn row_ui(&self, ui: &Ui, row: Rect, facts: &Facts) {
        let t = tokens(ui.ctx());
        let small = || fonts::ui(POINTS);
        for &(column, left, width) in &self.0 {
            let at = pos2(row.left() + left, row.center().y);
            let room = width - 2.0 * STEP;
            let count = |n: usize| if n == 0 { String::new() } else { n.to_string() };
            let (text, color) = match column {
                Column::Pick => continue,
                Column::Words => {
                    words_ui(ui, at, &facts.words, (fonts::serif(15.0), t.ink), room);
                    continue;
                }
                Column::Said => {
                    if let Some(said) = facts.said {
                        status_ui(ui, at, (Scope::Said, said), room, t);
                    }
                    continue;
                }
                Column::So => {
                    status_ui(ui, at, (Scope::So, facts.so), room, t);
                    continue;
                }
                Column::Stale => {
                    let marks = [(facts.is_stale, icon::CLOCK_COUNTER_CLOCKWISE), (facts.awaits_legal, icon::SCALES)];
                    for (number, (_, glyph)) in marks.iter().filter(|(is_shown, _)| *is_shown).enumerate() {
                        let at = at + vec2(15.0 * number as f32, 0.0);
                        ui.painter().text(at, Align2::LEFT_CENTER, *glyph, fonts::icons(14.0), t.needs_fix.ink);
                    }
                    continue;
                }
                Column::Number => (facts.number.to_string(), t.soft),
                Column::Kind => (facts.kind.word().to_owned(), t.soft),
                Column::Claimant => (facts.claimant.clone().unwrap_or_default(), t.soft),
                Column::Sources if facts.is_confidential => {
                    ui.painter().text(at, Align2::LEFT_CENTER, icon::LOCK, fonts::icons(13.0), t.soft);
                    let more = if facts.n_sources > 1 { format!("+{} ", facts.n_sources - 1) } else { String::new() };
                    let (text, at) = (format!("{more}{}", facts.first_source), at + vec2(4.0 * STEP, 0.0));
                    words_ui(ui, at, &text, (small(), t.soft), (room - 4.0 * STEP).max(2.0 * STEP));
                    continue;
                }
                Column::Sources => match facts.n_sources {
                    0 | 1 => (facts.first_source.clone(), t.soft),
                    n => (format!("+{} {}", n - 1, facts.first_source), t.soft),
                },
                Column::SourceCount => (count(facts.n_sources), t.soft),
                Column::Queries => (count(facts.n_queries), t.accent),
            };
            words_ui(ui, at, &text, (small(), color), room.max(2.0 * STEP));
        }
    }
}

fn status_ui(ui: &Ui, at: Pos2, (scope, status): (Scope, Status), room: f32, t: &Tokens) {
    let standing = match (scope, status) {
        (Scope::Said, Status::Confirmed) => Standing::SaidOnly,
        (Scope::So, Status::Confirmed) => Standing::Confirmed,
        (_, Status::Unchecked) => Standing::Unchecked,
        (_, Status::InProgress) => Standing::InProgress,
        (_, Status::NeedsFix) => Standing::NeedsFix,
        (_, Status::Wrong) => Standing::Wrong,
        (_, Status::CannotVerify) => Standing::CannotVerify,
        (_, Status::Waived) => Standing::Waived,
    };
    let color = t.standing(standing).ink;
    ui.painter().text(at, Align2::LEFT_CENTER, icon::standing(standing), fonts::icons(13.0), color);
    words_ui(ui, at + vec2(4.5 * STEP, 0.0), status.word(), (fonts::ui(POINTS), color), room - 3.5 * STEP);
}

/// Paints a tick box in the middle of the place that `response` is of.
pub(super) fn tick_box_ui(ui: &Ui, response: &Response, is_ticked: bool) {
    let t = tokens(ui.ctx());
    let center = response.rect.center();
    let square = Rect::from_center_size(center, Vec2::splat(14.0));
    let line = if is_ticked || response.hovered() { t.accent } else { t.faint };
    let fill = if is_ticked { t.accent } else { t.paper };
    ui.painter().rect(square, 3.0, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if is_ticked {
        ui.painter().text(center, Align2::CENTER_CENTER, icon::CHECK, fonts::icons(11.0), t.on_accent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_row_and_leave_the_words_room() {
        for (width, least) in [(700.0, 200.0), (959.0, 400.0), (960.0, 180.0), (1200.0, 400.0)] {
            let columns = Columns::fitting(width);
            let row = Rect::from_min_size(Pos2::ZERO, vec2(width, 26.0));
            assert!(columns.words_room(row).width() >= least, "{width}: {}", columns.words_room(row).width());
            let end = columns.0.last().map(|(_, left, width)| left + width);
            assert!(end.is_some_and(|end| end <= width), "{width}: {end:?}");
        }
        let has = |width: f32, column| Columns::fitting(width).0.iter().any(|(one, ..)| *one == column);
        assert!(has(1200.0, Column::Claimant) && has(1200.0, Column::Sources));
        assert!(!has(700.0, Column::Claimant) && has(700.0, Column::SourceCount));
    }
}
