//! Asks for an address of the web to open as an article.
//!
//! Must not know: how an address is checked or fetched.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui, warning_ui};
use crate::app::theme::widgets::check_ui;
use crate::session::Session;
use crate::session::addresses::{Reach, address};
use crate::session::command::Command;
use crate::session::wishes::Incoming;

/// The form.
#[derive(Debug)]
pub struct AddressForm {
    pub(super) sheet: Sheet,
    typed: String,
    allows_private: bool,
}

impl AddressForm {
    /// A form with this address in it.
    pub fn new(session: &Session, typed: String) -> Self {
        Self { sheet: Sheet::new("Open a web address"), typed, allows_private: session.settings().fetch_private }
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        remark_ui(
            ui,
            "The page is fetched once, kept as it came with the time and its SHA-256, and read as an article",
        );
        let entry = Entry::line("Address", "https://example.org/story", "The address of the page, from the browser");
        self.sheet.text_ui(ui, &mut self.typed, &entry);
        let checked = address(&self.typed);
        match &checked {
            Err(problem) if !self.typed.trim().is_empty() => warning_ui(ui, &sentence(&problem.why)),
            Err(_) => {}
            Ok(url) => remark_ui(ui, &format!("From {}", url.host_str().unwrap_or_default())),
        }
        check_ui(ui, &mut self.allows_private, "Allow addresses of this machine and this network")
            .on_hover_text("For pages of an intranet; remembered. Otherwise an address that leads there is refused");
        let why_not = checked.is_err().then_some("Type or paste a whole address");
        if !self.sheet.foot_ui(ui, "Open", ConfirmKey::Enter, why_not) {
            return Answer::default();
        }
        let mut commands = Vec::new();
        if self.allows_private != session.settings().fetch_private {
            commands.push(Command::SetFetchPrivate(self.allows_private));
        }
        let reach = if self.allows_private { Reach::Private } else { Reach::Public };
        commands.push(Command::Import(vec![Incoming::Address { address: self.typed.trim().to_owned(), reach }]));
        Answer::confirmed(commands)
    }
}

fn sentence(words: &str) -> String {
    crate::app::overlay::sheet::capital(words)
}
