//! The article as a proof sheet: its very words, with claims marked and numbered and paragraphs counted in the margin.
//!
//! In: the draft and the rows. Out: markup in which each block's text, less the numbers, is the draft's to the letter.
//! Must not know: what stands around the sheet.

use maud::{Markup, html};

use crate::export::facts::{Facts, Row, role_slug};
use crate::export::html::{class_of, classes};
use crate::export::marks::{Segment, segments};
use crate::export::wording;
use crate::model::article::{Block, Draft, Role};

/// The sheet.
pub(super) fn paper(draft: &Draft, facts: &Facts<'_>, language: Option<&str>) -> Markup {
    html! {
        div.paper lang=[language] {
            @if draft.blocks().is_empty() { p.soft { "The draft has no words." } }
            @for (at, block) in draft.blocks().iter().enumerate() {
                (sheet_block(draft, facts, block, at + 1))
            }
        }
    }
}

fn sheet_block(draft: &Draft, facts: &Facts<'_>, block: &Block, number: usize) -> Markup {
    let words = html! {
        @for piece in segments(draft, block, &facts.rows) { (segment(&piece)) }
    };
    let note = match block.role {
        Role::Body => None,
        role => Some(role.word()),
    };
    html! {
        div.block.(role_slug(block.role)) id={ "p-" (number) } {
            span.no title=[note] { (number) }
            @match block.role {
                Role::Headline => h3.words dir="auto" { (words) },
                Role::Subhead => h4.words dir="auto" { (words) },
                _ => p.words dir="auto" { (words) },
            }
        }
    }
}

fn segment(piece: &Segment<'_, '_>) -> Markup {
    // A number inside a longer claim stands on that claim's tint, so that the mark is not torn.
    let around = piece.over.iter().rev().find(|row| piece.ends.iter().all(|end| end.number != row.number));
    html! {
        @if let Some((inner, outer)) = piece.over.split_last() {
            mark class={ (classes(inner)) @if let Some(around) = outer.last() { " in in-" (class_of(around.standing)) } } { (piece.text) }
        } @else {
            (piece.text)
        }
        @if let Some(around) = around.filter(|_| !piece.ends.is_empty()) {
            mark class=(classes(around)) { @for row in &piece.ends { (number(row)) } }
        } @else {
            @for row in &piece.ends { (number(row)) }
        }
    }
}

fn number(row: &Row<'_>) -> Markup {
    let told = format!("Claim {}, {}", row.number, wording::outcome(row));
    html! {
        sup.n.(classes(row)) { a id={ "mark-" (row.number) } href={ "#claim-" (row.number) } title=(told) { (row.number) } }
    }
}
