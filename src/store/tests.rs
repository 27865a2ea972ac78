//! Whole projects on disk: what they look like, what damage leaves of them, what a save writes and leaves alone.
#![expect(clippy::disallowed_methods, reason = "tests damage files")]

#[path = "../../tests/suite/breaker.rs"]
mod breaker;
mod damaged;
mod everything;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::model::anchor::Anchor;
use crate::model::article::{Draft, DraftRecord, Meta, Original, Role};
use crate::model::change::{ArticleField, Change, ClaimField, ProjectField};
use crate::model::claim::{Claim, ClaimKind, Fix, FixState, Stance, Tie};
use crate::model::decision::{Basis, Decision, Fingerprint, Scope, Status};
use crate::model::ids::{ClaimId, EditId, PersonKey, QueryId, ReadId, SourceId, TieId};
use crate::model::project::Scale;
use crate::model::query::{Addressee, Query, QueryState, Subject};
use crate::model::review::{ReadWords, Review};
use crate::model::source::{Source, SourceKind};
use crate::text::span::ByteSpan;

const TEXT: &str =
    "Troops mass\n\nWashington says more than 100,000 troops are there.\n\n“We’re not afraid”, he said 👩‍👩‍👧 on Friday.";

/// A project on disk and as it was when it was put there.
struct Fixture {
    home: tempfile::TempDir,
    project: Project,
    slug: Slug,
}

impl Fixture {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("project");
        create(&folder, "Winter crisis").unwrap();
        let article = article("troops", TEXT);
        add_article(&folder, &NewArticle { article: &article, original: b"<p>Troops" }).unwrap();
        let mut project = Project { title: "Winter crisis".into(), ..Project::default() };
        project.articles.insert(article.slug.clone(), Arc::new(article.clone()));
        let saved = project.clone();
        project.people.insert(person(), "Alma Brekke".into());
        project.scale = Some(Scale::presets().remove(0));
        let source =
            Source { note: "Nine pages".into(), ..Source::new(SourceId::from_u128(7), "Briefing", SourceKind::Page) };
        project.sources.insert(source.id, Arc::new(source));
        let report = save(&folder, &saved, &project, &[], &Guarded::default());
        assert!(report.is_complete(), "{:?}", report.problems);
        assert_eq!(report.written, ["project.ron", "sources.ron"]);
        assert_eq!(report.saved, project);
        Self { home, project, slug: article.slug }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("project")
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder().join(file)
    }

    fn review(&self) -> PathBuf {
        self.path("articles/troops/review.ron")
    }

    fn load(&self) -> Loaded {
        load(&self.folder()).unwrap()
    }

    fn ids(loaded: &Loaded) -> Vec<&'static str> {
        loaded.problems.iter().map(|problem| problem.id).collect()
    }

    /// Loads after `file` was given `content`, and answers what was told; the file must then be guarded and untouched.
    fn damaged(&self, file: &str, content: &[u8]) -> (Loaded, Vec<&'static str>) {
        fs::write(self.path(file), content).unwrap();
        let loaded = self.load();
        assert!(loaded.guarded.contains(file), "{file} is not guarded: {:?}", loaded.problems);
        assert_eq!(fs::read(self.path(file)).unwrap(), content);
        let ids = Self::ids(&loaded);
        (loaded, ids)
    }
}

fn person() -> PersonKey {
    PersonKey("AB".into())
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_643_806_800 + second).unwrap()
}

fn anchor(draft: &Draft, words: &str) -> Anchor {
    let start = draft.text().find(words).unwrap();
    Anchor::new(draft, ByteSpan::new(start, start + words.len()))
}

fn claim(draft: &Draft, id: u128, words: &str) -> Claim {
    Claim::new(ClaimId::from_u128(id), vec![anchor(draft, words)], ClaimKind::Other, person(), at(0))
}

fn article(slug: &str, text: &str) -> Article {
    let draft = Draft::new(text, &[Role::Headline, Role::Body, Role::PullQuote]);
    let mut first = claim(&draft, 1, "more than 100,000 troops");
    first.kind = ClaimKind::Number;
    first.claimant = Some("Washington".into());
    first.note = "He said “130,000”; we'll ask.\n(Which day?) \"A\\B\"".into();
    first.ties.push(Tie {
        id: TieId::from_u128(5),
        source: SourceId::from_u128(7),
        stance: Stance::Refutes,
        excerpt: "some 94,000 personnel ], ) (".into(),
        locator: "§ 12".into(),
        ..Tie::new(TieId::from_u128(5), SourceId::from_u128(7))
    });
    first.said = Some(Decision {
        status: Status::Confirmed,
        basis: Some(Basis::Document),
        reason: String::new(),
        by: person(),
        at: at(60),
        on: Fingerprint::of(&first, Scope::Said),
    });
    first.fix =
        Some(Fix { words: "130,000 troops".into(), state: FixState::Open, by: person(), at: at(61), draft: None });
    let claims = [first, claim(&draft, 2, "“We’re not afraid”"), claim(&draft, 3, "Friday")];
    let query = Query {
        id: QueryId::from_u128(8),
        on: Subject::Claim(ClaimId::from_u128(1)),
        to: Addressee::Author,
        words: "Who counted?".into(),
        state: QueryState::Open,
        answer: String::new(),
        due: Some(date(2022, 2, 3)),
        visibility: crate::model::visibility::Visibility::Newsroom,
        by: person(),
        asked: at(70),
        settled: None,
    };
    let read = ReadWords { id: ReadId::from_u128(9), span: anchor(&draft, "Troops mass"), by: person(), at: at(80) };
    Article {
        slug: Slug::new(slug).unwrap(),
        meta: Meta { headline: "Troops mass".into(), published: Some(date(2022, 2, 2)), ..Meta::default() },
        listed: true,
        stage: crate::model::stage::Stage::InCheck,
        added: at(0),
        original: Some(Original {
            name: "troops (1).html".into(),
            file: "original.html".into(),
            sha256: files::sha256_hex(b"<p>Troops"),
            encoding: "UTF-8".into(),
            fetched: None,
        }),
        drafts: vec![DraftRecord { number: 1, sha256: files::sha256_hex(text.as_bytes()), taken: at(0) }],
        texts: [(files::sha256_hex(text.as_bytes()), draft.shared_text())].into(),
        draft: Arc::new(draft),
        review: Review {
            claims: claims.into_iter().map(|claim| (claim.id, Arc::new(claim))).collect(),
            queries: [(query.id, query)].into(),
            reads: [(read.id, read)].into(),
            ..Review::default()
        },
    }
}

/// Every file under `folder` with its bytes, in order.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(snapshot(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

fn note_edit(number: u128, slug: &Slug, before: &str, after: &str) -> Edit {
    let note = |text: &str| ClaimField::Note(text.to_owned());
    let change = Change::ClaimField { claim: ClaimId::from_u128(2), before: note(before), after: note(after) };
    Edit { at: at(100), label: "change note".into(), article: Some(slug.clone()), ..Edit::trial(number, vec![change]) }
}

#[test]
fn a_review_of_one_claim_reads_line_by_line() {
    let mut article = article("troops", TEXT);
    article.review.claims.retain(|id, _| id.as_u128() == 1);
    article.review.queries.clear();
    article.review.reads.clear();
    let text = disk::review_text(&article).unwrap();
    let expected = r#"(
    schema: 2,
    offsets: "Unicode scalar values, end exclusive",
    draft: 1,
    claims: [
        (
            id: "00000000000000000000000001",
            spans: [
                (
                    start: 29,
                    end: 53,
                    exact: "more than 100,000 troops",
                    prefix: "Troops mass\n\nWashington says ",
                    suffix: " are there.\n\n“We’re not afraid”,",
                ),
            ],
            kind: Number,
            claimant: Some("Washington"),
            said: Some((
                status: Confirmed,
                basis: Some(Document),
                by: "AB",
                at: "2022-02-02T13:01:00Z",
                on: (
                    words: "WORDS",
                    excerpts: [
                        "EXCERPT",
                    ],
                ),
            )),
            note: "He said “130,000”; we'll ask.\n(Which day?) \"A\\B\"",
            fix: Some((
                words: "130,000 troops",
                by: "AB",
                at: "2022-02-02T13:01:01Z",
            )),
            ties: [
                (
                    id: "00000000000000000000000005",
                    source: "00000000000000000000000007",
                    stance: Refutes,
                    excerpt: "some 94,000 personnel ], ) (",
                    locator: "§ 12",
                ),
            ],
            by: "AB",
            at: "2022-02-02T13:00:00Z",
        ),
    ],
)
"#;
    // The two hashes are tested where they are made.
    let hash = |line: &str| line.trim().trim_matches(['"', ',']).len() == 12 && line.trim().starts_with('"');
    let lines = text.lines().map(|line| {
        if hash(line) {
            "                        \"EXCERPT\",".to_owned()
        } else if line.trim_start().starts_with("words: \"") && line.len() == 20 + 8 + 12 + 2 {
            "                    words: \"WORDS\",".to_owned()
        } else {
            line.to_owned()
        }
    });
    assert_eq!(lines.collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>());
    assert!(text.ends_with(")\n"));
}

#[test]
fn the_other_files_read_line_by_line() {
    let fixture = Fixture::new();
    let text = |file: &str| fs::read_to_string(fixture.path(file)).unwrap();
    assert_eq!(
        text("project.ron"),
        "(\n    schema: 2,\n    title: \"Winter crisis\",\n    scale: Some((\n        name: \"True or false\",\n        \
         ratings: [\n            \"False\",\n            \"True\",\n        ],\n    )),\n    people: {\n        \
         \"AB\": \"Alma Brekke\",\n    },\n)\n"
    );
    assert_eq!(
        text("sources.ron"),
        "(\n    schema: 2,\n    sources: [\n        (\n            id: \"00000000000000000000000007\",\n            \
         title: \"Briefing\",\n            kind: Page,\n            note: \"Nine pages\",\n        ),\n    ],\n)\n"
    );
    let (draft, original) = (files::sha256_hex(TEXT.as_bytes()), files::sha256_hex(b"<p>Troops"));
    assert_eq!(
        text("articles/troops/article.ron"),
        format!(
            "(\n    schema: 2,\n    slug: \"troops\",\n    headline: \"Troops mass\",\n    \
             published: Some(\"2022-02-02\"),\n    added: \"2022-02-02T13:00:00Z\",\n    original: Some((\n        \
             name: \"troops (1).html\",\n        file: \"original.html\",\n        sha256: \"{original}\",\n        \
             encoding: \"UTF-8\",\n    )),\n    drafts: [\n        (\n            number: 1,\n            \
             sha256: \"{draft}\",\n            taken: \"2022-02-02T13:00:00Z\",\n        ),\n    ],\n    roles: [\n        \
             Headline,\n        Body,\n        PullQuote,\n    ],\n)\n"
        )
    );
    assert_eq!(text("articles/troops/draft-01.txt"), TEXT);
    assert_eq!(text("articles/troops/original.html"), "<p>Troops");
    assert_eq!(text(".gitignore"), IGNORED);
}

#[test]
fn what_is_loaded_is_what_was_saved_and_saving_it_writes_nothing() {
    let fixture = Fixture::new();
    let before = snapshot(&fixture.folder());
    let loaded = fixture.load();
    assert_eq!(loaded.problems, []);
    assert!(loaded.guarded.is_empty());
    assert_eq!(loaded.project, fixture.project);
    let again = fixture.load().project; // equal, and no Arc shared
    let report = save(&fixture.folder(), &loaded.project, &again, &[], &loaded.guarded);
    assert_eq!((report.written, report.problems), (Vec::new(), Vec::new()));
    // The same bytes when everything is written anew.
    let report = save(&fixture.folder(), &Project::default(), &again, &[], &loaded.guarded);
    assert_eq!(report.written.len(), 4);
    assert_eq!(snapshot(&fixture.folder()), before);
}

#[test]
fn a_review_cut_at_any_byte_keeps_every_whole_claim() {
    let fixture = Fixture::new();
    let whole = fs::read(fixture.review()).unwrap();
    let text = std::str::from_utf8(&whole).unwrap();
    let ends: Vec<usize> =
        text.match_indices("\n        ),\n").map(|(at, _)| at + "\n        )".len()).take(3).collect();
    assert_eq!(ends.len(), 3);
    for cut in 0..whole.len() - 1 {
        let (loaded, ids) = fixture.damaged("articles/troops/review.ron", &whole[..cut]);
        let expected = ends.iter().filter(|&&end| end <= cut).count();
        let article = &loaded.project.articles[&fixture.slug];
        assert_eq!(article.review.claims.len(), expected, "cut at {cut}: {ids:?}");
        assert!(!ids.is_empty());
        assert_eq!(loaded.project.sources.len(), 1);
    }
    fs::write(fixture.review(), &whole[..whole.len() - 1]).unwrap();
    let loaded = fixture.load();
    assert!(loaded.guarded.is_empty() && loaded.problems.is_empty(), "the final newline is no loss");
}

#[test]
fn other_files_cut_at_any_byte_open_what_they_can() {
    let fixture = Fixture::new();
    for file in ["project.ron", "sources.ron", "articles/troops/article.ron"] {
        let whole = fs::read(fixture.path(file)).unwrap();
        for cut in 0..whole.len() - 1 {
            let (loaded, _) = fixture.damaged(file, &whole[..cut]);
            let article = &loaded.project.articles[&fixture.slug];
            assert_eq!(article.review, fixture.project.articles[&fixture.slug].review, "{file} cut at {cut}");
        }
        fs::write(fixture.path(file), whole).unwrap();
    }
}

#[test]
fn flipped_bytes_never_panic_and_cost_one_claim_at_most_or_one_name() {
    let fixture = Fixture::new();
    let whole = fs::read(fixture.review()).unwrap();
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below).unwrap()).unwrap()
    };
    for round in 0..400 {
        let mut bytes = whole.clone();
        let at = random(bytes.len());
        let byte = [b'"', b'(', b'}', b'\\', b'/', b'\n', 0xff, 0][random(8)];
        bytes[at] = byte;
        fs::write(fixture.review(), &bytes).unwrap();
        let loaded = fixture.load();
        let n_claims = loaded.project.articles[&fixture.slug].review.claims.len();
        // The list's own name or bracket may be hit; then all of it is told and guarded.
        let line = &whole[whole[..at].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1)..];
        if n_claims < 2 {
            assert!(
                !line.starts_with(b"            "),
                "round {round}, byte {at}: {n_claims} claims, {:?}",
                loaded.problems
            );
        }
        if n_claims < 3 {
            assert!(loaded.guarded.contains("articles/troops/review.ron"), "round {round}: a claim went silently");
        }
        assert_eq!(fs::read(fixture.review()).unwrap(), bytes);
    }
}

#[test]
fn kinds_of_damage_are_told_apart() {
    let fixture = Fixture::new();
    let review = fs::read_to_string(fixture.review()).unwrap();
    let file = "articles/troops/review.ron";
    let n_claims = |loaded: &Loaded| loaded.project.articles[&fixture.slug].review.claims.len();

    let (loaded, ids) = fixture.damaged(file, b"");
    assert_eq!((n_claims(&loaded), ids), (0, vec!["file-damaged"]));

    let (loaded, ids) = fixture.damaged(file, review.replacen("kind: Number", "colour: 3, kind: Number", 1).as_bytes());
    assert_eq!((n_claims(&loaded), ids), (3, vec!["field-unknown"]));

    let (loaded, ids) = fixture.damaged(file, review.replacen("schema: 2", "schema: 99", 1).as_bytes());
    assert_eq!((n_claims(&loaded), ids), (3, vec!["schema-newer"]));

    let (loaded, ids) = fixture.damaged(file, review.replacen("kind: Number", "kind: Colour", 1).as_bytes());
    assert_eq!((n_claims(&loaded), ids), (2, vec!["entry-damaged"]));
    assert_eq!(loaded.problems[0].now, "2 of 3 claims are shown; the file was not touched");
    assert!(loaded.problems[0].place.to_string().starts_with("articles/troops/review.ron, line 17, column "));

    let twice = review.replacen("id: \"00000000000000000000000003\"", "id: \"00000000000000000000000002\"", 1);
    let (loaded, ids) = fixture.damaged(file, twice.as_bytes());
    assert_eq!((n_claims(&loaded), ids), (2, vec!["id-twice"]));

    let deep = review.replacen("kind: Number", &format!("kind: {}", "(".repeat(100_000)), 1);
    let (loaded, ids) = fixture.damaged(file, deep.as_bytes());
    assert_eq!((n_claims(&loaded), ids), (2, vec!["entry-damaged"]));
    fixture.damaged(file, "(".repeat(100_000).as_bytes());

    let mut latin = review.clone().into_bytes();
    let quote = latin.windows(3).position(|bytes| bytes == "“".as_bytes()).unwrap();
    latin.splice(quote..quote + 3, [0x93]);
    let (_, ids) = fixture.damaged(file, &latin);
    assert!(ids.contains(&"not-utf8"), "{ids:?}");

    fs::write(fixture.review(), format!("\u{feff}{review}")).unwrap();
    let loaded = fixture.load();
    assert!(loaded.guarded.is_empty() && loaded.problems.is_empty(), "a byte order mark is no damage");

    let (_, ids) = fixture.damaged(
        "articles/troops/article.ron",
        fs::read_to_string(fixture.path("articles/troops/article.ron"))
            .unwrap()
            .replace("slug: \"troops\"", "slug: \"other\"")
            .replace("original.html", "../../secret")
            .as_bytes(),
    );
    assert_eq!(ids, ["slug-differs", "leads-out"]);
}

#[test]
fn an_article_without_its_details_still_shows_text_and_claims() {
    let fixture = Fixture::new();
    let (loaded, ids) = fixture.damaged("articles/troops/article.ron", b"");
    let article = &loaded.project.articles[&fixture.slug];
    assert_eq!(ids, ["file-damaged"]);
    assert_eq!((article.draft.text(), article.review.claims.len()), (TEXT, 3));
    let (loaded, ids) = fixture.damaged(
        "articles/troops/article.ron",
        b"(schema: 2, slug: \"troops\", headline: \"Troops mass\", added: \"2022-02-02T13:00:00Z\")",
    );
    assert_eq!(ids, ["no-drafts"]);
    assert_eq!(loaded.project.articles[&fixture.slug].draft.text(), TEXT);
    fs::remove_file(fixture.path("articles/troops/article.ron")).unwrap();
    fs::remove_file(fixture.review()).unwrap();
    let loaded = fixture.load();
    assert_eq!(Fixture::ids(&loaded), ["file-missing", "file-missing"]);
    assert_eq!(loaded.guarded.iter().count(), 2, "an edit must not hide what they held");
    assert_eq!(loaded.project.articles[&fixture.slug].draft.text(), TEXT);
}

#[test]
fn a_draft_that_changed_or_went_is_told() {
    let fixture = Fixture::new();
    let draft = fixture.path("articles/troops/draft-01.txt");
    fs::write(&draft, TEXT.replace('\n', "\r\n")).unwrap();
    let loaded = fixture.load();
    assert_eq!(loaded.problems, [], "git may turn line ends");
    assert_eq!(loaded.project, fixture.project);

    fs::write(&draft, TEXT.replace("Friday", "Monday").replace("Troops mass", "Troops mass again")).unwrap();
    let loaded = fixture.load();
    assert_eq!(Fixture::ids(&loaded), ["draft-changed", "claims-lost"]);
    assert_eq!(loaded.problems[1].what, "The words of 1 claim are not in the text");
    let claims = &loaded.project.articles[&fixture.slug].review.claims;
    assert_eq!(claims.len(), 3);
    assert!(claims[&ClaimId::from_u128(1)].start().is_some() && claims[&ClaimId::from_u128(3)].start().is_none());
    assert!(loaded.guarded.is_empty());

    fs::remove_file(&draft).unwrap();
    let loaded = fixture.load();
    assert_eq!(Fixture::ids(&loaded), ["draft-missing"]);
    assert!(loaded.project.articles.is_empty());
}

#[test]
fn ties_to_missing_sources_are_kept() {
    let fixture = Fixture::new();
    fs::remove_file(fixture.path("sources.ron")).unwrap();
    let loaded = fixture.load();
    assert_eq!(Fixture::ids(&loaded), ["source-missing"]);
    assert_eq!(loaded.problems[0].what, "1 claim is tied to a source that is not in the library");
    assert_eq!(loaded.project.articles, fixture.project.articles);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_project_are_not_followed() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    let outside = fixture.home.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::rename(fixture.review(), outside.join("review.ron")).unwrap();
    symlink(outside.join("review.ron"), fixture.review()).unwrap();
    symlink(&outside, fixture.path("articles/elsewhere")).unwrap();
    symlink(outside.join("history.ronl"), fixture.path("articles/troops/history.ronl")).unwrap();
    let before = snapshot(&outside);

    let mut loaded = fixture.load();
    assert!(Fixture::ids(&loaded).iter().all(|&id| id == "leads-out"), "{:?}", loaded.problems);
    assert!(loaded.guarded.contains("articles/troops/review.ron"));
    assert!(loaded.project.articles[&fixture.slug].review.claims.is_empty());
    let report = save(&fixture.folder(), &loaded.project, &fixture.project, &[], &loaded.guarded);
    assert_eq!(report.problems[0].id, "guarded");
    let edit = note_edit(1, &fixture.slug, "", "x");
    let report = save(&fixture.folder(), &loaded.project, &loaded.project, &[edit], &loaded.guarded);
    assert_eq!(report.problems[0].id, "leads-out");
    assert_eq!(report.unrecorded.len(), 1);
    assert_eq!(set_guarded_aside(&fixture.folder(), &mut loaded.guarded).unwrap_err().id, "leads-out");
    assert_eq!(snapshot(&outside), before);
    assert!(!outside.join("history.ronl").exists());

    let inside = Fixture::new();
    fs::rename(inside.review(), inside.path("articles/troops/kept.ron")).unwrap();
    symlink("kept.ron", inside.review()).unwrap();
    assert_eq!(inside.load().problems, [], "a link inside the project is followed");
}

#[test]
fn only_what_changed_is_written_and_recorded_once() {
    let fixture = Fixture::new();
    let saved = fixture.project.clone();
    let mut now = saved.clone();
    let edit = note_edit(1, &fixture.slug, "", "Ask again");
    crate::model::apply::apply(&mut now, &edit).unwrap();
    let report = save(&fixture.folder(), &saved, &now, std::slice::from_ref(&edit), &Guarded::default());
    assert_eq!(report.written, ["articles/troops/review.ron"]);
    assert!(report.is_complete() && report.unrecorded.is_empty());
    assert_eq!(report.saved, now);
    let report = save(&fixture.folder(), &saved, &now, std::slice::from_ref(&edit), &Guarded::default());
    assert!(report.is_complete());
    assert_eq!(read_history(&fixture.folder(), Some(&fixture.slug)), (vec![edit.clone()], Vec::new()));
    assert_eq!(read_history(&fixture.folder(), None), (Vec::new(), Vec::new()));

    let title = |text: &str| ProjectField::Title(text.into());
    let change = Change::Project { before: title("Winter crisis"), after: title("Spring") };
    let later = Edit { id: EditId::from_u128(2), at: at(101), article: None, changes: vec![change], ..edit.clone() };
    let mut spring = now.clone();
    crate::model::apply::apply(&mut spring, &later).unwrap();
    let report = save(&fixture.folder(), &now, &spring, std::slice::from_ref(&later), &Guarded::default());
    assert_eq!(report.written, ["project.ron"]);
    assert_eq!(read_history(&fixture.folder(), None).0, [later]);
    let loaded = fixture.load();
    assert_eq!((loaded.project, loaded.problems), (spring, Vec::new()));
}

#[test]
fn a_guarded_file_is_not_written_until_set_aside() {
    let fixture = Fixture::new();
    let review = fs::read_to_string(fixture.review()).unwrap();
    let broken = review.replacen("kind: Number", "kind: Colour", 1);
    let (mut loaded, _) = fixture.damaged("articles/troops/review.ron", broken.as_bytes());
    let note = note_edit(1, &fixture.slug, "", "Ask again");
    let headline = |text: &str| ArticleField::Headline(text.into());
    let change = Change::Article { before: headline("Troops mass"), after: headline("Troops") };
    let renamed = Edit { id: EditId::from_u128(2), changes: vec![change], ..note.clone() };
    let mut now = loaded.project.clone();
    crate::model::apply::apply(&mut now, &note).unwrap();
    crate::model::apply::apply(&mut now, &renamed).unwrap();
    let edits = [note, renamed];

    let report = save(&fixture.folder(), &loaded.project, &now, &edits, &loaded.guarded);
    assert_eq!(report.written, ["articles/troops/article.ron"], "the rest is saved");
    assert_eq!(report.problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["guarded"]);
    assert_eq!(report.unrecorded, [EditId::from_u128(1)]);
    assert_eq!(report.saved.articles[&fixture.slug].title(), "Troops");
    assert_eq!(fs::read_to_string(fixture.review()).unwrap(), broken);

    fs::write(fixture.path("articles/troops/review.damaged-1.ron"), "an older copy").unwrap();
    let copies = set_guarded_aside(&fixture.folder(), &mut loaded.guarded).unwrap();
    assert_eq!(copies, ["articles/troops/review.damaged-2.ron"]);
    assert!(loaded.guarded.is_empty());
    let report = save(&fixture.folder(), &report.saved, &now, &edits, &loaded.guarded);
    assert!(report.is_complete(), "{:?}", report.problems);
    assert_eq!(fs::read_to_string(fixture.path(&copies[0])).unwrap(), broken);
    let again = fixture.load();
    assert_eq!((again.project, again.problems), (now, Vec::new()));
    assert_eq!(read_history(&fixture.folder(), Some(&fixture.slug)).0.len(), 2);
}

#[test]
fn a_save_into_a_folder_that_went_loses_nothing() {
    let fixture = Fixture::new();
    let mut now = fixture.project.clone();
    let edit = note_edit(1, &fixture.slug, "", "x");
    crate::model::apply::apply(&mut now, &edit).unwrap();
    fs::rename(fixture.path("articles"), fixture.path("moved")).unwrap();
    let report = save(&fixture.folder(), &fixture.project, &now, std::slice::from_ref(&edit), &Guarded::default());
    assert_eq!(report.problems[0].id, "not-written");
    assert_eq!((report.saved, report.unrecorded), (fixture.project.clone(), vec![edit.id]));
    fs::rename(fixture.path("moved"), fixture.path("articles")).unwrap();
    let report = save(&fixture.folder(), &fixture.project, &now, &[edit], &Guarded::default());
    assert!(report.is_complete());
}

#[test]
fn folders_that_are_not_ours_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    assert!(!is_project(folder));
    assert_eq!(load(folder).unwrap_err().id, "no-project");
    assert_eq!(load(&folder.join("none")).unwrap_err().id, "no-folder");
    fs::write(folder.join(".gitignore"), "mine").unwrap();
    create(folder, "A").unwrap();
    assert!(is_project(folder));
    assert_eq!(fs::read(folder.join(".gitignore")).unwrap(), b"mine");
    assert_eq!(create(folder, "B").unwrap_err().id, "project-exists");
    assert_eq!(load(folder).unwrap().project.title, "A");
    fs::remove_file(folder.join("project.ron")).unwrap();
    fs::write(folder.join("letter.txt"), "").unwrap();
    assert_eq!(create(folder, "B").unwrap_err().id, "folder-not-empty");
    fs::create_dir_all(folder.join("articles/Not A Slug")).unwrap();
    let loaded = load(folder).unwrap();
    assert_eq!(Fixture::ids(&loaded), ["project-file-missing", "article-name"]);
}

#[test]
fn an_article_is_added_whole_and_never_over_another() {
    let fixture = Fixture::new();
    let before = snapshot(&fixture.folder());
    let add = |article: &Article| add_article(&fixture.folder(), &NewArticle { article, original: b"x" });
    assert_eq!(add(&article("troops", TEXT)).unwrap_err().id, "article-exists");
    let mut wrong = article("second", TEXT);
    wrong.drafts[0].sha256 = "0".repeat(64);
    assert_eq!(add(&wrong).unwrap_err().id, "article-unfinished");
    let mut way_out = article("second", TEXT);
    way_out.original.as_mut().unwrap().file = "../x".into();
    assert_eq!(add(&way_out).unwrap_err().id, "article-unfinished");
    let mut clash = article("second", TEXT);
    clash.original.as_mut().unwrap().file = "review.ron".into();
    assert_eq!(add(&clash).unwrap_err().id, "file-exists");
    assert_eq!(snapshot(&fixture.folder()), before, "what failed left nothing");
    assert_eq!(fs::read_dir(fixture.path("articles")).unwrap().count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_come_back_the_same(note in "\\PC{0,40}|[\"'\\\\\n\r\t()\\[\\],#r/*\u{301}\u{202e}]{0,40}", listed: bool, n in 0_usize..4) {
        let mut article = article("troops", TEXT);
        article.listed = listed;
        article.meta.byline.clone_from(&note);
        for claim in article.review.claims.values_mut().take(n) {
            let claim = Arc::make_mut(claim);
            claim.note.clone_from(&note);
            claim.claimant = Some(note.clone());
        }
        let home = tempfile::tempdir().unwrap();
        create(home.path(), &note).unwrap();
        add_article(home.path(), &NewArticle { article: &article, original: b"" }).unwrap();
        let before = snapshot(home.path());
        let loaded = load(home.path()).unwrap();
        prop_assert!(loaded.guarded.is_empty(), "{:?}", loaded.problems);
        prop_assert_eq!(&*loaded.project.articles[&article.slug], &article);
        let report = save(home.path(), &Project::default(), &loaded.project, &[], &loaded.guarded);
        prop_assert!(report.is_complete());
        if !note.is_empty() {
            prop_assert_eq!(snapshot(home.path()), before);
        }
    }
}

#[test]
fn a_new_draft_is_an_edit_that_can_be_taken_back() {
    use crate::model::apply::apply;
    use crate::model::article::DraftList;

    let fixture = Fixture::new();
    let mut project = fixture.project.clone();
    let article = project.articles.get_mut(&fixture.slug).map(Arc::make_mut).unwrap();
    let text = "Troops mass\n\nNothing else is known.";
    let sha256 = files::sha256_hex(text.as_bytes());
    let before = article.draft_list();
    let mut drafts = before.drafts.clone();
    drafts.push(DraftRecord { number: 2, sha256: sha256.clone(), taken: at(5) });
    let after = DraftList { drafts, roles: vec![Role::Headline, Role::Body] };
    let mut edit = note_edit(1, &fixture.slug, "", "x");
    edit.changes = vec![Change::Draft { before, after }];
    let unknown = apply(&mut fixture.project.clone(), &edit);
    assert!(unknown.is_err(), "the text is not there: {unknown:?}");

    article.texts.insert(sha256, text.into());
    let first = project.clone();
    apply(&mut project, &edit).unwrap();
    assert_eq!(project.articles[&fixture.slug].draft.text(), text);
    assert_eq!(project.articles[&fixture.slug].draft_number(), 2);
    edit.changes = edit.inverse_changes();
    apply(&mut project, &edit).unwrap();
    assert_eq!(project, first);
}
