//! The subcommands about proposed ties: what the writer's links and notes would tie claims to.
//!
//! Must not know: how a proposal becomes a tie.

use serde::Serialize;

use crate::cli::args::ArticleArg;
use crate::cli::args::proposals::{AcceptArgs, DismissArgs};
use crate::cli::claims::short;
use crate::cli::desk::Desk;
use crate::cli::names;
use crate::cli::show::Table;
use crate::model::annotation::AnnotationKind;
use crate::model::article::Article;
use crate::model::ids::ProposalId;
use crate::model::problem::{Problem, shortened};
use crate::model::proposal::{Proposal, ProposalState};
use crate::session::command::Command;

#[derive(Serialize)]
struct ProposalShape {
    article: String,
    id: String,
    kind: &'static str,
    state: &'static str,
    can_be_tie: bool,
    paragraph: Option<usize>,
    words: String,
    note: String,
    url: String,
    author: String,
    made: String,
    claim: Option<String>,
    tie: Option<String>,
}

/// Which proposals are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Those that nobody settled.
    Open,
    /// Settled ones too.
    All,
}

/// `tickmark proposals`
pub(super) fn list(desk: &mut Desk, wanted: &ArticleArg, extent: Extent) -> Result<(), Problem> {
    let articles = match &wanted.article {
        Some(name) => vec![desk.article(Some(name))?],
        None => {
            desk.session.project().map(|project| project.listed().into_iter().cloned().collect()).unwrap_or_default()
        }
    };
    let mut shapes = Vec::new();
    for article in &articles {
        let mut proposals: Vec<&Proposal> = article.review.proposals.values().collect();
        proposals.retain(|proposal| extent == Extent::All || proposal.is_open());
        proposals.sort_by_key(|proposal| {
            let place = proposal.span.place();
            (place.is_none(), place.map(|place| place.start()), proposal.id)
        });
        shapes.extend(proposals.into_iter().map(|proposal| shape(article, proposal)));
    }
    let mut table = Table::new(&["id", "article", "paragraph", "kind", "state", "words", "says"]);
    for it in &shapes {
        let paragraph = it.paragraph.map_or_else(|| "lost".to_owned(), |paragraph| paragraph.to_string());
        let says = if it.note.is_empty() { &it.url } else { &it.note };
        table.row([
            short(&it.id),
            it.article.clone(),
            paragraph,
            it.kind.to_owned(),
            it.state.to_owned(),
            shortened(&it.words, 40),
            shortened(says, 60),
        ]);
    }
    desk.say_rows(&shapes, &table, "note: no tie is proposed")
}

fn shape(article: &Article, proposal: &Proposal) -> ProposalShape {
    let (claim, tie) = match &proposal.state {
        ProposalState::Accepted { claim, tie } => (Some(claim.to_string()), Some(tie.to_string())),
        ProposalState::Open | ProposalState::Dismissed => (None, None),
    };
    let annotation = proposal.annotation.clone();
    ProposalShape {
        article: article.slug.to_string(),
        id: proposal.id.to_string(),
        kind: annotation.kind.word(),
        state: proposal.state.word(),
        can_be_tie: proposal.is_tie(),
        paragraph: proposal.span.place().and_then(|place| article.draft.paragraph_at(place.start())),
        words: proposal.span.exact().to_owned(),
        note: annotation.words,
        url: annotation.url,
        author: annotation.author,
        made: annotation.made,
        claim,
        tie,
    }
}

/// `tickmark accept`
pub(super) fn accept(desk: &mut Desk, args: AcceptArgs) -> Result<(), Problem> {
    let AcceptArgs { proposals, links, all, article } = args;
    if !(links || all) {
        for (slug, proposals) in named(desk, &proposals)? {
            desk.edit(Command::AcceptProposals { article: slug, proposals })?;
        }
        return Ok(());
    }
    let article = desk.article(article.article.as_deref())?;
    let open = desk.session.open_proposals(&article.slug);
    let wanted = open.into_iter().filter(|it| it.is_tie() && it.span.place().is_some());
    let wanted = wanted.filter(|it| all || it.annotation.kind == AnnotationKind::Link);
    let proposals: Vec<ProposalId> = wanted.map(|it| it.id).collect();
    desk.edit(Command::AcceptProposals { article: article.slug.clone(), proposals })
}

/// `tickmark dismiss`
pub(super) fn dismiss(desk: &mut Desk, args: &DismissArgs) -> Result<(), Problem> {
    for (article, proposals) in named(desk, &args.proposals)? {
        let command = if args.reopen {
            Command::ReopenProposals { article, proposals }
        } else {
            Command::DismissProposals { article, proposals }
        };
        desk.edit(command)?;
    }
    Ok(())
}

/// The proposals of these names, by article.
fn named(desk: &Desk, wanted: &[String]) -> Result<Vec<(crate::model::ids::Slug, Vec<ProposalId>)>, Problem> {
    let mut out: Vec<(crate::model::ids::Slug, Vec<ProposalId>)> = Vec::new();
    for wanted in wanted {
        let (slug, id) = names::proposal(&desk.session, wanted)?;
        match out.iter_mut().find(|(known, _)| *known == slug) {
            Some((_, ids)) => ids.push(id),
            None => out.push((slug, vec![id])),
        }
    }
    Ok(out)
}
