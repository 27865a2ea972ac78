//! Files dragged over the window: where they would land, shown while they hover, and what dropping them means.
//!
//! In: the session, what lies over the window, the paths. Out: a landing, and what to do when they are let go.
//! Must not know: what is in the files.
//! To let files land elsewhere: a variant of `Landing`, an arm in `landing`, `words` and the window's `drop_files`.

use std::path::PathBuf;

use egui::{Align2, Context, Id, LayerId, Order, Stroke, StrokeKind, vec2};

use crate::app::overlay::Overlay;
use crate::app::theme::{fonts, icon, tokens};
use crate::session::Session;

/// Where files would land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// In the open project, as articles; a project folder is opened.
    Articles,
    /// In the form that asks for a new draft.
    Draft,
    /// Nowhere: no project is open. A project folder can be dropped all the same.
    Nowhere,
}

/// Where files that hover over the window now would land.
pub fn landing(session: &Session, overlay: Option<&Overlay>) -> Landing {
    match overlay {
        Some(Overlay::NewDraft(_)) => Landing::Draft,
        Some(_) | None if session.project().is_some() => Landing::Articles,
        Some(_) | None => Landing::Nowhere,
    }
}

/// The paths that were let go over the window in this frame.
pub fn dropped(ctx: &Context) -> Vec<PathBuf> {
    ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect())
}

/// Shows over everything where the files that hover would land.
pub fn hover_ui(ctx: &Context, session: &Session, overlay: Option<&Overlay>) {
    let n_files = ctx.input(|input| input.raw.hovered_files.len());
    if n_files == 0 {
        return;
    }
    let t = tokens(ctx);
    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, Id::unique("where files land")));
    let window = ctx.content_rect();
    painter.rect_filled(window, 0.0, t.paper.gamma_multiply(0.85));
    let inside = window.shrink(24.0);
    painter.rect(inside, 12.0, t.accent_tint.gamma_multiply(0.6), Stroke::new(2.0, t.accent), StrokeKind::Inside);
    let middle = inside.center();
    let title = session.project().map(|project| project.title.as_str()).unwrap_or_default();
    let (what, more) = words(landing(session, overlay), n_files, title);
    let above = middle - vec2(0.0, 44.0);
    painter.text(above, Align2::CENTER_CENTER, icon::FILE_TEXT, fonts::icons(40.0), t.accent);
    painter.text(middle, Align2::CENTER_CENTER, what, fonts::serif_strong(20.0), t.ink);
    painter.text(middle + vec2(0.0, 28.0), Align2::CENTER_CENTER, more, fonts::ui(13.0), t.soft);
}

fn words(landing: Landing, n_files: usize, title: &str) -> (String, &'static str) {
    let files = if n_files == 1 { "it".to_owned() } else { format!("{n_files} files") };
    match landing {
        Landing::Articles => (
            format!("Drop {files} to open as {} of “{title}”", if n_files == 1 { "an article" } else { "articles" }),
            "Files and folders of text, web pages, Word, PDF or mail; a project folder is opened",
        ),
        Landing::Draft if n_files == 1 => {
            ("Drop it to make it the new draft".to_owned(), "It is read when you confirm")
        }
        Landing::Draft => ("Drop one file to make it the new draft".to_owned(), "The first of them is taken"),
        Landing::Nowhere => (
            "No project is open".to_owned(),
            "Drop a project folder to open it; for articles open or make a project first",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::overlay::Overlay;
    use crate::app::trial;
    use crate::session::window_command::WindowCommand;

    #[test]
    fn where_files_land_is_said_before_they_are_let_go() {
        let empty = trial::empty();
        assert_eq!(landing(&empty.session, None), Landing::Nowhere);
        let desk = trial::ministers();
        let form = Overlay::for_wish(WindowCommand::NewDraft, &desk.session).expect("an article is shown");
        assert_eq!(landing(&desk.session, Some(&form)), Landing::Draft);
        let keys = Overlay::for_wish(WindowCommand::Keys, &desk.session).expect("always");
        assert_eq!(landing(&desk.session, Some(&keys)), Landing::Articles);
        assert_eq!(words(Landing::Articles, 1, "Winter").0, "Drop it to open as an article of “Winter”");
        assert_eq!(words(Landing::Articles, 3, "Winter").0, "Drop 3 files to open as articles of “Winter”");
    }
}
