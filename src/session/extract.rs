//! The text of a file without a project: its blocks with their roles, places and what hangs on their words.
//!
//! In: a path, or bytes and a name. Out: the blocks, what is known of the text, what its reader noticed.
//! Must not know: projects, settings, how the answer looks.
//! Holds: this process is put under the limits of reading before the file is opened, and so reads nothing else after.

use std::io::Read as _;
use std::path::PathBuf;

use crate::import::{self, Imported, MAX_BYTES, PlaceStart};
use crate::model::annotation::Annotation;
use crate::model::article::{Draft, Meta, Role};
use crate::model::problem::{Place, Problem};
use crate::session::reading::child;
use crate::store::files::{name_of, read_limited};
use crate::text::span::ScalarSpan;

/// What standard input is called unless it was given a name.
pub const STANDARD_INPUT: &str = "standard input";

/// Where the bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A file.
    File(PathBuf),
    /// Standard input, read as a file of this name.
    Input(String),
}

/// What was read. Spans count scalar values of `text`, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    /// The file's name without folders.
    pub name: String,
    /// Its format, as people call it.
    pub format: &'static str,
    /// The encoding it was read in.
    pub encoding: String,
    /// What it says of itself.
    pub meta: Meta,
    /// The whole text, furniture included.
    pub text: String,
    /// Its blocks in order.
    pub blocks: Vec<ExtractBlock>,
    /// What was not quite right.
    pub problems: Vec<Problem>,
}

/// One block of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractBlock {
    /// What it is.
    pub role: Role,
    /// Where it stands in the text.
    pub span: ScalarSpan,
    /// Its words.
    pub text: String,
    /// Where in the file it stands, as "p. 3": where it begins, then the places that begin inside it.
    pub places: Vec<String>,
    /// What hangs on its words, with the words.
    pub notes: Vec<ExtractNote>,
}

/// What hangs on words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractNote {
    /// The words' place in the text.
    pub span: ScalarSpan,
    /// The words.
    pub on: String,
    /// What hangs there.
    pub annotation: Annotation,
}

/// Reads a file under the limits of reading. Should it take too much, `told` is called with why and the process ends.
pub fn extract(from: &From, told: impl Fn(&Problem) + Send + 'static) -> Result<Extract, Problem> {
    let (name, place) = match from {
        From::File(path) => (name_of(path), path.display().to_string()),
        From::Input(name) => (name.clone(), name.clone()),
    };
    let at = |mut problem: Problem| {
        if problem.place == Place::Nowhere || problem.place == Place::File(name.clone()) {
            problem.place = Place::File(place.clone());
        }
        problem
    };
    let read = child::limited(
        &name,
        || {
            let bytes = match from {
                From::File(path) => read_limited(path, MAX_BYTES)?,
                From::Input(_) => standard_input(&place)?,
            };
            import::read(&name, &bytes).map(|read| Extract::new(&name, read))
        },
        told,
    );
    let mut read = read.flatten().map_err(at)?;
    read.problems = read.problems.into_iter().map(at).collect();
    Ok(read)
}

/// What came by standard input, called `name` in messages; at most one byte more than is read.
pub fn standard_input(name: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    // One byte too many is refused by the readers, in the words of theirs.
    let read = std::io::stdin().lock().take(MAX_BYTES.saturating_add(1)).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|error| {
        Problem::error("input-not-read", "Standard input was not read")
            .at(Place::File(name.to_owned()))
            .why(error.to_string())
            .now("nothing was changed")
            .help("Save it in a file, and name that")
    })
}

impl Extract {
    fn new(name: &str, read: Imported) -> Self {
        let Imported { format, text, roles, annotations, places, meta, encoding, problems } = read;
        let draft = Draft::new(&text, &roles);
        let scalars = |span| draft.scalars().scalars_from_bytes(&text, span);
        let mut notes = annotations.into_iter().peekable();
        let blocks = draft.blocks().iter().map(|block| {
            let mut here = Vec::new();
            while let Some((span, annotation)) = notes.next_if(|(span, _)| span.start() <= block.span.end()) {
                let on = span.of(&text).unwrap_or_default().to_owned();
                here.push(ExtractNote { span: scalars(span), on, annotation });
            }
            ExtractBlock {
                role: block.role,
                span: scalars(block.span),
                text: block.span.of(&text).unwrap_or_default().to_owned(),
                places: places_of(&places, block.span.start(), block.span.end()),
                notes: here,
            }
        });
        let blocks = blocks.collect();
        Self { name: name.to_owned(), format: format.word(), encoding, meta, blocks, problems, text }
    }

    /// The text without what belongs to the page, a blank line between blocks.
    pub fn article_text(&self) -> String {
        let counted = self.blocks.iter().filter(|block| block.role.counts()).map(|block| block.text.as_str());
        counted.collect::<Vec<_>>().join("\n\n")
    }
}

fn places_of(places: &[PlaceStart], start: usize, end: usize) -> Vec<String> {
    let first = places.partition_point(|place| place.at <= start).saturating_sub(1);
    let until = places.partition_point(|place| place.at < end);
    let here = places.get(first..until.max(first)).unwrap_or_default();
    here.iter().map(|place| place.locator.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::span::ByteSpan;

    #[test]
    fn blocks_know_where_they_stand_and_what_hangs_on_them() {
        let mut read = import::read("a.txt", "Ships left port.\n\nÉva counted them.\n\nAnd then some.".as_bytes())
            .expect("a text");
        let at = |words: &str| read.text.find(words).expect(words);
        let (eva, them, some) = (at("Éva"), at("them"), at("some"));
        read.places = [(0, "p. 1"), (them, "p. 2"), (some, "p. 3")]
            .map(|(at, place)| PlaceStart { at, locator: place.into() })
            .to_vec();
        read.annotations = vec![
            (ByteSpan::new(eva, eva + 4), Annotation::link("http://a.example")),
            (ByteSpan::new(read.text.len(), read.text.len()), Annotation::link("http://b.example")),
        ];
        let extract = Extract::new("a.txt", read);
        let places: Vec<_> = extract.blocks.iter().map(|block| block.places.join(" ")).collect();
        assert_eq!(places, ["p. 1", "p. 1 p. 2", "p. 2 p. 3"]);
        let notes: Vec<_> = extract.blocks.iter().map(|block| block.notes.len()).collect();
        assert_eq!(notes, [0, 1, 1]);
        let note = &extract.blocks[1].notes[0];
        assert_eq!((note.on.as_str(), note.span), ("Éva", ScalarSpan { start: 18, end: 21 }));
    }
}
