//! `check-project --repair` and the window's repair: what is said first, what is done then, and that nothing is lost.
//!
//! Must not know: how a repair is found out.

use tickmark::session::command::Command;

use crate::desk::{Desk, copy_folder};
use crate::world::{Run, TestProject};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/projects/winter-crisis");
const FOLDER: &str = "articles/ministers-meet-as-troop-count-rises";

/// The sample below the folder of a world, and what runs there.
struct Sample(TestProject);

impl Sample {
    fn new() -> Self {
        let world = TestProject::empty();
        copy_folder(std::path::Path::new(SAMPLE), &world.folder().join("p"));
        Self(world)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.0.run_in(&self.0.folder().join("p"), args)
    }

    fn read(&self, file: &str) -> String {
        self.0.read(&format!("p/{file}"))
    }

    fn write(&self, file: &str, text: &str) {
        self.0.write(&format!("p/{file}"), text.as_bytes());
    }

    /// Replaces in a file, which must hold what is replaced.
    fn damage(&self, file: &str, from: &str, to: &str) -> String {
        let text = self.read(file);
        assert!(text.contains(from), "{file} holds {from}");
        let damaged = text.replacen(from, to, 1);
        self.write(file, &damaged);
        damaged
    }
}

#[test]
fn a_repair_is_told_first_and_puts_back_what_the_history_knows() {
    let sample = Sample::new();
    let (review, sources) = (format!("{FOLDER}/review.ron"), "sources.ron");
    let whole = [&review, sources].map(|file| sample.read(file));
    let damaged = sample.damage(&review, "kind: Number", "kind: Colour");
    sample.damage(sources, "kind: Document", "kind: Dokument");
    let history = format!("{FOLDER}/history.ronl");
    let whole_history = sample.read(&history);
    sample.write(&history, &format!("{whole_history}(id:\"01FT"));

    let dry = sample.run(&["check-project", "--repair"]);
    assert_eq!(dry.code, 1);
    assert_eq!(sample.read(&review), damaged, "nothing was written");
    insta::with_settings!({ snapshot_path => "../golden/cli", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("repair", dry.stdout);
    });

    let done = sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    assert!(done.stdout.ends_with("Repaired 3 files\n"), "{}", done.stdout);
    assert_eq!(sample.read(&review), whole[0], "the claim is as it was");
    assert_eq!(sample.read(sources), whole[1], "the source is as it was");
    assert_eq!(sample.read(&history), whole_history);
    assert_eq!(sample.read(&format!("{FOLDER}/review.damaged-1.ron")), damaged, "the original is kept");
    assert!(sample.read(&format!("{FOLDER}/history.damaged-1.ronl")).ends_with("(id:\"01FT"));
    assert_eq!(sample.run(&["check-project"]).code, 0);
    let again = sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, "There is nothing to repair\n"));
}

#[test]
fn empty_and_missing_files_are_made_from_the_histories() {
    let sample = Sample::new();
    let review = format!("{FOLDER}/review.ron");
    let whole = sample.read(&review);
    sample.write(&review, "");
    std::fs::remove_file(sample.0.folder().join("p/sources.ron")).expect("the library");
    sample.write("project.ron", "(");
    let done = sample.run(&["check-project", "--repair", "--write", "--json"]);
    assert_eq!(done.code, 0, "{}", done.stdout);
    assert_eq!(sample.read(&review), whole);
    let project = sample.read("project.ron");
    assert!(project.contains("title: \"p\"") && project.contains("Bram Keller"), "{project}");
    assert!(done.stdout.contains("the title, unless it is “p”: no history has it"), "{}", done.stdout);
    assert_eq!(sample.run(&["check-project"]).code, 0);
    assert!(sample.read("sources.ron").contains("Joint staff briefing"));
    assert_eq!(sample.read(&format!("{FOLDER}/review.damaged-1.ron")), "");
}

#[test]
fn what_cannot_be_put_back_is_named_and_newer_files_are_left_alone() {
    let sample = Sample::new();
    let review = format!("{FOLDER}/review.ron");
    let newer = sample.damage(&review, "schema: 2", "schema: 3");
    let article = format!("{FOLDER}/article.ron");
    sample.damage(&article, "    byline: ", "    byline; ");
    let draft = format!("{FOLDER}/draft-01.txt");
    let text = sample.damage(&draft, "troops", "troupes");
    let dry = sample.run(&["check-project", "--repair"]);
    for part in [
        "as it is  Review opened read-only: another version",
        "as it is  The text of a draft was changed",
        "leave out line ",
    ] {
        assert!(dry.stdout.contains(part), "{part} is not in\n{}", dry.stdout);
    }
    let done = sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!(done.code, 1, "the newer review and the changed draft remain");
    assert_eq!((sample.read(&review), sample.read(&draft)), (newer, text));
    assert!(sample.read(&article).contains("headline: "));
}

#[test]
fn a_plan_that_was_overtaken_is_refused() {
    let mut desk = Desk::sample("ministers-meet-as-troop-count-rises");
    let refused = desk.session.run(Command::Repair).expect_err("nobody looked");
    assert_eq!(refused.id, "repair-unplanned");
    let file = format!("project/{FOLDER}/review.ron");
    desk.write(&file, b"(schema: 2, claims: [");
    let mut desk = desk.opened();
    desk.run(Command::PlanRepair);
    desk.write(&file, b"(schema: 2, claims: [(");
    let before = desk.files();
    let refused = desk.session.run(Command::Repair).expect_err("the file is another");
    assert_eq!(refused.id, "repair-outdated");
    assert_eq!(desk.files(), before);
    desk.run(Command::PlanRepair);
    desk.run(Command::Repair);
    assert!(desk.session.guarded().is_some_and(tickmark::store::Guarded::is_empty));
    assert!(
        desk.session.current_article().is_some_and(|article| article.review.claims.len() > 10),
        "the session goes on"
    );
}
