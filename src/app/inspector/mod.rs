//! The inspector: everything known of the claim under the caret, or of the article when there is none.
//!
//! In: the session, what is being typed. Out: commands. One file an idea; this one puts them in order.
//! Must not know: how a command is carried out, disk. Brings its own margin and its own scrolling.
//! Holds: nothing here is wider than the panel; a bare "confirmed" is never told of an attributed claim.

mod article;
mod blank;
mod controls;
mod decisions;
mod fix;
mod header;
mod history;
mod legal;
mod parts;
mod picked;
mod queries;
mod reanchor;
mod shared;
mod sign_offs;
mod ties;
mod verdict;

use std::collections::BTreeSet;

use egui::{Align, Frame, Layout, Margin, Response, ScrollArea, Ui};

use crate::app::buffers::{Field, Look, Panel, TextBuffers};
use crate::app::inspector::decisions::OwedReason;
use crate::app::theme::STEP;
use crate::model::claim::Claim;
use crate::model::ids::{ClaimId, EditId};
use crate::session::Session;
use crate::session::command::Command;

/// A part of the inspector that a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The note.
    Note,
    /// The words proposed in place of the claim's.
    Fix,
    /// Who says it.
    Claimant,
}

/// What the inspector remembers between frames; all of it is about the claim shown.
#[derive(Default)]
pub struct Inspector {
    claim: Option<ClaimId>,
    begun: Option<Part>,
    /// Fields shown as fields since they are typed into; each closes when it loses focus.
    open: BTreeSet<Field>,
    owed: Option<OwedReason>,
    unfolded: BTreeSet<EditId>,
    shows_all_words: bool,
    shows_all_history: bool,
}

impl Inspector {
    /// Opens a part of the current claim and puts the cursor into it when the inspector is shown next.
    pub fn begin(&mut self, what: Part) {
        self.begun = Some(what);
    }

    /// Forgets what was opened for another claim.
    fn turn_to(&mut self, claim: Option<ClaimId>) {
        if self.claim != claim {
            *self = Self { claim, begun: self.begun, ..Self::default() };
        }
    }
}

/// What every part of the inspector works with.
struct Desk<'a> {
    session: &'a Session,
    state: &'a mut Inspector,
    buffers: &'a mut TextBuffers,
    out: Vec<Command>,
}

impl Desk<'_> {
    /// Opens a field and puts the cursor into it.
    fn open(&mut self, field: Field) {
        self.state.open.insert(field.clone());
        self.buffers.focus(field);
    }

    fn is_open(&self, field: &Field) -> bool {
        self.state.open.contains(field)
    }

    /// Shows a field; while it has focus it stays open, whatever is saved meanwhile.
    fn field_ui(&mut self, ui: &mut Ui, field: &Field, saved: &str, look: &Look<'_>) -> Response {
        let response = self.buffers.edit_ui(ui, field, saved, look);
        if response.has_focus() {
            self.state.open.insert(field.clone());
        }
        if response.lost_focus() {
            self.state.open.remove(field);
        }
        response
    }
}

/// Shows the inspector and answers what the user wishes.
pub fn inspector_ui(session: &Session, state: &mut Inspector, buffers: &mut TextBuffers, ui: &mut Ui) -> Vec<Command> {
    let claim = session.current_claim();
    state.turn_to(claim.map(|claim| claim.id));
    if let Some((part, claim)) = state.begun.take().zip(claim) {
        let field = match part {
            Part::Note => Field::Note(claim.id),
            Part::Fix => Field::Fix(claim.id),
            Part::Claimant => Field::Claimant(claim.id),
        };
        state.open.insert(field.clone());
        buffers.focus(field);
    }
    let mut desk = Desk { session, state, buffers, out: Vec::new() };
    // Another claim or article starts at its own top.
    let salt = (session.view().article.clone(), claim.map(|claim| claim.id));
    ScrollArea::vertical().id_salt(("inspector", salt)).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(16, 14)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            if !session.view().picked.is_empty() {
                picked::picked_ui(&mut desk, ui);
            } else if let Some(claim) = claim {
                ui.push_id(claim.id, |ui| claim_ui(&mut desk, claim, ui));
            } else if let Some(article) = session.current_article() {
                article::article_ui(&mut desk, article, ui);
            } else {
                blank::blank_ui(session, ui);
            }
        });
    });
    desk.out
}

fn claim_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    header::header_ui(desk, claim, ui);
    shared::shared_ui(desk, claim, ui);
    reanchor::reanchor_ui(desk, claim, ui);
    decisions::decisions_ui(desk, claim, ui);
    legal::legal_ui(desk, claim, ui);
    section_gap(ui);
    ties::ties_ui(desk, claim, ui);
    section_gap(ui);
    fix::fix_ui(desk, claim, ui);
    verdict::verdict_ui(desk, claim, ui);
    section_gap(ui);
    note_ui(desk, claim, ui);
    section_gap(ui);
    queries::queries_ui(desk, claim, ui);
    section_gap(ui);
    history::history_ui(desk, claim, ui);
}

fn note_ui(desk: &mut Desk<'_>, claim: &Claim, ui: &mut Ui) {
    ui.horizontal(|ui| {
        controls::head_words_ui(ui, "Note");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(visibility) = controls::level_chip_ui(ui, claim.note_visibility, "Note") {
                desk.out.push(Command::SetNoteVisibility { claim: claim.id, visibility });
            }
        });
    });
    let look = Look { panel: Panel::Inspector, label: "Note", hint: "Note for colleagues", rows: 2, font: None };
    let response = desk.field_ui(ui, &Field::Note(claim.id), &claim.note, &look);
    controls::explained(ui, response, "note");
}

fn section_gap(ui: &mut Ui) {
    ui.add_space(3.0 * STEP);
}

#[cfg(test)]
mod tests;
