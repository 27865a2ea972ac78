//! Reads any XML as the parts of a Word document: text, styles, notes, comments, links. Blocks and words stand on
//! boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// In the order of the parts of the input, which stand apart by a byte 0x1e.
const PARTS: [&str; 5] =
    ["word/document.xml", "word/styles.xml", "word/footnotes.xml", "word/comments.xml", "word/_rels/document.xml.rels"];

fuzz_target!(|data: &[u8]| tickmark::read_zipped("a.docx", &PARTS, data));
