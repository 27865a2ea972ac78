//! Where operating systems differ: the user's folders, fsync of a folder, permissions, whether there is a display, limits
//! and endings of processes.
//!
//! Must not know: projects.
//! Limits: Linux, macOS and Windows; elsewhere the answers of Linux without a desktop. What a process may take of memory
//! is held on Linux alone: macOS does not heed the limit, and Windows has none that a process sets itself. Time is held
//! everywhere, by whoever waits for the process.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use etcetera::app_strategy::{AppStrategy as _, AppStrategyArgs, choose_native_strategy};
use tempfile::Builder;

/// The folder for settings: `~/.config/tickmark` on Linux, the platform's own elsewhere; `None` without a home.
pub fn config_dir() -> Option<PathBuf> {
    choose_native_strategy(program()).ok().map(|folders| folders.config_dir())
}

/// The folder for data the program keeps for the user: `~/.local/share/tickmark` on Linux, the platform's own elsewhere.
pub fn data_dir() -> Option<PathBuf> {
    choose_native_strategy(program()).ok().map(|folders| folders.data_dir())
}

/// Whether a window can be shown.
pub fn has_display() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    has_display_in(is_set)
}

/// The endings of files that the system's programs show and do not run.
const SHOWN: [&str; 50] = [
    "aac", "avi", "bmp", "csv", "doc", "docx", "eml", "epub", "flac", "gif", "heic", "htm", "html", "jpeg", "jpg",
    "json", "m4a", "m4v", "markdown", "mbox", "md", "mht", "mhtml", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "odp",
    "ods", "odt", "oga", "ogg", "ogv", "opus", "pdf", "png", "pptx", "rtf", "srt", "svg", "tif", "tiff", "tsv", "txt",
    "wav", "webm", "webp", "xlsx",
];

/// Whether a file from outside may be handed to the system's program for it: none that could be run is.
pub fn is_safe_to_open(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| SHOWN.contains(&ending.as_str()))
}

/// Opens a file in the system's program for it, and does not wait for that.
pub fn open_file(path: &Path) -> io::Result<()> {
    open::that_detached(path)
}

/// Whether the system can show a dialog for choosing files; without one, paths are typed.
pub fn has_file_dialog() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    let paths = |name: &str, fallback: &str| -> Vec<PathBuf> {
        let set = std::env::var_os(name).filter(|set| !set.is_empty()).unwrap_or_else(|| fallback.into());
        std::env::split_paths(&set).collect()
    };
    let has_bus = is_set("DBUS_SESSION_BUS_ADDRESS")
        || std::env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists());
    has_zenity(&paths("PATH", "")) || (has_bus && has_portal(&paths("XDG_DATA_DIRS", "/usr/local/share:/usr/share")))
}

/// Makes a rename inside `folder` last through a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(()); // NTFS keeps its names in a journal, and folders cannot be flushed
    }
    File::open(folder)?.sync_all()
}

/// Whether an error says that the file system knows no such thing: some network and user-space ones have neither
/// fsync nor locks.
pub(super) fn is_unknown(error: &io::Error) -> bool {
    const ENOLCK: i32 = if cfg!(target_os = "macos") { 77 } else { 37 };
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported)
        || (cfg!(unix) && error.raw_os_error() == Some(ENOLCK))
}

/// A number that no other run of the program has.
pub(super) fn random() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    std::hash::RandomState::new().build_hasher().finish()
}

/// What the machine is called.
pub fn host() -> String {
    let named = |name: &str| std::env::var(name).ok();
    let asked = || {
        let output = Command::new("hostname").output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let mut names = told.or_else(|| named("COMPUTERNAME")).or_else(|| named("HOSTNAME")).or_else(asked).into_iter();
    let name = names.next().unwrap_or_default().trim().to_owned();
    if name.is_empty() { "this computer".to_owned() } else { name }
}

/// What has become of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Process {
    /// One of this id runs; it began then, as the system counts.
    Runs(String),
    /// None of this id runs.
    Gone,
    /// This system does not say.
    Untold,
}

/// What has become of the process with this id on this machine.
pub(super) fn process(pid: u32) -> Process {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return Process::Untold;
    }
    let Ok(stat) = std::fs::read_to_string(processes.join(pid.to_string()).join("stat")) else { return Process::Gone };
    // The name stands in brackets and may hold anything; the state follows it, and 19 fields on the time of the start.
    let mut fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
    match (fields.next(), fields.nth(18)) {
        // Ended, and only not yet taken note of by the one that started it.
        (Some("Z" | "X"), _) => Process::Gone,
        (_, Some(start)) => Process::Runs(start.to_owned()),
        (_, None) => Process::Untold,
    }
}

/// Names this run of the machine, from its start to its end; empty where the system has no name for it.
pub(super) fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// Gives the file to be made the permissions of the one it replaces at `path`, else what the user's mask leaves.
#[cfg(unix)]
pub(super) fn set_file_permissions(file: &mut Builder<'_, '_>, path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_or(0o666, |old| old.permissions().mode() & 0o777);
    file.permissions(std::fs::Permissions::from_mode(mode));
}

/// Leaves the permissions to the folder, which hands them down here.
#[cfg(not(unix))]
pub(super) fn set_file_permissions(_file: &mut Builder<'_, '_>, _path: &Path) {}

/// Gives the folder to be made the permissions that the user's mask leaves.
#[cfg(unix)]
pub(super) fn set_folder_permissions(folder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    folder.permissions(std::fs::Permissions::from_mode(0o777));
}

/// Leaves the permissions to the folder above, which hands them down here.
#[cfg(not(unix))]
pub(super) fn set_folder_permissions(_folder: &mut Builder<'_, '_>) {}

/// Keeps a folder to its user: what lies in it may be confidential.
#[cfg(unix)]
pub(super) fn keep_to_user(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    // A file system without permissions has none to be set.
    drop(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)));
}

/// A user's data folder is the user's already.
#[cfg(not(unix))]
pub(super) fn keep_to_user(_folder: &Path) {}

/// The running program, to be started again for work that is done apart; `None` where it cannot be told. On Linux it is
/// the very file that runs, even when an update has put another in its place.
pub fn own_program() -> Option<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && running.exists() {
        return Some(running.to_path_buf());
    }
    std::env::current_exe().ok()
}

/// Limits what this process may take from now on: address space in bytes, time of the processor; and it leaves no
/// picture of its memory behind when it crashes. What the system does not let be limited stays as it is.
#[cfg(unix)]
pub(crate) fn limit_this_process(memory_bytes: u64, processor: Duration) {
    use rlimit::Resource;
    let seconds = processor.as_secs().max(1);
    // The softer limit on time tells by its signal what it was; the hard one only kills.
    let limits =
        [(Resource::AS, memory_bytes, memory_bytes), (Resource::CPU, seconds, seconds + 2), (Resource::CORE, 0, 0)];
    for (resource, soft, hard) in limits {
        // Never above what the user allows.
        let allowed = resource.get_hard().unwrap_or(hard);
        drop(resource.set(soft.min(allowed), hard.min(allowed)));
    }
}

/// There is nothing that a process could set for itself.
#[cfg(not(unix))]
pub(crate) fn limit_this_process(_memory_bytes: u64, _processor: Duration) {}

/// The memory that this process has in use, in bytes; `None` where it cannot be told.
pub(crate) fn resident_bytes() -> Option<u64> {
    status_field("VmRSS:")
}

/// The most memory that this process ever had in use, in bytes; `None` where it cannot be told.
pub(crate) fn peak_bytes() -> Option<u64> {
    status_field("VmHWM:")
}

fn status_field(name: &str) -> Option<u64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// Has a program that is started show no window of its own.
#[cfg(windows)]
pub(crate) fn without_console(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

/// Programs show no window unless they open one.
#[cfg(not(windows))]
pub(crate) fn without_console(_command: &mut Command) {}

/// How a process ended that did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// By its own will, with this exit code.
    Code(i32),
    /// Killed from outside, as the system does when memory runs short.
    Killed,
    /// Ended by the limit on the processor's time.
    OutOfTime,
    /// By a fault of its own.
    Crashed,
}

/// How a process ended.
pub(crate) fn ending(status: ExitStatus) -> Ending {
    const SIGKILL: i32 = 9;
    const SIGXCPU: i32 = 24;
    match (signal(status), status.code()) {
        (Some(SIGKILL), _) => Ending::Killed,
        (Some(SIGXCPU), _) => Ending::OutOfTime,
        (None, Some(code)) => Ending::Code(code),
        (_, _) => Ending::Crashed,
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

fn program() -> AppStrategyArgs {
    AppStrategyArgs { top_level_domain: "org".into(), author: "Tickmark".into(), app_name: "Tickmark".into() }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn has_display_in(is_set: impl Fn(&str) -> bool) -> bool {
    is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")
}

fn has_zenity(path: &[PathBuf]) -> bool {
    path.iter().any(|folder| folder.join("zenity").is_file())
}

/// Whether one of the desktop portals installed under `data` says that it can choose files.
fn has_portal(data: &[PathBuf]) -> bool {
    const CHOOSER: &str = "org.freedesktop.impl.portal.FileChooser";
    const SERVICE: &str = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    let is_served = data.iter().any(|folder| folder.join(SERVICE).is_file());
    is_served
        && data.iter().filter_map(|folder| folder.join("xdg-desktop-portal/portals").read_dir().ok()).any(|portals| {
            portals.flatten().filter(|entry| entry.path().extension().is_some_and(|ending| ending == "portal")).any(
                |entry| {
                    super::files::read_limited(&entry.path(), 1 << 16)
                        .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(CHOOSER))
                },
            )
        })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out folders")]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_display_is_wayland_or_x11() {
        assert!(has_display_in(|name| name == "DISPLAY"));
        assert!(has_display_in(|name| name == "WAYLAND_DISPLAY"));
        assert!(!has_display_in(|_| false));
    }

    #[test]
    fn a_portal_counts_only_with_its_service_and_a_file_chooser() {
        let data = tempfile::tempdir().unwrap();
        let folders = [data.path().to_owned()];
        let portals = data.path().join("xdg-desktop-portal/portals");
        fs::create_dir_all(&portals).unwrap();
        fs::write(portals.join("gtk.portal"), "Interfaces=org.freedesktop.impl.portal.FileChooser;").unwrap();
        assert!(!has_portal(&folders), "no service");
        fs::create_dir_all(data.path().join("dbus-1/services")).unwrap();
        fs::write(data.path().join("dbus-1/services/org.freedesktop.portal.Desktop.service"), "").unwrap();
        assert!(has_portal(&folders));
        fs::write(portals.join("gtk.portal"), "Interfaces=org.freedesktop.impl.portal.Settings;").unwrap();
        assert!(!has_portal(&folders), "no file chooser");
    }

    #[test]
    fn zenity_is_looked_for_on_the_path() {
        let bin = tempfile::tempdir().unwrap();
        assert!(!has_zenity(&[bin.path().to_owned()]));
        fs::write(bin.path().join("zenity"), "").unwrap();
        assert!(has_zenity(&[bin.path().to_owned()]));
    }

    #[test]
    fn a_process_is_told_by_its_start() {
        let me = process(std::process::id());
        assert!(matches!(&me, Process::Runs(start) if start.parse::<u64>().is_ok()) || me == Process::Untold, "{me:?}");
        assert_eq!(process(std::process::id()), me);
        assert!(matches!(process(u32::MAX), Process::Gone | Process::Untold));
    }

    #[test]
    fn a_folder_can_be_synced() {
        assert!(sync_folder(tempfile::tempdir().unwrap().path()).is_ok());
    }
}
