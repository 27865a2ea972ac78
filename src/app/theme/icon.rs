//! Icons by what they show, from the Phosphor face.
//!
//! Must not know: what an icon is used for beyond its name. Source of the code points: Phosphor Icons 2.1, regular.

use crate::model::source::{Source, SourceKind};
use crate::model::standing::Standing;

/// Go.
pub const ARROW_RIGHT: &str = "\u{e06c}";
/// To another program.
pub const ARROW_SQUARE_OUT: &str = "\u{e5de}";
/// As wide as there is room.
pub const ARROWS_HORIZONTAL: &str = "\u{eb06}";
/// Undo.
pub const ARROW_U_UP_LEFT: &str = "\u{e08a}";
/// Redo.
pub const ARROW_U_UP_RIGHT: &str = "\u{e08c}";
/// Article.
pub const ARTICLE: &str = "\u{e0a8}";
/// A document or notes.
pub const BOOK_OPEN: &str = "\u{e0e6}";
/// A menu.
pub const CARET_DOWN: &str = "\u{e136}";
/// Before.
pub const CARET_UP: &str = "\u{e13c}";
/// Step.
pub const CARET_RIGHT: &str = "\u{e13a}";
/// A query.
pub const CHAT_CIRCLE: &str = "\u{e168}";
/// Confirmed.
pub const CHECK: &str = "\u{e182}";
/// The product.
pub const CHECK_SQUARE: &str = "\u{e186}";
/// Unchecked.
pub const CIRCLE: &str = "\u{e18a}";
/// Said only.
pub const CIRCLE_HALF: &str = "\u{e18c}";
/// Stale.
pub const CLOCK_COUNTER_CLOCKWISE: &str = "\u{e1a0}";
/// More.
pub const DOTS_THREE: &str = "\u{e1fe}";
/// Export.
pub const EXPORT: &str = "\u{eaf0}";
/// For everybody to see.
pub const EYE: &str = "\u{e220}";
/// An article.
pub const FILE_TEXT: &str = "\u{e23a}";
/// A project.
pub const FOLDER_OPEN: &str = "\u{e256}";
/// A page.
pub const GLOBE: &str = "\u{e288}";
/// In progress.
pub const HOURGLASS_MEDIUM: &str = "\u{e2b8}";
/// A note.
pub const INFO: &str = "\u{e2ce}";
/// An address.
pub const LINK: &str = "\u{e2e2}";
/// Confidential.
pub const LOCK: &str = "\u{e2fa}";
/// A lawyer's eye.
pub const SCALES: &str = "\u{e750}";
/// Signed.
pub const SEAL_CHECK: &str = "\u{e606}";
/// Search.
pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
/// A recording.
pub const MICROPHONE: &str = "\u{e326}";
/// Smaller.
pub const MINUS: &str = "\u{e32a}";
/// Waived.
pub const MINUS_CIRCLE: &str = "\u{e32c}";
/// Notes.
pub const NOTEBOOK: &str = "\u{e34e}";
/// Needs fix.
pub const PENCIL_SIMPLE: &str = "\u{e3b4}";
/// Add.
pub const PLUS: &str = "\u{e3d4}";
/// The pinned source.
pub const PUSH_PIN: &str = "\u{e3e2}";
/// Cannot verify.
pub const QUESTION: &str = "\u{e3e8}";
/// A dataset.
pub const TABLE: &str = "\u{e476}";
/// Remove.
pub const TRASH: &str = "\u{e4a6}";
/// A person.
pub const USER: &str = "\u{e4c2}";
/// The newsroom.
pub const USERS: &str = "\u{e4d6}";
/// A warning.
pub const WARNING: &str = "\u{e4e0}";
/// Wrong.
pub const CROSS: &str = "\u{e4f6}";
/// An error.
pub const X_CIRCLE: &str = "\u{e4f8}";

/// The icon of a claim that stands so.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Unchecked => CIRCLE,
        Standing::InProgress => HOURGLASS_MEDIUM,
        Standing::Confirmed => CHECK,
        Standing::SaidOnly => CIRCLE_HALF,
        Standing::NeedsFix => PENCIL_SIMPLE,
        Standing::Wrong => CROSS,
        Standing::CannotVerify => QUESTION,
        Standing::Waived => MINUS_CIRCLE,
    }
}

/// The icon of a source of this kind.
pub fn source(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Document => BOOK_OPEN,
        SourceKind::Page => GLOBE,
        SourceKind::Dataset => TABLE,
        SourceKind::Person => USER,
        SourceKind::Recording => MICROPHONE,
        SourceKind::Notes => NOTEBOOK,
    }
}

/// The icon of a source: a lock when it is confidential, else that of its kind.
pub fn of_source(source: &Source) -> &'static str {
    if source.is_confidential() { LOCK } else { self::source(source.kind) }
}

/// The sign that stands beside a number, for standings whose line is like another's.
pub fn sign(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::NeedsFix => Some(PENCIL_SIMPLE),
        Standing::Wrong => Some(CROSS),
        Standing::CannotVerify => Some(QUESTION),
        Standing::Waived => Some(MINUS_CIRCLE),
        Standing::Unchecked | Standing::InProgress | Standing::Confirmed | Standing::SaidOnly => None,
    }
}
