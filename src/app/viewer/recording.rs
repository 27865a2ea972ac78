//! A stored sound or film: what is known of it, the stretch that is to be taken, and those that claims take.
//!
//! In: what is typed. Out: the stretch that a key takes; the wish to hear it in the system's player. Must not know: how
//! anything is played.
//! Holds: a stretch that is no stretch, or lies beyond the end, is told and not taken.

use egui::{Key, Label, RichText, TextEdit, Ui, vec2};

use crate::app::overlay::sheet::capital;
use crate::app::theme::widgets::{hairline_ui, icon_ui, link_ui, named, soft};
use crate::app::theme::{STEP, fonts, icon, tokens};
use crate::app::viewer::marks::taken_parts;
use crate::app::viewer::picture::hash_ui;
use crate::app::viewer::{Shown, own_title};
use crate::model::evidence::{EvidenceHash, MediaKind, TimeOfMedia};
use crate::model::excerpt::{TimeRange, time_typed};
use crate::model::problem::shortened;
use crate::session::command::Command;
use crate::session::wishes::Taking;

/// Width of a field for a time, in points.
const FIELD_WIDTH: f32 = 96.0;

/// What the pane remembers between frames.
#[derive(Default)]
pub(super) struct RecordingPane {
    shown: Option<EvidenceHash>,
    revealed: u64,
    from: String,
    to: String,
}

impl RecordingPane {
    fn turn_to(&mut self, shown: &Shown<'_>) {
        if self.shown.as_ref() != Some(&shown.evidence.sha256) {
            *self = Self { shown: Some(shown.evidence.sha256.clone()), ..Self::default() };
        }
        if self.revealed != shown.exhibit.reveal {
            self.revealed = shown.exhibit.reveal;
            if let Some(time) = shown.exhibit.time {
                self.take(time);
            }
        }
    }

    fn take(&mut self, time: TimeRange) {
        self.from = time.from().to_string();
        self.to = if time.from() == time.to() { String::new() } else { time.to().to_string() };
    }
}

/// The stretch that is typed, if it is one and lies within the recording.
fn stretch(from: &str, to: &str, milliseconds: Option<u64>) -> Result<Option<TimeRange>, String> {
    let time = time_typed(from, to).map_err(capital)?;
    let end = milliseconds.map(|length| TimeOfMedia::from_milliseconds(length.saturating_add(999)));
    match (time, end) {
        (Some(time), Some(end)) if time.to() > end => Err(format!("The recording ends at {end}")),
        (time, _) => Ok(time),
    }
}

pub(super) fn recording_ui(shown: &Shown<'_>, pane: &mut RecordingPane, ui: &mut Ui, out: &mut Vec<Command>) {
    pane.turn_to(shown);
    egui::ScrollArea::vertical().id_salt("recording").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 16)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0 * STEP;
            facts_ui(shown, ui, out);
            ui.add_space(STEP);
            hairline_ui(ui);
            ui.add_space(STEP);
            stretch_ui(shown, pane, ui, out);
            ui.add_space(STEP);
            taken_ui(shown, ui, out);
        });
    });
}

fn facts_ui(shown: &Shown<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let evidence = shown.evidence;
    ui.horizontal(|ui| {
        icon_ui(ui, icon::MICROPHONE, 20.0, t.soft);
        let what = if evidence.kind == MediaKind::Audio { "Sound recording" } else { "Film or recording" };
        ui.label(RichText::new(what).font(fonts::ui_strong(14.0)).color(t.ink));
    });
    let length = match evidence.milliseconds {
        Some(length) => format!("Plays {}", TimeOfMedia::from_milliseconds(length)),
        None => "The file does not say how long it plays".to_owned(),
    };
    ui.label(RichText::new(length).color(t.ink));
    hash_ui(shown, ui);
    let open = ui.button("Open in the system’s player");
    if open.on_hover_text("Hear or see it in the program that the system has for such files").clicked() {
        out.push(Command::OpenEvidence { source: shown.source.id, evidence: evidence.sha256.clone() });
    }
}

fn stretch_ui(shown: &Shown<'_>, pane: &mut RecordingPane, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    own_title(ui, "Where it is said");
    let mut is_changed = false;
    let mut is_entered = false;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0 * STEP;
        let fields = [
            ("From", "00:12:30", "Where it begins, as hh:mm:ss", &mut pane.from),
            ("To", "00:12:55", "Where it ends; empty when it is a moment", &mut pane.to),
        ];
        for (name, hint, help, text) in fields {
            let label = ui.label(soft(name, t));
            let edit = TextEdit::singleline(text).hint_text(hint).desired_width(FIELD_WIDTH);
            let response = ui.add(edit.margin(egui::Margin::symmetric(10, 6))).labelled_by(label.id);
            is_changed |= response.changed();
            is_entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            drop(response.on_hover_text(help));
        }
    });
    let stretch = stretch(&pane.from, &pane.to, shown.evidence.milliseconds);
    match &stretch {
        Err(wrong) => drop(ui.add(Label::new(RichText::new(wrong).color(t.needs_fix.ink)).wrap())),
        Ok(None) => {
            let words = "Listen in the player, and type when the words are said; Enter takes them into the claim’s tie";
            ui.add(Label::new(soft(words, t).font(fonts::ui(12.0))).wrap());
        }
        Ok(Some(_)) => {}
    }
    let time = stretch.ok().flatten();
    if is_changed && time != shown.exhibit.time {
        out.push(Command::MarkTime(time));
    }
    if is_entered && time.is_some() {
        out.extend([Command::MarkTime(time), Command::TakeExcerpt(Taking::Current)]);
    }
}

/// The stretches that claims take; a press puts one into the fields and shows its claim.
fn taken_ui(shown: &Shown<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let t = tokens(ui.ctx());
    let mut taken: Vec<_> =
        taken_parts(shown).into_iter().filter_map(|(claim, tie)| Some((tie.time?, claim, tie.id))).collect();
    if taken.is_empty() {
        return;
    }
    taken.sort_by_key(|(time, ..)| (time.from(), time.to()));
    own_title(ui, "Taken by claims");
    for (time, claim, tie) in taken {
        let number = shown.session.current_index().and_then(|index| index.number(claim));
        let known = shown.session.current_article().and_then(|article| article.review.claims.get(&claim));
        let words = known.map(|claim| shortened(&claim.words(), 80)).unwrap_or_default();
        ui.push_id(tie, |ui| {
            ui.horizontal(|ui| {
                let link = link_ui(ui, &time.to_string());
                let number = number.map(|number| format!(" {number}")).unwrap_or_default();
                named(ui, &link, &format!("{time}, claim{number}: {words}"));
                if link.on_hover_text("Show the claim, and put these times into the fields").clicked() {
                    out.push(Command::ShowClaim(Some(claim)));
                    out.push(Command::ShowExcerpt { claim, tie });
                }
                let room = vec2(ui.available_width(), 20.0);
                ui.allocate_ui(room, |ui| ui.add(Label::new(soft(format!("claim{number}: {words}"), t)).truncate()));
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_lies_within_the_recording() {
        let told = |from: &str, to: &str, length| stretch(from, to, length).map(|it| it.map(|it| it.to_string()));
        assert_eq!(told("", "", Some(60_000)), Ok(None));
        assert_eq!(told("30", "45", Some(60_000)), Ok(Some("00:00:30–00:00:45".into())));
        assert_eq!(told("1:00", "", Some(60_000)), Ok(Some("00:01:00".into())), "its very end");
        assert_eq!(told("1:00", "", Some(59_200)), Ok(Some("00:01:00".into())), "a part of a second counts");
        assert_eq!(told("1:01", "", Some(60_000)), Err("The recording ends at 00:01:00".into()));
        assert_eq!(told("9:00:00", "", None), Ok(Some("09:00:00".into())), "nobody knows how long it is");
        assert!(told("45", "30", Some(60_000)).is_err());
        assert!(told("soon", "", None).is_err());
    }
}
