//! Articles of the open project: listing and showing them, their metadata, their blocks' roles.
//!
//! Must not know: how articles come in (`importing.rs`), file shapes (`store/` writes them).

use std::sync::Arc;

use crate::model::article::{Article, Role};
use crate::model::change::{ArticleField, Change};
use crate::model::found::{MetaField, TYPED};
use crate::model::ids::Slug;
use crate::model::problem::{Problem, quoted};
use crate::session::Session;
use crate::session::claims::capital;
use crate::session::outcome::{Done, Outcome};
use crate::store;

impl Session {
    /// Puts an article that is on disk already into the project, as an edit.
    pub(super) fn list_new(&mut self, article: Article) -> Result<Slug, Problem> {
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

    pub(super) fn bring_back(&mut self, slug: &Slug) {
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
        (before != after).then_some(Change::Article {
            before: ArticleField::Found(field, before),
            after: ArticleField::Found(field, after),
        })
    }
}
