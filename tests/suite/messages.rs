//! Every message says what is safe and what can be done: a problem without *now* or *help* leaves people alone.
//!
//! In: the sources as text. Must not know: what the messages say.
//! Limits: looks at the expression that makes a problem; what is added elsewhere is listed below.

use std::path::Path;

use crate::tidy::rust_files;

/// Problems that get their *now* or *help* later, by the file and the beginning of what makes them, each with where.
const LATER: [(&str, &str); 5] = [
    // Both arms of the match that follows.
    ("src/cli/mod.rs", "\"no-display\""),
    ("src/session/claims.rs", "\"no-rating\""),
    // Every caller says what to do about its own reason.
    ("src/session/addresses.rs", "id, format!(\"{} was not opened"),
    ("src/session/fetching.rs", "id, format!(\"“{}” was not opened"),
    ("src/session/reading/mod.rs", "id, format!(\"“{name}” was not read"),
];

/// The source as far as the program goes: without its tests.
fn program(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests").and_then(|at| text.get(..at)).unwrap_or(text)
}

/// What stands between the bracket at the start of `text` and the one that closes it, and what follows.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                while let Some((_, inside)) = letters.next() {
                    match inside {
                        '\\' => drop(letters.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '/' if letters.peek().is_some_and(|(_, next)| *next == '/') => {
                while letters.next().is_some_and(|(_, inside)| inside != '\n') {}
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some((text.get(1..at)?, text.get(at + 1..)?));
                }
            }
            _ => {}
        }
    }
    None
}

/// The names of the methods called one after another at the start of `text`.
fn called(mut text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    loop {
        text = text.trim_start();
        if let Some(comment) = text.strip_prefix("//") {
            text = comment.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let Some(rest) = text.strip_prefix('.') else { return names };
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        names.push(name);
        match bracketed(rest).filter(|_| rest.starts_with('(')) {
            Some((_, rest)) => text = rest,
            None => return names,
        }
    }
}

/// What is wanting in the messages of a source file, a line each.
fn wanting(path: &Path, text: &str) -> Vec<String> {
    let text = program(text);
    let mut wanting = Vec::new();
    for word in ["Problem::error(", "Problem::warning(", "Problem::note("] {
        for (at, _) in text.match_indices(word) {
            let Some((made, rest)) = text.get(at + word.len() - 1..).and_then(bracketed) else { continue };
            let names = called(rest);
            let shown = path.display().to_string().replace('\\', "/");
            let is_later = LATER.iter().any(|(file, start)| shown == *file && made.trim_start().starts_with(start));
            let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
            let missing = ["now", "help"].into_iter().filter(|name| !names.contains(name) && !is_later);
            wanting.extend(missing.map(|name| format!("{shown}:{line}: no {name}: {}", made.trim())));
        }
    }
    wanting
}

#[test]
fn every_problem_says_what_is_safe_and_what_to_do() {
    let files = rust_files("src");
    let is_test = |path: &Path| path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
    let wanting: Vec<String> =
        files.iter().filter(|(path, _)| !is_test(path)).flat_map(|(path, text)| wanting(path, text)).collect();
    assert!(wanting.is_empty(), "{}", wanting.join("\n"));
}

#[test]
fn a_message_that_leaves_people_alone_is_found() {
    let path = Path::new("src/x.rs");
    let text = "Problem::error(\"a\", format!(\"b) {c}\"))\n    .at(place)\n    // why\n    .now(\"d\")";
    assert_eq!(wanting(path, text), ["src/x.rs:1: no help: \"a\", format!(\"b) {c}\")"]);
    assert!(wanting(path, &format!("{text}\n    .help(\"e\")")).is_empty());
}
