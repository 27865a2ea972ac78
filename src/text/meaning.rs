//! Tells which changed words change what a statement says: digits, negations, names, quoted words.
//!
//! In: changed tokens with their surroundings. Out: whether the claim must be checked again.
//! Must not know: claims, drafts.
//! Limits: negations and number words are English; a name is a capital letter where a common word would have none.

use crate::text::compared::{Token, Vocabulary};

/// Words that turn a statement round.
const NEGATIONS: [&str; 20] = [
    "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without", "hardly",
    "barely", "scarcely", "rarely", "seldom", "unless", "except", "nay", "ain't",
];

/// Beginnings that turn a word round.
const TURNING: [&str; 8] = ["un", "in", "im", "il", "ir", "dis", "non", "anti"];

/// Words that count or date.
const NUMBERS: &str = " zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand \
    thousands million millions billion billions trillion trillions dozen dozens half third quarter quarters first second \
    fourth fifth sixth seventh eighth ninth tenth once twice thrice double triple both percent percentage \
    january february march april may june july august september october november december jan feb mar apr jun jul aug \
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow bn mn tn ";

/// Whether what changed from `gone` to `come` must be checked again, and not only looked at.
pub(crate) fn matters(gone: &[Token], come: &[Token], vocabulary: &Vocabulary) -> bool {
    let alone = |token: &Token| {
        let text = vocabulary.text(token.id);
        token.quoted
            || text == "\""
            || text.chars().any(char::is_numeric)
            || (!vocabulary.is_word(token.id) && text.chars().any(is_sign))
            || is_negation(text)
            || is_number_word(text)
    };
    if gone.iter().chain(come).any(alone) {
        return true;
    }
    let recased = |token: &Token, others: &[Token]| {
        let text = vocabulary.text(token.id).to_lowercase();
        others.iter().any(|other| vocabulary.text(other.id).to_lowercase() == text)
    };
    let named = |tokens: &[Token], others: &[Token]| {
        tokens.iter().any(|token| is_name(token, vocabulary) && !recased(token, others))
    };
    named(gone, come) || named(come, gone) || turned(gone, come, vocabulary)
}

/// A sign that belongs to a figure.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '$' | '€'
            | '£'
            | '¥'
            | '₹'
            | '₽'
            | '¢'
            | '%'
            | '‰'
            | '°'
            | '±'
            | '+'
            | '<'
            | '>'
            | '='
            | '≥'
            | '≤'
            | '~'
            | '≈'
    )
}

fn is_negation(text: &str) -> bool {
    let lower = text.to_lowercase();
    NEGATIONS.contains(&lower.as_str()) || lower.ends_with("n't")
}

fn is_number_word(text: &str) -> bool {
    let lower = text.to_lowercase();
    !lower.contains(' ') && NUMBERS.contains(&format!(" {lower} "))
}

fn is_name(token: &Token, vocabulary: &Vocabulary) -> bool {
    let text = vocabulary.text(token.id);
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    capital && text.len() > 1 && (!token.opens || vocabulary.id(&text.to_lowercase()).is_none())
}

/// Whether a word became its contrary: "likely", "unlikely".
fn turned(gone: &[Token], come: &[Token], vocabulary: &Vocabulary) -> bool {
    let contrary = |a: &str, b: &str| a.len() > 2 && TURNING.iter().any(|turning| b.strip_prefix(turning) == Some(a));
    gone.iter().any(|gone| {
        let gone = vocabulary.text(gone.id).to_lowercase();
        come.iter().any(|come| {
            let come = vocabulary.text(come.id).to_lowercase();
            contrary(&gone, &come) || contrary(&come, &gone)
        })
    })
}
