//! Takes claims and articles apart into their fields, and finds every anchor in a change.
//!
//! In: values. Out: the field enums of `change`, in a fixed order. Must not know: why one wants them apart.
//! Holds: every field of a claim and of an article's own is named here or is no field; a new one breaks the build.

use crate::model::anchor::Anchor;
use crate::model::article::{Article, Meta};
use crate::model::change::{ArticleField, Change, ClaimField};
use crate::model::claim::Claim;
use crate::model::conflict::Conflict;
use crate::model::found::MetaField;

/// The fields of a claim, its note as one that anybody may see ([`discreet`] mends that). Its id, its maker and the time do not change; its ties are things of their own.
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

/// Makes every anchor that a change holds another one.
pub(crate) fn map_anchors(change: &mut Change, map: &impl Fn(Anchor) -> Anchor) {
    let mend = |anchor: &mut Anchor| *anchor = map(anchor.clone());
    match change {
        Change::Claim { before, after, claim: _ } => {
            for claim in [before, after].into_iter().flatten() {
                claim.spans.iter_mut().for_each(mend);
            }
        }
        Change::ClaimField { before, after, claim: _ } => {
            for field in [before, after] {
                if let ClaimField::Spans(spans) = field {
                    spans.iter_mut().for_each(mend);
                }
            }
        }
        Change::Read { before, after, read: _ } => {
            [before, after].into_iter().flatten().for_each(|read| mend(&mut read.span));
        }
        Change::Assignment { before, after, assignment: _ } => {
            [before, after].into_iter().flatten().for_each(|assignment| mend(&mut assignment.span));
        }
        Change::Proposal { before, after, proposal: _ } => {
            [before, after].into_iter().flatten().for_each(|proposal| mend(&mut proposal.span));
        }
        Change::Conflict { before, after, conflict: _ } => {
            for conflict in [before, after].into_iter().flatten() {
                map_conflict_anchors(conflict, map);
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

/// Makes every anchor of the changes of a conflict's sides another one. A conflict holds no conflict.
pub(crate) fn map_conflict_anchors(conflict: &mut Conflict, map: &impl Fn(Anchor) -> Anchor) {
    for change in conflict.sides.iter_mut().flat_map(|side| &mut side.changes) {
        if !matches!(change, Change::Conflict { .. }) {
            map_anchors(change, map);
        }
    }
}
