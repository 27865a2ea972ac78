//! The stored files of sources: each once, named by its SHA-256, never rewritten; with the text that was read out of it.
//!
//! In: files from outside, texts. Out: files in `evidence/`, those of confidential sources alone in `private/evidence/`;
//! what is missing, altered or belongs to no source.
//! Must not know: formats, how a file is read, when a project is saved.
//! Holds: a file under a hash holds what the hash says, or that is told; a file lies in `evidence/` only as long as a
//! source has it that is not confidential, or that is told; nothing is ever written over anything, and a file goes only
//! when a whole one of its name stays.
//! Limits: a file that no source has any more stays until it is cleaned away, so that an undo finds it.

pub mod moving;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::article::{Draft, Role};
use crate::model::evidence::{Ending, Evidence, EvidenceHash, EvidenceText, TextPlace, size_told};
use crate::model::problem::{Place, Problem, quoted};
use crate::model::project::Project;
use crate::model::source::Source;
use crate::store::files::{self, Existing};
use crate::store::folder::{Folder, PRIVATE};
use crate::store::layout::Listed;
use crate::store::reader::{FileReader, SCHEMA};
use crate::store::{IGNORED, MOST, private, ron_text};
use crate::text::span::ScalarSpan;

/// The largest file that is stored, in bytes.
pub const MOST_BYTES: u64 = 8 << 30;

/// The folder of stored files.
pub(super) const EVIDENCE: &str = "evidence";
/// The folder of those that only confidential sources have.
pub(super) const PRIVATE_EVIDENCE: &str = "private/evidence";
/// How the name of a text beside a file ends.
const TEXT: &str = ".text.ron";
/// How the numbers of a text's places count.
const OFFSETS: &str = "Unicode scalar values";

/// Where a file is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// With the project's other files.
    Open,
    /// Apart, with what is confidential.
    Private,
}

impl Kept {
    /// Where the files of a source belong, as far as it alone has them.
    pub fn of(source: &Source) -> Self {
        if source.is_confidential() { Self::Private } else { Self::Open }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Open => EVIDENCE,
            Self::Private => PRIVATE_EVIDENCE,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Open => Self::Private,
            Self::Private => Self::Open,
        }
    }
}

/// A file that was stored, or was there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its hash.
    pub sha256: EvidenceHash,
    /// The ending it is stored under: that of the first file of these bytes.
    pub ending: Ending,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Copies the file at `from`, called `name`, into the project in `folder`; `stops` is asked between two pieces.
pub fn add_file(
    folder: &Path,
    from: &Path,
    name: &str,
    kept: Kept,
    stops: &dyn Fn() -> bool,
) -> Result<Stored, Problem> {
    let opened = Folder::open(folder)?;
    let place = made_folder(&opened, kept)?;
    let copied = files::copy_beside(from, &place, MOST_BYTES, stops)?;
    let sha256 = hash(&copied.sha256)?;
    let bytes = copied.bytes;
    if let Some(ending) = known(&opened, &sha256)? {
        return Ok(Stored { sha256, ending, bytes });
    }
    let ending = Ending::of(name);
    files::settle_copy(copied, &place.join(file_name(&sha256, &ending)))?;
    Ok(Stored { sha256, ending, bytes })
}

/// Stores `bytes` that came as `name`, from the web or out of another file.
pub fn add_bytes(folder: &Path, name: &str, bytes: &[u8], kept: Kept) -> Result<Stored, Problem> {
    let opened = Folder::open(folder)?;
    let sha256 = hash(&files::sha256_hex(bytes))?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if let Some(ending) = known(&opened, &sha256)? {
        return Ok(Stored { sha256, ending, bytes: size });
    }
    let ending = Ending::of(name);
    let path = made_folder(&opened, kept)?.join(file_name(&sha256, &ending));
    files::write_atomically(&path, bytes, Existing::Refuse)?;
    Ok(Stored { sha256, ending, bytes: size })
}

/// Writes the text of a stored file beside it; one that is there is replaced only when `existing` says so.
pub fn add_text(
    folder: &Path,
    sha256: &EvidenceHash,
    text: &EvidenceText,
    kept: Kept,
    existing: Existing,
) -> Result<(), Problem> {
    let opened = Folder::open(folder)?;
    let name = format!("{sha256}{TEXT}");
    // Beside the file itself, wherever that is.
    let there = place_of(&opened, |at| at.starts_with(sha256.as_str()) && !at.ends_with(TEXT))?;
    let path = made_folder(&opened, there.map_or(kept, |(kept, _)| kept))?.join(&name);
    if existing == Existing::Refuse && !files::is_missing(&path)? {
        return Ok(());
    }
    let written = text_file(text)?;
    if u64::try_from(written.len()).unwrap_or(u64::MAX) > MOST {
        return Err(Problem::warning("text-too-large", "The text of a file is not kept: it is too long")
            .why(format!("it would take {}", size_told(u64::try_from(written.len()).unwrap_or(u64::MAX))))
            .now("the file itself is stored and can be opened")
            .help("Split the file, and add the part you need"));
    }
    files::write_atomically(&path, written.as_bytes(), existing)
}

/// Where a stored file is on disk.
pub fn path_of(folder: &Path, evidence: &Evidence) -> Result<PathBuf, Problem> {
    let opened = Folder::open(folder)?;
    let name = evidence.file();
    let found = place_of(&opened, |at| at == name)?;
    let (kept, name) = found.ok_or_else(|| missing(evidence))?;
    opened.at(&format!("{}/{name}", kept.folder()))
}

/// A stored file of at most `most` bytes, read whole.
pub fn read(folder: &Path, evidence: &Evidence, most: u64) -> Result<Vec<u8>, Problem> {
    files::read_limited(&path_of(folder, evidence)?, most)
}

/// A stored file opened for reading, and its first `most` bytes.
pub fn open(folder: &Path, evidence: &Evidence, most: usize) -> Result<(Vec<u8>, std::fs::File), Problem> {
    files::open_with_head(&path_of(folder, evidence)?, most)
}

/// The text that was read out of a stored file.
pub fn read_text(folder: &Path, evidence: &Evidence) -> Result<EvidenceText, Problem> {
    let opened = Folder::open(folder)?;
    let name = evidence.text_file();
    let unread = |why: &str| {
        Problem::error("no-evidence-text", format!("{} has no text here", quoted(&evidence.name, 60)))
            .at(Place::File(format!("{EVIDENCE}/{name}")))
            .why(why.to_owned())
            .now("the file itself is as it was; excerpts keep their words")
            .help("Read it again with `tickmark evidence read`, or open the file in its own program")
    };
    let Some((kept, _)) = place_of(&opened, |at| at == name)? else {
        return Err(unread(match &evidence.read {
            Some(read) if read.words > 0 => "the text that was read out of it is not there",
            Some(_) | None => "nothing could be read out of it",
        }));
    };
    let file = format!("{}/{name}", kept.folder());
    let bytes = files::read_limited(&opened.at(&file)?, MOST)?;
    let text = String::from_utf8(bytes).ok().ok_or_else(|| unread("the file of its text is damaged"))?;
    let mut reader = FileReader::new(&file, "Text of evidence", &text);
    let offsets = reader.value::<String>("offsets").unwrap_or_default();
    let found = read_text_file(&mut reader);
    let (problems, is_understood) = reader.finish();
    if !is_understood || offsets != OFFSETS {
        // What stands in a private file is not repeated.
        let why = problems.first().filter(|_| kept == Kept::Open).map(|problem| problem.why.clone());
        return Err(unread(&why.unwrap_or_else(|| "the file of its text is damaged".to_owned())));
    }
    Ok(found)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceEntry {
    at: usize,
    locator: String,
}

#[derive(Serialize)]
struct TextFile<'a> {
    schema: u32,
    offsets: &'static str,
    reader: &'a str,
    format: &'a str,
    text: &'a str,
    roles: Vec<Role>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<PlaceEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: &'a Vec<String>,
}

fn text_file(text: &EvidenceText) -> Result<String, Problem> {
    let EvidenceText { reader, format, draft, places, problems } = text;
    let scalar = |at: usize| {
        let span = crate::text::span::ByteSpan::new(at.min(draft.text().len()), draft.text().len());
        draft.scalars().scalars_from_bytes(draft.text(), span).start
    };
    ron_text::pretty(&TextFile {
        schema: SCHEMA,
        offsets: OFFSETS,
        reader,
        format,
        text: draft.text(),
        roles: draft.roles().collect(),
        places: places.iter().map(|it| PlaceEntry { at: scalar(it.at), locator: it.locator.clone() }).collect(),
        problems,
    })
}

fn read_text_file(reader: &mut FileReader<'_>) -> EvidenceText {
    let text: String = reader.value("text").unwrap_or_default();
    let roles = reader.list_or("roles", "role", Role::Body);
    let draft = Draft::new(&text, &roles);
    let byte = |at: usize| draft.scalars().bytes_from_scalars(draft.text(), ScalarSpan { start: at, end: at });
    let places: Vec<PlaceEntry> = reader.list("places", "place");
    let places = places.into_iter().filter_map(|it| Some(TextPlace { at: byte(it.at)?.start(), locator: it.locator }));
    let places = places.collect();
    EvidenceText {
        reader: reader.value("reader").unwrap_or_default(),
        format: reader.value("format").unwrap_or_default(),
        draft,
        places,
        problems: reader.value("problems").unwrap_or_default(),
    }
}

/// Every stored file of the project's sources with where it belongs.
fn wanted_places(project: &Project) -> BTreeMap<EvidenceHash, Kept> {
    let mut wanted: BTreeMap<EvidenceHash, Kept> = BTreeMap::new();
    for source in project.sources.values() {
        for evidence in &source.evidence {
            let kept = wanted.entry(evidence.sha256.clone()).or_insert(Kept::Private);
            if Kept::of(source) == Kept::Open {
                *kept = Kept::Open;
            }
        }
    }
    wanted
}

/// Which sources have a stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfSources {
    /// One has it that is not confidential.
    Open,
    /// Confidential ones alone; it may be in the wrong folder until the next save.
    Confidential,
    /// None.
    None,
}

/// Tells of each stored file which sources of `project` have it.
pub(super) fn shared(project: &Project) -> impl Fn(&Listed) -> OfSources {
    let wanted = wanted_places(project);
    move |listed: &Listed| {
        let name = listed.file.rsplit('/').next().unwrap_or(&listed.file);
        match hash_in(name).and_then(|sha256| wanted.get(&sha256).copied()) {
            Some(Kept::Open) => OfSources::Open,
            Some(Kept::Private) => OfSources::Confidential,
            None => OfSources::None,
        }
    }
}

/// Brings the files of `project`'s sources from the project in `from` to the one in `to`, where that lacks them. One that
/// does not hold what its name says is left behind.
pub(super) fn bring_along(from: &Folder, to: &Folder, project: &Project) -> Result<(), Problem> {
    let wanted = wanted_places(project);
    let mut here: BTreeSet<String> = BTreeSet::new();
    for kept in [Kept::Open, Kept::Private] {
        here.extend(names(to, kept)?);
    }
    for kept in [Kept::Open, Kept::Private] {
        for name in names(from, kept)?.into_iter().filter(|name| !here.contains(name)) {
            let Some(sha256) = hash_in(&name) else { continue };
            let Some(&target) = wanted.get(&sha256) else { continue };
            let place = made_folder(to, target)?;
            let copied =
                files::copy_beside(&from.at(&format!("{}/{name}", kept.folder()))?, &place, MOST_BYTES, &|| false)?;
            if name.ends_with(TEXT) || copied.sha256 == sha256.as_str() {
                files::settle_copy(copied, &place.join(&name))?;
            }
        }
    }
    Ok(())
}

/// What is wrong with the stored files of `project`: missing, altered, of no source. Every file is read.
pub fn check(folder: &Path, project: &Project) -> Vec<Problem> {
    let opened = match Folder::open(folder) {
        Ok(opened) => opened,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    let mut there: BTreeMap<String, Kept> = BTreeMap::new();
    for kept in [Kept::Open, Kept::Private] {
        match names(&opened, kept) {
            Ok(names) => there.extend(names.into_iter().map(|name| (name, kept))),
            Err(problem) => problems.push(problem),
        }
    }
    let mut checked = BTreeSet::new();
    for source in project.sources.values() {
        for evidence in source.evidence.iter().filter(|evidence| checked.insert(evidence.sha256.clone())) {
            let covered =
                if source.is_confidential() { Cow::Owned(unnamed(evidence)) } else { Cow::Borrowed(evidence) };
            let Some(kept) = there.get(&evidence.file()) else {
                problems.push(missing(&covered));
                continue;
            };
            let file = format!("{}/{}", kept.folder(), evidence.file());
            match opened.at(&file).and_then(|path| files::hash_file(&path)) {
                Ok((found, _)) if found == evidence.sha256.as_str() => {}
                Ok(_) => problems.push(altered(&covered, &file)),
                Err(problem) => problems.push(problem.at(Place::File(file))),
            }
            if evidence.has_text() && !there.contains_key(&evidence.text_file()) {
                problems.push(
                    Problem::warning("evidence-text-missing", format!("The text of {} is not there", covered.name))
                        .at(Place::File(format!("{}/{}", kept.folder(), evidence.text_file())))
                        .now("the file itself is there, and excerpts keep their words")
                        .help("Read it again with `tickmark evidence read`"),
                );
            }
        }
    }
    let strangers = strangers(&opened, project).unwrap_or_default();
    if let Some((first, _)) = strangers.first() {
        let n_files = strangers.iter().filter(|(file, _)| !file.ends_with(TEXT)).count();
        let what = match n_files {
            1 => "1 stored file belongs to no source".to_owned(),
            n => format!("{n} stored files belong to no source"),
        };
        problems.push(
            Problem::note("evidence-orphaned", what)
                .at(Place::File(first.clone()))
                .why("it was taken from its source, or the source was removed")
                .now("it stays, so that an undo finds it")
                .help("`tickmark evidence clean` lists such files, and takes them away with --write"),
        );
    }
    problems
}

/// The stored files that no source of `project` has, by their path inside it, with their size; texts among them.
pub fn strangers_in(folder: &Path, project: &Project) -> Result<Vec<(String, u64)>, Problem> {
    strangers(&Folder::open(folder)?, project)
}

/// Takes away what [`strangers_in`] lists, and answers it.
pub fn clean(folder: &Path, project: &Project) -> Result<Vec<(String, u64)>, Problem> {
    let opened = Folder::open(folder)?;
    let strangers = strangers(&opened, project)?;
    for (file, _) in &strangers {
        files::remove(&opened.at(file)?)?;
    }
    Ok(strangers)
}

fn strangers(opened: &Folder, project: &Project) -> Result<Vec<(String, u64)>, Problem> {
    let wanted = wanted_places(project);
    let mut found = Vec::new();
    for kept in [Kept::Open, Kept::Private] {
        for name in names(opened, kept)? {
            if hash_in(&name).is_some_and(|sha256| !wanted.contains_key(&sha256)) {
                let file = format!("{}/{name}", kept.folder());
                let size = std::fs::metadata(opened.at(&file)?).map_or(0, |metadata| metadata.len());
                found.push((file, size));
            }
        }
    }
    Ok(found)
}

/// The evidence as it may be told when its source is confidential.
fn unnamed(evidence: &Evidence) -> Evidence {
    Evidence { name: "a file of a confidential source".to_owned(), ..evidence.clone() }
}

fn missing(evidence: &Evidence) -> Problem {
    Problem::warning("evidence-missing", format!("A stored file is not there: {}", quoted(&evidence.name, 60)))
        .at(Place::File(format!("{EVIDENCE}/{}", evidence.file())))
        .why("neither the project's folder nor its private one has it")
        .now("its source, excerpts and decisions are as they were")
        .help("Put the file back from a copy of the project, or add it to the source anew: the same bytes have the same name")
}

fn altered(evidence: &Evidence, file: &str) -> Problem {
    Problem::error("evidence-altered", format!("A stored file was changed: {}", quoted(&evidence.name, 60)))
        .at(Place::File(file.to_owned()))
        .why("what is in it is not what its SHA-256 says")
        .now("the file was not touched; excerpts keep the words that were read before")
        .help("Put the file back from a copy of the project, or move it away and add the true one to its source")
}

fn hash(text: &str) -> Result<EvidenceHash, Problem> {
    EvidenceHash::new(text).ok_or_else(|| Problem::internal("The file was not stored", "its hash is no hash"))
}

fn file_name(sha256: &EvidenceHash, ending: &Ending) -> String {
    match ending.as_str() {
        "" => sha256.to_string(),
        ending => format!("{sha256}.{ending}"),
    }
}

/// The hash that a file name of an evidence folder begins with.
fn hash_in(name: &str) -> Option<EvidenceHash> {
    EvidenceHash::new(name.split('.').next().unwrap_or(name))
}

/// The ending under which a file of this hash is stored already.
fn known(opened: &Folder, sha256: &EvidenceHash) -> Result<Option<Ending>, Problem> {
    let found = place_of(opened, |name| hash_in(name).as_ref() == Some(sha256) && !name.ends_with(TEXT))?;
    Ok(found.map(|(_, name)| Ending::of(&name)))
}

/// The first file of the evidence folders whose name fits.
fn place_of(opened: &Folder, fits: impl Fn(&str) -> bool) -> Result<Option<(Kept, String)>, Problem> {
    for kept in [Kept::Private, Kept::Open] {
        if let Some(name) = names(opened, kept)?.into_iter().find(|name| fits(name)) {
            return Ok(Some((kept, name)));
        }
    }
    Ok(None)
}

/// The names in an evidence folder, in order; links and unfinished files are none.
fn names(opened: &Folder, kept: Kept) -> Result<Vec<String>, Problem> {
    let path = opened.at(kept.folder())?;
    if files::is_missing(&path)? {
        return Ok(Vec::new());
    }
    let entries = path.read_dir().map_err(|error| {
        Problem::error("not-read", "The stored files of sources cannot be listed")
            .at(Place::File(kept.folder().to_owned()))
            .why(error.to_string())
            .now("nothing was changed")
            .help("Check that you may read the folder, then try again")
    })?;
    let is_file = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| !kind.is_dir() && !kind.is_symlink());
    let names = entries.flatten().filter(is_file).filter_map(|entry| entry.file_name().into_string().ok());
    // One that was kept because it was damaged is nobody's stored file.
    let is_stored = |name: &String| hash_in(name).is_some() && !name.contains(".damaged-");
    let mut names: Vec<String> = names.filter(is_stored).collect();
    names.sort();
    Ok(names)
}

/// The folder on disk, made when it is not there.
fn made_folder(opened: &Folder, kept: Kept) -> Result<PathBuf, Problem> {
    if kept == Kept::Private && files::is_missing(&opened.at(PRIVATE)?)? {
        private::make_folder(opened, IGNORED)?;
    }
    let path = opened.at(kept.folder())?;
    if files::is_missing(&path)? {
        files::make_folder(&path)?;
    }
    Ok(path)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out and damage files")]
mod tests {
    use super::*;
    use crate::model::evidence::MediaKind;
    use crate::model::ids::{PersonKey, SourceId};
    use crate::model::source::SourceKind;
    use std::fs;
    use std::sync::Arc;

    fn text() -> EvidenceText {
        let draft = Draft::new("Éöß 👩‍👩‍👧 page one.\n\nPage two.", &[Role::Headline, Role::Body]);
        let at = draft.text().find("Page").unwrap();
        let places = vec![TextPlace { at: 0, locator: "p. 1".into() }, TextPlace { at, locator: "p. 2".into() }];
        let (reader, format) = ("Tickmark".into(), "PDF document".into());
        EvidenceText { reader, format, draft, places, problems: vec!["page 3 has no text".into()] }
    }

    pub(super) fn record(stored: &Stored) -> Evidence {
        Evidence {
            sha256: stored.sha256.clone(),
            extension: stored.ending.clone(),
            name: "a.pdf".into(),
            kind: MediaKind::Text,
            bytes: stored.bytes,
            added: jiff::Timestamp::UNIX_EPOCH,
            by: PersonKey("AB".into()),
            fetched: None,
            read: None,
            pixels: None,
            milliseconds: None,
        }
    }

    pub(super) fn project(evidence: &Evidence, level: crate::model::visibility::Visibility) -> Project {
        let source = Source {
            evidence: vec![evidence.clone()],
            visibility: level,
            cover: "Source A".into(),
            ..Source::new(SourceId::from_u128(1), "A", SourceKind::Document)
        };
        Project { sources: [(source.id, Arc::new(source))].into(), ..Project::default() }
    }

    #[test]
    fn a_text_comes_back_with_its_places_and_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let stored = add_bytes(dir.path(), "a.PDF", b"%PDF", Kept::Open).unwrap();
        let evidence = record(&stored);
        add_text(dir.path(), &stored.sha256, &text(), Kept::Open, Existing::Refuse).unwrap();
        assert_eq!(read_text(dir.path(), &evidence).unwrap(), text());
        let better = EvidenceText { format: "better".into(), ..text() };
        add_text(dir.path(), &stored.sha256, &better, Kept::Open, Existing::Refuse).unwrap();
        assert_eq!(read_text(dir.path(), &evidence).unwrap().format, "PDF document");
        add_text(dir.path(), &stored.sha256, &better, Kept::Open, Existing::Replace).unwrap();
        assert_eq!(read_text(dir.path(), &evidence).unwrap().format, "better");
        let file = dir.path().join(EVIDENCE).join(evidence.text_file());
        let damaged = fs::read_to_string(&file).unwrap().replacen("text: \"", "text: ", 1);
        fs::write(&file, damaged).unwrap();
        assert_eq!(read_text(dir.path(), &evidence).unwrap_err().id, "no-evidence-text");
    }

    #[test]
    fn the_same_bytes_are_kept_once_and_lie_where_their_sources_are_told() {
        use crate::model::visibility::Visibility::{Confidential, Public};

        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("from.bin");
        fs::write(&from, b"words").unwrap();
        let first = add_bytes(dir.path(), "a.txt", b"words", Kept::Private).unwrap();
        let again = add_file(dir.path(), &from, "b.bin", Kept::Open, &|| false).unwrap();
        assert_eq!((&again.sha256, again.ending.as_str()), (&first.sha256, "txt"));
        let opened = Folder::open(dir.path()).unwrap();
        let lies = |kept| names(&opened, kept).unwrap().len();
        assert_eq!((lies(Kept::Open), lies(Kept::Private)), (0, 1));
        let evidence = record(&first);
        assert_eq!(moving::settle(&opened, &project(&evidence, Public)), []);
        assert_eq!((lies(Kept::Open), lies(Kept::Private)), (1, 0));
        assert_eq!(check(dir.path(), &project(&evidence, Public)), []);
        assert_eq!(moving::settle(&opened, &project(&evidence, Confidential)), []);
        assert_eq!((lies(Kept::Open), lies(Kept::Private)), (0, 1));
        let strange = strangers_in(dir.path(), &Project::default()).unwrap();
        assert_eq!(strange, [(format!("{PRIVATE_EVIDENCE}/{}.txt", first.sha256), 5)]);
        let cancelled = add_file(dir.path(), &from, "b.bin", Kept::Open, &|| true).unwrap_err();
        assert_eq!(cancelled.id, "cancelled");
        assert!(!dir.path().join(EVIDENCE).read_dir().unwrap().any(|_| true), "nothing is left lying about");
    }

    #[test]
    fn what_is_damaged_or_gone_is_told_without_a_hidden_name() {
        use crate::model::visibility::Visibility::Confidential;

        let dir = tempfile::tempdir().unwrap();
        let stored = add_bytes(dir.path(), "secret.txt", b"words", Kept::Private).unwrap();
        let evidence = Evidence { name: "secret.txt".into(), ..record(&stored) };
        let hidden = project(&evidence, Confidential);
        fs::write(path_of(dir.path(), &evidence).unwrap(), b"other").unwrap();
        let ids = |problems: &[Problem]| problems.iter().map(|problem| problem.id).collect::<Vec<_>>();
        let problems = check(dir.path(), &hidden);
        assert_eq!(ids(&problems), ["evidence-altered"]);
        assert!(!format!("{problems:?}").contains("secret"), "{problems:?}");
        fs::remove_file(path_of(dir.path(), &evidence).unwrap()).unwrap();
        assert_eq!(ids(&check(dir.path(), &hidden)), ["evidence-missing"]);
        assert_eq!(read(dir.path(), &evidence, 10).unwrap_err().id, "evidence-missing");
    }
}
