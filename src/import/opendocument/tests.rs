//! Cases for `OpenDocument` texts, built here: text, notes, comments, changes, tables, hostile files.

use crate::import::package::tests::zipped;
use crate::import::shown::{blocks, hanging};
use crate::import::{Imported, read};

const SPACES: &str = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
    xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
    xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' \
    xmlns:svg='urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0' xmlns:meta='urn:oasis:names:tc:opendocument:xmlns:meta:1.0' \
    xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:fo='x'";

fn with_parts(body: &str, styles: &str, parts: &[(&str, String)]) -> Vec<u8> {
    let content = format!(
        "<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let mut members = vec![("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content.as_str())];
    members.extend(parts.iter().map(|(name, text)| (*name, text.as_str())));
    zipped(&members)
}

fn imported(body: &str, styles: &str) -> Imported {
    read("a.odt", &with_parts(body, styles, &[])).unwrap()
}

#[test]
fn words_white_space_and_roles_are_read() {
    let styles = "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>\
        <style:style style:name='T1' style:family='text'><style:text-properties style:text-position='super 58%'/></style:style>";
    let body = "<text:p text:style-name='P1'>Storm  closes\n port</text:p>\
        <text:h text:outline-level='1'>What <text:span>happened</text:span></text:h>\
        <text:p> About <text:span>100</text:span><text:span>,000</text:span> troops<text:span text:style-name='T1'>1</text:span><text:s text:c='2'/>x<text:tab/>y<text:line-break/>z\n  w</text:p>\
        <text:list><text:list-header><text:p>Head</text:p></text:list-header><text:list-item><text:p>One</text:p>\
        <text:list><text:list-item><text:p>Two</text:p></text:list-item></text:list></text:list-item></text:list>\
        <text:p text:style-name='Quotations'>Said.</text:p>\
        <text:p>In <text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>kanji</text:ruby-text></text:ruby> \
        <text:sequence>1</text:sequence><text:s text:c='4000000000'/>.</text:p>";
    let imported = imported(body, styles);
    let blocks = blocks(&imported);
    assert_eq!(
        &blocks[..7],
        [
            "headline: Storm closes port",
            "subhead: What happened",
            "body: About 100,000 troops¹  x\ty/z w",
            "list item: Head",
            "list item: One",
            "list item: Two",
            "pull quote: Said.",
        ]
    );
    assert!(blocks[7].starts_with("body: In 漢字(kanji) 1 ") && blocks[7].len() < 120, "{}", blocks[7]);
}

#[test]
fn the_text_is_as_it_stands_when_all_changes_are_accepted() {
    let info = |who: &str| {
        format!(
            "<office:change-info><dc:creator>{who}</dc:creator><dc:date>2022-02-01T10:00:00</dc:date></office:change-info>"
        )
    };
    let body = format!(
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion>{}<text:h text:outline-level='1'>200</text:h></text:deletion></text:changed-region>\
         <text:changed-region text:id='c2'><text:insertion>{}</text:insertion></text:changed-region></text:tracked-changes>\
         <text:p>The toll was <text:change text:change-id='c1'/><text:change-start text:change-id='c2'/>210<text:change-end text:change-id='c2'/> people.</text:p>",
        info("Ana"),
        info("Jo")
    );
    let imported = imported(&body, "");
    assert_eq!(blocks(&imported), ["body: The toll was 210 people."]);
    assert_eq!(
        hanging(&imported),
        ["deleted «» 200||Ana|2022-02-01T10:00:00", "inserted «210» ||Jo|2022-02-01T10:00:00"]
    );
}

#[test]
fn notes_comments_and_links_hang_on_the_words_they_belong_to() {
    let note = |class: &str, words: &str| {
        format!(
            "<text:note text:note-class='{class}'><text:note-citation>1</text:note-citation><text:note-body><text:p>{words}</text:p></text:note-body></text:note>"
        )
    };
    let remark = |name: &str, words: &str| {
        format!(
            "<office:annotation office:name='{name}'><dc:creator>Ed</dc:creator><dc:date>2022-01-05T09:00:00</dc:date><text:p>{words}</text:p></office:annotation>"
        )
    };
    let body = format!(
        "<text:p>It rained. {}1,200 people<office:annotation-end office:name='r1'/> in <text:a xlink:href='https://a.example/'>town</text:a>{}, he says{}.{}</text:p>",
        remark("r1", "Sure?"),
        note("footnote", "Census."),
        note("endnote", "Interview."),
        remark("r2", "Later."),
    );
    let imported = imported(&body, "");
    assert_eq!(
        blocks(&imported),
        ["body: It rained. 1,200 people in town, he says.", "footnote: Census.", "footnote: Interview."]
    );
    assert_eq!(
        hanging(&imported),
        [
            "comment «1,200 people» Sure?||Ed|2022-01-05T09:00:00",
            "footnote «1,200 people in town» Census.",
            "link «town» |https://a.example/",
            "endnote «he says» Interview.",
            "comment «he says» Later.||Ed|2022-01-05T09:00:00",
        ]
    );
}

#[test]
fn hidden_words_are_never_text() {
    let styles = "<style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='P9' style:family='paragraph'><style:text-properties text:display='none'/></style:style>";
    let body = "<text:p>Seen <text:span text:style-name='T1'>hidden</text:span>too\
        <text:hidden-text text:is-hidden='true'>hidden</text:hidden-text><text:script>code()</text:script></text:p>\
        <text:p>Left out<text:hidden-paragraph text:is-hidden='true'/></text:p><text:p text:style-name='P9'>hidden</text:p>\
        <text:section text:display='none'><text:p>hidden</text:p></text:section><text:p>End<text:hidden-paragraph text:is-hidden='false'/></text:p>";
    let imported = imported(body, styles);
    assert_eq!(imported.text, "Seen too\n\nEnd");
    assert_eq!(imported.problems[0].what, "5 hidden passages were left out");
}

#[test]
fn tables_boxes_indexes_and_formulas_are_told_apart() {
    let cell = |inside: &str| format!("<table:table-cell><text:p>{inside}</text:p></table:table-cell>");
    let body = format!(
        "<table:table><table:table-row>{}{}</table:table-row><table:table-row>{}<table:table-cell table:number-columns-repeated='4000000'><text:p>7</text:p></table:table-cell></table:table-row></table:table>\
         <text:p>Around<draw:frame><draw:text-box><text:p>In the box</text:p></draw:text-box></draw:frame> it.\
         <draw:custom-shape><text:p>In a shape</text:p></draw:custom-shape></text:p>\
         <text:table-of-content><text:table-of-content-source><text:p>No</text:p></text:table-of-content-source><text:index-body><text:p>Chapter 1</text:p></text:index-body></text:table-of-content>\
         <text:p>If <draw:frame><draw:object xlink:href=\"./Object 1\"/><draw:image/><svg:title>No</svg:title><svg:desc>A sum</svg:desc></draw:frame> holds.</text:p>",
        cell("Year"),
        cell("Toll"),
        cell("2021"),
    );
    let math = "<math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mn>1</mn><mi>x</mi></mfrac></math>".to_owned();
    let imported = read("a.odt", &with_parts(&body, "", &[("Object 1/content.xml", math)])).unwrap();
    let blocks = blocks(&imported);
    assert_eq!(blocks[0], "table row: Year | Toll");
    assert!(blocks[1].starts_with("table row: 2021 | 7 | 7") && blocks[1].len() < 400, "{}", blocks[1]);
    assert_eq!(
        &blocks[2..],
        [
            "body: Around it.",
            "body: In the box",
            "body: In a shape",
            "furniture: Chapter 1",
            "body: If 1/x holds.",
            "caption: A sum"
        ]
    );
}

#[test]
fn pages_are_told_when_they_add_up() {
    let styles = "<style:style style:name='B' style:family='paragraph'><style:paragraph-properties fo:break-before='page'/></style:style>";
    let body = "<text:p>One.</text:p><text:p>Two <text:soft-page-break/>and two.</text:p><text:p text:style-name='B'>Three.</text:p>";
    let with = |n: u32| {
        let meta = format!("<m {SPACES}><meta:document-statistic meta:page-count='{n}'/></m>");
        let imported = read("a.odt", &with_parts(body, styles, &[("meta.xml", meta)])).unwrap();
        imported
            .places
            .iter()
            .map(|place| format!("{} {}", place.locator, imported.text.split_at(place.at).1.split_at(3).0))
            .collect::<Vec<_>>()
    };
    assert_eq!(with(3), ["p. 1 One", "p. 2 and", "p. 3 Thr"]);
    assert_eq!(with(4), [""; 0]);
}

#[test]
fn headers_are_furniture_and_metadata_is_taken() {
    let styles = format!(
        "<office:document-styles {SPACES}><office:master-styles><style:master-page style:name='Standard'>\
         <style:header><text:p>The Daily</text:p></style:header><style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer>\
         <style:header-first style:display='false'><text:p>Off</text:p></style:header-first></style:master-page></office:master-styles></office:document-styles>"
    );
    let meta = format!(
        "<m {SPACES}><dc:title>Storm</dc:title><dc:creator>Ana Brandt</dc:creator><dc:date>2020-01-01</dc:date><dc:language>en-GB</dc:language></m>"
    );
    let parts = [("styles.xml", styles), ("meta.xml", meta)];
    let body = "<text:p>Storm</text:p><text:p>It rained.</text:p>";
    let imported = read("a.odt", &with_parts(body, "", &parts)).unwrap();
    assert_eq!(blocks(&imported), ["headline: Storm", "body: It rained.", "furniture: The Daily"]);
    let meta = &imported.meta;
    assert_eq!(
        (meta.headline.as_str(), meta.byline.as_str(), meta.language.as_str()),
        ("Storm", "Ana Brandt", "en-GB")
    );
    assert_eq!(meta.published, None);
}

#[test]
fn hostile_and_locked_documents_end_in_text_or_a_plain_problem() {
    let id = |bytes: &[u8]| read("a.odt", bytes).map(|imported| imported.text).map_err(|problem| problem.id);
    let manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>".to_owned();
    assert_eq!(
        id(&with_parts("<text:p>x</text:p>", "", &[("META-INF/manifest.xml", manifest)])),
        Err("document-locked")
    );
    let raw =
        |content: &str| zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)]);
    assert_eq!(id(&raw("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")), Err("document-refused"));
    assert_eq!(id(&raw(&"<a>".repeat(100_000))), Err("document-damaged"));
    let deep = format!("<office:text {SPACES}>{}Text.", "<text:p>".repeat(50_000));
    assert!(id(&raw(&deep)).is_err());
    let whole = with_parts("<text:p>The toll was 210.</text:p>", "", &[]);
    for at in 0..whole.len() {
        for bit in [0x01, 0x10, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            if let Err(problem) = read("a.odt", &bytes) {
                assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
            }
        }
        assert!(id(&whole[..at]).is_err(), "a cut file has no list of its parts");
    }
}
