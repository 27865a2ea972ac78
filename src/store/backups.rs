//! Copies of a project's text files that outlive the project: made when due, thinned by age, outside its folder.
//!
//! In: a project's folder, the folder for backups, the time. Out: zips, their list, a project laid out from one.
//! Must not know: when a save ends, where the user's data folder is, how a list is shown, which files a project has
//! (`layout.rs`).
//! Holds: never in the project's folder; at most 24 hourly, 7 daily and 4 weekly ones, and never more than
//! [`MOST_BYTES`] but always the newest; restoring never writes over anything; a damaged backup is told, not skipped; a
//! file that cannot be taken keeps no other from being backed up, and is told; files that no project has do not count.
//! Limits: evidence is left to the project's own folder, from where restoring brings it; so is an original that was too
//! large, or that an older Tickmark left out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::model::problem::{Place, Problem};
use crate::store::files::{self, Existing};
use crate::store::folder::Folder;
use crate::store::layout::{self, Kept, Listed};
use crate::store::zipped::{self, Files, Names, PROJECT};
use crate::store::{copy, system};

/// How many of each sort are kept.
const KEPT: [(Sort, usize); 3] = [(Sort::Hour, 24), (Sort::Day, 7), (Sort::Week, 4)];
/// All backups of a project together, in bytes.
const MOST_BYTES: u64 = 512 << 20;
/// How often one is made while there is work.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// The largest file that is taken into a backup, in bytes.
const MOST_EACH: u64 = 64 << 20;
/// How a backup's name is made of its time.
const NAME: &str = "%Y-%m-%dT%H-%M-%SZ";

/// What a backup is kept as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Hour,
    Day,
    Week,
}

/// One backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The zip.
    pub file: PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// Its size, in bytes.
    pub size: u64,
    /// The claims in it; `None` when it is damaged.
    pub claims: Option<usize>,
}

/// The folder for a project's backups: in the user's data folder, or when that is missing beside the project.
///
/// Named after the project's folder and the path to it, so that two of one name do not meet.
pub fn place_for(project: &Path, data: Option<&Path>) -> PathBuf {
    let real = project.canonicalize().unwrap_or_else(|_| project.to_owned());
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut hash = files::sha256_hex(real.to_string_lossy().as_bytes());
    hash.truncate(8);
    match data {
        Some(data) => data.join("backups").join(format!("{name}-{hash}")),
        None => real.with_file_name(format!("{name}-backups")),
    }
}

/// Whether a backup is due at `now`: the newest is an hour old, or there is none.
pub fn is_due(place: &Path, now: Timestamp) -> bool {
    let newest = times(place).last().map(|(at, _)| *at);
    newest.is_none_or(|at| !(SignedDuration::ZERO..EVERY).contains(&now.duration_since(at)))
}

/// Makes a backup of `project` in `place`, and lets go of those that are not kept. Answers it, and what it is without.
pub fn make(project: &Path, place: &Path, now: Timestamp) -> Result<(Backup, Option<Problem>), Problem> {
    let opened = Folder::open(project)?;
    let (listed, _) = layout::own_files(&opened)?;
    let mut wanted: Vec<&Listed> =
        listed.iter().filter(|it| it.sort().is_some_and(|sort| sort.kept == Kept::Always)).collect();
    // Should there be too much for one zip, the files as they came are left: they never change.
    wanted.sort_by_key(|listed| is_original(&listed.file));
    let (mut packed, mut names, mut total, mut left) = (Files::new(), Names::default(), 0_u64, Vec::new());
    for Listed { file, bytes } in wanted {
        if total.saturating_add(*bytes) > PROJECT.total || packed.len() >= PROJECT.entries {
            left.push((file, "there is too much for one zip".to_owned()));
            continue;
        }
        match names.take(file).and_then(|()| files::read_limited(&opened.at(file)?, MOST_EACH)) {
            Ok(bytes) => {
                total = total.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                packed.insert(file.clone(), bytes);
            }
            Err(problem) => left.push((file, problem.why)),
        }
    }
    let claims = count_claims(&packed);
    let bytes = zipped::pack(&packed)?;
    if !place.is_dir() {
        files::make_folder(place)?;
        system::keep_to_user(place);
    }
    let at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let file = place.join(format!("{}.zip", at.strftime(NAME)));
    files::write_atomically(&file, &bytes, Existing::Replace)?;
    thin(place, now);
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let without = left.first().map(|(file, why)| {
        let files = if left.len() == 1 { "1 file".to_owned() } else { format!("{} files", left.len()) };
        Problem::warning("backup-without", format!("The backup is without {files} of the project"))
            .at(Place::File((*file).clone()))
            .why(why.clone())
            .now("the backup has all else, and the project’s folder is as it was")
            .help("Keep a copy of the project’s folder on another disk as well")
    });
    Ok((Backup { file, at, size, claims: Some(claims) }, without))
}

/// The backups in `place`, newest first; each is opened to see whether it is whole.
pub fn list(place: &Path) -> Vec<Backup> {
    let mut found: Vec<Backup> = times(place)
        .into_iter()
        .map(|(at, file)| {
            let size = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
            let claims = read(&file).ok().map(|packed| count_claims(&packed));
            Backup { file, at, size, claims }
        })
        .collect();
    found.reverse();
    found
}

/// The backups of every project in the user's data folder `data`, newest first.
pub fn list_all(data: &Path) -> Vec<Backup> {
    let places = data.join("backups").read_dir().into_iter().flatten().flatten();
    let mut found: Vec<Backup> = places.flat_map(|place| list(&place.path())).collect();
    found.sort_by(|a, b| (b.at, &b.file).cmp(&(a.at, &a.file)));
    found
}

/// Lays out what the backup `file` holds as the new folder `to`, with the evidence that `project` still has.
pub fn restore(file: &Path, project: Option<&Path>, to: &Path) -> Result<(), Problem> {
    let packed = read(file)?;
    let opened = project.and_then(|project| Folder::open(project).ok());
    let mut names = Vec::new();
    if let Some(opened) = &opened {
        let (listed, _) = layout::own_files(opened)?;
        let is_left = |it: &Listed| is_original(&it.file) || it.sort().is_some_and(|sort| sort.kept == Kept::InCopies);
        names.extend(listed.into_iter().filter(is_left).map(|it| it.file));
        names.retain(|name| !packed.contains_key(name));
    }
    copy::lay_out(to, &packed, opened.as_ref().map(|opened| (opened, names.as_slice())))
}

fn read(file: &Path) -> Result<Files, Problem> {
    let bytes = files::read_limited(file, PROJECT.total)?;
    zipped::unpack(&bytes, PROJECT).map_err(|problem| {
        Problem::error("backup-damaged", "The backup cannot be read: it is damaged")
            .at(Place::File(file.display().to_string()))
            .why(problem.why)
            .now("nothing was changed; the other backups are not touched by it")
            .help("Choose another one from `tickmark backups`")
    })
}

fn is_original(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|file| file.starts_with("original."))
}

fn count_claims(packed: &Files) -> usize {
    let reviews = packed.iter().filter(|(name, _)| name.starts_with("articles/") && name.ends_with("/review.ron"));
    reviews.map(|(_, bytes)| crate::store::disk::count_claims(&String::from_utf8_lossy(bytes))).sum()
}

/// The backups by time, oldest first.
fn times(place: &Path) -> Vec<(Timestamp, PathBuf)> {
    let entries = place.read_dir().into_iter().flatten().flatten();
    let mut found: Vec<(Timestamp, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let name = path.file_name()?.to_str()?.strip_suffix(".zip")?;
            let at = TimeZone::UTC.to_timestamp(DateTime::strptime(NAME, name).ok()?).ok()?;
            Some((at, path))
        })
        .collect();
    found.sort();
    found
}

/// Removes what is kept neither as an hour's, a day's nor a week's, and the oldest beyond the bound in bytes.
fn thin(place: &Path, now: Timestamp) {
    let all = times(place);
    let ats: Vec<Timestamp> = all.iter().map(|(at, _)| *at).collect();
    let kept = kept(&ats, now);
    let mut total = 0_u64;
    for (number, (at, file)) in all.iter().rev().enumerate() {
        total = total.saturating_add(std::fs::metadata(file).map_or(0, |metadata| metadata.len()));
        if number > 0 && (total > MOST_BYTES || !kept.contains(at)) {
            // One that cannot be removed is tried again after the next backup.
            drop(files::remove(file));
        }
    }
}

/// Of each hour, day and week the newest, for as many of them as are kept; what lies in the future stays.
fn kept(ats: &[Timestamp], now: Timestamp) -> BTreeSet<Timestamp> {
    let mut kept: BTreeSet<Timestamp> = ats.iter().copied().filter(|&at| at > now).collect();
    for (sort, most) in KEPT {
        let mut seen = BTreeSet::new();
        for &at in ats.iter().rev().filter(|&&at| at <= now) {
            let time = at.to_zoned_datetime(TimeZone::UTC).datetime();
            if seen.len() < most && seen.insert(period(sort, time)) {
                kept.insert(at);
            }
        }
    }
    kept
}

fn period(sort: Sort, at: DateTime) -> (i16, i16, i8) {
    let day = at.day_of_year();
    match sort {
        Sort::Hour => (at.year(), day, at.hour()),
        Sort::Day => (at.year(), day, 0),
        Sort::Week => {
            let week = at.iso_week_date();
            (week.year(), 0, week.week())
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out and damage files")]
mod tests {
    use super::*;
    use std::fs;

    fn hour(n: i64) -> Timestamp {
        "2026-02-02T00:30:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(n)
    }

    #[test]
    fn hours_days_and_weeks_are_kept_and_no_more() {
        let ats: Vec<Timestamp> = (0..24 * 60).map(hour).collect();
        let now = *ats.last().unwrap();
        let kept = kept(&ats, now);
        // 24 hours of Thursday, 2 April; the ends of the six days before it; of the four weeks the newest ends today and
        // the one before it on a Sunday that is kept as a day: two more.
        assert_eq!(kept.len(), 24 + 6 + 2);
        assert!(ats.iter().rev().take(24).all(|at| kept.contains(at)));
        let days: BTreeSet<_> = kept.iter().map(|at| at.to_zoned_datetime(TimeZone::UTC).date()).collect();
        assert_eq!(days.len(), 7 + 2, "{days:?}");
        assert!(super::kept(&[hour(9)], hour(3)).contains(&hour(9)), "a clock that was set back takes nothing away");
    }

    #[test]
    fn a_backup_is_made_listed_and_restored_elsewhere() {
        let home = tempfile::tempdir().unwrap();
        let (project, data) = (home.path().join("project"), home.path().join("data"));
        crate::store::create(&project, "Winter").unwrap();
        for (name, text) in
            [("evidence/ab.pdf", "large"), ("private/sources.ron", "(schema: 1)"), (".tickmark/lock", "x")]
        {
            fs::create_dir_all(project.join(name).parent().unwrap()).unwrap();
            fs::write(project.join(name), text).unwrap();
        }
        let place = place_for(&project, Some(&data));
        assert!(place.starts_with(&data) && !place.starts_with(&project));
        assert!(is_due(&place, hour(0)));
        let (made, without) = make(&project, &place, hour(0)).unwrap();
        assert_eq!(without, None);
        assert!(!is_due(&place, hour(0)) && is_due(&place, hour(1)));
        assert_eq!(list(&place), std::slice::from_ref(&made));
        let to = home.path().join("again");
        restore(&made.file, Some(&project), &to).unwrap();
        assert_eq!(
            fs::read_to_string(to.join("project.ron")).unwrap(),
            fs::read_to_string(project.join("project.ron")).unwrap()
        );
        assert_eq!(fs::read_to_string(to.join("evidence/ab.pdf")).unwrap(), "large");
        assert!(to.join("private/sources.ron").is_file() && !to.join(".tickmark").exists());
        assert_eq!(restore(&made.file, None, &to).unwrap_err().id, "folder-exists");
        assert_eq!(restore(&made.file, None, &project).unwrap_err().id, "folder-exists");

        let bytes = fs::read(&made.file).unwrap();
        fs::write(&made.file, &bytes[..bytes.len() / 2]).unwrap();
        assert_eq!(list(&place)[0].claims, None);
        assert_eq!(restore(&made.file, None, &home.path().join("other")).unwrap_err().id, "backup-damaged");
    }

    #[test]
    fn what_cannot_be_taken_keeps_nothing_else_from_being_backed_up() {
        let home = tempfile::tempdir().unwrap();
        let (project, place) = (home.path().join("project"), home.path().join("backups"));
        crate::store::create(&project, "Winter").unwrap();
        fs::create_dir_all(project.join("articles/fire")).unwrap();
        fs::create_dir_all(project.join("private")).unwrap();
        fs::create_dir_all(project.join(".tickmark")).unwrap();
        for strange in ["Re: budget.eml", "why?.txt", "articles/fire/my-source-list.docx", "articles/fire/aux"] {
            fs::write(project.join(strange), "of no project").unwrap();
        }
        fs::File::create(project.join("video.mov")).unwrap().set_len(MOST_EACH + 1).unwrap();
        for journal in ["private/journal.ronl", "private/set-aside-1.txt", ".tickmark/journal.ronl"] {
            fs::write(project.join(journal), "unsaved edits").unwrap();
        }
        fs::write(project.join("articles/fire/original.txt"), "as it came").unwrap();
        let (made, without) = make(&project, &place, hour(0)).unwrap();
        assert_eq!(without, None, "files of others are no loss");
        let names: Vec<String> = read(&made.file).unwrap().into_keys().collect();
        assert_eq!(names, [".gitignore", "articles/fire/original.txt", "project.ron"]);

        fs::File::create(project.join("articles/fire/original.txt")).unwrap().set_len(MOST_EACH + 1).unwrap();
        let (made, without) = make(&project, &place, hour(1)).unwrap();
        let without = without.unwrap();
        assert_eq!((without.id, without.place.to_string().as_str()), ("backup-without", "articles/fire/original.txt"));
        assert_eq!(read(&made.file).unwrap().len(), 2);
        let to = home.path().join("again");
        restore(&made.file, Some(&project), &to).unwrap();
        assert_eq!(fs::metadata(to.join("articles/fire/original.txt")).unwrap().len(), MOST_EACH + 1);
    }
}
