//! What a source has beside its citation: its stored files, and when somebody was asked and answered.
//!
//! Out: a command a wish, while the sheet stays open. Must not know: where files lie, how they are read.
//! Holds: what was typed into the log goes only when it was logged or thrown away.

use egui::{Align, Button, Label, Layout, RichText, Ui, vec2};

use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::Answer;
use crate::app::overlay::path_field::{Offers, PathField, Standing};
use crate::app::overlay::sheet::{Entry, Sheet, remark_ui, segments_ui, warning_ui};
use crate::app::theme::widgets::{card, hairline_ui, icon_ui, link_ui, soft, strong};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::model::contact::{ContactEntry, Means};
use crate::model::evidence::{Evidence, MediaKind};
use crate::model::ids::SourceId;
use crate::model::source::Source;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::{ContactWords, Incoming};

/// Height of the row of buttons at the foot, in points.
const FOOT_HEIGHT: f32 = 28.0;

const HOW: [(Means, &str, &str); 6] = [
    (Means::Phone, "phone", "By telephone"),
    (Means::Mail, "mail", "By e-mail"),
    (Means::Message, "message", "By a message service"),
    (Means::Address, "address", "By letter, or at the door"),
    (Means::Meeting, "meeting", "Face to face"),
    (Means::Other, "other", "In any other way"),
];

/// The sheet.
#[derive(Debug)]
pub struct RecordSheet {
    pub(super) sheet: Sheet,
    source: SourceId,
    field: PathField,
    how: Means,
    read_back: String,
    answer: String,
}

impl RecordSheet {
    pub(super) fn new(session: &Session, source: SourceId) -> Option<Self> {
        session.project()?.sources.get(&source)?;
        Some(Self {
            sheet: Sheet::new("Files and contacts"),
            source,
            field: PathField::new(String::new(), Offers::Everything, std::env::home_dir()),
            how: Means::Phone,
            read_back: String::new(),
            answer: String::new(),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        !(self.read_back.trim().is_empty() && self.answer.trim().is_empty())
    }

    /// Takes the file that a dialog picked.
    pub(super) fn take_file(&mut self, file: &std::path::Path) {
        self.field.text = file.display().to_string();
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let mut answer = Answer::default();
        let Some(source) = session.project().and_then(|project| project.sources.get(&self.source)) else {
            return Answer { close: true, ..answer };
        };
        let source = source.clone();
        let t = tokens(ui.ctx());
        ui.add(Label::new(strong(source.title.as_str())).truncate());
        if let Some(caution) = source.terms.and_then(|terms| terms.caution()) {
            ui.horizontal(|ui| {
                icon_ui(ui, icon::INFO, 14.0, t.needs_fix.ink);
                ui.label(soft(caution, t));
            });
        }
        ui.add_space(STEP);
        self.files_ui(session, &source, ui, &mut answer);
        ui.add_space(2.0 * STEP);
        self.log_ui(session, &source, ui, &mut answer);
        ui.add_space(STEP);
        hairline_ui(ui);
        let row = vec2(ui.available_width(), FOOT_HEIGHT);
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").on_hover_text("Esc").clicked() {
                self.sheet.ask_to_leave();
            }
        });
        answer
    }

    fn files_ui(&mut self, session: &Session, source: &Source, ui: &mut Ui, answer: &mut Answer) {
        let t = tokens(ui.ctx());
        ui.label(RichText::new("Stored files").font(fonts::ui_strong(13.0)));
        if source.evidence.is_empty() {
            remark_ui(ui, "None yet. A stored file is kept byte for byte, and its text can be searched and excerpted");
        }
        for evidence in &source.evidence {
            ui.push_id(&evidence.sha256, |ui| {
                card(t).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    file_ui(session, source, evidence, ui, answer);
                });
            });
        }
        let entry = Entry::line("Add a file", "~/downloads/budget.pdf", "Any file; Tab completes");
        self.field.ui(ui, &mut self.sheet, &entry, 96.0);
        ui.horizontal(|ui| {
            if dialogs::available() && ui.button("Browse…").on_hover_text("Choose the file").clicked() {
                answer.dialog = Some(DialogWish::File);
            }
            let path = self.field.path();
            let why_not = match self.field.standing() {
                _ if session.read_only().is_some() => Some("This project is open to read only"),
                _ if path.is_none() => Some("Type a whole path, beginning at the root or at ~"),
                Standing::File | Standing::Unknown => None,
                Standing::Folder | Standing::Project => Some("This is a folder"),
                Standing::Missing(_) => Some("There is no such file"),
            };
            let add = ui.add_enabled(why_not.is_none(), Button::new("Store file"));
            let add = add.on_hover_text("Copy the file into the project, and read its text");
            if add.on_disabled_hover_text(why_not.unwrap_or_default()).clicked()
                && let Some(path) = path
            {
                answer.commands.push(Command::AddEvidence { source: source.id, files: vec![Incoming::Path(path)] });
                self.field.text.clear();
            }
        });
    }

    fn log_ui(&mut self, session: &Session, source: &Source, ui: &mut Ui, answer: &mut Answer) {
        let t = tokens(ui.ctx());
        ui.label(RichText::new("Contact log").font(fonts::ui_strong(13.0)));
        for means in &source.contacts {
            ui.label(soft(format!("{}: {}", means.kind.word(), means.value), t));
        }
        for entry in source.log.iter().rev() {
            ui.push_id(entry.id, |ui| {
                card(t).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    entry_ui(session, source, entry, ui, answer);
                });
            });
        }
        segments_ui(ui, "Asked by", &mut self.how, &HOW);
        let read_back = Entry::lines("Read back", "The words that are to be printed", "What you read back to them", 2);
        self.sheet.text_ui(ui, &mut self.read_back, &read_back);
        let said = Entry::lines("Answer", "What they said", "What they answered", 2);
        self.sheet.text_ui(ui, &mut self.answer, &said);
        let why_not = if session.read_only().is_some() {
            Some("This project is open to read only")
        } else if self.is_typed() {
            None
        } else {
            Some("Type what was read back or answered")
        };
        let log = ui.add_enabled(why_not.is_none(), Button::new("Log contact"));
        let log = log.on_hover_text("Write it down with your name and the present time");
        if log.on_disabled_hover_text(why_not.unwrap_or_default()).clicked() {
            let words = ContactWords {
                at: None,
                how: self.how,
                read_back: std::mem::take(&mut self.read_back),
                answer: std::mem::take(&mut self.answer),
            };
            answer.commands.push(Command::LogContact { source: source.id, words });
        }
    }
}

fn file_ui(session: &Session, source: &Source, evidence: &Evidence, ui: &mut Ui, answer: &mut Answer) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        icon_ui(ui, glyph(evidence.kind), 15.0, t.soft);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if session.current_article().is_some()
                && link_ui(ui, "Show").on_hover_text("Show it beside the article").clicked()
            {
                let evidence = Some(evidence.sha256.clone());
                answer.commands.push(Command::ShowEvidence { source: source.id, evidence });
                answer.close = true;
            }
            if session.read_only().is_none() {
                let remove = link_ui(ui, "Remove").on_hover_text("Take it away from this source; undo brings it back");
                if remove.clicked() {
                    let evidence = evidence.sha256.clone();
                    answer.commands.push(Command::RemoveEvidence { source: source.id, evidence });
                }
                if evidence.read.is_some() && link_ui(ui, "Read again").on_hover_text("Read its text anew").clicked() {
                    let evidence = evidence.sha256.clone();
                    answer.commands.push(Command::ReadEvidence { source: source.id, evidence });
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = Label::new(RichText::new(evidence.told()).color(t.ink)).truncate();
                ui.add(words).on_hover_text(format!("{}\nSHA-256 {}", evidence.told(), evidence.sha256));
            });
        });
    });
    for problem in evidence.read.iter().flat_map(|read| &read.problems) {
        warning_ui(ui, problem);
    }
}

fn entry_ui(session: &Session, source: &Source, entry: &ContactEntry, ui: &mut Ui, answer: &mut Answer) {
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        let by = session.project().map_or(entry.by.0.as_str(), |project| project.person_name(&entry.by));
        let at = entry.at.to_zoned_datetime(session.zone().clone()).strftime("%-d %b %Y, %H:%M").to_string();
        ui.label(soft(format!("{at}, {} by {by}", entry.how.word()), t));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if session.read_only().is_none() && link_ui(ui, "Remove").on_hover_text("Undo brings it back").clicked() {
                answer.commands.push(Command::RemoveContact { source: source.id, contact: entry.id });
            }
        });
    });
    for (name, words) in [("Read back", &entry.read_back), ("Answer", &entry.answer)] {
        if !words.is_empty() {
            ui.add(Label::new(format!("{name}: {words}")).wrap());
        }
    }
}

fn glyph(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Text => icon::FILE_TEXT,
        MediaKind::Picture => icon::EYE,
        MediaKind::Audio | MediaKind::Video => icon::MICROPHONE,
        MediaKind::Other => icon::ARTICLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_asking_can_be_chosen() {
        assert_eq!(HOW.map(|(means, ..)| means), Means::ALL);
        for (means, word, _) in HOW {
            assert_eq!(means.word(), word);
        }
    }
}
