//! Reads any bytes as text in the encoding that a page or a mail names, or in the one that is guessed: no byte is lost
//! silently, and everything stands on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// Encodings by the names that pages and mails give; the last ones are no encodings.
const LABELS: [&str; 16] = [
    "utf-8",
    "utf-16le",
    "utf-7",
    "windows-1252",
    "windows-1251",
    "koi8-r",
    "macintosh",
    "ibm866",
    "iso-8859-8",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gb18030",
    "big5",
    "euc-kr",
    "x-none",
];

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let label = LABELS[usize::from(which) % LABELS.len()];
    match which / 16 % 4 {
        0 => tickmark::read_bytes("a.txt", bytes),
        1 => tickmark::read_bytes("a.html", &[format!("<html><meta charset={label}><p>").as_bytes(), bytes].concat()),
        2 => tickmark::read_bytes(
            "a.xhtml",
            &[format!("<?xml version='1.0' encoding='{label}'?><html><p>").as_bytes(), bytes].concat(),
        ),
        _ => {
            let head = format!(
                "From: a@post.example\nSubject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset={label}\n\n"
            );
            tickmark::read_bytes("a.eml", &[head.as_bytes(), bytes].concat());
        }
    }
});
