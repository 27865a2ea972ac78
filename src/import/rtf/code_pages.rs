//! Which characters bytes of rich text are, by a code page's number or a font's character set.
//!
//! In: numbers that the file gives, bytes. Out: text.
//! Must not know: where the bytes stand.
//! Source: RTF Specification 1.9.1, "Font Table" (`\fcharset`); the IBM tables from unicode.org, VENDORS/MICSFT/PC.

use encoding_rs::Encoding;

use crate::import::symbols::SymbolFont;

/// How bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodePage {
    /// As a page of the web's standard.
    Web(&'static Encoding),
    /// As on the first PCs: the 128 characters after ASCII.
    Pc(&'static str),
    /// As signs of a symbol font.
    Signs(SymbolFont),
}

/// Code page 437 from 0x80 on.
const PC_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// Code page 850 from 0x80 on.
const PC_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

impl CodePage {
    /// The page of Windows in the West, where nothing is said.
    pub(super) const WESTERN: Self = Self::Web(encoding_rs::WINDOWS_1252);
    /// The page of the first Macintosh.
    pub(super) const MACINTOSH: Self = Self::Web(encoding_rs::MACINTOSH);

    /// The page that Windows calls `number`.
    pub(super) fn numbered(number: i32) -> Option<Self> {
        let web = match number {
            437 => return Some(Self::Pc(PC_437)),
            850 | 858 => return Some(Self::Pc(PC_850)),
            866 => encoding_rs::IBM866,
            874 => encoding_rs::WINDOWS_874,
            932 => encoding_rs::SHIFT_JIS,
            936 => encoding_rs::GBK,
            949 | 1361 => encoding_rs::EUC_KR,
            950 => encoding_rs::BIG5,
            1250 => encoding_rs::WINDOWS_1250,
            1251 => encoding_rs::WINDOWS_1251,
            1252 => encoding_rs::WINDOWS_1252,
            1253 => encoding_rs::WINDOWS_1253,
            1254 => encoding_rs::WINDOWS_1254,
            1255 => encoding_rs::WINDOWS_1255,
            1256 => encoding_rs::WINDOWS_1256,
            1257 => encoding_rs::WINDOWS_1257,
            1258 => encoding_rs::WINDOWS_1258,
            10000 => encoding_rs::MACINTOSH,
            10007 => encoding_rs::X_MAC_CYRILLIC,
            20866 => encoding_rs::KOI8_R,
            21866 => encoding_rs::KOI8_U,
            54936 => encoding_rs::GB18030,
            65001 => encoding_rs::UTF_8,
            _ => return None,
        };
        Some(Self::Web(web))
    }

    /// The page of a font whose character set has `number`; `None` leaves it to the file's own.
    pub(super) fn of_character_set(number: i32) -> Option<Self> {
        let page = match number {
            2 => return Some(Self::Signs(SymbolFont::Symbol)),
            77 => 10000,
            128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        };
        Self::numbered(page)
    }

    /// Whether characters have more than one byte.
    pub(super) fn is_wide(self) -> bool {
        matches!(self, Self::Web(page) if !page.is_single_byte())
    }

    /// The text of `bytes`.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        match self {
            Self::Web(page) => page.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Pc(table) => bytes.iter().map(|byte| of_pc(table, *byte)).collect(),
            Self::Signs(font) => {
                bytes.iter().map(|byte| font.character(u32::from(*byte)).unwrap_or_else(|| char::from(*byte))).collect()
            }
        }
    }

    /// Its name by the WHATWG, or the number that everybody knows.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Web(page) => page.name(),
            Self::Pc(table) if table == PC_437 => "ibm437",
            Self::Pc(_) => "ibm850",
            Self::Signs(_) => "symbol",
        }
    }
}

fn of_pc(table: &str, byte: u8) -> char {
    match byte.checked_sub(0x80) {
        Some(above) => table.chars().nth(usize::from(above)).unwrap_or('\u{fffd}'),
        None => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_characters_of_their_page() {
        let cases: &[(CodePage, &[u8], &str)] = &[
            (CodePage::WESTERN, b"caf\xe9 \x93q\x94", "café “q”"),
            (CodePage::numbered(1250).unwrap(), b"\xb3\xf3d\x9f", "łódź"),
            (CodePage::of_character_set(204).unwrap(), b"\xcc\xe8\xf0", "Мир"),
            (CodePage::of_character_set(128).unwrap(), b"\x83A\x8e\x9a", "ア字"),
            (CodePage::numbered(437).unwrap(), b"\x81\xe1\xff", "üß\u{a0}"),
            (CodePage::numbered(850).unwrap(), b"\x9d\xe1\xff", "Øß\u{a0}"),
            (CodePage::of_character_set(2).unwrap(), b"a\xb3", "α≥"),
        ];
        for (page, bytes, text) in cases {
            assert_eq!(page.text(bytes), *text);
        }
        assert_eq!((PC_437.chars().count(), PC_850.chars().count()), (128, 128));
        assert_eq!((CodePage::numbered(1), CodePage::of_character_set(0)), (None, None));
    }
}
