//! Keeps what is confidential apart: in `private/`, which git, shared copies and reports leave out.
//!
//! In: a project as the desk has it, or one as its public files tell it. Out: the private files' text, or the project
//! with the hidden parts laid over it.
//! Must not know: what is hidden of a thing (`model/covered.rs` says so), how a file gets to disk.
//! Holds: public fields (kind, level, cover name) come from the public file; hidden parts are laid only over a thing
//! that is confidential there and stands as this program covers it; an entry once written is only ever replaced by a
//! newer one of the same id, so that no checkout, merge or undo of the public files loses hidden words.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::anchor::Anchor;
use crate::model::article::Article;
use crate::model::claim::{Claim, Tie};
use crate::model::conflict::Conflict;
use crate::model::covered;
use crate::model::evidence::EvidenceHash;
use crate::model::excerpt::{Region, TimeRange, Translation};
use crate::model::ids::{ClaimId, ConflictId, QueryId, SourceId, TieId};
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::model::query::Query;
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::store::files::{self, Existing};
use crate::store::folder::{Folder, PRIVATE};
use crate::store::reader::{FileReader, SCHEMA};
use crate::store::ron_text;

/// What git is told of the folder itself, whatever the project's own `.gitignore` says.
const ALL_IGNORED: &str = "*\n";

/// A confidential note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteEntry {
    claim: ClaimId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

/// The words of a confidential tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TieEntry {
    tie: TieId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    excerpt: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    locator: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceHash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anchor: Option<Box<Anchor>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<TimeRange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    translation: Option<Box<Translation>>,
}

impl TieEntry {
    /// What of a tie is hidden.
    fn of(tie: &Tie) -> Self {
        let Tie {
            id,
            source: _,
            stance: _,
            excerpt,
            locator,
            evidence,
            anchor,
            region,
            time,
            translation,
            visibility: _,
            wording: _,
        } = tie.clone();
        Self { tie: id, excerpt, locator, evidence, anchor, region, time, translation }
    }

    /// The tie with what of it is hidden.
    fn laid_over(&self, tie: &Tie) -> Tie {
        let Self { tie: _, excerpt, locator, evidence, anchor, region, time, translation } = self.clone();
        Tie { excerpt, locator, evidence, anchor, region, time, translation, ..tie.clone() }
    }

    /// Whether it says nothing.
    fn is_bare(&self) -> bool {
        let Self { tie: _, excerpt, locator, evidence, anchor, region, time, translation } = self;
        let has_words = !(excerpt.is_empty() && locator.is_empty()) || anchor.is_some() || translation.is_some();
        !has_words && evidence.is_none() && region.is_none() && time.is_none()
    }
}

/// The words of a confidential query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QueryEntry {
    query: QueryId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    answer: String,
}

/// The hidden parts of one public file: of the source library, or of a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    sources: BTreeMap<SourceId, Source>,
    notes: BTreeMap<ClaimId, NoteEntry>,
    ties: BTreeMap<TieId, TieEntry>,
    queries: BTreeMap<QueryId, QueryEntry>,
    conflicts: BTreeMap<ConflictId, Conflict>,
}

#[derive(Serialize)]
struct HiddenFile<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<&'a Source>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'a NoteEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ties: Vec<&'a TieEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    queries: Vec<&'a QueryEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<&'a Conflict>,
}

impl Hidden {
    /// What `sources.ron` and `project.ron` must not tell.
    pub(super) fn of_library(project: &Project) -> Self {
        let confidential = project.sources.iter().filter(|(_, source)| source.is_confidential());
        Self {
            sources: confidential.map(|(&id, source)| (id, Source::clone(source))).collect(),
            conflicts: hiding(project.conflicts.values()),
            ..Self::default()
        }
    }

    /// What an article's files must not tell.
    pub(super) fn of_article(article: &Article) -> Self {
        let review = &article.review;
        let claims = review.claims.values();
        let notes = claims.clone().filter(|claim| claim.note_visibility == Visibility::Confidential);
        let ties = claims.flat_map(|claim| &claim.ties).filter(|tie| tie.is_confidential());
        let queries = review.queries.values().filter(|query| query.is_confidential());
        Self {
            sources: BTreeMap::new(),
            notes: notes.map(|claim| (claim.id, NoteEntry { claim: claim.id, note: claim.note.clone() })).collect(),
            ties: ties.map(|tie| (tie.id, TieEntry::of(tie))).collect(),
            queries: queries
                .map(|query| {
                    let (words, answer) = (query.words.clone(), query.answer.clone());
                    (query.id, QueryEntry { query: query.id, words, answer })
                })
                .collect(),
            conflicts: hiding(review.conflicts.values()),
        }
    }

    /// Every hidden word.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for source in self.sources.values() {
            words.extend(source.telling_words());
        }
        words.extend(self.notes.values().map(|entry| entry.note.clone()));
        words.extend(self.ties.values().flat_map(|entry| [entry.excerpt.clone(), entry.locator.clone()]));
        words.extend(self.ties.values().filter_map(|entry| entry.translation.as_ref().map(|it| it.words.clone())));
        words.extend(self.queries.values().flat_map(|entry| [entry.words.clone(), entry.answer.clone()]));
        words
    }

    /// Whether nothing at all is hidden.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is kept in the file from now on: all it has (`kept`), with the newer entries of `self`. An entry without
    /// words is no news where there was none: a copy that lacks the private files has nothing to say of them.
    pub(super) fn over(self, kept: Self) -> Self {
        let Self { mut sources, mut notes, mut ties, mut queries, conflicts } = self;
        sources.retain(|id, source| kept.sources.contains_key(id) || *covered::source(source) != *source);
        notes.retain(|id, entry| kept.notes.contains_key(id) || !entry.note.is_empty());
        ties.retain(|id, it| kept.ties.contains_key(id) || !it.is_bare());
        queries.retain(|id, it| kept.queries.contains_key(id) || !(it.words.is_empty() && it.answer.is_empty()));
        let mut all = kept;
        all.sources.extend(sources);
        all.notes.extend(notes);
        all.ties.extend(ties);
        all.queries.extend(queries);
        all.conflicts.extend(conflicts);
        all
    }

    /// The private file's text.
    pub(super) fn text(&self) -> Result<String, Problem> {
        let Self { sources, notes, ties, queries, conflicts } = self;
        ron_text::pretty(&HiddenFile {
            schema: SCHEMA,
            sources: sources.values().collect(),
            notes: notes.values().collect(),
            ties: ties.values().collect(),
            queries: queries.values().collect(),
            conflicts: conflicts.values().collect(),
        })
    }

    /// What a private file says.
    pub(super) fn read(reader: &mut FileReader<'_>) -> Self {
        Self {
            sources: reader.map("sources", "source", |source: &Source| source.id),
            notes: reader.map("notes", "note", |note: &NoteEntry| note.claim),
            ties: reader.map("ties", "tie", |tie: &TieEntry| tie.tie),
            queries: reader.map("queries", "query", |query: &QueryEntry| query.query),
            conflicts: reader.map("conflicts", "conflict", |conflict: &Conflict| conflict.id),
        }
    }

    /// Lays the hidden parts over the source library.
    pub(super) fn lay_over_library(&self, project: &mut Project) {
        for (id, whole) in &self.sources {
            let Some(shown) = project.sources.get_mut(id) else { continue };
            let (kind, visibility, cover) = (shown.kind, shown.visibility, shown.cover.clone());
            if shown.is_confidential() && *covered::source(shown) == **shown {
                *shown = Arc::new(Source { kind, visibility, cover, ..whole.clone() });
            }
        }
        lay_conflicts(&self.conflicts, &mut project.conflicts);
    }

    /// Lays the hidden parts over an article.
    pub(super) fn lay_over_article(&self, article: &mut Article) {
        let review = &mut article.review;
        if !(self.notes.is_empty() && self.ties.is_empty()) {
            for claim in review.claims.values_mut() {
                self.lay_over_claim(claim);
            }
        }
        for query in review.queries.values_mut() {
            let Some(entry) = self.queries.get(&query.id) else { continue };
            if query.is_confidential() && *covered::query(query) == *query {
                *query = Query { words: entry.words.clone(), answer: entry.answer.clone(), ..query.clone() };
            }
        }
        lay_conflicts(&self.conflicts, &mut review.conflicts);
    }

    fn lay_over_claim(&self, claim: &mut Arc<Claim>) {
        let hides = |tie: &Tie| tie.is_confidential() && tie.bare() == *tie;
        let is_bare = claim.note_visibility == Visibility::Confidential && claim.note.is_empty();
        let note = self.notes.get(&claim.id).filter(|_| is_bare);
        if note.is_none() && !claim.ties.iter().any(|tie| hides(tie) && self.ties.contains_key(&tie.id)) {
            return;
        }
        let claim = Arc::make_mut(claim);
        if let Some(entry) = note {
            claim.note.clone_from(&entry.note);
        }
        for tie in claim.ties.iter_mut().filter(|tie| hides(tie)) {
            if let Some(entry) = self.ties.get(&tie.id) {
                *tie = entry.laid_over(tie);
            }
        }
    }
}

/// The conflicts that hide something.
fn hiding<'a>(conflicts: impl Iterator<Item = &'a Conflict>) -> BTreeMap<ConflictId, Conflict> {
    let hiding = conflicts.filter(|&conflict| *covered::conflict(conflict) != *conflict);
    hiding.map(|conflict| (conflict.id, conflict.clone())).collect()
}

fn lay_conflicts(whole: &BTreeMap<ConflictId, Conflict>, shown: &mut BTreeMap<ConflictId, Conflict>) {
    for (id, whole) in whole {
        if let Some(shown) = shown.get_mut(id)
            && *covered::conflict(whole) == *shown
        {
            shown.clone_from(whole);
        }
    }
}

/// Makes the folder, with what tells git to leave it alone; also in projects that were made before there was one.
pub(super) fn make_folder(folder: &Folder, ignored: &str) -> Result<(), Problem> {
    let path = folder.at(PRIVATE)?;
    files::make_folder(&path)?;
    files::make_folder(&path.join("articles"))?;
    let own = path.join(".gitignore");
    if files::is_missing(&own)? {
        files::write_atomically(&own, ALL_IGNORED.as_bytes(), Existing::Refuse)?;
    }
    let shared = folder.at(".gitignore")?;
    let text = if files::is_missing(&shared)? {
        String::new()
    } else {
        String::from_utf8_lossy(&files::read_limited(&shared, 1 << 20)?).into_owned()
    };
    let has = |line: &str| text.lines().any(|there| there.trim().trim_start_matches('/') == line);
    let missing: Vec<&str> = ignored.lines().filter(|line| !has(line)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{text}{gap}{}\n", missing.join("\n"));
    files::write_atomically(&shared, text.as_bytes(), Existing::Replace)
}

/// The problem without what it quotes of the file: what is confidential is in no message and no log.
pub(super) fn discreet(problem: Problem) -> Problem {
    if problem.id.starts_with("schema") {
        return problem;
    }
    Problem { why: "what stands there is confidential and not repeated here".to_owned(), ..problem }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at and damage files")]
mod tests {
    use super::*;
    use crate::model::article::{Draft, DraftRecord, Meta};
    use crate::model::change::{Change, Edit};
    use crate::model::claim::{ClaimKind, Stance};
    use crate::model::ids::{EditId, PersonKey, Slug, WordingId};
    use crate::model::query::{Addressee, QueryState, Subject};
    use crate::model::review::Review;
    use crate::model::source::SourceKind;
    use crate::model::stage::Stage;
    use crate::store::{self, Guarded, NewArticle, share};
    use crate::text::span::ByteSpan;
    use proptest::prelude::*;
    use std::fs;
    use std::path::Path;

    const TEXT: &str = "More than 100,000 troops stand there.\n\nTalks resume on Friday.";

    fn at() -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }

    fn by() -> PersonKey {
        PersonKey("AB".into())
    }

    /// A project whose four kinds of things have these levels; every hidden word begins with "zq".
    fn project(levels: [Visibility; 4]) -> Project {
        let draft = Draft::new(TEXT, &[]);
        let [source_level, tie_level, note_level, query_level] = levels;
        let source = Source {
            author: "zq author".into(),
            url: "https://zq.example".into(),
            note: "zq \"note\"\nof the source".into(),
            visibility: source_level,
            cover: if source_level == Visibility::Confidential { "Source A".into() } else { String::new() },
            ..Source::new(SourceId::from_u128(7), "zq title", SourceKind::Person)
        };
        let tie = Tie {
            id: TieId::from_u128(5),
            source: source.id,
            stance: Stance::Supports,
            excerpt: "zq excerpt".into(),
            locator: "zq p. 3".into(),
            visibility: tie_level,
            wording: (tie_level == Visibility::Confidential).then(|| WordingId::from_u128(77)),
            ..Tie::new(TieId::from_u128(5), source.id)
        };
        let claim = Claim {
            note: "zq note".into(),
            note_visibility: note_level,
            ties: vec![tie],
            ..Claim::new(
                ClaimId::from_u128(1),
                vec![Anchor::new(&draft, ByteSpan::new(10, 24))],
                ClaimKind::Number,
                by(),
                at(),
            )
        };
        let query = Query {
            id: QueryId::from_u128(4),
            on: Subject::Claim(claim.id),
            to: Addressee::Legal,
            words: "zq words?".into(),
            state: QueryState::Answered,
            answer: "zq answer".into(),
            due: None,
            visibility: query_level,
            by: by(),
            asked: at(),
            settled: Some(at()),
        };
        let sha256 = files::sha256_hex(TEXT.as_bytes());
        let slug = Slug::from_title("troops");
        let article = Article {
            slug: slug.clone(),
            meta: Meta::default(),
            listed: true,
            stage: Stage::InCheck,
            added: at(),
            original: None,
            drafts: vec![DraftRecord { number: 1, sha256: sha256.clone(), taken: at() }],
            texts: [(sha256, draft.shared_text())].into(),
            draft: Arc::new(draft),
            review: Review {
                claims: [(claim.id, Arc::new(claim))].into(),
                queries: [(query.id, query)].into(),
                ..Review::default()
            },
        };
        Project {
            title: "Test".into(),
            sources: [(source.id, Arc::new(source))].into(),
            articles: [(slug, Arc::new(article))].into(),
            ..Project::default()
        }
    }

    /// The project on disk, saved as a desk saves it: the article first as it came, then the review.
    fn saved(folder: &Path, project: &Project) {
        store::create(folder, &project.title).unwrap();
        let article = project.articles.values().next().unwrap();
        let bare = Article { review: Review::default(), ..Article::clone(article) };
        store::add_article(folder, &NewArticle { article: &bare, original: b"" }).unwrap();
        let before = store::load(folder).unwrap().project;
        let report = store::save(folder, &before, project, &edits(&before, project), &Guarded::default());
        assert_eq!((report.problems, report.unrecorded), (vec![], vec![]));
    }

    fn edits(_: &Project, project: &Project) -> Vec<Edit> {
        let source = project.sources.values().next().unwrap();
        let slug = project.articles.keys().next().unwrap().clone();
        let claim = project.articles[&slug].review.claims.values().next().unwrap();
        let changes = vec![
            Change::Source { source: source.id, before: None, after: Some(Box::new(Source::clone(source))) },
            Change::Claim { claim: claim.id, before: None, after: Some(Box::new(Claim::clone(claim))) },
        ];
        let (id, label) = (EditId::from_u128(1), "all".to_owned());
        vec![Edit {
            id,
            at: at(),
            by: by(),
            label,
            article: Some(slug),
            undoes: None,
            takes: Vec::new(),
            part_of: None,
            changes,
        }]
    }

    /// Every file of the folder but those of `private/`, with what it holds.
    fn public(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_path_buf()];
        while let Some(path) = open.pop() {
            for entry in path.read_dir().unwrap().flatten() {
                let path = entry.path();
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                if path.is_dir() && name != "private" {
                    open.push(path);
                } else if path.is_file() {
                    found.push((name, fs::read_to_string(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    const ALL: [Visibility; 4] = [Visibility::Confidential; 4];

    #[test]
    fn files_of_confidential_things_read_line_by_line() {
        let dir = tempfile::tempdir().unwrap();
        saved(dir.path(), &project(ALL));
        let text = |file: &str| fs::read_to_string(dir.path().join(file)).unwrap();
        assert_eq!(
            text("sources.ron").replace(&format!("schema: {SCHEMA}"), "schema: N"),
            "(\n    schema: N,\n    sources: [\n        (\n            id: \"00000000000000000000000007\",\n            \
             title: \"Source A\",\n            kind: Person,\n            visibility: Confidential,\n            \
             cover: \"Source A\",\n        ),\n    ],\n)\n"
        );
        assert_eq!(
            text("private/articles/troops.ron").replace(&format!("schema: {SCHEMA}"), "schema: N"),
            "(\n    schema: N,\n    notes: [\n        (\n            claim: \"00000000000000000000000001\",\n            \
             note: \"zq note\",\n        ),\n    ],\n    ties: [\n        (\n            \
             tie: \"00000000000000000000000005\",\n            excerpt: \"zq excerpt\",\n            \
             locator: \"zq p. 3\",\n        ),\n    ],\n    queries: [\n        (\n            \
             query: \"00000000000000000000000004\",\n            words: \"zq words?\",\n            \
             answer: \"zq answer\",\n        ),\n    ],\n)\n"
        );
        assert_eq!(text("private/.gitignore"), "*\n");
        for (file, text) in public(dir.path()) {
            assert!(!text.contains("zq"), "{file} tells:\n{text}");
        }
        assert_eq!(text("private/history.ronl").lines().count(), 1);
        let slug = Slug::from_title("troops");
        let (edits, problems) = store::read_history(dir.path(), Some(&slug));
        assert_eq!(problems, []);
        assert!(format!("{edits:?}").contains("zq excerpt"), "joined by its id, it is whole");
        assert!(format!("{edits:?}").contains("zq author"));
    }

    #[test]
    fn a_clone_without_private_files_opens_covered_and_saving_it_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        saved(dir.path(), &project(ALL));
        fs::remove_dir_all(dir.path().join("private")).unwrap();
        let before = public(dir.path());
        let loaded = store::load(dir.path()).unwrap();
        assert_eq!((loaded.problems, loaded.guarded), (vec![], Guarded::default()));
        let source = loaded.project.sources.values().next().unwrap();
        assert_eq!((source.title.as_str(), source.author.as_str()), ("Source A", ""));
        let mut renamed = loaded.project.clone();
        renamed.title = "Else".into();
        for slug in loaded.project.articles.keys() {
            // As if everything had been touched.
            let article = Article::clone(&renamed.articles[slug]);
            renamed.articles.insert(slug.clone(), Arc::new(article));
        }
        let report = store::save(dir.path(), &Project::default(), &renamed, &[], &Guarded::default());
        assert_eq!(report.problems, []);
        renamed.title = "Test".into();
        assert!(store::save(dir.path(), &report.saved, &renamed, &[], &Guarded::default()).is_complete());
        assert_eq!(public(dir.path()), before);
        assert!(!dir.path().join("private").exists(), "there is nothing to keep in it");
    }

    #[test]
    fn an_older_project_learns_to_ignore_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let whole = project(ALL);
        saved(dir.path(), &project([Visibility::Public; 4]));
        assert!(!dir.path().join("private").exists(), "made when the first confidential thing is");
        fs::write(dir.path().join(".gitignore"), "target\n.tickmark/").unwrap();
        let before = store::load(dir.path()).unwrap().project;
        assert!(store::save(dir.path(), &before, &whole, &[], &Guarded::default()).is_complete());
        let ignored = fs::read_to_string(dir.path().join(".gitignore")).unwrap();
        assert!(ignored.starts_with("target\n.tickmark/\nprivate/\n*.damaged-*\n"), "{ignored}");
    }

    #[test]
    fn hidden_words_outlive_every_turn_of_the_public_files() {
        let dir = tempfile::tempdir().unwrap();
        let whole = project(ALL);
        saved(dir.path(), &whole);
        let kept = public(dir.path());
        // A checkout of a state without them, saved, and back again.
        let mut bare = store::load(dir.path()).unwrap().project;
        let full = bare.clone();
        bare.sources.clear();
        for article in bare.articles.values_mut() {
            Arc::make_mut(article).review = Review::default();
        }
        assert!(store::save(dir.path(), &full, &bare, &[], &Guarded::default()).is_complete());
        for (file, text) in kept {
            fs::write(dir.path().join(file), text).unwrap();
        }
        assert_eq!(store::load(dir.path()).unwrap().project, full);
    }

    #[test]
    fn a_damaged_private_file_guards_what_it_belongs_to_and_is_told_without_a_word_of_it() {
        for (file, public) in
            [("private/sources.ron", "sources.ron"), ("private/articles/troops.ron", "articles/troops/review.ron")]
        {
            let dir = tempfile::tempdir().unwrap();
            saved(dir.path(), &project(ALL));
            let path = dir.path().join(file);
            let damaged = fs::read_to_string(&path).unwrap().replacen("\"zq", "zq", 1);
            fs::write(&path, &damaged).unwrap();
            let loaded = store::load(dir.path()).unwrap();
            assert!(loaded.guarded.contains(file) && loaded.guarded.contains(public), "{:?}", loaded.guarded);
            assert!(
                !loaded.problems.is_empty() && !format!("{:?}", loaded.problems).contains("zq"),
                "{:?}",
                loaded.problems
            );
            let report = store::save(dir.path(), &Project::default(), &loaded.project, &[], &loaded.guarded);
            assert!(report.problems.iter().any(|problem| problem.id == "guarded"));
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged, "not touched");
        }
    }

    #[test]
    fn a_shared_copy_leaves_private_files_and_strangers_out() {
        let dir = tempfile::tempdir().unwrap();
        let whole = project(ALL);
        saved(dir.path(), &whole);
        fs::create_dir_all(dir.path().join(".tickmark")).unwrap();
        fs::write(dir.path().join(".tickmark/journal"), "x").unwrap();
        fs::write(dir.path().join("diary.txt"), "zq").unwrap();
        let names = |extent| -> Vec<String> {
            let sharing = share::plan(dir.path(), &whole, extent).unwrap();
            assert_eq!(sharing.n_others, 1);
            sharing.goes.into_iter().map(|listed| listed.file).collect()
        };
        let usual = [
            ".gitignore",
            "articles/troops/article.ron",
            "articles/troops/draft-01.txt",
            "articles/troops/history.ronl",
            "articles/troops/review.ron",
            "project.ron",
            "sources.ron",
        ];
        assert_eq!(names(share::Extent::Public), usual);
        let all = names(share::Extent::WithConfidential);
        assert!(all.contains(&"private/sources.ron".to_owned()) && !all.iter().any(|file| file.contains(".tickmark/")));
        // Older lines that tell are found.
        let slug = Slug::from_title("troops");
        fs::write(dir.path().join(format!("articles/{slug}/history.ronl")), "once: zq \\\"note\\\"\\nof the source\n")
            .unwrap();
        let sharing = share::plan(dir.path(), &whole, share::Extent::Public).unwrap();
        assert_eq!(sharing.traces.found, [("articles/troops/history.ronl".to_owned(), 1)]);
        assert_eq!(sharing.traces.unread, ["articles/troops/history.ronl".to_owned()].into(), "it is no edit");
    }

    fn level() -> impl Strategy<Value = Visibility> {
        prop_oneof![Just(Visibility::Public), Just(Visibility::Newsroom), Just(Visibility::Confidential)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn whatever_the_levels_the_project_comes_back_and_public_bytes_hide_it(
            levels in prop::array::uniform4(level()),
            then in prop::array::uniform4(level()),
        ) {
            let dir = tempfile::tempdir().unwrap();
            let (first, second) = (project(levels), project(then));
            saved(dir.path(), &first);
            prop_assert_eq!(&store::load(dir.path()).unwrap().project, &first);
            prop_assert!(store::save(dir.path(), &first, &second, &[], &Guarded::default()).is_complete());
            prop_assert_eq!(&store::load(dir.path()).unwrap().project, &second);
            let hidden = |level: Visibility, words: &'static [&'static str]| {
                if level == Visibility::Confidential { words } else { &[] }
            };
            let [source, tie, note, query] = then;
            let secrets = [
                hidden(source, &["zq author", "zq.example", "of the source", "zq title"]),
                hidden(tie, &["zq excerpt", "zq p. 3"]),
                hidden(note, &["\"zq note\""]),
                hidden(query, &["zq words?", "zq answer"]),
            ];
            let project_files = ["sources.ron", "articles/troops/review.ron"];
            for (file, text) in public(dir.path()).iter().filter(|(file, _)| project_files.contains(&file.as_str())) {
                for words in secrets.iter().copied().flatten() {
                    prop_assert!(!text.contains(words), "{} tells {}", file, words);
                }
            }
        }
    }
}
