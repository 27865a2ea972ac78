//! Reads any bytes as each RON file of a project: what is not understood is told, with a line that the file has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::model::problem::Place;
use tickmark::store::problems_in;

const FILES: [&str; 4] = ["project.ron", "sources.ron", "articles/a/article.ron", "articles/a/review.ron"];

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let file = FILES[usize::from(which) % FILES.len()];
    let (problems, is_understood) = problems_in(file, bytes);
    assert!(is_understood || !problems.is_empty(), "nothing is told of what was not understood");
    let n_lines = bytes.iter().filter(|&&byte| byte == b'\n').count() + 1;
    for problem in problems {
        if let Place::Line { line, column, .. } = problem.place {
            assert!((1..=n_lines).contains(&line) && column >= 1, "{problem:?}");
        }
    }
});
