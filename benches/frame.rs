//! Measures what the window costs: a frame of a long and of a short article, an edit among many claims, idling.
//!
//! `cargo bench --bench frame` prints a table and fails when a limit is passed. Figures in README come from it.
//! Must not know: how the window does it. Everything runs headless through `egui::Context`, as the window does.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench prints its figures, and stops where it cannot measure"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use egui::{Context, RawInput, Rect, pos2, vec2};
use jiff::SignedDuration;
use tickmark::app::App;
use tickmark::model::decision::Status;
use tickmark::model::sign_off::SignRole;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::command::Command;
use tickmark::session::outcome::Done;
use tickmark::session::settings::Person;
use tickmark::session::wishes::Ruling;
use tickmark::session::{Session, Surroundings};
use tickmark::store::files::{Existing, write_atomically};
use tickmark::text::span::ByteSpan;

/// A figure with the limit it must keep.
struct Figure {
    name: &'static str,
    value: f64,
    limit: f64,
    unit: &'static str,
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the projects");
    let long = Project::new(&folder.path().join("long"), 1_000_000, 2_000);
    let short = Project::new(&folder.path().join("short"), 20_000, 50);
    let mut long = long.window();
    let mut short = short.window();

    let mut figures = Vec::new();
    let mut add = |name, value, limit, unit| figures.push(Figure { name, value, limit, unit });
    add("first frame, 1 MB and 2,000 claims", ms(long.first), 100.0, "ms");
    let plain = ms(long.median_frame());
    let small = ms(short.median_frame());
    add("frame, 1 MB and 2,000 claims", plain, 1.5, "ms");
    add("frame, 20 kB and 50 claims", small, 1.5, "ms");
    add("ratio of the two", plain / small, 1.5, "×");
    add("frame while scrolling, 1 MB", ms(long.median_scrolling()), 4.0, "ms");
    long.ctx.enable_accesskit();
    add("frame with AccessKit, 1 MB and 2,000 claims", ms(long.median_frame()), 4.0, "ms");
    add("repaints asked for while idle", f64::from(short.idle_repaints()), 0.0, "");
    let mut many = Project::new(&folder.path().join("many"), 1_000_000, 10_000);
    let unsigned = ms(many.median_edit(0));
    add("edit among 10,000 claims", unsigned, 1.0, "ms");
    add("signing 10,000 claims", ms(many.sign(24)), 100.0, "ms");
    let signed = ms(many.median_edit(1));
    add("edit among 10,000 claims, signed 24 times", signed, 1.0, "ms");
    add("ratio of that to an edit of what nobody signed", signed / unsigned, 1.5, "×");

    let mut passed = true;
    println!("{:<40} {:>10} {:>10}", "figure", "measured", "limit");
    for Figure { name, value, limit, unit } in &figures {
        let fits = value <= limit;
        passed &= fits;
        println!("{name:<40} {value:>8.3} {unit:<2} {limit:>7.1} {unit:<2} {}", if fits { "" } else { "  OVER" });
    }
    assert!(passed, "a limit was passed");
}

/// A project with one article of this size and these many claims, spread evenly.
struct Project {
    session: Session,
}

impl Project {
    fn new(folder: &Path, bytes: usize, claims: usize) -> Self {
        let mut session = Session::new(Surroundings {
            clock: Clock::Stepping { now: jiff::Timestamp::UNIX_EPOCH, step: SignedDuration::ZERO },
            ids: Ids::Numbered(0),
            zone: jiff::tz::TimeZone::UTC,
            config: None,
            data: None,
            login: "Bench Mark".to_owned(),
            reader: tickmark::session::reading::Reader::InProcess,
        });
        let file = folder.with_extension("txt");
        write_atomically(&file, article(bytes).as_bytes(), Existing::Refuse).expect("the text can be written");
        done(&mut session, Command::NewProject { folder: folder.to_path_buf(), title: "Bench".to_owned() });
        done(&mut session, Command::OpenArticles(vec![file]));
        done(&mut session, Command::SetPerson(Person::named("Bench Mark")));
        let article = session.current_article().expect("the article is open").clone();
        let blocks = article.draft.blocks();
        let all: Vec<ByteSpan> = blocks
            .iter()
            .flat_map(|block| block.words.windows(3).step_by(4))
            .map(|three| three[0].union(three[2]))
            .collect();
        let stride = all.len() / claims;
        for (number, span) in all.into_iter().step_by(stride.max(1)).take(claims).enumerate() {
            let wish =
                Command::AddClaim { article: article.slug.clone(), spans: vec![span], kind: None, claimant: None };
            let Done::Claim(id) = done(&mut session, wish) else { panic!("no claim was made") };
            let status = Status::ALL[number % 6];
            let ruling = Ruling { scope: None, status, basis: None, reason: String::new() };
            done(&mut session, Command::Decide { claims: vec![id], ruling });
        }
        session.settle_save();
        let n_claims = session.current_index().expect("an index").n_claims();
        assert_eq!(n_claims, claims, "the article has too few words");
        Self { session }
    }

    fn window(self) -> Window {
        let ctx = Context::default();
        let app = App::new(&ctx, self.session);
        let mut window = Window { ctx, app, time: 0.0, first: Duration::ZERO };
        window.ctx.disable_accesskit();
        window.first = window.frame();
        window
    }

    /// Has several people sign the article in every role, `times` in all, and answers what the slowest took.
    fn sign(&mut self, times: usize) -> Duration {
        let article = self.session.current_article().expect("the article is open").slug.clone();
        let mut slowest = Duration::ZERO;
        for (number, role) in SignRole::ALL.into_iter().cycle().take(times).enumerate() {
            let name = ["Ada Berg", "Bo Carl", "Cai Dahl", "Dora Eng", "Eli Falk", "Fay Gran"][number / 4 % 6];
            done(&mut self.session, Command::SetPerson(Person::named(name)));
            let start = Instant::now();
            let wish = Command::Sign { article: article.clone(), role, note: String::new() };
            self.session.run(wish).expect("nobody signed it so");
            slowest = slowest.max(start.elapsed());
        }
        let index = self.session.current_index().expect("an index");
        let n_signed = self.session.current_article().map_or(0, |article| article.review.sign_offs.len());
        assert_eq!((n_signed, index.stale_sign_offs()), (times, 0), "all of them signed what stands there");
        slowest
    }

    /// What deciding about one claim costs the thread that draws: about another hundred of them for each `set`. What
    /// was signed goes stale with it, and the window's count of stale sign-offs is read again.
    fn median_edit(&mut self, set: usize) -> Duration {
        let index = self.session.current_index().expect("an index");
        let claims: Vec<_> = index.order().skip(set).step_by(97).take(100).collect();
        let mut times = Vec::new();
        for claim in claims {
            // A save in between holds a snapshot, so that the edit has to part from it: the worst case.
            let ruling = Ruling { scope: None, status: Status::Waived, basis: None, reason: "bench".to_owned() };
            let snapshot = self.session.project().cloned();
            let start = Instant::now();
            self.session.run(Command::Decide { claims: vec![claim], ruling }).expect("the claim is there");
            let n_stale = self.session.current_index().map(|index| index.stale_sign_offs());
            times.push(start.elapsed());
            let n_signed = self.session.current_article().map(|article| article.review.sign_offs.len());
            assert_eq!(n_stale, n_signed, "an edit makes all of them stale");
            drop(snapshot);
        }
        median(times)
    }
}

struct Window {
    ctx: Context,
    app: App,
    time: f64,
    /// What the very first frame took: faces are loaded and the article is laid out in it.
    first: Duration,
}

impl Window {
    fn input(&mut self) -> RawInput {
        self.time += 1.0 / 60.0;
        RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
            time: Some(self.time),
            focused: true,
            ..RawInput::default()
        }
    }

    fn run(&mut self, input: RawInput) -> egui::FullOutput {
        let app = &mut self.app;
        let ctx = self.ctx.clone();
        app.logic(&ctx);
        self.ctx.run_ui(input, |ui| app.show(ui))
    }

    fn frame(&mut self) -> Duration {
        let input = self.input();
        let start = Instant::now();
        let output = self.run(input);
        let time = start.elapsed();
        drop(output);
        time
    }

    fn median_frame(&mut self) -> Duration {
        for _ in 0..20 {
            self.frame();
        }
        median((0..200).map(|_| self.frame()).collect())
    }

    fn median_scrolling(&mut self) -> Duration {
        let mut times = Vec::new();
        for _ in 0..200 {
            let mut input = self.input();
            let pos = pos2(600.0, 450.0);
            input.events.push(egui::Event::PointerMoved(pos));
            input.events.push(egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: vec2(0.0, -120.0),
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Wheel,
                modifiers: egui::Modifiers::NONE,
            });
            let start = Instant::now();
            drop(self.run(input));
            times.push(start.elapsed());
        }
        median(times)
    }

    /// After everything settled: in how many of 50 frames a repaint is asked for without delay.
    fn idle_repaints(&mut self) -> u32 {
        for _ in 0..120 {
            self.frame();
        }
        let mut asked = 0;
        for _ in 0..50 {
            let input = self.input();
            let output = self.run(input);
            let soon = output.viewport_output.values().any(|viewport| viewport.repaint_delay < Duration::from_secs(1));
            asked += u32::from(soon);
        }
        asked
    }
}

fn done(session: &mut Session, command: Command) -> Done {
    let done = session.run(command).unwrap_or_else(|problem| panic!("{problem}"));
    if matches!(done, Done::Started(_)) {
        session.finish_jobs();
    }
    done
}

/// An article of about this many bytes: paragraphs of 40 to 90 words of our own.
fn article(bytes: usize) -> String {
    const WORDS: [&str; 24] = [
        "the",
        "harbour",
        "office",
        "counted",
        "vessels",
        "between",
        "Monday",
        "and",
        "its",
        "pilots",
        "said",
        "that",
        "about",
        "4,200",
        "tonnes",
        "of",
        "grain",
        "waited",
        "at",
        "anchor",
        "while",
        "inspectors",
        "read",
        "papers",
    ];
    let mut text = String::from("Ships wait at the northern anchorage\n\n");
    let mut seed: u32 = 7;
    while text.len() < bytes {
        let length = 40 + (seed % 50) as usize;
        for word in 0..length {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(WORDS[(seed >> 16) as usize % WORDS.len()]);
            text.push(if word + 1 == length { '.' } else { ' ' });
        }
        text.push_str("\n\n");
    }
    text
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
