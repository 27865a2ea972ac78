//! The pages of stored PDF documents, laid out and drawn by jobs when the window wants to show them.
//!
//! Must not know: egui, how a page is drawn (`reading/`), which pages are in sight.
//! Holds: at most [`MOST_AT_ONCE`] pages are being drawn, and pictures of at most [`MOST_BYTES`] bytes are kept.

use std::path::Path;
use std::sync::Arc;

use crate::import::pdf::Picture;
use crate::import::{Format, MAX_BYTES};
use crate::model::evidence::{Evidence, EvidenceHash};
use crate::model::ids::SourceId;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::claims::no_source;
use crate::session::evidence::no_evidence;
use crate::session::outcome::{Done, Outcome};
use crate::session::reading::pages::Sheets;
use crate::store;

/// Documents whose pages are kept at hand.
const KEPT_SHEETS: usize = 6;
/// Bytes of pictures that are kept; the oldest go first.
const MOST_BYTES: usize = 160 << 20;
/// Pages that are being drawn at the same time.
pub const MOST_AT_ONCE: usize = 2;

/// How the pages of a document stand.
#[derive(Clone, Debug)]
pub enum SheetsState {
    /// They are being laid out.
    Reading,
    /// They are here.
    Here(Arc<Sheets>),
    /// They cannot be had.
    Missing(Problem),
}

/// How the picture of a page stands.
#[derive(Clone, Debug)]
pub enum PageState {
    /// It is being drawn.
    Drawing,
    /// It is here.
    Here(Arc<Picture>),
    /// It cannot be drawn.
    Missing(Problem),
}

/// Which picture: a page (from 0) of a file, at so many thousandths of a pixel to a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageKey {
    /// The file.
    pub evidence: EvidenceHash,
    /// The page, from 0.
    pub page: usize,
    /// Thousandths of a pixel to a point.
    pub scale: u32,
}

/// What is at hand of documents' pages.
#[derive(Default)]
pub(super) struct Pages {
    /// The oldest first.
    sheets: Vec<(EvidenceHash, SheetsState)>,
    /// The oldest first.
    pictures: Vec<(PageKey, PageState)>,
}

/// Whether a file has pages that can be drawn.
pub fn has_pages(evidence: &Evidence) -> bool {
    let is_read_so = evidence.read.as_ref().is_some_and(|read| read.format == Format::Pdf.word());
    is_read_so || (!evidence.has_text() && evidence.extension.as_str() == "pdf")
}

impl Pages {
    fn put_sheets(&mut self, evidence: EvidenceHash, state: SheetsState) {
        self.sheets.retain(|(known, _)| *known != evidence);
        self.sheets.push((evidence, state));
        if self.sheets.len() > KEPT_SHEETS {
            self.sheets.remove(0);
        }
    }

    fn put_picture(&mut self, key: PageKey, state: PageState) {
        self.pictures.retain(|(known, _)| *known != key);
        self.pictures.push((key, state));
        let size = |(_, state): &(PageKey, PageState)| match state {
            PageState::Here(picture) => picture.rgba.len(),
            PageState::Drawing | PageState::Missing(_) => 0,
        };
        let mut total: usize = self.pictures.iter().map(size).sum();
        while total > MOST_BYTES
            && let Some(oldest) = self.pictures.iter().position(|drawn| size(drawn) > 0)
            && oldest + 1 < self.pictures.len()
        {
            total -= size(&self.pictures.remove(oldest));
        }
    }

    fn n_drawing(&self) -> usize {
        self.pictures.iter().filter(|(_, state)| matches!(state, PageState::Drawing)).count()
    }
}

impl Session {
    /// How the pages of a file stand; `None` until they were asked for.
    pub fn sheets(&self, evidence: &EvidenceHash) -> Option<&SheetsState> {
        let sheets = &self.open.as_ref()?.pages.sheets;
        sheets.iter().find(|(known, _)| known == evidence).map(|(_, state)| state)
    }

    /// How the picture of a page stands; `None` until it was asked for, and when it was thrown away since.
    pub fn page_picture(&self, key: &PageKey) -> Option<&PageState> {
        let pictures = &self.open.as_ref()?.pages.pictures;
        pictures.iter().find(|(known, _)| known == key).map(|(_, state)| state)
    }

    /// Whether as many pages are being drawn as may be at once.
    pub fn is_drawing_enough(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.pages.n_drawing() >= MOST_AT_ONCE)
    }

    /// Starts laying out the pages of a file, unless that was done.
    pub(super) fn want_sheets(&mut self, source: SourceId, sha256: &EvidenceHash) -> Result<Done, Problem> {
        if self.sheets(sha256).is_some() {
            return Ok(Done::Viewed);
        }
        let evidence = self.stored(source, sha256)?;
        let reader = self.surroundings.reader.clone();
        let open = self.opened_mut()?;
        open.pages.put_sheets(sha256.clone(), SheetsState::Reading);
        let (folder, sha256) = (open.folder.clone(), sha256.clone());
        let job = self.jobs.start("Laying out pages".to_owned(), move |cancel| {
            let bytes = store::evidence::read(&folder, &evidence, MAX_BYTES);
            let sheets = bytes.and_then(|bytes| reader.sheets(&evidence.name, &bytes, cancel));
            Outcome::Sheets { folder, sha256, sheets: sheets.map(Box::new) }
        });
        Ok(Done::Started(job))
    }

    /// Starts drawing a page of a file, unless that was done or enough are being drawn.
    pub(super) fn want_page(&mut self, source: SourceId, key: PageKey) -> Result<Done, Problem> {
        if self.page_picture(&key).is_some() || self.is_drawing_enough() {
            return Ok(Done::Viewed);
        }
        let evidence = self.stored(source, &key.evidence)?;
        let reader = self.surroundings.reader.clone();
        let open = self.opened_mut()?;
        open.pages.put_picture(key.clone(), PageState::Drawing);
        let folder = open.folder.clone();
        let job = self.jobs.start("Drawing a page".to_owned(), move |cancel| {
            let bytes = store::evidence::read(&folder, &evidence, MAX_BYTES);
            let drawn = bytes.and_then(|bytes| reader.picture(&evidence.name, &bytes, (key.page, key.scale), cancel));
            Outcome::PageDrawn { folder, key, picture: drawn.map(Box::new) }
        });
        Ok(Done::Started(job))
    }

    fn stored(&self, source: SourceId, sha256: &EvidenceHash) -> Result<Evidence, Problem> {
        let known = self.opened()?.project.sources.get(&source).ok_or_else(no_source)?;
        let mut evidence = known.evidence_of(sha256).cloned().ok_or_else(no_evidence)?;
        if known.is_confidential() {
            "the file".clone_into(&mut evidence.name); // it stands in messages
        }
        Ok(evidence)
    }

    pub(super) fn take_in_sheets(&mut self, folder: &Path, sha256: EvidenceHash, sheets: Result<Box<Sheets>, Problem>) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let state = match sheets {
            Ok(sheets) => SheetsState::Here(Arc::from(sheets)),
            Err(problem) => SheetsState::Missing(problem),
        };
        open.pages.put_sheets(sha256, state);
    }

    pub(super) fn take_in_page(&mut self, folder: &Path, key: PageKey, picture: Result<Box<Picture>, Problem>) {
        let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) else { return };
        let state = match picture {
            Ok(picture) => PageState::Here(Arc::from(picture)),
            Err(problem) => PageState::Missing(problem),
        };
        open.pages.put_picture(key, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(page: usize) -> PageKey {
        PageKey { evidence: EvidenceHash::new(&"0a".repeat(32)).expect("a hash"), page, scale: 1000 }
    }

    #[test]
    fn the_oldest_pictures_go_when_there_are_too_many() {
        let mut pages = Pages::default();
        let large = || {
            let rgba = vec![0; MOST_BYTES / 3];
            PageState::Here(Arc::new(Picture { width: 1, height: rgba.len() / 4, rgba }))
        };
        pages.put_picture(key(9), PageState::Drawing);
        for page in 0..5 {
            pages.put_picture(key(page), large());
        }
        let kept: Vec<usize> = pages.pictures.iter().map(|(key, _)| key.page).collect();
        assert_eq!(kept, [9, 2, 3, 4], "what is being drawn stays");
        assert_eq!(pages.n_drawing(), 1);
    }
}
