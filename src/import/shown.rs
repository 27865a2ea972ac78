//! What was read, as lines that cases compare with: blocks with their roles, and what hangs on their words.
//!
//! In: what a reader made of a file. Out: one line a block, one an annotation.

use crate::import::Imported;
use crate::model::article::Draft;

/// The blocks, "role: words", a line break in the words as "/".
pub(super) fn blocks(imported: &Imported) -> Vec<String> {
    let draft = Draft::new(&imported.text, &imported.roles);
    let shown = draft
        .blocks()
        .iter()
        .map(|block| format!("{}: {}", block.role.word(), block.span.of(&imported.text).unwrap().replace('\n', "/")));
    shown.collect()
}

/// What hangs on the words: "kind «words» note|url|author|made".
pub(super) fn hanging(imported: &Imported) -> Vec<String> {
    let shown = imported.annotations.iter().map(|(span, on)| {
        let words = span.of(&imported.text).unwrap();
        let rest = [&on.words, &on.url, &on.author, &on.made].map(String::as_str).join("|");
        format!("{} «{words}» {}", on.kind.word(), rest.trim_end_matches('|'))
    });
    shown.collect()
}
