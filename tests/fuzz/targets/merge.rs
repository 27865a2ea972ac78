//! Merges three versions of a file, damaged as they may be: both orders give the same, or both are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::store::merging::{Versions, merge_file};

const FILES: [&str; 5] = ["project.ron", "sources.ron", "article.ron", "review.ron", "history.ronl"];

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let name = FILES[usize::from(which) % FILES.len()];
    let mut parts = bytes.split(|&byte| byte == 0x1e);
    let mut next = || parts.next().unwrap_or_default();
    let (base, ours, theirs) = (next(), next(), next());
    let forth = merge_file(name, Versions { base, ours, theirs });
    let back = merge_file(name, Versions { base, ours: theirs, theirs: ours });
    match (forth, back) {
        (Ok(forth), Ok(back)) => {
            assert_eq!(forth.n_open, back.n_open);
            let [forth, back] = [forth, back].map(|it| String::from_utf8_lossy(&it.bytes).into_owned());
            assert_eq!(forth, back);
        }
        (Err(_), Err(_)) => {}
        (forth, back) => panic!("one order is refused: {forth:?}\n{back:?}"),
    }
});
