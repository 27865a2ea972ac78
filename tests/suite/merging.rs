//! Merges random pairs of histories that began as one: both orders give the same files, nothing is lost, a second
//! merge changes nothing, and what comes out loads without a problem.
//!
//! 150 pairs in a normal run; `TICKMARK_PAIRS=10000` tries as many, from `TICKMARK_SEED`. Must not know: how a merge is made.

#![expect(clippy::unwrap_used, reason = "what the generator makes is as it makes it; a test fails this way")]

mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use tickmark::model::apply::apply_changes;
use tickmark::model::article::Article;
use tickmark::model::change::Change;
use tickmark::model::claim::Claim;
use tickmark::model::conflict::Conflict;
use tickmark::model::ids::Slug;
use tickmark::model::merge::settle::{Choice, can_keep_both, settle};
use tickmark::model::merge::{Base, merge, merge_from};
use tickmark::model::project::Project;
use tickmark::model::query::{Query, Subject};
use tickmark::model::review::Review;
use tickmark::model::source::Source;
use tickmark::store;

use crate::merging::work::{Desk, KINDS, led, start};

fn texts(project: &Project) -> BTreeMap<String, String> {
    store::texts(project).expect("a project has text")
}

/// All that a project has, confidential words too, to look things up in.
fn all_text(project: &Project) -> String {
    format!("{project:?}")
}

/// Whether `text` holds the words.
fn holds(text: &str, words: &str) -> bool {
    text.contains(&words.replace('"', "\\\""))
}

/// Everything that `side` made or changed is in the outcome or in a conflict of it, and queries about a paragraph are
/// about no other one.
fn assert_nothing_lost(base: &Project, side: &Project, merged: &Project, seed: u64) {
    let text = all_text(merged);
    let has = |what: &str, words: &str| assert!(holds(&text, words), "seed {seed}: {what} {words} is lost");
    let nothing = Review::default();
    for (slug, article) in &side.articles {
        has("article", slug.as_str());
        let before = base.articles.get(slug).map_or(&nothing, |article| &article.review);
        for (id, claim) in &article.review.claims {
            let old = before.claims.get(id);
            if old == Some(claim) {
                continue;
            }
            if !is_same_but_places(old, claim) {
                has("claim", &id.to_string());
            }
            if !claim.note.is_empty() && old.is_none_or(|old| old.note != claim.note) {
                has("note", &claim.note);
            }
            if let Some(flag) = claim.legal.as_ref().filter(|_| old.is_none_or(|old| old.legal != claim.legal)) {
                has("legal flag", &flag.reason);
            }
            for tie in &claim.ties {
                if old.and_then(|old| old.tie(tie.id)) != Some(tie) {
                    has("tie", &tie.id.to_string());
                    has("excerpt", &tie.excerpt);
                }
            }
        }
        let Review {
            claims: _, queries, reads: _, assignments: _, sign_offs, closings, corrections, proposals, ..
        } = &article.review;
        for (id, query) in queries {
            let old = before.queries.get(id);
            if old != Some(query) {
                has("query", &id.to_string());
            }
            if old.is_none_or(|old| old.answer != query.answer) {
                has("answer", &query.answer);
            }
            assert_right_paragraph(article, &merged.articles[slug], query, seed);
        }
        for id in sign_offs.keys() {
            has("sign-off", &id.to_string());
        }
        for id in closings.keys() {
            has("closing", &id.to_string());
        }
        for it in corrections.values() {
            has("correction", &it.cause);
        }
        for it in proposals.values() {
            has("proposal", &it.annotation.words);
        }
    }
    for (id, source) in &side.sources {
        let old = base.sources.get(id);
        if old != Some(source) {
            has("source", &id.to_string());
        }
        if old.is_none_or(|old| old.note != source.note) {
            has("note of a source", &source.note);
        }
        let is_new = |old: Option<&Arc<Source>>| old.is_none_or(|old| old.log != source.log);
        source.log.iter().filter(|_| is_new(old)).for_each(|entry| has("contact", &entry.answer));
        let is_new = |old: Option<&Arc<Source>>| old.is_none_or(|old| old.evidence != source.evidence);
        source.evidence.iter().filter(|_| is_new(old)).for_each(|file| has("stored file", &file.name));
    }
}

/// A query about a paragraph that the merged draft still has is about that one, or about the article.
fn assert_right_paragraph(side: &Article, merged: &Article, query: &Query, seed: u64) {
    let (Subject::Block(was), Some(Subject::Block(is))) =
        (query.on, merged.review.queries.get(&query.id).map(|query| query.on))
    else {
        return;
    };
    let words = |article: &Article, block: usize| {
        article.draft.blocks().get(block).and_then(|block| block.span.of(article.draft.text())).map(str::to_owned)
    };
    let was = words(side, was);
    let is_there = (0..merged.draft.blocks().len()).any(|block| words(merged, block) == was);
    assert!(
        !is_there || words(merged, is) == was,
        "seed {seed}: a query about {was:?} is about {:?}",
        words(merged, is)
    );
}

/// Whether only a new draft moved a claim.
fn is_same_but_places(old: Option<&Arc<Claim>>, claim: &Claim) -> bool {
    old.is_some_and(|old| {
        let (spans, reanchor) = (old.spans.clone(), old.reanchor.clone());
        Claim { spans, reanchor, ..claim.clone() } == **old
    })
}

#[expect(clippy::disallowed_methods, reason = "a test lays out files; durability is not what it is about")]
fn assert_loads(project: &Project, folder: &Path, seed: u64) {
    let written = texts(project);
    for (file, text) in &written {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    for (slug, article) in &project.articles {
        for draft in &article.drafts {
            let text = &article.texts[&draft.sha256];
            std::fs::write(folder.join("articles").join(slug.as_str()).join(draft.file()), text.as_bytes()).unwrap();
        }
    }
    let loaded = store::load(folder).expect("it opens");
    // Words that a draft took away are told; they are no damage.
    // Neither are records and private files, which nobody wrote here.
    let passing = ["claims-lost", "record-missing"];
    let told: Vec<_> = loaded.problems.iter().filter(|problem| !passing.contains(&problem.id)).collect();
    assert!(told.is_empty(), "seed {seed}: {told:?}");
    assert!(loaded.guarded.is_empty(), "seed {seed}");
    assert_eq!(texts(&loaded.project.unplaced()), texts(&project.clone().placed().unplaced()), "seed {seed}");
}

fn n_conflicts(project: &Project) -> usize {
    project.conflicts.len() + project.articles.values().map(|article| article.review.conflicts.len()).sum::<usize>()
}

fn assert_every_question_can_be_settled(merged: &Project, seed: u64) {
    let own = merged.conflicts.values().map(|conflict| (None, conflict));
    let of_article = |(slug, article): (&'_ Slug, &'_ Arc<Article>)| {
        let slug = slug.clone();
        article
            .review
            .conflicts
            .values()
            .cloned()
            .map(move |conflict| (Some(slug.clone()), conflict))
            .collect::<Vec<_>>()
    };
    let own = own.map(|(slug, conflict): (Option<Slug>, &Conflict)| (slug, conflict.clone()));
    for (slug, conflict) in own.chain(merged.articles.iter().flat_map(of_article)) {
        let mut choices: Vec<Choice> = (0..conflict.sides.len()).map(Choice::Side).collect();
        assert!(choices.len() >= 2, "seed {seed}: a question with one answer");
        choices.extend(can_keep_both(&conflict).then_some(Choice::Both));
        for choice in choices {
            let mut project = merged.clone();
            let changes = settle(&project, slug.as_ref(), &conflict, choice).expect("a choice it has");
            apply_changes(&mut project, slug.as_ref(), &changes).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
            assert!(n_conflicts(&project) < n_conflicts(merged), "seed {seed}: the question stays");
        }
        let beyond = settle(merged, slug.as_ref(), &conflict, Choice::Side(conflict.sides.len()));
        assert_eq!(beyond, None::<Vec<Change>>);
    }
}

/// One pair: how many questions it left open; `made` takes the kinds of changes that it had.
fn try_pair(seed: u64, folder: &Path, made: &mut BTreeSet<&'static str>) -> usize {
    let mut first = Desk::new(seed, "AB", 1);
    let mut base = start(&first);
    base = first.work(&base, 20);
    let mut other = Desk::new(seed ^ 0x5555, "CD", 2);
    if seed.is_multiple_of(3) {
        // What is common may be a merge with open questions itself.
        let (a, b) = (first.work(&base, 8), other.work(&base, 8));
        base = merge(&base, &a, &b).placed();
    }
    let (n_ours, n_theirs) = (1 + first.dice.below(15), 1 + other.dice.below(15));
    let (ours, theirs) = (first.work(&base, n_ours), other.work(&base, n_theirs));
    let merged = merge(&base, &ours, &theirs);
    let written = texts(&merged);
    let same = |other: &Project, why: &str| {
        for (file, text) in texts(other) {
            assert!(written[&file] == text, "seed {seed}: {why}: {file}\n{}\n---\n{text}", written[&file]);
        }
    };
    same(&merge(&base, &theirs, &ours), "the order matters");
    if n_conflicts(&base) == 0 {
        // A question that both settled otherwise is open again, as it was in the base: then only the true last common
        // state tells that it was ever settled.
        same(&merge(&base, &merged, &ours), "merging ours again");
        same(&merge(&base, &merged, &theirs), "merging theirs again");
    }
    same(&merge(&ours, &merged, &ours), "merging ours from ours");
    same(&merge(&theirs, &theirs, &merged), "merging theirs from theirs");
    same(&merge(&base, &merged, &merged), "merging the merged");
    assert_nothing_lost(&base, &ours, &merged, seed);
    assert_nothing_lost(&base, &theirs, &merged, seed);
    let placed = merged.placed();
    assert_eq!(led(&ours, &placed), placed, "seed {seed}");
    assert_every_question_can_be_settled(&placed, seed);
    assert_loads(&placed, folder, seed);

    // The same without a known common state: everything of both sides is there.
    let unknown = BTreeMap::new();
    let base = Base { own: None, articles: &unknown };
    let two_way = merge_from(base, &ours, &theirs);
    assert_eq!(texts(&two_way), texts(&merge_from(base, &theirs, &ours)), "seed {seed}: the order matters");
    assert_eq!(texts(&two_way), texts(&merge_from(base, &two_way, &ours)), "seed {seed}: merged again");
    let nothing = start(&Desk::new(0, "AB", 0));
    assert_nothing_lost(&nothing, &ours, &two_way, seed);
    assert_nothing_lost(&nothing, &theirs, &two_way, seed);
    made.extend(first.made.into_iter().chain(other.made));
    n_conflicts(&placed)
}

#[test]
fn random_pairs_of_histories_merge_without_loss() {
    let n_pairs: u64 = std::env::var("TICKMARK_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    let first: u64 = std::env::var("TICKMARK_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let (mut n_open, mut n_clean) = (0, 0);
    let mut made = BTreeSet::new();
    for seed in first..first + n_pairs {
        let folder = tempfile::tempdir().expect("a folder for the test");
        match try_pair(seed, folder.path(), &mut made) {
            0 => n_clean += 1,
            n => n_open += n,
        }
    }
    println!("{n_pairs} pairs: {n_clean} clean, {n_open} open questions in the others");
    assert!(n_open > 0 && n_clean > 0, "the pairs are all alike");
    let unmade: Vec<_> = KINDS.into_iter().filter(|kind| !made.contains(kind)).collect();
    assert!(unmade.is_empty() || n_pairs < 100, "no desk ever made these: {unmade:?}");
}
