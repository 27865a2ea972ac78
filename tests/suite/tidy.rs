//! Holds the house style: layers, headers, no tests switched off, licences.
//!
//! In: the sources as text. Must not know: what they do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

/// Each layer with the layers it may use. `app` and `cli` see session and what the session shows; the five see model
/// and text; model sees text.
const LAYERS: [(&str, &[&str]); 9] = [
    ("text", &["text"]),
    ("model", &["model", "text"]),
    ("check", &["check", "model", "text"]),
    ("import", &["import", "model", "text"]),
    ("export", &["export", "model", "text"]),
    ("store", &["store", "model", "text"]),
    ("session", &["session", "store", "import", "export", "check", "model", "text"]),
    ("cli", &["cli", "session", "export", "model", "text"]),
    ("app", &["app", "session", "export", "model", "text"]),
];

/// Uses against the arrows that were thought about, each with its reason.
const EXCEPTIONS: [(&str, &str); 2] = [
    // The one module of operating-system differences lives in store/; the window and the command line ask it what the
    // machine has.
    ("app", "store::system"),
    ("cli", "store::system"),
];

/// Files longer than 800 lines, each with its reason.
const LONG: [&str; 1] = [
    // One idea, a subcommand a variant: the grammar is read as a whole, and it grows with what the program can do.
    "src/cli/args.rs",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder, by its path from the root.
pub(crate) fn rust_files(folder: &str) -> BTreeMap<PathBuf, String> {
    let mut out = BTreeMap::new();
    let mut open = vec![root().join(folder)];
    while let Some(at) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&at) else { continue };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
                out.insert(path.strip_prefix(root()).expect("inside").to_path_buf(), text);
            }
        }
    }
    assert!(!out.is_empty(), "no Rust file under {folder}");
    out
}

/// The module paths after `crate::` in a file, as far as two names: `session::table`.
fn uses(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let mut names = rest
                .split("::")
                .map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default());
            let (first, second) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
            out.insert(format!("{first}::{second}"));
        }
    }
    out
}

#[test]
fn arrows_point_down_only() {
    let mut wrong = Vec::new();
    for (path, text) in rust_files("src") {
        let layer = path.iter().nth(1).and_then(|name| name.to_str()).unwrap_or_default();
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else { continue };
        // A layer's tests may build what they need with any other.
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if ["tests.rs", "trial.rs"].contains(&name) {
            continue;
        }
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for used in uses(text) {
            let to = used.split("::").next().unwrap_or_default();
            let known = LAYERS.iter().any(|(name, _)| *name == to);
            let excused = EXCEPTIONS.iter().any(|(from, what)| *from == layer && used.starts_with(what));
            if known && !allowed.contains(&to) && !excused {
                wrong.push(format!("{}: {layer} must not use {used}", path.display()));
            }
        }
        let knows = |name: &str| text.lines().any(|line| line.starts_with("use ") && line.contains(name));
        if layer != "app" && (knows("egui::") || knows("eframe::")) {
            wrong.push(format!("{}: only app/ knows egui", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_layer_is_listed() {
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("src"))
        .expect("src is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    let listed: BTreeSet<String> = LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folders, listed);
}

#[test]
fn files_say_what_they_are_for_and_switch_nothing_off() {
    let mut wrong = Vec::new();
    // Written in halves, so that this file does not find itself.
    let forbidden = [concat!("#[", "ignore"), concat!("#[", "should_panic"), concat!("TO", "DO"), concat!("FIX", "ME")];
    for folder in ["src", "tests", "benches"] {
        for (path, text) in rust_files(folder) {
            let shown = path.display();
            if !text.starts_with("//!") {
                wrong.push(format!("{shown}: does not open with what it is for"));
            }
            for (number, line) in (1..).zip(text.lines()) {
                if line.ends_with(' ') || line.ends_with('\t') {
                    wrong.push(format!("{shown}:{number}: space at the line's end"));
                }
                if forbidden.iter().any(|word| line.contains(word)) {
                    wrong.push(format!("{shown}:{number}: {}", line.trim()));
                }
            }
            let lines = text.lines().count();
            if lines > 800 && !LONG.contains(&path.to_str().unwrap_or_default()) {
                wrong.push(format!("{shown}: {lines} lines hide two ideas; split it or give the reason in LONG"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn licences_are_on_the_list() {
    const ALLOWED: [&str; 14] = [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "MPL-2.0",
        "Unicode-3.0",
        "CC0-1.0",
        "Unlicense",
        "0BSD",
        "BSL-1.0",
        "MIT-0",
        // Data: Mozilla's list of who signs certificates (webpki-roots). Nothing is asked for its use.
        "CDLA-Permissive-2.0",
    ];
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "the list of packages is whole");
    let mut wrong = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default().replace('/', " OR ");
        // Any one of the alternatives will do; all of the parts joined by AND must.
        let fits = licence.split(" OR ").any(|choice| {
            let parts = choice.split(" AND ").map(|part| part.trim_matches(|c| c == '(' || c == ')' || c == ' '));
            parts.map(|part| part.split(" WITH ").next().unwrap_or_default()).all(|part| ALLOWED.contains(&part))
        });
        if !fits {
            wrong.push(format!("{} is under {licence:?}", package["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The fuzz targets compile the lower layers by themselves, in a workspace that no test builds.
#[test]
fn the_fuzz_workspace_has_every_crate_its_layers_use() {
    let names = |path: &str| {
        let text = std::fs::read_to_string(root().join(path)).expect("a manifest is there");
        let (_, rest) = text.split_once("\n[dependencies]\n").expect("it has dependencies");
        let listed = rest.lines().take_while(|line| !line.starts_with('['));
        listed.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect::<BTreeSet<_>>()
    };
    let (ours, theirs) = (names("Cargo.toml"), names("tests/fuzz/Cargo.toml"));
    let lock =
        std::fs::read_to_string(root().join("tests/fuzz/Cargo.lock")).expect("the fuzz workspace has a lock file");
    let mut missing = BTreeSet::new();
    for layer in ["src/import", "src/model", "src/store", "src/text"] {
        for text in rust_files(layer).values() {
            let used = ours.iter().filter(|name| text.contains(&format!("{}::", name.replace('-', "_"))));
            missing.extend(used.filter(|name| !theirs.contains(*name)).cloned());
        }
    }
    missing.extend(theirs.iter().filter(|name| !lock.contains(&format!("name = \"{name}\"\n"))).cloned());
    assert!(missing.is_empty(), "add to tests/fuzz/Cargo.toml, and run cargo metadata there for its lock: {missing:?}");
}
