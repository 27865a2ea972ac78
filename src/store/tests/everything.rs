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
use crate::model::ids::{AssignmentId, ClosingId, ConflictId, CorrectionId, SignOffId};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::legal::{Clearance, LegalFlag};
use crate::model::project::Project;
use crate::model::reanchor::{Reanchor, ReanchorOutcome};
use crate::model::sign_off::{SignOff, SignRole, review_hash};
use crate::model::stage::{Closing, Correction, Stage};
use crate::model::visibility::Visibility;
use crate::store::{Guarded, save};

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
    let article = project.articles.get_mut(&fixture.slug).map(Arc::make_mut).unwrap();
    article.stage = Stage::Published;
    let headline = |text: &str| ArticleField::Headline(text.to_owned());
    let field = Change::Article { before: headline("Troops mass"), after: headline("Troops gather") };
    let note = |text: &str| ClaimField::Note(text.to_owned());
    let noted = Change::ClaimField { claim: ClaimId::from_u128(2), before: note(""), after: note("b") };
    for (id, change) in [(3, field), (4, noted)] {
        let conflict = Conflict { id: ConflictId::from_u128(id), sides: vec![side(vec![change])] };
        article.review.conflicts.insert(conflict.id, conflict);
    }
    let claim = article.review.claims.get_mut(&ClaimId::from_u128(1)).map(Arc::make_mut).unwrap();
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
