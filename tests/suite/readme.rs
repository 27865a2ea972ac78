//! Holds README to what the program says: its table of keys is the command table's.
//!
//! Must not know: what a key does.

use std::path::Path;

use tickmark::session::table::keys_markdown;

#[test]
fn the_table_of_keys_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    if !file.exists() {
        println!("skipped: there is no README.md");
        return;
    }
    let text = std::fs::read_to_string(file).expect("README is text");
    let after = text.split_once("<!-- keys -->").expect("README has the marker <!-- keys -->").1;
    let table = after.split_once("<!-- /keys -->").expect("README has the marker <!-- /keys -->").0;
    let wanted = keys_markdown();
    assert!(table.trim() == wanted.trim(), "README's keys are not current; between the markers belongs:\n\n{wanted}");
}
