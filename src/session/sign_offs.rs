//! Sign-offs and legal flags: who vouches for the whole, and what a lawyer must see first.
//!
//! Must not know: who is what at the desk: whoever signs says in which role. Holds: one sign-off a person and role; the
//! one before stays in the history; nobody takes another's back.

use std::sync::Arc;

use crate::model::change::{Change, ClaimField};
use crate::model::ids::{ClaimId, SignOffId, Slug};
use crate::model::legal::{Clearance, LegalFlag};
use crate::model::problem::{Problem, quoted};
use crate::model::sign_off::{SignOff, SignRole, review_hash};
use crate::session::Session;
use crate::session::outcome::Done;

impl Session {
    pub(super) fn sign(&mut self, slug: &Slug, role: SignRole, note: &str) -> Result<Done, Problem> {
        let article = Arc::clone(self.opened()?.article_named(slug)?);
        let by = self.person_key()?;
        let sign_off = SignOff {
            id: self.surroundings.ids.sign_off(),
            role,
            draft: article.draft_number(),
            draft_sha256: article.drafts.last().map(|draft| draft.sha256.clone()).unwrap_or_default(),
            on: review_hash(&article),
            note: note.trim().to_owned(),
            by,
            at: self.surroundings.clock.now(),
        };
        let own = article.review.sign_offs.values().filter(|old| old.role == role && old.by == sign_off.by);
        let mut changes = Vec::new();
        for old in own {
            let same =
                (&old.draft_sha256, &old.on, &old.note) == (&sign_off.draft_sha256, &sign_off.on, &sign_off.note);
            if same {
                self.tell(format!("You signed this as {} already", role.word()));
                return Ok(Done::Nothing);
            }
            changes.push(Change::SignOff { sign_off: old.id, before: Some(Box::new(old.clone())), after: None });
        }
        let id = sign_off.id;
        changes.push(Change::SignOff { sign_off: id, before: None, after: Some(Box::new(sign_off)) });
        self.edit(Some(slug), format!("sign {} as {}", quoted(article.title(), 40), role.word()), changes)?;
        Ok(Done::SignOff(id))
    }

    pub(super) fn withdraw_sign_off(&mut self, slug: &Slug, id: SignOffId) -> Result<Done, Problem> {
        let article = self.opened()?.article_named(slug)?;
        let Some(old) = article.review.sign_offs.get(&id).cloned() else {
            return Err(Problem::error("no-sign-off", "There is no such sign-off")
                .now("nothing was changed")
                .help("`tickmark list sign-offs` shows them"));
        };
        let title = quoted(article.title(), 40);
        if old.by != self.person_key()? {
            let name = self.opened()?.project.person_name(&old.by).to_owned();
            return Err(Problem::error("not-yours", format!("The sign-off was not withdrawn: it is {name}’s"))
                .why("nobody takes another person’s word back")
                .now("nothing was changed")
                .help(format!("Ask {name}; it goes stale by itself when claims, decisions or the draft change")));
        }
        let label = format!("withdraw sign-off of {title} as {}", old.role.word());
        let made = self.edit(
            Some(slug),
            label,
            vec![Change::SignOff { sign_off: id, before: Some(Box::new(old)), after: None }],
        )?;
        Ok(made.map_or(Done::Nothing, Done::Edited))
    }

    pub(super) fn flag_legal(&mut self, id: ClaimId, reason: &str, clearer: &str) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let (reason, clearer) = (reason.trim().to_owned(), clearer.trim().to_owned());
        if reason.is_empty() {
            return Err(Problem::error("legal-reason", "A legal flag wants a reason")
                .now("nothing was changed")
                .help("Type what the lawyers should look at, or give it with --flag"));
        }
        let standing = claim.legal.as_ref().filter(|flag| flag.cleared.is_none());
        if standing.is_some_and(|flag| (&flag.reason, &flag.clearer) == (&reason, &clearer)) {
            return Ok(Done::Nothing);
        }
        // Put in other words it is still the flag that was raised; raised anew after it was cleared, it is another.
        let (by, at) = match standing {
            Some(flag) => (flag.by.clone(), flag.at),
            None => (self.person_key()?, self.surroundings.clock.now()),
        };
        let verb = if standing.is_some() { "change legal flag of" } else { "flag for legal" };
        let flag = LegalFlag { reason, clearer, by, at, cleared: None };
        self.set_field(&article, &claim, ClaimField::Legal(claim.legal.clone()), ClaimField::Legal(Some(flag)), verb)
    }

    pub(super) fn clear_legal(&mut self, id: ClaimId, note: &str) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        let Some(flag) = claim.legal.clone() else { return Err(no_flag()) };
        if flag.cleared.as_ref().is_some_and(|cleared| cleared.note == note.trim()) {
            return Ok(Done::Nothing);
        }
        let cleared =
            Clearance { by: self.person_key()?, at: self.surroundings.clock.now(), note: note.trim().to_owned() };
        let after = LegalFlag { cleared: Some(cleared), ..flag };
        let before = ClaimField::Legal(claim.legal.clone());
        self.set_field(&article, &claim, before, ClaimField::Legal(Some(after)), "clear for legal")
    }

    pub(super) fn remove_legal(&mut self, id: ClaimId) -> Result<Done, Problem> {
        let (article, claim) = self.find_claim(id)?;
        if claim.legal.is_none() {
            return Err(no_flag());
        }
        let before = ClaimField::Legal(claim.legal.clone());
        self.set_field(&article, &claim, before, ClaimField::Legal(None), "take legal flag off")
    }
}

fn no_flag() -> Problem {
    Problem::error("no-legal-flag", "This claim has no legal flag")
        .now("nothing was changed")
        .help("Flag it with a reason first, or use `tickmark legal CLAIM --flag REASON`")
}
