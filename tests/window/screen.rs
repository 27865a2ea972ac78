//! A screen without a monitor, a window manager on it, and a person's hands: pointer and keys by XTEST.
//!
//! In: keys and places. Out: window titles and the colours of the screen. Everything is waited for by looking, never
//! by counting on time. Must not know: Tickmark, but for how it is started.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use egui::{Pos2, Rect};

/// The programs this needs.
const TOOLS: [&str; 4] = ["Xvfb", "openbox", "xdotool", "xprop"];
/// How long anything may take on a machine that is busy with other work.
const DEADLINE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_millis(20);
pub(crate) const WIDTH: u16 = 1440;
pub(crate) const HEIGHT: u16 = 900;

/// Windows without frames at the screen's corner, so that a place in the window is the same place on the screen; no
/// key or button belongs to the window manager.
const OPENBOX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <keyboard/>
  <mouse/>
  <applications>
    <application class="*">
      <decor>no</decor>
      <focus>yes</focus>
      <position force="yes"><x>0</x><y>0</y></position>
    </application>
  </applications>
</openbox_config>
"#;

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The screen with the program on it.
pub(crate) struct Screen {
    app: Process,
    _manager: Process,
    _server: Process,
    display: String,
    frame: PathBuf,
    told: PathBuf,
}

/// The first of the programs that this machine lacks.
pub(crate) fn missing_tool() -> Option<&'static str> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    TOOLS.into_iter().find(|tool| !folders.iter().any(|folder| folder.join(tool).is_file()))
}

impl Screen {
    /// Starts a screen in `folder`, and `program` on it with `folder/home` as its home.
    pub(crate) fn start(folder: &Path, program: &str) -> Self {
        let (server, display) = server(folder);
        write(&folder.join("openbox.xml"), OPENBOX.as_bytes());
        let mut manager = Command::new("openbox");
        manager.arg("--sm-disable").arg("--config-file").arg(folder.join("openbox.xml")).env("DISPLAY", &display);
        manager.env("HOME", folder).stdout(Stdio::null()).stderr(Stdio::null());
        let manager = Process(manager.spawn().expect("openbox starts"));
        look("the window manager is there", || {
            said("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"], &display).filter(|said| said.contains('#'))
        });

        let (home, told) = (folder.join("home"), folder.join("stderr.txt"));
        std::fs::create_dir_all(&home).expect("a home");
        let mut app = Command::new(program);
        app.env_clear().env("DISPLAY", &display).env("HOME", &home).env("PATH", folder).env("TZ", "UTC");
        app.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_DATA_HOME", home.join("data")).env("USER", "desk");
        app.env("LIBGL_ALWAYS_SOFTWARE", "1").env("WINIT_X11_SCALE_FACTOR", "1").env("RUST_BACKTRACE", "1");
        app.stdin(Stdio::null()).stdout(Stdio::null()).stderr(created(&told));
        let app = Process(app.spawn().expect("the program starts"));
        Self { app, _manager: manager, _server: server, display, frame: folder.join("Xvfb_screen0"), told }
    }

    /// Looks until `condition` gives something; after a generous time it fails with a picture of the screen.
    #[track_caller]
    pub(crate) fn wait_for<T>(&self, what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = condition() {
                return found;
            }
            if start.elapsed() > DEADLINE {
                let picture = self.picture();
                let told = std::fs::read_to_string(&self.told).unwrap_or_default();
                let title = self.title();
                panic!("never seen: {what}\ntitle: {title}\nscreen: {}\nstandard error:\n{told}", picture.display());
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits until the title of the active window fits.
    #[track_caller]
    pub(crate) fn wait_for_title(&self, what: &str, fits: impl Fn(&str) -> bool) {
        self.wait_for(what, || Some(()).filter(|()| fits(&self.title())));
    }

    /// Waits until the program has ended.
    #[track_caller]
    pub(crate) fn wait_for_end(mut self) -> ExitStatus {
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            if let Some(status) = self.app.0.try_wait().expect("the program can be asked") {
                return status;
            }
            std::thread::sleep(PAUSE);
        }
        self.wait_for("the program has ended", || None)
    }

    /// The title of the active window; empty while there is none.
    pub(crate) fn title(&self) -> String {
        said("xdotool", &["getactivewindow", "getwindowname"], &self.display).unwrap_or_default().trim().to_owned()
    }

    /// Where the active window's content is on the screen.
    pub(crate) fn window(&self) -> Rect {
        let all = said("xdotool", &["getactivewindow", "getwindowgeometry", "--shell"], &self.display);
        let all = all.expect("the window is there");
        let numbers: BTreeMap<&str, f32> = all
            .lines()
            .filter_map(|line| line.split_once('='))
            .filter_map(|(name, number)| Some((name, number.parse().ok()?)))
            .collect();
        let at = |name| numbers.get(name).copied().expect("xdotool tells the place");
        Rect::from_min_size(Pos2::new(at("X"), at("Y")), egui::vec2(at("WIDTH"), at("HEIGHT")))
    }

    /// Presses a key or a chord.
    pub(crate) fn key(&self, chord: &str) {
        self.hands(&["key", chord]);
    }

    /// Types letters.
    pub(crate) fn type_text(&self, text: &str) {
        self.hands(&["type", "--delay", "4", text]);
    }

    /// Selects all of a field and types over it.
    pub(crate) fn type_over(&self, text: &str) {
        self.key("ctrl+a");
        self.type_text(text);
    }

    /// Drags the pointer over a rectangle from its left to its right edge, looking for the words to be tinted.
    #[track_caller]
    pub(crate) fn drag_over(&self, place: Rect) {
        let (left, right) = place.split_left_right_at_fraction(0.5);
        let before = (self.ground(left), self.ground(right));
        self.move_to(place.left_center());
        self.hands(&["mousedown", "1"]);
        self.move_to(place.center());
        self.wait_for("the words to the left are tinted", || Some(()).filter(|()| self.ground(left) != before.0));
        self.move_to(place.right_center());
        self.wait_for("the words to the right are tinted", || Some(()).filter(|()| self.ground(right) != before.1));
        self.hands(&["mouseup", "1"]);
    }

    fn move_to(&self, place: Pos2) {
        let (x, y) = (place.x.round().to_string(), place.y.round().to_string());
        self.hands(&["mousemove", &x, &y]);
    }

    fn hands(&self, args: &[&str]) {
        said("xdotool", args, &self.display).unwrap_or_else(|| panic!("xdotool {args:?} failed"));
    }

    /// The colour that most of a rectangle has: what is behind the words.
    fn ground(&self, place: Rect) -> [u8; 3] {
        let (size, pixels) = self.pixels();
        let mut count: BTreeMap<[u8; 3], usize> = BTreeMap::new();
        for y in place.top().ceil() as usize..place.bottom().floor() as usize {
            for x in place.left().ceil() as usize..place.right().floor() as usize {
                *count.entry(pixels[y * size.0 + x]).or_default() += 1;
            }
        }
        count.into_iter().max_by_key(|(_, n)| *n).expect("the rectangle is on the screen").0
    }

    /// The screen, as Xvfb keeps it in a file: a header of big-endian numbers, then rows of blue, green, red, nothing.
    fn pixels(&self) -> ((usize, usize), Vec<[u8; 3]>) {
        let bytes = std::fs::read(&self.frame).expect("the screen's file");
        let number = |at: usize| {
            let four = bytes[at * 4..at * 4 + 4].try_into().expect("four bytes");
            usize::try_from(u32::from_be_bytes(four)).expect("a size")
        };
        let (header, width, height, row, n_colours) = (number(0), number(4), number(5), number(12), number(19));
        assert_eq!(number(11), 32, "bits of a pixel");
        let rows = bytes[header + n_colours * 12..].chunks_exact(row).take(height);
        let pixels = rows.flat_map(|row| row.chunks_exact(4).take(width).map(|bgr| [bgr[2], bgr[1], bgr[0]]));
        ((width, height), pixels.collect())
    }

    /// Keeps a picture of the screen where it outlives the test.
    fn picture(&self) -> PathBuf {
        let ((width, height), pixels) = self.pixels();
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("window-test.ppm");
        let mut bytes = format!("P6 {width} {height} 255\n").into_bytes();
        bytes.extend(pixels.into_iter().flatten());
        write(&file, &bytes);
        file
    }
}

/// An X server on a display of its own choice, and that display's name.
fn server(folder: &Path) -> (Process, String) {
    let mut server = Command::new("Xvfb");
    let screen = format!("{WIDTH}x{HEIGHT}x24");
    server.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset", "-fbdir"]).arg(folder);
    server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Process(server.spawn().expect("Xvfb starts"));
    let mut number = String::new();
    let told = server.0.stdout.take().expect("what Xvfb says");
    BufReader::new(told).read_line(&mut number).expect("Xvfb says its display");
    assert!(!number.trim().is_empty(), "Xvfb ended at once");
    (server, format!(":{}", number.trim()))
}

/// What a tool says; nothing when it fails.
fn said(tool: &str, args: &[&str], display: &str) -> Option<String> {
    let output = Command::new(tool).args(args).env("DISPLAY", display).stdin(Stdio::null()).output().expect(tool);
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// As [`Screen::wait_for`], while there is no program yet.
fn look<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(start.elapsed() < DEADLINE, "never seen: {what}");
        std::thread::sleep(PAUSE);
    }
}

#[expect(clippy::disallowed_methods, reason = "a test lays out files")]
pub(crate) fn created(path: &Path) -> File {
    File::create(path).expect("a file of the test")
}

/// Writes a file of the test.
pub(crate) fn write(path: &Path, bytes: &[u8]) {
    created(path).write_all(bytes).expect("a file of the test");
}
