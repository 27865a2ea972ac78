//! The stored file beside the article: which one it is, what is selected or marked in it, and the excerpt that is taken
//! from it.
//!
//! Must not know: egui, how a file is shown, formats.
//! Holds: nothing here is undone or saved but the excerpt; an excerpt that is there is replaced only in the tie the file
//! was opened from or that took words from it last.

use std::sync::Arc;

use crate::model::claim::{Claim, Tie};
use crate::model::evidence::{Evidence, EvidenceHash, EvidenceText};
use crate::model::excerpt::{Region, TimeRange};
use crate::model::ids::{ClaimId, SourceId, TieId};
use crate::model::problem::{Problem, quoted, shortened};
use crate::model::source::Source;
use crate::session::Session;
use crate::session::claims::no_source;
use crate::session::evidence::{TextState, no_evidence};
use crate::session::outcome::{Done, Outcome};
use crate::session::view::Selection;
use crate::session::wishes::{Taken, Taking, TieWish, TieWords};
use crate::store::system;
use crate::text::span::ByteSpan;

/// A source and one of its stored files, shown beside the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// The source.
    pub source: SourceId,
    /// The file; `None` when the source has none.
    pub evidence: Option<EvidenceHash>,
    /// What is selected in its text.
    pub selection: Selection,
    /// The part of a picture that is marked.
    pub region: Option<Region>,
    /// The stretch of a recording that is marked.
    pub time: Option<TimeRange>,
    /// The tie that it was opened from, or that took words from it last.
    pub tie: Option<(ClaimId, TieId)>,
    /// Counts the wishes to bring the selection into sight.
    pub reveal: u64,
    /// Whether the words of `tie` are to be selected as soon as the text is here.
    seeks: bool,
}

/// Where the words of a tie's excerpt stand in a text: by its anchor, else the first place that says them.
pub fn excerpt_place(text: &EvidenceText, tie: &Tie) -> Option<ByteSpan> {
    let anchored = tie.anchor.as_ref().and_then(|anchor| anchor.as_ref().clone().placed(&text.draft).place());
    anchored.or_else(|| text.find(&tie.excerpt).into_iter().next())
}

impl Exhibit {
    /// Whether something is selected or marked that can be taken.
    pub fn has_taking(&self) -> bool {
        self.is_part() || !self.selection.main().is_empty()
    }

    /// Whether what would be taken is a part of a picture or recording, and no words.
    fn is_part(&self) -> bool {
        self.selection.main().is_empty() && (self.region.is_some() || self.time.is_some())
    }

    /// Whether a tie lacks what would be taken, and is not of another file.
    fn is_free(&self, tie: &Tie) -> bool {
        let is_of_this = tie.evidence.is_none() || tie.evidence == self.evidence;
        let lacks = if self.is_part() { tie.region.is_none() && tie.time.is_none() } else { tie.excerpt.is_empty() };
        is_of_this && lacks
    }
}

/// The tie that takes something from `source`, or `None` when a new one does.
fn taker(
    claim: &Claim,
    source: SourceId,
    last: Option<(ClaimId, TieId)>,
    taking: Taking,
    is_free: impl Fn(&Tie) -> bool,
) -> Option<TieId> {
    let mut ties = claim.ties.iter().filter(|tie| tie.source == source);
    match taking {
        Taking::Further => None,
        Taking::Current => {
            let of_this = last.filter(|(of, _)| *of == claim.id).map(|(_, tie)| tie);
            let known = of_this.filter(|last| ties.clone().any(|tie| tie.id == *last));
            known.or_else(|| ties.find(|tie| is_free(tie)).map(|tie| tie.id))
        }
    }
}

/// The file that is shown of a source unless another one is asked for: the first with text, else the first.
fn usual(source: &Source) -> Option<&Evidence> {
    source.evidence.iter().find(|evidence| evidence.has_text()).or_else(|| source.evidence.first())
}

impl Session {
    /// The file shown beside the article, with its source; `None` when nothing is shown or one of them is gone.
    pub fn exhibit(&self) -> Option<(&Exhibit, &Arc<Source>, Option<&Evidence>)> {
        let exhibit = self.view().exhibit.as_ref()?;
        let source = self.project()?.sources.get(&exhibit.source)?;
        let evidence = exhibit.evidence.as_ref().and_then(|sha256| source.evidence_of(sha256));
        Some((exhibit, source, evidence))
    }

    /// The tie of the claim under the caret that would show something beside the article: the first with a stored file.
    pub fn tie_to_show(&self) -> Option<(ClaimId, TieId)> {
        let claim = self.current_claim()?;
        let sources = &self.project()?.sources;
        let shown = |tie: &&Tie| sources.get(&tie.source).is_some_and(|source| !source.evidence.is_empty());
        claim.ties.iter().find(shown).map(|tie| (claim.id, tie.id))
    }

    /// Shows a file of `source` beside the article.
    pub(super) fn show_evidence(&mut self, id: SourceId, wanted: Option<EvidenceHash>) -> Result<Done, Problem> {
        let known = self.opened()?.project.sources.get(&id).ok_or_else(no_source)?;
        let before = self.view.exhibit.as_ref().filter(|exhibit| exhibit.source == id);
        let still = before.and_then(|exhibit| known.evidence_of(exhibit.evidence.as_ref()?));
        let chosen = match wanted {
            Some(sha256) => Some(known.evidence_of(&sha256).ok_or_else(no_evidence)?),
            None => still.or_else(|| usual(known)),
        };
        let (evidence, has_text) = (chosen.map(|it| it.sha256.clone()), chosen.is_some_and(Evidence::has_text));
        if before.is_none_or(|exhibit| exhibit.evidence != evidence) {
            let reveal = self.view.exhibit.as_ref().map_or(0, |exhibit| exhibit.reveal) + 1;
            let selection = Selection::caret(0);
            let (region, time) = (None, None);
            let exhibit = Exhibit { source: id, evidence, selection, region, time, tie: None, reveal, seeks: false };
            self.view.exhibit = Some(exhibit);
        }
        if has_text { self.want_shown() } else { Ok(Done::Viewed) }
    }

    /// Has the text of the file shown at hand.
    fn want_shown(&mut self) -> Result<Done, Problem> {
        let Some((source, sha256)) =
            self.exhibit().and_then(|(exhibit, _, evidence)| Some((exhibit.source, evidence?.sha256.clone())))
        else {
            return Ok(Done::Viewed);
        };
        if self.evidence_text(source, &sha256).is_some() {
            return Ok(Done::Viewed); // here, on its way, or known to be missing
        }
        self.want_evidence(source, &sha256)
    }

    /// Shows the file that a tie's excerpt is of, with the excerpt's words selected once they are here.
    pub(super) fn show_excerpt(&mut self, claim: ClaimId, id: TieId) -> Result<Done, Problem> {
        let (_, found) = self.find_claim(claim)?;
        let (_, tie) = super::claims::tie_of(&found, id)?;
        let source = self.opened()?.project.sources.get(&tie.source).ok_or_else(no_source)?;
        let time = tie.time;
        let wanted = tie.evidence.filter(|sha256| source.evidence_of(sha256).is_some());
        let done = self.show_evidence(tie.source, wanted)?;
        if let Some(exhibit) = &mut self.view.exhibit {
            (exhibit.tie, exhibit.seeks) = (Some((claim, id)), true);
            (exhibit.region, exhibit.time) = (None, time);
            exhibit.reveal += 1;
        }
        self.seek_excerpt();
        Ok(done)
    }

    /// Selects the words of the tie that the file was opened from, if its text is here and that was not done yet.
    pub(super) fn seek_excerpt(&mut self) {
        let Some((exhibit, source, Some(evidence))) = self.exhibit() else { return };
        let Some((claim, id)) = exhibit.tie.filter(|_| exhibit.seeks) else { return };
        let Some(TextState::Here(text)) = self.evidence_text(source.id, &evidence.sha256) else { return };
        let tie = self.find_claim(claim).and_then(|(_, claim)| super::claims::tie_of(&claim, id));
        let tie = tie.ok().map(|(_, tie)| tie);
        // A tie without words leads to the page that its locator names.
        let named = |locator: &str| text.places.iter().find(|place| place.locator == locator).map(|place| place.at);
        let page = tie.as_ref().and_then(|tie| named(tie.locator.trim()));
        let tie = tie.filter(|tie| !tie.excerpt.is_empty());
        let place = tie.as_ref().and_then(|tie| excerpt_place(text, tie));
        if tie.is_some() && place.is_none() {
            self.tell("The excerpt’s words do not stand in the text of this file");
        }
        if let Some(exhibit) = &mut self.view.exhibit {
            exhibit.seeks = false;
            exhibit.selection = place.map_or_else(|| Selection::caret(page.unwrap_or_default()), Selection::run);
            exhibit.reveal += 1;
        }
    }

    /// Shows no file beside the article.
    pub(super) fn hide_evidence(&mut self) -> Done {
        self.view.exhibit = None;
        Done::Viewed
    }

    /// Sets what is selected in the file shown.
    pub(super) fn select_evidence(&mut self, selection: Selection) -> Done {
        if let Some(exhibit) = &mut self.view.exhibit {
            exhibit.selection = selection;
        }
        Done::Viewed
    }

    /// Marks a part of the picture shown, or none.
    pub(super) fn mark_region(&mut self, region: Option<Region>) -> Done {
        if let Some(exhibit) = &mut self.view.exhibit {
            exhibit.region = region;
        }
        Done::Viewed
    }

    /// Marks a stretch of the recording shown, or none.
    pub(super) fn mark_time(&mut self, time: Option<TimeRange>) -> Done {
        if let Some(exhibit) = &mut self.view.exhibit {
            exhibit.time = time;
        }
        Done::Viewed
    }

    /// Selects words of the file shown and brings them into sight.
    pub(super) fn reveal_evidence(&mut self, words: ByteSpan) -> Done {
        if let Some(exhibit) = &mut self.view.exhibit {
            exhibit.selection = Selection::run(words);
            exhibit.reveal += 1;
        }
        Done::Viewed
    }

    /// Makes the words that are selected in the file shown, or the part that is marked, the excerpt of a tie of the current
    /// claim.
    pub(super) fn take_excerpt(&mut self, taking: Taking) -> Result<Done, Problem> {
        let shown = self.exhibit().and_then(|(exhibit, _, evidence)| Some((exhibit.clone(), evidence?.sha256.clone())));
        let (exhibit, evidence) = shown.ok_or_else(no_evidence)?;
        let claim = self.current_claim().map(Arc::clone).ok_or_else(|| {
            Problem::error("no-claim", "The excerpt was not taken: no claim is open")
                .now("what was selected still is")
                .help("Put the caret on a claim of the article, or select words there and press C")
        })?;
        let (region, time) = (exhibit.region, exhibit.time);
        let is_part = exhibit.is_part();
        let taken = || Some(Taken { evidence: evidence.clone(), span: exhibit.selection.main() });
        let tie = match taker(&claim, exhibit.source, exhibit.tie, taking, |tie| exhibit.is_free(tie)) {
            Some(tie) => {
                let wish = if is_part {
                    let (region, time) = (region.map(Some), time.map(Some));
                    TieWish { evidence: Some(Some(evidence)), region, time, ..TieWish::default() }
                } else {
                    TieWish { taken: taken(), ..TieWish::default() }
                };
                self.set_tie(claim.id, tie, wish)?;
                tie
            }
            None => match self.add_tie(
                claim.id,
                exhibit.source,
                if is_part {
                    TieWords { evidence: Some(evidence), region, time, ..TieWords::default() }
                } else {
                    TieWords { taken: taken(), ..TieWords::default() }
                },
            )? {
                Done::Tie(tie) => tie,
                other => return Ok(other),
            },
        };
        if let Some(exhibit) = &mut self.view.exhibit {
            exhibit.tie = Some((claim.id, tie));
            exhibit.region = None; // it is outlined as the tie's from now on
        }
        if is_part {
            let told = region.map(|it| it.to_string()).into_iter().chain(time.map(|it| it.to_string()));
            self.tell(format!("Excerpt taken: {}", told.collect::<Vec<_>>().join(", ")));
            return Ok(Done::Tie(tie));
        }
        let made = self.find_claim(claim.id).and_then(|(_, claim)| super::claims::tie_of(&claim, tie));
        if let Ok((_, made)) = made {
            let hides = made.is_confidential() || self.exhibit().is_some_and(|(_, source, _)| source.is_confidential());
            let place = if made.locator.is_empty() { String::new() } else { format!(" ({})", made.locator) };
            self.tell(if hides {
                "Excerpt taken".to_owned()
            } else {
                format!("Excerpt taken: {}{place}", quoted(&made.excerpt, 40))
            });
        }
        Ok(Done::Tie(tie))
    }

    /// Starts a job that opens a stored file in the system's own program for such files.
    pub(super) fn open_evidence(&mut self, source: SourceId, sha256: &EvidenceHash) -> Result<Done, Problem> {
        let path = self.evidence_path(source, sha256)?;
        if !system::is_safe_to_open(&path) {
            return Err(Problem::error("not-opened", "The file was not opened: it may be a program")
                .why("the system would run a file of this kind, or is not known to only show it")
                .now("it lies in the project as it came")
                .help("Look at it with a program of your choice: `tickmark evidence show` tells where it lies"));
        }
        let job = self.jobs.start("Opening a file".to_owned(), move |_| match system::open_file(&path) {
            Ok(()) => Outcome::FileOpened,
            Err(error) => Outcome::Found(
                Problem::error("not-opened", "The file was not opened in another program")
                    .why(shortened(&error.to_string(), 200))
                    .now("it lies in the project as it came")
                    .help("Choose a program for such files in the settings of the system"),
            ),
        });
        Ok(Done::Started(job))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Draft;
    use crate::model::claim::ClaimKind;
    use crate::model::ids::PersonKey;

    fn tie(id: u128, source: u128, excerpt: &str) -> Tie {
        Tie { excerpt: excerpt.to_owned(), ..Tie::new(TieId::from_u128(id), SourceId::from_u128(source)) }
    }

    #[test]
    fn an_excerpt_is_replaced_only_in_the_tie_at_hand() {
        let by = PersonKey("AB".into());
        let bare = Claim::new(ClaimId::from_u128(1), Vec::new(), ClaimKind::Other, by, jiff::Timestamp::UNIX_EPOCH);
        let claim = Claim { ties: vec![tie(1, 7, "here"), tie(2, 8, ""), tie(3, 7, "")], ..bare };
        let takes = |last: Option<(u128, u128)>, taking| {
            let last = last.map(|(claim, tie)| (ClaimId::from_u128(claim), TieId::from_u128(tie)));
            taker(&claim, SourceId::from_u128(7), last, taking, |tie| tie.excerpt.is_empty())
        };
        assert_eq!(takes(None, Taking::Current), Some(TieId::from_u128(3)), "the one that has none yet");
        assert_eq!(takes(Some((1, 1)), Taking::Current), Some(TieId::from_u128(1)), "the one at hand");
        assert_eq!(takes(Some((2, 1)), Taking::Current), Some(TieId::from_u128(3)), "it was another claim's");
        assert_eq!(takes(Some((1, 2)), Taking::Current), Some(TieId::from_u128(3)), "it is of another source");
        assert_eq!(takes(Some((1, 1)), Taking::Further), None);
    }

    #[test]
    fn an_excerpt_is_found_by_its_surroundings_else_by_its_words() {
        let draft = Draft::new("He said 12 men. She said 12 men too.", &[]);
        let text = EvidenceText {
            reader: String::new(),
            format: String::new(),
            draft,
            places: Vec::new(),
            problems: Vec::new(),
        };
        let second = text.find("12 men")[1];
        let anchored = Tie { anchor: Some(Box::new(text.anchor(second).unplaced())), ..tie(1, 7, "12 men") };
        assert_eq!(excerpt_place(&text, &anchored), Some(second));
        assert_eq!(excerpt_place(&text, &tie(1, 7, "12 men")), Some(text.find("12 men")[0]));
        assert_eq!(excerpt_place(&text, &tie(1, 7, "13 men")), None);
    }
}
