//! Reads any bytes as a PDF document, and looks at its first page. Words lie in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::import::pdf::PdfFile;
use tickmark::import::read;

fuzz_target!(|data: &[u8]| {
    // Most of what is changed keeps its mark; what does not is read as one all the same.
    let bytes = if data.starts_with(b"%PDF-") { data.to_vec() } else { [b"%PDF-1.7\n", data].concat() };
    let imported = match read("a.pdf", &bytes) {
        Ok(imported) => imported,
        Err(problem) => {
            assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
            return;
        }
    };
    let Ok(file) = PdfFile::open("a.pdf", bytes) else { return };
    for page in 0..file.pages().len().min(50) {
        for word in file.words(page) {
            assert!(word.span.of(&imported.text).is_some(), "page {page}: {word:?}");
        }
    }
});
