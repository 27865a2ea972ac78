//! Asks what is known of the article: headline, byline, publication, dateline, dates.
//!
//! Out: one command a field that was changed. Must not know: where the values came from, beyond the word kept.

use egui::Ui;

use crate::app::overlay::Answer;
use crate::app::overlay::date::whole_date;
use crate::app::overlay::sheet::{ConfirmKey, Entry, Sheet, capital, remark_ui, warning_ui};
use crate::model::article::Meta;
use crate::model::change::ArticleField;
use crate::model::found::{Found, told};
use crate::model::ids::Slug;
use crate::session::Session;
use crate::session::command::Command;

/// The fields as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Texts {
    headline: String,
    byline: String,
    publication: String,
    dateline: String,
    published: String,
    url: String,
    language: String,
    deadline: String,
}

/// The form.
#[derive(Debug)]
pub struct ArticleForm {
    pub(super) sheet: Sheet,
    article: Slug,
    texts: Texts,
    before: Texts,
    published_from: String,
    found: Found,
}

impl ArticleForm {
    pub(super) fn new(session: &Session) -> Option<Self> {
        let article = session.current_article()?;
        let texts = Texts::of(&article.meta);
        Some(Self {
            sheet: Sheet::new("Article details"),
            article: article.slug.clone(),
            before: texts.clone(),
            texts,
            published_from: article.meta.published_from.clone(),
            found: article.meta.found.clone(),
        })
    }

    pub(super) fn is_typed(&self) -> bool {
        self.texts != self.before
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) -> Answer {
        let Self { sheet, texts, before, published_from, found, .. } = self;
        // What was typed just now says so itself.
        let origin_ui = |ui: &mut Ui, place: &str, is_same: bool, is_there: bool| match told(place) {
            _ if !is_there => {}
            _ if !is_same => remark_ui(ui, "As typed"),
            words if words.is_empty() => {}
            words => remark_ui(ui, &capital(&words)),
        };
        sheet.text_ui(ui, &mut texts.headline, &Entry::line("Headline", "", "The article's title"));
        origin_ui(ui, &found.headline, texts.headline == before.headline, !texts.headline.is_empty());
        ui.columns_const(|[left, right]| {
            sheet.text_ui(left, &mut texts.byline, &Entry::line("Byline", "", "Who wrote it"));
            origin_ui(left, &found.byline, texts.byline == before.byline, !texts.byline.is_empty());
            let publication = Entry::line("Publication", "", "Where it is or will be published");
            sheet.text_ui(right, &mut texts.publication, &publication);
            let is_same = texts.publication == before.publication;
            origin_ui(right, &found.publication, is_same, !texts.publication.is_empty());
        });
        ui.columns_const(|[left, right]| {
            let dateline = Entry::line("Dateline", "Place", "The place of its dateline");
            sheet.text_ui(left, &mut texts.dateline, &dateline);
            origin_ui(left, &found.dateline, texts.dateline == before.dateline, !texts.dateline.is_empty());
            let help = "The day it was or will be published: weekdays and ages are reckoned from it";
            sheet.text_ui(right, &mut texts.published, &Entry::line("Published", "2026-03-31", help));
            match whole_date(&texts.published) {
                Err(wrong) => warning_ui(right, wrong),
                Ok(day) => {
                    origin_ui(right, published_from, texts.published == before.published, day.is_some());
                }
            }
        });
        sheet.text_ui(ui, &mut texts.url, &Entry::line("Address", "https://…", "Its address on the web"));
        origin_ui(ui, &found.url, texts.url == before.url, !texts.url.is_empty());
        ui.columns_const(|[left, right]| {
            let language = Entry::line("Language", "en-GB", "A language tag, like en or nb-NO");
            sheet.text_ui(left, &mut texts.language, &language);
            origin_ui(left, &found.language, texts.language == before.language, !texts.language.is_empty());
            let deadline = Entry::line("Deadline", "2026-03-31", "The day the check must be done");
            sheet.text_ui(right, &mut texts.deadline, &deadline);
            if let Err(wrong) = whole_date(&texts.deadline) {
                warning_ui(right, wrong);
            }
        });
        let changes = changes(&self.before, &self.texts);
        if self.sheet.foot_ui(ui, "Keep changes", ConfirmKey::Enter, changes.as_ref().err().copied())
            && let Ok(fields) = changes
        {
            let article = &self.article;
            let commands = fields.into_iter().map(|field| Command::SetArticle { article: article.clone(), field });
            return Answer::confirmed(commands.collect());
        }
        Answer::default()
    }
}

impl Texts {
    fn of(meta: &Meta) -> Self {
        let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            headline: meta.headline.clone(),
            byline: meta.byline.clone(),
            publication: meta.publication.clone(),
            dateline: meta.dateline.clone(),
            published: date(meta.published),
            url: meta.url.clone(),
            language: meta.language.clone(),
            deadline: date(meta.deadline),
        }
    }
}

/// The fields that differ, with their new values, or what is wrong with one.
fn changes(before: &Texts, after: &Texts) -> Result<Vec<ArticleField>, &'static str> {
    let published = whole_date(&after.published)?;
    let deadline = whole_date(&after.deadline)?;
    let from = if published.is_some() { "typed".to_owned() } else { String::new() };
    let trim = |text: &str| text.trim().to_owned();
    let fields = [
        (&before.headline, &after.headline, ArticleField::Headline(trim(&after.headline))),
        (&before.byline, &after.byline, ArticleField::Byline(trim(&after.byline))),
        (&before.publication, &after.publication, ArticleField::Publication(trim(&after.publication))),
        (&before.dateline, &after.dateline, ArticleField::Dateline(trim(&after.dateline))),
        (&before.published, &after.published, ArticleField::Published(published, from)),
        (&before.url, &after.url, ArticleField::Url(trim(&after.url))),
        (&before.language, &after.language, ArticleField::Language(trim(&after.language))),
        (&before.deadline, &after.deadline, ArticleField::Deadline(deadline)),
    ];
    Ok(fields.into_iter().filter(|(old, new, _)| old.trim() != new.trim()).map(|(.., field)| field).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changed_fields_are_set_and_a_typed_date_says_so() {
        let before = Texts::of(&Meta { headline: "Fire".into(), ..Meta::default() });
        assert_eq!(changes(&before, &Texts { headline: " Fire ".into(), ..before.clone() }), Ok(vec![]));
        let after = Texts { byline: "Alma ".into(), published: "2026-03-31".into(), ..before.clone() };
        let day = jiff::civil::date(2026, 3, 31);
        let expected = vec![ArticleField::Byline("Alma".into()), ArticleField::Published(Some(day), "typed".into())];
        assert_eq!(changes(&before, &after), Ok(expected));
        let undated = Texts { published: String::new(), ..after.clone() };
        assert_eq!(changes(&after, &undated), Ok(vec![ArticleField::Published(None, String::new())]));
        assert!(changes(&before, &Texts { deadline: "soon".into(), ..before.clone() }).is_err());
    }
}
