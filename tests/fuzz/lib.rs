//! The layers of Tickmark that read bytes from outside, by themselves: the same files, without the window.

#[path = "../../src/import/mod.rs"]
pub mod import;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/store/mod.rs"]
pub mod store;
#[path = "../../src/text/mod.rs"]
pub mod text;

use std::io::{Cursor, Write as _};

/// Reads `bytes` as a file: text with as many blocks as roles and everything on boundaries, or a problem that helps.
pub fn read_bytes(name: &str, bytes: &[u8]) {
    match import::read(name, bytes) {
        Ok(imported) => {
            let text = &imported.text;
            assert_eq!(model::article::Draft::new(text, &imported.roles).blocks().len(), imported.roles.len());
            assert!(imported.annotations.iter().all(|(span, _)| span.of(text).is_some()), "{imported:?}");
            assert!(imported.places.iter().all(|place| text.is_char_boundary(place.at)), "{imported:?}");
        }
        Err(problem) => assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}"),
    }
}

/// Reads the parts of `data`, apart by a byte 0x1e, as the members called `names` of a zipped document.
pub fn read_zipped(name: &str, names: &[&str], data: &[u8]) {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (member, part) in names.iter().zip(data.split(|byte| *byte == 0x1e)) {
        writer.start_file(*member, options).expect("a member begins");
        writer.write_all(part).expect("a member is written");
    }
    let bytes = writer.finish().expect("a zip ends").into_inner();
    read_bytes(name, &bytes);
}
