//! Cases for the mail reader: mails in, "role: text" lines out.

use super::*;
use crate::import::pieces::tidied;

fn shown(reading: &Reading) -> Vec<String> {
    tidied(reading.pieces.clone()).into_iter().map(|piece| format!("{}: {}", piece.role().word(), piece.text)).collect()
}

const HEAD: &str = "From: Ana Brandt <ana@post.example>\nTo: Jo Lind <jo@post.example>\nSubject: Grain =?utf-8?q?f=C3=BCr?= all\n\
                    Date: Wed, 2 Feb 2022 23:30:00 -0500\nMessage-ID: <1@post.example>\nMIME-Version: 1.0\n";

const LINES: [&str; 4] = [
    "headline: Grain für all",
    "byline: From: Ana Brandt <ana@post.example>",
    "furniture: To: Jo Lind <jo@post.example>",
    "dateline: Date: Wed, 2 Feb 2022 23:30:00 -0500",
];

fn check(rest: &str, expected: &[&str]) -> Reading {
    let reading = read("a.eml", format!("{HEAD}{rest}").as_bytes());
    let lines: Vec<&str> = LINES.iter().chain(expected).copied().collect();
    assert_eq!(shown(&reading), lines, "{rest}");
    reading
}

#[test]
fn a_mail_has_its_head_and_its_words() {
    let reading = check(
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nThe toll was 1,200 =\npeople =96 caf=E9.\n\nOn Friday.\n",
        &["body: The toll was 1,200 people – café.", "body: On Friday."],
    );
    assert_eq!((reading.meta.headline.as_str(), reading.meta.byline.as_str()), ("Grain für all", "Ana Brandt"));
    assert_eq!(reading.meta.published.map(|date| date.to_string()).as_deref(), Some("2022-02-02"));
    assert_eq!(reading.meta.published_from, "mail header");
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
}

#[test]
fn one_alternative_is_read() {
    let parts = |plain: &str, rich: &str| {
        format!(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{rich}\n--b--\n"
        )
    };
    check(&parts("The toll was 12.", "<p>The toll was <b>12</b>.</p>"), &["body: The toll was 12."]);
    let rich =
        "<p>The toll was <a href='https://un.example/list'>12</a>.</p><blockquote type=cite>What was it?</blockquote>";
    let reading = check(&parts("The toll was 12.", rich), &["body: The toll was 12.", "furniture: What was it?"]);
    assert_eq!(reading.pieces[4].annotations[0].1.url, "https://un.example/list");
    check(&parts("", "<p>The toll was 12.</p>"), &["body: The toll was 12."]);
}

#[test]
fn quoted_words_and_signatures_are_furniture() {
    check(
        "Content-Type: text/plain\n\nYes, 12.\n\nOn 2 Feb 2022, at 10:00, Jo Lind\n<jo@post.example> wrote:\n\n> Was it 12?\n>> Or 13?\n\nAnd on Friday.\n-- \nAna Brandt\nThe Post\n",
        &[
            "body: Yes, 12.",
            "furniture: On 2 Feb 2022, at 10:00, Jo Lind\n<jo@post.example> wrote:",
            "furniture: Was it 12?\nOr 13?",
            "body: And on Friday.",
            "furniture: --\nAna Brandt\nThe Post",
        ],
    );
    check("Content-Type: text/plain\n\n> All of it is\n> passed on.\n", &["body: All of it is\npassed on."]);
}

#[test]
fn flowed_lines_go_on() {
    check(
        "Content-Type: text/plain; format=flowed\n\nThe toll \nwas 12.\n\nOn Friday.\n",
        &["body: The toll was 12.", "body: On Friday."],
    );
}

#[test]
fn attachments_are_named_and_never_written() {
    let reading = check(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee the list.\n--b\nContent-Type: application/pdf; name=\"../../etc/list.pdf\"\nContent-Disposition: attachment; filename=\"../../etc/list.pdf\"\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n",
        &["body: See the list."],
    );
    let problem = &reading.problems[0];
    assert_eq!((problem.id, problem.what.as_str()), ("mail-attachments", "1 attachment was not read"));
    assert!(problem.why.ends_with("attached: “list.pdf”"), "{}", problem.why);
}

#[test]
fn a_mailbox_has_a_heading_and_a_place_for_each() {
    let mailbox = "From a Mon Jun 01 10:00:00 2009\nSubject: One\nFrom: a@b.example\n\nFirst.\n\nFrom b Tue Jun 02 11:00:00 2009\nSubject: Two\n\nSecond.\n\nFrom c Tue Jun 02 12:00:00 2009\n\nBare.\n";
    assert_eq!(likeness(mailbox.as_bytes()), Some(Likeness::Mail));
    let reading = read("a.mbox", mailbox.as_bytes());
    assert_eq!(
        shown(&reading),
        ["headline: One", "byline: From: a@b.example", "body: First.", "subhead: Two", "body: Second.", "body: Bare."]
    );
    let places: Vec<_> = reading.pieces.iter().flat_map(|piece| piece.places.clone()).map(|(_, place)| place).collect();
    assert_eq!(places, ["mail 1", "mail 2", "mail 3"]);
}

#[test]
fn letters_are_read_whatever_their_label_says() {
    for label in ["x-unknown", "utf-8", "us-ascii"] {
        let mut bytes = format!("{HEAD}Content-Type: text/plain; charset={label}\n\n").into_bytes();
        bytes.extend(b"Die Minister tagten \xfcber Getreide f\xfcr zw\xf6lf Stunden.\n");
        let reading = read("a.eml", &bytes);
        assert!(shown(&reading).last().unwrap().ends_with("tagten über Getreide für zwölf Stunden."), "{label}");
    }
}

#[test]
fn a_saved_page_is_its_page() {
    let saved = "From: <Saved by Blink>\nSnapshot-Content-Location: https://post.example/storm\nSubject: x\nMIME-Version: 1.0\n\
        Content-Type: multipart/related; type=\"text/html\"; boundary=b\n\n--b\nContent-Type: text/html\nContent-ID: <f@mhtml.blink>\n\
        Content-Transfer-Encoding: quoted-printable\nContent-Location: https://post.example/storm\n\n\
        <html><body><article><h1>Storm closes port</h1><p>The harbour was closed on <a href=3D\"/sunday\">Sunday</a> because of the storm, the port authority said, and no ship could enter before the wind fell.</p></article></body></html>\n\
        --b\nContent-Type: text/css\n\nbody {}\n--b--\n";
    assert_eq!(likeness(saved.as_bytes()), Some(Likeness::SavedPage));
    let reading = read_saved_page("a.mhtml", saved.as_bytes());
    assert_eq!(reading.meta.url, "https://post.example/storm");
    assert_eq!(shown(&reading)[0], "headline: Storm closes port");
    let links: Vec<_> = reading.pieces.iter().flat_map(|piece| &piece.annotations).map(|(_, note)| &note.url).collect();
    assert_eq!(links, ["https://post.example/sunday"]);
}

#[test]
fn texts_that_only_begin_like_one() {
    for text in [
        "Note: bring grain\n\nText",
        "Subject: Grain\nTo: all\n\nText",
        "From here on it rained.",
        "",
        "https://a.example: x",
    ] {
        assert_eq!(likeness(text.as_bytes()), None, "{text}");
    }
    assert_eq!(likeness(b"Path: a!b\nFrom: x@y\nNewsgroups: z\nMessage-ID: <1>\n\nText"), Some(Likeness::Mail));
}

#[test]
fn flipped_bits_do_no_harm() {
    let mail = format!(
        "{HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=koi8-r\n\nOne\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+T25lPC9wPg==\n--b--\n"
    );
    for at in 0..mail.len() {
        for bit in [1, 8, 64] {
            let mut bytes = mail.clone().into_bytes();
            bytes[at] ^= bit;
            read("a.eml", &bytes);
            read_saved_page("a.mhtml", &bytes);
        }
    }
}
