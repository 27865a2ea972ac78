//! What a source has beside its citation: its stored files, and when somebody was asked and answered.
//!
//! Out: a command a wish, while the sheet stays open. Must not know: where files lie, how they are read; the log's own
//! fields (`contact_log.rs`).
//! Holds: what was typed into the log goes only when it was logged or thrown away; files that are named, picked or
//! dropped here are stored at once.

use std::path::PathBuf;

use egui::{Align, Button, Label, Layout, ProgressBar, RichText, Ui, WidgetInfo, vec2};

use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::contact_log::LogForm;
use crate::app::overlay::path_field::{Offers, PathField, Standing};
use crate::app::overlay::sheet::{Entry, Sheet, fields_ui, remark_ui, warning_ui};
use crate::app::overlay::{Answer, Overlay};
use crate::app::theme::widgets::{card, hairline_ui, icon_ui, link_ui, soft, strong};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::app::when::moment;
use crate::model::evidence::{Evidence, MediaKind};
use crate::model::ids::SourceId;
use crate::model::problem::shortened;
use crate::model::source::Source;
use crate::session::Session;
use crate::session::account::Purpose;
use crate::session::addresses::{Reach, is_address};
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::Incoming;

/// Height of the window that is not the fields', in points: margins, head and foot.
const BESIDE: f32 = 192.0;
/// Height of the row of buttons at the foot, in points.
const FOOT_HEIGHT: f32 = 28.0;

/// The sheet.
#[derive(Debug)]
pub struct RecordSheet {
    pub(super) sheet: Sheet,
    source: SourceId,
    field: PathField,
    log: LogForm,
    /// What a dialog picked, until it is handed over.
    picked: Vec<PathBuf>,
}

impl RecordSheet {
    pub(super) fn new(session: &Session, source: SourceId) -> Option<Self> {
        session.project()?.sources.get(&source)?;
        Some(Self {
            sheet: Sheet::new("Files and contacts"),
            source,
            field: PathField::new(String::new(), Offers::Everything, std::env::home_dir()),
            log: LogForm::default(),
            picked: Vec::new(),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        self.log.is_typed()
    }

    /// The source that files let go over the sheet are for.
    pub(super) fn source(&self) -> SourceId {
        self.source
    }

    /// Takes files, or a folder, that a dialog picked.
    pub(super) fn take_files(&mut self, files: Vec<PathBuf>) {
        self.picked.extend(files);
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let mut answer = Answer::default();
        let Some(source) = session.project().and_then(|project| project.sources.get(&self.source)) else {
            return Answer { close: true, ..answer };
        };
        let source = source.clone();
        let picked = std::mem::take(&mut self.picked);
        if !picked.is_empty() {
            let files = picked.into_iter().map(Incoming::Path).collect();
            answer.commands.push(Command::AddEvidence { source: source.id, files });
        }
        fields_ui(ui, BESIDE, |ui| self.fields_ui(session, &source, ui, &mut answer));
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

    fn fields_ui(&mut self, session: &Session, source: &Source, ui: &mut Ui, answer: &mut Answer) {
        let t = tokens(ui.ctx());
        ui.add(Label::new(strong(source.title.as_str())).truncate());
        if let Some(caution) = source.terms.and_then(|terms| terms.caution()) {
            ui.horizontal(|ui| {
                icon_ui(ui, icon::INFO, 14.0, t.needs_fix.ink);
                ui.label(soft(caution, t));
            });
        }
        ui.add_space(STEP);
        self.files_ui(session, source, ui, answer);
        ui.add_space(2.0 * STEP);
        hairline_ui(ui);
        ui.add_space(STEP);
        self.log.ui((session, source), &mut self.sheet, ui, answer);
    }

    fn files_ui(&mut self, session: &Session, source: &Source, ui: &mut Ui, answer: &mut Answer) {
        let t = tokens(ui.ctx());
        ui.label(RichText::new("Stored files").font(fonts::ui_strong(13.0)));
        if source.evidence.is_empty() {
            let words = "None yet. Drop files here, or name them below: each is kept byte for byte, and its text can be \
                         searched and excerpted";
            remark_ui(ui, words);
        }
        for evidence in &source.evidence {
            ui.push_id(&evidence.sha256, |ui| {
                card(t).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    file_ui(session, source, evidence, ui, answer);
                });
            });
        }
        account_ui(session, ui, answer);
        let help = "Any file or folder, or the address of a page; Tab completes";
        let entry = Entry::line("Add a file", "~/downloads/budget.pdf or https://example.org/report", help);
        let is_page = is_address(self.field.text.trim());
        if is_page {
            self.sheet.text_ui(ui, &mut self.field.text, &entry);
        } else {
            self.field.ui(ui, &mut self.sheet, &entry, 96.0);
        }
        ui.horizontal(|ui| self.add_ui(session, source, is_page, ui, answer));
    }

    /// The buttons under the field.
    fn add_ui(&mut self, session: &Session, source: &Source, is_page: bool, ui: &mut Ui, answer: &mut Answer) {
        let locked = session.read_only().is_some().then_some("This project is open to read only");
        if dialogs::available() {
            ui.add_enabled_ui(locked.is_none(), |ui| {
                let files = ui.button("Choose files…").on_hover_text("One file or several, stored at once");
                if files.clicked() {
                    answer.dialog = Some(DialogWish::Files);
                }
                let folder = ui.button("Choose a folder…").on_hover_text("Every file in it, stored at once");
                if folder.clicked() {
                    answer.dialog = Some(DialogWish::Folder);
                }
            });
        }
        let path = self.field.path();
        let (verb, why_not) = match self.field.standing() {
            _ if locked.is_some() => ("Store file", locked),
            _ if is_page => ("Fetch and store", None),
            _ if self.field.text.trim().is_empty() => ("Store file", Some("Type a path or an address")),
            _ if path.is_none() => ("Store file", Some("Type a whole path, beginning at the root or at ~")),
            Standing::File | Standing::Unknown => ("Store file", None),
            Standing::Folder => ("Store all its files", None),
            Standing::Project => ("Store file", Some("This is a project of its own")),
            Standing::Missing(_) => ("Store file", Some("There is no such file")),
        };
        let add = ui.add_enabled(why_not.is_none(), Button::new(verb));
        let add = add.on_hover_text("Copy it into the project with its SHA-256, and read its text");
        if !add.on_disabled_hover_text(why_not.unwrap_or_default()).clicked() {
            return;
        }
        let reach = if session.settings().fetch_private { Reach::Private } else { Reach::Public };
        let named = match path {
            Some(path) if !is_page => Incoming::Path(path),
            Some(_) | None => Incoming::Address { address: self.field.text.trim().to_owned(), reach },
        };
        answer.commands.push(Command::AddEvidence { source: source.id, files: vec![named] });
        self.field.text.clear();
    }
}

/// How far the storing of several files has come, and what became of them.
fn account_ui(session: &Session, ui: &mut Ui, answer: &mut Answer) {
    let Some(account) = session.account().filter(|account| account.purpose == Purpose::Evidence) else { return };
    if account.is_done && !account.is_many {
        return;
    }
    let t = tokens(ui.ctx());
    ui.horizontal(|ui| {
        let told = if account.is_done {
            account.tally().in_words()
        } else if account.total > 1 {
            format!("{} of {} · {}", account.rows.len(), account.total, account.tally().in_words())
        } else {
            "Storing…".to_owned()
        };
        ui.label(soft(told, t));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !account.is_done {
                let stop = ui.button("Stop").on_hover_text("Leave out what is not stored yet; the others stay");
                if stop.clicked() {
                    answer.commands.push(Command::CancelImport);
                }
                let share = if account.total == 0 { 0.0 } else { account.rows.len() as f32 / account.total as f32 };
                let bar = ui.add(ProgressBar::new(share).desired_width(120.0).desired_height(8.0));
                bar.widget_info(|| WidgetInfo::labeled(egui::Role::ProgressIndicator, true, "Storing files"));
            }
            if account.is_many && link_ui(ui, "Show each file").on_hover_text("What became of each, and why").clicked()
            {
                answer.next = Overlay::for_wish(WindowCommand::Account, session);
            }
        });
    });
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
                ui.add(words).on_hover_text(evidence.told());
            });
        });
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0 * STEP;
        let hash = Button::new(
            RichText::new(format!("SHA-256 {}…", evidence.sha256.short())).font(fonts::ui(12.0)).color(t.soft),
        );
        let hash = ui.add(hash.frame(false));
        if hash.on_hover_text(format!("{}\nPress to copy", evidence.sha256)).clicked() {
            ui.ctx().copy_text(evidence.sha256.to_string());
        }
        ui.add(Label::new(soft(added(session, evidence), t).font(fonts::ui(12.0))).truncate());
    });
    for problem in evidence.read.iter().flat_map(|read| &read.problems) {
        warning_ui(ui, problem);
    }
}

/// "added 13:51 by Alma Brekke, from <https://example.org/report>".
fn added(session: &Session, evidence: &Evidence) -> String {
    let by = session.project().map_or(evidence.by.0.as_str(), |project| project.person_name(&evidence.by));
    let at = moment(evidence.added, session.now(), session.zone());
    let from = evidence.fetched.as_deref().map(|it| format!(", from {}", shortened(it.answered(), 120)));
    format!("added {at} by {by}{}", from.unwrap_or_default())
}

fn glyph(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Text => icon::FILE_TEXT,
        MediaKind::Picture => icon::EYE,
        MediaKind::Audio | MediaKind::Video => icon::MICROPHONE,
        MediaKind::Other => icon::ARTICLE,
    }
}
