//! Reads the front matter of a Markdown text: YAML between two rules, or a title block of lines that begin with "%".
//!
//! In: the text. Out: metadata, the lines that were not understood, and the text after it.
//! Must not know: Markdown.
//! Holds: nothing is lost: what is no metadata is among the lines that were not understood.
//! Limits: YAML is read line by line: plain values, quoted values, lists of them; no nested maps.

use crate::import::{dates, meta};
use crate::model::article::Meta;
use crate::model::found;

/// The metadata block at a text's start.
pub(super) struct FrontMatter<'a> {
    /// What it says of the article.
    pub(super) meta: Meta,
    /// Its lines that were not understood.
    pub(super) unread: Option<String>,
    /// The text after it.
    pub(super) rest: &'a str,
}

/// The front matter of a text, in YAML or as a title block.
pub(super) fn read(text: &str) -> FrontMatter<'_> {
    let none = || FrontMatter { meta: Meta::default(), unread: None, rest: text };
    if let Some(found) = title_block(text) {
        return found;
    }
    let Some(inside) = text.strip_prefix("---\n") else { return none() };
    let Some(end) = inside.find("\n---\n").or_else(|| inside.strip_suffix("\n---").map(str::len)) else {
        return none();
    };
    let Some(lines) = inside.get(..end) else { return none() };
    let is_entry = |line: &str| {
        line.trim().is_empty()
            || line.starts_with([' ', '\t', '#'])
            || line.starts_with("- ")
            || line
                .split_once(':')
                .is_some_and(|(key, value)| !key.contains(' ') && (value.is_empty() || value.starts_with(' ')))
    };
    if !lines.lines().all(is_entry) {
        // Text between two rules, and no front matter.
        return none();
    }
    let mut meta = Meta::default();
    let mut unread = Vec::new();
    let mut lines = lines.lines().peekable();
    while let Some(line) = lines.next() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let mut values: Vec<&str> = listed(value.trim());
        let mut taken = vec![line];
        while let Some(item) =
            lines.next_if(|next| next.trim_start().starts_with("- ") || next.starts_with([' ', '\t']))
        {
            values.push(unquoted(item.trim().trim_start_matches("- ")));
            taken.push(item);
        }
        values.retain(|value| !value.is_empty());
        if !take_entry(&mut meta, &key.to_ascii_lowercase(), &values) {
            unread.extend(taken.into_iter().filter(|line| !line.trim().is_empty()));
        }
    }
    let rest = inside.get(end + 1..).and_then(|rest| rest.strip_prefix("---")).unwrap_or("");
    FrontMatter { meta, unread: (!unread.is_empty()).then(|| unread.join("\n")), rest }
}

/// Puts one entry into its field; `false` when there is none for it.
fn take_entry(meta: &mut Meta, key: &str, values: &[&str]) -> bool {
    let joined = values.join(", ");
    let (field, place) = match key {
        "title" | "headline" => (&mut meta.headline, &mut meta.found.headline),
        "author" | "authors" | "byline" => (&mut meta.byline, &mut meta.found.byline),
        "date" | "published" | "publishdate" | "pubdate" => {
            let Some((date, _)) = dates::date_at_start(&joined) else { return false };
            meta.published = Some(date);
            (&mut meta.published_from, &mut String::new())
        }
        "publication" | "publisher" | "site" => (&mut meta.publication, &mut meta.found.publication),
        "place" | "dateline" | "location" => (&mut meta.dateline, &mut meta.found.dateline),
        "url" | "link" | "canonical" => (&mut meta.url, &mut meta.found.url),
        "lang" | "language" => (&mut meta.language, &mut meta.found.language),
        _ => return false,
    };
    *field = match key {
        "author" | "authors" | "byline" => meta::names(&joined).filter(|_| values.len() < 2).unwrap_or(joined),
        "date" | "published" | "publishdate" | "pubdate" => found::FRONT_MATTER.to_owned(),
        _ => joined,
    };
    found::FRONT_MATTER.clone_into(place);
    true
}

fn listed(value: &str) -> Vec<&str> {
    match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
        Some(items) => items.split(',').map(unquoted).collect(),
        None => vec![unquoted(value)],
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
}

/// A title block as pandoc has it: "% Title", "% Ana Brandt; Jo Lind", "% 2 February 2022", a line that is indented going
/// on with the one before.
fn title_block(text: &str) -> Option<FrontMatter<'_>> {
    let mut fields: Vec<Vec<&str>> = Vec::new();
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n').or_else(|| (!rest.is_empty()).then_some((rest, ""))) {
        match line.strip_prefix('%') {
            Some(field) if fields.len() < 3 && !field.starts_with('%') => fields.push(vec![field.trim()]),
            _ if line.starts_with(' ') && !line.trim().is_empty() => fields.last_mut()?.push(line.trim()),
            _ => break,
        }
        rest = after;
    }
    let mut fields = fields.into_iter();
    let title = fields.next()?.join(" ");
    let mut meta = Meta::default();
    let names: Vec<&str> = fields.next().unwrap_or_default();
    let names: Vec<&str> =
        names.iter().flat_map(|line| line.split(';')).map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut unread = None;
    for (key, values) in [("title", vec![title.as_str()]), ("author", names)] {
        if values.iter().any(|value| !value.is_empty()) {
            take_entry(&mut meta, key, &values);
        }
    }
    let date = fields.next().unwrap_or_default().join(" ");
    if !date.is_empty() && !take_entry(&mut meta, "date", &[&date]) {
        unread = Some(date);
    }
    Some(FrontMatter { meta, unread, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_block_is_metadata() {
        let found = read("% Storm closes\n  the port\n% Ana Brandt; Jo Lind;\n  Per Dahl\n% 2 February 2022\n\nText.");
        assert_eq!(found.meta.headline, "Storm closes the port");
        assert_eq!(found.meta.byline, "Ana Brandt, Jo Lind, Per Dahl");
        assert_eq!(found.meta.published.map(|date| date.to_string()).as_deref(), Some("2022-02-02"));
        assert_eq!((found.unread, found.rest), (None, "\nText."));
        let found = read("% Storm\n%\n% one day\nText.");
        assert_eq!((found.meta.headline.as_str(), found.meta.byline.as_str()), ("Storm", ""));
        assert_eq!((found.unread.as_deref(), found.rest), (Some("one day"), "Text."));
        for text in ["", "Text.\n% no", "5 % of all"] {
            assert_eq!(read(text).rest, text);
        }
    }
}
