//! Where time and ids come from: the one place that reads the clock and makes ids.
//!
//! Must not know: what they are for. A test hands in [`Clock::Stepping`] and [`Ids::Numbered`], so its files are exact.

use jiff::{SignedDuration, Timestamp};

use crate::model::ids::{
    AssignmentId, ClaimId, ClosingId, ContactId, CorrectionId, EditId, QueryId, ReadId, SignOffId, SourceId, TieId,
    WordingId,
};

/// A source of the present time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands at a time and goes on by a step each time it is read for an edit.
    Stepping {
        /// The time it shows.
        now: Timestamp,
        /// How far each edit moves it.
        step: SignedDuration,
    },
}

impl Clock {
    /// The present time, to the second: what files and people need.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Stepping { now, .. } => *now,
        };
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// The time of a new edit.
    pub(crate) fn stamp(&mut self) -> Timestamp {
        let stamp = self.now();
        if let Self::Stepping { now, step } = self {
            *now = now.checked_add(*step).unwrap_or(*now);
        }
        stamp
    }
}

/// A source of new ids.
#[derive(Clone, Debug)]
pub enum Ids {
    /// ULIDs of the present time.
    Random,
    /// 1, 2, 3 …: the number of the last one given.
    Numbered(u128),
}

macro_rules! fresh {
    ($($name:ident: $id:ident)*) => {$(
        #[doc = concat!("A new `", stringify!($id), "`.")]
        pub(crate) fn $name(&mut self) -> $id {
            $id::from_u128(self.next())
        }
    )*};
}

impl Ids {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
    fn next(&mut self) -> u128 {
        match self {
            Self::Random => ulid::Ulid::generate().into(),
            Self::Numbered(last) => {
                *last += 1;
                *last
            }
        }
    }

    /// A new id of whatever sort is wanted.
    pub(crate) fn any(&mut self) -> u128 {
        self.next()
    }

    fresh! {
        claim: ClaimId
        tie: TieId
        query: QueryId
        read: ReadId
        source: SourceId
        edit: EditId
        sign_off: SignOffId
        correction: CorrectionId
        closing: ClosingId
        assignment: AssignmentId
        wording: WordingId
        contact: ContactId
    }
}
