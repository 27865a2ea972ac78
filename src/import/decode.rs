//! Bytes to text: which encoding a file is in, and whether it is text at all.
//!
//! In: a file's bytes. Out: its text with LF ends and no control characters, the encoding's WHATWG name, problems.
//! Must not know: what the text means, beyond the charset that an HTML page names for itself.
//! Holds: a byte order mark wins, then valid UTF-8, then UTF-16 by its zeros, then the page's own word, then a guess.
//! Limits: UTF-32 and EBCDIC are taken for something that is not text; UTF-16 without mark needs Latin letters or
//! spaces.   Source: WHATWG Encoding Standard, section 4.2 (names and labels).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::import::format;
use crate::model::problem::{Place, Problem};

/// A file's text.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text: LF, no control characters but line break and tab, no soft hyphens.
    pub(super) text: String,
    /// The encoding's WHATWG name.
    pub(super) encoding: String,
    /// A guessed encoding, characters that could not be read.
    pub(super) problems: Vec<Problem>,
}

/// Bytes of the file that the encoding's guess is based on, from a little before the first letter beyond ASCII.
const GUESS_BYTES: usize = 256 * 1024;
/// Zero characters up to which a file is still text with a flaw.
const FEW_ZEROS: usize = 3;

/// The text of `bytes`. Problem: `not-text`.
pub(super) fn decode(name: &str, bytes: &[u8], is_html: bool) -> Result<Decoded, Problem> {
    let (encoding, source) = encoding_of(bytes, is_html);
    let (decoded, used, had_errors) = encoding.decode(bytes);
    let (text, flaws) = cleaned(&decoded);
    let n_chars = decoded.chars().count();
    if flaws.n_zeros > FEW_ZEROS || flaws.n_controls > 8 + n_chars / 200 {
        return Err(format::not_read(name, "file of bytes that are not characters"));
    }
    let here = || Place::File(name.to_owned());
    let mut problems = Vec::new();
    if source == Source::Guess {
        problems.push(
            Problem::note("encoding-guessed", format!("“{name}” does not say how its letters are written"))
                .at(here())
                .why(format!("it was read as {}, which fits its bytes best", used.name()))
                .now("the file was not touched")
                .help("If letters look wrong, save the file as UTF-8 in the program it came from and open it again"),
        );
    }
    if had_errors {
        // The decoder writes U+FFFD for what it could not read; a file may hold a few of its own.
        let n = decoded.matches('\u{fffd}').count();
        problems.push(
            Problem::warning("characters-lost", format!("{} could not be read", plural(n, "character")))
                .at(here())
                .why(format!("these bytes mean nothing in {}", used.name()))
                .now("each stands in the text as \u{fffd}; the file was not touched")
                .help("Save the file as UTF-8 in the program it came from and open it again"),
        );
    }
    if flaws.n_controls + flaws.n_zeros > 0 {
        let n = flaws.n_controls + flaws.n_zeros;
        problems.push(
            Problem::note("control-characters", format!("{} left out", plural(n, "invisible control character")))
                .at(here())
                .why("they are signals to machines, not letters")
                .now("every letter is kept; the file was not touched")
                .help("Compare with the file if a word looks odd"),
        );
    }
    Ok(Decoded { text, encoding: used.name().to_owned(), problems })
}

fn plural(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// How an encoding was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The bytes allow of no other, or the file says so.
    Known,
    /// It fits best.
    Guess,
}

fn encoding_of(bytes: &[u8], is_html: bool) -> (&'static Encoding, Source) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, Source::Known);
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return (encoding, Source::Known);
    }
    if is_nearly_utf8(bytes) {
        return (UTF_8, Source::Known);
    }
    if let Some(encoding) = (is_html || starts_like_html(bytes)).then(|| charset_of_page(bytes)).flatten() {
        return (encoding, Source::Known);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(4096);
    let sample = bytes.get(first..bytes.len().min(first + GUESS_BYTES)).unwrap_or(bytes);
    detector.feed(sample, true);
    (detector.guess(None, Utf8Detection::Deny), Source::Guess)
}

/// UTF-8, or UTF-8 with so few broken places that any other reading would spoil every accent.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut n_good, mut n_bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        n_good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        n_bad += usize::from(!chunk.invalid().is_empty());
    }
    n_bad == 0 || n_good >= 10 * n_bad
}

/// UTF-16 without a mark: Latin letters, spaces and line ends have a zero in the same half of their pair.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(GUESS_BYTES)).unwrap_or(bytes);
    let (mut n_first, mut n_second) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        n_first += usize::from(pair.first() == Some(&0));
        n_second += usize::from(pair.last() == Some(&0));
    }
    // One pair in ten with a zero, and next to none on the other side.
    let enough = (sample.len() / 20).max(1);
    if n_second >= enough && n_first * 20 <= n_second {
        Some(UTF_16LE)
    } else if n_first >= enough && n_second * 20 <= n_first {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn starts_like_html(bytes: &[u8]) -> bool {
    let start: String = bytes.iter().take(1024).map(|byte| char::from(*byte)).collect();
    super::html::looks_like_html(&start)
}

/// The charset that a page's `meta` names within its first 2 KB.
fn charset_of_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let start: Vec<u8> = bytes.iter().take(2048).map(u8::to_ascii_lowercase).collect();
    let mark = b"charset=";
    let at = start.windows(mark.len()).position(|window| window == mark)? + mark.len();
    let label: Vec<u8> = start
        .iter()
        .skip(at)
        .copied()
        .skip_while(|byte| b"\"' ".contains(byte))
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte))
        .collect();
    let named = Encoding::for_label(&label)?;
    // The page's ASCII `meta` was readable, so it cannot be UTF-16 (WHATWG HTML, "prescan a byte stream").
    Some(if named == UTF_16LE || named == UTF_16BE { UTF_8 } else { named })
}

/// What was left out of a text.
#[derive(Debug, Default)]
pub(super) struct Flaws {
    /// Zero characters.
    n_zeros: usize,
    /// Other control characters.
    n_controls: usize,
}

/// `text` with LF ends, without control characters, soft hyphens, and invisible marks at its start.
pub(super) fn cleaned(text: &str) -> (String, Flaws) {
    let text = text.trim_start_matches(['\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}']);
    let mut out = String::with_capacity(text.len());
    let mut flaws = Flaws::default();
    let mut after_return = false;
    for c in text.chars() {
        let return_before = std::mem::replace(&mut after_return, c == '\r');
        match c {
            '\n' if return_before => {}
            // Word writes U+000B and the web U+2028 for a line break; a form feed parts pages.
            '\r' | '\u{b}' | '\u{85}' | '\u{2028}' => out.push('\n'),
            '\u{c}' | '\u{2029}' => out.push_str("\n\n"),
            '\n' | '\t' => out.push(c),
            '\u{ad}' => {}
            '\0' => flaws.n_zeros += 1,
            c if c.is_control() => flaws.n_controls += 1,
            c => out.push(c),
        }
    }
    (out, flaws)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Decoded {
        decode("a.txt", bytes, false).unwrap()
    }

    fn utf16(text: &str, low_first: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if low_first { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let latin = "Caf\u{e9} na\u{ef}ve";
        let le: Vec<u8> = [vec![0xFF, 0xFE], utf16(latin, true)].concat();
        let be: Vec<u8> = [vec![0xFE, 0xFF], utf16(latin, false)].concat();
        let cases: &[(&[u8], &str)] = &[
            ("Caf\u{e9} na\u{ef}ve".as_bytes(), "UTF-8"),
            ("\u{feff}Caf\u{e9} na\u{ef}ve".as_bytes(), "UTF-8"),
            (&le, "UTF-16LE"),
            (&be, "UTF-16BE"),
            (&utf16(latin, true), "UTF-16LE"),
            (&utf16(latin, false), "UTF-16BE"),
        ];
        for (bytes, encoding) in cases {
            let decoded = read(bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding.as_str()), (latin, *encoding));
            assert!(decoded.problems.is_empty(), "{encoding}: {:?}", decoded.problems);
        }
    }

    #[test]
    fn old_encodings_are_guessed_and_the_guess_is_told() {
        let russian = "Министры собрались в столице в среду, чтобы обсудить границу и торговлю зерном.";
        let german = "Die Minister tagten am Mittwoch in der Hauptstadt über Getreide und Züge, für zwölf Stunden.";
        for (text, encoding) in [(russian, encoding_rs::WINDOWS_1251), (german, encoding_rs::WINDOWS_1252)] {
            let (bytes, _, _) = encoding.encode(text);
            let decoded = read(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding.as_str()), (text, encoding.name()));
            assert_eq!(decoded.problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["encoding-guessed"]);
            assert!(decoded.problems[0].why.contains(encoding.name()), "{}", decoded.problems[0].why);
        }
    }

    #[test]
    fn a_page_names_its_own_charset() {
        let page = b"<html><head><meta charset=\"windows-1251\"></head><body>\xcf\xf0\xe8\xe2\xe5\xf2</body></html>";
        let decoded = decode("a.html", page, true).unwrap();
        assert!(decoded.text.contains("Привет"), "{}", decoded.text);
        assert_eq!((decoded.encoding.as_str(), decoded.problems.len()), ("windows-1251", 0));
    }

    #[test]
    fn one_broken_byte_does_not_spoil_the_accents() {
        let mut bytes = "Émile a été élevé à Évreux près de là où l’été s’achève".as_bytes().to_vec();
        bytes.push(0xFF);
        let decoded = read(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.text.starts_with("Émile a été"), "{}", decoded.text);
        assert_eq!(
            (decoded.problems[0].id, decoded.problems[0].what.as_str()),
            ("characters-lost", "1 character could not be read")
        );
    }

    #[test]
    fn bytes_that_are_no_characters_are_told() {
        for bytes in [&b"ab\0cd\0\0ef\0gh\0\0\0ij"[..], b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11"] {
            let problem = decode("x.txt", bytes, false).unwrap_err();
            assert_eq!(problem.id, "not-text");
            assert!(problem.what.ends_with("it is a file of bytes that are not characters"), "{}", problem.what);
        }
    }

    #[test]
    fn ends_of_line_and_invisible_characters() {
        let cases = [
            ("a\r\nb\rc\n\r\nd", "a\nb\nc\n\nd"),
            ("in\u{ad}visible", "invisible"),
            ("\u{feff}\u{200b}Title", "Title"),
            ("a\u{200b}b", "a\u{200b}b"),
            ("10\u{a0}000 “people”", "10\u{a0}000 “people”"),
            ("a\u{b}b\u{c}c\u{2028}d\u{2029}e", "a\nb\n\nc\nd\n\ne"),
            ("a\u{7}b\tc", "ab\tc"),
        ];
        for (raw, text) in cases {
            assert_eq!(read(raw.as_bytes()).text, text, "{raw:?}");
        }
        assert_eq!(read(b"a\x07b").problems[0].what, "1 invisible control character left out");
    }
}
