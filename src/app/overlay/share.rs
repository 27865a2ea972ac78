//! Shows what a copy of the project would hold, and writes it: first the list, then the file.
//!
//! Must not know: which files a project has, how a zip is made.
//! Holds: what is confidential goes only after two steps, and nothing goes before it was listed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use egui::{Align, Layout, ScrollArea, Ui};

use crate::app::dialogs::{self, DialogWish};
use crate::app::overlay::Answer;
use crate::app::overlay::listing::Listing;
use crate::app::overlay::path_field::{Offers, PathField};
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, warning_ui};
use crate::app::theme::widgets::{check_ui, soft};
use crate::app::theme::{fonts, tokens};
use crate::model::ids::Slug;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::sharing::{Extent, Sharing};
use crate::session::wishes::Overwrite;

const LIST_HEIGHT: f32 = 170.0;

/// The form.
#[derive(Debug)]
pub struct ShareForm {
    pub(super) sheet: Sheet,
    name: String,
    field: PathField,
    target: Listing,
    replaces: bool,
    with_confidential: bool,
    /// Whether it was said a second time.
    is_meant: bool,
    /// What the list was made for: the extent, and the session's revision.
    listed_for: Option<(Extent, u64)>,
    incoming: Option<Receiver<Result<Sharing, Problem>>>,
    list: Option<Result<Sharing, Problem>>,
}

impl ShareForm {
    pub(super) fn new(session: &Session, home: Option<PathBuf>) -> Option<Self> {
        let name = Slug::from_title(&session.project()?.title).to_string();
        let documents = home.as_ref().map(|home| home.join("Documents")).filter(|folder| folder.is_dir());
        let folder = documents.or_else(|| home.clone()).unwrap_or_default();
        Some(Self {
            sheet: Sheet::new("Share a copy"),
            name: format!("{name}.zip"),
            field: PathField::new(PathField::text_of_folder(&folder), Offers::Folders, home),
            target: Listing::default(),
            replaces: false,
            with_confidential: false,
            is_meant: false,
            listed_for: None,
            incoming: None,
            list: None,
        })
    }

    #[expect(clippy::unused_self, reason = "asked as every form is")]
    pub(super) fn is_typed(&self) -> bool {
        false // choices and a path, made again in a moment
    }

    pub(super) fn take_folder(&mut self, folder: &Path) {
        self.field.text = PathField::text_of_folder(folder);
        self.replaces = false;
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        let mut answer = Answer::default();
        remark_ui(ui, "A zip of this project for somebody else; it opens as a project and can be merged back");
        self.look(session, ui);
        self.list_ui(ui);
        let before = self.with_confidential;
        check_ui(ui, &mut self.with_confidential, "With everything that is confidential").on_hover_text(
            "Names and words of confidential sources, confidential notes and queries, and their history",
        );
        if self.with_confidential != before {
            self.is_meant = false;
        }
        if self.with_confidential {
            warning_ui(ui, "Whoever gets this copy can read every confidential name and word");
            check_ui(ui, &mut self.is_meant, "They may know all of it").on_hover_text("Nothing goes without this");
        }
        let folder = Entry::line("Folder", "~/Documents", "Where the zip goes; Tab completes");
        let text = self.field.text.clone();
        self.field.ui(ui, &mut self.sheet, &folder, 100.0);
        if self.field.text != text {
            self.replaces = false;
        }
        if dialogs::available() && ui.button("Browse…").on_hover_text("Choose where the zip goes").clicked() {
            answer.dialog = Some(DialogWish::Folder);
        }
        let file = self.file_ui(ui);
        let why_not = self.why_not(file.as_deref());
        let confirmed = self.sheet.foot_ui(ui, "Share", ConfirmKey::Enter, why_not.as_deref());
        if let (true, Some(file), Some(Ok(shown))) = (confirmed, file, &self.list) {
            let overwrite = if self.replaces { Overwrite::Allowed } else { Overwrite::Never };
            let share = Command::Share { file, extent: self.extent(), shown: Box::new(shown.clone()), overwrite };
            return Answer::confirmed(vec![share]);
        }
        answer
    }

    fn extent(&self) -> Extent {
        if self.with_confidential { Extent::WithConfidential } else { Extent::Public }
    }

    /// Has the list made when there is none of the project as it is; what is listed is what is on disk.
    fn look(&mut self, session: &Session, ui: &Ui) {
        let wanted = (self.extent(), session.revision());
        if self.listed_for != Some(wanted) {
            let ctx = ui.ctx().clone();
            self.listed_for = Some(wanted);
            self.incoming = session.sharing_later(wanted.0, move || ctx.request_repaint());
        }
        if let Some(list) = self.incoming.as_ref().and_then(|incoming| incoming.try_recv().ok()) {
            self.list = Some(list);
            self.incoming = None;
        }
    }

    fn list_ui(&self, ui: &mut Ui) {
        let t = tokens(ui.ctx());
        let sharing = match &self.list {
            None => return remark_ui(ui, "Looking through the project…"),
            Some(Err(problem)) => return warning_ui(ui, &problem.what),
            Some(Ok(sharing)) => sharing,
        };
        let n_files = files(sharing.goes.len());
        ui.label(soft(format!("{n_files}, {}, would leave this machine", size(sharing.bytes())), t));
        ScrollArea::vertical().id_salt("files").max_height(LIST_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for listed in &sharing.goes {
                ui.horizontal(|ui| {
                    ui.label(soft(&listed.file, t).font(fonts::ui(12.0)));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(soft(size(listed.bytes), t).font(fonts::ui(12.0)));
                    });
                });
            }
        });
        if !sharing.stays.is_empty() {
            remark_ui(ui, &format!("Held back as confidential: {}", files(sharing.stays.len())));
        }
        if !sharing.too_large.is_empty() {
            let words = files(sharing.too_large.len());
            warning_ui(ui, &format!("Too large for a zip, hand them over by themselves: {words}"));
        }
        if sharing.n_others > 0 {
            remark_ui(ui, &format!("Left out, since no project has them: {}", files(sharing.n_others)));
        }
        for (file, lines) in &sharing.traces.found {
            let lines = if *lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
            warning_ui(ui, &format!("{file} holds words that are confidential now, in {lines} from before"));
        }
        for file in &sharing.traces.unread {
            warning_ui(ui, &format!("{file} could not be looked through for words that are confidential now"));
        }
    }

    /// The file that would be written, told in a line; `None` while its folder is being read.
    fn file_ui(&mut self, ui: &mut Ui) -> Option<PathBuf> {
        let folder = self.field.path()?;
        let ctx = ui.ctx().clone();
        self.target.want(&folder, move || ctx.request_repaint());
        let entries = match self.target.poll()? {
            Ok(entries) => entries,
            Err(words) => {
                warning_ui(ui, words);
                return None;
            }
        };
        if entries.iter().any(|entry| entry.name == self.name) {
            warning_ui(ui, &format!("{} exists", self.name));
            check_ui(ui, &mut self.replaces, "Replace the file").on_hover_text("What it holds now is lost");
        } else {
            self.replaces = false;
            remark_ui(ui, &format!("Writes {}", self.name));
            return Some(folder.join(&self.name));
        }
        self.replaces.then(|| folder.join(&self.name))
    }

    fn why_not(&self, file: Option<&Path>) -> Option<String> {
        if self.with_confidential && !self.is_meant {
            return Some("Say that they may know all of it, or leave what is confidential out".to_owned());
        }
        if !matches!(&self.list, Some(Ok(_))) || self.incoming.is_some() {
            return Some("The project is being looked through".to_owned());
        }
        file.is_none().then(|| "Choose a folder without such a file, or replace it".to_owned())
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// A size as people read it: "812 bytes", "12 KB", "3.4 MB".
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_for_people() {
        assert_eq!([size(0), size(812), size(1_001), size(3_400_000)], ["0 bytes", "812 bytes", "2 KB", "3.4 MB"]);
    }
}
