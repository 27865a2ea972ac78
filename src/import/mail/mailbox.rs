//! A mailbox cut into its mails.
//!
//! In: bytes. Out: each mail's bytes, without the line that parts it from the one before.
//! Must not know: what a mail holds.
//! Holds: a parting line is one that a program wrote: "From ", a word, and a time with its year (RFC 4155); it stands at the
//! start or after an empty line.

use std::borrow::Cow;

/// The mails of a mailbox; bytes without any parting line are one mail.
pub(super) fn mails(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    if !is_postmark(bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes)) {
        return vec![Cow::Borrowed(bytes)];
    }
    let mut mails: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    let mut after_empty = true;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let next = at + line.len();
        if after_empty && is_postmark(line) {
            if let Some(last) = mails.last_mut() {
                last.1 = at;
            }
            mails.push((next, bytes.len()));
        }
        after_empty = line.iter().all(|byte| b"\r\n".contains(byte));
        at = next;
    }
    mails.into_iter().filter_map(|(from, to)| bytes.get(from..to)).map(unquoted).collect()
}

/// Whether a line parts mails: "From ana@post.example Mon Jun  1 10:00:00 2009".
pub(super) fn is_postmark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    if rest.len() > 500 {
        return false;
    }
    let words: Vec<&[u8]> = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    let is_clock = |word: &[u8]| {
        word.len() >= 4 && word.contains(&b':') && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
    };
    words.len() >= 5 && words.iter().any(|word| is_clock(word)) && words.iter().rev().take(3).any(|word| is_year(word))
}

/// The bytes with ">From " at the start of a line made "From " again.
fn unquoted(mail: &[u8]) -> Cow<'_, [u8]> {
    let mark = b"\n>From ";
    if !mail.windows(mark.len()).any(|window| window == mark) {
        return Cow::Borrowed(mail);
    }
    let mut out = Vec::with_capacity(mail.len());
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(line.strip_prefix(b">").filter(|rest| rest.starts_with(b"From ")).unwrap_or(line));
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_parted_by_what_programs_write() {
        let one = b"From a Mon Jun 01 10:00:00 2009\nSubject: x\n\nFrom here it went on.\n\nFrom now on, too.\n>From me\n\nFrom b@c.example Tue Jun 02 11:00:00 2009\n\nTwo\n";
        let found: Vec<_> = mails(one).iter().map(|mail| String::from_utf8_lossy(mail).into_owned()).collect();
        assert_eq!(found, ["Subject: x\n\nFrom here it went on.\n\nFrom now on, too.\nFrom me\n\n", "\nTwo\n"]);
        assert_eq!(mails(b"Subject: x\n\ny").len(), 1);
        assert_eq!(mails(b"").len(), 1);
    }
}
