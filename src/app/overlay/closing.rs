//! Shows what stands between an article and being closed, leads to each of it, and closes the article.
//!
//! Must not know: what blocks: the session tells it. Holds: what is listed is as of the session's revision.

use egui::{RichText, Ui};

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{ConfirmKey, Sheet, capital, remark_ui};
use crate::app::theme::{STEP, fonts, icon, tokens, widgets};
use crate::model::ids::{ClaimId, Slug};
use crate::model::problem::quoted;
use crate::model::stage::Stage;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::wishes::Concerns;

/// Most lines of one list.
const MOST: usize = 12;

/// One line, and the claim to look at.
type Line = (String, Option<ClaimId>);

/// The form.
#[derive(Debug)]
pub struct ClosingForm {
    pub(super) sheet: Sheet,
    article: Slug,
    about: String,
    revision: Option<u64>,
    blockers: Vec<Line>,
    concerns: Vec<Line>,
}

impl ClosingForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let article = session.current_article()?;
        let about = format!("{}, draft {}", quoted(article.title(), 120), article.draft_number());
        let sheet = Sheet::new("Close article");
        let (blockers, concerns) = (Vec::new(), Vec::new());
        Some(Self { sheet, article: article.slug.clone(), about, revision: None, blockers, concerns })
    }

    fn refresh(&mut self, session: &Session) {
        let Some(article) = session.article(&self.article).filter(|_| self.revision != Some(session.revision())) else {
            return;
        };
        self.revision = Some(session.revision());
        let check = session.closing_check(&self.article);
        let blockers = check.blockers.iter();
        self.blockers = blockers.map(|it| (it.words(&session.claim_name(article, it.claim())), it.claim())).collect();
        self.concerns = check.concerns.iter().map(|it| (it.words(), it.claim())).collect();
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        self.refresh(session);
        let t = tokens(ui.ctx());
        remark_ui(ui, &self.about);
        let mut shown = None;
        if !self.blockers.is_empty() {
            ui.label(widgets::strong("These keep it from being closed").color(t.wrong.ink));
            shown = lines_ui(ui, &self.blockers, icon::X_CIRCLE);
        }
        if !self.concerns.is_empty() {
            ui.label(widgets::strong("It is not finished").color(t.needs_fix.ink));
            let pressed = lines_ui(ui, &self.concerns, icon::WARNING);
            shown = shown.or(pressed);
        }
        if self.blockers.is_empty() && self.concerns.is_empty() {
            ui.label("Every word was looked at, every claim decided, no query is open, and it is signed.");
        }
        remark_ui(ui, "Closing freezes claims and words, and writes a record of the review; reopening is possible");
        if let Some(claim) = shown {
            return Answer::confirmed(vec![Command::ShowClaim(Some(claim))]);
        }
        let why_not = (!self.blockers.is_empty()).then_some("Settle what keeps it from being closed first");
        let confirm = if self.concerns.is_empty() { "Close article" } else { "Close anyway" };
        if self.sheet.foot_ui(ui, confirm, ConfirmKey::CtrlEnter, why_not) {
            let (article, concerns) = (self.article.clone(), Concerns::Accepted);
            return Answer::confirmed(vec![Command::SetStage { article, stage: Stage::Closed, concerns }]);
        }
        Answer::default()
    }
}

/// The first lines, each a link to its claim where it has one; answers the claim that was pressed.
fn lines_ui(ui: &mut Ui, lines: &[Line], glyph: &str) -> Option<ClaimId> {
    let t = tokens(ui.ctx());
    let mut pressed = None;
    for (number, (words, claim)) in lines.iter().take(MOST).enumerate() {
        ui.push_id((glyph, number), |ui| {
            ui.horizontal_top(|ui| {
                // Links are buttons: without this their lines would be higher than the others.
                ui.spacing_mut().interact_size.y = 0.0;
                ui.spacing_mut().button_padding.y = 0.0;
                ui.spacing_mut().item_spacing.x = 2.0 * STEP;
                widgets::icon_ui(ui, glyph, 14.0, t.soft);
                let words = capital(words);
                match claim {
                    Some(claim) => {
                        let link = widgets::link_ui(ui, &words).on_hover_text("Show the claim");
                        if link.clicked() {
                            pressed = Some(*claim);
                        }
                    }
                    None => drop(ui.add(egui::Label::new(words).wrap())),
                }
            });
        });
    }
    if lines.len() > MOST {
        ui.label(RichText::new(format!("and {} more", lines.len() - MOST)).font(fonts::ui(12.0)).color(t.soft));
    }
    pressed
}
