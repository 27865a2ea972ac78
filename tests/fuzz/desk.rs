//! A small project on disk with confidential things, for the targets that open one: made once, laid out anew each time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tickmark::model::article::Article;
use tickmark::model::project::Project;
use tickmark::store;

/// The files of the project, the text of its draft first.
const FILES: [(&str, &str); 5] = [
    ("articles/a/draft-01.txt", "A\n\nSome forty ships left on Friday."),
    ("project.ron", "(schema: 2, title: \"Winter crisis\")"),
    (
        "sources.ron",
        "(schema: 2, sources: [(id: \"00000000000000000000000001\", title: \"Source A\", kind: Person, \
         visibility: Confidential, cover: \"Source A\")])",
    ),
    (
        "articles/a/article.ron",
        "(schema: 2, slug: \"a\", headline: \"A\", added: \"2022-02-02T13:00:00Z\", \
         drafts: [(number: 1, sha256: \"SHA\", taken: \"2022-02-02T13:00:00Z\")])",
    ),
    (
        "articles/a/review.ron",
        "(schema: 2, draft: 1, claims: [(id: \"00000000000000000000000002\", spans: [(start: 8, end: 19, \
         exact: \"forty ships\", prefix: \"A\\n\\nSome \", suffix: \" left on Friday.\")], kind: Number, \
         note_visibility: Confidential, ties: [(id: \"00000000000000000000000003\", \
         source: \"00000000000000000000000001\", stance: Supports, visibility: Confidential)], by: \"AB\", \
         at: \"2022-02-02T13:00:00Z\")], queries: [(id: \"00000000000000000000000004\", \
         on: Claim(\"00000000000000000000000002\"), to: Author, words: \"\", state: Open, visibility: Confidential, \
         by: \"AB\", asked: \"2022-02-02T13:00:00Z\")])",
    ),
];

/// Has `what` look at the project with these files in it, too.
pub fn with(files: &[(&str, &[u8])], what: impl FnOnce(&Path)) {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder for the project").keep();
        lay_out(&home, &[]);
        let loaded = store::load(&home).expect("it is a project");
        assert!(loaded.problems.is_empty() && loaded.project.articles.len() == 1, "{:?}", loaded.problems);
        home
    });
    lay_out(folder, files);
    what(folder);
}

/// Changes every public file of the project, and nothing that is confidential.
#[allow(dead_code, reason = "not every target saves")]
pub fn change(project: &mut Project) {
    for source in project.sources.values_mut() {
        Arc::make_mut(source).cover.push('!');
    }
    for article in project.articles.values_mut() {
        let Article { meta, review, .. } = Arc::make_mut(article);
        meta.headline.push('!');
        for claim in review.claims.values_mut() {
            Arc::make_mut(claim).claimant = Some("The harbour office".to_owned());
        }
    }
}

fn lay_out(folder: &Path, files: &[(&str, &[u8])]) {
    let sha256 = store::files::sha256_hex(FILES[0].1.as_bytes());
    let whole = FILES.map(|(file, text)| (file, text.replace("SHA", &sha256)));
    let mut all: BTreeMap<&str, &[u8]> = whole.iter().map(|(file, text)| (*file, text.as_bytes())).collect();
    all.extend(files.iter().copied());
    for leftover in ["private", ".tickmark"] {
        drop(fs::remove_dir_all(folder.join(leftover)));
    }
    drop(fs::remove_file(folder.join("articles/a/history.ronl")));
    for (file, bytes) in all {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("there is room");
        fs::write(path, bytes).expect("there is room");
    }
}
