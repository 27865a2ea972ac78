//! What a repair would do to damaged files, told to people before it is done.
//!
//! Must not know: how it is found out and done (`store/`), who shows it.

/// What would be done to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRepair {
    /// Its path inside the project; empty for what is about no single file.
    pub file: String,
    /// What would be done, in order.
    pub steps: Vec<RepairStep>,
}

/// One thing that would be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairStep {
    /// What sort of thing.
    pub kind: StepKind,
    /// Where, when it has a line of its own: line and column, from 1, columns in scalar values.
    pub place: Option<(usize, usize)>,
    /// What, in words.
    pub words: String,
}

/// What sort of thing would be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The damaged original is kept.
    Keep,
    /// Something is not in the new file.
    LeaveOut,
    /// Something lost is in the new file.
    PutBack,
    /// The file is written.
    Write,
    /// Nothing is done.
    AsItIs,
}

impl StepKind {
    /// Its name for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::LeaveOut => "leave out",
            Self::PutBack => "put back",
            Self::Write => "write",
            Self::AsItIs => "as it is",
        }
    }
}

impl FileRepair {
    /// Whether it would be written.
    pub fn is_written(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Write)
    }
}

impl RepairStep {
    /// Place and words on one line.
    pub fn line(&self) -> String {
        match self.place {
            Some((line, column)) => format!("line {line}, column {column}: {}", self.words),
            None => self.words.clone(),
        }
    }
}
