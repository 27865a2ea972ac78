//! The main job in the real window: a person's hands open, tag, tie, decide, save, export and quit; then the files
//! on disk are looked at.
//!
//! In: the real program on a screen of its own. Must not know: pixels; places come from the same frame laid out here.
//! Needs Xvfb, openbox, xdotool and xprop; without them it passes and says so, unless `TICKMARK_WINDOW_TEST=required`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails this way, and counts in pixels"
)]

mod screen;

use std::path::{Path, PathBuf};

use egui::{Context, RawInput, Rect};
use jiff::SignedDuration;
use tickmark::app::App;
use tickmark::export::Format;
use tickmark::model::claim::Stance;
use tickmark::model::decision::Status;
use tickmark::model::ids::Slug;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::command::Command;
use tickmark::session::reports::offered_file;
use tickmark::session::settings::Person;
use tickmark::session::{Session, Surroundings};
use tickmark::store;
use tickmark::text::find::find_all;

use crate::screen::Screen;

const HEADLINE: &str = "Border towns brace as army exercises widen";
const WORDS: &str = "100,000 troops";
const SOURCE: &str = "Defence ministry count, week 6";
const EXCERPT: &str = "By Sunday evening 100,000 troops had reached the eastern ranges.";

const ARTICLE: &str = "\
Border towns brace as army exercises widen

Shopkeepers in the east keep their shelves full and their vans fuelled

By Mara Linde

VESKA, Feb. 9, 2022 - The town hall of Veska has printed two thousand leaflets that tell families where the nearest \
cellar is, and the last of them were handed out before noon on Tuesday.

The ranges beyond the river now hold 100,000 troops, according to the count that the defence ministry keeps, and \
columns of lorries have passed the crossing every night for a week.

The mayor, Ilya Torn, said the leaflets were a matter of habit rather than of fear.

\"We printed them in the year of the flood as well,\" he said. \"Nobody laughed then.\"

At the market hall, traders have agreed to open an hour earlier. Flour has risen by 12 percent since January, and \
lamp oil has not been delivered for nine days.

The school keeps its timetable. Its head teacher counted 14 empty desks on Monday, three more than a week before.

Bus line 7, which used to run to the crossing, now turns round at the brewery.

Farmers say the noise keeps the cattle awake. A vet from the district has visited 31 farms and found nothing worse \
than tired cows.

The exercises are to end on Feb. 20. Nobody in the market hall would bet on it.

The ministry did not answer questions about what comes after that day.
";

#[test]
fn the_main_job_is_done_by_hand() {
    if let Some(tool) = screen::missing_tool() {
        let is_required = std::env::var_os("TICKMARK_WINDOW_TEST").is_some_and(|value| value == "required");
        assert!(!is_required, "{tool} is missing");
        println!("skipped: Xvfb, openbox or xdotool is missing");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("border-towns.txt");
    let reports = folder.path().join("reports");
    screen::write(&file, ARTICLE.as_bytes());
    std::fs::create_dir(&reports).expect("a folder for the report");
    let screen = Screen::start(folder.path(), env!("CARGO_BIN_EXE_tickmark"));

    screen.wait_for_title("the first start asks for the name, over the sample", |title| {
        title.starts_with("Your name – ") && title.matches(" – ").count() == 3
    });
    screen.type_over("Alma Brekke");
    screen.key("Return");
    screen.wait_for_title("the name is taken", |title| !title.contains("Your name") && title.ends_with("Tickmark"));

    screen.key("ctrl+shift+o");
    screen.wait_for_title("a path is asked for", |title| title.starts_with("Open by path – "));
    screen.type_over(file.to_str().expect("a path in Unicode"));
    screen.key("Return");
    screen.wait_for_title("the article is open", |title| title.starts_with(HEADLINE));

    let projects = folder.path().join("home/data/tickmark/projects");
    let (project, slug) = screen.wait_for("the article is in the project", || article_in(&projects));
    let review = project.join("articles").join(slug.as_str()).join("review.ron");
    let holds = |words: &str| std::fs::read_to_string(&review).is_ok_and(|text| text.contains(words));

    let window = screen.window();
    let place = place_of_words(&project, &slug, window, &folder.path().join("copy"));
    screen.drag_over(place);
    screen.key("c");
    screen.wait_for("the claim is saved", || holds(WORDS).then_some(()));

    screen.key("t");
    screen.wait_for_title("a source is asked for", |title| title.contains("Add tie – "));
    screen.type_text(SOURCE);
    screen.key("Return");
    screen.type_text(EXCERPT);
    screen.key("ctrl+Return");
    screen.wait_for_title("the tie is taken", |title| !title.contains("Add tie"));
    screen.key("1");
    screen.key("ctrl+s");
    screen.wait_for("tie and decision are saved", || (holds(EXCERPT) && holds("Confirmed")).then_some(()));

    screen.key("ctrl+e");
    screen.wait_for_title("the report is asked for", |title| title.contains("Export report – "));
    screen.type_over(&format!("{}/", reports.display()));
    screen.key("Return");
    let report = offered_file(&reports, &slug, Format::Html);
    let html = screen.wait_for("the report is written", || std::fs::read_to_string(&report).ok());
    screen.wait_for_title("the report's form is closed", |title| title.starts_with(HEADLINE));

    screen.key("ctrl+q");
    let status = screen.wait_for_end();
    assert!(status.success(), "{status}");

    let loaded = store::load(&project).expect("the project can be read");
    assert_eq!(loaded.problems, []);
    let article = loaded.project.articles.get(&slug).expect("the article");
    assert_eq!(article.review.claims.len(), 1);
    let claim = article.review.claims.values().next().expect("the claim");
    assert_eq!(claim.words(), WORDS);
    let [tie] = claim.ties.as_slice() else { panic!("one tie: {:?}", claim.ties) };
    assert_eq!((tie.stance, tie.excerpt.as_str()), (Stance::Supports, EXCERPT));
    assert_eq!(loaded.project.sources.get(&tie.source).expect("the source").title, SOURCE);
    let decision = claim.decision(claim.first_scope()).expect("a decision");
    assert_eq!((decision.status, decision.by.0.as_str()), (Status::Confirmed, "AB"));
    for words in [HEADLINE, WORDS, SOURCE, EXCERPT, "Alma Brekke"] {
        assert!(html.contains(words), "the report lacks {words:?}");
    }
    assert!(html.trim_end().ends_with("</html>"), "the report is whole");
}

/// The project and the name of the article that was opened, once they are on disk.
fn article_in(projects: &Path) -> Option<(PathBuf, Slug)> {
    let project = std::fs::read_dir(projects).ok()?.flatten().next()?.path();
    let loaded = store::load(&project).ok()?;
    let slug = loaded.project.articles.values().find(|article| article.title() == HEADLINE)?.slug.clone();
    Some((project, slug))
}

/// Where the words stand on the screen: a copy of the project in a window of the same size, drawn here.
fn place_of_words(project: &Path, slug: &Slug, window: Rect, copy: &Path) -> Rect {
    copy_folder(project, copy);
    let mut session = Session::new(Surroundings {
        clock: Clock::Stepping { now: jiff::Timestamp::UNIX_EPOCH, step: SignedDuration::ZERO },
        ids: Ids::Numbered(0),
        zone: jiff::tz::TimeZone::UTC,
        config: None,
        data: None,
        login: "Alma Brekke".to_owned(),
        reader: tickmark::session::reading::Reader::InProcess,
    });
    session.open_project(copy.to_path_buf(), Vec::new()).expect("the copy opens");
    session.finish_jobs();
    for wish in [Command::SetPerson(Person::named("Alma Brekke")), Command::ShowArticle(slug.clone())] {
        session.run(wish).expect("the article is shown");
    }
    let text = session.current_article().expect("the article").draft.shared_text();
    let [span] = find_all(&text, WORDS)[..] else { panic!("the words stand once in the article") };

    let ctx = Context::default();
    let mut app = App::new(&ctx, session);
    let screen = Rect::from_min_size(egui::Pos2::ZERO, window.size());
    // The first frames install the fonts and settle the panels.
    for _ in 0..4 {
        app.logic(&ctx);
        let input = RawInput { screen_rect: Some(screen), focused: true, ..RawInput::default() };
        let mut output = ctx.run_ui(input, |ui| app.show(ui));
        output.textures_delta.clear(); // nothing is painted here
    }
    let [place] = app.rects_of(span)[..] else { panic!("the words stand in one line: {:?}", app.rects_of(span)) };
    let place = place.translate(window.min.to_vec2());
    assert!(window.contains_rect(place), "{place:?} is in sight");
    place
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder of the copy");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file of the copy");
        }
    }
}
