//! The words that arguments may be: statuses, kinds, roles, days.
//!
//! In: one argument. Out: its value, or what it may be instead. Must not know: which argument it is.
//! Holds: words are those of the model; hyphen, underscore and space are one, and so are small and capital letters.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::cli::args::claims::TiePart;
use crate::export::Format;
use crate::model::article::Role;
use crate::model::claim::{ClaimKind, Stance};
use crate::model::contact::{Means, Terms};
use crate::model::decision::{Basis, Scope, Status};
use crate::model::excerpt::Translator;
use crate::model::merge::settle::Choice;
use crate::model::query::Addressee;
use crate::model::sign_off::SignRole;
use crate::model::source::{Grade, Rank, SourceKind};
use crate::model::stage::Stage;
use crate::model::told::Topic;
use crate::model::visibility::Visibility;

/// A rank, or that none was judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct RankWish(pub(super) Option<Rank>);

/// A day, or that none is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayWish(pub(super) Option<Date>);

/// Terms, or that none were agreed.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermsWish(pub(super) Option<Terms>);

/// A grade, or that none was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct GradeWish(pub(super) Option<Grade>);

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listing {
    Articles,
    Claims,
    Sources,
    Queries,
    SignOffs,
    Legal,
    Corrections,
}

impl Listing {
    /// Every listing, in the order help tells them.
    const ALL: [Self; 7] =
        [Self::Articles, Self::Claims, Self::Sources, Self::Queries, Self::SignOffs, Self::Legal, Self::Corrections];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Claims => "claims",
            Self::Sources => "sources",
            Self::Queries => "queries",
            Self::SignOffs => "sign-offs",
            Self::Legal => "legal",
            Self::Corrections => "corrections",
        }
    }
}

/// A word as the command line spells it: hyphens for spaces.
pub(super) fn spelled(word: &str) -> String {
    word.replace(' ', "-")
}

/// The value whose word `text` is; hyphen, underscore and space are one, and so are small and capital letters.
pub(super) fn pick<T: Copy>(text: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    let wanted = spelled(&text.trim().to_lowercase().replace('_', "-"));
    all.iter().copied().find(|&value| spelled(word(value)) == wanted).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|&value| spelled(word(value))).collect();
        format!("choose one of {}", words.join(", "))
    })
}

pub(super) fn kind(text: &str) -> Result<ClaimKind, String> {
    pick(text, &ClaimKind::ALL, ClaimKind::word)
}

pub(super) fn stance(text: &str) -> Result<Stance, String> {
    pick(text, &Stance::ALL, Stance::word)
}

pub(super) fn translator(text: &str) -> Result<Translator, String> {
    pick(text, &Translator::ALL, Translator::word)
}

pub(super) fn part(text: &str) -> Result<TiePart, String> {
    pick(text, &TiePart::ALL, TiePart::word)
}

pub(super) fn status(text: &str) -> Result<Status, String> {
    pick(text, &Status::ALL, Status::word)
}

pub(super) fn scope(text: &str) -> Result<Scope, String> {
    pick(text, &[Scope::Said, Scope::So], Scope::word)
}

pub(super) fn basis(text: &str) -> Result<Basis, String> {
    pick(text, &Basis::ALL, Basis::word)
}

pub(super) fn source_kind(text: &str) -> Result<SourceKind, String> {
    pick(text, &SourceKind::ALL, SourceKind::word)
}

pub(super) fn addressee(text: &str) -> Result<Addressee, String> {
    pick(text, &Addressee::ALL, Addressee::word)
}

pub(super) fn visibility(text: &str) -> Result<Visibility, String> {
    pick(text, &Visibility::ALL, Visibility::word)
}

pub(super) fn format(text: &str) -> Result<Format, String> {
    pick(text, &Format::ALL, Format::word)
}

pub(super) fn listing(text: &str) -> Result<Listing, String> {
    pick(text, &Listing::ALL, Listing::word)
}

pub(super) fn stage(text: &str) -> Result<Stage, String> {
    pick(text, &Stage::ALL, Stage::word)
}

pub(super) fn sign_role(text: &str) -> Result<SignRole, String> {
    pick(text, &SignRole::ALL, SignRole::word)
}

pub(super) fn topic(text: &str) -> Result<Topic, String> {
    pick(text, &Topic::ALL, Topic::word)
}

pub(super) fn means(text: &str) -> Result<Means, String> {
    pick(text, &Means::ALL, Means::word)
}

/// Terms, or that none were agreed.
pub(super) fn terms(text: &str) -> Result<TermsWish, String> {
    let word = |terms: Option<Terms>| terms.map_or("none", Terms::word);
    let all: Vec<Option<Terms>> = Terms::ALL.into_iter().map(Some).chain([None]).collect();
    pick(text, &all, word).map(TermsWish)
}

/// A grade as B2, or that none was given.
pub(super) fn grade(text: &str) -> Result<GradeWish, String> {
    if text.trim().is_empty() || text.eq_ignore_ascii_case("none") {
        return Ok(GradeWish(None));
    }
    text.parse::<Grade>().map(|grade| GradeWish(Some(grade))).map_err(str::to_owned)
}

/// A moment: with a zone, or in the zone of the machine; a day is its noon.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let noon = |day: Date| day.at(12, 0, 0, 0);
    let time = text.parse::<Date>().map(noon).ok().filter(|_| text.len() <= 10);
    let time = time.or_else(|| text.parse::<DateTime>().ok());
    let moment = time.and_then(|time| TimeZone::system().to_timestamp(time).ok());
    moment.ok_or_else(|| "write the time as 2022-02-01T14:30".to_owned())
}

pub(super) fn rank(text: &str) -> Result<RankWish, String> {
    let word = |rank: Option<Rank>| rank.map_or("none", Rank::word);
    pick(text, &[Some(Rank::Primary), Some(Rank::Secondary), None], word).map(RankWish)
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_error| "write the day as 2022-02-01".to_owned())
}

pub(super) fn day(text: &str) -> Result<DayWish, String> {
    if text.trim().is_empty() { Ok(DayWish(None)) } else { date(text).map(|day| DayWish(Some(day))) }
}

/// A side by number from 1, or both.
pub(super) fn choice(text: &str) -> Result<Choice, String> {
    if text.eq_ignore_ascii_case("both") {
        return Ok(Choice::Both);
    }
    let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    number.map(Choice::Side).ok_or_else(|| "give the number of a side, or both".to_owned())
}

/// A run of paragraphs from 1, both ends inclusive: "3-7", or "3" for one.
pub(super) fn run(text: &str) -> Result<(usize, usize), String> {
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|&number| number > 0);
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err("write it as 3-7; paragraphs are counted from 1".to_owned()),
    }
}

pub(super) fn role(text: &str) -> Result<(usize, Role), String> {
    let (number, word) = text.split_once('=').ok_or("write it as 3=body")?;
    let number: usize =
        number.trim().parse().map_err(|_error| "write the paragraph's number before the =".to_owned())?;
    Ok((number.checked_sub(1).ok_or("paragraphs are counted from 1")?, pick(word, &Role::ALL, Role::word)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_with_hyphens_or_spaces() {
        assert_eq!(status("needs-fix"), Ok(Status::NeedsFix));
        assert_eq!(status("Needs fix"), Ok(Status::NeedsFix));
        assert_eq!(basis("on_author"), Ok(Basis::OnAuthor));
        assert!(status("fine").is_err_and(|error| error.contains("cannot-verify")));
        assert_eq!(role("3=pull-quote"), Ok((2, Role::PullQuote)));
        assert!(role("0=body").is_err() && role("body").is_err() && role("x=body").is_err());
        assert!(day("").is_ok_and(|day| day.0.is_none()));
        assert!(day("2022-13-01").is_err());
        assert_eq!((run("3-7"), run("4")), (Ok((3, 7)), Ok((4, 4))));
        assert!(run("0-2").is_err() && run("7-3").is_err() && run("x").is_err());
        assert_eq!((choice("2"), choice("both")), (Ok(Choice::Side(1)), Ok(Choice::Both)));
        assert!(choice("0").is_err());
    }
}
