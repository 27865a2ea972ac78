//! Evidence: the stored files of a source, each named by what is in it, and the text that was read out of one.
//!
//! Must not know: folders and disk (`store/evidence.rs`), formats and how they are read (`import/`).
//! Holds: a hash is 64 lower-case hexadecimal digits and an ending is letters and digits, so that no name made of them
//! leads out of the evidence folder; the text of a file is read once and kept, so that excerpts stay where they are
//! when readers get better.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::anchor::Anchor;
use crate::model::article::Draft;
use crate::model::claim::is_default;
use crate::model::ids::{PersonKey, SHORT};
use crate::text::span::{ByteSpan, snap};

/// The most letters of a file's ending that are kept.
const LONGEST_ENDING: usize = 8;

/// What names a stored file: the SHA-256 of its bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EvidenceHash(String);

impl EvidenceHash {
    /// The hash, if `text` is one: 64 hexadecimal digits in lower case.
    pub fn new(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first [`SHORT`] digits: what people see and may type.
    pub fn short(&self) -> &str {
        self.0.get(..SHORT).unwrap_or_default()
    }
}

impl fmt::Display for EvidenceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EvidenceHash {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text).ok_or("a SHA-256 has 64 hexadecimal digits in lower case")
    }
}

impl Serialize for EvidenceHash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EvidenceHash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The ending of a stored file: letters and digits in lower case, at most eight, or none.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ending(String);

impl Ending {
    /// The ending of a file called `name`; what is no plain ending is left out.
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        ending.and_then(|ending| Self::new(&ending)).unwrap_or_default()
    }

    /// The ending, if `text` is one.
    fn new(text: &str) -> Option<Self> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        (text.len() <= LONGEST_ENDING && text.bytes().all(is_plain)).then(|| Self(text.to_owned()))
    }

    /// Its letters, without the dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Ending {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Ending {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no file's ending")))
    }
}

/// What sort of thing a stored file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MediaKind {
    /// Something with words in it.
    #[default]
    Text,
    /// A picture.
    Picture,
    /// A sound recording.
    Audio,
    /// A film, or a recording that may be one.
    Video,
    /// Anything else: kept, and opened in a program of its own.
    Other,
}

impl MediaKind {
    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Picture => "picture",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Other => "file",
        }
    }
}

/// Where and how a file came from the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fetched {
    /// The address that was asked for.
    pub url: String,
    /// The address that answered, when redirects led to another.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub final_url: String,
    /// The status of the answer (RFC 9110).
    pub status: u16,
    /// The header fields of the answer, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// When.
    pub at: Timestamp,
}

impl Fetched {
    /// The address that answered.
    pub fn answered(&self) -> &str {
        if self.final_url.is_empty() { &self.url } else { &self.final_url }
    }
}

/// What was read out of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadFacts {
    /// The format it was read from, in a word: "PDF document".
    pub format: String,
    /// How many words of text it has.
    pub words: usize,
    /// What was not quite right, or why nothing was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

/// A stored file of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The SHA-256 of its bytes.
    pub sha256: EvidenceHash,
    /// The ending it is stored under.
    #[serde(default, skip_serializing_if = "Ending::is_empty")]
    pub extension: Ending,
    /// Its name as the user knew it, without folders.
    pub name: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: MediaKind,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was added.
    pub added: Timestamp,
    /// Who added it.
    pub by: PersonKey,
    /// Where it came from, when it was fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Box<Fetched>>,
    /// What was read out of it; nothing of a picture or a recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadFacts>,
    /// Width and height in pixels, of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<(u32, u32)>,
    /// How long it plays, in milliseconds, where the file says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
}

impl Evidence {
    /// The name of its file in the evidence folder.
    pub fn file(&self) -> String {
        match self.extension.as_str() {
            "" => self.sha256.to_string(),
            ending => format!("{}.{ending}", self.sha256),
        }
    }

    /// The name of the file beside it that holds its text.
    pub fn text_file(&self) -> String {
        format!("{}.text.ron", self.sha256)
    }

    /// Whether there is text to select words in.
    pub fn has_text(&self) -> bool {
        self.read.as_ref().is_some_and(|read| read.words > 0)
    }

    /// Name and particulars on one line: "budget.pdf · PDF document · 1,204 words · 320 kB".
    pub fn told(&self) -> String {
        let mut parts = vec![self.name.clone()];
        match &self.read {
            Some(read) if read.words > 0 => parts.extend([read.format.clone(), words_told(read.words)]),
            Some(_) | None => parts.push(self.kind.word().to_owned()),
        }
        parts.extend(self.pixels.map(|(width, height)| format!("{width} × {height} pixels")));
        parts.extend(self.milliseconds.map(|length| TimeOfMedia::from_milliseconds(length).to_string()));
        parts.push(size_told(self.bytes));
        parts.join(" · ")
    }
}

fn words_told(words: usize) -> String {
    if words == 1 { "1 word".to_owned() } else { format!("{words} words") }
}

/// A size for people: "917 bytes", "320 kB", "1.4 MB".
pub fn size_told(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

/// A moment of a recording, in whole seconds from its start, written as hh:mm:ss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfMedia(u32);

impl TimeOfMedia {
    /// The moment this many seconds from the start.
    pub fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// The moment this many milliseconds from the start, rounded down.
    pub fn from_milliseconds(milliseconds: u64) -> Self {
        Self(u32::try_from(milliseconds / 1_000).unwrap_or(u32::MAX))
    }

    /// Seconds from the start.
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl fmt::Display for TimeOfMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

impl FromStr for TimeOfMedia {
    type Err = &'static str;

    /// Of "1:02:03", "02:03" or "75" (seconds).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "a time is written as hh:mm:ss";
        let parts: Vec<&str> = text.trim().split(':').collect();
        let number = |part: &&str| -> Option<u32> {
            let is_number = (1..=5).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| part.parse().ok())?
        };
        let numbers: Vec<u32> = parts.iter().map(number).collect::<Option<_>>().ok_or(WRONG)?;
        let (hours, minutes, seconds) = match *numbers.as_slice() {
            [seconds] => return Ok(Self(seconds)),
            [minutes, seconds] => (0, minutes, seconds),
            [hours, minutes, seconds] => (hours, minutes, seconds),
            _ => return Err(WRONG),
        };
        if seconds > 59 || (parts.len() == 3 && minutes > 59) {
            return Err("minutes and seconds go up to 59");
        }
        Ok(Self(hours * 3600 + minutes * 60 + seconds))
    }
}

impl Serialize for TimeOfMedia {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfMedia {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Where in the file stretches of its text stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPlace {
    /// The first byte of the text that stands there.
    pub at: usize,
    /// The place as a locator says it: "p. 3".
    pub locator: String,
}

/// The text of a stored file as it was read when the file was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceText {
    /// The version of the program that read it.
    pub reader: String,
    /// The format it was read from, in a word.
    pub format: String,
    /// The text and its blocks.
    pub draft: Draft,
    /// Where its stretches stand in the file, in order.
    pub places: Vec<TextPlace>,
    /// What was not quite right.
    pub problems: Vec<String>,
}

impl EvidenceText {
    /// Where in the file the text at byte `at` stands: the page or chapter, or without any the paragraph; empty when
    /// there is no text.
    pub fn locator_at(&self, at: usize) -> String {
        let before = self.places.partition_point(|place| place.at <= at);
        if let Some(place) = before.checked_sub(1).and_then(|last| self.places.get(last)) {
            return place.locator.clone();
        }
        self.draft.paragraph_at(at).map(|number| format!("para. {number}")).unwrap_or_default()
    }

    /// The locator of words: where they begin, and where they end when that is elsewhere.
    pub fn locator_of(&self, span: ByteSpan) -> String {
        let first = self.locator_at(span.start());
        let last = self.locator_at(span.end().saturating_sub(1).max(span.start()));
        if first == last {
            return first;
        }
        // "p. 3–4", where the word before the numbers is the same.
        match (first.rsplit_once(' '), last.rsplit_once(' ')) {
            (Some((name, _)), Some((same, end))) if name == same => format!("{first}–{end}"),
            _ => format!("{first} – {last}"),
        }
    }

    /// The anchor of words of the text.
    pub fn anchor(&self, span: ByteSpan) -> Anchor {
        Anchor::new(&self.draft, snap(self.draft.text(), span))
    }

    /// Where these very words stand, whatever blanks are between them; every place, in order.
    pub fn find(&self, words: &str) -> Vec<ByteSpan> {
        crate::text::find::find_all(self.draft.text(), words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(places: &[(usize, &str)]) -> EvidenceText {
        EvidenceText {
            reader: "1".into(),
            format: "text".into(),
            draft: Draft::new("First page.\n\nSecond page begins.\n\nThird.", &[]),
            places: places.iter().map(|&(at, locator)| TextPlace { at, locator: locator.into() }).collect(),
            problems: Vec::new(),
        }
    }

    #[test]
    fn no_name_made_of_a_record_leads_out() {
        let hash = "0a".repeat(32);
        assert!(EvidenceHash::new(&hash).is_some());
        for bad in ["", "0A", "../../etc/passwd", &"0A".repeat(32), &"0g".repeat(32), &format!("{hash}0")] {
            assert_eq!(EvidenceHash::new(bad), None, "{bad}");
        }
        for (name, ending) in
            [("a.PDF", "pdf"), ("a", ""), ("a.tar.gz", "gz"), ("a./../x", ""), ("a.p/df", ""), ("a.longending", "")]
        {
            assert_eq!(Ending::of(name).as_str(), ending, "{name}");
        }
        assert!(ron::from_str::<Ending>("\"../x\"").is_err());
    }

    #[test]
    fn times_are_read_and_written() {
        for (text, told) in [("75", "00:01:15"), ("2:03", "00:02:03"), ("1:02:03", "01:02:03"), ("90:00", "01:30:00")] {
            assert_eq!(text.parse::<TimeOfMedia>().map(|time| time.to_string()), Ok(told.into()), "{text}");
        }
        for bad in ["", ":", "1:60", "1:60:00", "a", "1:2:3:4", "-1", "123456"] {
            assert!(bad.parse::<TimeOfMedia>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_locator_is_the_page_or_else_the_paragraph() {
        let paged = text(&[(0, "p. 1"), (13, "p. 2")]);
        assert_eq!((paged.locator_at(0), paged.locator_at(20)), ("p. 1".into(), "p. 2".into()));
        assert_eq!(paged.locator_of(ByteSpan::new(6, 19)), "p. 1–2");
        assert_eq!(text(&[]).locator_of(ByteSpan::new(13, 19)), "para. 2");
    }

    #[test]
    fn sizes_are_told_shortly() {
        let told = [917, 320_500, 1_449_000, 2_500_000_000].map(size_told);
        assert_eq!(told, ["917 bytes", "320 kB", "1.4 MB", "2.5 GB"]);
    }
}
