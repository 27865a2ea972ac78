//! What an excerpt may have beside its words and locator: the file it is of, a translation, times and a region.
//!
//! In: what is typed. Out: the values, or why they cannot be taken. Must not know: ties, claims, decisions.
//! Holds: what is typed and cannot be read is told at its field and keeps the form from being confirmed.

use egui::{Button, ComboBox, RichText, Ui};

use crate::app::overlay::sheet::{Entry, Sheet, capital, remark_ui, segments_ui, warning_ui};
use crate::app::theme::STEP;
use crate::app::theme::tokens;
use crate::app::theme::widgets::{link_ui, soft};
use crate::model::claim::Tie;
use crate::model::evidence::{Evidence, EvidenceHash};
use crate::model::excerpt::{Region, TimeRange, Translation, Translator, time_typed};
use crate::model::problem::shortened;
use crate::model::source::Source;

const TRANSLATORS: [(Translator, &str, &str); 2] = [
    (Translator::Human, "a person", "Somebody translated it"),
    (Translator::Machine, "a machine", "A program translated it; reports say so"),
];

/// The label of the translation's field.
pub(super) const TRANSLATION: &str = "Translation";
/// The name of the menu of files.
const FILE: &str = "Stored file";

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    file: Option<EvidenceHash>,
    words: String,
    by: String,
    language: String,
    translator: Translator,
    from: String,
    to: String,
    region: String,
    is_open: bool,
}

impl Parts {
    /// Those of a tie; shown at once when it has any.
    pub(super) fn of(tie: &Tie) -> Self {
        let translation = tie.translation.as_deref().cloned().unwrap_or_default();
        let Translation { words, language, by, translator } = translation;
        let (from, to) = tie.time.map(|time| (time.from().to_string(), time.to().to_string())).unwrap_or_default();
        let to = if from == to { String::new() } else { to };
        let region = tie.region.map(Region::typed).unwrap_or_default();
        let is_open = tie.translation.is_some() || tie.time.is_some() || tie.region.is_some();
        Self { file: tie.evidence.clone(), words, by, language, translator, from, to, region, is_open }
    }

    /// Whether something was typed that a person would miss.
    pub(super) fn is_typed(&self, before: &Self) -> bool {
        Self { is_open: before.is_open, ..self.clone() } != *before
    }

    /// Chooses no file: another source is sought.
    pub(super) fn forget_file(&mut self) {
        self.file = None;
    }

    /// The file.
    pub(super) fn file(&self) -> Option<EvidenceHash> {
        self.file.clone()
    }

    /// The translation; none when it has no words.
    pub(super) fn translation(&self) -> Option<Translation> {
        let trimmed = |text: &str| text.trim().to_owned();
        let words = trimmed(&self.words);
        let (language, by, translator) = (trimmed(&self.language), trimmed(&self.by), self.translator);
        (!words.is_empty()).then_some(Translation { words, language, by, translator })
    }

    /// The stretch of a recording.
    pub(super) fn time(&self) -> Result<Option<TimeRange>, &'static str> {
        time_typed(&self.from, &self.to)
    }

    /// The part of a page or picture.
    pub(super) fn region(&self) -> Result<Option<Region>, &'static str> {
        let typed = self.region.trim();
        if typed.is_empty() { Ok(None) } else { typed.parse().map(Some) }
    }

    /// Why they cannot be taken as they are.
    pub(super) fn why_not(&self) -> Option<&'static str> {
        if self.time().is_err() {
            return Some("Write the times as hh:mm:ss, the earlier one first");
        }
        if self.region().is_err() {
            return Some("Write the region as x, y, width, height in percent");
        }
        let has_credit = !(self.by.trim().is_empty() && self.language.trim().is_empty());
        (has_credit && self.words.trim().is_empty()).then_some("Type the translation, or take its translator out")
    }

    /// Shows the fields; `source` is the one of the library whose files may be chosen.
    pub(super) fn ui(&mut self, ui: &mut Ui, sheet: &mut Sheet, source: Option<&Source>) {
        if let Some(source) = source.filter(|source| !source.evidence.is_empty() || self.file.is_some()) {
            self.file_ui(ui, source);
        }
        ui.add_space(STEP);
        if !self.is_open {
            let more = link_ui(ui, "Add a translation, times or a region");
            if more.on_hover_text("For words in another language, a recording, a picture or a page").clicked() {
                self.is_open = true;
                sheet.focus_on(TRANSLATION);
            }
            return;
        }
        let help = "What the excerpt says in the article’s language";
        sheet.text_ui(ui, &mut self.words, &Entry::lines(TRANSLATION, "In the article’s language", help, 2));
        ui.columns_const(|[left, right]| {
            let by = Entry::line("Translated by", "Alma Brekke, DeepL", "Who translated, or which machine");
            sheet.text_ui(left, &mut self.by, &by);
            let help = "The language of the translation when it is not the article’s, as en or nb-NO";
            sheet.text_ui(right, &mut self.language, &Entry::line("Translated into", "nb-NO", help));
        });
        segments_ui(ui, "Translator", &mut self.translator, &TRANSLATORS);
        ui.columns_const(|[left, right]| {
            let from = Entry::line("From", "00:12:30", "Where in the recording it begins, as hh:mm:ss");
            sheet.text_ui(left, &mut self.from, &from);
            let to = Entry::line("To", "00:12:55", "Where in the recording it ends; empty when it is a moment");
            sheet.text_ui(right, &mut self.to, &to);
        });
        if let Err(wrong) = self.time() {
            warning_ui(ui, &capital(wrong));
        }
        let help = "A part of a picture or page in percent of its width and height: from the left, from the top, width, \
                    height; with a page before it as 3:10,20,30,5";
        sheet.text_ui(ui, &mut self.region, &Entry::line("Region", "10,20,30,5", help));
        match self.region() {
            Err(wrong) => warning_ui(ui, &capital(wrong)),
            Ok(Some(region)) => remark_ui(ui, &capital(&region.to_string())),
            Ok(None) => {}
        }
    }

    fn file_ui(&mut self, ui: &mut Ui, source: &Source) {
        let t = tokens(ui.ctx());
        let told = |evidence: &Evidence| shortened(&evidence.name, 60);
        let now = match &self.file {
            None => "None".to_owned(),
            Some(sha256) => source.evidence_of(sha256).map_or_else(|| "A file the source has no more".to_owned(), told),
        };
        ui.add_space(STEP);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = STEP;
            ui.label(soft(FILE, t));
            let shown = ComboBox::from_id_salt(FILE).width(ui.available_width()).selected_text(&now);
            let shown = shown.show_ui(ui, |ui| {
                let mut choices = vec![(None, "None".to_owned())];
                choices.extend(source.evidence.iter().map(|it| (Some(it.sha256.clone()), told(it))));
                for (file, name) in choices {
                    let is_chosen = self.file == file;
                    if ui.add(Button::selectable(is_chosen, RichText::new(name))).clicked() {
                        self.file = file;
                    }
                }
            });
            let name = format!("{FILE}: {now}");
            shown.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
            shown.response.on_hover_text("Which stored file of the source the excerpt is of");
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{SourceId, TieId};

    #[test]
    fn what_a_tie_has_is_typed_and_read_again() {
        let bare = Tie::new(TieId::from_u128(1), SourceId::from_u128(2));
        let whole = Tie {
            time: "00:01:00-00:02:00".parse().ok(),
            region: "3:10,20,30,5".parse().ok(),
            translation: Some(Box::new(Translation {
                words: "Fire".into(),
                language: "en".into(),
                by: "AB".into(),
                translator: Translator::Machine,
            })),
            evidence: EvidenceHash::new(&"0a".repeat(32)),
            ..bare.clone()
        };
        for tie in [bare, whole] {
            let parts = Parts::of(&tie);
            assert_eq!(parts.why_not(), None);
            assert_eq!((parts.time(), parts.region()), (Ok(tie.time), Ok(tie.region)));
            assert_eq!(parts.translation(), tie.translation.as_deref().cloned());
            assert_eq!(parts.file(), tie.evidence);
            assert_eq!(parts.is_open, tie.time.is_some(), "what is there is shown");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_taken() {
        let parts = |from: &str, to: &str, region: &str, by: &str| Parts {
            from: from.into(),
            to: to.into(),
            region: region.into(),
            by: by.into(),
            ..Parts::default()
        };
        assert_eq!(parts("75", "", "", "").time().map(|it| it.map(|it| it.to_string())), Ok(Some("00:01:15".into())));
        for wrong in [
            parts("0:20", "0:10", "", ""),
            parts("", "0:10", "", ""),
            parts("soon", "", "", ""),
            parts("", "", "10,20", ""),
            parts("", "", "", "AB"),
        ] {
            assert!(wrong.why_not().is_some(), "{wrong:?}");
        }
        assert!(!Parts { is_open: true, ..Parts::default() }.is_typed(&Parts::default()));
        assert!(parts("1", "", "", "").is_typed(&Parts::default()));
    }

    #[test]
    fn every_translator_can_be_chosen() {
        assert_eq!(TRANSLATORS.map(|(translator, ..)| translator), Translator::ALL);
    }
}
