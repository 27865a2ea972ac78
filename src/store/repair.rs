//! Repairs a project: what is understood is written anew, what histories and sibling files know is put back.
//!
//! In: the folder. Out: first a plan that says file by file what would be done, then, when wished for, the doing.
//! Must not know: who asks. Holds: nothing is written while it is planned; every damaged original is kept whole beside
//! its file before anything is written; what cannot be put back is named, with line and column; a file that changed
//! since the plan was made is not touched; files of newer versions never are, nor is a private file of which no copy was
//! kept; of edits the last in its history counts, whatever the clocks said.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use crate::model::article::{Article, DraftRecord, Role};
use crate::model::change::{ArticleField, Edit, Part};
use crate::model::ids::Slug;
use crate::model::problem::{Place, Problem, Severity, counted, quoted};
use crate::model::project::Project;
use crate::model::repair::{FileRepair, RepairStep, StepKind};
use crate::model::review::Review;
use crate::model::source::Source;
use crate::model::weave::woven;
use crate::store::folder::{self, ARTICLES, Folder, PROJECT, SOURCES};
use crate::store::rebuild::{Remembered, RememberedArticle, remembered};
use crate::store::{Guarded, Journaled, Loaded, MOST, aside, files, history, load, save};

/// What would be done to a project, ready to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    files: Vec<Planned>,
    /// What the files are written from.
    project: Project,
}

/// What whoever asks for a repair holds whole, though it is damaged on disk: it was read before.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The project as they have it.
    pub project: Project,
    /// The files whose content they have.
    pub files: BTreeSet<String>,
}

/// What would be done to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Planned {
    told: FileRepair,
    /// What is there now, by its SHA-256; `None` when nothing is.
    sha256: Option<String>,
    /// Whether the original is kept beside it.
    is_damaged: bool,
    /// The new content of a history; other files are written from the project.
    lines: Option<Vec<u8>>,
}

impl Planned {
    fn add(&mut self, kind: StepKind, words: impl Into<String>) {
        self.told.steps.push(RepairStep { kind, place: None, words: words.into() });
    }
}

impl Repair {
    /// What would be done, file by file; those left alone have only [`StepKind::AsItIs`].
    pub fn files(&self) -> impl Iterator<Item = &FileRepair> {
        self.files.iter().map(|file| &file.told)
    }

    fn written(&self) -> impl Iterator<Item = &Planned> {
        self.files.iter().filter(|file| file.told.is_written())
    }
}

struct Planner<'a> {
    folder: &'a Folder,
    problems: Vec<Problem>,
    guarded: Guarded,
    project: Project,
    held: &'a Held,
    files: Vec<Planned>,
}

/// Says what would be done to the project in `path`; nothing is written.
pub(super) fn plan(path: &Path, held: &Held) -> Result<Repair, Problem> {
    let folder = Folder::open(path)?;
    let loaded = load::load(path, Journaled::Leave)?;
    let (slugs, _) = load::slugs(&folder)?;
    let (mut edits, mut histories): (Vec<VecDeque<Edit>>, BTreeMap<String, Vec<Problem>>) = Default::default();
    for slug in std::iter::once(None).chain(slugs.iter().map(Some)) {
        let (read, unread) = history::read(&folder, slug);
        edits.push(read.into());
        for problem in unread {
            // Confidential lines are in a history of their own, which is read along with each.
            let (Place::File(file) | Place::Line { file, .. }) = &problem.place else { continue };
            let told = histories.entry(file.clone()).or_default();
            if !told.contains(&problem) {
                told.push(problem);
            }
        }
    }
    let known = remembered(&woven(edits));
    let Loaded { project, problems, guarded, known: _, recovery: _ } = loaded;
    let mut planner = Planner { folder: &folder, problems, guarded, project, held, files: Vec::new() };
    planner.plan_project(&known);
    planner.plan_sources(&known);
    for slug in &slugs {
        planner.plan_article(slug, known.articles.get(slug));
    }
    for (file, unread) in histories {
        planner.plan_history(&file, &unread);
    }
    let private: Vec<String> =
        planner.guarded.iter().filter(|file| folder::is_private(file)).map(str::to_owned).collect();
    for file in private {
        let (plan, _) = planner.begin(&file);
        planner.end(plan, "what can be read of the confidential words");
    }
    planner.tell_rest();
    let Planner { folder: _, problems: _, guarded: _, project, held: _, files } = planner;
    Ok(Repair { files, project })
}

/// Does what `repair` says, and answers the copies that were kept.
pub(super) fn write(path: &Path, repair: &Repair) -> Result<Vec<String>, Problem> {
    let folder = Folder::open(path)?;
    let mut originals = Vec::new();
    for file in repair.written() {
        let bytes = bytes_of(&folder, &file.told.file)?;
        if bytes.as_deref().map(files::sha256_hex) != file.sha256 {
            return Err(Problem::error("repair-outdated", "Nothing was repaired: a file was changed in between")
                .at(Place::File(file.told.file.clone()))
                .now("no file was touched")
                .help("Look at what would be done once more, then repair"));
        }
        originals.push((file, bytes));
    }
    let is_kept = |(file, bytes): &&(&Planned, Option<Vec<u8>>)| file.is_damaged && bytes.is_some();
    let kept = originals.iter().filter(is_kept).map(|(file, _)| file.told.file.clone()).collect();
    let wanted = originals.iter().filter(|(file, _)| file.lines.is_none()).map(|(file, _)| file.told.file.clone());
    let texts = save::rewritten(&folder, &repair.project, &wanted.collect::<Vec<_>>(), &kept).map_err(|problem| {
        Problem { what: format!("Nothing was repaired: {}", problem.why), ..problem }.now("no file was touched")
    })?;
    let mut copies = Vec::new();
    for (file, bytes) in &originals {
        if let (true, Some(bytes)) = (file.is_damaged, bytes) {
            copies.push(aside::keep_damaged(&folder, &file.told.file, bytes)?);
        }
    }
    save::put(&folder, &texts)?;
    for (file, lines) in originals.iter().filter_map(|(file, _)| Some((file, file.lines.as_ref()?))) {
        files::write_atomically(&folder.at(&file.told.file)?, lines, files::Existing::Replace)?;
    }
    Ok(copies)
}

/// The bytes of a file, or `None` when it is not there.
fn bytes_of(folder: &Folder, file: &str) -> Result<Option<Vec<u8>>, Problem> {
    let path = folder.at(file)?;
    if files::is_missing(&path)? { Ok(None) } else { files::read_limited(&path, MOST).map(Some) }
}

impl Planner<'_> {
    /// The plan of a file as far as it is damaged, and whether it may be written at all.
    fn begin(&mut self, file: &str) -> (Planned, bool) {
        let bytes = bytes_of(self.folder, file).ok().flatten();
        let (told, rest) = std::mem::take(&mut self.problems).into_iter().partition(|problem| is_in(problem, file));
        self.problems = rest;
        let told: Vec<Problem> = told;
        // One that is guarded because its private file is damaged is whole itself.
        let is_whole = told.iter().all(|problem| problem.severity == Severity::Note)
            && folder::private_of(file).is_some_and(|private| self.guarded.contains(&private));
        let is_guarded = self.guarded.contains(file) && !is_whole;
        let mut plan = Planned {
            told: FileRepair { file: file.to_owned(), steps: Vec::new() },
            sha256: bytes.as_deref().map(files::sha256_hex),
            is_damaged: is_guarded,
            lines: None,
        };
        let barred = |problem: &&Problem| {
            let is_whole = matches!(problem.place, Place::File(_)) && !problem.id.ends_with("-missing");
            is_guarded && (is_whole || ["schema-unknown", "git-conflict"].contains(&problem.id))
        };
        if let Some(problem) = told.iter().find(barred) {
            plan.told.steps.push(as_it_is(problem));
            return (plan, false);
        }
        if let (true, Some(bytes)) = (is_guarded, &bytes) {
            let copy = aside::damaged_name(self.folder, file, bytes);
            plan.add(StepKind::Keep, format!("the damaged file, as {copy}"));
        }
        // Nothing is left out of a file that is not there; what was in it is put back or not.
        let is_told = |problem: &&Problem| problem.severity != Severity::Note && !problem.id.ends_with("-missing");
        plan.told.steps.extend(told.iter().filter(is_told).map(|problem| match problem.place {
            Place::Line { .. } => step_at(StepKind::LeaveOut, problem),
            Place::Nowhere | Place::File(_) | Place::Block { .. } | Place::Claim { .. } => {
                RepairStep { kind: StepKind::LeaveOut, place: None, words: problem.what.clone() }
            }
        }));
        (plan, is_guarded || bytes.is_none())
    }

    /// Ends the plan of a file: it is written when it was damaged or something is put back.
    fn end(&mut self, mut plan: Planned, what: &str) {
        let is_put_back = plan.told.steps.iter().any(|step| step.kind == StepKind::PutBack);
        let is_barred = plan.told.steps.iter().any(|step| step.kind == StepKind::AsItIs);
        if !is_barred && (plan.is_damaged || is_put_back) {
            let is_new = plan.sha256.is_none();
            plan.add(StepKind::Write, if is_new { format!("{what}; the file is not there") } else { what.to_owned() });
        }
        if !plan.told.steps.is_empty() {
            self.files.push(plan);
        }
    }

    /// Puts in what is held of a damaged file in place of what the disk has; whether it did.
    fn put_in_held(&self, plan: &mut Planned, what: &str, other: Vec<String>) -> bool {
        const NAMED: usize = 8;
        let is_barred = plan.told.steps.iter().any(|step| step.kind == StepKind::AsItIs);
        let is_whole = !plan.is_damaged && plan.sha256.is_some();
        if is_barred || is_whole || !self.held.files.contains(&plan.told.file) {
            return false;
        }
        // Nothing of what cannot be read is missed: it is held.
        plan.told.steps.retain(|step| step.kind != StepKind::LeaveOut);
        let n_more = other.len().saturating_sub(NAMED);
        for other in other.into_iter().take(NAMED) {
            plan.add(StepKind::LeaveOut, format!("{other}, as the file on disk has it"));
        }
        if n_more > 0 {
            plan.add(StepKind::LeaveOut, format!("{n_more} more entries, as the file on disk has them"));
        }
        plan.add(StepKind::PutBack, format!("{what}, as they are open here"));
        true
    }

    fn plan_project(&mut self, known: &Remembered) {
        let (mut plan, may) = self.begin(PROJECT);
        if self.put_in_held(&mut plan, "title, scale and people", Vec::new()) {
            let held = &self.held.project;
            self.project.title.clone_from(&held.title);
            self.project.scale.clone_from(&held.scale);
            self.project.people.clone_from(&held.people);
            self.project.take_conflicts(held, Part::Project);
        } else if may {
            let project = &mut self.project;
            if let Some(title) = known.title.as_ref().filter(|title| **title != project.title) {
                plan.add(StepKind::PutBack, format!("the title {}, from the history", quoted(title, 60)));
                project.title.clone_from(title);
            }
            if known.title.is_none() {
                let title = quoted(&project.title, 60);
                plan.add(StepKind::LeaveOut, format!("the title, unless it is {title}: no history has it"));
            }
            if let (None, Some(scale)) = (&project.scale, &known.scale) {
                plan.add(StepKind::PutBack, format!("the verdict scale {}, from the history", quoted(&scale.name, 60)));
                project.scale = Some(scale.clone());
            }
            for (key, name) in &known.people {
                if !project.people.contains_key(key) {
                    plan.add(StepKind::PutBack, format!("{} ({key}), from the history", quoted(name, 60)));
                    project.people.insert(key.clone(), name.clone());
                }
            }
            for (id, conflict) in &known.conflicts {
                if conflict.part() == Part::Project && !project.conflicts.contains_key(id) {
                    plan.add(StepKind::PutBack, "an open conflict, from the history");
                    project.conflicts.insert(*id, conflict.clone());
                }
            }
        }
        let what = format!("title, scale and {}", counted(self.project.people.len(), "person", "people"));
        self.end(plan, &what);
    }

    fn plan_sources(&mut self, known: &Remembered) {
        let (mut plan, may) = self.begin(SOURCES);
        let claims = self.project.articles.values().flat_map(|article| article.review.claims.values());
        let tied: BTreeSet<_> = claims.flat_map(|claim| claim.ties.iter().map(|tie| tie.source)).collect();
        let is_barred = plan.told.steps.iter().any(|step| step.kind == StepKind::AsItIs);
        let held = self.held;
        let differs = |source: &&Arc<Source>| held.project.sources.get(&source.id) != Some(source);
        let other = self.project.sources.values().filter(differs);
        let other = other.map(|source| format!("the source {}", quoted(source.name(), 60))).collect();
        let what = counted(held.project.sources.len(), "source", "sources");
        if self.put_in_held(&mut plan, &what, other) {
            self.project.sources.clone_from(&held.project.sources);
            self.project.take_conflicts(&held.project, Part::Sources);
        }
        for (id, source) in &known.sources {
            // A library that was not damaged lacks on purpose what nothing is tied to.
            if !is_barred
                && !held.files.contains(SOURCES)
                && (may || tied.contains(id))
                && !self.project.sources.contains_key(id)
            {
                plan.add(StepKind::PutBack, format!("the source {}, from the history", quoted(source.name(), 60)));
                self.project.sources.insert(*id, Arc::new(source.clone()));
            }
        }
        let what = counted(self.project.sources.len(), "source", "sources");
        self.end(plan, &what);
    }

    fn plan_article(&mut self, slug: &Slug, known: Option<&RememberedArticle>) {
        let Some(article) = self.project.articles.get(slug) else { return };
        let mut article = Article::clone(article);
        let held = self.held;
        let whole = held.project.articles.get(slug);
        let (mut plan, may) = self.begin(&folder::article_file(slug));
        if let Some(whole) =
            whole.filter(|_| self.put_in_held(&mut plan, "its headline, dates, drafts and roles", Vec::new()))
        {
            let review = std::mem::take(&mut article.review);
            article = Article { review, ..Article::clone(whole) };
        } else if may {
            self.put_back_drafts(&mut plan, &mut article, known);
            if let Some(known) = known {
                put_back_fields(&mut plan, &mut article, known);
            }
        }
        self.end(plan, "what is known of the article, its drafts and roles");
        let (mut plan, may) = self.begin(&folder::review_file(slug));
        let other = whole.map(|whole| differing(&article.review, &whole.review)).unwrap_or_default();
        let what = whole.map(|whole| {
            format!("{} and all else of the review", counted(whole.review.claims.len(), "claim", "claims"))
        });
        if let Some(whole) = whole.filter(|_| self.put_in_held(&mut plan, &what.unwrap_or_default(), other)) {
            article.review.clone_from(&whole.review);
        } else if let (true, Some(known)) = (may, known) {
            put_back_entries(&mut plan, &mut article, &known.review);
        }
        let what = counted(article.review.claims.len(), "claim", "claims");
        self.project.articles.insert(slug.clone(), Arc::new(article));
        self.end(plan, &what);
    }

    /// Puts the drafts into the list whose files are there: those before the current one.
    fn put_back_drafts(&self, plan: &mut Planned, article: &mut Article, known: Option<&RememberedArticle>) {
        for number in 1..article.draft_number() {
            if article.drafts.iter().any(|draft| draft.number == number) {
                continue;
            }
            let unknown = DraftRecord { number, sha256: String::new(), taken: article.added };
            let file = folder::in_article(&article.slug, &unknown.file());
            let Ok(Some(bytes)) = bytes_of(self.folder, &file) else { continue };
            let sha256 = files::sha256_hex(&bytes);
            let mut listed = known.and_then(|known| known.drafts.as_ref()).into_iter().flat_map(|list| &list.drafts);
            let record = listed.find(|record| record.number == number && record.sha256 == sha256).cloned();
            article.drafts.push(record.unwrap_or_else(|| DraftRecord { sha256: sha256.clone(), ..unknown }));
            article.texts.insert(sha256, Arc::from(String::from_utf8_lossy(&bytes)));
            plan.add(StepKind::PutBack, format!("draft {number}, whose file is there"));
        }
        article.drafts.sort_by_key(|draft| draft.number);
    }

    fn plan_history(&mut self, file: &str, unread: &[Problem]) {
        if unread.is_empty() {
            return;
        }
        let bytes = bytes_of(self.folder, file).ok().flatten();
        let mut plan = Planned {
            told: FileRepair { file: file.to_owned(), steps: Vec::new() },
            sha256: bytes.as_deref().map(files::sha256_hex),
            is_damaged: true,
            lines: None,
        };
        let bars = |problem: &&Problem| matches!(problem.place, Place::File(_)) || problem.id == "git-conflict";
        let whole = unread.iter().find(bars);
        if let (Some(bytes), None) = (bytes, whole) {
            let (lines, n_kept, n_out) = history::readable(&bytes);
            let copy = aside::damaged_name(self.folder, file, &bytes);
            plan.add(StepKind::Keep, format!("the damaged file, as {copy}"));
            plan.told.steps.extend(unread.iter().map(|problem| step_at(StepKind::LeaveOut, problem)));
            if n_out > unread.len() {
                plan.add(StepKind::LeaveOut, format!("{} more lines that cannot be read", n_out - unread.len()));
            }
            plan.add(StepKind::Write, format!("{}, line by line as they are", counted(n_kept, "edit", "edits")));
            plan.lines = Some(lines);
        } else {
            plan.told.steps.extend(unread.iter().map(as_it_is));
        }
        self.files.push(plan);
    }

    /// Names what nothing is done about.
    fn tell_rest(&mut self) {
        let mut rest: BTreeMap<String, Vec<RepairStep>> = BTreeMap::new();
        let put_back = self.files.iter().any(|plan| plan.told.file == SOURCES && plan.told.is_written());
        for problem in std::mem::take(&mut self.problems) {
            if problem.severity == Severity::Note || (put_back && problem.id == "source-missing") {
                continue;
            }
            let file = match &problem.place {
                Place::File(file) | Place::Line { file, .. } => file.clone(),
                Place::Block { article, .. } | Place::Claim { article, .. } => format!("{ARTICLES}/{article}"),
                Place::Nowhere => String::new(),
            };
            rest.entry(file).or_default().push(as_it_is(&problem));
        }
        for (file, steps) in rest {
            self.files.push(Planned { told: FileRepair { file, steps }, sha256: None, is_damaged: false, lines: None });
        }
    }
}

/// The entries of a review that another one has otherwise, or not at all.
fn differing(review: &Review, whole: &Review) -> Vec<String> {
    let claims = review.claims.values().filter(|claim| whole.claims.get(&claim.id) != Some(claim));
    let queries = review.queries.iter().filter(|&(id, query)| whole.queries.get(id) != Some(query));
    let claims = claims.map(|claim| format!("the claim {}", quoted(&claim.words(), 60)));
    claims.chain(queries.map(|(_, query)| format!("the query {}", quoted(query.name(), 60)))).collect()
}

fn is_in(problem: &Problem, file: &str) -> bool {
    match &problem.place {
        Place::File(at) | Place::Line { file: at, .. } => at == file,
        Place::Nowhere | Place::Block { .. } | Place::Claim { .. } => false,
    }
}

/// What a problem's line is about, without the words that speak of opening.
fn step_at(kind: StepKind, problem: &Problem) -> RepairStep {
    let what = problem.what.split_once(" opened read-only: ").map_or(problem.what.as_str(), |(_, what)| what);
    let words = if problem.why.is_empty() { what.to_owned() } else { format!("{what} ({})", problem.why) };
    let place = match problem.place {
        Place::Line { file: _, line, column } => Some((line, column)),
        Place::Nowhere | Place::File(_) | Place::Block { .. } | Place::Claim { .. } => None,
    };
    RepairStep { kind, place, words }
}

fn as_it_is(problem: &Problem) -> RepairStep {
    RepairStep { words: format!("{}. {}", problem.what, problem.help), ..step_at(StepKind::AsItIs, problem) }
}

/// Fills in the fields of which nothing is known with what the history says of them.
fn put_back_fields(plan: &mut Planned, article: &mut Article, known: &RememberedArticle) {
    for field in known.fields.values() {
        let meta = &mut article.meta;
        let filled = match field {
            ArticleField::Headline(text) => fill(&mut meta.headline, text),
            ArticleField::Byline(text) => fill(&mut meta.byline, text),
            ArticleField::Publication(text) => fill(&mut meta.publication, text),
            ArticleField::Dateline(text) => fill(&mut meta.dateline, text),
            ArticleField::Published(date, from) => {
                let filled = fill(&mut meta.published, date);
                if filled {
                    meta.published_from.clone_from(from);
                }
                filled
            }
            ArticleField::Url(text) => fill(&mut meta.url, text),
            ArticleField::Language(text) => fill(&mut meta.language, text),
            ArticleField::Found(field, place) => fill(meta.found.of_mut(*field), place),
            ArticleField::Deadline(date) => fill(&mut meta.deadline, date),
            ArticleField::Stage(stage) => fill(&mut article.stage, stage),
            ArticleField::Listed(listed) => {
                let differs = article.listed != *listed;
                article.listed = *listed;
                differs
            }
            ArticleField::Role(..) => false,
        };
        if filled {
            plan.add(StepKind::PutBack, format!("the field “{}”, from the history", field.name()));
        }
    }
    let draft = Arc::make_mut(&mut article.draft);
    let usual: Vec<usize> =
        (0..).zip(draft.roles()).filter(|&(_, role)| role == Role::Body).map(|(at, _)| at).collect();
    let mut n_roles = 0;
    for block in usual {
        if let Some(&role) = known.roles.get(&block).filter(|&&role| role != Role::Body) {
            n_roles += usize::from(draft.set_role(block, role).is_some());
        }
    }
    if n_roles > 0 {
        plan.add(StepKind::PutBack, format!("the role of {}, from the history", counted(n_roles, "block", "blocks")));
    }
}

/// Sets a field of which nothing is known; whether it did.
fn fill<T: Default + PartialEq + Clone>(field: &mut T, known: &T) -> bool {
    let fills = *field == T::default() && *known != T::default();
    if fills {
        field.clone_from(known);
    }
    fills
}

/// Puts back the entries of the review that the history has and the file has not.
fn put_back_entries(plan: &mut Planned, article: &mut Article, known: &Review) {
    let Review { claims, queries, reads, assignments, sign_offs, closings, corrections, proposals, conflicts } =
        load::placed(known.clone(), &article.draft);
    let review = &mut article.review;
    let mut steps = Vec::new();
    let mut told = |what: String| steps.push(format!("{what}, from the history"));
    add(&mut review.claims, claims, |claim| told(format!("the claim {}", quoted(&claim.words(), 60))));
    add(&mut review.queries, queries, |query| told(format!("the query {}", quoted(query.name(), 60))));
    add(&mut review.reads, reads, |read| told(format!("the read words {}", quoted(read.span.exact(), 60))));
    add(&mut review.assignments, assignments, |given| told(format!("the blocks given to {}", given.to)));
    add(&mut review.sign_offs, sign_offs, |signed| told(format!("the sign-off of {}", signed.by)));
    add(&mut review.closings, closings, |closing| told(format!("the closing of {}", closing.by)));
    add(&mut review.corrections, corrections, |right| told(format!("the correction of {}", quoted(&right.was, 60))));
    add(&mut review.proposals, proposals, |it| told(format!("the proposed tie {}", quoted(&it.told(), 60))));
    add(&mut review.conflicts, conflicts, |_| told("an open conflict".to_owned()));
    for words in steps {
        plan.add(StepKind::PutBack, words);
    }
}

fn add<K: Ord, V>(have: &mut BTreeMap<K, V>, known: BTreeMap<K, V>, mut tell: impl FnMut(&V)) {
    for (key, value) in known {
        if let std::collections::btree_map::Entry::Vacant(place) = have.entry(key) {
            tell(&value);
            place.insert(value);
        }
    }
}
