//! Reads any bytes as rich text. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut bytes = b"{\\rtf1".to_vec();
    bytes.extend_from_slice(data);
    tickmark::read_bytes("a.rtf", &bytes);
});
