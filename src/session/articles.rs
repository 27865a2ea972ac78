//! Articles of the open project: opening files as articles, their metadata, their blocks' roles.
//!
//! Must not know: formats (`import/` reads them) and file shapes (`store/` writes them).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::import::{self, MAX_BYTES};
use crate::model::article::{Article, Draft, DraftRecord, Original, Role};
use crate::model::change::{ArticleField, Change};
use crate::model::found::{MetaField, TYPED};
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, quoted};
use crate::model::review::Review;
use crate::model::stage::Stage;
use crate::session::Session;
use crate::session::claims::capital;
use crate::session::jobs::Cancel;
use crate::session::outcome::{Done, Imported, Notice, Outcome};
use crate::store;
use crate::store::files::{read_limited, sha256_hex};

impl Session {
    /// Starts a job that opens `files` as articles of the open project.
    pub(super) fn open_articles(&mut self, files: Vec<PathBuf>) -> Result<Done, Problem> {
        self.refuse_read_only()?;
        let open = self.opened()?;
        let folder = open.folder.clone();
        let known: BTreeMap<String, Slug> = open
            .project
            .articles
            .values()
            .filter_map(|article| Some((article.original.as_ref()?.sha256.clone(), article.slug.clone())))
            .collect();
        let added = self.surroundings.clock.now();
        let name = match files.as_slice() {
            [one] => format!("Opening {}", file_name(one)),
            many => format!("Opening {} files", many.len()),
        };
        let job = self.jobs.start(name, move |cancel| {
            let files = import_all(&folder, &files, known, added, cancel);
            Outcome::Imported { folder, files }
        });
        Ok(Done::Started(job))
    }

    /// Takes files that a job stored as articles into the project.
    pub(super) fn take_in_articles(&mut self, folder: &Path, files: Vec<(PathBuf, Result<Imported, Problem>)>) {
        if self.folder() != Some(folder) {
            return; // another project was opened in between; the articles are in theirs
        }
        let mut opened = Vec::new();
        for (_, outcome) in files {
            match outcome {
                Err(problem) => self.report(problem),
                Ok(Imported::Known(slug)) => {
                    self.bring_back(&slug);
                    opened.push(slug);
                }
                Ok(Imported::New(article, problems)) => {
                    for problem in problems {
                        self.report(problem);
                    }
                    match self.list_new(*article) {
                        Ok(slug) => opened.push(slug),
                        Err(problem) => self.report(problem),
                    }
                }
            }
        }
        if let Some(last) = opened.last() {
            self.show_article(&last.clone());
            self.notices.push_back(Notice::Opened(opened));
        }
    }

    /// Puts an article that is on disk already into the project, as an edit.
    fn list_new(&mut self, article: Article) -> Result<Slug, Problem> {
        let slug = article.slug.clone();
        let label = format!("open {}", quoted(article.title(), 40));
        let open = self.opened_mut()?;
        // On disk it is listed: were the edit lost in a crash, the article would still be there.
        open.saving.know_article(&article);
        let folder = open.folder.clone();
        open.outside.known.take_article(&folder, &article.slug);
        open.project.articles.insert(slug.clone(), Arc::new(Article { listed: false, ..article }));
        let change = Change::Article { before: ArticleField::Listed(false), after: ArticleField::Listed(true) };
        self.edit(Some(&slug), label, vec![change])?;
        Ok(slug)
    }

    fn bring_back(&mut self, slug: &Slug) {
        let Some(article) = self.article(slug).cloned() else { return };
        if article.listed {
            self.tell(format!("{} is in the project already", quoted(article.title(), 60)));
        } else if let Err(problem) = self.set_article(slug, ArticleField::Listed(true)) {
            self.report(problem);
        }
    }

    pub(super) fn show_article(&mut self, slug: &Slug) {
        if self.view.article.as_ref() != Some(slug) {
            let Some(article) = self.article(slug).cloned() else { return };
            self.view.show(Some(&article));
        }
        self.want_history(slug);
        self.remember_article();
    }

    /// Starts reading an article's history unless that was done before.
    pub(super) fn want_history(&mut self, slug: &Slug) {
        let Some(open) = &mut self.open else { return };
        let history = open.histories.entry(slug.clone()).or_default();
        if std::mem::replace(&mut history.is_wanted, true) {
            return;
        }
        let (folder, article) = (open.folder.clone(), slug.clone());
        self.jobs.start("Reading history".to_owned(), move |_| {
            let (edits, problems) = store::read_history(&folder, Some(&article));
            Outcome::History { folder, article, edits, problems }
        });
    }

    pub(super) fn set_role(&mut self, slug: &Slug, block: usize, role: Role) -> Result<Done, Problem> {
        let article = self.opened()?.article_named(slug)?;
        let now = article.draft.blocks().get(block).map(|block| block.role).ok_or_else(|| {
            Problem::error("no-block", format!("“{slug}” has no paragraph {}", block + 1))
                .now("nothing was changed")
                .help("Count paragraphs from 1")
        })?;
        if now == role {
            return Ok(Done::Nothing);
        }
        let change = Change::Article { before: ArticleField::Role(block, now), after: ArticleField::Role(block, role) };
        let made = self.edit(Some(slug), format!("make paragraph {} {}", block + 1, role.word()), vec![change])?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn set_article(&mut self, slug: &Slug, after: ArticleField) -> Result<Done, Problem> {
        let article = self.opened()?.article_named(slug)?;
        let meta = &article.meta;
        let before = match &after {
            ArticleField::Headline(_) => ArticleField::Headline(meta.headline.clone()),
            ArticleField::Byline(_) => ArticleField::Byline(meta.byline.clone()),
            ArticleField::Publication(_) => ArticleField::Publication(meta.publication.clone()),
            ArticleField::Dateline(_) => ArticleField::Dateline(meta.dateline.clone()),
            ArticleField::Published(..) => ArticleField::Published(meta.published, meta.published_from.clone()),
            ArticleField::Url(_) => ArticleField::Url(meta.url.clone()),
            ArticleField::Language(_) => ArticleField::Language(meta.language.clone()),
            ArticleField::Found(field, _) => ArticleField::Found(*field, meta.found.of(*field).to_owned()),
            ArticleField::Deadline(_) => ArticleField::Deadline(meta.deadline),
            ArticleField::Listed(_) => ArticleField::Listed(article.listed),
            ArticleField::Stage(_) => ArticleField::Stage(article.stage),
            ArticleField::Role(block, role) => return self.set_role(slug, *block, *role),
        };
        if before == after {
            return Ok(Done::Nothing);
        }
        let title = quoted(article.title(), 40);
        let label = match &after {
            ArticleField::Listed(true) => format!("bring back {title}"),
            ArticleField::Listed(false) => format!("remove {title}"),
            field => format!("set {} of {title}", field.name()),
        };
        let told = matches!(after, ArticleField::Listed(_)).then(|| capital(&label));
        let origin = after.meta_field().and_then(|field| self.typed(slug, field, &after));
        let changes = std::iter::once(Change::Article { before, after }).chain(origin).collect();
        let made = self.edit(Some(slug), label, changes)?;
        if let Some(told) = told {
            self.tell(told);
        }
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// The change that says of a field of the metadata that somebody typed it, unless that is known; nobody typed what is
    /// empty.
    fn typed(&self, slug: &Slug, field: MetaField, value: &ArticleField) -> Option<Change> {
        let before = self.article(slug)?.meta.found.of(field).to_owned();
        let is_empty = match value {
            ArticleField::Headline(text)
            | ArticleField::Byline(text)
            | ArticleField::Publication(text)
            | ArticleField::Dateline(text)
            | ArticleField::Url(text)
            | ArticleField::Language(text) => text.is_empty(),
            ArticleField::Published(..)
            | ArticleField::Found(..)
            | ArticleField::Deadline(_)
            | ArticleField::Listed(_)
            | ArticleField::Stage(_)
            | ArticleField::Role(..) => return None,
        };
        let after = if is_empty { String::new() } else { TYPED.to_owned() };
        (before != after).then(|| Change::Article {
            before: ArticleField::Found(field, before),
            after: ArticleField::Found(field, after),
        })
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Reads and stores each file; the rest is left out when the user cancels.
fn import_all(
    folder: &Path,
    files: &[PathBuf],
    mut known: BTreeMap<String, Slug>,
    added: Timestamp,
    cancel: &Cancel,
) -> Vec<(PathBuf, Result<Imported, Problem>)> {
    let mut out = Vec::new();
    for file in files {
        if cancel.is_asked() {
            let problem = Problem::note("cancelled", format!("“{}” was not opened: cancelled", file_name(file)));
            out.push((file.clone(), Err(problem.now("files opened before it are in the project"))));
            continue;
        }
        let outcome = import_one(folder, file, &mut known, added);
        out.push((file.clone(), outcome));
    }
    out
}

fn import_one(
    folder: &Path,
    file: &Path,
    known: &mut BTreeMap<String, Slug>,
    added: Timestamp,
) -> Result<Imported, Problem> {
    let name = file_name(file);
    let bytes = read_limited(file, MAX_BYTES)?;
    let sha256 = sha256_hex(&bytes);
    if let Some(slug) = known.get(&sha256) {
        return Ok(Imported::Known(slug.clone()));
    }
    let at = |mut problem: Problem| {
        if problem.place == Place::Nowhere {
            problem.place = Place::File(file.display().to_string());
        }
        problem
    };
    let read = import::read(&name, &bytes).map_err(at)?;
    let title = if read.meta.headline.is_empty() {
        file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    } else {
        read.meta.headline.clone()
    };
    let slug = free_slug(folder, &Slug::from_title(&title));
    let extension: String = file
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .filter(|extension| extension.chars().all(|c| c.is_ascii_alphanumeric()) && extension.len() <= 8)
        .unwrap_or_else(|| "txt".to_owned());
    let draft = Draft::new(&read.text, &read.roles);
    let draft_sha256 = sha256_hex(read.text.as_bytes());
    let article = Article {
        slug: slug.clone(),
        meta: read.meta,
        listed: true,
        stage: Stage::InCheck,
        added,
        original: Some(Original {
            name,
            file: format!("original.{extension}"),
            sha256: sha256.clone(),
            encoding: read.encoding,
        }),
        drafts: vec![DraftRecord { number: 1, sha256: draft_sha256.clone(), taken: added }],
        texts: [(draft_sha256, draft.shared_text())].into(),
        draft: Arc::new(draft),
        review: Review::default(),
    };
    store::add_article(folder, &store::NewArticle { article: &article, original: &bytes })?;
    known.insert(sha256, slug);
    Ok(Imported::New(Box::new(article), read.problems.into_iter().map(at).collect()))
}

/// The slug, or the first numbered one whose folder is free.
fn free_slug(folder: &Path, slug: &Slug) -> Slug {
    let articles = folder.join("articles");
    let taken = |slug: &Slug| articles.join(slug.as_str()).exists();
    let numbered = (2..).map(|number| slug.numbered(number));
    std::iter::once(slug.clone()).chain(numbered).find(|slug| !taken(slug)).unwrap_or_else(|| slug.clone())
}
