//! Opens a project: everything that can be read is shown, everything else is told and left alone.
//!
//! In: the folder. Out: the project, problems, and the files that must not be overwritten.
//! Must not know: how a file is written, what the user decides about damage.
//! Holds: nothing is written; a file that was not wholly understood is guarded; no link leads out of the project.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft, DraftRecord};
use crate::model::catch_up;
use crate::model::claim::Claim;
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, shortened};
use crate::model::project::Project;
use crate::model::review::Review;
use crate::store::disk::{self, ArticleParts};
use crate::store::folder::{self, ARTICLES, Folder, JOURNAL, PRIVATE_JOURNAL, PRIVATE_SOURCES, PROJECT, SOURCES};
use crate::store::journal::{self, Journal};
use crate::store::known::Known;
use crate::store::private::{Hidden, discreet};
use crate::store::reader::{FileReader, SCHEMA, repair_or};
use crate::store::recover::{self, Placing, Recovery};
use crate::store::{Guarded, Journaled, Loaded, MOST, files, history, records};

/// What to do about a text that no history has.
const FROM_BACKUP: &str = "Restore a backup with “Backups…” with Ctrl+K (`tickmark backups`, then `tickmark restore`) and copy the file from there, then open the project again";

struct Loader<'a> {
    folder: &'a Folder,
    problems: Vec<Problem>,
    guarded: BTreeSet<String>,
    /// The files of older schema versions.
    older: Vec<(String, u32)>,
    known: Known,
    placing: Placing,
}

/// Opens the project in `path`; see the parent's [`load`](super::load).
pub(super) fn load(path: &Path, journaled: Journaled) -> Result<Loaded, Problem> {
    let folder = Folder::open(path)?;
    let (journal, unread) = match journaled {
        Journaled::Recover => {
            journal::read(&folder).map_or_else(|problem| (Journal::default(), Some(problem)), |journal| (journal, None))
        }
        Journaled::Leave => (Journal::default(), None),
    };
    let has_project = !files::is_missing(&path.join(PROJECT))?;
    if !super::has_something(path) {
        return Err(Problem::error("no-project", "The project was not opened: this folder holds none")
            .at(files::place(path))
            .why(format!("there is no {PROJECT} in it, and no folder “{ARTICLES}”"))
            .now("nothing was changed")
            .help("Choose the folder that holds project.ron, or make a new project"));
    }
    let placing = Placing::of(&journal);
    let problems = unread.into_iter().collect();
    let (guarded, older, known) = (BTreeSet::new(), Vec::new(), Known::default());
    let mut loader = Loader { folder: &folder, problems, guarded, older, known, placing };
    let mut project = Project::default();
    let read = loader.read(PROJECT, "Project file", |reader| disk::read_project(reader, &mut project));
    if read.is_none() && !has_project {
        let problem = Problem::warning("project-file-missing", "The project's title, scale and people are lost")
            .at(Place::File(PROJECT.to_owned()))
            .why("the file is not there")
            .now("the articles are shown; none of the three can be changed until the file is there again")
            .help(repair_or("put the file back from a copy and open the project again"));
        loader.guard(PROJECT, [problem]);
    }
    if project.title.is_empty() {
        project.title = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    }
    loader.read(SOURCES, "Source library", |reader| disk::read_sources(reader, &mut project));
    if let Some(hidden) = loader.hidden(PRIVATE_SOURCES, &[SOURCES]) {
        hidden.lay_over_library(&mut project);
    }
    for slug in loader.slugs() {
        if let Some(article) = loader.article(&slug) {
            project.articles.insert(slug, Arc::new(article));
        }
    }
    let recovery = loader.recover(journal, &mut project);
    for article in project.articles.values() {
        loader.tell_lost(article);
        loader.tell_missing_sources(&project, article);
    }
    loader.tell_older();
    let Loader { folder: _, problems, guarded, older: _, known, placing: _ } = loader;
    Ok(Loaded { project, problems, guarded: Guarded(guarded), known, recovery })
}

/// Reads one file by itself; see the parent's [`problems_in`](super::problems_in).
pub(super) fn problems_in(file: &str, bytes: &[u8]) -> (Vec<Problem>, bool) {
    let is_private = folder::is_private(file);
    let told = |problem| if is_private { discreet(problem) } else { problem };
    let name = file.rsplit('/').next().unwrap_or(file);
    if let Some(journal) = [JOURNAL, PRIVATE_JOURNAL].into_iter().find(|&journal| journal == file) {
        let kept = if is_private { folder::PRIVATE } else { folder::OWN };
        let problems = recover::line_problems(&journal::journal_of(journal, bytes).damaged, kept);
        let is_understood = problems.is_empty();
        return (problems, is_understood);
    }
    if name == folder::HISTORY {
        let (_, problems) = history::read_bytes(file, bytes);
        let is_understood = problems.is_empty();
        return (problems.into_iter().map(told).collect(), is_understood);
    }
    let (text, not_utf8) = decoded(bytes);
    let mut reader = FileReader::new(file, "File", &text);
    match name {
        _ if is_private => drop(Hidden::read(&mut reader)),
        PROJECT => disk::read_project(&mut reader, &mut Project::default()),
        SOURCES => disk::read_sources(&mut reader, &mut Project::default()),
        "article.ron" => drop(disk::read_article(&mut reader)),
        "review.ron" => drop(disk::read_review(&mut reader)),
        _ => return (Vec::new(), true),
    }
    if not_utf8.is_some() {
        reader.tell(0, "not-utf8", "it is not UTF-8 text", "some of its bytes are no letters");
    }
    let (problems, is_understood) = reader.finish();
    (problems.into_iter().map(told).collect(), is_understood)
}

/// The articles that have a folder, by name; nothing else that lies there.
pub(super) fn slugs(folder: &Folder) -> Result<(Vec<Slug>, Vec<String>), Problem> {
    let path = folder.at(ARTICLES)?;
    if files::is_missing(&path)? {
        return Ok((Vec::new(), Vec::new()));
    }
    let entries = path.read_dir().map_err(|error| {
        Problem::error("not-read", "The articles are not shown: their folder cannot be read")
            .at(Place::File(ARTICLES.to_owned()))
            .why(error.to_string())
            .now("nothing was changed")
            .help("Check that you may read the folder, then open the project again")
    })?;
    let (mut slugs, mut others) = (Vec::new(), Vec::new());
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || !entry.path().is_dir() {
            continue; // what an unfinished addition, the desktop or git left there
        }
        match Slug::new(&name) {
            Some(slug) => slugs.push(slug),
            None => others.push(name),
        }
    }
    slugs.sort();
    others.sort();
    Ok((slugs, others))
}

impl Loader<'_> {
    fn slugs(&mut self) -> Vec<Slug> {
        let (slugs, others) = match slugs(self.folder) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(problem);
                return Vec::new();
            }
        };
        for name in others {
            self.problems.push(
                Problem::warning("article-name", "An article is not shown: its folder's name is not an article name")
                    .at(Place::File(format!("{ARTICLES}/{name}")))
                    .why("names have 1 to 60 lower-case letters, digits and hyphens")
                    .now("the folder was not touched")
                    .help("Rename the folder and open the project again"),
            );
        }
        slugs
    }

    /// The bytes of a file inside the project, guarded when they cannot be had; `None` also when it is not there.
    fn bytes(&mut self, file: &str) -> Option<Vec<u8>> {
        let bytes = self.folder.at(file).and_then(|path| {
            if files::is_missing(&path)? { Ok(None) } else { files::read_limited(&path, MOST).map(Some) }
        });
        let at = |problem: Problem| problem.at(Place::File(file.to_owned()));
        let bytes = bytes.map_err(|problem| self.guard(file, [at(problem)])).ok()??;
        self.known.note(file, &bytes);
        Some(bytes)
    }

    fn guard(&mut self, file: &str, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
        self.guarded.insert(file.to_owned());
    }

    /// Reads a RON file of the project; `None` when it is not there or nothing of it can be had.
    fn read<T>(&mut self, file: &str, title: &'static str, fields: impl FnOnce(&mut FileReader<'_>) -> T) -> Option<T> {
        let bytes = self.bytes(file)?;
        let (text, not_utf8) = decoded(&bytes);
        if let Some(at) = not_utf8 {
            let line = 1 + bytes.iter().take(at).filter(|&&byte| byte == b'\n').count();
            let problem = Problem::warning("not-utf8", format!("{title} opened read-only: it is not UTF-8 text"))
                .at(Place::Line { file: file.to_owned(), line, column: 1 })
                .why("the bytes there are no letters; � stands in their place")
                .now("what can be read is shown; the file was not touched")
                .help(format!("Save it as UTF-8 in a text editor, mend line {line}, and open the project again"));
            self.guard(file, [problem]);
        }
        let mut reader = FileReader::new(file, title, &text);
        let value = fields(&mut reader);
        self.older.extend(reader.older().map(|version| (file.to_owned(), version)));
        let (problems, is_understood) = reader.finish();
        let is_private = folder::is_private(file);
        self.problems.extend(problems.into_iter().map(|problem| if is_private { discreet(problem) } else { problem }));
        if !is_understood {
            self.guarded.insert(file.to_owned());
        }
        Some(value)
    }

    /// What a private file hides; one that is damaged guards the public files it belongs to with itself.
    fn hidden(&mut self, file: &str, public: &[&str]) -> Option<Hidden> {
        let hidden = self.read(file, "Confidential file", Hidden::read);
        if self.guarded.contains(file) {
            self.guarded.extend(public.iter().map(|&public| public.to_owned()));
        }
        hidden
    }

    fn article(&mut self, slug: &Slug) -> Option<Article> {
        let file = folder::article_file(slug);
        let details = self.read(&file, "Article", |reader| {
            let parts = disk::read_article(reader);
            if parts.slug.as_deref().is_some_and(|name| name != slug.as_str()) {
                let name = shortened(parts.slug.as_deref().unwrap_or_default(), 60);
                let why = format!("it says “{name}”, its folder is called “{slug}”; the folder's name counts");
                reader.tell(reader.place_of("slug"), "slug-differs", "it names itself otherwise than its folder", &why);
            }
            if let Some(original) = parts.original.as_ref().filter(|original| !folder::is_plain_name(&original.file)) {
                let why = format!("“{}” is no plain file name", shortened(&original.file, 60));
                reader.tell(
                    reader.place_of("original"),
                    "leads-out",
                    "its original file leads out of its folder",
                    &why,
                );
            }
            parts
        });
        if details.as_ref().is_some_and(|parts| parts.drafts.is_empty()) && !self.guarded.contains(&file) {
            let problem = Problem::warning("no-drafts", "Article opened read-only: its list of drafts is empty")
                .at(Place::File(file.clone()))
                .why("every article has a draft at least; the list was deleted")
                .now("the newest text in its folder is shown; the file was not touched")
                .help(repair_or("put the file back from a copy and open the project again"));
            self.guard(&file, [problem]);
        }
        let is_new = details.is_none() && !self.guarded.contains(&file);
        let mut parts = details.unwrap_or_else(nothing_known);
        parts.original = parts.original.filter(|original| folder::is_plain_name(&original.file));

        let review_file = folder::review_file(slug);
        let review = self.read(&review_file, "Review", disk::read_review);
        if review.is_none() && !self.guarded.contains(&review_file) {
            let problem = missing(&review_file, "The review of an article is lost: its file is not there");
            self.guard(&review_file, [problem]);
        }
        let (review, reviewed) = review.unwrap_or_default();

        // Also of an article that cannot be shown: what is looked at for changes is known.
        let hidden = self.hidden(&folder::private_review(slug), &[&review_file]);
        let text = self.draft(slug, &mut parts, reviewed)?;
        if is_new {
            let problem = missing(&file, "An article's headline, dates and roles are lost: its file is not there");
            self.guard(&file, [problem]);
        }
        let mut article = parts.article(slug.clone(), &text);
        let own = std::mem::take(&mut article.review.conflicts);
        let older = reviewed.filter(|&reviewed| reviewed < article.draft_number());
        article.review = match (self.placing, older) {
            (Placing::After, _) => review,
            (Placing::Now, Some(older)) => of_draft(review, older),
            (Placing::Now, None) => placed(review, &article.draft),
        };
        article.review.conflicts.extend(own);
        if let Some(hidden) = hidden {
            hidden.lay_over_article(&mut article);
        }
        self.older_drafts(&mut article);
        if let (Placing::Now, Some(older)) = (self.placing, older) {
            let old = article.draft_text(older).map_or_else(|| Draft::new("", &[]), |text| Draft::new(text, &[]));
            catch_up::continued(article.review.queries.values_mut(), &old, &article.draft);
        }
        self.problems.extend(records::check(self.folder, &article));
        Some(article)
    }

    /// Applies the journal to the project; `None` when there is nothing in it.
    fn recover(&mut self, journal: Journal, project: &mut Project) -> Option<Box<Recovery>> {
        if journal == Journal::default() {
            return None;
        }
        let (mut recovery, problems) = recover::recover(self.folder, journal, project, &self.guarded, self.placing);
        self.problems.extend(problems);
        if self.placing == Placing::After {
            for article in recovery.saved.articles.values_mut().chain(project.articles.values_mut()) {
                let article = Arc::make_mut(article);
                article.review = placed(std::mem::take(&mut article.review), &article.draft);
            }
            // The edits to be saved are in the history's shape: without places, as the ones before them.
        }
        Some(Box::new(recovery))
    }

    /// The text of the current draft; `None`, and told, when there is none: then the article cannot be shown.
    fn draft(&mut self, slug: &Slug, parts: &mut ArticleParts, reviewed: Option<usize>) -> Option<String> {
        let is_sure = !self.guarded.contains(&folder::article_file(slug));
        let recorded = parts.drafts.last().map(|draft| draft.number);
        let number = match recorded {
            Some(number) if is_sure => number,
            // The list of drafts may be cut: the review knows its draft, and the files show what there is.
            _ => recorded.max(reviewed).or_else(|| self.newest_draft(slug)).unwrap_or(1),
        };
        if recorded != Some(number) {
            parts.drafts.push(DraftRecord { number, sha256: String::new(), taken: parts.added });
        }
        let record = parts.drafts.last_mut()?;
        let file = folder::in_article(slug, &record.file());
        let n_problems = self.problems.len();
        let Some(bytes) = self.bytes(&file) else {
            if self.problems.len() == n_problems {
                self.problems.push(
                    Problem::error("draft-missing", "An article is not shown: the text of its draft is not there")
                        .at(Place::File(file))
                        .now("its review and its other files were not touched")
                        .help(FROM_BACKUP),
                );
            }
            return None;
        };
        let (text, not_utf8) = decoded(&bytes);
        let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.into_owned() };
        let found = files::sha256_hex(text.as_bytes());
        if record.sha256.is_empty() {
            record.sha256 = found;
        } else if record.sha256 != found || not_utf8.is_some() {
            self.problems.push(
                Problem::warning("draft-changed", "The text of a draft was changed outside Tickmark")
                    .at(Place::File(file))
                    .why("its SHA-256 is not the one that article.ron holds")
                    .now("the text is shown as it is now; claims are placed by their words")
                    .help(format!(
                        "A backup has the text as it was (`tickmark backups`); a new version of the text comes in with “New draft…” \
                         (`tickmark draft {slug} FILE`), which finds its claims again"
                    )),
            );
        }
        if let Some(reviewed) = reviewed.filter(|&reviewed| reviewed != number) {
            self.problems.push(
                Problem::warning("draft-differs", "A review was made for another draft than the one shown")
                    .at(Place::File(folder::review_file(slug)))
                    .why(format!("the review is of draft {reviewed}, the newest draft is {number}"))
                    .now("every claim is kept, and its words are looked for in the newest draft")
                    .help("Look through what “Review the draft” lists"),
            );
        }
        Some(text)
    }

    /// Reads the texts of the drafts before the current one.
    fn older_drafts(&mut self, article: &mut Article) {
        let n_older = article.drafts.len().saturating_sub(1);
        for record in article.drafts.iter().take(n_older) {
            let file = folder::in_article(&article.slug, &record.file());
            let n_problems = self.problems.len();
            if let Some(bytes) = self.bytes(&file) {
                let (text, _) = decoded(&bytes);
                article.texts.insert(record.sha256.clone(), Arc::from(text.replace("\r\n", "\n")));
            } else if self.problems.len() == n_problems {
                self.problems.push(
                    Problem::warning("older-draft-missing", "The text of an older draft is not there")
                        .at(Place::File(file))
                        .now("the current draft and the review are whole; what that draft said cannot be compared")
                        .help(FROM_BACKUP),
                );
            }
        }
    }

    /// The highest number of the draft files in an article's folder.
    fn newest_draft(&self, slug: &Slug) -> Option<usize> {
        let folder = self.folder.at(&format!("{ARTICLES}/{slug}")).ok()?;
        let number = |name: String| name.strip_prefix("draft-")?.strip_suffix(".txt")?.parse().ok();
        folder.read_dir().ok()?.flatten().filter_map(|entry| number(entry.file_name().into_string().ok()?)).max()
    }

    /// Says once that files are of an older version.
    fn tell_older(&mut self) {
        let Some((first, version)) = self.older.first() else { return };
        let (is, files, place) = match self.older.len() {
            1 => ("is", "one file of this project".to_owned(), Place::File(first.clone())),
            n => ("are", format!("{n} files of this project"), Place::Nowhere),
        };
        self.problems.push(
            Problem::note("schema-older", format!("An older Tickmark wrote {files}"))
                .at(place)
                .why(format!("schema version {version} {is} read, version {SCHEMA} is written"))
                .now("nothing is missing, and no file was touched; each is kept in “.tickmark” when it is first saved anew")
                .help("Work on; everybody who opens this project then needs this version or a newer one"),
        );
    }

    fn tell_lost(&mut self, article: &Article) {
        let Review { claims, reads, .. } = &article.review;
        // What a new draft took away was told then, and what is said of an older draft is looked for next.
        let is_unknown = |span: &Anchor| span.place().is_none() && !span.is_lost() && span.draft().is_none();
        let is_lost = |claim: &&Arc<Claim>| claim.spans.iter().any(is_unknown);
        let n_claims = claims.values().filter(is_lost).count();
        let n_reads = reads.values().filter(|read| is_unknown(&read.span)).count();
        if n_claims + n_reads == 0 {
            return;
        }
        let first = claims.values().find(is_lost).map(|claim| claim.words());
        let place = match first {
            Some(words) => Place::Claim { article: article.slug.to_string(), claim: shortened(&words, 60) },
            None => Place::File(folder::review_file(&article.slug)),
        };
        self.problems.push(
            Problem::warning(
                "claims-lost",
                format!("The words of {} are not in the text", counted(n_claims, "claim", n_reads)),
            )
            .at(place)
            .why("the words, with what stood around them, are not found in one sure place of the draft")
            .now("they are kept with all their decisions, and marked as lost")
            .help("Select the words anew for each claim in the list of lost claims"),
        );
    }

    fn tell_missing_sources(&mut self, project: &Project, article: &Article) {
        if self.guarded.contains(SOURCES) {
            return; // told already: the library itself is damaged
        }
        let lost = |claim: &&Arc<Claim>| claim.ties.iter().any(|tie| !project.sources.contains_key(&tie.source));
        let n_claims = article.review.claims.values().filter(lost).count();
        let verb = if n_claims == 1 { "is" } else { "are" };
        let claims = counted(n_claims, "claim", 0);
        if let Some(first) = article.review.claims.values().find(lost) {
            let what = format!("{claims} {verb} tied to a source that is not in the library");
            self.problems.push(
                Problem::warning("source-missing", what)
                    .at(Place::Claim { article: article.slug.to_string(), claim: shortened(&first.words(), 60) })
                    .why(format!("{SOURCES} has no source of this id"))
                    .now("the ties are kept with their excerpts")
                    .help("Put the source back from a copy of the file, or remove the ties"),
            );
        }
    }
}

/// The text of `bytes` without a byte order mark, and the first byte that is not UTF-8.
fn decoded(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, Option<usize>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bad = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    (String::from_utf8_lossy(bytes), bad)
}

fn nothing_known() -> ArticleParts {
    disk::read_article(&mut FileReader::new("", "", &format!("(schema: {SCHEMA})")))
}

/// The review with the place of every anchor looked up in `draft`.
pub(super) fn placed(review: Review, draft: &Draft) -> Review {
    review.map_anchors(|span| span.placed(draft))
}

/// The review with every anchor marked as one of an older draft: whoever opens the project finds the words again.
fn of_draft(review: Review, number: usize) -> Review {
    review.map_anchors(|span| if span.is_lost() || span.draft().is_some() { span } else { span.of_draft(number) })
}

fn missing(file: &str, what: &str) -> Problem {
    Problem::warning("file-missing", what)
        .at(Place::File(file.to_owned()))
        .why("the file is not there")
        .now("the rest of the article is shown; what the file held cannot be changed until it is there again")
        .help(repair_or("put the file back from a copy and open the project again"))
}

/// "1 claim", "2 claims and 1 read passage".
fn counted(n: usize, noun: &str, n_reads: usize) -> String {
    let one = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    match (n, n_reads) {
        (n, 0) => one(n, noun),
        (0, reads) => one(reads, "read passage"),
        (n, reads) => format!("{} and {}", one(n, noun), one(reads, "read passage")),
    }
}
