//! Which old encoding bytes are in, by how plausible the letters look that each one makes of them.
//!
//! In: bytes that are neither UTF-8 nor UTF-16, and a first guess. Out: the encoding that makes the most of them.
//! Must not know: files, labels.
//! Holds: an encoding that leaves a byte without meaning loses to one that does not; ties go to the first guess, then to
//! the commoner encoding.
//! Limits: a handful of letters fits many encodings; letters and their frequency are known for the languages of Europe and
//! its neighbours, others by their script alone.

use std::collections::BTreeSet;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, IBM866, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6,
    ISO_8859_7, ISO_8859_8, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16, KOI8_R, KOI8_U, MACINTOSH,
    SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257, X_MAC_CYRILLIC,
};

use crate::import::dos;

/// A way to read bytes as letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// One of the web's encodings.
    Web(&'static Encoding),
    /// One of the encodings of DOS that the web has dropped.
    Dos(&'static dos::Page),
}

impl Reading {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Dos(page) => page.name,
        }
    }

    /// The text, and whether each byte meant something.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Web(encoding) => {
                let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), !had_errors)
            }
            Self::Dos(page) => (page.decode(bytes), true),
        }
    }
}

/// The encodings with a byte a letter, commoner ones first.
const ONE_BYTE: &[&Encoding] = &[
    WINDOWS_1252,
    WINDOWS_1251,
    WINDOWS_1250,
    WINDOWS_1254,
    WINDOWS_1253,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_874,
    ISO_8859_2,
    ISO_8859_15,
    KOI8_R,
    KOI8_U,
    ISO_8859_5,
    ISO_8859_7,
    ISO_8859_6,
    ISO_8859_8,
    IBM866,
    MACINTOSH,
    X_MAC_CYRILLIC,
    ISO_8859_13,
    ISO_8859_4,
    ISO_8859_16,
    ISO_8859_3,
    ISO_8859_10,
    ISO_8859_14,
];

/// Those with several bytes a letter.
const MORE_BYTES: &[&Encoding] = &[GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR];

/// Bytes that are looked at.
const SAMPLE_BYTES: usize = 8 * 1024;

/// A language in Latin script.
struct Language {
    /// Its letters beyond ASCII, the most frequent first.
    letters: &'static str,
    /// Frequent words of it that are ASCII alone.
    words: &'static [&'static str],
}

const fn language(letters: &'static str, words: &'static [&'static str]) -> Language {
    Language { letters, words }
}

/// The languages in Latin script.
const LATIN: &[Language] = &[
    language("", &["the", "and", "of", "to", "in", "that", "is"]), // English
    language("üäöß", &["der", "die", "und", "das", "ist", "nicht", "ein", "mit", "den", "von"]), // German
    language("éèàêçùôîâûëïœæÿ", &["le", "la", "les", "des", "et", "est", "que", "une", "dans", "pour"]), // French
    language("óíáéñúü", &["el", "los", "que", "las", "una", "por", "con", "del", "para", "se"]), // Spanish
    language("ãçáéíóêõâúôàü", &["os", "que", "uma", "com", "dos", "em", "para", "do", "da", "o"]), // Portuguese
    language("èàùòìéíóîú", &["il", "che", "di", "la", "per", "una", "non", "del", "della", "con", "si"]), // Italian
    language("óàéèíçòúïü", &["els", "les", "amb", "que", "una", "per", "dels"]), // Catalan
    language("äöåé", &["och", "att", "som", "av", "ja", "on", "ei", "oli", "det"]), // Swedish, Finnish
    language("øåæéóò", &["og", "af", "til", "ikke", "er", "som", "av", "det"]), // Danish, Norwegian
    language("áíðéóöþæúý", &["og", "er", "sem", "um", "var"]),     // Icelandic
    language("łóążęśćńź", &["nie", "na", "jest", "do", "w", "z", "to"]), // Polish
    language("íáéěýřžčšůúóňťď", &["se", "je", "na", "to", "ve", "v", "s"]), // Czech
    language("áíéčýžúšľťňôóďäĺŕ", &["sa", "je", "na", "ako", "vo", "v", "s"]), // Slovak
    language("áéöóőüíúű", &["a", "az", "hogy", "nem", "egy", "is"]), // Hungarian
    language("ăîâșțşţ", &["de", "la", "cu", "nu", "pe", "un", "din"]), // Romanian
    language("šćčžđ", &["je", "se", "na", "da", "su", "i"]),       // Croatian, Slovene, Serbian
    language("ışüğöçiâîû", &["bir", "ve", "bu", "da", "ile", "olarak"]), // Turkish
    language("āīēšūņļžčķģ", &["un", "ir", "ar", "no", "par", "uz", "kas"]), // Latvian
    language("ėųšįąžūčę", &["ir", "kad", "yra", "su", "tai"]),     // Lithuanian
    language("äõüöšž", &["ja", "on", "ei", "et", "see"]),          // Estonian
    language("ëç", &["dhe", "nga", "se", "ka"]),                   // Albanian
    language("ħġżċ", &["li", "tal", "ta", "u", "minn"]),           // Maltese
    language("ĉĝĵŭŝĥ", &["la", "kaj", "estas", "de"]),             // Esperanto
    language("ëéïèöüóáê", &["de", "het", "een", "van", "en", "dat"]), // Dutch
    language("áéíóúâêôîûŵŷàèìòùẃýẁỳ", &["agus", "an", "na", "yn", "y"]), // Irish, Welsh, Gaelic
];

/// What each letter of the likeliest language counts more.
const LIKELY: i64 = 300;

/// Letters of other scripts, the most frequent first.
const CYRILLIC: &str = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґўјљњћџђѓќѕқғүұңөәһ";
const GREEK: &str = "αοιετσνηυρπκμλςόίέάήδγωθχφύβώξζψϊϋΐΰ";
const ARABIC: &str = "اليمنوترهبدعسفقكحةجأشصطخىذإزثضئغظءآؤپچگژک،؛؟";
const HEBREW: &str = "יוהלאתרבמשנדעםקפחטןכגזסצךףץ";
/// Letters of these lists that are frequent.
const N_FREQUENT: usize = 16;

/// Marks that stand between words, or (the first three) in them.
const MARKS: &str = "’·´“”‘–—…«»„‚‹›€£•°§\u{a0}¿¡½¼¾²³№©®™ªº";

/// The most plausible reading of `bytes`; `first` is a guess by other means.
pub(super) fn best(bytes: &[u8], first: &'static Encoding) -> Reading {
    let from = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(200);
    let sample = bytes.get(from..bytes.len().min(from + SAMPLE_BYTES)).unwrap_or(bytes);
    if MORE_BYTES.contains(&first) && reads_as_east_asian(first, sample).is_some() {
        return Reading::Web(first);
    }
    let likely = likely_language(sample);
    let web = ONE_BYTE.iter().map(|encoding| Reading::Web(encoding));
    let mut best = (i64::MIN, Reading::Web(first));
    for reading in web.chain(dos::PAGES.iter().map(Reading::Dos)) {
        let (text, is_whole) = reading.decode(sample);
        let bonus = match reading {
            Reading::Web(encoding) if encoding == first => 40,
            Reading::Web(_) => 0,
            Reading::Dos(_) => -80,
        };
        let score = if is_whole { plausibility(&text, likely) + bonus } else { i64::MIN + 1 };
        if score > best.0 {
            best = (score, reading);
        }
    }
    // Below this, no language's letters are to be seen: perhaps there are several bytes to a letter.
    if best.0 < 500 {
        if has_four_byte_letters(sample) {
            return Reading::Web(GB18030);
        }
        let others = MORE_BYTES.iter().filter_map(|encoding| Some((reads_as_east_asian(encoding, sample)?, *encoding)));
        if let Some((_, encoding)) = others.max_by_key(|(score, _)| *score) {
            return Reading::Web(encoding);
        }
    }
    best.1
}

/// The language whose frequent words the ASCII part of `sample` has most of.
fn likely_language(sample: &[u8]) -> Option<usize> {
    let mut hits = vec![0_usize; LATIN.len()];
    let mut n_words = 0_usize;
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    for word in sample.split(|byte| !is_letter(byte)).filter(|word| !word.is_empty()) {
        n_words += 1;
        for (hits, language) in hits.iter_mut().zip(LATIN) {
            *hits += usize::from(language.words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word)));
        }
    }
    let (n, language) =
        hits.into_iter().enumerate().map(|(language, n)| (n, language)).rev().max_by_key(|(n, _)| *n)?;
    (n >= 2 && n * 25 >= n_words).then_some(language)
}

/// Whether letters of four bytes, which GB18030 alone has, are frequent.
fn has_four_byte_letters(sample: &[u8]) -> bool {
    let is_lead = |byte: u8| (0x81..=0xfe).contains(&byte);
    let n = sample
        .windows(4)
        .filter(|four| matches!(four, [a, b, c, d] if is_lead(*a) && b.is_ascii_digit() && is_lead(*c) && d.is_ascii_digit()))
        .count();
    let n_upper = sample.iter().filter(|byte| !byte.is_ascii()).count();
    n >= 4 && n * 3 >= n_upper && !GB18030.decode_without_bom_handling(sample).0.contains('\u{fffd}')
}

/// How much a text in several bytes a letter looks like one, in thousandths; `None` when it does not.
fn reads_as_east_asian(encoding: &'static Encoding, sample: &[u8]) -> Option<i64> {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut n, mut n_good, mut n_common, mut n_touching, mut n_bad) = (0_i64, 0_i64, 0_i64, 0_i64, 0_i64);
    let mut before = ' ';
    let mut letters = BTreeSet::new();
    for c in text.chars() {
        if !c.is_ascii() {
            n += 1;
            letters.insert(c);
            n_bad += i64::from(c == '\u{fffd}');
            let is_good = matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
                | '\u{ff00}'..='\u{ff65}' | '\u{2010}'..='\u{2027}' | '\u{b7}' | '°');
            n_good += i64::from(is_good);
            n_common += i64::from(
                matches!(c, '\u{3001}' | '\u{3002}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}'
                | '\u{ff0c}' | '的' | '是' | '不' | '了' | '在' | '人' | '有' | '我' | '他' | '中' | '大' | '一' | '上' | '國' | '国'),
            );
            n_touching += i64::from(before.is_ascii_alphabetic() && c.is_alphabetic());
        }
        before = c;
    }
    // The sample's end may cut a letter.
    let is_it = n >= 4 && letters.len() >= 3 && n_bad <= 1 + n / 200 && n_good * 10 >= n * 9 && n_touching * 4 <= n;
    is_it.then(|| (n_good * 500 + n_common * 500) / n)
}

/// How much the letters beyond ASCII look like those of a language, in thousandths of their number.
fn plausibility(text: &str, likely: Option<usize>) -> i64 {
    let mut n = 0_i64;
    let mut score = 0_i64;
    let mut known = vec![0_i64; LATIN.len()];
    let mut n_latin = 0_i64;
    let mut chars = text.chars().peekable();
    let (mut before, mut before_that) = (' ', ' ');
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        if !c.is_ascii() {
            n += 1;
            let own = script(c);
            let is_inside = before.is_alphabetic() && after.is_alphabetic();
            if own == Script::None {
                score += if MARKS.contains(c) {
                    worth_as_mark(c, before, after)
                } else if c.is_control() || c == '\u{fffd}' || ('\u{e000}'..='\u{f8ff}').contains(&c) {
                    -10_000
                } else if is_inside {
                    -2000
                } else {
                    -1000
                };
            } else {
                let mixes = |other: char| other.is_alphabetic() && script(other) != own;
                score -= if mixes(before) { 3000 } else { 0 };
                score -= if mixes(after) && after.is_ascii() { 3000 } else { 0 };
                // A capital after a small letter, or a small one after two capitals, is no word.
                if c.is_uppercase() && before.is_lowercase() {
                    score -= 2000;
                } else if c.is_lowercase() && before.is_uppercase() && before_that.is_uppercase() {
                    score -= 1000;
                } else if c.is_lowercase() && after.is_ascii_uppercase() {
                    score -= 1500;
                }
                if own == Script::Latin {
                    n_latin += 1;
                    let small = c.to_lowercase().next().unwrap_or(c);
                    for (at, (worth, language)) in known.iter_mut().zip(LATIN).enumerate() {
                        let own = worth_in(small, language.letters);
                        *worth += if own > 0 && likely == Some(at) { own + LIKELY } else { own };
                    }
                } else if before.is_alphabetic() || after.is_alphabetic() {
                    score += frequency(c, own);
                } else {
                    // A letter by itself among other letters says little.
                    score += frequency(c, own).min(300);
                }
            }
        }
        (before_that, before) = (before, c);
    }
    // A letter that the likeliest language does not have costs half of what a frequent one is worth.
    let has_none = likely.and_then(|at| LATIN.get(at)).is_some_and(|language| language.letters.is_empty());
    score += known.into_iter().max().unwrap_or(0) - n_latin * if has_none { 800 } else { 500 };
    score / n.max(1)
}

/// What a mark is worth between these characters.
fn worth_as_mark(c: char, before: char, after: char) -> i64 {
    if before.is_alphabetic() && after.is_alphabetic() {
        return match c {
            '’' => 900,
            '·' | '´' | '\u{a0}' => 600,
            '–' | '—' | '…' => 0,
            _ => -1500,
        };
    }
    let opens = !before.is_alphanumeric() && after.is_alphanumeric();
    let closes = !before.is_whitespace() && !after.is_alphanumeric();
    let stands = match c {
        '“' | '‘' => opens || closes,
        '„' | '‚' | '«' | '‹' | '¿' | '¡' | '£' | '€' => opens,
        '”' | '’' | '»' | '›' | '…' | '°' | '™' | '®' => closes,
        '–' | '—' => before.is_whitespace() == after.is_whitespace(),
        _ => false,
    };
    if stands { 1000 } else { 600 }
}

/// What a letter is worth where a language has it, the frequent ones more; an unknown one is worth nothing.
fn worth_in(small: char, letters: &str) -> i64 {
    let n = letters.chars().count();
    match letters.chars().position(|letter| letter == small) {
        Some(rank) => 1500 - i64::try_from(300 * rank / n.max(1)).unwrap_or(0),
        None => 0,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Thai,
    None,
}

fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c.is_alphabetic() => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{370}'..='\u{3ff}' if c.is_alphabetic() => Script::Greek,
        '\u{600}'..='\u{6ff}' => Script::Arabic,
        '\u{591}'..='\u{5ea}' => Script::Hebrew,
        '\u{e01}'..='\u{e5b}' => Script::Thai,
        _ => Script::None,
    }
}

fn frequency(c: char, script: Script) -> i64 {
    let list = match script {
        Script::Cyrillic => CYRILLIC,
        Script::Greek => GREEK,
        Script::Arabic => ARABIC,
        Script::Hebrew => HEBREW,
        Script::Thai => return 900,
        Script::Latin | Script::None => return 0,
    };
    let small = c.to_lowercase().next().unwrap_or(c);
    let worth = match list.chars().position(|letter| letter == small) {
        Some(rank) if rank < N_FREQUENT => 1200,
        Some(rank) if rank < 2 * N_FREQUENT => 700,
        Some(_) => 200,
        None => -300,
    };
    if c.is_uppercase() { worth / 2 } else { worth }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell_the_encoding() {
        let cases: &[(&str, &[&Encoding])] = &[
            ("Ministrowie rządu spotkali się w środę, żeby omówić zboże i źródła", &[ISO_8859_2, WINDOWS_1250]),
            ("Міністри зібралися в столиці, щоб обговорити її зерно", &[KOI8_U, WINDOWS_1251]),
            (
                "Министры собрались в столице в среду, чтобы обсудить границу",
                &[KOI8_R, WINDOWS_1251, ISO_8859_5, IBM866, X_MAC_CYRILLIC],
            ),
            (
                "Los ministros se reunieron el miércoles en la ciudad; habrá más sesiones mañana",
                &[MACINTOSH, WINDOWS_1252],
            ),
            ("Οι υπουργοί συναντήθηκαν την Τετάρτη στην πρωτεύουσα", &[ISO_8859_7, WINDOWS_1253]),
            ("اجتمع الوزراء يوم الأربعاء في العاصمة لمناقشة الحدود", &[ISO_8859_6, WINDOWS_1256]),
            ("Ministri trešdien tikās galvaspilsētā, lai apspriestu robežu un graudus", &[WINDOWS_1257, ISO_8859_13]),
        ];
        for (text, encodings) in cases {
            for encoding in *encodings {
                let (bytes, _, _) = encoding.encode(text);
                let found = best(&bytes, WINDOWS_1252);
                assert_eq!(found.decode(&bytes).0, *text, "{} read as {}", encoding.name(), found.name());
            }
        }
    }

    #[test]
    fn marks_and_words_tell_it_where_letters_are_few() {
        let cases = [
            ("He’s the judge of the case, “and that is that”", WINDOWS_1252),
            ("La lettera si può iniziare in questo modo, che non è il solo", WINDOWS_1252),
            ("Wie geht´s Ihnen? Das ist nicht schlecht, und für die Zeit auch nicht", WINDOWS_1252),
        ];
        for (text, encoding) in cases {
            let (bytes, _, _) = encoding.encode(text);
            let found = best(&bytes, WINDOWS_1252);
            assert_eq!(found.decode(&bytes).0, text, "{} read as {}", encoding.name(), found.name());
        }
    }

    #[test]
    fn east_asian_letters_are_known_by_their_marks() {
        for (text, encoding) in [
            ("大臣らは水曜日に首都で会い、国境と穀物の貿易について話し合った。", SHIFT_JIS),
            ("大臣らは水曜日に首都で会い、国境と穀物の貿易について話し合った。", EUC_JP),
            ("部长们星期三在首都会面，讨论边界和粮食贸易。", GB18030),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(best(&bytes, encoding).decode(&bytes).0, text, "{}", encoding.name());
        }
    }
}
