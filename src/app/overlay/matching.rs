//! Says how well a name answers what was typed to find it.
//!
//! In: what was typed, and a name. Out: a rank, 0 the best, or none.
//! Must not know: what the names are of. Limits: letters must come in order; no spelling is forgiven.

/// The typed words, ready to be compared with many names.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    whole: String,
    words: Vec<String>,
}

impl Wanted {
    /// What was typed.
    pub(super) fn new(typed: &str) -> Self {
        let whole = typed.trim().to_lowercase();
        let words = words_of(&whole).map(str::to_owned).collect();
        Self { whole, words }
    }

    /// Whether nothing was typed, so that every name answers.
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// 0: the name begins with what was typed. 1: its first word begins with the first one typed, and others with
    /// the rest. 2: some words of it begin with those typed. 3: it holds what was typed somewhere. None: it does not.
    pub(super) fn rank(&self, name: &str) -> Option<u8> {
        if self.is_empty() {
            return Some(0);
        }
        let name = name.to_lowercase();
        if name.starts_with(&self.whole) {
            return Some(0);
        }
        let words: Vec<&str> = words_of(&name).collect();
        let begins = |wanted: &String| words.iter().any(|word| word.starts_with(wanted.as_str()));
        if !self.words.is_empty() && self.words.iter().all(begins) {
            let first = self.words.first().zip(words.first());
            let is_first = first.is_some_and(|(wanted, word)| word.starts_with(wanted.as_str()));
            return Some(if is_first { 1 } else { 2 });
        }
        name.contains(&self.whole).then_some(3)
    }
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_answers_rank_lower() {
        for (typed, name, rank) in [
            ("", "anything", Some(0)),
            ("exp", "Export report…", Some(0)),
            ("export r", "Export report…", Some(0)),
            ("rep", "Export report…", Some(2)),
            ("ex rep", "Export report…", Some(1)),
            ("rep ex", "Export report…", Some(2)),
            ("port", "Export report…", Some(3)),
            ("tick", "Export report…", None),
            ("  EXPORT ", "export report", Some(0)),
            ("…", "Export report…", Some(3)),
            ("12", "Claim 12", Some(2)),
            ("élan", "Élan vital", Some(0)),
        ] {
            assert_eq!(Wanted::new(typed).rank(name), rank, "{typed:?} in {name:?}");
        }
    }
}
