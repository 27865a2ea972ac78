//! Asks for the source that ticks are tied to.
//!
//! Must not know: ticks.

use egui::Ui;

use crate::app::overlay::list::{Choice, Row, entered};
use crate::app::overlay::sheet::{Entry, Sheet};
use crate::app::overlay::source::SourceForm;
use crate::app::overlay::source_list::{Offer, begun, offers, plain_row};
use crate::app::overlay::{Answer, Overlay};
use crate::app::theme::icon;
use crate::session::Session;
use crate::session::command::Command;

const FIELD: &str = "Source";

/// The list.
#[derive(Debug)]
pub struct PinList {
    pub(super) sheet: Sheet,
    typed: String,
    choice: Choice,
}

impl Default for PinList {
    fn default() -> Self {
        Self { sheet: Sheet::new("Pin a source"), typed: String::new(), choice: Choice::default() }
    }
}

impl PinList {
    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let mut found = self.found(session);
        self.choice.take_arrows(ui, found.len());
        let is_entered = entered(ui, self.sheet.id(FIELD));
        let field = Entry::line(FIELD, "Title, author or address", "Arrows choose, Enter pins");
        if self.sheet.text_ui(ui, &mut self.typed, &field).changed() {
            self.choice = Choice::default();
            found = self.found(session); // Enter may come in the frame of the last letters
        }
        let (offers, rows): (Vec<Offer>, Vec<Row>) = found.into_iter().unzip();
        let pressed = self.choice.rows_ui(ui, &rows, 360.0);
        let taken = pressed.or_else(|| is_entered.then_some(self.choice.at));
        match taken.and_then(|at| offers.get(at)) {
            None => Answer::default(),
            Some(Offer::Known(source)) => Answer::confirmed(vec![Command::Pin(Some(*source))]),
            Some(Offer::Unpin) => Answer::confirmed(vec![Command::Pin(None)]),
            // The list stays under the form, so that the new source can be pinned next.
            Some(offer @ (Offer::Address(_) | Offer::New(_))) => {
                self.typed.clear();
                let form = SourceForm::begun_as(begun(offer));
                Answer { next: Some(Overlay::Source(Box::new(form))), ..Answer::default() }
            }
        }
    }

    fn found(&self, session: &Session) -> Vec<(Offer, Row)> {
        let mut found = offers(session, &self.typed);
        if session.view().pinned.is_some() && self.typed.is_empty() {
            let row = plain_row(icon::PUSH_PIN, "Unpin", "Shift+P", "Ticks are tied to no source");
            found.push((Offer::Unpin, row));
        }
        found
    }
}
