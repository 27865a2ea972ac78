//! Nothing to inspect: what would be shown here, and how to get it.
//!
//! Must not know: articles.

use egui::{RichText, Ui};

use crate::app::inspector::controls;
use crate::app::theme::{fonts, tokens};
use crate::session::Session;

pub(super) fn blank_ui(session: &Session, ui: &mut Ui) {
    let t = tokens(ui.ctx());
    ui.label(RichText::new("Nothing to inspect").font(fonts::ui_strong(13.0)).color(t.soft));
    let hint = if session.project().is_some() {
        "Open an article, and its counts stand here; click a claim, and its decisions, ties and history do"
    } else {
        "Open a project or an article to begin"
    };
    controls::soft_ui(ui, hint);
}
