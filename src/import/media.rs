//! What pictures, sound and films say of themselves in their heads: what they are, how large, how long.
//!
//! In: a file's first bytes, or the file as something that can be read and sought in. Out: the sort of media, pixels,
//! duration; nothing where the file does not say it.
//! Must not know: disk, what is kept of it. Nothing is decoded: no pixel, no sound.
//! Holds: bad heads say nothing and are no error.
//! Chosen: lofty reads durations of ten formats without decoding (symphonia would decode packets for some of them);
//! `image`, which the window has anyway, reads sizes from heads.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::time::Duration;

use lofty::config::ParseOptions;
use lofty::file::AudioFile as _;
use lofty::probe::Probe;

use crate::model::evidence::MediaKind;

/// Bytes at the start of a file by which it is known.
pub const HEAD: usize = 64;

/// How files of each sort begin: a byte to begin at, and what stands there. The first match tells.
const BEGINNINGS: &[(usize, &[u8], MediaKind)] = &[
    (0, b"\x89PNG\r\n\x1a\n", MediaKind::Picture),
    (0, b"\xff\xd8\xff", MediaKind::Picture),
    (0, b"GIF87a", MediaKind::Picture),
    (0, b"GIF89a", MediaKind::Picture),
    (0, b"II*\0", MediaKind::Picture),
    (0, b"MM\0*", MediaKind::Picture),
    (8, b"WEBP", MediaKind::Picture),
    (4, b"ftypheic", MediaKind::Picture),
    (4, b"ftypmif1", MediaKind::Picture),
    (4, b"ftypavif", MediaKind::Picture),
    (4, b"ftypM4A", MediaKind::Audio),
    (4, b"ftypM4B", MediaKind::Audio),
    (4, b"ftyp", MediaKind::Video),
    (0, b"\x1a\x45\xdf\xa3", MediaKind::Video),
    (8, b"AVI ", MediaKind::Video),
    (8, b"WAVE", MediaKind::Audio),
    (8, b"AIFF", MediaKind::Audio),
    (0, b"ID3", MediaKind::Audio),
    (0, b"OggS", MediaKind::Audio),
    (0, b"fLaC", MediaKind::Audio),
    (0, b"#!AMR", MediaKind::Audio),
    (0, b"MAC ", MediaKind::Audio),
    (0, b"wvpk", MediaKind::Audio),
    (0, b"\xff\xf1", MediaKind::Audio),
    (0, b"\xff\xf9", MediaKind::Audio),
    (0, b"\xff\xfb", MediaKind::Audio),
    (0, b"\xff\xf3", MediaKind::Audio),
    (0, b"\xff\xf2", MediaKind::Audio),
];

/// What media a file that begins with `head` is; `None` when it is none.
pub fn kind(head: &[u8]) -> Option<MediaKind> {
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Some(MediaKind::Picture);
    }
    let begins = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
    // A RIFF or IFF container says in its first four bytes that it is one.
    let is_boxed = |at: usize| at != 8 || begins(0, b"RIFF") || begins(0, b"FORM");
    BEGINNINGS.iter().find(|(at, mark, _)| begins(*at, mark) && is_boxed(*at)).map(|(.., kind)| *kind)
}

/// What a file says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Width and height in pixels.
    pub pixels: Option<(u32, u32)>,
    /// How long it plays, in milliseconds.
    pub milliseconds: Option<u64>,
}

/// What the file in `reader` says of itself.
pub fn facts(kind: MediaKind, reader: &mut (impl Read + Seek)) -> Facts {
    if reader.seek(SeekFrom::Start(0)).is_err() {
        return Facts::default();
    }
    match kind {
        MediaKind::Picture => Facts { pixels: pixels(reader), milliseconds: None },
        MediaKind::Audio | MediaKind::Video => Facts { pixels: None, milliseconds: milliseconds(reader) },
        MediaKind::Text | MediaKind::Other => Facts::default(),
    }
}

fn pixels(reader: &mut (impl Read + Seek)) -> Option<(u32, u32)> {
    let size = image::ImageReader::new(BufReader::new(reader)).with_guessed_format().ok()?.into_dimensions().ok()?;
    (size.0 > 0 && size.1 > 0).then_some(size)
}

fn milliseconds(reader: &mut (impl Read + Seek)) -> Option<u64> {
    let mut options = ParseOptions::new();
    options.read_tags(false).read_cover_art(false);
    let probe = Probe::new(BufReader::new(reader)).options(options).guess_file_type().ok()?;
    let length: Duration = probe.read().ok()?.properties().duration();
    u64::try_from(length.as_millis()).ok().filter(|&length| length > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn facts_of(bytes: &[u8]) -> (Option<MediaKind>, Facts) {
        let kind = kind(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default());
        (kind, kind.map(|kind| facts(kind, &mut Cursor::new(bytes))).unwrap_or_default())
    }

    /// A PNG's head: all that says its size.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = image::RgbImage::new(width, height);
        let written =
            image::DynamicImage::from(picture).write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png);
        written.expect("a picture can be written");
        bytes
    }

    /// Two seconds of silence, 8,000 samples a second of one byte.
    fn wav() -> Vec<u8> {
        let data = vec![128_u8; 16_000];
        let size = u32::try_from(data.len()).unwrap();
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + size).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        bytes.extend(8_000_u32.to_le_bytes());
        bytes.extend(8_000_u32.to_le_bytes());
        bytes.extend([1, 0, 8, 0]);
        bytes.extend(b"data");
        bytes.extend(size.to_le_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn pictures_and_recordings_say_how_large_and_how_long_they_are() {
        let (kind, facts) = facts_of(&png(31, 17));
        assert_eq!((kind, facts.pixels), (Some(MediaKind::Picture), Some((31, 17))));
        let (kind, facts) = facts_of(&wav());
        assert_eq!((kind, facts.milliseconds), (Some(MediaKind::Audio), Some(2_000)));
    }

    #[test]
    fn what_is_no_media_or_damaged_says_nothing() {
        for bytes in [&b""[..], b"plain words", b"%PDF-1.7", b"RIFF", b"......WEBP", b"BMW sold 2.5 million cars"] {
            assert_eq!(facts_of(bytes), (None, Facts::default()), "{bytes:?}");
        }
        for whole in [png(31, 17), wav()] {
            for cut in [9, 16, 20, 40] {
                assert!(facts_of(&whole[..cut]).1.milliseconds.is_none_or(|length| length <= 2_000));
            }
            for at in 0..whole.len().min(60) {
                let mut bytes = whole.clone();
                bytes[at] ^= 0xff;
                assert!(facts_of(&bytes).1.pixels.is_none_or(|(width, height)| width > 0 && height > 0));
            }
        }
    }
}
