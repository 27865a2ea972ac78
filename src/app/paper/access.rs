//! Tells assistive technology a text: one document, a paragraph a block, text runs where text is laid out.
//!
//! Must not know: painting. Does nothing while AccessKit is off.
//! Limits: of a text with more than [`MOST_BLOCKS`] blocks only those around what is in sight have nodes, each
//! with its place among all; a node a block would cost more than the whole rest of a frame.

use egui::accesskit::{self, Role};
use egui::emath::TSTransform;
use egui::text::CCursor;
use egui::text_selection::{CCursorRange, accesskit_text::update_accesskit_for_text_widget};
use egui::{Context, Id, Pos2};

use crate::app::paper::layout::Layout;
use crate::model::article::{Draft, Role as BlockRole};
use crate::session::view::Selection;
use crate::text::span::ByteSpan;

/// Blocks that have a node in one frame.
const MOST_BLOCKS: usize = 500;

/// What is told.
pub(in crate::app) struct Told<'a> {
    /// The node of the whole, which the text's surface has.
    pub(in crate::app) document: Id,
    /// Its accessible name.
    pub(in crate::app) label: String,
    /// What tells this text from others that are shown.
    pub(in crate::app) key: &'a str,
    /// The text.
    pub(in crate::app) draft: &'a Draft,
}

/// Tells the whole text; `visible` are the pieces in sight with their places in the window.
pub(in crate::app) fn tell(
    ctx: &Context,
    whole: Told<'_>,
    layout: &Layout,
    visible: &[(usize, Pos2)],
    selection: &Selection,
) {
    let Told { document, label, key, draft } = whole;
    let block_id = |block: usize| Id::unique(("block", key, block));
    let told = ctx.accesskit_node_builder(document, |node| {
        node.set_role(Role::Document);
        node.set_label(label);
    });
    if told.is_none() {
        return;
    }
    let n_blocks = draft.blocks().len();
    let in_sight = visible.first().and_then(|&(piece, _)| layout.pieces().get(piece)).map_or(0, |piece| piece.block);
    let first = in_sight.saturating_sub(MOST_BLOCKS / 2).min(n_blocks.saturating_sub(MOST_BLOCKS));
    let mut paragraphs = Vec::with_capacity(n_blocks.min(MOST_BLOCKS));
    for (number, block) in draft.blocks().iter().enumerate().skip(first).take(MOST_BLOCKS) {
        let id = block_id(number);
        ctx.accesskit_node_builder(id, |node| {
            node.set_role(match block.role {
                BlockRole::Headline | BlockRole::Subhead => Role::Heading,
                BlockRole::PullQuote => Role::Blockquote,
                BlockRole::Caption => Role::Caption,
                BlockRole::ListItem => Role::ListItem,
                BlockRole::Deck
                | BlockRole::Byline
                | BlockRole::Dateline
                | BlockRole::Body
                | BlockRole::Credit
                | BlockRole::TableRow
                | BlockRole::Footnote
                | BlockRole::Furniture => Role::Paragraph,
            });
            node.set_role_description(block.role.word());
            node.set_position_in_set(number + 1);
            node.set_size_of_set(n_blocks);
            node.set_value(block.span.of(draft.text()).unwrap_or_default());
        });
        paragraphs.push(id.accesskit_id());
    }
    // A node made without a parent is hung under the window's root: hang the paragraphs under the document instead.
    let ours: std::collections::BTreeSet<accesskit::NodeId> = paragraphs.iter().copied().collect();
    ctx.accesskit_node_builder(egui::accesskit_root_id(), |root| {
        let kept: Vec<_> = root.children().iter().copied().filter(|child| !ours.contains(child)).collect();
        root.set_children(kept);
    });
    ctx.accesskit_node_builder(document, |node| node.set_children(paragraphs));
    for &(piece, at) in visible {
        let (Some(found), Some(laid)) = (layout.pieces().get(piece), layout.laid(piece)) else { continue };
        let range = cursor_range(draft, found.span, selection);
        let id = block_id(found.block);
        // Only the first piece of a very long block carries runs: run ids are counted from each node's start.
        if found.is_first {
            update_accesskit_for_text_widget(ctx, id, range, TSTransform::from_translation(at.to_vec2()), &laid.galley);
        }
    }
}

/// The selection inside a piece, in chars of it.
fn cursor_range(draft: &Draft, piece: ByteSpan, selection: &Selection) -> Option<CCursorRange> {
    let text = draft.text();
    let inside = |at: usize| piece.start() <= at && at <= piece.end();
    if !inside(selection.head) {
        return None;
    }
    let chars = |at: usize| {
        let at = at.clamp(piece.start(), piece.end());
        CCursor::new(text.get(piece.start()..at).unwrap_or_default().chars().count())
    };
    Some(CCursorRange::two(chars(selection.anchor), chars(selection.head)))
}
