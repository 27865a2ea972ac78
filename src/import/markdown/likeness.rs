//! Whether a text whose name does not say so is written in Markdown.
//!
//! In: text with LF ends. Out: yes or no.
//! Must not know: names of files.
//! Holds: one kind of mark alone proves nothing: "# " begins a remark elsewhere, stars stand for bold in chats. Two kinds,
//! each as often as no other text has it, do.

/// Lines that are looked at.
const LINES: usize = 5000;

/// How often each kind of mark was seen.
#[derive(Default)]
struct Seen {
    headings: usize,
    bold: usize,
    links: usize,
    references: usize,
    fences: usize,
    tables: usize,
    notes: usize,
}

/// Whether the text has at least two kinds of Markdown's marks.
pub(in crate::import) fn looks_like_markdown(text: &str) -> bool {
    let mut seen = Seen::default();
    let mut before = "";
    for line in text.lines().take(LINES) {
        look_at(line, before, &mut seen);
        before = line;
    }
    let Seen { headings, bold, links, references, fences, tables, notes } = seen;
    let kinds = [headings >= 2, bold >= 2, links >= 1, references >= 1, fences >= 2, tables >= 1, notes >= 1];
    kinds.into_iter().filter(|is_there| *is_there).count() >= 2
}

fn look_at(line: &str, before: &str, seen: &mut Seen) {
    let trimmed = line.trim();
    let n_hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (1..=6).contains(&n_hashes)
        && line.get(n_hashes..).is_some_and(|rest| rest.starts_with(' ') && rest.contains(char::is_alphabetic));
    let is_underline = trimmed.len() >= 3
        && (trimmed.bytes().all(|byte| byte == b'=') || trimmed.bytes().all(|byte| byte == b'-'))
        && trimmed.len() <= before.len() + 3
        && before.contains(char::is_alphabetic);
    seen.headings += usize::from(is_heading || is_underline);
    seen.bold += trimmed
        .split("**")
        .skip(1)
        .step_by(2)
        .filter(|words| !words.is_empty() && words.trim().len() == words.len())
        .count()
        .min(trimmed.matches("**").count() / 2);
    seen.fences += usize::from(trimmed.starts_with("```") || trimmed.starts_with("~~~"));
    seen.tables += usize::from(is_table_rule(trimmed));
    seen.notes += usize::from(trimmed.starts_with("[^") && trimmed.contains("]: "));
    let label_end =
        trimmed.strip_prefix('[').filter(|rest| !rest.starts_with('^')).and_then(|rest| rest.split_once("]: "));
    seen.references += usize::from(label_end.is_some_and(|(label, to)| !label.is_empty() && leads_somewhere(to)));
    for (at, _) in trimmed.match_indices("](") {
        let (words, to) = trimmed.split_at(at);
        let is_open = words.rfind('[').is_some_and(|open| !words.get(open..).unwrap_or("").contains(']'));
        seen.links += usize::from(is_open && to.get(2..).is_some_and(|to| to.contains(')') && leads_somewhere(to)));
    }
}

/// The rule under the head of a table: "| --- | :-: |".
fn is_table_rule(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn leads_somewhere(to: &str) -> bool {
    ["http://", "https://", "/", "#", "mailto:", "./", "../"].iter().any(|start| to.starts_with(start))
        || to.split([')', ' ']).next().is_some_and(|to| to.contains('.') && !to.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_kinds_of_marks_make_markdown() {
        for text in [
            "# Storm\n\nText.\n\n## After\n\nSee [the list](https://a.example/list).",
            "Storm\n=====\n\nAfter\n-----\n\n**One** and **two**.",
            "Said.[^1]\n\n[^1]: The [paper](a.pdf).",
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n[a]: https://a.example",
            "```\ncode\n```\n\n![A port](/port.png)",
        ] {
            assert!(looks_like_markdown(text), "{text}");
        }
        for text in [
            "Storm closes port\n\nBy Ana Brandt\n\nIt rained.",
            "# one remark\n# another\nset -e",
            "*** ATTENTION ***\n\nPORT\n----\n\nWIND\n----",
            "He [the mayor](sic) said so. [a]: b",
            "I **love** this and **that**",
            "array[i](x.y) = 2\narray[i](z)",
            "a ** b ** c ** d",
            "",
        ] {
            assert!(!looks_like_markdown(text), "{text}");
        }
    }
}
