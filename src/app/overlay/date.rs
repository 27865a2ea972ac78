//! Dates as people type them into forms: ISO 8601, whole or in part.
//!
//! Must not know: fields. Limits: Gregorian calendar, years of four digits.

use jiff::civil::Date;

/// A whole date, or none when nothing is typed; the answer to anything else is what is wrong with it.
pub(super) fn whole_date(typed: &str) -> Result<Option<Date>, &'static str> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let is_shaped = typed.len() == 10 && typed.bytes().filter(|byte| *byte == b'-').count() == 2;
    match typed.parse::<Date>() {
        Ok(date) if is_shaped => Ok(Some(date)),
        _ => Err("Write the date as year-month-day, like 2026-03-31"),
    }
}

/// Whether `typed` is an ISO date as far as known: a year, a month of a year, or a day. Nothing typed is right too.
pub(super) fn is_date_so_far(typed: &str) -> bool {
    let typed = typed.trim();
    let is_year = |year: &str| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    match typed.split('-').collect::<Vec<_>>().as_slice() {
        [year] => typed.is_empty() || is_year(year),
        [_, _] => whole_date(&format!("{typed}-01")).is_ok(),
        _ => whole_date(typed).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_dates_are_days() {
        assert_eq!(whole_date(" "), Ok(None));
        assert_eq!(whole_date(" 2026-03-31 "), Ok(Some(jiff::civil::date(2026, 3, 31))));
        for wrong in ["2026", "2026-3-31", "2026-02-30", "31 March 2026", "20260331", "2026-03-31T10:00"] {
            assert!(whole_date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn dates_so_far_may_stop_at_year_or_month() {
        for right in ["", "2022", "2022-02", "2022-02-01"] {
            assert!(is_date_so_far(right), "{right}");
        }
        for wrong in ["22", "2022-13", "2022-02-30", "May 2022", "2022-2", "2022-02-01-04"] {
            assert!(!is_date_so_far(wrong), "{wrong}");
        }
    }
}
