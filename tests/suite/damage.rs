//! Damaged projects in a session: opened, shown, worked on, reported and saved without a panic, and never overwritten.
//!
//! 12 damaged files of the sample in a normal run; `TICKMARK_DAMAGED=1000` makes that many. What single files keep is
//! held by the store's own tests. Must not know: how files are read.

use tickmark::export::Format;
use tickmark::model::problem::{Place, Severity};
use tickmark::model::visibility::Visibility;
use tickmark::session::command::Command;
use tickmark::session::wishes::Overwrite;

use crate::breaker::damage;
use crate::desk::Desk;

#[test]
fn a_damaged_project_is_shown_worked_on_and_never_overwritten() {
    let wanted = std::env::var("TICKMARK_DAMAGED").ok().and_then(|value| value.parse().ok()).unwrap_or(12);
    let mut desk = Desk::sample("ministers-meet-as-troop-count-rises");
    let whole = desk.files();
    for seed in 1_000_000..1_000_000 + wanted {
        let broken = damage(seed, &whole);
        let what = format!("seed {seed}, {}, {}", broken.file, broken.how);
        desk.write(&format!("project/{}", broken.file), &broken.bytes);
        desk = desk.opened();
        for problem in desk.problems() {
            assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{what}: {problem}");
            assert!(problem.severity != Severity::Warning || problem.place != Place::Nowhere, "{what}: {problem}");
        }
        let slugs: Vec<_> =
            desk.session.project().into_iter().flat_map(|project| project.articles.keys().cloned()).collect();
        for slug in slugs {
            desk.run(Command::ShowArticle(slug.clone()));
            assert!(desk.session.current_index().is_some(), "{what}");
            let claims: Vec<_> = desk
                .session
                .article(&slug)
                .map_or_else(Vec::new, |article| article.review.claims.keys().copied().collect());
            for claim in claims {
                // A damaged file refuses it, a whole one takes it: neither may break down.
                drop(desk.session.run(Command::SetNote { claim, note: "seen".to_owned() }));
            }
            let files = Format::ALL.into_iter().map(|format| (format, desk.root().join("report"))).collect();
            drop(desk.session.run(Command::Export {
                article: slug,
                files,
                audience: Visibility::Newsroom,
                overwrite: Overwrite::Allowed,
            }));
            desk.session.finish_jobs();
        }
        desk.session.settle_save();
        let guarded: Vec<String> =
            desk.session.guarded().map(|guarded| guarded.iter().map(str::to_owned).collect()).unwrap_or_default();
        let after = desk.files();
        for file in &guarded {
            let before = if *file == broken.file { Some(&broken.bytes) } else { whole.get(file) };
            assert_eq!(after.get(file), before, "{what}: {file} was overwritten");
        }
        drop(desk.problems());
        for (name, bytes) in &whole {
            desk.write(&format!("project/{name}"), bytes);
        }
    }
}
