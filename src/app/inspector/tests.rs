//! The inspector by its labels: what it shows, and what a click or a typed word asks for.

mod parts;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Inspector, Part, inspector_ui};
use crate::app::buffers::TextBuffers;
use crate::app::theme;
use crate::model::claim::{ClaimKind, Stance};
use crate::model::decision::{Basis, Scope, Status};
use crate::model::ids::{ClaimId, SourceId};
use crate::model::project::Scale;
use crate::model::query::{Addressee, Subject};
use crate::model::source::{Rank, Source, SourceKind};
use crate::model::visibility::Visibility;
use crate::session::clock::{Clock, Ids};
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::view::Selection;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::{Ruling, TieWords};
use crate::session::{Session, Surroundings};
use crate::store::files::{Existing, write_atomically};
use crate::text::span::ByteSpan;

const WIDTH: f32 = 372.0;
const TEXT: &str = "Ministers meet\n\nWestern governments say more than 100,000 troops now stand along the frontier.\n\n\
    Inspectors are due to visit the border crossing next week.";

struct Window {
    session: Session,
    inspector: Inspector,
    buffers: TextBuffers,
    out: Vec<Command>,
    right: f32,
    folder: tempfile::TempDir,
}

impl Window {
    fn empty() -> Self {
        let surroundings = Surroundings {
            clock: Clock::Stepping { now: "2022-02-02T13:48:00Z".parse().unwrap(), step: SignedDuration::from_mins(1) },
            ids: Ids::Numbered(0),
            zone: TimeZone::UTC,
            config: None,
            data: None,
            login: "Alma Brekke".into(),
            reader: crate::session::reading::Reader::InProcess,
        };
        Self {
            session: Session::new(surroundings),
            inspector: Inspector::default(),
            buffers: TextBuffers::default(),
            out: Vec::new(),
            right: 0.0,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn with_article(text: &str) -> Self {
        let mut window = Self::empty();
        let project = window.folder.path().join("project");
        let mut files = Vec::new();
        for (name, text) in [("harbour.txt", "Ships wait\n\nGrain ships wait."), ("ministers.txt", text)] {
            files.push(window.folder.path().join(name));
            write_atomically(&window.folder.path().join(name), text.as_bytes(), Existing::Replace).unwrap();
        }
        window.run(Command::NewProject { folder: project, title: "Winter crisis".into() });
        window.wait(|session| session.project().is_some());
        window.run(Command::OpenArticles(files));
        window.wait(|session| session.current_article().is_some());
        window.wait(|session| session.jobs().running().next().is_none());
        window
    }

    /// An article with a claim over "more than 100,000 troops", which is current.
    fn with_claim(claimant: Option<&str>) -> (Self, ClaimId) {
        let mut window = Self::with_article(TEXT);
        let claim = window.claim("more than 100,000 troops", claimant);
        (window, claim)
    }

    fn wait(&mut self, until: impl Fn(&Session) -> bool) {
        for _ in 0..2000 {
            self.session.poll();
            if until(&self.session) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("a job never ended");
    }

    fn run(&mut self, command: Command) -> Done {
        self.session.run(command).unwrap()
    }

    fn find(&self, words: &str) -> ByteSpan {
        let start = self.session.current_article().unwrap().draft.text().find(words).unwrap();
        ByteSpan::new(start, start + words.len())
    }

    fn claim(&mut self, words: &str, claimant: Option<&str>) -> ClaimId {
        let article = self.session.current_article().unwrap().slug.clone();
        let spans = vec![self.find(words)];
        let claimant = claimant.map(str::to_owned);
        let made = self.run(Command::AddClaim { article, spans, kind: Some(ClaimKind::Number), claimant });
        let Done::Claim(id) = made else { panic!("no claim was made: {made:?}") };
        self.run(Command::ShowClaim(Some(id)));
        id
    }

    fn decide(&mut self, claim: ClaimId, scope: Scope, status: Status, basis: Option<Basis>) {
        let ruling = Ruling { scope: Some(scope), status, basis, reason: String::new() };
        self.run(Command::Decide { claims: vec![claim], ruling });
    }

    fn source(&mut self, title: &str) -> SourceId {
        let mut source = Source::new(SourceId::from_u128(0), title, SourceKind::Document);
        source.rank = Some(Rank::Primary);
        source.url = "https://staff.example/briefing".into();
        let Done::Source(id) = self.run(Command::AddSource(Box::new(source))) else { panic!("no source was added") };
        id
    }

    fn shown(self) -> Harness<'static, Self> {
        let mut harness = Harness::builder()
            .with_size(egui::vec2(WIDTH + 16.0, 1400.0))
            .with_context_setup(theme::install)
            .build_ui_state(
                |ui, window: &mut Self| {
                    ui.scope(|ui| {
                        ui.set_width(WIDTH);
                        let said = inspector_ui(&window.session, &mut window.inspector, &mut window.buffers, ui);
                        window.out.extend(said);
                        window.right = ui.min_rect().left() + WIDTH;
                    });
                    let now = ui.input(|input| input.time);
                    window.out.extend(window.buffers.due(&window.session, now));
                },
                self,
            );
        harness.run();
        harness
    }
}

/// Every name and text that a screen reader would meet.
fn told(harness: &Harness<'_, Window>) -> Vec<String> {
    fn gather(node: &egui_kittest::Node<'_>, out: &mut Vec<String>) {
        let inner = node.accesskit_node();
        out.extend(inner.label());
        out.extend(inner.value());
        for child in node.children() {
            gather(&child, out);
        }
    }
    let mut out = Vec::new();
    gather(&harness.root(), &mut out);
    out
}

fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run();
}

#[test]
fn a_decision_key_asks_for_the_decision() {
    let (window, claim) = Window::with_claim(None);
    let mut harness = window.shown();
    for (label, status) in [
        ("Confirmed", Status::Confirmed),
        ("Needs fix", Status::NeedsFix),
        ("Wrong", Status::Wrong),
        ("Can't tell", Status::CannotVerify),
        ("In progress", Status::InProgress),
        ("Clear", Status::Unchecked),
    ] {
        click(&mut harness, label);
        let ruling = Ruling { scope: None, status, basis: None, reason: String::new() };
        let wished = std::mem::take(&mut harness.state_mut().out);
        assert_eq!(wished, [Command::Decide { claims: vec![claim], ruling }], "{label}");
    }
    click(&mut harness, "Waive…");
    assert_eq!(harness.state().out, [Command::Window(WindowCommand::Waive)]);
}

#[test]
fn an_attributed_claim_is_never_barely_confirmed() {
    let (mut window, claim) = Window::with_claim(Some("Western governments"));
    window.decide(claim, Scope::Said, Status::Confirmed, Some(Basis::Document));
    let harness = window.shown();
    let said = harness.get_by_role_and_label(Role::RadioButton, "Said: Confirmed, document · AB 13:51");
    assert_eq!(said.accesskit_node().toggled(), Some(egui::accesskit::Toggled::True));
    harness.get_by_role_and_label(Role::RadioButton, "So: Not checked");
    harness.get_by_role_and_label(Role::Button, "Confirmed (said)");
    let bare = told(&harness).into_iter().filter(|words| words.eq_ignore_ascii_case("confirmed")).count();
    assert_eq!(bare, 0);
}

#[test]
fn a_row_sends_decisions_to_its_scope() {
    let (window, _) = Window::with_claim(Some("Western governments"));
    let mut harness = window.shown();
    harness.get_by_role_and_label(Role::RadioButton, "So: Not checked").click();
    harness.run();
    assert_eq!(harness.state().out, [Command::ShowScope(Scope::So)]);
}

#[test]
fn a_stale_decision_is_told_as_one_that_was() {
    let (mut window, claim) = Window::with_claim(None);
    window.decide(claim, Scope::So, Status::Confirmed, Some(Basis::Document));
    let spans = vec![window.find("100,000 troops")];
    window.run(Command::SetWords { claim, spans });
    let harness = window.shown();
    harness.get_by_role_and_label(Role::RadioButton, "So: Was confirmed, document · AB 13:51 · words changed");
    let key = harness.get_by_role_and_label(Role::Button, "Confirmed");
    assert_eq!(key.accesskit_node().toggled(), Some(egui::accesskit::Toggled::False), "it must be decided anew");
    assert!(harness.query_by_label_contains("Basis of so").is_none(), "a stale decision keeps its basis");
}

#[test]
fn a_basis_is_chosen_and_common_knowledge_wants_a_reason() {
    let (mut window, claim) = Window::with_claim(None);
    window.decide(claim, Scope::So, Status::Confirmed, Some(Basis::Document));
    let mut harness = window.shown();
    click(&mut harness, "Basis of so: document");
    click(&mut harness, "person");
    let ruling = |basis, reason: &str| Command::Decide {
        claims: vec![claim],
        ruling: Ruling {
            scope: Some(Scope::So),
            status: Status::Confirmed,
            basis: Some(basis),
            reason: reason.to_owned(),
        },
    };
    assert_eq!(std::mem::take(&mut harness.state_mut().out), [ruling(Basis::Person, "")]);
    click(&mut harness, "Basis of so: document");
    click(&mut harness, "common knowledge");
    assert!(harness.state().out.is_empty(), "the reason is owed first");
    harness.get_by_label("Reason for common knowledge").type_text("every atlas has it");
    harness.run();
    click(&mut harness, "Set basis");
    assert_eq!(harness.state().out, [ruling(Basis::CommonKnowledge, "every atlas has it")]);
}

#[test]
fn a_note_is_handed_over_when_its_field_is_left() {
    let (window, claim) = Window::with_claim(None);
    let mut harness = window.shown();
    harness.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    harness.run();
    harness.get_by_role_and_label(Role::MultilineTextInput, "Note").type_text("Ask which date they count from");
    harness.step();
    harness.step();
    assert!(harness.state().out.is_empty(), "not at every letter");
    harness.key_press(egui::Key::Escape);
    harness.step();
    let wished = Command::SetNote { claim, note: "Ask which date they count from".into() };
    assert_eq!(harness.state().out, [wished]);
}

#[test]
fn keys_open_the_parts() {
    let (mut window, claim) = Window::with_claim(None);
    window.inspector.begin(Part::Claimant);
    let mut harness = window.shown();
    harness.get_by_role_and_label(Role::TextInput, "Claimant").type_text("Kyiv");
    harness.step();
    harness.step();
    harness.key_press(egui::Key::Enter);
    harness.run();
    assert_eq!(harness.state().out, [Command::SetClaimant { claim, claimant: Some("Kyiv".into()) }]);
    assert!(harness.query_by_role_and_label(Role::TextInput, "Claimant").is_none(), "it closes when left");

    harness.state_mut().inspector.begin(Part::Fix);
    harness.run();
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Proposed fix");
    assert!(field.is_focused());
    assert_eq!(field.value().as_deref(), Some("more than 100,000 troops"), "it starts from the draft's words");
}

#[test]
fn a_fix_is_shown_as_a_diff_with_its_answers() {
    let (mut window, claim) = Window::with_claim(None);
    window.run(Command::ProposeFix { claim, words: Some("more than 90,000 troops".into()) });
    let mut harness = window.shown();
    harness.get_by_label("“more than 90,000 troops” in place of “more than 100,000 troops”");
    harness.get_by_label("Open · AB 13:51");
    click(&mut harness, "Accept");
    click(&mut harness, "Stet");
    click(&mut harness, "Withdraw");
    use crate::model::claim::FixState;
    assert_eq!(
        harness.state().out,
        [
            Command::AnswerFix { claim, state: FixState::Accepted },
            Command::AnswerFix { claim, state: FixState::Stet },
            Command::ProposeFix { claim, words: None },
        ]
    );
}

#[test]
fn a_tie_shows_its_words_and_can_be_changed() {
    let (mut window, claim) = Window::with_claim(None);
    let source = window.source("Joint staff briefing, 1 Feb 2022");
    let words =
        TieWords { excerpt: "an estimated 130,000 soldiers".into(), locator: "p. 3".into(), ..TieWords::default() };
    let Done::Tie(tie) = window.run(Command::AddTie { claim, source, words }) else { panic!("no tie") };
    let mut harness = window.shown();
    harness.get_by_label("Joint staff briefing, 1 Feb 2022");
    harness.get_by_label("“an estimated 130,000 soldiers”");
    harness.get_by_label("primary");
    assert_eq!(harness.get_by_label("Locator").value().as_deref(), Some("p. 3"));
    click(&mut harness, "Stance: supports");
    click(&mut harness, "refutes");
    click(&mut harness, "Remove this tie");
    let out = std::mem::take(&mut harness.state_mut().out);
    let Some(Command::SetTie { wish, .. }) = out.first() else { panic!("{out:?}") };
    assert_eq!(wish.stance, Some(Stance::Refutes));
    assert_eq!(out.last(), Some(&Command::RemoveTie { claim, tie }));
    harness.get_by_label("“an estimated 130,000 soldiers”").click();
    harness.run();
    let field = harness.get_by_role_and_label(Role::MultilineTextInput, "Excerpt");
    assert!(field.is_focused(), "words are edited where they stand");
}

#[test]
fn queries_show_who_what_and_the_answer() {
    let (mut window, claim) = Window::with_claim(None);
    let article = window.session.current_article().unwrap().slug.clone();
    let on = Subject::Claim(claim);
    let words = "Who counted them?".to_owned();
    let asked = Command::Ask {
        article: article.clone(),
        on,
        to: Addressee::Author,
        words,
        due: None,
        visibility: Visibility::Newsroom,
    };
    let Done::Query(query) = window.run(asked) else { panic!("no query") };
    let mut harness = window.shown();
    harness.get_by_label("Author");
    harness.get_by_label("Who counted them?");
    harness.get_by_label("Answer");
    click(&mut harness, "Withdraw");
    assert_eq!(harness.state().out, [Command::WithdrawQuery { article: article.clone(), query }]);
    let answer = "The ministry".to_owned();
    harness.state_mut().run(Command::AnswerQuery { article: article.clone(), query, answer });
    harness.run();
    harness.get_by_label("The ministry");
    harness.get_by_label("answered");
    click(&mut harness, "Reopen");
    assert_eq!(harness.state().out.last(), Some(&Command::ReopenQuery { article, query }));
}

#[test]
fn an_answer_being_typed_keeps_its_field_when_it_is_saved() {
    let (mut window, claim) = Window::with_claim(None);
    let article = window.session.current_article().unwrap().slug.clone();
    let on = Subject::Claim(claim);
    window.run(Command::Ask {
        article,
        on,
        to: Addressee::Author,
        words: "Who?".into(),
        due: None,
        visibility: Visibility::Newsroom,
    });
    let mut harness = window.shown();
    harness.get_by_label("Answer").focus();
    harness.run();
    harness.get_by_label("Answer").type_text("The mini");
    harness.step();
    harness.step();
    for command in harness.state_mut().flush() {
        harness.state_mut().run(command);
    }
    harness.run();
    assert!(harness.get_by_label("Answer").is_focused());
    assert_eq!(harness.get_by_label("Answer").value().as_deref(), Some("The mini"));
}

#[test]
fn history_tells_deeds_newest_first_and_unfolds() {
    let (mut window, claim) = Window::with_claim(Some("Western governments"));
    window.decide(claim, Scope::Said, Status::Confirmed, Some(Basis::Document));
    let mut harness = window.shown();
    let lines: Vec<_> = told(&harness).into_iter().filter(|words| words.contains(" AB ")).collect();
    let (first, last) = ("13:51 AB confirmed said", "13:50 AB made the claim");
    let at = |line: &str| lines.iter().position(|words| words == line);
    assert!(at(first).is_some() && at(first) < at(last), "{lines:?}");
    click(&mut harness, first);
    harness.get_by_label("said: from not checked to confirmed, document");
}

#[test]
fn a_long_history_is_cut_until_asked_for() {
    let (mut window, claim) = Window::with_claim(None);
    for number in 0..9 {
        window.run(Command::SetNote { claim, note: format!("note {number}") });
    }
    let mut harness = window.shown();
    let lines = |harness: &Harness<'_, Window>| told(harness).iter().filter(|words| words.contains(" AB ")).count();
    assert_eq!(lines(&harness), 6);
    click(&mut harness, "Show all 10");
    assert_eq!(lines(&harness), 10);
}

#[test]
fn a_verdict_is_asked_for_only_where_there_is_a_scale() {
    let (mut window, claim) = Window::with_claim(None);
    window.run(Command::SetScale(Scale::presets().into_iter().next()));
    let mut harness = window.shown();
    click(&mut harness, "True");
    assert_eq!(harness.state().out, [Command::SetVerdict { claim, verdict: Some("True".into()) }]);
    harness.state_mut().run(Command::SetScale(None));
    harness.run();
    assert!(harness.query_by_label("Verdict").is_none());
}

#[test]
fn several_picked_claims_are_decided_together() {
    let (mut window, first) = Window::with_claim(None);
    let second = window.claim("next week", None);
    window.run(Command::Pick(vec![first, second]));
    let mut harness = window.shown();
    harness.get_by_label("2 claims picked");
    click(&mut harness, "Wrong");
    let ruling = Ruling { scope: None, status: Status::Wrong, basis: None, reason: String::new() };
    assert_eq!(std::mem::take(&mut harness.state_mut().out), [Command::Decide { claims: vec![first, second], ruling }]);
    click(&mut harness, "Set kind");
    click(&mut harness, "date");
    click(&mut harness, "Clear picking");
    let kind = Command::SetKind { claims: vec![first, second], kind: ClaimKind::Date };
    assert_eq!(harness.state().out, [kind, Command::Pick(vec![])]);
}

#[test]
fn empty_states_speak() {
    let harness = Window::empty().shown();
    harness.get_by_label("Open a project or an article to begin");

    let harness = Window::with_article(TEXT).shown();
    harness.get_by_label("No claims yet");
    harness.get_by_label("Nothing else is known of it yet");

    let (window, _) = Window::with_claim(None);
    let harness = window.shown();
    harness.get_by_label("Not tied to a source yet");
    harness.get_by_label("No other words are proposed");
    harness.get_by_label("Nothing was asked about this claim");
}

#[test]
fn an_article_shows_its_counts_and_the_block_under_the_caret() {
    let (mut window, claim) = Window::with_claim(Some("Western governments"));
    window.decide(claim, Scope::Said, Status::Confirmed, Some(Basis::OnAuthor));
    window.run(Command::ShowClaim(None));
    let at = window.find("Inspectors").start();
    window.run(Command::Select(Selection::caret(at)));
    let mut harness = window.shown();
    harness.get_by_label("Paragraph 3");
    harness.get_by_label("Said only: 1");
    harness.get_by_label("On author: 1");
    assert!(harness.query_by_label("Wrong: 0").is_none());
    click(&mut harness, "Role: body");
    click(&mut harness, "caption");
    let article = harness.state().session.current_article().unwrap().slug.clone();
    let role = crate::model::article::Role::Caption;
    assert_eq!(harness.state().out, [Command::SetRole { article, block: 2, role }]);
    click(&mut harness, "Edit details");
    assert_eq!(harness.state().out.last(), Some(&Command::Window(WindowCommand::EditArticle)));
}

#[test]
fn selected_words_show_the_keys_that_apply() {
    let mut window = Window::with_article(TEXT);
    let span = window.find("next week");
    window.run(Command::Select(Selection::run(span)));
    let mut harness = window.shown();
    harness.get_by_label("next week");
    click(&mut harness, "Tick");
    click(&mut harness, "Query");
    assert_eq!(harness.state().out, [Command::Tick, Command::Window(WindowCommand::Ask)]);
}

#[test]
fn long_words_and_names_never_widen_the_panel() {
    let long = "W".repeat(300);
    let text = format!("{long} and {}", "very long words of a claim that goes on and on ".repeat(20).trim_end());
    let mut window = Window::with_article(&text);
    let claim = window.claim(&text, Some(&long));
    window.decide(claim, Scope::Said, Status::CannotVerify, Some(Basis::OwnCalculation));
    let source = window.source(&long);
    let words = TieWords { excerpt: long.clone(), locator: long.clone(), ..TieWords::default() };
    window.run(Command::AddTie { claim, source, words });
    window.run(Command::ProposeFix { claim, words: Some(format!("{long}W")) });
    let mut harness = window.shown();
    check_width(&harness);
    click(&mut harness, "Show all words");
    harness.get_by_label("Show less");
    check_width(&harness);
}

#[test]
fn an_ordinary_claim_stays_inside_its_margins() {
    let (mut window, claim) = Window::with_claim(Some("Western governments"));
    window.decide(claim, Scope::So, Status::CannotVerify, Some(Basis::OwnCalculation));
    window.run(Command::SetScale(Scale::presets().into_iter().nth(2)));
    check_width(&window.shown());
}

/// Nothing a user can see or press reaches into the right margin; the text inside a field scrolls in it.
fn check_width(harness: &Harness<'_, Window>) {
    let limit = harness.state().right - 16.0;
    let nodes = harness.query_all(by().predicate(|node| node.raw_bounds().is_some() && node.role() != Role::TextRun));
    let mut n_seen = 0;
    for node in nodes.filter(|node| {
        matches!(node.accesskit_node().role(), Role::Label | Role::Button | Role::TextInput | Role::RadioButton)
    }) {
        n_seen += 1;
        let name = node.accesskit_node().label().or_else(|| node.value()).unwrap_or_default();
        let name: String = name.chars().take(40).collect();
        assert!(node.rect().right() <= limit + 0.5, "“{name}” ends at {} of {limit}", node.rect().right());
    }
    assert!(n_seen > 10, "{n_seen}");
}

impl Window {
    fn flush(&mut self) -> Vec<Command> {
        self.buffers.flush(&self.session)
    }
}
