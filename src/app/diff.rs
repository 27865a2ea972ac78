//! Draws a word diff: words taken out struck through on red, words put in on green.
//!
//! Must not know: what is compared.

use egui::text::LayoutJob;
use egui::{Stroke, TextFormat};

use crate::app::theme::{Tokens, fonts};
use crate::text::diff::Piece;

/// The diff in the article's face at this size.
pub fn diff_job(pieces: &[Piece], points: f32, t: &Tokens) -> LayoutJob {
    let font = fonts::serif(points);
    let plain = TextFormat::simple(font.clone(), t.ink);
    let out = TextFormat {
        background: t.wrong.tint,
        strikethrough: Stroke::new(1.5, t.wrong.ink),
        ..TextFormat::simple(font.clone(), t.wrong.ink)
    };
    let put_in = TextFormat { background: t.confirmed.tint, ..TextFormat::simple(font, t.confirmed.ink) };
    let mut job = LayoutJob::default();
    let mut after_out = false;
    for piece in pieces {
        let (words, format) = match piece {
            Piece::Same(words) => (words, &plain),
            Piece::Out(words) => (words, &out),
            Piece::In(words) => (words, &put_in),
        };
        // The space after changed words is no part of the change.
        let inked = words.trim_end();
        if after_out && matches!(piece, Piece::In(_)) && !job.text.ends_with(' ') {
            job.append(" ", 0.0, plain.clone());
        }
        after_out = matches!(piece, Piece::Out(_));
        job.append(inked, 0.0, format.clone());
        if inked.len() < words.len() {
            job.append(" ", 0.0, plain.clone());
        }
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::tokens::LIGHT;
    use crate::text::diff::word_diff;

    #[test]
    fn what_goes_is_struck_out_and_what_comes_is_set_apart() {
        let job = diff_job(&word_diff("more than 100,000 troops", "more than 90,000 troops"), 17.0, &LIGHT);
        assert_eq!(job.text, "more than 100,000 90,000 troops");
        let drawn: Vec<_> = job
            .sections
            .iter()
            .map(|section| {
                let range = section.byte_range.start.0..section.byte_range.end.0;
                (job.text.get(range).unwrap(), section.format.color, section.format.strikethrough.width > 0.0)
            })
            .collect();
        assert!(drawn.contains(&("100,000", LIGHT.wrong.ink, true)), "{drawn:?}");
        assert!(drawn.contains(&("90,000", LIGHT.confirmed.ink, false)), "{drawn:?}");
        assert!(drawn.contains(&("more than ", LIGHT.ink, false)), "{drawn:?}");
    }
}
