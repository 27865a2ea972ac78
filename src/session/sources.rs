//! The source library: adding, changing and removing sources.
//!
//! Must not know: panels, where stored files lie (`evidence.rs`).

use std::sync::Arc;

use crate::model::change::Change;
use crate::model::ids::SourceId;
use crate::model::problem::{Problem, shortened};
use crate::model::source::Source;
use crate::session::Session;
use crate::session::claims::no_source;
use crate::session::outcome::Done;
use crate::session::wishes::ItsTies;

impl Session {
    /// The change that adds `source` under a new id.
    pub(super) fn source_change(&mut self, mut source: Source) -> Result<(Source, Change), Problem> {
        source.title = source.title.trim().to_owned();
        if source.title.is_empty() {
            source.title = source.url.trim().to_owned();
        }
        if source.title.is_empty() {
            return Err(untitled());
        }
        // Files and contacts come by wishes of their own.
        (source.evidence, source.log) = (Vec::new(), Vec::new());
        self.settle_cover(&mut source)?;
        source.id = self.surroundings.ids.source();
        let change = Change::Source { source: source.id, before: None, after: Some(Box::new(source.clone())) };
        Ok((source, change))
    }

    pub(super) fn add_source(&mut self, source: Source) -> Result<Done, Problem> {
        let (source, change) = self.source_change(source)?;
        self.edit(None, format!("add source {}", shortened(source.name(), 40)), vec![change])?;
        Ok(Done::Source(source.id))
    }

    pub(super) fn set_source(&mut self, mut source: Source, ties: ItsTies) -> Result<Done, Problem> {
        let before = self.opened()?.project.sources.get(&source.id).map(Arc::clone).ok_or_else(no_source)?;
        if source.title.trim().is_empty() {
            return Err(untitled());
        }
        // A form may have been open for a while: files and contacts that came in between stay.
        source.evidence.clone_from(&before.evidence);
        source.log.clone_from(&before.log);
        self.settle_cover(&mut source)?;
        if *before == source {
            return Ok(Done::Nothing);
        }
        if before.is_confidential() != source.is_confidential() {
            return self.turn_source(&before, &source, ties);
        }
        let label = format!("change source {}", shortened(source.name(), 40));
        let before = Some(Box::new((*before).clone()));
        let change = Change::Source { source: source.id, before, after: Some(Box::new(source)) };
        let made = self.edit(None, label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn remove_source(&mut self, id: SourceId) -> Result<Done, Problem> {
        let open = self.opened()?;
        let source = open.project.sources.get(&id).map(Arc::clone).ok_or_else(no_source)?;
        // Removed articles can come back, so their ties count too.
        let claims = open.project.articles.values().flat_map(|article| article.review.claims.values());
        let uses = claims.filter(|claim| claim.ties.iter().any(|tie| tie.source == id)).count();
        if uses > 0 {
            return Err(Problem::error("source-in-use", format!("“{}” was not removed", shortened(source.name(), 60)))
                .why(format!("{uses} {} tied to it", if uses == 1 { "claim is" } else { "claims are" }))
                .now("nothing was changed")
                .help("Remove those ties first; the claims list can filter by source"));
        }
        let label = format!("remove source {}", shortened(source.name(), 40));
        let change = Change::Source { source: id, before: Some(Box::new((*source).clone())), after: None };
        let made = self.edit(None, label, vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The source with exactly this address, for a pasted URL that is in the library already.
    pub fn source_with_url(&self, url: &str) -> Option<SourceId> {
        let sources = &self.open.as_ref()?.project.sources;
        sources.values().find(|source| !source.url.is_empty() && source.url == url).map(|source| source.id)
    }
}

fn untitled() -> Problem {
    Problem::error("source-untitled", "A source needs a title or an address")
        .now("nothing was changed")
        .help("Type what the source is called, or paste its address")
}
