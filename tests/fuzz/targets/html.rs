//! Reads any text as a web page, whole or as a bit of one among other text. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let mut page = if which % 2 == 0 { b"<!doctype html><meta charset=utf-8>".to_vec() } else { Vec::new() };
    page.extend_from_slice(bytes);
    tickmark::read_bytes("a.html", &page);
});
