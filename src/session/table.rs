//! The command table: every command that has a key, a menu row or a place in the palette, told once.
//!
//! Menus, palette, key list, tooltips, README's table and `tickmark commands` are drawn from it.
//! To add a command: one row here; its wish in `command.rs`; its work in the file of its subject.
//! Must not know: egui's keys (`app/keys.rs` parses the texts), panels.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::model::article::Article;
use crate::model::claim::FixState;
use crate::model::decision::Status;
use crate::model::evidence::EvidenceHash;
use crate::model::ids::SourceId;
use crate::model::stage::Stage;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::drafts::{has_fixes_to_take, unsettled};
use crate::session::hold::Hold;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::{Concerns, DraftFrom, Ruling, Settling, Taking};

/// Under which heading a command is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    /// Projects, articles, saving, reports.
    File,
    /// Undo, selection.
    Edit,
    /// The tick run.
    Tick,
    /// The claim in the inspector.
    Claim,
    /// What is shown, and how.
    View,
}

impl Menu {
    /// Every heading, in order.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::Tick, Self::Claim, Self::View];

    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Tick => "Tick run",
            Self::Claim => "Claim",
            Self::View => "View",
        }
    }
}

/// Why a command cannot be given now: the tooltip of the greyed item.
pub type WhyNot = &'static str;

/// One row of the table.
pub struct Spec {
    /// Stable name, for `tickmark commands` and tests.
    pub id: &'static str,
    /// What menus call it.
    pub text: &'static str,
    /// One line on what it does.
    pub help: &'static str,
    /// Its keys, the first one shown: "Cmd" is Ctrl, or the command key on a Mac.
    pub keys: &'static [&'static str],
    /// Under which heading it is listed.
    pub menu: Menu,
    /// Binds the command to what is current, or tells why it cannot be given.
    pub needs: fn(&Session) -> Result<Command, WhyNot>,
}

macro_rules! rows {
    ($($menu:ident $id:literal $text:literal [$($key:literal)*] $help:literal $needs:expr;)*) => {
        /// Every row, in palette order.
        pub const TABLE: &[Spec] = &[$(Spec {
            id: $id, text: $text, help: $help, keys: &[$($key),*], menu: Menu::$menu, needs: $needs,
        }),*];
    };
}

rows! {
    File "open-article" "Open article…" ["Cmd+O"] "Open files as articles of this project: text, web pages, Word, PDF, mail" |s| project(s, WindowCommand::PickArticles);
    File "open-path" "Open by path…" ["Cmd+Shift+O"] "Type the path of an article file or a project folder" |_| window(WindowCommand::TypePath);
    File "open-address" "Open a web address…" ["Cmd+Shift+A"] "Fetch a page of the web and open it as an article of this project" |s| project(s, WindowCommand::AskAddress);
    File "paste-article" "New article from clipboard" [] "Open what was copied, from a browser or anywhere, as an article of this project" |s| project(s, WindowCommand::PasteArticle);
    File "account" "What became of the files" [] "List the files that were opened together last, with what became of each" account;
    File "open-project" "Open project…" [] "Open another project folder" |_| window(WindowCommand::PickProject);
    File "new-project" "New project…" ["Cmd+Shift+N"] "Make a project folder" |_| window(WindowCommand::NewProject);
    File "open-sample" "Open the sample" [] "Open your own copy of the bundled sample project" |_| Ok(Command::OpenSample);
    File "save" "Save" ["Cmd+S"] "Write everything to disk now" |s| { shown_project(s)?; Ok(Command::Save) };
    File "export" "Export report…" ["Cmd+E"] "Write the review report of this article" |s| article(s, WindowCommand::Export);
    File "share" "Share a copy…" [] "Write the project to a zip for somebody else, without what is confidential" |s| project(s, WindowCommand::Share);
    File "merge-copy" "Merge a copy…" [] "Bring in what a colleague did in a copy of this project, a folder or a zip" |s| project(s, WindowCommand::PickCopy);
    File "article-details" "Article details…" ["Cmd+I"] "Headline, byline, publication, dateline, dates" |s| article(s, WindowCommand::EditArticle);
    File "close-article" "Close article…" [] "Freeze the checked article and write its record" |s| step(s, Stage::Closed);
    File "to-author" "Send to the author" [] "Queries and fixes wait for the author" |s| step(s, Stage::WithAuthor);
    File "in-check" "Reopen, or back into check" [] "Check it again; a closed article can be changed again" |s| step(s, Stage::InCheck);
    File "publish" "Mark as published" [] "It was published as closed" publish;
    File "sign" "Sign off…" ["Cmd+Shift+S"] "Vouch for this draft and its review, in a role" sign;
    File "correct" "Enter correction…" [] "Enter a correction of this article, which was closed" correct;
    File "new-draft" "New draft…" ["Cmd+D"] "Bring a new version of this article's text; its claims are found again" new_draft;
    File "draft-from-fixes" "Draft from accepted fixes" [] "Make a new draft with every accepted fix put into the text" draft_from_fixes;
    File "remove-article" "Remove article" [] "Take this article off the list; its files stay and undo brings it back" remove_article;
    File "project-settings" "Project settings…" [] "Title and verdict scale of this project" |s| project(s, WindowCommand::EditProject);
    File "person" "Your name…" [] "The name your decisions carry" |_| window(WindowCommand::EditPerson);
    File "look-outside" "Look for changes on disk" [] "Take in what others changed in the project's files" |s| { shown_project(s)?; Ok(Command::LookOutside) };
    File "repair" "Repair…" [] "See what can be put back in damaged files, and do it" |s| project(s, WindowCommand::Repair);
    File "keep-copy" "Keep a copy and go on" [] "Keep damaged files under another name and save without what was not understood" keep_copy;
    File "take-over" "Take over" [] "Work on this project although somebody else has it open, or left it open" take_over;
    File "save-copy" "Save as a copy…" [] "Write the project as it is in the window to a new folder" |s| project(s, WindowCommand::SaveCopy);
    File "back-up" "Back up now" [] "Make a backup of this project besides the hourly ones" |s| { shown_project(s)?; Ok(Command::BackUp) };
    File "backups" "Backups…" [] "List the backups of this project and restore one as a new folder" |s| project(s, WindowCommand::Backups);
    File "quit" "Quit" ["Cmd+Q"] "Save and close the window" |_| window(WindowCommand::Quit);

    Edit "undo" "Undo" ["Cmd+Z"] "Take the last change back" undo;
    Edit "redo" "Redo" ["Cmd+Shift+Z" "Cmd+Y"] "Make the change that was taken back again" redo;
    Edit "copy" "Copy" ["Cmd+C"] "Copy the selected words" copy;
    Edit "select-all" "Select all" ["Cmd+A"] "Select every word of the article" |s| { shown_article(s)?; Ok(Command::SelectAll) };
    Edit "select-sentence" "Select sentence" ["E"] "Select the sentence around the caret" |s| { shown_article(s)?; Ok(Command::SelectSentence) };
    Edit "grow" "One word more" ["."] "Widen the selection by a word" |s| { shown_article(s)?; Ok(Command::GrowSelection) };
    Edit "shrink" "One word less" [","] "Narrow the selection by a word" |s| { shown_article(s)?; Ok(Command::ShrinkSelection) };

    Tick "tick" "Tick" ["Space"] "Claim the selected words, tie them to the pinned source, confirm them" tick;
    Tick "claim" "Claim" ["C"] "Make a claim of the selected words" claim;
    Tick "query" "Query" ["Q"] "Ask about the selected words or this claim" query;
    Tick "read" "Read" ["R"] "Mark the selected words as read: nothing to check" read;
    Tick "next-bare" "Next bare" ["N"] "Select the next words nobody looked at" |s| { shown_article(s)?; Ok(Command::NextBare) };
    Tick "previous-bare" "Previous bare" ["Shift+N"] "Select the words before that nobody looked at" |s| { shown_article(s)?; Ok(Command::PreviousBare) };
    Tick "pin" "Pin a source…" ["P"] "Choose the source that ticks are tied to" |s| project(s, WindowCommand::PickPinned);
    Tick "unpin" "Unpin the source" ["Shift+P"] "Ticks are tied to no source" unpin;

    Claim "confirmed" "Confirmed" ["1"] "The current scope of this claim is right" |s| decide(s, Status::Confirmed);
    Claim "needs-fix" "Needs fix" ["2"] "The words must change" |s| decide(s, Status::NeedsFix);
    Claim "wrong" "Wrong" ["3"] "A source speaks against it" |s| decide(s, Status::Wrong);
    Claim "cannot-verify" "Can't tell" ["4"] "No source settles it" |s| decide(s, Status::CannotVerify);
    Claim "in-progress" "In progress" ["5"] "Somebody is at it" |s| decide(s, Status::InProgress);
    Claim "waive" "Waive…" ["6"] "Not to be checked, for a reason" |s| { targets(s)?; window(WindowCommand::Waive) };
    Claim "unchecked" "Unchecked" ["0"] "Take the decision back" |s| decide(s, Status::Unchecked);
    Claim "scope" "Switch said / so" ["S"] "Decide about the other scope" scope;
    Claim "tie" "Add tie…" ["T"] "Tie this claim to a source, with its words" |s| current(s, WindowCommand::AddTie);
    Claim "take-excerpt" "Take excerpt" ["G"] "Make the words selected in the source, or the part marked there, the excerpt of this claim’s tie to it" |s| take(s, Taking::Current);
    Claim "take-further" "Take as a further excerpt" ["Shift+G"] "Tie this claim to the source once more, with the words selected there" |s| take(s, Taking::Further);
    Claim "claimant" "Claimant…" ["W"] "Name who says it" |s| current(s, WindowCommand::EditClaimant);
    Claim "fix" "Propose fix…" ["F"] "Propose other words" |s| current(s, WindowCommand::EditFix);
    Claim "accept-fix" "Accept fix" ["Shift+A"] "The editor takes the proposed words" |s| answer(s, FixState::Accepted);
    Claim "stet" "Stet" ["Shift+S"] "The editor lets the draft's words stand" |s| answer(s, FixState::Stet);
    Claim "note" "Note…" ["M"] "Write a note on this claim" |s| current(s, WindowCommand::EditNote);
    Claim "legal" "Legal flag…" ["L"] "Have a lawyer look at this claim before the article is closed" legal;
    Claim "clear-legal" "Clear for legal…" ["Shift+L"] "This claim may stand, legally" clear_legal;
    Claim "set-words" "Take these words" ["Shift+C"] "Give this claim the selected words instead of its own" set_words;
    Claim "assign" "Assign…" ["A"] "Say whose this claim, or the selected paragraphs, are to check" |s| article(s, WindowCommand::Assign);
    Claim "next-unsettled" "Next to settle" ["U"] "Show the next claim whose words a new draft changed or moved" |s| { shown_article(s)?; Ok(Command::NextUnsettled) };
    Claim "accept-words" "Accept the new words" ["Y"] "The words that a new draft has are this claim's" |s| settle(s, Settling::Accept);
    Claim "leave-lost" "Leave lost" ["X"] "The words of this claim are not in the new draft" |s| settle(s, Settling::Lose);
    Claim "remove" "Remove claim" ["Delete" "Backspace"] "Take this claim out of the review" remove;
    Claim "next-claim" "Next claim" ["]" "J"] "Show the next claim" |s| { shown_article(s)?; Ok(Command::NextClaim) };
    Claim "previous-claim" "Previous claim" ["[" "K"] "Show the claim before" |s| { shown_article(s)?; Ok(Command::PreviousClaim) };

    View "palette" "Search or run a command" ["Cmd+K"] "Find a claim, an article, a source or a command" |_| window(WindowCommand::Palette);
    View "claims" "Claims list" ["Cmd+L"] "Show or hide the list of claims" |s| article(s, WindowCommand::Claims);
    View "queries" "Queries" ["Cmd+U"] "Show or hide the list of queries" |s| article(s, WindowCommand::Queries);
    View "proposals" "Proposed ties" ["Cmd+Shift+P"] "Show or hide what the writer's links and notes propose to tie claims to" |s| article(s, WindowCommand::Proposals);
    View "history" "History" ["Cmd+Shift+H"] "Show or hide who changed what in this article, when, from what to what" |s| article(s, WindowCommand::History);
    View "questions" "Open questions from merging" ["Cmd+Shift+M"] "Settle what two copies changed otherwise" questions;
    View "review-draft" "Review the draft" ["Cmd+Shift+D"] "Show or hide what the newest draft changed, and settle its claims" |s| article(s, WindowCommand::ReviewDraft);
    View "accept-exact" "Accept all exact" [] "Accept the new places of all claims whose very words were found" accept_exact;
    View "evidence" "Source beside the article" ["V"] "Show or hide the stored file that this claim is tied to, or that of the pinned source" evidence;
    View "find-evidence" "Find in the source" ["Cmd+F"] "Search the text of the stored file beside the article" |s| { shown_evidence(s)?; window(WindowCommand::FindInEvidence) };
    View "open-evidence" "Open the file in its own program" [] "Open the stored file beside the article in the program that the system has for it" open_evidence;
    View "side-bar" "Side bar" ["Cmd+B"] "Show or hide articles, queries and sources" |_| window(WindowCommand::SideBar);
    View "inspector" "Inspector" ["Cmd+J"] "Show or hide the inspector" |_| window(WindowCommand::Inspector);
    View "bare" "Underline bare words" ["B"] "Show or hide the fine underline of words nobody looked at" |_| Ok(Command::ToggleBare);
    View "larger" "Larger text" ["Cmd+=" "Cmd++"] "Make the article's text larger" |_| window(WindowCommand::LargerText);
    View "smaller" "Smaller text" ["Cmd+-"] "Make the article's text smaller" |_| window(WindowCommand::SmallerText);
    View "theme" "Light or dark" ["Cmd+Shift+L"] "Light, then dark, then as the system says" |_| window(WindowCommand::CycleTheme);
    View "add-source" "New source…" [] "Add a source to the library" |s| project(s, WindowCommand::AddSource);
    View "memo" "Copy queries as a memo" ["Cmd+Shift+U"] "Copy the open queries of this article, numbered, with paragraph numbers" memo;
    View "keys" "Keys" ["F1" "?"] "Show every key" |_| window(WindowCommand::Keys);
}

/// The row of this name.
pub fn spec(id: &str) -> Option<&'static Spec> {
    TABLE.iter().find(|spec| spec.id == id)
}

/// The list of keys as README shows it: one Markdown table a heading.
pub fn keys_markdown() -> String {
    let mut out = String::new();
    for menu in Menu::ALL {
        _ = writeln!(out, "| {} | | |\n| --- | --- | --- |", menu.word());
        for spec in TABLE.iter().filter(|spec| spec.menu == menu && !spec.keys.is_empty()) {
            let keys = spec.keys.iter().map(|key| format!("`{}`", key.replace("Cmd", "Ctrl"))).collect::<Vec<_>>();
            _ = writeln!(out, "| {} | {} | {} |", keys.join(" "), spec.text, spec.help);
        }
        out.push('\n');
    }
    out
}

#[expect(clippy::unnecessary_wraps, reason = "every row answers a result")]
fn window(wish: WindowCommand) -> Result<Command, WhyNot> {
    Ok(Command::Window(wish))
}

fn shown_project(session: &Session) -> Result<(), WhyNot> {
    session.project().map(|_| ()).ok_or("Open a project first")
}

fn shown_article(session: &Session) -> Result<crate::model::ids::Slug, WhyNot> {
    session.current_article().map(|article| article.slug.clone()).ok_or("Open an article first")
}

fn project(session: &Session, wish: WindowCommand) -> Result<Command, WhyNot> {
    shown_project(session)?;
    window(wish)
}

fn account(session: &Session) -> Result<Command, WhyNot> {
    shown_project(session)?;
    if !session.has_account() {
        return Err("Several files were not opened together yet");
    }
    window(WindowCommand::Account)
}

fn article(session: &Session, wish: WindowCommand) -> Result<Command, WhyNot> {
    shown_article(session)?;
    window(wish)
}

fn current(session: &Session, wish: WindowCommand) -> Result<Command, WhyNot> {
    session.current_claim().ok_or("Select a claim first")?;
    window(wish)
}

fn remove_article(session: &Session) -> Result<Command, WhyNot> {
    Ok(Command::RemoveArticle(shown_article(session)?))
}

fn keep_copy(session: &Session) -> Result<Command, WhyNot> {
    match session.guarded() {
        Some(guarded) if !guarded.is_empty() => Ok(Command::SetDamagedAside),
        _ => Err("No file of this project is damaged"),
    }
}

fn take_over(session: &Session) -> Result<Command, WhyNot> {
    shown_project(session)?;
    match session.hold() {
        Some(Hold::Theirs(..)) => Ok(Command::TakeOver),
        Some(Hold::Lost(_)) if session.is_saved() => Ok(Command::TakeOver),
        Some(Hold::Lost(_)) => Err("Save a copy first: what was done here since is in this window alone"),
        _ => Err("Nobody else has this project open"),
    }
}

fn undo(session: &Session) -> Result<Command, WhyNot> {
    session.undo_stack().and_then(|stack| stack.next_undo()).ok_or("There is nothing to take back")?;
    Ok(Command::Undo)
}

fn redo(session: &Session) -> Result<Command, WhyNot> {
    session.undo_stack().and_then(|stack| stack.next_redo()).ok_or("There is nothing to make again")?;
    Ok(Command::Redo)
}

fn has_words(session: &Session) -> bool {
    session.current_article().is_some_and(|article| !session.view().selection.spans(&article.draft).is_empty())
}

fn tick(session: &Session) -> Result<Command, WhyNot> {
    if has_words(session) || session.current_claim().is_some() {
        Ok(Command::Tick)
    } else {
        Err("Select words or a claim first")
    }
}

fn claim(session: &Session) -> Result<Command, WhyNot> {
    let article = session.current_article().ok_or("Open an article first")?;
    let spans = session.view().selection.spans(&article.draft);
    if spans.is_empty() {
        return Err("Select words first");
    }
    Ok(Command::AddClaim { article: article.slug.clone(), spans, kind: None, claimant: None })
}

fn query(session: &Session) -> Result<Command, WhyNot> {
    let article = session.current_article().ok_or("Open an article first")?;
    if article.stage.is_frozen() {
        return Err("The article is closed: reopen it first");
    }
    window(WindowCommand::Ask)
}

fn read(session: &Session) -> Result<Command, WhyNot> {
    if has_words(session) { Ok(Command::ToggleRead) } else { Err("Select words first") }
}

fn copy(session: &Session) -> Result<Command, WhyNot> {
    let selected = !session.view().selection.runs().is_empty();
    if selected { window(WindowCommand::Copy) } else { Err("Select words first") }
}

fn shown_evidence(session: &Session) -> Result<(SourceId, EvidenceHash), WhyNot> {
    let (_, source, evidence) = session.exhibit().ok_or("Show a source beside the article first")?;
    Ok((source.id, evidence.ok_or("No file is stored for this source")?.sha256.clone()))
}

fn evidence(session: &Session) -> Result<Command, WhyNot> {
    if session.view().exhibit.is_some() {
        return Ok(Command::HideEvidence);
    }
    if let Some((claim, tie)) = session.tie_to_show() {
        return Ok(Command::ShowExcerpt { claim, tie });
    }
    let source = session.view().pinned.ok_or("Open a claim that is tied to a stored file, or pin a source")?;
    Ok(Command::ShowEvidence { source, evidence: None })
}

fn take(session: &Session, taking: Taking) -> Result<Command, WhyNot> {
    shown_evidence(session)?;
    if session.view().exhibit.as_ref().is_none_or(|exhibit| !exhibit.has_taking()) {
        return Err("Select words in the source first, or mark a part of it");
    }
    session.current_claim().ok_or("Put the caret on a claim first, or select words and press C")?;
    Ok(Command::TakeExcerpt(taking))
}

fn open_evidence(session: &Session) -> Result<Command, WhyNot> {
    let (source, evidence) = shown_evidence(session)?;
    Ok(Command::OpenEvidence { source, evidence })
}

fn memo(session: &Session) -> Result<Command, WhyNot> {
    let index = session.current_index().ok_or("Open an article first")?;
    if index.open_queries() == 0 {
        return Err("No query is open");
    }
    window(WindowCommand::CopyMemo)
}

fn questions(session: &Session) -> Result<Command, WhyNot> {
    if session.n_questions() == 0 {
        return Err("No question from merging is open");
    }
    window(WindowCommand::Questions)
}

fn unpin(session: &Session) -> Result<Command, WhyNot> {
    session.view().pinned.ok_or("No source is pinned")?;
    Ok(Command::Pin(None))
}

/// The claims a decision goes to: those picked in the list, or else the one in the inspector, unless other words are
/// selected.
pub fn targets(session: &Session) -> Result<Vec<crate::model::ids::ClaimId>, WhyNot> {
    let picked = &session.view().picked;
    if !picked.is_empty() {
        return Ok(picked.iter().copied().collect());
    }
    let claim = session.current_claim().ok_or("Select a claim first")?;
    let article = session.current_article().ok_or("Open an article first")?;
    let selected = session.view().selection.spans(&article.draft);
    if selected.is_empty() || claim.places().eq(selected) {
        Ok(vec![claim.id])
    } else {
        Err("Press C to make a claim of the selected words first")
    }
}

fn decide(session: &Session, status: Status) -> Result<Command, WhyNot> {
    let ruling = Ruling { scope: None, status, basis: None, reason: String::new() };
    Ok(Command::Decide { claims: targets(session)?, ruling })
}

fn scope(session: &Session) -> Result<Command, WhyNot> {
    match session.current_claim() {
        None => Err("Select a claim first"),
        Some(claim) if claim.claimant.is_none() => {
            Err("This claim has no claimant: only whether it is so can be decided")
        }
        Some(_) => Ok(Command::SwitchScope),
    }
}

fn answer(session: &Session, state: FixState) -> Result<Command, WhyNot> {
    let claim = session.current_claim().ok_or("Select a claim first")?;
    claim.fix.as_ref().ok_or("No fix is proposed for this claim")?;
    Ok(Command::AnswerFix { claim: claim.id, state })
}

fn set_words(session: &Session) -> Result<Command, WhyNot> {
    let claim = session.current_claim().ok_or("Select a claim first")?;
    let article = session.current_article().ok_or("Open an article first")?;
    let spans = session.view().selection.spans(&article.draft);
    if spans.is_empty() {
        return Err("Select the words the claim should have");
    }
    Ok(Command::SetWords { claim: claim.id, spans })
}

/// What a command that changes the review of a closed article cannot be given for.
const FROZEN: WhyNot = "This article is closed: reopen it first";

fn shown_open_article(session: &Session) -> Result<Arc<Article>, WhyNot> {
    let article = session.current_article().ok_or("Open an article first")?;
    if article.stage.is_frozen() { Err(FROZEN) } else { Ok(Arc::clone(article)) }
}

fn step(session: &Session, stage: Stage) -> Result<Command, WhyNot> {
    let article = session.current_article().ok_or("Open an article first")?;
    if !article.stage.next(&article.review).contains(&stage) {
        return Err(match stage {
            Stage::InCheck => "It is in check",
            Stage::WithAuthor => "Only an article in check goes to the author",
            Stage::Closed => "It is closed",
            Stage::Published => "Only an article that is closed can be published",
            Stage::Corrected => "A correction does that",
        });
    }
    if stage == Stage::Closed {
        return window(WindowCommand::CloseArticle);
    }
    Ok(Command::SetStage { article: article.slug.clone(), stage, concerns: Concerns::Ask })
}

/// Published, or published with its corrections.
fn publish(session: &Session) -> Result<Command, WhyNot> {
    let article = session.current_article().ok_or("Open an article first")?;
    step(session, if article.review.corrections.is_empty() { Stage::Published } else { Stage::Corrected })
}

fn sign(session: &Session) -> Result<Command, WhyNot> {
    shown_open_article(session)?;
    window(WindowCommand::Sign)
}

fn correct(session: &Session) -> Result<Command, WhyNot> {
    let article = session.current_article().ok_or("Open an article first")?;
    if article.review.closings.is_empty() {
        return Err("A correction is for an article that was closed");
    }
    window(WindowCommand::Correct)
}

fn legal(session: &Session) -> Result<Command, WhyNot> {
    shown_open_article(session)?;
    current(session, WindowCommand::FlagLegal)
}

fn clear_legal(session: &Session) -> Result<Command, WhyNot> {
    shown_open_article(session)?;
    let claim = session.current_claim().ok_or("Select a claim first")?;
    match &claim.legal {
        None => Err("This claim has no legal flag"),
        Some(flag) if flag.cleared.is_some() => Err("This claim is cleared"),
        Some(_) => window(WindowCommand::ClearLegal),
    }
}

fn settle(session: &Session, how: Settling) -> Result<Command, WhyNot> {
    shown_open_article(session)?;
    let claim = session.current_claim().ok_or("Select a claim first")?;
    claim.reanchor.as_ref().ok_or("The words of this claim are settled")?;
    if how == Settling::Accept && claim.spans.iter().any(|span| span.place().is_none()) {
        return Err("Its words are lost: select them and press Shift C");
    }
    Ok(Command::SettleWords { claims: vec![claim.id], how })
}

fn new_draft(session: &Session) -> Result<Command, WhyNot> {
    shown_open_article(session)?;
    window(WindowCommand::NewDraft)
}

fn draft_from_fixes(session: &Session) -> Result<Command, WhyNot> {
    let article = &shown_open_article(session)?;
    if !has_fixes_to_take(article) {
        return Err("No accepted fix is missing in the draft");
    }
    Ok(Command::NewDraft { article: article.slug.clone(), from: DraftFrom::Fixes })
}

fn accept_exact(session: &Session) -> Result<Command, WhyNot> {
    let article = shown_open_article(session)?;
    if unsettled(&article).iter().any(|(outcome, _)| outcome.is_exact()) {
        Ok(Command::SettleExact(article.slug.clone()))
    } else {
        Err("No claim with exact words waits to be settled")
    }
}

fn remove(session: &Session) -> Result<Command, WhyNot> {
    Ok(Command::RemoveClaims(targets(session)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_keys_are_told_once() {
        let mut seen = std::collections::BTreeMap::new();
        for spec in TABLE {
            assert!(seen.insert(spec.id, spec.id).is_none(), "{} stands twice", spec.id);
            for key in spec.keys {
                let other = seen.insert(key, spec.id);
                assert!(other.is_none(), "{key} is a key of {} and of {other:?}", spec.id);
            }
            assert!(!spec.help.ends_with('.'), "{}: one sentence has no closing period", spec.id);
        }
    }
}
