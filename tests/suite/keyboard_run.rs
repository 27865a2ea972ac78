//! A whole check by keyboard alone, counted: every fact of a real article ticked, tied to a source, no bare word left.
//!
//! In: the article of the corpus beside this repository (or in the folder that `TICKMARK_CORPUS` names), else our own
//! sample's. Out: the counts, printed. Must not know: how a tick is carried out.

use std::path::{Path, PathBuf};

use tickmark::model::article::Role;
use tickmark::model::ids::SourceId;
use tickmark::model::source::{Source, SourceKind};
use tickmark::session::command::Command;

use crate::desk::Desk;
use crate::window::Window;

const ARTICLE: &str = "china-backs-russia-on-security.txt";

/// The library: each with what is typed to find it.
const SOURCES: [(&str, &str); 10] = [
    ("Announcement of the visit", "an"),
    ("Briefing of the adviser, recording", "br"),
    ("Customs figures", "cu"),
    ("Draft of the joint statement", "dr"),
    ("Estimate of forces, tables", "es"),
    ("Foreign ministry, transcript", "fo"),
    ("Games programme", "ga"),
    ("House hearing, minutes", "ho"),
    ("Interview with the analyst", "in"),
    ("Journal of treaties", "jo"),
];

/// Short words that state nothing by themselves.
const EMPTY: [&str; 30] = [
    "a", "an", "and", "as", "at", "been", "but", "by", "for", "had", "has", "have", "however", "in", "is", "it", "of",
    "on", "or", "that", "the", "then", "to", "was", "were", "when", "where", "which", "who", "with",
];

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let named = std::env::var_os("TICKMARK_CORPUS").map(PathBuf::from);
    named.into_iter().chain([beside]).map(|folder| folder.join(ARTICLE)).find(|file| file.is_file())
}

#[test]
fn a_whole_article_is_checked_by_keyboard() {
    let (file, least_claims) = if let Some(file) = corpus() {
        (file, 100)
    } else {
        println!("skipped: {ARTICLE} is not there; the sample's article takes its place");
        (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample/ministers.txt"), 90)
    };
    let mut desk = Desk::new_project();
    for (title, _) in SOURCES {
        desk.run(Command::AddSource(Box::new(Source::new(SourceId::from_u128(0), title, SourceKind::Document))));
    }
    let mut window = Window::on(desk);
    window.press("Ctrl+Shift+O");
    window.until_label("Path");
    window.press("Ctrl+A");
    window.type_words(&file.display().to_string());
    window.until_label("Enter opens this file as an article");
    window.press("Enter");
    window.until("the article", |window| {
        window.session().current_article().is_some() && window.session().jobs().is_idle()
    });
    let n_to_open = window.n_presses();
    let words = bare(&window);

    let mut sources = SOURCES.iter().cycle();
    let mut pinned_for = None;
    let mut n_reads = 0;
    while bare(&window) > 0 {
        let left = bare(&window);
        window.tap("n");
        let selected = window.selected();
        let (block, role) = block_of(&window);
        // One piece at a time, and at the end all the little words that are left at once.
        if selected.iter().all(|words| has_nothing_to_check(words, role)) {
            window.tap("r");
            n_reads += 1;
        } else {
            // Another source for every third paragraph, as a checker works through one and takes up the next.
            if pinned_for != Some(block / 3) {
                pinned_for = Some(block / 3);
                window.press("p");
                window.type_words(sources.next().expect("a cycle never ends").1);
                window.press("Enter");
                assert_eq!(window.selected(), selected, "pinning keeps the selection");
            }
            window.tap("Space");
        }
        assert!(bare(&window) < left, "{selected:?} is bare still");
    }

    let n_presses = window.n_presses() - n_to_open;
    let article = window.session().current_article().expect("the article").clone();
    let claims: Vec<_> = article.review.claims.values().collect();
    let mut used: Vec<SourceId> = claims.iter().flat_map(|claim| claim.ties.iter().map(|tie| tie.source)).collect();
    used.sort_unstable();
    used.dedup();
    let average = n_presses as f64 / claims.len() as f64;
    println!(
        "{}: {} words, {} claims, {n_reads} pieces read, {n_presses} key presses, {average:.2} presses a claim, {} sources, {} bare words",
        article.title(),
        words,
        claims.len(),
        used.len(),
        bare(&window),
    );
    assert!(claims.len() >= least_claims, "{}", claims.len());
    assert!(claims.iter().all(|claim| claim.ties.len() == 1 && claim.so.is_some()), "each is tied and decided");
    assert!(used.len() <= 10, "{}", used.len());
    assert!(average <= 3.0, "{average}");
    assert_eq!(bare(&window), 0);
    window.frames(1);
    assert!(window.has("0 bare"));

    window.press("n");
    assert!(window.has("No bare words are left in this article"));
    window.save();
    let before = window.session().project().expect("a project").clone();
    let desk = window.close().opened();
    assert_eq!(*desk.session.project().expect("a project"), before, "everything is on disk");
}

fn bare(window: &Window) -> usize {
    window.session().current_index().expect("an article is shown").coverage().bare
}

/// The block the selection begins in, from 0, and its role.
fn block_of(window: &Window) -> (usize, Role) {
    let draft = &window.session().current_article().expect("an article is shown").draft;
    let block = draft.block_at(window.session().view().selection.main().start()).expect("a block");
    (block, draft.blocks()[block].role)
}

fn has_nothing_to_check(words: &str, role: Role) -> bool {
    let is_empty = |word: &str| EMPTY.contains(&word.to_lowercase().as_str());
    matches!(role, Role::Byline | Role::Credit) || words.split_whitespace().all(is_empty)
}
