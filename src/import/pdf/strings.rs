//! Text strings of a PDF's dictionaries: titles, contents of notes, labels.
//!
//! In: a string's bytes. Out: its text.
//! Source: ISO 32000-1, 7.9.2.2 and annex D.2 (`PDFDocEncoding`).

/// The characters of `PDFDocEncoding` that are not those of Latin-1, from 0x18 and from 0x80.
const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const FROM_80: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// The text of a string's bytes.
pub(super) fn text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return utf16(rest, u16::from_be_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    // Not allowed before PDF 2.0 and not without its mark, but what many programs write.
    if bytes.iter().any(|byte| *byte >= 0x80)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    bytes.iter().map(|byte| character(*byte)).collect()
}

fn utf16(bytes: &[u8], number: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| number(*pair));
    let mut out = String::new();
    let mut is_escaped = false;
    for c in char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')) {
        // Language marks stand between two escapes.
        match c {
            '\u{1b}' => is_escaped = !is_escaped,
            _ if is_escaped => {}
            c => out.push(c),
        }
    }
    out
}

fn character(byte: u8) -> char {
    let from = |table: &[char], start: u8| table.get(usize::from(byte - start)).copied();
    match byte {
        0x18..0x20 => from(&FROM_18, 0x18),
        0x80..=0xa0 => from(&FROM_80, 0x80),
        _ => None,
    }
    .unwrap_or_else(|| char::from(byte))
}

/// A text on one line, without control characters, private or invisible ones.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_in_their_three_encodings() {
        assert_eq!(text(b"Plain \x93quoted\x94 \x84 \xe9"), "Plain ﬁquotedﬂ — é");
        assert_eq!(text(b"\xfe\xff\0A\x20\x14\xd8\x3d\xde\x00"), "A—😀");
        assert_eq!(text(b"\xff\xfeA\0"), "A");
        assert_eq!(text("\u{feff}Größe".as_bytes()), "Größe");
        assert_eq!(text("Größe".as_bytes()), "Größe", "UTF-8 without its mark");
        assert_eq!(text(b"\xfe\xff\0\x1b\0e\0n\0\x1b\0A"), "A", "a language mark");
        assert_eq!(clean("a\u{7}\n b\u{ad}c"), "a  bc");
    }
}
