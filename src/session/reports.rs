//! Gathers what a report is made of and has it written by a job.
//!
//! Must not know: formats.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::export::audience::{LeftOut, left_out};
use crate::export::{Format, Report, write};
use crate::model::change::Edit;
use crate::model::ids::{ClaimId, Slug};
use crate::model::problem::Problem;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::index::ArticleIndex;
use crate::session::outcome::{Done, Outcome};
use crate::session::wishes::Overwrite;
use crate::store;
use crate::store::files::{Existing, write_atomically};

/// What to do about a file that is there already, in the window and on the command line.
const REPLACING: &str = "Choose another name, or tick “Replace files that exist” (`--force`)";

impl Session {
    pub(super) fn export(
        &mut self,
        slug: &Slug,
        files: Vec<(Format, PathBuf)>,
        audience: Visibility,
        overwrite: Overwrite,
    ) -> Result<Done, Problem> {
        let text = self.report_writer(slug, audience)?;
        let existing = match overwrite {
            Overwrite::Never => Existing::Refuse,
            Overwrite::Allowed => Existing::Replace,
        };
        let job = self.jobs.start("Exporting".to_owned(), move |_| {
            let mut written = Vec::new();
            for (format, file) in files {
                if let Err(problem) = write_atomically(&file, text(format).as_bytes(), existing) {
                    let problem = if problem.id == "file-exists" { problem.help(REPLACING) } else { problem };
                    return Outcome::Exported(Err(problem));
                }
                written.push(file);
            }
            Outcome::Exported(Ok(written))
        });
        Ok(Done::Started(job))
    }

    /// The text of an article's report as it is now, as far as the audience may read it.
    pub fn report_text(&self, slug: &Slug, format: Format, audience: Visibility) -> Result<String, Problem> {
        Ok(self.report_writer(slug, audience)?(format))
    }

    /// What a report of the article leaves out for an audience, counted.
    pub fn left_out(&self, slug: &Slug, audience: Visibility) -> LeftOut {
        let Some(open) = &self.open else { return LeftOut::default() };
        open.project.articles.get(slug).map(|article| left_out(&open.project, article, audience)).unwrap_or_default()
    }

    /// A function that writes the report of the article as it is now, for use on any thread.
    fn report_writer(
        &self,
        slug: &Slug,
        audience: Visibility,
    ) -> Result<impl Fn(Format) -> String + Send + 'static, Problem> {
        let open = self.opened()?;
        let article = open.article_named(slug)?.clone();
        let project = open.project.clone();
        let (generated, zone) = (self.surroundings.clock.now(), self.surroundings.zone.clone());
        let by = self.person().name;
        let (folder, slug) = (open.folder.clone(), slug.clone());
        let known = open.histories.get(&slug);
        let (made, is_read) = known.map(|it| (it.edits.clone(), it.is_read)).unwrap_or_default();
        Ok(move |format| {
            let history = if is_read { made.clone() } else { with_those_on_disk(&folder, &slug, &made) };
            let index = ArticleIndex::new(&article);
            let order: Vec<ClaimId> = index.order().collect();
            write(
                format,
                &Report {
                    project: &project,
                    article: &article,
                    order: &order,
                    coverage: index.coverage(),
                    tally: index.tally().clone(),
                    generated,
                    zone: &zone,
                    history: &history,
                    by: &by,
                    audience,
                },
            )
        })
    }
}

/// The edits on disk, then those of `made` that are not there yet.
fn with_those_on_disk(folder: &Path, slug: &Slug, made: &[Arc<Edit>]) -> Vec<Arc<Edit>> {
    let (read, _) = store::read_history(folder, Some(slug));
    let known: BTreeSet<_> = read.iter().map(|edit| edit.id).collect();
    let new = made.iter().filter(|edit| !known.contains(&edit.id)).cloned();
    read.into_iter().map(Arc::new).chain(new).collect()
}

/// The names offered for the reports of an article in a folder.
pub fn offered_file(folder: &Path, slug: &Slug, format: Format) -> PathBuf {
    folder.join(format!("{slug}-review.{}", format.extension()))
}
