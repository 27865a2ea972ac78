//! Reads any bytes as an article: text, Markdown or HTML in any encoding. Blocks and words stand on boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::import::read;

const NAMES: [&str; 4] = ["a.txt", "a.md", "a.html", "a"];

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    if let Err(problem) = read(NAMES[usize::from(which) % NAMES.len()], bytes) {
        assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
    }
});
