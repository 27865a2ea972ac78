//! What must hold for any run of edits: undone they leave nothing, saved they come back, indexes and reports are whole.
//!
//! 24 cases in a normal run; `TICKMARK_LONG=1` tries 2,000. Must not know: how an edit is carried out.

use std::sync::Arc;

use jiff::SignedDuration;
use proptest::prelude::*;
use tickmark::export::Format;
use tickmark::model::article::Role;
use tickmark::model::claim::{ClaimKind, FixState, Stance};
use tickmark::model::decision::{Basis, Scope, Status};
use tickmark::model::ids::{ClaimId, Slug, SourceId};
use tickmark::model::query::{Addressee, Subject};
use tickmark::model::sign_off::SignRole;
use tickmark::model::source::{Source, SourceKind};
use tickmark::model::stage::Stage;
use tickmark::model::visibility::Visibility;
use tickmark::session::clock::{Clock, Ids};
use tickmark::session::command::Command;
use tickmark::session::index::ArticleIndex;
use tickmark::session::settings::Person;
use tickmark::session::wishes::{Concerns, CorrectionWords, Ruling, TieWish, TieWords};
use tickmark::session::{Session, Surroundings};
use tickmark::store::files::{Existing, write_atomically};
use tickmark::text::span::{ByteSpan, is_boundary};

const TEXT: &str = "Harbour count rises\n\nThe port of Ålesund saw 1,204 ships — 5 % more than in 2021, “a record,” \
    Mayor Kari Næss said.\n\nGrain 🚢 👩‍👩‍👧 went to نابلس and e\u{301}lsewhere; 30,000 tonnes\nin two lines.\n\n\
    <b>& \"quoted\" 'words'</b> | pipes * stars _ end.";

#[derive(Clone, Debug)]
enum Step {
    Claim(usize, usize, Option<usize>),
    Remove(usize),
    Words(usize, usize, usize),
    Decide(usize, Status, Option<Basis>, bool),
    Claimant(usize, Option<String>),
    Kind(usize, usize),
    Note(usize, String),
    Fix(usize, Option<String>),
    Answer(usize, bool),
    Tie(usize, usize, String),
    Retie(usize, String),
    Untie(usize),
    Read(usize, usize),
    Toggle(usize, usize),
    Role(usize, usize),
    Ask(Option<usize>, String),
    Source(String),
    Stage(usize, bool),
    Sign(usize),
    Unsign(usize),
    Flag(usize, Option<String>),
    Unflag(usize),
    Correct(String),
    Uncorrect(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let at = 0..TEXT.len();
    let words = "[a-z <&\"']{0,12}";
    let step = prop_oneof![
        6 => (at.clone(), at.clone(), proptest::option::of(0usize..9)).prop_map(|(a, b, two)| Step::Claim(a, b, two)),
        1 => any::<usize>().prop_map(Step::Remove),
        1 => (any::<usize>(), at.clone(), at.clone()).prop_map(|(c, a, b)| Step::Words(c, a, b)),
        4 => (any::<usize>(), 0..Status::ALL.len(), proptest::option::of(0..Basis::ALL.len()), any::<bool>())
            .prop_map(|(c, status, basis, said)| Step::Decide(c, Status::ALL[status], basis.map(|b| Basis::ALL[b]), said)),
        1 => (any::<usize>(), proptest::option::of(words)).prop_map(|(c, name)| Step::Claimant(c, name)),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(c, kind)| Step::Kind(c, kind)),
        1 => (any::<usize>(), words).prop_map(|(c, note)| Step::Note(c, note)),
        1 => (any::<usize>(), proptest::option::of(words)).prop_map(|(c, fix)| Step::Fix(c, fix)),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(c, yes)| Step::Answer(c, yes)),
        2 => (any::<usize>(), any::<usize>(), words).prop_map(|(c, s, excerpt)| Step::Tie(c, s, excerpt)),
        1 => (any::<usize>(), words).prop_map(|(c, excerpt)| Step::Retie(c, excerpt)),
        1 => any::<usize>().prop_map(Step::Untie),
        2 => (at.clone(), at.clone()).prop_map(|(a, b)| Step::Read(a, b)),
        1 => (at.clone(), at).prop_map(|(a, b)| Step::Toggle(a, b)),
        1 => (any::<usize>(), 0..Role::ALL.len()).prop_map(|(b, role)| Step::Role(b, role)),
        1 => (proptest::option::of(any::<usize>()), "[a-z]{1,9}").prop_map(|(c, words)| Step::Ask(c, words)),
        1 => "[a-z]{1,9}".prop_map(Step::Source),
        2 => (0..Stage::ALL.len(), any::<bool>()).prop_map(|(stage, anyway)| Step::Stage(stage, anyway)),
        1 => (0..SignRole::ALL.len()).prop_map(Step::Sign),
        1 => any::<usize>().prop_map(Step::Unsign),
        1 => (any::<usize>(), proptest::option::of("[a-z]{1,9}")).prop_map(|(c, why)| Step::Flag(c, why)),
        1 => any::<usize>().prop_map(Step::Unflag),
        1 => "[a-z]{1,9}".prop_map(Step::Correct),
        1 => any::<usize>().prop_map(Step::Uncorrect),
    ];
    proptest::collection::vec(step, 1..25)
}

struct Desk {
    session: Session,
    slug: Slug,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut session = Session::new(Surroundings {
            clock: Clock::Stepping { now: jiff::Timestamp::UNIX_EPOCH, step: SignedDuration::from_secs(1) },
            ids: Ids::Numbered(0),
            zone: jiff::tz::TimeZone::UTC,
            config: None,
            data: None,
            login: "Alma Brekke".to_owned(),
            reader: tickmark::session::reading::Reader::InProcess,
        });
        let file = folder.path().join("harbour.txt");
        write_atomically(&file, TEXT.as_bytes(), Existing::Refuse).expect("the text is written");
        let mut run = |command| {
            session.run(command).unwrap_or_else(|problem| panic!("{problem}"));
            session.finish_jobs();
        };
        run(Command::NewProject { folder: folder.path().join("project"), title: "Harbour".to_owned() });
        run(Command::SetPerson(Person::named("Alma Brekke")));
        run(Command::OpenArticles(vec![file]));
        run(Command::AddSource(Box::new(Source::new(SourceId::from_u128(0), "Port log", SourceKind::Document))));
        let slug = session.view().article.clone().expect("the article is open");
        Self { session, slug, _folder: folder }
    }

    fn claim(&self, number: usize) -> Option<ClaimId> {
        let claims = &self.session.article(&self.slug)?.review.claims;
        claims.keys().nth(number % claims.len().max(1)).copied()
    }

    /// The wish of a step; `None` when it has nothing to act on.
    fn wish(&self, step: &Step) -> Option<Command> {
        let article = self.slug.clone();
        let draft = &self.session.article(&self.slug)?.draft;
        let most = draft.text().len();
        let span = |a: usize, b: usize| ByteSpan::new(a.min(most), b.min(most));
        Some(match step.clone() {
            Step::Claim(a, b, two) => {
                let mut spans = vec![span(a, b)];
                spans.extend(two.map(|more| span(b + 3, b + 3 + more)));
                Command::AddClaim { article, spans, kind: None, claimant: None }
            }
            Step::Remove(c) => Command::RemoveClaims(vec![self.claim(c)?]),
            Step::Words(c, a, b) => Command::SetWords { claim: self.claim(c)?, spans: vec![span(a, b)] },
            Step::Decide(c, status, basis, said) => {
                let claim = self.claim(c)?;
                let has_said = self.session.article(&self.slug)?.review.claims.get(&claim)?.claimant.is_some();
                let scope = if said && has_said { Scope::Said } else { Scope::So };
                let ruling = Ruling { scope: Some(scope), status, basis, reason: "because".to_owned() };
                Command::Decide { claims: vec![claim], ruling }
            }
            Step::Claimant(c, claimant) => Command::SetClaimant { claim: self.claim(c)?, claimant },
            Step::Kind(c, kind) => {
                Command::SetKind { claims: vec![self.claim(c)?], kind: ClaimKind::ALL[kind % ClaimKind::ALL.len()] }
            }
            Step::Note(c, note) => Command::SetNote { claim: self.claim(c)?, note },
            Step::Fix(c, words) => Command::ProposeFix { claim: self.claim(c)?, words },
            Step::Answer(c, yes) => {
                let state = if yes { FixState::Accepted } else { FixState::Stet };
                Command::AnswerFix { claim: self.claim(c)?, state }
            }
            Step::Tie(c, s, excerpt) => {
                let sources = &self.session.project()?.sources;
                let source = *sources.keys().nth(s % sources.len())?;
                Command::AddTie { claim: self.claim(c)?, source, words: TieWords { excerpt, ..TieWords::default() } }
            }
            Step::Retie(c, excerpt) => {
                let claim = self.claim(c)?;
                let tie = self.session.article(&self.slug)?.review.claims.get(&claim)?.ties.first()?.id;
                let wish = TieWish { stance: Some(Stance::Refutes), excerpt: Some(excerpt), ..TieWish::default() };
                Command::SetTie { claim, tie, wish }
            }
            Step::Untie(c) => {
                let claim = self.claim(c)?;
                let tie = self.session.article(&self.slug)?.review.claims.get(&claim)?.ties.first()?.id;
                Command::RemoveTie { claim, tie }
            }
            Step::Read(a, b) => Command::MarkRead { article, spans: vec![span(a, b)] },
            Step::Toggle(a, b) => {
                let _ = (a, b);
                Command::ToggleRead
            }
            Step::Role(b, role) => Command::SetRole { article, block: b % draft.blocks().len(), role: Role::ALL[role] },
            Step::Ask(c, words) => {
                let on = c.and_then(|c| self.claim(c)).map_or(Subject::Article, Subject::Claim);
                Command::Ask { article, on, to: Addressee::Author, words, due: None, visibility: Visibility::Newsroom }
            }
            Step::Source(title) => {
                Command::AddSource(Box::new(Source::new(SourceId::from_u128(0), &title, SourceKind::Page)))
            }
            Step::Stage(stage, anyway) => {
                let concerns = if anyway { Concerns::Accepted } else { Concerns::Ask };
                Command::SetStage { article, stage: *Stage::ALL.get(stage)?, concerns }
            }
            Step::Sign(role) => Command::Sign { article, role: *SignRole::ALL.get(role)?, note: String::new() },
            Step::Unsign(n) => {
                let sign_offs = &self.session.article(&self.slug)?.review.sign_offs;
                let sign_off = *sign_offs.keys().nth(n % sign_offs.len().max(1))?;
                Command::WithdrawSignOff { article, sign_off }
            }
            Step::Flag(c, Some(reason)) => {
                Command::FlagLegal { claim: self.claim(c)?, reason, clearer: "legal".to_owned() }
            }
            Step::Flag(c, None) => Command::ClearLegal { claim: self.claim(c)?, note: String::new() },
            Step::Unflag(c) => Command::RemoveLegal(self.claim(c)?),
            Step::Correct(now) => {
                let (was, cause) = ("was".to_owned(), "a slip".to_owned());
                Command::Correct { article, words: CorrectionWords { was, now, cause, ..CorrectionWords::default() } }
            }
            Step::Uncorrect(n) => {
                let corrections = &self.session.article(&self.slug)?.review.corrections;
                let correction = *corrections.keys().nth(n % corrections.len().max(1))?;
                Command::RemoveCorrection { article, correction }
            }
        })
    }

    /// Does what can be done of the steps; a refused wish must change nothing.
    fn play(&mut self, steps: &[Step]) {
        for step in steps {
            let Some(wish) = self.wish(step) else { continue };
            if let Step::Toggle(a, b) = step {
                let selection = tickmark::session::view::Selection::run(ByteSpan::new(*a, *b));
                self.session.run(Command::Select(selection)).expect("selecting is always possible");
            }
            let before = self.session.project().cloned();
            if self.session.run(wish).is_err() {
                assert_eq!(before.as_ref(), self.session.project(), "a refused wish changed something");
            }
            self.check();
        }
    }

    fn check(&self) {
        let article = self.session.article(&self.slug).expect("the article is there");
        let index = self.session.index(&self.slug).expect("its index");
        assert_eq!(index, &ArticleIndex::new(article), "the index, kept edit by edit, is not the index built anew");
        let text = article.draft.text();
        for claim in article.review.claims.values() {
            for place in claim.places() {
                assert!(
                    is_boundary(text, place.start()) && is_boundary(text, place.end()),
                    "{place:?} cuts a grapheme"
                );
            }
        }
        for sign_off in article.review.sign_offs.values() {
            assert_eq!(index.sign_off_stale(sign_off.id), sign_off.stale(article), "the index knows what went stale");
        }
        for (number, claim) in (1..).zip(index.order()) {
            assert_eq!((index.number(claim), index.claim_numbered(number)), (Some(number), Some(claim)));
        }
    }
}

fn cases() -> ProptestConfig {
    let long = std::env::var_os("TICKMARK_LONG").is_some();
    ProptestConfig { cases: if long { 2_000 } else { 24 }, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn edits_undone_leave_nothing_and_redone_bring_all_back(steps in steps()) {
        let mut desk = Desk::new();
        let first = desk.session.project().cloned();
        let n_before = undo_depth(&mut desk.session);
        prop_assert!(n_before >= 1);
        let mut desk = Desk::new();
        desk.play(&steps);
        let last = desk.session.project().cloned();
        let mut n_undone = 0;
        while desk.session.project() != first.as_ref() {
            prop_assert!(desk.session.undo_stack().is_some_and(|stack| stack.next_undo().is_some()), "nothing is left to undo");
            desk.session.run(Command::Undo).unwrap();
            desk.check();
            n_undone += 1;
        }
        for _ in 0..n_undone {
            desk.session.run(Command::Redo).unwrap();
        }
        prop_assert_eq!(desk.session.project(), last.as_ref());
    }

    #[test]
    fn what_is_saved_comes_back_and_is_not_written_twice(steps in steps()) {
        let mut desk = Desk::new();
        desk.play(&steps);
        desk.session.settle_save();
        prop_assert!(desk.session.is_saved());
        let folder = desk.session.folder().unwrap().to_path_buf();
        let loaded = tickmark::store::load(&folder).unwrap();
        prop_assert_eq!(&loaded.problems, &vec![]);
        prop_assert_eq!(Some(&loaded.project), desk.session.project());
        let report = tickmark::store::save(&folder, &loaded.project, &loaded.project, &[], &loaded.guarded);
        prop_assert_eq!(report.written, Vec::<String>::new());
        // Written whole once more, every byte is the same.
        let review = folder.join("articles").join(desk.slug.as_str()).join("review.ron");
        let before = std::fs::read(&review).unwrap();
        let nothing = tickmark::model::project::Project::default();
        tickmark::store::save(&folder, &nothing, &loaded.project, &[], &loaded.guarded);
        prop_assert_eq!(before, std::fs::read(&review).unwrap());
    }

    #[test]
    fn every_report_holds_every_claim(steps in steps()) {
        let mut desk = Desk::new();
        desk.play(&steps);
        let article = Arc::clone(desk.session.article(&desk.slug).unwrap());
        let html = desk.session.report_text(&desk.slug, Format::Html, Visibility::Newsroom).unwrap();
        let json = desk.session.report_text(&desk.slug, Format::Json, Visibility::Newsroom).unwrap();
        let csv = desk.session.report_text(&desk.slug, Format::Csv, Visibility::Newsroom).unwrap();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let told: Vec<&str> = value["claims"].as_array().unwrap().iter().flat_map(|claim| claim["spans"].as_array().unwrap()).map(|span| span["exact"].as_str().unwrap()).collect();
        prop_assert!(!html.to_lowercase().contains("<script"));
        let n_rows = csv::ReaderBuilder::new().from_reader(csv.trim_start_matches('\u{feff}').as_bytes()).records().map(Result::unwrap).count();
        prop_assert_eq!(n_rows, article.review.claims.len());
        for claim in article.review.claims.values() {
            for span in &claim.spans {
                prop_assert!(told.contains(&span.exact()));
                let escaped = span.exact().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
                prop_assert!(html.contains(&escaped), "{escaped:?} is not in the report");
            }
        }
    }
}

/// How many edits can be undone; leaves them undone.
fn undo_depth(session: &mut Session) -> usize {
    let mut n = 0;
    while session.undo_stack().is_some_and(|stack| stack.next_undo().is_some()) {
        session.run(Command::Undo).expect("the newest edit can be undone");
        n += 1;
    }
    n
}
