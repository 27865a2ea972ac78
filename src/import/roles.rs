//! Guesses what blocks are where the format does not say: headline, deck, byline, dateline, subheads, captions,
//! credits, page furniture.
//!
//! In: tidied pieces, some with roles. Out: the same pieces, roles filled in where a sign is clear.
//! Must not know: formats; vocabularies are in `phrases`, dates in `dates`.
//! Holds: a role that the format told is never changed, no text is touched; what stays open is body text.
//! Limits: English; layouts where the headline follows the first long paragraph are read without one.

use crate::import::pieces::{Headings, Piece};
use crate::import::{dates, phrases};
use crate::model::article::Role;

/// A paragraph of so many words is running text whatever surrounds it.
const LONG_WORDS: usize = 25;
/// Words that a headline, a deck, a subhead, and a caption before a credit have at most.
const HEADLINE_WORDS: usize = 24;
const DECK_WORDS: usize = 45;
const SUBHEAD_WORDS: usize = 10;
const CAPTION_WORDS: usize = 35;
/// Pieces from the top within which the headline is looked for.
const HEAD_PIECES: usize = 20;

/// Fills in the roles of `pieces`. Each step sees only what the ones before left open.
pub(super) fn guess(pieces: &mut [Piece], headings: Headings) {
    by_own_look(pieces);
    let headline = match pieces.iter().position(|piece| piece.role == Some(Role::Headline)) {
        None if headings == Headings::Titled => None,
        None => {
            let found = best_headline(pieces);
            set(pieces, found, Role::Headline);
            found
        }
        told => told,
    };
    if let Some(headline) = headline {
        head_after(pieces, headline);
    }
    captions_before_credits(pieces);
    if headings == Headings::Unmarked {
        subheads(pieces, headline);
    }
    tail(pieces);
}

fn set(pieces: &mut [Piece], at: Option<usize>, role: Role) {
    if let Some(piece) = at.and_then(|at| pieces.get_mut(at)) {
        piece.role.get_or_insert(role);
    }
}

/// Blocks that need no neighbours to be known.
fn by_own_look(pieces: &mut [Piece]) {
    for piece in pieces.iter_mut().filter(|piece| piece.role.is_none()) {
        let text = &piece.text;
        piece.role = if phrases::is_furniture(text) {
            Some(Role::Furniture)
        } else if phrases::byline_name(text).is_some() {
            Some(Role::Byline)
        } else if dates::date_line(text).is_some() {
            Some(Role::Dateline)
        } else if phrases::is_credit(text) {
            Some(Role::Credit)
        } else if phrases::is_caption(text) {
            Some(Role::Caption)
        } else {
            None
        };
    }
}

fn is_running(text: &str) -> bool {
    let n_words = phrases::n_words(text);
    n_words >= LONG_WORDS || (n_words >= 8 && phrases::ends_sentence(text))
}

/// The open piece near the top that looks most like a title, if anything follows it.
fn best_headline(pieces: &[Piece]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut n_open = 0;
    for (at, piece) in pieces.iter().enumerate().take(HEAD_PIECES) {
        if piece.role.is_some() {
            continue;
        }
        if is_running(&piece.text) {
            break;
        }
        let score = headline_score(&piece.text, n_open);
        n_open += 1;
        if score > 0 && best.is_none_or(|(_, highest)| score > highest) {
            best = Some((at, score));
        }
    }
    let (at, _) = best?;
    pieces.get(at + 1..)?.iter().any(|piece| piece.role() != Role::Furniture).then_some(at)
}

fn headline_score(text: &str, n_before: usize) -> usize {
    let n_words = phrases::n_words(text);
    // A question or a shout may be a title; a sentence or a salutation is not.
    let closed = phrases::ends_sentence(text) && !text.ends_with(['?', '!']);
    if closed || n_words > HEADLINE_WORDS || !text.contains(char::is_alphabetic) {
        return 0;
    }
    // Earlier is better; one or two words alone are more often the section's name.
    let length = if n_words >= 4 { 8 } else { 2 * n_words };
    (20 + length).saturating_sub(2 * n_before)
}

/// Deck and picture words between the headline and the first running paragraph.
fn head_after(pieces: &mut [Piece], headline: usize) {
    let start = headline + 1;
    let mut end = start;
    while pieces.get(end).is_some_and(|piece| match piece.role {
        Some(role) => role != Role::Subhead && role != Role::ListItem && role != Role::TableRow,
        None => !is_running(&piece.text) || is_before_head_line(pieces, end),
    }) {
        end += 1;
    }
    if end == pieces.len() {
        // No running text at all: nothing to be the head of.
        return;
    }
    let mut after_line = false;
    for at in start..end {
        let line_ahead = is_before_head_line(pieces, at);
        let Some(piece) = pieces.get_mut(at) else { continue };
        match piece.role {
            Some(Role::Byline | Role::Dateline) => after_line = true,
            Some(_) => {}
            None if after_line => {
                // What stands between the date and the story is the remainder of a caption.
                let is_whole = phrases::ends_sentence(&piece.text) && !piece.text.starts_with(char::is_lowercase);
                if phrases::n_words(&piece.text) <= CAPTION_WORDS && !is_whole {
                    piece.role = Some(Role::Caption);
                }
            }
            None => {
                let n_words = phrases::n_words(&piece.text);
                if at == start && n_words <= DECK_WORDS && (line_ahead || !phrases::ends_sentence(&piece.text)) {
                    piece.role = Some(Role::Deck);
                }
            }
        }
    }
}

/// Whether a byline or a date follows the piece at once.
fn is_before_head_line(pieces: &[Piece], at: usize) -> bool {
    pieces.get(at + 1).is_some_and(|next| matches!(next.role, Some(Role::Byline | Role::Dateline)))
}

/// The sentence right before a picture's credit says what the picture shows.
fn captions_before_credits(pieces: &mut [Piece]) {
    for at in 1..pieces.len() {
        let is_credit = pieces.get(at).is_some_and(|piece| piece.role == Some(Role::Credit));
        if is_credit && pieces.get(at - 1).is_some_and(|piece| piece.role.is_none() && is_one_sentence(&piece.text)) {
            set(pieces, Some(at - 1), Role::Caption);
        }
    }
}

fn is_one_sentence(text: &str) -> bool {
    phrases::n_words(text) <= CAPTION_WORDS
        && !text.contains(['“', '"', '?', '!'])
        && !text.trim_end_matches('.').split(". ").skip(1).any(|part| phrases::n_words(part) > 3)
}

/// Short open lines without a sentence's end, between other text.
fn subheads(pieces: &mut [Piece], headline: Option<usize>) {
    for at in headline.map_or(1, |at| at + 1)..pieces.len() {
        let Some(next) = pieces.get(at + 1) else { break };
        let leads_text = match next.role {
            None => phrases::n_words(&next.text) > SUBHEAD_WORDS || phrases::ends_sentence(&next.text),
            Some(role) => matches!(role, Role::Caption | Role::ListItem | Role::TableRow | Role::PullQuote),
        };
        let Some(piece) = pieces.get_mut(at) else { break };
        let is_short = phrases::n_words(&piece.text) <= SUBHEAD_WORDS
            && !phrases::ends_sentence(&piece.text)
            && !piece.text.contains('\n')
            && piece.text.contains(char::is_alphabetic);
        if piece.role.is_none() && is_short && leads_text {
            piece.role = Some(Role::Subhead);
        }
    }
}

/// After the last "Read more", short open lines down to the end are the titles it offers.
fn tail(pieces: &mut [Piece]) {
    let Some(last) = pieces.iter().rposition(|piece| piece.role == Some(Role::Furniture)) else { return };
    let all_short = pieces.iter().skip(last + 1).all(|piece| {
        matches!(piece.role, None | Some(Role::Subhead))
            && phrases::n_words(&piece.text) <= HEADLINE_WORDS
            && !phrases::ends_sentence(&piece.text)
    });
    let has_text = pieces.iter().take(last).any(|piece| piece.role.is_none());
    if all_short && has_text {
        for piece in pieces.iter_mut().skip(last + 1).filter(|piece| piece.role.is_none()) {
            piece.role = Some(Role::Furniture);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "The harbour was closed on Sunday because of the storm, the port authority said in a note.";

    /// Reads lines "role: text" (role "-" is body), guesses from the texts alone, and compares.
    fn check(headings: Headings, lines: &str) {
        let lines: Vec<_> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let (expected, texts): (Vec<_>, Vec<_>) = lines.iter().map(|line| line.split_once(": ").unwrap()).unzip();
        let mut pieces: Vec<_> = texts.iter().map(|text| Piece::open(text.replace("LONG", LONG))).collect();
        guess(&mut pieces, headings);
        let found: Vec<_> = pieces.iter().map(|piece| piece.role().word().replace("body", "-")).collect();
        let show = |roles: &[String]| {
            roles.iter().zip(&texts).map(|(role, text)| format!("{role}: {text}")).collect::<Vec<_>>().join("\n")
        };
        let expected: Vec<_> = expected.iter().map(|role| (*role).to_owned()).collect();
        assert_eq!(show(&found), show(&expected), "roles differ");
    }

    #[test]
    fn a_wire_story_with_its_page_around_it() {
        check(
            Headings::Unmarked,
            "furniture: Support The Evening Star!
             furniture: Now is the time to support independent papers!
             furniture: Contribute Today
             headline: Capital Says Neighbour Will Back It at Games Talks
             credit: Roman Baltin / AGENS
             -: LONG
             subhead: 'Only a tool'
             -: LONG
             subhead: Tanks, 'copters at the border
             -: LONG
             furniture: Read more",
        );
    }

    #[test]
    fn heads_of_several_layouts() {
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             deck: Ships wait; no one knows for how long
             byline: By Ana Brandt
             -: LONG",
        );
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             deck: The wind fell on Monday, but the ships still wait for a pilot who can take them in.
             byline: By Ana Brandt
             dateline: 2 February 2022
             -: LONG",
        );
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             dateline: Wednesday, April 13, 2011
             caption: The port on the day of the storm
             -: LONG",
        );
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             dateline: Wednesday, April 13, 2011
             -: LONG
             caption: The port before the storm. Image: Jo Lind.",
        );
        check(
            Headings::Unmarked,
            "-: World news
             headline: Storm closes the old port
             -: LONG",
        );
        check(
            Headings::Unmarked,
            "-: LONG
             -: LONG",
        );
        check(Headings::Unmarked, "-: A single line");
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             -: Thursday, May 7, 2015 On Tuesday the port was closed, and it stayed so for the whole day.",
        );
    }

    #[test]
    fn captions_stand_before_their_credits() {
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             -: LONG
             caption: The mayor, left, with the pilot before the meeting on Sunday.
             credit: Photo: Jo Lind / Meridian
             subhead: What the pilot knew
             -: LONG",
        );
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             -: “It was dark,” the pilot said.
             credit: Photo: Jo Lind / Meridian
             -: LONG",
        );
    }

    #[test]
    fn marked_headings_leave_short_lines_alone() {
        check(
            Headings::Marked,
            "headline: Storm closes port
             -: LONG
             -: And then nothing
             -: LONG",
        );
    }

    #[test]
    fn titles_offered_at_the_end_are_furniture() {
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             -: LONG
             furniture: Read more
             furniture: Grain ships wait
             furniture: Power cuts enter third week",
        );
        check(
            Headings::Unmarked,
            "headline: Storm closes port
             -: LONG
             furniture: Read more: Grain ships wait
             -: LONG",
        );
    }

    #[test]
    fn a_told_role_stays() {
        let mut pieces = vec![
            Piece::known("Read more", Role::Headline),
            Piece::known("By Ana Brandt", Role::Subhead),
            Piece::open(LONG),
        ];
        guess(&mut pieces, Headings::Marked);
        assert_eq!(pieces.iter().map(Piece::role).collect::<Vec<_>>(), [Role::Headline, Role::Subhead, Role::Body]);
    }
}
