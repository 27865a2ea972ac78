//! Pictures as pixels: decoded, turned as the camera was held, made small enough to be shown.
//!
//! In: a file's bytes, the most pixels a side may have. Out: pixels, or why there are none.
//! Must not know: disk, egui, which part of a picture is looked at.
//! Holds: a picture says its size before a pixel is decoded, and one of more than [`MOST_PIXELS`] or [`MOST_BYTES`] is
//! refused then; what is answered has at most `MAX_PIXELS` of `pdf/picture.rs`.
//! Limits: of an animation the first picture; HEIC and AVIF are not decoded (no decoder in Rust alone).

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};

use crate::import::pdf::Picture;
use crate::model::problem::{Place, Problem, shortened};

/// Pixels of a picture that is decoded.
pub const MOST_PIXELS: u64 = 80_000_000;
/// Bytes that it may have while it is decoded.
const MOST_BYTES: u64 = 320 << 20;
/// Pixels of what is answered.
const SHOWN_PIXELS: f64 = 24_000_000.0;

/// The picture in `bytes`, made smaller where a side has more than `most_side` pixels.
pub fn decoded(name: &str, bytes: &[u8], most_side: u32) -> Result<Picture, Problem> {
    let failed = |why: String| {
        Problem::error("picture-not-shown", format!("“{name}” cannot be shown as a picture"))
            .at(Place::File(name.to_owned()))
            .why(why)
            .now("the file is kept as it came; an excerpt of it can be typed")
            .help("Open it in its own program, or add a copy saved as PNG or JPEG")
    };
    let unread = |error: image::ImageError| failed(shortened(&error.to_string(), 200));
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| failed(error.to_string()))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unread)?;
    let (width, height) = decoder.dimensions();
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(failed(format!("it has {width} × {height} pixels, more than are taken into memory at once")));
    }
    if n_pixels == 0 {
        return Err(failed("it has no pixel".to_owned()));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unread)?;
    let (width, height) = smaller((width, height), most_side);
    if (width, height) != (picture.width(), picture.height()) {
        picture = picture.thumbnail_exact(width, height);
    }
    picture.apply_orientation(orientation);
    let rgba = picture.into_rgba8();
    let side = |side: u32| usize::try_from(side).map_err(|error| failed(error.to_string()));
    Ok(Picture { width: side(rgba.width())?, height: side(rgba.height())?, rgba: rgba.into_raw() })
}

/// The size at which a picture is shown: its own, or less with the same shape.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side only becomes smaller, and at least 1"
)]
fn smaller((width, height): (u32, u32), most_side: u32) -> (u32, u32) {
    let (w, h) = (f64::from(width), f64::from(height));
    let scale = (f64::from(most_side) / w.max(h)).min((SHOWN_PIXELS / (w * h)).sqrt());
    if scale >= 1.0 {
        return (width, height);
    }
    let side = |side: f64| ((side * scale) as u32).max(1);
    (side(w), side(h))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, RgbImage};

    fn written(picture: RgbImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        DynamicImage::from(picture).write_to(&mut Cursor::new(&mut bytes), format).expect("it can be written");
        bytes
    }

    /// Red at the left, blue at the right.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| if x * 2 < width { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) })
    }

    #[test]
    fn pictures_come_as_pixels_in_every_format() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff, ImageFormat::WebP] {
            let picture = decoded("a", &written(halves(40, 20), format), 4096).expect("it is a picture");
            assert_eq!((picture.width, picture.height, picture.rgba.len()), (40, 20, 40 * 20 * 4), "{format:?}");
            assert_eq!(picture.rgba.get(..4), Some(&[255, 0, 0, 255][..]), "{format:?}");
            assert_eq!(picture.rgba.get(39 * 4..40 * 4), Some(&[0, 0, 255, 255][..]), "{format:?}");
        }
    }

    #[test]
    fn large_ones_are_made_smaller_in_their_shape() {
        let picture = decoded("a", &written(halves(400, 100), ImageFormat::Png), 200).expect("it is a picture");
        assert_eq!((picture.width, picture.height), (200, 50));
        assert_eq!(picture.rgba.get(..4), Some(&[255, 0, 0, 255][..]));
        assert_eq!(smaller((100_000, 1), 4096), (4096, 1), "no side vanishes");
        let (width, height) = smaller((8_000, 8_000), 16_384);
        assert!(f64::from(width) * f64::from(height) <= SHOWN_PIXELS);
    }

    #[test]
    fn a_photograph_is_turned_as_the_camera_was_held() {
        let mut bytes = written(halves(16, 8), ImageFormat::Jpeg);
        // EXIF in its shortest form: orientation 6, turned a quarter to the right.
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        let length = u16::try_from(exif.len() + 2).expect("it is short").to_be_bytes();
        let mut segment = vec![0xff, 0xe1, length[0], length[1]];
        segment.append(&mut exif);
        bytes.splice(2..2, segment);
        let picture = decoded("a.jpg", &bytes, 4096).expect("it is a picture");
        assert_eq!((picture.width, picture.height), (8, 16));
        let [red, _, blue, _] = picture.rgba[..4] else { panic!("a pixel has four parts") };
        assert!(red > 150 && blue < 100, "what was left is on top: {red} {blue}");
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused_with_the_reason() {
        let whole = written(halves(16, 8), ImageFormat::Png);
        let mut vast = whole.clone();
        vast.splice(16..24, [0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]); // 100,000 × 100,000
        let mut crc = crc_of(&vast[12..29]).to_be_bytes().to_vec();
        vast.splice(29..33, crc.drain(..));
        for bytes in [&b""[..], b"plain words", &whole[..40], &vast] {
            let problem = decoded("a.png", bytes, 4096).expect_err("it is refused");
            assert_eq!((problem.id, problem.why.is_empty()), ("picture-not-shown", false));
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x40;
            if let Ok(picture) = decoded("a.png", &bytes, 64) {
                assert_eq!(picture.rgba.len(), picture.width * picture.height * 4);
            }
        }
    }

    /// The check sum of a PNG's part (CRC-32 of ISO 3309).
    fn crc_of(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
        })
    }
}
