//! The wishes that change nothing but the window: what it asks, shows and hides.
//!
//! Must not know: egui, how the window does it.

use crate::model::ids::{ClaimId, CorrectionId, SourceId, TieId};

/// What changes only the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowCommand {
    /// Asks for article files to open.
    PickArticles,
    /// Asks for a path to open by typing it.
    TypePath,
    /// Asks for an address of the web to open as an article.
    AskAddress,
    /// Opens what is on the clipboard as an article.
    PasteArticle,
    /// Shows what became of the files that were opened together last.
    Account,
    /// Asks for a project folder to open.
    PickProject,
    /// Asks for the folder and title of a new project.
    NewProject,
    /// Asks what to export and where.
    Export,
    /// Asks where a copy of the project for somebody else goes.
    Share,
    /// Asks for the folder of a copy.
    SaveCopy,
    /// Lists the backups.
    Backups,
    /// Opens the command palette.
    Palette,
    /// Shows what a repair would do, and asks whether to do it.
    Repair,
    /// Shows all keys.
    Keys,
    /// Shows or hides the claims list.
    Claims,
    /// Shows or hides the list of queries.
    Queries,
    /// Shows or hides the list of proposed ties.
    Proposals,
    /// Shows or hides the history of the article.
    History,
    /// Asks for the text of a new draft.
    NewDraft,
    /// Shows or hides what the newest draft did to words and claims.
    ReviewDraft,
    /// Shows or hides the left side bar.
    SideBar,
    /// Shows or hides the inspector.
    Inspector,
    /// Asks for a source and an excerpt to tie to the claim.
    AddTie,
    /// Asks for a source to pin.
    PickPinned,
    /// Asks for a new source.
    AddSource,
    /// Asks for another excerpt, place, file or translation of a tie.
    EditTie(ClaimId, TieId),
    /// Shows what is known of a source, to change it.
    EditSource(SourceId),
    /// Shows the stored files and the contact log of a source.
    SourceRecord(SourceId),
    /// Puts the cursor into the search of the file beside the article.
    FindInEvidence,
    /// Asks for the words of a query.
    Ask,
    /// Asks for a colleague's copy to merge.
    PickCopy,
    /// Shows the open questions from merging.
    Questions,
    /// Asks whose the claim, or the selected paragraphs, are to check.
    Assign,
    /// Asks why a claim is waived.
    Waive,
    /// Asks in which role the user vouches, and with what reservation.
    Sign,
    /// Asks why a lawyer must see the claim.
    FlagLegal,
    /// Asks on what condition the claim is cleared.
    ClearLegal,
    /// Shows what stands between the article and being closed, and closes it.
    CloseArticle,
    /// Asks for a correction.
    Correct,
    /// Shows a correction, to change it.
    EditCorrection(CorrectionId),
    /// Puts the cursor into the note.
    EditNote,
    /// Puts the cursor into the proposed fix.
    EditFix,
    /// Puts the cursor into the claimant.
    EditClaimant,
    /// Asks what is known of the article.
    EditArticle,
    /// Asks for the project's title and verdict scale.
    EditProject,
    /// Asks who sits at the desk.
    EditPerson,
    /// Makes the article's text larger.
    LargerText,
    /// Makes the article's text smaller.
    SmallerText,
    /// Light, then dark, then as the system says.
    CycleTheme,
    /// Copies the selected words.
    Copy,
    /// Copies the open queries as a numbered memo.
    CopyMemo,
    /// Closes the window.
    Quit,
}
