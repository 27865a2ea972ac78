//! Short notices over the lower end of the article: what was done, what went wrong, what was opened and written.
//!
//! In: notices, and the ground they may cover. Out: commands. Must not know: the session, what lies on that ground.
//! Holds: a problem stays until it is closed, and the same one twice is shown once with a count; a repaint is asked
//! for only while something fades or will expire.

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{
    Align, Align2, Area, Color32, Frame, Id, Layout, Margin, Order, Rect, RichText, Role, ScrollArea, Stroke, Ui,
    WidgetInfo, vec2,
};

use crate::app::theme::widgets::{link_ui, soft, strong};
use crate::app::theme::{RADIUS, STEP, Tokens, fonts, icon, tokens};
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, Severity};
use crate::model::redraft::Counts;
use crate::session::account::{Purpose, Tally};
use crate::session::command::Command;
use crate::session::drafts::counts_in_words;
use crate::session::outcome::{Notice, SharedCopy};
use crate::session::window_command::WindowCommand;

/// Seconds a short word stays.
const SHORT: f64 = 4.0;
/// Seconds that what was opened or written stays, since it can be pressed.
const LONG: f64 = 12.0;
/// Seconds a toast takes to come and to go.
const FADE: f64 = 0.12;
/// Width of a toast, in points.
const WIDTH: f32 = 380.0;
/// Room kept free around the toasts, in points.
const GAP: f32 = 3.0 * STEP;
/// How many toasts are shown at once; the oldest short ones make room.
const MOST: usize = 6;

/// One notice on the screen.
#[derive(Clone, Debug, PartialEq)]
struct Toast {
    number: u64,
    notice: Notice,
    count: usize,
    since: f64,
    /// When it begins to go; `None` stays until it is closed.
    until: Option<f64>,
}

/// The notices on the screen, oldest first. Times are seconds as egui counts them.
#[derive(Default)]
pub struct Toasts {
    shown: Vec<Toast>,
    last: u64,
}

impl Toasts {
    /// Puts a notice on the screen.
    pub fn take_in(&mut self, notice: Notice, now_seconds: f64) {
        if let Notice::Mended(files) = &notice {
            return self.shown.retain(|toast| !toast.is_about(files));
        }
        let stay = match &notice {
            Notice::Told(_) => Some(SHORT),
            Notice::Problem(_) | Notice::Mended(_) => None,
            Notice::Imported { tally, .. } if tally.failed > 0 => None,
            Notice::Opened(_)
            | Notice::Imported { .. }
            | Notice::Exported(_)
            | Notice::Shared(_)
            | Notice::Drafted { .. } => Some(LONG),
        };
        let until = stay.map(|stay| now_seconds + stay);
        if let Some(same) = self.shown.iter_mut().find(|toast| toast.notice == notice && !toast.is_gone(now_seconds)) {
            same.count += 1;
            same.until = until;
            return;
        }
        if matches!(notice, Notice::Imported { .. }) {
            // Their account is the newest one's: an older one would show that too.
            self.shown.retain(|toast| !matches!(toast.notice, Notice::Imported { .. }));
        }
        self.last += 1;
        self.shown.push(Toast { number: self.last, notice, count: 1, since: now_seconds, until });
        if self.shown.len() > MOST
            && let Some(oldest) = self.shown.iter().position(|toast| toast.until.is_some())
        {
            self.shown.remove(oldest);
        }
    }

    /// Whether nothing is on the screen.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Shows the notices over the lower middle of `ground`, the newest at the bottom. Those that the ground is too low
    /// for are scrolled to.
    pub fn toasts_ui(&mut self, ground: Rect, ui: &mut Ui) -> Vec<Command> {
        let now = ui.input(|input| input.time);
        self.shown.retain(|toast| !toast.is_gone(now));
        let mut out = Vec::new();
        if self.shown.is_empty() {
            return out;
        }
        let room = ground.shrink(GAP);
        let area = Area::new(Id::unique("toasts")).order(Order::Foreground).pivot(Align2::CENTER_BOTTOM);
        area.fixed_pos(room.center_bottom()).fade_in(false).movable(false).show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(room.width()));
            ui.spacing_mut().item_spacing.y = 2.0 * STEP;
            ScrollArea::vertical().max_height(room.height()).stick_to_bottom(true).show(ui, |ui| {
                for toast in &mut self.shown {
                    ui.push_id(toast.number, |ui| {
                        ui.set_opacity(toast.opacity(now));
                        if toast_ui(toast, ui, &mut out) {
                            toast.until = Some(now);
                        }
                    });
                }
            });
        });
        if let Some(wait) = self.shown.iter().filter_map(|toast| toast.next_change(now)).reduce(f64::min) {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(wait.max(0.0)));
        }
        out
    }
}

/// The ground for notices while a dialog lies over the middle of the window: its lower right corner.
pub fn beside_dialog(window: Rect) -> Rect {
    let corner = window.right_bottom() - vec2(STEP, crate::app::status_bar::HEIGHT);
    Rect::from_min_max(egui::pos2(corner.x - WIDTH - 2.0 * GAP, window.top()), corner)
}

impl Toast {
    /// Whether it tells of something wrong in one of these files.
    fn is_about(&self, files: &[String]) -> bool {
        match &self.notice {
            Notice::Problem(problem) => match &problem.place {
                Place::File(file) | Place::Line { file, .. } => files.contains(file),
                Place::Nowhere | Place::Block { .. } | Place::Claim { .. } => false,
            },
            Notice::Told(_)
            | Notice::Opened(_)
            | Notice::Imported { .. }
            | Notice::Exported(_)
            | Notice::Shared(_)
            | Notice::Drafted { .. }
            | Notice::Mended(_) => false,
        }
    }

    fn is_gone(&self, now: f64) -> bool {
        self.until.is_some_and(|until| now >= until + FADE)
    }

    /// From 0 to 1.
    #[expect(clippy::cast_possible_truncation, reason = "a share needs no double precision")]
    fn opacity(&self, now: f64) -> f32 {
        let coming = (now - self.since) / FADE;
        let going = self.until.map_or(1.0, |until| 1.0 - (now - until) / FADE);
        // The first frame must show something, or an accessibility tool would never meet it.
        coming.max(0.2).min(going).clamp(0.0, 1.0) as f32
    }

    /// Seconds until it looks other than now; `None` when it stays as it is.
    fn next_change(&self, now: f64) -> Option<f64> {
        if now - self.since < FADE || self.until.is_some_and(|until| now >= until) {
            return Some(0.0);
        }
        self.until.map(|until| until - now)
    }
}

/// Shows one notice; answers whether it was closed.
fn toast_ui(toast: &Toast, ui: &mut Ui, out: &mut Vec<Command>) -> bool {
    let t = tokens(ui.ctx());
    match &toast.notice {
        Notice::Told(words) => told_ui(ui, &with_count(words, toast.count)),
        Notice::Problem(problem) => problem_ui(ui, problem, toast.count, out),
        Notice::Opened(slugs) => frame(t.line, t.paper).show(ui, |ui| opened_ui(ui, slugs, out)).inner,
        Notice::Imported { articles: _, tally } => {
            let line = if tally.failed > 0 { t.needs_fix.ink } else { t.line };
            frame(line, t.paper).show(ui, |ui| imported_ui(ui, *tally, out)).inner
        }
        Notice::Drafted { article, number, counts } => {
            frame(t.line, t.paper).show(ui, |ui| drafted_ui(ui, article, *number, counts, out)).inner
        }
        Notice::Exported(files) => frame(t.line, t.paper).show(ui, |ui| exported_ui(ui, files)).inner,
        Notice::Shared(copy) => frame(t.line, t.paper).show(ui, |ui| shared_ui(ui, copy)).inner,
        Notice::Mended(_) => true, // never kept: see `take_in`
    }
}

fn frame(line: Color32, fill: Color32) -> Frame {
    let margin = Margin::symmetric(12, 10);
    Frame::new().fill(fill).stroke(Stroke::new(1.0, line)).corner_radius(RADIUS + 2).inner_margin(margin)
}

fn with_count(words: &str, count: usize) -> String {
    if count > 1 { format!("{words} ({count} times)") } else { words.to_owned() }
}

/// The head of a toast: icon, words, close button.
fn head_ui(ui: &mut Ui, (glyph, color): (&str, Color32), words: &str) -> bool {
    ui.set_width(ui.available_width());
    ui.horizontal_top(|ui| {
        crate::app::theme::widgets::icon_ui(ui, glyph, 16.0, color);
        let room = ui.available_width() - 8.0 * STEP;
        ui.allocate_ui_with_layout(vec2(room, 20.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(room);
            ui.add(egui::Label::new(strong(words)).wrap());
        });
        close_ui(ui)
    })
    .inner
}

fn close_ui(ui: &mut Ui) -> bool {
    let t = tokens(ui.ctx());
    let cross = RichText::new(icon::CROSS).font(fonts::icons(13.0)).color(t.soft);
    let response = ui.add(egui::Button::new(cross).frame(false).min_size(vec2(24.0, 20.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Close"));
    response.on_hover_text("Close").clicked()
}

/// A short word never asks for anything: it has no button.
fn told_ui(ui: &mut Ui, words: &str) -> bool {
    let t = tokens(ui.ctx());
    frame(t.line, t.chrome).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(egui::Label::new(RichText::new(words).color(t.ink)).wrap());
    });
    false
}

fn problem_ui(ui: &mut Ui, problem: &Problem, count: usize, out: &mut Vec<Command>) -> bool {
    let t = tokens(ui.ctx());
    let (glyph, pair) = match problem.severity {
        Severity::Error => (icon::X_CIRCLE, t.wrong),
        Severity::Warning => (icon::WARNING, t.needs_fix),
        Severity::Note => (icon::INFO, t.said),
    };
    let shown = frame(pair.ink, pair.tint).show(ui, |ui| {
        let closed = head_ui(ui, (glyph, pair.ink), &with_count(&problem.what, count));
        let place = problem.place.to_string();
        let rows = [("where", &place), ("why", &problem.why), ("now", &problem.now), ("help", &problem.help)];
        for (word, text) in rows.into_iter().filter(|(_, text)| !text.is_empty()) {
            row_ui(ui, word, text, t);
        }
        ui.horizontal(|ui| {
            ui.add_space(6.0 * STEP);
            if link_ui(ui, "Copy details").on_hover_text("Copy all of this as text").clicked() {
                ui.ctx().copy_text(problem.to_string());
            }
            // What the store found wrong in a file of the project has a line, or names the file it misses.
            let is_damage = matches!(problem.place, Place::Line { .. }) || problem.id.ends_with("-missing");
            let is_for_repair = is_damage && !["git-conflict", "draft-missing"].contains(&problem.id);
            if is_for_repair && problem.severity != Severity::Note {
                let repair =
                    link_ui(ui, "Repair…").on_hover_text("See what can be put back, before anything is written");
                if repair.clicked() {
                    out.push(Command::Window(WindowCommand::Repair));
                }
            }
            if problem.id == "conflicts-outside" {
                let settle = link_ui(ui, "Settle…").on_hover_text("See both sides and take one");
                if settle.clicked() {
                    out.push(Command::Window(WindowCommand::Questions));
                }
            }
        });
        closed
    });
    shown.inner
}

fn row_ui(ui: &mut Ui, word: &str, text: &str, t: &Tokens) {
    ui.horizontal_top(|ui| {
        ui.add_space(6.0 * STEP);
        ui.allocate_ui_with_layout(vec2(10.0 * STEP, 18.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(10.0 * STEP);
            ui.label(RichText::new(word).font(fonts::ui_strong(12.0)).color(t.ink));
        });
        ui.add(egui::Label::new(RichText::new(text).font(fonts::ui(12.0)).color(t.ink)).wrap());
    });
}

fn opened_ui(ui: &mut Ui, slugs: &[Slug], out: &mut Vec<Command>) -> bool {
    let t = tokens(ui.ctx());
    let words = match slugs {
        [one] => format!("Opened “{}”", one.as_str().replace('-', " ")),
        many => format!("Opened {} articles", many.len()),
    };
    let closed = head_ui(ui, (icon::FILE_TEXT, t.accent), &words);
    if slugs.len() > 1 {
        for slug in slugs {
            ui.horizontal(|ui| {
                ui.add_space(6.0 * STEP);
                let name = slug.as_str().replace('-', " ");
                if link_ui(ui, &name).on_hover_text("Show this article").clicked() {
                    out.push(Command::ShowArticle(slug.clone()));
                }
            });
        }
    }
    closed
}

fn imported_ui(ui: &mut Ui, tally: Tally, out: &mut Vec<Command>) -> bool {
    let t = tokens(ui.ctx());
    let look = if tally.failed > 0 { (icon::WARNING, t.needs_fix.ink) } else { (icon::FILE_TEXT, t.accent) };
    let words = match (tally.purpose, tally.new) {
        (Purpose::Articles, 0) => "No new article".to_owned(),
        (Purpose::Articles, 1) => "Opened 1 article".to_owned(),
        (Purpose::Articles, n) => format!("Opened {n} articles"),
        (Purpose::Evidence, 0) => "No new file".to_owned(),
        (Purpose::Evidence, 1) => "Stored 1 file".to_owned(),
        (Purpose::Evidence, n) => format!("Stored {n} files"),
    };
    let closed = head_ui(ui, look, &words);
    ui.horizontal_wrapped(|ui| {
        ui.add_space(6.0 * STEP);
        ui.add(egui::Label::new(RichText::new(tally.in_words()).font(fonts::ui(12.0)).color(t.ink)).wrap());
    });
    ui.horizontal(|ui| {
        ui.add_space(6.0 * STEP);
        if link_ui(ui, "Show each file").on_hover_text("What became of each file, and why").clicked() {
            out.push(Command::Window(WindowCommand::Account));
        }
    });
    closed
}

fn drafted_ui(ui: &mut Ui, article: &Slug, number: usize, counts: &Counts, out: &mut Vec<Command>) -> bool {
    let t = tokens(ui.ctx());
    let closed = head_ui(ui, (icon::FILE_TEXT, t.accent), &format!("Draft {number} is the current one"));
    ui.horizontal_wrapped(|ui| {
        ui.add_space(6.0 * STEP);
        ui.add(egui::Label::new(RichText::new(counts_in_words(counts)).font(fonts::ui(12.0)).color(t.ink)).wrap());
    });
    ui.horizontal(|ui| {
        ui.add_space(6.0 * STEP);
        if link_ui(ui, "Review the draft").on_hover_text("Show what became of the words and the claims").clicked() {
            out.push(Command::ShowArticle(article.clone()));
            out.push(Command::Window(WindowCommand::ReviewDraft));
        }
    });
    closed
}

fn exported_ui(ui: &mut Ui, files: &[PathBuf]) -> bool {
    let t = tokens(ui.ctx());
    let words = if files.len() == 1 { "Report written".to_owned() } else { format!("{} reports written", files.len()) };
    let closed = head_ui(ui, (icon::CHECK, t.confirmed.ink), &words);
    for file in files {
        file_ui(ui, file, file, "Open with the program for this sort of file");
    }
    closed
}

/// What left the project as a copy, and where it lies; its folder is what one passes it on from.
fn shared_ui(ui: &mut Ui, copy: &SharedCopy) -> bool {
    let t = tokens(ui.ctx());
    let closed = head_ui(ui, (icon::CHECK, t.confirmed.ink), &copy.in_words());
    let folder = copy.file.parent().unwrap_or(&copy.file);
    file_ui(ui, &copy.file, folder, "Open the folder it is in");
    closed
}

/// The path of a file that was written, and what opens `target`.
fn file_ui(ui: &mut Ui, file: &Path, target: &Path, help: &str) {
    let t = tokens(ui.ctx());
    let path = file.display().to_string();
    ui.push_id(&path, |ui| {
        ui.horizontal_top(|ui| {
            ui.add_space(6.0 * STEP);
            let room = ui.available_width() - 24.0 * STEP;
            ui.allocate_ui_with_layout(vec2(room, 18.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(room);
                ui.add(egui::Label::new(soft(&path, t)).truncate()).on_hover_text(&path);
            });
            let word = if file == target { "Open" } else { "Show folder" };
            let response = link_ui(ui, word);
            let name = target.file_name().unwrap_or_default().to_string_lossy();
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{word} {name}")));
            if response.on_hover_text(help).clicked() {
                ui.ctx().open_url(egui::OpenUrl::new_tab(file_address(target)));
            }
        });
    });
}

/// The `file:` address of a path; bytes that an address cannot hold are escaped (RFC 3986, section 2).
fn file_address(path: &Path) -> String {
    let mut address = "file://".to_owned();
    let text = path.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') {
        address.push('/');
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~:".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push('%');
            address.extend([byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or('0')));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::trial::{self, Shown};
    use crate::model::problem::Place;

    fn told(words: &str) -> Notice {
        Notice::Told(words.to_owned())
    }

    fn problem() -> Problem {
        Problem::error("review-cut-off", "One claim is cut off")
            .at(Place::File("review.ron".to_owned()))
            .why("the file ends early")
            .now("41 of 42 claims are shown")
            .help("Mend line 214")
    }

    fn shown(notices: Vec<Notice>) -> Shown<'static, Toasts> {
        let mut toasts = Toasts::default();
        for notice in notices {
            toasts.take_in(notice, 0.0);
        }
        trial::show(trial::empty(), (900.0, 600.0), toasts, |_, toasts, ui| toasts.toasts_ui(ui.max_rect(), ui))
    }

    #[test]
    fn a_short_word_goes_by_itself_and_a_problem_stays() {
        let mut toasts = shown(vec![told("Removed 2 claims"), Notice::Problem(problem())]);
        assert!(toasts.query_by_label("Removed 2 claims").is_some());
        toasts.run_steps(24); // six seconds
        assert!(toasts.query_by_label("Removed 2 claims").is_none());
        assert!(toasts.query_by_label("One claim is cut off").is_some());
        for text in ["review.ron", "the file ends early", "41 of 42 claims are shown", "Mend line 214"] {
            assert!(toasts.query_by_label(text).is_some(), "{text}");
        }
        toasts.get_by_label("Close").click();
        toasts.run_steps(3);
        assert!(toasts.state().panel.is_empty());
    }

    #[test]
    fn the_same_problem_is_shown_once_with_a_count() {
        let mut toasts = Toasts::default();
        for _ in 0..3 {
            toasts.take_in(Notice::Problem(problem()), 1.0);
        }
        assert_eq!(toasts.shown.len(), 1);
        let shown = shown(vec![Notice::Problem(problem()), Notice::Problem(problem())]);
        assert!(shown.query_by_label("One claim is cut off (2 times)").is_some());
    }

    #[test]
    fn details_are_copied_as_text() {
        let mut toasts = shown(vec![Notice::Problem(problem())]);
        toasts.get_by_label("Copy details").click();
        toasts.step();
        let mut copied = None;
        for _ in 0..3 {
            let commands = &toasts.output().platform_output.commands;
            let text = commands.iter().find_map(|command| match command {
                egui::OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
            copied = copied.or(text);
            toasts.step();
        }
        assert_eq!(copied, Some(problem().to_string()));
    }

    #[test]
    fn nothing_is_repainted_while_only_problems_are_shown() {
        let toast = |notice, until| Toast { number: 1, notice, count: 1, since: 0.0, until };
        assert_eq!(toast(Notice::Problem(problem()), None).next_change(1.0), None);
        assert_eq!(toast(told("x"), Some(4.0)).next_change(1.0), Some(3.0));
        assert_eq!(toast(told("x"), Some(4.0)).next_change(0.05), Some(0.0), "it is still coming");
        assert!(toast(told("x"), Some(4.0)).opacity(4.06) < 0.6, "it is going");
        assert!(toast(told("x"), Some(4.0)).is_gone(4.2));
    }

    #[test]
    fn many_short_words_make_room_and_problems_do_not() {
        let mut toasts = Toasts::default();
        toasts.take_in(Notice::Problem(problem()), 0.0);
        for number in 0..20 {
            toasts.take_in(told(&format!("word {number}")), 0.0);
        }
        assert_eq!(toasts.shown.len(), MOST);
        assert!(matches!(toasts.shown.first().map(|toast| &toast.notice), Some(Notice::Problem(_))));
    }

    #[test]
    fn what_was_opened_and_written_is_named() {
        let slug = |title| Slug::from_title(title);
        let toasts = shown(vec![Notice::Opened(vec![slug("Power cuts")])]);
        assert!(toasts.query_by_label("Opened “power cuts”").is_some());
        let mut toasts = shown(vec![Notice::Opened(vec![slug("Power cuts"), slug("Grain ships")])]);
        toasts.get_by_label("grain ships").click();
        toasts.run();
        assert_eq!(toasts.said(), [Command::ShowArticle(slug("Grain ships"))]);
        let toasts = shown(vec![Notice::Exported(vec![PathBuf::from("/home/alma/x-review.html")])]);
        assert!(toasts.query_by_label("Report written").is_some());
        assert!(toasts.query_by_label("/home/alma/x-review.html").is_some());
        assert!(toasts.query_by_label("Open x-review.html").is_some());
        let copy = SharedCopy {
            file: PathBuf::from("/home/alma/winter.zip"),
            project: "Winter".to_owned(),
            n_files: 14,
            extent: crate::session::sharing::Extent::Public,
        };
        let toasts = shown(vec![Notice::Shared(copy)]);
        assert!(toasts.query_by_label("“Winter” shared: a copy of 14 files, without what is confidential").is_some());
        assert!(toasts.query_by_label("/home/alma/winter.zip").is_some());
        assert!(toasts.query_by_label("Show folder alma").is_some());
    }

    #[test]
    fn notices_stay_on_the_ground_they_are_given() {
        let window = Rect::from_min_size(egui::Pos2::ZERO, vec2(1280.0, 800.0));
        let article = Rect::from_min_max(egui::pos2(240.0, 44.0), egui::pos2(908.0, 260.0));
        for ground in [article, beside_dialog(window)] {
            let mut toasts = Toasts::default();
            for number in 0..5 {
                let damage = Problem { what: format!("{} {number}", problem().what), ..problem() };
                toasts.take_in(Notice::Problem(damage), 0.0);
            }
            let mut shown =
                trial::show(trial::empty(), (1280.0, 800.0), toasts, move |_, toasts, ui| toasts.toasts_ui(ground, ui));
            shown.run_steps(3);
            let newest = shown.get_by_label("One claim is cut off 4").rect();
            assert!(ground.contains_rect(newest), "{newest} is on {ground}");
            let area = shown.ctx.memory(|memory| memory.area_rect(Id::unique("toasts"))).expect("it is shown");
            assert!(ground.contains_rect(area), "{area} is on {ground}");
        }
    }

    #[test]
    fn addresses_of_files_are_escaped() {
        for (path, address) in [
            ("/a/b-1.html", "file:///a/b-1.html"),
            ("/a b/ö#?.html", "file:///a%20b/%c3%b6%23%3f.html"),
            ("C:\\x\\y.html", "file:///C:/x/y.html"),
        ] {
            assert_eq!(file_address(Path::new(path)), address);
        }
    }
}
