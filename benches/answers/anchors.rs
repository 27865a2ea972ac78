//! Answers the `anchor_*` sets: where old words are in a new text, and how sure that is.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};
use tickmark::text::reanchor::{Quote, Realignment};
use tickmark::text::span::{ScalarIndex, ScalarSpan};

/// Two texts made ready for any number of questions.
struct Pair<'a> {
    realignment: Realignment<'a>,
    old: (&'a str, ScalarIndex),
    new: (&'a str, ScalarIndex),
}

pub(crate) fn answer(text: &str, _folder: &Path) -> String {
    let rows: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let string = |row: &'_ Value, field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |row: &Value, field: &str| usize::try_from(row.get(field)?.as_u64()?).ok();
    let texts: Vec<(String, String, String)> = rows
        .iter()
        .filter(|row| string(row, "type") == "pair")
        .map(|row| (string(row, "pid"), string(row, "old"), string(row, "new")))
        .collect();
    let pairs: HashMap<&str, Pair<'_>> = texts
        .iter()
        .map(|(id, old, new)| {
            let pair = Pair {
                realignment: Realignment::new(old, new),
                old: (old, ScalarIndex::new(old)),
                new: (new, ScalarIndex::new(new)),
            };
            (id.as_str(), pair)
        })
        .collect();
    let mut out = String::new();
    for row in rows.iter().filter(|row| string(row, "type") == "anchor") {
        let Some(pair) = pairs.get(string(row, "pid").as_str()) else { continue };
        let place = match (number(row, "start"), number(row, "end")) {
            (Some(start), Some(end)) => pair.old.1.bytes_from_scalars(pair.old.0, ScalarSpan { start, end }),
            _ => None,
        };
        let (exact, prefix, suffix) = (string(row, "exact"), string(row, "prefix"), string(row, "suffix"));
        let found = pair.realignment.find(&Quote { exact: &exact, prefix: &prefix, suffix: &suffix, place });
        let place = found.place.map(|place| pair.new.1.scalars_from_bytes(pair.new.0, place));
        let answer = json!({
            "aid": row.get("aid"),
            "status": found.outcome.word(),
            "start": place.map(|place| place.start),
            "end": place.map(|place| place.end),
        });
        out.push_str(&answer.to_string());
        out.push('\n');
    }
    out
}
