//! What a desk does to a project in random steps, every kind of change among them.
//!
//! Must not know: how a merge is made, what is looked for in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use tickmark::model::anchor::Anchor;
use tickmark::model::annotation::{Annotation, AnnotationKind};
use tickmark::model::apply::apply_changes;
use tickmark::model::article::{Article, Draft, DraftRecord, Meta, Role};
use tickmark::model::assignment::Assignment;
use tickmark::model::change::{ArticleField, Change, ClaimField, ProjectField};
use tickmark::model::claim::{Claim, ClaimKind, Fix, FixState, Tie};
use tickmark::model::contact::{ContactEntry, Means};
use tickmark::model::decision::{Basis, Decision, Fingerprint, Scope, Status};
use tickmark::model::difference::{changes_between, prepared};
use tickmark::model::evidence::{Ending, Evidence, EvidenceHash, MediaKind};
use tickmark::model::ids::{
    AssignmentId, ClaimId, ClosingId, ContactId, CorrectionId, PersonKey, ProposalId, QueryId, ReadId, SignOffId, Slug,
    SourceId, TieId, WordingId,
};
use tickmark::model::legal::{Clearance, LegalFlag};
use tickmark::model::merge::settle::{Choice, settle};
use tickmark::model::project::{Project, Scale};
use tickmark::model::proposal::{Proposal, ProposalState};
use tickmark::model::query::{Addressee, Query, QueryState, Subject};
use tickmark::model::reanchor::{Reanchor, ReanchorOutcome};
use tickmark::model::review::{ReadWords, Review};
use tickmark::model::sign_off::{SignOff, SignRole, review_hash};
use tickmark::model::source::{Source, SourceKind};
use tickmark::model::stage::{Closing, Correction, Stage};
use tickmark::model::visibility::Visibility;
use tickmark::store::files::sha256_hex;
use tickmark::text::span::{ByteSpan, is_boundary};

pub(super) const TEXT: &str = "Harbour count rises\n\nThe port of Ålesund saw 1,204 ships, 5 % more than in 2021.\n\nGrain went to \
    نابلس; 30,000 tonnes in two lines.\n\nShare this story";

/// A small generator of numbers (splitmix64): the same seed gives the same run on every machine.
pub(super) struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, from: impl IntoIterator<Item = T>) -> Option<T> {
        let all: Vec<T> = from.into_iter().collect();
        let at = self.below(all.len());
        all.get(at).cloned()
    }
}

/// Somebody at work on a copy: ids and times of their own, so that no two make the same.
pub(super) struct Desk {
    pub(super) dice: Dice,
    who: PersonKey,
    last: u128,
    second: i64,
    /// The kinds of changes that it made.
    pub(super) made: BTreeSet<&'static str>,
}

impl Desk {
    pub(super) fn new(seed: u64, who: &str, number: u128) -> Self {
        Self { dice: Dice(seed), who: PersonKey(who.into()), last: number << 32, second: 1_000, made: BTreeSet::new() }
    }

    pub(super) fn id(&mut self) -> u128 {
        self.last += 1;
        self.last
    }

    pub(super) fn now(&mut self) -> Timestamp {
        self.second += 1 + i64::try_from(self.dice.below(50)).unwrap();
        Timestamp::from_second(self.second).unwrap()
    }

    /// Words that are this desk's alone.
    fn unlike(&mut self, verb: &str) -> String {
        let number = self.id();
        format!("{} {verb} {number}", self.who)
    }

    /// Words that are this desk's alone, or in one of three cases words that the other may choose too.
    fn words(&mut self) -> String {
        if self.dice.one_in(3) {
            self.dice.pick(["counted", "asked the port", "see 'page' \"2\""]).unwrap().to_owned()
        } else {
            self.unlike("wrote")
        }
    }

    fn anchor(&mut self, draft: &Draft) -> Anchor {
        let text = draft.text();
        let mut place = || (0..99).map(|_| self.dice.below(text.len())).find(|&at| is_boundary(text, at)).unwrap_or(0);
        let (a, b) = (place(), place());
        let span = if a == b { ByteSpan::new(0, 7) } else { ByteSpan::new(a.min(b), a.max(b)) };
        Anchor::new(draft, span)
    }

    fn claim(&mut self, draft: &Draft) -> Claim {
        let spans = vec![self.anchor(draft)];
        Claim::new(ClaimId::from_u128(self.id()), spans, ClaimKind::Number, self.who.clone(), self.now())
    }

    fn step(&mut self, project: &mut Project) {
        if self.dice.one_in(9) {
            self.own_step(project);
            return;
        }
        if self.dice.one_in(40) {
            self.new_article(project);
            return;
        }
        let slug = self.dice.pick(project.articles.keys().cloned()).unwrap();
        let sources: Vec<SourceId> = project.sources.keys().copied().collect();
        let article = Arc::make_mut(project.articles.get_mut(&slug).unwrap());
        match self.dice.below(12) {
            0 => self.new_draft(article),
            1 => self.article_step(article),
            2 | 3 => self.beside_step(article),
            4 => {
                let claim = self.claim(&article.draft);
                article.review.claims.insert(claim.id, Arc::new(claim));
            }
            5 if self.dice.one_in(2) => remove_claim(article, self.dice.pick(article.review.claims.keys().copied())),
            6 => self.settle_step(project, &slug),
            _ => {
                if let Some(id) = self.dice.pick(article.review.claims.keys().copied()) {
                    let draft = Arc::clone(&article.draft);
                    let claim = Arc::make_mut(article.review.claims.get_mut(&id).unwrap());
                    self.claim_step(claim, &draft, &sources);
                }
            }
        }
    }

    /// An article that this desk alone has.
    fn new_article(&mut self, project: &mut Project) {
        let number = self.id();
        let mut article = plain_article(&format!("of-{}-{number}", self.who.0.to_lowercase()));
        article.meta.headline = self.unlike("imported");
        article.review.claims.extend([self.claim(&article.draft)].map(|claim| (claim.id, Arc::new(claim))));
        project.articles.insert(article.slug.clone(), Arc::new(article));
    }

    /// What a source has besides its words: who may see it, whom it was asked of, what is stored of it.
    fn source_step(&mut self, source: &mut Source) {
        let (by, at) = (self.who.clone(), self.now());
        match self.dice.below(4) {
            0 if source.is_confidential() => source.visibility = Visibility::Public,
            0 => (source.visibility, source.cover) = (Visibility::Confidential, self.unlike("covers")),
            1 => {
                let (id, answer) = (ContactId::from_u128(self.id()), self.unlike("heard"));
                source.log.push(ContactEntry { id, at, how: Means::Phone, by, read_back: String::new(), answer });
            }
            2 => {
                let sha256 = sha256_hex(&self.id().to_le_bytes());
                source.evidence.push(Evidence {
                    sha256: EvidenceHash::new(&sha256).unwrap(),
                    extension: Ending::of("ledger.pdf"),
                    name: self.unlike("stored"),
                    kind: MediaKind::Text,
                    bytes: 7,
                    added: at,
                    by,
                    fetched: None,
                    read: None,
                    pixels: None,
                    milliseconds: None,
                });
            }
            _ => source.number = self.words(),
        }
    }

    fn own_step(&mut self, project: &mut Project) {
        match self.dice.below(8) {
            0 => project.title = self.words(),
            1 => project.scale = self.dice.pick(Scale::presets()),
            2 => drop(project.people.insert(self.who.clone(), "Somebody".into())),
            3 => {
                let source = Source::new(SourceId::from_u128(self.id()), &self.words(), SourceKind::Document);
                project.sources.insert(source.id, Arc::new(source));
            }
            4 => {
                let claims = project.articles.values().flat_map(|article| article.review.claims.values());
                let used: BTreeSet<SourceId> = claims.flat_map(|claim| &claim.ties).map(|tie| tie.source).collect();
                if let Some(id) = self.dice.pick(project.sources.keys().copied().filter(|id| !used.contains(id))) {
                    project.sources.remove(&id);
                }
            }
            5 | 6 => {
                if let Some(id) = self.dice.pick(project.sources.keys().copied()) {
                    let mut source = Source::clone(&project.sources[&id]);
                    self.source_step(&mut source);
                    project.sources.insert(id, Arc::new(source));
                }
            }
            _ => {
                if let Some(id) = self.dice.pick(project.sources.keys().copied()) {
                    let words = self.words();
                    let source = Arc::make_mut(project.sources.get_mut(&id).unwrap());
                    *self
                        .dice
                        .pick([0, 1])
                        .map(|n| if n == 0 { &mut source.note } else { &mut source.author })
                        .unwrap() = words;
                }
            }
        }
    }

    fn article_step(&mut self, article: &mut Article) {
        match self.dice.below(5) {
            0 => article.meta.headline = self.words(),
            1 => {
                article.meta.deadline = Some(jiff::civil::date(2022, 2, 1 + i8::try_from(self.dice.below(9)).unwrap()));
            }
            2 => article.stage = self.dice.pick([Stage::InCheck, Stage::WithAuthor, Stage::Closed]).unwrap(),
            3 => article.listed = !article.listed,
            _ => {
                let mut roles: Vec<Role> = article.draft.roles().collect();
                let at = self.dice.below(roles.len());
                roles[at] = self.dice.pick(Role::ALL).unwrap();
                article.draft = Arc::new(Draft::new(article.draft.text(), &roles));
            }
        }
    }

    /// Another text: one of three small changes, so that both desks sometimes take the same.
    fn new_draft(&mut self, article: &mut Article) {
        let old = Arc::clone(&article.draft);
        let old = old.text();
        let mut n_before = 0;
        let text = match self.dice.below(5) {
            0 => old.replacen("1,204", "1,240", 1),
            1 => old.replacen("Grain went", "Much grain went", 1),
            2 => old.replacen(" in two lines", "", 1),
            3 => format!("{old}\n\nCorrection {}", self.id()),
            _ => {
                n_before = 1;
                format!("Put before all else: {}\n\n{old}", self.id())
            }
        };
        if text == old {
            return;
        }
        let number = article.draft_number() + 1;
        let roles: Vec<Role> = std::iter::repeat_n(Role::Body, n_before).chain(article.draft.roles()).collect();
        let draft = Arc::new(Draft::new(&text, &roles));
        let sha256 = sha256_hex(text.as_bytes());
        article.drafts.push(DraftRecord { number, sha256: sha256.clone(), taken: self.now() });
        article.texts.insert(sha256, draft.shared_text());
        let moved = |span: &Anchor| {
            let there = span.clone().placed(&draft);
            if there.place().is_some() { there } else { span.clone().lost() }
        };
        for claim in article.review.claims.values_mut() {
            let claim = Arc::make_mut(claim);
            let was = claim.words();
            claim.spans = claim.spans.iter().map(moved).collect();
            if claim.spans.iter().any(Anchor::is_lost) {
                claim.reanchor = Some(Reanchor { outcome: ReanchorOutcome::Lost, was, from: number - 1 });
            }
        }
        for read in article.review.reads.values_mut() {
            read.span = moved(&read.span);
        }
        for assignment in article.review.assignments.values_mut() {
            assignment.span = moved(&assignment.span);
        }
        for proposal in article.review.proposals.values_mut() {
            proposal.span = moved(&proposal.span);
        }
        for query in article.review.queries.values_mut() {
            if let Subject::Block(block) = &mut query.on {
                *block += n_before;
            }
        }
        article.draft = draft;
    }

    fn beside_step(&mut self, article: &mut Article) {
        let (by, at) = (self.who.clone(), self.now());
        let claim = self.dice.pick(article.review.claims.keys().copied());
        match self.dice.below(11) {
            0 => {
                let block = Subject::Block(self.dice.below(article.draft.blocks().len()));
                let about_claim = claim.map_or(Subject::Article, Subject::Claim);
                let query = Query {
                    id: QueryId::from_u128(self.id()),
                    on: if self.dice.one_in(2) { block } else { about_claim },
                    to: Addressee::Author,
                    words: self.unlike("asks"),
                    state: QueryState::Open,
                    answer: String::new(),
                    due: None,
                    visibility: Visibility::Newsroom,
                    by,
                    asked: at,
                    settled: None,
                };
                article.review.queries.insert(query.id, query);
            }
            1 | 2 => {
                let words = self.words();
                let Some(id) = self.dice.pick(article.review.queries.keys().copied()) else { return };
                let query = article.review.queries.get_mut(&id).unwrap();
                if self.dice.one_in(2) {
                    query.due = Some(jiff::civil::date(2022, 3, 1));
                } else if self.dice.one_in(3) {
                    query.visibility = Visibility::Confidential;
                } else {
                    (query.state, query.answer, query.settled) = (QueryState::Answered, words, Some(at));
                }
            }
            3 => {
                let read = ReadWords { id: ReadId::from_u128(self.id()), span: self.anchor(&article.draft), by, at };
                article.review.reads.insert(read.id, read);
            }
            4 => drop(self.dice.pick(article.review.reads.keys().copied()).map(|id| article.review.reads.remove(&id))),
            7 => {
                let (id, current) = (ClosingId::from_u128(self.id()), article.drafts.last().unwrap().clone());
                let (draft, draft_sha256) = (current.number, current.sha256);
                let closing = Closing { id, number: article.review.closings.len() + 1, draft, draft_sha256, by, at };
                article.review.closings.insert(id, closing);
            }
            8 => {
                let (id, date) = (CorrectionId::from_u128(self.id()), jiff::civil::date(2022, 4, 1));
                let (was, now, cause) = (self.words(), self.words(), self.unlike("mended"));
                let (claims, note) = (claim.into_iter().collect(), String::new());
                article.review.corrections.insert(id, Correction { id, date, was, now, cause, claims, note, by, at });
            }
            9 => {
                let (id, span) = (ProposalId::from_u128(self.id()), self.anchor(&article.draft));
                let annotation = Annotation::new(AnnotationKind::Footnote, self.unlike("footnoted"));
                let (state, by, at) = (ProposalState::Open, None, None);
                article.review.proposals.insert(id, Proposal { id, span, annotation, state, by, at });
            }
            10 => {
                let Some(id) = self.dice.pick(article.review.proposals.keys().copied()) else { return };
                let proposal = article.review.proposals.get_mut(&id).unwrap();
                proposal.state = self.dice.pick([ProposalState::Dismissed, ProposalState::Open]).unwrap();
                (proposal.by, proposal.at) = (Some(by), Some(at));
            }
            5 => {
                let (id, span) = (AssignmentId::from_u128(self.id()), self.anchor(&article.draft));
                article.review.assignments.insert(id, Assignment { id, span, to: by.clone(), by, at });
            }
            _ => {
                let (id, current) = (SignOffId::from_u128(self.id()), article.drafts.last().unwrap().clone());
                let sign_off = SignOff {
                    id,
                    role: SignRole::Checker,
                    draft: current.number,
                    draft_sha256: current.sha256,
                    on: review_hash(article),
                    note: String::new(),
                    by,
                    at,
                };
                article.review.sign_offs.insert(id, sign_off);
            }
        }
    }

    fn claim_step(&mut self, claim: &mut Claim, draft: &Draft, sources: &[SourceId]) {
        let (by, at) = (self.who.clone(), self.now());
        match self.dice.below(16) {
            11 => {
                let reason = self.unlike("fears");
                claim.legal = Some(LegalFlag { reason, clearer: String::new(), by, at, cleared: None });
            }
            12 => {
                let note = self.words();
                if let Some(flag) = &mut claim.legal {
                    flag.cleared = Some(Clearance { by, at, note });
                }
            }
            13 => claim.verdict = self.dice.pick([None, Some("True".to_owned()), Some("False".to_owned())]).unwrap(),
            14 => claim.note_visibility = self.dice.pick(Visibility::ALL).unwrap(),
            15 if !claim.ties.is_empty() => {
                let at = self.dice.below(claim.ties.len());
                let (hides, wording) = (!claim.ties[at].is_confidential(), WordingId::from_u128(self.id()));
                claim.ties[at].visibility = if hides { Visibility::Confidential } else { Visibility::Public };
                claim.ties[at].wording = hides.then_some(wording);
            }
            0 | 1 => claim.note = self.words(),
            2 => claim.kind = self.dice.pick(ClaimKind::ALL).unwrap(),
            3 => claim.claimant = self.dice.pick([None, Some("Mayor".to_owned()), Some("Port".to_owned())]).unwrap(),
            4 | 5 => {
                let status = self.dice.pick(Status::ALL.into_iter().skip(1)).unwrap();
                let scope = self.dice.pick(claim.scopes().iter().copied()).unwrap();
                let on = Fingerprint::of(claim, scope);
                let decision = Decision { status, basis: Some(Basis::Document), reason: String::new(), by, at, on };
                match scope {
                    Scope::Said => claim.said = Some(decision),
                    Scope::So => claim.so = Some(decision),
                }
            }
            6 => claim.fix = Some(Fix { words: self.words(), state: FixState::Open, by, at, draft: None }),
            7 => claim.spans = vec![self.anchor(draft)],
            8 => claim.assignee = self.dice.pick([None, Some(by), Some(PersonKey("ZZ".into()))]).unwrap(),
            9 if !claim.ties.is_empty() => {
                let at = self.dice.below(claim.ties.len());
                if self.dice.one_in(3) {
                    claim.ties.remove(at);
                } else {
                    claim.ties[at].excerpt = self.words();
                }
            }
            _ => {
                let Some(source) = self.dice.pick(sources.iter().copied()) else { return };
                let id = TieId::from_u128(self.id());
                claim.ties.push(Tie { excerpt: self.unlike("found"), ..Tie::new(id, source) });
            }
        }
    }

    /// Settles one open question, if there is one.
    fn settle_step(&mut self, project: &mut Project, slug: &Slug) {
        let open = project.articles[slug].review.conflicts.values().cloned().collect::<Vec<_>>();
        if let Some(conflict) = self.dice.pick(open) {
            let choice = Choice::Side(self.dice.below(conflict.sides.len()));
            let changes = settle(project, Some(slug), &conflict, choice).expect("it has that side");
            apply_changes(project, Some(slug), &changes).expect("a settling fits the project it was made for");
        }
    }

    /// A history of this desk on a copy: each step told again by its changes.
    pub(super) fn work(&mut self, from: &Project, steps: usize) -> Project {
        let mut project = from.clone();
        for _ in 0..steps {
            let mut next = project.clone();
            self.step(&mut next);
            assert_eq!(led(&project, &next), next, "its changes lead to another project");
            let changes = changes_between(&prepared(&project, &next), &next);
            self.made.extend(changes.iter().flat_map(|(_, changes)| changes).map(kind_of));
            project = next;
        }
        project
    }
}

/// What a change is of. A new kind breaks the build here: give it a step above, and its name to [`KINDS`].
pub(super) fn kind_of(change: &Change) -> &'static str {
    match change {
        Change::Project { after, .. } => match after {
            ProjectField::Title(_) => "title",
            ProjectField::Scale(_) => "scale",
            ProjectField::Person(..) => "person",
        },
        Change::Source { .. } => "source",
        Change::Article { after, .. } => match after {
            ArticleField::Role(..) => "role",
            ArticleField::Listed(_) => "listed",
            ArticleField::Stage(_) => "stage",
            ArticleField::Headline(_)
            | ArticleField::Byline(_)
            | ArticleField::Publication(_)
            | ArticleField::Dateline(_)
            | ArticleField::Published(..)
            | ArticleField::Url(_)
            | ArticleField::Language(_)
            | ArticleField::Found(..)
            | ArticleField::Deadline(_) => "metadata",
        },
        Change::Claim { .. } => "claim",
        Change::ClaimField { after, .. } => match after {
            ClaimField::Spans(_) => "words",
            ClaimField::Kind(_) => "kind",
            ClaimField::Claimant(_) => "claimant",
            ClaimField::Said(_) => "said",
            ClaimField::So(_) => "so",
            ClaimField::Verdict(_) => "verdict",
            ClaimField::Note(_) => "note",
            ClaimField::ConfidentialNote(_) => "confidential note",
            ClaimField::NoteVisibility(_) => "level of a note",
            ClaimField::Fix(_) => "fix",
            ClaimField::Legal(_) => "legal flag",
            ClaimField::Assignee(_) => "assignee",
            ClaimField::Reanchor(_) => "re-anchoring",
        },
        Change::Tie { .. } => "tie",
        Change::Query { .. } => "query",
        Change::Read { .. } => "read",
        Change::Draft { .. } => "draft",
        Change::Assignment { .. } => "assignment",
        Change::SignOff { .. } => "sign-off",
        Change::Closing { .. } => "closing",
        Change::Correction { .. } => "correction",
        Change::Proposal { .. } => "proposal",
        Change::Conflict { .. } => "conflict",
    }
}

/// Every kind of change there is.
pub(super) const KINDS: [&str; 32] = [
    "title",
    "scale",
    "person",
    "source",
    "role",
    "listed",
    "stage",
    "metadata",
    "claim",
    "words",
    "kind",
    "claimant",
    "said",
    "so",
    "verdict",
    "note",
    "confidential note",
    "level of a note",
    "fix",
    "legal flag",
    "assignee",
    "re-anchoring",
    "tie",
    "query",
    "read",
    "draft",
    "assignment",
    "sign-off",
    "closing",
    "correction",
    "proposal",
    "conflict",
];

/// `before` with the changes that lead to `after` carried out.
pub(super) fn led(before: &Project, after: &Project) -> Project {
    let mut project = prepared(before, after);
    for (slug, changes) in changes_between(&project, after) {
        apply_changes(&mut project, slug.as_ref(), &changes).expect("the changes fit what they were made from");
    }
    project
}

pub(super) fn remove_claim(article: &mut Article, id: Option<ClaimId>) {
    let Some(id) = id else { return };
    article.review.claims.remove(&id);
    for query in article.review.queries.values_mut().filter(|query| query.on == Subject::Claim(id)) {
        query.on = Subject::Article;
    }
}

pub(super) fn start(desk: &Desk) -> Project {
    let mut project = Project { title: "Copies".into(), ..Project::default() };
    project.people.insert(desk.who.clone(), "Alma Berg".into());
    for name in ["one", "two"] {
        let article = plain_article(name);
        project.articles.insert(article.slug.clone(), Arc::new(article));
    }
    project
}

pub(super) fn plain_article(name: &str) -> Article {
    let draft = Arc::new(Draft::new(TEXT, &[Role::Headline]));
    let sha256 = sha256_hex(TEXT.as_bytes());
    Article {
        slug: Slug::new(name).unwrap(),
        meta: Meta { headline: "Harbour count rises".into(), ..Meta::default() },
        listed: true,
        stage: Stage::InCheck,
        added: Timestamp::UNIX_EPOCH,
        original: None,
        drafts: vec![DraftRecord { number: 1, sha256: sha256.clone(), taken: Timestamp::UNIX_EPOCH }],
        texts: BTreeMap::from([(sha256, draft.shared_text())]),
        draft,
        review: Review::default(),
    }
}
