//! `tickmark history`: who changed what, when, from what to what.
//!
//! Must not know: where histories are kept, how a change is put into words (`model/told.rs`).

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::args::sign_off::HistoryArgs;
use crate::cli::desk::{Desk, Style};
use crate::cli::json::EditShape;
use crate::cli::names;
use crate::cli::projects::whole_history;
use crate::cli::show::Table;
use crate::model::change::{Change, Edit};
use crate::model::hindsight::Confidential;
use crate::model::problem::{Problem, shortened};
use crate::model::told::topic;
use crate::model::visibility::Visibility;

/// Most changes of one edit that the table tells one by one.
const TOLD: usize = 6;
/// Most characters of a value in the table.
const VALUE_SCALARS: usize = 100;

/// `tickmark history`
pub(super) fn history(desk: &mut Desk, wanted: &HistoryArgs) -> Result<(), Problem> {
    let HistoryArgs { name, article, claim, since, about } = wanted;
    let article = name.as_deref().or(article.as_deref());
    let claim = claim.as_deref().map(|claim| names::claim(&desk.session, article, claim)).transpose()?;
    let slug = match (&claim, article) {
        (Some((article, _)), _) => Some(article.slug.clone()),
        (None, Some(name)) => Some(desk.article(Some(name))?.slug.clone()),
        (None, None) => None,
    };
    let history = whole_history(desk)?;
    let Some(project) = desk.session.project() else { return Ok(()) };
    // A machine that does not say where it is tells the time of everywhere.
    let zone = Some(desk.session.zone()).filter(|zone| !zone.is_unknown()).cloned().unwrap_or(TimeZone::UTC);
    // Nothing is changed here, so that `--by` says whose changes are meant.
    let by = desk.is_person_named.then(|| desk.session.person().name.to_lowercase());
    let is_theirs = |edit: &Edit| {
        by.as_ref().is_none_or(|by| {
            [project.person_name(&edit.by), edit.by.0.as_str()].iter().any(|name| name.to_lowercase() == *by)
        })
    };
    let is_since =
        |edit: &Edit| since.is_none_or(|since: Date| edit.at.to_zoned_datetime(zone.clone()).date() >= since);
    let fits = |change: &Change| {
        claim.as_ref().is_none_or(|(_, id)| change.claim() == Some(*id))
            && about.is_none_or(|about| topic(change) == about)
    };
    let edits = history.iter().filter(|edit| {
        (slug.is_none() || edit.article == slug) && is_theirs(edit) && is_since(edit) && edit.changes.iter().any(fits)
    });
    let hidden = (!desk.audience.sees(Visibility::Confidential)).then(|| Confidential::of(project, &history));
    let told = |edit| hidden.as_ref().map_or(Cow::Borrowed(edit), |hidden| hidden.cover(project, edit));
    let shapes: Vec<EditShape> = edits.map(|edit| EditShape::new(project, &told(edit))).collect();
    let mut table = Table::new(&["when", "who", "article", "what"]);
    if desk.style == Style::Plain {
        for edit in &shapes {
            let when = edit.at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string();
            let article = edit.article.clone().unwrap_or_else(|| "–".to_owned());
            table.row([when, edit.by.clone(), article, edit.label.clone()]);
            for change in edit.changes.iter().take(TOLD) {
                let value =
                    |words: &str| if words.is_empty() { "nothing".to_owned() } else { shortened(words, VALUE_SCALARS) };
                let told = format!("  {}: {} → {}", change.field, value(&change.before), value(&change.after));
                table.row([String::new(), String::new(), String::new(), told]);
            }
            if edit.changes.len() > TOLD {
                let more = format!("  and {} more", edit.changes.len() - TOLD);
                table.row([String::new(), String::new(), String::new(), more]);
            }
        }
    }
    let nothing = if history.is_empty() { "note: nothing was changed yet" } else { "note: there is no such change" };
    desk.say_rows(&shapes, &table, nothing)
}
