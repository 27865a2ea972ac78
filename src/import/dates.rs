//! Calendar dates as datelines write them, and lines that hold nothing else.
//!
//! In: a line. Out: the day, the place before it, and where the date ended.
//! Must not know: today; a date without its year is no date here, and no weekday is turned into one.
//! Limits: English month names; day and month in figures alone ("03/02/2022") are ambiguous and left alone.

use jiff::civil::Date;

use crate::text::calendar::{MONTHS, WEEKDAYS};

/// Words before the date on a line of its own.
const BEFORE: &[&str] = &["published", "updated", "last", "posted", "first", "on", "date", "modified"];

/// Words that may stand beside a date on a line of its own: clock times and zones.
const BESIDE: &[&str] = &[
    "at", "a.m", "p.m", "am", "pm", "utc", "gmt", "est", "edt", "cst", "cdt", "pst", "pdt", "cet", "cest", "bst", "z",
];

/// A line that says when, and perhaps where, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateLine {
    /// The place before the date, as written; empty when there is none.
    pub(super) place: String,
    /// The day.
    pub(super) date: Date,
}

/// The first date of a line that holds dates, clock times and at most a place before them.
pub(super) fn date_line(line: &str) -> Option<DateLine> {
    let line = line.trim();
    if line.len() > 160 || line.contains('\n') {
        return None;
    }
    let (place, rest) = match line.rsplit_once(", ") {
        // A date without commas, or one whose commas are its own.
        None => ("", line),
        Some(_) if date_at_start(without_words(line, BEFORE)).is_some() => ("", line),
        Some(_) => split_at_date(line)?,
    };
    if !place.is_empty() && !looks_like_place(place) {
        return None;
    }
    let (date, mut rest) = date_at_start(without_words(rest, BEFORE))?;
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
        if rest.is_empty() {
            return Some(DateLine { place: place.to_owned(), date });
        }
        let less = without_words(without_words(rest, BESIDE), BEFORE);
        if let Some((_, after)) = date_at_start(less) {
            rest = after;
        } else if less.len() < rest.len() {
            rest = less;
        } else {
            return None;
        }
    }
}

/// `text` parted at the first ", " that a date follows.
pub(super) fn split_at_date(text: &str) -> Option<(&str, &str)> {
    text.match_indices(", ").take(6).find_map(|(at, comma)| {
        let (before, after) = (text.get(..at)?, text.get(at + comma.len()..)?);
        date_at_start(after).map(|_| (before, after))
    })
}

/// A name of one to four words that each start with a capital, or a particle between them.
pub(super) fn looks_like_place(text: &str) -> bool {
    let words: Vec<_> = text.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    (1..=5).contains(&words.len())
        && text.starts_with(char::is_uppercase)
        && !text.contains(|c: char| c.is_numeric() || "“”\"?!:;".contains(c))
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || word.len() <= 3)
}

/// `text` without the words of `list` (and colons) at its start.
fn without_words<'a>(text: &'a str, list: &[&str]) -> &'a str {
    let mut rest = text.trim_start();
    while let Some((word, after)) = first_word(rest) {
        if !list.contains(&word.to_ascii_lowercase().trim_end_matches([':', '.', ','])) {
            break;
        }
        rest = after.trim_start_matches([':', ' ', '.', ',']);
    }
    rest
}

/// The first word, with its dots and colon, and what follows.
fn first_word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (end > 0).then(|| (text.get(..end).unwrap_or(text), text.get(end..).unwrap_or("")))
}

/// The date that `text` starts with ("Wednesday, April 13, 2011", "2 Feb. 2022", "2022-02-02T10:00") and the rest.
pub(super) fn date_at_start(text: &str) -> Option<(Date, &str)> {
    let text = text.trim_start();
    if let Some(found) = iso_at_start(text) {
        return Some(found);
    }
    let mut tokens = Tokens { rest: text };
    let mut token = tokens.next_token()?;
    if is_weekday(token) {
        token = tokens.next_token()?;
    }
    let (day, month) = if let Some(month) = month(token) {
        (day(tokens.next_token()?)?, month)
    } else {
        let day = day(token)?;
        let mut name = tokens.next_token()?;
        if name == "of" {
            name = tokens.next_token()?;
        }
        (day, month(name)?)
    };
    let year = tokens.next_token()?;
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month, day).ok()?;
    Some((date, tokens.rest))
}

/// Whether `text` starts with a weekday's name.
pub(super) fn starts_with_weekday(text: &str) -> bool {
    Tokens { rest: text }.next_token().is_some_and(is_weekday)
}

fn iso_at_start(text: &str) -> Option<(Date, &str)> {
    let digits = text.get(..10)?;
    let rest = text.get(10..)?;
    let shape = digits.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shape || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // A clock time joined to the day by "T" belongs to it.
    let rest = if rest.starts_with('T') { rest.get(rest.find(' ').unwrap_or(rest.len())..)? } else { rest };
    Some((digits.parse().ok()?, rest))
}

fn is_weekday(token: &str) -> bool {
    let token = token.to_ascii_lowercase();
    WEEKDAYS.iter().any(|day| *day == token || (token.len() >= 3 && token.len() <= 5 && day.starts_with(&token)))
}

fn month(token: &str) -> Option<i8> {
    let token = token.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| *month == token || ((3..=4).contains(&token.len()) && month.starts_with(&token)))?;
    i8::try_from(at + 1).ok()
}

fn day(token: &str) -> Option<i8> {
    let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = token.get(digits.len()..)?;
    if digits.len() > 2 || !matches!(ending, "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// Words and figures, with one dot or comma after each let pass.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    fn next_token(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        let (token, rest) = text.split_at_checked(end)?;
        // "Feb. 10-20" is no day; "Feb.," has both marks.
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        self.rest = rest.strip_prefix(',').unwrap_or(rest);
        (!token.is_empty()).then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Option<(String, String)> {
        date_line(text).map(|found| (found.place, found.date.to_string()))
    }

    #[test]
    fn lines_that_are_dates() {
        let cases = [
            ("Wednesday, April 13, 2011", "", "2011-04-13"),
            ("2 February 2022", "", "2022-02-02"),
            ("January 31, 2022", "", "2022-01-31"),
            ("Feb. 2, 2022", "", "2022-02-02"),
            ("Sept. 3rd, 2021", "", "2021-09-03"),
            ("Wed., 2 Feb 2022", "", "2022-02-02"),
            ("3rd of March 2026", "", "2026-03-03"),
            ("2022-01-31", "", "2022-01-31"),
            ("2022-01-31T09:30:00+02:00", "", "2022-01-31"),
            ("Published: 31 January 2022", "", "2022-01-31"),
            ("Published on January 31, 2022 at 10:30 a.m. GMT", "", "2022-01-31"),
            ("Published 1 Feb. 2022, updated 2 Feb. 2022", "", "2022-02-01"),
            ("ISTANBUL, 31 January 2022", "ISTANBUL", "2022-01-31"),
            ("Rio de Janeiro, Brazil, May 7, 2015", "Rio de Janeiro, Brazil", "2015-05-07"),
        ];
        for (text, place, date) in cases {
            assert_eq!(line(text), Some((place.to_owned(), date.to_owned())), "{text}");
        }
    }

    #[test]
    fn lines_that_are_not() {
        for text in [
            "",
            "Wednesday",
            "Friday, Feb. 4",
            "April 13",
            "2022",
            "03/02/2022",
            "Feb. 30, 2022",
            "Feb. 10-20, 2022",
            "Thursday, May 7, 2015 On Tuesday, the council met",
            "On May 7, 2015, the council met",
            "The council met on Tuesday, May 7, 2015",
            "said the mayor, May 7, 2015",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
    }
}
