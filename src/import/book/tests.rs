//! Cases for books, built here: order, chapters and pages as places, metadata, locks, hostile files.

use super::*;
use crate::import::package::tests::zipped;
use crate::import::read;
use crate::import::shown::blocks;
use crate::model::found::FILE_PROPERTIES;

const CONTAINER: &str = "<container><rootfiles><rootfile full-path='OPS/a.opf'/></rootfiles></container>";
const OPF: &str = "<package xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:opf='x'><metadata><dc:title>Of storms</dc:title>\
    <dc:creator>Ana Brandt</dc:creator><dc:publisher>Harbour</dc:publisher><dc:language>en</dc:language>\
    <dc:date opf:event='modification'>2023-01-01</dc:date><dc:date>2021-05-04</dc:date></metadata>\
    <manifest><item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
    <item id='b' href='b%20b.xhtml' media-type='application/xhtml+xml'/><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/>\
    <item id='i' href='i.png' media-type='image/png'/></manifest>\
    <spine><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/><itemref idref='a'/><itemref idref='i'/></spine></package>";
const NAV: &str = "<html xmlns:epub='x'><body><nav epub:type='toc'><ol><li><a href='b%20b.xhtml'>Prologue</a></li><li><a href='a.xhtml#c2'>Chapter 2: Rain</a></li></ol></nav>\
    <nav epub:type='page-list'><ol><li><a href='a.xhtml#p12'>12</a></li></ol></nav></body></html>";
const FIRST: &str =
    "<html><head><title>x</title><script src='a.js'/></head><body><p>It <a id='x'/>began.</p></body></html>";
const SECOND: &str =
    "<html><body><h1 id='c2'>Rain</h1><p>It rained <span id='p12'/>and <b>rained</b>.</p></body></html>";

fn book(opf: &str, extra: &[(&str, &str)]) -> Vec<u8> {
    let mut members = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OPS/a.opf", opf),
        ("OPS/nav.xhtml", NAV),
        ("OPS/b b.xhtml", FIRST),
        ("OPS/a.xhtml", SECOND),
    ];
    members.extend_from_slice(extra);
    zipped(&members)
}

#[test]
fn chapters_come_in_the_order_of_the_spine_with_their_places() {
    let imported = read("a.epub", &book(OPF, &[])).unwrap();
    assert_eq!(
        blocks(&imported),
        ["headline: Of storms", "body: It began.", "subhead: Rain", "body: It rained and rained."]
    );
    let places: Vec<_> = imported
        .places
        .iter()
        .map(|place| {
            format!("{} {}", place.locator, imported.text.split_at(place.at).1.split_whitespace().next().unwrap())
        })
        .collect();
    assert_eq!(places, ["“Prologue” It", "ch. 2 Rain", "p. 12 and"]);
    let meta = &imported.meta;
    assert_eq!(
        (meta.headline.as_str(), meta.byline.as_str(), meta.publication.as_str(), meta.language.as_str()),
        ("Of storms", "Ana Brandt", "Harbour", "en")
    );
    assert_eq!(meta.published.map(|date| date.to_string()).as_deref(), Some("2021-05-04"));
    let (found, properties) = (&meta.found, FILE_PROPERTIES);
    assert_eq!([&found.headline, &found.byline, &found.publication, &found.language], [properties; 4]);
    assert_eq!((meta.published_from.as_str(), found.url.as_str()), (properties, ""));
}

#[test]
fn notes_of_a_chapter_hang_on_their_words() {
    let opf = OPF.replace("<dc:language>en", "<dc:language>C");
    let chapter = "<html xmlns:epub='x'><body><p>The toll was 12<a epub:type='noteref' href='#n1' id='r1'>1</a> in all,\
        some said.<a epub:type='noteref' href='end.xhtml#n2'>2</a></p>\
        <aside epub:type='footnote' id='n1'><p>A list. <a href='#r1'>↩︎</a></p></aside></body></html>";
    let members = [
        ("META-INF/container.xml", CONTAINER),
        ("OPS/a.opf", opf.as_str()),
        ("OPS/b b.xhtml", FIRST),
        ("OPS/a.xhtml", chapter),
    ];
    let imported = read("a.epub", &zipped(&members)).unwrap();
    assert_eq!(
        blocks(&imported),
        ["headline: Of storms", "body: It began.", "body: The toll was 12 in all,some said.[2]", "footnote: A list."]
    );
    let hanging: Vec<_> = imported
        .annotations
        .iter()
        .map(|(span, note)| (span.of(&imported.text).unwrap(), note.words.as_str()))
        .collect();
    assert_eq!(hanging, [("The toll was 12", "A list.")]);
    assert_eq!(imported.meta.language, "", "“C” names no language");
}

#[test]
fn older_books_have_an_older_table_of_contents() {
    let opf = OPF.replace(" properties='nav'", "").replace("<spine>", "<spine toc='t'>").replace(
        "</manifest>",
        "<item id='t' href='toc.ncx' media-type='application/x-dtbncx+xml'/></manifest><guide><reference type='toc' href='nav.xhtml'/></guide>",
    );
    let ncx = "<!DOCTYPE ncx PUBLIC 'a' 'b'><ncx><navMap><navPoint><navLabel><text>1. Dry</text></navLabel><content src='b%20b.xhtml'/></navPoint></navMap>\
        <pageList><pageTarget><navLabel><text>9</text></navLabel><content src='a.xhtml#p12'/></pageTarget></pageList></ncx>";
    let imported = read("a.epub", &book(&opf, &[("OPS/toc.ncx", ncx)])).unwrap();
    let places: Vec<_> = imported.places.iter().map(|place| place.locator.as_str()).collect();
    assert_eq!(places, ["ch. 1", "p. 9"]);
    assert!(blocks(&imported).contains(&"furniture: Prologue".to_owned()), "{:?}", blocks(&imported));
}

#[test]
fn chapters_are_named_by_number_or_name() {
    let cases = [
        ("Chapter 12 — End", "ch. 12"),
        ("3 Rain", "ch. 3"),
        ("Chapter One", "“Chapter One”"),
        ("2021: a year", "ch. 2021"),
    ];
    for (words, place) in cases {
        assert_eq!(chapter(words).as_deref(), Some(place));
    }
    assert_eq!(chapter(""), None);
}

#[test]
fn marks_keep_what_hangs_on_words_in_place() {
    let places = [(Some("a".to_owned()), "p. 1".to_owned())];
    let source = marked("<p title='>'>One <i id=\"a\"/>two <br/>three</p>", &places);
    assert_eq!(source, format!("<p title='>'>One {MARK}0{MARK_END}<i id=\"a\"></i>two <br/>three</p>"));
    let noted = marked("1,200<a epub:type='noteref' href='#n'><sup>3</sup></a> people", &[]);
    assert_eq!(noted, "1,200<a epub:type='noteref' href='#n'>[<sup>3</sup>]</a> people");
    let mut piece = Piece::open(format!("One {MARK}0{MARK_END}two three"));
    let at = piece.text.find("two").unwrap();
    let span = crate::text::span::ByteSpan::new(at, at + 3);
    piece.annotations.push((span, crate::model::annotation::Annotation::link("x")));
    unmark(&mut piece, &places);
    assert_eq!((piece.text.as_str(), piece.places.clone()), ("One two three", vec![(4, "p. 1".to_owned())]));
    assert_eq!(piece.annotations[0].0.of(&piece.text), Some("two"));
}

#[test]
fn locked_and_hostile_books_end_in_text_or_a_plain_problem() {
    let id = |bytes: &[u8]| read("a.epub", bytes).map(|_| ()).map_err(|problem| problem.id);
    let locked = |method: &str| {
        format!("<encryption><EncryptedData><EncryptionMethod Algorithm='{method}'/></EncryptedData></encryption>")
    };
    let aes = locked("http://www.w3.org/2001/04/xmlenc#aes128-cbc");
    assert_eq!(id(&book(OPF, &[("META-INF/encryption.xml", &aes)])), Err("document-locked"));
    let fonts = locked(SCRAMBLED_FONTS[0]);
    assert_eq!(id(&book(OPF, &[("META-INF/encryption.xml", &fonts)])), Ok(()));
    assert_eq!(id(&book("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", &[])), Err("document-refused"));
    assert_eq!(id(&book("<a/>", &[])), Err("file-empty"));
    assert_eq!(id(&book("<p><spine><itemref idref='x'/></spine></p>", &[])), Err("document-damaged"));
    let whole = book(OPF, &[]);
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x11;
        if let Err(problem) = read("a.epub", &bytes) {
            assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
        }
        assert!(id(&whole[..at]).is_err(), "a cut file has no list of its parts");
    }
}
