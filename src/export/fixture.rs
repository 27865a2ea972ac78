//! A small article with a review, for the tests of the report writers: fixed ids, times and zone.
//!
//! Must not know: the formats. `Sample::ministers` is what an editor might get; `Sample::hostile` says dangerous
//! things in every field that people or files fill.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::export::Report;
use crate::model::anchor::Anchor;
use crate::model::article::{Article, Draft, DraftRecord, Meta, Original, Role};
use crate::model::change::{ArticleField, Change, Edit};
use crate::model::claim::{Claim, ClaimKind, Fix, FixState, Stance, Tie};
use crate::model::coverage::{Coverage, Tally};
use crate::model::decision::{Basis, Decision, Fingerprint, Scope, Status};
use crate::model::found::{Found, MetaField};
use crate::model::ids::{
    ClaimId, ClosingId, CorrectionId, EditId, PersonKey, QueryId, ReadId, SignOffId, Slug, SourceId, TieId,
};
use crate::model::legal::{Clearance, LegalFlag};
use crate::model::project::Project;
use crate::model::query::{Addressee, Query, QueryState, Subject};
use crate::model::review::{ReadWords, Review};
use crate::model::sign_off::{SignOff, SignRole, review_hash};
use crate::model::source::{Rank, Source, SourceKind};
use crate::model::stage::{Closing, Correction, Stage};
use crate::model::standing::{is_on_author, staleness, standing};
use crate::model::visibility::Visibility;
use crate::text::span::ByteSpan;

/// A project with one article, and what a report of it needs.
pub(super) struct Sample {
    pub(super) project: Project,
    pub(super) article: Article,
    pub(super) order: Vec<ClaimId>,
    pub(super) coverage: Coverage,
    pub(super) by: String,
    pub(super) history: Vec<Arc<Edit>>,
    zone: TimeZone,
    made: u128,
}

/// The time `minutes` after the first.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_643_802_000 + minutes * 60).unwrap_or_default()
}

fn alma() -> PersonKey {
    PersonKey("AB".to_owned())
}

impl Sample {
    /// An article of this text, with nothing known and nothing reviewed.
    pub(super) fn bare(text: &str, roles: &[Role]) -> Self {
        let article = Article {
            slug: Slug::from_title("sample"),
            meta: Meta::default(),
            listed: true,
            stage: Stage::InCheck,
            added: at(0),
            original: None,
            drafts: Vec::new(),
            draft: Arc::new(Draft::new(text, roles)),
            texts: std::collections::BTreeMap::new(),
            review: Review::default(),
        };
        let zone = TimeZone::posix("EET-2EEST,M3.5.0/3,M10.5.0/4").unwrap_or(TimeZone::UTC);
        Self {
            project: Project::default(),
            article,
            order: Vec::new(),
            coverage: Coverage::default(),
            by: "Alma Brekke".to_owned(),
            history: Vec::new(),
            zone,
            made: 0,
        }
    }

    pub(super) fn report(&self) -> Report<'_> {
        let mut tally = Tally::default();
        for claim in self.article.review.claims.values() {
            *tally.standing.entry(standing(claim)).or_default() += 1;
            tally.stale += usize::from(staleness(claim).is_some());
            tally.on_author += usize::from(is_on_author(claim));
            tally.lost += usize::from(claim.start().is_none());
        }
        Report {
            project: &self.project,
            article: &self.article,
            order: &self.order,
            coverage: self.coverage,
            tally,
            generated: at(120),
            zone: &self.zone,
            history: &self.history,
            by: &self.by,
            audience: Visibility::Newsroom,
        }
    }

    /// The report for another audience.
    pub(super) fn report_for(&self, audience: Visibility) -> Report<'_> {
        Report { audience, ..self.report() }
    }

    fn next(&mut self) -> u128 {
        self.made += 1;
        self.made
    }

    /// A claim over the first place of each of `words`.
    pub(super) fn claim(&mut self, words: &[&str], claimant: Option<&str>) -> ClaimId {
        let id = ClaimId::from_u128(self.next());
        let text = self.article.draft.text();
        let spans = words.iter().filter_map(|words| {
            let start = text.find(words)?;
            Some(Anchor::new(&self.article.draft, ByteSpan::new(start, start + words.len())))
        });
        let claim = Claim {
            claimant: claimant.map(str::to_owned),
            ..Claim::new(id, spans.collect(), ClaimKind::Other, alma(), at(0))
        };
        self.article.review.claims.insert(id, Arc::new(claim));
        self.order.push(id);
        let claims = &self.article.review.claims;
        self.order.sort_by_key(|id| claims.get(id).and_then(|claim| claim.start()).unwrap_or(usize::MAX));
        id
    }

    pub(super) fn change(&mut self, id: ClaimId, change: impl FnOnce(&mut Claim)) {
        if let Some(claim) = self.article.review.claims.get_mut(&id) {
            change(Arc::make_mut(claim));
        }
    }

    pub(super) fn decide(&mut self, id: ClaimId, scope: Scope, status: Status, basis: Option<Basis>, reason: &str) {
        let minutes = i64::try_from(self.next()).unwrap_or_default();
        self.change(id, |claim| {
            let on = Fingerprint::of(claim, scope);
            let decision = Decision { status, basis, reason: reason.to_owned(), by: alma(), at: at(minutes), on };
            match scope {
                Scope::Said => claim.said = Some(decision),
                Scope::So => claim.so = Some(decision),
            }
        });
    }

    pub(super) fn source(&mut self, title: &str, kind: SourceKind) -> SourceId {
        let id = SourceId::from_u128(self.next());
        self.project.sources.insert(id, Arc::new(Source::new(id, title, kind)));
        id
    }

    pub(super) fn describe(&mut self, id: SourceId, change: impl FnOnce(&mut Source)) {
        if let Some(source) = self.project.sources.get_mut(&id) {
            change(Arc::make_mut(source));
        }
    }

    pub(super) fn tie(&mut self, claim: ClaimId, source: SourceId, stance: Stance, excerpt: &str, locator: &str) {
        let id = TieId::from_u128(self.next());
        let tie = Tie { stance, excerpt: excerpt.to_owned(), locator: locator.to_owned(), ..Tie::new(id, source) };
        self.change(claim, |claim| claim.ties.push(tie));
    }

    pub(super) fn ask(&mut self, on: Subject, to: Addressee, words: &str, answer: Option<&str>) {
        let id = QueryId::from_u128(self.next());
        let query = Query {
            id,
            on,
            to,
            words: words.to_owned(),
            state: if answer.is_some() { QueryState::Answered } else { QueryState::Open },
            answer: answer.unwrap_or_default().to_owned(),
            due: answer.is_none().then(|| date(2022, 2, 3)),
            visibility: Visibility::Newsroom,
            by: alma(),
            asked: at(60),
            settled: answer.map(|_| at(90)),
        };
        self.article.review.queries.insert(id, query);
    }

    pub(super) fn fix(&mut self, id: ClaimId, words: &str, state: FixState) {
        self.change(id, |claim| {
            claim.fix = Some(Fix { words: words.to_owned(), state, by: alma(), at: at(70), draft: None });
        });
    }

    /// What is known of the article beside its text.
    fn describe_article(&mut self) {
        let own = str::to_owned;
        self.project.title = own("Winter crisis");
        self.project.people.insert(alma(), own("Alma Brekke"));
        self.article.meta = Meta {
            headline: own("Ministers meet as troop count rises"),
            byline: own("Ana Brandt"),
            publication: own("The Evening Ledger"),
            dateline: own("KYIV"),
            published: Some(date(2022, 2, 2)),
            published_from: own("dateline"),
            url: own("https://ledger.example/ministers?id=7&x=1"),
            language: own("en-GB"),
            found: Found { byline: own("byline in text"), ..Found::default() },
            deadline: Some(date(2022, 2, 3)),
        };
        let original = Original {
            name: own("ministers.txt"),
            file: own("original.txt"),
            sha256: "0a".repeat(32),
            encoding: own("UTF-8"),
            fetched: None,
        };
        self.article.original = Some(original);
        self.article.drafts = vec![DraftRecord { number: 2, sha256: "c4".repeat(32), taken: at(-30) }];
    }

    /// An article under a review as an editor might get it.
    pub(super) fn ministers() -> Self {
        use Role::{Body, Byline, Caption, Deck, Furniture, Headline, ListItem, Subhead};
        let text = "Support our newsroom · Subscribe today\n\n\
            Ministers meet as troop count rises\n\n\
            Talks resume on Friday; both sides say they expect no breakthrough\n\n\
            By Ana Brandt\n\n\
            KYIV – Western governments say more than 100,000 troops now stand along the frontier, and a senior officer put \
            the figure in the northern districts at 30,000.\n\n\
            The manoeuvres, planned for Feb. 10-21, are the largest in the region in a decade, according to Defence \
            Minister Ilse Kuyper.\n\n\
            “We will not be drawn into someone else’s war,” she told reporters on Wednesday, a day after the cabinet met.\n\n\
            What is known\n\n\
            More than 31,000 people have been killed since 2014, when fighting broke out in two eastern regions, in what \
            diplomats call the last major war on the continent.\n\n\
            The banner read שלום עכשיו and a child waved 👩‍👩‍👧.\n\n\
            Two corridors stay open\nuntil 6 p.m.\n\n\
            A patrol near the river, 1 February 2022";
        let roles = [Furniture, Headline, Deck, Byline, Body, Body, Body, Subhead, Body, Body, ListItem, Caption];
        let mut sample = Self::bare(text, &roles);
        sample.describe_article();
        sample.coverage = Coverage { claimed: 62, read: 18, bare: 41 };
        let briefing = sample.source("Joint staff briefing, 1 Feb 2022", SourceKind::Document);
        sample.describe(briefing, |source| {
            source.author = "Maj. Gen. Edvard Riis".to_owned();
            source.publisher = "Allied Joint Staff".to_owned();
            source.issued = "2022-02-01".to_owned();
            source.url = "https://jointstaff.example/briefings/2022-02-01".to_owned();
            source.rank = Some(Rank::Primary);
        });
        let report = sample.source("UN monitoring report no. 32", SourceKind::Document);
        sample.describe(report, |source| {
            source.issued = "2022-01-30".to_owned();
            source.rank = Some(Rank::Primary);
            source.origin = "monitoring mission".to_owned();
        });
        let call = sample.source("Spokesman, by phone", SourceKind::Person);
        sample.describe(call, |source| source.rank = Some(Rank::Secondary));
        sample.review_ministers(briefing, report, call);
        sample
    }

    fn review_ministers(&mut self, briefing: SourceId, report: SourceId, call: SourceId) {
        use Basis::{Document, OnAuthor, Person};
        use Status::{CannotVerify, Confirmed, InProgress, NeedsFix, Waived, Wrong};
        let troops = self.claim(&["more than 100,000 troops"], Some("Western governments"));
        self.tie(
            troops,
            briefing,
            Stance::Supports,
            "an estimated 130,000 soldiers deployed within 200 km of the border",
            "p. 3",
        );
        self.tie(troops, report, Stance::Refutes, "some 94,000 personnel as of 28 January", "§ 14");
        self.decide(troops, Scope::Said, Confirmed, Some(Document), "");
        self.fix(troops, "more than 90,000 troops", FixState::Open);
        self.change(troops, |claim| {
            claim.kind = ClaimKind::Number;
            claim.note = "Ask which date the ministry counts from.\nThe mission leaves supply units out.".to_owned();
            claim.verdict = Some("Half True".to_owned());
        });
        self.ask(Subject::Claim(troops), Addressee::Author, "Who counted the troops, and on what day?", None);

        let officer = self.claim(&["a senior officer"], None);
        self.decide(officer, Scope::So, Confirmed, Some(OnAuthor), "");
        let figure = self.claim(&["30,000", "northern districts"], Some("a senior officer"));
        self.change(figure, |claim| claim.spans.reverse());
        self.decide(figure, Scope::Said, InProgress, None, "");
        let dates = self.claim(&["Feb. 10-21"], None);
        self.tie(dates, call, Stance::Supports, "from 10 to 20 February", "");
        self.decide(dates, Scope::So, NeedsFix, Some(Person), "");
        self.fix(dates, "Feb. 10-20", FixState::Accepted);
        let kuyper = self.claim(&["Defence Minister Ilse Kuyper"], None);
        self.decide(kuyper, Scope::So, Confirmed, Some(Document), "");
        let quote = self.claim(&["“We will not be drawn into someone else’s war,”"], Some("Ilse Kuyper"));
        self.change(quote, |claim| claim.kind = ClaimKind::Quote);
        self.decide(quote, Scope::Said, Confirmed, Some(Person), "");
        let drawn = self.claim(&["drawn into"], None);
        self.decide(drawn, Scope::So, Wrong, Some(Document), "");
        self.fix(drawn, "", FixState::Stet);
        let wednesday = self.claim(&["on Wednesday"], None);
        self.tie(wednesday, report, Stance::Context, "", "file data");
        self.decide(wednesday, Scope::So, Confirmed, Some(Document), "");
        self.change(wednesday, |claim| claim.ties.clear());
        let overlap = self.claim(&["Wednesday, a day after the cabinet met"], None);
        self.decide(overlap, Scope::So, Waived, None, "The editor was in the room.");
        let killed = self.claim(&["More than 31,000 people"], None);
        self.tie(killed, report, Stance::Refutes, "at least 14,200", "§ 2");
        self.decide(killed, Scope::So, Wrong, Some(Document), "");
        let last = self.claim(&["the last major war on the continent"], Some("diplomats"));
        self.decide(last, Scope::Said, CannotVerify, None, "");
        let banner = self.claim(&["שלום עכשיו"], None);
        self.change(banner, |claim| claim.kind = ClaimKind::Quote);
        self.claim(&["open\nuntil 6 p.m"], None);

        let lost = self.claim(&["two eastern regions"], None);
        self.decide(lost, Scope::So, Confirmed, Some(Document), "");
        let elsewhere = Draft::new("All of it happened elsewhere.", &[]);
        self.change(lost, |claim| claim.spans = claim.spans.drain(..).map(|span| span.placed(&elsewhere)).collect());
        self.order.retain(|&id| id != lost);
        self.order.push(lost);

        self.ask(Subject::Block(8), Addressee::Legal, "May we name the regions?", None);
        self.ask(Subject::Article, Addressee::Editor, "Keep “last major war”?", Some("Yes, it is attributed."));
        self.vouch("names a minister", "but for the dates", &[troops, killed]);
        let words = Anchor::new(&self.article.draft, ByteSpan::new(0, 7));
        let id = ReadId::from_u128(self.next());
        self.article.review.reads.insert(id, ReadWords { id, span: words, by: alma(), at: at(5) });
    }

    /// A legal flag on the first of `claims`, two sign-offs of which the later stands, a closing, a correction of all of
    /// them, and the history of two days. `words` are the reason of the flag and the note to readers.
    fn vouch(&mut self, words: &str, reservation: &str, claims: &[ClaimId]) {
        let own = str::to_owned;
        let dana = PersonKey(own("DL"));
        self.project.people.entry(dana.clone()).or_insert_with(|| own("Dana Lund"));
        if let Some(&first) = claims.first() {
            let cleared = Some(Clearance { by: dana.clone(), at: at(75), note: own("as it is attributed") });
            let flag = LegalFlag { reason: own(words), clearer: own("legal"), by: alma(), at: at(72), cleared };
            self.change(first, |claim| claim.legal = Some(flag));
        }
        let sha256 = self.article.drafts.last().map(|draft| draft.sha256.clone()).unwrap_or_default();
        let signed = [(SignRole::Checker, 1, "0b".repeat(32)), (SignRole::Editor, 2, sha256.clone())];
        for (number, (role, draft, draft_sha256)) in (1_i64..).zip(signed) {
            let id = SignOffId::from_u128(self.next());
            let note = if role == SignRole::Editor { own(reservation) } else { String::new() };
            let (on, by) = (review_hash(&self.article), dana.clone());
            let sign_off = SignOff { id, role, draft, draft_sha256, on, note, by, at: at(76 + number) };
            self.article.review.sign_offs.insert(id, sign_off);
        }
        let id = ClosingId::from_u128(self.next());
        let closing = Closing { id, number: 1, draft: 2, draft_sha256: sha256, by: dana.clone(), at: at(80) };
        self.article.review.closings.insert(id, closing);
        let id = CorrectionId::from_u128(self.next());
        let correction = Correction {
            id,
            date: date(2022, 2, 9),
            was: own("more than 100,000 troops"),
            now: own("more than 90,000 troops"),
            cause: own("an old briefing"),
            claims: claims.to_vec(),
            note: format!("An earlier version gave a figure from January ({words})."),
            by: alma(),
            at: at(100),
        };
        self.article.review.corrections.insert(id, correction);
        self.article.stage = Stage::Corrected;
        let stage = |stage| ArticleField::Stage(stage);
        let steps = [
            (70, alma(), "close", Stage::InCheck, Stage::Closed),
            (80, dana, words, Stage::Closed, Stage::Published),
            (1_600, alma(), "correct", Stage::Published, Stage::Corrected),
        ];
        for (minutes, by, label, before, after) in steps {
            let edit = Edit {
                id: EditId::from_u128(self.next()),
                at: at(minutes),
                by,
                label: own(label),
                article: Some(self.article.slug.clone()),
                undoes: None,
                takes: Vec::new(),
                part_of: None,
                changes: vec![Change::Article { before: stage(before), after: stage(after) }],
            };
            self.history.push(Arc::new(edit));
        }
    }

    /// The ministers with something of every sort and level that an audience may not see; hidden words begin with "zq".
    pub(super) fn guarded() -> Self {
        let mut sample = Self::ministers();
        let claim = sample.order.first().copied().unwrap_or_else(|| ClaimId::from_u128(0));
        for (level, cover) in [(Visibility::Confidential, "Source A"), (Visibility::Newsroom, "")] {
            let word = level.word();
            let source = sample.source(&format!("zq {word} title"), SourceKind::Person);
            sample.describe(source, |source| {
                source.author = format!("zq {word} author");
                source.url = format!("https://zq-{word}.example");
                source.note = format!("zq {word} remark");
                source.visibility = level;
                cover.clone_into(&mut source.cover);
            });
            sample.tie(claim, source, Stance::Refutes, &format!("zq {word} excerpt"), &format!("zq {word} place"));
            sample.change(claim, |claim| {
                if let Some(tie) = claim.ties.last_mut() {
                    tie.visibility = level;
                }
            });
        }
        // What is the newsroom's without a level of its own, and a past that was confidential only later.
        sample.change(claim, |claim| {
            if let Some(flag) = &mut claim.legal {
                "zq newsroom flag".clone_into(&mut flag.reason);
            }
        });
        for sign_off in sample.article.review.sign_offs.values_mut() {
            "zq newsroom reservation".clone_into(&mut sign_off.note);
        }
        for correction in sample.article.review.corrections.values_mut() {
            "zq newsroom cause".clone_into(&mut correction.cause);
        }
        sample.remember();
        // A source that everybody may know, and a tie to it that nobody may.
        let open = sample.source("Open register", SourceKind::Dataset);
        sample.tie(claim, open, Stance::Supports, "zq confidential row", "zq confidential line");
        let other = sample.order.get(1).copied().unwrap_or(claim);
        sample.change(claim, |claim| {
            if let Some(tie) = claim.ties.last_mut() {
                tie.visibility = Visibility::Confidential;
            }
            "zq confidential note".clone_into(&mut claim.note);
            claim.note_visibility = Visibility::Confidential;
        });
        sample.change(other, |claim| "zq newsroom note".clone_into(&mut claim.note));
        for level in [Visibility::Confidential, Visibility::Newsroom] {
            sample.ask(Subject::Claim(claim), Addressee::Legal, &format!("zq {} question", level.word()), None);
            if let Some((_, query)) = sample.article.review.queries.iter_mut().next_back() {
                query.visibility = level;
            }
        }
        sample
    }

    /// The history of the sources: each was added while everybody might know it.
    fn remember(&mut self) {
        let sources: Vec<Arc<Source>> = self.project.sources.values().cloned().collect();
        for source in sources {
            let after = Source { visibility: Visibility::Public, ..Source::clone(&source) };
            let change = Change::Source { source: source.id, before: None, after: Some(Box::new(after)) };
            let edit = Edit {
                id: EditId::from_u128(self.next()),
                at: at(10),
                by: alma(),
                label: format!("add source {}", source.title),
                article: None,
                undoes: None,
                takes: Vec::new(),
                part_of: None,
                changes: vec![change],
            };
            self.history.push(Arc::new(edit));
        }
    }

    /// The same with `words` in every field that people or files fill.
    pub(super) fn hostile(words: &str) -> Self {
        let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = format!("{flat}\n\n{words}\n\nbefore {flat} after");
        let mut sample = Self::bare(&text, &[Role::Headline, Role::Body, Role::ListItem]);
        sample.describe_article();
        let meta = &mut sample.article.meta;
        for field in [&mut meta.headline, &mut meta.byline, &mut meta.publication, &mut meta.dateline] {
            words.clone_into(field);
        }
        for field in [&mut meta.published_from, &mut meta.url, &mut meta.language] {
            words.clone_into(field);
        }
        for field in MetaField::ALL {
            words.clone_into(meta.found.of_mut(field));
        }
        if let Some(original) = &mut sample.article.original {
            words.clone_into(&mut original.name);
            words.clone_into(&mut original.encoding);
        }
        words.clone_into(&mut sample.project.title);
        words.clone_into(&mut sample.by);
        sample.project.people.insert(alma(), words.to_owned());
        let source = sample.source(words, SourceKind::Page);
        sample.describe(source, |source| {
            for field in [&mut source.author, &mut source.container, &mut source.publisher, &mut source.issued] {
                words.clone_into(field);
            }
            for field in
                [&mut source.accessed, &mut source.url, &mut source.number, &mut source.origin, &mut source.note]
            {
                words.clone_into(field);
            }
        });
        let claim = sample.claim(&[&flat], Some(words));
        sample.tie(claim, source, Stance::Supports, words, words);
        sample.tie(claim, SourceId::from_u128(u128::MAX), Stance::Context, words, words);
        sample.decide(claim, Scope::Said, Status::Confirmed, Some(Basis::CommonKnowledge), words);
        sample.fix(claim, &format!("{words} {words}"), FixState::Open);
        sample.change(claim, |claim| {
            claim.verdict = Some(words.to_owned());
            words.clone_into(&mut claim.note);
        });
        sample.vouch(words, words, &[claim]);
        for correction in sample.article.review.corrections.values_mut() {
            for field in [&mut correction.was, &mut correction.now, &mut correction.cause, &mut correction.note] {
                words.clone_into(field);
            }
        }
        sample.ask(Subject::Claim(claim), Addressee::Author, words, None);
        sample.ask(Subject::Claim(ClaimId::from_u128(u128::MAX)), Addressee::Legal, words, Some(words));
        sample
    }
}
