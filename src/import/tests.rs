//! Cases for reading whole files: format by content and name, roles and metadata together, limits.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

use super::*;
use crate::model::article::Draft;

fn blocks(imported: &Imported) -> Vec<(Role, String)> {
    let draft = Draft::new(&imported.text, &imported.roles);
    assert_eq!(draft.blocks().len(), imported.roles.len(), "as many roles as blocks");
    draft.blocks().iter().map(|block| (block.role, block.span.of(&imported.text).unwrap().to_owned())).collect()
}

fn role_of(blocks: &[(Role, String)], start: &str) -> Role {
    blocks.iter().find(|(_, text)| text.starts_with(start)).unwrap_or_else(|| panic!("no block starts with {start}")).0
}

#[test]
fn the_format_is_told_by_content_then_by_name() {
    let cases = [
        ("a.txt", "# Not a mark\n\nText.", "# Not a mark\n\nText."),
        ("a.md", "# A mark\n\nText.", "A mark\n\nText."),
        ("A.MARKDOWN", "# A mark\n\nText.", "A mark\n\nText."),
        ("a.txt", "<!doctype html><body><h1>A title</h1><p>Text.</p>", "A title\n\nText."),
        ("a.htm", "<h1>A title</h1><p>Text.</p>", "A title\n\nText."),
        ("a", "<p>Text", "<p>Text"),
    ];
    for (name, source, text) in cases {
        assert_eq!(read(name, source.as_bytes()).unwrap().text, text, "{name} {source}");
    }
}

#[test]
fn files_without_text_are_refused() {
    let big = vec![b'a'; usize::try_from(MAX_BYTES).unwrap() + 1];
    let cases: &[(&str, &[u8], &str)] = &[
        ("a.txt", b"", "file-empty"),
        ("a.txt", b" \r\n\t\n", "file-empty"),
        ("a.txt", b"\xef\xbb\xbf", "file-empty"),
        ("a.md", b"---\n\n---\n", "file-empty"),
        ("a.html", b"<html><script>x</script></html>", "file-empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "not-text"),
        ("a.txt", &big, "too-large"),
    ];
    for (name, bytes, id) in cases {
        let problem = read(name, bytes).unwrap_err();
        assert_eq!(problem.id, *id);
        assert!(!problem.help.is_empty() && !problem.now.is_empty() && problem.what.contains(name), "{problem}");
    }
}

#[test]
fn a_file_of_nothing_but_furniture_is_text() {
    let imported = read("a.txt", b"Subscribe today").unwrap();
    assert_eq!(blocks(&imported), [(Role::Body, "Subscribe today".to_owned())]);
}

#[test]
fn a_story_in_plain_text() {
    let source = "Subscribe today\r\n\r\nStorm closes port\r\n\r\nShips wait; nobody knows how long\r\n\r\nBy Ana Brandt\r\n\r\n\
        ODESA, Feb. 2, 2022 — The harbour was closed on Sunday, because of the storm, until further notice.\r\n\r\n\
        Read more: Other things\r\n";
    let imported = read("storm.txt", source.as_bytes()).unwrap();
    let roles: Vec<_> = blocks(&imported).into_iter().map(|(role, _)| role).collect();
    use Role::{Body, Byline, Deck, Furniture, Headline};
    assert_eq!(roles, [Furniture, Headline, Deck, Byline, Body, Furniture]);
    let meta = &imported.meta;
    assert_eq!(
        (meta.headline.as_str(), meta.byline.as_str(), meta.dateline.as_str()),
        ("Storm closes port", "Ana Brandt", "ODESA")
    );
    assert_eq!(meta.published.map(|date| date.to_string()).as_deref(), Some("2022-02-02"));
    assert_eq!((meta.published_from.as_str(), imported.encoding.as_str()), ("dateline", "UTF-8"));
}

#[test]
fn a_story_in_markdown() {
    let source = "# Storm closes port\n\n*Ships wait*\n\nBy Ana Brandt\n\nODESA, 31 January 2022\n\nThe harbour was closed \
        on Sunday.\n\nShips at anchor on Sunday.\n\nPhoto: Jo Lind / Meridian\n\n## Cargo\n\n- wheat\n\nRead more: [Other](x)\n";
    let imported = read("storm.md", source.as_bytes()).unwrap();
    let roles: Vec<_> = blocks(&imported).into_iter().map(|(role, _)| role).collect();
    use Role::{Body, Byline, Caption, Credit, Dateline, Deck, Furniture, Headline, ListItem, Subhead};
    assert_eq!(roles, [Headline, Deck, Byline, Dateline, Body, Caption, Credit, Subhead, ListItem, Furniture]);
    assert_eq!((imported.meta.byline.as_str(), imported.meta.dateline.as_str()), ("Ana Brandt", "ODESA"));
}

#[test]
fn a_megabyte_is_read_whole() {
    let mut source = "Title of the text\n\n".to_owned();
    for n in 0..10_000 {
        writeln!(
            source,
            "Paragraph {n} says that the harbour was closed because of the storm, and the ships wait on.\n"
        )
        .unwrap();
    }
    let imported = read("a.txt", source.as_bytes()).unwrap();
    assert_eq!(imported.roles.len(), 10_001);
    assert_eq!(imported.roles.first(), Some(&Role::Headline));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn anything_ends_in_blocks_or_a_problem(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        text in "([a-zA-Z .,#*>|`<&;/\\-\\[\\]()\"\n\t\u{a0}é—]|<p>|</p>|<li>|<td>|<tr>|<br>|\n\n|---\n|# |By |Photo: ){0,60}",
        kind in 0_usize..3,
    ) {
        let name = ["a.txt", "a.md", "a.html"].get(kind).copied().unwrap_or("a");
        for source in [bytes.as_slice(), text.as_bytes()] {
            if let Ok(imported) = read(name, source) {
                let draft = Draft::new(&imported.text, &imported.roles);
                prop_assert_eq!(draft.blocks().len(), imported.roles.len());
                prop_assert_eq!(imported.text.trim(), imported.text.as_str());
                prop_assert_eq!(imported.text.contains("\n\n\n"), false);
                // Every block's text ends where the blank line begins: the split is exact.
                let n_pieces = imported.text.split("\n\n").count();
                prop_assert_eq!(n_pieces, imported.roles.len());
            }
        }
    }
}

/// The texts that lie beside a checkout of the project, where there are any.
#[test]
fn the_corpus_gets_its_roles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let read = |name: &str| {
        let imported = read(name, &std::fs::read(folder.join(name)).unwrap()).unwrap();
        let blocks = blocks(&imported);
        println!("\n{name}: {:?} {:?} {:?}", imported.meta.byline, imported.meta.dateline, imported.meta.published);
        for (role, text) in &blocks {
            println!("  {:<10} {}", role.word(), crate::model::problem::shortened(text, 80));
        }
        (imported, blocks)
    };
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: there is no {}", folder.display());
        return;
    };
    let (_, wire) = read("china-backs-russia-on-security.txt");
    use Role::{Body, Caption, Credit, Dateline, Furniture, Headline, Subhead};
    let head: Vec<_> = wire.iter().take(6).map(|(role, _)| *role).collect();
    assert_eq!(head, [Furniture, Furniture, Furniture, Headline, Credit, Body]);
    assert_eq!(wire.last().map(|(role, _)| *role), Some(Furniture));
    assert_eq!(role_of(&wire, "'Ukraine just"), Subhead);
    assert_eq!(role_of(&wire, "Tanks, 'copters"), Subhead);
    assert_eq!(wire.iter().filter(|(role, _)| *role == Body).count(), wire.len() - 8, "all else is running text");

    let mut names: Vec<_> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    for name in names.iter().filter(|name| name.starts_with("gum_news_")) {
        let (imported, blocks) = read(name);
        assert_eq!(blocks.first().map(|(role, _)| *role), Some(Headline), "{name}");
        assert!(imported.meta.published.is_some(), "{name} has a date line");
        let second = blocks.get(1).map(|(role, _)| *role);
        assert_eq!(second, Some(if name.contains("flag") { Body } else { Dateline }), "{name}");
        for (role, text) in blocks.iter().filter(|(_, text)| text.contains(" Image: ")) {
            assert!(*role == Caption || text.split_whitespace().count() > 60, "{name}: {text}");
        }
    }
}
