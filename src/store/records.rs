//! Frozen records: the review of an article as it was when it was closed, in a file of its own.
//!
//! In: the article as it is now, the closing, the edits since. Out: the record's file, or what is wrong with one.
//! Must not know: who may close, what keeps an article from being closed.
//! A record ends with the SHA-256 of all that stands before, so that any later change of it is told.
//! Holds: a record is written whole, before the review that names it, and never again; it is the review of the very
//! moment of closing, whatever was edited before the save came.

use crate::model::apply::apply_changes;
use crate::model::article::Article;
use crate::model::change::{Change, Edit};
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::model::stage::Closing;
use crate::store::files::{self, Existing};
use crate::store::folder::{self, Folder};
use crate::store::{MOST, disk};

/// How far into a record its closing is looked for, in bytes: it stands first.
const HEAD: usize = 2048;
/// What stands before the SHA-256 in a record's last line.
const SEAL: &str = "// The SHA-256 of all above: ";

/// Writes the record of `closing`; the file, or nothing when the very same record is there already.
pub(super) fn freeze(
    folder: &Folder,
    slug: &Slug,
    now: &Article,
    closing: &Closing,
    edits: &[Edit],
) -> Result<Option<String>, Problem> {
    let file = folder::in_article(slug, &closing.file());
    let path = folder.at(&file)?;
    let mut text = disk::record_text(&as_closed(slug, now, closing, edits)?, closing)?;
    let seal = files::sha256_hex(text.as_bytes());
    text.extend([SEAL, &seal, "\n"]);
    match files::write_atomically(&path, text.as_bytes(), Existing::Refuse) {
        Ok(()) => Ok(Some(file)),
        // A save that was broken off wrote it, or the closing was taken back and made again: it is the same closing.
        Err(problem) if problem.id == "file-exists" && names(&files::read_limited(&path, MOST)?, closing) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Whether a file of this name in an article's folder is a record.
pub(super) fn is_record(name: &str) -> bool {
    name.strip_prefix("closed-").is_some_and(|rest| rest.strip_suffix(".ron").is_some())
}

/// The article as it was right after `closing`: what was edited since is taken back on a copy.
fn as_closed(slug: &Slug, now: &Article, closing: &Closing, edits: &[Edit]) -> Result<Article, Problem> {
    let closes =
        |change: &Change| matches!(change, Change::Closing { closing: id, after: Some(_), .. } if *id == closing.id);
    let own: Vec<&Edit> = edits.iter().filter(|edit| edit.article.as_ref() == Some(slug)).collect();
    let since = own.iter().rposition(|edit| edit.changes.iter().any(closes)).map_or(own.len(), |at| at + 1);
    let mut copy = Project::default();
    copy.articles.insert(slug.clone(), std::sync::Arc::new(now.clone()));
    for edit in own.iter().skip(since).rev() {
        // What else the edit changed (a source, a person) is not in the record.
        let mut inverse = edit.inverse_changes();
        inverse.retain(|change| !matches!(change, Change::Project { .. } | Change::Source { .. }));
        apply_changes(&mut copy, Some(slug), &inverse).map_err(|refused| {
            Problem::error(
                "record-unmade",
                "The record of a closed article was not written: this is a fault of the program",
            )
            .at(Place::File(folder::in_article(slug, &closing.file())))
            .why(refused.to_string())
            .now("everything is kept as long as the window is open; the article is saved as soon as this succeeds")
            .help("Take the closing back with Ctrl+Z and close the article again")
        })?;
    }
    let article = copy.articles.remove(slug);
    Ok(article.map_or_else(|| now.clone(), std::sync::Arc::unwrap_or_clone))
}

/// What is wrong with the records that an article names.
pub(super) fn check(folder: &Folder, article: &Article) -> Vec<Problem> {
    article.review.closings.values().filter_map(|closing| check_one(folder, article, closing)).collect()
}

fn check_one(folder: &Folder, article: &Article, closing: &Closing) -> Option<Problem> {
    let file = folder::in_article(&article.slug, &closing.file());
    let wrong = |id, what: &str, why: String| {
        Problem::warning(id, what)
            .at(Place::File(file.clone()))
            .why(why)
            .now("the review and the drafts are shown as they are now")
            .help("Put the file back from a copy and open the project again")
    };
    let path = match folder.at(&file) {
        Ok(path) => path,
        Err(problem) => return Some(problem),
    };
    if files::is_missing(&path) == Ok(true) {
        let why = format!("the article was closed by {}, and this file is not there", closing.by);
        return Some(wrong("record-missing", "The record of a closed article is not there", why));
    }
    let bytes = match files::read_limited(&path, MOST) {
        Ok(bytes) => bytes,
        Err(problem) => return Some(problem.at(Place::File(file))),
    };
    let fault = if !names(&bytes, closing) {
        Some("it does not name this closing and the SHA-256 of its draft at its head")
    } else if !is_sealed(&bytes) {
        Some("the SHA-256 in its last line is not that of what stands before")
    } else {
        None
    };
    if let Some(why) = fault {
        let what = "The record of a closed article was changed outside Tickmark";
        return Some(wrong("record-differs", what, why.to_owned()));
    }
    let draft = article.drafts.iter().find(|draft| draft.number == closing.draft);
    let text = article.texts.get(&closing.draft_sha256);
    let holds = draft.is_some_and(|draft| draft.sha256 == closing.draft_sha256)
        && text.is_none_or(|text| files::sha256_hex(text.as_bytes()) == closing.draft_sha256);
    (!holds).then(|| {
        wrong(
            "record-draft",
            "The draft of a closed article is not the one that was closed",
            format!("the SHA-256 of draft {} is not the one of the closing", closing.draft),
        )
    })
}

/// Whether `bytes` are the record of `closing`, of the same draft.
fn names(bytes: &[u8], closing: &Closing) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..HEAD.min(bytes.len())).unwrap_or_default()).into_owned();
    head.contains(&closing.id.to_string()) && head.contains(&closing.draft_sha256)
}

/// Whether nothing of a record changed since it was written. Line ends may be those of another system: git makes them.
fn is_sealed(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let Some((above, seal)) = text.rsplit_once(SEAL) else { return false };
    files::sha256_hex(above.as_bytes()) == seal.trim_end()
}
