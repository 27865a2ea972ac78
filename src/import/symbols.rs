//! What the letters of symbol fonts are: Greek and mathematics in Symbol, ticks and arrows in Wingdings; and what raised
//! figures are.
//!
//! In: a font's name and the code of a character in it, or words that are raised. Out: the Unicode characters.
//! Must not know: formats.
//! Source: Adobe's Symbol encoding (PDF Reference 1.7, annex D.5); for Wingdings only signs that carry meaning in text.

/// A font whose letters are signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SymbolFont {
    /// Greek and mathematics.
    Symbol,
    /// Ticks, boxes, arrows.
    Wingdings,
}

impl SymbolFont {
    /// The font called `name`, if it is one of these.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "symbol" => Some(Self::Symbol),
            "wingdings" => Some(Self::Wingdings),
            _ => None,
        }
    }

    /// The character at `code`; U+F000 and on are the same codes, as Word writes them.
    pub(super) fn character(self, code: u32) -> Option<char> {
        let code = u8::try_from(if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code }).ok()?;
        match self {
            Self::Symbol => {
                let (first, row) = if code < 0x80 { (0x20, LOW) } else { (0xa0, HIGH) };
                row.chars().nth(usize::from(code.checked_sub(first)?)).filter(|found| *found != '\u{fffd}')
            }
            Self::Wingdings => WINGDINGS.iter().find(|(known, _)| *known == code).map(|(_, found)| *found),
        }
    }
}

/// The longest run of raised figures, in bytes.
const RAISED_BYTES: usize = 8;

/// Figures that stand raised after a word or figure ("10⁶", "km²", a note's number): without this, "5,000" and a raised "1"
/// would be 50,001. Raised letters ("1st") stay as they are.
pub(super) fn raised(words: &str) -> Option<String> {
    let raised = |c: char| match c {
        '1' => Some('¹'),
        '2' => Some('²'),
        '3' => Some('³'),
        '0' | '4'..='9' => char::from_u32(u32::from('⁰') + u32::from(c) - u32::from('0')),
        '+' => Some('⁺'),
        '-' | '−' | '–' => Some('⁻'),
        ',' | ' ' => Some(c),
        _ => None,
    };
    if words.len() > RAISED_BYTES || !words.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    words.chars().map(raised).collect()
}

/// Symbol from 0x20 on.
const LOW: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
/// Symbol from 0xa0 on.
const HIGH: &str =
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{fffd}⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";
const WINGDINGS: &[(u8, char)] = &[
    (0x20, ' '),
    (0x4a, '☺'),
    (0x4c, '☹'),
    (0x6c, '●'),
    (0x6e, '■'),
    (0x71, '❑'),
    (0x76, '❖'),
    (0xa7, '▪'),
    (0xa8, '☐'),
    (0xd8, '➢'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe1, '↑'),
    (0xe2, '↓'),
    (0xe8, '➔'),
    (0xf0, '⇨'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_characters() {
        let symbol = |code| SymbolFont::Symbol.character(code);
        assert_eq!((symbol(0x61), symbol(0xf0b3), symbol(0xb1)), (Some('α'), Some('≥'), Some('±')));
        assert_eq!((symbol(0x7e), symbol(0xe5), symbol(0xfe)), (Some('∼'), Some('∑'), Some('⎭')));
        assert_eq!((symbol(0x85), symbol(0x10), symbol(0x1_0000), symbol(0xf0f0)), (None, None, None, None));
        assert_eq!(SymbolFont::named(" Wingdings").and_then(|font| font.character(0xf0fc)), Some('✓'));
        assert_eq!(SymbolFont::named("Arial"), None);
    }

    #[test]
    fn raised_figures_stay_apart_from_the_figure_they_stand_at() {
        let cases = [
            ("6", Some("⁶")),
            ("-12", Some("⁻¹²")),
            ("1,2", Some("¹,²")),
            ("st", None),
            ("-", None),
            ("123456789", None),
        ];
        for (words, expected) in cases {
            assert_eq!(raised(words).as_deref(), expected, "{words}");
        }
    }
}
