//! The search in the file shown: a field, how many hits there are, the next and the one before.
//!
//! In: the text, what is typed, F3 and Enter. Out: a command that selects a hit and brings it into sight.
//! Must not know: how hits are painted.
//! Holds: the text is made ready once, and searched when what is typed changes.

use std::sync::Arc;

use egui::{Id, Key, Modifiers, Role, TextEdit, Ui, WidgetInfo};

use crate::app::theme::widgets::soft;
use crate::app::theme::{STEP, icon, tokens};
use crate::app::viewer::tool_ui;
use crate::model::evidence::EvidenceText;
use crate::session::command::Command;
use crate::session::exhibit::Exhibit;
use crate::text::find::{MOST_HITS, Searchable};
use crate::text::span::ByteSpan;

/// What the search remembers between frames.
#[derive(Default)]
pub(super) struct Find {
    words: String,
    /// The text that is searched, made ready.
    text: Option<(Arc<EvidenceText>, Searchable)>,
    /// What was looked for last.
    sought: String,
    hits: Vec<ByteSpan>,
    /// Which hit was gone to last.
    at: usize,
    /// From where on the first hit is sought while somebody types, in bytes of the text.
    origin: usize,
    wants_focus: bool,
}

/// Which hit to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
}

/// The hit to go to from `caret`: after it, or before it, round the ends.
fn step_from(hits: &[ByteSpan], caret: ByteSpan, step: Step) -> Option<usize> {
    let last = hits.len().checked_sub(1)?;
    Some(match step {
        Step::Next => {
            let next = hits.partition_point(|hit| hit.start() <= caret.start());
            if next > last { 0 } else { next }
        }
        Step::Previous => hits.partition_point(|hit| hit.start() < caret.start()).checked_sub(1).unwrap_or(last),
    })
}

impl Find {
    /// Puts the cursor into the field when it is shown next.
    pub(super) fn begin(&mut self) {
        self.wants_focus = true;
    }

    /// The hits that lie in or reach into `span`, in order of the text.
    pub(super) fn hits_in(&self, span: ByteSpan) -> &[ByteSpan] {
        let from = self.hits.partition_point(|hit| hit.end() <= span.start());
        let to = self.hits.partition_point(|hit| hit.start() < span.end());
        self.hits.get(from..to.max(from)).unwrap_or_default()
    }

    /// Shows the field and what belongs to it, from the right.
    pub(super) fn find_ui(&mut self, text: &Arc<EvidenceText>, exhibit: &Exhibit, ui: &mut Ui, out: &mut Vec<Command>) {
        let t = tokens(ui.ctx());
        let id = Id::unique("find in evidence");
        ui.spacing_mut().item_spacing.x = STEP;
        let mut step = self.key_step(ui, id);
        let has_hits = !self.hits.is_empty();
        let next = ui.add_enabled_ui(has_hits, |ui| tool_ui(ui, icon::CARET_DOWN, "Next hit · F3")).inner;
        let before = ui.add_enabled_ui(has_hits, |ui| tool_ui(ui, icon::CARET_UP, "Hit before · Shift F3")).inner;
        step = step.or_else(|| next.clicked().then_some(Step::Next));
        step = step.or_else(|| before.clicked().then_some(Step::Previous));
        if !self.words.trim().is_empty() {
            ui.label(soft(self.told(), t));
        }
        let width = (ui.available_width() - 4.0 * STEP).clamp(72.0, 220.0);
        let field = TextEdit::singleline(&mut self.words).id(id).hint_text("Find in the source").desired_width(width);
        let response = ui.add(field.margin(egui::Margin::symmetric(8, 4)));
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find in the source"));
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        if self.sought.is_empty() {
            self.origin = exhibit.selection.main().start();
        }
        let response = response.on_hover_text("Enter or F3 goes to the next hit, with Shift to the one before");
        let is_new = self.look(text);
        if is_new && response.changed() {
            // What is typed goes to the first hit that is not before what was selected when typing began.
            let first = self.hits.partition_point(|hit| hit.start() < self.origin);
            self.go_to(if first < self.hits.len() { Some(first) } else { (!self.hits.is_empty()).then_some(0) }, out);
        } else if let Some(step) = step {
            self.go_to(step_from(&self.hits, exhibit.selection.main(), step), out);
        }
    }

    fn go_to(&mut self, hit: Option<usize>, out: &mut Vec<Command>) {
        let Some((at, &words)) = hit.and_then(|at| Some((at, self.hits.get(at)?))) else { return };
        self.at = at;
        out.push(Command::RevealEvidence(words));
    }

    /// F3 anywhere, Enter in the field; Shift turns them round.
    fn key_step(&self, ui: &Ui, field: Id) -> Option<Step> {
        let mut step = None;
        let in_field = ui.memory(|memory| memory.has_focus(field));
        ui.input_mut(|input| {
            for (modifiers, to) in [(Modifiers::SHIFT, Step::Previous), (Modifiers::NONE, Step::Next)] {
                let is_function = !self.words.is_empty() && input.consume_key(modifiers, Key::F3);
                if is_function || (in_field && input.consume_key(modifiers, Key::Enter)) {
                    step = step.or(Some(to));
                }
            }
        });
        step
    }

    /// Looks for what is typed, when it or the text is another than before; answers whether it was.
    fn look(&mut self, text: &Arc<EvidenceText>) -> bool {
        let same_text = self.text.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, text));
        if same_text && self.sought == self.words {
            return false;
        }
        if self.words.trim().is_empty() {
            self.hits.clear();
        } else {
            if !same_text {
                self.text = Some((Arc::clone(text), Searchable::new(text.draft.text())));
            }
            self.hits = self.text.as_ref().map(|(_, ready)| ready.find(&self.words)).unwrap_or_default();
        }
        self.sought.clone_from(&self.words);
        self.at = 0;
        true
    }

    /// "3 of 17".
    fn told(&self) -> String {
        match self.hits.len() {
            0 => "not found".to_owned(),
            MOST_HITS => format!("{} of many", self.at + 1),
            n => format!("{} of {n}", self.at + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_gone_through_in_a_ring() {
        let hits: Vec<ByteSpan> = [3, 10, 20].map(|at| ByteSpan::new(at, at + 2)).to_vec();
        let step = |at: usize, step| step_from(&hits, ByteSpan::new(at, at + 2), step);
        assert_eq!((step(3, Step::Next), step(20, Step::Next), step(0, Step::Next)), (Some(1), Some(0), Some(0)));
        assert_eq!((step(3, Step::Previous), step(20, Step::Previous)), (Some(2), Some(1)));
        assert_eq!(step_from(&[], ByteSpan::new(0, 0), Step::Next), None);
    }
}
