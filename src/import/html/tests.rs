//! Cases for the HTML reader: pages in, "role: text" lines out.

use super::*;

const LONG: &str = "The harbour was closed on Sunday because of the storm, the port authority said in a note, and no \
                    ship could enter before the wind fell, which it did only on the next morning.";

fn shown(pieces: Vec<Piece>) -> Vec<String> {
    crate::import::pieces::tidied(pieces)
        .into_iter()
        .map(|piece| format!("{}: {}", piece.role.map_or("-", Role::word), piece.text.replace(LONG, "LONG")))
        .collect()
}

fn check(body: &str, expected: &[&str]) {
    let page = format!("<!doctype html><html><body>{}</body></html>", body.replace("LONG", LONG));
    assert_eq!(shown(read("a.html", &page).pieces), expected, "{body}");
}

#[test]
fn a_page_keeps_everything_in_order() {
    check(
        "<header class=site><a>The Post</a><nav><a>World</a> <a>Sport</a></nav></header>
         <div class='cookie-notice'><p>We count visits.</p></div>
         <main><article><header><h1>Storm closes port</h1><p class=deck>Ships wait</p>
         <p class=byline>By <a rel=author>Ana Brandt</a></p><time datetime=2022-01-29>29 January 2022</time></header>
         <p>LONG</p>
         <figure><img alt=x><figcaption>The port. <span class=credit>Photo: Jo Lind</span></figcaption></figure>
         <h2>After the wind</h2><p>LONG <em>Really</em>.<br>So.</p>
         <blockquote><p>It was dark.</p></blockquote><aside class=pullquote>Dark it was.</aside>
         <ul><li>wheat</li><li><p>maize</p></li></ul>
         <table><tr><th>a</th><th>b</th></tr><tr><td><p>1</p><p>2</p></td><td>3</td></tr></table>
         <div class=share-bar><a>Share</a></div>
         <aside><h3>Read more</h3><ul><li>Other</li></ul></aside></article></main>
         <footer><p>© The Post</p></footer>",
        &[
            "furniture: The Post",
            "furniture: World Sport",
            "furniture: We count visits.",
            "headline: Storm closes port",
            "deck: Ships wait",
            "byline: By Ana Brandt",
            "dateline: 29 January 2022",
            "-: LONG",
            "caption: The port.",
            "credit: Photo: Jo Lind",
            "subhead: After the wind",
            "-: LONG Really.\nSo.",
            "pull quote: It was dark.",
            "pull quote: Dark it was.",
            "list item: wheat",
            "list item: maize",
            "table row: a | b",
            "table row: 1 2 | 3",
            "furniture: Share",
            "furniture: Read more",
            "furniture: Other",
            "furniture: © The Post",
        ],
    );
}

#[test]
fn hidden_parts_are_no_text() {
    check(
        "<article><p>LONG</p><p hidden>a</p><p aria-hidden=true>b</p><p style='display: none'>c</p><script>d</script>
         <style>e</style><template><p>f</p></template><noscript>g</noscript></article>",
        &["-: LONG"],
    );
}

#[test]
fn space_and_letters() {
    check(
        "<article><p>10&nbsp;000 “men”\n   and  <b>more</b>,\tthen&shy;ce &amp; on</p><pre>a  b\n c</pre>LONG<br><br>two<br>three</article>",
        &["-: 10\u{a0}000 “men” and more, thence & on", "-: a  b\nc", "-: LONG", "-: two\nthree"],
    );
}

#[test]
fn without_an_article_element_the_rest_is_furniture_all_the_same() {
    check(
        "<div><a href=a>World</a></div><div id=x><h1>Storm closes port</h1><p>LONG</p><p>LONG</p><p>LONG</p></div>
         <div><a href=b>Imprint</a></div>",
        &["furniture: World", "headline: Storm closes port", "-: LONG", "-: LONG", "-: LONG", "furniture: Imprint"],
    );
}

#[test]
fn a_layout_table_is_no_table() {
    check(
        "<table><tr><td><h1>Storm closes port</h1><p>LONG</p><p>LONG</p></td></tr></table>",
        &["headline: Storm closes port", "-: LONG", "-: LONG"],
    );
}

#[test]
fn pages_are_known_by_their_start() {
    for text in ["<!DOCTYPE html>", " <html lang=en>", "<!-- x --><html>", "<?xml version='1.0'?>\n<!doctype HTML>"] {
        assert!(looks_like_html(text), "{text}");
    }
    for text in ["", "<htmlx>", "The <html> tag", "<!-- x", "<p>x"] {
        assert!(!looks_like_html(text), "{text}");
    }
}

#[test]
fn the_day_of_a_time_element_is_the_pages() {
    let reading = read("a.html", "<html><body><p>x <time datetime=2022-01-29T10:00>today</time></body></html>");
    assert_eq!(reading.meta.published.map(|date| date.to_string()).as_deref(), Some("2022-01-29"));
    assert_eq!(reading.meta.published_from, "time element");
}

#[test]
fn hostile_pages_end_in_text() {
    let pages = [
        format!("<html>{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
        format!("<html>{}deep", "<b>".repeat(100_000)),
        format!("<html>{}deep", "<table><tr><td>".repeat(5_000)),
        format!("<html>{}deep", "<ul><li>".repeat(5_000)),
        format!("<html>{}deep", "<table><tr><td>".repeat(20_000)),
        format!("<html>deep{}", "&amp;&nbsp;&lt;".repeat(100_000)),
        format!("<html>deep{}", "<sup><a href=#f>1</a></sup>".repeat(5_000)),
        format!("<html>deep{}<p id=f>x", "<a href=#f>1</a>".repeat(5_000)),
        format!("<html>{}deep", "<h1>".repeat(5_000)),
        format!("<html>{}deep", "<blockquote type=cite>Forwarded message".repeat(3_000)),
        format!("<html><p {}>deep", "a=b ".repeat(100_000)),
        format!("<html>{}deep", "<ul><li>".repeat(700)),
        format!("<html>deep{}", "<p>x<div>".repeat(700)),
        format!("<html>deep{}", "<".repeat(200_000)),
        format!("<html>deep<!--{}", "x".repeat(200_000)),
    ];
    for page in pages {
        let pieces = read("a.html", &page).pieces;
        let start: String = page.chars().take(40).collect();
        assert!(pieces.iter().any(|piece| piece.text.contains("deep")), "{start}");
    }
}

/// The words that something hangs on, with what it says: "link https://… on words".
fn hangs(page: &str) -> Vec<String> {
    let mut out = Vec::new();
    for piece in crate::import::pieces::tidied(read_at("a.html", page, "https://post.example/storm").pieces) {
        for (span, note) in &piece.annotations {
            let what = [note.kind.word(), &note.words, &note.url].into_iter().filter(|part| !part.is_empty());
            let what = what.collect::<Vec<_>>().join(" ");
            out.push(format!("{what} on “{}”", span.of(&piece.text).unwrap()));
        }
    }
    out
}

#[test]
fn links_hang_on_their_words() {
    let page = format!(
        "<html><body><nav><a href=/world>World</a></nav><article><h1>Storm</h1><p>{LONG} See <a href='/list'> the
         <b>list</b></a>, <a href=#top>top</a>, <a href='javascript:x()'>run</a>.</p><p>{LONG}</p></article></body></html>"
    );
    assert_eq!(hangs(&page), ["link https://post.example/list on “the list”"]);
}

#[test]
fn struck_words_are_no_text_and_new_ones_are_told() {
    let page = format!(
        "<html><body><article><p>{LONG} The toll was <del datetime=2022-02-01>12</del> <ins>13</ins> and <s>rose</s> fell.</p>
         <p>{LONG}</p></article></body></html>"
    );
    assert_eq!(hangs(&page), ["deleted 12 on “”", "inserted on “13”", "deleted rose on “”"]);
    let text = read("a.html", &page).pieces.into_iter().map(|piece| piece.text).collect::<String>();
    assert!(text.contains("The toll was 13 and fell."), "{text}");
    let broken = format!("<html><body><article><s><p>{LONG}</p><p>{LONG}</p></article></body></html>");
    assert!(read("a.html", &broken).pieces.iter().any(|piece| piece.text == LONG), "a whole page struck out is text");
}

#[test]
fn footnotes_hang_on_the_words_before_their_marks() {
    let page = format!(
        "<html><body><article><p>{LONG} It was loud. The toll was 12,<sup><a href='#fn1' id=r1>1</a></sup> the mayor
         said.<a href=#fn2 id=r2>[2]</a></p><p>{LONG}</p><ol><li id=fn1>A list, <a href=https://un.example/l>UN</a>.
         <a href=#r1>↩</a></li><li id=fn2><p>By phone. <a href=#r2>↩</a></p></li></ol></article></body></html>"
    );
    let found = hangs(&page);
    assert_eq!(
        found.iter().filter(|line| line.starts_with("footnote")).collect::<Vec<_>>(),
        ["footnote A list, UN. https://un.example/l on “The toll was 12,”", "footnote By phone. on “the mayor said.”"]
    );
    let notes: Vec<_> = read("a.html", &page)
        .pieces
        .into_iter()
        .filter(|piece| piece.role == Some(Role::Footnote))
        .map(|piece| piece.text)
        .collect();
    assert_eq!(notes, ["A list, UN.", "By phone."]);
    let first = read("a.html", &page).pieces.into_iter().next().unwrap().text;
    assert!(first.ends_with("It was loud. The toll was 12, the mayor said."), "marks are no words: {first}");
}

#[test]
fn a_page_saved_under_a_dialog_is_read() {
    check(
        "<div aria-hidden=true><article><h1>Storm</h1><p>LONG</p><p>LONG</p></article></div><div role=dialog>Subscribe</div>",
        &["headline: Storm", "-: LONG", "-: LONG", "furniture: Subscribe"],
    );
}

#[test]
fn flipped_bits_do_no_harm() {
    let page = "<!doctype html><html lang=en><head><meta charset=utf-8><title>x</title><script type=application/ld+json>{\"@type\":\"Article\"}</script></head>\
                <body><article><h1>Title</h1><p>One <a href=/a>two</a><sup><a href=#f>1</a></sup> <del>x</del></p><table><tr><td>1<td>2</table><p id=f>Note</article>";
    for at in 0..page.len() {
        for bit in [1, 2, 4, 16] {
            let mut bytes = page.as_bytes().to_vec();
            bytes[at] ^= bit;
            let source = String::from_utf8_lossy(&bytes).into_owned();
            crate::import::pieces::joined(crate::import::pieces::tidied(read("a.html", &source).pieces));
        }
    }
}

#[test]
fn a_heading_made_an_address_names_no_furniture() {
    check(
        "<article><h1>Storm closes port</h1><div id=intro><p>LONG</p></div>
         <div class=section id=sharing-a-berth><h2>Sharing a berth<a href=#x>¶</a></h2><p>LONG</p></div>
         <div class='section share' id=sharing-a-bar><h2>Sharing a bar</h2><p>Post it.</p></div>
         <div id=related><h2>Related</h2><p>Other.</p></div></article>",
        &[
            "headline: Storm closes port",
            "-: LONG",
            "subhead: Sharing a berth¶",
            "-: LONG",
            "furniture: Sharing a bar",
            "furniture: Post it.",
            "furniture: Related",
            "furniture: Other.",
        ],
    );
}

#[test]
fn a_gallery_with_a_title_of_its_own_is_apart_from_an_article_and_not_from_its_pictures_alone() {
    let pictures = "<div class=type-gallery><h2>The week in pictures</h2><ul><li>One sees a ship</li><li>Two sees rain</li>\
        <li>Three sees wind</li><li>Four sees the port</li></ul></div>";
    let (story, alone) = ("<p>LONG</p>".repeat(8), "<p>Pictures of the storm.</p>");
    let roles = |body: &str| -> Vec<String> {
        let page = format!(
            "<!doctype html><html><body><article><h1>Storm closes port</h1>{body}{pictures}</article></body></html>"
        );
        shown(read("a.html", &page.replace("LONG", LONG)).pieces)
    };
    assert!(roles(&story).contains(&"furniture: Two sees rain".to_owned()), "{:?}", roles(&story));
    assert!(roles(alone).contains(&"list item: Two sees rain".to_owned()), "{:?}", roles(alone));
}

#[test]
fn a_caption_that_only_names_the_maker_is_a_credit() {
    check(
        "<article><h1>Storm closes port</h1><p>LONG</p><figure><img><figcaption>Credit: Jo Lind, Meridian</figcaption></figure>
         <figure><img><figcaption>The port on Sunday</figcaption><figcaption>Hide caption</figcaption></figure><p>LONG</p></article>",
        &["headline: Storm closes port", "-: LONG", "credit: Credit: Jo Lind, Meridian", "caption: The port on Sunday",
            "furniture: Hide caption", "-: LONG"],
    );
}
