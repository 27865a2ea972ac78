//! The colours, by what they mean.
//!
//! Must not know: where a colour is used.
//! Holds: every ink on its tint, and every ink on paper, has a contrast of at least 4.5; a test computes it.
//! Source of the measure: WCAG 2.2, relative luminance and contrast ratio.

use egui::Color32;

use crate::model::standing::Standing;

/// A colour to write with and the tint it is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// For words, lines and icons.
    pub ink: Color32,
    /// For the ground behind them.
    pub tint: Color32,
}

/// All colours of one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The article's ground, the lightest surface.
    pub paper: Color32,
    /// Side panels.
    pub panel: Color32,
    /// Top and bottom bars.
    pub chrome: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Words.
    pub ink: Color32,
    /// Quieter words.
    pub soft: Color32,
    /// The quietest words.
    pub faint: Color32,
    /// What can be pressed, and focus.
    pub accent: Color32,
    /// The accent's tint.
    pub accent_tint: Color32,
    /// Words on the accent.
    pub on_accent: Color32,
    /// Confirmed.
    pub confirmed: Pair,
    /// Said is confirmed, so is not.
    pub said: Pair,
    /// The words must change.
    pub needs_fix: Pair,
    /// Wrong.
    pub wrong: Pair,
    /// No source settles it.
    pub cannot_verify: Pair,
    /// Not decided, or waived.
    pub unchecked: Pair,
}

impl Tokens {
    /// The colours of a claim that stands so.
    pub fn standing(&self, standing: Standing) -> Pair {
        match standing {
            Standing::Confirmed => self.confirmed,
            Standing::SaidOnly => self.said,
            Standing::NeedsFix => self.needs_fix,
            Standing::Wrong => self.wrong,
            Standing::CannotVerify => self.cannot_verify,
            Standing::Unchecked | Standing::InProgress | Standing::Waived => self.unchecked,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that names colours")]
const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const fn pair(ink: u32, tint: u32) -> Pair {
    Pair { ink: rgb(ink), tint: rgb(tint) }
}

/// Dark ink on paper.
pub const LIGHT: Tokens = Tokens {
    paper: rgb(0xfcfbf8),
    panel: rgb(0xf8f6f2),
    chrome: rgb(0xf3f1ec),
    line: rgb(0xdedad2),
    ink: rgb(0x1d1e21),
    soft: rgb(0x5d6068),
    faint: rgb(0x6b6e76),
    accent: rgb(0x2b5f8f),
    accent_tint: rgb(0xe3edf6),
    on_accent: rgb(0xfcfbf8),
    confirmed: pair(0x24733f, 0xdff0e3),
    said: pair(0x1d6a86, 0xdceef4),
    needs_fix: pair(0x8f5400, 0xfbe9cc),
    wrong: pair(0xa8231b, 0xf9dfdb),
    cannot_verify: pair(0x5f4596, 0xebe4f7),
    unchecked: pair(0x5d6068, 0xebe9e3),
};

/// Light ink on dark.
pub const DARK: Tokens = Tokens {
    paper: rgb(0x1b1c1f),
    panel: rgb(0x202124),
    chrome: rgb(0x232428),
    line: rgb(0x37393f),
    ink: rgb(0xe8e6e1),
    soft: rgb(0xa9abb2),
    faint: rgb(0x91949c),
    accent: rgb(0x86b8e6),
    accent_tint: rgb(0x22364a),
    on_accent: rgb(0x1b1c1f),
    confirmed: pair(0x7fce96, 0x1f3a29),
    said: pair(0x7cc8e0, 0x1b3a45),
    needs_fix: pair(0xefb45e, 0x43321a),
    wrong: pair(0xf2938b, 0x4a2523),
    cannot_verify: pair(0xc1a8f0, 0x35294f),
    unchecked: pair(0xa9abb2, 0x303238),
};

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn words_can_be_read_on_their_ground() {
        for t in [LIGHT, DARK] {
            let mut pairs = vec![(t.accent, t.accent_tint), (t.on_accent, t.accent)];
            for ground in [t.paper, t.panel, t.chrome] {
                pairs.extend([t.ink, t.soft, t.faint, t.accent].map(|ink| (ink, ground)));
            }
            for pair in [t.confirmed, t.said, t.needs_fix, t.wrong, t.cannot_verify, t.unchecked] {
                pairs.push((pair.ink, pair.tint));
                pairs.push((t.ink, pair.tint));
            }
            for (ink, ground) in pairs {
                assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}: {:.2}", contrast(ink, ground));
            }
        }
    }
}
