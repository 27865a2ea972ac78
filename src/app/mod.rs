//! The window.
//!
//! In: the session and the input of a frame. Out: commands, which one place carries out in order. Panels never change
//! anything themselves, touch disk or parse. Must not know: disk, formats, rules of the domain.
//!
//! `logic` takes in finished jobs and paints nothing; `show` reads keys, draws panels and gathers commands; `act`
//! does what only the window can.

pub mod article;
pub mod buffers;
pub mod claims;
pub mod clipboard;
pub mod dialogs;
pub mod diff;
pub mod draft;
pub mod drops;
pub mod empty;
pub mod history;
pub mod hold_bar;
pub mod inspector;
pub mod keys;
pub mod launch;
pub mod offer;
pub mod overlay;
mod paper;
pub mod proposals;
pub mod queries;
pub mod row;
pub mod side_bar;
pub mod status_bar;
pub mod theme;
pub mod toasts;
pub mod top_bar;
pub mod type_ahead;
pub mod viewer;
pub mod when;

#[cfg(test)]
mod trial;

use std::sync::Arc;

use egui::{CentralPanel, Context, Frame, Panel, Rect, Ui, ViewportCommand};

use crate::app::article::ArticleView;
use crate::app::buffers::TextBuffers;
use crate::app::claims::ClaimsList;
use crate::app::clipboard::{Clipboard, Copied};
use crate::app::dialogs::{DialogWish, Dialogs, Picked};
use crate::app::draft::DraftPanel;
use crate::app::drops::{Drops, Landing, Under};
use crate::app::history::HistoryList;
use crate::app::inspector::{Inspector, Part};
use crate::app::keys::Reach;
use crate::app::launch::Folders;
use crate::app::overlay::{Answer, Overlay};
use crate::app::proposals::ProposalsList;
use crate::app::queries::QueriesList;
use crate::app::side_bar::SideBar;
use crate::app::toasts::Toasts;
use crate::app::type_ahead::TypeAhead;
use crate::app::viewer::Viewer;
use crate::model::problem::Problem;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::addresses::is_address;
use crate::session::command::Command;
use crate::session::outcome::{Done, Notice};
use crate::session::settings::Theme;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::Incoming;
use crate::text::span::ByteSpan;

/// What is in the drawer under the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// The list of claims.
    Claims,
    /// The list of queries.
    Queries,
    /// What the writer's file proposes to tie claims to.
    Proposals,
    /// Who changed what.
    History,
    /// What the newest draft did.
    Draft,
}

/// A window at least this wide keeps its side bar while a file is shown beside the article, in points.
const SPACIOUS: f32 = 1500.0;

/// Which parts of the window are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rooms {
    has_side_bar: bool,
    has_inspector: bool,
    drawer: Option<Drawer>,
    /// The side bar makes way for a file beside the article in a narrow window.
    makes_way: bool,
    /// Whether a text field had the focus in the last frame: egui takes it away before anybody sees an Escape.
    was_typing: bool,
}

/// Whether the window is about to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    No,
    /// As soon as everything is saved and no job is under way.
    WhenSettled,
    /// It was kept open, since work could not be saved; asked once more, it closes.
    Refused,
    /// Now.
    Now,
}

/// The window: the session, the panels' own state, and nothing else.
pub struct App {
    session: Session,
    buffers: TextBuffers,
    article: ArticleView,
    viewer: Viewer,
    side_bar: SideBar,
    inspector: Inspector,
    claims: ClaimsList,
    queries: QueriesList,
    proposals: ProposalsList,
    history: HistoryList,
    draft: DraftPanel,
    toasts: Toasts,
    overlays: Vec<Overlay>,
    /// Frames until the article gets the focus that an overlay had; 0 when it has it.
    frames_to_focus: u8,
    dialogs: Dialogs,
    drops: Drops,
    clipboard: Clipboard,
    type_ahead: TypeAhead,
    rooms: Rooms,
    closing: Closing,
    title: String,
}

impl App {
    /// A window on `session`.
    pub fn new(ctx: &Context, mut session: Session) -> Self {
        theme::install(ctx);
        let waker = ctx.clone();
        session.set_wake(Arc::new(move || waker.request_repaint()));
        session.watch_outside();
        let asks_person = session.settings().person.is_none();
        let mut app = Self {
            session,
            buffers: TextBuffers::default(),
            article: ArticleView::default(),
            viewer: Viewer::default(),
            side_bar: SideBar::default(),
            inspector: Inspector::default(),
            claims: ClaimsList::default(),
            queries: QueriesList::default(),
            proposals: ProposalsList::default(),
            history: HistoryList::default(),
            draft: DraftPanel::default(),
            toasts: Toasts::default(),
            overlays: Vec::new(),
            frames_to_focus: 0,
            dialogs: Dialogs::default(),
            drops: Drops::default(),
            clipboard: Clipboard::default(),
            type_ahead: TypeAhead::default(),
            rooms: Rooms { has_side_bar: true, has_inspector: true, drawer: None, makes_way: false, was_typing: false },
            closing: Closing::No,
            title: String::new(),
        };
        app.set_theme(ctx);
        if asks_person {
            app.overlays.extend(Overlay::for_wish(WindowCommand::EditPerson, &app.session));
        }
        app
    }

    /// The session behind the window.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Where words of the article stood in the window in the last frame, one rectangle a row.
    pub fn rects_of(&self, words: ByteSpan) -> Vec<Rect> {
        self.article.rects_of(words)
    }

    /// Opens what the command line named, or what was open last, or the sample.
    pub fn open(&mut self, start: launch::Opening) {
        let result = match start {
            launch::Opening::Project { folder, files } => self.session.open_project(folder, files).map(drop),
            launch::Opening::Sample => self.session.run(Command::OpenSample).map(drop),
            launch::Opening::Nothing => Ok(()),
        };
        if let Err(problem) = result {
            self.toasts.take_in(Notice::Problem(problem), 0.0);
        }
    }

    /// Takes in finished jobs, dialogs and due text fields. Paints nothing.
    pub fn logic(&mut self, ctx: &Context) {
        let now = ctx.input(|input| input.time);
        let due = self.buffers.due(&self.session, now);
        self.run_all(ctx, due);
        if self.session.is_opening() {
            let typed = self.buffers.flush(&self.session); // the fields are about to be another project's
            self.run_all(ctx, typed);
        }
        if let Some(again) = self.session.poll() {
            ctx.request_repaint_after(again.unsigned_abs());
        }
        if let Some(picked) = self.dialogs.poll() {
            self.take_in_picked(ctx, picked);
        }
        if let Some(copied) = self.clipboard.poll() {
            self.take_in_copied(ctx, copied);
        }
        while let Some(notice) = self.session.next_notice() {
            self.toasts.take_in(notice, now);
        }
        self.set_title(ctx);
        self.close_when_due(ctx);
    }

    /// Reads keys, draws everything, and carries out what was wished for.
    pub fn show(&mut self, ui: &mut Ui) {
        self.type_ahead.take_in_shown();
        let mut commands = self.drop_files(ui);
        if self.overlays.is_empty() {
            self.take_in_pasted_address(ui);
            self.give_focus_back(ui.ctx());
            self.keys(ui);
            commands.extend(self.escape(ui));
        }
        let (wished, article) = self.panels(ui);
        commands.extend(wished);
        // Over the lower end of the article, where nothing is typed or pressed; beside a dialog while there is one.
        let ground = if self.overlays.is_empty() { article } else { toasts::beside_dialog(ui.max_rect()) };
        commands.extend(self.toasts.toasts_ui(ground, ui));
        let answer = self.overlays.last_mut().map(|overlay| overlay::overlay_ui(&self.session, overlay, ui));
        if let Some(answer) = answer {
            commands.extend(self.take_in_answer(ui.ctx(), answer));
        }
        let ctx = ui.ctx().clone();
        self.run_all(&ctx, commands);
        self.set_theme(&ctx);
        self.rooms.was_typing = ctx.text_edit_focused();
    }

    /// Escape, where no field and no overlay has it: drops the selection of the article, then closes the file beside it.
    fn escape(&mut self, ui: &Ui) -> Option<Command> {
        if self.rooms.was_typing || !ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            return None;
        }
        let drops = article::drops_selection(ui, &self.session).filter(|_| !self.viewer.had_focus());
        drops.or_else(|| {
            self.session.view().exhibit.as_ref()?;
            self.frames_to_focus = 2;
            Some(Command::HideEvidence)
        })
    }

    /// Gives the article the focus that an overlay had, unless something else has taken it. In the frame after an
    /// overlay egui still lets nothing under it have the focus, so that it is given in the one after that.
    fn give_focus_back(&mut self, ctx: &Context) {
        if self.frames_to_focus == 0 {
            return;
        }
        self.frames_to_focus -= 1;
        ctx.request_repaint();
        if self.frames_to_focus == 0 && ctx.memory(|memory| memory.focused()).is_none() {
            ctx.memory_mut(|memory| memory.request_focus(ArticleView::focus_id()));
        }
    }

    /// Carries out the keys of this frame, each on what the one before it left.
    fn keys(&mut self, ui: &Ui) {
        let reach = if self.proposals.has_focus(ui.ctx()) {
            Reach::Chords // its own keys: Enter, Delete and the arrows
        } else if ClaimsList::has_focus(ui.ctx()) {
            Reach::List
        } else if Viewer::has_focus(ui.ctx()) {
            Reach::Exhibit
        } else if article::takes_letters(ui) {
            Reach::All
        } else {
            Reach::Chords
        };
        for spec in keys::pressed(ui, reach) {
            match (spec.needs)(&self.session) {
                Ok(command) => self.run_all(ui.ctx(), vec![command]),
                Err(why) => self.toasts.take_in(Notice::Told(why.to_owned()), ui.input(|input| input.time)),
            }
            if !self.overlays.is_empty() {
                break; // what is pressed after that is meant for the overlay
            }
        }
    }

    /// Draws the panels; answers what was wished for in them, and where the article is.
    fn panels(&mut self, ui: &mut Ui) -> (Vec<Command>, Rect) {
        let t = theme::tokens(ui.ctx());
        let side = Frame::new().fill(t.panel);
        let session = &self.session;
        let mut out = Vec::new();
        let top = Panel::top("top bar").exact_size(top_bar::HEIGHT).resizable(false).frame(Frame::NONE);
        top.show(ui, |ui| out.extend(top_bar::top_bar_ui(session, ui)));
        if session.read_only().is_some() {
            let bar = Panel::top("hold bar").resizable(false).show_separator_line(false).frame(Frame::NONE);
            bar.show(ui, |ui| out.extend(hold_bar::hold_bar_ui(session, ui)));
        }
        let bottom = Panel::bottom("status bar").exact_size(status_bar::HEIGHT).resizable(false).frame(Frame::NONE);
        bottom.show(ui, |ui| out.extend(status_bar::status_bar_ui(session, ui)));
        let shows_file = session.view().exhibit.is_some() && session.current_article().is_some();
        if !shows_file {
            self.rooms.makes_way = ui.available_width() < SPACIOUS;
        }
        if self.rooms.has_side_bar && !(shows_file && self.rooms.makes_way) {
            let panel = Panel::left("side bar").default_size(side_bar::WIDTH).size_range(180.0..=420.0).frame(side);
            panel.show(ui, |ui| out.extend(side_bar::side_bar_ui(session, &mut self.side_bar, ui)));
        }
        if self.rooms.has_inspector {
            let panel = Panel::right("inspector").default_size(372.0).size_range(300.0..=560.0).frame(side);
            panel.show(ui, |ui| {
                out.extend(inspector::inspector_ui(session, &mut self.inspector, &mut self.buffers, ui));
            });
        }
        if let Some(drawer) = self.rooms.drawer.filter(|_| session.current_article().is_some()) {
            let most = (ui.available_height() - 160.0).max(120.0);
            let panel =
                Panel::bottom("drawer").default_size(280.0).size_range(120.0..=most).resizable(true).frame(side);
            panel.show(ui, |ui| match drawer {
                Drawer::Claims => out.extend(claims::claims_ui(session, &mut self.claims, ui)),
                Drawer::Draft => out.extend(draft::draft_ui(session, &mut self.draft, ui)),
                Drawer::Queries => {
                    out.extend(queries::queries_ui(session, &mut self.queries, &mut self.buffers, ui));
                }
                Drawer::Proposals => out.extend(proposals::proposals_ui(session, &mut self.proposals, ui)),
                Drawer::History => out.extend(history::history_ui(session, &mut self.history, ui)),
            });
        }
        if shows_file {
            let most = (ui.available_width() - viewer::LEAST_WIDTH).max(viewer::LEAST_WIDTH);
            let panel = Panel::right("evidence").default_size((ui.available_width() / 2.0).floor());
            let panel = panel.size_range(viewer::LEAST_WIDTH..=most).resizable(true).frame(side);
            panel.show(ui, |ui| out.extend(viewer::viewer_ui(session, &mut self.viewer, ui)));
        }
        let middle = CentralPanel::no_frame().show(ui, |ui| {
            if session.current_article().is_some() {
                out.extend(article::article_ui(session, &mut self.article, ui));
            } else {
                out.extend(empty::empty_ui(session, ui));
            }
        });
        (out, middle.response.rect)
    }

    /// Carries out commands in order. Words typed into fields go first wherever a command could leave them behind.
    fn run_all(&mut self, ctx: &Context, commands: Vec<Command>) {
        for command in commands {
            if leaves_fields(&command) {
                for typed in self.buffers.flush(&self.session) {
                    self.run(ctx, typed);
                }
            }
            self.run(ctx, command);
        }
    }

    fn run(&mut self, ctx: &Context, command: Command) {
        // Words that a refused command carried go back into their field.
        let typed = TextBuffers::carries(&command).then(|| command.clone());
        let result = self.session.run(command);
        ctx.request_repaint();
        match result {
            Ok(Done::Window(wish)) => self.act(ctx, wish),
            // A source made on the way to pinning one is the one to pin.
            Ok(Done::Source(source)) if matches!(self.overlays.last(), Some(Overlay::Pin(_))) => {
                self.close_overlay(ctx);
                self.run(ctx, Command::Pin(Some(source)));
            }
            Ok(_) => {}
            Err(problem) => {
                if let Some(typed) = typed {
                    self.buffers.put_back(&typed);
                }
                self.take_in_problem(ctx, problem);
            }
        }
    }

    /// A problem of a key pressed in the wrong place is a word; anything graver is a card.
    fn take_in_problem(&mut self, ctx: &Context, problem: Problem) {
        let now = ctx.input(|input| input.time);
        let is_slight = matches!(problem.id, "nothing-selected");
        let notice = if is_slight { Notice::Told(problem.what) } else { Notice::Problem(problem) };
        self.toasts.take_in(notice, now);
    }

    /// Does what only the window can.
    fn act(&mut self, ctx: &Context, wish: WindowCommand) {
        match wish {
            WindowCommand::PickArticles if dialogs::available() => self.start_dialog(DialogWish::Articles, ctx),
            WindowCommand::PickProject if dialogs::available() => self.start_dialog(DialogWish::Project, ctx),
            WindowCommand::Claims => self.toggle_drawer(Drawer::Claims),
            WindowCommand::Queries => self.toggle_drawer(Drawer::Queries),
            WindowCommand::Proposals => self.toggle_drawer(Drawer::Proposals),
            WindowCommand::History => self.toggle_drawer(Drawer::History),
            WindowCommand::ReviewDraft => self.toggle_drawer(Drawer::Draft),
            WindowCommand::SideBar if self.rooms.makes_way && self.session.view().exhibit.is_some() => {
                (self.rooms.has_side_bar, self.rooms.makes_way) = (true, false);
            }
            WindowCommand::SideBar => self.rooms.has_side_bar = !self.rooms.has_side_bar,
            WindowCommand::FindInEvidence => self.viewer.begin_find(),
            WindowCommand::Inspector => self.rooms.has_inspector = !self.rooms.has_inspector,
            WindowCommand::EditNote => self.begin(Part::Note),
            WindowCommand::EditFix => self.begin(Part::Fix),
            WindowCommand::EditClaimant => self.begin(Part::Claimant),
            WindowCommand::LargerText => self.resize_text(ctx, 1),
            WindowCommand::SmallerText => self.resize_text(ctx, -1),
            WindowCommand::CycleTheme => {
                let next = match self.session.settings().theme {
                    Theme::System => Theme::Light,
                    Theme::Light => Theme::Dark,
                    Theme::Dark => Theme::System,
                };
                self.run(ctx, Command::SetTheme(next));
            }
            WindowCommand::Copy => self.copy_selection(ctx),
            WindowCommand::CopyMemo => self.copy_memo(ctx),
            WindowCommand::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            WindowCommand::PasteArticle => self.read_clipboard(ctx),
            WindowCommand::PickArticles
            | WindowCommand::AskAddress
            | WindowCommand::Account
            | WindowCommand::TypePath
            | WindowCommand::PickProject
            | WindowCommand::NewProject
            | WindowCommand::NewDraft
            | WindowCommand::Export
            | WindowCommand::Share
            | WindowCommand::SaveCopy
            | WindowCommand::Backups
            | WindowCommand::Palette
            | WindowCommand::Keys
            | WindowCommand::AddTie
            | WindowCommand::PickPinned
            | WindowCommand::AddSource
            | WindowCommand::EditSource(_)
            | WindowCommand::EditTie(..)
            | WindowCommand::SourceRecord(_)
            | WindowCommand::Ask
            | WindowCommand::PickCopy
            | WindowCommand::Assign
            | WindowCommand::Waive
            | WindowCommand::Sign
            | WindowCommand::FlagLegal
            | WindowCommand::ClearLegal
            | WindowCommand::CloseArticle
            | WindowCommand::Correct
            | WindowCommand::EditCorrection(_)
            | WindowCommand::EditArticle
            | WindowCommand::EditProject
            | WindowCommand::EditPerson
            | WindowCommand::Repair => self.overlays.extend(Overlay::for_wish(wish, &self.session)),
            WindowCommand::Questions => {
                self.session.want_questions_told();
                self.overlays.extend(Overlay::for_wish(wish, &self.session));
            }
        }
    }

    fn take_in_answer(&mut self, ctx: &Context, answer: Answer) -> Vec<Command> {
        let Answer { commands, close, next, dialog, reads_clipboard } = answer;
        if reads_clipboard {
            self.read_clipboard(ctx);
        }
        if close || next.is_some() {
            ctx.request_repaint(); // the title names another overlay, or none
        }
        if close {
            self.close_overlay(ctx);
        }
        self.overlays.extend(next);
        if let Some(wish) = dialog {
            self.start_dialog(wish, ctx);
        }
        commands
    }

    fn start_dialog(&mut self, wish: DialogWish, ctx: &Context) {
        let waker = ctx.clone();
        self.dialogs.start(wish, Arc::new(move || waker.request_repaint()));
    }

    /// Takes the topmost overlay away; what lay under it, or the article, has the focus then.
    fn close_overlay(&mut self, ctx: &Context) {
        self.overlays.pop();
        if let Some(below) = self.overlays.last_mut() {
            below.come_back();
            return;
        }
        self.frames_to_focus = 2;
        if let Some(field) = ctx.memory(|memory| memory.focused()) {
            ctx.memory_mut(|memory| memory.surrender_focus(field));
        }
        ctx.request_repaint();
    }

    fn take_in_picked(&mut self, ctx: &Context, picked: Picked) {
        match picked {
            Picked::Articles(files) => self.run_all(ctx, vec![Command::OpenArticles(files)]),
            Picked::Project(folder) => self.run_all(ctx, vec![Command::OpenProject(folder)]),
            Picked::File(file) => {
                if let Some(overlay) = self.overlays.last_mut() {
                    overlay.take_file(&file);
                }
            }
            Picked::Files(files) => {
                if let Some(overlay) = self.overlays.last_mut() {
                    overlay.take_files(files);
                }
            }
            Picked::Folder(folder) => {
                if let Some(overlay) = self.overlays.last_mut() {
                    overlay.take_folder(&folder);
                }
            }
        }
    }

    fn begin(&mut self, part: Part) {
        self.rooms.has_inspector = true;
        self.inspector.begin(part);
    }

    fn toggle_drawer(&mut self, drawer: Drawer) {
        self.rooms.drawer = if self.rooms.drawer == Some(drawer) { None } else { Some(drawer) };
    }

    fn resize_text(&mut self, ctx: &Context, by: i8) {
        let points = self.session.settings().text_points.saturating_add_signed(by);
        self.run(ctx, Command::SetTextPoints(points));
    }

    fn copy_selection(&self, ctx: &Context) {
        let Some(article) = self.session.current_article() else { return };
        let words: Vec<&str> =
            self.session.view().selection.runs().into_iter().filter_map(|run| run.of(article.draft.text())).collect();
        if !words.is_empty() {
            ctx.copy_text(words.join(" … "));
        }
    }

    fn copy_memo(&mut self, ctx: &Context) {
        let Some(slug) = self.session.view().article.clone() else { return };
        ctx.copy_text(self.session.memo(&slug, None, Visibility::Newsroom));
        let now = ctx.input(|input| input.time);
        self.toasts.take_in(Notice::Told("The open queries are on the clipboard".to_owned()), now);
    }

    /// Takes in files that were let go over the window.
    fn drop_files(&mut self, ui: &Ui) -> Vec<Command> {
        let pointer = ui.input(|input| input.pointer.latest_pos());
        let has_sources = self.rooms.has_side_bar && self.side_bar.sources_area().is_some();
        let area = self.side_bar.sources_area().filter(|_| has_sources && self.overlays.is_empty());
        // The file beside the article stands for its source.
        let shown = self.session.exhibit().map(|(_, source, _)| source.id);
        let shown = shown.filter(|_| self.session.current_article().is_some());
        let beside = pointer.filter(|pointer| self.viewer.contains(*pointer)).and(shown);
        let row = pointer.filter(|_| has_sources).and_then(|pointer| self.side_bar.source_at(pointer));
        let under = Under { overlay: self.overlays.last(), source: row.or(beside) };
        let landing = drops::landing(&self.session, under);
        drops::hover_ui(ui.ctx(), &self.session, landing, area);
        // Where the pointer is tells only something where there is more than one place to land.
        let is_clear = pointer.is_some() || (area.is_none() && shown.is_none());
        let Some(paths) = self.drops.arrived(ui.ctx(), is_clear) else { return Vec::new() };
        let Some(first) = paths.first() else { return Vec::new() };
        match landing {
            Landing::Source(source) => {
                let files = paths.into_iter().map(Incoming::Path).collect();
                vec![Command::AddEvidence { source, files }]
            }
            Landing::Draft => {
                if let Some(overlay) = self.overlays.last_mut() {
                    overlay.take_file(first);
                }
                Vec::new()
            }
            Landing::Articles | Landing::Nowhere => {
                launch::sort_paths(paths, Folders::MayHoldArticles).into_iter().map(Into::into).collect()
            }
        }
    }

    /// An address that is pasted where no text is typed is one to be opened.
    fn take_in_pasted_address(&mut self, ui: &Ui) {
        if self.session.project().is_none() || ui.ctx().text_edit_focused() {
            return;
        }
        let pasted = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Paste(words) if is_address(words) => Some(words.trim().to_owned()),
                _ => None,
            })
        });
        self.overlays.extend(pasted.map(|address| Overlay::of_address(&self.session, address)));
    }

    fn take_in_copied(&mut self, ctx: &Context, copied: Result<Copied, Problem>) {
        let copied = match copied {
            Ok(copied) => copied,
            Err(problem) => return self.take_in_problem(ctx, problem),
        };
        let copied = match self.overlays.last_mut() {
            Some(overlay) => overlay.take_copied(copied),
            None => Some(copied),
        };
        match copied {
            Some(Copied::Plain(words)) if is_address(&words) => {
                self.overlays.push(Overlay::of_address(&self.session, words.trim().to_owned()));
            }
            Some(copied) => {
                let (name, bytes) = copied.into_file();
                self.run_all(ctx, vec![Command::Import(vec![Incoming::Pasted { name, bytes }])]);
            }
            None => {}
        }
    }

    fn read_clipboard(&mut self, ctx: &Context) {
        let waker = ctx.clone();
        self.clipboard.start(Arc::new(move || waker.request_repaint()));
    }

    /// Takes on the scheme of the settings for the next frame: one that is under way has colours of the old scheme in
    /// it already, and would be half of each.
    fn set_theme(&self, ctx: &Context) {
        let wanted = match self.session.settings().theme {
            Theme::System => egui::ThemePreference::System,
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != wanted {
            ctx.set_theme(wanted);
            ctx.request_repaint();
        }
    }

    /// The window's title names what asks for something, what is open, and says when work is not saved.
    fn set_title(&mut self, ctx: &Context) {
        let open = match (self.session.current_article(), self.session.project()) {
            (Some(article), Some(project)) => format!("{} – {} – Tickmark", article.title(), project.title),
            (None, Some(project)) => format!("{} – Tickmark", project.title),
            (_, None) => "Tickmark".to_owned(),
        };
        let open = match self.overlays.last() {
            Some(overlay) => format!("{} – {open}", overlay.title()),
            None => open,
        };
        let title = if self.session.is_saved() { open } else { format!("• {open}") };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Closing waits for what is typed and not saved; a save that fails keeps the window open.
    fn close_when_due(&mut self, ctx: &Context) {
        if ctx.input(|input| input.viewport().close_requested()) && self.closing != Closing::Now {
            let typed = self.buffers.flush(&self.session);
            self.run_all(ctx, typed);
            let asked_again = self.closing != Closing::No;
            if asked_again && (self.session.is_saved() || self.closing == Closing::Refused) {
                self.closing = Closing::Now;
                return;
            }
            if !self.is_settled() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.closing = Closing::WhenSettled;
                self.run(ctx, Command::Save);
                ctx.request_repaint();
            }
        }
        if self.closing == Closing::WhenSettled {
            if self.session.is_save_failed() {
                self.closing = Closing::Refused;
                let words = "Not closed: there is work that is not saved. Quit once more to leave it".to_owned();
                self.toasts.take_in(Notice::Told(words), ctx.input(|input| input.time));
            } else if self.is_settled() {
                self.closing = Closing::Now;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        } else if self.closing == Closing::Refused && self.session.is_saved() {
            self.closing = Closing::No; // mended since: the next wish to close is a new one
        }
    }

    /// Whether everything is on disk and no job, such as an export, is under way.
    fn is_settled(&self) -> bool {
        self.session.is_saved() && self.session.jobs().is_idle()
    }
}

/// Whether a command shows, writes or leaves something else, so that what is typed must be handed over first.
fn leaves_fields(command: &Command) -> bool {
    matches!(
        command,
        Command::Save
            | Command::Export { .. }
            | Command::Share { .. }
            | Command::ShowArticle(_)
            | Command::ShowClaim(_)
            | Command::Select(_)
            | Command::OpenProject(_)
            | Command::TakeOver
            | Command::SaveCopy(_)
            | Command::OpenSample
            | Command::NewProject { .. }
            | Command::OpenArticles(_)
            | Command::Import(_)
            | Command::NewDraft { .. }
            | Command::NextBare
            | Command::PreviousBare
            | Command::NextClaim
            | Command::PreviousClaim
            | Command::Tick
            | Command::TakeExcerpt(_)
            | Command::ShowExcerpt { .. }
            | Command::Undo
            | Command::Redo
            | Command::RemoveClaims(_)
            | Command::SetStage { .. }
            | Command::Sign { .. }
            | Command::UndoEdit(_)
            | Command::Window(_)
    )
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.logic(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        self.type_ahead.hold(ctx, input);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
