//! What must hold for every report: golden files, safety of hostile words, the article to the letter.
//!
//! The golden files lie in `tests/golden/export`; read a changed one line by line, then accept it with
//! `INSTA_UPDATE=always cargo test --lib export`.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::export::fixture::Sample;
use crate::export::wording::MAKER;
use crate::export::{Format, write};
use crate::model::visibility::Visibility;

/// Words that would act if some format let them.
const HOSTILE: [&str; 16] = [
    "<script>alert(1)</script>",
    "\" onload=\"alert(1)",
    "' onmouseover='alert(1)",
    "</style><img src=x onerror=alert(1)>",
    "]]>--><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "https://evil.example/\" onclick=\"x",
    "=cmd()|'/C calc'!A0",
    "@SUM(1+1)",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "| a | b |\n| --- | --- |",
    "# heading\n\n- list\n```\ncode",
    "<https://evil.example> &lt;b&gt; **bold** `code`",
    "carriage\r\nreturn\rand\u{2028}line\u{0}nul",
    "👩‍👩‍👧 e\u{301} שלום \u{202e}txt.exe",
    "]: https://evil.example\n[x]: y\n===",
];

fn hostile(format: Format) -> impl Iterator<Item = (&'static str, String)> {
    HOSTILE.into_iter().map(move |words| (words, write(format, &Sample::hostile(words).report())))
}

#[test]
fn reports_are_as_accepted() {
    let sample = Sample::ministers();
    insta::with_settings!({snapshot_path => "../../tests/golden/export", prepend_module_to_snapshot => false}, {
        for format in Format::ALL {
            let text = write(format, &sample.report()).replace(MAKER, "Tickmark VERSION");
            insta::assert_binary_snapshot!(&format!("report-{}.{}", format.word(), format.extension()), text.into_bytes());
        }
    });
}

#[test]
fn reports_for_others_are_as_accepted() {
    let sample = Sample::guarded();
    insta::with_settings!({snapshot_path => "../../tests/golden/export", prepend_module_to_snapshot => false}, {
        for audience in [Visibility::Public, Visibility::Newsroom] {
            let text = write(Format::Markdown, &sample.report_for(audience)).replace(MAKER, "Tickmark VERSION");
            insta::assert_binary_snapshot!(&format!("report-{}.md", audience.word()), text.into_bytes());
        }
    });
}

#[test]
fn an_audience_gets_its_own_level_and_no_word_more() {
    let sample = Sample::guarded();
    let words = |level: Visibility| -> Vec<String> {
        let ends = match level {
            Visibility::Public => &["Open register"][..],
            Visibility::Newsroom => {
                &["title", "author", "excerpt", "place", "note", "question", "flag", "reservation", "cause"]
            }
            Visibility::Confidential => &["title", "author", "excerpt", "place", "row", "line", "note", "question"],
        };
        let of = |end: &&str| {
            if level == Visibility::Public { (*end).to_owned() } else { format!("zq {} {end}", level.word()) }
        };
        let mut words: Vec<String> = ends.iter().map(of).collect();
        words.extend((level != Visibility::Public).then(|| format!("zq-{}.example", level.word())));
        words
    };
    for format in Format::ALL {
        for audience in Visibility::ALL {
            let text = write(format, &sample.report_for(audience));
            for level in Visibility::ALL {
                for words in words(level) {
                    // A table of claims has no room for authors and addresses.
                    let no_room = ["author", "example", "flag", "reservation", "cause"];
                    let has_room = format != Format::Csv || !no_room.iter().any(|end| words.ends_with(end));
                    // A source is named by a tie that may be named.
                    let is_named = words != "Open register" || audience == Visibility::Confidential;
                    let expected = audience.sees(level) && has_room && is_named;
                    assert_eq!(text.contains(&words), expected, "{format:?} for {audience:?}: {words}");
                }
            }
            if audience != Visibility::Confidential {
                assert!(text.contains("Source A"), "{format:?}: the cover name stands for it");
            }
        }
    }
}

#[test]
fn counts_are_the_same_for_every_audience() {
    let sample = Sample::guarded();
    let figures = |audience| {
        let value: serde_json::Value =
            serde_json::from_str(&write(Format::Json, &sample.report_for(audience))).unwrap_or_default();
        (value["figures"].clone(), value["claims"].as_array().map(Vec::len), value["left_out"].clone())
    };
    let [public, newsroom, all] = Visibility::ALL.map(figures);
    assert_eq!((&public.0, public.1), (&all.0, all.1));
    assert_eq!((&newsroom.0, newsroom.1), (&all.0, all.1));
    assert_eq!(newsroom.2["source_names"], 1);
    assert_eq!(newsroom.2["words_of_ties"], 2);
    assert_eq!((&newsroom.2["notes"], &newsroom.2["queries"]), (&1.into(), &1.into()));
    assert_eq!((&public.2["source_names"], &public.2["words_of_ties"]), (&2.into(), &3.into()));
    assert_eq!(all.2["words_of_ties"], 0);
}

#[test]
fn the_same_report_is_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(write(format, &Sample::ministers().report()), write(format, &Sample::ministers().report()));
    }
}

#[test]
fn an_article_without_a_review_says_so() {
    let sample = Sample::bare("", &[]);
    for (format, told) in [
        (
            Format::Html,
            vec![
                "No claims.",
                "No open queries.",
                "No fixes proposed.",
                "No claim is tied to a source.",
                "The draft has no words.",
            ],
        ),
        (
            Format::Markdown,
            vec![
                "No claims.",
                "No open queries.",
                "No fixes proposed.",
                "No claim is tied to a source.",
                "The draft has no words.",
            ],
        ),
        (Format::Csv, vec!["number,id,paragraph"]),
        (Format::Json, vec!["\"claims\": []"]),
    ] {
        let text = write(format, &sample.report());
        for words in told {
            assert!(text.contains(words), "{format:?} lacks {words:?}");
        }
    }
}

#[test]
fn an_attributed_claim_is_never_barely_confirmed() {
    let report = Sample::ministers();
    let html = write(Format::Html, &report.report());
    assert!(html.contains("said: confirmed · so: not checked"));
    let markdown = write(Format::Markdown, &report.report());
    assert!(markdown.contains("### Claim 1: said: confirmed · so: not checked"));
}

#[test]
fn a_stale_decision_is_told_with_who_when_and_why() {
    let sample = Sample::ministers();
    let told = "was confirmed by Alma Brekke on 2 Feb 2022, 14:04 EET (basis: document); excerpt changed";
    assert!(write(Format::Html, &sample.report()).contains(told));
    assert!(write(Format::Markdown, &sample.report()).contains(told));
}

/// Every tag of `html` closed where it must be.
fn balance(html: &str) -> Result<(), String> {
    const VOID: [&str; 3] = ["meta", "br", "hr"];
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').ok_or("a tag without its end")?;
        rest = after;
        let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if tag.starts_with('!') || VOID.contains(&name.as_str()) {
            continue;
        }
        if tag.starts_with('/') {
            let last = open.pop();
            if last.as_deref() != Some(&name) {
                return Err(format!("</{name}> closes {last:?}"));
            }
        } else {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

#[test]
fn the_balance_check_can_fail() {
    assert!(balance("<p><mark>a</p></mark>").is_err());
    assert!(balance("<p>").is_err());
    assert_eq!(balance("<!DOCTYPE html><p><meta a=b>x</p>"), Ok(()));
}

/// What of `html` stands in tags, and what between them; the style left out.
fn apart(html: &str) -> (Vec<&str>, String) {
    let (head, rest) = html.split_once("<style>").unwrap_or((html, ""));
    let body = rest.split_once("</style>").map_or("", |(_, body)| body);
    let (mut tags, mut words) = (Vec::new(), String::new());
    for part in [head, body] {
        for piece in part.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            tags.push(tag);
            words.push_str(text);
        }
    }
    (tags, words)
}

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    let ministers = ("ministers", write(Format::Html, &Sample::ministers().report()));
    for (words, html) in hostile(Format::Html).chain([ministers]) {
        assert_eq!(balance(&html), Ok(()), "{words}");
        for bad in ["<script", "<img", "<svg", "<iframe", "<link", "<object", "<form", "@import", "url("] {
            assert!(!html.to_lowercase().contains(bad), "{bad} for {words}");
        }
        for tag in apart(&html).0 {
            // What stands in quotes is a value; the rest are names, which only this program writes.
            let names: String = tag.split('"').step_by(2).collect();
            assert!(!names.contains(" on") && !names.contains("src="), "<{tag}> for {words}");
            for link in tag.split("href=\"").skip(1) {
                let inward = link.starts_with('#');
                assert!(inward || link.starts_with("https://"), "<{tag}> for {words}");
            }
        }
    }
}

#[test]
fn every_link_into_the_page_arrives_and_no_id_is_twice() {
    let html = write(Format::Html, &Sample::ministers().report());
    let (tags, _) = apart(&html);
    let values = |name: &str| -> Vec<String> {
        let found =
            tags.iter().filter_map(|tag| tag.split_once(name)?.1.split_once('"').map(|(value, _)| value.to_owned()));
        found.collect()
    };
    let mut ids = values(" id=\"");
    for target in values(" href=\"#") {
        assert!(ids.contains(&target), "#{target} leads nowhere");
    }
    let n_ids = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), n_ids, "an id stands twice");
}

/// `html` without tags and claim numbers, as a reader sees it.
fn read(html: &str) -> String {
    let mut text = String::new();
    for (at, piece) in html.split("<sup").enumerate() {
        let piece = if at == 0 { piece } else { piece.split_once("</sup>").map_or("", |(_, after)| after) };
        for (at, part) in piece.split('<').enumerate() {
            text.push_str(if at == 0 { part } else { part.split_once('>').map_or("", |(_, words)| words) });
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn the_article_is_there_to_the_letter() {
    for sample in HOSTILE.map(Sample::hostile).into_iter().chain([Sample::ministers()]) {
        let html = write(Format::Html, &sample.report());
        let blocks = html.split(r#"words" dir="auto">"#).skip(1);
        let shown: Vec<String> = blocks
            .map(|rest| {
                let ends = ["</p>", "</h3>", "</h4>"].iter().filter_map(|end| rest.find(end));
                read(rest.get(..ends.min().unwrap_or_default()).unwrap_or_default())
            })
            .collect();
        let draft = &sample.article.draft;
        let blocks: Vec<&str> = draft.blocks().iter().filter_map(|block| block.span.of(draft.text())).collect();
        assert_eq!(shown, blocks);
    }
}

#[test]
fn every_claim_has_one_card_and_one_number_in_the_article() {
    let sample = Sample::ministers();
    let html = write(Format::Html, &sample.report());
    for (at, id) in sample.order.iter().enumerate() {
        let number = at + 1;
        assert_eq!(html.matches(&format!("<article class=\"card\" id=\"claim-{number}\">")).count(), 1);
        let is_placed = sample.article.review.claims.get(id).is_some_and(|claim| claim.start().is_some());
        assert_eq!(html.matches(&format!("id=\"mark-{number}\"")).count(), usize::from(is_placed), "claim {number}");
    }
}

#[test]
fn markdown_holds_no_html_and_no_strange_link() {
    let ministers = ("ministers", write(Format::Markdown, &Sample::ministers().report()));
    for (words, markdown) in hostile(Format::Markdown).chain([ministers]) {
        let mut sections = 0;
        for event in Parser::new_ext(&markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            match event {
                Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Code(_)
                | Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock) => panic_with(words, &event),
                Event::Start(Tag::Link { ref dest_url, .. }) => {
                    assert!(
                        dest_url.contains("ledger.example") || dest_url.contains("jointstaff.example"),
                        "{dest_url}"
                    );
                }
                Event::Start(Tag::Heading { level, .. }) if level <= pulldown_cmark::HeadingLevel::H2 => sections += 1,
                _ => {}
            }
        }
        // The title and twelve sections: corrections and history are there, since the sample has both.
        assert_eq!(sections, 13, "headings made by {words}");
    }
}

fn panic_with(words: &str, event: &Event<'_>) {
    panic!("{event:?} for {words}");
}

#[test]
fn the_table_is_one_even_row_a_claim_and_inert() {
    let ministers = write(Format::Csv, &Sample::ministers().report());
    assert!(ministers.starts_with("\u{feff}number,id,") && ministers.contains("open_queries,translations\r\n"));
    let n_claims = Sample::ministers().order.len();
    for (words, table, n_rows) in
        hostile(Format::Csv).map(|(words, table)| (words, table, 1)).chain([("ministers", ministers, n_claims)])
    {
        let mut reader = ::csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<_> = reader.records().filter_map(Result::ok).collect();
        assert_eq!(rows.len(), n_rows, "{words}");
        for cell in rows.iter().flatten() {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{cell:?}");
        }
    }
}

#[test]
fn json_offsets_are_scalar_values_of_the_text_it_holds() {
    let json = write(Format::Json, &Sample::ministers().report());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
    let text: Vec<char> = value["article"]["draft"]["text"].as_str().unwrap_or_default().chars().collect();
    let mut n_spans = 0;
    for span in value["claims"].as_array().into_iter().flatten().filter_map(|claim| claim["spans"].as_array()).flatten()
    {
        if span["found"] != true {
            continue;
        }
        let place = |name: &str| span[name].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
        let words: String = text.get(place("start")..place("end")).unwrap_or_default().iter().collect();
        assert_eq!(Some(words.as_str()), span["exact"].as_str());
        n_spans += 1;
    }
    assert_eq!(n_spans, 14, "two spans of one claim, one each of twelve");
    assert_eq!((value["version"].as_u64(), value["reads"].as_u64()), (Some(1), Some(1)));
}

#[test]
fn formats_have_distinct_names() {
    let names: std::collections::BTreeSet<_> =
        Format::ALL.iter().map(|format| (format.word(), format.label())).collect();
    assert_eq!(names.len(), Format::ALL.len());
}
