//! The file beside the article in the whole window: opened by a key, searched, its words taken, closed.
//!
//! Must not know: how panels are built; widgets are found by their accessible names.

use tickmark::model::claim::Tie;
use tickmark::model::ids::SourceId;
use tickmark::session::command::Command;
use tickmark::session::wishes::{Incoming, TieWords};

use crate::desk::Desk;
use crate::window::Window;

const POWER: &str = "power-cuts-enter-third-week";
const REPORT: &str =
    "Grid report\n\nThe operator counts 146,200 people without power.\n\nSome 146,200 were counted twice.";

/// A document with one page of 400 by 200 points for each of `contents`; F1 is Helvetica.
pub(crate) fn pdf(contents: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
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

/// A desk with a claim that is tied to a source with a stored file, without an excerpt.
fn tied_desk() -> (Desk, SourceId) {
    let mut desk = Desk::sample(POWER);
    let claim = desk.claim("146,000 people");
    let mut sources = desk.session.project().expect("a project").sources.values();
    let source = sources.find(|source| source.evidence.is_empty()).expect("a source without files").id;
    let files = vec![Incoming::Pasted { name: "grid.txt".to_owned(), bytes: REPORT.as_bytes().to_vec() }];
    desk.run(Command::AddEvidence { source, files });
    desk.session.finish_jobs();
    desk.run(Command::AddTie { claim, source, words: TieWords::default() });
    desk.run(Command::ShowClaim(Some(claim)));
    (desk, source)
}

/// A window on it.
fn tied() -> Window {
    Window::on(tied_desk().0)
}

fn tie(window: &Window) -> Tie {
    window.claim().ties.last().expect("the claim is tied").clone()
}

#[test]
fn a_key_shows_the_source_another_takes_its_words_and_escape_leaves() {
    let mut window = tied();
    window.press("v");
    window.until_label("Text of grid.txt");
    window.press("Ctrl+F");
    window.type_words("146,200");
    window.until_label("1 of 2");
    window.press("F3");
    window.until_label("2 of 2");
    window.press("Shift+F3");
    window.until_label("1 of 2");
    window.press("Escape");
    assert!(window.session().view().exhibit.is_some(), "Escape leaves the field, not the source");
    assert!(window.session().current_claim().is_some());
    window.press("g");
    let taken = tie(&window);
    assert_eq!((taken.excerpt.as_str(), taken.locator.as_str()), ("146,200", "para. 2"));
    assert!(window.has("Excerpt of claim 1: 146,000 people"));
    assert_eq!(window.claim().ties.len(), 1, "the tie that was there has it");
    window.press("Ctrl+Z");
    assert_eq!(tie(&window).excerpt, "", "one step back");
    window.press("Escape");
    window.until("the source is closed", |window| window.session().view().exhibit.is_none());
    assert!(!window.has("Text of grid.txt"));
}

#[test]
fn a_tie_leads_back_to_its_words() {
    let mut window = tied();
    window.press("v");
    window.until_label("Text of grid.txt");
    window.press("Ctrl+F");
    window.type_words("counted twice");
    window.until_label("1 of 1");
    window.press("Escape");
    window.press("g");
    window.press("v");
    assert!(!window.has("Text of grid.txt"), "the key hides it again");
    window.click("Show in the source");
    window.until_label("Text of grid.txt");
    let at = REPORT.find("counted twice").expect("it says so");
    window.until("the excerpt is selected", |window| {
        window.session().view().exhibit.as_ref().is_some_and(|exhibit| exhibit.selection.main().start() == at)
    });
}

#[test]
fn a_source_is_shown_from_the_side_bar_and_without_a_claim_the_key_says_what_to_do() {
    let (mut desk, source) = tied_desk();
    let title = desk.session.project().expect("a project").sources[&source].title.clone();
    desk.run(Command::ShowClaim(None));
    let mut window = Window::on(desk);
    window.click(&format!("Show {title} beside the article"));
    window.until_label("Text of grid.txt");
    window.press("Ctrl+F");
    window.type_words("operator");
    window.until_label("1 of 1");
    window.press("Escape");
    window.press("g");
    assert!(window.told().iter().any(|told| told.contains("Put the caret on a claim first")), "{:?}", window.told());
}
