//! A command of the table as a panel offers it: the wish bound to what is current, or why it cannot be given.
//!
//! In: the session and a row's id. Out: the wish, the tooltip, the key as people read it.
//! Must not know: how it is drawn.

use crate::session::Session;
use crate::session::command::Command;
use crate::session::table::{Spec, WhyNot, spec};

/// A row of the command table, bound to what is current.
pub struct Offer {
    /// The row.
    pub spec: &'static Spec,
    /// The wish, or why it cannot be given now.
    pub wish: Result<Command, WhyNot>,
}

impl Offer {
    /// The row with this id, bound now; `None` when the table has no such row.
    pub fn of(session: &Session, id: &str) -> Option<Self> {
        let spec = spec(id)?;
        Some(Self { spec, wish: (spec.needs)(session) })
    }

    /// Its first key as people read it, empty when it has none.
    pub fn key(&self) -> String {
        self.spec.keys.first().map(|key| shown_key(key)).unwrap_or_default()
    }

    /// The tooltip: what it does and its key, or why it cannot be done.
    pub fn hint(&self) -> String {
        self.hint_for(self.spec.help)
    }

    /// The tooltip with `what` in place of the table's help.
    pub fn hint_for(&self, what: &str) -> String {
        let key = self.key();
        let with_key = if key.is_empty() { what.to_owned() } else { format!("{what} · {key}") };
        match &self.wish {
            Ok(_) => with_key,
            Err(why) => format!("{with_key}\n{why}"),
        }
    }
}

/// A key of the table as people read it on this machine: "Cmd+Shift+Z" is "Ctrl Shift Z".
pub fn shown_key(key: &str) -> String {
    let main = if cfg!(target_os = "macos") { "Cmd " } else { "Ctrl " };
    key.replace("Cmd+", main).replace("Shift+", "Shift ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::trial;

    #[test]
    fn keys_read_as_people_say_them() {
        let main = if cfg!(target_os = "macos") { "Cmd" } else { "Ctrl" };
        assert_eq!(shown_key("Cmd+Shift+Z"), format!("{main} Shift Z"));
        assert_eq!(shown_key("Cmd++"), format!("{main} +"));
        assert_eq!(shown_key("Space"), "Space");
    }

    #[test]
    fn a_hint_says_why_not() {
        let desk = trial::empty();
        let offer = Offer::of(&desk.session, "tick").expect("the table has a tick");
        assert!(offer.wish.is_err());
        assert!(offer.hint().contains("Space"), "{}", offer.hint());
        assert!(offer.hint().contains("Select words or a claim first"), "{}", offer.hint());
        assert!(Offer::of(&desk.session, "no-such-row").is_none());
    }
}
