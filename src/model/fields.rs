//! Takes claims and articles apart into their fields, and finds every anchor in a change, to place or to move it.
//!
//! In: values. Out: the field enums of `change`, in a fixed order. Must not know: why one wants them apart.
//! Holds: every field of a claim and of an article's own is named here or is no field; a new one breaks the build.

use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft, Meta};
use crate::model::change::{ArticleField, Change, ClaimField};
use crate::model::claim::Claim;
use crate::model::conflict::Conflict;
use crate::model::found::MetaField;

/// The fields of a claim, its note as one that anybody may see ([`discreet`] mends that). Its id, its maker and the time do
/// not change; its ties are things of their own.
pub(crate) fn claim_fields(claim: &Claim) -> [ClaimField; 12] {
    let Claim {
        id: _,
        spans,
        kind,
        claimant,
        said,
        so,
        verdict,
        note,
        note_visibility,
        fix,
        legal,
        assignee,
        reanchor,
        ties: _,
        by: _,
        at: _,
    } = claim;
    [
        ClaimField::Spans(spans.clone()),
        ClaimField::Kind(*kind),
        ClaimField::Claimant(claimant.clone()),
        ClaimField::Said(said.clone()),
        ClaimField::So(so.clone()),
        ClaimField::Verdict(verdict.clone()),
        ClaimField::Note(note.clone()),
        ClaimField::NoteVisibility(*note_visibility),
        ClaimField::Fix(fix.clone()),
        ClaimField::Legal(legal.clone()),
        ClaimField::Assignee(assignee.clone()),
        ClaimField::Reanchor(reanchor.clone()),
    ]
}

/// The same field; a note says whether it is one that only the desk may see.
pub(crate) fn discreet(field: ClaimField, is_hidden: bool) -> ClaimField {
    match field {
        ClaimField::Note(note) if is_hidden => ClaimField::ConfidentialNote(note),
        field => field,
    }
}

/// Gives a claim this field.
pub(crate) fn set_claim_field(claim: &mut Claim, field: ClaimField) {
    match field {
        ClaimField::Spans(spans) => claim.spans = spans,
        ClaimField::Kind(kind) => claim.kind = kind,
        ClaimField::Claimant(claimant) => claim.claimant = claimant,
        ClaimField::Said(said) => claim.said = said,
        ClaimField::So(so) => claim.so = so,
        ClaimField::Verdict(verdict) => claim.verdict = verdict,
        ClaimField::Note(note) | ClaimField::ConfidentialNote(note) => claim.note = note,
        ClaimField::NoteVisibility(visibility) => claim.note_visibility = visibility,
        ClaimField::Fix(fix) => claim.fix = fix,
        ClaimField::Legal(legal) => claim.legal = legal,
        ClaimField::Assignee(assignee) => claim.assignee = assignee,
        ClaimField::Reanchor(reanchor) => claim.reanchor = reanchor,
    }
}

/// The fields of an article, block roles left out.
pub(crate) fn article_fields(article: &Article) -> [ArticleField; 16] {
    let Article { slug: _, meta, listed, stage, added: _, original: _, drafts: _, draft: _, texts: _, review: _ } =
        article;
    let Meta { headline, byline, publication, dateline, published, published_from, url, language, found, deadline } =
        meta;
    let origin = |field: MetaField| ArticleField::Found(field, found.of(field).to_owned());
    [
        ArticleField::Headline(headline.clone()),
        ArticleField::Byline(byline.clone()),
        ArticleField::Publication(publication.clone()),
        ArticleField::Dateline(dateline.clone()),
        ArticleField::Published(*published, published_from.clone()),
        ArticleField::Url(url.clone()),
        ArticleField::Language(language.clone()),
        origin(MetaField::Headline),
        origin(MetaField::Byline),
        origin(MetaField::Publication),
        origin(MetaField::Dateline),
        origin(MetaField::Url),
        origin(MetaField::Language),
        ArticleField::Deadline(*deadline),
        ArticleField::Listed(*listed),
        ArticleField::Stage(*stage),
    ]
}

/// Gives an article this field; a role belongs to its draft and is left alone.
pub(crate) fn set_article_field(article: &mut Article, field: ArticleField) {
    let meta = &mut article.meta;
    match field {
        ArticleField::Headline(headline) => meta.headline = headline,
        ArticleField::Byline(byline) => meta.byline = byline,
        ArticleField::Publication(publication) => meta.publication = publication,
        ArticleField::Dateline(dateline) => meta.dateline = dateline,
        ArticleField::Published(published, from) => (meta.published, meta.published_from) = (published, from),
        ArticleField::Url(url) => meta.url = url,
        ArticleField::Language(language) => meta.language = language,
        ArticleField::Found(field, place) => *meta.found.of_mut(field) = place,
        ArticleField::Deadline(deadline) => meta.deadline = deadline,
        ArticleField::Listed(listed) => article.listed = listed,
        ArticleField::Stage(stage) => article.stage = stage,
        ArticleField::Role(..) => {}
    }
}

/// Whether something stands in what was before a change, or in what is after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// In what was before.
    Before,
    /// In what is after.
    After,
}

/// Makes every anchor that a change holds another one.
pub(crate) fn map_anchors(change: &mut Change, map: &dyn Fn(Anchor) -> Anchor) {
    map_anchors_by_end(change, &|anchor, _| map(anchor));
}

/// The same, told at which end of the change each anchor stands.
pub(crate) fn map_anchors_by_end(change: &mut Change, map: &dyn Fn(Anchor, End) -> Anchor) {
    let mend = |anchor: &mut Anchor, end| *anchor = map(anchor.clone(), end);
    match change {
        Change::Claim { before, after, claim: _ } => {
            for (claim, end) in ends(before, after) {
                for span in &mut claim.spans {
                    mend(span, end);
                }
            }
        }
        Change::ClaimField { before, after, claim: _ } => {
            for (field, end) in [(before, End::Before), (after, End::After)] {
                if let ClaimField::Spans(spans) = field {
                    for span in spans {
                        mend(span, end);
                    }
                }
            }
        }
        Change::Read { before, after, read: _ } => {
            ends(before, after).for_each(|(read, end)| mend(&mut read.span, end));
        }
        Change::Assignment { before, after, assignment: _ } => {
            ends(before, after).for_each(|(assignment, end)| mend(&mut assignment.span, end));
        }
        Change::Proposal { before, after, proposal: _ } => {
            ends(before, after).for_each(|(proposal, end)| mend(&mut proposal.span, end));
        }
        Change::Conflict { before, after, conflict: _ } => {
            for (conflict, end) in ends(before, after) {
                map_conflict_anchors(conflict, &|anchor| map(anchor, end));
            }
        }
        Change::Project { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Tie { .. }
        | Change::Query { .. }
        | Change::Draft { .. }
        | Change::SignOff { .. }
        | Change::Closing { .. }
        | Change::Correction { .. } => {}
    }
}

/// What there is at the two ends of a change.
fn ends<'a, T>(before: &'a mut Option<T>, after: &'a mut Option<T>) -> impl Iterator<Item = (&'a mut T, End)> {
    let (before, after) = (before.iter_mut(), after.iter_mut());
    before.map(|it| (it, End::Before)).chain(after.map(|it| (it, End::After)))
}

/// Places the words before an edit's change in the draft `old`, and those after it in `new`: files hold no places, and
/// without them its claims would seem other ones than the project's.
pub(crate) fn place_change(change: &mut Change, old: &Draft, new: &Draft) {
    map_anchors_by_end(change, &|anchor, end| match end {
        End::Before => anchor.placed(old),
        End::After => anchor.placed(new),
    });
}

/// Makes every anchor of the changes of a conflict's sides another one. A conflict holds no conflict.
pub(crate) fn map_conflict_anchors(conflict: &mut Conflict, map: &dyn Fn(Anchor) -> Anchor) {
    for change in conflict.sides.iter_mut().flat_map(|side| &mut side.changes) {
        if !matches!(change, Change::Conflict { .. }) {
            map_anchors(change, map);
        }
    }
}
