//! The file beside the article as it is shown: found, searched, excerpted.
//!
//! Must not know: how the panes paint.

mod media;

use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::app::trial::{self, Desk, Shown as OnScreen};
use crate::model::claim::Tie;
use crate::session::wishes::{Incoming, Taking};

const REPORT: &str = "Joint staff briefing\n\nThe staff counts 130,000 soldiers within 200 km of the frontier.\n\n\
    A senior officer said the count is rising. Another 30,000 soldiers wait in the north.";

fn desk() -> Desk {
    let mut desk = trial::ministers();
    let source = desk.source("Joint staff briefing");
    let files = vec![Incoming::Pasted { name: "briefing.txt".to_owned(), bytes: REPORT.as_bytes().to_vec() }];
    desk.run(Command::AddEvidence { source, files });
    desk.session.finish_jobs();
    let claim = desk.claims()[0];
    desk.run(Command::ShowClaim(Some(claim)));
    desk.run(Command::ShowEvidence { source, evidence: None });
    desk.session.finish_jobs();
    desk
}

fn shown(desk: Desk) -> OnScreen<'static, Viewer> {
    trial::show(desk, (620.0, 700.0), Viewer::default(), viewer_ui)
}

fn at(words: &str) -> crate::text::span::ByteSpan {
    let start = REPORT.find(words).expect("the report says it");
    crate::text::span::ByteSpan::new(start, start + words.len())
}

fn ties(desk: &Desk) -> Vec<Tie> {
    let claim = desk.claims()[0];
    desk.session.current_article().expect("an article").review.claims[&claim].ties.clone()
}

#[test]
fn words_are_found_selected_and_taken() {
    let mut window = shown(desk());
    window.get_by_label("Text of briefing.txt");
    let field = window.get_by_label("Find in the source");
    field.focus();
    window.run();
    window.get_by_label("Find in the source").type_text("soldiers");
    window.run();
    window.obey();
    window.get_by_label("1 of 2");
    let selected = |window: &OnScreen<'_, Viewer>| {
        let exhibit = window.state().desk.session.view().exhibit.clone().expect("a file is shown");
        exhibit.selection.main().start()
    };
    assert_eq!(selected(&window), at("soldiers").start());
    window.key_press(Key::F3);
    window.run();
    window.obey();
    window.get_by_label("2 of 2");
    assert!(selected(&window) > at("30,000 soldiers").start());
    // The words that are selected are taken by the button whose key the table has.
    let words = at("130,000 soldiers within 200 km");
    window.state_mut().desk.run(Command::RevealEvidence(words));
    window.run();
    window.get_by_label("Take excerpt").click();
    window.run();
    assert_eq!(window.said().last(), Some(&Command::TakeExcerpt(Taking::Current)));
    window.obey();
    let taken = ties(&window.state().desk);
    let [tie] = taken.as_slice() else { panic!("one tie is made: {taken:?}") };
    assert_eq!((tie.excerpt.as_str(), tie.locator.as_str()), ("130,000 soldiers within 200 km", "para. 2"));
    assert!(tie.anchor.is_some() && tie.evidence.is_some());
    window.get_by_label("Excerpt of claim 1: more than 100,000 troops");
}

#[test]
fn the_tie_at_hand_is_corrected_and_another_is_made_when_wished() {
    let mut desk = desk();
    desk.run(Command::RevealEvidence(at("130,000 soldiers")));
    desk.run(Command::TakeExcerpt(Taking::Current));
    desk.run(Command::RevealEvidence(at("counts 130,000 soldiers")));
    desk.run(Command::TakeExcerpt(Taking::Current));
    assert_eq!(ties(&desk).iter().map(|tie| tie.excerpt.as_str()).collect::<Vec<_>>(), ["counts 130,000 soldiers"]);
    desk.run(Command::RevealEvidence(at("30,000 soldiers wait")));
    desk.run(Command::TakeExcerpt(Taking::Further));
    assert_eq!(ties(&desk).len(), 2);
    // From the tie back to its words.
    let (claim, first) = (desk.claims()[0], ties(&desk)[0].id);
    desk.run(Command::HideEvidence);
    desk.run(Command::ShowExcerpt { claim, tie: first });
    desk.session.finish_jobs();
    let exhibit = desk.session.view().exhibit.clone().expect("a file is shown");
    assert_eq!(exhibit.selection.main(), at("counts 130,000 soldiers"));
}

#[test]
fn what_is_missing_is_said() {
    let mut desk = desk();
    desk.run(Command::ShowClaim(None));
    let told = desk.session.run(Command::TakeExcerpt(Taking::Current)).expect_err("no claim is open");
    assert_eq!(told.id, "no-claim");
    let other = desk.source("UN monitoring report");
    desk.run(Command::ShowEvidence { source: other, evidence: None });
    let window = shown(desk);
    window.get_by_label("No file is stored for this source yet");
    window.get_by_label("Close the source · Esc").click();
}

/// A document of one page with a line of words, or with a drawing alone.
fn pdf(content: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut starts = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        starts.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).into_bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    out.extend(starts.iter().flat_map(|at| format!("{at:010} 00000 n \n").into_bytes()));
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n").into_bytes());
    out
}

/// Has what was wished for done, jobs included, until nothing more is wished for.
fn settle(window: &mut OnScreen<'_, Viewer>) {
    for _ in 0..8 {
        window.obey();
        window.state_mut().desk.session.finish_jobs();
        window.run();
    }
}

#[test]
fn a_page_is_shown_and_words_are_taken_off_it() {
    let mut desk = desk();
    let source = desk.source("UN monitoring report");
    let bytes = pdf("BT /F1 20 Tf 20 100 Td (Some 94,000 personnel stand there) Tj ET");
    desk.run(Command::AddEvidence { source, files: vec![Incoming::Pasted { name: "un.pdf".to_owned(), bytes }] });
    desk.session.finish_jobs();
    desk.run(Command::ShowEvidence { source, evidence: None });
    desk.session.finish_jobs();
    let mut window = shown(desk);
    window.get_by_label("Text of un.pdf");
    window.get_by_label("p. 1");
    window.get_by_label("Pages").click();
    settle(&mut window);
    window.get_by_label("Pages of un.pdf");
    let page = window.get_by_label("Page 1 of 1").rect();
    assert_eq!(window.state().panel.pages.n_textures(), 1, "the page is on the screen");
    // The line stands at half the height; a drag over its left part takes the first words.
    let y = page.top() + page.height() * 0.48;
    let place = |part: f32| egui::pos2(page.left() + page.width() * part, y);
    window.drag_at(place(0.08));
    window.run();
    window.hover_at(place(0.25));
    window.run();
    window.obey();
    window.drop_at(place(0.25));
    window.run();
    window.obey();
    let exhibit = window.state().desk.session.view().exhibit.clone().expect("a file is shown");
    assert_eq!(exhibit.selection.main(), crate::text::span::ByteSpan::new(0, "Some 94,000".len()));
    window.state_mut().desk.run(Command::TakeExcerpt(Taking::Current));
    settle(&mut window);
    let taken = ties(&window.state().desk);
    assert_eq!(
        taken.iter().map(|tie| (tie.excerpt.as_str(), tie.locator.as_str())).collect::<Vec<_>>(),
        [("Some 94,000", "p. 1")]
    );
    window.get_by_label("Excerpt of claim 1: more than 100,000 troops");
}

#[test]
fn a_scan_says_so_and_shows_its_pages() {
    let mut desk = desk();
    let source = desk.source("UN monitoring report");
    let bytes = pdf("20 20 300 100 re f");
    desk.run(Command::AddEvidence { source, files: vec![Incoming::Pasted { name: "scan.pdf".to_owned(), bytes }] });
    desk.session.finish_jobs();
    desk.run(Command::ShowEvidence { source, evidence: None });
    let mut window = shown(desk);
    settle(&mut window);
    window.get_by_label_contains("No text was found in this file");
    window.get_by_label("Page 1 of 1");
    assert_eq!(window.state().panel.pages.n_textures(), 1);
    assert!(window.query_by_label("Find in the source").is_none(), "there is nothing to search");
}

#[test]
fn one_of_several_files_is_chosen() {
    let mut desk = desk();
    let source = desk.source("Joint staff briefing");
    let files = vec![Incoming::Pasted { name: "annex.txt".to_owned(), bytes: b"The annex lists 12 ships.".to_vec() }];
    desk.run(Command::AddEvidence { source, files });
    desk.session.finish_jobs();
    let mut window = shown(desk);
    window.get_by_label("File: briefing.txt (1 of 2)").click();
    window.run();
    window.get_by_label_contains("annex.txt · ").click();
    window.run();
    window.obey();
    window.state_mut().desk.session.finish_jobs();
    window.run();
    window.get_by_label("Text of annex.txt");
}
