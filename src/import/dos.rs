//! Encodings of DOS that the web has dropped and old files still have.
//!
//! In: bytes. Out: letters. Source: the code page tables at unicode.org (MAPPINGS/VENDORS/MICSFT/PC).

/// One encoding: what the upper 128 bytes mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Its name.
    pub(super) name: &'static str,
    letters: &'static str,
}

impl Page {
    /// The text of `bytes`.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let letters: Vec<char> = self.letters.chars().collect();
        let letter = |byte: u8| match byte.checked_sub(128) {
            None => char::from(byte),
            Some(upper) => letters.get(usize::from(upper)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(|byte| letter(*byte)).collect()
    }
}

/// The encodings, commoner ones first.
pub(super) const PAGES: &[Page] = &[
    Page {
        name: "IBM850",
        letters: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
                  └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
    },
    Page {
        name: "IBM852",
        letters: "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
                  └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
    },
    Page {
        name: "IBM437",
        letters: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
                  └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_means_one_letter() {
        let all: Vec<u8> = (0..=255).collect();
        for page in PAGES {
            let text = page.decode(&all);
            assert_eq!(text.chars().count(), 256, "{}", page.name);
            assert!(!text.contains(char::REPLACEMENT_CHARACTER), "{}", page.name);
        }
        let page = |name: &str| PAGES.iter().find(|page| page.name == name).unwrap();
        assert_eq!(page("IBM850").decode(b"Stra\xe1e in M\x81nchen"), "Straße in München");
        assert_eq!(page("IBM852").decode(b"\xbeebrat\xa0"), "żebratá");
    }
}
