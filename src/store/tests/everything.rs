//! A project that has everything a project can have: what colleagues, editors and lawyers add.
//!
//! Must not know: which test wants it.

use std::sync::Arc;

use jiff::civil::date;

use super::{Fixture, anchor, at, person};
use crate::model::anchor::Anchor;
use crate::model::assignment::Assignment;
use crate::model::change::{ArticleField, Change, ClaimField, ProjectField};
use crate::model::conflict::{Conflict, Side};
use crate::model::contact::{ContactEntry, ContactMeans, Means, Terms};
use crate::model::evidence::{Ending, Evidence, EvidenceHash, Fetched, MediaKind, ReadFacts};
use crate::model::excerpt::{Region, Translation, Translator};
use crate::model::found::Found;
use crate::model::ids::{AssignmentId, ClosingId, ConflictId, ContactId, CorrectionId, SignOffId};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::legal::{Clearance, LegalFlag};
use crate::model::project::Project;
use crate::model::reanchor::{Reanchor, ReanchorOutcome};
use crate::model::sign_off::{SignOff, SignRole, review_hash};
use crate::model::source::{Grade, Source};
use crate::model::stage::{Closing, Correction, Stage};
use crate::model::visibility::Visibility;
use crate::store::{Guarded, save};
use crate::text::span::ByteSpan;

/// The project of `fixture` with everything added that its files can hold.
pub(super) fn everything(fixture: &Fixture) -> Project {
    let mut project = fixture.project.clone();
    let side = |changes| Side { by: Some(person()), at: Some(at(7)), changes };
    let title = |text: &str| ProjectField::Title(text.to_owned());
    let renamed = |to| vec![Change::Project { before: title("Winter crisis"), after: title(to) }];
    let gone = |id| Change::Source { source: SourceId::from_u128(id), before: None, after: None };
    for (id, sides) in [(1, vec![side(renamed("A")), side(renamed("B"))]), (2, vec![side(vec![gone(7)])])] {
        let conflict = Conflict { id: ConflictId::from_u128(id), sides };
        project.conflicts.insert(conflict.id, conflict);
    }
    for source in project.sources.values_mut() {
        describe(Arc::make_mut(source));
    }
    let article = project.articles.get_mut(&fixture.slug).map(Arc::make_mut).unwrap();
    article.meta.found = Found { headline: "JSON-LD".into(), url: "typed".into(), ..Found::default() };
    article.stage = Stage::Published;
    let headline = |text: &str| ArticleField::Headline(text.to_owned());
    let field = Change::Article { before: headline("Troops mass"), after: headline("Troops gather") };
    let note = |text: &str| ClaimField::Note(text.to_owned());
    let noted = Change::ClaimField { claim: ClaimId::from_u128(2), before: note(""), after: note("b") };
    for (id, change) in [(3, field), (4, noted)] {
        let conflict = Conflict { id: ConflictId::from_u128(id), sides: vec![side(vec![change])] };
        article.review.conflicts.insert(conflict.id, conflict);
    }
    let draft = Arc::clone(&article.draft);
    let claim = article.review.claims.get_mut(&ClaimId::from_u128(1)).map(Arc::make_mut).unwrap();
    let tie = claim.ties.first_mut().unwrap();
    tie.evidence = EvidenceHash::new(&"0a".repeat(32));
    tie.anchor = Some(Box::new(Anchor::new(&draft, ByteSpan::new(0, 6)).unplaced()));
    tie.region = Region::new(Some(3), [0.1, 0.2, 0.3, 0.4]);
    tie.time = "00:12:30-00:12:55".parse().ok();
    tie.translation = Some(Box::new(Translation {
        words: "rund 94.000 Soldaten".into(),
        language: "de".into(),
        by: "AB".into(),
        translator: Translator::Machine,
    }));
    claim.note_visibility = Visibility::Public;
    claim.assignee = Some(person());
    let cleared = Some(Clearance { by: person(), at: at(9), note: "as long as it is quoted".into() });
    claim.legal = Some(LegalFlag { reason: "libel".into(), clearer: "legal".into(), by: person(), at: at(8), cleared });
    claim.reanchor = Some(Reanchor { outcome: ReanchorOutcome::Recheck, was: "90,000".into(), from: 1 });
    let claim = article.review.claims.get_mut(&ClaimId::from_u128(3)).map(Arc::make_mut).unwrap();
    claim.spans = claim.spans.iter().cloned().map(Anchor::lost).collect();
    let on = review_hash(article);
    let span = anchor(&article.draft, "Troops mass");
    let assignment = Assignment { id: AssignmentId::from_u128(1), span, to: person(), by: person(), at: at(1) };
    article.review.assignments.insert(assignment.id, assignment);
    let sha256 = article.drafts[0].sha256.clone();
    let sign_off = SignOff {
        id: SignOffId::from_u128(1),
        role: SignRole::SecondReader,
        draft: 1,
        draft_sha256: sha256.clone(),
        on,
        note: "but for the ages".into(),
        by: person(),
        at: at(2),
    };
    article.review.sign_offs.insert(sign_off.id, sign_off);
    let id = ClosingId::from_u128(1);
    let closing = Closing { id, number: 1, draft: 1, draft_sha256: sha256, by: person(), at: at(3) };
    article.review.closings.insert(id, closing);
    let correction = Correction {
        id: CorrectionId::from_u128(1),
        date: date(2022, 2, 9),
        was: "100,000".into(),
        now: "130,000".into(),
        cause: "an old briefing".into(),
        claims: vec![ClaimId::from_u128(1)],
        note: "An earlier version gave an older figure.".into(),
        by: person(),
        at: at(4),
    };
    article.review.corrections.insert(correction.id, correction);

    project
}

/// Gives a source what people and files have.
fn describe(source: &mut Source) {
    source.grade = Grade::new('B', 2);
    source.terms = Some(Terms::Background);
    source.contacts = vec![ContactMeans { kind: Means::Mail, value: "riis@staff.example".into() }];
    source.log = vec![ContactEntry {
        id: ContactId::from_u128(1),
        at: at(20),
        how: Means::Meeting,
        by: person(),
        read_back: "some 94,000 personnel".into(),
        answer: "“Yes”,\nhe said".into(),
    }];
    source.evidence = vec![Evidence {
        sha256: EvidenceHash::new(&"0a".repeat(32)).unwrap(),
        extension: Ending::of("briefing.pdf"),
        name: "briefing.pdf".into(),
        kind: MediaKind::Picture,
        bytes: 7,
        added: at(10),
        by: person(),
        fetched: Some(Box::new(Fetched {
            url: "https://staff.example/b".into(),
            final_url: "https://www.staff.example/b".into(),
            status: 200,
            headers: vec![("content-type".into(), "image/png".into())],
            at: at(9),
        })),
        read: Some(ReadFacts { format: "PDF document".into(), words: 4, problems: vec!["page 2 has no text".into()] }),
        pixels: Some((640, 480)),
        milliseconds: Some(12_345),
    }];
}

#[test]
fn what_colleagues_editors_and_lawyers_add_comes_back_as_it_was() {
    let fixture = Fixture::new();
    let project = everything(&fixture);
    let report = save(&fixture.folder(), &fixture.project, &project, &[], &Guarded::default());
    assert!(report.is_complete(), "{:?}", report.problems);
    assert_eq!(
        report.written,
        [
            "project.ron",
            "sources.ron",
            "articles/troops/closed-01-000001.ron",
            "articles/troops/article.ron",
            "articles/troops/review.ron"
        ]
    );
    assert_eq!(report.saved, project);
    let loaded = fixture.load();
    assert_eq!(loaded.problems, [], "what is known to be lost is not told again");
    assert_eq!(loaded.project, project);
    let sign_off = &project.articles[&fixture.slug].review.sign_offs[&SignOffId::from_u128(1)];
    assert_eq!(sign_off.stale(&loaded.project.articles[&fixture.slug]), None, "places are no part of what was signed");
}
