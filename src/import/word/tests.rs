//! Cases for Word documents, built here: text, notes, comments, changes, tables, fields, hostile files.

use crate::import::package::tests::zipped;
use crate::import::shown::{blocks, hanging};
use crate::import::{Imported, read};
use crate::model::annotation::AnnotationKind;

const SPACES: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
    xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' \
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
    xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing' \
    xmlns:pic='http://schemas.openxmlformats.org/drawingml/2006/picture' \
    xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'";

fn part(root: &str, inside: &str) -> String {
    format!("<?xml version='1.0' encoding='UTF-8'?><w:{root} {SPACES}>{inside}</w:{root}>")
}

fn with_parts(body: &str, parts: &[(&str, String)]) -> Vec<u8> {
    let document = part("document", &format!("<w:body>{body}</w:body>"));
    let mut members = vec![("word/document.xml", document.as_str())];
    members.extend(parts.iter().map(|(name, text)| (*name, text.as_str())));
    zipped(&members)
}

fn imported(body: &str, parts: &[(&str, String)]) -> Imported {
    read("a.docx", &with_parts(body, parts)).unwrap()
}

fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn styled(style: &str, words: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
}

#[test]
fn words_are_joined_from_their_runs_and_roles_told_by_styles() {
    let body = [
        styled("Title", "Storm closes port"),
        styled("Heading1", "What happened"),
        "<w:p><w:r><w:t>About 100</w:t></w:r><w:r><w:t>,</w:t></w:r><w:r><w:t>000 troops</w:t><w:tab/><w:t>and\nmore</w:t>\
         <w:br/><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>eration </w:t>\
         <w:sym w:font='Symbol' w:char='F0B3'/><w:t xml:space='preserve'> 5</w:t></w:r></w:p>"
            .to_owned(),
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr>\
         <w:r><w:t>One item</w:t></w:r></w:p>"
            .to_owned(),
        styled("Quote", "Said and done."),
        styled("Caption", "The port on Sunday"),
        "<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr><w:r><w:t>D</w:t></w:r></w:p>".to_owned(),
        p("rop cap."),
        "<w:p><w:r><w:t>5,000</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>\
         <w:r><w:t xml:space='preserve'> on the 1</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>st</w:t></w:r></w:p>"
            .to_owned(),
    ];
    assert_eq!(
        blocks(&imported(&body.concat(), &[])),
        [
            "headline: Storm closes port",
            "subhead: What happened",
            "body: About 100,000 troops\tand more/co\u{2011}operation ≥ 5",
            "list item: One item",
            "pull quote: Said and done.",
            "caption: The port on Sunday",
            "body: Drop cap.",
            "body: 5,000¹ on the 1st",
        ]
    );
}

#[test]
fn tables_are_rows_unless_they_hold_the_layout() {
    let cell = |inside: &str| format!("<w:tc><w:tcPr/>{inside}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |rows: &[String]| format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.concat());
    let nested = table(&[row(&[cell(&p("x")), cell(&p("y"))])]);
    let body = [
        table(&[row(&[cell(&p("Year")), cell(&p("Toll"))]), row(&[cell(&p("2021")), cell("<w:p/>"), cell(&[p("210"), p("of all")].concat())])]),
        p("Between."),
        table(&[row(&[cell(&[styled("Heading2", "Box"), p("One."), p("Two.")].concat())])]),
        table(&[row(&[cell(&[p("a"), nested, "<w:p/>".to_owned()].concat()), cell(&p("b"))])]),
        "<w:tbl><w:tr><w:trPr><w:del w:author='A'/></w:trPr><w:tc><w:p><w:del w:author='A'><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        p("End."),
    ];
    let imported = imported(&body.concat(), &[]);
    assert_eq!(
        blocks(&imported),
        [
            "table row: Year | Toll",
            "table row: 2021 |  | 210/of all",
            "body: Between.",
            "subhead: Box",
            "body: One.",
            "body: Two.",
            "table row: a/x | y | b",
            "body: End.",
        ]
    );
    assert_eq!(hanging(&imported), ["deleted «» gone||A"]);
}

#[test]
fn the_text_is_as_it_stands_when_all_changes_are_accepted() {
    let body = [
        "<w:p><w:r><w:t xml:space='preserve'>The toll was </w:t></w:r>\
         <w:del w:id='1' w:author='Ana' w:date='2022-02-01T10:00:00Z'><w:r><w:delText>20</w:delText></w:r></w:del>\
         <w:del w:id='2' w:author='Ana' w:date='2022-02-01T10:00:00Z'><w:r><w:delText>0</w:delText></w:r></w:del>\
         <w:ins w:id='3' w:author='Jo' w:date='2022-02-02T10:00:00Z'><w:r><w:t>210</w:t></w:r></w:ins>\
         <w:r><w:t xml:space='preserve'> people.</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del w:author='Ana'/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>One para</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>graph.</w:t></w:r></w:p>",
        "<w:p><w:moveFrom w:author='Ana'><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>",
        "<w:p><w:del w:author='Ana'><w:r><w:delText>All of it.</w:delText></w:r></w:del></w:p>",
        "<w:p><w:moveTo w:author='Ana'><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='Heading1'/><w:pPrChange><w:pPr><w:pStyle w:val='Quote'/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>Head</w:t></w:r></w:p>",
    ];
    let imported = imported(&body.concat(), &[]);
    assert_eq!(
        blocks(&imported),
        ["body: The toll was 210 people.", "body: One paragraph.", "body: Moved.", "headline: Head"]
    );
    assert_eq!(
        hanging(&imported),
        [
            "deleted «» 200||Ana|2022-02-01T10:00:00Z",
            "inserted «210» ||Jo|2022-02-02T10:00:00Z",
            "deleted «» All of it.||Ana",
            "inserted «Moved.» ||Ana",
        ]
    );
}

#[test]
fn hidden_words_are_never_text_and_are_told_of() {
    let styles = part(
        "styles",
        "<w:style w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId='N'><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>",
    );
    let body = [
        "<w:p><w:r><w:t>Seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
         <w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>too</w:t></w:r><w:r><w:rPr><w:rStyle w:val='H'/></w:rPr><w:t>hidden</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='H'/></w:pPr><w:r><w:t>hidden</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='N'/></w:pPr><w:r><w:rPr><w:webHidden/></w:rPr><w:t>12</w:t></w:r></w:p>",
    ];
    let imported = imported(&body.concat(), &[("word/styles.xml", styles)]);
    assert_eq!(imported.text, "Seen too\n\n12");
    let problem = &imported.problems[0];
    assert_eq!((problem.id, problem.what.as_str()), ("hidden-left-out", "3 hidden passages were left out"));
}

#[test]
fn fields_show_their_results_and_links_hang_on_words() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let code = |words: &str| format!("<w:r><w:instrText>{words}</w:instrText></w:r>");
    let run = |words: &str| format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>");
    let field = |instruction: &str, result: &str| {
        [mark("begin"), code(instruction), mark("separate"), run(result), mark("end")].concat()
    };
    let nested =
        [mark("begin"), code("IF "), field("DATE", "no"), run("no"), mark("separate"), run("yes"), mark("end")]
            .concat();
    let rels = "<Relationships><Relationship Id='r1' Type='x/hyperlink' Target='https://b.example/' TargetMode='External'/></Relationships>";
    let body = [
        format!(
            "<w:p>{}{}{}</w:p>",
            run("See "),
            field("HYPERLINK &quot;https://a.example/&quot;", "this"),
            run(" page.")
        ),
        format!("<w:p><w:hyperlink r:id='r1'>{}{}</w:hyperlink>{}</w:p>", run("That "), run("one"), nested),
        format!(
            "<w:p>{}<w:fldSimple w:instr='HYPERLINK \"https://c.example/\"'>{}</w:fldSimple></w:p>",
            run("Or "),
            run("more")
        ),
        // A field that never gets to its result hides nothing that follows.
        format!("<w:p>{}{}</w:p>", mark("begin"), code("PAGE")),
        p("After."),
        format!("<w:p>{}{}{}</w:p>", mark("begin"), code("SYMBOL 179 \\f \"Symbol\""), mark("end")),
    ];
    let imported = imported(&body.concat(), &[("word/_rels/document.xml.rels", rels.to_owned())]);
    assert_eq!(imported.text, "See this page.\n\nThat oneyes\n\nOr more\n\nAfter.\n\n≥");
    assert_eq!(
        hanging(&imported),
        ["link «this» |https://a.example/", "link «That one» |https://b.example/", "link «more» |https://c.example/"]
    );
}

#[test]
fn notes_and_comments_hang_on_the_words_they_belong_to() {
    let notes = part(
        "footnotes",
        "<w:footnote w:id='0' w:type='separator'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\
         <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> Census 2021, https://a.example/x.</w:t></w:r></w:p></w:footnote>",
    );
    let ends = part("endnotes", "<w:endnote w:id='1'><w:p><w:r><w:t>Interview.</w:t></w:r></w:p></w:endnote>");
    let comments = part(
        "comments",
        "<w:comment w:id='7' w:author='Ed' w:date='2022-01-05T09:00:00Z'><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:comment>\
         <w:comment w:id='8' w:author='Ana'><w:p><w:r><w:t>Yes.</w:t></w:r></w:p></w:comment>\
         <w:comment w:id='9' w:author='Ed'><w:p><w:r><w:t>Later.</w:t></w:r></w:p></w:comment>",
    );
    let t = |words: &str| format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>");
    let body = [
        format!(
            "<w:p>{}<w:commentRangeStart w:id='7'/><w:commentRangeStart w:id='8'/>{}<w:commentRangeEnd w:id='7'/>\
             <w:r><w:commentReference w:id='7'/></w:r><w:commentRangeEnd w:id='8'/><w:r><w:commentReference w:id='8'/></w:r>{}\
             <w:r><w:footnoteReference w:id='2'/></w:r>{}<w:r><w:endnoteReference w:id='1'/></w:r></w:p>",
            t("It rained. Mr. Lee counted "),
            t("1,200 people"),
            t(" in town"),
            t(", he says."),
        ),
        format!(
            "<w:p>{}<w:r><w:commentReference w:id='9'/></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
            t("More. And more")
        ),
    ];
    let parts = [("word/footnotes.xml", notes), ("word/endnotes.xml", ends), ("word/comments.xml", comments)];
    let imported = imported(&body.concat(), &parts);
    assert_eq!(
        blocks(&imported),
        [
            "body: It rained. Mr. Lee counted 1,200 people in town, he says.",
            "body: More. And more",
            "footnote: Census 2021, https://a.example/x.",
            "footnote: Interview.",
        ]
    );
    assert_eq!(
        hanging(&imported),
        [
            "footnote «Mr. Lee counted 1,200 people in town» Census 2021, https://a.example/x.|https://a.example/x",
            "comment «1,200 people» Sure?||Ed|2022-01-05T09:00:00Z",
            "comment «1,200 people» Yes.||Ana",
            "endnote «he says.» Interview.",
            "comment «And more» Later.||Ed",
        ]
    );
    assert!(imported.annotations.iter().all(|(_, on)| on.kind != AnnotationKind::Link));
}

#[test]
fn text_boxes_are_read_once_and_pictures_say_what_people_wrote() {
    let inside = format!("<w:txbxContent>{}</w:txbxContent>", p("In the box"));
    let body = format!(
        "<w:p><w:r><w:t>Around </w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{inside}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent><w:t>it.</w:t>\
         <w:drawing><wp:docPr descr='Ships at the port'/><pic:pic/></w:drawing><w:drawing><wp:docPr descr='image1.png'/><pic:pic/></w:drawing></w:r></w:p>"
    );
    assert_eq!(blocks(&imported(&body, &[])), ["body: Around it.", "body: In the box", "caption: Ships at the port"]);
}

#[test]
fn readings_and_formulas_are_words() {
    let body = "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>kanji</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>\
        <w:p><m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:r><m:t>=</m:t></m:r>\
        <m:f><m:fPr><m:ctrlPr/></m:fPr><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>\
        <m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e><m:r><m:t>c</m:t></m:r></m:e></m:d></m:oMath></w:p>";
    assert_eq!(imported(body, &[]).text, "漢字(kanji)\n\nx^2=a/b[c]");
}

#[test]
fn pages_are_told_where_word_marked_them() {
    let turn = "<w:lastRenderedPageBreak/>";
    let cell = |inside: &str| format!("<w:tc><w:p><w:r>{inside}</w:r></w:p></w:tc>");
    let body = format!(
        "{}<w:p><w:r><w:t>Two and </w:t>{turn}<w:t>three.</w:t></w:r></w:p><w:tbl><w:tr>{}{}</w:tr></w:tbl>{}",
        p("One."),
        cell(&format!("<w:t>a </w:t>{turn}<w:t>b</w:t>")),
        cell(&format!("<w:t>c </w:t>{turn}<w:t>d</w:t>")),
        p("End."),
    );
    let places = |imported: &Imported| -> Vec<String> {
        imported
            .places
            .iter()
            .map(|place| format!("{} {}", place.locator, imported.text.split_at(place.at).1.split(' ').next().unwrap()))
            .collect()
    };
    let told = imported(&body, &[]);
    assert_eq!(places(&told), ["p. 1 One.\n\nTwo", "p. 2 three.\n\na", "p. 3 b", "p. 2 c", "p. 3 d\n\nEnd."]);
    let typed = [p("One."), "<w:p><w:r><w:br w:type=\"page\"/><w:t>Two.</w:t></w:r></w:p>".to_owned()].concat();
    let app = |n: u32| ("docProps/app.xml", format!("<Properties><Pages>{n}</Pages></Properties>"));
    assert_eq!(places(&imported(&typed, &[app(2)])).len(), 2);
    assert_eq!(places(&imported(&typed, &[app(5)])).len(), 0, "text ran over more pages than breaks were typed");
}

#[test]
fn headers_are_furniture_once_and_metadata_is_taken() {
    let rels = "<Relationships><Relationship Id='r1' Type='x/header' Target='header1.xml'/><Relationship Id='r2' Type='x/footer' Target='footer1.xml'/>\
        <Relationship Id='r3' Type='x/header' Target='header2.xml'/></Relationships>";
    let header = part("hdr", &p("The Daily"));
    let core = "<c xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/'><dc:title>Storm</dc:title>\
        <dc:creator>Ana Brandt</dc:creator><dcterms:created>2020-01-01T00:00:00Z</dcterms:created></c>";
    let parts = [
        ("word/_rels/document.xml.rels", rels.to_owned()),
        ("word/header1.xml", header.clone()),
        ("word/header2.xml", header),
        ("word/footer1.xml", part("ftr", &p("12"))),
        ("docProps/core.xml", core.to_owned()),
    ];
    let sections = "<w:sectPr><w:headerReference r:id='r1'/><w:headerReference r:id='r3'/><w:footerReference r:id='r2'/></w:sectPr>";
    let body = [p("Storm"), p("It rained."), sections.to_owned()].concat();
    let imported = imported(&body, &parts);
    assert_eq!(blocks(&imported), ["headline: Storm", "body: It rained.", "furniture: The Daily"]);
    assert_eq!((imported.meta.headline.as_str(), imported.meta.byline.as_str()), ("Storm", "Ana Brandt"));
    assert_eq!(imported.meta.published, None, "a file's own day is no day of publication");
}

#[test]
fn hostile_documents_end_in_text_or_a_plain_problem() {
    let id = |bytes: &[u8]| read("a.docx", bytes).map(|imported| imported.text).map_err(|problem| problem.id);
    let document = |text: &str| zipped(&[("word/document.xml", text)]);
    let laughs = format!("<!DOCTYPE a [<!ENTITY b 'ha'>]>{}", part("document", &p("&b;")));
    assert_eq!(id(&document(&laughs)), Err("document-refused"));
    let deep = format!("<w:document {SPACES}><w:body>{}{}", p("Text."), "<w:p><w:r>".repeat(50_000));
    assert_eq!(id(&document(&deep)), Ok("Text.".to_owned()));
    assert_eq!(id(&document(&"<a>".repeat(100_000))), Err("document-damaged"));
    assert_eq!(id(&zipped(&[("word/other.xml", "<a/>")])), Err("document-damaged"));
    assert_eq!(id(&document(&part("document", ""))), Err("file-empty"));
    let whole = with_parts(&p("The toll was 210."), &[]);
    assert_eq!(id(&whole[..whole.len() / 2]), Err("document-damaged"));
    // Each bit and each length: text or a problem, and no panic.
    for at in 0..whole.len() {
        for bit in [0x01, 0x10, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            if let Err(problem) = read("a.docx", &bytes) {
                assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
            }
        }
        assert!(id(&whole[..at]).is_err(), "a cut file has no list of its parts");
    }
}
