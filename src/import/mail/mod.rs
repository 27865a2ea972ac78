//! Reads mails, mailboxes of several, and web pages saved as one file (MHTML).
//!
//! In: bytes that begin like a mail. Out: pieces, metadata, problems.
//! Must not know: disk; attachments are named and never written.
//! Holds: of a mail's alternatives one is read; quoted replies and signatures are kept as furniture; each mail of several
//! has its own heading and place ("mail 2"); letters are decoded by `decode`, whatever the charset's label says.
//! Limits: encrypted mails come out as what is readable of them; what is in attachments is not read, but for mails.
//! Chosen over `mailparse`: that leaves picking the alternative to us and recurses into nested parts.

mod body;
mod mailbox;

use encoding_rs::UTF_8;
use jiff::civil::Date;
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use crate::import::pieces::{Headings, Piece};
use crate::import::{Reading, decode, html};
use crate::model::article::{Meta, Role};
use crate::model::found::{self, Found};
use crate::model::problem::{Place, Problem, quoted};

/// Attachments named in a note.
const MAX_NAMED: usize = 12;
/// Bytes at the start within which headers are looked for.
const HEADER_BYTES: usize = 64 * 1024;

/// Headers that only programs write.
const BY_PROGRAMS: &[&str] = &[
    "content-transfer-encoding",
    "content-type",
    "delivered-to",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "x-mailer",
    "x-mozilla-status",
    "x-original-to",
];

/// Headers that people know of.
const BY_PEOPLE: &[&str] = &["from", "to", "subject", "date", "reply-to", "cc", "sender", "newsgroups", "organization"];

/// What begins like a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// A mail or a mailbox.
    Mail,
    /// A saved web page.
    SavedPage,
}

/// Whether bytes begin with a mail's headers.
pub(super) fn likeness(bytes: &[u8]) -> Option<Likeness> {
    let start = bytes.get(..bytes.len().min(HEADER_BYTES)).unwrap_or(bytes);
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if mailbox::is_postmark(start.split(|byte| *byte == b'\n').next().unwrap_or(start)) {
        return Some(Likeness::Mail);
    }
    let headers = headers_at_start(start);
    let has = |name: &str| headers.iter().any(|(known, _)| known == name);
    let n_people = BY_PEOPLE.iter().filter(|name| has(name)).count();
    let n_programs = BY_PROGRAMS.iter().filter(|name| has(name)).count();
    if n_programs == 0 || n_people + n_programs < 2 {
        return None;
    }
    let value_has = |name: &str, wanted: &str| {
        headers.iter().any(|(known, value)| known == name && value.to_ascii_lowercase().contains(wanted))
    };
    let is_saved = has("snapshot-content-location")
        || (value_has("from", "<saved by"))
        || (value_has("content-type", "multipart/related") && !has("to") && !has("received") && !has("delivered-to"));
    Some(if is_saved { Likeness::SavedPage } else { Likeness::Mail })
}

/// Whether the first line has the form of a header, so that a file called a mail may be one.
pub(super) fn has_header_form(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(HEADER_BYTES)).unwrap_or(bytes);
    !headers_at_start(start).is_empty()
}

/// The names (lower case) and first lines of the headers before the first empty line.
fn headers_at_start(start: &[u8]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for line in start.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || out.len() > 200 {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return Vec::new() };
        let (name, value) = line.split_at(colon);
        let is_name = (1..=60).contains(&name.len())
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
        if !is_name {
            // A header cut off, or text: what came before may be headers all the same.
            break;
        }
        let value = value.get(1..).unwrap_or(&[]).iter().take(300).map(|byte| char::from(*byte)).collect::<String>();
        out.push((name.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect(), value.trim().to_owned()));
    }
    out
}

/// The pieces of the mail or mailbox in the file called `name`.
pub(super) fn read(name: &str, bytes: &[u8]) -> Reading {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mails = mailbox::mails(bytes);
    let mut all = Gathered::default();
    for mail in &mails {
        match MessageParser::default().parse(mail.as_ref()) {
            Some(message) => all.add(name, &message),
            None => all.add_bare(name, mail),
        }
    }
    all.reading(name)
}

/// The page in the saved web page called `name`; a mail, when there is no page in it.
pub(super) fn read_saved_page(name: &str, bytes: &[u8]) -> Reading {
    let Some(message) = MessageParser::default().parse(bytes) else { return read(name, bytes) };
    let root = message.parts.first();
    let start = root
        .and_then(|part| part.content_type())
        .and_then(|kind| kind.attribute("start"))
        .map(|id| id.trim_matches(['<', '>']).to_owned());
    let is_page = |part: &&MessagePart<'_>| matches!(part.body, PartType::Html(_));
    let page = message
        .parts
        .iter()
        .filter(is_page)
        .find(|part| start.is_some() && part.content_id() == start.as_deref())
        .or_else(|| message.parts.iter().find(is_page));
    let Some(page) = page else { return read(name, bytes) };
    let decoded = body::text_of(name, &message, page);
    let address = [
        page.content_location(),
        header_text(&message, "Snapshot-Content-Location"),
        root.and_then(|part| part.content_location()),
    ]
    .into_iter()
    .flatten()
    .map(str::trim)
    .find(|address| address.starts_with("http://") || address.starts_with("https://"))
    .unwrap_or("");
    let mut reading = html::read_at(name, &decoded.text, address);
    reading.encoding = decoded.encoding;
    reading.problems.splice(0..0, decoded.problems);
    reading
}

fn header_text<'a>(message: &'a Message<'_>, name: &'static str) -> Option<&'a str> {
    message.header(name)?.as_text()
}

/// Mails read so far.
#[derive(Default)]
struct Gathered {
    mails: Vec<Vec<Piece>>,
    meta: Option<Meta>,
    encoding: Option<String>,
    attachments: Vec<String>,
    problems: Vec<Problem>,
}

impl Gathered {
    fn add(&mut self, name: &str, message: &Message<'_>) {
        let mut waiting = vec![message];
        while let Some(message) = waiting.pop() {
            let subject = message.subject().map(one_line).unwrap_or_default();
            let from = message.from().or_else(|| message.sender()).map(people).unwrap_or_default();
            let mut pieces = Vec::new();
            if !subject.is_empty() {
                pieces.push(Piece::known(subject.clone(), Role::Headline));
            }
            if !from.full.is_empty() {
                pieces.push(Piece::known(format!("From: {}", from.full), Role::Byline));
            }
            let to = message.to().map(people).unwrap_or_default();
            if !to.full.is_empty() {
                pieces.push(Piece::known(format!("To: {}", to.full), Role::Furniture));
            }
            let date = message.date().filter(|date| date.is_valid());
            if let Some(date) = date {
                pieces.push(Piece::known(format!("Date: {}", date.to_rfc822()), Role::Dateline));
            }
            let body = body::body(name, message);
            self.encoding.get_or_insert(body.encoding);
            self.problems.extend(body.problems);
            pieces.extend(body.pieces);
            self.mails.push(pieces);
            self.meta.get_or_insert_with(|| {
                // The day is that of the sender's own clock.
                let published = date.and_then(|date| {
                    Date::new(
                        i16::try_from(date.year).ok()?,
                        i8::try_from(date.month).ok()?,
                        i8::try_from(date.day).ok()?,
                    )
                    .ok()
                });
                Meta {
                    headline: subject,
                    byline: from.names,
                    published,
                    published_from: published.map(|_| found::MAIL_HEADER.to_owned()).unwrap_or_default(),
                    found: Found {
                        headline: found::MAIL_HEADER.to_owned(),
                        byline: found::MAIL_HEADER.to_owned(),
                        ..Found::default()
                    },
                    ..Meta::default()
                }
            });
            for part in message.attachments() {
                match &part.body {
                    PartType::Message(inner) => waiting.push(inner),
                    PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
                        self.attachments.push(attachment_name(part));
                    }
                    PartType::Multipart(_) => {}
                }
            }
        }
    }

    /// A mail without any header that can be read.
    fn add_bare(&mut self, name: &str, bytes: &[u8]) {
        let decoded = decode::decode_as(name, bytes, decode::Told::default());
        self.encoding.get_or_insert(decoded.encoding);
        self.mails.push(body::bare(&decoded.text));
        self.meta.get_or_insert_default();
    }

    fn reading(mut self, name: &str) -> Reading {
        let is_several = self.mails.len() > 1;
        let mut pieces = Vec::new();
        for (n, mut mail) in self.mails.into_iter().enumerate() {
            if is_several && let Some(first) = mail.first_mut() {
                first.places.insert(0, (0, format!("mail {}", n + 1)));
            }
            // Of several mails, the first one's subject heads the text and each other one's its own.
            for piece in mail.iter_mut().filter(|piece| n > 0 && piece.role == Some(Role::Headline)) {
                piece.role = Some(Role::Subhead);
            }
            pieces.append(&mut mail);
        }
        if !self.attachments.is_empty() {
            let n = self.attachments.len();
            let named: Vec<String> = self.attachments.iter().take(MAX_NAMED).map(|name| quoted(name, 60)).collect();
            let more = if n > MAX_NAMED { format!(" and {} more", n - MAX_NAMED) } else { String::new() };
            let what =
                if n == 1 { "1 attachment was not read".to_owned() } else { format!("{n} attachments were not read") };
            self.problems.push(
                Problem::note("mail-attachments", what)
                    .at(Place::File(name.to_owned()))
                    .why(format!("only the words of a mail are its text; attached: {}{more}", named.join(", ")))
                    .now("the mail was read; nothing was written anywhere")
                    .help("Save an attachment from your mail program and open it as a file of its own"),
            );
        }
        Reading {
            pieces,
            headings: Headings::Marked,
            meta: self.meta.unwrap_or_default(),
            encoding: self.encoding.filter(|name| !name.is_empty()).unwrap_or_else(|| UTF_8.name().to_owned()),
            problems: self.problems,
        }
    }
}

/// The people of a header.
#[derive(Default)]
struct People {
    /// "Ana Brandt <ana@post.example>, …".
    full: String,
    /// Their names, or their addresses where they give none.
    names: String,
}

fn people(address: &Address<'_>) -> People {
    let (mut full, mut names) = (Vec::new(), Vec::new());
    for one in address.iter().take(50) {
        let name = one.name().map(one_line).unwrap_or_default();
        let address = one.address().map(one_line).unwrap_or_default();
        match (name.is_empty(), address.is_empty()) {
            (true, true) => {}
            (true, false) => {
                full.push(address.clone());
                names.push(address);
            }
            (false, true) => {
                full.push(name.clone());
                names.push(name);
            }
            (false, false) => {
                full.push(format!("{name} <{address}>"));
                names.push(name);
            }
        }
    }
    People { full: full.join(", "), names: names.join(", ") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(2000).collect()
}

/// The last part of an attachment's name, which may be made to look like a path.
fn attachment_name(part: &MessagePart<'_>) -> String {
    let name = part.attachment_name().map(one_line).unwrap_or_default();
    let last = name.rsplit(['/', '\\']).next().unwrap_or("").trim().to_owned();
    if !last.is_empty() {
        return last;
    }
    part.content_type().map_or_else(
        || "without a name".to_owned(),
        |kind| format!("a {}/{} without a name", kind.ctype(), kind.subtype().unwrap_or("*")),
    )
}

#[cfg(test)]
mod tests;
