//! The whole window without a screen: keys and the pointer in, accessible labels and the session out.
//!
//! In: a desk. Out: a window whose widgets are found by the names that a screen reader would say.
//! Must not know: what a key means. A key press is what the system sends: the key and its letter in one frame, the
//! release in the next.

use std::path::Path;

use egui::accesskit::Toggled;
use egui::{Event, Key, Modifiers, OutputCommand, PointerButton, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use tickmark::app::App;
use tickmark::model::claim::Claim;
use tickmark::session::Session;
use tickmark::text::span::ByteSpan;

use crate::desk::Desk;

/// The harness paints a margin of 8 points around what it shows.
const MARGIN: f32 = 8.0;

/// What the harness keeps between frames.
pub(crate) struct Shown {
    app: Option<App>,
    /// Kept for its folder, and for the session until the first frame.
    desk: Desk,
}

/// A window at 1280×800 points.
pub(crate) struct Window {
    harness: Harness<'static, Shown>,
    copied: Vec<String>,
    n_presses: usize,
}

impl Window {
    /// The window on a desk's session.
    pub(crate) fn on(mut desk: Desk) -> Self {
        let session = std::mem::replace(&mut desk.session, Desk::empty().session);
        let mut session = Some(session);
        let builder = Harness::builder().with_size(vec2(1280.0 + 2.0 * MARGIN, 800.0 + 2.0 * MARGIN));
        let harness = builder.build_ui_state(
            move |ui, shown: &mut Shown| {
                let app = shown.app.get_or_insert_with(|| App::new(ui.ctx(), session.take().expect("the session")));
                app.logic(ui.ctx());
                let is_dark = ui.theme() == egui::Theme::Dark;
                assert_eq!(ui.visuals().dark_mode, is_dark, "a frame has the colours of one scheme");
                app.show(ui);
            },
            Shown { app: None, desk },
        );
        let mut window = Self { harness, copied: Vec::new(), n_presses: 0 };
        window.frames(3);
        window
    }

    /// The session behind the window.
    pub(crate) fn session(&self) -> &Session {
        self.harness.state().app.as_ref().expect("the window is there").session()
    }

    /// The folder around the project.
    pub(crate) fn root(&self) -> &Path {
        self.harness.state().desk.root()
    }

    /// Closes the window; the folder stays.
    pub(crate) fn close(self) -> Desk {
        let mut shown = self.harness.into_state();
        shown.app = None;
        shown.desk
    }

    /// How many keys were pressed so far.
    pub(crate) fn n_presses(&self) -> usize {
        self.n_presses
    }

    /// Paints some frames.
    pub(crate) fn frames(&mut self, n: usize) {
        for _ in 0..n {
            self.harness.step();
            for command in &self.harness.output().platform_output.commands {
                if let OutputCommand::CopyText(text) = command {
                    self.copied.push(text.clone());
                }
            }
        }
    }

    /// Paints frames until something has come that a worker thread brings.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, is_there: impl Fn(&Self) -> bool) {
        for _ in 0..1_000_000 {
            if is_there(self) {
                self.frames(2);
                return;
            }
            self.frames(1);
            std::thread::yield_now();
        }
        panic!("{what} never came; the window says:\n{}", self.told().join("\n"));
    }

    /// Paints frames until a widget of this name is there.
    #[track_caller]
    pub(crate) fn until_label(&mut self, label: &str) {
        self.until(label, |window| window.has(label));
    }

    /// Presses a key, "Ctrl+Shift+O" or "n"; a letter without Ctrl or Alt is typed, too.
    #[track_caller]
    pub(crate) fn press(&mut self, key: &str) {
        self.press_down(key);
        self.frames(1);
    }

    /// One frame with the key pressed; the release waits for the next one.
    #[track_caller]
    fn press_down(&mut self, key: &str) {
        let (modifiers, name) = modifiers_of(key);
        let (key, text) = match name {
            "Space" => (Key::Space, Some(" ".to_owned())),
            "]" => (Key::CloseBracket, Some("]".to_owned())),
            "[" => (Key::OpenBracket, Some("[".to_owned())),
            "." => (Key::Period, Some(".".to_owned())),
            "," => (Key::Comma, Some(",".to_owned())),
            letter if letter.chars().count() == 1 => {
                let typed = if modifiers.shift { letter.to_uppercase() } else { letter.to_lowercase() };
                (Key::from_name(&letter.to_uppercase()).unwrap_or_else(|| panic!("{letter}")), Some(typed))
            }
            name => (Key::from_name(name).unwrap_or_else(|| panic!("{name} is no key")), None),
        };
        self.n_presses += 1;
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        let input = self.harness.input_mut();
        input.events.extend([Event::ModifiersChanged(modifiers), event(true)]);
        let is_chord = modifiers.command || modifiers.alt;
        input.events.extend(text.filter(|_| !is_chord).map(Event::Text));
        self.frames(1);
        self.harness.input_mut().events.extend([event(false), Event::ModifiersChanged(Modifiers::NONE)]);
    }

    /// Presses a key whose effect is asked of the session: half as many frames as [`Window::press`].
    #[track_caller]
    pub(crate) fn tap(&mut self, key: &str) {
        self.press_down(key);
    }

    /// Presses some keys one after the other.
    #[track_caller]
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.press(key);
        }
    }

    /// Types words letter by letter, as a keyboard does.
    pub(crate) fn type_words(&mut self, words: &str) {
        for letter in words.chars() {
            let name = letter.to_ascii_uppercase().to_string();
            let key = if letter == ' ' { Some(Key::Space) } else { Key::from_name(&name) };
            let modifiers = if letter.is_uppercase() { Modifiers::SHIFT } else { Modifiers::NONE };
            let event = |key, pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
            self.n_presses += 1;
            let input = self.harness.input_mut();
            input.events.extend(key.map(|key| event(key, true)));
            input.events.push(Event::Text(letter.to_string()));
            input.events.extend(key.map(|key| event(key, false)));
            self.frames(1);
        }
        self.frames(1);
    }

    /// Whether a widget of this name is there.
    pub(crate) fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether a widget is there whose name holds this.
    pub(crate) fn has_part(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    /// The name that holds this part.
    #[track_caller]
    pub(crate) fn label_with(&self, part: &str) -> String {
        let node = self.harness.query_all_by_label_contains(part).next();
        node.and_then(|node| node.accesskit_node().label())
            .unwrap_or_else(|| panic!("nothing is called “…{part}…”:\n{}", self.told().join("\n")))
    }

    /// The value of the field of this name.
    #[track_caller]
    pub(crate) fn value(&self, label: &str) -> String {
        let mut fields = self.harness.query_all_by_label(label).filter(|node| {
            matches!(node.accesskit_node().role(), egui::Role::TextInput | egui::Role::MultilineTextInput)
        });
        fields
            .find_map(|node| node.value())
            .unwrap_or_else(|| panic!("no field is called “{label}”:\n{}", self.told().join("\n")))
    }

    /// Whether the field of this name has the cursor.
    pub(crate) fn is_focused(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).any(|node| node.is_focused())
    }

    /// The place of the last widget of this name: what lies on top comes last.
    #[track_caller]
    fn rect(&self, label: &str) -> Rect {
        let node = self.harness.query_all_by_label(label).last();
        node.unwrap_or_else(|| panic!("nothing is called “{label}”:\n{}", self.told().join("\n"))).rect()
    }

    /// Clicks the middle of the widget of this name.
    #[track_caller]
    pub(crate) fn click(&mut self, label: &str) {
        self.click_with(label, Modifiers::NONE);
    }

    /// Clicks it while modifier keys are down.
    #[track_caller]
    pub(crate) fn click_with(&mut self, label: &str, modifiers: Modifiers) {
        let rect = self.rect(label);
        self.click_at(rect.center(), modifiers);
    }

    /// Clicks a place.
    pub(crate) fn click_at(&mut self, pos: Pos2, modifiers: Modifiers) {
        let button = |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers };
        self.harness.input_mut().events.push(Event::ModifiersChanged(modifiers));
        for event in [Event::PointerMoved(pos), button(true), button(false)] {
            self.harness.input_mut().events.push(event);
            self.frames(1);
        }
        self.harness.input_mut().events.push(Event::ModifiersChanged(Modifiers::NONE));
        // Long enough that the next click is not the second half of a double one.
        self.frames(4);
    }

    /// Drags over the widget of this name, from its left end to its right end.
    #[track_caller]
    pub(crate) fn drag_over(&mut self, label: &str, modifiers: Modifiers) {
        let rect = self.rect(label).shrink2(vec2(1.0, 0.0));
        let (from, to) = (rect.left_center(), rect.right_center());
        let button = |pos, pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers };
        self.harness.input_mut().events.push(Event::ModifiersChanged(modifiers));
        let middle = Event::PointerMoved(rect.center());
        for event in [Event::PointerMoved(from), button(from, true), middle, Event::PointerMoved(to), button(to, false)]
        {
            self.harness.input_mut().events.push(event);
            self.frames(1);
        }
        self.harness.input_mut().events.push(Event::ModifiersChanged(Modifiers::NONE));
        self.frames(4);
    }

    /// Pastes words.
    pub(crate) fn paste(&mut self, words: &str) {
        self.harness.input_mut().events.push(Event::Paste(words.to_owned()));
        self.frames(2);
    }

    /// The system asks the window to close.
    pub(crate) fn ask_to_close(&mut self) {
        let viewport = self.harness.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
        viewport.events.push(egui::ViewportEvent::Close);
        self.frames(1);
    }

    /// Brings the widget of this name into sight.
    #[track_caller]
    pub(crate) fn scroll_to(&mut self, label: &str) {
        let node = self.harness.query_all_by_label(label).last();
        node.unwrap_or_else(|| panic!("nothing is called “{label}”:\n{}", self.told().join("\n"))).scroll_to_me();
        self.frames(4);
    }

    /// Whether something lies over the window and asks.
    pub(crate) fn has_dialog(&self) -> bool {
        self.harness.query_all_by_role(egui::Role::Dialog).next().is_some()
    }

    /// Whether the widget whose name holds this is the selected one.
    pub(crate) fn is_selected(&self, part: &str) -> bool {
        self.harness
            .query_all_by_label_contains(part)
            .any(|node| node.accesskit_node().toggled() == Some(Toggled::True))
    }

    /// The name of what has the focus.
    pub(crate) fn focused(&self) -> String {
        let id = self.harness.ctx.memory(|memory| memory.focused());
        let node = self.harness.query_all(by().predicate(|node| node.is_focused())).next();
        format!("{id:?} {:?}", node.and_then(|node| node.accesskit_node().label()))
    }

    /// Everything a screen reader would say.
    pub(crate) fn told(&self) -> Vec<String> {
        fn gather(node: &egui_kittest::Node<'_>, out: &mut Vec<String>) {
            let inner = node.accesskit_node();
            out.extend(inner.label());
            out.extend(inner.value());
            for child in node.children() {
                gather(&child, out);
            }
        }
        let mut out = Vec::new();
        gather(&self.harness.root(), &mut out);
        out
    }

    /// What was put on the clipboard last.
    pub(crate) fn copied(&self) -> Option<&str> {
        self.copied.last().map(String::as_str)
    }

    /// Puts the caret before these words by keyboard: down to their row, on by words, then by letters.
    #[track_caller]
    pub(crate) fn caret_before(&mut self, words: &str) {
        let wanted = crate::desk::span(self.session(), words).start();
        self.tap("Ctrl+Home");
        for (on, back) in [("ArrowDown", "ArrowUp"), ("Ctrl+ArrowRight", "Ctrl+ArrowLeft")] {
            let mut before = None;
            while self.caret() < wanted && before != Some(self.caret()) {
                before = Some(self.caret());
                self.tap(on);
            }
            if self.caret() > wanted {
                self.tap(back);
            }
        }
        let step = if self.caret() < wanted { "ArrowRight" } else { "ArrowLeft" };
        for _ in 0..40 {
            if self.caret() == wanted {
                return;
            }
            self.tap(step);
        }
        panic!("“{words}” was not reached");
    }

    fn caret(&self) -> usize {
        self.session().view().selection.head
    }

    /// Selects these words by keyboard: the caret before them, then Shift and the arrow to their end.
    #[track_caller]
    pub(crate) fn select(&mut self, words: &str) {
        self.caret_before(words);
        let end = crate::desk::span(self.session(), words).end();
        while self.session().view().selection.head < end {
            self.tap("Shift+ArrowRight");
        }
        self.frames(1);
        assert_eq!(self.selected(), [words]);
    }

    /// The words that are selected.
    pub(crate) fn selected(&self) -> Vec<String> {
        let article = self.session().current_article().expect("an article is shown");
        let spans = self.session().view().selection.spans(&article.draft);
        spans.iter().filter_map(|span| span.of(article.draft.text())).map(str::to_owned).collect()
    }

    /// The claim in the inspector.
    #[track_caller]
    pub(crate) fn claim(&self) -> &Claim {
        self.session().current_claim().expect("a claim is shown")
    }

    /// Its words.
    #[track_caller]
    pub(crate) fn claim_words(&self) -> Vec<String> {
        let article = self.session().current_article().expect("an article is shown");
        let places = self.claim().places().filter_map(|span: ByteSpan| span.of(article.draft.text()));
        places.map(str::to_owned).collect()
    }

    /// Saves by its key and waits until that is done.
    #[track_caller]
    pub(crate) fn save(&mut self) {
        self.press("Ctrl+S");
        self.until("a save", |window| window.session().is_saved());
    }
}

/// "Ctrl+Shift+O" as modifiers and "O".
fn modifiers_of(key: &str) -> (Modifiers, &str) {
    let mut modifiers = Modifiers::NONE;
    let mut rest = key;
    while let Some((part, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
        modifiers |= match part {
            "Ctrl" => Modifiers::CTRL | Modifiers::COMMAND,
            "Shift" => Modifiers::SHIFT,
            "Alt" => Modifiers::ALT,
            other => panic!("{other} is no modifier"),
        };
        rest = after;
    }
    (modifiers, rest)
}
