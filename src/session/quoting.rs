//! Words named by quoting them: where in an article's draft they stand.
//!
//! Must not know: what becomes of the words (a claim, words marked as read).

use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, shortened};
use crate::session::Session;
use crate::text::find::find_all;
use crate::text::span::ByteSpan;

impl Session {
    /// The place of the `nth` (from 1) appearance of `quote` in the article's draft.
    ///
    /// White space and the shape of quotation marks and dashes may differ; letters and digits may not.
    pub fn quoted(&self, slug: &Slug, quote: &str, nth: usize) -> Result<ByteSpan, Problem> {
        let article = self.opened()?.article_named(slug)?;
        if quote.trim().is_empty() {
            return Err(Problem::error("quote-not-found", "The words are missing: there is nothing to look for")
                .at(Place::File(slug.to_string()))
                .now("nothing was changed")
                .help("Give the words as the article has them, as --quote \"100,000 troops\""));
        }
        let text = article.draft.text();
        let places = find_all(text, quote);
        if let Some(&place) = nth.checked_sub(1).and_then(|at| places.get(at)) {
            return Ok(place);
        }
        let quote = shortened(quote, 60);
        let here = Place::File(slug.to_string());
        Err(if places.is_empty() {
            let has_other_capitals = !find_all(&text.to_lowercase(), &quote.to_lowercase()).is_empty();
            Problem::error("quote-not-found", format!("The article does not say “{quote}”"))
                .at(here)
                .why(if has_other_capitals { "it has these words with other capital letters" } else { "" })
                .now("nothing was changed")
                .help("Copy the words from the article, letter by letter")
        } else {
            let times = if places.len() == 1 { "once".to_owned() } else { format!("{} times", places.len()) };
            Problem::error("nth-too-large", format!("The article says “{quote}” only {times}, not {nth} times"))
                .at(here)
                .now("nothing was changed")
                .help(format!("Give --nth a number from 1 to {}, or quote more of the sentence", places.len()))
        })
    }
}
