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

#[test]
fn a_review_that_is_not_there_is_told_held_back_and_put_back() {
    let sample = Sample::new();
    let review = format!("{FOLDER}/review.ron");
    let whole = sample.read(&review);
    std::fs::remove_file(sample.0.folder().join("p").join(&review)).expect("the review");
    let refused = sample.run(&["claim", "--article", "ministers", "--quote", "Western governments"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("error[read-only]") && refused.stderr.contains("--repair"), "{}", refused.stderr);
    assert!(!sample.0.folder().join("p").join(&review).exists(), "no empty one hides the loss");
    let checked = sample.run(&["check-project"]);
    assert_eq!(checked.code, 1, "{}", checked.stdout);
    for part in ["file-missing", "check-project --repair", "Something is damaged"] {
        assert!(checked.stdout.contains(part), "{part} is not in\n{}", checked.stdout);
    }
    let kept = sample.run(&["check-project", "--keep-copy"]);
    assert_eq!(kept.code, 1, "there is no copy to keep: {}", kept.stdout);
    let dry = sample.run(&["check-project", "--repair"]);
    assert!(!dry.stdout.contains("leave out The review") && dry.stdout.contains("put back"), "{}", dry.stdout);
    let done = sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
    assert_eq!(sample.read(&review), whole);
    assert_eq!(sample.run(&["check-project"]).code, 0);
}

#[test]
fn the_marks_of_git_are_called_so_and_repaired_by_merging_again() {
    let sample = Sample::new();
    let review = format!("{FOLDER}/review.ron");
    let marked = sample.damage(&review, "    claims: [\n", "    claims: [\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n");
    let listed = sample.run(&["list", "claims"]);
    for part in ["warning[git-conflict]", "git-setup", "git merge --abort"] {
        assert!(listed.stderr.contains(part), "{part} is not in\n{}", listed.stderr);
    }
    let done = sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!(done.code, 1, "{}", done.stdout);
    assert!(done.stdout.contains("as it is"), "{}", done.stdout);
    assert_eq!(sample.read(&review), marked, "neither side is thrown away");
}

#[test]
fn a_repair_keeps_what_was_merged_from_outside() {
    let mut desk = Desk::sample("ministers-meet-as-troop-count-rises");
    let file = format!("{FOLDER}/review.ron");
    let claim = *desk.session.current_article().expect("shown").review.claims.keys().next().expect("a claim");
    desk.run(Command::SetNote { claim, note: "of the history".to_owned() });
    desk.session.settle_save();
    let outside = |from: &str, to: &str, desk: &mut Desk| {
        let text = std::fs::read_to_string(desk.project().join(&file)).expect("the review");
        assert!(text.contains(from));
        desk.write(&format!("project/{file}"), text.replacen(from, to, 1).as_bytes());
        desk.run(Command::LookOutside);
    };
    outside("of the history", "of somebody else", &mut desk);
    let note = |desk: &Desk| desk.session.current_article().expect("shown").review.claims[&claim].note.clone();
    assert_eq!(note(&desk), "of somebody else");
    let n_claims = desk.session.current_article().expect("shown").review.claims.len();
    drop(desk.problems());
    let text = std::fs::read_to_string(desk.project().join(&file)).expect("the review");
    let cut = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    desk.write(&format!("project/{file}"), &text.as_bytes()[..cut]);
    desk.run(Command::LookOutside);
    let told = desk.problems();
    assert!(told.iter().any(|problem| problem.now.contains("all that was open here stays")), "{told:?}");
    desk.run(Command::PlanRepair);
    let plan: Vec<String> = (desk.session.repair_planned().expect("a plan"))
        .flat_map(|file| file.steps.iter().map(|step| format!("{} {}", step.kind.word(), step.line())))
        .collect();
    assert!(plan.iter().any(|step| step.starts_with(&format!("put back {n_claims} claims"))), "{plan:?}");
    desk.run(Command::Repair);
    assert_eq!(note(&desk), "of somebody else");
    assert_eq!(desk.session.current_article().expect("shown").review.claims.len(), n_claims);
    let desk = desk.opened();
    assert_eq!(note(&desk), "of somebody else", "and it is on disk");
}

#[test]
fn a_private_file_of_a_newer_version_is_not_written_and_the_public_one_is_no_damaged_file() {
    let sample = Sample::new();
    let note = ["note", "ministers-meet-as-troop-count-rises#1", "R. called", "--visibility", "confidential"];
    let run = sample.run(&note);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (private, review) =
        ("private/articles/ministers-meet-as-troop-count-rises.ron", format!("{FOLDER}/review.ron"));
    sample.damage(private, "schema: 2,", "schema: 3,\n    colour: \"red\",");
    let newer = sample.read(private);
    let whole = sample.read(&review);
    let dry = sample.run(&["check-project", "--repair"]);
    assert!(!dry.stdout.contains("the damaged file, as"), "{}", dry.stdout);
    sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!((sample.read(private), sample.read(&review)), (newer.clone(), whole.clone()));

    // The public file damaged as well: what stands in the private one stays.
    sample.damage(&review, "kind: Number", "kind: Colour");
    let done = sample.run(&["check-project", "--repair", "--write"]);
    assert_eq!(sample.read(private), newer, "{}", done.stdout);
    assert_eq!(sample.read(&review), whole, "{}\n{}", done.stdout, done.stderr);
}

#[test]
fn the_last_line_of_a_history_counts_whatever_the_clocks_said() {
    let sample = Sample::new();
    for note in ["first", "second"] {
        assert_eq!(sample.run(&["note", "ministers-meet-as-troop-count-rises#1", note]).code, 0);
    }
    let (history, review) = (format!("{FOLDER}/history.ronl"), format!("{FOLDER}/review.ron"));
    let text = sample.read(&history);
    let line =
        text.lines().rfind(|line| line.contains("Note(\"first\")") && !line.contains("second")).expect("an edit");
    // The colleague who wrote the first one has a clock that is far ahead.
    let (before, after) = line.split_once("at:\"").expect("a time");
    let (_, after) = after.split_once('"').expect("its end");
    sample.write(&history, &text.replacen(line, &format!("{before}at:\"2099-01-01T00:00:00Z\"{after}"), 1));
    sample.write(&review, "");
    assert_eq!(sample.run(&["check-project", "--repair", "--write"]).code, 0);
    let review = sample.read(&review);
    assert!(review.contains("note: \"second\"") && !review.contains("note: \"first\""), "{review}");
}
