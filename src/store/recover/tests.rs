//! Recovery: whatever part of the files an edit had reached, opening brings back the rest, for every kind of change.
#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;

use super::*;
use crate::model::anchor::Anchor;
use crate::model::apply::apply;
use crate::model::article::{Draft, DraftList, DraftRecord, Meta, Role};
use crate::model::assignment::Assignment;
use crate::model::change::ClaimField;
use crate::model::claim::{Claim, ClaimKind, Tie};
use crate::model::conflict::{Conflict, Side};
use crate::model::ids::{
    AssignmentId, ClaimId, ClosingId, ConflictId, CorrectionId, PersonKey, QueryId, ReadId, SignOffId, SourceId, TieId,
};
use crate::model::query::{Addressee, Query, QueryState, Subject};
use crate::model::review::{ReadWords, Review};
use crate::model::sign_off::{SignOff, SignRole, review_hash};
use crate::model::source::{Source, SourceKind};
use crate::model::stage::{Closing, Correction, Stage};
use crate::model::visibility::Visibility;
use crate::store::{self, Guarded, NewArticle, add_article, create, disk, load, read_history, save, settle_recovery};
use crate::text::span::ByteSpan;

const TEXT: &str = "Troops mass\n\nMore than 100,000 troops are there.";
const NEWER: &str = "Troops mass\n\nMore than 100,000 troops are there. More come.";

struct Desk {
    home: tempfile::TempDir,
    project: Project,
}

fn slug() -> Slug {
    Slug::from_title("Troops mass")
}

fn by() -> PersonKey {
    PersonKey("AB".into())
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_643_806_800 + second).unwrap()
}

fn claim(draft: &Draft, id: u128, words: &str) -> Claim {
    let start = draft.text().find(words).unwrap();
    let anchor = Anchor::new(draft, ByteSpan::new(start, start + words.len()));
    Claim::new(ClaimId::from_u128(id), vec![anchor], ClaimKind::Number, by(), at(0))
}

fn tie(id: u128) -> Tie {
    Tie { excerpt: "130,000".into(), ..Tie::new(TieId::from_u128(id), SourceId::from_u128(7)) }
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("project");
        create(&folder, "Winter").unwrap();
        let draft = Draft::new(TEXT, &[Role::Headline, Role::Body]);
        let sha256 = files::sha256_hex(TEXT.as_bytes());
        let mut review = Review::default();
        let first = claim(&draft, 1, "100,000 troops");
        review.claims.insert(first.id, Arc::new(Claim { ties: vec![tie(1)], ..first }));
        let article = Article {
            slug: slug(),
            meta: Meta { headline: "Troops mass".into(), ..Meta::default() },
            listed: true,
            stage: Stage::InCheck,
            added: at(0),
            original: None,
            drafts: vec![DraftRecord { number: 1, sha256: sha256.clone(), taken: at(0) }],
            texts: [(sha256, draft.shared_text())].into(),
            draft: Arc::new(draft),
            review,
        };
        add_article(&folder, &NewArticle { article: &article, original: b"" }).unwrap();
        fs::write(folder.join("articles/troops-mass/draft-02.txt"), NEWER).unwrap();
        let source = Source::new(SourceId::from_u128(7), "Briefing", SourceKind::Document);
        let mut project = load(&folder).unwrap().project;
        let saved = project.clone();
        project.sources.insert(source.id, Arc::new(source));
        assert!(save(&folder, &saved, &project, &[], &Guarded::default()).is_complete());
        Self { home, project }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("project")
    }

    fn edit(id: u128, changes: Vec<Change>) -> Edit {
        let article = changes.iter().any(|change| !matches!(change, Change::Project { .. })).then(slug);
        let second = i64::try_from(id).unwrap();
        Edit { at: at(second), by: by(), article, ..Edit::trial(id, changes) }
    }
}

/// One change of every kind, in an order in which each can be made after the ones before it.
fn every_kind(project: &Project) -> Vec<Change> {
    let article = &project.articles[&slug()];
    let draft = &article.draft;
    let title = |text: &str| ProjectField::Title(text.into());
    let source = Source::new(SourceId::from_u128(8), "Report", SourceKind::Page);
    let added = claim(draft, 2, "More than");
    let field = |text: &str| ClaimField::Note(text.into());
    let first = ClaimId::from_u128(1);
    let query = Query {
        id: QueryId::from_u128(1),
        on: Subject::Claim(first),
        to: Addressee::Author,
        words: "Who counted?".into(),
        due: None,
        state: QueryState::Open,
        answer: String::new(),
        by: by(),
        asked: at(1),
        settled: None,
        visibility: Visibility::Newsroom,
    };
    let span = |words: &str| claim(draft, 9, words).spans.remove(0);
    let read = ReadWords { id: ReadId::from_u128(1), span: span("are there"), by: by(), at: at(1) };
    let sha256 = article.drafts[0].sha256.clone();
    let assignment =
        Assignment { id: AssignmentId::from_u128(1), span: span("Troops mass"), to: by(), by: by(), at: at(1) };
    let sign_off = SignOff {
        id: SignOffId::from_u128(1),
        role: SignRole::Checker,
        draft: 1,
        draft_sha256: sha256.clone(),
        on: review_hash(article),
        note: String::new(),
        by: by(),
        at: at(2),
    };
    let closing =
        Closing { id: ClosingId::from_u128(1), number: 1, draft: 1, draft_sha256: sha256, by: by(), at: at(3) };
    let correction = Correction {
        id: CorrectionId::from_u128(1),
        date: jiff::civil::date(2022, 2, 9),
        was: "100,000".into(),
        now: "130,000".into(),
        cause: "an old briefing".into(),
        claims: vec![first],
        note: "An earlier version gave an older figure.".into(),
        by: by(),
        at: at(4),
    };
    let noted = vec![Change::ClaimField { claim: first, before: field(""), after: field("b") }];
    let conflict = Conflict {
        id: ConflictId::from_u128(1),
        sides: vec![Side { by: Some(by()), at: Some(at(5)), changes: noted }],
    };
    let before = article.draft_list();
    let mut drafts = before.drafts.clone();
    drafts.push(DraftRecord { number: 2, sha256: files::sha256_hex(NEWER.as_bytes()), taken: at(6) });
    let listed = |is| ArticleField::Listed(is);
    vec![
        Change::Project { before: title("Winter"), after: title("Crisis") },
        Change::Source { source: source.id, before: None, after: Some(Box::new(source)) },
        Change::Article { before: listed(true), after: listed(false) },
        Change::Claim { claim: added.id, before: None, after: Some(Box::new(added)) },
        Change::ClaimField { claim: first, before: field(""), after: field("“ü”") },
        Change::Tie { claim: first, tie: TieId::from_u128(2), index: 1, before: None, after: Some(tie(2)) },
        Change::Tie { claim: first, tie: TieId::from_u128(1), index: 0, before: Some(tie(1)), after: None },
        Change::Query { query: query.id, before: None, after: Some(Box::new(query)) },
        Change::Read { read: read.id, before: None, after: Some(Box::new(read)) },
        Change::Assignment { assignment: assignment.id, before: None, after: Some(Box::new(assignment)) },
        Change::SignOff { sign_off: sign_off.id, before: None, after: Some(Box::new(sign_off)) },
        Change::Closing { closing: closing.id, before: None, after: Some(Box::new(closing)) },
        Change::Correction { correction: correction.id, before: None, after: Some(Box::new(correction)) },
        Change::Conflict { conflict: conflict.id, before: None, after: Some(Box::new(conflict)) },
        Change::Draft { after: DraftList { drafts, ..before.clone() }, before },
    ]
}

/// The edits with the project before the first and after each.
fn steps(desk: &Desk) -> (Vec<Edit>, Vec<Project>) {
    let changes = every_kind(&desk.project);
    let edits: Vec<Edit> = (1..).zip(changes).map(|(id, change)| Desk::edit(id, vec![change])).collect();
    let mut now = desk.project.clone();
    let article = now.articles.get_mut(&slug()).map(Arc::make_mut).unwrap();
    article.texts.insert(files::sha256_hex(NEWER.as_bytes()), NEWER.into());
    let mut states = vec![now.clone()];
    for edit in &edits {
        apply(&mut now, edit).unwrap();
        states.push(now.clone());
    }
    (edits, states)
}

/// Whether two projects would be the same files. Places are looked up anew when a file is read.
fn same(a: &Project, b: &Project) -> bool {
    let files = |project: &Project| {
        let article = &project.articles[&slug()];
        [
            disk::project_text(project),
            disk::sources_text(project),
            disk::article_text(article),
            disk::review_text(article),
        ]
        .map(Result::unwrap)
    };
    files(a) == files(b)
}

#[test]
fn every_kind_of_change_comes_back_from_the_journal_wherever_the_files_had_come_to() {
    let n = steps(&Desk::new()).0.len();
    for saved in 0..=n {
        let desk = Desk::new();
        let (edits, states) = steps(&desk);
        // The files were saved after `saved` edits, and the program ended before the histories were written.
        assert!(save(&desk.folder(), &desk.project, &states[saved], &[], &Guarded::default()).is_complete());
        store::journal(&desk.folder(), &edits).unwrap();
        let loaded = load(&desk.folder()).unwrap();
        assert!(same(&loaded.project, &states[n]), "{saved} saved: {:#?}", loaded.problems);
        let recovery = loaded.recovery.unwrap();
        assert_eq!(recovery.refused, Vec::new(), "{saved} saved");
        assert_eq!(recovery.edits.len(), n);
        assert_eq!(recovery.back, edits[saved..].iter().map(|edit| edit.id).collect::<Vec<_>>());
        settle_recovery(&desk.folder(), &recovery).unwrap();
        let report = save(&desk.folder(), &recovery.saved, &loaded.project, &recovery.edits, &Guarded::default());
        assert!(report.is_complete(), "{:?}", report.problems);
        let again = load(&desk.folder()).unwrap();
        assert!(again.recovery.is_none(), "the journal is empty");
        assert!(same(&again.project, &states[n]));
        assert_eq!(read_history(&desk.folder(), Some(&slug())).0.len() + read_history(&desk.folder(), None).0.len(), n);
    }
}

#[test]
fn one_file_of_an_edit_may_be_saved_and_the_other_not() {
    let desk = Desk::new();
    let changes = every_kind(&desk.project);
    let edit = Desk::edit(1, changes);
    let mut whole = steps(&desk).1.remove(0);
    apply(&mut whole, &edit).unwrap();
    // Only the review got to disk.
    let mut half = desk.project.clone();
    let article = half.articles.get_mut(&slug()).map(Arc::make_mut).unwrap();
    article.review = whole.articles[&slug()].review.clone();
    assert!(save(&desk.folder(), &desk.project, &half, &[], &Guarded::default()).is_complete());
    store::journal(&desk.folder(), std::slice::from_ref(&edit)).unwrap();
    let loaded = load(&desk.folder()).unwrap();
    assert!(same(&loaded.project, &whole), "{:#?}", loaded.problems);
    assert_eq!(loaded.recovery.unwrap().back, [edit.id]);
}

#[test]
fn a_source_that_came_with_an_article_s_tie_is_changed_by_itself_later() {
    let desk = Desk::new();
    let source = Source::new(SourceId::from_u128(8), "Report", SourceKind::Page);
    let hidden = Source { visibility: Visibility::Confidential, cover: "Source A".into(), ..source.clone() };
    let to = |before: Option<&Source>, after: &Source| Change::Source {
        source: after.id,
        before: before.cloned().map(Box::new),
        after: Some(Box::new(after.clone())),
    };
    let first = Edit { article: Some(slug()), ..Edit::trial(1, vec![to(None, &source)]) };
    let second = Edit { article: None, ..Edit::trial(2, vec![to(Some(&source), &hidden)]) };
    store::journal(&desk.folder(), &[first, second]).unwrap();
    let loaded = load(&desk.folder()).unwrap();
    assert_eq!(loaded.recovery.unwrap().refused, Vec::new(), "{:#?}", loaded.problems);
    assert_eq!(*loaded.project.sources[&source.id], hidden);
}

#[test]
fn what_does_not_fit_is_told_and_kept_aside() {
    let desk = Desk::new();
    let note = |text: &str| ClaimField::Note(text.into());
    let claim = ClaimId::from_u128(1);
    let kind = |kind| ClaimField::Kind(kind);
    let edit = Desk::edit(
        1,
        vec![
            Change::ClaimField { claim, before: note("somebody else's"), after: note("mine") },
            Change::ClaimField { claim, before: kind(ClaimKind::Number), after: kind(ClaimKind::Date) },
        ],
    );
    store::journal(&desk.folder(), std::slice::from_ref(&edit)).unwrap();
    let path = desk.folder().join(JOURNAL);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"0123456789abcdef (id:");
    fs::write(&path, &bytes).unwrap();
    let loaded = load(&desk.folder()).unwrap();
    let ids: Vec<_> = loaded.problems.iter().map(|problem| problem.id).collect();
    assert_eq!(ids, ["journal-refused", "journal-line"]);
    assert!(loaded.problems[0].why.contains("the note was changed in between"), "{}", loaded.problems[0]);
    let recovery = loaded.recovery.unwrap();
    assert_eq!(loaded.project.articles[&slug()].review.claims[&claim].kind, ClaimKind::Date, "the rest came back");
    assert_eq!(recovery.edits[0].changes.len(), 1);
    let aside = settle_recovery(&desk.folder(), &recovery).unwrap().unwrap();
    let words = fs::read_to_string(desk.folder().join(aside)).unwrap();
    assert!(words.contains("edit 1") && words.contains("somebody else's") && words.contains("(id:"), "{words}");
    // What came back stays in the journal until it is saved; what was set aside is told once.
    let again = load(&desk.folder()).unwrap();
    let report = save(&desk.folder(), &recovery.saved, &loaded.project, &recovery.edits, &Guarded::default());
    assert!(report.is_complete() && again.recovery.is_some());
    assert!(load(&desk.folder()).unwrap().recovery.is_none());
}

#[test]
fn a_damaged_line_is_told_as_an_edit_that_is_missing_with_what_can_be_read_of_it() {
    let told_of = |damage: &dyn Fn(String) -> String| {
        let desk = Desk::new();
        let note = |text: &str| ClaimField::Note(text.into());
        let claim = ClaimId::from_u128(1);
        let edit =
            |id, from, to| Desk::edit(id, vec![Change::ClaimField { claim, before: note(from), after: note(to) }]);
        store::journal(&desk.folder(), &[edit(1, "", "a"), edit(2, "a", "b")]).unwrap();
        let path = desk.folder().join(JOURNAL);
        fs::write(&path, damage(fs::read_to_string(&path).unwrap())).unwrap();
        let loaded = load(&desk.folder()).unwrap();
        let note = loaded.project.articles[&slug()].review.claims[&claim].note.clone();
        (note, loaded.problems.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let (note, told) = told_of(&|text| text.replacen("Note(\"b\")", "Note(\"c\")", 1));
    assert_eq!(note, "a", "the line before it came back");
    assert_eq!(
        told,
        [
            "warning[journal-line]: An edit is missing unless it was saved: a line of the journal cannot be read any more\n  \
          where  .tickmark/journal.ronl, line 2, column 1\n  \
          why    its checksum does not fit: it was damaged; what can be read of it is “edit 2”, by AB, of \
          2022-02-02T13:00:02Z\n  \
          now    what every other line says is there; what is left of this one is kept in the folder .tickmark\n  \
          help   Look through what was done last, and make again what is missing"
        ]
    );
    let (note, told) = told_of(&|text| text.replacen('\n', "\r", 1));
    assert_eq!((note.as_str(), told), ("b", Vec::new()), "two lines in one: nothing is missing, nothing told");
}

#[test]
fn an_edit_of_a_damaged_file_waits() {
    let desk = Desk::new();
    let note = |text: &str| ClaimField::Note(text.into());
    let change = Change::ClaimField { claim: ClaimId::from_u128(1), before: note(""), after: note("mine") };
    store::journal(&desk.folder(), &[Desk::edit(1, vec![change])]).unwrap();
    let review = desk.folder().join("articles/troops-mass/review.ron");
    let whole = fs::read(&review).unwrap();
    fs::write(&review, &whole[..whole.len() / 2]).unwrap();
    let loaded = load(&desk.folder()).unwrap();
    assert!(loaded.problems.iter().any(|problem| problem.id == "journal-waits"), "{:?}", loaded.problems);
    settle_recovery(&desk.folder(), &loaded.recovery.unwrap()).unwrap();
    fs::write(&review, &whole).unwrap();
    let loaded = load(&desk.folder()).unwrap();
    assert_eq!(loaded.project.articles[&slug()].review.claims[&ClaimId::from_u128(1)].note, "mine");
}
