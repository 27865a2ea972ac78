//! Thousands of damaged files of every kind: opened without a panic and with bounded work, told, never overwritten.
//!
//! 400 of them in a normal run; `TICKMARK_DAMAGED=10000` makes that many, `TICKMARK_DAMAGED_FROM` begins at another
//! seed. What is bounded is the work, counted in bytes decoded, and not the time.

#![expect(
    clippy::string_slice,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the files are this test's own, named and laid out by it"
)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::breaker::{Broken, Random, damage};
use super::everything::everything;
use super::*;
use crate::model::apply::apply;
use crate::store::reader::work;

const REVIEW: &str = "articles/troops/review.ron";

/// A project with every kind of file and entry, two articles and two drafts, its history written.
fn whole() -> Fixture {
    let mut fixture = Fixture::new();
    let second = article("second", &format!("{TEXT}\n\nGrain ships wait."));
    add_article(&fixture.folder(), &NewArticle { article: &second, original: b"Grain" }).unwrap();
    let mut now = everything(&fixture);
    now.articles.insert(second.slug.clone(), Arc::new(second));
    let mut edits = Vec::new();
    for number in 0..8 {
        let note = |n: u128| if n == 0 { String::new() } else { format!("asked {n} times, “no answer”") };
        let edit = note_edit(100 + number, &fixture.slug, &note(number), &note(number + 1));
        apply(&mut now, &edit).unwrap();
        edits.push(edit);
    }
    let title = |text: &str| ProjectField::Title(text.to_owned());
    let renamed = vec![Change::Project { before: title("Winter crisis"), after: title("Winter, crisis") }];
    let renamed = Edit { id: EditId::from_u128(200), article: None, changes: renamed, ..edits[0].clone() };
    apply(&mut now, &renamed).unwrap();
    edits.push(renamed);
    let report = save(&fixture.folder(), &fixture.project, &now, &edits, &Guarded::default());
    assert!(report.is_complete(), "{:?}", report.problems);
    fixture.project = fixture.load().project;
    fixture
}

fn files(fixture: &Fixture) -> BTreeMap<String, Vec<u8>> {
    let named = |(path, bytes): (PathBuf, Vec<u8>)| {
        let name = path.strip_prefix(fixture.folder()).unwrap().to_string_lossy().replace('\\', "/");
        (!name.starts_with('.')).then_some((name, bytes))
    };
    snapshot(&fixture.folder()).into_iter().filter_map(named).collect()
}

/// The blocks of a file that are whole entries of its lists, first and last line included.
fn entries(text: &str) -> Vec<&str> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find("\n        (\n") {
        let block = &rest[start..];
        let end = block.find("\n        ),\n").map_or(block.len(), |end| end + "\n        ),\n".len());
        out.push(&block[..end]);
        rest = &block[end - 1..];
    }
    out
}

/// The ids of the claims of `whole`, a review, that stand undamaged in `text`.
fn whole_claims(whole: &str, text: &str) -> Vec<ClaimId> {
    let list = whole.split("\n    ],\n").find(|list| list.contains("\n    claims: [")).unwrap();
    let list = format!("{list}\n");
    let id = |block: &str| block.split("id: \"").nth(1)?.get(..26)?.parse().ok();
    entries(&list).into_iter().filter(|block| text.contains(block)).filter_map(id).collect()
}

/// What must hold of one damaged file; what does not, in words.
fn check(
    fixture: &Fixture,
    whole: &BTreeMap<String, Vec<u8>>,
    broken: &Broken,
    random: &mut Random,
) -> Result<(), String> {
    let Broken { file, bytes, how: _ } = broken;
    work::taken();
    let loaded = fixture.load();
    // Every entry may be decoded as each kind of entry, and again for each unknown field that is passed over.
    let (done, all) = (work::taken(), whole.values().map(Vec::len).sum::<usize>() + bytes.len());
    if done > 60 * all || loaded.problems.len() > 150 {
        return Err(format!("{done} bytes decoded of {all}, {} problems", loaded.problems.len()));
    }
    for problem in &loaded.problems {
        if problem.what.is_empty()
            || problem.now.is_empty()
            || problem.help.is_empty()
            || problem.place == Place::Nowhere
        {
            return Err(format!("a problem does not say all: {problem}"));
        }
    }
    let is_same = whole.get(file) == Some(bytes);
    let (history, unread) = read_history(&fixture.folder(), Some(&fixture.slug));
    if file.ends_with("history.ronl") && file.contains("troops") {
        let lines = |bytes: &[u8]| bytes.split(|&b| b == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
        let kept = lines(&whole[file]).into_iter().filter(|line| line.len() > 1 && lines(bytes).contains(line)).count();
        if history.len() < kept {
            return Err(format!("{kept} lines are whole, {} edits are shown: {unread:?}", history.len()));
        }
    }
    if file == REVIEW {
        let text = String::from_utf8_lossy(bytes);
        let shown = loaded.project.articles.get(&fixture.slug).map(|article| &article.review.claims);
        for id in whole_claims(&String::from_utf8_lossy(&whole[file]), &text) {
            if !shown.is_some_and(|claims| claims.contains_key(&id)) {
                return Err(format!("the whole claim {} is not shown: {:#?}", id.short(), loaded.problems));
            }
        }
    }
    // Whatever is not guarded was understood: written anew, it says the same.
    if file.ends_with(".ron") && !loaded.guarded.contains(file) && !is_same {
        let n_entries = |text: &[u8]| {
            let text: String = String::from_utf8_lossy(text).split_whitespace().collect();
            text.matches("(id:\"").count() + text.matches("(number:").count()
        };
        rewrite(&fixture.folder(), &loaded.project, std::slice::from_ref(file))
            .map_err(|problem| problem.to_string())?;
        let again = fs::read(fixture.path(file)).unwrap();
        if n_entries(&again) != n_entries(bytes) {
            return Err("entries went although nothing was told".to_owned());
        }
        if fixture.load().project != loaded.project {
            return Err("written anew, it means something else".to_owned());
        }
        fs::write(fixture.path(file), bytes).unwrap();
    }
    // Work on everything that can be worked on, and save: what is guarded stays.
    let mut now = loaded.project.clone();
    now.title.push('!');
    now.sources.clear();
    for article in now.articles.values_mut() {
        let article = Arc::make_mut(article);
        article.meta.headline.push('!');
        article.review.claims.clear();
    }
    let edit = note_edit(999 + random.below(9) as u128, &fixture.slug, "", "x");
    save(&fixture.folder(), &loaded.project, &now, &[edit], &loaded.guarded);
    for (name, now) in files(fixture) {
        let before = if name == *file { bytes } else { whole.get(&name).ok_or_else(|| format!("{name} is new"))? };
        let may = name.ends_with("history.ronl") && now.starts_with(before);
        let is_free = name.ends_with(".ron") && !loaded.guarded.contains(&name);
        if now != *before && !may && !is_free {
            return Err(format!("{name} was overwritten"));
        }
    }
    if file.ends_with(".txt") && !is_same && loaded.problems.is_empty() {
        let plain = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).replace("\r\n", "\n")
        };
        if plain(bytes) != plain(&whole[file]) {
            return Err("a draft changed, and nothing was told".to_owned());
        }
    }
    Ok(())
}

#[test]
fn damaged_files_of_every_kind_are_told_and_never_overwritten() {
    let number =
        |name: &str, usual: u64| std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual);
    let (from, n_cases) = (number("TICKMARK_DAMAGED_FROM", 0), number("TICKMARK_DAMAGED", 400));
    let fixture = whole();
    let whole = files(&fixture);
    assert_eq!(whole.len(), 13, "{:?}", whole.keys());
    let (mut kinds, mut n_guarded, mut wrong) = (BTreeMap::<&str, usize>::new(), 0, Vec::new());
    for seed in from..from + n_cases {
        let broken = damage(seed, &whole);
        *kinds.entry(broken.how).or_default() += 1;
        fs::write(fixture.path(&broken.file), &broken.bytes).unwrap();
        let mut random = Random::new(seed ^ 0x5555);
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&fixture, &whole, &broken, &mut random)));
        let told = outcome.unwrap_or_else(|_| Err("a panic".to_owned()));
        if let Err(told) = told {
            wrong.push(format!("seed {seed}, {}, {}: {told}", broken.file, broken.how));
        }
        n_guarded += usize::from(!fixture.load().guarded.is_empty());
        for (name, bytes) in &whole {
            fs::write(fixture.path(name), bytes).unwrap();
        }
    }
    println!("{n_cases} damaged files, {n_guarded} of them guarded: {kinds:?}");
    assert!(
        wrong.is_empty(),
        "{} of {n_cases}\n{}",
        wrong.len(),
        wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
    assert_eq!(fixture.load().project, fixture.project, "the files are whole again");
}
