//! Making a source confidential, or ending that: its cover name, its ties, and where its name may stand from before.
//!
//! Must not know: how the hidden parts are kept (`store/private.rs`), what a report leaves out (`export/audience.rs`).
//! Holds: what becomes confidential keeps its decisions and sign-offs as they were; no label, notice or problem made
//! here repeats a hidden word.
//! An edit is about one article, so a source tied in several is turned by several edits, its name first; they are taken
//! back as one, and one that is refused keeps no other from being made.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::apply::apply_changes;
use crate::model::article::Article;
use crate::model::change::{Change, ClaimField};
use crate::model::claim::{Claim, Tie};
use crate::model::decision::Decision;
use crate::model::hidden_now::HiddenNow;
use crate::model::ids::SourceId;
use crate::model::problem::{Problem, counted, quoted};
use crate::model::project::Project;
use crate::model::sign_off::{SignOff, review_hash};
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::Session;
use crate::session::claims::tie_words;
use crate::session::editing::Origin;
use crate::session::outcome::{Done, Outcome};
use crate::session::wishes::ItsTies;
use crate::store;
use crate::store::traces::Traces;

impl Session {
    /// The first cover name that no source has: "Source A", "Source B", … "Source Z", "Source AA".
    pub fn offered_cover(&self) -> String {
        let Some(project) = self.project() else { return cover_numbered(0) };
        let is_free = |name: &String| !project.sources.values().any(|source| has_name(source, name));
        (0..10_000).map(cover_numbered).find(is_free).unwrap_or_default()
    }

    /// How many ties to the source are confidential, and how many there are in all; removed articles count too.
    pub fn ties_of(&self, source: SourceId) -> (usize, usize) {
        let Some(project) = self.project() else { return (0, 0) };
        let claims = project.articles.values().flat_map(|article| article.review.claims.values());
        let ties: Vec<&Tie> = claims.flat_map(|claim| &claim.ties).filter(|tie| tie.source == source).collect();
        (ties.iter().filter(|tie| tie.is_confidential()).count(), ties.len())
    }

    /// Gives a confidential source a cover name when it has none, and refuses one that another has or that tells.
    pub(super) fn settle_cover(&self, source: &mut Source) -> Result<(), Problem> {
        source.cover = source.cover.trim().to_owned();
        if !source.is_confidential() {
            return Ok(());
        }
        if source.cover.is_empty() {
            source.cover = self.offered_cover();
        }
        let refused = |id, what: &str, why: &str| {
            Err(Problem::error(id, what)
                .why(why)
                .now("nothing was changed")
                .help("Give it another cover name, as “Source A” (--cover)"))
        };
        let sources = &self.opened()?.project.sources;
        if sources.values().any(|other| other.id != source.id && has_name(other, &source.cover)) {
            return refused("cover-taken", "The cover name is taken", "another source has this name");
        }
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if [&source.title, &source.author].iter().any(|name| plain(name) == plain(&source.cover)) {
            return refused("cover-tells", "The cover name tells who the source is", "it is the source's own name");
        }
        Ok(())
    }

    /// Makes a source confidential or ends that, its ties with it when they follow.
    pub(super) fn turn_source(&mut self, before: &Arc<Source>, after: &Source, ties: ItsTies) -> Result<Done, Problem> {
        let hides = after.is_confidential();
        let label = format!("make source {} {}", quoted(after.name(), 40), after.visibility.word());
        let (id, level) = (after.id, after.visibility);
        let mut names = identifying(before);
        let change = Change::Source {
            source: id,
            before: Some(Box::new(Source::clone(before))),
            after: Some(Box::new(after.clone())),
        };
        let articles: Vec<Arc<Article>> = match ties {
            ItsTies::Follow => self.opened()?.project.articles.values().map(Arc::clone).collect(),
            ItsTies::Stay => Vec::new(),
        };
        let hidden = HiddenNow::of(&self.opened()?.project);
        let first = self.edit(None, label, vec![change])?;
        let (mut made, mut left) = (first, Vec::new());
        for article in articles {
            let changes = self.turned_ties(&article, id, level);
            if changes.is_empty() {
                continue;
            }
            for change in &changes {
                if let Change::Tie { before: Some(tie), .. } = change {
                    names.extend(tie_words(tie));
                }
            }
            let label = format!("make ties to {} {}", quoted(after.name(), 40), level.word());
            // What must stay in one article keeps no other from following.
            match self.edit_from(Origin::Wish, first, Some(article.slug.clone()), label, changes) {
                Ok(edit) => made = edit.or(made),
                Err(problem) => left.push((article, problem)),
            }
        }
        if hides {
            let now = HiddenNow::of(&self.opened()?.project);
            self.look_for_traces(after.name(), names, now.without(&hidden));
        }
        self.tell_ties_left(after, &left);
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    /// Says which ties did not follow their source, and why.
    fn tell_ties_left(&mut self, source: &Source, left: &[(Arc<Article>, Problem)]) {
        let Some((_, problem)) = left.first() else { return };
        let n_ties = |article: &Article| {
            let ties = article.review.claims.values().flat_map(|claim| &claim.ties);
            ties.filter(|tie| tie.source == source.id && tie.is_confidential() != source.is_confidential()).count()
        };
        let counted = |n| counted(n, "tie", "ties");
        let all = counted(left.iter().map(|(article, _)| n_ties(article)).sum());
        let named =
            left.iter().map(|(article, _)| format!("{} ({})", quoted(article.title(), 40), counted(n_ties(article))));
        let named = named.collect::<Vec<_>>().join(", ");
        let what = problem.what.strip_prefix("Nothing was changed: ").unwrap_or(&problem.what);
        let reason = if problem.why.is_empty() { what } else { &problem.why };
        let (what, now) = if source.is_confidential() {
            (
                format!("{all} to {} did not become confidential", quoted(source.name(), 40)),
                "the source is confidential and all its other ties are; these ties still show their words in reports and files",
            )
        } else {
            (
                format!("{all} to {} stayed confidential", quoted(source.name(), 40)),
                "the source and all its other ties are as you wished",
            )
        };
        self.report(
            Problem::error("ties-left", what)
                .at(problem.place.clone())
                .why(format!("{named}: {reason}"))
                .now(now)
                .help(format!("{}; then set who may see these ties, one by one", problem.help)),
        );
    }

    /// The changes that give every tie of an article to `source` this level.
    fn turned_ties(&mut self, article: &Article, source: SourceId, level: Visibility) -> Vec<Change> {
        let mut changes = Vec::new();
        for claim in article.review.claims.values() {
            let mut claim = Claim::clone(claim);
            for index in 0..claim.ties.len() {
                let Some(before) = claim.ties.get(index).filter(|tie| tie.source == source).cloned() else { continue };
                let hides = level == Visibility::Confidential;
                if before.visibility == level || before.is_confidential() == hides {
                    continue;
                }
                let wording = hides.then(|| self.surroundings.ids.wording());
                let after = Tie { visibility: level, wording, ..before.clone() };
                let decisions = retied_decisions(&claim, &before, &after);
                if let Some(tie) = claim.ties.get_mut(index) {
                    tie.clone_from(&after);
                }
                for change in &decisions {
                    take_decision(&mut claim, change);
                }
                let (id, tie) = (claim.id, before.id);
                changes.push(Change::Tie { claim: id, tie, index, before: Some(before), after: Some(after) });
                changes.extend(decisions);
            }
        }
        let signed = resigned(article, &changes);
        changes.extend(signed);
        changes
    }

    /// Looks on a worker thread for words that were not confidential before, and tells what is known of where they may
    /// still stand. Of the words themselves nothing is told.
    pub(super) fn look_for_traces(&mut self, name: &str, words: Vec<String>, hidden: HiddenNow) {
        let Some(folder) = self.folder().map(std::path::Path::to_path_buf) else { return };
        let name = name.to_owned();
        self.jobs.start("Looking for older traces".to_owned(), move |_| {
            let (mut why, unread): (Vec<String>, Vec<String>) = match store::traces(&folder, &words, &hidden) {
                Ok(Traces { found, unread }) => (
                    found
                        .iter()
                        .map(|(file, lines)| format!("{file} ({lines} {})", if *lines == 1 { "line" } else { "lines" }))
                        .collect(),
                    unread.into_iter().collect(),
                ),
                Err(problem) => (Vec::new(), vec![format!("the project’s folder: {}", problem.why)]),
            };
            if !unread.is_empty() {
                why.push(format!("what could not be looked through ({})", unread.join(", ")));
            }
            if folder.ancestors().any(|above| above.join(".git").exists()) {
                why.push("git commits made before".to_owned());
            }
            why.push("reports, backups and copies made before".to_owned());
            Outcome::Found(
                Problem::note(
                    "older-traces",
                    format!("{name} is confidential from now on; older files may still tell"),
                )
                .why(format!("its name or words may stand in {}", why.join(", ")))
                .now("the project's other files, new edits and reports no longer have them")
                .help("Delete or mend what must not go out; Tickmark never rewrites a history"),
            )
        });
    }
}

/// The changes that keep decisions and sign-offs of an article standing while one tie turns.
pub(super) fn retied(article: &Article, claim: &Claim, before: &Tie, after: &Tie) -> Vec<Change> {
    let mut changes = retied_decisions(claim, before, after);
    let index = claim.ties.iter().position(|tie| tie.id == before.id).unwrap_or_default();
    let (id, tie) = (claim.id, before.id);
    let turned = Change::Tie { claim: id, tie, index, before: Some(before.clone()), after: Some(after.clone()) };
    // A tie whose words change in the same edit makes what it bore stale, as it must.
    let mut all = vec![turned];
    all.extend(changes.iter().cloned());
    changes.extend(resigned(article, &all));
    changes
}

fn retied_decisions(claim: &Claim, before: &Tie, after: &Tie) -> Vec<Change> {
    let others: Vec<Tie> = claim.ties.iter().filter(|tie| tie.id != before.id).cloned().collect();
    // The fingerprint is told anew for the words it was given on, not for others that come with the turn.
    let turned = Tie { visibility: after.visibility, wording: after.wording, ..before.clone() };
    let told_anew = |decision: &Option<Decision>| {
        let old = decision.as_ref()?;
        let on = old.on.retied(before, &turned, &others);
        (on != old.on).then(|| Decision { on, ..old.clone() })
    };
    let mut changes = Vec::new();
    if let Some(new) = told_anew(&claim.said) {
        let (before, after) = (ClaimField::Said(claim.said.clone()), ClaimField::Said(Some(new)));
        changes.push(Change::ClaimField { claim: claim.id, before, after });
    }
    if let Some(new) = told_anew(&claim.so) {
        let (before, after) = (ClaimField::So(claim.so.clone()), ClaimField::So(Some(new)));
        changes.push(Change::ClaimField { claim: claim.id, before, after });
    }
    changes
}

fn take_decision(claim: &mut Claim, change: &Change) {
    if let Change::ClaimField { after, .. } = change {
        if let ClaimField::Said(decision) = after {
            claim.said.clone_from(decision);
        } else if let ClaimField::So(decision) = after {
            claim.so.clone_from(decision);
        }
    }
}

/// The changes that let the sign-offs that stand go on standing: what they vouch for is the same, told in another way.
fn resigned(article: &Article, changes: &[Change]) -> Vec<Change> {
    let on = review_hash(article);
    let standing: Vec<&SignOff> = article.review.sign_offs.values().filter(|sign_off| sign_off.on == on).collect();
    if standing.is_empty() {
        return Vec::new();
    }
    let slug = article.slug.clone();
    let mut project =
        Project { articles: BTreeMap::from([(slug.clone(), Arc::new(article.clone()))]), ..Project::default() };
    if apply_changes(&mut project, Some(&slug), changes).is_err() {
        return Vec::new();
    }
    let Some(now) = project.articles.get(&slug).map(|article| review_hash(article)) else { return Vec::new() };
    let signed_anew = |sign_off: &SignOff| Change::SignOff {
        sign_off: sign_off.id,
        before: Some(Box::new(sign_off.clone())),
        after: Some(Box::new(SignOff { on: now.clone(), ..sign_off.clone() })),
    };
    standing.into_iter().map(signed_anew).collect()
}

/// The words of a source by which it could be known.
fn identifying(source: &Source) -> Vec<String> {
    source.telling_words()
}

fn has_name(source: &Source, name: &str) -> bool {
    source.cover.eq_ignore_ascii_case(name) || (!source.is_confidential() && source.title.eq_ignore_ascii_case(name))
}

/// "Source A" for 0, "Source Z" for 25, "Source AA" for 26.
fn cover_numbered(number: u32) -> String {
    let mut letters = String::new();
    let mut rest = number;
    loop {
        letters.insert(0, char::from_digit(10 + rest % 26, 36).unwrap_or('a').to_ascii_uppercase());
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    format!("Source {letters}")
}
