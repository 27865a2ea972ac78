//! Who may see a thing: the choice of its level, and what becomes of a source that turns confidential or ends that.
//!
//! Must not know: where hidden words are kept.

use egui::Ui;

use crate::app::overlay::sheet::{Entry, Sheet, remark_ui, segments_ui, warning_ui};
use crate::app::theme::widgets::check_ui;
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::wishes::ItsTies;

/// The label of a cover name's field.
pub(super) const COVER: &str = "Cover name";

/// The levels with what they mean.
pub(super) const LEVELS: [(Visibility, &str, &str); 3] = [
    (Visibility::Public, "public", "In every report"),
    (Visibility::Newsroom, "newsroom", "In reports for editors and colleagues, not in public ones"),
    (Visibility::Confidential, "confidential", "Only at this desk: in no report, shared copy or git commit"),
];

/// The choice of a level.
pub(super) fn level_ui(ui: &mut Ui, level: &mut Visibility) {
    segments_ui(ui, "Who may see it", level, &LEVELS);
}

/// The level of a source, and its cover name when it is confidential; `offered` is the first cover name that is free.
pub(super) fn source_level_ui(ui: &mut Ui, sheet: &mut Sheet, source: &mut Source, offered: &str) {
    level_ui(ui, &mut source.visibility);
    if source.is_confidential() {
        let help = "What it is called in lists, reports and files; its name stands in this form only";
        sheet.text_ui(ui, &mut source.cover, &Entry::line(COVER, offered, help));
    }
}

/// What a person says about a source that is about to turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    /// Whether its ties stay as they are when it becomes confidential.
    ties_stay: bool,
    /// Whether its ties are shown too when it is confidential no more.
    ties_follow: bool,
    /// Whether it was said that its name may be known.
    is_meant: bool,
}

impl Turn {
    /// What becomes of the ties of a source that stands so now.
    pub(super) fn ties(self, after: &Source) -> ItsTies {
        let follow = if after.is_confidential() { !self.ties_stay } else { self.ties_follow };
        if follow { ItsTies::Follow } else { ItsTies::Stay }
    }

    /// Why the source cannot turn yet.
    pub(super) fn why_not(self, before: &Source, after: &Source) -> Option<&'static str> {
        let uncovers = before.is_confidential() && !after.is_confidential();
        (uncovers && !self.is_meant).then_some("Say that its name may be known, or keep it confidential")
    }

    /// Tells what the turn does, and asks about it.
    pub(super) fn ui(&mut self, session: &Session, before: &Source, after: &Source, ui: &mut Ui) {
        if before.is_confidential() == after.is_confidential() {
            return;
        }
        let (n_hidden, n_ties) = session.ties_of(before.id);
        if after.is_confidential() {
            warning_ui(ui, "Older history lines, git commits, backups and reports may still hold its name");
            remark_ui(
                ui,
                "Tickmark looks through the project's own files and tells where; it never rewrites a history",
            );
            if n_ties > 0 {
                let words = format!("Leave {} readable", counted(n_ties));
                check_ui(ui, &mut self.ties_stay, words)
                    .on_hover_text("Otherwise excerpt and locator become confidential with the source");
            }
            return;
        }
        warning_ui(ui, "Its name goes into the project's files, and with them into git, copies and reports");
        if n_hidden > 0 {
            let words = format!("Show the words of {} too", counted(n_hidden));
            check_ui(ui, &mut self.ties_follow, words).on_hover_text("Otherwise excerpt and locator stay confidential");
        }
        check_ui(ui, &mut self.is_meant, "Its name may be known").on_hover_text("Nothing is shown without this");
    }
}

fn counted(n_ties: usize) -> String {
    if n_ties == 1 { "its tie".to_owned() } else { format!("its {n_ties} ties") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::SourceId;
    use crate::model::source::SourceKind;

    #[test]
    fn every_level_can_be_chosen() {
        assert_eq!(LEVELS.map(|(level, ..)| level), Visibility::ALL);
        for (level, word, _) in LEVELS {
            assert_eq!(level.word(), word);
        }
    }

    #[test]
    fn a_name_is_shown_only_when_that_is_meant() {
        let open = Source::new(SourceId::from_u128(1), "Name", SourceKind::Person);
        let hidden = Source { visibility: Visibility::Confidential, ..open.clone() };
        let mut turn = Turn::default();
        assert_eq!(turn.why_not(&open, &hidden), None);
        assert_eq!(turn.ties(&hidden), ItsTies::Follow, "words go with the name");
        assert!(turn.why_not(&hidden, &open).is_some());
        assert_eq!(turn.ties(&open), ItsTies::Stay, "and come back only when that is said");
        turn.is_meant = true;
        assert_eq!(turn.why_not(&hidden, &open), None);
    }
}
