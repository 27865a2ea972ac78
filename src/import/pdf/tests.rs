//! Small PDFs written here, and what is read of them.

use crate::import::pdf::PdfFile;
use crate::import::{Imported, read};
use crate::model::annotation::AnnotationKind;
use crate::model::article::Role;

/// Objects put together into a file; the first is the catalogue.
fn file(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut starts = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        starts.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).into_bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    out.extend(starts.iter().flat_map(|at| format!("{at:010} 00000 n \n").into_bytes()));
    let end = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1);
    out.extend(end.into_bytes());
    out
}

fn stream(data: &str) -> String {
    format!("<< /Length {} >>\nstream\n{data}\nendstream", data.len())
}

/// A document of such pages (612 by 792 points) with Helvetica as F1, its bold as F2; `catalogue` and `page` go into
/// their dictionaries, `more` are objects from number 6 + 2 × pages on.
fn pages_with(contents: &[String], catalogue: &str, page: &str, more: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|at| format!("{} 0 R", 6 + 2 * at)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< >>".to_owned(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> {page} >>",
            7 + 2 * at
        ));
        objects.push(stream(content));
    }
    objects.extend(more.iter().map(|object| (*object).to_owned()));
    file(&objects)
}

fn pages(contents: &[String]) -> Vec<u8> {
    pages_with(contents, "", "", &[])
}

/// Lines from a place down, twelve points to a line of ten.
fn lines(x: f64, y: f64, text: &[&str]) -> String {
    sized(10.0, x, y, text)
}

fn sized(size: f64, x: f64, y: f64, text: &[&str]) -> String {
    let shown: Vec<String> = text.iter().map(|line| format!("({line}) Tj T*\n")).collect();
    format!("BT /F1 {size} Tf {} TL {x} {y} Td\n{}ET\n", size * 1.2, shown.concat())
}

/// Lines of running text on a theme, wide enough for a column.
fn prose(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn filled(theme: &str, n: usize) -> Vec<String> {
    (0..n).map(|at| format!("the {theme} goes on in line {at} with more words and")).collect()
}

fn imported(bytes: &[u8]) -> Imported {
    read("test.pdf", bytes).unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn blocks(read: &Imported) -> Vec<(Role, &str)> {
    read.roles.iter().copied().zip(read.text.split("\n\n")).collect()
}

#[test]
fn lines_become_paragraphs_and_what_lines_part_joins() {
    let page = lines(
        72.0,
        720.0,
        &[
            "The govern-",
            "ment said that 100,",
            "000 troops left on Feb. 3, a well-known fact and a well-",
            "known one.",
        ],
    );
    let read = imported(&pages(&[page]));
    assert_eq!(
        read.text,
        "The government said that 100,000 troops left on Feb. 3, a well-known fact and a well-known one."
    );
    assert_eq!(read.places.len(), 1);
    assert_eq!(read.places[0].locator, "p. 1");
}

#[test]
fn columns_are_read_one_after_the_other() {
    let (left, right) = (filled("river", 12), filled("harbour", 12));
    let page = [
        sized(24.0, 72.0, 740.0, &["A headline over both of the columns"]),
        lines(72.0, 700.0, &prose(&left)),
        lines(320.0, 700.0, &prose(&right)),
    ]
    .concat();
    let read = imported(&pages(&[page]));
    assert_eq!(blocks(&read)[0], (Role::Headline, "A headline over both of the columns"));
    let (last_left, first_right) = (read.text.find("line 11").unwrap(), read.text.find("the harbour").unwrap());
    assert!(read.text.rfind("the river").unwrap() < first_right && last_left < first_right, "{}", read.text);
}

#[test]
fn rows_of_a_table_stay_rows() {
    let cell = |x: f64, at: usize, text: &str| lines(x, 700.0 - 14.0 * at as f64, &[text]);
    let rows =
        [["Region", "Troops", "Share"], ["North", "1,200", "12.5"], ["South", "940", "9.8"], ["West", "75", "0.8"]];
    let page: String = rows
        .iter()
        .enumerate()
        .flat_map(|(at, row)| row.iter().zip([72.0, 200.0, 330.0]).map(move |(text, x)| cell(x, at, text)))
        .collect();
    let read = imported(&pages(&[page]));
    assert_eq!(
        blocks(&read),
        [
            (Role::TableRow, "Region | Troops | Share"),
            (Role::TableRow, "North | 1,200 | 12.5"),
            (Role::TableRow, "South | 940 | 9.8"),
            (Role::TableRow, "West | 75 | 0.8"),
        ]
    );
}

#[test]
fn running_headers_and_page_numbers_are_furniture_and_a_paragraph_runs_over_the_page() {
    let page = |number: usize, text: &[String]| {
        [
            lines(72.0, 760.0, &["Annual report of the grain board"]),
            lines(72.0, 700.0, &prose(text)),
            lines(300.0, 30.0, &[&number.to_string()]),
        ]
        .concat()
    };
    let texts: Vec<Vec<String>> = ["river", "harbour", "bridge"].map(|theme| filled(theme, 20)).into();
    let contents: Vec<String> = texts.iter().enumerate().map(|(at, text)| page(at + 11, text)).collect();
    let read = imported(&pages_with(&contents, "/PageLabels << /Nums [0 << /S /r /St 4 >> 2 << /S /D >>] >>", "", &[]));
    let furniture: Vec<&str> =
        blocks(&read).iter().filter(|(role, _)| *role == Role::Furniture).map(|(_, text)| *text).collect();
    let header = "Annual report of the grain board";
    assert_eq!(furniture, [header, "11", header, "12", header, "13"]);
    let body: Vec<&str> = blocks(&read).iter().filter(|(role, _)| *role == Role::Body).map(|(_, text)| *text).collect();
    assert_eq!(body.len(), 1, "{body:?}");
    let places: Vec<(&str, &str)> = read
        .places
        .iter()
        .map(|place| (place.locator.as_str(), read.text.split_at(place.at).1.split(' ').nth(1).unwrap_or_default()))
        .collect();
    assert!(places.contains(&("p. v", "harbour")) && places.contains(&("p. 1", "bridge")), "{places:?}");
}

#[test]
fn notes_come_last_and_hang_on_the_words_before_their_mark() {
    let page = [
        lines(72.0, 700.0, &prose(&filled("river", 10))).as_str(),
        "BT /F1 10 Tf 72 560 Td (It rained, and 1,200 people left) Tj /F1 6 Tf 4 Ts (3) Tj /F1 10 Tf 0 Ts ( in May.) Tj ET\n",
        "BT /F1 10 Tf 72 545 Td (An area of 10 m) Tj /F1 6 Tf 4 Ts (2) Tj /F1 10 Tf 0 Ts ( was dry.) Tj ET\n",
        "BT /F1 5 Tf 3 Ts 72 100 Td (3) Tj 0 Ts /F1 8 Tf ( Ministry, https://example.org/r, table 4.) Tj ET\n",
    ]
    .concat();
    let read = imported(&pages(&[page]));
    let last = *blocks(&read).last().unwrap();
    assert_eq!(last.0, Role::Footnote);
    assert!(read.text.contains("1,200 people left in May") && read.text.contains("10 m² was dry"), "{}", read.text);
    let (span, note) = &read.annotations[0];
    assert_eq!((note.kind, span.of(&read.text)), (AnnotationKind::Footnote, Some("It rained, and 1,200 people left")));
    assert_eq!(note.words, "Ministry, https://example.org/r, table 4.");
    assert_eq!(note.url, "https://example.org/r");
}

#[test]
fn links_and_comments_lie_on_their_words_and_scripts_are_none() {
    let page = lines(72.0, 700.0, &["Read the report of May before noon."]);
    let annots = "/Annots [ \
        << /Subtype /Link /Rect [92 695 158 712] /A << /S /URI /URI (https://example.org/report) >> >> \
        << /Subtype /Link /Rect [92 695 158 712] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >> \
        << /Subtype /Text /Rect [400 695 410 705] /Contents (Who says so?) /T (AB) /M (D:20240203141500Z) >> ]";
    let read = imported(&pages_with(&[page], "", annots, &[]));
    let hung: Vec<_> = read
        .annotations
        .iter()
        .map(|(span, note)| (span.of(&read.text).unwrap(), note.kind, note.url.as_str(), note.words.as_str()))
        .collect();
    assert_eq!(
        hung,
        [
            ("the report of", AnnotationKind::Link, "https://example.org/report", ""),
            ("noon.", AnnotationKind::Comment, "", "Who says so?"),
        ]
    );
    assert_eq!(read.annotations[1].1.made, "2024-02-03T14:15:00Z");
}

#[test]
fn invisible_text_is_read_once_and_hidden_layers_never() {
    let seen = lines(72.0, 700.0, &["Seen words"]);
    let under = "BT 3 Tr /F1 10 Tf 72 700 Td (Seen words) Tj ET BT 3 Tr /F1 10 Tf 72 650 Td (Scanned words) Tj ET\n";
    let layer = "/OC /off BDC BT /F1 10 Tf 72 600 Td (Hidden words) Tj ET EMC\n";
    let read = imported(&pages_with(
        &[format!("{seen}{under}{layer}")],
        "/OCProperties << /OCGs [8 0 R] /D << /OFF [8 0 R] >> >>",
        "/Resources << /Font << /F1 3 0 R >> /Properties << /off 8 0 R >> >>",
        &["<< /Type /OCG /Name (off) >>"],
    ));
    assert_eq!(read.text, "Seen words\n\nScanned words");
}

#[test]
fn what_is_typed_into_a_form_is_text_unless_it_is_a_password() {
    let page = lines(72.0, 700.0, &["Name"]);
    let annots = "/Annots [ \
        << /Subtype /Widget /FT /Tx /Rect [120 698 220 712] /V (Jo Doe) >> \
        << /Subtype /Widget /FT /Tx /Ff 8192 /Rect [120 600 220 614] /V (secret) >> ]";
    assert_eq!(imported(&pages_with(&[page], "", annots, &[])).text, "Name Jo Doe");
}

#[test]
fn letters_set_apart_are_words() {
    let spaced =
        "BT /F1 10 Tf 3 Tc 72 700 Td (MINISTERS) Tj 15 0 Td ET BT /F1 10 Tf 3 Tc 172 700 Td (MEET) Tj ET".to_owned();
    assert_eq!(imported(&pages(&[spaced])).text, "MINISTERS MEET");
    let apart = lines(72.0, 700.0, &["grades A B C D"]);
    assert_eq!(imported(&pages(&[apart])).text, "grades A B C D");
}

#[test]
fn replacement_text_stands_for_its_glyphs() {
    let page = "BT /F1 10 Tf 72 700 Td (an o) Tj /Span << /ActualText (ffi) >> BDC (xyz) Tj EMC (ce) Tj ET".to_owned();
    assert_eq!(imported(&pages(&[page])).text, "an office");
}

#[test]
fn a_scan_says_that_it_has_no_text() {
    let problem = read("scan.pdf", &pages(&["0 0 100 100 re f".to_owned()])).unwrap_err();
    assert_eq!(problem.id, "no-text-layer");
    assert!(problem.what.contains("scan.pdf"), "{problem:?}");
}

#[test]
fn words_of_a_page_are_the_words_of_the_text() {
    let page = [lines(72.0, 500.0, &["The govern-", "ment said so."]), lines(72.0, 400.0, &["A second paragraph."])];
    let page = page.concat();
    let bytes = pages(&[page.clone(), page]);
    let read = imported(&bytes);
    let file = PdfFile::open("test.pdf", bytes).unwrap();
    assert_eq!((file.pages().len(), file.text_len()), (2, read.text.len()));
    assert_eq!((file.pages()[1].width, file.pages()[1].height, file.pages()[1].label.as_str()), (612.0, 792.0, "2"));
    for page in 0..2 {
        let words: Vec<&str> = file.words(page).iter().map(|word| word.span.of(&read.text).unwrap()).collect();
        assert_eq!(words, ["The", "govern", "ment", "said", "so.", "A", "second", "paragraph."]);
    }
    let [left, top, right, bottom] = file.words(0)[0].bounds;
    assert!(
        (left - 72.0).abs() < 0.1 && top > 280.0 && bottom < 296.0 && right > 85.0 && right < 95.0,
        "{left} {top} {right} {bottom}"
    );
    assert!(file.words(7).is_empty());
}

#[test]
fn pages_are_drawn_within_bounds() {
    let file = PdfFile::open("test.pdf", pages(&[lines(72.0, 700.0, &["Black words"])])).unwrap();
    let picture = file.picture(0, 0.5).unwrap();
    assert_eq!((picture.width, picture.height, picture.rgba.len()), (306, 396, 306 * 396 * 4));
    assert!(picture.rgba.chunks(4).any(|pixel| pixel[0] < 100), "nothing is drawn");
    assert!(picture.rgba.chunks(4).filter(|pixel| pixel[0] == 255).count() > 300 * 390, "the page is not white");
    assert_eq!(file.picture(1, 1.0).unwrap_err().id, "no-page");
}

#[test]
fn turned_pages_read_like_upright_ones() {
    let page = "BT /F1 10 Tf 0 1 -1 0 300 72 Tm 12 TL (On its side the text) Tj T* (goes on.) Tj ET".to_owned();
    assert_eq!(imported(&pages(std::slice::from_ref(&page))).text, "On its side the text goes on.");
    assert_eq!(imported(&pages_with(&[page], "", "/Rotate 90", &[])).text, "On its side the text goes on.");
}

/// A chain of forms, each of which draws the next one twice, and the last one itself.
fn chained(n: usize) -> Vec<u8> {
    let form = |next: usize| {
        let data = "/X Do /X Do";
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >> \
             /Length {} >>\nstream\n{data}\nendstream",
            data.len()
        )
    };
    let forms: Vec<String> = (0..n).map(|at| form((9 + at).min(7 + n))).collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    pages_with(&["/X Do".to_owned()], "", "/Resources << /XObject << /X 8 0 R >> >>", &forms)
}

#[test]
fn what_draws_itself_over_and_over_ends() {
    for n in [1, 40] {
        assert_eq!(read("loop.pdf", &chained(n)).unwrap_err().id, "no-text-layer");
    }
    let file = PdfFile::open("loop.pdf", chained(40)).unwrap();
    assert_eq!(file.picture(0, 1.0).unwrap_err().id, "page-not-drawn");
}

#[test]
fn damaged_files_are_read_or_told() {
    let good = pages(&[
        [&lines(72.0, 700.0, &prose(&filled("river", 4))), "/OC /x BDC EMC q Q BI /W 1 /H 1 ID x EI"].concat(),
        lines(72.0, 700.0, &["The end."]),
    ]);
    assert!(read("a.pdf", &good).is_ok());
    for cut in (0..good.len()).step_by(23) {
        let outcome = read("a.pdf", &good[..cut]);
        assert!(outcome.is_ok() || outcome.is_err_and(|problem| !problem.help.is_empty()), "cut at {cut}");
    }
    let mut seed = 12_345_u32;
    for _ in 0..150 {
        let mut bad = good.clone();
        for _ in 0..3 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = usize::try_from(seed >> 8).unwrap() % bad.len();
            bad[at] ^= 1 << (seed & 7);
        }
        if let Err(problem) = read("a.pdf", &bad) {
            assert!(problem.what.contains("a.pdf") && !problem.why.is_empty(), "{problem:?}");
        }
    }
}
