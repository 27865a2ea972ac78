//! Holds keys back that were pressed before the window could answer the key before them.
//!
//! In: the events of a frame. Out: those that belong to it; the rest comes two frames later, when what the first key
//! opened has the focus. Without this, letters typed while a slow frame is drawn would go to the wrong place.
//! Must not know: what a key does. Holds: no key is lost, and keys keep their order.

use egui::{Context, Event, Key, RawInput, TextEdit};

/// Frames until an overlay that a key opened has its cursor in a field: one to show it, one to give it the focus.
const FRAMES: u8 = 2;

/// The keys held back.
#[derive(Debug, Default)]
pub struct TypeAhead {
    held: Vec<Event>,
    /// Frames to be shown before held keys may follow.
    frames: u8,
    /// How many events were given to a frame that has not been shown yet.
    given: Option<usize>,
    /// The last key was given without its letter, which some systems send later.
    owes_letter: bool,
}

impl TypeAhead {
    /// Takes out of `input` what was pressed after a key that has to be answered first.
    pub fn hold(&mut self, ctx: &Context, input: &mut RawInput) {
        self.sort(is_typing(ctx), input);
        if !self.held.is_empty() {
            ctx.request_repaint();
        }
    }

    /// The frame of the input is being shown.
    pub fn take_in_shown(&mut self) {
        // egui may draw a frame more than once.
        if self.given.take().is_some() {
            self.frames = self.frames.saturating_sub(1);
        }
    }

    fn sort(&mut self, is_typing: bool, input: &mut RawInput) {
        // A frame that only did its logic has used none of its events: they come again, before the new ones.
        let given = self.given.unwrap_or_default().min(input.events.len());
        let (mut keys, others): (Vec<Event>, Vec<Event>) = input.events.split_off(given).into_iter().partition(is_key);
        input.events.extend(others);
        self.drop_owed(&mut keys);
        self.held.extend(keys);
        if self.given.is_none() && self.frames == 0 {
            self.release(is_typing, input);
        }
        self.given = Some(input.events.len());
    }

    fn release(&mut self, is_typing: bool, input: &mut RawInput) {
        let wanted = self.held.iter().position(|event| is_answered(event, is_typing));
        let mut n_now = wanted.map_or(self.held.len(), |at| at + 1);
        if let Some(at) = wanted {
            if at > 0 && is_typing && self.held.get(at).is_some_and(leaves_field) {
                n_now = at;
            } else {
                // The letter of the key belongs to it.
                let is_letter = !self.held.get(at).is_some_and(gives_no_text);
                let has_letter = is_letter && matches!(self.held.get(n_now), Some(Event::Text(_)));
                n_now += usize::from(has_letter);
                self.owes_letter = is_letter && !has_letter && n_now == self.held.len();
                self.frames = FRAMES;
            }
        }
        input.events.extend(self.held.drain(..n_now));
    }

    /// Drops the letter of a key that was given before it came: what the key opened must not get it.
    fn drop_owed(&mut self, keys: &mut Vec<Event>) {
        if !self.owes_letter || keys.is_empty() {
            return;
        }
        let presses = |event: &Event| matches!(event, Event::Key { pressed: true, .. });
        let first = keys.iter().position(|event| presses(event) || matches!(event, Event::Text(_)));
        let Some(at) = first else { return };
        self.owes_letter = false;
        if keys.get(at).is_some_and(|event| !presses(event)) {
            keys.remove(at);
        }
    }
}

/// Whether egui takes the focus from a field before a frame in which this comes, so that letters typed before it must
/// have a frame of their own.
fn leaves_field(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Escape | Key::Tab, .. })
}

/// Whether a text field has the focus.
fn is_typing(ctx: &Context) -> bool {
    ctx.memory(|memory| memory.focused()).is_some_and(|id| TextEdit::load_state(ctx, id).is_some())
}

/// Whether an event comes from the keyboard.
fn is_key(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. }
            | Event::ModifiersChanged(_)
            | Event::Text(_)
            | Event::Ime(_)
            | Event::Copy
            | Event::Cut
            | Event::Paste(_)
    )
}

/// Whether what comes after an event may belong elsewhere: letters typed into a field do not wait for each other, nor
/// do keys that are held down or only change others.
fn is_answered(event: &Event, is_typing: bool) -> bool {
    let Event::Key { key, pressed: true, repeat: false, .. } = event else { return false };
    !is_modifier(*key) && (!is_typing || gives_no_text(event))
}

fn is_modifier(key: Key) -> bool {
    let name = key.name();
    ["Shift", "Control", "Alt", "Super", "Meta", "Command"].iter().any(|modifier| name.starts_with(modifier))
}

/// Whether an event is a key that acts in a text field too.
fn gives_no_text(event: &Event) -> bool {
    let Event::Key { key, modifiers, .. } = event else { return false };
    modifiers.command || modifiers.alt || matches!(key, Key::Enter | Key::Tab | Key::Escape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Modifiers;

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn text(text: &str) -> Event {
        Event::Text(text.into())
    }

    /// What each of six frames gets when all events come in the first.
    fn frames(is_typing: bool, events: Vec<Event>) -> Vec<Vec<Event>> {
        let mut ahead = TypeAhead::default();
        let mut input = RawInput { events, ..RawInput::default() };
        let mut out = Vec::new();
        for _ in 0..6 {
            ahead.sort(is_typing, &mut input);
            ahead.take_in_shown();
            out.push(std::mem::take(&mut input.events));
        }
        assert!(ahead.held.is_empty());
        out
    }

    #[test]
    fn a_frame_that_was_not_shown_gets_its_events_again_before_later_ones() {
        let mut ahead = TypeAhead::default();
        let mut input =
            RawInput { events: vec![key(Key::T), text("t"), key(Key::A), text("a")], ..RawInput::default() };
        ahead.sort(false, &mut input);
        assert_eq!(input.events, [key(Key::T), text("t")]);
        for _ in 0..3 {
            input.events.push(text("b"));
            ahead.sort(false, &mut input);
            assert_eq!(input.events, [key(Key::T), text("t")], "not shown, so nothing more is released");
        }
        let mut seen = std::mem::take(&mut input.events);
        for _ in 0..6 {
            ahead.take_in_shown();
            ahead.sort(true, &mut input);
            seen.append(&mut input.events);
        }
        let letters: Vec<_> = seen.into_iter().filter(|event| matches!(event, Event::Text(_))).collect();
        assert_eq!(letters, ["t", "a", "b", "b", "b"].map(text));
    }

    #[test]
    fn a_key_is_answered_before_the_next() {
        let got = frames(
            false,
            vec![key(Key::ShiftLeft), key(Key::T), text("t"), key(Key::N), text("n"), Event::PointerGone],
        );
        assert_eq!(got[0], [Event::PointerGone, key(Key::ShiftLeft), key(Key::T), text("t")]);
        assert_eq!(got[1], []);
        assert_eq!(got[2], [key(Key::N), text("n")]);
    }

    #[test]
    fn what_was_typed_before_the_field_is_left_goes_into_the_field() {
        for leaving in [Key::Escape, Key::Tab] {
            let events = vec![key(Key::A), text("a"), key(Key::Space), text(" "), key(leaving), key(Key::B), text("b")];
            let got = frames(true, events.clone());
            assert_eq!(got[0][..], events[..4], "the letters alone");
            assert_eq!(got[1][..], events[4..5], "then the key that leaves");
            assert_eq!(got.concat(), events, "and all of it in order");
        }
    }

    #[test]
    fn the_letter_of_a_key_that_comes_later_opens_nothing_and_is_typed_nowhere() {
        let mut ahead = TypeAhead::default();
        let mut step = |is_typing: bool, events: Vec<Event>| {
            let mut input = RawInput { events, ..RawInput::default() };
            ahead.sort(is_typing, &mut input);
            ahead.take_in_shown();
            input.events
        };
        assert_eq!(step(false, vec![key(Key::M)]), [key(Key::M)]);
        assert_eq!(step(true, vec![text("m")]), []);
        let mut seen = Vec::new();
        for events in [vec![key(Key::A), text("a")], vec![], vec![]] {
            seen.extend(step(true, events));
        }
        assert_eq!(seen, [key(Key::A), text("a")]);
    }

    #[test]
    fn letters_typed_into_a_field_come_together_up_to_enter() {
        let events = vec![key(Key::A), text("a"), key(Key::B), text("b"), key(Key::Enter), text("c")];
        let got = frames(true, events.clone());
        assert_eq!(got[0][..], events[..5]);
    }
}
