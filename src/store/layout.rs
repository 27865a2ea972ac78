//! Which files a project has, and what becomes of each sort of them: one row a sort, and the only place that says it.
//!
//! In: a folder, or paths inside it. Out: the sort of a file; the files a project has, and how many others lie there.
//! Must not know: what the files hold; how they are opened, copied, shared or merged.
//! Holds: a file that no row names is none of the project's, whatever it is called: it is not taken along, not shared,
//! and no change of it counts; what an unfinished write left is neither.
//! Adding a sort: one row. Opening, looking for changes, copies, backups, shared copies, `git-setup` and merging read it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::ids::Slug;
use crate::model::problem::Problem;
use crate::store::files;
use crate::store::folder::{self, Folder};

/// Whether opening a project reads a file of this sort, so that a change of it by others counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// It does.
    Reads,
    /// When another file names it.
    ReadsNamed,
    /// It does not, or a change of it changes nothing that is shown.
    Leaves,
}

/// What becomes of it in a backup, and in a copy of the whole project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is in both.
    Always,
    /// It is in a copy; backups leave it in the project's folder: it may be large, and never changes.
    InCopies,
    /// It is in neither: it is about this very folder.
    Never,
}

/// What becomes of it in a copy for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shared {
    /// It goes.
    Goes,
    /// It goes when what is confidential was asked for.
    WhenAsked,
    /// Its sources decide.
    AsItsSources,
    /// It stays.
    Never,
}

/// What merging a colleague's copy does about one that only the copy has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// It is brought along as it is.
    Brought,
    /// What it holds is merged, not the file.
    ByContent,
    /// It is left.
    Left,
}

/// One sort of file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sort {
    /// Its path inside the project; `*` stands for anything within a name, `**` at the end for all that lies below.
    pattern: &'static str,
    /// What git is told of it; nothing when git leaves it alone, or needs no telling.
    git: &'static str,
    pub(super) opening: Opening,
    pub(super) kept: Kept,
    pub(super) shared: Shared,
    pub(super) merged: Merged,
}

use Kept::{Always, InCopies};
use Merged::{Brought, ByContent, Left};
use Opening::{Leaves, Reads, ReadsNamed};
use Shared::{AsItsSources, Goes, WhenAsked};

/// Text that the program merges and shows to git.
const MERGED: &str = "text eol=lf merge=tickmark diff=tickmark";
/// Bytes that nobody changes.
const FIXED: &str = "-text";

/// The table. The first row that fits is the file's.
const SORTS: [Sort; 25] = [
    // What was kept of damaged files may hold what the files no longer have: with the project, but for nobody else.
    row("*.damaged-*", "", Leaves, Always, Shared::Never, Left),
    row("articles/*/*.damaged-*", "", Leaves, Always, Shared::Never, Left),
    row("evidence/*.damaged-*", "", Leaves, InCopies, Shared::Never, Left),
    row("private/*.damaged-*", "", Leaves, Always, Shared::Never, Left),
    row("private/articles/*.damaged-*", "", Leaves, Always, Shared::Never, Left),
    row("private/evidence/*.damaged-*", "", Leaves, InCopies, Shared::Never, Left),
    // What is confidential.
    row("private/sources.ron", "", Reads, Always, WhenAsked, ByContent),
    row("private/articles/*.ron", "", Reads, Always, WhenAsked, ByContent),
    row("private/history.ronl", "", Leaves, Always, WhenAsked, ByContent),
    row("private/evidence/*", "", Leaves, InCopies, AsItsSources, ByContent),
    row("private/.gitignore", "", Leaves, Always, WhenAsked, Left),
    // What the program keeps of this very folder: its journal alone would bring back somebody's unsaved edits by halves.
    row("private/journal.ronl", "", Leaves, Kept::Never, Shared::Never, Left),
    row("private/set-aside-*.txt", "", Leaves, Kept::Never, Shared::Never, Left),
    row("private/schema-**", "", Leaves, Kept::Never, Shared::Never, Left),
    row(".tickmark/**", "", Leaves, Kept::Never, Shared::Never, Left),
    // What everybody of the desk has.
    row("project.ron", MERGED, Reads, Always, Goes, ByContent),
    row("sources.ron", MERGED, Reads, Always, Goes, ByContent),
    row("history.ronl", MERGED, Leaves, Always, Goes, ByContent),
    row("articles/*/article.ron", MERGED, Reads, Always, Goes, ByContent),
    row("articles/*/review.ron", MERGED, Reads, Always, Goes, ByContent),
    row("articles/*/history.ronl", MERGED, Leaves, Always, Goes, ByContent),
    row("articles/*/draft-*.txt", "-text merge=tickmark", ReadsNamed, Always, Goes, ByContent),
    row("articles/*/original.*", FIXED, Leaves, Always, Goes, Brought),
    row("articles/*/closed-*.ron", FIXED, Leaves, Always, Goes, Brought),
    row("evidence/*", FIXED, Leaves, InCopies, AsItsSources, ByContent),
];

/// What git reads for itself; a project has them, and no row of git's attributes is about them.
const OF_GIT: [Sort; 2] =
    [row(".gitignore", "", Leaves, Always, Goes, Left), row(".gitattributes", "", Leaves, Always, Goes, Left)];

const fn row(
    pattern: &'static str,
    git: &'static str,
    opening: Opening,
    kept: Kept,
    shared: Shared,
    merged: Merged,
) -> Sort {
    Sort { pattern, git, opening, kept, shared, merged }
}

/// What a project's own folder tells git to leave alone.
pub(super) const IGNORED: &str = ".tickmark/\nprivate/\n*.damaged-*\n.tickmark-*.tmp\n.new-*/\n";

/// How the name of an unfinished file begins and ends.
pub(super) const UNFINISHED: (&str, &str) = (".tickmark-", ".tmp");
/// How the name of an unfinished folder begins.
pub(super) const UNFINISHED_FOLDER: &str = ".new-";

/// How deep a project's folders lie in one another.
const DEEPEST: usize = 5;

/// A file of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path inside the project.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Listed {
    /// What sort of file it is; `None` when no project has such a one.
    pub(super) fn sort(&self) -> Option<&'static Sort> {
        sort_of(&self.file)
    }
}

/// The sort of the file at this path inside a project; `None` when a project has none such.
pub(super) fn sort_of(file: &str) -> Option<&'static Sort> {
    let is_plain = file.split('/').all(folder::is_plain_name);
    let found = SORTS.iter().chain(&OF_GIT).find(|sort| fits(sort.pattern, file));
    found.filter(|_| is_plain && !is_unfinished(file))
}

/// What git is told of the files of a project, a line each.
pub(super) fn git_attributes() -> String {
    let told = SORTS.iter().filter(|sort| !sort.git.is_empty());
    told.flat_map(|sort| [sort.pattern, " ", sort.git, "\n"]).collect()
}

/// The files that opening a project with these articles reads, whether they are there or not.
pub(super) fn read_at_opening(articles: &[Slug]) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for sort in SORTS.iter().filter(|sort| sort.opening == Reads) {
        if sort.pattern.contains('*') {
            files.extend(articles.iter().map(|slug| sort.pattern.replace('*', slug.as_str())));
        } else {
            files.insert(sort.pattern.to_owned());
        }
    }
    files
}

/// The folders of a project with these articles in which it has files.
pub(super) fn folders(articles: &[Slug]) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for sort in SORTS {
        let above = sort.pattern.rsplit_once('/').map_or("", |(above, _)| above);
        if above.contains('*') {
            folders.extend(articles.iter().map(|slug| above.replace('*', slug.as_str())));
        } else {
            folders.insert(above.to_owned());
        }
    }
    folders
}

/// Whether this path is of something that was not finished, or lies in it: a crash left it.
pub(super) fn is_unfinished(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    is_unfinished_file(name) || file.split('/').any(is_unfinished_folder)
}

/// Whether a file of this name was being written when the program ended.
pub(super) fn is_unfinished_file(name: &str) -> bool {
    let (begins, ends) = UNFINISHED;
    name.strip_prefix(begins).and_then(|rest| rest.strip_suffix(ends)).is_some_and(is_random)
}

/// Whether a folder of this name was being filled when the program ended.
pub(super) fn is_unfinished_folder(name: &str) -> bool {
    name.strip_prefix(UNFINISHED_FOLDER).is_some_and(is_random)
}

/// What makes the names of unfinished things differ.
fn is_random(part: &str) -> bool {
    part.len() == 6 && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The files of the folder that a project has, in order, and how many others lie there; git's own are not counted.
/// No link is followed.
pub(super) fn own_files(folder: &Folder) -> Result<(Vec<Listed>, usize), Problem> {
    let mut found = Vec::new();
    walk(folder, "", 0, &mut found)?;
    let n_found = found.len();
    found.retain(|listed| listed.sort().is_some());
    found.sort_by(|a, b| a.file.cmp(&b.file));
    let n_others = n_found - found.len();
    Ok((found, n_others))
}

/// The files below `inside`, and those of them that lie in folders where a project has none as far as they can be read.
fn walk(folder: &Folder, inside: &str, depth: usize, found: &mut Vec<Listed>) -> Result<(), Problem> {
    let path = if inside.is_empty() { folder.root().to_path_buf() } else { folder.at(inside)? };
    let entries = match path.read_dir() {
        Ok(entries) => entries,
        Err(_) if !may_hold_own(inside) => return Ok(()),
        Err(error) => return Err(not_listed(&path, &error)),
    };
    let mut names = BTreeSet::new();
    for entry in entries {
        match entry {
            Ok(entry) => names.extend(entry.file_name().into_string().ok()),
            Err(_) if !may_hold_own(inside) => {}
            Err(error) => return Err(not_listed(&path, &error)),
        }
    }
    for name in names {
        if inside.is_empty() && name == ".git" {
            continue;
        }
        let is_plain = folder::is_plain_name(&name);
        let file = if inside.is_empty() { name } else { format!("{inside}/{name}") };
        if !is_plain {
            found.push(Listed { file, bytes: 0 }); // a project never has one of such a name
            continue;
        }
        // What leads out of the project is no file of it.
        let Ok(path) = folder.at(&file) else { continue };
        match std::fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() && depth < DEEPEST => walk(folder, &file, depth + 1, found)?,
            Ok(metadata) if metadata.is_file() => found.push(Listed { file, bytes: metadata.len() }),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

fn not_listed(path: &Path, error: &std::io::Error) -> Problem {
    Problem::error("not-read", "The project's files cannot be listed")
        .at(files::place(path))
        .why(error.to_string())
        .now("nothing was written")
        .help("Check that you may read the folder, then try again")
}

/// Whether a project has files in or below this folder.
fn may_hold_own(inside: &str) -> bool {
    let leads_on = |sort: &Sort| {
        let mut patterns = sort.pattern.split('/');
        for part in inside.split('/').filter(|part| !part.is_empty()) {
            match patterns.next() {
                Some(pattern) if fits_name(pattern, part) && pattern.ends_with("**") => return true,
                Some(pattern) if fits_name(pattern, part) => {}
                Some(_) | None => return false,
            }
        }
        patterns.next().is_some()
    };
    SORTS.iter().any(leads_on)
}

/// Whether a path is one that a row's pattern means.
fn fits(pattern: &str, file: &str) -> bool {
    if let Some(above) = pattern.strip_suffix("**") {
        return file.strip_prefix(above).is_some_and(|rest| !rest.is_empty());
    }
    let (mut patterns, mut parts) = (pattern.split('/'), file.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if fits_name(pattern, part) => {}
            (_, _) => return false,
        }
    }
}

/// Whether a name is one that a pattern of it means: its pieces stand in it in this order, the outer ones at its ends.
fn fits_name(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some((_, behind)) = rest.split_once(piece) else { return false };
        rest = behind;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_the_sort_its_path_tells() {
        for (file, pattern) in [
            ("project.ron", Some("project.ron")),
            ("project.damaged-2.ron", Some("*.damaged-*")),
            (".gitattributes", Some(".gitattributes")),
            ("articles/fire/review.ron", Some("articles/*/review.ron")),
            ("articles/fire/review.damaged-1.ron", Some("articles/*/*.damaged-*")),
            ("articles/fire/draft-01.txt", Some("articles/*/draft-*.txt")),
            ("articles/fire/original.html", Some("articles/*/original.*")),
            ("articles/fire/closed-01-a.ron", Some("articles/*/closed-*.ron")),
            ("articles/fire/my-source-list.docx", None),
            ("articles/fire/deeper/review.ron", None),
            ("articles/fire/.tickmark-a1B2c3.tmp", None),
            ("articles/.new-a1B2c3/review.ron", None),
            ("evidence/ab.pdf", Some("evidence/*")),
            ("evidence/ab.damaged-1.pdf", Some("evidence/*.damaged-*")),
            ("private/articles/fire.ron", Some("private/articles/*.ron")),
            ("private/articles/fire.damaged-1.ron", Some("private/articles/*.damaged-*")),
            ("private/journal.ronl", Some("private/journal.ronl")),
            ("private/schema-1/articles/fire.ron", Some("private/schema-**")),
            ("private/names.txt", None),
            (".tickmark/schema-1/articles/fire/review.ron", Some(".tickmark/**")),
            ("Re: budget.eml", None),
        ] {
            assert_eq!(sort_of(file).map(|sort| sort.pattern), pattern, "{file}");
        }
    }

    #[test]
    fn git_is_told_of_every_sort_that_it_is_not_told_to_leave_alone() {
        for sort in SORTS {
            let is_ignored = [".tickmark/", "private/"].iter().any(|there| sort.pattern.starts_with(there))
                || sort.pattern.rsplit('/').next().is_some_and(|name| name.contains(".damaged-"));
            assert_eq!(sort.git.is_empty(), is_ignored, "{}", sort.pattern);
        }
        assert!(git_attributes().contains("articles/*/closed-*.ron -text\n"));
    }

    #[test]
    fn folders_that_a_project_has_are_known() {
        for own in ["", "articles", "articles/fire", "private", "private/schema-1/articles", ".tickmark/schema-1/a"] {
            assert!(may_hold_own(own), "{own}");
        }
        for other in ["lost+found", "evidence/deep/er", "articles/fire/notes/more"] {
            assert!(!may_hold_own(other), "{other}");
        }
    }

    #[test]
    fn what_opening_reads_is_named_for_each_article() {
        let files: Vec<String> = read_at_opening(&[Slug::new("fire").unwrap()]).into_iter().collect();
        assert_eq!(
            files,
            [
                "articles/fire/article.ron",
                "articles/fire/review.ron",
                "private/articles/fire.ron",
                "private/sources.ron",
                "project.ron",
                "sources.ron"
            ]
        );
    }
}
