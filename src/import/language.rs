//! Which language a text is in, by its words.
//!
//! In: pieces with their roles. Out: a BCP 47 tag, only when sure.
//! Must not know: what files say of themselves.
//! Limits: the 69 languages that `whatlang` knows; a text of some 40 words is enough, a headline alone is not.

use whatlang::{Lang, detect};

use crate::import::pieces::Piece;
use crate::model::article::Role;

/// Characters that are enough to be sure, and that are looked at.
const ENOUGH: usize = 200;
const LOOKED_AT: usize = 4000;

/// The language of the article's running text.
pub(super) fn of(pieces: &[Piece]) -> Option<&'static str> {
    let mut text = String::new();
    for piece in pieces.iter().filter(|piece| matches!(piece.role(), Role::Body | Role::ListItem | Role::Deck)) {
        text.extend(piece.text.chars().take(LOOKED_AT));
        text.push('\n');
        if text.len() >= LOOKED_AT {
            break;
        }
    }
    if text.chars().filter(|c| c.is_alphabetic()).count() < ENOUGH {
        return None;
    }
    detect(&text).filter(|info| info.is_reliable()).map(|info| tag(info.lang()))
}

fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_tells_and_a_line_does_not() {
        let german = "Die Minister tagten am Mittwoch in der Hauptstadt, um über die Grenze und den Handel mit Getreide zu \
                      sprechen. Sie sagten, die Sitzung habe lange gedauert, und am Freitag werde man sich noch einmal \
                      treffen, um einen Vertrag zu unterschreiben, auf den viele schon seit Jahren warten.";
        assert_eq!(of(&[Piece::open(german)]), Some("de"));
        assert_eq!(of(&[Piece::open("Die Minister tagten am Mittwoch")]), None);
        assert_eq!(of(&[Piece::known(german, Role::Furniture)]), None);
    }
}
