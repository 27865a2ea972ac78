//! Brings files of older schema versions up to the present one, step by step, before they are read.
//!
//! In: a file's name, its text and the version it says. Out: the text as the present version has it, and where each
//! place of it stands in the file. Must not know: what the fields mean to the rest of the program, disk.
//! Holds: each version that was ever given out is in the table and leads to the next; a step never fails: what it does
//! not find it leaves alone, and the reader tells it. The file itself is kept aside when it is first written anew.
//! To add a version: raise [`SCHEMA`], give the table a row for the version before it, write that function, and add a
//! project of the version before to `tests/fixtures/store/` with a case in `tests/suite/versions.rs`.

use std::borrow::Cow;
use std::ops::Range;

use crate::store::reader::SCHEMA;
use crate::store::split::{self, Field};

/// Turns a file of one version into the next: what of its text is replaced. The schema number itself is seen to.
type Step = fn(name: &str, text: &str, fields: &[Field]) -> Vec<Swap>;

/// From which version each step leads on.
const STEPS: &[(u32, Step)] = &[(1, from_1)];

/// Text that a step replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Swap {
    /// Where it stands (bytes, end exclusive).
    pub(super) at: Range<usize>,
    /// What stands there afterwards.
    pub(super) by: String,
}

/// What each swap of a step put in, and what it replaced.
type Moves = Vec<(Range<usize>, Range<usize>)>;

/// Where the places of a migrated text stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The last step's last.
    steps: Vec<Moves>,
}

impl Places {
    /// The byte of the file that byte `at` of the migrated text comes from.
    pub(super) fn original(&self, at: usize) -> usize {
        self.steps.iter().rev().fold(at, |at, swaps| match swaps.iter().rev().find(|(new, _)| new.start <= at) {
            Some((new, old)) if at < new.end => old.start,
            Some((new, old)) => at - new.end + old.end,
            None => at,
        })
    }
}

/// 1 → 2: claims have owners, legal flags and what a new draft did to them; articles have stages, sign-offs, closings
/// and corrections; notes, queries, sources and ties have a visibility. A file of version 1 has none of it, and what is
/// left out means what version 1 meant: in check, notes and queries for the newsroom, sources and ties for everybody.
fn from_1(_name: &str, _text: &str, _fields: &[Field]) -> Vec<Swap> {
    Vec::new()
}

/// Whether files of `version` can be brought up to the present one.
pub(super) fn is_older(version: u32) -> bool {
    version < SCHEMA && STEPS.iter().any(|&(from, _)| from == version)
}

/// The text of a file of `version` as the present version has it.
pub(super) fn migrate<'a>(name: &str, text: &'a str, version: u32) -> (Cow<'a, str>, Places) {
    run(STEPS, name, text, version)
}

/// The schema version that the bytes of a file say, however damaged the rest of it is.
pub(super) fn version_of(bytes: &[u8]) -> Option<u32> {
    /// The version stands first; a file that says it later than this says it to nobody.
    const FIRST: usize = 1 << 10;
    let first = bytes.get(..FIRST.min(bytes.len())).unwrap_or_default();
    let text = String::from_utf8_lossy(first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first));
    let (_, rest) = text.split_once("schema")?;
    let digits = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    digits.get(..end)?.parse().ok()
}

fn run<'a>(table: &[(u32, Step)], name: &str, text: &'a str, version: u32) -> (Cow<'a, str>, Places) {
    let (mut text, mut places, mut version) = (Cow::Borrowed(text), Places::default(), version);
    while let Some(&(_, step)) = table.iter().find(|&&(from, _)| from == version) {
        version += 1;
        let fields = split::split(&text).fields;
        let mut swaps = step(name, &text, &fields);
        let schema = fields.iter().find(|field| text.get(field.name.clone()) == Some("schema"));
        swaps.extend(schema.map(|field| Swap { at: field.value.clone(), by: version.to_string() }));
        let (next, moved) = swapped(&text, swaps);
        text = next.into();
        places.steps.push(moved);
    }
    (text, places)
}

/// `text` with the swaps made; of two that overlap, the first.
fn swapped(text: &str, mut swaps: Vec<Swap>) -> (String, Moves) {
    swaps.sort_by_key(|swap| (swap.at.start, swap.at.end));
    let (mut out, mut moved, mut done) = (String::with_capacity(text.len()), Vec::new(), 0);
    for Swap { at, by } in swaps {
        let Some(before) = text.get(done..at.start).filter(|_| text.get(at.clone()).is_some()) else { continue };
        out.push_str(before);
        let start = out.len();
        out.push_str(&by);
        done = at.end;
        moved.push((start..out.len(), at));
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_leads_to_the_present_one() {
        let versions: Vec<u32> = STEPS.iter().map(|&(from, _)| from).collect();
        assert_eq!(versions, (1..SCHEMA).collect::<Vec<_>>());
        assert!(is_older(1) && !is_older(0) && !is_older(SCHEMA) && !is_older(SCHEMA + 1));
    }

    /// Renames `claims` to `assertions`, and `colour` inside of it to `hue`.
    fn renaming(name: &str, text: &str, fields: &[Field]) -> Vec<Swap> {
        assert_eq!(name, "review.ron");
        let mut swaps = Vec::new();
        for field in fields.iter().filter(|field| text.get(field.name.clone()) == Some("claims")) {
            swaps.push(Swap { at: field.name.clone(), by: "assertions".into() });
            for element in &field.elements {
                let at = element.start + text.get(element.clone()).unwrap().find("colour").unwrap();
                swaps.push(Swap { at: at..at + "colour".len(), by: "hue".into() });
            }
        }
        swaps
    }

    /// Puts a field in front of the last one.
    fn adding(_name: &str, _text: &str, fields: &[Field]) -> Vec<Swap> {
        let at = fields.last().unwrap().name.start;
        vec![Swap { at: at..at, by: "reads: [], ".into() }]
    }

    #[test]
    fn steps_follow_each_other_and_places_lead_back() {
        let text = "(schema: 8, claims: [(colour: 1), (colour: 22)], draft: 1)";
        let (migrated, places) = run(&[(8, renaming), (9, adding)], "review.ron", text, 8);
        assert_eq!(migrated, "(schema: 10, assertions: [(hue: 1), (hue: 22)], reads: [], draft: 1)");
        for word in ["22", "draft", "[(", ", (", "(schema"] {
            let (now, then) = (migrated.find(word).unwrap(), text.find(word).unwrap());
            assert_eq!(places.original(now), then, "{word}");
        }
        assert_eq!(places.original(migrated.find("ue: 22").unwrap()), text.rfind("colour").unwrap());
        assert_eq!(places.original(migrated.len()), text.len());
    }

    #[test]
    fn steps_leave_alone_what_they_do_not_find() {
        let overlapping = |_: &str, _: &str, _: &[Field]| {
            vec![
                Swap { at: 2..4, by: "x".into() },
                Swap { at: 3..9, by: "y".into() },
                Swap { at: 5..99, by: "z".into() },
            ]
        };
        assert_eq!(run(&[(8, overlapping)], "review.ron", "aé€bc", 8).0, "aé€bc", "inside of a character");
        assert_eq!(run(&[(8, overlapping)], "review.ron", "abcdefghi", 8).0, "abxefghi");
        assert_eq!(run(&[], "review.ron", "", 1).0, "");
    }

    #[test]
    fn a_version_is_read_off_the_first_bytes() {
        let check = |text: &str, version: Option<u32>| assert_eq!(version_of(text.as_bytes()), version, "{text}");
        check("(\n    schema: 1,\n    claims: [", Some(1));
        check("\u{feff}(schema:12,)", Some(12));
        check("( schema : 3 )", Some(3));
        for none in ["", "schema", "(schema: \"1\")", "(schema: 1", "(schema: 99999999999)", "(title: \"x\")"] {
            check(none, None);
        }
        assert_eq!(version_of(&[0xff; 4000]), None);
    }
}
