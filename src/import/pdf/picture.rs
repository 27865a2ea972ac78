//! Draws a page as a picture.
//!
//! In: a page, a scale. Out: pixels.
//! Must not know: text.
//! Holds: at most [`MAX_PIXELS`]; a page that unpacks to too much, nests too deep or takes too many steps is refused
//! before it is drawn, since the library cannot be stopped (hayro: chosen as the one complete renderer in Rust alone).
//! Limits: patterns and glyphs drawn by instructions are not looked into before; the process that files are read in is
//! the wall for those.

use std::collections::HashSet;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use crate::import::pdf::content::Reader;
use crate::import::pdf::guard;
use crate::import::pdf::words::Gatherer;

/// Pixels that a picture may have.
pub const MAX_PIXELS: usize = 24_000_000;
/// Bytes that one picture on the page may unpack to, and all of them.
const MAX_IMAGE: usize = 256 << 20;
const MAX_IMAGES: usize = 384 << 20;
/// Instructions that a page to be drawn may take.
const MAX_STEPS: usize = 1_500_000;
const MAX_DEPTH: usize = 12;
/// A pixel side's limit.
const MAX_SIDE: f64 = 16_000.0;

/// A page drawn on white.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// Red, green, blue and alpha (always opaque) of each pixel, row by row from the top left.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("width", &self.width).field("height", &self.height).finish_non_exhaustive()
    }
}

/// Why a page was not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotDrawn {
    /// Its pictures, fonts or instructions are too much.
    TooMuch,
    /// The library gave up.
    Failed,
}

/// The scale at which the page has at most [`MAX_PIXELS`], not more than the one wished for.
pub(super) fn bounded_scale(width: f64, height: f64, scale: f64) -> f64 {
    let wished = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
    let by_area = (MAX_PIXELS as f64 / (width * height).max(1.0)).sqrt();
    let by_side = MAX_SIDE / width.max(height).max(1.0);
    wished.min(by_area).min(by_side)
}

/// The page drawn; `catalogue` is the file's.
pub(super) fn draw(page: &Page<'_>, catalogue: &Dict<'_>, scale: f64) -> Result<Picture, NotDrawn> {
    let mut look = Look { n_bytes: 0, seen: HashSet::new() };
    if !look.fits(page.resources(), 0) {
        return Err(NotDrawn::TooMuch);
    }
    let mut reader = Reader::new(catalogue);
    reader.read(page, &mut Gatherer::default());
    if reader.is_spent() || reader.n_steps() > MAX_STEPS || reader.is_nested_deep() {
        return Err(NotDrawn::TooMuch);
    }
    let (width, height) = page.render_dimensions();
    let scale = bounded_scale(f64::from(width), f64::from(height), scale);
    #[expect(clippy::cast_possible_truncation, reason = "a scale needs no more digits")]
    let scale = scale as f32;
    // A side of less than a pixel is none.
    let scale = scale.max(1.0 / width.min(height).max(1.0));
    let cache = RenderCache::new();
    let pixmap = hayro::render(
        page,
        &cache,
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    if width == 0 || height == 0 {
        return Err(NotDrawn::Failed);
    }
    let rgba: Vec<u8> = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b, 255]).collect();
    Ok(Picture { width, height, rgba })
}

struct Look {
    n_bytes: usize,
    seen: HashSet<ObjectIdentifier>,
}

impl Look {
    /// Whether the pictures that resources name, and those in their forms, fit together.
    fn fits(&mut self, resources: &Resources<'_>, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let names: Vec<Name<'_>> = resources.x_objects.keys().collect();
        names.iter().all(|name| {
            let Some(drawn) = resources.get_x_object(name) else { return true };
            self.object_fits(&drawn, depth)
        })
    }

    fn object_fits(&mut self, drawn: &Stream<'_>, depth: usize) -> bool {
        if !self.seen.insert(drawn.obj_id()) {
            return true;
        }
        let dict = drawn.dict();
        if dict.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Form") {
            let inside = dict.get::<Dict<'_>>(b"Resources").map(Resources::new);
            return guard::fits(drawn, guard::MAX_STREAM) && inside.is_none_or(|inside| self.fits(&inside, depth + 1));
        }
        let side = |key: &[u8]| dict.get::<i32>(key).and_then(|side| usize::try_from(side).ok()).unwrap_or(0);
        // Drawn with four bytes a pixel.
        let n_bytes = side(b"Width").saturating_mul(side(b"Height")).saturating_mul(4);
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
        let mask = dict
            .get::<Stream<'_>>(b"SMask")
            .is_none_or(|mask| depth <= MAX_DEPTH && self.object_fits(&mask, depth + 1));
        mask && n_bytes <= MAX_IMAGE && self.n_bytes <= MAX_IMAGES && guard::fits(drawn, MAX_IMAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_stay_within_the_pixels() {
        assert!((bounded_scale(600.0, 800.0, 2.0) - 2.0).abs() < 1e-9);
        let large = bounded_scale(10_000.0, 10_000.0, 8.0);
        assert!(large * large * 1e8 <= MAX_PIXELS as f64 + 1.0);
        assert!((bounded_scale(600.0, 800.0, f64::NAN) - 1.0).abs() < 1e-9);
        assert!(bounded_scale(1.0, 1_000_000.0, 1.0) * 1e6 <= MAX_SIDE);
    }
}
