//! Moving the caret and selecting by keyboard.
//!
//! In: a key, the selection, the layout. Out: the new selection. Must not know: painting, commands.

use egui::{Event, EventFilter, Key, Modifiers, Ui, Vec2, vec2};

use crate::app::paper::layout::Layout;
use crate::model::article::Draft;
use crate::session::view::Selection;
use crate::text::span::{next_grapheme, previous_grapheme};
use crate::text::words::{next_word_end, previous_word_start};

/// The keys that belong to the article while it has the focus.
pub(super) const FILTER: EventFilter =
    EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };

/// Where the caret would go, and the x it wants to keep.
struct Move {
    to: usize,
    goal_x: Option<f32>,
}

/// What moving needs to know.
pub(super) struct Ground<'a> {
    pub(super) draft: &'a Draft,
    pub(super) layout: &'a Layout,
    /// Height of the window's part that shows the article, in points.
    pub(super) page: f32,
}

/// Takes the caret keys of this frame; answers the new selection if there were any.
pub(super) fn keys(ui: &Ui, ground: &Ground<'_>, old: &Selection, goal_x: &mut Option<f32>) -> Option<Selection> {
    let events = ui.input(|input| input.filtered_events(&FILTER));
    let mut selection = old.clone();
    let mut moved = false;
    for event in events {
        let Event::Key { key, pressed: true, modifiers, .. } = event else { continue };
        let Some(step) = step(ground, &selection, key, modifiers, *goal_x) else { continue };
        *goal_x = step.goal_x;
        selection.head = step.to;
        if !modifiers.shift {
            selection.anchor = step.to;
            selection.extra.clear();
        }
        moved = true;
    }
    moved.then_some(selection)
}

fn step(
    ground: &Ground<'_>,
    selection: &Selection,
    key: Key,
    modifiers: Modifiers,
    goal_x: Option<f32>,
) -> Option<Move> {
    let text = ground.draft.text();
    let at = selection.head;
    let plain = |to| Some(Move { to, goal_x: None });
    let by_word = modifiers.command || modifiers.ctrl || modifiers.alt;
    match key {
        // Without Shift a selection collapses to its side first.
        Key::ArrowLeft if !modifiers.shift && !by_word && !selection.is_caret() => plain(selection.main().start()),
        Key::ArrowRight if !modifiers.shift && !by_word && !selection.is_caret() => plain(selection.main().end()),
        Key::ArrowLeft if by_word => plain(word_before(ground.draft, at)),
        Key::ArrowRight if by_word => plain(word_after(ground.draft, at)),
        Key::ArrowLeft => plain(into_block(ground.draft, previous_grapheme(text, at), Side::Before)),
        Key::ArrowRight => plain(into_block(ground.draft, next_grapheme(text, at), Side::After)),
        Key::Home if by_word => plain(ground.draft.blocks().first().map_or(0, |block| block.span.start())),
        Key::End if by_word => plain(ground.draft.blocks().last().map_or(0, |block| block.span.end())),
        Key::ArrowUp => by_row(ground, at, goal_x, -1.0),
        Key::ArrowDown => by_row(ground, at, goal_x, 1.0),
        Key::PageUp => by_height(ground, at, goal_x, -ground.page * 0.85),
        Key::PageDown => by_height(ground, at, goal_x, ground.page * 0.85),
        Key::Home => row_end(ground, at, f32::NEG_INFINITY),
        Key::End => row_end(ground, at, f32::INFINITY),
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

/// A place between two blocks moved into the one on this side.
fn into_block(draft: &Draft, at: usize, side: Side) -> usize {
    let Some(number) = draft.block_at(at) else { return at };
    let Some(block) = draft.blocks().get(number) else { return at };
    if at <= block.span.end() && at >= block.span.start() {
        return at;
    }
    match side {
        Side::Before => block.span.end(),
        Side::After => draft.blocks().get(number + 1).map_or_else(|| block.span.end(), |next| next.span.start()),
    }
}

fn word_after(draft: &Draft, at: usize) -> usize {
    let Some(number) = draft.block_at(at) else { return at };
    for block in draft.blocks().iter().skip(number).take(2) {
        let words = block.span.of(draft.text()).unwrap_or_default();
        let inside = at.saturating_sub(block.span.start());
        let to = block.span.start() + next_word_end(words, inside);
        if to > at {
            return to;
        }
    }
    at
}

fn word_before(draft: &Draft, at: usize) -> usize {
    let Some(number) = draft.block_at(at) else { return at };
    for number in (number.saturating_sub(1)..=number).rev() {
        let Some(block) = draft.blocks().get(number) else { continue };
        let words = block.span.of(draft.text()).unwrap_or_default();
        let inside = at.saturating_sub(block.span.start()).min(words.len());
        let to = block.span.start() + previous_word_start(words, inside);
        if to < at {
            return to;
        }
    }
    at
}

/// The place straight above or below by a row, crossing into the next block at its edge.
fn by_row(ground: &Ground<'_>, at: usize, goal_x: Option<f32>, direction: f32) -> Option<Move> {
    let piece = ground.layout.piece_of(at);
    let caret = ground.layout.caret(ground.draft.text(), piece, at)?;
    by_height(ground, at, goal_x, direction * caret.height().max(8.0))
}

fn by_height(ground: &Ground<'_>, at: usize, goal_x: Option<f32>, by: f32) -> Option<Move> {
    let text = ground.draft.text();
    let piece = ground.layout.piece_of(at);
    let caret = ground.layout.caret(text, piece, at)?;
    let indent = ground.layout.laid(piece)?.indent;
    let x = goal_x.unwrap_or_else(|| caret.center().x + indent);
    let y = ground.layout.top(piece) + caret.center().y + by;
    let target = target_piece(ground.layout, piece, y, by);
    let (top, bottom) = ground.layout.extent(target);
    let indent = ground.layout.laid(target).map_or(0.0, |laid| laid.indent);
    let inside = vec2(x - indent, (y - top).clamp(1.0, (bottom - top - 1.0).max(1.0)));
    let to = ground.layout.byte_at(text, target, inside)?;
    Some(Move { to, goal_x: Some(x) })
}

/// The piece at `y`, but never the gap's wrong side: moving on always leaves the piece when `y` has left it.
fn target_piece(layout: &Layout, from: usize, y: f32, by: f32) -> usize {
    let (top, bottom) = layout.extent(from);
    let at = layout.piece_at(y);
    let last = layout.pieces().len().saturating_sub(1);
    if by > 0.0 && y > bottom && at <= from {
        (from + 1).min(last)
    } else if by < 0.0 && y < top && at >= from {
        from.saturating_sub(1)
    } else {
        at
    }
}

fn row_end(ground: &Ground<'_>, at: usize, x: f32) -> Option<Move> {
    let text = ground.draft.text();
    let piece = ground.layout.piece_of(at);
    let caret = ground.layout.caret(text, piece, at)?;
    let width = ground.layout.measure().width * 2.0;
    let pos = Vec2::new(x.clamp(-1.0, width), caret.center().y);
    let to = ground.layout.byte_at(text, piece, pos)?;
    Some(Move { to, goal_x: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_blocks_are_crossed_whole() {
        let draft = Draft::new("One two\n\nThree four", &[]);
        assert_eq!(word_after(&draft, 0), 3);
        assert_eq!(word_after(&draft, 7), 14, "into the next block");
        assert_eq!(word_before(&draft, 9), 4, "back into the block before");
        assert_eq!(into_block(&draft, 8, Side::After), 9);
        assert_eq!(into_block(&draft, 8, Side::Before), 7);
    }
}
