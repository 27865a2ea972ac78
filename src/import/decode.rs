//! Bytes to text: which encoding a file is in, and whether it is text at all.
//!
//! In: a file's bytes, and what was told of them. Out: its text with LF ends and no control characters, the encoding's
//! name, problems.
//! Must not know: what the text means, beyond the charset that a page or an XML declaration names for itself.
//! Holds: a byte order mark wins, then 7-bit encodings with escapes, UTF-16 and UTF-32 by their zeros and control bytes,
//! valid UTF-8, the file's own word unless bytes belie it, then the most plausible letters (`plausible`, after a first
//! guess by `chardetng`, which knows neither Macintosh nor DOS letters).
//! Limits: EBCDIC is taken for something that is not text.
//! Source: WHATWG Encoding Standard, section 4.2 (names and labels).

use std::borrow::Cow;
use std::collections::BTreeSet;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_KR, Encoding, GB18030, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

use crate::import::{format, plausible};
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

/// What a file's surroundings tell of its letters.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told<'a> {
    /// The charset that a mail's header or a web server names.
    pub(super) label: Option<&'a str>,
    /// Whether it is a page, which may name its own.
    pub(super) is_html: bool,
}

/// The text of `bytes`. Problem: `not-text`.
pub(super) fn decode(name: &str, bytes: &[u8], is_html: bool) -> Result<Decoded, Problem> {
    let raw = raw(bytes, Told { label: None, is_html });
    let (text, flaws) = cleaned(&raw.text);
    let n_chars = raw.text.chars().count();
    if flaws.zeros > FEW_ZEROS + n_chars / 20 || flaws.controls > 8 + n_chars / 200 {
        return Err(format::not_read(name, "file of bytes that are not characters"));
    }
    Ok(decoded(name, &raw, text, &flaws))
}

/// The text of `bytes` that are known to be text, whatever they look like.
pub(super) fn decode_as(name: &str, bytes: &[u8], told: Told<'_>) -> Decoded {
    let raw = raw(bytes, told);
    let (text, flaws) = cleaned(&raw.text);
    decoded(name, &raw, text, &flaws)
}

fn decoded(name: &str, raw: &Raw<'_>, text: String, flaws: &Flaws) -> Decoded {
    let here = || Place::File(name.to_owned());
    let mut problems = Vec::new();
    if raw.source == Source::Guess {
        problems.push(
            Problem::note("encoding-guessed", format!("“{name}” does not say how its letters are written"))
                .at(here())
                .why(format!("it was read as {}, which fits its bytes best", raw.encoding))
                .now("the file was not touched")
                .help("If letters look wrong, save the file as UTF-8 in the program it came from and open it again"),
        );
    }
    if raw.source == Source::Belied {
        problems.push(
            Problem::note("encoding-belied", format!("“{name}” is not written in the letters it names"))
                .at(here())
                .why(format!("what it names does not fit its bytes; it was read as {}, which does", raw.encoding))
                .now("the file was not touched")
                .help("If letters look wrong, save the file as UTF-8 in the program it came from and open it again"),
        );
    }
    if raw.has_errors {
        // The decoder writes U+FFFD for what it could not read; a file may hold a few of its own.
        let n = raw.text.matches('\u{fffd}').count();
        problems.push(
            Problem::warning("characters-lost", format!("{} could not be read", plural(n, "character")))
                .at(here())
                .why(format!("these bytes mean nothing in {}", raw.encoding))
                .now("each stands in the text as \u{fffd}; the file was not touched")
                .help("Save the file as UTF-8 in the program it came from and open it again"),
        );
    }
    if flaws.controls + flaws.zeros > 0 {
        let n = flaws.controls + flaws.zeros;
        problems.push(
            Problem::note("control-characters", format!("{} left out", plural(n, "invisible control character")))
                .at(here())
                .why("they are signals to machines, not letters")
                .now("every letter is kept; the file was not touched")
                .help("Compare with the file if a word looks odd"),
        );
    }
    if flaws.turns > 0 {
        problems.push(
            Problem::warning(
                "direction-marks",
                format!("{} in “{name}” can make words look other than they are", plural(flaws.turns, "hidden mark")),
            )
            .at(here())
            .why("they turn the direction of writing: what is shown may stand in another order in the text")
            .now("the text holds every character in the file's order")
            .help("Compare names and figures with another copy, letter by letter"),
        );
    }
    Decoded { text, encoding: raw.encoding.to_owned(), problems }
}

fn plural(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// How an encoding was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The bytes allow of no other, or the file says so.
    Known,
    /// The file names another, which does not fit its bytes.
    Belied,
    /// It fits best.
    Guess,
}

/// Letters as the bytes give them.
struct Raw<'a> {
    text: Cow<'a, str>,
    encoding: &'static str,
    source: Source,
    has_errors: bool,
}

impl<'a> Raw<'a> {
    fn of(encoding: &'static Encoding, bytes: &'a [u8], source: Source) -> Self {
        let (text, used, has_errors) = encoding.decode(bytes);
        Self { text, encoding: used.name(), source, has_errors }
    }
}

fn raw<'a>(bytes: &'a [u8], told: Told<'_>) -> Raw<'a> {
    if let Some(raw) = utf32(bytes) {
        return raw;
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Raw::of(encoding, bytes, Source::Known);
    }
    if let Some(raw) = seven_bit(bytes) {
        return raw;
    }
    if let Some(encoding) = utf16(bytes) {
        return Raw::of(encoding, bytes, Source::Known);
    }
    if is_nearly_utf8(bytes) {
        return Raw::of(UTF_8, bytes, Source::Known);
    }
    let own = told
        .label
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .or_else(|| (told.is_html || starts_like_markup(bytes)).then(|| charset_of_page(bytes)).flatten());
    if let Some(encoding) = own.filter(|encoding| *encoding != UTF_8) {
        let raw = Raw::of(encoding, bytes, Source::Known);
        if !raw.has_errors {
            return raw;
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(4096);
    let sample = bytes.get(first..bytes.len().min(first + GUESS_BYTES)).unwrap_or(bytes);
    detector.feed(sample, true);
    let guess = plausible::best(sample, detector.guess(None, Utf8Detection::Deny));
    let (text, is_whole) = guess.decode(bytes);
    let source = if own.is_some() { Source::Belied } else { Source::Guess };
    Raw { text: Cow::Owned(text), encoding: guess.name(), source, has_errors: !is_whole }
}

/// UTF-32, by its mark or by the zeros that every letter has.
fn utf32(bytes: &[u8]) -> Option<Raw<'_>> {
    let low_first = |unit: &[u8]| Some(u32::from_le_bytes(unit.try_into().ok()?));
    let high_first = |unit: &[u8]| Some(u32::from_be_bytes(unit.try_into().ok()?));
    let sample = bytes.get(..bytes.len().min(4096) / 4 * 4)?;
    let fits = |read: &dyn Fn(&[u8]) -> Option<u32>| {
        let n = sample.len() / 4;
        n >= 2 && sample.chunks_exact(4).all(|unit| read(unit).is_some_and(|c| c != 0 && char::from_u32(c).is_some()))
    };
    let letter = |unit: Option<u32>| unit.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    let (name, text): (_, String) = if fits(&low_first) {
        ("UTF-32LE", bytes.chunks(4).map(|unit| letter(low_first(unit))).collect())
    } else if fits(&high_first) {
        ("UTF-32BE", bytes.chunks(4).map(|unit| letter(high_first(unit))).collect())
    } else {
        return None;
    };
    Some(Raw { has_errors: text.contains('\u{fffd}'), text: Cow::Owned(text), encoding: name, source: Source::Known })
}

/// The encodings of seven-bit mail: ISO-2022-JP and -KR (with escapes), HZ (with tildes).
fn seven_bit(bytes: &[u8]) -> Option<Raw<'_>> {
    if !bytes.is_ascii() {
        return None;
    }
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    if bytes.contains(&0x1b) {
        if has(b"\x1b$)C") {
            let shifted = shifted(bytes, b"\x1b$)C", b"\x0e", b"\x0f");
            let (text, has_errors) = EUC_KR.decode_without_bom_handling(&shifted);
            let text = Cow::Owned(text.into_owned());
            return Some(Raw { text, encoding: "ISO-2022-KR", source: Source::Known, has_errors });
        }
        let (text, has_errors) = ISO_2022_JP.decode_without_bom_handling(bytes);
        if !has_errors && (has(b"\x1b$B") || has(b"\x1b$@") || has(b"\x1b(J") || has(b"\x1b(I")) {
            return Some(Raw { text, encoding: ISO_2022_JP.name(), source: Source::Known, has_errors });
        }
    }
    if has(b"~{") && has(b"~}") {
        let shifted = shifted(bytes, b"~\n", b"~{", b"~}");
        let (text, has_errors) = GB18030.decode_without_bom_handling(&shifted);
        let n = text.chars().filter(|c| ('\u{3000}'..='\u{9fff}').contains(c)).count();
        let n_shifted = shifted.iter().filter(|byte| !byte.is_ascii()).count();
        if !has_errors && n >= 2 && n * 2 == n_shifted {
            let text = Cow::Owned(text.into_owned());
            return Some(Raw { text, encoding: "HZ-GB-2312", source: Source::Known, has_errors });
        }
    }
    None
}

/// The bytes with those between two marks given their eighth bit, and marks and `dropped` taken out.
fn shifted(bytes: &[u8], dropped: &[u8], on: &[u8], off: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut is_on = false;
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(if is_on { off } else { on }) {
            is_on = !is_on;
            rest = after;
        } else if let Some(after) = rest.strip_prefix(dropped) {
            rest = after;
        } else {
            out.push(if is_on && !first.is_ascii_whitespace() { first | 0x80 } else { *first });
            // A line's end ends what was switched on.
            is_on &= *first != b'\n';
            rest = after;
        }
    }
    out
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

/// UTF-16 without a mark: in one of its two byte orders nearly every letter is one that texts have, and bytes that no
/// other text has (zeros and control characters) are among them.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(GUESS_BYTES)).unwrap_or(bytes);
    let n_strange = sample.iter().filter(|byte| **byte < 0x20 && !b"\t\n\x0b\x0c\r\x1b".contains(byte)).count();
    let n_plain = sample.iter().filter(|byte| (0x20..0x7f).contains(*byte)).count();
    if n_strange * 50 < sample.len().max(1) || n_plain * 5 > sample.len() * 4 {
        return None;
    }
    let plain = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let (mut n, mut n_good, mut n_common) = (0_usize, 0_usize, 0_usize);
        let mut scripts = BTreeSet::new();
        for c in text.chars() {
            n += 1;
            scripts.insert(match u32::from(c) {
                0x4e00..=0x9fff => 0x4e,
                0xac00..=0xd7a3 => 0xac,
                other => other >> 8,
            });
            n_good += usize::from(
                c.is_alphanumeric() && !('\u{f900}'..='\u{faff}').contains(&c)
                    || matches!(c, ' '..='~' | '\n' | '\r' | '\t' | '\u{a0}'..='\u{2bf}' | '\u{300}'..='\u{1fff}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20bf}' | '\u{3000}'..='\u{30ff}' | '\u{feff}' | '\u{ff00}'..='\u{ff65}'),
            );
            n_common +=
                usize::from(matches!(c, ' ' | '\n' | '.' | ',' | 'e' | 'a' | '\u{3001}' | '\u{3002}' | '\u{ff0c}'));
        }
        // A text keeps to the letters of a few scripts.
        (n > 0 && n_good * 20 >= n * 19 && scripts.len() <= 3 + n / 16).then_some((n_common, n_good))
    };
    match (plain(UTF_16LE), plain(UTF_16BE)) {
        (Some(low), Some(high)) => Some(if low >= high { UTF_16LE } else { UTF_16BE }),
        (Some(_), None) => Some(UTF_16LE),
        (None, Some(_)) => Some(UTF_16BE),
        (None, None) => None,
    }
}

fn starts_like_markup(bytes: &[u8]) -> bool {
    let start: String = bytes.iter().take(1024).map(|byte| char::from(*byte)).collect();
    start.trim_start().starts_with("<?xml") || super::html::looks_like_html(&start)
}

/// The charset that a page's `meta` or an XML declaration names within its first 2 KB.
fn charset_of_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let start: Vec<u8> = bytes.iter().take(2048).map(u8::to_ascii_lowercase).collect();
    let after = |mark: &[u8], within: &[u8]| {
        let at = within.windows(mark.len()).position(|window| window == mark)? + mark.len();
        let label: Vec<u8> = within
            .iter()
            .skip(at)
            .copied()
            .skip_while(|byte| b"\"' =".contains(byte))
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte))
            .collect();
        Encoding::for_label(&label)
    };
    let declaration = start.strip_prefix(b"<?xml").and_then(|rest| rest.split(|byte| *byte == b'>').next());
    let named = after(b"charset", &start).or_else(|| after(b"encoding", declaration?))?;
    // The page's ASCII `meta` was readable, so it cannot be UTF-16 (WHATWG HTML, "prescan a byte stream").
    Some(if named == UTF_16LE || named == UTF_16BE { UTF_8 } else { named })
}

/// What was left out of a text.
#[derive(Debug, Default)]
pub(super) struct Flaws {
    /// How many zero characters.
    zeros: usize,
    /// How many other control characters.
    controls: usize,
    /// How many marks that turn the direction of writing; they stay in the text.
    turns: usize,
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
            '\0' => flaws.zeros += 1,
            c if c.is_control() => flaws.controls += 1,
            // Embeddings, overrides and isolates (Unicode Standard Annex 9); plain direction marks are usual.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                flaws.turns += 1;
                out.push(c);
            }
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
    fn wide_and_narrow_letters_without_a_mark() {
        let chinese = "部长们星期三在首都会面，讨论边界和粮食贸易。他们说会议很长。";
        assert_eq!(read(&utf16(chinese, true)).text, chinese);
        assert_eq!(read(&utf16(chinese, false)).text, chinese);
        let wide: Vec<u8> = "Zürich".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!((read(&wide).text.as_str(), read(&wide).encoding.as_str()), ("Zürich", "UTF-32LE"));
        let marked: Vec<u8> = "\u{feff}Zürich".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(read(&marked).text, "Zürich");
        let (japanese, _, _) = ISO_2022_JP.encode("大臣らは水曜日に会った。OK");
        assert_eq!(read(&japanese).text, "大臣らは水曜日に会った。OK");
        assert_eq!(read(b"Then ~{<:Ky2;S{~} he said.").text, "Then 己所不欲 he said.");
        assert_eq!(read(b"\x1b$)C\n\x0e>H3g\x0f ok").text, "\n안녕 ok");
    }

    #[test]
    fn a_page_that_names_other_letters_than_it_has_is_read_by_its_bytes() {
        let page = b"<html><head><meta charset=utf-8></head><body>Caf\xe9 na\xefve \x96 10 \x80</body></html>";
        let decoded = decode("a.html", page, true).unwrap();
        assert!(decoded.text.contains("Café naïve – 10 €"), "{}", decoded.text);
        assert_eq!(decoded.problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["encoding-belied"]);
        let page = b"<?xml version='1.0' encoding='iso-8859-2'?><html><body>\xbfr\xf3d\xb3a</body></html>";
        assert!(decode("a.html", page, true).unwrap().text.contains("żródła"), "the declaration counts");
    }

    #[test]
    fn marks_that_turn_the_text_are_told() {
        let problems = read("Paid 1\u{202e}000\u{202c} euros\u{200f}".as_bytes()).problems;
        assert_eq!(problems.iter().map(|problem| problem.id).collect::<Vec<_>>(), ["direction-marks"]);
        assert!(problems[0].what.starts_with("2 hidden marks in"), "{}", problems[0].what);
    }

    #[test]
    fn bytes_that_are_no_characters_are_told() {
        for bytes in [&b"ab\0c\xffd\0\0ef\0gh\x01\0\0\0ij"[..], b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11"] {
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
