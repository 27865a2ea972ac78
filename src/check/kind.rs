//! Guesses the kind of a claim from its words, so that the checker seldom has to choose it.
//!
//! In: the selected words and the character before them. Out: a kind; `Other` when nothing speaks for one.
//! Must not know: the article's meaning. A guess, always shown where it can be changed.
//! Limits: English words; the first rule that fits wins.

use crate::model::claim::ClaimKind;
use crate::text::calendar::{WEEKDAYS, is_month};
use crate::text::words::word_spans;

/// Words that tell a day without naming one.
const DAYS: [&str; 5] = ["today", "yesterday", "tomorrow", "tonight", "week"];
const NUMBERS: [&str; 24] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "billion",
    "dozens",
];
const TITLES: [&str; 22] = [
    "minister",
    "president",
    "chancellor",
    "secretary",
    "ambassador",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "general",
    "colonel",
    "officer",
    "director",
    "adviser",
    "advisor",
    "senator",
    "governor",
    "mayor",
    "king",
    "queen",
    "chief",
    "commissioner",
    "envoy",
];
const SUPERLATIVES: [&str; 10] = ["most", "least", "first", "last", "only", "best", "worst", "top", "latest", "main"];
const CAUSES: [&str; 4] = ["because", "caused", "triggered", "therefore"];
const COMPARISONS: [&str; 6] = ["than", "twice", "half", "double", "compared", "fewer"];
const SPEECH: [&str; 8] = ["said", "says", "told", "added", "claimed", "accused", "warned", "suggested"];

/// The kind that `words` most likely are; `before` is the text just before them.
pub fn guess(words: &str, before: &str) -> ClaimKind {
    let quotes = ['"', '“', '”', '«', '„'];
    let open = words.trim_start().chars().next();
    if open.is_some_and(|c| quotes.contains(&c)) || before.chars().next_back().is_some_and(|c| quotes.contains(&c)) {
        return ClaimKind::Quote;
    }
    let tokens: Vec<&str> = word_spans(words, 0).into_iter().filter_map(|span| span.of(words)).collect();
    let lower: Vec<String> = tokens.iter().map(|token| token.to_lowercase()).collect();
    let any = |list: &[&str]| lower.iter().any(|word| list.contains(&word.as_str()));

    if any(&["aged", "old"]) && lower.iter().any(|word| has_digit(word)) {
        return ClaimKind::Age;
    }
    // "May" is a month, "may" is not.
    let month =
        tokens.iter().zip(&lower).any(|(token, lower)| token.starts_with(char::is_uppercase) && is_month(lower));
    if month || any(&WEEKDAYS) || any(&DAYS) || lower.iter().any(|word| is_year(word)) {
        return ClaimKind::Date;
    }
    if lower.iter().any(|word| has_digit(word)) || any(&NUMBERS) || words.contains('%') {
        return ClaimKind::Number;
    }
    if any(&SPEECH) {
        return ClaimKind::Paraphrase;
    }
    if any(&SUPERLATIVES) || lower.iter().any(|word| word.len() > 5 && word.ends_with("est") && !word.ends_with("rest"))
    {
        return ClaimKind::Superlative;
    }
    if any(&COMPARISONS) {
        return ClaimKind::Comparison;
    }
    if any(&CAUSES) {
        return ClaimKind::Cause;
    }
    let capitals = tokens.iter().filter(|token| token.chars().next().is_some_and(char::is_uppercase)).count();
    if any(&TITLES) && tokens.len() <= 6 {
        return ClaimKind::Title;
    }
    if capitals > 0 && capitals == tokens.len() && tokens.len() <= 5 {
        return ClaimKind::Name;
    }
    if tokens.len() > 3 { ClaimKind::Event } else { ClaimKind::Other }
}

fn has_digit(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

/// A number that reads as a year: 1500 to 2100, without a separator.
fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1500..=2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_speak_for_a_kind() {
        let cases = [
            ("100,000 troops", ClaimKind::Number),
            ("two eastern regions", ClaimKind::Number),
            ("Feb. 10-20", ClaimKind::Date),
            ("since 2014", ClaimKind::Date),
            ("Wednesday", ClaimKind::Date),
            ("“only on peace,”", ClaimKind::Quote),
            ("Defence Minister Ilse Kuyper", ClaimKind::Title),
            ("Ilse Kuyper", ClaimKind::Name),
            ("the last major war on the continent", ClaimKind::Superlative),
            ("the largest drill", ClaimKind::Superlative),
            ("aged 41", ClaimKind::Age),
            ("because of the frost", ClaimKind::Cause),
            ("the ministry said it would leave", ClaimKind::Paraphrase),
            ("tanks crossed the snowy fields", ClaimKind::Event),
            ("Marchers", ClaimKind::Name),
            ("grain", ClaimKind::Other),
        ];
        for (words, expected) in cases {
            assert_eq!(guess(words, ""), expected, "{words}");
        }
        assert_eq!(guess("a tool", "called it “"), ClaimKind::Quote, "an open quotation mark stands before");
    }
}
