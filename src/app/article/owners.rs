//! Whose the paragraphs in sight are to check: initials and a line left of the ticks, whole names on hover.
//!
//! In: the session and where the paragraphs stand. Must not know: how something is given to somebody.
//! Holds: initials stand beside the first paragraph in sight of a run, so that no run is without them; a claim that
//! names somebody else than its paragraph does is told under them.

use egui::{Align2, Id, Painter, Rangef, Rect, Sense, Stroke, Ui, WidgetInfo, pos2};

use crate::app::article::Frame;
use crate::app::theme::fonts;
use crate::model::assignment::owner_at;
use crate::model::claim::Claim;
use crate::model::ids::PersonKey;
use crate::session::Session;

/// How far left of the text the line stands; the ticks are between it and the text.
const LINE: f32 = 37.0;
/// How far left of the text initials end.
const INITIALS: f32 = 39.0;
/// From one person's initials to the next one's.
const ROW: f32 = 13.0;
/// The letters of a person's initials that the margin has room for.
const MOST_LETTERS: usize = 3;

/// A piece of a paragraph in sight: its block, and from where to where it stands in the window.
pub(super) struct Strip {
    pub(super) block: usize,
    pub(super) y: Rangef,
}

/// Shows whose the pieces in sight are, beside text whose left edge is `x`.
pub(super) fn owners_ui(ui: &Ui, painter: &Painter, frame: &Frame<'_>, x: f32, strips: &[Strip]) {
    let me = frame.session.me();
    let ink = |person: &PersonKey| if me == Some(person) { frame.tokens.accent } else { frame.tokens.soft };
    let mut above: Option<(&Strip, Option<&PersonKey>)> = None;
    for strip in strips {
        let run = run_owner(frame, strip.block);
        let (same_run, same_block) = match above {
            Some((last, owner)) => (owner == run, last.block == strip.block),
            None => (false, false),
        };
        if let Some(person) = run {
            let top = above.filter(|_| same_run).map_or(strip.y.min, |(last, _)| last.y.max);
            painter.vline(x - LINE, Rangef::new(top, strip.y.max), Stroke::new(1.5, ink(person).gamma_multiply(0.5)));
        }
        above = Some((strip, run));
        if same_block {
            continue;
        }
        let others = others(frame, strip.block, run);
        let named: Vec<&PersonKey> =
            run.filter(|_| !same_run).into_iter().chain(others.iter().map(|it| it.0)).collect();
        // The first paragraph in sight may begin above it.
        let mut y = strip.y.min.max(frame.area.top()) + 6.0;
        for person in &named {
            let letters: String = person.0.chars().take(MOST_LETTERS).collect();
            painter.text(pos2(x - INITIALS, y), Align2::RIGHT_TOP, letters, fonts::ui_strong(10.0), ink(person));
            y += ROW;
        }
        if run.is_some() || !others.is_empty() {
            let rect = Rect::from_x_y_ranges(Rangef::new(frame.area.left(), x - LINE + 2.0), strip.y);
            let rect = rect.intersect(frame.area);
            if rect.is_positive() {
                let words = words(frame, strip.block, run, &others);
                let response = ui.interact(rect, Id::unique(("owner", strip.block)), Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &words));
                response.on_hover_text(&words);
            }
        }
    }
}

/// What a mark says of the person its claim names: ", for Eva Chen".
pub(super) fn claim_words(session: &Session, claim: &Claim) -> Option<String> {
    let person = claim.assignee.as_ref()?;
    Some(if session.me() == Some(person) {
        ", for you".to_owned()
    } else {
        format!(", for {}", session.project()?.person_name(person))
    })
}

/// Whose the run is that a block is in.
fn run_owner<'a>(frame: &Frame<'a>, block: usize) -> Option<&'a PersonKey> {
    owner_at(frame.article, frame.article.draft.blocks().get(block)?.span.start())
}

/// Who is named by claims of a block and does not have its run, with the numbers of their claims.
fn others<'a>(frame: &Frame<'a>, block: usize, run: Option<&PersonKey>) -> Vec<(&'a PersonKey, Vec<usize>)> {
    let mut found: Vec<(&PersonKey, Vec<usize>)> = Vec::new();
    let marks = frame.index.block(block).map(|block| block.marks.as_slice()).unwrap_or_default();
    for mark in marks {
        let Some(person) = frame.article.review.claims.get(&mark.claim).and_then(|claim| claim.assignee.as_ref())
        else {
            continue;
        };
        let number = frame.index.number(mark.claim).unwrap_or_default();
        if run == Some(person) {
            continue;
        }
        match found.iter_mut().find(|(known, _)| *known == person) {
            Some((_, numbers)) if numbers.contains(&number) => {}
            Some((_, numbers)) => numbers.push(number),
            None => found.push((person, vec![number])),
        }
    }
    found
}

fn words(frame: &Frame<'_>, block: usize, run: Option<&PersonKey>, others: &[(&PersonKey, Vec<usize>)]) -> String {
    let whose = |person: &PersonKey| {
        if frame.session.me() == Some(person) {
            return "yours".to_owned();
        }
        let name = frame.session.project().map_or(person.0.as_str(), |project| project.person_name(person));
        format!("{name}’s")
    };
    let mut parts = Vec::new();
    if let Some(person) = run {
        parts.push(format!("Paragraph {} is {} to check", block + 1, whose(person)));
    }
    for (person, numbers) in others {
        let told = numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let (claims, is) = if numbers.len() == 1 { ("Claim", "is") } else { ("Claims", "are") };
        parts.push(format!("{claims} {told} {is} {} to check", whose(person)));
    }
    parts.join("; ")
}
