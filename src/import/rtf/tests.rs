//! Cases for rich text, written here: characters, fields, notes, comments, changes, tables, hostile files.

use crate::import::shown::{blocks, hanging};
use crate::import::{Imported, read};

const HEAD: &str = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fnil\fcharset204{\*\panose 020b}Times{\*\falt X};}{\f2\fcharset2 Symbol;}{\f3\fcharset128 Mincho;}{\f4\fcharset2 Wingdings;}}{\colortbl;\red1\green2\blue3;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Title;}{\*\cs3 Title Char;}{\s4 Quote;}}";

fn imported(body: &str) -> Imported {
    read("a.rtf", format!("{{\\rtf1{HEAD}{body}}}").as_bytes()).unwrap()
}

#[test]
fn characters_are_told_by_code_pages_and_numbers() {
    let cases = [
        (r"caf\'e9 \'93q\'94", "café “q”"),
        (r"\f1 \'cc\'e8\'f0\f0  \'e9", "Мир é"),
        (r"{\f1\'cc}{\'cc}", "МÌ"),
        (r"\f2 a\'b3\f0 b", "α≥b"),
        (r"\f3 \'83A\'8e\'9a", "ア字"),
        (r"\f4 \u61692?\f0 b", "✓b"),
        (r"\u-10179?\u-8704?!", "😀!"),
        (r"\uc2\u8220\'93\'93a\uc1\u8221\'94", "“a”"),
        (r"{\uc0\u233 e}\u233?e", "éeée"),
        (r"\u128512?x", "😀x"),
        (r"\lquote a\rquote\~\emdash\bullet\_b\-c\tab d\line e", "‘a’\u{a0}—•\u{2011}bc\td\ne"),
        (r"\{a\\b\}", r"{a\b}"),
        ("a\r\nb\\\nc", "ab\n\nc"),
        (r"5,000{\super 1} on the 1{\super st}", "5,000¹ on the 1st"),
        (r"{\upr{a}{\*\ud{\u233?}}}b", "éb"),
    ];
    for (body, text) in cases {
        assert_eq!(imported(body).text, text, "{body}");
    }
    let raw = |bytes: &[u8]| read("a.rtf", bytes).unwrap();
    assert_eq!(raw(b"{\\rtf1\\ansi\\ansicpg1251 \xcc\\'e8\xf0}").text, "Мир");
    assert_eq!((raw(b"{\\rtf1\\mac caf\\'8e}").text.as_str(), raw(b"{\\rtf1\\pc \\'81}").text.as_str()), ("café", "ü"));
    assert_eq!(raw(b"{\\rtf1\\ansicpg1250 a}").encoding, "windows-1250");
}

#[test]
fn roles_are_told_by_styles_and_what_is_no_text_is_left_out() {
    let body = r"{\info{\title No}{\author Ana Brandt}{\comment No}}{\header \pard The Daily\par}{\footer 12}\pard\s2 Storm closes port\par\pard\s1 What happened\par
\pard\plain About 100{\b ,}000 troops{\*\unknown no}{\pict\wmetafile8 0102}{\*\shppict{\pict 03}}{\nonshppict{\pict 04}}.\par
{\pntext\f2\'B7\tab}One\par{\listtext 2.\tab}\pard\ls1 Two\par\pard\s4 Said.\par\pard
{\object\objemb{\*\objdata 0102}{\result{\pict 05}Shown}}\par{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt \pard In the box\par}}{\shprslt no}}Around.\par\bkmkno{\*\bkmkstart x}{\xe index}End.";
    let imported = imported(body);
    assert_eq!(
        blocks(&imported),
        [
            "headline: Storm closes port",
            "subhead: What happened",
            "body: About 100,000 troops.",
            "list item: One",
            "list item: Two",
            "pull quote: Said.",
            "body: Shown",
            "body: Around.",
            "body: In the box",
            "body: End.",
            "furniture: The Daily",
        ]
    );
    assert_eq!(imported.meta.byline, "Ana Brandt");
}

#[test]
fn fields_notes_and_comments_hang_on_their_words() {
    let body = r#"It rained. {\*\atrfstart 1}1,200 people{\*\atrfend 1}{\*\atnid E}{\*\atnauthor Ed}\chatn{\*\annotation{\*\atnref 1}{\*\atndate 1201802099}\pard Sure?} in {\field{\*\fldinst{HYPERLINK "https://a.example/"}}{\fldrslt{\ul town}}}{\super\chftn{\footnote\pard\chftn  Census.}}, he says{\footnote\ftnalt Interview.}.{\*\atnauthor Jo}{\*\annotation Later.}\par{\field{\*\fldinst SYMBOL 179 \\f "Symbol"}}{\field{\*\fldinst PAGE}{\fldrslt 3}}"#;
    let imported = imported(body);
    assert_eq!(
        blocks(&imported),
        ["body: It rained. 1,200 people in town, he says.", "body: ≥3", "footnote: Census.", "footnote: Interview."]
    );
    assert_eq!(
        hanging(&imported),
        [
            "comment «1,200 people» Sure?||Ed|2022-02-01T13:51:00",
            "footnote «1,200 people in town» Census.",
            "link «town» |https://a.example/",
            "endnote «he says» Interview.",
            "comment «he says» Later.||Jo",
        ]
    );
}

#[test]
fn the_text_is_as_it_stands_when_all_changes_are_accepted() {
    let body = r"{\*\revtbl{Unknown;}{Ana;}{Jo;}}The toll was {\deleted\revauthdel1\revdttmdel1201802099 20}{\deleted\revauthdel1\revdttmdel1201802099 0}{\revised\revauth2 21}{\revised\revauth2\b 0} people.\par One para{\deleted\par}graph. Seen {\v hidden\v0 too}{\v\par hidden}\par";
    let imported = imported(body);
    assert_eq!(blocks(&imported), ["body: The toll was 210 people.", "body: One paragraph. Seen too"]);
    assert_eq!(hanging(&imported)[..2], ["deleted «» 200||Ana|2022-02-01T13:51:00", "inserted «210» ||Jo"]);
    assert_eq!(imported.problems[0].what, "2 hidden passages were left out");
}

#[test]
fn tables_are_rows() {
    let body = r"\trowd\cellx1\cellx2\pard\intbl Year\cell Toll\cell\row\trowd\pard\intbl 2021\cell 210\par of all\cell\row\pard Between.\par
\trowd\pard\intbl Outer\par\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\pard\intbl after\cell b\cell\row\pard\trowd loose\cell cells\cell\row End.";
    assert_eq!(
        blocks(&imported(body)),
        [
            "table row: Year | Toll",
            "table row: 2021 | 210/of all",
            "body: Between.",
            "table row: Outer/x | y/after | b",
            "table row: loose | cells",
            "body: End.",
        ]
    );
}

#[test]
fn pages_are_told_when_they_add_up() {
    let places = |n: u32| imported(&format!("{{\\info{{\\nofpages{n}}}}}One.\\par\\page Two.\\par")).places.len();
    assert_eq!((places(2), places(3)), (2, 0));
}

#[test]
fn hostile_rich_text_ends_in_text_or_a_plain_problem() {
    let text = |bytes: &[u8]| read("a.rtf", bytes).map(|imported| imported.text).map_err(|problem| problem.id);
    assert_eq!(text(b"{\\rtf1 {{{a {b c"), Ok("a b c".to_owned()));
    assert_eq!(read("a.rtf", b"{\\rtf1 {a").unwrap().problems[0].id, "document-cut-off");
    assert_eq!(text(b"{\\rtf1 a}}}} b"), Ok("a".to_owned()));
    assert_eq!(text(b"{\\rtf1 a\\bin999999 b}"), Ok("a".to_owned()));
    assert_eq!(text(b"{\\rtf1 a\\bin-5 b}"), Ok("ab".to_owned()));
    assert_eq!(text(b"{\\rtf1 a\\bin2 }}b}"), Ok("ab".to_owned()));
    assert_eq!(text(b"{\\rtf1 \\u-10179?a\\ud}"), Ok("a".to_owned()));
    assert_eq!(text(b"{\\rtf1}"), Err("file-empty"));
    let deep = [b"{\\rtf1 ".to_vec(), b"{".repeat(200_000), b"deep".to_vec(), b"}".repeat(200_000), b"after}".to_vec()];
    assert_eq!(text(&deep.concat()), Ok("deepafter".to_owned()));
    let many = [
        b"{\\rtf1{\\fonttbl".to_vec(),
        b";".repeat(300_000),
        b"}".to_vec(),
        b"{\\footnote a}\\cell\\row ".repeat(20_000),
    ];
    assert!(text(&many.concat()).is_ok());
    let whole = format!(
        "{{\\rtf1{HEAD}a{{\\field{{\\*\\fldinst HYPERLINK \"b\"}}{{\\fldrslt c}}}}\\'e9\\u233?{{\\footnote d}}\\intbl e\\cell\\row}}"
    );
    for at in 0..whole.len() {
        for bit in [0x01, 0x10, 0x80] {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] ^= bit;
            if let Err(problem) = read("a.rtf", &bytes) {
                assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
            }
        }
        if let Err(problem) = read("a.rtf", &whole.as_bytes()[..at]) {
            assert!(!problem.help.is_empty(), "{problem}");
        }
    }
}
