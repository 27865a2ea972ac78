//! Reads any XML and HTML as the parts of a book. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// In the order of the parts of the input, which stand apart by a byte 0x1e.
const PARTS: [&str; 4] = ["content.opf", "nav.xhtml", "toc.ncx", "a.xhtml"];

fuzz_target!(|data: &[u8]| tickmark::read_zipped("a.epub", &PARTS, data));
