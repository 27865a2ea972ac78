//! The subcommands about claims: making, deciding, noting, fixing, tying, listing.
//!
//! Must not know: how an edit is made.

use crate::cli::args::ArticleArg;
use crate::cli::args::claims::{Leveled, RetieFields, TieFields, TiePart};
use crate::cli::desk::{Desk, Style};
use crate::cli::json::ClaimShape;
use crate::cli::names;
use crate::cli::out;
use crate::cli::show::Table;
use crate::model::article::Article;
use crate::model::claim::{Claim, ClaimKind};
use crate::model::evidence::EvidenceHash;
use crate::model::excerpt::{Translation, Translator};
use crate::model::ids::{ClaimId, SourceId, TieId};
use crate::model::problem::{Problem, quoted};
use crate::model::standing::{Standing, staleness, standing};
use crate::model::visibility::Visibility;
use crate::session::command::Command;
use crate::session::outcome::Done;
use crate::session::wishes::{Taken, TieWish, TieWords};

/// Which claims are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// All of them.
    All,
    /// Those that stand so.
    Standing(Standing),
    /// Those with a stale decision.
    Stale,
    /// Those whose words are lost.
    Lost,
    /// Those that the lawyers must still clear.
    Legal,
    /// Those whose words a new draft changed or moved, and nobody settled.
    Unsettled,
}

impl Filter {
    /// The filters that can be named.
    pub(super) const NAMED: [Self; 12] = [
        Self::Standing(Standing::Confirmed),
        Self::Standing(Standing::SaidOnly),
        Self::Standing(Standing::NeedsFix),
        Self::Standing(Standing::Wrong),
        Self::Standing(Standing::CannotVerify),
        Self::Standing(Standing::Waived),
        Self::Standing(Standing::InProgress),
        Self::Standing(Standing::Unchecked),
        Self::Stale,
        Self::Lost,
        Self::Legal,
        Self::Unsettled,
    ];

    /// Its name on the command line.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Standing(standing) => standing.word(),
            Self::Stale => "stale",
            Self::Lost => "lost",
            Self::Legal => "legal",
            Self::Unsettled => "unsettled",
        }
    }

    fn fits(self, claim: &Claim) -> bool {
        match self {
            Self::All => true,
            Self::Standing(wanted) => standing(claim) == wanted,
            Self::Stale => staleness(claim).is_some(),
            Self::Lost => claim.start().is_none(),
            Self::Legal => claim.legal.as_ref().is_some_and(|flag| flag.cleared.is_none()),
            Self::Unsettled => claim.reanchor.is_some(),
        }
    }
}

/// Whose claims are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Everybody's, and nobody's.
    Anybodys,
    /// Those of who works.
    Mine,
}

/// `tickmark list claims`
pub(super) fn list(desk: &mut Desk, article: Option<&str>, filter: Filter, whose: Whose) -> Result<(), Problem> {
    let articles = match article {
        Some(name) => vec![desk.article(Some(name))?],
        None => {
            desk.session.project().map(|project| project.listed().into_iter().cloned().collect()).unwrap_or_default()
        }
    };
    let mut found = Vec::new();
    for article in &articles {
        let order: Vec<ClaimId> =
            desk.session.index(&article.slug).map(|index| index.order().collect()).unwrap_or_default();
        let claims = order.iter().filter_map(|id| article.review.claims.get(id)).filter(|claim| filter.fits(claim));
        let claims = claims.filter(|claim| whose == Whose::Anybodys || desk.session.is_mine(article, claim));
        found.extend(claims.filter_map(|claim| shape(desk, article, claim)));
    }
    let nothing = match (filter, whose) {
        (Filter::All, Whose::Anybodys) => "note: there is no claim yet",
        (Filter::All, Whose::Mine) => "note: no claim is yours to check",
        (_, _) => "note: no claim is of that sort",
    };
    say(desk, &found, articles.len() > 1, nothing)
}

fn shape(desk: &Desk, article: &Article, claim: &Claim) -> Option<ClaimShape> {
    Some(ClaimShape::new(desk.session.project()?, article, desk.session.index(&article.slug)?, claim, desk.audience))
}

fn say(desk: &mut Desk, claims: &[ClaimShape], is_many_articles: bool, nothing: &str) -> Result<(), Problem> {
    let mut table = Table::new(&["claim", "id", "kind", "status", "words"]);
    for claim in claims {
        let number = format!("#{}", claim.number);
        let name = if is_many_articles { format!("{}{number}", claim.article) } else { number };
        let words = match &claim.claimant {
            Some(claimant) => format!("{claimant}: {}", quoted(&claim.words, usize::MAX)),
            None => quoted(&claim.words, usize::MAX),
        };
        table.row([name, short(&claim.id), claim.kind.to_owned(), status(claim), words]);
    }
    desk.say_rows(claims, &table, nothing)
}

/// The end of an id that people see and type.
pub(super) fn short(id: &str) -> String {
    id.get(id.len().saturating_sub(crate::model::ids::SHORT)..).unwrap_or(id).to_lowercase()
}

/// Both scopes in words; a claim without a claimant has only one.
fn status(claim: &ClaimShape) -> String {
    let one = |decision: &crate::cli::json::DecisionShape| match decision.stale {
        Some(why) => format!("{} ({why})", decision.status),
        None => decision.status.to_owned(),
    };
    let scopes = match &claim.said {
        Some(said) => format!("said: {} · so: {}", one(said), one(&claim.so)),
        None => one(&claim.so),
    };
    if claim.lost { format!("{scopes} (words lost)") } else { scopes }
}

/// `tickmark claim`
pub(super) fn add(
    desk: &mut Desk,
    article: &ArticleArg,
    quote: &str,
    nth: usize,
    kind: Option<ClaimKind>,
    claimant: Option<String>,
) -> Result<(), Problem> {
    let slug = desk.article(article.article.as_deref())?.slug.clone();
    let span = desk.session.quoted(&slug, quote, nth)?;
    let done = desk.wish(Command::AddClaim { article: slug, spans: vec![span], kind, claimant })?;
    for words in &desk.told {
        out::tell(&format!("note: {words}"));
    }
    let Done::Claim(id) = done else { return Ok(()) };
    match desk.style {
        Style::Plain => desk.out.line(&id.to_string()),
        Style::Json => say_claims(desk, &[id])?,
    }
    Ok(())
}

/// Carries out a wish about claims and shows them as they are then.
pub(super) fn change(desk: &mut Desk, ids: &[ClaimId], command: Command) -> Result<(), Problem> {
    if desk.wish(command)? == Done::Nothing {
        out::tell("note: nothing was to be changed");
    }
    say_claims(desk, ids)
}

fn say_claims(desk: &mut Desk, ids: &[ClaimId]) -> Result<(), Problem> {
    let articles = desk.session.project().map(|project| project.listed().len()).unwrap_or_default();
    let mut found = Vec::new();
    for id in ids {
        let (article, id) = names::claim(&desk.session, None, &id.to_string())?;
        found.extend(article.review.claims.get(&id).and_then(|claim| shape(desk, &article, claim)));
    }
    say(desk, &found, articles > 1, "")
}

/// `tickmark tie`
pub(super) fn tie(desk: &mut Desk, claim: &str, source: &str, fields: TieFields) -> Result<(), Problem> {
    let (_, claim) = names::claim(&desk.session, None, claim)?;
    let source = names::source(&desk.session, source)?;
    let words = tie_words(desk, source, fields)?;
    desk.wish(Command::AddTie { claim, source, words })?;
    let (article, claim) = names::claim(&desk.session, None, &claim.to_string())?;
    let number = article.review.claims.get(&claim).map_or(0, |claim| claim.ties.len());
    match desk.style {
        Style::Plain => desk.out.line(&number.to_string()),
        Style::Json => say_claims(desk, &[claim])?,
    }
    Ok(())
}

/// A tie as it is wished for; words that are to be found in a stored file are looked for there.
fn tie_words(desk: &mut Desk, source: SourceId, fields: TieFields) -> Result<TieWords, Problem> {
    let TieFields {
        excerpt,
        from_text,
        nth,
        evidence,
        locator,
        region,
        time,
        translation,
        translated_by,
        by_machine,
        translation_language,
        stance,
        visibility,
    } = fields;
    let evidence = evidence.map(|file| names::evidence_of(&desk.session, source, &file)).transpose()?;
    let taken = from_text
        .map(|words| {
            let nth = usize::try_from(nth).unwrap_or(usize::MAX);
            find_words(desk, source, evidence.clone(), &words, nth)
        })
        .transpose()?;
    let translator = if by_machine { Translator::Machine } else { Translator::Human };
    let translation =
        translation.map(|words| Translation { words, language: translation_language, by: translated_by, translator });
    Ok(TieWords { stance, excerpt, locator, evidence, taken, region, time, translation, visibility })
}

/// The words in the file named, or in the first file of the source that says them.
fn find_words(
    desk: &mut Desk,
    source: SourceId,
    named: Option<EvidenceHash>,
    words: &str,
    nth: usize,
) -> Result<Taken, Problem> {
    let known = desk.session.project().and_then(|project| project.sources.get(&source)).cloned();
    let readable = known.iter().flat_map(|source| &source.evidence).filter(|evidence| evidence.has_text());
    let files: Vec<EvidenceHash> = match named {
        Some(file) => vec![file],
        None => readable.map(|evidence| evidence.sha256.clone()).collect(),
    };
    let mut refused = Problem::error("no-evidence", "The source has no stored file with text")
        .now("nothing was changed")
        .help("Add one with `tickmark evidence add SOURCE FILE`, or give the words with --excerpt");
    for evidence in files {
        let found = crate::cli::evidence::text(desk, source, &evidence)
            .and_then(|_| desk.session.words_in_evidence(source, &evidence, words, nth));
        match found {
            Ok(span) => return Ok(Taken { evidence, span }),
            Err(problem) => refused = problem,
        }
    }
    Err(refused)
}

/// `tickmark note`
pub(super) fn note(
    desk: &mut Desk,
    claim: ClaimId,
    note: String,
    visibility: Option<Visibility>,
) -> Result<(), Problem> {
    let Some(visibility) = visibility else { return desk.edit(Command::SetNote { claim, note }) };
    // Words that are to be hidden are written when they are; those that are to be shown, before.
    if visibility == Visibility::Confidential {
        desk.wish(Command::SetNoteVisibility { claim, visibility })?;
        return desk.edit(Command::SetNote { claim, note });
    }
    desk.wish(Command::SetNote { claim, note })?;
    desk.edit(Command::SetNoteVisibility { claim, visibility })
}

/// `tickmark visibility`
pub(super) fn visibility(desk: &mut Desk, of: Leveled) -> Result<(), Problem> {
    match of {
        Leveled::Tie { claim, tie, level } => {
            let (claim, tie) = tie_numbered(desk, &claim, usize::try_from(tie).unwrap_or(usize::MAX))?;
            let wish = TieWish { visibility: Some(level), ..TieWish::default() };
            desk.edit(Command::SetTie { claim, tie, wish })
        }
        Leveled::Note { claim, level } => {
            let (_, claim) = names::claim(&desk.session, None, &claim)?;
            desk.edit(Command::SetNoteVisibility { claim, visibility: level })
        }
        Leveled::Query { query, level } => {
            let (article, query) = names::query(&desk.session, &query)?;
            desk.edit(Command::SetQueryVisibility { article, query, visibility: level })
        }
    }
}

/// `tickmark retie`
pub(super) fn retie(desk: &mut Desk, claim: &str, number: usize, fields: RetieFields) -> Result<(), Problem> {
    let (claim, id) = tie_numbered(desk, claim, number)?;
    let (article, _) = names::claim(&desk.session, None, &claim.to_string())?;
    let known = article.review.claims.get(&claim).and_then(|claim| claim.ties.iter().find(|tie| tie.id == id));
    let Some(known) = known.cloned() else { return Ok(()) };
    let RetieFields {
        excerpt,
        from_text,
        nth,
        evidence,
        locator,
        region,
        time,
        translation,
        translated_by,
        translator,
        translation_language,
        stance,
        visibility,
        without,
    } = fields;
    let evidence = evidence.map(|file| names::evidence_of(&desk.session, known.source, &file)).transpose()?;
    let taken = from_text
        .map(|words| {
            let nth = usize::try_from(nth).unwrap_or(usize::MAX);
            find_words(desk, known.source, evidence.clone(), &words, nth)
        })
        .transpose()?;
    let is_translated =
        translation.is_some() || translated_by.is_some() || translator.is_some() || translation_language.is_some();
    let translated = is_translated.then(|| {
        let before = known.translation.as_deref().cloned().unwrap_or_default();
        Translation {
            words: translation.unwrap_or(before.words),
            language: translation_language.unwrap_or(before.language),
            by: translated_by.unwrap_or(before.by),
            translator: translator.unwrap_or(before.translator),
        }
    });
    if translated.as_ref().is_some_and(|it| it.words.trim().is_empty()) {
        return Err(Problem::error("no-translation", "The tie was not changed: it has no translation")
            .why("who translated is told of words")
            .now("nothing was changed")
            .help("Give the words with --translation, or take it away by --without translation"));
    }
    let goes = |part| without.contains(&part);
    let wish = TieWish {
        stance,
        excerpt,
        locator,
        evidence: evidence.map(Some).or_else(|| goes(TiePart::Evidence).then_some(None)),
        taken,
        region: region.map(Some).or_else(|| goes(TiePart::Region).then_some(None)),
        time: time.map(Some).or_else(|| goes(TiePart::Time).then_some(None)),
        translation: translated.map(Some).or_else(|| goes(TiePart::Translation).then_some(None)),
        visibility,
    };
    desk.edit(Command::SetTie { claim, tie: id, wish })
}

/// `tickmark untie`
pub(super) fn untie(desk: &mut Desk, claim: &str, number: usize) -> Result<(), Problem> {
    let (claim, tie) = tie_numbered(desk, claim, number)?;
    desk.edit(Command::RemoveTie { claim, tie })
}

/// The claim named, and its tie with this number.
fn tie_numbered(desk: &Desk, claim: &str, number: usize) -> Result<(ClaimId, TieId), Problem> {
    let (article, claim) = names::claim(&desk.session, None, claim)?;
    let ties = article.review.claims.get(&claim).map(|claim| claim.ties.as_slice()).unwrap_or_default();
    let tie = number.checked_sub(1).and_then(|at| ties.get(at)).ok_or_else(|| {
        Problem::error("no-tie", format!("The claim has no tie {number}"))
            .why(match ties.len() {
                0 => "it is tied to no source".to_owned(),
                n => format!("its ties are 1 to {n}"),
            })
            .now("nothing was changed")
            .help("`tickmark list claims --json` shows the ties of each claim")
    })?;
    Ok((claim, tie.id))
}
