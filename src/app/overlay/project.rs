//! Asks for the project's title and its verdict scale.
//!
//! Must not know: who gave which verdict. Limits: verdicts that were given on another scale stay as they are.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, remark_ui};
use crate::app::theme::tokens;
use crate::app::theme::widgets::soft;
use crate::model::project::Scale;
use crate::session::Session;
use crate::session::command::Command;

/// Which scale is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Chosen {
    None,
    Preset(Scale),
    Own,
}

/// The form.
#[derive(Debug)]
pub struct ProjectForm {
    pub(super) sheet: Sheet,
    title: String,
    chosen: Chosen,
    name: String,
    ratings: String,
    before: (String, Option<Scale>),
}

impl ProjectForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let project = session.project()?;
        let (mut name, mut ratings) = (String::new(), String::new());
        let chosen = match &project.scale {
            None => Chosen::None,
            Some(scale) if Scale::presets().contains(scale) => Chosen::Preset(scale.clone()),
            Some(scale) => {
                name.clone_from(&scale.name);
                ratings = scale.ratings.join("\n");
                Chosen::Own
            }
        };
        let before = (project.title.clone(), project.scale.clone());
        Some(Self { sheet: Sheet::new("Project settings"), title: before.0.clone(), chosen, name, ratings, before })
    }

    pub(super) fn is_typed(&self) -> bool {
        self.title != self.before.0 || self.scale() != self.before.1
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        let t = tokens(ui.ctx());
        self.sheet.text_ui(ui, &mut self.title, &Entry::line("Title", "", "What the project is called"));
        ui.label(soft("Verdict scale", t));
        ui.radio_value(&mut self.chosen, Chosen::None, "None").on_hover_text("Claims get no public rating");
        for preset in Scale::presets() {
            let (text, ratings) = (preset.name.clone(), preset.ratings.join(", "));
            ui.radio_value(&mut self.chosen, Chosen::Preset(preset), text).on_hover_text(ratings);
        }
        ui.radio_value(&mut self.chosen, Chosen::Own, "Own").on_hover_text("Name your own ratings");
        match &self.chosen {
            Chosen::None => remark_ui(ui, "Claims get no public rating"),
            Chosen::Preset(preset) => remark_ui(ui, &preset.ratings.join(", ")),
            Chosen::Own => {
                let name = Entry::line("Name of the scale", "House scale", "What the scale is called");
                self.sheet.text_ui(ui, &mut self.name, &name);
                let ratings = Entry::lines("Ratings, one a line, worst first", "False\nTrue", "One rating a line", 4);
                self.sheet.text_ui(ui, &mut self.ratings, &ratings);
            }
        }
        if self.sheet.foot_ui(ui, "Keep changes", ConfirmKey::Enter, self.why_not()) {
            let mut commands = Vec::new();
            let title = self.title.trim();
            if title != self.before.0 {
                commands.push(Command::SetTitle(title.to_owned()));
            }
            let scale = self.scale();
            if scale != self.before.1 {
                commands.push(Command::SetScale(scale));
            }
            return Answer::confirmed(commands);
        }
        Answer::default()
    }

    fn scale(&self) -> Option<Scale> {
        match &self.chosen {
            Chosen::None => None,
            Chosen::Preset(scale) => Some(scale.clone()),
            Chosen::Own => {
                let lines = self.ratings.lines().map(str::trim).filter(|line| !line.is_empty());
                Some(Scale { name: self.name.trim().to_owned(), ratings: lines.map(str::to_owned).collect() })
            }
        }
    }

    fn why_not(&self) -> Option<&'static str> {
        if self.title.trim().is_empty() {
            return Some("Type what the project is called");
        }
        let scale = self.scale()?;
        if scale.name.is_empty() {
            return Some("Type what the scale is called");
        }
        (scale.ratings.len() < 2).then_some("A scale has two ratings or more")
    }
}
