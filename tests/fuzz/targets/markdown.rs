//! Reads any text as Markdown. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| tickmark::read_bytes("a.md", data));
