//! What an article says of itself in its own lines: title, writer, place and day.
//!
//! In: what the page or front matter told, and pieces with their roles. Out: the same, gaps filled from the pieces.
//! Must not know: formats, today.
//! Holds: what was told stays; a date comes only from a dateline, a byline or a line of its own, never from a sentence.

use jiff::civil::Date;

use crate::import::pieces::Piece;
use crate::import::{dates, language, phrases};
use crate::model::article::{Meta, Role};
use crate::model::found;

/// Where a date was found, as `Meta::published_from` says it.
pub(super) const FROM_DATELINE: &str = "dateline";

/// Bytes at the start of a paragraph within which its dateline must end.
const DATELINE_BYTES: usize = 100;

/// Fills what `meta` does not know yet from the pieces.
pub(super) fn complete(meta: &mut Meta, pieces: &[Piece]) {
    let of_role = |role| pieces.iter().filter(move |piece| piece.role() == role).map(|piece| piece.text.as_str());
    if let Some(headline) = of_role(Role::Headline).next() {
        let headline = headline.replace('\n', " ");
        // The same words in a page's head or a mail's are found there; else what stands over the text counts.
        if meta.headline != headline || meta.found.headline.is_empty() {
            meta.headline = headline;
            found::HEADLINE_IN_TEXT.clone_into(&mut meta.found.headline);
        }
    }
    if meta.byline.is_empty()
        && let Some(names) = of_role(Role::Byline).find_map(|text| text.lines().find_map(names))
    {
        meta.byline = names;
        found::BYLINE_IN_TEXT.clone_into(&mut meta.found.byline);
    }
    if meta.language.is_empty()
        && let Some(language) = language::of(pieces)
    {
        language.clone_into(&mut meta.language);
        found::WORDS.clone_into(&mut meta.found.language);
    }
    let line = of_role(Role::Dateline).find_map(dates::date_line);
    let body = of_role(Role::Body).next().map(leading).unwrap_or_default();
    let byline_date = of_role(Role::Byline).find_map(|text| {
        text.split(['|', '·', '•', '\n']).chain(text.split_once(", ").map(|(_, rest)| rest)).find_map(dates::date_line)
    });
    if meta.dateline.is_empty() {
        let places = [body.place, line.as_ref().map(|line| line.place.clone()).unwrap_or_default()];
        if let Some(place) = places.into_iter().find(|place| !place.is_empty()) {
            meta.dateline = place;
            found::DATELINE_IN_TEXT.clone_into(&mut meta.found.dateline);
        }
    }
    if meta.published.is_none() {
        meta.published = line.or(byline_date).map(|line| line.date).or(body.date);
        meta.published_from = if meta.published.is_some() { FROM_DATELINE.to_owned() } else { String::new() };
    }
}

/// The names of a byline with or without its "By".
pub(super) fn names(text: &str) -> Option<String> {
    if dates::date_line(text).is_some() {
        return None;
    }
    phrases::byline_name(text).or_else(|| {
        let name = phrases::name_part(text.trim());
        (!name.is_empty() && phrases::n_words(name) <= 12).then(|| name.to_owned())
    })
}

/// The place and day that a paragraph begins with.
#[derive(Debug, Default, PartialEq, Eq)]
struct Leading {
    place: String,
    date: Option<Date>,
}

/// "KYIV, Feb. 2, 2022 — …", "KYIV (Agency) — …", "Thursday, May 7, 2015 On Tuesday …".
fn leading(text: &str) -> Leading {
    let dash = [" — ", " – ", " - ", " -- ", "— "].iter().filter_map(|dash| text.find(dash)).min();
    if let Some(head) = dash.filter(|at| *at <= DATELINE_BYTES).and_then(|at| text.get(..at))
        && let Some(found) = before_dash(head)
    {
        return found;
    }
    // A date line glued to its paragraph: a weekday, the full date, and a new sentence without a comma between.
    if dates::starts_with_weekday(text)
        && let Some((date, rest)) = dates::date_at_start(text)
        && rest.trim_start().starts_with(char::is_uppercase)
        && rest.starts_with(' ')
    {
        return Leading { place: String::new(), date: Some(date) };
    }
    Leading::default()
}

fn before_dash(head: &str) -> Option<Leading> {
    // An agency in brackets stands last and is no part of the place.
    let (head, has_agency) = match head.split_once('(') {
        Some((before, agency)) if agency.trim_end().ends_with(')') => (before.trim_end(), true),
        Some(_) => return None,
        None => (head, false),
    };
    let (place, date) = match dates::split_at_date(head) {
        Some((place, rest)) => {
            let (date, rest) = dates::date_at_start(rest)?;
            if !rest.trim().is_empty() {
                return None;
            }
            (place, Some(date))
        }
        None => (without_day(head), None),
    };
    let in_capitals = place.split([' ', ',']).next().is_some_and(|word| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.contains(char::is_lowercase)
    });
    let known = in_capitals || has_agency || date.is_some();
    (known && dates::looks_like_place(place)).then(|| Leading { place: place.to_owned(), date })
}

/// "KYIV, Feb. 2" without the day, which lacks its year and is no date.
fn without_day(head: &str) -> &str {
    match head.rsplit_once(", ") {
        Some((place, day)) if day.contains(|c: char| c.is_ascii_digit()) => place,
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_at_the_start_of_a_paragraph() {
        let cases = [
            ("KYIV, Feb. 2, 2022 — Talks resume.", "KYIV", Some("2022-02-02")),
            ("KYIV (Agency) — Talks resume.", "KYIV", None),
            ("Kyiv (Agency) – Talks resume.", "Kyiv", None),
            ("KYIV, Feb. 2 (Agency) - Talks resume.", "KYIV", None),
            ("NEW YORK — Talks resume.", "NEW YORK", None),
            ("LVIV, Ukraine — Talks resume.", "LVIV, Ukraine", None),
            ("Lviv, 2 February 2022 — Talks resume.", "Lviv", Some("2022-02-02")),
            ("Kyiv is calm — for now.", "", None),
            ("The mayor — Ana Brandt — spoke on Feb. 2, 2022.", "", None),
            ("On May 7, 2015, the council met.", "", None),
            ("Thursday, May 7, 2015 On Tuesday, the council met.", "", Some("2015-05-07")),
            ("Thursday, May 7, 2015, was a day to remember.", "", None),
            ("May 7, 2015 Was a good day.", "", None),
            ("NATO ministers met on Wednesday.", "", None),
        ];
        for (text, place, date) in cases {
            let found = leading(text);
            assert_eq!(
                (found.place.as_str(), found.date.map(|date| date.to_string()).as_deref()),
                (place, date),
                "{text}"
            );
        }
    }

    #[test]
    fn gaps_are_filled_and_what_was_told_stays() {
        let pieces = [
            Piece::known("Storm closes port", Role::Headline),
            Piece::known("By Ana Brandt | Feb. 2, 2022", Role::Byline),
            Piece::open("KYIV — On May 7, 2015, the council met."),
        ];
        let mut meta = Meta::default();
        complete(&mut meta, &pieces);
        assert_eq!(
            (meta.headline.as_str(), meta.byline.as_str(), meta.dateline.as_str()),
            ("Storm closes port", "Ana Brandt", "KYIV")
        );
        assert_eq!(
            (meta.published.map(|date| date.to_string()).as_deref(), meta.published_from.as_str()),
            (Some("2022-02-02"), "dateline")
        );

        let mut meta = Meta {
            byline: "Jo Lind".into(),
            published: "2020-01-01".parse().ok(),
            published_from: "meta tag".into(),
            ..Meta::default()
        };
        complete(&mut meta, &pieces);
        assert_eq!((meta.byline.as_str(), meta.published_from.as_str()), ("Jo Lind", "meta tag"));
        assert_eq!(meta.published.map(|date| date.to_string()).as_deref(), Some("2020-01-01"));
    }

    #[test]
    fn no_date_is_invented() {
        let mut meta = Meta::default();
        complete(&mut meta, &[Piece::open("On Wednesday, Feb. 2, 2022, ministers met."), Piece::open("2022")]);
        assert_eq!((meta.published, meta.published_from.as_str()), (None, ""));
    }
}
