//! Looks for dates: in an HTML page's metadata, in its address, in a byline and in a dateline.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tickmark::import::read;

fuzz_target!(|data: &[u8]| {
    let words: String = String::from_utf8_lossy(data).chars().filter(|c| !"<>\"&".contains(*c)).collect();
    let page = format!(
        "<html><head><title>A</title><meta property=\"article:published_time\" content=\"{words}\">\
         <link rel=\"canonical\" href=\"https://example.org/{words}/a\"></head><body><article><h1>A</h1>\
         <p class=\"byline\">By Alma Brekke, {words}</p><time datetime=\"{words}\">{words}</time>\
         <p>OSLO, {words} (AP) — Some forty ships left the harbour.</p></article></body></html>"
    );
    drop(read("a.html", page.as_bytes()));
    drop(read("a.txt", format!("A\n\nBy Alma Brekke\n\n{words}\n\nOSLO, {words} — Ships left.").as_bytes()));
});
