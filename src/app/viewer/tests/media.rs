//! Pictures and recordings beside the article: regions drawn, times typed, both taken by the key of the table.

use std::io::Cursor;

use egui::{PointerButton, Pos2};

use super::*;
use crate::model::excerpt::Region;

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::DynamicImage::from(image::RgbImage::from_pixel(width, height, image::Rgb([90, 120, 150])));
    picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).expect("it can be written");
    bytes
}

/// Sixty seconds of silence, 100 samples a second of one byte.
fn wav() -> Vec<u8> {
    let data = vec![128_u8; 6_000];
    let size = u32::try_from(data.len()).expect("it is short");
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + size).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(100_u32.to_le_bytes());
    bytes.extend(100_u32.to_le_bytes());
    bytes.extend([1, 0, 8, 0]);
    bytes.extend(b"data");
    bytes.extend(size.to_le_bytes());
    bytes.extend(data);
    bytes
}

fn with(name: &str, bytes: Vec<u8>) -> OnScreen<'static, Viewer> {
    let mut desk = trial::ministers();
    let source = desk.source("Joint staff briefing");
    desk.run(Command::AddEvidence { source, files: vec![Incoming::Pasted { name: name.to_owned(), bytes }] });
    desk.session.finish_jobs();
    let claim = desk.claims()[0];
    desk.run(Command::ShowClaim(Some(claim)));
    desk.run(Command::ShowEvidence { source, evidence: None });
    let mut window = shown(desk);
    settle(&mut window);
    window
}

/// Carries out what was said, jobs with it.
fn settle(window: &mut OnScreen<'_, Viewer>) {
    for _ in 0..2 {
        window.obey();
        window.state_mut().desk.session.finish_jobs();
        window.run();
    }
}

fn drag(window: &mut OnScreen<'_, Viewer>, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.run();
    for (at, pressed) in [(from, true), (to, false)] {
        window.input_mut().events.push(Event::PointerMoved(at));
        window.step();
        let button = PointerButton::Primary;
        let modifiers = egui::Modifiers::NONE;
        window.input_mut().events.push(Event::PointerButton { pos: at, button, pressed, modifiers });
        window.step();
    }
    window.run();
}

#[test]
fn a_region_is_drawn_and_taken_by_a_key_and_outlined_then() {
    let mut window = with("map.png", png(400, 200));
    let picture = window.get_by_label("Picture map.png").rect();
    // The picture is smaller than the pane: it lies in the middle, a point a pixel.
    let corner = picture.center() - vec2(200.0, 100.0);
    drag(&mut window, corner + vec2(40.0, 40.0), corner + vec2(200.0, 100.0));
    let region = Region::new(None, [0.1, 0.2, 0.4, 0.3]).expect("a region");
    assert_eq!(window.said(), [Command::MarkRegion(Some(region))]);
    settle(&mut window);
    window.get_by_label("Clear");
    window.get_by_label("Take excerpt").click();
    window.run();
    assert_eq!(window.said().last(), Some(&Command::TakeExcerpt(Taking::Current)));
    settle(&mut window);
    let taken = ties(&window.state().desk);
    let [tie] = taken.as_slice() else { panic!("one tie is made: {taken:?}") };
    assert_eq!((tie.region, tie.evidence.is_some(), tie.excerpt.as_str()), (Some(region), true, ""));
    window.get_by_label("Region of claim 1: more than 100,000 troops");
    assert!(window.query_by_label("Clear").is_none(), "it is the tie's now");
    // Another one replaces it in the tie at hand.
    drag(&mut window, corner, corner + vec2(200.0, 100.0));
    settle(&mut window);
    window.state_mut().desk.run(Command::TakeExcerpt(Taking::Current));
    let again = ties(&window.state().desk);
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].region, Region::new(None, [0.0, 0.0, 0.5, 0.5]));
    // And one more beside it is outlined, too.
    drag(&mut window, corner + vec2(300.0, 100.0), corner + vec2(380.0, 180.0));
    settle(&mut window);
    window.state_mut().desk.run(Command::TakeExcerpt(Taking::Further));
    window.run();
    assert_eq!(window.query_all_by_label("Region of claim 1: more than 100,000 troops").count(), 2);
}

#[test]
fn a_picture_comes_nearer_by_keys_and_buttons_and_is_whole_again() {
    let mut window = with("map.png", png(400, 200));
    window.get_by_label("Picture map.png").focus();
    window.run();
    let zoom = |window: &OnScreen<'_, Viewer>| window.state().panel.picture.zoom();
    assert_eq!(zoom(&window), None);
    window.key_press(Key::Plus);
    window.run();
    assert!(zoom(&window).is_some_and(|zoom| zoom > 1.0));
    window.get_by_label("Larger · plus, or the wheel").click();
    window.run();
    assert!(zoom(&window).is_some_and(|zoom| zoom > 1.5));
    window.get_by_label("Picture map.png").focus();
    window.run();
    window.key_press(Key::Home);
    window.run();
    assert_eq!(zoom(&window), None);
}

#[test]
fn a_picture_that_cannot_be_decoded_says_why() {
    let mut cut = png(400, 200);
    cut.truncate(60);
    let window = with("map.png", cut);
    window.get_by_label("“map.png” cannot be shown as a picture");
    window.get_by_label("Open in its own program");
}

#[test]
fn times_are_typed_checked_and_taken_by_enter() {
    let mut window = with("call.wav", wav());
    window.get_by_label("Plays 00:01:00");
    window.get_by_label("Open in the system’s player");
    let type_into = |window: &mut OnScreen<'_, Viewer>, label: &str, text: &str| {
        window.get_by_label(label).focus();
        window.run();
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        window.run();
        window.get_by_label(label).type_text(text);
        window.run();
        settle(window);
    };
    type_into(&mut window, "From", "2:00");
    window.get_by_label("The recording ends at 00:01:00");
    type_into(&mut window, "From", "0:10");
    type_into(&mut window, "To", "0:12");
    let exhibit = window.state().desk.session.view().exhibit.clone().expect("a file is shown");
    assert_eq!(exhibit.time.map(|time| time.to_string()), Some("00:00:10–00:00:12".into()));
    window.get_by_label("To").focus();
    window.run();
    window.key_press(Key::Enter);
    window.run();
    settle(&mut window);
    let taken = ties(&window.state().desk);
    let [tie] = taken.as_slice() else { panic!("one tie is made: {taken:?}") };
    assert_eq!(tie.time.map(|time| time.to_string()), Some("00:00:10–00:00:12".into()));
    window.get_by_label("00:00:10–00:00:12, claim 1: more than 100,000 troops");
}
