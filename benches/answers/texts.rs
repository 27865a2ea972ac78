//! Answers the `html_*`, `docs_*` and `encodings` sets: the text that a file is read as.
//!
//! A document answers with the blocks that are not furniture, an old encoding with all of its text. A page answers with
//! those of its article that stand below the head: its title is answered apart, and whose text it is and of which day are
//! metadata in the sets, as they are with readability and trafilatura, whose figures ours stand beside.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use tickmark::import::Imported;
use tickmark::model::article::{Draft, Role};
use tickmark::model::problem::Problem;
use tickmark::session::jobs::Cancel;
use tickmark::session::reading::{MOST_MEMORY, Measured, Reader};

/// What of a text is the answer.
#[derive(Clone, Copy)]
enum Part {
    /// The blocks that are not furniture.
    Article,
    /// The same without headline, byline and dateline.
    BelowHead,
    /// Every block.
    All,
}

/// The answers to pages, whose files lie in the folder's `files`.
pub(crate) fn pages(text: &str, folder: &Path) -> String {
    answers(text, |row| Some(read_file(folder, row.get("html")?.as_str()?, Part::BelowHead)))
}

/// The answers to documents, whose files lie in the folder's `files`.
pub(crate) fn documents(text: &str, folder: &Path) -> String {
    if text.contains("\"malicious/") && !folder.join("files/malicious").exists() {
        eprintln!(
            "the hostile files are missing: python3 make_malicious.py files/malicious, beside the sets, writes them"
        );
    }
    answers(text, |row| Some(read_file(folder, row.get("path")?.as_str()?, Part::Article)))
}

/// The answers to texts in old encodings, whose bytes stand in the set itself.
pub(crate) fn encodings(text: &str, _folder: &Path) -> String {
    answers(text, |row| Some(read("text.txt", &bytes_of_base64(row.get("bytes_b64")?.as_str()?), Part::All)))
}

fn answers(text: &str, answer: impl Fn(&Value) -> Option<Value>) -> String {
    let mut out = String::new();
    for row in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let mut answer = answer(&row).unwrap_or_else(|| json!({"error": "the case names no file"}));
        if let (Some(answer), Some(id)) = (answer.as_object_mut(), row.get("id")) {
            answer.insert("id".to_owned(), id.clone());
        }
        out.push_str(&answer.to_string());
        out.push('\n');
    }
    out
}

fn read_file(folder: &Path, path: &str, part: Part) -> Value {
    let name = path.rsplit('/').next().unwrap_or(path);
    match std::fs::read(folder.join("files").join(path)) {
        Ok(bytes) => read(name, &bytes, part),
        Err(error) => json!({"error": format!("{path}: {error}")}),
    }
}

/// What the program makes of a file, read in a process of its own under the limits that every file has.
fn read(name: &str, bytes: &[u8], part: Part) -> Value {
    let reader = Reader::Apart(env!("CARGO_BIN_EXE_tickmark").into());
    let begun = Instant::now();
    let Measured { outcome, peak_bytes } = reader.measured(name, bytes, &Cancel::default());
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let peak_mb = peak_bytes.map(|bytes| bytes >> 20);
    match outcome {
        Ok(imported) => json!({
            "text": words(&imported, part), "title": imported.meta.headline, "error": null, "ms": ms, "peak_mb": peak_mb,
        }),
        Err(Problem { id, what, .. }) => {
            // A process that took too much told no figure: it was ended at the limit.
            let peak_mb = if id == "reading-too-much-memory" { Some(MOST_MEMORY >> 20) } else { peak_mb };
            json!({"text": null, "title": null, "error": what, "ms": ms, "peak_mb": peak_mb})
        }
    }
}

fn words(imported: &Imported, part: Part) -> String {
    let draft = Draft::new(&imported.text, &imported.roles);
    let blocks: Vec<&str> = draft
        .blocks()
        .iter()
        .filter(|block| match part {
            Part::All => true,
            Part::Article => block.role != Role::Furniture,
            Part::BelowHead => !matches!(block.role, Role::Furniture | Role::Headline | Role::Byline | Role::Dateline),
        })
        .filter_map(|block| block.span.of(&imported.text))
        .collect();
    blocks.join("\n\n")
}

/// Bytes written in base64 (RFC 4648, section 4); other characters are passed over.
fn bytes_of_base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values = text.bytes().filter_map(|byte| u32::try_from(LETTERS.iter().position(|letter| *letter == byte)?).ok());
    let values: Vec<u32> = values.collect();
    let mut out = Vec::with_capacity(values.len() * 3 / 4);
    for group in values.chunks(4) {
        let bits = group.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - group.len()));
        let bytes = bits.to_be_bytes();
        out.extend(bytes.iter().skip(1).take(group.len() * 6 / 8));
    }
    out
}
