//! Files dragged over the window: where they would land, shown while they hover, and what dropping them means.
//!
//! In: the session, what lies over the window, the paths. Out: a landing, and what to do when they are let go.
//! Must not know: what is in the files.
//! Limits: most systems say where the pointer is only after the drop; until then the words speak of both places.
//! To let files land elsewhere: a variant of `Landing`, an arm in `landing`, `words` and the window's `drop_files`.

use std::path::PathBuf;

use egui::{Align2, Context, Id, LayerId, Order, Rect, Stroke, StrokeKind, vec2};

use crate::app::overlay::Overlay;
use crate::app::theme::{fonts, icon, tokens};
use crate::model::ids::SourceId;
use crate::model::problem::shortened;
use crate::session::Session;

/// Where files would land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// In the open project, as articles; a project folder is opened.
    Articles,
    /// In the form that asks for a new draft.
    Draft,
    /// With a source, as its stored files.
    Source(SourceId),
    /// Nowhere: no project is open. A project folder can be dropped all the same.
    Nowhere,
}

/// What lies under files.
#[derive(Clone, Copy)]
pub struct Under<'a> {
    /// The overlay over the window.
    pub overlay: Option<&'a Overlay>,
    /// The source in the side bar.
    pub source: Option<SourceId>,
}

/// Where files that hover over the window now would land.
pub fn landing(session: &Session, under: Under<'_>) -> Landing {
    let source = under.overlay.map_or(under.source, Overlay::stores_for);
    match (under.overlay, source) {
        (Some(Overlay::NewDraft(_)), _) => Landing::Draft,
        (_, Some(source)) => Landing::Source(source),
        (Some(_) | None, None) if session.project().is_some() => Landing::Articles,
        (Some(_) | None, None) => Landing::Nowhere,
    }
}

/// Seconds that files which were let go wait until it is known over what: most systems tell where the pointer is only
/// after the drop.
const PATIENCE: f64 = 0.4;

/// Files that were let go, while it is not known over what.
#[derive(Debug, Default)]
pub struct Drops {
    waiting: Option<(Vec<PathBuf>, f64)>,
}

impl Drops {
    /// The paths that were let go, once it is clear where they land or nobody can tell.
    pub fn arrived(&mut self, ctx: &Context, is_clear: bool) -> Option<Vec<PathBuf>> {
        let now = ctx.input(|input| input.time);
        let paths: Vec<PathBuf> =
            ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if !paths.is_empty() {
            let (waiting, _) = self.waiting.get_or_insert((Vec::new(), now));
            waiting.extend(paths);
        }
        let (_, since) = self.waiting.as_ref()?;
        if is_clear || now - since >= PATIENCE {
            return self.waiting.take().map(|(paths, _)| paths);
        }
        ctx.request_repaint();
        None
    }
}

/// Shows over everything where the files that hover would land; `sources` is where they can be let go on a source.
pub fn hover_ui(ctx: &Context, session: &Session, landing: Landing, sources: Option<Rect>) {
    let n_files = ctx.input(|input| input.raw.hovered_files.len());
    if n_files == 0 {
        return;
    }
    let t = tokens(ctx);
    let painter = ctx.layer_painter(LayerId::new(Order::Tooltip, Id::unique("where files land")));
    let window = ctx.content_rect();
    let veil = t.paper.gamma_multiply(0.85);
    let mut inside = window.shrink(24.0);
    match sources {
        None => drop(painter.rect_filled(window, 0.0, veil)),
        Some(area) => {
            // The sources stay as they are: they can be let go on.
            let bar = window.with_max_x(area.right());
            for part in [bar.with_max_y(area.top()), bar.with_min_y(area.bottom()), window.with_min_x(area.right())] {
                painter.rect_filled(part, 0.0, veil);
            }
            painter.rect_stroke(area.expand(2.0), 6.0, Stroke::new(2.0, t.accent), StrokeKind::Inside);
            inside = inside.with_min_x(area.right() + 24.0);
        }
    }
    painter.rect(inside, 12.0, t.accent_tint.gamma_multiply(0.6), Stroke::new(2.0, t.accent), StrokeKind::Inside);
    let middle = inside.center();
    let title = match landing {
        Landing::Source(source) => {
            session.project().and_then(|project| project.sources.get(&source)).map(|it| it.name())
        }
        Landing::Articles | Landing::Draft | Landing::Nowhere => session.project().map(|it| it.title.as_str()),
    };
    let (what, more) = words(landing, n_files, title.unwrap_or_default());
    let above = middle - vec2(0.0, 44.0);
    painter.text(above, Align2::CENTER_CENTER, icon::FILE_TEXT, fonts::icons(40.0), t.accent);
    painter.text(middle, Align2::CENTER_CENTER, what, fonts::serif_strong(20.0), t.ink);
    painter.text(middle + vec2(0.0, 28.0), Align2::CENTER_CENTER, more, fonts::ui(13.0), t.soft);
    if sources.is_some() {
        let more = "Or drop on a source in the side bar to store with that source";
        painter.text(middle + vec2(0.0, 52.0), Align2::CENTER_CENTER, more, fonts::ui_strong(13.0), t.accent);
    }
}

fn words(landing: Landing, n_files: usize, title: &str) -> (String, &'static str) {
    let files = if n_files == 1 { "it".to_owned() } else { format!("{n_files} files") };
    match landing {
        Landing::Articles => (
            format!("Drop {files} to open as {} of “{title}”", if n_files == 1 { "an article" } else { "articles" }),
            "Files and folders of text, web pages, Word, PDF or mail; a project folder is opened",
        ),
        Landing::Source(_) => (
            format!("Drop {files} to store with “{}”", shortened(title, 60)),
            "Files and folders of any sort; each is kept byte for byte, and its text is read",
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
        let over = |overlay| Under { overlay, source: None };
        let empty = trial::empty();
        assert_eq!(landing(&empty.session, over(None)), Landing::Nowhere);
        let desk = trial::ministers();
        let form = Overlay::for_wish(WindowCommand::NewDraft, &desk.session).expect("an article is shown");
        assert_eq!(landing(&desk.session, over(Some(&form))), Landing::Draft);
        let keys = Overlay::for_wish(WindowCommand::Keys, &desk.session).expect("always");
        assert_eq!(landing(&desk.session, over(Some(&keys))), Landing::Articles);
        let source = desk.source("Joint staff briefing");
        let record = Overlay::for_wish(WindowCommand::SourceRecord(source), &desk.session).expect("it is known");
        assert_eq!(landing(&desk.session, over(Some(&record))), Landing::Source(source));
        let row = Under { overlay: None, source: Some(source) };
        assert_eq!(landing(&desk.session, row), Landing::Source(source));
        let hidden = Under { overlay: Some(&keys), source: Some(source) };
        assert_eq!(landing(&desk.session, hidden), Landing::Articles, "what lies under an overlay takes nothing");
        assert_eq!(words(Landing::Articles, 1, "Winter").0, "Drop it to open as an article of “Winter”");
        assert_eq!(words(Landing::Articles, 3, "Winter").0, "Drop 3 files to open as articles of “Winter”");
        assert_eq!(words(Landing::Source(source), 2, "Log").0, "Drop 2 files to store with “Log”");
    }

    #[derive(Debug)]
    struct File(PathBuf);

    impl egui::DroppedFile for File {
        fn path(&self) -> &std::path::Path {
            &self.0
        }

        fn bytes(&self) -> Result<Vec<u8>, String> {
            Err("nobody reads it here".to_owned())
        }
    }

    #[test]
    fn files_wait_a_moment_for_the_pointer() {
        let ctx = Context::default();
        let mut drops = Drops::default();
        let mut step = |time: f64, file: Option<&str>, is_clear: bool| {
            let dropped_files =
                file.into_iter().map(|file| -> egui::DroppedFileHandle { std::sync::Arc::new(File(file.into())) });
            let input =
                egui::RawInput { time: Some(time), dropped_files: dropped_files.collect(), ..Default::default() };
            let mut out = None;
            let mut painted = ctx.run_ui(input, |ui| out = drops.arrived(ui.ctx(), is_clear).or_else(|| out.take()));
            painted.textures_delta.clear(); // nobody paints it
            out
        };
        assert_eq!(step(1.0, Some("a.pdf"), true), Some(vec!["a.pdf".into()]), "the pointer is known");
        assert_eq!(step(2.0, Some("a.pdf"), false), None);
        assert_eq!(step(2.1, Some("b.pdf"), false), None);
        assert_eq!(step(2.2, None, true), Some(vec!["a.pdf".into(), "b.pdf".into()]), "it has come");
        assert_eq!(step(3.0, Some("a.pdf"), false), None);
        assert_eq!(step(3.5, None, false), Some(vec!["a.pdf".into()]), "it never comes");
        assert_eq!(step(4.0, None, true), None);
    }
}
