//! Reads any bytes as a history: each line is an edit, or told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::store::problems_in;

fuzz_target!(|data: &[u8]| {
    let (problems, is_understood) = problems_in("history.ronl", data);
    assert_eq!(is_understood, problems.is_empty());
});
