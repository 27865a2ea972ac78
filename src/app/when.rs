//! Times and days as the window tells them, as short as the present day allows.
//!
//! In: a time, the present one, a zone. Must not know: the clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A time: "13:51" today, "3 Feb 13:51" this year, "3 Feb 2021 13:51" before.
pub fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned_datetime(zone.clone());
    let now = now.to_zoned_datetime(zone.clone());
    let format = if at.date() == now.date() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%-d %b %H:%M"
    } else {
        "%-d %b %Y %H:%M"
    };
    at.strftime(format).to_string()
}

/// How long ago: "new" under a minute, then minutes, hours, days, months of 30 days, years of 365.
pub fn age(at: Timestamp, now: Timestamp) -> String {
    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;
    let minutes = now.duration_since(at).as_mins();
    match minutes {
        ..1 => "new".to_owned(),
        1..HOUR => format!("{minutes} min"),
        HOUR..DAY => format!("{} h", minutes / HOUR),
        _ if minutes < 60 * DAY => format!("{} d", minutes / DAY),
        _ if minutes < 730 * DAY => format!("{} mo", minutes / (30 * DAY)),
        _ => format!("{} y", minutes / (365 * DAY)),
    }
}

/// A day: "3 Feb 2022".
pub fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_date_is_told_only_when_it_is_another_day() {
        let now = time("2022-02-03T14:00:00Z");
        for (at, told) in [
            ("2022-02-03T13:51:09Z", "13:51"),
            ("2022-02-02T23:59:00Z", "2 Feb 23:59"),
            ("2021-02-03T13:51:00Z", "3 Feb 2021 13:51"),
        ] {
            assert_eq!(moment(time(at), now, &TimeZone::UTC), told);
        }
        let east = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(moment(time("2022-02-02T23:59:00Z"), now, &east), "01:59", "the zone decides what today is");
    }

    #[test]
    fn ages_are_whole_units() {
        let now = time("2022-02-03T14:00:00Z");
        for (at, told) in [
            ("2022-02-03T14:00:05Z", "new"),
            ("2022-02-03T13:59:30Z", "new"),
            ("2022-02-03T13:01:00Z", "59 min"),
            ("2022-02-03T12:01:00Z", "1 h"),
            ("2022-02-02T14:01:00Z", "23 h"),
            ("2022-02-01T13:00:00Z", "2 d"),
            ("2021-10-01T14:00:00Z", "4 mo"),
            ("2018-02-03T14:00:00Z", "4 y"),
        ] {
            assert_eq!(age(time(at), now), told, "{at}");
        }
    }
}
