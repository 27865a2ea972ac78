//! Writes values as RON the way every file of a project is written.
//!
//! In: values that serde can write. Out: text: 4 spaces, one field a line, LF, a final newline; or one compact line.
//! Must not know: which file it is for.
//! Holds: the same value gives the same bytes on every system; what it writes is read back as the same value.

use ron::ser::PrettyConfig;
use serde::Serialize;

use crate::model::problem::Problem;

/// `value` as a whole file.
pub(super) fn pretty<T: Serialize>(value: &T) -> Result<String, Problem> {
    let shape = PrettyConfig::new().new_line("\n").indentor("    ");
    let mut text = readable(&ron::ser::to_string_pretty(value, shape).map_err(|error| internal(&error))?);
    text.push('\n');
    Ok(text)
}

/// `value` on one line, without a newline.
pub(super) fn line<T: Serialize>(value: &T) -> Result<String, Problem> {
    Ok(readable(&ron::ser::to_string(value).map_err(|error| internal(&error))?))
}

/// RON with the escapes taken out that only make it hard to read: `\'`, and combining marks as `\u{…}`.
///
/// Backslashes stand in strings only, so they need not be told from anything else.
fn readable(ron: &str) -> String {
    let mut out = String::with_capacity(ron.len());
    let mut rest = ron;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        out.push_str(plain);
        if let Some(after) = escaped.strip_prefix('\'') {
            out.push('\'');
            rest = after;
        } else if let Some((mark, after)) = combining_mark(escaped) {
            out.push(mark);
            rest = after;
        } else {
            out.push('\\');
            let mut chars = escaped.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out.push_str(rest);
    out
}

/// The mark that `u{…}` at the start of `escaped` stands for, when it is one that shows on the letter before it.
fn combining_mark(escaped: &str) -> Option<(char, &str)> {
    let (digits, after) = escaped.strip_prefix("u{")?.split_once('}')?;
    let mark = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
    // The standard library escapes such a mark at the start of a text only; invisible characters it always escapes.
    let on_a_letter = format!("a{mark}");
    (on_a_letter.escape_debug().to_string() == on_a_letter).then_some((mark, after))
}

fn internal(error: &ron::Error) -> Problem {
    Problem::error("not-serialised", "Tickmark could not write its own data: this is a fault of the program")
        .why(error.to_string())
        .now("the files are as they were before")
        .help("Copy these details into a report of the fault")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_readable_and_comes_back_the_same() {
        let words = "we'll \"say\" C:\\new \\' ’ e\u{301} हिन्दी \u{202e}x\n\t\u{301} 👩‍👩‍👧 \\u{301}";
        let text = line(&words).unwrap();
        assert_eq!(ron::from_str::<String>(&text).as_deref(), Ok(words));
        assert!(text.starts_with("\"we'll \\\"say\\\" C:\\\\new"), "{text}");
        assert!(
            text.contains("e\u{301} हिन्दी \\u{202e}x\\n\\t"),
            "marks show, what turns the line round does not: {text}"
        );
        assert!(!text.contains('\n'));
    }

    #[test]
    fn a_file_has_one_field_a_line() {
        #[derive(Serialize)]
        struct File {
            schema: u32,
            list: Vec<Option<u8>>,
        }
        assert_eq!(
            pretty(&File { schema: 1, list: vec![Some(1), None] }).unwrap(),
            "(\n    schema: 1,\n    list: [\n        Some(1),\n        None,\n    ],\n)\n"
        );
    }
}
