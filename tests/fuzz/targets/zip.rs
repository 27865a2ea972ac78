//! Unpacks any bytes as a zip: never more than the limits, never a name that leads out; what it gives is packed again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::store::zipped::{Limits, pack, unpack};

const LIMITS: Limits = Limits { entries: 64, each: 1 << 20, total: 4 << 20 };

fuzz_target!(|data: &[u8]| {
    let Ok(files) = unpack(data, LIMITS) else { return };
    assert!(files.len() <= LIMITS.entries);
    assert!(files.values().map(|bytes| bytes.len() as u64).sum::<u64>() <= LIMITS.total);
    for name in files.keys() {
        assert!(!name.starts_with('/') && name.split('/').all(|part| part != ".." && !part.is_empty()), "{name}");
    }
    let packed = pack(&files).expect("what was unpacked can be packed");
    assert_eq!(unpack(&packed, LIMITS).expect("and unpacked again"), files);
});
