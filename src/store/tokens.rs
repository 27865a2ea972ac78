//! Cuts RON text into brackets, commas, colons and all the rest, without caring what it means.
//!
//! In: any text. Out: tokens in order, with byte ranges on character boundaries.
//! Must not know: fields, claims, files.
//! Holds: linear time, no recursion, never fails: what is never closed is a token that says so.
//! Source: the RON grammar (strings with escapes, raw strings, characters, line and nested block comments).

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`, `[` or `{`, with the byte that closes it.
    Open(u8),
    /// `)`, `]` or `}`, that byte.
    Close(u8),
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A name, a number, a string: anything else that belongs together.
    Word,
    /// A string or comment that runs to the end of the text.
    Unclosed,
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands (bytes, end exclusive).
    pub(super) at: Range<usize>,
}

/// The tokens of a text, comments and white space left out.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    comment: Option<usize>,
}

impl<'a> Tokens<'a> {
    /// The tokens of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, comment: None }
    }

    /// Where the first comment passed so far begins.
    pub(super) fn comment(&self) -> Option<usize> {
        self.comment
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The place right after the first `end` at or behind `from`.
    fn after(&self, from: usize, end: &str) -> Option<usize> {
        self.text.get(from..)?.find(end).map(|found| from + found + end.len())
    }

    /// Passes a comment that begins here; `Some(false)` when it is never closed.
    fn pass_comment(&mut self) -> Option<bool> {
        let start = self.at;
        let closed = match (self.byte(start)?, self.byte(start + 1)?) {
            (b'/', b'/') => {
                self.at = self.after(start, "\n").unwrap_or(self.text.len());
                true
            }
            (b'/', b'*') => self.pass_block_comment(),
            _ => return None,
        };
        self.comment.get_or_insert(start);
        Some(closed)
    }

    fn pass_block_comment(&mut self) -> bool {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte(self.at) {
            match (byte, self.byte(self.at + 1)) {
                (b'/', Some(b'*')) => depth += 1,
                (b'*', Some(b'/')) => depth = depth.saturating_sub(1),
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                return true;
            }
        }
        false
    }

    /// The string whose opening quotation mark is at `at`: a word, or never closed; and where it ends.
    fn string(&self, at: usize) -> (Kind, usize) {
        let mut next = at + 1;
        loop {
            match self.byte(next) {
                Some(b'\\') => next += 2,
                Some(b'"') => return (Kind::Word, next + 1),
                Some(_) => next += 1,
                None => return (Kind::Unclosed, self.text.len()),
            }
        }
    }

    /// The same for the raw string that begins at `at`; `None` when none does.
    fn raw_string(&self, at: usize) -> Option<(Kind, usize)> {
        let rest = self.text.get(at..)?;
        let rest = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('r')?;
        let hashes = rest.bytes().take_while(|&byte| byte == b'#').count();
        if rest.as_bytes().get(hashes) != Some(&b'"') {
            return None;
        }
        let inside = self.text.len() - rest.len() + hashes + 1;
        let end = self.after(inside, &format!("\"{}", "#".repeat(hashes)));
        Some(end.map_or((Kind::Unclosed, self.text.len()), |end| (Kind::Word, end)))
    }

    /// The end of the character in quotes that begins at `at`, or of the quote alone when it is none.
    fn char_end(&self, at: usize) -> usize {
        const LONGEST: usize = 12; // '\u{10ffff}'
        let alone = at + 1;
        let Some(rest) = self.text.get(alone..) else { return alone };
        let mut chars = rest.char_indices().take(LONGEST);
        match chars.next() {
            Some((_, '\\')) => {
                chars.next();
                chars.find(|&(_, c)| c == '\'').map_or(alone, |(end, _)| alone + end + 1)
            }
            Some(_) => match chars.next() {
                Some((end, '\'')) => alone + end + 1,
                _ => alone,
            },
            None => alone,
        }
    }

    /// The end of the name, number or other run that begins at `at`.
    fn run_end(&self, at: usize) -> usize {
        let ends = |c: char| {
            c.is_ascii_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',' | ':' | '"' | '\'' | '/')
        };
        let rest = self.text.get(at..).unwrap_or_default();
        let first = rest.chars().next().map_or(1, char::len_utf8);
        rest.get(first..).and_then(|rest| rest.find(ends)).map_or(self.text.len(), |end| at + first + end)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let all = self.text.len();
        loop {
            let start = self.at;
            let byte = self.byte(start)?;
            if byte.is_ascii_whitespace() {
                self.at += 1;
                continue;
            }
            match self.pass_comment() {
                Some(true) => continue,
                Some(false) => {
                    self.at = all;
                    return Some(Token { kind: Kind::Unclosed, at: start..all });
                }
                None => {}
            }
            let (kind, end) = match byte {
                b'(' => (Kind::Open(b')'), start + 1),
                b'[' => (Kind::Open(b']'), start + 1),
                b'{' => (Kind::Open(b'}'), start + 1),
                b')' | b']' | b'}' => (Kind::Close(byte), start + 1),
                b',' => (Kind::Comma, start + 1),
                b':' => (Kind::Colon, start + 1),
                b'\'' => (Kind::Word, self.char_end(start)),
                b'"' => self.string(start),
                _ => self.raw_string(start).unwrap_or_else(|| (Kind::Word, self.run_end(start))),
            };
            self.at = end;
            return Some(Token { kind, at: start..end });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = Tokens::new(text).map(|token| text.get(token.at).unwrap()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn strings_and_comments_hide_brackets() {
        check(r#"(a: "]\")", b:[1])"#, &["(", "a", ":", r#""]\")""#, ",", "b", ":", "[", "1", "]", ")"]);
        check(r##"r#"a"]"# , br"(" r#type"##, &[r##"r#"a"]"#"##, ",", r#"br"(""#, "r#type"]);
        check("1 // (\n/* ( /* [ */ ) */ 2", &["1", "2"]);
        check(r"'(' '\'' '\u{28}' 'x", &["'('", r"'\''", r"'\u{28}'", "'", "x"]);
        check("é→[ü]/x", &["é→", "[", "ü", "]", "/x"]);
        check("b\"(\"", &["b", "\"(\""]);
    }

    #[test]
    fn what_is_never_closed_runs_to_the_end() {
        for text in ["(\"a)", "(\"a\\", "(r##\"a\"#)", "(/* /* */ )"] {
            let last = Tokens::new(text).last().unwrap();
            assert_eq!((last.kind, last.at), (Kind::Unclosed, 1..text.len()), "{text}");
        }
        check("", &[]);
        check("r####", &["r####"]);
    }

    #[test]
    fn a_comment_is_remembered() {
        let mut tokens = Tokens::new("( // why\n)");
        assert_eq!(tokens.by_ref().count(), 2);
        assert_eq!(tokens.comment(), Some(2));
    }
}
