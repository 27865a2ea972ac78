//! What jobs bring back, and what the session tells people about it.
//!
//! Must not know: how it is shown.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::import::pdf::Picture;
use crate::model::article::{Article, DraftRecord};
use crate::model::change::Edit;
use crate::model::evidence::{EvidenceHash, EvidenceText};
use crate::model::ids::{ClaimId, ContactId, CorrectionId, EditId, QueryId, SignOffId, Slug, SourceId, TieId};
use crate::model::problem::{Problem, quoted};
use crate::model::redraft::{Counts, NewDraft, Plan};
use crate::session::account::Tally;
use crate::session::backups::Backed;
use crate::session::comparing::Comparison;
use crate::session::hold::Hold;
use crate::session::jobs::JobId;
use crate::session::merging::MergedCopy;
use crate::session::pages::PageKey;
use crate::session::reading::pages::Sheets;
use crate::session::sharing::Extent;
use crate::session::storing::StoredFile;
use crate::session::window_command::WindowCommand;
use crate::store::known::Known;
use crate::store::lock::Holder;
use crate::store::repair::Repair;
use crate::store::{Loaded, SaveReport};

/// What a finished job hands to the session.
pub(crate) enum Outcome {
    /// A project was read.
    Opened {
        /// Its folder.
        folder: PathBuf,
        /// It, or why it could not be read.
        loaded: Result<Box<Loaded>, Problem>,
        /// Who has it, and what is to be told of that.
        hold: (Hold, Vec<Problem>),
        /// Files to open as its articles next.
        then: Vec<PathBuf>,
    },
    /// Files were read and stored as articles.
    Imported {
        /// The project folder they were stored in.
        folder: PathBuf,
        /// What became of each that had its turn.
        files: Vec<Result<Imported, Problem>>,
    },
    /// A new draft was read and stored, or why not.
    Drafted(Result<Box<Drafted>, Problem>),
    /// Two drafts were compared.
    Compared {
        /// The project folder.
        folder: PathBuf,
        /// The article.
        article: Slug,
        /// What differs.
        comparison: Arc<Comparison>,
    },
    /// A save ended.
    Saved {
        /// The project folder.
        folder: PathBuf,
        /// The edits it was to write.
        edits: BTreeSet<EditId>,
        /// What it did.
        report: Box<SaveReport>,
        /// What its files hold then.
        known: Known,
    },
    /// The files were compared with what is known of them.
    LookedOutside {
        /// The project folder.
        folder: PathBuf,
        /// Which state of the session they were compared with.
        generation: u64,
        /// The files that others changed, added or took away.
        differing: BTreeSet<String>,
        /// The project as the disk has it, when there are any.
        loaded: Option<Result<Box<Loaded>, Problem>>,
    },
    /// A search found something worth telling.
    Found(Problem),
    /// The journal was written.
    Journaled {
        /// The project folder.
        folder: PathBuf,
        /// The edits it was to hold.
        edits: BTreeSet<EditId>,
        /// Whether it does.
        result: Result<(), Problem>,
    },
    /// A copy of the project was written.
    Copied {
        /// The project folder.
        folder: PathBuf,
        /// The folder of the copy.
        to: PathBuf,
        /// The unsaved edits that are in it.
        edits: BTreeSet<EditId>,
        /// Whether it was, and what it is without.
        result: Result<Option<Problem>, Problem>,
    },
    /// A job about backups ended.
    Backed {
        /// The project folder.
        folder: PathBuf,
        /// What it brought back.
        result: Result<Backed, Problem>,
    },
    /// The lock was told that this session is still there.
    LockKept,
    /// Somebody took the project over.
    LockLost {
        /// The project folder.
        folder: PathBuf,
        /// Who.
        holder: Holder,
    },
    /// A report was written.
    Exported(Result<Vec<PathBuf>, Problem>),
    /// A copy of the project was written.
    Shared(Result<SharedCopy, Problem>),
    /// An article's history was read.
    History {
        /// The project folder.
        folder: PathBuf,
        /// The article.
        article: Slug,
        /// The edits, oldest first.
        edits: Vec<Edit>,
        /// What could not be read.
        problems: Vec<Problem>,
    },
    /// It is known what a repair would do.
    RepairPlanned {
        /// The project folder.
        folder: PathBuf,
        /// What, or why it could not be found out.
        plan: Result<Box<Repair>, Problem>,
    },
    /// A colleague's copy was merged; it is not made edits yet.
    CopyMerged(Result<Box<MergedCopy>, Problem>),
    /// The history lines of a copy were taken over.
    HistoryTaken {
        /// The project folder.
        folder: PathBuf,
        /// Whether that went well.
        taken: Result<(), Problem>,
    },
    /// Files were stored for a source.
    EvidenceStored {
        /// The project folder.
        folder: PathBuf,
        /// The source.
        source: SourceId,
        /// What became of each file.
        files: Vec<StoredFile>,
    },
    /// A stored file was read again.
    EvidenceRead {
        /// The project folder.
        folder: PathBuf,
        /// The source.
        source: SourceId,
        /// What it is now.
        result: StoredFile,
    },
    /// The text of a stored file was read from disk.
    EvidenceText {
        /// The project folder.
        folder: PathBuf,
        /// The file.
        sha256: EvidenceHash,
        /// Its text.
        text: Result<Box<EvidenceText>, Problem>,
    },
    /// The pages of a stored file were laid out.
    Sheets {
        /// The project folder.
        folder: PathBuf,
        /// The file.
        sha256: EvidenceHash,
        /// Its pages.
        sheets: Result<Box<Sheets>, Problem>,
    },
    /// A page of a stored file was drawn.
    PageDrawn {
        /// The project folder.
        folder: PathBuf,
        /// Which page, and how large.
        key: PageKey,
        /// Its picture.
        picture: Result<Box<Picture>, Problem>,
    },
    /// A stored picture was decoded.
    Picture {
        /// The project folder.
        folder: PathBuf,
        /// The file.
        sha256: EvidenceHash,
        /// Its pixels.
        picture: Result<Box<Picture>, Problem>,
    },
    /// A file was handed to another program.
    FileOpened,
    /// Settings were written.
    SettingsSaved(Result<(), Problem>),
    /// The job itself failed.
    Failed {
        /// Its name.
        job: String,
        /// What went wrong.
        problem: Problem,
    },
}

/// A text that is to be an article's newest draft; its file is on disk.
pub(crate) struct Drafted {
    /// The project folder.
    pub(super) folder: PathBuf,
    /// The article as it was when the work began.
    pub(super) base: Arc<Article>,
    /// The text.
    pub(super) new: NewDraft,
    /// What the article keeps of it.
    pub(super) record: DraftRecord,
    /// What becomes of the review.
    pub(super) plan: Plan,
    /// The claims whose accepted fix is in it.
    pub(super) fixed: Vec<ClaimId>,
    /// What was noticed on the way.
    pub(super) problems: Vec<Problem>,
}

/// A file that became an article.
pub(crate) enum Imported {
    /// A new article, and what its reader noticed.
    New(Box<Article>, Vec<Problem>),
    /// The very same file is an article already.
    Known(Slug),
}

/// What carrying out a command brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Nothing was to be done.
    Nothing,
    /// Only what the checker looks at changed.
    Viewed,
    /// An edit was made.
    Edited(EditId),
    /// A claim was made.
    Claim(ClaimId),
    /// A source was added.
    Source(SourceId),
    /// A tie was made.
    Tie(TieId),
    /// A query was asked.
    Query(QueryId),
    /// Somebody signed.
    SignOff(SignOffId),
    /// A correction was entered.
    Correction(CorrectionId),
    /// A contact was logged.
    Contact(ContactId),
    /// Damaged files were copied, to these paths inside the project.
    KeptCopies(Vec<String>),
    /// A job was started.
    Started(JobId),
    /// The window must act.
    Window(WindowCommand),
}

/// A copy of the project that was written for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedCopy {
    /// The zip.
    pub file: PathBuf,
    /// The title of the project.
    pub project: String,
    /// How many files are in it.
    pub n_files: usize,
    /// How much of the project.
    pub extent: Extent,
}

impl SharedCopy {
    /// What was shared, in a line.
    pub fn in_words(&self) -> String {
        let files = if self.n_files == 1 { "1 file".to_owned() } else { format!("{} files", self.n_files) };
        let extent = match self.extent {
            Extent::Public => "without what is confidential",
            Extent::WithConfidential => "with everything that is confidential",
        };
        format!("{} shared: a copy of {files}, {extent}", quoted(&self.project, 40))
    }
}

/// Something to tell the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A short word of what was done.
    Told(String),
    /// Something went wrong.
    Problem(Problem),
    /// Articles were opened.
    Opened(Vec<Slug>),
    /// Many things were to be opened together; their account tells of each.
    Imported {
        /// The articles they are.
        articles: Vec<Slug>,
        /// How many became what.
        tally: Tally,
    },
    /// An article has a new draft.
    Drafted {
        /// The article.
        article: Slug,
        /// The draft's number.
        number: usize,
        /// What became of its claims.
        counts: Counts,
    },
    /// Reports were written to these files.
    Exported(Vec<PathBuf>),
    /// A copy of the project was written for somebody else.
    Shared(SharedCopy),
    /// What was told of these files is over: they were mended, or opened anew.
    Mended(Vec<String>),
}
