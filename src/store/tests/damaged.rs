//! Thousands of damaged files of every kind, journals and private ones too: opened without a panic and with bounded
//! work, told, never overwritten; what is confidential stays so.
//!
//! 300 of them in a normal run; `TICKMARK_DAMAGED=10000` makes that many, `TICKMARK_DAMAGED_FROM` begins at another
//! seed. What is bounded is the work, counted in bytes decoded, and not the time.

#![expect(
    clippy::string_slice,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "the files are this test's own, named and laid out by it"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::breaker::{Broken, Random, damage};
use super::everything::everything;
use super::*;
use crate::model::apply::apply;
use crate::model::visibility::Visibility;
use crate::store::folder::{JOURNAL, PRIVATE_JOURNAL, is_private};
use crate::store::journal::{self, Journal};
use crate::store::reader::work;

const REVIEW: &str = "articles/troops/review.ron";

/// The claim whose note, tie and query are confidential.
fn confided() -> ClaimId {
    ClaimId::from_u128(1)
}

/// A project with every kind of file and entry, two articles and two drafts, its history written; with confidential
/// things, every hidden word of which begins with "zq", and edits in its journals that no file has yet.
fn whole() -> Fixture {
    let mut fixture = Fixture::new();
    let second = article("second", &format!("{TEXT}\n\nGrain ships wait."));
    add_article(&fixture.folder(), &NewArticle { article: &second, original: b"Grain" }).unwrap();
    let mut now = everything(&fixture);
    now.articles.insert(second.slug.clone(), Arc::new(second));
    let mut edits = confide(&mut now, &fixture.slug);
    for number in 0..8 {
        let note = |n: u128| if n == 0 { String::new() } else { format!("asked {n} times, “no answer”") };
        let edit = note_edit(100 + number, &fixture.slug, &note(number), &note(number + 1));
        apply(&mut now, &edit).unwrap();
        edits.push(edit);
    }
    edits.push(titled(200, "Winter crisis", "Winter, crisis"));
    apply(&mut now, edits.last().unwrap()).unwrap();
    let report = save(&fixture.folder(), &fixture.project, &now, &edits, &Guarded::default());
    assert!(report.is_complete(), "{:?}", report.problems);
    let pending = pending(&now, &fixture.slug);
    journal(&fixture.folder(), &pending).unwrap();
    let loaded = fixture.load();
    assert_eq!(loaded.recovery.map(|recovery| recovery.back.len()), Some(pending.len()), "{:?}", loaded.problems);
    fixture.project = loaded.project;
    fixture
}

/// Adds confidential things to the project, as one edit of many.
fn confide(now: &mut Project, slug: &Slug) -> Vec<Edit> {
    let source = Source {
        author: "zq author".into(),
        visibility: Visibility::Confidential,
        cover: "Source A".into(),
        ..Source::new(SourceId::from_u128(70), "zq title", SourceKind::Person)
    };
    let claim = Claim::clone(&now.articles[slug].review.claims[&confided()]);
    let (level, hidden) = (ClaimField::NoteVisibility, ClaimField::ConfidentialNote);
    let tie = Tie {
        excerpt: "zq excerpt".into(),
        locator: "zq p. 3".into(),
        visibility: Visibility::Confidential,
        ..Tie::new(TieId::from_u128(50), source.id)
    };
    let query = Query {
        id: QueryId::from_u128(40),
        on: Subject::Claim(confided()),
        to: Addressee::Legal,
        words: "zq words?".into(),
        state: QueryState::Open,
        answer: String::new(),
        due: None,
        visibility: Visibility::Confidential,
        by: person(),
        asked: at(3),
        settled: None,
    };
    let field = |before, after| Change::ClaimField { claim: confided(), before, after };
    let changes = vec![
        Change::Source { source: source.id, before: None, after: Some(Box::new(source)) },
        field(level(claim.note_visibility), level(Visibility::Confidential)),
        field(hidden(claim.note), hidden("zq note".into())),
        Change::Tie { claim: confided(), tie: tie.id, index: claim.ties.len(), before: None, after: Some(tie) },
        Change::Query { query: query.id, before: None, after: Some(Box::new(query)) },
    ];
    let edit = Edit { article: Some(slug.clone()), at: at(3), ..Edit::trial(300, changes) };
    apply(now, &edit).unwrap();
    vec![edit]
}

/// Edits that the journals have and no file: of every file, and two of them with hidden words.
fn pending(now: &Project, slug: &Slug) -> Vec<Edit> {
    let of = |id, changes| Edit { article: Some(slug.clone()), at: at(400), ..Edit::trial(id, changes) };
    let hidden = |from: &str, to: &str| {
        let note = |text: &str| ClaimField::ConfidentialNote(text.to_owned());
        vec![Change::ClaimField { claim: confided(), before: note(from), after: note(to) }]
    };
    let source =
        |author: &str| Source { author: author.into(), ..Source::clone(&now.sources[&SourceId::from_u128(7)]) };
    let sourced = Change::Source {
        source: SourceId::from_u128(7),
        before: Some(Box::new(source(""))),
        after: Some(Box::new(source("Riis"))),
    };
    let dateline = |text: &str| ArticleField::Dateline(text.to_owned());
    let before = now.articles[slug].meta.dateline.clone();
    vec![
        note_edit(401, slug, "asked 8 times, “no answer”", "asked 9 times"),
        of(402, hidden("zq note", "zq note once more")),
        titled(403, "Winter, crisis", "The winter’s crisis"),
        of(404, vec![Change::Article { before: dateline(&before), after: dateline("KYIV") }]),
        of(405, vec![sourced]),
        of(406, hidden("zq note once more", "zq note, the last")),
        note_edit(407, slug, "asked 9 times", "asked 10 times"),
    ]
}

fn titled(id: u128, from: &str, to: &str) -> Edit {
    let title = |text: &str| ProjectField::Title(text.to_owned());
    Edit::trial(id, vec![Change::Project { before: title(from), after: title(to) }])
}

/// The files that are damaged: all of the project's own, and the journals.
fn files(fixture: &Fixture) -> BTreeMap<String, Vec<u8>> {
    let mut files = all_files(fixture);
    files.retain(|name, _| !name.starts_with('.') || name == JOURNAL);
    files
}

fn all_files(fixture: &Fixture) -> BTreeMap<String, Vec<u8>> {
    let named = |(path, bytes): (PathBuf, Vec<u8>)| {
        (path.strip_prefix(fixture.folder()).unwrap().to_string_lossy().replace('\\', "/"), bytes)
    };
    snapshot(&fixture.folder()).into_iter().map(named).collect()
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
    if file.ends_with(".ron") && !loaded.guarded.contains(file) && !is_same {
        is_the_same_written_anew(fixture, whole, &loaded, broken)?;
    }
    told_of_journals(&loaded, whole, broken)?;
    let journaled = journal::read(&Folder::open(&fixture.folder()).unwrap()).map_err(|problem| problem.to_string())?;
    // Work on everything that can be worked on, and save: what is guarded stays.
    let (mut saved, mut edits) = (loaded.project.clone(), Vec::new());
    let mut refused = BTreeSet::new();
    if let Some(recovery) = &loaded.recovery {
        settle_recovery(&fixture.folder(), recovery).map_err(|problem| problem.to_string())?;
        saved = recovery.saved.clone();
        edits.clone_from(&recovery.edits);
        refused.extend(recovery.refused.iter().map(|(edit, _)| edit.id));
    }
    let mut now = loaded.project.clone();
    now.title.push('!');
    now.sources.clear();
    for article in now.articles.values_mut() {
        let article = Arc::make_mut(article);
        article.meta.headline.push('!');
        article.review.claims.clear();
    }
    edits.push(note_edit(999 + random.below(9) as u128, &fixture.slug, "", "x"));
    save(&fixture.folder(), &saved, &now, &edits, &loaded.guarded);
    let after = all_files(fixture);
    for (name, now) in &after {
        if !is_private(name) && holds(now, "zq ") && (is_private(file) || !holds(bytes, "zq ")) {
            return Err(format!("{name} tells what is confidential"));
        }
        if is_journal(name) || is_set_aside(name) {
            continue; // what is in them is looked for below
        }
        let before = if name == file { Some(bytes) } else { whole.get(name) };
        let Some(before) = before else {
            if name.starts_with('.') {
                continue; // the program's own
            }
            return Err(format!("{name} is new"));
        };
        let may = name.ends_with("history.ronl") && now.starts_with(before);
        let is_free = name.ends_with(".ron") && !loaded.guarded.contains(name);
        if now != before && !may && !is_free {
            return Err(format!("{name} was overwritten"));
        }
        if is_private(name) && name.ends_with(".ron") && n_entries(now) < n_entries(before) {
            return Err(format!("{name} has fewer hidden things than before"));
        }
    }
    nothing_of_journals_is_lost(fixture, &journaled, &refused)?;
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

/// Whatever is not guarded was understood: written anew, it says the same.
fn is_the_same_written_anew(
    fixture: &Fixture,
    whole: &BTreeMap<String, Vec<u8>>,
    loaded: &Loaded,
    broken: &Broken,
) -> Result<(), String> {
    let Broken { file, bytes, how: _ } = broken;
    rewrite(&fixture.folder(), &loaded.project, std::slice::from_ref(file)).map_err(|problem| problem.to_string())?;
    let again = fs::read(fixture.path(file)).unwrap();
    // Entries whose fields were in another order are counted only when they are written anew.
    if n_entries(&again) < n_entries(bytes) {
        return Err("entries went although nothing was told".to_owned());
    }
    if fixture.load().project != loaded.project {
        return Err("written anew, it means something else".to_owned());
    }
    for (name, whole) in whole {
        fs::write(fixture.path(name), if name == file { bytes } else { whole }).unwrap();
    }
    Ok(())
}

fn n_entries(text: &[u8]) -> usize {
    let text: String = String::from_utf8_lossy(text).split_whitespace().collect();
    ["(id:\"", "(number:", "(claim:\"", "(tie:\"", "(query:\""].map(|begins| text.matches(begins).count()).iter().sum()
}

fn holds(bytes: &[u8], words: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(words)
}

fn is_journal(file: &str) -> bool {
    [JOURNAL, PRIVATE_JOURNAL].contains(&file)
}

fn is_set_aside(file: &str) -> bool {
    file.contains("/set-aside-")
}

/// What a damaged file says of what is confidential, and a damaged journal of the edits it hides.
fn told_of_journals(loaded: &Loaded, whole: &BTreeMap<String, Vec<u8>>, broken: &Broken) -> Result<(), String> {
    let Broken { file, bytes, how: _ } = broken;
    if is_private(file) && loaded.problems.iter().any(|problem| problem.to_string().contains("zq ")) {
        return Err(format!("a message tells what is confidential: {:?}", loaded.problems));
    }
    if !is_journal(file) {
        return Ok(());
    }
    let n_lines = bytes.split(|&byte| byte == b'\n').count();
    let told = |problem: &&Problem| problem.id == "journal-line" && !problem.why.is_empty();
    let told: Vec<&Problem> = loaded.problems.iter().filter(told).collect();
    for problem in &told {
        let is_there = |line| (1..=n_lines).contains(line);
        if !matches!(&problem.place, Place::Line { file: named, line, column: 1 } if named == file && is_there(line)) {
            return Err(format!("a line of the journal is told of elsewhere: {problem}"));
        }
    }
    let lines = |bytes: &[u8]| -> BTreeSet<Vec<u8>> {
        let lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r').filter(|line| !line.is_empty());
        lines.map(|line| line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).to_vec()).collect()
    };
    let (were, are) = (lines(&whole[file]), lines(bytes));
    let read = |bytes| {
        let file = if file == JOURNAL { JOURNAL } else { PRIVATE_JOURNAL };
        journal::journal_of(file, bytes).edits.len()
    };
    let (n_all, n_read, n_whole) = (read(&whole[file]), read(bytes), were.intersection(&are).count());
    if n_read < n_whole {
        return Err(format!("{n_whole} lines of the journal are whole, {n_read} of them are read"));
    }
    if n_read < n_all && told.is_empty() && !are.is_subset(&were) {
        return Err(format!("{n_read} of {n_all} edits of the journal are read, and nothing is told"));
    }
    Ok(())
}

/// After the save each edit that the journals had is in a history, in a journal still, or set aside with its reason;
/// and what is left of each damaged line is set aside.
fn nothing_of_journals_is_lost(fixture: &Fixture, had: &Journal, refused: &BTreeSet<EditId>) -> Result<(), String> {
    let folder = Folder::open(&fixture.folder()).unwrap();
    let aside: Vec<String> = all_files(fixture)
        .into_iter()
        .filter(|(name, _)| is_set_aside(name))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let still: BTreeSet<EditId> = journal::read(&folder).unwrap().edits.iter().map(|edit| edit.id).collect();
    for edit in &had.edits {
        let recorded = history::recorded(&folder, edit.article.as_ref(), &[edit.id].into());
        let is_aside = refused.contains(&edit.id) && aside.iter().any(|text| text.contains(&edit.id.to_string()));
        if recorded.is_empty() && !still.contains(&edit.id) && !is_aside {
            return Err(format!("edit {} of the journal is nowhere", edit.id.short()));
        }
    }
    for line in &had.damaged {
        if !aside.iter().any(|text| text.contains(&line.text)) {
            return Err(format!("damaged line {} of the journal is nowhere", line.line));
        }
    }
    Ok(())
}

#[test]
fn damaged_files_of_every_kind_are_told_and_never_overwritten() {
    let number =
        |name: &str, usual: u64| std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual);
    let (from, n_cases) = (number("TICKMARK_DAMAGED_FROM", 0), number("TICKMARK_DAMAGED", 300));
    let fixture = whole();
    let whole = files(&fixture);
    assert_eq!(whole.len(), 19, "{:?}", whole.keys());
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
        for (name, _) in all_files(&fixture).into_iter().filter(|(name, _)| is_set_aside(name)) {
            fs::remove_file(fixture.path(&name)).unwrap();
        }
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
