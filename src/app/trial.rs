//! A desk to try panels at: a project in a folder of its own, a clock that stands still, numbered ids.
//!
//! Must not know: any one panel. For tests only.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use egui::Ui;
use egui_kittest::Harness;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::app::theme;
use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft, DraftRecord, Meta, Role};
use crate::model::claim::{Claim, ClaimKind};
use crate::model::decision::Status;
use crate::model::ids::{ClaimId, PersonKey, QueryId, Slug, SourceId};
use crate::model::query::{Addressee, Subject};
use crate::model::review::Review;
use crate::model::source::{Source, SourceKind};
use crate::model::visibility::Visibility;
use crate::session::clock::{Clock, Ids};
use crate::session::command::Command;
use crate::session::hold::Access;
use crate::session::wishes::Ruling;
use crate::session::{Session, Surroundings};
use crate::store;
use crate::store::files::sha256_hex;
use crate::text::span::ByteSpan;

/// A session and the folder its project is in.
pub(crate) struct Desk {
    pub(crate) session: Session,
    folder: tempfile::TempDir,
}

/// The time at every desk.
pub(crate) fn noon() -> Timestamp {
    "2026-02-03T14:02:00Z".parse().expect("a time")
}

/// A desk with nothing open.
pub(crate) fn empty() -> Desk {
    numbered_from(0)
}

fn numbered_from(last: u128) -> Desk {
    let surroundings = Surroundings {
        clock: Clock::Stepping { now: noon(), step: SignedDuration::ZERO },
        ids: Ids::Numbered(last),
        zone: TimeZone::UTC,
        config: None,
        data: None,
        login: "Alma Brekke".to_owned(),
        reader: crate::session::reading::Reader::InProcess,
    };
    let folder = tempfile::tempdir().expect("a folder");
    Desk { session: Session::new(surroundings), folder }
}

/// A project with two articles: three claims, two sources, two open queries in the one shown, nothing in the other.
pub(crate) fn ministers() -> Desk {
    let text = "Ministers meet as troop count rises\n\n\
        Western governments say more than 100,000 troops now stand along the frontier, and a senior officer put the \
        figure at 30,000.\n\nThe manoeuvres are the largest in the region in a decade, the ministry said.";
    let mut first = article("Ministers meet as troop count rises", text);
    first.added = noon() - SignedDuration::from_hours(1);
    let second = article("Power cuts enter third week", "Power cuts enter third week\n\nThe lights are out again.");
    let mut desk = opened(&[&first, &second]);
    let slug = first.slug.clone();
    for (title, kind) in [("Joint staff briefing", SourceKind::Document), ("UN monitoring report", SourceKind::Page)] {
        let mut source = Source::new(SourceId::from_u128(0), title, kind);
        source.url = if kind == SourceKind::Page { "https://example.org/report".to_owned() } else { String::new() };
        desk.run(Command::AddSource(Box::new(source)));
    }
    for (words, kind, claimant) in [
        ("more than 100,000 troops", ClaimKind::Number, Some("Western governments")),
        ("a senior officer", ClaimKind::Name, None),
        ("the largest in the region", ClaimKind::Superlative, None),
    ] {
        let at = text.find(words).expect("the text has the words");
        let spans = vec![ByteSpan::new(at, at + words.len())];
        let claimant = claimant.map(str::to_owned);
        desk.run(Command::AddClaim { article: slug.clone(), spans, kind: Some(kind), claimant });
    }
    let claim = desk.claims()[0];
    for (on, to, words) in [
        (Subject::Claim(claim), Addressee::Author, "Who counted them?"),
        (Subject::Block(2), Addressee::Legal, "Can this stay?"),
    ] {
        desk.run(Command::Ask {
            article: slug.clone(),
            on,
            to,
            words: words.to_owned(),
            due: None,
            visibility: Visibility::Newsroom,
        });
    }
    desk.run(Command::Save);
    desk.session.finish_jobs();
    desk.run(Command::ShowClaim(None));
    desk.fresh()
}

/// An article with a question about its headline that no edit asked, as after a merge by git, opened for this much.
pub(crate) fn questioned(access: Access) -> Desk {
    use crate::model::change::{ArticleField, Change};
    let side = |to: &str| crate::model::conflict::Side {
        by: None,
        at: None,
        changes: vec![Change::Article {
            before: ArticleField::Headline("Harbour reopens".to_owned()),
            after: ArticleField::Headline(to.to_owned()),
        }],
    };
    let id = crate::model::ids::ConflictId::from_u128(7);
    let sides = vec![side("Harbour opens again"), side("Port reopens")];
    let mut article = article("Harbour reopens", "Harbour reopens\n\nSome 40 ships left the port.");
    article.review.conflicts.insert(id, crate::model::conflict::Conflict { id, sides });
    opened_for(access, &[&article])
}

/// A project with one article of `n` one-word claims: "w1", "w2" and so on.
pub(crate) fn crowd(n: usize) -> Desk {
    let words: Vec<String> = (1..=n).map(|number| format!("w{number}")).collect();
    let text = words.chunks(50).map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n");
    let mut article = article("Crowd", &text);
    let mut at = 0;
    for (id, word) in (1..).zip(&words) {
        let start = at + text.get(at..).and_then(|rest| rest.find(word.as_str())).expect("the word is there");
        at = start + word.len();
        let claim = Claim::new(
            ClaimId::from_u128(id),
            vec![Anchor::new(&article.draft, ByteSpan::new(start, at))],
            ClaimKind::Other,
            PersonKey("AB".to_owned()),
            noon(),
        );
        article.review.claims.insert(claim.id, Arc::new(claim));
    }
    opened(&[&article])
}

fn article(title: &str, text: &str) -> Article {
    Article {
        slug: Slug::from_title(title),
        meta: Meta { headline: title.to_owned(), ..Meta::default() },
        listed: true,
        stage: crate::model::stage::Stage::InCheck,
        added: noon(),
        original: None,
        drafts: vec![DraftRecord { number: 1, sha256: sha256_hex(text.as_bytes()), taken: noon() }],
        draft: Arc::new(Draft::new(text, &[Role::Headline])),
        texts: [(sha256_hex(text.as_bytes()), Arc::from(text))].into(),
        review: Review::default(),
    }
}

/// A desk with a project of these articles open, the first one shown.
fn opened(articles: &[&Article]) -> Desk {
    opened_for(Access::Work, articles)
}

fn opened_for(access: Access, articles: &[&Article]) -> Desk {
    let mut desk = empty();
    desk.session.set_access(access);
    let folder = desk.folder.path().join("winter");
    store::create(&folder, "Winter crisis").expect("a new project");
    for article in articles {
        store::add_article(&folder, &store::NewArticle { article, original: b"" }).expect("a new article");
    }
    desk.session.open_project(folder, Vec::new()).expect("the project opens");
    desk.session.finish_jobs();
    desk.run(Command::ShowArticle(articles[0].slug.clone()));
    desk
}

/// A decision about claims, as the panels wish for it.
pub(crate) fn decide(claims: &[ClaimId], status: Status) -> Command {
    let ruling = Ruling { scope: None, status, basis: None, reason: String::new() };
    Command::Decide { claims: claims.to_vec(), ruling }
}

/// A desk with nothing open, and that of `desk` gone: its program ended without closing the project.
#[expect(clippy::disallowed_methods, reason = "lays out a lock")]
pub(crate) fn left_by_a_dead_program(desk: Desk) -> Desk {
    let lock = desk.session.folder().expect("a project is open").join(".tickmark/lock");
    let left = std::fs::read_to_string(&lock).expect("the lock");
    let dead = left.replace(&format!("pid: {}", std::process::id()), &format!("pid: {}", u32::MAX));
    let Desk { session, folder } = desk;
    drop(session);
    std::fs::write(lock, dead).expect("the lock of the dead");
    Desk { folder, ..numbered_from(1_000) }
}

impl Desk {
    /// Carries out a command that must succeed.
    pub(crate) fn run(&mut self, command: Command) {
        self.session.run(command).expect("the command can be carried out");
    }

    /// The article shown.
    pub(crate) fn slug(&self) -> Slug {
        self.session.current_article().expect("an article is shown").slug.clone()
    }

    /// The claims of the article shown, in reading order.
    pub(crate) fn claims(&self) -> Vec<ClaimId> {
        self.session.current_index().expect("an article is shown").order().collect()
    }

    /// The source of this title.
    pub(crate) fn source(&self, title: &str) -> SourceId {
        let project = self.session.project().expect("a project is open");
        project.sources.values().find(|source| source.title == title).expect("the source is there").id
    }

    /// The query of these words in the article shown.
    pub(crate) fn query(&self, words: &str) -> QueryId {
        let article = self.session.current_article().expect("an article is shown");
        article.review.queries.values().find(|query| query.words == words).expect("the query is there").id
    }

    /// The same project, opened anew: nothing to undo, nothing to save.
    fn fresh(self) -> Self {
        let slug = self.slug();
        let mut desk = Self { folder: self.folder, ..numbered_from(1_000) };
        let folder = self.session.folder().expect("a project is open").to_path_buf();
        drop(self.session);
        desk.session.open_project(folder, Vec::new()).expect("the project opens");
        desk.session.finish_jobs();
        desk.run(Command::ShowArticle(slug));
        desk
    }
}

/// What a shown panel works on.
pub(crate) struct World<S> {
    pub(crate) desk: Desk,
    pub(crate) panel: S,
    said: Vec<Command>,
}

/// A panel on the screen.
pub(crate) struct Shown<'a, S>(Harness<'a, World<S>>);

/// Shows a panel at a size in points.
pub(crate) fn show<S: 'static>(
    desk: Desk,
    size: (f32, f32),
    panel: S,
    mut ui_of: impl FnMut(&Session, &mut S, &mut Ui) -> Vec<Command> + 'static,
) -> Shown<'static, S> {
    let world = World { desk, panel, said: Vec::new() };
    let mut harness = Harness::builder().with_size(egui::vec2(size.0, size.1)).with_context_setup(theme::install);
    harness = harness.with_max_steps(16);
    let mut shown = Shown(harness.build_ui_state(
        move |ui, world: &mut World<S>| {
            let said = ui_of(&world.desk.session, &mut world.panel, ui);
            world.said.extend(said);
        },
        world,
    ));
    shown.run();
    shown
}

impl<S> Shown<'_, S> {
    /// The commands said so far.
    pub(crate) fn said(&self) -> &[Command] {
        &self.state().said
    }

    /// Has the session carry out what was said, and shows the panel again.
    pub(crate) fn obey(&mut self) {
        let world = self.state_mut();
        for command in std::mem::take(&mut world.said) {
            world.desk.run(command);
        }
        self.run();
    }
}

impl<'a, S> Deref for Shown<'a, S> {
    type Target = Harness<'a, World<S>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<S> DerefMut for Shown<'_, S> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
