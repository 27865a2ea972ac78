//! The stored files of sources: removing and reading them, their texts at hand, excerpts taken from them.
//!
//! Must not know: formats (`import/` reads them), where files lie (`store/evidence.rs`), how a text is shown.
//! Holds: a file is on disk before its record is in the project; a text is read in a job and kept until another project
//! is opened; labels and notices name no file of a confidential source.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::import::MAX_BYTES;
use crate::model::change::Change;
use crate::model::claim::Tie;
use crate::model::evidence::{Ending, Evidence, EvidenceHash, EvidenceText, MediaKind, ReadFacts, TextPlace};
use crate::model::ids::SourceId;
use crate::model::problem::{Place, Problem, quoted, shortened};
use crate::model::source::Source;
use crate::session::Session;
use crate::session::claims::no_source;
use crate::session::jobs::Cancel;
use crate::session::outcome::{Done, Outcome};
use crate::session::storing::{Adding, StoredFile};
use crate::session::wishes::Taken;
use crate::store;
use crate::store::files::Existing;
use crate::text::find::find_all;
use crate::text::span::ByteSpan;

/// Texts kept at hand at once; the others are read again when they are wanted.
const KEPT_TEXTS: usize = 24;
/// What reads, as it is written beside each text.
const READER: &str = concat!("Tickmark ", env!("CARGO_PKG_VERSION"));

/// How a text of evidence stands.
#[derive(Clone, Debug)]
pub enum TextState {
    /// It is being read from disk.
    Reading,
    /// It is here.
    Here(Arc<EvidenceText>),
    /// There is none, or it cannot be read.
    Missing(Problem),
}

impl Session {
    /// Makes the edit that replaces a source by another state of it.
    pub(super) fn replace_source(&mut self, before: &Source, after: Source, label: String) -> Result<Done, Problem> {
        if *before == after {
            return Ok(Done::Nothing);
        }
        let (source, before) = (before.id, Some(Box::new(before.clone())));
        let change = Change::Source { source, before, after: Some(Box::new(after)) };
        let made = self.edit(None, label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Takes a file away from its source. The file itself stays on disk, so that this can be undone; `tickmark evidence
    /// clean` takes such files away.
    pub(super) fn remove_evidence(&mut self, id: SourceId, sha256: &EvidenceHash) -> Result<Done, Problem> {
        let before = Arc::clone(self.opened()?.project.sources.get(&id).ok_or_else(no_source)?);
        let evidence = before.evidence_of(sha256).ok_or_else(no_evidence)?;
        let n_ties = self.ties_in(id, sha256).len();
        if n_ties > 0 {
            let name = if before.is_confidential() { "The file".to_owned() } else { quoted(&evidence.name, 60) };
            return Err(Problem::error("evidence-in-use", format!("{name} was not removed"))
                .why(match n_ties {
                    1 => "an excerpt is taken from it".to_owned(),
                    n => format!("{n} excerpts are taken from it"),
                })
                .now("nothing was changed")
                .help("Remove those ties first, or take their excerpts from another file"));
        }
        let what = if before.is_confidential() { "a file".to_owned() } else { quoted(&evidence.name, 40) };
        let label = format!("remove {what} from {}", shortened(before.name(), 40));
        let mut after = Source::clone(&before);
        after.evidence.retain(|evidence| evidence.sha256 != *sha256);
        self.replace_source(&before, after, label)
    }

    /// The ties whose excerpts are taken from a file of `source`; those of removed articles too.
    fn ties_in(&self, source: SourceId, sha256: &EvidenceHash) -> Vec<&Tie> {
        let articles = self.project().into_iter().flat_map(|project| project.articles.values());
        let claims = articles.flat_map(|article| article.review.claims.values());
        let ties = claims.flat_map(|claim| &claim.ties);
        ties.filter(|tie| tie.source == source && tie.evidence.as_ref() == Some(sha256)).collect()
    }

    /// Starts a job that reads a stored file again, for a text that is lost or that a newer reader reads better.
    pub(super) fn read_evidence(&mut self, id: SourceId, sha256: &EvidenceHash) -> Result<Done, Problem> {
        let adding = self.adding(id)?;
        let open = self.opened()?;
        let source = open.project.sources.get(&id).ok_or_else(no_source)?;
        let evidence = source.evidence_of(sha256).cloned().ok_or_else(no_evidence)?;
        let folder = open.folder.clone();
        let job = self.jobs.start("Reading a file again".to_owned(), move |cancel| {
            let mut again = Evidence { read: None, ..evidence };
            let read = store::evidence::read(&folder, &again, MAX_BYTES)
                .and_then(|bytes| read_text(&folder, &mut again, &bytes, (&adding, cancel), Existing::Replace));
            let result = read.map(|problems| (Box::new(again), problems));
            Outcome::EvidenceRead { folder, source: id, result }
        });
        Ok(Done::Started(job))
    }

    /// Takes in what a stored file says when it is read again.
    pub(super) fn take_in_reading(&mut self, folder: &Path, id: SourceId, result: StoredFile) {
        if self.folder() != Some(folder) {
            return;
        }
        let taken = result.and_then(|(again, problems)| {
            for problem in problems {
                self.report(problem);
            }
            let before = Arc::clone(self.opened()?.project.sources.get(&id).ok_or_else(no_source)?);
            self.opened_mut()?.texts.remove(&again.sha256);
            let mut after = Source::clone(&before);
            let Some(evidence) = after.evidence.iter_mut().find(|it| it.sha256 == again.sha256) else {
                return Err(no_evidence());
            };
            evidence.read.clone_from(&again.read);
            evidence.kind = again.kind;
            self.replace_source(&before, after, format!("read a file of {} again", shortened(before.name(), 40)))
        });
        match taken {
            Ok(_) => self.tell("Read the file again"),
            Err(problem) => self.report(problem),
        }
    }

    /// How the text of a file of `source` stands; `None` until [`Command::WantEvidence`](super::command::Command) asked
    /// for it.
    pub fn evidence_text(&self, source: SourceId, sha256: &EvidenceHash) -> Option<&TextState> {
        let open = self.open.as_ref()?;
        open.project.sources.get(&source)?.evidence_of(sha256)?;
        open.texts.get(sha256)
    }

    /// Starts reading the text of a file from disk, unless it is here or under way.
    pub(super) fn want_evidence(&mut self, source: SourceId, sha256: &EvidenceHash) -> Result<Done, Problem> {
        let open = self.opened_mut()?;
        let known = open.project.sources.get(&source).ok_or_else(no_source)?;
        let evidence = known.evidence_of(sha256).cloned().ok_or_else(no_evidence)?;
        match open.texts.get(sha256) {
            Some(TextState::Reading | TextState::Here(_)) => return Ok(Done::Viewed),
            Some(TextState::Missing(_)) | None => {}
        }
        let is_here =
            |(hash, state): (&EvidenceHash, &TextState)| matches!(state, TextState::Here(_)).then(|| hash.clone());
        if open.texts.len() >= KEPT_TEXTS
            && let Some(other) = open.texts.iter().find_map(is_here)
        {
            open.texts.remove(&other);
        }
        open.texts.insert(sha256.clone(), TextState::Reading);
        let (folder, sha256) = (open.folder.clone(), sha256.clone());
        let job = self.jobs.start("Reading evidence".to_owned(), move |_| {
            let text = store::evidence::read_text(&folder, &evidence);
            Outcome::EvidenceText { folder, sha256, text: text.map(Box::new) }
        });
        Ok(Done::Started(job))
    }

    pub(super) fn take_in_text(
        &mut self,
        folder: &Path,
        sha256: EvidenceHash,
        text: Result<Box<EvidenceText>, Problem>,
    ) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let state = match text {
            Ok(text) => TextState::Here(Arc::from(text)),
            Err(problem) => TextState::Missing(problem),
        };
        open.texts.insert(sha256, state);
        self.seek_excerpt();
    }

    /// The text of a file of `source`, which must be here.
    fn text_at_hand(&self, source: SourceId, sha256: &EvidenceHash) -> Result<Arc<EvidenceText>, Problem> {
        match self.evidence_text(source, sha256) {
            Some(TextState::Here(text)) => Ok(Arc::clone(text)),
            Some(TextState::Missing(problem)) => Err(problem.clone()),
            Some(TextState::Reading) | None => {
                Err(Problem::error("evidence-unread", "The excerpt was not taken: the file's text is not here yet")
                    .now("nothing was changed")
                    .help("Try again in a moment"))
            }
        }
    }

    /// What a tie says of words taken from a file of `source`: the words on one line, where they stand, their locator.
    pub(super) fn excerpt_taken(&self, source: SourceId, taken: &Taken) -> Result<(Tie, String), Problem> {
        let known = self.opened()?.project.sources.get(&source).ok_or_else(no_source)?;
        known.evidence_of(&taken.evidence).ok_or_else(no_evidence)?;
        let text = self.text_at_hand(source, &taken.evidence)?;
        let anchor = text.anchor(taken.span);
        let words = anchor.exact().split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return Err(Problem::error("no-words", "The excerpt was not taken: no words are selected")
                .now("nothing was changed")
                .help("Select the words in the file's text"));
        }
        let place = anchor.place().unwrap_or(taken.span);
        let locator = text.locator_of(place);
        let tie = Tie {
            excerpt: words,
            evidence: Some(taken.evidence.clone()),
            anchor: Some(Box::new(anchor.unplaced())),
            ..Tie::new(crate::model::ids::TieId::from_u128(0), source)
        };
        Ok((tie, locator))
    }

    /// The place of the `nth` (from 1) appearance of `words` in the text of a file of `source`, which must be here.
    pub fn words_in_evidence(
        &self,
        source: SourceId,
        sha256: &EvidenceHash,
        words: &str,
        nth: usize,
    ) -> Result<ByteSpan, Problem> {
        let known = self.opened()?.project.sources.get(&source).ok_or_else(no_source)?;
        let evidence = known.evidence_of(sha256).ok_or_else(no_evidence)?;
        let text = self.text_at_hand(source, sha256)?;
        let places = find_all(text.draft.text(), words);
        if let Some(&place) = nth.checked_sub(1).and_then(|at| places.get(at)) {
            return Ok(place);
        }
        let name = if known.is_confidential() { known.name().to_owned() } else { evidence.name.clone() };
        let what = format!("{} does not say “{}”", quoted(&name, 60), shortened(words, 60));
        let times = if places.len() == 1 { "once".to_owned() } else { format!("{} times", places.len()) };
        Err(if places.is_empty() {
            let nearest = nearest(text.draft.text(), words).filter(|_| !known.is_confidential());
            Problem::error("words-not-in-evidence", what)
                .why(nearest.map_or_else(
                    || "nothing like it stands in the file’s text".to_owned(),
                    |(words, at)| format!("nearest: “{}” ({})", shortened(&words, 100), text.locator_at(at)),
                ))
                .now("nothing was changed")
                .help(
                    "Copy the words from the file, letter by letter; `tickmark evidence show … --text` prints its text",
                )
        } else {
            Problem::error("nth-too-large", format!("{what} {nth} times, only {times}"))
                .now("nothing was changed")
                .help(format!("Give --nth a number from 1 to {}, or more of the sentence", places.len()))
        })
    }

    /// What is wrong with stored files, and with excerpts that are taken from them. Every file is read: slow.
    pub fn evidence_problems(&self) -> Vec<Problem> {
        let Ok(open) = self.opened() else { return Vec::new() };
        let mut problems = store::evidence::check(&open.folder, &open.project);
        let mut texts: BTreeMap<EvidenceHash, Option<EvidenceText>> = BTreeMap::new();
        for article in open.project.articles.values() {
            for claim in article.review.claims.values() {
                for tie in &claim.ties {
                    let Some(sha256) = &tie.evidence else { continue };
                    let source = open.project.sources.get(&tie.source);
                    let evidence = source.and_then(|source| source.evidence_of(sha256));
                    let place =
                        Place::Claim { article: article.slug.to_string(), claim: shortened(&claim.words(), 60) };
                    let Some(evidence) = evidence else {
                        problems.push(
                            Problem::warning(
                                "excerpt-without-file",
                                "An excerpt is taken from a file that its source lacks",
                            )
                            .at(place)
                            .why("the file was taken from the source, or a merge left it behind")
                            .now("the excerpt keeps its words, and the decision stands")
                            .help("Add the file to the source again: the same bytes have the same name"),
                        );
                        continue;
                    };
                    if tie.excerpt.is_empty() {
                        continue;
                    }
                    let text = texts
                        .entry(sha256.clone())
                        .or_insert_with(|| store::evidence::read_text(&open.folder, evidence).ok());
                    let says = |text: &EvidenceText| !find_all(text.draft.text(), &tie.excerpt).is_empty();
                    if text.as_ref().is_some_and(|text| !says(text)) {
                        let hides = tie.is_confidential() || source.is_some_and(|source| source.is_confidential());
                        problems.push(
                            Problem::warning("excerpt-not-in-file", "An excerpt’s words do not stand in its file")
                                .at(place)
                                .why(if hides {
                                    "what it says is confidential and not repeated here".to_owned()
                                } else {
                                    format!(
                                        "{} does not say “{}”",
                                        quoted(&evidence.name, 60),
                                        shortened(&tie.excerpt, 80)
                                    )
                                })
                                .now("nothing was changed")
                                .help("Take the excerpt from the file anew, or correct its words"),
                        );
                    }
                }
            }
        }
        problems
    }

    /// The stored files that no source has any more, with their size in bytes.
    pub fn stray_evidence(&self) -> Result<Vec<(String, u64)>, Problem> {
        let open = self.opened()?;
        store::evidence::strangers_in(&open.folder, &open.project)
    }

    /// Takes the stored files away that no source has any more, and answers them. What removed them cannot be undone
    /// then.
    pub fn clean_evidence(&mut self) -> Result<Vec<(String, u64)>, Problem> {
        self.refuse_read_only()?;
        let open = self.opened()?;
        store::evidence::clean(&open.folder, &open.project)
    }

    /// Where a stored file lies, to be opened in its own program.
    pub fn evidence_path(&self, source: SourceId, sha256: &EvidenceHash) -> Result<PathBuf, Problem> {
        let open = self.opened()?;
        let known = open.project.sources.get(&source).ok_or_else(no_source)?;
        store::evidence::path_of(&open.folder, known.evidence_of(sha256).ok_or_else(no_evidence)?)
    }
}

/// Reads the text of a stored file, writes it beside the file, and notes what was read.
pub(super) fn read_text(
    folder: &Path,
    evidence: &mut Evidence,
    bytes: &[u8],
    (adding, cancel): (&Adding, &Cancel),
    existing: Existing,
) -> Result<Vec<Problem>, Problem> {
    // The name tells the format only where the bytes do not; the user's name, since the stored one is a hash.
    let name = if Ending::of(&evidence.name).as_str().is_empty() { evidence.file() } else { evidence.name.clone() };
    let told = |problem: &Problem| match problem.why.as_str() {
        "" => problem.what.clone(),
        why => format!("{}: {why}", problem.what),
    };
    let imported = match adding.reader.read(&name, bytes, cancel) {
        Ok(imported) => imported,
        Err(problem) if cancel.is_asked() => return Err(problem),
        Err(problem) => {
            // It is kept all the same: what cannot be read can be looked at.
            evidence.kind = MediaKind::Other;
            let problems = vec![told(&problem)];
            evidence.read = Some(ReadFacts { format: String::new(), words: 0, problems });
            return Ok(Vec::new());
        }
    };
    let format = imported.format.word();
    let draft = crate::model::article::Draft::new(&imported.text, &imported.roles);
    let words = draft.blocks().iter().map(|block| block.words.len()).sum();
    let problems: Vec<String> = imported.problems.iter().map(told).collect();
    let places = imported.places.into_iter().map(|place| TextPlace { at: place.at, locator: place.locator });
    let places = places.collect();
    let text = EvidenceText {
        reader: READER.to_owned(),
        format: format.to_owned(),
        draft,
        places,
        problems: problems.clone(),
    };
    evidence.kind = MediaKind::Text;
    evidence.read = Some(ReadFacts { format: format.to_owned(), words, problems });
    if let Err(problem) = store::evidence::add_text(folder, &evidence.sha256, &text, adding.kept, existing) {
        evidence.read = Some(ReadFacts { format: format.to_owned(), words: 0, problems: vec![told(&problem)] });
        return Ok(vec![problem]);
    }
    Ok(Vec::new())
}

/// The words of `text` most like `wanted`, with the byte where they begin: the window of as many words that shares most
/// of them in order.
fn nearest(text: &str, wanted: &str) -> Option<(String, usize)> {
    let fold =
        |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase() };
    let needles: std::collections::BTreeSet<String> =
        wanted.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    let n_words = wanted.split_whitespace().count();
    if needles.is_empty() {
        return None;
    }
    let base = text.as_ptr() as usize;
    let words: Vec<(usize, &str)> = text.split_whitespace().map(|word| (word.as_ptr() as usize - base, word)).collect();
    let hits: Vec<bool> = words.iter().map(|(_, word)| needles.contains(&fold(word))).collect();
    let mut best: Option<(usize, usize)> = None;
    let mut count = 0;
    for at in 0..words.len() {
        count += usize::from(hits.get(at).copied().unwrap_or_default());
        if at >= n_words {
            count -= usize::from(hits.get(at - n_words).copied().unwrap_or_default());
        }
        let first = (at + 1).saturating_sub(n_words);
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, first));
        }
    }
    let (count, first) = best?;
    if count * 2 < needles.len() {
        return None;
    }
    let window = words.get(first..(first + n_words).min(words.len()))?;
    let start = window.first()?.0;
    Some((window.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" "), start))
}

pub(super) fn no_evidence() -> Problem {
    Problem::error("no-evidence", "The source has no such file")
        .now("nothing was changed")
        .help("`tickmark evidence list SOURCE` lists the files of a source")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_words_are_told() {
        let text = "The mission counted boats.\n\nAn estimated 130,000 soldiers stand there, he said.";
        let found = nearest(text, "an estimated 140,000 soldiers");
        assert_eq!(found, Some(("An estimated 130,000 soldiers".into(), 28)));
        assert_eq!(nearest(text, "bread and butter"), None);
        assert_eq!(nearest("", "bread"), None);
        assert_eq!(nearest(text, " "), None);
    }
}
