//! What lies over the window and asks for something: one type for all, so that the window keeps one stack of them.
//!
//! In: the session, and what is typed. Out: an [`Answer`]: commands, whether to close, what to open on top.
//! Must not know: how a command is carried out. The next overlay: one file here, one variant, one arm in each match.
//! Holds: typed words never go without a question; an overlay that was confirmed closes.

mod account;
mod address;
mod article;
mod ask;
mod assign;
mod backups;
mod closing;
mod contact_log;
mod copy;
mod correction;
mod date;
mod export;
mod keys;
mod legal;
mod level;
mod list;
mod listing;
mod matching;
mod new_draft;
mod new_project;
mod palette;
mod parts;
mod path;
mod path_field;
mod person;
mod pin;
mod project;
mod questions;
mod record;
mod repair;
mod share;
pub(super) mod sheet;
mod sign;
mod source;
mod source_list;
mod tie;
mod waive;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use egui::{Align2, Id, Margin, Modal, RichText, Stroke, Ui, UiKind, vec2};

use crate::app::clipboard::Copied;
use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::account::AccountSheet;
use crate::app::overlay::address::AddressForm;
use crate::app::overlay::article::ArticleForm;
use crate::app::overlay::ask::AskForm;
use crate::app::overlay::assign::AssignForm;
use crate::app::overlay::backups::BackupList;
use crate::app::overlay::closing::ClosingForm;
use crate::app::overlay::copy::CopyForm;
use crate::app::overlay::correction::CorrectionForm;
use crate::app::overlay::export::ExportForm;
use crate::app::overlay::keys::Keys;
use crate::app::overlay::legal::LegalForm;
use crate::app::overlay::new_draft::NewDraftForm;
use crate::app::overlay::new_project::NewProjectForm;
use crate::app::overlay::palette::Palette;
use crate::app::overlay::path::{PathPrompt, Sought};
use crate::app::overlay::person::PersonForm;
use crate::app::overlay::pin::PinList;
use crate::app::overlay::project::ProjectForm;
use crate::app::overlay::questions::QuestionList;
use crate::app::overlay::record::RecordSheet;
use crate::app::overlay::repair::RepairSheet;
use crate::app::overlay::share::ShareForm;
use crate::app::overlay::sheet::Sheet;
use crate::app::overlay::sign::SignForm;
use crate::app::overlay::source::SourceForm;
use crate::app::overlay::tie::TieForm;
use crate::app::overlay::waive::ReasonForm;
use crate::app::theme::{fonts, tokens};
use crate::model::ids::SourceId;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::window_command::WindowCommand;

/// What asks.
#[derive(Debug)]
pub enum Overlay {
    /// Asks for an address of the web.
    Address(AddressForm),
    /// Shows what became of the files that were opened together.
    Account(AccountSheet),
    /// Finds and runs anything.
    Palette(Palette),
    /// Shows every key.
    Keys(Keys),
    /// Asks who sits at the desk.
    Person(PersonForm),
    /// Asks for a path by typing.
    Path(PathPrompt),
    /// Asks for title and folder of a new project.
    NewProject(NewProjectForm),
    /// Asks for the text of a new draft.
    NewDraft(Box<NewDraftForm>),
    /// Asks which reports to write, and where.
    Export(ExportForm),
    /// Lists what a copy of the project holds, and asks where it goes.
    Share(ShareForm),
    /// Lists the backups.
    Backups(BackupList),
    /// Asks for the folder of a copy.
    Copy(Box<CopyForm>),
    /// Asks for a source and its words for the claim.
    Tie(Box<TieForm>),
    /// Asks what is known of a source.
    Source(Box<SourceForm>),
    /// Shows the stored files and the contact log of a source.
    Record(Box<RecordSheet>),
    /// Asks for a source to pin.
    Pin(PinList),
    /// Asks why claims are waived.
    Waive(ReasonForm),
    /// Asks in which role the user vouches.
    Sign(SignForm),
    /// Asks for a legal flag, or for the condition on which it is cleared.
    Legal(LegalForm),
    /// Shows what stands between the article and being closed.
    Closing(ClosingForm),
    /// Asks for a correction.
    Correction(Box<CorrectionForm>),
    /// Asks for the words of a query.
    Ask(AskForm),
    /// Asks what is known of the article.
    Article(Box<ArticleForm>),
    /// Asks for the project's title and verdict scale.
    Project(ProjectForm),
    /// Shows what a repair would do.
    Repair(RepairSheet),
    /// Shows the open questions from merging.
    Questions(QuestionList),
    /// Asks whose something is to check.
    Assign(AssignForm),
}

/// What an overlay wants after a frame.
#[derive(Debug, Default)]
pub struct Answer {
    /// What to carry out, in order.
    pub commands: Vec<Command>,
    /// Whether to take the overlay off the stack.
    pub close: bool,
    /// What to put on the stack, after that.
    pub next: Option<Overlay>,
    /// Which file dialog to show; what it picks goes to [`Overlay::take_folder`].
    pub dialog: Option<DialogWish>,
    /// Whether to read the clipboard; what is on it goes to [`Overlay::take_copied`].
    pub reads_clipboard: bool,
}

impl Answer {
    /// Carry these out and close.
    fn confirmed(commands: Vec<Command>) -> Self {
        Self { commands, close: true, ..Self::default() }
    }
}

impl Overlay {
    /// The overlay that a wish opens, filled in from the session; `None` for what the window does by itself.
    pub fn for_wish(wish: WindowCommand, session: &Session) -> Option<Self> {
        Self::opened(wish, session, dialogs::available())
    }

    fn opened(wish: WindowCommand, session: &Session, has_dialogs: bool) -> Option<Self> {
        let path = |sought| Self::Path(PathPrompt::new(sought, std::env::home_dir()));
        Some(match wish {
            WindowCommand::PickArticles if !has_dialogs => path(Sought::Article),
            WindowCommand::PickProject if !has_dialogs => path(Sought::Project),
            WindowCommand::TypePath => path(Sought::Either),
            WindowCommand::AskAddress => {
                session.project()?;
                Self::Address(AddressForm::new(session, String::new()))
            }
            WindowCommand::Account => {
                session.account_of_many()?;
                Self::Account(AccountSheet::default())
            }
            WindowCommand::NewProject => Self::NewProject(NewProjectForm::new(session, std::env::home_dir())),
            WindowCommand::NewDraft => Self::NewDraft(Box::new(NewDraftForm::new(session, std::env::home_dir())?)),
            WindowCommand::Export => Self::Export(ExportForm::new(session, std::env::home_dir())?),
            WindowCommand::Share => Self::Share(ShareForm::new(session, std::env::home_dir())?),
            WindowCommand::SaveCopy => Self::Copy(Box::new(CopyForm::of_project(session)?)),
            WindowCommand::Backups => {
                session.project()?;
                Self::Backups(BackupList::default())
            }
            WindowCommand::Palette => Self::Palette(Palette::default()),
            WindowCommand::Keys => Self::Keys(Keys::default()),
            WindowCommand::AddTie => Self::Tie(Box::new(TieForm::new(session)?)),
            WindowCommand::EditTie(claim, tie) => Self::Tie(Box::new(TieForm::changed(session, claim, tie)?)),
            WindowCommand::PickPinned => {
                session.project()?;
                Self::Pin(PinList::default())
            }
            WindowCommand::AddSource => {
                session.project()?;
                Self::Source(Box::new(SourceForm::added()))
            }
            WindowCommand::EditSource(source) => Self::Source(Box::new(SourceForm::changed(session, source)?)),
            WindowCommand::SourceRecord(source) => Self::Record(Box::new(RecordSheet::new(session, source)?)),
            WindowCommand::Ask => Self::Ask(AskForm::new(session)?),
            WindowCommand::PickCopy => {
                session.project()?;
                path(Sought::Copy)
            }
            WindowCommand::Questions => Self::Questions(QuestionList::new(session)?),
            WindowCommand::Assign => Self::Assign(AssignForm::new(session)?),
            WindowCommand::Waive => Self::Waive(ReasonForm::new(session)?),
            WindowCommand::Sign => Self::Sign(SignForm::new(session)?),
            WindowCommand::FlagLegal => Self::Legal(LegalForm::flag(session)?),
            WindowCommand::ClearLegal => Self::Legal(LegalForm::clear(session)?),
            WindowCommand::CloseArticle => Self::Closing(ClosingForm::new(session)?),
            WindowCommand::Correct => Self::Correction(Box::new(CorrectionForm::new(session)?)),
            WindowCommand::EditCorrection(id) => Self::Correction(Box::new(CorrectionForm::changed(session, id)?)),
            WindowCommand::EditArticle => Self::Article(Box::new(ArticleForm::new(session)?)),
            WindowCommand::EditProject => Self::Project(ProjectForm::new(session)?),
            WindowCommand::EditPerson => Self::Person(PersonForm::new(session)),
            WindowCommand::Repair => {
                session.project()?;
                Self::Repair(RepairSheet::new())
            }
            WindowCommand::PickArticles
            | WindowCommand::PasteArticle
            | WindowCommand::PickProject
            | WindowCommand::Claims
            | WindowCommand::Queries
            | WindowCommand::Proposals
            | WindowCommand::History
            | WindowCommand::ReviewDraft
            | WindowCommand::SideBar
            | WindowCommand::Inspector
            | WindowCommand::EditNote
            | WindowCommand::EditFix
            | WindowCommand::EditClaimant
            | WindowCommand::LargerText
            | WindowCommand::SmallerText
            | WindowCommand::CycleTheme
            | WindowCommand::Copy
            | WindowCommand::FindInEvidence
            | WindowCommand::CopyMemo
            | WindowCommand::Quit => return None,
        })
    }

    /// Hands over the folder that a dialog picked for this overlay; false when it asked for none.
    pub fn take_folder(&mut self, folder: &Path) -> bool {
        match self {
            Self::NewProject(form) => form.take_folder(folder),
            Self::Export(form) => form.take_folder(folder),
            Self::Share(form) => form.take_folder(folder),
            Self::Copy(form) => form.take_folder(folder),
            Self::Record(sheet) => sheet.take_files(vec![folder.to_path_buf()]),
            Self::Palette(_)
            | Self::Keys(_)
            | Self::Person(_)
            | Self::Path(_)
            | Self::Address(_)
            | Self::Account(_)
            | Self::NewDraft(_)
            | Self::Tie(_)
            | Self::Source(_)
            | Self::Pin(_)
            | Self::Backups(_)
            | Self::Waive(_)
            | Self::Sign(_)
            | Self::Legal(_)
            | Self::Closing(_)
            | Self::Correction(_)
            | Self::Ask(_)
            | Self::Article(_)
            | Self::Project(_)
            | Self::Repair(_)
            | Self::Questions(_)
            | Self::Assign(_) => return false,
        }
        true
    }

    /// Hands over files that a dialog picked for this overlay; one that asked for none lets them lie.
    pub fn take_files(&mut self, files: Vec<PathBuf>) {
        if let Self::Record(sheet) = self {
            sheet.take_files(files);
        }
    }

    /// The source that files which are let go over this overlay are stored for.
    pub fn stores_for(&self) -> Option<SourceId> {
        if let Self::Record(sheet) = self { Some(sheet.source()) } else { None }
    }

    /// Hands over the file that a dialog picked for this overlay; one that asked for none lets it lie.
    pub fn take_file(&mut self, file: &Path) {
        if let Self::NewDraft(form) = self {
            form.take_file(file);
        }
    }

    /// An overlay that asks for an address of the web, with one that was pasted.
    pub fn of_address(session: &Session, typed: String) -> Self {
        Self::Address(AddressForm::new(session, typed))
    }

    /// Hands over what is on the clipboard; answers it back when this overlay did not ask for it.
    pub fn take_copied(&mut self, copied: Copied) -> Option<Copied> {
        if let Self::NewDraft(form) = self {
            form.take_copied(copied);
            return None;
        }
        Some(copied)
    }

    /// Takes the cursor again after the overlay on top of this one was closed.
    pub fn come_back(&mut self) {
        self.sheet().come_back();
    }

    /// What stands at its head.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Palette(it) => it.sheet.title(),
            Self::Keys(it) => it.sheet.title(),
            Self::Person(it) => it.sheet.title(),
            Self::Path(it) => it.sheet.title(),
            Self::Address(it) => it.sheet.title(),
            Self::Account(it) => it.sheet.title(),
            Self::NewProject(it) => it.sheet.title(),
            Self::NewDraft(it) => it.sheet.title(),
            Self::Export(it) => it.sheet.title(),
            Self::Share(it) => it.sheet.title(),
            Self::Backups(it) => it.sheet.title(),
            Self::Copy(it) => it.sheet.title(),
            Self::Tie(it) => it.sheet.title(),
            Self::Source(it) => it.sheet.title(),
            Self::Record(it) => it.sheet.title(),
            Self::Pin(it) => it.sheet.title(),
            Self::Waive(it) => it.sheet.title(),
            Self::Sign(it) => it.sheet.title(),
            Self::Legal(it) => it.sheet.title(),
            Self::Closing(it) => it.sheet.title(),
            Self::Correction(it) => it.sheet.title(),
            Self::Ask(it) => it.sheet.title(),
            Self::Article(it) => it.sheet.title(),
            Self::Project(it) => it.sheet.title(),
            Self::Repair(it) => it.sheet.title(),
            Self::Questions(it) => it.sheet.title(),
            Self::Assign(it) => it.sheet.title(),
        }
    }

    fn sheet(&mut self) -> &mut Sheet {
        match self {
            Self::Palette(it) => &mut it.sheet,
            Self::Keys(it) => &mut it.sheet,
            Self::Person(it) => &mut it.sheet,
            Self::Path(it) => &mut it.sheet,
            Self::Address(it) => &mut it.sheet,
            Self::Account(it) => &mut it.sheet,
            Self::NewProject(it) => &mut it.sheet,
            Self::NewDraft(it) => &mut it.sheet,
            Self::Export(it) => &mut it.sheet,
            Self::Share(it) => &mut it.sheet,
            Self::Backups(it) => &mut it.sheet,
            Self::Copy(it) => &mut it.sheet,
            Self::Tie(it) => &mut it.sheet,
            Self::Source(it) => &mut it.sheet,
            Self::Record(it) => &mut it.sheet,
            Self::Pin(it) => &mut it.sheet,
            Self::Waive(it) => &mut it.sheet,
            Self::Sign(it) => &mut it.sheet,
            Self::Legal(it) => &mut it.sheet,
            Self::Closing(it) => &mut it.sheet,
            Self::Correction(it) => &mut it.sheet,
            Self::Ask(it) => &mut it.sheet,
            Self::Article(it) => &mut it.sheet,
            Self::Project(it) => &mut it.sheet,
            Self::Repair(it) => &mut it.sheet,
            Self::Questions(it) => &mut it.sheet,
            Self::Assign(it) => &mut it.sheet,
        }
    }

    /// Whether words were typed that a person would miss; what was typed only to find something is none.
    fn is_typed(&self) -> bool {
        match self {
            Self::Palette(_)
            | Self::Keys(_)
            | Self::Path(_)
            | Self::Address(_)
            | Self::Account(_)
            | Self::Pin(_)
            | Self::Repair(_)
            | Self::Closing(_)
            | Self::Backups(_)
            | Self::Questions(_) => false,
            Self::Assign(form) => form.is_typed(),
            Self::Person(form) => form.is_typed(),
            Self::NewProject(form) => form.is_typed(),
            Self::NewDraft(form) => form.is_typed(),
            Self::Export(form) => form.is_typed(),
            Self::Share(form) => form.is_typed(),
            Self::Copy(form) => form.is_typed(),
            Self::Tie(form) => form.is_typed(),
            Self::Source(form) => form.is_typed(),
            Self::Record(sheet) => sheet.is_typed(),
            Self::Waive(form) => form.is_typed(),
            Self::Sign(form) => form.is_typed(),
            Self::Legal(form) => form.is_typed(),
            Self::Correction(form) => form.is_typed(),
            Self::Ask(form) => form.is_typed(),
            Self::Article(form) => form.is_typed(),
            Self::Project(form) => form.is_typed(),
        }
    }

    /// Width in points, and whether it hangs from the top, since its list grows and shrinks.
    fn shape(&self) -> (f32, bool) {
        match self {
            Self::Palette(_) | Self::Path(_) | Self::Pin(_) | Self::Tie(_) | Self::Repair(_) | Self::Questions(_) => {
                (640.0, true)
            }
            Self::Keys(_) => (1080.0, false),
            Self::Source(_)
            | Self::Record(_)
            | Self::Article(_)
            | Self::Export(_)
            | Self::Share(_)
            | Self::NewProject(_)
            | Self::NewDraft(_)
            | Self::Backups(_)
            | Self::Copy(_) => (600.0, false),
            Self::Account(_) => (720.0, true),
            Self::Closing(_) | Self::Correction(_) | Self::Address(_) => (560.0, false),
            Self::Person(_)
            | Self::Waive(_)
            | Self::Ask(_)
            | Self::Project(_)
            | Self::Sign(_)
            | Self::Legal(_)
            | Self::Assign(_) => (480.0, false),
        }
    }

    fn body_ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        match self {
            Self::Palette(it) => it.ui(session, ui),
            Self::Keys(it) => it.ui(ui),
            Self::Person(it) => it.ui(ui),
            Self::Path(it) => it.ui(ui),
            Self::Address(it) => it.ui(session, ui),
            Self::Account(it) => it.ui(session, ui),
            Self::NewProject(it) => it.ui(ui),
            Self::NewDraft(it) => it.ui(ui),
            Self::Export(it) => it.ui(session, ui),
            Self::Share(it) => it.ui(session, ui),
            Self::Backups(it) => it.ui(session, ui),
            Self::Copy(it) => it.ui(ui),
            Self::Tie(it) => it.ui(session, ui),
            Self::Source(it) => it.ui(session, ui),
            Self::Record(it) => it.ui(session, ui),
            Self::Pin(it) => it.ui(session, ui),
            Self::Waive(it) => it.ui(ui),
            Self::Sign(it) => it.ui(ui),
            Self::Legal(it) => it.ui(ui),
            Self::Closing(it) => it.ui(session, ui),
            Self::Correction(it) => it.ui(ui),
            Self::Ask(it) => it.ui(ui),
            Self::Article(it) => it.ui(ui),
            Self::Project(it) => it.ui(ui),
            Self::Repair(it) => it.ui(session, ui),
            Self::Questions(it) => it.ui(session, ui),
            Self::Assign(it) => it.ui(ui),
        }
    }
}

/// Shows an overlay over everything else.
pub fn overlay_ui(session: &Session, overlay: &mut Overlay, ui: &mut Ui) -> Answer {
    let ctx = ui.ctx().clone();
    let t = tokens(&ctx);
    let title = overlay.title();
    let window = ctx.content_rect();
    let (width, hangs) = overlay.shape();
    let width = width.min(window.width() - 64.0);
    let id = Id::unique(("overlay", title));
    let mut area = Modal::default_area(id);
    if hangs {
        area = area.anchor(Align2::CENTER_TOP, vec2(0.0, (window.height() * 0.1).min(88.0)));
    }
    let frame = egui::Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(10)
        .inner_margin(Margin::same(20));
    let shown = Modal::new(id).area(area).frame(frame).show(&ctx, |ui| {
        ui.set_width(width);
        // Else lists could not grow: an area offers no more height than it had in the frame before.
        ui.set_max_height(window.height());
        name_dialog(ui, title);
        ui.label(RichText::new(title).font(fonts::ui_strong(16.0)));
        let height = window.height() - if hangs { 200.0 } else { 120.0 };
        let scroll = egui::ScrollArea::vertical().id_salt("body").max_height(height).auto_shrink([false, true]);
        scroll.show(ui, |ui| overlay.body_ui(session, ui)).inner
    });
    let asked = shown.should_close();
    let mut answer = shown.inner;
    if !answer.close {
        if asked {
            overlay.sheet().ask_to_leave();
            ctx.request_repaint();
        }
        let is_typed = overlay.is_typed();
        answer.close = overlay.sheet().takes_leave(is_typed);
    }
    answer
}

/// Gives the dialog its accessible name; egui gives it its role.
fn name_dialog(ui: &Ui, title: &str) {
    if let Some(dialog) = ui.stack().iter().find(|part| part.kind() == Some(UiKind::Modal)) {
        ui.ctx().accesskit_node_builder(dialog.unique_id, |node| node.set_label(title));
    }
}
