//! Opens a project with any bytes as one of its private files: what is not understood is told without a word of it and
//! guards the public file it belongs to; a save of everything else leaves it alone and no public file tells its words.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use tickmark::store::{self, problems_in};

#[path = "../desk.rs"]
mod desk;

/// Each private file and the public one it belongs to.
const FILES: [(&str, &str); 2] =
    [("private/sources.ron", "sources.ron"), ("private/articles/a.ron", "articles/a/review.ron")];

fuzz_target!(|data: &[u8]| {
    let Some((&which, bytes)) = data.split_first() else { return };
    let (file, public) = FILES[usize::from(which & 1)];
    let (problems, is_understood) = problems_in(file, bytes);
    assert!(is_understood || !problems.is_empty(), "nothing is told of what was not understood");
    desk::with(&[(file, bytes)], |folder| {
        let loaded = store::load(folder).expect("the project itself is whole");
        assert_eq!(loaded.guarded.contains(file), !is_understood);
        assert!(is_understood || loaded.guarded.contains(public));
        // Everything is changed but what is confidential, and saved.
        let mut now = loaded.project.clone();
        now.title.push('!');
        desk::change(&mut now);
        let before = fs::read(folder.join(public)).expect("it is there");
        let report = store::save(folder, &loaded.project, &now, &[], &loaded.guarded);
        if !is_understood {
            assert!(report.problems.iter().any(|problem| problem.id == "guarded"), "{:?}", report.problems);
            assert_eq!(fs::read(folder.join(file)).expect("it is there"), bytes, "it was overwritten");
            assert_eq!(fs::read(folder.join(public)).expect("it is there"), before, "it was overwritten");
        } else {
            assert!(report.is_complete(), "{:?}", report.problems);
            let again = store::load(folder).expect("the project itself is whole");
            assert_eq!(again.project, now, "what was saved is read back");
        }
    });
});
