//! New drafts of an article: from a file, from pasted text, from accepted fixes; and settling what they did to claims.
//!
//! Must not know: formats (`import/` reads them), how words are found again (`text/` and `model/redraft.rs` do).
//! Holds: the draft's text is on disk before the edit that makes it current; no claim is dropped, whatever happens.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::import::{Imported, MAX_BYTES};
use crate::model::anchor::Anchor;
use crate::model::apply::apply_changes;
use crate::model::article::{Article, DraftRecord};
use crate::model::catch_up::{caught_up, older_drafts};
use crate::model::change::{Change, ClaimField, Edit};
use crate::model::claim::{Claim, Fix, FixState};
use crate::model::ids::{ClaimId, Slug};
use crate::model::problem::{Place, Problem, Severity, quoted, shortened};
use crate::model::reanchor::ReanchorOutcome;
use crate::model::redraft::{Counts, NewDraft, Plan};
use crate::session::Session;
use crate::session::claims::named;
use crate::session::index::ArticleIndex;
use crate::session::jobs::Cancel;
use crate::session::outcome::{Done, Drafted, Notice, Outcome};
use crate::session::reading::Reader;
use crate::session::wishes::{DraftFrom, Settling};
use crate::store;
use crate::store::files::{name_of, read_limited, sha256_hex};
use crate::text::span::ByteSpan;

/// The name of the job that makes a draft.
const DRAFTING: &str = "Reading the new draft";

impl Session {
    /// Starts a job that makes a new draft of an article.
    pub(super) fn new_draft(&mut self, slug: &Slug, from: DraftFrom) -> Result<Done, Problem> {
        let open = self.opened()?;
        let (folder, article) = (open.folder.clone(), Arc::clone(open.article_named(slug)?));
        let same = article.draft_list();
        self.refuse_frozen(Some(slug), &[Change::Draft { before: same.clone(), after: same }])?;
        let reader = self.surroundings.reader.clone();
        let job = match from {
            DraftFrom::File(path) => self.start_draft(folder, article, move |_, cancel| {
                let bytes = read_limited(&path, MAX_BYTES)?;
                read(&reader, &name_of(&path), &bytes, cancel).map_err(|problem| at_file(problem, &path))
            }),
            DraftFrom::Text(text) => self.start_draft(folder, article, move |_, cancel| {
                read(&reader, "the pasted text", text.as_bytes(), cancel)
            }),
            DraftFrom::Pasted { name, bytes } => {
                self.start_draft(folder, article, move |_, cancel| read(&reader, &name, &bytes, cancel))
            }
            DraftFrom::Fixes => {
                let made = with_fixes(&article)?;
                self.start_draft(folder, article, move |_, _| Ok(made))
            }
        };
        Ok(Done::Started(job))
    }

    fn start_draft<R>(&mut self, folder: PathBuf, article: Arc<Article>, read: R) -> super::jobs::JobId
    where
        R: FnOnce(&Article, &Cancel) -> Result<Made, Problem> + Send + 'static,
    {
        let taken = self.surroundings.clock.now();
        self.jobs.start(DRAFTING.to_owned(), move |cancel| {
            let drafted = read(&article, cancel).and_then(|made| {
                if made.new.text == article.draft.text() {
                    return Err(same_text());
                }
                let last = article.drafts.iter().map(|draft| draft.number).max().unwrap_or_default();
                let number = store::add_draft(&folder, &article.slug, last, &made.new.text)?;
                let record = DraftRecord { number, sha256: sha256_hex(made.new.text.as_bytes()), taken };
                let plan = Plan::new(&article, &made.new);
                let Made { new, fixed, problems } = made;
                Ok(Box::new(Drafted { folder, base: Arc::clone(&article), new, record, plan, fixed, problems }))
            });
            Outcome::Drafted(drafted)
        })
    }

    /// Makes a draft that a job stored current, as one edit.
    pub(super) fn take_in_draft(&mut self, drafted: Drafted) {
        let Drafted { folder, base, new, record, plan, fixed, problems } = drafted;
        if self.folder() != Some(&folder) {
            return; // another project was opened in between; the file waits in the article's folder
        }
        for problem in problems {
            self.report(problem);
        }
        let slug = base.slug.clone();
        let Some(article) = self.article(&slug).cloned() else { return };
        // The checker may have worked on while the file was read: then it is worked out anew.
        let plan = if Arc::ptr_eq(&article, &base) { plan } else { Plan::new(&article, &new) };
        let (number, counts) = (record.number, plan.counts());
        let mut ids = self.surroundings.ids.clone();
        let mut changes = plan.changes(&article, record.clone(), &mut || ids.any());
        self.surroundings.ids = ids;
        changes.extend(fixed.iter().filter_map(|id| fixed_in(article.review.claims.get(id)?, number)));
        self.know_text(&slug, &record.sha256, &new.text);
        match self.edit(Some(&slug), format!("new draft {number} of {}", quoted(article.title(), 40)), changes) {
            Ok(_) => self.notices.push_back(Notice::Drafted { article: slug, number, counts }),
            Err(problem) => self.report(problem),
        }
    }

    fn know_text(&mut self, slug: &Slug, sha256: &str, text: &str) {
        if let Some(article) = self.open.as_mut().and_then(|open| open.project.articles.get_mut(slug)) {
            Arc::make_mut(article).texts.insert(sha256.to_owned(), text.into());
        }
    }

    /// Reads the texts that the edit's drafts need and the session does not have: an undone draft's file is still there.
    pub(super) fn know_texts_of(&mut self, edit: &Edit) {
        let Some(slug) = &edit.article else { return };
        for change in &edit.changes {
            let Change::Draft { before, after } = change else { continue };
            for record in before.drafts.last().into_iter().chain(after.drafts.last()) {
                let is_known = self.article(slug).is_none_or(|article| article.texts.contains_key(&record.sha256));
                let text = (!is_known).then(|| store::read_draft(self.folder()?, slug, record)).flatten();
                if let Some(text) = text {
                    self.know_text(slug, &record.sha256, &text);
                }
            }
        }
    }

    /// Places in the current drafts what the reviews still say of older ones, as after a merge.
    pub(super) fn catch_up_with_drafts(&mut self) {
        let Some(open) = &self.open else { return };
        let behind: Vec<Arc<Article>> = open
            .project
            .articles
            .values()
            .filter(|article| !article.stage.is_frozen() && !older_drafts(article).is_empty())
            .cloned()
            .collect();
        for article in behind {
            let mut ids = self.surroundings.ids.clone();
            let changes = caught_up(&article, &mut || ids.any());
            self.surroundings.ids = ids;
            let label =
                format!("find the words of {} in draft {}", quoted(article.title(), 40), article.draft_number());
            let may_write = self.open.as_ref().is_some_and(|open| open.hold.lock().is_some());
            if !may_write {
                self.show_changes(&article.slug, &changes);
            } else if let Err(problem) = self.edit(Some(&article.slug), label, changes) {
                self.report(problem);
            }
        }
    }

    /// Shows an article as changes leave it, where none may be made: whoever works on the project next makes them.
    fn show_changes(&mut self, slug: &Slug, changes: &[Change]) {
        let Some(open) = &mut self.open else { return };
        // Changes that were just found out fit; if they did not, the article is shown as the files have it.
        if apply_changes(&mut open.project, Some(slug), changes).is_ok()
            && let Some(article) = open.project.articles.get(slug)
        {
            open.indexes.insert(slug.clone(), ArticleIndex::new(article));
        }
    }

    /// Settles what a new draft did to claims.
    pub(super) fn settle_words(&mut self, ids: &[ClaimId], how: Settling) -> Result<Done, Problem> {
        let found = self.found_in_one_article(ids)?;
        let Some((article, first)) = found.first() else { return Ok(Done::Nothing) };
        let verb = match how {
            Settling::Accept => "accept the words of",
            Settling::Lose => "leave lost",
        };
        let mut changes = Vec::new();
        for (_, claim) in &found {
            if how == Settling::Accept && claim.spans.iter().any(|span| span.place().is_none()) {
                return Err(nothing_to_accept(claim));
            }
            if how == Settling::Lose {
                let lost = left_lost(claim);
                let (before, after) = (ClaimField::Spans(claim.spans.clone()), ClaimField::Spans(lost));
                if before != after {
                    changes.push(Change::ClaimField { claim: claim.id, before, after });
                }
            }
            changes.extend(settled(claim));
        }
        let label = match found.len() {
            1 => format!("{verb} {}", named(first)),
            n => format!("{verb} {n} claims"),
        };
        let made = self.edit(Some(&article.slug.clone()), label, changes)?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Shows the next claim to be settled, the gravest first.
    pub(super) fn next_unsettled(&mut self) -> Result<Done, Problem> {
        let Some(article) = self.current_article().cloned() else { return Ok(Done::Nothing) };
        let open: Vec<ClaimId> = unsettled(&article).into_iter().map(|(_, claim)| claim.id).collect();
        let at = self.view.claim.and_then(|claim| open.iter().position(|&one| one == claim));
        if let Some(&claim) = at.and_then(|at| open.get(at + 1)).or_else(|| open.first()) {
            return self.show_claim(Some(claim));
        }
        self.tell("No claim waits for its words to be settled");
        Ok(Done::Nothing)
    }

    /// Accepts the places of all claims whose very words were found.
    pub(super) fn settle_exact(&mut self, slug: &Slug) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let exact: Vec<ClaimId> = unsettled(&article)
            .into_iter()
            .filter(|(outcome, claim)| outcome.is_exact() && claim.spans.iter().all(|span| span.place().is_some()))
            .map(|(_, claim)| claim.id)
            .collect();
        if exact.is_empty() {
            self.tell("No claim with exact words waits");
            return Ok(Done::Nothing);
        }
        let n = exact.len();
        let done = self.settle_words(&exact, Settling::Accept)?;
        self.tell(format!("Accepted the words of {n} claim{}", if n == 1 { "" } else { "s" }));
        Ok(done)
    }
}

/// The claims whose words in the current draft nobody settled yet, the gravest outcome first, then in text order.
pub fn unsettled(article: &Article) -> Vec<(ReanchorOutcome, &Arc<Claim>)> {
    let claims = article.review.claims.values();
    let mut open: Vec<_> = claims.filter_map(|claim| Some((claim.reanchor.as_ref()?.outcome, claim))).collect();
    open.sort_by_key(|(outcome, claim)| (std::cmp::Reverse(*outcome), claim.start(), claim.id));
    open
}

/// "Draft 2: 12 claims kept, 1 moved, 2 to confirm".
pub fn counts_in_words(counts: &Counts) -> String {
    let told: Vec<String> = ReanchorOutcome::ALL
        .iter()
        .rev()
        .filter_map(|outcome| Some((counts.get(outcome).copied().filter(|&n| n > 0)?, outcome)))
        .map(|(n, outcome)| match outcome {
            ReanchorOutcome::Confirm => format!("{n} to confirm"),
            ReanchorOutcome::Recheck => format!("{n} to check again"),
            ReanchorOutcome::Kept | ReanchorOutcome::Moved | ReanchorOutcome::Lost => format!("{n} {}", outcome.word()),
        })
        .collect();
    if told.is_empty() { "no claims".to_owned() } else { told.join(" · ") }
}

/// The text of a file as it is, LF and without a byte order mark; nothing of it is guessed.
pub fn plain_text(file: &Path) -> Result<String, Problem> {
    let bytes = read_limited(file, MAX_BYTES)?;
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The spans of a claim whose words are in no place of the draft: it keeps the words that were decided on, not those that
/// the draft has instead.
fn left_lost(claim: &Claim) -> Vec<Anchor> {
    let was = claim.reanchor.as_ref().map_or_else(|| claim.words(), |reanchor| reanchor.was.clone());
    let parts: Vec<&str> = was.split(" … ").collect();
    if parts.len() == claim.spans.len() {
        return claim.spans.iter().zip(parts).map(|(span, part)| span.clone().lost_with(part)).collect();
    }
    claim.spans.first().map(|span| span.clone().lost_with(&was)).into_iter().collect()
}

/// The change that says a claim's words are settled.
pub(super) fn settled(claim: &Claim) -> Option<Change> {
    claim.reanchor.as_ref()?;
    let (before, after) = (ClaimField::Reanchor(claim.reanchor.clone()), ClaimField::Reanchor(None));
    Some(Change::ClaimField { claim: claim.id, before, after })
}

/// A new draft as it was read or made.
struct Made {
    new: NewDraft,
    /// The claims whose accepted fix is in it.
    fixed: Vec<ClaimId>,
    problems: Vec<Problem>,
}

fn read(reader: &Reader, name: &str, bytes: &[u8], cancel: &Cancel) -> Result<Made, Problem> {
    let Imported { text, roles, annotations, problems, .. } = reader.read(name, bytes, cancel)?;
    let new = NewDraft { text, roles, put: BTreeMap::new(), annotations };
    Ok(Made { new, fixed: Vec::new(), problems })
}

fn at_file(mut problem: Problem, path: &Path) -> Problem {
    if problem.place == Place::Nowhere {
        problem.place = Place::File(path.display().to_string());
    }
    problem
}

/// An accepted fix with the place it goes to.
struct Accepted<'a> {
    claim: &'a Arc<Claim>,
    place: ByteSpan,
    words: String,
}

/// The article's text with its accepted fixes put in; fixes that overlap each other are left out and told.
fn with_fixes(article: &Article) -> Result<Made, Problem> {
    let text = article.draft.text();
    let mut accepted = Vec::new();
    let mut left_out: Vec<&Arc<Claim>> = Vec::new();
    for claim in article.review.claims.values() {
        let Some(Fix { words, state: FixState::Accepted, draft: None, .. }) = &claim.fix else { continue };
        match (claim.spans.as_slice(), claim.start().is_some()) {
            ([span], true) => {
                let Some(place) = span.place() else { continue };
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                accepted.push(Accepted {
                    claim,
                    place: if words.is_empty() { cut(text, place) } else { place },
                    words,
                });
            }
            _ => left_out.push(claim),
        }
    }
    accepted.sort_by_key(|fix| (fix.place, fix.claim.id));
    let overlaps = |fix: &Accepted<'_>| {
        accepted.iter().any(|other| other.claim.id != fix.claim.id && other.place.overlaps(fix.place))
    };
    let (clashing, clear): (Vec<_>, Vec<_>) = accepted.iter().partition(|fix| overlaps(fix));
    left_out.extend(clashing.iter().map(|fix| fix.claim));
    let told = left_out.first().map(|first| fixes_left_out(&article.slug, first, left_out.len()));
    if clear.is_empty() {
        return Err(told.map_or_else(no_fixes, |told| Problem {
            severity: Severity::Error,
            what: "No draft was made: no accepted fix can be put into it".to_owned(),
            now: "nothing was changed".to_owned(),
            ..told
        }));
    }
    let problems: Vec<Problem> = told.into_iter().collect();
    let (mut new, mut put, mut at) = (String::with_capacity(text.len()), BTreeMap::new(), 0);
    for fix in &clear {
        new.push_str(text.get(at..fix.place.start()).unwrap_or_default());
        let start = new.len();
        new.push_str(&fix.words);
        let place = (!fix.words.is_empty()).then(|| ByteSpan::new(start, new.len()));
        put.insert(fix.claim.id, place.into_iter().collect());
        at = fix.place.end();
    }
    new.push_str(text.get(at..).unwrap_or_default());
    put_untouched(article, &clear, &mut put);
    let fixed = clear.iter().map(|fix| fix.claim.id).collect();
    let new = NewDraft { text: new, roles: Vec::new(), put, annotations: Vec::new() };
    Ok(Made { new, fixed, problems })
}

/// Claims that no fix touches stand where they stood, as far off as the fixes before them made the text longer.
fn put_untouched(article: &Article, fixes: &[&Accepted<'_>], put: &mut BTreeMap<ClaimId, Vec<ByteSpan>>) {
    for claim in article.review.claims.values() {
        let places: Vec<ByteSpan> = claim.places().collect();
        let is_whole = places.len() == claim.spans.len() && !places.is_empty();
        let is_touched = fixes.iter().any(|fix| places.iter().any(|place| place.overlaps(fix.place)));
        if !is_whole || is_touched || put.contains_key(&claim.id) {
            continue;
        }
        let shifted = |place: &ByteSpan| {
            let before = fixes.iter().take_while(|fix| fix.place.end() <= place.start());
            let (gone, come) =
                before.fold((0, 0), |(gone, come), fix| (gone + fix.place.len(), come + fix.words.len()));
            ByteSpan::new(place.start() + come - gone, place.end() + come - gone)
        };
        put.insert(claim.id, places.iter().map(shifted).collect());
    }
}

/// The words to be cut with the space, or the blank line, that would be left over.
fn cut(text: &str, place: ByteSpan) -> ByteSpan {
    let (before, after) = (text.get(..place.start()).unwrap_or_default(), text.get(place.end()..).unwrap_or_default());
    let block_begins = before.is_empty() || before.ends_with("\n\n");
    let block_ends = after.is_empty() || after.starts_with("\n\n");
    match (block_begins, block_ends) {
        (true, true) if after.starts_with("\n\n") => ByteSpan::new(place.start(), place.end() + 2),
        (true, true) => ByteSpan::new(before.trim_end_matches('\n').len(), place.end()),
        (true, false) if after.starts_with(' ') => ByteSpan::new(place.start(), place.end() + 1),
        (false, _) if before.ends_with(' ') && !after.starts_with(char::is_alphanumeric) => {
            ByteSpan::new(place.start() - 1, place.end())
        }
        _ => place,
    }
}

/// The change that says in which draft a claim's fix stands.
fn fixed_in(claim: &Claim, number: usize) -> Option<Change> {
    let fix = claim.fix.clone()?;
    let after = Fix { draft: Some(number), ..fix.clone() };
    let (before, after) = (ClaimField::Fix(Some(fix)), ClaimField::Fix(Some(after)));
    Some(Change::ClaimField { claim: claim.id, before, after })
}

/// Whether an article has accepted fixes that no draft has yet.
pub fn has_fixes_to_take(article: &Article) -> bool {
    let is_open = |fix: &Fix| fix.state == FixState::Accepted && fix.draft.is_none();
    article.review.claims.values().any(|claim| claim.fix.as_ref().is_some_and(is_open))
}

fn same_text() -> Problem {
    Problem::note("draft-same", "There is no new draft: the text is the one of the draft you have")
        .now("nothing was changed")
        .help("Check that it is the right file")
}

fn no_fixes() -> Problem {
    Problem::error("no-accepted-fixes", "No draft was made: there is no accepted fix that the draft lacks")
        .now("nothing was changed")
        .help("Accept a proposed fix (Shift+A, or `tickmark fix CLAIM --accept`), then make the draft")
}

/// What is said of accepted fixes that a draft lacks, the first of them of this claim.
fn fixes_left_out(article: &Slug, first: &Claim, n: usize) -> Problem {
    let (fixes, they, their) = match n {
        1 => ("One accepted fix was".to_owned(), "it stays accepted", "its"),
        n => (format!("{n} accepted fixes were"), "they stay accepted", "their"),
    };
    Problem::warning("fixes-left-out", format!("{fixes} not put into the draft"))
        .at(Place::Claim { article: article.to_string(), claim: shortened(&first.words(), 60) })
        .why("two fixes change the same words, or the fixed claim has several passages or lost words")
        .now(format!("{they}; the others are in the draft"))
        .help(format!("Change {their} words by hand in the next draft"))
}

fn nothing_to_accept(claim: &Claim) -> Problem {
    Problem::error("words-lost", format!("There is no place to accept for {}", named(claim)))
        .why("its words were not found in the new draft")
        .now("nothing was changed")
        .help("Select its words in the article and choose “Take these words”, or leave the claim lost")
}

/// The words and places of two drafts of an article, for a review of the newest: `None` while there is only one.
pub fn previous_draft(article: &Article) -> Option<(usize, Arc<str>)> {
    let at = article.drafts.len().checked_sub(2)?;
    let record = article.drafts.get(at)?;
    Some((record.number, Arc::clone(article.texts.get(&record.sha256)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_leaves_no_double_space_and_no_empty_block() {
        for (text, words, left) in [
            ("He came, as ever, late.", ", as ever,", "He came late."),
            ("One. Two. Three.", "Two.", "One. Three."),
            ("One. Two.", "One.", "Two."),
            ("One.\n\nTwo.\n\nThree.", "Two.", "One.\n\nThree."),
            ("One.\n\nTwo.", "Two.", "One."),
            ("a b, c", "b", "a, c"),
        ] {
            let start = text.find(words).expect("the words are there");
            let place = cut(text, ByteSpan::new(start, start + words.len()));
            let mut out = text.to_owned();
            out.replace_range(place.start()..place.end(), "");
            assert_eq!(out, left, "{text:?} without {words:?}");
        }
    }

    #[test]
    fn counts_are_told_the_best_first() {
        let counts = [(ReanchorOutcome::Kept, 12), (ReanchorOutcome::Recheck, 1), (ReanchorOutcome::Lost, 2)].into();
        assert_eq!(counts_in_words(&counts), "12 kept · 1 to check again · 2 lost");
        assert_eq!(counts_in_words(&Counts::new()), "no claims");
    }
}
