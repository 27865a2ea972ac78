//! The faces: Source Serif 4 for the article, Inter for everything else, Phosphor for icons.
//!
//! Must not know: sizes. Inter's signs in Unicode's private area are left out of the files, since Phosphor's icons
//! have the same numbers; everything else is as published. Other scripts come from the system's fonts, which eframe looks up on first use.
//! Licences: SIL Open Font License 1.1 (both families) and MIT (Phosphor), beside the files in `assets/`.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

const UI: &str = "Inter";
const UI_STRONG: &str = "Inter SemiBold";
const SERIF: &str = "Source Serif 4";
const SERIF_ITALIC: &str = "Source Serif 4 Italic";
const SERIF_STRONG: &str = "Source Serif 4 SemiBold";
const ICONS: &str = "Phosphor";

/// The faces and the families made of them.
pub fn definitions() -> FontDefinitions {
    let files: [(&str, &'static [u8]); 6] = [
        (UI, include_bytes!("../../../assets/fonts/Inter-Regular.ttf")),
        (UI_STRONG, include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf")),
        (SERIF, include_bytes!("../../../assets/fonts/SourceSerif4-Regular.ttf")),
        (SERIF_ITALIC, include_bytes!("../../../assets/fonts/SourceSerif4-Italic.ttf")),
        (SERIF_STRONG, include_bytes!("../../../assets/fonts/SourceSerif4-SemiBold.ttf")),
        (ICONS, include_bytes!("../../../assets/icons/Phosphor.ttf")),
    ];
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let chain = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, chain(&[UI, ICONS, SERIF]));
    fonts.families.insert(FontFamily::Monospace, chain(&[UI, ICONS, SERIF]));
    for name in [UI_STRONG, SERIF, SERIF_ITALIC, SERIF_STRONG] {
        fonts.families.insert(FontFamily::Name(name.into()), chain(&[name, UI, ICONS]));
    }
    fonts.families.insert(FontFamily::Name(ICONS.into()), chain(&[ICONS]));
    fonts
}

/// The interface's face.
pub fn ui(points: f32) -> FontId {
    FontId::new(points, FontFamily::Proportional)
}

/// The interface's face, semibold.
pub fn ui_strong(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(UI_STRONG.into()))
}

/// The article's face.
pub fn serif(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(SERIF.into()))
}

/// The article's face, italic.
pub fn serif_italic(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(SERIF_ITALIC.into()))
}

/// The article's face, semibold.
pub fn serif_strong(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(SERIF_STRONG.into()))
}

/// The icon face.
pub fn icons(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name(ICONS.into()))
}
