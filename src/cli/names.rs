//! Finds what a person named: an article by the beginning of its name, the rest by the end of an id or by number.
//!
//! Must not know: what becomes of it. Holds: a name that fits two things is refused, and both are told.

use std::fmt::Display;
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::evidence::{Evidence, EvidenceHash};
use crate::model::ids::{ClaimId, ConflictId, ContactId, CorrectionId, ProposalId, QueryId, Slug, SourceId};
use crate::model::problem::{Problem, quoted, shortened};
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::Session;

/// Fewest characters of an id's end that name it.
const LEAST: usize = 4;

/// Most candidates that a problem tells.
const TOLD: usize = 8;

/// Something that can be named: what it is, its id, its words.
struct Named<T> {
    it: T,
    id: String,
    words: String,
}

impl<T> Named<T> {
    fn new(it: T, id: impl Display, words: &str) -> Self {
        Self { it, id: id.to_string(), words: shortened(words, 50) }
    }
}

/// The article of this name or unique beginning of a name; without one the only article of the project.
pub(super) fn article(session: &Session, wanted: Option<&str>) -> Result<Arc<Article>, Problem> {
    let Some(project) = session.project() else { return Err(nothing_open()) };
    let listed: Vec<&Arc<Article>> = project.listed();
    let Some(wanted) = wanted else {
        return match listed.as_slice() {
            [only] => Ok(Arc::clone(only)),
            [] => Err(Problem::error("no-article", "The project has no article yet")
                .now("nothing was changed")
                .help("Add one with `tickmark add FILE`")),
            many => Err(Problem::error("which-article", format!("The project has {} articles", many.len()))
                .why(candidates(many.iter().map(|article| article.slug.to_string())))
                .now("nothing was changed")
                .help("Name one with --article; the beginning of its name will do")),
        };
    };
    let wanted = wanted.to_lowercase();
    if let Some(article) = Slug::new(&wanted).and_then(|slug| project.articles.get(&slug)) {
        return Ok(Arc::clone(article));
    }
    let removed = project.articles.values().filter(|article| !article.listed);
    let mut fitting: Vec<&Arc<Article>> =
        listed.iter().copied().filter(|article| article.slug.as_str().starts_with(&wanted)).collect();
    if fitting.is_empty() {
        fitting = removed.filter(|article| article.slug.as_str().starts_with(&wanted)).collect();
    }
    match fitting.as_slice() {
        [one] if !wanted.is_empty() => Ok(Arc::clone(one)),
        [] => Err(Problem::error("no-article", format!("No article's name begins with “{}”", shortened(&wanted, 60)))
            .why(if listed.is_empty() {
                "the project has no article yet".to_owned()
            } else {
                candidates(listed.iter().map(|article| article.slug.to_string()))
            })
            .now("nothing was changed")
            .help("`tickmark list articles` shows all names")),
        many => Err(ambiguous("article", &wanted, many.iter().map(|article| article.slug.to_string()))),
    }
}

/// The claim of this id, end of an id, or number in reading order (`#4` in `within`, or `ARTICLE#4`), and its article.
pub(super) fn claim(session: &Session, within: Option<&str>, wanted: &str) -> Result<(Arc<Article>, ClaimId), Problem> {
    if let Some((name, number)) = wanted.rsplit_once('#') {
        let article = article(session, if name.is_empty() { within } else { Some(name) })?;
        let Some(index) = session.index(&article.slug) else { return Err(nothing_open()) };
        return number.parse().ok().and_then(|number| index.claim_numbered(number)).map_or_else(
            || {
                Err(Problem::error("no-claim", format!("“{}” has no claim #{}", article.slug, shortened(number, 20)))
                    .why(match index.n_claims() {
                        0 => "it has no claim yet".to_owned(),
                        n => format!("its claims are #1 to #{n}, in reading order"),
                    })
                    .now("nothing was changed")
                    .help("`tickmark list claims` shows numbers and ids"))
            },
            |claim| Ok((Arc::clone(&article), claim)),
        );
    }
    let Some(project) = session.project() else { return Err(nothing_open()) };
    let articles = match within {
        Some(name) => vec![article(session, Some(name))?],
        None => project.listed().into_iter().cloned().collect(),
    };
    let claims = articles.iter().flat_map(|article| {
        let claims = article.review.claims.values();
        claims.map(move |claim| Named::new((Arc::clone(article), claim.id), claim.id, &claim.words()))
    });
    by_end("claim", claims.collect(), wanted)
}

/// The claims of these names.
pub(super) fn claims(session: &Session, within: Option<&str>, wanted: &[String]) -> Result<Vec<ClaimId>, Problem> {
    let mut ids = Vec::new();
    for wanted in wanted {
        let (_, id) = claim(session, within, wanted)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// The source of this id or end of an id.
pub(super) fn source(session: &Session, wanted: &str) -> Result<SourceId, Problem> {
    let Some(project) = session.project() else { return Err(nothing_open()) };
    let sources = project.sources.values().map(|source| Named::new(source.id, source.id, source.name()));
    by_end("source", sources.collect(), wanted)
}

/// The stored file whose SHA-256 begins so or whose name this is, and a source that has it.
pub(super) fn evidence(
    session: &Session,
    wanted: &str,
    audience: Visibility,
) -> Result<(SourceId, EvidenceHash), Problem> {
    let Some(project) = session.project() else { return Err(nothing_open()) };
    let shows = |source: &Source| !source.is_confidential() || audience == Visibility::Confidential;
    let files = project.sources.values().flat_map(|source| source.evidence.iter().map(move |it| (source, it)));
    let fitting: Vec<(&Arc<Source>, &Evidence)> = files.filter(|(_, evidence)| fits_file(evidence, wanted)).collect();
    let told = |(source, evidence): &(&Arc<Source>, &Evidence)| {
        if shows(source) {
            format!("{} {}", evidence.sha256.short(), quoted(&evidence.name, 50))
        } else {
            format!("a file of {}", source.name())
        }
    };
    match fitting.split_first() {
        Some(((source, first), rest)) if rest.iter().all(|(_, other)| other.sha256 == first.sha256) => {
            // Of several sources that have it, one that may be shown.
            let open = fitting.iter().find(|(source, _)| shows(source)).map_or(source, |(source, _)| source);
            Ok((open.id, first.sha256.clone()))
        }
        Some(_) => Err(ambiguous("file", wanted, fitting.iter().map(told))),
        None => Err(Problem::error("no-evidence", format!("No stored file is “{}”", shortened(wanted, 60)))
            .now("nothing was changed")
            .help("Give the beginning of its SHA-256 or its name; `tickmark evidence list` lists all")),
    }
}

/// The stored file of this source whose SHA-256 begins so or whose name this is.
pub(super) fn evidence_of(session: &Session, source: SourceId, wanted: &str) -> Result<EvidenceHash, Problem> {
    let source = session.project().and_then(|project| project.sources.get(&source));
    let files = source.into_iter().flat_map(|source| &source.evidence);
    let fitting: Vec<&Evidence> = files.filter(|evidence| fits_file(evidence, wanted)).collect();
    match fitting.as_slice() {
        [one] => Ok(one.sha256.clone()),
        [] => Err(Problem::error("no-evidence", format!("The source has no file “{}”", shortened(wanted, 60)))
            .now("nothing was changed")
            .help("`tickmark evidence list SOURCE` lists the files of a source")),
        many => Err(ambiguous("file", wanted, many.iter().map(|evidence| evidence.sha256.to_string()))),
    }
}

fn fits_file(evidence: &Evidence, wanted: &str) -> bool {
    let start = wanted.trim().to_lowercase();
    (start.len() >= LEAST && evidence.sha256.as_str().starts_with(&start)) || evidence.name == wanted
}

/// The proposed tie of this id or end of an id, and its article.
pub(super) fn proposal(session: &Session, wanted: &str) -> Result<(Slug, ProposalId), Problem> {
    let Some(project) = session.project() else { return Err(nothing_open()) };
    let proposals = project.listed().into_iter().flat_map(|article| {
        let proposals = article.review.proposals.values();
        proposals.map(move |it| Named::new((article.slug.clone(), it.id), it.id, &it.told()))
    });
    by_end("proposal", proposals.collect(), wanted)
}

/// The entry of this id or end of an id in a source's contact log.
pub(super) fn contact(source: &Source, wanted: &str) -> Result<ContactId, Problem> {
    let entries = source.log.iter().map(|entry| Named::new(entry.id, entry.id, entry.how.word()));
    by_end("contact", entries.collect(), wanted)
}

/// The query of this id or end of an id, and its article.
pub(super) fn query(session: &Session, wanted: &str) -> Result<(Slug, QueryId), Problem> {
    let Some(project) = session.project() else { return Err(nothing_open()) };
    let queries = project.listed().into_iter().flat_map(|article| {
        let queries = article.review.queries.values();
        queries.map(move |query| Named::new((article.slug.clone(), query.id), query.id, query.name()))
    });
    by_end("query", queries.collect(), wanted)
}

/// The correction of this id or end of an id, in one article.
pub(super) fn correction(article: &Article, wanted: &str) -> Result<CorrectionId, Problem> {
    let corrections = article.review.corrections.values().map(|it| Named::new(it.id, it.id, &it.was));
    by_end("correction", corrections.collect(), wanted)
}

/// The open question of this id or end of an id, and its article.
pub(super) fn question(session: &Session, wanted: &str) -> Result<(Option<Slug>, ConflictId), Problem> {
    let questions = session.questions(Visibility::Public).into_iter();
    let named = questions.map(|it| Named::new((it.article.clone(), it.id), it.id, &it.about));
    by_end("question", named.collect(), wanted)
}

fn by_end<T>(what: &str, all: Vec<Named<T>>, wanted: &str) -> Result<T, Problem> {
    let end = wanted.trim().to_uppercase();
    let many = if what == "query" { "queries".to_owned() } else { format!("{what}s") };
    let listed = match what {
        "question" => "tickmark conflicts".to_owned(),
        "contact" => "tickmark contact list SOURCE".to_owned(),
        "proposal" => "tickmark proposals".to_owned(),
        _ => format!("tickmark list {many}"),
    };
    let fits = |named: &Named<T>| end.chars().count() >= LEAST && named.id.ends_with(&end);
    let known = all.iter().map(told).collect::<Vec<_>>();
    let mut fitting: Vec<Named<T>> = all.into_iter().filter(fits).collect();
    if fitting.len() > 1 {
        let whole = |named: &Named<T>| format!("{} {}", named.id, quoted(&named.words, usize::MAX));
        return Err(ambiguous(what, wanted, fitting.iter().map(whole)));
    }
    fitting.pop().map(|named| named.it).ok_or_else(|| {
        let id = match what {
            "claim" => "no-claim",
            "source" => "no-source",
            "correction" => "no-correction",
            "contact" => "no-contact",
            "proposal" => "no-proposal",
            "question" => "no-question",
            _ => "no-query",
        };
        let help = if end.chars().count() < LEAST {
            format!("Give at least {LEAST} characters of the id; `{listed}` shows them")
        } else {
            format!("`{listed}` shows all ids")
        };
        let why = if known.is_empty() { format!("there are no {many} yet") } else { candidates(known.into_iter()) };
        Problem::error(id, format!("No {what} has the id “{}”", shortened(wanted, 60)))
            .why(why)
            .now("nothing was changed")
            .help(help)
    })
}

fn told<T>(named: &Named<T>) -> String {
    let end = named.id.get(named.id.len().saturating_sub(crate::model::ids::SHORT)..).unwrap_or(&named.id);
    format!("{} {}", end.to_lowercase(), quoted(&named.words, usize::MAX))
}

fn ambiguous(what: &str, wanted: &str, fitting: impl ExactSizeIterator<Item = String>) -> Problem {
    Problem::error("ambiguous", format!("“{}” fits more than one {what}", shortened(wanted, 60)))
        .why(candidates(fitting))
        .now("nothing was changed")
        .help("Give more characters of the one you mean")
}

fn candidates(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(TOLD);
    let mut told: Vec<String> = all.take(TOLD).collect();
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    format!("there is {}", told.join(", "))
}

fn nothing_open() -> Problem {
    Problem::error("no-project", "No project is open")
        .now("nothing was changed")
        .help("Name a project folder with --project")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(ids: &[&str], wanted: &str) -> Result<usize, (&'static str, String)> {
        let all = ids.iter().enumerate().map(|(at, id)| Named::new(at, id, "words")).collect();
        by_end("claim", all, wanted).map_err(|problem| (problem.id, problem.why))
    }

    #[test]
    fn the_end_of_an_id_names_it() {
        let ids = ["01KAAAAAAAAAAAAAAAAA7K2M9X", "01KAAAAAAAAAAAAAAAAB7K2M9X", "01KAAAAAAAAAAAAAAAAA4P0QZ1"];
        assert_eq!(found(&ids, "4p0qz1"), Ok(2));
        assert_eq!(found(&ids, "0QZ1"), Ok(2));
        assert_eq!(found(&ids, " b7k2m9x "), Ok(1));
        assert_eq!(found(&ids, ids[0]), Ok(0));
        assert_eq!(found(&ids, "qz1").map_err(|error| error.0), Err("no-claim"), "too short");
        let twice = found(&ids, "7k2m9x").expect_err("two have this end");
        assert_eq!(twice.0, "ambiguous");
        assert!(twice.1.contains(ids[0]) && twice.1.contains(ids[1]), "{twice:?}");
        assert_eq!(found(&[], "7k2m9x"), Err(("no-claim", "there are no claims yet".to_owned())));
    }

    #[test]
    fn a_long_list_of_candidates_is_cut() {
        let told = candidates((0..20).map(|n| n.to_string()).collect::<Vec<_>>().into_iter());
        assert_eq!(told, "there is 0, 1, 2, 3, 4, 5, 6, 7, and 12 more");
    }
}
