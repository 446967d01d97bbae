//! The rules that no compiler checks: layers, sizes, where SQL may stand, what pure code may know.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file, in lines.
const LINES_MAX: usize = 400;
/// The longest line, in characters.
const COLUMNS_MAX: usize = 100;

/// Which paths must not contain which words, and what to do instead.
const FORBIDDEN: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "src/ids.rs",
            "src/clock.rs",
            "src/rng.rs",
            "src/message.rs",
            "src/signal.rs",
            "src/media.rs",
            "src/text.rs",
            "src/letter.rs",
        ],
        &[
            "crate::behaviour",
            "crate::analysis",
            "crate::prompt",
            "crate::person",
        ],
        "layer 0 knows nothing above it",
    ),
    (
        &[
            "src/ids.rs",
            "src/clock.rs",
            "src/rng.rs",
            "src/message.rs",
            "src/signal.rs",
            "src/media.rs",
            "src/text.rs",
            "src/letter.rs",
            "src/behaviour",
            "src/analysis",
            "src/prompt",
            "src/person",
        ],
        &[
            "crate::store",
            "crate::telegram",
            "crate::llm",
            "crate::http",
            "crate::bot",
            "crate::ops",
            "crate::config",
            "crate::cli",
            "rusqlite",
            "ureq",
            "crossbeam",
            "std::fs",
            "std::net",
            "std::env",
            "std::thread",
            "SystemTime",
            "Instant",
            "log::",
            "static mut",
            "Mutex",
            "OnceLock",
            "LazyLock",
        ],
        "pure code is handed what it needs",
    ),
    (
        &["src/http", "src/telegram", "src/llm", "src/store"],
        &[
            "crate::bot",
            "crate::ops",
            "crate::config",
            "crate::cli",
            "behaviour::decide",
        ],
        "adapters know nothing of the shell",
    ),
    (
        &["src/telegram"],
        &["crate::llm", "crate::store"],
        "adapters do not know each other",
    ),
    (
        &["src/llm"],
        &["crate::telegram", "crate::store"],
        "adapters do not know each other",
    ),
    (
        &["src/store"],
        &["crate::telegram", "crate::llm", "crate::http"],
        "adapters stay apart",
    ),
    (
        &[
            "src/telegram",
            "src/llm",
            "src/store",
            "src/bot",
            "src/ops",
            "src/config",
            "src/cli",
        ],
        &["ureq::", "use ureq"],
        "only src/http knows ureq",
    ),
    (
        &[
            "src/telegram",
            "src/llm",
            "src/http",
            "src/bot",
            "src/ops",
            "src/config",
            "src/cli",
        ],
        &[
            "rusqlite::",
            "use rusqlite",
            "\"SELECT ",
            "\"INSERT ",
            "\"UPDATE ",
            "\"DELETE ",
        ],
        "SQL and rusqlite live in src/store",
    ),
    (
        &[
            "src/bot",
            "src/ops",
            "src/telegram",
            "src/llm",
            "src/store",
            "src/http",
        ],
        &["env::var", "env::vars"],
        "only config and cli read the environment",
    ),
    (&["src"], &["unbounded("], "every queue has a bound"),
    (
        &["src"],
        &["todo!(", "unimplemented!(", "dbg!("],
        "finish it",
    ),
];

/// What stands at the top, dot files aside.
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "tests",
    "scripts",
    "gryag.service",
    "README.md",
    "target",
];

#[test]
fn every_layer_knows_only_what_is_below_it() {
    let mut broken = Vec::new();
    for (paths, words, instead) in FORBIDDEN {
        for path in paths.iter().flat_map(|path| sources(path)) {
            let code = code_of(&path);
            for (number, line) in code.lines().enumerate() {
                if let Some(word) = words.iter().find(|word| mentions(line, word)) {
                    broken.push(format!(
                        "{}:{}: {word}: {instead}",
                        path.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn files_are_short_lines_are_short_and_every_file_says_what_it_is() {
    let mut broken = Vec::new();
    for path in sources("src").into_iter().chain(sources("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.display();
        if text.lines().count() > LINES_MAX {
            broken.push(format!("{name}: more than {LINES_MAX} lines"));
        }
        if !text.starts_with("//!") {
            broken.push(format!("{name}: begins without `//!`"));
        }
        for (number, line) in text.lines().enumerate() {
            let length = line.chars().count();
            // A long string may not be broken without changing it, and a row of word lists reads
            // best as a row.
            let is_data = line.contains('"') || path.iter().any(|part| part == "lexicon");
            if length > COLUMNS_MAX && !is_data {
                broken.push(format!("{name}:{}: {length} columns", number + 1));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_top_level_holds_what_it_should_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let unexpected: Vec<String> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()))
        .filter(|name| name != "data")
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
}

#[test]
fn the_runtime_dependencies_are_the_eight() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"));
    let manifest = manifest.unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let mut names: Vec<&str> = section
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        // ctrlc brings it anyway; named only to ask the disk for its free room.
        .filter(|name| *name != "nix")
        .collect();
    names.sort_unstable();
    let eight = [
        "crossbeam-channel",
        "ctrlc",
        "env_logger",
        "log",
        "rusqlite",
        "serde",
        "serde_json",
        "ureq",
    ];
    assert_eq!(names, eight);
}

/// Whether `word` stands in `line` as a word of its own at its beginning.
fn mentions(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// A file without its comments and its tests, line numbers kept.
fn code_of(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let is_tests_file = path.file_name().is_some_and(|name| name == "tests.rs");
    let mut code = String::new();
    let mut in_tests = is_tests_file;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        // What stands behind `mod tests;` or behind a single item for tests is code again.
        let begins = |next: &&str| next.starts_with("mod ") && next.ends_with('{');
        in_tests |= line == "#[cfg(test)]" && lines.peek().is_some_and(begins);
        let is_comment = line.trim_start().starts_with("//");
        code.push_str(if in_tests || is_comment { "" } else { line });
        code.push('\n');
    }
    code
}

/// Every Rust file at or below `path`.
fn sources(path: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(path)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
