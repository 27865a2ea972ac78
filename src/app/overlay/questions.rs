//! Shows the open questions from merging, one under the other, to take one side, the other, or both.
//!
//! In: the session. Out: commands. Must not know: how two copies are merged, how a question is settled.

use egui::text::LayoutJob;
use egui::{Button, Key, Label, Modifiers, Stroke, TextFormat, Ui, WidgetInfo};

use crate::app::overlay::Answer;
use crate::app::overlay::sheet::{Sheet, capital, remark_ui};
use crate::app::theme::widgets::{card, soft, strong};
use crate::app::theme::{STEP, Tokens, UI_POINTS, fonts, tokens};
use crate::app::when::moment;
use crate::model::merge::settle::Choice;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::questions::{Answer as Side, Question};
use crate::text::diff::{Piece, word_diff};

/// The list.
#[derive(Debug)]
pub struct QuestionList {
    pub(super) sheet: Sheet,
    at: usize,
    /// What was shown last: worked out anew when the session's revision moves.
    shown: Option<(u64, Vec<Question>)>,
}

impl QuestionList {
    /// The list, at the first question about the claim in the inspector.
    pub(super) fn new(session: &Session) -> Option<Self> {
        let questions = session.questions(Visibility::Confidential);
        let claim = session.current_claim().map(|claim| claim.id);
        let at = questions.iter().position(|it| it.claim.is_some() && it.claim == claim).unwrap_or(0);
        let list = Self { sheet: Sheet::new("Open questions from merging"), at, shown: None };
        (!questions.is_empty()).then_some(list)
    }

    pub(super) fn ui(&mut self, session: &Session, ui: &mut Ui) -> Answer {
        if self.shown.as_ref().is_none_or(|(revision, _)| *revision != session.revision()) {
            self.shown = Some((session.revision(), session.questions(Visibility::Confidential)));
        }
        let questions = self.shown.as_ref().map(|(_, questions)| questions.as_slice()).unwrap_or_default();
        if questions.is_empty() {
            remark_ui(ui, "No question is open any more");
            return Answer { close: true, ..Answer::default() };
        }
        remark_ui(
            ui,
            "Both copies changed these, each in its way. Until you choose, what both had last stands, where that is \
            known. Arrows move, 1 and 2 take a side, B keeps both notes",
        );
        let last = questions.len() - 1;
        let mut at = self.at.min(last);
        let (down, up) = ui.input_mut(|input| {
            (input.consume_key(Modifiers::NONE, Key::ArrowDown), input.consume_key(Modifiers::NONE, Key::ArrowUp))
        });
        if down {
            at = (at + 1).min(last);
        }
        if up {
            at = at.saturating_sub(1);
        }
        let mut wish = questions.get(at).and_then(|question| Some((question, keyed(ui, question)?)));
        for (number, question) in questions.iter().enumerate() {
            let response = ui.push_id(question.id, |ui| question_ui(session, question, number == at, ui));
            if let Some(choice) = response.inner {
                wish = Some((question, choice));
            }
            if number == at && (down || up) {
                response.response.scroll_to_me(None);
            }
        }
        let commands = wish.map(|(question, choice)| Command::Settle {
            article: question.article.clone(),
            question: question.id,
            choice,
        });
        self.at = at;
        Answer { commands: commands.into_iter().collect(), ..Answer::default() }
    }
}

/// What the keys choose for the question at hand.
fn keyed(ui: &Ui, question: &Question) -> Option<Choice> {
    let keys = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    ui.input_mut(|input| {
        let side = keys.iter().take(question.answers.len()).position(|&key| input.consume_key(Modifiers::NONE, key));
        let both = question.can_keep_both && input.consume_key(Modifiers::NONE, Key::B);
        side.map(Choice::Side).or_else(|| both.then_some(Choice::Both))
    })
}

fn question_ui(session: &Session, question: &Question, is_at_hand: bool, ui: &mut Ui) -> Option<Choice> {
    let t = tokens(ui.ctx());
    let mut choice = None;
    let mut frame = card(t);
    if is_at_hand {
        frame = frame.stroke(Stroke::new(1.5, t.accent));
    }
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let article = question.article.as_ref().and_then(|slug| session.article(slug));
        let place = article.map_or_else(|| "Project".to_owned(), |article| article.title().to_owned());
        ui.label(strong(format!("{}: {}", place, question.about)).color(t.ink));
        let first = question.answers.first().map(|side| side.words.as_str()).unwrap_or_default();
        for (number, side) in question.answers.iter().enumerate() {
            ui.add_space(STEP);
            let taken = side_ui(session, number, side, first, ui);
            if taken {
                choice = Some(Choice::Side(number));
            }
        }
        if question.can_keep_both {
            ui.add_space(STEP);
            let button = ui.button("Keep both").on_hover_text("Both notes, one under the other (B)");
            if button.clicked() {
                choice = Some(Choice::Both);
            }
        }
    });
    ui.add_space(2.0 * STEP);
    choice
}

/// One side: who and when, its words (told apart from the first side's), and the button that takes it.
fn side_ui(session: &Session, number: usize, side: &Side, first: &str, ui: &mut Ui) -> bool {
    let t = tokens(ui.ctx());
    let by = side.by.as_ref().and_then(|by| session.project().map(|project| project.person_name(by).to_owned()));
    let at = side.at.map(|at| moment(at, session.now(), session.zone()));
    let project = session.project();
    let whose = side.whose.as_ref().zip(project).map(|(whose, project)| whose.words(project, session.own_key()));
    let who: Vec<String> = whose.map(|words| capital(&words)).into_iter().chain(by).chain(at).collect();
    let who = if who.is_empty() { "Nobody knows whose".to_owned() } else { who.join(" · ") };
    let mut is_taken = false;
    ui.horizontal(|ui| {
        let button = ui.add(Button::new(format!("Take {}", number + 1)));
        button.widget_info(|| {
            WidgetInfo::labeled(egui::Role::Button, true, format!("Take {}: {}", number + 1, side.words))
        });
        is_taken = button.on_hover_text(format!("This side counts ({})", number + 1)).clicked();
        ui.label(soft(who, t));
    });
    let plain = vec![Piece::Same(side.words.clone())];
    let pieces = if number == 0 { plain.clone() } else { word_diff(first, &side.words) };
    // Words that share nothing are read more easily as they are.
    let is_alike = pieces.iter().any(|piece| matches!(piece, Piece::Same(words) if !words.trim().is_empty()));
    let job = words_job(if is_alike { &pieces } else { &plain }, t);
    let response = ui.add(Label::new(job).wrap());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &side.words));
    is_taken
}

/// A side's words; what the first side has otherwise is struck through, what is this side's own set apart.
fn words_job(pieces: &[Piece], t: &Tokens) -> LayoutJob {
    let font = fonts::ui(UI_POINTS);
    let mut job = LayoutJob::default();
    let mut after_out = false;
    for piece in pieces {
        if after_out && matches!(piece, Piece::In(_)) {
            job.append(" ", 0.0, TextFormat::simple(font.clone(), t.ink));
        }
        after_out = matches!(piece, Piece::Out(_));
        let (words, format) = match piece {
            Piece::Same(words) => (words, TextFormat::simple(font.clone(), t.ink)),
            Piece::Out(words) => {
                let strikethrough = Stroke::new(1.0, t.wrong.ink);
                (words, TextFormat { strikethrough, ..TextFormat::simple(font.clone(), t.wrong.ink) })
            }
            Piece::In(words) => {
                let background = t.confirmed.tint;
                (words, TextFormat { background, ..TextFormat::simple(font.clone(), t.confirmed.ink) })
            }
        };
        job.append(words, 0.0, format);
    }
    job
}
