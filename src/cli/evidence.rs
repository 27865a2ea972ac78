//! The subcommands about stored files of sources.
//!
//! Must not know: where a file lies, how it is read.
//! Holds: names and words of a confidential source's files are shown only when that was asked for by name.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use crate::cli::args::evidence::EvidenceAction;
use crate::cli::articles::tell_account;
use crate::cli::claims::short;
use crate::cli::desk::{Desk, Style};
use crate::cli::names;
use crate::cli::out;
use crate::cli::show::Table;
use crate::model::evidence::{Evidence, EvidenceHash, EvidenceText, Fetched, ReadFacts, size_told};
use crate::model::ids::SourceId;
use crate::model::problem::{Problem, counted};
use crate::model::source::Source;
use crate::model::visibility::Visibility;
use crate::session::addresses::{Reach, is_address};
use crate::session::command::Command;
use crate::session::evidence::TextState;
use crate::session::wishes::Incoming;

/// A stored file as JSON tells it.
#[derive(Serialize)]
struct EvidenceShape {
    sha256: String,
    source: String,
    source_name: String,
    name: String,
    kind: &'static str,
    bytes: u64,
    added: String,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<ReadFacts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pixels: Option<(u32, u32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<Box<Fetched>>,
}

/// `tickmark evidence`
pub(super) fn run(desk: &mut Desk, action: EvidenceAction) -> Result<(), Problem> {
    match action {
        EvidenceAction::Add { source, files, allow_private } => {
            let reach = if allow_private { Reach::Private } else { Reach::Public };
            add(desk, &source, files, reach)
        }
        EvidenceAction::List { source } => {
            let source = source.map(|source| names::source(&desk.session, &source)).transpose()?;
            list(desk, source)
        }
        EvidenceAction::Show { file, text: false } => show(desk, &file),
        EvidenceAction::Show { file, text: true } => show_text(desk, &file),
        EvidenceAction::Read { file } => {
            let (source, evidence) = names::evidence(&desk.session, &file, desk.audience)?;
            desk.wish(Command::ReadEvidence { source, evidence })?;
            say_told(desk)
        }
        EvidenceAction::Remove { file } => {
            let (source, evidence) = names::evidence(&desk.session, &file, desk.audience)?;
            desk.edit(Command::RemoveEvidence { source, evidence })
        }
        EvidenceAction::Clean { write } => clean(desk, write),
    }
}

fn add(desk: &mut Desk, source: &str, files: Vec<PathBuf>, reach: Reach) -> Result<(), Problem> {
    let incoming = |file: PathBuf| match file.to_str() {
        Some(address) if is_address(address) => Incoming::Address { address: address.to_owned(), reach },
        Some(_) | None => Incoming::Path(file),
    };
    let files = files.into_iter().map(incoming).collect();
    let id = names::source(&desk.session, source)?;
    let before = known(desk, id).map(|source| hashes(&source)).unwrap_or_default();
    let added = desk.wish(Command::AddEvidence { source: id, files });
    for words in desk.told.clone() {
        if words.ends_with("already") {
            out::tell(&format!("note: {words}"));
        }
    }
    let after = known(desk, id);
    let new: Vec<Evidence> = after
        .iter()
        .flat_map(|source| &source.evidence)
        .filter(|evidence| !before.contains(&evidence.sha256))
        .cloned()
        .collect();
    match desk.style {
        Style::Plain => new.iter().for_each(|evidence| desk.out.line(evidence.sha256.as_str())),
        Style::Json => {
            let shapes: Vec<EvidenceShape> =
                after.iter().flat_map(|source| new.iter().map(|it| shape(source, it, desk.audience))).collect();
            desk.out.json(&shapes)?;
        }
    }
    if let Some(account) = desk.session.account().filter(|account| account.is_many) {
        tell_account(&account)?;
    }
    added.map(drop)
}

fn list(desk: &mut Desk, wanted: Option<SourceId>) -> Result<(), Problem> {
    let sources = desk.session.project().into_iter().flat_map(|project| project.sources.values());
    let sources = sources.filter(|source| wanted.is_none_or(|wanted| source.id == wanted));
    let shapes: Vec<EvidenceShape> = sources
        .flat_map(|source| source.evidence.iter().map(|evidence| shape(source, evidence, desk.audience)))
        .collect();
    let mut table = Table::new(&["sha256", "source", "kind", "size", "words", "name"]);
    for file in &shapes {
        let words = file.read.as_ref().map(|read| read.words.to_string()).unwrap_or_default();
        let start = file.sha256.get(..crate::model::ids::SHORT).unwrap_or_default().to_owned();
        let cells = [start, short(&file.source), file.kind.to_owned(), size_told(file.bytes), words];
        let [sha256, source, kind, size, words] = cells;
        table.row([sha256, source, kind, size, words, file.name.clone()]);
    }
    desk.say_rows(&shapes, &table, "note: no file is stored yet; `tickmark evidence add SOURCE FILE` stores one")
}

fn show(desk: &mut Desk, file: &str) -> Result<(), Problem> {
    let (source, sha256) = names::evidence(&desk.session, file, desk.audience)?;
    let Some(source) = known(desk, source) else { return Ok(()) };
    let Some(evidence) = source.evidence_of(&sha256) else { return Ok(()) };
    let shape = shape(&source, evidence, desk.audience);
    if desk.style == Style::Json {
        return desk.out.json(&shape);
    }
    let path = desk.session.evidence_path(source.id, &sha256).map(|path| path.display().to_string());
    let read = shape.read.as_ref();
    let problems = read.map(|read| read.problems.join("; ")).unwrap_or_default();
    let length = evidence.milliseconds.map(crate::model::evidence::TimeOfMedia::from_milliseconds);
    let fetched = shape.fetched.as_deref().map(|it| format!("{} at {}, status {}", it.url, it.at, it.status));
    for (name, value) in [
        ("file", shape.name.clone()),
        ("sha256", shape.sha256.clone()),
        ("source", shape.source_name.clone()),
        ("kind", shape.kind.to_owned()),
        ("size", size_told(shape.bytes)),
        ("format", read.map(|read| read.format.clone()).unwrap_or_default()),
        ("text", read.map(|read| counted(read.words, "word", "words")).unwrap_or_default()),
        ("pixels", shape.pixels.map(|(width, height)| format!("{width} × {height}")).unwrap_or_default()),
        ("length", length.map(|length| length.to_string()).unwrap_or_default()),
        ("fetched", fetched.unwrap_or_default()),
        ("added", format!("{} by {}", shape.added, shape.by)),
        ("noticed", problems),
        ("stored", path.unwrap_or_else(|problem| problem.what)),
    ] {
        if !value.is_empty() {
            desk.out.line(&format!("{name:<10}{value}"));
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct TextShape<'a> {
    sha256: String,
    format: &'a str,
    reader: &'a str,
    /// How the numbers count.
    offsets: &'static str,
    text: &'a str,
    blocks: Vec<BlockShape<'a>>,
    problems: &'a [String],
}

#[derive(Serialize)]
struct BlockShape<'a> {
    role: &'static str,
    start: usize,
    end: usize,
    locator: String,
    text: &'a str,
}

fn show_text(desk: &mut Desk, file: &str) -> Result<(), Problem> {
    let (source, sha256) = names::evidence(&desk.session, file, desk.audience)?;
    let hides = known(desk, source).is_some_and(|source| source.is_confidential());
    if hides && desk.audience != Visibility::Confidential {
        return Err(Problem::error("confidential-unasked", "The text was not printed: its source is confidential")
            .now("nothing was changed")
            .help("Add --with-confidential if you mean it"));
    }
    let text = text(desk, source, &sha256)?;
    let draft = &text.draft;
    let blocks = draft.blocks().iter().map(|block| {
        let span = draft.scalars().scalars_from_bytes(draft.text(), block.span);
        BlockShape {
            role: block.role.word(),
            start: span.start,
            end: span.end,
            locator: text.locator_at(block.span.start()),
            text: block.span.of(draft.text()).unwrap_or_default(),
        }
    });
    if desk.style == Style::Json {
        return desk.out.json(&TextShape {
            sha256: sha256.to_string(),
            format: &text.format,
            reader: &text.reader,
            offsets: "Unicode scalar values, end exclusive",
            text: draft.text(),
            blocks: blocks.collect(),
            problems: &text.problems,
        });
    }
    let mut place = String::new();
    let blocks: Vec<BlockShape<'_>> = blocks.collect();
    let has_places = !text.places.is_empty();
    for block in blocks {
        if has_places && block.locator != place {
            desk.out.line(&format!("[{}]", block.locator));
            place = block.locator;
        }
        desk.out.line(block.text);
        desk.out.line("");
    }
    Ok(())
}

/// The text of a stored file, read from disk.
pub(super) fn text(
    desk: &mut Desk,
    source: SourceId,
    sha256: &EvidenceHash,
) -> Result<std::sync::Arc<EvidenceText>, Problem> {
    desk.wish(Command::WantEvidence { source, evidence: sha256.clone() })?;
    match desk.session.evidence_text(source, sha256) {
        Some(TextState::Here(text)) => Ok(std::sync::Arc::clone(text)),
        Some(TextState::Missing(problem)) => Err(problem.clone()),
        Some(TextState::Reading) | None => Err(Problem::error("evidence-unread", "The file's text was not read")
            .now("nothing was changed")
            .help("Try again")),
    }
}

fn clean(desk: &mut Desk, write: bool) -> Result<(), Problem> {
    let files = if write { desk.session.clean_evidence()? } else { desk.session.stray_evidence()? };
    if desk.style == Style::Json {
        let files: Vec<_> =
            files.iter().map(|(file, bytes)| serde_json::json!({ "file": file, "bytes": bytes })).collect();
        return desk.out.json(&serde_json::json!({ "files": files, "deleted": write }));
    }
    for (file, _) in &files {
        desk.out.line(file);
    }
    let n_files = counted(files.len(), "file", "files");
    let bytes = size_told(files.iter().map(|(_, bytes)| bytes).sum());
    desk.out.line(&match (files.is_empty(), write) {
        (true, _) => "every stored file belongs to a source".to_owned(),
        (false, true) => format!("{n_files} with {bytes} deleted"),
        (false, false) => format!("{n_files} with {bytes} belong to no source; --write deletes them"),
    });
    Ok(())
}

fn say_told(desk: &mut Desk) -> Result<(), Problem> {
    for words in desk.told.clone() {
        desk.say(&words)?;
    }
    Ok(())
}

fn known(desk: &Desk, id: SourceId) -> Option<std::sync::Arc<Source>> {
    desk.session.project()?.sources.get(&id).cloned()
}

fn hashes(source: &Source) -> BTreeSet<EvidenceHash> {
    source.evidence.iter().map(|evidence| evidence.sha256.clone()).collect()
}

fn shape(source: &Source, evidence: &Evidence, audience: Visibility) -> EvidenceShape {
    let hides = source.is_confidential() && audience != Visibility::Confidential;
    let source_name = if hides { source.cover.clone() } else { source.title.clone() };
    let Evidence { sha256, extension: _, name, kind, bytes, added, by, fetched, read, pixels, milliseconds } =
        evidence.clone();
    EvidenceShape {
        // A hash of a known file tells which file it is.
        sha256: if hides { String::new() } else { sha256.to_string() },
        source: source.id.to_string(),
        source_name,
        name: if hides { "confidential".to_owned() } else { name },
        kind: kind.word(),
        bytes: if hides { 0 } else { bytes },
        added: added.to_string(),
        by: by.0,
        read: read.filter(|_| !hides),
        pixels: pixels.filter(|_| !hides),
        milliseconds: milliseconds.filter(|_| !hides),
        fetched: fetched.filter(|_| !hides),
    }
}
