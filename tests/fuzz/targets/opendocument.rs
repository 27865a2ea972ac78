//! Reads any XML as the parts of an OpenDocument text. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// In the order of the parts of the input, which stand apart by a byte 0x1e.
const PARTS: [&str; 4] = ["content.xml", "styles.xml", "meta.xml", "Object 1/content.xml"];

fuzz_target!(|data: &[u8]| tickmark::read_zipped("a.odt", &PARTS, data));
