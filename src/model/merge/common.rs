//! Finds the last state that two copies of a project had in common, from their histories.
//!
//! In: both projects and all their edits. Out: the common state, as far as the histories tell it.
//! Must not know: where copies and histories lie.
//! Holds: a side's state with its own edits taken back, newest first, is the common one; an edit that cannot be taken
//! back, or two sides that come to different states, and nothing is taken for common. A side that merged another copy
//! since cannot be taken back; then the other side alone tells. Two sides that both did have no one common state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::apply::apply_changes;
use crate::model::article::Article;
use crate::model::change::{Change, Edit};
use crate::model::fields::map_anchors;
use crate::model::ids::{EditId, Slug};
use crate::model::merge::Base;
use crate::model::project::Project;

/// A side: its project as files hold it (no anchor has a place), and all its edits, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its edits.
    pub edits: &'a [Edit],
}

/// What both had last.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// The project's own part, where it is known.
    own: Option<Project>,
    /// The articles that are known.
    articles: BTreeMap<Slug, Arc<Article>>,
    /// The articles that both have and of which it is not known.
    pub unknown: Vec<Slug>,
    /// Their edits that we lack, oldest first.
    pub news: Vec<Edit>,
}

impl Common {
    /// What a merge starts from.
    pub fn base(&self) -> Base<'_> {
        Base { own: self.own.as_ref(), articles: &self.articles }
    }

    /// Takes nothing for common of these articles (and with `None` of the project's own part): edits of theirs or of
    /// ours are missing, so that what they changed would seem to have been so before.
    pub fn doubt(&mut self, parts: &BTreeSet<Option<Slug>>) {
        for part in parts {
            match part {
                None => self.own = None,
                Some(slug) if self.articles.remove(slug).is_some() => self.unknown.push(slug.clone()),
                Some(_) => {}
            }
        }
        self.unknown.sort();
    }
}

/// The last common state of two copies.
pub fn common(ours: Side<'_>, theirs: Side<'_>) -> Common {
    let (known_to_us, known_to_them) = (known(ours.edits), known(theirs.edits));
    let news: Vec<Edit> = theirs.edits.iter().filter(|edit| !known_to_us.contains(&edit.id)).cloned().collect();
    let from_ours = taken_back(ours, &known_to_them);
    let from_theirs = taken_back(theirs, &known_to_us);
    let sure = |find: fn(&TakenBack, Option<&Slug>) -> bool, article: Option<&Slug>| {
        (
            from_ours.as_ref().is_some_and(|it| find(it, article)),
            from_theirs.as_ref().is_some_and(|it| find(it, article)),
        )
    };
    let is_sure: fn(&TakenBack, Option<&Slug>) -> bool = |it, article| !it.unsure.contains(&article.cloned());
    let mut common = Common { news, ..Common::default() };
    common.own = match sure(is_sure, None) {
        (true, true) => both(from_ours.as_ref(), from_theirs.as_ref(), same_own),
        (true, false) if from_theirs.is_none() => from_ours.as_ref().map(|it| it.project.clone()),
        (false, true) if from_ours.is_none() => from_theirs.as_ref().map(|it| it.project.clone()),
        _ => None,
    };
    for slug in ours.project.articles.keys().filter(|slug| theirs.project.articles.contains_key(*slug)) {
        let article = |it: Option<&TakenBack>| it.and_then(|it| it.project.articles.get(slug)).cloned();
        let (a, b) = (article(from_ours.as_ref()), article(from_theirs.as_ref()));
        let found = match sure(is_sure, Some(slug)) {
            (true, true) => a.filter(|a| b.as_ref().is_some_and(|b| same_article(a, b))),
            (true, false) if from_theirs.is_none() => a,
            (false, true) if from_ours.is_none() => b,
            _ => None,
        };
        match found {
            Some(article) => drop(common.articles.insert(slug.clone(), article)),
            None if ours.project.articles.get(slug) == theirs.project.articles.get(slug) => {}
            None => common.unknown.push(slug.clone()),
        }
    }
    common
}

fn both(a: Option<&TakenBack>, b: Option<&TakenBack>, same: impl Fn(&Project, &Project) -> bool) -> Option<Project> {
    let (a, b) = (a?, b?);
    same(&a.project, &b.project).then(|| a.project.clone())
}

fn same_own(a: &Project, b: &Project) -> bool {
    let Project { title, scale, people, sources, articles: _, conflicts } = a;
    (title, scale, people, sources, conflicts) == (&b.title, &b.scale, &b.people, &b.sources, &b.conflicts)
}

/// Whether two states of an article are one; which texts of its drafts are at hand is no part of its state.
fn same_article(a: &Arc<Article>, b: &Arc<Article>) -> bool {
    let without_texts = |it: &Article| Article { texts: BTreeMap::new(), ..it.clone() };
    a == b || without_texts(a) == without_texts(b)
}

/// The edits whose outcome a side has: its own history's, and what a merge that still stands took over. What a merge
/// took over that was taken back is not among them.
fn known(edits: &[Edit]) -> BTreeSet<EditId> {
    let mut standing: BTreeMap<EditId, bool> = BTreeMap::new();
    for edit in edits.iter().rev() {
        // The newest word on an edit counts: an undo voids it, unless that undo is void itself.
        let stands = standing.get(&edit.id).copied().unwrap_or(true);
        if let Some(undone) = edit.undoes.filter(|_| stands) {
            standing.entry(undone).or_insert(false);
        }
    }
    let stands = |edit: &Edit| standing.get(&edit.id).copied().unwrap_or(true);
    let mut known: BTreeSet<EditId> = edits.iter().map(|edit| edit.id).collect();
    for merge in edits.iter().filter(|edit| !stands(edit)) {
        for taken in &merge.takes {
            known.remove(taken);
        }
    }
    known.extend(edits.iter().filter(|edit| stands(edit)).flat_map(|edit| edit.takes.iter().copied()));
    known
}

/// A side with its own edits taken back.
struct TakenBack {
    project: Project,
    /// The articles (and with `None` the project's own part) of which an edit could not be taken back.
    unsure: BTreeSet<Option<Slug>>,
}

/// `None` when the side merged another copy since: then what it made of both cannot be told apart.
fn taken_back(side: Side<'_>, known_to_other: &BTreeSet<EditId>) -> Option<TakenBack> {
    let own: Vec<&Edit> = side.edits.iter().filter(|edit| !known_to_other.contains(&edit.id)).collect();
    if own.iter().any(|edit| !edit.takes.is_empty()) {
        return None;
    }
    let mut out = TakenBack { project: side.project.clone(), unsure: BTreeSet::new() };
    for edit in own.into_iter().rev() {
        if out.unsure.contains(&edit.article) {
            continue;
        }
        let mut changes = edit.inverse_changes();
        for change in &mut changes {
            map_anchors(change, &|anchor| anchor.unplaced());
        }
        if apply_changes(&mut out.project, edit.article.as_ref(), &changes).is_err() {
            out.unsure.insert(edit.article.clone());
            if changes.iter().any(|change| matches!(change, Change::Project { .. } | Change::Source { .. })) {
                out.unsure.insert(None);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::apply::apply;
    use crate::model::change::ProjectField;

    fn titled(id: u128, before: &str, after: &str) -> Edit {
        let title = |text: &str| ProjectField::Title(text.to_owned());
        let changes = vec![Change::Project { before: title(before), after: title(after) }];
        Edit { label: String::new(), ..Edit::trial(id, changes) }
    }

    fn made(edits: &[Edit]) -> Project {
        let mut project = Project::default();
        for edit in edits {
            apply(&mut project, edit).expect("it fits");
        }
        project
    }

    fn base_title(ours: &[Edit], theirs: &[Edit]) -> Option<String> {
        let (a, b) = (made(ours), made(theirs));
        let found = common(Side { project: &a, edits: ours }, Side { project: &b, edits: theirs });
        found.base().own.map(|own| own.title.clone())
    }

    #[test]
    fn what_both_had_last_is_found_by_taking_back() {
        let shared = titled(1, "", "Fire");
        let ours = [shared.clone(), titled(2, "Fire", "Port"), titled(4, "Port", "Harbour")];
        let theirs = [shared.clone(), titled(3, "Fire", "Grain")];
        assert_eq!(base_title(&ours, &theirs).as_deref(), Some("Fire"));
        assert_eq!(base_title(&theirs, &ours).as_deref(), Some("Fire"));
        // A history that lacks what was done tells nothing.
        let (a, b) = (made(&ours), made(&theirs));
        let found = common(Side { project: &a, edits: &ours[..1] }, Side { project: &b, edits: &theirs });
        assert!(found.base().own.is_none());
    }

    #[test]
    fn after_a_merge_the_other_side_tells_what_was_common() {
        let shared = titled(1, "", "Fire");
        let taken = titled(3, "Fire", "Grain");
        let merge = Edit { takes: vec![taken.id], ..titled(5, "Fire", "Grain") };
        let theirs = [shared.clone(), taken.clone()];
        let (a, b) = (made(&[shared.clone(), merge.clone()]), made(&theirs));
        let ours = [shared.clone(), merge.clone(), taken.clone()];
        let find =
            |edits: &[Edit], project: &Project| common(Side { project, edits }, Side { project: &b, edits: &theirs });
        let found = find(&ours, &a);
        assert_eq!(found.base().own.map(|own| own.title.as_str()), Some("Grain"), "all of theirs is in ours");
        assert!(found.news.is_empty());
        // The merge was taken back: what it had taken over is news again.
        let undone = Edit { undoes: Some(merge.id), ..titled(6, "Grain", "Fire") };
        let back = [ours.as_slice(), &[undone]].concat();
        let found = find(&back, &made(&[shared]));
        assert_eq!(found.base().own.map(|own| own.title.as_str()), Some("Fire"));
        assert_eq!(found.news, [taken]);
    }
}
