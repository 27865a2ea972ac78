//! Merges one file of a project out of three versions of it, as git asks a merge driver to.
//!
//! In: the file's name and three versions as bytes. Out: the merged bytes, and how many questions are open in them.
//! Must not know: git, where the versions come from.
//! Holds: the outcome never has conflict markers, but open questions as files keep them; a version that is not wholly
//! understood is merged with nothing. Lines of a history are never dropped, damaged ones neither.
//! Limits: one file at a time, so a source that one side removed while the other tied a claim to it is not kept here,
//! and two different drafts of one number cannot both get their file: that is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::article::{Article, Draft, DraftRecord, Meta};
use crate::model::change::Part;
use crate::model::ids::{EditId, Slug};
use crate::model::merge::{Base, merge_articles, merge_from};
use crate::model::problem::{Place, Problem};
use crate::model::project::Project;
use crate::model::review::Review;
use crate::model::stage::Stage;
use crate::store::disk;
use crate::store::history;
use crate::store::reader::FileReader;

/// A file merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedFile {
    /// What it holds now.
    pub bytes: Vec<u8>,
    /// How many questions are open in it.
    pub n_open: usize,
}

/// The versions of a file: the last common one, where there is one, and both sides'.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    /// The last common one; empty when there is none.
    pub base: &'a [u8],
    /// Ours.
    pub ours: &'a [u8],
    /// Theirs.
    pub theirs: &'a [u8],
}

/// The file `name` (a path of which the last part counts) out of three versions.
pub fn merge_file(name: &str, versions: Versions<'_>) -> Result<MergedFile, Problem> {
    let Versions { base, ours, theirs } = versions;
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let is_new = base.is_empty();
    match file {
        _ if ours == theirs => Ok(MergedFile { bytes: ours.to_vec(), n_open: 0 }),
        // A side that lacks lines of the common state lost them.
        _ if file.ends_with("history.ronl") => Ok(MergedFile { bytes: union(ours, theirs), n_open: 0 }),
        _ if base == theirs => Ok(MergedFile { bytes: ours.to_vec(), n_open: 0 }),
        _ if base == ours => Ok(MergedFile { bytes: theirs.to_vec(), n_open: 0 }),
        _ if file.ends_with("project.ron") || file.ends_with("sources.ron") => {
            let is_project = file.ends_with("project.ron");
            let one = |bytes: &[u8]| {
                let mut project = Project::default();
                if is_project {
                    read(name, "Project file", bytes, |reader| disk::read_project(reader, &mut project))?;
                } else {
                    read(name, "Source library", bytes, |reader| disk::read_sources(reader, &mut project))?;
                }
                Ok(project)
            };
            let base = if is_new { None } else { Some(one(base)?) };
            let articles = BTreeMap::new();
            let merged = merge_from(Base { own: base.as_ref(), articles: &articles }, &one(ours)?, &one(theirs)?);
            let text = if is_project { disk::project_text(&merged)? } else { disk::sources_text(&merged)? };
            Ok(MergedFile { bytes: text.into_bytes(), n_open: merged.conflicts.len() })
        }
        _ if file.ends_with("article.ron") || file.ends_with("review.ron") => {
            let is_review = file.ends_with("review.ron");
            let one = |bytes: &[u8]| if is_review { review(name, bytes) } else { article(name, bytes) };
            let base = if is_new { None } else { Some(Arc::new(one(base)?)) };
            let (ours, theirs) = (Arc::new(one(ours)?), Arc::new(one(theirs)?));
            let merged = merge_articles(base.as_ref(), &ours, &theirs);
            let is_there = |draft: &DraftRecord| {
                let is_it = |other: &DraftRecord| (other.number, &other.sha256) == (draft.number, &draft.sha256);
                ours.drafts.iter().chain(&theirs.drafts).any(is_it)
            };
            if !merged.drafts.iter().all(is_there) {
                return Err(two_drafts(name));
            }
            let text = if is_review { disk::review_text(&merged)? } else { disk::article_text(&merged)? };
            let part = if is_review { Part::Review } else { Part::Article };
            let n_open = merged.review.conflicts.values().filter(|conflict| conflict.part() == part).count();
            Ok(MergedFile { bytes: text.into_bytes(), n_open })
        }
        _ if is_draft(file) => Err(two_drafts(name)),
        _ => Err(Problem::error("not-mergeable", "The file was not merged: Tickmark does not know what it is")
            .at(Place::File(name.to_owned()))
            .now("our version was left as it is")
            .help("Merge it by hand, or take it out of .gitattributes")),
    }
}

fn is_draft(file: &str) -> bool {
    file.rsplit_once("draft-").is_some_and(|(_, number)| {
        number.strip_suffix(".txt").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

fn two_drafts(name: &str) -> Problem {
    Problem::error("two-drafts", "The file was not merged: both sides have a new draft of the same number")
        .at(Place::File(name.to_owned()))
        .why("git merges one file at a time, and each of the two drafts needs a file of its own")
        .now("our version was left as it is; theirs is in their branch")
        .help("Stop the merge (`git merge --abort`), check their branch out into another folder (`git worktree add`), and run `tickmark merge-copy FOLDER` on it")
}

/// Reads a version; one that is not wholly understood is a problem.
fn read<T>(
    name: &str,
    title: &'static str,
    bytes: &[u8],
    fields: impl FnOnce(&mut FileReader<'_>) -> T,
) -> Result<T, Problem> {
    let refused = |why: String, place: Place| {
        Problem::error("not-merged", "The file was not merged: one version of it is not wholly understood")
            .at(place)
            .why(why)
            .now("our version was left as it is")
            .help("Mend that version, and merge again")
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| refused(error.to_string(), Place::File(name.to_owned())))?;
    let mut reader = FileReader::new(name, title, text);
    let value = fields(&mut reader);
    match reader.finish() {
        (_, true) => Ok(value),
        (problems, false) => {
            let first = problems.into_iter().next();
            let place = first.as_ref().map_or_else(|| Place::File(name.to_owned()), |problem| problem.place.clone());
            Err(refused(first.map(|problem| format!("{}: {}", problem.what, problem.why)).unwrap_or_default(), place))
        }
    }
}

/// An article of which only `article.ron` is known: its blocks are as many as it has roles.
fn article(name: &str, bytes: &[u8]) -> Result<Article, Problem> {
    let parts = read(name, "Article", bytes, disk::read_article)?;
    let slug = parts.slug.as_deref().and_then(Slug::new).unwrap_or_else(|| Slug::from_title(""));
    let text = vec!["x"; parts.roles.len()].join("\n\n");
    Ok(parts.article(slug, &text))
}

/// An article of which only `review.ron` is known: drafts of one number count as one.
fn review(name: &str, bytes: &[u8]) -> Result<Article, Problem> {
    let (review, draft): (Review, Option<usize>) = read(name, "Review", bytes, disk::read_review)?;
    let taken = Timestamp::UNIX_EPOCH;
    let record = |number| DraftRecord { number, sha256: format!("draft {number}"), taken };
    Ok(Article {
        slug: Slug::from_title(""),
        meta: Meta::default(),
        listed: true,
        stage: Stage::InCheck,
        added: taken,
        original: None,
        drafts: (1..=draft.unwrap_or(1).clamp(1, MOST_DRAFTS)).map(record).collect(),
        draft: Arc::new(Draft::new("", &[])),
        texts: BTreeMap::new(),
        review,
    })
}

/// The highest draft number that is believed.
const MOST_DRAFTS: usize = 10_000;

/// When an edit was made, its id, and the line itself: damaged lines stand behind the one before them.
type Key<'l> = (Timestamp, EditId, &'l [u8]);

/// The lines of both histories, each once: in each side's own order, and else by time.
fn union(ours: &[u8], theirs: &[u8]) -> Vec<u8> {
    let (ours, theirs) = (keyed(ours), keyed(theirs));
    let (in_ours, in_theirs): (BTreeSet<&[u8]>, BTreeSet<&[u8]>) =
        (ours.iter().map(|key| key.2).collect(), theirs.iter().map(|key| key.2).collect());
    let (mut ours, mut theirs) = (ours.as_slice(), theirs.as_slice());
    let (mut out, mut done): (Vec<u8>, BTreeSet<&[u8]>) = (Vec::new(), BTreeSet::new());
    loop {
        let (key, is_ours) = match (ours.first(), theirs.first()) {
            (None, None) => return out,
            (Some(key), None) => (key, true),
            (None, Some(key)) => (key, false),
            (Some(a), Some(b)) if a.2 == b.2 => (a, true),
            // A line that the other side has further on waits until that is reached.
            (Some(a), Some(b)) => match (waits(&in_theirs, &done, a), waits(&in_ours, &done, b)) {
                (true, false) => (b, false),
                (false, true) => (a, true),
                (true, true) | (false, false) => {
                    if a <= b {
                        (a, true)
                    } else {
                        (b, false)
                    }
                }
            },
        };
        if done.insert(key.2) {
            out.extend_from_slice(key.2);
            out.push(b'\n');
        }
        let rest = if is_ours { &mut ours } else { &mut theirs };
        *rest = rest.split_first().map_or(&[], |(_, rest)| rest);
    }
}

/// Whether the other side has this line and it was not written yet.
fn waits(other: &BTreeSet<&[u8]>, done: &BTreeSet<&[u8]>, key: &Key<'_>) -> bool {
    other.contains(key.2) && !done.contains(key.2)
}

fn keyed(bytes: &[u8]) -> Vec<Key<'_>> {
    let mut last = (Timestamp::UNIX_EPOCH, EditId::from_u128(0));
    let lines = bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let lines = lines.filter(|line| !line.trim_ascii().is_empty());
    lines
        .map(|line| {
            if let Some(edit) = history::edit_of(line) {
                last = (edit.at, edit.id);
            }
            (last.0, last.1, line)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u8, second: u8) -> String {
        format!(
            "(id:\"000000000000000000000000{number:02}\",at:\"1970-01-01T00:00:{second:02}Z\",by:\"AB\",label:\"x\",changes:[])\n"
        )
    }

    fn merged(name: &str, base: &str, ours: &str, theirs: &str) -> Result<String, &'static str> {
        let [base, ours, theirs] = [base, ours, theirs].map(str::as_bytes);
        let merged = merge_file(name, Versions { base, ours, theirs }).map_err(|problem| problem.id)?;
        Ok(String::from_utf8(merged.bytes).expect("it is text"))
    }

    #[test]
    fn histories_are_joined_by_time_and_keep_their_order() {
        let [one, two, three, four] = [line(1, 10), line(2, 20), line(3, 30), line(4, 5)];
        let (ours, theirs) = (format!("{one}{two}{four}"), format!("{one}{three}"));
        let expected = format!("{one}{two}{four}{three}");
        let name = "articles/fire/history.ronl";
        assert_eq!(merged(name, &one, &ours, &theirs).as_ref(), Ok(&expected));
        assert_eq!(merged(name, &one, &theirs, &ours).as_ref(), Ok(&expected), "whichever is ours");
        assert_eq!(merged(name, &one, &expected, &theirs).as_ref(), Ok(&expected), "once merged it stays");
        // A damaged line stays behind the one it stood behind.
        let damaged = format!("{one}(id:\"0000\n{two}");
        assert_eq!(merged(name, &one, &damaged, &theirs), Ok(format!("{one}(id:\"0000\n{two}{three}")));
        let unterminated = two.trim_end();
        assert_eq!(merged(name, "", unterminated, &one), Ok(format!("{one}{two}")));
    }

    #[test]
    fn damaged_and_edited_versions_merge_the_same_whichever_is_ours() {
        #[track_caller]
        fn check(name: &str, base: &str, ours: &str, theirs: &str) -> String {
            let forth = merged(name, base, ours, theirs).expect("it merges");
            assert_eq!(merged(name, base, theirs, ours).as_ref(), Ok(&forth));
            forth
        }
        let [one, two] = [line(1, 10), line(2, 20)];
        let both = format!("{one}{two}");
        assert_eq!(check("history.ronl", &both, &one, &both), both, "what a side lost comes back");
        let article = |slug: &str, file: &str, roles: &str| {
            format!(
                "(schema: 2, slug: \"{slug}\", added: \"1970-01-01T00:00:10Z\", \
                 original: Some((name: \"{file}\", file: \"original.txt\", sha256: \"ab\", encoding: \"UTF-8\")), \
                 drafts: [(number: 1, sha256: \"cd\", taken: \"1970-01-01T00:00:10Z\")], roles: [{roles}])"
            )
        };
        let ours = article("fire", "a.txt", "Headline, Body");
        check("article.ron", "", &ours, &article("water", "a.txt", "Headline, Body"));
        check("article.ron", "", &ours, &article("fire", "b.txt", "Headline, Body"));
        check("article.ron", "", &ours, &article("fire", "a.txt", "Headline, Body, Caption"));
    }

    #[test]
    fn different_fields_go_together_and_one_field_asks() {
        let file = |title: &str, people: &str| format!("(\n    schema: 2,\n    title: \"{title}\",{people}\n)\n");
        let base = file("Fire", "");
        let people = "\n    people: {\n        \"AB\": \"Alma Berg\",\n    },";
        let both = merged("project.ron", &base, &file("Harbour", ""), &file("Fire", people)).expect("it merges");
        assert!(both.contains("Harbour") && both.contains("Alma Berg"), "{both}");
        let asked = merged("project.ron", &base, &file("Harbour", ""), &file("Port", "")).expect("it merges");
        assert!(asked.contains("title: \"Fire\"") && asked.contains("Harbour") && asked.contains("Port"), "{asked}");
        assert!(!asked.contains("<<<<"), "{asked}");
        assert_eq!(asked, merged("project.ron", &base, &file("Port", ""), &file("Harbour", "")).expect("it merges"));
    }

    #[test]
    fn what_is_not_understood_is_not_merged() {
        let good = "(\n    schema: 2,\n    title: \"Fire\",\n)\n";
        assert_eq!(merged("project.ron", good, "(\n    schema: 2,\n    title: \"Fi", "(schema: 2)"), Err("not-merged"));
        assert_eq!(
            merged("project.ron", good, "(schema: 99, title: \"x\")", "(schema: 2, title: \"y\")"),
            Err("not-merged")
        );
        assert_eq!(merged("articles/fire/draft-02.txt", "", "one", "two"), Err("two-drafts"));
        assert_eq!(merged("articles/fire/draft-02.txt", "", "one", "one"), Ok("one".into()));
        assert_eq!(merged("notes.txt", "a", "b", "c"), Err("not-mergeable"));
    }
}
