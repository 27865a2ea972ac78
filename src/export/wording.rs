//! Puts facts into words: days, times, decisions, counts.
//!
//! In: facts and a zone. Out: plain text, not escaped for any format.
//! Must not know: HTML, Markdown, tables.
//! Holds: nothing here tells an attributed claim as barely "confirmed".

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::export::audience::LeftOut;
use crate::export::facts::{About, Confirmed, Facts, Row, ScopeFact};
use crate::export::vouched::SignOffFact;
use crate::model::claim::Tie;
use crate::model::coverage::Coverage;
use crate::model::decision::{Basis, Status};
use crate::model::evidence::Evidence;
use crate::model::found::MetaField;
use crate::model::legal::LegalFlag;
use crate::model::problem::quoted;
use crate::model::project::Project;
use crate::model::source::Source;
use crate::model::standing::Standing;
use crate::model::visibility::Visibility;

/// Most scalar values of a claim's words where they only remind.
const REMINDER_SCALARS: usize = 60;

/// What made the report, with its version.
pub(super) const MAKER: &str = concat!("Tickmark ", env!("CARGO_PKG_VERSION"));

/// A day as people write it: "2 Feb 2022".
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A time as people write it, in `zone`: "2 Feb 2022, 13:51 EET".
pub(super) fn when(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%-d %b %Y, %H:%M %Z").to_string()
}

/// The noun before numbers of claims: "claim 4", "claims 4, 7".
pub(super) fn claims_word(count: usize) -> &'static str {
    if count == 1 { "claim" } else { "claims" }
}

/// A share in whole percent that says 0 and 100 only when it is none and all.
pub(super) fn percent(part: usize, whole: usize) -> String {
    if whole == 0 || part == 0 {
        return "0 %".to_owned();
    }
    if part == whole {
        return "100 %".to_owned();
    }
    match (part * 100 + whole / 2) / whole {
        0 => "under 1 %".to_owned(),
        rounded => format!("{} %", rounded.min(99)),
    }
}

/// A status for people: no decision reads "not checked".
pub(super) fn status(status: Status) -> &'static str {
    if status == Status::Unchecked { "not checked" } else { status.word() }
}

/// How one scope stands, without who and when: "confirmed on the author’s word alone", "confirmed, now stale".
pub(super) fn outcome_of(fact: &ScopeFact<'_>) -> String {
    let mut words = status(fact.status).to_owned();
    if is_on_author(fact) {
        words.push_str(" on the author’s word alone");
    }
    if fact.stale.is_some() { format!("was {words}, now stale") } else { words }
}

/// How a claim stands, each scope by its name when it is attributed: "said: confirmed · so: not checked".
pub(super) fn outcome(row: &Row<'_>) -> String {
    if row.claim.claimant.is_none() {
        return row.scopes.first().map(outcome_of).unwrap_or_default();
    }
    let scopes = row.scopes.iter().map(|fact| format!("{}: {}", fact.scope.word(), outcome_of(fact)));
    scopes.collect::<Vec<_>>().join(" · ")
}

/// What a decision rests on: "document"; empty when nothing was said.
pub(super) fn basis(fact: &ScopeFact<'_>) -> &'static str {
    fact.decision.and_then(|decision| decision.basis).map_or("", Basis::word)
}

/// Who decided and when: "Alma Brekke, 2 Feb 2022, 13:51 EET"; empty when nobody did.
pub(super) fn by_when(fact: &ScopeFact<'_>, zone: &TimeZone) -> String {
    fact.decision.map(|decision| format!("{}, {}", fact.by, when(decision.at, zone))).unwrap_or_default()
}

/// A decision as a sentence: "was confirmed by Alma Brekke on 2 Feb 2022, 13:51 EET (document); words changed".
pub(super) fn decision(fact: &ScopeFact<'_>, zone: &TimeZone) -> String {
    let Some(decision) = fact.decision else { return status(fact.status).to_owned() };
    // Only two of the status words are verbs that take a "by".
    let verb = if matches!(fact.status, Status::Confirmed | Status::Waived) { "" } else { "marked " };
    let mut words = format!("{verb}{} by {} on {}", status(fact.status), fact.by, when(decision.at, zone));
    match decision.basis {
        Some(Basis::OnAuthor) => words.push_str(", on the author’s word alone"),
        Some(basis) => words = format!("{words} (basis: {})", basis.word()),
        None => {}
    }
    match fact.stale {
        Some(stale) => format!("was {words}; {}", stale.word()),
        None => words,
    }
}

/// The confirmed decisions of one scope: "3 confirmed of 8 · 1 on the author’s word alone · 1 stale".
pub(super) fn confirmed(count: &Confirmed) -> String {
    let mut words = format!("{} confirmed of {}", count.firm, count.of);
    if count.on_author > 0 {
        words = format!("{words} · {} on the author’s word alone", count.on_author);
    }
    if count.stale > 0 {
        words = format!("{words} · {} confirmed once, now stale", count.stale);
    }
    words
}

/// The three counts of coverage with their shares, in the order claimed, read, bare.
pub(super) fn coverage(coverage: Coverage) -> [(usize, &'static str, String); 3] {
    let share = |part| percent(part, coverage.words());
    [
        (coverage.claimed, "under a claim", share(coverage.claimed)),
        (coverage.read, "read", share(coverage.read)),
        (coverage.bare, "bare", share(coverage.bare)),
    ]
}

/// What a query is about: "the article", "paragraph 3", "claim 4 (“more than 100,000 troops”)".
pub(super) fn about(about: &About<'_>) -> String {
    match about {
        About::Article => "the article".to_owned(),
        About::Paragraph(number) => format!("paragraph {number}"),
        About::Claim(number, words) => format!("claim {number} ({})", quoted(words, REMINDER_SCALARS)),
        About::Gone => "a claim that was removed".to_owned(),
    }
}

/// What the whole-claim marks mean, in the order counts are shown.
pub(super) fn meaning(standing: Standing) -> &'static str {
    match standing {
        Standing::Confirmed => "it is so; when the article attributes it, it was said, and it is so or that was waived",
        Standing::SaidOnly => "the speaker said it; whether it is so is not settled",
        Standing::NeedsFix => "right in substance; the words must change",
        Standing::Wrong => "a source speaks against it",
        Standing::CannotVerify => "no source settles it",
        Standing::Waived => "not to be checked, for the reason given",
        Standing::InProgress => "somebody is at it",
        Standing::Unchecked => "nobody decided yet",
    }
}

/// Where a claim is: "paragraph 3", or that its words are lost.
pub(super) fn place(row: &Row<'_>) -> String {
    row.paragraph.map_or_else(|| "not in this draft".to_owned(), |number| format!("paragraph {number}"))
}

/// What an excerpt has beside its words: its region, its time range, what it says in another language.
pub(super) fn beside_excerpt(tie: &Tie) -> Vec<String> {
    let translation = tie.translation.as_deref();
    let translation = translation.map(|it| format!("{} ({})", quoted(&it.words, usize::MAX), it.credit()));
    let region = tie.region.map(|region| region.to_string());
    region.into_iter().chain(tie.time.map(|time| time.to_string())).chain(translation).collect()
}

/// What is told of a source behind its kind: rank, and for the newsroom grade and terms.
pub(super) fn about_source(source: &Source, audience: Visibility) -> Vec<String> {
    let mut about = vec![source.kind.word().to_owned()];
    about.extend(source.rank.map(|rank| rank.word().to_owned()));
    if audience.sees(Visibility::Newsroom) {
        about.extend(source.grade.map(|grade| format!("grade {grade}: {}", grade.meaning())));
        about.extend(source.terms.map(|terms| terms.word().to_owned()));
    }
    about
}

/// A stored file of a source as a report tells it, so that anybody who has the file can tell that it is the one.
pub(super) fn stored_file(evidence: &Evidence) -> String {
    let fetched = evidence.fetched.as_deref();
    let fetched = fetched.map(|it| format!(", fetched {}", it.at.strftime("%Y-%m-%d"))).unwrap_or_default();
    format!("{}{fetched}, SHA-256 {}", evidence.name, evidence.sha256)
}

/// The article's particulars, as (what, value), those not known left out.
pub(super) fn particulars(report: &crate::export::Report<'_>, facts: &Facts<'_>) -> Vec<(&'static str, String)> {
    let meta = &report.article.meta;
    let with_place = |value: String, place: &str| match place {
        place if place.is_empty() || value.is_empty() => value,
        place => format!("{value} (from: {place})"),
    };
    let published = meta.published.map(|date| with_place(day(date), &meta.published_from));
    let text = |value: &str, field: MetaField| with_place(value.to_owned(), meta.found.of(field));
    let draft = facts.draft.map(|draft| {
        let taken = when(draft.taken, report.zone);
        format!("no. {}, taken {taken}, SHA-256 {}", draft.number, draft.sha256)
    });
    let original = report.article.original.as_ref();
    let fetched = original.and_then(|file| file.fetched.as_ref());
    let fetched = fetched
        .map(|from| format!(", fetched {} from {}", when(from.at, report.zone), from.answered()))
        .unwrap_or_default();
    let original = original.map(|file| format!("{}, SHA-256 {}{fetched}", file.name, file.sha256));
    let closed = facts.vouched.closings.last().filter(|_| report.article.stage.is_frozen());
    let closed = closed.map(|(closing, by)| format!("; closed by {by}, {}", when(closing.at, report.zone)));
    let stage = format!("{}{}", report.article.stage.word(), closed.unwrap_or_default());
    let rows = [
        ("By", text(&meta.byline, MetaField::Byline)),
        ("Publication", text(&meta.publication, MetaField::Publication)),
        ("Dateline", text(&meta.dateline, MetaField::Dateline)),
        ("Published", published.unwrap_or_default()),
        ("Deadline of the check", meta.deadline.map(day).unwrap_or_default()),
        ("Address", meta.url.clone()),
        ("Project", report.project.title.clone()),
        ("Stage", stage),
        ("Draft", draft.unwrap_or_default()),
        ("Original file", original.unwrap_or_default()),
        ("For", audience(report.audience, &facts.left_out)),
        ("Exported", format!("by {}, {}, with {MAKER}", report.by, when(report.generated, report.zone))),
    ];
    rows.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// A sign-off in a line: "editor: Eva Carr, 3 Feb 2022, 13:51 EET, draft 1"; a stale one says what was and why not now.
pub(super) fn sign_off(fact: &SignOffFact<'_>, zone: &TimeZone) -> String {
    let it = fact.sign_off;
    let who = format!("{}, {}, draft {}", fact.by, when(it.at, zone), it.draft);
    match fact.stale {
        Some(why) => format!("{}: was signed by {who}; {} since", it.role.word(), why.word()),
        None => format!("{}: {who}", it.role.word()),
    }
}

/// A legal flag in a line: "names a suspect, for Dana Lund, raised by Alma Brekke, 3 Feb 2022; not cleared".
pub(super) fn legal(flag: &LegalFlag, project: &Project, zone: &TimeZone) -> String {
    let clearer = if flag.clearer.is_empty() { String::new() } else { format!(", for {}", flag.clearer) };
    let raised =
        format!("{}{clearer}, raised by {}, {}", flag.reason, project.person_name(&flag.by), when(flag.at, zone));
    match &flag.cleared {
        None => format!("{raised}; not cleared"),
        Some(cleared) => {
            let note = if cleared.note.is_empty() { String::new() } else { format!(" ({})", cleared.note) };
            format!("{raised}; cleared by {}, {}{note}", project.person_name(&cleared.by), when(cleared.at, zone))
        }
    }
}

/// Who may read the report, and what it lacks for them: "the newsroom; left out: 1 note".
fn audience(audience: Visibility, left_out: &LeftOut) -> String {
    let who = match audience {
        Visibility::Public => "everybody",
        Visibility::Newsroom => "the newsroom",
        Visibility::Confidential => "the desk alone: it holds what is confidential and must not be passed on",
    };
    if left_out.is_nothing() { who.to_owned() } else { format!("{who}; left out: {}", left_out.words()) }
}

/// Queries that the audience does not get: "1 query is held back"; `None` when there is none.
pub(super) fn held_back_queries(left_out: &LeftOut) -> Option<String> {
    match left_out.queries {
        0 => None,
        1 => Some("1 query is held back".to_owned()),
        n => Some(format!("{n} queries are held back")),
    }
}

/// `url` when a report may make a link of it: http or https, in one piece.
pub(super) fn linkable(url: &str) -> Option<&str> {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`');
    (web && !url.contains(odd)).then_some(url)
}

/// Whether the scope is confirmed on the author's word alone.
pub(super) fn is_on_author(fact: &ScopeFact<'_>) -> bool {
    fact.status == Status::Confirmed && fact.decision.is_some_and(|decision| decision.basis == Some(Basis::OnAuthor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_never_round_to_none_or_all() {
        for (part, whole, told) in [
            (0, 0, "0 %"),
            (0, 9, "0 %"),
            (9, 9, "100 %"),
            (1, 1000, "under 1 %"),
            (999, 1000, "99 %"),
            (1, 3, "33 %"),
            (2, 3, "67 %"),
        ] {
            assert_eq!(percent(part, whole), told, "{part} of {whole}");
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        for url in ["https://a.example/x?y=1#z", "HTTP://a.example"] {
            assert_eq!(linkable(url), Some(url));
        }
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.example",
            "ftp://a.example",
            "https://a.example/ onload=x",
            "https://a.example/\"x",
            "https://a.example/<b>",
            " https://a.example",
            "",
        ] {
            assert_eq!(linkable(url), None, "{url}");
        }
    }

    #[test]
    fn times_are_told_in_the_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let at = Timestamp::from_second(1_643_802_660).unwrap_or_default();
        assert_eq!(when(at, &zone), "2 Feb 2022, 13:51 +02");
        assert_eq!(when(at, &TimeZone::UTC), "2 Feb 2022, 11:51 UTC");
        assert_eq!(day(jiff::civil::date(2022, 2, 2)), "2 Feb 2022");
    }
}
