//! Reads any bytes as a picture, a recording or a film: what the head does not say is not known, and nothing is decoded.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use tickmark::import::media::{HEAD, facts, kind};

fuzz_target!(|data: &[u8]| {
    let Some(kind) = kind(&data[..data.len().min(HEAD)]) else { return };
    let found = facts(kind, &mut Cursor::new(data));
    assert!(found.pixels.is_none_or(|(width, height)| width > 0 && height > 0));
});
