//! Every wish a person can utter, by window or command line.
//!
//! A command says the wish, not the new value of a thing; the session writes what was there before. What a wish carries
//! is in `wishes.rs`, what changes only the window in `window_command.rs`, those with a key or a menu in `table.rs`.
//! Must not know: egui, how a wish is carried out (`run.rs`).

use std::path::PathBuf;

use crate::export::Format;
use crate::model::article::Role;
use crate::model::change::ArticleField;
use crate::model::claim::{ClaimKind, FixState};
use crate::model::decision::Scope;
use crate::model::evidence::EvidenceHash;
use crate::model::excerpt::{Region, TimeRange};
use crate::model::ids::{
    ClaimId, ConflictId, ContactId, CorrectionId, EditId, ProposalId, QueryId, SignOffId, Slug, SourceId, TieId,
};
use crate::model::merge::settle::Choice;
use crate::model::project::Scale;
use crate::model::query::{Addressee, Subject};
use crate::model::sign_off::SignRole;
use crate::model::source::Source;
use crate::model::stage::Stage;
use crate::model::visibility::Visibility;
use crate::session::pages::PageKey;
use crate::session::settings::{Person, Theme};
use crate::session::sharing::{Extent, Sharing};
use crate::session::view::Selection;
use crate::session::window_command::WindowCommand;
use crate::session::wishes::{
    Assignee, Concerns, ContactWords, CorrectionWords, DraftFrom, Incoming, ItsTies, Overwrite, Ruling, Settling,
    Taking, TieWish, TieWords,
};
use crate::text::span::ByteSpan;

/// What the user can wish for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Makes a new project in a new or empty folder and opens it.
    NewProject {
        /// The folder.
        folder: PathBuf,
        /// What it is called.
        title: String,
    },
    /// Opens a project folder.
    OpenProject(PathBuf),
    /// Opens the private copy of the bundled sample, making it when there is none.
    OpenSample,
    /// Opens files, and the files of folders, as articles of the open project.
    OpenArticles(Vec<PathBuf>),
    /// Opens files, folders, addresses of the web and pasted text as articles of the open project.
    Import(Vec<Incoming>),
    /// Says whether pages of this machine and this network may be fetched.
    SetFetchPrivate(bool),
    /// Gives up what is still to be opened; what was opened stays.
    CancelImport,
    /// Makes a new draft of an article; its claims are found again.
    NewDraft {
        /// Which article.
        article: Slug,
        /// Where the text comes from.
        from: DraftFrom,
    },
    /// Settles what a new draft did to these claims.
    SettleWords {
        /// Which claims, of one article.
        claims: Vec<ClaimId>,
        /// How.
        how: Settling,
    },
    /// Compares the newest draft of an article with the one before it.
    CompareDrafts(Slug),
    /// Shows the next claim whose words nobody settled since a new draft.
    NextUnsettled,
    /// Accepts the places of all claims whose very words a new draft has.
    SettleExact(Slug),
    /// Writes what is not saved yet.
    Save,
    /// Writes a report of an article to a file.
    Export {
        /// Which article.
        article: Slug,
        /// In which formats, each with the file it goes to.
        files: Vec<(Format, PathBuf)>,
        /// Who is to read them.
        audience: Visibility,
        /// Whether files that are there may be replaced.
        overwrite: Overwrite,
    },
    /// Writes a copy of the project to a zip.
    Share {
        /// The zip.
        file: PathBuf,
        /// Whether what is confidential goes too.
        extent: Extent,
        /// The list that was shown: no other file goes.
        shown: Box<Sharing>,
        /// Whether a file that is there may be replaced.
        overwrite: Overwrite,
    },
    /// Copies damaged files aside, so that the project can be saved again without what was not understood.
    SetDamagedAside,
    /// Looks for files that were changed on disk by others, and merges them.
    LookOutside,
    /// Finds out what a repair would do; nothing is written.
    PlanRepair,
    /// Does what was planned.
    Repair,
    /// Takes the open project from whoever has it, and opens it anew.
    TakeOver,
    /// Writes the project as it is here, unsaved edits with it, to a new folder.
    SaveCopy(PathBuf),
    /// Makes a backup of what is saved.
    BackUp,
    /// Looks for the backups of the project.
    ListBackups,
    /// Lays out a backup as a new folder.
    RestoreBackup {
        /// The backup's file.
        backup: PathBuf,
        /// The folder, which must not be there yet.
        to: PathBuf,
    },

    /// Shows an article.
    ShowArticle(Slug),
    /// Sets the selection; the claim under the caret becomes current.
    Select(Selection),
    /// Makes a claim current, or none; the window brings it into sight.
    ShowClaim(Option<ClaimId>),
    /// Picks claims for a bulk action.
    Pick(Vec<ClaimId>),
    /// Pins the source that ticks tie to, or none.
    Pin(Option<SourceId>),
    /// Sends decisions to the other scope.
    SwitchScope,
    /// Sends decisions to this scope.
    ShowScope(Scope),
    /// Selects the next words nobody looked at.
    NextBare,
    /// Selects the words before that nobody looked at.
    PreviousBare,
    /// Makes the next claim in reading order current.
    NextClaim,
    /// Makes the claim before current.
    PreviousClaim,
    /// Widens the selection by a word.
    GrowSelection,
    /// Narrows the selection by a word.
    ShrinkSelection,
    /// Selects the sentence around the caret.
    SelectSentence,
    /// Selects every word of the article.
    SelectAll,
    /// What only the window does.
    Window(WindowCommand),

    /// The selection (or the claim under the caret) is right: claim it, tie it to the pinned source, confirm it.
    Tick,
    /// Makes a claim of the selection, or of given spans.
    AddClaim {
        /// Which article.
        article: Slug,
        /// Which words, in bytes of its draft.
        spans: Vec<ByteSpan>,
        /// What sort; `None` is guessed.
        kind: Option<ClaimKind>,
        /// Who says it.
        claimant: Option<String>,
    },
    /// Takes claims out of the review.
    RemoveClaims(Vec<ClaimId>),
    /// Gives a claim other words.
    SetWords {
        /// Which claim.
        claim: ClaimId,
        /// Which words, in bytes of the draft.
        spans: Vec<ByteSpan>,
    },
    /// Says what sort of statement claims are.
    SetKind {
        /// Which claims.
        claims: Vec<ClaimId>,
        /// What sort.
        kind: ClaimKind,
    },
    /// Says who says a claim.
    SetClaimant {
        /// Which claim.
        claim: ClaimId,
        /// Who; `None` when the article itself says it.
        claimant: Option<String>,
    },
    /// Decides about claims.
    Decide {
        /// Which claims.
        claims: Vec<ClaimId>,
        /// What is decided.
        ruling: Ruling,
    },
    /// Gives a public rating, or takes it back.
    SetVerdict {
        /// Which claim.
        claim: ClaimId,
        /// A rating of the project's scale.
        verdict: Option<String>,
    },
    /// Sets a claim's note.
    SetNote {
        /// Which claim.
        claim: ClaimId,
        /// The note.
        note: String,
    },
    /// Says who may see a claim's note.
    SetNoteVisibility {
        /// Which claim.
        claim: ClaimId,
        /// Who.
        visibility: Visibility,
    },
    /// Proposes other words for a claim, or takes the proposal back.
    ProposeFix {
        /// Which claim.
        claim: ClaimId,
        /// The words.
        words: Option<String>,
    },
    /// Answers a proposed fix.
    AnswerFix {
        /// Which claim.
        claim: ClaimId,
        /// The answer.
        state: FixState,
    },
    /// Ties a claim to a source.
    AddTie {
        /// Which claim.
        claim: ClaimId,
        /// Which source.
        source: SourceId,
        /// Stance, excerpt, locator.
        words: TieWords,
    },
    /// Ties a claim to a source that is new to the library.
    AddTieToNew {
        /// Which claim.
        claim: ClaimId,
        /// The source, its id ignored.
        source: Box<Source>,
        /// Stance, excerpt, locator.
        words: TieWords,
    },
    /// Changes a tie.
    SetTie {
        /// Which claim.
        claim: ClaimId,
        /// Which tie.
        tie: TieId,
        /// What of it.
        wish: TieWish,
    },
    /// Takes a tie away.
    RemoveTie {
        /// Which claim.
        claim: ClaimId,
        /// Which tie.
        tie: TieId,
    },
    /// Adds a source to the library; its id is ignored.
    AddSource(Box<Source>),
    /// Replaces a source of the library by one of the same id, which may make it confidential or end that.
    SetSource {
        /// The source as it is to be.
        source: Box<Source>,
        /// What becomes of its ties when its confidentiality changes.
        ties: ItsTies,
    },
    /// Takes a source that nothing is tied to out of the library.
    RemoveSource(SourceId),
    /// Stores files of a source, and reads what can be read of them.
    AddEvidence {
        /// Which source.
        source: SourceId,
        /// The files, pasted texts and addresses.
        files: Vec<Incoming>,
    },
    /// Takes a stored file away from its source.
    RemoveEvidence {
        /// Which source.
        source: SourceId,
        /// Which file.
        evidence: EvidenceHash,
    },
    /// Reads a stored file again, and keeps the text that the readers of today find in it.
    ReadEvidence {
        /// Which source.
        source: SourceId,
        /// Which file.
        evidence: EvidenceHash,
    },
    /// Has the text of a stored file at hand.
    WantEvidence {
        /// Which source.
        source: SourceId,
        /// Which file.
        evidence: EvidenceHash,
    },
    /// Shows a stored file of a source beside the article.
    ShowEvidence {
        /// Which source.
        source: SourceId,
        /// Which file; `None` is the one shown, or the first with text.
        evidence: Option<EvidenceHash>,
    },
    /// Shows the file of a tie's excerpt beside the article, with the excerpt selected.
    ShowExcerpt {
        /// Which claim.
        claim: ClaimId,
        /// Which tie.
        tie: TieId,
    },
    /// Has the pages of a stored PDF document at hand, with the places of their words.
    WantSheets {
        /// Which source.
        source: SourceId,
        /// Which file.
        evidence: EvidenceHash,
    },
    /// Has a page of a stored PDF document drawn, unless enough are being drawn.
    WantPage {
        /// Which source.
        source: SourceId,
        /// Which page of which file, and how large.
        key: PageKey,
    },
    /// Shows no file beside the article.
    HideEvidence,
    /// Sets what is selected in the file beside the article, in bytes of its text.
    SelectEvidence(Selection),
    /// Selects words of the file beside the article and brings them into sight.
    RevealEvidence(ByteSpan),
    /// Marks a part of the picture beside the article, or none.
    MarkRegion(Option<Region>),
    /// Marks a stretch of the recording beside the article, or none.
    MarkTime(Option<TimeRange>),
    /// Has a stored picture at hand.
    WantPicture {
        /// Which source.
        source: SourceId,
        /// Which file.
        evidence: EvidenceHash,
        /// The most pixels that a side may have.
        side: u32,
    },
    /// Makes the words selected in the file beside the article the excerpt of a tie of the current claim.
    TakeExcerpt(Taking),
    /// Opens a stored file in the system's own program.
    OpenEvidence {
        /// Which source.
        source: SourceId,
        /// Which file.
        evidence: EvidenceHash,
    },
    /// Makes claims, sources and ties of what the writer's file proposes.
    AcceptProposals {
        /// In which article.
        article: Slug,
        /// Which.
        proposals: Vec<ProposalId>,
    },
    /// Says that proposals are of no use.
    DismissProposals {
        /// In which article.
        article: Slug,
        /// Which.
        proposals: Vec<ProposalId>,
    },
    /// Opens dismissed proposals again.
    ReopenProposals {
        /// In which article.
        article: Slug,
        /// Which.
        proposals: Vec<ProposalId>,
    },
    /// Writes down that somebody was asked.
    LogContact {
        /// Which source.
        source: SourceId,
        /// When, how, what.
        words: ContactWords,
    },
    /// Changes an entry of a contact log.
    SetContact {
        /// Which source.
        source: SourceId,
        /// Which entry.
        contact: ContactId,
        /// When, how, what.
        words: ContactWords,
    },
    /// Takes an entry out of a contact log.
    RemoveContact {
        /// Which source.
        source: SourceId,
        /// Which entry.
        contact: ContactId,
    },
    /// Asks somebody.
    Ask {
        /// In which article.
        article: Slug,
        /// About what.
        on: Subject,
        /// Whom.
        to: Addressee,
        /// What.
        words: String,
        /// By when an answer is wanted.
        due: Option<jiff::civil::Date>,
        /// Who may see it.
        visibility: Visibility,
    },
    /// Makes a claim of the selection unless it is one, and asks about it.
    AskAboutSelection {
        /// Whom.
        to: Addressee,
        /// What.
        words: String,
        /// By when an answer is wanted.
        due: Option<jiff::civil::Date>,
        /// Who may see it.
        visibility: Visibility,
    },
    /// Writes down the answer to a query.
    AnswerQuery {
        /// In which article.
        article: Slug,
        /// Which query.
        query: QueryId,
        /// The answer.
        answer: String,
    },
    /// Opens a settled query again.
    ReopenQuery {
        /// In which article.
        article: Slug,
        /// Which query.
        query: QueryId,
    },
    /// Says who may see a query.
    SetQueryVisibility {
        /// In which article.
        article: Slug,
        /// Which query.
        query: QueryId,
        /// Who.
        visibility: Visibility,
    },
    /// No longer asks.
    WithdrawQuery {
        /// In which article.
        article: Slug,
        /// Which query.
        query: QueryId,
    },
    /// Marks the selected words as read; read ones become bare again.
    ToggleRead,
    /// Marks words as read.
    MarkRead {
        /// In which article.
        article: Slug,
        /// Which words, in bytes of its draft.
        spans: Vec<ByteSpan>,
    },
    /// Says what a block is.
    SetRole {
        /// In which article.
        article: Slug,
        /// Which block, from 0.
        block: usize,
        /// What it is.
        role: Role,
    },
    /// Sets a field of an article's metadata.
    SetArticle {
        /// Which article.
        article: Slug,
        /// The field with its new value.
        field: ArticleField,
    },
    /// Moves an article on to another stage, or opens a closed one again.
    SetStage {
        /// Which article.
        article: Slug,
        /// The stage.
        stage: Stage,
        /// Whether it may be closed with concerns.
        concerns: Concerns,
    },
    /// Vouches for the current draft and its review.
    Sign {
        /// Which article.
        article: Slug,
        /// In which role.
        role: SignRole,
        /// With what reservation, or none.
        note: String,
    },
    /// Takes one's own sign-off back.
    WithdrawSignOff {
        /// In which article.
        article: Slug,
        /// Which.
        sign_off: SignOffId,
    },
    /// Wants a lawyer's eye on a claim, or changes why and whose.
    FlagLegal {
        /// Which claim.
        claim: ClaimId,
        /// Why.
        reason: String,
        /// Who must clear it.
        clearer: String,
    },
    /// Clears a flagged claim.
    ClearLegal {
        /// Which claim.
        claim: ClaimId,
        /// On what condition, or in what words.
        note: String,
    },
    /// Takes a legal flag away.
    RemoveLegal(ClaimId),
    /// Enters a correction of an article that was closed.
    Correct {
        /// Which article.
        article: Slug,
        /// The correction.
        words: CorrectionWords,
    },
    /// Changes a correction.
    SetCorrection {
        /// In which article.
        article: Slug,
        /// Which.
        correction: CorrectionId,
        /// What it says now.
        words: CorrectionWords,
    },
    /// Takes a correction away.
    RemoveCorrection {
        /// In which article.
        article: Slug,
        /// Which.
        correction: CorrectionId,
    },
    /// Takes one past edit of the article shown back, where it still applies.
    UndoEdit(EditId),
    /// Takes an article off the list; its files stay.
    RemoveArticle(Slug),
    /// Puts a removed article back on the list.
    RestoreArticle(Slug),
    /// Renames the project.
    SetTitle(String),
    /// Sets the verdict scale, or none.
    SetScale(Option<Scale>),
    /// Merges a colleague's copy of the project, a folder or a zip, into it.
    MergeCopy(PathBuf),
    /// Settles an open question from merging.
    Settle {
        /// The article it is of; `None` when it is the project's own.
        article: Option<Slug>,
        /// Which question.
        question: ConflictId,
        /// What is taken.
        choice: Choice,
    },
    /// Says whose claims are to check.
    Assign {
        /// Which claims.
        claims: Vec<ClaimId>,
        /// Whose; `None` leaves them to whoever has their blocks.
        to: Option<Assignee>,
    },
    /// Says whose a run of blocks is to check.
    AssignBlocks {
        /// In which article.
        article: Slug,
        /// Which blocks, from 0, end exclusive.
        blocks: std::ops::Range<usize>,
        /// Whose; `None` for nobody's.
        to: Option<Assignee>,
    },
    /// Takes the newest edit back.
    Undo,
    /// Makes the edit that was taken back again.
    Redo,

    /// Says who sits at the desk.
    SetPerson(Person),
    /// Light, dark, or as the system says.
    SetTheme(Theme),
    /// Sets the size of the article's text, in points.
    SetTextPoints(u8),
    /// Sets the length of the article's lines, in characters.
    SetMeasure(usize),
    /// Shows or hides the underline of bare words.
    ToggleBare,
}
