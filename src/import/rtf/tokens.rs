//! Cuts rich text into its tokens: groups, control words, characters.
//!
//! In: bytes. Out: tokens in order, each made of at least one byte.
//! Must not know: what control words mean, but `\bin`, whose bytes are no tokens.
//! Holds: linear time; bytes that a `\bin` promises and the file does not have are simply not there.
//! Source: Microsoft, Rich Text Format (RTF) Specification 1.9.1, "Basic Entities" and "Formal Syntax".

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\name` with or without a number.
    Word(&'a [u8], Option<i32>),
    /// A backslash and a character that is no letter: `\~`.
    Sign(u8),
    /// `\'e9`: one byte of the code page.
    Byte(u8),
    /// Bytes as they are, without line ends.
    Bytes(&'a [u8]),
}

/// Cuts one file.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// The tokens of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The bytes from here on for which `is_it` holds.
    fn run(&mut self, is_it: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let n = rest.iter().position(|byte| !is_it(*byte)).unwrap_or(rest.len());
        self.at += n;
        rest.get(..n).unwrap_or_default()
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = self.peek()?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Sign(first));
            }
            let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
            return match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                Some(byte) => {
                    self.at += 2;
                    Some(Token::Byte(byte))
                }
                // Not a byte after all: what follows is read as it stands.
                None => Some(Token::Sign(b'\'')),
            };
        }
        let name = self.run(|byte| byte.is_ascii_alphabetic());
        let has_number = match self.peek() {
            Some(b'-') => self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit),
            Some(byte) => byte.is_ascii_digit(),
            None => false,
        };
        let mut number = None;
        if has_number {
            let is_negative = self.peek() == Some(b'-');
            self.at += usize::from(is_negative);
            let digits = self.run(|byte| byte.is_ascii_digit());
            let value = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<i32>().ok());
            let value = value.unwrap_or(i32::MAX);
            number = Some(if is_negative { -value } else { value });
        }
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if name == b"bin" {
            let n = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            self.at = self.at.saturating_add(n).min(self.bytes.len());
        }
        Some(Token::Word(name, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.run(|byte| matches!(byte, b'\r' | b'\n' | 0));
        match self.peek()? {
            b'{' => {
                self.at += 1;
                Some(Token::Open)
            }
            b'}' => {
                self.at += 1;
                Some(Token::Close)
            }
            b'\\' => {
                self.at += 1;
                self.control()
            }
            _ => Some(Token::Bytes(self.run(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_is_cut_at_its_marks() {
        use Token::{Byte, Bytes, Close, Open, Sign, Word};
        let cases: &[(&[u8], &[Token<'_>])] = &[
            (b"{\\rtf1 a b}", &[Open, Word(b"rtf", Some(1)), Bytes(b"a b"), Close]),
            (b"\\b0  a\\'e9\\~", &[Word(b"b", Some(0)), Bytes(b" a"), Byte(0xe9), Sign(b'~')]),
            (b"\\u-10179?", &[Word(b"u", Some(-10179)), Bytes(b"?")]),
            (b"a\r\nb", &[Bytes(b"a"), Bytes(b"b")]),
            (b"\\bin3 {}}a", &[Word(b"bin", Some(3)), Bytes(b"a")]),
            (b"\\bin-5 a", &[Word(b"bin", Some(-5)), Bytes(b"a")]),
            (b"\\bin99999999999 a", &[Word(b"bin", Some(i32::MAX))]),
            (b"\\'zz\\-", &[Sign(b'\''), Bytes(b"zz"), Sign(b'-')]),
            (b"\\par-\\", &[Word(b"par", None), Bytes(b"-")]),
        ];
        for (bytes, tokens) in cases {
            assert_eq!(Tokens::new(bytes).collect::<Vec<_>>(), *tokens, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
