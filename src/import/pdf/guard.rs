//! Keeps what a PDF unpacks to within bounds: bombs are told before the library unpacks them.
//!
//! In: the file's bytes before it is opened, later single streams. Out: whether they fit, or their unpacked bytes.
//! Must not know: what is in a stream.
//! Holds: no stream of more than [`MAX_STREAM`] bytes unpacked reaches the library, and not more than [`MAX_TOTAL`] of
//! content in all; counting itself needs memory only where one filter lies on another.
//! Limits: the library unpacks object and reference streams by itself when it opens a file. Those of an encrypted file
//! cannot be looked into before; there the process that files are read in is the wall.
//! Source of the ratios: Deflate at most 1032:1 (zlib's technical notes), LZW one code of at least 9 bits for at most
//! 4096 bytes, run length two bytes for 128, ASCII85's `z` one byte for four.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Stream};

/// Bytes that one stream may unpack to.
pub(super) const MAX_STREAM: usize = 64 << 20;
/// Bytes that all content of a file may unpack to; what is drawn twice counts twice.
pub(super) const MAX_TOTAL: usize = 256 << 20;
/// Bytes that all streams the library unpacks by itself may unpack to.
const MAX_OPENING: usize = 192 << 20;
/// A stream of so many packed bytes is looked into only where it seems packed twice.
const SMALL: usize = 16 << 10;
/// Filters that may lie on each other.
const MAX_FILTERS: usize = 6;
/// Bytes before `stream` in which its dictionary is looked for.
const DICT_BYTES: usize = 4096;

/// What is left of the bytes that a file's content may unpack to.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    /// Whether something was left out for want of it.
    pub(super) is_spent: bool,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { left: MAX_TOTAL, is_spent: false }
    }

    /// The stream's unpacked bytes, if they fit and can be unpacked.
    pub(super) fn unpacked<'a>(&mut self, stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
        let most = MAX_STREAM.min(self.left);
        if !fits(stream, most) {
            self.is_spent = true;
            return None;
        }
        let raw = stream.raw_data();
        // Plain Deflate is unpacked here: what comes before a damaged byte is kept.
        let filters = stream.filters();
        let data = if filters.as_slice() == [Filter::FlateDecode] && !has_predictor(stream.dict()) {
            match inflated(&raw, most) {
                Inflated::Fits(data) | Inflated::Broken(data) if !data.is_empty() => Cow::Owned(data),
                Inflated::Fits(_) | Inflated::Broken(_) => stream.decoded_data().ok()?,
                Inflated::TooLarge => {
                    self.is_spent = true;
                    return None;
                }
            }
        } else {
            stream.decoded_data().ok()?
        };
        self.left = self.left.saturating_sub(data.len());
        Some(data)
    }
}

fn has_predictor(dict: &Dict<'_>) -> bool {
    dict.contains_key(b"DecodeParms") || dict.contains_key(b"DP")
}

/// Whether a stream unpacks to at most `most` bytes.
pub(super) fn fits(stream: &Stream<'_>, most: usize) -> bool {
    let filters = stream.filters();
    if filters.len() > MAX_FILTERS {
        return false;
    }
    let raw = stream.raw_data();
    let worst = filters.iter().fold(raw.len(), |size, filter| size.saturating_mul(ratio(*filter)));
    if worst <= most {
        return true;
    }
    // Each filter in turn; the last one only has to be counted.
    let mut data = raw;
    for (at, filter) in filters.iter().enumerate() {
        let is_last = at + 1 == filters.len();
        let next = match filter {
            Filter::FlateDecode => match if is_last { counted(&data, most) } else { inflated(&data, most) } {
                Inflated::Fits(next) | Inflated::Broken(next) => next,
                Inflated::TooLarge => return false,
            },
            Filter::LzwDecode if is_last => return lzw_len(&data) <= most,
            Filter::RunLengthDecode if is_last => return run_length_len(&data) <= most,
            // Pictures are not unpacked for their text; their size is the picture's affair.
            Filter::DctDecode | Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode => return true,
            Filter::AsciiHexDecode | Filter::Ascii85Decode | Filter::Crypt if is_last => {
                return data.len().saturating_mul(ratio(*filter)) <= most;
            }
            // One text filter before Deflate is common; what Deflate makes of it is bounded by its own ratio.
            Filter::AsciiHexDecode
            | Filter::Ascii85Decode
            | Filter::Crypt
            | Filter::LzwDecode
            | Filter::RunLengthDecode => {
                let rest = filters.iter().skip(at);
                return rest.fold(data.len(), |size, filter| size.saturating_mul(ratio(*filter))) <= 8 * most
                    && data.len() <= (1 << 20);
            }
        };
        data = Cow::Owned(next);
    }
    true
}

fn ratio(filter: Filter) -> usize {
    match filter {
        Filter::FlateDecode => 1032,
        Filter::LzwDecode => 3641,
        Filter::RunLengthDecode => 64,
        Filter::Ascii85Decode => 4,
        Filter::AsciiHexDecode
        | Filter::Crypt
        | Filter::DctDecode
        | Filter::JpxDecode
        | Filter::Jbig2Decode
        | Filter::CcittFaxDecode => 1,
    }
}

enum Inflated {
    Fits(Vec<u8>),
    /// What came before a damaged byte.
    Broken(Vec<u8>),
    TooLarge,
}

fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..] if method & 0x0f == 8
        && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31))
}

/// The data unpacked, up to `most` bytes.
fn inflated(data: &[u8], most: usize) -> Inflated {
    let mut out = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read = if is_zlib(data) {
        ZlibDecoder::new(data).take(limit).read_to_end(&mut out)
    } else {
        DeflateDecoder::new(data).take(limit).read_to_end(&mut out)
    };
    match read {
        _ if out.len() > most => Inflated::TooLarge,
        Ok(_) => Inflated::Fits(out),
        Err(_) => Inflated::Broken(out),
    }
}

/// Like [`inflated`], without keeping what comes out.
fn counted(data: &[u8], most: usize) -> Inflated {
    fn all(mut from: impl std::io::Read, most: usize) -> Inflated {
        let mut part = [0; 16 << 10];
        let mut n_bytes = 0_usize;
        loop {
            match from.read(&mut part) {
                Ok(0) => return Inflated::Fits(Vec::new()),
                Ok(n) => n_bytes = n_bytes.saturating_add(n),
                Err(_) => return Inflated::Broken(Vec::new()),
            }
            if n_bytes > most {
                return Inflated::TooLarge;
            }
        }
    }
    if is_zlib(data) { all(ZlibDecoder::new(data), most) } else { all(DeflateDecoder::new(data), most) }
}

/// What LZW data unpacks to: the lengths of its codes, without the bytes (ISO 32000-1, 7.4.4).
fn lzw_len(data: &[u8]) -> usize {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut lengths: Vec<usize> = Vec::with_capacity(4096);
    let (mut total, mut bits, mut n_bits, mut before) = (0_usize, 0_u32, 0_u32, 0_usize);
    let mut bytes = data.iter();
    loop {
        let width = match lengths.len() + 258 {
            ..=510 => 9,
            511..=1022 => 10,
            1023..=2046 => 11,
            _ => 12,
        };
        while n_bits < width {
            let Some(byte) = bytes.next() else { return total };
            bits = (bits << 8) | u32::from(*byte);
            n_bits += 8;
        }
        n_bits -= width;
        let code = usize::try_from((bits >> n_bits) & ((1 << width) - 1)).unwrap_or(END);
        bits &= (1 << n_bits) - 1;
        match code {
            CLEAR => {
                lengths.clear();
                before = 0;
            }
            END => return total,
            _ => {
                let length = if code < CLEAR { 1 } else { lengths.get(code - 258).copied().unwrap_or(before + 1) };
                if before > 0 && lengths.len() < 4096 - 258 {
                    lengths.push(before + 1);
                }
                before = length;
                total = total.saturating_add(length);
            }
        }
    }
}

/// What run-length data unpacks to (ISO 32000-1, 7.4.5).
fn run_length_len(data: &[u8]) -> usize {
    let (mut at, mut total) = (0_usize, 0_usize);
    while let Some(length) = data.get(at).map(|byte| usize::from(*byte)) {
        match length {
            0..=127 => {
                total += length + 1;
                at += length + 2;
            }
            128 => break,
            _ => {
                total += 257 - length;
                at += 2;
            }
        }
    }
    total
}

/// Whether every stream that the library may unpack when it opens the file stays within bounds.
pub(super) fn opening_fits(bytes: &[u8]) -> bool {
    let mut total = 0_usize;
    let mut from = 0;
    while let Some(at) = found(bytes, b"stream", from) {
        from = at + b"stream".len();
        if at.checked_sub(3).is_some_and(|before| bytes.get(before..at) == Some(b"end")) {
            continue;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).or_else(|| rest.strip_prefix(b"\r"));
        let Some(data) = data else { continue };
        let start = at.saturating_sub(DICT_BYTES);
        let before = bytes.get(start..at).unwrap_or_default();
        let dict = last(before, b"obj").and_then(|obj| before.get(obj..)).unwrap_or(before);
        let length = found(data, b"endstream", 0).unwrap_or(data.len());
        let packed = data.get(..length).unwrap_or_default();
        from += rest.len() - data.len() + length;
        if is_left_alone(dict) {
            continue;
        }
        match unpacked_len(packed, dict) {
            Some(length) => total = total.saturating_add(length),
            None => return false,
        }
        if total > MAX_OPENING {
            return false;
        }
    }
    true
}

/// Whether a stream with such a dictionary cannot be one that the library unpacks when it opens a file: a picture or a
/// font, without the keys of an object stream (`First`) or a reference stream (`W`), and without escapes in names.
fn is_left_alone(dict: &[u8]) -> bool {
    let has = |wanted: &[u8]| found(dict, wanted, 0).is_some();
    (has(b"/Image") || has(b"/Length1") || has(b"/Type1C") || has(b"/CIDFontType0C"))
        && !has(b"/First")
        && !has(b"/W ")
        && !has(b"/W[")
        && !has(b"/W\n")
        && !has(b"/W\r")
        && !has(b"#")
}

/// The bytes that `packed` unpacks to, however often it is packed; `None` when they are too many.
fn unpacked_len(packed: &[u8], dict: &[u8]) -> Option<usize> {
    if !is_zlib(packed) {
        let is_lzw = found(dict, b"LZW", 0).is_some() && found(dict, b"/First", 0).is_some();
        return (!is_lzw || lzw_len(packed) <= MAX_STREAM).then_some(0);
    }
    if packed.len() <= SMALL {
        // Sixteen thousand times a thousand bytes fit anyway, if they are packed once.
        let mut start = [0; 2];
        let n_read = ZlibDecoder::new(packed).read(&mut start).unwrap_or(0);
        if n_read < 2 || !is_zlib(&start) {
            return Some(packed.len());
        }
    }
    let mut data = Cow::Borrowed(packed);
    for _ in 0..MAX_FILTERS {
        let mut start = [0; 2];
        let is_packed_again =
            ZlibDecoder::new(&*data).read(&mut start).is_ok_and(|n_read| n_read == 2) && is_zlib(&start);
        if !is_packed_again {
            let mut n_bytes = 0;
            let mut part = [0; 16 << 10];
            let mut decoder = ZlibDecoder::new(&*data);
            while let Ok(n @ 1..) = decoder.read(&mut part) {
                n_bytes += n;
                if n_bytes > MAX_STREAM {
                    return None;
                }
            }
            return Some(n_bytes);
        }
        match inflated(&data, MAX_STREAM) {
            Inflated::Fits(next) | Inflated::Broken(next) => data = Cow::Owned(next),
            Inflated::TooLarge => return None,
        }
    }
    None
}

/// Where `wanted` stands in `bytes` from `from` on.
pub(super) fn found(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    memchr::memmem::find(bytes.get(from..)?, wanted).map(|at| from + at)
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, wanted)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(data).unwrap();
        out.finish().unwrap()
    }

    fn file(dict: &str, data: &[u8]) -> Vec<u8> {
        [format!("%PDF-1.5\n1 0 obj\n<< {dict} >>\nstream\n").as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn bombs_are_told_before_the_file_is_opened() {
        let zeros = packed(&vec![0; MAX_STREAM + 1]);
        assert!(!opening_fits(&file("/Type /ObjStm /First 9", &zeros)), "one large stream");
        assert!(!opening_fits(&file("", &packed(&packed(&zeros)))), "packed three times into a few hundred bytes");
        assert!(
            !opening_fits(&file("/Subtype /Image /First 9", &zeros)),
            "an object stream that calls itself a picture"
        );
        assert!(opening_fits(&file("/Subtype /Image /Width 9", &zeros)), "a picture is not unpacked");
        assert!(opening_fits(&file("", &packed(b"small"))));
        assert!(opening_fits(&file("", b"not packed")));
    }

    #[test]
    fn lengths_are_counted_without_unpacking() {
        // The example of ISO 32000-1, 7.4.4.2: 45 45 45 45 45 65 45 45 45 66.
        assert_eq!(lzw_len(&[0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01]), 10);
        assert_eq!(run_length_len(&[2, b'a', b'b', b'c', 254, b'd', 128]), 6);
        assert_eq!(run_length_len(&[129]), 128);
    }
}
