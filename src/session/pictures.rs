//! Stored pictures as pixels, decoded by jobs when the window wants to show them.
//!
//! Must not know: egui, how a picture is decoded (`import/picture.rs`, in a process of its own), which part is looked at.
//! Holds: one picture is decoded at a time, and at most [`KEPT`] are kept.

use std::path::Path;
use std::sync::Arc;

use crate::import::MAX_BYTES;
use crate::import::pdf::Picture;
use crate::model::evidence::EvidenceHash;
use crate::model::ids::SourceId;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::claims::no_source;
use crate::session::evidence::no_evidence;
use crate::session::outcome::{Done, Outcome};
use crate::store;

/// Pictures that are kept at hand.
const KEPT: usize = 3;

/// How a picture stands.
#[derive(Clone, Debug)]
pub enum PictureState {
    /// It is being decoded.
    Reading,
    /// It is here.
    Here(Arc<Picture>),
    /// It cannot be shown.
    Missing(Problem),
}

/// What is at hand of pictures, the oldest first.
#[derive(Default)]
pub(super) struct Pictures(Vec<(EvidenceHash, PictureState)>);

impl Pictures {
    fn put(&mut self, evidence: EvidenceHash, state: PictureState) {
        self.0.retain(|(known, _)| *known != evidence);
        self.0.push((evidence, state));
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }
}

impl Session {
    /// How a stored picture stands; `None` until it was asked for, and when it was thrown away since.
    pub fn picture(&self, evidence: &EvidenceHash) -> Option<&PictureState> {
        let pictures = &self.open.as_ref()?.pictures.0;
        pictures.iter().find(|(known, _)| known == evidence).map(|(_, state)| state)
    }

    /// Starts decoding a stored picture, at most `side` pixels wide and high, unless that was done or another one is
    /// being decoded.
    pub(super) fn want_picture(&mut self, source: SourceId, sha256: &EvidenceHash, side: u32) -> Result<Done, Problem> {
        let known = self.opened()?.project.sources.get(&source).ok_or_else(no_source)?;
        let evidence = known.evidence_of(sha256).cloned().ok_or_else(no_evidence)?;
        // The name stands in messages.
        let name = if known.is_confidential() { "the file".to_owned() } else { evidence.name.clone() };
        let reader = self.surroundings.reader.clone();
        let open = self.opened_mut()?;
        let is_busy = open.pictures.0.iter().any(|(_, state)| matches!(state, PictureState::Reading));
        if is_busy || open.pictures.0.iter().any(|(known, _)| known == sha256) {
            return Ok(Done::Viewed);
        }
        open.pictures.put(sha256.clone(), PictureState::Reading);
        let (folder, sha256) = (open.folder.clone(), sha256.clone());
        let job = self.jobs.start("Showing a picture".to_owned(), move |cancel| {
            let bytes = store::evidence::read(&folder, &evidence, MAX_BYTES);
            let picture = bytes.and_then(|bytes| reader.image(&name, &bytes, side, cancel));
            Outcome::Picture { folder, sha256, picture: picture.map(Box::new) }
        });
        Ok(Done::Started(job))
    }

    pub(super) fn take_in_picture(
        &mut self,
        folder: &Path,
        sha256: EvidenceHash,
        picture: Result<Box<Picture>, Problem>,
    ) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let state = match picture {
            Ok(picture) => PictureState::Here(Arc::from(picture)),
            Err(problem) => PictureState::Missing(problem),
        };
        open.pictures.put(sha256, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_picture_goes_when_there_are_too_many() {
        let hash = |n: usize| EvidenceHash::new(&format!("{n:064}")).expect("a hash");
        let mut pictures = Pictures::default();
        for n in 0..=KEPT {
            pictures.put(hash(n), PictureState::Reading);
        }
        pictures.put(hash(1), PictureState::Missing(Problem::error("x", "x")));
        let kept: Vec<_> = pictures.0.iter().map(|(known, _)| known.clone()).collect();
        assert_eq!(kept, [hash(2), hash(3), hash(1)]);
    }
}
