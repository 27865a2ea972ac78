//! How text on paper is painted, whatever is marked on it: ink of a role, ornaments, selection, caret.
//!
//! Must not know: marks, input, scrolling.

use egui::{Color32, Painter, Pos2, Rect, Stroke, vec2};

use crate::app::paper::layout::Piece;
use crate::app::theme::Tokens;
use crate::model::article::Role;

/// The colour of a role's text.
pub(in crate::app) fn ink(tokens: &Tokens, role: Role) -> Color32 {
    match role {
        Role::Headline | Role::Subhead | Role::Body | Role::ListItem | Role::PullQuote | Role::TableRow => tokens.ink,
        Role::Deck | Role::Byline | Role::Dateline | Role::Caption | Role::Credit | Role::Footnote => tokens.soft,
        Role::Furniture => tokens.faint,
    }
}

/// What stands beside a piece's text: the bar of furniture and pull quotes, the dot of list items. `at` is the column's
/// left edge at the piece's top.
pub(in crate::app) fn ornament(painter: &Painter, tokens: &Tokens, piece: &Piece, at: Pos2, height: f32) {
    let bar = |width: f32, color: Color32| {
        let rect = Rect::from_min_size(at + vec2(0.0, 2.0), vec2(width, height - 4.0));
        painter.rect_filled(rect, 1.0, color);
    };
    match piece.role {
        Role::Furniture => bar(2.0, tokens.line),
        Role::PullQuote => bar(3.0, tokens.accent),
        Role::ListItem if piece.is_first => {
            painter.circle_filled(at + vec2(6.0, 14.0), 2.5, tokens.soft);
        }
        Role::Headline
        | Role::Deck
        | Role::Subhead
        | Role::Byline
        | Role::Dateline
        | Role::Body
        | Role::Caption
        | Role::Credit
        | Role::ListItem
        | Role::TableRow
        | Role::Footnote => {}
    }
}

/// A row of selected words.
pub(in crate::app) fn selected(painter: &Painter, tokens: &Tokens, rect: Rect) {
    painter.rect_filled(rect, 2.0, tokens.accent.gamma_multiply(0.25));
}

/// The caret.
pub(in crate::app) fn caret(painter: &Painter, tokens: &Tokens, caret: Rect) {
    let y = egui::Rangef::new(caret.top() + 3.0, caret.bottom() - 3.0);
    painter.vline(caret.left().round(), y, Stroke::new(1.5, tokens.accent));
}
