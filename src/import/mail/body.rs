//! The words of one mail: which of its parts is read, and which lines of it are somebody else's.
//!
//! In: a parsed mail. Out: pieces, the encoding, problems.
//! Must not know: headers of people.
//! Holds: of a plain and an HTML part one is read: the plain one, unless the HTML part has many more words or links
//! that the plain one does not name; a reply's quoted lines and a signature are furniture, unless nothing else is there.

use mail_parser::MimeHeaders as _;
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, Message, MessagePart, PartType};

use crate::import::decode::{self, Decoded, Told};
use crate::import::pieces::Piece;
use crate::import::{html, phrases, plain};
use crate::model::annotation::AnnotationKind;
use crate::model::article::Role;
use crate::model::problem::Problem;

/// What a mail says.
pub(super) struct Body {
    pub(super) pieces: Vec<Piece>,
    pub(super) encoding: String,
    pub(super) problems: Vec<Problem>,
}

/// How a line begins that says whose words follow it, quoted.
const QUOTE_HEADS: &[&str] =
    &["-----original message-----", "________________________________", "----- original message -----"];

/// The words of a mail.
pub(super) fn body(name: &str, message: &Message<'_>) -> Body {
    let (mut pieces, mut problems, mut encoding) = (Vec::new(), Vec::new(), None);
    let plain: Vec<&MessagePart<'_>> =
        message.text_bodies().filter(|part| matches!(part.body, PartType::Text(_))).collect();
    let rich: Vec<&MessagePart<'_>> =
        message.html_bodies().filter(|part| matches!(part.body, PartType::Html(_))).collect();
    let mut take = |decoded: Decoded| {
        encoding.get_or_insert(decoded.encoding);
        problems.extend(decoded.problems);
        decoded.text
    };
    let mut plain_text = String::new();
    let mut plain_pieces_found = Vec::new();
    for part in plain {
        let is_flowed = part
            .content_type()
            .and_then(|kind| kind.attribute("format"))
            .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
        let text = take(text_of(name, message, part));
        plain_pieces_found.extend(plain_pieces(&text, is_flowed));
        plain_text.push_str(&text);
    }
    let mut rich_pieces = Vec::new();
    for part in rich {
        let text = take(text_of(name, message, part));
        rich_pieces.extend(html::pieces_of_mail(&text));
    }
    let chosen = if is_richer(&rich_pieces, &plain_text) { rich_pieces } else { plain_pieces_found };
    pieces.extend(chosen);
    if pieces.iter().all(|piece| piece.role == Some(Role::Furniture)) {
        // A mail of nothing but somebody's words passes them on.
        for piece in &mut pieces {
            piece.role = None;
        }
    }
    // The head of a mail is its own: what follows is no caption or deck of it.
    for piece in pieces.iter_mut().filter(|piece| piece.role.is_none()) {
        piece.role = Some(if phrases::is_furniture(&piece.text) { Role::Furniture } else { Role::Body });
    }
    Body { pieces, encoding: encoding.unwrap_or_default(), problems }
}

/// The words of a mail without a head.
pub(super) fn bare(text: &str) -> Vec<Piece> {
    plain_pieces(text, false)
        .into_iter()
        .map(|piece| Piece { role: piece.role.or(Some(Role::Body)), ..piece })
        .collect()
}

fn is_richer(rich: &[Piece], plain: &str) -> bool {
    let n_rich: usize = rich.iter().map(|piece| phrases::n_words(&piece.text)).sum();
    let n_plain = phrases::n_words(plain);
    let has_new_link = || {
        rich.iter()
            .flat_map(|piece| &piece.annotations)
            .any(|(_, note)| note.kind == AnnotationKind::Link && !plain.contains(note.url.trim_end_matches('/')))
    };
    n_rich > 0 && (n_plain * 4 < n_rich * 3 || (n_plain <= n_rich * 2 && has_new_link()))
}

/// The text of a part, by the charset it names or, where that cannot be, by its bytes.
pub(super) fn text_of(name: &str, message: &Message<'_>, part: &MessagePart<'_>) -> Decoded {
    let span = usize::try_from(part.offset_body).ok().zip(usize::try_from(part.offset_end).ok());
    let raw = span.and_then(|(from, to)| message.raw_message.get(from..to));
    let bytes = raw.and_then(|raw| match part.encoding {
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    });
    let already = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_ref(),
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_) => "",
    };
    // What the strict decoders refuse, the parser has read as far as it goes.
    let bytes =
        bytes.filter(|bytes| !bytes.is_empty() || already.is_empty()).unwrap_or_else(|| already.as_bytes().to_vec());
    let label = part.content_type().and_then(|kind| kind.attribute("charset"));
    decode::decode_as(name, &bytes, Told { label, is_html: matches!(part.body, PartType::Html(_)) })
}

/// The pieces of a plain mail. In a flowed one a space at a line's end says that the paragraph goes on (RFC 3676).
fn plain_pieces(text: &str, is_flowed: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut part = String::new();
    let mut is_quoted = false;
    let mut is_signature = false;
    let mut end = |part: &mut String, is_furniture: bool| {
        let found = plain::pieces_of_wrapped(&std::mem::take(part));
        pieces.extend(
            found
                .into_iter()
                .map(|piece| if is_furniture { Piece { role: Some(Role::Furniture), ..piece } } else { piece }),
        );
    };
    let lines: Vec<&str> = text.split('\n').collect();
    let mut rest_is_quoted = false;
    for (n, line) in lines.iter().enumerate() {
        let lower = line.trim().to_lowercase();
        rest_is_quoted |=
            QUOTE_HEADS.contains(&lower.as_str()) && lines.get(n + 1).is_some_and(|next| next.contains(':'));
        let quotes = rest_is_quoted || line.starts_with('>') || introduces_quote(&lines, n);
        if line.trim_end() == "--" && line.len() <= 3 && !quotes {
            end(&mut part, is_quoted || is_signature);
            is_signature = true;
        }
        if quotes && is_signature && line.starts_with('>') {
            end(&mut part, true);
            is_signature = false;
        }
        // Empty lines go with what is around them.
        if quotes != is_quoted && !line.trim().is_empty() {
            end(&mut part, is_quoted || is_signature);
            is_quoted = quotes;
        }
        let bare = if line.starts_with('>') { unquoted(line) } else { *line };
        let goes_on = is_flowed && bare.ends_with(' ') && bare.trim_end() != "--" && !bare.trim().is_empty();
        part.push_str(bare.strip_prefix(' ').filter(|_| is_flowed).unwrap_or(bare));
        if !goes_on {
            part.push('\n');
        }
    }
    end(&mut part, is_quoted || is_signature);
    pieces
}

/// A quoted line without its marks.
fn unquoted(line: &str) -> &str {
    let mut rest = line;
    while let Some(after) = rest.strip_prefix('>') {
        rest = after.strip_prefix(' ').filter(|next| next.starts_with('>')).unwrap_or(after);
    }
    rest.strip_prefix(' ').unwrap_or(rest)
}

/// "On 2 February Ana Brandt wrote:" before a quoted line, on one line or two.
fn introduces_quote(lines: &[&str], n: usize) -> bool {
    let quotes_after = |n: usize| {
        lines.iter().skip(n + 1).take(3).find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with('>'))
    };
    let line = |n: usize| lines.get(n).map_or("", |line| line.trim_end());
    if line(n).is_empty() || line(n).len() > 250 {
        return false;
    }
    if line(n).ends_with(':') {
        return quotes_after(n) && phrases::n_words(line(n)) <= 30;
    }
    // The first of two lines.
    line(n).starts_with("On ") && line(n + 1).ends_with(':') && quotes_after(n + 1)
}
