//! The subcommands about articles: adding, showing, changing, marking as read, reporting.
//!
//! Must not know: formats, how an article is read or kept.

use std::path::Path;

use crate::cli::args::ArticleArg;
use crate::cli::args::articles::{AddArgs, ArticleEdit};
use crate::cli::desk::{Desk, Style};
use crate::cli::json::{AccountShape, ArticleShape, DetailsShape};
use crate::cli::out;
use crate::cli::show::Table;
use crate::export::Format;
use crate::model::article::Article;
use crate::model::change::ArticleField;
use crate::model::found::MetaField;
use crate::model::problem::{Problem, counted};
use crate::model::visibility::Visibility;
use crate::session::account::{Account, Became};
use crate::session::addresses::{Reach, is_address};
use crate::session::command::Command;
use crate::session::extract::{STANDARD_INPUT, standard_input};
use crate::session::wishes::{Incoming, Overwrite};

/// `tickmark add`
pub(super) fn add(desk: &mut Desk, wanted: AddArgs) -> Result<(), Problem> {
    let AddArgs { files, name, allow_private } = wanted;
    let reach = if allow_private { Reach::Private } else { Reach::Public };
    let mut incoming = Vec::with_capacity(files.len());
    for file in files {
        incoming.push(match file.to_str() {
            Some("-") => {
                let name = name.clone().unwrap_or_else(|| STANDARD_INPUT.to_owned());
                Incoming::Pasted { bytes: standard_input(&name)?, name }
            }
            Some(address) if is_address(address) => Incoming::Address { address: address.to_owned(), reach },
            Some(_) | None => Incoming::Path(file),
        });
    }
    let outcome = desk.wish(Command::Import(incoming));
    for words in &desk.told {
        out::tell(&format!("note: {words}"));
    }
    let account = desk.session.account().filter(|account| account.is_many).unwrap_or_default();
    // What could be opened is answered, whatever became of the rest.
    match desk.style {
        Style::Plain => {
            for slug in &desk.opened {
                desk.out.line(slug.as_str());
            }
        }
        Style::Json => {
            let slugs: Vec<&str> = desk.opened.iter().map(|slug| slug.as_str()).collect();
            let files: Vec<AccountShape<'_>> = account.rows.iter().map(AccountShape::new).collect();
            desk.out.json(&serde_json::json!({ "articles": slugs, "files": files }))?;
        }
    }
    if account.is_many {
        tell_account(&account)?;
    }
    outcome.map(|_done| ())
}

/// Tells what became of several things beside the answer; the last that failed is the problem.
pub(super) fn tell_account(account: &Account) -> Result<(), Problem> {
    let mut failed = None;
    for row in &account.rows {
        for problem in &row.noticed {
            out::tell(&problem.to_string());
        }
        if let Became::Failed(problem) = &row.became
            && let Some(earlier) = failed.replace(problem.clone())
        {
            out::tell(&earlier.to_string());
        }
    }
    out::tell(&format!("note: {}", account.tally().in_words()));
    failed.map_or(Ok(()), Err)
}

/// `tickmark list articles`
pub(super) fn list(desk: &mut Desk) -> Result<(), Problem> {
    let listed = desk.session.project().map(|project| project.listed()).unwrap_or_default();
    let shapes: Vec<ArticleShape> = listed
        .into_iter()
        .filter_map(|article| Some(ArticleShape::new(article, desk.session.index(&article.slug)?)))
        .collect();
    let mut table = Table::new(&["article", "stage", "claims", "decided", "bare words", "open queries", "title"]);
    for article in &shapes {
        let bare = bare_words(article);
        let (claims, decided) = (article.claims.to_string(), article.decided.to_string());
        let queries = article.open_queries.to_string();
        let stage = match article.stale_sign_offs {
            0 => article.stage.to_owned(),
            n => format!("{}, {} stale", article.stage, counted(n, "sign-off", "sign-offs")),
        };
        table.row([article.slug.clone(), stage, claims, decided, bare, queries, article.title.clone()]);
    }
    desk.say_rows(&shapes, &table, "note: the project has no article yet")
}

/// How many words nobody looked at, as every table of articles tells it.
pub(super) fn bare_words(article: &ArticleShape) -> String {
    format!("{} of {}", article.words_bare, article.words)
}

/// `tickmark article`
pub(super) fn edit(desk: &mut Desk, edit: ArticleEdit) -> Result<(), Problem> {
    let ArticleEdit {
        article,
        headline,
        byline,
        publication,
        dateline,
        published,
        url,
        language,
        deadline,
        role,
        remove,
        restore,
    } = edit;
    let article = desk.article(article.as_deref())?;
    let slug = article.slug.clone();
    let texts = [
        headline.map(ArticleField::Headline),
        byline.map(ArticleField::Byline),
        publication.map(ArticleField::Publication),
        dateline.map(ArticleField::Dateline),
        url.map(ArticleField::Url),
        language.map(ArticleField::Language),
    ];
    let days = [
        published.map(|day| ArticleField::Published(day.0, day.0.map_or("", |_| "typed").to_owned())),
        deadline.map(|day| ArticleField::Deadline(day.0)),
    ];
    let mut wishes: Vec<Command> = texts
        .into_iter()
        .chain(days)
        .flatten()
        .map(|field| Command::SetArticle { article: slug.clone(), field })
        .collect();
    wishes.extend(role.into_iter().map(|(block, role)| Command::SetRole { article: slug.clone(), block, role }));
    if remove {
        wishes.push(Command::RemoveArticle(slug.clone()));
    }
    if restore {
        wishes.push(Command::RestoreArticle(slug));
    }
    if wishes.is_empty() {
        return show(desk, &article);
    }
    for wish in wishes {
        desk.edit(wish)?;
    }
    Ok(())
}

fn show(desk: &mut Desk, article: &Article) -> Result<(), Problem> {
    let Some(details) = desk.session.index(&article.slug).map(|index| DetailsShape::new(article, index)) else {
        return Ok(());
    };
    if desk.style == Style::Json {
        return desk.out.json(&details);
    }
    let meta = &article.meta;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let with_place = |value: &str, place: &str| match place {
        place if place.is_empty() || value.is_empty() => value.to_owned(),
        place => format!("{value} ({place})"),
    };
    let published = with_place(&day(meta.published), &meta.published_from);
    let text = |value: &str, field: MetaField| with_place(value, meta.found.of(field));
    let state = if article.listed { "" } else { "removed; --restore brings it back" };
    let figures = &details.article;
    let fetched = article.original.as_ref().and_then(|file| file.fetched.as_ref());
    let fetched = fetched.map(|from| format!("{} at {} (status {})", from.answered(), from.at, from.status));
    let counts = format!(
        "{}, {} decided, {} stale, {} lost; {}",
        counted(figures.claims, "claim", "claims"),
        figures.decided,
        figures.stale,
        figures.lost,
        counted(figures.open_queries, "open query", "open queries"),
    );
    let words = format!(
        "{} under a claim, {} read, {} bare of {}",
        figures.words_under_a_claim, figures.words_read, figures.words_bare, figures.words
    );
    let original = article.original.as_ref().map(|file| format!("{} ({})", file.name, file.encoding));
    for (name, value) in [
        ("article", article.slug.as_str()),
        ("state", state),
        ("stage", details.article.stage),
        ("headline", &text(&meta.headline, MetaField::Headline)),
        ("byline", &text(&meta.byline, MetaField::Byline)),
        ("publication", &text(&meta.publication, MetaField::Publication)),
        ("dateline", &text(&meta.dateline, MetaField::Dateline)),
        ("published", &published),
        ("deadline", &day(meta.deadline)),
        ("url", &text(&meta.url, MetaField::Url)),
        ("language", &text(&meta.language, MetaField::Language)),
        ("original", original.as_deref().unwrap_or_default()),
        ("fetched", fetched.as_deref().unwrap_or_default()),
        ("check", &counts),
        ("words", &words),
    ] {
        if !value.is_empty() {
            desk.out.line(&format!("{name:<13}{value}"));
        }
    }
    let mut table = Table::new(&["paragraph", "role", "text"]);
    for paragraph in &details.paragraphs {
        table.row([paragraph.paragraph.to_string(), paragraph.role.to_owned(), paragraph.text.clone()]);
    }
    desk.out.line("");
    for line in table.lines(desk.out.width()) {
        desk.out.line(&line);
    }
    Ok(())
}

/// The block that is paragraph `number` of an article, furniture included.
pub(super) fn block(article: &Article, number: u32) -> Result<usize, Problem> {
    let n_blocks = article.draft.blocks().len();
    let block = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    block.filter(|&block| block < n_blocks).ok_or_else(|| {
        Problem::error("no-block", format!("“{}” has no paragraph {number}", article.slug))
            .why(format!("its paragraphs are 1 to {n_blocks}"))
            .now("nothing was changed")
            .help("`tickmark article` lists them")
    })
}

/// `tickmark read`
pub(super) fn read(
    desk: &mut Desk,
    article: &ArticleArg,
    quote: Option<&str>,
    nth: usize,
    paragraph: Option<u32>,
) -> Result<(), Problem> {
    let article = desk.article(article.article.as_deref())?;
    let span = match (quote, paragraph) {
        (Some(quote), _) => desk.session.quoted(&article.slug, quote, nth)?,
        (None, number) => {
            let block = block(&article, number.unwrap_or_default())?;
            let Some(block) = article.draft.blocks().get(block) else { return Ok(()) };
            block.span
        }
    };
    desk.edit(Command::MarkRead { article: article.slug.clone(), spans: vec![span] })
}

/// Who a report is for, and where it may be written.
pub(super) struct Reading {
    pub(super) audience: Visibility,
    pub(super) overwrite: Overwrite,
}

/// `tickmark report`
pub(super) fn report(
    desk: &mut Desk,
    article: &ArticleArg,
    format: Format,
    file: &Path,
    reading: &Reading,
) -> Result<(), Problem> {
    let &Reading { audience, overwrite } = reading;
    if !desk.audience.sees(audience) {
        return Err(Problem::error("confidential-unasked", "No report was written: a confidential one hides nothing")
            .why("it would hold the names and words of confidential sources, notes and queries")
            .now("nothing was changed")
            .help("Add --with-confidential if you mean it, or choose --audience newsroom"));
    }
    let article = desk.article(article.article.as_deref())?;
    if file == Path::new("-") {
        let text = desk.session.report_text(&article.slug, format, audience)?;
        desk.out.whole(&text);
        return Ok(());
    }
    let files = vec![(format, file.to_path_buf())];
    desk.wish(Command::Export { article: article.slug.clone(), files, audience, overwrite })?;
    for file in desk.exported.clone() {
        desk.say(&file.display().to_string())?;
    }
    Ok(())
}
