//! The names of months and weekdays, as every part that reads dates compares them: English, lower case, whole.
//!
//! Must not know: today, date arithmetic.

/// January to December.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Monday to Sunday.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Whether a lower-case word without its period is a month or an abbreviation of one, of three letters at least.
pub fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|month| *month == word || (word.len() >= 3 && word.len() <= 4 && month.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_whole_and_short() {
        for word in ["may", "feb", "sept", "december"] {
            assert!(is_month(word), "{word}");
        }
        for word in ["ma", "marc h", "mayor", "decem", "junta", ""] {
            assert!(!is_month(word), "{word}");
        }
    }
}
