//! Reads any bytes as a mail, as several mails in one file, or as a saved page. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// What a target file begins with, and what it is called.
const HEADS: [(&[u8], &str); 4] = [
    (b"From: Ana <a@post.example>\nSubject: a\nMIME-Version: 1.0\n", "a.eml"),
    (b"", "a.eml"),
    (b"From a@post.example Wed Feb  2 13:08:00 2022\nFrom: a@post.example\nSubject: a\n", "a.mbox"),
    (b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n", "a.mhtml"),
];

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let (head, name) = HEADS[usize::from(which) % HEADS.len()];
    tickmark::read_bytes(name, &[head, bytes].concat());
});
